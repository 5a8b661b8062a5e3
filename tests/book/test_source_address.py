"""Where a source was read, as pages print it."""

import pytest

from livingreview.render.table import source_address
from livingreview.schema import Source


def source(**given):
    return Source.model_validate({"id": 1, "kind": "abstract", **given})


@pytest.mark.parametrize("host", ["203.0.113.7", "203.0.113.7:8081", "[2001:db8::7]"])
def test_a_number_is_no_link(host):
    assert source_address(source(url=f"http://{host}/38741164")) == f"`http://{host}/38741164`"


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
    ],
)
def test_an_address_that_carries_another_is_no_link(address):
    assert source_address(source(url=address)) == f"`{address}`"


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org:443/1",
        "https://example.org/articles/10.1000/a.b.c-1/v1",
        "https://example.org/lookup?access_num=10.1000/a&link_type=DOI",
        "https://doi-org.example",
        "https://example.org/a/file.zip:M96.TXT",
    ],
)
def test_an_address_with_dots_and_digits_of_its_own_is_a_link(address):
    assert source_address(source(url=address)).endswith(f"](<{address.replace('&', chr(92) + '&')}>)")


def test_a_name_is_a_link_and_what_has_no_address_is_text():
    assert source_address(source(url="https://example.org/1")) == r"[https\://example.org/1](<https://example.org/1>)"
    assert source_address(source(no_url="A letter*")) == r"A letter\*"
