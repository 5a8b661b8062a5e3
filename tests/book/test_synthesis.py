"""Which figures make a pool, and that whatever does not enter is listed with its reason."""

import pytest

from helpers import in_one_cohort
from livingreview import load
from livingreview.subjects.pools.model import synthesise

ROW = "  - {arm: tea, group: all, outcome: relief, month: 1, events: 3, n: 8, source: 1, at: Abstract}\n"
BROWN = "data/studies/brown2002.yaml"


def relief(root, *edits):
    for file, old, new in edits:
        text = (root / file).read_text("utf-8")
        assert text.count(old) == 1, (file, old)
        (root / file).write_text(text.replace(old, new), "utf-8")
    return synthesise(load(root), "relief")


def reasons(synthesis, study):
    return list(synthesis.left_out.loc[synthesis.left_out["study"] == study, "reason"])


def test_the_row_nearest_to_the_target_enters_and_the_other_is_listed(tiny):
    synthesis = relief(tiny)
    assert list(synthesis.rows["study"]) == ["adams2001", "brown2002"]
    assert list(synthesis.rows["events"]) == [7, 3]
    assert reasons(synthesis, "adams2001") == ["another time of the same report is nearer to the target"]
    assert synthesis.pooled.n == 18
    assert synthesis.rows["weight"].sum() == pytest.approx(100)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (ROW.replace("events: 3, n: 8", "printed: 38%"), "percentage or statement without a count"),
        (ROW.replace("month: 1", "month: 3"), "not assessed between 0 and 2 months"),
        (ROW.replace("month: 1", "when: best"), "not assessed between 0 and 2 months"),
        (ROW.replace("events: 3, n: 8", "events: 1, n: 1"), "fewer than 2 patients"),
        (ROW.replace("arm: tea", "arm: all"), "all arms together"),
    ],
)
def test_what_may_not_be_pooled_is_left_out_with_its_reason(tiny, row, reason):
    synthesis = relief(tiny, (BROWN, ROW, row))
    assert list(synthesis.rows["study"]) == ["adams2001"]
    assert reasons(synthesis, "brown2002") == [reason]


def test_mixed_cohorts_never_enter(tiny):
    synthesis = relief(tiny, (BROWN, "condition: simple", "condition: mixed"))
    assert list(synthesis.rows["study"]) == ["adams2001"]
    assert reasons(synthesis, "brown2002") == ["mixed, not a pooled population"]


def test_subgroups_of_a_cohort_never_enter(tiny):
    synthesis = relief(tiny, (BROWN, "role: whole", "role: subgroup"))
    assert reasons(synthesis, "brown2002") == ["part of a cohort"]


def test_comparators_are_no_evidence_for_the_treatment(tiny):
    water = "arms: [{id: water, label: water, role: mixed, drugs: [tea], source: 1, at: Abstract}, "
    synthesis = relief(tiny, (BROWN, "role: intervention", "role: comparator"), (BROWN, "arms: [", water))
    assert list(synthesis.rows["study"]) == ["adams2001"]
    assert reasons(synthesis, "brown2002") == []


def test_of_two_reports_of_the_same_patients_only_the_larger_enters(tiny):
    def overlap(other):
        return f"cohort: {{id: {other}, overlaps: [{{study: {other}, extent: possible, why: Same town.}}]}}\narms:"

    synthesis = relief(
        tiny,
        ("data/studies/adams2001.yaml", "arms:", overlap("brown2002").replace("id: brown2002", "id: adams2001")),
        (BROWN, "arms:", overlap("adams2001").replace("id: adams2001", "id: brown2002")),
    )
    assert list(synthesis.rows["study"]) == ["adams2001"]
    assert reasons(synthesis, "brown2002") == ["may include patients of Adams 2001, which is larger"]


def test_reports_that_share_a_cohort_enter_once(tiny):
    in_one_cohort(tiny, "adams2001", "brown2002", before="arms:")
    synthesis = relief(tiny)
    assert list(synthesis.rows["study"]) == ["adams2001"]


def test_marks_tell_how_a_figure_was_come_by(tiny):
    synthesis = relief(
        tiny,
        (
            BROWN,
            ROW,
            ROW.replace(
                "at: Abstract", "at: Abstract, derived: words, how: Three cured., conflict: Four in the table."
            ),
        ),
    )
    assert dict(zip(synthesis.rows["study"], synthesis.rows["marks"], strict=True)) == {
        "adams2001": "",
        "brown2002": "ADC",
    }


def test_an_empty_subgroup_is_a_gap_and_not_an_error(tiny):
    parts = {part.subgroup.id: part.pooled for part in relief(tiny).subgroups}
    assert parts["child"] is None
    assert parts["adult"].k == 2


def test_a_pool_without_any_study_has_no_result(tiny):
    synthesis = relief(
        tiny,
        (BROWN, "condition: simple", "condition: mixed"),
        ("data/studies/adams2001.yaml", "condition: simple", "condition: mixed"),
    )
    assert synthesis.pooled is None
    assert synthesis.rows.empty


def test_only_declared_pools_exist(tiny):
    with pytest.raises(KeyError, match=r"not declared in data/review\.yaml"):
        synthesise(load(tiny), "happiness")
