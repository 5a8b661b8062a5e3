"""The folder in which a build works: one build at a time, and a finished result replaces the last one at once."""

from __future__ import annotations

import calendar
import ctypes
import errno
import fcntl
import gc
import os
import shutil
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

BUILT = Path("_build")
LOCK = BUILT / "lock"
AT_FDCWD, RENAME_EXCHANGE = -100, 2  # from <fcntl.h> and <linux/fs.h>
PR_SET_PDEATHSIG = 1  # from <sys/prctl.h>

# Errors of the machine that a person can mend: no permission, read-only folder, disk or quota full.
REFUSALS = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT)


class NotBuilt(Exception):
    """Something could not be made; the message says what, why, and that the previous one was kept."""


class Busy(NotBuilt):
    """Another process is building."""


@contextmanager
def alone(root: Path, lock: Path = LOCK, doing: str = "building in") -> Iterator[None]:
    """Build, or do something else with a lock of its own, while no other process does. Raises Busy if one does.

    The lock belongs to this process alone (not to processes forked from it) and ends with it, however it ends.
    """
    (root / BUILT).mkdir(exist_ok=True)
    with (root / lock).open("a+") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno not in (errno.EACCES, errno.EAGAIN):
                raise
            file.seek(0)
            raise Busy(
                f"Process {file.read().strip()} is {doing} {root / BUILT}. Try again when it has ended."
            ) from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def replace(new: Path, target: Path) -> None:
    """Put a finished file or folder in the place of `target`, which exists at every moment if it existed before."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if not (target.is_dir() and new.is_dir()):
        new.replace(target)
    elif _exchange(new, target):
        shutil.rmtree(new)
    else:  # not on Linux: the target is missing for a moment
        old = new.with_name(f"{new.name}-old")
        target.rename(old)
        new.rename(target)
        shutil.rmtree(old)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step; returns False where the system cannot."""
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    if rename(AT_FDCWD, os.fsencode(one), AT_FDCWD, os.fsencode(other), RENAME_EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in (errno.ENOSYS, errno.EINVAL):
        return False
    raise OSError(number, os.strerror(number), str(other))


def dated(day: date) -> dict[str, str]:
    """Environment in which programs write this day into files, so that the same data give the same bytes.

    It is midnight in UTC, whatever the time zone of this machine and whatever date the environment asks for.
    """
    return {"SOURCE_DATE_EPOCH": str(calendar.timegm(day.timetuple())), "FORCE_SOURCE_DATE": "1"}


def refusal(error: BaseException) -> str:
    """One line on an error of the machine that a person can mend, such as a full disk; empty for any other error.

    Sphinx passes the errors of its processes on as text.
    """
    reason = next((reason for reason in map(os.strerror, REFUSALS) if reason in str(error)), "")
    place = getattr(error, "filename2", None) or getattr(error, "filename", None) or "A file could not be written"
    return f"{place}: {reason}. What was there before was kept." if reason else ""


def end_with_parent() -> None:
    """End this process when the process that started it ends, however that ends (on Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def begin_fork() -> None:
    """Begin a forked process: it ends when its parent ends, reports no signal to it, and rarely looks for garbage.

    Ctrl-C reaches every process of a terminal; only the parent answers it, so that it is answered once.
    Such processes live for seconds. Looking for garbage would also copy the memory that they share with their parent.
    """
    end_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.set_wakeup_fd(-1)  # where an event loop of the parent would take this process's signals for its own
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)
