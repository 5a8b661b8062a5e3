"""Everything that is different between two states of a review, as data: what every form of `review diff` shows."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from ...store import Review
from ...subjects.certainty.model import comparisons_to_rate, to_judge_again, to_rate
from ...subjects.versions.difference import (
    ClaimChange,
    Difference,
    DirectionChange,
    EstimateChange,
    LevelChange,
    difference,
)
from ...subjects.versions.model import FOLDERS, Changes, compare, snapshot
from ...subjects.versions.table import BOXES
from .origins import Side, find, here, read_new, read_old
from .prose import Printed, SentenceChange, changed_cells, changed_prose, unknown_results
from .rows import Row, address, rows
from .values import Value, changed_records, changed_references, changed_settings, changed_values, rows_of

FORM = 1  # of the JSON; raised when a field is renamed or means something else
NEEDS_LABEL = "unexplained: needs an editor's label"


@dataclass(frozen=True)
class Publication:
    """A file of data/ that is different: `change` is added, removed, corrected, extended or amended.

    `holds` counts the rows of one that was added or removed, `rows` has them, `sources` what was read of it.
    """

    key: str
    label: str
    folder: str
    change: str
    values: tuple[Value, ...]
    holds: str = ""
    rows: tuple[Row, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Searched:
    """A database whose last search is different, and the runs that are new."""

    database: str
    old: str
    new: str
    runs: tuple[str, ...]


@dataclass(frozen=True)
class Report:
    """What is different; the fields of `Difference` as they are there.

    `records` has the boxes of the flow: name, before, after. `settings` are values of the files that are one for the
    whole review. `engine` lists estimates that this engine computes otherwise than that of OLD, from the same data.
    `judge_again` are judgements of certainty that are missing, or no longer fit what is computed on the newer side.
    `sentences` and `cells` are None where prose or the output of cells was not compared. `warnings` are what an editor
    must look at, `notes` what could not be compared.
    """

    form: int
    old: str
    new: str
    notes: tuple[str, ...]
    warnings: tuple[str, ...]
    publications: tuple[Publication, ...]
    settings: tuple[Value, ...]
    references: tuple[Value, ...]
    screening: tuple[Value, ...]
    records: tuple[tuple[str, int, int], ...]
    searches: tuple[Searched, ...]
    estimates: tuple[EstimateChange, ...]
    engine: tuple[EstimateChange, ...]
    certainty: tuple[LevelChange, ...]
    directions: tuple[DirectionChange, ...]
    claims: tuple[ClaimChange, ...]
    sentences: tuple[SentenceChange, ...] | None
    cells: tuple[SentenceChange, ...] | None
    judge_again: tuple[str, ...] = ()

    @property
    def conclusions_changed(self) -> bool:
        """Whether an estimate or a level of certainty is not what it was."""
        changed = any(one.changed for one in (*self.estimates, *self.engine))
        return changed or any(one.old != one.new for one in self.certainty)

    @property
    def nothing(self) -> bool:
        """Whether nothing is different at all."""
        lists = (self.publications, self.settings, self.references, self.screening, self.searches, self.engine)
        others = (self.directions, self.claims, self.sentences, self.cells)
        flow = any(old != new for _, old, new in self.records)
        return not (any(lists) or any(others) or flow or self.conclusions_changed)


READ = TypeAdapter(Report)


def as_json(report: Report) -> str:
    """The report as data; `from_json` reads it."""
    return READ.dump_json(report, indent=1).decode() + "\n"


def from_json(text: str | bytes) -> Report:
    """A report that was written as JSON. Raises ValueError for anything else."""
    report = READ.validate_json(text, strict=False)
    if report.form != FORM:
        raise ValueError(f"is in form {report.form}; this engine reads form {FORM}.")
    return report


def report(
    root: Path, old: str | None, new: str | None, *, cells: bool = False, run_engine: bool | None = None
) -> Report:
    """Compare two states of the review in `root`; see `origins.find` for their names.

    Raises DataError where a name leads nowhere or the newer state is not valid.
    """
    with ExitStack() as closing:
        folder = Path(closing.enter_context(tempfile.TemporaryDirectory(prefix="review-diff-")))
        before = find(old, root, folder / "old", run_engine)
        if before.own_engine is not None:
            closing.callback(before.own_engine.kill)
        after = here(root) if new is None else find(new, root, folder / "new", False)
        newer = read_new(after, chapters=cells)
        return compared(read_old(before, newer), newer, cells=cells)


def compared(old: Side, new: Side, *, cells: bool = False) -> Report:
    """The report on two sides that were read."""
    changed = _files(old, new)
    reported = {*changed.added, *changed.removed, *changed.corrected, *changed.extended}
    found = difference(old.snapshot, new.snapshot, reported)
    engine = difference(old.own, old.snapshot, ()) if old.own is not None and old.results is not None else None
    notes = [*new.notes, *old.notes]
    if found.not_compared:
        notes.append(f"Not in both snapshots, so not compared: {', '.join(found.not_compared)}.")
    result = Report(
        form=FORM,
        old=old.name,
        new=new.name,
        notes=(),
        warnings=(),
        publications=tuple(_publications(old, new, changed)),
        settings=(),
        references=(),
        screening=(),
        records=tuple(_records(old.snapshot, new.snapshot)),
        searches=(),
        estimates=found.estimates,
        engine=tuple(one for one in engine.estimates if one.changed) if engine else (),
        certainty=found.certainty,
        directions=found.directions,
        claims=found.claims,
        sentences=None,
        cells=None,
    )
    unknown: list[str] = []
    if old.results is not None and new.results is not None:
        sides = Printed(old.results, old.root, earlier=True), Printed(new.results, new.root)
        reviews, analysis = (old.results.review, new.results.review), new.results.analysis
        judge_again = [*to_judge_again(reviews[1], analysis.ratings), *to_rate(reviews[1], analysis.unrated)]
        before = {one.field for one in comparisons_to_rate(old.results.analysis)}
        judge_again += (one for one in comparisons_to_rate(analysis) if one.field not in before)
        result = replace(
            result,
            settings=tuple(changed_settings(*reviews)),
            references=tuple(changed_references(*reviews)),
            screening=tuple(changed_records(*reviews)),
            searches=tuple(_searches(*reviews)),
            sentences=tuple(changed_prose(*sides)),
            judge_again=tuple(map(str, judge_again)),
        )
        unknown = unknown_results({"this version": sides[1]})
        notes += unknown_results({old.origin.name: sides[0]})
        if cells:
            printed, faults = changed_cells(*sides)
            result, notes = replace(result, cells=tuple(printed)), [*notes, *faults]
    else:
        what = "Values, searches and sentences are not compared: one side is a snapshot, which holds results only."
        notes.append(what)
    warnings = (*_warnings(found, result.engine, _labels(old, new)), *unknown)
    return replace(result, notes=tuple(notes), warnings=warnings)


def _files(old: Side, new: Side) -> Changes:
    """Files added, removed and so on, by the rule of the older snapshot's format."""
    form = int(old.snapshot.get("format", 1))
    after = new.snapshot
    if form != int(after.get("format", 1)) and new.results is not None:
        after = snapshot(new.results.analysis, form)
    return compare(old.snapshot, after)


def _labels(old: Side, new: Side) -> Mapping[str, str]:
    reviews = [side.review for side in (old, new) if side.review is not None]
    return {key: review.bibliography.label(key) for review in reviews for key in review.bibliography}


def _publications(old: Side, new: Side, changed: Changes) -> Iterator[Publication]:
    labels = _labels(old, new)
    folders = {
        key: folder for side in (old, new) for folder in FOLDERS for key in side.snapshot["files"].get(folder, {})
    }
    both = (*changed.corrected, *changed.extended, *changed.amended)
    values = changed_values(old.review, new.review, both) if old.review and new.review else {}
    for change in ("added", "removed", "corrected", "extended", "amended"):
        for key in getattr(changed, change):
            side = {"added": new, "removed": old}.get(change)
            label, different = labels.get(key, key), tuple(values.get(key, ()))
            if side is None or side.review is None:
                yield Publication(key, label, folders[key], change, different)
                continue
            file = side.review.files[key]
            sources = tuple(f"source {one.id} ({one.kind.label}): {address(one)}" for one in file.sources)
            found = rows(side.review, key, side.results.analysis if side.results is not None else None)
            yield Publication(key, label, folders[key], change, different, rows_of(file), found, sources)


def _records(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[tuple[str, int, int]]:
    for box, label in BOXES.items():
        before, after = (side["records"].get(box, 0) for side in (old, new))
        if before or after:
            yield label, before, after


def _searches(old: Review, new: Review) -> Iterator[Searched]:
    before = {one.database: one.last_run for one in old.config.searches}
    known = {run.run for run in old.searches.runs.rows}
    for one in new.config.searches:
        runs = [run for run in new.searches.runs.rows if run.log == one.log and run.run not in known]
        words = tuple(f"{run.run}: {run.fetched:,} records, {run.new:,} new" for run in runs)
        then = before.get(one.database)
        if words or then != one.last_run:
            yield Searched(one.database, str(then or "never"), str(one.last_run or "never"), words)


def _warnings(found: Difference, engine: tuple[EstimateChange, ...], labels: Mapping[str, str]) -> Iterator[str]:
    """What an editor must look at, the gravest first."""

    def named(key: str) -> str:
        return f"{key} ({labels[key]})" if key in labels and labels[key] != key else key

    for one in found.estimates:
        if one.unexplained:
            why = f" Changed rules: {', '.join(one.rules)}." if one.rules else ""
            what = "is new" if one.old is None else "is no longer declared" if one.new is None else "changed"
            yield f"{one.id} {what}, and no changed publication is behind it. {NEEDS_LABEL}.{why}"
    for one in engine:
        yield f"{one.id} is computed otherwise by this engine than by that of OLD, from the same data. {NEEDS_LABEL}."
    for one in found.estimates:
        for gone in one.left:
            if gone.replaced_by:
                rivals = ", ".join(f"{named(key)}; {link}" for key, link in gone.replaced_by)
                yield f"{named(gone.study)} left {one.id}, replaced by {rivals}."
            elif gone.why:
                yield f"{named(gone.study)} left {one.id}: {gone.why}."
    for one in found.estimates:
        if one.changed and one.overlap == 0:
            yield f"{one.id}: the new interval does not overlap the old one."
        for note in one.notes:
            yield f"{one.id}: {note}"
    for axis in found.directions:
        if axis.newly_opposite:
            yield f"{axis.label}: publications now point in opposite directions."
    for claim in found.claims:
        if claim.new == "contradictory":
            yield f"{claim.label} Publications now contradict it."
