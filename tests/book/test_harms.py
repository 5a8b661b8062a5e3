"""Adverse events: which counts are pooled, what is left out with its reason, and what is drawn."""

import pytest

from helpers import change, in_one_cohort
from livingreview import load
from livingreview.meta import pool_proportions
from livingreview.subjects.harms import table as tables
from livingreview.subjects.harms.model import harms
from livingreview.subjects.harms.plot import harms_plot
from livingreview.subjects.results import Results

from .counted_harms import RULE, add, reasons, row, three

# --- pooling


def test_three_publications_are_pooled_by_the_engine_with_zeros_as_they_are(tea):
    three(tea)
    found = harms(load(tea))
    (pool,) = found.pools
    direct = pool_proportions([2, 0, 5], [20, 20, 20])
    assert list(pool.rows["study"]) == ["cole2003", "dale2004", "egan2005"]
    assert (pool.pooled.estimate, pool.pooled.ci_low, pool.pooled.ci_high) == pytest.approx(
        (direct.estimate, direct.ci_low, direct.ci_high), rel=1e-12
    )
    assert found.left_out.empty
    assert found.pooling_sentence == "One event pooled: burnt tongue."


def test_an_event_seen_in_nobody_gets_the_exact_interval_on_the_total_and_says_so(tea):
    three(tea, (0, 0, 0))
    (pool,) = harms(load(tea)).pools
    assert pool.pooled.estimate == 0
    assert pool.pooled.ci_high == pytest.approx(1 - 0.025 ** (1 / 60), rel=1e-9)
    assert pool.pooled.notes
    cell = tables.pooled_events(harms(load(tea))).rows[0][-1]
    assert pool.pooled.notes[0].split()[0] in cell
    assert pool.pooled.notes[0] in harms_plot(harms(load(tea)), "direct").caption


def test_two_publications_are_not_enough_and_both_say_so(tea):
    add(tea, "cole2003", row(1, 20))
    add(tea, "dale2004", row(2, 20))
    found = harms(load(tea))
    assert not found.pools
    assert reasons(found, "cole2003") == ["counted by two publications; three publications needed"]
    assert "requires three publications that count" in found.pooling_sentence
    assert "no event was counted by more than two" in found.pooling_sentence


def share_patients(root, *keys):
    for key in keys:
        change(root / f"data/studies/{key}.yaml", f"cohort: {{id: {key}}}\n", "")
    in_one_cohort(root, *keys)


def test_two_reports_of_one_cohort_count_once(tea):
    three(tea)
    share_patients(tea, "cole2003", "dale2004")
    found = harms(load(tea))
    assert not found.pools
    assert found.most == 2
    assert found.patients == 40  # not 60
    assert "may include patients of" in reasons(found, "dale2004")[0]


def test_four_reports_of_which_two_share_a_cohort_still_pool_as_three(tea):
    three(tea)
    add(tea, "finn2006", row(9, 20))
    share_patients(tea, "cole2003", "finn2006")
    (pool,) = harms(load(tea)).pools
    assert pool.pooled.k == 3
    assert "finn2006" not in set(pool.rows["study"])


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"role": "mixed"}, "patients who had the treatment cannot be distinguished from others"),
        ({"role": "comparator"}, "comparator arm"),
        ({"condition": "mixed"}, "mixed, not a pooled population"),
    ],
)
def test_what_is_not_the_treatment_in_the_condition_stays_out(tea, changed, reason):
    three(tea)
    add(tea, "finn2006", row(9, 20), **changed)
    # Some arm has the treatment.
    change(tea / "data/studies/finn2006.yaml", "label: no tea, role: comparator", "label: no tea, role: mixed")
    found = harms(load(tea))
    assert found.pools[0].pooled.k == 3
    assert reasons(found, "finn2006") == [reason]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (row(9, 20, arm="all"), "all arms together"),
        (row(9, 20, group="part"), "part of a cohort"),
        (row(1, 1), "fewer than 2 patients"),
        (row(4), "no count with a denominator"),
        (row(printed="20%"), "no count with a denominator"),
        (row(says="Well borne."), "no count with a denominator"),
        (row(3, 20, severity="severe"), "counted by one publication; three publications needed"),
        (row(3, 20, event="drowning"), "counted by one publication; three publications needed"),
        (row(3, 20, event="other", as_printed="wet sleeve"), "a term that covers different events"),
    ],
)
def test_rows_that_may_not_enter_are_listed_with_their_reason(tea, line, reason):
    three(tea)
    add(tea, "finn2006", line)
    found = harms(load(tea))
    assert found.pools[0].pooled.k == 3
    assert reasons(found, "finn2006") == [reason]


def test_collective_terms_are_never_pooled_however_many_count_them(tea):
    for name in ("cole2003", "dale2004", "egan2005"):
        add(tea, name, row(1, 20, event="other", as_printed="wet sleeve"))
    found = harms(load(tea))
    assert not found.pools
    assert set(found.figures["what"]) == {"wet sleeve"}


def test_of_two_counts_in_one_report_the_larger_denominator_enters(tea):
    three(tea)
    add(tea, "finn2006", row(1, 10), row(3, 18))
    found = harms(load(tea))
    assert list(found.pools[0].rows["events"]) == [2, 0, 5, 3]
    assert reasons(found, "finn2006") == ["another row of the same report has as many patients or more", ""]


def test_counts_of_one_report_that_disagree_do_not_enter(tea):
    three(tea)
    add(tea, "finn2006", row(1, 20), row(3, 20))
    found = harms(load(tea))
    assert found.pools[0].pooled.k == 3
    assert reasons(found, "finn2006") == ["the report gives different counts of it"] * 2


def test_without_a_rule_nothing_is_pooled(tea):
    three(tea)
    file = tea / "data" / "review.yaml"
    file.write_text(file.read_text("utf-8").replace(RULE, ""), "utf-8")
    found = harms(load(tea))
    assert not found.pools
    assert reasons(found, "cole2003") == ["no rule for pooling is declared"]
    assert found.pooling_sentence.startswith("No rule")


def test_a_review_without_any_harm_says_so(tea):
    found = harms(load(tea))
    assert found.figures.empty and not found.pools
    assert "no event was counted." in found.pooling_sentence
    assert found.grave_sentence.startswith("No severe, serious or major")
    assert found.grave_summary == found.grave_sentence
    assert "none gives counts" in found.reporting_sentence
    for panel in ("direct", "apart"):
        assert "no count" in harms_plot(found, panel).alt
        assert not tables.counted(found, panel, load(tea)).rows
    results = Results(load(tea))
    for name in ("events", "not-counted", "not-read-in-full", "largest-without-count", "patients"):
        assert results[f"harms.{name}"].text


def test_publications_are_sorted_by_what_they_show(tea):
    add(tea, "cole2003", row(1, 20))
    add(tea, "dale2004", row(says="Well borne."), n=30)
    found = harms(load(tea))
    shown = dict(zip(found.reporting["study"], found.reporting["reports"], strict=True))
    assert shown == {"adams2001": "nothing", "brown2002": "nothing", "cole2003": "count", "dale2004": "statement"}
    assert found.largest_without_count["study"] == "dale2004"
    assert found.reporting_sentence == (
        "Of four publications with treated patients, one gives counts of adverse events, in patients with hiccups "
        "only and with a denominator (20 patients); one gives statements without counts, and for two no information "
        "on harms was accessible."
    )


def test_grave_events_are_listed_with_zeros_and_their_limits(tea):
    add(tea, "cole2003", row(1, 20, severity="severe"), row(0, 20, severity="serious", event="drowning"))
    found = harms(load(tea))
    grave = found.grave_sentence
    assert found.grave_summary == (
        "In patients with hiccups only, these severe, serious or major events occurred: burnt tongue (severe) in 1/20 "
        "(Mousavi-Hasanzadeh 2003). One publication counted other such events in 20 patients; none occurred "
        "(upper 95% confidence limit 17%). Some of these counts are from abstracts only."
    )
    assert "burnt tongue (severe) in 1/20" in grave
    assert "drowning (serious) in none of 20" in grave
    assert "upper 95% confidence limit 17%" in grave  # 1 - 0.025 ** (1 / 20)
