"""Numbered figures and tables as MyST text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from ..wording import capital, count
from .style import Drawing
from .table import Table, brief, said_once, starting, with_values
from .uses import Use, asked

FIGURES = Path("_build") / "figures"
FORMAT = "BOOK_FORMAT"  # environment variable: the name of the builder that makes pages
PAPER = "paper"  # the builder for the PDF of the book and for the article, which leaves out study pages
SHORT = 8  # rows; longer numbered tables can be sorted, searched and downloaded on the site
PAGE_WIDTH, PHONE_WIDTH = "page-width", "phone-width"  # classes of the two drawings of a figure
LONGEST_OPEN = 250  # words of a table that a reader may want to pass over
LONGEST_ALT = 250  # characters of a text alternative
# A word in small letters that begins a sentence; "et al. found" and "e.g. two" are no ends of sentences.
BEGINS = re.compile(r"(?<!\bal\. )(?<!\bvs\. )(?<!\bcf\. )(?<!\b[a-z]\.[a-z]\. )(?<=[.?!] )[a-z]\S*")
FENCE = re.compile("^:{3,}", re.MULTILINE)
ROWS_TITLE = "The data in this plot"
DATA_TABLE = "data-table-"  # begins the name of what folds away the data table of a figure
ON_PHONES = "On a narrow screen"  # begins what a caption says last, of the picture for phones: not on paper


def figure_text(drawing: Drawing, data_table: Table | None = None, title: str = ROWS_TITLE) -> str:
    """MyST of a numbered figure: image at page and at phone width (site only), and its data table, folded."""
    place = f"/{FIGURES.as_posix()}/{drawing.name}"
    alt = in_quotes(alternative(drawing.alt.replace("\n", " "), data_table is not None and bool(data_table.rows)))
    options = f":name: fig-{drawing.name}\n:alt: {alt}\n:class: {PAGE_WIDTH}"
    image = f"```{{image}} {place}-narrow.svg\n:alt: {alt}\n:class: {PHONE_WIDTH}\n```"
    narrow = f":::{{only}} html\n{image}\n:::" if Use.SITE in asked() else ""
    text = f"::::{{figure}} {place}.*\n{options}\n\n{drawing.caption}\n\n{narrow}\n::::\n"
    if data_table is not None and data_table.rows:
        text += f"\n::::{{dropdown}} {title}\n:name: {DATA_TABLE}{drawing.name}\n\n{table_text(data_table)}\n::::\n"
    return text


def alternative(text: str, table: bool) -> str:
    """The text alternative of a figure, at most LONGEST_ALT characters: nobody can pause in it or go back.

    A longer one ends behind a whole sentence or part of one; with `table`, it says that a table has the rest. Labels
    and sentences are put together in it: every sentence begins with a capital letter.
    """
    text = BEGINS.sub(lambda word: capital(word[0]), text)
    if len(text) <= LONGEST_ALT:
        return text
    end = " \u2026 The table below has the rest." if table else " \u2026"
    kept = text[: LONGEST_ALT - len(end)]
    places = (kept.rfind(sign) for sign in (". ", "; ", ", ", " "))
    place = next((place for place in places if place > LONGEST_ALT / 2), len(kept))
    return kept[:place] + end


def in_quotes(text: str) -> str:
    """The text as the value of an option of a directive, which MyST reads as YAML: in quotes, nothing has a meaning."""
    return json.dumps(text, ensure_ascii=False)


def table_text(table: Table) -> str:
    """MyST of a numbered table; a sentence where it would be empty."""
    if not table.rows:
        caption = table.caption.partition(". ")[0].rstrip(".")
        nothing = ". No entries." if re.search("[:;]", caption) else ": none."  # a second colon would be no sentence
        return f"*{table.none or caption + nothing}*"
    table = with_values(said_once(table))
    kinds = ("stacked",) * table.cards + ("wide",) * table.wide + ("interactive",) * (len(table.rows) > SHORT)
    kinds += ("brief",) * ("interactive" in kinds and brief(table))
    return list_table(table.header, table.rows, table.widths, table.caption, f":name: tbl-{table.name}\n", *kinds)


def folded(title: str, table: Table) -> str:
    """MyST of a numbered table that opens on a click."""
    return folded_text(title, table_text(table))


def folded_text(title: str, text: str) -> str:
    """MyST of anything that opens on a click, such as a figure with its data table, which is folded in its turn."""
    fence = ":" * (1 + max(map(len, FENCE.findall(text)), default=2))
    return f"{fence}{{dropdown}} {title}\n\n{text}\n{fence}\n"


def table_or_fold(title: str, table: Table) -> str:
    """MyST of a numbered table that opens on a click if it is long: its title says what it holds, and how much."""
    words = sum(len(cell.split()) for row in table.rows for cell in row)
    if len(table.rows) <= SHORT and words <= LONGEST_OPEN:
        return table_text(table)
    return folded(f"{title} ({count(len(table.rows), 'row')})", table)


def list_table(
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    widths: Sequence[int],
    title: str = "",
    options: str = "",
    *kinds: str,
) -> str:
    """MyST of a table, numbered if it has a title.

    Cells are MyST text of one or more paragraphs; `widths` are relative; `kinds` are CSS classes.
    """
    lines = [
        f":::{{list-table}} {title}",
        f"{options}:header-rows: 1",
        f":class: {' '.join(('longtable', *kinds))}",
        f":widths: {' '.join(map(str, widths))}",
        "",
    ]
    for row in (header, *rows):
        lines += [("* - " if i == 0 else "  - ") + _cell(cell) for i, cell in enumerate(row)]
    return "\n".join([*lines, ":::"])


def literal(text: str, language: str = "text") -> str:
    """MyST of a block of text that is printed as it is, and can be copied.

    Lines of `text` are broken where the page is narrow; those of other languages are not.
    """
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    return f"{fence}{{code-block}} {language}\n\n{text}\n{fence}"  # after a blank line, none of it is read as an option


def _cell(text: str) -> str:
    return "\n\n".join(map(starting, text.split("\n\n"))).replace("\n", "\n    ") or " "
