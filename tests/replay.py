"""A server on this machine that answers as databases do, with records that tests invent, and with every fault."""

from __future__ import annotations

import gzip
import json
import re
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit
from xml.sax.saxutils import escape


@dataclass(frozen=True)
class Reply:
    """An answer. `sent` bytes of the body are sent before the connection ends; all without it. `hang` waits before."""

    body: bytes = b""
    kind: str = "application/json"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    sent: int | None = None
    reset: bool = False
    hang: float = 0
    chunked: bool = False


@dataclass(frozen=True)
class Asked:
    """A request as it came."""

    method: str
    path: str
    fields: dict[str, str]
    headers: dict[str, str]
    address: str


Play = Callable[[Asked], Reply]


class Replay:
    """What the server plays. `faults` are given first, in their order: one a request, None for the true answer.

    A fault may be a function that gets the request and the true answer.
    """

    def __init__(self, play: Play) -> None:
        self.play = play
        self.asked: list[Asked] = []
        self.faults: list[Reply | Callable[[Asked, Reply], Reply] | None] = []
        self.url = ""
        self._lock = threading.Lock()

    def answer(self, asked: Asked) -> Reply:
        with self._lock:
            self.asked.append(asked)
            fault = self.faults.pop(0) if self.faults else None
        if isinstance(fault, Reply):
            return fault
        true = self.play(asked)
        return fault(asked, true) if fault else true


@contextmanager
def serving(play: Play) -> Iterator[Replay]:
    """A server on a free port that plays."""
    replay = Replay(play)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *args: object) -> None:
            pass

        def do_GET(self) -> None:
            self._reply(dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True)))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            self._reply(dict(parse_qsl(body, keep_blank_values=True)))

        def _reply(self, fields: dict[str, str]) -> None:
            reply = replay.answer(
                Asked(self.command, urlsplit(self.path).path, fields, dict(self.headers.items()), self.path)
            )
            if reply.hang:
                time.sleep(reply.hang)
            if reply.reset:
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.close_connection = True
                self.connection.close()
                return
            self.send_response(reply.status)
            if reply.kind:
                self.send_header("Content-Type", reply.kind)
            if reply.chunked:
                self.send_header("Transfer-Encoding", "chunked")
            elif "Content-Length" not in reply.headers:
                self.send_header("Content-Length", str(len(reply.body)))
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.end_headers()
            body = reply.body if reply.sent is None else reply.body[: reply.sent]
            if reply.chunked:
                body = b"%x\r\n%s\r\n" % (len(reply.body), body) + (b"0\r\n\r\n" if reply.sent is None else b"")
            try:
                self.wfile.write(body)
            except OSError:
                pass  # the client had enough
            if reply.sent is not None:
                self.close_connection = True

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            pass  # the client ended the connection

    server = Server(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.block_on_close = False
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    replay.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield replay
    finally:
        server.shutdown()
        server.server_close()


def as_json(found: object, **more: object) -> Reply:
    return Reply(json.dumps(found).encode(), **more)  # type: ignore[arg-type]


def as_xml(text: str, **more: object) -> Reply:
    return Reply(text.encode(), "text/xml; charset=UTF-8", **more)  # type: ignore[arg-type]


def packed(body: bytes, kind: str) -> Reply:
    return Reply(gzip.compress(body), kind, headers={"Content-Encoding": "gzip"})


@dataclass(frozen=True)
class Paper:
    """An invented publication."""

    number: int
    title: str = "A trial of tea"
    entered: date = date(2024, 5, 17)
    doi: str = ""
    authors: tuple[str, ...] = ("Brown, Ada",)
    journal: str = "Journal of Tea"
    volume: str = "7"
    issue: str = "2"
    pages: str = ""
    abstract: str = ""


def papers(count: int, first: int = 1, **more: object) -> list[Paper]:
    return [Paper(first + n, f"Tea and cake, part {first + n}", **more) for n in range(count)]  # type: ignore[arg-type]


def pubmed_article(paper: Paper) -> str:
    day = paper.entered
    people = "".join(
        f"<Author><LastName>{escape(family)}</LastName><ForeName>{escape(given.strip())}</ForeName></Author>"
        for family, _, given in (name.partition(",") for name in paper.authors)
    )
    pages = f"<Pagination><MedlinePgn>{escape(paper.pages)}</MedlinePgn></Pagination>" if paper.pages else ""
    doi = f'<ArticleId IdType="doi">{escape(paper.doi)}</ArticleId>' if paper.doi else ""
    return f"""<PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM"><PMID Version="1">{paper.number}</PMID>
<Article PubModel="Print"><Journal><ISSN IssnType="Print">1234-5679</ISSN><JournalIssue CitedMedium="Print">
<Volume>{paper.volume}</Volume>
<Issue>{paper.issue}</Issue><PubDate><Year>{day.year}</Year><Month>{day.month:02}</Month></PubDate></JournalIssue>
<Title>{escape(paper.journal)}</Title></Journal><ArticleTitle>{escape(paper.title)}</ArticleTitle>{pages}
<Abstract><AbstractText>{escape(paper.abstract or f"Tea was given to {paper.number} people.")}</AbstractText></Abstract>
<AuthorList CompleteYN="Y">{people}</AuthorList>
<Language>eng</Language><PublicationTypeList><PublicationType UI="D016428">Journal Article</PublicationType>
</PublicationTypeList></Article></MedlineCitation><PubmedData><ArticleIdList>
<ArticleId IdType="pubmed">{paper.number}</ArticleId>{doi}</ArticleIdList></PubmedData></PubmedArticle>"""


def pubmed_set(articles: list[Paper]) -> str:
    return (
        '<?xml version="1.0" ?>\n<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2025//EN" '
        '"https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">\n<PubmedArticleSet>'
        + "\n".join(map(pubmed_article, articles))
        + "</PubmedArticleSet>"
    )


class FakePubMed:
    """ESearch and EFetch with a history server, and the limit of 9,999 records a search.

    `limit` stands in for 9,999. Of a strategy only the dates are understood:
    `AND ("from"[edat] : "to"[edat])`, `NOT (...)`, and any `[crdt]`.
    """

    RANGE = re.compile(r'(AND|NOT) \("(\d{4}/\d\d/\d\d)"\[edat\] : "(\d{4}/\d\d/\d\d)"\[edat\]\)')

    def __init__(self, papers: list[Paper], extra: str = "", limit: int = 9_999) -> None:
        self.papers = papers
        self.limit = limit
        self.extra = extra  # within eSearchResult: warnings and the translation
        self.history: list[list[Paper]] = []

    def __call__(self, asked: Asked) -> Reply:
        assert asked.method == "POST" and asked.fields["db"] == "pubmed"
        return self._search(asked.fields) if asked.path.endswith("/esearch.fcgi") else self._fetch(asked.fields)

    def found(self, term: str) -> list[Paper]:
        found = self.papers
        for sign, first, last in self.RANGE.findall(term):
            found = [p for p in found if (first <= f"{p.entered:%Y/%m/%d}" <= last) == (sign == "AND")]
        if since := re.search(r'"(\d{4}/\d\d/\d\d)"\[crdt\]', term):
            found = [p for p in found if f"{p.entered:%Y/%m/%d}" >= since[1]]
        return found

    def _search(self, fields: dict[str, str]) -> Reply:
        found = self.found(fields["term"])
        self.history.append(found)
        most = min(int(fields["retmax"]), self.limit)
        ids = "".join(f"<Id>{p.number}</Id>\n" for p in found[:most])
        return as_xml(
            '<?xml version="1.0" encoding="UTF-8" ?>\n'
            '<!DOCTYPE eSearchResult PUBLIC "-//NLM//DTD esearch 20060628//EN" "https://eutils.ncbi.nlm.nih.gov/eutils/dtd/20060628/esearch.dtd">\n'
            f"<eSearchResult><Count>{len(found)}</Count><RetMax>{most}</RetMax><RetStart>0</RetStart>"
            f"<QueryKey>{len(self.history)}</QueryKey><WebEnv>MCID_1</WebEnv><IdList>{ids}</IdList><TranslationSet/>"
            f"{self.extra or '<QueryTranslation>&quot;tea&quot;[All Fields]</QueryTranslation>'}</eSearchResult>"
        )

    def _fetch(self, fields: dict[str, str]) -> Reply:
        if "id" in fields:
            wanted = fields["id"].split(",")
            return as_xml(pubmed_set([p for p in self.papers if str(p.number) in wanted]))
        if not 0 < int(fields["query_key"]) <= len(self.history):
            return as_xml("<eFetchResult><ERROR>Unable to obtain query #1</ERROR></eFetchResult>")
        start = int(fields["retstart"])
        if start >= self.limit:
            return as_xml("<eFetchResult><ERROR>'retstart' cannot be larger than 9998.</ERROR></eFetchResult>")
        return as_xml(pubmed_set(self.history[int(fields["query_key"]) - 1][start : start + int(fields["retmax"])]))


class FakePages:
    """A source whose pages name the next one; `page` builds the answer of one source from records and tokens."""

    def __init__(self, papers: list[Paper], page: Callable[[FakePages, Asked, int], Reply], size: str) -> None:
        self.papers, self._page, self._size = papers, page, size

    def __call__(self, asked: Asked) -> Reply:
        return self._page(self, asked, int(asked.fields[self._size]))

    def part(self, token: str, size: int) -> tuple[list[Paper], str]:
        """The records of a page and the token of the next, which is `""` after the last."""
        pages = [self.papers[n : n + size] for n in range(0, len(self.papers), size)] or [[]]
        number = 0 if token in ("", "*") else int(token.removeprefix("t"))
        found = pages[number] if number < len(pages) else []
        return found, f"t{number + 1}" if number + 1 < len(pages) else ""


def europepmc_page(source: FakePages, asked: Asked, size: int) -> Reply:
    mark = asked.fields["cursorMark"]
    found, following = source.part(mark, size)
    page = {
        "version": "6.9",
        "hitCount": len(source.papers),
        "request": {"queryString": asked.fields["query"], "cursorMark": mark, "pageSize": size},
        "resultList": {
            "result": [
                {
                    "id": str(p.number),
                    "source": "MED",
                    "pmid": str(p.number),
                    "title": p.title,
                    "pubYear": str(p.entered.year),
                    "authorList": {"author": [{"fullName": "Brown A", "firstName": "Ada", "lastName": "Brown"}]},
                }
                for p in found
            ]
        },
    }
    return as_json(page | ({"nextCursorMark": following} if following else {}))


def trials_page(source: FakePages, asked: Asked, size: int) -> Reply:
    found, following = source.part(asked.fields.get("pageToken", ""), size)
    if len(found) == size and not following:
        following = f"t{len(source.papers) // size}"  # as the register does: a token after the last full page too
    page: dict[str, object] = {
        "studies": [
            {
                "protocolSection": {
                    "identificationModule": {"nctId": f"NCT{p.number:08}", "briefTitle": p.title},
                    "statusModule": {
                        "overallStatus": "RECRUITING",
                        "studyFirstPostDateStruct": {"date": p.entered.isoformat()},
                    },
                },
                "hasResults": False,
            }
            for p in found
        ]
    }
    if asked.fields.get("countTotal") == "true":
        page["totalCount"] = len(source.papers)
    return as_json(page | ({"nextPageToken": following} if following else {}))


def openalex_page(source: FakePages, asked: Asked, size: int) -> Reply:
    if "cursor" in asked.fields:
        if "api_key" not in asked.fields:
            return as_json({"error": "Unauthorized", "message": "Cursor paging needs an API key"}, status=401)
        found, following = source.part(asked.fields["cursor"], size)
        meta: dict[str, object] = {"count": len(source.papers), "per_page": size, "next_cursor": following or None}
    else:
        number = int(asked.fields["page"])
        found, _ = source.part(f"t{number - 1}", size)
        meta = {"count": len(source.papers), "page": number, "per_page": size}
    works = [
        {
            "id": f"https://openalex.org/W{p.number}",
            "title": p.title,
            "publication_year": p.entered.year,
            "doi": f"https://doi.org/{p.doi}" if p.doi else None,
            "authorships": [{"raw_author_name": "Ada Brown"}],
        }
        for p in found
    ]
    return as_json({"meta": meta, "results": works})


def fakes(found: list[Paper]) -> dict[str, Play]:
    """Each service with the same papers, by its name."""
    return {
        "pubmed": FakePubMed(found),
        "europepmc": europepmc(found),
        "clinicaltrials": trials(found),
        "openalex": openalex(found),
    }


def europepmc(found: list[Paper]) -> FakePages:
    return FakePages(found, europepmc_page, "pageSize")


def trials(found: list[Paper]) -> FakePages:
    return FakePages(found, trials_page, "pageSize")


def openalex(found: list[Paper]) -> FakePages:
    return FakePages(found, openalex_page, "per_page")
