"""A document as a typed model, and the model's complaints as sentences a clinician can act on."""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Iterator
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from ..schema import Vocabulary, called, nearest
from .advice import as_count, as_time, no_block, shown, wrong_form, wrong_type
from .documents import Document
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
        errors = error.errors(include_url=False)
        problems += [one for e in errors for one in _problems(document, model, e)]
        problems += (one for one in _behind(document, model, errors, vocabulary) if one not in problems)
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


def _behind(
    document: Document, model: type[BaseModel], errors: list[Any], vocabulary: Vocabulary | None
) -> Iterator[Problem]:
    """What is wrong in a row beside the fields that cannot be read: rules that need none of them.

    Pydantic applies the rules of a row only once all of its fields can be read, and ends at the first that is broken.
    """
    faulty: dict[tuple[str, int], set[str]] = {}
    for error in errors:
        match error["loc"]:
            case (str(block), int(number), *rest):
                faulty.setdefault((block, number), set()).update(part for part in rest[:1] if isinstance(part, str))
    for path, unread in faulty.items():
        owner, given = _field(model, (*path, ""))[0], document.data[path[0]][path[1]]
        if owner is model or not isinstance(given, dict):
            continue
        values = {}
        for name, field in owner.model_fields.items():
            if name in given and name not in unread:
                adapter: TypeAdapter[Any] = TypeAdapter(field.rebuild_annotation())
                values[name] = adapter.validate_python(given[name], context={"vocabulary": vocabulary})
        row = owner.model_construct(**values)
        named = re.compile(rf"\b({'|'.join(map(re.escape, sorted(unread)))})\b") if unread else None
        for rule in owner.__pydantic_decorators__.model_validators.values():
            try:
                if rule.info.mode == "after":
                    rule.func(row)
            except AttributeError:
                continue  # needs a field that is required, and missing or unread
            except ValueError as broken:
                for message in getattr(broken, "messages", (str(broken),)):
                    if named is None or not named.search(message):
                        yield _ruled(document, path, message, named=True)


def _problems(document: Document, model: type[BaseModel], error: Any) -> Iterator[Problem]:
    if error["type"] in ("value_error", "assertion_error"):
        broken, path = error["ctx"]["error"], tuple(part for part in error["loc"] if part != "[key]")
        for message in getattr(broken, "messages", (str(broken),)):
            yield _ruled(document, path, message, named=isinstance(error["input"], dict))
    else:
        yield _problem(document, model, error)


def _ruled(document: Document, path: FieldPath, message: str, *, named: bool) -> Problem:
    """A rule that is broken in a block; a message that begins with a field (if it is `named`) is about that field."""
    found = re.match(r"(\w+)(: | is missing: )", message) if named else None
    if found and found[1] != "Allowed":
        path, message = (*path, found[1]), message[len(found[1]) :].lstrip(": ")
    return document.problem(path, message)


def _problem(document: Document, model: type[BaseModel], error: Any) -> Problem:
    path: FieldPath = tuple(part for part in error["loc"] if part != "[key]")
    context, given = error.get("ctx", {}), error["input"]
    owner, field = _field(model, path)
    about = _about(model, path)
    name = next((part for part in reversed(path) if isinstance(part, str)), "")
    match error["type"]:
        case "missing":
            return document.problem(path, f"is missing.{about or ' It is required.'}")
        case "extra_forbidden":
            return document.problem(path, f"is not a known field. {_known(str(path[-1]), owner, model)}")
        case "enum" | "literal_error":
            allowed = re.findall(r"'([^']*)'", context["expected"])
            advice = (as_time(given) if name == "when" else None) or nearest(given, allowed, 30, words=called(allowed))
            return document.problem(path, f"{shown(given)} is not allowed. {advice}")
        case "too_short":
            least, held = context["min_length"], context["actual_length"]
            message = f"holds {held or 'nothing'}. Give at least {least} item{'s' if least > 1 else ''}.{about}"
            return document.problem(path, message)
        case "string_pattern_mismatch" if name == "printed" and (counted := as_count(given, _block(document, path))):
            return document.problem(path, counted)
        case "string_pattern_mismatch":
            return document.problem(path, f"{wrong_form(context['pattern'], given)}{about}")
        case "string_too_short":
            return document.problem(path, f"is empty. Give a value or delete the field.{about}")
        case kind if kind.endswith("_type") and given is None:
            return document.problem(path, f"is empty. Give a value or delete the field.{about}")
        case "model_type" | "dict_type" | "model_attributes_type":
            return document.problem(path, f"{no_block(given, _model_in(field and field.annotation))}{about}")
        case kind if kind.endswith("_type"):
            advice = wrong_type(kind, given, error["msg"], name, owner.model_fields)
            return document.problem(path, f"{advice}{about}")
        case _:
            must = error["msg"].removeprefix("Input should ")
            message = f"{shown(given)} must {must}" if must != error["msg"] else must
            return document.problem(path, f"{message}.{about}")


def _block(document: Document, path: FieldPath) -> dict[str, Any]:
    """The block of a field, as written."""
    block: Any = document.data
    for part in path[:-1]:
        block = block[part]
    return block if isinstance(block, dict) else {}


def _known(name: str, owner: type[BaseModel], model: type[BaseModel]) -> str:
    """The fields that an unknown one could be, or the blocks of the file that have one of this name."""
    elsewhere = [
        block
        for block, field in model.model_fields.items()
        if (inner := _model_in(field.annotation)) is not None and inner is not owner and name in inner.model_fields
    ]
    if elsewhere:
        blocks = " and ".join(f"`{block}`" for block in elsewhere[:3])
        return f"It belongs to {blocks}. Allowed here: {', '.join(owner.model_fields)}."
    return nearest(name, list(owner.model_fields), 30)


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
