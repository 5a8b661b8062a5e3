"""Text from the data is printed as it is, wherever it is printed and whatever it contains."""

import re
import shutil
from urllib.parse import unquote

import pytest
import yaml
from docutils import nodes
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers import INVENTED, MARKUP
from livingreview import book as chapter_book
from livingreview import load
from livingreview.publish.extension import unescaped
from livingreview.publish.notebooks import code_cells, read_chapter
from livingreview.publish.study_pages import write_study_pages
from livingreview.render.myst import list_table, literal
from livingreview.render.style import Drawing
from livingreview.render.table import link, plain
from livingreview.store import DataError
from livingreview.store.chapters import chapter_files
from livingreview.store.review import write_schemas

from .reading import one_line, tree

PRINTABLE = st.text(st.characters(categories=("L", "M", "N", "P", "S", "Zs")), min_size=1)
ANY = st.one_of(st.sampled_from(MARKUP), PRINTABLE, st.lists(st.sampled_from(MARKUP), min_size=2).map(" ".join))


def printed(node: nodes.Element) -> str:
    """The words of what holds a single paragraph of nothing but text."""
    (paragraph,) = node.children
    assert [type(child) for child in paragraph.children] == [nodes.Text], node.pformat()
    return paragraph.astext()


def assert_printed_as_it_is(text: str) -> None:
    for before, after in (("", ""), ("Given ", "; more"), ("", ". More")):
        table = tree(list_table(["A"], [[f"{before}{plain(text)}{after}"]], [1]))
        assert printed(list(table.findall(nodes.entry))[-1]) == f"{before}{one_line(text)}{after}"
    document = tree(f"# {plain(text)}\n\n- {plain(text)}\n\nTerm\n: {plain(text)}\n\n**Lead.** {plain(text)}")
    assert document.next_node(nodes.title).astext() == one_line(text)
    assert printed(document.next_node(nodes.list_item)) == one_line(text)
    assert printed(document.next_node(nodes.definition)) == one_line(text)
    assert document.children[-1].astext() == f"Lead. {one_line(text)}"


@pytest.mark.parametrize("text", MARKUP)
def test_markup_in_text_is_printed(text):
    assert_printed_as_it_is(text)


@given(ANY.filter(one_line))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_text_is_printed_as_it_is(text):
    assert_printed_as_it_is(text)


@given(st.lists(ANY, min_size=1).map("\n".join).filter(str.strip))
@settings(max_examples=50, deadline=None)
def test_a_search_string_is_printed_as_it_is(text):
    (block,) = tree(literal(text)).findall(nodes.literal_block)
    assert block.astext().split("\n") == re.sub(r"\A\n+|\n+\Z", "", text).split("\n")


@pytest.mark.parametrize("end", ["a_(b)_c", "a<b>c", "?x=1&copy=2&lt;=3", "a\\b", "a)b", "a`b`", "a*b*", "$1$"])
def test_an_address_leads_where_the_data_say(end):
    address = f"https://example.org/{end}"
    (found,) = tree(link("there", address)).findall(nodes.reference)
    assert unquote(unescaped(found["refuri"])) == address


POISON = r' ⟦*p* _q_ {r}`s` &lt; $t$ [u](v) <b>w "x" # y\⟧'


def poisoned(value, path, refused):
    """The value with POISON at the end of every text in it, except where `refused` lists its path."""
    if isinstance(value, dict):
        return {key: poisoned(inner, f"{path}.{key}".lstrip("."), refused) for key, inner in value.items()}
    if isinstance(value, list):
        return [poisoned(inner, f"{path}[{i}]", refused) for i, inner in enumerate(value)]
    return value + POISON if isinstance(value, str) and path not in refused else value


@pytest.fixture(scope="module")
def poisoned_review(tmp_path_factory):
    """The invented review with POISON at the end of every text that may be free, and how many these are."""
    root = tmp_path_factory.mktemp("poisoned") / "review"
    shutil.copytree(INVENTED, root, ignore=shutil.ignore_patterns("_build", "schema", "README.md"))
    files = {str(file.relative_to(root)): file for file in (root / "data").rglob("*.yaml")}
    before = {name: yaml.load(file.read_text("utf-8"), yaml.CSafeLoader) for name, file in files.items()}
    refused = {name: set() for name in files}
    for _ in range(5):  # what the checks refuse is no free text
        for name, file in files.items():
            text = yaml.safe_dump(poisoned(before[name], "", refused[name]), allow_unicode=True, sort_keys=False)
            file.write_text(text, "utf-8")
        try:
            write_schemas(root)
            return load(root), sum(file.read_text("utf-8").count("⟦") for file in files.values())
        except DataError as error:
            for problem in error.problems:
                refused[problem.file].add(problem.field)
    raise AssertionError("the checks refuse other fields each time")


def texts_of_pages(review):
    """What every cell of every chapter returns, and every study page, by name."""
    for file in chapter_files(review.root):
        book = chapter_book.Book(review)
        for cell in code_cells(read_chapter(file.read_text("utf-8"), str(file))):
            if "open_book" not in cell.source:
                yield f"{file.stem}: {cell.source}", getattr(eval(cell.source, {"book": book}), "data", "")
    for page in write_study_pages(review):
        yield page.stem, page.read_text("utf-8")


def test_no_page_reads_text_from_the_data_as_markup(poisoned_review, monkeypatch):
    """Captions, titles, alternative texts, cells and lists: wherever a text ends up, its end is still as it was."""
    review, count = poisoned_review
    assert count > 1000
    monkeypatch.setattr(Drawing, "save", lambda *_, **__: None)
    monkeypatch.chdir(review.root)
    changed, found = [], 0
    for name, text in texts_of_pages(review):
        document = tree(text)
        blocks = [block for block in document.findall(nodes.TextElement) if isinstance(block.parent, nodes.Element)]
        shown = [block.astext() for block in blocks if not isinstance(block, nodes.Inline)]
        shown += [image["alt"] for image in document.findall(nodes.image) if "alt" in image]
        for one in shown:
            for start in re.finditer("⟦", one):
                found += 1
                whole, cut, _ = one[start.start() :].partition(" …")  # long alternatives end with a pointer
                text = POISON.strip()
                if not (one.startswith(text, start.start()) or (cut and text.startswith(whole))):
                    changed.append(f"{name}: {one[max(0, start.start() - 60) : start.start() + 30]}")
    assert changed == []
    assert found > 2000
