"""The axes of plots of rows have their share of the width, however long the names of studies and arms are."""

import pytest

from helpers import assert_tidy
from livingreview.render import style
from livingreview.render.rows import Column, Panel, Plot, Row, estimated, linear, proportions

from .row_plots import WIDTHS, drawn, ends_of, lines_of

SHARE = 0.35
STUDY = "Registered Consortium for Autoimmune Cytopenias of Childhood 2023"
ARM = "mycophenolate mofetil or sirolimus (thesis version, 112 patients); all patients to May 2023"
NAMES = {
    "English": (STUDY, ARM),
    "one word": ("Mousavi-Hasanzadeh-Featherstonehaugh", "methylprednisolone-hydroxychloroquine-ciclosporin"),
    "Chinese": (
        "儿童难治性免疫性血小板减少症多中心随机对照研究",
        "西罗莫司联合泼尼松治疗组（随访至二零二三年五月），与环孢素联合泼尼松治疗组比较",
    ),
}
ESTIMATE = Column("estimate", "% (95% CI)", side="right")
COLUMNS = {
    "harms": [
        Column("marks", "Marks", phone="label", quiet=True),
        Column("count", "Events/n", side="right", align="right"),
        ESTIMATE,
    ],
    "two arms": [
        Column("marks", "Marks", quiet=True),
        Column("treated", "Sirolimus", align="right"),
        Column("count", "Comparator", align="right"),
        ESTIMATE,
    ],
    "groups": [
        Column("outcome", phone="label"),
        Column("time", "Time", phone="label"),
        Column("count", "Events/n", align="right"),
        ESTIMATE,
        Column("marks", "Marks", side="right", phone="label", quiet=True),
    ],
    "none": [],
}
CELLS = {
    "marks": "ADC",
    "treated": "34/112",
    "count": "13/112",
    "estimate": "100 (74–100)",
    "outcome": "OR",
    "time": "12 mo",
}


def plot(name, columns, axes=None, **look):
    study, arm = NAMES[name]
    marks = estimated(0.5, 0.4, 0.6)
    rows = [
        Row("Arms", kind="heading"),
        Row(study, CELLS, marks, sub=arm),
        Row(f"{study}, {arm}", CELLS, marks, indent=0.16),
        Row(study, CELLS, sub=arm, instead="Statement: no event was seen in any of the patients who were followed up."),
        Row("Li 2013", CELLS, marks),
    ]
    return Plot([Panel(rows, axes or [proportions(title="Patients")], COLUMNS[columns], head="Study", **look)])


def share(axes, width):
    ends = [ends_of(line) for line in lines_of(axes, style.INK, 0.8)]
    return (max(right for _, right in ends) - min(left for left, _ in ends)) / width


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("columns", COLUMNS)
@pytest.mark.parametrize("name", NAMES)
def test_long_names_leave_the_axis_its_share_and_nothing_is_cut_or_covered(name, columns, width):
    made = plot(name, columns)
    axes = drawn(made, width)
    assert share(axes, width) >= SHARE - 1e-6
    with style.theme():
        assert_tidy(made(width))
    letters = "".join(text.get_text() for text in axes.texts).replace(" ", "")
    for words in NAMES[name]:
        assert words.replace(" ", "") in letters, "every letter is there, in its order"
    assert min(text.get_fontsize() for text in axes.texts) == style.FONT_SIZE, "no letter is smaller"


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("look", [{"beside": True}, {"axes": [linear(0, 1, (0, 1), str, least=1.2)] * 3}])
@pytest.mark.parametrize("width", WIDTHS)
def test_so_do_they_beside_marks_on_a_phone_and_beside_several_axes(width, look, name):
    made = plot(name, "none", **look)
    assert share(drawn(made, width), width) >= SHARE - 1e-6
    with style.theme():
        assert_tidy(made(width))


def test_only_names_that_are_in_the_way_are_broken():
    """A study on one line stays on one: what its arm lacks is below the columns, as wide as all of them."""
    rows = [Row("Li 2013", CELLS, estimated(0.5, 0.4, 0.6), sub="sirolimus + prednisone v ciclosporin + prednisone")]
    axes = drawn(Plot([Panel(rows, [proportions()], COLUMNS["two arms"], head="Trial")]))
    places = {text.get_text(): text.get_position() for text in axes.texts}
    assert places["Li 2013"][1] == places["13/112"][1] == places["100 (74–100)"][1]
    (under,) = [text for text in places if text.startswith("sirolimus")]
    assert places[under][1] > places["Li 2013"][1]
    assert places[under][0] + style.text_width(under) > places["13/112"][0] - style.text_width("13/112")


def test_a_long_label_runs_on_below_the_columns_from_its_second_line():
    study, arm = NAMES["English"]
    axes = drawn(plot("English", "groups"))
    label = [text for text in axes.texts if text.get_text() and text.get_text() in f"{study}, {arm}"]
    first, *rest = [text for text in label if text.get_position()[0] == max(one.get_position()[0] for one in label)]
    (cell,) = {text.get_position() for text in axes.texts if text.get_text() == "OR" and
               text.get_position()[1] == first.get_position()[1]}  # fmt: skip
    assert first.get_position()[0] + style.text_width(first.get_text()) <= cell[0]
    assert max(one.get_position()[0] + style.text_width(one.get_text()) for one in rest) > cell[0]


def test_a_line_of_chinese_ends_behind_a_letter_but_not_before_a_sign_that_closes():
    text = "西罗莫司（联合泼尼松）治疗，组"
    for letters in range(2, 9):
        lines = style.wrapped(text, letters * style.text_width("西") + 0.01)
        assert "".join(lines) == text and len(lines) > 1
        assert not [line for line in lines if line[0] in "），" or line[-1] == "（"]
    assert style.wrapped("Li 2020 西罗莫司", style.text_width("Li 2020 西罗") + 0.01) == ["Li 2020 西罗", "莫司"]


def test_a_long_head_is_broken_before_labels_and_entries():
    columns = [*COLUMNS["two arms"]]
    columns[1] = Column("treated", "Topical plus systemic antibiotics", align="right")
    row = Row("Wang 2024", CELLS, estimated(0.5, 0.4, 0.6))
    axes = drawn(Plot([Panel([row], [proportions()], columns, head="Trial")]), 7.2)
    texts = {one.get_text() for one in axes.texts}
    assert {"Wang 2024", *(CELLS[one.key] for one in columns)} <= texts
    assert {"Topical plus", "antibiotics"} & texts and columns[1].head not in texts
