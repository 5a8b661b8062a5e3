"""Plots of pools: where each mark is against the counts worked out by hand, and what the words around it say.

Each plot is drawn once, for all tests of it.
"""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Circle

from helpers import synthesis
from livingreview.evidence import exact_interval
from livingreview.meta import pool_proportions
from livingreview.render import style
from livingreview.subjects.pools import variants_plot as variants
from livingreview.subjects.pools.beyond import beyond
from livingreview.subjects.pools.icons import CAUTION, RADIUS, icon_array
from livingreview.subjects.pools.model import pool_rows
from livingreview.subjects.pools.plot import forest, small_forest
from livingreview.wording import interval, percent, short

from .row_plots import (
    at,
    baseline,
    diamonds,
    drawn,
    ends_of,
    height,
    lines_of,
    middle_of,
    predictions,
    read,
    squares,
    texts_of,
)

# By hand, from tests/review (see its README), in the order of the subgroups and their years.
FULL = {"Lewis 2019": (8, 24), "Norris 2021": (6, 30), "Adler 2010": (24, 60), "Carter 2012": (10, 25)}
ADULTS = ("Lewis 2019", "Norris 2021")
MARKS = "Marks: A, from an abstract only; D, count derived, not printed."
PREDICTED = (
    "Thin lines with end marks are 95% prediction intervals, where the model gives one. "
    "None is given for fewer than four cohorts."
)
SQUARES = (
    "**Full relief near 3 months**: four cohorts, 139 patients. "
    "Squares are studies (area by weight) with 95% exact (Clopper-Pearson) intervals; "
    "diamonds are pooled proportions (in the median cohort) with 95% confidence intervals, and the broken line "
    "is that of all cohorts; "
    "the bar is the 95% prediction interval for the proportion in a further, similar cohort."
)


@pytest.fixture(scope="module")
def full(results):
    return results.analysis.pool("full")


@pytest.fixture(scope="module")
def relief(results):
    return results.analysis.pool("relief")


def pooled(counts, pool):
    return pool_rows(pd.DataFrame(counts, columns=["events", "n"]), pool)


def ends(one):
    return [one.ci_low, one.estimate, one.ci_high]


def tips(diamond):
    """Left tip, middle and right tip of a diamond."""
    x, y = diamond.get_xy()[:4].T
    return [float(x.min()), float(x[np.argmax(y)]), float(x.max())]


def words(name, one):
    """A pool in the words of a text alternative."""
    said = f"{name}: {percent(one.estimate)} ({interval(one.ci_low, one.ci_high)})"
    return said if np.isnan(one.pi_low) else f"{said}, prediction {interval(one.pi_low, one.pi_high)}"


# ---- the forest plot ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def drawing(full):
    return forest(full)


@pytest.fixture(scope="module")
def plot(drawing):
    return drawn(drawing.draw)


def test_the_forest_plot_reads_as_a_table(plot):
    assert read(plot) == [
        ["Study", "Marks", "Time", "Events/n", "% (95% CI)", "Bias"],
        ["Simple hiccups, adults"],
        ["Lewis 2019", "3 mo", "8/24", "33 (16–55)", "–"],
        ["Norris 2021", "3 mo", "6/30", "20 (8–39)", "l"],
        ["pooled", "14/54", "26 (16–39)"],
        ["Simple hiccups, children"],
        ["no study with a count"],
        ["In no declared group"],
        ["Adler 2010", "A", "3 mo", "24/60", "40 (28–53)", "–"],
        ["Carter 2012", "AD", "6 mo", "10/25", "40 (21–61)", "–"],
        ["All"],
        ["pooled", "48/139", "35 (22–49)"],
        ["prediction interval", "(18–55)"],
        ["0%", "25%", "50%", "75%", "100%"],
        ["Full relief near 3 months (proportion of patients)"],
    ]


def test_each_study_is_at_its_proportion_with_its_exact_interval(plot):
    lines = sorted(lines_of(plot, style.INK, 1.1), key=lambda line: line.get_ydata()[0])
    found = sorted(map(middle_of, squares(plot)), key=lambda middle: middle[1])
    for (name, (events, n)), line, middle in zip(FULL.items(), lines, found, strict=True):
        assert middle == pytest.approx((at(plot, "proportions", events / n), texts_of(plot)[name][1]))
        assert ends_of(line) == pytest.approx([at(plot, "proportions", end) for end in exact_interval(events, n)])
        assert float(line.get_ydata()[0]) == pytest.approx(middle[1])


def test_the_area_of_each_study_is_its_weight(plot, full):
    areas = {round(middle_of(box)[1], 3): box.get_width() * box.get_height() for box in squares(plot)}
    areas = {name: areas[round(texts_of(plot)[name][1], 3)] for name in FULL}
    weights = full.rows.set_index("label")["weight"]
    for name in FULL:
        assert areas[name] / areas["Adler 2010"] == pytest.approx(weights[name] / weights["Adler 2010"])
    assert areas["Adler 2010"] == max(areas.values()) and len({round(area, 5) for area in areas.values()}) == 4


def test_diamonds_are_the_pools_of_the_groups_and_of_all(plot, full):
    shown = sorted(diamonds(plot), key=lambda one: one.get_xy()[0][1])
    groups = [[FULL[name] for name in names] for names in (ADULTS, FULL)]
    for one, counts, hollow in zip(shown, groups, (True, False), strict=True):
        expected = [at(plot, "proportions", value) for value in ends(pooled(counts, full.pool))]
        assert tips(one) == pytest.approx(expected)
        assert to_hex(one.get_facecolor()) == ("#ffffff" if hollow else style.BLUE)
        assert to_hex(one.get_edgecolor()) == style.BLUE
    assert shown[1].get_xy()[0][1] == pytest.approx(height(plot, "pooled", "48/139"))


def test_the_prediction_interval_has_a_bar_and_the_pooled_result_a_line(plot, full):
    ((low, high, y),) = predictions(plot)
    one = full.pooled
    assert (low, high) == pytest.approx([at(plot, "proportions", end) for end in (one.pi_low, one.pi_high)])
    assert y == pytest.approx(height(plot, "prediction interval"))
    bar = next(line for line in plot.lines if line.get_color() == style.ORANGE and len({*line.get_ydata()}) == 1)
    assert bar.get_linewidth() == 3
    (line,) = lines_of(plot, style.BLUE, 0.9)
    assert ends_of(line) == pytest.approx([at(plot, "proportions", one.estimate)] * 2) and line.is_dashed()


def test_the_words_of_the_forest_plot_are_its_numbers(drawing):
    assert drawing.name == "forest-full"
    assert drawing.caption == (
        f"{SQUARES} Subgroups of two cohorts have z intervals. Weights are those of the pool of all studies. {MARKS} "
        "Risk of bias: L, low; –, rated by item only; small letters are drafts."
    )
    assert drawing.alt == (
        "Forest plot of full relief near 3 months in four cohorts with 139 patients: pooled 35%, 95% confidence "
        "interval 22% to 49%, 95% prediction interval 18% to 55%. Lewis 2019 8 of 24 (33%), Norris 2021 6 of 30 (20%), "
        "Adler 2010 24 of 60 (40%) and Carter 2012 10 of 25 (40%). "
        "No study with a count for: Simple hiccups, children."
    )
    assert list(drawing.data["label"]) == list(FULL)


def bands(axes):
    """The middle of every band of a heading, from the top."""
    found = [box for box in axes.patches if to_hex(box.get_facecolor()) == to_hex(style.BAND)]
    return sorted(box.get_y() + box.get_height() / 2 for box in found)


def test_headings_have_a_band_and_results_bold_letters(plot):
    heads = ["Simple hiccups, adults", "Simple hiccups, children", "In no declared group", "All"]
    places = texts_of(plot)
    assert bands(plot) == pytest.approx([places[head][1] for head in heads], abs=0.02)
    bold = [text.get_text() for text in plot.texts if text.get_weight() == "bold"]
    assert sorted(bold) == sorted([*heads, "pooled", "48/139", "35 (22–49)"])
    quiet = {text.get_text() for text in plot.texts if text.get_color() == style.QUIET}
    assert {"prediction interval", "(18–55)", "AD", "0%"} < quiet and not {"24/60", "Adler 2010", "3 mo"} & quiet


def test_heads_of_variants_have_bands(review, full):
    axes = drawn(variants.sensitivity_plot(review, full).draw)
    places = texts_of(axes)
    heads = ["As declared", "Models", "Sets of cohorts"]
    assert bands(axes) == pytest.approx([places[head][1] for head in heads], abs=0.02)
    axes = drawn(variants.beyond_plot(full, beyond(review, full)).draw)
    places = texts_of(axes)
    assert bands(axes) == pytest.approx(
        [places[h][1] for h in ("Left out, converted to a count", "The pool")], abs=0.02
    )


def test_the_study_of_a_page_has_a_band_and_bold_letters(full):
    marked = forest(full, marked="norris2021")
    assert marked.name == "forest-full-norris2021"
    assert marked.caption.endswith("small letters are drafts. The row on a coloured band is Norris 2021.")
    axes = drawn(marked.draw)
    bold = [text.get_text() for text in axes.texts if text.get_weight() == "bold"]
    assert {"Norris 2021", "6/30", "20 (8–39)"} < set(bold) and "Lewis 2019" not in bold
    (band,) = [box for box in axes.patches if to_hex(box.get_facecolor()) == style.MARKED and box.get_zorder() < 0]
    assert band.get_y() < texts_of(axes)["Norris 2021"][1] < band.get_y() + band.get_height()
    other = forest(full, marked="baker2011")  # which is not in this pool
    assert (other.name, "coloured band" in other.caption) == ("forest-full", False)


def test_doses_are_under_their_study_and_explained(full):
    rows = full.rows.assign(dose=["2 cups", "", "", "1 cup"], trough_target=["", "", "3 cups", ""])
    shown = forest(replace(full, rows=rows), dose=True)
    explained = "Dose and target of the trough level are those of the arm; empty where they were not accessible."
    assert shown.caption.endswith(f"drafts. {explained}")
    axes = drawn(shown.draw)
    lines = read(axes)
    under = [lines[i + 1][0] for i, line in enumerate(lines) if line[0] in ("Lewis 2019", "Adler 2010", "Carter 2012")]
    assert under == ["2 cups", "trough target 3 cups", "1 cup"]
    only = forest(replace(full, rows=rows.assign(trough_target="")), dose=True)
    assert "trough target" not in str(read(drawn(only.draw))) and only.caption.endswith(explained)
    none = forest(replace(full, rows=rows.assign(dose="", trough_target="")), dose=True)
    assert explained not in none.caption and explained not in forest(replace(full, rows=rows)).caption


def test_the_small_plot_has_cohorts_and_pool_alone(full):
    small = small_forest(full)
    assert (small.name, small.caption) == ("forest-full-small", f"{SQUARES} {MARKS}")
    assert read(drawn(small.draw)) == [
        ["Study", "Marks", "Events/n", "% (95% CI)"],
        ["Lewis 2019", "8/24", "33 (16–55)"],
        ["Norris 2021", "6/30", "20 (8–39)"],
        ["Adler 2010", "A", "24/60", "40 (28–53)"],
        ["Carter 2012", "AD", "10/25", "40 (21–61)"],
        ["All"],
        ["pooled", "48/139", "35 (22–49)"],
        ["prediction interval", "(18–55)"],
        ["0%", "25%", "50%", "75%", "100%"],
        ["Full relief near 3 months (proportion of patients)"],
    ]


def test_on_a_phone_marks_and_bias_follow_the_label_and_the_rest_is_at_the_end(drawing):
    assert read(drawn(drawing.draw, style.NARROW))[:5] == [
        ["Study, marks, [bias]", "Events/n  % (95% CI)"],
        ["Simple hiccups, adults"],
        ["Lewis 2019 [–]", "8/24  33 (16–55)"],
        ["Norris 2021 [l]", "6/30  20 (8–39)"],
        ["pooled", "14/54  26 (16–39)"],
    ]
    assert ["Adler 2010 A [–]", "24/60  40 (28–53)"] in read(drawn(drawing.draw, style.NARROW))


def test_a_pool_without_gaps_names_none(full):
    assert forest(replace(full, subgroups=())).alt.endswith("and Carter 2012 10 of 25 (40%).")
    assert "index" not in forest(full).data.columns


def test_a_time_that_is_not_stated_is_a_dash_and_every_letter_of_bias_is_explained(relief):
    shown = forest(relief)
    (baker,) = [line for line in read(drawn(shown.draw)) if line[0] == "Baker 2011"]
    assert baker == ["Baker 2011", "ADT", "–", "24/40", "60 (43–75)", "n"]
    assert shown.caption.endswith(
        "Risk of bias: L, low; H, high; N, no information; ?, not rated; –, rated by item only; "
        "small letters are drafts."
    )


def test_every_cohort_is_drawn_once_also_where_subgroups_do_not_cover_the_pool(results, full, relief):
    for pool in (full, relief):
        counts = [f"{row.events}/{row.n}" for row in pool.rows.itertuples()]
        shown = [text for line in read(drawn(forest(pool).draw)) for text in line]
        assert [shown.count(one) for one in counts] == [1] * len(pool.rows)
    assert list(full.ungrouped["label"]) == ["Adler 2010", "Carter 2012"] and relief.ungrouped.empty
    said = results["pools.full.by-subgroup"].text
    assert said.endswith("children: no cohort with a count. In no declared group: Adler 2010 and Carter 2012.")
    assert "In no declared group" not in results["pools.relief.by-subgroup"].text
    assert not any("In no declared group" in line for line in read(drawn(forest(replace(full, subgroups=())).draw)))


def test_a_prediction_interval_that_too_few_cohorts_give_is_not_estimable(full):
    few = full.rows.iloc[:3]
    alone = pooled(few[["events", "n"]].to_numpy().tolist(), full.pool)
    shown = forest(replace(full, rows=few, pooled=alone, subgroups=()))
    axes = drawn(shown.draw)
    assert ["prediction interval", "not estimable"] in read(axes) and predictions(axes) == []
    assert ", 95% prediction interval not estimable. Lewis 2019" in shown.alt
    assert "the bar is" not in shown.caption and "is that of all cohorts. " in shown.caption
    common = replace(full, rows=few, pooled=replace(alone, model="common"), subgroups=())
    assert "prediction" not in str(read(drawn(forest(common).draw))) + forest(common).alt


def test_an_empty_pool_says_that_it_is_empty():
    shown = forest(synthesis(0))
    assert shown.caption == "**Overall response near 3 months.** No study gives a count that may enter."
    assert small_forest(synthesis(0)).caption == shown.caption
    assert shown.alt == "Forest plot of overall response near 3 months: no study gives a count that may enter."
    axes = drawn(shown.draw)
    assert squares(axes) == diamonds(axes) == lines_of(axes, style.BLUE, 0.9) == []
    assert [line for line in read(axes) if line == ["no study with a count"]] == [["no study with a count"]] * 3


@pytest.mark.parametrize(("most", "end"), [(0.004, "0.4%"), (0.009, "1%"), (0.5, "100%")])
def test_the_axis_ends_where_all_that_is_drawn_ends(full, most, end):
    rows = full.rows.assign(proportion=most / 2, ci_low=0.0, ci_high=most)
    one = replace(full.pooled, estimate=most / 2, ci_low=0.0, ci_high=most / 2, pi_low=0.0, pi_high=most / 2)
    texts = texts_of(drawn(small_forest(replace(full, rows=rows, pooled=one)).draw))
    assert end in texts and ("0.2%" if end == "0.4%" else "50%" if end == "100%" else "0.5%") in texts
    wide = replace(one, pi_high=0.9)  # of the prediction interval alone
    assert "100%" in texts_of(drawn(small_forest(replace(full, rows=rows, pooled=wide)).draw))


# ---- the pool with changes ---------------------------------------------------------------------------------------


def assert_at(axes, expected, all_at):
    """Each pool has its square and interval, from the top; the whole its diamond and the broken line."""
    found = sorted(map(middle_of, squares(axes)), key=lambda middle: middle[1])
    lines = sorted(lines_of(axes, style.INK, 1.1), key=lambda line: line.get_ydata()[0])
    for one, middle, line in zip(expected, found, lines, strict=True):
        assert middle[0] == pytest.approx(at(axes, "proportions", one.estimate))
        assert ends_of(line) == pytest.approx([at(axes, "proportions", end) for end in (one.ci_low, one.ci_high)])
    (reference,) = lines_of(axes, style.BLUE, 0.9)
    assert reference.is_dashed() and ends_of(reference)[0] == pytest.approx(at(axes, "proportions", all_at.estimate))
    for diamond in diamonds(axes):
        assert tips(diamond) == pytest.approx([at(axes, "proportions", value) for value in ends(all_at)])


def pools_of(full, *sets):
    return [pooled([FULL[name] for name in names], full.pool) for names in sets]


def cells(one):
    return [str(one.k), str(one.n), short(one.estimate, one.ci_low, one.ci_high)]


FOOT = [["0%", "25%", "50%", "75%", "100%"], ["Full relief near 3 months (proportion of patients)"]]


def test_leaving_one_out_draws_the_pool_of_the_others(full):
    shown = variants.leave_one_out_plot(full)
    axes = drawn(shown.draw)
    made = pools_of(full, *([other for other in FULL if other != name] for name in FULL))
    names = [f"without {name}" for name in FULL]
    assert read(axes) == [
        ["Cohorts pooled", "Cohorts", "Patients", "% (95% CI)"],
        *([name, *cells(one)] for name, one in zip(names, made, strict=True)),
        ["all cohorts", "4", "139", "35 (22–49)"],
        *FOOT,
    ]
    assert_at(axes, made, full.pooled)
    assert read(drawn(shown.draw, style.NARROW))[:2] == [
        ["Cohorts pooled", "Cohorts · Patients · % (95% CI)"],
        [names[0], " · ".join(cells(made[0]))],
    ]
    assert len(diamonds(axes)) == 1
    ((low, high, y),) = predictions(axes)  # of all: three cohorts have none
    assert (low, high) == pytest.approx([at(axes, "proportions", x) for x in (full.pooled.pi_low, full.pooled.pi_high)])
    assert y == pytest.approx(height(axes, "all cohorts"))
    assert shown.name == "leave-one-out-full"
    assert shown.caption == (
        f"**Full relief near 3 months, without each cohort in turn**, under the declared model. {PREDICTED} "
        "The diamond and the broken line are the result of all cohorts."
    )
    said = "; ".join(words(name, one) for name, one in zip(names, made, strict=True))
    assert shown.alt == f"Leave-one-out analysis of full relief near 3 months. {said}."
    assert list(shown.data["name"]) == list(FULL)
    assert list(shown.data["k"]) == [3] * 4 and list(shown.data["n"]) == [115, 109, 79, 114]
    for field in ("estimate", "ci_low", "ci_high"):
        assert list(shown.data[field]) == pytest.approx([getattr(one, field) for one in made])


def test_the_pool_grows_from_the_oldest_report(full):
    shown = variants.cumulative_plot(full)
    axes = drawn(shown.draw)
    order = ["Adler 2010", "Carter 2012", "Lewis 2019", "Norris 2021"]
    made = pools_of(full, *(order[: i + 1] for i in range(4)))
    names = [f"{name.split()[1]}, with {name}" for name in order]
    assert read(axes) == [
        ["Up to", "Cohorts", "Patients", "% (95% CI)"],
        *([name, *cells(one)] for name, one in zip(names, made, strict=True)),
        *FOOT,
    ]
    assert_at(axes, made, full.pooled)
    assert diamonds(axes) == [] and len(predictions(axes)) == 1
    assert shown.name == "cumulative-full"
    assert shown.caption == (
        "**Full relief near 3 months, as the reports came in**: each row pools what had been published by the end of "
        f"that year, under the declared model. {PREDICTED} The broken line is the result of all cohorts. "
        "Intervals are not adjusted for repeated analyses."
    )
    said = "; ".join(words(name, one) for name, one in zip(names, made, strict=True))
    assert shown.alt == f"Cumulative meta-analysis of full relief near 3 months by year of publication. {said}."
    assert list(shown.data["name"]) == ["2010", "2012", "2019", "2021"]


def test_other_models_and_sets_are_under_their_heads(review, full):
    shown = variants.sensitivity_plot(review, full)
    axes = drawn(shown.draw)
    lines = [line[0] for line in read(axes)]
    assert [lines.index(head) for head in ("As declared", "all cohorts", "Models", "GLMM, z")] == [1, 2, 3, 4]
    assert lines[lines.index("Sets of cohorts") + 1].startswith("without counts worked out from a")
    adults = pooled([FULL[name] for name in ADULTS], full.pool)
    name = "without values from an abstract or a secondary source only"
    assert sum(line[-3:] == cells(adults) for line in read(axes)) == 2  # also without those of unknown age
    assert f"{words(name, adults)} (left out: Adler 2010 and Carter 2012); " in shown.alt
    assert shown.alt.startswith("Sensitivity analysis of full relief near 3 months. GLMM, z: 35% (26% to 44%), ")
    assert shown.name == "sensitivity-full"
    assert shown.caption == (
        f"**Full relief near 3 months, under other models and without doubtful values.** {PREDICTED} "
        f"{variants.MODEL_INTERVALS} {variants.DEGREES_DIFFER} No cohort of the pool has values whose "
        "time is not stated, values in conflict, denominators other than all of the arm or "
        "reports of fewer than 10 patients."
    )
    assert "without values in conflict" in set(shown.data["name"]) and "without values in conflict" not in lines
    by_z = replace(full, pool=full.pool.model_copy(update={"prediction_interval": "z"}))
    assert variants.DEGREES_DIFFER not in variants.sensitivity_plot(review, by_z).caption


def test_nothing_is_drawn_of_a_pool_without_a_count(review):
    nothing = synthesis(0)
    nothing.rows["year"] = pd.array([], dtype="Int64")
    for name in ("arm_n", "derived", "age"):
        nothing.rows[name] = None
    label = "**Overall response near 3 months.**"
    for drawing, caption, alt in (
        (variants.leave_one_out_plot(nothing), variants.TOO_FEW, f"Leave-one-out analysis of {{}}. {variants.TOO_FEW}"),
        (variants.cumulative_plot(nothing), "No cohort with a count.",
         "Cumulative meta-analysis of {} by year of publication. No cohort with a count."),
        (variants.sensitivity_plot(review, nothing), "No cohort with a count.",
         "Sensitivity analysis of {}. No cohort with a count."),
    ):  # fmt: skip
        assert drawing.caption == f"{label} {caption}"
        assert drawing.alt == alt.format("overall response near 3 months")
        axes = drawn(drawing.draw)
        assert ["no cohort with a count"] in read(axes) and squares(axes) == diamonds(axes) == []


def test_the_ends_of_what_is_missing_are_drawn(review, full):
    shown = variants.missing_plot(review, full)
    axes = drawn(shown.draw)
    rows = [
        "missing counted without the outcome",
        "as reported, or missing at random",
        "at random on average, with doubt",
        "missing counted with the outcome",
    ]
    assert (
        read(axes)
        == [
            ["Patients without an outcome", "Cohorts", "Patients", "% (95% CI)"],
            [rows[0].removesuffix(" outcome"), *cells(full.pooled)],  # nobody is missing
            ["outcome"],
            *([row, *cells(full.pooled)] for row in rows[1:]),
            *FOOT,
        ]
    )
    assert shown.name == "missing-full"
    assert shown.alt == (
        "Assumptions on missing outcomes, full relief near 3 months. "
        + "; ".join(words(row, full.pooled) for row in rows)
        + "."
    )
    assert shown.caption == (
        "**Full relief near 3 months, under assumptions on patients without an outcome.** In the accessible data, none "
        "of 139 patients is without an outcome. In the row with doubt, the odds of the outcome among the missing "
        "differ from those of the others by an unknown factor (its logarithm has mean 0 and standard deviation 1). "
        f"{PREDICTED}"
    )


def test_what_is_left_out_is_above_the_pool_with_it(review, full):
    """Dalton 28 of 48, in patients with other spasms too."""
    shown = variants.beyond_plot(full, beyond(review, full))
    axes = drawn(shown.draw)
    both = pooled([*FULL.values(), (28, 48)], full.pool)
    assert read(axes) == [
        ["Report", "Cohorts", "Patients", "% (95% CI)"],
        ["Left out, converted to a count"],
        ["Dalton 2013", "1", "48", short(28 / 48, *exact_interval(28, 48))],
        ["The pool"],
        ["all cohorts", "4", "139", "35 (22–49)"],
        ["with all reports that can be read", *cells(both)],
        *FOOT,
    ]
    (dalton, with_it) = sorted(map(middle_of, squares(axes)), key=lambda middle: middle[1])
    assert dalton == pytest.approx((at(axes, "proportions", 28 / 48), texts_of(axes)["Dalton 2013"][1]))
    assert with_it[0] == pytest.approx(at(axes, "proportions", both.estimate))
    assert not any(line.is_dashed() for line in lines_of(axes, style.INK, 1.1)), "a printed count"
    assert shown.name == "beyond-full"
    assert shown.alt == (
        "Reports left out of full relief near 3 months. Dalton 2013: 28 of 48; "
        f"{words('with all reports that can be read', both)}."
    )
    assert shown.caption == (
        "**Full relief near 3 months: reports that are left out, and the pool with them.** Hollow squares with broken "
        f"lines are counts worked out from a percentage; the table says why each is left out. {PREDICTED} "
        "The broken line is the pool as declared."
    )
    assert all(isinstance(kinds, str) for kinds in shown.data["kinds"]) and len(shown.data) == 1


def test_what_is_read_from_a_percentage_is_hollow_and_broken(review, full):
    found = beyond(review, full)
    read_so = replace(found, readings=found.readings.assign(how="58% of 48"))
    axes = drawn(variants.beyond_plot(full, read_so).draw)
    assert [line.is_dashed() for line in lines_of(axes, style.INK, 1.1)] == [True, False]
    assert len(squares(axes)) == 1, "of the pool with it"


def test_without_a_declared_subset_only_the_pool_is_drawn(full):
    shown = variants.subsets_plot(full)
    assert shown.alt == "Declared subsets of full relief near 3 months. None is declared."
    axes = drawn(shown.draw)
    assert squares(axes) == [] and len(diamonds(axes)) == 1
    assert read(axes)[:2] == [
        ["Cohorts pooled", "Cohorts", "Patients", "% (95% CI)"], ["all cohorts", "4", "139", "35 (22–49)"],
    ]  # fmt: skip
    assert shown.caption == (
        f"**Full relief near 3 months, in declared subsets of its cohorts**, under the declared model. {PREDICTED} "
        "The diamond and the broken line are the result of all cohorts."
    )


def test_long_names_leave_the_axis_a_third_of_the_width(full):
    long = full.rows.assign(label="A Long Corporate Author of a Registered Consortium for a Trial 2024a")
    axes = drawn(forest(replace(full, rows=long)).draw)
    left, right = baseline(axes)
    assert right - left == pytest.approx(0.35 * style.WIDE, abs=0.02)


def test_a_pool_that_keeps_no_cohort_has_words_and_no_mark(full):
    gone = variants.Variant("without all", (), None)
    axes = drawn(variants._plot(full, "Analysis", [variants._row(gone.name, gone)]))
    assert ["without all: no cohort remains"] in read(axes) and squares(axes) == []
    (text,) = [text for text in axes.texts if text.get_text() == "without all: no cohort remains"]
    assert text.get_style() == "italic"
    assert variants._words(gone.name, gone) == "without all: no cohort remains"
    assert list(variants._frame([gone])["k"]) == [None]


@pytest.mark.parametrize(("fewest", "said"), [(2, False), (3, True)])
def test_a_prediction_interval_of_two_cohorts_needs_no_word(full, fewest, said):
    pool = full.pool.model_copy(update={"min_studies_for_prediction": fewest})
    caption = variants.leave_one_out_plot(replace(full, pool=pool)).caption
    assert ("None is given for fewer than three cohorts." in caption) == said
    assert ("None is given" in caption) == said


# ---- icons -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("width", "across", "step"), [(style.WIDE, 20, 0.24), (style.NARROW, 10, 0.3)])
def test_icons_are_in_rows_and_filled_from_the_left(width, across, step):
    one = pool_proportions([6, 7], [10, 10])
    drawing = icon_array(replace(synthesis(2), pooled=one))
    axes = drawn(drawing.draw, width)
    people = [patch for patch in axes.patches if isinstance(patch, Circle)]
    legend = people[100:]
    centres = np.array([circle.center for circle in people[:100]])
    first = 0.06 + step / 2
    assert centres[:, 0] == pytest.approx([first + step * (i % across) for i in range(100)])
    assert centres[:, 1] == pytest.approx([first + step * (i // across) for i in range(100)])
    assert {circle.radius for circle in people[:100]} == {RADIUS * step}
    limits = [round(100 * share) for share in ends(one)]
    faces = [to_hex(circle.get_facecolor()) for circle in people]
    kinds = [style.BLUE, style.SKY, "#ffffff", to_hex(style.RULE)]
    assert faces[:100] == [kinds[sum(i >= limit for limit in limits)] for i in range(100)]
    assert faces[100:] == kinds
    heights = [circle.center[1] for circle in legend]
    assert heights == sorted(set(heights)) and heights[0] > centres[:, 1].max() + step / 2
    low, middle, high = limits
    lines = [
        f"{low} of 100: even at the lower limit of the 95% confidence interval",
        f"{middle - low} more: {middle} in all, the pooled estimate",
        f"{high - middle} more: {high} in all, at the upper limit",
        f"{100 - high} of 100: did not have it, even at the upper limit",
    ]
    firsts = {y for x, y in texts_of(axes).values()}
    assert {round(y, 6) for y in heights} <= {round(float(y), 6) for y in firsts}
    assert " ".join(text.get_text() for text in axes.texts) == " ".join(lines)
    assert all(text.get_position()[0] > circle.center[0] for text in axes.texts for circle in legend)
    assert drawing.alt == f"100 circles, one a patient. Overall response near 3 months: {'; '.join(lines)}."
    assert drawing.caption == f"**Of 100 such patients: overall response near 3 months.** {CAUTION}"
    assert list(drawing.data["patients"]) == [low, middle - low, high - middle, 100 - high]
    assert list(drawing.data["meaning"]) == lines
    assert drawing.name == "of-100-test"
