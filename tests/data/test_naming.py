"""What a word that is no term may have meant: never its opposite, and a part of it where nothing else is near."""

import pytest

from livingreview.schema import Age, Design, ReportKind, called
from livingreview.schema.naming import clinical_term, nearest

EVENTS = {
    "hyperlipidaemia": ["raised cholesterol or triglycerides"],
    "bleeding": ["bleeding"],
    "no-bleeding": ["no bleeding"],
    "hypertension": ["hypertension"],
}


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("hypercholesterolemia", "with a part of this word: 'hyperlipidaemia' (raised cholesterol or triglycerides)."),
        ("gum bleeding", "with a part of this word: 'bleeding'. Choose"),
        ("hypotension", "near in spelling (not in meaning): 'hypertension'."),
        ("sepsis", "No such term. Allowed: "),
    ],
)
def test_an_event_that_is_no_term_is_answered_with_what_its_word_holds(word, said):
    assert said in clinical_term(word, EVENTS, dict.fromkeys(EVENTS, ""))


def test_where_nothing_is_allowed_yet_it_says_so():
    assert nearest("dosing", []) == "There is none yet."


def test_a_term_that_denies_a_word_is_not_proposed_for_it():
    denied = {"no-lasting-relief": ["no lasting relief"], "relief": ["some ease"]}
    assert "no-lasting" not in clinical_term("lasting", denied, dict.fromkeys(denied, "")).partition(" Allowed:")[0]
    assert "Did you mean" not in nearest("hiccups", ["spasms", "not-hiccups"])
    assert "'not-hiccups'" in nearest("no-hiccups", ["spasms", "not-hiccups"])


def test_a_word_that_holds_a_term_is_answered_with_the_term():
    assert nearest("nerve-function", ["signals", "nerve", "muscle"]).startswith("Did you mean 'nerve'? ")
    assert "Did you mean" not in nearest("nervefunctions", ["signals", "muscle"])


@pytest.mark.parametrize(
    ("kind", "word", "first"),
    [
        (Design, "randomized controlled trial", "'rct' (Randomised trial)?"),
        (Design, "Randomised clinical trial", "'rct' (Randomised trial)?"),
        (Design, "RCT", "'rct'?"),
        (Design, "double-blind trial", "'rct' (Randomised trial)?"),
        (Design, "case series", "'case-series'?"),
        (Design, "retrospective", "'retrospective-cohort'?"),
        (Design, "cohort study", "'prospective-cohort' (Prospective cohort, with or without comparison) or 'retro"),
        (Design, "phase 2", "'single-arm-prospective' (Prospective single-arm study)?"),
        (Design, "mouse", "'animal' (Animal experiment)?"),
        (ReportKind, "poster", "'conference-abstract' (Abstract printed"),
        (Age, "pediatric", "'child' (Children and adolescents only)?"),
    ],
)
def test_a_word_of_reports_leads_to_the_term_of_the_engine(kind, word, first):
    values = [one.value for one in kind]
    assert nearest(word, values, 30, words=called(values)).startswith(f"Did you mean {first}")


def test_words_of_no_vocabulary_of_the_engine_are_called_nothing_else():
    assert called(["tea", "coffee"]) == {}
    assert called([]) == {}


def test_terms_without_some_of_their_vocabulary_keep_their_other_names():
    assert "randomised controlled trial" in called([one.value for one in Design if one is not Design.REVIEW])["rct"]
