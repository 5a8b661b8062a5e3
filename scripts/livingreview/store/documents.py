"""Reading a data file: clean text, and strict YAML as plain values with the line of any field on request."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from .problems import DataError, FieldPath, Problem, field_name
from .texts import read_text
from .yaml_faults import continued, explain, quotation_marks, to_quote, wide_sign, without_colon

MAX_DEPTH = 12  # data files nest five deep; unlimited nesting would crash the parser

# YAML 1.2 core schema: `no` stays a word and 1:30 stays text, unlike in YAML 1.1.
CONSTANTS = {"": None, "~": None} | {
    form: value
    for word, value in (("null", None), ("true", True), ("false", False))
    for form in (word, word.capitalize(), word.upper())
}
# No zero in front, which some programs read as octal, and no digits of other scripts, which others read as a text.
INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,14})")
DECIMAL = re.compile(r"[-+]?(\.[0-9]+|(?:0|[1-9][0-9]*)(\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?")


class Document:
    """A YAML file as plain values in `.data`; `.problem(path, message)` points back to the line of a field.

    `text` is read in place of what is in the file, if it is given. With `on`, a text with an unquoted comma in an entry
    in braces is read as it was meant, and the fault is in `.faults`; otherwise it is raised, as every other fault.
    """

    def __init__(self, file: Path, name: str, text: str | None = None, *, on: bool = False) -> None:
        self.name = name
        self.faults: list[Problem] = []
        self._on = on
        self._text = read_text(file, name) if text is None else text
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
        faults = list(self.faults)
        self._build(lines)
        self.faults = faults  # not a second time
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
            line, why = explain(self._text, self.lines, error)
            raise self._error(line, f"is not valid YAML: {why}") from None
        except yaml.YAMLError as error:
            raise self._error(0, f"is not valid YAML: {' '.join(str(error).split())}.") from None
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
            advice = to_quote(self._from(event))
            raise self._error(line, f"YAML anchors and aliases (& and *) are not allowed: {advice}", path)
        if getattr(event, "tag", None) is not None:
            raise self._error(line, f"YAML tags (!) are not allowed: {to_quote(self._from(event))}", path)
        if len(path) > MAX_DEPTH:
            raise self._error(line, f"is nested more than {MAX_DEPTH} deep.", path)
        if isinstance(event, yaml.ScalarEvent):
            if event.style:
                return event.value
            value, end = plain_scalar(event.value), event.end_mark
            if isinstance(value, str) and (wrong := quotation_marks(value)):
                raise self._error(line, wrong, path)
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
        first: dict[str, int] = {}
        in_braces = bool(getattr(event, "flow_style", False))
        while not isinstance(key := next(events), yaml.MappingEndEvent):
            if (
                not isinstance(key, yaml.ScalarEvent)
                or key.value == "<<"
                or key.anchor
                or key.tag
                or not key.value.isprintable()
            ):
                why = wide_sign(self.lines[_line(key) - 1]) or "a field name must be a plain word."
                raise self._error(_line(key), why, path)
            if key.value in fields:
                where = "in this line" if first[key.value] == _line(key) else f"first in line {first[key.value]}"
                message = f"appears twice, {where}. Keep one."
                raise self._error(_line(key), message, (*path, key.value))
            first[key.value] = _line(key)
            if lines is not None:
                lines[(*path, key.value)] = first[key.value]
            event = next(events)
            if in_braces and isinstance(event, yaml.ScalarEvent) and not (event.value or event.style):
                if self._without_colon(key, fields, path):
                    continue
            fields[key.value] = self._value(event, events, (*path, key.value), lines)
        return fields

    def _from(self, event: yaml.Event) -> str:
        """The rest of the line from an event on."""
        return self.lines[event.start_mark.line][event.start_mark.column :] if event.start_mark else ""

    def _without_colon(self, key: yaml.ScalarEvent, before: dict[str, Any], path: FieldPath) -> bool:
        """Whether this is a word in braces without a colon: a text with a comma, or a colon without a blank.

        Raises DataError for it, or puts it where it was meant to be, if reading goes on.
        """
        end = key.end_mark
        if end is None or self.lines[end.line][end.column :].lstrip().startswith(":"):
            return False
        last = next(reversed(before), None)
        field = (*path, last if last is not None else key.value)
        value = before.get(last) if last else None
        error = self._error(_line(key), without_colon(key.value, last, value), field)
        meant = continued(value, key.value) if self._on and last is not None else None
        if meant is None or last is None:
            raise error
        if self.faults and self.faults[-1].field == error.problems[0].field:
            self.faults.pop()  # a further comma of the same text
        self.faults += error.problems
        before[last] = meant
        return True


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
