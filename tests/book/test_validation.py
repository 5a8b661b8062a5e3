"""The simulation on the page of validation: means, lowest cells and intervals that do not exist, by hand."""

import re
from types import SimpleNamespace

import pandas as pd
import pytest

from helpers import REPOSITORY, WIDTHS, assert_tidy
from livingreview.render import style
from livingreview.render.names import UnknownResult, resolve
from livingreview.subjects.results import Results
from livingreview.subjects.validation import table, words
from livingreview.subjects.validation.model import SIMULATED, NoReference, Simulated
from livingreview.subjects.validation.plot import coverage_plot

CELLS = {  # (interval, method, k, tau2): coverage in two cells of different p, mean width and share of intervals given
    ("confidence", "GLMM, z", 3, 0.0): (0.95, 0.96, 0.2, 1.0),
    ("confidence", "GLMM, z", 3, 0.25): (0.90, 0.86, 0.3, 1.0),
    ("confidence", "GLMM, z", 3, 1.0): (0.80, 0.84, 0.5, 0.9),
    ("confidence", "GLMM, z", 8, 0.25): (0.92, 0.90, 0.2, 1.0),
    ("prediction", "Bayes, HN(0.5)", 3, 0.25): (0.94, 0.93, 0.6, 1.0),
    ("prediction", "Bayes, HN(0.5)", 8, 0.25): (float("nan"),) * 3 + (0.0,),
}


@pytest.fixture
def rows():
    common = {"n_low": 3, "n_high": 9, "repeats": 2000, "seed": 1, "bias_se": 0.001}
    return pd.DataFrame(
        {"k": k, "tau2": tau2, "p": p, "interval": interval, "method": method, "coverage": coverage,
         "coverage_se": 0.003 if p == 0.5 else 0.004, "width": width, "bias": p / 100, "given": given, **common}
        for (interval, method, k, tau2), (*pair, width, given) in CELLS.items()
        for p, coverage in zip((0.5, 0.9), pair, strict=True)
    )  # fmt: skip


def test_means_lowest_cells_and_monte_carlo_errors(rows):
    found = Simulated(rows).together("confidence", "GLMM, z", [3], [0.25, 1.0])
    assert found.coverage == pytest.approx((0.90 + 0.86 + 0.80 + 0.84) / 4)
    assert found.lowest == 0.80
    assert found.error == pytest.approx((2 * 0.003**2 + 2 * 0.004**2) ** 0.5 / 4)
    assert (found.width, found.given) == (pytest.approx(0.4), 0.9)
    assert (found.bias_low, found.bias_high) == pytest.approx((0.005, 0.009))


def test_the_table_parts_cohorts_that_differ_from_those_that_do_not(rows):
    shown = table.coverage(Simulated(rows), "confidence")
    assert list(shown.header) == ["Method", "What", "k = 3", "k = 8"]
    assert [row[2:] for row in shown.rows] == [["85 (80)", "91 (90)"], ["96 (95)", "none"], ["40", "20"]]
    assert "at most 0.4 percentage points in a cell" in shown.caption
    prediction, *_ = table.coverage(Simulated(rows), "prediction").rows
    assert prediction[1:] == ["coverage, tau²\N{NO-BREAK SPACE}\\>\N{NO-BREAK SPACE}0", "94 (93)", "none"]


def test_the_table_of_estimates(rows):
    lines = [[*row[2:]] for row in table.estimates(Simulated(rows)).rows]
    assert lines == [["+0.5 to +0.9", "+0.5 to +0.9", "90%"], ["", "", "0%"]]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("confidence.glmm-z.k3.tau2-0.coverage", "96%"),
        ("confidence.glmm-z.k3.tau2-above-0.coverage", "85%"),
        ("confidence.glmm-z.k3.tau2-0.25.lowest", "86%"),
        ("confidence.glmm-z.k3+k8.tau2-0.25.coverage", "90%"),
        ("confidence.glmm-z.every-k.tau2-above-0.width", "33"),
        ("prediction.bayes-hn-0-5.k8.tau2-above-0.coverage", "no interval"),
        ("prediction.bayes-hn-0-5.k8.tau2-0.25.given", "0%"),
        ("prediction.bayes-hn-0-5.every-k.tau2-0.25.coverage", "94%"),
        ("repeats", "2,000"),
        ("error", "0.4"),
        ("cells", "8"),
    ],
)
def test_names_for_prose(rows, name, text):
    assert resolve(words.of(Simulated(rows)), name).text == text


def test_a_number_of_cohorts_that_was_not_simulated_is_refused(rows):
    with pytest.raises(UnknownResult, match="there is no 'k4'"):
        resolve(words.of(Simulated(rows)), "confidence.glmm-z.k4.tau2-0.coverage")


def test_a_review_without_the_simulation_has_no_such_names(review):
    assert not words.names(Results(review).analysis)
    with pytest.raises(NoReference, match=r"There is no bench/results/coverage\.csv"):
        Simulated.of(review)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_plot_is_tidy_and_has_a_marker_for_each_coverage(rows, width):
    drawing = coverage_plot(Simulated(rows))
    with style.theme():
        figure = drawing.draw(width)
        assert_tidy(figure)
    drawn = [line for line in figure.axes[0].lines if line.get_marker() in ("o", "s") and len(line.get_xdata()) < 3]
    assert sum(len(line.get_xdata()) for line in drawn) == drawing.data["coverage"].notna().sum() == 3
    (prediction,) = (line for line in drawn if len(line.get_xdata()) == 1)
    level = next(line.get_ydata()[0] for line in figure.axes[0].lines if line.get_linewidth() == 2.2)
    (confidence,) = (line for line in drawn if len(line.get_xdata()) == 2)
    assert confidence.get_ydata()[0] > confidence.get_ydata()[1] > level  # 85% below 91%, below the level; y falls
    assert prediction.get_ydata()[0] > 0
    assert "GLMM, z 85% to 91%" in drawing.alt
    assert "the axis begins at 80%" in drawing.caption


def test_the_published_table_is_that_of_the_study():
    """Every cell has every method and at least 2,000 repeats."""
    rows = pd.read_csv(REPOSITORY / SIMULATED)
    found = Simulated(rows)
    methods = sum(len(found.methods(interval)) for interval in ("confidence", "prediction"))
    assert len(rows) == found.cells * methods
    assert rows["repeats"].min() >= 2000
    assert not re.search(r"nan|inf", table.coverage(found, "confidence").caption)


def test_reasons_that_differ_in_the_numbers_of_a_result_only_are_counted_together():
    far = "7 points are too few: max |beta - exact| = {}, |tau2 - exact| = 0.02 (exact tau2 {}); compare with `tight`"
    reasons = [far.format("0.1", "5.79659"), far.format("3.7e-06", "7.9"), "not offered", "refused: one study"]
    found = table.not_compared([SimpleNamespace(agrees=None, reason=reason).__dict__ for reason in reasons])
    assert [list(row) for row in found.rows] == [
        ["7 points are too few; compare with tight", "2"],
        ["not offered", "1"],
        ["refused\\: one study", "1"],
    ]
