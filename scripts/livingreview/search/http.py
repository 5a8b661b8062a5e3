"""The HTTP client of all services: rate limit, time-outs, repeated tries, checked answers, keys kept out of sight.

`urllib3.Retry` decides by status before the body is read. A body that is cut off, or HTML in place of XML, needs
another try too, and so does an error that comes with status 200: the tries are therefore made here.
"""

from __future__ import annotations

import logging
import random
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from requests import exceptions as failure

from .faults import BadAnswer, Missing, SearchError, Unreachable
from .forms import CHECKS, Form, short

TRIES = 6
TRIES_TO_CONNECT = 3  # without a network, more tries only make people wait
LONGEST_PAUSE = 60.0  # seconds between two tries
LONGEST_WAIT = 120.0  # seconds that a service may ask for; if it asks for more, the command ends
CONNECT, READ = 10.0, 60.0  # seconds without any sign of the service
WHOLE = 300.0  # seconds for one answer, however steadily it drips
MAX_BYTES = 64_000_000  # of an unpacked answer: twenty times the largest page asked for
CHUNK = 65_536
TRANSIENT = {408, 429, 500, 502, 503, 504}
REDIRECTS = 3


@dataclass(frozen=True)
class Clock:
    """Time and chance, so that tests need not wait."""

    monotonic: Callable[[], float] = time.monotonic
    now: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random


class _Passing(SearchError):
    """A failure that may pass: `after` are the seconds that the service asks to wait."""

    def __init__(self, why: str, after: float | None = None, tries: int = TRIES) -> None:
        super().__init__(why)
        self.after = after
        self.tries = tries


class Http:
    """Requests to one service, one after the other.

    `name` is what messages call it, `base` its address. `email` identifies the sender. `secrets` (keys) are taken out
    of every message and of the log of urllib3. `say` gets lines on waits that the service asks for.
    """

    def __init__(
        self,
        name: str,
        base: str,
        *,
        per_second: float,
        email: str = "",
        secrets: Mapping[str, str] | None = None,
        clock: Clock | None = None,
        say: Callable[[str], None] = lambda line: None,
        max_bytes: int = MAX_BYTES,
        timeout: tuple[float, float] = (CONNECT, READ),
    ) -> None:
        self.name = name
        self.base = base.rstrip("/")
        self.email = _an_email(email)
        self._gap = 1 / per_second
        self._next = 0.0
        self._secrets = {name: value for name, value in (secrets or {}).items() if value}
        self._clock = clock or Clock()
        self._say = say
        self._max_bytes = max_bytes
        self._timeout = timeout
        self._session = requests.Session()
        contact = f" (mailto:{self.email})" if self.email else ""
        self._session.headers["User-Agent"] = f"livingreview/{version('livingreview')}{contact}"
        if self._secrets:
            logging.getLogger("urllib3.connectionpool").addFilter(self._without_secrets)

    def get(
        self, path: str, fields: Mapping[str, str], form: Form, check: Callable[[bytes], Any] | None = None
    ) -> bytes:
        """The body of an answer that is whole, of the form asked for, and passes `check`.

        Raises Unreachable, Missing or BadAnswer. A BadAnswer of `check` with `again` is followed by another try.
        """
        return self._ask("GET", path, fields, form, check)

    def post(
        self, path: str, fields: Mapping[str, str], form: Form, check: Callable[[bytes], Any] | None = None
    ) -> bytes:
        """As `get`, with the fields in the body: for long strategies, and so that no address holds a key."""
        return self._ask("POST", path, fields, form, check)

    def redacted(self, text: str) -> str:
        """The text without keys."""
        for value in self._secrets.values():
            text = text.replace(value, "***")
        return text

    def _ask(
        self, method: str, path: str, fields: Mapping[str, str], form: Form, check: Callable[[bytes], Any] | None
    ) -> bytes:
        attempt = 0
        while True:
            attempt += 1
            try:
                body = self._answer(method, path, fields, form)
                if check:
                    check(body)
                return body
            except _Passing as passing:
                tries = f"tried {attempt} times" if attempt > 1 else "tried once"
                if passing.after is not None and passing.after > LONGEST_WAIT:
                    asked = f"{passing}, and asks to wait {passing.after:,.0f} seconds"
                    raise Unreachable(f"{self.name} {asked}. Try again later.") from None
                if attempt >= passing.tries:
                    raise Unreachable(self.redacted(f"{self.name} {passing} ({tries}).")) from None
                self._pause(attempt, passing.after)
            except BadAnswer as bad:
                if not bad.again or attempt >= TRIES:
                    raise type(bad)(self.redacted(f"{self.name} {bad}")) from None
                self._pause(attempt, None)

    def _pause(self, attempt: int, after: float | None) -> None:
        """Wait as asked, or twice as long as the last time; chance keeps several clients from coming back together."""
        if after:
            self._say(f"{self.name} asks to wait {after:,.0f} seconds.")
            self._clock.sleep(after + self._clock.chance())
        else:
            self._clock.sleep(min(LONGEST_PAUSE, 2.0 ** (attempt - 1)) * (0.5 + self._clock.chance() / 2))

    def _keep_pace(self) -> None:
        wait = self._next - self._clock.monotonic()
        if wait > 0:
            self._clock.sleep(wait)
        self._next = max(self._next, self._clock.monotonic()) + self._gap

    def _answer(self, method: str, path: str, fields: Mapping[str, str], form: Form) -> bytes:
        self._keep_pace()
        url = f"{self.base}/{path}"
        sent: dict[str, Any] = {"params": fields} if method == "GET" else {"data": fields}
        try:
            for _ in range(REDIRECTS + 1):
                with self._session.request(
                    method, url, **sent, timeout=self._timeout, stream=True, allow_redirects=False
                ) as response:
                    if not response.is_redirect:
                        return self._body(response, form)
                    url = self._redirected(url, response.headers["Location"], method)
                    sent = {}
            raise BadAnswer("redirects in a circle.")
        except failure.SSLError:
            raise Unreachable(f"{self.name} has a certificate that cannot be verified; nothing was sent.") from None
        except failure.ProxyError:
            raise _Passing("cannot be reached through the proxy of this machine", tries=TRIES_TO_CONNECT) from None
        except failure.ConnectTimeout:
            text = f"could not be reached within {self._timeout[0]:g} seconds"
            raise _Passing(text, tries=TRIES_TO_CONNECT) from None
        except failure.Timeout:
            raise _Passing(f"did not answer within {self._timeout[1]:g} seconds") from None
        except failure.ChunkedEncodingError:
            raise _Passing("cut its answer off") from None
        except failure.ContentDecodingError:
            raise BadAnswer("sent a packed answer that cannot be unpacked.", again=True) from None
        except failure.ConnectionError as error:
            raise self._not_connected(error) from None
        except (failure.RequestException, UnicodeError) as error:
            raise BadAnswer(f"cannot be asked: {type(error).__name__}. Check its address, {self.base}.") from None

    def _not_connected(self, error: failure.ConnectionError) -> _Passing:
        reason = repr(error)  # never shown: it holds the address with its key
        if "timed out" in reason:  # while the body was read
            return _Passing(f"did not answer within {self._timeout[1]:g} seconds")
        if "NameResolutionError" in reason or "NewConnectionError" in reason:
            host = urlsplit(self.base).hostname
            return _Passing(f"could not be reached: no connection to {host}", tries=TRIES_TO_CONNECT)
        return _Passing("broke the connection off")

    def _redirected(self, url: str, location: str, method: str) -> str:
        """Where to ask instead: only on the same host, because the fields may hold a key."""
        target = urljoin(url, location)
        if method == "GET" and urlsplit(target)[:2] == urlsplit(url)[:2]:
            return target
        raise BadAnswer(f"redirects to {urlsplit(target).netloc or 'nowhere'}, which is not followed.")

    def _body(self, response: requests.Response, form: Form) -> bytes:
        status = response.status_code
        if status in TRANSIENT:
            after = self._wait_asked(response.headers.get("Retry-After", ""))
            raise _Passing("refuses more requests (429)" if status == 429 else f"has an error ({status})", after)
        body = b"".join(self._chunks(response))
        if status == 404:
            raise Missing("does not have it (404).")
        if status in (401, 403):
            raise BadAnswer(f"refuses access ({status}{self._words(body)}). Check its key in the environment.")
        if status != 200:
            raise BadAnswer(f"refuses the request ({status}{self._words(body)}).")
        CHECKS[form](body, response.headers.get("Content-Type", ""))
        return body

    def _chunks(self, response: requests.Response) -> Iterator[bytes]:
        # urllib3 compares what came with Content-Length, unpacks in small pieces, and misses no end of chunks.
        size, end = 0, self._clock.monotonic() + WHOLE
        for chunk in response.iter_content(CHUNK):
            size += len(chunk)
            if size > self._max_bytes:
                raise BadAnswer(f"sent more than {self._max_bytes / 1e6:,.0f} MB in one answer.")
            if self._clock.monotonic() > end:
                raise _Passing(f"took longer than {WHOLE:.0f} seconds for one answer")
            yield chunk

    def _wait_asked(self, text: str) -> float | None:
        """Retry-After in seconds; it is a number or a date."""
        if re.fullmatch(r"\s*\d{1,9}\s*", text, re.ASCII):
            return float(text)
        try:
            return max(0.0, parsedate_to_datetime(text).timestamp() - self._clock.now())
        except (ValueError, OverflowError):
            return None

    def _words(self, body: bytes) -> str:
        words = short(body)
        return f": {self.redacted(words)}" if words else ""

    def _without_secrets(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(self.redacted(arg) if isinstance(arg, str) else arg for arg in record.args)
        return True


def _an_email(text: str) -> str:
    if text and not re.fullmatch(r"[^\s@<>(),;:]+@[^\s@<>(),;:]+\.[^\s@<>(),;:]+", text, re.ASCII):
        raise SearchError(f"REVIEW_EMAIL: {text!r} is not an e-mail address.")
    return text
