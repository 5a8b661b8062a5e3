"""Where long code, such as a search string or an identifier, may be broken on paper; no sign is added there."""

from __future__ import annotations

import re
from enum import Enum, auto

LONG = 20  # characters; shorter code remains on one line
BEHIND = re.compile(r"(?<=[+*,;/)=_.&])(?=\S)|(?<= OR )|(?<= AND )")
UNBROKEN = 15  # characters without such a place, after which any place will do, if there is no other


class Break(Enum):
    """Whether a line may end behind a piece of code."""

    NONE = auto()
    AT_SIGN = auto()
    ANYWHERE = auto()  # only if there is no better place


def pieces(code: str) -> list[tuple[str, Break]]:
    """The code in pieces, each with how well a line may end behind it; not at all behind the last."""
    if len(code) < LONG:
        return [(code, Break.NONE)]
    found = [piece for part in BEHIND.split(code) for piece in _anywhere(part)]
    return [*found[:-1], (found[-1][0], Break.NONE)]


def _anywhere(part: str) -> list[tuple[str, Break]]:
    """A part in characters as far as it has no space for long; only ASCII, since accents and Arabic letters join."""
    if len(part) <= UNBROKEN or not re.search(rf"[!-~]{{{UNBROKEN},}}", part):
        return [(part, Break.AT_SIGN)]
    signs = re.findall(r"[!-~]|[^!-~]+", part)
    return [*((sign, Break.ANYWHERE) for sign in signs[:-1]), (signs[-1], Break.AT_SIGN)]
