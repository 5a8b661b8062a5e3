"""Newer versions of the reference software beside the one whose results are compared."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from ...render.table import plain
from ...wording import count, listed


def newer_version(file: Path) -> str:
    """What a file of tests/reference/versions says: how many results are equal, and what the others are.

    A result is named after its data set and the call of the software: "rct_bcg/trimfill_L0.RR.REML".
    """
    found = json.loads(file.read_text("utf-8"))
    software, different = found["software"], found["different"]
    equal = found["results"] - len(different)
    calls = Counter(name.split("/")[1].split(".")[0].split("_")[0] for name in different)
    others = listed(f"{count(n, 'result', 'results')} of `{call}`" for call, n in sorted(calls.items()))
    refused = f" It refuses {count(len(found['refused']), 'other', 'others')}." if found["refused"] else ""
    return (
        f"With metafor {plain(software['metafor'])}, the same calls give the same numbers, to six digits, in {equal:,} "
        f"of {found['results']:,} results ({found['numbers']:,} numbers)"
        + (f"; the rest are {others}." if different else ".")
        + refused
    )
