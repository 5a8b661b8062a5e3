"""Tables of comparisons: each column under its head, each value of each trial, and what is only reconstructed."""

import pytest

from livingreview.evidence import exact_interval
from livingreview.meta import two_groups
from livingreview.subjects.comparisons import model as comparisons
from livingreview.subjects.comparisons import table as tables
from livingreview.subjects.comparisons.effects import result_words
from livingreview.wording import interval


@pytest.fixture
def analysis(results):
    return results.analysis


@pytest.fixture
def compared(analysis):
    return [analysis.comparison(name) for name in analysis.review.config.comparisons]


def by_study(table):
    return {(row[0].partition("]")[0].strip("["), row[1]): row for row in table.rows}


def test_trials_of_a_comparison_have_their_counts_under_their_arms(analysis):
    table = tables.compared_rows(analysis.comparison("relief-sugar"))
    assert list(table.header[:6]) == ["Trial", "Arm", "Events/n", "Comparator", "Events/n", "Risk ratio (95% CI)"]
    assert list(table.header[-4:]) == ["P", "Time", "Source", "Marks"]
    assert len(table.header) == len(table.widths)
    baker, grant = table.rows
    assert baker[2::2][:2] == ["24/40 (60%)", "27/42 (64%)"]
    assert grant[2::2][:2] == ["30/50 (60%)", "20/50 (40%)"]
    assert baker[5].startswith("0.93 (") and grant[5].startswith("1.50 (")
    assert (baker[-4], baker[-1]) == ("0.70", "ADT") and (grant[-4], grant[-1]) == ("", "")


def test_what_does_not_enter_has_its_study_arm_and_reason(compared):
    table = tables.left_out(compared)
    assert list(table.header) == ["Comparison", "Study", "Arm", "Patients", "Value", "Why it was not compared"]
    assert len(table.rows) == sum(len(one.left_out) for one in compared)
    assert [row[-1] for row in table.rows] == [reason for one in compared for reason in one.left_out["reason"]]
    assert all(all(row) for row in table.rows)


def test_both_methods_are_shown_for_each_effect_of_each_trial(compared):
    table = tables.by_method(compared)
    assert len(table.rows) == sum(len(one.rows) * len(one.effects) for one in compared)
    assert list(table.header[-2:]) == ["Large-sample interval", "Score interval, printed"]
    row = next(r for r in table.rows if "Grant 2017" in r[1] and r[2] == "Risk ratio")
    # Large-sample limits by hand: exp(log(1.5) ± 1.96 sqrt(1/30 - 1/50 + 1/20 - 1/50)).
    assert row[3] == "1.50 (1.00 to 2.26)"
    assert row[4].startswith("1.50 (1.01 to 2.29")


def test_reconstructions_say_whether_they_give_what_is_printed(review, analysis):
    table = tables.readings(review, analysis.readings)
    assert list(table.header[:5]) == ["Study", "Printed", "If of", "Reconstructed", "Fits the percentages?"]
    assert len(table.rows) == len(analysis.readings) > 1
    for found, row in zip(analysis.readings, table.rows, strict=True):
        assert row[4].startswith("yes" if found.reproduces else "no:")
        assert (
            row[3].startswith(f"{found.events[0]}/{found.n[0]} (") and f" v {found.events[1]}/{found.n[1]} (" in row[3]
        )
        assert (f"P {found.p}" in row[1].replace("\\", "")) == bool(found.p)
        assert row[1].count(" v ") == 1 and f"source {found.reading.source}, " in row[1]
    assert "are used in no pool or comparison" in table.caption


def test_arms_are_side_by_side_and_only_trials_are_called_comparisons(review):
    randomised, other = (
        tables.by_arm(review, comparisons.by_arm(review, randomised=which), which) for which in (True, False)
    )
    assert list(randomised.header) == ["Study", "What, in whom", "Tea", "Comparator", "P", "Marks", "Notes"]
    assert all(" v " in row[0] for row in randomised.rows) and not any(" v " in row[0] for row in other.rows)
    assert "not randomised" in other.caption and "No comparison is made" in other.caption
    counted = next(row for row in randomised.rows if "Norris 2021" in row[0] and row[2].startswith("16/30"))
    assert counted[2].startswith("16/30 (53%), ") and counted[3].startswith("9/31 (29%), ")
    assert len(counted[2].split(", ")[1].split(" to ")) == 2
    printed = next(row for row in randomised.rows if "Baker 2011" in row[0] and row[2].startswith("24/40"))
    assert printed[4] == "0.70" and set("ADT") <= set(printed[5])


def test_awaited_trials_have_their_registration_and_status(review):
    table = tables.awaited(review, comparisons.awaited(review))
    assert list(table.header) == ["Trial", "Registration", "Arms", "Patients", "Planned", "Status"]
    assert len(table.rows) == len(list(comparisons.awaited(review))) > 0
    assert all(row[0] and row[1] and row[5] and " v " in row[2] for row in table.rows)


def test_pages_show_these_tables(book):
    pages = book.comparisons
    assert "Score interval" in pages.by_method().data
    assert "Tea Board 2023" in pages.awaited().data
    assert "Why it was not compared" in pages.left_out().data
    assert "reconstructions" in pages.readings().data
    assert "not randomised report on two treatments" in pages.not_randomised().data
    assert "What the randomised trials report" in pages.randomised().data


def test_an_exact_interval_follows_a_count_alone(review):
    row = {"events": 5, "n": 24} | dict.fromkeys(("printed", "value", "low", "high", "says", "p"))
    assert tables._figure(row) == f"5/24 (21%), {interval(*exact_interval(5, 24))}"
    assert tables._figure(row | {"n": None, "events": None, "printed": "21%"}) == "21% (no count accessible)"
    assert tables._figure(None) == "not printed"


def test_a_reading_is_drawn_under_the_name_of_its_outcome(book):
    shown = book.comparisons.reading("baker2011", "lasting-relief").data
    outcome = book.review.vocabulary.outcomes["lasting"].label
    assert outcome[:1].upper() + outcome[1:] in shown
    with pytest.raises(KeyError, match="baker2011 lasting-relief"):
        book.comparisons.reading("baker2011", "nothing")


def test_an_effect_without_an_interval_is_not_estimable_as_a_whole():
    assert result_words(two_groups(0, 10, 0, 12, "RR"), "RR") == "not estimable"
    assert result_words(two_groups(16, 30, 9, 31, "RR"), "RR").startswith("1.84 (")


def test_declared_comparisons_are_listed_with_their_window_and_reason(review):
    table = tables.declared(review)
    assert table.name == "comparisons"
    alike = "Declared comparisons, in randomised trials only: nothing else is compared. Measures: RR, RD."
    assert table.caption == alike, "what is the same in every comparison is said once"
    assert list(table.header) == [
        "Comparison", "What is compared", "Time", "Comparator has", "Intervals of a pool", "Why",
    ]  # fmt: skip
    rows = {row[0]: row[1:] for row in table.rows}
    water = rows["Relief, against water"]
    assert (water[0], water[2], water[4]) == ("relief", "water", "Water is what most people try first.")
    assert water[3] == "confidence normal (z); prediction normal (z); from two on"
    events = rows["Any adverse event, against sugar"]
    assert events[:2] == ["any adverse event", "any: events are printed without times"]
