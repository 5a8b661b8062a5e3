"""The roles of chapters: {result}`name`, {dataset}`file` and {mark}`letter`, and what is wrong with their texts."""

from __future__ import annotations

from pathlib import Path
from weakref import WeakKeyDictionary

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxRole

from ..evidence import MARKS
from ..schema import nearest
from ..store.chapters import STUDY_PAGES
from ..subjects.data.model import DATASETS, OPEN_DATA
from ..subjects.results import Results, UnknownResult
from .preview import rereading

RESULTS = WeakKeyDictionary[Sphinx, Results]()  # the results that each running build prints


def result_fault(results: Results, name: str) -> str:
    """What is wrong with the name of a result; empty for a good one."""
    try:
        _ = results[name]
    except UnknownResult as error:
        return f"{{result}}`{name}`: {error}"
    return ""


def dataset_fault(name: str) -> str:
    """What is wrong with the name of a file of the open data; empty for a good one."""
    return (
        "" if name in DATASETS else f"{{dataset}}`{name}` is not in the open data. {nearest(name, list(DATASETS), 40)}"
    )


def mark_fault(letter: str) -> str:
    """What is wrong with the letter of a mark; empty for a good one."""
    return "" if letter in MARKS else f"{{mark}}`{letter}` is not a mark. Allowed: {', '.join(MARKS)}."


class _Role(SphinxRole):
    """A role that names something, or is reported in its line."""

    def _refused(self, message: str) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        shown = self.inliner.reporter.error(message, line=self._line())
        return [self.inliner.problematic(self.rawtext, self.rawtext, shown)], [shown]

    def _line(self) -> int:
        """The line of the role in its file: Sphinx knows that of its paragraph."""
        lines = Path(self.env.doc2path(self.env.docname)).read_text("utf-8").splitlines()
        written = f"{{{self.name}}}`{self.text}`"
        return next((i for i, line in enumerate(lines[self.lineno - 1 :], self.lineno) if written in line), self.lineno)


class ResultRole(_Role):
    """A computed result with its marks; a result from a single publication links to the page of that publication."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        results = RESULTS[self.env.app]
        if fault := result_fault(results, self.text):
            return self._refused(fault)
        result = results[self.text]
        rereading.note_result(self.env, self.text, result)
        shown: list[nodes.Node] = [nodes.inline(self.rawtext, result.text, classes=["result"])]
        if result.study is not None:
            page = f"/{(STUDY_PAGES / result.study).as_posix()}"
            link = pending_xref(
                "",
                *shown,
                refdomain="std",
                reftype="doc",
                reftarget=page,
                refdoc=self.env.docname,
                refexplicit=True,
                refwarn=True,
            )
            shown = [link]
        for letter in result.marks:
            shown += [nodes.Text("\u00a0") if letter == result.marks[0] else nodes.Text(""), mark(letter)]
        return shown, []


class DatasetRole(_Role):
    """A link to a file of the open data, such as efficacy.csv, or to a paper that the build has put beside them."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        offered = Path(self.env.srcdir) / OPEN_DATA / self.text
        if not offered.is_file() and (fault := dataset_fault(self.text)):
            return self._refused(fault)
        address = "../" * self.env.docname.count("/") + f"{OPEN_DATA.name}/{self.text}"
        return [nodes.reference("", self.text, refuri=address, internal=True)], []


class MarkRole(_Role):
    """A mark, such as A, with its meaning."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        if fault := mark_fault(self.text):
            return self._refused(fault)
        return [mark(self.text)], []


def mark(letter: str) -> nodes.Node:
    """A letter of MARKS with its meaning, for readers who point at it or use a screen reader."""
    return nodes.abbreviation(letter, letter, explanation=MARKS[letter], classes=["mark"])
