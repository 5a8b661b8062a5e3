"""Results for plain-language summaries: certainty in everyday words, and numbers that need no English beside them.

The sentences follow the informative statements of GRADE (GRADE guidelines 26, doi:10.1016/j.jclinepi.2019.10.014):
nothing is added to a result of high certainty, "probably" goes with moderate, "may" with low, and of a result of very
low certainty it is said that the evidence is very uncertain.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial

from ...render.names import Branch, Names, each
from ...schema import RATIOS, Level, SearchStatus, SourceKind
from ...wording import NOT_ESTIMABLE, count, in_words, percent, points, ratio, sentence
from ..analysis import Analysis
from ..certainty.model import Rating
from ..comparisons.words import direction
from ..pools.icons import of_100

SURE: Mapping[Level, str] = {
    Level.HIGH: "We are confident in this result.",
    Level.MODERATE: "This is probably true, but the real result may be quite different.",
    Level.LOW: "This may be true, but the real result may well be quite different.",
    Level.VERY_LOW: "The evidence is very uncertain: the real result is probably quite different.",
}
# The same in short, where a page has given the full sentence before.
SURE_SHORT: Mapping[Level, str] = {
    Level.HIGH: "We are confident in this result.",
    Level.MODERATE: "This is probably true.",
    Level.LOW: "This may be true.",
    Level.VERY_LOW: "The evidence is very uncertain.",
}
# Of a result whose certainty nobody has judged.
NOT_RATED = "We have not judged yet how sure this result is."
# The same in Chinese. Whoever reads Chinese as a first language is asked to check them (chapters that use them say so).
SURE_ZH: Mapping[Level, str] = {
    Level.HIGH: "我们对这一结果有充分信心。",
    Level.MODERATE: "这一结果很可能接近真实情况，但真实结果也可能与之有较大差异。",
    Level.LOW: "这一结果可能接近真实情况，但真实结果很可能与之有较大差异。",
    Level.VERY_LOW: "证据非常不确定：真实结果很可能与之有较大差异。",
}
LEVEL_ZH: Mapping[Level, str] = {
    Level.HIGH: "高",
    Level.MODERATE: "中等",
    Level.LOW: "低",
    Level.VERY_LOW: "极低",
}

# What a confidence interval is compatible with, as in the results of comparisons.
DIRECTION_ZH: Mapping[str, str] = {
    "fewer": "减少",
    "more": "增加",
    "fewer or more": "减少或增加",
    NOT_ESTIMABLE: NOT_ESTIMABLE,
}

# Added where a value that belongs to the outcome conflicts with another source: no summary is tidier than its sources.
DISAGREE = "Sources disagree about some of the numbers."
DISAGREE_ZH = "部分数据在不同来源之间不一致。"


def names(analysis: Analysis) -> Names:
    about = "results for plain-language summaries: plain.WHAT, plain.pools.POOL.WHAT, plain.comparisons.COMPARISON.WHAT"
    return {"plain": Branch(lambda: _plain(analysis), f"{about}, plain.certainty.OUTCOME.WHAT")}


def _plain(analysis: Analysis) -> Names:
    config = analysis.review.config
    return {
        "date": str(config.date),
        "searches": str(len(config.searches)),
        "searches-run": str(sum(search.status is SearchStatus.RUN for search in config.searches)),
        "searches-sentence": lambda: searches_sentence(
            sum(search.status is SearchStatus.RUN for search in config.searches), len(config.searches)
        ),
        "reading": lambda: reading_sentence(*_read_in_full(analysis)),
        "reading-zh": lambda: reading_sentence_zh(*_read_in_full(analysis)),
        "rated": lambda: str(len(analysis.ratings)),
        "in-conflict": lambda: str(sum(one.in_conflict for one in analysis.ratings)),
        "levels-zh": lambda: levels_zh(one.level for one in analysis.ratings),
        "harm-patients": lambda: f"{analysis.harms.patients:,}",
        "harm-reports": lambda: str(analysis.harms.counted(direct=True)["study"].nunique()),
        "harm-sentence": lambda: harm_sentence(
            analysis.harms.counted(direct=True)["study"].nunique(), analysis.harms.patients
        ),
        "certainty": Branch(lambda: {one.id: _sure(one) for one in analysis.ratings}),
        "pools": Branch(lambda: each(config.pools, partial(_pool, analysis))),
        "comparisons": Branch(lambda: each(config.comparisons, partial(_comparison, analysis))),
    }


def _sure(one: Rating) -> dict[str, str]:
    """How sure a result is, in both languages, and that sources disagree where they do."""
    if not one.in_conflict:
        return {
            "sure": SURE[one.level],
            "sure-short": SURE_SHORT[one.level],
            "sure-zh": SURE_ZH[one.level],
            "level-zh": LEVEL_ZH[one.level],
        }
    return {
        "sure": f"{SURE[one.level]} {DISAGREE}",
        "sure-short": f"{SURE_SHORT[one.level]} {DISAGREE}",
        "sure-zh": f"{SURE_ZH[one.level]}{DISAGREE_ZH}",
        "level-zh": f"{LEVEL_ZH[one.level]}（来源不一致）",
    }


def _sure_of(analysis: Analysis, kind: str, name: str) -> str:
    """How sure a declared pool or comparison is, also where no outcome was rated on it."""
    one = next((one for one in analysis.ratings if getattr(one.outcome.evidence, kind) == name), None)
    return NOT_RATED if one is None else _sure(one)["sure"]


def _pool(analysis: Analysis, name: str) -> Names:
    """The pooled proportion and its confidence interval as patients of 100; both intervals by their ends in percent."""
    synthesis = analysis.pool(name)

    def patients(field: str) -> str:
        return NOT_ESTIMABLE if synthesis.pooled is None else str(of_100(getattr(synthesis.pooled, field)))

    def share(field: str) -> str:
        return NOT_ESTIMABLE if synthesis.pooled is None else percent(getattr(synthesis.pooled, field))

    return {
        **{end.replace("_", "-"): partial(share, end) for end in ("ci_low", "ci_high", "pi_low", "pi_high")},
        "target": f"{synthesis.pool.window.target:g}",
        "sure": lambda: _sure_of(analysis, "pool", name),
        "of-100": lambda: patients("estimate"),
        "of-100-low": lambda: patients("ci_low"),
        "of-100-high": lambda: patients("ci_high"),
        "not-of-100": lambda: (
            NOT_ESTIMABLE if synthesis.pooled is None else str(100 - of_100(synthesis.pooled.estimate))
        ),
    }


def _comparison(analysis: Analysis, name: str) -> Names:
    """The first declared measure and the ends of its confidence interval, each as a number; the counts of both arms.

    Counts have no marks, whose letters mean nothing to such a reader: 25 of 43 in words, 25/43 (58%) between other
    scripts.
    """
    compared = analysis.comparison(name)
    measure = compared.comparison.measures[0]
    found = compared.result(measure)
    words = ratio if measure in RATIOS else points

    def number(field: str) -> str:
        return NOT_ESTIMABLE if found is None else words(getattr(found, field))

    return {
        "sure": lambda: _sure_of(analysis, "comparison", name),
        "estimate": lambda: number("estimate"),
        "low": lambda: number("ci_low"),
        "high": lambda: number("ci_high"),
        "direction-zh": lambda: NOT_ESTIMABLE if found is None else DIRECTION_ZH[direction(found, measure)],
        **_counts("intervention", int(compared.rows["events_1"].sum()), int(compared.rows["n_1"].sum())),
        **_counts("comparator", int(compared.rows["events_2"].sum()), int(compared.rows["n_2"].sum())),
    }


def _counts(arm: str, events: int, n: int) -> Names:
    if not n:
        return {arm: "no count accessible", f"{arm}-share": NOT_ESTIMABLE}
    return {arm: f"{events:,} of {n:,}", f"{arm}-share": f"{events:,}/{n:,} ({percent(events / n)})"}


def searches_sentence(run: int, planned: int) -> str:
    """How many of the planned searches were run, and what follows where some were not."""
    if not planned:
        return "We have not planned any search yet, so we may have missed studies."
    searches = "the search" if planned == 1 else "both searches" if planned == 2 else f"all {planned:,} searches"
    if run == planned:
        return f"We have run {searches} that we planned."
    missed = "so we may have missed studies."
    if planned == 1:
        return f"We have not run the search that we planned, {missed}"
    if planned == 2:
        return f"We have run {'one' if run else 'neither'} of the searches that we planned, {missed}"
    return f"We have run {in_words(run)} of the {planned:,} searches that we planned, {missed}"


def harm_sentence(reports: int, patients: int) -> str:
    """In how many reports, and in how many treated people, harm was counted."""
    if not reports:
        return "No report that we found counted harm."
    people = "one person who was" if patients == 1 else f"{patients:,} people who were"
    return sentence(f"{count(reports, 'report')} counted harm, in {people} given the treatment")


def reading_sentence(full: int, total: int) -> str:
    """How many of the study reports were read in full, for readers outside the field."""
    others = "a short summary or a part"
    if not full:
        return f"We read no study report in full, only {others} of each."
    if full == total:
        return "We read the study report in full." if total == 1 else f"We read all {total:,} study reports in full."
    rest = "the other" if total - full == 1 else "the others"
    return f"We read {full:,} of {total:,} study reports in full, and {others} of {rest}."


def reading_sentence_zh(full: int, total: int) -> str:
    """The same in Chinese, for an abstract: how many of the publications were read in full."""
    if not full:
        return f"{total}篇文献均未阅读全文。"
    return f"{total}篇文献均已阅读全文。" if full == total else f"{total}篇文献中{full}篇已阅读全文。"


def levels_zh(levels: Iterable[Level]) -> str:
    """Every level that occurs, the highest first: 低或极低."""
    found = set(levels)
    return "或".join(LEVEL_ZH[level] for level in Level if level in found) or "未评定"


def _read_in_full(analysis: Analysis) -> tuple[int, int]:
    levels = analysis.review.studies["access"]
    return int((levels == str(SourceKind.FULL_TEXT)).sum()), len(levels)
