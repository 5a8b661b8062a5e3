"""Parts of the article that need no typesetting: the plan, and what cannot be converted."""

import pytest
from docutils import nodes

from livingreview.publish.manuscript.convert import Converter
from livingreview.publish.manuscript.items import ConversionError, Numbers
from livingreview.publish.manuscript.plan import read_plan
from livingreview.store import DataError


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("methods#top", "method#top", 4, "'method' is not a chapter. Did you mean 'methods'?"),
        ("methods#question", "methods#questions", 4, "methods has no heading 'questions'. Did you mean 'question'?"),
        ("take: [index]", "take: [index, methods#top]", 6, "'methods#top' is taken twice"),
        ("take: [index]", "take: [methods]", 6, "'methods' is taken twice"),
        ("title: Results", "titel: Results", 5, "titel"),
    ],
)
def test_a_fault_in_the_plan_is_reported_with_its_line(tiny_paper, old, new, line, message):
    plan = tiny_paper / "_manuscript.yml"
    plan.write_text(plan.read_text("utf-8").replace(old, new), "utf-8")
    with pytest.raises(DataError) as caught:
        read_plan(tiny_paper)
    assert any(p.line == line and message in str(p) for p in caught.value.problems), caught.value


def test_an_unknown_kind_of_node_is_refused(tmp_path):
    converter = Converter("chapters/x.md", Numbers(), tmp_path)
    with pytest.raises(ConversionError, match=r"chapters/x\.md: an article cannot hold nodes of type topic: 'aside'"):
        converter.blocks([nodes.topic("", nodes.paragraph("", "aside"))])
    with pytest.raises(ConversionError, match=r"chapters/x\.md: an article cannot hold nodes of type line_block"):
        converter.blocks([nodes.line_block("", nodes.line("", "x"))])
    with pytest.raises(ConversionError, match=r"chapters/x\.md: a line cannot hold nodes of type image"):
        converter.blocks([nodes.paragraph("", "", nodes.image())])
