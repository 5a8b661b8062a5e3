"""Dot plot of adverse events by organ class: counts with exact intervals, zeros at zero, statements as text."""

from __future__ import annotations

import pandas as pd

from ...evidence import marks_sentence
from ...render import style
from ...render.rows import Axis, Column, Interval, Key, Marker, Panel, Plot, Row, Tick, end_for, proportions
from ...render.style import Drawing
from ...render.table import plain
from ...schema import ArmRole
from ...store import records, split_by
from ...wording import capital, count, interval, level_words, percent, percent_head, sentence, short
from .model import EventPool, Harms

SMALL = style.FONT_SIZE - 1.5
LABEL_WIDTH = 2.1  # inches of study and arm on one line at page width; a longer arm is under its study
AXIS_ENDS = (0.1, 0.25, 0.5, 1.0)
NOTHING = "no count and no statement in the data"
POOLED = "pooled"
# Shape first, colour second: the shapes alone distinguish the arms in grey print.
LOOKS = {
    ArmRole.INTERVENTION: ("o", style.BLUE),
    ArmRole.COMPARATOR: ("^", style.ORANGE),
    ArmRole.MIXED: ("s", style.QUIET),
    POOLED: ("D", style.GREEN),
}
TITLES = {
    "direct": "in patients with {condition} only",
    "apart": "in mixed cohorts and related conditions (not {condition} only)",
}


def harms_plot(harms: Harms, panel: str) -> Drawing:
    """Dot plot of one panel of `harms` ("direct" or "apart"): every count with a denominator, and every statement."""
    rows = harms.panel(panel)
    pools = harms.pools if panel == "direct" else ()
    shown = rows[rows["countable"] | (rows["says"].notna() & rows["events"].isna())].reset_index(drop=True)
    title = f"Adverse events {TITLES[panel].format(condition=harms.condition)}"
    return Drawing(
        name=f"harms-{panel}",
        draw=_plot(shown, pools, harms, filled=panel == "direct"),
        caption=_caption(title, shown, len(rows) - len(shown), pools, harms),
        alt=_alt(title, shown, pools),
        data=shown,
    )


def _plot(shown: pd.DataFrame, pools: tuple[EventPool, ...], harms: Harms, *, filled: bool) -> Plot:
    pooled = {(pool.event, pool.severity): pool for pool in pools}
    several = shown.groupby("study")["arm"].nunique() > 1
    rows: list[Row] = []
    for organ_class, of_class in split_by(shown, "organ_class"):
        events = list(split_by(of_class, "event", "severity", "what"))
        # An organ class with one event has one line for both, so that more of the plot is on a page.
        only = f": {events[0][0][2]}" if len(events) == 1 else ""
        rows.append(Row(f"{capital(organ_class)}{only}", kind="heading"))
        for (event, severity, what), part in events:
            rows += [] if only else [Row(what, kind="subheading")]
            rows += [_row(row, bool(several[row["study"]]), filled) for row in records(part)]
            if (pool := pooled.get((event, severity))) is not None:
                rows.append(_pooled(pool, filled))
    rows = rows or [Row(NOTHING, kind="gap")]
    columns = [
        Column("marks", "Marks", phone="label", quiet=True),
        Column("count", "Events/n", side="right", align="right"),
        Column("estimate", percent_head(harms.level), side="right"),
    ]
    panel = Panel(rows, _axes(shown), columns, head="Study", widest=LABEL_WIDTH, sub_size=SMALL)
    used = {*shown.loc[shown["countable"], "arm_role"], *([POOLED] if pools else [])}
    words = {
        ArmRole.INTERVENTION: harms.intervention,
        ArmRole.COMPARATOR: "comparator arm",
        ArmRole.MIXED: f"{harms.intervention} or another drug, not distinguished",
        POOLED: "pooled",
    }
    return Plot([panel], key=[Key([_marker(0.0, look, filled)], text) for look, text in words.items() if look in used])


def _axes(shown: pd.DataFrame) -> list[Axis]:
    """An axis that holds every upper limit; none without a count."""
    counts = shown[shown["countable"]]
    if counts.empty:
        return []
    end = end_for(counts["ci_high"], AXIS_ENDS)
    # With 60 rows the lower end is far away.
    return [proportions(end, title="Patients with the event", labels="both")]


def _row(row: dict, several: bool, filled: bool) -> Row:
    label, arm = row["label"], _arm(row, several)
    if arm and style.text_width(both := f"{label}, {arm}") <= LABEL_WIDTH:
        label, arm = both, ""
    if not row["countable"]:
        return Row(label, {"marks": row["marks"]}, sub=arm, instead=f"Statement: {row['says']}")
    values = (row["proportion"], row["ci_low"], row["ci_high"])
    cells = {"marks": row["marks"], "count": f"{row['events']}/{row['n']}", "estimate": short(*values)}
    return Row(label, cells, _marks(values, row["arm_role"], filled), sub=arm)


def _arm(row: dict, several: bool) -> str:
    """Arm and group of a row, as far as they are not what is expected: the treated arm, and all of it."""
    named = several or row["arm_role"] != ArmRole.INTERVENTION
    parts = [row["arm_label"] if named else "", row["group_label"] if row["group_role"] != "whole" else ""]
    return "; ".join(dict.fromkeys(filter(None, parts)))


def _pooled(pool: EventPool, filled: bool) -> Row:
    result = pool.pooled
    values = (result.estimate, result.ci_low, result.ci_high)
    cells = {"count": f"{int(pool.rows['events'].sum())}/{result.n}", "estimate": short(*values)}
    return Row(f"pooled, {count(result.k, 'publication')}", cells, _marks(values, POOLED, filled))


def _marks(values: tuple[float, float, float], look: str, filled: bool) -> list[Interval | Tick | Marker]:
    """A point with its interval; at zero the upper limit is the news, so that it has a bar at its end."""
    at, low, high = values
    limit = [Tick(high)] if at == 0 else []
    return [Interval(low, high, width=1.0), *limit, _marker(at, look, filled)]


def _marker(at: float, look: str, filled: bool) -> Marker:
    shape, colour = LOOKS[look]
    return Marker(at, shape, face=colour if filled else "white", edge=colour, line=1.3)


def _caption(title: str, shown: pd.DataFrame, undrawn: int, pools: tuple[EventPool, ...], harms: Harms) -> str:
    if shown.empty:
        return f"**{plain(title)}.** The data contain no count and no statement."
    counts = shown[shown["countable"]]
    zeros, level = int((counts["events"] == 0).sum()), level_words(harms.level)
    held = [f"{count(len(counts), 'count')} from {_publications(counts)}"] if len(counts) else []
    if stated := len(shown) - len(counts):
        held.append(f"{count(stated, 'statement')} without a count" + ("" if held else f" from {_publications(shown)}"))
    parts = [f"**{plain(title)}**: {', and '.join(held)}."]
    if len(counts):  # the key below says what the shapes are
        parts.append(f"Lines are {level} exact (Clopper-Pearson) intervals.")
    if zeros:
        parts.append("An event that did not occur is drawn at 0%; the bar at the end of its line is the upper limit.")
    compared = set(counts.loc[counts["arm_role"] == ArmRole.COMPARATOR, "randomised"])
    if compared:
        parts.append(COMPARED[frozenset(compared)])
    if pools:
        parts.append(f"Diamonds are pooled proportions with {level} confidence intervals.")
        notes = dict.fromkeys(note for pool in pools for note in pool.pooled.notes)
        parts += notes
    if undrawn:
        parts.append(f"{capital(count(undrawn, 'further value'))} without a count and denominator cannot be plotted.")
    parts.append(
        "An event that is not named in a publication was not reported there, which does not mean that it did not occur."
    )
    return " ".join([*parts, marks_sentence(shown["marks"])]).rstrip()


def _publications(rows: pd.DataFrame) -> str:
    return count(rows["study"].nunique(), "publication")


COMPARED = {
    frozenset({True}): "Comparator arms are those of randomised trials.",
    frozenset({False}): "Comparator arms were not randomised.",
    frozenset({True, False}): "Some comparator arms were not randomised.",
}


def _alt(title: str, shown: pd.DataFrame, pools: tuple[EventPool, ...]) -> str:
    if shown.empty:
        return f"Dot plot of {title.lower()}: no count and no statement in the data."
    phrases: list[str] = []
    several = shown.groupby("study")["arm"].nunique() > 1
    for what, part in split_by(shown, "what"):
        each = []
        for row in records(part):
            who = ", ".join(filter(None, [row["label"], _arm(row, bool(several[row["study"]]))]))
            if row["countable"]:
                exact = interval(row["ci_low"], row["ci_high"])
                each.append(f"{who} {row['events']} of {row['n']} ({percent(row['proportion'])}, {exact})")
            else:
                each.append(f"{who} statement only")
        phrases.append(f"{what}: {', '.join(each)}")
    for pool in pools:
        result = pool.pooled
        exact = interval(result.ci_low, result.ci_high)
        phrases.append(f"pooled {pool.label}: {percent(result.estimate)} ({exact})")
    return sentence(f"Dot plot. {title}. " + "; ".join(phrases))
