"""Printed means of two groups: side by side as printed, and standardised where group sizes allow it. Never pooled."""

from __future__ import annotations

import math
import re

import pandas as pd

from ...meta import standardised_mean_difference
from ...schema import PlusMinus
from ...store import Review, records

COLUMNS = [
    "study", "row", "label", "axis", "axis_label", "part", "directness", "at", "what", "unit", "unit_label", "odd",
    "plus_minus_is", "group", "group_printed", "n", "reference", "reference_printed", "reference_n", "g", "low",
    "high",
]  # fmt: skip


def values(review: Review, findings: pd.DataFrame) -> pd.DataFrame:
    """One row a comparison of a group with its reference, ordered by unit, for findings as from `all_findings`.

    `g`, `low` and `high` are Hedges' g with its 95 % interval; nan where a group's size is not printed. Where a report
    does not say what follows ±, g takes it for a standard deviation (see `plus_minus_is`): a standard error
    would make g several times too large. `group_printed` and `reference_printed` hold mean±number as printed.
    """
    units = list(review.vocabulary.units)
    rows = [
        row for finding in records(findings) for block in finding["measured"] or [] for row in _of_block(finding, block)
    ]
    frame = pd.DataFrame(rows, columns=COLUMNS)
    frame["unit_label"] = frame["unit"].map({key: unit.label for key, unit in review.vocabulary.units.items()})
    frame["order"] = frame["unit"].map(units.index) if len(frame) else []
    return frame.sort_values("order", kind="stable").drop(columns="order").reset_index(drop=True)


def _of_block(finding: dict, block: dict) -> list[dict]:
    reference = next(group for group in block["groups"] if group["label"] == block["reference"])
    rows = []
    for group in block["groups"]:
        if group is reference:
            continue
        g, low, high = _standardised(group, reference, PlusMinus(block["plus_minus_is"]))
        row = {name: finding[name] for name in COLUMNS if name in finding}
        row |= {name: block[name] for name in ("what", "unit", "odd", "plus_minus_is", "reference")}
        row |= {"group": group["label"], "n": group["n"], "reference_n": reference["n"]}
        row |= {"group_printed": _printed(group, finding["value"])}
        row |= {"reference_printed": _printed(reference, finding["value"])}
        rows.append(row | {"g": g, "low": low, "high": high})
    return rows


def _printed(group: dict, value: str) -> str:
    """1.30±0.10 with every digit that the report prints."""
    tokens = re.findall(r"\d+(?:\.\d+)?", value)
    written = [next(t for t in tokens if float(t) == abs(group[name])) for name in ("mean", "plus_minus")]
    return ("−" if group["mean"] < 0 else "") + "±".join(written)


def _standardised(group: dict, reference: dict, kind: PlusMinus) -> tuple[float, float, float]:
    if group["n"] is None or reference["n"] is None:
        return (math.nan,) * 3
    sds = [x["plus_minus"] * (math.sqrt(x["n"]) if kind is PlusMinus.SE else 1) for x in (group, reference)]
    estimate = standardised_mean_difference(
        group["mean"], sds[0], group["n"], reference["mean"], sds[1], reference["n"]
    )
    return float(estimate.estimate[0]), float(estimate.ci_low[0]), float(estimate.ci_high[0])
