"""Crossref as a look-up: missing DOIs, retractions and corrections, published versions of preprints.

Follows https://api.crossref.org (REST API 3.32) and its page on access: the e-mail address of the sender (`mailto`)
leads to the polite pool, with three list queries a second; one request at a time.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from ..records import Reference
from .faults import BadAnswer
from .forms import inside, json_object, objects, said, squeezed, texts, without_markup
from .http import Http

ADDRESS = "https://api.crossref.org"
LEAST_TITLE = 25  # letters: shorter titles, such as "Editorial", are shared by many publications
CANDIDATES = 10
NOTICES = 100
# What a notice is to its article, by `type` of `update-to` and `updated-by`; other types are corrections of some kind.
KINDS = {
    "retraction": ("retracted-by", "retracts"),
    "removal": ("retracted-by", "retracts"),
    "withdrawal": ("retracted-by", "retracts"),
    "partial_retraction": ("partly-retracted-by", "partly-retracts"),
    "expression_of_concern": ("concern-by", "concern-on"),
    "new_version": ("updated-by", "updates"),
    "new_edition": ("updated-by", "updates"),
}
CORRECTION = ("corrected-by", "corrects")
RELATIONS = {"is-preprint-of": "published-as", "has-preprint": "has-preprint", "is-version-of": "version-of"}


@dataclass(frozen=True)
class Found:
    """A DOI, or none and the reason."""

    doi: str = ""
    why: str = ""


class Crossref:
    """Crossref, asked for single publications."""

    name = "Crossref"

    def __init__(self, http: Http) -> None:
        self._http = http
        self._common = {"mailto": http.email} if http.email else {}

    def doi_of(self, record: Reference) -> Found:
        """The DOI of a record without one, if exactly one publication has its title, first author and year.

        Titles are compared letter by letter, without case, accents and signs; the year may differ by one, because
        online and print may. Anything less is no match: a DOI is never guessed.
        """
        title = _letters(record.title)
        family = _letters(record.authors[0].partition(",")[0]) if record.authors else ""
        if len(title) < LEAST_TITLE or not family or not re.fullmatch(r"\d{4}", record.year):
            return Found(why="title too short, or no author or year")
        fields = {
            "query.bibliographic": record.title,
            "query.author": record.authors[0].partition(",")[0],
            "rows": str(CANDIDATES),
            "select": "DOI,title,author,issued,published-print,published-online,type,subtitle",
        }
        works = _works(self._http.get("works", self._common | fields, "json", _works))
        same = {
            said(work, "DOI").lower()
            for work in works
            if title in _titles(work) and family in _families(work) and _near(record.year, work)
        } - {""}
        if len(same) == 1:
            return Found(same.pop())
        return Found(
            why=f"{len(same)} publications match" if same else "no publication matches in title, author and year"
        )

    def work(self, doi: str) -> Reference:
        """One publication by its DOI. A DOI that Crossref does not have raises Missing."""
        return _reference(_work(self._http.get(f"works/{quote(doi, safe='')}", self._common, "json", _work)))

    def related(self, doi: str) -> tuple[tuple[str, str], ...]:
        """Relations of a publication: notices on it, what it is a notice on, its preprint or its published version.

        A notice is named by the article (`updated-by`), by the notice (`update-to`), or by both: the notices that
        name this DOI are searched too. A DOI that Crossref does not have raises Missing.
        """
        work = _work(self._http.get(f"works/{quote(doi, safe='')}", self._common, "json", _work))
        related = list(_relations(work))
        if "," not in doi:  # a comma ends a filter
            fields = {"filter": f"updates:{doi}", "rows": str(NOTICES), "select": "DOI,update-to"}
            for notice in _works(self._http.get("works", self._common | fields, "json", _works)):
                related += [
                    (KINDS.get(_kind(update), CORRECTION)[0], f"doi:{said(notice, 'DOI').lower()}")
                    for update in objects(notice, "update-to")
                    if said(update, "DOI").lower() == doi.lower() and said(notice, "DOI").lower() != doi.lower()
                ]
        return tuple(dict.fromkeys(related))


def _reference(work: dict[str, Any]) -> Reference:
    titles = [squeezed(without_markup(title)) for title in (*texts(work.get("title")), *texts(work.get("subtitle")))]
    year = next(
        (str(found) for name in ("published-print", "issued", "published-online") if (found := _year_of(work, name))),
        "",
    )
    return Reference(
        source="crossref",
        identifier=said(work, "DOI").lower(),
        title=": ".join(titles[:2]),
        authors=tuple(filter(None, map(_name, objects(work, "author")))),
        year=year,
        journal=squeezed(without_markup(next(texts(work.get("container-title")), ""))),
        volume=said(work, "volume"),
        issue=said(work, "issue"),
        pages=said(work, "page") or said(work, "article-number"),
        doi=said(work, "DOI").lower(),
        registrations=tuple(said(trial, "clinical-trial-number") for trial in objects(work, "clinical-trial-number")),
        issn=tuple(texts(work.get("ISSN"))),
        language=said(work, "language"),
        types=(said(work, "type"), *filter(None, (said(work, "subtype"),))),
        url=f"https://doi.org/{said(work, 'DOI').lower()}",
    )


def _name(person: dict[str, Any]) -> str:
    family, given, suffix = (squeezed(said(person, name)) for name in ("family", "given", "suffix"))
    return ", ".join(filter(None, (family, " ".join(filter(None, (given, suffix)))))) or squeezed(said(person, "name"))


def _relations(work: dict[str, Any]) -> Iterator[tuple[str, str]]:
    own = said(work, "DOI").lower()
    for field, side in (("updated-by", 0), ("update-to", 1)):
        for update in objects(work, field):
            named = said(update, "DOI").lower()
            if named and named != own:  # some publishers let a corrected article name itself
                yield KINDS.get(_kind(update), CORRECTION)[side], f"doi:{named}"
    relations = inside(work, "relation")
    for name in relations:
        for other in objects(relations, name):
            number, scheme = said(other, "id"), said(other, "id-type").lower()
            if name in RELATIONS and number and scheme in ("doi", "pmid"):
                number = re.sub(r"^https?://(dx\.)?doi\.org/", "", number, flags=re.IGNORECASE).lower()
                yield RELATIONS[name], f"{scheme}:{number}"


def _kind(update: dict[str, Any]) -> str:
    return said(update, "type").lower().replace("-", "_").replace(" ", "_")


def _work(body: bytes) -> dict[str, Any]:
    found = json_object(body).get("message")
    if not isinstance(found, dict) or not said(found, "DOI"):
        raise BadAnswer("sent no publication.", again=True)
    return found


def _works(body: bytes) -> list[dict[str, Any]]:
    found = json_object(body).get("message")
    if not isinstance(found, dict) or not isinstance(found.get("items"), list):
        raise BadAnswer("sent no list of publications.", again=True)
    return objects(found, "items")


def _titles(work: dict[str, Any]) -> set[str]:
    titles = list(texts(work.get("title")))
    subtitles = list(texts(work.get("subtitle")))
    return {_letters(title) for title in titles} | {_letters(f"{one} {two}") for one in titles for two in subtitles}


def _families(work: dict[str, Any]) -> set[str]:
    """The first author's family name; some publishers deposit names the other way round or in one string."""
    people = objects(work, "author")
    first = next((person for person in people if person.get("sequence") == "first"), people[0] if people else {})
    return {_letters(said(first, "family") or said(first, "name"))} - {""}


def _near(year: str, work: dict[str, Any]) -> bool:
    found = set()
    for field in ("issued", "published-print", "published-online"):
        if other := _year_of(work, field):
            found.add(other)
    return any(abs(int(year) - other) <= 1 for other in found)


def _year_of(work: dict[str, Any], field: str) -> int | None:
    parts = inside(work, field).get("date-parts")
    first = parts[0] if isinstance(parts, list) and parts else None
    year = first[0] if isinstance(first, list) and first else None
    return year if isinstance(year, int) else None


def _letters(text: str) -> str:
    """Letters and digits only, without case and accents."""
    plain = unicodedata.normalize("NFKD", re.sub(r"<[^<>]+>", "", text)).casefold()
    return "".join(sign for sign in plain if sign.isalnum())
