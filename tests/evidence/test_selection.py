"""Every row is either chosen or left out, and every row left out has exactly one reason: the first that applies."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from livingreview.evidence import Selection, passed_over

INF = float("inf")
FLAGS = st.lists(st.sampled_from([True, False, None]), min_size=6, max_size=6)


def table(size=6):
    return pd.DataFrame({"value": range(size)}, index=range(10, 10 + size))


def flags(values):
    return pd.Series(values, index=range(10, 10 + len(values)), dtype="boolean")


@given(st.lists(FLAGS, max_size=5), st.dictionaries(st.integers(10, 15), st.sampled_from(["a", "b"]), max_size=6))
def test_chosen_and_left_out_are_all_rows_and_the_first_reason_wins(conditions, single):
    selection, first = Selection(table()), {}
    for number, values in enumerate(conditions):
        selection.exclude(flags(values), f"reason {number}")
        for index, met in zip(table().index, values, strict=True):
            if met:
                first.setdefault(index, f"reason {number}")
    selection.exclude_rows(single)
    first = single | first
    assert selection.left_out["reason"].to_dict() == first
    assert sorted([*selection.chosen.index, *selection.left_out.index]) == list(table().index)
    assert selection.reasons.to_dict() == {index: first.get(index, "") for index in table().index}
    pd.testing.assert_frame_equal(selection.rows, table())


def test_a_reason_may_differ_by_row():
    selection = Selection(table(2))
    selection.exclude(flags([True, True]), pd.Series(["small", "late"], index=[10, 11]))
    assert list(selection.left_out["reason"]) == ["small", "late"]


def test_what_is_chosen_can_be_changed_without_changing_the_table():
    selection = Selection(table(2))
    chosen = selection.chosen
    chosen["value"] = 99
    assert list(selection.rows["value"]) == [0, 1]


@pytest.mark.parametrize("reason", ["", None, pd.Series([None, None], index=[10, 11])])
def test_leaving_out_needs_a_reason(reason):
    with pytest.raises(ValueError, match="no reason to leave out row 10"):
        Selection(table(2)).exclude(flags([True, True]), reason)


def test_a_condition_on_other_rows_is_refused():
    with pytest.raises(ValueError, match="not on the index"):
        Selection(table(2)).exclude(pd.Series([True, False]), "late")


def test_rows_that_cannot_be_distinguished_are_refused():
    with pytest.raises(ValueError, match="duplicates"):
        Selection(pd.DataFrame({"value": [1, 2]}, index=[0, 0]))


@pytest.mark.parametrize(
    ("distance", "n", "reason"),
    [
        (3, 99, "another time of the same report is nearer to the target"),
        (INF, 99, "another row of the same report gives a month"),
        (1, 9, "another row of the same report, as near to the target, has more patients"),
        (1, 10, "another row of the same report, as near and as large, comes first in its file"),
    ],
)
def test_the_reason_is_the_rule_that_decided(distance, n, reason):
    assert passed_over(distance, n, (1, 10)) == reason


def test_of_two_times_in_words_size_decides():
    assert passed_over(INF, 9, (INF, 10)).endswith("has more patients")
