"""A text that YAML takes for something else hides no other fault of its row."""

import pytest
from corruption import ADLER

from helpers import change
from livingreview import DataError, load
from livingreview.store.parts import in_quotation_marks


@pytest.mark.parametrize(
    ("line", "made"),
    [
        ("  - {axis: nerve, p: > 0.05, at: Figure 1}", '  - {axis: nerve, p: "> 0.05", at: Figure 1}'),
        ("  - {at: Table 1: harms, source: 1}", '  - {at: "Table 1: harms", source: 1}'),
        ("  - {a: [x], relates: {b: c, d: e}, note: @x}", '  - {a: [x], relates: {b: c, d: e}, note: "@x"}'),
        ('  - {at: "a: b", source: 1}', None),
        ("  at: @x", None),
    ],
)
def test_texts_of_an_entry_are_put_into_quotation_marks(line, made):
    assert in_quotation_marks(line) == made


@pytest.mark.parametrize("text", ["> 0.05", "Table 2: relief", "@ the end"])
def test_every_fault_of_the_row_is_named_at_once(text, review_copy):
    change(
        review_copy / ADLER,
        "outcome: relief, month: 12, printed: 65%, source: 1, at: Abstract",
        f"outcome: releif, month: twelve, printed: 65%, source: 1, at: {text}",
    )
    with pytest.raises(DataError) as caught:
        load(review_copy)
    found = "\n".join(map(str, caught.value.problems))
    assert "not valid YAML" in found and "goes into quotes" in found
    assert "efficacy[6].outcome: 'releif'" in found and "efficacy[6].month" in found
    assert len(caught.value.problems) == 3
