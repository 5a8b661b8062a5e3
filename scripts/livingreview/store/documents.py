"""Reading a data file: clean text, and strict YAML as plain values with the line of any field on request."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from .problems import DataError, FieldPath, Problem, field_name

MAX_BYTES = 1_000_000  # ten times the longest extraction: beyond it, something else was saved under that name
SAVE_AS = "Save the file with encoding UTF-8 (a table in a spreadsheet: as CSV UTF-8)."
MAX_DEPTH = 12  # data files nest five deep; unlimited nesting would crash the parser
YAML_HINT = (
    "Usual causes: indentation that does not line up, a tab, a missing quote, or a colon and space inside a text."
)

# YAML 1.2 core schema: `no` stays a word and 1:30 stays text, unlike in YAML 1.1.
CONSTANTS = {"": None, "~": None} | {
    form: value
    for word, value in (("null", None), ("true", True), ("false", False))
    for form in (word, word.capitalize(), word.upper())
}
INTEGER = re.compile(r"[-+]?\d{1,15}")
DECIMAL = re.compile(r"[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d{1,3})?")
INVISIBLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800"
    r"\u3164\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff]"
)


def read_text(file: Path, name: str, limit: int = MAX_BYTES) -> str:
    """Text of a data file, which problems call `name`: UTF-8, of a sane size, without invisible characters."""

    def error(line: int, message: str) -> DataError:
        return DataError([Problem(name, line, "", message)])

    try:
        if (size := file.stat().st_size) > limit:
            raise error(0, f"has {size:,} bytes. A data file has at most {limit:,}.")
        raw = file.read_bytes().removeprefix(codecs.BOM_UTF8)  # Windows programs write it before the first character
    except OSError as problem:
        raise error(0, f"cannot be read: {problem.strerror}.") from None
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as problem:
        line = raw.count(b"\n", 0, problem.start) + 1
        raise error(line, f"is not UTF-8 text. {SAVE_AS}") from None
    if hidden := INVISIBLE.search(text):
        line = text.count("\n", 0, hidden.start()) + 1
        raise error(line, f"holds the invisible character U+{ord(hidden.group()):04X}. Delete it.")
    return text


class Document:
    """A YAML file as plain values in `.data`; `.problem(path, message)` points back to the line of a field."""

    def __init__(self, file: Path, name: str) -> None:
        self.name = name
        self._text = read_text(file, name)
        self._comments = " #" in self._text or "\t#" in self._text
        self.data: dict[str, Any] = self._build(None)
        if not isinstance(self.data, dict):
            raise self._error(1, "must hold fields, one a line: `id: ...`.")

    def problem(self, path: FieldPath, message: str) -> Problem:
        """A problem at the field, or at the nearest block around it that exists."""
        shown = path
        while path not in self._lines and path:
            path = path[:-1]
        return Problem(self.name, self._lines.get(path, 1), field_name(shown), message)

    def line(self, path: FieldPath) -> int:
        """Line of a field or row, counted from 1. Raises KeyError for one that is not in the file."""
        return self._lines[path]

    @cached_property
    def _lines(self) -> dict[FieldPath, int]:
        # Built only when a line is asked for: the usual, clean reading does not pay for it.
        lines: dict[FieldPath, int] = {}
        self._build(lines)
        return lines

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the file as they are written."""
        return re.split("\r\n|\r|\n", self._text)

    def _error(self, line: int, message: str, path: FieldPath = ()) -> DataError:
        return DataError([Problem(self.name, line, field_name(path), message)])

    def _build(self, lines: dict[FieldPath, int] | None) -> Any:
        try:
            events = iter(yaml.parse(self._text, Loader=yaml.CSafeLoader))
            next(events)  # start of stream
            if isinstance(next(events), yaml.StreamEndEvent):
                raise self._error(1, "is empty.")
            data = self._value(next(events), events, (), lines)
            next(events)  # end of document
            if not isinstance(extra := next(events), yaml.StreamEndEvent):
                raise self._error(_line(extra), "holds a second document after `---`. One file, one document.")
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            why = " ".join(filter(None, (error.context, error.problem)))
            raise self._error(mark.line + 1 if mark else 0, f"is not valid YAML: {why}. {YAML_HINT}") from None
        except yaml.YAMLError as error:
            raise self._error(0, f"is not valid YAML: {' '.join(str(error).split())}. {YAML_HINT}") from None
        return data

    def _comment_after(self, line: int, column: int) -> bool:
        """Whether a comment follows on the line, after the column at which an unquoted text ends."""
        return self.lines[line][column:].lstrip().startswith("#")

    def _value(
        self, event: yaml.Event, events: Iterator[yaml.Event], path: FieldPath, lines: dict[FieldPath, int] | None
    ) -> Any:
        line = _line(event)
        if lines is not None:
            lines.setdefault(path, line)
        if getattr(event, "anchor", None):
            raise self._error(line, "YAML anchors and aliases (& and *) are not allowed. Write the value out.", path)
        if (tag := getattr(event, "tag", None)) is not None:
            raise self._error(line, f"the YAML tag {tag} is not allowed. Write plain values.", path)
        if len(path) > MAX_DEPTH:
            raise self._error(line, f"is nested more than {MAX_DEPTH} deep.", path)
        if isinstance(event, yaml.ScalarEvent):
            if event.style:
                return event.value
            value, end = plain_scalar(event.value), event.end_mark
            if (
                isinstance(value, str)
                and self._comments
                and end is not None
                and self._comment_after(end.line, end.column)
            ):
                message = f"the text ends at {value[-20:]!r}, because a comment begins at ` #`. Put the text in quotes."
                raise self._error(end.line + 1, message, path)
            return value
        if isinstance(event, yaml.SequenceStartEvent):
            items: list[Any] = []
            while not isinstance(event := next(events), yaml.SequenceEndEvent):
                items.append(self._value(event, events, (*path, len(items)), lines))
            return items
        fields: dict[str, Any] = {}
        while not isinstance(key := next(events), yaml.MappingEndEvent):
            if (
                not isinstance(key, yaml.ScalarEvent)
                or key.value == "<<"
                or key.anchor
                or key.tag
                or not key.value.isprintable()
            ):
                raise self._error(_line(key), "a field name must be a plain word.", path)
            if key.value in fields:
                raise self._error(_line(key), "appears twice. Keep one.", (*path, key.value))
            if lines is not None:
                lines[(*path, key.value)] = _line(key)
            fields[key.value] = self._value(next(events), events, (*path, key.value), lines)
        return fields


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def plain_scalar(text: str) -> str | int | float | bool | None:
    """Value of an unquoted YAML scalar (core schema)."""
    if text in CONSTANTS:
        return CONSTANTS[text]
    if INTEGER.fullmatch(text):
        return int(text)
    if DECIMAL.fullmatch(text):
        return float(text)
    return text
