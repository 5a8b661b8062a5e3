"""The declared pools under a Bayesian model, with several priors of the spread between cohorts."""

from __future__ import annotations

from functools import lru_cache

from scipy import stats

from ...meta import Posterior, bayes_proportions
from ...render.names import Names
from ...render.table import Table, plain
from ...wording import NOT_ESTIMABLE, interval, level_words, listed, number, percent
from .model import Synthesis

# Weakly informative priors of tau on the logit scale (see Roever 2021, Res Synth Methods 12:448-474), the last with a
# long tail; prose prints results under the first.
PRIORS = {
    "half-normal (0.5)": stats.halfnorm(scale=0.5),
    "half-normal (1)": stats.halfnorm(scale=1.0),
    "half-Cauchy (0.5)": stats.halfcauchy(scale=0.5),
}
MOST = 0.5  # the chance that more than this share of patients has the outcome is printed


def posteriors(synthesis: Synthesis) -> dict[str, Posterior]:
    """The posterior of the pool's rows under each prior that gives one; empty without rows.

    Where no cohort has both outcomes, a prior with a long tail leaves tau open.
    """
    rows = synthesis.rows
    events, n = (tuple(rows[name].astype(int)) for name in ("events", "n"))
    found = {name: _posterior(events, n, name, synthesis.pool.level) for name in PRIORS} if events else {}
    return {name: posterior for name, posterior in found.items() if posterior is not None}


@lru_cache(maxsize=256)
def _posterior(events: tuple[int, ...], n: tuple[int, ...], prior: str, level: float) -> Posterior | None:
    try:
        return bayes_proportions(events, n, tau=PRIORS[prior], level=level)
    except ValueError:  # tau is beyond reach; the counts were checked when they were read
        return None


def bayesian(syntheses: list[Synthesis]) -> Table:
    """Each declared pool as declared, and under each prior."""
    rows = []
    for synthesis in syntheses:
        if (declared := synthesis.pooled) is None:
            continue
        label = plain(synthesis.pool.label)
        rows.append([label, "as declared", *_cells(declared.estimate, declared.ci_low, declared.ci_high)])
        rows[-1] += [interval(declared.pi_low, declared.pi_high), number(declared.tau2**0.5), "", ""]
        found_for = posteriors(synthesis)
        for name in PRIORS:
            if (found := found_for.get(name)) is None:
                rows.append([label, plain(name), NOT_ESTIMABLE, *[""] * 5])
                continue
            rows.append([label, plain(name), *_cells(found.estimate, found.ci_low, found.ci_high)])
            rows[-1] += [interval(found.pi_low, found.pi_high), number(found.tau.quantile(0.5))]
            rows[-1] += [percent(found.mu.above(MOST)), percent(found.new.above(MOST))]
    levels = listed(dict.fromkeys(level_words(synthesis.pool.level) for synthesis in syntheses))
    caption = (
        "The declared pools compared with a Bayesian model. The model is that of the pools, a binomial distribution "
        "within cohorts and a normal one between them on the logit scale, with a prior on the standard deviation "
        "between cohorts (tau; in brackets its scale) and a uniform prior on the proportion in the median cohort. "
        f"Intervals are {levels} confidence intervals of the declared model and central credible intervals of the "
        f"Bayesian one; the last columns give the chance that more than {percent(MOST)} of patients have the outcome."
    )
    head = ["Pool", "Prior of tau", "Median cohort", "Interval", "A further cohort", "tau", "Chance, median cohort"]
    return Table("bayesian", caption, [*head, "Chance, further cohort"], rows, [20, 14, 11, 12, 13, 8, 11, 11])


def names(synthesis: Synthesis) -> Names:
    """bayes-*: under the Bayesian model with the first prior; bayes-widest-*: with the one that leaves most open."""

    def first(words: str) -> str:
        found = posteriors(synthesis)
        if not found:
            return NOT_ESTIMABLE
        one = next(iter(found.values()))
        widest = max(found.values(), key=lambda each: each.pi_high - each.pi_low)
        return {
            "estimate": percent(one.estimate),
            "ci": interval(one.ci_low, one.ci_high),
            "pi": interval(one.pi_low, one.pi_high),
            "widest-pi": interval(widest.pi_low, widest.pi_high),
            "chance": percent(one.new.above(MOST)),
        }[words]

    return {
        "bayes-prior": next(iter(PRIORS)),
        "bayes-estimate": lambda: first("estimate"),
        "bayes-ci": lambda: first("ci"),
        "bayes-pi": lambda: first("pi"),
        "bayes-widest-pi": lambda: first("widest-pi"),
        "bayes-chance": lambda: first("chance"),
    }


def _cells(estimate: float, low: float, high: float) -> list[str]:
    return [percent(estimate), interval(low, high)]
