"""Which publications may report the same patients, and one report for each cohort."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

import pandas as pd

from ..schema import Representative
from ..store import Review
from .cache import once_a_review


def overlaps(review: Review) -> pd.DataFrame:
    """Declared overlaps, each once, whichever of the two files declares it: one, other, extent, why.

    `one` sorts before `other`, and the table is in that order; `extent` is a term of `Extent`, as text. Where both
    files declare the overlap, extent and reason are those of the file of `one`.
    """
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for study in sorted(review.publications):
        cohort = review.publications[study].cohort
        for overlap in cohort.overlaps if cohort else []:
            one, other = sorted((study, overlap.study))
            found.setdefault((one, other), (str(overlap.extent), overlap.why))
    rows = [(*pair, *found[pair]) for pair in sorted(found)]
    return pd.DataFrame(rows, columns=["one", "other", "extent", "why"])


def _cohort_of(review: Review) -> dict[str, str]:
    return {key: study.cohort.id if study.cohort else key for key, study in review.publications.items()}


@once_a_review
def _sharing(review: Review) -> tuple[dict[str, str], frozenset[frozenset[str]]]:
    """The cohort of each publication, and pairs of cohorts of which two publications are declared to overlap."""
    cohort_of, declared = _cohort_of(review), overlaps(review)
    pairs = zip(declared["one"], declared["other"], strict=True)
    return cohort_of, frozenset(frozenset(cohort_of[key] for key in pair) for pair in pairs)


def may_share_patients(review: Review) -> Callable[[str, str], bool]:
    """A function that says whether two publications may report the same patients.

    They do where they report one cohort, or where an overlap is declared between any reports of their two cohorts, in
    either file. An overlap is not handed on: where A overlaps with B and B with C, nothing is known of A and C.
    """
    cohort_of, pairs = _sharing(review)

    def sharing(one: str, other: str) -> bool:
        cohorts = frozenset((cohort_of[one], cohort_of[other]))
        return len(cohorts) == 1 or cohorts in pairs

    return sharing


# Which report of a cohort comes first: columns to sort by, whether rising, and how the first differs from the others.
ORDERS: Final[dict[Representative, tuple[list[str], list[bool], str]]] = {
    "largest": (["n", "year", "study"], [False, True, True], "larger"),
    "earliest": (["year", "n", "study"], [True, False, True], "earlier"),
    "latest": (["year", "n", "study"], [False, False, True], "later"),
}


def one_report_a_cohort(
    review: Review, chosen: pd.DataFrame, representative: Representative = "largest"
) -> tuple[pd.DataFrame, dict[int, str]]:
    """Of reports that may hold the same patients, keep the one with most patients, then the earliest.

    `chosen` has study, label, n, year. Several rows of one report are of different patients: they stay or go together,
    and count by the sum of their patients. Reports are taken from the largest to the smallest, or by year as
    `representative` says, and each is kept unless it may share patients with one kept before; so the result depends
    neither on the order of the rows nor on which file declares an overlap. Returns the rows kept, in their order, and
    the reason for every other row by its index.
    """
    by, rising, differs = ORDERS[representative]
    sharing = may_share_patients(review)
    kept: list[tuple[str, str, int]] = []
    out: dict[str, str] = {}
    sizes = chosen.groupby("study", as_index=False, sort=False).agg(
        n=("n", lambda n: n.sum(min_count=1)), year=("year", "first"), label=("label", "first")
    )
    ordered = sizes.sort_values(by, ascending=rising)
    for study, label, rank in zip(ordered["study"], ordered["label"], ordered[by[0]], strict=True):
        rival = next((one for one in kept if sharing(study, one[0])), None)
        if rival is None:
            kept.append((study, label, rank))
        else:
            same = not pd.isna(rank) and rival[2] == rank
            how = ("as large" if by[0] == "n" else "as old") if same else differs
            out[study] = f"may include patients of {rival[1]}, which is {how}"
    reasons = {i: out[study] for i, study in zip(chosen.index, chosen["study"], strict=True) if study in out}
    return chosen.drop(index=list(reasons)).copy(), reasons


def clusters(review: Review) -> dict[str, str]:
    """One name for publications that are linked by a shared cohort or declared overlaps, to whatever extent.

    Unlike in `may_share_patients`, links are handed on: where A overlaps with B and B with C, all three are one
    cluster. The name is the first key of the cluster.
    """
    leader = {key: key for key in review.publications}

    def find(key: str) -> str:
        while leader[key] != key:
            key = leader[key]
        return key

    def join(keys: Iterable[str]) -> None:
        first, second = sorted(map(find, keys))
        leader[second] = first

    first_of: dict[str, str] = {}
    for key, cohort in _cohort_of(review).items():
        if cohort in first_of:
            join((first_of[cohort], key))
        first_of.setdefault(cohort, key)
    declared = overlaps(review)
    for pair in zip(declared["one"], declared["other"], strict=True):
        join(pair)
    return {key: find(key) for key in leader}
