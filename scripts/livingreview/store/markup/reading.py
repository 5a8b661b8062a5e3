"""A chapter as a list of its parts, with lines: read by MyST's own parser, so that code blocks are no false alarms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml
from docutils.parsers.rst.directives.misc import TestDirective
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.directives import parse_directive_text
from myst_parser.parsers.mdit import create_md_parser
from myst_parser.warnings_ import MystWarnings

from .allowed import DIRECTIVES, OWN_ATTRIBUTES
from .mistyped import BEGUN_ROLE, fence_fault, mistyped

Kind = Literal[
    "unclosed role",
    "attributes",
    "directive",
    "heading",
    "html",
    "label",
    "link",
    "math",
    "mistyped",
    "other",
    "picture",
    "role",
    "unclosed",
    "unnamed",
]
OPENING = re.compile(r"(?P<name>\{[^{}\s]*\})\s*(?P<argument>.*)", re.DOTALL)
ROLE = re.compile(r"(?P<text>.*?)\s*<(?P<target>[^<>]*)>", re.DOTALL)  # `text <target>`
FENCE = re.compile(r"[>\s]*(?P<marks>`{3,}|~{3,}|:{3,})\s*(?P<info>.*)$")

UNDERLINED = "a line {} under a text makes it a heading. Write `## Heading`, or leave a line free."
INDENTED = "four blanks at the beginning of a line make it code. Delete them; code is put between two lines of ```."
UNPRINTED = "a line that begins with % is not printed. Join it with the line before it."


@dataclass(frozen=True)
class Item:
    """A part of a chapter. What `name` and `text` are depends on its kind:

    attributes: kind of token, name of the attribute; directive: name, argument (`options` are None if they cannot be
    read); heading: level, -; html: -, the HTML; label: -, the label; link: -, address; math: inline or block, LaTeX;
    mistyped: -, the message; other: kind of token, -; picture: -, path; role: name, target; unclosed: its marks, what
    follows them; unnamed: -, what stands for the name.
    `value` is that of an attribute, or the line at which a block should have been closed.
    """

    kind: Kind
    line: int
    name: str = ""
    text: str = ""
    value: str = ""
    options: dict[str, str] | None = field(default_factory=dict)
    body: str = ""


@lru_cache(maxsize=8)
def _parser(settings: str) -> MarkdownIt:
    config = yaml.safe_load(settings) or {}
    sphinx = (config.get("sphinx") or {}).get("config") or {}
    named = {name.removeprefix("myst_"): value for name, value in sphinx.items() if name.startswith("myst_")}
    known = {name: value for name, value in named.items() if name in MdParserConfig.__dataclass_fields__}
    extensions = (config.get("parse") or {}).get("myst_enable_extensions") or ()
    known["enable_extensions"] = {*extensions, "colon_fence"}
    made = create_md_parser(MdParserConfig(**known), RendererHTML)
    made.disable("text_join")  # what is behind a backslash stays apart from other text
    setattr(made, "validateLink", lambda url: True)  # refused addresses are to be found, not printed as text  # noqa: B010
    return made


def parser(root: Path) -> MarkdownIt:
    """The parser of the chapters of a review, with the settings of its _config.yml as far as they can be read."""
    file = root / "_config.yml"
    try:
        return _parser(file.read_text("utf-8") if file.is_file() else "")
    except (OSError, ValueError, TypeError, AttributeError, yaml.YAMLError):
        return _parser("")


def items(text: str, markdown: MarkdownIt, first: int = 1) -> list[Item]:
    """The parts of a text whose first line has the number `first`, in order; parts in directives too.

    After a fence that is not closed, nothing is read: what it swallowed would give false alarms.
    """
    found: list[Item] = []
    for item in _blocks(text, markdown, first):
        found.append(item)
        if item.kind == "unclosed":
            break
    return found


def _blocks(text: str, markdown: MarkdownIt, first: int) -> Iterator[Item]:
    lines = text.split("\n")
    start, in_cell = 0, False
    for token in markdown.parse(text):
        start = token.map[0] if token.map else start  # a cell of a table has no lines of its own
        line = first + start
        in_cell = token.type in ("td_open", "th_open") or (in_cell and token.type == "inline")
        yield from _attributes(token, line)
        if token.type in ("fence", "colon_fence"):
            if (opened := _unclosed(token, lines)) is not None:
                yield Item("unclosed", line, token.markup, f"{token.info.strip()}", value=str(first + opened))
                return
            yield from _fence(token, markdown, line)
        elif token.type == "inline":
            yield from _inlines(token.children or (), markdown, line)
            yield from (Item("mistyped", line + n, "", said) for n, said in mistyped(token, in_cell=in_cell))
        elif token.type == "heading_open":
            yield Item("heading", line, token.tag[1:])
            if token.markup in ("-", "="):
                yield Item("mistyped", line, "", UNDERLINED.format(token.markup * 3))
        elif token.type == "code_block":
            yield Item("mistyped", line, "", INDENTED)
        elif token.type == "html_block":
            yield Item("html", line, "", token.content.strip())
        elif token.type in ("math_block", "math_block_label"):
            yield Item("math", line, "block", token.content)
        elif token.type == "myst_target":
            yield Item("label", line, "", token.content)
        else:
            if token.type == "myst_line_comment" and start and lines[start - 1].strip(" >"):
                yield Item("mistyped", line, "", UNPRINTED)
            yield Item("other", line, token.type)


def _unclosed(token: Token, lines: list[str]) -> int | None:
    """The line, counted from 0, at which a fence should have been closed; None if it is."""
    assert token.map is not None
    start, end = token.map
    last = FENCE.match(lines[end - 1]) if end - 1 > start else None
    closed = bool(last and last["marks"].startswith(token.markup) and not last["info"].strip())
    for number in range(start + 1, end):
        inside = FENCE.match(lines[number])
        if inside and inside["marks"].startswith(token.markup) and OPENING.match(inside["info"]):
            return number  # an opening line of the same marks: the fence before it swallowed it
    return None if closed else len(lines) - 1


def _fence(token: Token, markdown: MarkdownIt, line: int) -> Iterator[Item]:
    opening = OPENING.match(token.info.strip())
    if opening is None and token.type == "fence" and (fault := fence_fault(token.info.strip(), token.content)):
        yield Item("mistyped", line, "", fault)
    if opening is None:
        if token.type == "colon_fence":
            yield Item("unnamed", line, "", token.info.strip())
        return
    name, argument = opening["name"][1:-1], opening["argument"].strip()
    nested = token.type == "colon_fence" and token.content.startswith(":::")  # a block, no options, as MyST reads it
    options, body, skipped = split_options(name, "\n" * nested + token.content)
    yield Item("directive", line, name, argument, options=options, body=body)
    options = options or {}
    known = DIRECTIVES.get(name)
    if known is None:
        return
    if known.argument == "picture":
        yield Item("picture", line, "", argument)
    elif known.argument == "prose" and argument:
        yield from _inline(argument, markdown, line)
    if "name" in options or "label" in options:
        yield Item("label", line, "", options.get("name") or options.get("label", ""))
    if name == "math":
        yield Item("math", line, "block", "\n".join(filter(None, (argument, body))))
    if known.body == "prose":
        yield from _blocks(body, markdown, line + 1 + skipped - nested)


class _Any(TestDirective):  # type: ignore[misc]
    """A directive of any options, arguments and content."""

    has_content = True
    optional_arguments = 1


def split_options(name: str, content: str) -> tuple[dict[str, str] | None, str, int]:
    """Options (None if they cannot be read) and body of a directive, and the lines before its body, as MyST does."""
    result = parse_directive_text(_Any, "", content, validate_options=name != "code-cell")  # cells have YAML
    options = {
        str(key): " ".join(map(str, value)) if isinstance(value, list) else str(value or "")
        for key, value in result.options.items()
    }
    bad = [one for one in result.warnings if one.type is MystWarnings.DIRECTIVE_OPTION]
    return None if bad else options, "\n".join(result.body), result.body_offset


def _inline(text: str, markdown: MarkdownIt, line: int) -> Iterator[Item]:
    for token in markdown.parseInline(text):
        yield from _inlines(token.children or (), markdown, line)
        yield from (Item("mistyped", line + n, "", said) for n, said in mistyped(token, in_cell=True))


def _inlines(tokens: Iterable[Token], markdown: MarkdownIt, line: int) -> Iterator[Item]:
    for token in tokens:
        yield from _attributes(token, line)
        if token.type in ("softbreak", "hardbreak"):
            line += 1
        elif token.type == "link_open":
            yield Item("link", line, token.info, str(token.attrGet("href") or ""))
        elif token.type == "image":
            yield Item("picture", line, "", markdown.normalizeLinkText(str(token.attrGet("src") or "")))
        elif token.type == "html_inline":
            yield Item("html", line, "", token.content.strip())
        elif token.type == "myst_role":
            name = token.meta["name"]
            target = ROLE.fullmatch(token.content)
            text = target["target"] if target and name in ("numref", "ref", "doc", "eq") else token.content
            yield Item("role", line, name, text.strip())
            if name == "math":
                yield Item("math", line, "inline", token.content)
        elif token.type in ("math_inline", "math_single", "math_inline_double"):
            yield Item("math", line, "inline", token.content)
        else:
            if token.type == "text" and (begun := BEGUN_ROLE.search(token.content)):
                yield Item("unclosed role", line, begun[0])
            yield Item("other", line, token.type)


def _attributes(token: Token, line: int) -> Iterator[Item]:
    given: dict[str, Any] = {**token.attrs, **token.meta.get("insecure_attrs", {})}
    for name, value in given.items():
        if name in OWN_ATTRIBUTES.get(token.type, ()) and name in token.attrs:
            continue
        yield Item("attributes", line, token.type, name, value=str(value))
