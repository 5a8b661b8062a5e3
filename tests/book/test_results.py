"""Numbers in prose: right, rounded once, and refused when their name is wrong."""

from math import inf

import pytest

from livingreview.meta import pool_proportions
from livingreview.render.myst import list_table
from livingreview.schema import percent_fits
from livingreview.subjects.mechanisms import directions, evidence
from livingreview.subjects.results import UnknownResult
from livingreview.wording import count, interval, listed, number, percent, points, ratio, sentence, short

nan = float("nan")


def test_a_pooled_result_is_the_engine_s(results):
    events, n = (
        [51, 24, 15, 9, 5, 30, 15, 16, 4],
        [60, 40, 25, 12, 8, 50, 24, 30, 6],
    )  # by hand: see tests/review/README.md
    pooled = pool_proportions(events, n)
    assert results["pools.relief.estimate"].text == percent(pooled.estimate)
    assert results["pools.relief.ci"].text == f"{percent(pooled.ci_low)} to {percent(pooled.ci_high)}"
    assert results["pools.relief.n"].text == "255"
    assert results["pools.relief.secondary.n"].text == str(25 + 8 + 6)


def test_an_empty_subgroup_is_not_estimable(results):
    assert results["pools.relief.simple-child.estimate"].text == "not estimable"
    assert results["pools.relief.simple-child.k"].text == "0"


def test_a_single_figure_carries_its_marks_and_its_study(results):
    result = results["datum.baker2011.tea.all.relief.not-stated"]
    assert (result.text, result.marks, result.study) == ("24/40 (60%)", "ADT", "baker2011")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("pools.relif.estimate", "Did you mean 'relief'"),
        ("pools.relief.estimat", "Did you mean 'estimate'"),
        ("datum.baker2011.tea.all.relief.3", "Allowed: not-stated"),
        ("datum.baker2011.tea.all.XX.3", "there is no 'XX'"),
        ("datum.baker2011.tea", "One efficacy value: datum.STUDY.ARM.GROUP.OUTCOME.TIME"),
        ("publications.nobody1999.label", "there is no 'nobody1999'"),
        ("count.elephants", "there is no 'elephants'"),
        ("pol.relief.estimate", "Did you mean 'pools'"),
        ("mechanisms.elephants.first-sentence", "there is no 'elephants'"),
    ],
)
def test_a_wrong_name_is_refused_with_what_there_is(results, name, message):
    with pytest.raises(KeyError) as refused:
        results[name]
    assert message in str(refused.value)


def test_unknown_results_read_as_sentences(results):
    with pytest.raises(UnknownResult) as refused:
        results["review.titel"]
    assert str(refused.value).startswith("review.titel: there is no 'titel' in review. Did you mean 'title'?")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0%"),
        (1, "100%"),
        (0.7234, "72%"),
        (0.001, "0.1%"),
        (0.0001, "0.10 per 1,000"),
        (0.997, "99.7%"),
        (0.99999, ">99.9%"),
        (nan, "not estimable"),
    ],
)
def test_percentages_are_never_rounded_to_none_or_all(value, text):
    assert percent(value) == text


@pytest.mark.parametrize(
    ("events", "n", "text"),
    [(5, 8, "63%"), (3, 8, "38%"), (57, 200, "29%"), (1, 400, "0.3%"), (569, 2000, "28%")],
)
def test_a_half_is_rounded_up_as_journals_do(events, n, text):
    assert percent(events / n) == text
    assert interval(events / n, 1) == f"{text} to 100%"
    assert points(-events / n) == "−" + text.rstrip("%")
    assert percent_fits(text, events, n)


def test_a_half_of_another_number_is_rounded_away_from_zero():
    assert [ratio(value) for value in (0.125, 1.005, 12.25, 100.5, inf)] == ["0.13", "1.01", "12.3", "101", "infinity"]
    assert [number(value) for value in (0.125, -0.125, 2.675, inf)] == ["0.13", "−0.13", "2.68", "inf"]


def test_wording():
    assert interval(0.5, 0.755) == "50% to 76%"
    assert interval(nan, 1) == "not estimable"
    assert short(0.7, 0.58, 0.8) == "70 (58–80)"
    assert number(nan) == "not estimable"
    assert [count(n, "study") for n in (0, 1, 2, 13)] == ["no studies", "one study", "two studies", "13 studies"]
    assert listed([]) == "none"
    assert listed("abc") == "a, b and c"
    assert sentence("two rose") == "Two rose."
    assert [sentence(word) for word in ("mTOR fell", "x", "")] == ["mTOR fell.", "X.", ""]


def test_directions_are_counted_by_publication(review):
    found = evidence(review, "nerve").findings
    one = found[(found["study"] == "grant2017") & (found["axis"] == "nerve")]
    assert directions(one) == "one mixed"  # no change before treatment, down on it
    drug = found[(found["axis"] == "nerve") & (found["part"] == "intervention")]
    assert directions(drug[drug["study"].isin(["grant2017", "baker2011"])]) == "both down"


def test_directness_never_calls_another_disease_direct(review):
    for chapter in review.vocabulary.chapters:
        found = evidence(review, chapter).findings
        direct = found["disease"].map(lambda d: review.vocabulary.diseases[d].direct)
        assert ((found["directness"] != "elsewhere") == direct).all()


def test_a_cell_that_begins_with_a_percent_sign_is_no_comment():
    assert "  - \\% (95% CI)" in list_table(["Study", "% (95% CI)"], [], [1, 1])
