"""`review diff` on the invented review in a repository of its own, of which something is changed."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from helpers import REPOSITORY, change, files_of, restore, without_runs
from livingreview import DataError, load
from livingreview.cli import main
from livingreview.living.diff.origins import find
from livingreview.living.diff.outline import numbers, outline
from livingreview.living.diff.report import Report, as_json, from_json, report
from livingreview.living.diff.rows import rows
from livingreview.subjects.analysis import Analysis
from livingreview.subjects.results import Results
from livingreview.subjects.versions.model import release, snapshot

pytestmark = pytest.mark.slow  # each test reads the review twice

INDEX = Path("chapters/index.md")
ADLER = Path("data/studies/adler2010.yaml")
REVIEW = Path("data/review.yaml")
CHAPTER = """\
# Tea for hiccups

Relief was reached by {result}`pools.relief.estimate` of people ({result}`pools.relief.ci`).
Tea is cheap {cite:p}`adler2010,baker2011`, and it is warm.
Nobody knows why.

```{code-cell}
book.pools.forest("relief")
```
"""
# A report of the same people as parker2022, larger, added by copying its file.
PARR = """\
id: parr2023
kind: journal-article
design: case-series
sources:
  - {id: 1, url: "https://example.org/parr", kind: full-text}
cohort: {id: parker2022, overlaps: [{study: parker2022, extent: partial, why: Same clinic.}]}
population: {age: adult, line: stubborn, enrolled: 8, source: 1, at: Table 1}
groups:
  - {id: all, label: everybody, role: whole, condition: secondary, n: 8}
arms:
  - {id: tea, label: tea, role: intervention, drugs: [tea], n: 8, source: 1, at: Table 1}
efficacy:
  - {arm: tea, group: all, outcome: relief, month: 3, events: 5, n: 8, source: 1, at: Table 2}
"""
PARR_RECORD = """@article{parr2023,
  author = {Parr, Ann},
  title = {Tea once more},
  journal = {Annals of Tea},
  year = {2023},
  doi = {10.99999/parr2023},
}

"""


def git(root: Path, *arguments: str) -> str:
    """Git in this folder, by nobody in particular."""
    who = (
        "-c",
        "user.name=nobody",
        "-c",
        "user.email=nobody@example.org",
        "-c",
        "commit.gpgsign=false",
        "-c",
        "maintenance.auto=false",
    )
    done = subprocess.run(["git", "-C", root, *who, *arguments], capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture(scope="module")
def committed(pristine_review, tmp_path_factory) -> tuple[Path, dict[str, bytes]]:
    """The invented review as the first commit of a repository, and all its files."""
    root = shutil.copytree(pristine_review, tmp_path_factory.mktemp("repository") / "review")
    (root / INDEX).write_text(CHAPTER, "utf-8")
    git(root, "init", "--quiet", "--initial-branch=main")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message=first")
    return root, files_of(root)


@pytest.fixture
def root(committed, parse_what_is_unchanged_once) -> Path:
    """This repository, to change: it is as before for the next test."""
    folder, files = committed
    yield folder
    restore(folder, files)


def correct_adler(root: Path) -> None:
    change(root / ADLER, "events: 27, n: 60, printed: 45%", "events: 29, n: 60, printed: 48%")
    change(root / ADLER, "events: 51, n: 60, printed: 85%", "events: 53, n: 60, printed: 88%")
    change(root / ADLER, "how: 24 + 27 printed", "how: 24 + 29 printed")


def add_parr(root: Path) -> None:
    (root / "data" / "studies" / "parr2023.yaml").write_text(PARR, "utf-8")
    declared = (
        "cohort: {id: parker2022, overlaps: [{study: parr2023, extent: partial, why: Same clinic.}]}\npopulation:"
    )
    change(root / "data" / "studies" / "parker2022.yaml", "population:", declared)
    change(root / "references.bib", "@article{price2006", f"{PARR_RECORD}@article{{price2006")
    log = root / "data" / "screening" / "records.csv"
    line = "r0099,Tea once more,Parr,2023,10.99999/parr2023,,,hand,full-text,include,,,parr2023,,\n"
    log.write_text(log.read_text("utf-8") + line, "utf-8")


def estimate(found: Report, name: str):
    (one,) = [one for one in found.estimates if one.id == name]
    return one


def test_nothing_changed_says_so(root, capsys):
    assert main(["--root", str(root), "diff", "HEAD", "--exit-code"]) == 0
    assert "Nothing is different." in capsys.readouterr().out


def test_a_corrected_value_is_listed_with_row_source_and_what_it_did(root):
    correct_adler(root)
    found = report(root, "HEAD", None)
    (adler,) = found.publications
    assert (adler.key, adler.change) == ("adler2010", "corrected")
    events = next(value for value in adler.values if value.field == "efficacy[2].events")
    assert (events.old, events.new, events.row) == ("51", "53", "tea, all, relief, month 3")
    assert events.source == "source 1, Abstract, https://example.org/adler/abstract"
    text = (root / events.file).read_text("utf-8").splitlines()
    assert "events: 53" in text[events.line - 1]

    relief = estimate(found, "relief")
    assert (relief.old.events, relief.new.events, relief.old.k) == (169, 171, 9)
    assert relief.shift == pytest.approx(relief.new.estimate - relief.old.estimate)
    assert 0 < relief.shift < 0.02 and 0.8 < relief.overlap < 1
    assert (relief.because, relief.unexplained) == (("adler2010",), False)
    weight = next(weight for weight in relief.weights if weight.study == "adler2010")
    assert (weight.old_counts, weight.new_counts) == ((51, 60), (53, 60))
    assert not estimate(found, "full").changed
    assert found.conclusions_changed and not found.warnings


def test_only_sentences_that_change_are_listed_each_with_its_words(root):
    correct_adler(root)
    change(root / INDEX, "`adler2010,baker2011`, and it is warm", "`baker2011,adler2010`, and it is warm")
    change(root / INDEX, "Nobody knows why.", "Everybody knows why.\nIt is late.")
    found = report(root, "HEAD", None)
    assert {one.file for one in found.sentences} == {"chapters/index.md"}  # citations in another order are no change
    computed, edited, added = found.sentences
    assert (computed.old_line, computed.new_line) == (3, 3)
    assert computed.side("old").startswith("Relief was reached by 66% of people (57%")
    assert computed.side("new").startswith("Relief was reached by 67% of people (57%")
    assert [text for kind, text in edited.parts if kind != "same"] == ["Nobody", "Everybody"]
    assert (added.old_line, added.new_line, added.side("new")) == (0, 6, "It is late.")
    assert [one.edited for one in found.sentences] == [False, True, True]


def test_where_only_chapters_changed_the_data_are_read_once(root, monkeypatch):
    change(root / INDEX, "Nobody knows why.", "Everybody knows why.")
    monkeypatch.setattr("livingreview.living.diff.origins.load_earlier", None)
    found = report(root, "HEAD", None)
    assert [one.side("new") for one in found.sentences] == ["Everybody knows why."]
    assert not found.conclusions_changed and not found.publications


def test_sentences_that_rest_on_files_beside_the_data_did_not_change(root, tmp_path):
    copy = shutil.copytree(root, tmp_path / "copy")
    results = copy / "bench" / "results"
    results.mkdir(parents=True)
    shutil.copy(REPOSITORY / "bench" / "results" / "coverage.csv", results)
    change(copy / INDEX, "Nobody knows why.", "The seed is {result}`validation.seed`. Nobody knows why.")
    git(copy, "add", "--all")
    git(copy, "commit", "--quiet", "--message=simulated")
    change(copy / INDEX, "Tea is cheap", "Tea is not dear")
    found = report(copy, "HEAD", None)
    assert [one.side("new") for one in found.sentences] == ["Tea is not dear [adler2010, baker2011], and it is warm."]


def test_what_cells_print_is_compared_when_asked_for(root):
    correct_adler(root)
    before = files_of(root)
    found = report(root, "HEAD", None, cells=True)
    assert any("53/60" in one.side("new") and "forest" in one.cell for one in found.cells)
    assert files_of(root) == before  # no figure is drawn, nothing is written


def test_a_cell_that_is_no_call_of_the_book_is_not_run(root):
    change(root / INDEX, 'book.pools.forest("relief")', '__import__("pathlib").Path("ran").touch()')
    with pytest.raises(DataError, match=r"chapters/index\.md:7 the cell is not one call"):
        report(root, "HEAD", None, cells=True)
    commit = git(root, "stash", "create")  # which no branch leads to
    change(root / INDEX, '__import__("pathlib").Path("ran").touch()', 'book.pools.forest("relief")')
    found = report(root, commit, None, cells=True)
    assert any("It was not run" in note and "chapters/index.md:8" in note for note in found.notes)
    assert not (root / "ran").exists() and not Path("ran").exists()


def test_a_faulty_chapter_is_a_note_beside_the_comparison_of_data(root):
    correct_adler(root)
    change(root / INDEX, "Nobody knows why.", "<b>Nobody</b> knows why.")
    found = report(root, "HEAD", None)
    assert [one.key for one in found.publications] == ["adler2010"]
    assert any(note.startswith("This chapter has a problem: chapters/index.md:5") for note in found.notes)


def test_a_study_that_displaces_another_of_its_cohort_is_a_warning(root):
    add_parr(root)
    found = report(root, "HEAD", None)
    assert [(one.key, one.change) for one in found.publications] == [("parr2023", "added"), ("parker2022", "corrected")]
    assert found.publications[0].holds == "sources 1, groups 1, arms 1, efficacy 1"
    value = found.publications[0].rows[-1]
    assert value.cells[1:] == ("tea, everybody", "relief, 3 months", "5/8", "", "source 1, Table 2")
    assert (value.field, value.address) == ("efficacy[0]", "https://example.org/parr")
    lines = (root / "data" / "studies" / "parr2023.yaml").read_text("utf-8").splitlines()
    assert "events: 5" in lines[value.line - 1]
    relief = estimate(found, "relief")
    assert [(left.study, left.replaced_by) for left in relief.left] == [("parker2022", (("parr2023", "same cohort"),))]
    entered, gone = (next(w for w in relief.weights if w.study == key) for key in ("parr2023", "parker2022"))
    assert entered.old is None and entered.new > 0 and gone.old > 0 and gone.new is None
    assert "parker2022 (Parker 2022) left relief, replaced by parr2023 (Parr 2023); same cohort." in found.warnings
    flow = {box: (before, after) for box, before, after in found.records}
    assert flow["Included"][1] == flow["Included"][0] + 1


def test_a_changed_rule_is_listed_and_needs_a_label(root):
    change(root / REVIEW, "  min_studies: 3", "  min_studies: 4")
    found = report(root, "HEAD", None)
    assert [(v.field, v.old, v.new) for v in found.settings] == [("safety.min_studies", "3", "4")]
    gone = estimate(found, "any-event.any")
    assert gone.new is None and gone.rules == ("safety.min_studies",) and gone.unexplained
    (warning,) = [one for one in found.warnings if one.startswith("any-event.any")]
    assert "unexplained: needs an editor's label" in warning and "safety.min_studies" in warning
    assert not estimate(found, "burn.any").changed


def test_a_correction_beside_a_pool_does_not_explain_it(root):
    """The publication that changed has no row that moved, so the rule is behind the change of the estimate."""
    change(root / ADLER, "country: Ruritania", "country: Graustark")
    text = (root / REVIEW).read_text("utf-8")
    (root / REVIEW).write_text(text.replace("min_patients: 3", "min_patients: 7", 1), "utf-8")
    found = report(root, "HEAD", None)
    relief = estimate(found, "relief")
    assert [left.study for left in relief.left] == ["parker2022"]
    assert (relief.because, relief.unexplained, relief.rules) == ((), True, ("pools.relief.min_patients",))
    assert "parker2022 (Parker 2022) left relief: fewer than 7 patients." in found.warnings


def test_other_intervals_are_shown_beside_those_before(root):
    declared = "    test: t\n    prediction_interval: t(k-2)\n    min_studies_for_prediction: {}\n    subgroups:"
    undeclared = (root / REVIEW).read_text("utf-8")
    for fewest, predicted in ((9, True), (10, False)):  # the pool has nine cohorts
        changed = undeclared.replace("    subgroups:", declared.format(fewest), 1)
        changed = changed.replace("tests: [t, ", "tests: [z, ", 1)  # what is declared is no alternative
        (root / REVIEW).write_text(changed, "utf-8")
        relief = estimate(report(root, "HEAD", None), "relief")
        old, new = relief.old, relief.new
        assert (relief.changed, relief.shift, relief.unexplained) == (True, 0.0, True)
        names = ("test", "prediction_interval", "min_studies_for_prediction")
        assert relief.rules == tuple(f"pools.relief.{name}" for name in sorted(names))  # alternatives move no estimate
        assert new.ci_low < old.ci_low and old.ci_high < new.ci_high
        before, after = numbers(relief, old), numbers(relief, new)
        assert f"prediction {100 * old.pi_low:.1f} to {100 * old.pi_high:.1f}" in before
        assert ("no prediction interval" in after) == (new.pi_low is None) == (not predicted)


def test_a_setting_that_changes_is_listed_beside_what_it_was(root):
    change(root / REVIEW, '"hiccup* AND (nerve OR diaphragm)"', '"hiccup* AND nerve"')
    (value,) = report(root, "HEAD", None).settings
    assert (value.field, value.row.split(", ")[0]) == ("searches[0].strategies.mechanism", "Teabase")
    assert (value.old, value.new) == ("hiccup* AND (nerve OR diaphragm)", "hiccup* AND nerve")


def test_a_judgement_that_lowers_the_certainty_is_shown_by_its_domain(root):
    change(
        root / "data" / "certainty.yaml",
        'imprecision: {judgement: -2, reason: "Very few people."}',
        'imprecision: {judgement: -1, reason: "Few people."}',
    )
    found = report(root, "HEAD", None)
    (level,) = [one for one in found.certainty if one.old != one.new]
    assert level.id == "relief-versus-water"
    assert level.domains == (("imprecision", -2, -1),)
    assert found.conclusions_changed and not any(one.changed for one in found.estimates)
    assert main(["--root", str(root), "diff", "HEAD", "--exit-code", "--format", "json"]) == 4


def test_a_judgement_that_no_longer_fits_is_in_the_section_on_certainty(root):
    correct_adler(root)
    change(
        root / "data" / "certainty.yaml",
        'imprecision: {judgement: -2, reason: "Very few people."}',
        'imprecision: {judgement: 0, reason: "Very few people."}',
    )
    found = report(root, "HEAD", None)
    (outdated,) = found.judge_again
    assert "relief-versus-water.domains.imprecision" in outdated
    assert "To be judged again" in str([one for one in outline(found) if one.title == "Certainty"])


def test_every_kind_of_row_of_a_file_is_listed_with_its_place(root):
    review = load(root)
    for key in review.files:
        listed_rows = rows(review, key)
        assert all(row.what or row.about for row in listed_rows), key
        for row in listed_rows:
            if row.field.startswith(("efficacy", "safety", "findings", "figures", "points")):
                assert row.value or row.printed, (key, row)
                assert row.place and row.address and row.line, (key, row)
    burnt = next(row for row in rows(review, "adler2010") if row.harm)
    assert burnt.printed == "“serious side effects”" and burnt.what == "any adverse event, serious"
    derived = next(row for row in rows(review, "adler2010") if row.field == "efficacy[2]")
    assert (derived.value, derived.printed) == ("51/60", "85%")
    assert derived.more == "derived (sum): 24 + 27 printed full and partial relief"


def test_findings_that_now_contradict_others_are_a_warning(root):
    flynn = root / "data" / "studies" / "flynn2006.yaml"
    flynn.write_text(flynn.read_text("utf-8").replace("direction: up", "direction: down", 1), "utf-8")
    found = report(root, "HEAD", None)
    (axis,) = found.directions
    assert "down" not in axis.old and axis.new["down"] == 1
    assert f"{axis.label}: publications now point in opposite directions." in found.warnings


def test_a_new_run_of_a_search_is_listed(root):
    files = files_of(root)
    without_runs(root)
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message=without runs")
    for name in files:
        if name.startswith(("data/searches", "data/screening")):
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(files[name])
    found = report(root, "HEAD", None)
    runs = [run for search in found.searches for run in search.runs]
    assert runs and all(re.match(r"\d{4}-\d\d-\d\d-\S+: \d+ records?, \d+ new", run) for run in runs)


def test_a_version_without_a_tag_is_compared_by_its_snapshot(root):
    release(Analysis(load(root)))
    correct_adler(root)
    found = report(root, None, None)  # the last released version
    assert found.old.startswith("0.2.0") and any("snapshot" in note for note in found.notes)
    assert estimate(found, "relief").because == ("adler2010",)
    assert [(one.key, one.change, one.values) for one in found.publications] == [("adler2010", "corrected", ())]
    assert found.sentences is None
    git(root, "tag", "v0.2.0", "main")
    assert report(root, "0.2.0", None).sentences  # with a tag, its data are there


def test_an_earlier_schema_is_read_as_far_as_it_goes(root):
    text = (root / ADLER).read_text("utf-8")
    (root / ADLER).write_text(text.replace("setting: ", "place: ", 1), "utf-8")
    (root / "data" / "schema" / "study.schema.json").write_text("{}", "utf-8")
    git(root, "commit", "--quiet", "--all", "--message=earlier")
    (root / ADLER).write_text(text, "utf-8")
    git(root, "checkout", "--quiet", "main~1", "--", "data/schema")
    found = report(root, "HEAD", None)
    (note,) = [one for one in found.notes if "not read with the present schema" in one]
    assert "data/studies/adler2010.yaml place" in note
    assert not any(one.changed for one in found.estimates)
    assert [value.field for value in found.publications[0].values] == ["setting"]


def test_judgements_that_cannot_be_read_are_not_compared(root):
    file = root / "data" / "certainty.yaml"
    text = file.read_text("utf-8")
    file.write_text(text.replace("thresholds:", "limits:", 1), "utf-8")
    git(root, "commit", "--quiet", "--all", "--message=earlier")
    file.write_text(text, "utf-8")
    found = report(root, "HEAD", None)
    assert not found.certainty and not found.conclusions_changed
    assert any("data/certainty.yaml" in note for note in found.notes)
    assert any(note.startswith("Not in both") and "certainty" in note for note in found.notes)


def test_a_result_that_cannot_be_computed_from_earlier_data_is_named(root, monkeypatch):
    correct_adler(root)
    ordinary = Results.__getitem__

    def failing(self, name):
        if name == "pools.relief.ci" and self.review.root != root:
            raise TypeError
        return ordinary(self, name)

    monkeypatch.setattr(Results, "__getitem__", failing)
    found = report(root, "HEAD", None)
    assert "HEAD: one result in prose is unknown, such as pools.relief.ci." in found.notes
    assert "people (pools.relief.ci)." in found.sentences[0].side("old")


def test_data_that_cannot_be_read_at_all_are_one_clear_line(root, capsys):
    text = (root / ADLER).read_text("utf-8")
    (root / ADLER).write_text("id: [\n", "utf-8")
    git(root, "commit", "--quiet", "--all", "--message=broken")
    (root / ADLER).write_text(text, "utf-8")
    assert main(["--root", str(root), "diff", "HEAD"]) == 1
    error = capsys.readouterr().err
    assert "HEAD: cannot be read with the present engine (1 problem, first: data/studies/adler2010.yaml" in error
    assert "Traceback" not in error and "it holds no released version" in error


ENGINE = {
    "__init__.py": "load = lambda place: None",
    "subjects/__init__.py": "",
    "subjects/analysis.py": "Analysis = lambda review: review",
    "subjects/versions/__init__.py": "",
    "subjects/versions/model.py": "import json\nsnapshot = lambda analysis: json.load(open('scripts/said.json'))",
}


def commit_engine(root: Path, said: dict) -> None:
    """Commit an engine that says this of any data."""
    for name, text in ENGINE.items():
        file = root / "scripts" / "livingreview" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    (root / "scripts" / "said.json").write_text(json.dumps(said), "utf-8")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message=another engine")


def test_an_estimate_that_the_engine_changed_needs_a_label(root):
    said = snapshot(Analysis(load(root)))
    said["results"]["relief"]["estimate"] = 0.5
    commit_engine(root, said)
    found = report(root, "HEAD", None)
    assert [(one.id, one.old.estimate) for one in found.engine] == [("relief", 0.5)]
    assert not estimate(found, "relief").changed  # the data are the same
    assert any(one.startswith("relief is computed otherwise") and "needs an editor" in one for one in found.warnings)
    assert found.conclusions_changed


def test_results_of_its_own_engine_stand_in_for_data_that_cannot_be_read(root):
    said = snapshot(Analysis(load(root)))
    said["results"]["relief"]["estimate"] = 0.5
    text = (root / ADLER).read_text("utf-8")
    (root / ADLER).write_text("id: [\n", "utf-8")
    commit_engine(root, said)
    (root / ADLER).write_text(text, "utf-8")
    found = report(root, "HEAD", None)
    assert any("compared with the results that its own engine computes" in note for note in found.notes)
    relief = estimate(found, "relief")
    assert relief.old.estimate == 0.5 and relief.unexplained


def test_the_engine_of_a_foreign_branch_is_run_only_when_allowed(root):
    git(root, "checkout", "--quiet", "-b", "foreign")
    commit_engine(root, snapshot(Analysis(load(root))))
    git(root, "checkout", "--quiet", "main")
    found = report(root, "foreign", None)
    assert any("was not run" in note and "--run-engine" in note for note in found.notes)
    assert not any("was not run" in note for note in report(root, "foreign", None, run_engine=True).notes)


@pytest.mark.parametrize("name", ["nowhere", "--output=x", "HEAD~99", "0.9.9"])
def test_a_name_that_leads_nowhere_is_refused(root, tmp_path, name):
    with pytest.raises(DataError, match=re.escape(name) + ".* no revision of git, no released version and no folder"):
        find(name, root, tmp_path, None)


def test_a_folder_may_be_compared_with_a_folder(root, tmp_path):
    other = shutil.copytree(root, tmp_path / "other", ignore=shutil.ignore_patterns(".git"))
    correct_adler(other)
    found = report(root, str(root), str(other))
    assert [one.key for one in found.publications] == ["adler2010"]


def test_new_data_with_a_fault_are_refused_with_the_fault(root, capsys):
    change(root / ADLER, "events: 24, n: 60", "events: 61, n: 60")
    assert main(["--root", str(root), "diff", "HEAD"]) == 1
    assert "61 is more than n = 60" in capsys.readouterr().err


def test_json_comes_back_as_it_was_and_other_files_are_refused(root, tmp_path, capsys):
    correct_adler(root)
    found = report(root, "HEAD", None)
    assert from_json(as_json(found)) == found
    stored = tmp_path / "report.json"
    stored.write_text(as_json(found), "utf-8")
    assert main(["--root", str(tmp_path), "diff", "--from", str(stored), "--format", "markdown"]) == 0
    assert "adler2010" in capsys.readouterr().out
    for text in ("", "[]", json.dumps({**json.loads(stored.read_text("utf-8")), "form": 99})):
        stored.write_text(text, "utf-8")
        assert main(["diff", "--from", str(stored)]) == 1
        assert "is no report of `review diff --format json`" in capsys.readouterr().err
