"""A document as a typed model, and the model's complaints as sentences a clinician can act on."""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Iterator
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from ..schema import Vocabulary, nearest
from ..schema.patterns import in_words
from .documents import Document, plain_scalar
from .problems import DataError, FieldPath, Problem

M = TypeVar("M", bound=BaseModel)


def as_model(document: Document, model: type[M], vocabulary: Vocabulary | None = None) -> M:
    """The document's data as `model`. Raises DataError with every complaint, each at its line."""
    problems = [
        document.problem(path, f"is empty. Give a value or delete the field.{_about(model, path)}")
        for path in _empty(document.data)
    ]
    try:
        content = model.model_validate(document.data, context={"vocabulary": vocabulary})
    except ValidationError as error:
        problems += [_problem(document, model, e) for e in error.errors(include_url=False)]
    if problems:
        raise DataError(problems)
    return content


def _empty(value: Any, path: FieldPath = ()) -> Iterator[FieldPath]:
    """Paths of fields that are written without a value: forgotten, not meant, as nothing needs them to be there."""
    if value is None:
        yield path
    elif isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _empty(inner, (*path, key))


def _about(model: type[BaseModel], path: FieldPath) -> str:
    field = _field(model, path)[1]
    return f" {field.description}" if field is not None and field.description else ""


def _problem(document: Document, model: type[BaseModel], error: Any) -> Problem:
    path: FieldPath = tuple(part for part in error["loc"] if part != "[key]")
    context, given = error.get("ctx", {}), error["input"]
    owner, _ = _field(model, path)
    about = _about(model, path)
    match error["type"]:
        case "missing":
            return document.problem(path, f"is missing.{about or ' It is required.'}")
        case "extra_forbidden":
            return document.problem(path, f"is not a known field. {nearest(path[-1], list(owner.model_fields), 30)}")
        case "enum" | "literal_error":
            allowed = re.findall(r"'([^']*)'", context["expected"])
            return document.problem(path, f"{given!r} is not allowed. {nearest(given, allowed, 30)}")
        case "value_error" | "assertion_error":
            message = str(context["error"])
            if (
                isinstance(given, dict)
                and (named := re.match(r"(\w+)(: | is missing: )", message))
                and named[1] != "Allowed"
            ):
                path, message = (*path, named[1]), message[len(named[1]) :].lstrip(": ")
            return document.problem(path, message)
        case "string_pattern_mismatch":
            return document.problem(
                path, f"{given!r} does not have the right form: {in_words(context['pattern'])}.{about}"
            )
        case kind if kind.endswith("_type") and given is None:
            return document.problem(path, f"is empty. Give a value or delete the field.{about}")
        case kind if kind.endswith("_type"):
            return document.problem(path, f"{_wrong_type(kind, given, error['msg'])}{about}")
        case _:
            must = error["msg"].removeprefix("Input should ")
            message = f"{given!r} must {must}" if must != error["msg"] else must
            return document.problem(path, f"{message}.{about}")


def _wrong_type(kind: str, given: Any, message: str) -> str:
    """What to write where YAML read another type than the field has."""
    match kind, given:
        case "string_type", bool() | int() | float():
            shown = str(given).lower() if isinstance(given, bool) else f"{given}"
            what = "true or false" if isinstance(given, bool) else "a number"
            return f"{shown} is read as {what}, and the field is a text. Put it in quotes, as printed: {shown!r}."
        case "string_type", _:
            return f"{_shown(given)} is not a text. Write one text, in quotes if it holds a colon, comma or bracket."
        case (("int_type" | "float_type" | "decimal_type"), str()):
            number = isinstance(plain_scalar(given), int | float)
            return f"{given!r} is not a number. " + (
                "Delete the quotes." if number else "Write digits only, as in 12.5."
            )
        case "int_type", float():
            return f"{given} is not a whole number."
        case "bool_type", _:
            return f"{given!r} is not true or false. Write one of these, without quotes."
        case "list_type", _:
            return f"{_shown(given)} is not a list. Write [one, another], or one entry a line after a hyphen."
        case (("model_type" | "dict_type" | "model_attributes_type"), _):
            return f"{_shown(given)} is not a block of fields. Write {{field: value}}, or one field a line."
        case _:
            return f"{given!r} is not {message.removeprefix('Input should be ')}."


def _shown(given: Any) -> str:
    """A value as it may be quoted in a message: short, and a block or list by its kind."""
    match given:
        case dict():
            return "a block of fields"
        case list():
            return "a list"
        case _:
            text = repr(given)
            return text if len(text) <= 60 else f"{text[:57]}...'"


def _field(model: type[BaseModel], path: FieldPath) -> tuple[type[BaseModel], Any]:
    """The model that owns the last named field of the path, and that field (None if unknown)."""
    owner, field = model, None
    kind: Any = model
    for part in path:
        if isinstance(part, int):
            continue
        inner = _model_in(kind)
        if inner is not None:
            owner = inner
            field = owner.model_fields.get(part)
            kind = field.annotation if field is not None else None
    return owner, field


def _model_in(kind: Any) -> type[BaseModel] | None:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return kind
    if isinstance(kind, types.UnionType) or typing.get_origin(kind) is not None:
        return next((found for arg in typing.get_args(kind) if (found := _model_in(arg))), None)
    return None
