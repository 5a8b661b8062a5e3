"""A result in words: one line, or a block of text like that of R's metafor."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from .records import Moderators, PooledNumbers
from .shrinkage import blups
from .types import LIKELIHOOD_RATIO, Measure, Model

MEASURES: dict[Measure, str] = {
    "PLO": "proportion",
    "PFT": "proportion",
    "GEN": "estimate",
    "MD": "mean difference",
    "SMD": "standardised mean difference",
    "ZCOR": "correlation",
    "HR": "hazard ratio",
    "OR": "odds ratio",
    "RR": "risk ratio",
    "RD": "risk difference",
}
MODEL_SCALES: dict[Measure, str] = {
    "PLO": "Logit",
    "PFT": "Double arcsine",
    "GEN": "Coefficient",
    "MD": "Mean difference",
    "SMD": "Standardised difference",
    "ZCOR": "Fisher's z",
    "HR": "Log hazard ratio",
    "OR": "Log odds ratio",
    "RR": "Log risk ratio",
    "RD": "Risk difference",
}
MODELS: dict[Model, str] = {
    "glmm": "random-effects model, binomial-normal (ML)",
    "beta-binomial": "beta-binomial model (ML)",
    "reml": "random-effects model, inverse variance (tau² by REML)",
    "ml": "random-effects model, inverse variance (tau² by maximum likelihood)",
    "dl": "random-effects model, inverse variance (tau² by DerSimonian-Laird)",
    "pm": "random-effects model, inverse variance (tau² by Paule-Mandel)",
    "common": "common-effect model, inverse variance",
    "mh": "common-effect model, Mantel-Haenszel",
    "peto": "common-effect model, Peto",
    "cm.el": "random-effects model, conditional hypergeometric-normal (ML)",
    "um.fs": "random-effects model, binomial-normal with fixed study effects (ML)",
}


def short(pooled: PooledNumbers) -> str:
    """The result in one line."""
    what = MEASURES[pooled.measure] + ("" if pooled.moderators is None else " at the intercept")
    others = {0: "", 1: ", another maximum"}.get(len(pooled.other_maxima), ", other maxima")
    return f"<Pooled {what}: {_with_interval(pooled)}, k = {pooled.k}, {pooled.model}{others}>"


def summary(pooled: PooledNumbers) -> str:
    """The result as a block of text."""
    title = f"{MEASURES[pooled.measure].capitalize()}, {MODELS[pooled.model]}"
    size = f"k = {pooled.k}" + (f", n = {pooled.n:,}" if pooled.n else "")
    parts = [f"{title}\n{size}", _aligned(_facts(pooled), indents="<<")]
    if pooled.moderators is not None:
        parts.append(_coefficients(pooled.moderators))
    parts.append(_studies(pooled))
    if pooled.notes:
        parts.append("\n".join(["Notes", *(f"- {note}" for note in pooled.notes)]))
    return "\n\n".join(parts)


def _facts(pooled: PooledNumbers) -> list[Sequence[str]]:
    """Name and value of everything about the pool as a whole."""
    first = "Estimate" if pooled.moderators is None else "Intercept"
    facts: list[Sequence[str]] = [(first, _with_interval(pooled))]
    if np.isfinite(pooled.pi_low):
        facts.append((f"{percent(pooled.level)} prediction", f"{_span(pooled.pi_low, pooled.pi_high)}"))
    statistic = "z" if np.isinf(pooled.df) else f"t(df = {pooled.df:g})"
    if pooled.se > 0:
        test = f"{statistic} = {pooled.coef / pooled.se:.2f}, {_p(pooled.p)}"
        if pooled.test in LIKELIHOOD_RATIO:
            test = f"likelihood ratio: {_p(pooled.p)}"
        facts.append((MODEL_SCALES[pooled.measure], f"{_number(pooled.coef)} (SE {_number(pooled.se)}), {test}"))
    if np.isfinite(pooled.tau2) and pooled.model not in ("common", "mh", "peto"):
        interval = f" ({percent(pooled.level)} CI {_span(pooled.tau2_low, pooled.tau2_high)})"
        facts.append(("tau²", f"{_number(pooled.tau2)}{'' if np.isnan(pooled.tau2_low) else interval}"))
    if np.isfinite(pooled.icc):
        interval = f" ({percent(pooled.level)} CI {_span(pooled.icc_low, pooled.icc_high)})"
        facts.append(("ICC", f"{_number(pooled.icc)}{'' if np.isnan(pooled.icc_low) else interval}"))
    if np.isfinite(pooled.i2):
        facts.append(("I², H²", f"{pooled.i2:.1f}%, {pooled.h2:.2f}"))
    for name, q, p in (("Q", pooled.q, pooled.q_p), ("Q (likelihood ratio)", pooled.q_lrt, pooled.q_lrt_p)):
        if np.isfinite(q):
            facts.append((name, f"{q:.2f} (df = {pooled.q_df:g}), {_p(p)}"))
    if pooled.moderators is not None:
        facts.append(("Moderators", _omnibus(pooled.moderators)))
    if np.isfinite(pooled.r2):
        facts.append(("R²", f"{pooled.r2:.1f}% of tau²"))
    if np.isfinite(pooled.aic):
        criteria = f"AIC {pooled.aic:.2f}, BIC {pooled.bic:.2f}, AICc {pooled.aicc:.2f}"
        facts.append(("Log-likelihood", f"{pooled.loglik:.2f}; {criteria}"))
    for one in pooled.other_maxima:
        place = f"{_number(one.estimate)}, tau² = {_number(one.tau2)}"
        facts.append(("Other maximum", f"{place}, log-likelihood lower by {_number(one.loglik_below)}"))
    if not pooled.converged:
        facts.append(("Converged", "no"))
    return facts


def _omnibus(table: Moderators) -> str:
    m, df = table.qm_df
    if np.isinf(df):
        return f"QM = {table.qm:.2f} (df = {m:g}), {_p(table.qm_p)}"
    return f"F = {table.qm:.2f} (df = {m:g}, {df:g}), {_p(table.qm_p)}"


def _coefficients(table: Moderators) -> str:
    rows = [("Coefficient", "Value", "SE", "CI low", "CI high", "P")]
    columns = (table.coef, table.se, table.ci_low, table.ci_high)
    for i, name in enumerate(table.names):
        value, se, low, high = (_number(column[i]) for column in columns)
        rows.append((name, value, se, low, high, _p(float(table.p[i])).removeprefix("P = ").removeprefix("P ")))
    return _aligned(rows, indents="<>>>>>")


def _studies(pooled: PooledNumbers) -> str:
    """The studies with their own estimates and weights, and the BLUPs where there are any."""
    one, predicted = pooled.studies, blups(pooled).estimate
    shown = bool(np.isfinite(predicted).any())
    rows: list[Sequence[str]] = [("Study", "Estimate", "CI low", "CI high", "Weight", *["BLUP"][:shown])]
    for i, label in enumerate(pooled.labels):
        numbers = (_number(column[i]) for column in (one.estimate, one.ci_low, one.ci_high))
        rows.append((label, *numbers, f"{pooled.weights[i]:.1f}%", *[_number(predicted[i])][:shown]))
    return _aligned(rows, indents="<>>>>>" if shown else "<>>>>")


def _with_interval(pooled: PooledNumbers) -> str:
    if np.isnan(pooled.estimate):
        return "not estimable"
    return f"{_number(pooled.estimate)} ({percent(pooled.level)} CI {_span(pooled.ci_low, pooled.ci_high)})"


def _number(value: float) -> str:
    """Four decimals; two significant digits where these would be zeros."""
    return f"{value:.4f}" if not 0 < abs(value) < 0.00005 else f"{value:.1e}"


def _span(low: float, high: float) -> str:
    return f"{_number(low)} to {_number(high)}"


def percent(level: float) -> str:
    """A level of 0.95 as 95%."""
    return f"{100 * level:g}%"


def _p(p: float) -> str:
    return "P < 0.0001" if p < 0.0001 else f"P = {p:.4f}"


def _aligned(rows: Iterable[Sequence[str]], indents: str) -> str:
    """Rows of text in columns; `indents` has "<" (left) or ">" (right) for each column."""
    rows = list(rows)
    widths = [max(len(row[i]) for row in rows) for i in range(len(indents))]
    lines = (
        "  ".join(f"{cell:{side}{width}}" for cell, side, width in zip(row, indents, widths, strict=True))
        for row in rows
    )
    return "\n".join(line.rstrip() for line in lines)
