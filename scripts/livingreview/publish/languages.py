"""Text in other scripts says its language, so that a screen reader speaks it in that language and fonts fit it."""

from __future__ import annotations

import html
import re

from docutils import nodes
from sphinx.application import Sphinx

HAN, KANA, HANGUL, CYRILLIC = (
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff",
    "\u3040-\u30ff",
    "\uac00-\ud7af",
    "\u0400-\u04ff",
)
BETWEEN = r"[\s\d.,:;!?()\[\]/~·—–\-\u3000-\u303f\uff00-\uffef]"  # punctuation, which belongs to the text around it
EAST, WEST = f"{HAN}{KANA}{HANGUL}", CYRILLIC
FOREIGN = re.compile(f"[{EAST}](?:(?:{BETWEEN}|[{EAST}])*[{EAST}])?|[{WEST}]{{2,}}(?:(?:{BETWEEN}|[{WEST}])*[{WEST}])?")
TITLE = re.compile(rf'(<a\b[^>]*>|<p class="prev-next-title">)([^<]*[{EAST}{WEST}][^<]*)(?=<)')
# A line break behind or before their punctuation, or between two of their letters.
SIGN = r"\u3000-\u303f\uff00-\uffef"
SPACELESS = re.compile(rf"(?<=[{SIGN}])\n|\n(?=[{SIGN}])|(?<=[{HAN}{KANA}])\n(?=[{HAN}{KANA}])")
LITERAL = (nodes.raw, nodes.literal_block, nodes.comment, nodes.math, nodes.math_block, nodes.image)


def connect(app: Sphinx) -> None:
    """Register what languages need with Sphinx."""
    app.connect("doctree-resolved", _mark_languages)


def _mark_languages(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    if app.builder.format != "html":
        return
    for block in list(doctree.findall(nodes.literal_block)):
        if found := FOREIGN.search(block.astext()):
            block.replace_self([_html(f'<div lang="{language(found[0])}">'), block, _html("</div>")])
    for parent in list(doctree.findall(nodes.Element)):
        if not isinstance(parent, LITERAL) and any(isinstance(child, nodes.Text) for child in parent.children):
            mark_texts(parent)


def mark_texts(parent: nodes.Element) -> None:
    """Mark the texts that an element itself holds; what is next to each decides on line breaks at its edges."""
    marked: list[nodes.Node] = []
    texts = ["", *(child.astext() for child in parent.children), ""]
    for before, child, after in zip(texts, parent.children, texts[2:], strict=False):
        if isinstance(child, nodes.Text):
            joined = without_breaks(child.astext(), before, after)
            marked += parts(joined) if joined != child or FOREIGN.search(child) else [child]
        else:
            marked.append(child)
    if len(marked) != len(parent.children) or any(a is not b for a, b in zip(marked, parent.children, strict=True)):
        parent[:] = marked


def without_breaks(text: str, before: str = "", after: str = "") -> str:
    """The text without line breaks that would be printed as spaces inside Chinese or Japanese, which have none.

    before, after: what is printed on either side of it.
    """
    start, end = before[-1:], after[:1]
    return SPACELESS.sub("", f"{start}{text}{end}")[len(start) :].removesuffix(end)


def _html(tag: str) -> nodes.raw:
    return nodes.raw("", tag, format="html")


def by_language(text: str) -> list[tuple[str, str]]:
    """The text in parts, each with its language as `language` gives it; empty for that of the text around it."""
    found: list[tuple[str, str]] = []
    end = 0
    for foreign in FOREIGN.finditer(text):
        found += [(text[end : foreign.start()], ""), (foreign[0], language(foreign[0]))]
        end = foreign.end()
    return [(part, code) for part, code in (*found, (text[end:], "")) if part]


def parts(text: str) -> list[nodes.Node]:
    """The text in parts: those in another script are elements with their language."""
    return [
        _html(f'<span lang="{code}">{html.escape(part)}</span>') if code else nodes.Text(part)
        for part, code in by_language(text)
    ]


def with_languages(page: str) -> str:
    """A page as HTML, in which titles in the contents and in the links to the next pages say their language too.

    The theme writes them from the titles alone; what is in the text of a page is marked before.
    """
    return TITLE.sub(lambda found: found[1] + _marked(found[2]), page)


def _marked(text: str) -> str:
    return "".join(f'<span lang="{code}">{part}</span>' if code else part for part, code in by_language(text))


def language(text: str) -> str:
    """The language that a text is most probably in, by its script: code of BCP 47.

    Chinese for characters without Japanese or Korean letters among them, and Russian for Cyrillic letters: scripts do
    not decide languages, and a reader hears the right sounds for most of them.
    """
    for letters, code in ((KANA, "ja"), (HANGUL, "ko"), (HAN, "zh")):
        if re.search(f"[{letters}]", text):
            return code
    return "ru"
