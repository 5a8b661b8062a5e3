"""Mechanisms: nothing counted twice, dropped, or taken for direct evidence; gaps said; styles computed, never typed."""

import re
import shutil
from collections import Counter

import matplotlib as mpl
import pandas as pd
import pytest
import yaml
from scipy import stats

from helpers import change
from livingreview import load
from livingreview.book import Book
from livingreview.evidence import clusters
from livingreview.render import style
from livingreview.schema import Part, System
from livingreview.store import records
from livingreview.subjects import mechanisms
from livingreview.subjects.mechanisms import Agreement, Standing, agreement, sign_test
from livingreview.subjects.mechanisms.direction_plot import direction_plot
from livingreview.subjects.mechanisms.map_plot import mechanism_map
from livingreview.subjects.results import Results

from .found import SHOWN, frame

# Everything is shown, once.


def test_every_finding_of_the_files_is_in_one_chapter_and_shown_in_one_of_its_parts(review, book):
    written = Counter(
        (file.stem, " ".join(row["finding"].split()))
        for file in (review.root / "data" / "studies").glob("*.yaml")
        for row in yaml.safe_load(file.read_text("utf-8")).get("findings", [])
    )
    shown = Counter()
    for chapter in mechanisms.chapters(review):
        evidence = mechanisms.evidence(review, chapter)
        for method, parts in SHOWN.items():
            rows = evidence.part(*parts)
            shown.update((row["study"], " ".join(row["finding"].split())) for row in records(rows))
            lines = getattr(book.mechanisms, method)(chapter).data.count("\n* - ") - 1 if len(rows) else 0
            assert lines == len(rows), f"{method}({chapter!r}) shows {lines} of {len(rows)} findings"
    assert shown == written
    assert set(Part) == set().union(*SHOWN.values())


@pytest.fixture(scope="module")
def widest(review):
    """The chapter with most axes."""
    return max(mechanisms.chapters(review), key=lambda chapter: len(mechanisms.axes_of(review, chapter)))


def test_a_chapter_in_parts_shows_what_it_shows_as_a_whole(review, book, widest):
    for chapter in mechanisms.chapters(review):
        whole = mechanisms.evidence(review, chapter)
        parts = [mechanisms.evidence(review, chapter, axis) for axis in whole.axis_labels]
        shown = Counter((row["study"], row["row"]) for part in parts for row in records(part.findings))
        assert shown == Counter((row["study"], row["row"]) for row in records(whole.findings))
        assert len({part.name for part in (*parts, whole)}) == len(parts) + 1
        assert [part.leading for part in parts if part.leading] == ([whole.leading] if whole.leading else [])
    one, two = list(mechanisms.axes_of(review, widest).items())[:2]
    data = book.mechanisms.drug_effect(widest, one[0], two[0]).data
    assert f"fig-direction-{widest}-{one[0]}-{two[0]}-drug" in data
    assert f"({one[1]} and {two[1]})" in data


def test_a_caller_that_changes_findings_does_not_change_those_of_another(review, widest):
    before = mechanisms.evidence(review, widest).findings.to_json()
    for found in (mechanisms.evidence(review, widest).findings, mechanisms.all_findings(review)):
        found["study"] = "changed"
        found.loc[0, "direction"] = "changed"
    assert mechanisms.evidence(review, widest).findings.to_json() == before
    assert "changed" not in set(mechanisms.all_findings(review)["direction"])


def test_a_conflict_is_shown_with_the_axes_of_both_sides(review, book, widest):
    evidence = mechanisms.evidence(review, widest)
    found = mechanisms.conflicts(review, evidence.findings)
    assert found
    for axis in evidence.axis_labels:
        here = [conflict for conflict in found if axis in {side["axis"] for side in conflict.sides}]
        shown = book.mechanisms.conflicts(widest, axis).data
        assert max(shown.count("\n* - ") - 1, 0) == len(mechanisms.opposed(here))
        assert all(side["study"] in shown for conflict in here for side in conflict.sides)


def test_an_axis_of_another_chapter_is_refused(review):
    first, second = mechanisms.chapters(review)[:2]
    foreign, own = (next(iter(mechanisms.axes_of(review, chapter))) for chapter in (second, first))
    with pytest.raises(KeyError) as refused:
        mechanisms.evidence(review, first, foreign)
    assert f"{foreign!r} is not an axis of the chapter {first!r}" in str(refused.value.args[0])
    assert own in refused.value.args[0]


def test_the_first_sentence_of_a_chapter_states_directness(review):
    first = {chapter: mechanisms.evidence(review, chapter).first_sentence for chapter in review.vocabulary.chapters}
    assert first["nerve"] == (
        "Two publications measured nerve firing in patients with hiccups given tea (90 patients treated): both found a "
        "decrease."
    )  # Baker 40, Grant 50
    for chapter in ("diaphragm", "stomach"):
        assert first[chapter].startswith("We found no publication") and "hypothesis" in first[chapter]
    inside = {chapter: mechanisms.evidence(review, chapter).in_treated for chapter in ("nerve", "stomach")}
    assert inside == {
        "nerve": "two publications (90 patients treated): both found a decrease",
        "stomach": "no publication",
    }


def test_every_chapter_of_the_vocabulary_has_axes_and_every_axis_is_on_the_map(review):
    overview = mechanisms.overview(review)
    assert [row.axis for row in overview.axes] != [] and {row.axis for row in overview.axes} == set(
        review.vocabulary.axes
    )
    assert [row.chapter for row in overview.chapters] == list(review.vocabulary.chapters)
    assert {axis.chapter for axis in review.vocabulary.axes.values()} == set(review.vocabulary.chapters)


# Directness.


def test_only_humans_with_the_disease_are_patients(review, findings):
    patients = findings[findings["directness"] == "patients"]
    assert set(patients["system"]) == {System.PATIENTS}
    assert all(review.vocabulary.diseases[disease].direct for disease in patients["disease"])
    cells = findings[findings["directness"] == "cells"]
    assert not cells["system"].isin([System.MOUSE, System.RAT]).any()


@pytest.mark.parametrize(
    ("old", "new", "moved"),
    [
        ("disease: hiccups", "disease: sneezing", "elsewhere"),
        ("system: patients-in-vivo", "system: mouse-model", "near"),
    ],
)
def test_a_finding_in_animals_or_another_disease_cannot_become_direct(review, review_copy, old, new, moved):
    file = review_copy / "data" / "studies" / "baker2011.yaml"
    text = file.read_text("utf-8")
    (fall,) = (line for line in text.splitlines() if "axis: nerve" in line and "perturbation: tea" in line)
    change(file, fall, fall.replace(old, new))
    before, after = (
        next(row for row in mechanisms.overview(each).axes if row.axis == "nerve")
        for each in (review, load(review_copy))
    )
    assert (before.cells["patients"].publications, after.cells["patients"].publications) == (2, 1)
    assert after.cells[moved].publications == before.cells[moved].publications + 1


# Without indirect evidence: everything works and says that nothing is known.


@pytest.fixture(scope="module")
def direct_only(pristine_review, tmp_path_factory):
    root = shutil.copytree(pristine_review, tmp_path_factory.mktemp("direct") / "review")
    for file in (root / "data" / "studies").glob("*.yaml"):
        study = yaml.safe_load(file.read_text("utf-8"))
        kept = [row for row in study.get("findings", []) if row["disease"] == "hiccups"]
        if len(kept) != len(study.get("findings", [])):
            study["findings"] = kept
            file.write_text(yaml.safe_dump(study, allow_unicode=True, sort_keys=False, width=10_000), "utf-8")
    change(root / "data" / "pathway.yaml", ", studies: [hart2009], why: It measured both.", "")
    return load(root)


@pytest.mark.slow
def test_without_indirect_findings_everything_still_works_and_says_so(direct_only):
    book = Book(direct_only)
    results = Results(direct_only)
    for chapter in mechanisms.chapters(direct_only):
        evidence = mechanisms.evidence(direct_only, chapter)
        assert evidence.elsewhere_sentence.startswith("We found no publication")
        for what in ("first-sentence", "defect", "intervention", "elsewhere", "sign-test", "values"):
            assert results[f"mechanisms.{chapter}.{what}"].text
        for method in (*SHOWN, "sign_tests", "conflicts"):
            assert getattr(book.mechanisms, method)(chapter).data
        said = results[f"mechanisms.{chapter}.values"].text  # where there is no table, the sentence above it says so
        assert (book.mechanisms.values(chapter) is not None) != said.startswith("No report gives means")
        drug = direction_plot(evidence, "drug", (Part.INTERVENTION,), "Drug")
        if evidence.part(Part.INTERVENTION).empty:
            assert drug.alt.count("no publication found") == 4
    for row in mechanisms.overview(direct_only).axes:
        assert row.cells["elsewhere"].publications == 0
    assert "gap" in book.mechanisms.map().data and "gap" in book.mechanisms.map(small=True).data
    standings = {
        arrow.edge.end: arrow.claim.standing for arrow in mechanisms.arrows(direct_only) if arrow.edge.start == "tea"
    }
    assert standings == {
        "calcium": Standing.PATIENTS,
        "nerve": Standing.PATIENTS,
        "diaphragm": Standing.NEAR,
        "acid": Standing.HYPOTHESIS,  # no change only
        "gas": Standing.HYPOTHESIS,
    }
    assert "hypothesis" in book.mechanisms.pathway().data
    for concern in ("benefit", "harm"):
        assert book.mechanisms.hypotheses(concern).data
    assert book.mechanisms.conflict_register().data
    assert results["hypotheses.gas-rise.evidence"].text == "No publication with a direction bears on it."


# The map.


def test_cells_of_the_map_are_the_counts_of_the_data(review):
    files = {f.stem: yaml.safe_load(f.read_text("utf-8")) for f in (review.root / "data" / "studies").glob("*.yaml")}
    part = {key: p.part for key, p in review.vocabulary.perturbations.items()}
    direct = {key: d.direct for key, d in review.vocabulary.diseases.items()}

    def column(row):
        if part[row["perturbation"]] == Part.GENETIC:
            return "genetic"
        animal = row["system"] in ("mouse-model", "rat-model")
        if part[row["perturbation"]] == Part.DEFECT:
            return "defect" if direct[row["disease"]] and not animal else None
        if part[row["perturbation"]] != Part.INTERVENTION:
            return None
        if not direct[row["disease"]]:
            return "elsewhere"
        return "patients" if row["system"] == "patients-in-vivo" else "near"

    counted: dict[tuple, set] = {}
    for study, content in files.items():
        for row in content.get("findings", []):
            counted.setdefault((row["axis"], column(row)), set()).add(study)
    for row in mechanisms.overview(review).axes:
        for key, cell in row.cells.items():
            assert cell.publications == len(counted.get((row.axis, key), ())), (row.axis, key)
            if cell.tally:
                assert sum(cell.tally.values()) == cell.publications


def test_a_chapter_on_the_map_counts_a_publication_once(review, findings):
    for row in mechanisms.overview(review).chapters:
        own = findings[(findings["chapter"] == row.chapter) & (findings["part"] == Part.GENETIC)]
        assert row.cells["genetic"].publications == own["study"].nunique()


def test_counts_in_a_cell_sum_to_its_publications_or_it_says_what_the_others_are(review):
    """A chapter's cell counts all its publications, and directions of its leading measure alone."""
    cells = [cell for row in mechanisms.overview(review).chapters for cell in row.cells.values() if cell.tally]
    assert any(cell.uncounted for cell in cells) and any(not cell.uncounted for cell in cells)
    for cell in cells:
        said = [int(number) for number in re.findall(r"\d+", mechanisms.counted_words(cell))]
        assert sum(said) == cell.publications
        assert ("on other measures" in mechanisms.cell_words(cell)) == bool(cell.uncounted)


def test_gaps_are_named_in_picture_table_and_text(review, book):
    overview = mechanisms.overview(review)
    gaps = sum(not cell.publications for row in overview.axes for cell in row.cells.values())
    with mpl.rc_context(style.RC):
        drawn = [text.get_text() for text in mechanism_map(overview).draw(7.2).axes[0].texts]
    assert drawn.count("– gap") == gaps > 0
    assert Results(review)["map.gaps"].text == str(gaps)
    assert book.mechanisms.map().data.count("– gap") >= gaps
    assert f"{gaps} of {len(overview.axes) * len(overview.columns)} cells are gaps" in mechanism_map(overview).caption


def test_rows_of_the_map_lead_to_chapters_that_exist(review, book):
    links = re.findall(r"\(/(chapters/mechanisms/[^)]+)\)", book.mechanisms.map().data)
    assert links and all((review.root / link).is_file() for link in links)


@pytest.mark.parametrize(
    ("rows", "agreed"),
    [
        ([], Agreement.NONE),
        ([{}], Agreement.SINGLE),
        ([{}, {"study": "b"}], Agreement.AGREE),
        ([{}, {"study": "b", "direction": "no-change"}], Agreement.DIFFER),
        ([{}, {"study": "b", "direction": "down"}], Agreement.CONFLICT),
        ([{}, {"direction": "down"}], Agreement.SINGLE),  # one publication that found both
        ([{"direction": "mixed"}, {"study": "b", "direction": "mixed"}], Agreement.DIFFER),
        ([{"collects": True}, {"study": "b", "collects": True}], Agreement.NOT_COMPARABLE),
    ],
)
def test_agreement_of_publications(rows, agreed):
    assert agreement(frame(*rows) if rows else frame({}).iloc[:0]) is agreed


# The sign test.


@pytest.mark.parametrize(
    ("up", "down", "p"),
    [(5, 0, 0.0625), (6, 0, 0.03125), (9, 1, 22 / 1024), (3, 3, 1.0), (0, 8, 2 / 256)],  # by hand: 2 (1/2)^n ...
)
def test_sign_test_is_the_exact_binomial_test(up, down, p):
    found, low, high, worst = sign_test(up, down)
    assert found == pytest.approx(p) == pytest.approx(stats.binomtest(up, up + down).pvalue)
    assert low == pytest.approx(stats.beta.ppf(0.025, up, down + 1) if up else 0.0)
    assert high == pytest.approx(stats.beta.ppf(0.975, up + 1, down) if down else 1.0)
    assert worst == pytest.approx(p)


def test_sign_test_is_refused_below_five_publications_with_a_direction():
    assert sign_test(4, 0, neither=20) is None
    assert sign_test(0, 0) is None


def test_worst_case_turns_every_publication_without_a_direction():
    assert sign_test(8, 0, neither=2)[3] == pytest.approx(stats.binomtest(2, 10).pvalue)
    assert sign_test(5, 0, neither=5)[3] == 1.0


def test_sign_tests_compare_only_what_is_comparable():
    rows = [{"study": f"s{i}"} for i in range(5)]
    others = [
        {"study": "a1", "axis": "y", "axis_label": "Y"},
        {"study": "a2", "part": "genetic"},
        {"study": "a3", "directness": "cells"},
        {"study": "a4", "part": "intervention"},
        *({"study": f"c{i}", "axis": "z", "axis_label": "Z", "collects": True} for i in range(6)),
    ]
    tests = mechanisms.sign_tests(frame(*rows, *others), {})
    tested = [test for test in tests if test.result is not None]
    assert [(t.axis, t.part, t.directness, t.up) for t in tested] == [("x", "defect", "patients", 5)]
    assert not {"z"} & {test.axis for test in tests}
    assert "genetic" not in {test.part for test in tests}


def test_publications_that_may_share_patients_count_once(review):
    named = clusters(review)
    assert named["able1998"] == named["lowe2013"] != named["bond2000"]
    rows = [{"study": f"s{i}"} for i in range(5)]
    (test,) = mechanisms.sign_tests(frame(*rows), {"s0": "s0", "s1": "s0"})
    assert (test.up, test.result) == (4, None)
    (test,) = mechanisms.sign_tests(frame(*rows[:4], {"study": "s4", "direction": "down"}), {"s4": "s0"})
    assert (test.up, test.down, test.neither) == (3, 0, 1)


def test_the_sign_test_of_the_review(review, findings):
    """Up: Able and Lowe as one, Baker, Bond, Dean, Eaton and Flynn; no change: Grant."""
    (test,) = (
        test
        for test in mechanisms.sign_tests(findings, clusters(review))
        if (test.axis, test.part, test.directness) == ("nerve", "defect", "patients")
    )
    assert (test.up, test.down, test.neither) == (6, 0, 1)
    assert test.result.p == pytest.approx(2 / 2**6)
    assert test.result.worst == pytest.approx(2 * (1 + 7) / 2**7)  # six up, one down


def test_significance_never_enters_a_count(review, findings):
    without_p = findings.assign(p=None)
    named = clusters(review)
    assert mechanisms.sign_tests(findings, named) == mechanisms.sign_tests(without_p, named)


@pytest.mark.parametrize(
    "found, change, text",
    [
        (["up"], True, "found an increase"),
        (["down", "down"], True, "both found a decrease"),
        (["no-change"] * 3, True, "all three found no change"),
        (["down", "up", "down"], False, "one found higher values and two lower values"),
        (["no-change", "mixed", "down"], False, "one found lower values, one no difference and one mixed results"),
        (["up"] * 14, False, "all 14 found higher values"),
    ],
)
def test_what_publications_found_is_a_clause_for_one_two_and_many(found, change, text):
    rows = pd.DataFrame({"study": [f"s{i}" for i in range(len(found))], "direction": found})
    assert mechanisms.found_words(rows, change=change) == text
