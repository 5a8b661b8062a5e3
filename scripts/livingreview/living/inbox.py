"""Files that wait to be imported: inbox/LOG/FILE or inbox/LOG/STRATEGY/FILE, below the review's root, outside git."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ..records.runs import WORKPLACE
from ..schema import Search, log_name, nearest
from ..store import DataError, Problem

INBOX = "inbox"
NOT_EXPORTS = re.compile(r"\.|~\$|(thumbs\.db|desktop\.ini)$", re.I)  # what systems and Office leave in folders


@dataclass(frozen=True)
class Waiting:
    """A file, the log and the strategy of the search that it is of, and the day on which it was last written."""

    path: Path
    log: str
    strategy: str | None
    exported: date


def waiting(root: Path, searches: Iterable[Search]) -> list[Waiting]:
    """The files in the inbox. Raises DataError, with every file of which log or strategy cannot be known."""
    by_log = {_folder(search.log): search for search in searches if search.log}
    found: list[Waiting] = []
    problems: list[Problem] = []
    for file in sorted((root / INBOX).rglob("*")):
        if not file.is_file() or NOT_EXPORTS.match(file.name):
            continue
        log, *rest = file.relative_to(root / INBOX).parts[:-1] or ("",)
        search = by_log.get(log)
        strategies = {_folder(name): name for name in search.strategies} if search else {}
        if search is None:
            known = nearest(log, sorted(by_log), 20) if by_log else "No search has a log."
            message = f"is in no folder of a source. Move it into {INBOX}/LOG/. {known}"
        elif len(rest) > 1 or (rest and rest[0] not in strategies):
            place = f"Move it into {INBOX}/{log}/" + ("STRATEGY/" if strategies else "")
            message = f"is in no folder of a strategy. {place}. {nearest('/'.join(rest), sorted(strategies), 20)}"
        else:
            exported = date.fromtimestamp(file.stat().st_mtime)
            found.append(Waiting(file, str(search.log), strategies[rest[0]] if rest else None, exported))
            continue
        problems.append(Problem(file.relative_to(root).as_posix(), 0, "", message))
    if problems:
        raise DataError(problems)
    return found


def put_away(root: Path, file: Path) -> None:
    """Move an imported file out of the inbox; its new name begins with its content's hash, so that none is lost."""
    with file.open("rb") as content:
        sha256 = hashlib.file_digest(content, "sha256").hexdigest()
    folder = root / WORKPLACE / "imported"
    folder.mkdir(parents=True, exist_ok=True)
    file.replace(folder / f"{sha256[:12]}-{file.name}")


def _folder(name: str) -> str:
    return log_name(name).replace(" ", "-")
