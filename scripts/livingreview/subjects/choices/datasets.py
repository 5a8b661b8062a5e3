"""The rows that options let enter a pool: each different set of counts once, and its pools."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from ...evidence import in_subset, may_share_patients
from ...meta import Pooled, freeman_tukey
from ...meta.beta_binomial import LARGEST
from ...meta.subsets import pool_subsets
from ...schema import AnyModel, AnyTest, Pool, Representative, Window
from ...store import Review
from ..pooling import pool_options
from ..pools.model import candidates, choose, suitable
from . import percentages
from .options import admitted, declared_rows, subset_of, window_of

FEWEST = 2  # cohorts; fewer are no pool
TOO_FEW = "fewer than two cohorts remain"
TOO_LARGE = f"a cohort of more than {LARGEST:,} patients is too large for the beta-binomial model"

# What the choice of rows needs of them: it is made for every different set of rows, and a narrow table is faster.
COLUMNS = (
    *("study", "row", "label", "year", "age", "arm", "arm_label", "arm_drugs", "arm_besides", "group", "group_label"),
    *("group_role", "group_condition", "group_cause", "condition_label", "counted", "events", "n", "month", "when"),
    *("derived", "reading"),
)

Analysis: TypeAlias = tuple[int, AnyModel, AnyTest]  # number of a set of counts, model and test


class DataSets:
    """Every set of counts that the options of a pool lead to, numbered as they are first met."""

    def __init__(self, review: Review, pool: Pool) -> None:
        self.review, self.pool = review, pool
        rows = candidates(review, pool.outcome, pool.level).assign(reading="")
        ends = [end for end in (pool.choices.percentages if pool.choices else []) if end != "left-out"]
        further = [percentages.read(review, rows, end).assign(reading=end) for end in ends]
        together = pd.concat([rows, *(one for one in further if len(one))], ignore_index=True)
        self.rows = suitable(together, pool).chosen[list(COLUMNS)]
        sharing, studies = may_share_patients(review), self.rows["study"].unique()
        self._overlap = any(sharing(one, other) for one, other in combinations(studies, 2))  # else each is alone
        self._declared = declared_rows(pool)
        self.labels: list[tuple[str, ...]] = []
        self._sets: list[tuple[np.ndarray, np.ndarray]] = []
        self._numbers: dict[tuple[Any, ...], int] = {}
        self._masks: dict[tuple[str, str], np.ndarray] = {}
        self._by_options: dict[tuple[str, ...], int] = {}
        self._by_rows: dict[tuple[bytes, float, str, str], int] = {}
        self._chosen: dict[tuple[bytes, float, str], pd.DataFrame] = {}

    def of(self, chosen: dict[str, str]) -> int:
        """The number of the set of counts that these options, by choice, let enter."""
        asked = {**self._declared, **chosen}
        options = tuple(asked[name] for name in self._declared)
        if options not in self._by_options:
            mask = np.logical_and.reduce([self._mask(name, asked[name]) for name in self._declared])
            window = window_of(self.pool, asked["window"])
            representative: Any = asked["representative"] if self._overlap else "largest"
            key = (mask.tobytes(), window.target, representative, asked["subset"])
            if key not in self._by_rows:
                entering = self._entering(mask, window, representative)
                if asked["subset"] != "all":
                    part = subset_of(self.pool, asked["subset"])
                    entering = entering[in_subset(entering, part, self.review.config.intervention_drugs)]
                self._by_rows[key] = self._number(entering)
            self._by_options[options] = self._by_rows[key]
        return self._by_options[options]

    def _mask(self, choice: str, option: str) -> np.ndarray:
        if (choice, option) not in self._masks:
            self._masks[choice, option] = admitted(self.pool, self.rows, choice, option)
        return self._masks[choice, option]

    def _entering(self, mask: np.ndarray, window: Window, representative: Representative) -> pd.DataFrame:
        key = (mask.tobytes(), window.target, representative)
        if key not in self._chosen:
            asked = self.pool.model_copy(update={"window": window, "min_patients": 0})  # smaller ones are out already
            self._chosen[key] = choose(self.review, asked, self.rows[mask], representative)[0]
        return self._chosen[key]

    def _number(self, entering: pd.DataFrame) -> int:
        entering = entering.sort_values(["study", "arm", "group"])
        counts = tuple(zip(entering["label"], entering["events"], entering["n"], strict=True))
        if counts not in self._numbers:
            self._numbers[counts] = len(self._sets)
            self._sets.append((entering["events"].to_numpy(int), entering["n"].to_numpy(int)))
            self.labels.append(tuple(entering["label"]))
        return self._numbers[counts]

    def fault(self, number: int, model: AnyModel) -> str | None:
        """Why a set of counts cannot be pooled by this model, as a phrase; None if it can."""
        n = self._sets[number][1]
        if len(n) < FEWEST:
            return TOO_FEW
        return TOO_LARGE if model == "beta-binomial" and n.max() > LARGEST else None

    def pooled(self, wanted: Iterable[Analysis]) -> dict[Analysis, Pooled]:
        """Each of these analyses. Its prediction interval is as declared, and nothing here shows it."""
        found: dict[Analysis, Pooled] = {}
        by_method: dict[tuple[AnyModel, AnyTest], list[int]] = {}
        for number, model, test in dict.fromkeys(wanted):
            by_method.setdefault((model, test), []).append(number)
        ends = np.cumsum([0, *(len(n) for _, n in self._sets)])
        events, n = (np.concatenate([one[i] for one in self._sets]).astype(float) for i in (0, 1))
        for (model, test), numbers in by_method.items():
            rows = [np.arange(ends[number], ends[number + 1]) for number in numbers]
            options: Any = {**pool_options(self.pool), "test": test, "tau2_interval": False}
            if model == "double-arcsine":
                pools = [freeman_tukey(events[one], n[one], **options) for one in rows]
            else:
                pools = pool_subsets([events, n], rows, {**options, "model": model})
            found |= {(number, model, test): one for number, one in zip(numbers, pools, strict=True)}
        return found
