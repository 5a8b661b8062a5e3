"""_manuscript.yml: which parts of which chapters make the article, and which figures and tables stand in it."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from ..chapters import CHAPTERS, headings
from ..documents import Document
from ..problems import DataError, Problem
from ..schema import nearest
from ..schema.base import Model, Text
from ..schema.reporting import Place
from ..store.models import as_model

PLAN = "_manuscript.yml"
TOP = "top"  # anchor for what stands before a chapter's first heading


class Part(Model):
    """A section of the article: text of chapters under a heading of its own."""

    title: Text
    take: list[Place] = Field(
        min_length=1,
        description="Chapters, or sections of chapters as `methods#sources`; `methods#top`: all before the first heading.",
    )


class Plan(Model):
    """The article and its supplement.

    `abstract` is one chapter; `figures` and `tables` are names of those that stand in the article, in order; all others
    that the taken parts hold go into the supplement.
    """

    abstract: Place
    article: list[Part] = Field(min_length=1)
    supplement: list[Part] = Field(default_factory=list)
    figures: list[Text] = Field(default_factory=list)
    tables: list[Text] = Field(default_factory=list)


def read_plan(root: Path) -> Plan:
    """The plan, checked against the chapters. Raises DataError listing every problem."""
    document = Document(root / PLAN, PLAN)
    plan = as_model(document, Plan)
    known = {
        file.relative_to(root / CHAPTERS).with_suffix("").as_posix(): file
        for file in sorted((root / CHAPTERS).rglob("*.md"))
    }
    problems: list[Problem] = []

    def look(where: str, path: tuple) -> None:
        chapter, _, anchor = where.partition("#")
        if chapter not in known:
            problems.append(document.problem(path, f"{chapter!r} is not a chapter. {nearest(chapter, list(known))}"))
        elif anchor and anchor != TOP and anchor not in (allowed := headings(known[chapter])):
            problems.append(
                document.problem(path, f"{chapter} has no heading {anchor!r}. {nearest(anchor, list(allowed))}")
            )

    look(plan.abstract, ("abstract",))
    for name in ("article", "supplement"):
        for i, part in enumerate(getattr(plan, name)):
            for j, where in enumerate(part.take):
                look(where, (name, i, "take", j))
    if problems:
        raise DataError(problems)
    return plan
