"""Pairs of invented records that are easily taken for one publication, or for two."""

from __future__ import annotations

from dataclasses import replace

import pytest

from livingreview.records import Reference
from livingreview.records.linkage import deduplicate

ARTICLE = Reference(
    "pubmed",
    "1",
    title="Effect of weekly tea on sleep in older adults with chronic cough: a randomised controlled trial",
    authors=("Archer, Anna B.", "Baker, Carl", "Cooper, Dora", "van der Berg, Eva"),
    year="2015",
    journal="Journal of Applied Tea Research",
    volume="12",
    issue="3",
    pages="201-209",
)
BARE = replace(ARTICLE, volume="", issue="", pages="")


def outcome(one: Reference, **changes: object) -> str:
    """What becomes of a record and its changed copy in another database: joined, asked or apart."""
    other = replace(one, **{"source": "embase", "identifier": "2", **changes})
    results = {(r.groups, r.uncertain) for r in (deduplicate([one, other]), deduplicate([other, one]))}
    assert len(results) == 1, "the order of the records changes the result"
    groups, uncertain = results.pop()
    return "joined" if groups else "asked" if uncertain else "apart"


TITLE = ARTICLE.title
SAME = {
    "nothing changed": {},
    "capitals and a full stop": {"title": TITLE.upper() + "."},
    "language added": {"title": f"[{TITLE}]. [Chinese]"},
    "article in language": {"title": f"[{TITLE}] [Article in Chinese]"},
    "references counted": {"title": f"{TITLE}. [Review] [33 refs]"},
    "erratum announced": {"title": f"{TITLE}.[Erratum appears in J Tea. 2016 Jan;13(1):12]"},
    "erratum announced and cut": {"title": f"{TITLE}.[Erratum appears in J Te"},
    "retracted since": {"title": f"RETRACTED: {TITLE}"},
    "retracted article": {"title": f"Retracted Article: {TITLE} (Retracted Article. See vol 14, pg 3, 2017)"},
    "American spelling": {"title": TITLE.replace("randomised", "randomized")},
    "subtitle cut": {"title": TITLE.partition(":")[0]},
    "title cut within a word": {"title": TITLE[:70]},
    "markup": {"title": TITLE.replace("chronic", "<i>chronic</i>").replace(" tea ", " tea&#32;")},
    "one letter wrong": {"title": TITLE.replace("chronic", "chronc")},
    "words glued": {"title": TITLE.replace("older adults", "olderadults")},
    "translation in brackets": {"title": f"Wirkung von Tee auf den Schlaf bei alten Menschen [{TITLE}]"},
    "initials": {"authors": ("Archer AB", "Baker C", "Cooper D", "van der Berg E")},
    "given names first": {"authors": ("Anna B. Archer", "Carl Baker", "Dora Cooper", "Eva van der Berg")},
    "particle left out": {"authors": ("Archer, A.", "Baker, C.", "Cooper, D.", "Berg, E. V.")},
    "accents": {"authors": ("Árcher, A.", "Bäker, C.", "Cooper, D.", "van der Berg, E.")},
    "first author only": {"authors": ("Archer, A. B.", "et al")},
    "a group added": {"authors": (*ARTICLE.authors, "Tea Study Group")},
    "order of authors": {"authors": ("Archer, A.", "Cooper, D.", "Baker, C.", "van der Berg, E.")},
    "no authors": {"authors": ()},
    "a year beside": {"year": "2014"},
    "no year": {"year": ""},
    "no pages": {"pages": ""},
    "no volume": {"volume": "", "issue": ""},
    "no journal": {"journal": ""},
    "journal abbreviated": {"journal": "J Appl Tea Res"},
    "journal abbreviated with points": {"journal": "J. Appl. Tea Res."},
    "journal with a subtitle": {"journal": "Journal of applied tea research : official organ of the tea society"},
    "journal with a place": {"journal": "Journal of Applied Tea Research (Online)"},
    "last page short": {"pages": "201-9"},
    "first page only": {"pages": "201"},
    "p before pages": {"pages": "p. 201-209"},
    "issue as part": {"issue": "Pt 3"},
    "no issue": {"issue": ""},
    "another DOI in a record that is the same otherwise": {"doi": "10.1000/b"},
    "DOI as address": {"doi": "https://doi.org/10.1000/A"},
}


@pytest.mark.parametrize("changes", SAME.values(), ids=SAME)
def test_another_databases_form_of_the_same_publication_is_joined(changes: dict) -> None:
    assert outcome(replace(ARTICLE, doi="10.1000/a"), **changes) == "joined"


ONLY_DOI = {
    "ahead of print": {"pages": "1-9", "volume": "", "issue": "", "year": "2014"},
    "article number": {"pages": "e1002"},
    "nothing else": {"pages": "", "volume": "", "issue": "", "journal": "", "authors": ()},
}


@pytest.mark.parametrize("changes", ONLY_DOI.values(), ids=ONLY_DOI)
def test_doi_and_title_are_enough(changes: dict) -> None:
    assert outcome(replace(ARTICLE, doi="10.1000/a"), **changes) == "joined"


MEETING = {"journal": "Tea Medicine", "volume": "40", "issue": "Suppl 1", "pages": "S77", "year": "2014"}
TWO = {
    "abstract at a meeting in another journal": MEETING,
    "abstract in a supplement of the same journal": {"issue": "Suppl 1", "pages": "S14"},
    "abstract in a supplement, no pages": {"issue": "Suppl 1", "pages": ""},
    "other pages": {"pages": "310-318"},
    "other volume and pages": {"volume": "13", "pages": "11-18"},
    "phase of another number": {"title": TITLE.replace("older", "phase 3 older")},
    "erratum": {"title": f"Erratum: {TITLE}", "pages": "410"},
    "erratum on the same page": {"title": f"Erratum to: {TITLE}"},
    "correction at the end": {"title": f"{TITLE} (Correction)", "pages": "410"},
    "retraction notice": {"title": f"Retraction notice to {TITLE}", "pages": "410"},
    "retraction": {"title": f"Retraction: {TITLE}"},
    "correction by its place": {"title": f"{TITLE} (vol 12, pg 201, 2015)", "pages": ""},
    "retraction by its place": {"title": f"{TITLE} (Retraction of vol 12, pg 201, 2015)", "pages": ""},
    "a column of the next year on the same page": {"year": "2016", "volume": "", "pages": "201-205"},
    "reply": {"title": f"Reply to: {TITLE}", "pages": "411"},
    "authors' reply": {"title": f"{TITLE}: authors' reply", "pages": "411"},
    "comment by others": {"title": f"Re: {TITLE}", "authors": ("Zeller, Z.",), "pages": "411"},
    "comment on": {"title": f"Comment on \"{TITLE}\"", "pages": "411"},
    "protocol": {"title": TITLE.replace("trial", "trial protocol"), "volume": "10", "pages": "12"},
    "study protocol, nothing else": {"title": f"{TITLE}: study protocol", "volume": "", "pages": "", "issue": ""},
    "other authors": {"authors": ("Zeller, Z.", "Young, Y."), "volume": "", "pages": "", "issue": ""},
    "other drug": {"title": TITLE.replace("tea", "coffee")},
    "other people": {"title": TITLE.replace("older adults", "young children")},
    "opposite": {"title": TITLE.replace("with chronic", "without chronic")},
    "other PubMed number": {"pmid": "222"},
    "years apart": {"year": "2019", "volume": "", "pages": "", "issue": ""},
    "other journal": {"journal": "Coffee Letters", "volume": "", "pages": "", "issue": ""},
    "preprint": {"journal": "medRxiv", "volume": "", "issue": "", "pages": "", "doi": "10.1101/2014.01.01.123"},
    "registration": {
        "source": "clinicaltrials.gov", "identifier": "NCT1", "journal": "", "volume": "", "issue": "", "pages": "",
    },
    "conference abstract by type": {"types": ("Conference Abstract",), "volume": "", "pages": "", "issue": ""},
}  # fmt: skip


@pytest.mark.parametrize("changes", TWO.values(), ids=TWO)
def test_another_publication_is_not_joined(changes: dict) -> None:
    one = replace(ARTICLE, pmid="111", types=("Journal Article",))
    assert outcome(one, **{"pmid": "", "types": (), **changes}) != "joined"


PAIRS = {
    "parts": ("The tea study. Part I: methods", "The tea study. Part II: methods"),
    "parts in letters": ("Tea and the cough reflex. Part A", "Tea and the cough reflex. Part B"),
    "phases": ("A phase 2 study of green tea in chronic cough", "A phase 3 study of green tea in chronic cough"),
    "weeks": ("Green tea for cough: results at 12 weeks", "Green tea for cough: results at 24 weeks"),
    "doses": ("Green tea 5 mg/kg for chronic cough", "Green tea 10 mg/kg for chronic cough"),
    "sexes": ("Green tea and chronic cough in men", "Green tea and chronic cough in women"),
    "prefixes": ("Chronic hypotension in drinkers of tea", "Chronic hypertension in drinkers of tea"),
    "viruses": ("Tea in the treatment of hepatitis A virus", "Tea in the treatment of hepatitis B virus"),
    "receptors": ("Tea and interferon-α in chronic cough", "Tea and interferon-β in chronic cough"),
    "years": ("Annual report of the tea registry 2013", "Annual report of the tea registry 2014"),
    "drugs": ("Effect of prednisone on chronic cough", "Effect of prednisolone on chronic cough"),
    "order": ("Depression in drinkers of tea after cough", "Cough in drinkers of tea after depression"),
    "first letters": ("Tea and afferent nerves of the cough reflex", "Tea and efferent nerves of the cough reflex"),
    "Chinese": ("绿茶治疗慢性咳嗽的临床观察", "红茶治疗慢性咳嗽的临床观察"),
    "reports": ("Tea in chronic cough: interim results", "Tea in chronic cough: final results"),
}


@pytest.mark.parametrize("place", ["full", "same page", "no pages", "nothing"])
@pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS)
def test_titles_that_differ_in_one_telling_word_are_two_publications(pair: tuple[str, str], place: str) -> None:
    one = replace(ARTICLE, title=pair[0])
    changes = {
        "full": {"pages": "210-219"},
        "same page": {"pages": "201"},
        "no pages": {"pages": ""},
        "nothing": {"pages": "", "volume": "", "issue": ""},
    }[place]
    if place == "same page":
        one = replace(one, pages="201")
    assert outcome(one, title=pair[1], **changes) != "joined"


GENERAL = (
    "Editorial", "Reply", "Response", "Letter to the editor", "In this issue", "Introduction", "Poster session",
    "Abstracts", "Book review", "Authors' reply",
)  # fmt: skip


@pytest.mark.parametrize("title", GENERAL)
@pytest.mark.parametrize(
    "changes",
    [
        {"pages": "300"},
        {"volume": "13"},
        {"pages": ""},
        {"issue": "4", "pages": ""},
        {"issue": "4"},
        {"doi": "10.1000/b"},
    ],
)
def test_titles_that_many_publications_have_identify_nothing(title: str, changes: dict) -> None:
    assert outcome(replace(ARTICLE, title=title, pages="201", doi="10.1000/a"), **{"doi": "", **changes}) != "joined"


def test_a_column_on_page_1_of_two_issues_is_two_publications() -> None:
    one = replace(ARTICLE, title="News of tea", pages="1-2")
    assert outcome(one) == "joined"
    assert outcome(one, issue="4") == "asked"


def test_a_general_title_with_everything_else_the_same_is_one_publication() -> None:
    assert outcome(replace(ARTICLE, title="Editorial")) == "joined"


def test_chinese_titles_are_compared_like_others() -> None:
    one = replace(ARTICLE, title="绿茶治疗慢性咳嗽的临床观察", authors=("王, 伟", "李, 娜"))
    assert outcome(one, title="绿茶治疗慢性咳嗽的临床观察。") == "joined"


def test_a_chinese_title_without_a_volume_is_no_general_title() -> None:
    one = replace(ARTICLE, title="绿茶治疗慢性咳嗽的临床观察", authors=("王, 伟",), volume="", journal="茶学报")
    assert outcome(one) == "joined"
    assert outcome(one, title="绿茶治疗急性咳嗽的临床观察") != "joined"
    assert outcome(replace(one, title="编者按"), pages="300") != "joined"


CHINESE = replace(
    ARTICLE,
    title="绿茶治疗慢性咳嗽的临床观察",
    authors=("王, 伟", "李, 娜"),
    journal="中华茶杂志",
    pages="200-204",
    doi="10.1000/cn",
)
TRANSLATED = replace(
    CHINESE,
    title="Clinical observation of green tea in chronic cough",
    authors=("Wang, Wei", "Li, Na"),
    journal="Chin J Tea",
)


def twins(one: Reference, other: Reference, **changes: object) -> str:
    """What becomes of a Chinese record and that of its translation, both with some changes."""
    fields = ("title", "original_title", "authors", "journal")
    return outcome(replace(one, **changes), **{name: getattr(other, name) for name in fields})


def test_a_chinese_record_and_its_translation_are_one_publication() -> None:
    assert twins(CHINESE, TRANSLATED) == "joined"  # DOI and page range
    both = replace(TRANSLATED, original_title=CHINESE.title)
    assert twins(CHINESE, both, doi="") == "joined"  # the original title
    assert twins(CHINESE, TRANSLATED, doi="") == "asked"
    assert twins(CHINESE, TRANSLATED, pages="200") == "asked"  # two abstracts may be on one page


def test_a_chinese_record_and_a_translation_in_another_place_are_not_joined() -> None:
    both = replace(TRANSLATED, original_title=CHINESE.title)
    assert outcome(both, pages="33-41", volume="5", doi="", title=CHINESE.title, authors=CHINESE.authors) != "joined"
    other = replace(TRANSLATED, title="Sleep of older adults who drink coffee")
    assert twins(CHINESE, other, doi="", pages="200") != "joined"


def test_entries_of_one_number_in_two_registers_are_one() -> None:
    entry = Reference(
        "clinicaltrials", "NCT01234567", title="Tea for cough", year="2020", registrations=("NCT01234567",)
    )
    assert (
        outcome(entry, source="ictrp", identifier="NCT01234567", title="A phase 2 trial of tea leaf extract")
        == "joined"
    )
    assert outcome(entry, source="ictrp", identifier="NCT01234568", registrations=("NCT01234568",)) != "joined"
    assert outcome(entry, source="ictrp", identifier="9", title="Tea and cough: results of a trial") != "joined"


@pytest.mark.parametrize("types", [(), ("Journal Article",)])
def test_an_abstract_without_a_place_is_not_joined_with_the_article(types: tuple[str, ...]) -> None:
    abstract = {"types": ("Conference Abstract",), "volume": "", "issue": "", "pages": ""}
    assert outcome(replace(ARTICLE, types=types), **abstract) != "joined"
    assert outcome(replace(ARTICLE, types=types), **abstract | {"volume": ARTICLE.volume}) != "joined"
    assert outcome(replace(ARTICLE, types=("Conference Abstract",)), types=()) == "joined"


VERSIONS = {
    "guideline of another year": {"year": "2019", "volume": "16", "pages": "3829-3866"},
    "guideline of another year, no place": {"year": "2019", "volume": "", "issue": "", "pages": ""},
    "dataset": {"journal": "Dryad", "volume": "", "issue": "", "pages": "", "doi": "10.5061/x", "types": ("Dataset",)},
    "chapter": {
        "journal": "Handbook of tea",
        "volume": "",
        "issue": "",
        "pages": "511-540",
        "types": ("Book Chapter",),
    },
    "preprint on Research Square": {"journal": "Research Square", "doi": "10.21203/rs.3.rs-1/v1", "pages": ""},
    "preprint without a journal": {
        "journal": "",
        "volume": "",
        "issue": "",
        "pages": "",
        "doi": "10.1101/2015.02.03.2",
    },
    "publisher's correction": {"title": f"Publisher Correction: {TITLE}", "pages": ""},
    "corrigendum with the title in quotes": {
        "title": f"Corrigendum to ‘{TITLE}’ [J Tea 12 (2015) 201–209]",
        "pages": "9",
    },
    "expression of concern": {"title": f"Expression of Concern: {TITLE}", "pages": "410"},
    "plain language summary": {"title": f"Plain language summary: {TITLE}", "pages": "520"},
    "statistical analysis plan": {"title": f"{TITLE}: statistical analysis plan", "volume": "", "pages": ""},
    "German erratum": {"title": f"Berichtigung: {TITLE}", "pages": ""},
    "French erratum": {"title": f"Erratum à l’article « {TITLE} »", "pages": ""},
}


@pytest.mark.parametrize("changes", VERSIONS.values(), ids=VERSIONS)
def test_another_version_of_the_work_is_not_joined(changes: dict) -> None:
    assert outcome(ARTICLE, **changes) != "joined"


@pytest.mark.parametrize("title", ["《{}》一文勘误", "更正：{}", "{}（勘误）"])
def test_a_chinese_correction_is_not_joined(title: str) -> None:
    assert outcome(CHINESE, title=title.format(CHINESE.title), pages="", doi="") != "joined"


def test_a_doi_of_a_whole_supplement_joins_nothing() -> None:
    titles = (
        "Green tea in chronic cough",
        "Sleep of young cats",
        "Weekly coffee and the heart",
        "Green tea in chronic cough",
    )
    records = [
        replace(BARE, identifier=str(n), title=title, doi="10.1000/suppl", pages=f"S{n}", authors=(f"Author{n}, A.",))
        for n, title in enumerate(titles)
    ]
    assert not deduplicate(records).groups


def test_the_same_abstract_in_two_supplements_is_two_publications() -> None:
    one = replace(ARTICLE, issue="Suppl 1", pages="S14-S15")
    assert outcome(one, issue="Suppl 2") != "joined"
    assert outcome(one, issue="Supplement_1", pages="14-15") == "joined"


@pytest.mark.parametrize("year", ["2016", "2018"])
def test_versions_of_a_review_without_a_doi_are_two_publications(year: str) -> None:
    one = replace(BARE, journal="Cochrane Database of Systematic Reviews", pages="CD001234")
    assert outcome(one, year=year) == "apart"
    assert outcome(one, journal="Cochrane Database Syst Rev") == "joined"


def test_two_forms_of_one_notice_are_one_publication() -> None:
    notice = replace(ARTICLE, title=f"Erratum: {TITLE}", pages="410")
    assert outcome(notice, title=f"{TITLE} (vol 12, pg 201, 2015)") == "joined"


JOURNALS = {
    "J Am Coll Cardiol": "Journal of the American College of Cardiology",
    "Proc Natl Acad Sci USA": "Proceedings of the National Academy of Sciences of the United States of America",
    "JAMA": "Journal of the American Medical Association",
    "BMJ (Clinical research ed.)": "British Medical Journal",
    "N. Engl. J. Med.": "The New England Journal of Medicine",
    "Int J Cancer": "International journal of cancer. Journal international du cancer",
    "Jpn J Clin Oncol": "Japanese Journal of Clinical Oncology",
}


@pytest.mark.parametrize("short", JOURNALS)
def test_an_abbreviated_journal_is_the_journal(short: str) -> None:
    one = replace(ARTICLE, pages="")
    assert outcome(replace(one, journal=JOURNALS[short]), journal=short) == "joined"


@pytest.mark.parametrize("pair", [("Lancet", "Lancet Oncology"), ("Brain", "Brain Research"), ("Blood", "Stroke")])
def test_a_journal_that_begins_like_another_is_not_it(pair: tuple[str, str]) -> None:
    assert outcome(replace(ARTICLE, journal=pair[0], volume="", pages=""), journal=pair[1]) != "joined"


def test_versions_of_a_review_are_two_publications_that_are_linked() -> None:
    first = replace(BARE, journal="Library of Reviews", doi="10.1002/14651858.cd001234.pub2")
    second = replace(first, identifier="2", year="2018", doi="10.1002/14651858.cd001234.pub3")
    result = deduplicate([first, second])
    assert not result.groups and not result.uncertain
    assert [link.relation for link in result.links] == ["version-of"]


LINKS = {
    "correction-of": {"title": f"Erratum: {TITLE}", "pages": "410"},
    "retraction-of": {"title": f"Retraction notice to \"{TITLE}\" [J Tea 12 (2015) 201-209]", "pages": "410"},
    "reply-to": {"title": f"Reply to: {TITLE}", "pages": "411"},
    "comment-on": {"title": f"Comment on: {TITLE}", "pages": "411", "authors": ("Zeller, Z.",)},
    "protocol-of": {"title": f"{TITLE}: study protocol", "volume": "10", "pages": "12"},
    "preprint-of": {"journal": "medRxiv", "volume": "", "issue": "", "pages": "", "doi": "10.1101/2014.01.01.123"},
    "abstract-of": {**MEETING, "types": ("Conference Abstract",)},
}  # fmt: skip


@pytest.mark.parametrize("relation", LINKS)
def test_the_relation_is_named_and_directed(relation: str) -> None:
    result = deduplicate([ARTICLE, replace(ARTICLE, source="embase", identifier="2", **LINKS[relation])])
    assert not result.groups
    assert [(link.one, link.relation, link.other) for link in result.links] == [("embase:2", relation, "pubmed:1")]


def test_reports_of_one_study_are_linked_by_its_registration() -> None:
    one = replace(ARTICLE, registrations=("NCT01234567",))
    other = replace(
        one, identifier="2", title="Tea and the heart: two years later", pages="1-9", volume="20", year="2018"
    )
    result = deduplicate([one, other])
    assert not result.groups
    assert [(link.relation, link.reason) for link in result.links] == [("same-study", "registration NCT01234567")]


def test_relations_that_a_source_gives_are_taken() -> None:
    notice = Reference("pubmed", "9", title="Notice", pmid="9", related=(("retracts", "pmid:111"),))
    result = deduplicate([replace(ARTICLE, pmid="111"), notice])
    assert [(link.one, link.relation, link.other) for link in result.links] == [
        ("pubmed:9", "retraction-of", "pubmed:1")
    ]
