"""Readings of percentages without a denominator: their counts reproduce what is printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ...schema import Arm, Reading, Study, candidate_size, counts_that_fit, nearest
from ..loaded import File, Loaded
from ..problems import FieldPath, Problem
from .files import repeated


def readings_reproduce(data: Loaded) -> Iterator[Problem]:
    """A reading names printed percentages, and its counts are the only ones that reproduce them in some candidate."""
    for file in data.studies.values():
        yield from repeated(file, "readings", [reading.id for reading in file.content.readings])
        arms = {arm.id: arm for arm in file.content.arms}
        for i, reading in enumerate(file.content.readings):
            found = list(_unprinted(file, ("readings", i), reading, arms))
            yield from found
            if not found:
                yield from _not_reproduced(file, ("readings", i), reading, arms)


def _unprinted(file: File[Study], path: FieldPath, reading: Reading, arms: Mapping[str, Arm]) -> Iterator[Problem]:
    for arm, printed in reading.printed.items():
        if arm not in arms:
            message = f"{arm!r} is not an arm of this file. {nearest(arm, list(arms))}"
            yield file.problem((*path, "printed", arm), message)
            continue
        found = [
            row.printed
            for row in file.content.efficacy
            if (row.arm, row.group, row.outcome, row.month, row.when, row.source)
            == (arm, reading.group, reading.outcome, reading.month, reading.when, reading.source)
            and row.printed is not None
            and row.n is None
        ]
        if printed not in found:
            message = (
                f"no row prints {printed} for arm {arm!r}, {reading.outcome}, at this time, without a denominator. "
                f"Such rows print: {', '.join(found) or 'nothing'}."
            )
            yield file.problem((*path, "printed", arm), message)


def _not_reproduced(file: File[Study], path: FieldPath, reading: Reading, arms: Mapping[str, Arm]) -> Iterator[Problem]:
    fits = []
    for j, candidate in enumerate(reading.candidates):
        sizes: dict[str, int] = {}
        for arm in reading.printed:
            if size := candidate_size(file.content, reading, candidate, arms[arm]):
                sizes[arm] = size
        if missing := [arm for arm in reading.printed if arm not in sizes]:
            message = f"the data hold no such number for arm {missing[0]!r}. Give the row or the arm its count."
            yield file.problem((*path, "candidates", j), message)
            continue
        for arm, events in reading.events.items():
            if events > sizes[arm]:
                message = f"{events} is more than the {sizes[arm]} of {candidate.label}. Allowed: 0 to {sizes[arm]}."
                yield file.problem((*path, "events", arm), message)
        fits.append(
            all(
                counts_that_fit(printed, sizes[arm]) == range(reading.events[arm], reading.events[arm] + 1)
                for arm, printed in reading.printed.items()
            )
        )
    if fits and not any(fits):
        counts = ", ".join(f"{arm} {events}" for arm, events in reading.events.items())
        message = f"{counts}: in no candidate are these the only counts that reproduce the printed percentages."
        yield file.problem((*path, "events"), message)


CHECKS = (readings_reproduce,)
