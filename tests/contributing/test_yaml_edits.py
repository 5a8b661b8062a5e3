"""Changes in place: the file then says what it should, and every other line is as it was."""

import copy
import random
from pathlib import Path

import pytest

from helpers import INVENTED
from livingreview.contributing.extract.editing import appended, changed, flow, removed
from livingreview.store.documents import Document

FILES = sorted((INVENTED / "data" / "studies").glob("*.yaml"))
TEXT = """\
# a comment
id: "x"   # the name
rows:
  - {a: 1, b: "two"}  # beside a row
  # between rows
  - a: 3
    b: >-
      folded
      text
    c: [1, 2]
  - {}
long: >-
  many words
  here
short: [p, q]
block:
  one: 1  # beside it

last: end
"""


def data(text):
    return Document(Path("x.yaml"), "x.yaml", text).data


def kept(before, after):
    """Lines of the text before that are no longer in it."""
    return [line for line in before.splitlines() if line not in after.splitlines()]


@pytest.mark.parametrize(
    ("path", "value", "gone"),
    [
        (("rows", 0, "a"), 7, 1),
        (("rows", 0, "new"), "x, y: z", 1),
        (("rows", 1, "b"), "short", 2),
        (("rows", 1, "new"), 5, 0),
        (("rows", 2, "new"), 5, 1),
        (("long",), "new words", 2),
        (("short",), ["r"], 1),
        (("block", "two"), 2.5, 0),
        (("new",), {"a": [1, "b c"]}, 0),
        (("last",), "other", 1),
    ],
)
def test_a_field_is_changed_or_added(path, value, gone):
    after = changed(TEXT, path, value)
    expected = data(TEXT)
    block = expected
    for part in path[:-1]:
        block = block[part]
    block[path[-1]] = value
    assert data(after) == expected
    assert len(kept(TEXT, after)) <= gone + 1 and "# a comment" in after and "# between rows" in after


@pytest.mark.parametrize("path", [("rows",), ("short",), ("added",)])
def test_a_row_is_added_at_the_end(path):
    after = appended(TEXT, path, {"a": "12%"})
    assert data(after)[path[0]] == [*data(TEXT).get(path[0], []), {"a": "12%"}]
    assert {name: value for name, value in data(after).items() if name != path[0]} == {
        name: value for name, value in data(TEXT).items() if name != path[0]
    }


@pytest.mark.parametrize(
    "path", [("rows", 0), ("rows", 1), ("rows", 2), ("rows", 0, "a"), ("rows", 0, "b"), ("rows", 1, "b"), ("short", 1),
             ("short", 0), ("long",), ("block",), ("last",)]
)  # fmt: skip
def test_a_field_or_a_row_is_removed(path):
    expected = data(TEXT)
    block = expected
    for part in path[:-1]:
        block = block[part]
    del block[path[-1]]
    assert data(removed(TEXT, path)) == expected


def test_the_last_row_takes_its_list_with_it():
    assert "rows" not in data(removed("id: x\nrows:\n  - {a: 1}\nend: y\n", ("rows", 0)))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_any_field_of_any_file_can_be_changed_and_any_row_removed(file):
    text = file.read_text("utf-8")
    rng = random.Random(file.stem)
    places = [
        (name, i, field)
        for name, rows in data(text).items()
        if isinstance(rows, list)
        for i, row in enumerate(rows)
        if isinstance(row, dict)
        for field in (*row, "new")
    ]
    for name, i, field in rng.sample(places, min(8, len(places))):
        expected = copy.deepcopy(data(text))
        expected[name][i][field] = "it: is, so"
        assert data(changed(text, (name, i, field), "it: is, so")) == expected
        del expected[name][i]
        if expected[name]:
            assert data(removed(text, (name, i))) == expected


@pytest.mark.parametrize(
    "value",
    [
        "no",
        "true",
        "12",
        "1:30",
        "a # b",
        "“x”",
        "40%",
        "- x",
        "<0.05",
        "",
        "x: y",
        3,
        2.5,
        4.0,
        True,
        [],
        {"a": 1},
    ],
)
def test_what_is_written_is_read_again(value):
    assert data(f"x: {flow(value)}\n")["x"] == value
