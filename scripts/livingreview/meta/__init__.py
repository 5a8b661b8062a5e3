"""Statistics of meta-analysis: arrays in, results out.

Pure functions that know nothing of files. They follow R's metafor, with which they are compared. They need numpy and
scipy alone; only `to_frame` and `plot` of results need pandas and matplotlib.

Missing data are refused, never dropped: None, NaN, NaT, NA and masked entries in anything with an entry for each study
(counts, estimates, variances, moderators, groups, labels, orders, exclusions) are a ValueError that says where they
are. A pool has the studies that it was given; leave out beforehand what is not known, and report it. Functions about
single studies pool nothing: `mean_difference`, `standardised_mean_difference` and `fisher_z` give nan where a number
that they need is nan, and `agreement` counts missing judgements.
"""

from .agreement import Agreement, Coefficient, agreement
from .arcsine import freeman_tukey
from .bayes import bayes_estimates, bayes_proportions
from .continuous import fisher_z, mean_difference, standardised_mean_difference
from .diagnostics import Influence, influence
from .estimates import pool_estimates
from .groups import Subgroups, subgroups
from .information import precision_size, trial_size
from .intervals import study_interval
from .missing import MissingOutcomes, missing_outcomes
from .pool import pool_proportions
from .pool_arms import pool_two_arm
from .posterior import Distribution, Posterior
from .records import Effects, Estimate, Moderators, OtherMaximum, Prediction
from .result import Pooled
from .sensitivity import alternative_models, cumulative, exclusion_sets, leave_one_out
from .small_study import SmallStudy, small_study
from .two_groups import TwoGroups, two_groups

__all__ = [
    "Agreement",
    "Coefficient",
    "Distribution",
    "Effects",
    "Estimate",
    "Influence",
    "MissingOutcomes",
    "Moderators",
    "OtherMaximum",
    "Pooled",
    "Posterior",
    "Prediction",
    "SmallStudy",
    "Subgroups",
    "TwoGroups",
    "agreement",
    "alternative_models",
    "bayes_estimates",
    "bayes_proportions",
    "cumulative",
    "exclusion_sets",
    "fisher_z",
    "freeman_tukey",
    "influence",
    "leave_one_out",
    "mean_difference",
    "missing_outcomes",
    "pool_estimates",
    "pool_proportions",
    "pool_two_arm",
    "precision_size",
    "small_study",
    "standardised_mean_difference",
    "study_interval",
    "subgroups",
    "trial_size",
    "two_groups",
]
