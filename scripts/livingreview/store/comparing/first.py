"""The first reading of a publication, which is its file in data/, in the form of a second one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from ...schema import Background, Extract, ReadArm, ReadGroup, ReadPart, ReadTrial, Study, Trial

FIGURE = "figure-"  # and its place in data/context, counted from 1: what a second reader calls a background value


def as_extract(item: Study | Trial | Background, parts: Sequence[ReadPart], day: date) -> Extract:
    """What the file says in these parts. Rows have the places that they have in the file."""
    fields: dict[str, Any] = {
        "id": item.id,
        "role": item.extraction.extracted_by,
        "frozen_on": day,
        "parts": list(parts),
        "sources": item.sources,
    }
    if isinstance(item, Study):
        for name in ("population", "efficacy", "safety", "findings"):
            if name in parts:
                fields[name] = getattr(item, name)
        fields["groups"] = [_copied(ReadGroup, group) for group in item.groups]
        fields["arms"] = [_copied(ReadArm, arm) for arm in item.arms]
    elif isinstance(item, Trial):
        fields["trial"] = _copied(ReadTrial, item)
        fields["arms"] = named_arms(item)
    else:
        fields["figures"] = [row.model_copy(update={"id": f"{FIGURE}{i}"}) for i, row in enumerate(item.figures, 1)]
    return Extract.model_construct(**fields)


def named_arms(trial: Trial) -> list[ReadArm]:
    """The arms of a registered trial, which have no ids in its file, as arm-1, arm-2 ..."""
    return [
        ReadArm.model_construct(id=f"arm-{i}", label=arm.label, drugs=arm.drugs, regimen=arm.regimen)
        for i, arm in enumerate(trial.arms, 1)
    ]


def _copied(model: type[Any], source: object) -> Any:
    """A block of another model, with the fields that both have."""
    return model.model_construct(
        **{name: getattr(source, name) for name in model.model_fields if hasattr(source, name)}
    )
