"""A fault in a file hides no other in the same file, as far as the rest can be read, and chapters hide no data."""

import pytest
from corruption import ADLER, INDEX, REVIEW

from helpers import change
from livingreview import DataError, load
from livingreview.cli import main
from livingreview.store import load_data

ROW = "events: 24, n: 60, printed: 40%, count_printed: true, source: 1, at: Abstract}"


def found(root):
    with pytest.raises(DataError) as caught:
        load(root)
    return caught.value.problems


def places(root):
    """File, field and line of each problem."""
    return {(one.file, one.field, one.line) for one in found(root)}


def line_of(file, text):
    (number,) = [n for n, line in enumerate(file.read_text("utf-8").splitlines(), 1) if text in line]
    return number


# A fault of YAML, and where it is said to be.
FAULTS = {
    "brace in a row": (ROW, ROW.removesuffix("}"), "events: 24, n: 60"),
    "quotation mark in a row": ("printed: 40%,", 'printed: 40%, note: "x,', "events: 24, n: 60"),
    "bracket in a field": ("country: Ruritania", "country: [Ruritania", "country:"),
    "colon in a text": ("followup: 12 months", "followup: a: b", "followup:"),
    "anchor": ("country: Ruritania", "country: &Ruritania", "country:"),
    "field twice": ("country: Ruritania", "country: Ruritania\ncountry: Graustark", "country: Graustark"),
}


@pytest.mark.parametrize("old, new, at", FAULTS.values(), ids=list(FAULTS))
def test_a_fault_of_yaml_hides_neither_wrong_fields_nor_wrong_references(review_copy, old, new, at):
    file = review_copy / ADLER
    change(file, "events: 27, n: 60, printed: 45%", "events: 27 of 60, n: 60, printed: 45%")  # a wrong field
    change(file, "events: 22, n: 54, printed: 41%", "events: 22, n: 540, printed: 4%")  # too many for the group
    change(file, "events: 16, n: 54, printed: 30%", "events: 16, n: 54, printed: 30%, versus: nobody")
    change(file, old, new)
    problems = {(field, line) for _, field, line in places(review_copy)}
    others = {
        ("efficacy[1].events", line_of(file, "27 of 60")),
        ("efficacy[3].n", line_of(file, "n: 540")),
        ("efficacy[4].versus", line_of(file, "versus: nobody")),
    }
    assert others < problems
    ((_, line),) = problems - others
    assert line == line_of(file, at)


@pytest.mark.parametrize("old, new, at", FAULTS.values(), ids=list(FAULTS))
def test_a_fault_of_yaml_alone_hides_no_number_that_does_not_fit(review_copy, old, new, at):
    file = review_copy / ADLER
    change(file, "events: 22, n: 54, printed: 41%", "events: 22, n: 540, printed: 4%")  # too many for the group
    change(file, old, new)
    problems = {(field, line) for _, field, line in places(review_copy)}
    assert ("efficacy[3].n", line_of(file, "n: 540")) in problems
    assert len(problems) == 2


def test_two_faults_of_yaml_are_reported_together(review_copy):
    file = review_copy / ADLER
    change(file, ROW, ROW.removesuffix("}"))
    change(file, "country: Ruritania", "country: [Ruritania")
    assert {one.line for one in found(review_copy)} == {line_of(file, "events: 24, n: 60"), line_of(file, "country:")}


def test_wrong_fields_of_a_row_do_not_hide_what_other_rows_refer_to(review_copy):
    file = review_copy / ADLER
    change(file, "events: 24, n: 60, printed: 40%", "events: 61, n: 60, printed: 40%")
    change(file, "events: 16, n: 54, printed: 30%", "events: 16, n: 54, printed: 30%, versus: nobody")
    change(file, "country: Ruritania", "county: Ruritania")
    assert {field for _, field, _ in places(review_copy)} == {"efficacy[0].events", "efficacy[4].versus", "county"}


def test_where_arms_cannot_be_read_no_row_is_said_to_name_an_unknown_one(review_copy):
    change(review_copy / ADLER, "arms:\n  - {id: tea", "arms:\n  - {id: [tea")
    (problem,) = found(review_copy)
    assert "not closed" in problem.message


def test_what_needs_no_chapters_works_beside_a_faulty_chapter_and_says_so(review_copy, capsys):
    chapter = review_copy / INDEX
    chapter.write_text(chapter.read_text("utf-8") + "\n<b>bold</b>\n", "utf-8")
    with pytest.raises(DataError):
        load(review_copy)
    review, of_chapters = load_data(review_copy)
    assert review.publications and {one.file for one in of_chapters} == {INDEX}
    assert main(["--root", str(review_copy), "results", "pools.relief.k"]) == 0
    printed = capsys.readouterr()
    assert printed.out.startswith("pools.relief.k: ") and f"Note, this chapter has a problem: {INDEX}:" in printed.err
    assert main(["--root", str(review_copy), "study", "show", "adler2010", "--quick"]) == 0
    assert INDEX in capsys.readouterr().err


def test_faulty_data_stop_what_needs_no_chapters(review_copy):
    change(review_copy / ADLER, "events: 24, n: 60", "events: 61, n: 60")
    with pytest.raises(DataError, match="61 is more than n = 60"):
        load_data(review_copy)


def test_search_strings_are_checked_beside_faulty_data(review_copy, capsys):
    change(review_copy / ADLER, "events: 24, n: 60", "events: 61, n: 60")
    text = (review_copy / REVIEW).read_text("utf-8")
    assert "syntax: pubmed" in text
    change(review_copy / REVIEW, '"hiccup* AND (nerve OR diaphragm)"', '"(hiccup* AND nerve"')
    assert main(["--root", str(review_copy), "check"]) == 1
    printed = capsys.readouterr().err
    assert "61 is more than n = 60" in printed and "strategies" in printed


def test_every_fault_of_a_row_is_reported_in_one_run(review_copy):
    change(
        review_copy / ADLER,
        "outcome: full, month: 3, " + ROW,
        "outcome: ful, month: 3, events: 61, n: 60, value: 5, source: 9, at: Abstract, note: chart, by hand}",
    )
    said = {one.field: one.message for one in found(review_copy)}
    assert set(said) == {
        "efficacy[0]",  # a value without its unit
        "efficacy[0].events",
        "efficacy[0].note",
        "efficacy[0].outcome",
        "efficacy[0].source",
    }
    assert "more than n = 60" in said["efficacy[0].events"]
    assert '`note: "chart, by hand"`' in said["efficacy[0].note"]


@pytest.mark.parametrize(
    ("written", "field", "meant"),
    [
        ("note: chart review, by hand, later", "note", '"chart review, by hand, later"'),
        ('note: of the "first, and only" visit', "note", """'of the "first, and only" visit'"""),
        ("n: 1,000", "n", "n: 1000"),
        ("printed: 40,5%", "printed", "printed: 40.5%"),
        ("note: " + "a long text, " * 8 + "end", "note", "a long text, a long text, end"),
    ],
)
def test_a_comma_hides_no_other_field_of_its_row_and_the_whole_text_is_proposed(review_copy, written, field, meant):
    change(review_copy / ADLER, ROW, f"events: 24, versus: nobody, source: 1, at: Abstract, {written}}}")
    said = {one.field: one.message for one in found(review_copy)}
    assert set(said) == {f"efficacy[0].{field}", "efficacy[0].versus"}
    assert meant in said[f"efficacy[0].{field}"]


def test_a_rule_that_needs_an_unread_field_is_not_broken_by_it(review_copy):
    change(review_copy / ADLER, ROW, "printed: 40, source: 1, at: Abstract}")
    assert [one.field for one in found(review_copy)] == ["efficacy[0].printed"]
