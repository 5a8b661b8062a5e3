"""Search strings as trees: operators in each database's order, fields, and faults with their place."""

import pytest

from livingreview.schema import SearchSyntax
from livingreview.search.strategies import Joined, Near, Term, lint, terms

PUBMED, WOS, EMBASE = SearchSyntax.PUBMED, SearchSyntax.WOS, SearchSyntax.EMBASE
COCHRANE, CNKI, WANFANG, SINOMED = SearchSyntax.COCHRANE, SearchSyntax.CNKI, SearchSyntax.WANFANG, SearchSyntax.SINOMED


def shape(node):
    """A tree as nested tuples."""
    match node:
        case Term():
            return node.text
        case Joined():
            return (node.operator, *map(shape, node.nodes))
        case Near():
            return (f"{'then' if node.ordered else 'near'} {node.between}", shape(node.left), shape(node.right))


def faults(text, syntax):
    return [(fault.error, str(fault)) for fault in lint(text, syntax).faults]


def sound(text, syntax):
    query = lint(text, syntax)
    assert not query.errors, query.errors
    return query


@pytest.mark.parametrize(
    ("syntax", "text", "expected"),
    [
        # PubMed and Embase.com read from left to right, the others by rank; both need parentheses, see below.
        (PUBMED, "tea[ti] OR milk[ti] AND cup[ti]", ("AND", ("OR", "tea", "milk"), "cup")),
        (EMBASE, "tea:ti OR milk:ti AND cup:ti", ("AND", ("OR", "tea", "milk"), "cup")),
        (WOS, "TS=(tea OR milk AND cup)", ("OR", "tea", ("AND", "milk", "cup"))),
        (WOS, "TS=(tea AND milk NOT cup)", ("AND", "tea", ("NOT", "milk", "cup"))),
        (WOS, "TS=(tea AND milk NEAR/3 cup)", ("AND", "tea", ("near 3", "milk", "cup"))),
        (WOS, "TS=(tea SAME milk NEAR cup)", ("near None", "tea", ("near 15", "milk", "cup"))),
        (WOS, "TS=(green tea)", ("AND", "green", "tea")),
        (PUBMED, "green tea[tiab]", "green tea"),
        (PUBMED, "(tea[ti] OR milk[ti]) AND (cup[ti])", ("AND", ("OR", "tea", "milk"), "cup")),
        (PUBMED, "tea[ti] NOT milk[ti] NOT cup[ti]", ("NOT", ("NOT", "tea", "milk"), "cup")),
        (EMBASE, "(tea NEAR/1 cup):ti,ab", ("near 0", "tea", "cup")),
        (COCHRANE, "(tea NEXT cup):ti,ab,kw", ("then 0", "tea", "cup")),
        (COCHRANE, "(tea NEAR cup):ti", ("near 5", "tea", "cup")),
        (CNKI, "SU%=('茶'+'咖啡'*'奶') AND TI='杯'-'碗'", ("AND", ("OR", "茶", "咖啡"), "奶", ("NOT", "杯", "碗"))),
        (WANFANG, '主题:("茶" OR "咖啡") AND 题名:("杯")', ("AND", ("OR", "茶", "咖啡"), "杯")),
        (SINOMED, '("茶"[常用字段:智能] OR "奶"[摘要]) AND "杯"[关键词]', ("AND", ("OR", "茶", "奶"), "杯")),
        (PUBMED, "#1 tea[ti]\n#2 milk[ti]\n#3 #1 OR #2", ("OR", "tea", "milk")),
    ],
)
def test_operators_bind_as_the_database_documents(syntax, text, expected):
    assert shape(lint(text, syntax).root) == expected


@pytest.mark.parametrize(
    ("syntax", "text", "tags"),
    [
        (PUBMED, '"Tea"[Mesh:NoExp] OR teas*[tiab] OR tea[Title/Abstract] OR review[pt]',
         ["[Mesh:NoExp]", "[tiab]", "[Title/Abstract]", "[pt]"]),
        (WOS, "TS=(tea) AND TI=cup AND DT=(Article)", ["TS=", "TI=", "DT="]),
        (EMBASE, "'tea'/exp OR (tea OR 'green tea'):ti,ab,kw", ["/exp", ":ti,ab,kw", ":ti,ab,kw"]),
        (EMBASE, "tea:ti AND [embase]/lim", [":ti", "lim"]),
        (COCHRANE, '[mh "Tea"] OR [mh ^Milk]', ["mh", "mh^"]),
        (COCHRANE, "MeSH descriptor: [Tea] explode all trees", ["mh"]),
    ],
)  # fmt: skip
def test_a_term_has_the_field_written_with_it(syntax, text, tags):
    assert [term.field.tag for term in terms(sound(text, syntax).root)] == tags


def test_headings_are_searched_with_narrower_ones_unless_it_says_no():
    given = {term.text: term.field.narrower for term in terms(sound('"A"[Mesh] OR "B"[Mesh:NoExp]', PUBMED).root)}
    assert given == {"A": True, "B": False}


def test_ranges_and_proximity_of_pubmed():
    year, near = terms(sound('2010:2020[dp] AND "green tea"[tiab:~2]', PUBMED).root)
    assert (year.text, year.last) == ("2010", "2020")
    assert near.within == 2


@pytest.mark.parametrize(
    ("syntax", "text", "where", "message"),
    [
        (PUBMED, "(tea[ti]", "line 1, column 1", "this parenthesis is not closed"),
        (PUBMED, "tea[ti]\nOR milk[ti])", "line 2, column 12", "this parenthesis was never opened"),
        (PUBMED, '"green tea[ti]', "line 1, column 1", "the quotation mark"),
        (PUBMED, "tea[tiabb]", "line 1, column 4", "PubMed has no field [tiabb]. The nearest allowed: [tiab]"),
        (WOS, "TX=(tea)", "line 1, column 1", "Web of Science has no field TX=. The nearest allowed: "),
        (EMBASE, "tea:ti,xx", "line 1, column 4", "Embase.com has no field :ti,xx."),
        (PUBMED, "tea[ti] and milk[ti]", "line 1, column 9", "the operator 'and' must be in capitals. Allowed: AND."),
        (PUBMED, "tea[ti] AND milk[ti] OR cup[ti]", "line 1, column 22", "AND and OR are mixed without parentheses."),
        (PUBMED, "te*[ti]", "line 1, column 1", "te* has 2 characters before *. PubMed needs at least 4."),
        (WOS, "TS=(te*)", "line 1, column 5", "te* has 2 characters before *. Web of Science needs at least 3."),
        (PUBMED, "*food[ti]", "line 1, column 1", "*food begins with *."),
        (PUBMED, '"green teas*"[tiab:~3]', "line 1, column 1", "* in a proximity search"),
        (PUBMED, '"green tea"[mh:~3]', "line 1, column 12", "proximity in [mh]. Allowed: [ti:~n]"),
        (PUBMED, "“tea”[ti]", "line 1, column 1", "“ is a curved quotation mark. Allowed: \"."),
        (CNKI, "SU%=（'茶'+'奶')", "line 1, column 5", "'（' is full-width punctuation. Allowed: '('."),
        (CNKI, "SU%=('茶'，'奶')", "line 1, column 9", "'，' is full-width punctuation. Allowed: ','."),
        (WOS, "tea", "line 1, column 1", "tea has no field. Needed: one such as TS="),
        (WOS, "TS=((tea AND milk) NEAR/3 cup)", "line 1, column 20", "AND within NEAR."),
        (WOS, "TS=(tea NEAR/x milk)", "line 1, column 9", "NEAR/x is not an operator. Allowed: NEAR/n, n a number."),
        (WOS, 'TS="col$r"', "line 1, column 4", "$ within quotation marks"),
        (PUBMED, "tea[ti] NEAR/3 milk[ti]", "line 1, column 9", "PubMed has no operator NEAR. Allowed: AND, NOT, OR."),
        (PUBMED, "tea[ti] AND", "line 1, column 9", "AND has nothing behind it."),
        (PUBMED, "OR tea[ti]", "line 1, column 1", "OR has nothing before it."),
        (PUBMED, "tea[ti] AND ()", "line 1, column 13", "there is nothing between the parentheses."),
        (PUBMED, "(tea OR milk)[ti]", "line 1, column 14", "PubMed has no field behind a group: [ti]."),
        (PUBMED, "#1 tea[ti]\n#3 #1 OR #2", "line 2, column 10", "there is no line #2 before it. Allowed: #1."),
        (PUBMED, "[ti]", "line 1, column 1", "the field [ti] has no term before it."),
        (PUBMED, "abcd[dp]", "line 1, column 1", "abcd [dp] is not a year."),
        (PUBMED, "", "line 1, column 1", "the strategy has no term."),
    ],
)  # fmt: skip
def test_an_error_names_its_place_and_what_is_allowed(syntax, text, where, message):
    errors = [str(fault) for fault in lint(text, syntax).errors]
    assert any(error.startswith(f"{where}: {message}") for error in errors), errors


@pytest.mark.parametrize(
    ("syntax", "text", "message"),
    [
        (PUBMED, "tea[ti] NOT milk[ti]", "line 1, column 9: NOT may remove records"),
        (PUBMED, "tea", "line 1, column 1: tea has no field: PubMed maps it to other terms."),
        (PUBMED, "tea[ti] milk[ti]", "line 1, column 9: no operator before 'milk': it is read as AND."),
        (PUBMED, "tea[ti] OR (milk[ti]) OR TEA[ti]", "line 1, column 26: TEA [ti] is there twice; first"),
        (PUBMED, '"green te*"[ti]', "line 1, column 1: te* has 2 characters before *."),
        (PUBMED, '"teas* cup"[ti]', "line 1, column 1: * before the last word"),
        (PUBMED, "t?a[ti]", "line 1, column 1: ? is no wildcard of PubMed and finds nothing."),
        (WOS, "TS=(tea or milk)", "line 1, column 9: the operator 'or' should be in capitals. Allowed: OR."),
        (PUBMED, "#1 tea[ti]\n#2 milk[ti]\n#3 #1 AND #1", "line 2, column 2: line #2 is not used by any later line."),
    ],
)  # fmt: skip
def test_what_is_allowed_but_doubtful_is_a_warning(syntax, text, message):
    query = lint(text, syntax)
    assert not query.errors
    assert any(str(fault).startswith(message) for fault in query.faults), query.faults


def test_one_wrong_sign_gives_one_error():
    assert len(lint("(tea[ti] OR milk[ti]", PUBMED).errors) == 1
    assert len(lint("SU%=('茶'+'奶'）", CNKI).errors) == 1


def test_an_apostrophe_within_a_word_is_no_quotation_mark():
    assert shape(sound("Sjogren's[tiab] OR Crohn’s[tiab]", PUBMED).root) == ("OR", "Sjogren's", "Crohn's")
