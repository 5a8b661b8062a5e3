"""Relations between publications: of two records that are not the same publication, what the one is to the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from .authors import Agreement
from .deciding import Comparison
from .places import Place
from .prepared import Prepared, clean_doi
from .titles import Nearness, nearness

# What the first record is to the second one.
RELATIONS = (
    "correction-of",
    "retraction-of",
    "reply-to",
    "comment-on",
    "protocol-of",
    "preprint-of",
    "abstract-of",
    "registration-of",
    "version-of",
    "same-study",
)
_OF_KIND = {
    "correction": "correction-of",
    "retraction": "retraction-of",
    "reply": "reply-to",
    "comment": "comment-on",
    "editorial": "comment-on",
    "protocol": "protocol-of",
}
_OF_FORM = {"preprint": "preprint-of", "registration": "registration-of", "abstract": "abstract-of"}
# Relations as sources name them: what the record that carries it is to the other, and whether the other way round.
_GIVEN = {
    "retracts": ("retraction-of", False),
    "retracted-by": ("retraction-of", True),
    "corrects": ("correction-of", False),
    "corrected-by": ("correction-of", True),
    "preprint-of": ("preprint-of", False),
    "published-as": ("preprint-of", False),
    "has-preprint": ("preprint-of", True),
    "comment-on": ("comment-on", False),
    "commented-by": ("comment-on", True),
    "version-of": ("version-of", False),
}
MANY = 12  # records with one registration number that are all linked with one another


@dataclass(frozen=True, order=True)
class Link:
    """`one` is `relation` `other`, both by key, with what says so."""

    one: str
    relation: str
    other: str
    reason: str


def between(one: Prepared, other: Prepared, c: Comparison) -> Link | None:
    """The link that titles, kinds and forms of two records show, or None. They are not the same publication."""
    people = c.names >= Agreement.SOME
    for a, b in ((one, other), (other, one)):
        if a.kind != b.kind and a.kind in _OF_KIND and not (b.kind and b.kind in _OF_KIND):
            about = max((nearness(a.subject, title) for title in b.titles), default=Nearness.MISSING)
            if (
                about >= Nearness.CUT
                and len(a.subject) >= 3
                and (people or a.kind in ("reply", "comment", "editorial", "retraction"))
            ):
                return Link(a.key, _OF_KIND[a.kind], b.key, f"the title announces a {a.kind}")
    if c.title < Nearness.CUT or not people or one.generic or one.kind or other.kind:
        return None
    for a, b in ((one, other), (other, one)):
        if a.form in _OF_FORM and b.form != a.form and b.form not in ("preprint", "registration"):
            return Link(a.key, _OF_FORM[a.form], b.key, f"one is a {a.form}")
    if c.doi == Place.DIFFERENT and one.doi and one.doi.rpartition(".pub")[0] == other.doi.rpartition(".pub")[0] != "":
        a, b = sorted((one, other), key=lambda r: (r.year, r.doi))
        return Link(a.key, "version-of", b.key, "versions of one DOI")
    for a, b in ((one, other), (other, one)):
        elsewhere = c.journal == Place.DIFFERENT or c.volume == Place.DIFFERENT
        if elsewhere and a.issue.supplement and not b.issue.supplement:
            return Link(a.key, "abstract-of", b.key, "one is in a supplement")
    return None


def given(records: Sequence[Prepared]) -> Iterator[Link]:
    """The links that the sources themselves name, where both records are there."""
    known: dict[str, list[str]] = defaultdict(list)
    for record in records:
        if record.doi:
            known[f"doi:{record.doi}"].append(record.key)
        if record.pmid:
            known[f"pmid:{record.pmid}"].append(record.key)
    for record in records:
        for relation, identifier in record.related:
            scheme, _, value = identifier.partition(":")
            name, reverse = _GIVEN.get(relation, ("", False))
            target = f"doi:{clean_doi(value)}" if scheme == "doi" else f"{scheme}:{value.strip().lstrip('0')}"
            for other in known.get(target, ()) if name else ():
                if other != record.key:
                    ends = (other, record.key) if reverse else (record.key, other)
                    yield Link(ends[0], name, ends[1], f"{relation} {identifier}")


def of_studies(records: Sequence[Prepared], group_of: dict[str, str]) -> Iterator[Link]:
    """Links between publications that name one registration number: several reports of one study."""
    named: dict[str, set[str]] = defaultdict(set)
    for record in records:
        for number in record.registrations:
            named[number].add(group_of[record.key])
    for number, keys in sorted(named.items()):
        reports = sorted(keys)
        starts = reports if len(reports) <= MANY else reports[:1]
        for n, one in enumerate(starts):
            for other in reports[n + 1 :]:
                yield Link(one, "same-study", other, f"registration {number.upper()}")


def unique(links: Iterable[Link], group_of: dict[str, str]) -> tuple[Link, ...]:
    """Links between groups, each once, each group by its first record; those within a group are left out."""
    found: dict[tuple[str, str, str], Link] = {}
    for link in sorted(links):
        one, other = group_of[link.one], group_of[link.other]
        if one != other:
            found.setdefault((one, link.relation, other), Link(one, link.relation, other, link.reason))
    return tuple(sorted(found.values()))
