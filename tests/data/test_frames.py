"""The tables of a review hold what its files say, row by row, and nothing can change them."""

from collections import Counter
from dataclasses import FrozenInstanceError
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml
from pydantic import ValidationError
from tiny_review import write_tiny_review

from livingreview import load
from livingreview.store import records, split_by
from livingreview.subjects.pools.model import synthesise

ROWS = ("arms", "groups", "efficacy", "safety", "findings", "registrations")
BACKGROUND = {"context": "figures", "points": "points"}
FRAMES = (*ROWS, *BACKGROUND, "studies", "sources", "trials")


@pytest.fixture(scope="module")
def studies(pristine_review) -> dict[str, dict]:
    return files_in(pristine_review / "data" / "studies")


@pytest.fixture(scope="module")
def trials(pristine_review) -> dict[str, dict]:
    return files_in(pristine_review / "data" / "trials")


@pytest.fixture(scope="module")
def background(pristine_review) -> dict[str, dict]:
    return files_in(pristine_review / "data" / "context")


def files_in(folder: Path) -> dict[str, dict]:
    """The files of a folder, read without the engine."""
    return {file.stem: yaml.safe_load(file.read_text("utf-8")) for file in sorted(folder.glob("*.yaml"))}


@pytest.mark.parametrize("name", ROWS)
def test_frame_has_one_row_a_row_of_the_files(review, studies, name):
    counted = Counter({study: len(content.get(name, [])) for study, content in studies.items()})
    frame = getattr(review, name)
    assert Counter(frame["study"]) == +counted
    assert len(frame) == counted.total() > 0
    assert not frame.duplicated(["study", "row"]).any()


@pytest.mark.parametrize("name", ROWS)
def test_every_value_of_the_files_stands_in_its_row(review, studies, name):
    found = {(row["study"], row["row"]): row for row in records(getattr(review, name))}
    for study, content in studies.items():
        for number, written in enumerate(content.get(name, [])):
            row = found[study, number]
            for field, value in written.items():
                if isinstance(value, dict):
                    assert {k: v for k, v in row[field].items() if v is not None} == value
                elif isinstance(value, list):
                    assert without_missing(row[field]) == value
                elif isinstance(value, str):
                    assert row[field] == value.strip(), (study, number, field)
                else:
                    assert row[field] == value, (study, number, field)


def without_missing(value):
    """Lists and mappings without the fields that a file leaves out."""
    if isinstance(value, tuple):
        return [without_missing(item) for item in value]
    if isinstance(value, dict):
        return {key: without_missing(inner) for key, inner in value.items() if inner is not None}
    return value


@pytest.mark.parametrize("name", ROWS)
def test_what_the_files_leave_out_is_missing_or_a_default(review, studies, name):
    defaults = {"severity": "any"}
    added = {"study", "row", "source_kind", "part", "direct", "chapter", "unit_label"}
    for row in records(getattr(review, name)):
        written = studies[row["study"]][name][row["row"]]
        for field in row.keys() - added - written.keys():
            assert row[field] == defaults.get(field), (row["study"], row["row"], field)


def test_studies_have_one_row_a_file(review, studies):
    frame = review.studies.set_index("study")
    assert set(frame.index) == set(studies) == set(review.publications)
    for study, content in studies.items():
        row = frame.loc[study]
        assert (row["kind"], row["design"], row["age"]) == (
            content["kind"],
            content["design"],
            content["population"]["age"],
        )
        enrolled = content["population"].get("enrolled")
        assert pd.isna(row["enrolled"]) if enrolled is None else row["enrolled"] == enrolled
        assert row["cohort"] == content.get("cohort", {"id": study})["id"]


def test_units_have_the_label_of_the_vocabulary(review):
    for name in ("efficacy", "safety"):
        for row in records(getattr(review, name)):
            assert row["unit_label"] == (review.vocabulary.units[row["unit"]].label if row["unit"] else None)


@pytest.mark.parametrize("name", BACKGROUND)
def test_background_has_one_row_a_row_of_the_context_files(review, background, name):
    counted = Counter({key: len(content.get(BACKGROUND[name], [])) for key, content in background.items()})
    assert Counter(getattr(review, name)["study"]) == +counted


def test_sources_have_one_row_a_source_of_every_file(review, studies, trials, background):
    counted = Counter({key: len(content["sources"]) for key, content in {**studies, **trials, **background}.items()})
    assert Counter(review.sources["study"]) == counted


def test_trials_have_one_row_a_file(review, trials):
    rows = {row["study"]: row for row in records(review.trials)}
    assert set(rows) == set(trials) == set(review.registered)
    for key, content in trials.items():
        for field in ("registry", "status", "design", "condition", "planned", "at"):
            assert rows[key][field] == content.get(field)


def test_patients_and_events_agree_with_the_files(review, studies):
    for name in ("efficacy", "safety"):
        for field in ("events", "n"):
            written = [row[field] for content in studies.values() for row in content.get(name, []) if field in row]
            assert getattr(review, name)[field].sum() == sum(written)


def test_counts_are_whole_numbers(review):
    for name, field in (("efficacy", "events"), ("efficacy", "n"), ("safety", "events"), ("findings", "participants")):
        assert getattr(review, name)[field].dtype == "Int64"


def test_every_row_has_a_place_in_a_source_with_an_address_or_a_reason(review):
    sources = review.sources.set_index(["study", "id"])
    assert (sources["url"].notna() != sources["no_url"].notna()).all()
    for name in ("efficacy", "safety", "findings"):
        for row in records(getattr(review, name)):
            seen = sources.loc[(row["study"], row["source"])]
            assert seen["kind"] == row["source_kind"]
            assert row["at"].strip()


def test_depth_of_a_study_is_the_most_that_was_read_of_it(review, studies):
    depth = ["full-text", "full-text-excerpt", "abstract", "registry", "secondary"]
    for row in review.studies.itertuples():
        kinds = {source["kind"] for source in studies[row.study]["sources"]}
        assert row.access == next(kind for kind in depth if kind in kinds)


def test_records_hold_python_values_and_none_for_whatever_is_missing():
    columns = {
        "count": pd.array([3, None], dtype="Int64"),
        "share": [0.5, np.nan],
        "words": pd.Series(["a", None], dtype="str"),
        "day": [pd.Timestamp("2020-01-02"), pd.NaT],
        "mixed": pd.Series([np.bool_(True), np.float64("nan")], dtype=object),
        "parts": pd.Series([("a", "b"), ()], dtype=object),
    }
    full, empty = records(pd.DataFrame(columns))
    assert full == {"count": 3, "share": 0.5, "words": "a", "day": pd.Timestamp("2020-01-02"), "mixed": True,
                    "parts": ("a", "b")}  # fmt: skip
    assert [type(full[name]) for name in ("count", "share", "mixed")] == [int, float, bool]
    assert empty == dict.fromkeys(columns) | {"parts": ()}


@pytest.mark.parametrize("name", FRAMES)
def test_changing_a_frame_does_not_change_the_next(review, name):
    before = getattr(review, name).to_json()
    mine = getattr(review, name)
    mine.loc[0, "study"] = "changed"
    mine["study"] = "changed"
    del mine[mine.columns[-1]]
    assert getattr(review, name).to_json() == before


@pytest.mark.parametrize("name", FRAMES)
def test_what_is_in_a_cell_cannot_be_changed(review, name):
    def refuses(value):
        assert not isinstance(value, list)
        if isinstance(value, dict):
            for change in (value.clear, value.popitem, lambda: value.update(a=1), lambda: value.setdefault("a", 1)):
                with pytest.raises(TypeError, match="read-only"):
                    change()
            with pytest.raises(TypeError, match="read-only"):
                value["a"] = 1
        for inner in value.values() if isinstance(value, dict) else value if isinstance(value, tuple) else ():
            refuses(inner)

    for row in records(getattr(review, name)):
        for cell in row.values():
            refuses(cell)


def test_review_cannot_be_changed(review):
    with pytest.raises(FrozenInstanceError):
        review.config = None
    with pytest.raises(TypeError):
        review.publications["other"] = None
    with pytest.raises(TypeError):
        del review.registered["other"]
    study = review.publications["adler2010"]
    with pytest.raises(ValidationError, match="frozen"):
        study.country = "elsewhere"
    with pytest.raises(ValidationError, match="frozen"):
        study.efficacy[0].events = 60
    with pytest.raises(ValidationError, match="frozen"):
        review.config.title = "Other"
    with pytest.raises(TypeError):
        review.bibliography["adler2010"] = None


def test_records_turn_everything_missing_into_none():
    frame = pd.DataFrame(
        {
            "count": pd.array([1, None], dtype="Int64"),
            "number": [0.5, float("nan")],
            "text": ["a", None],
            "flag": [False, True],
            "day": pd.to_datetime(["2024-01-31", None]),
        }
    )
    first, second = records(frame)
    assert first == {"count": 1, "number": 0.5, "text": "a", "flag": False, "day": pd.Timestamp("2024-01-31")}
    assert second == {"count": None, "number": None, "text": None, "flag": True, "day": None}


def test_records_of_nothing_is_nothing():
    assert records(pd.DataFrame(columns=["study", "n"])) == []


def test_rows_are_split_in_order_of_appearance():
    frame = pd.DataFrame({"drug": ["b", "a", "b"], "arm": ["x", "x", "y"], "n": [1, 2, 3]})
    assert [(drug, list(part["n"])) for drug, part in split_by(frame, "drug")] == [("b", [1, 3]), ("a", [2])]
    assert [key for key, _ in split_by(frame, "drug", "arm")] == [("b", "x"), ("a", "x"), ("b", "y")]
    assert list(split_by(frame.iloc[:0], "drug")) == []


def test_a_row_that_belongs_to_no_part_is_refused():
    frame = pd.DataFrame({"drug": ["b", None], "n": [1, 2]})
    with pytest.raises(ValueError, match="'drug' is empty"):
        list(split_by(frame, "drug"))


def test_two_loads_give_the_same(review, pristine_review):
    again = load(pristine_review)
    for name in FRAMES:
        pd.testing.assert_frame_equal(getattr(again, name), getattr(review, name))


def test_tables_without_rows_have_the_same_columns(review, tmp_path):
    tiny = load(write_tiny_review(tmp_path))
    for name in ("safety", "findings", "trials"):
        assert getattr(tiny, name).empty
    for name in FRAMES:
        assert list(getattr(tiny, name).columns) == list(getattr(review, name).columns)


def test_percentage_without_count_never_enters_a_pool_of_the_review(review):
    percentages = review.efficacy[review.efficacy["events"].isna()][["study", "row"]]
    assert len(percentages) > 0
    for pool in review.config.pools:
        rows = synthesise(review, pool).rows
        assert rows["events"].notna().all() and rows["n"].notna().all()
        assert rows.merge(percentages, on=["study", "row"]).empty
