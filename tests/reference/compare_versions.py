"""Compares the results of two versions of metafor, both written by make_reference.R.

    python tests/reference/compare_versions.py NEWER_FOLDER tests/reference/versions/metafor-VERSION.json

Every number of the files beside this one is looked up in NEWER_FOLDER. What is written: the software, how many results
and numbers were compared, the results that differ by more than 1e-6 with their largest difference (relative, or to
0.001 for smaller numbers), and those that the newer version refuses. Names of rows and warnings are not compared.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

OLDER = Path(__file__).parent
SMALLEST = 1e-3
DIFFERENT = 1e-6
TEXTS = {"warnings", "study", "call"}


def numbers(older: Any, newer: Any) -> Iterator[tuple[float, float]]:
    """Pairs of numbers at the same place."""
    if isinstance(older, dict) and isinstance(newer, dict):
        for name in (older.keys() & newer.keys()) - TEXTS:
            yield from numbers(older[name], newer[name])
    elif isinstance(older, list) and isinstance(newer, list):
        for one, other in zip(older, newer, strict=True):
            yield from numbers(one, other)
    elif all(isinstance(one, int | float) and not isinstance(one, bool) for one in (older, newer)):
        yield older, newer


def compare(newer_folder: Path) -> dict[str, Any]:
    """The comparison of all data sets."""
    results, count, different, refused, software = 0, 0, {}, [], {}
    for file in sorted(OLDER.glob("*.json")):
        older, newer = (json.loads(path.read_text("utf-8")) for path in (file, newer_folder / file.name))
        software = newer["software"]
        for key, result in older["results"].items():
            other = newer["results"].get(key, {"status": "missing"})
            name = f"{older['id']}/{key}"
            if result.get("status") == "ok" != other.get("status", "ok"):
                refused.append(f"{name}: {other.get('error', 'not there')}")
                continue
            found = [abs(a - b) / max(abs(a), SMALLEST) for a, b in numbers(result, other)]
            results, count = results + 1, count + len(found)
            if max(found, default=0.0) > DIFFERENT:
                different[name] = float(f"{max(found):.2g}")
    return {
        "software": software,
        "data_sets": len(list(OLDER.glob("*.json"))),
        "results": results,
        "numbers": count,
        "different": different,
        "refused": refused,
    }


if __name__ == "__main__":
    folder, result = map(Path, sys.argv[1:])
    result.write_text(json.dumps(compare(folder), indent=1) + "\n", "utf-8")
