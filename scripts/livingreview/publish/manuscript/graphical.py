"""The graphical abstract: question, result, comparison and certainty of the review in one picture, from the data."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from pathlib import Path

from matplotlib.figure import Figure
from matplotlib.patches import Circle, Rectangle

from ...render import style
from ...store import Review
from ...subjects.pools.icons import CAUTION, FACES, PEOPLE, RADIUS
from ...subjects.results import Results, UnknownResult
from ...wording import sentence

NAME = "graphical-abstract"
WIDTH, MARGIN, GAP = 7.2, 0.15, 0.2  # inches
ACROSS, STEP = 10, 0.27  # circles in a row; inches from one to the next
HEAD, TEXT, SMALL = 12.0, 9.0, 8.0  # points
LINE = 0.2  # inches from one line of text to the next


@dataclass(frozen=True)
class Panel:
    """A heading and the text below it."""

    head: str
    text: str


def content(review: Review) -> tuple[tuple[int, int, int], list[Panel]] | None:
    """Of 100 patients: lower limit, estimate and upper limit; and the panels. None without a primary pool's result."""
    config = review.config
    results = Results(review)

    def said(name: str) -> str:
        try:
            return results[name].text
        except UnknownResult:
            return ""

    pool = next((name for name, one in config.pools.items() if one.primary), None)
    if pool is None:
        return None
    shares = [said(f"plain.pools.{pool}.of-100{end}") for end in ("-low", "", "-high")]
    if not all(one.isdigit() for one in shares):
        return None
    low, middle, high = map(int, shares)
    question = config.question
    asked = f"{question.intervention} In: {question.population[0].lower()}{question.population[1:]}"
    uncontrolled = said(f"pools.{pool}.single-arm.in-words")
    patients = f"{said(f'pools.{pool}.n')} patients in {said(f'pools.{pool}.cohorts')}, {uncontrolled} not randomised"
    panels = [Panel("Question", asked), Panel("Patients", sentence(patients))]
    comparison = next((name for name in config.comparisons if said(f"comparisons.{name}.k") not in ("", "0")), None)
    if comparison is not None:
        panels.append(Panel("Randomised comparison", said(f"comparisons.{comparison}.sentence")))
    if level := said(f"certainty.{pool}.level"):
        panels.append(Panel("Certainty of the evidence", sentence(level[0].upper() + level[1:])))
    panels.append(Panel("Not known", CAUTION))
    return (low, middle, high), panels


def draw(review: Review) -> Figure | None:
    """The picture; None where no primary pool has a result."""
    if (found := content(review)) is None:
        return None
    (low, middle, high), panels = found
    label = review.config.pools[next(n for n, one in review.config.pools.items() if one.primary)].label
    left = ACROSS * STEP
    right = WIDTH - 2 * MARGIN - left - GAP
    title = style.wrapped(review.config.title, WIDTH - 2 * MARGIN, HEAD, "bold")
    legend = [
        style.wrapped(text, left - 0.3, SMALL)
        for text in (
            f"at the lower limit of the confidence interval ({low})",
            f"pooled estimate ({middle})",
            f"at the upper limit ({high})",
            "without, even at the upper limit",
        )
    ]
    lines = [style.wrapped(panel.text, right, TEXT) for panel in panels]
    top = MARGIN + len(title) * 0.24 + 0.1
    caption = style.wrapped(f"Of {PEOPLE} patients: {label[0].lower()}{label[1:]}", left, TEXT, "bold")
    circles = top + len(caption) * LINE + 0.05
    below = circles + ceil(PEOPLE / ACROSS) * STEP + 0.1
    height_left = below + sum(0.17 * len(one) + 0.04 for one in legend)
    height_right = top + sum(LINE * (1 + len(one)) + 0.12 for one in lines)
    height = max(height_left, height_right) + MARGIN
    figure, axes = style.canvas(WIDTH, height)
    axes.add_patch(Rectangle((0, 0), WIDTH, height, facecolor="white", edgecolor="none"))
    for i, line in enumerate(title):
        axes.text(MARGIN, MARGIN + 0.12 + i * 0.24, line, size=HEAD, weight="bold", va="center")
    for i, line in enumerate(caption):
        axes.text(MARGIN, top + (i + 0.5) * LINE, line, size=TEXT, weight="bold", va="center")
    for person in range(PEOPLE):
        kind = sum(person >= limit for limit in (low, middle, high))
        _circle(axes, MARGIN + (person % ACROSS + 0.5) * STEP, circles + (person // ACROSS + 0.5) * STEP, kind)
    y = below
    for kind, text in enumerate(legend):
        _circle(axes, MARGIN + 0.1, y + 0.085, kind, 0.2)
        for line in text:
            axes.text(MARGIN + 0.27, y + 0.085, line, size=SMALL, va="center")
            y += 0.17
        y += 0.04
    x, y = MARGIN + left + GAP, top
    for panel, text in zip(panels, lines, strict=True):
        axes.text(x, y + LINE / 2, panel.head, size=TEXT, weight="bold", color=style.BLUE, va="center")
        for line in text:
            y += LINE
            axes.text(x, y + LINE / 2, line, size=TEXT, va="center")
        y += LINE + 0.12
    return figure


def _circle(axes: style.Sheet, x: float, y: float, kind: int, step: float = STEP) -> None:
    face, edge = FACES[kind]
    axes.add_patch(Circle((x, y), RADIUS * step, facecolor=face, edgecolor=edge, lw=1.0))


def write(review: Review, folder: Path) -> list[Path]:
    """Write the picture as PDF and PNG into the folder; returns the files, none where there is nothing to draw."""
    with style.theme():
        if (figure := draw(review)) is None:
            return []
        files = [folder / f"{NAME}.pdf", folder / f"{NAME}.png"]
        figure.savefig(files[0], metadata={"CreationDate": None})
        figure.savefig(files[1], dpi=300, metadata={"Software": None})
    return files
