"""Pages of single publications: what comes first, sentences that join, and columns that hold something."""

import re
from types import SimpleNamespace

import pytest

from livingreview.publish.places import lines_words
from livingreview.publish.study_pages import age_words, background_page, publication_page, trial_page
from livingreview.publish.study_sections import facts, finding_words, placed_table
from livingreview.publish.study_trust import grouped, row_of
from livingreview.render.table import plain
from livingreview.schema import Age
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
    assert "In the file" not in placed_table(columns, [["everybody", "", "assumed"]], [""])


def test_columns_are_as_wide_as_what_they_hold_and_words_are_whole():
    columns = {"What": 50, "Value": 30, "Source": 20}
    rows = [["fever", "2 of 9", "source 1; " + "a long remark on the place " * 9]] * 3
    text = placed_table(columns, rows, ["line\u00a012"] * 3)
    what, value, source, place = map(int, re.search(r":widths: (.+)", text)[1].split())
    assert source > 50 and value < 30 and what < 30
    assert place >= 7  # of 100, which holds "line 12" on one line in the text of a page
    linked = placed_table(columns, [["fever", "2", "[text](<https://example.org/" + "a" * 200 + ">)"]] * 3, [""] * 3)
    assert int(re.search(r":widths: .* (\d+)", linked)[1]) < 40  # what is read counts, not the address


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([3], "line\u00a03"),
        ([3, 4], "lines\u00a03, 4"),
        ([3, 5, 6, 7, 9], "lines\u00a03, 5 to\u00a07, 9"),
    ],
)
def test_lines_of_several_rows_are_named_in_ranges(lines, words):
    assert lines_words(lines) == words


def test_a_fact_of_several_lines_has_a_paragraph_for_each():
    assert facts({"Registration": ["one", "two"], "Other": []}) == "Registration\n: One\n\n  Two\n"


def test_a_reason_of_two_readings_is_given_once(review):
    analysis = Analysis(review)
    found = 0
    for key, study in review.publications.items():
        page = publication_page(analysis, key, study)
        for reading in study.readings:
            rows = [one for one in analysis.readings if one.study == key and one.reading.id == reading.id]
            found += len(rows) > 1
            assert page.count(plain(reading.how)) == bool(rows)
    assert found


def test_no_section_of_a_page_is_empty(review):
    analysis = Analysis(review)
    pages = [publication_page(analysis, key, study) for key, study in review.publications.items()]
    pages += [trial_page(analysis, key, trial) for key, trial in review.registered.items()]
    pages += [background_page(review, key, item) for key, item in review.background.items()]
    empty = re.compile(r"^#{2,} .+\n+(?=#{1,2} |\Z)", re.MULTILINE)
    assert empty.search("## Use\n\n## Next\n") and empty.search("## Use\n\n")
    assert [page for page in pages if empty.search(page)] == []


def test_a_registered_trial_says_what_use_is_made_of_it(review):
    analysis = Analysis(review)
    for key, trial in review.registered.items():
        used = trial_page(analysis, key, trial).partition("## Use in this review")[2].partition("\n## ")[0]
        assert "It is listed among the [registered trials](/chapters/evidence-base.md)" in used
        assert ("No report of it was accessible" in used) == (not trial.reports)


def test_an_age_that_only_the_register_gives_is_said_to_be_its():
    def ages(age, *trials):
        return age_words(SimpleNamespace(registered=dict(enumerate(trials))), "tea", age)

    def trial(age, eligibility=None, report="tea"):
        return SimpleNamespace(registry="NCT1", reports=[report], age=age, eligibility=eligibility)

    who = trial(Age.MIXED, "Age 16 to 80 years; thirst for 3 years")
    assert ages(Age.NOT_STATED, who) == (
        "Not stated in the accessible text of the publication. The register (NCT1) admits: age 16 to 80 years."
    )
    assert ages(Age.NOT_STATED, trial(Age.ADULT)).endswith("The register (NCT1) admits: adults only.")
    assert ages(Age.CHILD, who) == "Children and adolescents only."
    assert ages(Age.NOT_STATED, trial(Age.MIXED, report="coffee")) == "Not stated in the accessible text."
    assert ages(Age.NOT_STATED, trial(Age.NOT_STATED)) == "Not stated in the accessible text."
    assert ages(Age.NOT_APPLICABLE, who) is None


def test_facts_begin_with_a_capital_letter_and_leave_out_what_is_not_known():
    assert facts({"Kind": "letter", "Age": None, "Note": "", "Enrolled": 0}) == "Kind\n: Letter\n\nEnrolled\n: 0\n"


def test_what_the_review_does_with_a_publication_comes_before_its_data(review):
    analysis = Analysis(review)
    for key, study in review.publications.items():
        page = publication_page(analysis, key, study)
        heads = re.findall(r"^## (.+)", page, re.MULTILINE)
        assert heads[0] == "Use in this review"
        data = {"Groups of patients", "Efficacy", "Harms", "Mechanistic findings"} & set(heads)
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

    open_ = "no denominator is printed"
    checks = [
        percentage("relief, tea", "68%", open_, Verdict.NOT_CHECKED),
        percentage("relief, sugar", "9 of 12, 75%", "counts that give it: 9", Verdict.PASSES),
        percentage("return, tea", "24%", open_, Verdict.NOT_CHECKED),
        percentage("burn, tea", "9 of 12, 75%", "counts that give it: 9", Verdict.PASSES),
        percentage("burn, sugar", "2%", "another reason", Verdict.NOT_CHECKED),
    ]
    assert [row_of(one) for one in grouped(checks)] == [
        ["percentage", "relief, tea\\: 68%; return, tea\\: 24%", open_, "not checked"],
        ["percentage", "relief, sugar\\: 9 of 12, 75%", "counts that give it\\: 9", "passes"],
        ["percentage", "burn, tea\\: 9 of 12, 75%", "counts that give it\\: 9", "passes"],
        ["percentage", "burn, sugar\\: 2%", "another reason", "not checked"],
    ]
