"""Tables of risk of bias."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from ...render.table import Table, linked, plain, study_link
from ...schema import BiasItem, Item, Judgement, Tool
from ...store import Review
from .model import SYMBOLS, Assessment


def judgements(review: Review, found: Sequence[Assessment], name: str) -> Table:
    """Every judgement with its reason, place and status; items that share a judgement and a reason share a line."""
    rows = [
        [study_link(one.study, one.label), items, judgement, linked(review, row.reason), place(row), status(row)]
        for one in found
        if one.rated
        for items, judgement, row in lines(one)
    ]
    return Table(
        f"bias-{name}",
        "Risk of bias: every judgement, with its reason and the place it rests on.",
        ["Study", "Items", "Judgement", "Reason", "Source", "Status"],
        rows,
        [14, 22, 12, 32, 10, 10],
        once={"Source": "Place of every judgement: {}.", "Status": "Status of every judgement: {}."},
    )


def lines(one: Assessment) -> list[tuple[str, str, BiasItem]]:
    """Items, judgement and row of one study, in the order of the instrument; items of one row are together."""
    rows = sorted(one.judgements.items(), key=lambda pair: list(one.judgements.values()).index(pair[1]))
    grouped = [
        ("; ".join(one.tool.item(item).label for item, _ in pairs), pairs[0][1])
        for pairs in (list(group) for _, group in groupby(rows, key=lambda pair: id(pair[1])))
    ]
    return [(plain(items), lamp(row.judgement, one.tool), row) for items, row in grouped]


def lamp(judgement: Judgement, tool: Tool | None = None) -> str:
    """Word and symbol of a judgement; the word first, as a plus sign at the start of a cell would make a list."""
    return f"{plain(tool.name_of(judgement) if tool else judgement.label)} ({plain(SYMBOLS[judgement])})"


def place(row: BiasItem) -> str:
    """Source and place of a judgement."""
    return plain(f"source {row.source}, {row.at}") if row.source else ""


def status(row: BiasItem) -> str:
    """Draft, or confirmed by a role."""
    return plain(row.status.label + (f" by {row.rater}" if row.rater else ""))


def rules(tool: Tool) -> Table:
    """The items of an instrument, and when each is low, some concerns or high here."""
    shown = [one for one in tool.judgements if one is not Judgement.NO_INFORMATION]
    rows = [
        [str(i), f"**{plain(item.label)}.** {plain(item.asks)}", *(plain(rule_of(item, one)) for one in shown)]
        for i, item in enumerate(tool.items, 1)
    ]
    heads = [f"{lamp(judgement, tool).capitalize()} if" for judgement in shown]
    widths = [22, 22, 22] if len(shown) == 3 else [17, 17, 17, 17]
    return Table(
        f"rules-{tool.instrument}",
        f"{tool.name}: its items in our words ([source](<{tool.seen_at}>)), and the rule for each. "
        f"What is rated: {tool.rated[0].lower()}{tool.rated[1:]} Anything that was not accessible is no information "
        f"({SYMBOLS[Judgement.NO_INFORMATION]}).",
        ["No.", "Item", *heads],
        rows,
        [5, 95 - sum(widths), *widths],
    )


def rule_of(item: Item, judgement: Judgement) -> str:
    """When an item has a judgement, by the rule of this review."""
    rules = {
        Judgement.LOW: item.low,
        Judgement.SOME: item.some,
        Judgement.HIGH: item.high,
        Judgement.CRITICAL: item.critical,
    }
    return rules.get(judgement, judgement.definition)
