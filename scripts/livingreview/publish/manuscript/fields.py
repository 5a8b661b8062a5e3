"""Fields of Word: text that Word or a program updates, such as the number of a figure or a citation."""

from __future__ import annotations

import copy

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement


def field(instruction: str, shown: str, look: BaseOxmlElement | None = None) -> list[BaseOxmlElement]:
    """The runs of a field; `look` are the properties that each has."""
    return [
        run("w:fldChar", "begin", look),
        run("w:instrText", instruction, look),
        run("w:fldChar", "separate", look),
        run("w:t", shown, look),
        run("w:fldChar", "end", look),
    ]


def run(tag: str, text: str, look: BaseOxmlElement | None = None) -> BaseOxmlElement:
    """A run with one element: a mark of a field, its instruction, or text."""
    made, inner = OxmlElement("w:r"), OxmlElement(tag)
    if look is not None:
        made.append(copy.deepcopy(look))
    if tag == "w:fldChar":
        inner.set(qn("w:fldCharType"), text)
    else:
        inner.text = text
        inner.set(qn("xml:space"), "preserve")
    made.append(inner)
    return made
