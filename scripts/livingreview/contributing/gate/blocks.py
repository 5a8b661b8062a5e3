"""The parts of a report as entries of a block of code: lines with - are old, with + new, with ! to be looked at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from ...living.diff.outline import numbers
from ...living.diff.prose import SentenceChange
from ...living.diff.report import Report
from ...living.diff.values import Value
from ...subjects.versions.difference import EstimateChange
from .quoting import different, fenced, longest_run, wrapped

Item = list[str]  # lines that stay together
CONTEXT, OLD, NEW, LOOK = "  ", "- ", "+ ", "! "
MOST_FIRST = 8  # estimates, and warnings, that stand above everything
ABOUT = 240  # characters of a line that says what is changed


@dataclass(frozen=True)
class Block:
    """Entries in one block of code of this language."""

    language: str
    items: tuple[Item, ...]


def block(language: str, items: Iterable[Item], most: int) -> tuple[str, int]:
    """As many entries as there are characters for, in order, and how many are missing."""
    lines: list[str] = []
    size, run, missing = len(fenced([], language)), 2, 0  # a fence is one longer than the longest run of backquotes
    for item in items:
        longer = max(run, longest_run(item))
        size += sum(len(line) + 1 for line in item) + 2 * (longer - run)
        run = longer
        if missing or size > most:
            missing += 1
        else:
            lines += item
    return (fenced(lines, language) if lines else ""), missing


def first_of_all(report: Report) -> Iterator[Item]:
    """What matters: each estimate that changes, in one line, levels of certainty, and what an editor must look at."""
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
        yield [*wrapped(f"WARN {warning}", LOOK, most=400)]
    if len(report.warnings) > MOST_FIRST:
        yield [f"{LOOK}WARN and {len(report.warnings) - MOST_FIRST:,} more"]


def _short(one: EstimateChange) -> str:
    """An estimate before and after, without its intervals."""
    sides = [numbers(one, side).partition(" (")[0].partition(", k =")[0] for side in (one.old, one.new)]
    counts = [str(side.k) if side is not None else "none" for side in (one.old, one.new)]
    return f"{sides[0]} → {sides[1]}, k {counts[0]} → {counts[1]}"


def publications(report: Report) -> Iterator[Item]:
    """Each publication that was added, removed or changed, with its values; an entry for each value."""
    for one in report.publications:
        label = f" ({one.label})" if one.label != one.key else ""
        holds = f" ({one.holds})" if one.holds else ""
        mark = {"added": NEW, "removed": OLD}.get(one.change, CONTEXT)
        head = [*wrapped(f"{one.key}{label}: {one.change}{holds}", mark, most=ABOUT)]
        found = list(values(one.values))
        yield [*head, *(found[0] if found else ())]
        yield from found[1:]


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
    """Each outcome whose level or domains changed; the others in one line."""
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
