"""Conversion of a chapter as Sphinx read it (a docutils tree) to a pandoc tree, from which all formats are written.

Nothing is left out silently: an unknown kind of node is an error that names the node and its chapter.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import ClassVar

import panflute as pf
from docutils import nodes
from sphinx import addnodes

from ...render.myst import DATA_TABLE, ON_PHONES
from ...render.parts import on_paper
from ...store.chapters import CHAPTERS, STUDY_PAGES
from ...store.markup.mathematics import aligned
from . import raw
from .blinding import WITHHELD
from .items import KINDS, ConversionError, Item, Numbers
from .pointers import POINTER, ends_in_words, is_pointer, point_at_end, without_bare_links

SKIPPED = (nodes.comment, nodes.target, nodes.substitution_definition, nodes.raw, addnodes.index, addnodes.toctree)
PLAIN_TEXT = "text/plain"
MARK = "mark"  # class of letters that say how a value was obtained
OF_AUTHORS = re.compile(r"\bresult\W+authors\.")  # in the source of a result that authors declare
POWER = re.compile(
    r"(?<=\d) × ?(?=10[\u2070\u00b9\u00b2\u00b3\u2074-\u2079⁻])"
)  # a number and its power of ten remain in one line
ONLINE = "in the online version"  # where a chapter is that neither document has
MOST_COLUMNS = 20  # more cannot be read on a page


class Converter:
    """Converts the nodes of one chapter to pandoc.

    `elsewhere` gives the place of another chapter in words, or an empty text if it is in the same document. With
    `blinded`, what the authors declare is withheld.
    """

    def __init__(
        self,
        chapter: str,
        numbers: Numbers,
        pictures: Path,
        elsewhere: Callable[[str], str] = lambda chapter: "",
        blinded: bool = False,
    ) -> None:
        self.chapter, self.numbers, self.pictures, self.elsewhere = chapter, numbers, pictures, elsewhere
        self.blinded = blinded
        self.level = 1
        self.mentioned: set[str] = set()  # figures and tables that the text refers to itself

    def part(self, found: list[nodes.Node]) -> list[pf.Block]:
        """Pandoc blocks of a part of the chapter, with a pointer to each item that its text does not mention."""
        self.mentioned = {
            str(link.get("reftarget"))
            for node in found
            if isinstance(node, nodes.Element)
            for link in node.findall(addnodes.pending_xref)
            if link.get("reftype") == "numref"
        }
        return self.blocks(found)

    def items(self, tree: nodes.document, wanted: Collection[str]) -> None:
        """Convert the figures and tables of these names in a chapter, without the text around them."""
        for node in tree.findall(lambda one: isinstance(one, (nodes.figure, nodes.table))):
            name = name_of(node, "fig-" if isinstance(node, nodes.figure) else "tbl-")
            if name in wanted and name not in self.numbers.items:
                self.block(node)
        for node in tree.findall(nodes.container):
            if _data_of(node) in wanted:
                self._container(node)

    # Blocks
    def blocks(self, found: Iterable[nodes.Node]) -> list[pf.Block]:
        """Pandoc blocks of these nodes, in order."""
        made: list[pf.Block] = []
        for node in found:
            for block in self.block(node):
                if is_pointer(block) and made and ends_in_words(made[-1]):
                    point_at_end(made[-1], block)
                else:
                    made.append(block)
        return made

    def block(self, node: nodes.Node) -> list[pf.Block]:
        """Pandoc blocks of one node. Raises ConversionError for an unknown kind."""
        if isinstance(node, SKIPPED):
            return []
        for kind, convert in self._of_block.items():
            if isinstance(node, kind):
                return convert(self, node)
        raise ConversionError(
            f"{self.chapter}: an article cannot hold nodes of type {type(node).__name__}: {node.astext()[:60]!r}."
        )

    def _section(self, node: nodes.section) -> list[pf.Block]:
        title = next(iter(node.findall(nodes.title)))
        anchor = node.get("slug") or node["ids"][0]
        if (self.chapter, anchor) in self.numbers.sections:
            raise ConversionError(
                f"{self.chapter}: section {anchor!r} is taken twice; it lies in another part as well."
            )
        self.numbers.sections.add((self.chapter, anchor))
        self.level += 1
        head = pf.Header(*self.inlines(title.children), level=self.level)
        body = self.blocks(child for child in node.children if child is not title)
        self.level -= 1
        return [head, place_label(self.chapter, anchor), *body]

    def _paragraph(self, node: nodes.paragraph) -> list[pf.Block]:
        inlines = self.inlines(without_bare_links(node.children, self._is_on_site))
        return [pf.Para(*inlines)] if inlines else []

    def _is_on_site(self, node: nodes.Node) -> bool:
        """Whether this is a link to a chapter that neither document has."""
        if not isinstance(node, addnodes.pending_xref) or node.get("refdomain") != "doc":
            return False
        page = Path(str(node.get("reftarget", "")).lstrip("/").partition("#")[0].removesuffix(".md"))
        return page.parent != STUDY_PAGES and self._where(page) == ONLINE

    def _admonition(self, node: nodes.admonition) -> list[pf.Block]:
        title = node.next_node(nodes.title)
        body = self.blocks(child for child in node.children if not isinstance(child, nodes.title))
        lead = [pf.Strong(*self.inlines(title.children), pf.Str(".")), pf.Space()] if title is not None else []
        if body and isinstance(body[0], pf.Para):
            return [pf.Para(*lead, *body[0].content), *body[1:]]
        return [pf.Para(*lead), *body] if lead else body

    def _container(self, node: nodes.container) -> list[pf.Block]:
        if node.get("design_component") == "dropdown":
            title = node.next_node(nodes.rubric)
            figure = _data_of(node)
            for table in node.findall(nodes.table) if figure else ():
                self._data_table(table, figure.removeprefix("fig-"))
            return [] if figure else self.blocks(child for child in node.children if child is not title)
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
        # Line by line rather than as one block, so that long search strings can break.
        lines = [[pf.Code(line), pf.LineBreak()] for line in node.astext().splitlines() if line.strip()]
        return [pf.Para(*[piece for line in lines for piece in line][:-1])] if lines else []

    def _rubric(self, node: nodes.rubric) -> list[pf.Block]:
        return [pf.Para(pf.Strong(*self.inlines(node.children)))]

    def _displayed(self, node: nodes.math_block) -> list[pf.Block]:
        return [pf.Para(pf.Math(aligned(node.astext()), format="DisplayMath"))]

    def _quote(self, node: nodes.block_quote) -> list[pf.Block]:
        return [pf.BlockQuote(*self.blocks(node.children))]

    def _only(self, node: addnodes.only) -> list[pf.Block]:
        return [] if node.get("expr") == "html" else self.blocks(node.children)

    def _figure(self, node: nodes.figure) -> list[pf.Block]:
        name = name_of(node, "fig-")
        if not name:
            raise ConversionError(f"{self.chapter}: a figure has no name: {node.astext()[:60]!r}.")
        image, caption = node.next_node(nodes.image), node.next_node(nodes.caption)
        bare = name.removeprefix("fig-")
        picture = pf.Image(pf.Str(image.get("alt", "")), url=str(self.pictures / f"{bare}.png"))
        if not on_paper(self.pictures / f"{bare}.svg").is_file():
            raise ConversionError(f"{self.chapter}: {name} has no picture; no cell drew it.")
        captioned = pf.Caption(pf.Para(*self.inlines(without_phones(caption).children)))
        self.numbers.items[name] = Item(pf.Figure(pf.Plain(picture), caption=captioned, identifier=name), self.chapter)
        return self._pointer(name)

    def _table(self, node: nodes.table) -> list[pf.Block]:
        name = name_of(node, "tbl-")
        table = self._made_table(node, name)
        if not name:
            return [table]
        self.numbers.items[name] = Item(table, self.chapter)
        return self._pointer(name)

    def _data_table(self, node: nodes.table, figure: str) -> None:
        name = name_of(node, "tbl-")
        self.numbers.folded[name] = lambda: Item(self._made_table(node, name), self.chapter)
        self.numbers.with_data.add(figure)
        if figure in self.numbers.data_tables:
            self.numbers.number(name)
            self.numbers.referred.setdefault(name, self.chapter)

    def _made_table(self, node: nodes.table, name: str) -> pf.Table:
        title = node.next_node(nodes.title)
        group = node.next_node(nodes.tgroup)
        widths = [int(spec.get("colwidth", 1)) for spec in group.findall(nodes.colspec)]
        if len(widths) > MOST_COLUMNS:
            raise ConversionError(
                f"{self.chapter}: {name or 'a table without a name'} has {len(widths)} columns; "
                f"a page holds at most {MOST_COLUMNS}."
            )
        rows = {
            part: [self._row(row) for row in found.findall(nodes.row)] if (found := group.next_node(part)) else []
            for part in (nodes.thead, nodes.tbody)
        }
        return pf.Table(
            pf.TableBody(*rows[nodes.tbody]),
            head=pf.TableHead(*rows[nodes.thead]),
            caption=pf.Caption(pf.Para(*self.inlines(title.children))) if title is not None else pf.Caption(),
            colspec=[("AlignLeft", width / sum(widths)) for width in widths],
            identifier=name,
        )

    def _pointer(self, name: str) -> list[pf.Block]:
        """A pointer to an item by its number, since items are collected at the end of the document."""
        self.numbers.number(name)
        if name in self.mentioned:
            return []
        return [pf.Para(pf.Span(pf.Link(pf.Str(self.numbers.number(name)), url=f"#{name}"), classes=[POINTER]))]

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
        """Pandoc inlines of one node. Raises ConversionError for an unknown kind."""
        if isinstance(node, nodes.Text):
            return _words(node.astext())
        if isinstance(node, SKIPPED):
            return []
        for kind, convert in self._of_inline.items():
            if isinstance(node, kind):
                return convert(self, node)
        raise ConversionError(
            f"{self.chapter}: a line cannot hold nodes of type {type(node).__name__}: {node.astext()[:60]!r}."
        )

    def _plain(self, node: nodes.Element) -> list[pf.Inline]:
        if self.blinded and OF_AUTHORS.search(node.rawsource):
            return _words(WITHHELD)
        return self.inlines(node.children)

    @staticmethod
    def _wrapped(kind: Callable) -> Callable:
        return lambda self, node: [kind(*self.inlines(node.children))]

    def _literal(self, node: nodes.literal) -> list[pf.Inline]:
        return [pf.Code(node.astext())]

    def _mark(self, node: nodes.abbreviation | nodes.superscript) -> list[pf.Inline]:
        return [pf.Span(pf.Superscript(pf.Str(node.astext())), classes=[MARK])]

    def _superscript(self, node: nodes.superscript) -> list[pf.Inline]:
        return self._mark(node) if MARK in node["classes"] else [pf.Superscript(*self.inlines(node.children))]

    def _link(self, node: nodes.reference) -> list[pf.Inline]:
        address = node.get("refuri", "")
        inside = self.inlines(node.children)
        return [pf.Link(*inside, url=address)] if address.startswith(("http://", "https://")) else inside

    def _reference(self, node: addnodes.pending_xref) -> list[pf.Inline]:
        domain, kind, target = node.get("refdomain"), node.get("reftype"), str(node.get("reftarget", ""))
        if domain == "cite":
            return [_citation(target.split(","), in_text=kind == "t")]
        if kind == "numref":
            if target.partition("-")[0] not in KINDS:
                raise ConversionError(f"{self.chapter} refers to {target!r}, which is neither a figure nor a table.")
            self.numbers.referred.setdefault(target, self.chapter)
            return [pf.Link(pf.Str(self.numbers.number(target)), url=f"#{target}")]
        if domain == "math":
            raise ConversionError(
                f"{self.chapter} refers to equation {target!r}; equations of an article have no number."
            )
        page = Path(target.lstrip("/").partition("#")[0].removesuffix(".md"))
        if page.parent == STUDY_PAGES:
            return [*self.inlines(node.children), pf.Space(), _citation([page.name])]
        return self._chapter(page, node)

    def _chapter(self, page: Path, node: addnodes.pending_xref) -> list[pf.Inline]:
        where = self._where(page)
        return [pf.Emph(*self.inlines(node.children)), *([pf.Space(), *_words(f"({where})")] if where else [])]

    def _where(self, page: Path) -> str:
        """Where a chapter is, in words."""
        here = Path(self.chapter).parent
        whole = page if page.parts[:1] == CHAPTERS.parts else Path(os.path.normpath(here / page))
        return self.elsewhere(whole.relative_to(CHAPTERS).as_posix()) if whole.is_relative_to(CHAPTERS) else ""

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
        nodes.math_block: _displayed,
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
        nodes.superscript: _superscript,
        nodes.subscript: _wrapped(pf.Subscript),
        nodes.literal: _literal,
        nodes.math: _equation,
        nodes.inline: _plain,
    }


def place_label(chapter: str, anchor: str = "") -> pf.RawBlock:
    """A label from which the page of a place in a chapter is later read in the typeset article."""
    place = chapter.removeprefix(f"{CHAPTERS}/").removesuffix(".md") + (f"::{anchor}" if anchor else "")
    return raw.place(f"place:{place}")


def without_phones(caption: nodes.Element) -> nodes.Element:
    """The caption without what it says last of the picture for phones."""
    kept = caption.deepcopy()
    for text in list(kept.findall(nodes.Text)):
        before, about_phones, _ = text.astext().partition(ON_PHONES)
        if about_phones:
            text.parent.replace(text, nodes.Text(before.rstrip()))
    return kept


def name_of(node: nodes.Element, start: str) -> str:
    names = [name for name in (*node.get("names", []), *node.get("ids", [])) if name.startswith(start)]
    return names[0] if names else ""


def _data_of(node: nodes.container) -> str:
    """Name of the figure whose data table is folded in this container; empty if it holds none."""
    title = node.next_node(nodes.rubric) if node.get("design_component") == "dropdown" else None
    names = [one for one in title.get("ids", []) if one.startswith(DATA_TABLE)] if title is not None else []
    return f"fig-{names[0].removeprefix(DATA_TABLE)}" if names else ""


def _citation(keys: Iterable[str], in_text: bool = False) -> pf.Cite:
    keys = [key.strip() for key in keys]
    cited = [pf.Citation(key, mode="AuthorInText" if in_text else "NormalCitation") for key in keys]
    return pf.Cite(pf.Str("; ".join(f"@{key}" for key in keys)), citations=cited)


def _words(text: str) -> list[pf.Inline]:
    made: list[pf.Inline] = []
    text = POWER.sub("\u00a0×\u00a0", text.replace("\n", " "))
    for i, word in enumerate(text.split(" ")):
        if i and not (made and isinstance(made[-1], pf.Space)):
            made.append(pf.Space())
        if word:
            made.append(pf.Str(word))
    return made


def _tight(blocks: list[pf.Block]) -> list[pf.Block]:
    """The blocks of a cell: a text without space around it; several paragraphs stay apart."""
    if sum(isinstance(block, pf.Para) for block in blocks) > 1:
        return blocks
    return [pf.Plain(*block.content) if isinstance(block, pf.Para) else block for block in blocks]
