"""Rows that no chapter shows are noticed, each with the cell that would show it: a new study turns no test red."""

import inspect
import re

import pytest

from helpers import change
from livingreview import load
from livingreview.contributing.notices import notices
from livingreview.contributing.shown import PARTS, SHOWS
from livingreview.store.markup.cells import cell_call
from livingreview.subjects.page import Page

WORDS = "no chapter "
FENCED = re.compile(r"```\{code-cell\}[^`]*```\n")
# Methods of the book that list no rows of the data, or only rows that another method of theirs lists.
OTHERS = {
    "agreement", "bias", "certainty", "choices", "contributing", "currency", "data", "exposure", "flow", "protocol",
    "publications", "reporting", "searches", "trust", "tutorial", "validation", "versions",
    "background.comparator_reports", "background.guidelines", "background.sources",
    "comparisons.awaited", "comparisons.by_method", "comparisons.declared", "comparisons.of_100", "comparisons.reading",
    "comparisons.readings", "discussion.gaps", "discussion.ongoing", "discussion.scope",
    "harms.background", "harms.pooled", "harms.reporting",
    "mechanisms.conflict_register", "mechanisms.conflicts", "mechanisms.hypotheses", "mechanisms.map",
    "mechanisms.pathway", "mechanisms.sign_tests",
    "pools.attrition", "pools.bayesian", "pools.beyond", "pools.cumulative", "pools.estimand", "pools.leave_one_out",
    "pools.missing", "pools.of_100", "pools.sensitivity", "pools.subsets",
    "populations.characteristics", "populations.combination_findings", "populations.combinations",
    "populations.interactions", "practice.overview",
}  # fmt: skip


def unshown(root, *keys):
    return [one for one in notices(load(root), keys or None) if one.message.startswith(WORDS)]


def without(root, *calls):
    """Take the cells of these methods out of all chapters."""
    for file in (root / "chapters").rglob("*.md"):
        text = file.read_text("utf-8")
        for fenced in FENCED.findall(text):
            if any(f"book.{call}(" in fenced for call in calls):
                text = text.replace(fenced, "")
        file.write_text(text, "utf-8")


def test_every_method_of_the_book_is_known_to_list_rows_or_not_to(book):
    methods = {
        f"{subject}.{name}"
        for subject, page in vars(book).items()
        if isinstance(page, Page)
        for name, _ in inspect.getmembers(type(page), inspect.isfunction)
        if not name.startswith("_")
    }
    known = {name for name in methods if name in OTHERS or name.partition(".")[0] in OTHERS}
    assert methods - known == set(SHOWS)
    assert OTHERS <= methods | {name.partition(".")[0] for name in methods}


def test_the_chapters_of_the_invented_review_show_every_row(review_copy):
    assert unshown(review_copy) == []


@pytest.mark.parametrize("method", [*PARTS, "values"])
def test_a_finding_that_no_list_shows_is_noticed_with_the_cell_that_would(review_copy, method):
    without(review_copy, f"mechanisms.{method}")
    found = unshown(review_copy)
    assert found and all(one.file.startswith("data/studies/") and one.line for one in found)
    for one in found:
        assert one.field.startswith("findings[") and one.field.endswith("measured") == (method == "values")
        written = re.search(r"`(book\.mechanisms\.[^`]+)`", one.message)[1]
        assert cell_call(written).method == method
    # The cell that each names shows it.
    for one in found:
        written = re.search(r"`(book\.mechanisms\.[^`]+)`", one.message)[1]
        where = re.search(r"in a cell of (chapters/\S+\.md)", one.message)[1]
        page = review_copy / where
        if written not in page.read_text("utf-8"):
            page.write_text(page.read_text("utf-8") + f"\n```{{code-cell}}\n{written}\n```\n", "utf-8")
    assert unshown(review_copy) == []


def test_a_new_measurement_of_a_chapter_in_sections_is_noticed_with_its_list(review_copy):
    page = review_copy / "chapters" / "mechanisms" / "stomach.md"
    text = page.read_text("utf-8")
    for method in (*PARTS, "values"):
        text = text.replace(f'book.mechanisms.{method}("stomach")', f'book.mechanisms.{method}("stomach", "acid")')
    page.write_text(text, "utf-8")
    found = unshown(review_copy)
    axes = {one.message.partition(" on ")[2].partition(".")[0] for one in found}
    assert axes == {key for key, one in load(review_copy).vocabulary.axes.items() if one.chapter == "stomach"} - {
        "acid"
    }
    for one in found:
        axis = one.message.partition(" on ")[2].partition(".")[0]
        assert f'("stomach", "{axis}")`' in one.message and "chapters/mechanisms/stomach.md" in one.message
    # With one list on it, the others belong beside that list.
    change(page, 'book.mechanisms.conflicts("stomach")', 'book.mechanisms.conflicts("stomach", "gas")')
    line = next(i for i, one in enumerate(page.read_text("utf-8").splitlines(), 1) if 'conflicts("stomach"' in one)
    near = [one for one in unshown(review_copy) if " on gas." in one.message]
    assert near and len(near) < len(found)
    assert all(f"chapters/mechanisms/stomach.md:{line - 2}, which is on gas" in one.message for one in near)


@pytest.mark.parametrize(
    ("calls", "block", "written"),
    [
        (["course.other_values"], "efficacy", "book.course.other_values()"),
        (["course.timing"], "efficacy", "book.course.timing()"),
        (["populations.predictors"], "efficacy", "book.populations.predictors()"),
        (["harms.plot", "harms.left_out", "harms.event"], "safety", 'book.harms.plot("direct")'),
        (["harms.left_out", "harms.statements", "harms.event"], "safety", "book.harms.left_out()"),
    ],
)
def test_a_value_that_no_list_shows_is_noticed_with_the_cell_that_would(review_copy, calls, block, written):
    without(review_copy, *calls)
    found = unshown(review_copy)
    assert found and {one.field.partition("[")[0] for one in found} == {block}
    assert any(f"`{written}`" in one.message for one in found)


def test_values_of_a_pool_are_noticed_once_for_a_file_with_a_list_of_the_pool(review_copy):
    without(
        review_copy, "pools.forest", "pools.forest_small", "pools.left_out", "populations.by_study", "course.plot",
        "practice.lines", "populations.conflicts", "course.lasting", "course.lasting_values", "comparisons.forest",
        "comparisons.forest_small",
        "comparisons.left_out", "comparisons.randomised", "comparisons.not_randomised",
    )  # fmt: skip
    found = [one for one in unshown(review_copy) if "outcome relief" in one.message]
    assert any('`book.pools.forest("relief")`' in one.message for one in found)
    assert len({one.file for one in found}) == len(found) > 3
    key = found[0].file.removeprefix("data/studies/").removesuffix(".yaml")
    assert found[0] in unshown(review_copy, key)  # as the notices on a proposal have it
    assert found[1] not in unshown(review_copy, key)


def test_a_context_figure_with_an_outcome_that_no_chapter_compares_is_noticed(review_copy):
    without(review_copy, "background.other_outcomes")
    found = unshown(review_copy)
    assert found and {one.field.partition("[")[0] for one in found} == {"figures"}
    assert all(one.file.startswith("data/context/") for one in found)
    assert any(
        '`book.background.comparators("lasting")` in a cell of chapters/discussion.md' in o.message for o in found
    )


def test_a_figure_with_a_name_that_no_chapter_prints_is_noticed(review_copy):
    file = review_copy / "data" / "context" / "quinn2007.yaml"
    change(file, "{about: adults given sugar, drug: sugar, outcome: full", "{id: cure, about: All, outcome: full")
    assert unshown(review_copy) == []  # a list shows it
    without(review_copy, "background.other_outcomes")
    (one,) = [one for one in unshown(review_copy) if one.file.endswith("quinn2007.yaml") and "figures[2]" in one.field]
    assert one.field == "figures[2].id" and "{result}`background.quinn2007.cure`" in one.message
    page = review_copy / "chapters" / "discussion.md"
    page.write_text(page.read_text("utf-8") + "\nCured: {result}`background.quinn2007.cure.percent`.\n", "utf-8")
    assert one not in unshown(review_copy)


def test_patients_whom_the_review_does_not_ask_about_are_on_their_own_page_only(review_copy):
    without(review_copy, "course.other_values")
    name = "data/studies/hayes2018.yaml"
    assert name in {one.file for one in unshown(review_copy)}
    change(review_copy / name, "role: whole, condition: simple", "role: whole, condition: none")
    assert name not in {one.file for one in unshown(review_copy)}


def test_a_finding_that_two_cells_show_is_noticed_at_the_second(review_copy):
    page = review_copy / "chapters" / "mechanisms" / "nerve.md"
    again = '\n```{code-cell}\nbook.mechanisms.defect("nerve")\n```\n'
    page.write_text(page.read_text("utf-8") + again, "utf-8")
    (one,) = [one for one in notices(load(review_copy)) if "has shown" in one.message]
    assert one.file == "chapters/mechanisms/nerve.md"
    assert one.line == len(page.read_text("utf-8").splitlines()) - 2
    assert "chapters/mechanisms/nerve.md:" in one.message


def test_a_cell_that_a_build_refuses_shows_nothing(review_copy):
    page = review_copy / "chapters" / "mechanisms" / "nerve.md"
    change(page, 'book.mechanisms.defect("nerve")', 'book.mechanisms.defect("nerves")')
    assert all('`book.mechanisms.defect("nerve")`' in one.message for one in unshown(review_copy))
    assert unshown(review_copy)
