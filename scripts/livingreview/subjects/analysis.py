"""Everything that is computed from one review, each thing once."""

from __future__ import annotations

from functools import cached_property, lru_cache

import pandas as pd

from ..store import Review
from .certainty.model import Rating, Unrated, ratings, unrated
from .comparisons.model import Compared, Reconstruction, compare, readings
from .course.model import lasting
from .harms.model import Harms, harms
from .pools.model import Synthesis, synthesise
from .searches.model import Sensitivity, sensitivity
from .trust.model import Screened, screen_studies
from .versions.model import Changes, changes


class Analysis:
    """The results on one review, computed when first asked for and kept: words, tables and figures share them."""

    def __init__(self, review: Review) -> None:
        self.review = review
        self._pool = lru_cache(maxsize=None)(lambda name: synthesise(review, name))
        self._comparison = lru_cache(maxsize=None)(lambda name: compare(review, name))

    def pool(self, name: str) -> Synthesis:
        """A pool declared in data/review.yaml. Raises KeyError for one that is not declared."""
        return self._pool(name)

    def comparison(self, name: str) -> Compared:
        """A comparison declared in data/review.yaml. Raises KeyError for one that is not declared."""
        return self._comparison(name)

    @cached_property
    def harms(self) -> Harms:
        """Adverse events: what is pooled, and what is only shown."""
        return harms(self.review)

    @cached_property
    def lasting(self) -> pd.DataFrame:
        """Reports of sustained response, relapse and loss of response."""
        return lasting(self.review)

    @cached_property
    def readings(self) -> list[Reconstruction]:
        """Every reading of percentages that were printed without a denominator."""
        return readings(self.review)

    @cached_property
    def ratings(self) -> tuple[Rating, ...]:
        """The certainty of the evidence on every rated outcome."""
        return ratings(self)

    @cached_property
    def trust(self) -> tuple[Screened, ...]:
        """The trust screen of every study of patients."""
        return screen_studies(self.review, self.readings)

    @cached_property
    def unrated(self) -> tuple[Unrated, ...]:
        """The outcomes that are listed without judgements."""
        return unrated(self)

    @cached_property
    def sensitivity(self) -> tuple[Sensitivity, ...]:
        """Every search strategy, tried on the included records that it is to find."""
        return tuple(sensitivity(self.review))

    @cached_property
    def changes(self) -> Changes:
        """What changed since the version before."""
        return changes(self)
