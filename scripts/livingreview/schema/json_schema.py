"""JSON Schema for editors: completion and red underlines while a study file is typed."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from pydantic import BaseModel

from .audit import Audit
from .authors import Authors
from .background import Background
from .certainty import Certainty
from .extraction import Extract
from .pathway import Pathway
from .reporting import Reporting
from .review import ReviewConfig
from .settlement import Settlement
from .study import Study
from .trial import Trial
from .trust import TrustScreen
from .vocabulary import Vocabulary

MODELS: dict[str, type[BaseModel]] = {
    "study": Study,
    "trial": Trial,
    "context": Background,
    "review": ReviewConfig,
    "reporting": Reporting,
    "authors": Authors,
    "vocabulary": Vocabulary,
    "certainty": Certainty,
    "pathway": Pathway,
    "trust": TrustScreen,
    "extraction": Extract,
    "settlement": Settlement,
    "audit": Audit,
}


@cache
def _without_terms(model: type[BaseModel]) -> dict[str, Any]:
    """JSON Schema of a model before terms are filled in; not to be changed."""
    return model.model_json_schema()


def json_schema(model: type[BaseModel], vocabulary: Vocabulary) -> dict[str, Any]:
    """JSON Schema of a model, with the terms of data/vocabulary.yaml filled in as enumerations."""

    def filled(node: Any) -> Any:
        if isinstance(node, list):
            return [filled(item) for item in node]
        if not isinstance(node, dict):
            return node
        node = {key: filled(value) for key, value in node.items()}
        if name := node.pop("x-vocabulary", None):
            node["enum"] = list(getattr(vocabulary, name))
        return node

    schema = filled(_without_terms(model))
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def schema_files(vocabulary: Vocabulary) -> dict[str, str]:
    """File name to file text of every JSON Schema, as they are kept in data/schema/."""
    return {
        f"{name}.schema.json": json.dumps(json_schema(model, vocabulary), indent=1, ensure_ascii=False) + "\n"
        for name, model in MODELS.items()
    }
