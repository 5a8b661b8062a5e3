"""Reasons for rating certainty down, as closed terms: each belongs to a domain of GRADE, and counts once.

They follow Core GRADE (BMJ 2025;389: e081903 overview, e081904 imprecision, e083864 risk of bias and publication bias).
Three things that are often written as reasons are none here; `NO_CONCERN` says why, and where each belongs.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator

from .terms import Domain, Term


class Concern(Term):
    """Why a domain lowers the certainty."""

    UNCLEAR_METHODS = "unclear-methods", "What decides the risk of bias is not reported, or was not accessible."
    FLAWED_METHODS = "flawed-methods", "An item of the risk-of-bias instrument is judged to be at high risk."
    SELECTED_AFTER_START = (
        "selected-after-start",
        "Who is in the analysis depends on what happened after the start of treatment, such as responders only.",
    )
    INCOMPLETE_FOLLOW_UP = "incomplete-follow-up", "The outcome of many who started is not known."
    EVENTS_NOT_SOUGHT = (
        "events-not-sought",
        "How events were sought is not described, so that none reported is not none occurred.",
    )
    SOURCES_DISAGREE = "sources-disagree", "Sources of one result contradict each other."
    SELECTIVE_REPORTING = "selective-reporting", "The result was probably chosen among several, or others left out."
    MISSING_DENOMINATORS = "missing-denominators", "Percentages or events are given without the number of patients."
    HETEROGENEITY = "heterogeneity", "Results differ more than chance explains, and no planned subgroup explains it."
    WIDE_PREDICTION = "wide-prediction", "What a further study would find is open: the prediction interval is wide."
    OPPOSITE_RESULTS = "opposite-results", "Results lie on different sides of a threshold of importance."
    OTHER_PATIENTS = "other-patients", "The patients differ from those in question."
    ONE_PLACE = "one-place", "The patients come from one centre or one country."
    COMPARATOR_OUTDATED = "comparator-outdated", "The comparator is no longer a usual choice."
    FURTHER_TREATMENT = "further-treatment", "Further treatment was given with it, in one arm or in all."
    SURROGATE = "surrogate", "The outcome is a laboratory value that stands for one that patients notice."
    MIXED_OUTCOMES = "mixed-outcomes", "Counts of different kinds, or by different definitions, are put side by side."
    CROSSES_THRESHOLD = "crosses-threshold", "The interval contains a threshold of importance."
    TOO_FEW_PATIENTS = "too-few-patients", "There are fewer patients than the optimal information size."
    SMALL_STUDY_EFFECTS = (
        "small-study-effects",
        "A test or plot suggests that small studies with other results are missing.",
    )
    UNPUBLISHED_RESULTS = "unpublished-results", "Studies that are known to exist have no accessible results."
    SMALL_FUNDED_STUDIES = (
        "small-funded-studies",
        "The studies are small, and most were paid for by the maker.",
    )


BIAS, INCONSISTENT, INDIRECT, IMPRECISE, PUBLICATION = Domain
# The domains that a reason may be given in. Where there are two, it counts in one of them, once.
DOMAINS_OF: dict[Concern, tuple[Domain, ...]] = {
    Concern.UNCLEAR_METHODS: (BIAS,),
    Concern.FLAWED_METHODS: (BIAS,),
    Concern.SELECTED_AFTER_START: (BIAS,),
    Concern.INCOMPLETE_FOLLOW_UP: (BIAS,),
    Concern.EVENTS_NOT_SOUGHT: (BIAS,),
    Concern.SOURCES_DISAGREE: (BIAS, INCONSISTENT),
    Concern.SELECTIVE_REPORTING: (BIAS, PUBLICATION),
    Concern.MISSING_DENOMINATORS: (BIAS, IMPRECISE),
    Concern.HETEROGENEITY: (INCONSISTENT,),
    Concern.WIDE_PREDICTION: (INCONSISTENT,),
    Concern.OPPOSITE_RESULTS: (INCONSISTENT,),
    Concern.OTHER_PATIENTS: (INDIRECT,),
    Concern.ONE_PLACE: (INDIRECT,),
    Concern.COMPARATOR_OUTDATED: (INDIRECT,),
    Concern.FURTHER_TREATMENT: (INDIRECT,),
    Concern.SURROGATE: (INDIRECT,),
    Concern.MIXED_OUTCOMES: (INDIRECT,),
    Concern.CROSSES_THRESHOLD: (IMPRECISE,),
    Concern.TOO_FEW_PATIENTS: (IMPRECISE,),
    Concern.SMALL_STUDY_EFFECTS: (PUBLICATION,),
    Concern.UNPUBLISHED_RESULTS: (PUBLICATION,),
    Concern.SMALL_FUNDED_STUDIES: (PUBLICATION,),
}
# What is no reason in any domain.
NO_CONCERN = {
    "no-comparison": "A group without a comparison starts low for that reason (starts.single_group): it counts there.",
    "search-not-run": "A search not yet run is a limit of this review, which every page prints; it is no sign that "
    "studies were held back.",
    "not-in-abstract": "What could not be read is missing information, not indirectness: where it decides the risk of "
    "bias, the reason is unclear-methods, in that domain.",
}


def concerns_of(domain: Domain) -> list[Concern]:
    """The reasons that may be given in a domain."""
    return [concern for concern, domains in DOMAINS_OF.items() if domain in domains]


def _one_that_counts(given: Any) -> Any:
    if given in NO_CONCERN:
        raise ValueError(f"{given} is no reason to rate down. {NO_CONCERN[given]}")
    return given


Because = Annotated[Concern, BeforeValidator(_one_that_counts)]
