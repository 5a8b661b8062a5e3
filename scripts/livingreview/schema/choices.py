"""Fields whose values are terms: which terms a field may have, and what each means."""

from __future__ import annotations

import typing
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from .base import TermOf
from .terms import Term
from .vocabulary import Vocabulary


def about(model: type[BaseModel], field: str) -> str:
    """What a field means, in a sentence. Raises KeyError for an unknown field or one without a description."""
    description = model.model_fields[field].description
    if not description:
        raise KeyError(f"{model.__name__}.{field} has no description.")
    return description


def terms_of(model: type[BaseModel], field: str, vocabulary: Vocabulary) -> dict[str, str]:
    """Terms that a field may have, each with its definition; empty for a field of another kind.

    Raises KeyError for an unknown field.
    """
    for kind in _of_field(model, field):
        if isinstance(kind, TermOf):
            named = getattr(vocabulary, kind.vocabulary)
            return {term: _meaning(one) for term, one in named.items()}
    return engine_terms(model, field)


def engine_terms(model: type[BaseModel], field: str) -> dict[str, str]:
    """The same for a field whose terms the engine defines; empty where the topic does, or no term belongs."""
    for kind in _of_field(model, field):
        if isinstance(kind, type) and issubclass(kind, Term):
            return {term.value: term.definition for term in kind}
    return {}


def _of_field(model: type[BaseModel], field: str) -> Iterator[Any]:
    info = model.model_fields[field]
    yield from info.metadata
    yield from _kinds(info.annotation)


def _kinds(annotation: Any) -> Iterator[Any]:
    """A type and everything inside it: `list[Age] | None` gives Age too, `Annotated[str, x]` gives x."""
    yield annotation
    for part in (*typing.get_args(annotation), *getattr(annotation, "__metadata__", ())):
        yield from _kinds(part)


def _meaning(term: Any) -> str:
    """Label and definition of a term of data/vocabulary.yaml; an adverse event may have no definition."""
    return f"{term.label}. {term.definition}" if term.definition else term.label
