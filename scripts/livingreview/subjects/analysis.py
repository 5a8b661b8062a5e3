"""Everything that is computed from one review, each thing once."""

from __future__ import annotations

from functools import cached_property, lru_cache

import pandas as pd

from ..store import Review
from .agreement.model import SecondReadings, second_readings
from .agreement.proof import Proofs, proofs
from .certainty.model import Rating, Unrated, ratings, unrated
from .choices.flips import Flip, Search, flips, search_of
from .choices.levels import LevelFlip, level_flips
from .choices.model import Multiverse, multiverse
from .choices.thresholds import thresholds_of
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
        self._search = lru_cache(maxsize=None)(lambda name: search_of(self.pool(name)))
        self._flips = lru_cache(maxsize=None)(lambda name: flips(self._search(name), thresholds_of(review, name)))
        self._level_flips = lru_cache(maxsize=None)(self._find_level_flips)
        self._comparison = lru_cache(maxsize=None)(lambda name: compare(review, name))

    def pool(self, name: str) -> Synthesis:
        """A pool declared in data/review.yaml. Raises KeyError for one that is not declared."""
        return self._pool(name)

    def choices(self, name: str) -> Multiverse | None:
        """All combinations of the choices of a declared pool; None where data/review.yaml declares no others."""
        return multiverse(self.review, name)

    def flips(self, name: str) -> tuple[Flip, ...]:
        """What would move the result of a declared pool across its thresholds."""
        return self._flips(name)

    def level_flips(self, name: str) -> tuple[LevelFlip, ...]:
        """What would change a computed input of the certainty that is rated on a declared pool."""
        return self._level_flips(name)

    def _find_level_flips(self, name: str) -> tuple[LevelFlip, ...]:
        found: Search | None = self._search(name)
        rated = [rating for rating in self.ratings if rating.outcome.evidence.pool == name]
        if found is None or self.review.certainty is None:
            return ()
        return tuple(flip for rating in rated for flip in level_flips(found, rating, self.review.certainty))

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
    def second_readings(self) -> SecondReadings:
        """What was read twice, and how far both readings agree."""
        return second_readings(self.review)

    @cached_property
    def proofs(self) -> Proofs:
        """How many figures can prove where they are printed."""
        return proofs(self.review)

    @cached_property
    def sensitivity(self) -> tuple[Sensitivity, ...]:
        """Every search strategy, tried on the included records that it is to find."""
        return tuple(sensitivity(self.review))

    @cached_property
    def changes(self) -> Changes:
        """What changed since the version before."""
        return changes(self)
