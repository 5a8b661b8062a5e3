"""How far the result rests on single studies, on their order, on exclusions and on the choice of model.

Every function takes the counts of `pool_proportions` (events, n) or, with events_2 and n_2, of `pool_two_arm`, and
passes all other keywords (model, measure, test, level, moderators ...) on to it; the defaults are that function's own,
so the GLMM for proportions. A pool of what remains follows the rules for little data given there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import chdtri

from .effects import logit_proportion, two_arm
from .pool import as_arrays, freeman_tukey, pool_subset
from .result import NAN, Pooled

COOK_LIMIT = 0.5  # Cook's distance beyond the median of chi-squared(p) is influential (Viechtbauer and Cheung 2010)

# Name -> (model, test) of the alternatives shown side by side.
EXACT_CHOICES = {"GLMM": ("glmm", "z"), "GLMM, t": ("glmm", "t")}
TABLE_CHOICES = {"Mantel-Haenszel": ("mh", "z"), "Peto": ("peto", "z")}
INVERSE_VARIANCE_CHOICES = {
    "REML": ("reml", "z"),
    "REML, Hartung-Knapp": ("reml", "t"),
    "DerSimonian-Laird": ("dl", "z"),
    "Paule-Mandel": ("pm", "z"),
    "Common effect": ("common", "z"),
}


@dataclass(frozen=True, eq=False)
class Influence:
    """What each study does to the pooled result; arrays of shape (k,), nan where nothing is left to compare with.

    Definitions of Viechtbauer and Cheung 2010 (metafor's `influence`): `rstudent` externally standardised residual;
    `dffits`, `dfbetas` change of the pooled coefficient in standard errors; `cook_d` Cook's distance; `cov_r` ratio
    of the variances without and with the study; `tau2_del`, `q_del` without it; `hat` leverage; `weight` percent.
    `influential`: |dffits| > 3 sqrt(1 / (k - 1)), or Cook's distance beyond the median of chi-squared(1), or
    hat > 3 / k, or |dfbetas| > 1. For the GLMM the same formulas take its tau2, its approximate weights and its
    refits without each study.
    """

    rstudent: np.ndarray
    dffits: np.ndarray
    cook_d: np.ndarray
    cov_r: np.ndarray
    tau2_del: np.ndarray
    q_del: np.ndarray
    hat: np.ndarray
    weight: np.ndarray
    dfbetas: np.ndarray
    influential: np.ndarray


def leave_one_out(events, n, events_2=None, n_2=None, **how) -> list[Pooled]:
    """The pool without each study in turn, in the order of the studies; empty for a single study."""
    arrays = as_arrays(events, n, events_2, n_2)
    k = len(arrays[0])
    return [pool_subset(arrays, np.arange(k) != i, how) for i in range(k)] if k > 1 else []


def cumulative(events, n, order=None, events_2=None, n_2=None, **how) -> list[Pooled]:
    """The pool as studies come in. order: sortable, shape (k,), such as years; ties and None keep the given order.

    Entry i pools the first i + 1 studies of `numpy.argsort(order, kind="stable")`.
    """
    arrays = as_arrays(events, n, events_2, n_2)
    k = len(arrays[0])
    if order is not None and np.shape(order) != (k,):
        raise ValueError(f"order must have one value for each of the {k} studies, not shape {np.shape(order)}.")
    positions = np.arange(k) if order is None else np.argsort(np.asarray(order), kind="stable")
    return [pool_subset(arrays, positions[: i + 1], how) for i in range(k)]


def exclusion_sets(events, n, sets, events_2=None, n_2=None, **how) -> dict[str, Pooled]:
    """The pool without each named set of studies. sets: mapping of name -> boolean mask, True where excluded.

    Raises ValueError, naming the set, where a mask has the wrong length or leaves no study.
    """
    arrays = as_arrays(events, n, events_2, n_2)
    pools = {}
    for name, mask in sets.items():
        excluded = np.asarray(mask, bool)
        if excluded.shape != arrays[0].shape:
            raise ValueError(f"Exclusion set {name!r} must have one entry for each of the {len(arrays[0])} studies.")
        if excluded.all():
            raise ValueError(f"Exclusion set {name!r} leaves no study to pool.")
        pools[name] = pool_subset(arrays, ~excluded, how)
    return pools


def alternative_models(events, n, events_2=None, n_2=None, **how) -> dict[str, Pooled]:
    """The same data under every model offered, by name, so that a reader sees what the choice of model does.

    Keywords other than model and test (which vary here) as for the pooling functions.
    """
    arrays = as_arrays(events, n, events_2, n_2)
    proportions = len(arrays) == 2
    choices = EXACT_CHOICES if proportions else TABLE_CHOICES
    if how.get("measure", "OR") != "OR":
        choices = {name: choice for name, choice in choices.items() if choice[0] != "peto"}
    pools = {
        name: pool_subset(arrays, slice(None), {**how, "model": model, "test": test})
        for name, (model, test) in (choices | INVERSE_VARIANCE_CHOICES).items()
    }
    if proportions:
        pools["Freeman-Tukey"] = freeman_tukey(*arrays, level=how.get("level", 0.95))
    return pools


def influence(events, n, events_2=None, n_2=None, **how) -> Influence:
    """Influence measures of each study (see `Influence`), for the model given; without moderators."""
    if how.get("moderators") is not None:
        raise ValueError("Influence measures are offered for pools without moderators.")
    arrays = as_arrays(events, n, events_2, n_2)
    full = pool_subset(arrays, slice(None), how)
    k = full.k
    if k == 1:
        nothing = np.full(1, NAN)
        return Influence(*[nothing] * 6, np.ones(1), full.weights, nothing, np.zeros(1, bool))
    without = leave_one_out(*arrays, **how)
    coef, se, tau2, q = (np.array([getattr(fit, name) for fit in without]) for name in ("coef", "se", "tau2", "q"))
    counts = [values.astype(float) for values in arrays]
    y, v = logit_proportion(*counts) if len(arrays) == 2 else two_arm(full.measure, *counts)

    hat = full.weights / 100
    # A fit that does not exist leaves inf - inf, and a study without weight 0 / 0: both end as nan.
    with np.errstate(invalid="ignore", divide="ignore"):
        change = full.coef - coef
        # The variance of the pooled coefficient with all studies, but at the tau2 without the one in question.
        variance = np.array([1 / np.sum(1 / (v + without_one)) for without_one in tau2])
        dffits = change / np.sqrt(hat * (v + tau2))
        dfbetas = change / np.sqrt(variance)
        cook_d = change**2 / full.se**2
        rstudent = (y - coef) / np.sqrt(v + tau2 + se**2)
        cov_r = (se / full.se) ** 2
    influential = (
        (np.abs(dffits) > 3 * np.sqrt(1 / (k - 1)))
        | (cook_d > chdtri(1, 1 - COOK_LIMIT))
        | (hat > 3 / k)
        | (np.abs(dfbetas) > 1)
    )
    return Influence(rstudent, dffits, cook_d, cov_r, tau2, q, hat, full.weights, dfbetas, influential)
