"""From two blind decisions to the decision on a record: agreement, conflict, its resolution, and what is refused."""

import csv
import io

import pytest

from livingreview import DataError, load
from livingreview.book import Book
from livingreview.schema import Stage
from livingreview.screening.desk import keep, open_desk, settle, withdraw
from livingreview.screening.including import include
from livingreview.screening.standing import Outcome
from livingreview.store.decisions import decisions_file
from screening_records import DAY, FIRST, SECOND, THIRD, declare, judge, log, number

FULL = Stage.FULL_TEXT
BOTH = (FIRST, SECOND)


def outcome(root, i=1):
    (standing,) = [one for one in open_desk(root).standings if one.record.record == number(i)]
    return standing.outcome


def to_full_text(root, i=1):
    for role in BOTH:
        judge(root, role, i, "include")
    settle(root)


def test_agreed_exclusions_and_inclusions_get_into_the_log(root):
    before = log(root)
    for role in BOTH:
        judge(root, role, 1, "include")
        judge(root, role, 2, "exclude", "other-treatment", "coffee, not tea")
    assert settle(root) == {Outcome.FULL_TEXT: 1, Outcome.EXCLUDED: 1}
    after = log(root)
    assert (after[number(1)]["stage"], after[number(1)]["decision"]) == ("full-text", "pending")
    row = after[number(2)]
    assert (row["decision"], row["category"], row["reason"]) == ("exclude", "other-treatment", "coffee, not tea")
    assert {n: row for n, row in after.items() if n not in (number(1), number(2))} == {
        n: row for n, row in before.items() if n not in (number(1), number(2))
    }
    assert not settle(root) and log(root) == after
    load(root)


def test_one_decision_decides_nothing(root):
    judge(root, FIRST, 1, "exclude", "no-result")
    assert not settle(root) and outcome(root) is Outcome.WAITING


@pytest.mark.parametrize(
    ("first", "second"), [("include", "exclude"), ("exclude", "include"), ("include", "unsure"), ("unsure", "unsure")]
)
def test_differing_and_open_decisions_are_a_conflict_that_a_third_decides(root, first, second):
    for role, decision in zip(BOTH, (first, second), strict=True):
        judge(root, role, 1, decision, "no-result" if decision == "exclude" else None)
    assert not settle(root) and outcome(root) is Outcome.CONFLICT
    judge(root, THIRD, 1, "exclude", "other-question", "about yawning")
    assert settle(root) == {Outcome.EXCLUDED: 1}
    assert (log(root)[number(1)]["category"], log(root)[number(1)]["reason"]) == ("other-question", "about yawning")


def test_unsure_counts_as_including_only_where_it_is_declared(root):
    judge(root, FIRST, 1, "include")
    judge(root, SECOND, 1, "unsure")
    assert outcome(root) is Outcome.CONFLICT
    declare(root, "{unsure_goes_on: true}")
    assert settle(root) == {Outcome.FULL_TEXT: 1}
    judge(root, FIRST, 1, "include", stage=FULL)
    judge(root, SECOND, 1, "unsure", stage=FULL)
    assert outcome(root) is Outcome.CONFLICT  # after the full text there is nothing to go on to


def test_one_exclusion_suffices_only_where_it_is_declared_and_nobody_differs(root):
    declare(root, "{one_exclusion: true}")
    judge(root, FIRST, 1, "exclude", "no-result")
    judge(root, FIRST, 2, "exclude", "no-result")
    judge(root, SECOND, 2, "include")
    assert settle(root) == {Outcome.EXCLUDED: 1}
    assert (log(root)[number(1)]["decision"], log(root)[number(2)]["decision"]) == ("exclude", "pending")
    to_full_text(root, 3)
    judge(root, FIRST, 3, "exclude", "no-result", stage=FULL)
    assert outcome(root, 3) is Outcome.WAITING


def test_one_screener_is_enough_where_one_is_declared(root):
    declare(root, "{screeners: [screener 1]}")
    judge(root, FIRST, 1, "exclude", "no-result")
    assert settle(root) == {Outcome.EXCLUDED: 1}


def test_reasons_may_differ_at_title_and_abstract_and_not_at_full_text(root):
    judge(root, FIRST, 1, "exclude", "no-result", "no count")
    judge(root, SECOND, 1, "exclude", "other-question")
    assert settle(root) == {Outcome.EXCLUDED: 1}
    assert (log(root)[number(1)]["category"], log(root)[number(1)]["reason"]) == ("no-result", "no count")
    to_full_text(root, 2)
    judge(root, FIRST, 2, "exclude", "no-result", stage=FULL)
    judge(root, SECOND, 2, "exclude", "other-question", stage=FULL)
    assert outcome(root, 2) is Outcome.CONFLICT


def test_an_exclusion_without_words_has_the_definition_of_its_category(root):
    for role in BOTH:
        judge(root, role, 1, "exclude", "no-own-data")
    settle(root)
    assert log(root)[number(1)]["reason"].startswith("Review, commentary")


def test_what_was_read_is_the_most_that_anybody_had(root):
    judge(root, FIRST, 1, "exclude", "no-result", stage=Stage.TITLE)
    judge(root, SECOND, 1, "exclude", "no-result", stage=Stage.ABSTRACT)
    judge(root, FIRST, 2, "exclude", "no-result", stage=Stage.TITLE)
    judge(root, SECOND, 2, "exclude", "no-result", stage=Stage.TITLE)
    settle(root)
    assert (log(root)[number(1)]["stage"], log(root)[number(2)]["stage"]) == ("abstract", "title")


def test_a_full_text_that_nobody_can_get_waits(root):
    to_full_text(root)
    for role in BOTH:
        judge(root, role, 1, "unsure", "not-accessible", "no copy in three libraries", stage=FULL)
    assert settle(root) == {Outcome.AWAITING: 1}
    assert (log(root)[number(1)]["decision"], log(root)[number(1)]["category"]) == ("awaiting", "not-accessible")
    load(root)


def test_decisions_at_both_stages_are_settled_at_once(root):
    for role in BOTH:
        judge(root, role, 1, "include")
        judge(root, role, 1, "exclude", "no-result", stage=FULL)
    assert settle(root) == {Outcome.FULL_TEXT: 1, Outcome.EXCLUDED: 1}
    assert (log(root)[number(1)]["stage"], log(root)[number(1)]["decision"]) == ("full-text", "exclude")


def test_an_included_record_gets_its_study_file(root):
    to_full_text(root)
    with pytest.raises(DataError, match="not judged by screener 1 and screener 2"):
        include(root, number(1), "xu2024")
    for role in BOTH:
        judge(root, role, 1, "include", stage=FULL)
    assert not settle(root) and outcome(root) is Outcome.INCLUDED
    with pytest.raises(DataError, match="'xu2024' has no file in data/"):
        include(root, number(1), "xu2024")
    with pytest.raises(DataError, match="already the file of r0002"):
        include(root, number(1), "adler2010")
    (root / "data/studies/xu2024.yaml").write_text("id: xu2024\n", "utf-8")  # a file that is not finished yet
    include(root, number(1), "xu2024")
    row = log(root)[number(1)]
    assert (row["decision"], row["study"], row["stage"]) == ("include", "xu2024", "full-text")
    with pytest.raises(DataError, match="its decision is include"):
        include(root, number(1), "xu2024")


def test_a_decision_takes_the_place_of_the_former_one_and_undoing_brings_it_back(root):
    old = judge(root, FIRST, 1, "include")
    judge(root, FIRST, 2, "include")
    new = old.model_copy(update={"decision": "unsure"})
    assert keep(root, FIRST, new) == old
    assert [one.record for one in open_desk(root).decisions.of(FIRST)] == [number(2), number(1)]
    withdraw(root, FIRST, open_desk(root).decisions.of(FIRST)[-1], old)
    assert old in open_desk(root).decisions.of(FIRST) and len(open_desk(root).decisions.of(FIRST)) == 2


def test_the_file_of_a_role_holds_its_decisions_in_order(root):
    judge(root, FIRST, 2, "exclude", "no-result", "one, two; “three”")
    judge(root, FIRST, 1, "include")
    text = (root / "data/screening/decisions/screener-1.csv").read_text("utf-8")
    assert text.splitlines() == [
        "record,stage,decision,category,reason,date",
        f'{number(2)},abstract,exclude,no-result,"one, two; “three”",{DAY}',
        f"{number(1)},abstract,include,,,{DAY}",
    ]


HEAD = "record,stage,decision,category,reason,date\n"


@pytest.mark.parametrize(
    ("role", "lines", "message"),
    [
        (FIRST, "r9999,abstract,include,,,2024-03-01", r"screener-1.csv:2 r9999.record: 'r9999' is no record"),
        (
            FIRST,
            "r0056,abstract,maybe,,,2024-03-01",
            "decision: 'maybe' is not allowed.*Allowed: include, exclude, unsure",
        ),
        (FIRST, "r0056,abstract,exclude,,,2024-03-01", "category: an exclusion has one of no-own-data"),
        (FIRST, "r0056,abstract,exclude,not-judged,,2024-03-01", "'not-judged' does not go with exclude"),
        (FIRST, "r0056,abstract,include,no-result,,2024-03-01", "does not go with include. Leave it empty"),
        (FIRST, "r0056,abstract,include,,,1.3.24", "'1.3.24' is not a date"),
        (FIRST, "r0056,abstract,include,,none,2024-03-01", "'none' is no text"),
        (FIRST, "r0056,title,include,,,2024-03-01\nr0056,abstract,include,,,2024-03-01", "csv:3 .* decided on twice"),
        (THIRD, "r0056,abstract,include,,,2024-03-01", "adjudicator-1.csv:2 r0056.reason: is missing"),
        (THIRD, "r0056,abstract,unsure,,see,2024-03-01", "by include or exclude, or by unsure with what"),
        ("screener 3", "r0056,abstract,include,,,2024-03-01", "'screener-3' is no role under `screening`"),
    ],
)
def test_faulty_files_of_decisions_are_refused(root, role, lines, message):
    file = root / decisions_file(role)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(HEAD + lines + "\n", "utf-8")
    with pytest.raises(DataError, match=message):
        load(root)
    untouched = (root / "data/screening/records.csv").read_bytes()
    with pytest.raises(DataError, match=message):
        settle(root)
    assert (root / "data/screening/records.csv").read_bytes() == untouched


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ("{screeners: [screener 1, screener 1]}", "each role once"),
        ("{screeners: [screener 1], conflicts: screener 1}", "is a screener. Name another role, or `consensus`"),
        ("{screeners: [Anna]}", "'Anna' is not a role"),
        ("{screeners: [screener 1], one_exclusion: true}", "with one screener, every exclusion is one"),
    ],
)
def test_faulty_rules_are_refused(root, rule, message):
    declare(root, rule)
    with pytest.raises(DataError, match=message):
        load(root)


def test_a_fault_in_another_file_stops_no_screening(root):
    (root / "data/studies/adler2010.yaml").write_text("id: [", "utf-8")
    for role in BOTH:
        judge(root, role, 1, "include")
    assert settle(root) == {Outcome.FULL_TEXT: 1}


def test_the_log_keeps_its_shape(root):
    """As a spreadsheet saved it: semicolons, Windows line ends, an empty line."""
    file = root / "data/screening/records.csv"
    rows = list(csv.reader(io.StringIO(file.read_text("utf-8"))))
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows([*rows, [""] * len(rows[0])])
    file.write_bytes(out.getvalue().encode())
    for role in BOTH:
        judge(root, role, 1, "include")
    settle(root)
    old, new = out.getvalue().split("\r\n"), file.read_bytes().decode().split("\r\n")
    assert len(old) == len(new)
    (changed,) = [(a, b) for a, b in zip(old, new, strict=True) if a != b]
    assert changed[0].replace(";abstract;", ";full-text;") == changed[1]


def test_the_book_shows_how_far_the_screeners_agree(root):
    assert "No record was judged by two people." in Book(load(root)).flow.agreement().data
    for one in (1, 2, 3):
        judge(root, FIRST, one, "include")
    judge(root, SECOND, 1, "include")
    judge(root, SECOND, 2, "exclude", "no-result", "no result on tea")
    shown = Book(load(root)).flow.agreement().data
    assert "screener 1 and screener 2" in shown
    assert "0.50 (95% CI" in shown.replace("\\", "")
