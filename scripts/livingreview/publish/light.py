"""Making the pages of a built site light: one style sheet, one script, and the icons that are shown.

The theme gives every page about twenty files, among them all icons of Font Awesome, once as a script and once as fonts.
What all pages need is joined here into two files, which a browser keeps from page to page; what some need, only they
load; what none needs is deleted.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from . import looks
from .letters import drawn_letters, faces, has_drawings
from .styles import joined, text_of

STATIC = "_static"
SEARCH_PAGE = "search.html"
STYLE = re.compile(r'[ \t]*<link\b(?=[^>]*\brel="stylesheet")[^>]*\bhref="([^"?]+)[^"]*"[^>]*>\n?')
SCRIPT = re.compile(r'[ \t]*<script\b[^>]*\bsrc="([^"?]+)[^"]*"[^>]*></script>\n?')
PRELOAD = re.compile(r'[ \t]*<link rel="preload"[^>]*>\n?')
TOGGLES = re.compile(r"[ \t]*<script>(?:let|var) toggle[^<]*</script>\n?")
NEVER = re.compile(r"(?!)")
TOGGLE, CODE = re.compile(r'class="[^"]*\b(?:toggle|dropdown)\b[^"]*\badmonition\b'), re.compile(r'class="highlight')
# Files of the theme that a page needs only if this is found in it.
ONLY_WITH = {
    "fontawesome.js": NEVER,
    "sphinx-thebe.css": NEVER,
    "togglebutton.js": TOGGLE,
    "togglebutton.css": TOGGLE,
    "design-tabs.js": re.compile("sd-tab-set"),
    "clipboard.min.js": CODE,
    "copybutton.js": CODE,
    "copybutton.css": CODE,
}
OUTDATED_ROLE, ROLE = 'role="doc-biblioentry"', 'role="listitem"'  # docutils writes one that ARIA no longer has
ONLY_FOR_SEARCH = ("searchtools.js", "language_data.js", "searchindex.js")
SETTINGS = "documentation_options.js"  # short, and pages add their own right after it
FILE_NAME = re.compile(r"[\w.-]+\.\w+")
AS_TYPED = re.compile(r"(<(pre|textarea|script|style)\b.*?</\2>)", re.DOTALL)
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
LINES = re.compile(r"\s*\n\s*")
# What Sphinx writes, and no rule of a style sheet or script asks for: a paragraph that is all of a cell, unless a link
# in it needs to be told from a cell that is all link; marks of rows and of links.
CELL = re.compile(r"(<(t[dh])\b[^>]*>)<p>((?:(?!</?p\b|<a\b|</t[dh]>).)*)</p>\s*(?=</\2>)", re.DOTALL)
ROW = re.compile(r'<tr class="row-(?:odd|even)">')
LINKED = re.compile(r'<span class="std std-(?:doc|ref)">([^<]*)</span>')
WINDOW = re.compile(r'(<meta name="viewport"[^>]*>)\s*')  # Sphinx and the theme both write it


@dataclass(frozen=True)
class Page:
    """A page, and the files that it loads and needs, in their order."""

    file: Path
    text: str
    styles: list[Path]
    scripts: list[Path]

    def load(self, style: Path, styles: list[Path], script: Path, scripts: list[Path]) -> None:
        """Write the page, which now loads the joined files instead of those that they hold."""
        links = [style, *(file for file in self.styles if file not in styles)]
        text = _replaced(
            STYLE, self.text, "".join(f'<link rel="stylesheet" href="{self._to(file)}">\n' for file in links)
        )
        later = [script, *(file for file in self.scripts if file not in scripts and file.name != SETTINGS)]
        tags = "".join(f"<script>{text_of(file)}</script>\n" for file in self.scripts if file.name == SETTINGS)
        tags += "".join(f'<script defer src="{self._to(file)}"></script>\n' for file in later)
        text = PRELOAD.sub("", _replaced(SCRIPT, text, tags))
        self.file.write_text(text if TOGGLE.search(text) else TOGGLES.sub("", text), "utf-8")

    def _to(self, file: Path) -> str:
        return Path(os.path.relpath(file, self.file.parent)).as_posix()


def lighten(site: Path) -> None:
    """Rewrite the heads of all pages of a built site, join the files that they share, delete what no page needs."""
    files = sorted(file for file in site.rglob("*.html") if STATIC not in file.relative_to(site).parts)
    pages = [page for page in map(_read, files) if page.styles]  # a page that only leads to another loads nothing
    texts, rules = looks.shared([page.text for page in pages])
    pages = [replace(page, text=text) for page, text in zip(pages, texts, strict=True)]
    if letters := drawn_letters(texts):
        font = _write(site, "css", faces(letters))
        for page in pages:
            if has_drawings(page.text):
                page.styles.append(font)
    styles = _in_all(page.styles for page in pages)
    scripts = [file for file in _in_all(page.scripts for page in pages) if file.name != SETTINGS]
    style = _write(site, "css", joined(styles, texts, _scripts(site / STATIC), site / STATIC, rules))
    script = _write(site, "js", "".join(f"{text_of(file)}\n" for file in scripts))
    for page in pages:
        page.load(style, styles, script, scripts)
    _delete_others(site / STATIC, [page.file for page in pages])


def _scripts(static: Path) -> list[Path]:
    """The scripts that a page may load, also those that another script loads."""
    return [file for file in sorted(static.rglob("*.js")) if ONLY_WITH.get(file.name) is not NEVER]


def _short(text: str) -> str:
    """HTML without comments, indentation, empty lines and tags that change nothing, which a browser shows alike."""
    parts = AS_TYPED.split(text)  # text, what stays as it is, the name of its tag, text, ...
    parts[::3] = (LINES.sub("\n", COMMENT.sub("", part)) for part in parts[::3])
    del parts[2::3]
    first, *others = WINDOW.split("".join(parts))
    text = first + "".join(others[:1] + others[1::2])
    return ROW.sub("<tr>", LINKED.sub(r"\1", CELL.sub(r"\1\3", text)))


def _delete_others(static: Path, pages: list[Path]) -> None:
    """Delete the static files that no page names, nor a file that a page names, and so on."""
    unnamed, named = {file for file in static.rglob("*") if file.is_file()}, pages
    while named:
        words = set(FILE_NAME.findall("\n".join(file.read_text("utf-8", errors="ignore") for file in named)))
        named = [file for file in unnamed if file.name in words]
        unnamed.difference_update(named)
    for file in unnamed:
        file.unlink()
    for folder in sorted((one for one in static.rglob("*") if one.is_dir()), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()


def _read(file: Path) -> Page:
    text = _short(file.read_text("utf-8").replace(OUTDATED_ROLE, ROLE))

    def needed(kind: re.Pattern[str]) -> list[Path]:
        found = dict.fromkeys((file.parent / tag[1]).resolve() for tag in kind.finditer(text))
        return [one for one in found if _needs(file, text, one.name)]

    return Page(file, text, needed(STYLE), needed(SCRIPT))


def _needs(page: Path, text: str, name: str) -> bool:
    if name in ONLY_FOR_SEARCH:
        return page.name == SEARCH_PAGE and (page.parent / STATIC).is_dir()  # a chapter may have the same name
    return name not in ONLY_WITH or ONLY_WITH[name].search(text) is not None


def _in_all(lists: Iterable[list[Path]]) -> list[Path]:
    """What all lists hold, in the order of the first."""
    first, *others = lists
    return [one for one in first if all(one in other for other in others)]


def _replaced(kind: re.Pattern[str], text: str, tags: str) -> str:
    """The text with these tags in place of the first of a kind, and without the others."""
    first = kind.search(text)
    return text if first is None else text[: first.start()] + tags + kind.sub("", text[first.end() :])


def _write(site: Path, kind: str, text: str) -> Path:
    """Write a joined file; its name changes with what it holds, so that no browser keeps an older one."""
    file = (site / STATIC / f"site-{hashlib.sha256(text.encode()).hexdigest()[:12]}.{kind}").resolve()
    file.write_text(text, "utf-8")
    return file
