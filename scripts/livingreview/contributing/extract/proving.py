"""Proof of place for data/: the texts around numbers that a second reader copied, carried over to the same figures."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any, Literal, get_args

from pydantic import BaseModel

from ...schema import Background, Extract, Seen, Source, SourceKind, Study, Trial
from ...schema.proof import numbers_in
from ...store.around import files_of
from ...store.comparing import RowPair, as_extract, compare
from ...store.comparing.fields import field_of
from ...store.documents import Document
from ...store.models import as_model
from ...store.problems import field_path
from ...store.review import Review
from ...store.tables import write_whole
from ...store.texts import read_text
from ...subjects.agreement.proof import rows_with_numbers
from .editing import changed

Carried = Literal[
    "carried over", "there already", "differs", "no text", "another number", "another source", "not paired"
]
CARRIED: tuple[Carried, ...] = get_args(Carried)
# Fields that hold the figure of a row; the denominator alone is a figure of groups and arms only.
FIGURE = ("events", "printed", "value", "participants", "enrolled", "p", "dose", "trough_target", "trough_measured")


def same_source(one: Source, other: Source) -> bool:
    """Whether two readers mean the same source: the same address, or the same words in place of one."""
    if one.url is not None and other.url is not None:
        return _address(one.url) == _address(other.url)
    return (one.url, one.no_url) == (other.url, other.no_url)


def _address(url: str) -> str:
    """An address without what does not matter: scheme, `www.`, mark within the page, slash at the end."""
    bare = re.sub(r"^https?://(?:www\.)?", "", url, flags=re.IGNORECASE).partition("#")[0].rstrip("/")
    host, slash, path = bare.partition("/")
    return f"{host.casefold()}{slash}{path}"


def prove(review: Review, key: str, *, write: bool = True) -> Counter[Carried]:
    """Give rows of a publication in data/ the texts around their numbers; returns what became of each such row.

    A text is carried over where both readings agree on the figure, the text shows it, and both readers had it from the
    same source, or from abstracts, which are one text wherever they are printed.
    """
    item = review.files[key]
    name = files_of(review.root, key)[0]
    text = read_text(review.root / name, name)
    found: dict[str, tuple[Carried, Seen | None]] = {}
    rows = dict(rows_with_numbers(item))
    for place, row in rows.items():
        found[place] = ("there already" if getattr(row, "seen", None) is not None else "not paired", None)
    for readings in review.readings.values():
        second = readings.get(key)
        if second is None or second.frozen_on is not None or second.role == item.extraction.extracted_by:
            continue
        first = as_extract(item, second.parts, review.config.date)
        for pair in compare(first, second).rows:
            place = str(pair.first)
            unproven = place in found and found[place][0] not in ("carried over", "there already")
            if pair.second is not None and unproven:
                found[place] = _carried(pair, item, rows[place], second)
    for place, (_, seen) in found.items():
        if seen is not None:
            text = changed(text, (*field_path(place), "seen"), seen.model_dump(exclude_none=True))
    if write and any(seen for _, seen in found.values()):
        as_model(Document(review.root / name, name, text), type(item))  # a row that does not show its number is refused
        write_whole(review.root / name, text)
    return Counter(what for what, _ in found.values())


def _carried(
    pair: RowPair, item: Study | Trial | Background, row: BaseModel, second: Extract
) -> tuple[Carried, Seen | None]:
    """What becomes of a row of data/, and the text that it is given."""
    theirs: Any = second
    for part in field_path(str(pair.second)):
        theirs = theirs[part] if isinstance(part, int) else getattr(theirs, part)
    names = (*FIGURE, "n") if pair.part in ("groups", "arms") else FIGURE
    fields = [one for one in pair.fields if one.name in names and one.both]
    if not fields or not all(one.same for one in fields):
        return "differs", None
    seen: Seen | None = getattr(theirs, "seen", None)
    if seen is None:
        return "no text", None
    shown = set(numbers_in(seen.text))
    if not any(shown & set(numbers_in(field_of(row, one.name))) for one in fields):
        return "another number", None
    ours, other = (
        next((one for one in sources if one.id == getattr(of, "source", None)), None)
        for sources, of in ((item.sources, row), (second.sources, theirs))
    )
    abstracts = {one.kind for one in (ours, other) if one} == {SourceKind.ABSTRACT}
    if ours is None or other is None or not (abstracts or same_source(ours, other)):
        return "another source", None
    return "carried over", Seen(text=seen.text, hash=seen.hash if same_source(ours, other) else None)
