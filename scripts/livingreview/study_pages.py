"""A permanent page for every publication and trial: what was seen, every figure with its place, and how to correct it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from .citations import STUDY_PAGES, Entry
from .figures.forest import time_words
from .page import table_text
from .results import Results, figure_text
from .schema import Study, Trial
from .store import Review, records
from .synthesis import marks
from .tables import Table, legend, plain, told


def write_study_pages(review: Review) -> list[Path]:
    """Write chapters/studies/<id>.md for all publications and trials and delete pages of those that are gone."""
    folder = review.root / STUDY_PAGES
    folder.mkdir(exist_ok=True)
    results = Results(review)
    pages = {key: publication_page(results, key, study) for key, study in review.publications.items()}
    pages |= {key: trial_page(review, key, trial) for key, trial in review.registered.items()}
    for old in folder.glob("*.md"):
        if old.stem not in pages:
            old.unlink()
    for key, text in pages.items():
        (folder / f"{key}.md").write_text(text, "utf-8")
    return [folder / f"{key}.md" for key in pages]


def _facts(pairs: Iterable[tuple[str, object]]) -> str:
    return "\n".join(f"{name}\n: {plain(value)}\n" for name, value in pairs if value not in (None, ""))


def _head(review: Review, key: str, entry: Entry) -> list[str]:
    links = ", ".join(f"[{name}]({address})" for name, address in entry.links.items())
    return [
        f"(study-{key})=",
        f"# {plain(review.bibliography.label(key))}",
        f"{plain(_title(entry))} {{cite:p}}`{key}`" + (f" ({links})" if links else ""),
    ]


def _title(entry: Entry) -> str:
    return entry.fields["title"].replace("{", "").replace("}", "").rstrip(".") + "."


def _sources(item: Study | Trial, key: str) -> str:
    rows = [
        [str(s.id), plain(s.kind.label), f"<{s.url}>" if s.url else plain(s.no_url), plain(s.note)]
        for s in item.sources
    ]
    return table_text(
        Table(
            f"sources-{key}",
            "Where it was seen.",
            ["Source", "Kind", "Address", "What was visible"],
            rows,
            [8, 12, 45, 35],
        )
    )


def _tail(review: Review, item: Study | Trial, file: str) -> list[str]:
    checked = item.extraction.checked_by
    by = f"Extracted by {plain(item.extraction.extracted_by)}; " + (
        f"checked by {plain(checked)}." if checked else "not yet checked by a second person."
    )
    where = f"[`{file}`]({review.config.repository}/edit/main/{file})" if review.config.repository else f"`{file}`"
    text = [f"## Limits\n\n{told(review, item.limits)}"] if item.limits else []
    if item.inferred:
        text.append(f"## What was concluded\n\n{told(review, item.inferred)}")
    return [
        *text,
        f"## To correct this page\n\n{by}\nIt is made from {where}: change the figure there, with its source and place, and rebuild.",
    ]


def publication_page(results: Results, key: str, study: Study) -> str:
    """MyST of one publication's page."""
    review = results.review
    entry = review.bibliography[key]
    vocabulary = review.vocabulary
    line = vocabulary.lines[study.population.line].label if study.population.line else None
    followed = ", ".join(
        f"{review.bibliography.label(o.study)} ({o.extent.label}: {o.why})"
        for o in (study.cohort.overlaps if study.cohort else [])
    )
    parts = _head(review, key, entry)
    parts.append(
        _facts(
            [
                ("Kind", study.kind.label),
                ("Design", study.design.definition + (f" {study.design_note}" if study.design_note else "")),
                ("Country", study.country),
                ("Setting", study.setting),
                ("Registration", ", ".join(study.registry)),
                ("Recruited", " to ".join(filter(None, (study.recruited_from, study.recruited_to)))),
                ("Age", study.population.age.definition),
                ("Phase", line),
                ("Enrolled", study.population.enrolled),
                ("Note", study.population.note),
                ("Follow-up", study.followup),
                ("Response", study.response_definition),
                ("May share patients with", followed),
            ]
        )
    )
    parts.append(_sources(study, key))
    if study.groups:
        rows = [
            [
                plain(g.label),
                g.role.label,
                plain(vocabulary.conditions[g.condition].label),
                plain(vocabulary.causes[g.cause].label if g.cause else ""),
                plain(g.n),
                plain(g.derived),
            ]
            for g in study.groups
        ]
        parts.append(
            table_text(
                Table(
                    f"groups-{key}",
                    "Groups of patients.",
                    ["Group", "Role", "Condition", "Cause", "n", "Concluded"],
                    rows,
                    [26, 12, 16, 16, 6, 24],
                )
            )
        )
    if study.arms:
        rows = [
            [plain(a.label), a.role.label, plain(a.regimen), _span(a.trough_target), plain(a.n), _place(a)]
            for a in study.arms
        ]
        parts.append(
            table_text(
                Table(
                    f"arms-{key}",
                    "Arms.",
                    ["Arm", "Role", "Regimen", "Target level", "n", "Seen at"],
                    rows,
                    [18, 14, 34, 14, 6, 14],
                )
            )
        )
    for field, caption, what in (("efficacy", "Response and course.", _outcome), ("safety", "Harms.", _event)):
        if rows := _figure_rows(review, key, field, what):
            used = legend(row[-2] for row in rows)
            parts.append(
                table_text(
                    Table(
                        f"{field}-{key}",
                        f"{caption} {used}.".replace(" .", ""),
                        ["Arm", "Patients", "What", "Figure", "P", "Marks", "Seen at, and how derived"],
                        rows,
                        [13, 17, 18, 15, 7, 8, 22],
                    )
                )
            )
    if study.findings:
        rows = [
            [
                plain(vocabulary.axes[f.axis].label),
                plain(f.system.label),
                plain(vocabulary.diseases[f.disease].label),
                plain(vocabulary.perturbations[f.perturbation].label),
                f.direction.label,
                plain(f.finding) + (f" ({plain(f.comparison)})" if f.comparison else ""),
                plain("; ".join(filter(None, (f.value, f"P {f.p}" if f.p else None)))),
                _place(f, f.note, f.conflict),
            ]
            for f in study.findings
        ]
        parts.append(
            table_text(
                Table(
                    f"findings-{key}",
                    "Mechanistic findings.",
                    ["Axis", "System", "Whose", "What was done", "Direction", "Finding", "Values", "Seen at"],
                    rows,
                    [9, 11, 9, 13, 9, 25, 12, 12],
                )
            )
        )
    parts.append(f"## Use in this review\n\n{_pools_with(results, key)}")
    return "\n\n".join([*parts, *_tail(review, study, f"data/studies/{key}.yaml")]) + "\n"


def trial_page(review: Review, key: str, trial: Trial) -> str:
    """MyST of one registered trial's page."""
    entry = review.bibliography[key]
    parts = _head(review, key, entry)
    parts.append(
        _facts(
            [
                ("Registration", trial.registry),
                ("Status", trial.status.definition + (f" (as of {trial.status_date})" if trial.status_date else "")),
                ("Sponsor", trial.sponsor),
                ("Country", trial.country),
                ("Phase", trial.phase),
                ("Design", " ".join(filter(None, (trial.design.definition, trial.masking)))),
                ("Age", trial.age.definition),
                ("Condition", review.vocabulary.conditions[trial.condition].label),
                ("Patients", trial.eligibility),
                ("Planned number", trial.planned),
                ("Schedule", trial.schedule),
                ("Response", trial.response_definition),
                ("Seen at", f"source {trial.source}, {trial.at}"),
            ]
        )
    )
    rows = [[plain(a.label), a.role.label, plain(a.regimen)] for a in trial.arms]
    parts.append(table_text(Table(f"arms-{key}", "Planned arms.", ["Arm", "Role", "Regimen"], rows, [30, 20, 50])))
    parts.append(_sources(trial, key))
    return "\n\n".join([*parts, *_tail(review, trial, f"data/trials/{key}.yaml")]) + "\n"


def _span(span) -> str:
    if span is None:
        return ""
    ends = "–".join(f"{v:g}" for v in (span.low, span.high) if v is not None)
    bound = "" if None not in (span.low, span.high) else ("≤ " if span.low is None else "≥ ")
    return plain(f"{bound}{ends} {span.unit}")


def _place(block, *more: str | None) -> str:
    where = f"source {block.source}, {block.at}" if block.source else ""
    return plain("; ".join(filter(None, (where, *more))))


def _outcome(review: Review, row) -> str:
    return f"{review.vocabulary.outcomes[row['outcome']].label}, {time_words(row)}"


def _event(review: Review, row) -> str:
    label = review.vocabulary.events[row["event"]].label
    printed = f" (printed: {row['as_printed']})" if row["as_printed"] else ""
    return label + ("" if row["grade"] == "any" else f", {row['grade']}") + printed


def _figure_rows(review: Review, key: str, field: str, what) -> list[list[str]]:
    frame = getattr(review, field)
    arms = {a.id: a.label for a in review.publications[key].arms} | {"all": "all arms"}
    groups = {g.id: g.label for g in review.publications[key].groups}
    rows = []
    for row in records(frame[frame["study"] == key]):
        arm = arms[row["arm"]] + (f" v {arms[row['versus']]}" if row["versus"] else "")
        how = f"derived from {row['derived']}: {row['how']}" if row["derived"] else None
        place = "; ".join(filter(None, (f"source {row['source']}, {row['at']}", how, row["note"], row["conflict"])))
        rows.append(
            [
                plain(arm),
                plain(groups[row["group"]]),
                plain(what(review, row)),
                plain(figure_text(row)),
                plain(row["p"]),
                marks(row),
                plain(place),
            ]
        )
    return rows


def _pools_with(results: Results, key: str) -> str:
    used = [s.pool.label for name in results.review.config.pools if key in set((s := results.pool(name)).rows["study"])]
    return f"Enters these pools: {', '.join(used)}." if used else "Enters no pool."
