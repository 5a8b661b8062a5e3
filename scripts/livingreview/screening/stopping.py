"""Whether screening in order of rank may stop before its end: a published test, and when it must not be used.

Callaghan and Müller-Hansen, Systematic Reviews 2020;9:273 (doi:10.1186/s13643-020-01521-4): records screened last are
taken as a sample of those that were left before them. The null hypothesis is that the target of recall was missed. If
so many relevant records were left, a sample with as few of them would be improbable. Because later records have lower
ranks, the test errs to the safe side only if the order is better than chance. The conditions below follow the paper and
the SAFE procedure (Boetje and van de Schoot, Systematic Reviews 2024;13:81, doi:10.1186/s13643-024-02502-7).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ..schema import Choice
from .desk import Desk

RECALL = 0.95
LEVEL = 0.05
FEW = 10  # relevant records: below this, 95 % of them is nearly all of them, and chance decides
SAMPLE = 0.1  # share of all records that must have been screened before the test is looked at


@dataclass(frozen=True)
class Advice:
    """What the test says after the decisions so far.

    `p` is the probability of what was seen if less than 95 % of the relevant records were found; `unfit` lists why the
    test must not be used, if so. `left` records are undecided.
    """

    screened: int
    relevant: int
    left: int
    p: float
    unfit: tuple[str, ...]

    @property
    def may_stop(self) -> bool:
        return not self.unfit and self.left > 0 and self.p < LEVEL

    def lines(self, role: str) -> Iterator[str]:
        """The advice in words; nothing is stopped by itself."""
        if not self.left or not self.screened:
            return
        if self.unfit:
            yield f"Stopping early ({role}): no advice, because {'; '.join(self.unfit)}. Screen all records."
        elif self.may_stop:
            yield (
                f"Stopping early ({role}): that less than {RECALL:.0%} of the relevant records were found is rejected "
                f"(p = {self.p:.3f}). Before anybody stops: a protocol that allows it, a decision of the team, and a "
                "report of it in Methods. Nothing is excluded by itself."
            )
        else:
            yield (
                f"Stopping early ({role}): not yet; that less than {RECALL:.0%} of the relevant records were found is "
                f"not rejected (p = {self.p:.3f})."
            )


def missed_target(labels: Sequence[bool], total: int, recall: float = RECALL) -> float:
    """P value of the hypothesis that recall is below the target, after these decisions out of `total` records.

    `labels` says in the order of screening which records were relevant. The smallest P value over all numbers of last
    records is taken, as in the paper, which found the level kept nevertheless.
    """
    from scipy.stats import hypergeom

    found = np.asarray(labels, dtype=bool)
    if not len(found):
        return 1.0
    last = np.cumsum(found[::-1])
    drawn = np.arange(1, len(found) + 1)
    population = total - len(found) + drawn
    # The fewest relevant records there must be, in what was left before the last ones, for the target to be missed.
    needed = np.minimum(np.floor(found.sum() / recall + 1 - (found.sum() - last)), population)
    return float(np.min(hypergeom.cdf(last, population, needed, drawn)))


def advice(desk: Desk, role: str) -> Advice:
    """The advice for one screener at title and abstract, from their own decisions in the order they were made."""
    labels = [one.decision is not Choice.EXCLUDE for one in desk.decisions.of(role) if not one.full_text]
    left = sum(not standing.full_text and role not in standing.judged for standing in desk.standings)
    total = len(labels) + left
    unfit = []
    if sum(labels) < FEW:
        unfit.append(f"only {sum(labels)} relevant records were found, and at least {FEW} are needed")
    if len(labels) < SAMPLE * total:
        unfit.append(f"only {len(labels):,} of {total:,} records were screened, and at least {SAMPLE:.0%} are needed")
    if len(labels) > sum(labels) == 0:
        unfit.append("nothing relevant was found, so the order rests on no inclusion")
    return Advice(len(labels), sum(labels), left, missed_target(labels, total), tuple(unfit))
