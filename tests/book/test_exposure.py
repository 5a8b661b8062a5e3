"""Dose and level, predictors, combinations and interactions beside the response."""

import re

import matplotlib as mpl
import pandas as pd
import pytest

from helpers import WIDTHS, assert_tidy, change
from livingreview import load
from livingreview.book import Book
from livingreview.render import style
from livingreview.store.review import write_schemas
from livingreview.subjects.exposure.model import LEVELS, Exposure, Scale, exposures
from livingreview.subjects.exposure.plot import exposure_plot
from livingreview.subjects.exposure.words import overlap_sentence
from livingreview.subjects.populations import table as tables
from livingreview.subjects.populations.model import (
    predictors,
    select,
)
from livingreview.subjects.populations.words import whom_words
from livingreview.subjects.results import UnknownResult
from livingreview.wording import span_words

HOSTILE = "<script>alert(1)</script> {cite:p}`x` | * [a](b) ::: $x$"


# Dose and level


def exposure_of(rows: list[dict]) -> Exposure:
    columns = "study label arm block level dose other_unit group_label events n month when marks reason".split()
    frame = pd.DataFrame.from_records(rows, columns=[*columns, "proportion", "ci_low", "ci_high"])
    scales = Scale("level", LEVELS, "ng/mL", "ng/mL"), Scale("dose", ("dose",), "mg/day", "mg/day")
    return Exposure("overall response", scales, frame, 0.95)


def cohort(level, dose, **more) -> dict:
    span = {"unit": "ng/mL", "field": "trough_target"}
    return {
        "study": "s", "label": "Somebody 2020", "arm": "drug", "block": "Adults", "month": 3.0, "when": None,
        "marks": "AD", "reason": "", "events": 5, "n": 10, "proportion": 0.5, "ci_low": 0.2, "ci_high": 0.8,
        "level": level and {**span, "low": level[0], "high": level[1]},
        "dose": dose and {**span, "field": "dose", "unit": "mg/day", "low": dose[0], "high": dose[1]}, **more,
    }  # fmt: skip


def test_shared_range_is_what_every_span_covers():
    assert exposure_of([cohort((4, 15), None), cohort((6, 12), None)]).shared("level") == (6, 12)
    assert exposure_of([cohort((None, 15), None), cohort((6, None), None)]).shared("level") == (6, 15)
    assert exposure_of([cohort((1, 2), None), cohort((3, 4), None)]).shared("level") is None
    assert exposure_of([]).shared("level") is None


def test_levels_that_overlap_are_of_named_cohorts():
    both = exposure_of([cohort((4, 15), None), cohort((6, 12), None)])
    assert overlap_sentence(both) == (
        "The target levels of the two cohorts with a level and a response overlap at 6 to 12 ng/mL."
    )
    more = exposure_of([*both.rows.to_dict("records"), cohort((2, 10), None, reason="no count")])
    assert overlap_sentence(more).endswith(
        "the target levels of all three arms with a level, with or without a response, overlap at 6 to 10 ng/mL."
    )
    apart = exposure_of([cohort((1, 2), None), cohort((3, 4), None)])
    assert overlap_sentence(apart).endswith("with a level and a response do not overlap.")
    assert "nothing to compare" in overlap_sentence(exposure_of([cohort((1, 2), None)]))
    measured = cohort((4, 9), None)
    measured["level"]["field"] = "trough_measured"
    assert overlap_sentence(exposure_of([measured, measured])).startswith("The measured levels of ")
    assert overlap_sentence(exposure_of([measured, cohort((4, 9), None)])).startswith("The target or measured levels")


def test_spans_in_words():
    assert span_words({"low": 5.0, "high": 15.0}, "ng/mL") == "5 to 15 ng/mL"
    assert span_words({"low": None, "high": 15.0}, "ng/mL") == "at most 15 ng/mL"
    assert span_words({"low": 1.0, "high": None}, "mg/day") == "at least 1 mg/day"
    assert span_words({"low": 2.0, "high": 2.0}, "mg/day") == "2 mg/day"
    assert span_words(None, "mg/day") == ""
    assert span_words(float("nan"), {}) == ""  # what a frame holds for no span
    labels = {"mg-day": "mg/day"}
    assert span_words({"low": 2.0, "high": 4.0, "unit": "mg-day"}, labels, compact=True) == "2–4 mg/day"
    assert span_words({"low": None, "high": 4.0, "unit": "mg-day"}, labels, compact=True) == "≤4 mg/day"


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    "rows",
    [
        [],
        [cohort((5, 15), (2, 2))],
        [cohort((None, 15), None), cohort((4, None), (1, 60), block="Children"), cohort(None, (0.5, 1), n=2000)],
        [cohort((2, 10), (1, 2), label=f"Mousavi-Hasanzadeh {1950 + i}") for i in range(60)],
    ],
    ids=["none", "one", "open ends", "sixty"],
)
def test_the_exposure_plot_is_tidy_and_says_what_it_is_not(rows, width):
    drawing = exposure_plot(exposure_of(rows))
    with mpl.rc_context(style.RC):
        figure = drawing.draw(width)
        assert_tidy(figure)
    assert "not a dose-response" in figure.axes[0].texts[0].get_text()
    assert "not a dose-response" in drawing.alt or not rows


@pytest.mark.parametrize("width", WIDTHS)
def test_the_exposure_plot_of_a_review_is_tidy(review, width):
    with mpl.rc_context(style.RC):
        assert_tidy(exposure_plot(exposures(review)).draw(width))


def test_every_treated_arm_is_drawn_or_listed_with_the_reason(review):
    found = exposures(review)
    assert len(found.rows) == 17  # one arm of tea in each clinical report; Reeve's cannot be separated from mate
    assert len(found.rows) == len(found.drawn) + len(found.left_out)
    reasons = found.rows.set_index("study")["reason"]
    assert reasons["mason2020"] == "neither dose nor level accessible"
    assert reasons["hayes2018"] == "no count of the outcome in the whole cohort"
    assert found.drawn["events"].notna().all()


def test_response_beside_exposure_is_the_whole_cohort_nearest_to_the_target_month(review):
    rows = exposures(review).drawn.set_index("study")
    assert (rows.at["adler2010", "events"], rows.at["adler2010", "n"], rows.at["adler2010", "month"]) == (51, 60, 3)
    assert (rows.at["carter2012", "events"], rows.at["carter2012", "n"]) == (15, 25)


def test_a_bigger_cohort_has_a_bigger_mark():
    rows = [cohort((5, 15), None, n=10), cohort((5, 15), None, n=1000)]
    figure = exposure_plot(exposure_of(rows)).draw(style.WIDE)
    small, large = (line.get_markersize() for line in figure.axes[0].lines if line.get_marker() == "o")
    assert small < large


# Predictors, combinations, interactions


def test_negative_reports_stand_beside_positive_ones(review):
    found = predictors(review)
    assert {"up", "down", "no-change"} == set(found["direction"])
    strength = found[found["feature"].isin(["strength of the tea", "stronger tea"])]
    assert dict(zip(strength["study"], strength["direction"], strict=True)) == {
        "ellis2014": "up",
        "dalton2013": "no-change",
    }
    assert strength["conflict"].notna().all()
    text = " ".join(cell for row in tables.predictor_rows(review).rows for cell in row)
    assert "no difference found" in text and "P 0.009" in text


def test_combinations_are_arms_with_another_drug(review):
    rows = tables.combinations(review).rows
    assert len(rows) == 2
    assert "honey" in rows[0][1] and "24/40" in rows[0][4]
    assert "lemon" in rows[1][1] and "4/6" in rows[1][4]


def test_interactions_meet_the_evidence_where_it_has_the_drug(review):
    rows = {row[0]: row for row in tables.interactions(review).rows}
    assert set(rows) == {"milk", "sugar"}
    assert "comparator in [Baker 2011]" in rows["sugar"][3]
    assert "comparator" not in rows["milk"][3]
    assert (rows["milk"][1], rows["sugar"][1]) == ("lower", "higher")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("populations.simple.adult", "populations.CONDITIONS.AGES.WHAT"),
        ("populations.simpel.adult.k", "Did you mean 'simple'"),
        ("populations.simple.adlt.k", "Did you mean 'adult'"),
        ("populations.simple.adult.labls", "Did you mean 'labels'"),
        ("exposure.level-share", "Did you mean 'level-shared'"),
        ("predictors.nothing", "there is no 'nothing'"),
        ("combinations.drug", "Did you mean 'drugs'"),
    ],
)
def test_a_wrong_result_name_is_refused(results, name, message):
    with pytest.raises(UnknownResult) as refused:
        results[name]
    assert message in str(refused.value)


def test_results_agree_with_the_rows(results):
    assert results["populations.secondary.any.lowest"].text == "60%"  # Carter: 15 of 25
    assert results["populations.secondary.child.with-count"].text == "no publications"
    assert results["populations.secondary.child.lowest"].text == "not estimable"
    assert results["populations.sneezing.adult.labels"].text == "none"


# Another topic


def test_another_topic_has_its_own_populations(tiny):
    book = Book(load(tiny))
    chosen = select(book.review, ["simple"], ["adult"])
    assert chosen.title == "simple hiccups (adults)"
    assert chosen.plotted["block"].unique().tolist() == ["Adults"]
    assert "fig-by-study-tea" in book.populations.by_study("tea", ["simple"]).data
    assert book.populations.predictors().data == "*No report relates a feature to response.*"
    assert book.populations.combinations().data.startswith("*In no arm was ")
    assert book.populations.interactions().data == "*No background source names an interaction.*"
    assert "no cohort reports both a response and a dose or level" in book.exposure.plot().data


# Text from data


def test_hostile_text_prints_as_text(review_copy):
    studies = review_copy / "data" / "studies"
    quoted = f"'{HOSTILE}'"
    carter = studies / "carter2012.yaml"
    for old in ("label: people who drank soda water", "feature: any feature at the start"):
        change(carter, old, f"{old.split(':')[0]}: {quoted}")
    change(carter, "conflict: frost2016 reports 3 of 4 people who drank soda water with relief.", f"conflict: {quoted}")
    change(carter, "response_definition: Partial and full relief at 6 months.", f"response_definition: {quoted}")
    change(review_copy / "data" / "context" / "scott2009.yaml", "agent: milk", f"agent: {quoted}")
    write_schemas(review_copy)
    hurt = load(review_copy)
    chosen = select(hurt, ["secondary"])
    made = [
        tables.response_rows(chosen, "x"),
        tables.characteristics(hurt, chosen, "x"),
        tables.conflicts(hurt, chosen, "x"),
        tables.predictor_rows(hurt),
        tables.interactions(hurt),
    ]
    for table in made:
        cells = " ".join(cell for row in table.rows for cell in row)
        assert "script" in cells, table.name
        assert not re.search(r"(?<!\\)[<$|]", cells), table.name
        assert not re.search(r"(?<!\\)\{cite", cells), table.name
        assert not re.search(r"(?<!\\)`", cells), table.name


def test_a_report_on_predictors_carries_its_population_into_the_sentence(results, review):
    rows = predictors(review)
    labels = review.vocabulary.conditions
    text = results["predictors.population"].text
    for condition, label in zip(rows["condition"], rows["label"], strict=True):
        assert labels[condition].label in text and label in text
    for study, own in rows.groupby("study"):
        whom = results[f"predictors.whom.{study}"]
        named = own[own["whole"]] if own["whole"].any() else own  # all patients of a report, where it speaks of them
        assert all(labels[condition].label in whom.text for condition in named["condition"])
        assert all(group.removeprefix("all patients").strip(" ()") in whom.text for group in named["group_label"])
        assert whom.study == study


@pytest.mark.parametrize(
    ("groups", "words"),
    [
        (["all patients"], "patients with hiccups"),
        (["all patients (3 from tea, 4 from cola)"], "patients with hiccups (3 from tea, 4 from cola)"),
        (["adults", "children"], "patients with hiccups (adults; children)"),
    ],
)
def test_patients_of_a_report_are_named_as_in_a_sentence(groups, words):
    assert whom_words("hiccups", groups) == words
