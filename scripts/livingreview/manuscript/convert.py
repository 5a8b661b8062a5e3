"""A chapter as Sphinx read it (a docutils tree) into the tree of pandoc, from which Word, LaTeX and JATS are written.

Nothing is left out silently: a kind of node that is not known here is an error that names it and its chapter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

import panflute as pf
from docutils import nodes
from sphinx import addnodes

from ..chapters import STUDY_PAGES

SKIPPED = (nodes.comment, nodes.target, nodes.substitution_definition, nodes.raw, addnodes.index, addnodes.toctree)
PLAIN_TEXT = "text/plain"


class ConversionError(Exception):
    """A chapter holds something that an article cannot; the message names chapter and item."""


@dataclass
class Numbers:
    """Figures and tables of the article and of its supplement, numbered in the order in which they are met.

    `main` holds the names that the plan puts into the article. `figures` and `tables` map a name to its number, `items`
    holds what is printed at the end of the article and in the supplement.
    """

    main: dict[str, list[str]]
    numbers: dict[str, str] = field(default_factory=dict)
    items: dict[str, pf.Block] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)  # (name, chapter) of every reference

    def number(self, name: str, kind: str) -> str:
        """Figure 1 or Figure S1: given in the order of the plan for the article, of appearance for the supplement."""
        if name not in self.numbers:
            if name in self.main[kind]:
                self.numbers[name] = f"{kind} {self.main[kind].index(name) + 1}"
            else:
                taken = sum(one.startswith(f"{kind} S") for one in self.numbers.values())
                self.numbers[name] = f"{kind} S{taken + 1}"
        return self.numbers[name]


class Converter:
    """Turns the nodes of one chapter into pandoc's."""

    def __init__(self, chapter: str, numbers: Numbers, pictures: Path) -> None:
        self.chapter, self.numbers, self.pictures = chapter, numbers, pictures
        self.level = 1

    # Blocks
    def blocks(self, found: Iterable[nodes.Node]) -> list[pf.Block]:
        """Pandoc blocks of these nodes, in order."""
        made: list[pf.Block] = []
        for node in found:
            made += self.block(node)
        return made

    def block(self, node: nodes.Node) -> list[pf.Block]:
        """Pandoc blocks of one node. Raises ConversionError for a kind that is not known."""
        if isinstance(node, SKIPPED):
            return []
        for kind, convert in self._of_block.items():
            if isinstance(node, kind):
                return convert(self, node)
        raise ConversionError(
            f"{self.chapter}: no way to set {type(node).__name__} in an article: {node.astext()[:60]!r}."
        )

    def _section(self, node: nodes.section) -> list[pf.Block]:
        title = next(iter(node.findall(nodes.title)))
        self.level += 1
        body = self.blocks(child for child in node.children if child is not title)
        self.level -= 1
        return [pf.Header(*self.inlines(title.children), level=self.level), *body]

    def _paragraph(self, node: nodes.paragraph) -> list[pf.Block]:
        return [pf.Para(*inlines)] if (inlines := self.inlines(node.children)) else []

    def _admonition(self, node: nodes.admonition) -> list[pf.Block]:
        title = node.next_node(nodes.title)
        body = self.blocks(child for child in node.children if not isinstance(child, nodes.title))
        lead = [pf.Strong(*self.inlines(title.children), pf.Str(".")), pf.Space()] if title is not None else []
        if body and isinstance(body[0], pf.Para):
            return [pf.Para(*lead, *body[0].content), *body[1:]]
        return [pf.Para(*lead), *body] if lead else body

    def _container(self, node: nodes.container) -> list[pf.Block]:
        if node.get("design_component") == "dropdown":
            return []  # the rows behind a figure: in the data that go with the article
        if node.get("nb_element") == "cell_code_source":
            return []
        if node.get("nb_element") == "mime_bundle":
            kinds = [child for child in node.children if child.get("mime_type") != PLAIN_TEXT]
            return self.blocks(child for kind in kinds for child in kind.children)
        return self.blocks(node.children)

    def _list(self, node: nodes.bullet_list | nodes.enumerated_list) -> list[pf.Block]:
        items = [pf.ListItem(*self.blocks(item.children)) for item in node.children]
        return [pf.OrderedList(*items) if isinstance(node, nodes.enumerated_list) else pf.BulletList(*items)]

    def _definitions(self, node: nodes.definition_list) -> list[pf.Block]:
        items = []
        for item in node.children:
            term = item.next_node(nodes.term)
            body = item.next_node(nodes.definition)
            items.append(pf.DefinitionItem(self.inlines(term.children), [pf.Definition(*self.blocks(body.children))]))
        return [pf.DefinitionList(*items)]

    def _code(self, node: nodes.literal_block) -> list[pf.Block]:
        # Line by line and not as one block: long lines of search strings may break.
        lines = [[pf.Code(line), pf.LineBreak()] for line in node.astext().splitlines() if line.strip()]
        return [pf.Para(*[piece for line in lines for piece in line][:-1])] if lines else []

    def _rubric(self, node: nodes.rubric) -> list[pf.Block]:
        return [pf.Para(pf.Strong(*self.inlines(node.children)))]

    def _quote(self, node: nodes.block_quote) -> list[pf.Block]:
        return [pf.BlockQuote(*self.blocks(node.children))]

    def _only(self, node: addnodes.only) -> list[pf.Block]:
        return [] if node.get("expr") == "html" else self.blocks(node.children)

    def _figure(self, node: nodes.figure) -> list[pf.Block]:
        name = _name(node, "fig-")
        number = self.numbers.number(name, "Figure")
        image, caption = node.next_node(nodes.image), node.next_node(nodes.caption)
        text = [pf.Strong(pf.Str(number), pf.Str(".")), pf.Space(), *self.inlines(caption.children)]
        picture = pf.Image(url=str(self.pictures / f"{name}.png"), title="", attributes={"width": "16cm"})
        picture.content = [pf.Str(image.get("alt", ""))]
        self.numbers.items[name] = pf.Figure(
            pf.Plain(picture), caption=pf.Caption(pf.Para(*text)), identifier=f"fig-{name}"
        )
        return []

    def _table(self, node: nodes.table) -> list[pf.Block]:
        name = _name(node, "tbl-")
        number = self.numbers.number(name, "Table") if name else ""
        title = node.next_node(nodes.title)
        group = node.next_node(nodes.tgroup)
        widths = [int(spec.get("colwidth", 1)) for spec in group.findall(nodes.colspec)]
        rows = {
            part: [self._row(row) for row in found.findall(nodes.row)] if (found := group.next_node(part)) else []
            for part in (nodes.thead, nodes.tbody)
        }
        lead = [pf.Strong(pf.Str(number), pf.Str(".")), pf.Space()] if number else []
        caption = pf.Caption(pf.Para(*lead, *self.inlines(title.children))) if title is not None else pf.Caption()
        table = pf.Table(
            pf.TableBody(*rows[nodes.tbody]),
            head=pf.TableHead(*rows[nodes.thead]),
            caption=caption,
            colspec=[("AlignLeft", width / sum(widths)) for width in widths],
            identifier=f"tbl-{name}" if name else "",
        )
        if not name:
            return [table]
        self.numbers.items[name] = table
        return []

    def _row(self, row: nodes.row) -> pf.TableRow:
        return pf.TableRow(*(pf.TableCell(*_tight(self.blocks(entry.children))) for entry in row.children))

    # Inlines
    def inlines(self, found: Iterable[nodes.Node]) -> list[pf.Inline]:
        """Pandoc inlines of these nodes, in order."""
        made: list[pf.Inline] = []
        for node in found:
            made += self.inline(node)
        return made

    def inline(self, node: nodes.Node) -> list[pf.Inline]:
        """Pandoc inlines of one node. Raises ConversionError for a kind that is not known."""
        if isinstance(node, nodes.Text):
            return _words(node.astext())
        if isinstance(node, SKIPPED):
            return []
        for kind, convert in self._of_inline.items():
            if isinstance(node, kind):
                return convert(self, node)
        raise ConversionError(f"{self.chapter}: no way to set {type(node).__name__} in a line: {node.astext()[:60]!r}.")

    def _plain(self, node: nodes.Element) -> list[pf.Inline]:
        return self.inlines(node.children)

    def _wrapped(kind: Callable) -> Callable:
        return lambda self, node: [kind(*self.inlines(node.children))]

    def _literal(self, node: nodes.literal) -> list[pf.Inline]:
        return [pf.Code(node.astext())]

    def _mark(self, node: nodes.abbreviation) -> list[pf.Inline]:
        return [pf.Superscript(pf.Str(node.astext()))]

    def _link(self, node: nodes.reference) -> list[pf.Inline]:
        address = node.get("refuri", "")
        inside = self.inlines(node.children)
        return [pf.Link(*inside, url=address)] if address.startswith(("http://", "https://")) else inside

    def _reference(self, node: addnodes.pending_xref) -> list[pf.Inline]:
        domain, kind, target = node.get("refdomain"), node.get("reftype"), str(node.get("reftarget", ""))
        if domain == "cite":
            return [_citation(target.split(","))]
        if kind == "numref":
            self.numbers.asked.append((target, self.chapter))
            return [pf.Span(identifier=f"ask-{target}")]  # its number is known when everything has been met
        page = Path(target.lstrip("/").removesuffix(".md"))
        if page.parent == STUDY_PAGES:
            return [*self.inlines(node.children), pf.Space(), _citation([page.name])]
        return self.inlines(node.children)

    def _equation(self, node: nodes.math) -> list[pf.Inline]:
        return [pf.Math(node.astext(), format="InlineMath")]

    _of_block: ClassVar[dict] = {
        nodes.section: _section,
        nodes.paragraph: _paragraph,
        nodes.admonition: _admonition,
        nodes.figure: _figure,
        nodes.table: _table,
        nodes.container: _container,
        addnodes.only: _only,
        nodes.bullet_list: _list,
        nodes.enumerated_list: _list,
        nodes.definition_list: _definitions,
        nodes.literal_block: _code,
        nodes.rubric: _rubric,
        nodes.block_quote: _quote,
        nodes.compound: lambda self, node: self.blocks(node.children),
    }
    _of_inline: ClassVar[dict] = {
        addnodes.pending_xref: _reference,
        nodes.reference: _link,
        nodes.abbreviation: _mark,
        nodes.strong: _wrapped(pf.Strong),
        nodes.emphasis: _wrapped(pf.Emph),
        nodes.superscript: _wrapped(pf.Superscript),
        nodes.subscript: _wrapped(pf.Subscript),
        nodes.literal: _literal,
        nodes.math: _equation,
        nodes.inline: _plain,
    }


def resolve(blocks: list[pf.Block], numbers: Numbers) -> None:
    """Put numbers where references ask for them. Raises ConversionError for one that is nowhere in the article."""
    for name, chapter in numbers.asked:
        bare = name.partition("-")[2]
        if bare not in numbers.numbers:
            raise ConversionError(f"{chapter} refers to {name}, which is neither in the article nor in its supplement.")

    def fill(element: pf.Element, doc: pf.Doc | None) -> pf.Element | None:
        if isinstance(element, pf.Span) and element.identifier.startswith("ask-"):
            return pf.Str(numbers.numbers[element.identifier.removeprefix("ask-").partition("-")[2]])
        return None

    for block in blocks:
        block.walk(fill)


def _name(node: nodes.Element, start: str) -> str:
    names = [name for name in (*node.get("names", []), *node.get("ids", [])) if name.startswith(start)]
    return names[0].removeprefix(start) if names else ""


def _citation(keys: Iterable[str]) -> pf.Cite:
    keys = [key.strip() for key in keys]
    cited = [pf.Citation(key, mode="NormalCitation") for key in keys]
    return pf.Cite(pf.Str("; ".join(f"@{key}" for key in keys)), citations=cited)


def _words(text: str) -> list[pf.Inline]:
    made: list[pf.Inline] = []
    for i, word in enumerate(text.replace("\n", " ").split(" ")):
        if i and not (made and isinstance(made[-1], pf.Space)):
            made.append(pf.Space())
        if word:
            made.append(pf.Str(word))
    return made


def _tight(blocks: list[pf.Block]) -> list[pf.Block]:
    return [pf.Plain(*block.content) if isinstance(block, pf.Para) else block for block in blocks]
