"""A trial and the publications that report it are two records of one study."""

from helpers import change
from livingreview import load
from livingreview.publish.study_pages import publication_page, trial_page
from livingreview.subjects.analysis import Analysis
from livingreview.subjects.comparisons.model import awaited
from livingreview.subjects.flow.model import flow
from livingreview.subjects.flow.plot import flow_diagram
from livingreview.subjects.publications.table import trials

TRIAL = "data/trials/tea-0001.yaml"


def linked(root):
    """The review in which adler2010 reports the first trial."""
    change(root / TRIAL, "registry: TEA0001", "registry: RUR-17\nreports: [adler2010]")
    return load(root)


def test_a_trial_with_a_report_is_no_longer_awaited_and_counts_as_its_register_entry(review, review_copy):
    before, after = flow(review), flow(linked(review_copy))
    assert (before.trials, before.entries) == (3, 0)
    assert (after.trials, after.entries) == (2, 1)
    assert after.included == before.included
    assert "one register entry of included reports" in flow_diagram(after).alt
    assert "tea-0001" in set(awaited(review))
    assert "tea-0001" not in set(awaited(load(review_copy)))


def test_both_pages_and_the_table_lead_to_the_other_record(review_copy):
    found = linked(review_copy)
    analysis = Analysis(found)
    assert "Entry in a register: [" in publication_page(analysis, "adler2010", found.publications["adler2010"])
    assert "/chapters/studies/adler2010.md" in trial_page(analysis, "tea-0001", found.registered["tea-0001"])
    reported = {row[0]: row[-1] for row in trials(found).rows}
    assert ["adler2010.md" in cell for cell in reported.values()] == [True, False, False]
    assert set(list(reported.values())[1:]) == {"no accessible results"}


def test_a_report_of_words_only_is_included_and_counted_as_without_a_value(review, review_copy):
    file = review_copy / "data/studies/owens2021.yaml"
    change(file, ', p: "0.4"', "")
    change(file, "printed: 60%", "says: Most had relief.")
    before, after = flow(review), flow(load(review_copy))
    assert set(after.without_data) - set(before.without_data) == {"owens2021"}
    assert after.included == before.included
    assert "1 without an accessible value" in flow_diagram(after).alt
