"""The parts of a report as entries of a block of code: lines with - are old, with + new, with ! to be looked at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from ...living.diff.outline import numbers
from ...living.diff.prose import SentenceChange
from ...living.diff.report import Report
from ...living.diff.rows import HEAD
from ...living.diff.values import Value
from ...subjects.versions.difference import EstimateChange
from .quoting import different, fenced, longest_run, table, wrapped

Item = list[str]  # lines that stay together
CONTEXT, OLD, NEW, LOOK = "  ", "- ", "+ ", "! "
WARNING = f"{LOOK}WARN"
MOST_FIRST = 8  # estimates, and warnings, that stand above everything
ABOUT = 240  # characters of a line that says what is changed


@dataclass(frozen=True)
class Block:
    """Entries in one block of code of this language; `first` are the numbers of those that are cut last."""

    language: str
    items: tuple[Item, ...]
    first: frozenset[int] = frozenset()


def block(one: Block, most: int) -> tuple[str, int]:
    """As many entries as there are characters for, in order, and how many are missing."""
    size, run = len(fenced([], one.language)), 2  # a fence is one longer than the longest run of backquotes
    kept: set[int] = set()
    for wanted in (True, False):
        for i, item in enumerate(one.items):
            if (i in one.first) is not wanted:
                continue
            longer = max(run, longest_run(item))
            larger = size + sum(len(line) + 1 for line in item) + 2 * (longer - run)
            if larger > most:
                break
            size, run = larger, longer
            kept.add(i)
        else:
            continue
        break
    lines = [text for i, item in enumerate(one.items) if i in kept for text in item]
    return (fenced(lines, one.language) if lines else ""), len(one.items) - len(kept)


def first_of_all(report: Report) -> Block:
    """What matters: each estimate that changes, in one line, levels of certainty, and what an editor must look at.

    Warnings are cut last.
    """
    items = list(_first_of_all(report))
    return Block("diff", tuple(items), frozenset(i for i, item in enumerate(items) if item[0].startswith(WARNING)))


def _first_of_all(report: Report) -> Iterator[Item]:
    changed = [one for one in report.estimates if one.changed]
    levels = [one for one in report.certainty if one.old != one.new]
    if not changed:
        yield [f"{CONTEXT}No estimate changes."]
    for one in changed[:MOST_FIRST]:
        yield [*wrapped(f"{one.label}: {_short(one)}", LOOK, most=ABOUT)]
    if len(changed) > MOST_FIRST:
        yield [f"{LOOK}and {len(changed) - MOST_FIRST:,} more estimates"]
    for level in levels[:MOST_FIRST]:
        text = f"Certainty of {level.label}: {level.old or 'not rated'} → {level.new or 'not rated'}"
        yield [*wrapped(text, LOOK, most=ABOUT)]
    for warning in report.warnings[:MOST_FIRST]:
        yield [*wrapped(f"{WARNING.removeprefix(LOOK)} {warning}", LOOK, most=400)]
    if len(report.warnings) > MOST_FIRST:
        yield [f"{LOOK}WARN and {len(report.warnings) - MOST_FIRST:,} more"]


def _short(one: EstimateChange) -> str:
    """An estimate before and after, without its intervals."""
    sides = [numbers(one, side).partition(" (")[0].partition(", k =")[0] for side in (one.old, one.new)]
    counts = [str(side.k) if side is not None else "none" for side in (one.old, one.new)]
    return f"{sides[0]} → {sides[1]}, k {counts[0]} → {counts[1]}"


def publications(report: Report) -> Block:
    """Each publication that was added, removed or changed, with its values; an entry for each value.

    What an editor compares with the source first is cut last: names and sources of publications, and values on safety.
    """
    items: list[Item] = []
    first: set[int] = set()
    for safety, item in _publications(report):
        first |= {len(items)} if safety else set()
        items.append(item)
    return Block("diff", tuple(items), frozenset(first))


def _publications(report: Report) -> Iterator[tuple[bool, Item]]:
    for one in report.publications:
        label = f" ({one.label})" if one.label != one.key else ""
        holds = f" ({one.holds})" if one.holds else ""
        mark = {"added": NEW, "removed": OLD}.get(one.change, CONTEXT)
        head = [*wrapped(f"{one.key}{label}: {one.change}{holds}", mark, most=ABOUT)]
        for source in one.sources:
            head += wrapped(source, f"{CONTEXT}  ", most=ABOUT)
        heads, *cells = table([HEAD, *(row.cells for row in one.rows)], mark)
        yield True, [*head, *(heads if one.rows else ())]
        for row, lines in zip(one.rows, cells, strict=True):
            yield row.harm, [*lines, *(wrapped(row.more, f"{mark}      ", most=600) if row.more else ())]
        yield from (("safety[" in item[0], item) for item in values(one.values))


def values(found: Iterable[Value]) -> Iterator[Item]:
    """Each row in which values are different: place and source, then each value as it was and as it is."""
    for (file, line, _, row, source), group in groupby(found, key=_row_of):
        fields = list(group)
        name, _, _ = fields[0].field.rpartition(".")
        place = f"{file}:{line}" if line else file
        lines = [*wrapped(f"{place} {name} {f'({row})' if row else ''}", f"{CONTEXT}  ", most=ABOUT)]
        if source:
            lines += wrapped(source, f"{CONTEXT}    ", most=ABOUT)
        for one in fields:
            for mark, text in zip((OLD, NEW), different(one.old, one.new), strict=True):
                if text:
                    lines += wrapped(f"{one.field.rpartition('.')[2]}: {text}", f"{mark}    ", most=600)
        yield lines


def _row_of(one: Value) -> tuple[str, int, str, str, str]:
    return one.file, one.line, one.field.rpartition(".")[0], one.row, one.source


def certainty(report: Report) -> Iterator[Item]:
    """Judgements that no longer fit, then each outcome whose level or domains changed; the others in one line."""
    for outdated in report.judge_again:
        yield [*wrapped(f"to be judged again: {outdated}", LOOK, most=600)]
    same = []
    for one in report.certainty:
        if one.old == one.new and not one.domains:
            same.append(f"{one.label}: {one.new or 'not rated'}")
            continue
        lines = [*wrapped(one.label, CONTEXT, most=ABOUT)]
        if one.old == one.new:
            lines += wrapped(f"level as before: {one.new or 'not rated'}", f"{CONTEXT}  ")
        else:
            lines += wrapped(one.old or "not rated", f"{OLD}  ")
            lines += wrapped(one.new or "not rated", f"{NEW}  ")
        for domain, before, after in one.domains:
            sides = ("not judged" if steps is None else f"{steps:+d}" if steps else "0" for steps in (before, after))
            lines += wrapped(f"{domain}: {' → '.join(sides)}", f"{CONTEXT}    ", most=ABOUT)
        yield lines
    if same:
        yield [*wrapped(f"unchanged: {'; '.join(same)}", CONTEXT, most=2_000)]


def sentences(changes: Iterable[SentenceChange]) -> Iterator[Item]:
    """Each sentence that is different, old and new, under the name of its file."""
    for (file, cell), group in groupby(changes, key=lambda change: (change.file, change.cell)):
        head = [*wrapped(f"{file} {cell}".strip(), CONTEXT, most=ABOUT)]
        for change in group:
            line = change.new_line or change.old_line
            place = [f"{CONTEXT}line {line}"] if line else []
            sides = [change.side(kind) for kind in ("old", "new")]
            lines = [
                text
                for mark, side in zip((OLD, NEW), sides, strict=True)
                if side
                for text in wrapped(side, mark, most=1_500)
            ]
            yield [*head, *place, *lines]
            head = []


def unchanged(report: Report) -> Iterator[Item]:
    """Estimates that are as before, with their numbers."""
    for one in report.estimates:
        if not one.changed:
            yield [*wrapped(f"{one.label}: {numbers(one, one.new)}", most=ABOUT)]
