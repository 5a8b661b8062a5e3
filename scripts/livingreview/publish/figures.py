"""Figures in pages: SVG with real text, once as wide as a page and once for phones, of which a page shows one.

In the page itself, words can be searched, selected and copied, and the style sheet gives them font and colours.
"""

from __future__ import annotations

import html
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx

from ..render.myst import PAGE_WIDTH, PHONE_WIDTH
from ..render.svg import CLASS, ON_SHEETS, whole
from . import reuse
from .search_index import NOT_FOUND

SVG = f'<svg class="{CLASS}'


def connect(app: Sphinx) -> None:
    """Register what figures need with Sphinx."""
    app.connect("doctree-resolved", _drawings)


def _drawings(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put both drawings of a figure in its place. That for phones was written below the caption, without a number."""
    if app.builder.format != "html":
        return
    for figure in list(doctree.findall(nodes.figure)):
        images = {name: image for image in figure.findall(nodes.image) for name in image["classes"]}
        if not {PAGE_WIDTH, PHONE_WIDTH} <= set(images):
            continue
        wide, narrow = images[PAGE_WIDTH], images[PHONE_WIDTH]
        legend = narrow.parent
        legend.remove(narrow)
        if isinstance(legend, nodes.legend) and not legend.children:
            legend.parent.remove(legend)
        drawn = "".join(_drawing(Path(app.srcdir), image) for image in (wide, narrow))
        name = Path(wide["uri"]).name.partition(".")[0]
        # The words of a figure are also in its data table; in its drawing, nothing separates one from the next.
        wide.replace_self(nodes.raw("", drawn, format="html", **{NOT_FOUND: True}))
        figure.parent.insert(figure.parent.index(figure) + 1, reuse.below(app, figure, docname, name))


def _drawing(root: Path, image: nodes.image) -> str:
    """The drawing; behind one that is much higher than a sheet of paper, what shows it in parts when it is printed."""
    file = root / image["candidates"].get("image/svg+xml", image["uri"])
    svg = file.read_text("utf-8").replace(
        SVG, f'<svg role="img" aria-label="{html.escape(image["alt"])}" class="{CLASS}', 1
    )
    on_sheets = file.with_name(f"{file.stem}{ON_SHEETS}")
    parts = ""
    if on_sheets.is_file():
        parts = on_sheets.read_text("utf-8")
        start, end = svg.index(">") + 1, svg.rindex("</svg>")
        svg = f'{svg[:start]}<g id="{whole(file.stem)}">{svg[start:end]}</g>{svg[end:]}'
    return (
        f'<div class="drawing {" ".join(image["classes"])}" data-name="{html.escape(file.stem)}">{svg}</div>\n{parts}'
    )
