"""The engine against another program: every comparable number of a directory of reference results.

A reference file holds one data set and what R's metafor and lme4 (or exact integration) made of it; the format is
described in the README beside the files. `compare` walks through all of them and returns one row a quantity, with
the reason where a quantity is not compared. Tests and the published validation page read the same rows.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

import numpy as np

from .effects import double_arcsine, logit_proportion, two_arm
from .groups import subgroups
from .intervals import study_interval
from .pool import freeman_tukey, pool_proportions, pool_two_arm
from .result import BACK_TRANSFORM, Pooled
from .sensitivity import cumulative, influence, leave_one_out
from .small_study import MIN_STUDIES_FOR_SMALL_STUDY_TEST, small_study

# Tolerated relative deviations, and why they are what they are.
CLOSED_FORM = 1e-9  # sums and quantiles: only rounding may differ
ITERATIVE = 1e-6  # both sides solve an equation for tau2; the reference stops at a step of 1e-12 or 1e-8
GLMM = 1e-4  # the reference (exact integration, or 25 points with a tight optimiser) is good to about this
SEVEN_POINTS = 2e-3  # the reference itself has the quadrature error of 7 points
DEFAULT_OPTIMISER = 3e-3  # ... and an optimiser that stops early
SMALL = 1e-4  # deviations from smaller numbers (differences that nearly cancel) are set against this instead
ZERO = {"tau2": 1e-6, "tau2_del": 1e-6, "I2": 1e-6}  # less is 0: optimisers of the reference stop beside the boundary
LARGEST_TAU2_OF_7_POINTS = 3.0  # beyond it 7 points are visibly off, by 0.01 to 0.5 in tau2


class Comparison(NamedTuple):
    """One number (of several, the worst) of the reference beside ours. agrees is None where not compared."""

    family: str
    key: str
    dataset: str
    quantity: str
    reference: float
    ours: float
    deviation: float
    tolerance: float
    agrees: bool | None
    reason: str


class Case(NamedTuple):
    """A data set of the reference, with our names for what the public functions take."""

    id: str
    counts: list[np.ndarray]
    data: dict
    k: int


# What the reference holds beyond the public functions.
NOT_OFFERED = {
    r"escalc\.(PAS|PR|PETO)|rma\.(PAS|PR)\.": "arcsine, raw proportions, Peto effects: not offered",
    r".*\.(drop00|keep00|add_all|cc_in_mh|cc_in_mh_drop00)$": "another treatment of empty cells than the default",
    r".*\.adhoc$|.*no_correction_of_CMH": "a variant of the test that is not offered",
    r"glmm\.OR\.": "GLMMs for odds ratios: not offered",
    r"glmm\.PLO\.ML\.nAGQ1_laplace": "the Laplace approximation, another estimator",
    r"(rstudent|rstandard|blup|ranktest|trimfill_.*)\.": "a diagnostic that is not offered",
    r"(regtest_lm_ninv|regtest_lm_sqrtninv|regtest_rma_sei)\.": "a diagnostic that is not offered",
    r"peters_cc\.|macaskill_n\.|ninv_nweights\.|harbord\.": "variant of the regression test that is not offered",
    r"(leave1out|cumul|influence|regtest_lm_sei|subgroup|subgroup_separate|metareg|metareg_group_cont"
    r"|tau2_estimators)\.PFT": "the double arcsine is offered as one named comparison only",
}


def compare(reference_dir) -> list[Comparison]:
    """All comparisons with the reference files (*.json) of a directory, in the order of files and keys."""
    rows = []
    for path in sorted(Path(reference_dir).glob("*.json")):
        reference = json.loads(path.read_text(encoding="utf-8"))
        data = reference["data"]
        columns = ("xi", "ni") if reference["type"] == "prop" else ("ai", "n1i", "ci", "n2i")
        case = Case(reference["id"], [np.array(data[column], float) for column in columns], data, reference["k"])
        for key, result in reference["results"].items():
            rows += _rows(case, key, result, reference["caveats"])
    return rows


def _rows(case: Case, key: str, result: dict, caveats) -> list[Comparison]:
    """The rows of one reference result."""

    def row(family, quantity, values=(np.nan, np.nan, np.nan), tolerance=np.nan, agrees=None, reason=""):
        return Comparison(family, key, case.id, quantity, *values, tolerance, agrees, reason)

    for pattern, reason in NOT_OFFERED.items():
        if re.match(pattern, key):
            return [row("not offered", "all", reason=reason)]
    for family in FAMILIES:
        match = re.fullmatch(family.pattern, key)
        if match:
            break
    else:
        return [row("unknown", "all", reason="no comparison is defined for this key")]
    if result.get("status") == "error":
        return [row(family.title, "all", reason=f"the reference gives no result: {result['error']}")]
    caveat = _caveat(caveats, key)
    if caveat:
        return [row(family.title, "all", reason=caveat)]
    if family.title.startswith("Small-study") and case.k < MIN_STUDIES_FOR_SMALL_STUDY_TEST:
        return [row(family.title, "all", reason="refused here: fewer than 10 studies")]

    result = _with_arrays(result)
    for caveat in caveats:  # artefacts inside a result, as one level of separate subgroups
        whole, _, part = caveat["key"].partition("/")
        if whole == key and part in result and "no finite maximum" in caveat["text"]:
            result[part] = {"status": "artefact"}
    rows = []
    for quantity, theirs, ours, *skip in family.quantities(case, match, result):
        theirs, ours = np.atleast_1d(np.asarray(theirs, float)), np.atleast_1d(np.asarray(ours, float))
        theirs, ours = (np.where(values < ZERO.get(quantity, -np.inf), 0.0, values) for values in (theirs, ours))
        known = np.isfinite(theirs)
        for excluded in skip:
            known &= ~np.asarray(excluded, bool)
        known &= ~_excluded_rows(caveats, key, len(theirs))
        if not known.any():
            rows.append(row(family.title, quantity, reason="the reference gives no number, or one that is an artefact"))
            continue
        deviations = np.where(known, np.abs(ours - theirs) / np.maximum(np.abs(theirs), SMALL), 0.0)
        worst = int(np.argmax(np.where(np.isnan(deviations), np.inf, deviations)))
        deviation = float(deviations[worst])
        rows.append(
            row(
                family.title,
                quantity,
                (float(theirs[worst]), float(ours[worst]), deviation),
                family.tolerance,
                deviation <= family.tolerance,
            )
        )
    return rows


def _caveat(caveats, key: str) -> str:
    """The caveat that forbids to compare a result as a whole; empty where there is none."""
    for caveat in caveats:
        if not fnmatchcase(key, caveat["key"]) or caveat["text"].startswith(("rows ", "QE_LRT as reported")):
            continue
        if "7-point quadrature" in caveat["text"] and "nAGQ25" in key:
            continue
        return caveat["text"]
    return ""


def _excluded_rows(caveats, key: str, length: int) -> np.ndarray:
    """Rows of a leave-one-out or cumulative table that a caveat takes out."""
    excluded = np.zeros(length, bool)
    for caveat in caveats:
        found = re.match(r"rows ([\d,]+)", caveat["text"])
        if found and caveat["key"] == key and length > 1:
            excluded[[int(number) - 1 for number in found[1].split(",")]] = True
    return excluded


def _with_arrays(value):
    """A reference result with lists of numbers as arrays, null as nan ("Inf" and "-Inf" are read by float)."""
    if isinstance(value, dict):
        return {key: _with_arrays(entry) for key, entry in value.items()}
    if isinstance(value, list):
        try:
            return np.array(value, float)
        except ValueError:  # text
            return value
    return np.nan if value is None else value


# ---- what to compare, family by family ---------------------------------------------------------------------------

Quantities = Iterator[tuple]


def _one_fit(pooled: Pooled, result: dict) -> Quantities:
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


def _heterogeneity(pooled: Pooled, result: dict) -> Quantities:
    yield "tau2", result["tau2"], pooled.tau2
    yield "I2", result["I2"], pooled.i2
    yield "H2", result["H2"], pooled.h2
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


def _regression(pooled: Pooled, result: dict, at=None) -> Quantities:
    """A synthesis with moderators; `at` are the moderator values of the reference's predictions."""
    table, coef = pooled.moderators, result["coef"]
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


def _pool(case: Case, measure: str, **how) -> Pooled:
    if measure == "PFT":
        return freeman_tukey(*case.counts, **how)
    if measure == "PLO":
        return pool_proportions(*case.counts, **how)
    return pool_two_arm(*case.counts, measure=measure, **how)


def _how(match) -> dict:
    """model= and test= from the parts of a reference key."""
    parts = match.groupdict()
    model = {"EE": "common"}.get(parts.get("method"), (parts.get("method") or "").lower())
    test = "t" if parts.get("test") == "knha" else "z"
    return {"model": model, "test": test}


def _on(case: Case, function, measure: str, **how):
    """A sensitivity function on proportions or on two arms."""
    if len(case.counts) == 2:
        return function(*case.counts, **how)
    return function(*case.counts[:2], events_2=case.counts[2], n_2=case.counts[3], measure=measure, **how)


def _escalc(case, match, result) -> Quantities:
    effect = {"PLO": logit_proportion, "PFT": double_arcsine}.get(match["measure"])
    y, v = effect(*case.counts) if effect else two_arm(match["measure"], *case.counts)
    yield "effects", result["yi"], y
    yield "variances", result["vi"], v


def _study_ci(case, match, result) -> Quantities:
    ours = study_interval(*case.counts, method=match["method"].replace("_", "-"))
    yield "low", result["ci_lb"], ours.low
    yield "high", result["ci_ub"], ours.high


def _inverse_variance(case, match, result) -> Quantities:
    yield from _one_fit(_pool(case, match["measure"], **_how(match)), result)


def _confint(case, match, result) -> Quantities:
    ours, theirs = _pool(case, match["measure"], **_how(match)), result["tau2"]
    yield "tau2_low", theirs["ci_lb"], ours.tau2_low
    yield "tau2_high", theirs["ci_ub"], ours.tau2_high, result["ub_sign"] == ">"  # the reference's search ended there


def _estimators(case, match, result) -> Quantities:
    for method in ("DL", "REML", "PM"):
        ours, theirs = _pool(case, match["measure"], model=method.lower()), result[method]
        if theirs["status"] == "ok":
            yield "tau2", theirs["tau2"], ours.tau2
            yield f"{method} estimate", theirs["estimate"], ours.coef
            yield f"{method} se", theirs["se"], ours.se


def _series(pools: list[Pooled], result: dict, measure: str) -> Quantities:
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
        if np.size(theirs) == len(pools) and theirs is not None:
            ours = [getattr(pool, quantity) for pool in pools]
            yield name, transform(theirs) if transform else theirs, ours, excluded


def _leave_out_or_cumulate(case, match, result) -> Quantities:
    if match["what"] == "cumul":
        pools = _on(case, cumulative, match["measure"], order=case.data["order"], **_how(match))
    else:
        pools = _on(case, leave_one_out, match["measure"], **_how(match))
    yield from _series(pools, result, match["measure"])


def _influence(case, match, result) -> Quantities:
    ours = _on(case, influence, match["measure"], **_how(match))
    for name in ("rstudent", "dffits", "cook_d", "cov_r", "tau2_del", "QE_del", "hat", "weight"):
        yield name, result[name], getattr(ours, name.replace("QE", "q"))
    yield "dfbetas", result["dfbs_intercept"], ours.dfbetas
    yield "influential", result["is_influential"], ours.influential


def _small_study(case, match, result) -> Quantities:
    method = {"regtest_lm_sei": "egger"}.get(match["method"], match["method"])
    ours = _on(case, small_study, match["measure"], method=method)
    for name in ("intercept", "intercept_se", "slope", "slope_se", "stat", "df"):
        yield name, result[name], getattr(ours, name)
    yield "p", result["pval"], ours.p


def _moderators(case, match) -> dict[str, np.ndarray]:
    columns = {"subgroup": ("group",), "metareg": ("cont",), "metareg_group_cont": ("group", "cont")}
    kinds = {"group": str, "cont": float}
    return {name: np.array(case.data[name], kinds[name]) for name in columns.get(match["design"], ())}


def _with_moderators(case, match, result) -> Quantities:
    moderators, how = _moderators(case, match), _how(match)
    at = None  # the reference predicts for every level, or at the smallest, mean and largest value
    if match["design"] == "subgroup":
        at = np.eye(len(np.unique(moderators["group"])))[:, 1:]
    elif match["design"] == "metareg":
        at = [function(moderators["cont"]) for function in (np.min, np.mean, np.max)]
    yield from _regression(_pool(case, match["measure"], moderators=moderators, **how), result, at)
    if match["design"] == "subgroup":
        ours = _on(case, subgroups, match["measure"], groups=moderators["group"], tau2="common", **how)
        yield "between QM", result["QM"], ours.q_between
        yield "between p", result["QM_p"], ours.p


def _separate(case, match, result) -> Quantities:
    ours = _on(case, subgroups, match["measure"], groups=case.data["group"], **_how(match))
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


def _glmm(case, match, result) -> Quantities:
    test = "t" if match["variant"] == "t" else "z"
    yield from _one_fit(pool_proportions(*case.counts, test=test), result)


def _glm(case, match, result) -> Quantities:
    """The binomial model without random effect: our GLMM where its tau2 is 0 (as for one study)."""
    ours = pool_proportions(*case.counts)
    if ours.tau2 == 0:
        yield "coef", result["coef"]["estimate"], ours.coef
        yield "se", result["coef"]["se"], ours.se


def _glmm_exact(case, match, result) -> Quantities:
    ours = pool_proportions(*case.counts, moderators=_moderators(case, match))
    table = ours.moderators
    yield "coef", result["estimate"], table.coef if table else ours.coef
    yield "se", result["se"], table.se if table else ours.se
    yield "tau2", result["tau2"], ours.tau2
    yield "loglik", result["loglik"], ours.loglik


def _common_effect(case, match, result) -> Quantities:
    """Mantel-Haenszel and Peto: limits on the natural scale."""
    ours, back = _pool(case, match["measure"], model=match["method"]), BACK_TRANSFORM[match["measure"]]
    yield "coef", result["estimate"], ours.coef
    yield "se", result["se"], ours.se
    yield "p", result["pval"], ours.p
    yield "ci_low", back(result["ci_lb"]), ours.ci_low
    yield "ci_high", back(result["ci_ub"]), ours.ci_high
    for name, value in (("QE", ours.q), ("QE_df", ours.q_df), ("QE_p", ours.q_p), ("I2", ours.i2), ("H2", ours.h2)):
        yield name, result[name], value


class Family(NamedTuple):
    """Reference keys that one function compares, with one tolerance."""

    title: str
    pattern: str
    tolerance: float
    quantities: Callable[[Case, re.Match, dict], Quantities]


M, MF = r"(?P<measure>PLO|OR|RR|RD)", r"(?P<measure>PLO|PFT|OR|RR|RD)"
GLMM_KEY = r"(?P<method>glmm)\.(?P<measure>PLO)\.ML"
DESIGN, WHAT, TEST = r"(?P<design>subgroup|metareg)", r"(?P<what>leave1out|cumul)", r"(?P<test>z|knha)"
FAMILIES = (
    Family("Effects of single studies", rf"escalc\.{MF}", CLOSED_FORM, _escalc),
    Family("Intervals of single studies", r"study_ci\.(?P<method>wilson|clopper_pearson)", CLOSED_FORM, _study_ci),
    Family("GLMM, exact integration", rf"({DESIGN}\.)?glmm_exact\.PLO\.ML", GLMM, _glmm_exact),
    Family("GLMM, 25 points", r"glmm\.PLO\.ML\.(?P<variant>nAGQ25_tight)", GLMM, _glmm),
    Family("GLMM, 7 points", r"glmm\.PLO\.ML\.(?P<variant>tight|t)", SEVEN_POINTS, _glmm),
    Family("GLMM, 7 points, default optimiser", r"glmm\.PLO\.ML\.(?P<variant>default)", DEFAULT_OPTIMISER, _glmm),
    Family("GLMM without random effect", r"glmm\.PLO\.EE", GLMM, _glm),
    Family("GLMM with moderators, 7 points", rf"{DESIGN}\.{GLMM_KEY}\.tight", SEVEN_POINTS, _with_moderators),
    Family(
        "GLMM with moderators, 7 points, default optimiser",
        rf"{DESIGN}\.{GLMM_KEY}\.default",
        DEFAULT_OPTIMISER,
        _with_moderators,
    ),
    Family("GLMM in separate subgroups, 7 points", rf"subgroup_separate\.{GLMM_KEY}", SEVEN_POINTS, _separate),
    Family("GLMM left out and cumulative, 7 points", rf"{WHAT}\.{GLMM_KEY}", SEVEN_POINTS, _leave_out_or_cumulate),
    Family(
        "Inverse variance, DL and common effect",
        rf"rma\.{MF}\.(?P<method>DL|EE)\.{TEST}",
        CLOSED_FORM,
        _inverse_variance,
    ),
    Family("Inverse variance, REML and PM", rf"rma\.{MF}\.(?P<method>REML|PM)\.{TEST}", ITERATIVE, _inverse_variance),
    Family("Q-profile interval of tau2", rf"confint\.{MF}\.(?P<method>REML|DL|PM)", ITERATIVE, _confint),
    Family("Estimators of tau2", rf"tau2_estimators\.{M}", ITERATIVE, _estimators),
    Family(
        "Leave-one-out and cumulative",
        rf"{WHAT}\.{M}\.(?P<method>REML|DL)(\.{TEST})?",
        ITERATIVE,
        _leave_out_or_cumulate,
    ),
    Family("Influence", rf"influence\.{M}\.(?P<method>REML)", ITERATIVE, _influence),
    Family("Small-study tests: Egger", rf"(?P<method>regtest_lm_sei)\.{M}\.REML", CLOSED_FORM, _small_study),
    Family("Small-study tests: Peters", r"(?P<method>peters)\.(?P<measure>PLO|OR)", CLOSED_FORM, _small_study),
    Family(
        "Subgroups with a common tau2, meta-regression",
        rf"(?P<design>subgroup|metareg|metareg_group_cont)\.{M}\.(?P<method>REML|DL|PM)\.{TEST}",
        ITERATIVE,
        _with_moderators,
    ),
    Family(
        "Subgroups with separate tau2", rf"subgroup_separate\.{M}\.(?P<method>REML|DL)\.{TEST}", ITERATIVE, _separate
    ),
    Family("Mantel-Haenszel", rf"(?P<method>mh)\.{M}", CLOSED_FORM, _common_effect),
    Family(
        "Mantel-Haenszel left out and cumulative", rf"(?P<method>mh)\.{M}\.{WHAT}", CLOSED_FORM, _leave_out_or_cumulate
    ),
    Family("Peto", r"(?P<method>peto)\.(?P<measure>OR)", CLOSED_FORM, _common_effect),
)
