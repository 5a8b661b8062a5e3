"""A permanent page for every publication and registered trial, with every extracted value and its source."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from ..render.table import plain, study_link
from ..schema import Age, Background, Study, Trial
from ..store import Review, records
from ..store.chapters import STUDY_PAGES
from ..subjects.analysis import Analysis
from ..subjects.mechanisms.table import chapter_link
from ..wording import listed, remarks, value_words
from .places import Places
from .registrations import registration_words
from .study_sections import (
    arm_words,
    arms,
    bias,
    facts,
    findings,
    groups,
    head,
    how,
    place,
    readings,
    section,
    sources,
    tail,
    values,
)
from .study_trust import trust

TRIALS_PAGE = "chapters/evidence-base.md"  # has the table of registered trials
AGES = re.compile(r"\b(?:ages?|aged|years? old|years? of age)\b", re.IGNORECASE)  # words of who may take part


def write_study_pages(review: Review) -> list[Path]:
    """Write chapters/studies/<id>.md for every publication and trial; delete pages of ids that no longer exist."""
    folder = review.root / STUDY_PAGES
    folder.mkdir(exist_ok=True)
    analysis = Analysis(review)
    pages = {key: publication_page(analysis, key, study) for key, study in review.publications.items()}
    pages |= {key: trial_page(analysis, key, trial) for key, trial in review.registered.items()}
    pages |= {key: background_page(review, key, item) for key, item in review.background.items()}
    for old in folder.glob("*.md"):
        if old.stem not in pages:
            old.unlink()
    for key, text in pages.items():
        (folder / f"{key}.md").write_text(text, "utf-8")
    return [folder / f"{key}.md" for key in pages]


def publication_page(analysis: Analysis, key: str, study: Study) -> str:
    """MyST of the page of a publication."""
    review = analysis.review
    file = Path("data") / "studies" / f"{key}.yaml"
    places = Places(review, study, file)
    population = study.population
    overlaps = study.cohort.overlaps if study.cohort else []
    parts = [
        *head(review, key),
        facts(
            {
                "Kind": study.kind.label,
                "Design": remarks(study.design.definition, study.design_note),
                "Country": study.country,
                "Setting": study.setting,
                "Registration": registration_words(study),
                "Recruited": " to ".join(filter(None, (study.recruited_from, study.recruited_to))),
                "Age": age_words(review, key, population.age),
                "Phase": review.vocabulary.lines[population.line].label if population.line else None,
                "Enrolled": population.enrolled,
                "How that was obtained": population.derived,
                "Note": population.note,
                "Follow-up": study.followup,
                "Response": study.response_definition,
                "May share patients with": remarks(
                    *(f"{review.bibliography.label(o.study)} ({o.extent.label}): {o.why}" for o in overlaps)
                ),
            }
        ),
        _linked(
            "Entry in a register", review, [one for one, trial in review.registered.items() if key in trial.reports]
        ),
        used(analysis, key, study),
        groups(review, study, places),
        arms(review, study.arms, places),
        values(review, key, "Efficacy", "efficacy", places),
        readings(analysis, key, places),
        values(review, key, "Harms", "safety", places),
        findings(review, study.findings, places),
        sources(review, study, places),
        bias(review, key, places),
        trust(analysis, key, places),
        *tail(review, study, file),
    ]
    return _joined(parts)


def trial_page(analysis: Analysis, key: str, trial: Trial) -> str:
    """MyST of the page of a registered trial."""
    review = analysis.review
    file = Path("data") / "trials" / f"{key}.yaml"
    places = Places(review, trial, file)
    parts = [
        *head(review, key),
        facts(
            {
                "Registration": trial.registry,
                "Status": trial.status.definition.rstrip(".")
                + (f" (as of {trial.status_date})." if trial.status_date else "."),
                "Sponsor": trial.sponsor,
                "Country": trial.country,
                "Phase": trial.phase,
                "Design": remarks(trial.design.definition, trial.masking),
                "Age": trial.age.definition,
                "Condition": review.vocabulary.conditions[trial.condition].label,
                "Patients": trial.eligibility,
                "Planned number": trial.planned,
                "Schedule": trial.schedule,
                "Response": trial.response_definition,
                "Source": f"source {trial.source}, {trial.at}",
            }
        ),
        _linked("Reported in", review, trial.reports),
        section(
            "Planned arms",
            {"Arm": 30, "Role": 20, "Regimen": 50},
            [[plain(arm.label), arm.role.label, plain(arm.regimen)] for arm in trial.arms],
            [places.row("arms", i, arm_words(arm)) for i, arm in enumerate(trial.arms)],
        ),
        sources(review, trial, places),
        used_trial(analysis, key, trial),
        *tail(review, trial, file),
    ]
    return _joined(parts)


def background_page(review: Review, key: str, item: Background) -> str:
    """MyST of the page of a background publication."""
    file = Path("data") / "context" / f"{key}.yaml"
    places = Places(review, item, file)
    figures = records(review.context[review.context["study"] == key])
    parts = [
        *head(review, key),
        f"*Background: {plain(item.purpose.definition)} It is context, not evidence on the treatment under review.*",
        facts(
            {
                "Kind": item.kind.label,
                "Design": item.design,
                "Country": item.country,
                "Setting": item.setting,
                "Population": item.population,
            }
        ),
        section(
            "What it says",
            {"Topic": 18, "Statement": 60, "Source": 22},
            [[plain(point.topic), plain(point.point), place(review, point, point.note)] for point in item.points],
            [
                places.row("points", i, f"{point.topic}: {point.point}", point.source, point.at)
                for i, point in enumerate(item.points)
            ],
        ),
        section(
            "Values",
            {"About": 24, "What": 20, "Value": 16, "P": 7, "Source and derivation": 33},
            [
                [
                    plain(row["about"]),
                    plain(", ".join(filter(None, (row["as_printed"], row["time"])))),
                    plain(value_words(row)),
                    plain(row["p"]),
                    how(review, row),
                ]
                for row in figures
            ],
            [
                places.row("figures", row["row"], f"{row['about']}: {value_words(row)}", row["source"], row["at"])
                for row in figures
            ],
        ),
        sources(review, item, places),
        *tail(review, item, file),
    ]
    return _joined(parts)


def _joined(parts: Iterable[str]) -> str:
    return "\n\n".join(filter(None, parts)) + "\n"


def used(analysis: Analysis, key: str, study: Study) -> str:
    """Where the review uses a publication: pools and comparisons of its values, chapters with its findings."""
    review = analysis.review
    pools = [one.pool.label for one in map(analysis.pool, review.config.pools) if key in set(one.rows["study"])]
    compared = map(analysis.comparison, review.config.comparisons)
    entered = [one.comparison.label for one in compared if key in set(one.rows["study"])]
    axes = review.vocabulary.axes
    chapters = dict.fromkeys(axes[finding.axis].chapter for finding in study.findings)
    links = (chapter_link(review, chapter, review.vocabulary.chapters[chapter].label) for chapter in chapters)
    parts = [
        f"Values are included in {'this pool' if len(pools) == 1 else 'these pools'}: {plain('; '.join(pools))}."
        if pools
        else "",
        f"Values are included in {'this comparison' if len(entered) == 1 else 'these comparisons'}: "
        f"{plain('; '.join(entered))}."
        if entered
        else "",
        "No value is included in a pool or comparison."
        if not pools + entered and (study.efficacy or study.safety or not study.findings)
        else "",
        f"Findings are shown under: {listed(links)}." if chapters else "",
        _awaited(analysis, key),
    ]
    text = "\n".join(filter(None, parts))
    return f"## Use in this review\n\n{text}" if text else ""


def used_trial(analysis: Analysis, key: str, trial: Trial) -> str:
    """Where the review uses a registered trial: in its list of trials, and through its reports if there are any."""
    there = (analysis.review.root / TRIALS_PAGE).is_file()
    listed_in = f"It is listed among the {f'[registered trials](/{TRIALS_PAGE})' if there else 'registered trials'}"
    text = (
        f"{listed_in}; its results are taken from its reports."
        if trial.reports
        else f"{listed_in}. No report of it was accessible: no value or finding in this review comes from it."
    )
    return "\n".join(filter(None, (f"## Use in this review\n\n{text}", _awaited(analysis, key))))


def age_words(review: Review, key: str, age: Age) -> str | None:
    """Ages of the patients; where the publication does not give them, also what the register says of its trial.

    What the register admits is a plan, so that it is named as the register's and does not replace what is missing.
    """
    if age is Age.NOT_APPLICABLE:
        return None
    if age is not Age.NOT_STATED:
        return age.definition
    said = [
        f"The register ({trial.registry}) admits: {_ages(trial)}."
        for trial in review.registered.values()
        if key in trial.reports and trial.age not in (Age.NOT_STATED, Age.NOT_APPLICABLE)
    ]
    return remarks("Not stated in the accessible text of the publication." if said else age.definition, *said)


def _ages(trial: Trial) -> str:
    """The parts of who may take part that speak of ages, as extracted; without any, the ages in a word."""
    parts = [part.strip(" .") for part in re.split(r";|(?<=[a-z])\. ", trial.eligibility or "")]
    of_age = [part[:1].lower() + part[1:] for part in parts if AGES.search(part)]
    return "; ".join(of_age) or trial.age.definition.rstrip(".").lower()


def _linked(words: str, review: Review, keys: list[str]) -> str:
    """The other record of one study, a trial and its reports, with links; nothing if there is none."""
    if not keys:
        return ""
    end = "" if review.bibliography.label(keys[-1]).endswith(".") else "."  # as after "n.d."
    return f"{words}: {listed(study_link(key, review.bibliography.label(key)) for key in keys)}{end}"


def _awaited(analysis: Analysis, key: str) -> str:
    compared = map(analysis.comparison, analysis.review.config.comparisons)
    waiting = [one.comparison.label for one in compared if key in one.awaited]
    return f"Its results are awaited for these comparisons: {plain('; '.join(waiting))}." if waiting else ""
