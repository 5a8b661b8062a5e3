"""Europe PMC, ClinicalTrials.gov and OpenAlex: all pages, each record once, or one line; and their records."""

from __future__ import annotations

import json
from datetime import date

import pytest

from livingreview.search.clinicaltrials import ClinicalTrials, boxes
from livingreview.search.europepmc import EuropePMC
from livingreview.search.faults import BadAnswer, SearchError
from livingreview.search.openalex import OpenAlex
from livingreview.search.service import Query
from livingreview.search.services import NAMES, service
from replay import FakePages, Paper, as_json, europepmc, europepmc_page, fakes, openalex, openalex_page, papers, trials

CURSORS = {
    "Europe PMC": (EuropePMC, europepmc, "cursorMark", {}),
    "ClinicalTrials.gov": (ClinicalTrials, trials, "pageToken", {}),
    "OpenAlex with a key": (OpenAlex, openalex, "cursor", {"key": "hush"}),
    "OpenAlex without one": (OpenAlex, openalex, "page", {}),
}


@pytest.fixture(params=CURSORS)
def source(request, http, play):
    """A fake service and its client, with ten records a page."""
    make, fake, token, more = CURSORS[request.param]

    def start(found: list[Paper]):
        replay = play(fake(found))
        client = make(http(replay), page=10, **more)
        client.name = "Tea Index"
        return client, replay, token

    return start


@pytest.mark.parametrize("number", [0, 1, 9, 10, 11, 20, 35])
def test_every_record_comes_once(source, trail, number):
    client, replay, token = source(papers(number))
    fetched = client.fetch(Query("tea"), trail)
    assert fetched.hits == number == len({record.key for record in fetched.records})
    assert [record.title for record in fetched.records] == [paper.title for paper in papers(number)]
    pages = [asked for asked in replay.asked if asked.fields.get("pageSize", asked.fields.get("per_page")) == "10"]
    assert len(pages) == max(1, -(-number // 10))  # none is asked for after the last, even if it names one
    assert len({asked.fields.get(token) for asked in pages}) == len(pages)


def test_a_count_fetches_no_page(source):
    client, replay, _ = source(papers(35))
    assert client.count(Query("tea")).hits == 35
    assert len(replay.asked) == 1


def changed(change):
    """A fault: the true answer with its JSON changed."""

    def fault(asked, true):
        found = json.loads(true.body)
        change(found)
        return as_json(found)

    return fault


def records(found) -> list:
    return found.get("studies") or found.get("results") or found.get("resultList", {}).get("result")


def empty(found):
    records(found).clear()


def repeat(found):
    records(found)[1] = records(found)[0]


def grow(found):
    if "hitCount" in found:
        found["hitCount"] += 1
    elif "meta" in found:
        found["meta"]["count"] += 1
    else:
        found["totalCount"] = 36


def forget_number(found):
    for record in records(found)[:1]:
        for name in ("id", "protocolSection"):
            record.pop(name, None)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (empty, "empty page that leads to another"),
        (repeat, r"sent record \S+ twice"),
        (grow, "changed its total from 35 to 36 between pages"),
        (forget_number, "sent a record without its number"),
    ],
)
def test_a_page_that_cannot_be_true_ends_it_in_one_line(source, trail, change, says):
    client, replay, token = source(papers(35))
    counted = [None] if token == "page" else []  # without a key, OpenAlex is first asked how much it has
    replay.faults = [*counted, None, changed(change)]
    with pytest.raises(BadAnswer, match=says) as raised:
        client.fetch(Query("tea"), trail)
    assert "\n" not in str(raised.value) and str(raised.value).startswith("Tea Index")


def test_the_same_page_twice_ends_it(source, trail):
    client, replay, _ = source(papers(35))
    true, seen = replay.play, []

    def first_always(asked):
        answer = true(asked)
        if records(found := json.loads(answer.body)):
            seen.append(found)
            for name in ("studies", "results", "resultList"):
                if name in found:
                    found[name] = seen[0][name] if len(records(seen[0])) == 10 else found[name]
        if len(records(found)) < 10:
            seen.clear()
        return as_json(found)

    replay.play = first_always
    with pytest.raises(BadAnswer, match=r"sent a page twice\. 10 of 35 records had come; none was written"):
        client.fetch(Query("tea"), trail)


def test_an_end_before_the_total_is_said(play, http, trail):
    def short(source, asked, size):
        found = json.loads(europepmc_page(source, asked, size).body)
        return as_json(found | {"hitCount": 36})

    client = EuropePMC(http(play(FakePages(papers(35), short, "pageSize"))), page=10)
    with pytest.raises(BadAnswer, match="says that it has 36 records and sent 35; none was written"):
        client.fetch(Query("tea"), trail)


def test_a_cursor_that_comes_back_is_the_end_or_a_circle(play, http, trail):
    def echo(source, asked, size):
        found = json.loads(europepmc_page(source, asked, size).body)
        return as_json({"nextCursorMark": asked.fields["cursorMark"]} | found)

    client = EuropePMC(http(play(FakePages(papers(15), echo, "pageSize"))), page=10)
    assert len(client.fetch(Query("tea"), trail).records) == 15

    def back(source, asked, size):
        found = json.loads(europepmc_page(source, asked, size).body)
        return as_json(
            found | {"nextCursorMark": "t1" if asked.fields["cursorMark"] == "t2" else found["nextCursorMark"]}
        )

    client = EuropePMC(http(play(FakePages(papers(35), back, "pageSize"))), page=10)
    trail.drop()
    with pytest.raises(BadAnswer, match="leads from a page back to an earlier one"):
        client.fetch(Query("tea"), trail)


def test_each_service_is_asked_what_its_documents_say(play, monkeypatch, hours, trail):
    monkeypatch.setenv("REVIEW_EMAIL", "ada@example.org")
    monkeypatch.setenv("OPENALEX_API_KEY", "hush")
    asked = {}
    for name in NAMES:
        replay = play(fakes(papers(3))[name])
        monkeypatch.setenv(f"REVIEW_{name.upper()}_URL", replay.url)
        text = "Condition: asthma\n OR wheeze\nIntervention: tea" if name == "clinicaltrials" else "tea\nOR cake"
        service(name, clock=hours.clock).fetch(Query(text, date(2024, 3, 1)), trail)
        asked[name] = replay.asked[-1].fields
        trail.drop()
    assert asked["pubmed"]["email"] == "ada@example.org"
    europe = asked["europepmc"]
    assert europe["query"] == "(tea OR cake) AND (FIRST_IDATE:[2024-03-01 TO 3000-12-31])"
    assert (europe["resultType"], europe["format"], europe["cursorMark"]) == ("core", "json", "*")
    register = asked["clinicaltrials"]
    assert (register["query.cond"], register["query.intr"]) == ("asthma OR wheeze", "tea")
    assert register["filter.advanced"] == "AREA[LastUpdatePostDate]RANGE[2024-03-01,MAX]"
    assert register["countTotal"] == "true"
    alex = asked["openalex"]
    assert (alex["filter"], alex["api_key"]) == ("title_and_abstract.search:tea OR cake", "hush")


def test_a_long_strategy_goes_to_europe_pmc_by_post(play, http, trail):
    replay = play(europepmc(papers(1)))
    EuropePMC(http(replay)).fetch(Query(" OR ".join(["tea"] * 500)), trail)
    assert [(asked.method, asked.path) for asked in replay.asked] == [("POST", "/searchPOST")]


def test_an_error_of_europe_pmc_with_status_200(play, http, trail):
    replay = play(lambda asked: as_json({"errCode": 404, "errMsg": "Invalid cursor mark"}))
    with pytest.raises(BadAnswer, match="sent an error: Invalid cursor mark"):
        EuropePMC(http(replay)).fetch(Query("tea"), trail)


@pytest.mark.parametrize(
    ("strategy", "expected"),
    [
        ("tea AND asthma", {"query.term": "tea AND asthma"}),
        ("tea\nOR cake", {"query.term": "tea OR cake"}),
        ("CONDITION: asthma\nOther terms:tea", {"query.cond": "asthma", "query.term": "tea"}),
        ("AREA[Phase]PHASE3: tea", {"query.term": "AREA[Phase]PHASE3: tea"}),
    ],
)
def test_a_strategy_names_the_boxes_of_the_register(strategy, expected):
    assert boxes(strategy) == expected


@pytest.mark.parametrize(
    ("strategy", "says"),
    [("Condition: a\nCondition: b", "two lines `Condition:`"), ("Condition:", "leaves query.cond empty")],
)
def test_a_strategy_that_says_nothing_is_refused(strategy, says):
    with pytest.raises(SearchError, match=says):
        boxes(strategy)


def test_without_a_key_openalex_gives_10000_records(play, http, trail):
    def many(source, asked, size):
        found = json.loads(openalex_page(source, asked, size).body)
        found["meta"]["count"] = 10_001
        return as_json(found)

    replay = play(FakePages(papers(3), many, "per_page"))
    with pytest.raises(SearchError, match="has 10,001 records and gives 10,000 without a key"):
        OpenAlex(http(replay)).fetch(Query("tea"), trail)


def test_signs_that_end_an_expression_of_openalex_are_refused(play, http, trail):
    with pytest.raises(SearchError, match="holds `,`"):
        OpenAlex(http(play(openalex([])))).fetch(Query('"tea, green"'), trail)


def one(make, http, play, trail, answer):
    (record,) = make(http(play(lambda asked: as_json(answer)))).fetch(Query("tea"), trail).records
    return record


def test_every_field_of_europe_pmc(http, play, trail):
    found = {
        "id": "PPR7",
        "source": "PPR",
        "doi": "10.1101/TEA",
        "title": "Tea in 10<sup>9</sup> <i>cups</i>, p &lt; 5.",
        "authorList": {
            "author": [
                {"fullName": "Rosa A", "firstName": "Ada", "lastName": "de la Rosa", "initials": "A"},
                {"collectiveName": "Society of Tea"},
                {"fullName": "Single"},
            ]
        },
        "journalInfo": {
            "volume": "7",
            "issue": "2",
            "journal": {"title": "Journal of Tea", "issn": "1234-5679", "essn": "1111-1119"},
        },
        "pubYear": "2024",
        "firstPublicationDate": "2024-05-17",
        "pageInfo": "862-867",
        "language": "eng",
        "abstractText": "<h4>Aim</h4>To drink <b>tea</b>.",
        "pubTypeList": {"pubType": ["preprint", "research-article"]},
        "keywordList": {"keyword": ["green tea"]},
        "meshHeadingList": {
            "meshHeading": [
                {"descriptorName": "Humans"},
                {
                    "descriptorName": "Asthma",
                    "meshQualifierList": {"meshQualifier": [{"qualifierName": "diet therapy"}]},
                },
            ]
        },
        "commentCorrectionList": {
            "commentCorrection": [
                {"id": "9", "source": "MED", "type": "Preprint of"},
                {"id": "PPR8", "source": "PPR", "type": "Something new"},
            ]
        },
    }
    record = one(EuropePMC, http, play, trail, {"hitCount": 1, "resultList": {"result": [found]}})
    assert (record.key, record.doi, record.title) == ("europepmc:PPR/PPR7", "10.1101/tea", "Tea in 10⁹ cups, p < 5.")
    assert record.authors == ("de la Rosa, Ada", "Society of Tea", "Single")
    assert (record.year, record.date, record.volume, record.issue, record.pages) == (
        "2024",
        "2024-05-17",
        "7",
        "2",
        "862-867",
    )
    assert (record.journal, record.issn) == ("Journal of Tea", ("1234-5679", "1111-1119"))
    assert (record.abstract, record.keywords) == ("Aim To drink tea.", ("green tea",))
    assert record.headings == ("Humans", "Asthma/diet therapy") and record.types == ("preprint", "research-article")
    assert record.related == (("published-as", "pmid:9"), ("something-new", "europepmc:PPR/PPR8"))


def test_every_field_of_a_registered_trial(http, play, trail):
    protocol = {
        "identificationModule": {
            "nctId": "NCT00000077",
            "briefTitle": "Tea",
            "officialTitle": "Tea for asthma, a trial",
            "secondaryIdInfos": [{"id": "2024-000001-01"}, {"id": "2024-000001-01"}],
            "orgStudyIdInfo": {"id": "TEA-1"},
        },
        "statusModule": {
            "overallStatus": "TERMINATED",
            "whyStopped": "No more tea",
            "startDateStruct": {"date": "2024-01", "type": "ACTUAL"},
            "completionDateStruct": {"date": "2025-01"},
            "studyFirstPostDateStruct": {"date": "2023-12-24"},
            "lastUpdatePostDateStruct": {"date": "2024-05-17"},
        },
        "designModule": {
            "studyType": "INTERVENTIONAL",
            "phases": ["PHASE2"],
            "enrollmentInfo": {"count": 0, "type": "ACTUAL"},
        },
        "sponsorCollaboratorsModule": {"leadSponsor": {"name": "Society of Tea"}},
        "descriptionModule": {"briefSummary": "Tea is\n\ngiven."},
        "conditionsModule": {"conditions": ["Asthma"], "keywords": ["tea", "Asthma"]},
        "armsInterventionsModule": {"interventions": [{"type": "DRUG", "name": "Tea"}]},
        "referencesModule": {"references": [{"pmid": "9", "type": "RESULT"}, {"pmid": "8", "type": "BACKGROUND"}]},
    }
    answer = {"totalCount": 1, "studies": [{"protocolSection": protocol, "hasResults": True}], "nextPageToken": "x"}
    record = one(ClinicalTrials, http, play, trail, answer)
    assert (record.key, record.title) == ("clinicaltrials:NCT00000077", "Tea for asthma, a trial")
    assert record.registrations == ("NCT00000077", "2024-000001-01")
    assert (record.year, record.date, record.authors) == ("2023", "2023-12-24", ("Society of Tea",))
    assert (record.abstract, record.keywords, record.types) == (
        "Tea is given.",
        ("Asthma", "tea"),
        ("INTERVENTIONAL", "PHASE2"),
    )
    assert record.related == (("results-in", "pmid:9"),)
    assert record.url == "https://clinicaltrials.gov/study/NCT00000077"
    extra = {
        name: record.extra[name] for name in ("overallStatus", "whyStopped", "startDate", "enrollment", "hasResults")
    }
    assert extra == {
        "overallStatus": ("TERMINATED",),
        "whyStopped": ("No more tea",),
        "startDate": ("2024-01",),
        "enrollment": ("0",),
        "hasResults": ("yes",),
    }


def test_every_field_of_openalex(http, play, trail):
    work = {
        "id": "https://openalex.org/W7",
        "doi": "https://doi.org/10.1000/TEA.7",
        "title": "Tea",
        "publication_year": 2024,
        "publication_date": "2024-05-17",
        "language": "en",
        "type": "article",
        "is_retracted": True,
        "ids": {"pmid": "https://pubmed.ncbi.nlm.nih.gov/77"},
        "authorships": [{"raw_author_name": "Ada M. Brown"}, {"author": {"display_name": "王伟"}}],
        "primary_location": {
            "source": {"display_name": "Journal of Tea", "issn": ["1234-5679"]},
            "version": "publishedVersion",
        },
        "biblio": {"volume": "7", "issue": "2", "first_page": "862", "last_page": "867"},
        "abstract_inverted_index": {"Tea": [0, 2], "is": [1]},
        "mesh": [{"descriptor_name": "Asthma"}],
        "keywords": [{"display_name": "Tea"}],
    }
    record = one(OpenAlex, http, play, trail, {"meta": {"count": 1, "page": 1}, "results": [work]})
    assert (record.key, record.doi, record.pmid) == ("openalex:W7", "10.1000/tea.7", "77")
    assert (record.authors, record.abstract) == (("Brown, Ada M.", "王伟"), "Tea is Tea")
    assert (record.journal, record.pages, record.issn) == ("Journal of Tea", "862-867", ("1234-5679",))
    assert record.types == ("article", "Retracted Publication")
    assert (record.year, record.date, record.headings) == ("2024", "2024-05-17", ("Asthma",))
