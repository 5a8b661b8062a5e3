"""What a pool leaves out, read as counts: which rows are read, how, and in which direction their omission points."""

from dataclasses import replace
from types import SimpleNamespace

import pandas as pd
import pytest
from tiny_review import write_tiny_review

from helpers import assert_all_tidy, change, in_one_cohort
from livingreview import load
from livingreview.book import open_book
from livingreview.meta import pool_proportions
from livingreview.store.review import write_schemas
from livingreview.subjects.analysis import Analysis
from livingreview.subjects.pools.beyond import ALL, HIGHEST, LOWEST, OF_POOLED, Beyond, beyond, direction
from livingreview.subjects.pools.variants import Variant
from livingreview.subjects.pools.variants_plot import beyond_plot

GREEN = "data/studies/green2022.yaml"
LEFT_OUT = "outcome: free, month: 6, n: 60, printed: 80%"  # the pool `freedom` has Brown alone, 30/40


@pytest.fixture
def root(tmp_path):
    return write_tiny_review(tmp_path)


def found(root, *edits):
    for old, new in edits:
        change(root / GREEN, old, new)
    review = load(root)
    synthesis = Analysis(review).pool("freedom")
    assert list(synthesis.rows["study"]) == ["brown2020"]
    return beyond(review, synthesis)


def test_a_percentage_is_read_as_the_count_that_gives_it(root):
    read = found(root)
    assert read.readings[["study", "events", "n"]].to_numpy().tolist() == [["green2022", 48, 60]]
    assert list(read.readings["kinds"]) == [("a percentage without a count",)]
    assert list(read.readings["how"]) == ["80% of 60"]
    (both,) = read.variants
    assert (both.name, both.pooled.estimate) == (ALL, pool_proportions([30, 48], [40, 60], test="t").estimate)


@pytest.mark.parametrize(
    ("new", "kinds", "count", "how"),
    [
        ("n: 60, printed: 80.5%", ["a percentage without a count"], (48, 60), "which no count gives"),
        ("printed: 80%", ["a percentage without a count"], (48, 60), "80% of the 60 patients of the arm"),
        ("events: 3, n: 4", ["too few patients"], (3, 4), ""),
        ("events: 9, n: 9", ["counted outside the window"], (9, 9), ""),
    ],
)
def test_each_reason_to_leave_out_is_named(root, new, kinds, count, how):
    month = "month: 24" if kinds == ["counted outside the window"] else "month: 6"
    (row,) = found(root, (LEFT_OUT, f"outcome: free, {month}, {new}")).readings.to_dict("records")
    assert (list(row["kinds"]), (row["events"], row["n"])) == (kinds, count)
    assert how in row["how"] and bool(how) == bool(row["how"])


def test_a_percentage_of_all_arms_of_a_trial_is_of_an_equal_share(root):
    arm = "  - {id: sun, label: sun, role: comparator, drugs: [sun]}\nefficacy:"
    change(root / "data" / "vocabulary.yaml", "drugs:\n", "drugs:\n  sun: {label: sun, definition: Light.}\n")
    write_schemas(root)
    (row,) = found(
        root,
        ("efficacy:", arm),
        ("design: single-arm-prospective", "design: rct"),
        (
            "  - {arm: d, group: all, outcome: free, month: 6, n: 60,",
            "  - {arm: all, group: all, outcome: free, month: 6,",
        ),
    ).readings.to_dict("records")
    assert set(row["kinds"]) == {"several arms together", "a percentage without a count"}
    assert (row["events"], row["n"]) == (24, 30)
    assert "60 shared equally between two arms" in row["how"]


def test_patients_of_the_pool_are_not_read_again(root):
    in_one_cohort(root, "brown2020", "green2022", before="groups:")
    read = found(root)
    assert read.readings.empty and read.unreadable.empty and read.variants == ()


def test_a_condition_outside_the_question_is_not_read(root):
    words = "  sneezing: {{label: sneezing, definition: No asthma., pooled: false, in_scope: {}}}\ncauses:"
    change(root / "data" / "vocabulary.yaml", "causes:", words.format("true"))
    write_schemas(root)
    (other,) = found(root, ("condition: asthma", "condition: sneezing")).readings.to_dict("records")
    assert other["kinds"][0] == "not of the pooled conditions alone"
    change(root / "data" / "vocabulary.yaml", "in_scope: true", "in_scope: false")
    write_schemas(root)
    assert found(root).readings.empty


def test_what_has_no_number_is_listed_as_unreadable(root):
    read = found(root, ("n: 60, printed: 80%", "says: Most were free."))
    assert read.readings.empty
    assert read.unreadable[["study", "why"]].to_numpy().tolist() == [["green2022", "neither a count nor a percentage"]]


def test_declared_readings_give_the_ends_of_a_range(review):
    """Baker's 71% is 17 of 24 with relief, or of all 40; Grant's 24/50 stands for the pool."""
    pool = review.config.pools["relief"]
    window = pool.window.model_copy(update={"target": 12, "first": 12, "last": 12, "also": []})
    pool = pool.model_copy(update={"outcome": "lasting", "window": window})
    config = review.config.model_copy(update={"pools": {**review.config.pools, "relief": pool}})
    changed = replace(review, config=config)
    synthesis = Analysis(changed).pool("relief")
    read = beyond(changed, synthesis)
    baker = read.readings[read.readings["study"] == "baker2011"]
    assert baker[["events", "n"]].to_numpy().tolist() == [[17, 40], [17, 24]]
    low, high = (next(one.pooled for one in read.variants if one.name == name) for name in (LOWEST, HIGHEST))
    assert low.estimate < high.estimate


# --- the sentence: no report, one, several
POOL = SimpleNamespace(pooled=pool_proportions([50, 60], [100, 100]))


def of(*counts):
    rows = [
        {"study": f"s{i}", "label": f"Study {i}", "row": 0, "events": x, "n": n, "proportion": x / n}
        for i, (x, n) in enumerate(counts)
    ]
    return pd.DataFrame(rows, columns=["study", "label", "row", "events", "n", "proportion"])


def with_variants(readings, **estimates):
    names = {"all": ALL, "lowest": LOWEST, "highest": HIGHEST, "inside": OF_POOLED}
    pooled = {key: SimpleNamespace(estimate=value, ci_low=0.1, ci_high=0.9) for key, value in estimates.items()}
    return Beyond(readings, of(), tuple(Variant(names[key], (), one) for key, one in pooled.items()))


def test_without_a_reading_no_direction_is_claimed():
    assert direction(POOL, with_variants(of())) == (
        "No report that was left out can be converted to a count, so that the direction of the omission is not known."
    )


@pytest.mark.parametrize(
    ("count", "estimate", "where", "verdict"),
    [
        ((1, 10), 0.40, "below", "the omission raises the pooled estimate"),
        ((9, 10), 0.70, "above", "the omission lowers the pooled estimate"),
        ((11, 20), 0.55, "at", "less than a percentage point"),
    ],
)
def test_one_report_is_named_with_its_side(count, estimate, where, verdict):
    said = direction(POOL, with_variants(of(count), all=estimate))
    assert said.startswith(
        f"The one report left out that can be converted to a count, Study 0 ({count[0]}/{count[1]}), "
    )
    would = "remain at 55% (10% to 90%)" if estimate == 0.55 else f"be {estimate:.0%} (10% to 90%) instead of 55%"
    assert f"lies {where} the pool; with it the pool would {would}, so " in said
    assert verdict in said


def test_several_reports_are_counted_by_side_and_both_scopes_have_a_verdict():
    said = direction(POOL, with_variants(of((1, 10), (9, 10), (8, 10)), inside=0.40, all=0.70))
    assert said.startswith(
        "Of three reports left out that can be converted to counts, one lies below the pool and two above;"
    )
    assert (
        "with them the pool would be 70% (10% to 90%) instead of 55%, so the omission lowers the pooled estimate;"
        in said
    )
    assert "above;" in said and "at it" not in said
    assert said.endswith("alone it would be 40% (10% to 90%), so the omission raises the pooled estimate.")


def test_reports_as_large_as_the_pool_are_on_no_side():
    said = direction(POOL, with_variants(of((11, 20), (9, 10)), all=0.60))
    assert "none lies below the pool, one above and one at it;" in said


def test_readings_that_point_both_ways_leave_the_direction_open():
    said = direction(POOL, with_variants(of((1, 10), (9, 10)), lowest=0.40, highest=0.70))
    assert "would be 40% (10% to 90%) to 70% (10% to 90%) instead of 55%" in said
    assert said.endswith("so the direction of the omission depends on the reading.")


def test_a_report_with_two_readings_counts_once():
    twice = pd.concat([of((1, 10)), of((2, 10))], ignore_index=True)
    assert direction(POOL, with_variants(twice, lowest=0.4, highest=0.45)).startswith("The one report left out")


def test_it_is_drawn_with_its_table(root):
    change(root / GREEN, "n: 60, printed: 80%", "n: 60, printed: 80.5%")
    review = load(root)
    synthesis = Analysis(review).pool("freedom")
    assert_all_tidy(beyond_plot(synthesis, beyond(review, synthesis)))
    shown = open_book(root).pools.beyond("freedom").data
    assert "48/60 (80%)" in shown and "which no count gives" in shown
    assert "No report that was left out" in open_book(root).pools.beyond("control").data
