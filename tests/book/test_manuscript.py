"""The article and the bundle for submission, built from a tiny review of another topic."""

import csv
import hashlib
import io
import itertools
import json
import pickle
import re
import subprocess
import warnings
import zipfile
from pathlib import Path
from statistics import median

import docx
import pytest
from docutils import nodes
from docx.oxml.ns import qn
from lxml import etree
from PIL import Image
from pypdf import PdfReader

from livingreview import load
from livingreview.publish.building import building
from livingreview.publish.manuscript import submission
from livingreview.publish.manuscript.against import find_earlier
from livingreview.publish.manuscript.write import Look
from livingreview.render.uses import Use
from livingreview.schema import standards
from livingreview.subjects.results import Results

from .conftest import copy_of_review

pytestmark = [pytest.mark.slow, pytest.mark.pdf]

DONE_AUTHORS = """
authors:
  - {given: Ann, family: Adams, affiliations: [first], orcid: 0000-0002-1825-0097, email: ann@example.org,
     corresponding: true, contributions: [Conceptualization], conflicts: None declared.}
  - {given: Bob, family: Brown, affiliations: [second, first], contributions: [Software], conflicts: Sells tea.}
affiliations: {first: University of Tea, second: Institute of Cups}
funding: None.
role_of_funders: There was none.
ethics: Not required.
data_availability: With the article.
keywords: [tea, hiccups]
"""


def bundled(root: Path) -> Path:
    return next(one for one in (root / submission.FOLDER).iterdir() if one.is_dir())


@pytest.fixture(scope="session")
def bundle(read_already, tmp_path_factory) -> Path:
    """A bundle for submission, as a draft."""
    root = copy_of_review(tmp_path_factory.mktemp("bundle") / "tiny")
    submission.build_submission(read_already(root))
    return bundled(root)


@pytest.fixture(scope="session")
def final(read_already, tmp_path_factory) -> Path:
    """A final bundle: authors are complete and the review is released; with all options."""
    root = copy_of_review(tmp_path_factory.mktemp("final") / "tiny")
    (root / "data" / "authors.yaml").write_text(DONE_AUTHORS, "utf-8")
    config = root / "data" / "review.yaml"
    config.write_text(config.read_text("utf-8").replace("status: draft", "status: released"), "utf-8")
    submission.build_submission(read_already(root), Look(line_numbers=True, double_spacing=True, tiff=True))
    return bundled(root)


def page_text(file: Path, page: int = 0) -> str:
    """Text of a page of a PDF, or of all."""
    pages = ["-f", str(page), "-l", str(page)] if page else []
    return subprocess.run(["pdftotext", *pages, file, "-"], capture_output=True, text=True, check=True).stdout


def pdf_text(file: Path) -> str:
    return " ".join(page_text(file).split())


def squeezed(text: str) -> str:
    """Without spaces, soft line ends and ligatures, to compare texts across formats."""
    return re.sub(r"\s|-", "", text.replace("ﬁ", "fi").replace("ﬂ", "fl"))


def numbers(text: str) -> list[str]:
    return re.findall(r"\d+(?:\.\d+)?", text)


# Contents of the article


def captions(file: Path) -> list[str]:
    found = docx.Document(str(file)).paragraphs
    return [one.text for one in found if one.style.name in ("Image Caption", "Table Caption")]


def test_word_document_has_real_headings_tables_captions_and_references(bundle):
    document = docx.Document(str(bundle / "manuscript.docx"))
    heads = {p.text: p.style.name for p in document.paragraphs if p.style.name.startswith("Heading")}
    first = [text for text, style in heads.items() if style == "Heading 1"]
    assert first == [
        "Abstract", "Methods", "Results", "Declarations", "References", "Tables", "Figures and legends"
    ]  # fmt: skip
    assert heads["Question"] == "Heading 2"
    assert [one.split(".")[0] for one in captions(bundle / "manuscript.docx")] == ["Table\u00a01", "Figure\u00a01"]
    fields = [one.text for one in document.element.iter("{{{}}}instrText".format(document.element.nsmap["w"]))]
    kinds = [one.split()[:2] for one in fields if "SEQ" in one]
    assert kinds == [["SEQ", "Table"], ["SEQ", "Figure"]]
    left_out = next(t for t in document.tables if "Why not" in t.rows[0].cells[-1].text or len(t.rows) > 1)
    assert len(left_out.rows) > 1
    assert len(document.inline_shapes) == 1
    references = [p.text for p in document.paragraphs if p.style.name == "Bibliography"]
    assert [one.split(". \t")[0] for one in references] == ["1", "2", "3"]
    assert ["Tea & hiccups" in one for one in references] == [True, False, False]


def test_cross_references_are_fields_that_follow_the_numbers_of_captions(bundle):
    body = docx.Document(str(bundle / "manuscript.docx")).element.body
    marks = {one.get(qn("w:name")): one for one in body.iter(qn("w:bookmarkStart")) if "_Ref" in one.get(qn("w:name"))}
    shown = {}
    for one in body.iter(qn("w:instrText")):
        if one.text.split()[0] == "REF":
            text = one.getparent().getnext().getnext()
            shown["".join(t.text for t in text.iter(qn("w:t")))] = marks[one.text.split()[1]]
    assert set(shown) == {"Figure\u00a01", "Table\u00a01"}
    for number, mark in shown.items():
        within = list(itertools.takewhile(lambda one: one.tag != qn("w:bookmarkEnd"), mark.itersiblings()))
        assert "".join(t.text for run in within for t in run.iter(qn("w:t"))) == number
    identifiers = [one.get(qn("w:id")) for one in body.iter(qn("w:bookmarkStart"))]
    assert len(identifiers) == len(set(identifiers))


def test_references_of_the_article_are_there_for_reference_managers(bundle):
    cited = json.loads((bundle / "references" / "manuscript.json").read_text("utf-8"))
    assert [one["id"] for one in cited] == ["adams2001", "brown2002", "pmid3"]


def test_tables_hold_what_the_chapters_hold(read_review, bundle):
    tree = pickle.loads((read_review / "once/chapters/index.doctree").read_bytes())
    source = next(t for t in tree.findall(nodes.table) if "tbl-left-out-relief" in t["ids"])
    ours = docx.Document(str(bundle / "manuscript.docx")).tables[0]
    rows = [[entry.astext().split() for entry in row.children] for row in source.findall(nodes.row)]
    shown = [[cell.text.split() for cell in row.cells] for row in ours.rows]
    assert len(shown) == len(rows)
    assert [len(row) for row in shown] == [len(row) for row in rows]
    assert shown[0] == rows[0]


def test_pictures_in_word_have_300_dots_an_inch(bundle):
    with zipfile.ZipFile(bundle / "manuscript.docx") as file:
        names = [name for name in file.namelist() if name.startswith("word/media/")]
    assert len(names) == 1  # the picture for phones is not in the article
    shape = docx.Document(str(bundle / "manuscript.docx")).inline_shapes[0]
    with zipfile.ZipFile(bundle / "manuscript.docx") as file, Image.open(file.open(names[0])) as image:
        assert image.size[0] / (shape.width / 914400) >= 300


def test_pdf_is_complete_and_has_no_unresolved_references(bundle):
    for name in ("manuscript", "supplement"):
        text = pdf_text(bundle / f"{name}.pdf")
        assert "Tea for hiccups, a living review" in text
        assert "Version 1.2.3, data of 29 February 2020" in text
        assert "??" not in text
        assert "\ufffd" not in text
        every = captions(bundle / f"{name}.docx")
        assert every
        for caption in every:
            assert squeezed(caption) in squeezed(text), caption


def test_characters_special_to_latex_or_xml_are_kept(bundle):
    text = "5 < 6 & 7 > 6, all % of them at α = 0.05"
    assert text in pdf_text(bundle / "manuscript.pdf")
    assert text in "\n".join(p.text for p in docx.Document(str(bundle / "manuscript.docx")).paragraphs)
    tree = etree.parse(str(bundle / "manuscript.xml"))
    assert text in " ".join("".join(tree.getroot().itertext()).split())


def test_a_long_search_string_breaks_without_a_change_of_its_text(bundle):
    asked = "hiccup+tea*OR(hiccup,tea)" + 5 * "OR(SU=hiccup*tea)"
    assert asked in squeezed(pdf_text(bundle / "supplement.pdf"))
    assert asked in [p.text for p in docx.Document(str(bundle / "supplement.docx")).paragraphs]


def test_numbers_of_the_abstract_agree_in_every_format(bundle):
    paragraphs = [p.text for p in docx.Document(str(bundle / "manuscript.docx")).paragraphs]
    start, end = paragraphs.index("Abstract"), paragraphs.index("Methods")
    word = " ".join(paragraphs[start + 1 : end])
    pdf = re.search(r"Abstract (Background\..*?) Methods ", pdf_text(bundle / "manuscript.pdf"))[1]
    tree = etree.parse(str(bundle / "manuscript.xml"))
    xml = "".join(tree.find(".//abstract").itertext())
    assert numbers(word) == numbers(xml)
    assert numbers(pdf) == numbers(xml)
    assert len(numbers(xml)) >= 5
    assert [one.text for one in tree.findall(".//abstract/sec/title")] == ["Background", "Results"]


RESULT = re.compile(r"\{result\}`([^`]+)`")


def shown(documents: dict[str, str], results: dict[str, str]) -> list[str]:
    """Results that a document does not print, as `document: name`."""
    asked = [(kind, name, value) for kind in documents for name, value in results.items()]
    return [f"{kind}: {name}" for kind, name, value in asked if value not in documents[kind]]


def test_every_result_that_the_text_names_is_the_same_in_every_format_and_on_the_site(bundle, tiny_paper, tiny_built):
    """The abstract and the article, as Word, PDF and JATS, against the results by name and a page of the site."""
    results = Results(load(tiny_paper))
    chapters = [
        (tiny_paper / "chapters" / f"{name}.md").read_text("utf-8") for name in ("abstract", "methods", "index")
    ]
    texts = [text.split("## Definitions")[0] for text in chapters]  # what is below is in the supplement
    names = dict.fromkeys(RESULT.findall("".join(texts)))
    values = {name: squeezed(results[name].text) for name in names}
    assert len(values) >= 5
    documents = {
        "Word": " ".join(one.text for one in docx.Document(str(bundle / "manuscript.docx")).paragraphs),
        "PDF": pdf_text(bundle / "manuscript.pdf"),
        "JATS": "".join(etree.parse(str(bundle / "manuscript.xml")).getroot().itertext()),
    }
    documents = {kind: squeezed(text) for kind, text in documents.items()}
    assert shown(documents, values) == []
    estimate = values["pools.relief.estimate"]
    wrong = {**documents, "Word": documents["Word"].replace(estimate, "none")}
    assert shown(wrong, values) == ["Word: pools.relief.estimate"]
    # The site is built from the same data; its pages print the same results, in the text or in a table.
    pages = squeezed(
        " ".join(
            etree.parse(str(page), etree.HTMLParser()).xpath("string(//body)")
            for page in sorted((tiny_built / "_build" / "html" / "chapters").glob("*.html"))
        )
    )
    shared = {name: value for name, value in values.items() if name.startswith("pools.")}
    assert shown({"site": pages}, shared) == []


def test_references_are_numbered_in_the_order_of_citation(bundle):
    text = pdf_text(bundle / "manuscript.pdf")
    assert "drunk for hiccups (1)" in text
    assert re.search(r"\(1,\s?2\)", text)
    assert "Cats were asked too (3)" in text


def every_cell(table: docx.table.Table) -> str:
    return " ".join(cell.text for row in table.rows for cell in row.cells)


def test_items_of_the_supplement_are_named_there_and_counted_apart(bundle):
    assert "See Table S" in pdf_text(bundle / "manuscript.pdf")
    names = [one.split(".")[0].replace("\u00a0", " ") for one in captions(bundle / "supplement.docx")]
    tables = [one for one in names if one.startswith("Table")]
    assert tables == [f"Table S{i}" for i in range(1, len(tables) + 1)]
    assert "Figure\u00a0S1" in " ".join(captions(bundle / "supplement.docx"))
    every = [one for name in ("manuscript", "supplement") for one in captions(bundle / f"{name}.docx")]
    texts = [one.partition(". ")[2] for one in every]
    assert sorted(texts) == sorted(set(texts)), "two items have one caption"
    data_table = next(t for t in docx.Document(str(bundle / "supplement.docx")).tables if "7/10" in every_cell(t))
    assert "Adams" in every_cell(data_table)  # of the forest plot


def test_jats_holds_authors_labels_and_references_as_data(final):
    tree = etree.parse(str(final / "manuscript.xml"))
    assert [one.text for one in tree.findall(".//contrib//surname")] == ["Adams", "Brown"]
    assert tree.find(".//contrib-id").text == "https://orcid.org/0000-0002-1825-0097"
    assert [one.get("rid") for one in tree.findall(".//contrib")[1].findall("xref")] == ["aff-second", "aff-first"]
    assert tree.find(".//fig/label").text == "Figure\u00a01."
    assert not (tree.find(".//fig/caption/p").text or "").startswith("Figure")
    graphic = tree.find(".//fig//graphic").get("{http://www.w3.org/1999/xlink}href")
    assert (final / graphic).is_file()
    targets = {one.get("id") for one in tree.getroot().iter() if one.get("id")}
    assert {one.get("rid") for one in tree.getroot().iter("xref") if one.get("rid")} <= targets
    assert len(tree.findall(".//ref-list/ref")) == 3


def test_jats_links_every_citation_to_a_reference_in_parts(final):
    root = etree.parse(str(final / "manuscript.xml")).getroot()
    references = {one.get("id"): one for one in root.iterfind("back/ref-list/ref")}
    cited = [one.get("rid") for one in root.iter("xref") if one.get("ref-type") == "bibr"]
    assert set(cited) == set(references)
    first = references["ref-adams2001"].find("element-citation")
    assert [first.findtext(name) for name in ("article-title", "source", "year")] == [
        "Tea & hiccups", "Journal of Tea", "2001"
    ]  # fmt: skip
    assert first.findtext("person-group/name/surname") == "Adams"
    assert first.find("pub-id[@pub-id-type='doi']").text == "10.1234/tea.1"
    assert root.find(".//mixed-citation") is None


def test_jats_keeps_to_the_order_and_rules_of_its_elements(bundle, final):
    for folder in (bundle, final):
        root = etree.parse(str(folder / "manuscript.xml")).getroot()
        assert [one.tag for one in root] == ["front", "body", "back", "floats-group"]
        meta = [one.tag for one in root.find("front/article-meta")]
        order = [
            "article-id", "title-group", "contrib-group", "author-notes", "pub-date", "permissions", "abstract",
            "kwd-group", "funding-group",
        ]  # fmt: skip
        assert meta == sorted(meta, key=order.index)
        empty = [one.tag for one in root.iter("*") if not len(one) and not (one.text or "").strip() and not one.attrib]
        assert empty == []
        assert root.find("front/journal-meta") is None  # no journal is named
        assert [one.tag for one in root.find("floats-group")] == ["table-wrap", "fig"]
        for item in root.find("floats-group"):
            assert item.get("id")
            assert [one.tag for one in item][:2] == ["label", "caption"]
        assert root.find("floats-group/fig//alt-text").text
        kinds = {one.get("rid"): one.get("ref-type") for one in root.iter("xref")}
        assert kinds["fig-forest-relief"] == "fig"
        assert kinds["tbl-left-out-relief"] == "table"
        assert [one.get("sec-type") for one in root.iterfind("body/sec")] == ["methods", "results", None]
        identifiers = [one.get("id") for one in root.iter("*") if one.get("id")]
        assert len(identifiers) == len(set(identifiers))


# Draft or final


def test_every_page_of_a_draft_is_marked(bundle):
    made = [*bundle.glob("*.pdf"), *bundle.glob("checklists/*.pdf")]
    files = [one for one in made if one.stem != "graphical-abstract"]  # a picture
    assert len(files) == 4
    for file in files:
        assert all("DRAFT" in page.extract_text() for page in PdfReader(file).pages), file
    for file in [*bundle.glob("*.docx"), *bundle.glob("*/*.docx")]:
        for section in docx.Document(str(file)).sections:
            assert "DRAFT" in section.header.paragraphs[0].text, file
    assert bundle.name.endswith("-draft")
    manifest = json.loads((bundle / "manifest.json").read_text("utf-8"))
    assert manifest["state"].startswith("DRAFT")
    assert "authors 1.given" in manifest["placeholders"]


def test_a_bundle_with_complete_author_data_has_no_draft_mark(final):
    assert final.name == "submission-1.2.3-2020-02-29-final"
    assert json.loads((final / "manifest.json").read_text("utf-8"))["state"] == "final"
    for file in final.rglob("*.pdf"):
        assert "DRAFT" not in pdf_text(file)
    text = pdf_text(final / "manuscript.pdf")
    assert "Correspondence: Ann Adams, ann@example.org" in text
    assert "Bob Brown: Sells tea." in text
    with zipfile.ZipFile(final / "manuscript.docx") as file:
        everything = b"".join(file.read(name) for name in file.namelist())
    assert b"DRAFT" not in everything
    assert b"/tmp" not in everything  # no path of the machine that made it


def test_line_numbers_and_double_spacing_are_options(bundle, final):
    kind = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}lnNumType"
    plain, spaced = (docx.Document(str(folder / "manuscript.docx")) for folder in (bundle, final))
    assert all(section._sectPr.find(kind) is not None for section in spaced.sections)
    assert all(section._sectPr.find(kind) is None for section in plain.sections)
    assert spaced.styles["Body Text"].paragraph_format.line_spacing == 2
    assert spaced.styles["Image Caption"].paragraph_format.line_spacing == 1  # beside its figure, on the same page
    assert line_distance(final / "manuscript.pdf") > 1.4 * line_distance(bundle / "manuscript.pdf")


def line_distance(file: Path) -> float:
    """Points from one line to the next on the first page, as a median."""
    command = ["pdftotext", "-f", "1", "-l", "1", "-bbox", file, "-"]
    words = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = [(float(x), float(y)) for x, y in re.findall(r'xMin="([\d.]+)" yMin="([\d.]+)"', words)]
    lines = sorted({y for x, y in found if x > 64})  # beside line numbers
    return median(after - before for before, after in itertools.pairwise(lines) if after - before > 8)


# The bundle


def test_the_bundle_is_complete_and_its_checksums_hold(bundle):
    files = {str(one.relative_to(bundle)) for one in bundle.rglob("*") if one.is_file()}
    sums = dict(reversed(line.split("  ")) for line in (bundle / "SHA256SUMS").read_text("utf-8").splitlines())
    assert set(sums) == files - {"SHA256SUMS"}
    assert all(hashlib.sha256((bundle / name).read_bytes()).hexdigest() == digest for name, digest in sums.items())
    assert {"manuscript.pdf", "manuscript.docx", "manuscript.xml", "supplement.pdf", "supplement.docx"} <= files
    assert {f"figures/figure-1{end}" for end in (".pdf", ".svg", ".png")} <= files
    assert not any(one.endswith(".tif") for one in files)  # large, and only when asked for
    assert {"checklists/prisma-2020.docx", "checklists/prisma-2020-abstracts.pdf"} <= files
    assert {
        "data/efficacy.csv",
        "data/dictionary.csv",
        "references/references.bib",
        "references/references.ris",
    } <= files
    with zipfile.ZipFile(bundle / "source.zip") as packed:
        assert {"chapters/index.md", "data/review.yaml", "references.bib"} <= set(packed.namelist())
    cited = json.loads((bundle / "references" / "references.json").read_text("utf-8"))
    assert {one["id"] for one in cited} >= {"adams2001", "brown2002"}
    assert all(one["type"] for one in cited)
    with zipfile.ZipFile(bundle.with_name(f"{bundle.name}.zip")) as packed:
        assert set(packed.namelist()) == files
        assert packed.testzip() is None
    assert json.loads((bundle / "manifest.json").read_text("utf-8"))["version"] == "1.2.3"


def test_the_manifest_for_journals_names_every_file_and_its_kind(final):
    root = etree.parse(final / "manifest.xml").getroot()
    spaces = {"m": "https://manuscriptexchange.org/schema/manifest"}
    items = []
    for item in root.findall("m:item", spaces):
        found = item.findall("m:instance", spaces)
        types = {one.get("{http://www.w3.org/1999/xlink}href"): one.get("media-type") for one in found}
        items.append((item.get("item-type"), types))
    named = [path for _, types in items for path in types]
    files = {str(one.relative_to(final)) for one in final.rglob("*") if one.is_file()}
    assert len(named) == len(set(named))
    assert set(named) == files - {"manifest.xml", "manifest.json", "README.txt", "SHA256SUMS"}
    assert items[0] == ("article-metadata", {"manuscript.xml": "application/xml"})
    assert items[1][0] == "manuscript"
    assert items[1][1]["manuscript.pdf"] == "application/pdf"
    figures = [sorted(types) for kind, types in items if kind == "figure"]
    assert figures == [[f"figures/figure-1.{end}" for end in ("pdf", "png", "svg", "tif")]]  # one item for one figure
    kinds = {path: kind for kind, types in items for path in types}
    assert kinds["supplement.docx"] == kinds["figures/figure-S1.pdf"] == "supplemental"
    assert kinds["source.zip"] == "article-source"
    assert sum(kind == "article-source" for kind, _ in items) == 1


def test_tiffs_are_compressed_and_state_their_resolution(final):
    with Image.open(final / "figures" / "figure-1.tif") as image:
        assert round(float(image.info["dpi"][0])) == 600
        assert image.info["compression"] == "tiff_lzw"
    assert not (final / "figures" / "figure-S1.tif").exists()


def test_the_bundle_builds_again_from_its_source_alone(bundle, tmp_path):
    again = tmp_path / "again"
    with zipfile.ZipFile(bundle / "source.zip") as packed:
        packed.extractall(again)
    with warnings.catch_warnings(action="ignore"), building(again, Use.PAPER) as build:
        submission.build_submission(build)
    assert (bundled(again) / "SHA256SUMS").read_text("utf-8") == (bundle / "SHA256SUMS").read_text("utf-8")


def test_checklists_give_the_page_of_each_item(bundle):
    table = docx.Document(str(bundle / "checklists" / "prisma-2020.docx")).tables[0]
    where = {row.cells[0].text: row.cells[-1].text for row in table.rows}
    page = int(re.search(r"^p\. (\d+) \(Question\)$", where["4"])[1])
    assert "Cats were asked too" in page_text(bundle / "manuscript.pdf", page)
    page = int(re.search(r"^supplement p\. (\d+) \(Definitions\)$", where["13a"])[1])
    assert "Definitions" in page_text(bundle / "supplement.pdf", page)
    assert where["1"] == "p. 1 (title page)"
    assert where["27"] == "online version, chapters/references.html"
    assert where["26"] == "Nobody has signed"
    assert len(where) == len(standards()["prisma-2020"].items) + 1
    asked = {row.cells[0].text: row.cells[2].text for row in table.rows}
    assert all(asked[item.id] == item.wording for item in standards()["prisma-2020"].items)


def test_checklists_of_a_signed_article_lead_to_its_declarations(final):
    table = docx.Document(str(final / "checklists" / "prisma-2020.docx")).tables[0]
    where = {row.cells[0].text: row.cells[-1].text for row in table.rows}
    page = int(re.search(r"^p\. (\d+) \(Declarations\)", where["26"])[1])
    _, rest = page_text(final / "manuscript.pdf", page).split("Declarations")  # where the section begins
    assert "Sells tea" in rest + page_text(final / "manuscript.pdf", page + 1)
    assert where["27"] == where["25"] == f"p. {page} (Declarations)"


def test_legends_number_references_as_the_article_does(bundle):
    assert "Figure\u00a01." in (bundle / "figures" / "legends.txt").read_text("utf-8")
    assert "Figure\u00a0S1." in (bundle / "figures" / "legends.txt").read_text("utf-8")


def test_forms_hold_what_the_data_declare_and_mark_what_is_open(bundle, final):
    names = {"cover-letter.docx", "contributions.docx", "disclosures.docx", "statements.docx"}
    for folder in (bundle, final):
        assert {one.name for one in (folder / "forms").iterdir()} == names
    roles = docx.Document(str(final / "forms" / "contributions.docx")).tables[0]
    by = {row.cells[0].text: row.cells[1].text for row in roles.rows}
    assert (by["Conceptualization"], by["Software"], by["Supervision"]) == ("Ann Adams", "Bob Brown", "nobody")
    disclosed = docx.Document(str(final / "forms" / "disclosures.docx"))
    assert [one.text for one in disclosed.paragraphs if one.style.name == "Heading 2"] == ["Ann Adams", "Bob Brown"]
    assert disclosed.tables[1].rows[-1].cells[-1].text == "Sells tea."
    letter = "\n".join(one.text for one in docx.Document(str(final / "forms" / "cover-letter.docx")).paragraphs)
    assert "Ann Adams; Bob Brown" in letter
    assert "one table and one figure" in letter
    assert "[TO BE FILLED IN]: that the manuscript is not under consideration elsewhere" in letter


def test_a_bundle_against_an_earlier_one_holds_the_changes(bundle, tiny_paper, read_already):
    def edit(tree: nodes.document) -> None:
        text = next(one for one in tree.findall(nodes.Text) if "Cats were asked too" in one)
        text.parent.replace(text, nodes.Text(str(text).replace("Cats", "Nine cats")))

    build = read_already(tiny_paper, methods=edit)
    submission.build_submission(build, earlier=find_earlier(tiny_paper, str(bundle)))
    folder = bundled(tiny_paper) / "changes"
    assert {one.name for one in folder.iterdir()} == {
        "changes.csv", "manuscript-changes.docx", "manuscript-changes.pdf", "numbers-changed.docx",
        "reply-to-reviewers.docx",
    }  # fmt: skip
    rows = list(csv.DictReader(io.StringIO((folder / "changes.csv").read_text("utf-8"))))
    (now,) = [one["Now"] for one in rows if "cats" in one["Now"]]
    assert now.startswith("Nine cats were asked too")
    body = docx.Document(str(folder / "manuscript-changes.docx")).element.body
    inserted = " ".join(one.text or "" for mark in body.iter(qn("w:ins")) for one in mark.iter(qn("w:t")))
    assert "Nine cats" in inserted
    assert "Nine cats were asked too" in pdf_text(folder / "manuscript-changes.pdf")
    manifest = (bundled(tiny_paper) / "manifest.xml").read_text("utf-8")
    assert "changes/manuscript-changes.docx" in manifest


def test_the_same_data_give_the_same_bytes(bundle, tiny_paper, read_already):
    submission.build_submission(read_already(tiny_paper))
    again = bundled(tiny_paper)
    names = [line.split("  ")[1] for line in (bundle / "SHA256SUMS").read_text("utf-8").splitlines()]
    differing = [name for name in names if (bundle / name).read_bytes() != (again / name).read_bytes()]
    assert differing == []
    packed = [folder.with_name(f"{folder.name}.zip").read_bytes() for folder in (bundle, again)]
    assert packed[0] == packed[1]
