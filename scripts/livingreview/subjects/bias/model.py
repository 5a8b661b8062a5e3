"""Risk of bias: which studies are to be rated with which instrument, what was judged, and what is not rated yet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ...schema import (
    ANIMALS,
    INSTRUMENT_OF_DESIGN,
    TOOLS,
    BiasItem,
    Instrument,
    Judgement,
    RatingStatus,
    Study,
    Tool,
    overall,
)
from ...store import Review

# How a judgement is shown: a symbol that survives grey print, and its words.
SYMBOLS = {
    Judgement.LOW: "+",
    Judgement.SOME: "!",
    Judgement.HIGH: "\u2212",
    Judgement.CRITICAL: "\u00d7",
    Judgement.NO_INFORMATION: "?",
}
WORDS = {
    Judgement.LOW: "low risk, or item met",
    Judgement.SOME: "some concerns, or met in part",
    Judgement.HIGH: "high risk, or not met",
    Judgement.CRITICAL: "critical risk",
    Judgement.NO_INFORMATION: "no information in the accessible text",
}
ORDER = (Judgement.LOW, Judgement.SOME, Judgement.HIGH, Judgement.CRITICAL, Judgement.NO_INFORMATION)


@dataclass(frozen=True)
class Assessment:
    """One study on one instrument. `judgements` is by item, and empty where the study was not rated yet."""

    study: str
    label: str
    tool: Tool
    judgements: dict[str, BiasItem]

    @property
    def rated(self) -> bool:
        return bool(self.judgements)

    @property
    def overall(self) -> Judgement | None:
        """The instrument's overall judgement; None where it derives none, or nothing was rated."""
        if not self.rated:
            return None
        return overall(self.tool, {item: row.judgement for item, row in self.judgements.items()})

    @property
    def draft(self) -> bool:
        """Whether any judgement was not confirmed by a rater."""
        return any(row.status is RatingStatus.DRAFT for row in self.judgements.values())

    def has(self, judgement: Judgement) -> bool:
        """Whether any item was judged so."""
        return any(row.judgement is judgement for row in self.judgements.values())


def due(review: Review) -> dict[str, Instrument]:
    """Every study that is to be rated, with its instrument: treated patients, and animal models of the condition.

    In order of year and id. A study whose design has no instrument is due only for its animals.
    """
    studies = review.studies
    clinical = set(studies.loc[studies["clinical"], "study"])
    found = {}
    for key in studies.sort_values(["year", "study"])["study"]:
        study = review.publications[key]
        if key in clinical and (instrument := INSTRUMENT_OF_DESIGN[study.design]) is not None:
            found[key] = instrument
        elif key not in clinical and _models_the_condition(review, study):
            found[key] = Instrument.SYRCLE
    return found


def _models_the_condition(review: Review, study: Study) -> bool:
    return any(row.system in ANIMALS and review.vocabulary.diseases[row.disease].direct for row in study.findings)


def assessment(review: Review, key: str, instrument: Instrument | None = None) -> Assessment | None:
    """What was judged of one study, of its treated group or with another instrument; None where nothing is due."""
    rows = review.publications[key].risk_of_bias
    if instrument is None:
        main = [row.instrument for row in rows if row.instrument is not Instrument.ROBINS_I]
        instrument = main[0] if main else due(review).get(key)
    if instrument is None:
        return None
    tool = TOOLS[instrument]
    given = {item: row for row in rows if row.instrument is instrument for item in row.items}
    judgements = {item.id: given[item.id] for item in tool.items} if given else {}
    return Assessment(key, review.bibliography.label(key), tool, judgements)


def all_of(review: Review, key: str) -> list[Assessment]:
    """What was judged of one study with each of its instruments, that of the treated group first."""
    used = {row.instrument for row in review.publications[key].risk_of_bias}
    found = [
        assessment(review, key),
        assessment(review, key, Instrument.ROBINS_I) if Instrument.ROBINS_I in used else None,
    ]
    return [one for one in found if one is not None]


def assessments(review: Review, instruments: Iterable[Instrument] = tuple(Instrument)) -> list[Assessment]:
    """Every study that is due or rated, on these instruments: by instrument, then year and id."""
    instruments = list(instruments)
    rated = [key for key, study in review.publications.items() if study.risk_of_bias]
    keys = [*due(review), *(key for key in rated if key not in due(review))]
    found = [one for key in keys for one in all_of(review, key) if one.tool.instrument in instruments]
    return sorted(found, key=lambda one: instruments.index(one.tool.instrument))


def by_tool(found: Sequence[Assessment]) -> dict[Instrument, list[Assessment]]:
    """The assessments under their instruments, in the order given."""
    groups: dict[Instrument, list[Assessment]] = {}
    for one in found:
        groups.setdefault(one.tool.instrument, []).append(one)
    return groups


def counts(found: Sequence[Assessment], item: str) -> dict[Judgement, int]:
    """Studies by their judgement on one item, of those that the instrument has; without studies that were not rated."""
    known: list[Judgement] = [judgement for judgement in ORDER if judgement is not Judgement.CRITICAL]
    if any(Judgement.CRITICAL in one.tool.judgements for one in found):
        known = list(ORDER)
    return {j: sum(one.rated and one.judgements[item].judgement is j for one in found) for j in known}
