"""How many records all sources together miss: capture-recapture across sources.

Two sources: Chapman's estimator with its variance (Seber 1982, p. 60) and Chao's log-transformed interval (Biometrics
1987;43:783). Three or more: log-linear models of the number of records by the set of sources that found them (Fienberg
1972; Cormack 1989), fitted as Poisson regressions; among hierarchical models with pairs of sources that depend on each
other the one with the lowest AIC; multinomial profile likelihood interval (Cormack, Biometrics 1992;48:567).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq, minimize_scalar
from scipy.special import gammaln, xlogy
from scipy.stats import chi2, norm

ASSUMPTIONS = (
    "The set of eligible records is closed: it did not change while the sources were searched.",
    "Records that are the same are recognised as such across sources.",
    "Whether one source has a record does not depend on whether another has it, except for pairs of sources that the "
    "chosen model lets depend on each other.",
    "Within a source, every record is equally likely to be found.",
)
FEWEST_SHARED = 7  # records found by more than one source; with fewer, Chapman's estimator is biased (Robson 1964)
MOST_SOURCES = 10
FARTHEST = 1000  # times what was found: an upper limit beyond says nothing
EVERY_MODEL = 4  # sources up to which every set of pairs is tried; beyond, pairs are added one by one

Floats = npt.NDArray[np.float64]
Pairs = tuple[tuple[int, int], ...]


class NotEstimable(Exception):
    """The number missed cannot be estimated; the message says why."""


@dataclass(frozen=True)
class Missed:
    """The estimated number of eligible records, those that no source found among them.

    `high` is infinite where the data set no upper limit. `depends` names the pairs of sources that the chosen model
    lets depend on each other; `aic` is None for two sources.
    """

    found: int
    total: float
    low: float
    high: float
    level: float
    sources: tuple[str, ...]
    depends: tuple[tuple[str, str], ...] = ()
    aic: float | None = None

    @property
    def missed(self) -> float:
        """Records that no source found."""
        return self.total - self.found


@dataclass(frozen=True)
class Fit:
    """A Poisson log-linear model of the counts by capture history."""

    pairs: Pairs
    total: float
    se: float
    deviance: float
    df: int
    aic: float


def histories(found_by: Iterable[Collection[str]], sources: Sequence[str]) -> npt.NDArray[np.int64]:
    """Number of records by the set of sources that found them: an array of shape (2,) * sources.

    The cell [0, ..., 0] is what no source found and stays 0.
    """
    counts = np.zeros((2,) * len(sources), dtype=np.int64)
    for by in found_by:
        if any(source in by for source in sources):
            counts[tuple(int(source in by) for source in sources)] += 1
    return counts


def missed(found_by: Iterable[Collection[str]], level: float = 0.95) -> Missed:
    """Estimate what all sources miss, from the sources that found each record.

    Raises NotEstimable for fewer than two or too many sources, and where too few records were found more than once.
    """
    records = [set(by) for by in found_by if by]
    sources = tuple(sorted({source for by in records for source in by}))
    if len(sources) < 2:
        raise NotEstimable(f"it needs records of at least two sources, and there are records of {len(sources)}")
    if len(sources) > MOST_SOURCES:
        raise NotEstimable(f"it is computed for up to {MOST_SOURCES} sources, and there are {len(sources)}")
    shared = sum(len(by) > 1 for by in records)
    if shared < FEWEST_SHARED:
        raise NotEstimable(
            f"it needs at least {FEWEST_SHARED} records that more than one source found, and there are {shared}"
        )
    counts = histories(records, sources)
    if len(sources) == 2:
        both, one, other = int(counts[1, 1]), int(counts[1, 0]), int(counts[0, 1])
        total, low, high = chapman(both + one, both + other, both, level)
        return Missed(len(records), total, low, high, level, sources)
    best = min(fits(counts), key=lambda fit: (fit.aic, len(fit.pairs)), default=None)
    if best is None:
        raise NotEstimable("no log-linear model of the sources can be fitted: too few of them share records")
    total, low, high = profile(counts, best.pairs, level)
    named = tuple((sources[i], sources[j]) for i, j in best.pairs)
    return Missed(len(records), total, low, high, level, sources, named, best.aic)


def chapman(first: int, second: int, both: int, level: float = 0.95) -> tuple[float, float, float]:
    """Chapman's estimate of the total, with limits, from the sizes of two sources and what both have.

    Raises ValueError for counts that cannot be.
    """
    if not 0 <= both <= min(first, second):
        raise ValueError(f"{both} records in both of {first} and {second} is not possible.")
    total = (first + 1) * (second + 1) / (both + 1) - 1
    variance = (first + 1) * (second + 1) * (first - both) * (second - both) / ((both + 1) ** 2 * (both + 2))
    known = first + second - both
    unseen = total - known
    if unseen <= 0 or variance == 0:
        return total, total, total
    factor = math.exp(norm.ppf((1 + level) / 2) * math.sqrt(math.log1p(variance / unseen**2)))
    return total, known + unseen / factor, known + unseen * factor


def fits(counts: npt.NDArray[np.int64]) -> list[Fit]:
    """Models with dependent pairs of sources: all of them up to four sources, else the path of best additions.

    Pairs of sources that share no record are left independent: their dependence has no finite estimate.
    """
    sources = counts.ndim
    able = [pair for pair in itertools.combinations(range(sources), 2) if _shared(counts, pair)]
    if sources <= EVERY_MODEL:
        sets: Iterable[Pairs] = itertools.chain.from_iterable(
            itertools.combinations(able, size) for size in range(len(able) + 1)
        )
        return [fit for pairs in sets if (fit := fitted(counts, pairs)) is not None]
    path = [fit for fit in (fitted(counts, ()),) if fit is not None]
    while path:
        now = path[-1]
        wider = [fitted(counts, (*now.pairs, pair)) for pair in able if pair not in now.pairs]
        best = min((fit for fit in wider if fit is not None), key=lambda fit: fit.aic, default=None)
        if best is None or best.aic >= now.aic:
            return path
        path.append(best)
    return path


def _shared(counts: npt.NDArray[np.int64], pair: tuple[int, int]) -> int:
    return int(counts[tuple(1 if axis in pair else slice(None) for axis in range(counts.ndim))].sum())


def _design(sources: int, pairs: Pairs) -> Floats:
    """Rows: capture histories in the order of a raveled array; columns: intercept, sources, pairs."""
    cells = np.array(list(itertools.product((0, 1), repeat=sources)), dtype=float)
    return np.column_stack([np.ones(len(cells)), cells, *(cells[:, i] * cells[:, j] for i, j in pairs)])


def _poisson(design: Floats, counts: Floats) -> tuple[Floats, Floats] | None:
    """Coefficients and fitted means by iteratively reweighted least squares; None if they do not converge."""
    mean: Floats = counts + 0.5
    for _ in range(100):
        work = np.log(mean) + (counts - mean) / mean
        weighted = design * mean[:, None]
        try:
            beta = np.asarray(np.linalg.solve(design.T @ weighted, weighted.T @ work), dtype=float)
        except np.linalg.LinAlgError:
            return None
        new: Floats = np.exp(np.clip(design @ beta, -30, 30))
        if np.max(np.abs(new - mean)) <= 1e-10 * max(1.0, float(np.max(mean))):
            return beta, new
        mean = new
    return None


def fitted(counts: npt.NDArray[np.int64], pairs: Pairs) -> Fit | None:
    """The model with these pairs dependent, as R's glm(family = poisson) fits it; None if it has no finite estimate.

    `se` of the total is by linearisation, `aic` that of R.
    """
    design = _design(counts.ndim, pairs)[1:]
    seen = counts.ravel()[1:].astype(float)
    if design.shape[1] > len(seen):
        return None
    solved = _poisson(design, seen)
    if solved is None:
        return None
    beta, mean = solved
    if np.any(np.abs(beta) > 20):  # runs off to infinity
        return None
    covariance = np.linalg.inv(design.T @ (design * mean[:, None]))
    unseen = math.exp(float(beta[0]))
    loglik = float(np.sum(xlogy(seen, mean) - mean - gammaln(seen + 1)))
    deviance = 2 * float(np.sum(xlogy(seen, np.where(seen > 0, seen, 1) / mean) - (seen - mean)))
    return Fit(
        tuple(pairs),
        float(seen.sum()) + unseen,
        math.sqrt(unseen + unseen**2 * float(covariance[0, 0])),
        deviance,
        len(seen) - design.shape[1],
        2 * design.shape[1] - 2 * loglik,
    )


def profile(counts: npt.NDArray[np.int64], pairs: Pairs, level: float = 0.95) -> tuple[float, float, float]:
    """The multinomial estimate of the total with its profile likelihood limits.

    The upper one is infinite if it is more than a thousand times what was found.
    """
    design = _design(counts.ndim, pairs)
    cells = counts.ravel().astype(float)
    seen = float(cells.sum())

    def likelihood(unseen: float) -> float:
        cells[0] = unseen
        solved = _poisson(design, cells)
        if solved is None:
            return -math.inf
        everything = seen + unseen
        fit = float(np.sum(xlogy(cells, solved[1] / everything)))
        return float(gammaln(everything + 1) - gammaln(unseen + 1)) + fit

    start = fitted(counts, pairs)
    if start is None:
        raise NotEstimable("the chosen model has no finite estimate")
    best = _highest(likelihood, max(start.total - seen, 1e-6))
    needed = likelihood(best) - float(chi2.ppf(level, 1)) / 2

    def above(unseen: float) -> float:
        return likelihood(unseen) - needed

    low = 0.0 if above(0.0) >= 0 else float(brentq(above, 0.0, best, xtol=1e-6))
    far = max(2 * best, best + 10)
    while above(far) > 0:
        far *= 2
        if far > FARTHEST * seen:
            return seen + best, seen + low, math.inf
    return seen + best, seen + low, seen + float(brentq(above, best, far, xtol=1e-6))


def _highest(likelihood: Callable[[float], float], near: float) -> float:
    """Where the likelihood is highest; `near` is where the Poisson model has it, which is always a little more."""
    found = minimize_scalar(
        lambda unseen: -likelihood(unseen),
        bounds=(0, 3 * near + 10),
        method="bounded",
        options={"xatol": 1e-7 * (near + 1)},
    )
    return float(found.x)
