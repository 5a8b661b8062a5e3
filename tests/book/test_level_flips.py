"""What would change a computed input of the certainty: found by the rules of the rating themselves."""

import pytest

from livingreview.meta import pool_proportions
from livingreview.schema import Domain
from livingreview.subjects.analysis import Analysis
from livingreview.subjects.certainty.model import rules_of
from livingreview.subjects.choices.flips_words import levels_words
from livingreview.subjects.choices.levels import _inputs


@pytest.fixture(scope="module")
def analysis(review):
    return Analysis(review)


@pytest.fixture(scope="module")
def rating(analysis):
    return next(one for one in analysis.ratings if one.outcome.evidence.pool == "relief")


@pytest.fixture(scope="module")
def found(analysis):
    return analysis.level_flips("relief")


def test_only_domains_that_follow_from_counts_are_searched(found, rating):
    computed = {one.domain for one in rating.domains if one.concern is not None}
    assert [flip.domain for flip in found] == [
        domain for domain in Domain if domain in computed & {Domain.IMPRECISION, Domain.INCONSISTENCY}
    ]
    assert found


def test_the_inputs_of_the_pool_itself_suggest_what_the_rating_says(analysis, rating):
    pooled = analysis.pool("relief").pooled
    for one in rating.domains:
        if one.domain in (Domain.IMPRECISION, Domain.INCONSISTENCY):
            rule = rules_of(analysis.review.certainty)[one.domain]
            assert rule(_inputs(rating, pooled), rating.body, analysis.review.certainty.thresholds)[1] == one.concern


def test_a_change_turns_the_input_over(analysis, rating, found):
    limits, rows = analysis.review.certainty.thresholds, analysis.pool("relief").rows
    counts = dict(zip(rows["label"], zip(rows["events"], rows["n"], strict=True), strict=True))
    tried = 0
    for flip in found:
        rule = rules_of(analysis.review.certainty)[flip.domain]
        changed = []
        if flip.removal is not None:
            changed.append([count for label, count in counts.items() if label not in flip.removal.labels])
        if flip.arrival is not None:
            changed.append([*counts.values(), (flip.arrival.events, flip.arrival.n)])
        for some in changed:
            pool = analysis.pool("relief").pool
            pooled = pool_proportions(*zip(*some, strict=True), model=pool.model, test=pool.test, t_from=3)
            assert rule(_inputs(rating, pooled), rating.body, limits)[1] != flip.concern
            tried += 1
    assert tried


def test_the_level_moves_by_what_the_judgement_of_the_domain_would(found, rating):
    for flip in found:
        given = next(one.given for one in rating.domains if one.domain is flip.domain)
        assert flip.level is rating.level
        if (flip.concern and given.judgement == 0) or (not flip.concern and given.judgement == -1):
            assert flip.after is flip.level  # the judgement departs from the input already


def test_a_pool_without_a_rating_says_so(analysis):
    assert "No rating" in levels_words(())
