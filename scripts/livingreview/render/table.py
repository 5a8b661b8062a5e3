"""Tables of MyST cells, with all text from data escaped."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from types import MappingProxyType

import pandas as pd

from ..schema import STUDY_ID, Source
from ..store import Review
from ..wording import separator
from .greek import greek

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
FEWEST_ALIKE = 3  # rows: of fewer, a column with one value is no repetition
PLACE_ONCE: Mapping[str, str] = MappingProxyType({"Source": "Place of every entry in its source: {}."})
WHITE = re.compile(r"[ \t-\r\x1c-\x1f\x85\u2028\u2029]+")  # not a no-break space, nor one of a certain width
JOINTS = {", ": "; ", " and ": "; and ", ", and ": "; and ", " or ": "; or "}  # of a list, and with semicolons
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
    # By column: the sentence of the caption, with {} for the value, that replaces a column of one and the same value.
    once: Mapping[str, str] = field(default_factory=dict)

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


def said_once(table: Table) -> Table:
    """The table without its columns of `once` in which every cell is the same; the caption says what they held.

    A sentence that is empty says nothing: of a column without any value. Tables of one or two rows stay as they are.
    """
    if len(table.rows) < FEWEST_ALIKE:
        return table
    alike = {
        i: str(table.rows[0][i])
        for i, name in enumerate(table.header)
        if name in table.once and len({row[i] for row in table.rows}) == 1
    }
    left = {i: value for i, value in alike.items() if bool(value) == bool(table.once[table.header[i]])}
    kept = [i for i in range(len(table.header)) if i not in left]
    said = [table.once[table.header[i]].format(value) for i, value in left.items() if value]
    return replace(
        table,
        caption=_joined(table.caption, said),
        header=[table.header[i] for i in kept],
        widths=[table.widths[i] for i in kept],
        rows=[[row[i] for i in kept] for row in table.rows],
    )


def _joined(caption: str, said: Sequence[str]) -> str:
    return " ".join([caption if not said or caption.endswith(".") else f"{caption}.", *said])


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


def source_address(review: Review, source: Source) -> str:
    """MyST of where a source was read: its address as a link or as text, or why it has none."""
    return followed(review, source.url, source.url) if source.url else plain(source.no_url)


def followed(review: Review, text: str, address: str) -> str:
    """MyST of a link on this text, or of the address as text where no link may lead there."""
    return link(text, address) if review.config.may_link(address) else f"`{address}`"


def shown_text(cell: str) -> str:
    """About what a reader sees of a cell of MyST: links and roles are their text."""
    return re.sub(r"\\(?=[^\w\s])", "", ROLE.sub(r"\1", LINK.sub(r"\1", cell)))


def linked(review: Review, value: str | None, beside: Collection[str] = ()) -> str:
    """Text from data, escaped, in which ids of studies become links with the study's label.

    Those `beside` it, which have a link there, are named only. Labels of a list are parted by semicolons where one of
    them holds a comma.
    """
    words = re.split(f"({STUDY_ID})", WHITE.sub(" ", value or "").strip())
    known = review.publications.keys() | review.registered.keys()
    _part(words, {word: review.bibliography.label(word) for word in words if word in known})
    return "".join(
        escaped(greek(word))
        if word not in known
        else plain(review.bibliography.label(word))
        if word in beside
        else study_link(word, review.bibliography.label(word))
        for word in words
    )


def _part(words: list[str], labels: Mapping[str, str]) -> None:
    """Replace the joints of each list of ids in a text cut into words, where a label of the list holds a comma."""
    runs: list[list[int]] = []
    for i in (i for i, word in enumerate(words) if word in labels):
        if runs and "".join(words[runs[-1][-1] + 1 : i]) in JOINTS:
            runs[-1].append(i)
        else:
            runs.append([i])
    for run in runs:
        if separator(labels[words[i]] for i in run) == "; ":
            for one, other in pairwise(run):
                joint = JOINTS["".join(words[one + 1 : other])]
                words[one + 1 : other] = [joint, *[""] * (other - one - 2)]


def study_link(key: str, label: str) -> str:
    """Link to a study's page."""
    return f"[{plain(label)}](/chapters/studies/{key}.md)"


def title(review: Review, key: str) -> str:
    """Title of a publication as characters, without a full stop."""
    return review.bibliography[key].fields["title"].rstrip(".")
