"""Making the pages of a built site light: one style sheet, one script, and the icons that are shown.

The theme gives every page about twenty files, among them all icons of Font Awesome, once as a script and once as fonts.
What all pages need is joined here into two files, which a browser keeps from page to page; what some need, only they
load; what none needs is deleted.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from . import looks
from .languages import with_languages
from .letters import drawn_letters, faces, has_drawings, spare_faces
from .shorter import shorter, with_classes_in_use, with_settings
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
# The theme's colours hang on this; a script sets what the reader prefers, and without scripts a page had none.
NO_THEME, THEME = 'data-theme="auto"', 'data-theme="light"'
OUTDATED_ROLE, ROLE = 'role="doc-biblioentry"', 'role="listitem"'  # docutils writes one that ARIA no longer has
ONLY_FOR_SEARCH = ("searchtools.js", "language_data.js", "searchindex.js")
SETTINGS = "documentation_options.js"  # pages add their own right after it
FILE_NAME = re.compile(r"[\w.-]+\.\w+")


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
        tags = "".join(f'<script defer src="{self._to(file)}"></script>\n' for file in later)
        text = PRELOAD.sub("", _replaced(SCRIPT, text, tags))
        self.file.write_text(text if TOGGLE.search(text) else TOGGLES.sub("", text), "utf-8")

    def _to(self, file: Path) -> str:
        return Path(os.path.relpath(file, self.file.parent)).as_posix()


def lighten(site: Path) -> None:
    """Rewrite the heads of all pages of a built site, join the files that they share, delete what no page needs."""
    files = sorted(file for file in site.rglob("*.html") if STATIC not in file.relative_to(site).parts)
    pages = [page for page in map(_read, files) if page.styles]  # a page that only leads to another loads nothing
    texts, settings = with_settings([page.text for page in pages])
    texts, rules = looks.shared(texts)
    pages = [replace(page, text=text) for page, text in zip(pages, texts, strict=True)]
    if letters := drawn_letters(texts):
        font = _write(site, "css", faces(letters))
        for page in pages:
            if has_drawings(page.text):
                page.styles.append(font)
    styles = _in_all(page.styles for page in pages)
    scripts = _in_all(page.scripts for page in pages)
    rules += spare_faces(texts, site / STATIC)
    style = _write(site, "css", joined(styles, texts, _scripts(site / STATIC), site / STATIC, rules))
    script = _write(site, "js", "".join(_with(settings, file) for file in scripts))
    sheets = {style, *(file for page in pages for file in page.styles if file not in styles)}
    texts = with_classes_in_use(texts, map(text_of, sheets), map(text_of, _scripts(site / STATIC)))
    for page in (replace(page, text=text) for page, text in zip(pages, texts, strict=True)):
        page.load(style, styles, script, scripts)
    _delete_others(site / STATIC, [page.file for page in pages])


def _with(settings: Mapping[str, str], file: Path) -> str:
    """The text of a script; behind the general settings, those that pages add to them."""
    added = settings if file.name == SETTINGS else {}
    return f"{text_of(file)}\n" + "".join(f"DOCUMENTATION_OPTIONS.{name} = {value};\n" for name, value in added.items())


def _scripts(static: Path) -> list[Path]:
    """The scripts that a page may load, also those that another script loads."""
    return [file for file in sorted(static.rglob("*.js")) if ONLY_WITH.get(file.name) is not NEVER]


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
    text = file.read_text("utf-8").replace(OUTDATED_ROLE, ROLE).replace(NO_THEME, THEME, 1)
    text = shorter(with_languages(text))

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
