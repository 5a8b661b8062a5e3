"""Findings that say the opposite of what several other publications found."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from ..schema import Direction, Finding
from ..store import Review
from ..store.opposites import OTHER_WAY, Subject, outnumbered, subject
from .cache import once_a_review


@dataclass(frozen=True)
class Opposite:
    """A finding by its study and row, and the publications that found the opposite or the same, in order of key."""

    study: str
    row: int
    finding: Finding
    opposite: tuple[str, ...]
    same: tuple[str, ...]  # the study itself is not among them


@once_a_review
def opposites(review: Review) -> tuple[Opposite, ...]:
    """Findings (up or down) against which at least three publications found the other direction, and most of all.

    Findings are beside each other if they are on one axis, compare the same (`perturbation`), and are both of the
    condition under review or both of something else. An axis on which up and down mean different things is left out.
    A finding that declares its conflict is listed too: whoever prints them decides.
    """
    beside: dict[Subject, dict[Direction, set[str]]] = defaultdict(lambda: defaultdict(set))
    for study, publication in review.publications.items():
        for finding in publication.findings:
            beside[_subject(review, finding)][finding.direction].add(study)
    found = []
    for study, publication in review.publications.items():
        for row, finding in enumerate(publication.findings):
            if finding.direction not in OTHER_WAY or review.vocabulary.axes[finding.axis].collects:
                continue
            directions = beside[_subject(review, finding)]
            against = directions[OTHER_WAY[finding.direction]] - {study}
            same = directions[finding.direction] - {study}
            if outnumbered(len(against), len(same)):
                found.append(Opposite(study, row, finding, tuple(sorted(against)), tuple(sorted(same))))
    return tuple(found)


def _subject(review: Review, finding: Finding) -> Subject:
    return subject(review.vocabulary, finding.axis, finding.perturbation, finding.disease)
