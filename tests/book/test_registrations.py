"""What a publication's page says of its entries in registers."""

from livingreview.publish.registrations import registration_words
from livingreview.schema import Registration, Study, TrialStatus


def test_a_registration_says_what_was_read_of_its_entries():
    entry = {"source": 2, "at": "Register", "note": "first posted"}
    study = Study.model_construct(
        registry=["NCT1", "NCT2"],
        registrations=[
            Registration(number="NCT1", registered="2018-09", started="2018-11", planned=20, phase="phase 4", **entry),
            Registration(number="NCT1", status=TrialStatus.UNKNOWN, status_date="2019-04", source=3, at="Copy"),
        ],
    )
    of_all = "registered 2018-09; started 2018-11; planned 20; phase 4; source 2, Register; first posted"
    assert registration_words(study) == [
        "NCT1: two copies were read.",
        f"No date of the copy; {of_all}",
        "As of 2019-04: unknown; source 3, Copy",
        "NCT2",
    ]
    assert registration_words(Study.model_construct(registry=[], registrations=[])) == []


def test_copies_of_an_entry_that_differ_say_in_what():
    def copy(**given):
        return Registration(number="NCT1", source=2, at="Copy", **given)

    def first(*read):
        return registration_words(Study.model_construct(registry=["NCT1"], registrations=list(read)))[0]

    ended = copy(status=TrialStatus.COMPLETED, planned=20)
    assert first(copy(status=TrialStatus.UNKNOWN, planned=30), ended) == (
        "NCT1: two copies were read; they differ in planned number and status."
    )
    assert first(copy(phase="phase 2"), ended) == "NCT1: two copies were read."
    assert first(ended) == "NCT1: no date of the copy: completed; planned 20; source 2, Copy"
