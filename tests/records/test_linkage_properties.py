"""What holds for any records: order, repetition, answers and what is known change only what they should."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from livingreview.records import Reference
from livingreview.records.linkage import Answer, deduplicate, scoring
from livingreview.records.linkage.clustering import cluster
from livingreview.records.linkage.engine import row
from livingreview.records.linkage.prepared import prepare

TITLES = (
    "Effect of weekly tea on sleep in older adults with chronic cough",
    "Effect of weekly tea on sleep in older adults with chronic coughs",
    "Effect of weekly coffee on sleep in older adults with chronic cough",
    "Erratum: Effect of weekly tea on sleep in older adults with chronic cough",
    "Editorial",
    "",
)
RECORDS = st.lists(
    st.builds(
        Reference,
        source=st.just("pubmed"),
        identifier=st.integers(1, 8).map(str),
        title=st.sampled_from(TITLES),
        authors=st.sampled_from(((), ("Archer, A.", "Baker, B."), ("Archer, A.",), ("Zeller, Z.",))),
        year=st.sampled_from(("", "2014", "2015", "2019")),
        journal=st.sampled_from(("", "Journal of Tea", "J Tea", "Coffee Letters")),
        volume=st.sampled_from(("", "12", "13")),
        pages=st.sampled_from(("", "201-209", "201", "310-318", "S14")),
        doi=st.sampled_from(("", "", "10.1000/a", "10.1000/b")),
        registrations=st.sampled_from(((), ("NCT01234567",))),
    ),
    max_size=8,
)


@settings(max_examples=60, deadline=None)
@given(RECORDS, st.randoms())
def test_the_order_of_the_records_does_not_matter(records: list[Reference], random) -> None:
    expected = deduplicate(records)
    random.shuffle(records)
    assert deduplicate(records) == expected


@settings(max_examples=40, deadline=None)
@given(RECORDS)
def test_records_given_twice_add_nothing(records: list[Reference]) -> None:
    assert deduplicate([*records, *records]) == deduplicate(records)


@settings(max_examples=60, deadline=None)
@given(RECORDS, st.data())
def test_answers_bind_and_are_not_asked_again(records: list[Reference], data: st.DataObject) -> None:
    keys = sorted({one.key for one in records})
    pairs = list(combinations(keys, 2))
    if not pairs:
        return
    said = data.draw(st.lists(st.sampled_from(pairs), max_size=4, unique=True))
    answers = [Answer(*pair, data.draw(st.sampled_from(["same", "different", "linked"]))) for pair in said]
    result = deduplicate(records, answers)
    where = {key: n for n, group in enumerate(result.groups) for key in group}
    together = {pair for pair in pairs if where.get(pair[0], pair[0]) == where.get(pair[1], pair[1])}
    assert not {(pair.one, pair.other) for pair in result.uncertain} & set(said)
    for answer in answers:
        joined = (answer.one, answer.other) in together
        if answer.answer != "same":
            assert not joined
        elif not result.contradictions:
            assert joined


@settings(max_examples=40, deadline=None)
@given(RECORDS)
def test_each_record_is_in_one_group_and_no_pair_within_a_group_is_asked(records: list[Reference]) -> None:
    result = deduplicate(records)
    members = [key for group in result.groups for key in group]
    assert len(members) == len(set(members)) and set(members) <= {one.key for one in records}
    where = {key: n for n, group in enumerate(result.groups) for key in group}
    for pair in result.uncertain:
        assert where.get(pair.one, pair.one) != where.get(pair.other, pair.other)
    for pair in result.joined:
        assert where[pair.one] == where[pair.other]


@settings(max_examples=40, deadline=None)
@given(RECORDS)
def test_what_is_known_keeps_its_groups_and_is_not_compared_again(records: list[Reference]) -> None:
    once = deduplicate(records)
    again = deduplicate(records, known=[one.key for one in records], known_groups=once.groups)
    assert again.groups == once.groups
    assert not again.uncertain and not again.joined


def test_a_new_record_joins_the_known_one() -> None:
    known = Reference("pubmed", "1", title=TITLES[0], authors=("Archer, A.",), year="2015", doi="10.1000/a")
    new = replace(known, source="embase", identifier="2")
    result = deduplicate([known, new], known=[known.key])
    assert result.groups == (("embase:2", "pubmed:1"),)


def test_a_record_that_fits_two_publications_joins_neither() -> None:
    one = Reference(
        "pubmed", "1", title=TITLES[0], authors=("Archer, A.", "Baker, B."), year="2015", journal="Tea", volume="12",
        pages="201-209",
    )  # fmt: skip
    other = replace(one, identifier="2", pages="310-318")
    between = replace(one, identifier="3", pages="")
    result = deduplicate([one, other, between])
    assert not result.groups
    assert {(pair.one, pair.other) for pair in result.uncertain} >= {("pubmed:1", "pubmed:3"), ("pubmed:2", "pubmed:3")}
    answered = deduplicate([one, other, between], [Answer("pubmed:1", "pubmed:3", "same")])
    assert answered.groups == (("pubmed:1", "pubmed:3"),)


def test_answers_that_contradict_each_other_are_reported_and_join_nothing() -> None:
    records = [Reference("pubmed", str(n), title=TITLES[n]) for n in (0, 1, 2)]
    answers = [
        Answer("pubmed:0", "pubmed:1", "same"),
        Answer("pubmed:1", "pubmed:2", "same"),
        Answer("pubmed:2", "pubmed:0", "different"),
    ]
    result = deduplicate(records, answers)
    assert not result.groups
    assert result.contradictions == (
        "pubmed:0 and pubmed:2: answered different, but other answers join both with the same records.",
    )
    twice = deduplicate(records[:2], [answers[0], Answer("pubmed:1", "pubmed:0", "different")])
    assert not twice.groups
    assert twice.contradictions == ("pubmed:0 and pubmed:1: answered both same and different.",)


def test_a_chain_never_joins_what_contradicts_itself() -> None:
    """Eight records in a line, of which only the ends contradict each other."""
    edges = {(n, n + 1): 3 for n in range(7)}
    groups, unused = cluster(edges, [], lambda one, other: 2 if {one, other} == {0, 7} else 0)
    assert not any({0, 7} <= set(group) for group in groups)
    assert unused


def test_stronger_evidence_keeps_its_pair() -> None:
    """0 and 1 share a DOI; 2 fits 1 only weakly and contradicts 0."""
    groups, unused = cluster({(0, 1): 1, (1, 2): 3}, [], lambda one, other: 2 if {one, other} == {0, 2} else 0)
    assert groups == [[0, 1]] and unused == [(1, 2)]


def test_many_records_with_one_title_take_no_time_squared() -> None:
    """3,000 editorials: a comparison of all would be 4.5 million pairs."""
    from livingreview.records.linkage.blocking import pairs

    records = [
        prepare(Reference("pubmed", str(n), title="Editorial", year="2015", volume=str(n % 100), pages=str(n)))
        for n in range(3_000)
    ]
    assert sum(1 for _ in pairs(records)) < 100 * len(records)


@settings(max_examples=40, deadline=None)
@given(RECORDS)
def test_pairs_of_another_engine_lead_to_the_same_publications(records: list[Reference]) -> None:
    every = list(combinations({one.key for one in records}, 2))
    assert deduplicate(records, candidates=every).groups == deduplicate(records).groups


def test_the_model_file_reads_columns_that_the_engine_gets() -> None:
    """splink is not installed with the project: its settings are checked against what is handed to it.

    Names are without quotation marks, which make names of them in DuckDB, but texts in Spark.
    """
    model = scoring.settings()
    columns = {*row(prepare(Reference("pubmed", "1"))), "blocks"}
    rules = model["blocking_rules_to_generate_predictions"]
    levels = [level for comparison in model["comparisons"] for level in comparison["comparison_levels"]]
    read = " ".join([*(rule["blocking_rule"] for rule in rules), *(level["sql_condition"] for level in levels)])
    assert not set("\"'`") & set(read)
    named = set(re.findall(r"(\w+)_[lr]\b|[lr]\.(\w+)", read))
    assert {name for pair in named for name in pair if name} == columns - {"key"}


def test_agreement_weighs_more_than_nothing_and_disagreement_less() -> None:
    for name, weights in scoring.weights().items():
        assert weights[0] < 0 < weights[-1], name
        assert weights == sorted(weights), name
