"""Which tables are cards on a phone."""

import re
from types import SimpleNamespace

import pytest
from docutils import nodes
from docutils.core import publish_doctree

from livingreview.publish.cards import NOTHING, _label_cells
from livingreview.render.myst import table_text
from livingreview.render.table import Table, said_once, with_values

WORDS = " ".join(["word"] * 20)


def table(*rows, stacked=False):
    header = ["Study", "Finding", "Place"][: len(rows[0])] if rows else ["Study", "Finding", "Place"]
    return Table("t", "Caption.", header, rows, [1] * len(header), stacked=stacked)


@pytest.mark.parametrize(
    "made, cards",
    [
        (table(), False),
        (table(["A", "12/40", "Abstract"]), False),
        (table(["A", WORDS, "Abstract"]), True),
        (table(["A", WORDS]), False),  # two columns fit beside each other
        (table(["A", WORDS, "Abstract"], *[["B", "12/40", "Abstract"]] * 2), False),  # on average less
        (table(["A", WORDS[:44], "Abstract"]), True),  # one column of nine words
        (table(["A", WORDS[:39], "Abstract"]), False),
        (table(["A", "12/40", "Abstract"], stacked=True), True),
        (table(*[["A", WORDS, "Abstract"]] * 60), True),
        (table(*[["A", WORDS, "Abstract"]] * 61), False),
    ],
)
def test_rows_of_text_are_cards_and_rows_of_numbers_stay_rows(made, cards):
    assert made.cards == cards
    assert ("stacked" in table_text(made)) == cards


@pytest.mark.parametrize(
    ("cell", "nothing"),
    [("", True), ("–", True), ("– gap", True), ("–4", False), ("– gap of 3", False), ("none", False)],
)
def test_a_card_leaves_out_what_says_that_there_is_nothing(cell, nothing):
    assert bool(NOTHING.fullmatch(cell)) == nothing


def test_a_column_without_any_value_is_not_printed():
    table = Table("t", "T.", ["Event", "Remark", "n"], [["fever", "", "1"], ["cough", " ", ""]], [30, 50, 20])
    shown = with_values(table)
    assert (shown.header, shown.rows, shown.widths) == (["Event", "n"], [["fever", "1"], ["cough", ""]], [30, 20])
    assert with_values(shown) is shown
    assert with_values(Table("t", "T.", ["", "n"], [["", "1"]], [50, 50])).header == ["", "n"]
    assert "Remark" not in table_text(table)


def test_a_list_of_short_rows_is_whole_on_a_phone():
    def kinds(cell, rows):
        table = Table("t", "T.", ["Chapter", "One", "Two"], [["tea", cell, cell]] * rows, [40, 30, 30], stacked=True)
        return re.search(":class: (.+)", table_text(table))[1].split()

    assert "brief" in kinds("few words", 14)
    assert "brief" not in kinds("many words " * 20, 14)
    assert "brief" not in kinds("few words", 60)
    assert "brief" not in kinds("few words", 5) and "interactive" not in kinds("few words", 5)


def alike(*rows, **once):
    return Table("t", "Caption", ["Study", "Value", "Place"], rows, [3, 2, 1], once=once)


ROWS = (["A", "1", "Abstract"], ["B", "2", "Abstract"], ["C", "2", "Abstract"])


def test_a_column_of_one_value_is_said_once():
    made = said_once(alike(*ROWS, Place="Place of every row: {}.", Value="Value of every row: {}."))
    assert made.caption == "Caption. Place of every row: Abstract."
    assert list(made.header) == ["Study", "Value"] and list(made.widths) == [3, 2]
    assert [list(row) for row in made.rows] == [["A", "1"], ["B", "2"], ["C", "2"]]
    text = table_text(alike(*ROWS, Place="Place of every row: {}."))
    assert text.count("Abstract") == 1


@pytest.mark.parametrize(
    "kept",
    [
        alike(*ROWS),  # not among those that may go
        alike(*ROWS[:2], Place="Place: {}."),  # two rows
        alike(*ROWS, ["D", "4", "Page 7"], Place="Place: {}."),
        alike(*ROWS, ["D", "4", ""], Place="Place: {}."),
    ],
)
def test_a_column_of_several_values_stays(kept):
    made = said_once(kept)
    assert (list(made.header), list(made.rows)) == (list(kept.header), list(kept.rows))
    assert made.caption == "Caption"


def test_a_column_without_any_value_goes_where_nothing_is_to_be_said_of_it():
    rows = [[study, "1", ""] for study in "ABC"]
    assert list(said_once(alike(*rows, Place="")).header) == ["Study", "Value"]
    assert said_once(alike(*rows, Place="")).caption == "Caption"
    assert list(said_once(alike(*rows, Place="Place: {}.")).header) == ["Study", "Value", "Place"]
    assert list(said_once(alike(*ROWS, Place="")).header) == ["Study", "Value", "Place"]


@pytest.mark.parametrize(("made", "columns", "cards"), [("", 3, True), ("", 2, False), ("longtable", 3, False)])
def test_a_table_in_the_text_of_a_chapter_is_cards_from_three_columns_on(made, columns, cards):
    row = " ".join(["===="] * columns)
    cells = " ".join(["tea "] * columns)
    document = publish_doctree(f"{row}\n{cells}\n{row}\n{cells}\n{row}\n")
    one = next(document.findall(nodes.table))
    one["classes"] = [made] if made else []
    _label_cells(SimpleNamespace(builder=SimpleNamespace(format="html")), document, "tea")
    assert ("stacked" in one["classes"]) == cards
