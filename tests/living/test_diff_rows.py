"""The rows of a publication as an editor compares them with the source: all that was judged, and what is not pooled."""

from livingreview.living.diff.rows import rows


def of(review, results, key):
    return {row.field: row for row in rows(review, key, results.analysis)}


def test_design_age_and_phase_come_before_the_values(review, results):
    first, second, *_ = rows(review, "grant2017", results.analysis)
    assert (first.field, first.value) == ("design", "rct")
    assert (second.field, second.value, second.place) == ("population.age", "adult, first bout", "source 1, Table 1")


def test_judgements_of_bias_are_among_the_rows_with_their_reasons(review, results):
    row = of(review, results, "grant2017")["risk_of_bias[1]"]
    assert (row.about, row.value, row.more) == ("RoB 2", "high", "Tea could be tasted.")
    assert row.what == "Deviations from the intended treatment" and row.place == "source 1, Methods"


def test_a_value_that_is_not_pooled_says_where_and_why(review, results):
    found = of(review, results, "adler2010")
    assert found["efficacy[6]"].more.endswith(
        "not in pool Relief near 3 months: percentage or statement without a count"
    )
    assert found["efficacy[2]"].more == "derived (sum): 24 + 27 printed full and partial relief"
    assert found["safety[0]"].more == "not in harms: no count with a denominator"


def test_without_an_analysis_nothing_is_said_of_pools(review):
    assert not any("not in" in row.more for row in rows(review, "adler2010"))
