"""Below each figure of the site: how it is cited, and downloads of picture and data that the browser makes."""

from __future__ import annotations

import html
import re

from docutils import nodes
from sphinx.application import Sphinx

from ..render.myst import DATA_TABLE
from ..store import Review
from .citation_files import NOBODY, signed
from .roles import RESULTS
from .search_index import NOT_FOUND

DATA_PAGE = "chapters/appendices/data"
SENTENCE = re.compile(r".+?[^\d.]\.(?=\s|$)|.+", re.DOTALL)
LICENCE = "CC BY 4.0"
PICTURES = (("svg", "Picture (SVG)"), ("png", "Picture (PNG)"))


def below(app: Sphinx, figure: nodes.figure, docname: str, name: str) -> nodes.raw:
    """The citation and the downloads of the figure whose drawing has this name."""
    numbers = app.env.toc_fignumbers.get(docname, {}).get("figure", {})
    number = numbers.get(figure["ids"][0]) if figure["ids"] else None
    numbered = app.config.numfig_format["figure"] % ".".join(map(str, number)) if number else "Figure"
    address = app.config.html_baseurl and f"{app.config.html_baseurl}{app.builder.get_target_uri(docname)}"
    place = f"{address}#{figure['ids'][0]}" if address and figure["ids"] else address
    cited = citation(RESULTS[app].review, RESULTS[app]["review.date"].text, numbered, title(figure), place)
    table = DATA_TABLE + name
    rows = next((one for one in figure.document.findall(nodes.Element) if table in one["names"] + one["ids"]), None)
    kinds = (*PICTURES, *((("csv", "Data in this figure (CSV)"),) if rows is not None else ()))
    known = f' data-rows="{html.escape(rows["ids"][0])}"' if rows is not None else ""
    buttons = " ".join(f'<button type="button" value="{kind}">{label}</button>' for kind, label in kinds)
    link = ""
    if DATA_PAGE in app.env.found_docs:
        link = f' <a href="{app.builder.get_relative_uri(docname, DATA_PAGE)}">All data of the review</a>'
    text = (
        f'<details class="reuse" data-name="{html.escape(name)}"{known}>'
        f'<summary>Cite or download<span class="visually-hidden"> {html.escape(numbered)}</span></summary>\n'
        f'<p>{html.escape(cited, quote=False)}</p>\n<p><span class="pst-js-only">{buttons}</span>{link}</p></details>\n'
    )
    return nodes.raw("", text, format="html", **{NOT_FOUND: True})


def citation(review: Review, date: str, number: str, title: str, address: str) -> str:
    """How a figure is cited: authors, number and title, the review with its version and date, its public address."""
    authors = signed(review)
    names = ", ".join(one.name for one in authors.authors) if authors else NOBODY
    config = review.config
    parts = [
        names,
        f"{number}, \u201c{title}\u201d",
        f"In: {config.stated_title}",
        f"Version {config.version}, {date}",
        address,
        LICENCE,
    ]
    return " ".join(part if part.endswith(("?", "!")) else f"{part}." for part in parts if part)


def title(figure: nodes.figure) -> str:
    """The title of a figure: what its caption says in bold first, otherwise its first sentence."""
    caption = next(iter(figure.findall(nodes.caption)), None)
    text = " ".join(caption.astext().split()) if caption is not None else ""
    bold = next((" ".join(one.astext().split()) for one in figure.findall(nodes.strong)), "")
    found = bold if bold and text.startswith(bold) else "".join(SENTENCE.findall(text)[:1])
    return found.rstrip(".:")
