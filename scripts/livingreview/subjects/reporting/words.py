"""How far reporting standards are met, in numbers for prose."""

from __future__ import annotations

from ...render.names import Branch, Names, each
from ..analysis import Analysis
from .table import tally


def names(analysis: Analysis) -> Names:
    about = "items of a reporting standard in data/reporting.yaml: reporting.STANDARD.WHAT"
    return {"reporting": Branch(lambda: _standards(analysis), about)}


def _standards(analysis: Analysis) -> Names:
    followed = analysis.review.followed

    def items(standard: str) -> Names:
        counts = {str(one): str(n) for one, n in tally(analysis.review, standard).items()}
        return {**counts, "items": str(len(followed[standard]))}

    return each(followed, items)
