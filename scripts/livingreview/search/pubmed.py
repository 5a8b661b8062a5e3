"""PubMed over NCBI's E-utilities: ESearch with the history server, EFetch in pages.

Follows "A General Introduction to the E-utilities" (NBK25497: three requests a second, ten with a key; `tool` and
`email`) and "The E-utilities In-Depth" (NBK25499: parameters; ESearch gives the first 9,999 records of PubMed only).
Fields go by POST, as NCBI asks for long strategies; so no address holds the key.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from xml.etree.ElementTree import Element

from ..records import Reference
from .faults import BadAnswer, Missing
from .forms import squeezed, text_of, xml
from .http import Http
from .pubmed_xml import HISTORY_LOST, read_articles
from .service import Count, Fetched, Gathered, Query, total_of
from .trail import Trail

ADDRESS = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils"
KEY = "NCBI_API_KEY"
LIMIT = 9_999  # records of one search that ESearch and EFetch give
PAGE = 200
EARLIEST = date(1900, 1, 1)
PASSING = re.compile(r"backend|temporar|unavailable|timed? ?out|try again|rate limit|server|connect", re.IGNORECASE)


@dataclass(frozen=True)
class _Search:
    """An answer of ESearch: how many records, their numbers, and where the history server keeps them."""

    count: int
    ids: tuple[str, ...]
    environment: str
    key: str
    notes: tuple[str, ...]


class PubMed:
    """PubMed."""

    name = "PubMed"

    def __init__(self, http: Http, *, key: str = "", page: int = PAGE, today: date | None = None) -> None:
        self._http, self._page = http, page
        self._today = today or date.today()
        self._common = {"db": "pubmed", "retmode": "xml", "tool": "livingreview"}
        self._common |= {"email": http.email} if http.email else {}
        self._common |= {"api_key": key} if key else {}

    def count(self, query: Query) -> Count:
        found = self._search(_term(query), None, listed=False)
        return Count(found.count, found.notes)

    def fetch(self, query: Query, trail: Trail) -> Fetched:
        term = _term(query)
        whole = self._search(term, trail)
        gathered = Gathered(self.name, whole.count)
        wanted: list[str] = []
        for part in [whole] if whole.count <= LIMIT else self._in_slices(term, trail, whole.count):
            wanted += part.ids
            for start in range(0, part.count, self._page):
                ids = part.ids[start : start + self._page]
                step = f"records {hashlib.sha256(' '.join(ids).encode()).hexdigest()}"
                body = trail.answer(step, partial(self._fetch, part, start, ids))
                gathered.add(read_articles(body))
        records = {record.identifier: record for record in gathered.complete()}
        if set(records) != set(wanted):
            other = sorted(set(records) - set(wanted))
            raise BadAnswer(f"PubMed sent records that it did not find: {', '.join(other[:3])}; none was written.")
        return Fetched(whole.count, tuple(records[number] for number in wanted), whole.notes)

    def record(self, number: str) -> Reference:
        """One publication by its PubMed number. A number that PubMed does not have raises Missing."""
        body = self._http.post("efetch.fcgi", self._common | {"id": number}, "xml", read_articles)
        if not (found := read_articles(body)):
            raise Missing(f"{self.name} does not have {number}.")
        return found[0]

    def _in_slices(self, term: str, trail: Trail, total: int) -> list[_Search]:
        """A large answer in parts, each of the records that were entered between two days.

        PubMed's entry date ([edat]) puts each record into one part; a last part takes records without a date.
        """
        last = self._today + timedelta(days=366)
        parts = list(self._halved(term, trail, EARLIEST, last))
        rest = self._search(f"({term}) NOT {_between('edat', EARLIEST, last)}", trail)
        if rest.count > LIMIT:
            raise BadAnswer(f"PubMed gives no entry date for {rest.count:,} records: narrow the strategy.")
        parts += [rest] if rest.count else []
        if (came := sum(part.count for part in parts)) != total:
            raise BadAnswer(f"PubMed has {total:,} records, but {came:,} by date; none was written. Run it again.")
        return parts

    def _halved(self, term: str, trail: Trail, first: date, last: date) -> Iterator[_Search]:
        part = self._search(f"({term}) AND {_between('edat', first, last)}", trail)
        if part.count <= LIMIT:
            if part.count:
                yield part
            return
        if first == last:
            raise BadAnswer(f"PubMed has {part.count:,} records of {first}, more than it gives: narrow the strategy.")
        middle = first + (last - first) // 2
        yield from self._halved(term, trail, first, middle)
        yield from self._halved(term, trail, middle + timedelta(days=1), last)

    def _search(self, term: str, trail: Trail | None, listed: bool = True) -> _Search:
        fields = {"term": term, "retmax": str(LIMIT if listed else 0), "usehistory": "y"}
        read = partial(_read_search, listed=listed)
        body = self._http.post("esearch.fcgi", self._common | fields, "xml", read)
        if trail:
            trail.keep(body)
        return read(body)

    def _fetch(self, part: _Search, start: int, ids: tuple[str, ...]) -> bytes:
        """One page of records: from the history server, or by their numbers if that has forgotten the search."""
        by_history = {
            "WebEnv": part.environment,
            "query_key": part.key,
            "retstart": str(start),
            "retmax": str(self._page),
        }
        check = partial(_check_page, ids=ids)
        try:
            if part.environment and part.key:
                return self._http.post("efetch.fcgi", self._common | by_history, "xml", check)
        except BadAnswer as lost:
            if not HISTORY_LOST.search(str(lost)):
                raise
        return self._http.post("efetch.fcgi", self._common | {"id": ",".join(ids)}, "xml", check)


def _term(query: Query) -> str:
    """The strategy on one line; since a day, only what was created, entered or indexed from then on.

    The entry date of a late addition is its date of publication, and a record found by its MeSH heading may have had
    none when it was new: the three dates together miss neither.
    """
    text = squeezed(query.text)
    if query.since is None:
        return text
    dates = " OR ".join(f'"{query.since:%Y/%m/%d}"[{field}] : "3000"[{field}]' for field in ("crdt", "edat", "mhda"))
    return f"({text}) AND ({dates})"


def _between(field: str, first: date, last: date) -> str:
    return f'("{first:%Y/%m/%d}"[{field}] : "{last:%Y/%m/%d}"[{field}])'


def _read_search(body: bytes, listed: bool) -> _Search:
    root = xml(body)
    error = text_of(root if root.tag == "ERROR" else root.find("ERROR"))
    if error or root.tag != "eSearchResult":
        error = error or f"XML of another kind, `{root.tag}`"
        raise BadAnswer(f"sent an error: {error}.", again=bool(PASSING.search(error)) or root.tag != "eSearchResult")
    count = total_of(text_of(root.find("Count")))
    ids = tuple(text_of(element) for element in root.findall("IdList/Id"))
    if listed and count <= LIMIT and (len(ids) != count or len(set(ids)) != count):
        raise BadAnswer(f"counts {count:,} records and lists {len(set(ids)):,}.", again=True)
    return _Search(count, ids, text_of(root.find("WebEnv")), text_of(root.find("QueryKey")), tuple(_notes(root)))


def _notes(root: Element) -> Iterator[str]:
    """What PubMed made of the strategy: a mistyped field or phrase is otherwise searched silently as something else."""
    for path, words in (
        ("ErrorList/PhraseNotFound", "not found and left out"),
        ("ErrorList/FieldNotFound", "field unknown"),
        ("WarningList/PhraseIgnored", "ignored"),
        ("WarningList/QuotedPhraseNotFound", "phrase not in the index, searched as single words"),
    ):
        if found := [text for element in root.findall(path) if (text := text_of(element))]:
            yield f"{words}: {', '.join(found)}"
    yield from (text for e in root.findall("WarningList/OutputMessage") if (text := text_of(e)))
    if translation := text_of(root.find("QueryTranslation")):
        yield f"searched as: {translation}"


def _check_page(body: bytes, ids: tuple[str, ...]) -> None:
    records: list[Reference] = read_articles(body)
    if len(records) != len(ids):
        missing = sorted(set(ids) - {record.identifier for record in records})
        named = f" (without {', '.join(missing[:3])}{' ...' if len(missing) > 3 else ''})" if missing else ""
        raise BadAnswer(f"sent {len(records):,} of {len(ids):,} records{named}.", again=True)
