"""Conversion of a resolved chapter to a pandoc tree: that of the article, with figures and tables where they belong.

Links lead to labels of Typst, one for each place that a link of the book leads to.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from itertools import chain, groupby
from pathlib import Path
from typing import ClassVar

import panflute as pf
from docutils import nodes
from sphinx import addnodes

from ...render.layout import LayoutError
from ...render.parts import on_paper
from ..manuscript import raw
from ..manuscript.convert import Converter, name_of, place_label, without_phones
from ..manuscript.items import ConversionError, Numbers
from .builder import NUMBER
from .tables import fitted_columns

RUBRIC = "rubric"  # class of a heading that is not in the contents
FIRST_LEVEL = 2  # of a chapter; parts of the book are above it
DEEPEST = 6
OTHER = re.compile(r"[^A-Za-z0-9_:-]")  # what a label of Typst may not hold, and the full stop, which marks it


def label(docname: str, anchor: str = "") -> str:
    """The label of a place, of signs that Typst allows in one."""
    return OTHER.sub(lambda sign: f".{ord(sign[0]):x}.", f"{docname}:{anchor or 'top'}")


def targets(docname: str, tree: nodes.document) -> Iterator[str]:
    """The labels to which the links of a chapter lead."""
    for link in tree.findall(nodes.reference):
        if found := target(docname, link):
            yield found
    for note in tree.findall(nodes.footnote_reference):
        yield label(docname, note["refid"])


def target(docname: str, link: nodes.reference) -> str:
    """The label to which a link leads; empty if it leads out of the book."""
    if "refid" in link:
        return label(docname, link["refid"])
    address = link.get("refuri", "")
    if not link.get("internal") or re.match(r"[a-z]+:", address):
        return ""
    there, _, anchor = address.partition("#")
    return label(there or docname, anchor)


class BookConverter(Converter):
    """Converts the nodes of one chapter, in the order in which they are read. Links lead to the labels in `wanted`."""

    def __init__(self, docname: str, pictures: Path, root: Path, wanted: Collection[str]) -> None:
        super().__init__(f"{docname}.md", Numbers(), pictures)
        self.docname, self.root, self.wanted = docname, root, wanted
        self.level = FIRST_LEVEL - 1
        self.origin: dict[str, str] = {}  # the name of each figure and table by its label

    def document(self, tree: nodes.document) -> list[pf.Block]:
        """Pandoc blocks of the chapter."""
        return [raw.comment(self.chapter), *self.blocks(tree.children)]

    def blocks(self, found: Iterable[nodes.Node]) -> list[pf.Block]:
        """Pandoc blocks of these nodes, in order; references that follow each other are one list."""
        made: list[pf.Block] = []
        for cited, group in groupby(found, lambda node: isinstance(node, nodes.citation)):
            inside = super().blocks(group)
            made += [raw.block("#references["), *inside, raw.block("]")] if cited else inside
        return made

    def block(self, node: nodes.Node) -> list[pf.Block]:
        """Pandoc blocks of one node, with a label for each of its names that a link leads to."""
        made = super().block(node) if not isinstance(node, nodes.target) else []
        labelled = isinstance(node, (nodes.section, nodes.figure, nodes.table, nodes.citation))
        if labelled or not isinstance(node, nodes.Element):
            return made
        ids = [*node.get("ids", []), *([node["refid"]] if isinstance(node, nodes.target) and "refid" in node else [])]
        return [*self._anchors(ids), *made]

    def _labels(self, ids: Iterable[str]) -> list[str]:
        """The labels of these names that a link leads to and that no place has yet."""
        found = [one for one in dict.fromkeys(label(self.docname, name) for name in ids) if one in self.wanted]
        found = [one for one in found if one not in self.origin]
        self.origin.update(dict.fromkeys(found, ""))
        return found

    def _anchors(self, ids: Iterable[str]) -> list[pf.Block]:
        return [raw.block(f"#metadata(none) <{one}>") for one in self._labels(ids)]

    def _section(self, node: nodes.section) -> list[pf.Block]:
        title = node.next_node(nodes.title)
        self.level += 1
        level = min(self.level, DEEPEST)
        top = [""] if level == FIRST_LEVEL else []
        first, *others = [*self._labels([*top, *node["ids"]]), ""]
        head = pf.Header(*self.inlines(title.children), level=level, identifier=first)
        marks = [place_label(self.chapter, "" if level == FIRST_LEVEL else node.get("slug") or node["ids"][0])]
        body = self.blocks(child for child in node.children if child is not title)
        self.level -= 1
        return [head, *marks, *(raw.block(f"#metadata(none) <{one}>") for one in others if one), *body]

    def _paragraph(self, node: nodes.paragraph) -> list[pf.Block]:
        nested = any(isinstance(child, nodes.paragraph) for child in node.children)  # what a function returns
        return self.blocks(node.children) if nested else super()._paragraph(node)

    def _box(self, node: nodes.Element) -> list[pf.Block]:
        title = node.next_node(nodes.title) if isinstance(node, nodes.admonition) else None
        name = self.inlines(title.children) if title is not None else [pf.Str(type(node).__name__.capitalize())]
        body = self.blocks(child for child in node.children if child is not title)
        return [raw.block("#boxed["), pf.Para(pf.Strong(*name)), *body, raw.block("]")]

    def _container(self, node: nodes.container) -> list[pf.Block]:
        if node.get("design_component") == "dropdown":
            return self.blocks(node.children)
        return super()._container(node)

    def _rubric(self, node: nodes.rubric) -> list[pf.Block]:
        return [pf.Header(*self.inlines(node.children), level=DEEPEST, classes=[RUBRIC])]

    def _code(self, node: nodes.Element) -> list[pf.Block]:
        lines = node.astext().rstrip().splitlines()
        pieces = [piece for line in lines for piece in (pf.Code(line), pf.LineBreak())][:-1]
        return [raw.block("#listing["), pf.Para(*pieces), raw.block("]")] if pieces else []

    def _figure(self, node: nodes.figure) -> list[pf.Block]:
        name, caption, image = name_of(node, "fig-"), node.next_node(nodes.caption), node.next_node(nodes.image)
        drawn = name.removeprefix("fig-")
        inside = self._numbered(node, without_phones(caption).children) if caption is not None else []
        if not on_paper(self.pictures / f"{drawn}.svg").is_file():
            return [*self._anchors(node["ids"]), *self._picture(image), *([pf.Para(*inside)] if inside else [])]
        picture = pf.Image(pf.Str(image.get("alt", "")), url=str(self.pictures / f"{drawn}.png"))
        first, *others = [*self._labels(node["ids"]), ""]
        self.origin[first or name] = name
        figure = pf.Figure(pf.Plain(picture), caption=pf.Caption(pf.Para(*inside)), identifier=first or name)
        comment = raw.comment(f"{self.chapter}, near {name}")
        return [comment, *self._others(others), figure]

    def _picture(self, image: nodes.image) -> list[pf.Block]:
        """A picture that no cell drew: a file in the folder of the chapters."""
        file = self.root / image["uri"]
        if not file.is_file():
            raise ConversionError(f"{self.chapter}: there is no picture {image['uri']!r}; no cell drew it.")
        return [pf.Para(pf.Image(pf.Str(image.get("alt", "")), url=str(file)))]

    def _table(self, node: nodes.table) -> list[pf.Block]:
        name = name_of(node, "tbl-")
        try:
            fitted_columns(node, name or "a table without a name")
        except LayoutError as error:
            raise ConversionError(f"{self.chapter}: {error}") from None
        table = self._made_table(node, name)
        title = node.next_node(nodes.title)
        if title is not None:
            table.caption = pf.Caption(pf.Para(*self._numbered(node, title.children)))
        first, *others = [*self._labels(node["ids"]), ""]
        table.identifier = first
        self.origin[first] = name
        return [raw.comment(f"{self.chapter}, near {name}"), *self._others(others), table]

    def _others(self, found: Iterable[str]) -> list[pf.Block]:
        return [raw.block(f"#metadata(none) <{one}>") for one in found if one]

    def _numbered(self, node: nodes.Element, children: Iterable[nodes.Node]) -> list[pf.Inline]:
        """A caption behind the number of its figure or table."""
        lead = [pf.Strong(pf.Str(f"{node[NUMBER]}.")), pf.Space()] if node.get(NUMBER) else []
        return [*lead, *self.inlines(children)]

    def _definitions(self, node: nodes.definition_list) -> list[pf.Block]:
        made: list[pf.Block] = []
        for item in node.children:
            terms = list(item.findall(nodes.term))
            anchors = [one for term in terms for one in self._anchors(term["ids"])]
            shown = [inline for term in terms for inline in (pf.Str(","), pf.Space(), *self.inlines(term.children))][2:]
            body = item.next_node(nodes.definition)
            inside = self.blocks(body.children) if body is not None else []
            made += [*anchors, pf.DefinitionList(pf.DefinitionItem(shown, [pf.Definition(*inside)]))]
        return made

    def _described(self, node: addnodes.desc) -> list[pf.Block]:
        made: list[pf.Block] = []
        for child in node.children:
            if isinstance(child, addnodes.desc_signature):
                signature = pf.Para(pf.Code(_signature(child)))
                made += [*self._anchors(child["ids"]), raw.block("#signature["), signature, raw.block("]")]
            else:
                made += [raw.block("#indented["), *self.blocks(child.children), raw.block("]")]
        return made

    def _fields(self, node: nodes.field_list) -> list[pf.Block]:
        items = []
        for field in node.children:
            name, body = field.children
            items.append(pf.DefinitionItem(self.inlines(name.children), [pf.Definition(*self.blocks(body.children))]))
        return [pf.DefinitionList(*items)]

    def _cited(self, node: nodes.citation | nodes.footnote) -> list[pf.Block]:
        number, *rest = node.children
        name = number.astext()
        shown = int(name) if name.isdigit() else None
        text = list(
            chain.from_iterable(self.inlines(one.children) for one in rest if isinstance(one, nodes.TextElement))
        )
        anchors = [raw.inline(f"#[#metadata(none) <{one}>]") for one in self._labels(node["ids"])]
        if shown is None:
            return [pf.Para(pf.Str(f"[{name}]"), pf.Space(), *text, *anchors)]
        return [raw.block(f"#enum.item({shown})["), pf.Plain(*text, *anchors), raw.block("]")]

    def _displayed(self, node: nodes.math_block) -> list[pf.Block]:
        made = super()._displayed(node)
        number = f"({node['number']})" if node.get("number") else ""
        return [*made[:-1], pf.Para(*made[-1].content, pf.Space(), pf.Str(number))] if number else made

    def _line(self, node: nodes.transition) -> list[pf.Block]:
        return [pf.HorizontalRule()]

    # Inlines
    def _link(self, node: nodes.reference) -> list[pf.Inline]:
        inside = self.inlines(node.children)
        if there := target(self.docname, node):
            return [pf.Link(*inside, url=f"#{there}")]
        address = node.get("refuri", "")
        return [pf.Link(*inside, url=address)] if re.match(r"(https?://|mailto:)", address) else inside

    def _note(self, node: nodes.footnote_reference) -> list[pf.Inline]:
        return [pf.Superscript(pf.Link(pf.Str(node.astext()), url=f"#{label(self.docname, node['refid'])}"))]

    def _inline_picture(self, node: nodes.image) -> list[pf.Inline]:
        return list(self._picture(node)[0].content)

    _of_block: ClassVar[dict] = {
        addnodes.desc: lambda self, node: self._described(node),  # to docutils, it is an Admonition
        **Converter._of_block,
        nodes.section: _section,
        nodes.paragraph: _paragraph,
        nodes.Admonition: _box,
        nodes.container: _container,
        nodes.rubric: _rubric,
        nodes.literal_block: _code,
        nodes.doctest_block: _code,
        nodes.figure: _figure,
        nodes.image: _picture,
        nodes.table: _table,
        nodes.definition_list: _definitions,
        nodes.math_block: _displayed,
        nodes.citation: _cited,
        nodes.footnote: _cited,
        nodes.field_list: _fields,
        nodes.transition: _line,
        addnodes.glossary: lambda self, node: self.blocks(node.children),
    }
    _of_block.pop(nodes.admonition)
    _of_inline: ClassVar[dict] = {
        **Converter._of_inline,
        nodes.reference: _link,
        nodes.footnote_reference: _note,
        nodes.image: _inline_picture,
    }


def _signature(node: addnodes.desc_signature) -> str:
    """The signature of a function as one writes it."""
    made = ""
    for child in node.children:
        if isinstance(child, addnodes.desc_parameterlist):
            made += f"({', '.join(one.astext() for one in child.children)})"
        else:
            made += child.astext()
    return made
