"""The contents at the side of the pages of publications: the parts of the book, and the part of the study library."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from bs4 import BeautifulSoup, Tag
from sphinx.application import Sphinx

from ..store.chapters import STUDY_PAGES

MADE = WeakKeyDictionary[Sphinx, dict[tuple[Any, ...], str]]()  # contents that these pages share, by their options


def connect(app: Sphinx) -> None:
    """Register what this module does with Sphinx."""
    app.connect("html-page-context", _of_publication, priority=100)


def shortened(contents: str, library: str) -> str:
    """HTML of contents in which each part is a link to its first page, but for the part that has the page `library`.

    Hundreds of pages repeat these contents. `library` is the address of its page as the contents write it; contents
    without titles of parts stay as they are.
    """
    soup = BeautifulSoup(contents, "html.parser")
    parts: Tag | None = None  # the list of neighbouring parts
    for title in soup.select("p.caption"):
        pages = title.find_next_sibling("ul")
        if pages is None or pages.a is None:
            continue
        if own := pages.select_one(f'li:has(> a[href="{library}"])'):
            own["class"] = "toctree-l1 current"
            parts = None
            continue
        item = soup.new_tag("li", attrs={"class": "toctree-l1"})
        link = soup.new_tag("a", attrs={"class": "reference internal", "href": str(pages.a["href"])})
        link.string = title.get_text()
        item.append(link)
        pages.decompose()
        if parts is None:
            parts = soup.new_tag("ul")
            title.replace_with(parts)
        else:
            title.decompose()
        parts.append(item)
    return str(soup)


def _of_publication(app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: object) -> None:
    """Make the contents once for all pages of publications, which are not entries of them."""
    if not Path(pagename).is_relative_to(STUDY_PAGES):
        return
    make = context["toctree"]
    library = context["pathto"](STUDY_PAGES.as_posix())
    made = MADE.setdefault(app, {})

    def toctree(**options: Any) -> str:
        key = (library, *sorted(options.items()))
        if key not in made:
            made[key] = shortened(make(**options), library)
        return made[key]

    context["toctree"] = toctree
