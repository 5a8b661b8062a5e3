"""`review study remove`: everywhere or nowhere, and what a person has to write otherwise is named."""

import pytest
from corruption import add

from helpers import change, files_of
from livingreview import load
from livingreview.cli import main
from livingreview.contributing.study.removing import _in_yaml


def run(root, key, *options):
    return main(["--root", str(root), "study", "remove", key, *options])


def data_of(root):
    return {name: text for name, text in files_of(root).items() if not name.startswith((".review", "data/schema"))}


@pytest.mark.parametrize("key", ["hayes2018", "lowe2013"])
def test_what_would_change_is_said_and_then_done_everywhere(key, review_copy, capsys):
    before = data_of(review_copy)
    assert run(review_copy, key) == 0
    said = capsys.readouterr().out
    assert data_of(review_copy) == before and "nothing was done" in said and f"study remove {key} --yes" in said
    assert f"data/studies/{key}.yaml: deleted" in said and "references.bib: its record deleted" in said
    assert run(review_copy, key, "--yes") == 0
    review = load(review_copy)
    assert key not in review.files and key not in review.bibliography
    changed = {name for name, text in data_of(review_copy).items() if before.get(name) != text}
    gone = before.keys() - data_of(review_copy).keys()
    assert {line.partition(":")[0] for line in said.splitlines() if ": " in line and "/" in line} >= {
        name for name in changed | gone if name != "references.bib"
    }
    (record,) = [one for one in review.log if one.title and one.record in said]
    assert (record.decision, record.study) == ("pending", None)


def test_overlaps_that_name_it_go_with_it(review_copy, capsys):
    assert load(review_copy).publications["able1998"].cohort.overlaps[0].study == "lowe2013"
    assert run(review_copy, "lowe2013", "--yes") == 0, capsys.readouterr().err
    assert load(review_copy).publications["able1998"].cohort.overlaps == []


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("overlaps: [{study: a2020, why: x}, {study: b2020, why: y}]", "overlaps: [{study: b2020, why: y}]"),
        ("overlaps: [{study: b2020, why: y}, {study: a2020, why: x}]", "overlaps: [{study: b2020, why: y}]"),
        ("overlaps: [{study: a2020, why: x}]", "overlaps: []"),
        ("overlaps:\n  - {why: x, study: a2020}\n  - {study: a2020b}\nn: 1", "overlaps:\n  - {study: a2020b}\nn: 1"),
        ("  overlaps:\n    - {study: a2020, why: x}\nn: 1", "n: 1"),
        ("studies: [a2020, b2020]", "studies: [b2020]"),
        ("studies: [a2020]", "studies: [a2020]"),  # a claim that nothing bears on: a person decides
    ],
)
def test_lists_lose_it_and_nothing_else(text, left):
    assert _in_yaml(text, "a2020") == left


def test_sentences_and_conflicts_that_name_it_are_listed_and_nothing_is_done(review_copy, capsys):
    add("\nTea helps {cite:p}`hayes2018`.\n")(review_copy / "chapters" / "index.md")
    change(review_copy / "data/studies/baker2011.yaml", "country:", "limits: See hayes2018.\ncountry:")
    before = data_of(review_copy)
    assert run(review_copy, "hayes2018", "--yes") == 1
    error = capsys.readouterr().err
    assert "chapters/index.md:" in error and "data/studies/baker2011.yaml:" in error and "names hayes2018" in error
    assert data_of(review_copy) == before


def test_an_example_in_a_guide_is_no_reference_and_a_cell_is_one(review_copy, capsys):
    guide = review_copy / "chapters" / "contributing" / "example.md"
    add("\nA key is a name and a year, such as `hayes2018`.\n")(guide)
    assert run(review_copy, "hayes2018", "--yes") == 0, capsys.readouterr().err
    assert "such as `hayes2018`" in guide.read_text("utf-8")
    assert run(review_copy, "adler2010", "--yes") == 1
    error = capsys.readouterr().err  # its file and seven cells
    assert "chapters/contributing/example.md:3 names adler2010" in error and "So in 7 more lines" in error


def test_a_publication_with_a_file_of_its_own_in_the_log_leaves_no_trace(review_copy):
    before = data_of(review_copy)
    options = ["--no-questions", "--offline", "--title", "Tea again", "--authors", "Moss, Ann", "--year", "2020"]
    options += [
        "--kind",
        "journal-article",
        "--design",
        "case-series",
        "--log",
        "hand",
        "--url",
        "https://example.org/m",
    ]
    assert main(["--root", str(review_copy), "study", "new", *options]) == 0
    assert data_of(review_copy) != before
    assert run(review_copy, "moss2020", "--yes") == 0
    assert data_of(review_copy) == before


def test_a_key_without_a_file_is_refused(review_copy, capsys):
    assert run(review_copy, "nobody1999") == 1
    assert "nobody1999" in capsys.readouterr().err
