"""Text from the data comes out of the article as it went in: in Word, in JATS and on paper."""

import re
import subprocess
import unicodedata
from pathlib import Path

import docx
import panflute as pf
import pytest
from docutils import nodes
from docx.oxml.ns import qn
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from lxml import etree
from pypdf import PdfReader

from helpers import change, hostile_texts
from livingreview import fonts, load
from livingreview.publish.manuscript import assemble, engine, write
from livingreview.publish.manuscript.assemble import Manuscript, Paper
from livingreview.publish.manuscript.convert import Converter
from livingreview.publish.manuscript.items import Numbers
from livingreview.publish.manuscript.journals import NO_JOURNAL, Counts
from livingreview.publish.manuscript.write import Look
from livingreview.render.myst import list_table, literal
from livingreview.render.table import plain

from .conftest import copy_of_review
from .reading import one_line, tree

pytestmark = [pytest.mark.slow, pytest.mark.pdf]

COUNT = 150
NO_COUNTS = Counts(0, 0, 0, 0, 0, 0, 0, 0)
SIGNS = st.text(st.sampled_from("--''``\"<>-.,?!_^~\\ $%#&{}[]|@:/=*+ab1"), min_size=1)
ANY = st.text(st.characters(categories=("L", "M", "N", "P", "S", "Zs")), min_size=1)


def leftwards(sign: str) -> bool:
    """Whether it is a letter or number of a script from right to left: what reads a PDF turns these."""
    return unicodedata.bidirectional(sign) in ("R", "AL", "AN")


FILES = (fonts.first_files()[0], *fonts.FALLBACKS)
DRAWN = [sign for sign in map(chr, sorted(frozenset().union(*map(fonts.characters, FILES))))
         if sign.isprintable() and not fonts.missing(sign) and not leftwards(sign)]  # fmt: skip
ON_PAPER = st.text(st.sampled_from(DRAWN), min_size=1).filter(lambda text: not fonts.missing(text))


def many(texts: st.SearchStrategy[str]) -> st.SearchStrategy[list[str]]:
    one = st.one_of(SIGNS, texts).map(one_line).filter(bool)
    return st.lists(one, min_size=COUNT, max_size=COUNT, unique=True).map(lambda made: [*hostile_texts(), *made])


few = settings(max_examples=2, phases=[Phase.generate], deadline=None, database=None)


@pytest.fixture(scope="module")
def review(tmp_path_factory):
    return load(copy_of_review(tmp_path_factory.mktemp("article") / "tiny"))


def places(number: int, text: str) -> tuple[str, ...]:
    """What a list, a heading, a block to copy, a cell and a caption print."""
    return tuple(f"{text} {place}{number}." for place in ("item", "heading", "block", "cell", "caption"))


def article(review, texts: list[str]) -> Manuscript:
    """An article that has the texts in all these places, each made as pages make them."""
    parts = ["# Chapter"]
    for number, text in enumerate(texts):
        item, heading, block, cell, caption = places(number, text)
        parts += [f"- {plain(item)}", f"## {plain(heading)}", literal(block)]
        parts.append(
            list_table(["Head"], [[plain(cell)]], [1], plain(caption), f":name: tbl-{number}\n")
            if number % 10 == 0  # a table takes much room
            else list_table(["Head"], [[plain(cell)], [plain(caption)]], [1])
        )
    document = tree("\n\n".join(parts))
    for message in list(document.findall(nodes.system_message)):  # two headings may be alike
        message.parent.remove(message)
    numbers = Numbers()
    blocks = Converter("chapters/texts.md", numbers, review.root).part(document.children[1:])
    items = {numbers.numbers[name]: item for name, item in numbers.items.items()}
    made = assemble._items(items, "")
    title = pf.Header(pf.Str("Texts"), level=1)
    paper = Paper("manuscript", review.config.title, [], [], [title, *blocks, *made], items)
    return Manuscript(review, paper, paper, NO_JOURNAL, NO_COUNTS)


def lost(texts: list[str], printed: set[str]) -> list[str]:
    """What is not printed as it should be; `printed` holds whole paragraphs, without the number of a caption."""
    every = [place for number, text in enumerate(texts) for place in places(number, text)]
    assert len(every) > 5 * COUNT
    return [place for place in every if place not in printed]


def without_number(paragraph: str) -> str:
    return re.sub(r"^Table\u00a0S\d+\. ", "", one_line(paragraph))


@given(many(ANY))
@few
def test_any_text_is_in_word_as_it_is(review, tmp_path_factory, texts):
    folder = tmp_path_factory.mktemp("word")
    made = article(review, texts)
    write.write_word(made, made.article, folder, Look())
    body = docx.Document(str(folder / "manuscript.docx")).element.body
    printed = {without_number("".join(t.text or "" for t in p.iter(qn("w:t")))) for p in body.iter(qn("w:p"))}
    assert lost(texts, printed) == []


@given(many(ANY))
@few
def test_any_text_is_in_jats_as_it_is(review, tmp_path_factory, texts):
    file = tmp_path_factory.mktemp("jats") / "manuscript.xml"
    write.write_jats(article(review, texts), file)
    printed = {without_number("".join(element.itertext())) for element in etree.parse(str(file)).iter("*")}
    assert lost(texts, printed) == []


def squeezed(text: str) -> str:
    """Without white space, and each character as the one that has the same glyph: ligatures are their letters."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def single(text: str) -> str:
    """Squeezed, and repeated characters once: a letter that a font sets from two glyphs is extracted twice."""
    return re.sub(r"(.)\1+", r"\1", squeezed(text))


def text_of(file: Path) -> str:
    """Text of a PDF without the numbers of its pages; pdftotext would take ^ beside | for an accent of it."""
    return " ".join(re.sub(r"\d+\s*$", "", page.extract_text()) for page in PdfReader(file).pages)


@given(many(ON_PAPER))
@few
def test_any_text_that_the_check_lets_pass_is_on_paper_as_it_is(review, tmp_path_factory, texts):
    folder = tmp_path_factory.mktemp("paper")
    made = article(review, texts)
    write.write_pdf(made, made.article, folder, Look())
    printed = single(text_of(folder / "manuscript.pdf"))
    every = [place for number, text in enumerate(texts) for place in places(number, text)]
    assert [place for place in every if single(place) not in printed] == []


HEBREW, ARABIC = "תה לשיהוקים (2020) של 12", "شاي عند حدوث فواق"


def test_scripts_from_right_to_left_are_set_from_right_to_left_and_joined(review, tmp_path):
    made = article(review, [f"Tea {HEBREW} and {ARABIC} tea"])
    write.write_pdf(made, made.article, tmp_path, Look())
    command = ["pdftotext", "-bbox", tmp_path / "manuscript.pdf", "-"]  # words and letters as they lie on the page
    page = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    lying = " ".join(re.findall("<word .*>(.*)</word>", page))
    assert bare(lying).count(bare(f"Tea {turned(HEBREW)} and {turned(ARABIC)} tea")) == 5


def test_letters_that_join_are_joined(review, tmp_path):
    together = "عند"
    made = article(review, [together, *together])
    write.write_pdf(made, made.article, tmp_path, Look())
    wide = {"".join(sorted(one.text)): one.right - one.left for one in engine.words(tmp_path / "manuscript.pdf")}
    assert wide["".join(sorted(together))] < 0.9 * sum(wide[letter] for letter in together)


def bare(text: str) -> str:
    """Letters and numbers alone: brackets are of another font than Hebrew, and so words of their own."""
    return re.sub(r"[\s()]", "", unicodedata.normalize("NFKC", text))


def turned(text: str) -> str:
    """The words from right to left; numbers remain."""
    words = [word if word.strip("()").isdigit() else word[::-1] for word in text.split()]
    return " ".join(reversed(words))


DOI = "10.1002/(SICI)1097#50%c?d&e=f::AID-AR4<g>h|i_j"
ADDRESS = "https://doi.org/10.1002/(SICI)1097%2350%25c%3Fd&e=f::AID-AR4%3Cg%3Eh%7Ci_j"


def test_the_link_to_a_doi_leads_there_in_every_format(tmp_path):
    root = copy_of_review(tmp_path / "tiny")
    change(root / "references.bib", "{10.1234/tea.1}", f"{{{DOI}}}")
    cited = pf.Cite(pf.Str("x"), citations=[pf.Citation("adams2001", mode="NormalCitation")])
    paper = Paper("manuscript", "Tea", [], [], [pf.Para(cited), pf.Div(identifier="refs")], {})
    made = Manuscript(load(root), paper, paper, NO_JOURNAL, NO_COUNTS)
    write.write_word(made, paper, tmp_path, Look())
    write.write_pdf(made, paper, tmp_path, Look())
    write.write_jats(made, tmp_path / "manuscript.xml")
    document = docx.Document(str(tmp_path / "manuscript.docx"))
    assert [one.target_ref for one in document.part.rels.values() if one.is_external] == [ADDRESS]
    (identifier,) = etree.parse(str(tmp_path / "manuscript.xml")).iter("pub-id")
    assert (identifier.get("pub-id-type"), identifier.text) == ("doi", DOI)
    pages = PdfReader(tmp_path / "manuscript.pdf").pages
    marks = [mark.get_object() for page in pages for mark in page.get("/Annots", [])]
    assert {mark["/A"]["/URI"] for mark in marks if "/URI" in mark.get("/A", {})} == {ADDRESS}
    for printed in ("".join(page.extract_text() for page in pages), document.paragraphs[-1].text):
        assert squeezed(DOI) in squeezed(printed)
