"""Plain-language results: GRADE's words for each level, in two languages, and numbers without English beside them."""

import pytest

from livingreview.schema import Level
from livingreview.subjects.plain.words import (
    DIRECTION_ZH,
    DISAGREE,
    DISAGREE_ZH,
    LEVEL_ZH,
    NOT_RATED,
    SURE,
    SURE_SHORT,
    SURE_ZH,
    harm_sentence,
    levels_zh,
    reading_sentence,
    reading_sentence_zh,
    searches_sentence,
)
from livingreview.wording import percent


def test_each_level_has_its_own_words_in_both_languages():
    for words in (SURE, SURE_SHORT, SURE_ZH, LEVEL_ZH):
        assert set(words) == set(Level)
        assert len(set(words.values())) == len(Level)


@pytest.mark.parametrize(
    "level, has, has_not",
    [
        (Level.HIGH, "confident", ("probably", "may", "uncertain")),
        (Level.MODERATE, "probably true", ("uncertain",)),
        (Level.LOW, "may be true", ("uncertain", "probably")),
        (Level.VERY_LOW, "very uncertain", ("may", "confident")),
    ],
)
def test_words_of_doubt_are_those_of_grade(level, has, has_not):
    assert has in SURE[level]
    assert not any(word in SURE[level] for word in has_not)


def test_the_sentence_follows_the_rating_of_the_outcome(results):
    rated = {one.id: one.level for one in results.analysis.ratings}
    assert len(set(rated.values())) > 1, "the fixture has outcomes of more than one level"
    for outcome, level in rated.items():
        assert results[f"plain.certainty.{outcome}.sure"].text.startswith(SURE[level])
        assert results[f"plain.certainty.{outcome}.sure-short"].text.startswith(SURE_SHORT[level])
        assert results[f"plain.certainty.{outcome}.sure-zh"].text.startswith(SURE_ZH[level])


def test_it_says_that_sources_disagree_where_a_value_of_the_outcome_is_in_conflict(results):
    by_conflict = {one.in_conflict: one for one in results.analysis.ratings}
    assert set(by_conflict) == {True, False}, "the fixture has an outcome with a conflict and one without"
    for conflict, one in by_conflict.items():
        for name in ("sure", "sure-short"):
            assert (DISAGREE in results[f"plain.certainty.{one.id}.{name}"].text) is conflict
        assert (DISAGREE_ZH in results[f"plain.certainty.{one.id}.sure-zh"].text) is conflict
        assert (results[f"plain.certainty.{one.id}.level-zh"].text == LEVEL_ZH[one.level]) is not conflict


def test_counts_of_a_comparison_have_no_letters_beside_them(results):
    events, n = results["comparisons.relief-sugar.intervention"].text.partition(" ")[0].split("/")
    for name, text in (("intervention", f"{events} of {n}"), ("intervention-share", f"{events}/{n} (")):
        found = results[f"plain.comparisons.relief-sugar.{name}"]
        assert found.text.startswith(text) and found.marks == ""


def test_a_pool_is_given_as_people_of_100_in_digits_alone(results):
    pooled = results.analysis.pool("relief").pooled
    found = [int(results[f"plain.pools.relief.of-100{end}"].text) for end in ("-low", "", "-high")]
    assert found == [round(100 * share) for share in (pooled.ci_low, pooled.estimate, pooled.ci_high)]
    assert int(results["plain.pools.relief.not-of-100"].text) == 100 - found[1]


def test_a_comparison_without_trials_is_not_given_a_number(results):
    declared = results.analysis.review.config.comparisons
    without = [name for name in declared if results[f"comparisons.{name}.k"].text == "0"]
    assert without
    assert all(results[f"plain.comparisons.{name}.estimate"].text == "not estimable" for name in without)
    assert all(results[f"plain.comparisons.{name}.comparator"].text == "no count accessible" for name in without)
    low, high = (float(results[f"plain.comparisons.relief-sugar.{end}"].text) for end in ("low", "high"))
    assert low < high


@pytest.mark.parametrize(
    "full, total, text",
    [
        (0, 5, "We read no study report in full, only a short summary or a part of each."),
        (1, 2, "We read 1 of 2 study reports in full, and a short summary or a part of the other."),
        (2, 5, "We read 2 of 5 study reports in full, and a short summary or a part of the others."),
        (1, 1, "We read the study report in full."),
        (5, 5, "We read all 5 study reports in full."),
    ],
)
def test_how_much_was_read_is_said_for_none_some_and_all(full, total, text):
    assert reading_sentence(full, total) == text


@pytest.mark.parametrize(
    "full, total, said",
    [(0, 3, "3篇文献均未阅读全文。"), (3, 3, "3篇文献均已阅读全文。"), (1, 3, "3篇文献中1篇已阅读全文。")],
)
def test_reading_in_chinese_says_how_many_were_read_in_full(full, total, said):
    assert reading_sentence_zh(full, total) == said


@pytest.mark.parametrize(
    "run, planned, text",
    [
        (0, 0, "We have not planned any search yet, so we may have missed studies."),
        (0, 1, "We have not run the search that we planned, so we may have missed studies."),
        (1, 1, "We have run the search that we planned."),
        (0, 2, "We have run neither of the searches that we planned, so we may have missed studies."),
        (2, 2, "We have run both searches that we planned."),
        (1, 5, "We have run one of the 5 searches that we planned, so we may have missed studies."),
        (5, 5, "We have run all 5 searches that we planned."),
    ],
)
def test_how_many_searches_were_run_is_said_for_none_one_and_all(run, planned, text):
    assert searches_sentence(run, planned) == text


@pytest.mark.parametrize(
    "reports, patients, text",
    [
        (0, 0, "No report that we found counted harm."),
        (1, 1, "One report counted harm, in one person who was given the treatment."),
        (2, 1200, "Two reports counted harm, in 1,200 people who were given the treatment."),
    ],
)
def test_where_harm_was_counted_is_said_for_none_one_and_many(reports, patients, text):
    assert harm_sentence(reports, patients) == text


def test_how_sure_a_result_is_can_be_said_before_anybody_rated_it(results):
    config = results.analysis.review.config
    assert results["certainty.of-comparison.relief-sugar"].text == "The certainty of the evidence was not rated yet."
    for kind, declared in (("pool", config.pools), ("comparison", config.comparisons)):
        by_result = {getattr(one.outcome.evidence, kind): one for one in results.analysis.ratings}
        assert set(declared) & set(by_result)
        for name in declared:
            sure = results[f"plain.{kind}s.{name}.sure"].text
            said = results[f"certainty.of-{kind}.{name}"].text
            if (one := by_result.get(name)) is None:
                assert sure == NOT_RATED and said.endswith("was not rated yet.")
            else:
                assert sure.startswith(SURE[one.level]) and f"{one.level.label} {one.symbols} (" in said


def test_levels_in_chinese_are_those_that_occur_from_the_highest():
    assert levels_zh([Level.VERY_LOW, Level.LOW, Level.VERY_LOW]) == "低或极低"
    assert levels_zh([]) == "未评定"


def test_a_pool_gives_the_ends_of_both_intervals_without_words_between(results):
    pooled = results.analysis.pool("relief").pooled
    for end in ("ci_low", "ci_high", "pi_low", "pi_high"):
        assert results[f"plain.pools.relief.{end.replace('_', '-')}"].text == percent(getattr(pooled, end))


def test_the_direction_of_a_comparison_is_the_same_in_both_languages(results):
    for name in results.analysis.review.config.comparisons:
        measure = results.analysis.comparison(name).comparison.measures[0].lower()
        english = results[f"comparisons.{name}.{measure}-direction"].text
        assert results[f"plain.comparisons.{name}.direction-zh"].text == DIRECTION_ZH[english]
