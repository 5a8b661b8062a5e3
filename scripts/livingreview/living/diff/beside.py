"""Computing one side in a process of its own, while this one computes the other."""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

T = TypeVar("T")
FORK = "fork" in multiprocessing.get_all_start_methods() and sys.platform != "darwin"


def beside(make: Callable[[], T]) -> Callable[[], T]:
    """Begin to compute something that can be pickled; the function returned waits for it.

    The process is forked, so that it has everything that was read. Where that is not possible, or if the process ends
    early, the result is computed here: an error is raised here, as it would be without another process.
    """
    if not FORK:
        return make
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)

    def work() -> None:
        receiver.close()
        with suppress(Exception):  # it is raised again in the other process, where somebody handles it
            sender.send(make())

    process = context.Process(target=work, daemon=True)
    process.start()
    sender.close()

    def wait() -> T:
        try:
            return receiver.recv()
        except EOFError:
            return make()
        finally:
            receiver.close()
            process.join()

    return wait
