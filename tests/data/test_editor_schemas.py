"""Editors complete fields and underline mistakes while a file is typed, because each file names its schema."""

import json
from pathlib import Path

import pytest

DATA = Path(__file__).parents[2] / "data"
KINDS = {"studies": "study", "trials": "trial", "context": "context"}


@pytest.mark.parametrize("folder", KINDS)
def test_every_file_names_the_schema_of_its_folder_in_its_first_line(folder):
    wanted = f"# yaml-language-server: $schema=../schema/{KINDS[folder]}.schema.json"
    without = [f.name for f in sorted((DATA / folder).glob("*.yaml")) if f.read_text("utf-8").splitlines()[0] != wanted]
    assert without == []
    assert (DATA / "schema" / f"{KINDS[folder]}.schema.json").is_file()


def test_editors_are_offered_the_terms_of_the_vocabulary():
    schema = json.loads((DATA / "schema" / "study.schema.json").read_text("utf-8"))
    row = schema["$defs"]["EfficacyRow"]["properties"]
    assert {"OR", "CR", "SR"} <= set(row["outcome"]["enum"])
    assert "x-vocabulary" not in json.dumps(schema)
    assert all("description" in field for field in row.values())


def test_the_pathway_names_its_schema_in_its_first_line():
    first = (DATA / "pathway.yaml").read_text("utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=schema/pathway.schema.json"
    schema = json.loads((DATA / "schema" / "pathway.schema.json").read_text("utf-8"))
    assert {"treg", "platelet-apoptosis"} <= set(schema["$defs"]["Bearing"]["properties"]["axis"]["enum"])
