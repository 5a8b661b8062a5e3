"""Whether a search string finds a record: found, not found, or open because words are not at hand."""

import itertools

import pytest

from livingreview.records import Reference
from livingreview.schema import SearchSyntax
from livingreview.search.strategies import SYNTAXES, Verdict, evaluate, lint
from livingreview.search.strategies.query import Part

PUBMED, WOS, EMBASE = SearchSyntax.PUBMED, SearchSyntax.WOS, SearchSyntax.EMBASE
COCHRANE, CNKI, WANFANG = SearchSyntax.COCHRANE, SearchSyntax.CNKI, SearchSyntax.WANFANG
FOUND, OPEN, NOT_FOUND = Verdict.FOUND, Verdict.OPEN, Verdict.NOT_FOUND


def tried(text, syntax=PUBMED, **fields):
    return evaluate(lint(text, syntax), Reference(source="test", **fields), SYNTAXES[syntax])


def finds(text, title, syntax=PUBMED):
    """Whether a title alone is enough."""
    return tried(text, syntax, title=title).verdict is FOUND


@pytest.mark.parametrize(
    ("text", "title", "found"),
    [
        ("tea[ti]", "TEA for all", True),
        ("tea[ti]", "Teas for all", False),  # no word forms with a field
        ("teas*[ti]", "Teaspoons", True),
        ("hiccup*[tiab]", "Hiccups", True),
        ('"green tea"[ti]', "Green-tea extract", True),
        ('"green tea"[ti]', "Tea, green", False),
        ('"green tea*"[ti]', "Green teas", True),
        ('"tea with milk and sugar"[ti]', "Tea with", False),
        ('"tea with milk"[ti]', "Hot tea with milk", True),
        ('"IL-6"[tiab]', "Serum IL 6", True),
        ('"IL-6"[tiab]', "Serum IL6", False),
        ('"TGF-beta"[tiab]', "TGF-β in tea", True),
        ('"TGF-beta"[tiab]', "TGF-beta1 in tea", False),
        ("Sjogren*[tiab]", "Tea in Sjögren's syndrome", True),
        ("Crohn[tiab]", "Crohn's disease", False),
        ('"cup tea"[tiab:~1]', "Tea by cup", True),
        ('"cup tea"[tiab:~1]', "Tea of the first cup", False),
        ("(tea[ti] OR milk[ti]) AND cup[ti]", "A cup of milk", True),
        ("tea[ti] NOT milk[ti]", "Tea with milk", False),
        ("tea[ti] NOT milk[ti]", "Tea with lemon", True),
    ],
)
def test_words_of_pubmed(text, title, found):
    assert finds(text, title) is found


@pytest.mark.parametrize(
    ("text", "title", "found"),
    [
        ("TI=tea", "Teas", True),  # word forms
        ('TI="tea"', "Teas", False),  # not of what is quoted
        ("TI=col*r", "Colour", True),
        ("TI=colo$r", "Colour and color", True),
        ("TI=wom?n", "Women", True),
        ("TI=wom?n", "Womeen", False),
        ("TI=Paget", "Paget's disease", True),
        ("TI=(tea NEAR/2 cup)", "A cup of hot tea", True),
        ("TI=(tea NEAR/1 cup)", "A cup of hot tea", False),
        ('TI=((milk OR "green tea") NEAR/0 cup)', "Cup green tea", True),
        ("TI=(tea SAME cup)", "A cup, of some size, full of tea", True),
    ],
)
def test_words_of_web_of_science(text, title, found):
    assert finds(text, title, WOS) is found


def test_proximity_counts_words_as_each_database_does():
    assert finds("(tea NEAR/1 cup):ti", "Tea cup", EMBASE) and not finds("(tea NEAR/1 cup):ti", "Tea in cup", EMBASE)
    assert finds("(tea NEXT cup):ti", "Tea cup", COCHRANE) and not finds("(tea NEXT cup):ti", "Cup tea", COCHRANE)


def test_chinese_words_are_found_anywhere_and_latin_ones_as_words():
    text = "TI=('绿茶'+'ITP')"
    assert finds(text, "每天喝绿茶的人", CNKI) and finds(text, "儿童ITP患者", CNKI)
    assert not finds(text, "儿童ITPX患者", CNKI)


def test_a_title_alone_leaves_open_what_other_parts_may_have():
    judged = tried("tea[tiab] AND cup[tiab]", title="Tea for hiccups")
    assert judged.verdict is OPEN
    assert judged.whole.missing == (Part.ABSTRACT, Part.KEYWORDS)
    assert [node.text for node in judged.lacking] == ["cup"]
    assert [(match.term.text, match.part) for match in judged.whole.matches] == [("tea", Part.TITLE)]


def test_a_field_that_is_at_hand_decides():
    assert tried("cup[ti]", title="Tea for hiccups").verdict is NOT_FOUND
    assert tried("cup[tiab]", title="Tea", abstract="Nothing of it.").verdict is NOT_FOUND
    assert tried("cup[tiab]", title="Tea", abstract="A cup.").verdict is FOUND
    assert tried("cup[tiab]", title="Tea", abstract="None.", keywords=("Cup",)).verdict is FOUND


def test_headings_that_are_not_known_or_may_be_below_stay_open():
    assert tried('"Tea"[Mesh]', title="Tea", abstract="Tea.").verdict is OPEN
    assert tried('"Tea"[Mesh]', title="x", headings=("Tea/therapeutic use*",)).verdict is FOUND
    assert tried('"Drinks"[Mesh]', title="x", headings=("Tea",)).verdict is OPEN
    assert tried('"Drinks"[Mesh:NoExp]', title="x", headings=("Tea",)).verdict is NOT_FOUND


def test_a_title_in_other_letters_is_open_in_a_field_for_titles():
    assert tried("TI='绿茶'", CNKI, title="Green tea for hiccups").verdict is OPEN
    assert tried("tea[ti]", title="绿茶").verdict is OPEN
    assert tried("tea[ti]", title="绿茶", original_title="Green tea").verdict is FOUND


def test_years_types_and_languages():
    assert tried("2010:2020[dp]", year="2015").verdict is FOUND
    assert tried("2010:2020[dp]", year="2021").verdict is NOT_FOUND
    assert tried("2010:2020[dp]").verdict is OPEN
    assert tried("review[pt]", types=("Systematic Review",)).verdict is FOUND
    assert tried("TS=tea AND LA=English", WOS, title="Tea", language="English").verdict is FOUND


def test_and_or_not_on_three_values():
    value = {FOUND: "tea[ti]", OPEN: "cup[ab]", NOT_FOUND: "cup[ti]"}
    for a, b in itertools.product(Verdict, Verdict):
        assert tried(f"{value[a]} AND {value[b]}", title="Tea").verdict is min(a, b)
        assert tried(f"{value[a]} OR {value[b]}", title="Tea").verdict is max(a, b)
        assert tried(f"{value[a]} NOT {value[b]}", title="Tea").verdict is min(a, Verdict(2 - b))


def test_proximity_of_words_not_at_hand_is_open_only_if_one_part_may_hold_both():
    assert tried("TS=(tea NEAR/2 cup)", WOS, title="Tea").verdict is OPEN
    assert tried("TI=(tea NEAR/2 cup)", WOS, title="Tea").verdict is NOT_FOUND


def test_a_faulty_strategy_says_nothing_on_a_record():
    with pytest.raises(ValueError, match="line 1, column 1: this parenthesis is not closed"):
        tried("(tea[ti]", title="Tea")


def test_a_language_is_found_by_its_name_and_its_code():
    for text, verdict in (("english[la]", FOUND), ("eng[la]", FOUND), ("french[la]", NOT_FOUND)):
        assert tried(text, title="Tea", language="eng").verdict is verdict


def test_a_main_heading_has_a_star_where_the_record_has_stars():
    headings = ("Thirst/therapy", "*Tea", "Kettles/*methods")
    assert tried('"Tea"[Majr]', headings=headings).verdict is FOUND
    assert tried('"Kettles"[Majr]', headings=headings).verdict is FOUND
    assert tried('"Thirst"[Majr]', headings=headings).verdict is not FOUND
    assert tried('"Thirst"[Mesh]', headings=headings).verdict is FOUND
    assert tried('"Thirst"[Majr]', headings=("Thirst",)).verdict is FOUND
