"""The style sheet that all pages share: what the theme and the book bring, without what no page can use."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Set
from pathlib import Path

import lightningcss

from ..fonts import characters
from .letters import encoded

FACE = re.compile(r"@font-face\{[^}]*font-family:Font Awesome[^}]*?url\(([^)]+\.ttf)\)[^}]*\}")
ICON = re.compile(r'((?:\.fa-[\w-]+:before,?)+)\{content:"\\([0-9a-f]+)[^}]*\}')
ICON_NAME = re.compile(r"\bfa-[a-z0-9-]+")
SOURCE_MAP = re.compile(r"(?:/\*|//)# sourceMappingURL=[^\n]*\n?")
IMPORT = re.compile(r'@import "([^"]+)";')
CHARSET = re.compile('@charset "[^"]*";')
RELATIVE = re.compile(r"""url\((["']?)(?!data:|#|["'])([^)"']+)\1\)""")
NAME = re.compile(r"[.#](-?[A-Za-z_][\w-]*)")
WORD = re.compile(r"[A-Za-z_][\w-]*")
COMPOSED = ("bs-tooltip-",)  # classes that a script of the theme puts together from parts


def text_of(file: Path) -> str:
    """The text of a script or style sheet, without the address of its source map."""
    return SOURCE_MAP.sub("", file.read_text("utf-8"))


def joined(files: Iterable[Path], pages: Iterable[str], scripts: Iterable[Path], static: Path, more: str = "") -> str:
    """These style sheets and more rules as one, short, for these pages and scripts in the folder of static files.

    A rule stays if each of its classes and ids occurs as a word in a page or a script, so that a class that a script
    adds is not lost; of the icons, those that pages or scripts name.
    """
    sources = [*pages, *map(text_of, scripts)]
    text = "\n".join([*(_with_imports(file, static) for file in files), more])
    text = _icons(text, {name for source in sources for name in ICON_NAME.findall(source)}, static)
    words = {word for source in sources for word in WORD.findall(source)}
    # A name that ends in a hyphen is the beginning of others.
    beginnings = (*COMPOSED, *(word for word in words if word.endswith("-")))
    unused = {name for name in NAME.findall(text) if name not in words and not name.startswith(beginnings)}
    return lightningcss.process_stylesheet(text, unused_symbols=unused, minify=True)


def _icons(text: str, names: Set[str], static: Path) -> str:
    """The style sheet with the icons of these names only, and a font that has their signs only."""
    signs = set()

    def shown(rule: re.Match[str]) -> str:
        if names.isdisjoint(ICON_NAME.findall(rule[1])):
            return ""
        signs.add(int(rule[2], 16))
        return rule[0]

    text = ICON.sub(shown, text)
    return FACE.sub(lambda face: _face(face, static / face[1], signs), text)


def _with_imports(file: Path, static: Path) -> str:
    """A style sheet with those that it imports; addresses lead from the folder of static files."""
    text = CHARSET.sub("", text_of(file))
    text = RELATIVE.sub(lambda url: f"url({os.path.relpath(file.parent / url[2], static)})", text)
    return IMPORT.sub(lambda other: _with_imports(file.parent / other[1], static), text)


def _face(face: re.Match[str], font: Path, signs: Set[int]) -> str:
    """The rule of a font that holds these signs only, or nothing if it has none of them."""
    found = signs & characters(font)
    return re.sub(r"src:[^;}]*(?=[;}])", lambda _: f"src:{encoded(font, frozenset(found))}", face[0]) if found else ""
