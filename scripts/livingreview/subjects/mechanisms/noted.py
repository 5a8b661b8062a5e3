"""Which remarks on findings that disagree tell a reader something that the row does not say already."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from ...schema import STUDY_ID, Direction

STUDY = re.compile(STUDY_ID)
TOKEN = re.compile(r"[^\s,;:()]+")
# Words that join and hold no fact of their own.
JOINING = (
    "a also an and are as at both by conflict contradict did disagree had has have found find for from in it of on or "
    "report so such than that the their them these they this to was were which who with"
)
SAID_BY = {
    Direction.UP: "expanded frequent greater higher increase increased more numerous rise rising rose up",
    Direction.DOWN: "decreased down fall falling fell fewer frequent less lower lowered numerous reduced",
    Direction.NONE: "any change difference no normal not same similar unchanged",
}


def telling(remarks: Iterable[str], shown: str, directions: Iterable[Direction], names: Collection[str]) -> list[str]:
    """The remarks, each once, without those that say nothing new; at least one is kept.

    A remark says nothing new if each of its words is in `shown` (what the row says already), stands for one of the
    `directions` that the row names, or is in a remark that is kept and on one of the same studies (`names` are the ids
    of all). So no name, number or condition is lost. Shorter ones go first; those kept stay in their order.
    """
    kept = list(dict.fromkeys(remarks))
    known = _words(" ".join((JOINING, shown, *(SAID_BY.get(one, "") for one in directions))))
    studies = {remark: set(STUDY.findall(remark)) & set(names) for remark in kept}
    for remark in sorted(kept, key=len):
        others = [one for one in kept if one != remark]
        near = [one for one in others if studies[one] & studies[remark]]
        if others and _words(remark) <= known.union(*map(_words, near)):
            kept = others
    return kept


def _words(text: str) -> set[str]:
    words = (word.strip(".'’\"“”") for word in TOKEN.findall(text.lower()))
    return {word.removesuffix("s") for word in words if word}
