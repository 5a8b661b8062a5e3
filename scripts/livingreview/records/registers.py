"""Numbers in trial registers, wherever they stand in a record, in one spelling each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

# How the numbers of each register begin, what follows, and how they are spelt here: from all digits, or from the whole.
# Texts are searched in capitals.
_FORMS: tuple[tuple[str, str, Callable[[str], str]], ...] = (
    ("NCT", r"[\s-]?(?:NO\.?)?\s?\d{8}", lambda text: "NCT" + text[-8:]),
    ("ISRCTN", r"[\s-]?\d{8}", lambda text: "ISRCTN" + text[-8:]),
    ("CHICTR", r"[\s-]?(?:[A-Z]{1,5}-)?\d{6,12}", lambda text: _chinese(text[6:])),
    ("CHI-CTR", r"[\s-]?(?:[A-Z]{1,5}-)?\d{6,12}", lambda text: _chinese(text[7:])),
    ("IRCT", r"\s?\d{8,16}N\d+", str),
    ("EUCTR", r"[^0-9]{0,24}\d{4}-\d{6}-\d\d(?:-[A-Z]{2})?", lambda text: "EUCTR" + _european(text)),
    ("EUDRACT", r"[^0-9]{0,24}\d{4}-\d{6}-\d\d(?:-[A-Z]{2})?", lambda text: "EUCTR" + _european(text)),
    ("CTIS", r"[^0-9]{0,12}20\d\d-5\d{5}-\d\d(?:-\d\d)?", lambda text: "CTIS" + _european(text)),
    ("EU CT", r"[^0-9]{0,12}20\d\d-5\d{5}-\d\d(?:-\d\d)?", lambda text: "CTIS" + _european(text)),
    ("UMIN", r"(?:-?CTR)?[\s-]?(?:ID:?\s?)?\d{9}", lambda text: "UMIN" + text[-9:]),
    ("JRCT", r"S?\d{9,10}", lambda text: "jRCT" + text[4:].lower()),
    ("JAPICCTI", r"-?\d{6}", lambda text: "JapicCTI-" + text[-6:]),
    ("ACTRN", r"[\s-]?\d{14}", lambda text: "ACTRN" + text[-14:]),
    ("RBR-", r"[0-9A-Z]{6,8}", lambda text: "RBR-" + text[4:].lower()),
    ("KCT", r"\d{7}", str),
    ("DRKS", r"\d{8}", str),
    ("CTRI/", r"20\d\d/\d{2,3}/\d{6}", str),
    ("SLCTR/", r"20\d\d/\d{3}", str),
    ("PACTR", r"\d{15,16}", str),
    ("TCTR", r"20\d{9}", str),
    ("RPCEC", r"\d{8}", str),
    ("PER-", r"\d{3}-\d\d", str),
    ("NTR", r"\s?\d{3,4}", str),
)
# A pattern that begins with letters is found quickly; that no letter stands before them is looked at afterwards.
REGISTERS = tuple(
    (start, re.compile(rf"{start}(?<![A-Z0-9]{start})(?:{rest})(?![A-Z0-9])", re.A), spell)
    for start, rest, spell in _FORMS
)


def registrations_in(texts: Iterable[str]) -> tuple[str, ...]:
    """Numbers in trial registers, each once: NCT01234567, EUCTR2012-001234-56, ChiCTR1900012345."""
    text = "\x1f".join(texts).upper()
    found: dict[str, int] = {}
    for start, pattern, spell in REGISTERS:
        if start in text:
            for match in pattern.finditer(text):
                found.setdefault(spell(re.sub(r"\s", "", match[0])), match.start())
    return tuple(sorted(found, key=found.__getitem__))


def _chinese(number: str) -> str:
    """ChiCTR-TRC-12002345, and ChiCTR1900012345 since 2017."""
    number = number.lstrip("-")
    return f"ChiCTR-{number}" if "-" in number else f"ChiCTR{number}"


def _european(text: str) -> str:
    """The number without the country or the version at its end: it is one trial in all of them."""
    found = re.search(r"\d{4}-\d{6}-\d\d", text)
    return found[0] if found else ""
