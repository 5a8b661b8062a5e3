"""The screening log: refused when damaged, reconciled with the files, and counted as PRISMA 2020 asks."""

import csv
import io
from collections import Counter
from dataclasses import replace

import pytest

from helpers import change, without_runs
from livingreview import DataError, load
from livingreview.schema import Decision
from livingreview.subjects.flow.model import flow

LOG = "data/screening/records.csv"


def rows(root):
    return list(csv.DictReader(io.StringIO((root / LOG).read_text("utf-8"))))


def write(root, records):
    text = io.StringIO()
    writer = csv.DictWriter(text, records[0].keys(), lineterminator="\n")
    writer.writeheader()
    writer.writerows(records)
    (root / LOG).write_text(text.getvalue(), "utf-8")


def first(records, decision):
    return next(i for i, record in enumerate(records) if record["decision"] == decision)


def setting(decision, /, **fields):
    """Change fields of the first record with a decision."""

    def edit(records):
        records[first(records, decision)].update(fields)

    return edit


def second_inclusion(records):
    i = first(records, "include")
    records[first(records, "exclude")].update(decision="include", study=records[i]["study"], reason="", category="")


def chain(records):
    one, other = [i for i, record in enumerate(records) if record["decision"] == "duplicate"][:2]
    records[one]["duplicate_of"] = records[other]["record"]


def without_file(records):
    del records[first(records, "include")]


def same_number(records):
    records[1]["record"] = records[0]["record"]


@pytest.mark.parametrize(
    ("edit", "word"),
    [
        (setting("include", decision="inclde"), "Did you mean 'include'?"),
        (setting("include", stage="fulltext"), "Did you mean 'full-text'?"),
        (setting("include", study=""), "an included record names its file"),
        (setting("include", study="nobody1999"), "has no file in data/"),
        (setting("include", year="20"), "does not have the right form"),
        (setting("include", pmid="PMC1"), "does not have the right form"),
        (setting("include", title=""), "is missing"),
        (setting("include", log=""), "is missing"),
        (setting("include", log="teabse"), "'teabse' is the `log` of no search and no other method"),
        (setting("include", log="teabase;;hand"), "holds an empty name"),
        (setting("include", log="teabase; Teabase"), "names a log twice"),
        (setting("include", record="r 1"), "does not have the right form"),
        (setting("include", record="one"), "is no number. Number it, such as r0123"),
        (setting("exclude", reason=""), "say why"),
        (setting("awaiting", reason=""), "say why"),
        (setting("exclude", category=""), "one of no-own-data"),
        (setting("exclude", category="not-judged"), "does not go with exclude"),
        (setting("exclude", category="no-data"), "Did you mean"),
        (setting("awaiting", category="no-own-data"), "does not go with awaiting"),
        (setting("include", category="no-own-data"), "Leave it empty"),
        (setting("exclude", study="baker2011"), "an included record names its file"),
        (setting("exclude", duplicate_of="r0001"), "no other does"),
        (setting("duplicate", duplicate_of=""), "names the record that holds the decision"),
        (setting("duplicate", duplicate_of="r9999"), "is not a record"),
        (chain, "is itself a duplicate"),
        (second_inclusion, "is already the file of"),
        (without_file, "no included record names"),
        (same_number, "appears twice"),
    ],
)
def test_damage_to_the_log_is_refused(review_copy, edit, word):
    records = rows(review_copy)
    edit(records)
    write(review_copy, records)
    with pytest.raises(DataError) as refused:
        load(review_copy)
    problems = [str(problem) for problem in refused.value.problems]
    assert all(line.startswith(LOG) for line in problems), problems
    assert any(word in line for line in problems), problems


@pytest.mark.parametrize(
    ("damage", "word"),
    [
        (lambda text: text.replace("record,title", "record;title", 1), "Needed: record, title"),
        (lambda text: text + "r9999,A title\n", "has 2 cells instead of"),
        (lambda text: text + 'r9999,"A title\n', "is not valid CSV"),
        (lambda text: text.encode("utf-16"), "is not UTF-8"),
        (lambda text: text.replace("r0001,", "r0001,\u200b", 1), "invisible character"),
    ],
)
def test_damage_to_the_file_is_refused(review_copy, damage, word):
    damaged = damage((review_copy / LOG).read_text("utf-8"))
    (review_copy / LOG).write_bytes(damaged if isinstance(damaged, bytes) else damaged.encode("utf-8"))
    with pytest.raises(DataError) as refused:
        load(review_copy)
    assert any(str(p).startswith(LOG) and word in str(p) for p in refused.value.problems), refused.value.problems


def test_the_boxes_of_the_flow_are_the_records(review_copy):
    boxes, records = flow(load(review_copy)), rows(review_copy)
    decided = {d: sum(record["decision"] == d for record in records) for d in Decision}
    assert boxes.identified == len(records)
    assert boxes.duplicates == decided[Decision.DUPLICATE]
    assert boxes.excluded.sum() == decided[Decision.EXCLUDE]
    assert boxes.awaiting.sum() == decided[Decision.AWAITING]
    assert boxes.included == boxes.studies + boxes.trials + boxes.background == decided[Decision.INCLUDE]
    out = boxes.duplicates + boxes.excluded.sum() + boxes.awaiting.sum()
    assert boxes.identified == out + boxes.pending + boxes.included
    assert boxes.pending == decided[Decision.PENDING] == 2
    assert (boxes.by_search.unscreened, boxes.by_search.unread) == (1, 1)
    judged = sum(int(stream.judged.sum()) for stream in boxes.streams)
    assert boxes.screened == judged + 1 == boxes.identified - boxes.duplicates - 1
    for series, decision in ((boxes.excluded, Decision.EXCLUDE), (boxes.awaiting, Decision.AWAITING)):
        assert dict(series) == Counter(r["category"] for r in records if r["decision"] == decision)
    for stream, searched in ((boxes.by_search, True), (boxes.otherwise, False)):
        left = stream.left.set_index(["decision", "stage", "category"])["records"]
        assert dict(left) == Counter(
            (r["decision"], r["stage"], r["category"])
            for r in records
            if r["decision"] in ("exclude", "awaiting") and ("teabase" in r["log"]) == searched
        )


@pytest.mark.parametrize(
    "spelling", ["teabase;citations", "Teabase; Citations", " TEABASE ;citations", "citations;  teabase"]
)
def test_names_of_logs_are_compared_without_case_and_blanks(review_copy, spelling):
    records = rows(review_copy)
    before = flow(load(review_copy))
    assert records[0]["log"] == "teabase;citations"
    records[0]["log"] = spelling
    write(review_copy, records)
    after = flow(load(review_copy))
    assert (after.found, after.found_otherwise) == (before.found, before.found_otherwise)


def test_records_of_other_methods_are_counted_by_method(review_copy):
    boxes = flow(load(review_copy))
    others = [set(r["log"].split(";")) for r in rows(review_copy) if "teabase" not in r["log"]]
    assert boxes.found_otherwise == {
        "citation searching": sum("citations" in names for names in others),
        "hand searching": sum("hand" in names for names in others),
    }
    assert boxes.otherwise.identified == len(others)


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("    log: teabase\n", "", r"searches\[0\]\.log: is missing"),
        ("    log: teabase\n", "    log: Citations\n", "'citations' is already the log of Teabase"),
        ("log: citations,", "log: citations;hand,", "without `;`"),
        ("log: citations,", "log: none,", "is no text"),
    ],
)
def test_a_log_that_is_not_declared_once_is_refused(review_copy, old, new, word):
    change(review_copy / "data" / "review.yaml", old, new)
    with pytest.raises(DataError, match=word):
        load(review_copy)


@pytest.mark.parametrize(
    "saved",
    [
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text + ",,,,,,,,,,,,\n\n",
        lambda text: text.replace("record,title,", " record , title ,"),
    ],
    ids=["byte order mark", "line ends of Windows", "empty lines", "blanks in the header"],
)
def test_a_log_as_a_spreadsheet_saves_it_is_read(review_copy, saved):
    before = load(review_copy).records
    file = review_copy / LOG
    file.write_bytes(saved(file.read_text("utf-8")).encode("utf-8"))
    assert load(review_copy).records.equals(before)


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_a_log_with_other_signs_between_columns_is_read(review_copy, delimiter):
    before = load(review_copy).records
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows(
        csv.reader(io.StringIO((review_copy / LOG).read_text("utf-8")))
    )
    (review_copy / LOG).write_text(text.getvalue(), "utf-8")
    assert load(review_copy).records.equals(before)


def test_a_flow_that_does_not_add_up_is_an_error(review_copy):
    boxes = flow(load(review_copy))
    stream = boxes.otherwise
    with pytest.raises(ValueError, match="duplicates"):
        replace(stream, duplicates=stream.duplicates + 1)
    with pytest.raises(ValueError, match="excluded, awaiting and unread"):
        replace(stream, included=stream.included + 1)
    moved = stream.left.assign(stage="title")  # more than were judged on the title
    with pytest.raises(ValueError, match="left at a stage"):
        replace(stream, left=moved)
    with pytest.raises(ValueError, match=r"files of data/"):
        replace(boxes, mechanistic=boxes.mechanistic + 1)
    with pytest.raises(ValueError, match="found by each"):
        replace(boxes, found={**boxes.found, "Elsewhere": 70})


def test_records_of_a_search_stand_in_its_column(review_copy):
    records, boxes = rows(review_copy), flow(load(review_copy))
    searched = [record for record in records if "teabase" in record["log"].split(";")]
    assert boxes.found == {"Teabase": len(searched), "Spasm Index": None}
    assert boxes.by_search.identified == len(searched)
    assert boxes.by_search.included == sum(record["decision"] == "include" for record in searched)
    assert boxes.otherwise.identified == len(records) - len(searched)
    assert boxes.identified == len(records)


def test_a_search_that_was_not_run_has_no_records(review_copy):
    without_runs(review_copy)
    config = review_copy / "data" / "review.yaml"
    change(config, "    status: run\n    last_run: 2024-01-31\n", "    status: not-run\n")
    with pytest.raises(DataError, match=r"r0001\.log: 'teabase' is the log of Teabase.* So in \d+ more"):
        load(review_copy)


def test_a_review_without_a_log_loads(review_copy):
    (review_copy / LOG).unlink()
    assert load(review_copy).records.empty


def test_a_record_may_have_a_title_in_any_script(review_copy):
    records = rows(review_copy)
    records[0]["title"] = "ชาสำหรับอาการสะอึก 🍵"
    write(review_copy, records)
    assert load(review_copy).records["title"].iloc[0] == records[0]["title"]


WHATEVER = "eligible_without_results: [hand]\n"


def excluded_for_no_result(root, log):
    write = root / "data" / "screening" / "added" / "void1999.csv"
    write.parent.mkdir(exist_ok=True)
    write.write_text(
        "record,title,log,stage,decision,reason,category\n"
        f"void1999,Tea without figures,{log},abstract,exclude,no figures,no-result\n",
        "utf-8",
    )


def test_a_result_is_no_condition_where_the_review_says_so(review_copy):
    excluded_for_no_result(review_copy, "hand")
    with pytest.raises(DataError) as error:
        load(review_copy)
    (problem,) = error.value.problems
    assert (problem.file, problem.field) == ("data/screening/added/void1999.csv", "void1999.category")
    assert "no ground to exclude" in problem.message and "hand" in problem.message
    excluded_for_no_result(review_copy, "citations")
    load(review_copy)
    excluded_for_no_result(review_copy, "hand")
    change(review_copy / "data" / "review.yaml", WHATEVER, "")
    load(review_copy)


def test_the_logs_of_that_rule_are_declared(review_copy):
    change(review_copy / "data" / "review.yaml", WHATEVER, WHATEVER.replace("hand", "hands"))
    with pytest.raises(DataError, match=r"eligible_without_results\[0\]: 'hands' is the `log` of no search"):
        load(review_copy)
