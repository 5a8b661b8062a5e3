"""Certainty: inputs are computed, levels follow from judgements, and none quietly contradicts its input."""

import math
from dataclasses import replace

import pytest

from livingreview import cli, wording
from livingreview.book import Book, open_book
from livingreview.contributing.notices import notices
from livingreview.meta import two_groups
from livingreview.render.table import linked
from livingreview.schema import Certainty, Domain, Level, RatingStatus
from livingreview.store.documents import Document
from livingreview.store.models import as_model
from livingreview.subjects.analysis import Analysis
from livingreview.subjects.certainty.model import FILE, level_from, level_symbols, to_judge_again
from livingreview.subjects.certainty.table import status_note
from livingreview.subjects.certainty.words import both_levels
from livingreview.subjects.results import Results, UnknownResult

FEW = '{judgement: -1, reason: "Few people and a wide interval."}'


@pytest.fixture(scope="module")
def rated(review):
    return {one.id: one for one in Analysis(review).ratings}


@pytest.fixture
def edited(review, tmp_path):
    """The review with a text of data/certainty.yaml, standing once, replaced."""

    def edit(old: str, new: str):
        text = (review.root / FILE).read_text("utf-8")
        assert text.count(old) == 1
        (tmp_path / "data").mkdir()
        (tmp_path / FILE).write_text(text.replace(old, new), "utf-8")
        judgements = as_model(Document(tmp_path / FILE, FILE), Certainty, review.vocabulary)
        return replace(review, root=tmp_path, certainty=judgements)

    return edit


@pytest.mark.parametrize(
    ("start", "down", "up", "level"),
    [
        (Level.HIGH, 0, 0, Level.HIGH),
        (Level.HIGH, 1, 0, Level.MODERATE),
        (Level.HIGH, 2, 0, Level.LOW),
        (Level.HIGH, 3, 0, Level.VERY_LOW),
        (Level.HIGH, 9, 0, Level.VERY_LOW),
        (Level.LOW, 0, 0, Level.LOW),
        (Level.LOW, 1, 0, Level.VERY_LOW),
        (Level.LOW, 0, 1, Level.MODERATE),
        (Level.LOW, 0, 4, Level.HIGH),
    ],
)
def test_the_level_follows_from_the_judgements(start, down, up, level):
    assert level_from(start, down, up) is level


def test_the_levels_from_both_starts_are_named_once_where_they_are_equal(results, rated):
    base = next(one for one in rated.values() if one.alternative is not None)
    said = {
        (Level.LOW, Level.LOW): "low, both as evidence of an effect and as to the proportion itself",
        (Level.LOW, Level.HIGH): "low as evidence of an effect and high as to the proportion itself",
        (Level.LOW, None): "low",
    }
    for (level, other), words in said.items():
        other = None if other is None else (Level.HIGH, other)
        assert both_levels(replace(base, level=level, alternative=other)) == words
    assert results[f"certainty.{base.id}.both-levels"].text == both_levels(base)


def test_symbols_of_the_levels():
    assert [level_symbols(level) for level in Level] == ["⊕⊕⊕⊕", "⊕⊕⊕◯", "⊕⊕◯◯", "⊕◯◯◯"]


def test_inputs_are_those_of_the_pool(results, rated):
    pooled = results.analysis.pool("relief").pooled
    inputs = rated["relief"].inputs
    assert (inputs.k, inputs.n, inputs.i2, inputs.pi_low) == (pooled.k, pooled.n, pooled.i2, pooled.pi_low)
    assert (inputs.low, inputs.high) == (pooled.ci_low, pooled.ci_high)


def test_outcomes_rated_down_for_missing_results_are_counted(results, rated):
    bias = Domain.PUBLICATION_BIAS
    found = [one for one in rated.values() if any(p.domain is bias and p.given.judgement for p in one.domains)]
    some = f"{wording.capital(wording.in_words(len(found)))} of "
    start = {0: "No outcome was", len(rated): "All "}.get(len(found), some)
    assert results["certainty.missing-results-of"].text.startswith(start)


def test_shares_of_patients_are_those_of_the_files(rated):
    """By hand, of the 255 people of the pool; each number is a denominator in tests/review."""
    inputs = rated["relief"].inputs
    assert (inputs.k, inputs.events, inputs.n, inputs.randomised) == (9, 169, 255, 0)
    assert inputs.high_bias == pytest.approx((12 + 8 + 50) / 255)  # Frost: an item is high; Grant: a domain is
    assert inputs.unclear_bias == pytest.approx((60 + 40 + 25 + 12 + 8 + 50 + 6) / 255)  # all but Lewis and Norris
    assert inputs.time_not_stated == pytest.approx(40 / 255)  # Baker
    assert inputs.assumed == pytest.approx((60 + 40 + 25) / 255)  # groups with `derived`
    assert inputs.abstracts == pytest.approx((60 + 40 + 25) / 255)
    assert (inputs.searches, inputs.searches_waiting) == (2, 1)


def test_the_randomised_comparison_is_that_of_the_counts(rated):
    one = rated["relief-versus-water"]
    score = two_groups(16, 30, 9, 31, "RR")
    assert one.body.pooled.estimate == pytest.approx((16 / 30) / (9 / 31), rel=1e-9)
    assert (one.inputs.low, one.inputs.high) == (score.ci_low, score.ci_high)
    assert f"risk ratio {score.estimate:.2f} (95% CI {score.ci_low:.2f} to {score.ci_high:.2f})" in one.body.effect
    assert (one.inputs.k, one.inputs.without_count, one.inputs.n) == (1, 0, 61)
    assert math.isnan(one.inputs.i2) and math.isnan(one.inputs.pi_low)  # one trial alone does not differ from others
    assert one.start is Level.HIGH


def test_percentages_without_counts_make_no_ratio(rated):
    one = rated["return-versus-sugar"]
    assert one.body.pooled is None
    assert (one.inputs.k, one.inputs.without_count, one.inputs.n, one.inputs.randomised) == (0, 1, 0, 82)
    assert "29%" in one.body.effect and "44%" in one.body.effect


def test_events_outside_a_declared_pool_are_not_pooled(rated):
    one = rated["severe-events"]
    assert one.body.pooled is None
    assert math.isnan(one.inputs.low)
    assert (one.inputs.k, one.inputs.without_count, one.inputs.events, one.inputs.n) == (2, 1, 0, 25 + 35)


def test_levels_follow_from_the_file(rated):
    assert {name: one.level for name, one in rated.items()} == {
        "relief": Level.VERY_LOW,  # low, five down
        "full": Level.VERY_LOW,  # low, four down
        "relief-versus-water": Level.LOW,  # high, two down
        "lasting-versus-ginger": Level.VERY_LOW,  # high, three down
        "return-versus-sugar": Level.VERY_LOW,
        "severe-events": Level.VERY_LOW,
    }


def test_a_single_group_starts_low_and_the_other_start_is_reported(rated):
    for one in rated.values():
        assert one.start is (Level.HIGH if one.body.ratio else Level.LOW)
        assert (one.alternative is None) == one.body.ratio


def outdated(review):
    return list(to_judge_again(review, Analysis(review).ratings))


def test_a_computed_concern_that_is_denied_is_to_be_judged_again(edited):
    review = edited(FEW, FEW.replace("-1", "0"))
    (problem,) = outdated(review)
    assert problem.field == "outcomes.relief.domains.imprecision.judgement"
    line = (review.root / FILE).read_text("utf-8").splitlines()[problem.line - 1]
    assert "Few people and a wide interval" in line
    assert "255 patients" in problem.message


def test_the_book_says_so_wherever_the_level_is(edited):
    book = Book(edited(FEW, FEW.replace("-1", "0")))
    said = "to be judged again, because the data have changed what is computed for imprecision"
    assert said in book.certainty.domains().data and said in book.certainty.summary_of_findings().data
    assert book.results["certainty.relief.level"].text == "very low (to be judged again)"
    assert said in book.results["certainty.relief.rating"].text
    assert "again" not in book.results["certainty.full.rating"].text


def test_it_is_a_notice_and_no_version_is_released_with_it(edited, monkeypatch, capsys):
    review = edited(FEW, FEW.replace("-1", "0"))
    assert [one.field for one in notices(review, keys=[]) if one.file == FILE] == [
        "outcomes.relief.domains.imprecision.judgement"
    ]
    monkeypatch.setattr(cli.versions, "load", lambda root: review)
    assert cli.main(["release"]) == 1
    assert "Judge again, or give the reason under override_reason." in capsys.readouterr().err


def test_denying_it_with_a_reason_is_accepted_and_printed(edited):
    review = edited(FEW, FEW.replace("-1", "0").replace("}", ", override_reason: The interval is narrow enough.}"))
    one = next(one for one in Analysis(review).ratings if one.id == "relief")
    assert next(d for d in one.domains if d.domain is Domain.IMPRECISION).departs
    table = Book(review).certainty.domains().data
    assert "*Against the computed input:* The interval is narrow enough." in table


def test_a_reason_for_a_departure_that_is_none_is_outdated(edited):
    (problem,) = outdated(edited(FEW, FEW.replace("}", ", override_reason: Why not.}")))
    assert "does not depart from the computed input" in problem.message


def test_a_concern_that_cannot_be_computed_is_not_made_up(edited):
    it = 'inconsistency: {judgement: 0, reason: "The cohorts agree'
    (problem,) = outdated(edited(it, it.replace("0,", "-1,")))
    assert "no concern that could be computed: I² 1%" in problem.message


def test_a_threshold_decides_what_is_a_concern(edited):
    found = outdated(edited("  i2: 40", "  i2: 90"))
    assert [one.field for one in found] == ["outcomes.relief.domains.inconsistency.judgement"]


def test_every_level_has_its_status_and_what_a_draft_is_said_once(review, rated):
    book = Book(review)
    drafts = [one for one in rated.values() if one.outcome.status is RatingStatus.DRAFT]
    table = book.certainty.summary_of_findings().data
    assert table.count("; draft") == len(drafts) > 0
    assert table.count("not yet confirmed by a rater") == 1
    for one in drafts:
        assert "; draft" in book.results[f"certainty.{one.id}.rating"].text
        assert one.symbols in book.results[f"certainty.{one.id}.rating"].text
        assert book.results[f"certainty.{one.id}.status"].text.startswith("draft")


def test_the_note_on_drafts_counts_them(rated):
    ratings = list(rated.values())

    def given(status, chosen):
        return [replace(one, outcome=one.outcome.model_copy(update={"status": status})) for one in chosen]

    drafts, confirmed = (given(status, ratings) for status in (RatingStatus.DRAFT, RatingStatus.CONFIRMED))
    assert status_note([]) == "No outcome was rated yet."
    assert status_note(confirmed) == "Every rating of certainty was confirmed by a rater."
    assert status_note(drafts[:1]) == "The rating of certainty is a draft, not yet confirmed by a rater."
    assert status_note(drafts).startswith("All six ratings of certainty are drafts, ")
    assert status_note([drafts[0], *confirmed[1:]]).startswith("One of six ratings of certainty is a draft, ")
    assert status_note([*drafts[:2], *confirmed[2:]]).startswith("Two of six ratings of certainty are drafts, ")


def test_captions_count_the_drafts_and_leave_it_to_the_page_to_say_what_one_is(book, rated):
    ratings = list(rated.values())
    assert status_note(ratings) == status_note(ratings, meaning=False)[:-1] + ", not yet confirmed by a rater."
    effects, shares = book.certainty.summary_of_comparisons().data, book.certainty.summary_of_shares().data
    assert "ratings of certainty are drafts. " in effects
    for shown in (effects, shares, book.certainty.domains().data, book.certainty.changed().data):
        assert "not yet confirmed" not in shown


def test_the_summary_names_every_downgrade_and_one_table_has_all_reasons(review, rated):
    certainty = Book(review).certainty
    summary, reasons = certainty.summary_of_findings().data, certainty.changed().data
    lowered = 0
    for one in rated.values():
        row = next(r for r in summary.split("* - ") if r.startswith(f"**{one.outcome.label}.**"))
        for part in one.domains:
            head = f"**{part.domain.label.capitalize()} \u2212"
            assert (head in row) == bool(part.given.judgement)
            if part.given.judgement:
                lowered += 1
                assert all(concern.label in row for concern in part.given.because)
                reason = linked(review, part.given.reason)
                assert reason not in row and reason in reasons
    raised = sum(len(one.outcome.upgrades) for one in rated.values())
    assert reasons.count("* - ") == lowered + raised + 1  # and the headings


def test_unknown_names_are_refused(results):
    for name, message in {
        "certainty.relif.level": "Did you mean 'relief'",
        "certainty.relief.levle": "Did you mean 'level'",
        "bias.rob3.rated": "Did you mean 'rob2'",
        "bias.rob2.randomization.high": "Did you mean 'randomisation'",
    }.items():
        with pytest.raises(UnknownResult) as refused:
            results[name]
        assert message in str(refused.value)


def test_a_review_without_ratings_says_so(tiny):
    book = open_book(tiny)
    assert Analysis(book.review).ratings == ()
    shown = book.certainty
    for part in (shown.summary_of_findings, shown.domains, shown.would_raise):
        assert "not rated" in part().data
    assert "not declared" in shown.thresholds().data
    with pytest.raises(UnknownResult, match=r"no data/certainty\.yaml"):
        book.results["certainty.relief.level"]


def test_raters_are_named_and_a_missing_second_one_is_stated(review):
    def said(raters, confirmed=()):
        given = {"raters": list(confirmed)}
        outcomes = {key: one.model_copy(update=given) for key, one in review.certainty.outcomes.items()}
        judged = review.certainty.model_copy(update={"rated_by": raters, "outcomes": outcomes})
        return Results(replace(review, certainty=judged))["certainty.rated-by"].text

    assert said(["rater 1"]) == said(["rater 1"], ["rater 1"]) == "rater 1; no second rater yet"
    assert said(["rater 1", "rater 2"]) == "rater 1 and rater 2"
    assert said(["rater 1"], ["rater 2"]) == "rater 1"
