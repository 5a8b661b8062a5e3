"""Whatever a search string holds, it is read with faults or tried, and more words never lose a record."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from livingreview.records import Reference
from livingreview.schema import SearchSyntax
from livingreview.search.strategies import SYNTAXES, Joined, Verdict, evaluate, lint

PIECES = (
    "(", ")", "AND", "OR", "NOT", "NEAR/2", "NEXT", "SAME", "and", "#1", "\n#2 ", "\n", "tea", "te*", "green*", "c?p",
    '"green tea"', "'cup'", '"', "'", "[ti]", "[tiab]", "[Mesh]", "[tiab:~2]", "[xx]", ":ti,ab", ":ti", "/exp", "/",
    "TS=", "TI=", "SU%=", "+", "*", "-", "2010:2020[dp]", "主题:", "绿茶", "[常用字段:智能]", "（", "“", "，",
    "[mh Tea]", "MeSH descriptor: [Tea]", "β", "=", ":", "[", "]",
)  # fmt: skip
STRINGS = st.one_of(st.text(max_size=40), st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join))
TITLES = st.sampled_from(("", "Green tea", "绿茶", "A cup of tea by the cup", "Teas"))


@pytest.mark.parametrize("syntax", list(SearchSyntax))
@settings(max_examples=150, deadline=None)
@given(text=STRINGS, title=TITLES)
def test_any_text_is_read_or_its_faults_are_placed(syntax, text, title):
    query = lint(text, syntax)
    lines = text.split("\n")
    for fault in query.faults:
        assert 1 <= fault.line <= len(lines)
        assert 1 <= fault.column <= len(lines[fault.line - 1]) + 1
    if not query.errors:
        before = evaluate(query, Reference("test", title=title), SYNTAXES[syntax])
        after = evaluate(query, Reference("test", title=title, abstract="Green tea in a cup."), SYNTAXES[syntax])
        assert before.verdict in Verdict and len(before.blocks) == len(query.blocks)
        if not _has_not(query.root):
            assert not (before.verdict is Verdict.FOUND and after.verdict is not Verdict.FOUND)
            assert not (before.verdict is Verdict.NOT_FOUND and after.verdict is Verdict.FOUND)


def _has_not(node):
    if isinstance(node, Joined):
        return node.operator == "NOT" or any(map(_has_not, node.nodes))
    return any(_has_not(getattr(node, side)) for side in ("left", "right") if hasattr(node, side))


def test_parentheses_without_end_are_a_fault_and_no_crash():
    query = lint("(" * 20_000 + "tea[ti]" + ")" * 20_000, SearchSyntax.PUBMED)
    assert any("nested more than 60 deep" in fault.message for fault in query.errors)
