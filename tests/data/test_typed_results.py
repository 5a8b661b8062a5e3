"""A result that is typed into a chapter is refused, unless allowed there by name; a table has every subgroup."""

import pytest
from corruption import INDEX, REVIEW

from livingreview import DataError, load
from livingreview.cli import main

TYPED = {
    "Relief in 22 of 31 people.": "22 of 31",
    "Relief in 22 out of 31.": "22 out of 31",
    "Relief in 22 of the 31 people.": "22 of the 31",
    "Relief in 22/31.": "22/31",
    "Relief in 22 / 31.": "22 / 31",
    "Relief in 22⁄31.": "22⁄31",
    "Relief in 1,022 of 2,031 people.": "1,022 of 2,031",
    "Relief in 71 per cent.": "71 per cent",
    "Relief in 71 percent.": "71 percent",
    "Relief in 71%.": "71%",
}
FREE = ("One of two people.", "Version 2 of the form has 3 steps.", "`22 of 31` is an example.", "IL-2 and IL-4/IL-10.")


def problems(root, text):
    chapter = root / INDEX
    chapter.write_text(f"{chapter.read_text('utf-8')}\n{text}\n", "utf-8")
    try:
        load(root)
    except DataError as error:
        return error.problems
    return []


@pytest.mark.parametrize("text", TYPED)
def test_a_typed_count_or_percentage_is_refused_with_its_line(review_copy, text):
    (problem,) = problems(review_copy, text)
    assert problem.file == INDEX and text in (review_copy / INDEX).read_text("utf-8").splitlines()[problem.line - 1]
    assert f"{TYPED[text]!r} is typed" in problem.message and "`allowed_in_chapters`" in problem.message


@pytest.mark.parametrize("text", FREE)
def test_other_numbers_may_be_typed(review_copy, text):
    assert problems(review_copy, text) == []


def test_a_number_that_is_no_result_is_allowed_by_name_in_its_chapter_alone(review_copy):
    config = review_copy / REVIEW
    allowed = (
        "allowed_in_chapters: [{chapter: index, text: item 4 of 27, why: The number of an item of a checklist.}]\n"
    )
    config.write_text(config.read_text("utf-8") + allowed, "utf-8")
    assert problems(review_copy, "See item 4 of 27.") == []
    (problem,) = problems(review_copy, "Relief in 5 of 27.")
    assert "'5 of 27'" in problem.message


@pytest.mark.slow
def test_the_check_of_a_chapter_says_the_same(review_copy, capsys):
    chapter = review_copy / INDEX
    chapter.write_text(f"{chapter.read_text('utf-8')}\nRelief in 22 of 31 people.\n", "utf-8")
    assert main(["--root", str(review_copy), "chapter", "check", INDEX]) == 1
    printed = capsys.readouterr()
    assert "'22 of 31' is typed" in printed.out + printed.err


@pytest.mark.parametrize("size", ["k", "n", "cohorts"])
def test_a_table_with_one_subgroup_of_a_pool_and_not_the_others_is_refused(review_copy, size):
    one = f"| Group | Size |\n| --- | --- |\n| adults | {{result}}`pools.relief.simple-adult.{size}` |"
    (problem,) = problems(review_copy, one)
    assert "some subgroups of relief, not of simple-mixed, simple-child, secondary" in problem.message
    assert problem.file == INDEX and "adult" in (review_copy / INDEX).read_text("utf-8").splitlines()[problem.line - 1]


def test_a_table_with_every_subgroup_or_prose_on_one_is_accepted(review_copy):
    row = "| {0} | {{result}}`pools.relief.{0}.n` |"
    rows = "\n".join(map(row.format, ("simple-adult", "simple-mixed", "simple-child", "secondary")))
    whole = f"| Group | Size |\n| --- | --- |\n{rows}"
    assert problems(review_copy, f"{whole}\n\nOf {{result}}`pools.relief.simple-adult.n` adults.") == []
