"""Sets of patients of one report: different ones all stay, and of those that may share patients one does."""

import json

import pandas as pd
import pytest

from livingreview.evidence import in_subset, named_apart, one_row_a_unit
from livingreview.schema import Subset

WHOLE, CONDITION = "whole", "condition"


def table(*rows):
    """Rows of report a unless they say otherwise, one month from the target."""
    usual = {"study": "a", "label": "A 2001", "arm": "tea", "group": "all", "group_role": WHOLE, "distance": 1.0}
    usual |= {"group_condition": "simple", "n": 10}
    made = [{**usual, "row": i, **row} for i, row in enumerate(rows)]
    frame = pd.DataFrame(made, index=[100 + i for i in range(len(made))])
    return frame.assign(group_label=frame["group"] + " people", arm_label=frame["arm"]).astype({"n": "Int64"})


def of(condition, **more):
    return {"group": condition, "group_role": CONDITION, "group_condition": condition, **more}


def test_two_conditions_of_one_report_both_stay():
    assert one_row_a_unit(table(of("simple"), of("secondary"))) == {}


def test_two_arms_of_one_report_both_stay_whatever_their_group():
    assert one_row_a_unit(table({"arm": "green"}, {"arm": "black"})) == {}
    assert one_row_a_unit(table({"arm": "green"}, of("simple", arm="black"))) == {}


def test_a_group_within_the_whole_gives_way_and_the_reason_names_the_rule():
    reasons = one_row_a_unit(table(of("simple", n=6), {"group": "all", "n": 10}))
    assert reasons == {
        100: "shares patients with all people: another row of the same report, as near to the target, has more patients"
    }


def test_a_nearer_part_goes_before_a_larger_whole():
    reasons = one_row_a_unit(table({"distance": 3.0}, of("simple", n=6), of("secondary", n=4)))
    assert reasons == {
        100: "shares patients with simple people: another time of the same report is nearer to the target"
    }


def test_of_each_group_one_time_stays():
    rows = table(of("simple", distance=2.0), of("simple"), of("secondary", distance=float("inf")), of("secondary"))
    assert one_row_a_unit(rows) == {
        100: "another time of the same report is nearer to the target",
        102: "another row of the same report gives a month",
    }


def test_rows_of_other_reports_do_not_matter():
    assert one_row_a_unit(table({}, {"study": "b"}, {"study": "c", "distance": 0.0})) == {}


def test_the_first_in_the_file_stays_in_whatever_order_the_rows_come():
    rows = table({}, {})
    for frame in (rows, rows.iloc[::-1]):
        assert list(one_row_a_unit(frame)) == [101]


@pytest.mark.parametrize(
    ("rows", "labels"),
    [
        ([{}, {"study": "b", "label": "B 2002"}], ["A 2001", "B 2002"]),
        ([{"arm": "green"}, {"arm": "black"}], ["A 2001 (green)", "A 2001 (black)"]),
        ([of("simple"), of("secondary")], ["A 2001 (simple people)", "A 2001 (secondary people)"]),
        ([of("simple"), of("mild", arm="black")], ["A 2001 (tea)", "A 2001 (black)"]),
        (
            [of("simple"), of("mild"), of("mild", arm="black")],
            ["A 2001 (tea, simple people)", "A 2001 (tea, mild people)", "A 2001 (black, mild people)"],
        ),
    ],
)
def test_several_rows_of_a_report_have_names_of_their_own(rows, labels):
    assert list(named_apart(table(*rows))) == labels


GIVEN = pd.DataFrame(
    {
        "arm_drugs": [("tea",), ("tea",), ("tea", "sugar"), ("tea", "infusion"), float("nan")],
        "arm_besides": ["nothing", "others", "nothing", None, None],
        "group_cause": ["cola", None, "soda", "cola", None],
    }
)


@pytest.mark.parametrize(
    ("fields", "inside"),
    [
        ({"given": "not-combined"}, [True, True, False, True, False]),
        ({"given": "alone"}, [True, False, False, False, False]),
        ({"causes": ["cola"]}, [True, False, False, True, False]),
        ({"without_causes": ["cola"]}, [False, True, True, False, True]),
        ({"given": "not-combined", "causes": ["cola", "soda"]}, [True, False, False, True, False]),
    ],
)
def test_a_subset_keeps_what_it_declares(fields, inside):
    text = json.dumps({"id": "s", "label": "S", "why": "For a test.", **fields})
    subset = Subset.model_validate_json(text, context={"vocabulary": None})
    assert list(in_subset(GIVEN, subset, ["tea", "infusion"])) == inside
