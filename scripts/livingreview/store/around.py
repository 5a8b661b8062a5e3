"""The checks on one file of data/ and what it touches, in a fraction of the time that the whole review takes."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from .bibliography import BIB_FILE
from .checks import ON_PUBLICATIONS, problems_of_parts
from .documents import Document
from .loaded import Loaded
from .problems import DataError, Problem
from .reading import read
from .tables import MAX_BYTES as TABLE_BYTES
from .texts import MAX_BYTES, read_bytes

FOLDERS = ("data/studies", "data/trials", "data/context")


def files_of(root: Path, key: str) -> list[str]:
    """Names of the files of this id: one, unless folders share it, or none."""
    return [name for folder in FOLDERS if (root / (name := f"{folder}/{key}.yaml")).is_file()]


def check_around(root: Path, key: str) -> tuple[Loaded, list[Problem]]:
    """What was read of a file and of those it touches, and the problems that `load` would report of it.

    It touches its record, its line of the screening log, whatever names it, and the files that it names or with which
    it shares a cohort or a registration.
    """
    loaded, problems = read(root, around(root, key))
    problems += [problem for check in ON_PUBLICATIONS for problem in check(loaded)]
    problems += problems_of_parts(loaded)
    concerns = _concerns(root, key)
    unusable = {
        name
        for name, part in (("data/vocabulary.yaml", loaded.vocabulary), ("data/review.yaml", loaded.config))
        if part is None
    }
    return loaded, sorted({one for one in problems if one.file in unusable or concerns(one)})


def around(root: Path, key: str) -> frozenset[str]:
    """Ids of the file, of those that it names, of those that name it, and of those that share a mark with it."""
    texts = {
        file.stem: _text(root, f"{folder}/{file.name}")
        for folder in FOLDERS
        for file in sorted((root / folder).glob("*.yaml"))
        if file.stem != key
    }
    named, marks = set(), {key}
    for name in files_of(root, key):
        named |= set(re.findall(r"[a-z0-9-]+", _text(root, name)))
        marks |= _marks(root, name)
    mark = _word(*marks)
    return frozenset({key} | {other for other, text in texts.items() if other in named or mark.search(text)})


def _text(root: Path, name: str, limit: int = MAX_BYTES) -> str:
    """A file as far as it is text; nothing of one that the loader would not open, such as a huge file or a link."""
    try:
        return read_bytes(root / name, name, limit).decode("utf-8", errors="replace")
    except DataError:
        return ""


def _marks(root: Path, name: str) -> set[str]:
    """The cohort and the registrations of a file, as far as it can be read."""
    try:
        data = Document(root / name, name).data
    except DataError:
        return set()
    cohort, registry = data.get("cohort"), data.get("registry")
    given = [cohort.get("id") if isinstance(cohort, dict) else None]
    given += registry if isinstance(registry, list) else [registry]
    return {one for one in given if isinstance(one, str) and one}


def _concerns(root: Path, key: str) -> Callable[[Problem], bool]:
    """A function that says whether a problem is one of the file, or of something else that has to do with it."""
    own, word = files_of(root, key), _word(key)
    proposed = re.compile(r"(Did you mean|Allowed:).*")  # names of others
    tables: dict[str, list[str]] = {}

    def concerns(problem: Problem) -> bool:
        if (
            problem.file in own
            or problem.file.endswith(f"/{key}.yaml")
            or word.search(proposed.sub("", problem.message))
        ):
            return True
        if problem.file == BIB_FILE:
            return problem.field.partition(".")[0] in (key, "")  # without a key: an entry that hides others
        if problem.file.endswith(".csv") and problem.line:
            if problem.file not in tables:
                tables[problem.file] = _text(root, problem.file, TABLE_BYTES).split("\n")
            lines = tables[problem.file]
            return problem.line <= len(lines) and word.search(lines[problem.line - 1]) is not None
        return False

    return concerns


def _word(*words: str) -> re.Pattern[str]:
    """Any of these words, not as a part of a longer one."""
    return re.compile(rf"(?<![A-Za-z0-9])(?:{'|'.join(map(re.escape, sorted(words)))})(?![A-Za-z0-9])")
