"""What the simulation says of an interval, for prose that argues with it."""

from __future__ import annotations

import math
import re
from functools import partial

from ...render.names import Branch, Names, Node, Terms, each
from ...wording import listed, percent, points
from ..analysis import Analysis
from .model import INTERVALS, LEVEL, SIMULATED, Simulated
from .table import biases, in_points

NONE_GIVEN = "no interval"


def names(analysis: Analysis) -> Names:
    """Nothing in a review without the simulation, which belongs to the tests of the engine."""
    if not (analysis.review.root / SIMULATED).exists():
        return {}
    about = (
        "simulated coverage: validation.INTERVAL.METHOD.kK.tau2-VALUE.WHAT; k3+k4 is both, every-k all numbers of "
        "cohorts, tau2-above-0 all values but 0; lowest is that of a single cell"
    )
    return {"validation": Branch(lambda: of(Simulated.of(analysis.review)), about)}


def short_name(method: str) -> str:
    """A method as part of a name: "GLMM, t(k-1)" as glmm-t-k-1."""
    return re.sub(r"[^a-z0-9]+", "-", method.lower()).strip("-")


def of(simulated: Simulated) -> Names:
    """The names below "validation"."""
    rows = simulated.rows
    whole: dict[str, Node] = {
        "repeats": f"{int(rows['repeats'].min()):,}",
        "seed": listed(str(seed) for seed in sorted(rows["seed"].unique())),
        "cells": f"{simulated.cells:,}",
        "studies": listed(map(str, simulated.studies)),
        "most-studies": str(simulated.studies[-1]),
        "sizes": listed(simulated.sizes, "or"),
        "tau2": listed(f"{one:g}" for one in simulated.spreads),
        "proportions": listed(percent(one) for one in sorted(rows["p"].unique())),
        "level": percent(LEVEL),
        "error": in_points(simulated.error),
    }
    return {**whole, **each(INTERVALS, partial(_methods, simulated))}


def _methods(simulated: Simulated, interval: str) -> Names:
    by_name = {short_name(method): method for method in simulated.methods(interval)}
    return each(by_name, lambda name: _by_studies(simulated, interval, by_name[name]))


def _by_studies(simulated: Simulated, interval: str, method: str) -> Names:
    def chosen(terms: tuple[str, ...]) -> Names:
        return _by_spread(simulated, interval, method, [int(term.removeprefix("k")) for term in terms])

    return Terms([f"k{k}" for k in simulated.studies], "every-k", chosen, "numbers of cohorts, such as k3 or k3+k4")


def _by_spread(simulated: Simulated, interval: str, method: str, studies: list[int]) -> Names:
    spreads = {f"tau2-{one:g}": [one] for one in simulated.spreads}
    if above := [one for one in simulated.spreads if one > 0]:
        spreads["tau2-above-0"] = above
    return each(spreads, lambda name: _what(simulated, interval, method, studies, spreads[name]))


def _what(simulated: Simulated, interval: str, method: str, studies: list[int], spreads: list[float]) -> Names:
    found = simulated.together(interval, method, studies, spreads)
    if math.isnan(found.coverage):
        return {**dict.fromkeys(("coverage", "lowest", "width", "error", "bias"), NONE_GIVEN), "given": percent(0)}
    return {
        "coverage": percent(found.coverage),
        "lowest": percent(found.lowest),
        "error": in_points(found.error),
        "width": points(found.width),
        "given": percent(found.given),
        "bias": biases(found),
    }
