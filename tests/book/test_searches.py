"""The appendix on searches: account of the runs, what the strings find among what is included, what sources miss."""

import re
import shutil
from dataclasses import replace

import pytest

from helpers import change
from livingreview.book import Book
from livingreview.cli import main
from livingreview.records import Reference
from livingreview.schema import RecordKind, SearchStatus
from livingreview.search.strategies import Verdict
from livingreview.subjects.publications.model import KINDS
from livingreview.subjects.results import Results
from livingreview.subjects.searches.model import (
    by_line,
    by_term,
    caught,
    expected,
    gaps,
    known,
    left_out,
    printed,
    sensitivity,
    with_words,
)
from livingreview.subjects.searches.table import gaps as gaps_table
from livingreview.subjects.searches.table import runs as runs_table
from livingreview.subjects.searches.table import sensitivity as sensitivity_table

KEYS_OF_CLINICAL = 18  # reports in the invented review of people given tea


def declared(review, database, name, text=None, **changes):
    """The review with another search string, and other fields of its search."""
    searches = [
        search.model_copy(
            update={"strategies": {**search.strategies, **({name: text} if text else {})}, **changes}
            if search.database == database
            else {}
        )
        for search in review.config.searches
    ]
    return replace(review, config=review.config.model_copy(update={"searches": searches}), _frames={})


def found_by(review, database, name, verdict=Verdict.FOUND):
    (one,) = (s for s in sensitivity(review) if (s.strategy.database, s.strategy.name) == (database, name))
    return one.keys(verdict)


def test_every_kind_of_publication_can_be_expected():
    assert {*KINDS, "trial", "background"} == {str(kind) for kind in RecordKind}


def test_included_records_are_all_files_each_of_one_kind(review):
    records = known(review)
    assert sorted(record.key for record in records) == sorted(review.files)
    aimed = len([record for record in records if record.kind in (RecordKind.TREATED, RecordKind.MIXED)])
    assert aimed == KEYS_OF_CLINICAL
    direct = sum(record.kind is RecordKind.DIRECT for record in records)
    assert sum(left_out(review).values()) == len(records) - aimed - direct


def test_a_string_is_tried_on_the_kinds_of_its_aim_only(review):
    (clinical,) = (s for s in sensitivity(review) if (s.strategy.database, s.label) == ("Teabase", "Clinical"))
    assert len(clinical.tried) == KEYS_OF_CLINICAL
    assert clinical.keys(Verdict.OPEN) == ["baker2011", "carter2012"]  # "Tea or Sugar, with Honey", "... Fizzy Drinks"
    assert not clinical.keys(Verdict.NOT_FOUND)


def test_a_string_for_titles_certainly_misses_what_has_no_such_title(review):
    strict = declared(review, "Teabase", "clinical", "tea[ti] AND hiccup*[ti]")
    assert found_by(strict, "Teabase", "clinical", Verdict.NOT_FOUND) == ["baker2011", "carter2012"]
    words = Results(strict)["searches.found"].text
    assert "16 of 18 (Teabase)" in words and "certainly missed: 2 in all" in words


def test_gaps_name_the_concept_that_the_words_lack_and_the_databases(review):
    strict = declared(review, "Teabase", "clinical", "tea[ti] AND hiccup*[ti]")
    by_key = {(gap.key, gap.name): gap for gap in gaps(strict, sensitivity(strict))}
    baker = by_key["baker2011", "clinical"]
    assert baker.lacking == {"tea": ("Spasm Index",), "hiccups": ("Teabase", "Spasm Index")}
    assert baker.missed == ("Teabase",) and baker.of == 2
    row = next(row for row in gaps_table(strict, [baker]).rows)
    assert row[3] == "no word for tea (Spasm Index) and for hiccups"
    assert row[4] == "not found in Teabase"


def test_tables_count_what_was_judged(review):
    for row in sensitivity_table(sensitivity(review)).rows:
        assert int(row[2]) == sum(map(int, row[3:6]))


def test_a_database_of_one_language_or_design_is_expected_to_find_these_only(review):
    chinese = declared(review, "Teabase", "clinical", languages=["Chinese"])
    (one, *_) = sensitivity(chinese)
    assert not one.tried
    assert sensitivity_table([one]).rows[0][2:] == ["0", "", "", ""]
    designs = {str(study.design) for study in review.publications.values()}
    trials = declared(review, "Teabase", "clinical", designs=["rct"])
    (one, *_) = sensitivity(trials)
    assert {str(review.publications[key].design) for key in one.tried} == {"rct"}
    assert len(designs) > 1 and one.tried


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Tea for all", "Tea for all"),
        ("[Tea for all]", "Tea for all"),
        ("[Tea for all].", "Tea for all"),
        ("[Title not accessible] A study of tea", ""),
        ("Tea for [title cut; on hiccups]", "Tea for"),
        ("茶 [tea]", "茶"),
    ],
)
def test_words_that_are_not_of_the_publication_are_not_searched(title, words):
    assert printed(title) == words


def test_words_of_whole_records_are_used_where_they_are_at_hand(review):
    records = known(review)
    baker = next(record for record in records if record.key == "baker2011")
    whole = Reference("teabase", "9", title="Other", doi=baker.reference.doi, abstract="No spasm.", keywords=("rest",))
    (one, *_) = sensitivity(review, with_words(records, [whole]))
    assert one.tried["baker2011"].verdict is Verdict.OPEN  # without a field, headings may have the word
    strict = declared(review, "Teabase", "clinical", "tea[tiab] AND hiccup*[tiab]")
    (one, *_) = sensitivity(strict, with_words(records, [whole]))
    assert one.tried["baker2011"].verdict is Verdict.NOT_FOUND
    hit = replace(whole, abstract="Hiccups stopped.")
    (one, *_) = sensitivity(strict, with_words(records, [hit]))
    assert one.tried["baker2011"].verdict is Verdict.FOUND


def test_lines_and_terms_count_the_records_that_have_them(review):
    text = '"Tea"[Mesh]\nOR tea[ti] OR milk[ti]'
    made = declared(review, "Teabase", "clinical", f"({text})\nAND hiccup*[tiab]")
    strategy = sensitivity(made)[0].strategy
    records = expected(made, known(made), strategy)
    assert [(one.line, len(one.found), one.headings) for one in by_line(strategy, records)] == [
        (1, 0, True), (2, 18, False), (3, 16, False)
    ]  # fmt: skip
    alone = {one.text: len(one.alone) for one in by_term(strategy, records)}
    assert alone["tea [ti]"] == 18 and alone["milk [ti]"] == 0


def test_numbered_lines_count_what_they_ask_for(review):
    made = declared(review, "Teabase", "clinical", "#1 tea[ti]\n#2 hiccup*[ti]\n#3 #1 AND #2")
    strategy = sensitivity(made)[0].strategy
    lines = by_line(strategy, expected(made, known(made), strategy))
    assert [len(one.found) for one in lines] == [18, 16, 16]


def test_the_account_of_a_run_says_whether_its_string_was_changed(review):
    (row,) = runs_table(review).rows
    assert row[0] == "Teabase, Kettle"
    assert row[2] == "clinical\\: as printed"
    assert row[3] == "Reports from 1990 on."
    assert row[4:7] == ["5", "5", "4"]
    assert "information specialist 2" in row[7]
    (changed,) = runs_table(declared(review, "Teabase", "clinical", "tea AND spasm")).rows
    assert "was changed after this run" in changed[2] and "1604223ab19a" in changed[2]
    gone = declared(review, "Teabase", "clinical", strategies={"other": "tea AND hiccup*"})
    (gone,) = runs_table(gone).rows
    assert "no longer among the strings" in gone[2]


def test_sources_of_a_publication_include_those_of_its_duplicates(review):
    one = next(record for record in review.log if record.study in review.publications)
    another = one.model_copy(
        update={"record": "r9999", "decision": "duplicate", "study": None, "duplicate_of": one.record, "log": "spasms"}
    )
    made = declared(review, "Spasm Index", "clinical", log="spasms", status=SearchStatus.RUN)
    assert {"Spasm Index"} not in caught(made)
    with_duplicate = replace(made, log=(*made.log, another), _frames={})
    assert sum("Spasm Index" in by for by in caught(with_duplicate)) == 1


def test_what_sources_miss_is_refused_or_estimated_in_words(review):
    words = "searches.missed"
    none = declared(review, "Teabase", "clinical", status=SearchStatus.NOT_RUN)
    assert "no search of the protocol was run" in Results(none)[words].text
    assert "at least two sources" in Results(review)[words].text
    two = declared(review, "Spasm Index", "clinical", log="hand", status=SearchStatus.RUN)
    many = [record.model_copy(update={"log": "teabase;hand"}) if i % 2 else record for i, record in enumerate(two.log)]
    text = Results(replace(two, log=tuple(many), _frames={}))[words].text
    assert re.search(r"found \d+ eligible publications; they are estimated to miss \d+ \(95% CI \d+ to \d+\)\.", text)


def test_pages_are_drawn_for_a_review_without_aims_or_runs(review):
    config = review.config.model_copy(update={"strategy_aims": {}})
    bare = Book(replace(review, config=config, _frames={}))
    assert "judged on what could be searched: none.*" in bare.searches.sensitivity().data
    assert "and why: none.*" in bare.searches.gaps().data
    assert bare.results["searches.found"].text == "No strategy was tried on the included records."


@pytest.fixture
def copied(pristine_review, tmp_path):
    return shutil.copytree(pristine_review, tmp_path / "review")


def test_the_command_prints_what_each_line_finds(copied, capsys):
    assert main(["--root", str(copied), "strategies", "--test"]) == 0
    printed_lines = capsys.readouterr().out
    assert "Teabase, strategy 'clinical': of 18 included records to find" in printed_lines
    assert "  line 1: 18  tea AND hiccup*" in printed_lines
    assert "(finds none of them)  camellia AND singultus" in printed_lines


def test_the_command_fails_for_an_error_and_for_a_certain_miss(copied, capsys):
    file = copied / "data" / "review.yaml"
    change(file, '"tea AND hiccup*"', '"(tea AND hiccup*"')
    assert main(["--root", str(copied), "strategies"]) == 1
    assert "Teabase, strategy 'clinical', line 1, column 1: this parenthesis is not closed" in capsys.readouterr().out
    change(file, '"(tea AND hiccup*"', '"tea[ti] AND hiccup*[ti]"')
    assert main(["--root", str(copied), "strategies"]) == 0
    assert main(["--root", str(copied), "strategies", "--test"]) == 1
    captured = capsys.readouterr()
    assert "  not found: baker2011, carter2012" in captured.out
    assert "Certainly not found by a string that is to find it: two records." in captured.err
