"""The article as LaTeX and PDF."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

import panflute as pf

from ...render.layout import GUTTER, MARGIN_CM, pieces
from ..typeset import FILES, PREAMBLE, breakable, errors, faults, graphic, run_latex, with_fallback
from .assemble import Paper
from .layout import fit_table, turned

THEME = Path(__file__).parents[1] / "theme" / "manuscript.tex"
# No hyphenation in search strings: readers who copy one would copy the hyphens.
# No ligatures of TeX, which would print other signs than << and ` than a text has.
FONTS = {
    "mainfont": "FreeSerif",
    "mainfontoptions": "Ligatures=TeXOff",
    "monofont": "FreeMono",
    "monofontoptions": "HyphenChar=None",
}


TOO_WIDE = "points too wide"  # in what `faults` says of a line
ADDRESS = re.compile(r"\w[@/]\w")  # in a word that may be too long for a line
# Commands of the preamble for the marks of a comparison.
MARKS = {"insertion": r"\livingreviewadded", "deletion": r"\livingreviewdeleted"}


class TypesettingError(Exception):
    """A program that writes the article failed; the message is its output."""


def options(identity: str) -> list[str]:
    """Options of pandoc for LaTeX. The identifier of the PDF comes from `identity`, not from the time."""
    variables = {
        "documentclass": "article",
        "papersize": "a4",
        "fontsize": "11pt",
        "geometry": f"margin={MARGIN_CM}cm",
        **FONTS,
    }
    number = hashlib.md5(identity.encode(), usedforsecurity=False).hexdigest()
    variables |= {"colorlinks": "true", "pdf-trailer-id": f"<{number}> <{number}>"}
    return ["-s", "--wrap=none", *(option for name, value in variables.items() for option in ("-V", f"{name}={value}"))]


def preamble(draft: str, line_numbers: bool, double_spacing: bool) -> str:
    """The LaTeX preamble with its switches set."""
    switches = {"draft": draft, "numbers": "1" if line_numbers else "", "double": "1" if double_spacing else ""}
    defined = "".join(f"\\def\\livingreview{name}{{{value}}}\n" for name, value in switches.items() if value)
    return defined + PREAMBLE + THEME.read_text("utf-8")


def for_latex(blocks: Sequence[pf.Block], paper: Paper) -> list[pf.Block]:
    """The blocks with tables and figures fitted to pages, and with code that can break."""
    origin = {item.block.identifier: item.chapter for item in paper.items.values()}
    made: list[pf.Block] = []
    flags = turned(blocks, lambda block: _where(block, origin))
    for landscape, group in groupby(zip(flags, blocks, strict=True), key=lambda pair: pair[0]):
        found = [one for _, block in group for one in _block(block, origin)]
        if landscape:
            found = [pf.RawBlock(r"\begin{landscape}", format="latex"), *found]
            found.append(pf.RawBlock(r"\end{landscape}", format="latex"))
        made += found
    for block in made:
        block.walk(_breakable)
    return made


def _where(block: pf.Block, origin: dict[str, str]) -> str:
    return f"{origin.get(block.identifier, 'a part')}, {block.identifier}" if block.identifier else "a table"


def _block(block: pf.Block, origin: dict[str, str]) -> list[pf.Block]:
    if isinstance(block, pf.Table):
        return _table(block, _where(block, origin))
    if isinstance(block, pf.Figure):
        return _figure(block, _where(block, origin))
    if isinstance(block, pf.Para) and all(isinstance(one, (pf.Code, pf.LineBreak)) for one in block.content):
        ragged = pf.RawBlock(r"\begingroup\raggedright", format="latex")  # do not stretch lines of long strings
        return [ragged, block, pf.RawBlock(r"\par\endgroup", format="latex")]
    return [block]


def _table(table: pf.Table, where: str) -> list[pf.Block]:
    how = fit_table(table, where)
    table.colspec = [(align, share) for (align, _), share in zip(table.colspec, how.shares, strict=True)]
    label = rf"\phantomsection\label{{{table.identifier}}}" if table.identifier else ""
    start = rf"\begingroup\def\livingreviewsize{{\{how.size}}}\setlength{{\tabcolsep}}{{{GUTTER / 2}pt}}{label}"
    bare = pf.Table(*table.content, head=table.head, foot=table.foot, caption=table.caption, colspec=table.colspec)
    return [pf.RawBlock(start, format="latex"), bare, pf.RawBlock(r"\endgroup", format="latex")]


def _figure(figure: pf.Figure, where: str) -> list[pf.Block]:
    file = Path(figure.content[0].content[0].url).with_suffix(".pdf")
    caption = figure.caption
    made: list[pf.Block] = []
    for i, piece in enumerate(pieces(file, pf.stringify(caption.content[0]), where)):
        legend = (
            caption if i == 0 else pf.Caption(pf.Para(caption.content[0].content[0], pf.Space(), pf.Str("Continued.")))
        )
        image = pf.RawInline(graphic(piece, piece.file), format="latex")
        made.append(pf.Figure(pf.Plain(image), caption=legend, identifier=figure.identifier if i == 0 else ""))
    return made


def _breakable(element: pf.Element, doc: object) -> list[pf.Inline] | None:
    """Code and addresses in pieces between which lines may break."""
    if not isinstance(element, pf.Code) and not (isinstance(element, pf.Str) and ADDRESS.search(element.text)):
        return None
    made: list[pf.Inline] = []
    for piece, tex in breakable(element.text):
        made += [type(element)(piece), *([pf.RawInline(tex, format="latex")] if tex else [])]
    return made if len(made) > 1 else None


def with_marks(blocks: Sequence[pf.Block]) -> list[pf.Block]:
    """The blocks with what was added underlined in blue, and what was deleted struck out in red."""
    for block in blocks:
        block.walk(_mark)
    return list(blocks)


def _mark(element: pf.Element, doc: object) -> list[pf.Inline] | None:
    if not isinstance(element, pf.Span) or not any(one.removeprefix("paragraph-") in MARKS for one in element.classes):
        return None
    command = MARKS.get(element.classes[0], "")
    made: list[pf.Inline] = []
    for one in element.content:
        if isinstance(one, pf.LineBreak) or (isinstance(one, pf.Math) and one.format == "DisplayMath"):
            made.append(one)
            continue
        # Each word is marked by itself, and a blank before it too, so that lines break between words.
        inside = [pf.RawInline(r"\ ", format="latex")] if isinstance(one, pf.Space) else [one]
        made += [pf.RawInline(f"{command}{{", format="latex"), *inside, pf.RawInline("}", format="latex")]
        if isinstance(one, pf.Space) or not pf.stringify(one).isalnum():
            made.append(pf.RawInline(r"\allowbreak{}", format="latex"))
    return [*made, pf.RawInline(r"\allowbreak{}", format="latex")]


def write_pdf(tex: str, file: Path, environment: dict[str, str], *, wide: bool = False) -> dict[str, int]:
    """Typeset LaTeX into `file`; returns the page of every label. Raises TypesettingError listing every fault.

    With `wide`, lines may be too wide: in a comparison, where two texts stand in the place of one.
    """
    work = file.parent / f"{file.stem}-tex"
    work.mkdir()
    for font in FILES:
        shutil.copy(font, work)
    source = work / f"{file.stem}.tex"
    source.write_text(with_fallback(with_feet(with_carets(tex))), "utf-8")
    done = run_latex(source, environment)
    log_file, tex = source.with_suffix(".log"), source.read_text("utf-8")
    log = log_file.read_text("utf-8", errors="replace") if log_file.is_file() else ""
    found = errors(log, tex, source.name) if done.returncode else faults(log, tex)
    found = [one for one in found if not (wide and TOO_WIDE in str(one))]
    if done.returncode and not found:
        raise TypesettingError(f"{file.name}: {(done.stdout + done.stderr)[-500:]}")
    if found:
        raise TypesettingError("\n".join(f"{file.name}: {one}" for one in found))
    pages = label_pages(source.with_suffix(".aux").read_text("utf-8"))
    shutil.move(source.with_suffix(".pdf"), file)
    shutil.rmtree(work)
    return pages


def with_carets(tex: str) -> str:
    """The LaTeX with the sign ^ as a character: as pandoc writes it, it is an accent of what follows in a list."""
    return tex.replace(r"\^{}", r"\textasciicircum{}")


def with_feet(tex: str) -> str:
    """The LaTeX with a rule below its tables on every page.

    Pandoc gives a foot to the last page only; if that does not fit, a page with nothing but the header follows.
    """
    foot = "\\bottomrule\\noalign{}\n"
    return tex.replace(f"{foot}\\endlastfoot", f"{foot}\\endfoot\n{foot}\\endlastfoot")


def label_pages(aux: str) -> dict[str, int]:
    """Page of every label in the .aux file of LaTeX."""
    return {name: int(page) for name, page in re.findall(r"\\newlabel\{([^}]+)\}\{\{[^{}]*\}\{(\d+)\}", aux)}
