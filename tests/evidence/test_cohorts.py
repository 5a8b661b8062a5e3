"""One report a cohort: whichever file declares an overlap, and in whatever order the rows come."""

import itertools
from dataclasses import dataclass
from types import SimpleNamespace as Part

import pandas as pd
import pytest

from livingreview.evidence import clusters, may_share_patients, one_report_a_cohort, overlaps


@dataclass(eq=False)
class Publications:
    """What of a review is needed here."""

    publications: dict


def review(declared=(), cohorts=(), keys="abcd"):
    """Publications a, b ...; `declared` has (file, other); `cohorts` has (key, cohort)."""
    found = {}
    for key in keys:
        others = [Part(study=other, extent="possible", why=f"said by {one}") for one, other in declared if one == key]
        found[key] = Part(cohort=Part(id=dict(cohorts).get(key, key), overlaps=others))
    return Publications(found)


def rows(**sizes):
    return pd.DataFrame(
        [{"study": key, "label": key.upper(), "n": n, "year": 2000 + i} for i, (key, n) in enumerate(sizes.items())]
    ).astype({"n": "Int64"})


def kept(made, frame):
    chosen, reasons = one_report_a_cohort(made, frame)
    assert sorted([*chosen.index, *reasons]) == sorted(frame.index)
    return set(chosen["study"])


@pytest.mark.parametrize("declared", [[("a", "b")], [("b", "a")], [("a", "b"), ("b", "a")]])
@pytest.mark.parametrize(("sizes", "largest"), [({"a": 10, "b": 20}, "b"), ({"a": 20, "b": 10}, "a")])
def test_an_overlap_counts_in_whichever_file_it_is_declared(declared, sizes, largest):
    assert kept(review(declared), rows(**sizes)) == {largest}


def test_reports_of_one_cohort_count_once_and_the_reason_names_the_one_kept():
    made = review(cohorts=[("a", "town"), ("b", "town")])
    _, reasons = one_report_a_cohort(made, rows(a=10, b=20, c=5))
    assert reasons == {0: "may include patients of B, which is larger"}


def test_of_reports_of_equal_size_the_earliest_stays_and_is_not_called_larger():
    made = review([("a", "b")])
    chosen, reasons = one_report_a_cohort(made, rows(b=20, a=20))
    assert list(chosen["study"]) == ["b"]
    assert reasons == {1: "may include patients of B, which is as large"}


def test_rows_of_one_report_stay_together_and_count_by_their_sum():
    made = review([("a", "b")])
    two = pd.concat([rows(a=12, b=20), rows(a=12)], ignore_index=True)
    chosen, reasons = one_report_a_cohort(made, two)
    assert list(chosen["study"]) == ["a", "a"]
    assert reasons == {1: "may include patients of A, which is larger"}
    chosen, reasons = one_report_a_cohort(made, two.assign(n=two["n"].where(two["study"] == "b", 5)))
    assert list(chosen["study"]) == ["b"]
    assert set(reasons) == {0, 2}


def test_an_overlap_is_not_handed_on():
    """a overlaps with b and b with c: a and c may be counted both, but neither beside b."""
    chain = review([("a", "b"), ("c", "b")])
    assert kept(chain, rows(a=30, b=20, c=10)) == {"a", "c"}
    assert kept(chain, rows(a=20, b=30, c=10)) == {"b"}
    assert kept(chain, rows(b=20, c=10)) == {"b"}


@pytest.mark.parametrize("declared", [("b", "c"), ("c", "b")])
def test_an_overlap_with_one_report_of_a_cohort_is_one_with_all_its_reports(declared):
    made = review([declared], [("a", "town"), ("b", "town")])
    assert kept(made, rows(a=30, c=10)) == {"a"}


def test_the_order_of_rows_does_not_matter():
    made = review([("a", "b"), ("c", "d")], [("a", "town"), ("d", "town")])
    frame = rows(a=10, b=20, c=20, d=15)
    results = [kept(made, frame.loc[list(order)]) for order in itertools.permutations(frame.index)]
    assert all(result == results[0] for result in results)


def test_each_overlap_is_listed_once_with_the_reason_of_the_first_file_that_declares_it():
    made = review([("b", "a"), ("c", "b"), ("b", "c")])
    assert overlaps(made).to_dict("records") == [
        {"one": "a", "other": "b", "extent": "possible", "why": "said by b"},
        {"one": "b", "other": "c", "extent": "possible", "why": "said by b"},
    ]


def test_clusters_hand_links_on():
    named = clusters(review([("b", "a"), ("c", "b")]))
    assert named == {"a": "a", "b": "a", "c": "a", "d": "d"}
    assert not may_share_patients(review([("b", "a"), ("c", "b")]))("a", "c")


def test_reports_of_one_cohort_are_one_cluster():
    assert clusters(review(cohorts=[("b", "town"), ("d", "town")])) == {"a": "a", "b": "b", "c": "c", "d": "b"}


@pytest.mark.parametrize(
    ("representative", "first", "reason"),
    [
        ("largest", "b", "may include patients of B, which is larger"),
        ("earliest", "a", "may include patients of A, which is earlier"),
        ("latest", "c", "may include patients of C, which is later"),
    ],
)
def test_which_report_stands_for_a_cohort_can_be_asked_for(representative, first, reason):
    same = review(cohorts=[(key, "town") for key in "abc"])
    frame = rows(a=10, b=30, c=20)  # of 2000, 2001 and 2002
    chosen, reasons = one_report_a_cohort(same, frame, representative)
    assert list(chosen["study"]) == [first]
    assert set(reasons.values()) == {reason} and len(reasons) == 2


@pytest.mark.parametrize("representative", ["earliest", "latest"])
def test_of_reports_of_one_year_the_larger_stands_for_the_cohort_and_the_other_is_as_old(representative):
    same = review(cohorts=[("a", "town"), ("b", "town")])
    frame = rows(a=10, b=20).assign(year=2000)
    chosen, reasons = one_report_a_cohort(same, frame, representative)
    assert list(chosen["study"]) == ["b"]
    assert reasons == {0: "may include patients of B, which is as old"}
