"""Take a publication out of the review, everywhere: file, record, line of the log, what names it; all or nothing.

What a person has to write otherwise, such as a sentence that cites it, is named, and then nothing is changed.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ...records.runs import alone
from ...schema import Decision
from ...store.around import files_of
from ...store.bibliography import BIB_FILE
from ...store.problems import DataError, Problem
from ...store.screening import ADDED
from ...store.tables import MAX_BYTES, delimiter
from ...store.texts import read_text
from .keys import refuse
from .renaming import ENTRY, editable, readings_of, releases, state
from .writing import write_all

OTHER = "no-such-publication"  # in place of the key, to see where a file names it
DECIDED = {"decision": str(Decision.PENDING), "reason": "", "category": "", "study": ""}  # of a record of a search
LOG = "data/screening/records.csv"


@dataclass(frozen=True)
class Removed:
    """What changes, a line a file; released versions that keep the publication; whether it was done."""

    changes: tuple[str, ...]
    releases: tuple[str, ...]
    done: bool


def remove(root: Path, key: str, *, write: bool) -> Removed:
    """Remove a publication, registered trial or background publication; without `write`, say only what would change.

    Raises DataError, and changes nothing, where it is named in a way that a person has to mend, or if the check then
    finds what it did not find before.
    """
    refuse(key, "KEY")
    if not (own := files_of(root, key)):
        raise DataError([Problem("review study", 0, "KEY", f"{key!r} has no file in data/.")])
    with alone(root):
        before, _ = state(root)
        texts, said = _changes(root, key, own)
        if still := list(_still_named(root, key, texts)):
            raise DataError(still)
        if not write:
            return Removed(tuple(said), tuple(releases(root, key)), False)
        originals = {name: (root / name).read_bytes().decode() for name in texts}
        write_all(root, texts)
        try:
            after, _ = state(root)
        except BaseException:
            write_all(root, originals)
            raise
        known = {(one.file, one.field, one.message) for one in before}
        if worse := [one for one in after if (one.file, one.field, one.message) not in known]:
            write_all(root, originals)
            raise DataError(worse)
    return Removed(tuple(said), tuple(releases(root, key)), True)


def _changes(root: Path, key: str, own: list[str]) -> tuple[dict[str, str | None], list[str]]:
    """The files that change, with their new texts (None: deleted), and a line on each."""
    gone = [*own, *readings_of(root, key), *(name for name in [f"{ADDED}/{key}.csv"] if (root / name).is_file())]
    texts: dict[str, str | None] = dict.fromkeys(gone)
    said = [f"{name}: deleted" for name in gone]
    for name, _ in editable(root):
        if name in texts:
            continue
        text = read_text(root / name, name, MAX_BYTES)
        if name.endswith(".csv"):
            made, what = _in_table(text, name, key)
        elif name == BIB_FILE:
            made, what = _without_record(text, key), "its record deleted"
        elif name.startswith("data/"):
            made, what = _in_yaml(text, key), "no longer names it"
        else:
            continue
        if made != text:
            texts[name] = made
            said.append(f"{name}: {what}")
    return texts, said


def _in_table(text: str, name: str, key: str) -> tuple[str, str]:
    """The log, where its record waits again; other tables without the rows about it. Other lines remain as they are."""
    raw = text.splitlines(keepends=True)
    rows = csv.reader(raw, delimiter=delimiter(text), strict=True)
    head = next(rows, [])
    out, start, what = raw[: rows.line_num], rows.line_num, ""
    for row in rows:
        kept, start = raw[start : rows.line_num], rows.line_num
        if not {key, f"record:{key}"} & {cell.strip() for cell in row}:
            out += kept
        elif name == LOG:
            cells = [DECIDED.get(column, cell) for column, cell in zip(head, row, strict=False)]
            line = io.StringIO()
            end = "\r\n" if kept[-1].endswith("\r\n") else "\n"
            csv.writer(line, delimiter=delimiter(text), lineterminator=end).writerow(cells)
            out.append(line.getvalue())
            what = f"{row[0]} waits for a decision again"
        else:
            what = "the rows about it deleted"
    return "".join(out), what


def _without_record(text: str, key: str) -> str:
    starts = [(found.start(), found[1]) for found in ENTRY.finditer(text)]
    place = next((i for i, (_, name) in enumerate(starts) if name == key), None)
    if place is None:
        return text
    if place + 1 < len(starts):
        return text[: starts[place][0]] + text[starts[place + 1][0] :]
    return f"{text[: starts[place][0]].rstrip()}\n"


def _in_yaml(text: str, key: str) -> str:
    """Without its entries in lists of overlaps, and without it in lists of studies that name others too."""
    entry = rf"\{{[^{{}}]*\bstudy:\s*{re.escape(key)}\s*[,}}][^{{}}\n]*\}}?"
    text = re.sub(rf"^[ \t]*-[ \t]+{entry}[ \t]*\n", "", text, flags=re.MULTILINE)
    text = re.sub(rf"(?<=\[){entry}(?:,\s*)?|,\s*{entry}(?=[\],])", "", text)
    text = re.sub(r"^[ \t]*overlaps:[ \t]*\n(?![ \t]*-)", "", text, flags=re.MULTILINE)
    name = rf"(?<![\w-]){re.escape(key)}(?![\w-])"

    def shorter(found: re.Match[str]) -> str:
        kept = [part for part in re.split(r",\s*", found[2]) if not re.fullmatch(name, part.strip())]
        return f"{found[1]}{', '.join(kept)}]" if kept else found[0]

    return re.sub(rf"(\b(?:studies|reports):\s*\[)([^\[\]]*{name}[^\[\]]*)\]", shorter, text)


def _still_named(root: Path, key: str, texts: dict[str, str | None]) -> Iterator[Problem]:
    """Places that name the publication after the change: a person has to decide what they say then."""
    for name, change in editable(root):
        text = texts[name] if name in texts else read_text(root / name, name, MAX_BYTES)
        if text is None or name == BIB_FILE or name.endswith(".csv") or not change(text, key, OTHER)[1]:
            continue
        for number, line in enumerate(text.splitlines(), 1):
            if change(line, key, OTHER)[1]:
                yield Problem(name, number, "", f"names {key}. Write it without, then remove the publication.")
