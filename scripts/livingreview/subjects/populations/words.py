"""Who was studied, and what goes with response, in numbers for prose."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

import pandas as pd

from ...render.names import OWN, Branch, Names, Result, Terms, each
from ...schema import Age, ArmRole, Design, Direction, Part
from ...store import split_by
from ...wording import NOT_ESTIMABLE, capital, count, listed, number_word, percent, sentence
from ..analysis import Analysis
from .model import COUNT, OPEN, PERCENT, predictors, select

EVERY = "any"
EVERYBODY = re.compile(r"^all patients\b\s*")


def names(analysis: Analysis) -> Names:
    conditions, ages = analysis.review.vocabulary.conditions, [str(age) for age in Age]
    about = "who was studied: populations.CONDITIONS.AGES.WHAT; terms may be joined by +, and any means all"
    return {
        "populations": Terms(
            conditions,
            EVERY,
            lambda chosen: Terms(
                ages, EVERY, lambda of_age: Branch(lambda: _population(analysis, chosen, of_age)), about
            ),
            about,
        ),
        "predictors": Branch(lambda: _predictors(analysis), "what reports relate to response: predictors.WHAT"),
        "combinations": Branch(
            lambda: _combinations(analysis), "the treatment together with other agents: combinations.WHAT"
        ),
    }


def _population(analysis: Analysis, conditions: tuple[str, ...], ages: tuple[str, ...]) -> Names:
    chosen = select(analysis.review, conditions, ages)
    primary = analysis.review.config.primary.outcome
    rows, studies = chosen.rows, chosen.studies
    whole = rows[(rows["shown"] == COUNT) & (rows["outcome"] == primary) & ~rows["part"]]
    counted = set(rows.loc[(rows["shown"] == COUNT) & ~rows["part"], "study"])
    silent = studies[~studies["study"].isin(chosen.plotted["study"])]

    def publications(keys: set[str] | list[str]) -> str:
        return count(len(set(keys)), "publication")

    return {
        "k": lambda: str(len(studies)),
        "publications": lambda: publications(list(studies["study"])),
        "labels": lambda: listed(studies["label"]),
        "randomised": lambda: count(int((studies["design"] == Design.RCT).sum()), "randomised trial"),
        "with-count": lambda: publications(counted),
        "percent-only": lambda: publications(set(rows.loc[rows["shown"] == PERCENT, "study"]) - counted),
        "without-value": lambda: publications(list(silent["study"])),
        "without-value-labels": lambda: listed(silent["label"]),
        "values": lambda: count(len(chosen.plotted), "value"),
        "percentages": lambda: count(int((rows["shown"] == PERCENT).sum()), "percentage"),
        "without-denominator": lambda: count(int((rows["shown"] == OPEN).sum()), "count"),
        "lowest": lambda: percent(whole["proportion"].min()) if len(whole) else NOT_ESTIMABLE,
        "highest": lambda: percent(whole["proportion"].max()) if len(whole) else NOT_ESTIMABLE,
        "primary-outcome": lambda: publications(set(whole["study"])),
    }


def _predictors(analysis: Analysis) -> Names:
    rows = predictors(analysis.review)
    pooled = {key for key, condition in analysis.review.vocabulary.conditions.items() if condition.pooled}
    difference = rows["direction"] != Direction.NONE

    def labels(where) -> str:
        return listed(dict.fromkeys(rows.loc[where, "label"]))

    return {
        "publications": lambda: count(rows["study"].nunique(), "publication"),
        "in-condition": lambda: count(rows.loc[rows["condition"].isin(pooled), "study"].nunique(), "publication"),
        "sentence": lambda: predictors_sentence(
            rows["study"].nunique(),
            rows.loc[rows["condition"].isin(pooled), "study"].nunique(),
            analysis.review.config.condition_short,
        ),
        "relations": lambda: count(len(rows), "relation"),
        "with-p": lambda: str(int(rows["p"].notna().sum())),
        "difference": lambda: count(int(difference.sum()), "relation"),
        "no-difference": lambda: count(int((~difference).sum()), "relation"),
        "difference-labels": lambda: labels(difference),
        "no-difference-labels": lambda: labels(~difference),
        "conflicts": lambda: count(int(rows["conflict"].notna().sum()), "relation"),
        "population": lambda: _populations(analysis, rows),
        "whom": each(dict.fromkeys(rows["study"]), partial(_whom, analysis, rows)),
    }


def predictors_sentence(reports: int, in_condition: int, condition: str) -> str:
    """How many publications relate a feature to response or relapse, and how many of them are on the condition."""
    what = "features of patients or drug levels to response or relapse"
    if not reports:
        return f"No publication relates {what}."
    on = "it is" if reports == 1 else f"{number_word(in_condition)} of them {'is' if in_condition < 2 else 'are'}"
    on += " not" if reports == 1 and not in_condition else ""
    verb = "relates" if reports == 1 else "relate"
    return f"{capital(count(reports, 'publication'))} {verb} {what}; {on} on {condition}."


def _populations(analysis: Analysis, rows: pd.DataFrame) -> str:
    """Whose features were related to response: each condition, with its reports in brackets."""
    conditions = analysis.review.vocabulary.conditions
    each_condition = [
        f"{conditions[condition].label} ({listed(dict.fromkeys(part['label']))})"
        for condition, part in split_by(rows, "condition")
    ]
    return listed(each_condition)


def _whom(analysis: Analysis, rows: pd.DataFrame, study: str) -> Names:
    """The patients in whom a report related a feature to response: their condition, and all of them or its parts."""
    own = rows[rows["study"] == study]
    own = own[own["whole"]] if own["whole"].any() else own
    conditions = analysis.review.vocabulary.conditions
    parts = [
        whom_words(conditions[condition].label, list(dict.fromkeys(part["group_label"])))
        for condition, part in split_by(own, "condition")
    ]
    return {OWN: Result(listed(parts), study=study)}


def whom_words(condition: str, groups: Sequence[str]) -> str:
    """Patients with hiccups (3 from tea, 4 from cola): groups as a report names them, for a sentence.

    What a group calls "all patients" is the condition itself; what it adds in brackets stays.
    """
    named = [EVERYBODY.sub("", group) for group in groups]
    named = [name[1:-1] if name.startswith("(") and name.endswith(")") else name for name in named]
    more = "; ".join(filter(None, named))
    return f"patients with {condition}" + (f" ({more})" if more else "")


def _combinations(analysis: Analysis) -> Names:
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
    return {
        "sentence": lambda: _combined(analysis),
        "arms": lambda: count(len(arms), "arm"),
        "publications": lambda: count(len({key for key, _ in arms}), "publication"),
        "drugs": lambda: listed(review.vocabulary.drugs[drug].label for drug in drugs),
        "findings": lambda: count(len(findings), "finding"),
        "finding-publications": lambda: count(findings["study"].nunique(), "publication"),
        "direct-findings": lambda: count(int(direct.sum()), "finding"),
    }


def _combined(analysis: Analysis) -> str:
    """How many publications describe arms with another drug, and which drugs."""
    arms = analysis.review.arms
    own = set(analysis.review.config.intervention_drugs)
    both = arms[(arms["role"] == ArmRole.INTERVENTION) & arms["drugs"].map(lambda drugs: not set(drugs) <= own)]
    if both.empty:
        return "No publication describes an arm in which a second drug was planned with it."
    drugs = analysis.review.vocabulary.drugs
    given = sorted({drugs[drug].label for each in both["drugs"] for drug in each if drug not in own})
    publications = count(both["study"].nunique(), "publication")
    verb = "describes" if both["study"].nunique() == 1 else "describe"
    return sentence(f"{publications} {verb} an arm in which a second drug was planned with it ({listed(given)})")
