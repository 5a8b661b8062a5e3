"""Readings that are kept apart are checked like all data: each fault with its file and line."""

import pytest
from second_readings import ADLER_2, READING, write_reading

from livingreview import DataError, load
from livingreview.store.around import check_around

ROW = "  - {arm: tea, group: all, outcome: full, month: 3"


def problems(root):
    with pytest.raises(DataError) as caught:
        load(root)
    return caught.value.problems


def test_a_valid_reading_is_kept_beside_the_publication(review_copy):
    write_reading(review_copy)
    review = load(review_copy)
    reading = review.readings["extractor 2"]["adler2010"]
    assert reading.efficacy[1].events == 28 and review.publications["adler2010"].efficacy[1].events == 27
    assert reading.missed("efficacy", "predictor") and not reading.missed("efficacy", "full")
    assert not reading.missed("safety", "any-event")


@pytest.mark.parametrize(
    ("old", "new", "field", "word"),
    [
        ("role: extractor 2", "role: extractor 3", "role", "extractor 2"),
        ("role: extractor 2", "role: Dr Adler", "role", "not a role"),
        ("id: adler2010", "id: adler2011", "id", "adler2010"),
        ("read_on: 2024-02-03", "read_on: 2024-02", "read_on", "not a date"),
        ("read_on: 2024-02-03", "read_on: 2999-02-03", "read_on", "future"),
        ("read_on: 2024-02-03\n", "", "read_on", "give the day"),
        ("parts: [population, ", "parts: [", "population", "not among the parts"),
        ("parts: [population", "parts: [population, population", "parts", "once"),
        ("parts: [population", "axes: [nerve]\nparts: [population", "axes", "findings"),
        ("outcome: part", "outcome: partial", "efficacy[1].outcome", "part"),
        ("events: 28", "events: 61", "efficacy[1].events", "more than n"),
        ("printed: 47%", "printed: 48%", "efficacy[1].printed", "is not 28/60"),
        (f"{ROW}, events: 24", f"{ROW}, evnets: 24", "efficacy[0].evnets", "events"),
        (ROW, ROW.replace("arm: tea", "arm: coffee"), "efficacy[0].arm", "not declared"),
        (ROW, ROW.replace("group: all", "group: men"), "efficacy[0].group", "not declared"),
        (
            "month: 12, printed: 65%, source: 1",
            "month: 12, printed: 65%, source: 2",
            "efficacy[3].source",
            "Allowed: 1",
        ),
        (
            "high: 4, unit: cups/day}, source: 1",
            "high: 4000, unit: cups/day}, source: 1",
            "arms[0].dose.high",
            "plausible",
        ),
        ("of: predictor", "of: predicter", "not_seen[0].of", "predictor"),
        ("part: efficacy, of: predictor", "part: figures", "not_seen[0].part", "not to be read"),
        ("part: efficacy, of: predictor", "part: everything, of: full", "not_seen[0].of", "no parts"),
        ("{text: 24 of 60 (40%)}", "{text: most people}", "efficacy[0].seen.text", "no digit"),
        ("{text: 24 of 60 (40%)}", "{text: 31 of 77 people}", "efficacy[0].seen", "none of the numbers"),
        ("{text: 24 of 60 (40%)}", "{text: a b c d e f g h i j k l 24}", "efficacy[0].seen.text", "13 words"),
        ("{text: 24 of 60 (40%)}", "{text: 24 of 60, hash: abc}", "efficacy[0].seen.hash", ""),
    ],
)
def test_a_fault_is_reported_with_its_line(old, new, field, word, review_copy):
    assert READING.count(old) == 1, old
    write_reading(review_copy, READING.replace(old, new))
    found = [one for one in problems(review_copy) if one.file == ADLER_2]
    assert [one for one in found if one.field == field and word in one.message], found
    assert all(one.line > 0 for one in found)
    assert set(found) <= set(check_around(review_copy, "adler2010")[1])


def test_who_extracted_a_publication_is_no_second_reader_of_it(review_copy):
    name = "data/extractions/extractor-1/adler2010.yaml"
    write_reading(review_copy, READING.replace("extractor 2", "extractor 1"), name)
    (found,) = problems(review_copy)
    assert (found.file, found.line, found.field) == (name, 2, "role") and "somebody else" in found.message


def test_a_reading_of_nothing_and_files_that_belong_elsewhere_are_refused(review_copy):
    write_reading(review_copy, "id: adler2010\nrole: extractor 2\nread_on: 2024-02-03\nparts: [efficacy]\n")
    write_reading(review_copy, READING, "data/extractions/second/adler2010.yaml")
    stray = READING.replace("adler2010", "adler1999").replace("extractor 2", "extractor 3")
    write_reading(review_copy, stray, "data/extractions/extractor-3/adler1999.yaml")
    found = {one.file: one for one in problems(review_copy)}
    assert "nothing was read" in found[ADLER_2].message
    assert "extractor-2" in found["data/extractions/second"].message
    assert "has no file in data/" in found["data/extractions/extractor-3/adler1999.yaml"].message


def test_findings_on_an_axis_that_was_not_asked_for_are_refused(review_copy):
    text = """\
id: able1998
role: extractor 2
read_on: 2024-02-03
parts: [findings]
axes: [nerve]
sources:
  - {id: 1, url: "https://example.org/able", kind: abstract}
findings:
  - {axis: tone, system: patients-in-vivo, disease: hiccups, perturbation: disease, direction: up,
     finding: Tone was higher, source: 1, at: Abstract}
"""
    write_reading(review_copy, text, "data/extractions/extractor-2/able1998.yaml")
    (found,) = problems(review_copy)
    assert (found.line, found.field) == (9, "findings[0].axis") and "nerve" in found.message
