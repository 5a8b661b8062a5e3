"""How much of what is included each search strategy would find, as far as the words at hand can tell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ...records import Reference
from ...schema import RecordKind, SearchStatus
from ...search.strategies import Tried, Verdict, evaluate, terms
from ...search.strategies.declared import Strategy, strategies
from ...search.strategies.evaluation import Record
from ...search.strategies.query import Node, Part, Term
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
        title=printed(fields.get("title", "")),
        year=fields.get("year", ""),
        journal=fields.get("journal", ""),
        doi=fields.get("doi", "").lower(),
        pmid=fields.get("pmid", ""),
        abstract=fields.get("abstract", ""),
        keywords=tuple(filter(None, words)),
    )


def printed(title: str) -> str:
    """The words of a title that the publication itself has.

    Square brackets hold what was added to it; behind a note at its beginning, all of it is a description. A title that
    stands in brackets as a whole is a translation that databases have in this form.
    """
    if re.fullmatch(r"\[[^\[\]]*\]\.?", title):
        return title.strip("[].")
    return "" if title.startswith("[") else " ".join(re.sub(r"\[[^\[\]]*\]", " ", title).split())


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


def expected(review: Review, records: Sequence[Known], strategy: Strategy) -> list[Known]:
    """The included records that a strategy is to find; none where no aim is declared for its name.

    Of a database for some languages or designs, these are the records that are known to have one of them.
    """
    aim = review.config.strategy_aims.get(strategy.name)
    search = next(search for search in review.config.searches if search.database == strategy.database)

    def held(record: Known) -> bool:
        study = review.publications.get(record.key)
        language = review.bibliography[record.key].fields.get("language", "")
        return (not search.languages or language in search.languages) and (
            not search.designs or (study is not None and study.design in search.designs)
        )

    return [record for record in records if aim is not None and record.kind in aim.expects and held(record)]


def sensitivity(review: Review, records: Sequence[Known] | None = None) -> list[Sensitivity]:
    """Each declared strategy with an aim, tried on what it is to find; not one with errors, which the check refuses."""
    records = known(review) if records is None else records
    made = []
    for strategy in strategies(review.config):
        if strategy.name in review.config.strategy_aims and not strategy.query.errors:
            wanted = expected(review, records, strategy)
            tried = {one.key: evaluate(strategy.query, one.reference, strategy.syntax) for one in wanted}
            made.append(Sensitivity(strategy, review.config.strategy_aims[strategy.name].label, tried))
    return made


def left_out(review: Review) -> dict[RecordKind, int]:
    """Included records that no strategy with an aim is to find, by kind."""
    aimed = {kind for aim in review.config.strategy_aims.values() for kind in aim.expects}
    kinds = [record.kind for record in known(review)]
    return {kind: kinds.count(kind) for kind in RecordKind if kind not in aimed and kind in kinds}


@dataclass(frozen=True)
class Gap:
    """A record that a strategy is to find and that the words at hand do not show to be found.

    `lacking` gives the concepts that they do not have, with the databases whose string lacks them; `missed` names the
    databases that certainly do not find it, `of` is the number of databases whose strategy of this name is to.
    """

    key: str
    name: str
    lacking: Mapping[str, tuple[str, ...]]
    missed: tuple[str, ...]
    of: int


def gaps(review: Review, tried: Sequence[Sensitivity]) -> list[Gap]:
    """Every record that is not found by the words at hand in each database, by name of strategy."""
    made = []
    for name, aim in review.config.strategy_aims.items():
        same = [one for one in tried if one.strategy.name == name]
        for key in dict.fromkeys(key for one in same for key in one.tried):
            lacking: dict[str, tuple[str, ...]] = dict.fromkeys(aim.concepts, ())
            missed: tuple[str, ...] = ()
            of = [one for one in same if key in one.tried]
            for one in of:
                result, database = one.tried[key], one.strategy.database
                if result.verdict is Verdict.NOT_FOUND:
                    missed += (database,)
                for concept, (_, judged) in zip(aim.concepts, result.blocks, strict=True):
                    if judged.verdict is not Verdict.FOUND:
                        lacking[concept] = (*lacking[concept], database)
            without = {concept: databases for concept, databases in lacking.items() if databases}
            if without:
                made.append(Gap(key, name, without, missed, len(of)))
    return made


def caught(review: Review) -> list[set[str]]:
    """For each included publication, the searches of the protocol that found it, also as a duplicate."""
    sources = {search.log: search.database for search in review.config.searches if search.status is SearchStatus.RUN}
    original = {record.record: record.duplicate_of or record.record for record in review.log}
    found: dict[str, set[str]] = {}
    for record in review.log:
        first = record.record
        while original.get(first, first) != first:
            first = original[first]
        found.setdefault(first, set()).update(sources[log] for log in record.log.split(";") if log in sources)
    return [found[record.record] for record in review.log if record.study in review.publications]


@dataclass(frozen=True)
class Yield:
    """A line or term of a strategy, the records that have it in a known part, and those that no other term finds.

    `headings` says that it asks for subject headings only, which records seldom come with.
    """

    line: int
    text: str
    found: frozenset[str]
    headings: bool
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
            headings = term.field is not None and term.field.parts == (Part.HEADINGS,)
            made.append(Yield(term.place.line, str(term), keys, headings, keys - others))
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
                all(term.field is not None and term.field.parts == (Part.HEADINGS,) for term in terms(node)),
            )
            for number, node in strategy.query.lines
        ]
    lines: dict[int, list[Yield]] = {}
    for one in by_term(strategy, records):
        lines.setdefault(one.line, []).append(one)
    return [
        Yield(
            line,
            text[line - 1].strip(),
            frozenset[str]().union(*(one.found for one in found)),
            all(one.headings for one in found),
        )
        for line, found in sorted(lines.items())
    ]
