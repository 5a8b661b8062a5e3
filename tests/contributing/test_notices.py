"""Notices: what is allowed in the data and worth a second look, and what is not worth one."""

from dataclasses import replace

import pytest

from helpers import change
from livingreview import load
from livingreview.contributing.notices import notices
from livingreview.contributing.study.checking import check_study
from livingreview.evidence import opposites
from livingreview.schema import Direction


def with_findings(review, **directions):
    """The invented review in which these studies have one finding on one axis each, and no other study has any."""
    (pattern,) = [f for f in review.publications["baker2011"].findings if f.perturbation == "disease"]
    changed = {}
    for key, study in review.publications.items():
        given = directions.get(key, ())
        findings = [
            pattern.model_copy(update={"conflict": None, **one, "direction": Direction(one["direction"])})
            for one in given
        ]
        changed[key] = study.model_copy(update={"findings": findings})
    return replace(review, publications=changed, _frames={})


UP, DOWN = {"direction": "up"}, {"direction": "down"}
ELSEWHERE = {"direction": "up", "disease": "healthy"}


@pytest.mark.parametrize(
    ("directions", "found"),
    [
        ({"able1998": [UP], "adler2010": [UP], "bond2000": [UP], "carter2012": [DOWN]}, ["carter2012"]),
        ({"able1998": [UP], "adler2010": [UP], "carter2012": [DOWN]}, []),  # two are not several
        ({"able1998": [UP, UP, UP], "carter2012": [DOWN]}, []),  # one publication is one
        ({"able1998": [UP], "adler2010": [UP], "bond2000": [ELSEWHERE], "carter2012": [DOWN]}, []),
        (
            {k: [UP] for k in ("able1998", "adler2010", "bond2000")} | {"carter2012": [DOWN], "clark2002": [DOWN]},
            [],  # three against two is a controversy, not an odd one out
        ),
        (
            {k: [UP] for k in ("able1998", "adler2010", "bond2000", "baker2011", "dean2004")}
            | {"carter2012": [DOWN], "clark2002": [DOWN]},
            ["carter2012", "clark2002"],
        ),
        ({"able1998": [UP], "adler2010": [UP], "bond2000": [UP], "carter2012": [{"direction": "no-change"}]}, []),
    ],
)
def test_a_finding_against_several_others_is_found(review, directions, found):
    assert [one.study for one in opposites(with_findings(review, **directions))] == found


def test_a_finding_against_several_others_is_noticed_with_their_names_unless_it_declares_the_conflict(review_copy):
    study = review_copy / "data" / "studies" / "able1998.yaml"
    review = load(review_copy)
    keys = ["adler2010", "bond2000", "carter2012"]
    odd = with_findings(review, able1998=[DOWN], **{key: [UP] for key in keys})
    noticed = [one for one in notices(odd) if "findings[0].direction" in one.field]
    assert [(one.file, one.line > 0) for one in noticed] == [(f"data/studies/{study.name}", True)]
    for key in keys:
        assert review.bibliography.label(key) in noticed[0].message
    declared = with_findings(review, able1998=[DOWN | {"conflict": "x"}], **{key: [UP] for key in keys})
    assert [one for one in notices(declared) if "direction" in one.field] == []


CARTER, BAKER, CLARK = "carter2012", "baker2011", "clark2002"
# A change of a file, the field of the notice, and what it says; without a field, there is none.
DOUBTS = {
    "a digit too much": (CARTER, "enrolled: 25,", "enrolled: 250,", "population.enrolled", "many times the 25"),
    "some were not analysed": (CARTER, "enrolled: 25,", "enrolled: 30,", "", ""),
    "a month after every period": (CARTER, "followup: 6 months", "followup: 3-5 months", "efficacy[0].month", "after"),
    "a month within a range": (CARTER, "followup: 6 months", "followup: 3 to 12 months in all", "", ""),
    "all at the median": (CARTER, "followup: 6 months", "followup: median follow-up was 6 months (range 2-9)",
                          "efficacy[0].month", "is the median follow-up"),
    "a median that all reached": (CARTER, "followup: 6 months", "followup: median 6 months (range 6-9)", "", ""),
    "another median": (CARTER, "followup: 6 months", "followup: median 7 months (range 6-9)", "", ""),
    "more than half after the median": (CARTER, "followup: 6 months", "followup: median 5 months (range 2-9)",
                                        "efficacy[0].month", "at most half of the 25"),
    "fewer than half after the median": ("adler2010", "followup: 12 months", "followup: median 12 months", "", ""),
    "one event counted twice": ("grant2017", "event: any-event, events: 6", "event: burn, events: 6",
                                "safety[2].events", "safety[0] too, as 6 and 4"),
    "few of the arm": (CARTER, "events: 15, n: 25, printed: 60%", "events: 9, n: 15, printed: 60%", "efficacy[0].n",
                       "fewer than the 25 of the arm"),
    "few of the arm, as a note says": (CARTER, "events: 15, n: 25, printed: 60%",
                                       "note: Ten were not assessed., events: 9, n: 15, printed: 60%", "", ""),
    "one count under two terms": (
        "grant2017", "{arm: tea, group: all, event: any-event, events: 6,",
        "{arm: tea, group: all, event: insomnia, as_printed: slept badly, events: 6, n: 50, source: 1, at: Table 4}\n"
        "  - {arm: tea, group: all, event: any-event, as_printed: Slept badly, events: 6,", "safety[1].event",
        "counted "),
    "two events told apart": ("grant2017", "event: any-event, events: 6", "event: burn, as_printed: lip, events: 6",
                              "", ""),
    "many more enrolled than in the arms": ("norris2021", "enrolled: 61", "enrolled: 90", "population.enrolled",
                                            "30 + 31 = 61"),
    "some dropped out": ("norris2021", "enrolled: 61", "enrolled: 70", "", ""),
    "animals as participants": ("gill2008", "direction: down, finding: The nerve",
                                "direction: down, participants: 12, finding: The nerve", "findings[0].participants",
                                "rat-model"),
    "controls as participants, by those enrolled": (CLARK, "{axis: gas,", "{axis: gas, participants: 20,",
                                                    "findings[0].participants", "only 12 entered"),
    "controls as participants, by the groups": (
        CLARK, "enrolled: 12, source: 1, at: Abstract}\nfindings:\n  - {axis: gas,",
        "enrolled: 90, source: 1, at: Abstract}\nfindings:\n  - {axis: gas, participants: 27,",
        "findings[0].participants", "12 + 15 in `measured`, with controls"),
    "patients as participants": (CLARK, "{axis: gas,", "{axis: gas, participants: 12,", "", ""),
    "weeks": (CARTER, "followup: 6 months", "followup: 20 weeks of tea", "efficacy[0].month", "20 weeks of tea"),
    "a direction against its means": (CLARK, "direction: down, finding: There was", "direction: up, finding: There was",
                                      "findings[0].direction", "hiccups 1.5 v controls 2.2"),
    "what is odd is said": ("kemp", "direction: up, finding: Tea", "direction: down, finding: Tea", "", ""),
    "compared nowhere": (BAKER, "drugs: [sugar, honey]", "drugs: [lemon, honey]", "efficacy[1].arm", "lemon or honey"),
}  # fmt: skip


@pytest.mark.parametrize("key, old, new, field, words", DOUBTS.values(), ids=list(DOUBTS))
def test_what_is_probably_wrong_is_noticed_by_check_and_by_study_check(review_copy, key, old, new, field, words):
    change(review_copy / "data" / "studies" / f"{key}.yaml", old, new)
    looked = ("population.enrolled", "efficacy[", "safety[", "findings[0].direction", "findings[0].participants")
    hints = [one for one in check_study(review_copy, key).hints if one.startswith(looked) and "never pooled" not in one]
    found = [one for one in notices(load(review_copy), [key]) if one.field.startswith(looked)]
    if not field:
        assert (hints, found) == ([], [])
        return
    assert found[0].field == field and words in found[0].message
    assert hints[0].startswith(f"{field}: ") and words in hints[0]


def test_a_study_whose_bias_is_due_is_noticed_with_the_instrument_and_its_items(review_copy):
    (one,) = notices(load(review_copy), ["ellis2014"])
    assert (one.file, one.field) == ("data/studies/ellis2014.yaml", "risk_of_bias")
    assert "jbi-case-series" in one.message and "consecutive" in one.message
    assert notices(load(review_copy), ["adler2010"]) == []


def test_a_claim_that_names_a_publication_without_such_a_finding_is_noticed(review_copy):
    pathway = review_copy / "data" / "pathway.yaml"
    before = {one.field for one in notices(load(review_copy), ["pathway"])}
    review = load(review_copy)
    edge = next(e for e in review.pathway.edges if e.findings)
    bearing = edge.findings[0]
    named = bearing.model_copy(update={"studies": ["adler2010"], "why": "x"})
    edges = [e.model_copy(update={"findings": [named]}) if e is edge else e for e in review.pathway.edges]
    changed = replace(review, pathway=review.pathway.model_copy(update={"edges": edges}), _frames={})
    found = [one for one in notices(changed, ["pathway"]) if one.field not in before]
    assert [one.message.split()[0] for one in found] == ["adler2010"]
    assert found[0].file == str(pathway.relative_to(review_copy))


def test_z_intervals_of_few_cohorts_are_worth_a_second_look(review):
    def said(review):
        return [found.message for found in notices(review) if found.field == "pools.relief"]

    (message,) = said(review)
    assert "nine cohorts" in message and "test: t" in message
    relief = review.config.pools["relief"]
    for declared in ({"test": "t"}, {"min_patients": 55}):  # by t; a single cohort, with an exact interval
        pools = {**review.config.pools, "relief": relief.model_copy(update=declared)}
        assert not said(replace(review, config=review.config.model_copy(update={"pools": pools}), _frames={}))


def test_a_combination_in_a_primary_pool_is_noticed_unless_an_estimand_says_what_is_meant(review_copy):
    def said():
        return [one.message for one in notices(load(review_copy)) if one.field == "pools.relief.estimand"]

    before = said()
    change(review_copy / "data" / "studies" / "carter2012.yaml", "drugs: [tea]", "drugs: [tea, lemon]")
    (message,) = set(said()) - set(before)
    assert "Carter 2012" in message and "lemon" in message
    estimand = "    estimand: {who: People., treatment: Tea with others., time: At 3 months., missing: Left out.}\n"
    change(review_copy / "data" / "review.yaml", "pools:\n  relief:\n", "pools:\n  relief:\n" + estimand)
    assert said() == []


def test_a_comparison_with_counts_and_without_a_judgement_of_certainty_is_noticed(review):
    def said(review):
        return {one.field for one in notices(review) if one.field.startswith("comparisons.")}

    before = said(review)
    rated = {
        name: one
        for name, one in review.certainty.outcomes.items()
        if one.evidence.comparison not in review.config.comparisons
    }
    dropped = {one.evidence.comparison for one in review.certainty.outcomes.values()} & set(review.config.comparisons)
    without = replace(review, certainty=review.certainty.model_copy(update={"outcomes": rated}), _frames={})
    found = said(without) - before
    assert found and found <= {f"comparisons.{name}" for name in dropped}


@pytest.mark.parametrize(
    ("cell", "new", "field", "words"),
    [
        ("10.99999/adler2010", "10.99999/adler2011", "adler2010.doi", "which is 10.99999/adler2010"),
        (",2010,10.99999/adler2010", ",2011,10.99999/adler2010", "adler2010.year", "which is 2010"),
        (
            ",abstract,include,,,adler2010",
            ",full-text,include,,,adler2010",
            "adler2010.stage",
            "no source of this kind",
        ),
    ],
)
def test_a_log_that_does_not_fit_bibliography_or_sources_is_noticed(review_copy, cell, new, field, words):
    log = review_copy / "data" / "screening" / "records.csv"
    before = {one.field for one in notices(load(review_copy))}
    change(log, cell, new)
    (found,) = [one for one in notices(load(review_copy)) if one.field not in before and one.file.endswith(".csv")]
    assert found.field == field and words in found.message


def test_a_text_with_two_dois_is_not_noticed_once_its_file_names_the_other(review_copy):
    def said():
        return [one for one in notices(load(review_copy)) if one.field == "adler2010.doi"]

    change(review_copy / "data" / "screening" / "records.csv", "10.99999/adler2010", "10.99999/ADLER.copy")
    (one,) = said()
    assert "`limits`" in one.message
    change(
        review_copy / "data" / "studies" / "adler2010.yaml",
        "limits: Abstract only;",
        "limits: The copy in another journal has the DOI 10.99999/adler.copy. Abstract only;",
    )
    assert said() == []
