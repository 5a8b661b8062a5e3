"""The search of the site: which words lead to a page first, and in which order pages are shown.

The index of the search gets entries: study pages those of their publication, chapters those that data/review.yaml
declares, mechanism chapters their axes. theme/find.js ranks an entry above any title or text, and shows with each page
that it finds what the page is about, which is in the index too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, cast

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.config import Config

from ..store import Review
from ..store.chapters import CHAPTERS, STUDY_PAGES
from .head import description, shortened
from .roles import RESULTS

FIND = Path(__file__).parent / "theme" / "find.js"
ABOUT = "about"  # key of the index: what each page is about, in the order of its pages
SHORT = 110  # characters of it: two lines on a phone
# Numbers in a text, which nobody seeks and which are a fifth of the index; years and numbers of records are kept.
NUMBER = re.compile(r"(?!(?:19|20)\d\d$)\d{1,5}")
NOT_FOUND = "not_found"  # attribute of HTML in a page whose words the search passes over
MECHANISMS = "mechanisms"  # folder of the chapters that axes belong to


def connect(app: Sphinx) -> None:
    """Register what this module does with Sphinx."""
    app.connect("config-inited", _scored)
    app.connect("builder-inited", _entered)


def entries(review: Review) -> Mapping[str, list[str]]:
    """By page (as Sphinx names it): words that lead there, in lower case and each once."""
    found: dict[str, list[str]] = {}
    vocabulary = review.vocabulary
    for page, by in review.config.found_by.items():
        words = list(by.words)
        for kind in by.terms:
            for term in getattr(vocabulary, kind).values():
                words += [term.label, *getattr(term, "synonyms", ())]
        found[f"{CHAPTERS}/{page}"] = words
    for name, axis in vocabulary.axes.items():
        page = f"{CHAPTERS}/{MECHANISMS}/{axis.chapter}"
        found.setdefault(page, []).extend([name, axis.label, *axis.synonyms])
    for key in review.files:
        found[(STUDY_PAGES / key).as_posix()] = _of_publication(review, key)
    return {page: _once(words) for page, words in found.items()}


def _of_publication(review: Review, key: str) -> list[str]:
    """Key, label, DOI, PubMed number and registration numbers of a publication or registered trial."""
    fields = review.bibliography[key].fields
    item = review.files[key]
    registry = getattr(item, "registry", ())
    numbers = [registry] if isinstance(registry, str) else list(registry)
    return [key, review.bibliography.label(key), *(fields.get(name, "") for name in ("doi", "pmid")), *numbers]


def _once(words: Iterable[str]) -> list[str]:
    return [word for word in dict.fromkeys(word.strip().lower() for word in words) if word]


def _scored(app: Sphinx, config: Config) -> None:
    config.html_search_scorer = str(FIND)


def _entered(app: Sphinx) -> None:
    """Give each page that is indexed its entries."""
    if app.builder.format != "html":
        return
    builder = cast(StandaloneHTMLBuilder, app.builder)
    index, words = builder.index_page, entries(RESULTS[app].review)
    about: dict[str, str] = {}

    def index_page(pagename: str, doctree: nodes.document, title: str) -> None:
        with _without_html(doctree):
            index(pagename, doctree, title)
        about[pagename] = shortened(description(doctree), SHORT)
        if builder.indexer is not None and Path(pagename).is_relative_to(STUDY_PAGES):
            # Hundreds of pages have sections of the same titles, such as "Sources", which lead nowhere in particular.
            del builder.indexer._all_titles[pagename][1:]
        if builder.indexer is not None and pagename in words:
            kept: list[Any] = list(builder.indexer._index_entries.get(pagename, []))
            builder.indexer._index_entries[pagename] = [*kept, *((word, "", "main") for word in words[pagename])]

    def freeze(whole: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        found = whole()
        found["terms"] = {term: pages for term, pages in found["terms"].items() if not NUMBER.fullmatch(term)}
        return found | {ABOUT: [about.get(name, "") for name in found["docnames"]]}

    def prepare_writing(docnames: set[str]) -> None:
        prepare(docnames)
        if builder.indexer is not None:
            builder.indexer.freeze = partial(freeze, builder.indexer.freeze)  # type: ignore[method-assign]

    prepare = builder.prepare_writing
    builder.prepare_writing = prepare_writing  # type: ignore[method-assign]
    builder.index_page = index_page  # type: ignore[method-assign]


@contextmanager
def _without_html(doctree: nodes.document) -> Iterator[None]:
    """Within it, what is marked NOT_FOUND is no HTML, of which Sphinx indexes the words and whatever else is in it."""
    marked = [node for node in doctree.findall(nodes.raw) if node.get(NOT_FOUND)]
    for node in marked:
        node["format"] = ""
    yield
    for node in marked:
        node["format"] = "html"
