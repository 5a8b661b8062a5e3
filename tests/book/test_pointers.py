"""Sentences that only lead to the site are left out of an article; pointers end the paragraph before them."""

import panflute as pf
import pytest
from docutils import nodes
from sphinx import addnodes

from livingreview.publish.languages import by_language
from livingreview.publish.manuscript.assemble import _point
from livingreview.publish.manuscript.convert import Converter
from livingreview.publish.manuscript.items import Item, Numbers
from livingreview.publish.manuscript.pointers import without_bare_links


def link(target: str, text: str) -> addnodes.pending_xref:
    return addnodes.pending_xref("", nodes.inline("", text), reftarget=target, reftype="myst", refdomain="doc")


def converter(tmp_path) -> Converter:
    homes = {"background": "in the online version", "methods": ""}
    return Converter("chapters/index.md", Numbers(), tmp_path, lambda chapter: homes[chapter])


@pytest.mark.parametrize(
    ("before", "target", "after", "expected"),
    [
        ("Cats hiccup.\n", "background", ".", "Cats hiccup."),
        ("Cats hiccup. ", "background", ". They drink tea.", "Cats hiccup. They drink tea."),
        ("Cats hiccup; ", "background", " says more.", "Cats hiccup; more (in the online version) says more."),
        ("Cats hiccup. ", "background", " says more.", "Cats hiccup. more (in the online version) says more."),
        ("Cats hiccup. ", "methods", ".", "Cats hiccup. more."),
        ("“Cats hiccup.” ", "background", ".", "“Cats hiccup.”"),
        ("Cats hiccup, see\n", "background", ".", "Cats hiccup, see more (in the online version)."),
    ],
)
def test_a_sentence_that_is_one_link_to_the_site_is_left_out(tmp_path, before, target, after, expected):
    line, end = before.rstrip(), before[len(before.rstrip()) :]  # two nodes in a chapter, as MyST reads it
    texts = [nodes.Text(line), nodes.Text(end)]
    paragraph = nodes.paragraph("", "", *texts, link(f"{target}.md", "more"), nodes.Text(after))
    (made,) = converter(tmp_path).block(paragraph)
    assert pf.stringify(made).strip() == expected
    assert paragraph.astext() == f"{before}more{after}"  # the tree that was read is as it was


def test_a_paragraph_that_is_one_link_to_the_site_is_left_out(tmp_path):
    paragraph = nodes.paragraph("", "", link("background.md", "more"), nodes.Text("."))
    assert converter(tmp_path).block(paragraph) == []


def test_a_paragraph_without_links_is_as_it_was():
    found = [nodes.Text("Cats. "), nodes.emphasis("", "Dogs"), nodes.Text(".")]
    assert without_bare_links(found, lambda node: False) == found


def table(name: str) -> nodes.table:
    row = nodes.row("", nodes.entry("", nodes.paragraph("", "1")))
    group = nodes.tgroup("", nodes.colspec(colwidth=10), nodes.tbody("", row), cols=1)
    return nodes.table("", nodes.title("", "One."), group, names=[name])


def pointed(tmp_path, *found: nodes.Node) -> list[str]:
    one = converter(tmp_path)
    made = one.blocks(found)
    document = pf.Doc(*made)
    _point(
        list(document.content),
        {number: Item(pf.Table(identifier=name), "") for name, number in one.numbers.numbers.items()},
    )
    return [pf.stringify(block).strip().replace("\u00a0", " ") for block in document.content]


def test_a_pointer_is_the_last_sentence_of_the_paragraph_before_it(tmp_path):
    text = nodes.paragraph("", "It was tried.")
    assert pointed(tmp_path, text, table("tbl-a")) == ["It was tried. See Table S1."]
    found = [nodes.paragraph("", "It was tried."), table("tbl-a"), table("tbl-b"), nodes.paragraph("", "Next.")]
    assert pointed(tmp_path, *found) == ["It was tried. See Table S1 and Table S2.", "Next."]
    three = [nodes.paragraph("", "It was tried."), *map(table, ("tbl-a", "tbl-b", "tbl-c"))]
    assert pointed(tmp_path, *three) == ["It was tried. See Table S1, Table S2 and Table S3."]


def test_a_pointer_after_no_words_is_a_paragraph_of_its_own(tmp_path):
    code = nodes.literal_block("", "tea AND hiccups")
    assert pointed(tmp_path, code, table("tbl-a"), table("tbl-b")) == ["tea AND hiccups", "See Table S1 and Table S2."]
    assert pointed(tmp_path, table("tbl-a")) == ["See Table S1."]


def test_paragraphs_of_a_cell_stay_apart(tmp_path):
    one = nodes.row("", nodes.entry("", nodes.paragraph("", "Trial")))
    two = nodes.row("", nodes.entry("", nodes.paragraph("", "Trial"), nodes.paragraph("", "China")))
    group = nodes.tgroup("", nodes.colspec(colwidth=10), nodes.tbody("", one, two), cols=1)
    (made,) = converter(tmp_path).block(nodes.table("", group))
    cells = [list(row.content[0].content) for row in made.content[0].content]
    assert [[type(block) for block in cell] for cell in cells] == [[pf.Plain], [pf.Para, pf.Para]]


def test_a_text_is_cut_where_its_language_changes():
    made = by_language("Journal (临床血液学), then 한글 and Кот.")
    assert made == [
        ("Journal (", ""), ("临床血液学", "zh"), ("), then ", ""), ("한글", "ko"), (" and ", ""), ("Кот", "ru"),
        (".", ""),
    ]  # fmt: skip
    assert by_language("") == []
