"""Bundles of a signed review: names are printed, nothing says that they are missing, and blinded files hide them."""

import json
import re
import shutil
import warnings
import zipfile
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from lxml import etree
from pypdf import PdfReader

from livingreview import load
from livingreview.book import open_book
from livingreview.contributing.limits import counts
from livingreview.publish.building import building, write_inputs
from livingreview.publish.manuscript import submission
from livingreview.publish.manuscript.blinding import WITHHELD
from livingreview.publish.manuscript.journals import read_journal
from livingreview.publish.manuscript.write import Look
from livingreview.render.uses import Use
from livingreview.subjects.results import Results

from .conftest import copy_of_review
from .read_once import ReadAlready
from .signing import NAMES, TELLING, found, sign, squeezed

pytestmark = [pytest.mark.slow, pytest.mark.pdf]

APART = "not-for-reviewers/"
# What was true before somebody signed, and texts that wait to be filled in.
FALSE = [
    "nobody has signed", "Nobody has signed", "No authors", "no authors", "have signed", "no funding is declared",
    "To be declared", "DRAFT",
]  # fmt: skip


@pytest.fixture(scope="module")
def signed_review(tmp_path_factory) -> Path:
    """The tiny review, signed; `once` holds its chapters as read."""
    root = copy_of_review(tmp_path_factory.mktemp("signed") / "tiny")
    sign(root)
    with warnings.catch_warnings(action="ignore"), building(root, Use.PAPER) as build:
        shutil.copytree(build.doctrees(""), root / "once")
    return root


def bundle(review: Path, folder: Path, journal: str, **look: bool) -> Path:
    root = copy_of_review(folder / "tiny")
    sign(root)
    book = open_book(root)
    write_inputs(book.review)
    asked = Look(journal=read_journal(root, journal), journal_name=journal, **look)
    submission.build_submission(ReadAlready(book, True, review, {}), asked)
    return next(one for one in (root / submission.FOLDER).iterdir() if one.is_dir())


@pytest.fixture(scope="module")
def signed(signed_review, tmp_path_factory) -> Path:
    return bundle(signed_review, tmp_path_factory.mktemp("plain"), "plain")


@pytest.fixture(scope="module")
def blinded(signed_review, tmp_path_factory) -> Path:
    return bundle(signed_review, tmp_path_factory.mktemp("blind"), "blind", tiff=True)


def test_no_file_says_that_nobody_has_signed(signed, blinded):
    for folder in (signed, blinded):
        assert folder.name.endswith("-final")
        said = found(folder, FALSE)
        assert {(where, text) for where, text in said if "source.zip/" not in where} == set()
        assert json.loads((folder / "manifest.json").read_text("utf-8"))["placeholders"] == []
    table = docx.Document(str(signed / "checklists" / "prisma-2020.docx")).tables[0]
    answers = {row.cells[0].text: [cell.text for cell in row.cells[3:]] for row in table.rows}
    assert answers["26"] == ["yes", "p. 1 (Declarations)"]


@pytest.mark.parametrize("name", ["title-page.pdf", "title-page.docx", "manuscript.xml", "forms/contributions.docx"])
def test_every_name_is_printed_in_every_script(signed, blinded, name):
    for folder in (signed, blinded / APART):
        hits = {text for where, text in found(folder, NAMES) if where.startswith(name)}
        printed = set(NAMES) if not name.endswith(".xml") else {NAMES[-1]}  # JATS has parts of names apart
        assert hits >= printed
    title_page = docx.Document(str(signed / "title-page.docx"))
    reached = next(one.text for one in title_page.paragraphs if "Correspondence" in one.text)
    assert "zoe@kraeuter.example.org" in reached and "sean@kraeuter.example.org" in reached


def test_jats_of_a_journal_names_it_and_the_roles_of_authors(signed):
    root = etree.parse(str(signed / "manuscript.xml")).getroot()
    journal = root.find("front/journal-meta")
    assert [one.tag for one in journal] == ["journal-id", "journal-title-group", "issn", "publisher"]
    assert journal.findtext("journal-id[@journal-id-type='nlm-ta']") == "J Tea"
    assert journal.findtext("issn[@publication-format='electronic']") == "0378-5955"
    assert journal.findtext("publisher/publisher-name") == "Tea Press"
    surnames = [one.text for one in root.iterfind(".//contrib/name/surname")]
    assert surnames == ["Müller-Ångström", "王", "Ковальчук", "Gimlett", "O'Néill", "김"]
    first = root.findall(".//contrib")[0].findall("role")
    assert [one.get("vocab-term-identifier") for one in first] == [
        "https://credit.niso.org/contributor-roles/conceptualization/",
        "https://credit.niso.org/contributor-roles/writing-original-draft/",
    ]
    own = root.findall(".//contrib")[4].find("role")
    assert (own.text, own.get("vocab")) == ("Brewing", None)
    assert len(root.findall(".//author-notes/corresp")) == 2


def test_reviewers_cannot_read_who_wrote_a_blinded_article(blinded):
    assert found(blinded, TELLING, leave_out=APART) == set()
    packed = blinded.with_name(f"{blinded.name}.zip")
    inside = {one for one in TELLING for where, text in found(packed.parent, [one]) if APART not in where}
    assert inside == set()
    assert (blinded / "figures" / "figure-1.tif").is_file()  # searched as well


def test_what_names_authors_is_there_for_the_editor(blinded):
    files = {one.relative_to(blinded).as_posix() for one in blinded.rglob("*") if one.is_file()}
    apart = {one.removeprefix(APART) for one in files if one.startswith(APART)}
    assert apart == {
        "title-page.pdf", "title-page.docx", "manuscript.xml", "source.zip", "forms/cover-letter.docx",
        "forms/contributions.docx", "forms/disclosures.docx", "forms/statements.docx",
    }  # fmt: skip
    graphic = etree.parse(str(blinded / APART / "manuscript.xml")).find(".//fig//graphic")
    href = graphic.get("{http://www.w3.org/1999/xlink}href")
    assert (blinded / APART / href).is_file()
    assert f"Blinded: {APART} names the authors" in (blinded / "README.txt").read_text("utf-8")
    items = etree.parse(str(blinded / "manifest.xml")).getroot()
    instances = items.iter("{https://manuscriptexchange.org/schema/manifest}instance")
    kinds = {one.get("{http://www.w3.org/1999/xlink}href"): one.getparent().get("item-type") for one in instances}
    assert kinds[f"{APART}manuscript.xml"] == "article-metadata"
    assert kinds["transfer.xml"] == "transfer-metadata"


def test_what_authors_declare_is_withheld_where_reviewers_read_it(signed, blinded):
    named = [one.text for one in docx.Document(str(signed / "highlights.docx")).paragraphs]
    hidden = [one.text for one in docx.Document(str(blinded / "highlights.docx")).paragraphs]
    assert any("Kettle Foundation" in one for one in named)
    assert any(WITHHELD in one for one in hidden)


def test_the_length_counted_from_chapters_is_that_of_the_article(signed_review, signed):
    review = load(signed_review)
    page = docx.Document(str(signed / "title-page.docx"))
    stated = next(one.text for one in page.paragraphs if one.text.startswith("Length")).removeprefix("Length. ")
    counted = counts(review, Results(review))
    text = int(re.search(r"text (\d+) words", stated)[1])
    assert stated == replace(counted, text=text).sentence()
    assert 0 < counted.text < text  # its cells print sentences


def test_highlights_are_a_file_and_references_are_there_for_every_manager(signed):
    points = [one.text for one in docx.Document(str(signed / "highlights.docx")).paragraphs]
    assert "Tea was asked about." in points
    ris = (signed / "references" / "manuscript.ris").read_text("utf-8")
    cited = json.loads((signed / "references" / "manuscript.json").read_text("utf-8"))
    assert [line[6:] for line in ris.splitlines() if line.startswith("ID  - ")] == [one["id"] for one in cited]


# Fields of Zotero


def fields(file: Path) -> list[tuple[str, str]]:
    """Instruction and shown text of every field of the document, in order; raises where the parts are out of order."""
    made: list[tuple[str, str]] = []
    code = text = state = ""
    for one in docx.Document(str(file)).element.body.iter(qn("w:fldChar"), qn("w:instrText"), qn("w:t")):
        if one.tag == qn("w:fldChar"):
            kind = one.get(qn("w:fldCharType"))
            assert (state, kind) in {("", "begin"), ("begin", "separate"), ("separate", "end")}
            if kind == "end":
                made.append((code, text))
                code = text = ""
            state = "" if kind == "end" else kind
        elif one.tag == qn("w:instrText"):
            assert state == "begin"
            code += one.text
        elif state == "separate":
            text += one.text or ""
    assert state == ""
    return made


def test_citations_are_fields_that_zotero_reads(signed):
    records = {one["id"]: one for one in json.loads((signed / "references" / "references.json").read_text("utf-8"))}
    start = " ADDIN ZOTERO_ITEM CSL_CITATION "
    cited, identifiers = [], []
    for code, shown in fields(signed / "manuscript.docx"):
        if not code.startswith(start):
            continue
        citation = json.loads(code.removeprefix(start))
        assert citation["properties"]["plainCitation"] == shown
        assert citation["schema"].endswith("csl-citation.json")
        identifiers.append(citation["citationID"])
        for item in citation["citationItems"]:
            assert item["itemData"] == records[item["id"]]
            assert all(one.startswith("http://zotero.org/") for one in item["uris"])
        cited.append([item["id"] for item in citation["citationItems"]])
    assert ["brown2002", "adams2001"] in cited
    assert {key for keys in cited for key in keys} == {"adams2001", "brown2002", "pmid3"}
    assert len(identifiers) == len(set(identifiers))


def test_the_references_are_one_field_and_the_document_names_their_style(signed):
    found_fields = [shown for code, shown in fields(signed / "manuscript.docx") if "ADDIN ZOTERO_BIBL" in code]
    assert len(found_fields) == 1
    assert all(one in found_fields[0] for one in ("Tea & hiccups", "More tea", "Tea in cats"))
    with zipfile.ZipFile(signed / "manuscript.docx") as packed:
        root = etree.fromstring(packed.read("docProps/custom.xml"))
    parts = {one.get("name"): "".join(one.itertext()) for one in root}
    assert all(len(text) <= 255 for text in parts.values())
    stored = etree.fromstring("".join(parts[f"ZOTERO_PREF_{i}"] for i in range(1, len(parts) + 1)))
    assert stored.find("style").get("id") == "http://www.zotero.org/styles/nlm-citation-sequence"
    with zipfile.ZipFile(signed / "title-page.docx") as packed:  # nothing is cited there
        assert b"ZOTERO" not in packed.read("docProps/custom.xml")


# Transfer between systems


@pytest.mark.parametrize("name", ["manifest", "transfer"])
def test_files_for_the_exchange_of_manuscripts_are_valid(signed, blinded, name):
    kind = etree.DTD(str(Path(__file__).parent / "meca" / f"{name}-1.0.dtd"))
    for folder in (signed, blinded):
        tree = etree.parse(str(folder / f"{name}.xml"))
        assert kind.validate(tree), kind.error_log
        assert tree.docinfo.public_id == f"-//MECA//DTD {name.title()} v1.0//en"


def test_the_transfer_names_source_and_destination(signed, blinded):
    space = {"t": "https://manuscriptexchange.org/schema/transfer"}
    root = etree.parse(str(signed / "transfer.xml")).getroot()
    assert root.findtext("t:transfer-source/t:publication/t:publication-title", None, space).startswith("Tea for hic")
    assert root.findtext("t:transfer-source//t:email", None, space) == "zoe@kraeuter.example.org"
    assert root.findtext("t:destination/t:publication/t:acronym", None, space) == "J Tea"
    hidden = etree.parse(str(blinded / "transfer.xml")).getroot()
    assert hidden.find("t:transfer-source//t:contact", space) is None


def test_metadata_of_a_blinded_pdf_name_nobody(signed, blinded):
    assert squeezed(NAMES[0]) in squeezed(str(PdfReader(signed / "manuscript.pdf").metadata))
    for file in blinded.glob("*.pdf"):
        assert "/Author" not in (PdfReader(file).metadata or {}), file


def test_forms_name_the_journal_and_give_each_author_a_page_to_sign(signed):
    letter = [one.text for one in docx.Document(str(signed / "forms" / "cover-letter.docx")).paragraphs]
    assert "To the editor of Journal of Tea" in letter
    form = docx.Document(str(signed / "forms" / "disclosures.docx"))
    breaks = [one for one in form.element.body.iter(qn("w:br")) if one.get(qn("w:type")) == "page"]
    assert len(breaks) == len(NAMES) - 1


def test_lines_of_header_and_footer_of_word_are_not_numbered(signed):
    section = docx.Document(str(signed / "manuscript.docx")).sections[0]
    for paragraph in (*section.header.paragraphs, *section.footer.paragraphs):
        kinds = [one.tag for one in paragraph._p.pPr]
        assert qn("w:suppressLineNumbers") in kinds
        assert qn("w:jc") not in kinds or kinds.index(qn("w:suppressLineNumbers")) < kinds.index(qn("w:jc"))
