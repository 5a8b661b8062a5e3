"""Numbers in prose: right, rounded once, and refused when their name is wrong."""

import re
from pathlib import Path

import pytest

from livingreview import load
from livingreview.render.myst import list_table
from livingreview.render.wording import count, interval, listed, number, percent, sentence, short
from livingreview.subjects.mechanisms import directions, evidence
from livingreview.subjects.results import Results, UnknownResult

ROOT = Path(__file__).parents[2]
ROLE = re.compile(r"\{result\}`([^`]+)`")
nan = float("nan")


@pytest.fixture(scope="module")
def book():
    return Results(load(ROOT))


def chapters():
    return sorted(p for p in (ROOT / "chapters").rglob("*.md") if p.parent.name != "studies")


@pytest.mark.parametrize("chapter", chapters(), ids=lambda p: str(p.relative_to(ROOT)))
def test_every_result_a_chapter_asks_for_exists(book, chapter):
    for name in ROLE.findall(chapter.read_text("utf-8")):
        assert book[name].text.strip(), name


def test_a_pooled_result_is_the_engine_s(book):
    pooled = book.analysis.pool("overall-response").pooled
    assert book["pools.overall-response.estimate"].text == percent(pooled.estimate)
    assert book["pools.overall-response.ci"].text == f"{percent(pooled.ci_low)} to {percent(pooled.ci_high)}"
    assert book["pools.overall-response.n"].text == str(pooled.n)


def test_an_empty_subgroup_is_not_estimable(book):
    assert book["pools.overall-response.primary-child.estimate"].text == "not estimable"
    assert book["pools.overall-response.primary-child.k"].text == "0"


def test_a_single_figure_carries_its_marks_and_its_study(book):
    result = book["datum.li2013.rapamycin.all.OR.not-stated"]
    assert (result.text, result.marks, result.study) == ("25/43 (58%)", "ADT", "li2013")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("pools.overall-respons.estimate", "Did you mean 'overall-response'"),
        ("pools.overall-response.estimat", "Did you mean 'estimate'"),
        ("datum.li2013.rapamycin.all.OR.3", "Allowed: not-stated"),
        ("datum.li2013.rapamycin.all.XX.3", "there is no 'XX'"),
        ("datum.li2013.rapamycin", "One efficacy value: datum.STUDY.ARM.GROUP.OUTCOME.TIME"),
        ("publications.nobody1999.label", "there is no 'nobody1999'"),
        ("count.elephants", "there is no 'elephants'"),
        ("pol.overall-response.estimate", "Did you mean 'pools'"),
        ("mechanisms.elephants.first-sentence", "there is no 'elephants'"),
    ],
)
def test_a_wrong_name_is_refused_with_what_there_is(book, name, told):
    with pytest.raises(KeyError) as refused:
        book[name]
    assert told in str(refused.value)


def test_unknown_results_read_as_sentences(book):
    with pytest.raises(UnknownResult) as refused:
        book["review.titel"]
    assert str(refused.value).startswith("review.titel: there is no 'titel' in review. Did you mean 'title'?")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0%"),
        (1, "100%"),
        (0.725, "72%"),
        (0.001, "0.1%"),
        (0.0001, "<0.1%"),
        (0.997, "99.7%"),
        (0.99999, ">99.9%"),
        (nan, "not estimable"),
    ],
)
def test_percentages_are_never_rounded_to_none_or_all(value, text):
    assert percent(value) == text


def test_wording():
    assert interval(0.5, 0.755) == "50% to 76%"
    assert interval(nan, 1) == "not estimable"
    assert short(0.7, 0.58, 0.8) == "70 (58–80)"
    assert number(nan) == "not estimable"
    assert [count(n, "study") for n in (0, 1, 2, 13)] == ["no studies", "one study", "two studies", "13 studies"]
    assert listed([]) == "none"
    assert listed("abc") == "a, b and c"
    assert sentence("two rose") == "Two rose."


def test_directions_are_counted_by_publication(book):
    treg = evidence(book.review, "treg").findings
    one = treg[treg["study"] == "feng2024"]
    assert directions(one) == "mixed"  # no change at baseline, up on treatment
    assert (
        directions(treg[(treg["study"].isin(["feng2024", "li2013"])) & (treg["part"] == "intervention")]) == "both up"
    )


def test_nearness_never_calls_another_disease_direct(book):
    review = book.review
    for chapter in sorted({axis.chapter for axis in review.vocabulary.axes.values()}):
        found = evidence(review, chapter).findings
        indirect = found[found["nearness"] == "elsewhere"]["disease"].map(
            lambda d: review.vocabulary.diseases[d].direct
        )
        direct = found[found["nearness"] != "elsewhere"]["disease"].map(lambda d: review.vocabulary.diseases[d].direct)
        assert not indirect.any()
        assert direct.all()


def test_no_result_is_typed_into_a_chapter():
    typed = re.compile(r"\d+(\.\d+)?\s?%|\bn\s?=\s?\d|\b\d+/\d+\b|\bP\s?[<=>]\s?0?\.\d")
    allowed = re.compile(r"95% (confidence|prediction)|\(95% ")  # the level of an interval is a definition
    found = []
    for chapter in chapters():
        for i, line in enumerate(chapter.read_text("utf-8").splitlines(), 1):
            prose = allowed.sub("", re.sub(r"`[^`]*`", "", line))
            if typed.search(prose):
                found.append(f"{chapter.name}:{i} {line[:80]}")
    assert found == []


def test_a_cell_that_begins_with_a_percent_sign_is_no_comment():
    assert "  - \\% (95% CI)" in list_table(["Study", "% (95% CI)"], [], [1, 1])
