"""Files of a study known from the table of another review: its data, its record, its line in the screening log."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from ...schema import INSTRUMENT_OF_DESIGN, TOOLS, Age, Decision, Record, Stage, When
from ...store.tables import as_csv
from .table import INITIALS, Listed
from .topic import Topic

LOG = "table"  # of the screening log: how these records were found
NOT_READ = "The publication itself was not read: the values are those that the table of another review gives."
ASSUMED = "By the question of the review whose table this is; the table does not give it for each study."
LATEX = {sign: f"\\{sign}" for sign in "&%#$_{}"} | {
    "\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip


def quoted(text: str) -> str:
    """A text as YAML has it in double quotes."""
    return json.dumps(text, ensure_ascii=False)


def study_file(one: Listed, topic: Topic) -> str:
    """data/studies/<key>.yaml: the counts of the table, and nothing that it does not give."""
    row, ids = one.row, topic.ids
    time = f"month: {row.month:g}" if row.month is not None else f"when: {row.when or When.NOT_STATED}"
    arms = [("treatment", topic.intervention, "intervention", ids["intervention-id"], row.events, row.n)]
    if topic.against is not None and row.events_control is not None and row.n_control is not None:
        arms.append(("control", topic.against, "comparator", ids["comparator-id"], row.events_control, row.n_control))
    place = f"source: 1, at: {quoted(one.at)}"
    lines = [
        "# yaml-language-server: $schema=../schema/study.schema.json",
        f"id: {one.key}",
        "kind: not-stated",
        f"design: {one.design}",
        *([f"country: {quoted(row.country)}"] if row.country else []),
        "sources:",
        f"  - {{id: 1, url: {quoted(one.source)}, kind: secondary, note: Table of another review.}}",
        f"population: {{age: {row.age or Age.NOT_STATED}}}",
        "groups:",
        f"  - {{id: all, label: all patients, role: whole, condition: {ids['condition-id']}, "
        f"n: {sum(n for *_, n in arms)}, derived: {quoted(ASSUMED)}}}",
        "arms:",
        *(
            f"  - {{id: {arm}, label: {quoted(label)}, role: {role}, drugs: [{drug}], n: {n}, {place}}}"
            for arm, label, role, drug, _, n in arms
        ),
        "efficacy:",
        *(
            f"  - {{arm: {arm}, group: all, outcome: {ids['outcome-id']}, {time}, events: {events}, n: {n}, {place}}}"
            for arm, *_, events, n in arms
        ),
        *_risk_of_bias(one),
        f"limits: {quoted(NOT_READ)}",
    ]
    return "\n".join(lines) + "\n"


def _risk_of_bias(one: Listed) -> list[str]:
    """Every item of the design's instrument without information, as long as the publication was not read."""
    if (instrument := INSTRUMENT_OF_DESIGN[one.design]) is None:
        return []
    items = ", ".join(item.id for item in TOOLS[instrument].items)
    return [
        "risk_of_bias:",
        f"  - {{instrument: {instrument}, items: [{items}], judgement: no-information, "
        "reason: The publication was not read.}",
    ]


def bib_record(one: Listed) -> str:
    """The entry of references.bib."""
    row = one.row
    names, others = row.names
    fields = {
        "author": " and ".join([*map(_name, names), *(["others"] if others else [])]),
        "title": latex(row.title) if row.title else f"[title not given in the table: {latex(row.author)}]",
        "howpublished": "Listed in the table of another review",
        "year": row.year or "",
        "doi": row.doi or "",
        "pmid": row.pmid or "",
        "note": "Known from the table of another review only" + ("" if row.year else "; year not given there"),
    }
    given = "".join(f"  {name} = {{{text}}},\n" for name, text in fields.items() if text)
    return f"@misc{{{one.key},\n{given}}}\n"


def latex(text: str) -> str:
    """The text with the signs escaped that LaTeX would take for something else."""
    return re.sub(r"[&%#$_{}\\~^]", lambda sign: LATEX[sign[0]], text)


def _name(text: str) -> str:
    """A family name, with initials if the table has them; a name of several words stays whole."""
    if text.startswith("{"):
        return f"{{{latex(text[1:-1])}}}"
    if match := INITIALS.fullmatch(text):
        return f"{latex(match[1])}, {latex(match[2])}"
    return latex(text) if " " not in text else f"{{{latex(text)}}}"


def screening_log(studies: Iterable[Listed]) -> str:
    """data/screening/records.csv: one included record a study."""
    records = [
        Record(
            record=f"r{number:04}",
            title=one.row.title or f"(title not given in the table: {one.row.author})",
            first_author=(one.row.names[0] or [one.row.author])[0].strip("{}"),
            year=one.row.year,
            doi=one.row.doi,
            pmid=one.row.pmid,
            url=one.source,
            log=LOG,
            stage=Stage.ABSTRACT,
            decision=Decision.INCLUDE,
            reason="included by the review whose table lists it; not yet judged by this one",
            study=one.key,
        )
        for number, one in enumerate(studies, 1)
    ]
    return as_csv(records, Record)
