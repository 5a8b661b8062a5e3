"""What a strategy says, once it is parsed: terms joined by operators, and what is wrong with its text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Part(StrEnum):
    """A part of a record that a search field covers."""

    TITLE = "title"
    ABSTRACT = "abstract"
    KEYWORDS = "keywords"
    HEADINGS = "headings"
    TYPES = "publication types"
    AUTHORS = "authors"
    JOURNAL = "journal"
    YEAR = "year"
    LANGUAGE = "language"
    ELSEWHERE = "fields that records do not keep"


WORDS = (Part.TITLE, Part.ABSTRACT, Part.KEYWORDS)
EVERYWHERE = (*WORDS, Part.HEADINGS, Part.TYPES, Part.AUTHORS, Part.JOURNAL)


@dataclass(frozen=True)
class Field:
    """A search field: its tag as the database writes it and the parts of a record it covers.

    `narrower` holds for a subject heading that is searched with the headings below it.
    """

    tag: str
    parts: tuple[Part, ...]
    narrower: bool = False


@dataclass(frozen=True)
class Place:
    """Where something begins in the text of a strategy; both count from 1."""

    line: int
    column: int

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}"


@dataclass(frozen=True)
class Term:
    """A word, phrase, heading or range. `text` is without quotation marks; no `field` means that none was given.

    `within` is the number of words that may lie between the words of a phrase, None for words in sequence. `last` ends
    a range of years. `value` is what the range begins with.
    """

    text: str
    place: Place
    field: Field | None = None
    quoted: bool = False
    within: int | None = None
    last: str | None = None

    def __str__(self) -> str:
        words = f'"{self.text}"' if self.quoted else self.text
        return words + (f":{self.last}" if self.last else "") + (f" {self.field.tag}" if self.field else "")


@dataclass(frozen=True)
class Joined:
    """Nodes joined by AND or OR, or the first of two without the second (NOT)."""

    operator: str
    nodes: tuple[Node, ...]
    place: Place


@dataclass(frozen=True)
class Near:
    """Two nodes with at most `between` words between them; `ordered` if the first has to come first.

    `between` is None where both need only be in the same part of the record.
    """

    between: int | None
    ordered: bool
    left: Node
    right: Node
    place: Place


Node = Term | Joined | Near


def terms(node: Node | None) -> Iterator[Term]:
    """Every term below a node, in the order of the text."""
    match node:
        case Term():
            yield node
        case Joined():
            for one in node.nodes:
                yield from terms(one)
        case Near():
            yield from terms(node.left)
            yield from terms(node.right)


@dataclass(frozen=True, order=True)
class Fault:
    """Something to correct (`error`) or to look at in the text of a strategy."""

    line: int
    column: int
    error: bool
    message: str

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}: {self.message}"


@dataclass(frozen=True)
class Query:
    """A parsed strategy. `root` is None where nothing could be made of the text; `faults` are in order of the text.

    `lines` holds the numbered lines (`#1 ...`) of a strategy that is written as such.
    """

    text: str
    root: Node | None
    faults: tuple[Fault, ...]
    lines: tuple[tuple[int, Node], ...] = ()

    @property
    def errors(self) -> tuple[Fault, ...]:
        return tuple(fault for fault in self.faults if fault.error)

    @property
    def blocks(self) -> tuple[Node, ...]:
        """What a record has to meet all of: the operands of the outermost AND."""
        return tuple(_operands(self.root)) if self.root is not None else ()


def _operands(node: Node) -> Iterator[Node]:
    if isinstance(node, Joined) and node.operator == "AND":
        for one in node.nodes:
            yield from _operands(one)
    else:
        yield node
