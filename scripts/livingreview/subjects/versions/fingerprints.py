"""Fingerprints of the files of data/: all that a released version keeps of them.

Format 2, written now, derives from the schema what counts: every field of a file, except those that the schema marks
with `NoCorrection`. Format 1 (version 0.1.0) counted a fixed list of fields, and only of some rows. As a release holds
fingerprints and no data, a version released in format 1 can only be compared by the rule of format 1.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from ...schema import NoCorrection

FORMAT = 2
FORMATS = (1, FORMAT)


def fingerprints(item: BaseModel) -> dict[str, Any]:
    """Of a file: `rows`, one a row of its lists; `facts`, all else that it reports; `rest`, everything in it.

    Comments, layout and fields written out with their default do not count at all.
    """
    counted = reported(item)
    lists = {name: getattr(item, name) for name in counted if _has_rows(getattr(item, name))}
    rows = [_hash({"kind": name, **reported(row)}) for name, rows in lists.items() for row in rows]
    return {
        "rows": sorted(rows),
        "facts": _hash({name: value for name, value in counted.items() if name not in lists}),
        "rest": _hash(item.model_dump(mode="json", exclude_defaults=True)),
    }


def reported(item: BaseModel) -> dict[str, Any]:
    """Fields of a model, at any depth, whose change is a correction.

    Defaults are left out: a field that the schema gains later then changes no fingerprint.
    """
    return {
        name: _plain(value)
        for name, field in type(item).model_fields.items()
        if reason(field) is None and (value := getattr(item, name)) != field.get_default(call_default_factory=True)
    }


def reason(field: FieldInfo) -> str | None:
    """Why a change of this field is no correction; None where it is one."""
    return next((mark.reason for mark in field.metadata if isinstance(mark, NoCorrection)), None)


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return reported(value)
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list) else value


def _has_rows(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(row, BaseModel) for row in value)


def _hash(content: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()[:16]


# --- Format 1. It is frozen: to change it is to change what version 0.1.0 is compared by.
# Fields renamed since version 0.1.0, with the names under which it counted them, at any depth of a file.
FIRST_NAMES = {"severity": "grade", "selected_on_response": "by_response", "assumed": "inferred"}
# A term renamed since version 0.1.0, with the one in the files of that version, none of which has the new one.
FIRST_TERMS = {"accessible": "visible", "Accessible": "Visible"}
FIRST_ROWS = ("efficacy", "safety", "findings", "figures", "points")
FIRST_FIELDS = (
    *("arm", "versus", "group", "outcome", "event", "grade", "month", "when", "about", "drug", "time", "topic"),
    *("point", "events", "n", "printed", "value", "stat", "unit", "low", "high", "spread", "p", "says", "as_printed"),
    *("system", "disease", "perturbation", "direction", "finding"),
)


def first_fingerprints(content: Mapping[str, Any]) -> dict[str, Any]:
    """Format 1, of a file as it is written: `rows` from the fields listed above, and `rest`, everything in it."""
    named = _as_first(content)
    rows = [
        _hash({"kind": kind, **{name: row[name] for name in FIRST_FIELDS if name in row}})
        for kind in FIRST_ROWS
        for row in named.get(kind, [])
    ]
    return {"rows": sorted(rows), "rest": _hash(named)}


def _as_first(value: Any) -> Any:
    """A file with the names and the terms that format 1 counted."""
    if isinstance(value, Mapping):
        return {FIRST_NAMES.get(name, name): _as_first(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_as_first(inner) for inner in value]
    return re.sub("|".join(FIRST_TERMS), lambda term: FIRST_TERMS[term[0]], value) if isinstance(value, str) else value
