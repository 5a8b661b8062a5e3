"""A report as headings, lines and tables: one content for the terminal, for Markdown and for the page.

Texts come from data and chapters that anybody may have written. Here they lose characters that could steer a terminal
or turn the direction of writing; each form escapes what has a meaning in it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from ...schema import RATIOS
from ...subjects.versions.difference import EstimateChange, Numbers
from ...wording import capital, count, listed
from .prose import SentenceChange, marked
from .report import NEEDS_LABEL, Report
from .rows import HEAD
from .values import Value

Style = Literal["", "old", "new", "strong", "warn", "quiet"]
STEERING = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
UNITS = {"proportion": "%", "RR": "", "RD": " points", "OR": ""}
CHANGES = ("added", "removed", "corrected", "extended", "amended")
LONGEST = 200  # characters of a value that are shown
AROUND = 30  # characters shown before and after the part of a long text that changed
EDITED = "Sentences of the book that a person edited"
FOLLOWING = "Sentences of the book that follow from the data"
MOST_UNCHANGED = 12  # names of unchanged things that a line lists


@dataclass(frozen=True)
class Span:
    """A piece of text in one style: "old" and "new" words of a sentence, and so on."""

    text: str
    style: Style = ""


@dataclass(frozen=True)
class Line:
    """A line of text; `level` 1 is set in below the line before."""

    spans: tuple[Span, ...]
    level: int = 0


@dataclass(frozen=True)
class Grid:
    """A table: texts of the head and of each row."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Section:
    """A heading and what is below it."""

    title: str
    blocks: tuple[Line | Grid, ...]


def line(*parts: str | tuple[str, Style], level: int = 0) -> Line:
    """A line of plain texts and of texts with a style."""
    spans = (Span(clean(part)) if isinstance(part, str) else Span(clean(part[0]), part[1]) for part in parts)
    return Line(tuple(span for span in spans if span.text), level)


def clean(text: str) -> str:
    """A text of one line, without characters that steer a terminal or turn the direction of writing."""
    return STEERING.sub("\ufffd", re.sub(r"[\t\n\r]+", " ", text))


def title(report: Report) -> str:
    """What is compared."""
    return clean(f"{report.old} → {report.new}")


def summary(report: Report) -> str:
    """The change in one sentence."""
    if report.nothing:
        return "Nothing is different."
    files = [(change, sum(one.change == change for one in report.publications)) for change in CHANGES]
    parts = [f"{count(n, 'publication')} {change}" for change, n in files if n]
    if report.estimates:
        estimates = sum(one.changed for one in report.estimates)
        parts.append(f"{estimates or 'none'} of {len(report.estimates)} estimates changed")
    if report.certainty:
        parts.append(f"{count(sum(one.old != one.new for one in report.certainty), 'level')} of certainty changed")
    if report.sentences is not None:
        parts.append(f"{count(len(report.sentences), 'sentence')} of the book changed")
    return f"{capital(listed(parts))}." if parts else "Something else is different, see below."


def outline(report: Report) -> Iterator[Section]:
    """The sections that hold something, the most important first."""
    parts: tuple[tuple[str, Callable[[Report], Iterable[Line | Grid]]], ...] = (
        ("Warnings", _warnings),
        ("Publications", _publications),
        ("Estimates", _estimates),
        ("Computed otherwise by this engine, from the same data", _engine),
        ("Certainty", _certainty),
        ("Directions of findings", _directions),
        ("Records and searches", _records),
        ("Rules and settings", lambda report: map(_value, report.settings)),
        ("References", lambda report: map(_value, report.references)),
        ("Screening log", lambda report: map(_value, report.screening)),
        (EDITED, lambda report: _sentences(one for one in report.sentences or () if one.edited)),
        (FOLLOWING, lambda report: _sentences(one for one in report.sentences or () if not one.edited)),
        ("Printed by cells", lambda report: _sentences(report.cells or ())),
        ("Not compared", lambda report: (line(note) for note in report.notes)),
    )
    for heading, make in parts:
        if blocks := tuple(make(report)):
            yield Section(heading, blocks)


def _warnings(report: Report) -> Iterator[Line]:
    for one in report.warnings:
        yield line(("WARN ", "warn"), one)


def _publications(report: Report) -> Iterator[Line | Grid]:
    for one in report.publications:
        if one.values or one.holds:
            label = f" ({one.label})" if one.label != one.key else ""
            yield line((one.key, "strong"), label, f": {one.change}", f" ({one.holds})" if one.holds else "")
            yield from (line((source, "quiet"), level=1) for source in one.sources)
            if one.rows:
                head = (*HEAD, "Derived, notes")
                yield Grid(head, tuple(tuple(map(clean, (*row.cells, row.more))) for row in one.rows))
            yield from (_value(value, level=1) for value in one.values)
    for change in CHANGES:
        keys = [one.key for one in report.publications if one.change == change and not (one.values or one.holds)]
        if keys:
            yield line((capital(change), "strong"), f": {', '.join(keys)}")


def _value(value: Value, level: int = 0) -> Line:
    place = f"{value.file}:{value.line}" if value.line else value.file
    about = f" ({value.row})" if value.row else ""
    spans = ((span.text, span.style) for span in _texts(value.old, value.new))
    source = f" [{value.source}]" if value.source else ""
    return line((f"{place} {value.field}{about}: ", "quiet"), *spans, source, level=level)


def _change(old: str, new: str) -> tuple[tuple[str, Style], str, tuple[str, Style]]:
    return (old, "old"), " → ", (new, "new")


def _texts(old: str, new: str) -> list[Span]:
    """Two values: each whole where they are short, else their words with those that are different marked."""
    if max(len(old), len(new)) <= LONGEST or not (old and new):
        return [Span(_cut(old) or "nothing", "old"), Span(" → "), Span(_cut(new) or "nothing", "new")]
    parts = marked(old, new)
    return [
        Span(_cut(text), kind) if kind != "same" else Span(_middle(text, number > 0, number < len(parts) - 1))
        for number, (kind, text) in enumerate(parts)
    ]


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _middle(text: str, after: bool, before: bool) -> str:
    """What is the same in two texts, without most of it: some letters after a change, and some before the next."""
    kept = f"{text[: AROUND * after]}…{text[len(text) - AROUND * before :]}"
    return kept if len(kept) < len(text) else text


def numbers(one: EstimateChange, side: Numbers | None) -> str:
    """An estimate in words: 70.1% (57.2 to 80.3; prediction 33.0 to 92.0), k = 8, 164/247."""
    if side is None:
        return "not declared"
    counts = f"k = {side.k}, {f'{side.events}/{side.n}' if one.measure == 'proportion' else f'n = {side.n}'}"
    if side.estimate is None:
        return f"not estimable, {counts}" if side.k else "no study with a count"
    finite = math.isfinite(side.estimate)
    text = f"{value_words(one.measure, side.estimate)}{UNITS[one.measure]}" if finite else "not estimable"
    ends = [_ends(one.measure, side.ci_low, side.ci_high)]
    if side.pi_low is not None and side.pi_high is not None:
        ends.append(f"prediction {_ends(one.measure, side.pi_low, side.pi_high)}")
    elif (one.old and one.old.pi_low is not None) or (one.new and one.new.pi_low is not None):
        ends.append("no prediction interval")
    return f"{text} ({'; '.join(end for end in ends if end)}), {counts}"


def value_words(measure: str, value: float) -> str:
    """A proportion or difference in percent with one decimal, a ratio with two."""
    if math.isinf(value):
        return "infinity"
    return f"{value:.2f}" if measure in RATIOS else f"{100 * value:.1f}".replace("-", "−")


def _ends(measure: str, low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else f"{value_words(measure, low)} to {value_words(measure, high)}"


def shift_words(one: EstimateChange) -> str:
    """How far the estimate moved."""
    if one.shift is None:
        return ""
    if one.measure in RATIOS:
        return f"× {one.shift:.2f}"
    return f"{100 * one.shift:+.1f} points".replace("-", "−")


def _estimates(report: Report) -> Iterator[Line | Grid]:
    changed = [one for one in report.estimates if one.changed]
    same = [one for one in report.estimates if not one.changed]
    if changed:
        head = ("Estimate", "Before", "Now", "Shift", "New interval within old")
        rows = ((_name(one), numbers(one, one.old), numbers(one, one.new), *_moved(one)) for one in changed)
        yield Grid(head, tuple(tuple(map(clean, row)) for row in rows))
    for one in changed:
        yield from _behind(one)
    if same:
        yield Grid(("Unchanged", "Before and now"), tuple((clean(_name(one)), numbers(one, one.new)) for one in same))


def _engine(report: Report) -> Iterator[Line | Grid]:
    if report.engine:
        rows = ((_name(one), numbers(one, one.old), numbers(one, one.new), *_moved(one)) for one in report.engine)
        head = ("Estimate", "Engine of the older side", "This engine", "Shift", "New interval within old")
        yield Grid(head, tuple(tuple(map(clean, row)) for row in rows))


def _name(one: EstimateChange) -> str:
    return f"{one.id} ({one.label})"


def _moved(one: EstimateChange) -> tuple[str, str]:
    return shift_words(one), "" if one.overlap is None else f"{100 * one.overlap:.0f}%"


def _behind(one: EstimateChange) -> Iterator[Line]:
    """What is behind the change of an estimate: publications, rules, and the weights."""
    why: list[str | tuple[str, Style]] = [(f"{one.id}: ", "strong")]
    if one.because:
        why.append(f"because of {listed(one.because)}")
    if one.unexplained:
        why.append((NEEDS_LABEL, "warn"))
    if one.rules:
        why.append(f"; changed rules: {listed(one.rules)}")
    yield line(*why)
    for weight in one.weights:
        counts = [_counts(side) for side in (weight.old_counts, weight.new_counts)]
        sides = [
            " ".join(filter(None, ("" if share is None else f"{share:.1f}%", said)))
            for share, said in zip((weight.old, weight.new), counts, strict=True)
        ]
        if not weight.old_counts and weight.old is None:
            yield line(f"{weight.study} entered: ", (sides[1], "new"), level=1)
        elif not weight.new_counts and weight.new is None:
            yield line(f"{weight.study} left: ", (sides[0], "old"), level=1)
        else:
            yield line(f"{weight.study}, weight: ", *_change(sides[0], sides[1]), level=1)


def _counts(counts: tuple[int, ...]) -> str:
    pairs = [f"{counts[i]}/{counts[i + 1]}" for i in range(0, len(counts), 2)]
    return f"({' v '.join(pairs)})" if pairs else ""


def _certainty(report: Report) -> Iterator[Line]:
    for outdated in report.judge_again:
        yield line(("To be judged again: ", "warn"), outdated)
    for one in report.certainty:
        if one.old != one.new or one.domains:
            yield line(
                (one.label, "strong"), ": ", (one.old or "not rated", "old"), " → ", (one.new or "not rated", "new")
            )
            for domain, before, after in one.domains:
                yield line(f"{domain}: ", *_change(_steps(before), _steps(after)), level=1)
    yield from _unchanged([one.label for one in report.certainty if one.old == one.new and not one.domains])


def _steps(steps: int | None) -> str:
    return "not judged" if steps is None else f"{steps:+d}".replace("-", "−") if steps else "0"


def _unchanged(names: list[str]) -> Iterator[Line]:
    if names:
        more = f" and {len(names) - MOST_UNCHANGED} more" if len(names) > MOST_UNCHANGED else ""
        yield line((f"Unchanged: {', '.join(names[:MOST_UNCHANGED])}{more}.", "quiet"))


def _directions(report: Report) -> Iterator[Line]:
    for axis in report.directions:
        now = _tally(axis.new) + " (opposite directions)" * axis.newly_opposite
        yield line(f"{axis.label}: ", *_change(_tally(axis.old), now))
    for claim in report.claims:
        yield line(f"{claim.label} ", *_change(claim.old or "not declared", claim.new or "not declared"))


def _tally(tally: dict[str, int]) -> str:
    return ", ".join(f"{n} {direction}" for direction, n in tally.items()) or "none"


def _records(report: Report) -> Iterator[Line | Grid]:
    if any(before != after for _, before, after in report.records):
        yield Grid(("Records", "Before", "Now"), tuple((box, f"{a:,}", f"{b:,}") for box, a, b in report.records))
    for search in report.searches:
        yield line((search.database, "strong"), ", last search: ", *_change(search.old, search.new))
        yield from (line(run, level=1) for run in search.runs)


def _sentences(changes: Iterable[SentenceChange]) -> Iterator[Line]:
    for (file, cell), group in groupby(changes, key=lambda change: (change.file, change.cell)):
        yield line((f"{file} {cell}".strip(), "strong"))
        for change in group:
            place = f"{change.old_line or '–'} → {change.new_line or '–'}  " if not cell else ""
            if change.old_line == change.new_line and not cell:
                place = f"{change.new_line}  "
            spans = ((text, "" if kind == "same" else kind) for kind, text in change.parts)
            yield line((place, "quiet"), *spans, level=1)
