"""The article as a PDF with tags, set by Typst.

The tags say what is a heading, a list, a table or a figure, so that the file can be read aloud and reflowed. Typst
makes sure of PDF/UA-1 as far as a program can, such as that each figure has a text alternative, and refuses the rest.
"""

from __future__ import annotations

import calendar
import re
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

import panflute as pf

from ...render.layout import MARGIN_CM, SIZES, TEXT_HEIGHT, TEXT_WIDTH, pieces, row_height
from ...render.parts import on_paper
from ..languages import FOREIGN, by_language, language
from ..printed.breaks import Break
from ..printed.breaks import pieces as breakable
from . import raw
from .assemble import Paper
from .engine import MAIN, set_pages
from .layout import fit_table, table_rows, turned

LOOK = Path(__file__).parents[1] / "theme" / "manuscript.typ"
FORMAT = "typst-citations-smart"
PLAIN = re.compile(r"[A-Za-z\u00c0-\u024f0-9,:%)]+")  # no sign of Typst, nor what would go on a command before it
ADDRESS = re.compile(r"\w[@/]\w")  # in a word that may be too long for a line
CHINESE = re.compile(r"[\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff]")  # Japanese and Korean too
BREAK = raw.inline("#h(0.001pt);")  # a place where a line may break, without a hyphen; Typst ignores 0pt
# Commands of the look for the marks of a comparison.
MARKS = {"insertion": "added", "deletion": "deleted"}
LEFT, RIGHT = "csl-left-margin", "csl-right-inline"  # classes of pandoc: number and text of a reference
LONGEST = 60  # characters of a search string that are not broken, in a line of its own
LONGEST_PART = 30  # characters of an address between two signs that are not broken
SHORTEST_PART = 8  # characters before a break in an address, so that "10." of a DOI is not left behind
HIGHEST_ROW = 1 / 4  # of the height of a page; where a row is higher, rows may be cut at the foot of a page


@dataclass(frozen=True)
class About:
    """What a PDF says of itself, and how it looks. `draft` marks every page."""

    title: str
    day: date
    authors: Sequence[str] = ()
    keywords: Sequence[str] = ()
    draft: str = ""
    line_numbers: bool = False
    double_spacing: bool = False


def source(blocks: Sequence[pf.Block], paper: Paper, folder: Path) -> list[pf.Block]:
    """The blocks, with citations in printed form, as Typst takes them; their pictures are copied into `folder`."""
    return in_typst(blocks, {item.block.identifier: item.chapter for item in paper.items.values()}, folder)


def in_typst(blocks: Sequence[pf.Block], origin: dict[str, str], folder: Path) -> list[pf.Block]:
    """The same for blocks whose citations are in printed form; `origin` has where a figure or table is from."""
    made: list[pf.Block] = []
    flags = turned(blocks, lambda block: _where(block, origin))
    for landscape, group in groupby(zip(flags, blocks, strict=True), key=lambda pair: pair[0]):
        found = [one for _, block in group for one in _block(block, origin, folder)]
        made += [raw.block("#turned["), *found, raw.block("]")] if landscape else found
    document = pf.Doc(*made)  # so that whole blocks can be replaced
    return list(document.walk(_written).content)


def _where(block: pf.Block, origin: dict[str, str]) -> str:
    return f"{origin.get(block.identifier, 'a part')}, {block.identifier}" if block.identifier else "a table"


def _block(block: pf.Block, origin: dict[str, str], folder: Path) -> list[pf.Block]:
    if isinstance(block, pf.Table):
        return _table(block, _where(block, origin))
    if isinstance(block, pf.Figure):
        return _figure(block, _where(block, origin), folder)
    if isinstance(block, pf.Para) and _would_gape(block):
        return [raw.block("#ragged["), block, raw.block("]")]
    if isinstance(block, pf.Para) and all(isinstance(one, (pf.Code, pf.LineBreak)) for one in block.content):
        lines = [_code(one.text, LONGEST) if isinstance(one, pf.Code) else [one] for one in block.content]
        strings = pf.Para(*(piece for line in lines for piece in line))
        return [raw.block("#ragged["), strings, raw.block("]")]  # do not stretch lines of long strings
    if isinstance(block, pf.Div) and "references" in block.classes:
        return list(_references(block))
    return [block]


def _would_gape(block: pf.Para) -> bool:
    """Whether its lines should not be stretched: beside a long address, or between the characters of a name."""
    words = pf.stringify(block).split()
    return any((ADDRESS.search(one) and len(one) > LONGEST_PART) or CHINESE.search(one) for one in words)


def _table(table: pf.Table, where: str) -> list[pf.Block]:
    how = fit_table(table, where)
    table.colspec = [(align, share) for (align, _), share in zip(table.colspec, how.shares, strict=True)]
    size = SIZES[how.size]
    page = TEXT_WIDTH if how.landscape else TEXT_HEIGHT
    cut = any(row_height(texts, how) > page * HIGHEST_ROW for texts in table_rows(table))
    return [raw.block(f"#fitted({size}pt, cut: {str(cut).lower()})["), table, raw.block("]")]


def _figure(figure: pf.Figure, where: str, folder: Path) -> list[pf.Block]:
    image = figure.content[0].content[0]
    caption = figure.caption
    made: list[pf.Block] = []
    for i, piece in enumerate(pieces(Path(image.url).with_suffix(".svg"), pf.stringify(caption.content[0]), where)):
        legend = (
            caption if i == 0 else pf.Caption(pf.Para(caption.content[0].content[0], pf.Space(), pf.Str("Continued.")))
        )
        drawn = on_paper(piece.file)
        shutil.copy(drawn, folder)
        picture = raw.inline(
            f"#image({raw.quoted(drawn.name)}, width: {piece.width:.1f}pt, alt: {raw.quoted(pf.stringify(image))})"
        )
        made.append(pf.Figure(pf.Plain(picture), caption=legend, identifier=figure.identifier if i == 0 else ""))
    return made


def _references(found: pf.Div) -> Iterator[pf.Block]:
    """The references as a list, in which each is numbered as its style has it, and can be linked to.

    Their lines are ragged: addresses that cannot be broken everywhere would leave gaps between words.
    """
    yield raw.block("#ragged[")
    for number, entry in enumerate(found.content, 1):
        parts = {kind: one for one in entry.content[0].content if isinstance(one, pf.Span) for kind in one.classes}
        target = f"#[#metadata(none) <{entry.identifier}>]"
        if LEFT not in parts:
            yield from (raw.block("#block["), *entry.content, raw.block(f"{target}]"))
            continue
        look = pf.stringify(parts[LEFT]).strip().replace(str(number), "1")
        if number == 1:
            yield raw.block(f"#set enum(numbering: {raw.quoted(look)}, number-align: start, spacing: 0.8em)")
        yield raw.block(f"#enum.item({number})[")
        yield pf.Plain(*parts[RIGHT].content, raw.inline(target))
        yield raw.block("]")
    yield raw.block("]")


def _written(element: pf.Element, doc: pf.Doc) -> object:
    """An element in pieces that are printed as they are.

    pandoc leaves signs in a text that Typst would read as another: three full stops, or a hyphen before a digit.
    """
    if isinstance(element, pf.Str):
        if ADDRESS.search(element.text):
            return _pieces(element.text, "#address({});", LONGEST_PART, SHORTEST_PART)
        if FOREIGN.search(element.text):
            return [
                raw.inline(f"#text(lang: {raw.quoted(code)}, {raw.quoted(part)});" if code else f"#{raw.quoted(part)};")
                for part, code in by_language(element.text)
            ]
        return None if PLAIN.fullmatch(element.text) else raw.inline(f"#{raw.quoted(element.text)};")
    if isinstance(element, pf.Code):
        return _code(element.text)
    if isinstance(element, pf.Math):
        return [raw.inline(f"#described({raw.quoted(element.text)})["), element, raw.inline("];")]
    if isinstance(element, pf.Cite):
        return list(element.content)
    if isinstance(element, pf.Span):
        marks = [MARKS[one] for one in element.classes if one in MARKS]
        inside = list(element.content)
        return [raw.inline(f"#{marks[0]}["), *inside, raw.inline("];")] if marks and inside else inside
    return None


def _code(text: str, longest: int = 0) -> list[pf.Inline]:
    made = _pieces(text, "#raw({});", longest)
    if found := FOREIGN.search(text):
        return [raw.inline(f"#text(lang: {raw.quoted(language(found[0]))})["), *made, raw.inline("];")]
    return made


def _pieces(text: str, command: str, longest: int = 0, shortest: int = 0) -> list[pf.Inline]:
    """A text in pieces between which lines may break.

    They end at signs if they are `shortest` characters long, and anywhere if they are `longest`.
    """
    made: list[pf.Inline] = []
    waiting = ""
    for piece, end in breakable(text):
        waiting += piece
        if end is Break.ANYWHERE:
            complete = len(waiting) >= longest
        else:
            complete = end is Break.NONE or len(waiting) >= shortest
        if complete:
            made += [raw.inline(command.format(raw.quoted(waiting))), *([BREAK] if end is not Break.NONE else [])]
            waiting = ""
    return made


def preamble(about: About) -> str:
    """What stands before the text, in Typst's code."""
    day = about.day
    options = {
        "title": raw.quoted(about.title),
        "date": f"datetime(year: {day.year}, month: {day.month}, day: {day.day})",
        "shown-date": raw.quoted(f"{day:%-d %B %Y}"),
        "authors": _array(about.authors),
        "keywords": _array(about.keywords),
        "margin": f"{MARGIN_CM}cm",
        "draft": raw.quoted(about.draft),
        "line-numbers": str(about.line_numbers).lower(),
        "double-spacing": str(about.double_spacing).lower(),
    }
    given = ", ".join(f"{name}: {value}" for name, value in options.items())
    return f'#import "{LOOK.name}": *\n#show: manuscript.with({given})\n\n'


def _array(texts: Iterable[str]) -> str:
    return f"({''.join(f'{raw.quoted(one)}, ' for one in texts)})"


def write_pdf(about: About, text: str, file: Path, folder: Path) -> dict[str, int]:
    """Typeset a text in Typst's markup into `file`; returns the page of every place.

    `folder` holds the pictures. Raises TypesettingError that lists every fault.
    """
    shutil.copy(LOOK, folder)
    (folder / MAIN).write_text(preamble(about) + text, "utf-8")
    return set_pages(folder, file, calendar.timegm(about.day.timetuple()))
