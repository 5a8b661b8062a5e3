"""Mechanisms: nothing counted twice, dropped, or taken for direct evidence; gaps said; styles computed, never typed."""

import itertools
import math
import re
import shutil
from collections import Counter

import matplotlib as mpl
import pandas as pd
import pytest
import yaml
from scipy import stats

from helpers import WIDTHS, assert_tidy, change
from livingreview import load
from livingreview.book import Book
from livingreview.evidence import clusters
from livingreview.render import style
from livingreview.render.layered import layered
from livingreview.schema import Bearing, Part, System
from livingreview.store import records
from livingreview.subjects import mechanisms
from livingreview.subjects.mechanisms import Agreement, Standing, agreement, sign_test, weigh
from livingreview.subjects.mechanisms.direction_plot import LARGEST, SMALLEST, direction_plot, marker_size
from livingreview.subjects.mechanisms.map_plot import mechanism_map
from livingreview.subjects.mechanisms.pathway_plot import pathway
from livingreview.subjects.mechanisms.values_plot import values_plot
from livingreview.subjects.results import Results

# Book methods that show the parts of a chapter, and the parts each shows.
SHOWN = {
    "defect": {Part.DEFECT},
    "drug_effect": {Part.INTERVENTION, Part.COMBINATION, Part.CLASS},
    "genetic": {Part.GENETIC},
    "within_disease": {Part.WITHIN},
    "other_agents": {Part.OTHER},
}


@pytest.fixture(scope="module")
def findings(review):
    return mechanisms.all_findings(review)


def a_finding(**fields):
    row = {"study": "a", "row": 0, "axis": "x", "axis_label": "X", "collects": False, "part": "defect",
           "directness": "patients", "direction": "up", "system": "patients-in-vivo"}  # fmt: skip
    return row | fields


def frame(*rows):
    made = pd.DataFrame([a_finding(**row) for row in rows])
    made["row"] = range(len(made))
    return made


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
        assert max(shown.count("\n* - ") - 1, 0) == len(here)
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
        "Two publications measured it in patients with hiccups given tea (90 patients treated): both down."
    )  # Baker 40, Grant 50
    for chapter in ("diaphragm", "stomach"):
        assert first[chapter].startswith("We found no publication") and "hypothesis" in first[chapter]


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


# Printed values.


def test_values_are_as_printed_and_standardised_only_with_both_sizes(review, findings):
    values = mechanisms.values(review, findings)
    assert (values["g"].notna() == (values["n"].notna() & values["reference_n"].notna())).all()
    bond = values[values["study"] == "bond2000"].iloc[0]
    assert (bond["group_printed"], bond["reference_printed"], bond["unit_label"]) == ("3.1±0.9", "2.0±0.7", "%")
    able = values[values["study"] == "able1998"].iloc[0]  # Hedges' g, by hand
    pooled = math.sqrt((29 * 12**2 + 19 * 10**2) / 48)
    assert able["g"] == pytest.approx(20 / pooled * (1 - 3 / (4 * 48 - 1)), rel=1e-3)


def test_a_standard_error_becomes_a_standard_deviation():
    from livingreview.schema import PlusMinus
    from livingreview.subjects.mechanisms.measured import _standardised

    group, other = {"mean": 5.0, "plus_minus": 1.0, "n": 9}, {"mean": 3.0, "plus_minus": 0.5, "n": 16}
    as_sd = {"mean": 5.0, "plus_minus": 3.0, "n": 9}, {"mean": 3.0, "plus_minus": 2.0, "n": 16}
    assert _standardised(group, other, PlusMinus.SE) == pytest.approx(_standardised(*as_sd, PlusMinus.SD))


def test_units_stay_apart_and_odd_ones_are_flagged(review, findings, book):
    values = mechanisms.values(review, findings)
    order = list(values["unit"])
    assert len(set(order)) == sum(a != b for a, b in zip(order, [None, *order], strict=False))  # each unit in one block
    table = book.mechanisms.values("stomach").data
    assert "†" in table and "%" in table
    with mpl.rc_context(style.RC):
        drawn = " ".join(t.get_text() for t in values_plot(values, "x").draw(7.2).axes[0].texts)
    assert all(f"Unit: {unit}" in drawn for unit in values["unit_label"].unique())


def test_a_chapter_without_printed_means_says_so(book, review):
    assert book.mechanisms.values("nerve") is not None
    assert book.mechanisms.values("diaphragm") is None
    assert Results(review)["mechanisms.diaphragm.values"].text.startswith("No report gives means")


# Markers.


def test_marker_area_grows_with_people_between_the_ends():
    sizes = [marker_size(n) for n in (1, 10, 50, 100, 5000)]
    assert sizes[0] == sizes[1] == SMALLEST and sizes[3] == sizes[4] == LARGEST
    assert sizes[2] ** 2 - SMALLEST**2 == pytest.approx((LARGEST**2 - SMALLEST**2) * 40 / 90)


def test_size_is_that_of_the_finding_else_of_the_study_if_the_people_are_its_patients(findings):
    printed = findings["participants"].notna()
    assert (findings.loc[printed, "patients"] == findings.loc[printed, "participants"]).all()
    assert (findings.loc[printed, "patients_of"] == "finding").all()
    animals = findings["system"].isin([System.MOUSE, System.RAT, System.CELL_LINE]) & ~printed
    assert findings.loc[animals, "patients"].isna().all()


# Claims.

BEARING = Bearing.model_construct(axis="x", parts=[Part.INTERVENTION], supports="up", studies=[], systems=[], why=None)


def claim(*rows):
    made = frame(*({"part": "intervention"} | row for row in rows)) if rows else frame({}).iloc[:0]
    return weigh(made, [BEARING])


@pytest.mark.parametrize(
    ("rows", "standing"),
    [
        ([], Standing.HYPOTHESIS),
        ([{"direction": "mixed"}, {"study": "b", "direction": "no-change"}], Standing.HYPOTHESIS),
        ([{"directness": "elsewhere"}], Standing.INDIRECT),
        ([{"directness": "elsewhere"}, {"study": "b", "directness": "models"}], Standing.NEAR),
        ([{"directness": "cells"}], Standing.NEAR),
        ([{"directness": "elsewhere"}, {"study": "b", "directness": "patients"}], Standing.PATIENTS),
        (
            [{"directness": "patients", "direction": "mixed"}, {"study": "b", "directness": "elsewhere"}],
            Standing.INDIRECT,
        ),
        ([{}, {"study": "b", "direction": "down", "directness": "elsewhere"}], Standing.CONTRADICTORY),
        ([{"direction": "down"}], Standing.CONTRADICTORY),
        ([{"direction": "up"}, {"direction": "down"}], Standing.HYPOTHESIS),  # one publication, both ways
        ([{"axis": "y"}, {"part": "defect"}], Standing.HYPOTHESIS),  # other axes and parts do not bear on it
    ],
)
def test_standing_of_a_claim(rows, standing):
    assert claim(*rows).standing is standing


def test_a_bearing_that_supports_down_turns_for_and_against():
    down = BEARING.model_copy(update={"supports": "down"})
    found = weigh(frame({"part": "intervention", "direction": "down"}), [down])
    assert (found.standing, found.studies["for"]) == (Standing.PATIENTS, ("a",))


def test_a_choice_of_studies_or_systems_leaves_the_others_out():
    rows = frame({"part": "intervention"}, {"part": "intervention", "study": "b", "system": "cell-line"})
    assert weigh(rows, [BEARING.model_copy(update={"studies": ["b"]})]).studies["for"] == ("b",)
    assert weigh(rows, [BEARING.model_copy(update={"systems": ["patients-in-vivo"]})]).studies["for"] == ("a",)


def test_the_pathway_of_the_book_shows_every_class_and_its_text_lists_every_arrow(review):
    arrows, boxes = mechanisms.arrows(review), mechanisms.boxes(review)
    assert {arrow.claim.standing for arrow in arrows} == set(Standing)
    drawing = pathway(boxes, arrows, review.config.condition_short)
    labels = {box.node.id: box.node.label for box in boxes}
    for arrow in arrows:
        arrow_words = f"{labels[arrow.edge.start]} {arrow.edge.sign} {labels[arrow.edge.end]} ({arrow.number})"
        assert arrow_words in drawing.alt


def test_behind_every_arrow_stand_its_publications(review, book):
    table = book.mechanisms.pathway().data
    for arrow in mechanisms.arrows(review):
        for study in (*arrow.claim.studies["for"], *arrow.claim.studies["against"]):
            assert f"(/chapters/studies/{study}.md)" in table


# Conflicts.


def test_every_marked_finding_is_in_the_register(review, findings):
    register = mechanisms.conflicts(review, findings)
    listed = {(side["study"], side["row"]) for c in register for side in (c.finding, c.other) if side}
    marked = {(row["study"], row["row"]) for row in records(findings) if row["conflict"]}
    assert listed == marked


def test_a_pair_stands_once_and_what_is_recorded_is_compared(review, findings):
    register = [c for c in mechanisms.conflicts(review, findings) if c.other]
    pairs = [frozenset(((c.finding["study"], c.finding["row"]), (c.other["study"], c.other["row"]))) for c in register]
    assert len(pairs) == len(set(pairs))
    assert sorted((c.finding["study"], c.other["study"]) for c in register) == [
        ("baker2011", "grant2017"), ("bond2000", "clark2002"), ("bond2000", "eaton2005"), ("clark2002", "eaton2005"),
    ]  # fmt: skip
    (nerve,) = (c for c in register if c.finding["study"] == "baker2011")
    assert ("phase of the disease", "later bout", "first bout") in nerve.differences
    assert "where it was measured" in nerve.same


# Drawings.


@pytest.mark.slow
@pytest.mark.parametrize("width", WIDTHS)
def test_maps_and_values_are_tidy(review, findings, width):
    overview = mechanisms.overview(review)
    with mpl.rc_context(style.RC):
        assert_tidy(mechanism_map(overview).draw(width))
        assert_tidy(mechanism_map(overview, small=True).draw(width))
        for chapter in mechanisms.chapters(review):
            values = mechanisms.values(review, mechanisms.evidence(review, chapter).findings)
            assert_tidy(values_plot(values, chapter).draw(width))


@pytest.mark.slow
@pytest.mark.parametrize("width", WIDTHS)
def test_the_pathway_is_tidy(review, width):
    with mpl.rc_context(style.RC):
        figure = pathway(mechanisms.boxes(review), mechanisms.arrows(review), "hiccups").draw(width)
        assert_tidy(figure)
        sizes = [text.get_size() for text in figure.axes[0].texts]
    assert min(sizes) >= 6


@pytest.mark.parametrize("width", WIDTHS)
def test_a_review_without_a_pathway_draws_a_sentence(width):
    drawing = pathway([], [], "x")
    with mpl.rc_context(style.RC):
        assert_tidy(drawing.draw(width))
    assert "no pathway is declared" in drawing.alt


@pytest.mark.slow
def test_layers_never_overlap_whatever_the_sizes():
    columns = {"a": 0, **{f"b{i}": 1 for i in range(12)}, **{f"c{i}": 2 for i in range(5)}, "d": 3}
    size = {key: 0.2 + 0.13 * (i % 5) for i, key in enumerate(columns)}
    edges = [("a", key) for key in columns if key != "a"] + [(f"b{i}", f"c{i % 5}") for i in range(12)]
    edges += [(f"c{i}", "d") for i in range(5)]
    place, passing = layered(columns, edges, size, gap=0.1, lane=0.05)
    assert [len(way) for way in passing] == [columns[end] - columns[start] - 1 for start, end in edges]
    for number in set(columns.values()):
        spans = sorted((place[k] - size[k] / 2, place[k] + size[k] / 2) for k in columns if columns[k] == number)
        lanes = [way[number - columns[s] - 1] for (s, e), way in zip(edges, passing, strict=True)
                 if columns[s] < number < columns[e]]  # fmt: skip
        spans = sorted(spans + [(lane - 0.025, lane + 0.025) for lane in lanes])
        assert all(after[0] - before[1] >= 0.1 - 1e-9 for before, after in itertools.pairwise(spans))
    assert min(place[key] - size[key] / 2 for key in columns) >= -1e-9
    assert layered(columns, edges, size, gap=0.1, lane=0.05) == (place, passing)  # the same data, the same picture


# Sentences.


def test_a_chapter_without_a_leading_axis_tells_each_axis_by_itself(review):
    defect = mechanisms.evidence(review, "stomach").defect_sentence
    assert "gas: two up and one down" in defect
    assert "other signals: one publication (not comparable)" in defect


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("hypotheses.elephants.evidence", "there is no 'elephants'"),
        ("hypotheses.nerve-calm.colour", "there is no 'colour'"),
        ("map.nerve.colour", "there is no 'colour'"),
        ("pathway.certain", "there is no 'certain'"),
        ("conflicts.many", "there is no 'many'"),
    ],
)
def test_a_wrong_name_is_refused_with_what_there_is(review, name, message):
    with pytest.raises(KeyError) as refused:
        Results(review)[name]
    assert message in str(refused.value)


def test_nothing_found_elsewhere_is_not_called_indirect_and_other_measures_are_named(review):
    for chapter in mechanisms.chapters(review):
        known = mechanisms.evidence(review, chapter)
        found = known.part(Part.INTERVENTION, directness=("elsewhere",))
        assert ("indirect" in known.elsewhere_sentence) == bool(len(found)), known.elsewhere_sentence
        named = set(found["axis_label"]) - {known.axis_labels.get(known.leading)}
        if len(found) and known.leading not in set(found["axis"]):
            assert all(label in known.elsewhere_sentence for label in named), known.elsewhere_sentence


def test_tables_of_findings_say_whose_cells_which_agent_and_what_was_noted(review, findings, book):
    for chapter in mechanisms.chapters(review):
        shown = "".join(getattr(book.mechanisms, method)(chapter).data for method in SHOWN)
        rows = findings[findings["chapter"] == chapter]
        for row in records(rows[rows["directness"] == "elsewhere"]):
            words = mechanisms.system_words(row["system"], row["disease_label"])
            assert words in shown, (chapter, words)
            assert not words.endswith(review.config.condition_short) or row["disease"] == "hiccups"
        for agent in set(rows["agent"]) - {""}:
            assert f"({agent})" in shown
        assert ("In italics" in shown) == bool(rows["note"].fillna("").ne("").any())


@pytest.mark.parametrize(
    ("system", "disease", "words"),
    [
        ("mouse-model", "lupus", "mouse, lupus"),
        ("patients-in-vivo", "lupus", "patients, lupus"),
        ("healthy-cells", "healthy", "healthy cells"),
        ("healthy-cells", "ITP", "healthy cells, ITP"),
    ],
)
def test_a_system_is_named_with_its_disease(system, disease, words):
    assert mechanisms.system_words(system, disease) == words


@pytest.mark.parametrize("width", WIDTHS)
def test_a_plot_tells_other_agents_from_the_treatment_alone(review, width):
    with mpl.rc_context(style.RC):
        for chapter in mechanisms.chapters(review):
            known = mechanisms.evidence(review, chapter)
            parts = (Part.INTERVENTION, Part.COMBINATION, Part.CLASS)
            plot = direction_plot(known, "x", parts, "Drug").draw
            assert_tidy(plot(width))
            drawn = Counter(" ".join(row.label.split()) for row in plot.panels[0].rows)
            rows = known.part(*parts).drop_duplicates(["directness", "axis_label", "label", "agent"])
            expected = Counter(f"{r['label']} ({r['agent']})" if r["agent"] else r["label"] for r in records(rows))
            assert not expected - drawn, expected - drawn
            assert all(bool(r["agent"]) == (r["part"] != Part.INTERVENTION) for r in records(rows))
