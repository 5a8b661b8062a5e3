"""What a corruption is, and the small edits that corruptions are made of."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

# Files of tests/review that are damaged. The review itself is valid; every invalid example is one of the corruptions.
BAKER = "data/studies/baker2011.yaml"
ADLER = "data/studies/adler2010.yaml"
CARTER = "data/studies/carter2012.yaml"
OVERLAP = "data/studies/dalton2013.yaml"
PARTNER = "data/studies/ellis2014.yaml"
TRIAL = "data/trials/tea-0001.yaml"
BACKGROUND = "data/context/olsen2005.yaml"
LOG = "data/screening/records.csv"
REVIEW, WORDS, BIB = "data/review.yaml", "data/vocabulary.yaml", "references.bib"
INDEX = "chapters/index.md"
SCHEMAS = "data/schema/"
STUDY_SCHEMA = SCHEMAS + "study.schema.json"

Edit = Callable[[Path], None]


@dataclass(frozen=True)
class Corruption:
    """One way to damage a review, and the problem that `load` must report for it.

    `at` is a text of the line that must be reported; without it, the first line that the edit changed. `UNKNOWN` is for
    damage that has no line. `other_files` may have problems too, as a consequence.
    """

    name: str
    file: str  # that is edited, and that the problem names unless `reported` says otherwise
    edit: Edit
    field: str
    word: str  # that the message must contain
    at: str = ""
    reported: str = ""
    other_files: tuple[str, ...] = ()


UNKNOWN = "no line"


def swap(old: str, new: str) -> Edit:
    """Replace a text that is exactly once in the file."""

    def edit(file: Path) -> None:
        text = file.read_text("utf-8")
        assert text.count(old) == 1, f"{old!r} is {text.count(old)} times in {file.name}; choose another text."
        file.write_text(text.replace(old, new), "utf-8")

    return edit


def within(mark: str, old: str, new: str) -> Edit:
    """Replace a text that is exactly once in the only line that holds `mark`."""

    def edit(file: Path) -> None:
        lines = file.read_text("utf-8").splitlines(keepends=True)
        (number,) = [i for i, line in enumerate(lines) if mark in line]
        assert lines[number].count(old) == 1, f"{old!r} is not once in the line of {mark!r} in {file.name}."
        lines[number] = lines[number].replace(old, new)
        file.write_text("".join(lines), "utf-8")

    return edit


def line(start: str, new: str) -> Edit:
    """Replace the only line that begins with `start`; an empty `new` deletes it."""

    def edit(file: Path) -> None:
        lines = file.read_text("utf-8").splitlines(keepends=True)
        (number,) = [i for i, one in enumerate(lines) if one.startswith(start)]
        lines[number] = new + "\n" if new else ""
        file.write_text("".join(lines), "utf-8")

    return edit


def twice(start: str) -> Edit:
    """Repeat the only line that begins with `start`."""

    def edit(file: Path) -> None:
        lines = file.read_text("utf-8").splitlines(keepends=True)
        (number,) = [i for i, one in enumerate(lines) if one.startswith(start)]
        lines.insert(number + 1, lines[number])
        file.write_text("".join(lines), "utf-8")

    return edit


def block(first: str, last: str, new: str = "") -> Edit:
    """Replace everything from the only line that begins with `first` up to the line before `last`."""

    def edit(file: Path) -> None:
        text = file.read_text("utf-8")
        assert text.count("\n" + first) == 1, f"{first!r} does not begin one line of {file.name}."
        start = text.index("\n" + first) + 1
        end = text.index("\n" + last, start) + 1 if last else len(text)
        file.write_text(text[:start] + new + text[end:], "utf-8")

    return edit


def both(*edits: Edit) -> Edit:
    """Several edits of one file."""

    def edit(file: Path) -> None:
        for one in edits:
            one(file)

    return edit


def add(text: str) -> Edit:
    """Add a text at the end of the file."""
    return lambda file: file.write_text(file.read_text("utf-8") + text, "utf-8")


def content(new: str | bytes) -> Edit:
    """Replace the whole file, or make a new one."""

    def edit(file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(new if isinstance(new, bytes) else new.encode())

    return edit


def encoded(change: Callable[[str], bytes]) -> Edit:
    """Write the file's text in another way."""

    def edit(file: Path) -> None:
        before = file.read_bytes()
        file.write_bytes(change(before.decode("utf-8")))
        assert file.read_bytes() != before

    return edit


def removed(file: Path) -> None:
    """Delete a file, or a folder with everything in it."""
    if file.is_dir():
        for inner in file.iterdir():
            removed(inner)
        file.rmdir()
    else:
        file.unlink()


def grown(size: int) -> Edit:
    """The file, filled up with NUL bytes to a size."""

    def edit(file: Path) -> None:
        with file.open("r+b") as opened:
            opened.truncate(size)

    return edit


def folder(file: Path) -> None:
    """A folder where a file is expected."""
    file.unlink(missing_ok=True)
    file.mkdir()


def dangling(file: Path) -> None:
    """A link to nothing."""
    file.unlink(missing_ok=True)
    file.symlink_to("nowhere")
