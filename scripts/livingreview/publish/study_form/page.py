"""The directive {study-form}, which puts the form on a page of the site; on paper it prints nothing."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from ...book import open_book
from ...store import Review
from ...store.bibliography import BIB_FILE
from ...store.screening import RECORDS
from ..guard import OWN
from .model import form_data

SCRIPT = "study-form.js"
STYLE = "study-form.css"
CLASS = "study-form"
PARTS = ("text", "schema", "rules", "check", "read", "write", "controls", "blocks", "bias", "results", "start")
MADE_FROM = ("data/review.yaml", "data/vocabulary.yaml", BIB_FILE, RECORDS)
WITHOUT_SCRIPTS = (
    "This form needs scripts, which are switched off in this browser. Switch them on for this page, or copy a file of "
    "data/studies that resembles the publication: CONTRIBUTING.md of the repository says how."
)


class StudyFormDirective(SphinxDirective):
    """The form "Add a study", made from the schema and the terms of the review."""

    def run(self) -> list[nodes.Node]:
        root = Path(self.env.srcdir)
        for name in MADE_FROM:  # the page is made again when one of them changes
            self.env.note_dependency(str(root / name))
        return [nodes.raw("", html(open_book(root).review), format="html", classes=[CLASS], **OWN)]


def html(review: Review) -> str:
    """The place of the form in a page, with all that its scripts need to know."""
    known = json.dumps(form_data(review), ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":  # which could end the element, or a line of it
        known = known.replace(sign, f"\\u{ord(sign):04x}")
    return (
        f"<noscript><p>{WITHOUT_SCRIPTS}</p></noscript>\n"
        f'<div id="{CLASS}"></div>\n<script type="application/json" id="{CLASS}-data">{known}</script>'
    )


def script() -> str:
    """The scripts as one file, which any page can load; only `livingreviewForm` is visible outside it."""
    folder = files(__package__) / "script"
    parts = "\n".join((folder / f"{name}.js").read_text("utf-8") for name in PARTS)
    return f'/* The form "Add a study". */\n(function () {{\n"use strict";\n\n{parts}\n}})();\n'


def connect(app: Sphinx) -> None:
    """Register the directive, and its script and style for pages that use it."""
    app.add_directive("study-form", StudyFormDirective)
    app.connect("builder-inited", _write_script, priority=901)
    app.connect("html-page-context", _load_script)


def _write_script(app: Sphinx) -> None:
    if app.builder.format == "html":
        static = Path(app.outdir) / "_static"
        static.mkdir(parents=True, exist_ok=True)
        (static / SCRIPT).write_text(script(), "utf-8")


def _load_script(
    app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    if doctree is not None and any(CLASS in raw["classes"] for raw in doctree.findall(nodes.raw)):
        app.add_css_file(STYLE)
        app.add_js_file(SCRIPT, loading_method="defer")
