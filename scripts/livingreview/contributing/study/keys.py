"""Keys of publications: which file a person means, and which key a new publication gets."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable
from pathlib import Path

from ...schema import STUDY_ID, nearest
from ...store.around import FOLDERS, files_of
from ...store.problems import DataError, Problem

STUDIES, TRIALS = FOLDERS[:2]
# Letters that Unicode does not take apart into a letter and its accent.
LETTERS = str.maketrans({"ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
ABOUT = "A key is the first author's family name and the year in small letters, such as smith2024."


def refuse(key: str, field: str = "key") -> None:
    """Raises DataError for a key that is none, such as a path."""
    if not re.fullmatch(STUDY_ID, key):
        message = f"{key!r} is not a key. {ABOUT} Allowed: small letters, digits, and single hyphens between them."
        raise DataError([Problem("review study", 0, field, message)])


def key_of(root: Path, given: str) -> str:
    """The key that a person gave, as a key or as the address of its file. Raises DataError where there is no file."""
    if given.endswith(".yaml") or Path(given).is_file():
        return _key_of_file(root, Path(given))
    refuse(given)
    if not files_of(root, given):
        known = sorted(file.stem for folder in FOLDERS for file in (root / folder).glob("*.yaml"))
        message = f"{given!r} has no file in data/. {nearest(given, known, 3)}"
        raise DataError([Problem("review study", 0, "key", message)])
    return given


def _key_of_file(root: Path, given: Path) -> str:
    file = (given if given.exists() else root / given).resolve()
    if not file.is_file():
        raise DataError([Problem(str(given), 0, "", "is missing.")])
    if file.suffix != ".yaml" or file.parent not in [(root / folder).resolve() for folder in FOLDERS]:
        message = f"is not a file of a publication. Allowed: {STUDIES}/KEY.yaml. Move it there."
        raise DataError([Problem(str(given), 0, "", message)])
    refuse(file.stem)
    return file.stem


def ascii_letters(name: str) -> str:
    """A name in the letters a to z; empty for one in another script."""
    plain = unicodedata.normalize("NFKD", name.casefold().translate(LETTERS))
    return re.sub(r"[^a-z]", "", plain)


def proposed(family: str, year: str, pmid: str, taken: Container[str]) -> str:
    """The key by the rule of CONTRIBUTING, with a letter if it is taken; "" where the family name must be romanised.

    Without a family name it is made of the PubMed number; without that too, there is none.
    """
    if not family:
        return f"pmid{pmid}" if pmid else ""
    if not (letters := ascii_letters(family)):
        return ""
    return free(letters + year if year else f"{letters}-nd", taken)


def free(key: str, taken: Container[str]) -> str:
    """The key, with the next letter from b on if it is taken."""
    letters: Iterable[str] = ("", *"bcdefghijklmnopqrstuvwxyz")
    return next(key + letter for letter in letters if key + letter not in taken)
