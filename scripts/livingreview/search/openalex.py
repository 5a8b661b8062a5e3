"""OpenAlex over its API.

Follows https://developers.openalex.org (Page through results, Searching, Authentication; state of November 2026):
cursors need a free key since 2026; without one, pages go by number and end at 10,000 records. The date of entry
(`from_created_date`) is for paying users, so that every search is a whole one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..records import Reference
from .faults import BadAnswer, SearchError
from .forms import inside, json_object, kept, objects, said, squeezed, texts, without_markup
from .http import Http
from .service import Count, Fetched, Page, Query, all_pages, total_of
from .trail import Trail

ADDRESS = "https://api.openalex.org"
KEY = "OPENALEX_API_KEY"
PAGE = 100
NUMBERED = 10_000  # records that pages by number reach
LONG = 3_500  # signs of a strategy as sent; an address has at most about 4 KB


class OpenAlex:
    """OpenAlex."""

    name = "OpenAlex"

    def __init__(self, http: Http, *, key: str = "", page: int = PAGE) -> None:
        self._http, self._page, self._key = http, page, key

    def count(self, query: Query) -> Count:
        return Count(_read(self._ask(query, "1", 1, cursor=False), 0).total or 0)

    def fetch(self, query: Query, trail: Trail) -> Fetched:
        cursor = bool(self._key)
        if not cursor and (total := self.count(query).hits) > NUMBERED:
            raise SearchError(
                f"OpenAlex has {total:,} records and gives {NUMBERED:,} without a key. Set {KEY} in the environment."
            )

        def ask(token: str) -> bytes:
            return self._ask(query, token, self._page, cursor=cursor)

        return all_pages(
            ask, lambda body: _read(body, 0 if cursor else self._page), trail, "*" if cursor else "1", name=self.name
        )

    def _ask(self, query: Query, token: str, page: int, *, cursor: bool) -> bytes:
        fields = {
            "filter": f"title_and_abstract.search:{_expression(query.text)}",
            "per_page": str(page),
            "cursor" if cursor else "page": token,
        }
        fields |= {"mailto": self._http.email} if self._http.email else {}
        fields |= {"api_key": self._key} if self._key else {}
        return self._http.get("works", fields, "json", lambda body: _read(body, 0))


def _expression(strategy: str) -> str:
    text = squeezed(strategy)
    if found := [sign for sign in ",|" if sign in text]:
        raise SearchError(
            f"The strategy for OpenAlex holds `{found[0]}`, which ends an expression there. Write OR or AND."
        )
    if len(text) > LONG:
        raise SearchError(f"The strategy for OpenAlex has {len(text):,} signs; at most {LONG:,} fit into an address.")
    return text


def _read(body: bytes, numbered: int) -> Page:
    """A page; where pages go by number, `numbered` is how many records one has."""
    found = json_object(body)
    meta, results = found.get("meta"), found.get("results")
    if not isinstance(meta, dict) or not isinstance(results, list):
        raise BadAnswer("sent no list of works.", again=True)
    records = tuple(_reference(work) for work in results if isinstance(work, dict))
    token = str(meta.get("next_cursor") or "")
    if numbered:
        token = str(total_of(meta.get("page")) + 1)
    return Page(records, token, total_of(meta.get("count")))


def _reference(work: dict[str, Any]) -> Reference:
    ids, place, imprint = (inside(work, name) for name in ("ids", "primary_location", "biblio"))
    journal = inside(place, "source")
    number = said(work, "id").rpartition("/")[2]
    first, last = said(imprint, "first_page"), said(imprint, "last_page")
    retracted = ("Retracted Publication",) if work.get("is_retracted") is True else ()
    return Reference(
        source="openalex",
        identifier=number,
        title=said(work, "title") or said(work, "display_name"),
        authors=tuple(_authors(work)),
        year=said(work, "publication_year"),
        date=said(work, "publication_date"),
        journal=said(journal, "display_name"),
        volume=said(imprint, "volume"),
        issue=said(imprint, "issue"),
        pages=f"{first}-{last}" if first and last and first != last else first,
        doi=said(work, "doi").lower().removeprefix("https://doi.org/"),
        pmid=said(ids, "pmid").rstrip("/").rpartition("/")[2],
        issn=tuple(texts(journal.get("issn"))),
        language=said(work, "language"),
        abstract=_abstract(inside(work, "abstract_inverted_index")),
        keywords=tuple(said(word, "display_name") for word in objects(work, "keywords")),
        headings=tuple(dict.fromkeys(said(heading, "descriptor_name") for heading in objects(work, "mesh"))),
        types=tuple(filter(None, (said(work, "type"), *retracted))),
        url=said(work, "id"),
        extra=kept({"version": [said(place, "version")]}),
    )


def _authors(work: dict[str, Any]) -> Iterator[str]:
    """Names as OpenAlex has them, in one string; the last word counts as the family name."""
    for authorship in objects(work, "authorships"):
        name = str(authorship.get("raw_author_name") or inside(authorship, "author").get("display_name") or "")
        name = without_markup(name)
        if "," in name or " " not in name:
            yield name
        else:
            given, _, family = name.rpartition(" ")
            yield f"{family}, {given}"


def _abstract(index: dict[str, Any]) -> str:
    """Text from an index of words, each with its places."""
    places = {
        place: word
        for word, found in index.items()
        if isinstance(found, list)
        for place in found
        if isinstance(place, int)
    }
    return " ".join(places[place] for place in sorted(places))
