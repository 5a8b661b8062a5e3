"""Pages of two built sites whose text is different, but for what changes everywhere when one publication is added.

Numbers of citations, figures, tables and sections, and dates are no difference; neither is the order of the blocks of a
page, such as references. A figure is different if its drawing or its alternative text is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from bs4 import BeautifulSoup, Tag

from ...store import DataError, Problem
from .material import MOST_BLOCKS, MOST_PAGES, Page, Pages
from .quoting import cut, different

NO_CONTENT = {"genindex.html", "search.html", "py-modindex.html"}
BLOCKS = ("h1", "h2", "h3", "h4", "h5", "h6", "p", "li", "tr", "dt", "dd", "pre", "figcaption", "summary")
# Numbers of citations (in the text, and in the list of references with the links back), of equations, and signs.
NUMBERS = (
    ".bibtex-citation, .citation > .label, .backrefs, .fn-backref, .eqno, .caption-number, a.headerlink, script, style"
)
NUMBERED = re.compile(r"\b(Fig\.|Figure|Table|Section|Chapter|Equation)\s+\d+(?:\.\d+)*")
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
DATE = re.compile(rf"\b(?:\d{{4}}-\d\d-\d\d|\d{{1,2}} (?:{MONTHS}) \d{{4}})\b")
LONGEST = 500  # characters of a block that are kept


@dataclass(frozen=True)
class Read:
    """A page as read: its title, its blocks in order with their elements, and its figures by name."""

    soup: BeautifulSoup
    title: str
    blocks: tuple[tuple[str, Tag], ...]
    figures: dict[str, tuple[str, bytes]]


def compare_sites(old: Path, new: Path) -> Pages:
    """The pages of two sites that are different. Raises DataError if either folder holds no site."""
    before, after = _pages(old), _pages(new)
    both = [name for name in after if name in before]
    different = [page for name in both if (page := _compared(name, old, new)) is not None]
    added, gone = ([name for name in one if name not in other] for one, other in ((after, before), (before, after)))
    kept = different[:MOST_PAGES]
    return Pages(
        pages=tuple(kept),
        new=tuple(added[:MOST_PAGES]),
        gone=tuple(gone[:MOST_PAGES]),
        same=len(both) - len(different),
        left_out=len(different) - len(kept),
    )


def read_page(site: Path, name: str) -> Read:
    """A page of a site."""
    soup = BeautifulSoup((site / name).read_text("utf-8", "replace"), "html.parser")
    article = soup.find("article") or soup.find("main") or soup
    blocks = tuple(_blocks(article))
    figures = {}
    for picture in article.find_all("img", src=True):
        file = (site / name).parent / str(picture["src"])
        if not file.stem.endswith("-narrow"):
            figures[file.stem] = str(picture.get("alt", "")), file.read_bytes() if file.is_file() else b""
    for drawing in article.select(".drawing.page-width"):
        figures[str(drawing["data-name"])] = "", str(drawing).encode()
    title = next((text for text, element in blocks if element.name == "h1"), "")
    return Read(soup, title, blocks, figures)


def changed_blocks(old: Read, new: Read) -> tuple[list[str], list[tuple[str, Tag]]]:
    """Blocks that are gone, and those that are new with their elements, each in the order of its page."""
    before, after = (Counter(text for text, _ in page.blocks) for page in (old, new))
    gone, come = before - after, after - before
    return [text for text, _ in _taken(old, gone)], list(_taken(new, come))


def _taken(page: Read, counts: Counter[str]) -> Iterator[tuple[str, Tag]]:
    left = counts.copy()
    for text, element in page.blocks:
        if left[text] > 0:
            left[text] -= 1
            yield text, element


def _pages(site: Path) -> list[str]:
    """Names of the pages, those of publications last."""
    names = [file.relative_to(site).as_posix() for file in site.rglob("*.html") if "_static" not in file.parts]
    if not names:
        raise DataError([Problem(str(site), 0, "", "holds no built site.")])
    return sorted((name for name in names if name not in NO_CONTENT), key=lambda name: ("/studies/" in name, name))


def _compared(name: str, old: Path, new: Path) -> Page | None:
    """How a page is different; None if it is not."""
    if (old / name).read_bytes() == (new / name).read_bytes() and not _has_figures(new / name):
        return None
    before, after = read_page(old, name), read_page(new, name)
    gone, come = changed_blocks(before, after)
    both = [*after.figures, *(one for one in before.figures if one not in after.figures)]
    figures = [one for one in both if before.figures.get(one) != after.figures.get(one)]
    if not (gone or come or figures):
        return None
    removed, added = gone, [text for text, _ in come]
    if len(gone) == len(come):
        pairs = [different(*pair) for pair in zip(removed, added, strict=True)]
        removed, added = [one for one, _ in pairs], [other for _, other in pairs]
    return Page(
        name=cut(name, 200),
        title=cut(after.title, LONGEST),
        removed=tuple(cut(text, LONGEST) for text in removed[:MOST_BLOCKS]),
        added=tuple(cut(text, LONGEST) for text in added[:MOST_BLOCKS]),
        gone=len(gone),
        come=len(come),
        figures=tuple(cut(one, 200) for one in figures[:MOST_BLOCKS]),
    )


def _has_figures(page: Path) -> bool:
    """Whether it shows files, which may be different under the same address."""
    return b"<img" in page.read_bytes()


def _blocks(article: Tag) -> Iterator[tuple[str, Tag]]:
    """The innermost blocks and the rows of tables, as text, without empty ones."""
    numbers = {id(one) for one in article.select(NUMBERS)}
    for element in article.find_all(BLOCKS):
        if element.name == "tr":
            text = " | ".join(_text(cell, numbers) for cell in element.find_all(("td", "th")))
        elif element.find(BLOCKS) is not None or element.find_parent("tr") is not None:
            continue
        else:
            text = _text(element, numbers)
        if text.strip(" |"):
            yield text, element


def _text(element: Tag, numbers: Collection[int]) -> str:
    """The text of an element, without numbers that say nothing, which are elements with these ids."""
    strings = (str(one) for one in element.strings if not any(id(parent) in numbers for parent in one.parents))
    text = " ".join("".join(strings).split())
    return DATE.sub("(date)", NUMBERED.sub(r"\1 (number)", text))
