"""Agreement of two people who judged the same items: percent, Cohen's kappa and Gwet's AC1, with intervals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .inference import critical
from .inputs import check_level
from .intervals import study_interval
from .types import FloatArray


@dataclass(frozen=True)
class Coefficient:
    """A measure of agreement and its confidence interval.

    Attributes
    ----------
    estimate, ci_low, ci_high : float or None
        Between -1 and 1; None where it is not defined.
    se : float or None
        Standard error.
    note : str
        Why an entry is None; empty otherwise.

    Examples
    --------
    >>> from livingreview.meta import agreement
    >>> agreement(["a", "b", "a"], ["a", "b", "a"]).kappa.note
    'With no disagreement, the standard error is 0 and gives no interval.'
    """

    estimate: float | None
    ci_low: float | None = None
    ci_high: float | None = None
    se: float | None = None
    note: str = ""


@dataclass(frozen=True)
class Agreement:
    """How far two people agreed on the items that both judged.

    Attributes
    ----------
    categories : tuple of str
        The categories, in the order of the table.
    table : tuple of tuple of int
        Counts of the items that both judged: rows are the first person's categories, columns the second's.
    only_first, only_second : int
        Items that one of them judged alone; they enter no measure.
    percent : Coefficient
        Share of items with the same judgement, between 0 and 1, with Wilson's interval.
    kappa : Coefficient
        Cohen's kappa.
    ac1 : Coefficient
        Gwet's AC1, which stays stable where nearly all judgements are the same.

    Examples
    --------
    >>> from livingreview.meta import agreement
    >>> found = agreement(["yes", "no", "no", None], ["yes", "yes", "no", "no"])
    >>> found.table, found.only_second
    (((1, 0), (1, 1)), 1)
    """

    categories: tuple[str, ...]
    table: tuple[tuple[int, ...], ...]
    only_first: int
    only_second: int
    percent: Coefficient
    kappa: Coefficient
    ac1: Coefficient

    @property
    def both(self) -> int:
        return sum(map(sum, self.table))

    @property
    def same(self) -> int:
        return sum(row[i] for i, row in enumerate(self.table))


def agreement(
    first: Iterable[str | None],
    second: Iterable[str | None],
    categories: Sequence[str] | None = None,
    level: float = 0.95,
    clusters: Sequence[str] | None = None,
) -> Agreement:
    """Agreement of two people on the same items.

    Measures rest on the items that both judged. Kappa compares the share of equal judgements with the one expected if
    each person judged at random with their own frequencies, AC1 with one that vanishes where nearly everything falls
    into one category. Intervals are t intervals with n - 1 degrees of freedom, cut at -1 and 1, as in Gwet's software.

    With clusters, such as the publications that items are from, items of one cluster need not be independent: standard
    errors are those of the jackknife that leaves out one cluster of m at a time, sqrt((m - 1) / m * sum((t_i -
    mean(t))^2)), and intervals are t intervals with m - 1 degrees of freedom. Where all items agree, that error is 0;
    the share then has the exact interval of m agreeing clusters of m, whose lower limit is ((1 - level) / 2)^(1/m).

    Parameters
    ----------
    first, second : iterable of str or None, length n
        The judgement of each item by each person; None where there is none.
    categories : sequence of str, optional
        All categories that could be chosen (AC1 depends on their number). By default those that were chosen, in the
        order in which they first appear.
    level : float
        Confidence level, between 0 and 1.
    clusters : sequence of str, length n, optional
        What each item is a part of. By default, items are independent.

    Returns
    -------
    Agreement

    Raises
    ------
    ValueError
        For different numbers of items, a judgement that is not text or lies outside the categories, a category given
        twice, a cluster that is not text, or a level outside 0 and 1.

    References
    ----------
    - Cohen J. Educ Psychol Meas 1960;20:37-46 (kappa).
    - Fleiss JL, Cohen J, Everitt BS. Psychol Bull 1969;72:323-327 (its standard error).
    - Gwet KL. Br J Math Stat Psychol 2008;61:29-48 (AC1 and its standard error).
    - Gwet KL. Handbook of inter-rater reliability. 4th ed. 2014 (intervals).
    - Wolter KM. Introduction to variance estimation. 2nd ed. 2007, chapter 4 (jackknife that leaves out clusters).
    - Clopper CJ, Pearson ES. Biometrika 1934;26:404-413 (exact interval where all agree).

    Examples
    --------
    >>> from livingreview.meta import agreement
    >>> first = ["exclude"] * 95 + ["include"] * 5
    >>> second = ["exclude"] * 93 + ["include"] * 5 + ["exclude"] * 2
    >>> found = agreement(first, second)
    >>> round(found.percent.estimate, 2), round(found.kappa.estimate, 2), round(found.ac1.estimate, 2)
    (0.96, 0.58, 0.96)
    """
    check_level(level)
    one, two = _judgements("first", first), _judgements("second", second)
    if len(one) != len(two):
        raise ValueError(f"first and second must judge the same items, not {len(one)} and {len(two)}.")
    named = list(dict.fromkeys(judged for pair in zip(one, two, strict=True) for judged in pair if judged is not None))
    known = named if categories is None else _judgements("categories", categories)
    if None in known:
        raise ValueError("categories must be text, not None.")
    if len(set(known)) < len(known):
        raise ValueError(f"categories: each category once, not {', '.join(known)}.")
    if strange := [judged for judged in named if judged not in known]:
        raise ValueError(f"{strange[0]!r} is not a category; choose one of {', '.join(map(repr, known))}.")
    part = [""] * len(one) if clusters is None else _judgements("clusters", clusters)
    if len(part) != len(one) or None in part:
        raise ValueError(f"clusters must be text, one for each of the {len(one)} items.")
    place = {category: i for i, category in enumerate(known)}
    tables: dict[str, FloatArray] = {}
    for a, b, cluster in zip(one, two, part, strict=True):
        if a is not None and b is not None:
            tables.setdefault(cluster, np.zeros((len(known), len(known))))[place[a], place[b]] += 1
    table = sum(tables.values(), np.zeros((len(known), len(known))))
    measures = _measures(table, level)
    if clusters is not None and tables:
        measures = _by_cluster(measures, table, list(tables.values()), level)
    return Agreement(
        tuple(known),
        tuple(tuple(int(count) for count in row) for row in table),
        sum(a is not None and b is None for a, b in zip(one, two, strict=True)),
        sum(a is None and b is not None for a, b in zip(one, two, strict=True)),
        *measures,
    )


def _judgements(name: str, given: Any) -> list[str]:
    """The judgements (None where there is none) as a list; a ValueError for anything but text."""
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise ValueError(f"{name} must be a list of judgements, not {given!r}.")
    if np.ma.isMaskedArray(given) or getattr(given, "ndim", 1) != 1:
        raise ValueError(f"{name} must be a list of judgements, not an array that is masked or has several dimensions.")
    found = list(given)
    for place, judged in enumerate(found):
        if judged is not None and not isinstance(judged, str):
            raise ValueError(f"{name}[{place}] must be text, or None where nothing was judged, not {judged!r}.")
    return found


def _measures(table: FloatArray, level: float) -> tuple[Coefficient, Coefficient, Coefficient]:
    """Percent, kappa and AC1 of a table of counts, shape (q, q)."""
    n = table.sum()
    if n == 0:
        nothing = Coefficient(None, note="No item was judged by both.")
        return nothing, nothing, nothing
    share = study_interval([np.trace(table)], [n], level=level)
    low, high = float(share.ci_low[0]), float(share.ci_high[0])
    same = float(share.estimate[0])
    percent = Coefficient(same, low, high, float(np.sqrt(same * (1 - same) / n)))
    p = table / n
    return percent, _kappa(p, n, level), _ac1(p, n, level)


Measures = tuple[Coefficient, Coefficient, Coefficient]


def _by_cluster(measures: Measures, table: FloatArray, tables: Sequence[FloatArray], level: float) -> Measures:
    """The measures with intervals from the jackknife that leaves out each of these tables, shape (q, q), in turn."""
    m = len(tables)
    without = [_measures(table - one, level) for one in tables] if m > 1 else []
    made = []
    for place, whole in enumerate(measures):
        estimates = [found[place].estimate for found in without]
        if whole.estimate is None:
            made.append(whole)
        elif m < 2:
            made.append(Coefficient(whole.estimate, note="One cluster gives no standard error."))
        elif place == 0 and whole.estimate == 1:
            exact = study_interval([m], [m], method="clopper-pearson", level=level)
            note = f"Nothing disagrees: the interval is the exact one of {m} clusters."
            made.append(Coefficient(1.0, float(exact.ci_low[0]), 1.0, 0.0, note))
        elif None in estimates:
            made.append(Coefficient(whole.estimate, note="Without one of the clusters, it is not defined."))
        else:
            left = np.array(estimates, float)
            variance = (m - 1) / m * float(np.sum((left - left.mean()) ** 2))
            made.append(_with_interval(whole.estimate, variance, m, level))
    return made[0], made[1], made[2]


def _kappa(p: FloatArray, n: float, level: float) -> Coefficient:
    """Cohen 1960, with the standard error of Fleiss, Cohen and Everitt 1969 (their formula 13, all weights 0 or 1)."""
    rows, columns = p.sum(axis=1), p.sum(axis=0)
    same, chance = float(np.trace(p)), float(rows @ columns)
    if np.isclose(chance, 1):
        return Coefficient(None, note="Both used one and the same category only, so kappa is not defined.")
    kappa = (same - chance) / (1 - chance)
    # The cell (i, j) deviates by its agreement less (1 - kappa) times the mean share of what it was compared with.
    marginals = columns[:, None] + rows[None, :]
    weights = np.eye(len(p)) - marginals * (1 - kappa)
    variance = (np.sum(p * weights**2) - (kappa - chance * (1 - kappa)) ** 2) / (n * (1 - chance) ** 2)
    return _with_interval(kappa, variance, n, level)


def _ac1(p: FloatArray, n: float, level: float) -> Coefficient:
    """Gwet 2008, formulas 12 and 20 for two raters."""
    q = len(p)
    if q < 2:
        return Coefficient(None, note="There is one category only, so AC1 is not defined.")
    share = (p.sum(axis=1) + p.sum(axis=0)) / 2
    same, chance = float(np.trace(p)), float(np.sum(share * (1 - share)) / (q - 1))
    ac1 = (same - chance) / (1 - chance)
    mean = (share[:, None] + share[None, :]) / 2
    on_diagonal = np.sum(np.diag(p) * (1 - share)) / (q - 1) - same * chance
    all_cells = np.sum(p * (1 - mean) ** 2) / (q - 1) ** 2 - chance**2
    variance = same * (1 - same) - 4 * (1 - ac1) * on_diagonal + 4 * (1 - ac1) ** 2 * all_cells
    return _with_interval(ac1, variance / (n * (1 - chance) ** 2), n, level)


def _with_interval(estimate: float, variance: float, n: float, level: float) -> Coefficient:
    if n < 2:
        return Coefficient(estimate, note="One item gives no standard error.")
    se = float(np.sqrt(max(variance, 0.0)))
    if se < 1e-9:  # what rounding leaves of 0
        about = "no disagreement" if estimate > 0 else "nothing but disagreement"
        return Coefficient(estimate, se=0.0, note=f"With {about}, the standard error is 0 and gives no interval.")
    half = critical(level, n - 1) * se
    return Coefficient(estimate, max(estimate - half, -1.0), min(estimate + half, 1.0), se)
