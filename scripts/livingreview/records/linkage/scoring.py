"""The weight of agreement: log2 of the Bayes factor of every field, from the model file that splink reads too."""

from __future__ import annotations

import json
import math
from functools import lru_cache
from importlib.resources import files
from typing import Any

from .authors import Agreement
from .deciding import Comparison
from .places import Place
from .titles import Nearness

MODEL = "model.json"
TITLE = {Nearness.SAME: 2, Nearness.CLOSE: 1, Nearness.CUT: 1, Nearness.LOOSE: 1, Nearness.SIMILAR: 1}


@lru_cache(maxsize=1)
def settings() -> dict[str, Any]:
    """The settings of the splink model, as its JSON file has them."""
    found: dict[str, Any] = json.loads(files(__package__).joinpath(MODEL).read_text("utf-8"))
    return found


@lru_cache(maxsize=1)
def weights() -> dict[str, list[float]]:
    """For each field, the weight of each level that is not missing, from disagreement (0) to agreement."""
    found = {}
    for comparison in settings()["comparisons"]:
        levels = [level for level in comparison["comparison_levels"] if not level.get("is_null_level")]
        found[comparison["output_column_name"]] = [
            math.log2(level["m_probability"] / level["u_probability"]) for level in reversed(levels)
        ]
    return found


def score(c: Comparison) -> float:
    """Bits of evidence that two records are one publication: the sum of the weights of the fields that both have."""
    known = weights()
    total = 0.0
    if c.title != Nearness.MISSING:
        total += known["title"][TITLE.get(c.title, 0)] - (4 if c.title == Nearness.SIMILAR else 0)
    if c.names != Agreement.MISSING:
        total += known["first"][2 if c.names == Agreement.SAME else int(c.names)]
    for name in ("year", "journal", "volume", "issue", "page", "doi", "pmid"):
        field = c.pages if name == "page" else getattr(c, name)
        if field != Place.MISSING:
            levels = known[name]
            total += (
                levels[-1]
                if field == Place.SAME
                else levels[0]
                if field == Place.DIFFERENT
                else (levels[1] if len(levels) > 2 else 0.0)
            )
    return round(total, 2)
