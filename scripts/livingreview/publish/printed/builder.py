"""A builder of Sphinx that writes every chapter as Sphinx resolved it, with numbers, citations and links filled in."""

from __future__ import annotations

import json
import pickle
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx_external_toc.api import SiteMap

from ...render.myst import PAPER
from ..numbers import chapters

SUFFIX = ".resolved"
CONTENTS = "contents.json"
NUMBER = "number-on-page"  # attribute of a figure or table: what its caption begins with, such as "Table 3"


class Resolved(Builder):
    """Writes each chapter as a docutils tree; a link to another chapter has its name and anchor as address."""

    name = PAPER
    format = ""
    allow_parallel = True

    def init(self) -> None:
        """Name the kinds of pictures that Typst can place."""
        self.supported_image_types = ["image/svg+xml", "image/png", "image/jpeg"]

    def get_outdated_docs(self) -> set[str]:
        """Every chapter."""
        return set(self.env.found_docs)

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """The name of the chapter."""
        return docname

    def get_relative_uri(self, from_: str, to: str, typ: str | None = None) -> str:
        """The same from everywhere."""
        return to

    def prepare_writing(self, docnames: set[str]) -> None:
        """Nothing is shared by the chapters."""

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        """Write a chapter."""
        self._number(docname, doctree)
        write(doctree, file_of(Path(self.outdir), docname))

    def finish(self) -> None:
        """Write the order of the chapters, and the author."""
        contents: SiteMap = self.config.external_site_map
        root = contents.root
        parts = [(part.caption or "", list(chapters(contents, part))) for part in root.subtrees]
        about = {"author": self.config.author, "first": root.docname, "parts": parts}
        (Path(self.outdir) / CONTENTS).write_text(json.dumps(about), "utf-8")

    def _number(self, docname: str, doctree: nodes.document) -> None:
        """Write the number of each figure and table into it: Sphinx leaves that to what writes pages."""
        kinds = self.env.toc_fignumbers.get(docname, {})
        for kind, of in ((nodes.figure, "figure"), (nodes.table, "table")):
            for node in doctree.findall(kind):
                number = next((found for name in node["ids"] if (found := kinds.get(of, {}).get(name))), None)
                if number is not None:
                    node[NUMBER] = self.config.numfig_format[of] % ".".join(map(str, number))


def connect(app: Sphinx) -> None:
    """Register the builder with Sphinx."""
    app.add_builder(Resolved)


def file_of(folder: Path, docname: str) -> Path:
    """The file of a chapter in the folder of the builder."""
    return folder / f"{docname}{SUFFIX}"


def write(doctree: nodes.document, file: Path) -> None:
    """Write a tree without what belongs to a run of Sphinx and cannot be written."""
    kept: dict[str, Any] = {name: getattr(doctree, name, None) for name in ("reporter", "settings", "transformer")}
    doctree.reporter = doctree.transformer = None
    doctree.settings = None
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(pickle.dumps(doctree, pickle.HIGHEST_PROTOCOL))
    for name, value in kept.items():
        setattr(doctree, name, value)


def read(folder: Path, docname: str) -> nodes.document:
    """A chapter as written in the folder of the builder."""
    found: nodes.document = pickle.loads(file_of(folder, docname).read_bytes())
    return found
