"""The sections of a study page: tables with the place of each row in its file, facts, and how to correct it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..evidence import marks, marks_sentence
from ..render.greek import greek
from ..render.layout import column, on_screen
from ..render.myst import list_table
from ..render.table import link, linked, plain, shown_text, source_address, title
from ..schema import ALL_ARMS, Arm, ArmRole, Background, Finding, Point, Study, Trial, TrialArm
from ..store import Review, records
from ..subjects.analysis import Analysis
from ..subjects.bias import table as bias_tables
from ..subjects.bias.model import Assessment, all_of
from ..subjects.treatment import DOSE, missing, missing_words
from ..wording import bracketed, capital, p_words, remarks, sentence, span_words, value_words, what_words
from .places import Places, edit_address, report_address

COMPARED = "Risk of bias of the comparison"
IN_FILE = "In the file"


def section(heading: str, columns: Mapping[str, int], rows: Sequence[list[str]], places: Sequence[str]) -> str:
    """A section that holds a table, or nothing if it has no rows. `columns` gives headers with their widths.

    The first cell heads the row, which is a card on a phone. The place of the row in the file has a column of its own.
    """
    return f"## {heading}\n\n{placed_table(columns, rows, places)}" if rows else ""


def placed_table(columns: Mapping[str, int], rows: Sequence[list[str]], places: Sequence[str]) -> str:
    """A table with the place of each row in its file (empty: none) as the last column; columns without a cell go."""
    whole = {**columns, IN_FILE: max(1, round(sum(columns.values()) / 12))}
    placed = [[*cells, place] for cells, place in zip(rows, places, strict=True)]
    filled = [i for i in range(len(whole)) if any(cells[i] for cells in placed)]
    header, asked = [list(whole)[i] for i in filled], [list(whole.values())[i] for i in filled]
    cells = [[cells[i] for i in filled] for cells in placed]
    shown = [[shown_text(cell) for cell in row] for row in (header, *cells)]
    shares = on_screen([column(width, texts) for width, *texts in zip(asked, *shown, strict=True)])
    widths = [max(1, round(100 * share)) for share in shares]
    return list_table(header, cells, widths, "", "", "stacked")


def facts(facts: Mapping[str, object]) -> str:
    """A list of what is known of a publication, without what is not known; text begins with a capital letter.

    A fact of several lines is a list of texts.
    """
    known = {name: value for name, value in facts.items() if value not in (None, "", [])}
    lines = {name: value if isinstance(value, list) else [value] for name, value in known.items()}
    shown = {
        name: [plain(capital(one) if isinstance(one, str) else one) for one in values] for name, values in lines.items()
    }
    return "\n".join(f"{name}\n: {f'{chr(10)}{chr(10)}  '.join(values)}\n" for name, values in shown.items())


def head(review: Review, key: str) -> list[str]:
    entry = review.bibliography[key]
    links = ", ".join(link(name, address) for name, address in entry.links.items())
    return [
        f"---\norphan: true\n---\n\n(study-{key})=\n# {plain(review.bibliography.label(key))}",
        f"{plain(title(review, key))} {{cite:p}}`{key}`" + (f" ({links})" if links else ""),
    ]


def tail(review: Review, item: Study | Trial | Background, file: Path) -> list[str]:
    checked = item.extraction.checked_by
    by = f"checked by {plain(checked)}" if checked else "not yet checked by a second reader"
    if checked and isinstance(item, Background) and item.points:
        by = f"the values were checked by {plain(checked)}, the statements in words not yet"  # who was asked for values
    repository = review.config.repository
    name = file.as_posix()
    where = link(name, edit_address(repository, name)) if repository else f"`{name}`"
    report = link("report a value of this page", report_address(repository, file=name)) if repository else ""
    return [
        f"## Limits\n\n{linked(review, item.limits)}" if item.limits else "",
        f"## What was assumed\n\n{linked(review, item.assumed)}" if item.assumed else "",
        f"## To correct this page\n\nExtracted by {plain(item.extraction.extracted_by)}; {by}.\n"
        f"The page is generated from {where}; each entry names its line there. "
        f"A corrected value needs its source and the place in it.{f' You may also {report}.' if report else ''}",
    ]


def sources(review: Review, item: Study | Trial | Background, places: Places) -> str:
    return section(
        "Sources",
        {"Source": 8, "Kind": 12, "Address": 45, "What was accessible": 35},
        [[f"source {s.id}", plain(s.kind.label), source_address(review, s), plain(s.note)] for s in item.sources],
        [places.row("sources", i, f"source {s.id}: {s.kind.label}", s.id) for i, s in enumerate(item.sources)],
    )


def groups(review: Review, study: Study, places: Places) -> str:
    vocabulary = review.vocabulary
    return section(
        "Groups of patients",
        {"Group": 26, "Role": 12, "Condition": 16, "Cause": 16, "Patients": 8, "Derivation or note": 22},
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


def arms(review: Review, arms: Sequence[Arm], places: Places) -> str:
    units = {name: unit.label for name, unit in review.vocabulary.units.items()}
    return section(
        "Arms",
        {"Arm": 18, "Role": 14, "Regimen": 34, "Target level": 14, "Patients": 8, "Source": 14},
        [
            [
                plain(arm.label),
                arm.role.label,
                plain(" ".join(filter(None, (_given(review, arm), arm.besides and arm.besides.definition)))),
                plain(span_words(arm.trough_target, units)),
                plain(arm.n),
                place(review, arm),
            ]
            for arm in arms
        ],
        [places.row("arms", i, arm_words(arm), arm.source, arm.at) for i, arm in enumerate(arms)],
    )


def _given(review: Review, arm: Arm) -> str:
    """The regimen, with the dose if a treated arm gives none; "not accessible" of another without a regimen."""
    asked = [] if arm.role is ArmRole.COMPARATOR else missing(review, arm, DOSE)
    without = missing_words(asked) or ("" if arm.regimen else "not accessible")
    return sentence("; ".join(filter(None, (arm.regimen, without))))


def arm_words(arm: Arm | TrialArm) -> str:
    return ", ".join(filter(None, (arm.label, arm.regimen)))


def findings(review: Review, findings: Sequence[Finding], places: Places) -> str:
    vocabulary = review.vocabulary
    return section(
        "Mechanistic findings",
        {"Axis and direction": 14, "Measured in": 14, "What was done or compared": 14, "Finding": 32, "Source": 26},
        [
            [
                plain(f"{vocabulary.axes[finding.axis].label}: {finding.direction.label}"),
                plain(f"{finding.system.label}; {vocabulary.diseases[finding.disease].label}"),
                plain(vocabulary.perturbations[finding.perturbation].label),
                "\n\n".join(
                    plain(text)
                    for text in (finding_words(finding), remarks(finding.value, p_words({"p": finding.p})))
                    if text
                ),
                place(review, finding, finding.note, finding.conflict),
            ]
            for finding in findings
        ],
        [
            places.row("findings", i, f"{finding.direction.label}: {finding.finding}", finding.source, finding.at)
            for i, finding in enumerate(findings)
        ],
    )


def finding_words(finding: Finding) -> str:
    """What was found, with both sides of the comparison in brackets inside its sentence."""
    return greek(bracketed(finding.finding, finding.comparison))


def bias(review: Review, key: str, places: Places) -> str:
    """Risk of bias of the study by each instrument, or a note that it is still to be rated; nothing if none applies."""
    found = all_of(review, key)
    return "\n\n".join(_bias(review, one, places, "Risk of bias" if one is found[0] else COMPARED) for one in found)


def _bias(review: Review, one: Assessment, places: Places, heading: str) -> str:
    if not one.rated:
        return f"## {heading}\n\nTo be rated with {plain(one.tool.name)}; not rated yet."
    lines = bias_tables.lines(one)
    rows = [
        [items, judgement, linked(review, row.reason), bias_tables.place(row), bias_tables.status(row)]
        for items, judgement, row in lines
    ]
    numbers = {id(row): i for i, row in enumerate(review.publications[one.study].risk_of_bias)}
    placed = [
        places.row("risk_of_bias", numbers[id(row)], f"{row.judgement.label}: {row.reason}", row.source, row.at)
        for *_, row in lines
    ]
    columns = {"Item": 26, "Judgement": 16, "Reason": 34, "Source": 12, "Status": 12}
    made = section(heading, columns, rows, placed)
    overall = (
        f" Overall, computed from the items: {bias_tables.lamp(one.overall, one.tool)}."
        if one.overall is not None
        else " The instrument derives no overall judgement."
    )
    draft = " Drafts are not yet confirmed by a rater." if one.draft else ""
    rated = one.tool.rated[:1].lower() + one.tool.rated[1:]
    return f"{made}\n\nInstrument: {plain(one.tool.name)}. What was rated: {plain(rated)}{overall}{draft}"


def values(review: Review, key: str, heading: str, field: str, places: Places) -> str:
    study, frame = review.publications[key], getattr(review, field)
    arm_labels = {arm.id: arm.label for arm in study.arms} | {ALL_ARMS: "all arms"}
    group_labels = {group.id: group.label for group in study.groups}
    rows, letters, placed = [], [], []
    for row in records(frame[frame["study"] == key]):
        letters.append(marks(row))
        arms = [arm for arm in (row["arm"], row["versus"]) if arm]
        rows.append(
            [
                plain(what_words(row, review.vocabulary)),
                plain(remarks(value_words(row), p_words(row) if _has_a_value(row) else None)),
                "\n\n".join(map(plain, (" v ".join(arm_labels[arm] for arm in arms), group_labels[row["group"]]))),
                letters[-1],
                how(review, row),
            ]
        )
        shown = f"{what_words(row, review.vocabulary)}: {value_words(row)}"
        placed.append(places.row(field, row["row"], shown, row["source"], row["at"]))
    columns = {"What": 17, "Value": 17, "Arm and patients": 20, "Marks": 8, "Source and derivation": 38}
    return f"{section(heading, columns, rows, placed)}\n\n{marks_sentence(letters)}".rstrip()


def _has_a_value(row: Mapping[str, Any]) -> bool:
    """Whether a record holds more than a P value, which is its value then."""
    return any(row[name] not in (None, "") for name in ("events", "printed", "value", "says"))


def readings(analysis: Analysis, key: str, places: Places) -> str:
    """Readings of percentages without denominators: reconstructions that are never rows of data."""
    found = [one for one in analysis.readings if one.study == key]
    numbers = {reading.id: i for i, reading in enumerate(analysis.review.publications[key].readings)}
    reasons = {
        one.reading.id: f"{analysis.review.vocabulary.outcomes[one.reading.outcome].label}: {one.reading.how} "
        f"From source {one.reading.source}, {one.reading.at}."
        for one in found
    }
    table = section(
        "Readings of percentages without denominators",
        {"Outcome": 20, "Printed": 16, "Denominator": 26, "Reconstructed": 18, "Reproduces them": 20},
        [
            [
                plain(analysis.review.vocabulary.outcomes[one.reading.outcome].label),
                plain(" v ".join(one.reading.printed.values())),
                plain(one.of),
                " v ".join(f"{events}/{n}" for events, n in zip(one.events, one.n, strict=True)),
                "yes, and no other counts do" if one.reproduces else "no",
            ]
            for one in found
        ],
        [
            places.row("readings", numbers[one.reading.id], one.reading.how, one.reading.source, one.reading.at)
            for one in found
        ],
    )
    return "\n\n".join([table, *(f"- {plain(reason)}" for reason in reasons.values())]) if found else ""


def how(review: Review, row: Mapping[str, Any]) -> str:
    derived = f"derived from {row['derived']}: {row['how']}" if row["derived"] else None
    place = (f"source {row['source']}, {row['at']}", derived, row["note"], row["conflict"])
    return linked(review, remarks(*place))


def place(review: Review, block: Arm | Finding | Point, *more: str | None) -> str:
    where = f"source {block.source}, {block.at}" if block.source else None
    return linked(review, remarks(where, *more))
