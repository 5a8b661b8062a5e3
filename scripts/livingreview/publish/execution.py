"""Executing chapters side by side, each in a Jupyter kernel of its own.

A kernel is forked from this process, which has imported the engine and read the data, so that it starts at once and
holds what was computed so far. Nothing that a kernel changes reaches this process or another kernel. Where processes
cannot be forked, kernels start as usual.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkContext, SpawnContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, cast

import matplotlib as mpl
import nbformat
from ipykernel.kernelapp import IPKernelApp
from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning import LocalProvisioner
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from .notebooks import executed_file, failed_cell, printed_warnings, read_chapter
from .workplace import begin_fork

FORK = (
    "fork" in multiprocessing.get_all_start_methods() and sys.platform != "darwin"
)  # system libraries there forbid it
INLINE = "module://matplotlib_inline.backend_inline"  # shows the plots of a cell below it
STOPPED = 130  # exit code of a process that Ctrl-C ends
JOBS = "BOOK_JOBS"  # environment variable: how many processes work side by side


def processes() -> ForkContext | SpawnContext:
    """How processes are started: forked where that is possible."""
    return multiprocessing.get_context("fork") if FORK else multiprocessing.get_context("spawn")


def jobs() -> int:
    """How many processes work side by side: $BOOK_JOBS, or else one for each processor."""
    return int(os.environ.get(JOBS) or os.cpu_count() or 1)


Answer = tuple[tuple[int, str] | None, tuple[tuple[int, str], ...]]


@dataclass(frozen=True)
class Executed:
    """A chapter that was executed: its file, the seconds that it took, and line and message of a cell that failed.

    `warnings` are the texts that cells wrote to the standard error stream, each with the line of its cell.
    """

    file: Path
    seconds: float
    failed: tuple[int, str] | None
    warnings: tuple[tuple[int, str], ...] = ()


class _Process:
    """A forked process with the methods of `subprocess.Popen` that Jupyter uses."""

    stdin = stdout = stderr = None

    def __init__(self, process: BaseProcess) -> None:
        self._process = process
        self.pid = process.pid

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self) -> int | None:
        self._process.join()
        return self._process.exitcode

    def terminate(self) -> None:
        self._process.terminate()

    def kill(self) -> None:
        self._process.kill()

    def send_signal(self, number: int) -> None:
        if self.pid and self.poll() is None:
            os.kill(self.pid, number)


class ForkedKernel(LocalProvisioner):
    """Starts a kernel as a fork of this process instead of a new interpreter."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        process = multiprocessing.get_context("fork").Process(
            target=_serve, args=(cmd[cmd.index("-f") :], kwargs["cwd"]), daemon=True
        )
        process.start()
        self.process = cast("subprocess.Popen[bytes]", _Process(process))  # all of it that Jupyter uses
        self.pid = process.pid
        return self.connection_info


def _serve(arguments: list[str], folder: str) -> None:
    """Be a kernel until it is shut down."""
    begin_fork()
    asyncio.set_event_loop_policy(None)  # the loop of the process that forked this one must not be used here
    os.chdir(folder)
    mpl.rcParams["backend"] = INLINE  # a kernel chooses it before matplotlib is imported, which is too late here
    IPKernelApp.launch_instance([*arguments, f"--IPKernelApp.parent_handle={os.getppid()}"])  # ends with its parent


def execute(
    files: Iterable[Path], root: Path, to: Path, *, timeout: float, extensions: Iterable[str] = ()
) -> Iterator[tuple[Executed, list[Path]]]:
    """Execute chapters in their order and write each, with its outputs, into the folder `to` as a notebook.

    Yields each chapter when it is done, with the chapters that are running then. A cell that fails, takes longer than
    `timeout` seconds or ends the kernel has its error as its output, and the rest of its chapter is not executed.
    Raises what ended a process that executed a chapter, such as OSError where the disk is full.
    """
    context = processes()
    waiting = list(files)
    running: dict[Connection, tuple[Path, BaseProcess, float]] = {}
    try:
        while waiting or running:
            while waiting and len(running) < jobs():
                file = waiting.pop(0)
                ours, theirs = context.Pipe(duplex=False)
                arguments = (file, executed_file(to, file.relative_to(root)), timeout, tuple(extensions), theirs)
                process: BaseProcess = context.Process(target=_run, args=arguments)
                process.start()
                theirs.close()
                running[ours] = file, process, time.monotonic()
            done = wait(list(running))
            for ready in [one for one in running if one in done]:
                file, process, start = running.pop(ready)
                one = Executed(file, time.monotonic() - start, *_answer(ready, file, process))
                yield one, [other for other, *_ in running.values()]
    finally:
        for _, process, _ in running.values():
            process.terminate()


def _answer(ready: Connection, file: Path, process: BaseProcess) -> Answer:
    """Which cell failed, and what cells warn of, as the process that executed the chapter reports."""
    try:
        answer = ready.recv()
    except EOFError:
        process.join()
        raise RuntimeError(f"{file}: the process that executed it ended with code {process.exitcode}.") from None
    process.join()
    if isinstance(answer, Exception):
        raise answer
    return answer


def _run(file: Path, target: Path, timeout: float, extensions: tuple[str, ...], answer: Connection) -> None:
    begin_fork()
    try:
        answer.send(_execute(file, target, timeout, extensions))
    except Exception as error:
        answer.send(error)
    except BaseException:  # stopped by Ctrl-C, which nbclient handles too: the process that began this one reports it
        os._exit(STOPPED)


def _execute(file: Path, target: Path, timeout: float, extensions: tuple[str, ...]) -> Answer:
    """Execute a chapter in a kernel and write it; returns which cell failed and why, and what cells warn of."""
    notebook = read_chapter(file.read_text("utf-8"), str(file), extensions)
    current: list[Any] = []
    with tempfile.TemporaryDirectory(prefix="kernel-") as folder:
        # What the user set for Jupyter and IPython does not count, and the home folder need not be writable.
        os.environ.update(dict.fromkeys(("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR"), folder))
        kernel = AsyncKernelManager(
            kernel_name=notebook.metadata.kernelspec.name,
            connection_file=os.path.join(folder, "kernel.json"),
            transport="ipc",  # processes that start side by side could choose the same port
        )
        if FORK:
            kernel.provisioner = ForkedKernel(kernel_id="chapter", kernel_spec=kernel.kernel_spec, parent=kernel)
        client = NotebookClient(
            notebook,
            kernel,
            timeout=timeout,
            record_timing=False,
            shutdown_kernel="immediate",  # its outputs are complete; a cell without end would add how it was stopped
            resources={"metadata": {"path": str(file.parent)}},
            on_cell_execute=lambda cell, cell_index: current.append(cell),
        )
        failure: Exception | None = None
        try:
            client.execute(cleanup_kc=True)
        except CellExecutionError as error:
            failure = error  # it is also an output of the cell
        except (CellTimeoutError, DeadKernelError) as error:
            failure = error
            name = type(error).__name__
            text = f"{name}: {str(error).splitlines()[0]}"
            current[-1].outputs.append(nbformat.v4.new_output("error", ename=name, evalue=str(error), traceback=[text]))
    target.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, target)
    if failure is not None:
        target.with_suffix(".txt").write_text(str(failure), "utf-8")
    return failed_cell(notebook), tuple(printed_warnings(notebook))
