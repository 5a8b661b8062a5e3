"""Decisions to a spreadsheet or ASReview and back: nothing lost, and nothing taken that is not understood."""

import csv
import io
import random
import re

import pytest
import rispy

from livingreview import DataError
from livingreview.screening.desk import open_desk, settle
from livingreview.screening.exporting import COLUMNS, export, guarded, unguarded
from livingreview.screening.importing import take
from livingreview.store.decisions import decisions_file
from screening_records import DAY, FIRST, REFERENCES, SECOND, judge, log, number


@pytest.fixture
def judged(root):
    """Decisions of every kind, with reasons that a table could take for something else."""
    judge(root, FIRST, 1, "include", None, "=1+2; “a”, b")
    judge(root, FIRST, 2, "exclude", "other-treatment", "'- coffee'")
    judge(root, FIRST, 3, "unsure", "not-accessible", '否; "x"')
    judge(root, FIRST, 4, "unsure")
    judge(root, SECOND, 5, "exclude", "no-result", "secret")
    return root


def own(root, role=FIRST):
    return {one.record: one for one in open_desk(root).decisions.of(role)}


def rows_of(file):
    return list(csv.DictReader(io.StringIO(file.read_text("utf-8-sig"), newline="")))


def write(file, rows, columns=COLUMNS, encoding="utf-8", delimiter=","):
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, delimiter=delimiter, extrasaction="ignore", restval="")
    writer.writeheader()
    writer.writerows(rows)
    file.write_bytes(out.getvalue().encode(encoding))
    return file


def exported(root, tmp_path, name="records.csv", role=FIRST, full_text=False):
    export(open_desk(root), role, tmp_path / name, full_text=full_text)
    return tmp_path / name


def taken(root, file, role=FIRST, **options):
    return take(open_desk(root), role, file, **{"full_text": False, **options})


def refusal(root, file, **options):
    """Why a file is refused; nothing of it is taken."""
    before = {role: own(root, role) for role in (FIRST, SECOND)}
    with pytest.raises(DataError) as caught:
        taken(root, file, **options)
    assert {role: own(root, role) for role in (FIRST, SECOND)} == before
    return str(caught.value).replace(f"{file}", "FILE")


@pytest.mark.parametrize("name", ["records.csv", "records.ris"])
def test_what_is_exported_comes_back_without_loss(judged, tmp_path, name):
    file, before = exported(judged, tmp_path, name), own(judged)
    assert str(taken(judged, file)) == "0 new decisions, 4 known already, 2 rows without a decision"
    (judged / decisions_file(FIRST)).unlink()
    assert taken(judged, file).new == 4
    same = {n: one.model_copy(update={"date": DAY}) for n, one in own(judged).items()}
    assert same == before


@pytest.mark.parametrize("name", ["records.csv", "records.ris"])
def test_nothing_of_the_other_screener_is_exported(judged, tmp_path, name):
    file = exported(judged, tmp_path, name)
    assert "secret" not in file.read_text("utf-8")
    if name.endswith("csv"):
        assert {row["record"] for row in rows_of(file) if row["included"]} == {number(1), number(2)}


def test_the_file_has_what_asreview_reads(judged, tmp_path):
    rows = {row["record"]: row for row in rows_of(exported(judged, tmp_path))}
    first = rows[number(1)]
    assert (first["title"], first["authors"], first["year"]) == (REFERENCES[0].title, "Xu, Wen", "2024")
    assert first["abstract"] == REFERENCES[0].abstract.strip() or first["abstract"] == REFERENCES[0].abstract
    assert {n: row["included"] for n, row in rows.items()} == {
        number(1): "1", number(2): "0", number(3): "", number(4): "", number(5): "", number(6): "",
    }  # fmt: skip
    entries = rispy.loads(exported(judged, tmp_path, "records.ris").read_text("utf-8"))
    notes = {entry["id"]: entry["notes"][0] for entry in entries}
    assert notes[number(1)] == "ASReview_relevant" and notes[number(2)] == "ASReview_irrelevant"
    assert notes[number(5)] == "ASReview_not_seen"


def test_records_to_decide_on_come_first_by_rank(judged, tmp_path):
    order = [row["record"] for row in rows_of(exported(judged, tmp_path))]
    assert set(order[:2]) == {number(5), number(6)}


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [("utf-8", ","), ("utf-8-sig", ";"), ("gbk", ","), ("gb18030", ";"), ("utf-16", "\t"), ("utf-8-sig", "\t")],
)
def test_files_are_read_as_spreadsheets_save_them(root, tmp_path, encoding, delimiter):
    rows = rows_of(exported(root, tmp_path))
    for row in rows:
        row |= {"decision": "exclude", "category": "no-result", "reason": "没有结果"}
    file = write(tmp_path / "back.csv", rows, encoding=encoding, delimiter=delimiter)
    assert taken(root, file).new == 6
    assert {one.reason for one in own(root).values()} == {"没有结果"}


@pytest.mark.parametrize("column", ["included", "asreview_label", "label_included", "Label"])
def test_labels_of_asreview_are_taken(root, tmp_path, column):
    """ASReview changes the order of rows, adds columns of its own, and knows no reasons."""
    rows = [row | {column: label} for row, label in zip(rows_of(exported(root, tmp_path)), "1010  ", strict=True)]
    for row in rows:
        row[column] = row[column].strip()
    random.Random(1).shuffle(rows)
    columns = [*(name for name in COLUMNS if name not in ("included", column)), column, "asreview_time"]
    file = write(tmp_path / "back.csv", rows, columns)
    assert "category: an exclusion has one of no-own-data" in refusal(root, file)
    assert (
        str(taken(root, file, category="other-question"))
        == "4 new decisions, 0 known already, 2 rows without a decision"
    )
    assert {n: str(one.decision) for n, one in own(root).items()} == {
        row["record"]: "include" if row[column] == "1" else "exclude" for row in rows if row[column]
    }


def test_a_label_that_asreview_adds_beside_the_exported_one_is_the_new_one(judged, tmp_path):
    rows = [row | {"asreview_label": row["included"]} for row in rows_of(exported(judged, tmp_path))]
    (row,) = [row for row in rows if row["record"] == number(5)]
    row["asreview_label"] = "1"
    file = write(tmp_path / "back.csv", rows, [*COLUMNS, "asreview_label"])
    assert (taken(judged, file).new, taken(judged, file).unchanged) == (1, 5)
    assert own(judged)[number(5)].decision == "include"


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        (
            {"included": "yes"},
            "FILE:3 {n}: included: 'yes' is not allowed. Allowed: 1 (include), 0 (exclude), or empty.",
        ),
        ({"included": "1.0"}, "included: '1.0' is not allowed"),
        ({"included": "maybe"}, "included: 'maybe' is not allowed"),
        ({"decision": "maybe"}, "FILE:3 {n}: decision: 'maybe' is not allowed. Allowed: include, exclude, unsure."),
        ({"decision": "included"}, "Did you mean 'include'?"),
        ({"decision": "exclude"}, "category: an exclusion has one of no-own-data"),
        ({"decision": "exclude", "category": "boring"}, "'boring' is not allowed. Allowed: no-own-data"),
        ({"decision": "include", "category": "no-result"}, "'no-result' does not go with include. Leave it empty."),
        ({"decision": "include", "included": "0"}, "the columns differ: decision says include, included says exclude"),
        ({"decision": "include", "record": "r9999"}, "FILE:3 r9999: is no record. Allowed: r0001"),
        ({"decision": "include", "record": ""}, "FILE:3 record: is missing"),
        ({"decision": "include", "record": "r0001"}, "FILE:3 r0001: is decided already (include)"),
        ({"decision": "include", "reason": "n/a"}, "'n/a' is no text"),
    ],
)
def test_what_is_not_understood_is_named_with_its_line(root, tmp_path, cells, message):
    rows = rows_of(exported(root, tmp_path))
    n = rows[1]["record"]
    rows[0]["included"] = "1"
    rows[1] |= cells
    assert message.format(n=n) in refusal(root, write(tmp_path / "back.csv", rows))


def test_every_fault_is_named_at_once(root, tmp_path):
    rows = rows_of(exported(root, tmp_path))
    for row, label in zip(rows, ("yes", "1.0", "maybe", "1", "2", "TRUE"), strict=True):
        row["included"] = label
    said = refusal(root, write(tmp_path / "back.csv", rows)).splitlines()
    assert [line.partition(" ")[0] for line in said] == [f"FILE:{n}" for n in (2, 3, 4, 6, 7)]


def test_a_record_decided_twice_is_refused_with_both_lines(root, tmp_path):
    rows = [row | {"included": "1"} for row in rows_of(exported(root, tmp_path))]
    said = refusal(root, write(tmp_path / "back.csv", [*rows, rows[2]]))
    assert said == f"FILE:8 {rows[2]['record']}: is decided twice; the first time in line 4. Keep one."


def test_decisions_that_contradict_former_ones_are_taken_only_when_told(judged, tmp_path):
    rows = rows_of(exported(judged, tmp_path))
    for row in rows:
        if row["record"] == number(1):
            row |= {"decision": "exclude", "included": "0", "category": "no-result", "reason": ""}
    file = write(tmp_path / "back.csv", rows)
    assert f"{number(1)}: exclude (no-result) contradicts include, '=1+2" in refusal(judged, file)
    assert str(taken(judged, file, replace=True)).startswith("0 new decisions, 1 replaced, 3 known already")
    assert own(judged)[number(1)].decision == "exclude" and own(judged)[number(2)].reason == "'- coffee'"


def test_an_empty_cell_takes_no_decision_back(judged, tmp_path):
    rows = rows_of(exported(judged, tmp_path))
    for row in rows:
        row |= {"decision": "", "included": "", "category": "", "reason": ""}
    before = own(judged)
    assert taken(judged, write(tmp_path / "back.csv", rows)).undecided == 6
    assert own(judged) == before


def test_the_stages_are_not_mixed(root, tmp_path):
    file = exported(root, tmp_path)
    rows = [row | {"included": "1"} for row in rows_of(file)]
    write(file, rows)
    for role in (FIRST, SECOND):
        taken(root, file, role)
    settle(root)
    assert all(log(root)[number(i)]["stage"] == "full-text" for i in range(1, 7))
    assert str(taken(root, file)) == "0 new decisions, 6 known already, 0 rows without a decision"
    whole = exported(root, tmp_path, "whole.csv", full_text=True)
    assert len(rows_of(whole)) == 6 and not any(row["included"] for row in rows_of(whole))
    (root / decisions_file(FIRST)).unlink()
    assert "is at another stage: full text" in refusal(root, file)
    assert taken(root, file, full_text=True).new == 6
    assert {one.stage for one in own(root).values()} == {"full-text"}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"title,included\nTea,1\n", "FILE:1 the column record is missing"),
        (b"record,included,included\nr0056,1,0\n", "FILE:1 has the column included twice"),
        (b"record,included\nr0056,1,0\n", "FILE:2 has 3 cells instead of 2"),
        (b'record,included\n"r0056,1\n', "is not valid CSV"),
        (b"record,included\nr0056,\xff\xff\n", "is neither UTF-8 nor GB18030 text"),
        (b"", "the column record is missing"),
    ],
)
def test_files_that_are_no_tables_of_records_are_refused(root, tmp_path, content, message):
    (tmp_path / "back.csv").write_bytes(content)
    assert message in refusal(root, tmp_path / "back.csv")


def test_a_ris_file_that_is_cut_off_is_refused(judged, tmp_path):
    file = exported(judged, tmp_path, "records.ris")
    cut = file.read_text("utf-8")
    file.write_text(cut[: cut.rindex("ER  -")].rstrip(), "utf-8")
    assert re.search(r"has 6 records, but 5 can be read", refusal(judged, file))


@pytest.mark.parametrize("name", ["records.xlsx", "records"])
def test_other_formats_are_refused(root, tmp_path, name):
    with pytest.raises(DataError, match=r"is not a format. Allowed: \.csv"):
        exported(root, tmp_path, name)
    assert not (tmp_path / name).exists()
    (tmp_path / name).write_bytes(b"x")
    assert "is not a format. Allowed: .csv" in refusal(root, tmp_path / name)


@pytest.mark.parametrize("text", ["=1+2", "'=1", "''", "'tis", "-5", "- 5 mg", "@a", "plain", ""])
def test_no_text_is_run_or_changed_by_a_spreadsheet(text):
    assert not guarded(text).startswith(("=", "+", "-", "@")) and unguarded(guarded(text)) == text
