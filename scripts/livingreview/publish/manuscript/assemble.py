"""Assembly of the article from the executed chapters, with numbered items and citations."""

from __future__ import annotations

import pickle
import textwrap
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import panflute as pf
from docutils import nodes

from ...render.myst import DATA_TABLE
from ...store import DataError, Review
from ...store.chapters import CHAPTERS
from . import raw
from .convert import MARK, ONLINE, Converter, place_label
from .front import counted, declarations, line, signatures, version, words
from .items import NO_BREAK, ConversionError, Item, Numbers, resolve
from .journals import NO_JOURNAL, Counts, Journal, Section
from .plan import TOP, Part, Plan, unknown_items
from .pointers import POINTER

BIBLIOGRAPHY_HERE = "refs"
LANGUAGE = "en-GB"
LONGEST_ENTRY = 180  # letters of a caption in the list of contents: two lines
PAGE_BREAK = (
    raw.block("#pagebreak(weak: true)"),
    pf.RawBlock('<w:p><w:r><w:br w:type="page"/></w:r></w:p>', format="openxml"),
)
HEADINGS = {
    Section.ABSTRACT: "Abstract",
    Section.KEY_POINTS: "Key points",
    Section.PLAIN_SUMMARY: "Plain-language summary",
}
ANY = "*"  # below a heading of whatever text
ELSEWHERE = {"article": "in the article", "supplement": "in the supplement", "": ONLINE}


@dataclass(frozen=True)
class Paper:
    """The article or its supplement: front matter, abstract, and body.

    `items` are its figures and tables by number, in order; each is also in `body`. `leading` is what stands between
    front matter and body, the abstract with its heading included. `compared` says that two states are shown as one.
    """

    name: str
    title: str
    front: list[pf.Block]
    abstract: list[pf.Block]
    body: list[pf.Block]
    items: dict[str, Item]
    leading: list[pf.Block] = field(default_factory=list)
    compared: bool = False

    def cited(self) -> list[str]:
        """Keys of the publications that it cites, in their order."""
        return cited_in([*self.front, *(self.leading or self.abstract), *self.body])


def cited_in(elements: Iterable[pf.Element]) -> list[str]:
    """Keys of the publications that these elements cite, in their order."""
    found: dict[str, None] = {}

    def look(element: pf.Element, doc: object) -> None:
        if isinstance(element, pf.Citation):
            found.setdefault(element.id)

    for one in elements:
        one.walk(look)
    return list(found)


@dataclass(frozen=True)
class Manuscript:
    """The article and its supplement, as a journal asks for them; `title_page` where it is a file of its own.

    `highlights` are the key points as a file of their own, whether or not the article has them too.
    """

    review: Review
    article: Paper
    supplement: Paper
    journal: Journal
    counts: Counts
    title_page: Paper | None = None
    highlights: Paper | None = None

    @property
    def papers(self) -> list[Paper]:
        """Every document."""
        return [self.article, self.supplement, *([self.title_page] if self.title_page else [])]


def assemble(review: Review, plan: Plan, doctrees: Path, pictures: Path, journal: Journal = NO_JOURNAL) -> Manuscript:
    """Assemble the article of a plan. `doctrees` holds the chapters as read, `pictures` the figures as PDF.

    Raises DataError if the plan names a figure or table that no part contains, and ConversionError if a part refers to
    an item that neither document contains, or has content that an article cannot hold.
    """
    main = frozenset([f"fig-{name}" for name in plan.figures] + [f"tbl-{name}" for name in plan.tables])
    numbers = Numbers(main, frozenset(plan.data_tables))
    places: set[str] = set()

    def converter_of(chapter: str, home: str) -> Converter:
        def elsewhere(other: str) -> str:
            return "" if (there := plan.home(other)) == home else ELSEWHERE[there]

        return Converter(f"{CHAPTERS}/{chapter}.md", numbers, pictures, elsewhere, journal.blinded)

    def taken(where: str, home: str, titled: bool = False, under: str | None = None) -> list[pf.Block]:
        """Blocks of a place; a section below a heading of the same text, or with `under` ANY, has none of its own."""
        chapter, _, anchor = where.partition("#")
        converter = converter_of(chapter, home)
        found, title = _nodes(doctrees, chapter, anchor)
        begins = [_comment(converter.chapter)]
        if chapter not in places:
            places.add(chapter)
            begins.append(place_label(chapter))
        if titled and not anchor:
            converter.level += 1
            begins = [pf.Header(*converter.inlines(title.children), level=converter.level), *begins]
        if anchor and anchor != TOP and under in (found[0].next_node(nodes.title).astext(), ANY):
            begins.append(place_label(chapter, anchor))
            found = [child for child in found[0].children if not isinstance(child, nodes.title)]
        return [*begins, *converter.part(found)]

    def parts(found: list[Part], home: str) -> list[pf.Block]:
        made: list[pf.Block] = []
        for i, one in enumerate(found):
            name = journal.named(one.title) if home == "article" else one.title
            made.append(pf.Header(*words(name), level=1))
            made.append(raw.block(f"#metadata(none) <part-{i}>"))
            for where in one.take:
                made += taken(where, home, titled=len(one.take) > 1, under=one.title)
        return made

    places_before = {
        Section.ABSTRACT: plan.abstract,
        Section.KEY_POINTS: plan.key_points,
        Section.PLAIN_SUMMARY: journal.plain_summary or plan.plain_summary,
    }
    before = {
        one: taken(where, "article", under=ANY) for one in journal.order if (where := places_before[one]) is not None
    }
    points = before.get(Section.KEY_POINTS) or (
        taken(plan.key_points, "article", under=ANY) if plan.key_points is not None else []
    )
    abstract = before[Section.ABSTRACT]
    text, supplement = parts(plan.article, "article"), parts(plan.supplement, "supplement")
    _fetch(numbers, doctrees, lambda chapter: converter_of(chapter, plan.home(chapter)))
    held = set(numbers.items) | {f"{DATA_TABLE}{name}" for name in numbers.with_data}
    if problems := unknown_items(review.root, plan, held):
        raise DataError(problems)
    resolve(numbers)
    items = {numbers.numbers[name]: numbers.items[name] for name in numbers.items}
    here = {number: items[number] for number in sorted(items, key=_order) if "S" not in number}
    there = {number: items[number] for number in sorted(items, key=_order) if "S" in number}
    said = [block for blocks in [*before.values(), points, text] for block in blocks]
    _unmark(said)
    for block in (*supplement, *(item.block for item in items.values())):
        _bare_marks(block)
    _point([*said, *(item.block for item in here.values())], here)
    _point([*supplement, *(item.block for item in there.values())], there)
    declared = declarations(review.authors) if review.authors else []
    references = [
        _comment(f"{CHAPTERS}/references.md"),
        pf.Header(pf.Str("References"), level=1),
        pf.Div(identifier=BIBLIOGRAPHY_HERE),
    ]
    counts = counted(
        title(review),
        abstract,
        text,
        before.get(Section.PLAIN_SUMMARY, []),
        before.get(Section.KEY_POINTS, []),
        here,
    )
    leading = [
        one
        for section, blocks in before.items()
        for one in (pf.Header(*words(journal.named(HEADINGS[section])), level=1), *blocks)
    ]
    signed = signatures(review.authors) if review.authors else []
    keywords = [line("Keywords", ", ".join(review.authors.keywords))] if review.authors else []
    about = [*keywords, line("Length", counts.sentence()), line("Version", version(review))]
    apart = journal.title_page_apart or journal.blinded
    return Manuscript(
        review,
        Paper(
            "manuscript",
            title(review),
            about if apart else [*signed, *about],
            abstract,
            [*text, *([] if journal.blinded else declared), *references, *_items(here, "")],
            here,
            leading,
        ),
        Paper(
            "supplement",
            f"Supplement to: {title(review)}",
            [line("Version", version(review))],
            [],
            [
                *_contents([one.title for one in plan.supplement], there),
                *supplement,
                *_items(there, "Supplementary "),
                *references,
            ],
            there,
        ),
        journal,
        counts,
        Paper("title-page", title(review), [*signed, *about], [], declared if journal.blinded else [], {})
        if apart
        else None,
        Paper("highlights", "Highlights", [], [], points, {}) if points else None,
    )


def _fetch(numbers: Numbers, doctrees: Path, converter_of: Callable[[str], Converter]) -> None:
    """Convert the figures and tables that the text refers to and no part contains, from whatever chapter has them."""
    files = {file: file.read_bytes() for file in sorted((doctrees / CHAPTERS).rglob("*.doctree"))}
    while wanted := numbers.missing():
        for file, content in files.items():
            if any(name.encode() in content for name in wanted):
                chapter = file.relative_to(doctrees / CHAPTERS).with_suffix("").as_posix()
                converter_of(chapter).items(pickle.loads(content), wanted)
        if numbers.missing() == wanted:
            return  # `resolve` says what is missing


def _is_mark(element: pf.Element) -> bool:
    return isinstance(element, pf.Span) and MARK in element.classes


def _unmark(blocks: Iterable[pf.Block]) -> None:
    """Take the letters of values out of running text, which says in words what a reader must know of a value."""

    def look(element: pf.Element, doc: object) -> None:
        inside = list(getattr(element, "content", ()))
        if any(map(_is_mark, inside)):
            kept = [one for one in inside if not _is_mark(one)]
            glue = {id(one) for one, after in pairwise(inside) if _is_mark(after) and _is_glue(one)}
            element.content = [one for one in kept if id(one) not in glue]

    for block in blocks:
        block.walk(look)


def _is_glue(element: pf.Element) -> bool:
    """Whether this keeps a letter on the line of its value."""
    return isinstance(element, pf.Str) and element.text == NO_BREAK


def _bare_marks(block: pf.Block) -> None:
    """Letters of values as they are printed; captions say what they mean."""
    block.walk(lambda element, doc: list(element.content) if _is_mark(element) else None)


def title(review: Review) -> str:
    """Title of the article: that of the review, with the version, as PRISMA-LSR asks, and its state."""
    config = review.config
    return f"{config.title} ({', '.join(filter(None, (f'version {config.version}', config.state)))})"


def _comment(chapter: str, item: str = "") -> pf.RawBlock:
    """A comment by which `engine.faults` finds the chapter and item of a line."""
    return raw.comment(f"{chapter}, near {item}" if item else chapter)


def _nodes(doctrees: Path, chapter: str, anchor: str) -> tuple[list[nodes.Node], nodes.title]:
    file = doctrees / CHAPTERS / f"{chapter}.doctree"
    if not file.is_file():
        raise ConversionError(f"{CHAPTERS}/{chapter}.md is not a chapter of the book. Add it to _toc.yml.")
    document = pickle.loads(file.read_bytes())
    root = document.next_node(nodes.section)
    title = root.next_node(nodes.title)
    inside = [child for child in root.children if not isinstance(child, nodes.title)]
    if not anchor:
        return inside, title
    if anchor == TOP:
        return [child for child in inside if not isinstance(child, nodes.section)], title
    for section in root.findall(nodes.section):
        if section.get("slug") == anchor or anchor in section.get("ids", []):
            return [section], title
    raise ConversionError(f"{CHAPTERS}/{chapter}.md has no section {anchor!r}.")


def _order(number: str) -> tuple[str, int]:
    kind, value = number.split("\u00a0")
    return kind, int(value.removeprefix("S"))


def _point(blocks: Iterable[pf.Block], items: dict[str, Item]) -> None:
    """Write pointers out as sentences, and keep only links to items of the same document."""
    here = {f"#{item.block.identifier}" for item in items.values()}

    def fill(element: pf.Element, doc: object) -> list[pf.Element] | None:
        if isinstance(element, pf.Span) and POINTER in element.classes:
            return [pf.Str("See"), pf.Space(), *_listed(list(element.content)), pf.Str(".")]
        if isinstance(element, pf.Link) and element.url.startswith("#") and element.url not in here:
            return list(element.content)
        return None

    for block in blocks:
        block.walk(fill)


def _listed(links: list[pf.Inline]) -> list[pf.Inline]:
    """Links with commas between them, and "and" before the last."""
    made = links[:1]
    for i, one in enumerate(links[1:], 2):
        last = [pf.Space(), pf.Str("and")] if i == len(links) else [pf.Str(",")]
        made += [*last, pf.Space(), one]
    return made


def _items(items: dict[str, Item], before: str) -> list[pf.Block]:
    made: list[pf.Block] = []
    for kind in ("Table", "Figure"):
        chosen = {number: item for number, item in items.items() if number.startswith(kind)}
        if chosen:
            name = f"{before}{kind}s" if before else f"{kind}s" if kind == "Table" else "Figures and legends"
            made += [*PAGE_BREAK, pf.Header(*words(name[0] + name[1:].lower()), level=1)]
        for number, item in chosen.items():
            caption = item.block.caption.content
            inside = list(caption[0].content) if caption else []
            lead = [pf.Strong(pf.Str(f"{number}.")), pf.Space()]
            item.block.caption = pf.Caption(pf.Para(*lead, *inside))
            made += [_comment(item.chapter, item.block.identifier), item.block]
    return made


def _contents(parts: list[str], items: dict[str, Item]) -> list[pf.Block]:
    """List of contents of the supplement: parts, tables and figures with their pages."""
    lines: list[pf.Inline] = []
    for i, name in enumerate(parts):
        lines += [*words(name), _page(f"part-{i}"), pf.LineBreak()]
    for number, item in sorted(items.items(), key=lambda pair: not pair[0].startswith("Table")):  # as they follow
        caption = item.block.caption.content
        entry = pf.stringify(caption[0]).split(". ")[0].rstrip(".") if caption else ""
        entry = textwrap.shorten(entry, LONGEST_ENTRY, placeholder=" …")
        label = item.block.identifier
        lines += [pf.Link(pf.Str(f"{number}."), url=f"#{label}"), pf.Space(), *words(entry), _page(label)]
        lines.append(pf.LineBreak())
    return [pf.Header(pf.Str("Contents"), level=1), pf.Para(*lines[:-1])] if lines else []


def _page(label: str) -> pf.RawInline:
    return raw.inline(f"#leader;#page-of(<{label}>);")
