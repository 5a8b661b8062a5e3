"""What a pool estimates beside what its cohorts are: time, treatment, subsets; and why subgroups are not compared."""

from types import SimpleNamespace as Part

import pandas as pd
import pytest
from tiny_review import write_tiny_review

from helpers import change
from livingreview import load
from livingreview.book import open_book
from livingreview.meta import pool_proportions
from livingreview.store.review import write_schemas
from livingreview.subjects.analysis import Analysis
from livingreview.subjects.pools.estimand import confounding_words, times_words, treatment_words
from livingreview.subjects.results import Results

REVIEW = "data/review.yaml"
GREEN = "data/studies/green2022.yaml"
SUBSETS = """\
    subsets:
      - {id: alone, label: nothing else, given: alone, why: To see it alone.}
      - {id: single, label: no combination, given: not-combined, why: To see it single.}
"""


@pytest.fixture
def root(tmp_path):
    return write_tiny_review(tmp_path)


def cohorts(*rows):
    """Rows of (condition, subgroup, month or word)."""
    made = [
        {
            "condition_label": condition,
            "group_condition": condition,
            "subgroup": part,
            "month": time if isinstance(time, int) else None,
            "when": None if isinstance(time, int) else time,
        }
        for condition, part, time in rows
    ]
    parts = [Part(subgroup=Part(id=part, label=f"Part {part}")) for part in dict.fromkeys(row[1] for row in rows)]
    columns = ["condition_label", "group_condition", "subgroup", "month", "when"]
    return Part(rows=pd.DataFrame(made, columns=columns), subgroups=parts)


def test_times_are_counted_in_their_order():
    made = cohorts(("x", "a", 6), ("x", "a", 3), ("x", "a", "not-stated"), ("x", "a", 3))
    assert times_words(made.rows) == "two cohorts at 3 months, one at 6 months and one without a stated time"
    assert times_words(cohorts().rows) == "No cohort has a count."


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([], "There are no two kinds of patients to compare."),
        ([("x", "a", 3), ("x", "a", 6)], "There are no two kinds of patients to compare."),
        (
            [("x", "a", 3), ("y", "b", 6)],
            "The disease and the time of assessment cannot be separated (x: at 3 months; ",
        ),
        ([("x", "a", 3), ("x", "b", 6)], "cannot be separated (Part a: at 3 months; Part b: at 6 months)"),
        (
            [("x", "a", 3), ("y", "b", 3), ("y", "b", 6)],
            "The groups differ in the time of assessment (x: at 3 months; ",
        ),
        ([("x", "a", 3), ("y", "b", 3)], "All were counted at 3 months; yet they differ in other ways too"),
    ],
)
def test_subgroups_are_never_read_as_an_effect_of_the_disease(rows, words):
    said = confounding_words(cohorts(*rows))
    assert words in said
    assert said.endswith("cannot be attributed to the disease.") == ("no two kinds" not in said)


def test_treatment_is_told_by_plan_as_reported_and_where_nothing_is_said(root):
    words = "drugs:\n  sun: {label: sunlight, definition: Light.}\n"
    change(root / "data" / "vocabulary.yaml", "drugs:\n", words)
    write_schemas(root)
    change(root / GREEN, "drugs: [vitamin-d]", "drugs: [vitamin-d, sun]")
    review = load(root)
    assert treatment_words(review, Analysis(review).pool("control")) == (
        "Planned second drug: Green 2022 (sunlight); no other treatment for the condition, as reported: none; "
        "other treatment not stated: one cohort."
    )
    change(root / GREEN, "drugs: [vitamin-d, sun]", "drugs: [vitamin-d], besides: others")
    review = load(root)
    said = treatment_words(review, Analysis(review).pool("control"))
    assert "other drugs allowed: Green 2022" in said and "not stated: one cohort" in said


def test_subsets_are_pooled_as_the_pool_is_and_have_results_of_their_own(root):
    change(root / REVIEW, "    why: Agreed before the search.\n  freedom:", f"{SUBSETS}    why: Agreed.\n  freedom:")
    change(root / GREEN, "drugs: [vitamin-d]", "drugs: [vitamin-d], besides: nothing")
    review = load(root)
    alone, single = Analysis(review).pool("control").subsets
    assert list(alone.rows["study"]) == ["green2022"] and list(single.rows["study"]) == ["brown2020", "green2022"]
    assert single.pooled.estimate == pool_proportions([10, 30], [40, 60]).estimate
    results = Results(review)
    assert (results["pools.control.alone.k"].text, results["pools.control.single.k"].text) == ("1", "2")
    shown = open_book(root).pools.subsets("control").data
    assert "left out\\: Brown 2020" in shown and "To see it alone." in shown


def test_without_a_declaration_the_pages_say_so(root):
    book = open_book(root)
    assert "no subset is declared" in book.pools.subsets("control").data
    shown = book.pools.estimand("control").data
    assert "not declared" in shown and "Two cohorts at 6 months." in shown


def test_a_declared_estimand_is_beside_what_the_cohorts_are(root):
    said = "    estimand: {who: Anyone., treatment: The vitamin., time: At half a year., missing: Left out.}\n"
    change(root / REVIEW, "    why: Agreed before the search.\n  freedom:", f"{said}    why: Agreed.\n  freedom:")
    shown = open_book(root).pools.estimand("control").data
    assert all(words in shown for words in ("Anyone.", "The vitamin.", "At half a year.", "Left out."))
