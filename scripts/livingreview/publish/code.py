"""Where code in a line of text may break: between words, and a long word behind a slash, a dot or an underscore."""

from __future__ import annotations

import re

from docutils import nodes
from sphinx.application import Sphinx

LONG = 15  # characters of a word; a shorter one is never parted
MOST = 24  # of a part of it, so that it fits a phone or a column of a table
WORD = re.compile(r"\S+|\s+")
BEHIND = re.compile(r"(?<=[\w)\]}*][/._])(?=\w)")  # not behind hyphens: an option keeps them


def connect(app: Sphinx) -> None:
    """Register what code needs with Sphinx."""
    app.connect("doctree-resolved", _part_code)


def parts(text: str) -> list[str]:
    """The text of code in parts, between which a line may break; the style sheet keeps each part whole."""
    made = [""]
    for word in WORD.findall(text):
        first, *others = BEHIND.split(word) if len(word) > LONG else [word]
        pieces = [piece[i : i + MOST] for piece in (first, *others) for i in range(0, len(piece), MOST)]
        made[-1] += pieces[0]
        made += pieces[1:]
    return made


def _part_code(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    if app.builder.format != "html":
        return
    for code in doctree.findall(nodes.literal):
        if "code" in code["classes"]:  # coloured as in a programme
            continue
        pieces = parts(code.astext())
        if len(pieces) > 1 and all(isinstance(child, nodes.Text) for child in code.children):
            broken = [node for piece in pieces for node in (nodes.raw("", "<wbr>", format="html"), nodes.Text(piece))]
            code[:] = broken[1:]
