"""Figures in pages: of the drawing as wide as a page and the one for phones, a browser loads the one that fits."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from urllib.parse import quote

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.writers.html5 import HTML5Translator

from ..render.myst import INLINE, PAGE_WIDTH, PHONE_WIDTH

ON_PHONES = "(max-width: 600px)"
SIZE = re.compile(r'<svg\b[^>]*?\bwidth="([\d.]+)pt" height="([\d.]+)pt"')


class Drawings(nodes.General, nodes.Element):
    """The two images of one figure: for a page, and for phones."""


def connect(app: Sphinx) -> None:
    """Register what figures need with Sphinx."""
    app.add_node(Drawings, html=(_visit_drawings, None))
    app.connect("doctree-resolved", _svg_in_page)
    app.connect("doctree-resolved", _drawings)


def _svg_in_page(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put SVG with real text into the page itself, where it can be searched, copied and read aloud."""
    if app.builder.format != "html":
        return
    for image in list(doctree.findall(nodes.image)):
        if INLINE not in image["classes"]:
            continue
        file = image["candidates"].get("image/svg+xml", image["uri"])
        svg = (Path(app.srcdir) / file).read_text("utf-8")
        classes = " ".join(image["classes"])
        image.replace_self(nodes.raw("", f'<div class="{classes}">{svg}</div>', format="html"))


def _drawings(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Join the two images of a figure. The one for phones was written below the caption, where it gets no number."""
    if app.builder.format != "html":
        return
    for figure in list(doctree.findall(nodes.figure)):
        images = {name: image for image in figure.findall(nodes.image) for name in image["classes"]}
        if {PAGE_WIDTH, PHONE_WIDTH} <= set(images):
            wide, narrow = images[PAGE_WIDTH], images[PHONE_WIDTH]
            legend = narrow.parent
            legend.remove(narrow)
            if isinstance(legend, nodes.legend) and not legend.children:
                legend.parent.remove(legend)
            wide.replace_self(Drawings("", wide.deepcopy(), narrow))


def _visit_drawings(translator: HTML5Translator, node: Drawings) -> None:
    wide, narrow = node.findall(nodes.image)
    builder = translator.builder
    translator.body.append(
        f'<picture><source media="{ON_PHONES}" srcset="{_address(builder, narrow)}" {_size(builder, narrow)}>'
        f'<img alt="{translator.attval(wide["alt"])}" class="{PAGE_WIDTH}" src="{_address(builder, wide)}" '
        f'{_size(builder, wide)} loading="lazy"></picture>\n'
    )
    raise nodes.SkipNode


def _address(builder: StandaloneHTMLBuilder, image: nodes.image) -> str:
    return posixpath.join(builder.imgpath, quote(builder.images[image["uri"]]))


def _size(builder: StandaloneHTMLBuilder, image: nodes.image) -> str:
    """The size of a drawing as attributes, for which the page keeps its place until it is loaded; "" if unknown."""
    with (Path(builder.srcdir) / image["uri"]).open(encoding="utf-8") as file:
        found = SIZE.search(file.read(1000))
    return 'width="{:.0f}" height="{:.0f}"'.format(*(float(side) * 4 / 3 for side in found.groups())) if found else ""
