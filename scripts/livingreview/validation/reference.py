"""Reading the reference files: data sets, results, and the caveats on single results.

A file holds one data set and the results of R's metafor and lme4, or of exact integration; the format is described in
the README beside the files.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from ..meta.types import BoolArray, FloatArray

Caveats = list[dict[str, str]]


class Case(NamedTuple):
    """A data set of the reference: two arrays of counts for proportions, four for two arms."""

    id: str
    counts: list[FloatArray]
    data: dict[str, Any]
    k: int
    results: dict[str, dict[str, Any]]
    caveats: Caveats


def read_reference(folder: str | Path) -> Iterator[Case]:
    """The data sets of a folder (*.json), sorted by the names of the files."""
    for path in sorted(Path(folder).glob("*.json")):
        reference = json.loads(path.read_text(encoding="utf-8"))
        data = reference["data"]
        columns = ("xi", "ni") if reference["type"] == "prop" else ("ai", "n1i", "ci", "n2i")
        counts = [np.array(data[column], float) for column in columns]
        yield Case(reference["id"], counts, data, reference["k"], reference["results"], reference["caveats"])


def caveat_on(caveats: Caveats, key: str) -> str:
    """The caveat that forbids to compare a result as a whole; empty where there is none."""
    for caveat in caveats:
        if not fnmatchcase(key, caveat["key"]) or caveat["text"].startswith(("rows ", "QE_LRT as reported")):
            continue
        if "7-point quadrature" in caveat["text"] and "nAGQ25" in key:
            continue
        return caveat["text"]
    return ""


def excluded_rows(caveats: Caveats, key: str, length: int) -> BoolArray:
    """Rows of a leave-one-out or cumulative table that a caveat takes out."""
    excluded = np.zeros(length, bool)
    for caveat in caveats:
        found = re.match(r"rows ([\d,]+)", caveat["text"])
        if found and caveat["key"] == key and length > 1:
            excluded[[int(number) - 1 for number in found[1].split(",")]] = True
    return excluded


def separate_levels_without_maximum(caveats: Caveats, key: str, result: dict[str, Any]) -> set[str]:
    """Levels of separate subgroups that have no finite maximum in the reference."""
    levels = set()
    for caveat in caveats:
        whole, _, part = caveat["key"].partition("/")
        if whole == key and part in result and "no finite maximum" in caveat["text"]:
            levels.add(part)
    return levels


def with_arrays(value: Any) -> Any:
    """A reference result with lists of numbers as arrays, null as nan ("Inf" and "-Inf" are read by float)."""
    if isinstance(value, dict):
        return {key: with_arrays(entry) for key, entry in value.items()}
    if isinstance(value, list):
        try:
            return np.array(value, float)
        except ValueError:  # text
            return value
    return np.nan if value is None else value
