"""Counts over arms, outcomes, background publications and mechanism chapters, in words that stand by themselves."""

from __future__ import annotations

from ...evidence import access_level, of_treated, safety
from ...render.result import Result, UnknownResult, pick
from ...render.wording import count, listed, sentence
from ...schema import ArmRole, Purpose, SourceKind
from .. import mechanisms
from ..analysis import Analysis


def tally(analysis: Analysis, rest: str) -> Result:
    """tally.safety, tally.combinations, tally.outcome.TERM, tally.background.PURPOSE or tally.chapters.WHAT."""
    kind, _, what = rest.partition(".")
    kinds = {
        "safety": _safety,
        "combinations": _combinations,
        "outcome": _outcome,
        "background": _background,
        "chapters": _chapters,
    }
    asked = f"tally.{rest}"
    told = pick(kinds, kind, asked)
    if kind in ("safety", "combinations"):
        if what:
            raise UnknownResult(f"{asked}: write tally.{kind}.")
        return Result(told(analysis))
    return Result(told(analysis, what, asked))


def _safety(analysis: Analysis) -> str:
    rows = of_treated(safety(analysis.review))
    publications = count(rows["study"].nunique(), "publication")
    return sentence(f"{publications} with {count(len(rows), 'figure or statement', 'figures or statements')} on harm")


def _combinations(analysis: Analysis) -> str:
    arms = analysis.review.arms
    own = set(analysis.review.config.intervention_drugs)
    both = arms[(arms["role"] == ArmRole.INTERVENTION) & arms["drugs"].map(lambda drugs: not set(drugs) <= own)]
    if both.empty:
        return "No publication describes an arm in which another drug was given with it by plan."
    drugs = analysis.review.vocabulary.drugs
    given = sorted({drugs[drug].label for each in both["drugs"] for drug in each if drug not in own})
    publications = count(both["study"].nunique(), "publication")
    verb = "describes" if both["study"].nunique() == 1 else "describe"
    return sentence(f"{publications} {verb} an arm in which another drug was given with it by plan ({listed(given)})")


def _outcome(analysis: Analysis, term: str, asked: str) -> str:
    label = pick(analysis.review.vocabulary.outcomes, term, asked).label
    rows = analysis.review.efficacy
    rows = rows[rows["outcome"] == term]
    publications = count(rows["study"].nunique(), "publication")
    return sentence(
        f"{publications} with {count(len(rows), 'figure or statement', 'figures or statements')} on {label}"
    )


def _background(analysis: Analysis, what: str, asked: str) -> str:
    """tally.background.PURPOSE: its publications; with .abstract: those of which no more than an abstract was seen."""
    name, _, part = what.partition(".")
    review = analysis.review
    purpose = pick({str(purpose): purpose for purpose in Purpose}, name, asked)
    keys = [key for key, item in review.background.items() if item.purpose is purpose]
    full = (SourceKind.FULL_TEXT,)
    figures = review.context
    counts = {
        "": lambda: len(keys),
        "full-text": lambda: sum(access_level(review, key) in full for key in keys),
        "not-full-text": lambda: sum(access_level(review, key) not in full for key in keys),
        "figures": lambda: int(figures["study"].isin(keys).sum()),
    }
    return f"{pick(counts, part, asked)():,}"


def _chapters(analysis: Analysis, what: str, asked: str) -> str:
    """Mechanism chapters with and without evidence in patients given the treatment."""
    review = analysis.review
    names = sorted({axis.chapter for axis in review.vocabulary.axes.values()})
    every = [mechanisms.evidence(review, name) for name in names]
    direct = [evidence.label for evidence in every if evidence.direct_publications]
    texts = {
        "all": lambda: str(len(every)),
        "direct": lambda: str(len(direct)),
        "indirect": lambda: str(len(every) - len(direct)),
        "direct-names": lambda: listed(direct),
    }
    return pick(texts, what, asked)()
