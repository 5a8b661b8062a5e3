"""The page on two readers: what differs, how it was settled, what it moves, and the audits."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest
from second_readings import READING, write_reading

from livingreview import load
from livingreview.book import Book
from livingreview.schema import Audit, Seen
from livingreview.store.comparing import as_extract, compare
from livingreview.subjects.agreement import table
from livingreview.subjects.agreement.other import with_second
from livingreview.subjects.agreement.proof import proofs
from livingreview.subjects.agreement.table import rate
from livingreview.subjects.agreement.words import read_twice
from livingreview.subjects.analysis import Analysis
from livingreview.subjects.versions.state import comparisons, harms, pools

PARTS = ("population", "groups", "arms", "efficacy", "safety", "findings")


def everything(review):
    analysis = Analysis(review)
    return {**pools(analysis), **comparisons(analysis), **harms(analysis)}


def test_without_a_second_reading_the_page_says_so(book):
    for method in (book.agreement.rows, book.agreement.kinds, book.agreement.disagreements, book.agreement.shifts):
        assert method().data == "Nothing has been read a second time yet."
    assert book.agreement.audits().data == "*No audit has been entered.*"
    assert book.results["agreement.audit"].text == "No audit has been entered."


def test_every_disagreement_is_listed_with_both_readings(review_copy):
    write_reading(review_copy)
    book = Book(load(review_copy))
    shown = book.agreement.disagreements().data
    assert "partial relief, tea, all, month 3\\: events" in shown and "not settled yet" in shown
    differences = list(book.results.analysis.second_readings.compared[0].differences())
    assert shown.count("* - ") == len(differences) + 1  # and the header
    assert "| " not in book.agreement.kinds().data and "Cohen's kappa" in book.agreement.kinds().data


@pytest.mark.parametrize(
    ("publications", "begin"),
    [
        (1, "One publication was extracted again, in whole or in part, blind to"),
        (2, "Two publications were extracted again"),
        (195, "195 publications were extracted again"),
    ],
)
def test_how_much_was_read_again_is_a_sentence(publications, begin):
    states = {"agrees": 3, "differs": 1, "first only": 0, "second only": 2, "not seen again": 0}
    found = SimpleNamespace(compared=[object()], states=states, publications=publications)
    assert read_twice(found).startswith(begin)
    assert "Of four entries in both, 3 (75%) agree in every item" in read_twice(found)


def test_a_reading_that_is_the_same_moves_nothing(review):
    same = [
        compare(one := as_extract(study, PARTS, date(2024, 1, 1)), one.model_copy(update={"role": "extractor 2"}))
        for study in review.publications.values()
    ]
    assert everything(with_second(review, same)) == everything(review)


def test_another_count_moves_the_pool_by_what_it_would_be(review_copy):
    """The second reader found 26 partial reliefs, not 27: relief, a sum that was worked out, is 50 of 60, not 51."""
    text = READING.replace("events: 28", "events: 26").replace("printed: 47%", "printed: 43%")
    relief = "  - {arm: tea, group: all, outcome: relief, month: 12"
    sum_at_3 = f"{relief.replace('12', '3')}, printed: 85%, source: 1, at: Abstract}}\n"
    write_reading(review_copy, text.replace(relief, sum_at_3 + relief))
    review = load(review_copy)
    book = Book(review)
    other = with_second(review, book.results.analysis.second_readings.compared)
    (row,) = [row for row in other.publications["adler2010"].efficacy if (row.outcome, row.month) == ("relief", 3)]
    assert (row.events, row.n) == (50, 60)
    before, after = everything(review), everything(other)
    moved = {name for name in before if before[name]["events"] != after[name]["events"]}
    assert moved
    for name in moved & pools(book.results.analysis).keys():
        assert before[name]["rows"]["adler2010"]["counts"] == [51, 60]
        assert after[name]["rows"]["adler2010"]["counts"] == [50, 60]
    assert "−" in book.agreement.shifts().data


def test_only_results_that_would_change_are_listed_and_the_others_counted(review):
    results = list(everything(review).values())
    (other,) = [one for one in results if isinstance(one["estimate"], float)][:1]
    lower = other | {"estimate": other["estimate"] / 2}
    same = [(one, one) for one in results if one is not other]
    none = table.shifts([(one, one) for one in results])
    assert not none.rows and none.none == "No declared result would change." and "further" not in none.caption
    one = table.shifts([(other, lower), same[0]])
    assert [row[-1][:1] for row in one.rows] == ["−"]
    assert one.caption.endswith("wherever there is one. One further result would be the same.")
    many = table.shifts([*same, (other, lower), (other, None)])
    assert len(many.rows) == 2 and many.rows[1][-1] == "no longer pooled"
    assert many.caption.endswith(" further results would be the same.")


def test_rows_that_were_not_seen_again_stay_and_those_of_one_reader_come_and_go(review_copy):
    write_reading(review_copy)
    review = load(review_copy)
    compared = Analysis(review).second_readings.compared
    rows = with_second(review, compared).publications["adler2010"].efficacy
    assert [row.outcome for row in rows].count("predictor") == 2
    assert ("full", 3) in [(row.outcome, row.month) for row in rows]
    gone = [row.about for row in compared[0].rows if row.state == "first only"]
    assert gone and ("part", 6) not in [(row.outcome, row.month) for row in rows]


def test_audits_have_exact_intervals(review):
    one = Audit(seed=7, audited_on="2024-02-01", by="checker 1", drawn=100, seen=99, wrong_numbers=0, wrong_labels=14)
    book = Book(replace(review, audits={"2024-02-01-7": one}))
    assert "0 of 99: 0.0% (0.0% to 3.7%)" in book.agreement.audits().data
    assert "14 of 99: 14.1% (8.0% to 22.6%)" in book.results["agreement.audit"].text  # Clopper-Pearson, R binom.test
    assert rate(0, 0) == "none was seen"


def test_figures_with_proof_are_counted(review):
    before = proofs(review)
    study = review.publications["adler2010"]
    row = study.efficacy[0].model_copy(update={"seen": Seen(text="24 of 60", hash="0123456789abcdef")})
    changed = study.model_copy(update={"efficacy": [row, *study.efficacy[1:]]})
    after = proofs(replace(review, publications={**review.publications, "adler2010": changed}))
    assert (before.shown, after.figures, after.shown, after.recorded) == (0, before.figures, 1, 1)


@pytest.mark.parametrize(
    ("field", "value", "word"),
    [
        ("seen", 101, "more than the 100 drawn"),
        ("wrong_numbers", 100, "more than `seen` = 99"),
        ("drawn", 0, "audit of no figure"),
        ("frame", 50, "less than the 100"),
    ],
)
def test_an_audit_whose_counts_do_not_fit_is_refused(field, value, word, review_copy):
    from livingreview import DataError

    given = {"seed": 7, "audited_on": "2024-02-01", "by": "checker 1", "drawn": 100, "seen": 99} | {
        "wrong_numbers": 0, "wrong_labels": 14, field: value
    }  # fmt: skip
    file = review_copy / "data/audits/2024-02-01-7.yaml"
    file.parent.mkdir()
    file.write_text("".join(f"{name}: {one}\n" for name, one in given.items()), "utf-8")
    with pytest.raises(DataError, match=word):
        load(review_copy)
    file.write_text("".join(f"{name}: {one}\n" for name, one in (given | {field: None}).items() if one is not None))
    file.rename(file.with_name("2024-02-01-8.yaml"))
    with pytest.raises(DataError):
        load(review_copy)
