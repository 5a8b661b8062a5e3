"""Two readings of one publication, row by row: what agrees, what differs, and what only one of them has."""

from .compare import Compared, RowPair, compare, compared_in
from .fields import KINDS, TOLERANCES, FieldPair, Kind, as_text
from .first import as_extract, named_arms

__all__ = [
    "KINDS",
    "TOLERANCES",
    "Compared",
    "FieldPair",
    "Kind",
    "RowPair",
    "as_extract",
    "as_text",
    "compare",
    "compared_in",
    "named_arms",
]
