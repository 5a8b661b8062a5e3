"""Subgroups, with a test of the difference between them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from .inputs import one_of
from .pool import as_arrays, pool_subset
from .result import NAN, Pooled, chi2_p, two_sided_p

TAU2_CHOICES = ("separate", "common")
NO_COMPARISON = "Fewer than two subgroups can be compared, so there is no test between them."


@dataclass(frozen=True, eq=False)
class Subgroups:
    """The pool of each level (sorted), and the test that they do not differ.

    `q_between` is chi-squared with `df` degrees of freedom; where a common tau2 is fitted with t, it is the F
    statistic with `df` and `df_residual`. `p` is nan where fewer than two levels can be compared.
    """

    pools: dict[str, Pooled]
    q_between: float
    df: int
    p: float
    tau2: str
    df_residual: float = np.inf
    notes: tuple[str, ...] = ()


def subgroups(events, n, groups, events_2=None, n_2=None, *, tau2: str = "separate", **how) -> Subgroups:
    """Pool each subgroup and test between them.

    events, n (and events_2, n_2 for two arms): counts of shape (k,); groups: shape (k,), any labels; all other
    keywords as for `pool_proportions` or `pool_two_arm`, but no moderators.

    tau2="separate": each level has its own tau2; the levels are compared by a fixed-effect chi-squared test of their
        coefficients (Borenstein 2009, chapter 19). Levels without a finite coefficient cannot take part.
    tau2="common": one model with the groups as moderator; the test is that of its coefficients together, an F test
        with t. Where a level of the GLMM has no events, or nothing but events, its coefficient is infinite: that
        level is reported by itself, the others share tau2, and the test is the likelihood-ratio one.
    """
    one_of("tau2", tau2, TAU2_CHOICES)
    if how.get("moderators") is not None:
        raise ValueError("Subgroups take no moderators; give the groups among the moderators of the pool instead.")
    arrays = as_arrays(events, n, events_2, n_2)
    labels = np.asarray(groups)
    if labels.shape != arrays[0].shape:
        raise ValueError(f"groups must have one label for each of the {len(arrays[0])} studies.")
    labels = labels.astype(str)
    return (_separate if tau2 == "separate" else _common)(arrays, labels, how)


def _separate(arrays, labels, how) -> Subgroups:
    pools = {str(level): pool_subset(arrays, labels == level, how) for level in np.unique(labels)}
    finite = [pool for pool in pools.values() if np.isfinite(pool.coef) and pool.se > 0]
    notes = ()
    if len(finite) < len(pools):
        left_out = [level for level, pool in pools.items() if pool not in finite]
        notes = (f"Left out of the test between subgroups, for want of a finite estimate: {', '.join(left_out)}.",)
    if len(finite) < 2:
        return Subgroups(pools, NAN, max(len(finite) - 1, 0), NAN, "separate", notes=(*notes, NO_COMPARISON))
    coef, weight = np.array([pool.coef for pool in finite]), np.array([pool.se for pool in finite]) ** -2.0
    q = float(np.sum(weight * (coef - np.average(coef, weights=weight)) ** 2))
    return Subgroups(pools, q, len(finite) - 1, chi2_p(q, len(finite) - 1), "separate", notes=notes)


def _common(arrays, labels, how) -> Subgroups:
    levels = np.unique(labels)
    alone = [level for level in levels if _infinite(arrays, labels == level, how)]
    together = [level for level in levels if level not in alone]
    pools = {str(level): pool_subset(arrays, labels == level, how) for level in alone}
    notes = ()
    if together:
        kept = np.isin(labels, together)
        fit = pool_subset(arrays, kept, {**how, "moderators": {"group": labels}})
        pools |= _levels(fit, arrays, labels, together)
        notes = fit.notes
    pools = {str(level): pools[str(level)] for level in levels}
    if len(levels) < 2 or not together:
        return Subgroups(pools, NAN, len(levels) - 1, NAN, "common", notes=(*notes, NO_COMPARISON))
    if not alone:
        test = fit.moderators
        return Subgroups(pools, test.qm, len(levels) - 1, test.qm_p, "common", test.qm_df[1], notes)
    null = pool_subset(arrays, slice(None), how)
    q = max(0.0, 2 * (fit.loglik - null.loglik))  # the levels left alone add 0: their likelihood tends to 1
    notes += (
        f"No events, or nothing but events: {', '.join(alone)}. The test between subgroups is the "
        "likelihood-ratio test, as a coefficient is infinite.",
    )
    return Subgroups(pools, q, len(levels) - 1, chi2_p(q, len(levels) - 1), "common", notes=notes)


def _infinite(arrays, members, how) -> bool:
    """Whether a level of the GLMM for proportions has no finite coefficient."""
    if len(arrays) > 2 or how.get("model", "glmm") != "glmm":
        return False
    x, n = (values[members] for values in arrays)
    return bool((x == 0).all() or (x == n).all())


def _levels(fit: Pooled, arrays, labels, levels) -> dict[str, Pooled]:
    """The fitted value of each level as a pool of its own, sharing tau2 and heterogeneity with the others."""
    if fit.moderators is None:  # a single level
        return {str(levels[0]): fit}
    at = fit.at(np.eye(len(levels))[:, 1:])
    kept = labels[np.isin(labels, levels)]
    pools = {}
    for i, level in enumerate(levels):
        weights = fit.weights[kept == level]
        pools[str(level)] = replace(
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
            n=int(sum(size[labels == level].sum() for size in arrays[1::2])),
            weights=100 * weights / weights.sum(),
        )
    return pools
