"""Whether a strategy finds a record, judged on the parts of the record that are at hand.

A record known by its title alone can be found by its title; if it is not, a word of its abstract, a keyword or a
subject heading may still find it, and it is open. Only where all parts that a term searches are known is it not found.
A record that comes with an abstract is taken to have no keywords but those it comes with; the headings of a record are
known only where it has some, and headings below a heading are not known at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from ...records import Reference
from ...records.values import LANGUAGES
from .query import Joined, Near, Node, Part, Query, Term
from .syntax import Syntax
from .words import EAST_ASIAN, Span, Text, matcher, plain

MAJOR = ("majr", "mesh major")  # fields of the headings that an article is mainly about, which have a star


class Verdict(IntEnum):
    """AND is the least of its operands, OR the greatest."""

    NOT_FOUND = 0
    OPEN = 1
    FOUND = 2


@dataclass(frozen=True)
class Match:
    """A term and the part of the record that has it."""

    term: Term
    part: Part


@dataclass(frozen=True)
class Judgement:
    """The verdict on a node, the terms found, and for an open one the parts that would decide."""

    verdict: Verdict
    matches: tuple[Match, ...] = ()
    missing: tuple[Part, ...] = ()


@dataclass(frozen=True)
class Tried:
    """A strategy tried on a record: the judgement on the whole, and on each operand of the outermost AND."""

    whole: Judgement
    blocks: tuple[tuple[Node, Judgement], ...]

    @property
    def verdict(self) -> Verdict:
        return self.whole.verdict

    @property
    def lacking(self) -> tuple[Node, ...]:
        """Blocks that no known word meets."""
        return tuple(node for node, judged in self.blocks if judged.verdict is not Verdict.FOUND)


class Record:
    """A record as one database splits it into words."""

    def __init__(self, reference: Reference, syntax: Syntax) -> None:
        self.reference, self.syntax = reference, syntax
        self.values: dict[Part, tuple[str, ...]] = {
            Part.TITLE: tuple(filter(None, (reference.title, reference.original_title))),
            Part.ABSTRACT: tuple(filter(None, (reference.abstract,))),
            Part.KEYWORDS: reference.keywords,
            Part.HEADINGS: reference.headings,
            Part.TYPES: reference.types,
            Part.AUTHORS: reference.authors,
            Part.JOURNAL: tuple(filter(None, (reference.journal,))),
            Part.YEAR: tuple(filter(None, (reference.year,))),
            Part.LANGUAGE: tuple(filter(None, (reference.language, *LANGUAGES.get(reference.language, "").split()))),
            Part.ELSEWHERE: (),
        }
        self.texts = {part: tuple(Text.of(v, syntax) for v in values) for part, values in self.values.items()}
        words = (*self.values[Part.TITLE], *self.values[Part.ABSTRACT])
        self.scripts = {bool(EAST_ASIAN.search(text)) for text in words}

    def known(self, part: Part) -> bool:
        """Whether all of this part is at hand."""
        if part is Part.KEYWORDS:
            return bool(self.reference.keywords or self.reference.abstract)
        return bool(self.values[part])

    def judge(self, node: Node) -> Judgement:
        match node:
            case Term():
                return self._term(node)
            case Near():
                return self._near(node)
        judged = [self.judge(one) for one in node.nodes]
        if node.operator == "NOT":
            return _without(*judged)
        return _joined(node.operator, judged)

    def _term(self, term: Term) -> Judgement:
        parts = term.field.parts if term.field else tuple(Part)[:-1]
        if Part.YEAR in parts and len(parts) == 1:
            return self._year(term)
        found = [Match(term, part) for part in parts if self._has(term, part)]
        if found:
            return Judgement(Verdict.FOUND, tuple(found))
        missing = self._missing(term, parts)
        return Judgement(Verdict.OPEN if missing else Verdict.NOT_FOUND, (), missing)

    def _has(self, term: Term, part: Part) -> bool:
        if part is Part.HEADINGS:
            wanted = plain(term.text.strip())
            given = self.values[part]
            if (
                term.field
                and term.field.tag.strip("[]").lower().startswith(MAJOR)
                and any("*" in heading for heading in given)
            ):
                given = tuple(heading for heading in given if "*" in heading)  # an export without stars does not tell
            return any(plain(heading.split("/")[0].strip("* ")) == wanted for heading in given) or (
                bool(term.field and len(term.field.parts) > 1) and bool(self._spans(term, part))
            )
        return any(self._spans(term, part))

    def _spans(self, term: Term, part: Part) -> list[list[Span]]:
        """Where the term is in each value of a part; values without it are left out."""
        wanted = matcher(term.text, term.quoted, term.within, self.syntax)
        return [spans for text in self.texts[part] if (spans := wanted.spans(text))]

    def _missing(self, term: Term, parts: Iterable[Part]) -> tuple[Part, ...]:
        """Parts that could still have the term: unknown ones, titles in other letters, headings below a heading."""
        east = bool(EAST_ASIAN.search(term.text))
        open_parts = []
        for part in parts:
            other_letters = part in (Part.TITLE, Part.ABSTRACT) and east not in self.scripts
            below = part is Part.HEADINGS and bool(term.field and term.field.narrower)
            if not self.known(part) or other_letters or below:
                open_parts.append(part)
        if term.field is None and self.syntax.mapped and Part.HEADINGS not in open_parts:
            open_parts.append(Part.HEADINGS)  # the database maps a term without a field to headings
        return tuple(open_parts)

    def _year(self, term: Term) -> Judgement:
        if not self.reference.year:
            return Judgement(Verdict.OPEN, (), (Part.YEAR,))
        year = self.reference.year
        inside = term.text[:4] <= year <= (term.last or term.text)[:4]
        return Judgement(Verdict.FOUND, (Match(term, Part.YEAR),)) if inside else Judgement(Verdict.NOT_FOUND)

    def _near(self, node: Near) -> Judgement:
        """Both sides in one value of one part, close enough. Where they are not, what is unknown may have them."""
        for part in Part:
            for index, _ in enumerate(self.texts[part]):
                one, other = (list(self._places(side, part, index)) for side in (node.left, node.right))
                if any(_close(a, b, node) for _, a in one for _, b in other):
                    found = dict.fromkeys(term for term, _ in (*one, *other))
                    return Judgement(Verdict.FOUND, tuple(Match(term, part) for term in found))
        missing = tuple(part for part in dict.fromkeys(self._open(node.left)) if part in set(self._open(node.right)))
        return Judgement(Verdict.OPEN if missing else Verdict.NOT_FOUND, (), missing)

    def _places(self, node: Node, part: Part, index: int) -> Iterator[tuple[Term, Span]]:
        match node:
            case Term():
                parts = node.field.parts if node.field else tuple(Part)[:-1]
                if part in parts and part is not Part.YEAR:
                    wanted = matcher(node.text, node.quoted, node.within, self.syntax)
                    for span in wanted.spans(self.texts[part][index]):
                        yield node, span
            case Joined():
                for one in node.nodes:
                    yield from self._places(one, part, index)
            case Near():
                left, right = (list(self._places(side, part, index)) for side in (node.left, node.right))
                for term, a in left:
                    for _, b in right:
                        if _close(a, b, node):
                            yield term, (min(a[0], b[0]), max(a[1], b[1]))

    def _open(self, node: Node) -> Iterator[Part]:
        match node:
            case Term():
                yield from self._missing(node, node.field.parts if node.field else tuple(Part)[:-1])
            case Joined():
                for one in node.nodes:
                    yield from self._open(one)
            case Near():
                yield from self._open(node.left)
                yield from self._open(node.right)


def _close(a: Span, b: Span, node: Near) -> bool:
    if node.between is None:
        return True
    if node.ordered:
        return 0 <= b[0] - a[1] <= node.between
    return 0 <= max(a[0], b[0]) - min(a[1], b[1]) <= node.between


def _joined(operator: str, judged: list[Judgement]) -> Judgement:
    verdict = (min if operator == "AND" else max)(one.verdict for one in judged)
    counted = [one for one in judged if operator == "AND" or one.verdict is verdict]
    matches = tuple(dict.fromkeys(match for one in counted for match in one.matches))
    missing = tuple(dict.fromkeys(part for one in counted if one.verdict is Verdict.OPEN for part in one.missing))
    return Judgement(verdict, matches, missing if verdict is Verdict.OPEN else ())


def _without(first: Judgement, second: Judgement) -> Judgement:
    verdict = Verdict(min(first.verdict, Verdict.FOUND - second.verdict))
    missing = tuple(dict.fromkeys((*first.missing, *second.missing))) if verdict is Verdict.OPEN else ()
    return Judgement(verdict, first.matches, missing)


def evaluate(query: Query, reference: Reference, syntax: Syntax) -> Tried:
    """Try a parsed strategy on a record. Raises ValueError for a strategy with errors, which says nothing."""
    if query.root is None or query.errors:
        raise ValueError(f"the strategy has errors: {'; '.join(map(str, query.errors))}")
    record = Record(reference, syntax)
    blocks = tuple((node, record.judge(node)) for node in query.blocks)
    return Tried(_joined("AND", [judged for _, judged in blocks]), blocks)
