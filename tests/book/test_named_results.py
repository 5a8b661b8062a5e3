"""Results by name, against what was worked out by hand from the invented review (see tests/review/README.md)."""

from dataclasses import replace

import pandas as pd
import pytest

from livingreview.meta import pool_proportions
from livingreview.subjects.pools import variants_words
from livingreview.subjects.pools import words as pool_words
from livingreview.subjects.pools.model import pool_rows
from livingreview.subjects.pools.variants import NO_YEAR, Variant, other_models
from livingreview.wording import interval, number, percent

HARMS = {
    "clinical": "18",
    "publications": "12",
    "statement-only": "two",
    "silent": "four",
    "no-count": "six",
    "without-count": "Statements without counts: Adler 2010 and Hayes 2018. "
    "No information on harms in the accessible text: Frost 2016, Ivers 2018, Jones 2019 and Owens 2021.",
    "why": "An event of one grade is pooled where three publications count it.",
    "reporting": "Of 18 publications with treated patients, twelve give counts of adverse events, eight of them "
    "in patients with hiccups only and with a denominator (210 patients); two give statements without counts, and "
    "for four no information on harms was accessible.",
    "direct-publications": "eight publications",
    "patients": "210 patients",
    "pools": "two events",
    "min-studies": "three publications",
    "confidence-by": "normal (z)",
    "not-read-in-full": "five of 16",
    "largest-without-count": "Owens 2021",
    "largest-without-count-n": "70 patients",
    "events-apart": "wet sleeve, burnt tongue and sleepless night",
    "not-counted": "any event put down to tea, event that ended tea and jitters",
    "pooling": "Two events pooled: any adverse event and burnt tongue.",
    "sentence": "Of 18 publications with treated patients, 14 give 27 values or statements on harm.",
}
CERTAINTY = {
    "outcomes": "six outcomes",
    "drafts": "5",
    "confirmed": "1",
    "levels": "low or very low",
    "missing-results-of": "Five of six outcomes were",
    "rated-by": "rater 1",
    "thresholds-why": "Invented.",
    "starts-why": "Randomised arms start at high.",
    "status-note": "Five of six ratings of certainty are drafts, not yet confirmed by a rater.",
    "not-reported": "none",
    "not-reported-names": "none",
    "full.label": "Full relief near three months",
    "full.level": "very low",
    "full.level-symbols": "⊕◯◯◯",
    "full.rating": "very low (⊕◯◯◯; draft)",
    "full.start": "low",
    "full.contradictions": "none",
    "full.k": "4",
    "full.n": "139",
    "full.randomised": "0",
    "full.needed": "not declared",
    "full.abstracts": "61%",  # 85 of 139: Adler and Carter
    "relief-versus-water.status": "confirmed (rater 1, rater 2)",
    "relief-versus-water.start": "high",
    "relief-versus-water.reasons": "lowered for imprecision",
    "relief-versus-water.k": "1",
    "relief-versus-water.n": "61",
    "relief-versus-water.randomised": "61",
    "relief-versus-water.abstracts": "0%",
    "relief-versus-water.unclear-bias": "0%",
}
COMPARISONS = {
    "relief-sugar.label": "Relief, against sugar",
    "relief-sugar.level": "95%",
    "relief-sugar.k": "2",
    "relief-sugar.n": "182",
    "relief-sugar.needed": "not declared",
    "relief-sugar.trials": "two randomised trials",
    "relief-sugar.found": "we found two randomised trials with accessible counts",
    "relief-sugar.names": "Baker 2011 and Grant 2017",
    "relief-sugar.left-out": "2",
    "relief-sugar.awaited": "none",
    "relief-sugar.awaited-k": "0",
    "relief-sugar.intervention": "54/90 (60%)",
    "relief-sugar.comparator": "47/92 (51%)",
    "relief-sugar.rr-no-effect": "includes",
    "relief-sugar.rr-direction": "fewer or more",
    "relief-sugar.baker2011.label": "Baker 2011",
    "relief-sugar.baker2011.n": "82",
    "relief-sugar.baker2011.intervention": "24/40 (60%)",
    "relief-sugar.baker2011.comparator": "27/42 (64%)",
    "relief-sugar.baker2011.p": "0.70",
    "relief-sugar.baker2011.rr": "0.93",  # 24 x 42 / (40 x 27)
    "relief-sugar.baker2011.rd": "−4 percentage points",
    "relief-sugar.grant2017.rr": "1.50",
    "relief-sugar.grant2017.rr-no-effect": "excludes",
    "relief-sugar.grant2017.rr-direction": "more",
    "relief-sugar.grant2017.rd": "20 percentage points",
    "relief-sugar.grant2017.p": "none",
    "relief-sugar.p": "0.70",
    "relief-sugar.why": "The outcome and the window are those of the primary pool.",
    "events-sugar.p": "0.78",
    "relief-water.found": "we found one randomised trial with accessible counts",
    "return-sugar.sentence": "Return of hiccups, against sugar: no randomised trial with counts of both arms.",
    "return-sugar.p": "none",
    "relief-water.trials": "one randomised trial",
    "relief-water.names": "Norris 2021",
    "relief-water.awaited": "Tea Board 2023",
    "relief-water.awaited-k": "1",
    "relief-water.intervention": "16/30 (53%)",
    "relief-water.comparator": "9/31 (29%)",
    "relief-water.rr": "1.84",  # 16 x 31 / (30 x 9)
    "relief-water.rd": "24 percentage points",
    "events-sugar.level": "90%",
    "events-sugar.intervention": "10/90 (11%)",
    "events-sugar.comparator": "8/92 (9%)",
    "return-sugar.trials": "no randomised trials",
    "return-sugar.names": "none",
    "return-sugar.n": "0",
    "return-sugar.intervention": "not estimable",
    "return-sugar.rr": "not estimable",
    "return-sugar.rd-direction": "not estimable",
}
READINGS = {
    "lasting-relief.printed": "71% against 41%",
    "lasting-relief.p": "<0.05",
    "lasting-relief.fitting": "people with relief",
    "lasting-relief.not-fitting": "everybody randomised",
    "lasting-relief.relieved.of": "people with relief",
    "lasting-relief.relieved.intervention": "17/24 (71%)",
    "lasting-relief.relieved.comparator": "11/27 (41%)",
    "lasting-relief.relieved.rr": "1.74",  # 17 x 27 / (24 x 11)
    "lasting-relief.relieved.rr-no-effect": "excludes",
    "lasting-relief.randomised.comparator": "11/42 (26%)",
    "return.p": "not printed",
    "return.relieved.rr": "0.66",  # 7 x 27 / (24 x 12)
}
POOLS = {
    "relief.k": "9",
    "relief.cohorts": "nine cohorts",
    "relief.n": "255",
    "relief.events": "169",
    "relief.lowest": "53%",  # Norris 2021
    "relief.highest": "85%",  # Adler 2010
    "full.k": "4",
    "full.n": "139",
    "full.events": "48",
    "full.lowest": "20%",
    "full.highest": "40%",
    "full.window": "1 to 6 months",
    "full.target": "3 months",
    "full.min-patients": "3",
    "full.needed": "not declared",
    "full.not-randomised": "three of four cohorts",
    "full.read-in-part": "two of four cohorts",
    "full.derived-in": "one of four cohorts",
    "full.time-unstated-in": "none of four cohorts",
    "full.abstract-only": "2",
    "full.empty-subgroups": "Simple hiccups, children",
    "full.countries": "two from Ruritania, one from Grand Fenwick and one from Sylvania",
    "full.first-year": "2010",
    "full.first-estimate": "40%",  # 24 of 60
    "full.first-ci": "28% to 53%",  # exact
    "full.last-year": "2021",
    "full.loo-low-without": "Adler 2010",
    "full.loo-high-without": "Norris 2021",
    "full.label": "Full relief near 3 months",
    "full.outcome": "full",
    "full.why": "As for relief.",
    "full.level": "95%",
    "full.cohorts": "four cohorts",
    "full.left-out": "3",
    "full.single-arm": "3",
    "full.derived": "1",
    "full.time-unstated": "0",
    "full.min-for-prediction": "four cohorts",
    "full.empty-sentence": "No cohort with a count was found for the group “Simple hiccups, children”.",
    "full.times": "three cohorts at 3 months and one at 6 months",
    "full.simple-adult.label": "Simple hiccups, adults",
    "full.simple-adult.k": "2",
    "full.simple-adult.events": "14",
    "full.simple-adult.n": "54",
    "full.simple-adult.lowest": "20%",
    "full.simple-adult.countries": "one from Ruritania and one from Sylvania",
    "full.simple-child.result": "no cohort with a count",
    "full.simple-child.sentence": "Full relief near 3 months (Simple hiccups, children): no cohort with a count.",
    "full.simple-child.interval-note": "No cohort with a count.",
    "full.simple-child.tau2": "not estimable",
    "full.simple-child.i2": "not estimable",
    "full.simple-child.z-ci": "not estimable",
    "full.simple-child.not-randomised": "no cohorts",
    "full.simple-child.countries": "none",
    "full.simple-child.notes": "none.",
    "full.simple-child.other-maximum": "none.",
    "relief.window": "1 to 6 months",
    "relief.left-out": "14",
    "relief.single-arm": "6",
    "relief.derived": "2",
    "relief.derived-in": "two of nine cohorts",
    "relief.abstract-only": "3",
    "relief.time-unstated": "1",
    "relief.time-unstated-in": "one of nine cohorts",
    "relief.simple-mixed.not-randomised": "both cohorts",
    "relief.secondary.countries": "three from Grand Fenwick",
    "relief.countries": "four from Grand Fenwick, two from Freedonia, two from Ruritania and one from Sylvania",
    "relief.last-year": "2022",
}

BY_HAND = {
    "harms": HARMS,
    "certainty": CERTAINTY,
    "comparisons": COMPARISONS,
    "pools": POOLS,
    "readings.baker2011": READINGS,
}


@pytest.mark.parametrize(
    ("name", "text"),
    [(f"{subject}.{name}", text) for subject, named in BY_HAND.items() for name, text in named.items()],
)
def test_a_result_is_what_was_worked_out_by_hand(results, name, text):
    assert results[name].text == text


def test_an_effect_in_words_has_its_interval_and_unit(results):
    name = "comparisons.relief-water"
    ratio, difference = (results[f"{name}.{measure}-ci"].text for measure in ("rr", "rd"))
    assert results[f"{name}.rr-result"].text == f"1.84 (95% confidence interval {ratio})"
    unit = " percentage points"
    assert difference.endswith(unit)
    assert results[f"{name}.rd-result"].text == f"24 (95% confidence interval {difference.removesuffix(unit)}){unit}"
    assert results["certainty.relief-versus-water.effect"].text == (
        f"16/30 (53%) v 9/31 (29%); difference 24 percentage points (95% CI {difference.removesuffix(unit)}); "
        f"risk ratio 1.84 (95% CI {ratio})"
    )


def test_grave_events_carry_the_marks_of_what_was_counted(results):
    assert results["harms.grave"].marks == "ASDC"
    assert results["comparisons.relief-sugar.baker2011.intervention"].marks == "ADT"
    assert results["comparisons.relief-sugar.grant2017.intervention"].marks == ""


def test_a_comparison_in_a_sentence_has_its_interval_and_size(results):
    for name, size, level in (
        ("relief-sugar", "two randomised trials, 182 patients", "95%"),
        ("relief-water", "one randomised trial, 61 patients", "95%"),
        ("events-sugar", "two randomised trials, 182 patients", "90%"),
    ):
        label, value, limits = (results[f"comparisons.{name}.{what}"].text for what in ("label", "rr", "rr-ci"))
        said = f"{label}: risk ratio {value} ({level} CI {limits}; {size})."
        assert results[f"comparisons.{name}.sentence"].text == said


# By hand, from tests/review (see its README).
ADULTS, FULL = [(8, 24), (6, 30)], [(24, 60), (10, 25), (8, 24), (6, 30)]


@pytest.mark.parametrize(("name", "counts"), [("full", FULL), ("full.simple-adult", ADULTS)])
def test_names_of_a_pool_are_its_numbers(results, name, counts):
    pool = results.analysis.pool("full").pool
    rows = pd.DataFrame(counts, columns=["events", "n"])
    one = pool_rows(rows, pool)
    normal = pool_rows(rows, pool.model_copy(update={"test": "z", "prediction_interval": "z"}))
    size = f"{'four' if name == 'full' else 'two'} cohorts, {one.n} patients"
    ends = interval(one.ci_low, one.ci_high)
    expected = {
        "estimate": percent(one.estimate),
        "ci": ends,
        "pi": interval(one.pi_low, one.pi_high),
        "z-ci": interval(normal.ci_low, normal.ci_high),
        "z-pi": interval(normal.pi_low, normal.pi_high),
        "result": f"{percent(one.estimate)} ({ends})",
        "tau2": number(one.tau2),
        "i2": percent(one.i2 / 100),
    }
    assert {what: results[f"pools.{name}.{what}"].text for what in expected} == expected
    assert results[f"pools.{name}.sentence"].text.endswith(f": {percent(one.estimate)} (95% CI {ends}; {size}).")
    assert expected["ci"] != expected["z-ci"] or name != "full"


def test_names_of_the_parts_of_a_pool_are_those_of_the_pools_without_them(results):
    pool = results.analysis.pool("full").pool

    def without(*left):
        rows = pd.DataFrame([counts for counts in FULL if counts not in left], columns=["events", "n"])
        return pool_rows(rows, pool)

    low, high = without((24, 60)), without((6, 30))  # Adler, Norris
    expected = {
        "loo-low": percent(low.estimate),
        "loo-low-ci": interval(low.ci_low, low.ci_high),
        "loo-low-pi": "not estimable",  # three cohorts
        "loo-high": percent(high.estimate),
        "loo-high-ci": interval(high.ci_low, high.ci_high),
    }
    assert {name: results[f"pools.full.{name}"].text for name in expected} == expected
    models = other_models(results.analysis.pool("full"))
    estimates = [one.pooled.estimate for one in models]
    widest = max(models, key=lambda one: one.pooled.ci_high - one.pooled.ci_low).pooled
    assert results["pools.full.models-low"].text == percent(min(estimates))
    assert results["pools.full.models-high"].text == percent(max(estimates))
    assert results["pools.full.models-widest-ci"].text == interval(widest.ci_low, widest.ci_high)


@pytest.mark.parametrize(("years", "last"), [([2001, None], "2001"), ([2001, 2003], "2003"), ([None, None], NO_YEAR)])
def test_the_last_year_is_the_last_that_is_stated(results, years, last):
    full = results.analysis.pool("full")
    rows = full.rows.iloc[:2].assign(year=pd.array(years, dtype="Int64"))
    assert variants_words._last_year(replace(full, rows=rows)) == last
    assert variants_words._last_year(replace(full, rows=rows.iloc[:0])) == "not estimable"


def test_a_variant_that_keeps_nothing_has_no_number():
    gone = Variant("without all", (), None)
    one, words = Variant("one", (), pool_proportions([5], [10])), variants_words
    assert [words._estimate(gone), words._interval(gone), words._prediction(gone)] == ["not estimable"] * 3
    assert words._widest([gone]) == "not estimable"
    assert words._widest([gone, one]) == interval(one.pooled.ci_low, one.pooled.ci_high)


def test_countries_come_by_their_number_and_then_by_name():
    rows = pd.DataFrame({"country": ["B", "A", "C", "C", None, None]})
    said = "two from C, one from A, one from B and two whose country could not be determined"
    assert pool_words._countries(rows) == said
    assert pool_words._countries(rows.iloc[:0]) == "none"
