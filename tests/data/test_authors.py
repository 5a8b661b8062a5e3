"""Authors as they sign: their names, how they can be reached, and what prose says of them before and after."""

import pytest
from pydantic import ValidationError

from livingreview.schema import Author, Authors, ReportedItem
from livingreview.subjects.authors.words import NOT_YET, _declared


@pytest.mark.parametrize(
    ("given", "family", "signed"),
    [
        ("Ada", "Brown", "Ada Brown"),
        ("伟", "王", "王伟"),
        ("Wei", "Wang", "Wei Wang"),
        ("Wei", "王", "Wei 王"),
        ("민준", "김", "김민준"),
        ("TO BE FILLED IN", "TO BE FILLED IN", "TO BE FILLED IN"),
    ],
)
def test_the_family_name_comes_first_in_chinese(given, family, signed):
    made = Author(given=given, family=family, affiliations=["a"], contributions=["Writing"], conflicts="None.")
    assert made.name == signed


def person(**changes):
    given = {
        "given": "Ann",
        "family": "Adams",
        "affiliations": ["a"],
        "contributions": ["Writing"],
        "conflicts": "None declared",
    }
    return {**given, **changes}


CORRESPONDING = {"corresponding": True, "email": "ann@example.org"}


def signed(*authors, **changes):
    given = {
        "authors": list(authors or [person(**CORRESPONDING)]),
        "affiliations": {"a": "University of Tea"},
        "funding": "The Tea Fund",
        "role_of_funders": "There was none",
        "ethics": "Not required.",
        "data_availability": "With the article.",
        "keywords": ["tea"],
    }
    return Authors(**{**given, **changes})


def test_an_abstract_names_the_main_funders_if_they_are_given():
    long = "Grant 1 of the Tea Fund, grant 2 of the Cup Fund, and a gift of kettles."
    short = _declared(signed(funding=long, funding_in_abstract="The Tea and Cup Funds"))
    assert short["funding-in-abstract"] == short["funding-zh"] == "The Tea and Cup Funds."
    assert short["funding"] == _declared(signed(funding=long))["funding-in-abstract"] == long


def test_a_group_signs_by_its_name():
    assert Author(**person(given=None, family=None, group="The Tea Group")).name == "The Tea Group"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"orcid": "0000-0002-1825-0098"}, "its last digit should be 7"),
        ({"orcid": "0000-0002-1694-2330"}, "its last digit should be X"),
        ({"orcid": "٠٠٠٠-0002-1825-0097"}, "pattern"),
        ({"email": "not an email"}, "no e-mail address"),
        ({"email": "a@b"}, "no e-mail address"),
        ({"email": "ann@example.org, bob@example.org"}, "no e-mail address"),
        ({"corresponding": True}, "email is missing"),
        ({"given": None}, "given is missing"),
        ({"group": "The Tea Group"}, "given and group exclude each other"),
    ],
)
def test_faults_of_an_author_are_refused(changes, message):
    with pytest.raises(ValidationError, match=message):
        Author(**person(**changes))


@pytest.mark.parametrize("orcid", ["0000-0002-1825-0097", "0000-0002-1694-233X"])  # examples of orcid.org
def test_true_identifiers_are_accepted(orcid):
    assert Author(**person(orcid=orcid)).orcid == orcid


@pytest.mark.parametrize(
    ("authors", "message"),
    [
        ([person()], "no author is corresponding"),
        ([person(**CORRESPONDING), person(family="Brown", email="ann@example.org")], "is given for two authors"),
        ([person(**CORRESPONDING, affiliations=["b"])], "Adams: there is no affiliation 'b'"),
    ],
)
def test_faults_of_the_list_are_refused(authors, message):
    with pytest.raises(ValidationError, match=message):
        signed(*authors)


def test_an_affiliation_of_nobody_is_refused():
    with pytest.raises(ValidationError, match="'b' is nobody's"):
        signed(affiliations={"a": "University of Tea", "b": "Institute of Cups"})


def test_two_and_sixty_authors_may_sign():
    second = person(family="Brown", corresponding=True, email="bob@example.org")
    many = [person(family=f"Brown{i}") for i in range(58)]
    authors = signed(person(**CORRESPONDING), second, *many)
    assert [one.family for one in authors.corresponding] == ["Adams", "Brown"]
    assert authors.signed


def test_prose_says_what_authors_declare():
    assert _declared(signed())["funding"] == "The Tea Fund."
    assert _declared(signed())["interests"] == "All authors: None declared."
    assert _declared(signed())["signed"] == "Ann Adams."
    two = signed(person(**CORRESPONDING), person(family="Brown", conflicts="Sells tea."))
    assert _declared(two)["interests"] == "Ann Adams: None declared; Ann Brown: Sells tea."


def test_prose_says_that_nothing_is_declared_until_authors_sign():
    for unsigned in (None, signed(funding="TO BE FILLED IN", role_of_funders="TO BE FILLED IN")):
        said = _declared(unsigned)
        assert said["funding"] == said["role-of-funders"] == NOT_YET
    assert _declared(None)["signed"] == "No authors have signed this version."


def test_an_item_on_authors_is_answered_anew_once_they_have_signed():
    answer = {"reported": "met", "where": ["methods"]}
    item = ReportedItem(reported="not-done", where=["methods"], note="Nobody has signed.", once_signed=answer)
    assert item.answer(signed=False) is item
    assert (item.answer(signed=True).reported, item.answer(signed=True).note) == ("met", None)
