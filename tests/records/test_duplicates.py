"""`review dedupe`: marks in the screening log, answers at the terminal and in a spreadsheet."""

from __future__ import annotations

import csv
import datetime
import io
from dataclasses import replace

import pytest

from livingreview import DataError, load
from livingreview.cli import main
from livingreview.records import Reference, duplicates
from livingreview.records.runs import Account, add_run
from livingreview.schema import Decision
from livingreview.store.reading import read_config
from livingreview.store.screening import read_log
from livingreview.store.searches import PAIRS, read_searches

LOG = "data/screening/records.csv"
TEA = Reference(
    source="x",
    identifier="1",
    title="Effect of weekly tea on sleep in older adults with chronic cough",
    authors=("Archer, A.", "Baker, B."),
    year="2023",
    journal="Journal of Tea",
    volume="12",
    issue="3",
    pages="201-209",
)
SAME = replace(TEA, identifier="2", title=TEA.title.upper(), journal="J Tea")
UNSURE = replace(TEA, identifier="3", pages="301-309")
OTHER = replace(TEA, identifier="4", title="Coffee and the heart", authors=("Zeller, Z.",), volume="3", pages="1-2")


@pytest.fixture
def root(review_copy):
    config = review_copy / "data/review.yaml"
    config.write_text(
        config.read_text("utf-8").replace("  - database: Spasm Index\n", "  - database: Spasm Index\n    log: spasm\n")
    )
    return review_copy


def add(root, *records, day=1):
    search = next(search for search in read_config(root).searches if search.log == "spasm")
    date = datetime.date(2024, 2, day)
    add_run(root, Account(search=search, date=date, role="information specialist 1"), records)


def decisions(root):
    log, problems = read_log(root)
    assert not problems
    return {record.found: record for record in log.rows if (record.found or "").startswith("spasm:")}


def review(root, *arguments):
    return main(["--root", str(root), "dedupe", *arguments])


def test_a_sure_duplicate_is_marked_and_nothing_else_changes(root, capsys):
    add(root, TEA, SAME, OTHER)
    before = (root / LOG).read_bytes().splitlines()
    assert review(root) == 0
    assert "one new duplicate, no uncertain pairs" in capsys.readouterr().out
    marked = decisions(root)
    assert marked["spasm:2"].decision is Decision.DUPLICATE
    assert marked["spasm:2"].duplicate_of == marked["spasm:1"].record
    assert marked["spasm:1"].decision is marked["spasm:4"].decision is Decision.PENDING
    after = (root / LOG).read_bytes().splitlines()
    assert sum(one != other for one, other in zip(before, after, strict=True)) == 1
    load(root)


def test_a_second_time_changes_nothing(root, capsys):
    add(root, TEA, SAME)
    review(root)
    before = (root / LOG).read_bytes()
    assert review(root) == 0
    assert "no new duplicates" in capsys.readouterr().out.splitlines()[-1]
    assert (root / LOG).read_bytes() == before


def test_the_record_with_a_decision_holds_it(root):
    add(root, TEA)
    text = (root / LOG).read_text("utf-8")
    number = decisions(root)["spasm:1"].record
    lines = text.splitlines(keepends=True)
    at = next(n for n, line in enumerate(lines) if line.startswith(number))
    lines[at] = lines[at].replace(",pending,,,", ",exclude,No data of its own.,no-own-data,")
    (root / LOG).write_text("".join(lines), "utf-8")
    add(root, SAME, day=2)
    review(root)
    marked = decisions(root)
    assert marked["spasm:1"].decision is Decision.EXCLUDE
    assert (marked["spasm:2"].decision, marked["spasm:2"].duplicate_of) == (Decision.DUPLICATE, number)


@pytest.mark.parametrize(
    ("typed", "verdict", "relation", "marked"),
    [("s\n", "same", None, True), ("d\n", "different", None, False), ("l\n2\n", "linked", "meeting-abstract", False)],
)
def test_an_answer_is_kept_and_not_asked_again(root, monkeypatch, capsys, typed, verdict, relation, marked):
    add(root, TEA, UNSURE)
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    assert review(root, "--typed", "--role", "screener 2") == 0
    shown = capsys.readouterr().out
    assert "201-209" in shown and "301-309" in shown and "other pages" in shown
    (pair,) = read_searches(root)[0].pairs.rows
    assert (pair.one, pair.other, pair.verdict, pair.relation) == ("spasm:1", "spasm:3", verdict, relation)
    assert pair.role == "screener 2"
    assert (decisions(root)["spasm:3"].decision is Decision.DUPLICATE) == marked
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    review(root, "--typed")
    assert "no uncertain pairs" in capsys.readouterr().out
    load(root)


@pytest.mark.parametrize("typed", ["", "q\n", "k\n", "what\nq\n", "l\nk\n"])
def test_what_is_skipped_or_stopped_is_asked_again(root, monkeypatch, capsys, typed):
    add(root, TEA, UNSURE)
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    assert review(root, "--typed") == 0
    assert not (root / PAIRS).exists()
    assert review(root, "--no-questions") == 0
    assert "one uncertain pair." in capsys.readouterr().out


def test_what_an_answer_settles_is_not_asked(root, monkeypatch, capsys):
    """Three records that differ in their pages only: two answers settle the third pair."""
    add(root, TEA, UNSURE, replace(TEA, identifier="5", pages="401-409"))
    monkeypatch.setattr("sys.stdin", io.StringIO("s\ns\n"))
    review(root, "--typed")
    assert len(read_searches(root)[0].pairs.rows) == 2
    assert [one.decision for one in decisions(root).values()].count(Decision.DUPLICATE) == 2
    assert "no uncertain pairs" not in capsys.readouterr().out.splitlines()[0]


def test_an_answer_takes_a_mark_back(root):
    add(root, TEA, SAME)
    review(root)
    answer = duplicates.Answer("spasm:1", "spasm:2", "different")
    duplicates.remember(root, [answer], "screener 1", datetime.date(2024, 3, 1))
    review(root)
    assert decisions(root)["spasm:2"].decision is Decision.PENDING


def test_pairs_go_to_a_spreadsheet_and_come_back(root, tmp_path, capsys):
    add(root, TEA, UNSURE)
    sheet = tmp_path / "pairs.csv"
    assert review(root, "--export", str(sheet)) == 0
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        (row,) = rows = list(csv.DictReader(file))
    assert (row["pages_1"], row["pages_2"], row["answer"]) == ("201-209", "301-309", "")
    row["answer"] = "Same"
    with sheet.open("w", encoding="cp1252", newline="") as file:
        writer = csv.DictWriter(file, row.keys(), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    assert review(root, "--answers", str(sheet)) == 0
    assert decisions(root)["spasm:3"].decision is Decision.DUPLICATE


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"answer": "perhaps"}, "answer: 'perhaps' is not allowed. Allowed: same, different, linked."),
        ({"answer": "linked"}, "relation: '' is not allowed."),
        ({"answer": "same", "relation": "preprint"}, "relation: goes with the answer linked only."),
        ({"answer": "same", "one": "spasm:99"}, "one: 'spasm:99' is not a record of the screening log."),
    ],
)
def test_a_wrong_answer_in_a_spreadsheet_is_named_and_nothing_is_kept(root, tmp_path, capsys, changes, said):
    add(root, TEA, UNSURE)
    sheet = tmp_path / "pairs.csv"
    row = {"one": "spasm:1", "other": "spasm:3", "answer": "", "relation": ""} | changes
    sheet.write_text(f"{','.join(row)}\n{','.join(row.values())}\n", "utf-8")
    assert review(root, "--answers", str(sheet)) == 1
    assert f"{sheet}:2 {said}" in capsys.readouterr().err
    assert not (root / PAIRS).exists()


def test_answers_that_contradict_each_other_stop_with_their_names(root):
    add(root, TEA, SAME, UNSURE)
    said = (("spasm:1", "spasm:2", "same"), ("spasm:2", "spasm:3", "same"), ("spasm:1", "spasm:3", "different"))
    answers = [duplicates.Answer(*one) for one in said]
    duplicates.remember(root, answers, "screener 1", datetime.date(2024, 3, 1))
    with pytest.raises(DataError, match=r"pairs\.csv spasm:1 and spasm:3: answered different"):
        duplicates.find(root)
