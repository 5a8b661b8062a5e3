"""How far the result rests on single studies, on their order, on exclusions and on the choice of model.

Every function takes the counts of `pool_proportions` (events, n) or, with events_2 and n_2, of `pool_two_arm`, and
passes all other keywords (model, measure, test, level, moderators, labels ...) on to it; the defaults are that
function's own, so the GLMM for proportions. A pool of what remains follows the rules for little data given there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Unpack

import numpy as np
from numpy.typing import ArrayLike

from . import beta_binomial
from .arcsine import freeman_tukey
from .inputs import exclusions, sorted_positions
from .result import Pooled
from .subsets import as_arrays, pool_subset, pool_subsets
from .types import LIKELIHOOD_RATIO, ONLY_ODDS_RATIOS, FloatArray, Model, PoolOptions, Test

# Name -> (model, test) of the alternatives shown side by side.
EXACT_CHOICES: dict[str, tuple[Model, Test]] = {
    "GLMM, z": ("glmm", "z"),
    "GLMM, t": ("glmm", "t"),
    "GLMM, Bartlett": ("glmm", "bartlett"),
    "Beta-binomial, z": ("beta-binomial", "z"),
}
TABLE_CHOICES: dict[str, tuple[Model, Test]] = {
    "Mantel-Haenszel": ("mh", "z"),
    "Peto": ("peto", "z"),
    "CM.EL": ("cm.el", "z"),
    "UM.FS": ("um.fs", "z"),
    "ML, Bartlett": ("ml", "bartlett"),
}
INVERSE_VARIANCE_CHOICES: dict[str, tuple[Model, Test]] = {
    "REML": ("reml", "z"),
    "REML, Hartung-Knapp": ("reml", "t"),
    "REML, modified Hartung-Knapp": ("reml", "adhoc"),
    "DerSimonian-Laird": ("dl", "z"),
    "Paule-Mandel": ("pm", "z"),
    "Common effect": ("common", "z"),
}

MOST_SUBSETS = 5_000  # studies: every pool keeps counts, estimates and weights of its studies, 1.4 GB for so many


def leave_one_out(
    events: ArrayLike,
    n: ArrayLike,
    events_2: ArrayLike | None = None,
    n_2: ArrayLike | None = None,
    **options: Unpack[PoolOptions],
) -> list[Pooled]:
    """The pool without each study in turn.

    Parameters
    ----------
    events, n, events_2, n_2 : array_like of int, shape (k,)
        Counts as for `pool_proportions`; with `events_2` and `n_2`, as for `pool_two_arm`.
    **options
        Keywords of the pooling function.

    Returns
    -------
    list of Pooled
        In the order of the studies; empty for a single study.

    Raises
    ------
    ValueError
        As the pooling function, and for more than 5,000 studies.

    References
    ----------
    - Viechtbauer W, Cheung MW. Res Synth Methods 2010;1:112-125.

    Examples
    --------
    >>> from livingreview.meta import leave_one_out
    >>> without = leave_one_out([25, 73, 12], [43, 86, 20])
    >>> [round(pooled.estimate, 3) for pooled in without]
    [0.766, 0.587, 0.741]
    """
    arrays = as_arrays(events, n, events_2, n_2, **_paired(options))
    k = _few_enough("leave_one_out", arrays)
    return pool_subsets(arrays, [np.arange(k) != i for i in range(k)], options) if k > 1 else []


def _paired(options: PoolOptions) -> dict[str, Any]:
    """The options with an entry for each study."""
    return {name: options.get(name) for name in ("moderators", "labels")}


def _few_enough(function: str, arrays: list[FloatArray]) -> int:
    """The number of studies; a ValueError for more than can be pooled once for each."""
    k = len(arrays[0])
    if k > MOST_SUBSETS:
        raise ValueError(f"{function} takes at most {MOST_SUBSETS:,} studies, as it keeps a pool for each, not {k:,}.")
    return k


def cumulative(
    events: ArrayLike,
    n: ArrayLike,
    order: ArrayLike | None = None,
    events_2: ArrayLike | None = None,
    n_2: ArrayLike | None = None,
    **options: Unpack[PoolOptions],
) -> list[Pooled]:
    """The pool after each study was added, in a given order.

    Parameters
    ----------
    events, n : array_like of int, shape (k,)
        Counts as for `pool_proportions`.
    order : array_like of shape (k,), optional
        Anything that sorts, such as years of publication. Ties, and all studies without `order`, keep their order.
    events_2, n_2 : array_like of int, shape (k,), optional
        With them, counts as for `pool_two_arm`.
    **options
        Keywords of the pooling function.

    Returns
    -------
    list of Pooled
        Entry i pools the first i + 1 studies of ``numpy.argsort(order, kind="stable")``.

    Raises
    ------
    ValueError
        As the pooling function, if `order` does not have one value per study or has gaps, and for more than 5,000
        studies.

    References
    ----------
    - Lau J, Antman EM, Jimenez-Silva J, et al. N Engl J Med 1992;327:248-254.

    Examples
    --------
    >>> from livingreview.meta import cumulative
    >>> events, n, years = [25, 73, 12], [43, 86, 20], [2018, 2010, 2001]
    >>> steps = cumulative(events, n, order=years)
    >>> [(step.labels[-1], round(step.estimate, 3)) for step in steps]
    [('3', 0.6), ('2', 0.766), ('1', 0.706)]
    """
    arrays = as_arrays(events, n, events_2, n_2, order=order, **_paired(options))
    k = _few_enough("cumulative", arrays)
    positions = sorted_positions(order, k)
    return pool_subsets(arrays, [positions[: i + 1] for i in range(k)], options)


def exclusion_sets(
    events: ArrayLike,
    n: ArrayLike,
    sets: Mapping[str, ArrayLike],
    events_2: ArrayLike | None = None,
    n_2: ArrayLike | None = None,
    **options: Unpack[PoolOptions],
) -> dict[str, Pooled]:
    """The pool without each named set of studies.

    Parameters
    ----------
    events, n : array_like of int, shape (k,)
        Counts as for `pool_proportions`.
    sets : mapping of name to array_like of bool, shape (k,)
        True for the studies to exclude.
    events_2, n_2 : array_like of int, shape (k,), optional
        With them, counts as for `pool_two_arm`.
    **options
        Keywords of the pooling function.

    Returns
    -------
    dict of str to Pooled
        In the order of `sets`.

    Raises
    ------
    ValueError
        As the pooling function, and, with its name, for a set of the wrong length, of anything but True and False, or
        one that leaves no study.

    References
    ----------
    - Deeks JJ, Higgins JPT, Altman DG. In: Higgins JPT, Thomas J, et al (eds). Cochrane Handbook for Systematic Reviews
      of Interventions, chapter 10, section 10.14 (sensitivity analyses).

    Examples
    --------
    >>> from livingreview.meta import exclusion_sets
    >>> events, n = [25, 73, 12], [43, 86, 20]
    >>> pools = exclusion_sets(events, n, {"small": [False, False, True]})
    >>> pools["small"].labels
    ('1', '2')
    """
    if not isinstance(sets, Mapping):
        raise ValueError(f"sets must be a mapping of name to True or False for each study, not {sets!r}.")
    arrays = as_arrays(events, n, events_2, n_2, sets=sets, **_paired(options))
    excluded = {name: exclusions(mask, name, len(arrays[0])) for name, mask in sets.items()}
    for name, mask in excluded.items():
        if mask.all():
            raise ValueError(f"Exclusion set {name!r} leaves no study to pool.")
    pools = pool_subsets(arrays, [~mask for mask in excluded.values()], options)
    return dict(zip(excluded, pools, strict=True))


def alternative_models(
    events: ArrayLike,
    n: ArrayLike,
    events_2: ArrayLike | None = None,
    n_2: ArrayLike | None = None,
    **options: Unpack[PoolOptions],
) -> dict[str, Pooled]:
    """The same data under every model offered, so that a reader sees what the choice of model does.

    Parameters
    ----------
    events, n, events_2, n_2 : array_like of int, shape (k,)
        Counts as for `pool_proportions`; with `events_2` and `n_2`, as for `pool_two_arm`.
    **options
        Keywords of the pooling function; `model` and `test`, which vary here, have no effect. With moderators, the
        models and tests that take none (Bartlett, beta-binomial, Mantel-Haenszel, Peto, CM.EL, UM.FS,
        Freeman-Tukey) are not among them; nor is the beta-binomial model of studies that are too large for it.

    Returns
    -------
    dict of str to Pooled
        By the name of the model.

    Raises
    ------
    ValueError
        As the pooling function.

    References
    ----------
    - Veroniki AA, Jackson D, Viechtbauer W, et al. Res Synth Methods 2016;7:55-79 (estimators of tau²).

    Examples
    --------
    >>> from livingreview.meta import alternative_models
    >>> pools = alternative_models([25, 73, 12], [43, 86, 20])
    >>> for name, pooled in pools.items():
    ...     print(f"{name}: {pooled.ci_low:.2f} to {pooled.ci_high:.2f}")
    GLMM, z: 0.53 to 0.84
    GLMM, t: 0.30 to 0.93
    GLMM, Bartlett: 0.27 to 0.94
    Beta-binomial, z: 0.52 to 0.82
    REML: 0.48 to 0.85
    REML, Hartung-Knapp: 0.24 to 0.94
    REML, modified Hartung-Knapp: 0.24 to 0.95
    DerSimonian-Laird: 0.47 to 0.86
    Paule-Mandel: 0.49 to 0.85
    Common effect: 0.63 to 0.79
    Freeman-Tukey: 0.49 to 0.87
    """
    arrays = as_arrays(events, n, events_2, n_2, **_paired(options))
    proportions, plain = len(arrays) == 2, options.get("moderators") is None
    choices = EXACT_CHOICES if proportions else TABLE_CHOICES if plain else {}
    if not plain or max(arrays[1]) > beta_binomial.LARGEST:
        choices = {name: choice for name, choice in choices.items() if choice[0] != "beta-binomial"}
    if not plain or options.get("nodes") is not None:
        choices = {name: choice for name, choice in choices.items() if choice[1] not in LIKELIHOOD_RATIO}
    if options.get("measure", "OR") != "OR":
        choices = {name: choice for name, choice in choices.items() if choice[0] not in ONLY_ODDS_RATIOS}
    pools = {
        name: pool_subset(arrays, slice(None), {**options, "model": model, "test": test})
        for name, (model, test) in (choices | INVERSE_VARIANCE_CHOICES).items()
    }
    if proportions and plain:
        shared: dict[str, Any] = {
            name: options[name]
            for name in ("t_from", "prediction", "prediction_from", "level", "labels", "tau2_interval")
            if name in options
        }
        pools["Freeman-Tukey"] = freeman_tukey(arrays[0], arrays[1], **shared)
    return pools
