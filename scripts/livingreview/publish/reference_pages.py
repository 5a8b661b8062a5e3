"""The list of references of the site leads from each publication to its page, where its data and their sources are."""

from __future__ import annotations

from typing import cast

from docutils import nodes
from sphinx.application import Sphinx
from sphinxcontrib.bibtex.domain import BibtexDomain

from ..store.chapters import STUDY_PAGES
from .roles import RESULTS


def connect(app: Sphinx) -> None:
    """Register what this module does with Sphinx."""
    app.connect("doctree-resolved", _lead_to_pages)


def _lead_to_pages(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    if app.builder.format != "html":
        return
    domain = cast(BibtexDomain, app.env.get_domain("cite"))
    keys = {citation.citation_id: citation.key for citation in domain.citations}
    review = RESULTS[app].review
    for entry in doctree.findall(nodes.citation):
        key = keys.get(next(iter(entry["ids"]), ""), "")
        page = (STUDY_PAGES / key).as_posix()
        if page not in app.env.found_docs:
            continue
        address = app.builder.get_relative_uri(docname, page)
        text = f"Page of {review.bibliography.label(key)}"
        link = nodes.reference("", text, internal=True, refuri=address)
        cast(nodes.Element, entry[-1]).extend([nodes.Text(" "), link, nodes.Text(".")])
