"""Conventions of chapters and files. A broken one gets a notice: the data are valid, and the book can be built.

A guide is also read as a file, where its lists are empty, and says so at its top. A chapter on a mechanism begins with
its answer. The first line of a data file names its schema, by which an editor checks and completes it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from ..store import Problem, Review
from ..store.chapters import CHAPTERS, CONTRIBUTING, RESULT
from ..store.markup.reading import items, parser

FILLED = ("code-cell", "study-form")  # what is empty where a chapter is read as a file
AS_FILE = "as on GitHub"
SCHEMA_OF = {"studies": "study", "trials": "trial", "context": "context"}
BOX = re.compile(r"\s*:::\{admonition\} .+\n:class: tip\n")
ANSWERS = ("answer", "first-sentence")


def broken_conventions(review: Review) -> Iterator[Problem]:
    """A notice for each convention that a file does not keep to, with its line and what to write."""
    yield from _guides(review)
    yield from _mechanisms(review)
    yield from _schemas(review)


def _guides(review: Review) -> Iterator[Problem]:
    """Guides with lists or a form, whose top does not say what is empty where they are read as files."""
    markdown, address = parser(review.root), (review.config.address or "").rstrip("/")
    for file in sorted((review.root / CONTRIBUTING).glob("*.md")):
        text = file.read_text("utf-8", errors="replace")
        found = [one for one in items(text, markdown) if one.kind == "directive" and one.name in FILLED]
        page = f"{address}/contributing/{file.stem}.html"
        top = text.partition("\n## ")[0]
        if found and not (AS_FILE in top and (not address or page in top)):
            see = f", and link to {page}" if address else ""
            yield Problem(
                file.relative_to(review.root).as_posix(),
                found[0].line,
                "",
                f"what this shows is empty where the guide is read as a file. Say so before the first heading, with "
                f"the words {AS_FILE!r}{see}; and say which file holds it.",
            )


def _mechanisms(review: Review) -> Iterator[Problem]:
    """Chapters on mechanisms that begin with something else than their answer, or that print a sentence twice."""
    for chapter in review.vocabulary.chapters:
        file = review.root / CHAPTERS / "mechanisms" / f"{chapter}.md"
        if not file.is_file():
            continue
        text = file.read_text("utf-8", errors="replace")
        name, named = file.relative_to(review.root).as_posix(), list(RESULT.finditer(text))
        wanted = [f"mechanisms.{chapter}.{answer}" for answer in ANSWERS]
        before = text[: named[0].start()].partition("\n")[2] if named else ""
        if not named or named[0][1] not in wanted or not BOX.fullmatch(before):
            yield Problem(
                name,
                2,
                "",
                "the page does not begin with how direct its evidence is. Below the title, write a box of the class "
                f"tip with {{result}}`{wanted[0]}` as its first words.",
            )
        for result, times in Counter(one[1] for one in named).items():
            if times > 1 and result.startswith("axis."):
                second = [one for one in named if one[1] == result][1]
                line = text.count("\n", 0, second.start()) + 1
                yield Problem(name, line, "", f"{{result}}`{result}` is printed twice. Delete one.")


def _schemas(review: Review) -> Iterator[Problem]:
    """Files of publications and trials whose first line names no schema, or another."""
    for folder, schema in SCHEMA_OF.items():
        wanted = f"# yaml-language-server: $schema=../schema/{schema}.schema.json"
        for file in sorted((review.root / "data" / folder).glob("*.yaml")):
            with file.open(encoding="utf-8", errors="replace") as lines:
                first = lines.readline().rstrip("\r\n")
            if first != wanted:
                yield Problem(
                    file.relative_to(review.root).as_posix(),
                    1,
                    "",
                    f"the first line names no schema, so that editors cannot check and complete it. Write: {wanted}",
                )
