"""`review extract compare`: what differs, and agreement by kind of datum, as text and as JSON."""

import json

import pytest
from second_readings import READING, write_reading

from livingreview import load
from livingreview.cli import main
from livingreview.schema.background import BackgroundValue
from livingreview.store.comparing import compared_in
from livingreview.store.comparing.fields import compared_figures
from livingreview.subjects.agreement.model import second_readings


def test_it_prints_what_differs_and_why_rows_were_not_seen(review_copy, capsys):
    write_reading(review_copy)
    assert main(["--root", str(review_copy), "extract", "compare", "adler2010"]) == 0
    shown = capsys.readouterr().out
    assert "efficacy[1] (part, tea, all, month 3), in the second reading efficacy[1]:" in shown
    assert "    events: 27 and 28 (+1)" in shown
    assert "(predictor, tea, all, not-stated): not found again. The abstract is cut before it." in shown
    assert "count: 2 of 3 agree, in one publication; share 0.67" in shown


def test_json_has_every_row_and_the_agreement(review_copy, capsys):
    write_reading(review_copy)
    assert main(["--root", str(review_copy), "extract", "compare", "--all", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    (one,) = found["publications"]
    assert sum(found["rows"].values()) == len(one["rows"])
    (events,) = [
        field
        for row in one["rows"]
        if row["first"] == "efficacy[1]"
        for field in row["fields"]
        if field["field"] == "events"
    ]
    assert events == {
        "field": "events", "kind": "count", "first": "27", "second": "28", "same": False, "by": 1, "derived": False,
    }  # fmt: skip
    counts = {kind["kind"]: (kind["same"], kind["both"]) for kind in found["agreement"]}
    assert counts["count"] == (2, 3) and counts["percentage"] == (3, 4) and counts["outcome"] == (5, 5)


@pytest.mark.parametrize(
    ("arguments", "word"),
    [([], "name one publication"), (["--all"], "no second reading"), (["adler2010"], "no second reading of adler2010")],
)
def test_nothing_to_compare_is_said(arguments, word, review_copy, capsys):
    assert main(["--root", str(review_copy), "extract", "compare", *arguments]) == 1
    assert word in capsys.readouterr().err


def test_two_second_readers_are_compared_with_the_first_each(review_copy):
    write_reading(review_copy)
    third = READING.replace("extractor 2", "extractor 3").replace("events: 28", "events: 27").replace("47%", "45%")
    write_reading(review_copy, third, "data/extractions/extractor-3/adler2010.yaml")
    one, two = compared_in(load(review_copy))
    assert (one.second.role, two.second.role) == ("extractor 2", "extractor 3")
    assert len(list(one.differences())) == len(list(two.differences())) + 2


def test_data_that_one_reader_gives_enter_no_measure(review_copy):
    write_reading(review_copy)
    kinds = {kind.kind: kind for kind in second_readings(load(review_copy)).kinds}
    assert (kinds["value"].measures.both, kinds["value"].first) == (1, 1)  # dose of both, trough of the first reader
    assert kinds["count"].measures.percent.estimate == pytest.approx(2 / 3)
    assert "One cluster" in kinds["count"].measures.percent.note


SAYS = {"about": "Adults given tea", "as_printed": "headache", "source": 1, "at": "Table 2"}


def background(**given):
    return BackgroundValue.model_validate({**SAYS, **given}, context={"vocabulary": None})


@pytest.mark.parametrize(
    ("first", "second", "differing"),
    [
        ({"says": "from 9% to 64%"}, [{"printed": "9%"}, {"printed": "64%"}], []),
        ({"says": "from 9% to 64%"}, [{"says": "between 9 and 64%"}], []),
        ({"says": "from 9% to 64%"}, [{"printed": "9%"}], ["says"]),
        ({"says": "275 events with tea and 181 with water"}, [{"events": 275}, {"events": 181}], []),
        ({"says": "275 events with tea and 181 with water"}, [{"events": 275}, {"events": 118}], ["says"]),
        ({"printed": "62%"}, [{"printed": "62%", "unit": "percent"}], []),
        ({"printed": "62%"}, [{"printed": "61%", "unit": "percent"}], ["printed"]),
        ({"value": 3.5, "unit": "months", "stat": "mean"}, [{"value": 3.5, "unit": "days", "stat": "mean"}], ["unit"]),
        ({"printed": "62%", "outcome": "relief"}, [{"printed": "62%"}], []),
    ],
)
def test_background_values_are_compared_by_their_numbers_however_they_are_written(first, second, differing):
    found = compared_figures(background(**first), [background(**row) for row in second])
    assert [field.name for field in found if field.differs] == differing
