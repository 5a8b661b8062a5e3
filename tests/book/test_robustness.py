"""Sensitivity analyses of a declared pool: each changes what it says it changes, and nothing else."""

import numpy as np
import pytest

from livingreview import load
from livingreview.meta import pool_proportions
from livingreview.schema import TOOLS, Instrument
from livingreview.subjects.pools.model import overall_bias, synthesise
from livingreview.subjects.pools.variants import by_year, exclusions, in_words, other_models, span, without_each
from livingreview.subjects.results import Results

BROWN = "data/studies/brown2002.yaml"


@pytest.fixture(scope="module")
def synthesis(review):
    return synthesise(review, "relief")


def pooled_without(rows, mask, **how):
    kept = rows[~np.asarray(mask)]
    return pool_proportions(kept["events"].to_numpy(int), kept["n"].to_numpy(int), **how)


def test_each_cohort_is_left_out_once(synthesis):
    variants = without_each(synthesis)
    assert [v.name for v in variants] == list(synthesis.rows["label"])
    for variant in variants:
        direct = pooled_without(synthesis.rows, synthesis.rows["label"] == variant.name)
        assert (variant.pooled.k, variant.pooled.n) == (direct.k, direct.n)
        assert variant.pooled.estimate == pytest.approx(direct.estimate, rel=1e-9)


def test_reports_of_one_year_come_in_together(synthesis):
    steps = by_year(synthesis)
    years = sorted(set(synthesis.rows["year"]))
    assert [step.name for step in steps] == [str(year) for year in years]
    assert sum(len(step.studies) for step in steps) == len(synthesis.rows)
    for step, year in zip(steps, years, strict=True):
        direct = pooled_without(synthesis.rows, synthesis.rows["year"] > year)
        assert (step.pooled.k, step.pooled.n) == (direct.k, direct.n)
        assert step.pooled.estimate == pytest.approx(direct.estimate, abs=1e-7)
    assert steps[-1].pooled.estimate == pytest.approx(synthesis.pooled.estimate, abs=1e-7)


def test_the_declared_model_is_among_the_models(synthesis):
    models = {model.name: model.pooled for model in other_models(synthesis)}
    assert models["GLMM, z"].estimate == pytest.approx(synthesis.pooled.estimate)
    assert len(models) > 5


def test_a_set_leaves_out_all_of_its_kind_and_no_other(review, synthesis):
    rows = synthesis.rows
    sets = {one.name: one for one in exclusions(review, synthesis)}
    for name, mask in {
        "without any derived count": rows["derived"].notna(),
        "without counts worked out from a percentage or words": rows["derived"].isin(
            ["percentage", "words", "reading"]
        ),
        "without values whose time is not stated": rows["when"] == "not-stated",
        "without reports of fewer than 10 patients": rows["n"] < 10,
        "without reports whose age group is not stated": rows["age"] == "not-stated",
    }.items():
        assert list(sets[name].studies) == list(rows["label"][mask]), name
        assert sets[name].pooled.k == (~mask).sum(), name
        assert sets[name].pooled.estimate == pytest.approx(pooled_without(rows, mask).estimate, rel=1e-6), name


def test_a_set_that_leaves_nothing_says_so_and_one_that_changes_nothing_too(tiny):
    review = load(tiny)
    everything = synthesise(review, "relief")
    sets = {one.name: one for one in exclusions(review, everything)}
    conflict = sets["without values in conflict"]
    assert (conflict.studies, conflict.pooled) == ((), everything.pooled)
    assert in_words(conflict) == "no report is of this kind"
    adams = tiny / "data" / "studies" / "adams2001.yaml"
    adams.write_text(adams.read_text("utf-8").replace("kind: full-text", "kind: abstract"), "utf-8")
    review = load(tiny)
    sets = {one.name: one for one in exclusions(review, synthesise(review, "relief"))}
    abstract = sets["without values from an abstract or a secondary source only"]
    assert abstract.pooled is None
    assert in_words(abstract) == "every report is of this kind: none remains"


def test_a_pool_without_a_report_has_no_variants(tiny):
    for file in ("adams2001", "brown2002"):
        path = tiny / "data" / "studies" / f"{file}.yaml"
        path.write_text(path.read_text("utf-8").replace("condition: simple", "condition: mixed"), "utf-8")
    review = load(tiny)
    empty = synthesise(review, "relief")
    assert without_each(empty) == by_year(empty) == other_models(empty) == []
    assert all(one.pooled is None and not one.studies for one in exclusions(review, empty))
    assert span([]) is None
    assert Results(review)["pools.relief.loo-low"].text == "not estimable"
    assert Results(review)["pools.relief.first-estimate"].text == "not estimable"


def test_the_range_is_that_of_the_variants(results, synthesis):
    estimates = [v.pooled.estimate for v in without_each(synthesis)]
    low, high = span(without_each(synthesis))
    assert (low.pooled.estimate, high.pooled.estimate) == (min(estimates), max(estimates))
    assert results["pools.relief.loo-low"].text == f"{100 * min(estimates):.0f}%"
    assert results["pools.relief.loo-high-without"].text == high.name


ITEMS = ", ".join(item.id for item in TOOLS[Instrument.ROB2].items)
BIAS = (
    "risk_of_bias:\n  - {instrument: rob2, "
    f"items: [{ITEMS}], judgement: some-concerns, reason: R, source: 1, at: A}}\n"
)
BY_ITEM = BIAS.replace("rob2", "jbi-case-series").replace(
    ITEMS, ", ".join(item.id for item in TOOLS[Instrument.JBI_CASE_SERIES].items)
)


@pytest.mark.parametrize(
    ("blocks", "design", "letter"),
    [
        ("", "rct", "?"),
        (BIAS, "rct", "s"),  # a draft
        (BIAS.replace("at: A}\n", "at: A, status: confirmed, rater: rater 1}\n"), "rct", "S"),
        (BY_ITEM, "case-series", "–"),  # the instrument has no overall judgement
    ],
)
def test_risk_of_bias_is_a_letter_that_tells_drafts(tiny, blocks, design, letter):
    text = (tiny / BROWN).read_text("utf-8").replace("design: case-series", f"design: {design}")
    (tiny / BROWN).write_text(text + blocks, "utf-8")
    review = load(tiny)
    assert overall_bias(review, "brown2002") == letter
    rows = synthesise(review, "relief").rows.set_index("study")
    assert rows.at["brown2002", "bias"] == letter


def test_dose_and_trough_come_from_the_arm(tiny):
    path = tiny / BROWN
    text = path.read_text("utf-8")
    change = "n: 8, dose: {low: 1, high: 2, unit: cups}, trough_target: {high: 3, unit: cups}, source"
    path.write_text(text.replace("drugs: [tea], n: 8, source", f"drugs: [tea], {change}"), "utf-8")
    rows = synthesise(load(tiny), "relief").rows.set_index("study")
    assert (rows.at["brown2002", "dose"], rows.at["brown2002", "trough_target"]) == ("1–2 cups", "≤3 cups")
    assert rows.at["adams2001", "dose"] == ""
