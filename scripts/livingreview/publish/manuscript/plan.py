"""The plan of the article, _manuscript.yml: its parts of chapters, its figures, its tables."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from ...render.myst import DATA_TABLE
from ...schema import nearest
from ...schema.base import Model, Text
from ...schema.reporting import Place
from ...store import DataError, Problem
from ...store.chapters import chapter_files, headings, place
from ...store.documents import Document
from ...store.models import as_model

PLAN = "_manuscript.yml"
TOP = "top"  # anchor for the text before a chapter's first heading


class Part(Model):
    """A section of the article, with a heading of its own and text from chapters."""

    title: Text
    take: list[Place] = Field(
        min_length=1,
        description="Chapters, or sections such as `methods#sources`; `methods#top` is all before the first heading.",
    )


class Plan(Model):
    """The article and its supplement.

    `abstract`, and `key_points` and `plain_summary` where there are, are a chapter or a section each. `figures` and
    `tables` are names of those in the article; all others of the parts used go into the supplement. All are numbered
    in the order in which the text mentions them. `data_tables` names figures whose data tables are added to the
    supplement.
    """

    abstract: Place
    key_points: Place | None = None
    plain_summary: Place | None = None
    article: list[Part] = Field(min_length=1)
    supplement: list[Part] = Field(default=[])
    figures: list[Text] = Field(default=[])
    tables: list[Text] = Field(default=[])
    data_tables: list[Text] = Field(default=[])

    @property
    def places(self) -> list[tuple[tuple, str]]:
        """Every place in chapters that the plan uses, each after its path in the plan."""
        parts = (("article", self.article), ("supplement", self.supplement))
        taken = [
            ((name, i, "take", j), where)
            for name, found in parts
            for i, part in enumerate(found)
            for j, where in enumerate(part.take)
        ]
        before = [
            ((name,), where) for name in ("abstract", "key_points", "plain_summary") if (where := getattr(self, name))
        ]
        return [*before, *taken]

    def home(self, chapter: str) -> str:
        """Document that holds the chapter, or its first part: article, supplement, or an empty text."""
        for path, where in self.places:
            if where.partition("#")[0] == chapter:
                return "supplement" if path[0] == "supplement" else "article"
        return ""


def unknown_items(root: Path, plan: Plan, known: set[str]) -> list[Problem]:
    """Problems for items of the plan that no part contains.

    `known` are the items of all parts, such as fig-forest, tbl-pools and data-table-forest.
    """
    document = Document(root / PLAN, PLAN)
    problems = []
    for name, start in (("figures", "fig-"), ("tables", "tbl-"), ("data_tables", DATA_TABLE)):
        there = sorted(one.removeprefix(start) for one in known if one.startswith(start))
        for i, one in enumerate(getattr(plan, name)):
            if one not in there:
                message = f"no part in the plan contains {one!r}. {nearest(one, there)}"
                problems.append(document.problem((name, i), message))
    return problems


def read_plan(root: Path) -> Plan:
    """The plan, checked against the chapters. Raises DataError listing every problem."""
    document = Document(root / PLAN, PLAN)
    plan = as_model(document, Plan)
    known = {place(file, root): file for file in chapter_files(root)}
    problems: list[Problem] = []
    used: list[str] = []
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
        if twice := [one for one in used if one == where or (chapter in (one, where) and one.split("#")[0] == chapter)]:
            problems.append(document.problem(path, f"{where!r} is taken twice; {twice[0]!r} is listed above."))
        used.append(where)
    if problems:
        raise DataError(problems)
    return plan
