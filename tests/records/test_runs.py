"""Writing a run: whole or not at all, and twice is once."""

import csv
import datetime
import os
from dataclasses import replace
from pathlib import Path

import pytest

from helpers import without_runs
from livingreview import DataError, load
from livingreview.records import Reference, runs
from livingreview.records.runs import Account, add_run, as_found, from_found, references
from livingreview.store.reading import read_config

LOG, RUNS = "data/screening/records.csv", "data/searches/runs.csv"
FULL = Reference(
    source="spasm",
    identifier="77",
    title="Tea, “green”; 2 × 3 cups",
    original_title="绿茶",
    authors=("Xu, Wen", "Tea Group"),
    year="2024",
    date="2024-01-02",
    journal="Journal of Spasms",
    volume="17",
    issue="1",
    pages="1-9",
    doi="10.99999/xu2024",
    pmid="90000077",
    registrations=("NCT00000001", "ChiCTR1"),
    language="chi",
    types=("Journal Article", "Clinical Trial"),
    url="https://example.org/a;b",
    related=(("published-as", "doi:10.99999/y"), ("comment-on", "pmid:1")),
)
WHOLE = replace(FULL, abstract="Not in git.", keywords=("tea",), headings=("Tea",), extra={"ZZ": ("1", "2")})


@pytest.fixture
def root(review_copy):
    config = review_copy / "data/review.yaml"
    config.write_text(
        config.read_text("utf-8").replace("  - database: Spasm Index\n", "  - database: Spasm Index\n    log: spasm\n")
    )
    return review_copy


def account(root, **fields):
    search = next(search for search in read_config(root).searches if search.log == "spasm")
    given = {"search": search, "date": datetime.date(2024, 2, 1), "role": "information specialist 1"} | fields
    return Account(**given)


def some(n, start=1):
    return [Reference("x", str(i), title=f"Tea {i}", abstract="a") for i in range(start, start + n)]


def files(root):
    return {path.relative_to(root): path.read_bytes() for path in sorted((root / "data").rglob("*")) if path.is_file()}


def log(root):
    with (root / LOG).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_a_run_is_listed_logged_and_counted(root):
    before = log(root)
    added = add_run(root, account(root, strategy="clinical", hits=3), [*some(3), *some(1)])
    assert (added.fetched, added.repeated, len(added.new), added.known) == (4, 1, 3, 0)
    new = log(root)[len(before) :]
    assert log(root)[: len(before)] == before
    assert [(r["log"], r["decision"], r["found"]) for r in new] == [
        ("spasm", "pending", f"spasm:{i}") for i in (1, 2, 3)
    ]
    assert len({r["record"] for r in log(root)}) == len(before) + 3
    review = load(root)
    search = next(search for search in review.config.searches if search.log == "spasm")
    assert (search.status, search.last_run) == ("run", datetime.date(2024, 2, 1))


def test_the_same_run_again_changes_nothing(root):
    first = add_run(root, account(root), some(3))
    once = files(root)
    assert add_run(root, account(root), some(3)) == first
    assert files(root) == once


def test_a_second_run_of_a_day_has_a_number_and_adds_what_is_new(root):
    add_run(root, account(root), some(3))
    changed = replace(some(1)[0], types=("Retracted Publication",))
    added = add_run(root, account(root), [changed, *some(3, 2)])
    assert (added.run, added.new, added.changed) == ("2024-02-01-spasm-2", ("spasm:4",), ("spasm:1",))
    assert load(root).searches.records["spasm:1"][1].types == "Retracted Publication"
    assert [r["found"] for r in log(root)].count("spasm:1") == 1


@pytest.mark.parametrize("at", range(1, 5))
def test_a_run_stopped_at_any_write_is_repeated_without_loss(root, monkeypatch, at):
    """Four files are written: whole records, list, log, runs. The machine stops before the nth is in place."""
    untouched = files(root)
    replacing, calls = os.replace, []

    def stop(*args):
        calls.append(args)
        if len(calls) == at:
            raise KeyboardInterrupt
        return replacing(*args)

    monkeypatch.setattr(runs.write_whole.__globals__["os"], "replace", stop)
    with pytest.raises(KeyboardInterrupt):
        add_run(root, account(root), some(3))
    monkeypatch.undo()
    assert not list(root.rglob("*.part"))
    assert (files(root)[Path(LOG)] == untouched[Path(LOG)]) == (at < 4)
    add_run(root, account(root), some(3))
    assert [r["found"] for r in log(root) if r["found"].startswith("spasm:")] == ["spasm:1", "spasm:2", "spasm:3"]
    load(root)


def test_saying_what_would_come_writes_nothing(root):
    untouched = files(root)
    assert len(add_run(root, account(root), some(3), write=False).new) == 3
    assert files(root) == untouched


def test_a_table_that_cannot_be_read_is_not_written_over(root):
    (root / RUNS).write_text("run,date\n", "utf-8")
    untouched = files(root)
    with pytest.raises(DataError, match="Needed: run, date"):
        add_run(root, account(root), some(1))
    assert files(root) == untouched


def test_a_record_comes_back_from_its_table_and_from_its_whole_form():
    assert from_found(as_found(FULL)) == FULL
    assert from_found(as_found(WHOLE)) == FULL
    assert Reference.from_json(WHOLE.to_json()) == WHOLE


def test_abstracts_stay_out_of_git_and_are_there_for_screening(root):
    add_run(root, account(root), [replace(WHOLE, source="anything")])
    assert b"Not in git" not in b"".join(files(root).values())
    by_key = {one.key: one for one in references(root)}
    assert by_key["spasm:77"].abstract == "Not in git."
    assert by_key["record:r0001"].title == "Record of able1998"
    assert by_key["teabase:56"].authors == ("Xu, Wen", "Other, Bo")
    for file in (root / ".review" / "records").iterdir():
        file.unlink()
    assert {one.key: one for one in references(root)}["spasm:77"] == FULL


def test_records_without_a_number_are_known_by_what_they_say(root):
    same, other = Reference("x", title="Tea"), Reference("x", title="Tea", abstract="other")
    added = add_run(root, account(root), [same, same, other])
    assert (added.repeated, len(added.new)) == (1, 2)


def test_invisible_signs_and_line_breaks_of_a_database_do_not_get_into_the_tables(root):
    add_run(root, account(root), [Reference("x", "1 2", title="Tea\u200b and\n hiccups\x07"), Reference("x", "3")])
    titles = {r["found"]: r["title"] for r in log(root)}
    assert titles["spasm:1_2"] == "Tea and hiccups"
    assert titles["spasm:3"] == "(no title given)"
    load(root)


def test_the_log_keeps_its_lines_as_they_are(root):
    """As a spreadsheet saved it: semicolons, Windows line ends; and without the column of keys."""
    without_runs(root)
    rows = log(root)
    with (root / LOG).open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(
            out, [name for name in rows[0] if name != "found"], delimiter=";", extrasaction="ignore"
        )
        writer.writeheader()
        writer.writerows(rows)
    before = (root / LOG).read_bytes().splitlines()
    add_run(root, account(root), some(1))
    after = (root / LOG).read_bytes().splitlines(keepends=True)
    assert [line.removesuffix(b"\r\n") for line in after[1:-1]] == [line + b";" for line in before[1:]]
    assert after[-1].endswith(b";spasm:1\r\n")
