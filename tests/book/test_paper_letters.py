"""Letters, signs and addresses on the pages that Typst sets."""

from datetime import date

import panflute as pf
import pytest
from pypdf import PdfReader

from livingreview.publish.manuscript import pdf
from livingreview.publish.manuscript.assemble import Paper
from livingreview.publish.manuscript.convert import _words
from livingreview.publish.manuscript.pandoc import run_pandoc
from livingreview.publish.manuscript.words import text_of

NO_BREAK = "\u00a0"
PAPER = Paper(name="x", title="x", front=[], abstract=[], body=[], items={})


def faces(tmp_path, text):
    """The fonts of a page besides that of its number, and its text."""
    pdf.write_pdf(pdf.About("Tea", date(2020, 2, 29)), text, tmp_path / "x.pdf", tmp_path)
    page = PdfReader(tmp_path / "x.pdf").pages[0]
    names = {str(one.get_object()["/BaseFont"]).partition("+")[2] for one in page["/Resources"]["/Font"].values()}
    return names, page.extract_text()


@pytest.mark.pdf
def test_signs_of_certainty_are_of_one_font(tmp_path):
    names, text = faces(tmp_path, "Low ⊕⊕◯◯ and *low ⊕⊕◯◯*")
    assert {name.partition("-")[0] for name in names} == {"LibertinusSerif", "NewCMMath"}
    assert text.count("⊕⊕◯◯") == 2


@pytest.mark.pdf
def test_korean_chinese_and_cyrillic_names_stand_in_one_line(tmp_path):
    names, text = faces(tmp_path, "김민준, 王晓明, *박서연*, Олександр")
    assert any("NanumSquare" in name for name in names)
    assert "김민준, 王晓明, 박서연, Олександр" in text


def test_an_address_is_broken_behind_its_signs_and_a_short_part_stays_whole():
    made = [one.text for one in pdf._pieces("10.1182/blood-2008-07-162503", "{}", pdf.LONGEST_PART, pdf.SHORTEST_PART)]
    assert [one.strip('"') for one in made if "#h" not in one] == ["10.1182/", "blood-2008-07-162503"]


def test_a_part_without_signs_that_fits_no_line_is_broken():
    made = [one for one in pdf._pieces("https://example.org/" + "x" * 100, "{}", pdf.LONGEST_PART) if "#h" in one.text]
    assert len(made) > 4


def test_a_number_and_its_power_of_ten_remain_in_one_line():
    for text in ("mean 96 ×10⁹/L with tea", "mean 96 × 10⁹/L with tea"):
        assert [one.text for one in _words(text) if isinstance(one, pf.Str)] == [
            "mean", f"96{NO_BREAK}×{NO_BREAK}10⁹/L", "with", "tea"
        ]  # fmt: skip
    assert [one.text for one in _words("2 × 4") if isinstance(one, pf.Str)] == ["2", "×", "4"]


def test_spaces_that_do_not_break_are_no_difference_between_versions():
    assert text_of(pf.Para(*_words("96 × 10⁹/L"))) == text_of(pf.Para(pf.Str("96"), pf.Space(), pf.Str("× 10⁹/L")))


@pytest.mark.pdf
def test_an_address_gets_no_hyphen_and_its_paragraph_is_not_stretched(tmp_path):
    address = "someone@institutionswithlongernames.universityhospitals.example.org"
    paragraph = pf.Para(*_words("Correspondence: Zoë Ángela Müller-Ångström of the house of tea, " + address))
    plain = pf.Para(*_words("Correspondence by letter to the house of tea and herbs"))
    blocks = pdf.source([paragraph, plain], PAPER, tmp_path)
    assert [one.text for one in blocks if isinstance(one, pf.RawBlock)] == ["#ragged[", "]"]
    pdf.write_pdf(pdf.About("Tea", date(2020, 2, 29)), run_pandoc(pf.Doc(*blocks), pdf.FORMAT, "--wrap=none"),
                  tmp_path / "x.pdf", tmp_path)  # fmt: skip
    assert address in PdfReader(tmp_path / "x.pdf").pages[0].extract_text().replace("\n", "")


def test_a_name_in_chinese_is_not_stretched(tmp_path):
    blocks = pdf.source([pf.Para(*_words("Interests. 王晓明: none."))], PAPER, tmp_path)
    assert [one.text for one in blocks if isinstance(one, pf.RawBlock)] == ["#ragged[", "]"]
