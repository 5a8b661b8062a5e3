"""`review search`: what it writes, what it says, and that a fault or a stop at any moment loses and doubles nothing."""

from __future__ import annotations

import gzip
import json
import os
import random
import shutil
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from tiny_review import write_tiny_review

from helpers import change, files_of
from livingreview import DataError, load
from livingreview.cli import main
from livingreview.records import Reference
from livingreview.search.plan import OVERLAP, Wish, covered_until, wishes
from livingreview.search.services import NAMES
from replay import Paper, Reply, as_xml, fakes, papers, pubmed_set

KILLS = int(os.environ.get("KILLS", "2"))  # how often each client is killed: KILLS=50 for the whole proof
ROLE = ("--role", "information specialist 1")
SEARCHES = """searches:
  - {database: PubMed, status: not-run, log: pubmed, service: pubmed, strategies: {clinical: tea, mechanism: cake}}
  - {database: Europe PMC, status: not-run, log: europe, service: europepmc, strategies: {clinical: tea}}
  - {database: Registers, status: not-run, log: registers, service: clinicaltrials, strategies: {all: "Condition: tea"}}
  - {database: By hand, status: not-run, strategies: {clinical: tea}}
other_methods: [{log: citations, label: citation searching}]
"""
LOG = """\
record,title,first_author,year,log,stage,decision,study
r0001,Vitamin D in asthma,Brown,2020,citations,full-text,include,brown2020
r0002,Vitamin D in asthma,Green,2022,citations,full-text,include,green2022
"""


@pytest.fixture
def tea(tmp_path) -> Path:
    """A small review with three sources that have an interface."""
    root = write_tiny_review(tmp_path / "review")
    change(root / "data" / "review.yaml", "searches: []\n", SEARCHES)
    (root / "data" / "screening").mkdir()
    (root / "data" / "screening" / "records.csv").write_text(LOG, "utf-8")
    return root


@pytest.fixture
def replays(play, monkeypatch, hours):
    """Each service with twelve records, on a clock that does not wait."""
    monkeypatch.setattr("livingreview.search.http.Clock", lambda: hours.clock)
    found = {name: play(fake) for name, fake in fakes(papers(12)).items()}
    for name, replay in found.items():
        monkeypatch.setenv(f"REVIEW_{name.upper()}_URL", replay.url)
    return found


@pytest.fixture
def search(tea, capsys):
    def call(*arguments: str):
        try:
            code = main(["--root", str(tea), "search", *arguments])
        except SystemExit as ended:
            code = ended.code
        printed = capsys.readouterr()
        errors = [line for line in printed.err.splitlines() if "REVIEW_EMAIL is not set" not in line]
        return code, printed.out.splitlines(), errors

    return call


def runs(root: Path):
    return load(root).searches.runs.rows


def found(root: Path):
    """The records of the screening log that a search found."""
    records = load(root).records
    return records[records["found"].fillna("") != ""]


def test_a_search_writes_records_to_decide_on(tea, replays, search):
    code, lines, errors = search(*ROLE)
    assert (code, errors) == (0, [])
    assert lines[0].startswith("PubMed, clinical: 12 records of 12 fetched, 12 new; run ")
    assert lines[1] == '  searched as: "tea"[All Fields]'
    assert [line.partition(":")[0] for line in lines if not line.startswith(" ")] == [
        "PubMed, clinical",
        "PubMed, mechanism",
        "Europe PMC, clinical",
        "Registers, all",
    ]
    review = load(tea)
    assert [(run.log, run.strategy, run.hits, run.fetched, run.new) for run in review.searches.runs.rows] == [
        ("pubmed", "clinical", 12, 12, 12),
        ("pubmed", "mechanism", 12, 12, 0),
        ("europe", "clinical", 12, 12, 12),
        ("registers", "all", 12, 12, 12),
    ]
    assert {run.role for run in runs(tea)} == {"information specialist 1"}
    assert runs(tea)[0].note == 'searched as: "tea"[All Fields]'
    assert list(review.records["decision"]).count("pending") == len(found(tea)) == 36
    (first, *_) = (tea / ".review" / "records").glob("*-pubmed-clinical.jsonl")
    assert "Tea was given" in Reference.from_json(first.read_text("utf-8").splitlines()[0]).abstract
    assert not any("Tea was given" in file.read_text("utf-8") for file in (tea / "data").rglob("*.csv"))
    trails = {file.stem for file in (tea / ".review" / "runs").iterdir()}
    assert trails == {run.run for run in runs(tea)}
    (trail,) = (tea / ".review" / "runs").glob("*-pubmed-clinical.jsonl")
    answers = [kept for line in trail.read_text("utf-8").splitlines() for kept in json.loads(line).values()]
    kept = [gzip.decompress((tea / ".review" / "answers" / f"{a}.gz").read_bytes()) for a in answers if len(a) == 64]
    assert [b"<eSearchResult>" in kept[0], b"<PubmedArticleSet>" in kept[1], len(kept)] == [True, True, 2]


def test_the_second_search_asks_since_the_first_and_brings_nothing_twice(tea, replays, search):
    search("pubmed", *ROLE)
    replays["pubmed"].play.papers += papers(2, first=100, entered=date.today())
    replays["pubmed"].asked.clear()
    code, lines, _ = search("PubMed", *ROLE)
    since = date.today() - OVERLAP
    assert code == 0 and lines[0].startswith(f"PubMed, clinical, entered since {since}: 2 records of 2 fetched, 2 new")
    assert f'"{since:%Y/%m/%d}"[crdt]' in replays["pubmed"].asked[0].fields["term"]
    assert [run.since for run in runs(tea)] == [None, None, since, since]
    assert [run.new for run in runs(tea)] == [12, 0, 2, 0]
    code, lines, _ = search("pubmed", "--full", *ROLE)
    assert lines[0].startswith("PubMed, clinical: 14 records of 14 fetched, 0 new")
    assert len(found(tea)) == 14


def test_a_changed_strategy_is_searched_from_the_beginning(tea, replays, search):
    search("europe", *ROLE)
    change(
        tea / "data" / "review.yaml",
        "europepmc, strategies: {clinical: tea}",
        "europepmc, strategies: {clinical: mate}",
    )
    _, lines, _ = search("europe", *ROLE)
    assert lines[0].startswith("Europe PMC, clinical: 12 records of 12 fetched, 0 new")
    assert lines[1] == "  the strategy changed since its last run: everything was searched"


def test_a_dry_run_counts_and_writes_nothing(tea, replays, search):
    before = files_of(tea)
    code, lines, _ = search("--dry-run")
    assert code == 0 and "PubMed, clinical: 12 records." in lines
    assert files_of(tea) == before
    assert not any("efetch" in asked.path for asked in replays["pubmed"].asked)


def test_without_a_network_one_line_says_so_and_nothing_changes(tea, search, monkeypatch, hours):
    monkeypatch.setattr("livingreview.search.http.Clock", lambda: hours.clock)
    for name in NAMES:
        monkeypatch.setenv(f"REVIEW_{name.upper()}_URL", "http://no-network.invalid")
    data = files_of(tea / "data")
    for arguments in (ROLE, ("pubmed", *ROLE), ("--dry-run",), ("--since", "2024-01-01", *ROLE)):
        code, lines, errors = search(*arguments)
        assert (code, lines, len(errors)) == (3, [], 1)
        assert "could not be reached: no connection to no-network.invalid" in errors[0]
    assert files_of(tea / "data") == data


def test_a_source_that_fails_hinders_no_other(tea, replays, search):
    replays["europepmc"].play = lambda asked: Reply(status=503)
    code, _, (error,) = search(*ROLE)
    assert code == 3 and len(runs(tea)) == 3
    assert error == "Europe PMC has an error (503) (tried 6 times). Nothing of it was written."
    replays["clinicaltrials"].play = lambda asked: Reply(b"<html>", "text/html")
    code, _, (error,) = search(*ROLE)
    assert code == 1 and len(runs(tea)) == 5
    assert "Registers, all: ClinicalTrials.gov sent a web page instead of data" in error


def test_a_stopped_fetch_goes_on_and_faulty_pages_are_forgotten(tea, replays, search, monkeypatch):
    monkeypatch.setattr(
        "livingreview.search.pubmed.PubMed.__init__.__kwdefaults__", {"key": "", "page": 4, "today": None}
    )
    replay = replays["pubmed"]
    true = replay.play
    replay.play = lambda asked: Reply(status=500) if asked.fields.get("retstart") == "8" else true(asked)
    code, _, errors = search("pubmed", *ROLE)
    assert code == 3 and len(errors) == 1 and not runs(tea)
    replay.play = true
    replay.asked.clear()
    _, lines, _ = search("pubmed", *ROLE)
    assert "12 records of 12 fetched (2 pages from the attempt before), 12 new" in lines[0]
    assert [asked.fields.get("retstart") for asked in replay.asked[:2]] == [None, "8"]

    replay.faults = [None, None, as_xml(pubmed_set(papers(4)))]  # the first page in place of the second
    code, _, (error,) = search("pubmed", "--full", *ROLE)
    assert code == 1 and "sent a page twice" in error
    assert search("pubmed", "--full", *ROLE)[0] == 0


def test_a_record_without_a_title_is_kept_and_named(tea, replays, search):
    replays["pubmed"].play.papers[4] = Paper(5, title="")
    _, lines, _ = search("pubmed", *ROLE)
    assert "  without title: 5" in lines
    assert len(found(tea)) == 12


def test_people_who_wait_are_told_how_far_it_is(tea, replays, search, monkeypatch):
    monkeypatch.setattr("livingreview.cli.searching._Waiting.EVERY", -1)
    _, _, errors = search("pubmed", *ROLE)
    assert errors == ["PubMed, clinical: 1 page ...", "PubMed, mechanism: 1 page ..."]


def test_a_person_may_stop_it(tea, replays, search, monkeypatch):
    def stop(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("livingreview.search.pubmed.PubMed.fetch", stop)
        code, _, errors = search("pubmed", *ROLE)
    assert (code, errors) == (130, ["Stopped. The next call goes on from here."])
    assert search("pubmed", *ROLE)[0] == 0


def test_keys_are_nowhere(tea, replays, search, monkeypatch):
    monkeypatch.setenv("NCBI_API_KEY", "hush-hush")
    replays["pubmed"].faults = [Reply(b"key hush-hush", "text/plain", 400)]
    code, _, (error,) = search("pubmed", *ROLE)
    assert code == 1 and "***" in error and "hush" not in error
    assert not any(b"hush-hush" in file.read_bytes() for file in tea.rglob("*") if file.is_file())


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (
            ("tea-leaves", *ROLE),
            "'tea-leaves' has no open interface (`service`). Allowed: PubMed, Europe PMC, Registers.",
        ),
        ((), '--role is missing. Say who searches, such as --role "information specialist 1".'),
        (("--role", "Ada"), "'Ada' is not a role with its number"),
        (("--since", "yesterday", *ROLE), "'yesterday' is not a date. Allowed"),
        (("--since", "2999-01-01", *ROLE), "'2999-01-01' is not a date until today"),
    ],
)
def test_wrong_use_is_refused_before_anything_is_asked(tea, replays, search, arguments, says):
    code, lines, errors = search(*arguments)
    assert code in (1, 2) and not lines and says in errors[-1]
    assert not any(replay.asked for replay in replays.values())


def test_a_missing_package_is_named(search, monkeypatch):
    monkeypatch.setitem(sys.modules, "requests", None)
    for name in [name for name in sys.modules if name.startswith("livingreview.search.") and "strategies" not in name]:
        if name != "livingreview.search.faults":
            monkeypatch.delitem(sys.modules, name)
    code, _, (error,) = search(*ROLE)
    assert code == 1 and error == "Searching needs the Python package requests: `make .venv/update` installs it."


def test_the_check_of_data_needs_no_package_of_searches():
    code = (
        "import sys, livingreview.cli, livingreview.book; sys.exit(bool({'requests', 'defusedxml'} & {*sys.modules}))"
    )
    assert subprocess.run([sys.executable, "-c", code], timeout=120).returncode == 0


def test_days_without_a_search_leave_a_gap_that_is_said(tea):
    searches = [search for search in load(tea).config.searches if search.log == "europe"]
    (wish,) = wishes(searches, [], since=date(2024, 1, 1))
    assert wish.note == "what was entered before 2024-01-01 is not searched"
    assert wishes(searches, [], full=True) == [Wish(searches[0], "clinical")]


def test_what_runs_have_covered(tea, replays, search):
    search("europe", *ROLE)
    (first,) = runs(tea)

    def later(days: int, since: int) -> object:
        return first.model_copy(update={"date": first.date + timedelta(days), "since": first.date + timedelta(since)})

    assert covered_until([first]) == first.date
    assert covered_until([later(40, 10), first]) == first.date  # from day 1 to day 9, nothing was searched
    assert covered_until([first, later(40, 0), later(90, 35)]) == first.date + timedelta(90)
    assert covered_until([later(40, 0)]) is None


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_killed_at_any_moment_nothing_is_lost_or_doubled(tea, play, tmp_path, name):
    replay = play(fakes(papers(11))[name])
    openalex = "  - {database: OpenAlex, status: not-run, log: alex, service: openalex, strategies: {clinical: tea}}\n"
    change(tea / "data" / "review.yaml", "other_methods:", f"{openalex}other_methods:")

    def run(root: Path, step: int) -> subprocess.CompletedProcess[str]:
        script = Path(__file__).with_name("stopped.py")
        command = [sys.executable, script, root, name, replay.url, str(step)]
        return subprocess.run([*map(str, command)], capture_output=True, text=True, timeout=120)

    def fresh(name: str) -> Path:
        return Path(shutil.copytree(tea, tmp_path / name))

    def lasting(root: Path) -> dict[str, bytes]:
        """The data, without what a kill left of a file that was being written."""
        return {name: text for name, text in files_of(root / "data").items() if not name.endswith(".part")}

    whole = fresh("whole")
    steps = int(run(whole, 0).stdout)
    expected = lasting(whole)
    assert len(found(whole)) == 11
    chance = random.Random(15)
    left = KILLS
    while left:
        root = fresh(f"killed-{left}")
        for _ in range(min(left, chance.randint(1, 3))):  # a run may be killed more than once
            step = chance.randint(1, steps)
            ended = run(root, step)
            left -= ended.returncode == -9
            assert set(lasting(root)) <= set(expected), f"step {step}"
            try:
                load(root)  # what is there is whole, or the check says which run was stopped
            except DataError as error:
                assert "the run was stopped" in str(error)
        assert run(root, 0).returncode == 0
        assert lasting(root) == expected, f"step {step}"
        (kept, *_) = sorted((root / ".review" / "records").glob("*.jsonl"))
        titles = [json.loads(line)["title"] for line in kept.read_text("utf-8").splitlines()]
        assert titles == [paper.title for paper in papers(11)]
