"""Counts in words for prose, and letters of values that an article leaves out of its text."""

import panflute as pf
import pytest
from docutils import nodes

from livingreview import load
from livingreview.publish.manuscript.assemble import _bare_marks, _unmark
from livingreview.publish.manuscript.convert import MARK, without_phones
from livingreview.publish.manuscript.items import NO_BREAK
from livingreview.render.myst import ON_PHONES
from livingreview.subjects.results import Results, UnknownResult


def test_a_count_can_be_printed_in_words(tiny_paper):
    review = load(tiny_paper)
    results = Results(review)
    pool = next(iter(review.config.pools))
    number = int(results[f"pools.{pool}.k"].text)
    small = "none one two three four five six seven eight nine ten eleven twelve".split()
    assert results[f"pools.{pool}.k.in-words"].text == (small[number] if number < len(small) else str(number))


@pytest.mark.parametrize("name", ["review.title.in-words", "review.tittle.in-words"])
def test_what_is_no_count_is_not_printed_in_words(tiny_paper, name):
    with pytest.raises(UnknownResult):
        _ = Results(load(tiny_paper))[name]


def marked():
    letter = pf.Span(pf.Superscript(pf.Str("A")), classes=[MARK])
    return pf.Para(pf.Str("58%"), pf.Str(NO_BREAK), letter, pf.Space(), pf.Str("responded"))


def test_letters_of_values_are_left_out_of_the_text_with_the_space_before_them():
    text = marked()
    _unmark([text])
    assert pf.stringify(text).strip() == "58% responded"


def test_letters_of_values_stay_in_tables():
    table = pf.Table(pf.TableBody(pf.TableRow(pf.TableCell(marked()))))
    _bare_marks(table)
    assert "A" in pf.stringify(table)
    assert not [one for one in [*table.content[0].content[0].content[0].content[0].content] if isinstance(one, pf.Span)]


def test_what_a_caption_says_of_the_picture_for_phones_is_not_printed():
    caption = nodes.caption(
        "", "", nodes.strong("", "A map"), nodes.Text(f": blue is direct. {ON_PHONES} it is short.")
    )
    assert without_phones(caption).astext() == "A map: blue is direct."
    assert ON_PHONES in caption.astext()
