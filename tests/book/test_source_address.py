"""Where a source was read, as pages print it, and what a reference links to."""

from dataclasses import replace
from urllib.parse import urlsplit

import pytest

from livingreview import DataError, load
from livingreview.publish.reference_style import Reference, Style
from livingreview.render.table import source_address
from livingreview.schema import Source
from livingreview.schema.addresses import NotLinked
from livingreview.store.bibliography import Entry
from livingreview.subjects.data.references import csl, ris


def source(**given):
    return Source.model_validate({"id": 1, "kind": "abstract", **given})


@pytest.mark.parametrize("host", ["203.0.113.7", "203.0.113.7:8081", "[2001:db8::7]"])
def test_a_number_is_no_link(review, host):
    assert source_address(review, source(url=f"http://{host}/38741164")) == f"`http://{host}/38741164`"


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/https://b.org/1",
        "https://example.org/proxy?url=https%3A%2F%2Fdoi.org%2F10.1000%2Fa",
        "https://example.net/en/es/b.example.org/17649712",
        "https://b-org-443.example.edu/doi/10.1000/a",
        "http://0-www-b-org.example.edu/1",
        "http://www-b-org.example.edu/1",
        "http://example.org:8081/1",
        "https://staging.example.org/1",
        "https://library-test.example.org/1",
        "https://index.web-dev.example.org/1",
    ],
)
def test_an_address_that_carries_another_is_no_link(review, address):
    assert source_address(review, source(url=address)) == f"`{address}`"


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org:443/1",
        "https://example.org/articles/10.1000/a.b.c-1/v1",
        "https://example.org/lookup?access_num=10.1000/a&link_type=DOI",
        "https://doi-org.example",
        "https://dev.example.org/1",
        "https://test.example/1",
        "https://contest.example.org/1",
        "https://example.org/a/file.zip:M96.TXT",
    ],
)
def test_an_address_with_dots_and_digits_of_its_own_is_a_link(review, address):
    assert source_address(review, source(url=address)).endswith(f"](<{address.replace('&', chr(92) + '&')}>)")


def test_a_name_is_a_link_and_what_has_no_address_is_text(review):
    assert (
        source_address(review, source(url="https://example.org/1"))
        == r"[https\://example.org/1](<https://example.org/1>)"
    )
    assert source_address(review, source(no_url="A letter*")) == r"A letter\*"


@pytest.fixture
def choosy(review):
    """The review, with hosts to which no link leads."""
    given = [NotLinked(hosts=["example.org", "b.example.net"], why="Not the publisher's site.")]
    return replace(review, config=review.config.model_copy(update={"not_linked": given}))


@pytest.mark.parametrize("address", ["https://example.org/1", "http://www.example.org./1", "https://B.example.net/1"])
def test_a_host_of_the_list_is_no_link_and_neither_is_a_name_within_it(choosy, address):
    assert source_address(choosy, source(url=address)) == f"`{address}`"


@pytest.mark.parametrize(
    "address", ["https://counterexample.org/1", "https://example.org.example/1", "https://example.net/1"]
)
def test_a_host_beside_those_of_the_list_is_a_link(choosy, address):
    assert source_address(choosy, source(url=address)).startswith("[")


def test_a_host_that_another_covers_is_refused(review_copy):
    file = review_copy / "data/review.yaml"
    given = "\nnot_linked:\n  - {hosts: [example.org], why: A copy.}\n  - {hosts: [www.example.org], why: A copy.}\n"
    file.write_text(file.read_text("utf-8") + given, "utf-8")
    with pytest.raises(DataError, match=r"'www.example.org' is covered by 'example.org'. Delete one of them."):
        load(review_copy)


def entry(followed: bool, **fields: str) -> Entry:
    return Entry("key", "misc", {"title": "A title", **fields}, {}, {}, followed=followed)


def printed(one: Entry) -> str:
    return str(Style().reference(Reference(one)))


PAGE = "https://example.org/1"
NUMBER = "NCT01234567"
REGISTER = f"https://clinicaltrials.gov/study/{NUMBER}"


def test_a_reference_links_what_may_be_a_link():
    assert entry(True, url=PAGE).links == {"page": PAGE}
    assert entry(False, url=PAGE).links == {}
    assert entry(False, url=PAGE, pmid="7").links == {"PubMed": "https://pubmed.ncbi.nlm.nih.gov/7"}
    assert entry(False, url=PAGE, howpublished=f"ClinicalTrials.gov {NUMBER}").links == {"register": REGISTER}


@pytest.mark.parametrize("page", [REGISTER, f"https://www.clinicaltrials.gov/ct2/show/{NUMBER}"])
def test_the_register_is_linked_once(page):
    assert entry(True, url=page, howpublished=NUMBER).links == {"register": REGISTER}


def test_an_address_that_is_no_link_remains_as_text_where_there_is_no_other():
    assert f"Read at {PAGE}" in printed(entry(False, url=PAGE))
    assert PAGE not in printed(entry(False, url=PAGE, pmid="7"))
    assert "web page" in printed(entry(True, url=PAGE))


def test_an_address_that_is_no_link_is_in_the_open_data_and_not_in_the_article():
    one = entry(False, url=PAGE)
    assert f"UR  - {PAGE}" in ris(one)
    assert csl(one)["URL"] == PAGE
    assert "URL" not in csl(one, to_print=True)
    assert csl(entry(True, url=PAGE), to_print=True)["URL"] == PAGE


def test_the_hosts_of_the_review_hold_for_its_references(review_copy):
    file, references = review_copy / "data/review.yaml", review_copy / "references.bib"
    key, one = next((key, one) for key, one in load(review_copy).bibliography.items() if one.links.get("page"))
    host = urlsplit(one.page).hostname
    file.write_text(f"{file.read_text('utf-8')}\nnot_linked:\n  - {{hosts: [{host}], why: A copy.}}\n", "utf-8")
    assert "page" not in load(review_copy).bibliography[key].links
    assert host in references.read_text("utf-8")
