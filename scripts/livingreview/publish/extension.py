"""Sphinx extension of the book: chapters as notebooks, computed results in prose, the version on every page.

Roles: {result}`name` prints a result by its name (`review results` lists them); {mark}`letter` prints a mark and what
it means; {dataset}`file` links to a file of the open data.
The directive {downloads} lists what can be downloaded, {study-form} is the form "Add a study", {library} documents
functions of the statistics.
"""

from __future__ import annotations

import html
import os
import re
from pathlib import Path
from typing import Any

from docutils import nodes
from pybtex.plugin import register_plugin
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.transforms import SphinxSmartQuotes, SphinxTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.util.parallel import make_chunks

from ..book import open_book
from ..render.myst import FORMAT, PAPER
from ..store.chapters import CHAPTERS, STUDY_PAGES
from ..subjects.currency.model import currency
from ..subjects.data.model import OPEN_DATA
from ..subjects.data.table import downloads
from ..subjects.results import Results
from ..wording import count
from . import (
    cards,
    code,
    contents,
    days,
    equations,
    figures,
    glossary,
    guard,
    head,
    languages,
    marks,
    messages,
    notebooks,
    numbers,
    progress,
    reference_pages,
    search_index,
    study_form,
    titles,
)
from .execution import jobs
from .library import LibraryDirective
from .places import BRANCH
from .preview import rereading
from .printed import builder, links, site_only
from .reference_style import Style, Tooltip, hand_over
from .roles import RESULTS, DatasetRole, MarkRole, ResultRole
from .version import version_line
from .workplace import dated

# Extensions that are safe to read in parallel but do not declare it (upstream: sphinx-multitoc-numbering #27).
UNDECLARED = ("sphinx_multitoc_numbering", "sphinx_jupyterbook_latex")
THEME = Path(__file__).parent / "theme"
SIDEBAR = ["home.html", "icon-links.html", "search-button-field.html", "sbt-sidebar-nav.html"]
ESCAPED = re.compile("&(?:amp|lt|gt|quot);")  # by MyST-Parser; other names, such as &copy=1, are the address's own
MARKDOWN = "text/markdown"
LOG = logging.getLogger(__name__)


class DataAsTyped(SphinxTransform):
    """Quotation marks, dashes and dots of the data stay as they are; in prose, Sphinx makes them typographic."""

    default_priority = SphinxSmartQuotes.default_priority - 1

    def apply(self, **_: Any) -> None:
        if Path(self.env.docname).is_relative_to(STUDY_PAGES):
            self.document["support_smartquotes"] = False
        for node in self.document.findall(nodes.Element):
            if node.get("nb_element") == "cell_code_output" or "result" in node.get("classes", ()):
                node["support_smartquotes"] = False


class DownloadsDirective(SphinxDirective):
    """A list of what can be downloaded: papers made from the same inputs, the data, the bibliography.

    It is no cell, because papers can be made after chapters were executed.
    """

    def run(self) -> list[nodes.Node]:
        return self.parse_text_to_nodes(downloads(Path(self.env.srcdir) / OPEN_DATA))


def announcement(results: Results) -> str:
    """HTML of that line; where a day is known on which the next search is due, the page itself says when it is past."""
    due = currency(results.review, results.review.config.date).due
    mark = f' <strong class="overdue" data-due="{due}" hidden>Out of date: a search is overdue.</strong>'
    return html.escape(version_line(results), quote=False) + (mark if due else "")


def _config_inited(app: Sphinx, config: Config) -> None:
    results = open_book(app.srcdir).results
    RESULTS[app] = results
    review = results.review
    config.project = review.config.stated_title
    config.html_title = review.config.short_title  # behind the title of a page, in the tab of a browser
    config.version = config.release = review.config.version
    config.html_math_renderer = equations.RENDERER
    executed = os.environ.get(notebooks.EXECUTED_IN)
    if executed:
        config.nb_execution_mode = "off"
    readers = notebooks.formats(Path(app.srcdir), config.myst_enable_extensions, executed)
    config.nb_custom_formats = {**config.nb_custom_formats, **readers}
    config.html_copy_source = False  # the sources are in the repository
    config.html_show_search_summary = False  # for which a search loads every page that it finds
    # The theme takes title and announcement for HTML.
    options = {
        "use_download_button": False,
        "use_fullscreen_button": False,  # a browser has its own
        "footer_content_items": ["author.html", "extra-footer.html"],
        "primary_sidebar_end": [],  # a place for advertisements
        **config.html_theme_options,
        "announcement": announcement(results),
    }
    for script in ("overdue.js", "page.js", "reuse.js"):
        app.add_js_file(script, loading_method="defer")
    options["logo"] = {**options.get("logo", {}), "text": html.escape(review.config.stated_title, quote=False)}
    if review.config.repository:
        options |= {
            "repository_url": review.config.repository,
            "repository_branch": BRANCH,
            "use_repository_button": True,
            "use_edit_page_button": True,
            "use_issues_button": True,
        }
    config.html_theme_options = options
    config.templates_path = [str(THEME), *config.templates_path]  # before those of the theme that ours replace
    config.html_sidebars = {"**": SIDEBAR, **config.html_sidebars}
    config.html_use_index = False  # of functions: the page that documents them has contents of its own
    config.html_domain_indices = False
    head.configure(config, review)
    if os.environ.get(FORMAT) == PAPER:
        site_only.exclude(config)
        # MyST-NB knows what the builders of Sphinx can show, and no others.
        config.nb_mime_priority_overrides = [*config.nb_mime_priority_overrides, (PAPER, MARKDOWN, 1)]
    config.html_extra_path = [*config.html_extra_path, str(OPEN_DATA.parent)]
    config.html_static_path = [*config.html_static_path, str(THEME)]
    os.environ.update(dated(review.config.date))


def _builder_inited(app: Sphinx) -> None:
    if os.environ.get(FORMAT) == PAPER:
        site_only.take_out_of_contents(app)
    for name in UNDECLARED:
        if name in app.extensions:
            app.extensions[name].parallel_read_safe = True
    # Jupyter Book always loads this extension; it is not used, and would request an outside address on every page.
    for listeners in app.events.listeners.values():
        listeners[:] = [one for one in listeners if one.handler.__module__ != "sphinx_thebe"]
    app.parallel = jobs()
    app.add_css_file("book.css")


def _references(app: Sphinx) -> None:
    hand_over(app, RESULTS[app].review.bibliography)


def _tables_of_page(
    app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Load the script of interactive tables on pages that have one."""
    if doctree is not None and any("interactive" in table["classes"] for table in doctree.findall(nodes.table)):
        app.add_js_file("tables.js", loading_method="defer")


def _generated_page(
    app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """A study page is no file of the repository, so the theme must not offer to edit it; its rows link to the data."""
    if RESULTS[app].review.config.repository and Path(pagename).is_relative_to(STUDY_PAGES):
        context["page_source_suffix"] = ""


def unescaped(address: str) -> str:
    """The address as it was before MyST-Parser escaped it.

    The HTML writer escapes it again, which breaks every `&` (MyST-Parser issue #760).
    """
    return ESCAPED.sub(lambda sign: html.unescape(sign[0]), address)


def _doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    for line, error in notebooks.failed_cells(doctree):
        LOG.error("%s", notebooks.failed(*error), location=(app.env.docname, line))
    for node, fault in equations.faults(doctree):
        LOG.error("%s", fault, location=node)
    for link in doctree.findall(nodes.reference):
        if "refuri" in link:
            link["refuri"] = unescaped(link["refuri"])
    guard.remove_comments(doctree)
    exceptions = RESULTS[app].review.config.allowed_in_chapters
    allowed = {one.text.strip() for one in exceptions if app.env.docname == f"{CHAPTERS}/{one.chapter}"}
    for node, fault in guard.intruders(doctree, allowed):
        LOG.error("%s", fault, location=node)
    if os.environ.get(FORMAT) == PAPER:
        links.prepare(app.env, doctree)


def _before_reading(app: Sphinx, env: object, docnames: list[str]) -> None:
    """Give each block of pages that Sphinx reads at a time its share of chapters, which take longest to read."""
    progress.stage(f"Reading {count(len(docnames), 'page')}")
    for name in guard.strangers(app.env.found_docs):
        LOG.error(
            "is no chapter, and no page is made of it. Move it into chapters/, or out of this folder.", location=name
        )
    docnames[:] = dealt(docnames, len(make_chunks(docnames, jobs())))


def dealt(names: list[str], hands: int) -> list[str]:
    """The names dealt out like cards, one hand after the other, so that neighbours are in different hands."""
    return [name for hand in range(hands) for name in names[hand::hands]]


def _before_writing(app: Sphinx, env: object) -> None:
    if app.builder.format:
        progress.stage(f"Writing {app.builder.format}")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension with Sphinx."""
    register_plugin("pybtex.style.formatting", "livingreview", Style)
    register_plugin("pybtex.backends", "plaintext", Tooltip, force=True)
    messages.connect(app)
    rereading.connect(app)
    equations.connect(app)
    titles.connect(app)
    search_index.connect(app)
    study_form.connect(app)
    figures.connect(app)
    cards.connect(app)
    code.connect(app)
    languages.connect(app)
    days.connect(app)
    marks.connect(app)
    glossary.connect(app)
    head.connect(app)
    contents.connect(app)
    numbers.connect(app)
    reference_pages.connect(app)
    builder.connect(app)
    app.add_transform(DataAsTyped)
    app.add_role("result", ResultRole())
    app.add_role("mark", MarkRole())
    app.add_role("dataset", DatasetRole())
    app.add_directive("downloads", DownloadsDirective)
    app.add_directive("library", LibraryDirective)
    app.connect("config-inited", _config_inited, priority=900)
    app.connect("builder-inited", _references, priority=400)  # before sphinxcontrib-bibtex looks for them
    app.connect("builder-inited", _builder_inited, priority=900)
    app.connect("doctree-read", _doctree_read)
    app.connect("env-before-read-docs", _before_reading)
    app.connect("env-updated", _before_writing, priority=999)
    app.connect("html-page-context", _tables_of_page)
    app.connect("html-page-context", _generated_page)  # before the theme makes its buttons
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
