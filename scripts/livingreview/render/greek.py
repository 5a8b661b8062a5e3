"""Names with a letter that is spelled, such as TGF-beta, as the vocabulary writes them: TGF-β."""

from __future__ import annotations

import re

LETTERS = {"alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "kappa": "κ", "zeta": "ζ"}
QUOTED = re.compile(r"(“[^”]*”|\"[^\"]*\")")
# Behind a name in capital letters (IFN-gamma, IL-1beta), not in a word (alphabet, interferon alpha).
SPELLED = re.compile(rf"(?:(?<=[A-Z0-9])|(?<=Fc))(-?)((?:{'|'.join(LETTERS)})(?:/(?:{'|'.join(LETTERS)}))*)(?![a-z])")


def greek(text: str) -> str:
    """The text with letters of names in Greek, except in quotations, which stay as they are printed."""
    parts = QUOTED.split(text)
    return "".join(part if i % 2 else SPELLED.sub(_letter, part) for i, part in enumerate(parts))


def _letter(found: re.Match[str]) -> str:
    return found[1] + "/".join(LETTERS[letter] for letter in found[2].split("/"))
