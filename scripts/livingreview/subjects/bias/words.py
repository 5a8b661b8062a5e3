"""Risk of bias, in numbers for prose."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from ...render.names import Branch, Names, each, joined
from ...schema import TOOLS, Instrument, Judgement
from ...wording import count, listed, number_word, of_total, part_of, percent
from ..analysis import Analysis
from .model import Assessment, assessments


def names(analysis: Analysis) -> Names:
    about = (
        "risk of bias: bias.WHAT; with one instrument: bias.INSTRUMENT.WHAT; "
        "studies with a judgement: bias.INSTRUMENT.ITEM.JUDGEMENT"
    )
    return {"bias": Branch(lambda: _bias(analysis), about)}


def _bias(analysis: Analysis) -> Names:
    return joined(_counts(analysis, tuple(Instrument)), each(Instrument, partial(_instrument, analysis)))


def _instrument(analysis: Analysis, instrument: Instrument) -> Names:
    rated = [one for one in assessments(analysis.review, (instrument,)) if one.rated]

    def item(name: str) -> Names:
        return {str(judgement): _studies(rated, name, judgement) for judgement in Judgement}

    return joined(_counts(analysis, (instrument,)), each((one.id for one in TOOLS[instrument].items), item))


def _studies(rated: Sequence[Assessment], item: str, judgement: Judgement) -> str:
    return listed(one.label for one in rated if one.judgements[item].judgement is judgement)


def _all_low(rated: Sequence[Assessment]) -> int:
    """How many studies were judged at low risk in every item, of each instrument where there are two."""
    others = {one.study for one in rated if {row.judgement for row in one.judgements.values()} != {Judgement.LOW}}
    return len({one.study for one in rated} - others)


def _counts(analysis: Analysis, instruments: tuple[Instrument, ...]) -> Names:
    found = assessments(analysis.review, instruments)
    rated = [one for one in found if one.rated]
    rows = [row for one in rated for row in one.judgements.values()]
    studies = len({one.study for one in rated})  # a cohort that compares arms is rated twice

    def judged(judgement: Judgement) -> int:
        return sum(row.judgement is judgement for row in rows)

    return {
        "due": lambda: str(len({one.study for one in found})),
        "studies": lambda: count(studies, "study"),
        "rated": lambda: str(studies),
        "not-rated": lambda: str(len(found) - len(rated)),
        "judgements": lambda: f"{len(rows):,}",
        "no-information": lambda: str(judged(Judgement.NO_INFORMATION)),
        "no-information-share": lambda: percent(judged(Judgement.NO_INFORMATION) / len(rows) if rows else float("nan")),
        "low": lambda: str(judged(Judgement.LOW)),
        "some": lambda: str(judged(Judgement.SOME)),
        "high": lambda: str(judged(Judgement.HIGH)),
        "critical": lambda: str(judged(Judgement.CRITICAL)),
        "all-low": lambda: str(_all_low(rated)),
        "all-low-of": lambda: of_total(_all_low(rated), studies, "study", "was", "were"),
        "drafts": lambda: str(len({one.study for one in rated if one.draft})),
        "drafts-of": lambda: part_of(len({one.study for one in rated if one.draft}), studies, "study"),
        "low-of": lambda: of_total(
            sum(one.overall is Judgement.LOW for one in rated), len(rated), "trial", "could be", "could be"
        ),
        "unknown-of": lambda: number_word(sum(one.overall is Judgement.NO_INFORMATION for one in rated)),
        "serious-in": lambda: part_of(
            sum(one.overall in (Judgement.HIGH, Judgement.CRITICAL) for one in rated), len(rated), "cohort"
        ),
        "overall-low": lambda: str(sum(one.overall is Judgement.LOW for one in rated)),
        "overall-serious": lambda: str(sum(one.overall in (Judgement.HIGH, Judgement.CRITICAL) for one in rated)),
        "overall-unknown": lambda: str(sum(one.overall is Judgement.NO_INFORMATION for one in rated)),
        "name": lambda: listed(TOOLS[i].name for i in instruments),
    }
