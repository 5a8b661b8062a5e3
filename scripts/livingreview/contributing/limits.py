"""What of the article exceeds the limits of its journal, counted from the chapters without executing them.

The journal is the `default` of _journals.yml. Figures and tables are those of _manuscript.yml, the other counts are of
the text with its results filled in, without what cells print. `review submission` counts the finished article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from mdit_py_plugins.anchors.index import slugify

from ..living.diff.prose import CITED, ROLE, sentences
from ..publish.manuscript.journals import JOURNALS, Counts, Section, count_words, exceeded, read_journal
from ..publish.manuscript.plan import PLAN, TOP, read_plan
from ..store import Problem, Review
from ..store.chapters import BLOCK, CHAPTERS, HEADING, RESULT
from ..subjects.results import Results, UnknownResult

NUMBERED = re.compile(r"\{numref\}`([^`]+)`")
POINT = re.compile(r"^[-*] +", re.MULTILINE)


def over_limits(review: Review) -> list[Problem]:
    """A notice for each limit that the article exceeds; none without an article or a file of journals.

    Raises DataError for a faulty _journals.yml or _manuscript.yml.
    """
    root = review.root
    if not (root / PLAN).is_file() or not (root / JOURNALS).is_file():
        return []
    journal = read_journal(root)
    return [
        Problem(JOURNALS, 0, "default", f"{journal.title}: {one}.")
        for one in exceeded(journal, counts(review, Results(review)))
    ]


def counts(review: Review, results: Results) -> Counts:
    """How long the article is, as the file of journals counts it."""
    root = review.root
    journal, plan = read_journal(root), read_plan(root)
    abstract = section(root, plan.abstract)
    text = "\n\n".join(section(root, where) for part in plan.article for where in part.take)
    before = {
        Section.PLAIN_SUMMARY: journal.plain_summary or plan.plain_summary,
        Section.KEY_POINTS: plan.key_points,
    }
    printed = {one: section(root, where) if where else "" for one, where in before.items() if one in journal.order}
    points = POINT.split(printed.get(Section.KEY_POINTS, ""))[1:]
    cited = dict.fromkeys(
        key.strip() for found in CITED.findall(f"{abstract}\n{text}") for key in found.split(",") if key.strip()
    )
    return Counts(
        title_characters=len(review.config.stated_title),
        abstract=words(abstract, results),
        text=words(text, results),
        plain_summary=words(printed.get(Section.PLAIN_SUMMARY, ""), results),
        key_point_characters=max((len(" ".join(shown(one, results).split())) for one in points), default=0),
        references=len(cited),
        figures=len(plan.figures),
        tables=len(plan.tables),
        cited=tuple(cited),
    )


def section(root: Path, where: str) -> str:
    """The Markdown of a chapter without its title, of its beginning (#top), or of one of its sections."""
    chapter, _, anchor = where.partition("#")
    text = (root / CHAPTERS / f"{chapter}.md").read_text("utf-8")
    lines, starts = text.split("\n"), list(_headings(text))
    if not anchor or anchor == TOP:
        first = starts[0][0] + 1 if starts else 0
        end = next((line for line, _, _ in starts[1:]), len(lines)) if anchor else len(lines)
        return "\n".join(lines[first:end])
    at = next(i for i, (_, _, name) in enumerate(starts) if name == anchor)
    line, level, _ = starts[at]
    end = next((other for other, deep, _ in starts[at + 1 :] if deep <= level), len(lines))
    return "\n".join(lines[line + 1 : end])


def _headings(text: str) -> Iterator[tuple[int, int, str]]:
    """Line, counted from 0, level and anchor of each heading; none within blocks."""
    masked = BLOCK.sub(lambda block: "\n" * block.group().count("\n"), text)
    for found in HEADING.finditer(masked):
        yield masked.count("\n", 0, found.start()), len(found[1]), slugify(found[2])


def words(text: str, results: Results) -> int:
    """Words of a text as journals count them: no headings, no citations; numbered items count two, as "Table 1"."""
    return count_words(shown(text, results))


def shown(text: str, results: Results) -> str:
    """A text as it is printed, without headings, citations and the marks of values."""

    def result(found: re.Match[str]) -> str:
        try:
            return results[found[1]].text
        except UnknownResult:
            return found[0]  # which a build refuses

    prose = HEADING.sub("", CITED.sub("", NUMBERED.sub("Item 1", text)))
    lines = sentences(prose, lambda written: ROLE.sub(r"\1", RESULT.sub(result, written)))
    return " ".join(one.text for one in lines)
