"""What would move a pooled result across a threshold, compared with trying everything."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from livingreview import load
from livingreview.meta import pool_proportions
from livingreview.subjects.choices import flips as module
from livingreview.subjects.choices.flips import AtLargest, flips, search_of, state_of
from livingreview.subjects.choices.flips_words import flips_words, responders_words
from livingreview.subjects.pools.model import synthesise
from livingreview.wording import listed
from trials import write_trials

COUNTS = [(6, 20), (9, 20), (12, 20), (14, 20), (17, 20)]
THRESHOLDS = (
    "    thresholds: [{at: 0.4, label: two of five, why: A test.}, {at: 0.6, label: three of five, why: A test.}]\n"
)
WHY = "    why: Hiccups do not last.\n"


def pool_of(root, counts, thresholds=THRESHOLDS):
    write_trials(root, [(events, n, 1, 10) for events, n in counts])
    file = root / "data/review.yaml"
    file.write_text(file.read_text("utf-8").replace(WHY, f"{thresholds}{WHY}", 1), "utf-8")
    return synthesise(load(root), "relief")


@pytest.fixture(scope="module")
def synthesis(tmp_path_factory):
    return pool_of(tmp_path_factory.mktemp("flips") / "review", COUNTS)


@pytest.fixture(scope="module")
def found(synthesis):
    return flips(search_of(synthesis), synthesis.pool.thresholds)


def pooled(counts):
    return pool_proportions(*zip(*counts, strict=True), tau2_interval=False)


def test_each_threshold_has_the_estimate_and_the_interval(found):
    assert [(flip.threshold.at, flip.what) for flip in found] == [
        (0.4, "estimate"),
        (0.4, "interval"),
        (0.6, "estimate"),
        (0.6, "interval"),
    ]
    assert len({(flip.threshold.at, flip.what, flip.state) for flip in found}) == 4
    assert {flip.state for flip in found} == {"above", "below", "holds"}


def test_no_smaller_set_of_cohorts_would_do(synthesis, found):
    counts = list(zip(synthesis.rows["events"], synthesis.rows["n"], strict=True))
    labels = list(synthesis.rows["label"])
    for flip in found:
        across = {}
        for size in range(1, len(counts) - 1):
            across[size] = [
                tuple(labels[i] for i in out)
                for out in combinations(range(len(counts)), size)
                if state_of(pooled([c for i, c in enumerate(counts) if i not in out]), flip.what, flip.threshold.at)
                != flip.state
            ]
        smallest = next((size for size, sets in across.items() if sets), None)
        if smallest is None:
            assert flip.removal is None
            continue
        assert flip.removal.labels in across[smallest]
        assert flip.removal.others == len(across[smallest]) - 1
        assert flip.removal.exact
    assert any(flip.removal is not None and len(flip.removal.labels) > 1 for flip in found)


def test_no_smaller_further_cohort_would_do(synthesis, found):
    counts = list(zip(synthesis.rows["events"], synthesis.rows["n"], strict=True))
    for flip in found:
        arrival = flip.arrival
        if arrival is None:
            continue
        added = pooled([*counts, (arrival.events, arrival.n)])
        assert state_of(added, flip.what, flip.threshold.at) != flip.state
        assert arrival.pooled.estimate == pytest.approx(added.estimate, abs=1e-7)
        for n in range(synthesis.pool.min_patients, min(arrival.n, module.SMALL + 1)):
            for events in range(n + 1):
                one = pooled([*counts, (events, n)])
                assert state_of(one, flip.what, flip.threshold.at) == flip.state, (flip, events, n)
    assert any(flip.arrival is not None and flip.arrival.n > synthesis.pool.min_patients for flip in found)


def test_responders_of_a_large_cohort_are_those_that_move_the_result(synthesis, found):
    counts = list(zip(synthesis.rows["events"], synthesis.rows["n"], strict=True))
    for flip in found:
        assert flip.at_largest.n == 20
        across = [
            events
            for events in range(21)
            if state_of(pooled([*counts, (events, 20)]), flip.what, flip.threshold.at) != flip.state
        ]
        assert list(flip.at_largest.events) == across


def test_a_future_cohort_is_no_smaller_than_may_enter(tmp_path):
    file_of = tmp_path / "review"
    synthesis = pool_of(file_of, [(10, 20), (10, 20), (11, 20)], THRESHOLDS.replace("0.4", "0.49"))
    large = synthesis.pool.model_copy(update={"min_patients": 15})
    found = flips(search_of(module.Synthesis(**{**vars(synthesis), "pool": large})), large.thresholds)
    sizes = [flip.arrival.n for flip in found if flip.arrival is not None]
    assert sizes and min(sizes) >= 15


def test_more_cohorts_than_can_be_enumerated_give_an_upper_bound(synthesis, found, monkeypatch):
    monkeypatch.setattr(module, "EXACT", 2)
    for exact, bound in zip(found, flips(search_of(synthesis), synthesis.pool.thresholds), strict=True):
        if exact.removal is None:
            continue
        assert len(bound.removal.labels) >= len(exact.removal.labels)
        assert bound.removal.exact == (len(bound.removal.labels) <= 2)
        kept = ~synthesis.rows["label"].isin(bound.removal.labels)
        direct = pooled(synthesis.rows.loc[kept, ["events", "n"]].to_numpy(int).tolist())
        assert state_of(direct, bound.what, bound.threshold.at) != bound.state


def test_one_cohort_and_no_thresholds_have_no_flips(tmp_path):
    alone = pool_of(tmp_path / "one", COUNTS[:1])
    assert flips(search_of(alone), alone.pool.thresholds) == ()
    assert flips(search_of(pool_of(tmp_path / "no", COUNTS, "")), ()) == ()
    assert "No thresholds" in flips_words(())


@pytest.mark.parametrize(
    ("events", "words"),
    [
        ([], "no number"),
        ([0, 1, 2], "2 or fewer"),
        ([18, 19, 20], "18 or more"),
        ([0, 19, 20], "0 or fewer or 19 or more"),
        ([7], "7"),
        ([7, 8, 11], "7 to 8 or 11"),
        (list(range(21)), "any number"),
    ],
)
def test_numbers_of_responders_are_written_as_ranges(events, words):
    assert responders_words(AtLargest(20, tuple(events))) == words


def test_sentences_name_the_cohorts_and_the_bound(found):
    text = flips_words(found)
    named = [flip for flip in found if flip.removal is not None]
    assert named
    for flip in named:
        assert flip.removal.labels[0] in text
    unmoved = [flip for flip in found if flip.arrival is None]
    assert ("further cohort of up to 100 patients would" in text) == bool(unmoved)
    assert np.all([f"{flip.threshold.at * 100:.0f}%" in text for flip in found])


LEFT_OUT = "leaving out {} would change that, and "
OTHERWISE = "leaving out cohorts, as long as two remain"


@pytest.mark.parametrize("removed, arrives, text", [
    (True, True, LEFT_OUT + "so would a further cohort with the outcome in {}, and no smaller one."),
    (True, False, LEFT_OUT + "no further cohort of up to 100 patients would."),
    (False, True, "a further cohort with the outcome in {1}, and no smaller one, would change that; "
                  f"{OTHERWISE}, would not."),
    (False, False, f"neither {OTHERWISE}, nor a further cohort of up to 100 patients would change that."),
])  # fmt: skip
def test_what_would_and_what_would_not_move_a_result_is_one_sentence(found, removed, arrives, text):
    flip = next(one for one in found if one.removal is not None and not one.removal.others and one.arrival is not None)
    left_out, arrival = listed(flip.removal.labels), f"{flip.arrival.events} of {flip.arrival.n}"
    one = replace(flip, removal=flip.removal if removed else None, arrival=flip.arrival if arrives else None)
    assert flips_words([one]).endswith(text.format(left_out, arrival))
