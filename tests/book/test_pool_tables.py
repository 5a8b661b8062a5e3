"""Tables of pools: each number under its head, and each result that of the analysis named beside it."""

import re
from dataclasses import replace

import pandas as pd
import pytest

from helpers import change
from livingreview import load
from livingreview.evidence import exact_interval
from livingreview.subjects.analysis import Analysis
from livingreview.subjects.pools import table as tables
from livingreview.subjects.pools import variants_table as variants
from livingreview.subjects.pools.beyond import beyond
from livingreview.subjects.pools.model import pool_rows
from livingreview.wording import interval, percent

# By hand, from tests/review (see its README): the cohorts of the pool of full relief.
FULL = {"adler2010": (24, 60), "carter2012": (10, 25), "lewis2019": (8, 24), "norris2021": (6, 30)}


@pytest.fixture
def full(results):
    return results.analysis.pool("full")


@pytest.fixture
def relief(results):
    return results.analysis.pool("relief")


@pytest.fixture
def every(review, full, relief):
    return [
        made
        for pool in (full, relief)
        for made in (
            tables.pooled_rows(pool), tables.left_out(pool), variants.leave_one_out(pool), variants.cumulative(pool),
            variants.sensitivity(review, pool), variants.subsets(pool), variants.missing(review, pool),
            variants.attrition(review, pool), variants.beyond(pool, beyond(review, pool)),
        )
    ]  # fmt: skip


def key(row):
    return re.search(r"/studies/(\w+)\.md", row[0])[1]


def result(counts, pool):
    """Cohorts, patients and the estimate with its interval, as the tables have them."""
    one = pool_rows(pd.DataFrame(counts, columns=["events", "n"]), pool)
    estimate = f"{percent(one.estimate)} ({interval(one.ci_low, one.ci_high)})"
    return [str(len(counts)), str(sum(n for _, n in counts)), estimate]


def test_every_column_has_a_head_and_a_width_and_names_its_pool(every):
    for table in every:
        assert all(len(row) == len(table.header) == len(table.widths) for row in table.rows)
        assert all((head and head[0] == head[0].upper()) or head.startswith(("95%", "tau")) for head in table.header)
        assert table.caption.endswith(".") and not table.caption.endswith("..")
        assert ("Full relief" in table.caption) == table.name.endswith("-full")


def test_the_rows_of_a_pool_have_their_count_exact_interval_and_weight(full):
    table = tables.pooled_rows(full)
    assert list(table.header) == ["Study", "Time", "Events/n", "% (95% CI)", "Weight", "Source", "Marks"]
    weights = full.rows.set_index("study")["weight"]
    assert {key(row): row[2:5] for row in table.rows} == {
        study: [
            f"{events}/{n}",
            f"{events / n:.0%} ({interval(*exact_interval(events, n))})",
            f"{weights[study]:.0f}%",
        ]
        for study, (events, n) in FULL.items()
    }
    assert all(re.fullmatch(r"[\d.]+ months?|not stated", row[1]) and row[5] for row in table.rows)


def test_what_is_not_pooled_has_its_value_and_reason(relief):
    table = tables.left_out(relief)
    assert list(table.header) == ["Study", "Patients", "Time", "Value", "Why it was not pooled"]
    assert [row[4] for row in table.rows] == list(relief.left_out["reason"])
    assert [key(row) for row in table.rows] == list(relief.left_out["study"])
    children = next(row for row in table.rows if key(row) == "hayes2018")
    assert children[3].endswith("% (no count accessible)")
    assert children[4] == "percentage or statement without a count"


def test_the_pool_without_each_cohort_is_that_of_the_others(full):
    table = variants.leave_one_out(full)
    assert list(table.header[:4]) == ["Pool", "Cohorts", "Patients", "% (95% CI)"]
    labels = dict(zip(full.rows["label"], full.rows["study"], strict=True))
    for row in table.rows:
        left = labels[row[0].removeprefix("without ")]
        assert row[1:4] == result([counts for study, counts in FULL.items() if study != left], full.pool)
    assert len(table.rows) == len(FULL)


def test_the_pool_grows_by_the_reports_of_each_year(full):
    table = variants.cumulative(full)
    assert list(table.header[:3]) == ["Up to", "New", "Cohorts"]
    assert [(row[0], row[1], row[2], row[3]) for row in table.rows] == [
        ("2010", "Adler 2010", "1", "60"),
        ("2012", "Carter 2012", "2", "85"),
        ("2019", "Lewis 2019", "3", "109"),
        ("2021", "Norris 2021", "4", "139"),
    ]
    assert table.rows[0][5] == "none"  # one cohort has no prediction interval
    assert table.rows[-1][2:5] == result(list(FULL.values()), full.pool)
    assert table.rows[-1][5] == interval(full.pooled.pi_low, full.pooled.pi_high)
    # The variance between cohorts of a single one is not zero but unknown.
    assert [row[6] for row in table.rows] == ["", "0.00", "0.00", "<0.01"]
    assert list(table.header[5:]) == ["95% prediction interval", "tau²"]


def test_a_pool_that_keeps_no_cohort_has_no_numbers_and_one_without_a_variance_no_zero(full):
    assert variants._cells(variants.Variant("without all", (), None)) == ["0", "0", "", "", ""]
    common = variants.Variant("Common effect", (), replace(full.pooled, tau2=float("nan"), pi_low=float("nan")))
    assert variants._cells(common)[3:] == ["none", ""]


def test_what_is_left_out_and_read_is_in_the_table_with_its_reason(review, full):
    """Dalton gives 28 of 48, in a condition that is not pooled."""
    table = variants.beyond(full, beyond(review, full))
    assert [key(row) for row in table.rows[:1]] == ["dalton2013"]
    assert table.rows[0][1:] == [
        "everybody with any spasm",
        "28/48 (58%)",
        "not of the pooled conditions alone",
        "printed, or derived in the data",
    ]
    assert all(row[2] == "" and row[4] == "cannot be converted" and row[3] for row in table.rows[1:])
    assert list(table.header) == ["Study", "Patients", "Count", "Why it is left out", "How the count was obtained"]


def test_other_models_have_the_same_cohorts(review, full):
    table = variants.sensitivity(review, full)
    same = [row for row in table.rows if row[1] == "the same cohorts"]
    assert same and all(row[2:4] == ["4", "139"] for row in same)
    assert len({row[4] for row in same}) > 1


def test_who_entered_is_held_against_who_is_counted(review_copy):
    change(review_copy / "data/studies/adler2010.yaml", "enrolled: 60", "enrolled: 64")
    review = load(review_copy)
    relief = Analysis(review).pool("relief")
    rows = {row[0].partition("]")[0].strip("["): row for row in variants.attrition(review, relief).rows}
    assert rows["Adler 2010"][2:5] == ["64", "60", "4 of 64 (6%)"]
    for row in rows.values():
        counted, (events, n) = row[3], row[5].split("/")
        assert counted == n
        if row[2] == "not known" or row[4] in ("not known", "none"):
            continue
        lost, entered = int(row[4].split(" of ")[0]), int(row[2])
        assert lost == entered - int(n) > 0
        ends = (f"{one}/{entered} ({percent(one / entered)})" for one in (int(events), int(events) + lost))
        assert row[6] == " or ".join(ends)
    assert any(" of " in row[4] for row in rows.values()) and any(row[6] == "the same" for row in rows.values())


def test_pages_show_each_table_under_its_plot_or_folded(book):
    pages = book.pools
    assert "Why it was not pooled" in pages.left_out("relief").data
    assert "Every value that was not pooled, and why" in pages.left_out("relief").data
    assert "patients who entered each cohort" in pages.attrition("relief").data
    assert "To be estimated" in pages.estimand("relief").data
    assert "without each cohort in turn" in pages.leave_one_out("full").data
    assert "as the reports were published" in pages.cumulative("full").data
    assert "under other models" in pages.sensitivity("full").data
    assert "the data in the plot" in pages.forest("full").data
