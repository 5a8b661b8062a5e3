"""Files as they come: other encodings and line ends, cut off, joined, with fields nobody knows, or no export at all."""

import csv
import io
import re
import zipfile

import pytest
from exports import (
    BIBTEX,
    BRACKETS,
    CENTRAL_RIS,
    CLINICALTRIALS_CSV,
    COCHRANE,
    E_STUDY,
    EMBASE_BY_RECORD,
    EMBASE_RIS,
    ENDNOTE_XML,
    ICTRP_XML,
    NBIB,
    NOTE_EXPRESS,
    OVID_TAGGED,
    PLAIN_CSV,
    PUBMED_CSV,
    REFER,
    REFWORKS,
    REFWORKS_ENGLISH,
    SAMPLES,
    SCOPUS_CSV,
    WOS_PLAIN,
    WOS_TABLE,
)  # fmt: skip

from livingreview.records import read_records
from livingreview.store import DataError

ENDS = {"crlf": "\r\n", "cr": "\r"}
ENCODINGS = ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"]
# Words of the samples that a record has in another form (languages, months), or that are names of fields.
OTHERWISE = set(
    """
    english specified jun jan feb mar aug nov record provider john wiley sons ltd content text plain charset utf
    clarivate analytics web science electronic linking lid fau http https org www ncbi nlm nih gov pubmed term
    reference isbn pubtime summary period srcdatabase link xml version encoding records name enl path app
    endnote number foreign keys ref contributors style face normal italic periodical full dates pub accession
    num urls related trials downloaded from ictrp trial trialid scientific acronym register address
    registration3 month comment book publication pmcid nihms names start end count index original document
    abstract and available cochrane review url others articletype digitalobjectidentifier documenttype documenturl
    pubdate pubtitle startpage storeid subjectterms doctype mar2019 plink subjects external info item note
    editors emtree medical terms pui brief conditions first posted about data exported 2020 criteria mesh
    pubyear pagination lens published issns authorships display primary location biblio last ids openalex titel
    author issue volume date september articleurl endpage decision condition applied biblatex jabref meta
    databasetype journaltitle subtitle
    """.split()
)


def read(text: str | bytes, name: str = "a file"):
    return read_records(text if isinstance(text, bytes) else text.encode(), "x", name)


def refused(text: str | bytes) -> str:
    with pytest.raises(DataError) as caught:
        read(text)
    (problem,) = caught.value.problems
    assert problem.file == "a file"
    return str(problem)


@pytest.mark.parametrize(("name", "text"), [sample[:2] for sample in SAMPLES], ids=[sample[0] for sample in SAMPLES])
class TestEachFormat:
    @pytest.mark.parametrize("encoding", ENCODINGS)
    def test_an_encoding_changes_no_record(self, name, text, encoding):
        if encoding == "gb18030" and not re.search(r"[\u4e00-\u9fff]", text):
            text = text.encode("ascii", "ignore").decode()  # nobody writes Western signs in it
        assert read(text.encode(encoding)).references == read(text).references

    @pytest.mark.parametrize("end", ENDS)
    def test_line_ends_change_no_record(self, name, text, end):
        assert read(text.replace("\n", ENDS[end])).references == read(text).references

    def test_the_end_of_the_last_line_may_be_missing(self, name, text):
        assert read(text.rstrip("\n")).references == read(text).references

    def test_null_characters_are_left_out(self, name, text):
        words = text.replace("kettles", "ket\0tles").replace("茶壶", "茶\0壶")
        assert read(words).references == read(text).references

    def test_no_word_is_lost(self, name, text):
        found = read(text)
        kept = " ".join([one.to_json() for one in found.references] + list(found.notes)).lower()
        kept += " " + re.sub(r"[\W_]", "", kept)
        values = re.sub(r"^\{[^}]*\}|^【[^】]*】|^\w+-[^\s:：]+:|^[A-Z]\w(?=[^\x00-\x7f])", "", text, flags=re.M)
        words = {word.lower() for word in re.findall(r"[^\W_]{3,}", values)}
        assert {word for word in words if word not in kept} - OTHERWISE <= {"20190528", "20180301"}

    def test_reading_twice_gives_the_same_keys(self, name, text):
        keys = [one.key for one in read(text).references]
        assert keys == [one.key for one in read(text).references]
        assert len(set(keys)) == len(keys)
        assert not any(re.search(r"\s", key) for key in keys)


UNKNOWN = [
    (EMBASE_RIS, "ER  -", "Z9  - tomorrow\nER  -", "Z9"),
    (WOS_PLAIN, "UT WOS", "Z1 tomorrow\nUT WOS", "Z1"),
    (NBIB, "OWN - NLM", "ZZZZ- tomorrow\nOWN - NLM", "ZZZZ"),
    (OVID_TAGGED, "YR  - 2018", "Z1  - tomorrow\nYR  - 2018", "Z1"),
    (NOTE_EXPRESS, "{Language}: chi", "{Tomorrow}: tomorrow\n{Language}: chi", "Tomorrow"),
    (REFER, "%W CNKI\n\n", "%6 tomorrow\n%W CNKI\n\n", "6"),
    (REFWORKS, "SN 2226", "U5 tomorrow\nSN 2226", "U5"),
    (E_STUDY, "Period-期: 07", "Other-其他: tomorrow\nPeriod-期: 07", "Other-其他"),
    (BRACKETS, "【关键词】", "【其他】tomorrow\n【关键词】", "其他"),
    (COCHRANE, "PM: PUBMED", "ZZ: tomorrow\nPM: PUBMED", "ZZ"),
    (ENDNOTE_XML, "<volume>", "<other><style>tomorrow</style></other><volume>", "other"),
    (ICTRP_XML, "<Condition>", "<Other>tomorrow</Other><Condition>", "Other"),
    (BIBTEX, "volume = {5}", "other = {tomorrow}, volume = {5}", "other"),
]


@pytest.mark.parametrize(("text", "old", "new", "tag"), UNKNOWN, ids=[unknown[3] for unknown in UNKNOWN])
def test_a_tag_that_nobody_knows_is_kept(text, old, new, tag):
    assert old in text
    found = read(text.replace(old, new, 1))
    assert found.references[0].extra[tag] == ("tomorrow",)
    assert len(found.references) == len(read(text).references)


def test_a_column_that_nobody_knows_is_kept():
    text = PUBMED_CSV.replace("DOI\n", "DOI,Tomorrow\n").replace("kettle.26\n", "kettle.26,tomorrow\n")
    assert read(text).references[0].extra["Tomorrow"] == ("tomorrow",)


@pytest.mark.parametrize("text", [EMBASE_BY_RECORD, PUBMED_CSV], ids=["a line a field", "a line a record"])
def test_a_long_cell_is_read_and_is_no_rule_for_other_tables(text):
    before, title = csv.field_size_limit(), "Tea in kettles " + "and kettles " * 20_000
    assert read(text.replace("Tea in kettles", title)).references[0].title.startswith(title.strip())
    assert csv.field_size_limit() == before


def test_repeated_tags_are_all_kept():
    record = "TY  - JOUR\nTI  - One\nTI  - Two\nPY  - 2001\nN1  - a\nN1  - b\nAB  - c\nAB  - d\nER  - \n"
    (one,) = read(record).references
    assert one.title == "One"
    assert one.extra["TI"] == ("Two",)
    assert one.extra["N1"] == ("a", "b")
    assert one.abstract == "c d"


def test_records_without_an_end_are_read_apart_and_said():
    found = read(EMBASE_RIS.replace("ER  -\n", ""))
    assert [one.identifier for one in found.references] == ["L900000001", "L900000002"]
    assert any("2 of 2 records have no end" in note for note in found.notes)


def test_a_record_without_a_title_is_kept_and_said():
    found = read("TY  - JOUR\nAU  - Teapot, R\nPY  - 2001\nER  - \n\nTY  - JOUR\nAU  - Cup, D\nPY  - 2001\nER  - \n")
    assert len(found.distinct) == 2
    assert any("2 records have no title" in note for note in found.notes)


def test_a_record_without_the_line_that_begins_it_stops_the_reading():
    message = refused(EMBASE_RIS.replace("\nTY  - JOUR\nT1  - Second", "\nT1  - Second"))
    assert re.search(r"a file:\d+ a record begins without TY", message)


def test_two_files_joined_with_their_marks_are_both_read():
    mark = "\ufeff"
    assert len(read(mark + EMBASE_RIS + mark + CENTRAL_RIS).references) == 3
    first, second = ("{Reference Type}: Journal Article\n{Title}: " + title + "\n" for title in ("a b", "c d"))
    assert len(read(mark + first + mark + second).references) == 2


@pytest.mark.parametrize("text", [CENTRAL_RIS, COCHRANE])
def test_a_file_that_says_how_many_records_it_has_must_have_them(text):
    said = re.sub(r"(Record #\d+ of) \d", r"\1 25", text)
    assert "says that it holds 25 records" in refused(said)


def test_lines_around_records_are_kept_or_said():
    text = (
        "Some words\nTY  - JOUR\nTI  - One\nER  - \nNL  - J One\nA line between\n\n2.\nTY  - JOUR\nTI  - Two\nER  - \n"
    )
    found = read(text)
    assert any("line 1: Some words" in note for note in found.notes)
    assert found.references[0].extra["NL"] == ("J One",)
    assert found.references[0].extra["outside the record"] == ("A line between",)


@pytest.mark.parametrize("year", ["10 15", "In press", "", "n.d.", "31", "20199"])
def test_a_faulty_year_is_none_and_is_kept(year):
    (one,) = read(f"TY  - JOUR\nTI  - One\nPY  - {year}\nER  - \n").references
    assert (one.year, one.date) == ("", "")
    assert one.extra.get("PY", ("",)) == (year,)


@pytest.mark.parametrize("year", ["2012//", "(2012)", "2012/05/11/", "c2012", "2012 Aug 2", "May 2012"])
def test_a_year_is_found_in_what_stands_around_it(year):
    (one,) = read(f"TY  - JOUR\nTI  - One\nPY  - {year}\nER  - \n").references
    assert one.year == "2012"
    assert one.date.startswith("2012")


def test_single_blanks_and_missing_ones_in_tags_are_read():
    (one,) = read("TY - JOUR\nTI - One - two\nAU - Teapot, R\nER -\n").references
    assert (one.title, one.authors) == ("One - two", ("Teapot, R",))
    (one,) = read("TY  -JOUR\nTI  -One\nER  -\n").references
    assert one.title == "One"


def test_a_text_line_that_looks_like_a_tag_of_another_kind_is_text():
    (one,) = read(
        "TY  - JOUR\nTI  - One\nAB  - Of these,\nUK - London and\nII - others were kept.\nER  - \n"
    ).references
    assert one.abstract == "Of these, UK - London and II - others were kept."


def test_a_line_of_an_abstract_that_looks_like_a_beginning_is_text():
    (one,) = read(REFWORKS_ENGLISH.replace("IL 6 rose.", "RT PCR was done.\nTY was not.")).references
    assert one.abstract == "Tea. RT PCR was done. TY was not."
    (one,) = read(SCOPUS_CSV.replace("Tea.\nKettles.", "Tea.\nRT Real time\n@online{x\n%A x")).references
    assert one.abstract == "Tea. RT Real time @online{x %A x"


def test_preprints_and_their_articles_are_related():
    update = "J Kettles. 2013 Jan;13(1):1. PMID: 90000099"
    preprint = NBIB.replace("PT  - Retracted Publication", f"PT  - Preprint\nUIN - {update}")
    assert ("published-as", "pmid:90000099") in read(preprint).references[0].related
    article = NBIB.replace(
        "PT  - Retracted", "UOF - medRxiv. 2012 Jan 1:2012.01.01. doi: 10.99999/2012.01\nPT  - Retracted"
    )
    assert ("has-preprint", "doi:10.99999/2012.01") in read(article).references[0].related
    updated = NBIB.replace("PT  - Retracted", f"UIN - {update}\nUOF - {update}\nPT  - Retracted")
    assert {("updated-by", "pmid:90000099"), ("updates", "pmid:90000099")} <= set(read(updated).references[0].related)


OTHER = "10.99999/of.another"


@pytest.mark.parametrize(
    "note",
    [
        'RAYYAN-INCLUSION: {""Ada""=>""Included""} | USER-NOTES: [""(OTHER)""]',
        "Erratum in: J Kettles. 2020;1(1):1. doi: OTHER. PMID: 90000099",
        "Comment on: PMID: 90000099, doi: OTHER",
        "see https://doi.org/OTHER (PMID: 90000099)",
        "Preprint: OTHER, PMID 90000099",
    ],
)
def test_a_note_on_another_publication_gives_no_number(note):
    note = note.replace("OTHER", OTHER)
    plain = note.replace('""', '"')
    for text in (
        f"TY  - JOUR\nTI  - One\nAU  - Teapot, R\nN1  - {plain}\nER  - \n",
        f'title,authors,year,notes\nOne,"Teapot, R",2019,"{note}"\n',
        f"@article{{a, title = {{One}}, author = {{Teapot, R}}, note = {{{re.sub('[{}]', '', plain)}}}}}\n",
        ENDNOTE_XML.replace("a note", plain.replace(">", "&gt;"))
        .replace("https://doi.org/10.99999/kettle.24", "")
        .replace("90000024", "L1"),
    ):
        one = read(text).references[0]
        assert (one.doi, one.pmid) == ("", ""), text


def test_a_doi_within_an_abstract_is_that_of_another_publication():
    text = f'title,authors,year,abstract,link\nOne,"Teapot, R",2019,"As before (doi:{OTHER}, PMID 90000099), tea.",\n'
    one = read(text).references[0]
    assert (one.doi, one.pmid) == ("", "")
    linked = read(text.replace('tea.",', 'tea.",https://doi.org/10.99999/its.own')).references[0]
    assert linked.doi == "10.99999/its.own"


@pytest.mark.parametrize("note", ["doi: 10.99999/its.own", "J Kettles. 2018;67(3):335. doi: 10.99999/its.own."])
def test_a_note_with_the_citation_of_the_record_gives_its_doi(note):
    (one,) = read(f"TY  - JOUR\nTI  - One\nAU  - Teapot, R\nN1  - {note}\nER  - \n").references
    assert one.doi == "10.99999/its.own"


def test_records_whose_fields_are_not_known_are_refused():
    labels = "".join(f"<{n}>\nUnique Identifier\n  90000{n}\nTitle\n  Tea, {n}.\n\n" for n in range(1, 4))
    assert "most without title and author: its fields are not known here" in refused(labels)


# Encodings


def test_chinese_bytes_are_told_from_accented_letters():
    assert read(NOTE_EXPRESS.encode("gbk")).references == read(NOTE_EXPRESS).references
    western = "TY  - JOUR\nTI  - Thé à la crème brûlée, Müller\nAU  - Gödel, K\nPY  - 1999\nER  - \n"
    found = read(western.encode("cp1252"))
    assert found.references[0].title == "Thé à la crème brûlée, Müller"
    assert any("Windows-1252" in note for note in found.notes)
    assert any("GB18030" in note for note in read(NOTE_EXPRESS.encode("gbk")).notes)


def test_a_character_cut_in_two_is_said_and_loses_no_record():
    text = NOTE_EXPRESS * 20
    broken = text.encode().replace("目的".encode(), "目的".encode()[:-1], 1)
    found = read(broken)
    assert len(found.references) == 40
    assert any("could not be decoded" in note for note in found.notes)


def test_text_that_another_program_ruined_is_refused():
    ruined = NOTE_EXPRESS.encode("gb18030").decode("utf-8", "replace")
    assert "characters are lost" in refused(ruined)
    assert "characters are lost" in refused(ruined.encode().decode("gbk", "replace"))


KOREAN = "면역성 질환 환자에서 차와 주전자의 효과에 대한 임상시험 연구"
JAPANESE = "免疫性疾患に対する茶の臨床試験についての検討"


@pytest.mark.parametrize(
    ("title", "encoding", "language"),
    [(KOREAN, "cp949", "Korean"), (JAPANESE, "euc_jp", "Japanese"), (JAPANESE, "shift_jis", "Japanese")],
)
def test_korean_and_japanese_bytes_are_not_taken_for_chinese(title, encoding, language):
    """They are valid Chinese ones too, and would become other words without an error."""
    found = read(f"TY  - JOUR\nTI  - {title}\nPY  - 2019\nER  - \n".encode(encoding))
    assert found.references[0].title == title
    assert any(language in note for note in found.notes)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [("茶與壺對於免疫性疾病患者的療效觀察與安全性分析", "big5"), ("Чай в чайниках, исследование", "cp1251")],
)
def test_other_bytes_that_may_be_chinese_are_refused(text, encoding):
    assert "encoding that is not known" in refused(f"TY  - JOUR\nTI  - {text * 2}\nER  -\n".encode(encoding))


def test_an_unknown_encoding_is_refused():
    assert "encoding that is not known" in refused(
        ("TY  - JOUR\nTI  - " + "茶與壺對於免疫性疾病患者的療效觀察" * 9 + "\nER  -\n").encode("big5")
    )


# What is no export


def zipped(name: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(name, "x")
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf \r\n", "is empty"),
        (b"%PDF-1.7\n%\xe2\xe3", "is a PDF"),
        (zipped("xl/workbook.xml"), "Excel workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel"),
        (b"\x1f\x8b\x08\x00", "compressed"),
        (b"{\\rtf1 x}", "RTF"),
        (b"\n<!DOCTYPE html><html><body>TY  - JOUR</body></html>", "web page"),
        (b"<html>\n<head>", "web page"),
        (b'{"studies": []}', "JSON"),
        (b"90000001\n90000002\n", "list of PubMed numbers"),
        (b"1: Teapot R. Tea. J Kettles. 2018;67(3):335. PMID: 90000007.\n", "PubMed's text for reading"),
        ("[1]茶一.茶与壶[J].茶壶杂志,2024,47(16):118-120.\n".encode(), "NoteExpress or RIS"),
        (b"Scopus\nEXPORT DATE: 29 November 2026\n\nTeapot, R.\nTea\n", "Scopus's text for reading"),
        (b"EMBASE\nRECORD 1\n\nTITLE\nTea\n\nAUTHOR NAMES\nTeapot R.\n\nSOURCE\nJ\n", "Embase's text for reading"),
        (b"<?xml version='1.0'?><Bibliographies/>", "XML of another kind"),
        (b"Dear librarian,\nhere is nothing.\n", "in no format"),
        (b"<svg xmlns='x'></svg>", "in no format"),
        (b"<?xml version='1.0'?><PubmedArticleSet><PubmedArticle/></PubmedArticleSet>", "nbib"),
        (b"Title,Authors,Year\n", "no records"),
        (b"Name,Telephone\nA,1\n", "in no format"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_export_is_refused_with_what_to_do(content, says):
    assert says in refused(content)


def test_a_missing_file_and_a_folder_are_named(tmp_path):
    with pytest.raises(DataError, match=r"nothing\.ris is missing"):
        read_records(tmp_path / "nothing.ris", "x")
    with pytest.raises(DataError, match="is a folder"):
        read_records(tmp_path, "x")


def test_a_file_is_read_from_its_path(tmp_path):
    file = tmp_path / "with blanks.txt"
    file.write_bytes(EMBASE_RIS.encode("utf-8-sig"))
    assert read_records(file, "x").references == read(EMBASE_RIS).references == read_records(str(file), "x").references


# XML and tables


def test_an_xml_bomb_is_refused():
    entities = (
        '<!DOCTYPE xml [<!ENTITY a "aaaa">'
        + "".join(f'<!ENTITY a{i} "&a{i - 1 if i else ""};&a;">' for i in range(9))
        + "]>"
    )
    bomb = ENDNOTE_XML.replace("?><xml>", f"?>{entities}<xml>").replace("Tea in ", "&a8;")
    assert "entities" in refused(bomb)
    outside = ENDNOTE_XML.replace("?><xml>", '?><!DOCTYPE xml [<!ENTITY x SYSTEM "file:///etc/passwd">]><xml>').replace(
        "Tea in ", "&x;"
    )
    assert "entities" in refused(outside)


def test_xml_cut_off_within_a_record_is_refused_and_after_one_is_said():
    cut = ENDNOTE_XML[: ENDNOTE_XML.index("Second")]
    assert re.search(r"a file:\d+ is not valid XML after 1 records", refused(cut))
    found = read(ENDNOTE_XML.replace("</records></xml>", ""))
    assert len(found.references) == 2
    assert any("without closing" in note for note in found.notes)


def test_xml_declared_in_another_encoding_is_read():
    text = ENDNOTE_XML.replace("Tea in ", "茶").replace('encoding="UTF-8"', 'encoding="GB2312"')
    assert read(text.encode("gbk")).references[0].title == "茶kettles"


def test_a_row_with_too_many_cells_is_refused_with_its_line():
    message = refused(PUBMED_CSV.replace('"Tea in kettles, a trial"', "Tea in kettles, a trial"))
    assert re.search(r"a file:2 has 12 cells under 11 headings", message)


def test_rows_that_a_stray_quotation_mark_swallows_are_missed():
    text = "title,authors,year\n" + 'A "quoted,Teapot R,2001\n' * 2 + '"B,Cup D,2002\n' + "C,Cup D,2003\n" * 3
    with pytest.raises(DataError):
        read(text)


def test_cells_with_line_breaks_and_empty_lines_are_one_row():
    text = SCOPUS_CSV.replace("Tea.\nKettles.", "TEST\n\nTea.\r\n\r\nKettles.") + ",,,\n\n"
    (one,) = read(text).references
    assert one.abstract == "TEST Tea. Kettles."


def test_a_table_turned_on_its_side_has_a_record_a_column():
    text = """"TITLE","Tea, in kettles","Second","Third"
"AUTHOR NAMES","Teapot R., Cup D.G.","Cup D.G.",
"SOURCE","Journal of Kettles (2019) 54 (83-86). Date of Publication: 1 Jan 2019","","Journal of Cups (2020)"
"PUI","L900000029","L900000030","L900000031"
"""
    found = read(text).references
    assert [one.title for one in found] == ["Tea, in kettles", "Second", "Third"]
    assert [one.identifier for one in found] == ["L900000029", "L900000030", "L900000031"]
    assert [len(one.authors) for one in found] == [2, 1, 0]
    assert [one.year for one in found] == ["2019", "", ""]


def test_numbers_that_count_rows_are_no_identifiers():
    keys = [one.identifier for one in read(PLAIN_CSV).references]
    assert all(key.startswith("sha256-") for key in keys)


# Records within a file


def test_a_record_that_comes_twice_is_kept_once():
    found = read(CLINICALTRIALS_CSV + CLINICALTRIALS_CSV.split("\n", 1)[1])
    assert (len(found.references), len(found.distinct)) == (2, 1)
    found = read(REFER + "\n" + REFER)
    assert (len(found.references), len(found.distinct)) == (4, 2)


def test_records_of_one_number_and_different_titles_are_two():
    found = read(EMBASE_RIS.replace("L900000002", "L900000001"))
    assert len(found.distinct) == 2
    assert any("stand for different publications" in note for note in found.notes)


def test_names_that_wanfang_writes_twice_are_the_authors_once():
    text = REFWORKS.replace("DS CNKI", "DS 万方数据").replace("A1 茶一;欧阳壶二", "A1 茶一;欧阳壶二;CHA Yi;OUYANG Huer")
    (one, _) = read(text).references
    assert one.authors == ("茶, 一", "欧阳, 壶二")
    assert one.extra["A1"] == ("CHA, Yi", "OUYANG, Huer")


def test_two_exports_of_web_of_science_joined_are_read_as_one():
    found = read(WOS_PLAIN + WOS_PLAIN.replace("WOS:0009", "WOS:0008"))
    assert len(found.distinct) == 4
    assert all("FN" not in one.extra and "VR" not in one.extra for one in found.references)


def test_a_fingerprint_stays_when_only_the_export_differs():
    before = read(REFER).references[0]
    after = read(
        REFER.replace("%W CNKI", "%U https://example.org/session=2\n%W CNKI").replace("目的:茶。", "目的:更多。")
    ).references[0]
    assert before.key == after.key
    other = read(REFER.replace("118-120", "121-122")).references[0]
    assert before.key != other.key


def test_files_of_several_databases_are_said_to_be_such():
    found = read(EMBASE_RIS + CENTRAL_RIS)
    assert found.origin == "Embase"
    assert any("Embase (2), CENTRAL (1)" in note for note in found.notes)


def test_a_table_in_tabs_may_have_quotation_marks_anywhere():
    assert read(WOS_TABLE).references[1].title == 'A 5" tube'
