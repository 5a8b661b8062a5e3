"""Rows of the data that no chapter shows, or that a chapter shows twice, with the cell that would show them.

A valid new publication may bring a measurement, an outcome or an event that no list of a chapter names yet. Its own
page has it, but a reader of the chapters would miss it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from ..schema import Aspect, Part, Purpose
from ..store import Review, records
from ..store.markup.cells import Call
from ..store.problems import FieldPath
from ..subjects.analysis import Analysis
from ..wording import listed
from .shown import (
    CONTEXT,
    EFFICACY,
    FINDINGS,
    MEASURED,
    PARTS,
    SAFETY,
    SHOWS,
    Cell,
    Chapters,
    Row,
    read_chapters,
    rows_of_cells,
    rows_of_prose,
)

SUBJECT = "mechanisms"
NAMED = 5  # other rows named in a notice
Found = Iterator[tuple[str, FieldPath, str]]  # name of a file, field, message


def unshown(review: Review) -> Found:
    """Findings, values, harms and context figures that no chapter shows, each with the cell that would show it.

    Of clinical values and context figures there is one notice for each file and each outcome or event. Values of
    patients whom the review does not ask about are shown on the pages of their publications alone.
    """
    analysis, chapters = Analysis(review), read_chapters(review)
    shown = {row for _, row in rows_of_cells(analysis, chapters.cells)}
    shown.update(rows_of_prose(review, chapters.results))
    yield from _findings(review, chapters, shown)
    yield from _values(analysis, chapters, shown)
    yield from _context(review, chapters, shown)


def shown_twice(review: Review) -> Iterator[tuple[Cell, str]]:
    """Cells of chapters on mechanisms that show a finding which another such cell has shown, with a message."""
    cells = [one for one in read_chapters(review).cells if one.call.subject == SUBJECT]
    first: dict[Row, Cell] = {}
    again: dict[tuple[str, str, int], tuple[Cell, set[str]]] = {}
    for cell, row in rows_of_cells(Analysis(review), cells):
        other = first.setdefault(row, cell)
        if other is not cell:
            place = f"{other.file}:{other.line}"
            again.setdefault((place, cell.file, cell.line), (cell, set()))[1].add(row[1])
    for (place, _, _), (cell, studies) in again.items():
        said = f"shows what {place} has shown ({listed(_some(sorted(studies)))})."
        yield cell, f"{said} Name each measurement in one cell of a kind."


def _findings(review: Review, chapters: Chapters, shown: set[Row]) -> Found:
    for key, study in review.publications.items():
        for number, finding in enumerate(study.findings):
            chapter = review.vocabulary.axes[finding.axis].chapter
            part = review.vocabulary.perturbations[finding.perturbation].part
            where, path = f"data/studies/{key}.yaml", ("findings", number)
            if (FINDINGS, key, number) not in shown:
                how = _mechanism_cell(chapters, _list_of(part), chapter, finding.axis)
                yield where, path, f"no chapter shows this finding on {finding.axis}. {how}"
            if finding.measured and (MEASURED, key, number) not in shown:
                how = _mechanism_cell(chapters, "values", chapter, finding.axis)
                yield where, (*path, "measured"), f"no chapter shows these means, on {finding.axis}. {how}"


def _list_of(part: Part) -> str:
    return next(method for method, parts in PARTS.items() if part in parts)


def _mechanism_cell(chapters: Chapters, method: str, chapter: str, axis: str) -> str:
    """The cell that is missing: after those on the same measurement, else in a chapter that has cells of this one."""
    own = [one for one in chapters.cells if one.call.subject == SUBJECT and one.call.values[:1] == (chapter,)]
    near = [one for one in own if axis in one.call.values[1:]]
    if near:
        call = Call(SUBJECT, method, near[0].call.values, {})
        return f"Write `{written(call)}` in a cell near {near[0].file}:{near[0].line}, which is on {axis}."
    if any(one.call.values[1:] for one in own):  # a chapter in sections, each on some measurements
        call = Call(SUBJECT, method, (chapter, axis), {})
        alike = [one for one in own if one.call.method == method]
        named = f", or name {axis!r} in a list such as that in line {alike[-1].line}" if alike else ""
        return f"Write `{written(call)}` in a cell of {own[0].file}{named}."
    call = Call(SUBJECT, method, (chapter,), {})
    where = own[0].file if own else f"the chapter on {chapter}"
    return f"Write `{written(call)}` in a cell of {where}."


def _values(analysis: Analysis, chapters: Chapters, shown: set[Row]) -> Found:
    """Clinical values and harms, one notice a file and term."""
    review = analysis.review
    terms: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    asked = {condition for condition, one in review.vocabulary.conditions.items() if one.in_scope}
    for key, study in review.publications.items():
        conditions = {group.id: group.condition for group in study.groups}
        rows = [(EFFICACY, i, one.outcome, one.group) for i, one in enumerate(study.efficacy)]
        rows += [(SAFETY, i, one.event, one.group) for i, one in enumerate(study.safety)]
        for block, i, term, group in rows:
            if (block, key, i) not in shown and conditions[group] in asked:
                terms[key, block, term].append((block, key, i))
    for (_, block, term), missing in terms.items():
        call = _call_for(analysis, missing[0], term)
        named = f"values of the outcome {term}" if block == EFFICACY else f"values of the event {term}"
        yield _once("studies", missing, named, f"Write `{written(call)}` in a cell of {_chapter_with(chapters, call)}.")


def _call_for(analysis: Analysis, row: Row, term: str) -> Call:
    """A call that shows this row: the first of those that could."""
    review, (block, _, _) = analysis.review, row
    if block == SAFETY:
        calls = [Call("harms", "plot", (panel,), {}) for panel in ("direct", "apart")]
        calls += [Call("harms", name, (), {}) for name in ("left_out", "statements")]
        return _first_that_shows(analysis, row, [*calls, Call("harms", "event", (term,), {})])
    aspect = review.vocabulary.outcomes[term].aspect
    calls = [Call("course", "timing" if aspect is Aspect.TIMING else "lasting_values", (), {})] if aspect else []
    for name, pool in review.config.pools.items():
        if pool.outcome == term:
            calls += [Call("pools", method, (name,), {}) for method in ("forest", "left_out")]
    calls += [Call("comparisons", "forest", (name,), {}) for name in review.config.comparisons]
    calls += [Call("comparisons", name, (), {}) for name in ("left_out", "randomised", "not_randomised")]
    calls += [Call("populations", "predictors", (), {}), Call("course", "lasting_values", (), {})]
    return _first_that_shows(analysis, row, [*calls, Call("course", "other_values", (), {})])


def _first_that_shows(analysis: Analysis, row: Row, calls: list[Call]) -> Call:
    cells = [Cell("", number, call) for number, call in enumerate(calls)]
    found = next((cell for cell, shows in rows_of_cells(analysis, cells) if shows == row), cells[-1])
    return found.call


def _context(review: Review, chapters: Chapters, shown: set[Row]) -> Found:
    """Figures with an outcome that no comparison shows, and figures with a name that no chapter prints."""
    outcomes: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in records(review.context):
        place = (CONTEXT, row["study"], row["row"])
        if place in shown:
            continue
        if row["id"] is not None:
            name = f"background.{row['study']}.{row['id']}"
            how = f"Write {{result}}`{name}` in a chapter, or delete the name."
            yield f"data/context/{row['study']}.yaml", (CONTEXT, row["row"], "id"), f"no chapter prints it. {how}"
        elif row["outcome"] is not None and review.background[row["study"]].purpose is Purpose.COMPARATOR:
            if row["drug"] not in review.config.intervention_drugs:
                outcomes[row["study"], row["outcome"]].append(place)
    for (_, outcome), missing in outcomes.items():
        call = Call("background", "comparators", (outcome,), {})
        where = _chapter_with(chapters, call)
        yield _once(
            "context", missing, f"values of the outcome {outcome}", f"Write `{written(call)}` in a cell of {where}."
        )


def _once(folder: str, rows: list[Row], what: str, how: str) -> tuple[str, FieldPath, str]:
    """One notice for all these rows of a file, at the first of them."""
    (block, key, number), *others = rows
    also = f", nor {listed(_some([f'{block}[{i}]' for _, _, i in others]))}" if others else ""
    message = f"no chapter shows it{also} ({what}). {how}"
    return f"data/{folder}/{key}.yaml", (block, number), message


def _chapter_with(chapters: Chapters, call: Call) -> str:
    """The chapter that has cells of the same method, or else of the same subject."""
    alike = [one.file for one in chapters.cells if (one.call.subject, one.call.method) == (call.subject, call.method)]
    near = [one.file for one in chapters.cells if one.call.subject == call.subject and _lists(one.call)]
    return next(iter([*alike, *near]), "a chapter")


def _lists(call: Call) -> bool:
    return f"{call.subject}.{call.method}" in SHOWS


def _some(names: Iterable[str]) -> list[str]:
    names = list(names)
    return names if len(names) <= NAMED else [*names[:NAMED], f"{len(names) - NAMED} more"]


def written(call: Call) -> str:
    """A call as it is written in a cell."""
    values = [f'"{one}"' if isinstance(one, str) else repr(one) for one in call.values]
    values += [f"{name}={value!r}" for name, value in call.named.items()]
    return f"book.{call.subject}.{call.method}({', '.join(values)})"
