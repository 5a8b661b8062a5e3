"""bench/coverage.py: measures by hand, intervals as the library gives them, one table on any number of cores."""

import csv
import importlib.util
import sys

import numpy as np
import pytest
from scipy.special import logit
from scipy.stats import halfnorm, norm

from helpers import REPOSITORY
from livingreview.meta import bayes_proportions, pool_proportions

specification = importlib.util.spec_from_file_location("bench_coverage", REPOSITORY / "bench" / "coverage.py")
bench = importlib.util.module_from_spec(specification)
sys.modules["bench_coverage"] = bench
specification.loader.exec_module(bench)

TINY = "--k 2 3 --sizes 3-5 --tau2 0 0.5 --p 0.6 --repeats 6 --seed 7".split()
SETS = [([3, 9, 14], [5, 12, 30]), ([7, 7, 7], [10, 10, 10]), ([4, 20, 1, 9], [4, 25, 8, 40]), ([12] * 15, [20] * 15)]
DEGENERATE = [([3, 4], [3, 4]), ([0, 0, 0], [5, 6, 7]), ([0, 4, 5], [6, 4, 5])]


def rows(file):
    with file.open(newline="") as lines:
        return list(csv.DictReader(lines))


def run(file, *more):
    bench.main([*TINY, *more, "--jobs", "1", "--out", str(file)])
    return file.read_text()


def test_the_table_is_the_same_on_one_and_two_processes_and_beside_other_cells(tmp_path):
    one = run(tmp_path / "one.csv")
    bench.main([*TINY, "--jobs", "2", "--out", str(tmp_path / "two.csv")])
    assert (tmp_path / "two.csv").read_text() == one
    assert len(rows(tmp_path / "one.csv")) == 4 * len(bench.METHODS)
    alone = run(tmp_path / "alone.csv", "--k", "3", "--tau2", "0.5")
    assert set(alone.splitlines()) < set(one.splitlines())
    assert not list(tmp_path.glob("*.cells"))


def test_a_run_that_was_stopped_goes_on_with_the_cells_that_are_left(tmp_path, monkeypatch):
    whole, table = run(tmp_path / "whole.csv"), tmp_path / "table.csv"

    def killed(done, total):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(bench, "progress", killed)
        with pytest.raises(KeyboardInterrupt):
            run(table)
    assert not table.exists()
    (kept,) = (tmp_path / "table.cells").iterdir()
    assert set(kept.read_text().splitlines()) < set(whole.splitlines())
    kept.write_text(kept.read_text().replace("GLMM, z", "no longer a method"))  # is simulated again; the rest is not
    simulated = []
    with monkeypatch.context() as patch:
        missing = bench.Finished.missing
        patch.setattr(bench.Finished, "missing", lambda *given: simulated.append(missing(*given)) or simulated[-1])
        assert run(table) == whole
    assert min(map(len, filter(None, simulated))) == 2
    assert not (tmp_path / "table.cells").exists()


def test_a_table_is_extended_by_methods_and_cells_that_it_lacks(tmp_path, monkeypatch):
    whole, table = run(tmp_path / "whole.csv"), tmp_path / "table.csv"
    with monkeypatch.context() as patch:
        patch.setattr(bench, "METHODS", bench.METHODS[1:3])
        run(table, "--k", "3")
    assert len(rows(table)) == 4
    assert run(table) == whole


def test_a_table_of_another_run_is_refused_unless_begun_anew(tmp_path):
    table = tmp_path / "table.csv"
    before = run(table, "--k", "3", "--tau2", "0")
    with pytest.raises(SystemExit, match=r"table.csv has 6 repeats and seed 7, not 6 and 8: choose .* --fresh"):
        run(table, "--seed", "8")
    assert table.read_text() == before
    assert {row["seed"] for row in csv.DictReader(run(table, "--seed", "8", "--fresh").splitlines())} == {"8"}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("--k 1", "--k: needs whole numbers from 2, not '1'"),
        ("--k 2.5", "--k: needs whole numbers from 2, not '2.5'"),
        ("--sizes 9", "--sizes: sizes are given as LOW-HIGH with 1 <= LOW <= HIGH, not '9'"),
        ("--sizes 9-3", "not '9-3'"),
        ("--sizes 0-3", "not '0-3'"),
        ("--tau2 nan", "--tau2: needs numbers from 0 to 25, not 'nan'"),
        ("--p 1", "--p: needs numbers above 0 and below 1, not '1'"),
        ("--repeats 1", "--repeats: needs a whole number from 2, not '1'"),
        ("--seed -1", "--seed: needs a whole number from 0, not '-1'"),
        ("--jobs 0", "--jobs: needs a whole number from 1, not '0'"),
    ],
)
def test_bad_arguments_are_refused(given, message, capsys, tmp_path):
    with pytest.raises(SystemExit):
        bench.main([*given.split(), "--out", str(tmp_path / "table.csv")])
    assert message in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_measures_by_hand(monkeypatch):
    """Limits that do not depend on the data, and an interval that exists where the first cohort has 4 patients."""
    limits = 0.5, 0.8

    def sometimes(sample):
        return limits if sample.n[0] == 4 else (np.nan, np.nan)

    constant = [
        bench.Method(kind, "constant", lambda s: 0.7, lambda s: limits) for kind in ("confidence", "prediction")
    ]
    monkeypatch.setattr(bench, "METHODS", (*constant, bench.Method("confidence", "some", lambda s: s.n[0], sometimes)))
    confidence, prediction, some = bench.simulate(bench.Cell(3, 4, 5, 0.25, 0.6), [0, 1, 2], 50, 1)
    for name, value in {"coverage": 1, "coverage_se": 0, "width": 0.3, "bias": 0.1, "bias_se": 0, "given": 1}.items():
        assert float(confidence[name]) == pytest.approx(value, abs=1e-5)
    ends = (logit(limits) - logit(0.6)) / 0.5
    assert float(prediction["coverage"]) == pytest.approx(norm.cdf(ends[1]) - norm.cdf(ends[0]), abs=1e-5)
    assert 0 < float(some["given"]) < 1
    assert float(some["bias"]) == pytest.approx(4 - 0.6)
    (without,) = bench.simulate(bench.Cell(3, 4, 5, 0.0, 0.9), [1], 5, 1)  # 0.9 is outside, and all cohorts are at 0.9
    assert float(without["coverage"]) == 0


def test_large_cohorts_that_do_not_differ_are_covered_at_the_level():
    """Within 4 Monte Carlo standard errors, which are those of a share."""
    places = [i for i, one in enumerate(bench.METHODS) if one.name == "GLMM, z" and one.interval == "confidence"]
    (row,) = bench.simulate(bench.Cell(4, 60, 80, 0.0, 0.5), places, 400, 3)
    coverage, error = float(row["coverage"]), float(row["coverage_se"])
    assert abs(coverage - 0.95) < 4 * error
    assert error == pytest.approx(np.sqrt(coverage * (1 - coverage) / 399), abs=1e-4)


@pytest.mark.parametrize(("x", "n"), SETS + DEGENERATE)
def test_intervals_of_one_fit_are_those_of_the_library(x, n):
    sample = bench.Sample(np.array(x), np.array(n))
    for lost, test in ((0, "z"), (1, "t")):
        fit = pool_proportions(x, n, test=test)
        assert sample.glmm_limits("confidence", lost) == pytest.approx((fit.ci_low, fit.ci_high), nan_ok=True)
        assert sample.glmm_limits("prediction", lost) == pytest.approx((fit.pi_low, fit.pi_high), nan_ok=True)


@pytest.mark.parametrize(("x", "n"), SETS)
def test_prediction_with_one_degree_of_freedom_less_is_that_of_the_library(x, n):
    fit = pool_proportions(x, n, prediction="t(k-p-1)")
    found = bench.Sample(np.array(x), np.array(n)).glmm_limits("prediction", 2)
    assert found == pytest.approx((fit.pi_low, fit.pi_high))


def test_no_degrees_of_freedom_give_no_interval():
    assert np.isnan(bench.Sample(np.array([3, 8]), np.array([9, 10])).glmm_limits("prediction", 2)).all()


@pytest.mark.parametrize(("x", "n"), SETS + DEGENERATE[:2])
def test_the_posterior_on_one_grid_is_that_of_the_library(x, n):
    found = bench.Sample(np.array(x), np.array(n)).posteriors
    for scale, (estimate, ci, pi) in found.items():
        exact = bayes_proportions(x, n, tau=halfnorm(scale=scale))
        expected = exact.estimate, exact.ci_low, exact.ci_high, exact.pi_low, exact.pi_high
        assert (estimate, *ci, *pi) == pytest.approx(expected, abs=1.5e-3)


@pytest.mark.parametrize("test", ["profile", "bartlett"])
@pytest.mark.parametrize(("x", "n"), SETS + DEGENERATE[:2] + [([20, 12], [20, 14]), ([28, 25, 25], [41, 25, 25])])
def test_likelihood_ratio_intervals_on_the_grid_are_those_of_the_library(x, n, test):
    exact = pool_proportions(x, n, test=test, tau2_interval=False)
    found = bench.Sample(np.array(x), np.array(n)).likelihood_ratio(test == "bartlett")
    assert found == pytest.approx((exact.ci_low, exact.ci_high), abs=1.5e-3)
