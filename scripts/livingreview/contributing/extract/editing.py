"""Changing a field or a row of a YAML file in place: every other line, comment and the order stay as they are."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from ...store.documents import plain_scalar

PLAIN = re.compile(r"[A-Za-z][\w-]*|\d+(?:\.\d+)?%")
Path = tuple[str | int, ...]
# The usual order of fields in a row: what it is about, what was found, where it is printed, what is said of it.
ORDER = (
    *("arm", "versus", "group", "outcome", "event", "severity", "month", "when", "relates"),
    *("axis", "system", "disease", "perturbation", "direction", "finding", "comparison"),
    *("events", "n", "printed", "count_printed", "value", "stat", "unit", "low", "high", "spread", "p", "participants"),
    *("says", "as_printed", "source", "at", "derived", "how", "note", "conflict", "measured", "seen"),
)


def flow(value: Any) -> str:
    """A value in one line of YAML, as rows of data files are written."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {flow(inner)}" for name, inner in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(flow, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        plain = PLAIN.fullmatch(value) and isinstance(plain_scalar(value), str)
        return value if plain else json.dumps(value, ensure_ascii=False)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def changed(text: str, path: Path, value: Any) -> str:
    """The text with another value of a field, which is added to its block where it is missing."""
    *above, name = path
    block = _node(text, tuple(above))
    node = _inside(block, name)
    if node is not None:
        start, end = node.start_mark.index, _end(node)
        closing = "\n" if getattr(node, "style", None) in ("|", ">") else ""
        return text[:start] + flow(value) + closing + text[end:]
    field = f"{name}: {flow(value)}"
    if not isinstance(block, yaml.MappingNode) or not isinstance(name, str):
        raise KeyError(path)
    if block.flow_style:
        place = block.end_mark.index - 1
        return text[:place].rstrip() + (f", {field}" if block.value else field) + text[place:]
    margin = " " * block.value[0][0].start_mark.column
    return _line_after(text, _end(block), f"{margin}{field}")


def appended(text: str, path: Path, value: Any, order: Sequence[str] = ()) -> str:
    """The text with one more row at the end of a list.

    A list that is missing begins before the first of the blocks that follow it in `order`, or at the end of the file.
    """
    node = _node(text, path[:-1])
    found = _inside(node, path[-1])
    if found is None:
        later = order[order.index(str(path[-1])) + 1 :] if path[-1] in order else ()
        after = [key for key, _ in node.value if key.value in later and key.start_mark.column == 0]
        if after:
            start = after[0].start_mark.index
            while (above := text[:start].rstrip("\n").rpartition("\n")[2]).startswith("#"):
                start = text.rfind(above, 0, start)  # a comment goes with the block below it
            return f"{text[:start]}{path[-1]}:\n  - {flow(value)}\n{text[start:]}"
        return f"{text.rstrip()}\n{path[-1]}:\n  - {flow(value)}\n"
    if not isinstance(found, yaml.SequenceNode):
        raise KeyError(path)
    if found.flow_style:
        place = found.end_mark.index - 1
        return text[:place].rstrip() + (f", {flow(value)}" if found.value else flow(value)) + text[place:]
    return _line_after(text, _end(found), f"{' ' * found.start_mark.column}- {flow(value)}")


def renamed(text: str, path: Path, name: str) -> str:
    """The text with another name of a field, at its place; as it is where there is no such field."""
    *above, last = path
    key = next((key for key, _ in _node(text, tuple(above)).value if key.value == last), None)
    return text if key is None else text[: key.start_mark.index] + name + text[key.end_mark.index :]


def in_order(row: Mapping[str, Any], neighbours: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The fields of a row in the order that its neighbours have them, and otherwise in the usual one."""
    like = max(neighbours, key=lambda one: len(one.keys() & row.keys()), default={})
    names = [name for name in like if name in row]
    usual = sorted(row, key=lambda name: (ORDER.index(name) if name in ORDER else len(ORDER), name))
    for i, name in enumerate(usual):
        if name not in names:
            before = [one for one in usual[:i] if one in names]
            names.insert(max((names.index(one) + 1 for one in before), default=0) if before else 0, name)
    return {name: row[name] for name in names}


def removed(text: str, path: Path) -> str:
    """The text without a field or a row; a list that would be empty goes with its last row."""
    *above, last = path
    block = _node(text, tuple(above))
    size = len(block.value)
    if size == 1 and isinstance(block, yaml.SequenceNode) and above:
        return removed(text, tuple(above))
    place = last if isinstance(last, int) else [key.value for key, _ in block.value].index(last)
    starts = [(one[0] if isinstance(one, tuple) else one).start_mark.index for one in block.value]
    ends = [_end(one[1] if isinstance(one, tuple) else one) for one in block.value]
    if block.flow_style:
        if place + 1 < size:
            return text[: starts[place]] + text[starts[place + 1] :]
        return text[: ends[place - 1] if place else starts[0]] + text[ends[place] :]
    first = text.rfind("\n", 0, starts[place]) + 1
    until = text.find("\n", max(ends[place] - 1, 0))
    return text[:first] + (text[until + 1 :] if until >= 0 else "")


def _node(text: str, path: Path) -> yaml.CollectionNode:
    node: yaml.Node | None = yaml.compose(text, Loader=yaml.SafeLoader)
    for part in path:
        node = _inside(node, part)
    if not isinstance(node, yaml.CollectionNode):
        raise KeyError(path)
    return node


def _inside(node: yaml.Node | None, part: str | int) -> Any:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == part), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part]
    return None


def _end(node: yaml.Node) -> int:
    """Where a node ends; a block ends with the last of its parts, before blank lines and comments that follow."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(last[1] if isinstance(last, tuple) else last)
    return int(node.end_mark.index)


def _line_after(text: str, end: int, line: str) -> str:
    """The text with a line behind the one in which a node ends."""
    until = text.find("\n", max(end - 1, 0))
    return f"{text}\n{line}\n" if until < 0 else f"{text[: until + 1]}{line}\n{text[until + 1 :]}"
