"""Texts around numbers are carried over from a second reading to the same figures in data/, and to no other."""

import pytest
from corruption import ADLER
from second_readings import READING, write_reading

from helpers import change, files_of
from livingreview import load
from livingreview.cli import main
from livingreview.contributing.extract.proving import prove, same_source
from livingreview.contributing.extract.verifying import verify
from livingreview.schema import Source

SEEN = READING.replace(
    "printed: 47%, source: 1, at: Abstract", "printed: 47%, source: 1, at: Abstract, seen: {text: '28'}"
)
SEEN = SEEN.replace(
    "printed: 65%, source: 1, at: Abstract", "printed: 65%, source: 1, at: Abstract, seen: {text: relief in 65%}"
)


def test_a_text_goes_to_the_figure_on_which_both_agree(review_copy):
    write_reading(review_copy, SEEN)
    before = (review_copy / ADLER).read_text("utf-8").splitlines()
    found = prove(load(review_copy), "adler2010")
    rows = load(review_copy).publications["adler2010"].efficacy
    assert rows[0].seen.text == "24 of 60 (40%)" and rows[6].seen.text == "relief in 65%"
    assert rows[1].seen is None  # 27 and 28
    assert (found["carried over"], found["differs"]) == (2, 1) and found["not paired"] and found["no text"]
    after = (review_copy / ADLER).read_text("utf-8").splitlines()
    assert len([line for line in before if line not in after]) == 2


def test_what_is_there_already_stays_and_nothing_is_done_twice(review_copy):
    write_reading(review_copy, SEEN)
    change(
        review_copy / ADLER,
        "printed: 65%, source: 1, at: Abstract",
        "printed: 65%, source: 1, at: Abstract, seen: {text: own 65%}",
    )
    assert prove(load(review_copy), "adler2010")["carried over"] == 1
    before = files_of(review_copy)
    found = prove(load(review_copy), "adler2010")
    assert (found["carried over"], found["there already"]) == (0, 2) and files_of(review_copy) == before


def test_a_text_of_another_source_or_number_stays_where_it_is(review_copy):
    text = SEEN.replace("kind: abstract", "kind: full-text").replace("24 of 60 (40%)", "all 60 people")
    write_reading(review_copy, text)
    found = prove(load(review_copy), "adler2010")
    assert (found["carried over"], found["another source"], found["another number"]) == (0, 1, 1)


def test_verify_finds_what_was_carried_over(review_copy, tmp_path):
    write_reading(review_copy, SEEN)
    prove(load(review_copy), "adler2010")
    file = tmp_path / "abstract.txt"
    file.write_text("At three months 24 of 60 (40 %) were better. Later there was relief in 65%.", "utf-8")
    found = {one.place: one.outcome for one in verify(load(review_copy), "adler2010", file, None, None)}
    assert (found["efficacy[0]"], found["efficacy[6]"], found["efficacy[1]"]) == ("found", "found", "not given")


def test_the_command_says_what_became_of_every_row(review_copy, capsys):
    write_reading(review_copy, SEEN)
    arguments = ["--root", str(review_copy), "extract", "proof"]
    assert main([*arguments, "adler2010"]) == 0
    assert "2 now with the text around it" in capsys.readouterr().out
    assert main([*arguments]) == 1


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://www.Example.org/a/#abstract", "http://example.org/a", True),
        ("https://example.org/a", "https://example.org/A", False),
        ("https://example.org/a?b=1", "https://example.org/a", False),
    ],
)
def test_an_address_is_the_same_whatever_its_form(one, other, same):
    sources = [Source(id=i, url=url, kind="abstract") for i, url in enumerate((one, other), 1)]
    assert same_source(*sources) is same
