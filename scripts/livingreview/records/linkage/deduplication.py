"""Which records are one publication, which pairs a person has to judge, and which publications are linked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from ..reference import Reference
from . import linking
from .blocking import pairs
from .clustering import Pair, Sets, cluster
from .deciding import Verdict, compare, decide, hopeless
from .linking import Link
from .prepared import Prepared, prepare
from .scoring import score
from .text import scripts_differ
from .titles import Nearness, nearness

SAME, DIFFERENT, LINKED = "same", "different", "linked"
MANY_PLACES = 4  # places in which one title is found that make it a general one
LEAST = 8.0  # bits of evidence below which a pair is not worth a person's time


@dataclass(frozen=True)
class Answer:
    """What a person said of two records, by their keys: same, different, or linked by a relation (so different too)."""

    one: str
    other: str
    answer: str
    relation: str = ""


@dataclass(frozen=True)
class Judged:
    """A pair of records with its score in bits and the rule (of a pair that was joined) or the doubt."""

    one: str
    other: str
    score: float
    reason: str


@dataclass(frozen=True)
class Deduplicated:
    """What came of it. A key stands for its record; the first key of a group is the smallest one.

    `groups`: keys of the records of each publication that has two or more. `joined`: the pairs behind them, with their
    rules. `uncertain`: pairs for a person, the most useful first. `links`: relations between publications, each by the
    first key of its group. `contradictions`: answers that cannot all be true, one sentence each; what they concern is
    kept apart.
    """

    groups: tuple[tuple[str, ...], ...]
    joined: tuple[Judged, ...]
    uncertain: tuple[Judged, ...]
    links: tuple[Link, ...]
    contradictions: tuple[str, ...] = ()


def deduplicate(
    references: Sequence[Reference],
    answers: Iterable[Answer] = (),
    known: Collection[str] = (),
    known_groups: Iterable[Collection[str]] = (),
    candidates: Iterable[tuple[str, str]] | None = None,
) -> Deduplicated:
    """Find the records that are one publication.

    `answers` are never asked again and bind the groups. Records whose key is in `known` were compared before: pairs of
    two of them are not compared again, and `known_groups` says which of them are one publication. `candidates` are the
    pairs worth comparing where another engine found them. The result does not depend on the order of the records.
    """
    by_key: dict[str, Reference] = {}
    again: dict[str, list[Reference]] = {}
    for reference in references:
        if by_key.setdefault(reference.key, reference) != reference:
            again.setdefault(reference.key, [by_key[reference.key]]).append(reference)
    for key, versions in again.items():  # one number of one source is one record: the fullest version counts
        by_key[key] = max(versions, key=lambda reference: (len(reference.to_json()), reference.to_json()))
    records = [prepare(by_key[key]) for key in sorted(by_key)]
    return Linkage(records, answers, known, known_groups).run(candidates)


def _marked(records: Sequence[Prepared]) -> list[Prepared]:
    """The records, with titles that are found in many places (a column, an annual report) marked as general ones."""
    places: dict[str, set[tuple[str, str]]] = {}
    for record in records:
        if record.title and record.issue.volume and record.pages.first:
            places.setdefault(record.title, set()).add((record.issue.volume, record.pages.first))
    many = {title for title, found in places.items() if len(found) >= MANY_PLACES}
    return [replace(one, generic=True) if one.title in many and not one.generic else one for one in records]


class Linkage:
    """The steps of one deduplication of records sorted by key."""

    def __init__(
        self,
        records: Sequence[Prepared],
        answers: Iterable[Answer],
        known: Collection[str],
        known_groups: Iterable[Collection[str]],
    ) -> None:
        self.records = _marked(records)
        self.position = {record.key: n for n, record in enumerate(records)}
        self.known = set(known)
        self.said, self.contradictions = self._answers(answers)
        self.same = [pair for pair, answer in self.said.items() if answer == SAME]
        for group in known_groups:
            members = sorted(self.position[key] for key in group if key in self.position)
            self.same += [
                (members[0], other) for other in members[1:] if self.said.get((members[0], other), SAME) == SAME
            ]
        self.apart = {pair for pair, answer in self.said.items() if answer != SAME}
        self._resolve()
        self.shared_dois = self._shared_dois()

    def _answers(self, answers: Iterable[Answer]) -> tuple[dict[Pair, str], list[str]]:
        said: dict[Pair, str] = {}
        self.answered: list[Link] = []
        twice: set[Pair] = set()
        for answer in answers:
            if answer.one not in self.position or answer.other not in self.position or answer.one == answer.other:
                continue
            one, other = sorted((self.position[answer.one], self.position[answer.other]))
            if answer.relation:
                self.answered.append(Link(answer.one, answer.relation, answer.other, "answered"))
            if (said.setdefault((one, other), answer.answer) == SAME) != (answer.answer == SAME):
                twice.add((one, other))
        problems = []
        for one, other in sorted(twice):
            said[one, other] = DIFFERENT
            problems.append(f"{self.records[one].key} and {self.records[other].key}: answered both same and different.")
        return said, problems

    def _resolve(self) -> None:
        """Report pairs that are one publication by some answers and two by another, and join none of their records."""
        sets = Sets()
        for one, other in self.same:
            sets.join(one, other)
        broken = {sets.find(one) for one, other in self.apart if sets.find(one) == sets.find(other)}
        for one, other in sorted(self.apart):
            if sets.find(one) == sets.find(other):
                self.contradictions.append(
                    f"{self.records[one].key} and {self.records[other].key}: answered different, but other answers "
                    "join both with the same records."
                )
        self.same = [pair for pair in self.same if sets.find(pair[0]) not in broken]

    def _shared_dois(self) -> frozenset[str]:
        """DOIs of whole supplements: those that records with quite other titles have."""
        by_doi: dict[str, tuple[str, ...]] = {}
        shared = set()
        for record in self.records:
            if record.doi and record.titles[0]:
                first = by_doi.setdefault(record.doi, record.titles[0])
                if first == record.titles[0] or scripts_differ(first, record.titles[0]):
                    continue
                if nearness(first, record.titles[0]) == Nearness.DIFFERENT:
                    shared.add(record.doi)
        return frozenset(shared)

    def conflict(self, one: int, other: int) -> int:
        """How far two records contradict each other; see clustering."""
        pair = (one, other) if one < other else (other, one)
        if pair in self.said:
            return 0 if self.said[pair] == SAME else 3
        a, b = self.records[one], self.records[other]
        found = decide(a, b, compare(a, b, self.shared_dois))
        if found.verdict == Verdict.DIFFERENT:
            return 2
        return 0 if found.verdict == Verdict.SAME or found.reason == "too little agrees" else 1

    def _pairs(self, candidates: Iterable[tuple[str, str]] | None) -> Iterable[Pair]:
        if candidates is None:
            new = [record.key not in self.known for record in self.records] if self.known else None
            return pairs(self.records, new)
        found = {(self.position[one], self.position[other]) for one, other in candidates if one != other}
        return sorted({pair if pair[0] < pair[1] else (pair[1], pair[0]) for pair in found})

    def run(self, candidates: Iterable[tuple[str, str]] | None = None) -> Deduplicated:
        records = self.records
        edges: dict[Pair, int] = {}
        judged: dict[Pair, tuple[float, str]] = {}
        links: list[Link] = []
        for pair in self._pairs(candidates):
            one, other = records[pair[0]], records[pair[1]]
            if hopeless(one, other):
                continue
            comparison = compare(one, other, self.shared_dois)
            found = decide(one, other, comparison)
            answered = self.said.get(pair)
            if found.verdict != Verdict.SAME and answered != SAME:
                link = linking.between(one, other, comparison)
                if link:
                    links.append(link)
            if found.verdict >= Verdict.UNCERTAIN and answered is None:
                judged[pair] = score(comparison), found.reason
                if found.verdict == Verdict.SAME:
                    edges[pair] = found.rank
        groups, unused = cluster(edges, self.same, self.conflict)
        sets = Sets()
        for group in groups:
            for member in group[1:]:
                sets.join(group[0], member)
        for pair in unused:
            judged[pair] = judged[pair][0], f"{judged[pair][1]} agree, but another record of the group contradicts"
        joined = sorted(
            (
                Judged(records[one].key, records[other].key, *judged[one, other])
                for one, other in edges
                if sets.find(one) == sets.find(other)
            ),
            key=lambda pair: (pair.one, pair.other),
        )
        group_of = {record.key: records[sets.find(n)].key for n, record in enumerate(records)}
        links += linking.given(records)
        links += self.answered
        links += linking.of_studies(records, group_of)
        return Deduplicated(
            tuple(tuple(records[n].key for n in group) for group in groups),
            tuple(joined),
            tuple(self._uncertain(judged, sets)),
            linking.unique(links, group_of),
            tuple(self.contradictions),
        )

    def _uncertain(self, judged: dict[Pair, tuple[float, str]], sets: Sets) -> list[Judged]:
        """Pairs to show: the best one of each two groups that no answer keeps apart, the most likely first."""
        answered = {tuple(sorted((sets.find(one), sets.find(other)))) for one, other in self.apart}
        best: dict[tuple[int, ...], tuple[float, int, int, str]] = {}
        for (one, other), (points, reason) in judged.items():
            ends = tuple(sorted((sets.find(one), sets.find(other))))
            if ends[0] == ends[1] or ends in answered or points < LEAST:
                continue
            candidate = (-points, one, other, reason)
            best[ends] = min(best.get(ends, candidate), candidate)
        return [
            Judged(self.records[one].key, self.records[other].key, -points, reason)
            for points, one, other, reason in sorted(best.values())
        ]
