"""Who was studied, and what goes with response, in numbers for prose."""

from __future__ import annotations

from ...render.result import Result, UnknownResult, pick
from ...render.wording import NOT_ESTIMABLE, count, listed, percent, span_words
from ...schema import Age, ArmRole, Design, Direction, Part
from ..analysis import Analysis
from ..exposure.model import exposures
from .model import COUNT, OPEN, PERCENT, select
from .model import predictors as predictors_of

EVERY = "any"


def population(analysis: Analysis, rest: str) -> Result:
    """population.CONDITIONS.AGES.WHAT, terms joined by `+`: population.primary.adult+mixed.publications."""
    path = rest.split(".")
    if len(path) != 3:
        raise UnknownResult(f"population.{rest}: write population.CONDITIONS.AGES.WHAT, terms joined by +.")
    conditions, ages, what = path
    allowed = list(analysis.review.vocabulary.conditions), [str(age) for age in Age]
    terms = [
        every if given == EVERY else given.split("+") for given, every in zip((conditions, ages), allowed, strict=True)
    ]
    try:
        chosen = select(analysis.review, *terms)
    except ValueError as error:
        raise UnknownResult(f"population.{rest}: {error}") from None
    primary = next(pool.outcome for pool in analysis.review.config.pools.values() if pool.primary)
    rows, studies = chosen.rows, chosen.studies
    whole = rows[(rows["shown"] == COUNT) & (rows["outcome"] == primary) & ~rows["part"]]
    counted = set(rows.loc[(rows["shown"] == COUNT) & ~rows["part"], "study"])
    silent = studies[~studies["study"].isin(chosen.plotted["study"])]

    def publications(keys: set[str] | list[str]) -> str:
        return count(len(set(keys)), "publication")

    texts = {
        "k": lambda: str(len(studies)),
        "publications": lambda: publications(list(studies["study"])),
        "labels": lambda: listed(studies["label"]),
        "randomised": lambda: count(int((studies["design"] == Design.RCT).sum()), "randomised trial"),
        "with-count": lambda: publications(counted),
        "percent-only": lambda: publications(set(rows.loc[rows["shown"] == PERCENT, "study"]) - counted),
        "without-figure": lambda: publications(list(silent["study"])),
        "without-figure-labels": lambda: listed(silent["label"]),
        "figures": lambda: count(len(chosen.plotted), "figure"),
        "hollow": lambda: count(int((rows["shown"] == PERCENT).sum()), "percentage"),
        "without-denominator": lambda: count(int((rows["shown"] == OPEN).sum()), "count"),
        "lowest": lambda: percent(whole["proportion"].min()) if len(whole) else NOT_ESTIMABLE,
        "highest": lambda: percent(whole["proportion"].max()) if len(whole) else NOT_ESTIMABLE,
        "primary-outcome": lambda: publications(set(whole["study"])),
    }
    return Result(pick(texts, what, f"population.{rest}")())


def exposure(analysis: Analysis, what: str) -> Result:
    found = exposures(analysis.review)
    level, dose = found.scales
    spans = {name: [span for span in found.drawn[name] if span is not None] for name in ("level", "dose")}
    arms = count(len(found.rows), "arm")

    def shared(name: str, unit: str) -> str:
        both = found.shared(name)
        return span_words({"low": both[0], "high": both[1]}, unit) if both else "no common range"

    texts = {
        "cohorts": lambda: count(found.drawn["study"].nunique(), "cohort"),
        "arms": lambda: arms,
        "level-cohorts": lambda: count(len(spans["level"]), "cohort"),
        "dose-cohorts": lambda: count(len(spans["dose"]), "cohort"),
        "measured": lambda: count(sum(span["field"] == "trough_measured" for span in spans["level"]), "cohort"),
        "level-shared": lambda: shared("level", level.unit_label),
        "dose-shared": lambda: shared("dose", dose.unit_label),
        "not-drawn": lambda: count(len(found.left_out), "arm"),
        "not-drawn-labels": lambda: listed(dict.fromkeys(found.left_out["label"])),
    }
    return Result(pick(texts, what, f"exposure.{what}")())


def predictors(analysis: Analysis, what: str) -> Result:
    rows = predictors_of(analysis.review)
    pooled = {key for key, condition in analysis.review.vocabulary.conditions.items() if condition.pooled}
    difference = rows["direction"] != Direction.NONE

    def labels(where) -> str:
        return listed(dict.fromkeys(rows.loc[where, "label"]))

    texts = {
        "publications": lambda: count(rows["study"].nunique(), "publication"),
        "in-condition": lambda: count(rows.loc[rows["condition"].isin(pooled), "study"].nunique(), "publication"),
        "relations": lambda: count(len(rows), "relation"),
        "with-p": lambda: str(int(rows["p"].notna().sum())),
        "difference": lambda: count(int(difference.sum()), "relation"),
        "no-difference": lambda: count(int((~difference).sum()), "relation"),
        "difference-labels": lambda: labels(difference),
        "no-difference-labels": lambda: labels(~difference),
        "conflicts": lambda: count(int(rows["conflict"].notna().sum()), "relation"),
    }
    return Result(pick(texts, what, f"predictors.{what}")())


def combinations(analysis: Analysis, what: str) -> Result:
    review = analysis.review
    own = set(review.config.intervention_drugs)
    clinical = review.studies.loc[review.studies["clinical"], "study"]
    arms = [
        (key, arm)
        for key in clinical
        for arm in review.publications[key].arms
        if arm.role is ArmRole.INTERVENTION and set(arm.drugs) - own
    ]
    drugs = dict.fromkeys(drug for _, arm in arms for drug in arm.drugs if drug not in own)
    findings = review.findings[review.findings["part"] == Part.COMBINATION]
    direct = findings["direct"].astype(bool)
    texts = {
        "arms": lambda: count(len(arms), "arm"),
        "publications": lambda: count(len({key for key, _ in arms}), "publication"),
        "drugs": lambda: listed(review.vocabulary.drugs[drug].label for drug in drugs),
        "findings": lambda: count(len(findings), "finding"),
        "finding-publications": lambda: count(findings["study"].nunique(), "publication"),
        "direct-findings": lambda: count(int(direct.sum()), "finding"),
    }
    return Result(pick(texts, what, f"combinations.{what}")())
