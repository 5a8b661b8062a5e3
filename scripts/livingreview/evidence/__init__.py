"""What every subject needs of the data before it computes anything: joined rows, selection, cohorts, intervals, marks.

Nothing here pools, compares or rates.
"""

from .access import access_level, access_levels
from .attrition import entered, missing
from .cache import once_a_review
from .cohorts import clusters, may_share_patients, one_report_a_cohort, overlaps
from .frames import efficacy, in_window, of_treated, safety
from .intervals import LEVEL, METHOD, exact_interval, has_count, printed_proportion, with_exact_intervals
from .marks import MARKS, joined_marks, marks, marks_sentence, with_marks
from .opposites import Opposite, opposites
from .selection import Selection, passed_over
from .subsets import given_as, in_subset
from .units import disjoint, named_apart, one_row_a_unit

__all__ = [
    "LEVEL",
    "MARKS",
    "METHOD",
    "Opposite",
    "Selection",
    "access_level",
    "access_levels",
    "clusters",
    "disjoint",
    "efficacy",
    "entered",
    "exact_interval",
    "given_as",
    "has_count",
    "in_subset",
    "in_window",
    "joined_marks",
    "marks",
    "marks_sentence",
    "may_share_patients",
    "missing",
    "named_apart",
    "of_treated",
    "once_a_review",
    "one_report_a_cohort",
    "one_row_a_unit",
    "opposites",
    "overlaps",
    "passed_over",
    "printed_proportion",
    "safety",
    "with_exact_intervals",
    "with_marks",
]
