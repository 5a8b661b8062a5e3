"""How much of what is included each search strategy would find, as far as the words at hand can tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ...records import Reference
from ...schema import RecordKind
from ...search.strategies import Tried, Verdict, evaluate, terms
from ...search.strategies.declared import Strategy, strategies
from ...search.strategies.evaluation import Record
from ...search.strategies.query import Node, Term
from ...store import Review
from ..publications.model import publications


@dataclass(frozen=True)
class Known:
    """An included record with the words at hand."""

    key: str
    kind: RecordKind
    reference: Reference


@dataclass(frozen=True)
class Sensitivity:
    """A strategy tried on the included records that it is to find, by key."""

    strategy: Strategy
    label: str
    tried: Mapping[str, Tried]

    def keys(self, verdict: Verdict) -> list[str]:
        """Records with this verdict, in their order."""
        return [key for key, tried in self.tried.items() if tried.verdict is verdict]


def known(review: Review) -> list[Known]:
    """Every included record with what references.bib has of it: its title, and keywords and abstract if they are there.

    Records of the screening log that were included are exactly these files; the check compares them.
    """
    kinds: dict[str, RecordKind] = {
        str(row.study): RecordKind(str(row.kind)) for row in publications(review).itertuples()
    }
    kinds |= dict.fromkeys(review.registered, RecordKind.TRIAL)
    kinds |= dict.fromkeys(review.background, RecordKind.BACKGROUND)
    return [Known(key, kind, _reference(review, key)) for key, kind in kinds.items()]


def _reference(review: Review, key: str) -> Reference:
    fields = review.bibliography[key].fields
    words = (word.strip() for word in fields.get("keywords", "").replace(";", ",").split(","))
    return Reference(
        source="references.bib",
        identifier=key,
        title=fields.get("title", ""),
        year=fields.get("year", ""),
        journal=fields.get("journal", ""),
        doi=fields.get("doi", "").lower(),
        pmid=fields.get("pmid", ""),
        abstract=fields.get("abstract", ""),
        keywords=tuple(filter(None, words)),
    )


def with_words(records: Iterable[Known], whole: Iterable[Reference]) -> list[Known]:
    """The records with abstract, keywords and headings of whole records that have the same DOI or PubMed number."""
    by_number: dict[str, Reference] = {}
    for one in whole:
        for number in _numbers(one):
            if len(one.abstract) >= len(by_number.get(number, one).abstract):
                by_number[number] = one
    made = []
    for record in records:
        found = next((by_number[n] for n in _numbers(record.reference) if n in by_number), None)
        if found is not None:
            given = {name: getattr(found, name) for name in ("abstract", "keywords", "headings", "types", "language")}
            original = found.original_title or (found.title if found.title != record.reference.title else "")
            reference = replace(record.reference, original_title=original, **{k: v for k, v in given.items() if v})
            record = replace(record, reference=reference)
        made.append(record)
    return made


def _numbers(reference: Reference) -> list[str]:
    return [f"{name}:{value}" for name, value in (("doi", reference.doi), ("pmid", reference.pmid)) if value]


def expected(review: Review, records: Sequence[Known], name: str) -> list[Known]:
    """The included records that strategies of this name are to find; none where no aim is declared for it."""
    aim = review.config.strategy_aims.get(name)
    return [record for record in records if aim is not None and record.kind in aim.expects]


def sensitivity(review: Review, records: Sequence[Known] | None = None) -> list[Sensitivity]:
    """Each declared strategy with an aim, tried on what it is to find."""
    records = known(review) if records is None else records
    made = []
    for strategy in strategies(review.config):
        if strategy.name in review.config.strategy_aims:
            wanted = expected(review, records, strategy.name)
            tried = {one.key: evaluate(strategy.query, one.reference, strategy.syntax) for one in wanted}
            made.append(Sensitivity(strategy, review.config.strategy_aims[strategy.name].label, tried))
    return made


def left_out(review: Review) -> dict[RecordKind, int]:
    """Included records that no strategy with an aim is to find, by kind."""
    aimed = {kind for aim in review.config.strategy_aims.values() for kind in aim.expects}
    kinds = [record.kind for record in known(review)]
    return {kind: kinds.count(kind) for kind in RecordKind if kind not in aimed and kind in kinds}


@dataclass(frozen=True)
class Yield:
    """A line or term of a strategy: the known records that have it in a known part, and those that only it finds."""

    line: int
    text: str
    found: frozenset[str]
    alone: frozenset[str] = frozenset()


def by_term(strategy: Strategy, records: Sequence[Known]) -> list[Yield]:
    """Each term, with the records that have it; `alone` are those that no other term of its block finds."""
    judged = {record.key: Record(record.reference, strategy.syntax) for record in records}

    def having(node: Node) -> frozenset[str]:
        return frozenset(key for key, one in judged.items() if one.judge(node).verdict is Verdict.FOUND)

    made = []
    for block in strategy.query.blocks:
        found: dict[Term, frozenset[str]] = {term: having(term) for term in terms(block)}
        for term, keys in found.items():
            others = frozenset[str]().union(*(k for other, k in found.items() if other is not term))
            made.append(Yield(term.place.line, str(term), keys, keys - others))
    return made


def by_line(strategy: Strategy, records: Sequence[Known]) -> list[Yield]:
    """Each line of the string, with the records that have one of its terms, or for a numbered line all it asks for."""
    judged = {record.key: Record(record.reference, strategy.syntax) for record in records}
    text = strategy.query.text.splitlines()
    if strategy.query.lines:
        return [
            Yield(
                number,
                f"#{number}",
                frozenset(key for key, one in judged.items() if one.judge(node).verdict is Verdict.FOUND),
            )
            for number, node in strategy.query.lines
        ]
    found: dict[int, frozenset[str]] = {}
    for one in by_term(strategy, records):
        found[one.line] = found.get(one.line, frozenset()) | one.found
    return [Yield(line, text[line - 1].strip(), keys) for line, keys in sorted(found.items())]
