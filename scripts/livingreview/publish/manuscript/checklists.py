"""Checklists of reporting standards, with the page of the article on which each item is reported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import panflute as pf

from ...schema import Reported, ReportedItem, StandardItem, standards
from ...store import Review
from ...store.chapters import CHAPTERS, headings
from .assemble import Paper, words
from .front import DECLARATIONS

Pages = Mapping[str, Mapping[str, int]]
TITLE_PAGE = "index"  # first page of the book, which is the title page in the article
ANSWERS = {Reported.MET: "yes", Reported.PARTLY: "in part", Reported.NOT_DONE: "no"}
HEADER = ("Item", "Section and topic", "Checklist item", "Reported", "Where, or why not")
WIDTHS = (0.07, 0.17, 0.4, 0.09, 0.27)
OWN_WORDS = "†"  # beside an item whose wording the engine does not have
DECLARED_ON = f"place:{DECLARATIONS}"


def checklist(review: Review, name: str, pages: Pages, blinded: bool = False) -> Paper:
    """The checklist of a standard, filled in. `pages` holds the page of every label in the two PDF files.

    A `blinded` one does not give the address of the site.
    """
    standard = standards()[name]
    given = review.followed[name]
    rows = [
        (
            item.id if item.id[0].isdigit() else "new",
            f"{item.section}: {item.topic}" if item.section != item.topic else item.topic,
            item.wording or f"{item.asks} {OWN_WORDS}",
            ANSWERS.get(given[item.id].reported, "does not apply"),
            _where(review, item, given[item.id], pages, blinded),
        )
        for item in standard.items
    ]
    config = review.config
    note = (
        f"{config.title}. Version {config.version}, data of {config.date:%-d %B %Y}. "
        "Pages are those of manuscript.pdf (p.) and supplement.pdf (supplement p.). "
        f"Wording of the items: {standard.wording_from}"
    )
    quoted = all(item.wording for item in standard.items)
    own = "" if quoted else f"; in short words of ours where marked {OWN_WORDS}"
    table = pf.Table(
        pf.TableBody(*(pf.TableRow(*(_cell(text) for text in row)) for row in rows)),
        head=pf.TableHead(pf.TableRow(*(_cell(text) for text in HEADER))),
        colspec=[("AlignLeft", width) for width in WIDTHS],
    )
    return Paper(name, f"{standard.title} checklist", [pf.Para(*words(f"{note}{own}."))], [], [table], {})


def _cell(text: str) -> pf.TableCell:
    return pf.TableCell(pf.Plain(*words(text)))


def _where(review: Review, item: StandardItem, given: ReportedItem, pages: Pages, blinded: bool) -> str:
    found = list(dict.fromkeys(place_of(review, where, pages, blinded) for where in _nearest(given.where, pages)))
    signed = review.authors is not None and not review.authors.placeholders
    if item.declared and signed and (page := pages["manuscript"].get(DECLARED_ON)) is not None:
        found = [f"p. {page} (Declarations)"]
    return ". ".join(filter(None, ["; ".join(found), (given.note or "").rstrip(".")]))


def _nearest(places: Sequence[str], pages: Pages) -> list[str]:
    """The places that are in the article; if none is, those in the supplement; if none is, all, which are online."""
    for document in ("manuscript", "supplement"):
        if found := [one for one in places if _on_title_page(one) or _label(one) in pages[document]]:
            return found
    return list(places)


def _on_title_page(where: str) -> bool:
    return where.partition("#")[0] == TITLE_PAGE


def _label(where: str) -> str:
    chapter, _, anchor = where.partition("#")
    return f"place:{chapter}" + (f"::{anchor}" if anchor else "")


def place_of(review: Review, where: str, pages: Pages, blinded: bool = False) -> str:
    """A place such as methods#sources as `p. 3 (Sources)`, `supplement p. 7 (...)` or an online page."""
    chapter, _, anchor = where.partition("#")
    if chapter == TITLE_PAGE:
        return "p. 1 (title page)"
    titles = headings(review.root / CHAPTERS / f"{chapter}.md")
    title = titles.get(anchor) if anchor else next(iter(titles.values()), chapter)
    label = _label(where)
    for document, lead in (("manuscript", "p."), ("supplement", "supplement p.")):
        if (page := pages[document].get(label)) is not None:
            return f"{lead} {page} ({title})"
    site = (review.config.address if not blinded else None) or "online version,"
    return f"{site.rstrip('/')} {CHAPTERS}/{chapter}.html{'#' + anchor if anchor else ''}"
