"""Questions of practice: every report is listed with its source, patients of the condition first, and gaps are said."""

import re
from dataclasses import replace

import pytest
from tiny_review import write_tiny_review

from helpers import change
from livingreview import load
from livingreview.book import Book
from livingreview.subjects.practice import table as tables
from livingreview.subjects.practice.model import answers
from livingreview.subjects.practice.words import NOTHING
from livingreview.subjects.results import Results


def test_lines_of_a_question_name_their_source_and_patients_of_the_condition_come_first(review):
    found = answers(review)["dose"]
    assert [line.direct for line in found.lines] == [True] * 7 + [False]
    assert found.lines[0].study == "adler2010"
    assert found.lines[0].text == "Dose 2 to 4 cups/day. Regimen: 2-4 cups a day"
    assert all(line.at for line in found.lines)
    assert found.lines[-1].study == "frost2016", "its patients are not all of one condition that may be pooled"


def test_a_sentence_gives_the_range_by_unit_and_how_many_arms_it_rests_on(results):
    assert results["practice.dose.direct"].text == (
        "Dose 1 to 6 cups/day (seven of twelve arms); measured trough level 5 to 8 g/L (one of twelve arms)."
    )
    assert "0.5 to 1 cups/stone/day (one of five arms)" in results["practice.dose.elsewhere"].text


def test_a_note_shares_the_brackets_in_which_a_value_ends(review):
    texts = [line.text for line in answers(review)["harm"].lines]
    assert "Return of hiccups, after stopping: 29% (no count accessible; denominator not stated)" in texts
    assert "Return of hiccups, after stopping: 5 (denominator not accessible)" in texts


def test_a_question_without_any_report_says_so(results, review):
    assert results["practice.price.answer"].text == NOTHING
    assert results["practice.silent"].text == "price"
    overview = tables.overview(review, answers(review))
    assert next(row for row in overview.rows if "Price" in row[0])[1:] == [NOTHING, NOTHING]


def test_background_never_counts_as_a_report_on_the_condition(results):
    for question in ("entry", "mixing", "tongue"):
        assert results[f"practice.{question}.direct-lines"].text == "0"
        assert not results[f"practice.{question}.elsewhere"].text.startswith("Not reported")
    assert results["practice.without-direct"].text == "entry, mixing, tongue or price"


def test_interactions_say_which_way_the_level_goes(review):
    texts = [line.text for line in answers(review)["mixing"].lines]
    assert any(text.startswith("Milk: level lowered; sugar: level raised.") for text in texts)


def test_words_are_found_by_their_beginning_and_not_inside_other_words(review_copy):
    change(review_copy / "data/review.yaml", "mentions: [tong]", "mentions: [ongue]")
    assert not answers(load(review_copy))["tongue"].lines


def test_words_are_not_looked_for_in_values_of_other_treatments(review_copy):
    """A point on another treatment is no answer on this one."""
    change(review_copy / "data/context/scott2009.yaml", "purpose: pharmacology", "purpose: burden")
    assert {line.study for line in answers(load(review_copy))["tongue"].lines} == {"turner2010"}


def test_a_dose_that_nobody_gives_is_said_with_the_number_of_arms(review_copy):
    for file in (review_copy / "data/studies").glob("*.yaml"):
        file.write_text(re.sub(r", dose: \{[^}]*\}", "", file.read_text("utf-8")), "utf-8")
    assert Results(load(review_copy))["practice.dose.direct"].text.startswith("Dose not accessible (twelve arms)")


def test_a_table_lists_every_line_and_an_unknown_question_is_refused(review):
    found = answers(review)
    for name, answer in found.items():
        table = tables.lines(review, found, name)
        assert len(table.rows) == len(answer.lines)
        assert all(
            f"/chapters/studies/{line.study}.md" in row[2] for line, row in zip(answer.lines, table.rows, strict=True)
        )
    with pytest.raises(KeyError, match="Did you mean 'dose'"):
        tables.lines(review, found, "doze")


def test_a_review_without_such_questions_has_an_empty_page(tmp_path):
    root = write_tiny_review(tmp_path)
    book = Book(load(root))
    assert book.practice.overview().data == "*No question is declared.*"
    assert book.results["practice.questions"].text == "no questions"


def test_captions_say_whether_any_report_is_of_the_condition_alone(review):
    found = answers(review)
    captions = {name: tables.lines(review, found, name).caption for name in found}
    assert "Every report, treated patients with hiccups alone first." in captions["dose"]
    assert "No report is on treated patients with hiccups alone." in captions["tongue"]
    direct = replace(found["dose"], lines=found["dose"].direct)
    assert (
        "Every report is on treated patients with hiccups alone."
        in tables.lines(review, {"dose": direct}, "dose").caption
    )


def test_a_point_follows_its_topic_unless_that_is_the_question(review_copy):
    change(review_copy / "data/review.yaml", "short: Tongue", "short: Scalds")
    texts = [line.text for line in answers(load(review_copy))["tongue"].lines]
    topics = {point.topic for item in load(review_copy).background.values() for point in item.points}
    assert texts and all(text.split(":")[0].casefold() in {topic.casefold() for topic in topics} for text in texts)
    one = texts[0].split(":")[0]
    change(review_copy / "data/review.yaml", "short: Scalds", f"short: {one}s")
    assert not any(line.text.startswith(f"{one}:") for line in answers(load(review_copy))["tongue"].lines)
