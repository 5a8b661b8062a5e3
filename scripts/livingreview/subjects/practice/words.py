"""What is reported on each question of practice, as sentences for prose."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from ...render.names import Branch, Names, each, joined
from ...schema import ArmSpan
from ...store import Review
from ...wording import capital, count, in_words, listed, span_words
from ..analysis import Analysis
from .model import SPAN_WORDS, Answer, Line, Span, answers

FEW = 2  # lines that are given in full where no more are on a question
NOTHING = "Not reported in the accessible text."


def names(analysis: Analysis) -> Names:
    about = "what is reported before the treatment is given: practice.WHAT; on one question: practice.QUESTION.WHAT"
    return {"practice": Branch(lambda: _practice(analysis), about)}


def _practice(analysis: Analysis) -> Names:
    found = answers(analysis.review)
    without = [_inside(one.question.short) for one in found.values() if not one.direct]
    silent = [_inside(one.question.short) for one in found.values() if not one.lines]
    together = {
        "questions": lambda: count(len(found), "question"),
        "answered": lambda: in_words(len(found) - len(without)),
        "without-direct": lambda: listed(without, "or"),
        "silent": lambda: listed(silent, "or"),
    }
    return joined(together, each(found, partial(_one, analysis.review, found)))


def _inside(short: str) -> str:
    """The short name of a question inside a sentence; an abbreviation keeps its capitals."""
    return short if short[:2].isupper() else short[:1].lower() + short[1:]


def _one(review: Review, found: dict[str, Answer], name: str) -> Names:
    answer = found[name]
    return {
        "question": answer.question.question,
        "short": answer.question.short,
        "answer": lambda: sentence_of(review, answer),
        "direct": lambda: capital(direct_words(review, answer)),
        "elsewhere": lambda: capital(elsewhere_words(review, answer)),
        "lines": lambda: str(len(answer.lines)),
        "direct-lines": lambda: str(len(answer.direct)),
    }


def sentence_of(review: Review, answer: Answer) -> str:
    """What is reported of patients with the condition alone, then what is reported elsewhere."""
    if not answer.lines:
        return NOTHING
    condition = review.config.condition_short
    return (
        f"In treated patients with {condition} alone: {direct_words(review, answer)} "
        f"Elsewhere: {elsewhere_words(review, answer)}"
    )


def direct_words(review: Review, answer: Answer) -> str:
    """What is reported of treated patients with the condition alone, as a clause that ends with a full stop."""
    return _clause(_spans(review, answer, direct=True), answer.direct)


def elsewhere_words(review: Review, answer: Answer) -> str:
    """What is reported of other treated patients, in plans of trials and in background publications."""
    return _clause(_spans(review, answer, direct=False), answer.elsewhere)


def _clause(spans: list[str], lines: Sequence[Line]) -> str:
    if not lines:
        return NOTHING[0].lower() + NOTHING[1:]
    values = [line for line in lines if line.treated]
    parts = list(spans) or _sized(values, "value")
    parts += _sized([line for line in lines if not line.treated], "statement")
    return "; ".join(parts) + "."


def _sized(lines: Sequence[Line], noun: str) -> list[str]:
    """Few lines in full; of more, how many there are."""
    if len(lines) <= FEW:
        return [f"{line.whom}: {line.text.rstrip('.')}" for line in lines]
    publications = count(len({line.study for line in lines}), "publication")
    return [f"{count(len(lines), noun)} in {publications}"]


def _spans(review: Review, answer: Answer, *, direct: bool) -> list[str]:
    """The range of each field over the arms, by unit: dose 0.5 to 4 mg/day (nine of 12 arms)."""
    arms = answer.arms if direct else answer.other_arms
    units = {unit: named.label for unit, named in review.vocabulary.units.items()}
    words = []
    for field in answer.question.arms:
        spans = [span for span in answer.spans if span.field == field and span.direct is direct]
        for unit in dict.fromkeys(span.unit for span in spans):
            own = [span for span in spans if span.unit == unit]
            of_arms = f"{in_words(len(own))} of {count(arms, 'arm')}"
            words.append(f"{SPAN_WORDS[field]} {_range(own, units[unit])} ({of_arms})")
        if not spans and arms:
            words.append(_absent(field, arms))
    return words


def _absent(field: ArmSpan, arms: int) -> str:
    return f"{SPAN_WORDS[field]} not accessible ({count(arms, 'arm')})"


def _range(spans: list[Span], unit: str) -> str:
    """The lowest and the highest end that a report gives; an end that no report gives stays open."""
    lows = [span.low for span in spans if span.low is not None]
    highs = [span.high for span in spans if span.high is not None]
    return span_words({"low": min(lows, default=None), "high": max(highs, default=None), "unit": ""}, unit)
