"""Frozen versions: what changed is computed, and a released version never changes."""

import json
import types
import typing
from enum import Enum
from pathlib import Path

import pytest
from pydantic import BaseModel
from tiny_review import write_tiny_review

from livingreview import DataError, load
from livingreview.schema import Background, Finding, Study, Trial
from livingreview.schema.values import Value
from livingreview.subjects.analysis import Analysis
from livingreview.subjects.pools.model import synthesise
from livingreview.subjects.versions.fingerprints import FORMAT, fingerprints, first_fingerprints, reason
from livingreview.subjects.versions.model import changes, compare, release, released, snapshot
from livingreview.subjects.versions.table import changed_certainty, changed_files, changed_results, split_results
from livingreview.subjects.versions.words import certainty_words

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
    release(Analysis(load(root)))
    edit(root, REVIEW, "version: 0.1.0", "version: 0.2.0")


def test_first_version_has_nothing_before_it(tiny):
    changed = changes(Analysis(load(tiny)))
    assert changed.old is None
    assert changed.added == ("brown2020", "green2022")
    assert {row[-1] for row in changed_results(changed, [0.95]).rows} == {"first version"}


def test_a_release_is_the_same_bytes_twice_and_refuses_other_data(tiny):
    file = release(Analysis(load(tiny)))
    before = file.read_bytes()
    assert release(Analysis(load(tiny))).read_bytes() == before
    edit(tiny, BROWN, "events: 10", "events: 11")
    with pytest.raises(DataError, match=r"data/releases/0\.1\.0\.json.*raise `version`"):
        release(Analysis(load(tiny)))
    assert file.read_bytes() == before


def test_what_changed_is_listed_by_publication_and_by_result(tiny):
    next_version(tiny)
    edit(tiny, BROWN, "events: 10", "events: 12")
    edit(tiny, GREEN, "sources:", "limits: Seen as an abstract.\nsources:")
    review = load(tiny)
    changed = changes(Analysis(review))
    assert (changed.added, changed.removed) == ((), ())
    assert (changed.corrected, changed.extended, changed.amended) == (("brown2020",), (), ("green2022",))
    verdicts = {row[0]: row[-1] for row in changed_results(changed, [0.95]).rows}
    assert verdicts == {"Asthma controlled at 6 months": "changed", "No exacerbation at 6 months": "none"}
    assert [row[1] for row in changed_files(review, changed).rows] == [
        "a value, a finding or a description corrected or reworded",
        "notes, conflicts, sources or judgements amended",
    ]


def test_a_note_is_no_correction_and_a_new_row_is_an_addition(tiny):
    next_version(tiny)
    edit(tiny, BROWN, "source: 1, at: Table 2}", "source: 1, at: Table 2, note: Seen twice.}")
    row = "  - {arm: d, group: all, outcome: free, month: 12, events: 20, n: 60, source: 1, at: Table 3}\n"
    (tiny / GREEN).write_text((tiny / GREEN).read_text("utf-8") + row, "utf-8")
    changed = changes(Analysis(load(tiny)))
    assert (changed.corrected, changed.extended, changed.amended) == ((), ("green2022",), ("brown2020",))


def test_a_fact_about_the_study_that_changes_is_a_correction(tiny):
    next_version(tiny)
    edit(tiny, GREEN, "design: single-arm-prospective", "design: case-series")
    changed = changes(Analysis(load(tiny)))
    assert (changed.corrected, changed.extended, changed.amended) == (("green2022",), (), ())


def test_comments_and_layout_are_no_change(tiny):
    next_version(tiny)
    edit(tiny, BROWN, "kind: journal-article", "# a remark\nsafety: []\nkind:   journal-article")
    changed = changes(Analysis(load(tiny)))
    assert (changed.corrected, changed.amended) == ((), ())


def test_a_pool_that_comes_or_goes_is_listed(tiny):
    new = snapshot(Analysis(load(tiny)))
    old = json.loads(json.dumps(new))
    old["version"] = "0.0.1"
    old["results"]["gone"] = {**old["results"].pop("freedom"), "label": "Gone"}
    verdicts = {row[0]: row[-1] for row in changed_results(compare(old, new), [0.95]).rows}
    assert verdicts == {
        "Asthma controlled at 6 months": "none",
        "No exacerbation at 6 months": "new",
        "Gone": "no longer declared",
    }


def test_each_declared_pool_is_carried_out_once(tiny, monkeypatch):
    carried_out = []
    monkeypatch.setattr(
        "livingreview.subjects.analysis.synthesise",
        lambda review, name: carried_out.append(name) or synthesise(review, name),
    )
    analysis = Analysis(load(tiny))
    shown = {name: analysis.pool(name).pooled for name in analysis.review.config.pools}
    frozen = analysis.changes.new["results"]
    assert sorted(carried_out) == sorted(shown)
    assert {name: frozen[name]["estimate"] for name in shown} == {
        name: round(pooled.estimate, 6) for name, pooled in shown.items()
    }


def test_versions_are_ordered_as_numbers(tiny):
    folder = tiny / "data" / "releases"
    folder.mkdir()
    one = snapshot(Analysis(load(tiny)))
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


def example(kind, other=False):
    """A value of a field's type, or another one; models are filled, not validated."""
    origin, args = typing.get_origin(kind), typing.get_args(kind)
    if origin is typing.Annotated:
        return example(args[0], other)
    if origin in (types.UnionType, typing.Union):
        return example(next(arg for arg in args if arg is not type(None)), other)
    if origin is typing.Literal:
        return args[1] if other else args[0]
    if origin is list:
        return [example(args[0])]
    if origin is dict:
        return {example(args[0]): example(args[1])}
    if issubclass(kind, BaseModel):
        return kind.model_construct(**{name: example(field.annotation) for name, field in kind.model_fields.items()})
    if issubclass(kind, Enum):
        return list(kind)[-2 if other else -1]  # not the first: it may be the default
    return {str: "other" if other else "one", int: 2 if other else 1, float: 2.5 if other else 1.5, bool: not other}[
        kind
    ]


def flipped(value, field, other):
    """Every way to change one thing in a value: (path, changed value, whether the schema exempts it)."""
    if isinstance(value, BaseModel):
        for name, inner in type(value).model_fields.items():
            for path, changed, exempt in flipped(getattr(value, name), inner, other):
                yield f".{name}{path}", value.model_copy(update={name: changed}), exempt or reason(inner) is not None
    elif isinstance(value, list):
        for path, changed, exempt in flipped(value[0], None, other):
            yield f"[0]{path}", [changed], exempt
    elif isinstance(value, dict):
        (key, inner) = next(iter(value.items()))
        for path, changed, exempt in flipped(inner, None, other):
            yield f"[{key}]{path}", {key: changed}, exempt
    else:
        yield "", other(value), False


def another(value):
    if isinstance(value, Enum):
        return example(type(value), other=True)
    return example(type(value), other=True) if not isinstance(value, bool) else not value


FLIPS = [
    pytest.param(model, path, changed, exempt, id=f"{model.__name__}{path}")
    for model in (Study, Trial, Background)
    for path, changed, exempt in flipped(example(model), None, another)
]


def files_only(item):
    return {"version": "0.1.0", "format": FORMAT, "files": {"studies": {"x": fingerprints(item)}}, "results": {}}


@pytest.mark.parametrize(("model", "path", "changed", "exempt"), FLIPS)
def test_a_change_of_any_field_is_a_correction_unless_the_schema_says_why_not(model, path, changed, exempt):
    found = compare(files_only(example(model)), files_only(changed))
    assert (found.corrected, found.amended) == (((), ("x",)) if exempt else (("x",), ()))


@pytest.mark.parametrize(
    ("model", "path"),
    [
        (Study, ".efficacy[0].relates.direction"),
        (Study, ".efficacy[0].events"),
        (Study, ".efficacy[0].derived"),
        (Study, ".readings[0].events[one]"),
        (Study, ".findings[0].measured[0].groups[0].mean"),
        (Study, ".arms[0].dose.high"),
        (Study, ".population.enrolled"),
        (Background, ".points[0].interactions[0].level"),
        (Trial, ".planned"),
    ],
)
def test_what_a_report_says_is_never_exempt(model, path):
    assert [flip.values[3] for flip in FLIPS if flip.values[:2] == (model, path)] == [False]


def test_every_exemption_has_a_reason():
    reasons = {reason(field) for model in (Study, Finding, Value) for field in model.model_fields.values()} - {None}
    assert reasons and all(len(one.split()) > 3 for one in reasons)


def test_a_row_that_is_only_added_is_no_correction():
    one = example(Study)
    two = one.model_copy(update={"readings": [*one.readings, next(flipped(one.readings[0], None, another))[1]]})
    found = compare(files_only(one), files_only(two))
    assert (found.corrected, found.extended) == ((), ("x",))


def in_first_format(root):
    """Release the current version as version 0.1.0 was: in format 1."""
    text = json.dumps(snapshot(Analysis(load(root)), 1), indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    file = root / "data" / "releases" / "0.1.0.json"
    file.parent.mkdir()
    file.write_text(text, "utf-8")
    return file


def test_a_version_released_in_the_first_format_is_compared_by_its_rule(tiny):
    assert "format" not in json.loads(in_first_format(tiny).read_text("utf-8"))
    edit(tiny, REVIEW, "version: 0.1.0", "version: 0.2.0")
    edit(tiny, BROWN, "events: 10", "events: 12")
    edit(tiny, GREEN, "design: single-arm-prospective", "design: case-series")
    changed = changes(Analysis(load(tiny)))
    assert (changed.corrected, changed.amended) == (("brown2020",), ("green2022",))


def test_a_version_released_in_the_first_format_stays_as_it_is(tiny):
    file = in_first_format(tiny)
    before = file.read_bytes()
    assert release(Analysis(load(tiny))).read_bytes() == before


def renamed(
    severity="severity", selected="selected_on_response", assumed="assumed", term="accessible", severe="severe"
):
    """A file with every field and term that was renamed after version 0.1.0, under these names."""
    return {
        "groups": [{"id": "all"}, {"id": "relieved", selected: True}],
        "safety": [{"arm": "tea", "event": "burn", severity: severe, "events": 1, "n": 10}],
        assumed: f"People are counted once. Not {term}: age.",
    }


def test_renaming_a_field_or_a_term_changes_no_fingerprint_of_the_first_format():
    assert first_fingerprints(renamed()) == first_fingerprints(renamed("grade", "by_response", "inferred", "visible"))
    assert first_fingerprints(renamed()) != first_fingerprints(renamed(severe="serious"))


def test_snapshots_of_two_formats_are_not_compared(tiny):
    review = load(tiny)
    with pytest.raises(ValueError, match="format 1 and 2"):
        compare(snapshot(Analysis(review), 1), snapshot(Analysis(review)))


def rated(level, **domains):
    return {"label": "Relief", "level": level, "start": "low", "domains": domains, "raised": 0}


def with_certainty(version, **ratings):
    return {"version": version, "files": {}, "results": {}, "certainty": ratings}


@pytest.mark.parametrize(
    ("before", "now", "row", "said"),
    [
        (
            rated("low", imprecision=0),
            rated("low", imprecision=0),
            ["low", "low", "no domain"],
            "none changed in level",
        ),
        (
            rated("low", imprecision=0),
            rated("low", imprecision=-1),
            ["low", "low", "imprecision (0, now −1)"],
            "none changed in level of certainty; in one at the same level, domains were rated otherwise.",
        ),
        (
            rated("low", imprecision=0),
            rated("very-low", imprecision=-2),
            ["low", "very low", "imprecision (0, now −2)"],
            "one changed in level of certainty (Relief).",
        ),
    ],
)
def test_the_certainty_of_two_versions_is_compared(before, now, row, said):
    changed = compare(with_certainty("0.1.0", relief=before), with_certainty("0.2.0", relief=now, sleep=rated("low")))
    *others, new = changed_certainty(changed).rows
    assert [other[1:] for other in others] == ([] if row[-1] == "no domain" else [row])
    assert new[1:] == ["not rated", "low", ""]
    alike = "One outcome rated alike in both versions is left out." in changed_certainty(changed).caption
    assert alike == (row[-1] == "no domain")
    assert certainty_words(changed).startswith("Of one outcome rated in both versions, ")
    assert said in certainty_words(changed)
    assert certainty_words(changed).endswith("One outcome is rated for the first time.")


def test_a_version_without_certainty_says_so():
    changed = compare(files_only(example(Study)), files_only(example(Study)))
    assert certainty_words(changed) == "Version 0.1.0 recorded no certainty of evidence."
    assert certainty_words(compare(None, with_certainty("0.1.0"))) == "There is no earlier version."


def test_where_no_certainty_changed_a_sentence_says_so():
    same = {"relief": rated("low", imprecision=0)}
    table = changed_certainty(compare(with_certainty("0.1.0", **same), with_certainty("0.2.0", **same)))
    assert not table.rows
    assert table.none == "No level and no domain of any outcome changed since version 0.1.0."


def test_results_that_did_not_change_have_a_table_of_their_own(tiny):
    next_version(tiny)
    changed = changes(Analysis(load(tiny)))
    different, same = split_results(changed_results(changed, [0.95]), changed)
    assert not different.rows and different.none == "No declared result changed since version 0.1.0."
    assert len(same.rows) == 2 and "Rules" not in different.caption
    edit(tiny, BROWN, "events: 10", "events: 12")
    edit(tiny, REVIEW, "min_patients: 5\n    why", "min_patients: 4\n    why")
    changed = changes(Analysis(load(tiny)))
    every = changed_results(changed, [0.95])
    different, same = split_results(every, changed)
    assert [row[0] for row in different.rows] == ["Asthma controlled at 6 months"]
    assert same.rows == [["No exacerbation at 6 months", every.rows[1][2]]]
    assert "“Rules” are declarations" in different.caption


def test_a_remark_that_is_only_spelled_otherwise_is_no_new_one(tiny):
    new = snapshot(Analysis(load(tiny)))
    old = json.loads(json.dumps(new))
    old["version"] = "0.0.1"
    for one, note in ((old, "Here tau2 is 0."), (new, "Here tau² is 0.")):
        one["results"]["freedom"]["notes"] = [note]
    new["results"]["freedom"]["notes"].append("One more.")
    (found,) = [one for one in compare(old, new).difference.estimates if one.id == "freedom"]
    assert found.notes == ("One more.",)


def test_a_changed_result_says_what_is_behind_it(tiny):
    next_version(tiny)
    edit(tiny, BROWN, "events: 10", "events: 12")
    edit(tiny, REVIEW, "label: No exacerbation at 6 months", "label: Free of exacerbations")
    edit(tiny, REVIEW, "min_patients: 5\n    why", "min_patients: 4\n    why")
    rows = changed_results(changes(Analysis(load(tiny))), [0.95], str.upper).rows
    assert [row[0] for row in rows] == [
        "Asthma controlled at 6 months",
        "Free of exacerbations (before\\: No exacerbation at 6 months)",
    ]
    assert rows[0][3] == "BROWN2020; rules\\: fewest patients"
    assert rows[1][3:] == ["", "none"]
