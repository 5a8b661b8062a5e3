"""Assembly of the article from the executed chapters, with numbered items and citations."""

from __future__ import annotations

import pickle
import textwrap
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import panflute as pf
from docutils import nodes

from ...render.myst import DATA_TABLE
from ...schema import Authors
from ...store import DataError, Review
from ...store.chapters import CHAPTERS
from ...wording import count
from ..typeset import LICENCE
from .convert import POINTER, ConversionError, Converter, Item, Numbers, place_label, resolve
from .plan import TOP, Part, Plan, unknown_items

BIBLIOGRAPHY_HERE = "refs"
LANGUAGE = "en-GB"
LONGEST_ENTRY = 85  # letters of a caption in the list of contents, to keep it on one line
PAGE_BREAK = (
    pf.RawBlock(r"\clearpage", format="latex"),
    pf.RawBlock('<w:p><w:r><w:br w:type="page"/></w:r></w:p>', format="openxml"),
)
ELSEWHERE = {"article": "in the article", "supplement": "in the supplement", "": "in the online version"}


@dataclass(frozen=True)
class Paper:
    """The article or its supplement: front matter, abstract, and body.

    `items` are its figures and tables by number, in order; each is also in `body`. `compared` says that two states are
    shown as one.
    """

    name: str
    title: str
    front: list[pf.Block]
    abstract: list[pf.Block]
    body: list[pf.Block]
    items: dict[str, Item]
    compared: bool = False

    def cited(self) -> list[str]:
        """Keys of the publications that it cites, in their order."""
        found: dict[str, None] = {}

        def look(element: pf.Element, doc: object) -> None:
            if isinstance(element, pf.Citation):
                found.setdefault(element.id)

        for block in [*self.front, *self.abstract, *self.body]:
            block.walk(look)
        return list(found)


@dataclass(frozen=True)
class Manuscript:
    """The article and its supplement."""

    review: Review
    article: Paper
    supplement: Paper


def assemble(review: Review, plan: Plan, doctrees: Path, pictures: Path) -> Manuscript:
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

        return Converter(f"{CHAPTERS}/{chapter}.md", numbers, pictures, elsewhere)

    def taken(where: str, home: str, titled: bool = False) -> list[pf.Block]:
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
        return [*begins, *converter.part(found)]

    def parts(found: list[Part], home: str) -> list[pf.Block]:
        made: list[pf.Block] = []
        for i, one in enumerate(found):
            made.append(pf.Header(*words(one.title), level=1))
            made.append(pf.RawBlock(rf"\phantomsection\label{{part:{i}}}", format="latex"))
            for where in one.take:
                made += taken(where, home, titled=len(one.take) > 1)
        return made

    abstract = taken(plan.abstract, "article")
    text, supplement = parts(plan.article, "article"), parts(plan.supplement, "supplement")
    _fetch(numbers, doctrees, lambda chapter: converter_of(chapter, plan.home(chapter)))
    held = set(numbers.items) | {f"{DATA_TABLE}{name}" for name in numbers.with_data}
    if problems := unknown_items(review.root, plan, held):
        raise DataError(problems)
    resolve(numbers)
    items = {numbers.numbers[name]: numbers.items[name] for name in numbers.items}
    here = {number: items[number] for number in sorted(items, key=_order) if "S" not in number}
    there = {number: items[number] for number in sorted(items, key=_order) if "S" in number}
    _point([*abstract, *text, *(item.block for item in here.values())], here)
    _point([*supplement, *(item.block for item in there.values())], there)
    declared = _declarations(review.authors) if review.authors else []
    references = [
        _comment(f"{CHAPTERS}/references.md"),
        pf.Header(pf.Str("References"), level=1),
        pf.Div(identifier=BIBLIOGRAPHY_HERE),
    ]
    counts = _counts(abstract, text, here, there)
    return Manuscript(
        review,
        Paper(
            "manuscript",
            title(review),
            [*_front(review), _line("Length", counts)],
            abstract,
            [*text, *declared, *references, *_items(here, "")],
            here,
        ),
        Paper(
            "supplement",
            f"Supplement to: {title(review)}",
            [_line("Version", _version(review))],
            [],
            [
                *_contents([one.title for one in plan.supplement], there),
                *supplement,
                *_items(there, "Supplementary "),
                *references,
            ],
            there,
        ),
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


def title(review: Review) -> str:
    """Title of the article: that of the review."""
    return review.config.stated_title


def _comment(chapter: str, item: str = "") -> pf.RawBlock:
    """A LaTeX comment by which `typeset.faults` finds the chapter and item of a line."""
    bare = chapter.removesuffix(".md")
    text = rf"%\label{{\detokenize{{{bare}::doc}}}}"
    if item:
        text += "\n" + rf"%\label{{\detokenize{{{bare}:{item}}}}}"
    return pf.RawBlock(text, format="latex")


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


def words(text: str) -> list[pf.Inline]:
    """Text as pandoc inlines: words and spaces."""
    made = [piece for word in text.split() for piece in (pf.Space(), pf.Str(word))]
    return made[1:]


def _line(name: str, text: str) -> pf.Para:
    return pf.Para(pf.Strong(*words(f"{name}.")), pf.Space(), *words(text))


def _point(blocks: Iterable[pf.Block], items: dict[str, Item]) -> None:
    """Write pointers out as sentences, and keep only links to items of the same document."""
    here = {f"#{item.block.identifier}" for item in items.values()}

    def fill(element: pf.Element, doc: object) -> list[pf.Element] | None:
        if isinstance(element, pf.Span) and POINTER in element.classes:
            return [pf.Str("See"), pf.Space(), *element.content, pf.Str(".")]
        if isinstance(element, pf.Link) and element.url.startswith("#") and element.url not in here:
            return list(element.content)
        return None

    for block in blocks:
        block.walk(fill)


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
        lines += [*words(name), _page(f"part:{i}"), pf.LineBreak()]
    for number, item in items.items():
        caption = item.block.caption.content
        entry = pf.stringify(caption[0]).split(". ")[0].rstrip(".") if caption else ""
        entry = textwrap.shorten(entry, LONGEST_ENTRY, placeholder=" …")
        label = item.block.identifier
        lines += [pf.Link(pf.Str(f"{number}."), url=f"#{label}"), pf.Space(), *words(entry), _page(label)]
        lines.append(pf.LineBreak())
    return [pf.Header(pf.Str("Contents"), level=1), pf.Para(*lines[:-1])] if lines else []


def _page(label: str) -> pf.RawInline:
    return pf.RawInline(rf"\dotfill\pageref{{{label}}}", format="latex")


def _version(review: Review) -> str:
    return f"Version {review.config.version}, data of {review.config.date:%-d %B %Y}. {LICENCE}"


def _front(review: Review) -> list[pf.Block]:
    authors = review.authors
    if authors is None:
        return [_line("Version", _version(review))]
    corresponding = next(a for a in authors.authors if a.corresponding)
    affiliations: list[pf.Inline] = []
    for i, place in enumerate(authors.affiliations.values(), 1):
        affiliations += [pf.Superscript(pf.Str(str(i))), *words(place), pf.LineBreak()]
    orcids = [f"{a.name} {a.orcid}" for a in authors.authors if a.orcid]
    return [
        pf.Para(*affiliations[:-1]),
        pf.Para(pf.Superscript(pf.Str("*")), *words(f"Correspondence: {corresponding.name}, {corresponding.email}")),
        *([_line("ORCID", "; ".join(orcids))] if orcids else []),
        _line("Keywords", ", ".join(authors.keywords)),
        _line("Version", _version(review)),
    ]


def _counts(abstract: list, text: list, here: dict[str, Item], there: dict[str, Item]) -> str:
    cited: set[str] = set()

    def look(element: pf.Element, doc: object) -> None:
        if isinstance(element, pf.Citation):
            cited.add(element.id)

    for block in [*abstract, *text, *(item.block for item in here.values())]:
        block.walk(look)

    def length(blocks: list[pf.Block]) -> int:
        return sum(len(pf.stringify(block).split()) for block in blocks if not isinstance(block, pf.RawBlock))

    def number(items: dict[str, Item], kind: str) -> str:
        return count(sum(one.startswith(kind) for one in items), kind.lower())

    return (
        f"Abstract {length(abstract)} words, text {length(text)} words, {count(len(cited), 'reference')}, "
        f"{number(here, 'Table')}, {number(here, 'Figure')}; supplement {number(there, 'Table')}, "
        f"{number(there, 'Figure')}."
    )


def _declarations(authors: Authors) -> list[pf.Block]:
    """Declarations of the authors, from data/authors.yaml."""
    statements = {
        "Contributions": "; ".join(f"{a.name}: {', '.join(a.contributions)}" for a in authors.authors),
        "Competing interests": "; ".join(f"{a.name}: {a.conflicts}" for a in authors.authors),
        "Funding": authors.funding,
        "Role of funders": authors.role_of_funders,
        "Ethics": authors.ethics,
        "Data and code": authors.data_availability,
        **({"Acknowledgements": authors.acknowledgements} if authors.acknowledgements else {}),
    }
    return [
        pf.Header(pf.Str("Declarations"), level=1),
        place_label("declarations"),
        *(_line(name, text) for name, text in statements.items()),
    ]
