"""The built site, served on this machine, and a real browser that notes everything it is asked for."""

import functools
import http.server
import threading
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

SITE = Path(__file__).parents[2] / "_build" / "html"


class Quiet(http.server.SimpleHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/favicon.ico":  # which every browser asks for, and which the site does not have
            self.send_response(http.HTTPStatus.NO_CONTENT)
            self.end_headers()
        else:
            super().do_GET()

    def log_message(self, *args):
        pass


@pytest.fixture(scope="session")
def site() -> Path:
    assert (SITE / "chapters" / "index.html").is_file(), "there is no built site: run `make html` first"
    return SITE


@pytest.fixture(scope="session")
def address(site):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=site))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@dataclass
class Visit:
    """A browser page and what went wrong on it."""

    page: Page
    address: str
    errors: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        response = self.page.goto(f"{self.address}/{path}")
        assert response.ok, f"{path}: HTTP {response.status}"
        return self.page


def _visit(browser: Browser, address: str, **viewport):
    context = browser.new_context(viewport=viewport)
    page = context.new_page()
    visit = Visit(page, address)

    def note(request):
        if not request.url.startswith((address, "data:", "blob:")):
            visit.outside.append(f"{page.url}: {request.url}")

    page.on("request", note)  # page.route() would switch the cache off, and pages would take three times as long
    page.on("console", lambda m: visit.errors.append(f"{page.url}: {m.text}") if m.type == "error" else None)
    page.on("pageerror", lambda e: visit.errors.append(f"{page.url}: {e}"))
    yield visit
    context.close()


@pytest.fixture
def desktop(browser, address):
    yield from _visit(browser, address, width=1280, height=900)


@pytest.fixture
def phone(browser, address):
    yield from _visit(browser, address, width=390, height=844)
