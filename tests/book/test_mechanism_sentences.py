"""Computed sentences of the mechanism chapters: none, one and several publications, in words that fit the number."""

import pandas as pd
import pytest

from livingreview.schema import Part
from livingreview.subjects import mechanisms
from livingreview.subjects.mechanisms import AGAINST, FOR, NEITHER, Evidence, SignTest
from livingreview.subjects.mechanisms.direction_plot import direction_plot
from livingreview.subjects.mechanisms.words import sign_test_words, standardised_words, weighed_words

from .found import frame


def evidence(*rows, leading="x"):
    """A chapter on fever and tea with these findings."""
    found = frame(*rows) if rows else frame({}).iloc[:0]
    return Evidence("t", "t", "", "X", leading, found, {"x": "X", "y": "Y"}, {"a": 40}, {}, "fever", "tea")


def given(directness="patients", **more):
    return {"part": Part.INTERVENTION, "directness": directness} | more


FIRST = "One publication measured X in patients with fever given tea (40 patients treated) and found an increase."


@pytest.mark.parametrize(
    "rows, said",
    [
        (
            [],
            "We found no publication that measured the effect of tea on X in patients with fever, in their cells "
            "or in an animal model of fever: what follows is indirect and a hypothesis for these patients.",
        ),
        (
            [given()],
            f"{FIRST} We found no publication that tested tea in their cells or in an animal model of fever.",
        ),
        (
            [given("models", direction="down")],
            "We found no publication that measured X in patients with fever given tea: what follows is indirect and a "
            "hypothesis for these patients. One publication gave tea to cells of such patients or to an animal model "
            "of fever and found a decrease.",
        ),
        (
            [given(), given("cells", study="b"), given("models", study="c")],
            f"{FIRST} Two publications gave tea to cells of such patients or to an animal model of fever: both found "
            "an increase.",
        ),
    ],
)
def test_the_lead_covers_patients_and_what_is_near_them(rows, said):
    assert evidence(*rows).answer == said


def test_the_lead_of_a_chapter_without_a_leading_measure_is_about_all_of_them():
    assert evidence(leading=None).answer.startswith(
        "We found no publication that measured the effect of tea on any measure of this chapter in patients with "
        "fever, in their cells"
    )


def test_measures_of_a_chapter_without_a_leading_one_have_a_sentence_of_their_own():
    rows = [
        given("elsewhere"),
        given("elsewhere", study="b", axis="y", axis_label="Y"),
        given("elsewhere", study="c", axis="y", axis_label="Y"),
    ]
    assert evidence(*rows, leading=None).elsewhere_sentence == (
        "Three publications tested tea in other diseases, healthy cells or other animals (indirect evidence). "
        "X: one up; Y: both up."
    )


@pytest.mark.parametrize(
    "directions, said",
    [
        (["up"], "one up"),
        (["up"] * 2, "both up"),
        (["down"] * 4, "all four down"),
        (["up", "down"], "one up and one down"),
    ],
)
def test_directions_are_counted_in_words(directions, said):
    rows = [{"study": f"s{i}", "direction": one} for i, one in enumerate(directions)]
    assert mechanisms.directions(frame(*rows)) == said


@pytest.mark.parametrize(
    "rows, said",
    [
        ([{}], "X: one up"),
        ([{"collects": True}], "not comparable: X (one publication)"),
        (
            [{"collects": True}, {"collects": True, "study": "b"}, {"axis_label": "Y"}],
            "Y: one up; not comparable: X (two publications)",
        ),
        (
            [
                {"collects": True},
                {"collects": True, "axis_label": "Y"},
                {"axis_label": "Y", "collects": True, "study": "b"},
            ],
            "not comparable: X (one publication) and Y (two)",
        ),
    ],
)
def test_what_cannot_be_counted_together_comes_last(rows, said):
    assert mechanisms.by_axis(frame(*rows)) == said


@pytest.mark.parametrize(
    "part, up, down, neither, said",
    [
        (Part.DEFECT, 6, 0, 0, "X, disease v health, in patients with fever: six publications found higher values and "
         "none lower values (sign test P = 0.031; share with higher values 100%, 95% CI 50% to 100%)"),
        (Part.DEFECT, 1, 7, 1, "X, disease v health, in patients with fever: seven publications found lower values and "
         "one higher values (sign test P = 0.031, or P = 0.25 if the publication with no change or mixed findings had "
         "found the opposite; share with higher values 13%, 95% CI 50% to 100%)"),
        (Part.INTERVENTION, 0, 12, 3, "X, tea, in patients with fever: twelve publications found a decrease and none "
         "an increase (sign test P = 0.031, or P = 0.25 if the three publications with no change or mixed findings had "
         "found the opposite; share with an increase 0%, 95% CI 50% to 100%)"),
    ],
)  # fmt: skip
def test_a_sign_test_names_the_more_frequent_direction_first(part, up, down, neither, said):
    test = SignTest("x", "X", part, "patients", up, down, neither, None)
    assert sign_test_words(test, mechanisms.Tested(0.03125, 0.5, 1.0, 0.25), evidence()) == said


@pytest.mark.parametrize(
    "studies, nearest, said",
    [
        ((0, 0, 2), None, "No publication with a direction bears on it."),
        ((0, 1, 0), None, "No publications for it; one publication against it."),
        ((1, 0, 0), "patients", "One publication for it, in patients with fever."),
        ((1, 0, 0), "elsewhere", "One publication for it, not in patients with fever, in their cells or in a model of "
         "fever."),
        ((16, 0, 1), "cells", "Sixteen publications for it, the most direct of them in cells of patients with fever; "
         "one publication with no change or a mixed picture."),
        ((2, 2, 2), "elsewhere", "Two publications for it, none of them in patients with fever, in their cells or in a "
         "model of fever; two publications against it; two publications with no change or a mixed picture."),
    ],
)  # fmt: skip
def test_what_supports_a_claim_is_a_sentence(studies, nearest, said):
    assert weighed_words(dict(zip((FOR, AGAINST, NEITHER), studies, strict=True)), nearest, "fever") == said


@pytest.mark.parametrize(
    "known, total, said",
    [
        (0, 2, "no report gives the sizes of both groups, which a standardised difference needs"),
        (1, 1, "a standardised difference could be computed for the one comparison"),
        (2, 2, "a standardised difference could be computed for both comparisons"),
        (3, 6, "a standardised difference could be computed for three of six comparisons"),
    ],
)
def test_how_many_differences_are_standardised(known, total, said):
    assert standardised_words(known, total) == said


def people(*of):
    rows = [{"study": f"s{i}", "label": f"S {i}", "agent": "", "patients": 20 if one else None, "patients_of": one}
            for i, one in enumerate(of)]  # fmt: skip
    found = pd.DataFrame(frame(*rows)).astype({"patients": "Int64"})
    return Evidence("t", "t", "", "X", "x", found, {"x": "X"}, {}, {}, "fever", "tea")


@pytest.mark.parametrize(
    "of, said",
    [
        (["finding", "finding"], "Larger markers mean more people."),
        (["", ""], "Rings: the number of people is not reported."),
        (["finding", "study"], "Larger markers mean more people, for one finding those enrolled in the study."),
        (["finding", "", ""], "Larger markers mean more people; rings: number not reported (two of three findings)."),
    ],
)
def test_a_caption_explains_the_sizes_that_its_figure_has(of, said):
    caption = direction_plot(people(*of), "x", (Part.DEFECT,), "Fever against health").caption
    assert caption.endswith(f"Nothing is pooled. {said} ")


def test_a_part_without_a_finding_is_a_sentence_and_no_empty_table(book, review):
    shown = {
        chapter: evidence.part(Part.GENETIC).empty
        for chapter in mechanisms.chapters(review)
        if (evidence := mechanisms.evidence(review, chapter))
    }
    for chapter, empty in shown.items():
        data = book.mechanisms.genetic(chapter).data
        assert data.startswith("We found no genetic study") == empty
        if empty:  # and of chosen parts, it names them
            labels = mechanisms.evidence(review, chapter).axis_labels
            axis, label = next(iter(labels.items()))
            assert book.mechanisms.genetic(chapter, axis).data.endswith(f"that measured {label}.")
    assert set(shown.values()) == {True, False}


@pytest.mark.parametrize(
    ("rows", "leading", "said"),
    [
        ([], "x", "X: in treated patients none; in their cells or models of fever none; elsewhere none."),
        (
            [given("elsewhere", axis="y", study="a"), given("elsewhere", axis="y", study="b")],
            "x",
            "elsewhere two publications, none of them on X.",
        ),
        ([given("elsewhere", axis="y")], "x", "elsewhere one publication, but not on X."),
        (
            [given("elsewhere", study="a"), given("elsewhere", axis="y", study="b")],
            "x",
            "elsewhere two publications, one of them on X (",
        ),
        ([given("elsewhere", study="a")], "x", "elsewhere one publication ("),
        ([given("elsewhere", axis="y")], None, "elsewhere one publication ("),
    ],
)
def test_how_near_the_evidence_comes_counts_every_measure_as_the_map_does(rows, leading, said):
    assert said in evidence(*rows, leading=leading).reach
