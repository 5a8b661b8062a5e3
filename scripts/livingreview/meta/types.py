"""Types of what the functions take: the choices by name, and arrays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal, TypeAlias, TypedDict, TypeVar, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

if TYPE_CHECKING:
    import pandas as pd

FloatArray: TypeAlias = NDArray[np.float64]
BoolArray: TypeAlias = NDArray[np.bool_]
IntArray: TypeAlias = NDArray[np.intp]
Rows: TypeAlias = NDArray[np.bool_] | NDArray[np.intp] | slice  # which studies: a mask, positions, or a slice
Scalar = TypeVar("Scalar", float, FloatArray)

ProportionModel: TypeAlias = Literal["glmm", "beta-binomial", "reml", "ml", "dl", "pm", "common"]
TwoArmModel: TypeAlias = Literal["mh", "peto", "cm.el", "um.fs", "reml", "ml", "dl", "pm", "common"]
InverseVarianceModel: TypeAlias = Literal["reml", "ml", "dl", "pm", "common"]
Model: TypeAlias = Literal["glmm", "beta-binomial", "mh", "peto", "cm.el", "um.fs", "reml", "ml", "dl", "pm", "common"]
TwoArmMeasure: TypeAlias = Literal["OR", "RR", "RD"]
EstimateMeasure: TypeAlias = Literal["GEN", "MD", "SMD", "ZCOR", "HR", "OR", "RR", "RD"]
Measure: TypeAlias = Literal["PLO", "PFT", "GEN", "MD", "SMD", "ZCOR", "HR", "OR", "RR", "RD"]  # most as in escalc
Test: TypeAlias = Literal["z", "t", "adhoc", "profile", "bartlett"]
PredictionChoice: TypeAlias = Literal["as test", "z", "t(k-p)", "t(k-p-1)"]
TwoGroupMethod: TypeAlias = Literal["newcombe", "miettinen-nurminen"]
IntervalMethod: TypeAlias = Literal["wilson", "clopper-pearson"]
SmallStudyMethod: TypeAlias = Literal["peters", "egger", "glmm"]
Tau2Choice: TypeAlias = Literal["separate", "common"]
ModeratorsLike: TypeAlias = "ArrayLike | Mapping[str, ArrayLike] | pd.DataFrame"

PROPORTION_MODELS: tuple[ProportionModel, ...] = get_args(ProportionModel)
TWO_ARM_MODELS: tuple[TwoArmModel, ...] = get_args(TwoArmModel)
INVERSE_VARIANCE_MODELS: tuple[InverseVarianceModel, ...] = get_args(InverseVarianceModel)
ESTIMATE_MEASURES: tuple[EstimateMeasure, ...] = get_args(EstimateMeasure)
TWO_ARM_MEASURES: tuple[TwoArmMeasure, ...] = get_args(TwoArmMeasure)
TESTS: tuple[Test, ...] = get_args(Test)
HARTUNG_KNAPP: tuple[Test, ...] = ("t", "adhoc")
LIKELIHOOD_RATIO: tuple[Test, ...] = ("profile", "bartlett")
HARTUNG_KNAPP_MODELS: tuple[Model, ...] = ("reml", "ml", "dl", "pm")  # random effects by inverse variance
LIKELIHOOD_MODELS: tuple[Model, ...] = ("glmm", "ml")  # of which the likelihood ratio is offered
TWO_ARM_GLMMS: tuple[Model, ...] = ("cm.el", "um.fs")
ONLY_ODDS_RATIOS: tuple[Model, ...] = ("peto", *TWO_ARM_GLMMS)
NO_MODERATORS: tuple[Model, ...] = ("mh", *ONLY_ODDS_RATIOS)
RANDOM_EFFECTS: tuple[Model, ...] = ("glmm", *TWO_ARM_GLMMS, *HARTUNG_KNAPP_MODELS)
PREDICTIONS: tuple[PredictionChoice, ...] = get_args(PredictionChoice)
TWO_GROUP_METHODS: tuple[TwoGroupMethod, ...] = get_args(TwoGroupMethod)
INTERVAL_METHODS: tuple[IntervalMethod, ...] = get_args(IntervalMethod)
SMALL_STUDY_METHODS: tuple[SmallStudyMethod, ...] = get_args(SmallStudyMethod)
TAU2_CHOICES: tuple[Tau2Choice, ...] = get_args(Tau2Choice)


class IntervalOptions(TypedDict, total=False):
    """Keywords of every pooling function that say how its intervals are made."""

    test: Test
    t_from: int
    prediction: PredictionChoice
    prediction_from: int
    level: float


class PoolOptions(IntervalOptions, total=False):
    """Keywords that the sensitivity and subgroup functions pass on to `pool_proportions` or `pool_two_arm`.

    Their defaults are those of the pooling function: `measure` belongs to two arms, `nodes` to proportions.
    """

    model: Model
    measure: TwoArmMeasure
    moderators: ModeratorsLike | None
    nodes: int | None
    labels: ArrayLike | None
    tau2_interval: bool
