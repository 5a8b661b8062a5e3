"""`review extract resolve`: decisions become data, both readings are kept, and nothing is half done."""

from datetime import date

import pytest
import yaml
from corruption import ADLER, REVIEW
from second_readings import ADLER_2, READING, write_reading

from helpers import change, files_of
from livingreview import DataError, load
from livingreview.cli import main
from livingreview.contributing.extract.resolving import resolve
from livingreview.contributing.extract.template import template
from livingreview.contributing.study.removing import remove
from livingreview.contributing.study.renaming import rename
from livingreview.store.comparing import compared_in

FIRST, DECISIONS = "data/extractions/extractor-1/adler2010.yaml", "data/extractions/decisions/adler2010.yaml"
NEW_ROW = """\
  - {arm: tea, group: all, outcome: return, when: after-stop, printed: 12%, source: 2, at: Text}
safety:
"""
EXTRA = READING.replace("safety:\n", NEW_ROW).replace(
    'again", kind: abstract}\n',
    'again", kind: abstract}\n  - {id: 2, url: "https://example.org/new", kind: abstract}\n',
)


def decided(root, take=None, **entries):
    """The template with every difference decided: as `take` (by place and field) says, else for the first reading."""
    (compared,) = compared_in(load(root))
    content = yaml.safe_load(template(compared, date(2024, 2, 5)))
    for one in content["differences"]:
        row = one.get("first", f"new {one.get('second')}")
        place = row + (f".{one['field']}" if "field" in one else "")
        one |= {"take": "first", "reason": "Looked up again.", "role": "adjudicator 1"}
        one |= (take or {}).get(place, {})
    content |= {"settled_on": "2024-02-05"} | entries
    file = root / "decided.yaml"
    file.write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True), "utf-8")
    return file


def test_each_kind_of_decision_becomes_data(review_copy):
    write_reading(review_copy, EXTRA)
    before = (review_copy / ADLER).read_text("utf-8").splitlines()
    take = {
        "efficacy[1].events": {"take": "second"},
        "efficacy[1].printed": {"take": "second"},
        "efficacy[2]": {"take": "second"},  # only the first reading has it
        "efficacy[4]": {"take": "not-seen"},
        "new efficacy[4]": {"take": "second"},
    }
    done = resolve(review_copy, "adler2010", decided(review_copy, take))
    study = load(review_copy).publications["adler2010"]
    assert (study.efficacy[1].events, study.efficacy[1].printed) == (28, "47%")
    assert (done.changed, done.added, done.removed, done.checked) == (2, 1, 1, True)
    assert [row.outcome for row in study.efficacy if row.month == 3] == ["full", "part"]
    assert study.efficacy[-1].outcome == "return"
    assert {source.id: source.url for source in study.sources}[study.efficacy[-1].source] == "https://example.org/new"
    assert study.extraction.checked_by == "extractor 2"
    after = (review_copy / ADLER).read_text("utf-8").splitlines()
    assert len([line for line in before if line not in after]) == 3  # changed, gone, and given its text


def test_both_readings_are_kept_and_agreement_stays_what_it_was(review_copy):
    write_reading(review_copy)
    (before,) = compared_in(load(review_copy))
    seconds = ("efficacy[1].events", "efficacy[1].printed", "efficacy[2]")
    resolve(review_copy, "adler2010", decided(review_copy, {place: {"take": "second"} for place in seconds}))
    (after,) = compared_in(load(review_copy))
    assert after.rows == before.rows
    assert (review_copy / ADLER_2).read_text("utf-8") == READING
    assert (review_copy / FIRST).is_file() and (review_copy / DECISIONS).is_file()


def test_a_third_value_brings_its_place_and_a_conflict_stays_visible(review_copy):
    write_reading(review_copy, READING.replace("printed: 65%", "printed: 66%"))
    take = {
        "efficacy[1].events": {"take": "third", "value": 27, "source": 3, "at": "line 4"},
        "efficacy[1].printed": {"take": "conflict", "reason": "Text and table differ."},
        "efficacy[6].printed": {"take": "conflict", "reason": "Both are printed."},
    }
    resolve(review_copy, "adler2010", decided(review_copy, take))
    rows = load(review_copy).publications["adler2010"].efficacy
    assert (rows[1].events, rows[1].source, rows[1].at) == (27, 3, "line 4")
    assert rows[1].conflict == "printed: extractor 2 read 47%. Text and table differ."
    assert rows[6].printed == "65%" and "extractor 2 read 66%" in rows[6].conflict


def test_a_time_in_words_replaces_a_month(review_copy):
    write_reading(review_copy, READING.replace("outcome: relief, month: 12", "outcome: relief, when: follow-up"))
    resolve(review_copy, "adler2010", decided(review_copy, {"efficacy[6].time": {"take": "second"}}))
    row = load(review_copy).publications["adler2010"].efficacy[6]
    assert (row.month, row.when) == (None, "follow-up")


@pytest.mark.parametrize(
    ("take", "entries", "word"),
    [
        ({"efficacy[1].events": {"take": "third"}}, {}, "value: is missing"),
        ({"efficacy[1].events": {"take": "perhaps"}}, {}, "perhaps"),
        ({"efficacy[1].events": {"reason": "none"}}, {}, "no text"),
        ({"efficacy[1].events": {"second_says": "29"}}, {}, "not what the second reading gives"),
        ({"efficacy[1].events": {"field": "p"}}, {}, "no difference"),
        ({"efficacy[2]": {"take": "conflict"}}, {}, "for a field"),
        ({"arms[0].trough_target": {"take": "second"}}, {}, "nothing to take"),
        ({"arms[0].trough_target": {"take": "conflict"}}, {}, "cannot say"),
        ({}, {"second": "extractor 3"}, "no reading of adler2010 by extractor 3"),
        ({}, {"differences": []}, "is not settled"),
        ({"efficacy[1].events": {"take": "second"}}, {}, "printed"),  # 28 of 60 is not 45%: the check refuses it
    ],
)
def test_decisions_that_do_not_fit_change_nothing(take, entries, word, review_copy):
    write_reading(review_copy)
    file = decided(review_copy, take, **entries)
    before = files_of(review_copy)
    with pytest.raises(DataError) as caught:
        resolve(review_copy, "adler2010", file)
    assert word in str(caught.value)
    after = {name: content for name, content in files_of(review_copy).items() if ".review/" not in str(name)}
    assert after == before


def test_an_unfilled_template_names_what_is_missing(review_copy, capsys):
    write_reading(review_copy)
    file = review_copy / "template.yaml"
    arguments = ["--root", str(review_copy), "extract"]
    assert main([*arguments, "compare", "adler2010", "--write", str(file)]) == 0
    assert main([*arguments, "compare", "adler2010", "--write", str(file)]) == 1  # a begun file is not replaced
    assert main([*arguments, "resolve", "adler2010", "--decisions", str(file)]) == 1
    assert "differences[0].take" in capsys.readouterr().err


def test_a_reading_of_a_part_is_no_check_of_the_whole(review_copy):
    text = READING.replace("parts: [population, groups, arms, efficacy, safety]", "parts: [efficacy]")
    population = "population: {age: not-stated, line: stubborn, enrolled: 60, source: 1, at: Abstract}\n"
    write_reading(review_copy, text.replace(population, "").split("safety:\n")[0])
    done = resolve(review_copy, "adler2010", decided(review_copy))
    assert not done.checked and load(review_copy).publications["adler2010"].extraction.checked_by is None


def problems(root):
    with pytest.raises(DataError) as caught:
        load(root)
    return "\n".join(map(str, caught.value.problems))


def test_checked_needs_a_second_reading_only_where_the_review_asks(review_copy):
    text = (review_copy / ADLER).read_text("utf-8")
    (review_copy / ADLER).write_text(f"{text}extraction: {{checked_by: extractor 2}}\n", "utf-8")
    load(review_copy)
    change(review_copy / "data/studies/grant2017.yaml", ", checked_by: extractor 2", "")
    change(review_copy / REVIEW, "counts_say_origin: true", "counts_say_origin: true\nchecked_means_read_twice: true")
    assert "extraction.checked_by: there is no reading of adler2010 by extractor 2" in problems(review_copy)
    write_reading(review_copy)
    assert "extraction.checked_by: the differences between the readings" in problems(review_copy)
    (review_copy / ADLER).write_text(text, "utf-8")
    resolve(review_copy, "adler2010", decided(review_copy))
    load(review_copy)
    change(
        review_copy / ADLER_2,
        "parts: [population, groups, arms, efficacy, safety]",
        "parts: [population, efficacy, safety]",
    )
    assert "extraction.checked_by: extractor 2 read a part of it only" in problems(review_copy)


@pytest.mark.parametrize(
    ("file", "old", "new", "word"),
    [
        (DECISIONS, "first: efficacy[2]", "first: efficacy[0]", "no difference"),
        (DECISIONS, "id: adler2010", "id: adler2011", "not the name of the file"),
        (DECISIONS, "second: extractor 2", "second: extractor 3", "no reading"),
        (ADLER_2, "events: 28", "events: 29", "not what the second reading gives"),
        (ADLER_2, "read_on", "frozen_on", "only the first reading"),
    ],
)
def test_what_was_settled_is_checked_ever_after(file, old, new, word, review_copy):
    write_reading(review_copy, READING.replace("printed: 47%, ", "conflict: odd, printed: 47%, "))
    resolve(review_copy, "adler2010", decided(review_copy))
    change(review_copy / file, old, new)
    assert word in problems(review_copy)


def test_a_settled_publication_is_not_settled_again(review_copy):
    write_reading(review_copy)
    file = decided(review_copy)
    resolve(review_copy, "adler2010", file)
    with pytest.raises(DataError, match="settled already"):
        resolve(review_copy, "adler2010", file)


def test_readings_and_decisions_follow_a_publication_that_is_renamed(review_copy):
    write_reading(review_copy)
    resolve(review_copy, "adler2010", decided(review_copy))
    rename(review_copy, "adler2010", "adler2010b")
    review = load(review_copy)
    assert {key for readings in review.readings.values() for key in readings} == {"adler2010b"}
    assert [one.key for one in compared_in(review)] == ["adler2010b"] == list(review.settled)


def test_a_reading_goes_with_a_publication_that_is_removed(review_copy):
    text = "id: kemp\nrole: extractor 2\nread_on: 2024-02-03\nparts: [findings]\n"
    name = "data/extractions/extractor-2/kemp.yaml"
    write_reading(review_copy, text + "not_seen:\n  - {part: everything, why: The page is gone.}\n", name)
    assert f"{name}: deleted" in remove(review_copy, "kemp", write=False).changes


def test_a_third_time_is_months_or_words(review_copy):
    write_reading(review_copy, READING.replace("outcome: relief, month: 12", "outcome: relief, month: 10"))
    third = {"take": "third", "source": 2, "at": "line 4"}
    file = decided(review_copy, {"efficacy[6].time": {**third, "value": "follow-up"}})
    resolve(review_copy, "adler2010", file)
    row = load(review_copy).publications["adler2010"].efficacy[6]
    assert (row.month, row.when, row.source, row.at) == (None, "follow-up", 2, "line 4")
    line = next(one for one in (review_copy / ADLER).read_text("utf-8").splitlines() if "line 4" in one)
    assert "outcome: relief, when: follow-up, printed" in line  # where the month was


def test_a_third_time_in_months_replaces_words(review_copy):
    change(review_copy / ADLER, "month: 12, printed: 65%", "when: follow-up, printed: 65%")
    write_reading(review_copy)
    third = {"take": "third", "value": 11, "source": 1, "at": "Abstract"}
    resolve(review_copy, "adler2010", decided(review_copy, {"efficacy[6].time": third}))
    row = load(review_copy).publications["adler2010"].efficacy[6]
    assert (row.month, row.when) == (11, None)


def test_a_field_that_no_source_prints_is_emptied(review_copy):
    write_reading(review_copy)
    resolve(review_copy, "adler2010", decided(review_copy, {"arms[0].trough_target": {"take": "empty"}}))
    assert load(review_copy).publications["adler2010"].arms[0].trough_target is None


def test_a_field_that_every_row_needs_is_not_emptied(review_copy):
    write_reading(review_copy, READING.replace("outcome: relief, month: 12", "outcome: relief, month: 10"))
    with pytest.raises(DataError, match="month"):
        resolve(review_copy, "adler2010", decided(review_copy, {"efficacy[6].time": {"take": "empty"}}))


def test_a_sum_follows_the_time_of_its_parts(review_copy):
    text = READING.replace("events: 28,", "events: 27,").replace("printed: 47%", "printed: 45%")
    write_reading(review_copy, text.replace("month: 3", "month: 4"))
    change(review_copy / ADLER, "events: 51, n: 60, printed: 85%", "events: 51, n: 60")
    seconds = {f"efficacy[{i}].time": {"take": "second"} for i in (0, 1)}
    done = resolve(review_copy, "adler2010", decided(review_copy, seconds))
    row = load(review_copy).publications["adler2010"].efficacy[2]
    assert (row.month, row.events, row.how) == (4, 51, "24 + 27 printed full and partial relief")
    assert done.notices == ("efficacy[2] (relief) is a sum and has followed its parts.",)


def test_a_sum_follows_the_counts_of_its_parts(review_copy):
    write_reading(review_copy)
    change(review_copy / ADLER, "events: 51, n: 60, printed: 85%", "events: 51, n: 60")
    seconds = {f"efficacy[1].{field}": {"take": "second"} for field in ("events", "printed")}
    resolve(review_copy, "adler2010", decided(review_copy, seconds))
    row = load(review_copy).publications["adler2010"].efficacy[2]
    assert (row.events, row.n, row.how) == (52, 60, "24 + 28 printed full and partial relief")


def test_a_sum_of_which_one_part_moves_is_named(review_copy):
    write_reading(review_copy, READING.replace("outcome: full, month: 3", "outcome: full, month: 4"))
    done = resolve(review_copy, "adler2010", decided(review_copy, {"efficacy[0].time": {"take": "second"}}))
    assert load(review_copy).publications["adler2010"].efficacy[2].month == 3
    assert any("efficacy[2] (relief) is the sum of rows that now differ" in one for one in done.notices)


@pytest.mark.parametrize(
    ("url", "number", "sources"),
    [("http://www.example.org/adler/full/", 2, 4), ("https://example.org/elsewhere", 5, 5)],
)
def test_values_of_the_second_reading_bring_its_source_in_the_numbers_of_the_file(url, number, sources, review_copy):
    text = READING.replace("https://example.org/adler/again", url)
    write_reading(
        review_copy, text.replace("printed: 47%, source: 1, at: Abstract", "printed: 47%, source: 1, at: Text")
    )
    seconds = ("efficacy[1].events", "efficacy[1].printed", "efficacy[2]")
    resolve(review_copy, "adler2010", decided(review_copy, {place: {"take": "second"} for place in seconds}))
    study = load(review_copy).publications["adler2010"]
    assert (study.efficacy[1].source, study.efficacy[1].at) == (number, "Text")
    assert len(study.sources) == sources


def test_a_place_that_differs_in_a_capital_letter_only_is_the_same_place(review_copy):
    text = READING.replace("https://example.org/adler/again", "https://example.org/adler/abstract")
    text = text.replace("printed: 47%, source: 1, at: Abstract", "printed: 47%, source: 1, at: abstract")
    write_reading(review_copy, text)
    seconds = ("efficacy[1].events", "efficacy[1].printed", "efficacy[2]")
    resolve(review_copy, "adler2010", decided(review_copy, {place: {"take": "second"} for place in seconds}))
    row = load(review_copy).publications["adler2010"].efficacy[1]
    assert (row.events, row.source, row.at) == (28, 1, "Abstract")


def test_a_row_of_values_of_both_readings_names_both_places(review_copy):
    write_reading(review_copy, READING.replace("events: 28, n: 60, count", "events: 28, n: 60, conflict: odd, count"))
    change(review_copy / ADLER, "events: 27, n: 60, printed", "events: 27, n: 60, conflict: odd, printed")
    seconds = ("efficacy[1].events", "efficacy[2]")
    resolve(review_copy, "adler2010", decided(review_copy, {place: {"take": "second"} for place in seconds}))
    row = load(review_copy).publications["adler2010"].efficacy[1]
    assert (row.source, row.at) == (1, "Abstract; events: Abstract in source 5")


def test_rows_come_in_the_order_of_fields_and_parts_of_the_file(review_copy):
    write_reading(review_copy, EXTRA.replace("None by six months", "Few by six months"))
    text = (review_copy / ADLER).read_text("utf-8")
    start, end = text.index("safety:\n"), text.index("risk_of_bias:")
    (review_copy / ADLER).write_text(text[:start] + text[end:], "utf-8")
    take = {"new efficacy[4]": {"take": "second"}, "new safety[0]": {"take": "second"}}
    resolve(review_copy, "adler2010", decided(review_copy, take))
    lines = (review_copy / ADLER).read_text("utf-8").splitlines()
    row = next(line for line in lines if "after-stop" in line)
    assert row.lstrip(" -{").split(":")[0] == "arm"
    assert row.index("outcome") < row.index("when") < row.index("printed") < row.index("source")
    assert lines.index("safety:") == lines.index("risk_of_bias:") - 2


NAMED = READING.replace(
    "safety:\n",
    """\
  - {arm: tea, group: all, outcome: predictor, when: not-stated, source: 1, at: Abstract,
     relates: {feature: youth, of: full, direction: up}, says: The young did better.}
safety:
""",
).replace("not_seen:\n  - {part: efficacy, of: predictor, why: The abstract is cut before it.}\n", "")


def test_rows_that_two_readers_name_differently_are_one_datum(review_copy):
    write_reading(review_copy, NAMED)
    (compared,) = compared_in(load(review_copy))
    assert {row.state for row in compared.rows if row.first == "efficacy[7]" or row.second == "efficacy[4]"} == {
        "first only",
        "second only",
    }
    assert "efficacy[4] (youth) of the second reading may be the same" in template(compared, date(2024, 2, 5))
    file = decided(review_copy)
    content = yaml.safe_load(file.read_text("utf-8"))
    content["same"] = [{"first": "efficacy[7]", "second": "efficacy[4]"}]
    content["differences"] = [
        one
        for one in content["differences"]
        if one.get("first") != "efficacy[7]" and one.get("second") != "efficacy[4]"
    ]
    file.write_text(yaml.safe_dump(content, sort_keys=False), "utf-8")
    resolve(review_copy, "adler2010", file)
    review = load(review_copy)
    (compared,) = compared_in(review)
    (row,) = [row for row in compared.rows if row.first == "efficacy[7]"]
    assert (row.second, row.state) == ("efficacy[4]", "agrees")
    assert len([row for row in review.publications["adler2010"].efficacy if row.outcome == "predictor"]) == 2


@pytest.mark.parametrize(
    ("same", "word"),
    [
        ([{"first": "efficacy[7]", "second": "safety[0]"}], "of two parts"),
        ([{"first": "efficacy[99]", "second": "efficacy[4]"}], "no efficacy[99] in the first reading"),
        ([{"first": f"efficacy[{i}]", "second": "efficacy[4]"} for i in (7, 8)], "named twice"),
        ([{"first": "arms[0]", "second": "arms[0]"}], "arms[0]"),
    ],
)
def test_what_is_called_the_same_must_be_there_once(same, word, review_copy):
    write_reading(review_copy, NAMED)
    with pytest.raises(DataError) as caught:
        resolve(review_copy, "adler2010", decided(review_copy, same=same))
    assert word in str(caught.value)


def test_results_that_chapters_print_and_that_are_gone_are_named(review_copy):
    write_reading(review_copy, READING.replace("outcome: relief, month: 12", "outcome: relief, when: follow-up"))
    change(
        review_copy / "chapters/index.md",
        "Relief in",
        "First {result}`datum.adler2010.tea.all.relief.12`.\n\nRelief in",
    )
    done = resolve(review_copy, "adler2010", decided(review_copy, {"efficacy[6].time": {"take": "second"}}))
    (notice,) = done.notices
    assert "chapters/index.md:3" in notice and "datum.adler2010.tea.all.relief.12" in notice and "follow-up" in notice
