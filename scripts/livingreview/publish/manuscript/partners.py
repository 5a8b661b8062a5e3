"""Which paragraph, row or sentence of two states of a document belong together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from typing import TypeVar

import panflute as pf

from .words import TEXT, named, row_text, text_of

T = TypeVar("T")

ALIKE = 0.4  # how like two paragraphs must be to be compared word by word
ALIKE_ROWS = 0.7  # the same for rows of a table, which share many words by nature
MOST_PAIRS = 40_000  # beyond it, blocks are shown as deleted and inserted: comparing each with each would take minutes


def aligned(
    old: Sequence[T], new: Sequence[T], key: Callable[[T], str], alike: Callable[[T, T], float]
) -> list[tuple[T | None, T | None]]:
    """Each item with its partner, in order; None where it has none."""
    pairs: list[tuple[T | None, T | None]] = []
    matcher = SequenceMatcher(None, [key(one) for one in old], [key(one) for one in new], autojunk=False)
    for kind, start, end, begin, stop in matcher.get_opcodes():
        if kind == "equal":
            pairs += zip(old[start:end], new[begin:stop], strict=True)
        else:
            unlike = _most_alike(old[start:end], new[begin:stop], alike)
            pairs += unlike
    return pairs


def _most_alike(old: Sequence[T], new: Sequence[T], alike: Callable[[T, T], float]) -> list[tuple[T | None, T | None]]:
    """Partners in order whose likeness is greatest in all (Needleman and Wunsch, 1970, without a cost of gaps)."""
    if not old or not new or len(old) * len(new) > MOST_PAIRS:
        return [*((one, None) for one in old), *((None, one) for one in new)]
    likeness = [[alike(one, other) for other in new] for one in old]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            together = likeness[i][j] + best[i + 1][j + 1] if likeness[i][j] >= ALIKE else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], together)
    pairs: list[tuple[T | None, T | None]] = []
    i = j = 0
    while i < len(old) and j < len(new):
        if likeness[i][j] >= ALIKE and best[i][j] == likeness[i][j] + best[i + 1][j + 1]:
            pairs.append((old[i], new[j]))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            pairs.append((old[i], None))
            i += 1
        else:
            pairs.append((None, new[j]))
            j += 1
    return [*pairs, *((one, None) for one in old[i:]), *((None, one) for one in new[j:])]


def kind_of(block: pf.Block) -> str:
    """The kind of a block; paragraphs in lists and elsewhere are one kind."""
    return "text" if isinstance(block, TEXT) else type(block).__name__


def block_key(block: pf.Block) -> str:
    """What two blocks share that are the same."""
    return f"{kind_of(block)} {text_of(block)}"


def alike(one: pf.Block, other: pf.Block) -> float:
    """How like two blocks are, 0 to 1: figures and tables of one number are the same one."""
    if kind_of(one) != kind_of(other):
        return 0.0
    name = named(one)
    if name and name == named(other):
        return 1.0
    return alike_text(text_of(one), text_of(other))


def alike_text(one: object, other: object) -> float:
    """Share of words that two texts have in common, 0 to 1."""
    old, new = (Counter((text if isinstance(text, str) else text_of(text)).split()) for text in (one, other))
    total = old.total() + new.total()
    return 2 * (old & new).total() / total if total else 1.0


def alike_rows(one: pf.TableRow, other: pf.TableRow) -> float:
    """Rows are partners if their first cells are the same, or else if most of their words are."""
    if one.content and other.content and text_of(one.content[0]) == text_of(other.content[0]):
        return 1.0
    share = alike_text(row_text(one), row_text(other))
    return share if share >= ALIKE_ROWS else 0.0
