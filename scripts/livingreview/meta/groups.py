"""Subgroups, with a test of the difference between them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Unpack

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .inference import NAN, chi2_p, two_sided_p
from .inputs import categories, one_of
from .optional import needed_for
from .records import Observed
from .result import Pooled
from .subsets import as_arrays, pool_subset, pool_subsets
from .types import TAU2_CHOICES, BoolArray, FloatArray, PoolOptions, Tau2Choice

if TYPE_CHECKING:
    import pandas as pd

NO_COMPARISON = "Fewer than two subgroups can be compared, so there is no test between them."


@dataclass(frozen=True, eq=False)
class Subgroups:
    """The pool of each subgroup, and the test that they do not differ.

    Attributes
    ----------
    pools : dict of str to Pooled
        By level, sorted.
    q_between, df, p : float
        Chi-squared statistic, its degrees of freedom and P value; `p` is nan where fewer than two levels can be
        compared.
    tau2 : {"separate", "common"}
        Whether each level has its own tau².
    df_residual : float
        Where a common tau² is fitted with t, `q_between` is the F statistic with `df` and `df_residual` degrees of
        freedom; infinite otherwise.
    notes : tuple of str
        A sentence for everything that could not be compared.

    Examples
    --------
    >>> from livingreview.meta import subgroups
    >>> events, n = [25, 73, 12, 30], [43, 86, 20, 40]
    >>> ages = ["adults", "adults", "children", "children"]
    >>> found = subgroups(events, n, ages)
    >>> round(found.q_between, 3), found.df, round(found.p, 3)
    (0.125, 1, 0.724)
    """

    pools: dict[str, Pooled]
    q_between: float
    df: int
    p: float
    tau2: Tau2Choice
    df_residual: float = np.inf
    notes: tuple[str, ...] = ()

    def to_frame(self) -> pd.DataFrame:
        """The subgroups as a table.

        Returns
        -------
        pandas.DataFrame
            One row per subgroup, its level in the index; columns k, n, estimate, ci_low, ci_high, pi_low, pi_high, tau2
            and i2.

        Raises
        ------
        ModuleNotFoundError
            If pandas is not installed.

        Examples
        --------
        >>> from livingreview.meta import subgroups
        >>> events, n = [25, 73, 12, 30], [43, 86, 20, 40]
        >>> ages = ["adults", "adults", "children", "children"]
        >>> found = subgroups(events, n, ages)
        >>> found.to_frame()[["k", "n", "estimate"]].round(3)
                  k    n  estimate
        subgroup
        adults    2  129     0.741
        children  2   60     0.700
        """
        with needed_for("to_frame"):
            import pandas as pd

        columns = ("k", "n", "estimate", "ci_low", "ci_high", "pi_low", "pi_high", "tau2", "i2")
        rows = [{name: getattr(pooled, name) for name in columns} for pooled in self.pools.values()]
        return pd.DataFrame(rows, index=pd.Index(self.pools, name="subgroup", dtype=str))


def subgroups(
    events: ArrayLike,
    n: ArrayLike,
    groups: ArrayLike,
    events_2: ArrayLike | None = None,
    n_2: ArrayLike | None = None,
    *,
    tau2: Tau2Choice = "separate",
    **options: Unpack[PoolOptions],
) -> Subgroups:
    """Pool each subgroup and test between them.

    Parameters
    ----------
    events, n : array_like of int, shape (k,)
        Counts as for `pool_proportions`.
    groups : array_like of shape (k,)
        The level of each study; any labels.
    events_2, n_2 : array_like of int, shape (k,), optional
        With them, counts as for `pool_two_arm`.
    tau2 : {"separate", "common"}
        With "separate" each level has its own tau²; the levels are compared by a fixed-effect chi-squared test of
        their coefficients (Borenstein 2009), in which levels without a finite coefficient take no part. With "common"
        one model has the groups as moderator; the test is that of its coefficients together, an F test with t. Where a
        level of the GLMM has no events, or nothing but events, its coefficient is infinite: that level is reported by
        itself, the others share tau², and the test is the likelihood-ratio one.
    **options
        Keywords of the pooling function, without moderators.

    Returns
    -------
    Subgroups

    Raises
    ------
    ValueError
        As the pooling function, for an unknown `tau2`, if moderators are given, or if `groups` does not have one label
        per study or mixes text with numbers.

    References
    ----------
    - Borenstein M, Hedges LV, Higgins JP, Rothstein HR. Introduction to Meta-Analysis. Wiley 2009, chapter 19.

    Examples
    --------
    >>> from livingreview.meta import subgroups
    >>> events, n = [25, 73, 12, 30], [43, 86, 20, 40]
    >>> ages = ["adults", "adults", "children", "children"]
    >>> found = subgroups(events, n, ages, tau2="common", model="reml")
    >>> found.pools["children"]
    <Pooled proportion: 0.6837 (95% CI 0.4054 to 0.8726), k = 2, reml>
    """
    one_of("tau2", tau2, TAU2_CHOICES)
    if options.get("moderators") is not None:
        raise ValueError("Subgroups take no moderators; give the groups among the moderators of the pool instead.")
    arrays = as_arrays(events, n, events_2, n_2, groups=groups, labels=options.get("labels"))
    levels = categories(groups, "groups", len(arrays[0]))
    return (_separate if tau2 == "separate" else _common)(arrays, levels, options)


def _separate(arrays: list[FloatArray], groups: NDArray[np.str_], options: PoolOptions) -> Subgroups:
    levels: list[str] = np.unique(groups).tolist()
    pools = dict(zip(levels, pool_subsets(arrays, [groups == level for level in levels], options), strict=True))
    finite = [pool for pool in pools.values() if np.isfinite(pool.coef) and pool.se > 0]
    notes: tuple[str, ...] = ()
    if len(finite) < len(pools):
        left_out = [level for level, pool in pools.items() if pool not in finite]
        notes = (f"Left out of the test between subgroups, for want of a finite estimate: {', '.join(left_out)}.",)
    if len(finite) < 2:
        return Subgroups(pools, NAN, max(len(finite) - 1, 0), NAN, "separate", notes=(*notes, NO_COMPARISON))
    coef, weight = np.array([pool.coef for pool in finite]), np.array([pool.se for pool in finite]) ** -2.0
    q = float(np.sum(weight * (coef - np.average(coef, weights=weight)) ** 2))
    return Subgroups(pools, q, len(finite) - 1, chi2_p(q, len(finite) - 1), "separate", notes=notes)


def _common(arrays: list[FloatArray], groups: NDArray[np.str_], options: PoolOptions) -> Subgroups:
    levels: list[str] = np.unique(groups).tolist()
    alone = [level for level in levels if _infinite(arrays, groups == level, options)]
    together = [level for level in levels if level not in alone]
    pools = {level: pool_subset(arrays, groups == level, options) for level in alone}
    notes: tuple[str, ...] = ()
    if together:
        kept = np.isin(groups, together)
        fit = pool_subset(arrays, kept, {**options, "moderators": {"group": groups}})
        pools |= _levels(fit, arrays, groups, together)
        notes = fit.notes
    pools = {level: pools[level] for level in levels}
    if len(levels) < 2 or not together:
        return Subgroups(pools, NAN, len(levels) - 1, NAN, "common", notes=(*notes, NO_COMPARISON))
    test = fit.moderators
    if not alone and test is not None:
        return Subgroups(pools, test.qm, len(levels) - 1, test.qm_p, "common", test.qm_df[1], notes)
    null = pool_subset(arrays, slice(None), options)
    if (
        fit.model != "glmm" or null.model != "glmm" or not np.isfinite([fit.loglik, null.loglik]).all()
    ):  # a pool for which another model stands in
        notes += ("The likelihood has no finite maximum with or without the groups: there is no test between them.",)
        return Subgroups(pools, NAN, len(levels) - 1, NAN, "common", notes=notes)
    q = max(0.0, 2 * (fit.loglik - null.loglik))  # the levels left alone add 0: their likelihood tends to 1
    notes += (
        f"No events, or nothing but events: {', '.join(alone)}. The test between subgroups is the "
        "likelihood-ratio test, as a coefficient is infinite.",
    )
    return Subgroups(pools, q, len(levels) - 1, chi2_p(q, len(levels) - 1), "common", notes=notes)


def _infinite(arrays: list[FloatArray], members: BoolArray, options: PoolOptions) -> bool:
    """Whether a level of the GLMM for proportions has no finite coefficient."""
    if len(arrays) > 2 or options.get("model", "glmm") != "glmm":
        return False
    x, n = (values[members] for values in arrays)
    return bool((x == 0).all() or (x == n).all())


def _levels(fit: Pooled, arrays: list[FloatArray], groups: NDArray[np.str_], levels: list[str]) -> dict[str, Pooled]:
    """The fitted value of each level as a pool of its own, sharing tau² and heterogeneity with the others."""
    if fit.moderators is None:  # a single level
        return {levels[0]: fit}
    at = fit.at(np.eye(len(levels))[:, 1:])
    kept = groups[np.isin(groups, levels)]
    pools = {}
    for i, level in enumerate(levels):
        members = kept == level
        weights = fit.weights[members]
        pools[level] = replace(
            fit,
            estimate=float(at.estimate[i]),
            ci_low=float(at.ci_low[i]),
            ci_high=float(at.ci_high[i]),
            pi_low=float(at.pi_low[i]),
            pi_high=float(at.pi_high[i]),
            coef=float(at.coef[i]),
            se=float(at.se[i]),
            p=float(two_sided_p(at.coef[i] / at.se[i], fit.df)),
            k=len(weights),
            moderators=None,
            observed=None
            if fit.observed is None
            else Observed(fit.observed.values[members], fit.observed.sizes[members], None),
            n=int(sum(size[groups == level].sum() for size in arrays[1::2])),
            weights=100 * weights / weights.sum(),
            labels=tuple(np.array(fit.labels)[members].tolist()),
            studies=fit.studies.take(members),
        )
    return pools
