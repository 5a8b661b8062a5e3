"""One file of a publication: what is wrong, what is still to do, and what is no error and worth a look."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from ...schema import Study
from ...store.around import check_around, files_of
from ...store.problems import Problem
from ...store.texts import MAX_BYTES, file_fault
from .hints import NOT_RATED, hints

TODO = re.compile(r"^[ \t]*# ?TODO:?[ \t]*(.*(?:\n[ \t]*#   .*)*)", re.MULTILINE)  # lines that go on are indented
SENTENCE = re.compile(r"(.+?[.?!])(?: |$)")


@dataclass(frozen=True)
class Gap:
    """Something that is marked as missing, with its line."""

    line: int
    text: str


@dataclass(frozen=True)
class Checked:
    """A checked file: `problems` must be mended, `gaps` are marked in the file, `hints` are no errors."""

    key: str
    name: str
    problems: tuple[Problem, ...]
    gaps: tuple[Gap, ...]
    hints: tuple[str, ...]


def check_study(root: Path, key: str) -> Checked:
    """Check one publication, registered trial or background publication and what it touches."""
    loaded, problems = check_around(root, key)
    name = files_of(root, key)[0]
    text = "" if file_fault(root / name, name, MAX_BYTES) else (root / name).read_text("utf-8", errors="replace")
    study = loaded.studies.get(key)
    told: tuple[str, ...] = ()
    if study is not None and isinstance(study.content, Study) and loaded.vocabulary and loaded.config:
        told = tuple(hints(root, key, study.content, loaded.vocabulary.content, loaded.config.content))
    left = gaps(text)
    if any(gap.text.startswith(NOT_RATED) for gap in left):
        told = tuple(hint for hint in told if not hint.startswith(NOT_RATED))
    return Checked(key, name, tuple(problems), tuple(left), told)


def gaps(text: str) -> list[Gap]:
    """What the comments of a file mark as missing: the first sentence of each `# TODO: ...`, with its line."""
    found = []
    for one in TODO.finditer(text):
        whole = " ".join(re.sub(r"\n[ \t]*#", " ", one[1]).split())
        first = SENTENCE.match(whole)
        found.append(Gap(text.count("\n", 0, one.start(1)) + 1, first[1] if first else whole))
    return found
