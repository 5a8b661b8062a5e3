"""The faults of a chapter: line, what is wrong, what to do. Nothing is executed and nothing is fetched."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from difflib import get_close_matches
from pathlib import Path, PurePosixPath
from posixpath import normpath
from urllib.parse import unquote

from ...schema import nearest
from . import addresses
from .allowed import (
    ANY_ATTRIBUTES,
    ATTRIBUTES,
    CLASSES,
    DIRECTIVES,
    REFUSED_DIRECTIVES,
    REFUSED_ROLES,
    REFUSED_TOKENS,
    ROLES,
    TAGS,
    TOKENS,
)
from .cells import NotACall, cell_call
from .labels import MADE_BY_CELLS, Known
from .mathematics import equation_fault
from .pictures import picture_fault
from .reading import Item

COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
EXCEPT = "allowed_in_chapters of data/review.yaml names exceptions"
CELL = 'A cell is one line such as book.pools.forest("response")'
# Characters that print nothing: controls, joiners, marks of direction, fillers, tags and selectors.
UNSEEN = re.compile(
    "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\xad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u200b-\\u200f\\u2028-\\u202e"
    "\\u2060-\\u206f\\u2800\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\ufffb\\U000e0000-\\U000e0fff]"
)
OPTION_LINE = re.compile(r"([a-z-]+): *(\S*)$", re.MULTILINE)
BACKSLASH = "the path {address!r} has a backslash. Write / between folders, and a path from the folder of the chapter."
Fault = tuple[int, str]


def _meant(value: str, allowed: Collection[str]) -> str:
    close = get_close_matches(value, list(allowed), n=1, cutoff=0.5)
    return f"Did you mean {close[0]!r}? " if close else ""


def unseen(text: str) -> Iterator[Fault]:
    """Characters that nobody sees, one message a line: they can hide a text, or turn its order."""
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        if found := UNSEEN.search(line):
            name = unicodedata.name(found[0], "a control character").lower()
            yield number, f"holds the invisible character U+{ord(found[0]):04X} ({name}). Delete it."


def faults(found: list[Item], file: Path, root: Path, known: Known, excepted: Collection[str] = ()) -> Iterator[Fault]:
    """The faults of a chapter that was read as `found`; `excepted` are exact texts that are allowed in it."""
    name = file.relative_to(root).as_posix()
    if known.listed is not None and name.removesuffix(".md") not in known.listed:
        yield 0, f"is not in _toc.yml, so no reader finds it. Add the line `- file: {name.removesuffix('.md')}` there."
    level = 0
    for item in found:
        match item.kind:
            case "unclosed":
                yield item.line, _unclosed(item)
            case "unclosed role":
                yield item.line, f"{item.name} has no second backquote. Write {item.name}`...`."
            case "mistyped":
                yield item.line, item.text
            case "heading":
                yield from _heading(item, level)
                level = int(item.name)
            case "html":
                if item.text not in excepted and COMMENT.sub("", item.text).strip():
                    yield item.line, _html(item.text)
            case "directive":
                yield from _directive(item, excepted)
            case "unnamed":
                given = f"{item.text!r} without braces" if item.text else "no name"
                yield item.line, f"::: has {given}. Write for example :::{{admonition}} Title."
            case "role":
                yield from _role(item, name, known)
            case "math":
                if fault := equation_fault(item.text, block=item.name == "block"):
                    yield item.line, fault
            case "link":
                if fault := _link(item.text, name, known):
                    yield item.line, fault
            case "picture":
                if fault := _picture(item.text, file, root):
                    yield item.line, fault
            case "attributes":
                yield from _attribute(item)
            case "other":
                if item.name not in TOKENS:
                    yield item.line, _other(item.name)
    if level == 0 and not any(item.kind in ("unclosed", "mistyped") for item in found):
        yield 1, "the chapter has no title. Write `# Title` in its first line."


def _unclosed(item: Item) -> str:
    inside = f" before the line {item.value}" if item.value else ""
    return (
        f"the block {item.name}{item.text} that begins here is not closed{inside}. Close it with a line {item.name}. "
        "A block that holds another one begins and ends with more signs than that one."
    )


def _heading(item: Item, before: int) -> Iterator[Fault]:
    level = int(item.name)
    if before == 0 and level > 1:
        yield item.line, f"a chapter begins with its title: write `# Title` with one sign, not {level}."
    elif before and level == 1:
        yield item.line, "a chapter has one title. Write `## Heading` for a section."
    elif before and level > before + 1:
        signs = "#" * (before + 1)
        yield item.line, f"the heading has level {level}, the one before it level {before}. Write `{signs} Heading`."


INSTEAD = {  # of HTML that people type from habit
    "a": "[words](address)",
    "b": "**words**",
    "br": "a free line for a paragraph, or a backslash at the end of the line",
    "em": "*words*",
    "i": "*words*",
    "img": "![what it shows](picture.png)",
    "li": "- item",
    "p": "a free line between paragraphs",
    "strong": "**words**",
    "sub": "{sub}`2`",
    "sup": "{sup}`2`",
    "table": "| a | b |, with | --- | --- | in the second line",
}


def _html(text: str) -> str:
    shown = text.split("\n")[0][:60]
    tag = re.match(r"</?([A-Za-z]+)", text)
    if tag and (instead := INSTEAD.get(tag[1].lower())):
        return f"HTML is refused: {shown!r}. Write {instead}."
    return f"HTML is refused: {shown!r}. Write MyST, or put the text in `code`; for a sign <, write \\<. ({EXCEPT}.)"


def _directive(item: Item, excepted: Collection[str]) -> Iterator[Fault]:
    known = DIRECTIVES.get(item.name)
    if known is None:
        if item.body.strip() not in excepted:
            yield item.line, _unknown("directive", item.name, REFUSED_DIRECTIVES, list(DIRECTIVES))
        return
    if item.options is None:
        yield item.line, f"the options of {{{item.name}}} cannot be read. Write each as `:name: value` on its own line."
        return
    if known.argument == "none" and item.text:
        yield item.line, f"nothing may follow {{{item.name}}} in its line. Delete {item.text!r}."
    begun = OPTION_LINE.match(item.body)
    if not item.options and begun and begun[1] in known.options and known.body == "prose":
        yield item.line, f"{begun[0]!r} is printed as text. Write the option as `:{begun[1]}: {begun[2]}`."
    for option, value in item.options.items():
        if option not in known.options:
            advice = nearest(option, list(known.options)) if known.options else "It has none."
            yield item.line, f"{{{item.name}}} has no option {option!r}. {advice}"
        elif option == "class" and (other := set(value.split()) - CLASSES or (not value.split() and {""})):
            yield item.line, f"unknown class {sorted(other)[0]!r}. {nearest(sorted(other)[0], sorted(CLASSES))}"
        elif option == "tags" and (other := set(value.split()) - TAGS):
            yield item.line, f"unknown tag {sorted(other)[0]!r}. {nearest(sorted(other)[0], sorted(TAGS))}"
    if item.name == "code-cell" and item.body.strip() not in excepted:
        try:
            cell_call(item.body)
        except NotACall as error:
            yield item.line, f"the cell {error}. {CELL}. ({EXCEPT}.)"


def _unknown(kind: str, name: str, refused: dict[str, str], allowed: list[str]) -> str:
    if name in refused:
        return (
            f"{{{name}}} is refused: {refused[name]}. ({EXCEPT}.)"
            if kind == "directive"
            else (f"{{{name}}} is refused: {refused[name]}.")
        )
    return f"unknown {kind} {{{name}}}. {nearest(name, allowed, len(allowed))}"


def _role(item: Item, name: str, known: Known) -> Iterator[Fault]:
    if item.name not in ROLES:
        yield item.line, _unknown("role", item.name, REFUSED_ROLES, sorted(ROLES))
    elif item.name in ("ref", "numref") and not item.text.startswith(MADE_BY_CELLS):
        if item.text not in known.labels:
            made = "labels of figures and tables begin with fig- and tbl-"
            advice = nearest(item.text, sorted(known.labels)) if known.labels else f"There are none yet; {made}."
            yield item.line, f"there is no label {item.text!r}. {advice}"
    elif item.name == "doc" and (fault := _link(f"{item.text}.md", name, known)):
        yield item.line, fault


def _link(address: str, name: str, known: Known) -> str:
    if "\\" in unquote(address) and not unquote(address).startswith("\\"):
        return BACKSLASH.format(address=unquote(address)[:80])
    if addresses.is_outside(address):
        return addresses.fault(address)
    path, _, anchor = unquote(address).partition("#")
    target = normpath(path.lstrip("/") if path.startswith("/") else PurePosixPath(name).parent / path) if path else name
    if target in known.studies:
        return ""
    if target not in known.pages:
        if path in known.labels or path.startswith(MADE_BY_CELLS):
            return ""
        pages = sorted(known.pages)
        if not path.endswith(".md"):
            return (
                f"the link {address!r} leads to no chapter. {_meant(target, pages)}"
                "A file of the open data is {dataset}`file`; a page of the web begins with https://."
            )
        return f"there is no chapter {target!r}. {nearest(target, pages, 8)}"
    page = known.pages[target]
    if anchor and anchor not in page.anchors | page.labels | known.labels and not anchor.startswith(MADE_BY_CELLS):
        return f"{target} has no heading {anchor!r}. {nearest(anchor, sorted(page.anchors), 8)}"
    return ""


def _picture(path: str, file: Path, root: Path) -> str:
    if "\\" in path:
        return BACKSLASH.format(address=path[:80])
    if addresses.is_outside(path):
        return f"the picture {path[:80]!r} is outside: the site loads nothing from there. Copy the file into chapters/."
    return picture_fault(unquote(path), file, root)


def _attribute(item: Item) -> Iterator[Fault]:
    allowed = sorted(ATTRIBUTES.get(item.name, ANY_ATTRIBUTES))
    if item.text not in allowed:
        yield item.line, f"{{{item.text}=...}} behind a text is refused. Allowed: {', '.join(allowed)}."


def _other(token: str) -> str:
    why = REFUSED_TOKENS.get(token)
    return f"{why}." if why else f"this kind of markup ({token}) is not allowed in a chapter. Write it in another way."
