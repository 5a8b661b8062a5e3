"""Building blocks of the models: strict fields, and terms that data/vocabulary.yaml closes."""

from __future__ import annotations

import difflib
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationInfo, WithJsonSchema


class Model(BaseModel):
    """Unknown fields are refused and nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


# Strict: a number in quotes or a word where a number belongs is an error, never converted.
Text = Annotated[str, StringConstraints(strict=True, strip_whitespace=True, min_length=1)]
Slug = Annotated[str, StringConstraints(strict=True, pattern=r"^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$")]
StudyId = Annotated[str, StringConstraints(strict=True, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Count = Annotated[int, Field(strict=True, ge=0, le=1_000_000)]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Flag = Annotated[bool, Field(strict=True)]
Month = Annotated[str, StringConstraints(strict=True, pattern=r"^(19|20)\d\d(-(0[1-9]|1[0-2]))?$")]
Url = Annotated[str, StringConstraints(strict=True, pattern=r"^https?://[^\s<>\"]+$")]


def nearest(value: object, allowed: list[str], shown: int = 12) -> str:
    """What an unknown term could have been: the nearest allowed one, then the allowed ones."""
    close = difflib.get_close_matches(str(value), allowed, n=1, cutoff=0.5)
    listed = ", ".join(allowed[:shown]) + (f" and {len(allowed) - shown} more" if len(allowed) > shown else "")
    return (f"Did you mean {close[0]!r}? " if close else "") + f"Allowed: {listed}."


def term_of(vocabulary: str) -> Any:
    """Type of a field that takes a term of the vocabulary of that name in data/vocabulary.yaml.

    Validation needs `context={"vocabulary": Vocabulary}`. The JSON Schema carries the name under `x-vocabulary`, which
    `json_schema` replaces by the terms.
    """

    def known(value: str, info: ValidationInfo) -> str:
        allowed = list(getattr(info.context["vocabulary"], vocabulary))
        if value not in allowed:
            raise ValueError(
                f"{value!r} is not a term of {vocabulary} in data/vocabulary.yaml. {nearest(value, allowed)}"
            )
        return value

    return Annotated[str, AfterValidator(known), WithJsonSchema({"type": "string", "x-vocabulary": vocabulary})]
