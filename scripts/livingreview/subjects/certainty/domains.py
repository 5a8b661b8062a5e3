"""What the inputs suggest, domain by domain: words printed beside the judgement, and whether they are a concern."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from ...meta.small_study import MIN_STUDIES_FOR_SMALL_STUDY_TEST
from ...schema import Domain, Thresholds
from ...wording import count, ends, interval, level_words, number, percent, sentence
from .body import Body
from .inputs import Inputs

Computed = tuple[str, bool | None]  # None: whether it is a concern cannot be computed


def _risk_of_bias(inputs: Inputs, body: Body, limits: Thresholds) -> Computed:
    if np.isnan(inputs.unclear_bias):
        return f"No {body.unit} gives a value.", None
    words = (
        f"{percent(inputs.unclear_bias)} of patients are in studies with an item that is high, without information "
        f"or not rated ({percent(inputs.high_bias)} with one that is high); "
        f"{percent(inputs.abstracts)} in values from an abstract or a secondary source only."
    )
    return words, inputs.unclear_bias > limits.unclear_bias


def _inconsistency(inputs: Inputs, body: Body, limits: Thresholds) -> Computed:
    if inputs.k < 2:
        return sentence(f"{count(inputs.k, body.unit)} with a count: consistency cannot be judged"), None
    if np.isnan(inputs.i2):
        shares = (body.rows["events"] / body.rows["n"]).dropna().astype(float)
        lowest, highest = percent(shares.min()), percent(shares.max())
        run = f"proportions run from {lowest} to {highest}" if lowest != highest else f"every proportion is {lowest}"
        pooled = "Not pooled" if body.pooled is None else "I² and tau² cannot be estimated"
        return f"{pooled}; {run}.", None
    words = f"I² {percent(inputs.i2 / 100)}, tau² {number(inputs.tau2)}"
    wide = False
    if not body.ratio:
        words += f", {level_words(body.level)} prediction interval {interval(inputs.pi_low, inputs.pi_high)}"
        wide = inputs.pi_high - inputs.pi_low > limits.prediction_width
    return words + ".", bool(inputs.i2 > limits.i2 or wide)


def _indirectness(inputs: Inputs, body: Body, limits: Thresholds) -> Computed:
    if np.isnan(inputs.assumed):
        return f"No {body.unit} gives a value.", None
    time = (
        f"The time of assessment is not stated for {percent(inputs.time_not_stated)} of patients"
        if body.timed
        else "The data contain no times for adverse events"
    )
    words = (
        f"{time}; for {percent(inputs.assumed)} of patients, the number or the condition of the group was assumed, "
        "not reported."
    )
    return words, bool(inputs.time_not_stated > limits.time_not_stated or inputs.assumed > limits.assumed)


def _imprecision(inputs: Inputs, body: Body, limits: Thresholds) -> Computed:
    if not inputs.k:
        return "No count is accessible, so there is no interval.", True
    words = f"{count(inputs.n, 'patient')} with a count"
    small, wide = inputs.n <= limits.information, False
    if body.needed is not None:
        words += f" (optimal information size: {body.needed:,})"
        small = inputs.n < body.needed
    if np.isnan(inputs.low):
        words += "; not pooled, so no common interval"
    elif body.ratio:
        words += f"; {level_words(body.level)} CI of the ratio {ends(inputs.low, inputs.high)}"
        wide = inputs.low < limits.ratio_low or inputs.high > limits.ratio_high
    else:
        words += f"; {level_words(body.level)} CI {interval(inputs.low, inputs.high)}"
        wide = inputs.high - inputs.low > limits.width
    return sentence(words), bool(small or wide)


def _publication_bias(inputs: Inputs, body: Body, limits: Thresholds) -> Computed:
    words = f"{inputs.searches_waiting} of {inputs.searches} specified searches not run."
    found = inputs.searches_waiting > 0
    p = inputs.small_study.p if inputs.small_study is not None else float("nan")
    if inputs.k < MIN_STUDIES_FOR_SMALL_STUDY_TEST:
        words += f" Small-study test not done: fewer than {MIN_STUDIES_FOR_SMALL_STUDY_TEST} studies with a count."
    elif np.isnan(p):
        words += " Small-study test not possible."
    else:
        words += f" Small-study test: P {number(p)}."
        found = found or p < limits.small_study_p
    return words, found if inputs.searches or inputs.k else None


COMPUTED: Mapping[Domain, Callable[[Inputs, Body, Thresholds], Computed]] = {
    Domain.RISK_OF_BIAS: _risk_of_bias,
    Domain.INCONSISTENCY: _inconsistency,
    Domain.INDIRECTNESS: _indirectness,
    Domain.IMPRECISION: _imprecision,
    Domain.PUBLICATION_BIAS: _publication_bias,
}
