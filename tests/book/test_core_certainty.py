"""Certainty by Core GRADE: what counts in which domain, outcomes without evidence, and what contradicts an outcome."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace as Part

import pandas as pd
import pytest

from livingreview.book import Book
from livingreview.contributing.notices import notices
from livingreview.meta import two_groups
from livingreview.schema import Certainty, Domain, Evidence, Matters, Thresholds
from livingreview.store.documents import Document
from livingreview.store.models import as_model
from livingreview.subjects.analysis import Analysis
from livingreview.subjects.certainty.body import Body, body_of
from livingreview.subjects.certainty.core import CORE
from livingreview.subjects.certainty.domains import COMPUTED
from livingreview.subjects.certainty.inputs import Inputs, inputs_of
from livingreview.subjects.certainty.table import what_matters

FILE = "data/certainty.yaml"
LIMITS = Thresholds(
    unclear_bias=0.5, i2=40, prediction_width=0.5, time_not_stated=0.5, assumed=0.5, information=400, width=0.25,
    ratio_low=0.75, ratio_high=1.25, small_study_p=0.1, one_place=0.75, co_treated=0.5, why="Invented.",
)  # fmt: skip
FINE = Inputs(
    k=12, without_count=0, n=401, events=200, randomised=0, low=0.55, high=0.65, pi_low=0.4, pi_high=0.7,
    i2=10.0, tau2=0.1, abstracts=0.0, unclear_bias=0.0, high_bias=0.0, time_not_stated=0.0, assumed=0.0,
    small_study=Part(p=0.5), searches=2, searches_waiting=0, place="Ceylon", one_place=0.5,
    further_drugs=("sugar",), co_treated=0.2,
)  # fmt: skip
ROWS = pd.DataFrame({"events": [6, 7], "n": [10, 10]}).astype("Int64")
SHARE = Matters(shares=[0.5], fixed=date(2024, 1, 1), why="Invented.")
GROUPS = Body(ROWS, None, ratio=False, effect="", level=0.9, matters=SHARE)
DIFFERENCE = Matters(difference=0.1, fixed=date(2024, 1, 1), why="Invented.")


def computed(domain, body=GROUPS, **changes):
    return CORE[Domain(domain)](replace(FINE, **changes), body, LIMITS)


@pytest.mark.parametrize("domain", list(Domain))
def test_an_input_within_every_threshold_is_no_concern(domain):
    assert computed(domain)[1] is False


@pytest.mark.parametrize(
    ("silent", "words"),
    [
        (0, "No registered trial has ended or may have ended without an accessible report."),
        (1, "One of three registered trials has ended or may have ended without an accessible report."),
        (3, "All three registered trials have ended or may have ended without an accessible report."),
    ],
)
@pytest.mark.parametrize("changes", [{}, {"k": 0}, {"k": 3}, {"small_study": None}])
def test_trials_without_a_report_are_an_input_of_publication_bias(silent, words, changes):
    assert computed("publication-bias", trials=3, silent=silent, **changes)[0].endswith(f" {words}")


def test_a_trial_may_be_silent_once_it_is_not_known_to_be_running(review):
    """In tests/review, one trial is planned, one recruits, and nobody knows of the third."""
    found = inputs_of(review, body_of(Analysis(review), Evidence(pool="relief")))
    assert (found.trials, found.silent) == (3, 1)


@pytest.mark.parametrize(
    ("domain", "at", "beyond"),
    [
        ("indirectness", {"one_place": 0.75}, {"one_place": 0.76}),
        ("indirectness", {"co_treated": 0.5}, {"co_treated": 0.51}),
        ("indirectness", {"surrogate_of": None}, {"surrogate_of": "hiccups"}),
        ("imprecision", {"low": 0.5}, {"low": 0.49}),
        ("imprecision", {"n": 401}, {"n": 400}),
        ("publication-bias", {"small_study": Part(p=0.1)}, {"small_study": Part(p=0.09)}),
    ],
)
def test_a_concern_begins_beyond_its_threshold(domain, at, beyond):
    assert computed(domain, **at)[1] is False
    assert computed(domain, **beyond)[1] is True


def test_a_search_not_run_and_what_could_not_be_read_lower_nothing_there():
    waiting, unread = {"searches_waiting": 2}, {"assumed": 1.0, "time_not_stated": 1.0}
    assert computed("publication-bias", **waiting)[1] is False
    assert computed("indirectness", **unread)[1] is False
    assert "assumed for 100% of patients" in computed("indirectness", **unread)[0]  # shown all the same
    # The same inputs are a concern by the rules before 2025.
    assert COMPUTED[Domain.PUBLICATION_BIAS](replace(FINE, **waiting), GROUPS, LIMITS)[1] is True
    assert COMPUTED[Domain.INDIRECTNESS](replace(FINE, **unread), GROUPS, LIMITS)[1] is True


def test_an_interval_is_judged_by_the_shares_that_matter_and_not_by_its_width():
    words, concern = computed("imprecision", low=0.51, high=0.99)
    assert concern is False and "contains no threshold of importance" in words
    words, concern = computed("imprecision", low=0.4, high=0.6)
    assert concern is True and "contains the threshold of importance (50%)" in words


@pytest.mark.parametrize(
    ("counts", "crossed", "concern"),
    [
        ((50, 100, 50, 100), "the thresholds of importance (−10 and 10)", True),
        ((70, 100, 50, 100), "the threshold of importance (10)", True),
        ((900, 1000, 500, 1000), "no threshold of importance", False),
    ],
)
def test_a_comparison_is_judged_by_the_absolute_difference(counts, crossed, concern):
    body = replace(GROUPS, ratio=True, matters=DIFFERENCE, difference=two_groups(*counts, "RD"), needed=100)
    words, found = computed("imprecision", body, low=0.1, high=9.0)
    assert crossed in words and found is concern


def test_a_declared_information_size_is_asked_for_as_well():
    assert computed("imprecision", replace(GROUPS, needed=402))[1] is True
    assert computed("imprecision", replace(GROUPS, needed=401), n=401)[1] is False


def test_place_and_further_treatment_are_those_of_the_studies(review):
    inputs = inputs_of(review, body_of(Analysis(review), Evidence(pool="relief")))
    places = {key: study.country for key, study in review.publications.items()}
    rows = Analysis(review).pool("relief").rows
    of_place = rows[rows["study"].map(places) == inputs.place]
    assert inputs.one_place == pytest.approx(of_place["n"].sum() / rows["n"].sum())
    own = set(review.config.intervention_drugs)
    further = {
        key
        for key in rows["study"]
        if all(set(a.drugs) - own for a in review.publications[key].arms if a.role == "intervention")
    }
    assert inputs.co_treated == pytest.approx(rows.loc[rows["study"].isin(further), "n"].sum() / rows["n"].sum())


@pytest.fixture
def edited(review, tmp_path):
    """The review with another outcome in data/certainty.yaml, and any adverse event counting events of any kind."""

    def edit(outcome: str = ""):
        text = (review.root / FILE).read_text("utf-8")
        (tmp_path / "data").mkdir()
        (tmp_path / FILE).write_text(text.replace("outcomes:\n", f"outcomes:\n{outcome}"), "utf-8")
        events = review.vocabulary.events
        any_kind = {"any-event": events["any-event"].model_copy(update={"any_kind": True})}
        vocabulary = review.vocabulary.model_copy(update={"events": events | any_kind})
        judgements = as_model(Document(tmp_path / FILE, FILE), Certainty, vocabulary)
        return replace(review, root=tmp_path, certainty=judgements, vocabulary=vocabulary)

    return edit


def test_an_event_counted_elsewhere_is_in_every_summary_of_events_of_any_kind(edited, review):
    """Baker 2011 counts serious bleeding, in conflict with its abstract; Lewis and Grant count severe insomnia."""
    book = Book(edited())
    one = next(one for one in book.results.analysis.ratings if one.id == "severe-events")
    found = {(c.study, c.what): c for c in one.body.contradictions}
    assert found["baker2011", "bleeding gum, serious"].figure == "4/40 (10%)"
    assert found["baker2011", "bleeding gum, serious"].says
    assert found["lewis2019", "sleepless night, severe"].says is None
    assert ("baker2011", "stained teeth, serious") not in found  # none had it, and nothing contradicts that
    for shown in (book.certainty.summary_of_findings(), book.certainty.summary_of_shares(), book.certainty.domains()):
        assert "4/40 (10%) in Baker 2011, in conflict" in shown.data
    assert "sources in conflict" in book.results["certainty.severe-events.rating"].text
    without = next(one for one in Analysis(review).ratings if one.id == "severe-events")
    assert without.body.contradictions == ()  # the term is not declared to count events of any kind


def test_effects_and_shares_are_summarised_apart(book):
    effects, shares = book.certainty.summary_of_comparisons().data, book.certainty.summary_of_shares().data
    for one in book.results.analysis.ratings:
        here, there = (effects, shares) if one.body.ratio else (shares, effects)
        assert f"**{one.outcome.label}.**" in here and f"**{one.outcome.label}.**" not in there
    assert "As evidence of an effect: ⊕◯◯◯ **very low**. As to the proportion itself: " in shares


LISTED = """\
  {id}:
    label: {label}
    population: Anybody
    meaning: How they fare.
    evidence: {evidence}
"""
DEATH = LISTED.format(id="death", label="Death", evidence="{events: [death], severities: [severe]}")
STAIN = LISTED.format(id="stain", label="Stains", evidence="{events: [stain], severities: [serious]}")


def test_an_outcome_on_which_nothing_is_reported_has_a_row_that_says_so(edited):
    review = edited(DEATH)
    book = Book(review)
    assert "death" not in {one.id for one in book.results.analysis.ratings}
    row = next(r for r in book.certainty.summary_of_findings().data.split("* - ") if "**Death.**" in r)
    assert "Not reported in the accessible text." in row and "Not rated" in row and "There is no evidence." in row
    assert book.results["certainty.death.level"].text == "not rated"
    assert book.results["certainty.not-reported"].text == "Death"
    assert not [one for one in notices(review, keys=[]) if one.field.startswith("outcomes.death")]


def test_an_outcome_without_judgements_on_which_something_is_reported_is_to_be_rated(edited):
    review = edited(STAIN)
    (notice,) = [one for one in notices(review, keys=[]) if one.field == "outcomes.stain.domains"]
    assert "there is evidence now: 0/40" in notice.message and notice.line > 0
    row = next(r for r in Book(review).certainty.summary_of_findings().data.split("* - ") if "**Stains.**" in r)
    assert "Not rated yet" in row and "Five judgements are missing." in row


def test_what_matters_is_listed_as_shares_or_as_a_difference(review):
    outcomes = dict(review.certainty.outcomes)
    shares = Matters(shares=[0.5, 0.75], fixed=date(2024, 1, 2), why="Half of them.")
    for name, matters in {"relief": shares, "relief-versus-water": DIFFERENCE, "full": None}.items():
        outcomes[name] = outcomes[name].model_copy(update={"matters": matters})
    table = what_matters(review.certainty.model_copy(update={"outcomes": outcomes}))
    assert {row[0]: row[1:] for row in table.rows} == {
        outcomes["relief"].label: ["50% or 75%", "2024-01-02", "Half of them."],
        outcomes["relief-versus-water"].label: ["10 percentage points more or fewer", "2024-01-01", "Invented."],
    }
    assert len(table.header) == 4 and "imprecision" in table.caption
