"""Tables of what the review means: beside earlier reviews, the starting point's topics, and what is missing."""

from __future__ import annotations

from ...render.table import Table, plain, study_link
from ...schema import Background, BackgroundValue, Beside, Point, Purpose
from ...wording import sentence
from .. import mechanisms
from ..background.model import access_label, by_year
from ..results import Results

NOTHING_SAID = "Its accessible text gives nothing that can be compared with a result of this review."


def earlier_reviews(results: Results) -> Table:
    """Each declared comparison with an earlier review; a review without one with what was accessible of it."""
    review = results.review
    rows = []
    for key in by_year(review, Purpose.EARLIER_REVIEW):
        item, name = review.background[key], study_link(key, review.bibliography.label(key))
        compared = [comparison for comparison in review.config.earlier_reviews if comparison.study == key]
        rows += [[name, *_compared(results, item, comparison)] for comparison in compared]
        if not compared:
            said = " ".join(f"{plain(sentence(point.point))} ({access_label(item, point)})" for point in item.points)
            rows.append([name, said, NOTHING_SAID, "not compared", plain(item.limits)])
    return Table(
        "earlier-reviews",
        "Earlier reviews compared with this one. What this review finds is computed from the data of this version.",
        ["Earlier review", "What it says, and how much was read", "This review", "Agreement", "Why"],
        rows,
        [12, 25, 30, 10, 23],
    )


def _compared(results: Results, item: Background, comparison: Beside) -> list[str]:
    blocks: list[Point | BackgroundValue] = [*item.points, *item.figures]
    block = next(block for block in blocks if block.id == comparison.point)
    said = block.point if isinstance(block, Point) else block.as_printed
    here = " ".join(plain(results[name].text) for name in comparison.results)
    return [
        f"{plain(sentence(said))} ({access_label(item, block)})",
        here,
        plain(comparison.verdict.label),
        plain(comparison.why),
    ]


def scope(results: Results) -> Table:
    """Topics of the review this one grew from, with what is here on each and the chapter that treats it."""
    rows = [
        [
            plain(topic.topic),
            " ".join(plain(results[name].text) for name in topic.results),
            f"[](/chapters/{topic.chapter}.md)",  # the link takes the title of its page,
        ]
        for topic in results.review.config.scope
    ]
    return Table(
        "scope",
        "Topics of the review that this one grew from: what the data of this version contain on each, and where.",
        ["Topic", "This review", "Chapter"],
        rows,
        [18, 58, 24],
    )


def gaps(results: Results) -> Table:
    """What no publication reports, or one alone: subgroups with a count, mechanisms in treated patients."""
    review = results.review
    rows = []
    for name, pool in review.config.pools.items():
        synthesis = results.analysis.pool(name)
        for part in synthesis.subgroups:
            if part.pooled is None:
                rows.append(["Response", plain(f"{pool.label}, {part.subgroup.label}: no cohort with a count."), ""])
            elif part.pooled.k == 1:
                rows.append(["Response", plain(f"{pool.label}, {part.subgroup.label}: a single cohort."), ""])
    for chapter in sorted({axis.chapter for axis in review.vocabulary.axes.values()}):
        evidence = mechanisms.evidence(review, chapter)
        link = f"[](/chapters/mechanisms/{chapter}.md)"
        if evidence.direct_publications == 0:
            rows.append(["Mechanism", plain(f"{evidence.label}: not measured in treated patients."), link])
        elif evidence.direct_publications == 1:
            rows.append(["Mechanism", plain(f"{evidence.label}: measured in treated patients once."), link])
    return Table(
        "gaps",
        f"What no publication found reports, or only one, on {plain(review.config.intervention)} in "
        f"{plain(review.config.condition_short)}.",
        ["Kind", "Gap", "Chapter"],
        rows,
        [14, 62, 24],
    )
