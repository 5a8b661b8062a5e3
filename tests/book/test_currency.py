"""How current a review is: due searches, missing publications, notices, trials, retirement."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest
from scipy import stats

from helpers import change
from livingreview import DataError, load
from livingreview.cli import main
from livingreview.publish.extension import announcement
from livingreview.publish.version import version_line
from livingreview.schema import Found, ReportKind, Run, SearchStatus, TrialStatus, Version
from livingreview.store.tables import Lines
from livingreview.subjects.currency.model import currency, later, unchanged
from livingreview.subjects.currency.table import retirement, sources
from livingreview.subjects.currency.words import lines
from livingreview.subjects.results import Results

DAY = date(2024, 3, 1)
RUN = Run(
    run="2024-02-01-spasm",
    date=date(2024, 2, 1),
    database="Spasm Index",
    log="spasm",
    strategy="clinical",
    strategy_sha256="0" * 64,
    fetched="9",
    repeated="0",
    new="0",
    role="information specialist 1",
)


def found(**fields):
    """A record of the invented review's run with these fields."""
    return Found(**({"key": "teabase:2"} | fields))


def having(review, *records, runs=()):
    """The review, whose searches found these records, after further runs."""
    searches = review.searches
    run = searches.runs.rows[0].run
    kept = {run: Lines(tuple(enumerate(records, 2)))} if records else searches.found
    lines = (*searches.runs.lines, *((9, one) for one in runs))
    return replace(review, searches=replace(searches, found=kept, runs=replace(searches.runs, lines=lines)))


def with_searches(review, *changed):
    """The review with its two searches changed."""
    searches = [one.model_copy(update=new) for one, new in zip(review.config.searches, changed, strict=True)]
    return replace(review, config=review.config.model_copy(update={"searches": searches}))


@pytest.fixture
def searched(review):
    """Every strategy of both sources was run."""
    both = with_searches(
        review,
        {"strategies": {"clinical": "tea"}},
        {"log": "spasm", "status": "run", "last_run": RUN.date, "strategies": {"clinical": "x"}},
    )
    return having(both, runs=[RUN])


def test_a_source_is_due_its_interval_after_the_oldest_run_of_its_strategies(searched):
    teabase, spasm = currency(searched, DAY).sources
    assert (teabase.last, teabase.due) == (date(2024, 1, 31), date(2024, 7, 31))
    assert (spasm.last, spasm.due) == (date(2024, 2, 1), date(2024, 8, 1))
    assert currency(searched, date(2024, 7, 31)).overdue == ()
    assert [s.search.database for s in currency(searched, date(2024, 8, 1)).overdue] == ["Teabase"]


def test_a_strategy_that_was_not_run_is_due(review):
    teabase, spasm = currency(review, DAY).sources
    assert teabase.unrun == ("mechanism",)
    assert teabase.overdue(DAY)
    assert spasm.last is None and spasm.overdue(DAY)
    shown = list(lines(review, currency(review, DAY)))
    assert shown[0].startswith("DUE  Teabase: searched 30 days ago, without mechanism")
    assert shown[1] == "DUE  Spasm Index: never searched."
    assert "Teabase: searched today, without mechanism" in next(lines(review, currency(review, teabase.last)))


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 12, 1), 1, date(2024, 1, 1)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 6, 30), 6, date(2024, 12, 30)),
    ],
)
def test_months_later(day, months, then):
    assert later(day, months) == then


def test_a_run_without_a_strategy_leaves_all_strategies_due(searched):
    unnamed = RUN.model_copy(update={"strategy": None, "strategy_sha256": None})
    runs = replace(searched.searches.runs, lines=((2, unnamed),))
    spasm = currency(replace(searched, searches=replace(searched.searches, runs=runs)), DAY).sources[1]
    assert (spasm.last, spasm.unrun, spasm.due) == (RUN.date, ("clinical",), None)


def test_what_may_be_missing_is_not_estimated_before_every_source_was_searched(review):
    assert currency(review, DAY).expected is None


def test_what_may_be_missing_follows_the_rate_and_the_days(searched):
    day = date(2018, 1, 31)  # five years of the invented publications lie before it
    old = with_searches(searched, {"last_run": date(2017, 1, 31)}, {"last_run": date(2017, 6, 1)})
    old = replace(old, searches=replace(old.searches, runs=Lines()))
    now = currency(old, day)
    kinds = {key for key, study in old.publications.items() if study.arms}
    years = [int(old.bibliography[key].year) for key in kinds if old.bibliography[key].year]
    count = sum(2013 <= year <= 2017 for year in years)
    assert count > 0
    assert now.rate == count / 5
    mean, low, high = now.expected
    time = 365 / 365.25
    assert mean == pytest.approx(count / 5 * time)
    # the predictive distribution, by simulation
    rates = stats.gamma(count + 0.5, scale=1 / 5).rvs(200_000, random_state=1)
    drawn = stats.poisson(rates * time).rvs(random_state=2)
    assert (drawn < low).mean() < 0.025 <= (drawn <= low).mean()
    assert (drawn > high).mean() < 0.025 <= (drawn >= high).mean()


@pytest.mark.parametrize(
    ("related", "types", "what"),
    [
        ("retracted-by doi:10.99999/r", "", ["retracted"]),
        ("corrected-by pmid:1; comment-on pmid:2", "", ["corrected"]),
        ("", "Journal Article; Retracted Publication", ["retracted"]),
        ("retracted-by pmid:1", "Retracted Publication", ["retracted"]),
        ("comment-on pmid:1", "Journal Article", []),
        ("retracts doi:10.99999/x", "Retraction of Publication", []),
    ],
)
@pytest.mark.parametrize("by", ["key", "doi", "pmid"])
def test_notices_on_included_publications_are_found(review, by, related, types, what):
    entry = review.bibliography["adler2010"].fields
    same = {
        "key": {},
        "doi": {"key": "x:9", "doi": entry["doi"].upper()},
        "pmid": {"key": "x:9", "pmid": entry["pmid"]},
    }[by]
    now = currency(having(review, found(related=related, types=types, **same)), DAY)
    assert [(notice.study, notice.what) for notice in now.notices] == [("adler2010", one) for one in what]
    assert now.looked_up == 1


def test_a_preprint_that_was_published_is_named(review):
    key = "adler2010"
    preprint = review.publications[key].model_copy(update={"kind": ReportKind.PREPRINT})
    both = replace(review, publications={**review.publications, key: preprint})
    record = found(related="published-as doi:10.99999/journal")
    assert [notice.by for notice in currency(having(both, record), DAY).published] == ["doi:10.99999/journal"]
    assert currency(having(review, record), DAY).published == ()


@pytest.mark.parametrize(
    ("state", "changed"),
    [("RECRUITING", True), ("Not yet recruiting", True), ("Completed", False), ("Something new", True), ("", False)],
)
def test_a_trial_whose_state_changed_is_named(review, state, changed):
    key, trial = next(iter(review.registered.items()))
    trial = trial.model_copy(update={"status": TrialStatus.COMPLETED})
    other = replace(review, registered={**review.registered, key: trial})
    record = found(key="register:9", registrations=f"EU-1; {trial.registry.lower()}", status=state)
    assert [notice.study for notice in currency(having(other, record), DAY).trials] == [key] * changed


def version(day, changed):
    return Version(version="0.1.0", date=day, trigger="A search.", conclusions="As before.", conclusion_changed=changed)


@pytest.mark.parametrize(
    ("versions", "count"),
    [
        ([], 0),
        ([("2024-01-01", None)], 0),
        ([("2024-01-01", False), ("2023-01-01", False), ("2022-01-01", None)], 2),
        ([("2024-01-01", False), ("2023-12-01", False), ("2022-12-31", False), ("2021-01-01", True)], 2),
        ([("2024-01-01", True), ("2023-01-01", False)], 0),
    ],
)
def test_updates_that_changed_no_conclusion_are_counted(versions, count):
    assert unchanged([version(day, changed) for day, changed in versions], 12) == count


@pytest.mark.parametrize(
    ("days", "records"), [([None, None], None), ([date(2024, 1, 31), None], ["1,200", "–"]), ([DAY], ["1,200"])]
)
def test_records_are_a_column_once_a_source_was_searched(days, records):
    search = SimpleNamespace(database="Spasm Index", service=None)
    found = [SimpleNamespace(search=search, last=day, due=None, records=1200 if day else 0) for day in days]
    table = sources(SimpleNamespace(sources=found))
    shown = [row[table.header.index("Records")] for row in table.rows] if "Records" in table.header else None
    assert shown == records
    assert {len(table.header), len(table.widths)} == {len(row) for row in table.rows}


ASKS = "a row without a changed conclusion; so far there"


@pytest.mark.parametrize(
    ("retires", "after", "so_far", "said"),
    [
        (False, None, 0, "No rule that can be counted is declared."),
        (False, 3, 0, f"No: the rule asks for three updates in {ASKS} have been none."),
        (False, 3, 1, f"No: the rule asks for three updates in {ASKS} has been one."),
        (True, 2, 2, f"Yes: the rule asks for two updates in {ASKS} have been two."),
        (True, 1, 1, "Yes: the rule asks for one update without a changed conclusion; so far there has been one."),
    ],
)
def test_whether_the_review_ends_is_a_sentence(retires, after, so_far, said):
    assert retirement(SimpleNamespace(retires=retires, retire_after=after, unchanged=so_far)) == said


def test_the_command_says_what_is_due_and_its_exit_code_too(review_copy, capsys):
    assert main(["--root", str(review_copy), "status", "--date", "2024-03-01"]) == 4
    shown = capsys.readouterr().out
    assert "DUE  Spasm Index: never searched." in shown
    assert "two records without a decision" in shown


def test_a_review_in_which_all_is_done_has_nothing_due(searched):
    decided = replace(searched, log=tuple(record for record in searched.log if record.decision != "pending"))
    assert currency(replace(decided, _frames={}), DAY).is_current


def test_the_version_waits_for_a_complete_search(review_copy):
    config = review_copy / "data/review.yaml"
    text = config.read_text("utf-8")
    config.write_text(text.replace("0.2.0", "2024.2.0"), "utf-8")
    with pytest.raises(DataError, match=r"Spasm Index was not searched"):
        load(review_copy)
    change(config, "    status: not-run\n", "    status: run\n    last_run: 2024-01-31\n    log: spasm\n")
    load(review_copy)


def test_the_line_of_every_page_says_what_was_searched(review, searched):
    some = version_line(Results(review))
    assert some.endswith("last search 31 January 2024; 1 of 2 sources never searched.")
    assert announcement(Results(review)) == some
    whole = Results(replace(searched, _frames={}))
    assert version_line(whole).endswith("last search 1 February 2024, next search due by 31 July 2024.")
    assert 'data-due="2024-07-31" hidden' in announcement(whole)
    never = with_searches(review, {"status": SearchStatus.NOT_RUN, "last_run": None}, {})
    assert "have not been run yet" in version_line(Results(having(never)))
