"""The choices of a pool, each with its options: the declared one first, then the alternatives to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from ...evidence import in_window
from ...schema import AnyModel, AnyTest, Pool, Subset, Window
from ...wording import months
from ..pools.variants import WORKED_OUT

MODELS: Final[dict[AnyModel, str]] = {
    "glmm": "binomial-normal (GLMM)",
    "beta-binomial": "beta-binomial",
    "reml": "REML",
    "ml": "ML",
    "dl": "DerSimonian-Laird",
    "pm": "Paule-Mandel",
    "common": "common effect",
    "double-arcsine": "double arcsine",
}
TESTS: Final[dict[AnyTest, str]] = {
    "z": "z",
    "t": "t",
    "adhoc": "modified Hartung-Knapp",
    "profile": "likelihood ratio",
    "bartlett": "likelihood ratio, Bartlett",
}
COUNTS = {"any": "any", "not-worked-out": "none worked out from %", "printed": "printed counts only"}
PERCENTAGES = {"left-out": "left out", "lowest": "read as the lowest", "highest": "read as the highest"}
REPRESENTATIVES = {"largest": "the largest", "earliest": "the earliest", "latest": "the latest"}


@dataclass(frozen=True)
class Option:
    """One way to choose: its name in files, and in words."""

    id: str
    label: str


@dataclass(frozen=True)
class Choice:
    """Something that had to be chosen, with at least two options; the first is the declared one."""

    id: str
    label: str
    options: tuple[Option, ...]


# By name: the choice in words. Every choice has its column in the table of all combinations, in this order.
LABELS = {
    "window": "Time",
    "representative": "Report taken",
    "counts": "Derived counts",
    "percentages": "Percentages",
    "size": "Fewest patients",
    "subset": "Subset",
    "model": "Model",
    "interval": "Interval",
}


def choices_of(pool: Pool) -> tuple[Choice, ...]:
    """What could be chosen for a pool and how, as declared; nothing that has only one option."""
    declared = pool.choices
    if declared is None:
        return ()
    options = {
        "window": [
            Option("declared", f"nearest to {months(pool.window.target)}"),
            *(Option(other.id, other.label) for other in declared.windows),
        ],
        "representative": [Option(one, REPRESENTATIVES[one]) for one in ("largest", *declared.representatives)],
        "counts": [Option(one, COUNTS[one]) for one in ("any", *declared.counts)],
        "percentages": [Option(one, PERCENTAGES[one]) for one in ("left-out", *declared.percentages)],
        "size": [Option(str(one), f"{one:,} a cohort") for one in (pool.min_patients, *declared.min_patients)],
        "subset": [
            Option("all", "all of the pool"),
            *(Option(one, subset_of(pool, one).label) for one in declared.subsets),
        ],
        "model": [Option(one, MODELS[one]) for one in (pool.model, *declared.models)],
        "interval": [Option(one, TESTS[one]) for one in (pool.test, *declared.tests)],
    }
    return tuple(Choice(name, LABELS[name], tuple(found)) for name, found in options.items() if len(found) > 1)


def declared_rows(pool: Pool) -> dict[str, str]:
    """The declared option of each choice that decides which rows enter."""
    return {
        "window": "declared",
        "representative": "largest",
        "counts": "any",
        "percentages": "left-out",
        "size": str(pool.min_patients),
        "subset": "all",
    }


def subset_of(pool: Pool, option: str) -> Subset:
    """The subset of an option of the choice `subset`, other than the whole pool."""
    return next(part for part in pool.subsets if part.id == option)


def window_of(pool: Pool, option: str) -> Window:
    """The time window of an option of the choice `window`."""
    others = {other.id: other.window for other in pool.choices.windows} if pool.choices else {}
    return others.get(option, pool.window)


def admitted(pool: Pool, rows: pd.DataFrame, choice: str, option: str) -> np.ndarray:
    """Which rows an option admits, before one row a study and one report a cohort are taken: bool, one a row."""
    match choice:
        case "window":
            mask = in_window(rows, window_of(pool, option))
        case "counts" if option == "not-worked-out":
            mask = ~rows["derived"].isin(WORKED_OUT)
        case "counts" if option == "printed":
            mask = rows["derived"].isna()
        case "percentages":
            mask = rows["reading"].isin(["", option])
        case "size":
            mask = (rows["n"] >= int(option)).fillna(False)
        case _:
            mask = pd.Series(True, rows.index)
    return mask.to_numpy(bool)


def contradiction(model: AnyModel, test: AnyTest, chosen: dict[str, str]) -> str | None:
    """Why a model, its test and the other options, by choice, exclude each other, as a phrase; None if they do not."""
    if chosen.get("percentages", "left-out") != "left-out" and chosen.get("counts", "any") != "any":
        return "counts worked out from percentages would be both included and left out"
    if model == "common" and test != "z":
        return "a common-effect model has only a z interval"
    if test == "adhoc" and model in ("glmm", "beta-binomial"):
        return "the modified Hartung-Knapp interval needs an inverse-variance model"
    if test in ("profile", "bartlett") and model not in ("glmm", "ml"):
        return "a likelihood-ratio interval needs a model fitted by maximum likelihood"
    return None
