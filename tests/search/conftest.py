"""A server that plays answers back, a clock that does not wait, and clients that use both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from livingreview.search.answers import Answers
from livingreview.search.http import Clock, Http
from livingreview.search.trail import Trail
from replay import Replay, serving


@dataclass
class Hours:
    """A clock whose sleep passes at once; `slept` holds every wait in seconds."""

    time: float = 1_700_000_000.0
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        assert seconds >= 0
        self.slept.append(seconds)
        self.time += seconds

    @property
    def clock(self) -> Clock:
        return Clock(monotonic=lambda: self.time, now=lambda: self.time, sleep=self.sleep, chance=lambda: 0.5)


@pytest.fixture
def hours() -> Hours:
    return Hours()


@pytest.fixture
def play():
    """Starts a server that plays; it ends with the test."""
    opened = []

    def start(what) -> Replay:
        opened.append(serving(what))
        return opened[-1].__enter__()

    yield start
    for server in opened:
        server.__exit__(None, None, None)


@pytest.fixture(autouse=True)
def no_settings(monkeypatch):
    """Tests begin without keys, addresses and proxies of this machine."""
    for name in ("REVIEW_EMAIL", "NCBI_API_KEY", "OPENALEX_API_KEY", "REVIEW_PUBMED_URL", "REVIEW_EUROPEPMC_URL"):
        monkeypatch.delenv(name, raising=False)
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def http(hours) -> Callable[..., Http]:
    """A client of a server that plays."""

    def client(replay: Replay | str, **more) -> Http:
        url = replay if isinstance(replay, str) else replay.url
        options = {"per_second": 1000, "clock": hours.clock, "timeout": (10.0, 60.0)} | more
        return Http("Tea Index", url, **options)

    return client


@pytest.fixture
def trail(tmp_path) -> Trail:
    """The trail of a run that nobody began before."""
    now = datetime(2024, 6, 1, tzinfo=UTC)
    return Trail(tmp_path / "runs", Answers(tmp_path / "answers"), {}, now=now)
