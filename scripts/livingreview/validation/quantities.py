"""What to compare: for each kind of reference result, its numbers beside ours."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .. import meta
from ..meta.effects import double_arcsine, logit_proportion, two_arm
from ..meta.inference import BACK_TRANSFORM
from .reference import Case
from .tolerance import LARGEST_TAU2_OF_7_POINTS

Result = dict[str, Any]
Match = re.Match[Any]  # its groups are parts of a key, which name choices of the pooling functions
Quantities = Iterator[tuple[Any, ...]]  # name, reference, ours, and optionally a mask of what is not to be compared


def _one_fit(pooled: meta.Pooled, result: Result) -> Quantities:
    """A synthesis without moderators."""
    coef = result["coef"]
    yield "coef", coef["estimate"], pooled.coef
    yield "se", coef["se"], pooled.se
    yield "p", coef["pval"], pooled.p
    yield from _heterogeneity(pooled, result)
    if "weights_pct" in result:
        yield "weights", result["weights_pct"], pooled.weights
    predict = result["predict"].get("back_transformed") or result["predict"]["model_scale"]
    yield "estimate", predict["pred"], pooled.estimate
    exact = pooled.model == "glmm" and pooled.k == 1  # its interval is the exact one, not Wald's
    yield "ci_low", predict["ci_lb"], pooled.ci_low, exact
    yield "ci_high", predict["ci_ub"], pooled.ci_high, exact
    if pooled.k > 1:  # one study has no prediction interval; metafor repeats the confidence interval
        yield "pi_low", predict["pi_lb"], pooled.pi_low
        yield "pi_high", predict["pi_ub"], pooled.pi_high


def _heterogeneity(pooled: meta.Pooled, result: Result) -> Quantities:
    yield "tau2", result["tau2"], pooled.tau2
    yield "I2", result["I2"], pooled.i2
    yield "H2", result["H2"], pooled.h2
    if "fit_stats" in result:
        yield from _fit(pooled, result)
    if "QE" in result:
        yield "Q", result["QE"], pooled.q
        yield "Q df", result["QE_df"], pooled.q_df
        yield "Q p", result["QE_p"], pooled.q_p
        return
    likelihood = result.get("loglik", {})
    yield "Q (Wald)", result["QE_Wld"], pooled.q
    yield "Q (LRT)", likelihood.get("QE_LRT_direct", result["QE_LRT"]), pooled.q_lrt
    yield "Q df", result["QE_df"], pooled.q_df
    yield "loglik", likelihood.get("marginal", np.nan), pooled.loglik


def _fit(pooled: meta.Pooled, result: Result) -> Quantities:
    """Likelihood and criteria; R2, but not of common-effect models, where metafor gives that of a weighted regression.

    Where tau² is 0 without moderators, R2 is nan here, and 0 or (by rounding) 100 there.
    """
    kind = "REML" if pooled.model == "reml" else "ML"
    for name, ours in (("ll", "loglik"), ("AIC", "aic"), ("BIC", "bic"), ("AICc", "aicc")):
        yield ours, result["fit_stats"][f"{name}_{kind}"], getattr(pooled, ours), pooled.k == 1
    if pooled.moderators is not None and pooled.model != "common":
        yield "R2", result["R2"], pooled.r2, np.isnan(pooled.r2)


def _regression(pooled: meta.Pooled, result: Result, at: Any = None) -> Quantities:
    """A synthesis with moderators; `at` are the moderator values of the reference's predictions."""
    table, coef = pooled.moderators, result["coef"]
    if table is None:
        raise ValueError("The synthesis has no moderators to compare.")
    yield "coef", coef["estimate"], table.coef
    yield "se", coef["se"], table.se
    yield "ci_low", coef["ci_lb"], table.ci_low
    yield "ci_high", coef["ci_ub"], table.ci_high
    yield "p", coef["pval"], table.p
    yield "vcov", np.ravel(result["vcov"]), table.vcov.ravel()
    yield "QM", result["QM"], table.qm
    yield "QM p", result["QM_p"], table.qm_p
    yield from _heterogeneity(pooled, result)
    predict = result.get("predict", {}).get("back_transformed")
    if at is not None and predict:
        fitted = pooled.at(at)
        for name, ours in (
            ("pred", "estimate"),
            ("ci_lb", "ci_low"),
            ("ci_ub", "ci_high"),
            ("pi_lb", "pi_low"),
            ("pi_ub", "pi_high"),
        ):
            yield f"predicted {ours}", predict[name], getattr(fitted, ours)


def _pool(case: Case, measure: Any, **how: Any) -> meta.Pooled:
    if measure == "PFT":
        return meta.freeman_tukey(*case.counts, **how)
    if measure == "PLO":
        return meta.pool_proportions(*case.counts, **how)
    return meta.pool_two_arm(*case.counts, measure=measure, **how)


def _how(match: Match) -> dict[str, Any]:
    """Options of a pool from the parts of a reference key; the interval of tau² is compared in `confint` only."""
    parts = match.groupdict()
    method = parts.get("method") or ""
    model = {"EE": "common"}.get(method, method.lower())
    test = {"knha": "t", "adhoc": "adhoc"}.get(parts.get("test") or "", "z")
    return {"model": model, "test": test, "tau2_interval": False}


def _on(case: Case, function: Callable[..., Any], measure: str, **how: Any) -> Any:
    """A sensitivity function on proportions or on two arms."""
    if len(case.counts) == 2:
        return function(*case.counts, **how)
    return function(*case.counts[:2], events_2=case.counts[2], n_2=case.counts[3], measure=measure, **how)


def escalc(case: Case, match: Match, result: Result) -> Quantities:
    effect = {"PLO": logit_proportion, "PFT": double_arcsine}.get(match["measure"])
    y, v = effect(*case.counts) if effect else two_arm(match["measure"], *case.counts)
    yield "effects", result["yi"], y
    yield "variances", result["vi"], v


def study_ci(case: Case, match: Match, result: Result) -> Quantities:
    events, n = case.counts
    ours = meta.study_interval(events, n, method=match["method"].replace("_", "-"))
    yield "ci_low", result["ci_lb"], ours.ci_low
    yield "ci_high", result["ci_ub"], ours.ci_high


def inverse_variance(case: Case, match: Match, result: Result) -> Quantities:
    yield from _one_fit(_pool(case, match["measure"], **_how(match)), result)


def confint(case: Case, match: Match, result: Result) -> Quantities:
    ours, theirs = _pool(case, match["measure"], **_how(match) | {"tau2_interval": True}), result["tau2"]
    yield "tau2_low", theirs["ci_lb"], ours.tau2_low
    yield "tau2_high", theirs["ci_ub"], ours.tau2_high, result["ub_sign"] == ">"  # the reference's search ended there


def estimators(case: Case, match: Match, result: Result) -> Quantities:
    for method in ("DL", "REML", "ML", "PM"):
        ours, theirs = _pool(case, match["measure"], model=method.lower(), tau2_interval=False), result[method]
        if theirs["status"] == "ok":
            yield "tau2", theirs["tau2"], ours.tau2
            yield f"{method} estimate", theirs["estimate"], ours.coef
            yield f"{method} se", theirs["se"], ours.se


def _series(pools: list[meta.Pooled], result: Result, measure: Any) -> Quantities:
    """A leave-one-out or cumulative table."""
    back = BACK_TRANSFORM[measure]
    # Not to compare: no estimate; an interval without width (Hartung-Knapp where studies agree exactly; ours takes z);
    # the exact interval of a single study in our GLMM; the visible quadrature error of 7 points.
    skip = np.isnan(result["estimate"]) | (result["se"] == 0)
    if "QE_LRT" in result:
        skip |= result["tau2"] > LARGEST_TAU2_OF_7_POINTS
    exact = skip | np.array([pool.model == "glmm" and pool.k == 1 for pool in pools])
    for name, quantity, transform, excluded in (
        ("estimate", "coef", None, skip),
        ("se", "se", None, skip),
        ("tau2", "tau2", None, skip),
        ("ci_lb", "ci_low", back, exact),
        ("ci_ub", "ci_high", back, exact),
        ("pi_lb", "pi_low", back, exact),
        ("pi_ub", "pi_high", back, exact),
        ("I2", "i2", None, skip),
        ("H2", "h2", None, skip),
        ("Q", "q", None, skip),
        ("QE", "q", None, skip),
        ("QE_Wld", "q", None, skip),
        ("QE_LRT", "q_lrt", None, skip),
    ):
        theirs = result.get(name)
        if theirs is not None and np.size(theirs) == len(pools):
            ours = [getattr(pool, quantity) for pool in pools]
            yield name, transform(theirs) if transform else theirs, ours, excluded


def leave_out_or_cumulate(case: Case, match: Match, result: Result) -> Quantities:
    if match["what"] == "cumul":
        pools = _on(case, meta.cumulative, match["measure"], order=case.data["order"], **_how(match))
    else:
        pools = _on(case, meta.leave_one_out, match["measure"], **_how(match))
    yield from _series(pools, result, match["measure"])


def influence(case: Case, match: Match, result: Result) -> Quantities:
    ours = _on(case, meta.influence, match["measure"], **_how(match))
    for name in ("rstudent", "dffits", "cook_d", "cov_r", "tau2_del", "QE_del", "hat", "weight"):
        yield name, result[name], getattr(ours, name.replace("QE", "q"))
    yield "dfbetas", result["dfbs_intercept"], ours.dfbetas
    yield "influential", result["is_influential"], ours.influential


def blups(case: Case, match: Match, result: Result) -> Quantities:
    ours, back = _pool(case, match["measure"], **_how(match)).blups(), BACK_TRANSFORM[match["measure"]]
    yield "estimate", back(result["pred"]), ours.estimate
    yield "ci_low", back(result["pi_lb"]), ours.ci_low
    yield "ci_high", back(result["pi_ub"]), ours.ci_high


def small_study(case: Case, match: Match, result: Result) -> Quantities:
    method = {"regtest_lm_sei": "egger"}.get(match["method"], match["method"])
    ours = _on(case, meta.small_study, match["measure"], method=method)
    for name in ("intercept", "intercept_se", "slope", "slope_se", "stat", "df"):
        yield name, result[name], getattr(ours, name)
    yield "p", result["pval"], ours.p


def _moderators(case: Case, match: Match) -> dict[str, NDArray[Any]]:
    columns = {"subgroup": ("group",), "metareg": ("cont",), "metareg_group_cont": ("group", "cont")}
    kinds = {"group": str, "cont": float}
    return {name: np.array(case.data[name], kinds[name]) for name in columns.get(match["design"], ())}


def with_moderators(case: Case, match: Match, result: Result) -> Quantities:
    moderators, how = _moderators(case, match), _how(match)
    at: Any = None  # the reference predicts for every level, or at the smallest, mean and largest value
    if match["design"] == "subgroup":
        at = np.eye(len(np.unique(moderators["group"])))[:, 1:]
    elif match["design"] == "metareg":
        at = [function(moderators["cont"]) for function in (np.min, np.mean, np.max)]
    yield from _regression(_pool(case, match["measure"], moderators=moderators, **how), result, at)
    if match["design"] == "subgroup":
        ours = _on(case, meta.subgroups, match["measure"], groups=moderators["group"], tau2="common", **how)
        yield "between QM", result["QM"], ours.q_between
        yield "between p", result["QM_p"], ours.p


def two_arm_glmm(case: Case, match: Match, result: Result) -> Quantities:
    ours = meta.pool_two_arm(*case.counts, model=match["model"].lower(), tau2_interval=False)
    yield "coef", result["coef"]["estimate"], ours.coef
    yield "se", result["coef"]["se"], ours.se
    yield "tau2", result["tau2"], ours.tau2
    yield "I2", result["I2"], ours.i2
    yield "H2", result["H2"], ours.h2
    yield "Q (LRT)", result["QE_LRT"], ours.q_lrt
    yield "Q df", result["QE_df"], ours.q_df
    yield "loglik", result["loglik"]["marginal"], ours.loglik


def separate(case: Case, match: Match, result: Result) -> Quantities:
    ours = _on(case, meta.subgroups, match["measure"], groups=case.data["group"], **_how(match))
    for level, pool in ours.pools.items():
        if result[level]["status"] == "ok":
            inexact = pool.model == "glmm" and result[level]["tau2"] > LARGEST_TAU2_OF_7_POINTS
            for quantity, *rest in _one_fit(pool, result[level]):
                yield quantity, *rest, inexact
    # metafor's GLMM refuses single studies; ours takes them into the test between the levels.
    if all(result[level]["status"] == "ok" or not np.isfinite(pool.coef) for level, pool in ours.pools.items()):
        if np.isfinite(ours.q_between):
            tolerable = [pool.model != "glmm" or pool.tau2 <= LARGEST_TAU2_OF_7_POINTS for pool in ours.pools.values()]
            yield "between QM", result["between_test"]["QM"], ours.q_between, not all(tolerable)
            yield "between p", result["between_test"]["QM_p"], ours.p, not all(tolerable)


def glmm(case: Case, match: Match, result: Result) -> Quantities:
    test: Any = "t" if match["variant"] == "t" else "z"
    yield from _one_fit(meta.pool_proportions(*case.counts, test=test, tau2_interval=False), result)


def glm(case: Case, match: Match, result: Result) -> Quantities:
    """The binomial model without random effect: our GLMM where its tau² is 0 (as for one study)."""
    ours = meta.pool_proportions(*case.counts, tau2_interval=False)
    if ours.tau2 == 0:
        yield "coef", result["coef"]["estimate"], ours.coef
        yield "se", result["coef"]["se"], ours.se


def glmm_exact(case: Case, match: Match, result: Result) -> Quantities:
    ours = meta.pool_proportions(*case.counts, moderators=_moderators(case, match), tau2_interval=False)
    table = ours.moderators
    yield "coef", result["estimate"], table.coef if table else ours.coef
    yield "se", result["se"], table.se if table else ours.se
    yield "tau2", result["tau2"], ours.tau2
    yield "loglik", result["loglik"], ours.loglik


def common_effect(case: Case, match: Match, result: Result) -> Quantities:
    """Mantel-Haenszel and Peto: limits on the natural scale."""
    ours, back = _pool(case, match["measure"], model=match["method"]), BACK_TRANSFORM[match["measure"]]
    yield "coef", result["estimate"], ours.coef
    yield "se", result["se"], ours.se
    yield "p", result["pval"], ours.p
    yield "ci_low", back(result["ci_lb"]), ours.ci_low
    yield "ci_high", back(result["ci_ub"]), ours.ci_high
    for name, value in (("QE", ours.q), ("QE_df", ours.q_df), ("QE_p", ours.q_p), ("I2", ours.i2), ("H2", ours.h2)):
        yield name, result[name], value
