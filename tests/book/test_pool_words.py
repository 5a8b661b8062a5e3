"""A pool as declared, and each of its numbers in prose taken from its own field."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from livingreview.evidence import exact_interval
from livingreview.meta import pool_proportions
from livingreview.schema import Pool
from livingreview.subjects.analysis import Analysis
from livingreview.subjects.pools.model import overall_bias, pool_rows, synthesise
from livingreview.subjects.pools.words import _other_maximum, names

# By hand, from tests/review (see its README), in the order of the pool: subgroup, then year.
SIMPLE, SECONDARY = "Frost 2016 (simple hiccups)", "Frost 2016 (hiccups with a cause)"  # different people of one report
RELIEF = {
    "Baker 2011": (24, 40), "Grant 2017": (30, 50), "Lewis 2019": (15, 24), "Norris 2021": (16, 30),
    "Adler 2010": (51, 60), SIMPLE: (9, 12), "Carter 2012": (15, 25), SECONDARY: (5, 8), "Parker 2022": (4, 6),
}  # fmt: skip


def changed(review, **changes):
    pools = {**review.config.pools, "relief": review.config.pools["relief"].model_copy(update=changes)}
    return replace(review, config=review.config.model_copy(update={"pools": pools}))


def ends(low, high):
    return f"{low:.0%} to {high:.0%}"


def test_the_model_the_test_and_the_level_are_those_declared():
    rows = pd.DataFrame({"events": [5, 10, 15, 20], "n": [10, 30, 60, 25]})
    for how in ({"model": "reml", "test": "t", "level": 0.8}, {"model": "common", "test": "z", "level": 0.95}):
        found = pool_rows(rows, Pool.model_construct(**how))
        direct = pool_proportions([5, 10, 15, 20], [10, 30, 60, 25], **how)
        assert (found.estimate, found.ci_low, found.ci_high) == pytest.approx(
            (direct.estimate, direct.ci_low, direct.ci_high)
        )
        assert (found.model, found.test, found.level) == (how["model"], how["test"], how["level"])


def test_intervals_of_the_studies_are_at_the_level_of_the_pool(review):
    rows = synthesise(changed(review, level=0.8), "relief").rows.set_index("label")
    for key, (events, n) in RELIEF.items():
        assert tuple(rows.loc[key, ["ci_low", "ci_high"]]) == pytest.approx(exact_interval(events, n, 0.8))


def test_rows_come_by_subgroup_and_year_with_their_own_weights(review):
    made = synthesise(changed(review, model="common"), "relief")
    assert list(made.rows["label"]) == list(RELIEF)
    # Inverse variance of a logit: x (n - x) / n.
    weights = {key: x * (n - x) / n for key, (x, n) in RELIEF.items()}
    total = sum(weights.values())
    for key, weight in zip(made.rows["label"], made.rows["weight"], strict=True):
        assert weight == pytest.approx(100 * weights[key] / total, rel=0.02)


def test_the_smallest_denominator_allowed_may_enter(review):
    assert "parker2022" in set(synthesise(changed(review, min_patients=6), "relief").rows["study"])
    left_out = synthesise(changed(review, min_patients=7), "relief").left_out
    assert "fewer than 7 patients" in set(left_out.loc[left_out["study"] == "parker2022", "reason"])


def test_the_nearest_time_is_nearest_in_either_direction(review):
    """Lewis counts 10/24 at 1 month, 15/24 at 3 and 14/22 at 12."""
    window = review.config.pools["relief"].window
    for target, month in ((3, 3), (1.5, 1), (8, 12), (7, 3)):
        wide = window.model_copy(update={"target": target, "first": 0, "last": 12})
        rows = synthesise(changed(review, window=wide), "relief").rows.set_index("study")
        assert rows.loc["lewis2019", "month"] == month


def test_the_letter_of_the_overall_risk_of_bias(review):
    assert [overall_bias(review, key) for key in ("norris2021", "grant2017", "parker2022")] == ["l", "H", "?"]
    assert overall_bias(review, "lewis2019") == "–"  # this instrument has no overall judgement


def test_every_number_of_a_pool_is_that_of_its_own_field(results):
    events, n = (np.array(part) for part in zip(*RELIEF.values(), strict=True))
    pooled = pool_proportions(events, n)
    ci, pi = ends(pooled.ci_low, pooled.ci_high), ends(pooled.pi_low, pooled.pi_high)
    assert ci != pi
    expected = {
        "ci": ci,
        "pi": pi,
        "result": f"{pooled.estimate:.0%} ({ci})",
        "sentence": f"Relief near 3 months: {pooled.estimate:.0%} (95% CI {ci}; nine cohorts, 255 patients).",
        "tau2": f"{pooled.tau2:.2f}",
        "i2": f"{pooled.i2:.0f}%",
        "lowest": "53%",  # 16/30
        "highest": "85%",  # 51/60
        "events": "169",
        "k": "9",
        "single-arm": "6",  # all but Baker, Grant and Norris
        "empty-subgroups": "Simple hiccups, children",
    }
    assert {name: results[f"pools.relief.{name}"].text for name in expected} == expected


def test_the_groups_of_a_pool_follow_its_name_which_is_said_once(review, results):
    said = results["pools.relief.by-subgroup"].text
    assert said.startswith("Relief near 3 months, by group. ") and said.count("near 3 months") == 1
    for group in review.config.pools["relief"].subgroups:
        short = results[f"pools.relief.{group.id}.short-sentence"].text
        assert short in said
        assert results[f"pools.relief.{group.id}.sentence"].text == short.replace(
            group.label, f"Relief near 3 months ({group.label})", 1
        )


def test_one_study_has_no_heterogeneity_and_two_have(review):
    analysis = Analysis(review)
    made = analysis.pool("relief")
    for k, estimable in ((1, False), (2, True)):
        rows = made.rows.iloc[:k]
        cut = replace(made, rows=rows, pooled=pool_rows(rows, made.pool), subgroups=())
        analysis.pool = lambda name, cut=cut: cut
        texts = names(analysis)["pools"]["relief"]
        assert [texts[name]() != "not estimable" for name in ("tau2", "i2")] == [estimable, estimable]


def test_studies_left_out_are_counted_once_each(results):
    left_out = results.analysis.pool("relief").left_out
    assert left_out["study"].duplicated().any()
    assert results["pools.relief.left-out"].text == str(len(set(left_out["study"])))


def test_marks_are_counted_each_by_its_own_letter(review):
    """Rows with made-up marks: two not read in full, three derived counts, one time not stated."""
    analysis = Analysis(review)
    made = analysis.pool("relief")
    marks = ["A", "S", "D", "D", "DT", "", "", "", ""]
    countries = ["Freedonia", "Sylvania", "Sylvania", "Ruritania", "Ruritania", "Sylvania", None, None, None]
    rows = made.rows.assign(marks=marks, country=countries)
    analysis.pool = lambda name: replace(made, rows=rows)
    texts = names(analysis)["pools"]["relief"]
    expected = {
        "abstract-only": "2",
        "derived": "3",
        "time-unstated": "1",
        "countries": "three from Sylvania, two from Ruritania, one from Freedonia "
        "and three whose country could not be determined",
    }
    assert {name: texts[name]() for name in expected} == expected


def test_a_second_maximum_of_the_likelihood_is_named_where_it_is_close():
    two = pool_proportions([158, 1, 0, 1, 6, 3, 0], [572, 5, 7, 8, 9, 10, 9])
    assert two.other_maxima[0].loglik_below < 0.01
    assert _other_maximum(two) == "27% with tau² = 0.00 (<0.01 log units lower)"
    far = replace(two, other_maxima=(replace(two.other_maxima[0], loglik_below=1.93),))
    assert _other_maximum(far) == _other_maximum(None) == "none."
