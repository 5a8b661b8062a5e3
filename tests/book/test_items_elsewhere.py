"""Figures and tables that the article refers to come from whatever chapter has them."""

import pickle

import panflute as pf
import pytest
from docutils import nodes
from sphinx import addnodes

from livingreview.publish.manuscript.assemble import assemble
from livingreview.publish.manuscript.plan import read_plan
from livingreview.store import load

from .conftest import copy_of_review

pytestmark = pytest.mark.slow


def text(*children: nodes.Node, ident: str) -> nodes.document:
    section = nodes.section("", nodes.title("", ident), *children, ids=[ident], names=[ident])
    tree = nodes.document(None, None)
    tree += section
    return tree


def link(name: str) -> nodes.paragraph:
    return nodes.paragraph("", "", nodes.Text("See "), addnodes.pending_xref("", reftype="numref", reftarget=name))


def table(name: str, *cells: nodes.Node) -> nodes.table:
    group = nodes.tgroup("", nodes.colspec(colwidth=1), cols=1)
    group += nodes.tbody("", nodes.row("", nodes.entry("", *cells)))
    return nodes.table("", nodes.title("", f"About {name}."), group, names=[name], ids=[name])


def test_a_table_that_only_another_chapter_holds_goes_into_the_supplement(tmp_path):
    root = copy_of_review(tmp_path / "tiny")
    (root / "_manuscript.yml").write_text(
        "abstract: abstract\narticle:\n  - title: Methods\n    take: [methods]\ntables: [main]\n", "utf-8"
    )
    (root / "_build" / "open").mkdir(parents=True)
    trees = {
        "abstract": text(nodes.paragraph("", "Short."), ident="abstract"),
        "methods": text(link("tbl-second"), link("tbl-main"), ident="methods"),
        "index": text(
            nodes.paragraph("", "Text that stays on the site."),
            table("tbl-first", nodes.paragraph("", "one")),
            table("tbl-second", link("tbl-third")),
            table("tbl-main", nodes.paragraph("", "main")),
            table("tbl-third", nodes.paragraph("", "three")),
            ident="index",
        ),
    }
    for name, tree in trees.items():
        file = tmp_path / "doctrees" / "chapters" / f"{name}.doctree"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(pickle.dumps(tree))
    made = assemble(load(root), read_plan(root), tmp_path / "doctrees", tmp_path)
    assert [(number, item.block.identifier) for number, item in made.article.items.items()] == [
        ("Table\u00a01", "tbl-main")
    ]
    assert [(number, item.block.identifier) for number, item in made.supplement.items.items()] == [
        ("Table\u00a0S1", "tbl-second"), ("Table\u00a0S2", "tbl-third")
    ]  # fmt: skip
    printed = "\n".join(pf.stringify(one) for one in [*made.article.body, *made.supplement.body])
    assert "stays on the site" not in printed
    assert "About tbl-first" not in printed  # nobody refers to it
