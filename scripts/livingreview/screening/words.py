"""The words of a review's question and search: marked in records, and what orders them before there are decisions."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..schema import ReviewConfig

# Tags of fields: tea[tiab], TS=, SU%=, exp, a slash after a heading, :ti,ab and .mp.
FIELD = re.compile(
    r"\b\w+:(?=\s)|\[[^\]]*\]|\b[A-Z]{2}\s*%?=|\bexp\s|/(?=\s|$)"
    r"|:[a-z]{2}(?:,[a-z]{2})*\b|\.[a-z]{2}(?:,[a-z]{2})*\."
)
OPERATOR = re.compile(r"\b(?:AND|OR|NOT|NEAR|ADJ|SAME|WITHIN|W|PRE)(?:/?\d+)?\b|#\d+")
TERM = re.compile(r"[\"“]([^\"”]+)[\"”]|(?<!\w)'([^']+)'(?!\w)|([^\s()\"“”,;+]+)")
LETTER = re.compile(r"[^\W\d_]")
EASTERN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


def search_terms(config: ReviewConfig) -> tuple[str, ...]:
    """Terms of the intervention and of every strategy, without field tags and operators, each once; `*` is kept."""
    found = [config.intervention, *config.synonyms, config.condition, config.condition_short]
    for search in config.searches:
        for strategy in search.strategies.values():
            found += _terms(strategy)
    return tuple(dict.fromkeys(term.casefold() for term in found))


def _terms(strategy: str) -> Iterable[str]:
    for parts in TERM.findall(OPERATOR.sub(" ", FIELD.sub(" ", strategy))):
        term = " ".join("".join(parts).split()).strip("'.=/")
        letters = len(LETTER.findall(term))
        if letters > 2 or (letters and (EASTERN.search(term) or any(map(str.isdigit, term)))):
            yield term


def marked(terms: Iterable[str]) -> re.Pattern[str] | None:
    """A pattern that finds the terms in a text, the longest first; None where there are none."""
    parts = [_pattern(term) for term in sorted(terms, key=lambda term: (-len(term), term))]
    return re.compile("|".join(parts), re.IGNORECASE) if parts else None


def _pattern(term: str) -> str:
    words = [
        re.escape(word).replace(r"\*", r"\w*").replace(r"\?", r"\w?").replace(r"\$", r"\w?") for word in term.split()
    ]
    joined = r"[\s-]+".join(words)
    return joined if EASTERN.search(term) else rf"(?<!\w){joined}(?!\w)"


def query_of(config: ReviewConfig) -> str:
    """Question, criteria and terms of the search as one text; what is to be excluded is left out."""
    question = config.question
    parts = [question.population, question.intervention, question.outcomes, question.designs, *config.eligibility]
    return " ".join([*parts, *(term.replace("*", "") for term in search_terms(config))])
