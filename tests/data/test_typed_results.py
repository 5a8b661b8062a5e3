"""A result that is typed into a chapter is refused, unless it is allowed there by name."""

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
