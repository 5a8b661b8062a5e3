"""Every public function refuses what it cannot understand, and says which argument it is about and what is allowed."""

import datetime
import warnings
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from scipy.stats import halfnorm, norm

from livingreview import meta

X, N = [3, 8, 4, 9], [9, 10, 9, 20]
TWO = {"events_2": [2, 5, 4, 6], "n_2": [10, 12, 9, 20]}
OF_COUNTS = {
    "pool_proportions": {},
    "bayes_proportions": {},
    "freeman_tukey": {},
    "study_interval": {},
    "leave_one_out": {},
    "cumulative": {},
    "alternative_models": {},
    "influence": {},
    "small_study": {},
    "exclusion_sets": {"sets": {"one": [True, False, False, False]}},
    "subgroups": {"groups": list("aabb")},
}
NO_LEVEL = {"small_study"}
ONE_ARM = {"study_interval", "freeman_tukey", "pool_proportions", "bayes_proportions"}
NO_LABELS = {"study_interval", "small_study", "bayes_proportions"}
BAD_COUNTS = {
    "nan": [3, np.nan, 4, 9],
    "none": [3, None, 4, 9],
    "pandas NA": pd.Series([3, pd.NA, 4, 9], dtype="Int64"),
    "masked": np.ma.array(X, mask=[0, 0, 1, 0]),
    "text": ["3", "8", "4", "9"],
    "dates": np.array(["2001-01-01"] * 4, "datetime64[D]"),
    "date objects": [datetime.date(2001, 1, 1)] * 4,
    "complex": np.array(X) + 1j,
    "two dimensions": [[3, 8], [4, 9]],
    "table": pd.DataFrame({"a": X}),
    "ragged": [[3, 8], [4]],
    "fraction": [3.5, 8, 4, 9],
    "infinite": [3, np.inf, 4, 9],
    "mapping": dict(enumerate(X)),
    "iterator": None,  # made anew for each test
}


def call(name, events=X, n=N, **options):
    return getattr(meta, name)(events, n, **{**OF_COUNTS[name], **options})


def test_every_public_function_is_tried():
    others = {"pool_two_arm", "two_groups", "pool_estimates", "bayes_estimates", "agreement"}
    others |= {"mean_difference", "standardised_mean_difference", "fisher_z"}
    others |= {"missing_outcomes", "trial_size", "precision_size"}  # each with tests of its own
    functions = {name for name in meta.__all__ if not isinstance(getattr(meta, name), type)}
    tried = OF_COUNTS.keys() | others
    assert functions == tried


@pytest.mark.parametrize("kind", BAD_COUNTS)
@pytest.mark.parametrize("name", OF_COUNTS)
def test_counts_that_are_none_are_refused_by_name(name, kind):
    bad = iter(X) if kind == "iterator" else BAD_COUNTS[kind]
    with pytest.raises(ValueError, match=r"^events\b"):
        call(name, events=bad)
    bad = iter(N) if kind == "iterator" else BAD_COUNTS[kind]
    with pytest.raises(ValueError, match=r"\bn\b"):
        call(name, n=bad)


@pytest.mark.parametrize("kind", BAD_COUNTS)
@pytest.mark.parametrize("place", range(4))
def test_counts_of_two_arms_that_are_none_are_refused_by_name(place, kind):
    given = [X, N, *TWO.values()]
    given[place] = iter(X) if kind == "iterator" else BAD_COUNTS[kind]
    with pytest.raises(ValueError, match=("events_1", "n_1", "events_2", "n_2")[place]):
        meta.pool_two_arm(*given)


@pytest.mark.parametrize("name", [name for name in OF_COUNTS if name not in ONE_ARM])
def test_the_second_arm_is_checked_too(name):
    with pytest.raises(ValueError, match="events_2"):
        call(name, **TWO | {"events_2": [2, None, 4, 6]})
    with pytest.raises(ValueError, match="events_2 and n_2"):
        call(name, events_2=TWO["events_2"])


@pytest.mark.parametrize("level", [95, 0, 1, -0.5, np.nan, "0.95", None, True, [0.95], 0.95j])
@pytest.mark.parametrize("name", [name for name in OF_COUNTS if name not in NO_LEVEL])
def test_levels_lie_between_0_and_1(name, level):
    with pytest.raises(ValueError, match="level must lie between 0 and 1"):
        call(name, level=level)


@pytest.mark.parametrize("level", [95, "0.95", None])
def test_levels_of_other_functions(level):
    with pytest.raises(ValueError, match="level must lie"):
        meta.pool_two_arm(X, N, *TWO.values(), level=level)
    with pytest.raises(ValueError, match="level must lie"):
        meta.standardised_mean_difference(1, 1, 9, 2, 1, 9, level=level)
    with pytest.raises(ValueError, match="level must lie"):
        meta.agreement(["a"], ["a"], level=level)


@pytest.mark.parametrize("bad", [0, -1, 500, 7.0, "7", True, [7]])
def test_nodes_are_a_number_that_exists(bad):
    for name in ("pool_proportions", "leave_one_out", "influence"):
        with pytest.raises(ValueError, match="nodes must be None or a whole number from 1 to 164"):
            call(name, nodes=bad)


def test_nodes_warn_of_nothing_and_are_refused_for_many_studies():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert call("pool_proportions", nodes=164).converged
    with pytest.raises(ValueError, match="up to 10,000 studies"):
        meta.pool_proportions(np.ones(10_001), np.full(10_001, 3), nodes=7)


@pytest.mark.parametrize("name", ["leave_one_out", "cumulative", "influence"])
def test_a_pool_for_each_of_many_studies_is_refused(name):
    with pytest.raises(ValueError, match="at most 5,000 studies"):
        call(name, np.ones(5_001), np.full(5_001, 3), model="common")


@pytest.mark.parametrize("name", ["model", "test"])
@pytest.mark.parametrize("bad", [None, 1, ["glmm"], np.array(["z", "t"]), "Z"])
def test_choices_name_what_is_allowed(name, bad):
    with pytest.raises(ValueError, match=f"Unknown {name} .*choose one of"):
        call("pool_proportions", **{name: bad})


def test_a_switch_is_true_or_false():
    with pytest.raises(ValueError, match="tau2_interval must be True or False"):
        call("leave_one_out", tau2_interval="no")


@pytest.mark.parametrize("name", [name for name in OF_COUNTS if name not in NO_LABELS])
@pytest.mark.parametrize("labels", ["abcd", list("abc"), ["a", None, "c", "d"], ["a", np.nan, "c", "d"], [["a"]] * 4])
def test_labels_are_one_name_each(name, labels):
    with pytest.raises(ValueError, match="labels"):
        call(name, labels=labels)


MODERATORS = {
    "one number": 3,
    "missing number": [1, np.nan, 2, 3],
    "missing category": ["a", None, "b", "b"],
    "NaN among text": ["a", np.nan, "b", "b"],
    "pandas NA": pd.Series(["a", pd.NA, "b", "b"], dtype="string"),
    "masked": np.ma.array([1.0, 2, 3, 4], mask=[0, 1, 0, 0]),
    "dates": np.array(["2001-01-01", "2002-01-01", "2003-01-01", "2004-01-01"], "datetime64[D]"),
    "date objects": [datetime.date(2001, 1, day) for day in (1, 2, 3, 4)],
    "complex": [1 + 2j, 2, 3, 4],
    "a mixture": [1, "a", 2, "b"],
    "three dimensions": np.ones((4, 1, 1)),
    "infinite": [1, 2, np.inf, 4],
    "too short": {"dose": [1, 2, 3]},
    "lists": {"dose": [[1], [2], [3], [4]]},
}


@pytest.mark.parametrize("kind", MODERATORS)
@pytest.mark.parametrize(
    "name", ["pool_proportions", "leave_one_out", "cumulative", "exclusion_sets", "alternative_models"]
)
def test_moderators_are_numbers_or_categories_without_gaps(name, kind):
    with pytest.raises(ValueError, match=r"(?i)moderator"):
        call(name, moderators=MODERATORS[kind])


def test_numbers_of_any_type_are_numbers():
    doses = [1, 2, 1, 3]
    plain = call("pool_proportions", moderators={"dose": doses}).moderators
    for given in (np.array(doses, object), [Decimal(one) for one in doses], pd.Series(doses, dtype="Int64")):
        found = call("pool_proportions", moderators={"dose": given}).moderators
        assert found.names == ("intercept", "dose") and found.coef.tolist() == plain.coef.tolist()
    mixed = call("pool_proportions", moderators=[[1, "a"], [2, "b"], [1, "b"], [3, "b"]]).moderators
    assert mixed.names == ("intercept", "moderator 1", "moderator 2: b")
    assert (
        call("pool_proportions", np.array(X, object), [Decimal(one) for one in N]).coef == call("pool_proportions").coef
    )


@pytest.mark.parametrize(
    "groups",
    [
        "aabb",
        list("aab"),
        ["a", None, "b", "b"],
        ["a", np.nan, "b", "b"],
        [1.0, np.nan, 2, 2],
        [["a"]] * 4,
        [1, "a", 2, "b"],
    ],
)
@pytest.mark.parametrize("tau2", ["separate", "common"])
def test_groups_are_one_label_each(groups, tau2):
    with pytest.raises(ValueError, match=r"^groups"):
        meta.subgroups(X, N, groups, tau2=tau2)


def test_no_test_between_groups_where_the_likelihood_is_not_a_number():
    found = meta.subgroups([0, 10, 8], [10, 10, 8], list("aab"), tau2="common")
    assert np.isnan(found.p) and any("no test between them" in note for note in found.notes)


@pytest.mark.parametrize(
    "mask", [["False"] * 4, [0, 0, 0, 2], [0, 1, 0, 0], [np.nan] * 4, [True, None, False, False], [True], "abcd"]
)
def test_exclusion_sets_are_true_or_false(mask):
    with pytest.raises(ValueError, match="Exclusion set 'doubtful'"):
        meta.exclusion_sets(X, N, {"doubtful": mask})
    with pytest.raises(ValueError, match="sets must be a mapping"):
        meta.exclusion_sets(X, N, [mask])


@pytest.mark.parametrize(
    "order", [[2001, np.nan, 2002, 2003], [2001, None, 2002, 2003], [2001, "a", 2002, 2003], [1, 2], 3, [1j, 2, 3, 4]]
)
def test_an_order_has_a_value_for_each_study(order):
    with pytest.raises(ValueError, match=r"^order"):
        meta.cumulative(X, N, order)


def test_an_order_may_be_dates():
    days = [datetime.date(2003, 1, 1), datetime.date(2001, 1, 1), datetime.date(2004, 1, 1), datetime.date(2002, 1, 1)]
    assert [pool.labels[-1] for pool in meta.cumulative(X, N, days)] == ["2", "4", "1", "3"]


@pytest.mark.parametrize("values", [[1, 2, 3, 4], [[1, np.nan]], [["a", "b"]], [[None, 1]], np.ones((1, 1, 2)), "ab"])
def test_values_of_a_prediction_have_a_column_for_each_moderator(values):
    pooled = meta.pool_proportions(
        [3, 8, 4, 9, 6], [9, 10, 9, 20, 12], moderators=np.array([[1, 2, 1, 3, 2], [1, 1, 2, 2, 3]]).T
    )
    with pytest.raises(ValueError, match=r"^values must"):
        pooled.at(values)


def test_pandas_objects_with_different_indexes_are_not_paired_by_position():
    events, n = pd.Series(X, index=list("abcd")), pd.Series(N, index=list("badc"))
    for name in OF_COUNTS:
        with pytest.raises(ValueError, match="events and n are pandas objects with different indexes"):
            call(name, events, n)
        assert call(name, events, n.to_numpy()) is not None
    n = n.loc[list("abcd")]
    with pytest.raises(ValueError, match=r"moderators\['dose'\] are pandas objects"):
        call("pool_proportions", events, events + 2, moderators={"dose": pd.Series(X)})
    with pytest.raises(ValueError, match="groups are pandas objects"):
        call("subgroups", events, n, groups=pd.Series(list("aabb")))
    with pytest.raises(ValueError, match=r"sets\['one'\] are pandas objects"):
        call("exclusion_sets", events, n, sets={"one": pd.Series([True, False, False, False])})


@pytest.mark.parametrize(
    ("place", "bad"),
    [
        (2, [10.5]),
        (2, 1),
        (1, 0),
        (1, "a"),
        (0, None),
        (0, [[1.0]]),
        (0, np.inf),
        (0, [1.0, 2.0, 3.0]),
        (5, np.ma.array([9], mask=[1])),
    ],
)
def test_differences_of_means_name_what_is_wrong(place, bad):
    given = [[1.0, 2.0], [1.0, 1.0], [9, 9], [2.0, 2.0], [1.0, 1.0], [9, 9]]
    given[place] = bad
    with pytest.raises(ValueError, match="mean_1" if place == 0 else ("", "sd_1", "n_1", "", "", "n_2")[place]):
        meta.standardised_mean_difference(*given)
    with pytest.raises(ValueError, match="mean_1" if place == 0 else ("", "sd_1", "n_1", "", "", "n_2")[place]):
        meta.mean_difference(*given)


@pytest.mark.parametrize("bad", ["abc", 3, None, [1, 2], ["a", np.nan], [["a"], ["b"]], np.array([["a", "b"]])])
def test_judgements_are_text(bad):
    for given, name in (((bad, ["a", "b"]), "first"), ((["a", "b"], bad), "second")):
        with pytest.raises(ValueError, match=f"^{name}"):
            meta.agreement(*given)


def test_alternatives_that_take_no_moderators_are_left_out():
    found = call("alternative_models", moderators={"dose": [1, 2, 1, 3]})
    assert "Freeman-Tukey" not in found and all(pooled.moderators is not None for pooled in found.values())
    found = call("alternative_models", **TWO, moderators={"dose": [1, 2, 1, 3]})
    assert found.keys().isdisjoint({"Mantel-Haenszel", "Peto"}) and "REML" in found


@pytest.mark.parametrize("kind", BAD_COUNTS)
@pytest.mark.parametrize("place", range(4))
def test_counts_of_two_groups_that_are_none_are_refused_by_name(place, kind):
    given = [3, 9, 2, 10]
    given[place] = iter([3]) if kind == "iterator" else BAD_COUNTS[kind]
    with pytest.raises(ValueError, match=("events_1", "n_1", "events_2", "n_2")[place]):
        meta.two_groups(*given)


@pytest.mark.parametrize("kind", [kind for kind in BAD_COUNTS if kind not in ("fraction", "iterator")])
@pytest.mark.parametrize("place", range(2))
def test_estimates_that_are_no_numbers_are_refused_by_name(place, kind):
    given = [[0.1, 0.2, 0.3, 0.4], [0.1] * 4]
    given[place] = BAD_COUNTS[kind]
    with pytest.raises(ValueError, match=("estimates", "variances")[place]):
        meta.bayes_estimates(*given, tau=halfnorm(scale=0.5), mu=norm(scale=2))
    with pytest.raises(ValueError, match=("estimates", "variances")[place]):
        meta.pool_estimates(*given)
    with pytest.raises(ValueError, match=("estimates", "ses")[place]):
        meta.pool_estimates(given[0], ses=given[1])


@pytest.mark.parametrize("kind", [kind for kind in BAD_COUNTS if kind not in ("nan", "fraction", "iterator")])
def test_correlations_and_sizes_that_are_no_numbers_are_refused_by_name(kind):
    with pytest.raises(ValueError, match=r"^correlations"):
        meta.fisher_z(BAD_COUNTS[kind], N)
    with pytest.raises(ValueError, match=r"^n "):
        meta.fisher_z([0.1, 0.2, 0.3, 0.4], BAD_COUNTS[kind])
    with pytest.raises(ValueError, match=r"^n\b"):
        meta.pool_estimates([0.1, 0.2, 0.3, 0.4], [0.1] * 4, n=BAD_COUNTS[kind])
