"""`review check` and `review schema` as a user calls them: exit codes, and what is printed where."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from helpers import REPOSITORY, change, files_of
from livingreview import DataError, load
from livingreview.cli import main

REVIEW = Path(sys.executable).with_name("review")


def run_apart(*arguments: str | Path) -> subprocess.CompletedProcess:
    """The installed command, in a process of its own."""
    return subprocess.run([REVIEW, *map(str, arguments)], cwd=REPOSITORY, capture_output=True, text=True, timeout=60)


@pytest.fixture
def run(capsys, monkeypatch) -> Callable[..., subprocess.CompletedProcess]:
    """The command in this process, which saves starting another."""

    def call(*arguments: str | Path, cwd: Path = REPOSITORY) -> subprocess.CompletedProcess:
        monkeypatch.chdir(cwd)
        try:
            code = main([*map(str, arguments)])
        except SystemExit as ended:
            code = ended.code
        return subprocess.CompletedProcess(arguments, code, *capsys.readouterr())

    return call


@pytest.mark.slow
def test_check_of_sound_data_prints_the_counts(review_copy):
    studies = [yaml.safe_load(f.read_text("utf-8")) for f in (review_copy / "data" / "studies").glob("*.yaml")]
    done = run_apart("--root", review_copy, "check")
    assert (done.returncode, done.stderr) == (0, "")
    *noticed, line = done.stdout.splitlines()
    assert noticed and all(one.startswith("Notice: data/") for one in noticed)
    figures = sum(len(s.get("efficacy", [])) + len(s.get("safety", [])) for s in studies)
    findings = sum(len(s.get("findings", [])) for s in studies)
    for count, what in ((len(studies), "publications"), (figures, "clinical values"), (findings, "mechanistic")):
        assert re.search(rf"\b{count} {what}", line), line
    assert "registered trial" in line


def test_check_finds_the_review_from_a_folder_inside(review_copy, run):
    assert run("check", cwd=review_copy / "data" / "studies").returncode == 0


@pytest.mark.slow
def test_check_of_damaged_data_prints_every_problem_and_writes_nothing(review_copy):
    studies = review_copy / "data" / "studies"
    change(studies / "adler2010.yaml", "events: 24, n: 60", "events: 61, n: 60")
    change(studies / "baker2011.yaml", "axis: calcium", "axis: calcum")
    before = files_of(review_copy)
    with pytest.raises(DataError) as caught:
        load(review_copy)
    assert len(caught.value.problems) == 2

    done = run_apart("--root", review_copy, "check")
    assert done.returncode == 1
    assert done.stdout == ""
    *lines, summary = done.stderr.splitlines()
    assert lines == [str(problem) for problem in caught.value.problems]
    assert re.match(r"data/studies/adler2010.yaml:\d+ efficacy\[0\].events: 61 is more than n = 60.", lines[0])
    assert re.match(r"data/studies/baker2011.yaml:\d+ findings\[2\].axis: .* Did you mean 'calcium'\?", lines[1])
    assert summary.startswith("2 problems found")
    assert files_of(review_copy) == before


def test_one_problem_is_counted_as_one(review_copy, run):
    (review_copy / "data" / "studies" / "notes.txt").touch()
    done = run("--root", review_copy, "check")
    assert done.returncode == 1
    assert done.stderr.splitlines()[1].startswith("1 problem found")


@pytest.mark.parametrize(
    ("old", "new"), [("@article{adler2010,", "@article{adler2010"), ("{10.99999/adler2010}", "{10.99999/adler2010")]
)
def test_unreadable_bibliography_prints_problems_and_nothing_else(review_copy, old, new, run):
    change(review_copy / "references.bib", old, new)
    done = run("--root", review_copy, "check")
    assert (done.returncode, done.stdout) == (1, "")
    *lines, summary = done.stderr.splitlines()
    assert lines and all(line.startswith("references.bib:") for line in lines)
    assert summary.startswith(f"{len(lines)} problem")


def test_folder_without_a_review_is_said_to_be_none(tmp_path, run):
    done = run("--root", tmp_path, "check")
    assert done.returncode == 1
    assert "data/review.yaml is neither in" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("arguments", [(), ("chek",), ("check", "extra"), ("check", "--strict"), ("--root",)])
def test_wrong_call_has_exit_code_2_and_says_how_to_call(arguments, run):
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("usage: review")


@pytest.mark.parametrize("arguments", [("--help",), ("check", "--help"), ("schema", "--help")])
def test_help_is_no_error(arguments, run):
    done = run(*arguments)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("usage: review")


def test_schema_writes_what_is_committed(review_copy, run):
    committed = files_of(review_copy / "data" / "schema")
    for name in committed:
        (review_copy / "data" / "schema" / name).write_text("{}")
    (review_copy / "data" / "schema" / "study.schema.json").unlink()
    done = run("--root", review_copy, "schema")
    assert (done.returncode, done.stderr) == (0, "")
    assert sorted(done.stdout.splitlines()) == sorted(f"wrote data/schema/{name}" for name in committed)
    assert files_of(review_copy / "data" / "schema") == committed


def test_schema_of_a_damaged_vocabulary_writes_nothing(review_copy, run):
    change(review_copy / "data" / "vocabulary.yaml", "bleeding gum, organ_class: mouth", "bleeding gum, class: mouth")
    before = files_of(review_copy)
    done = run("--root", review_copy, "schema")
    assert done.returncode == 1
    assert "events.bleeding.organ_class: is missing" in done.stderr
    assert files_of(review_copy) == before
