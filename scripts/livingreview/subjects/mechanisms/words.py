"""Mechanism chapters, the map, the pathway, the hypotheses and the conflicts in words or numbers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from operator import itemgetter

from ...render.names import OWN, Branch, Names, each, joined
from ...schema import Direction, Part
from ...wording import count, listed, number_word, opening, part_of, percent, sentence
from .. import mechanisms
from ..analysis import Analysis
from . import (
    AGAINST,
    CHANGES,
    DIFFERENCES,
    FEWEST_FOR_SIGN_TEST,
    FOR,
    NEITHER,
    Claim,
    Evidence,
    SignTest,
    Standing,
    Tested,
    Weighed,
    p_equals,
    part_words,
    places,
)


def names(analysis: Analysis) -> Names:
    return {
        "mechanisms": Branch(
            lambda: _mechanisms(analysis),
            "a mechanism chapter's evidence: mechanisms.CHAPTER.WHAT; how many chapters have some in treated patients: "
            "mechanisms.chapters",
        ),
        "map": Branch(
            lambda: _map(analysis), "the mechanism map: map.WHAT; publications in a cell: map.CHAPTER.COLUMN"
        ),
        "pathway": Branch(
            lambda: _pathway(analysis),
            "claims of the pathway with a kind of evidence: pathway.STANDING; the claims themselves: "
            "pathway.STANDING.list",
        ),
        "hypotheses": Branch(
            lambda: {one.hypothesis.id: _hypothesis(analysis, one) for one in mechanisms.hypotheses(analysis.review)},
            "a hypothesis of the synthesis: hypotheses.ID.WHAT",
        ),
        "conflicts": Branch(lambda: _conflicts(analysis), "the register of conflicts: conflicts.WHAT"),
    }


def _mechanisms(analysis: Analysis) -> Names:
    chapters = sorted({axis.chapter for axis in analysis.review.vocabulary.axes.values()})
    return joined(
        each(chapters, partial(_chapter, analysis)), {"chapters": Branch(lambda: _chapters(analysis, chapters))}
    )


def _chapter(analysis: Analysis, chapter: str) -> Names:
    evidence = mechanisms.evidence(analysis.review, chapter)
    return {
        "label": lambda: evidence.label,
        "first-sentence": lambda: evidence.first_sentence,
        "in-treated": lambda: evidence.in_treated,
        "answer": lambda: evidence.answer,
        "defect": lambda: evidence.defect_sentence,
        "intervention": lambda: evidence.intervention_sentence,
        "elsewhere": lambda: evidence.elsewhere_sentence,
        "reach": lambda: evidence.reach,
        "sign-test": lambda: _sign_tests(evidence),
        "values": lambda: _values(analysis, evidence),
        "publications": lambda: str(evidence.findings["study"].nunique()),
        "conflicts": lambda: str(int(evidence.findings["conflict"].notna().sum())),
        "conflict-pairs": lambda: count(
            len(mechanisms.conflicts_on(analysis.review, evidence.axis_labels)), "conflict"
        ),
    }


def _chapters(analysis: Analysis, chapters: list[str]) -> Names:
    """Chapters with and without evidence in patients given the treatment."""
    every = [mechanisms.evidence(analysis.review, chapter) for chapter in chapters]
    direct = [evidence.label for evidence in every if evidence.direct_publications]
    return {
        OWN: str(len(every)),
        "direct": str(len(direct)),
        "indirect": str(len(every) - len(direct)),
        "direct-names": listed(direct),
    }


def _sign_tests(evidence: Evidence) -> str:
    done = [(test, test.result) for test in evidence.sign_tests if test.result is not None]
    if not done:
        few = count(FEWEST_FOR_SIGN_TEST, "publication")
        return f"No comparison has {few} with a direction, so no sign test was made."
    return " ".join(sentence(sign_test_words(test, found, evidence)) for test, found in done)


def sign_test_words(test: SignTest, found: Tested, evidence: Evidence) -> str:
    """What publications on one measure found, the more frequent direction first, with the result of the test."""
    where = places(evidence.condition)[test.directness]
    part = part_words(test.part, evidence.intervention)
    words = DIFFERENCES if test.part == Part.DEFECT else CHANGES
    counted = ((test.up, words[Direction.UP]), (test.down, words[Direction.DOWN]))
    (more, these), (fewer, those) = sorted(counted, key=itemgetter(0), reverse=True)
    text = f"{test.axis_label}, {part}, {where}: {count(more, 'publication')} found {these} and {number_word(fewer)} "
    text += f"{those} (sign test {p_equals(found.p)}"
    if test.neither and found.worst != found.p:
        apart = "publication" if test.neither == 1 else count(test.neither, "publication")
        text += f", or {p_equals(found.worst)} if the {apart} with no change or mixed findings had found the opposite"
    share, interval = percent(test.up / (test.up + test.down)), f"{percent(found.low)} to {percent(found.high)}"
    return f"{text}; share with {words[Direction.UP]} {share}, 95% CI {interval})"


def _values(analysis: Analysis, evidence: Evidence) -> str:
    found = mechanisms.values(analysis.review, evidence.findings)
    if found.empty:
        return "No report gives means with a spread for two groups."
    text = f"{count(found['study'].nunique(), 'publication')} gave means with a spread for at least two groups"
    return sentence(f"{text}; {standardised_words(int(found['g'].notna().sum()), len(found))}")


def standardised_words(known: int, total: int) -> str:
    """For how many comparisons the sizes of both groups allow a standardised difference."""
    if not known:
        return "no report gives the sizes of both groups, which a standardised difference needs"
    return f"a standardised difference could be computed for {part_of(known, total, 'comparison')}"


def _map(analysis: Analysis) -> Names:
    found = mechanisms.overview(analysis.review)
    cells = [row.cells[column.key] for row in found.axes for column in found.columns]
    treated = [row.label for row in found.axes if "patients" in row.cells and row.cells["patients"].publications]
    together = {
        "gaps": str(sum(not cell.publications for cell in cells)),
        "cells": str(len(cells)),
        "axes": str(len(found.axes)),
        "chapters": str(len(found.chapters)),
        "patients": listed(treated),
        "patients-count": count(len(treated), "measure"),
    }
    own = {
        row.chapter: {column: str(cell.publications) for column, cell in row.cells.items()} for row in found.chapters
    }
    return joined(together, own)


def _pathway(analysis: Analysis) -> Names:
    arrows = mechanisms.arrows(analysis.review)

    def of(standing: Standing) -> Names:
        own = [arrow for arrow in arrows if arrow.claim.standing == standing]
        return {OWN: str(len(own)), "list": "; ".join(a.edge.claim.rstrip(".") for a in own) or "none"}

    counts = {standing: sum(arrow.claim.standing == standing for arrow in arrows) for standing in Standing}
    return {
        "claims": str(len(arrows)),
        "sentence": pathway_sentence(counts, analysis.review.config.condition_short),
        **{str(standing): of(standing) for standing in Standing},
    }


def pathway_sentence(counts: Mapping[Standing, int], condition: str) -> str:
    """How many claims have which kind of evidence; kinds without a claim are left out."""
    words = {
        Standing.PATIENTS: f"{{n}} {{was}} reported in patients with {condition}",
        Standing.NEAR: f"{{n}} {{was}} reported in their cells or in animal models of {condition}",
        Standing.INDIRECT: "for {n} the evidence is indirect",
        Standing.CONTRADICTORY: "{n} {was} contradicted by publications",
        Standing.HYPOTHESIS: "for {n} there is no publication with a direction",
    }
    parts = [
        text.format(n=number_word(n), was="was" if n == 1 else "were")
        for standing, text in words.items()
        if (n := counts.get(standing, 0))
    ]
    total = sum(counts.values())
    return f"Of {count(total, 'claim')}, {listed(parts)}." if parts else "No claim is declared."


def _hypothesis(analysis: Analysis, weighed: Weighed) -> Names:
    claim = weighed.claim
    return {
        "label": weighed.hypothesis.label,
        "claim": weighed.hypothesis.claim,
        "evidence": lambda: _weighed(analysis, claim),
        **{verdict: count(len(claim.studies[verdict]), "publication") for verdict in (FOR, AGAINST, NEITHER)},
    }


def _weighed(analysis: Analysis, claim: Claim) -> str:
    """One sentence: how many support it, how near the nearest is, and how many contradict it."""
    return weighed_words(
        {verdict: len(studies) for verdict, studies in claim.studies.items()},
        claim.nearest,
        analysis.review.config.condition_short,
    )


def weighed_words(studies: Mapping[str, int], nearest: str | None, condition: str) -> str:
    """The sentence on a claim with these numbers of publications; `nearest` as in `Claim`."""
    supports = studies[FOR]
    if not supports and not studies[AGAINST]:
        return "No publication with a direction bears on it."
    alone = supports == 1
    near = {
        "patients": f"in patients with {condition}",
        "cells": f"in cells of patients with {condition}",
        "models": f"in an animal model of {condition}",
        "elsewhere": f"in patients with {condition}, in their cells or in a model of {condition}",
    }
    said = [f"{opening(supports)} publication{'s' * (not alone)} for it"]
    if nearest == "elsewhere":
        said[0] += f", {'not' if alone else 'none of them'} {near[nearest]}"
    elif nearest:
        said[0] += f", {'' if alone else 'the most direct of them '}{near[nearest]}"
    for verdict, words in ((AGAINST, "against it"), (NEITHER, "with no change or a mixed picture")):
        if studies[verdict]:
            said.append(f"{count(studies[verdict], 'publication')} {words}")
    return sentence("; ".join(said))


def _conflicts(analysis: Analysis) -> Names:
    """`pairs`, and those of them that differ in nothing recorded; `unnamed`: findings that name no other side."""
    found = mechanisms.conflicts(analysis.review, mechanisms.all_findings(analysis.review))
    pairs = [c for c in found if c.other is not None]
    return {
        "pairs": str(len(pairs)),
        "chapters": str(len({c.chapter for c in found})),
        "unexplained": str(sum(not c.differences for c in pairs)),
        "unnamed": str(len(found) - len(pairs)),
    }
