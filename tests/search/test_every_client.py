"""Every client of a service with every fault that a service or a network has: another try, or one line."""

from __future__ import annotations

import pytest

from livingreview.search.faults import BadAnswer, SearchError, Unreachable
from livingreview.search.http import Http
from livingreview.search.service import Query
from livingreview.search.services import NAMES, look_up, service
from replay import Paper, Reply, as_json, fakes, papers

HTML = b"<!DOCTYPE html><html><body>Please log in</body></html>"
BOMB = b'<?xml version="1.0"?><!DOCTYPE t [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><t>&b;</t>'
TITLES = {
    "pubmed": "PubMed",
    "europepmc": "Europe PMC",
    "clinicaltrials": "ClinicalTrials.gov",
    "openalex": "OpenAlex",
    "crossref": "Crossref",
}


def work(title: str):
    return lambda asked: as_json({"message": {"DOI": "10.1000/tea", "title": [title]}})


@pytest.fixture(params=TITLES)
def client(request, play, monkeypatch, hours, trail):
    """A service that plays three records (Crossref one), and a function that fetches their titles."""
    name = request.param
    monkeypatch.setitem(Http.__init__.__kwdefaults__, "max_bytes", 1_000_000)

    def start(found: list[Paper] | None = None, patience: float = 60.0):
        monkeypatch.setitem(Http.__init__.__kwdefaults__, "timeout", (10.0, patience))
        found = papers(3) if found is None else found
        replay = play(work(found[0].title) if name == "crossref" else fakes(found)[name])
        monkeypatch.setenv(f"REVIEW_{name.upper()}_URL", replay.url)

        def fetch() -> list[str]:
            trail.drop()
            if name == "crossref":
                return [look_up(clock=hours.clock).work("10.1000/tea").title]
            return [one.title for one in service(name, clock=hours.clock).fetch(Query("tea"), trail).records]

        return replay, fetch, TITLES[name]

    return start


def cut(asked, true: Reply) -> Reply:
    return Reply(true.body, true.kind, sent=len(true.body) // 2)


def half(asked, true: Reply) -> Reply:
    return Reply(true.body[: len(true.body) // 2], true.kind)


def as_text(asked, true: Reply) -> Reply:
    return Reply(true.body, "text/plain")


def in_chinese(asked, true: Reply) -> Reply:
    return Reply(true.body.replace(b"Tea", "茶壶".encode("gb18030")), true.kind)


PASSING = {
    "429": Reply(status=429),
    "429 with a wait": Reply(status=429, headers={"Retry-After": "7"}),
    "500": Reply(status=500),
    "time-out": Reply(hang=30),
    "reset": Reply(reset=True),
    "cut off": cut,
    "half a document": half,
    "HTML": Reply(HTML, "text/html"),
    "wrong content type": as_text,
}
STAYING = {
    "429": (PASSING["429"], Unreachable, "refuses more requests (429) (tried 6 times)"),
    "a wait of a day": (Reply(status=429, headers={"Retry-After": "86400"}), Unreachable, "wait 86,400 seconds"),
    "500": (PASSING["500"], Unreachable, "has an error (500) (tried 6 times)"),
    "time-out": (PASSING["time-out"], Unreachable, "did not answer within 0.05 seconds (tried 6 times)"),
    "cut off": (cut, Unreachable, "cut its answer off (tried 6 times)"),
    "half a document": (half, BadAnswer, "cut off or not"),
    "HTML": (PASSING["HTML"], BadAnswer, "sent a web page instead of data"),
    "wrong content type": (as_text, BadAnswer, "sent text/plain instead of"),
    "large": (Reply(bytes(2_000_000)), BadAnswer, "sent more than 1 MB in one answer"),
    "XML bomb": (Reply(BOMB, "text/xml"), BadAnswer, "sent "),
    "deep JSON": (Reply(b'{"a":' + b"[" * 200_000), BadAnswer, "sent "),
    "another object": (as_json({"tea": "green"}), BadAnswer, ""),
}


@pytest.mark.parametrize("fault", PASSING)
def test_a_fault_that_passes_costs_nothing(client, fault, hours):
    replay, fetch, _ = client(patience=2.0 if fault == "time-out" else 60.0)
    expected = fetch()
    asked = len(replay.asked)
    replay.faults = [PASSING[fault]]
    assert fetch() == expected
    assert len(replay.asked) == 2 * asked + 1
    assert ("with a wait" in fault) == (7.5 in hours.slept)


@pytest.mark.parametrize("fault", STAYING)
def test_a_fault_that_stays_is_one_line(client, fault):
    reply, error, says = STAYING[fault]
    replay, fetch, name = client(patience=0.05 if fault == "time-out" else 60.0)
    true = replay.play
    replay.play = lambda asked: reply if isinstance(reply, Reply) else reply(asked, true(asked))
    with pytest.raises(SearchError) as raised:
        fetch()
    text = str(raised.value)
    assert isinstance(raised.value, error), text
    assert text.startswith(f"{name} ") and says in text and "\n" not in text and len(text) < 250, text


def test_marks_and_line_ends_of_other_systems_do_no_harm(client):
    replay, fetch, _ = client()
    expected = fetch()
    true = replay.play

    def marked(asked):
        reply = true(asked)
        return Reply(b"\xef\xbb\xbf" + reply.body.replace(b"\n", b"\r\n"), reply.kind)

    replay.play = marked
    assert fetch() == expected


def test_chinese_bytes_in_place_of_utf_8_are_refused(client):
    replay, fetch, name = client()
    true = replay.play
    replay.play = lambda asked: in_chinese(asked, true(asked))
    with pytest.raises(BadAnswer, match=f"^{name} sent .* (cut off or not|not valid)"):
        fetch()


def test_a_record_without_a_title_is_kept(client):
    _, fetch, _ = client([Paper(7, title="")])
    assert fetch() == [""]


def test_without_a_network_it_is_unreachable(client, monkeypatch):
    _, fetch, name = client()
    variable = next(key for key, title in TITLES.items() if title == name)
    monkeypatch.setenv(f"REVIEW_{variable.upper()}_URL", "http://no-network.invalid")
    with pytest.raises(Unreachable, match=r"could not be reached: no connection to no-network\.invalid"):
        fetch()


def test_every_service_is_among_them():
    assert {*NAMES, "crossref"} == set(TITLES)
