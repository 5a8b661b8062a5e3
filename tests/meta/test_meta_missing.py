"""What the package says of missing data holds for every function and every argument: refused, with the place named."""

import numpy as np
import pandas as pd
import pytest

from livingreview import meta

X, N, Y, V = [3, 8, 4, 9], [9, 10, 9, 20], [0.1, 0.4, -0.2, 0.3], [0.1, 0.2, 0.1, 0.3]
PROPORTIONS = {"events": X, "n": N}
TWO_ARMS = PROPORTIONS | {"events_2": [2, 5, 4, 6], "n_2": [10, 12, 9, 20]}
SHARED = {"labels": list("abcd"), "moderators": [1.0, 2.0, 4.0, 3.0]}
GIVEN = {
    "pool_proportions": PROPORTIONS | SHARED,
    "pool_two_arm": {"events_1": X, "n_1": N, "events_2": [2, 5, 4, 6], "n_2": [10, 12, 9, 20]} | SHARED,
    "pool_estimates": {"estimates": Y, "variances": V, "n": N} | SHARED,
    "freeman_tukey": PROPORTIONS | {"labels": list("abcd")},
    "bayes_proportions": PROPORTIONS,
    "leave_one_out": TWO_ARMS | SHARED,
    "cumulative": TWO_ARMS | SHARED | {"order": [2001, 2005, 1999, 2010]},
    "exclusion_sets": TWO_ARMS | SHARED | {"sets": {"one": [True, False, False, False]}},
    "alternative_models": TWO_ARMS | SHARED,
    "influence": TWO_ARMS | {"labels": list("abcd")},
    "subgroups": TWO_ARMS | {"groups": list("aabb"), "labels": list("abcd")},
    "study_interval": PROPORTIONS,
}
CALLED = {"moderators": "[Mm]oderator", "sets": "Exclusion set"}
PAIRS = [(name, argument) for name, given in GIVEN.items() for argument in given]


def without(values, kind):
    """The values with the second missing."""
    if isinstance(values, dict):
        return {name: without(inner, kind) for name, inner in values.items()}
    if kind == "masked":
        return np.ma.array(values, mask=[0, 1, 0, 0])
    missing = {"None": None, "NaN": np.nan, "NA": pd.NA, "NaT": np.datetime64("NaT")}[kind]
    return [values[0], missing, *values[2:]]


@pytest.mark.parametrize("kind", ["None", "NaN", "NA", "NaT", "masked"])
@pytest.mark.parametrize(("name", "argument"), PAIRS)
def test_missing_data_are_refused_in_every_argument(name, argument, kind):
    given = GIVEN[name]
    assert getattr(meta, name)(**given) is not None
    with pytest.raises(ValueError, match=CALLED.get(argument, argument)):
        getattr(meta, name)(**given | {argument: without(given[argument], kind)})


@pytest.mark.parametrize("place", range(6))
def test_a_difference_that_is_not_known_is_nan_and_no_other_is(place):
    given = [[5.0, 6.0], [1.0, 2.0], [9, 12], [4.0, 6.5], [1.5, 1.0], [10, 11]]
    whole = meta.standardised_mean_difference(*given)
    given[place] = [np.nan, given[place][1]]
    found = meta.standardised_mean_difference(*given)
    for name in ("estimate", "ci_low", "ci_high", "coef", "variance"):
        assert np.isnan(getattr(found, name)[0]) and getattr(found, name)[1] == getattr(whole, name)[1]
    assert np.isnan(meta.mean_difference(*given).ci_low).tolist() == [True, False]
