"""Icon array: of 100 patients like those of a pool, how many had the outcome, with the confidence interval."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Ellipse

from ...render import style
from ...render.names import Names
from ...render.style import Drawing
from ...wording import NOT_ESTIMABLE, count, level_words, rounded
from .model import Synthesis

PEOPLE = 100
ACROSS_PAGE, ACROSS_PHONE = 20, 10  # circles in a row
RADIUS = 0.36  # of the distance from one circle to the next
STEP_PAGE, STEP_PHONE = 0.24, 0.3  # inches, that distance
MARGIN = 0.06
LEGEND = 0.22  # inches from one line of the legend to the next
CAUTION = "Without a control group it is not known how many of them would have had it without the treatment."
# From the left: within the interval's lower limit, up to the estimate, up to the upper limit, beyond: face and edge.
DOTTED = 1  # the kind that also has a dot, so that it differs from the first without its colour
FACES = ((style.BLUE, style.BLUE), (style.SKY, style.BLUE), ("white", style.BLUE), (style.RULE, style.RULE))


def of_100(share: float) -> int:
    """How many of 100, to the nearest whole patient; a half is rounded up, as in the percentages beside it."""
    return int(rounded(share, shift=2))


def icon_array(synthesis: Synthesis) -> Drawing:
    """A circle a patient. Raises ValueError where nothing was pooled."""
    if (pooled := synthesis.pooled) is None:
        raise ValueError(f"pool {synthesis.id!r} has no study with a count, so there is nothing to draw.")
    low, middle, high = (of_100(share) for share in (pooled.ci_low, pooled.estimate, pooled.ci_high))
    level, label = level_words(synthesis.pool.level), synthesis.pool.label
    estimate = "pooled estimate" if pooled.k > 1 else "estimate of the one cohort"
    lines = (
        f"{low} of {PEOPLE}: even at the lower limit of the {level} confidence interval",
        f"{middle - low} more: {middle} in all, the {estimate}",
        f"{high - middle} more: {high} in all, at the upper limit",
        f"{PEOPLE - high} of {PEOPLE}: did not have it, even at the upper limit",
    )

    def draw(width: float) -> Figure:
        across = ACROSS_PAGE if width > style.NARROW else ACROSS_PHONE
        step = STEP_PAGE if width > style.NARROW else STEP_PHONE
        rows = ceil(PEOPLE / across)
        texts = [style.wrapped(line, width - 0.4) for line in lines]
        height = 2 * MARGIN + rows * step + 0.1 + sum(LEGEND * len(text) for text in texts)
        figure, axes = style.canvas(width, height)
        for person in range(PEOPLE):
            kind = sum(person >= limit for limit in (low, middle, high))
            circle(axes, MARGIN + (person % across + 0.5) * step, MARGIN + (person // across + 0.5) * step, kind, step)
        legend(axes, MARGIN + rows * step + 0.1, texts)
        return figure

    return Drawing(
        name=f"of-100-{synthesis.id}",
        draw=draw,
        caption=f"{headline(label)} {CAUTION}",
        alt=f"{PEOPLE} circles, one a patient. {label}: {'; '.join(lines)}.",
        data=pd.DataFrame({"patients": [low, middle - low, high - middle, PEOPLE - high], "meaning": lines}),
    )


def circle(axes: style.Sheet, x: float, y: float, kind: int, step: float) -> None:
    """A patient at x and y inches: `kind` 0 to 3 is the place among the limits of the interval, as in FACES."""
    face, edge = FACES[kind]
    axes.add_patch(Circle((x, y), RADIUS * step, facecolor=face, edgecolor=edge, lw=1.2))
    if kind == DOTTED:  # on a dark page its colour is brighter than that of kind 0, and in grey the two are alike
        axes.add_patch(Ellipse((x, y), RADIUS * step, RADIUS * step, facecolor=edge, edgecolor="none"))


def legend(axes: style.Sheet, top: float, texts: Sequence[Sequence[str]]) -> None:
    """The meaning of each kind of circle below `top` inches, in one or more lines of text each."""
    y = top + LEGEND / 2
    for kind, text in enumerate(texts):
        circle(axes, MARGIN + STEP_PAGE / 2, y, kind, STEP_PAGE)
        for line in text:
            axes.text(MARGIN + 0.33, y, line, va="center")
            y += LEGEND


def headline(label: str) -> str:
    """What begins the caption: **Of 100 such patients: relief at a month.**"""
    return f"**Of {PEOPLE} such patients: {label[0].lower()}{label[1:]}.**"


def answer(synthesis: Synthesis) -> str:
    """The result for a first page: patients of 100 with the outcome, or that there is none."""
    if (pooled := synthesis.pooled) is None:
        return f"{synthesis.pool.label}: we found no cohort with accessible counts."
    low, middle, high = (of_100(share) for share in (pooled.ci_low, pooled.estimate, pooled.ci_high))
    interval = f"{level_words(synthesis.pool.level)} confidence interval {low} to {high}"
    return (
        f"{synthesis.pool.label}: about {middle} of {PEOPLE} such patients ({interval}), "
        f"in {count(len(synthesis.rows), 'cohort')}."
    )


def names(synthesis: Synthesis) -> Names:
    """answer: a sentence for a first page; of-100 and of-100-ci: estimate and interval as patients of 100."""
    pooled = synthesis.pooled
    return {
        "answer": lambda: answer(synthesis),
        "of-100": lambda: f"{of_100(pooled.estimate)} of {PEOPLE}" if pooled is not None else NOT_ESTIMABLE,
        "of-100-ci": lambda: (
            f"{of_100(pooled.ci_low)} to {of_100(pooled.ci_high)}" if pooled is not None else NOT_ESTIMABLE
        ),
    }
