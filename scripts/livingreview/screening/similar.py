"""Records that resemble each other, shown together: pairs answered or to be answered, links, and equal titles."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ..records import Reference
from ..records.linkage import Deduplicated
from ..records.runs import key_of
from ..schema import Decision, Pair, Record, SameOrNot

SHORT = 20  # letters; shorter titles ("Editorial", "Reply") are equal by chance


@dataclass(frozen=True)
class Similar:
    """A record that resembles another, and how."""

    record: str
    reference: Reference
    how: str


def similar(
    records: Sequence[Record], references: Sequence[Reference], pairs: Sequence[Pair], linkage: Deduplicated
) -> dict[str, tuple[Similar, ...]]:
    """For each record those that resemble it, without its duplicates; `references` are in the order of `records`.

    `pairs` are the answers of people, and `linkage` is what deduplication leaves uncertain or only linked.
    """
    position = {key_of(record): i for i, record in enumerate(records)}
    found: dict[str, dict[str, Similar]] = defaultdict(dict)

    def add(i: int, j: int, how: str) -> None:
        for a, b in ((i, j), (j, i)):
            if Decision.DUPLICATE not in (records[a].decision, records[b].decision):
                found[records[a].record].setdefault(records[b].record, Similar(records[b].record, references[b], how))

    for pair in pairs:
        if pair.one in position and pair.other in position:
            add(position[pair.one], position[pair.other], _how(pair))
    for judged in linkage.uncertain:
        add(position[judged.one], position[judged.other], f"perhaps the same publication: {judged.reason}")
    for link in linkage.links:
        add(position[link.one], position[link.other], f"linked: {link.relation}")
    by_title: dict[str, list[int]] = defaultdict(list)
    for i, reference in enumerate(references):
        title = "".join(re.findall(r"\w", reference.title.casefold()))
        if len(title) >= SHORT:
            by_title[title].append(i)
    for group in by_title.values():
        for i, j in pairwise(group):
            add(i, j, "the same title")
    return {number: tuple(others.values()) for number, others in found.items()}


def _how(pair: Pair) -> str:
    match pair.verdict:
        case SameOrNot.LINKED:
            return f"linked: {pair.relation.label if pair.relation else 'one work'}"
        case SameOrNot.DIFFERENT:
            return f"similar, judged different by {pair.role}"
    return f"the same publication, by {pair.role}"
