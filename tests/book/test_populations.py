"""Who was studied and who benefits: the right patients are together, and nothing looks surer than it is."""

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from scipy.stats import binomtest

from helpers import WIDTHS, assert_tidy, change
from livingreview import load
from livingreview.render import style
from livingreview.schema import Age
from livingreview.store import records
from livingreview.subjects.populations import page
from livingreview.subjects.populations.model import (
    COUNT,
    OPEN,
    PERCENT,
    STATED,
    Population,
    same_patients,
    select,
)
from livingreview.subjects.populations.plot import by_study
from livingreview.subjects.populations.table import predictor_rows, way_words

OTHERS = ("sneezing", "mixed", "none")
SELECTIONS = [
    (["simple"], ["adult", "mixed", "not-stated"]),
    (["secondary"], None),
    (["simple", "secondary"], ["child"]),
    (list(OTHERS), ["child"]),
    (list(OTHERS), ["adult", "mixed", "not-stated"]),
    (["simple"], ["not-applicable"]),
]


def drawn(figure, face):
    """Markers of a drawing with this face colour."""
    return [
        line for line in figure.axes[0].lines if line.get_marker() in "sD^ov" and line.get_markerfacecolor() == face
    ]


# Selection


@pytest.mark.parametrize("conditions", [["simple"], ["secondary"], ["simple", "secondary"]])
def test_a_mixed_cohort_never_stands_among_the_condition(review, conditions):
    chosen = select(review, conditions)
    assert set(chosen.rows["group_condition"]) <= set(conditions)
    whole_mixed = {"dalton2013", "ellis2014", "jones2019", "kirby2020"}
    assert not whole_mixed & (set(chosen.rows["study"]) | set(chosen.studies["study"]))
    # The part of a mixed report that is about one condition goes with that condition only.
    of = {"simple": {"simple", "new"}, "secondary": {"secondary", "soda"}}
    expected = set().union(*(of[condition] for condition in conditions))
    assert set(chosen.rows.loc[chosen.rows["study"] == "frost2016", "group"]) == expected


def test_every_response_figure_of_a_treated_arm_stands_in_exactly_one_population(review):
    outcomes = {pool.outcome for pool in review.config.pools.values()}
    roles = review.arms.set_index(["study", "id"])["role"]
    rows = review.efficacy
    rows = rows[rows["outcome"].isin(outcomes)]
    wanted = {
        (row.study, row.row)
        for row in rows.itertuples()
        if row.arm == "all" or roles[row.study, row.arm] == "intervention"
    }
    found = [
        (row.study, row.row)
        for condition in review.vocabulary.conditions
        for age in Age
        for row in select(review, [condition], [age]).rows.itertuples()
    ]
    assert sorted(found) == sorted(wanted)


def test_comparators_are_no_figures_of_the_treatment(review):
    assert {"sugar", "water"}.isdisjoint(select(review, ["simple"]).rows["arm"])


def test_publications_without_a_figure_are_still_listed(review):
    assert "stone2023" in set(select(review, ["simple"], ["adult"]).studies["study"])  # relief in words only


@pytest.mark.parametrize(
    ("conditions", "ages", "message"),
    [
        (["simpel"], None, "Did you mean 'simple'"),
        (["simple"], ["kid"], "not a term of ages"),
        ([], None, "name at least one"),
        (["simple"], [], "name at least one"),
    ],
)
def test_unknown_terms_are_refused_with_what_there_is(review, conditions, ages, message):
    with pytest.raises(ValueError, match=message):
        select(review, conditions, ages)


# How figures are shown


def test_intervals_are_those_of_an_independent_exact_test(review):
    rows = pd.concat([select(review, [c]).rows for c in review.vocabulary.conditions])
    counted = rows[rows["shown"] == COUNT]
    assert len(counted) == 32  # counted in the files
    for row in counted.itertuples():
        exact = binomtest(int(row.events), int(row.n)).proportion_ci(0.95, method="exact")
        assert (row.ci_low, row.ci_high) == pytest.approx((exact.low, exact.high), abs=1e-9)


def test_a_percentage_without_a_count_is_hollow_and_has_no_interval(review):
    chosen = select(review, ["secondary", "simple"], ["child"])
    (percent,) = (row for row in records(chosen.plotted) if row["shown"] == PERCENT)
    assert (percent["study"], percent["ci_low"]) == ("hayes2018", None)
    alone = Population(
        "x", ("simple",), ("child",), chosen.outcomes, chosen.levels, chosen.studies, chosen.rows.query("n.isna()")
    )
    for width in WIDTHS:
        with mpl.rc_context(style.RC):
            figure = by_study(alone, "x").draw(width)
        assert len(drawn(figure, "white")) == 1
        whiskers = [line for line in figure.axes[0].lines if line.get_color() == style.INK and line.get_lw() > 0.9]
        assert not whiskers
    drawing = by_study(chosen, "x")
    assert "73% without a count" in drawing.alt
    assert "Hollow marks" in drawing.caption


def test_a_count_without_a_denominator_has_a_line_but_no_mark(review):
    chosen = select(review, ["secondary"])
    open_rows = chosen.rows[chosen.rows["shown"] == OPEN]
    assert list(open_rows["study"]) == ["carter2012"]
    counted = int((chosen.rows["shown"] == COUNT).sum())
    with mpl.rc_context(style.RC):
        figure = by_study(chosen, "x").draw(style.WIDE)
    marks = [line for line in figure.axes[0].lines if line.get_marker() in "sD"]
    assert len(marks) == counted == len(chosen.plotted) - 1
    assert "0/?" in [text.get_text() for text in figure.axes[0].texts]


def test_a_share_of_responders_is_never_drawn_as_a_response(review_copy):
    """Were the groups chosen by response, their relief would not be drawn."""
    file = review_copy / "data" / "studies" / "carter2012.yaml"
    change(file, "{id: cola, label: people who drank cola, role: subgroup,",
           "{id: cola, label: people who drank cola, role: subgroup, selected_on_response: true,")  # fmt: skip
    rows = select(load(review_copy), ["secondary"]).rows
    assert set(rows.loc[rows["group"] == "cola", "shown"]) == {STATED}
    assert set(rows.loc[(rows["study"] == "carter2012") & (rows["group"] == "all"), "shown"]) == {COUNT}


def test_parts_of_a_cohort_are_set_in(review):
    with mpl.rc_context(style.RC):
        figure = by_study(select(review, ["simple"]), "x").draw(style.WIDE)
    at = {text.get_text(): text.get_position()[0] for text in figure.axes[0].texts}
    part = next(text for text in at if text.startswith("– people"))
    assert at[part] > at["Baker 2011"] + 0.1


def test_reports_of_the_same_patients_are_named(review):
    pairs = same_patients(review, ["kirby2020", "jones2019", "frost2016"])
    assert pairs == [("jones2019", "kirby2020", "same")]
    drawing = by_study(select(review, OTHERS, ["child"]), "x", [("A", "B", "same")])
    assert "the same patients: A and B (overlap: same)" in drawing.caption


def test_no_figure_gives_a_plain_sentence(book):
    text = book.populations.by_study("nobody", ["simple"], ["not-applicable"]).data
    assert (
        text
        == "*No publication in the data gives a value for response in simple hiccups (no people) that can be drawn.*"
    )
    table = book.populations.characteristics("nobody", ["simple"], ["not-applicable"])
    said = "*No publication reports on patients with simple hiccups (no people) who were given the treatment.*"
    assert table.data == said


def test_a_single_value_is_a_table_and_no_plot(book, monkeypatch):
    both = book.populations.by_study("adults", ["simple"], ["adult"]).data
    assert "In the plot" in both and ":::{figure}" in both
    monkeypatch.setattr(page, "FEWEST", 1000)
    alone = book.populations.by_study("adults", ["simple"], ["adult"]).data
    assert "In the plot" not in alone and "{figure}" not in alone and "how the plot" not in alone
    assert "that can be drawn" not in alone


@pytest.mark.slow
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("selection", SELECTIONS, ids=lambda s: "+".join(s[0]) + "-" + "+".join(s[1] or ["any"]))
def test_the_plots_of_the_chapters_are_tidy(review, selection, width):
    with mpl.rc_context(style.RC):
        assert_tidy(by_study(select(review, *selection), "x").draw(width))


def many(k: int) -> Population:
    """A population of k figures of every kind, with long names."""
    rng = np.random.default_rng(k)
    kinds = [(COUNT, PERCENT, OPEN, COUNT)[i % 4] for i in range(k)]
    n = rng.integers(1, 3000, k)
    rows = pd.DataFrame(
        {
            "study": [f"s{i // 3}" for i in range(k)],
            "label": [f"Mousavi-Hasanzadeh {1990 + i // 3}" for i in range(k)],
            "block": ["Adults"] * (k // 2)
            + ["Adults and children together, or the age is not stated"] * (k - k // 2),
            "group": [("all", "part", "other")[i % 3] for i in range(k)],
            "group_role": [("whole", "subgroup", "condition")[i % 3] for i in range(k)],
            "group_label": ["patients with several conditions that take many words to name" for _ in range(k)],
            "part": [i % 3 == 1 for i in range(k)], "outcome": [("OR", "CR")[i % 2] for i in range(k)],
            "month": [None if i % 2 else 12.0 for i in range(k)], "when": ["best" if i % 2 else None for i in range(k)],
            "events": n, "n": [None if kind != COUNT else size for kind, size in zip(kinds, n, strict=True)],
            "printed": ["99.5%" if kind == PERCENT else None for kind in kinds], "shown": kinds, "reason": "",
            "proportion": [np.nan if kind == OPEN else 1.0 for kind in kinds],
            "ci_low": [0.0 if kind == COUNT else np.nan for kind in kinds],
            "ci_high": [1.0 if kind == COUNT else np.nan for kind in kinds],
            "marks": ["ADTC" if i % 2 else "" for i in range(k)],
        }
    )  # fmt: skip
    labels, levels = {"OR": "overall", "CR": "complete"}, {"OR": 0.95, "CR": 0.95}
    return Population("many", ("c",), ("adult",), labels, levels, rows.iloc[:0], rows)


@pytest.mark.slow
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("k", [0, 1, 2, 7, 60])
def test_a_study_by_study_plot_is_tidy_from_none_to_sixty_figures(k, width):
    with mpl.rc_context(style.RC):
        assert_tidy(by_study(many(k), "x").draw(width))


def test_events_are_frequent_and_measurements_are_better_or_worse(review):
    assert [way_words(way, True) for way in ("up", "down", "no-change", "mixed")] == [
        "more frequent", "less frequent", "no difference found", "depends",
    ]  # fmt: skip
    assert [way_words(way, False) for way in ("up", "down", "no-change")] == ["better", "worse", "no difference found"]
    assert any("more frequent (P 0.009)" in row[3] for row in predictor_rows(review).rows)
