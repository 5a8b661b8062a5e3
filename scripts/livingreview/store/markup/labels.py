"""What links and references in chapters can lead to: pages, their headings, and labels."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mdit_py_plugins.anchors.index import slugify

from .reading import Item

# What begins the labels of figures and tables, which only the execution of a cell knows.
MADE_BY_CELLS = ("fig-", "tbl-", "data-table-")
NAMED = re.compile(r"^:name: (\S+)$", re.MULTILINE)  # in what a cell returns


@dataclass(frozen=True)
class Page:
    """A chapter as others may link to it: anchors of its headings, and labels written in it."""

    anchors: frozenset[str]
    labels: frozenset[str]


def page(text: str, found: Iterable[Item], deepest: int = 3) -> Page:
    """The anchors and labels of a chapter; headings below the level `deepest` have no anchor, as in _config.yml."""
    lines = text.split("\n")
    anchors: list[str] = []
    labels = set()
    for item in found:
        if item.kind == "heading" and int(item.name) <= deepest:
            slug = base = slugify(lines[item.line - 1].lstrip("#").strip().rstrip("#").strip())
            number = 0
            while slug in anchors:
                number += 1
                slug = f"{base}-{number}"
            anchors.append(slug)
        elif item.kind == "label":
            labels.add(item.text.strip())
    return Page(frozenset(anchors), frozenset(labels))


@dataclass(frozen=True)
class Known:
    """What is known outside a chapter: its pages by file, such as chapters/methods.md, and pages of studies."""

    pages: Mapping[str, Page]
    studies: frozenset[str]  # chapters/studies/KEY.md, made by each build
    listed: frozenset[str] | None  # chapters in _toc.yml; None where it cannot be read

    @property
    def labels(self) -> frozenset[str]:
        """Every label that is written in a chapter."""
        return frozenset().union(*(page.labels for page in self.pages.values()))
