"""Editors complete fields and underline mistakes: the JSON Schemas offer the terms of the vocabulary."""

import json

import pytest


@pytest.fixture(scope="module")
def schemas(pristine_review):
    folder = pristine_review / "data" / "schema"
    return {file.name.removesuffix(".schema.json"): json.loads(file.read_text("utf-8")) for file in folder.iterdir()}


def test_editors_are_offered_the_terms_of_the_vocabulary(schemas):
    row = schemas["study"]["$defs"]["EfficacyRow"]["properties"]
    assert {"relief", "full", "lasting"} <= set(row["outcome"]["enum"])
    assert "x-vocabulary" not in json.dumps(schemas)
    assert all("description" in field for field in row.values())


def test_the_pathway_is_offered_its_axes(schemas):
    assert {"nerve", "gas"} <= set(schemas["pathway"]["$defs"]["Bearing"]["properties"]["axis"]["enum"])
