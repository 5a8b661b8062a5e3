"""Plots of harms, context, exposure, values and directions: where marks are against the numbers of made-up rows."""

from collections import Counter

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from helpers import WIDTHS, assert_tidy
from livingreview.meta import pool_proportions, study_interval
from livingreview.render import style
from livingreview.schema import ArmRole, Direction, Part, PlusMinus
from livingreview.subjects.background.plot import comparators_plot
from livingreview.subjects.exposure.model import Exposure, Scale
from livingreview.subjects.exposure.plot import LARGEST, exposure_plot
from livingreview.subjects.harms.model import EventPool, Harms
from livingreview.subjects.harms.plot import harms_plot
from livingreview.subjects.mechanisms import WORDS, Evidence
from livingreview.subjects.mechanisms.direction_plot import FEW, MANY, SMALLEST, UNKNOWN_RING, direction_plot
from livingreview.subjects.mechanisms.direction_plot import LARGEST as LARGEST_MARKER
from livingreview.subjects.mechanisms.values_plot import FARTHEST, values_plot

pytestmark = pytest.mark.parametrize("width", WIDTHS)


def drawn(drawing, width):
    with style.theme():
        figure = drawing.draw(width)
        assert_tidy(figure)
    return figure.axes[0]


def markers(axes, shapes="os^vD"):
    """Every marker from the top, and from the left at one height: shape, x, y, size, face, edge."""
    found = [
        (one.get_marker(), float(one.get_xdata()[0]), round(float(one.get_ydata()[0]), 6), one.get_markersize(),
         one.get_markerfacecolor(), one.get_markeredgecolor())
        for one in axes.lines if str(one.get_marker()) in shapes and one.get_marker()
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one[2], one[1]))


def intervals(axes):
    """Every level line that is neither an axis nor the rule of a row: x of both ends, y, whether it is broken."""
    found = [
        (*map(float, one.get_xdata()), round(float(one.get_ydata()[0]), 6), one.is_dashed())
        for one in axes.lines
        if len(one.get_xdata()) == 2 and one.get_ydata()[0] == one.get_ydata()[1]
        and one.get_color() == style.INK and one.get_linewidth() != 0.8
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one[2], one[0]))


def place(axes, low, high):
    """Maps values to inches, from the labels of two ticks."""
    (left, one), (right, other) = (
        (next(t.get_position()[0] for t in axes.texts if t.get_text() == text), number(text)) for text in (low, high)
    )
    return lambda value: left + (value - one) / (other - one) * (right - left)


def number(text):
    text = text.replace("−", "-")
    return float(text.rstrip("%")) / 100 if text.endswith("%") else float(text)


def height(axes, text):
    (y,) = {t.get_position()[1] for t in axes.texts if t.get_text() == text}
    return y


# ---- harms -------------------------------------------------------------------------------------------------------


def event(events, n, role=ArmRole.INTERVENTION, direct=True, says=None, what="burn", study="s", **more):
    ends = study_interval([events or 0], [n or 1])
    counted = events is not None
    values = [float(x[0]) if counted else np.nan for x in (ends.estimate, ends.ci_low, ends.ci_high)]
    return {
        "study": study, "label": f"{study.upper()} 2000", "arm": str(role), "arm_label": str(role), "arm_role": role,
        "group_label": "all", "group_role": "whole", "randomised": True, "organ_class": "mouth", "event": what,
        "severity": "any", "what": what, "countable": counted, "events": events, "n": n, "says": says, "direct": direct,
        "marks": "", **dict(zip(("proportion", "ci_low", "ci_high"), values, strict=True)), **more,
    }  # fmt: skip


def harms_of(*rows, pools=()):
    frame = pd.DataFrame(rows).astype({"events": "Int64", "n": "Int64"})
    return Harms(frame, tuple(pools), pd.DataFrame(), None, 0, 0, "tea fever", "tea")


def test_counts_of_harms_are_at_their_proportions_with_exact_intervals(width):
    rows = [
        event(5, 20), event(2, 20, ArmRole.COMPARATOR),
        event(0, 20, what="cough"), event(3, 9, ArmRole.MIXED, what="cough"),
    ]  # fmt: skip
    axes = drawn(harms_plot(harms_of(*rows), "direct"), width)
    x = place(axes, "0%", "100%")
    shown = markers(axes)[:4]
    assert [shape for shape, *_ in shown] == ["o", "^", "o", "s"]
    assert [at for _, at, *_ in shown] == pytest.approx([x(row["proportion"]) for row in rows])
    assert [(low, high) for low, high, *_ in intervals(axes)] == [
        pytest.approx((x(row["ci_low"]), x(row["ci_high"]))) for row in rows
    ]
    assert [y for _, _, y, _ in intervals(axes)] == [y for _, _, y, *_ in shown]
    assert sorted({y for _, _, y, *_ in shown}) == [y for _, _, y, *_ in shown], "rows are not in their order"


def test_zero_events_are_at_zero_with_a_bar_at_the_upper_limit(width):
    rows = [event(0, 20), event(1, 20, what="cough")]
    axes = drawn(harms_plot(harms_of(*rows), "direct"), width)
    x = place(axes, "0%", "25%")
    zero, other = markers(axes)[:2]
    assert zero[1] == pytest.approx(x(0)) and other[1] == pytest.approx(x(0.05))
    bars = [line for line in axes.lines if line.get_color() == style.INK and line.get_linewidth() == 1.2]
    ((bar),) = bars
    assert tuple(bar.get_xdata()) == pytest.approx((x(rows[0]["ci_high"]),) * 2)
    assert np.mean(bar.get_ydata()) == pytest.approx(zero[2])


def test_the_axis_of_harms_is_as_short_as_holds_every_upper_limit(width):
    def longest(*rows):
        axes = drawn(harms_plot(harms_of(*rows), "direct"), width)
        return max(number(t.get_text()) for t in axes.texts if t.get_text().endswith("%") and t.get_text()[0].isdigit())

    assert longest(event(0, 400)) == 0.01
    assert longest(event(0, 100)) == 0.1
    assert longest(event(0, 20)) == 0.25
    assert longest(event(0, 20), event(9, 10)) == 1


def test_only_patients_with_the_condition_alone_have_filled_marks(width):
    found = harms_of(event(5, 20, study="one"), event(6, 20, direct=False, study="other"))
    (own, *_), (mixed, *_) = (markers(drawn(harms_plot(found, panel), width)) for panel in ("direct", "apart"))
    assert (own[4], own[5]) == (style.BLUE, style.BLUE)
    assert (mixed[4], mixed[5]) == ("white", style.BLUE)


def test_statements_have_words_and_no_mark(width):
    found = harms_of(event(None, None, says="None was seen.", study="one"), event(5, 20, study="other"))
    axes = drawn(harms_plot(found, "direct"), width)
    first, *_ = markers(axes)
    assert first[2] > height(axes, "Statement: None was seen.")
    assert len(intervals(axes)) == 1


def test_a_pooled_event_follows_its_counts(width):
    rows = [event(x, 20, study=study) for study, x in (("a", 2), ("b", 0), ("c", 5))]
    pooled = pool_proportions([2, 0, 5], [20, 20, 20])
    pool = EventPool("burn", "any", "burn", pd.DataFrame(rows), pooled)
    axes = drawn(harms_plot(harms_of(*rows, pools=[pool]), "direct"), width)
    x = place(axes, "0%", "50%")
    shown = markers(axes)[:4]
    assert [shape for shape, *_ in shown] == ["o", "o", "o", "D"]
    assert shown[3][1] == pytest.approx(x(pooled.estimate))
    assert intervals(axes)[3][:2] == pytest.approx((x(pooled.ci_low), x(pooled.ci_high)))


# ---- context -----------------------------------------------------------------------------------------------------


def test_context_is_filled_where_counted_open_where_not_and_in_the_given_order(width):
    columns = ["heading", "label", "events", "n", "proportion", "ci_low", "ci_high", "bounds", "printed"]
    rows = [
        ("b drug", "One 2000", 0, 20, 0.0, 0.0, 0.168, "exact", None),
        ("b drug", "Two 2000", None, None, 0.6, 0.4, 0.7, "printed", "60%"),
        ("a drug", "Three 2000", None, None, 0.3, None, None, "", "30%"),
    ]
    texts = {"study": "s", "about": "adults", "short": None, "as_printed": "response", "time": None, "marks": ""}
    frame = pd.DataFrame(rows, columns=columns).assign(**texts).astype({"events": "Int64", "n": "Int64"})
    frame["study"] = frame["label"]
    axes = drawn(comparators_plot(frame, "x", "response"), width)
    x = place(axes, "0%", "100%")
    shown = markers(axes)
    assert [at for _, at, *_ in shown] == pytest.approx([x(0), x(0.6), x(0.3)])
    assert [face for *_, face, _ in shown] == [style.BLUE, "white", "white"]
    lines = intervals(axes)
    assert [line[:2] for line in lines] == [pytest.approx((x(0), x(0.168))), pytest.approx((x(0.4), x(0.7)))]
    assert [broken for *_, broken in lines] == [False, True]
    assert [line[2] for line in lines] == [mark[2] for mark in shown[:2]]
    assert height(axes, "b drug") < shown[0][2] < shown[1][2] < height(axes, "a drug") < shown[2][2]


# ---- exposure ----------------------------------------------------------------------------------------------------


def cohort(label, level, dose, events, n):
    ends = study_interval([events], [n])
    values = (float(part[0]) for part in (ends.estimate, ends.ci_low, ends.ci_high))
    return {
        "study": label, "label": label, "arm": "drug", "block": "Adults", "month": 3.0, "when": None, "marks": "A",
        "reason": "", "events": events, "n": n, "group_label": "all", "other_unit": None,
        "level": level and {"field": "trough_target", "low": level[0], "high": level[1]},
        "dose": dose and {"field": "dose", "low": dose[0], "high": dose[1]},
        **dict(zip(("proportion", "ci_low", "ci_high"), values, strict=True)),
    }  # fmt: skip


COHORTS = (
    cohort("A 1", (5, 15), (1, 4), 90, 100),
    cohort("B 1", (None, 15), (2, 2), 20, 50),
    cohort("C 1", None, (3, None), 0, 25),
)


@pytest.fixture
def exposed(width):
    scales = Scale("level", ("trough_target",), "ng/mL", "ng/mL"), Scale("dose", ("dose",), "mg/day", "mg/day")
    return drawn(exposure_plot(Exposure("overall response", scales, pd.DataFrame(COHORTS), 0.95)), width)


def bars(axes):
    found = [
        (*box.get_bbox().intervalx, round(box.get_center()[1], 6), bool(box.get_hatch()))
        for box in axes.patches
        if to_hex(box.get_facecolor()) == style.ORANGE
    ]
    return sorted(found, key=lambda one: (one[2], one[0]))


def test_spans_of_level_and_dose_are_each_on_their_own_axis(exposed):
    texts = [(t.get_text(), t.get_position()[0]) for t in exposed.texts]
    zeros = sorted({x for text, x in texts if text == "0"})
    level_end, dose_end = (next(x for text, x in texts if text == end) for end in ("20", "6"))

    def level(value):
        return zeros[0] + value / 20 * (level_end - zeros[0])

    def dose(value):
        return zeros[1] + value / 6 * (dose_end - zeros[1])

    one, other, open_level, open_dose = bars(exposed)
    assert one[:2] == pytest.approx((level(5), level(15)))
    assert other[:2] == pytest.approx((dose(1), dose(4)))
    assert open_level[:2] == pytest.approx((level(0), level(15)))
    assert open_dose[:2] == pytest.approx((dose(3), dose(6)))
    assert [hatched for *_, hatched in (one, other, open_level, open_dose)] == [False, False, True, True]
    (single,) = [line for line in exposed.lines if line.get_color() == style.ORANGE]
    assert tuple(single.get_xdata()) == pytest.approx((dose(2),) * 2)
    note = next(t for t in exposed.texts if t.get_text() == "not accessible").get_position()
    assert note == pytest.approx((level(10), open_dose[2]))


def test_responses_beside_exposure_have_an_area_in_proportion_to_their_patients(exposed):
    x = place(exposed, "0%", "100%")
    shown = markers(exposed, "o")
    assert [at for _, at, *_ in shown] == pytest.approx([x(0.9), x(0.4), x(0)])
    assert [size**2 / LARGEST**2 for _, _, _, size, *_ in shown] == pytest.approx([1, 0.5, 0.25])
    lines = intervals(exposed)
    assert [line[:2] for line in lines] == [pytest.approx((x(row["ci_low"]), x(row["ci_high"]))) for row in COHORTS]
    assert [line[2] for line in lines] == [mark[2] for mark in shown]


# ---- values ------------------------------------------------------------------------------------------------------


def value(label, g, low, high, unit="%", known=PlusMinus.SD):
    return {
        "study": label, "label": label, "what": "cells", "group": "ill", "reference": "well", "unit_label": unit,
        "group_printed": "2±1", "reference_printed": "1±1", "n": 9, "reference_n": 9, "odd": None,
        "plus_minus_is": known, "g": g, "low": low, "high": high,
    }  # fmt: skip


def test_differences_are_on_their_side_of_zero_with_their_intervals(width):
    rows = [
        value("A 1", -1.5, -2.5, -0.5),
        value("B 1", 2.0, 1.0, 3.0, known=PlusMinus.NOT_STATED),
        value("C 1", 3.5, 2.5, 6.0, "pg/mL"),
        value("D 1", np.nan, np.nan, np.nan, "pg/mL"),
        value("E 1", -7.0, -9.0, -5.0, "pg/mL"),
    ]
    axes = drawn(values_plot(pd.DataFrame(rows), "x"), width)
    x = place(axes, "−4", "4")
    shown = markers(axes, "s")
    assert [at for _, at, *_ in shown] == pytest.approx([x(-1.5), x(2), x(3.5)])
    assert [face for *_, face, _ in shown] == [style.BLUE, "white", style.BLUE]
    lines = intervals(axes)
    ends = [(-2.5, -0.5), (1, 3), (2.5, FARTHEST), (-FARTHEST, -FARTHEST)]
    assert [line[:2] for line in lines] == [pytest.approx((x(low), x(high))) for low, high in ends]
    arrows = {(shape, round(at, 6), y) for shape, at, y, *_ in markers(axes, "<>")}
    assert arrows == {(">", round(x(FARTHEST), 6), lines[2][2]), ("<", round(x(-FARTHEST), 6), lines[3][2])}
    zero = [line for line in axes.lines if line.get_color() == style.INK and line.get_linewidth() == 0.9]
    assert [tuple(line.get_xdata()) for line in zero] == [pytest.approx((x(0), x(0)))]
    assert lines[2][2] < height(axes, "n not printed") < lines[3][2]
    assert height(axes, "Unit: %") < lines[0][2] < lines[1][2] < height(axes, "Unit: pg/mL") < lines[2][2]


# ---- directions --------------------------------------------------------------------------------------------------


def finding(direction, patients=50, directness="patients", label="A 1", **more):
    return {
        "study": label, "label": label, "agent": "", "axis": "t", "axis_label": "T cells", "part": Part.INTERVENTION,
        "directness": directness, "direction": direction, "patients": patients, "patients_of": "finding",
        "collects": "", **more,
    }  # fmt: skip


def directions_of(*rows):
    frame = pd.DataFrame(rows).astype({"patients": "Int64"})
    known = Evidence("t", "t", "", "T cells", None, frame, {"t": "T cells"}, {}, {}, "tea fever", "tea")
    return direction_plot(known, "x", (Part.INTERVENTION,), "Tea")


def rows_of_markers(axes):
    """Markers of the rows, without those of the key."""
    end = height(axes, "50")
    return [one for one in markers(axes) if one[2] < end - 0.01]


def test_each_direction_is_below_its_name_and_in_order(width):
    given = [Direction.UP, Direction.DOWN, Direction.MIXED, Direction.NONE]
    axes = drawn(directions_of(*(finding(one, label=f"{one} 1") for one in given)), width)
    shown = rows_of_markers(axes)
    heads = {direction: WORDS[direction].split()[-1] for direction in Direction}
    x = {direction: next(t for t in axes.texts if t.get_text().split()[-1] == word).get_position()[0]
         for direction, word in heads.items()}  # fmt: skip
    assert [at for _, at, *_ in shown] == pytest.approx([x[one] for one in given])
    assert x[Direction.DOWN] < x[Direction.NONE] < x[Direction.UP] < x[Direction.MIXED]
    assert [shape for shape, *_ in shown] == ["^", "v", "D", "s"]


def test_the_area_of_a_direction_grows_evenly_with_the_people(width):
    people = [1, FEW, 40, 70, MANY, 5000]
    axes = drawn(directions_of(*(finding(Direction.UP, n, label=f"{n} x") for n in people)), width)
    areas = [size**2 for _, _, _, size, *_ in rows_of_markers(axes)]
    assert (areas[0], areas[-1]) == pytest.approx((SMALLEST**2, LARGEST_MARKER**2))
    assert areas[:2] == [areas[0]] * 2 and areas[-2:] == [areas[-1]] * 2
    assert areas[2] - areas[1] == pytest.approx(areas[3] - areas[2]) == pytest.approx(areas[4] - areas[3])


def test_a_number_that_is_not_printed_is_a_small_marker_in_a_ring(width):
    axes = drawn(directions_of(finding(Direction.UP, None)), width)
    ring, marker = sorted(rows_of_markers(axes), key=lambda one: one[0] != "o")
    assert (ring[0], ring[3], ring[4]) == ("o", UNKNOWN_RING, "none")
    assert (marker[0], marker[3]) == ("^", SMALLEST)
    assert ring[1:3] == marker[1:3]


def test_direct_evidence_is_filled_and_comes_first(width):
    places = ["elsewhere", "models", "cells", "patients"]
    axes = drawn(directions_of(*(finding(Direction.UP, directness=one, label=f"{one} 1") for one in places)), width)
    shown = rows_of_markers(axes)
    assert [face for *_, face, _ in shown] == [style.BLUE, style.SKY, style.GREEN, "white"]
    assert [y for _, _, y, *_ in shown] == pytest.approx([height(axes, f"{one} 1") for one in reversed(places)])


def test_findings_of_one_publication_are_side_by_side_about_their_direction(width):
    many = [finding(Direction.DOWN, 100)] * 14 + [finding(Direction.UP, 20)]
    axes = drawn(directions_of(*many), width)
    shown = sorted(rows_of_markers(axes), key=lambda one: one[1])
    *downs, up = shown
    x = {word: next(t for t in axes.texts if t.get_text() == word).get_position()[0] for word in ("down", "up")}
    spots = np.array([at for _, at, *_ in downs])
    assert spots.mean() == pytest.approx(x["down"])
    assert np.diff(spots) == pytest.approx([spots[1] - spots[0]] * 13) and spots[1] > spots[0]
    assert np.ptp(spots) < (x["up"] - x["down"]) / 2, "markers reach beyond their part of the axis"
    assert up[1] == pytest.approx(x["up"])
    assert {edge for *_, edge in downs} == {"white"}, "filled markers that touch have no light edge"
    steps = np.diff([y for _, _, y, *_ in downs]) * 72 / downs[0][3]  # as part of a marker
    on_a_phone = 0.7 if width < 5 else 0.0  # where markers would hide each other, they go up and down in turn
    assert steps[::2] == pytest.approx(on_a_phone, abs=1e-3) and steps[1::2] == pytest.approx(-on_a_phone, abs=1e-3)
    assert np.mean([y for _, _, y, *_ in downs]) == pytest.approx(up[2])


def test_findings_of_one_publication_that_have_room_are_at_one_height(width):
    axes = drawn(directions_of(*[finding(Direction.DOWN, 100)] * 2), width)
    assert len({y for _, _, y, *_ in rows_of_markers(axes)}) == 1


def test_agents_have_rows_of_their_own(width):
    rows = [
        finding(Direction.UP), finding(Direction.DOWN, agent="another drug"),
        finding(Direction.UP, directness="models"),
    ]  # fmt: skip
    axes = drawn(directions_of(*rows), width)
    assert Counter(shape for shape, *_ in rows_of_markers(axes)) == {"^": 2, "v": 1}
    assert len({y for _, _, y, *_ in rows_of_markers(axes)}) == 3
    texts = " ".join(t.get_text() for t in axes.texts)  # on a narrow page a label has several lines
    assert texts.count("no publication found") == 2  # cells, elsewhere
