"""Tables of what the review means: beside earlier reviews, the starting point's topics, and what is missing."""

from __future__ import annotations

from ...render.table import Table, plain, study_link
from ...schema import Background, BackgroundValue, Beside, Point, Purpose
from ...wording import sentence
from .. import mechanisms
from ..background.model import access_label, by_year
from ..mechanisms.table import chapter_link
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
    missing: dict[str, tuple[list[str], list[str]]] = {}  # by what is asked: of none and of one publication or cohort
    for name, pool in review.config.pools.items():
        none, one = missing.setdefault(plain(pool.label), ([], []))
        for part in results.analysis.pool(name).subgroups:
            if part.pooled is None:
                none.append(plain(part.subgroup.label))
            elif part.pooled.k == 1:
                one.append(plain(part.subgroup.label))
    none, one = missing.setdefault("Mechanisms", ([], []))
    for chapter in mechanisms.chapters(review):
        link = chapter_link(review, chapter, mechanisms.evidence(review, chapter).label)
        found = mechanisms.evidence(review, chapter).direct_publications
        if found < 2:
            (one if found else none).append(link)
    rows = [[what, *("; ".join(each) or "–" for each in both)] for what, both in missing.items() if any(both)]
    return Table(
        "gaps",
        f"What no publication found reports, or only one, on {plain(review.config.intervention)} in "
        f"{plain(review.config.condition_short)}: each response, counted in a group of patients, and "
        "mechanisms, measured in treated patients.",
        ["In treated patients", "Not reported for", "Reported once for"],
        rows,
        [28, 44, 28],
    )
