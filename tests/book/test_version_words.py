"""What the page on changes says of the newest version in words."""

from dataclasses import replace

import pytest

from livingreview.subjects.results import Results


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("Children were added.", "Children were added."),
        (None, "Whether the question changed is not stated."),
    ],
)
def test_whether_the_question_changed_is_that_of_the_newest_version(review, given, said):
    newest, *others = review.config.versions
    versions = [newest.model_copy(update={"question": given}), *others]
    changed = replace(review, config=review.config.model_copy(update={"versions": versions}))
    assert Results(changed)["versions.question"].text == said


def test_a_review_without_versions_does_not_say_that_its_question_stayed(review):
    first = replace(review, config=review.config.model_copy(update={"versions": []}))
    assert "not stated" in Results(first)["versions.question"].text
