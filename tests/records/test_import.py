"""`review import` as a person calls it: what it says, what it writes, and that it writes whole runs or nothing."""

import csv
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from exports import EMBASE_RIS, ENDNOTE_XML, NOTE_EXPRESS, WOS_PLAIN

from helpers import change, files_of
from livingreview import load
from livingreview.cli import importing, main
from livingreview.records.runs import references

ROLE = ("--role", "information specialist 1")


@pytest.fixture
def root(review_copy) -> Path:
    change(
        review_copy / "data/review.yaml", "  - database: Spasm Index\n", "  - database: Spasm Index\n    log: spasm\n"
    )
    return review_copy


@pytest.fixture
def run(capsys, root) -> Callable[..., subprocess.CompletedProcess]:
    def call(*arguments: str | Path) -> subprocess.CompletedProcess:
        try:
            code = main(["--root", str(root), "import", *map(str, arguments)])
        except SystemExit as ended:
            code = ended.code
        return subprocess.CompletedProcess(arguments, code, *capsys.readouterr())

    return call


@pytest.fixture
def file(tmp_path) -> Callable[..., Path]:
    def write(text: str, name: str = "export.txt") -> Path:
        (tmp_path / name).write_bytes(text.encode())
        return tmp_path / name

    return write


def rows(root: Path, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((root / name).read_text("utf-8-sig").splitlines()))


def test_an_import_says_what_it_brought_and_writes_a_run_of_undecided_records(run, root, file):
    before = rows(root, "data/screening/records.csv")
    done = run(
        file(NOTE_EXPRESS),
        "--source",
        "spasm index",
        "--strategy",
        "clinical",
        "--date",
        "2024-02-01",
        "--hits",
        "2",
        *ROLE,
    )
    assert (done.returncode, done.stderr) == (0, "")
    first, *notes, result, written = done.stdout.splitlines()
    assert first.endswith("export.txt: Wanfang, NoteExpress, 2 records")
    assert notes[-1] == "  the file says that it is of Wanfang. Is Spasm Index the right source?"
    assert result == "Spasm Index: 2 records, 2 distinct, 0 repeated within the file; 2 new, 0 known from earlier runs"
    (line,) = [row for row in rows(root, "data/searches/runs.csv") if row["log"] == "spasm"]
    assert written.endswith(line["run"])
    assert (line["date"], line["strategy"], line["hits"], line["fetched"]) == ("2024-02-01", "clinical", "2", "2")
    assert line["file_sha256"] and line["strategy_sha256"]
    found = rows(root, f"data/searches/found/{line['run']}.csv")
    assert [one["original_title"] for one in found] == ["茶与壶的随机对照试验", ""]
    assert "abstract" not in found[0]
    added = rows(root, "data/screening/records.csv")[len(before) :]
    assert [(row["decision"], row["log"], row["found"]) for row in added] == [
        ("pending", "spasm", one["key"]) for one in found
    ]
    load(root)
    whole = {one.key: one for one in references(root)}[found[0]["key"]]
    assert whole.abstract.startswith("目的")


def test_the_same_file_again_adds_nothing(run, root, file):
    assert run(file(WOS_PLAIN), "--source", "spasm", *ROLE).returncode == 0
    before = files_of(root)
    done = run(file(WOS_PLAIN), "--source", "spasm", *ROLE)
    assert done.returncode == 0
    assert "imported already" in done.stdout
    assert files_of(root) == before


def test_the_same_file_on_another_machine_brings_its_abstracts(run, root, file):
    run(file(WOS_PLAIN), "--source", "spasm", *ROLE)
    before, whole = files_of(root), {one.key: one for one in references(root)}
    shutil.rmtree(root / ".review" / "records")
    done = run(file(WOS_PLAIN), "--source", "spasm", *ROLE)
    assert done.stdout.rstrip().endswith("Its abstracts are on this machine now.")
    assert files_of(root) == before
    assert {one.key: one for one in references(root)} == whole


def test_a_later_export_brings_only_what_is_new(run, root, file):
    run(file(WOS_PLAIN), "--source", "spasm", *ROLE)
    more = WOS_PLAIN.replace("EF\n", "PT J\nTI Third\nUT WOS:000900000000099\nER\n\nEF\n")
    done = run(file(more), "--source", "spasm", *ROLE)
    assert "3 records, 3 distinct, 0 repeated within the file; 1 new, 2 known from earlier runs" in done.stdout


def test_records_that_come_twice_are_counted_and_written_once(run, root, file):
    done = run(file(EMBASE_RIS), file(EMBASE_RIS, "again.ris"), "--source", "spasm", *ROLE)
    assert "4 records, 2 distinct, 2 repeated within the files; 2 new" in done.stdout
    assert len([row for row in rows(root, "data/screening/records.csv") if row["log"] == "spasm"]) == 2


def test_a_dry_run_says_the_same_and_writes_nothing(run, root, file):
    before = files_of(root / "data")
    done = run(file(EMBASE_RIS), "--source", "spasm", "--dry-run")
    assert (done.returncode, done.stderr) == (0, "")
    assert "2 new" in done.stdout and "nothing was written" in done.stdout
    assert files_of(root / "data") == before


def test_fewer_records_than_the_database_counted_are_said(run, root, file):
    done = run(file(EMBASE_RIS), "--source", "spasm", "--hits", "1250", *ROLE)
    assert "the database counted 1,250, the export has 2" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("--source", "nothing"), 1, "'nothing' names no search. Declared: Teabase (teabase); Spasm Index (spasm)."),
        (("--source", "spasm", "--strategy", "other", *ROLE), 2, "not a strategy of Spasm Index. Allowed: clinical."),
        (("--source", "spasm"), 2, "--role is missing"),
        (("--source", "spasm", "--role", "Rose"), 2, "'Rose' is not a role"),
        (("--source", "spasm", "--date", "2999-01-01", *ROLE), 2, "is not a date until today"),
        (("--source", "spasm", "--date", "1.2.2024", *ROLE), 2, "is not a date. Allowed"),
        (("--source", "spasm", "--hits", "many", *ROLE), 2, "'many' is not a number"),
        ((), 2, "--source"),
    ],
)  # fmt: skip
def test_a_wrong_call_says_what_is_allowed_and_writes_nothing(run, root, file, arguments, code, says):
    before = files_of(root)
    done = run(file(EMBASE_RIS), *arguments)
    assert done.returncode == code
    assert says in done.stderr
    assert files_of(root) == before


def test_a_search_without_a_log_is_named(run, root, file):
    change(root / "data/review.yaml", "    log: spasm\n", "")
    done = run(file(EMBASE_RIS), "--source", "Spasm Index", *ROLE)
    assert done.returncode == 1
    assert "data/review.yaml searches.Spasm Index.log: is missing" in done.stderr


def test_of_two_files_of_which_one_is_faulty_nothing_is_written(run, root, file):
    before = files_of(root)
    done = run(file(EMBASE_RIS), file("<html>", "login.html"), "--source", "spasm", *ROLE)
    assert done.returncode == 1
    assert "login.html is a web page" in done.stderr
    assert "Traceback" not in done.stderr
    assert files_of(root) == before


def test_a_missing_package_is_named_with_what_installs_it(run, root, file, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "defusedxml", None)
    done = run(file(ENDNOTE_XML), "--source", "spasm", *ROLE)
    assert done.returncode == 1
    assert "needs the Python package defusedxml: `make .venv/update` installs it." in done.stderr


def test_a_file_of_the_declared_database_raises_no_question(root):
    searches = [
        ("Embase", "Embase"),
        ("EndNote", "Embase"),
        ("", "Embase"),
        ("Ovid, Embase", "Embase"),
        ("Scopus", "Embase"),
    ]
    config = load(root).config
    spasm = next(one for one in config.searches if one.log == "spasm")
    for origin, database in searches:
        search = spasm.model_copy(update={"database": database})
        read = type("Read", (), {"origin": origin})()
        assert bool(importing._other_origin(read, search)) is (origin == "Scopus"), origin
