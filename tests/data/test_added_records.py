"""A record that a person adds has a file of its own in the screening log, so that parallel additions do not collide."""

from datetime import date

import pytest

from livingreview import DataError, load
from livingreview.records import Reference
from livingreview.records.runs import Account, add_run
from livingreview.schema import Decision, Record
from livingreview.store.screening import ADDED, RECORDS, add_record, change_records, read_log
from livingreview.subjects.flow.model import flow

OWN = f"{ADDED}/baker2011.csv"


def given_its_own_file(root, number="r0003", name="baker2011"):
    """Move a record of records.csv into a file of its own."""
    log, _ = read_log(root)
    record = next(record for record in log.rows if record.record == number)
    lines = (root / RECORDS).read_text("utf-8").splitlines(keepends=True)
    (root / RECORDS).write_text("".join(line for line in lines if not line.startswith(f"{number},")), "utf-8")
    text = (root / RECORDS).read_text("utf-8").replace(f",{number},", f",{name},")  # duplicates of it
    (root / RECORDS).write_text(text, "utf-8")
    return add_record(root, record.model_copy(update={"record": name, "found": None}))


def problems(root):
    with pytest.raises(DataError) as refused:
        load(root)
    return [str(problem) for problem in refused.value.problems]


def test_it_counts_like_any_other(review_copy):
    before = flow(load(review_copy))
    assert given_its_own_file(review_copy) == review_copy / OWN
    after = flow(load(review_copy))
    assert (after.identified, after.included, after.studies) == (before.identified, before.included, before.studies)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("\nbaker2011,", "\nbarker2011,", ["is not the name of the file. Write baker2011."]),
        ("\nbaker2011,", "\nr0003,", ["is not the name of the file. Write baker2011."]),
        (",teabase,", ",teabse,", ["'teabse' is the `log` of no search"]),
        (",include,", ",inclde,", ["'inclde' is not allowed", "Did you mean 'include'?"]),
        ("record,title", "recrod,title", ["there is no column 'recrod'", "Did you mean 'record'?"]),
    ],
)
def test_what_is_wrong_is_said_with_its_file(review_copy, old, new, words):
    file = given_its_own_file(review_copy)
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")
    found = problems(review_copy)
    assert any(line.startswith(f"{OWN}:") and all(word in line for word in words) for line in found), found


def test_other_files_in_the_folder_are_refused(review_copy):
    given_its_own_file(review_copy)
    (review_copy / ADDED / "notes.txt").write_text("To do", "utf-8")
    assert problems(review_copy) == [
        f"{ADDED}/notes.txt The file is no table. Name it like the publication, such as smith2024.csv."
    ]


def test_a_record_without_a_number_belongs_into_its_own_file(review_copy):
    text = (review_copy / RECORDS).read_text("utf-8")
    (review_copy / RECORDS).write_text(text.replace("\nr0003,", "\nbaker2011,"), "utf-8")
    assert any(f"{RECORDS}:" in line and f"to {OWN}" in line for line in problems(review_copy))


def test_only_the_file_of_a_changed_record_changes(review_copy):
    file = given_its_own_file(review_copy)
    rest = (review_copy / RECORDS).read_bytes()
    record = next(record for record in read_log(review_copy)[0].rows if record.record == "baker2011")
    change_records(review_copy, {"baker2011": record.model_copy(update={"url": "https://example.org/tea"})})
    assert "https://example.org/tea" in file.read_text("utf-8")
    assert (review_copy / RECORDS).read_bytes() == rest


def test_a_record_is_never_overwritten(review_copy):
    given_its_own_file(review_copy)
    record = next(record for record in read_log(review_copy)[0].rows if record.record == "baker2011")
    with pytest.raises(FileExistsError):
        add_record(review_copy, record)
    with pytest.raises(ValueError, match="number of a record of a search"):
        add_record(review_copy, record.model_copy(update={"record": "r0003"}))


def test_records_of_searches_go_on_with_the_last_number(review_copy):
    given_its_own_file(review_copy)
    review = load(review_copy)
    last = max(int(record.record[1:]) for record in review.log if record.record != "baker2011")
    search = next(search for search in review.config.searches if search.log == "teabase")
    account = Account(search=search, date=date(2030, 1, 2), role="information specialist 1")
    add_run(review_copy, account, [Reference(source="teabase", identifier="new", title="Tea again")])
    new = [record for record in read_log(review_copy)[0].rows if record.decision is Decision.PENDING]
    assert max(record.record for record in new) == f"r{last + 1:04}"


def test_two_branches_that_add_a_record_are_merged_without_a_conflict(tmp_path):
    """What it is for."""
    from subprocess import run

    def git(*arguments):
        who = ["-c", "user.name=contributor 1", "-c", "user.email=contributor@example.org"]
        run(["git", *who, *arguments], cwd=tmp_path, check=True, capture_output=True)

    def add(key):
        fields = {"record": key, "title": f"Record of {key}", "log": "hand", "stage": "abstract"}
        add_record(tmp_path, Record.model_validate({**fields, "decision": "include", "study": key}))
        git("add", "."), git("commit", "-m", key)

    git("init", "-b", "main")
    add("able1998")
    git("switch", "-c", "one")
    add("smith2024")
    git("switch", "-c", "other", "main")
    add("smyth2024")
    git("merge", "one", "-m", "Merge one")
    assert [record.record for record in read_log(tmp_path)[0].rows] == ["able1998", "smith2024", "smyth2024"]
