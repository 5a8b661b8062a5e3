"""Agreement of two people: published worked examples, another implementation, hand computation, degenerate cases."""

import numpy as np
import pytest
from statsmodels.stats.inter_rater import cohens_kappa

from livingreview.meta import agreement


def judged(table, names="abcd"):
    """The judgements of two people that a table of counts stands for."""
    pairs = [(names[i], names[j]) for i, row in enumerate(table) for j, n in enumerate(row) for _ in range(n)]
    return [a for a, _ in pairs], [b for _, b in pairs]


def test_the_example_of_the_handbook_is_reproduced():
    """100 pregnant women judged by two abstractors.

    Table and results: vignette "overview" of R's irrCAC 1.0 (KL Gwet), data set cont3x3abstractors, which is an example
    of Gwet's Handbook of inter-rater reliability, 4th ed. 2014.
    """
    found = agreement(*judged([[13, 0, 0], [0, 20, 7], [0, 4, 56]]))
    assert found.percent.estimate == pytest.approx(0.89)
    assert found.percent.se == pytest.approx(0.03128898, abs=1e-8)
    assert found.kappa.estimate == pytest.approx(0.7964094, abs=1e-7)
    assert found.kappa.se == pytest.approx(0.05891072, abs=1e-8)
    assert (found.kappa.ci_low, found.kappa.ci_high) == pytest.approx((0.680, 0.913), abs=5e-4)
    assert found.ac1.estimate == pytest.approx(0.8493305, abs=1e-7)
    assert found.ac1.se == pytest.approx(0.04321747, abs=1e-8)
    assert (found.ac1.ci_low, found.ac1.ci_high) == pytest.approx((0.764, 0.935), abs=5e-4)


def test_two_categories_by_hand():
    """Rows 40 and 60, columns 35 and 65 of 100, 85 agree.

    Kappa: chance .4*.35 + .6*.65 = .53, (.85 - .53) / .47. AC1: mean shares .375 and .625, chance 2*.375*.625 = .46875,
    (.85 - .46875) / .53125.
    """
    found = agreement(*judged([[30, 10], [5, 55]]))
    assert found.kappa.estimate == pytest.approx(0.32 / 0.47)
    assert found.ac1.estimate == pytest.approx(0.38125 / 0.53125)


@pytest.mark.parametrize("table", [[[30, 10], [5, 55]], [[1, 5], [0, 94]], [[9, 2, 1], [3, 8, 0], [1, 4, 7]]])
def test_kappa_agrees_with_statsmodels(table):
    found, other = agreement(*judged(table)).kappa, cohens_kappa(np.array(table))
    assert (found.estimate, found.se) == pytest.approx((other.kappa, other.std_kappa))


def test_the_standard_error_of_ac1_is_its_spread_over_samples():
    rng = np.random.default_rng(1)
    shares = np.array([[0.05, 0.04], [0.03, 0.88]])
    found = [agreement(*judged(rng.multinomial(200, shares.ravel()).reshape(2, 2))).ac1 for _ in range(2000)]
    assert np.mean([one.se for one in found]) == pytest.approx(np.std([one.estimate for one in found]), rel=0.05)


def test_judgements_of_one_person_alone_are_counted_and_enter_no_measure():
    both = agreement(*judged([[30, 10], [5, 55]]))
    first, second = judged([[30, 10], [5, 55]])
    more = agreement([*first, "a", None, "b", None], [*second, None, "b", None, None])
    assert (more.only_first, more.only_second, more.both, more.same) == (2, 1, 100, 85)
    assert (more.percent, more.kappa, more.ac1) == (both.percent, both.kappa, both.ac1)


def test_nothing_in_common_is_said():
    found = agreement(["a", None], [None, "a"])
    for measure in (found.percent, found.kappa, found.ac1):
        assert measure.estimate is None and measure.note == "No item was judged by both."


def test_everything_in_one_category_leaves_kappa_undefined_and_ac1_at_one():
    found = agreement(["a"] * 20, ["a"] * 20, ["a", "b"])
    assert found.kappa.estimate is None and "not defined" in found.kappa.note
    assert found.ac1.estimate == 1 and found.ac1.ci_low is None and "no disagreement" in found.ac1.note
    assert found.percent.ci_low == pytest.approx(20 / (20 + 1.959964**2))  # Wilson's limit at n of n
    assert agreement(["a"] * 20, ["a"] * 20).ac1.estimate is None


def test_nothing_but_disagreement_has_no_interval():
    found = agreement(["a", "b"] * 5, ["b", "a"] * 5)
    assert (found.kappa.estimate, found.kappa.ci_low) == (pytest.approx(-1), None)
    assert "nothing but disagreement" in found.kappa.note


def test_one_item_gives_no_interval():
    found = agreement(["a"], ["b"])
    assert found.percent.estimate == 0 and found.ac1.ci_low is None and found.ac1.note


def test_the_number_of_categories_counts_for_ac1_and_not_for_kappa():
    pair = judged([[30, 10], [5, 55]])
    two, three = agreement(*pair), agreement(*pair, categories=["a", "b", "unsure"])
    assert two.kappa == three.kappa and three.ac1.estimate > two.ac1.estimate


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((["a"], ["a", "b"]), "same items, not 1 and 2"),
        ((["a"], ["c"], ["a", "b"]), "'c' is not a category; choose one of 'a', 'b'"),
        ((["a"], ["a"], ["a", "a"]), "each category once"),
        ((["a"], ["a"], None, 95), "between 0 and 1"),
    ],
)
def test_wrong_input_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        agreement(*arguments)


HANDBOOK = [[13, 0, 0], [0, 20, 7], [0, 4, 56]]  # its example, see above


def test_clusters_of_one_item_each_give_nearly_the_published_standard_errors():
    """The jackknife over items: exact for the share, whose variance has n - 1 where the published one has n."""
    first, second = judged(HANDBOOK)
    found = agreement(first, second, clusters=[str(i) for i in range(100)])
    assert found.percent.se == pytest.approx(0.03128898 * (100 / 99) ** 0.5, abs=1e-8)
    assert found.kappa.estimate == pytest.approx(0.7964094, abs=1e-7)
    assert found.kappa.se == pytest.approx(0.05891072, rel=0.03)
    assert found.ac1.se == pytest.approx(0.04321747, rel=0.03)


def test_the_clustered_interval_by_hand():
    """Clusters of 2, 3 and 5 items with 1, 3 and 4 that agree: shares without one are 7/8, 5/7 and 4/5."""
    first = ["a", "b", "a", "b", "a", "a", "b", "a", "b", "a"]
    second = ["a", "a", "a", "b", "a", "a", "b", "a", "b", "b"]
    found = agreement(first, second, clusters=["x"] * 2 + ["y"] * 3 + ["z"] * 5).percent
    left = np.array([7 / 8, 5 / 7, 4 / 5])
    se = np.sqrt(2 / 3 * np.sum((left - left.mean()) ** 2))
    assert (found.estimate, found.se) == pytest.approx((0.8, se))
    assert found.ci_low == pytest.approx(0.8 - 4.302653 * se, abs=1e-6)  # t with 2 degrees of freedom
    assert found.ci_high == pytest.approx(min(1, 0.8 + 4.302653 * se), abs=1e-6)


def test_copies_of_an_item_within_a_cluster_make_no_interval_narrower():
    first, second = judged([[30, 10], [5, 55]])
    names = [str(i) for i in range(100)]
    once, ten = (agreement(first * k, second * k, clusters=names * k) for k in (1, 10))
    for name in ("percent", "kappa", "ac1"):
        assert getattr(ten, name).se == pytest.approx(getattr(once, name).se)
    assert ten.both == 10 * once.both


def test_where_all_agree_the_number_of_clusters_bounds_the_share():
    found = agreement(["a", "b"] * 20, ["a", "b"] * 20, clusters=[str(i // 8) for i in range(40)])
    assert (found.percent.ci_low, found.percent.ci_high) == pytest.approx((0.025 ** (1 / 5), 1))
    assert found.kappa.ci_low is None and found.ac1.ci_low is None


@pytest.mark.parametrize(("clusters", "note"), [("xxxx", "One cluster"), ("xxyy", "not defined")])
def test_too_few_clusters_give_no_interval(clusters, note):
    found = agreement(list("aaba"), list("aabb"), clusters=list(clusters)).kappa
    assert found.estimate == pytest.approx(0.5) and found.ci_low is None and note in found.note


@pytest.mark.parametrize("clusters", [["x"], ["x", None], "xy"])
def test_clusters_that_do_not_fit_are_refused(clusters):
    with pytest.raises(ValueError, match="clusters"):
        agreement(["a", "b"], ["a", "b"], clusters=clusters)
