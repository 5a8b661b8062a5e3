"""The rule for pooling adverse events at its limits, and each sentence on harms taken from its own counts."""

from dataclasses import replace

import pytest

from helpers import change
from livingreview import load
from livingreview.evidence import exact_interval
from livingreview.meta import pool_proportions
from livingreview.schema import SafetyRule
from livingreview.subjects.harms.model import harms
from livingreview.subjects.harms.words import of_all
from livingreview.wording import number_word

# By hand, from tests/review (see its README).
BURNS = {"grant2017": (4, 50), "lewis2019": (5, 24), "parker2022": (2, 6), "stone2023": (3, 35)}


def with_rule(review, **changes):
    rule = review.config.safety.model_copy(update=changes)
    assert isinstance(rule, SafetyRule)
    return harms(replace(review, config=review.config.model_copy(update={"safety": rule})))


def pooled(found):
    return {pool.event: list(pool.rows["study"]) for pool in found.pools}


@pytest.mark.parametrize("how", [{"model": "reml", "test": "t", "level": 0.8}, {"model": "common", "level": 0.9}])
def test_events_are_pooled_by_the_declared_model_test_and_level(review, how):
    found = next(pool for pool in with_rule(review, **how).pools if pool.event == "burn")
    assert {r.study: (r.events, r.n) for r in found.rows.itertuples()} == BURNS
    events, n = zip(*BURNS.values(), strict=True)
    direct = pool_proportions(list(events), list(n), **how)
    assert (found.pooled.estimate, found.pooled.ci_low, found.pooled.ci_high) == pytest.approx(
        (direct.estimate, direct.ci_low, direct.ci_high)
    )


def test_intervals_of_the_rows_are_at_the_level_of_the_rule(review):
    rows = with_rule(review, level=0.8).figures
    row = rows[(rows["study"] == "lewis2019") & (rows["event"] == "burn")].iloc[0]
    assert (row["ci_low"], row["ci_high"]) == pytest.approx(exact_interval(5, 24, 0.8))


def test_as_many_publications_as_the_rule_needs_are_enough(review):
    assert set(pooled(with_rule(review, min_studies=4))) == {"burn"}
    found = with_rule(review, min_studies=5)
    assert pooled(found) == {}
    assert found.most == 4  # burns, although other events come later
    assert "no event was counted by more than four" in found.pooling_sentence


def test_as_few_patients_as_the_rule_needs_are_enough(review):
    assert pooled(with_rule(review, min_patients=6))["burn"] == list(BURNS)
    found = with_rule(review, min_patients=7)
    assert "parker2022" not in pooled(found)["burn"]
    assert "fewer than 7 patients" in set(found.left_out["reason"])


def test_arms_of_one_report_all_enter(review_copy):
    lewis = review_copy / "data" / "studies" / "lewis2019.yaml"
    arm = "  - {id: strong, label: strong tea, role: intervention, drugs: [tea], n: 9, source: 1, at: Abstract}\n"
    change(lewis, "\narms:\n", f"\narms:\n{arm}")
    burn = "  - {{arm: strong, group: {}, event: burn, events: 1, n: {}, source: 1, at: Abstract}}\n"
    change(lewis, "\nsafety:\n", "\nsafety:\n" + burn.format("all", 9))
    found = harms(load(review_copy))
    rows = next(pool for pool in found.pools if pool.event == "burn").rows
    assert rows.loc[rows["study"] == "lewis2019", ["events", "n"]].to_numpy().tolist() == [[1, 9], [5, 24]]
    assert rows["label"].is_unique
    assert found.most == len(BURNS)  # publications, not rows


def test_grave_events_are_severe_or_serious_with_the_upper_limit_of_none(results):
    """By hand: 2/50 and 1/24 severe, 4/40 serious; none in 25 and in 35, where the limit is 1 - 0.025 ** (1 / n)."""
    text = results.analysis.harms.grave_sentence
    for part in ("in 2/50 (Grant 2017)", "in 1/24 (Lewis 2019)", "in 4/40 (Baker 2011; 5/42 given sugar + honey)"):
        assert part in text
    assert text.count("sources in conflict") == 1 and "given sugar + honey), sources in conflict" in text
    for n in (25, 35):
        assert f"in none of {n} (" in text
        assert f"upper 95% confidence limit {1 - 0.025 ** (1 / n):.0%})" in text
    assert " in 0/" not in text


def test_counted_events_are_of_the_condition_only_where_that_is_asked(results):
    found = results.analysis.harms
    assert found.counted(direct=True)["direct"].all()
    apart = found.counted(direct=False)
    assert not apart["direct"].all()
    assert len(apart) > len(found.counted(direct=True))


def test_the_largest_publication_without_a_count_is_of_the_condition_only(results):
    reporting = results.analysis.harms.reporting
    largest = results.analysis.harms.largest_without_count
    silent = reporting[(reporting["reports"] != "count") & reporting["direct"]]
    assert largest["enrolled"] == silent["enrolled"].max()
    assert (silent["enrolled"] < largest["enrolled"]).any()
    assert results["harms.largest-without-count"].study == largest["study"]


def test_publications_are_counted_once_by_what_they_report(results):
    reports = results.analysis.harms.reporting["reports"]
    shown = {kind: int((reports == kind).sum()) for kind in ("count", "statement", "nothing")}
    assert sum(shown.values()) == len(reports)
    assert results["harms.publications"].text == str(shown["count"])
    assert shown["count"] != len(reports) - shown["count"]
    assert results["harms.no-count"].text == number_word(len(reports) - shown["count"])


def test_counts_not_read_in_full_are_those_of_other_sources(results):
    kinds = list(results.analysis.harms.counted(direct=True)["source_kind"])
    other = len(kinds) - kinds.count("full-text")
    assert 0 < other < len(kinds) and 2 * other != len(kinds)
    assert results["harms.not-read-in-full"].text == f"{number_word(other)} of {number_word(len(kinds))}"


def test_an_event_that_some_report_only_outside_the_condition_is_named_apart(results):
    found = results.analysis.harms.counted(direct=False)
    apart = set(found.loc[~found["direct"], "what"])
    text = results["harms.events-apart"].text
    assert apart and all(name in text for name in apart)
    only_direct = set(found.loc[found["direct"], "what"]) - apart
    assert only_direct and not any(name in text.split(", ") for name in only_direct)


def test_events_that_nobody_counted_leave_out_collective_terms(results, review):
    text = results["harms.not-counted"].text
    collective = [event.label for event in review.vocabulary.events.values() if not event.pooled]
    assert collective and not any(label in text for label in collective)


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [(0, 0, "none"), (1, 1, "the only one"), (2, 2, "all two"), (1, 3, "one of three"), (0, 2, "none of two")],
)
def test_a_share_of_counts_in_words(part, whole, words):
    assert of_all(part, whole) == words
