"""Studies in a list can be told apart, also where a label holds a comma."""

import pytest

from livingreview.render.table import linked
from livingreview.store import load


@pytest.fixture
def review(tiny):
    file = tiny / "references.bib"
    file.write_text(file.read_text("utf-8").replace("{Adams, Ann}", "{{Oats, rye}}"), "utf-8")
    return load(tiny)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("adams2001, pmid3 and brown2002 rose", "Oats, rye 2001; {}; and Brown 2002 rose"),
        ("brown2002 and pmid3 rose", "Brown 2002 and {} rose"),
        ("brown2002, which fell, and adams2001", "Brown 2002, which fell, and Oats, rye 2001"),
    ],
)
def test_a_list_with_a_comma_in_a_label_has_semicolons(review, text, words):
    other = review.bibliography.label("pmid3")
    shown = linked(review, text, beside=set(review.publications))
    assert shown.replace("\\", "") == words.format(other)
