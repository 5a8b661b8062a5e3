"""Words of the glossary in pages: where a page first uses one, a tap or a key shows what it means.

The word is a link to its place in the glossary, so that nothing is lost without the script. A review has a glossary if
one of its chapters has the directive {glossary}.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from docutils import nodes
from sphinx.addnodes import glossary
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.writers.html5 import HTML5Translator

# Within these, a word is part of something that has a meaning of its own.
LEFT_ALONE = (
    nodes.abbreviation,
    nodes.citation,
    nodes.emphasis,  # the title of a work, or a word that is itself spoken of
    nodes.literal,
    nodes.math,
    nodes.raw,
    nodes.reference,
    nodes.table,
    nodes.title,
    nodes.caption,
)


@dataclass(frozen=True)
class Meaning:
    """Where a word of the glossary is explained, and the explanation as characters."""

    docname: str
    place: str
    text: str


class word(nodes.inline):
    """A word of the glossary in a page, with `refuri` and `meaning`."""


MEANINGS = WeakKeyDictionary[BuildEnvironment, dict[str, Meaning]]()


def connect(app: Sphinx) -> None:
    """Register what the glossary needs with Sphinx."""
    app.add_node(word, html=(_visit, _depart))
    app.connect("doctree-resolved", _link_words)


def _visit(translator: HTML5Translator, node: word) -> None:
    address, meaning = html.escape(node["refuri"]), html.escape(node["meaning"])
    translator.body.append(f'<a class="term" href="{address}" data-meaning="{meaning}">')


def _depart(translator: HTML5Translator, node: word) -> None:
    translator.body.append("</a>")


def _meanings(env: BuildEnvironment) -> dict[str, Meaning]:
    """Every word of every glossary, in lower case."""
    if env not in MEANINGS:
        pages = {docname for (kind, _), (docname, _) in env.domaindata["std"]["objects"].items() if kind == "term"}
        MEANINGS[env] = {
            name.lower(): Meaning(docname, place, text)
            for docname in sorted(pages)
            for name, place, text in _explained(env.get_doctree(docname))
        }
    return MEANINGS[env]


def _explained(doctree: nodes.document) -> Iterator[tuple[str, str, str]]:
    """Name, id and explanation of each word that a page explains."""
    for listed in doctree.findall(glossary):
        for item in listed.findall(nodes.definition_list_item):
            text = " ".join(part.astext() for part in item.findall(nodes.definition))
            for name in item.findall(nodes.term):
                yield name.astext(), name["ids"][0], re.sub(r"\s+", " ", text).strip()


def _link_words(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    if app.builder.format != "html":
        return
    left = {name: one for name, one in _meanings(app.env).items() if one.docname != docname}
    for paragraph in doctree.findall(nodes.paragraph):
        if left and not _within(paragraph, LEFT_ALONE):
            for text in [one for one in paragraph.findall(nodes.Text) if not _within(one, LEFT_ALONE)]:
                _link(app, docname, text, left)


def _within(node: nodes.Node, kinds: tuple[type[nodes.Node], ...]) -> bool:
    while node.parent is not None:
        node = node.parent
        if isinstance(node, kinds):
            return True
    return False


def _link(app: Sphinx, docname: str, text: nodes.Text, left: dict[str, Meaning]) -> None:
    """Replace a text by itself with the words of `left` that it uses, which then are no longer left."""
    parts: list[nodes.Node] = []
    rest = text.astext()
    while left and (found := _any_of(left).search(rest)):
        one = left.pop(found[1].lower())
        address = f"{app.builder.get_relative_uri(docname, one.docname)}#{one.place}"
        for other in [name for name, meaning in left.items() if meaning.text == one.text]:
            left.pop(other)
        parts += [nodes.Text(rest[: found.start()]), word("", found[0], refuri=address, meaning=one.text)]
        rest = rest[found.end() :]
    if parts:
        text.parent.replace(text, [*parts, nodes.Text(rest)])


def _any_of(names: Mapping[str, Meaning]) -> re.Pattern[str]:
    """Any of these words, also with the s of a plural; the longest that there is."""
    longest_first = sorted(names, key=len, reverse=True)
    return re.compile(rf"(?<![\w-])({'|'.join(map(re.escape, longest_first))})s?(?![\w-])", re.IGNORECASE)
