"""Tables of mechanistic findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from ...render.greek import greek
from ...render.table import PLACE_ONCE, Table, linked, plain, study_link
from ...schema import Direction, PlusMinus
from ...store import Review, records
from ...wording import bracketed, count, listed, percent, sentence, sentence_end, separator
from ...wording import p_words as printed_p
from . import (
    AGAINST,
    DIRECTNESS,
    FEWEST_FOR_SIGN_TEST,
    FOR,
    MEANINGS,
    NEITHER,
    NOT_STANDARDISED,
    SIGNS,
    WORDS,
    Arrow,
    Cell,
    Claim,
    Conflict,
    Evidence,
    Opposed,
    Overview,
    SignTest,
    Weighed,
    counted_words,
    difference_words,
    group_words,
    opposed,
    p_words,
    part_words,
    places,
    standing_words,
    system_words,
)
from .noted import telling

SPREADS = {PlusMinus.SD: "SD", PlusMinus.SE: "SE", PlusMinus.NOT_STATED: "SD or SE: not stated"}


def findings(review: Review, name: str, caption: str, shown: pd.DataFrame) -> Table:
    """Findings in words, linked to their studies, with whose bodies or cells they are of and what was noted."""
    rows = [
        [
            study_link(r["study"], r["label"]) + (f" ({plain(r['agent'])})" if r["agent"] else ""),
            plain(greek(bracketed(r["finding"], r["value"], printed_p(r))))
            + (f" *{sentence_end(linked(review, r['note']))}*" if r["note"] else ""),
            plain(greek(r["comparison"] or "")),
            plain(system_words(r["system"], r["disease_label"])),
            plain(r["at"]),
        ]
        for r in records(shown)
    ]
    noted = " In italics: notes made at extraction." if shown["note"].fillna("").ne("").any() else ""
    header = ["Study", "Finding", "Comparison", "System", "Source"]
    return Table(name, caption + noted, header, rows, [15, 40, 21, 14, 10], once=PLACE_ONCE)


def mechanism_map(review: Review, overview: Overview, name: str, *, chapters: bool) -> Table:
    """The map in words, with a row a chapter or a measure, each linked to its chapter."""
    rows = [
        [
            chapter_link(review, row.chapter, row.label),
            *(_cell(row.cells[column.key]) for column in overview.columns),
            str(row.others),
        ]
        for row in (overview.chapters if chapters else overview.axes)
    ]
    legend = "; ".join(f"{plain(SIGNS[sign])} {MEANINGS[sign]}" for sign in SIGNS)
    what = "The mechanism map by chapter" if chapters else "The mechanism map in words"
    of_leading = " Directions are those of a chapter's leading measure, where it has one." if chapters else ""
    return Table(
        name,
        f"{what}: publications and their directions. {sentence(legend)}{of_leading} "
        "“Not in the map” counts publications with findings within the disease, on combinations, other drugs of the "
        "class or other agents, on animal models of the disease or on other diseases.",
        ["Chapter" if chapters else "Measured", *(plain(c.title) for c in overview.columns), "Not in the map"],
        rows,
        [18, 20, 14, 14, 16, 13, 8],
    )


def _cell(cell: Cell) -> str:
    if not cell.publications:
        return "– gap"
    counted, sign = counted_words(cell), SIGNS.get(cell.agreement, "")
    return plain(f"{cell.publications}" + (f": {counted}" if counted else "") + (f" ({sign})" if sign else ""))


def chapter_link(review: Review, chapter: str, label: str) -> str:
    """Link to a mechanism chapter; its name alone while the chapter is not written."""
    page = f"chapters/mechanisms/{chapter}.md"
    return f"[{plain(label)}](/{page})" if (review.root / page).is_file() else plain(label)


def sign_tests(evidence: Evidence) -> Table:
    """Every comparison of a chapter with its counts, and the sign test where there are enough publications."""
    where = places(evidence.condition)
    shown = [test for test in evidence.sign_tests if test.up + test.down + test.neither > 1]
    rows = [
        [
            plain(test.axis_label),
            plain(part_words(test.part, evidence.intervention)),
            plain(where[test.directness]),
            f"{test.up} up, {test.down} down",
            str(test.neither),
            *_tested(test),
        ]
        for test in sorted(shown, key=lambda t: (t.result is None, DIRECTNESS.index(t.directness)))
    ]
    alone = len(evidence.sign_tests) - len(shown)
    left = ""
    if alone:
        are = "is" if alone == 1 else "are"
        left = f" {sentence(count(alone, 'comparison'))[:-1]} with a single publication {are} left out."
    header = [
        "Measured",
        "Compared",
        "Where",
        "Directions",
        "No change or mixed",
    ]
    tested = ["Share up (95% CI)", "P", "P at worst"]
    widths = [13, 20, 15, 13, 9, 14, 8, 8]
    name, enough = f"signs-{evidence.chapter}", count(FEWEST_FOR_SIGN_TEST, "publication")
    if not any(test.result for test in shown):
        caption = (
            f"Directions counted. Publications that may share patients count as one. No comparison has {enough} with a "
            f"direction, so none was tested.{left}"
        )
        return Table(name, caption, header, [row[:5] for row in rows], widths[:5], stacked=True)
    return Table(
        name,
        f"Directions counted, and the sign test where at least {enough} on one measure, of one kind and directness "
        "have a direction. Publications that may share patients count as one. The test asks only whether the "
        "publications point one way more often than expected by chance; it says nothing about the size of an effect or "
        "the quality of a report. The last column gives P if all publications with no change or mixed findings had "
        f"pointed against the majority.{left}",
        [*header, *tested],
        rows,
        widths,
        stacked=True,
    )


def _tested(test: SignTest) -> list[str]:
    if (found := test.result) is None:
        return ["too few", "–", "–"]
    share = f"{percent(test.up / (test.up + test.down))} ({percent(found.low)} to {percent(found.high)})"
    return [plain(share), plain(p_words(found.p)), plain(p_words(found.worst))]


def values(shown: pd.DataFrame, chapter: str) -> Table:
    """Printed means side by side, each with its unit, and the standardised difference where any can be computed."""
    known = bool(shown["g"].notna().any())
    rows = [
        [
            study_link(r["study"], r["label"]),
            plain(r["what"]),
            f"{plain(r['group'])}: {plain(group_words(r))}",
            f"{plain(r['reference'])}: {plain(group_words(r, 'reference'))}",
            plain(r["unit_label"]) + (f" †: {plain(r['odd'])}" if r["odd"] else ""),
            SPREADS[PlusMinus(r["plus_minus_is"])],
            *([plain(difference_words(r))] if known else []),
            plain(r["at"]),
        ]
        for r in records(shown)
    ]
    standardised = (
        ", and the standardised difference (Hedges' g, 95% interval; group minus reference)."
        if known
        else f". {NOT_STANDARDISED}"
    )
    odd = "; † marks values that are questionable as printed" if shown["odd"].fillna("").ne("").any() else ""
    return Table(
        f"values-{chapter}",
        f"Means as printed, with the number behind ±{standardised} Nothing is converted, corrected or pooled{odd}.",
        ["Study", "Measured", "Group", "Reference", "Unit", "± is", *(["g (95% CI)"] if known else []), "Source"],
        rows,
        [13, 16, 16, 16, 11, 9, *([13] if known else []), 8],
        once={**PLACE_ONCE, "Unit": "Unit of every value: {}.", "± is": "In every row, ± is: {}."},
    )


def conflicts(review: Review, shown: Sequence[Conflict], name: str, caption: str) -> Table:
    """Findings that disagree, each beside all that it disagrees with, and what the data record that differs."""
    groups = opposed(shown)
    rows = [
        [
            _sides(group.ones, group),
            _sides(group.others, group) or "no publication is named",
            _candidates(group),
            _noted(review, group),
        ]
        for group in groups
    ]
    header = ["Finding", "Disagrees with", "What differs in the data", "Notes"]
    if len(shown) > len(groups):
        caption += (
            f" {sentence(count(len(shown), 'pair'))[:-1]} of findings: each finding in the first column of a row "
            "disagrees with each in the second."
        )
    return Table(name, caption, header, rows, [27, 27, 20, 26])


def conflict_counts(review: Review, labels: Mapping[str, str], found: Mapping[str, Sequence[Conflict]]) -> Table:
    """How many findings disagree in each chapter, in how many pairs nothing recorded differs, and what else does."""
    rows = []
    for chapter, shown in found.items():
        pairs = [one for one in shown if one.other is not None]
        differ = Counter(what for one in pairs for what, _, _ in one.differences)
        often = [f"{what} ({n})" for what, n in differ.most_common()]
        alike = sum(not one.differences for one in pairs)
        rows.append([chapter_link(review, chapter, labels[chapter]), str(len(shown)), str(alike), plain(listed(often))])
    return Table(
        "conflicts",
        "Findings that disagree, by chapter, with what differs between the two in the data and in how many pairs; in "
        "one pair several things may differ. The lists below have every pair.",
        ["Chapter", "Conflicts", "Nothing recorded differs", "What differs"],
        rows,
        [24, 10, 14, 52],
        stacked=True,
        none="No findings disagree.",
    )


def _sides(sides: Sequence[dict], group: Opposed) -> str:
    """The findings on one side, a paragraph each; where a row has several pairs, with what differs in any of them."""
    recorded = group.differences if len(group.pairs) > 1 else {}
    texts = []
    for side in sides:
        differs = [f"{what}: {value}" for what, value in recorded.get((side["study"], side["row"]), {}).items()]
        words = "; ".join([f"{side['axis_label']}: {WORDS[side['direction']]}", *differs])
        texts.append(f"{study_link(side['study'], side['label'])}: {plain(greek(bracketed(side['finding'], words)))}")
    return "\n\n".join(texts)


def _noted(review: Review, group: Opposed) -> str:
    """What was noted of the findings and says something new; studies that the row links to are named without a link."""
    sides = (*group.ones, *group.others)
    beside = {side["study"] for side in sides}
    shown = " ".join(f"{side['study']} {side['axis_label']} {side['finding']}" for side in sides)
    directions = [Direction(side["direction"]) for side in sides]
    remarks = telling(
        (sentence_end(greek(side["conflict"])) for side in sides), greek(shown), directions, review.publications
    )
    return " ".join(linked(review, remark, beside) for remark in remarks)


def _candidates(group: Opposed) -> str:
    """What differs between the two sides: the values of one pair, or in how many of several pairs."""
    if not group.others:
        return "cannot be compared"
    pairs = group.pairs
    if len(pairs) == 1:
        differences = [f"{what}: {here} v {there}" for what, here, there in pairs[0].differences]
        return plain("; ".join(differences) or "no recorded difference")
    often = Counter(what for pair in pairs for what, _, _ in pair.differences).most_common()
    if alike := sum(not pair.differences for pair in pairs):
        often.append(("no recorded difference", alike))
    (most, n), *others = often
    if alike == len(pairs):
        return most
    return plain(", ".join([f"{most} ({n} of {len(pairs)} pairs)", *(f"{what} ({n})" for what, n in others)]))


def arrows(review: Review, shown: Sequence[Arrow]) -> Table:
    """The claims of the pathway's arrows, with the publications for and against each."""
    means = standing_words(review.config.condition_short)
    rows = [
        [
            str(a.number),
            plain(a.edge.claim),
            plain(means[a.claim.standing]),
            *_publications(review, a.claim),
        ]
        for a in shown
    ]
    return Table(
        "pathway",
        "The claims of the pathway, and the publications that support or contradict each. " + bold_words(review),
        ["No.", "Claim", "Evidence", "For", "Against", "Neither"],
        rows,
        [5, 28, 20, 25, 12, 14],
    )


def hypotheses(review: Review, shown: Sequence[Weighed], name: str, caption: str) -> Table:
    """Hypotheses with their directness and the publications for and against each."""
    means = standing_words(review.config.condition_short)
    rows = [
        [
            f"**{plain(w.hypothesis.label)}**: {plain(w.hypothesis.claim)}",
            plain(means[w.claim.standing]),
            *_publications(review, w.claim),
        ]
        for w in shown
    ]
    caption = f"{caption} {bold_words(review)}"
    return Table(name, caption, ["Hypothesis", "Evidence", "For", "Against", "Neither"], rows, [30, 18, 26, 14, 14])


def _publications(review: Review, claim: Claim) -> list[str]:
    near = claim.findings.groupby("study")["directness"].agg(lambda n: min(n, key=DIRECTNESS.index))
    return [_links(review, claim.studies[verdict], near) for verdict in (FOR, AGAINST, NEITHER)]


def bold_words(review: Review) -> str:
    """What bold type says in lists of publications."""
    of = plain(review.config.condition_short)
    return f"In bold: evidence from patients with {of}, from their cells or from animal models of it."


def _links(review: Review, studies: Iterable[str], near: pd.Series) -> str:
    """Links to publications, in bold those near to the patients of the review."""
    labels = {study: review.bibliography.label(study) for study in studies}
    links = []
    for study, label in labels.items():
        link = study_link(study, label)
        links.append(link if near[study] == "elsewhere" else f"**{link}**")
    return separator(labels.values()).join(links) or "–"
