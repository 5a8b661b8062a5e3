"""Where a source was read, as pages print it."""

import pytest

from livingreview.render.table import source_address
from livingreview.schema import Source


def source(**given):
    return Source.model_validate({"id": 1, "kind": "abstract", **given})


@pytest.mark.parametrize("host", ["203.0.113.7", "203.0.113.7:8081", "[2001:db8::7]"])
def test_a_number_is_no_link(host):
    assert source_address(source(url=f"http://{host}/38741164")) == f"`http://{host}/38741164`"


def test_a_name_is_a_link_and_what_has_no_address_is_text():
    assert source_address(source(url="https://example.org/1")) == r"[https\://example.org/1](<https://example.org/1>)"
    assert source_address(source(no_url="A letter*")) == r"A letter\*"
