"""Few and extreme data: every case has a defined result, and says in `notes` what it is."""

import numpy as np
import pytest

from livingreview.meta import (
    alternative_models,
    cumulative,
    exclusion_sets,
    freeman_tukey,
    influence,
    leave_one_out,
    pool_proportions,
    pool_two_arm,
    small_study,
    study_interval,
    subgroups,
)

INVERSE_VARIANCE = ("reml", "dl", "pm", "common")


def says(pooled, words):
    return any(words in note for note in pooled.notes)


def is_sound(pooled):
    assert pooled.ci_low <= pooled.estimate <= pooled.ci_high
    assert pooled.weights.sum() == pytest.approx(100)
    assert pooled.notes or pooled.converged


def test_no_study_is_an_error():
    with pytest.raises(ValueError, match="no study to pool"):
        pool_proportions([], [])
    with pytest.raises(ValueError, match="no study to pool"):
        pool_two_arm([], [], [], [])


def test_one_study_is_its_own_proportion_with_the_exact_interval():
    pooled, exact = pool_proportions([7], [12]), study_interval(7, 12, "clopper-pearson")
    assert pooled.estimate == pytest.approx(7 / 12)
    assert (pooled.ci_low, pooled.ci_high) == (exact.ci_low[0], exact.ci_high[0])
    assert pooled.tau2 == 0 and pooled.converged
    assert np.isnan([pooled.pi_low, pooled.pi_high]).all()
    assert says(pooled, "One study")


@pytest.mark.parametrize("model", INVERSE_VARIANCE)
@pytest.mark.parametrize("test", ["z", "t"])
def test_one_study_by_inverse_variance(model, test):
    pooled = pool_proportions([7], [12], model=model, test=test)
    assert pooled.coef == pytest.approx(np.log(7 / 5)) and pooled.tau2 == 0
    assert np.isnan(pooled.pi_low)
    is_sound(pooled)


@pytest.mark.parametrize(
    ("events", "n", "estimate"), [([0], [5], 0), ([0, 0, 0], [4, 12, 7], 0), ([4, 12], [4, 12], 1)]
)
def test_no_events_or_only_events_give_the_exact_interval_of_the_totals(events, n, estimate):
    pooled = pool_proportions(events, n)
    exact = study_interval(sum(events), sum(n), "clopper-pearson")
    assert pooled.estimate == estimate
    assert (pooled.ci_low, pooled.ci_high) == (exact.ci_low[0], exact.ci_high[0])
    assert np.isnan(pooled.pi_low) and np.isnan(pooled.se)
    assert not pooled.converged and says(pooled, "no finite maximum")


def test_all_or_none_studies_fall_back_to_reml_and_say_so():
    pooled = pool_proportions([0, 10], [10, 10])
    assert not pooled.converged and pooled.model == "reml" and says(pooled, "all or none")
    assert pooled.estimate == pytest.approx(0.5)
    assert pooled.ci_low < 0.01 and pooled.ci_high > 0.99


def test_studies_of_one_participant_hold_no_information_on_tau2():
    pooled = pool_proportions([0, 1, 1], [1, 1, 1])
    assert pooled.estimate == pytest.approx(2 / 3) and pooled.tau2 == 0 and says(pooled, "one participant")


def test_boundary_is_the_plain_binomial_model_and_is_named():
    pooled = pool_proportions([5, 10, 20], [10, 20, 40])
    assert pooled.tau2 == 0 and says(pooled, "tau² = 0")
    assert pooled.se == pytest.approx(1 / np.sqrt(70 / 4))
    assert pooled.tau2_high > 0 and pooled.tau2_low == 0


def test_one_study_with_all_the_weight():
    pooled = pool_proportions([1, 3000], [3, 10000])
    assert pooled.estimate == pytest.approx(0.3, abs=0.001)
    assert pooled.weights[1] > 99
    is_sound(pooled)


@pytest.mark.parametrize(
    ("events", "n"),
    [
        ([2, 4, 3], [3, 6, 5]),
        ([0, 6, 5], [3, 6, 5]),
        ([3, 0], [6, 4]),
        ([0, 0, 0, 5], [2, 8, 1, 6]),
        ([1, 1, 6], [3, 4, 6]),
    ],
)
def test_small_case_series_under_every_model(events, n):
    for pooled in alternative_models(events, n).values():
        is_sound(pooled)


def test_large_tau2_of_tiny_studies_converges():
    # Gauss-Hermite nodes are not enough here (tau2 is about 20), so the trapezoidal rule has to take over.
    pooled = pool_proportions([0, 0, 0, 5], [2, 8, 1, 6])
    assert pooled.converged and 15 < pooled.tau2 < 30
    assert np.isinf(pooled.tau2_high) and says(pooled, "hardly bound")


def test_identical_studies_do_not_get_an_interval_without_width():
    pooled = pool_proportions([5, 5, 5], [10, 10, 10], model="reml", test="t")
    assert says(pooled, "agree exactly") and pooled.ci_high - pooled.ci_low > 0.2


def test_separated_moderator_is_not_estimable():
    pooled = pool_proportions([3, 4, 5, 6], [6, 7, 5, 6], moderators={"group": ["a", "a", "b", "b"]})
    assert not pooled.converged and says(pooled, "separate")
    assert np.isnan(pooled.moderators.coef).all()
    quasi = pool_proportions([3, 4, 5, 6], [6, 7, 5, 6], moderators=[1.0, 1.0, 2.0, 3.0])
    assert not quasi.converged


def test_separated_subgroup_keeps_a_test_between_groups():
    events, n, groups = [20, 10, 12, 6, 11], [33, 12, 19, 6, 11], ["early"] * 3 + ["late"] * 2
    common = subgroups(events, n, groups, tau2="common")
    assert common.pools["late"].estimate == 1 and common.pools["early"].tau2 >= 0
    assert 0 < common.p < 0.05 and any("likelihood-ratio" in note for note in common.notes)
    separate = subgroups(events, n, groups)
    assert np.isnan(separate.p) and any("late" in note for note in separate.notes)


def test_as_many_coefficients_as_studies():
    for model in ("glmm", "reml"):
        pooled = pool_proportions([3, 8], [9, 10], model=model, moderators={"group": ["a", "b"]})
        assert pooled.tau2 == 0 and says(pooled, "no more studies than coefficients")
        assert pooled.at([[0], [1]]).estimate == pytest.approx([3 / 9, 8 / 10])


def test_moderator_without_information_is_left_out_with_a_note():
    pooled = pool_proportions([3, 8, 4], [9, 10, 9], moderators={"year": [2020, 2020, 2020]})
    assert pooled.moderators is None and says(pooled, "left out")


@pytest.mark.parametrize("measure", ["OR", "RR"])
def test_no_event_in_one_arm_has_no_mantel_haenszel_ratio(measure):
    pooled = pool_two_arm([0, 0], [12, 25], [2, 1], [12, 24], measure=measure, model="mh")
    assert np.isnan(pooled.estimate) and not pooled.converged and says(pooled, "cannot be estimated")


def test_corrections_of_empty_cells_are_reported():
    data = [0, 2, 0], [12, 25, 9], [2, 1, 0], [12, 24, 10]
    assert says(pool_two_arm(*data), "1/2 was added to all four cells of 2 of 3")
    assert says(pool_two_arm(*data, model="mh"), "1 of 3 studies had no events")
    assert says(pool_two_arm(*data, model="mh", test="t"), "the interval uses z")
    assert says(pool_proportions([0, 5], [4, 9], model="dl"), "1 of 2")


@pytest.mark.parametrize("model", ["mh", "peto", *INVERSE_VARIANCE])
def test_double_zero_studies_alone(model):
    pooled = pool_two_arm([0, 0], [12, 25], [0, 0], [12, 24], model=model)
    assert pooled.notes
    assert np.isnan(pooled.estimate) == (model in ("mh", "peto"))


def test_small_study_tests_are_refused_below_ten_studies():
    refused = small_study(range(1, 10), [20] * 9)
    assert np.isnan(refused.p) and "fewer than 10" in refused.note
    done = small_study(range(1, 11), range(20, 30))
    assert 0 < done.p < 1 and not done.note
    flat = small_study(range(1, 11), [20] * 10)
    assert np.isnan(flat.p) and flat.note


def test_sensitivity_of_few_studies():
    assert leave_one_out([3], [9]) == []
    assert [pooled.k for pooled in cumulative([3, 4], [9, 9], order=[2001, 2000])] == [1, 2]
    assert cumulative([3, 4], [9, 9], order=[2001, 2000])[0].estimate == pytest.approx(4 / 9)
    alone = influence([3], [9])
    assert np.isnan(alone.cook_d).all() and not alone.influential.any()
    pair = influence([0, 9], [9, 9], model="glmm")
    assert pair.tau2_del.tolist() == [0, 0]
    with pytest.raises(ValueError, match="'all' leaves no study"):
        exclusion_sets([3, 4], [9, 9], {"all": [True, True]})
    assert exclusion_sets([3, 4], [9, 9], {"small": [True, False]})["small"].estimate == pytest.approx(4 / 9)


def test_freeman_tukey_shows_its_fault():
    # Schwarzer 2019: back-transformed at a harmonic mean of 3 tiny studies, 1 % becomes 0 %.
    data = [0, 0, 0, 300], [2, 2, 2, 30000]
    assert freeman_tukey(*data, model="common").estimate == 0
    assert pool_proportions(*data).estimate == pytest.approx(0.01, rel=0.01)


def test_large_tau2_with_a_moderator_converges():
    # Conditional modes must be found where a logit of tau u changes by 13 for every unit of u.
    events, n = [368, 0, 94, 0, 13, 1151, 119, 828], [368, 798, 606, 796, 1354, 1156, 119, 828]
    pooled = pool_proportions(events, n, moderators={"dose": [1391, 246, 1220, 2524, 2056, 1418, 717, 3176]})
    assert pooled.converged and np.isfinite(pooled.moderators.se).all()
    assert pooled.tau2 == pytest.approx(186.5, abs=1)
