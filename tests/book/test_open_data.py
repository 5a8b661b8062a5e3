"""The open data are complete, described, valid for other tools, and harmless in a spreadsheet."""

import csv
import io
import json
import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from livingreview import load
from livingreview.store.bibliography import read_bibliography
from livingreview.subjects.data.model import (
    COMPUTED,
    FORMULA,
    PACKED,
    QUOTE_NOTE,
    TABLES,
    _flat,
    file_of,
    open_table,
    ris,
    write_open_data,
)
from livingreview.subjects.data.table import fields


@pytest.fixture(scope="module")
def package(review, tmp_path_factory):
    folder = tmp_path_factory.mktemp("open")
    write_open_data(review, folder)
    return folder


def rows(folder, name):
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.filterwarnings("ignore")  # frictionless' own dependencies warn
def test_the_package_is_valid_frictionless_data(package):
    import frictionless

    report = frictionless.validate(str(package / "datapackage.json"))
    assert report.valid, report.flatten(["title", "rowNumber", "fieldName", "note"])[:10]
    assert len(report.tasks) == len(TABLES) + len(COMPUTED)


def test_a_packed_table_is_read_as_it_is_and_has_the_same_bytes_each_time(review, package, tmp_path):
    write_open_data(review, tmp_path)
    for name in PACKED:
        file = package / file_of(name)
        assert file.suffix == ".zip" and not (package / f"{name}.csv").exists()
        assert file.read_bytes() == (tmp_path / file.name).read_bytes()
        assert len(pd.read_csv(file)) == len(open_table(review, name)[2]) > 0


def test_every_row_of_the_data_is_in_the_package(review, package):
    for name in TABLES:
        assert len(rows(package, name)) == len(getattr(review, name)), name
    assert {row["study"] for row in rows(package, "studies")} == set(review.publications)


def test_every_column_has_a_description(package):
    described = json.loads((package / "datapackage.json").read_text("utf-8"))
    for resource in described["resources"]:
        for field in resource["schema"]["fields"]:
            assert len(field["description"]) > 3, (resource["name"], field)


def test_no_cell_can_be_run_as_a_formula(tiny, tmp_path):
    file = tiny / "data/studies/pmid3.yaml"
    for start in ("=cmd|' /C calc'!A0", "+1+1", "-2", "@SUM(A1)"):
        text = file.read_text("utf-8")
        (tiny / "data/studies/pmid3.yaml").write_text(
            text.replace('"Cats purred <b>more</b> | often."', json.dumps(start)), "utf-8"
        )
        write_open_data(load(tiny), tmp_path / "out")
        (finding,) = rows(tmp_path / "out", "findings")
        assert finding["finding"] == f"'{start}"
        file.write_text(text, "utf-8")


@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1)
        | st.sampled_from(
            [
                "'",
                "'x",
                "''-5",
                "-5",
                "- 5 mg",
                "+x",
                "=1",
                "@x",
                "\tx",
                "\rx",
                "a\nb",
                "a\r\nb",
                "a,b",
                '"',
                '"a"',
                "NA",
                "null",
                " x ",
            ]
        ),
        min_size=1,
    )
)
def test_a_text_can_be_read_back_as_it_was(texts):
    """By the rule that the data package states: one ' is taken off the start of each text that begins with '."""
    file = io.StringIO(_flat(pd.DataFrame({"text": texts})).to_csv(index=False, lineterminator="\n"), newline="")
    cells = [row["text"] for row in csv.DictReader(file)]
    assert [cell.removeprefix("'") for cell in cells] == [re.sub("\r\n?", "\n", text) for text in texts]
    assert not any(cell.startswith(FORMULA) for cell in cells)


def test_the_package_says_how_a_text_is_read_back(package):
    assert json.loads((package / "datapackage.json").read_text("utf-8"))["description"] == QUOTE_NOTE


def test_no_cell_of_the_review_begins_like_a_formula(package):
    for name in TABLES:
        for row in rows(package, name):
            for column, cell in row.items():
                numeric = cell.lstrip("+-").replace(".", "", 1).isdigit()
                assert numeric or not cell.startswith(FORMULA), (name, column, cell)


def test_reference_managers_get_every_record(review, package):
    again, problems = read_bibliography(package / "references.bib")
    assert not problems
    assert {key: entry.fields for key, entry in again.items()} == {k: e.fields for k, e in review.bibliography.items()}
    assert [one["id"] for one in json.loads((package / "references.json").read_text("utf-8"))] == [*review.bibliography]
    text = (package / "references.ris").read_text("utf-8")
    assert text.count("TY  - ") == text.count("ER  - ") == len(review.bibliography)
    record = ris(review.bibliography["adler2010"]).splitlines()
    assert record[:2] == ["TY  - JOUR", "ID  - adler2010"]
    assert "DO  - 10.99999/adler2010" in record
    assert sum(line.startswith("AU  - ") for line in record) == len(review.bibliography["adler2010"].authors)


def test_a_caption_begins_in_small_letters_and_keeps_names_as_they_are_written(review):
    captions = {name: fields(review, name).caption for name in TABLES}
    assert captions["certainty_domains"] == "certainty_domains.csv: one row per GRADE domain of an outcome."
    assert all(caption.startswith(f"{name}.csv: one row per ") for name, caption in captions.items())
