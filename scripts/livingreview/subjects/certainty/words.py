"""Certainty of evidence and risk of bias, for prose."""

from __future__ import annotations

from ...render.result import Result, UnknownResult, pick
from ...render.wording import count, listed, number, percent
from ...schema import TOOLS, Instrument, Judgement, RatingStatus
from ..analysis import Analysis
from ..bias.model import assessments
from .table import domain_label, status_words


def certainty(analysis: Analysis, rest: str) -> Result:
    """certainty.OUTCOME.WHAT, or certainty.WHAT over all rated outcomes."""
    rated = {one.id: one for one in analysis.ratings}
    judged = analysis.review.certainty
    if judged is None:
        raise UnknownResult(f"certainty.{rest}: nothing was rated; there is no data/certainty.yaml.")
    path = rest.split(".")
    if len(path) == 1:
        levels = {one.level for one in rated.values()}
        texts = {
            "outcomes": lambda: count(len(rated), "outcome"),
            "drafts": lambda: str(sum(one.outcome.status is RatingStatus.DRAFT for one in rated.values())),
            "confirmed": lambda: str(sum(one.outcome.status is RatingStatus.CONFIRMED for one in rated.values())),
            "levels": lambda: listed((o.label for o in type(next(iter(levels))) if o in levels), "or"),
            "rated-by": lambda: judged.rated_by,
            "thresholds-why": lambda: judged.thresholds.why,
            "starts-why": lambda: judged.starts.why,
        }
        return Result(pick(texts, rest, f"certainty.{rest}")())
    one = pick(rated, path[0], f"certainty.{rest}")
    lowered = [domain_label(part.domain).lower() for part in one.domains if part.given.judgement]
    texts = {
        "label": lambda: one.outcome.label,
        "level": lambda: one.level.label,
        "level-symbols": lambda: one.symbols,
        "status": lambda: status_words(one),
        "rating": lambda: f"{one.level.label} ({one.symbols}; {status_words(one)})",
        "reasons": lambda: f"lowered for {listed(lowered)}" if lowered else "not lowered",
        "start": lambda: one.start.label,
        "alternative": lambda: one.alternative.label if one.alternative is not None else "none",
        "effect": lambda: one.body.effect,
        "k": lambda: str(one.inputs.k),
        "n": lambda: str(one.inputs.n),
        "randomised": lambda: str(one.inputs.randomised),
        "i2": lambda: f"{number(one.inputs.i2, 0)}%" if one.inputs.k > 1 else number(float("nan")),
        "abstracts": lambda: percent(one.inputs.abstracts),
        "unclear-bias": lambda: percent(one.inputs.unclear_bias),
    }
    return Result(pick(texts, path[1], f"certainty.{rest}")())


def bias(analysis: Analysis, rest: str) -> Result:
    """bias.WHAT over all studies that are due, bias.INSTRUMENT.WHAT, or bias.INSTRUMENT.ITEM.JUDGEMENT: who has it."""
    path = rest.split(".")
    instruments = tuple(Instrument)
    if len(path) == 2:
        instruments = (pick({str(i): i for i in Instrument}, path[0], f"bias.{rest}"),)
    if len(path) == 3:
        return _item(analysis, path, f"bias.{rest}")
    found = assessments(analysis.review, instruments)
    rated = [one for one in found if one.rated]
    rows = [row for one in rated for row in one.judgements.values()]

    def judged(judgement: Judgement) -> int:
        return sum(row.judgement is judgement for row in rows)

    texts = {
        "due": lambda: str(len(found)),
        "studies": lambda: count(len(rated), "study"),
        "rated": lambda: str(len(rated)),
        "not-rated": lambda: str(len(found) - len(rated)),
        "judgements": lambda: f"{len(rows):,}",
        "no-information": lambda: str(judged(Judgement.NO_INFORMATION)),
        "no-information-share": lambda: percent(judged(Judgement.NO_INFORMATION) / len(rows) if rows else float("nan")),
        "low": lambda: str(judged(Judgement.LOW)),
        "some": lambda: str(judged(Judgement.SOME)),
        "high": lambda: str(judged(Judgement.HIGH)),
        "all-low": lambda: str(sum({row.judgement for row in o.judgements.values()} == {Judgement.LOW} for o in rated)),
        "drafts": lambda: str(sum(one.draft for one in rated)),
        "overall-low": lambda: str(sum(one.overall is Judgement.LOW for one in rated)),
        "overall-unknown": lambda: str(sum(one.overall is Judgement.NO_INFORMATION for one in rated)),
        "name": lambda: listed(TOOLS[i].name for i in instruments),
    }
    return Result(pick(texts, path[-1], f"bias.{rest}")())


def _item(analysis: Analysis, path: list[str], name: str) -> Result:
    instrument = pick({str(i): i for i in Instrument}, path[0], name)
    item = pick({item.id: item.id for item in TOOLS[instrument].items}, path[1], name)
    judgement = pick({str(j): j for j in Judgement}, path[2], name)
    found = [one for one in assessments(analysis.review, (instrument,)) if one.rated]
    return Result(listed(one.label for one in found if one.judgements[item].judgement is judgement))
