"""Plots of adverse events: where each mark is against the counts of the invented review, and what the words say.

Each plot is drawn once, for all tests of it.
"""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from livingreview.evidence import exact_interval
from livingreview.meta import pool_proportions
from livingreview.render import style
from livingreview.schema import ArmRole
from livingreview.subjects.harms import plot as plots
from livingreview.subjects.harms.plot import harms_plot
from livingreview.wording import interval, percent, short

from .row_plots import drawn, ends_of, height, read

# By hand, from tests/review (see its README), from the top: label, marks, counts, shape. In cohorts of hiccups only.
TREATED, OTHER, MIXED, POOLED = ("o", style.BLUE), ("^", style.ORANGE), ("s", style.QUIET), ("D", style.GREEN)
DIRECT = {
    "any adverse event": [
        ("Baker 2011, tea + honey", "ADC", 4, 40, TREATED),
        ("Baker 2011, sugar + honey", "ADC", 5, 42, OTHER),
        ("Grant 2017, tea", "", 6, 50, TREATED),
        ("Grant 2017, sugar", "", 3, 50, OTHER),
        ("Norris 2021, tea", "", 5, 30, TREATED),
        ("Norris 2021, water", "", 2, 31, OTHER),
    ],
    "any adverse event (severe)": [("Carter 2012", "AD", 0, 25, TREATED), ("Stone 2023", "", 0, 35, TREATED)],
    "death": [("Lewis 2019", "", 0, 24, TREATED), ("Norris 2021, all arms together", "", 0, 61, MIXED)],
    "burnt tongue": [
        ("Grant 2017, tea", "", 4, 50, TREATED),
        ("Grant 2017, sugar", "", 1, 50, OTHER),
        ("Lewis 2019", "", 5, 24, TREATED),
        ("Mason 2020", "A", 6, 18, TREATED),
        ("Parker 2022", "", 2, 6, TREATED),
        ("Stone 2023", "", 3, 35, TREATED),
    ],
    "bleeding gum (serious)": [
        ("Baker 2011, tea + honey", "SDC", 4, 40, TREATED),
        ("Baker 2011, sugar + honey", "SDC", 5, 42, OTHER),
    ],
    "stained teeth (serious)": [
        ("Baker 2011, tea + honey", "S", 0, 40, TREATED),
        ("Baker 2011, sugar + honey", "S", 0, 42, OTHER),
    ],
    "sleepless night (severe)": [
        ("Grant 2017, tea", "", 2, 50, TREATED),
        ("Lewis 2019", "", 1, 24, TREATED),
        ("Reeve 2023, tea or mate", "A", 6, 40, MIXED),
    ],
    "sleepless night (treatment stopped)": [("Norris 2021, tea", "", 1, 30, TREATED)],
}
STATEMENTS = {
    "any adverse event (serious)": ["Adler 2010", "A", "Statement: Said to be few by 6 months; no count printed."],
    "stained teeth": ["Parker 2022", "Statement: Teeth were not looked at."],
}
ORDER = [
    "Overall", "any adverse event", "any adverse event (severe)", "any adverse event (serious)", "death",
    "Mouth", "burnt tongue", "bleeding gum (serious)", "stained teeth", "stained teeth (serious)",
    "Nervous system", "sleepless night (severe)", "sleepless night (treatment stopped)",
]  # fmt: skip
POOLS = {
    "any adverse event": ("pooled, three publications", [4, 6, 5], [40, 50, 30]),
    "burnt tongue": ("pooled, four publications", [4, 5, 2, 3], [50, 24, 6, 35]),
}
NOT_NAMED = (
    "An event that is not named in a publication was not reported there, which does not mean that it did not occur."
)


@pytest.fixture(scope="module")
def harms(results):
    return results.analysis.harms


@pytest.fixture(scope="module")
def drawing(harms):
    return harms_plot(harms, "direct")


@pytest.fixture(scope="module")
def plot(drawing):
    return drawn(drawing.draw)


def expected():
    """Every row with a mark from the top: its texts, and the point with the ends of its interval and its look."""
    made = []
    for event in ORDER:
        for label, marks, events, n, look in DIRECT.get(event, []):
            values = (events / n, *exact_interval(events, n))
            made.append(([*filter(None, [label, marks]), f"{events}/{n}", short(*values)], values, look))
        if event in POOLS:
            label, events, n = POOLS[event]
            one = pool_proportions(events, n)
            values = (one.estimate, one.ci_low, one.ci_high)
            made.append(([label, f"{sum(events)}/{sum(n)}", short(*values)], values, POOLED))
    return made


def place(axes):
    """Maps proportions to inches, by the labels above the rows."""
    zero, all_of = (min(t.get_position() for t in axes.texts if t.get_text() == text)[0] for text in ("0%", "100%"))
    return lambda value: zero + value * (all_of - zero)


def points(axes):
    """Shape, face, edge, x and y of every marker, from the top."""
    found = [line for line in axes.lines if str(line.get_marker()) in "o^sD"]
    shown = [
        (line.get_marker(), to_hex(line.get_markerfacecolor()), to_hex(line.get_markeredgecolor()),
         float(line.get_xdata()[0]), float(line.get_ydata()[0]))
        for line in found
    ]  # fmt: skip
    return sorted(shown, key=lambda one: one[4])


def intervals(axes):
    found = [line for line in axes.lines if line.get_color() == style.INK and line.get_linewidth() == 1.0]
    return sorted(found, key=lambda line: line.get_ydata()[0])


def test_the_plot_of_harms_reads_as_a_table(plot):
    lines, shown = [["Study", "Marks", "0%", "25%", "50%", "75%", "100%", "Events/n", "% (95% CI)"]], iter(expected())
    for event in ORDER:
        lines.append([event])
        count = len(DIRECT.get(event, [])) + (event in POOLS)
        lines += [next(shown)[0] for _ in range(count)]
        lines += [STATEMENTS[event]] if event in STATEMENTS else []
    lines += [["0%", "25%", "50%", "75%", "100%"], ["Patients with the event"]]
    lines.append(["tea", "comparator arm", "tea or another drug, not distinguished", "pooled"])
    assert read(plot) == lines


def test_each_count_is_at_its_proportion_in_the_shape_of_its_arm(plot):
    at, rows = place(plot), expected()
    key = height(plot, "comparator arm")
    shown = [one for one in points(plot) if one[4] < key - 0.01]
    for (texts, (value, *_), look), (shape, face, edge, x, y) in zip(rows, shown, strict=True):
        assert (shape, face) == look and edge == face, texts
        assert x == pytest.approx(at(value)), texts
        assert y == pytest.approx(height(plot, *texts)), texts


def test_each_interval_is_exact_and_a_count_of_none_has_a_bar_at_its_upper_limit(plot):
    at, rows = place(plot), expected()
    for (texts, (_, low, high), _), line in zip(rows, intervals(plot), strict=True):
        assert ends_of(line) == pytest.approx((at(low), at(high))), texts
        assert line.get_ydata()[0] == pytest.approx(height(plot, *texts)), texts
    bars = [line for line in plot.lines if line.get_color() == style.INK and line.get_linewidth() == 1.2]
    zeros = [(high, texts) for texts, (value, _, high), _ in rows if value == 0]
    assert len(zeros) == 6
    for (high, texts), bar in zip(zeros, sorted(bars, key=lambda line: line.get_ydata()[0]), strict=True):
        assert ends_of(bar) == pytest.approx((at(high), at(high)))
        assert np.mean(bar.get_ydata()) == pytest.approx(height(plot, *texts))


def test_classes_have_a_band_and_events_bold_letters(plot):
    found = [box for box in plot.patches if to_hex(box.get_facecolor()) == to_hex(style.BAND)]
    bands = sorted(box.get_y() + box.get_height() / 2 for box in found)
    places = {text.get_text(): text.get_position()[1] for text in plot.texts}
    assert bands == pytest.approx([places[name] for name in ("Overall", "Mouth", "Nervous system")], abs=0.02)
    bold = [text.get_text() for text in plot.texts if text.get_weight() == "bold"]
    assert bold == ORDER
    quiet = {text.get_text() for text in plot.texts if text.get_color() == style.QUIET}
    assert {"ADC", "SDC", "S"} < quiet and not {"4/40", "Lewis 2019"} & quiet


def test_the_key_shows_each_shape_before_its_words(plot):
    y = height(plot, "comparator arm")
    shown = sorted((one for one in points(plot) if one[4] == pytest.approx(y)), key=lambda one: one[3])
    assert [one[:2] for one in shown] == [TREATED, OTHER, MIXED, POOLED]
    starts = sorted(text.get_position()[0] for text in plot.texts if text.get_position()[1] == pytest.approx(y))
    assert all(one[3] < start for one, start in zip(shown, starts, strict=True))


def test_the_words_of_the_plot_are_its_numbers(drawing):
    assert drawing.name == "harms-direct"
    note = pool_proportions(*POOLS["burnt tongue"][1:]).notes
    assert drawing.caption == (
        "**Adverse events in patients with hiccups only**: 24 counts from nine publications, and two statements "
        "without a count. Lines are 95% exact (Clopper-Pearson) intervals. "
        "An event that did not occur is drawn at 0%; the bar at the end of its line is the upper limit. "
        "Comparator arms are those of randomised trials. "
        f"Diamonds are pooled proportions with 95% confidence intervals. {' '.join(note)} "
        f"Two further values without a count and denominator cannot be plotted. {NOT_NAMED} "
        "Marks: A, from an abstract only; S, from a secondary source only; D, count derived, not printed; "
        "C, sources or values in conflict."
    )
    phrases = []
    for event in ORDER:
        each = [
            f"{label} {events} of {n} ({percent(events / n)}, {interval(*exact_interval(events, n))})"
            for label, _, events, n, _ in DIRECT.get(event, [])
        ]
        each += [f"{STATEMENTS[event][0]} statement only"] if event in STATEMENTS else []
        phrases += [f"{event}: {', '.join(each)}"] if each else []
    for event, (_, events, n) in POOLS.items():
        one = pool_proportions(events, n)
        phrases.append(f"pooled {event}: {percent(one.estimate)} ({interval(one.ci_low, one.ci_high)})")
    assert drawing.alt == f"Dot plot. Adverse events in patients with hiccups only. {'; '.join(phrases)}."


def test_other_cohorts_have_open_marks_and_no_pool(harms):
    apart = harms_plot(harms, "apart")
    axes = drawn(apart.draw)
    assert read(axes) == [
        ["Study", "Marks", "0%", "12.5%", "25%", "37.5%", "50%", "Events/n", "% (95% CI)"],
        ["Overall"],
        ["overall tolerability"],
        ["Dalton 2013", "A", "Statement: Every other event was seen in few people."],
        ["wet sleeve"],
        ["Kirby 2020", "A", "2/12", "17 (2–48)"],
        ["Mouth: burnt tongue"],
        ["Dalton 2013", "A", "5/48", "10 (3–23)"],
        ["Ellis 2014", "AD", "5/44", "11 (4–25)"],
        ["Nervous system: sleepless night"],
        ["Ellis 2014", "AD", "4/44", "9 (3–22)"],
        ["0%", "12.5%", "25%", "37.5%", "50%"],
        ["Patients with the event"],
        ["tea"],
    ]
    assert {one[:3] for one in points(axes)} == {("o", "#ffffff", style.BLUE)} and len(points(axes)) == 5
    assert apart.name == "harms-apart"
    assert apart.caption == (
        "**Adverse events in mixed cohorts and related conditions (not hiccups only)**: four counts from three "
        "publications, and one statement without a count. Lines are 95% exact "
        f"(Clopper-Pearson) intervals. {NOT_NAMED} Marks: A, from an abstract only; D, count derived, not printed."
    )
    assert apart.alt.startswith(
        "Dot plot. Adverse events in mixed cohorts and related conditions (not hiccups only). overall tolerability: "
        "Dalton 2013 statement only; wet sleeve: Kirby 2020 2 of 12 (17%, 2% to 48%); burnt tongue: "
    )


def test_on_a_phone_marks_follow_the_label_and_counts_are_at_the_end(harms):
    assert read(drawn(harms_plot(harms, "apart").draw, style.NARROW))[:7] == [
        ["Study, marks", "Events/n  % (95% CI)"],
        ["Overall"],
        ["overall tolerability"],
        ["Dalton 2013 A"],
        ["Statement: Every other event was seen in few people."],
        ["wet sleeve"],
        ["Kirby 2020 A", "2/12  17 (2–48)"],
    ]


def test_the_data_of_the_plot_are_its_rows(drawing, harms):
    assert list(drawing.data.columns) == list(harms.figures.columns)
    assert list(drawing.data.index) == list(range(26))  # counts and statements


def changed(harms, keep=lambda rows: rows["event"] == "burn", **columns):
    rows = harms.figures[harms.figures["direct"]]
    rows = rows[keep(rows)].reset_index(drop=True)
    return replace(harms, figures=rows.assign(**columns), pools=())


@pytest.mark.parametrize(
    ("randomised", "said"),
    [
        ([True, True], "Comparator arms are those of randomised trials."),
        ([False, False], "Comparator arms were not randomised."),
        ([True, False], "Some comparator arms were not randomised."),
    ],
)
def test_the_caption_says_whether_comparators_were_randomised(harms, randomised, said):
    rows = changed(harms)
    others = [i for i, role in enumerate(rows.figures["arm_role"]) if role == ArmRole.COMPARATOR]
    twice = pd.concat([rows.figures, rows.figures.loc[others]], ignore_index=True)
    places = [i for i, role in enumerate(twice["arm_role"]) if role == ArmRole.COMPARATOR]
    twice.loc[places, "randomised"] = randomised
    caption = harms_plot(replace(rows, figures=twice), "direct").caption
    assert f" {said} " in caption and caption.count("omparator arms") == 1


def test_one_event_of_a_class_is_beside_its_head(harms):
    found = changed(harms, lambda rows: (rows["event"] == "burn") & (rows["severity"] == "any"))
    lines = [line[0] for line in read(drawn(harms_plot(found, "direct").draw))]
    assert lines[1] == "Mouth: burnt tongue" and lines.count("burnt tongue") == 0
    caption = harms_plot(found, "direct").caption
    assert "is drawn at 0%" not in caption and "Diamonds" not in caption and "cannot be plotted" not in caption
    drawn_key = {line[0] for line in read(drawn(harms_plot(found, "direct").draw))[-1:]}
    assert "Circles" not in caption and "tea" in drawn_key, "the key says what the shapes are"


def test_a_part_of_a_cohort_is_named_in_the_plot_and_in_words(harms):
    found = changed(harms, lambda rows: rows["study"] == "lewis2019", group_role="subgroup", group_label="men")
    shown = harms_plot(found, "direct")
    assert ["Lewis 2019, men", "5/24", "21 (7–42)"] in read(drawn(shown.draw))
    assert "burnt tongue: Lewis 2019, men 5 of 24 (21%, 7% to 42%)" in shown.alt


def test_a_long_arm_is_written_under_its_study(harms):
    """A name that is longer than the space for labels has a line of its own."""
    long = "tea, black, with milk, in large cups"
    found = changed(harms, lambda rows: rows["study"] == "grant2017", arm_label=long)
    lines = read(drawn(harms_plot(found, "direct").draw))
    firsts = [line[0] for line in lines]
    assert "Grant 2017" in firsts and any(long.startswith(first) for first in firsts if first != "tea")
    axes = drawn(harms_plot(found, "direct").draw)
    sizes = {text.get_text(): text.get_size() for text in axes.texts}
    assert next(size for text, size in sizes.items() if long.startswith(text) and text != "tea") < sizes["Grant 2017"]
    short_one = changed(harms, lambda rows: rows["study"] == "grant2017", arm_label="tea")
    assert any(line[0] == "Grant 2017, tea" for line in read(drawn(harms_plot(short_one, "direct").draw)))


@pytest.mark.parametrize(
    ("high", "end"), [(0.004, "0.4%"), (0.09, "10%"), (0.1, "10%"), (0.2, "25%"), (0.3, "50%"), (0.51, "100%")]
)
def test_the_axis_holds_every_upper_limit(harms, high, end):
    found = changed(harms, proportion=0.001, ci_low=0.0, ci_high=high)
    head = next(line for line in read(drawn(harms_plot(found, "direct").draw)) if "Events/n" in line)
    assert [text for text in head if text[0].isdigit()][-1] == end


def test_without_a_count_there_is_no_axis_and_without_anything_a_sentence(harms):
    said = changed(harms, lambda rows: rows["says"].notna() & rows["events"].isna())
    lines = read(drawn(harms_plot(said, "direct").draw))
    assert not any("0%" in line for line in lines) and len([x for line in lines for x in line if "Statement" in x]) == 2
    nothing = changed(harms, lambda rows: rows["event"] == "no such event")
    shown = harms_plot(nothing, "direct")
    assert (
        shown.caption == "**Adverse events in patients with hiccups only.** The data contain no count and no statement."
    )
    assert shown.alt == (
        "Dot plot of adverse events in patients with hiccups only: no count and no statement in the data."
    )
    assert read(drawn(shown.draw))[1:] == [["no count and no statement in the data"]]


def test_a_count_with_a_statement_is_a_count(harms):
    """What is said beside a count is not drawn in its place; a value without either cannot be drawn."""
    found = changed(harms, says="Rare.")
    assert len(points(drawn(harms_plot(found, "direct").draw))) == len(found.figures) + 2  # both shapes of the key
    silent = changed(harms, countable=False, says=None)
    assert harms_plot(silent, "direct").data.empty
    counted = changed(harms, countable=False, says="Rare.")  # events without a denominator
    assert harms_plot(counted, "direct").data.empty


def test_marks_of_a_proportion():
    low = plots._marks((0.0, 0.0, 0.2), ArmRole.COMPARATOR, True)
    assert [type(mark).__name__ for mark in low] == ["Interval", "Tick", "Marker"] and low[1].at == 0.2
    more = plots._marks((0.1, 0.05, 0.2), ArmRole.COMPARATOR, False)
    assert [type(mark).__name__ for mark in more] == ["Interval", "Marker"]
    assert (more[0].low, more[0].high, more[1].at, more[1].face) == (0.05, 0.2, 0.1, "white")
