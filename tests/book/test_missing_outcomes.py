"""Patients without an outcome: what a pool makes of them, in words, table and figure, and what the data cannot tell."""

import pytest
from tiny_review import write_tiny_review

from helpers import assert_all_tidy, change
from livingreview import load
from livingreview.book import open_book
from livingreview.meta import pool_proportions
from livingreview.subjects.analysis import Analysis
from livingreview.subjects.pools import variants_table
from livingreview.subjects.pools.missing import REPORTED, UNCERTAIN, WITH, WITHOUT, assumptions, attrition
from livingreview.subjects.pools.variants_plot import missing_plot
from livingreview.subjects.results import Results

BROWN, GREEN = "data/studies/brown2020.yaml", "data/studies/green2022.yaml"


@pytest.fixture
def root(tmp_path):
    """Of 40 and 60 patients, the control of asthma is known of 30 and 60: 10/30 and 30/60."""
    root = write_tiny_review(tmp_path)
    change(root / BROWN, "events: 10, n: 40", "events: 10, n: 30")
    return root


def unknown_in_green(root):
    change(root / GREEN, "design: single-arm-prospective", "design: retrospective-cohort")
    change(root / GREEN, "drugs: [vitamin-d], n: 60, source: 1, at: Methods}", "drugs: [vitamin-d]}")
    change(root / GREEN, "condition: asthma, n: 60}", "condition: asthma, n: 60, derived: As many as are counted.}")


def synthesis_of(root):
    review = load(root)
    return review, Analysis(review).pool("control")


def test_the_missing_are_counted_by_cohort(root):
    rows = attrition(*synthesis_of(root))
    assert list(zip(rows["study"], rows["entered"], rows["missing"], strict=True)) == [
        ("brown2020", 40, 10),
        ("green2022", 60, 0),
    ]


def test_each_assumption_pools_what_it_says(root):
    found = {one.name: one.pooled for one in assumptions(*synthesis_of(root))}
    assert found[WITHOUT].estimate == pool_proportions([10, 30], [40, 60]).estimate
    assert found[WITH].estimate == pool_proportions([20, 30], [40, 60]).estimate
    assert found[UNCERTAIN].ci_low < found[REPORTED].ci_low < found[REPORTED].estimate == found[UNCERTAIN].estimate
    assert [one.pooled.n for one in assumptions(*synthesis_of(root))] == [100, 90, 90, 100]


def test_a_cohort_of_which_it_cannot_be_known_says_so_and_enters_as_reported(root):
    unknown_in_green(root)
    review, synthesis = synthesis_of(root)
    (brown, green) = variants_table.attrition(review, synthesis).rows
    assert brown[2:] == ["40", "30", "10 of 40 (25%)", "10/30", "10/40 (25%) or 20/40 (50%)"]
    assert green[2:] == ["cannot be known", "60", "cannot be known", "30/60", "cannot be known"]
    found = {one.name: one.pooled for one in assumptions(review, synthesis)}
    assert found[WITH].estimate == pool_proportions([20, 30], [40, 60]).estimate
    words = Results(review)["pools.control.missing-words"].text
    assert words.startswith("Of 40 patients, 10 (25%), in one cohort, have no outcome; the pool is ")
    assert words.endswith("It cannot be known how many are missing in Green 2022.")


def test_the_range_is_drawn_with_its_table(root):
    review, synthesis = synthesis_of(root)
    assert_all_tidy(missing_plot(review, synthesis))
    shown = open_book(root).pools.missing("control").data
    assert "fig-missing-control" in shown
    lowest, highest = (Results(review)[f"pools.control.missing-{end}"].text for end in ("lowest", "highest"))
    assert f"{lowest} (" in shown and f"{highest} (" in shown and lowest != highest


def test_where_nobody_is_missing_a_sentence_says_so(tmp_path):
    root = write_tiny_review(tmp_path)
    assert "none of 100 patients is without an outcome" in Results(load(root))["pools.control.missing-words"].text
    assert "none of 100 patients is without an outcome" in open_book(root).pools.missing("control").data
    found = variants_table.attrition(*synthesis_of(root)).rows
    assert [(row[4], row[-1]) for row in found] == [("none", "the same")] * 2


def test_a_pool_without_a_count_has_no_range(tmp_path):
    root = write_tiny_review(tmp_path)
    for file in (BROWN, GREEN):
        text = (root / file).read_text("utf-8")
        (root / file).write_text(text.replace("month: 6", "month: 60"), "utf-8")
    review, synthesis = synthesis_of(root)
    assert assumptions(review, synthesis) == []
    assert Results(review)["pools.control.missing-words"].text == "No cohort has a count."
    assert Results(review)["pools.control.missing-lowest"].text == "not estimable"
    assert "No cohort has a count" in open_book(root).pools.missing("control").data


def test_the_characteristics_tell_how_many_are_missing(root):
    unknown_in_green(root)
    shown = open_book(root).publications.characteristics().data
    assert "10 of 40" in shown and "not known" in shown
