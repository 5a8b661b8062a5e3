"""Text in other scripts says its language, and paper says what it shows."""

import pytest
from docutils import nodes

from livingreview.publish.head import sheets
from livingreview.publish.languages import language, mark_texts, parts, without_breaks


@pytest.mark.parametrize(
    "text, marked",
    [
        ("西罗莫司治疗免疫性血小板减少症 (2019), J Clin", ['<span lang="zh">西罗莫司治疗免疫性血小板减少症</span>']),
        ("ab 茶による治療 cd", ['<span lang="ja">茶による治療</span>']),
        ("Чай при икоте, 2020", ['<span lang="ru">Чай при икоте</span>']),
        ("王伟 and 李娜", ['<span lang="zh">王伟</span>', '<span lang="zh">李娜</span>']),
        ("차", ['<span lang="ko">차</span>']),
        ("α-tocopherol, 50 µg, Ångström", []),
    ],
)
def test_runs_of_another_script_are_marked_and_no_letter_is_lost(text, marked):
    made = parts(text)
    assert [part.astext() for part in made if isinstance(part, nodes.raw)] == marked
    shown = "".join(part.astext() for part in made)
    for one in marked:
        shown = shown.replace(one, one.split(">")[1].split("<")[0])
    assert shown == text


def test_japanese_letters_decide_against_chinese():
    assert (language("治療"), language("治療の")) == ("zh", "ja")


def test_a_title_cannot_end_the_rules_of_paper():
    rules = sheets('Tea "x" </style> \\', "Version 1 (draft)")
    assert "</style>" not in rules and rules.count('"') == 4
    assert 'content: "Version 1 (draft)"' in rules
    assert "@top-left" in rules and "@bottom-left" in rules and "@top-right" not in rules  # each on a line of its own
    assert r"Tea \22 x\22  \3c /style\3e  \5c " in rules


@pytest.mark.parametrize(
    "text, before, after, shown",
    [
        ("动态系统评价。\n采用二项", "", "", "动态系统评价。采用二项"),
        ("\n动态系统评价", "方法。", "", "动态系统评价"),
        ("置信区间。\n", "", "6", "置信区间。"),
        ("共纳入\n", "", "文献", "共纳入"),
        ("治療の\n効果", "", "", "治療の効果"),
        ("Tea\n茶 (green)\nand", "", "", "Tea\n茶 (green)\nand"),
        ("차\n물", "", "", "차\n물"),
        ("plain\ntext", "", "", "plain\ntext"),
        ("\n", "", "", "\n"),
    ],
)
def test_line_breaks_inside_chinese_are_no_spaces(text, before, after, shown):
    assert without_breaks(text, before, after) == shown


def test_texts_that_are_alike_or_were_put_in_by_hand_are_marked_at_their_own_place():
    paragraph = nodes.paragraph("", "", nodes.Text("治療"), nodes.strong("", "b"), nodes.Text("治療"))
    paragraph.children.insert(1, nodes.Text(" a "))  # as some transforms do, which leaves it without a parent
    mark_texts(paragraph)
    assert [one.astext() for one in paragraph] == [
        '<span lang="zh">治療</span>',
        " a ",
        "b",
        '<span lang="zh">治療</span>',
    ]
    assert all(one.parent is paragraph for one in paragraph)
