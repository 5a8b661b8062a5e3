"""The trust screen: checks and judgements of every study of patients, and each pool without those that fail."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ...meta import Pooled
from ...schema import SCREENED_DESIGNS, SCREENS, Design, Trust, TrustJudgement, TrustTool
from ...store import Review
from ..comparisons.model import Reconstruction
from ..currency.model import notices_of
from ..pools.model import Synthesis, pool_rows
from .checks import Checked, Kind, Verdict, checks_of

# The items that a computed check bears on: where it fails, they are not "no concern".
ITEMS_OF_KIND = {
    Kind.PERCENTAGE: ("impossible-means",),
    Kind.P_VALUE: ("statistics",),
    Kind.TOTAL: ("numbers-of-patients",),
    Kind.REGISTRATION: ("registration", "prospective-registration"),
    Kind.NOTICE: ("retraction", "other-notice"),
}


@dataclass(frozen=True)
class Screened:
    """One study: its computed checks, and its judgements by tool and item, empty where it was not judged."""

    study: str
    label: str
    design: Design
    checks: tuple[Checked, ...]
    judged: dict[TrustTool, dict[str, TrustJudgement]]

    def of(self, kind: Kind, verdict: Verdict | None = None) -> list[Checked]:
        """Its checks of a kind, or those of them with a verdict."""
        return [one for one in self.checks if one.kind is kind and verdict in (None, one.verdict)]

    def fails(self, kinds: Iterable[Kind] = tuple(Kind)) -> bool:
        """Whether it fails a check of one of these kinds."""
        return any(self.of(kind, Verdict.FAILS) for kind in kinds)

    @property
    def tested(self) -> bool:
        """Whether any of its numbers, dates or notices could be checked."""
        return any(one.verdict is not Verdict.NOT_CHECKED for one in self.checks)


@dataclass(frozen=True)
class Without:
    """A pool without the studies that fail a check: of one kind, or of any (`kind` None). `left_out` are labels.

    `pooled` is None where no study remains.
    """

    kind: Kind | None
    left_out: tuple[str, ...]
    pooled: Pooled | None


def screen_studies(review: Review, readings: Sequence[Reconstruction]) -> tuple[Screened, ...]:
    """Every study of patients whose design is screened, in order of year and id."""
    studies = review.studies
    keys = [
        key
        for key in studies[studies["clinical"]].sort_values(["year", "study"])["study"]
        if review.publications[key].design in SCREENED_DESIGNS
    ]
    notices = notices_of(review, keys)
    judged: dict[str, dict[TrustTool, dict[str, TrustJudgement]]] = {}
    for row in review.trust.judgements if review.trust is not None else []:
        judged.setdefault(row.study, {}).setdefault(row.tool, {}).update(dict.fromkeys(row.items, row))
    return tuple(
        Screened(
            key,
            review.bibliography.label(key),
            review.publications[key].design,
            checks_of(
                review.publications[key],
                review.vocabulary,
                [one for one in readings if one.study == key],
                notices.get(key),
            ),
            judged.get(key, {}),
        )
        for key in keys
    )


def failing(screened: Sequence[Screened], kinds: Iterable[Kind] = tuple(Kind)) -> list[Screened]:
    """The studies that fail a check of one of these kinds."""
    kinds = tuple(kinds)
    return [one for one in screened if one.fails(kinds)]


def without_failing(synthesis: Synthesis, screened: Sequence[Screened]) -> list[Without]:
    """A pool as declared without the studies that fail each kind of check, then without those that fail any."""
    return [_without(synthesis, screened, kind) for kind in (*Kind, None)]


def _without(synthesis: Synthesis, screened: Sequence[Screened], kind: Kind | None) -> Without:
    rows = synthesis.rows
    out = rows["study"].isin({one.study for one in failing(screened, tuple(Kind) if kind is None else (kind,))})
    pooled = pool_rows(rows[~out], synthesis.pool) if out.any() else synthesis.pooled
    return Without(kind, tuple(rows.loc[out, "label"]), pooled)


def judgements(screened: Sequence[Screened], tool: TrustTool | None = None) -> list[Trust]:
    """Every judgement of every item, of one tool or of all."""
    return [
        row.judgement
        for one in screened
        for given_with, items in one.judged.items()
        if tool in (None, given_with)
        for row in items.values()
    ]


def contradicted(screened: Sequence[Screened]) -> list[tuple[Screened, Kind, str, TrustJudgement]]:
    """Judgements of "no concern" on items whose computed check fails: study, kind of check, item and judgement."""
    return [
        (one, kind, item, items[item])
        for one in screened
        for kind, bearing in ITEMS_OF_KIND.items()
        if one.fails((kind,))
        for items in one.judged.values()
        for item in bearing
        if item in items and items[item].judgement is Trust.NONE
    ]


def not_judged(screened: Sequence[Screened]) -> list[Screened]:
    """Studies without a judgement with one of the tools."""
    return [one for one in screened if any(not one.judged.get(tool) for tool in SCREENS)]
