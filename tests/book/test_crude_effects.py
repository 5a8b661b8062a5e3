"""The effect in a single trial is crude, also where an arm has no events, wherever it is drawn, printed or kept."""

import json
import math

import pytest

from helpers import assert_all_tidy, change, texts
from livingreview import load
from livingreview.book import open_book
from livingreview.contributing.gate.overlay import overlay
from livingreview.contributing.study.showing import show_study
from livingreview.living.diff.outline import numbers, shift_words
from livingreview.living.diff.plot import plots
from livingreview.living.diff.report import as_json, from_json, report
from livingreview.meta import pool_two_arm, two_groups
from livingreview.subjects.analysis import Analysis
from livingreview.subjects.comparisons import table
from livingreview.subjects.comparisons.effects import effect, excludes_no_effect, result_words
from livingreview.subjects.comparisons.model import compare
from livingreview.subjects.comparisons.plot import comparison_plot
from livingreview.subjects.results import Results
from livingreview.subjects.versions.difference import difference
from livingreview.subjects.versions.model import changes, release
from livingreview.subjects.versions.state import comparisons
from livingreview.subjects.versions.table import changed_results
from trials import write_trials

NONE_V_HALF, ALL_V_NONE, NONE_V_NONE = (0, 10, 5, 10), (5, 10, 0, 12), (0, 10, 0, 12)
MEASURES = ("RR", "RD", "OR")
DECLARED = "    against: [water]\n"


def root_of(tmp_path, *counts):
    root = write_trials(tmp_path, list(counts))
    text = (root / "data/review.yaml").read_text("utf-8")
    (root / "data/review.yaml").write_text(
        text.replace(DECLARED, DECLARED + "    measures: [RR, RD, OR]\n", 1), "utf-8"
    )
    return root


def words_of(root, *measures):
    results = Results(load(root))
    return [results[f"comparisons.relief-water.{measure}-result"].text for measure in measures]


def test_nothing_is_added_to_an_empty_cell_of_a_single_trial(tmp_path):
    compared = compare(load(root_of(tmp_path, NONE_V_HALF)), "relief-water")
    assert compared.result("RD").estimate == -0.5
    assert compared.result("RR").estimate == compared.result("OR").estimate == 0


@pytest.mark.parametrize(
    ("counts", "rr", "rd", "odds"),
    [
        (
            NONE_V_HALF,
            "0 (95% confidence interval 0 to 0.64)",
            "−50 (95% confidence interval −77 to −15) percentage points",
            "0 (95% confidence interval 0 to 0.52)",
        ),
        (
            ALL_V_NONE,
            "not estimable (95% confidence interval 1.81 to infinity)",
            "50 (95% confidence interval 19 to 77) percentage points",
            "not estimable (95% confidence interval 2.33 to infinity)",
        ),
        (
            NONE_V_NONE,
            "not estimable",
            "0 (95% confidence interval −25 to 29) percentage points",
            "not estimable",
        ),
    ],
)
def test_an_effect_without_events_is_printed_as_a_journal_would(tmp_path, counts, rr, rd, odds):
    assert words_of(root_of(tmp_path, counts), "rr", "rd", "or") == [rr, rd, odds]


def test_where_nothing_is_known_no_effect_is_excluded_and_no_sentence_breaks(tmp_path):
    results = Results(load(root_of(tmp_path, NONE_V_NONE)))
    name = "comparisons.relief-water"
    assert results[f"{name}.rr-no-effect"].text == "includes"
    assert results[f"{name}.rr-ci"].text == "not estimable"
    assert results[f"{name}.rr-direction"].text == "not estimable"
    assert results[f"{name}.sentence"].text == (
        "Relief, against water: risk ratio not estimable (one randomised trial, 22 patients)."
    )


@pytest.mark.parametrize("a", range(0, 31, 3))
@pytest.mark.parametrize("c", range(0, 26, 5))
def test_all_measures_agree_on_whether_no_effect_is_excluded(a, c):
    found = {excludes_no_effect(effect(a, 30, c, 25, measure), measure) for measure in MEASURES}
    assert len(found) == 1


@pytest.mark.parametrize("model", ["reml", "mh"])
def test_trials_of_a_pool_show_crude_effects_and_the_pool_is_as_declared(tmp_path, model):
    root = root_of(tmp_path, NONE_V_HALF, (7, 10, 4, 12))
    change(root / "data/review.yaml", "    why: Water is at hand.", f"    model: {model}\n    why: Water is at hand.")
    compared = compare(load(root), "relief-water")
    assert [own.estimate for own in compared.effects["RD"]] == pytest.approx([-0.5, 7 / 10 - 4 / 12])
    pooled = pool_two_arm([0, 7], [10, 10], [5, 4], [10, 12], measure="RR", model=model)
    assert compared.result("RR").estimate == pooled.estimate


@pytest.mark.parametrize("counts", [[NONE_V_HALF], [ALL_V_NONE], [NONE_V_NONE], [NONE_V_NONE, NONE_V_HALF, ALL_V_NONE]])
def test_zero_and_infinite_effects_are_drawn(tmp_path, counts):
    drawing = comparison_plot(compare(load(root_of(tmp_path, *counts)), "relief-water"), "tea")
    assert_all_tidy(drawing)
    written = " ".join(text for text, *_ in texts(drawing.draw(7.0)))
    for one in counts:
        shown = result_words(effect(*one, "RD"), "RD").replace("infinity", "∞")
        assert shown in written
    assert ("not estimable" in written) == (counts != [NONE_V_HALF])


@pytest.mark.parametrize("counts", [(0, 25, 9, 31), (9, 31, 0, 25), NONE_V_HALF, ALL_V_NONE])
@pytest.mark.parametrize("panel", [0, 2])
def test_an_interval_without_one_end_is_long_enough_to_be_seen(tmp_path, counts, panel):
    compared = compare(load(root_of(tmp_path, counts)), "relief-water")
    place = comparison_plot(compared, "tea").draw.panels[panel].axes[0].place
    own = compared.result(MEASURES[panel])
    length = place(own.ci_high) if own.estimate == 0 else 1 - place(own.ci_low)
    assert 0.1 < length < 0.5  # of the axis


def test_a_pool_that_does_not_exist_is_drawn_without_a_diamond(tmp_path):
    root = root_of(tmp_path, NONE_V_NONE, NONE_V_NONE)
    change(root / "data/review.yaml", "    why: Water is at hand.", "    model: mh\n    why: Water is at hand.")
    compared = compare(load(root), "relief-water")
    assert math.isnan(compared.result("RR").estimate)
    assert_all_tidy(comparison_plot(compared, "tea"))
    assert words_of(root, "rr") == ["not estimable"]


def test_a_release_holds_infinite_effects_as_json_and_they_are_compared(tmp_path):
    root = root_of(tmp_path, ALL_V_NONE)
    file = release(Analysis(load(root)))
    strict = json.loads(file.read_text("utf-8"), parse_constant=pytest.fail)  # NaN and Infinity are not JSON
    assert strict["comparisons"]["relief-water.RR"]["estimate"] == "inf"
    change(root / "data/review.yaml", "version: 1.2.3", "version: 1.3.0")
    analysis = Analysis(load(root))
    assert {row[-1] for row in changed_results(changes(analysis), [0.95]).rows} == {"none"}
    change(root / "data/studies/adam1990.yaml", "events: 0, n: 12", "events: 1, n: 12")
    analysis = Analysis(load(root))
    rows = {row[0].replace("\\", ""): row[1:] for row in changed_results(changes(analysis), [0.95]).rows}
    assert rows["Relief, against water: risk ratio"] == [
        "not estimable (1.81 to infinity); one trial, 22 patients",
        f"6.00 ({two_groups(5, 10, 1, 12, 'RR').ci_low:.2f} to "
        f"{two_groups(5, 10, 1, 12, 'RR').ci_high:.1f}); one trial, 22 patients",
        "adam1990",
        "changed",
    ]
    assert "Relief, against water" in Results(load(root))["versions.which-results"].text


def of_comparisons(old, new):
    """The difference of the effects in single trials with these counts."""

    def state(root):
        return {"comparisons": comparisons(Analysis(load(root)))}

    return {one.measure: one for one in difference(state(old), state(new), []).estimates if "relief-water" in one.id}


@pytest.mark.parametrize(("before", "after"), [(NONE_V_HALF, ALL_V_NONE), (ALL_V_NONE, NONE_V_NONE)])
def test_a_change_to_or_from_an_infinite_effect_is_told(tmp_path, before, after):
    found = of_comparisons(root_of(tmp_path / "a", before), root_of(tmp_path / "b", after))
    for measure in ("RR", "OR"):
        one = found[measure]
        assert one.changed and one.shift is None and shift_words(one) == ""
        said = f"{numbers(one, one.old)} {numbers(one, one.new)} {' '.join(overlay(one))} {plots([one])}"
        assert "not estimable" in said
        assert "inf " not in said and "nan" not in said
    assert found["RD"].shift == pytest.approx(effect(*after, "RD").estimate - effect(*before, "RD").estimate)


def test_the_share_of_an_infinite_interval_in_the_old_one_is_all_or_unknown(tmp_path):
    wide, narrow = root_of(tmp_path / "a", (5, 10, 0, 12)), root_of(tmp_path / "b", (9, 10, 0, 12))
    assert of_comparisons(wide, narrow)["RR"].overlap == 1
    assert of_comparisons(narrow, wide)["RR"].overlap is None


def test_a_report_as_json_keeps_what_is_infinite(tmp_path):
    root = root_of(tmp_path, ALL_V_NONE)
    release(Analysis(load(root)))
    found = report(root, "1.2.3", None)
    again = from_json(as_json(found))
    assert again.estimates == found.estimates
    assert any(one.new is not None and one.new.estimate == math.inf for one in again.estimates)


def test_a_study_shows_its_effects_in_each_comparison(tmp_path):
    sections = {one.title: one for one in show_study(Analysis(load(root_of(tmp_path, NONE_V_HALF))), "adam1990")}
    (row,) = (row for row in sections["What it enters"].rows if row[0] == "comparison")
    assert "risk difference −50 (−77 to −15) percentage points" in row[2]


def test_effects_by_two_methods_are_beside_each_other(tmp_path):
    compared = compare(load(root_of(tmp_path, NONE_V_HALF)), "relief-water")
    shown = {row[2]: row[3:] for row in table.by_method([compared]).rows}
    halves = pool_two_arm([0], [10], [5], [10], measure="RD", model="common")
    assert shown["Risk difference"] == [result_words(halves, "RD"), "−50 (−77 to −15)"]


def test_the_page_of_a_trial_without_events_has_every_part(tmp_path):
    book = open_book(root_of(tmp_path, NONE_V_HALF))
    shown = book.comparisons.forest("relief-water").data + book.comparisons.by_method().data
    assert "0 (0 to 0.64)" in shown and "score intervals" in shown
