"""_manuscript.yml: which parts of which chapters make the article, and which figures and tables stand in it."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from ...schema import nearest
from ...schema.base import Model, Text
from ...schema.reporting import Place
from ...store import DataError, Problem
from ...store.chapters import chapter_files, headings, place
from ...store.documents import Document
from ...store.models import as_model

PLAN = "_manuscript.yml"
TOP = "top"  # anchor for what stands before a chapter's first heading


class Part(Model):
    """A section of the article: text of chapters under a heading of its own."""

    title: Text
    take: list[Place] = Field(
        min_length=1,
        description="Chapters, or sections as `methods#sources`; `methods#top`: all before the first heading.",
    )


class Plan(Model):
    """The article and its supplement.

    `abstract` is one chapter; `figures` and `tables` are names of those that stand in the article; all others that the
    taken parts hold go into the supplement. All are numbered in the order in which the text comes to them. `behind`
    names figures of which the supplement holds the rows as a table.
    """

    abstract: Place
    article: list[Part] = Field(min_length=1)
    supplement: list[Part] = Field(default=[])
    figures: list[Text] = Field(default=[])
    tables: list[Text] = Field(default=[])
    behind: list[Text] = Field(default=[])

    @property
    def places(self) -> list[tuple[tuple, str]]:
        """Every place that is taken, each with where in the plan it stands."""
        parts = (("article", self.article), ("supplement", self.supplement))
        taken = [
            ((name, i, "take", j), where)
            for name, found in parts
            for i, part in enumerate(found)
            for j, where in enumerate(part.take)
        ]
        return [(("abstract",), self.abstract), *taken]

    def home(self, chapter: str) -> str:
        """Which document holds the chapter, or its first part: article, supplement, or none."""
        for path, where in self.places:
            if where.partition("#")[0] == chapter:
                return "supplement" if path[0] == "supplement" else "article"
        return ""


def unknown_items(root: Path, plan: Plan, known: set[str]) -> list[Problem]:
    """Names of the plan that no taken part holds, where `known` are those that parts hold (fig-forest, tbl-pools,
    behind-forest)."""
    document = Document(root / PLAN, PLAN)
    problems = []
    for name, start in (("figures", "fig-"), ("tables", "tbl-"), ("behind", "behind-")):
        there = sorted(one.removeprefix(start) for one in known if one.startswith(start))
        for i, one in enumerate(getattr(plan, name)):
            if one not in there:
                message = f"no part that is taken holds {one!r}. {nearest(one, there)}"
                problems.append(document.problem((name, i), message))
    return problems


def read_plan(root: Path) -> Plan:
    """The plan, checked against the chapters. Raises DataError listing every problem."""
    document = Document(root / PLAN, PLAN)
    plan = as_model(document, Plan)
    known = {place(file, root): file for file in chapter_files(root)}
    problems: list[Problem] = []
    seen: list[str] = []
    for path, where in plan.places:
        chapter, _, anchor = where.partition("#")
        if chapter not in known:
            problems.append(document.problem(path, f"{chapter!r} is not a chapter. {nearest(chapter, list(known))}"))
            continue
        allowed = headings(known[chapter])
        if anchor and anchor != TOP and anchor not in allowed:
            problems.append(
                document.problem(path, f"{chapter} has no heading {anchor!r}. {nearest(anchor, list(allowed))}")
            )
        if twice := [one for one in seen if one == where or (chapter in (one, where) and one.split("#")[0] == chapter)]:
            problems.append(document.problem(path, f"{where!r} is taken twice: {twice[0]!r} stands above."))
        seen.append(where)
    if problems:
        raise DataError(problems)
    return plan
