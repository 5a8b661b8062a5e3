"""Pages of single publications: what comes first, sentences that join, and columns that hold something."""

import re

import pytest

from livingreview.publish.study_pages import background_page, publication_page, trial_page
from livingreview.publish.study_sections import facts, finding_words, placed_table
from livingreview.publish.study_trust import grouped, row_of
from livingreview.subjects.analysis import Analysis
from livingreview.subjects.trust.checks import Checked, Kind, Verdict


class Said:
    def __init__(self, finding, comparison=None):
        self.finding, self.comparison = finding, comparison


@pytest.mark.parametrize(
    ("finding", "comparison", "words"),
    [
        ("It rose.", "9 ill v 8 well", "It rose (9 ill v 8 well)."),
        ("It rose", "9 ill v 8 well", "It rose (9 ill v 8 well)."),
        ("It rose.", None, "It rose."),
    ],
)
def test_both_sides_of_a_comparison_are_inside_the_sentence(finding, comparison, words):
    assert finding_words(Said(finding, comparison)) == words


def test_a_column_without_a_cell_is_left_out_and_the_place_has_one_of_its_own():
    columns = {"Group": 20, "Cause": 10, "How derived": 30}
    text = placed_table(columns, [["everybody", "", ""], ["women", "", ""]], ["line 3", "line 4"])
    assert "Cause" not in text and "How derived" not in text
    assert re.findall(r"- (.+)", text) == ["Group", "In the file", "everybody", "line 3", "women", "line 4"]
    assert ":widths: 20 5" in text
    assert "In the file" not in placed_table(columns, [["everybody", "", "assumed"]], [""])


def test_facts_begin_with_a_capital_letter_and_leave_out_what_is_not_known():
    assert facts({"Kind": "letter", "Age": None, "Note": "", "Enrolled": 0}) == "Kind\n: Letter\n\nEnrolled\n: 0\n"


def test_what_the_review_does_with_a_publication_comes_before_its_data(review):
    analysis = Analysis(review)
    for key, study in review.publications.items():
        page = publication_page(analysis, key, study)
        heads = re.findall(r"^## (.+)", page, re.MULTILINE)
        assert heads[0] == "Use in this review"
        data = {"Groups of patients", "Response and course", "Harms", "Mechanistic findings"} & set(heads)
        assert all(heads.index(one) < heads.index("Sources") for one in data)
        assert "Entry in a register" not in page


def test_a_publication_says_where_it_is_used(review):
    analysis = Analysis(review)

    def used(key):
        page = publication_page(analysis, key, review.publications[key])
        return page.partition("## Use in this review")[2].partition("\n## ")[0]

    shown = {key: used(key) for key in review.publications}
    pooled = {key for pool in review.config.pools for key in analysis.pool(pool).rows["study"]}
    compared = {key for one in review.config.comparisons for key in analysis.comparison(one).rows["study"]}
    for key, text in shown.items():
        assert (" pool: " in text or " pools: " in text) == (key in pooled)
        assert (" comparison: " in text or " comparisons: " in text) == (key in compared)
        assert ("Findings are shown under: " in text) == bool(review.publications[key].findings)
        assert text.strip()
    assert any("these pools: " in text for text in shown.values())
    assert any("this pool: " in text for text in shown.values())


def test_a_background_publication_says_what_it_says(review):
    pages = [background_page(review, key, item) for key, item in review.background.items()]
    assert any("## What it says" in page and "- Statement" in page for page in pages)


def test_the_state_of_a_trial_is_one_sentence(review):
    analysis = Analysis(review)
    pages = [trial_page(analysis, key, trial) for key, trial in review.registered.items()]
    assert all(re.search(r"^Status\n: [^.(]+(\(as of [^)]+\))?\.$", page, re.MULTILINE) for page in pages)


def test_checks_that_could_not_be_made_for_one_reason_share_a_row():
    def percentage(what, printed, computed, verdict):
        return Checked(Kind.PERCENTAGE, what, printed, computed, verdict)

    open_ = "its denominator is not printed"
    checks = [
        percentage("relief, tea", "68%", open_, Verdict.NOT_CHECKED),
        percentage("relief, sugar", "9 of 12, 75%", "counts that give it: 9", Verdict.PASSES),
        percentage("return, tea", "24%", open_, Verdict.NOT_CHECKED),
        percentage("burn, tea", "9 of 12, 75%", "counts that give it: 9", Verdict.PASSES),
        percentage("burn, sugar", "2%", "another reason", Verdict.NOT_CHECKED),
    ]
    assert [row_of(one) for one in grouped(checks)] == [
        ["percentage", "relief, tea (68%); return, tea (24%)", "", open_, "not checked"],
        ["percentage", "relief, sugar", "9 of 12, 75%", "counts that give it\\: 9", "passes"],
        ["percentage", "burn, tea", "9 of 12, 75%", "counts that give it\\: 9", "passes"],
        ["percentage", "burn, sugar", "2%", "another reason", "not checked"],
    ]
