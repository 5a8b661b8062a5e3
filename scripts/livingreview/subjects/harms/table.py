"""Tables of adverse events, of what is only stated, and of the context from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from ...evidence import marks_sentence
from ...render.table import Table, linked, plain, study_link
from ...schema import Background, Purpose, SafetyRule, Severity, nearest
from ...store import Review, records, split_by
from ...wording import (
    capital,
    harm_words,
    interval,
    level_words,
    listed,
    p_words,
    patients_words,
    percent,
    percent_head,
    remarks,
    share_words,
    without_source_numbers,
)
from ..pooling import interval_note
from .model import COUNT, SILENT, STATEMENT, EventPool, Harms

REPORTS = {COUNT: "a count", STATEMENT: "a statement only", SILENT: "no information accessible"}


def counted(harms: Harms, panel: str, review: Review) -> Table:
    """Every count of a panel by organ class, with its arm, patients, exact interval and place."""
    shown = harms.panel(panel)
    shown = shown[shown["events"].notna()]
    rows = [
        [
            f"{plain(r['organ_class'])}: {plain(r['what'])}",
            _who(r),
            plain(r["condition_label"] if r["group_role"] == "whole" else _patients(r)),
            _figure(harms, r),
            _remarks(review, r),
            r["marks"],
            plain(r["at"]),
        ]
        for r in records(shown)
    ]
    figure = f"Events/n (%; {level_words(harms.level)} CI)"
    return Table(
        f"harms-{panel}",
        f"Counts of adverse events{_where(harms, panel)}, by organ class. {marks_sentence(shown['marks'])}".rstrip(),
        ["Event", "Study: arm", "Patients", figure, "As printed, remarks", "Marks", "Source"],
        rows,
        [17, 19, 13, 17, 20, 6, 8],
    )


def _where(harms: Harms, panel: str) -> str:
    return {
        "direct": f" in patients with {plain(harms.condition)} only",
        "apart": f" in mixed cohorts and related conditions (not {plain(harms.condition)} only)",
    }[panel]


def _who(row: dict) -> str:
    return f"{study_link(row['study'], row['label'])}: {plain(row['arm_label'])}"


def _figure(harms: Harms, row: dict) -> str:
    return plain(remarks(harm_words(row, harms.level), p_words(row)))


def _remarks(review: Review, row: dict) -> str:
    parts = [plain(row["as_printed"]), linked(review, row["note"])]
    if row["conflict"]:
        parts.append("Conflict: " + linked(review, without_source_numbers(row["conflict"])))
    return remarks(*parts)


def event_rows(
    harms: Harms, review: Review, event: str, severities: Sequence[str] = (), also_severity: str = ""
) -> Table:
    """Rows of one event (only of `severities`, if any are named), and of any event with the severity `also_severity`.

    Raises KeyError for an event or a severity that the vocabulary does not have.
    """
    known = review.vocabulary.events
    if event not in known:
        raise KeyError(f"{event!r} is not an event of data/vocabulary.yaml. {nearest(event, list(known), 40)}")
    if unknown := {*severities, *filter(None, [also_severity])} - set(Severity):
        raise KeyError(f"{listed(sorted(unknown))} is not a severity. Allowed: {', '.join(Severity)}.")
    term = known[event]
    rows = harms.figures
    wanted = rows["event"].eq(event) & (rows["severity"].isin(severities) if severities else True)
    shown = rows[wanted | rows["severity"].eq(also_severity)]
    several = shown["what"].nunique() > 1
    lines = [
        [
            _who(r),
            plain(_patients(r)),
            f"{plain(r['what'])}: {_figure(harms, r)}" if several else _figure(harms, r),
            _remarks(review, r),
            r["marks"],
            plain(r["at"]),
        ]
        for r in records(shown)
    ]
    which = f" ({listed(severities, 'or')})" if severities else ""
    return Table(
        f"harm-{event}",
        f"{plain(capital(term.label))}{which}: every value and statement in the data. "
        f"{marks_sentence(shown['marks'])}".rstrip(),
        ["Study: arm", "Patients", "Value", "As printed, remarks", "Marks", "Source"],
        lines,
        [19, 16, 20, 30, 7, 8],
    )


def _patients(row: Mapping[str, Any]) -> str:
    return patients_words(row["condition_label"], row["group_label"])


def statements(harms: Harms, review: Review) -> Table:
    """What publications say on harms without a count."""
    shown = harms.figures[harms.figures["says"].notna() & harms.figures["events"].isna()]
    rows = [
        [_who(r), plain(_patients(r)), plain(r["what"]), linked(review, r["says"]), r["marks"], plain(r["at"])]
        for r in records(shown.sort_values(["direct", "year", "study", "row"], ascending=[False, True, True, True]))
    ]
    return Table(
        "harm-statements",
        f"Statements on harms without a count, in our words. {marks_sentence(shown['marks'])}".rstrip(),
        ["Study: arm", "Patients", "About", "Statement", "Marks", "Source"],
        rows,
        [20, 18, 16, 32, 6, 8],
        stacked=True,
    )


def reporting(harms: Harms) -> Table:
    """Publications with treated patients, and what each shows on harms."""
    events = harms.figures[harms.figures["events"].notna()]
    named = {key: listed(dict.fromkeys(part["what"])) for key, part in split_by(events, "study")}
    rows = [
        [
            study_link(r["study"], r["label"]),
            plain(r["enrolled"]) or "not accessible",
            REPORTS[r["reports"]],
            plain(named.get(r["study"], "")),
        ]
        for r in records(harms.reporting)
    ]
    return Table(
        "harm-reporting",
        "What each publication with treated patients reports on harms, in the parts of it that were read.",
        ["Study", "Enrolled", "Shows", "Events counted"],
        rows,
        [20, 10, 16, 54],
    )


def pooled_events(harms: Harms) -> Table:
    """Events that were pooled, with notes of the engine."""
    rows = [[plain(p.label), *_pooled_cells(p, harms.rule)] for p in harms.pools]
    prediction = f"{level_words(harms.level)} prediction interval"
    return Table(
        "harm-pools",
        "Adverse events that were pooled.",
        ["Event", "Publications", "Events/n", percent_head(harms.level), prediction, "Notes"],
        rows,
        [22, 12, 12, 20, 16, 18],
    )


def _pooled_cells(pool: EventPool, rule: SafetyRule | None) -> list[str]:
    result = pool.pooled
    note = interval_note(result, rule, "publication") if rule else ""
    return [
        str(result.k),
        f"{int(pool.rows['events'].sum())}/{result.n}",
        f"{percent(result.estimate)} ({interval(result.ci_low, result.ci_high)})",
        interval(result.pi_low, result.pi_high),
        plain(" ".join(filter(None, [*result.notes, note]))),
    ]


def left_out(harms: Harms) -> Table:
    """Every row on harms that is in no pool, with the reason: nothing is dropped silently."""
    rows = [
        [_who(r), plain(_patients(r)), plain(r["what"]), _figure(harms, r), plain(r["reason"])]
        for r in records(harms.left_out)
    ]
    return Table(
        "harm-left-out",
        "Values and statements on harms that are not pooled, and why.",
        ["Study: arm", "Patients", "Event", "Value", "Why it is not pooled"],
        rows,
        [20, 18, 16, 24, 22],
    )


def other_diseases(review: Review) -> Table:
    """Harms in other diseases, populations and doses: one row a publication and population, never pooled."""
    in_tables = {topic for table in _background(review).values() for topic in table.topics}
    rows: list[list[str]] = []
    for key in sorted(review.background, key=lambda k: (_year(review, k), k)):
        item = review.background[key]
        figures = [f for f in item.figures if item.purpose is Purpose.SAFETY or (_on_label(item) and f.event)]
        points = [p for p in item.points if item.purpose is Purpose.SAFETY and p.topic not in in_tables]
        said = {about: [f for f in figures if f.about == about] for about in dict.fromkeys(f.about for f in figures)}
        parts = [(about, list(map(_context_words, of)), [f.at for f in of]) for about, of in said.items()]
        if points:
            texts = [f"{plain(p.topic)}: {plain(p.point.rstrip('.'))}" for p in points]
            parts.append((item.population or "", texts, [p.at for p in points]))
        source = f"{study_link(key, review.bibliography.label(key))} ({plain(item.design or item.kind.label)})"
        for i, (about, texts, at) in enumerate(parts):
            first = source if i == 0 else study_link(key, review.bibliography.label(key))
            rows.append([first, plain(about), "; ".join(texts), plain("; ".join(dict.fromkeys(at)))])
    what = review.config.intervention
    return Table(
        "harm-context",
        f"Context only: harms of {plain(what)} or its class in other diseases, populations and doses. "
        f"Not pooled, and no estimate for {plain(review.config.condition_short)}. {marks_sentence('DC')}",
        ["Publication", "Who, given what", "Harms, as printed", "Source"],
        rows,
        [22, 26, 42, 10],
        stacked=True,
    )


def _on_label(item) -> bool:
    return item.purpose is Purpose.PHARMACOLOGY


def _year(review: Review, key: str) -> int:
    year = review.bibliography[key].year
    return int(year) if year.isdigit() else 0


def _context_words(figure) -> str:
    if figure.events is not None and figure.n is not None:
        text = f"{figure.events:,}/{figure.n:,} ({share_words(figure.events, figure.n, figure.printed)})"
    elif figure.printed and figure.low is not None and figure.high is not None:
        text = f"{figure.printed} ({figure.low:g} to {figure.high:g})"
    else:
        text = figure.printed or figure.says or f"{figure.value:g} {figure.unit}"
    marks = ("D" if figure.derived else "") + ("C" if figure.conflict else "")
    return f"{plain(figure.as_printed)} {plain(text)}" + (f" ({marks})" if marks else "")


def _background(review: Review) -> dict:
    return dict(review.config.safety.background) if review.config.safety else {}


def _for_whom(item: Background) -> str:
    """For whom or where it was written; for a text that does not say it, what kind of text it is."""
    return item.population or item.country or item.setting or item.kind.label


def background(review: Review, name: str) -> Table:
    """A declared table of background points, in the order of its topics. Raises KeyError for one not declared."""
    declared = _background(review)
    if name not in declared:
        raise KeyError(
            f"safety background {name!r} is not declared in data/review.yaml. Declared: {', '.join(declared)}."
        )
    points = pd.DataFrame(review.points)
    points = points[points["topic"].isin(declared[name].topics)]
    order = {topic: i for i, topic in enumerate(declared[name].topics)}
    points = points.assign(order=points["topic"].map(order)).sort_values(["order", "study", "row"])
    rows = [
        [
            f"{study_link(r['study'], review.bibliography.label(r['study']))}",
            plain(_for_whom(review.background[r["study"]])),
            plain(r["topic"]),
            linked(review, r["point"]),
            plain(r["at"]),
        ]
        for r in records(points)
    ]
    return Table(
        f"safety-{name}",
        f"{plain(declared[name].label)}. Context, not pooled; "
        "the second column names the patients for whom it was written.",
        ["Publication", "For whom, or where", "Topic", "What it says", "Source"],
        rows,
        [15, 16, 15, 42, 12],
        stacked=True,
    )
