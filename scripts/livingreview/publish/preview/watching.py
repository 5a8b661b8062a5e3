"""The process of a preview that serves pages, watches files and asks the other process to build."""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import shutil
import signal
import socket
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from tornado.httpserver import HTTPServer
from watchfiles import Change, DefaultFilter, awatch

from ...store import Problem
from ...store.chapters import STUDY_PAGES
from ..building import INPUTS, pages_folder
from ..workplace import alone
from . import builder
from .server import HOST, Status, application, listen
from .state import LOCK, PREVIEW, Built, Restart, Started

PATIENCE = 5.0  # seconds that a process may take to end
GROUPED = 200  # milliseconds in which changes are taken together
ENDED = "The process that builds ended; the terminal shows why. It starts again with the next change."


class _Inputs(DefaultFilter):
    """Changes of inputs, without those of generated pages."""

    def __init__(self, root: Path) -> None:
        super().__init__(ignore_paths=[root / STUDY_PAGES])
        self._inputs = [root / name for name in INPUTS]

    def __call__(self, change: Change, path: str) -> bool:
        return super().__call__(change, path) and any(Path(path).is_relative_to(one) for one in self._inputs)


class _Building:
    """The process that builds, started again when the engine changed or it ended."""

    def __init__(self, root: Path, status: Status) -> None:
        self._root, self._status = root, status
        self._running: tuple[BaseProcess, Connection] | None = None

    def ask(self) -> None:
        """Have the pages built."""
        _, connection = self._running = self._running or self._start()
        with contextlib.suppress(BrokenPipeError):  # it ends just now, which `_answer` finds
            connection.send("build")

    def _start(self) -> tuple[BaseProcess, Connection]:
        context = multiprocessing.get_context("spawn")  # loads the engine as it is now
        ours, theirs = context.Pipe()
        process = context.Process(target=builder.run, args=(self._root, theirs))
        process.start()
        theirs.close()
        asyncio.get_running_loop().add_reader(ours.fileno(), self._answer, ours)
        return process, ours

    def _answer(self, connection: Connection) -> None:
        try:
            answer = connection.recv()
        except (EOFError, ConnectionResetError):
            self.end()
            self._status.note(Built((Problem("The preview", 0, "", ENDED),), pages=False))
            return
        if isinstance(answer, Restart):
            print("The engine or its settings changed: everything is built again.", flush=True)
            self.end()
            self._status.note(Started())
            self.ask()
        else:
            self._status.note(answer)

    def end(self) -> None:
        """End the process, with the kernels that it started."""
        if self._running is None:
            return
        process, connection = self._running
        self._running = None
        asyncio.get_running_loop().remove_reader(connection.fileno())
        process.terminate()
        process.join(PATIENCE)
        process.kill()
        process.join()
        connection.close()  # not before, because the process ends by itself when it finds it closed


def preview(root: Path, port: int | None) -> None:
    """Serve the site until Ctrl-C and build it again after every change.

    Raises NotBuilt if the port is taken or there is another preview, and OSError if the folder cannot be written.
    """
    with alone(root, LOCK, "showing a preview of"):
        listening = listen(port)
        shutil.rmtree(root / PREVIEW, ignore_errors=True)
        (root / PREVIEW).mkdir()
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(_serve(root, listening))
    print("The preview has ended.", flush=True)


async def _serve(root: Path, listening: socket.socket) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    status = Status()
    server = HTTPServer(application(root / pages_folder("html", PREVIEW), status))
    server.add_socket(listening)
    address = f"http://{HOST}:{listening.getsockname()[1]}"
    print(f"Open {address}: the page follows every change of a file. Ctrl-C ends the preview.", flush=True)
    building = _Building(root, status)
    building.ask()

    async def follow(*paths: Path, recursive: bool) -> None:
        inputs = _Inputs(root)
        async for _ in awatch(*paths, watch_filter=inputs, debounce=GROUPED, stop_event=stop, recursive=recursive):
            building.ask()

    try:  # of the folder of the review itself, only files are watched: it may hold much else
        folders = [root / name for name in INPUTS if (root / name).is_dir()]
        await asyncio.gather(follow(root, recursive=False), follow(*folders, recursive=True))
    finally:
        building.end()
        server.stop()
