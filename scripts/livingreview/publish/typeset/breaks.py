"""Where long code, such as a search string or an identifier, may be broken on paper; no sign is added there."""

from __future__ import annotations

import re

from docutils import nodes

LONG = 20  # characters; shorter code remains on one line
BEHIND = re.compile(r"(?<=[+*,;/)=_.&])(?=\S)|(?<= OR )|(?<= AND )")
UNBROKEN = 15  # characters without such a place, after which any place will do, if there is no other
BLOCK = re.compile(r"(\\begin\{sphinxVerbatim\}\[.*?\]\n)(.*?)(\\end\{sphinxVerbatim\})", re.DOTALL)
PLAIN = re.compile(rf"(?<![\\A-Za-z])[A-Za-z0-9*+()=\[\]:|@\"]{{{UNBROKEN},}}")  # no sign of LaTeX
OPERATOR = re.compile(r"\\PYG\{[op]\}\{[^{}]*\}")
AT_SIGN, ANYWHERE = r"\allowbreak{}", r"\penalty5000{}"


def pieces(code: str) -> list[tuple[str, str]]:
    """The code in pieces, each with the LaTeX that allows a break behind it; "" behind the last."""
    if len(code) < LONG:
        return [(code, "")]
    found = [piece for part in BEHIND.split(code) for piece in _anywhere(part)]
    return [*found[:-1], (found[-1][0], "")]


def _anywhere(part: str) -> list[tuple[str, str]]:
    """A part in characters as far as it has no space for long; only ASCII, since accents and Arabic letters join."""
    if len(part) <= UNBROKEN or not re.search(rf"[!-~]{{{UNBROKEN},}}", part):
        return [(part, AT_SIGN)]
    signs = re.findall(r"[!-~]|[^!-~]+", part)
    return [*((sign, ANYWHERE) for sign in signs[:-1]), (signs[-1], AT_SIGN)]


def break_literals(doctree: nodes.document) -> None:
    """Let long code within lines break."""
    for literal in list(doctree.findall(nodes.literal)):
        text = literal.astext()
        if len(text) < LONG or any(not isinstance(child, nodes.Text) for child in literal.children):
            continue
        made: list[nodes.Node] = []
        for piece, latex in pieces(text):
            one = literal.copy()
            one += nodes.Text(piece)
            made += [one, nodes.raw("", latex, format="latex")] if latex else [one]
        literal.replace_self(made)


def with_breaks(tex: str) -> str:
    """The LaTeX of Sphinx with places where long code in blocks may break; Sphinx has them at some signs only."""
    return BLOCK.sub(lambda block: block[1] + _in_block(block[2]) + block[3], tex)


def _in_block(code: str) -> str:
    code = PLAIN.sub(lambda run: "".join(piece + latex for piece, latex in pieces(run.group())), code)
    return OPERATOR.sub(lambda sign: sign.group() + AT_SIGN, code)
