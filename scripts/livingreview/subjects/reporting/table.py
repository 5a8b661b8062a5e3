"""Tables of the reporting standards: which item is met where."""

from __future__ import annotations

from ...render.table import Table, plain
from ...schema import Reported, ReportedItem, standards
from ...store import Review
from ...store.chapters import CHAPTERS, headings

# A shape and a word: never colour alone.
SIGNS = {Reported.MET: "● met", Reported.PARTLY: "◐ in part", Reported.NOT_DONE: "○ not done"}


def checklist(review: Review, name: str) -> Table:
    """Every item of a standard with where it is met, or why it is not. Raises KeyError for one that is not followed."""
    followed = review.followed
    if name not in followed:
        raise KeyError(f"standard {name!r} is not in data/reporting.yaml. There are: {', '.join(followed) or 'none'}.")
    standard = standards()[name]
    rows = []
    for item in standard.items:
        given = followed[name][item.id]
        number = item.id if item.id[0].isdigit() else "new"
        rows.append(
            [
                f"{number} {plain(item.topic)}",
                plain(item.asks),
                SIGNS.get(given.reported, "– does not apply"),
                _where(review, given),
            ]
        )
    return Table(
        f"standard-{name}",
        f"{standard.title}: each item, and where it is met.",
        ["Item", "What is asked", "Here", "Where, or why not"],
        rows,
        [16, 32, 11, 41],
        stacked=True,
    )


def tally(review: Review, name: str) -> dict[Reported, int]:
    """Items of a standard by how far they are met."""
    given = [item.reported for item in review.followed[name].values()]
    return {one: given.count(one) for one in Reported}


def _where(review: Review, item: ReportedItem) -> str:
    links = [_link(review, where) for where in item.where]
    return ". ".join(filter(None, ["; ".join(links), plain(item.note)]))


def _link(review: Review, where: str) -> str:
    chapter, _, anchor = where.partition("#")
    titles = headings(review.root / CHAPTERS / f"{chapter}.md")
    title = next(iter(titles.values()))
    label = f"{title}: {titles[anchor]}" if anchor else title
    return f"[{plain(label)}](/{CHAPTERS}/{chapter}.md{'#' + anchor if anchor else ''})"
