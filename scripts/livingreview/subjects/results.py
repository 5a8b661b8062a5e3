"""Every number that prose may use, by name: `{result}`pool.overall-response.estimate`` in a chapter.

| name | gives |
| --- | --- |
| review.FIELD | a field of data/review.yaml, such as version or date |
| count.WHAT | a count over the data set, see `results.review.count` |
| pool.POOL.WHAT | a pooled result, see `results.pools.of_pool` |
| pool.POOL.SUBGROUP.WHAT | the same for a declared subgroup |
| pool.POOL.loo-low, models-low ... | how far a pool rests on its parts, see `results.robustness` |
| comparison.ID.WHAT | a declared comparison: rr, rr-ci, rr-result, rd ..., see `results.comparisons` |
| comparison.ID.STUDY.WHAT | the same for one trial of it |
| reading.STUDY.ID.WHAT | an ambiguous pair of percentages: printed, p, how, fitting, not-fitting |
| reading.STUDY.ID.CANDIDATE.WHAT | one reading of it, a reconstruction: intervention, comparator, rr ... |
| study.ID.WHAT | a fact about one publication, see `results.studies.study` |
| figure.ID.ARM.GROUP.OUTCOME.TIME | one efficacy figure with its marks; TIME is a month or a word such as best |
| harm.WHAT | the evidence on adverse events in words or numbers, see `results.safety.harm` |
| harm-figure.STUDY.ARM.GROUP.EVENT.GRADE | one figure on an adverse event; add .count, .value ... where several |
| figure.ID.ARM.GROUP.OUTCOME.TIME.source-N | the same where several sources give it |
| lasting.OUTCOME.WHAT | how many figures tell whether a response lasts, see `results.durability`; OUTCOME or all |
| axis.CHAPTER.WHAT | a mechanism chapter's evidence in words or numbers, see `results.mechanisms.axis` |
| population.CONDITIONS.AGES.WHAT | who was studied: terms joined by +, or any; see `results.populations.population` |
| exposure.WHAT | dose and level beside response |
| predictors.WHAT | what reports relate to response |
| combinations.WHAT | the treatment together with other agents |
| certainty.OUTCOME.WHAT | the certainty of an outcome, see `results.certainty.certainty` |
| bias.INSTRUMENT.WHAT | risk of bias, see `results.certainty.bias`; without INSTRUMENT, of all |
| context.ID.NAME, context.ID.NAME.PART | a background figure by its `id`, or a part of it, see `results.context` |
| seen.ID, seen.ID.NAME | how a publication, or one of its background points or figures, was seen |
| tally.WHAT | counts over arms, outcomes, background and chapters, see `results.tally.tally` |
| map.WHAT, pathway.WHAT | the mechanism map and the pathway, see `results.mechanisms` |
| hypothesis.ID.WHAT, conflicts.WHAT | the synthesis and the conflict register, see `results.mechanisms` |
| search.WHAT | the state of the searches |
| changes.WHAT | what changed since the version before, see `results.updates.changes` |
| standard.NAME.WHAT | items of a reporting standard that are met, partly, not-done ... |
| flow.BOX | a box of the PRISMA flow: identified, duplicates, screened, excluded, awaiting, included ... |
| flow.reason.GROUP | records that were not included for this group of reasons |
"""

from __future__ import annotations

from collections.abc import Callable

from ..render.result import Result, UnknownResult, pick
from ..store import Review
from .analysis import Analysis
from .background.words import context, seen
from .certainty.words import bias, certainty
from .comparisons.words import comparison, reading
from .course.words import lasting
from .harms.words import harm, harm_figure
from .mechanisms.words import axis, hypothesis, in_conflict, on_map, on_pathway
from .pools.words import pool
from .populations.words import combinations, exposure, population, predictors
from .protocol.tally import tally
from .protocol.words import count, flow, review, search
from .publications.words import figure, study
from .versions.words import changes, standard

# First word of a name, and what resolves the rest of it.
KINDS: dict[str, Callable[[Analysis, str], Result]] = {
    "review": review,
    "count": count,
    "pool": pool,
    "comparison": comparison,
    "reading": reading,
    "lasting": lasting,
    "study": study,
    "figure": figure,
    "axis": axis,
    "population": population,
    "exposure": exposure,
    "predictors": predictors,
    "combinations": combinations,
    "certainty": certainty,
    "bias": bias,
    "context": context,
    "seen": seen,
    "tally": tally,
    "harm": harm,
    "harm-figure": harm_figure,
    "map": on_map,
    "pathway": on_pathway,
    "hypothesis": hypothesis,
    "conflicts": in_conflict,
    "search": search,
    "flow": flow,
    "changes": changes,
    "standard": standard,
}

__all__ = ["Result", "Results", "UnknownResult"]


class Results:
    """Resolves result names on one review."""

    def __init__(self, review: Review) -> None:
        self.review = review
        self.analysis = Analysis(review)

    def __getitem__(self, name: str) -> Result:
        kind, _, rest = name.partition(".")
        return pick(KINDS, kind, name)(self.analysis, rest)
