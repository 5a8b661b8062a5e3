"""Whether two records are the same publication: what agrees, what contradicts, and what follows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from .authors import Agreement, agreement, complete
from .places import Place, compare_journals, compare_numbers, compare_pages, compare_supplements, compare_years
from .prepared import Prepared
from .text import folded, scripts_differ
from .titles import Nearness, nearness

COLUMN = 4  # words of a title that may be that of a column, which each issue of a journal has


class Verdict(IntEnum):
    """What is done with a pair."""

    DIFFERENT = 0  # two publications: never joined without an answer
    UNLIKELY = 1  # not shown
    UNCERTAIN = 2  # shown to a person
    SAME = 3  # joined


@dataclass(frozen=True, slots=True)
class Comparison:
    """How the fields of two records agree."""

    title: Nearness
    names: Agreement
    complete: bool
    year: Place
    journal: Place
    volume: Place
    issue: Place
    supplement: Place
    pages: Place
    both_ends: bool
    span: bool
    doi: Place
    pmid: Place


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict with the rule behind it. `rank` is the strength of a rule that joins: 1 is the strongest."""

    verdict: Verdict
    reason: str
    rank: int = 9


def hopeless(one: Prepared, other: Prepared) -> bool:
    """Whether two records can be passed over without a closer look: other titles, numbers and places."""
    if (
        one.letters[:12] == other.letters[:12]
        or len(one.titles) > 1
        or len(other.titles) > 1
        or one.subject
        or other.subject
    ):
        return False
    if any(a and a == b for a, b in ((one.doi, other.doi), (one.pmid, other.pmid), (one.entry, other.entry))):
        return False
    if one.issue.volume == other.issue.volume != "" and one.pages.first == other.pages.first != "":
        return False
    return Indel.normalized_similarity(one.title, other.title, score_cutoff=0.75) == 0


def compare(one: Prepared, other: Prepared, shared_dois: frozenset[str] = frozenset()) -> Comparison:
    """Compare two records field by field. A DOI in `shared_dois` is of a whole supplement: it identifies nothing."""
    best = nearness(one.titles[0], other.titles[0])
    if one.letters and one.letters == other.letters:
        best = Nearness.SAME
    if best < Nearness.CLOSE and (len(one.titles) > 1 or len(other.titles) > 1):
        best = max(best, *(nearness(a, b) for a in one.titles for b in other.titles))
    if one.kind and one.kind == other.kind and best < Nearness.SAME:
        best = max(best, nearness(one.subject, other.subject))
    if best < Nearness.SIMILAR and scripts_differ(one.titles[0], other.titles[0]):
        best = Nearness.MISSING
    journal = Place.SAME if one.issn & other.issn else compare_journals(one.journal, other.journal)
    a, b = one.pages, other.pages
    return Comparison(
        title=best,
        names=agreement(one.names, other.names),
        complete=complete(one.names, other.names),
        year=compare_years(one.year, other.year),
        journal=journal,
        volume=compare_numbers(one.issue.volume, other.issue.volume),
        issue=compare_numbers(one.issue.issue, other.issue.issue),
        supplement=compare_supplements(one.issue, other.issue),
        pages=compare_pages(a, b),
        both_ends=bool(a.first == b.first and a.last and a.last == b.last),
        span=a == b and a.last.isdigit() and a.first.isdigit() and 1 < int(a.first) <= int(a.last) - 2,
        doi=Place.POSSIBLE if one.doi == other.doi and one.doi in shared_dois else compare_numbers(one.doi, other.doi),
        pmid=compare_numbers(one.pmid, other.pmid),
    )


def decide(one: Prepared, other: Prepared, c: Comparison) -> Decision:
    """The verdict on two records. What speaks against one publication counts before what speaks for it."""
    apart = _contradiction(one, other, c)
    if apart:
        return Decision(Verdict.DIFFERENT, apart)
    numbered = c.doi == Place.SAME or c.pmid == Place.SAME
    if one.entry and one.entry == other.entry:
        return Decision(Verdict.SAME, "number of the register's entry", 1)
    if c.title < Nearness.SIMILAR and not (
        numbered or (_same_place(c) and (c.names >= Agreement.SOME or (c.title == Nearness.MISSING and c.span)))
    ):
        return Decision(Verdict.UNLIKELY, "titles differ")
    doubt = _doubt(one, other, c)
    rule = _agreement(one, other, c)
    if rule and not doubt and rule[0] >= 3 and not abstracts_agree(one.abstract, other.abstract):
        doubt = "other abstract"
    if rule and not doubt:
        return Decision(Verdict.SAME, rule[1], rule[0])
    if c.title in (Nearness.SIMILAR, Nearness.LOOSE) and not (numbered or _same_place(c)):
        if c.names < Agreement.SOME or c.volume == Place.DIFFERENT or c.pages == Place.DIFFERENT:
            return Decision(Verdict.UNLIKELY, "titles differ")
    return Decision(Verdict.UNCERTAIN, doubt or "too little agrees")


def abstracts_agree(one: str, other: str) -> bool:
    """Whether two abstracts can be one text, of which either may be cut or have other headings; a missing one can."""
    if min(len(one), len(other)) < 200:
        return True
    size = min(len(one), len(other), 1500)
    return fuzz.token_set_ratio(folded(one[:size]), folded(other[:size])) >= 70


def _same_place(c: Comparison) -> bool:
    return c.volume == Place.SAME and c.pages == Place.SAME and c.journal != Place.DIFFERENT


def _contradiction(one: Prepared, other: Prepared, c: Comparison) -> str:
    """Why two records are certainly two publications, or nothing."""
    if c.pmid == Place.DIFFERENT:
        return "two PubMed numbers"
    numbered = c.doi == Place.SAME or c.pmid == Place.SAME
    if _kinds_differ(one, other) and not (numbered or c.span):
        return _kinds_differ(one, other)
    if one.form != other.form and {one.form, other.form} & {"preprint", "registration"}:
        if one.doi != other.doi or not one.doi:
            return f"one is a {one.form if one.form in ('preprint', 'registration') else other.form}"
    if {one.form, other.form} == {"abstract", "article"}:
        return "one is a conference abstract"
    if c.year in (Place.DIFFERENT, Place.POSSIBLE) and c.doi != Place.SAME and one.form == other.form == "updated":
        return "two versions of a review that is updated"
    if c.doi == Place.DIFFERENT and _versions(one.doi, other.doi):
        return "two versions, each with its DOI"
    if one.generic and other.generic and c.title >= Nearness.SIMILAR:
        for name, field in (("volumes", c.volume), ("pages", c.pages), ("DOIs", c.doi), ("issues", c.issue)):
            if field == Place.DIFFERENT and not (name in ("DOIs", "issues") and _same_place(c)):
                return f"a title that many publications have, and other {name}"
    return ""


def _kinds_differ(one: Prepared, other: Prepared) -> str:
    """What the title of one record announces and that of the other does not, or nothing."""
    kinds = {one.kind, other.kind} & {"correction", "retraction", "reply", "comment", "protocol"}
    return f"one is a {one.kind if one.kind in kinds else other.kind}" if kinds and one.kind != other.kind else ""


def _versions(one: str, other: str) -> bool:
    """`10.1002/14651858.cd001.pub2` and `.pub3`, `10.21203/rs.3.rs-1/v1` and `/v2`: one work, two publications."""
    stem = r"(?:\.pub\d+|[./]v\d+|\.\d)$"
    return re.sub(stem, "", one) == re.sub(stem, "", other)


def _doubt(one: Prepared, other: Prepared, c: Comparison) -> str:
    """Why two records must not be joined without an answer, or nothing."""
    strong = c.doi == Place.SAME or c.pmid == Place.SAME
    exact = c.title == Nearness.SAME and c.names == Agreement.SAME
    if _kinds_differ(one, other):
        return _kinds_differ(one, other)
    if c.names == Agreement.DIFFERENT and not (c.span and c.title == Nearness.SAME and not one.generic):
        return "other authors"
    if c.doi == Place.DIFFERENT and not (
        exact and not one.generic and _same_place(c) and c.journal == Place.SAME and c.year >= Place.POSSIBLE
    ):
        return "two DOIs"
    if c.supplement == Place.DIFFERENT and not strong:
        return "two supplements"
    if bool(one.issue.supplement) != bool(other.issue.supplement) and c.pages < Place.POSSIBLE and not strong:
        return "only one is in a supplement"
    if {one.form, other.form} == {"abstract", ""} and c.pages < Place.POSSIBLE and not strong:
        return "only one is known to be a conference abstract"
    if c.pages == Place.DIFFERENT and not (strong and exact):
        return "other pages"
    if (
        c.volume == Place.DIFFERENT
        and not strong
        and not (exact and c.span and c.journal >= Place.POSSIBLE and c.year >= Place.POSSIBLE)
    ):
        return "other volume"
    column = one.generic or other.generic or (len(one.titles[0]) <= COLUMN and len(one.pages.first) < 3)
    if c.issue == Place.DIFFERENT and not strong and (column or not _same_place_anywhere(c)):
        return "other issue"  # an editorial may be on page 1 of each issue of a volume
    if c.journal == Place.DIFFERENT and not strong and not (exact and _same_place_anywhere(c)):
        return "other journal"
    placed = _same_place(c) and c.journal == Place.SAME
    if c.year == Place.DIFFERENT and not (exact and (strong or placed)):
        return "other year"
    if (
        c.year == Place.POSSIBLE
        and not strong
        and not (_same_place_anywhere(c) or (c.journal == Place.SAME and (c.volume == Place.SAME or c.both_ends)))
    ):
        return "a year apart"
    return ""


def _same_place_anywhere(c: Comparison) -> bool:
    return c.volume == Place.SAME and c.pages == Place.SAME


def _agreement(one: Prepared, other: Prepared, c: Comparison) -> tuple[int, str] | None:
    """The rule by which two records are the same publication if nothing speaks against it, with its rank."""
    near = c.title >= Nearness.CUT
    named = c.names == Agreement.SAME
    if c.pmid == Place.SAME and near and c.names != Agreement.DIFFERENT:
        return 1, "PubMed number and title"
    if c.doi == Place.SAME and near and (named or (c.title == Nearness.SAME and not one.generic)):
        return 1, "DOI and title"
    if near and named and _same_place_anywhere(c):
        if c.journal == Place.SAME:
            return 1, "title, authors, journal, volume and pages"
        return 2, "title, authors, volume and pages"
    whole = c.journal == Place.SAME and _same_place_anywhere(c) and c.year >= Place.POSSIBLE
    if whole and c.span and c.title >= Nearness.LOOSE and c.names != Agreement.DIFFERENT:
        return 1, "journal, volume and page range, title nearly"
    if whole and c.title == Nearness.SAME and not one.generic and (c.span or c.names >= Agreement.SOME):
        return 2, "title, journal, volume and pages"
    if (
        c.title == Nearness.SAME
        and c.names == Agreement.MISSING
        and _same_place(c)
        and c.journal == Place.SAME
        and c.year >= Place.POSSIBLE
    ):
        return 2, "title, journal, volume and pages"
    if one.generic or other.generic:
        return None
    placed = c.span and _same_place(c) and c.year >= Place.POSSIBLE and c.names != Agreement.DIFFERENT
    if placed and c.title == Nearness.MISSING and c.doi == Place.SAME:
        return 1, "DOI, volume and page range; titles in two scripts"
    if placed and c.title == Nearness.SAME and c.year == Place.SAME:
        return 2, "title, volume, page range and year"
    if near and named and c.pages == Place.SAME and c.journal == Place.SAME and c.year >= Place.POSSIBLE:
        return 2, "title, authors, journal and pages"
    if c.title == Nearness.SAME and c.journal == Place.SAME and c.volume == Place.SAME and c.year == Place.SAME:
        if c.names == Agreement.MISSING and len(one.titles[0]) >= 6 and c.pages != Place.POSSIBLE:
            return 4, "title, journal, volume and year"
    if c.title < Nearness.CLOSE or not named:
        return None
    if c.journal == Place.SAME and c.volume == Place.SAME and c.year == Place.SAME:
        if c.pages == Place.POSSIBLE and not c.complete:
            return None
        return 3, "title, authors, journal, volume and year"
    if c.title == Nearness.SAME and c.complete and c.pages == Place.SAME and c.year == Place.SAME:
        return 3, "title, authors, pages and year"
    if (
        c.title == Nearness.SAME
        and c.complete
        and c.volume == Place.SAME
        and c.year == Place.SAME
        and c.journal == Place.POSSIBLE
    ):
        return 4, "title, authors, volume and year"
    if c.title == Nearness.SAME and c.complete and c.journal == Place.SAME and c.volume == Place.SAME:
        return 4, "title, authors, journal and volume"
    if c.title == Nearness.SAME and c.complete and c.journal == Place.SAME and c.year == Place.SAME:
        return 4, "title, authors, journal and year"
    return None
