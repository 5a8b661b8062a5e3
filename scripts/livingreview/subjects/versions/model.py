"""Frozen versions, and what changed between two of them: computed from the files.

`review release` writes data/releases/<version>.json: every file of data/ by its fingerprint and every declared result.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from ...schema import version_order
from ...store import DataError, Problem, Review
from ...store.documents import Document
from ..flow.model import flow
from ..pools.model import Pools
from .difference import Difference, difference
from .fingerprints import FORMAT, FORMATS, fingerprints, first_fingerprints
from .state import Computed, result, state

RELEASES = Path("data") / "releases"
FOLDERS = {"studies": "publications", "trials": "registered", "context": "background"}


class Before(NamedTuple):
    """A declared result: its name, and what it was and is; None where it is not declared."""

    id: str
    label: str
    old: Mapping[str, Any] | None
    new: Mapping[str, Any] | None


@dataclass(frozen=True)
class Changes:
    """What is different in `new` against `old` (None: there is nothing before).

    `added`, `removed`, `corrected` (something that the file reported is different or gone), `extended` (rows were only
    added) and `amended` (nothing reported is different: notes, conflicts, risk of bias ...) are ids; `results` has
    every pooled proportion that either version has;
    `comparisons` every effect that both versions may have, likewise: empty where one of them holds none.
    """

    old: Mapping[str, Any] | None
    new: Mapping[str, Any]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    corrected: tuple[str, ...]
    extended: tuple[str, ...]
    amended: tuple[str, ...]
    results: tuple[Before, ...]
    comparisons: tuple[Before, ...] = ()

    @cached_property
    def difference(self) -> Difference | None:
        """What is different in results and certainty, and what is behind it; None where there is nothing before."""
        return (
            None
            if self.old is None
            else difference(self.old, self.new, {*self.added, *self.removed, *self.corrected, *self.extended})
        )


def snapshot(computed: Computed, form: int = FORMAT) -> dict[str, Any]:
    """Everything of a version that later ones are compared with; plain JSON, with fingerprints in this format."""
    review = computed.review
    return {
        **({"format": form} if form > 1 else {}),  # files of format 1 do not name it
        "version": review.config.version,
        "date": review.config.date.isoformat(),
        "records": _records(review) if review.log else {},
        "files": {
            folder: {key: _fingerprints(review, folder, key, form) for key in getattr(review, kind)}
            for folder, kind in FOLDERS.items()
        },
        **(state(computed) if form > 1 else {"results": _first_results(computed)}),
    }


def release(computed: Computed) -> Path:
    """Write the snapshot of the current version. Raises DataError where that version is released with other data."""
    review = computed.review
    file = review.root / RELEASES / f"{review.config.version}.json"
    before = next((one for one in released(review.root) if one["version"] == review.config.version), None)
    made = snapshot(computed, _format(before) if before else FORMAT)
    text = json.dumps(made, indent=1, ensure_ascii=False, sort_keys=True, allow_nan=False) + "\n"
    if before is not None and file.read_text("utf-8") != text:
        name = file.relative_to(review.root).as_posix()
        message = "is released with other data. A released version never changes: raise `version` in data/review.yaml."
        raise DataError([Problem(name, 0, "", message)])
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, "utf-8")
    return file


def released(root: Path) -> list[dict[str, Any]]:
    """Snapshots of all released versions, oldest first. Raises DataError for a file that is not one."""
    found = []
    for file in (root / RELEASES).glob("*.json"):
        try:
            content = json.loads(file.read_text("utf-8"))
            if content["version"] != file.stem or not {"date", "records", "files", "results"} <= content.keys():
                raise ValueError
            if _format(content) not in FORMATS:
                raise ValueError
        except (ValueError, KeyError, TypeError):
            name = file.relative_to(root).as_posix()
            raise DataError(
                [Problem(name, 0, "", "is not a snapshot. Files here are written by `review release`.")]
            ) from None
        found.append(content)
    return sorted(found, key=lambda one: version_order(one["version"]))


def changes(computed: Computed) -> Changes:
    """The current version against the last one released before it, by the rule of that one's format."""
    review = computed.review
    current = version_order(review.config.version)
    before = [one for one in released(review.root) if version_order(one["version"]) < current]
    old = before[-1] if before else None
    # What a version says is held against the whole of what is said now, in whichever format its files are.
    return compare(old, {**snapshot(computed, _format(old) if old else FORMAT), **state(computed)})


def compare(old: Mapping[str, Any] | None, new: Mapping[str, Any]) -> Changes:
    """One snapshot against another of the same format. Raises ValueError where the formats differ."""
    if old is not None and _format(old) != _format(new):
        raise ValueError(f"snapshots in format {_format(old)} and {_format(new)} cannot be compared.")
    files_old, files_new = _files(old), _files(new)
    both = files_new.keys() & files_old.keys()
    rows = {key: (Counter(files_old[key]["rows"]), Counter(files_new[key]["rows"])) for key in both}
    facts = {key for key in both if files_old[key].get("facts") != files_new[key].get("facts")}
    corrected = {key for key, (before, after) in rows.items() if before - after} | facts
    extended = {key for key, (before, after) in rows.items() if after - before} - corrected
    amended = {key for key in both - corrected - extended if files_new[key]["rest"] != files_old[key]["rest"]}
    held = old or {}
    compared = "comparisons" in held and "comparisons" in new
    return Changes(
        old,
        new,
        tuple(sorted(files_new.keys() - files_old.keys())),
        tuple(sorted(files_old.keys() - files_new.keys())),
        tuple(sorted(corrected)),
        tuple(sorted(extended)),
        tuple(sorted(amended)),
        _beside(held.get("results", {}), new["results"]),
        _beside(held["comparisons"], new["comparisons"]) if compared else (),
    )


def _beside(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Before, ...]:
    """What either side has under one name."""
    both = {**old, **new}
    names = [*new, *(name for name in old if name not in new)]
    return tuple(Before(name, both[name]["label"], old.get(name), new.get(name)) for name in names)


def _records(review: Review) -> dict[str, int]:
    boxes = flow(review)
    return {
        "identified": boxes.identified,
        "duplicates": boxes.duplicates,
        "excluded": int(boxes.excluded.sum()),
        "awaiting": int(boxes.awaiting.sum()),
        **({"pending": boxes.pending} if boxes.pending else {}),
        "included": boxes.included,
    }


def _files(version: Mapping[str, Any] | None) -> dict[str, dict[str, Any]]:
    return {key: mark for folder in version["files"].values() for key, mark in folder.items()} if version else {}


def _format(version: Mapping[str, Any]) -> int:
    return int(version.get("format", 1))


def _fingerprints(review: Review, folder: str, key: str, form: int) -> dict[str, Any]:
    if form == FORMAT:
        return fingerprints(getattr(review, FOLDERS[folder])[key])
    name = f"data/{folder}/{key}.yaml"
    return first_fingerprints(Document(review.root / name, name).data)


def _first_results(computed: Pools) -> dict[str, Any]:
    """Declared pools and their subgroups, as format 1 has them."""
    results: dict[str, Any] = {}
    for name in computed.review.config.pools:
        one = computed.pool(name)
        results[name] = result(one.pooled, one.rows, one.pool.label)
        for part in one.subgroups:
            rows = one.rows[one.rows["subgroup"] == part.subgroup.id]
            results[f"{name}.{part.subgroup.id}"] = result(
                part.pooled, rows, f"{one.pool.label}: {part.subgroup.label}"
            )
    return results
