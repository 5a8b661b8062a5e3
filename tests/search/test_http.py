"""The HTTP client: what it repeats, how long it waits, what it refuses, and that keys stay out of sight."""

from __future__ import annotations

import email.utils
import logging
import socket
import ssl
import subprocess
import threading
from dataclasses import replace

import pytest

from livingreview.search.faults import BadAnswer, Missing, SearchError, Unreachable
from livingreview.search.http import LONGEST_WAIT, TRIES, TRIES_TO_CONNECT
from replay import Reply, as_json, as_xml, packed

GOOD = as_json({"tea": "green"})
BODY = b'{"tea": "green"}'
HTML = b"<!DOCTYPE html><html><body>Please log in to the network of this hotel</body></html>"


def fail_with(error, call):
    with pytest.raises(error) as raised:
        call()
    text = str(raised.value)
    assert "\n" not in text and text.startswith("Tea Index")
    return text


@pytest.mark.parametrize(
    "fault",
    [
        Reply(status=429),
        Reply(status=500),
        Reply(status=502),
        Reply(status=503),
        Reply(status=504),
        Reply(reset=True),
        Reply(BODY, sent=5),
        Reply(BODY, sent=5, chunked=True),
        Reply(BODY[:9]),
        Reply(HTML, "text/html"),
        Reply(HTML, "application/json"),
        Reply(BODY, "text/plain"),
        Reply(b"", "application/json"),
        Reply(b"[1, 2]"),
        Reply(b"\xff\xfe\x00"),
        Reply(b"not packed", headers={"Content-Encoding": "gzip"}),
        Reply(packed(BODY, "").body[:12], headers={"Content-Encoding": "gzip"}),
    ],
    ids=[
        *"429 500 502 503 504 reset cut cut-chunks cut-json html html-as-json wrong-type".split(),
        *"empty list not-utf8 not-packed packed-cut".split(),
    ],
)
def test_a_fault_that_passes_is_followed_by_another_try(play, http, hours, fault):
    replay = play(lambda asked: GOOD)
    replay.faults = [fault, fault]
    assert http(replay).get("tea", {}, "json") == BODY
    assert len(replay.asked) == 3
    assert len([pause for pause in hours.slept if pause > 0.01]) == 2


@pytest.mark.parametrize(
    ("fault", "error", "says"),
    [
        (Reply(status=429), Unreachable, "refuses more requests (429) (tried 6 times)"),
        (Reply(status=500), Unreachable, "has an error (500)"),
        (Reply(reset=True), Unreachable, "broke the connection off"),
        (Reply(BODY, sent=5), Unreachable, "cut its answer off"),
        (Reply(HTML, "text/html"), BadAnswer, "sent a web page instead of data"),
        (Reply(BODY[:9]), BadAnswer, "JSON that is cut off"),
        (Reply(BODY, "text/csv"), BadAnswer, "sent text/csv instead of JSON"),
    ],
)
def test_a_fault_that_stays_ends_after_some_tries(play, http, hours, fault, error, says):
    replay = play(lambda asked: fault)
    assert says in fail_with(error, lambda: http(replay).get("tea", {}, "json"))
    assert len(replay.asked) == TRIES
    pauses = [pause for pause in hours.slept if pause > 0.01]
    assert pauses == [0.75, 1.5, 3, 6, 12]  # twice as long each time, less what chance takes off


def test_silence_is_followed_by_another_try(play, http):
    replay = play(lambda asked: GOOD)
    replay.faults = [Reply(BODY, hang=60)]
    assert http(replay, timeout=(10, 2)).get("tea", {}, "json") == BODY
    assert len(replay.asked) == 2
    client = http(play(lambda asked: Reply(hang=60)), timeout=(10, 0.05))
    assert "did not answer within 0.05 seconds (tried 6 times)" in fail_with(
        Unreachable, lambda: client.get("tea", {}, "json")
    )


def test_without_a_network_it_ends_soon(http, hours):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
        says = fail_with(Unreachable, lambda: http(url).get("tea", {"api_key": "hush"}, "json"))
    assert "no connection to 127.0.0.1" in says and "hush" not in says
    assert len([pause for pause in hours.slept if pause > 0.01]) == TRIES_TO_CONNECT - 1
    says = fail_with(Unreachable, lambda: http("http://tea.invalid").get("tea", {}, "json"))
    assert "no connection to tea.invalid" in says


@pytest.mark.parametrize("as_date", [False, True])
def test_it_waits_as_long_as_the_service_asks(play, http, hours, as_date):
    said = []
    replay = play(lambda asked: GOOD)
    wait = email.utils.formatdate(hours.time + 70, usegmt=True) if as_date else "70"
    replay.faults = [Reply(status=429, headers={"Retry-After": wait})]
    http(replay, say=said.append).get("tea", {}, "json")
    assert max(hours.slept) == pytest.approx(70.5, abs=1.01)
    assert said == [f"Tea Index asks to wait {69 if as_date and max(hours.slept) < 70 else 70} seconds."]


@pytest.mark.parametrize("wait", ["soon", "-5", "1e3", "", "Wed, 21 Oct 2015 07:28:00 GMT", "٣"])
def test_a_wait_that_is_none_or_over_is_chosen_here(play, http, hours, wait):
    replay = play(lambda asked: GOOD)
    replay.faults = [Reply(status=503, headers={"Retry-After": wait.encode().decode("latin-1")})]
    http(replay).get("tea", {}, "json")
    assert max(hours.slept) == 0.75


def test_a_wait_of_an_hour_ends_the_command(play, http, hours):
    replay = play(lambda asked: Reply(status=429, headers={"Retry-After": "3600"}))
    says = fail_with(Unreachable, lambda: http(replay).get("tea", {}, "json"))
    assert "asks to wait 3,600 seconds" in says and len(replay.asked) == 1
    assert max(hours.slept, default=0) < LONGEST_WAIT


def test_requests_keep_the_pace(play, http, hours):
    client = http(play(lambda asked: GOOD), per_second=3)
    begun = hours.time
    for _ in range(7):
        client.get("tea", {}, "json")
    assert hours.time - begun == pytest.approx(2)


def test_an_answer_of_200_mb_is_refused_before_it_is_in_memory(play, http):
    bomb = packed(bytes(200_000_000), "application/json")
    assert len(bomb.body) < 250_000
    says = fail_with(BadAnswer, lambda: http(play(lambda asked: bomb)).get("tea", {}, "json"))
    assert "more than 64 MB" in says
    large = Reply(bytes(2_000_000))
    says = fail_with(BadAnswer, lambda: http(play(lambda asked: large), max_bytes=1_000_000).get("tea", {}, "json"))
    assert "more than 1 MB" in says


def test_an_answer_that_drips_is_ended(play, http, hours):
    ticks = iter(range(0, 10_000_000, 200))
    clock = replace(hours.clock, monotonic=lambda: float(next(ticks)))
    client = http(play(lambda asked: Reply(bytes(400_000))), clock=clock)
    assert "took longer than 300 seconds" in fail_with(Unreachable, lambda: client.get("tea", {}, "json"))


BOMB = '<!DOCTYPE t [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><t>&b;</t>'
OUTSIDE = '<!DOCTYPE t [<!ENTITY a SYSTEM "file:///etc/passwd">]><t>&a;</t>'


@pytest.mark.parametrize("text", [BOMB, OUTSIDE])
def test_entities_are_refused_at_once(play, http, text):
    replay = play(lambda asked: as_xml(text))
    assert "declares entities" in fail_with(BadAnswer, lambda: http(replay).get("tea", {}, "xml"))
    assert len(replay.asked) == 1


def test_a_byte_order_mark_is_no_fault(play, http):
    replay = play(lambda asked: Reply(b"\xef\xbb\xbf" + BODY))
    assert http(replay).get("tea", {}, "json").endswith(BODY)
    replay = play(lambda asked: Reply(b'\xef\xbb\xbf<?xml version="1.0"?><t/>', "text/xml"))
    assert http(replay).get("tea", {}, "xml").endswith(b"<t/>")


def test_json_in_place_of_xml_is_quoted_without_what_may_be_secret(play, http):
    error = {"error": "API rate limit exceeded", "api-key": "hush", "count": "4"}
    says = fail_with(BadAnswer, lambda: http(play(lambda asked: as_json(error))).post("tea", {}, "xml"))
    assert "API rate limit exceeded" in says and "hush" not in says


@pytest.mark.parametrize("status", [400, 401, 403, 414])
def test_a_refusal_is_quoted_and_not_repeated(play, http, status):
    replay = play(lambda asked: as_json({"message": "key hush is\n<b>wrong</b>"}, status=status))
    client = http(replay, secrets={"key": "hush"})
    says = fail_with(BadAnswer, lambda: client.get("tea", {"api_key": "hush"}, "json"))
    assert f"({status}: key *** is wrong)" in says
    assert len(replay.asked) == 1


def test_what_is_missing_is_said_to_be_missing(play, http):
    replay = play(lambda asked: Reply(b"Resource not found.", "text/plain", 404))
    assert "does not have it" in fail_with(Missing, lambda: http(replay).get("tea", {}, "json"))


def test_redirects_stay_on_the_host(play, http):
    other = play(lambda asked: GOOD)
    replay = play(lambda asked: GOOD)
    replay.faults = [Reply(status=302, headers={"Location": "/elsewhere"})]
    assert http(replay).get("tea", {"q": "1"}, "json") == BODY
    assert [asked.path for asked in replay.asked] == ["/tea", "/elsewhere"]
    replay.faults = [Reply(status=302, headers={"Location": f"{other.url}/steal"})]
    says = fail_with(BadAnswer, lambda: http(replay).get("tea", {"api_key": "hush"}, "json"))
    assert "redirects to 127.0.0.1" in says and not other.asked
    round_trip = play(lambda asked: Reply(status=301, headers={"Location": "/tea"}))
    assert "in a circle" in fail_with(BadAnswer, lambda: http(round_trip).get("tea", {}, "json"))


def test_keys_are_in_no_message_and_no_log(play, http, caplog):
    caplog.set_level(logging.DEBUG)
    client = http(play(lambda asked: Reply(status=500)), secrets={"key": "hush"})
    assert "hush" not in fail_with(Unreachable, lambda: client.get("tea", {"api_key": "hush"}, "json"))
    assert "/tea" in caplog.text and "hush" not in caplog.text


def test_the_sender_is_named(play, http):
    replay = play(lambda asked: GOOD)
    http(replay, email="ada@example.org").get("tea", {}, "json")
    sender = replay.asked[0].headers["User-Agent"]
    assert sender.startswith("livingreview/") and "mailto:ada@example.org" in sender


@pytest.mark.parametrize("address", ["ada", "a@b", "ada@example.org\r\nX: y", "Ada <ada@example.org>"])
def test_what_is_no_address_is_refused(http, address):
    with pytest.raises(SearchError, match="REVIEW_EMAIL"):
        http("http://127.0.0.1:1", email=address)


def test_an_untrusted_certificate_ends_it(play, http, tmp_path):
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        [
            *"openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=localhost -keyout".split(),
            *(key, "-out", certificate),
        ],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def greet():
            connection, _ = server.accept()
            try:
                context.wrap_socket(connection, server_side=True)
            except OSError:
                pass

        threading.Thread(target=greet, daemon=True).start()
        url = f"https://127.0.0.1:{server.getsockname()[1]}"
        assert "certificate" in fail_with(Unreachable, lambda: http(url).get("tea", {}, "json"))
