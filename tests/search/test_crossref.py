"""Crossref as a look-up: DOIs that are sure, retractions from either side, published versions."""

from __future__ import annotations

import pytest

from livingreview.records import Reference
from livingreview.search.crossref import Crossref
from livingreview.search.faults import Missing, Unreachable
from replay import Reply, as_json

TITLE = "Green tea for persistent hiccups: a randomised trial"
RECORD = Reference("index", "1", title=TITLE, authors=("Müller-Østby, Ada",), year="2024")


def work(doi="10.1000/TEA", title=TITLE, family="Muller-Østby", year=2024, **more):
    return {
        "DOI": doi,
        "title": [title],
        "author": [{"family": "Second", "sequence": "additional"}, {"family": family, "sequence": "first"}],
        "issued": {"date-parts": [[year, 5]]},
    } | more


@pytest.fixture
def crossref(play, http):
    def client(*works, notices=()):
        def answer(asked):
            if asked.path.startswith("/works/"):
                return (
                    as_json({"status": "ok", "message": works[0]}) if works else Reply(b"Resource not found.", "", 404)
                )
            found = notices if "filter" in asked.fields else works
            return as_json({"status": "ok", "message": {"total-results": len(found), "items": list(found)}})

        client.replay = play(answer)
        return Crossref(http(client.replay, email="ada@example.org"))

    return client


def test_a_publication_with_the_same_title_author_and_year_is_it(crossref):
    assert crossref(work(doi="10.1000/other", title="Black tea"), work()).doi_of(RECORD).doi == "10.1000/tea"
    fields = crossref.replay.asked[0].fields
    assert (fields["query.bibliographic"], fields["query.author"]) == (TITLE, "Müller-Østby")
    assert fields["mailto"] == "ada@example.org"


@pytest.mark.parametrize(
    "close",
    [
        work(title="GREEN TEA for persistent hiccups -- a randomised trial."),
        work(title="Green tea for persistent hiccups", subtitle=["A randomised trial"]),
        work(title="<i>Green tea</i> for persistent hiccups: a randomised trial"),
        work(year=2023),
        work(year=1999) | {"published-print": {"date-parts": [[2025]]}},
    ],
)
def test_spelling_and_a_year_between_online_and_print_do_not_matter(crossref, close):
    assert crossref(close).doi_of(RECORD).doi == "10.1000/tea"


@pytest.mark.parametrize(
    "other",
    [
        work(title="Green tea for persistent hiccups: a second randomised trial"),
        work(title="Correction to: " + TITLE),
        work(family="Second"),
        work(year=2021),
        work(issued={"date-parts": [[None]]}),
        work(title=""),
    ],
)
def test_anything_less_is_no_match(crossref, other):
    found = crossref(other).doi_of(RECORD)
    assert found.doi == "" and "no publication matches" in found.why


def test_two_that_match_are_none(crossref):
    assert crossref(work(), work(doi="10.1000/again")).doi_of(RECORD).why == "2 publications match"
    assert crossref(work(), work(doi="10.1000/Tea")).doi_of(RECORD).doi == "10.1000/tea"


@pytest.mark.parametrize(
    "poor",
    [
        Reference("index", "1", title="Editorial", authors=("Brown, A",), year="2024"),
        Reference("index", "1", title=TITLE, year="2024"),
        Reference("index", "1", title=TITLE, authors=("Brown, A",)),
    ],
)
def test_a_record_that_says_too_little_is_not_looked_up(crossref, poor):
    assert crossref(work()).doi_of(poor).doi == ""
    assert not crossref.replay.asked


def update(doi, kind):
    return {"DOI": doi, "type": kind, "label": kind.title(), "source": "publisher"}


def test_notices_are_found_from_the_article_and_from_the_notice(crossref):
    article = work(
        **{
            "updated-by": [
                update("10.1000/R", "retraction"),
                update("10.1000/C", "correction"),
                update("10.1000/TEA", "erratum"),
            ],
            "update-to": [update("10.1000/OLD", "new_version")],
        }
    )
    notices = [
        {"DOI": "10.1000/R", "update-to": [update("10.1000/tea", "retraction")]},
        {
            "DOI": "10.1000/E",
            "update-to": [update("10.1000/tea", "expression_of_concern"), update("10.1000/x", "retraction")],
        },
    ]
    assert crossref(article, notices=notices).related("10.1000/tea") == (
        ("retracted-by", "doi:10.1000/r"),
        ("corrected-by", "doi:10.1000/c"),
        ("updates", "doi:10.1000/old"),
        ("concern-by", "doi:10.1000/e"),
    )
    assert [asked.fields.get("filter") for asked in crossref.replay.asked] == [None, "updates:10.1000/tea"]
    assert crossref.replay.asked[0].path == "/works/10.1000%2Ftea"


def test_a_notice_names_what_it_retracts(crossref):
    notice = work(**{"update-to": [update("10.1000/A", "Retraction"), update("10.1000/B", "partial-retraction")]})
    assert crossref(notice).related("10.1000/tea") == (
        ("retracts", "doi:10.1000/a"),
        ("partly-retracts", "doi:10.1000/b"),
    )


def test_a_preprint_names_its_published_version(crossref):
    relation = {
        "is-preprint-of": [{"id-type": "doi", "id": "https://doi.org/10.1000/P", "asserted-by": "subject"}],
        "has-review": [{"id-type": "doi", "id": "10.3410/f.1"}],
        "has-preprint": [{"id-type": "uri", "id": "https://example.org"}],
    }
    assert crossref(work(relation=relation)).related("10.1000/tea") == (("published-as", "doi:10.1000/p"),)


def test_a_doi_that_crossref_does_not_have_is_missing(crossref):
    with pytest.raises(Missing, match="does not have it"):
        crossref().related("10.1000/none")


def test_an_outage_is_no_missing_doi(play, http):
    client = Crossref(http(play(lambda asked: Reply(status=503))))
    with pytest.raises(Unreachable):
        client.doi_of(RECORD)
