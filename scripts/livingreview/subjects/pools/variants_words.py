"""How far a declared pool rests on its parts, in words for prose."""

from __future__ import annotations

from collections.abc import Callable

from ...render.names import Names
from ...wording import NOT_ESTIMABLE, interval, percent
from .model import Synthesis
from .variants import NO_YEAR, Variant, by_year, other_models, span, without_each


def names(synthesis: Synthesis) -> Names:
    """loo-*: without one cohort; models-*: under other models; first-*: after the first year with a report."""

    def at(variants: Callable[[Synthesis], list[Variant]], end: int, words: Callable[[Variant], str]) -> str:
        found = span(variants(synthesis))
        return words(found[end]) if found else NOT_ESTIMABLE

    def first(words: Callable[[Variant], str]) -> str:
        steps = by_year(synthesis)
        return words(steps[0]) if steps else NOT_ESTIMABLE

    return {
        "loo-low": lambda: at(without_each, 0, _estimate),
        "loo-high": lambda: at(without_each, 1, _estimate),
        "loo-low-ci": lambda: at(without_each, 0, _interval),
        "loo-high-ci": lambda: at(without_each, 1, _interval),
        "loo-low-pi": lambda: at(without_each, 0, _prediction),
        "loo-low-without": lambda: at(without_each, 0, lambda v: v.name),
        "loo-high-without": lambda: at(without_each, 1, lambda v: v.name),
        "models-low": lambda: at(other_models, 0, _estimate),
        "models-high": lambda: at(other_models, 1, _estimate),
        "models-widest-ci": lambda: _widest(other_models(synthesis)),
        "first-year": lambda: first(lambda v: v.name),
        "first-estimate": lambda: first(_estimate),
        "first-ci": lambda: first(_interval),
        "last-year": lambda: _last_year(synthesis),
    }


def _last_year(synthesis: Synthesis) -> str:
    """The last year that is stated."""
    names = [step.name for step in by_year(synthesis)]
    return next((name for name in reversed(names) if name != NO_YEAR), names[-1] if names else NOT_ESTIMABLE)


def _estimate(variant: Variant) -> str:
    return percent(variant.pooled.estimate) if variant.pooled is not None else NOT_ESTIMABLE


def _interval(variant: Variant) -> str:
    return interval(variant.pooled.ci_low, variant.pooled.ci_high) if variant.pooled is not None else NOT_ESTIMABLE


def _prediction(variant: Variant) -> str:
    return interval(variant.pooled.pi_low, variant.pooled.pi_high) if variant.pooled is not None else NOT_ESTIMABLE


def _widest(variants: list[Variant]) -> str:
    pooled = [variant.pooled for variant in variants if variant.pooled is not None]
    widest = max(pooled, key=lambda one: one.ci_high - one.ci_low, default=None)
    return interval(widest.ci_low, widest.ci_high) if widest is not None else NOT_ESTIMABLE
