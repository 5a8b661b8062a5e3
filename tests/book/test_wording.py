"""Numbers, counts, spans and values in words, at the borders of every rule."""

from types import SimpleNamespace

import pytest

from livingreview import wording
from livingreview.subjects.populations.words import predictors_sentence
from livingreview.subjects.versions.model import Changes
from livingreview.subjects.versions.words import publications_words

NAN = float("nan")
UNITS = {"mg/day": "mg a day", "g/L": "g/L"}


@pytest.mark.parametrize(
    ("proportion", "text"),
    [
        (0.0046, "0.5%"),
        (0.005, "0.5%"),  # one in 200 is not none
        (0.0051, "1%"),
        (0.995, "99.5%"),
        (0.9949, "99%"),
        (0.0005, "0.1%"),
        (0.00049, "0.49 per 1,000"),
        (0.00005, "0.050 per 1,000"),
        (0.000049, "4.9 per 100,000"),
        (0.0000026, "0.26 per 100,000"),
        (0.00000996, "1.0 per 100,000"),  # rounding adds no third digit
        (1e-9, "0.00010 per 100,000"),
        (0.9995, ">99.9%"),
        (0.9994, "99.9%"),
    ],
)
def test_percentages_at_the_borders(proportion, text):
    assert wording.percent(proportion) == text


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (0.0000026, 0.000095, "0.26 to 9.5 per 100,000"),
        (0.0002, 0.003, "0.20 to 3.0 per 1,000"),
        (0, 0.00001, "0 to 1.0 per 100,000"),
        (0.00001, 0.004, "1.0 to 400 per 100,000"),
        (0.00001, 0.005, "1.0 to 500 per 100,000"),
        (0.0006, 0.003, "0.1% to 0.3%"),
        (0.00001, 0.03, "<0.1% to 3%"),
        (0, 0, "0% to 0%"),
        (0.99999, 1, ">99.9% to 100%"),
    ],
)
def test_an_interval_of_small_proportions_has_one_scale(low, high, text):
    assert wording.interval(low, high) == text


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ((0.00002, 0.000001, 0.00009), "0.0020 (0.00010–0.0090)"),
        ((0, 0, 0.17), "0 (0–17)"),
        ((0.001, 0.0001, 0.004), "0.10 (0.010–0.40)"),  # the lower end alone is small
        ((0.01, 0.0001, 0.05), "1 (<0.1–5)"),
        ((0.3, NAN, NAN), "30 (not estimable)"),
        ((NAN, NAN, NAN), "not estimable"),
    ],
)
def test_percentages_of_a_column_keep_what_is_small(values, text):
    assert wording.short(*values) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0.00"),
        (0.0049, "<0.01"),
        (-0.001, ">−0.01"),
        (0.005, "0.01"),
        (1.234, "1.23"),
        (-1.234, "−1.23"),
        (-0.0, "0.00"),
    ],
)
def test_a_number_too_small_for_its_decimals_is_not_none(value, text):
    assert wording.number(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0042, "0.0042"),
        (0.00996, "0.010"),
        (0.094, "0.094"),
        (0.095, "0.10"),
        (0, "0"),
        (float("inf"), "infinity"),
        (0.934, "0.93"),
        (9.994, "9.99"),
        (10, "10.0"),
        (99.94, "99.9"),
        (100, "100"),
        (1234.5, "1,235"),
    ],
)
def test_a_ratio_has_fewer_decimals_the_larger_it_is(value, text):
    assert wording.ratio(value) == text


@pytest.mark.parametrize(
    ("difference", "text"),
    [
        (-0.041, "−4"),
        (0.287, "29"),
        (0.004, "0.4"),
        (-0.0095, "−1"),
        (0.0096, "1"),
        (0.0094, "0.9"),
        (0, "0"),
        (-0.0, "0"),
        (-0.0001, "−0.010"),
        (NAN, "not estimable"),
    ],
)
def test_differences_in_percentage_points_keep_their_sign(difference, text):
    assert wording.points(difference) == text


@pytest.mark.parametrize(("low", "high"), [(NAN, 1.0), (0.5, NAN), (NAN, NAN)])
def test_an_interval_without_one_end_is_not_estimable(low, high):
    assert wording.interval(low, high) == "not estimable"
    assert wording.ends(low, high) == "not estimable"


def test_intervals_run_from_the_lower_to_the_upper_end():
    assert wording.interval(0.58, 0.83) == "58% to 83%"
    assert wording.ends(0.664, 1.318) == "0.66 to 1.32"
    assert wording.ends(-0.1, 0.2, wording.points) == "−10 to 20"
    assert wording.short(0.72, 0.58, 0.83) == "72 (58–83)"


def test_a_confidence_level_keeps_its_decimals():
    assert [wording.level_words(level) for level in (0.95, 0.999, 0.975)] == ["95%", "99.9%", "97.5%"]


def test_one_month_is_no_months():
    assert [wording.months(n) for n in (1.0, 1.5, 6.0)] == ["1 month", "1.5 months", "6 months"]


def test_counts_are_words_up_to_twelve():
    counted = [wording.count(n, "study") for n in (0, 1, 12, 13)]
    assert counted == ["no studies", "one study", "twelve studies", "13 studies"]
    assert [wording.in_words(n) for n in (0, 12, 13, 1200, -1)] == ["no", "twelve", "13", "1,200", "−1"]
    assert [wording.number_word(n) for n in (0, 1, 12, 13)] == ["none", "one", "twelve", "13"]
    assert wording.count(2, "person", "people") == "two people"


@pytest.mark.parametrize(
    ("n", "text"),
    [
        (0, "No"),
        (1, "One"),
        (12, "Twelve"),
        (13, "Thirteen"),
        (20, "Twenty"),
        (32, "Thirty-two"),
        (99, "Ninety-nine"),
        (100, "100"),
        (1234, "1,234"),
    ],
)
def test_a_count_that_begins_a_sentence(n, text):
    assert wording.opening(n) == text


@pytest.mark.parametrize(
    ("texts", "joined"),
    [
        (("A whole sentence.", "P = 0.04"), "A whole sentence. P = 0.04"),
        (("a phrase", None, "another"), "a phrase; another"),
        (("Why?", "no answer", ""), "Why? No answer"),
        (("Sentence.", "mRNA was measured."), "Sentence. mRNA was measured."),
        (("Randomised trial.", "double-blind"), "Randomised trial. Double-blind"),
        (("source 1, page 2", "The review gives 7%."), "source 1, page 2. The review gives 7%."),
        (("source 1, page 2", "The review", "gives 7%"), "source 1, page 2; The review; gives 7%"),
        (("source 1, page 2", "as printed."), "source 1, page 2; as printed."),
        (("Sentence.", "smith2024 found more."), "Sentence. smith2024 found more."),
        ((None, ""), ""),
    ],
)
def test_remarks_one_after_another(texts, joined):
    assert wording.remarks(*texts) == joined


def test_plurals_after_a_vowel_and_a_consonant():
    assert [wording.pluralised(noun) for noun in ("study", "day", "trial")] == ["studies", "days", "trials"]


@pytest.mark.parametrize(
    ("text", "inside", "whole"),
    [
        ("It rose.", (), "It rose."),
        ("It rose ", (None, ""), "It rose."),
        ("It rose", ("3 v 9 h", "P = 0.03"), "It rose (3 v 9 h; P = 0.03)."),
        ("It rose.", ("P not significant.",), "It rose (P not significant)."),
        ("Did it rise?", (), "Did it rise?"),
    ],
)
def test_what_stands_beside_a_sentence_is_in_brackets_before_its_full_stop(text, inside, whole):
    assert wording.bracketed(text, *inside) == whole


def test_numbers_of_sources_are_left_out_on_other_pages():
    text = "The table (source 4) gives 7%, the abstract (sources 1 and 2) 8% (see the source)."
    assert wording.without_source_numbers(text) == "The table gives 7%, the abstract 8% (see the source)."


def test_lists_and_sentences():
    assert wording.listed(["a", "b"]) == "a and b"
    assert wording.listed(["a", "b", "c"], "or") == "a, b or c"
    assert wording.listed(["a"]) == "a"
    assert wording.listed(["Oats, rye 2001", "b"]) == "Oats, rye 2001; and b"
    assert wording.listed(["a", "b (1, 2)", "c"]) == "a, b (1, 2) and c"
    assert wording.listed(["a", "Oats, rye 2001", "c"]) == "a; Oats, rye 2001; and c"
    assert wording.listed(["“Oats, rye”", "“b”", "“c”"], "or") == "“Oats, rye”, “b” or “c”"  # quotes part them
    assert wording.sentence("  two rose. ") == "Two rose."
    assert wording.sentence(" ") == ""


@pytest.mark.parametrize(
    ("low", "high", "long", "compact"),
    [
        (2, 4, "2 to 4 mg a day", "2–4 mg a day"),
        (2, 2, "2 mg a day", "2 mg a day"),
        (None, 15, "at most 15 mg a day", "≤15 mg a day"),
        (2.5, None, "at least 2.5 mg a day", "≥2.5 mg a day"),
    ],
)
def test_a_span_in_words(low, high, long, compact):
    record = {"low": low, "high": high, "unit": "mg/day"}
    for span in (record, SimpleNamespace(**record)):
        assert wording.span_words(span, UNITS) == long
        assert wording.span_words(span, UNITS, compact=True) == compact
    assert wording.span_words(record, "mg a day") == long


def test_a_span_that_is_not_there_is_an_empty_text():
    assert wording.span_words(None, UNITS) == ""
    assert wording.span_words(NAN, UNITS) == ""


@pytest.mark.parametrize(
    ("month", "when", "text"),
    [
        (1, None, "1 month"),
        (0.5, None, "0.5 months"),
        (3, None, "3 months"),
        (None, "not-stated", "not stated"),
        (None, "follow-up", "follow-up"),
    ],
)
def test_a_time_in_words(month, when, text):
    assert wording.time_words({"month": month, "when": when}) == text


FIELDS = ("events", "n", "printed", "value", "stat", "unit_label", "low", "high", "spread", "says", "p")
FIELDS += ("ci_low", "ci_high")


def record(**given):
    return {**dict.fromkeys(FIELDS), **given}


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({"events": 25, "n": 43}, "25/43 (58%)"),
        ({"events": 25, "n": 43, "printed": "58.1%"}, "25/43 (58%)"),  # one rounding of a count everywhere
        ({"events": 11, "n": 69, "printed": "15%"}, "11/69 (16%, printed as 15%)"),
        ({"events": 25}, "25 (denominator not accessible)"),
        ({"events": 9, "printed": "13%"}, "9 (13% printed; denominator not accessible)"),
        ({"printed": "58%", "n": 43}, "58% (no count accessible)"),
        (
            {"printed": "18%", "low": 3.0, "high": 40.5, "spread": "ci95"},
            "18% (95% CI 3 to 40.5; no count accessible)",
        ),
        (
            {"value": 3.0, "stat": "median", "unit_label": "weeks", "low": 2, "high": 6, "spread": "iqr"},
            "median 3 weeks (interquartile range 2 to 6)",
        ),
        ({"value": 3.0, "stat": "mean", "unit_label": "weeks"}, "mean 3 weeks"),
        ({"value": 3.0, "stat": "not-stated", "unit_label": "weeks"}, "3 weeks (mean or median not stated)"),
        (
            {"value": 3.0, "stat": "not-stated", "unit_label": "weeks", "low": 2, "high": 6, "spread": "iqr"},
            "3 weeks (mean or median not stated; interquartile range 2 to 6)",
        ),
        (
            {"value": 0.52, "stat": "ratio", "unit_label": "ratio", "low": 0.31, "high": 0.87, "spread": "ci95"},
            "ratio 0.52 (95% CI 0.31 to 0.87)",
        ),
        ({"says": "Better with tea.", "p": "0.03"}, "Better with tea."),
        ({"p": "<0.05"}, "P <0.05"),
    ],
)
def test_a_value_in_words(given, text):
    assert wording.value_words(record(**given)) == text


TWO_MG = {"value": 2.0, "unit_label": "mg", "low": 1, "high": 3}


@pytest.mark.parametrize(
    ("given", "text"),
    [
        (
            {"events": 1, "n": 16, "printed": "6.3%", "ci_low": 0.0016, "ci_high": 0.302},
            "1/16 (6%; 95% CI 0.2% to 30%)",
        ),
        ({"printed": "18%", "low": 3.0}, "18%"),  # one end is no interval
        ({"printed": "18%", "high": 3.0}, "18%"),
        ({**TWO_MG, "stat": "median", "spread": "range"}, "median 2 mg (range 1 to 3)"),
        ({"events": 3, "printed": "18%"}, "3 (18% printed; denominator not accessible)"),
        ({"events": 3}, "3 (denominator not accessible)"),
        ({"n": 20, "says": "Rare."}, "Rare."),
        ({"printed": "18%", "low": 3.0, "high": 40.5, "spread": "ci95"}, "18% (95% CI 3 to 40.5)"),
        ({**TWO_MG, "stat": "median", "spread": "iqr"}, "median 2 mg (interquartile range 1 to 3)"),
        ({**TWO_MG, "stat": "not-stated", "spread": "range"}, "2 mg (mean or median not stated; range 1 to 3)"),
        ({}, ""),
    ],
)
def test_a_harm_in_words(given, text):
    assert wording.harm_words(record(**given), 0.95) == text


@pytest.mark.parametrize(
    ("about", "text"),
    [
        ({"outcome": "relief", "month": 3, "when": None}, "Relief, 3 months"),
        ({"outcome": "relief", "month": None, "when": "not-stated"}, "Relief, time not stated"),
        ({"outcome": "relief", "month": None, "when": "after-stop"}, "Relief, after stopping"),
        ({"outcome": "relief", "month": None, "when": "follow-up"}, "Relief, at follow-up"),
        ({"outcome": "relief", "month": 1, "when": None}, "Relief, 1 month"),
        ({"event": "burn", "severity": "any", "as_printed": None}, "Burnt tongue"),
        ({"event": "burn", "severity": "severe", "as_printed": None}, "Burnt tongue, severe"),
        ({"event": "burn", "severity": "any", "as_printed": "scald"}, "Burnt tongue (printed: scald)"),
        ({"event": "burn", "severity": "severe", "as_printed": "scald"}, "Burnt tongue, severe (printed: scald)"),
    ],
)
def test_what_a_value_is_about(about, text):
    terms = SimpleNamespace(
        outcomes={"relief": SimpleNamespace(label="Relief")}, events={"burn": SimpleNamespace(label="Burnt tongue")}
    )
    assert wording.what_words(about, terms) == text


def test_p_values_as_printed():
    printed = ("0.03", "<0.05", "not significant", None, "")
    assert [wording.p_words({"p": p}) for p in printed] == ["P = 0.03", "P <0.05", "P not significant", "", ""]


@pytest.mark.parametrize(
    "n, total, text",
    [
        (0, 205, "No report was"),
        (1, 9, "One of nine reports was"),
        (1, 205, "One of 205 reports was"),
        (3, 205, "Three of 205 reports were"),
        (205, 205, "All 205 reports were"),
        (1, 1, "The one report was"),
        (2, 2, "Both reports were"),
        (0, 0, "No report was"),
        (1204, 2000, "1,204 of 2,000 reports were"),
    ],
)
def test_how_many_of_a_total_have_the_verb_of_their_number(n, total, text):
    assert wording.of_total(n, total, "report", "was", "were") == text


@pytest.mark.parametrize(
    "n, total, text",
    [
        (0, 6, "none of six trials"),
        (0, 1, "no trial"),
        (1, 6, "one of six trials"),
        (6, 6, "all six trials"),
        (1, 1, "the one trial"),
        (2, 2, "both trials"),
        (20, 300, "20 of 300 trials"),
        (0, 0, "no trials"),
    ],
)
def test_how_many_of_a_total_inside_a_sentence(n, total, text):
    assert wording.part_of(n, total, "trial") == text


@pytest.mark.parametrize(
    "reports, of_it, text",
    [
        (0, 0, "No publication relates {} to response or relapse."),
        (1, 0, "One publication relates {} to response or relapse; it is not on colic."),
        (1, 1, "One publication relates {} to response or relapse; it is on colic."),
        (4, 0, "Four publications relate {} to response or relapse; none of them is on colic."),
        (4, 1, "Four publications relate {} to response or relapse; one of them is on colic."),
        (4, 2, "Four publications relate {} to response or relapse; two of them are on colic."),
    ],
)
def test_reports_on_predictors_have_the_verb_of_their_number(reports, of_it, text):
    assert predictors_sentence(reports, of_it, "colic") == text.format("features of patients or drug levels")


@pytest.mark.parametrize(
    "kinds, text",
    [
        ({}, "No publication was added, removed or changed."),
        ({"added": 1}, "One publication was added."),
        ({"removed": 2}, "Two publications were removed."),
        (
            {"added": 20, "amended": 1},
            "20 publications were added; one was amended in notes, conflicts, sources or judgements.",
        ),
    ],
)
def test_what_became_of_publications_leaves_out_what_did_not_happen(kinds, text):
    keys = {kind: tuple("x" * kinds.get(kind, 0)) for kind in ("added", "removed", "corrected", "extended", "amended")}
    assert publications_words(Changes(old=None, new={}, results=(), **keys)) == text


def test_every_ten_has_its_word():
    tens = ["Twenty", "Thirty", "Forty", "Fifty", "Sixty", "Seventy", "Eighty", "Ninety"]
    assert [wording.opening(n) for n in range(20, 100, 10)] == tens
