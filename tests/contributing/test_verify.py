"""`review verify`: found, moved, changed, not found, not given; and the marks that it records."""

import pytest
from corruption import ADLER
from second_readings import ADLER_2, write_reading

from helpers import change
from livingreview import load
from livingreview.cli import main
from livingreview.contributing.extract.verifying import normalised, verified
from livingreview.schema import Seen
from livingreview.subjects.versions.fingerprints import fingerprints

PAGE = (
    "Relief was full in 24 of 60\npeople (40%) at three months, and part of it in 27 (45 %); P < 0·05. Nobody fell ill."
)
ROW = "outcome: full, month: 3, events: 24, n: 60, printed: 40%, count_printed: true, source: 1, at: Abstract"


def outcome(text, page=PAGE, mark=None):
    return verified(Seen(text=text, hash=mark), normalised(page))[:2]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("24 of 60 people (40%)", "found"),
        ("24 OF  60 people ( 40 % )", "found"),
        ("in 27 (45%); P<0.05", "found"),
        ("４５％", "found"),
        ("4 of 60", "changed"),  # a part of a longer number is another number
        ("24 of 6", "changed"),
        ("0.0", "not found"),
        ("in 28 (45%)", "changed"),
        ("12 of 34 dogs", "not found"),
        ("99%", "not found"),  # a number alone fits any number
    ],
)
def test_a_text_is_found_whatever_its_form_and_never_within_a_longer_number(text, found):
    assert outcome(text)[0] == found


def test_what_stands_there_now_is_said():
    assert outcome("in 28 (46%)") == ("changed", "in 27(45%)")


def test_the_same_text_in_another_passage_has_moved():
    _, _, mark = verified(Seen(text="in 27 (45%)"), normalised(PAGE))
    assert outcome("in 27 (45%)", mark=mark)[0] == "found"
    assert outcome("in 27 (45%)", PAGE.replace(" \n", "  ").upper(), mark)[0] == "found"
    assert outcome("in 27 (45%)", "Another report: in 27 (45%) of dogs.", mark)[0] == "moved"
    assert outcome("in 27 (45%)", f"First in 27 (45%). {'x ' * 60}{PAGE}", mark)[0] == "found"


@pytest.fixture
def page(tmp_path):
    file = tmp_path / "page.txt"
    file.write_text(PAGE, "utf-8")
    return file


def run(root, *arguments):
    return main(["--root", str(root), "verify", "adler2010", *map(str, arguments)])


def test_every_row_with_a_number_is_reported_and_marks_are_recorded_once(review_copy, page, capsys):
    change(review_copy / ADLER, ROW, f'{ROW}, seen: {{text: "24 of 60 people (40%)"}}')
    before = (review_copy / ADLER).read_text("utf-8")
    assert run(review_copy, "--text", page) == 0
    shown = capsys.readouterr().out
    assert "efficacy[0]: found: '24 of 60 people (40%)'" in shown and "efficacy[1]: not given" in shown
    assert (review_copy / ADLER).read_text("utf-8") == before
    assert run(review_copy, "--text", page, "--record") == 0
    assert "Passages recorded: 1" in capsys.readouterr().out
    after = (review_copy / ADLER).read_text("utf-8")
    assert load(review_copy).publications["adler2010"].efficacy[0].seen.hash
    assert [line for line in before.splitlines() if line not in after.splitlines()] == [
        line for line in before.splitlines() if "24 of 60 people" in line
    ]
    assert run(review_copy, "--text", page, "--record") == 0
    assert "Passages recorded: 0" in capsys.readouterr().out
    page.write_text(PAGE.replace("24 of 60", "25 of 60"), "utf-8")
    assert run(review_copy, "--text", page) == 1
    assert "changed: '24 of 60 people (40%)', now '25 of 60 people(40%" in capsys.readouterr().out


def test_a_second_reading_and_the_rows_of_one_source_can_be_verified(review_copy, page, capsys):
    write_reading(review_copy)
    assert run(review_copy, "--text", page, "--role", "extractor 2") == 1  # its text is 24 of 60 (40%)
    assert f"{ADLER_2}:13 efficacy[0]: not found" in capsys.readouterr().out
    assert run(review_copy, "--text", page, "--source", 4) == 0
    assert "registrations[0]: not given" in capsys.readouterr().out
    assert run(review_copy, "--text", page, "--role", "extractor 3") == 1
    assert "no reading of adler2010 by extractor 3" in capsys.readouterr().err


def test_a_proof_of_place_is_no_correction(review):
    study = review.publications["adler2010"]
    row = study.efficacy[0].model_copy(update={"seen": Seen(text="24 of 60")})
    before, after = fingerprints(study), fingerprints(study.model_copy(update={"efficacy": [row, *study.efficacy[1:]]}))
    assert (before["rows"], before["facts"]) == (after["rows"], after["facts"])
    assert before["rest"] != after["rest"]
