"""When a finding says the opposite of what several other publications found; without pandas, for a quick check."""

from __future__ import annotations

from ..schema import Direction, Vocabulary

SEVERAL = 3  # publications that found the opposite
FACTOR = 2  # and so many times as many as found the same, this one included
OTHER_WAY = {Direction.UP: Direction.DOWN, Direction.DOWN: Direction.UP}

Subject = tuple[str, str, bool]


def subject(vocabulary: Vocabulary, axis: str, perturbation: str, disease: str) -> Subject:
    """What findings must share to be beside each other: axis, comparison, and whether it is the condition itself."""
    return axis, perturbation, vocabulary.diseases[disease].direct


def outnumbered(against: int, same: int) -> bool:
    """Whether so many publications found the other direction, and so many others the same."""
    return against >= max(SEVERAL, FACTOR * (same + 1))
