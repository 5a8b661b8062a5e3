"""The only definition of every field: typed models, closed vocabularies, and the JSON Schema made from them."""

from .base import nearest
from .json_schema import json_schema, schema_files
from .review import Pool, ReviewConfig, Search, Subgroup, Window
from .study import ALL_ARMS, Arm, EfficacyRow, Finding, Group, SafetyRow, Source, Study, Trial
from .vocabulary import (
    Age,
    ArmRole,
    Derivation,
    Design,
    Direction,
    Extent,
    GroupRole,
    Part,
    ReportKind,
    SearchStatus,
    SourceKind,
    System,
    Term,
    Vocabulary,
    When,
)

__all__ = [
    "ALL_ARMS",
    "Age",
    "Arm",
    "ArmRole",
    "Derivation",
    "Design",
    "Direction",
    "EfficacyRow",
    "Extent",
    "Finding",
    "Group",
    "GroupRole",
    "Part",
    "Pool",
    "ReportKind",
    "ReviewConfig",
    "SafetyRow",
    "Search",
    "SearchStatus",
    "Source",
    "SourceKind",
    "Study",
    "Subgroup",
    "System",
    "Term",
    "Trial",
    "Vocabulary",
    "When",
    "Window",
    "json_schema",
    "nearest",
    "schema_files",
]
