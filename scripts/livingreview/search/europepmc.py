"""Europe PMC over its RESTful web service.

Follows https://europepmc.org/RestfulWebService and the announcement of version 6.6: `cursorMark` begins with `*`; at
the end `nextCursorMark` is absent, or the one that was sent. Long strategies go to `searchPOST`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..records import Reference
from .faults import BadAnswer
from .forms import inside, json_object, kept, objects, said, squeezed, texts
from .http import Http
from .service import Count, Fetched, Page, Query, all_pages, total_of
from .trail import Trail

ADDRESS = "https://www.ebi.ac.uk/europepmc/webservices/rest"
PAGE = 200
LONG = 1_500  # signs of a strategy; addresses beyond about 8,000 are refused, and each sign may become nine
RELATIONS = {
    "comment in": "commented-by",
    "comment on": "comment-on",
    "corrected and republished from": "republishes",
    "corrected and republished in": "republished-as",
    "erratum for": "corrects",
    "erratum in": "corrected-by",
    "expression of concern for": "concern-on",
    "expression of concern in": "concern-by",
    "partial retraction in": "partly-retracted-by",
    "preprint in": "has-preprint",
    "preprint of": "published-as",
    "republished from": "republishes",
    "republished in": "republished-as",
    "retraction in": "retracted-by",
    "retraction of": "retracts",
    "update in": "updated-by",
    "update of": "updates",
}


class EuropePMC:
    """Europe PMC: PubMed, PubMed Central, preprints and more."""

    name = "Europe PMC"

    def __init__(self, http: Http, *, page: int = PAGE) -> None:
        self._http, self._page = http, page

    def count(self, query: Query) -> Count:
        return Count(_read(self._ask(query, "*", 1, "idlist")).total or 0)

    def fetch(self, query: Query, trail: Trail) -> Fetched:
        return all_pages(lambda mark: self._ask(query, mark, self._page, "core"), _read, trail, "*", name=self.name)

    def _ask(self, query: Query, mark: str, page: int, result: str) -> bytes:
        fields = {
            "query": _term(query),
            "cursorMark": mark,
            "pageSize": str(page),
            "resultType": result,
            "format": "json",
        }
        if self._http.email:
            fields["email"] = self._http.email
        if len(fields["query"]) > LONG:
            return self._http.post("searchPOST", fields, "json", _read)
        return self._http.get("search", fields, "json", _read)


def _term(query: Query) -> str:
    text = squeezed(query.text)
    return text if query.since is None else f"({text}) AND (FIRST_IDATE:[{query.since:%Y-%m-%d} TO 3000-12-31])"


def _read(body: bytes) -> Page:
    found = json_object(body)
    if error := found.get("errMsg"):
        raise BadAnswer(f"sent an error: {squeezed(str(error))[:200]}.")
    total = total_of(found.get("hitCount"))
    results = objects(inside(found, "resultList"), "result")
    mark = str(found.get("nextCursorMark") or "")
    asked = inside(found, "request").get("cursorMark")
    return Page(tuple(map(_reference, results)), "" if mark == asked else mark, total)


def _reference(found: dict[str, Any]) -> Reference:
    issue = inside(found, "journalInfo")
    journal = inside(issue, "journal")
    book = inside(found, "bookOrReportDetails")
    database, number = said(found, "source"), said(found, "id")
    types = tuple(texts(inside(found, "pubTypeList").get("pubType")))
    extra = {
        "source": (database,),
        "pmcid": (said(found, "pmcid"),),
        "publisher": (said(book, "publisher"),),
        "affiliation": (said(found, "affiliation"),),
        "isOpenAccess": (said(found, "isOpenAccess"),),
        "firstIndexDate": (said(found, "firstIndexDate"),),
    }
    return Reference(
        source="europepmc",
        identifier=f"{database}/{number}" if database and number else "",
        title=said(found, "title"),
        authors=tuple(_authors(found)),
        year=said(found, "pubYear") or said(issue, "yearOfPublication"),
        date=said(issue, "printPublicationDate") or said(found, "firstPublicationDate"),
        journal=said(journal, "title") or said(book, "comprisingTitle") or said(book, "publisher"),
        volume=said(issue, "volume"),
        issue=said(issue, "issue"),
        pages=said(found, "pageInfo"),
        doi=said(found, "doi").lower(),
        pmid=said(found, "pmid"),
        issn=tuple(dict.fromkeys(filter(None, (said(journal, "issn"), said(journal, "essn"))))),
        language=said(found, "language"),
        abstract=said(found, "abstractText"),
        keywords=tuple(texts(inside(found, "keywordList").get("keyword"))),
        headings=tuple(_headings(found)),
        types=types,
        url=f"https://europepmc.org/article/{database}/{number}",
        related=tuple(_related(found)),
        extra=kept(extra),
    )


def _authors(found: dict[str, Any]) -> Iterator[str]:
    people = objects(inside(found, "authorList"), "author")
    for person in people:
        family, given = (said(person, name) for name in ("lastName", "firstName"))
        given = given or said(person, "initials")
        group = said(person, "collectiveName")
        if name := group or (f"{family}, {given}" if family and given else family):
            yield name
        elif full := said(person, "fullName"):
            yield full
    if not people and (line := said(found, "authorString")):
        yield from (name.strip() for name in line.rstrip(".").split(", ") if name.strip())


def _headings(found: dict[str, Any]) -> Iterator[str]:
    for heading in objects(inside(found, "meshHeadingList"), "meshHeading"):
        name = said(heading, "descriptorName")
        qualifiers = objects(inside(heading, "meshQualifierList"), "meshQualifier")
        yield from [f"{name}/{said(qualifier, 'qualifierName')}" for qualifier in qualifiers] or [name]


def _related(found: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for link in objects(inside(found, "commentCorrectionList"), "commentCorrection"):
        kind, number, database = (said(link, name) for name in ("type", "id", "source"))
        if kind and number:
            relation = RELATIONS.get(kind.lower(), kind.lower().replace(" ", "-"))
            yield relation, f"pmid:{number}" if database == "MED" else f"europepmc:{database}/{number}"
