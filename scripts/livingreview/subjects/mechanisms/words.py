"""Mechanism chapters, the map, the pathway, the hypotheses and the conflicts in words or numbers."""

from __future__ import annotations

from ...render.result import Result, UnknownResult, pick
from ...render.wording import count, listed, percent, sentence
from .. import mechanisms
from ..analysis import Analysis
from . import AGAINST, FEWEST_FOR_SIGN_TEST, FOR, NEITHER, Evidence, SignTest, Standing, p_words, part_words, places


def axis(analysis: Analysis, rest: str) -> Result:
    chapter, _, what = rest.partition(".")
    evidence = mechanisms.evidence(analysis.review, chapter)
    texts = {
        "label": lambda: evidence.label,
        "first-sentence": lambda: evidence.first_sentence,
        "defect": lambda: evidence.defect_sentence,
        "intervention": lambda: evidence.intervention_sentence,
        "elsewhere": lambda: evidence.elsewhere_sentence,
        "reach": lambda: evidence.reach,
        "sign-test": lambda: _sign_tests(evidence),
        "values": lambda: _values(analysis, evidence),
        "publications": lambda: str(evidence.findings["study"].nunique()),
        "conflicts": lambda: str(int(evidence.findings["conflict"].notna().sum())),
        "conflict-pairs": lambda: count(len(mechanisms.conflicts(analysis.review, evidence.findings)), "conflict"),
    }
    return Result(pick(texts, what, f"axis.{rest}")())


def _sign_tests(evidence: Evidence) -> str:
    done = [test for test in evidence.sign_tests if test.p is not None]
    if not done:
        few = count(FEWEST_FOR_SIGN_TEST, "publication")
        return f"No comparison has {few} with a direction, so no sign test was made."
    return " ".join(sentence(_sign_test(test, evidence)) for test in done)


def _sign_test(test: SignTest, evidence: Evidence) -> str:
    where = places(evidence.condition)[test.nearness]
    part = part_words(test.part, evidence.intervention)
    told = f"{test.axis_label}, {part}, {where}: {test.up} up and {test.down} down (sign test P {p_words(test.p)}"
    if test.neither and test.worst != test.p:
        apart = "publication" if test.neither == 1 else count(test.neither, "publication")
        told += f"; {p_words(test.worst)} had the {apart} with no change or a mixed picture pointed the other way"
    share = percent(test.up / (test.up + test.down))
    return f"{told}; share up {share}, 95% confidence interval {percent(test.low)} to {percent(test.high)})"


def _values(analysis: Analysis, evidence: Evidence) -> str:
    found = mechanisms.values(analysis.review, evidence.findings)
    if found.empty:
        return "No report prints means with their spread for two groups."
    known = int(found["g"].notna().sum())
    told = f"{count(found['study'].nunique(), 'publication')} printed means with a spread for two groups or more"
    return sentence(f"{told}; group sizes, which a standardised difference needs, stand beside {known} of {len(found)}")


def on_map(analysis: Analysis, what: str) -> Result:
    """map.gaps, map.cells, map.axes, map.chapters, map.patients, map.CHAPTER.COLUMN (publications)."""
    found = mechanisms.overview(analysis.review)
    cells = [row.cells[column.key] for row in found.axes for column in found.columns]
    treated = [row.label for row in found.axes if "patients" in row.cells and row.cells["patients"].publications]
    chapter, _, column = what.partition(".")
    if column:
        rows = {row.chapter: row for row in found.chapters}
        row = pick(rows, chapter, f"map.{what}")
        return Result(str(pick(row.cells, column, f"map.{what}").publications))
    texts = {
        "gaps": lambda: str(sum(not cell.publications for cell in cells)),
        "cells": lambda: str(len(cells)),
        "axes": lambda: str(len(found.axes)),
        "chapters": lambda: str(len(found.chapters)),
        "patients": lambda: listed(treated),
        "patients-count": lambda: count(len(treated), "measure"),
    }
    return Result(pick(texts, what, f"map.{what}")())


def on_pathway(analysis: Analysis, what: str) -> Result:
    """pathway.claims, and pathway.STANDING: how many claims have that kind of evidence; pathway.STANDING.list."""
    arrows = mechanisms.arrows(analysis.review)
    standing, _, more = what.partition(".")
    if standing == "claims" and not more:
        return Result(str(len(arrows)))
    pick({str(s): s for s in Standing}, standing, f"pathway.{what}")
    own = [arrow for arrow in arrows if arrow.claim.standing == standing]
    texts = {"": lambda: str(len(own)), "list": lambda: "; ".join(a.edge.claim.rstrip(".") for a in own) or "none"}
    return Result(pick(texts, more, f"pathway.{what}")())


def hypothesis(analysis: Analysis, rest: str) -> Result:
    """hypothesis.ID.WHAT: evidence (a sentence), for, against, neither (publications in words), claim."""
    key, _, what = rest.partition(".")
    found = {w.hypothesis.id: w for w in mechanisms.hypotheses(analysis.review)}
    if key not in found:
        raise UnknownResult(f"hypothesis.{rest}: {key!r} is not a hypothesis. Declared: {', '.join(found) or 'none'}.")
    claim = found[key].claim
    texts = {
        "label": lambda: found[key].hypothesis.label,
        "claim": lambda: found[key].hypothesis.claim,
        "evidence": lambda: _weighed(analysis, claim),
        FOR: lambda: count(len(claim.studies[FOR]), "publication"),
        AGAINST: lambda: count(len(claim.studies[AGAINST]), "publication"),
        NEITHER: lambda: count(len(claim.studies[NEITHER]), "publication"),
    }
    return Result(pick(texts, what, f"hypothesis.{rest}")())


def _weighed(analysis: Analysis, claim) -> str:
    """One sentence: how many speak for it, how near the nearest is, and how many against."""
    condition = analysis.review.config.condition_short
    if not claim.studies[FOR] and not claim.studies[AGAINST]:
        return "No publication with a direction bears on it."
    near = {
        "patients": f"the nearest of them in patients with {condition}",
        "cells": f"the nearest of them in cells of patients with {condition}",
        "models": f"the nearest of them in an animal model of {condition}",
        "elsewhere": f"none of them in patients with {condition}, in their cells or in a model of {condition}",
        None: "",
    }[claim.nearest]
    said = [f"{count(len(claim.studies[FOR]), 'publication')} for it" + (f", {near}" if near else "")]
    for verdict, words in ((AGAINST, "against it"), (NEITHER, "with no change or a mixed picture")):
        if claim.studies[verdict]:
            said.append(f"{count(len(claim.studies[verdict]), 'publication')} {words}")
    return sentence("; ".join(said))


def in_conflict(analysis: Analysis, what: str) -> Result:
    """conflicts.pairs, conflicts.chapters, conflicts.unexplained (pairs that differ in nothing recorded)."""
    found = mechanisms.conflicts(analysis.review, mechanisms.all_findings(analysis.review))
    pairs = [c for c in found if c.other is not None]
    texts = {
        "pairs": lambda: str(len(pairs)),
        "chapters": lambda: str(len({c.chapter for c in found})),
        "unexplained": lambda: str(sum(not c.differences for c in pairs)),
        "unnamed": lambda: str(len(found) - len(pairs)),
    }
    return Result(pick(texts, what, f"conflicts.{what}")())
