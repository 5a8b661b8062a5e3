"""Icon arrays of two arms: of 100 patients with and without the treatment, how many had the outcome."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, isfinite

import pandas as pd
from matplotlib.figure import Figure

from ...meta import Pooled, TwoGroups
from ...render import style
from ...render.names import Names
from ...render.style import Drawing
from ...schema import ComparisonMeasure
from ...wording import NOT_ESTIMABLE, count, level_words, sentence
from ..pools.icons import ACROSS_PHONE, LEGEND, MARGIN, PEOPLE, STEP_PAGE, circle, headline, legend, of_100
from .effects import NAMES, UNITS, estimate_words, limits_words
from .model import Compared

GAP = 0.3  # inches between the two arrays
STEP_PHONE = 0.15  # inches from one circle to the next, so that both arrays fit beside each other


@dataclass(frozen=True)
class Of100:
    """Patients of 100: `comparator` of those with the comparator; `low`, `middle` and `high` with the treatment."""

    comparator: int
    low: int
    middle: int
    high: int


def of_100_arms(compared: Compared) -> Of100 | None:
    """Both arms of a comparison as patients of 100; None where the effect or an end of its interval is not known.

    The comparator's share is that of all its arms together; the treatment's is that share with the effect applied.
    """
    measure = compared.comparison.measures[0]
    found = compared.result(measure)
    if found is None or not all(isfinite(one) for one in (found.estimate, found.ci_low, found.ci_high)):
        return None
    share = float(compared.rows["events_2"].sum() / compared.rows["n_2"].sum())
    treated = [of_100(min(max(APPLIED[measure](share, one), 0.0), 1.0)) for one in _ends(found)]
    return Of100(of_100(share), *treated)


def _ends(found: Pooled | TwoGroups) -> tuple[float, float, float]:
    return found.ci_low, found.estimate, found.ci_high


def _from_odds(share: float, ratio: float) -> float:
    return 1.0 if share == 1 else (odds := ratio * share / (1 - share)) / (1 + odds)


APPLIED: dict[ComparisonMeasure, Callable[[float, float], float]] = {
    "RR": lambda share, ratio: share * ratio,
    "RD": lambda share, difference: share + difference,
    "OR": _from_odds,
}


def better(higher_is_better: bool | None) -> str:
    """Which way the outcome goes, in words; empty where the vocabulary does not say."""
    return "" if higher_is_better is None else "more is better" if higher_is_better else "fewer is better"


def icon_arrays(compared: Compared, treatment: str, comparator: str) -> Drawing:
    """A circle a patient, the comparator's array first. Raises ValueError where the effect is not known."""
    if (found := of_100_arms(compared)) is None:
        raise ValueError(f"comparison {compared.id!r} has no effect with an interval, so there is nothing to draw.")
    level = level_words(compared.comparison.level)
    limits = (found.low, found.middle, found.high)
    heads = (f"{comparator}: {found.comparator}", f"{treatment}: {found.middle} ({found.low} to {found.high})")
    lines = (
        f"had the outcome (with {treatment}: even at the lower limit of the {level} confidence interval)",
        f"with {treatment}, up to the estimate",
        f"with {treatment}, up to the upper limit",
        "did not have it, even at the upper limit",
    )

    def draw(width: float) -> Figure:
        step = STEP_PAGE if width > style.NARROW else STEP_PHONE
        side = ACROSS_PHONE * step
        titles = [style.wrapped(head, side + GAP / 2, weight="bold") for head in heads]
        top = MARGIN + LEGEND * max(map(len, titles))
        texts = [style.wrapped(line, width - 0.4) for line in lines]
        under = top + ceil(PEOPLE / ACROSS_PHONE) * step + 0.1
        figure, axes = style.canvas(width, under + MARGIN + sum(LEGEND * len(text) for text in texts))
        for at, (title, ends) in enumerate(zip(titles, ((found.comparator,) * 3, limits), strict=True)):
            left = MARGIN + at * (side + GAP)
            for i, line in enumerate(title):
                axes.text(left, MARGIN + (i + 0.4) * LEGEND, line, weight="bold", va="center")
            for person in range(PEOPLE):
                kind = sum(person >= limit for limit in ends)
                down, across = divmod(person, ACROSS_PHONE)
                circle(axes, left + (across + 0.5) * step, top + (down + 0.5) * step, kind, step)
        legend(axes, under, texts)
        return figure

    label = compared.comparison.label
    way = better(compared.higher_is_better)
    return Drawing(
        name=f"of-100-{compared.id}",
        draw=draw,
        caption=f"{headline(label)} " + (f"{sentence(way)} " if way else "") + _how(compared, treatment, comparator),
        alt=f"Two arrays of {PEOPLE} circles, one a patient. {label}: {'; '.join(heads)}.",
        data=pd.DataFrame(
            {
                "arm": [comparator, treatment],
                "patients": [found.comparator, found.middle],
                "low": [pd.NA, found.low],
                "high": [pd.NA, found.high],
            }
        ),
    )


def _how(compared: Compared, treatment: str, comparator: str) -> str:
    rows, measure = compared.rows, compared.comparison.measures[0]
    found = compared.result(measure)
    assert found is not None  # else nothing is drawn
    pooled = "pooled " if measure in compared.pooled else ""
    effect = f"{NAMES[measure].lower()} of {estimate_words(found, measure)} ({limits_words(found, measure)})"
    return (
        f"Those with {comparator} are {int(rows['events_2'].sum()):,} of {int(rows['n_2'].sum()):,} in "
        f"{count(len(rows), 'randomised trial')}; those with {treatment} follow from them by the {pooled}{effect}"
        f"{UNITS[measure].replace(',', '')}."
    )


def answer(compared: Compared, treatment: str, comparator: str) -> str:
    """The result for a first page: both arms as patients of 100, or why there is none."""
    rows, label = compared.rows, compared.comparison.label
    if rows.empty:
        return f"{label}: we found no randomised trial with accessible counts."
    trials = count(len(rows), "randomised trial")
    if (found := of_100_arms(compared)) is None:
        return f"{label}: in {trials}, the effect could not be estimated."
    level = level_words(compared.comparison.level)
    interval = f"{level} confidence interval {found.low} to {found.high}"
    return (
        f"{label}: of 100 such patients, about {found.middle} with {treatment} ({interval}) and {found.comparator} "
        f"with {comparator}, in {trials}."
    )


def names(compared: Compared, treatment: str, comparator: str) -> Names:
    """answer; of-100 and of-100-ci: patients of 100 with the treatment; of-100-comparator: with the comparator."""
    found = of_100_arms(compared)
    return {
        "answer": lambda: answer(compared, treatment, comparator),
        "of-100": f"{found.middle} of {PEOPLE}" if found is not None else NOT_ESTIMABLE,
        "of-100-ci": f"{found.low} to {found.high}" if found is not None else NOT_ESTIMABLE,
        "of-100-comparator": f"{found.comparator} of {PEOPLE}" if found is not None else NOT_ESTIMABLE,
    }
