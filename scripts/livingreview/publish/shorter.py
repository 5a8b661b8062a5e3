"""HTML of the pages of a site, shorter, which a browser shows alike: without what nothing reads, and nothing twice."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

AS_TYPED = re.compile(r"(<(pre|textarea|script|style)\b.*?</\2>)", re.DOTALL)
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
LINES = re.compile(r"\s*\n\s*")
# What Sphinx writes, and no rule of a style sheet or script asks for: a paragraph that is all of a cell, unless a link
# in it needs to be distinguished from a cell that is all link; marks of rows and of links.
CELL = re.compile(r"(<(t[dh])\b[^>]*>)<p>((?:(?!</?p\b|<a\b|</t[dh]>).)*)</p>\s*(?=</\2>)", re.DOTALL)
ROW = re.compile(r'<tr class="row-(?:odd|even)">')
WIDTH = re.compile(r'<col style="width: (\d+)(?:\.0)?(\.\d+)?%" ?/>')
LINKED = re.compile(r'<span class="std std-(?:doc|ref)">([^<]*)</span>')
WINDOW = re.compile(r'(<meta name="viewport"[^>]*>)\s*')  # Sphinx and the theme both write it
CHEVRON = re.compile(r'(<span class="[^"]*\bsd-summary-chevron-right">)<svg\b.*?</svg>(?=</span>)', re.DOTALL)
IN_PAGE = re.compile(r'(<svg\b[^>]*?) xmlns="http://www\.w3\.org/2000/svg"')  # which only a file of its own needs
SEARCH_SERVICE = re.compile(r'<meta name="docsearch:[^>]*>\s*')
CITED = re.compile(r'(<a\b[^>]* href="([^"]*references\.html#[^"]*)") title="[^"]*"')
# The theme finds out late whether a page is dark, and the browser then draws all of it again.
THEME = re.compile(r'(?<=documentElement\.dataset\.theme = )localStorage\.getItem\("theme"\) \|\| "auto"')
NOW = (
    '(m => m == "light" || m == "dark" ? m : matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")'
    "(document.documentElement.dataset.mode)"
)
SETTING = re.compile(r"<script>\s*DOCUMENTATION_OPTIONS\.(\w+) = ([^<]*?);?\s*</script>\n?")
OF_SWITCHER = "pagename"  # read only by a menu of versions
SWITCHER = "version-switcher__button"
CLASSES = re.compile(r'(?<=<)(\w[^<>]*?) class="([^"]*)"')
WORD = re.compile(r"[A-Za-z_][\w-]*")
ANY_WITH = re.compile(r"\[class[*^$~|]?=[\"']?([\w-]+)")
FOR_OTHERS = {"notranslate"}  # read by browsers that translate
# Every link is a `reference`, which the theme asks for only together with another class, as in a.reference.external.
COMMON, COMMON_ALONE = "reference", re.compile(r"\.reference(?![\w.-])")
IN_QUOTES = re.compile(r"""(["'`])[^"'`(){};=[\]\n]*\.reference(?![\w.-])[^"'`\n]*\1""")  # not a property of a script


def shorter(text: str) -> str:
    """HTML without comments, indentation, empty lines, tags that change nothing and repeated tooltips."""
    text = THEME.sub(NOW, _outside(text, lambda part: LINES.sub("\n", COMMENT.sub("", part))))
    text = WIDTH.sub(r'<col style="width:\1\2%">', text)
    text = SEARCH_SERVICE.sub("", IN_PAGE.sub(r"\1", CHEVRON.sub(r"\1", text)))
    first, *others = WINDOW.split(text)
    text = first + "".join(others[:1] + others[1::2])
    return _cited_once(ROW.sub("<tr>", LINKED.sub(r"\1", CELL.sub(r"\1\3", text))))


def _outside(text: str, change: Callable[[str], str]) -> str:
    """The text, changed outside the elements that hold text as it was typed."""
    parts = AS_TYPED.split(text)  # text, what stays as it is, the name of its tag, text, ...
    parts[::3] = map(change, parts[::3])
    del parts[2::3]
    return "".join(parts)


def _cited_once(text: str) -> str:
    """A reference is written out at its first citation in a page; page.js shows it at the others."""
    known: set[str] = set()

    def kept(found: re.Match[str]) -> str:
        first = found[2] not in known
        known.add(found[2])
        return found[0] if first else found[1]

    return CITED.sub(kept, text)


def with_settings(texts: Sequence[str]) -> tuple[list[str], Mapping[str, str]]:
    """Pages without the settings that are the same in all of them, and these settings.

    Raises ValueError for a setting in which pages differ: they would have to be defined in each page.
    """
    found = [dict(SETTING.findall(text)) for text in texts]
    shared = dict.fromkeys(name for one in found for name in one)
    if not any(SWITCHER in text for text in texts):
        shared.pop(OF_SWITCHER, None)
    values = {name: {one.get(name) for one in found} for name in shared}
    if different := [name for name, each in values.items() if len(each) > 1]:
        raise ValueError(f"DOCUMENTATION_OPTIONS.{different[0]} is not the same on every page.")
    return [SETTING.sub("", text) for text in texts], {name: found[0][name] for name in shared}


def with_classes_in_use(texts: Iterable[str], sheets: Iterable[str], scripts: Iterable[str]) -> list[str]:
    """Pages without the classes that no style sheet and no script (these, and what pages hold of them) names."""
    texts = list(texts)
    own = dict.fromkeys((part[2], part[0]) for text in texts for part in AS_TYPED.finditer(text))
    sheets = [*sheets, *(text for tag, text in own if tag == "style")]
    scripts = [*scripts, *(text for tag, text in own if tag == "script")]
    read = [*sheets, *scripts]
    words = {word for source in read for word in WORD.findall(source)} | FOR_OTHERS
    parts = {part for source in read for part in ANY_WITH.findall(source)}
    beginnings = tuple(word for word in words if word.endswith("-"))
    kept: dict[str, bool] = {}
    alone = any(map(COMMON_ALONE.search, sheets)) or any(map(IN_QUOTES.search, scripts))

    def used(name: str) -> bool:
        if name not in kept:
            kept[name] = name in words or name.startswith(beginnings) or any(part in name for part in parts)
        return kept[name]

    def fewer(tag: re.Match[str]) -> str:
        left = [name for name in tag[2].split() if used(name)]
        if not left or (left == [COMMON] and not alone):
            return tag[1]
        return f'{tag[1]} class="{" ".join(left)}"'

    return [_outside(text, lambda part: CLASSES.sub(fewer, part)) for text in texts]
