"""One publication on its way from its source to a forest plot, as an example for those who add another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
from pydantic import BaseModel

from ...render.table import Table, linked, plain, source_address
from ...schema import EfficacyRow, Study, about, nearest, terms_of
from ...store import Review, records
from ...store.documents import Document
from ...wording import time_words, value_words, what_words
from ..bias.model import Assessment, assessment
from ..bias.table import lamp, rule_of
from ..pools.model import Synthesis
from .fields import explained

WORDS = ("how", "printed", "at")  # texts of a row that count as much as its numbers


def publication(review: Review, key: str) -> Study:
    """A publication. Raises KeyError, with the nearest key, for one that does not exist."""
    if key not in review.publications:
        raise KeyError(f"{key!r} is not a publication in data/studies. {nearest(key, list(review.publications), 3)}")
    return review.publications[key]


def read(review: Review, key: str) -> Table:
    """What was read of it: each source with its kind and address."""
    rows = [
        [str(one.id), plain(one.kind.definition), source_address(review, one)]
        for one in publication(review, key).sources
    ]
    return Table(
        f"example-read-{key}",
        f"{_name(review, key)}: what was read.",
        ["Source", "Kind", "Address"],
        rows,
        [10, 40, 50],
        stacked=True,
    )


def printed(review: Review, key: str) -> Table:
    """What its sources print on response and harms, and what was worked out instead, with the place of each."""
    publication(review, key)
    rows = []
    for frame in (review.efficacy, review.safety):
        for row in records(frame[frame["study"] == key]):
            obtained = f"not printed: {row['how']}" if row["derived"] else "as printed"
            rows.append(
                [
                    plain(what_words(row, review.vocabulary)),
                    plain(value_words(row)),
                    plain(obtained),
                    plain(f"source {row['source']}, {row['at']}"),
                ]
            )
    return Table(
        f"example-printed-{key}",
        f"{_name(review, key)}: its values on response and harms, and how each was obtained.",
        ["What", "Value", "Obtained", "Where"],
        rows,
        [28, 26, 26, 20],
        stacked=True,
    )


def excerpt(review: Review, key: str, block: str) -> str:
    """MyST of the lines of its file that hold a block, with their numbers. Raises KeyError for a block it lacks."""
    publication(review, key)
    file = Path("data") / "studies" / f"{key}.yaml"
    document = Document(review.root / file, file.as_posix())
    if block not in document.data:
        raise KeyError(f"{file} has no block {block!r}. {nearest(block, list(document.data), 30)}")
    first = document.line((block,))
    after = [document.line((name,)) for name in document.data]
    last = min((line for line in after if line > first), default=len(document.lines) + 1)
    text = "\n".join(document.lines[first - 1 : last - 1]).rstrip()
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    return f"{fence}{{code-block}} yaml\n:class: wrapped\n:lineno-start: {first}\n\n{text}\n{fence}\n"


def chosen(synthesis: Synthesis, review: Review, key: str) -> Table:
    """Each field that was filled in on the way to the pool: what was entered, and what field and term mean."""
    study, row = publication(review, key), entered(synthesis, key)
    blocks: list[tuple[str, BaseModel]] = [("", study), ("population.", study.population)]
    blocks += [("groups.", group) for group in study.groups if group.id == row["group"]]
    blocks += [("arms.", arm) for arm in study.arms if arm.id == row["arm"]]
    blocks.append(("efficacy.", study.efficacy[row["row"]]))
    rows = [
        [
            f"`{name}{field}`",
            plain(_entry(value)),
            explained(about(type(one), field)),
            plain(means),
        ]
        for name, one in blocks
        for field, value, means in _filled(one, review)
    ]
    return Table(
        f"example-chosen-{key}",
        f"{_name(review, key)}: the fields behind its row in {plain(synthesis.pool.label)}.",
        ["Field", "Entered", "What the field asks", "What the term means"],
        rows,
        [20, 22, 32, 26],
        stacked=True,
    )


def _filled(block: BaseModel, review: Review) -> Iterator[tuple[str, Any, str]]:
    """Terms and numbers that a block gives: name of the field, value, and the meaning of its terms."""
    is_row = isinstance(block, EfficacyRow)
    for field in type(block).model_fields:
        value = getattr(block, field)
        if field not in block.model_fields_set or (field in ("source", "at") and not is_row):
            continue
        known = terms_of(type(block), field, review.vocabulary)
        if known or isinstance(value, int | float) or (is_row and field in WORDS):
            given = value if isinstance(value, list) else [value]
            yield field, value, " ".join(known[str(one)] for one in given if str(one) in known)


def _entry(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return f"{value:g}" if isinstance(value, float) else str(value)


def route(synthesis: Synthesis, review: Review, key: str) -> Table:
    """Its rows of the pool's outcome: which one enters, and why the others do not."""
    publication(review, key)
    enters = synthesis.rows[synthesis.rows["study"] == key].assign(reason="enters the pool")
    others = synthesis.left_out[synthesis.left_out["study"] == key]
    found = pd.concat([part for part in (enters, others) if len(part)]) if len(enters) + len(others) else enters
    rows = [
        [plain(row["group_label"]), plain(time_words(row)), plain(value_words(row)), plain(row["reason"])]
        for row in records(found.sort_values("row"))
    ]
    return Table(
        f"example-route-{key}-{synthesis.id}",
        f"{_name(review, key)}: its values for {plain(synthesis.pool.label)}, and what became of them.",
        ["Patients", "Time", "Value", "Enters?"],
        rows,
        [24, 18, 26, 32],
        stacked=True,
    )


def entered(synthesis: Synthesis, key: str) -> dict[str, Any]:
    """The row with which a publication enters a pool. Raises ValueError, with those that enter, if it does not."""
    for row in records(synthesis.rows):
        if row["study"] == key:
            return row
    raise ValueError(f"{key!r} does not enter {synthesis.id!r}. {nearest(key, list(synthesis.rows['study']), 30)}")


def rated(review: Review, key: str) -> Assessment:
    """Its risk of bias. Raises ValueError if it was not rated."""
    publication(review, key)
    found = assessment(review, key)
    if found is None or not found.rated:
        raise ValueError(f"The risk of bias of {key!r} was not rated.")
    return found


def judged(review: Review, key: str) -> Table:
    """Its risk of bias item by item: the question, the rule that applied, and the reason."""
    one = rated(review, key)
    rows = []
    for name, item in one.judgements.items():
        asked = one.tool.item(name)
        rows.append(
            [
                f"**{plain(asked.label)}.** {plain(asked.asks)}",
                lamp(item.judgement),
                plain(rule_of(asked, item.judgement)),
                linked(review, item.reason),
            ]
        )
    return Table(
        f"example-judged-{key}",
        f"{_name(review, key)}: risk of bias by {plain(one.tool.name)}, with the rule behind each judgement.",
        ["Item", "Judgement", "The rule", "Why here"],
        rows,
        [30, 14, 28, 28],
        stacked=True,
    )


def _name(review: Review, key: str) -> str:
    return plain(review.bibliography.label(key))
