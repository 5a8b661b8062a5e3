"""Mathematics on the site: MathML, made while pages are written, which browsers draw without a script or a font."""

from __future__ import annotations

import html
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.locale import _
from sphinx.util.math import get_node_equation_number

from ..store.markup.mathematics import EquationError, equation_fault, mathml

RENDERER = "mathml"


def faults(doctree: nodes.document) -> list[tuple[nodes.Element, str]]:
    """Equations of a page that cannot be shown, each with the message about it."""
    found = doctree.findall(lambda one: isinstance(one, (nodes.math, nodes.math_block)))
    said = ((node, equation_fault(node.astext(), block=isinstance(node, nodes.math_block))) for node in found)
    return [(node, message) for node, message in said if message]


def _shown(node: nodes.math | nodes.math_block) -> str:
    try:
        return mathml(node.astext(), block=isinstance(node, nodes.math_block))
    except EquationError:  # reported when the page was read, and the build fails
        return html.escape(node.astext())


def _inline(writer: Any, node: nodes.math) -> None:
    writer.body.append(f'<span class="math notranslate">{_shown(node)}</span>')
    raise nodes.SkipNode


def _block(writer: Any, node: nodes.math_block) -> None:
    writer.body.append(writer.starttag(node, "div", CLASS="math notranslate"))
    if node.get("number"):
        writer.body.append(f'<span class="eqno">({get_node_equation_number(writer, node)})')
        writer.add_permalink_ref(node, _("Link to this equation"))
        writer.body.append("</span>")
    writer.body.append(f"<div>{_shown(node)}</div></div>\n")
    raise nodes.SkipNode


def connect(app: Sphinx) -> None:
    """Let the site show mathematics as MathML."""
    app.add_html_math_renderer(RENDERER, (_inline, None), (_block, None))
