"""`review verify`: finds what rows say of their number again in a text of the source."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from ...schema import Seen
from ...store.around import files_of
from ...store.documents import Document
from ...store.problems import DataError, FieldPath, Problem, field_path
from ...store.review import Review
from ...store.tables import write_whole
from ...store.texts import read_text
from ...subjects.agreement.proof import rows_with_numbers
from .editing import changed
from .new import folder_of

Outcome = Literal["found", "moved", "changed", "not found", "not given"]
AROUND = 60  # normalised characters on either side of the text that make up its passage
LONGEST = 50_000_000  # bytes of a text
DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
DECIMAL = re.compile(r"(?<=\d)[·∙•](?=\d)")
NUMBER = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True)
class Verified:
    """A row, and whether its text was found: `now` is what stands there instead, `hash` the mark of the passage."""

    place: str
    line: int
    outcome: Outcome
    text: str = ""
    now: str = ""
    hash: str = ""


def normalised(text: str) -> str:
    """A text in which form does not matter: one kind of dash, decimal point and letter, no blanks beside signs.

    Compatibility characters are decomposed and composed again (Unicode NFKC); capitals count as small letters.
    """
    text = DASHES.sub("-", unicodedata.normalize("NFKC", text)).casefold()
    text = DECIMAL.sub(".", text)
    text = " ".join(text.split())
    return re.sub(r" ?([^\w ]|[\u3040-\u30ff\u3400-\u9fff]) ?", r"\1", text)


def occurrences(needle: str, text: str) -> list[int]:
    """Where a normalised text is in another, not within a longer number."""
    return [found.start() for found in re.finditer(_whole(re.escape(needle)), text)]


def _whole(pattern: str) -> str:
    return rf"(?<!\d)(?<!\d[.]){pattern}(?!\d)(?![.]\d)"


def passage(text: str, start: int, length: int) -> str:
    """The mark of what is around a place of a normalised text."""
    around = text[max(0, start - AROUND) : start + length + AROUND]
    return hashlib.sha256(around.encode()).hexdigest()[:16]


def verified(seen: Seen | None, text: str) -> tuple[Outcome, str, str]:
    """Whether a row's text is in the normalised text of its source, what stands there instead, and the passage's mark.

    `found`: it is there, in the passage that was recorded, if one was. `moved`: it is there, in another passage.
    `changed`: the same words are there with another number.
    """
    if seen is None:
        return "not given", "", ""
    needle = normalised(seen.text)
    marks = [passage(text, start, len(needle)) for start in occurrences(needle, text)]
    if marks:
        known = seen.hash is None or seen.hash in marks
        return ("found" if known else "moved"), "", (seen.hash if known and seen.hash else marks[0])
    words = NUMBER.sub("", needle)
    if any(sign.isalpha() for sign in words):  # numbers alone would fit any numbers
        pattern = r"\d+(?:\.\d+)?".join(map(re.escape, NUMBER.split(needle)))
        if other := re.search(_whole(pattern), text):
            return "changed", other[0], ""
    return "not found", "", ""


def verify(review: Review, key: str, file: Path, role: str | None, source: int | None) -> Iterator[Verified]:
    """Every row with a number of a publication, or of a second reading of it, in the text of a file."""
    item = review.files[key] if role is None else review.readings.get(role, {}).get(key)
    if item is None:
        raise DataError([Problem("review verify", 0, "--role", f"there is no reading of {key} by {role}.")])
    name = name_of(review.root, key, role)
    document = Document(review.root / name, name)
    text = normalised(file_text(file))
    for place, row in rows_with_numbers(item):
        if source is None or getattr(row, "source", None) == source:
            seen: Seen | None = getattr(row, "seen", None)
            line = document.problem(field_path(place), "").line
            yield Verified(place, line, *_first(verified(seen, text), seen))


def _first(found: tuple[Outcome, str, str], seen: Seen | None) -> tuple[Outcome, str, str, str]:
    outcome, now, mark = found
    return outcome, seen.text if seen else "", now, mark


def file_text(file: Path) -> str:
    """The text of the file that the user supplies."""
    try:
        return read_text(file, str(file), LONGEST)
    except DataError:
        if not file.is_file() or file.stat().st_size > LONGEST:
            raise
        return file.read_text("utf-8", errors="replace")  # what programs make of a PDF may hold anything


def name_of(root: Path, key: str, role: str | None) -> str:
    """The file that holds the rows."""
    return files_of(root, key)[0] if role is None else f"{folder_of(role)}/{key}.yaml"


def record(root: Path, name: str, found: list[Verified]) -> int:
    """Write the marks of passages that were found into the file, in place; returns how many are new."""
    text = read_text(root / name, name)
    expected = Document(root / name, name).data
    added = 0
    for one in (one for one in found if one.outcome == "found"):
        place: FieldPath = (*field_path(one.place), "seen")
        row: Any = expected
        for part in place:
            row = row[part]
        if "hash" not in row:
            row["hash"] = one.hash
            text = changed(text, (*place, "hash"), one.hash)
            added += 1
    if Document(root / name, name, text).data != expected:
        raise AssertionError(f"{name}: the edit does not say what it should; nothing was written.")
    if added:
        write_whole(root / name, text)
    return added


def summary(found: list[Verified]) -> Counter[str]:
    """How many rows had each outcome."""
    return Counter(one.outcome for one in found)
