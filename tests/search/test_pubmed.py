"""PubMed: records as they come, pages, slices by date, and what it says of a strategy."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from livingreview.records import Reference
from livingreview.search.faults import BadAnswer, Unreachable
from livingreview.search.pubmed import LIMIT, PubMed
from livingreview.search.pubmed_xml import read_articles
from livingreview.search.service import Query
from replay import FakePubMed, Paper, Reply, as_json, as_xml, papers, pubmed_set

TODAY = date(2024, 6, 1)


@pytest.fixture
def pubmed(http):
    def client(replay, **more):
        return PubMed(http(replay), page=more.pop("page", 10), today=TODAY, **more)

    return client


def spread(count: int, days: int) -> list[Paper]:
    return [Paper(n + 1, entered=date(2023, 1, 1) + timedelta(days=n % days)) for n in range(count)]


def test_all_pages_are_fetched_from_the_history_server(play, pubmed, trail):
    fake = FakePubMed(papers(25))
    replay = play(fake)
    fetched = pubmed(replay, key="hush").fetch(Query('tea[tiab]\nAND   "cake*"[tiab]'), trail)
    assert fetched.hits == 25 and [record.pmid for record in fetched.records] == [str(n) for n in range(1, 26)]
    search, *fetches = replay.asked
    assert search.fields["term"] == 'tea[tiab] AND "cake*"[tiab]' and search.fields["usehistory"] == "y"
    assert [asked.fields["retstart"] for asked in fetches] == ["0", "10", "20"]
    assert {asked.fields["WebEnv"] for asked in fetches} == {"MCID_1"}
    assert all(asked.fields["tool"] == "livingreview" and asked.fields["api_key"] == "hush" for asked in replay.asked)
    assert not any("hush" in asked.address for asked in replay.asked)


def test_no_hits_are_no_fault(play, pubmed, trail):
    replay = play(FakePubMed([]))
    assert pubmed(replay).fetch(Query("tea"), trail).records == ()
    assert len(replay.asked) == 1


def test_a_count_fetches_nothing(play, pubmed):
    replay = play(FakePubMed(papers(25)))
    assert pubmed(replay).count(Query("tea")).hits == 25
    assert [asked.fields["retmax"] for asked in replay.asked] == ["0"]


def test_since_a_day_it_asks_for_what_was_created_entered_or_indexed(play, pubmed, trail):
    old, new = papers(3, entered=date(2020, 1, 1)), papers(2, first=10, entered=date(2024, 3, 5))
    replay = play(FakePubMed(old + new))
    assert len(pubmed(replay).fetch(Query("tea OR cake", date(2024, 3, 1)), trail).records) == 2
    term = replay.asked[0].fields["term"]
    assert term.startswith("(tea OR cake) AND (")
    assert set(re.findall(r'"2024/03/01"\[(\w+)\] : "3000"\[(\w+)\]', term)) == {
        (f, f) for f in ("crdt", "edat", "mhda")
    }


@pytest.fixture
def small_limit(monkeypatch):
    """As if PubMed gave 99 records of a search instead of 9,999."""
    assert LIMIT == 9_999
    monkeypatch.setattr("livingreview.search.pubmed.LIMIT", 99)


@pytest.mark.usefixtures("small_limit")
def test_more_than_9999_records_come_in_slices_by_date(play, pubmed, trail):
    undated = [Paper(9_001, entered=date(1850, 1, 1))]
    replay = play(FakePubMed(spread(500, 30) + undated, limit=99))
    fetched = pubmed(replay, page=25).fetch(Query("tea"), trail)
    assert fetched.hits == 501 and {r.pmid for r in fetched.records} == {*map(str, range(1, 501)), "9001"}
    assert max(int(asked.fields.get("retstart", 0)) for asked in replay.asked) == 75


@pytest.mark.usefixtures("small_limit")
def test_slices_that_do_not_add_up_end_it(play, pubmed, trail):
    fake = FakePubMed(spread(120, 30), limit=99)
    found = fake.found
    fake.found = lambda term: found(term)[:-1] if "edat" in term else found(term)
    with pytest.raises(BadAnswer, match=r"PubMed has 120 records, but 11. by date; none was written"):
        pubmed(play(fake)).fetch(Query("tea"), trail)


@pytest.mark.usefixtures("small_limit")
def test_a_day_with_too_many_records_is_named(play, pubmed, trail):
    with pytest.raises(BadAnswer, match="100 records of 2023-01-01, more than it gives: narrow the strategy"):
        pubmed(play(FakePubMed(spread(100, 1), limit=99))).fetch(Query("tea"), trail)


def test_what_pubmed_made_of_the_strategy_is_said(play, pubmed):
    extra = (
        "<QueryTranslation>tea[All Fields]</QueryTranslation><ErrorList><PhraseNotFound>caek*</PhraseNotFound>"
        "<FieldNotFound>tiabb</FieldNotFound></ErrorList><WarningList><PhraseIgnored>the</PhraseIgnored>"
        "<QuotedPhraseNotFound>&quot;green cake&quot;</QuotedPhraseNotFound>"
        "<OutputMessage>Some words were too short.</OutputMessage></WarningList>"
    )
    notes = pubmed(play(FakePubMed(papers(1), extra))).count(Query("tea[tiabb]")).notes
    assert notes == (
        "not found and left out: caek*",
        "field unknown: tiabb",
        "ignored: the",
        'phrase not in the index, searched as single words: "green cake"',
        "Some words were too short.",
        "searched as: tea[All Fields]",
    )


def test_a_forgotten_history_is_asked_by_numbers(play, pubmed, trail):
    fake = FakePubMed(papers(15))

    def forget(asked, true):
        fake.history.clear()
        return fake(asked)

    replay = play(fake)
    replay.faults = [None, None, forget]
    assert len(pubmed(replay).fetch(Query("tea"), trail).records) == 15
    assert replay.asked[-1].fields["id"] == "11,12,13,14,15"


ERROR = "<eSearchResult><ERROR>{}</ERROR></eSearchResult>"


def test_an_error_with_status_200_is_an_error(play, pubmed, trail, hours):
    replay = play(lambda asked: as_xml(ERROR.format("Invalid db name specified: tea")))
    with pytest.raises(BadAnswer, match="Tea Index sent an error: Invalid db name specified: tea"):
        pubmed(replay).fetch(Query("tea"), trail)
    assert len(replay.asked) == 1
    replay = play(FakePubMed(papers(3)))
    replay.faults = [as_xml(ERROR.format("Search Backend failed: try again")), None]
    assert len(pubmed(replay).fetch(Query("tea"), trail).records) == 3


FAULTS = {
    "limit as JSON": as_json({"error": "API rate limit exceeded", "api-key": "1", "count": "4", "limit": "3"}),
    "error": as_xml("<eFetchResult><ERROR>Server busy</ERROR></eFetchResult>"),
    "web page": Reply(b"<html><body>Maintenance</body></html>", "text/html"),
    "cut off": Reply(pubmed_set(papers(10)).encode()[:-80], "text/xml"),
    "too few": as_xml(pubmed_set(papers(9))),
    "none": as_xml(pubmed_set([])),
    "another kind": as_xml("<PubmedBookSet/>"),
    "429": Reply(status=429),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_page_that_fails_is_asked_again(play, pubmed, trail, fault):
    replay = play(FakePubMed(papers(20)))
    replay.faults = [None, FAULTS[fault]]
    assert len(pubmed(replay).fetch(Query("tea"), trail).records) == 20
    assert len(replay.asked) == 4


@pytest.mark.parametrize("fault", FAULTS)
def test_a_page_that_stays_wrong_ends_the_run_in_one_line(play, pubmed, trail, fault):
    fake = FakePubMed(papers(20))
    replay = play(lambda asked: fake(asked) if "esearch" in asked.path else FAULTS[fault])
    with pytest.raises((BadAnswer, Unreachable)) as raised:
        pubmed(replay).fetch(Query("tea"), trail)
    assert "\n" not in str(raised.value)


def test_a_record_missing_from_a_page_is_named(play, pubmed, trail):
    fake = FakePubMed(papers(3))
    replay = play(lambda asked: fake(asked) if "esearch" in asked.path else as_xml(pubmed_set(papers(2))))
    with pytest.raises(BadAnswer, match=r"sent 2 of 3 records \(without 3\)"):
        pubmed(replay).fetch(Query("tea"), trail)


@pytest.mark.parametrize(
    ("second", "says"),
    [
        (papers(10), "sent a page twice"),
        (papers(10, first=10), "sent record 10 twice"),
        (papers(10, first=50), "sent records that it did not find: 50, 51, 52"),
    ],
)
def test_a_second_page_that_does_not_follow_the_first_ends_it(play, pubmed, trail, second, says):
    replay = play(FakePubMed(papers(20)))
    replay.faults = [None, None, as_xml(pubmed_set(second))]
    with pytest.raises(BadAnswer, match=says):
        pubmed(replay).fetch(Query("tea"), trail)


ARTICLE = """<PubmedArticleSet><PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM"><PMID Version="1">77</PMID>
<Article PubModel="Print-Electronic"><Journal><ISSN IssnType="Electronic">1234-5679</ISSN>
<JournalIssue CitedMedium="Internet">
<Volume>7</Volume><Issue>2</Issue><PubDate>{date}</PubDate></JournalIssue><Title>Journal of Tea</Title></Journal>
<ArticleTitle>{title}</ArticleTitle><Pagination><StartPage>862</StartPage><EndPage>867</EndPage>
<MedlinePgn>862-7</MedlinePgn>
</Pagination><ELocationID EIdType="pii" ValidYN="Y">e77</ELocationID>
<ELocationID EIdType="doi" ValidYN="N">10.1000/Wrong</ELocationID>
<ELocationID EIdType="doi" ValidYN="Y">10.1000/Tea.77</ELocationID>
<Abstract>
<AbstractText Label="AIM" NlmCategory="OBJECTIVE">To drink 10<sup>9</sup> &#181;l &lt; 5&nbsp;l.</AbstractText>
<AbstractText Label="RESULTS">H<sub>2</sub>O <i>in vivo</i>.</AbstractText>
<CopyrightInformation>Ours</CopyrightInformation></Abstract>
<AuthorList CompleteYN="Y"><Author ValidYN="Y"><LastName>de la Rosa</LastName><ForeName>Ada M</ForeName>
<Suffix>Jr</Suffix></Author>
<Author ValidYN="N"><LastName>Rossa</LastName></Author><Author><LastName>王</LastName><Initials>W</Initials></Author>
<Author><CollectiveName>Society of Tea and Cake</CollectiveName></Author></AuthorList>
<Language>chi</Language><DataBankList CompleteYN="Y"><DataBank><DataBankName>ClinicalTrials.gov</DataBankName>
<AccessionNumberList>
<AccessionNumber>NCT00000077</AccessionNumber></AccessionNumberList></DataBank><DataBank>
<DataBankName>GENBANK</DataBankName>
<AccessionNumberList><AccessionNumber>AB1</AccessionNumber></AccessionNumberList></DataBank></DataBankList>
<PublicationTypeList><PublicationType UI="D1">{type}</PublicationType></PublicationTypeList>
<VernacularTitle>{vernacular}</VernacularTitle></Article><MedlineJournalInfo><MedlineTA>J Tea</MedlineTA>
<ISSNLinking>1111-1119</ISSNLinking></MedlineJournalInfo><CommentsCorrectionsList>{related}</CommentsCorrectionsList>
<MeshHeadingList><MeshHeading><DescriptorName UI="D2" MajorTopicYN="N">Asthma</DescriptorName>
<QualifierName UI="Q1" MajorTopicYN="Y">diet therapy</QualifierName></MeshHeading><MeshHeading>
<DescriptorName UI="D3">Humans</DescriptorName></MeshHeading></MeshHeadingList><KeywordList Owner="NOTNLM">
<Keyword>green tea</Keyword></KeywordList></MedlineCitation><PubmedData><ArticleIdList>
<ArticleId IdType="pubmed">77</ArticleId>
<ArticleId IdType="pmc">PMC5</ArticleId></ArticleIdList><ReferenceList><Reference><ArticleIdList>
<ArticleId IdType="doi">10.9/other
</ArticleId></ArticleIdList></Reference></ReferenceList></PubmedData></PubmedArticle></PubmedArticleSet>"""


def article(**changes: str) -> Reference:
    fields = {
        "date": "<Year>2024</Year><Month>May</Month><Day>7</Day>",
        "title": "Tea for asthma.",
        "vernacular": "",
        "related": "",
        "type": "Journal Article",
    }
    text = ARTICLE.format(**(fields | changes)).replace("&nbsp;", "&#160;")
    (record,) = read_articles(text.encode())
    return record


def test_every_field_of_an_article():
    record = article()
    assert (record.key, record.pmid, record.doi) == ("pubmed:77", "77", "10.1000/tea.77")
    assert record.authors == ("de la Rosa, Ada M Jr", "王, W", "Society of Tea and Cake")
    assert (record.year, record.date, record.volume, record.issue) == ("2024", "2024-05-07", "7", "2")
    assert (record.pages, record.journal, record.language) == ("862-867", "Journal of Tea", "chi")
    assert record.abstract == "AIM: To drink 10⁹ µl < 5 l.\nRESULTS: H2O in vivo."
    assert record.registrations == ("NCT00000077",) and record.extra["DataBank"] == ("GENBANK: AB1",)
    assert record.headings == ("Asthma/diet therapy", "Humans") and record.keywords == ("green tea",)
    assert record.issn == ("1234-5679", "1111-1119") and record.types == ("Journal Article",)
    assert (record.extra["pmc"], record.extra["pii"], record.extra["MedlineTA"]) == (("PMC5",), ("e77",), ("J Tea",))
    assert Reference.from_json(record.to_json()) == record


@pytest.mark.parametrize(
    ("printed", "year", "exact", "words"),
    [
        ("<Year>2024</Year><Month>05</Month>", "2024", "2024-05", ()),
        ("<Year>2024</Year><Season>Spring</Season>", "2024", "2024", ("2024 Spring",)),
        ("<MedlineDate>1998 Dec-1999 Jan</MedlineDate>", "1998", "1998", ("1998 Dec-1999 Jan",)),
        ("<MedlineDate>Winter 1976</MedlineDate>", "1976", "1976", ("Winter 1976",)),
        ("<Year>2024</Year>", "2024", "2024", ()),
    ],
)
def test_dates_are_as_exact_as_printed(printed, year, exact, words):
    record = article(date=printed)
    assert (record.year, record.date, record.extra.get("PubDate", ())) == (year, exact, words)


@pytest.mark.parametrize(
    ("title", "vernacular", "expected"),
    [
        ("[Tea for asthma].", "茶治疗哮喘", ("Tea for asthma.", "茶治疗哮喘")),
        ("[Not Available].", "茶治疗哮喘", ("茶治疗哮喘", "茶治疗哮喘")),
        ("[Tea] and [cake].", "", ("[Tea] and [cake].", "")),
        ("The <i>KEEMUN</i> gene in 10<sup>-3</sup> cups.", "", ("The KEEMUN gene in 10⁻³ cups.", "")),
        ("", "", ("", "")),
    ],
)
def test_titles_in_two_languages(title, vernacular, expected):
    record = article(title=title, vernacular=vernacular)
    assert (record.title, record.original_title) == expected


def link(kind: str, words: str = "J Tea. 2024;1:2", pmid: str = "<PMID>9</PMID>") -> str:
    return f'<CommentsCorrections RefType="{kind}"><RefSource>{words}</RefSource>{pmid}</CommentsCorrections>'


@pytest.mark.parametrize(
    ("kind", "relation"),
    [
        ("RetractionIn", "retracted-by"),
        ("RetractionOf", "retracts"),
        ("ErratumIn", "corrected-by"),
        ("ErratumFor", "corrects"),
        ("ExpressionOfConcernIn", "concern-by"),
        ("UpdateOf", "updates"),
        ("CommentOn", "comment-on"),
        ("SomethingNew", "SomethingNew"),
    ],
)
def test_relations_have_one_name_each(kind, relation):
    assert article(related=link(kind) + link("Cites")).related == ((relation, "pmid:9"),)


def test_preprints_and_their_articles_are_known():
    server = "medRxiv. 2023 May 1:2023.04.01.1. doi: 10.1101/2023.04.01.1."
    assert article(related=link("UpdateOf", server)).related == (("has-preprint", "pmid:9"),)
    assert article(related=link("UpdateOf", server, "")).related == (("has-preprint", "doi:10.1101/2023.04.01.1"),)
    assert article(related=link("UpdateIn"), type="Preprint").related == (("published-as", "pmid:9"),)


def test_a_chapter_of_a_book():
    (record,) = read_articles(
        b"""<PubmedArticleSet><PubmedBookArticle><BookDocument><PMID Version="1">88</PMID><ArticleIdList>
<ArticleId IdType="bookaccession">NBK88</ArticleId></ArticleIdList><Book><Publisher>
<PublisherName>Tea Press</PublisherName>
</Publisher><BookTitle book="tea">The Book of Tea</BookTitle><PubDate><Year>2023</Year><Month>01</Month></PubDate>
<AuthorList Type="editors"><Author><LastName>Editor</LastName><ForeName>E</ForeName></Author></AuthorList></Book>
<ArticleTitle book="tea" part="c1">Asthma</ArticleTitle><Language>eng</Language><AuthorList Type="authors"><Author>
<LastName>Brown</LastName><ForeName>Ada</ForeName></Author></AuthorList>
<PublicationType UI="D016454">Review</PublicationType>
<Abstract><AbstractText>Tea helps.</AbstractText></Abstract></BookDocument></PubmedBookArticle></PubmedArticleSet>"""
    )
    assert (record.key, record.title, record.journal, record.date) == (
        "pubmed:88",
        "Asthma",
        "The Book of Tea",
        "2023-01",
    )
    assert (record.authors, record.types, record.abstract) == (("Brown, Ada",), ("Review",), "Tea helps.")
    assert record.extra["bookaccession"] == ("NBK88",)


def test_a_record_of_an_unknown_kind_is_not_dropped_silently():
    with pytest.raises(BadAnswer, match="record of an unknown kind, `PubmedTea`"):
        read_articles(b"<PubmedArticleSet><PubmedTea/></PubmedArticleSet>")


def test_nesting_without_end_is_refused():
    nested = "<i>" * 50_000 + "x" + "</i>" * 50_000
    with pytest.raises(BadAnswer):
        article(title=nested)
