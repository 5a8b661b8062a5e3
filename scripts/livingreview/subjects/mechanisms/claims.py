"""What claims are worth: the arrows of the pathway and the hypotheses, each weighed by the findings that bear on it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

from ...evidence import once_a_review
from ...schema import Bearing, Direction, Edge, Hypothesis, Node, Part
from ...store import Review, split_by
from .directions import Agreement, agreement, tally
from .evidence import DIRECTNESS, all_findings


class Standing(StrEnum):
    """What kind of evidence a claim has, computed from the findings that bear on it; never typed."""

    PATIENTS = "patients"  # at least one publication supports it in patients, none contradicts it
    NEAR = "near"  # the nearest that supports it is in their cells or in animal models of the disease
    INDIRECT = "indirect"  # only other diseases, healthy cells or other animals support it
    CONTRADICTORY = "contradictory"  # publications contradict it
    HYPOTHESIS = "hypothesis"  # no publication with a direction bears on it


FOR, AGAINST, NEITHER = "for", "against", "neither"
OPPOSITE = {"up": Direction.DOWN, "down": Direction.UP}


@dataclass(frozen=True)
class Claim:
    """A claim with the findings that bear on it: as from `all_findings`, with `stance` ("for", "against", "neither").

    A publication supports a claim if at least one of its findings does and none is against it; one with findings both
    ways, or with nothing but no change or a mixed picture, neither supports nor contradicts it.
    """

    findings: pd.DataFrame
    standing: Standing
    studies: dict[str, tuple[str, ...]]  # "for", "against", "neither": publications

    @property
    def nearest(self) -> str | None:
        """The nearest to the patients of what supports it: one of DIRECTNESS, or None."""
        found = self.findings[self.findings["study"].isin(self.studies[FOR]) & (self.findings["stance"] == FOR)]
        return min(found["directness"], key=DIRECTNESS.index) if len(found) else None


@dataclass(frozen=True)
class Arrow:
    """An edge of the pathway; `number` is its number in the picture and the table."""

    number: int
    edge: Edge
    claim: Claim


@dataclass(frozen=True)
class Weighed:
    """A hypothesis with its evidence."""

    hypothesis: Hypothesis
    claim: Claim


@dataclass(frozen=True)
class Box:
    """A node of the pathway; `tally` counts publications by direction in patients or their cells against health."""

    node: Node
    tally: dict[Direction, int]
    agreement: Agreement


def bearing_on(findings: pd.DataFrame, bearings: list[Bearing]) -> pd.DataFrame:
    """The findings that bear on a claim, each once, with `stance`."""
    parts = []
    for bearing in bearings:
        found = findings[findings["axis"].eq(bearing.axis) & findings["part"].isin(bearing.parts)]
        if bearing.studies:
            found = found[found["study"].isin(bearing.studies)]
        if bearing.systems:
            found = found[found["system"].isin(bearing.systems)]
        verdict = {bearing.supports: FOR, str(OPPOSITE[bearing.supports]): AGAINST}
        parts.append(found.assign(stance=found["direction"].map(lambda d, v=verdict: v.get(d, NEITHER)).astype(object)))
    if not parts:
        return findings.iloc[:0].assign(stance=pd.Series(dtype=object))
    return pd.concat(parts).drop_duplicates(["study", "row", "stance"]).reset_index(drop=True)


def weigh(findings: pd.DataFrame, bearings: list[Bearing]) -> Claim:
    """A claim's standing, from all findings of the review (as from `all_findings`)."""
    found = bearing_on(findings, bearings)
    each: dict[str, set[str]] = {study: set(part["stance"]) - {NEITHER} for study, part in split_by(found, "study")}
    verdicts = {study: next(iter(said)) if len(said) == 1 else NEITHER for study, said in each.items()}
    studies = {verdict: tuple(s for s, v in verdicts.items() if v == verdict) for verdict in (FOR, AGAINST, NEITHER)}
    claim = Claim(found, Standing.HYPOTHESIS, studies)
    standing = {None: Standing.HYPOTHESIS, "patients": Standing.PATIENTS, "elsewhere": Standing.INDIRECT}
    if studies[AGAINST]:
        return Claim(found, Standing.CONTRADICTORY, studies)
    return Claim(found, standing.get(claim.nearest, Standing.NEAR), studies)


@once_a_review
def arrows(review: Review) -> tuple[Arrow, ...]:
    """The edges of the pathway in the order of the file, numbered from 1; none without data/pathway.yaml."""
    findings = all_findings(review)
    edges = review.pathway.edges if review.pathway else []
    return tuple(Arrow(i, edge, weigh(findings, edge.findings)) for i, edge in enumerate(edges, 1))


@once_a_review
def boxes(review: Review) -> tuple[Box, ...]:
    """The nodes of the pathway, each with its direction in the disease."""
    findings = all_findings(review)
    defect = findings[findings["part"].eq(Part.DEFECT) & findings["directness"].isin(("patients", "cells"))]
    found = []
    for node in review.pathway.nodes if review.pathway else []:
        of_node = defect[defect["axis"].isin(node.axes[:1])]
        agreed = agreement(of_node)
        counted = {} if agreed in (Agreement.NONE, Agreement.NOT_COMPARABLE) else tally(of_node)
        found.append(Box(node, counted, agreed))
    return tuple(found)


def hypotheses(review: Review, concern: str | None = None) -> list[Weighed]:
    """The hypotheses of the synthesis: all, or those of "benefit" or "harm"."""
    findings = all_findings(review)
    declared = review.pathway.hypotheses if review.pathway else []
    return [Weighed(h, weigh(findings, h.findings)) for h in declared if concern in (None, h.concern)]
