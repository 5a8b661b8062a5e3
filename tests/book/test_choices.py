"""Every combination of the choices of a pool: enumerated, pooled once, and none dropped without a reason."""

from itertools import product

import numpy as np
import pytest
from tiny_review import write_tiny_review

from livingreview import load
from livingreview.meta import pool_proportions
from livingreview.render.style import NARROW, WIDE, theme
from livingreview.subjects.choices import datasets
from livingreview.subjects.choices.model import multiverse
from livingreview.subjects.choices.open_table import Combination, DifferentAnalysis, analyses, specifications
from livingreview.subjects.choices.percentages import admissible, read
from livingreview.subjects.choices.plot import curve
from livingreview.subjects.choices.words import impossible_words, sentence, sentence_on_sides, thresholds_words
from livingreview.subjects.pools.model import candidates, synthesise
from livingreview.subjects.results import Results
from trials import write_trials

CHOICES = """\
    thresholds: [{at: 0.7, label: seven of ten, why: A test.}]
    choices:
      percentages: [lowest, highest]
      counts: [printed]
      min_patients: [50]
      models: [reml, common]
      tests: [z, adhoc]
      why: A test.
"""


@pytest.fixture
def vitamin(tmp_path):
    """A review of another topic: one count, and one percentage of a known denominator."""
    root = write_tiny_review(tmp_path / "vitamin")
    file = root / "data/review.yaml"
    text = file.read_text("utf-8")
    file.write_text(
        text.replace("    min_studies_for_prediction: 3\n", f"    min_studies_for_prediction: 3\n{CHOICES}")
    )
    return load(root)


@pytest.fixture(scope="module")
def relief(review):
    return multiverse(review, "relief")


def test_every_combination_is_there_once_and_possible_or_not(relief):
    options = [[option.id for option in choice.options] for choice in relief.choices]
    table = relief.table
    asked = list(zip(*(table[choice.id] for choice in relief.choices), strict=True))
    assert asked == list(product(*options))
    assert relief.combinations == len(table)
    assert sum(relief.impossible.values()) == (table["impossible"] != "").sum()
    assert (table["analysis"].isna() == (table["impossible"] != "")).all()
    assert sum(len(one.combinations) for one in relief.specifications) + sum(relief.impossible.values()) == len(table)


def test_the_declared_combination_is_the_pool(review, relief):
    declared, pool = relief.declared.pooled, synthesise(review, "relief").pooled
    assert (declared.k, declared.n, declared.model, declared.test) == (pool.k, pool.n, pool.model, pool.test)
    assert declared.estimate == pytest.approx(pool.estimate, abs=1e-7)
    assert declared.ci_low == pytest.approx(pool.ci_low, abs=1e-7)
    first = relief.table.iloc[0]
    assert first["declared"] and not relief.table["declared"].iloc[1:].any()


@pytest.mark.parametrize(
    ("option", "change"),
    [
        (("size", "10"), {"min_patients": 10}),
        (("model", "dl"), {"model": "dl"}),
        (("interval", "t"), {"test": "t"}),
    ],
)
def test_an_option_does_what_declaring_it_would(review, relief, option, change):
    names = [choice.id for choice in relief.choices]
    asked = [choice.options[0].id for choice in relief.choices]
    asked[names.index(option[0])] = option[1]
    (one,) = [spec for spec in relief.specifications if tuple(asked) in spec.combinations]
    pool = review.config.pools["relief"].model_copy(update={**change, "choices": None})
    config = review.config.model_copy(update={"pools": {"relief": pool}})
    direct = synthesise(Changed(review, config), "relief").pooled
    assert (one.pooled.k, one.pooled.n) == (direct.k, direct.n)
    assert one.pooled.estimate == pytest.approx(direct.estimate, abs=1e-7)
    assert one.pooled.ci_high == pytest.approx(direct.ci_high, abs=1e-7)


class Changed:
    """A review with another configuration."""

    def __init__(self, review, config):
        self._review, self.config = review, config

    def __getattr__(self, name):
        return getattr(self._review, name)


def test_another_window_takes_the_rows_nearest_to_it(review, relief):
    names = [choice.id for choice in relief.choices]
    asked = [choice.options[0].id for choice in relief.choices]
    asked[names.index("window")] = "stated"
    (one,) = [spec for spec in relief.specifications if tuple(asked) in spec.combinations]
    rows = synthesise(review, "relief").rows
    assert rows["month"].isna().any()  # else the window changes nothing
    assert sorted(one.labels) == sorted(rows["label"][rows["month"].notna()])


def test_derived_counts_stay_out(review, relief):
    names = [choice.id for choice in relief.choices]
    derived = set(candidates(review, "relief", 0.95).query("derived.notna()")["label"])
    entered = {
        label
        for spec in relief.specifications
        if all(names_of[names.index("counts")] == "printed" for names_of in spec.combinations)
        for label in spec.labels
    }
    rows = synthesise(review, "relief").rows
    assert set(rows["label"][rows["derived"].notna()]) <= derived
    assert entered
    assert not entered & set(rows["label"][rows["derived"].notna()])


def test_equal_analyses_are_pooled_once(vitamin, monkeypatch):
    seen = []
    original = datasets.pool_subsets

    def counted(arrays, keep, options):
        seen.extend((tuple(rows), options["model"], options["test"]) for rows in keep)
        return original(arrays, keep, options)

    monkeypatch.setattr(datasets, "pool_subsets", counted)
    found = multiverse(vitamin, "freedom")
    assert len(seen) == len(set(seen)) < found.combinations


def test_percentages_enter_as_what_they_may_mean(vitamin):
    rows = candidates(vitamin, "free", 0.95)
    assert read(vitamin, rows, "lowest")[["events", "n"]].values.tolist() == [[48, 60]]
    printed = {"n": 60, "printed": "80%", "arm": "d", "group": "all", "month": 6, "when": None}
    study = vitamin.publications["green2022"]
    assert admissible(study, printed) == [(48, 60)]
    assert admissible(study, {**printed, "n": None}) == [(48, 60)]  # the patients who entered
    assert admissible(study, {**printed, "printed": "80.5%"}) == []  # no count gives it


def test_contradictions_and_small_pools_are_counted_by_reason(vitamin):
    found = multiverse(vitamin, "freedom")
    # One count, one percentage: two cohorts only where the percentage is read and no other choice leaves one out.
    reasons = found.impossible
    assert reasons["counts worked out from percentages would be both included and left out"] == 2 * 2 * 9
    assert reasons["the modified Hartung-Knapp interval needs an inverse-variance model"] > 0
    assert reasons["a common-effect model has only a z interval"] > 0
    assert reasons["fewer than two cohorts remain"] > 0
    assert found.declared is None  # one cohort is no pool
    assert {spec.labels for spec in found.specifications} == {("Brown 2020", "Green 2022")}
    assert str(sum(reasons.values())) in impossible_words(found)


def test_a_t_interval_of_two_cohorts_is_the_z_interval_and_no_other_analysis(vitamin):
    found = multiverse(vitamin, "freedom")
    keys = [(spec.pooled.model, spec.pooled.test, spec.pooled.estimate) for spec in found.specifications]
    assert len(keys) == len(set(keys))
    assert {test for _, test, _ in keys} == {"z"}


def test_moves_are_differences_of_the_same_other_choices(relief):
    names = [choice.id for choice in relief.choices]
    table = relief.table.set_index(names)["estimate"].unstack("model")
    difference = (table["dl"] - table["glmm"]).dropna()
    move = relief.moves["model", "dl"]
    assert move.mean == pytest.approx(difference.mean())
    assert (move.least, move.most) == pytest.approx((difference.min(), difference.max()))
    assert move.pairs == len(difference)


def test_the_share_over_a_threshold_is_that_of_the_different_analyses(relief):
    above = float((relief.estimates > 0.5).mean())
    assert above == 1
    assert thresholds_words(relief).startswith("Every estimate is above 50% (half of the people), and ")
    whole = np.mean([spec.pooled.ci_low > 0.5 for spec in relief.specifications])
    assert f"{100 * whole:.0f}% of the intervals" in thresholds_words(relief)


@pytest.mark.parametrize(
    ("estimates", "low", "high", "said"),
    [
        ((1, 2), (0.5, -1), (2, 3), "Every estimate is above 50%, and 50% of the intervals lie wholly above it."),
        ((-1, -2), (-2, -3), (1, 1), "Every estimate is below 50%, and no interval lies wholly below it."),
        (
            (1, -1), (-1, -2), (2, -0.5),
            "50% of the estimates are above 50%, and no interval lies wholly above it; 50% of the estimates are below "
            "it, and 50% of the intervals lie wholly below it.",
        ),
    ],
)  # fmt: skip
def test_where_every_estimate_is_on_one_side_the_other_is_not_mentioned(estimates, low, high, said):
    assert sentence_on_sides(*map(np.array, (estimates, low, high)), "50%") == said


def test_the_choice_that_moves_most_is_named(relief):
    most = max(relief.choices, key=lambda choice: np.nan_to_num(relief.spans[choice.id]))
    assert f"moves the estimate most is {most.label.lower()}" in sentence(relief)


def test_a_pool_without_other_choices_says_so(review):
    assert multiverse(review, "full") is None
    assert "no other choices" in Results(review)["choices.full.sentence"].text.lower()


def test_a_pool_without_any_row_is_impossible_throughout(tmp_path):
    root = write_trials(tmp_path / "none", [])
    file = root / "data/review.yaml"
    file.write_text(
        file.read_text("utf-8").replace(
            "    why: Hiccups do not last.\n", f"{CHOICES.replace('[z, adhoc]', '[t]')}    why: Hiccups do not last.\n"
        ),
        "utf-8",
    )
    found = multiverse(load(root), "relief")
    assert (len(found.specifications), sum(found.impossible.values())) == (0, found.combinations)
    assert "None of" in sentence(found)
    drawing = curve(found)
    with theme():
        assert [drawing.draw(width).get_size_inches()[0] for width in (WIDE, NARROW)] == [WIDE, NARROW]


def test_the_open_table_describes_every_column(review, vitamin, tmp_path):
    assert list(specifications(review).columns) == list(Combination.model_fields)
    assert set(specifications(vitamin)["pool"]) == {"freedom"}
    nothing = load(write_trials(tmp_path / "plain", [(3, 10, 2, 10)]))
    assert list(specifications(nothing).columns) == list(Combination.model_fields)
    assert specifications(nothing).empty
    assert list(analyses(nothing).columns) == list(analyses(review).columns) == list(DifferentAnalysis.model_fields)


def test_the_open_analyses_are_those_that_the_combinations_name(review, relief):
    found, combinations = analyses(review), specifications(review)
    found, combinations = found[found["pool"] == "relief"], combinations[combinations["pool"] == "relief"]
    assert len(found) == len(relief.specifications)
    assert found["combinations"].sum() == combinations["analysis"].notna().sum()
    joined = combinations.dropna(subset="analysis").merge(found, on="analysis", suffixes=("", "_of"))
    for column in ("k", "n", "estimate", "ci_low", "ci_high", "cohorts"):
        assert (joined[column] == joined[f"{column}_of"]).all(), column
    assert found.loc[found["declared"], "analysis"].tolist() == [combinations["analysis"].iloc[0]]


def test_the_earliest_report_of_a_cohort_may_stand_for_it(tmp_path):
    root = write_trials(tmp_path / "shared", [(3, 10, 1, 10), (12, 20, 1, 20), (9, 30, 1, 30)])
    file = root / "data/review.yaml"
    declared = "    choices: {representatives: [earliest, latest], why: A test.}\n"
    text = file.read_text("utf-8").replace("    why: Hiccups do", f"{declared}    why: Hiccups do")
    file.write_text(text, "utf-8")
    for study, other in (("adam1990", "bdam1991"), ("bdam1991", "adam1990")):
        path = root / "data/studies" / f"{study}.yaml"
        cohort = f"cohort: {{id: {study}, overlaps: [{{study: {other}, extent: same, why: A test.}}]}}"
        path.write_text(path.read_text("utf-8").replace("population:", f"{cohort}\npopulation:"), "utf-8")
    found = multiverse(load(root), "relief")
    by_option = {names[0]: spec for spec in found.specifications for names in spec.combinations}
    assert by_option["largest"].labels == by_option["latest"].labels == ("Bdam 1991", "Cdam 1992")
    assert by_option["earliest"].labels == ("Adam 1990", "Cdam 1992")
    direct = pool_proportions([3, 9], [10, 30])
    assert by_option["earliest"].pooled.estimate == pytest.approx(direct.estimate, abs=1e-7)
