"""A permanent page for every publication and registered trial, with every extracted value and its source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ..evidence import marks, marks_sentence
from ..render.myst import list_table
from ..render.table import link, linked, plain, source_address, title
from ..schema import ALL_ARMS, Arm, Background, Finding, Point, Study, Trial, TrialArm
from ..store import Review, records
from ..store.chapters import STUDY_PAGES
from ..subjects.analysis import Analysis
from ..subjects.bias import table as bias_tables
from ..subjects.bias.model import assessment
from ..wording import span_words, value_words, what_words
from .places import Places, edit_address, report_address


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
        *_head(review, key),
        _facts(
            {
                "Kind": study.kind.label,
                "Design": " ".join(filter(None, (study.design.definition, study.design_note))),
                "Country": study.country,
                "Setting": study.setting,
                "Registration": ", ".join(study.registry),
                "Recruited": " to ".join(filter(None, (study.recruited_from, study.recruited_to))),
                "Age": population.age.definition,
                "Phase": review.vocabulary.lines[population.line].label if population.line else None,
                "Enrolled": population.enrolled,
                "How that was obtained": population.derived,
                "Note": population.note,
                "Follow-up": study.followup,
                "Response": study.response_definition,
                "May share patients with": "; ".join(
                    f"{review.bibliography.label(o.study)} ({o.extent.label}): {o.why}" for o in overlaps
                ),
            }
        ),
        _sources(study, places),
        _groups(review, study, places),
        _arms(review, study.arms, places),
        _values(review, key, "Response and course", "efficacy", places),
        _readings(analysis, key, places),
        _values(review, key, "Harms", "safety", places),
        _findings(review, study.findings, places),
        _bias(review, key, places),
        f"## Use in this review\n\n{_pools_with(analysis, key)}",
        *_tail(review, study, file),
    ]
    return _joined(parts)


def trial_page(analysis: Analysis, key: str, trial: Trial) -> str:
    """MyST of the page of a registered trial."""
    review = analysis.review
    file = Path("data") / "trials" / f"{key}.yaml"
    places = Places(review, trial, file)
    parts = [
        *_head(review, key),
        _facts(
            {
                "Registration": trial.registry,
                "Status": trial.status.definition + (f" (as of {trial.status_date})" if trial.status_date else ""),
                "Sponsor": trial.sponsor,
                "Country": trial.country,
                "Phase": trial.phase,
                "Design": " ".join(filter(None, (trial.design.definition, trial.masking))),
                "Age": trial.age.definition,
                "Condition": review.vocabulary.conditions[trial.condition].label,
                "Patients": trial.eligibility,
                "Planned number": trial.planned,
                "Schedule": trial.schedule,
                "Response": trial.response_definition,
                "Source": f"source {trial.source}, {trial.at}",
            }
        ),
        _section(
            "Planned arms",
            {"Arm": 30, "Role": 20, "Regimen": 50},
            [[plain(arm.label), arm.role.label, plain(arm.regimen)] for arm in trial.arms],
            [places.row("arms", i, _arm_words(arm)) for i, arm in enumerate(trial.arms)],
        ),
        _sources(trial, places),
        f"## Use in this review\n\n{_awaited(analysis, key)}",
        *_tail(review, trial, file),
    ]
    return _joined(parts)


def background_page(review: Review, key: str, item: Background) -> str:
    """MyST of the page of a background publication."""
    file = Path("data") / "context" / f"{key}.yaml"
    places = Places(review, item, file)
    values = records(review.context[review.context["study"] == key])
    parts = [
        *_head(review, key),
        f"*Background: {plain(item.purpose.definition)} It is context, not evidence on the treatment under review.*",
        _facts(
            {
                "Kind": item.kind.label,
                "Design": item.design,
                "Country": item.country,
                "Setting": item.setting,
                "Population": item.population,
            }
        ),
        _section(
            "Points",
            {"Topic": 18, "Point": 60, "Source": 22},
            [[plain(point.topic), plain(point.point), _place(point, point.note)] for point in item.points],
            [
                places.row("points", i, f"{point.topic}: {point.point}", point.source, point.at)
                for i, point in enumerate(item.points)
            ],
        ),
        _section(
            "Values",
            {"About": 28, "What": 24, "Value": 18, "P": 8, "Source and derivation": 22},
            [
                [
                    plain(row["about"]),
                    plain(", ".join(filter(None, (row["as_printed"], row["time"])))),
                    plain(value_words(row)),
                    plain(row["p"]),
                    _how(row),
                ]
                for row in values
            ],
            [
                places.row("figures", row["row"], f"{row['about']}: {value_words(row)}", row["source"], row["at"])
                for row in values
            ],
        ),
        _sources(item, places),
        *_tail(review, item, file),
    ]
    return _joined(parts)


def _joined(parts: Iterable[str]) -> str:
    return "\n\n".join(filter(None, parts)) + "\n"


def _section(heading: str, columns: Mapping[str, int], rows: Sequence[list[str]], places: Sequence[str]) -> str:
    """A section that holds a table, or nothing if it has no rows. `columns` gives headers with their widths.

    The last cell of each row ends with its place in the file.
    """
    if not rows:
        return ""
    placed = [
        [*cells, f"{last} ({place})" if last else place] for (*cells, last), place in zip(rows, places, strict=True)
    ]
    return f"## {heading}\n\n{list_table(list(columns), placed, list(columns.values()))}"


def _facts(facts: Mapping[str, object]) -> str:
    return "\n".join(f"{name}\n: {plain(value)}\n" for name, value in facts.items() if value not in (None, ""))


def _head(review: Review, key: str) -> list[str]:
    entry = review.bibliography[key]
    links = ", ".join(link(name, address) for name, address in entry.links.items())
    return [
        f"---\norphan: true\n---\n\n(study-{key})=\n# {plain(review.bibliography.label(key))}",
        f"{plain(title(review, key))} {{cite:p}}`{key}`" + (f" ({links})" if links else ""),
    ]


def _tail(review: Review, item: Study | Trial | Background, file: Path) -> list[str]:
    checked = item.extraction.checked_by
    by = f"checked by {plain(checked)}" if checked else "not yet checked by a second person"
    repository = review.config.repository
    name = file.as_posix()
    where = link(name, edit_address(repository, name)) if repository else f"`{name}`"
    report = link("report a value of this page", report_address(repository, file=name)) if repository else ""
    return [
        f"## Limits\n\n{linked(review, item.limits)}" if item.limits else "",
        f"## What was assumed\n\n{linked(review, item.assumed)}" if item.assumed else "",
        f"## To correct this page\n\nExtracted by {plain(item.extraction.extracted_by)}; {by}.\n"
        f"The page is generated from {where}; each row names its line there. "
        f"A corrected value needs its source and the place in it.{f' You may also {report}.' if report else ''}",
    ]


def _sources(item: Study | Trial | Background, places: Places) -> str:
    return _section(
        "Sources",
        {"Source": 8, "Kind": 12, "Address": 45, "What was accessible": 35},
        [[str(s.id), plain(s.kind.label), source_address(s), plain(s.note)] for s in item.sources],
        [places.row("sources", i, f"source {s.id}: {s.kind.label}", s.id) for i, s in enumerate(item.sources)],
    )


def _groups(review: Review, study: Study, places: Places) -> str:
    vocabulary = review.vocabulary
    return _section(
        "Groups of patients",
        {"Group": 26, "Role": 12, "Condition": 16, "Cause": 16, "n": 6, "How derived": 24},
        [
            [
                plain(group.label),
                group.role.label,
                plain(vocabulary.conditions[group.condition].label),
                plain(vocabulary.causes[group.cause].label if group.cause else ""),
                plain(group.n),
                plain(group.derived),
            ]
            for group in study.groups
        ],
        [
            places.row("groups", i, f"{group.label}: n = {group.n if group.n is not None else 'not given'}")
            for i, group in enumerate(study.groups)
        ],
    )


def _arms(review: Review, arms: Sequence[Arm], places: Places) -> str:
    units = {name: unit.label for name, unit in review.vocabulary.units.items()}
    return _section(
        "Arms",
        {"Arm": 18, "Role": 14, "Regimen": 34, "Target level": 14, "n": 6, "Source": 14},
        [
            [
                plain(arm.label),
                arm.role.label,
                plain(arm.regimen),
                plain(span_words(arm.trough_target, units)),
                plain(arm.n),
                _place(arm),
            ]
            for arm in arms
        ],
        [places.row("arms", i, _arm_words(arm), arm.source, arm.at) for i, arm in enumerate(arms)],
    )


def _arm_words(arm: Arm | TrialArm) -> str:
    return ", ".join(filter(None, (arm.label, arm.regimen)))


def _findings(review: Review, findings: Sequence[Finding], places: Places) -> str:
    vocabulary = review.vocabulary
    columns = {"Axis": 9, "System": 11, "Disease": 9, "What was done": 13, "Direction": 9, "Finding": 25, "Values": 12}
    return _section(
        "Mechanistic findings",
        {**columns, "Source": 12},
        [
            [
                plain(vocabulary.axes[finding.axis].label),
                plain(finding.system.label),
                plain(vocabulary.diseases[finding.disease].label),
                plain(vocabulary.perturbations[finding.perturbation].label),
                finding.direction.label,
                plain(finding.finding) + (f" ({plain(finding.comparison)})" if finding.comparison else ""),
                plain("; ".join(filter(None, (finding.value, f"P {finding.p}" if finding.p else None)))),
                _place(finding, finding.note, finding.conflict),
            ]
            for finding in findings
        ],
        [
            places.row("findings", i, f"{finding.direction.label}: {finding.finding}", finding.source, finding.at)
            for i, finding in enumerate(findings)
        ],
    )


def _bias(review: Review, key: str, places: Places) -> str:
    """Risk of bias of the study, or a note that it is still to be rated; nothing if no instrument applies."""
    one = assessment(review, key)
    if one is None:
        return ""
    if not one.rated:
        return f"## Risk of bias\n\nTo be rated with {plain(one.tool.name)}; not rated yet."
    lines = bias_tables.lines(one)
    rows = [
        [items, judgement, linked(review, row.reason), bias_tables.place(row), bias_tables.status(row)]
        for items, judgement, row in lines
    ]
    numbers = {id(row): i for i, row in enumerate(review.publications[key].risk_of_bias)}
    placed = [
        places.row("risk_of_bias", numbers[id(row)], f"{row.judgement.label}: {row.reason}", row.source, row.at)
        for *_, row in lines
    ]
    columns = {"Item": 26, "Judgement": 16, "Reason": 34, "Source": 12, "Status": 12}
    section = _section("Risk of bias", columns, rows, placed)
    overall = (
        f" Overall, computed from the items: {bias_tables.lamp(one.overall)}."
        if one.overall is not None
        else " The instrument derives no overall judgement."
    )
    draft = " Drafts are not yet confirmed by a rater." if one.draft else ""
    return f"{section}\n\nRated with {plain(one.tool.name)}: {plain(one.tool.rated)}{overall}{draft}"


def _values(review: Review, key: str, heading: str, field: str, places: Places) -> str:
    study, frame = review.publications[key], getattr(review, field)
    arms = {arm.id: arm.label for arm in study.arms} | {ALL_ARMS: "all arms"}
    groups = {group.id: group.label for group in study.groups}
    rows, letters, placed = [], [], []
    for row in records(frame[frame["study"] == key]):
        letters.append(marks(row))
        rows.append(
            [
                plain(" v ".join(arms[arm] for arm in (row["arm"], row["versus"]) if arm)),
                plain(groups[row["group"]]),
                plain(what_words(row, review.vocabulary)),
                plain(value_words(row)),
                plain(row["p"]),
                letters[-1],
                _how(row),
            ]
        )
        shown = f"{what_words(row, review.vocabulary)}: {value_words(row)}"
        placed.append(places.row(field, row["row"], shown, row["source"], row["at"]))
    columns = {"Arm": 13, "Patients": 17, "What": 18, "Value": 15, "P": 7, "Marks": 8, "Source and derivation": 22}
    return f"{_section(heading, columns, rows, placed)}\n\n{marks_sentence(letters)}".rstrip()


def _readings(analysis: Analysis, key: str, places: Places) -> str:
    """Readings of percentages without denominators: reconstructions that are never rows of data."""
    found = [one for one in analysis.readings if one.study == key]
    numbers = {reading.id: i for i, reading in enumerate(analysis.review.publications[key].readings)}
    return _section(
        "Readings of percentages without denominators",
        {"Outcome": 14, "Printed": 12, "Denominator": 20, "Reconstructed": 18, "Reproduces them": 10, "Why": 26},
        [
            [
                plain(analysis.review.vocabulary.outcomes[one.reading.outcome].label),
                plain(" v ".join(one.reading.printed.values())),
                plain(one.of),
                " v ".join(f"{events}/{n}" for events, n in zip(one.events, one.n, strict=True)),
                "yes, and no other counts do" if one.reproduces else "no",
                plain(f"{one.reading.how} From source {one.reading.source}, {one.reading.at}."),
            ]
            for one in found
        ],
        [
            places.row("readings", numbers[one.reading.id], one.reading.how, one.reading.source, one.reading.at)
            for one in found
        ],
    )


def _how(row: Mapping[str, Any]) -> str:
    derived = f"derived from {row['derived']}: {row['how']}" if row["derived"] else None
    place = (f"source {row['source']}, {row['at']}", derived, row["note"], row["conflict"])
    return plain("; ".join(filter(None, place)))


def _place(block: Arm | Finding | Point, *more: str | None) -> str:
    where = f"source {block.source}, {block.at}" if block.source else None
    return plain("; ".join(filter(None, (where, *more))))


def _pools_with(analysis: Analysis, key: str) -> str:
    pools = map(analysis.pool, analysis.review.config.pools)
    used = [synthesis.pool.label for synthesis in pools if key in set(synthesis.rows["study"])]
    compared = map(analysis.comparison, analysis.review.config.comparisons)
    entered = [one.comparison.label for one in compared if key in set(one.rows["study"])]
    parts = [
        f"Included in these pools: {plain(', '.join(used))}." if used else "Not included in any pool.",
        f"Included in these comparisons: {plain('; '.join(entered))}."
        if entered
        else "Not included in any comparison.",
        _awaited(analysis, key),
    ]
    return "\n".join(filter(None, parts))


def _awaited(analysis: Analysis, key: str) -> str:
    compared = map(analysis.comparison, analysis.review.config.comparisons)
    waiting = [one.comparison.label for one in compared if key in one.awaited]
    return f"Its results are awaited for these comparisons: {plain('; '.join(waiting))}." if waiting else ""
