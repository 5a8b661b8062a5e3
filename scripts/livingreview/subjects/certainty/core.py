"""What the inputs suggest under Core GRADE (BMJ 2025;389:e081903), where it departs from the rules in `domains`.

Indirectness is about patients, treatment, comparator and outcome; what could not be read is no part of it. Imprecision
is judged against thresholds that matter, absolute where counts are per arm (e081904), and the optimal information size.
A search not yet run is a limit of the review and no publication bias (e083864).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from ...meta.small_study import MIN_STUDIES_FOR_SMALL_STUDY_TEST
from ...schema import Domain, Thresholds
from ...wording import count, ends, interval, level_words, listed, number, of_total, part_of, percent, points, sentence
from .body import Body
from .domains import COMPUTED, Computed
from .inputs import Inputs


def _inconsistency(inputs: Inputs, body: Body, limits: Thresholds) -> Computed:
    words, concern = COMPUTED[Domain.INCONSISTENCY](inputs, body, limits)
    if body.ratio or body.matters is None or inputs.k < 2:
        return words, concern
    shares = (body.rows["events"] / body.rows["n"]).dropna().astype(float)
    sides = [
        f"{part_of(above, len(shares), 'proportion')} {'lies' if above < 2 else 'lie'} above {percent(share)}"
        for share in body.matters.shares
        for above in (int((shares > share).sum()),)
    ]
    return f"{words} {sentence(listed(sides))}", concern


def _indirectness(inputs: Inputs, body: Body, limits: Thresholds) -> Computed:
    if np.isnan(inputs.assumed):
        return f"No {body.unit} gives a value.", None
    concerns, said = [], []
    if inputs.surrogate_of is not None:
        said.append(f"the outcome is a surrogate for {inputs.surrogate_of}")
        concerns.append(True)
    if inputs.place is not None:
        said.append(f"{percent(inputs.one_place)} of patients are in studies from {inputs.place}")
        concerns.append(limits.one_place is not None and inputs.one_place > limits.one_place)
    if inputs.further_drugs:
        said.append(f"{percent(inputs.co_treated)} were given {listed(inputs.further_drugs)} with the treatment")
        concerns.append(limits.co_treated is not None and inputs.co_treated > limits.co_treated)
    if not said:
        said.append("no surrogate, one place or further treatment in the data")
    missing = (
        f"Missing information, which does not lower this domain: the number or the condition of the group was assumed "
        f"for {percent(inputs.assumed)} of patients"
    )
    if body.timed:
        missing += f", and the time of assessment is not stated for {percent(inputs.time_not_stated)}"
    return f"{sentence('; '.join(said))} {missing}.", any(concerns)


def _imprecision(inputs: Inputs, body: Body, limits: Thresholds) -> Computed:
    if body.matters is None or not inputs.k:
        return COMPUTED[Domain.IMPRECISION](inputs, body, limits)
    words = f"{count(inputs.n, 'patient')} with a count"
    small = inputs.n <= limits.information
    if body.needed is not None:
        words += f" (optimal information size: {body.needed:,})"
        small = inputs.n < body.needed
    if body.ratio:
        crossed = _difference(body)
    elif np.isnan(inputs.low):
        crossed = "not pooled, so no common interval", []
    else:
        inside = [share for share in body.matters.shares if inputs.low < share < inputs.high]
        shown = f"{level_words(body.level)} CI {interval(inputs.low, inputs.high)}"
        crossed = f"{shown}, {_contains([percent(share) for share in inside])}", inside
    text, inside = crossed
    return sentence(f"{words}; {text}"), bool(small or inside)


def _difference(body: Body) -> tuple[str, list[float]]:
    """The interval of the absolute difference, and the differences that matter which lie inside it."""
    found, matters = body.difference, body.matters
    if found is None or matters is None or matters.difference is None or np.isnan(found.ci_low):
        return "no absolute difference can be computed", []
    both = (-matters.difference, matters.difference)
    inside = [value for value in both if found.ci_low < value < found.ci_high]
    shown = f"{level_words(body.level)} CI of the difference {ends(found.ci_low, found.ci_high, points)}"
    named = [points(value) for value in inside]
    return f"{shown} percentage points, {_contains(named)}", inside


def _contains(inside: list[str]) -> str:
    """Which thresholds an interval contains: "which contains the threshold of importance (50%)"."""
    if not inside:
        return "which contains no threshold of importance"
    which = "threshold" if len(inside) == 1 else "thresholds"
    return f"which contains the {which} of importance ({listed(inside)})"


def _publication_bias(inputs: Inputs, body: Body, limits: Thresholds) -> Computed:
    """Small-study effects where a test is possible; trials without a report are stated, and their meaning is judged."""
    if not inputs.k:
        return f"No {body.unit} with a count.{_silent(inputs)}", None
    if inputs.k < MIN_STUDIES_FOR_SMALL_STUDY_TEST:
        words = f"Small-study test not done: fewer than {MIN_STUDIES_FOR_SMALL_STUDY_TEST} studies with a count."
        return words + _silent(inputs), None
    p = inputs.small_study.p if inputs.small_study is not None else float("nan")
    if np.isnan(p):
        return f"Small-study test not possible.{_silent(inputs)}", None
    return f"Small-study test: P {number(p)}.{_silent(inputs)}", bool(p < limits.small_study_p)


def _silent(inputs: Inputs) -> str:
    """Registered trials from which a result could be missing, as a sentence with a blank before it."""
    if not inputs.trials:
        return ""
    one, many = "has ended or may have ended", "have ended or may have ended"
    return f" {of_total(inputs.silent, inputs.trials, 'registered trial', one, many)} without an accessible report."


CORE: Mapping[Domain, Callable[[Inputs, Body, Thresholds], Computed]] = {
    **COMPUTED,
    Domain.INCONSISTENCY: _inconsistency,
    Domain.INDIRECTNESS: _indirectness,
    Domain.IMPRECISION: _imprecision,
    Domain.PUBLICATION_BIAS: _publication_bias,
}
