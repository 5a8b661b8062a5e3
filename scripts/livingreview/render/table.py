"""Tables of MyST cells, with all text from data escaped."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from ..schema import STUDY_ID, Source, is_mirror
from ..store import Review

# What MyST, with the extensions that a book may use, reads as markup anywhere in a line.
SPECIAL = re.compile(
    r"""
    [\\`*_{}\[\]<>$|~#@^:]
    | & (?=\#?\w|$)          # a character reference such as &lt;
    | (?<=(?<!:)/) /         # an address without a scheme
    | (?<=\)) =              # the name of a place: (name)=
    | ! $                    # a picture, if a link follows
    """,
    re.VERBOSE,
)
# What begins a list, a comment, a rule, a break or an underlined heading: - + % = or a number with its full stop.
LEADING = re.compile(r"^\s*(?:(?=[-+%=])|\d+(?=[.)](?:\s|$)))")
WORDS_OF_CARD = 20  # a row: with more on average, it does not fit beside itself on a phone
LONG_CELL = 9  # words: a column with more on average would be a narrow, tall strip on a phone
LETTERS_OF_CARD = 40  # characters of a line on a phone
BRIEF_LINES = 120  # lines of a table of cards on a phone, about four screens
MOST_CARDS = 60  # rows; more would be too long a way to scroll
WHITE = re.compile(r"[ \t-\r\x1c-\x1f\x85\u2028\u2029]+")  # not a no-break space, nor one of a certain width
EDGE = re.compile(r"^\s|\s$")
LINK, ROLE = re.compile(r"\[((?:[^\[\]\\]|\\.)*)\]\([^)]*\)"), re.compile(r"\{[\w:]+\}`([^`<]*)[^`]*`")


@dataclass(frozen=True)
class Table:
    """A numbered table: `rows` of MyST cells under `header`; `widths` are relative."""

    name: str
    caption: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[int]
    wide: bool = False  # has more columns than fit the width of the text
    stacked: bool = False  # cells are stacked on a phone, whatever they hold
    none: str = ""  # what is said in its place where it would have no row; by default its caption with "none"

    @property
    def cards(self) -> bool:
        """Whether each row is a card on a phone: where text beside other columns would be a narrow, tall strip."""
        if self.stacked or len(self.header) <= 2 or not 0 < len(self.rows) <= MOST_CARDS:
            return self.stacked
        words = [[len(cell.split()) for cell in row] for row in self.rows]
        columns = [sum(column) / len(words) for column in zip(*words, strict=True)]
        return sum(columns) >= WORDS_OF_CARD or max(columns) >= LONG_CELL


def with_values(table: Table) -> Table:
    """The table without columns in which no row has a value; the first, which heads the rows, stays."""
    kept = [i for i in range(len(table.header)) if i == 0 or any(row[i].strip() for row in table.rows)]
    if len(kept) == len(table.header):
        return table
    header, widths = [table.header[i] for i in kept], [table.widths[i] for i in kept]
    return replace(table, header=header, widths=widths, rows=[[row[i] for i in kept] for row in table.rows])


def brief(table: Table) -> bool:
    """Whether all rows as cards on a phone are no longer than the first cards of long rows: none need be hidden."""
    lines = sum(
        -(-len(f"{label if i else ''} {shown_text(cell)}") // LETTERS_OF_CARD)
        for row in table.rows
        for i, (label, cell) in enumerate(zip(table.header, row, strict=True))
        if cell.strip()
    )
    return lines <= BRIEF_LINES


def plain(value: object) -> str:
    """A value from data as MyST of one line that prints it literally.

    Markup, HTML, roles and links are escaped. Line breaks and runs of blanks are one blank, as on any page.
    """
    if value is None or value is pd.NA or value != value:  # nothing but nan and NaT differs from itself
        return ""
    text = escaped(WHITE.sub(" ", str(value)).strip(" "))
    return EDGE.sub(lambda space: f"&#{ord(space[0])};", text)  # MyST strips a space of any kind at the edge of a line


def escaped(text: str) -> str:
    """The text with everything escaped that MyST could read as markup."""
    return starting(SPECIAL.sub(r"\\\g<0>", text))


def explained(text: str) -> str:
    """A description of the schema as MyST: names between backquotes are code, all else is text."""
    return "".join(f"`{part}`" if i % 2 else escaped(part) for i, part in enumerate(text.split("`")))


def starting(text: str) -> str:
    """MyST of a line that may begin with text from data: it begins no list, comment or rule."""
    return LEADING.sub(r"\g<0>\\", text)


def link(text: str, address: str) -> str:
    """MyST of a link; text and address are data."""
    target = re.sub(r"[\\<>&]", r"\\\g<0>", WHITE.sub(" ", address).strip())
    return f"[{plain(text)}](<{target}>)"


def source_address(source: Source) -> str:
    """MyST of where a source was read: a link, or text where that is a mirror or there is no address."""
    if not source.url:
        return plain(source.no_url)
    return f"`{source.url}`" if is_mirror(source.url) else link(source.url, source.url)


def shown_text(cell: str) -> str:
    """About what a reader sees of a cell of MyST: links and roles are their text."""
    return re.sub(r"\\(?=[^\w\s])", "", ROLE.sub(r"\1", LINK.sub(r"\1", cell)))


def linked(review: Review, value: str | None, beside: Collection[str] = ()) -> str:
    """Text from data, escaped, in which ids of studies become links with the study's label.

    Those `beside` it, which have a link there, are named only.
    """
    words = re.split(f"({STUDY_ID})", WHITE.sub(" ", value or "").strip())
    known = review.publications.keys() | review.registered.keys()
    return "".join(
        escaped(word)
        if word not in known
        else plain(review.bibliography.label(word))
        if word in beside
        else study_link(word, review.bibliography.label(word))
        for word in words
    )


def study_link(key: str, label: str) -> str:
    """Link to a study's page."""
    return f"[{plain(label)}](/chapters/studies/{key}.md)"


def title(review: Review, key: str) -> str:
    """Title of a publication as characters, without a full stop."""
    return review.bibliography[key].fields["title"].rstrip(".")
