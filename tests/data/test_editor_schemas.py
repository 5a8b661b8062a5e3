"""Editors complete fields and underline mistakes: the JSON Schemas offer the terms of the vocabulary."""

import json

import pytest

from livingreview.schema.patterns import in_words


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


def test_every_field_of_a_study_says_what_goes_into_it(schemas):
    blocks = {"Study": schemas["study"], **schemas["study"]["$defs"]}
    silent = [
        f"{name}.{field}"
        for name, block in blocks.items()
        for field, about in block.get("properties", {}).items()
        if len(about.get("description", "")) < 8
    ]
    assert not silent


def test_every_pattern_of_a_study_is_explained_in_words(schemas):
    def patterns(node):
        if isinstance(node, dict):
            if isinstance(node.get("pattern"), str):
                yield node["pattern"]
            for inner in node.values():
                yield from patterns(inner)
        elif isinstance(node, list):
            for inner in node:
                yield from patterns(inner)

    found = set(patterns(schemas["study"]))
    assert len(found) > 3
    assert not [pattern for pattern in found if in_words(pattern) == pattern]
