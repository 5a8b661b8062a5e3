"""The trail of an unfinished run: which answer came at which step, so that a fetch goes on where it was stopped."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from ..store.tables import write_whole
from .answers import Answers

KEPT_FOR = timedelta(hours=24)  # databases change every day: older pages do not belong to new ones


class Trail:
    """A file of JSON lines: what is searched, then one line a step with the SHA-256 of its answer.

    `begun` is the first moment of the run, which outlasts a stop. A line that was cut off by a stop counts as not
    written. A trail that is older than a day is begun again. `tell` gets the number of steps after each.
    """

    def __init__(
        self,
        folder: Path,
        answers: Answers,
        search: Mapping[str, str],
        *,
        now: datetime,
        tell: Callable[[int], None] = lambda steps: None,
    ) -> None:
        name = hashlib.sha256(json.dumps(search, sort_keys=True).encode()).hexdigest()[:16]
        self._file, self._answers = folder / f"{name}.jsonl", answers
        self._search, self._tell = dict(search), tell
        self._steps: dict[str, str] = {}
        self._kept: list[str] = []
        self._signature = ""
        self.begun, self.resumed = now, False
        lines = _lines(self._file)
        head = lines[0] if lines else {}
        begun = _moment(head.get("begun"))
        if begun and head.get("search") == self._search and timedelta(0) <= now - begun <= KEPT_FOR:
            self.begun = begun
            for line in lines[1:]:
                self._take(line)
            self.resumed = bool(self._steps)
        self._write()

    @property
    def steps(self) -> int:
        """Steps that need not be asked again."""
        return len(self._steps)

    def answer(self, step: str, ask: Callable[[], bytes]) -> bytes:
        """The answer of a step: from the last attempt at this run, or asked now and kept before it is used."""
        if (kept := self._steps.get(step)) and (body := self._answers.get(kept)) is not None:
            return body
        body = ask()
        self._append({"step": step, "answer": self._answers.put(body)})
        self._tell(self.steps)
        return body

    def keep(self, body: bytes) -> None:
        """Keep an answer that is asked for anew by every attempt, such as the first page."""
        self._append({"kept": self._answers.put(body)})

    def begin_with(self, signature: str) -> None:
        """Say what the source has now (its total and first records). If it had something else, forget the steps."""
        if self._signature != signature:
            self._steps, self._signature, self.resumed = {}, signature, False
            self._write()

    def drop(self) -> None:
        """Delete the trail, because its pages contradict each other. The answers stay."""
        self._file.unlink(missing_ok=True)
        self._steps = {}

    def complete(self, run: str) -> None:
        """The run is written: its trail, which lists its answers, gets its name."""
        os.replace(self._file, self._file.with_name(f"{run}.jsonl"))

    def _take(self, line: dict[str, object]) -> None:
        if "signature" in line:
            self._signature = str(line["signature"])
        elif "kept" in line:
            self._kept.append(str(line["kept"]))
        elif "step" in line:
            self._steps[str(line["step"])] = str(line.get("answer"))

    def _write(self) -> None:
        head: dict[str, object] = {"begun": self.begun.isoformat(), "search": self._search}
        lines = [head, {"signature": self._signature}] if self._signature else [head]
        lines += [{"step": step, "answer": answer} for step, answer in self._steps.items()]
        lines += [{"kept": answer} for answer in self._kept]
        write_whole(self._file, "".join(json.dumps(line) + "\n" for line in lines))

    def _append(self, line: dict[str, str]) -> None:
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
            file.flush()
            os.fsync(file.fileno())
        self._take(dict(line))


def _lines(file: Path) -> list[dict[str, object]]:
    """The whole lines of a trail; none if it cannot be read."""
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return []
    lines = []
    for line in text.split("\n")[:-1]:
        try:
            found = json.loads(line)
        except ValueError:
            break
        if not isinstance(found, dict):
            break
        lines.append(found)
    return lines


def _moment(text: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return found if found.tzinfo else None
