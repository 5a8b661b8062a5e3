"""Values, markers, claims, conflicts, drawings and sentences on mechanisms."""

import itertools
import math
from collections import Counter
from dataclasses import replace

import matplotlib as mpl
import pandas as pd
import pytest

from helpers import WIDTHS, assert_tidy, change
from livingreview import DataError, load
from livingreview.book import Book
from livingreview.render import style
from livingreview.render.layered import layered
from livingreview.schema import Bearing, Direction, Part, System
from livingreview.store import records
from livingreview.subjects import mechanisms
from livingreview.subjects.mechanisms import Standing, weigh
from livingreview.subjects.mechanisms.direction_plot import LARGEST, SMALLEST, direction_plot, marker_size
from livingreview.subjects.mechanisms.map_plot import mechanism_map
from livingreview.subjects.mechanisms.noted import telling
from livingreview.subjects.mechanisms.pathway_plot import pathway
from livingreview.subjects.mechanisms.table import conflicts as conflicts_table
from livingreview.subjects.mechanisms.table import findings as findings_table
from livingreview.subjects.mechanisms.table import sign_tests as sign_tests_table
from livingreview.subjects.mechanisms.table import values as values_table
from livingreview.subjects.mechanisms.values_plot import values_plot
from livingreview.subjects.mechanisms.words import pathway_sentence
from livingreview.subjects.results import Results

from .found import SHOWN, frame

# Printed values.


def test_values_are_as_printed_and_standardised_only_with_both_sizes(review, findings):
    values = mechanisms.values(review, findings)
    assert (values["g"].notna() == (values["n"].notna() & values["reference_n"].notna())).all()
    bond = values[values["study"] == "bond2000"].iloc[0]
    assert (bond["group_printed"], bond["reference_printed"], bond["unit_label"]) == ("3.1±0.9", "2.0±0.7", "%")
    able = values[values["study"] == "able1998"].iloc[0]  # Hedges' g, by hand
    pooled = math.sqrt((29 * 12**2 + 19 * 10**2) / 48)
    assert able["g"] == pytest.approx(20 / pooled * (1 - 3 / (4 * 48 - 1)), rel=1e-3)


def printed_values(**fields):
    row = {"study": "a", "label": "A", "what": "cells", "unit": "percent", "unit_label": "%", "odd": None,
           "at": "Table 1", "plus_minus_is": "sd", "group": "ill", "group_printed": "2±1", "n": 9, "reference": "well",
           "reference_printed": "1±1", "reference_n": 9, "g": 1.0, "low": 0.1, "high": 1.9} | fields  # fmt: skip
    return pd.DataFrame([row])


NO_SIZES = {"g": math.nan, "low": math.nan, "high": math.nan, "n": None}


@pytest.mark.parametrize(
    ("rows", "has", "lacks"),
    [
        ([{}], ["Squares are"], ["computed for", "Hollow", "Arrows", "†"]),
        ([{}, NO_SIZES], ["computed for one where"], ["Hollow", "Arrows"]),
        ([{"plus_minus_is": "not-stated"}], ["Hollow squares"], ["computed for", "Arrows"]),
        ([{"high": 4.2}], ["Arrows: beyond the axis"], ["Hollow"]),
        ([{"low": -4.2}], ["Arrows: beyond the axis"], ["Hollow"]),
        ([NO_SIZES], ["No report gives the sizes of both groups"], ["Squares"]),
    ],
)
def test_the_caption_of_values_explains_what_is_in_the_plot_and_nothing_else(rows, has, lacks):
    caption = values_plot(pd.concat([printed_values(**row) for row in rows]), "x").caption
    assert all(words in caption for words in has)
    assert not any(words in caption for words in lacks)


def test_a_table_of_values_without_a_difference_has_no_column_for_it():
    table = values_table(printed_values(**NO_SIZES), "x")
    assert "g (95% CI)" not in table.header and "No report gives the sizes" in table.caption
    assert {len(table.header), len(table.widths)} == {len(row) for row in table.rows}
    table = values_table(pd.concat([printed_values(), printed_values(**NO_SIZES, odd="per what?")]), "x")
    assert "g (95% CI)" in table.header and "†" in table.caption
    assert {len(table.header), len(table.widths)} == {len(row) for row in table.rows}
    assert "†" not in values_table(printed_values(), "x").caption


def test_values_without_a_difference_are_a_table_and_no_picture(book, monkeypatch):
    monkeypatch.setattr(mechanisms, "values", lambda *_: printed_values(**NO_SIZES))
    shown = book.mechanisms.values("stomach").data
    assert "{figure}" not in shown and "tbl-values-stomach" in shown
    monkeypatch.setattr(mechanisms, "values", lambda *_: printed_values())
    assert "{figure}" in book.mechanisms.values("stomach").data


@pytest.mark.parametrize(("number", "drawn"), [(0, False), (1, False), (2, True)])
def test_a_single_genetic_finding_is_a_table(review, book, monkeypatch, number, drawn):
    evidence = mechanisms.evidence(review, "nerve")
    found = evidence.findings.head(2).assign(part=Part.GENETIC).head(number)
    monkeypatch.setattr(mechanisms, "evidence", lambda *_: replace(evidence, findings=found))
    shown = book.mechanisms.genetic("nerve").data
    assert ("{figure}" in shown) == drawn
    assert ("tbl-genetic-nerve" in shown) == (number > 0)


def test_the_table_of_directions_explains_the_test_only_where_one_was_made(review, monkeypatch):
    evidence = mechanisms.evidence(review, "nerve")

    def table(*tests):
        monkeypatch.setattr(type(evidence), "sign_tests", list(tests))
        return sign_tests_table(evidence)

    few = mechanisms.SignTest("x", "X", Part.DEFECT, "patients", 2, 0, 0, None)
    without = table(few)
    assert "so none was tested" in without.caption and "P at worst" not in without.header
    assert {len(without.header), len(without.widths)} == {len(row) for row in without.rows}
    enough = replace(few, up=5, result=mechanisms.sign_test(5, 0))
    tested = table(few, enough)
    assert "The test asks only whether" in tested.caption and "P at worst" in tested.header
    assert {len(tested.header), len(tested.widths)} == {len(row) for row in tested.rows}


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
    assert all(f"{arrow.edge.claim.rstrip('.')} ({arrow.number})" in drawing.alt for arrow in arrows)


def test_behind_every_arrow_stand_its_publications(review, book):
    table = book.mechanisms.pathway().data
    for arrow in mechanisms.arrows(review):
        for study in (*arrow.claim.studies["for"], *arrow.claim.studies["against"]):
            assert f"(/chapters/studies/{study}.md)" in table


@pytest.mark.parametrize(
    ("counts", "text"),
    [
        ({}, "No claim is declared."),
        ({Standing.PATIENTS: 1}, "Of one claim, one was reported in patients with ITP."),
        (
            {Standing.NEAR: 2, Standing.CONTRADICTORY: 1, Standing.HYPOTHESIS: 1},
            "Of four claims, two were reported in their cells or in animal models of ITP, one was contradicted by "
            "publications and for one there is no publication with a direction.",
        ),
    ],
)
def test_claims_are_counted_in_a_sentence(counts, text):
    assert pathway_sentence(counts, "ITP") == text


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


def test_a_pair_may_lie_in_two_chapters_where_one_axis_collects(review_copy):
    """One report of several kinds of cells contradicts a report of one kind; any other mark asks for its own answer."""
    file, row = review_copy / "data" / "studies" / "grant2017.yaml", "axis: {}, system: patients-in-vivo, disease: {}"
    change(
        file,
        row.format("nerve", "hiccups, perturbation: disease"),
        row.format("signals", "hiccups, perturbation: disease"),
    )
    changed = load(review_copy)
    (pair,) = mechanisms.conflicts_on(changed, ["signals"])
    assert {(side["study"], side["chapter"]) for side in pair.sides} == {
        ("baker2011", "nerve"),
        ("grant2017", "stomach"),
    }
    assert pair in mechanisms.conflicts_on(changed, ["nerve"])
    for chapter, axis in (("nerve", "nerve"), ("stomach", "signals")):
        shown = Book(changed).mechanisms.conflicts(chapter, axis).data
        assert all(side["study"] in shown for side in pair.sides)
    change(
        file,
        row.format("signals", "hiccups, perturbation: disease"),
        row.format("acid", "hiccups, perturbation: disease"),
    )
    with pytest.raises(DataError, match="does not mark the conflict with grant2017"):
        load(review_copy)


def found(study: str, **others):
    return {"study": study, "row": 0, "label": study, "axis_label": "nerve", "direction": "up", "finding": "found",
            "conflict": f"against {study}", **others}  # fmt: skip


def against(one: dict, other: dict, *differences: tuple[str, str, str]) -> mechanisms.Conflict:
    return mechanisms.Conflict("nerve", one, other, differences, ())


def studies(sides) -> list[str]:
    return [side["study"] for side in sides]


def test_findings_that_disagree_with_the_same_others_are_put_together_and_no_pair_is_lost_or_added():
    a, b, c, d, e, alone = (found(name) for name in ("a", "b", "c", "d", "e", "alone"))
    pairs = [against(a, c), against(d, a), against(b, c), against(b, d), against(e, c)]
    pairs.append(mechanisms.Conflict("nerve", alone, None, (), ()))
    groups = mechanisms.opposed(pairs)
    assert [(studies(group.ones), studies(group.others)) for group in groups] == [
        (["a", "b"], ["c"]),  # e disagrees with c too, but not with d
        (["d"], ["a", "b"]),
        (["e"], ["c"]),
        (["alone"], []),
    ]
    assert sorted(map(id, pairs)) == sorted(id(pair) for group in groups for pair in group.pairs)
    for group in groups:
        assert len(group.pairs) == max(1, len(group.ones) * len(group.others))


def test_no_conflicts_make_no_groups():
    assert mechanisms.opposed([]) == []


def test_what_differs_in_a_row_is_by_the_finding_where_there_are_several_pairs(review):
    one, other, more = found("able1998"), found("bond2000"), found("clark2002", row=2)
    first = against(one, other, ("age", "child", "adult"), ("number of patients", "9", "20"))
    second = against(more, one, ("age", "adult", "child"))
    (row,) = conflicts_table(review, [first], "x", "Conflicts.").rows
    assert row[0].endswith("found (nerve\\: up).")
    assert row[2] == "age\\: child v adult; number of patients\\: 9 v 20"
    table = conflicts_table(review, [first, second], "x", "Conflicts.")
    (row,) = table.rows
    assert row[0].endswith("(nerve\\: up; age\\: child; number of patients\\: 9).")
    (left, right) = row[1].split("\n\n")
    assert left.endswith("(nerve\\: up; age\\: adult; number of patients\\: 20).")
    assert right.endswith("(nerve\\: up; age\\: adult).")
    assert row[2] == "age (2 of 2 pairs), number of patients (1)"
    assert table.caption.startswith("Conflicts. Two pairs of findings: each finding in the first column")
    (row,) = conflicts_table(review, [first, against(one, more)], "x", "Conflicts.").rows
    assert row[2].endswith("no recorded difference (1)")
    (row,) = conflicts_table(review, [against(one, other), against(one, more)], "x", "Conflicts.").rows
    assert row[2] == "no recorded difference"


def test_a_remark_links_to_studies_that_its_row_does_not_link_to(review):
    one, other = found("able1998", conflict="bond2000 differs"), found("bond2000", conflict="clark2002 does not")
    (row,) = conflicts_table(review, [against(one, other)], "x", "Conflicts.").rows
    assert "studies/bond2000" not in row[3]
    assert "studies/clark2002" in row[3]


FEWER = "able1998 and bond2000 found fewer hiccups."
MORE = "clark2002 found more hiccups."
SHOWN_THERE = "able1998 bond2000 clark2002 hiccups: hiccups were fewer; hiccups were more in adults"
BOTH = [Direction.UP, Direction.DOWN]


@pytest.mark.parametrize(
    ("remarks", "kept"),
    [
        ([FEWER, MORE], [FEWER]),
        ([MORE, MORE], [MORE]),
        ([MORE, "clark2002 found more hiccups, 9 in all."], ["clark2002 found more hiccups, 9 in all."]),
        ([FEWER, "dean2003 found more hiccups."], ["dean2003 found more hiccups."]),  # a name of its own
        ([FEWER, "clark2002 found more hiccups in adults."], [FEWER]),  # the row says of whom
        ([FEWER, "clark2002 found no more hiccups."], ["clark2002 found no more hiccups."]),
        # "children" is said of other studies only
        (
            ["able1998 found fewer in children.", "clark2002 found more in children."],
            ["able1998 found fewer in children.", "clark2002 found more in children."],
        ),
    ],
)
def test_a_remark_that_says_nothing_new_is_left_out_and_no_fact_with_it(remarks, kept):
    names = {"able1998", "bond2000", "clark2002", "dean2003"}
    assert telling(remarks, SHOWN_THERE, BOTH, names) == kept


def test_findings_values_and_p_values_are_sentences(review, findings):
    rows = findings.iloc[:3].assign(
        finding=["It rose", "It fell.", "It held"], value=["9 v 8", "", ""], p=["0.03", "not significant", ""],
        note=["By day 3", "", "Twice."],
    )  # fmt: skip
    cells = [row[1] for row in findings_table(review, "x", "Findings.", rows).rows]
    assert cells == [
        "It rose (9 v 8; P = 0.03). *By day 3.*",
        "It fell (P not significant).",
        "It held. *Twice.*",
    ]


def test_the_register_on_the_page_has_every_pair_in_a_fold_and_counts_them(review, book, findings):
    shown = book.mechanisms.conflict_register().data
    counts, *folds = shown.split("::::{dropdown} ")
    register = mechanisms.conflicts(review, findings)
    assert len(folds) == len({one.chapter for one in register})
    assert sum(fold.count("\n* - ") - 1 for fold in folds) == len(mechanisms.opposed(register))
    assert counts.count("\n* - ") == len(folds) + 1
    assert all(side["study"] in shown for one in register for side in one.sides)


# Drawings.


def test_no_word_in_the_heads_of_the_map_is_broken(review):
    overview = mechanisms.overview(review)
    columns = [replace(one, title=f"Chrysanthemum {one.title}") for one in overview.columns]
    with mpl.rc_context(style.RC):
        axes = mechanism_map(replace(overview, columns=columns), small=True).draw(7.2).axes[0]
    words = " ".join(text.get_text() for text in axes.texts).split()
    assert words.count("Chrysanthemum") == len(columns)


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
    assert "Gas: two up and one down" in defect
    assert defect.endswith("; not comparable: other signals (one publication).")


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
            said = known.elsewhere_sentence.casefold()
            assert all(label.casefold() in said for label in named), known.elsewhere_sentence


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
