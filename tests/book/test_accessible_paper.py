"""The PDF files of a bundle can be read aloud: their tags, checked as PDF/UA-1 asks."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path

import docx
import panflute as pf
import pikepdf
import pytest
from pdfua import Severity, validate

from livingreview.publish.manuscript import engine, pdf, raw, submission, write
from livingreview.publish.manuscript.assemble import Paper
from livingreview.publish.manuscript.engine import TypesettingError, Word, overlaps
from livingreview.publish.manuscript.pandoc import run_pandoc
from livingreview.publish.manuscript.write import Look
from livingreview.publish.workplace import NotBuilt

from .conftest import copy_of_review
from .test_manuscript import bundled

pytestmark = [pytest.mark.slow, pytest.mark.pdf]

TEXTS = ("manuscript.pdf", "supplement.pdf", "checklists/prisma-2020.pdf")


@pytest.fixture(scope="module")
def bundle(read_already, tmp_path_factory) -> Path:
    root = copy_of_review(tmp_path_factory.mktemp("accessible") / "tiny")
    submission.build_submission(read_already(root), Look(line_numbers=True))
    return bundled(root)


def tags(element: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """The structure elements below one, in the order in which they are read."""
    children = element.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield child
            yield from tags(child)


def kinds(element: pikepdf.Object) -> list[str]:
    return [str(one["/S"]) for one in tags(element)]


def structure(file: Path) -> tuple[pikepdf.Pdf, list[pikepdf.Object]]:
    opened = pikepdf.open(file)
    return opened, list(tags(opened.Root["/StructTreeRoot"]))


@pytest.mark.parametrize("name", TEXTS)
def test_a_validator_of_pdf_ua_finds_nothing(bundle, name):
    report = validate(str(bundle / name))
    assert [f"{one.rule_id}: {one.message}" for one in report.findings if one.severity >= Severity.WARNING] == []


@pytest.mark.parametrize("name", TEXTS)
def test_a_pdf_says_what_it_is(bundle, name):
    opened, _ = structure(bundle / name)
    assert opened.Root["/MarkInfo"]["/Marked"]
    assert str(opened.Root["/Lang"]) == "en-GB"
    assert opened.Root["/ViewerPreferences"]["/DisplayDocTitle"]
    with opened.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert "Tea for hiccups" in metadata["dc:title"] or "checklist" in metadata["dc:title"]


def test_headings_follow_each_other_and_are_bookmarks(bundle):
    opened, found = structure(bundle / "manuscript.pdf")
    levels = [int(kind[2:]) for one in found if (kind := str(one["/S"])).startswith("/H") and kind[2:].isdigit()]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    with opened.open_outline() as outline:
        first = [str(one.title) for one in outline.root]
    headings = [
        p.text for p in docx.Document(str(bundle / "manuscript.docx")).paragraphs if p.style.name == "Heading 1"
    ]
    assert first == headings


def test_a_figure_has_the_text_alternative_of_the_word_file(bundle):
    for name in ("manuscript", "supplement"):
        _, found = structure(bundle / f"{name}.pdf")
        alternatives = [str(one["/Alt"]) for one in found if str(one["/S"]) == "/Figure"]
        shapes = docx.Document(str(bundle / f"{name}.docx")).inline_shapes
        assert alternatives == [one._inline.docPr.get("descr") for one in shapes]
        assert all(alternatives)


@pytest.mark.parametrize("name", TEXTS)
def test_a_table_has_cells_that_head_its_columns(bundle, name):
    _, found = structure(bundle / name)
    tables = [one for one in found if str(one["/S"]) == "/Table"]
    assert tables
    for one in tables:
        inside = list(tags(one))
        rows = [kinds(row) for row in inside if str(row["/S"]) == "/TR"]
        assert set(rows[0]) & {"/TH"} and "/TD" not in rows[0]
        heads = [head for head in inside if str(head["/S"]) == "/TH"]
        assert all(str(head["/A"][0]["/Scope"] if isinstance(head["/A"], pikepdf.Array) else head["/A"]["/Scope"])
                   in ("/Column", "/Both") for head in heads)  # fmt: skip


def test_references_are_a_list_to_which_citations_lead(bundle):
    opened, found = structure(bundle / "manuscript.pdf")
    items = [one for one in found if str(one["/S"]) == "/LI"]
    assert len([one for one in items if {"/Lbl", "/LBody"} <= set(kinds(one))]) >= 3
    marks = [mark for page in opened.pages for mark in page.get("/Annots", [])]
    places = [mark.get("/Dest", mark.get("/A", {}).get("/D")) for mark in marks if "/URI" not in mark.get("/A", {})]
    assert len(places) >= 4  # three citations, and pointers to a table and a figure
    assert all(place is not None for place in places)


# What Typst refuses, and what it lets pass


def test_a_figure_without_a_text_alternative_is_refused(tmp_path, bundle):
    figure = next(iter((bundle / "figures").glob("*.svg")))
    (tmp_path / "x.svg").write_bytes(figure.read_bytes())
    text = f'{raw.COMMENT} chapters/index.md, near fig-tea\n\n= Head\n#image("x.svg")\n'
    with pytest.raises(TypesettingError, match=r"^x\.pdf: chapters/index\.md, near fig-tea: .*alt text"):
        pdf.write_pdf(pdf.About("Tea", date(2020, 2, 29)), text, tmp_path / "x.pdf", tmp_path)
    assert not (tmp_path / "x.pdf").exists()


def word(left: float, right: float, text: str, top: float = 100.0) -> Word:
    return Word(1, left, top, right, top + 10, text, 595.0, 842.0)


def test_words_over_each_other_or_beyond_the_margin_are_found():
    assert list(overlaps([word(100, 140, "one"), word(144, 160, "two"), word(120, 170, "below", 120.0)])) == []
    ((_, said),) = overlaps([word(100, 150, "one"), word(144, 160, "two")])
    assert said == "page 1: 'one' and 'two' are printed over each other."
    ((_, said),) = overlaps([word(500, 560, "one")])
    assert said == "page 1: 'one' lies beyond the margin."


def test_a_word_too_long_for_its_line_stops_the_build(read_already, tiny_paper):
    def put(tree):
        next(one for one in tree.findall(lambda node: node.tagname == "paragraph")).append(
            type(next(one for one in tree.findall(lambda node: node.tagname == "#text")))("x" * 200)
        )

    with pytest.raises(NotBuilt, match=r"manuscript\.pdf: .*page \d+: '.*x+' lies beyond the margin"):
        write.build_manuscript(read_already(tiny_paper, methods=put))


def test_marks_of_a_comparison_are_set_around_any_kind_of_text(tmp_path):
    def marked(kind: str, *inside: pf.Inline) -> pf.Span:
        return pf.Span(*inside, classes=[kind])

    blocks = [
        pf.Header(pf.Str("Head"), level=1),
        pf.Para(
            pf.Str("tea"),
            marked("deletion", pf.Str("10.5...")),
            marked("insertion", pf.Emph(pf.Str("cups")), pf.LineBreak(), pf.Math("x^2", format="InlineMath")),
            marked("insertion", pf.Math("y^2", format="DisplayMath")),
            marked("paragraph-insertion"),
        ),
    ]
    made = pdf.source(blocks, Paper("changes", "Changes", [], [], [], {}), tmp_path)
    text = run_pandoc(pf.Doc(*made), pdf.FORMAT, "--wrap=none")
    assert text.count("#added[") == 2
    assert text.count("#deleted[") == 1
    pdf.write_pdf(pdf.About("Tea", date(2020, 2, 29)), text, tmp_path / "x.pdf", tmp_path)
    found = [one.text for one in engine.words(tmp_path / "x.pdf")]
    assert "tea10.5...cups" in found
