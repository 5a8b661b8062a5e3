"""The server of a preview: pages of a folder on this machine only, with a script that reloads them and shows errors."""

from __future__ import annotations

import asyncio
import errno
import html
import json
import socket
from dataclasses import asdict
from pathlib import Path

from tornado import web
from tornado.iostream import StreamClosedError

from ..workplace import NotBuilt
from .state import Built, Started

HOST = "127.0.0.1"
PORT, TRIED = 8000, 20
SILENT = 15.0  # seconds after which the status is sent again, to notice a closed connection
SCRIPT = Path(__file__).with_name("preview.js")


def listen(port: int | None) -> socket.socket:
    """Listen on a port, or without one on the first free port from 8000. Raises NotBuilt if that cannot be."""
    for number in range(PORT, PORT + TRIED) if port is None else [port]:
        try:
            made = socket.create_server((HOST, number))
            made.setblocking(False)
            return made
        except OSError as error:
            if error.errno == errno.EADDRINUSE and port is None:
                continue
            if error.errno == errno.EADDRINUSE:
                raise NotBuilt(f"Port {port} is taken. Choose another with --port, or leave it out.") from error
            if error.errno == errno.EACCES:
                raise NotBuilt(
                    f"Port {port} is reserved. Choose one from 1024 with --port, or leave it out."
                ) from error
            raise
    raise NotBuilt(f"All ports from {PORT} to {PORT + TRIED - 1} are taken. Choose another with --port.")


class Status:
    """What browsers show: the number of the pages, whether a build is running, and what is wrong."""

    def __init__(self) -> None:
        self.pages = 0
        self.building = True
        self.waiting = ""
        self.kept = False  # whether the pages are those of the build before
        self.problems: list[dict[str, object]] = []
        self._changed = asyncio.Event()

    def note(self, message: Started | Built) -> None:
        """Take over a message of the process that builds, and send it to all browsers."""
        self.building = isinstance(message, Started)
        self.waiting = message.waiting if isinstance(message, Started) else ""
        if isinstance(message, Built):
            self.pages += message.pages
            self.kept = not message.pages
            self.problems = [{**asdict(one), "text": str(one)} for one in message.problems]
        self._changed.set()
        self._changed = asyncio.Event()

    def text(self) -> str:
        """The status as JSON."""
        shown = {name: getattr(self, name) for name in ("pages", "building", "waiting", "kept", "problems")}
        return json.dumps(shown, ensure_ascii=False)

    async def change(self) -> None:
        """Wait for a change."""
        await self._changed.wait()


class _Events(web.RequestHandler):
    """The status, again after each change (server-sent events)."""

    async def get(self) -> None:
        status: Status = self.settings["status"]
        self.set_header("Content-Type", "text/event-stream")
        self.set_header("Cache-Control", "no-store")
        try:
            while True:
                self.write(f"data: {status.text()}\n\n")
                await self.flush()
                try:
                    await asyncio.wait_for(status.change(), SILENT)
                except TimeoutError:
                    continue
        except StreamClosedError:
            return


class _Script(web.RequestHandler):
    def get(self) -> None:
        self.set_header("Content-Type", "text/javascript; charset=utf-8")
        self.set_header("Cache-Control", "no-store")
        self.finish(SCRIPT.read_text("utf-8"))


class _Pages(web.StaticFileHandler):
    """Files of the pages; HTML gets the script."""

    @property
    def _status(self) -> Status:
        return self.settings["status"]

    def set_extra_headers(self, path: str) -> None:
        self.set_header("Cache-Control", "no-store")

    def compute_etag(self) -> None:
        """None: a browser asks for the content each time."""

    def should_return_304(self) -> bool:
        return False

    async def get(self, path: str, include_body: bool = True) -> None:
        self.path = self.parse_url_path(path)
        file = self.validate_absolute_path(self.root, self.get_absolute_path(self.root, self.path))
        if file is None or not file.endswith(".html"):
            await super().get(path, include_body)
            return
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Cache-Control", "no-store")
        self.finish(_with_script(Path(file).read_text("utf-8"), self._status.pages))

    def write_error(self, status_code: int, **kwargs: object) -> None:
        text = "This page is not there." if self._status.pages else "The site is built for the first time."
        self.set_header("Content-Type", "text/html; charset=utf-8")
        page = f"<!doctype html><html lang=en><title>Preview</title><body><p>{html.escape(text)}</p></body></html>"
        self.finish(_with_script(page, self._status.pages))


def _with_script(page: str, pages: int) -> str:
    script = f'<script src="/_preview/preview.js" data-pages="{pages}"></script>'
    before, end, after = page.rpartition("</body>")
    return f"{before}{script}{end}{after}" if end else page + script


def application(folder: Path, status: Status) -> web.Application:
    """The server of a folder of pages. It answers to names of this machine only, whatever a name leads to."""
    made = web.Application(log_function=lambda handler: None, status=status)
    made.add_handlers(
        r"(127\.0\.0\.1|localhost)",
        [
            (r"/_preview/events", _Events),
            (r"/_preview/preview\.js", _Script),
            (r"/(.*)", _Pages, {"path": str(folder), "default_filename": "index.html"}),
        ],
    )
    return made
