"""A whole update, as the guide in CONTRIBUTING has it: three sources by replay, a file by hand, to the release."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from tiny_review import ENTRY, STUDY, write_tiny_review

from helpers import change, files_of
from livingreview import load
from livingreview.book import Book
from livingreview.cli import main
from livingreview.schema import Choice
from livingreview.screening.desk import open_desk, settle
from livingreview.screening.session import Session
from replay import FakePubMed, Paper, europepmc, trials

ROLE = ("--role", "information specialist 1")
SEARCHES = """searches:
  - {database: PubMed, status: not-run, log: pubmed, service: pubmed, strategies: {all: vitamin D}}
  - {database: Europe PMC, status: not-run, log: europe pmc, service: europepmc, strategies: {all: vitamin D}}
  - {database: Registers, status: not-run, log: registers, service: clinicaltrials, strategies: {all: "Title: asthma"}}
  - {database: CNKI, status: not-run, log: cnki, strategies: {all: 维生素D}}
other_methods: [{log: citations, label: citation searching}]
"""
LOG = """\
record,title,first_author,year,doi,log,stage,decision,study
r0001,Vitamin D in asthma,Brown,2020,10.1000/brown2020,citations,full-text,include,brown2020
r0002,Vitamin D in asthma,Green,2022,10.1000/green2022,citations,full-text,include,green2022
"""
PUBMED = [
    Paper(101, "Vitamin D for wheezing children: a randomised trial"),
    Paper(102, "Vitamin D in adults with asthma in winter"),
    Paper(103, "Snow and the skin of walkers"),
]
EUROPE = [PUBMED[0], Paper(104, "Vitamin D in schools, with asthma as an outcome")]
REGISTER = [Paper(201, "Vitamin D to prevent attacks of asthma")]
CNKI = """\
{Reference Type}: Journal Article
{Title}: 维生素D治疗儿童哮喘的临床观察
{Author}: 王伟
{Journal}: 中华儿科杂志
{Year}: 2023
{Issue}: 4
{Pages}: 310-320

{Reference Type}: Journal Article
{Title}: Vitamin D in adults with asthma in winter
{Author}: Brown A
{Journal}: 中国茶
{Year}: 2024

"""


@pytest.fixture
def root(tmp_path) -> Path:
    root = write_tiny_review(tmp_path / "review")
    change(root / "data" / "review.yaml", "searches: []\n", SEARCHES)
    (root / "data" / "screening").mkdir()
    (root / "data" / "screening" / "records.csv").write_text(LOG, "utf-8")
    return root


@pytest.fixture
def review(root, play, monkeypatch, hours, capsys):
    """The command on this review, with services that are played: gives the exit code and what it printed."""
    monkeypatch.setattr("livingreview.search.http.Clock", lambda: hours.clock)
    monkeypatch.setenv("REVIEW_EMAIL", "a@example.org")
    for name, fake in (
        ("PUBMED", FakePubMed(PUBMED)),
        ("EUROPEPMC", europepmc(EUROPE)),
        ("CLINICALTRIALS", trials(REGISTER)),
    ):
        monkeypatch.setenv(f"REVIEW_{name}_URL", play(fake).url)

    def call(*arguments: str) -> tuple[int, str]:
        code = main(["--root", str(root), *arguments])
        printed = capsys.readouterr()
        return code, printed.out + printed.err

    return call


def log(root: Path) -> dict[str, dict[str, str]]:
    """The lines of the screening log by the key of what was found, or the number."""
    with (root / "data/screening/records.csv").open(encoding="utf-8", newline="") as lines:
        return {row["found"] or row["record"]: row for row in csv.DictReader(lines)}


def decide(root: Path, role: str, choices: dict[str, Choice], full_text: bool = False, resolving: bool = False) -> None:
    """Screen everything that is shown to a role; `choices` by title, the rest is excluded."""
    session = Session(open_desk(root), role, full_text=full_text, resolving=resolving)
    while (item := session.current) is not None:
        choice = choices.get(item.record.title, Choice.EXCLUDE)
        ground = "other-condition" if choice is Choice.EXCLUDE else None
        session.decide(choice, ground, "about the condition" if resolving or ground else "")
    settle(root)


def cells(table: str) -> list[list[str]]:
    """The cells of a table in MyST, without its headings."""
    rows = table.removesuffix(":::").split("\n* - ")[2:]
    return [[cell.strip() for cell in row.split("\n  - ")] for row in rows]


def test_a_whole_update(root, review):
    assert review("release")[0] == 0
    assert review("status", "--date", "2024-06-01")[0] == 4

    # Files by hand wait in the inbox; the services are searched.
    (root / "inbox/cnki/all").mkdir(parents=True)
    (root / "inbox/cnki/all/export.net").write_bytes(CNKI.encode("gb18030"))
    code, said = review("update", *ROLE)
    assert code == 0, said
    assert not list((root / "inbox").rglob("*.net"))
    runs = {run.log: (run.hits, run.fetched, run.new) for run in load(root).searches.runs.rows}
    assert runs == {"pubmed": (3, 3, 3), "europe pmc": (2, 2, 2), "registers": (1, 1, 1), "cnki": (None, 2, 2)}
    assert [key for key, row in log(root).items() if row["decision"] == "duplicate"] == ["europe-pmc:MED/101"]
    assert "one uncertain pair.\nThey need a person: review dedupe." in said

    # The same again: nothing new, nothing lost.
    before = files_of(root / "data")
    code, again = review("update", *ROLE)
    assert code == 0, again
    assert {name for name, content in files_of(root / "data").items() if before.get(name) != content} == {
        "searches/runs.csv"
    }
    assert [run.new for run in load(root).searches.runs.rows] == [3, 2, 1, 2, 0, 0, 0]

    # A person answers for the uncertain pair.
    pairs = root / "pairs.csv"
    assert review("dedupe", "--export", str(pairs))[0] == 0
    text = pairs.read_text("utf-8-sig")
    with pairs.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == 1, text
    rows[0]["answer"] = "same"
    with pairs.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    assert review("dedupe", "--answers", str(pairs), "--role", "screener 1")[0] == 0
    assert sum(row["decision"] == "duplicate" for row in log(root).values()) == 2

    # Two screeners, one conflict, one adjudicator.
    children, winter = PUBMED[0].title, PUBMED[1].title
    decide(root, "screener 1", {children: Choice.INCLUDE, winter: Choice.INCLUDE})
    decide(root, "screener 2", {children: Choice.INCLUDE})
    code, conflicts = review("screen", "--conflicts")
    assert conflicts.count("(title and abstract)") == 1 and winter in conflicts
    decide(root, "adjudicator 1", {}, resolving=True)
    assert [row["title"] for row in log(root).values() if row["decision"] == "pending"] == [children]
    for role in ("screener 1", "screener 2"):
        decide(root, role, {children: Choice.INCLUDE}, full_text=True)

    # The included one gets its file, and the version its number.
    (root / "data/studies/brown2024.yaml").write_text(
        STUDY.format(id="brown2024", n=50, controlled=40, free="n: 50, printed: 50%"), "utf-8"
    )
    bib = root / "references.bib"
    entry = ENTRY.format(id="brown2024", author="Brown, Ada", year=2024)
    bib.write_text(bib.read_text("utf-8").replace("@article{green2022", f"{entry}@article{{green2022"), "utf-8")
    number = log(root)["pubmed:101"]["record"]
    assert review("screen", "--include", f"{number}=brown2024")[0] == 0
    change(root / "data/review.yaml", "version: 0.1.0\ndate: 2024-01-31", f"version: 0.4.0\ndate: {date.today()}")
    code, said = review("check")
    assert code == 0, said
    assert review("release")[0] == 0

    # The log, line by line, and the differences from the version before.
    assert [(row["log"], row["stage"], row["decision"], row["duplicate_of"]) for row in log(root).values()] == [
        ("citations", "full-text", "include", ""),
        ("citations", "full-text", "include", ""),
        ("pubmed", "full-text", "include", ""),
        ("pubmed", "abstract", "exclude", ""),
        ("pubmed", "abstract", "exclude", ""),
        ("europe pmc", "abstract", "duplicate", number),
        ("europe pmc", "title", "exclude", ""),
        ("registers", "title", "exclude", ""),
        ("cnki", "title", "exclude", ""),
        ("cnki", "abstract", "duplicate", log(root)["pubmed:102"]["record"]),
    ]
    code, said = review("diff", "0.1.0", "0.4.0")
    assert code == 0 and "One publication added and 1 of 2 estimates changed.\n" in said
    assert "Added: brown2024\n" in said and "brown2024 entered: {+" in said
    assert "k = 2, 40/100" in said and "k = 3, 80/150" in said
    flow = {"Identified": ["2", "10"], "Duplicates": ["0", "2"], "Excluded": ["0", "5"], "Included": ["2", "3"]}
    assert {
        line.split()[0]: line.split()[1:] for line in said.splitlines() if line.split()[:1] and line.split()[0] in flow
    } == flow
    assert "Nothing is different.\n" in review("diff")[1]

    # What the book then says.
    book = Book(load(root))
    result = {name: book.results[name].text for name in book.results.names("flow") if "reason" not in name}
    assert {name.removeprefix("flow."): text for name, text in result.items()} == {
        "identified": "10",
        "kept": "3",
        "duplicates": "2",
        "screened": "8",
        "excluded": "5",
        "awaiting": "0",
        "pending": "0",
        "included": "3",
        "studies": "3",
        "trials": "0",
        "register-entries": "0",
        "without-data": "0",
        "without-data-reports": "none",
        "background": "0",
        "clinical": "3",
        "cohorts": "3",
        "mechanistic": "0",
        "not-searched": "0",
        "at-title": result["flow.at-title"],
        "at-abstract": result["flow.at-abstract"],
        "at-full-text": "3",
    }
    assert book.results["versions.added"].text == "1"
    assert book.results["versions.which-results"].text == "Asthma controlled at 6 months"
    released = json.loads((root / "data/releases/0.4.0.json").read_text("utf-8"))
    assert released["results"]["control"]["studies"] == ["brown2020", "brown2024", "green2022"]
    assert released["records"]["included"] == 3
    shown = book.versions.records().data
    assert cells(shown) == [
        ["0.1.0", "2024-01-31", "2", "0", "0", "0", "2"],
        ["0.4.0", f"{date.today()}", "10", "2", "5", "0", "3"],
    ]
    sources = book.currency.sources().data
    assert f"Last search of every source: {date.today():%-d %B %Y}." in sources
    assert cells(sources) == [
        ["PubMed", "3", "command"],
        ["Europe PMC", "2", "command"],
        ["Registers", "1", "command"],
        ["CNKI", "2", "file, by hand"],
    ]
    assert review("status", "--date", date.today().isoformat())[0] == 0
    code, said = review("status", "--date", "2024-06-01")  # before the searches
    assert code == 0 and f"PubMed: searched on {date.today():%-d %B %Y}; " in said


def test_an_update_without_a_network_changes_nothing(root, review, monkeypatch):
    for name in ("PUBMED", "EUROPEPMC", "CLINICALTRIALS"):
        monkeypatch.setenv(f"REVIEW_{name}_URL", "http://127.0.0.1:9")
    (root / "inbox/cnki").mkdir(parents=True)
    (root / "inbox/cnki/export.net").write_text(CNKI, "utf-8")
    before = files_of(root / "data")
    code, said = review("update", *ROLE)
    assert code == 3
    assert len([line for line in said.splitlines() if line]) <= 3
    assert files_of(root / "data") == before
    assert "Nothing was imported" in said and "OFFLINE=1" in said
    assert (root / "inbox/cnki/export.net").exists()
    assert review("update", *ROLE, "--offline")[0] == 0
    assert len(log(root)) == 4


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("export.net", "is in no folder of a source"),
        ("cnik/export.net", "Did you mean 'cnki'?"),
        ("cnki/al/export.net", "Did you mean 'all'?"),
        ("cnki/all/more/export.net", "is in no folder of a strategy"),
    ],
)
def test_a_file_in_the_wrong_place_stops_all_before_it_begins(root, review, place, words):
    (root / "inbox" / place).parent.mkdir(parents=True)
    (root / "inbox" / place).write_text(CNKI, "utf-8")
    before = files_of(root / "data")
    code, said = review("update", *ROLE)
    assert (code, words in said) == (1, True), said
    assert files_of(root / "data") == before


def test_every_file_that_cannot_be_read_is_named_before_anything_is_done(root, review):
    inbox = root / "inbox/cnki"
    inbox.mkdir(parents=True)
    (inbox / "a.net").write_text(CNKI, "utf-8")
    (inbox / "b.net").write_text("<!DOCTYPE html><html><body>Please log in</body></html>", "utf-8")
    (inbox / "c.net").write_text("", "utf-8")
    before = files_of(root)
    code, said = review("update", *ROLE)
    assert (code, "2 problems found; nothing was done." in said) == (1, True), said
    assert "inbox/cnki/b.net" in said and "inbox/cnki/c.net" in said
    assert files_of(root) == before


@pytest.mark.parametrize("name", [".DS_Store", "Thumbs.db", "desktop.ini", "~$notes.docx"])
def test_what_a_system_or_office_leaves_in_the_inbox_is_no_export(root, review, name):
    (root / "inbox").mkdir()
    (root / "inbox" / name).write_bytes(b"\0\1")
    code, said = review("update", *ROLE, "--offline")
    assert (code, "no files in inbox/" in said) == (0, True), said


def test_a_reader_that_ends_early_causes_no_traceback(root):
    command = [Path(sys.executable).with_name("review"), "--root", root, "results"]
    reading, writing = os.pipe()
    os.close(reading)
    ended = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, check=False)
    os.close(writing)
    assert (ended.returncode, ended.stderr) == (1, b"")
