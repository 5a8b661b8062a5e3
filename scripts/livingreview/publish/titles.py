"""Titles on the site: as text where Sphinx and the theme take them for HTML, and short where there is little room."""

from __future__ import annotations

import html
import re
from typing import Any, cast

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder

from .roles import RESULTS

TAGS = re.compile(r"</?(?:span|wbr)\b[^>]*>")  # which say the language of a title, or where it may break


def connect(app: Sphinx) -> None:
    """Escape titles on the search page: of the review in its heading, of chapters and sections in what it finds."""
    app.connect("html-page-context", _title_of_search)
    app.connect("html-page-context", _short_title_of_the_first)
    app.connect("builder-inited", _titles_found)


def _title_of_search(app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: object) -> None:
    if pagename == "search":
        context["docstitle"] = escaped(context["docstitle"])


def _short_title_of_the_first(
    app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: object
) -> None:
    """The link back to the first page has half the width of a phone, and its title is that of the whole review."""
    before = context.get("prev")
    if before and before["link"] == app.builder.get_relative_uri(pagename, app.config.root_doc):
        context["prev"] = {**before, "title": escaped(RESULTS[app].review.config.short_title)}


def _titles_found(app: Sphinx) -> None:
    """Escape the titles of sections in the search index: searchtools.js puts them into the page as they are."""
    if app.builder.format != "html":
        return
    builder = cast(StandaloneHTMLBuilder, app.builder)
    index = builder.index_page

    def index_page(pagename: str, doctree: nodes.document, title: str) -> None:
        index(pagename, doctree, title)
        if builder.indexer is not None and pagename in builder.indexer._all_titles:
            titles = builder.indexer._all_titles
            titles[pagename] = [(escaped(TAGS.sub("", text)), anchor) for text, anchor in titles[pagename]]

    builder.index_page = index_page  # type: ignore[method-assign]


def escaped(title: str) -> str:
    """The title in HTML, as Sphinx writes text."""
    return html.escape(title, quote=False)
