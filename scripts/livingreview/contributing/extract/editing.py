"""Changing a field or a row of a YAML file in place: every other line, comment and the order stay as they are."""

from __future__ import annotations

import json
import re
from typing import Any

import yaml

from ...store.documents import plain_scalar

PLAIN = re.compile(r"[A-Za-z][\w-]*|\d+(?:\.\d+)?%")
Path = tuple[str | int, ...]


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


def appended(text: str, path: Path, value: Any) -> str:
    """The text with one more row at the end of a list; a list that is missing begins at the end of the file."""
    node = _node(text, path[:-1])
    found = _inside(node, path[-1])
    if found is None:
        return f"{text.rstrip()}\n{path[-1]}:\n  - {flow(value)}\n"
    if not isinstance(found, yaml.SequenceNode):
        raise KeyError(path)
    if found.flow_style:
        place = found.end_mark.index - 1
        return text[:place].rstrip() + (f", {flow(value)}" if found.value else flow(value)) + text[place:]
    return _line_after(text, _end(found), f"{' ' * found.start_mark.column}- {flow(value)}")


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
