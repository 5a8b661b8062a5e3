"""A day such as 2026-11-29 is one word on a page, and remains what was typed."""

import re
from types import SimpleNamespace

import pytest
from docutils import nodes

from livingreview.publish.days import _mark_days


def shown(*children: nodes.Node, to: str = "html") -> nodes.Element:
    page = nodes.paragraph("", "", *children)
    _mark_days(SimpleNamespace(builder=SimpleNamespace(format=to)), page, "index")
    return page


def days(page: nodes.Element) -> list[str]:
    return re.findall(r'<time datetime="([^"]*)">\1</time>', page.astext())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2026-11-29", ["2026-11-29"]),
        ("From 2026-11-29 to 2026-12-01.", ["2026-11-29", "2026-12-01"]),
        ("(2026-11-29), again", ["2026-11-29"]),
        ("no day", []),
        ("2026-13-29 and 2026-11-32 and 1026-11-29", []),
        ("https://example.org/2026-11-29/a and 2014-10-21-22-15-17 and 2026-11-29.yaml", []),
        ("doi 10.1186/2049-3258-72-39", []),
    ],
)
def test_days_are_marked_and_nothing_else(text, found):
    page = shown(nodes.Text(text))
    assert days(page) == found
    assert re.sub("<[^>]*>", "", page.astext()) == text


def test_days_in_emphasis_and_links_are_marked_and_code_is_left_alone():
    inside = [nodes.emphasis, nodes.reference, nodes.literal]
    page = shown(*(kind("", "2026-11-29") for kind in inside))
    assert [len(days(child)) for child in page.children] == [1, 1, 0]


def test_paper_has_no_such_elements():
    assert shown(nodes.Text("On 2026-11-29."), to="typst").astext() == "On 2026-11-29."
