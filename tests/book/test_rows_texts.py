"""Texts of plots of rows: nothing cut or on something else, in columns or below; plots of pools and comparisons."""

import math

import numpy as np
import pytest

from helpers import assert_tidy, synthesis
from livingreview.evidence import METHOD
from livingreview.meta import study_interval
from livingreview.render import style
from livingreview.render.rows import (
    Column,
    Key,
    Marker,
    Panel,
    Plot,
    Row,
    Square,
    proportions,
)
from livingreview.store import load
from livingreview.subjects.comparisons.plot import comparison_plot
from livingreview.subjects.pools.model import synthesise
from livingreview.subjects.pools.plot import forest
from livingreview.subjects.pools.variants import without_each
from livingreview.subjects.pools.variants_plot import leave_one_out_plot

from .row_plots import (
    COLUMNS,
    WIDTHS,
    at,
    baseline,
    diamonds,
    drawn,
    ends_of,
    lines_of,
    middle_of,
    rows,
    squares,
    texts_of,
)
from .test_efficacy_figures import compared, labelled

LABELS = {
    "short": "A 1",
    "wide": "A Long Corporate Author of a Registered Consortium for a Trial 2024a",
    "one word": "Mousavi-Hasanzadeh-Featherstonehaugh-Cholmondeley",
}


@pytest.mark.slow
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("k", [0, 1, 2, 15])
def test_no_text_is_cut_or_lies_on_another(k, label, width):
    title = "Overall response near 3 months (proportion of patients)"
    axis = proportions(title=title, line=0.5, sides=("less", "more"))
    key = [Key([Marker(0, "^")], "comparator arm"), Key([Marker(0)], "another drug, drawn like the first")]
    panels = [Panel(rows(k, LABELS[label]), [axis], COLUMNS, head="Study")]
    with style.theme():
        assert_tidy(Plot(panels, title="Not a ranking: patients and times differ from row to row.", key=key)(width))
        assert_tidy(Plot(panels * 2)(width))


@pytest.mark.parametrize("width", WIDTHS)
def test_rows_keep_their_order_and_each_mark_its_row(width):
    names = ["c", "a", "b"]
    plot = Plot([Panel([Row(name, marks=[Square(0.1 * i)]) for i, name in enumerate(names, 1)], [proportions()])])
    axes = drawn(plot, width)
    places = texts_of(axes)
    labels = [places[name][1] for name in names]
    assert labels == sorted(labels)
    marks = [middle_of(square)[1] for square in squares(axes)]
    x = [middle_of(square)[0] for square in squares(axes)]
    assert x == sorted(x)
    if width == style.WIDE:
        assert marks == pytest.approx(labels)
    for mark, label, following in zip(marks, labels, [*labels[1:], math.inf], strict=True):
        assert label - 1e-9 <= mark < following


def test_columns_are_left_and_right_of_the_plot_and_as_wide_as_their_longest_entry():
    axes = drawn(Plot([Panel(rows(3), [proportions()], COLUMNS, head="Study")]))
    left, right = baseline(axes)
    places = texts_of(axes)
    assert places["Study"][0] < places["Marks"][0] < places["Events/n"][0] < left < right < places["% (95% CI)"][0]
    wide = max(style.text_width("50 (40–60)", weight="bold"), style.text_width("50 (3–99.6)"))
    assert places["Weight"][0] - style.text_width("per cent") - places["% (95% CI)"][0] == pytest.approx(0.14 + wide)


def test_a_column_may_be_limited_and_is_then_broken():
    words = "any adverse event that led to a change of the dose"
    columns = [Column("what", "What", widest=1.2)]
    axes = drawn(Plot([Panel([Row("Li 2013", {"what": words}), Row("X", {"what": "x"})], [proportions()], columns)]))
    lines = [text for text in texts_of(axes) if text in words and " " in text]
    assert len(lines) > 2 and max(map(style.text_width, lines)) <= 1.2
    assert " ".join(lines) in words


def test_at_phone_width_cells_follow_the_label_or_stand_at_the_right_or_below():
    cells = {"marks": "A", "count": "3/4", "estimate": "75 (19–99)", "bias": "L", "dose": "2 mg", "time": "6 mo"}
    columns = [
        Column("marks", "Marks", phone="label"),
        Column("time", "Time", phone="none"),
        Column("count", "Events/n"),
        Column("dose", "Dose", phone="under", pattern="dose {}"),
        Column("estimate", "%", side="right"),
        Column("bias", "Bias", side="right", phone="label", pattern="[{}]"),
    ]
    plot = Plot([Panel([Row("Li 2013", cells)], [proportions()], columns, head="Study")])
    places = texts_of(drawn(plot, style.NARROW))
    assert places["Study, marks, [bias]"][0] < places["Events/n  %"][0]
    label, counts, dose = (places[text][1] for text in ("Li 2013 A [L]", "3/4  75 (19–99)", "dose 2 mg"))
    assert label == counts < dose
    assert not [text for text in places if "6 mo" in text]


def test_texts_under_the_label_run_on_below_the_columns_and_leave_the_axis_its_width():
    def axes(cells):
        columns = [*COLUMNS, Column("dose", pattern="dose {}", under=True)]
        return drawn(Plot([Panel([Row("Li 2013", {"count": "3/4", **cells})], [proportions()], columns)]))

    long = "2 mg a day, then 1 mg"
    places = texts_of(axes({"dose": long}))
    assert places[f"dose {long}"][0] == places["Li 2013"][0] < places["3/4"][0]
    assert places["Li 2013"][1] == places["3/4"][1] < places[f"dose {long}"][1]
    assert at(axes({"dose": long}), "proportions", 0) == at(axes({}), "proportions", 0)


def test_joined_rows_share_a_label_that_runs_on_beside_them():
    label = "Somebody 2020: patients with systemic lupus erythematosus"
    group = [Row(label, marks=[Square(0.1)]), *(Row(joined=True, marks=[Square(x)]) for x in (0.2, 0.3))]
    panel = Panel([*group, Row("Next", marks=[Square(0.9)])], [proportions()], COLUMNS, widest=1.2)
    axes = drawn(Plot([panel]))
    lines = [place[1] for text, place in texts_of(axes).items() if text in label]
    marks = [middle_of(square)[1] for square in squares(axes)]
    assert len(lines) > 2
    assert lines[0] == pytest.approx(marks[0]) and max(lines) < texts_of(axes)["Next"][1] == pytest.approx(marks[3])


@pytest.mark.parametrize("width", WIDTHS)
def test_words_instead_of_a_plot_hide_the_grid(width):
    axes = drawn(Plot([Panel([Row("Li 2013", instead="none seen")], [proportions()], COLUMNS)]), width)
    (grid, *_) = [one for one in axes.lines if one.get_color() == style.RULE]
    x, y = texts_of(axes)["none seen"]
    covers = [p for p in squares(axes, "#ffffff") if p.get_zorder() > grid.get_zorder()]
    assert any(p.get_x() <= x and p.get_y() < y < p.get_y() + p.get_height() for p in covers)


# ---- plots of pools and comparisons ------------------------------------------------------------------------------


def test_a_forest_plot_draws_the_intervals_weights_and_pools_of_its_synthesis():
    made = synthesis(7)
    axes = drawn(forest(made).draw)

    def x(*values):
        return pytest.approx([at(axes, "proportions", value) for value in values], abs=1e-6)

    order = [row for part in "ab" for row in made.rows[made.rows["subgroup"] == part].itertuples()]
    assert [ends_of(one) for one in lines_of(axes, style.INK, 1.1)] == [x(r.ci_low, r.ci_high) for r in order]
    boxes = squares(axes)
    assert [middle_of(box)[0] for box in boxes] == x(*(r.proportion for r in order))
    weights = [r.weight for r in order]
    assert [box.get_width() ** 2 / boxes[0].get_width() ** 2 for box in boxes] == pytest.approx(
        [weight / weights[0] for weight in weights], rel=1e-6
    )
    pooled = [part.pooled for part in made.subgroups if part.pooled is not None] + [made.pooled]
    for diamond, result in zip(diamonds(axes), pooled, strict=True):
        corners = diamond.get_xy()[:4, 0]
        assert sorted(corners) == x(result.ci_low, result.estimate, result.estimate, result.ci_high)
    (line,) = lines_of(axes, style.ORANGE, 3.0)
    assert ends_of(line) == x(made.pooled.pi_low, made.pooled.pi_high)
    (dashed,) = lines_of(axes, style.BLUE, 0.9)
    assert ends_of(dashed) == x(made.pooled.estimate, made.pooled.estimate)


def test_leaving_one_out_draws_each_pool_with_its_own_intervals():
    made = labelled(4)
    axes = drawn(leave_one_out_plot(made).draw)

    def x(*values):
        return pytest.approx([at(axes, "proportions", value) for value in values], abs=1e-6)

    pools = [variant.pooled for variant in without_each(made)]
    assert len(pools) == 4
    assert [ends_of(one) for one in lines_of(axes, style.INK, 1.1)] == [x(p.ci_low, p.ci_high) for p in pools]
    predictions = [one for one in lines_of(axes, style.ORANGE, 0.9)]
    given = [p for p in (*pools, made.pooled) if p.pi_low == p.pi_low]  # not where it would equal the other interval
    assert 0 < len(given) < len(pools) + 1
    assert [ends_of(one) for one in predictions] == [x(p.pi_low, p.pi_high) for p in given]


def test_a_comparison_draws_risk_ratios_on_a_log_axis_about_no_effect():
    made = compared(3)
    axes = drawn(Plot(comparison_plot(made, "treatment").draw.panels[:1]))
    panel = comparison_plot(made, "treatment").draw.panels[0]
    left, right = baseline(axes)
    effects, pooled = made.effects["RR"], made.pooled["RR"]

    def x(value):
        return left + min(max(panel.axes[0].place(value), 0), 1) * (right - left)

    assert panel.axes[0].place(1.0) == 0.5 and panel.axes[0].line == 1.0
    assert [ends_of(one) for one in lines_of(axes, style.INK, 1.1)] == [
        pytest.approx((x(own.ci_low), x(own.ci_high))) for own in effects
    ]
    (diamond,) = diamonds(axes)
    corners = sorted(diamond.get_xy()[:4, 0])
    assert corners == pytest.approx([x(pooled.ci_low), x(pooled.estimate), x(pooled.estimate), x(pooled.ci_high)])


def test_study_intervals_have_the_level_of_their_pool(tiny):
    file = tiny / "data" / "review.yaml"
    file.write_text(file.read_text("utf-8").replace("    min_patients: 2\n", "    min_patients: 2\n    level: 0.8\n"))
    made = synthesise(load(tiny), "relief")
    assert len(made.rows), "the tiny review has a pool"
    expected = study_interval(made.rows["events"], made.rows["n"], method=METHOD, level=0.8)
    axes = drawn(forest(made).draw)
    found = sorted(ends_of(one) for one in lines_of(axes, style.INK, 1.1))
    ends = sorted(zip(expected.ci_low, expected.ci_high, strict=True))
    assert np.array(found) == pytest.approx(np.array([[at(axes, "proportions", end) for end in pair] for pair in ends]))


def test_a_percentage_is_not_followed_by_itself_on_a_phone():
    columns = [Column("printed", "Printed"), Column("value", "%", side="right")]
    cells = {"one": {"printed": "24%", "value": "24"}, "two": {"printed": "39% / 37%", "value": "39 / 37"},
             "count": {"printed": "12/20", "value": "60 (36–81)"}}  # fmt: skip
    plot = Plot([Panel([Row(name, each) for name, each in cells.items()], [proportions()], columns, joint=" · ")])
    with style.theme():
        said = texts_of(plot(style.NARROW).axes[0])
    assert {"24%", "39% / 37%", "12/20 · 60 (36–81)"} <= set(said)
