"""What a Bayesian model gives: distributions of its parameters, with probabilities and quantiles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import inf, isnan

from scipy.optimize import brentq

from .inputs import check_level


@dataclass(frozen=True, eq=False, repr=False)
class Distribution:
    """A distribution of one number, given by its distribution function.

    Attributes
    ----------
    cdf : callable
        Distribution function on the model scale.
    low, high : float
        Model scale: outside them is nothing that double precision shows.
    back, forth : callable
        From the model scale to the natural scale, on which the methods work, and the other way.

    Examples
    --------
    >>> from livingreview.meta import bayes_proportions
    >>> median_cohort = bayes_proportions([25, 73, 12], [43, 86, 20]).mu
    >>> round(median_cohort.quantile(0.5), 3)
    0.698
    """

    cdf: Callable[[float], float]
    low: float
    high: float
    back: Callable[[float], float] = float
    forth: Callable[[float], float] = float

    def below(self, value: float) -> float:
        """Probability of a smaller number.

        Parameters
        ----------
        value : float
            Natural scale.

        Returns
        -------
        float
            Between 0 and 1.

        Raises
        ------
        ValueError
            If it is nan.

        Examples
        --------
        >>> from livingreview.meta import bayes_proportions
        >>> round(bayes_proportions([25, 73, 12], [43, 86, 20]).mu.below(0.5), 3)
        0.031
        """
        if isnan(value):
            raise ValueError("value must be a number, not nan.")
        if value <= self.back(-inf) or value >= self.back(inf):  # beyond every number of the scale
            return float(value > 0)
        at = self.forth(value)
        return 0.0 if at <= self.low else 1.0 if at >= self.high else min(max(self.cdf(at), 0.0), 1.0)

    def above(self, value: float) -> float:
        """Probability of a larger number.

        Parameters
        ----------
        value : float
            Natural scale.

        Returns
        -------
        float
            Between 0 and 1.

        Raises
        ------
        ValueError
            If it is nan.

        Examples
        --------
        >>> from livingreview.meta import bayes_proportions
        >>> round(bayes_proportions([25, 73, 12], [43, 86, 20]).new.above(0.5), 3)
        0.874
        """
        return 1.0 - self.below(value)

    def quantile(self, probability: float) -> float:
        """The number below which the distribution has this probability.

        Parameters
        ----------
        probability : float
            Between 0 and 1, both excluded.

        Returns
        -------
        float
            Natural scale.

        Raises
        ------
        ValueError
            For a probability outside 0 and 1.

        Examples
        --------
        >>> from livingreview.meta import bayes_proportions
        >>> round(bayes_proportions([25, 73, 12], [43, 86, 20]).tau.quantile(0.5), 3)
        0.58
        """
        if not 0 < probability < 1:
            raise ValueError(f"A probability must lie between 0 and 1, not {probability!r}.")
        at: float = brentq(lambda x: self.cdf(x) - probability, self.low, self.high, xtol=1e-10)
        return self.back(at)

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """The central interval: what lies outside is equally likely on both sides.

        Parameters
        ----------
        level : float
            Probability of the interval, between 0 and 1.

        Returns
        -------
        tuple of float
            Lower and upper limit, natural scale.

        Raises
        ------
        ValueError
            For a level outside 0 and 1.

        Examples
        --------
        >>> from livingreview.meta import bayes_proportions
        >>> low, high = bayes_proportions([25, 73, 12], [43, 86, 20]).new.interval(0.8)
        >>> round(low, 3), round(high, 3)
        (0.469, 0.849)
        """
        check_level(level)
        return self.quantile((1 - level) / 2), self.quantile((1 + level) / 2)


@dataclass(frozen=True, eq=False, repr=False)
class Posterior:
    """What is known after the data, under a Bayesian random-effects model.

    Attributes
    ----------
    estimate, ci_low, ci_high : float
        Median and central credible interval of `mu`, natural scale.
    pi_low, pi_high : float
        Central interval of `new`, natural scale.
    tau2, tau2_low, tau2_high : float
        Median and central credible interval of the variance between studies, model scale.
    k, n : int
        Number of studies, and of participants in all of them (0 where only estimates were given).
    level : float
        Level of the intervals.
    mu : Distribution
        Of the median study, natural scale. For proportions, the mean over studies is nearer to 1/2 than the median.
    new : Distribution
        Of the true value in a further study (predictive distribution), natural scale.
    tau : Distribution
        Of the standard deviation between studies, model scale.

    Examples
    --------
    >>> from livingreview.meta import bayes_proportions
    >>> posterior = bayes_proportions([25, 73, 12], [43, 86, 20])
    >>> posterior
    <Posterior: 0.6975 (95% CrI 0.4862 to 0.8341), predictive 0.3040 to 0.9141, k = 3>
    >>> round(posterior.mu.above(0.5), 3), round(posterior.new.above(0.5), 3)
    (0.969, 0.874)
    """

    estimate: float
    ci_low: float
    ci_high: float
    pi_low: float
    pi_high: float
    tau2: float
    tau2_low: float
    tau2_high: float
    k: int
    n: int
    level: float
    mu: Distribution
    new: Distribution
    tau: Distribution

    def __repr__(self) -> str:
        return (
            f"<Posterior: {self.estimate:.4f} ({100 * self.level:g}% CrI {self.ci_low:.4f} to {self.ci_high:.4f}), "
            f"predictive {self.pi_low:.4f} to {self.pi_high:.4f}, k = {self.k}>"
        )
