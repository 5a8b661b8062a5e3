"""Results by name, against what was worked out by hand from the invented review (see tests/review/README.md)."""

import pytest

HARMS = {
    "clinical": "18",
    "publications": "12",
    "statement-only": "two",
    "silent": "four",
    "no-count": "six",
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
    "sentence": "Fourteen publications give 28 values or statements on harm.",
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
