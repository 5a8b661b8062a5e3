"""Single values of records, in the ways in which databases write them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from livingreview.records.people import people
from livingreview.records.registers import registrations_in
from livingreview.records.values import clean, date_in, doi_in, doi_of, issns_in, language_of, pages_of, year_in


@pytest.mark.parametrize(
    ("written", "authors"),
    [
        (["Liu R.", "van der Cup D.G."], ("Liu, R.", "van der Cup, D.G.")),
        (["Liu R., Adler D.G."], ("Liu, R.", "Adler, D.G.")),
        (["Teapot R, Cup DG, van Saucer A."], ("Teapot, R", "Cup, DG", "van Saucer, A")),
        (["Smith, J., Doe, A."], ("Smith, J.", "Doe, A.")),
        (["Smith, John", "Doe, Jane"], ("Smith, John", "Doe, Jane")),
        (["Smith, John and Doe, Jane"], ("Smith, John", "Doe, Jane")),
        (["Alaa Teapot;;Ximena C. Cup"], ("Teapot, Alaa", "Cup, Ximena C.")),
        (["H. J. van de Kettle"], ("van de Kettle, H. J.",)),
        (["Kettle GR 3rd", "Smith JA Jr"], ("Kettle, GR 3rd", "Smith, JA Jr")),
        (["XU Ya-qiong", "Wenjie JIANG"], ("XU, Ya-qiong", "JIANG, Wenjie")),
        (["Walsdorf, Neill B. [Inventor, Reprint Author]"], ("Walsdorf, Neill B.",)),
        (["Kettle Study Group", "Tea and Cup Consortium"], ("Kettle Study Group", "Tea and Cup Consortium")),
        (["茶一;欧阳壶;"], ("茶, 一", "欧阳, 壶")),
        (["茶一,壶二,杯三"], ("茶, 一", "壶, 二", "杯, 三")),
        (["茶, 一", "欧阳, 壶二"], ("茶, 一", "欧阳, 壶二")),
        (["茶一[1,2];壶二[1]"], ("茶, 一", "壶, 二")),
        (["茶一 %A 壶二"], ("茶, 一", "壶, 二")),
        (["茶一1,2;壶二2"], ("茶, 一", "壶, 二")),
        (["茶田, 一郎", "壶木, 花子"], ("茶田, 一郎", "壶木, 花子")),
        (["茶田 一郎", "壶木 花子"], ("茶田, 一郎", "壶木, 花子")),
        (["中国茶壶 专业委员会"], ("中国茶壶专业委员会",)),
        (["Smith, John and others", "Doe J", "et al."], ("Smith, John", "Doe, J")),
        (["中国茶壶专业委员会"], ("中国茶壶专业委员会",)),
        ([";", " ", ""], ()),
    ],
)  # fmt: skip
def test_authors_are_family_and_given(written, authors):
    assert people(written) == authors
    assert people(authors) == authors


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2012 Aug 02", "2012-08-02"), ("2012 Jan-Feb", "2012-01"), ("2018//", "2018"), ("1997/02/01/", "1997-02-01"),
        ("January 7, 2011", "2011-01-07"), ("25 Aug 2004", "2004-08-25"), ("20190301", "2019-03-01"),
        ("2014-05", "2014-05"),
        ("23/04/2020", "2020-04-23"), ("2004年3月", "2004-03"), ("Spring 2012", "2012"), ("4-8 Aug. 2020", "2020-08"),
        ("Tea. 1288(3), Nov. 16, 2004.", "2004-11-16"), ("Tea. 12(3):1-9, 2020 Mar", "2020-03"),
        ("2012-13-45", "2012"), ("(2012)", "2012"), ("10 15", ""), ("In press", ""), ("20199", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_date_is_as_exact_as_it_is_written(written, date):
    assert date_in([written]) == date


def test_a_month_without_a_year_belongs_to_the_year_of_the_record():
    assert date_in(["Mar 1"], "2018") == "2018-03-01"
    assert date_in(["2011/05/12", "JUN"], "2018") == "2018-06"
    assert year_in(["", "n.d.", "published 2018"]) == "2018"


@pytest.mark.parametrize(
    ("written", "doi"),
    [
        ("http://dx.doi.org/10.99999/CPP.2398", "10.99999/cpp.2398"),
        ("doi: 10.99999/meg.0000000000000040.", "10.99999/meg.0000000000000040"),
        ("10.1002/(SICI)1-5(1999)2:2<5::AID-R>3.0.CO;2-W", "10.1002/(sici)1-5(1999)2:2<5::aid-r>3.0.co;2-w"),
        ("10.99999/ab; 10.99999/cd", "10.99999/ab"),
        ("(10.99999/ab)", "10.99999/ab"),
        ("none", ""),
    ],
)  # fmt: skip
def test_a_doi_stands_alone_in_its_field(written, doi):
    assert doi_of(written) == doi


@pytest.mark.parametrize(
    ("written", "doi"),
    [
        ("https://x.org/record.uri?eid=2-s2.0-1&doi=10.99999%2fj.x.2019.1&partnerID=40&md5=a2", "10.99999/j.x.2019.1"),
        ("http://sfx.org/u?sid=E&id=doi:10.99999%2F2303-9027.1&atitle=Tea", "10.99999/2303-9027.1"),
        ("J Tea. 2011 Jun;50(6):349-69. doi: 10.99999/115-0. Epub 2011.", "10.99999/115-0"),
        ("https://onlinelibrary.example.org/doi/10.99999/abc.123/full", "10.99999/abc.123"),
        ("https://www.cochranelibrary.com/central/doi/10.1002/central/CN-01906450/full", ""),
        ("version 10.2 of 2019/20", ""),
    ],
)  # fmt: skip
def test_a_doi_is_found_in_a_text_or_an_address(written, doi):
    assert doi_in(written) == doi


def test_numbers_of_trial_registers_have_one_spelling():
    text = (
        "NCT 01234567, (nct01234567) ISRCTN12345678 ChiCTR-TRC-12002345; 注册号chictr1900023456 EudraCT number "
        "2012-001234-56, EUCTR2012-001234-56-GB IRCT20100904003679N2 UMIN000012345 JPRN-UMIN000012345 jRCTs031180123 "
        "CTRI/2018/01/011234 ACTRN12613000123456 NTR1234 CTIS2022-500123-12-00 DRKS00011685 RBR-6t64d3"
    )
    assert registrations_in([text]) == (
        "NCT01234567", "ISRCTN12345678", "ChiCTR-TRC-12002345", "ChiCTR1900023456", "EUCTR2012-001234-56",
        "IRCT20100904003679N2", "UMIN000012345", "jRCTs031180123", "CTRI/2018/01/011234", "ACTRN12613000123456",
        "NTR1234", "CTIS2022-500123-12", "DRKS00011685", "RBR-6t64d3",
    )  # fmt: skip


@pytest.mark.parametrize(
    "text", ["FUNCT01234567", "NCT0123456", "NCT012345678", "XNCT01234567", "control 1234", "PER-CENT"]
)
def test_what_only_looks_like_a_registration_is_none(text):
    assert registrations_in([text]) == ()


@pytest.mark.parametrize(
    ("first", "last", "pages"),
    [
        ("12", "20", "12-20"), ("349-69", "", "349-69"), ("123‐130", "", "123-130"), ("pp. 1–7", "", "1-7"),
        ("No", "Specified", ""),
        ("No Pagination Specified", "", ""), ("e15", "", "e15"), ("12", "12", "12"), ("", "20", "20"),
        ("210+209", "", "210+209"),
        ("(pp 123-130)", "", "123-130"), ("1 - 10", "", "1-10"),
    ],
)  # fmt: skip
def test_pages_are_a_range_or_a_number(first, last, pages):
    assert pages_of(first, last) == pages


def test_issns_languages_and_markup():
    assert issns_in(["03069877 (ISSN)", "0894-9867, 0894-9867", "978-3-16-148410-0", "1941014x"]) == (
        "0306-9877", "0894-9867", "1941-014X",
    )  # fmt: skip
    assert [language_of(one) for one in ("English", "eng; chi", "Chinese", "中文", "Klingon", "")] == [
        "eng", "eng; chi", "chi", "chi", "Klingon", "",
    ]  # fmt: skip
    assert clean("P&lt;0.05, <i>x</i> <b>in</b> H<sub>2</sub>O; a < b > c &amp; d") == "P<0.05, x in H2O; a < b > c & d"
    assert clean("Abstract(#br)One(#br)two") == "One two"
    assert clean("中文\n第二行\nand English\n中文") == "中文第二行 and English 中文"


@given(st.text(max_size=60))
@settings(max_examples=150, deadline=None)
def test_no_text_breaks_a_value(text):
    assert "\n" not in clean(text)
    assert clean(clean(text)) == clean(text) or "&" in text or "<" in text
    for value in (
        doi_of(text),
        doi_in(text),
        pages_of(text),
        date_in([text]),
        *people([text]),
        *registrations_in([text]),
    ):
        assert isinstance(value, str)
