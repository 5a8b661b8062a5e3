"""Another key for a publication, everywhere: its file, its record, the log, the data and the chapters, all or none.

A key that holds a digit, such as smith2024, is no word of prose, and is replaced wherever it is a whole word. A key of
letters only may be a word: it is replaced where its place says that it is a key, and other places are named.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ...records.runs import alone
from ...store.around import files_of
from ...store.bibliography import BIB_FILE
from ...store.chapters import CONTRIBUTING, chapter_files
from ...store.checks import CHECKS
from ...store.problems import DataError, Problem
from ...store.reading import EXTRACTIONS, read
from ...store.screening import ADDED
from ...store.searches import LOOKUPS
from ...store.tables import MAX_BYTES, delimiter
from ...store.texts import read_text
from .keys import refuse
from .writing import write_all

FROZEN = "data/releases"
ELSEWHERE = ("tests", "bench", "docs")  # name keys as well, and are no part of the review's data
NAMED = ("study", "id", "starting_point")  # fields of YAML that hold a key and nothing else
LISTED = ("studies",)  # fields that hold several
ADDRESS = re.compile(r"(https?://[^\s\"'<>)\]]+)")
ENTRY = re.compile(r"^@\w+\s*\{\s*([^,\s]+)\s*,", re.MULTILINE)


@dataclass(frozen=True)
class Renamed:
    """How many places changed in each file, places that may hold the old key and were left, releases that have it."""

    changed: dict[str, int]
    left: tuple[str, ...]
    releases: tuple[str, ...]


def rename(root: Path, old: str, new: str) -> Renamed:
    """Rename a publication, registered trial or background publication.

    Raises DataError, and changes nothing, if the new key is taken or none, or if the check then finds what it did not
    find before.
    """
    refuse(old, "OLD")
    refuse(new, "NEW")
    if not files_of(root, old):
        raise DataError([Problem("review study", 0, "OLD", f"{old!r} has no file in data/.")])
    with alone(root):
        before, taken = state(root)
        if new in taken:
            raise DataError([Problem("review study", 0, "NEW", f"{new!r} is the key of another publication.")])
        texts, counts = _changes(root, old, new)
        originals = {name: (root / name).read_bytes().decode() if (root / name).is_file() else None for name in texts}
        write_all(root, texts)
        try:
            after, _ = state(root)
        except BaseException:
            write_all(root, originals)
            raise
        word = _word(old)
        same = {
            (one.file.replace(f"/{old}.", f"/{new}."), word.sub(new, one.field), word.sub(new, one.message))
            for one in before
        }
        if worse := [one for one in after if (one.file, one.field, one.message) not in same]:
            write_all(root, originals)
            raise DataError(worse)
    return Renamed(counts, tuple(_left(root, old)), tuple(releases(root, old)))


def state(root: Path) -> tuple[list[Problem], frozenset[str]]:
    """Every problem of the review, and the keys that are taken."""
    loaded, problems = read(root)
    problems += [problem for check in CHECKS for problem in check(loaded)]
    return sorted(set(problems)), loaded.ids | set(loaded.bibliography)


def _changes(root: Path, old: str, new: str) -> tuple[dict[str, str | None], dict[str, int]]:
    """The files that change, with their new texts (None: deleted), and how many places change in each."""
    texts: dict[str, str | None] = {}
    counts: dict[str, int] = {}
    moved = [(name, name.replace(f"/{old}.yaml", f"/{new}.yaml")) for name in files_of(root, old)]
    moved += [(f"{ADDED}/{old}.csv", f"{ADDED}/{new}.csv")] if (root / ADDED / f"{old}.csv").is_file() else []
    moved += [(name, name.replace(f"/{old}.yaml", f"/{new}.yaml")) for name in readings_of(root, old)]
    for name, change in editable(root):
        text = read_text(root / name, name, MAX_BYTES)
        made, count = change(text, old, new)
        to = dict(moved).get(name, name)
        if count or to != name:
            texts |= {name: None} if to != name else {}
            texts[to] = made
            counts[to] = count
    return texts, counts


def readings_of(root: Path, key: str) -> list[str]:
    """The second readings of a publication, its first one if it is kept, and the decisions on their differences."""
    return sorted(file.relative_to(root).as_posix() for file in (root / EXTRACTIONS).glob(f"*/{key}.yaml"))


def editable(root: Path) -> Iterator[tuple[str, Callable[[str, str, str], tuple[str, int]]]]:
    """Files that may name a key, each with what changes its text."""

    def names(files: Iterable[Path]) -> list[str]:
        return sorted(file.relative_to(root).as_posix() for file in files)

    data = names(file for file in (root / "data").rglob("*.yaml"))
    yield from ((name, _in_yaml) for name in [*data, *names(root.glob("_*.yml"))])
    tables = [*(root / "data" / "screening").rglob("*.csv"), *(file for file in [root / LOOKUPS] if file.is_file())]
    yield from ((name, _in_table) for name in names(tables))
    guides = f"{CONTRIBUTING.as_posix()}/"
    for name in names(chapter_files(root)):
        yield name, _in_guide if name.startswith(guides) else _in_chapter
    if (root / BIB_FILE).is_file():
        yield BIB_FILE, _in_bibliography


def _word(key: str) -> re.Pattern[str]:
    """The key as a whole word, also in the address or the anchor of its page; no part of a DOI or a longer name."""
    end = r"(?![A-Za-z0-9_-])"
    own = re.escape(key)
    return re.compile(rf"(?<![A-Za-z0-9_/-]){own}{end}|(?<=\bstudy-){own}{end}|(?<=\bstudies/){own}{end}")


def _replaced(text: str, old: str, new: str) -> tuple[str, int]:
    """The text with the new key for the old one, and how often; web addresses remain as they are."""
    parts = ADDRESS.split(text)
    made = [_word(old).subn(new, part) if i % 2 == 0 else (part, 0) for i, part in enumerate(parts)]
    return "".join(part for part, _ in made), sum(count for _, count in made)


def _distinct(key: str) -> bool:
    """Whether it cannot be a word of prose."""
    return any(map(str.isdigit, key))


def _in_yaml(text: str, old: str, new: str) -> tuple[str, int]:
    if _distinct(old):
        return _replaced(text, old, new)
    key = re.escape(old)
    text, named = re.subn(rf"(\b(?:{'|'.join(NAMED)}):\s*){key}(?=\s*(?:[,}}\n]|$))", rf"\g<1>{new}", text)
    counted = 0

    def within(found: re.Match[str]) -> str:
        nonlocal counted
        made, count = _replaced(found[0], old, new)
        counted += count
        return made

    text = re.sub(rf"\b(?:{'|'.join(LISTED)}):\s*\[[^\]]*\]", within, text)
    return text, named + counted


def _in_table(text: str, old: str, new: str) -> tuple[str, int]:
    """Cells that are the key, or name the record that bears it; every other line remains byte for byte."""
    raw = text.splitlines(keepends=True)
    rows = csv.reader(raw, delimiter=delimiter(text), strict=True)
    out: list[str] = []
    start = changed = 0
    for row in rows:
        kept, start = raw[start : rows.line_num], rows.line_num
        cells = [{old: new, f"record:{old}": f"record:{new}"}.get(cell.strip(), cell) for cell in row]
        if cells != row:
            changed += sum(one != other for one, other in zip(cells, row, strict=True))
            line = io.StringIO()
            end = "\r\n" if kept[-1].endswith("\r\n") else "\n"
            csv.writer(line, delimiter=delimiter(text), lineterminator=end).writerow(cells)
            kept = [line.getvalue()]
        out += kept
    return "".join(out), changed


def _in_chapter(text: str, old: str, new: str) -> tuple[str, int]:
    return _replaced(text, old, new) if _distinct(old) else _in_guide(text, old, new)


def _in_guide(text: str, old: str, new: str) -> tuple[str, int]:
    """Where it must be a key: elsewhere a guide may have it as an example, such as smith2024."""
    counted = 0

    def within(found: re.Match[str]) -> str:
        nonlocal counted
        made, count = _replaced(found[0], old, new)
        counted += count
        return made

    # Roles such as a citation or a result, calls in cells, links to the page.
    places = r"\{[\w:-]+\}`[^`]*`|^\s*book\..*$|studies/[\w-]+\.(?:md|yaml)|\(study-[\w-]+\)"
    return re.sub(places, within, text, flags=re.MULTILINE), counted


def _in_bibliography(text: str, old: str, new: str) -> tuple[str, int]:
    """The record under the new key, at its place in the order of keys."""
    starts = [(found.start(), found[1]) for found in ENTRY.finditer(text)]
    place = next((i for i, (_, key) in enumerate(starts) if key == old), None)
    if place is None:
        return text, 0
    begin = starts[place][0]
    end = starts[place + 1][0] if place + 1 < len(starts) else len(text)
    record = re.sub(rf"^(@\w+\s*\{{\s*){re.escape(old)}", rf"\g<1>{new}", text[begin:end]).rstrip() + "\n"
    rest = text[:begin] + text[end:] if end < len(text) else f"{text[:begin].rstrip()}\n"
    for found in ENTRY.finditer(rest):
        if found[1] > new:
            return f"{rest[: found.start()]}{record}\n{rest[found.start() :]}", 1
    return f"{rest.rstrip()}\n\n{record}".lstrip(), 1


def _left(root: Path, old: str) -> Iterator[str]:
    """Places that hold the old key as a word, and were not changed."""
    word = _word(old)
    folders = [root / name for name in ELSEWHERE]
    files = [file for folder in folders for file in folder.rglob("*") if file.suffix in (".py", ".md", ".yaml", ".yml")]
    if not _distinct(old):
        files += [*(root / "data").rglob("*.yaml"), *chapter_files(root)]
    for file in sorted(files):
        for number, line in enumerate(file.read_text("utf-8", errors="replace").splitlines(), 1):
            if word.search(line):
                yield f"{file.relative_to(root).as_posix()}:{number}"


def releases(root: Path, old: str) -> Iterator[str]:
    """Released versions that hold the key; they are frozen."""
    word = _word(old)
    for file in sorted((root / FROZEN).glob("*.json")):
        if word.search(file.read_text("utf-8", errors="replace")):
            yield file.stem
