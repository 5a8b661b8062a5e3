"""The directive {library}: the documentation of functions and classes of `livingreview.meta`, from their docstrings.

A chapter names them, one a line, with `members` behind a class whose methods are shown; `meta` is what the package says
of itself. It needs no reStructuredText,
which could read any file and hold HTML.
"""

from __future__ import annotations

import inspect

from docutils import nodes
from myst_parser.mdit_to_docutils.base import make_document
from myst_parser.mocking import MockRSTParser
from sphinx.util.docutils import SphinxDirective

from .. import meta
from ..schema import nearest


class LibraryDirective(SphinxDirective):
    """Documentation by autodoc."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        entries = [(number, line.split()) for number, line in enumerate(self.content) if line.strip()]
        text = [f".. currentmodule:: {meta.__name__}", ""]
        for number, (name, *members) in entries:
            if name == "meta" and not members:
                text += [f".. automodule:: {meta.__name__}", "   :no-members:"]
                continue
            if name not in meta.__all__ or members not in ([], ["members"]):
                what = f"{self.content[number]!r} is not in the library. {nearest(name, list(meta.__all__), 40)}"
                raise self.error(what)
            kind = "class" if inspect.isclass(getattr(meta, name)) else "function"
            text += [f".. auto{kind}:: {name}", *["   :members:" for _ in members], *_left_out(getattr(meta, name))]
        made = make_document()
        made["source"] = self.state.document["source"]
        made.settings, made.reporter = self.state.document.settings, self.state.document.reporter
        MockRSTParser().parse("\n" * self.lineno + "\n".join(text), made)
        return made.children


def _left_out(one: object) -> list[str]:
    """The option that leaves out attributes whose default is a class, such as `float`: they would be aliases of it."""
    names = [name for name, value in vars(one).items() if inspect.isclass(value) and not name.startswith("_")]
    return [f"   :exclude-members: {', '.join(names)}"] if inspect.isclass(one) and names else []
