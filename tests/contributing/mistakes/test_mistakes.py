"""Each mistake of a newcomer gives one message: where it is, what is wrong, what to do, in plain words."""

import re

import pytest
from in_studies import IN_STUDIES
from in_tables import IN_TABLES
from in_yaml import IN_YAML
from mistakes import Mistake, apply

from livingreview import DataError, load
from livingreview.store import grouped

ALL: list[Mistake] = [*IN_STUDIES, *IN_YAML, *IN_TABLES]
JARGON = re.compile(
    r"\(\?|\\d|\^|\[a-z|instance of|should |scalar|token|mapping|sequence|indicator|pydantic|string|schema|codec"
    r"|field required|Traceback"
)


@pytest.mark.parametrize("mistake", ALL, ids=lambda one: one.name.replace(" ", "-"))
def test_a_mistake_gives_one_message_with_place_and_remedy(mistake, review_copy):
    apply(mistake, review_copy)
    with pytest.raises(DataError) as caught:
        load(review_copy)
    said = str(caught.value)
    (problem,) = grouped(caught.value.problems)
    assert (problem.file, problem.field) == (mistake.moved or mistake.file, mistake.field), said
    for words in mistake.says:
        assert words in problem.message, said
    if mistake.at:
        lines = (review_copy / problem.file).read_bytes().decode(mistake.encoding).split("\n")
        assert problem.line > 0 and mistake.at in lines[problem.line - 1], said
    else:
        assert problem.line == 0, said
    assert said.isprintable() and not JARGON.search(problem.message), said


def test_there_are_many_mistakes_of_every_kind():
    assert len({one.name for one in ALL}) == len(ALL) >= 60
