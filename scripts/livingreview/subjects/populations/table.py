"""Tables of one population, and of who responds: predictors, dose and level, combinations, interactions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from ...evidence import efficacy, marks_sentence
from ...render.table import PLACE_ONCE, Table, linked, plain, study_link
from ...schema import ArmRole, Direction, Part
from ...store import Review, records
from ...wording import count, listed, number_word, patients_words, remarks, sentence, timed_words, value_words
from ..treatment import DOSE, missing, missing_words, named_words
from .model import Population, drawn_as, predictors

# With the feature, an outcome that is counted in patients, and any other.
COUNTED = {Direction.UP: "more frequent", Direction.DOWN: "less frequent"}
MEASURED = {Direction.UP: "better", Direction.DOWN: "worse"}
EITHER = {Direction.NONE: "no difference found", Direction.MIXED: "depends"}
LEVELS = {Direction.UP: "higher", Direction.DOWN: "lower", Direction.NONE: "no change", Direction.MIXED: "varies"}


def response_rows(population: Population, name: str, plotted: bool = True) -> Table:
    """Every response value of a population, with how the plot shows it, if there is one: nothing is dropped."""
    rows = [
        [
            study_link(r["study"], r["label"]),
            plain(r["group_label"]),
            plain(timed_words(population.outcomes[r["outcome"]], r)),
            plain(remarks(value_words(r), r["says"] if r["printed"] else None, r["marks"])),
            plain(r["at"]),
            *([plain(drawn_as(r))] if plotted else []),
        ]
        for r in records(population.rows)
    ]
    return Table(
        f"responses-{name}",
        f"Response in {plain(population.title)}: every value{', and how the plot shows it' if plotted else ''}. "
        f"{marks_sentence(population.rows['marks'])}".rstrip(),
        ["Study", "Patients", "Outcome, time", "Value, marks", "Source", *(["In the plot"] if plotted else [])],
        rows,
        [14, 22, 17, 19, 11, *([17] if plotted else [])],
        stacked=True,
        once=PLACE_ONCE,
    )


def characteristics(review: Review, population: Population, name: str) -> Table:
    """The publications of a population: who, given what, response defined how."""
    lines = review.vocabulary.lines
    rows = []
    for r in records(population.studies):
        study = review.publications[r["study"]]
        arms = [arm for arm in study.arms if arm.role is not ArmRole.COMPARATOR]
        design = "; ".join(filter(None, (study.design.definition.rstrip("."), study.country)))
        treated = "number treated not accessible" if r["treated"] is None else f"{r['treated']} treated"
        given = "; ".join(dict.fromkeys(named_words(arm.label, arm.regimen) for arm in arms))
        without = [arm for arm in arms if missing(review, arm, DOSE)]
        unknown = missing_words([DOSE if len(arms) == 1 else "doses"]) if arms and len(without) == len(arms) else ""
        defined = (study.response_definition or "not accessible").rstrip(".")
        rows.append(
            [
                f"{study_link(r['study'], r['label'])}. {plain(sentence(design))}",
                plain(f"{r['patients']}; phase: {lines[r['line']].label if r['line'] else 'not stated'}"),
                plain(f"{given} ({'; '.join(filter(None, (unknown, treated)))})"),
                plain(f"{sentence(defined)} Follow-up: {study.followup or 'not accessible'}"),
            ]
        )
    return Table(
        f"studies-{name}",
        f"Publications with {plain(population.title)} given the treatment.",
        ["Study, design", "Patients", "Treatment", "Outcome, follow-up"],
        rows,
        [20, 22, 26, 32],
        none=f"No publication reports on patients with {plain(population.title)} who were given the treatment.",
    )


def conflicts(review: Review, population: Population, name: str) -> Table:
    """Values of a population that disagree with others, on any outcome."""
    rows = efficacy(review)
    rows = rows[rows["conflict"].notna() & rows["study"].isin(population.studies["study"])]
    rows = rows[rows["group_condition"].isin(population.conditions)]
    lines = [
        [
            study_link(r["study"], r["label"]),
            plain(", ".join(filter(None, (r["arm_label"], r["group_label"])))),
            plain(f"{timed_words(review.vocabulary.outcomes[r['outcome']].label, r)}: {value_words(r)}"),
            linked(review, r["conflict"]),
        ]
        for r in records(rows)
    ]
    return Table(
        f"conflicts-{name}",
        f"Values for {plain(population.title)} in conflict, between reports or within one.",
        ["Study", "Arm, patients", "Value", "Conflict"],
        lines,
        [14, 22, 28, 36],
    )


def predictor_rows(review: Review) -> Table:
    """What the reports relate to response or its course: positive and negative reports alike."""
    frame, conditions = predictors(review), review.vocabulary.conditions
    alike = "study label condition group_label outcomes counted direction p note conflict at".split()
    frame["p"] = [f"P {p}" if p is not None and p == p else None for p in frame["p"]]
    # Features with the same answer share a line.
    merged = frame.groupby(alike, sort=False, dropna=False)["feature"].agg("; ".join).reset_index()
    lines = [
        [
            study_link(r["study"], r["label"]),
            plain(patients_words(conditions[r["condition"]].label, r["group_label"])),
            plain(r["feature"]),
            plain(f"{r['outcomes']}: {way_words(r['direction'], r['counted'])}" + (f" ({r['p']})" if r["p"] else "")),
            " ".join(
                filter(None, (f"{plain(r['at'])}.", plain(sentence(r["note"] or "")), linked(review, r["conflict"])))
            ),
        ]
        for r in records(merged)
    ]
    return Table(
        "predictors",
        "Features that reports relate to response or its course, as reported, with and without a difference; "
        "where no P value is given, none was accessible.",
        ["Study", "Patients", "Feature", "With the feature", "Source, note, conflict"],
        lines,
        [14, 22, 22, 20, 22],
        none="No report relates a feature to response.",
    )


def way_words(direction: str, counted: bool) -> str:
    """What an outcome is with a feature; `counted`: whether it is an event that patients have, not a measurement."""
    way = Direction(direction)
    return EITHER.get(way) or (COUNTED if counted else MEASURED)[way]


def combinations(review: Review) -> Table:
    """Arms in which the treatment was given together with another drug from the start."""
    own = set(review.config.intervention_drugs)
    drugs = review.vocabulary.drugs
    studies = review.studies
    clinical = studies[studies["clinical"]].sort_values(["year", "study"])["study"]
    outcomes = review.config.pooled_outcomes
    rows = []
    for key in clinical:
        study = review.publications[key]
        figures = records(review.efficacy[review.efficacy["study"] == key])
        for arm in study.arms:
            others = [drugs[drug].label for drug in arm.drugs if drug not in own]
            if arm.role is not ArmRole.INTERVENTION or not others:
                continue
            against = [other.label for other in study.arms if other.role is ArmRole.COMPARATOR]
            parts = [
                f"{review.vocabulary.outcomes[r['outcome']].label} {value_words(r)}"
                for r in figures
                if r["arm"] == arm.id and r["outcome"] in outcomes
            ]
            rows.append(
                [
                    study_link(key, review.bibliography.label(key)),
                    plain(listed(others)),
                    plain(named_words(arm.label, arm.regimen)),
                    plain("; ".join(against) or "nothing"),
                    plain("; ".join(parts) or "no response accessible"),
                    plain(arm.at),
                ]
            )
    return Table(
        "combinations",
        f"Arms in which a second drug was planned with {plain(review.config.intervention)}.",
        ["Study", "Together with", "Treatment", "Compared with", "Response in the arm", "Source"],
        rows,
        [14, 14, 28, 16, 18, 10],
        none=f"In no arm was a second drug planned with {plain(review.config.intervention)}.",
    )


def combination_findings(review: Review) -> Table:
    """Mechanistic findings of the treatment together with another agent, direct evidence first."""
    rows = review.findings[review.findings["part"] == Part.COMBINATION].copy()
    rows["label"] = rows["study"].map(review.bibliography.label)
    rows = rows.sort_values(["direct", "label", "row"], ascending=[False, True, True])
    vocabulary = review.vocabulary
    lines = [
        [
            study_link(r["study"], r["label"]),
            plain(f"{str(r['system']).replace('-', ' ')}, {vocabulary.diseases[r['disease']].label}"),
            plain(r["finding"]) + (f" P {plain(r['p'])}." if r["p"] else ""),
            plain(r["comparison"]),
            plain(r["at"]),
        ]
        for r in records(rows)
    ]
    return Table(
        "combination-findings",
        f"Mechanistic findings of {plain(review.config.intervention)} together with another agent: "
        f"{_directness(rows, review)}.",
        ["Study", "Where", "Finding", "Comparison", "Source"],
        lines,
        [15, 17, 38, 20, 10],
        none=f"No publication has a finding on {plain(review.config.intervention)} together with another agent.",
        once=PLACE_ONCE,
    )


def _directness(rows: pd.DataFrame, review: Review) -> str:
    direct = int(rows["direct"].astype(bool).sum())
    elsewhere = f"{number_word(len(rows) - direct)} elsewhere"
    return f"{count(direct, 'finding')} in {plain(review.config.condition_short)}, {elsewhere}"


def interactions(review: Review) -> Table:
    """What moves the level of the treatment, from background sources, and where the same agents meet the review."""
    rows = []
    for r in records(review.points):
        for way in Direction:
            agents = [one for one in r["interactions"] or [] if one["level"] == way]
            if agents:
                rows.append((r, way, agents))
    # Agents that the review itself meets come first.
    rows.sort(key=lambda row: (not any(a["drug"] for a in row[2]), list(Direction).index(row[1]), row[2][0]["agent"]))
    lines = [
        [
            plain("; ".join(agent["agent"] for agent in agents)),
            plain(LEVELS[way]),
            plain(r["point"]),
            _met(review, agents),
            f"{study_link(r['study'], review.bibliography.label(r['study']))}, "
            + plain(f"source {r['source']}, {r['at']}"),
        ]
        for r, way, agents in rows
    ]
    return Table(
        "interactions",
        f"Interactions that change the level of {plain(review.config.intervention)}, from labels and other background "
        "sources, not from the patients of this review.",
        ["Agent", "Level", "What the source says", "Also in this review", "Source"],
        lines,
        [21, 9, 34, 18, 18],
        none="No background source names an interaction.",
    )


def _met(review: Review, agents: list[Mapping[str, Any]]) -> str:
    """Where the review has the drugs of an interaction: in arms of studies, and in background values."""
    parts = []
    for drug in dict.fromkeys(agent["drug"] for agent in agents if agent["drug"]):
        keys = [
            key
            for key, study in review.publications.items()
            if any(drug in arm.drugs and arm.role is ArmRole.COMPARATOR for arm in study.arms)
        ]
        treated = [
            key
            for key, study in review.publications.items()
            if any(drug in arm.drugs and arm.role is ArmRole.INTERVENTION for arm in study.arms)
        ]
        context = sorted(set(review.context.loc[review.context["drug"] == drug, "study"]))
        for what, found in (("comparator in", keys), ("given together in", treated), ("background", context)):
            if found:
                parts.append(f"{what} {listed(study_link(k, review.bibliography.label(k)) for k in found)}")
    return "; ".join(parts)
