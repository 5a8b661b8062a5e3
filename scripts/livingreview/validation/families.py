"""Which reference results are compared, by which function and with which tolerance; and which are not offered here."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from . import quantities
from .quantities import Match, Quantities, Result
from .reference import Case
from .tolerance import CLOSED_FORM, DEFAULT_OPTIMISER, GLMM, ITERATIVE, SEVEN_POINTS

# Results of the reference without a counterpart here: pattern of their keys, and why.
NOT_OFFERED = {
    r"escalc\.(PAS|PR|PETO)|rma\.(PAS|PR)\.": "arcsine, raw proportions, Peto effects: not offered",
    r".*\.(drop00|keep00|add_all|cc_in_mh|cc_in_mh_drop00)$": "another treatment of empty cells than the default",
    r".*no_correction_of_CMH": "a variant of the test that is not offered",
    r"glmm\.OR\.(UM\.RS|CM\.AL)": "models for odds ratios that are not offered",
    r"glmm\.OR\.(CM\.EL|UM\.FS)\.ML$": "the default optimiser, which stops early: compared with `.tight`",
    r"glmm\.OR\.(CM\.EL|UM\.FS)\.EE": "GLMMs for odds ratios without a random effect: not offered",
    r"glmm\.PLO\.ML\.nAGQ1_laplace": "the Laplace approximation, another estimator",
    r"(rstudent|rstandard|ranktest|trimfill_.*)\.": "a diagnostic that is not offered",
    r"(regtest_lm_ninv|regtest_lm_sqrtninv|regtest_rma_sei)\.": "a diagnostic that is not offered",
    r"peters_cc\.|macaskill_n\.|ninv_nweights\.|harbord\.": "variant of the regression test that is not offered",
    r"(blup|leave1out|cumul|influence|regtest_lm_sei|subgroup|subgroup_separate|metareg|metareg_group_cont"
    r"|tau2_estimators)\.PFT": "the double arcsine is offered as one named comparison only",
}


class Family(NamedTuple):
    """Reference keys that one function compares, with one tolerance."""

    title: str
    pattern: str
    tolerance: float
    quantities: Callable[[Case, Match, Result], Quantities]


M, MF = r"(?P<measure>PLO|OR|RR|RD)", r"(?P<measure>PLO|PFT|OR|RR|RD)"
GLMM_KEY = r"(?P<method>glmm)\.(?P<measure>PLO)\.ML"
DESIGN, WHAT, TEST = r"(?P<design>subgroup|metareg)", r"(?P<what>leave1out|cumul)", r"(?P<test>z|knha|adhoc)"
FAMILIES = (
    Family("Effects of single studies", rf"escalc\.{MF}", CLOSED_FORM, quantities.escalc),
    Family(
        "Intervals of single studies", r"study_ci\.(?P<method>wilson|clopper_pearson)", CLOSED_FORM, quantities.study_ci
    ),
    Family("GLMM, exact integration", rf"({DESIGN}\.)?glmm_exact\.PLO\.ML", GLMM, quantities.glmm_exact),
    Family("GLMM, 25 points", r"glmm\.PLO\.ML\.(?P<variant>nAGQ25_tight)", GLMM, quantities.glmm),
    Family("GLMM, 7 points", r"glmm\.PLO\.ML\.(?P<variant>tight|t)", SEVEN_POINTS, quantities.glmm),
    Family(
        "GLMM, 7 points, default optimiser", r"glmm\.PLO\.ML\.(?P<variant>default)", DEFAULT_OPTIMISER, quantities.glmm
    ),
    Family("GLMM without random effect", r"glmm\.PLO\.EE", GLMM, quantities.glm),
    Family("GLMM with moderators, 7 points", rf"{DESIGN}\.{GLMM_KEY}\.tight", SEVEN_POINTS, quantities.with_moderators),
    Family(
        "GLMM with moderators, 7 points, default optimiser",
        rf"{DESIGN}\.{GLMM_KEY}\.default",
        DEFAULT_OPTIMISER,
        quantities.with_moderators,
    ),
    Family(
        "GLMM in separate subgroups, 7 points", rf"subgroup_separate\.{GLMM_KEY}", SEVEN_POINTS, quantities.separate
    ),
    Family(
        "GLMM left out and cumulative, 7 points", rf"{WHAT}\.{GLMM_KEY}", SEVEN_POINTS, quantities.leave_out_or_cumulate
    ),
    Family(
        "Inverse variance, DL and common effect",
        rf"rma\.{MF}\.(?P<method>DL|EE)\.{TEST}",
        CLOSED_FORM,
        quantities.inverse_variance,
    ),
    Family(
        "Inverse variance, REML and PM",
        rf"rma\.{MF}\.(?P<method>REML|PM)\.{TEST}",
        ITERATIVE,
        quantities.inverse_variance,
    ),
    Family("Q-profile interval of tau²", rf"confint\.{MF}\.(?P<method>REML|DL|PM)", ITERATIVE, quantities.confint),
    Family("Estimators of tau²", rf"tau2_estimators\.{M}", ITERATIVE, quantities.estimators),
    Family(
        "Leave-one-out and cumulative",
        rf"{WHAT}\.{M}\.(?P<method>REML|DL)(\.{TEST})?",
        ITERATIVE,
        quantities.leave_out_or_cumulate,
    ),
    Family("Influence", rf"influence\.{M}\.(?P<method>REML)", ITERATIVE, quantities.influence),
    Family("Predictions of the studies (BLUPs)", rf"blup\.{M}\.(?P<method>REML)", ITERATIVE, quantities.blups),
    Family("Small-study tests: Egger", rf"(?P<method>regtest_lm_sei)\.{M}\.REML", CLOSED_FORM, quantities.small_study),
    Family(
        "Small-study tests: Peters", r"(?P<method>peters)\.(?P<measure>PLO|OR)", CLOSED_FORM, quantities.small_study
    ),
    Family(
        "Subgroups with a common tau², meta-regression",
        rf"(?P<design>subgroup|metareg|metareg_group_cont)\.{M}\.(?P<method>REML|DL|PM)\.{TEST}",
        ITERATIVE,
        quantities.with_moderators,
    ),
    Family(
        "Subgroups with separate tau²",
        rf"subgroup_separate\.{M}\.(?P<method>REML|DL)\.{TEST}",
        ITERATIVE,
        quantities.separate,
    ),
    Family("Mantel-Haenszel", rf"(?P<method>mh)\.{M}", CLOSED_FORM, quantities.common_effect),
    Family(
        "Mantel-Haenszel left out and cumulative",
        rf"(?P<method>mh)\.{M}\.{WHAT}",
        CLOSED_FORM,
        quantities.leave_out_or_cumulate,
    ),
    Family(
        "GLMM of two arms, CM.EL and UM.FS",
        r"glmm\.OR\.(?P<model>CM\.EL|UM\.FS)\.ML\.tight",
        GLMM,
        quantities.two_arm_glmm,
    ),
    Family("Peto", r"(?P<method>peto)\.(?P<measure>OR)", CLOSED_FORM, quantities.common_effect),
)
