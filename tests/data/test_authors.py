"""Names of authors as they sign."""

import pytest

from livingreview.schema import Author


@pytest.mark.parametrize(
    ("given", "family", "signed"),
    [
        ("Ada", "Brown", "Ada Brown"),
        ("伟", "王", "王伟"),
        ("Wei", "Wang", "Wei Wang"),
        ("Wei", "王", "Wei 王"),
        ("TO BE FILLED IN", "TO BE FILLED IN", "TO BE FILLED IN"),
    ],
)
def test_the_family_name_comes_first_in_chinese(given, family, signed):
    made = Author(given=given, family=family, affiliations=["a"], contributions=["Writing"], conflicts="None.")
    assert made.name == signed
