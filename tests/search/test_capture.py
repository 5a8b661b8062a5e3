"""Capture-recapture against published results.

Log-linear models: the tests of R's Rcapture 1.4 (inst/tests/testPapersResults.R), which reproduce Rivest (2011) for the
data of Darroch et al. (1993) and Bruno et al. (1994), and Cormack, Chang and Smith (2000); Seber (1982, p. 107) from
the examples of Rcapture. Two sources: output of R's CARE1 for the data of Bruno et al. (1994).
"""

import itertools
import math

import numpy as np
import pytest

from livingreview.search.capture import NotEstimable, chapman, fits, fitted, histories, missed, profile


def counts(sources, values):
    """Counts in Rcapture's order: the history of all ones first."""
    table = np.zeros((2,) * sources, dtype=int)
    for history, value in zip(itertools.product((1, 0), repeat=sources), values, strict=False):
        table[history] = value
    return table


DARROCH = counts(3, [72, 155, 7, 71, 13, 53, 43])
BRUNO = counts(4, [58, 157, 18, 104, 46, 650, 12, 709, 14, 20, 7, 74, 8, 182, 10])
CORMACK4 = counts(4, [72, 5, 29, 53, 24, 3, 12, 14, 0, 0, 0, 1, 0, 0, 2])
CORMACK3 = counts(3, [72, 5, 29, 54, 24, 3, 14])
SEBER = counts(2, [167, 781, 254])


@pytest.mark.parametrize(
    ("table", "pairs", "total", "se", "deviance", "df"),
    [
        (DARROCH, [(0, 1), (0, 2), (1, 2)], 1240, 451, 0.0, 0),
        (DARROCH, [(0, 1), (1, 2)], 850, 186, 3.8, 1),
        (BRUNO, [(0, 1), (0, 2), (1, 2), (1, 3), (2, 3)], 2771, 145, 7.62, 5),
        (BRUNO, [(0, 2), (1, 3), (2, 3)], 2472, 53, 21.97, 7),
        (CORMACK4, [], 215, None, 87.1, 10),
        (CORMACK3, [], 209, None, 75.1, 3),
        (CORMACK3, [(1, 2)], None, None, 1.2, 2),
        (CORMACK3, [(0, 2), (1, 2)], 233, None, None, 1),
        (SEBER, [], 2389.9, 130.4, 0.0, 0),
    ],
)
def test_log_linear_models_agree_with_published_ones(table, pairs, total, se, deviance, df):
    fit = fitted(table, tuple(pairs))
    assert fit.df == df
    for value, published in ((fit.total, total), (fit.se, se), (fit.deviance, deviance)):
        if published is not None:
            digits = len(str(published).partition(".")[2])
            assert round(value, digits) == published


def test_aic_is_that_of_r():
    assert fitted(SEBER, ()).aic == pytest.approx(28.831, abs=5e-4)


@pytest.mark.parametrize(
    ("table", "pairs", "low", "high"), [(CORMACK3, (), 203, 217), (CORMACK3, ((1, 2),), 210, None)]
)
def test_profile_limits_agree_with_published_ones(table, pairs, low, high):
    _, lower, upper = profile(table, pairs)
    assert round(lower) == low
    assert high is None or round(upper) == high


@pytest.mark.parametrize(
    ("first", "second", "both", "total", "low", "high"),
    [
        (1754, 452, 337, 2351, 2250, 2478),
        (1754, 1135, 911, 2185, 2146, 2233),
        (1754, 173, 134, 2261, 2117, 2468),
        (452, 1135, 249, 2057, 1922, 2224),
        (452, 173, 97, 803, 725, 913),
        (1135, 173, 126, 1555, 1445, 1712),
    ],
)
def test_chapman_agrees_with_published_results(first, second, both, total, low, high):
    assert [round(value) for value in chapman(first, second, both)] == [total, low, high]


def records(table, names):
    """The sources of each record of a table of counts."""
    return [
        {name for name, one in zip(names, history, strict=True) if one}
        for history in itertools.product((0, 1), repeat=table.ndim)
        for _ in range(table[history])
    ]


def test_the_model_of_lowest_aic_is_taken():
    result = missed(records(BRUNO, "abcd"))
    best = min(fits(BRUNO), key=lambda fit: fit.aic)
    assert result.aic == best.aic
    assert result.depends == tuple(("abcd"[i], "abcd"[j]) for i, j in best.pairs)
    assert result.found == 2069
    assert result.low < result.total < result.high
    assert result.missed == pytest.approx(result.total - 2069)


def test_two_sources_use_chapman():
    result = missed(records(SEBER, ("one", "two")))
    assert result.total == pytest.approx(chapman(167 + 781, 167 + 254, 167)[0])
    assert result.found == 1202


def test_sources_without_a_common_record_are_never_made_dependent():
    table = CORMACK4  # sources 2 and 4 share few, and some triples none
    able = {pair for fit in fits(table) for pair in fit.pairs}
    table = table.copy()
    for history in itertools.product((0, 1), repeat=4):
        if history[0] and history[3]:
            table[history] = 0
    assert (0, 3) in able
    assert (0, 3) not in {pair for fit in fits(table) for pair in fit.pairs}


def test_many_sources_add_pairs_one_by_one():
    rng = np.random.default_rng(5)
    found = [{s for s in "abcdef" if rng.random() < 0.5} for _ in range(400)]
    hidden = sum(not by for by in found)
    result = missed(found)
    assert result.low <= 400 <= result.high
    assert hidden and result.found == 400 - hidden


@pytest.mark.parametrize(
    ("found_by", "message"),
    [
        ([], "at least two sources, and there are records of 0"),
        ([{"a"}] * 9, "at least two sources, and there are records of 1"),
        ([{"a"}] * 9 + [{"b"}] * 9 + [{"a", "b"}] * 6, "at least 7 records that more than one source found"),
        ([set("abcdefghijk")] * 9, "up to 10 sources, and there are 11"),
    ],
)
def test_what_cannot_be_estimated_is_refused(found_by, message):
    with pytest.raises(NotEstimable, match=message):
        missed(found_by)


def test_a_source_that_has_everything_leaves_nothing_missed():
    assert chapman(20, 10, 10) == (20, 20, 20)


def test_counts_that_cannot_be_are_refused():
    with pytest.raises(ValueError, match="5 records in both of 3 and 9"):
        chapman(3, 9, 5)


def test_an_upper_limit_that_the_data_do_not_set_is_infinite():
    total, low, high = profile(counts(3, [1, 1, 1, 40, 1, 40, 40]), ((0, 1), (0, 2), (1, 2)))
    assert low < total < high
    assert math.isinf(high)


def test_histories_count_records_by_their_sources():
    table = histories([{"a"}, {"a", "b"}, {"c"}], ("a", "b"))
    assert table.tolist() == [[0, 0], [1, 1]]
