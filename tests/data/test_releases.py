"""Frozen versions: what changed is computed, and a released version never changes."""

import json
from pathlib import Path

import pytest

from livingreview import DataError, load
from livingreview.subjects.versions.model import changes, compare, release, released, snapshot
from livingreview.subjects.versions.table import changed_files, changed_results
from small_reviews import write_tiny_review

REVIEW, BROWN, GREEN = (
    Path("data/review.yaml"),
    Path("data/studies/brown2020.yaml"),
    Path("data/studies/green2022.yaml"),
)


@pytest.fixture
def tiny(tmp_path):
    return write_tiny_review(tmp_path)


def edit(root, file, old, new):
    text = (root / file).read_text("utf-8")
    assert old in text
    (root / file).write_text(text.replace(old, new), "utf-8")


def next_version(root):
    release(load(root))
    edit(root, REVIEW, "version: 0.1.0", "version: 0.2.0")


def test_first_version_has_nothing_before_it(tiny):
    changed = changes(load(tiny))
    assert changed.old is None
    assert changed.added == ("brown2020", "green2022")
    assert {row[-1] for row in changed_results(changed).rows} == {"first version"}


def test_a_release_is_the_same_bytes_twice_and_refuses_other_data(tiny):
    file = release(load(tiny))
    before = file.read_bytes()
    assert release(load(tiny)).read_bytes() == before
    edit(tiny, BROWN, "events: 10", "events: 11")
    with pytest.raises(DataError, match=r"data/releases/0\.1\.0\.json.*raise `version`"):
        release(load(tiny))
    assert file.read_bytes() == before


def test_what_changed_is_told_by_publication_and_by_result(tiny):
    next_version(tiny)
    edit(tiny, BROWN, "events: 10", "events: 12")
    edit(tiny, GREEN, "design: single-arm-prospective", "design: case-series")
    review = load(tiny)
    changed = changes(review)
    assert (changed.added, changed.removed) == ((), ())
    assert (changed.corrected, changed.extended, changed.amended) == (("brown2020",), (), ("green2022",))
    verdicts = {row[0]: row[-1] for row in changed_results(changed).rows}
    assert verdicts == {"Asthma controlled at 6 months": "changed", "No exacerbation at 6 months": "none"}
    assert [row[1] for row in changed_files(review, changed).rows] == [
        "a row corrected, reworded or split",
        "notes, conflicts or description amended",
    ]


def test_a_note_is_no_correction_and_a_new_row_is_an_addition(tiny):
    next_version(tiny)
    edit(tiny, BROWN, "source: 1, at: Table 2}", "source: 1, at: Table 2, note: Seen twice.}")
    row = "  - {arm: d, group: all, outcome: free, month: 12, events: 20, n: 60, source: 1, at: Table 3}\n"
    (tiny / GREEN).write_text((tiny / GREEN).read_text("utf-8") + row, "utf-8")
    changed = changes(load(tiny))
    assert (changed.corrected, changed.extended, changed.amended) == ((), ("green2022",), ("brown2020",))


def test_comments_and_layout_are_no_change(tiny):
    next_version(tiny)
    edit(tiny, BROWN, "kind: journal-article", "# a remark\nkind:   journal-article")
    changed = changes(load(tiny))
    assert (changed.corrected, changed.amended) == ((), ())


def test_a_pool_that_comes_or_goes_is_told(tiny):
    new = snapshot(load(tiny))
    old = json.loads(json.dumps(new))
    old["version"] = "0.0.1"
    old["results"]["gone"] = {**old["results"].pop("freedom"), "label": "Gone"}
    verdicts = {row[0]: row[-1] for row in changed_results(compare(old, new)).rows}
    assert verdicts == {
        "Asthma controlled at 6 months": "none",
        "No exacerbation at 6 months": "new",
        "Gone": "no longer declared",
    }


def test_versions_are_ordered_as_numbers(tiny):
    folder = tiny / "data" / "releases"
    folder.mkdir()
    one = snapshot(load(tiny))
    for version in ("0.10.0", "0.9.0", "0.2.0"):
        (folder / f"{version}.json").write_text(json.dumps({**one, "version": version}), "utf-8")
    assert [each["version"] for each in released(tiny)] == ["0.2.0", "0.9.0", "0.10.0"]


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"version": "9.9.9", "date": "", "records": {}, "files": {}, "results": {}}']
)
def test_a_file_that_is_no_snapshot_is_named(tiny, text):
    folder = tiny / "data" / "releases"
    folder.mkdir()
    (folder / "0.0.1.json").write_text(text, "utf-8")
    with pytest.raises(DataError, match=r"data/releases/0\.0\.1\.json.*is not a snapshot"):
        released(tiny)
