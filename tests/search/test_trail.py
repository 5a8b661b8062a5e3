"""Answers that are kept, and the trail of a run that was stopped."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from livingreview.search.answers import Answers
from livingreview.search.trail import KEPT_FOR, Trail

NOW = datetime(2024, 6, 1, 23, 30, tzinfo=UTC)


@pytest.fixture
def open_trail(tmp_path):
    def again(now=NOW, **search) -> Trail:
        return Trail(tmp_path / "runs", Answers(tmp_path / "answers"), {"strategy": "tea"} | search, now=now)

    return again


def steps(trail: Trail, count: int) -> list[str]:
    """Go through the steps and return those that were asked."""
    asked: list[str] = []

    def ask(step: str) -> bytes:
        asked.append(step)
        return f"answer {step}".encode()

    for n in range(count):
        assert trail.answer(f"{n}", lambda n=n: ask(f"{n}")) == f"answer {n}".encode()
    return asked


def the_file(tmp_path: Path) -> Path:
    (file,) = (tmp_path / "runs").iterdir()
    return file


def test_a_stopped_run_goes_on_where_it_was(open_trail):
    assert steps(open_trail(), 3) == ["0", "1", "2"]
    later = open_trail(NOW + timedelta(hours=2))
    assert later.resumed and later.steps == 3 and later.begun == NOW
    assert steps(later, 5) == ["3", "4"]


def test_a_line_that_was_cut_off_is_not_there(open_trail, tmp_path):
    steps(open_trail(), 3)
    whole = the_file(tmp_path).read_bytes()
    for cut in range(1, len(whole) + 1):
        the_file(tmp_path).write_bytes(whole[:-cut])
        trail = open_trail()
        assert trail.steps <= 2
        assert steps(trail, 3)[-1] == "2"
        assert steps(open_trail(), 3) == []


@pytest.mark.parametrize("text", ["", "\n", "null\n", "[]\n", '{"begun": "soon"}\n', "\udcff", "{" * 9000 + "\n"])
def test_a_trail_that_cannot_be_read_is_begun_again(open_trail, tmp_path, text):
    steps(open_trail(), 1)
    the_file(tmp_path).write_bytes(text.encode("utf-8", "surrogateescape"))
    assert steps(open_trail(), 1) == ["0"]


@pytest.mark.parametrize("now", [NOW + KEPT_FOR + timedelta(seconds=1), NOW - timedelta(hours=1)])
def test_an_old_trail_is_begun_again(open_trail, now):
    steps(open_trail(), 2)
    trail = open_trail(now)
    assert trail.begun == now and steps(trail, 2) == ["0", "1"]


def test_another_search_has_a_trail_of_its_own(open_trail):
    steps(open_trail(), 2)
    assert steps(open_trail(strategy="cake"), 1) == ["0"]
    assert steps(open_trail(), 2) == []


def test_a_source_that_changed_is_asked_for_everything(open_trail):
    trail = open_trail()
    trail.begin_with("35 records")
    steps(trail, 2)
    again = open_trail()
    again.begin_with("35 records")
    assert steps(again, 2) == []
    again.begin_with("36 records")
    assert not again.resumed and steps(again, 2) == ["0", "1"]


def test_an_answer_that_is_damaged_or_gone_is_asked_for_again(open_trail, tmp_path):
    steps(open_trail(), 3)
    first, second, third = sorted((tmp_path / "answers").iterdir())
    first.unlink()
    second.write_bytes(second.read_bytes()[:-5])
    third.write_bytes(gzip.compress(b"another"))
    assert steps(open_trail(), 3) == ["0", "1", "2"]
    assert steps(open_trail(), 3) == []


def test_a_dropped_trail_leaves_no_file_and_all_answers(open_trail, tmp_path):
    trail = open_trail()
    steps(trail, 3)
    trail.drop()
    assert not list((tmp_path / "runs").iterdir()) and len(list((tmp_path / "answers").iterdir())) == 3


def test_an_answer_is_kept_once_under_its_hash(tmp_path):
    answers = Answers(tmp_path)
    assert answers.put(b"tea") == answers.put(b"tea")
    (file,) = tmp_path.iterdir()
    assert gzip.decompress(file.read_bytes()) == b"tea"
    assert answers.get("0" * 64) is None
