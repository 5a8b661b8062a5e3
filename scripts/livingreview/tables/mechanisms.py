"""Tables of mechanistic findings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from ..mechanisms import (
    AGAINST,
    FEWEST_FOR_SIGN_TEST,
    FOR,
    MEANINGS,
    NEARNESS,
    NEITHER,
    SIGNS,
    WORDS,
    Agreement,
    Arrow,
    Cell,
    Claim,
    Conflict,
    Evidence,
    Overview,
    SignTest,
    Weighed,
    difference_words,
    group_words,
    p_words,
    places,
    standing_words,
)
from ..schema import PlusMinus
from ..store import Review, records
from ..wording import count, percent
from .base import Table, plain, study_link, told

SPREADS = {PlusMinus.SD: "SD", PlusMinus.SE: "SE", PlusMinus.NOT_STATED: "SD or SE: not stated"}


def findings(evidence: Evidence, name: str, caption: str, shown: pd.DataFrame) -> Table:
    """Findings in words, each linked to its study and with the place where it was seen."""
    rows = [
        [
            study_link(r["study"], r["label"]),
            plain(r["finding"])
            + (f" ({plain(r['value'])})" if r["value"] else "")
            + (f" P {plain(r['p'])}." if r["p"] else ""),
            plain(r["comparison"]),
            plain(str(r["system"]).replace("-", " ")),
            plain(r["at"]),
        ]
        for r in records(shown)
    ]
    return Table(name, caption, ["Study", "Finding", "Comparison", "System", "Seen at"], rows, [15, 40, 22, 13, 10])


def mechanism_map(review: Review, overview: Overview, *, small: bool = False) -> Table:
    """The map in words, each row linked to its chapter."""
    rows = []
    for row in overview.chapters if small else overview.axes:
        cells = [_cell(row.cells[column.key]) for column in overview.columns]
        link = chapter_link(review, row.chapter, row.chapter_label)
        rows.append([link, *([] if small else [plain(row.label)]), *cells, str(row.others)])
    return Table(
        "map-small" if small else "map",
        "The mechanism map in words: publications, and their directions. "
        + ("Directions are those of a chapter's leading measure. " if small else "")
        + "“Not in the map” counts publications with findings inside the disease, on combinations, other drugs of the "
        "class or other agents, on animal models of the disease or on other diseases.",
        ["Chapter", *([] if small else ["Measured"]), *(plain(c.title) for c in overview.columns), "Not in the map"],
        rows,
        [16, *([] if small else [14]), 16, 13, 13, 14, 13, 8],
    )


def _cell(cell: Cell) -> str:
    if not cell.publications:
        return "– gap"
    told_ = ", ".join(f"{n} {WORDS[direction]}" for direction, n in cell.tally.items())
    sign = SIGNS.get(cell.agreement, "")
    if cell.agreement in (Agreement.CONFLICT, Agreement.NOT_COMPARABLE):
        sign += f" {MEANINGS[cell.agreement]}"
    return plain(f"{cell.publications}" + (f": {told_}" if told_ else "") + (f" {sign}" if sign else ""))


def chapter_link(review: Review, chapter: str, label: str) -> str:
    """Link to a mechanism chapter; its name alone while the chapter is not written."""
    page = f"chapters/mechanisms/{chapter}.md"
    return f"[{plain(label)}](/{page})" if (review.root / page).is_file() else plain(label)


def sign_tests(evidence: Evidence) -> Table:
    """Every comparison of a chapter with its counts, and the sign test where there are enough publications."""
    where = places(evidence.condition)
    rows = [
        [
            plain(test.axis_label),
            plain(test.part.definition.rstrip(".")),
            plain(where[test.nearness]),
            f"{test.up} up, {test.down} down",
            str(test.neither),
            *_tested(test),
        ]
        for test in sorted(evidence.sign_tests, key=lambda t: (t.p is None, list(NEARNESS).index(t.nearness)))
    ]
    return Table(
        f"signs-{evidence.chapter}",
        "Directions counted, and the sign test where at least "
        f"{count(FEWEST_FOR_SIGN_TEST, 'publication')} on one measure, of one kind and directness have a direction. "
        "Publications that may share patients count as one. The test asks only whether the publications point one way "
        "more often than a coin would. It weighs small and large, sound and weak reports alike, says nothing of how "
        "large an effect is, and sees only what was published. Reports without a significant difference rarely print a "
        "direction; leaving them out flatters the test, so the last column gives P had all of these, and the "
        "mixed ones, pointed against the majority.",
        ["Measured", "Compared", "Where", "Directions", "No change or mixed", "Share up (95% CI)", "P", "P at worst"],
        rows,
        [13, 20, 15, 13, 9, 14, 8, 8],
    )


def _tested(test: SignTest) -> list[str]:
    if test.p is None:
        return ["too few", "–", "–"]
    share = f"{percent(test.up / (test.up + test.down))} ({percent(test.low)} to {percent(test.high)})"
    return [plain(share), plain(p_words(test.p)), plain(p_words(test.worst))]


def values(shown: pd.DataFrame, chapter: str) -> Table:
    """Printed means side by side, each with its unit, and the standardised difference where it can be computed."""
    rows = [
        [
            study_link(r["study"], r["label"]),
            plain(r["what"]),
            f"{plain(r['group'])} {plain(group_words(r))}",
            f"{plain(r['reference'])} {plain(group_words(r, 'reference'))}",
            plain(r["unit_label"]) + (f" †: {plain(r['odd'])}" if r["odd"] else ""),
            SPREADS[PlusMinus(r["plus_minus_is"])],
            plain(difference_words(r)),
            plain(r["at"]),
        ]
        for r in records(shown)
    ]
    return Table(
        f"values-{chapter}",
        "Means as printed, with the number behind ±, and the standardised difference (Hedges' g, 95% interval; group "
        "minus reference). Nothing is converted, corrected or pooled; † marks figures that are odd as printed.",
        ["Study", "Measured", "Group", "Reference", "Unit", "± is", "g (95% CI)", "Seen at"],
        rows,
        [13, 16, 16, 16, 11, 9, 13, 8],
    )


def conflicts(review: Review, shown: Sequence[Conflict], name: str, caption: str, *, chapters: bool = False) -> Table:
    """Pairs of findings that disagree, with what the data record that differs between them."""
    labels = review.vocabulary.chapters
    rows = [
        [
            *([chapter_link(review, c.chapter, labels[c.chapter].label)] if chapters else []),
            _side(c.finding),
            _side(c.other) if c.other is not None else "no publication is named",
            _candidates(c),
            "; ".join(dict.fromkeys(told(review, side["conflict"]) for side in (c.finding, c.other) if side)),
        ]
        for c in shown
    ]
    header = [
        *(["Chapter"] if chapters else []),
        "Finding",
        "Other finding",
        "What differs in the data",
        "What is said",
    ]
    return Table(name, caption, header, rows, [*([10] if chapters else []), 24, 24, 20, 22])


def _side(row: dict) -> str:
    direction = WORDS[row["direction"]]
    return (
        f"{study_link(row['study'], row['label'])}: {plain(row['finding'])} ({plain(row['axis_label'])}: {direction})"
    )


def _candidates(conflict: Conflict) -> str:
    if conflict.other is None:
        return "cannot be compared"
    if not conflict.differences:
        return plain(f"nothing that is recorded; the same: {', '.join(conflict.same)}")
    return "; ".join(plain(f"{what}: {here} v {there}") for what, here, there in conflict.differences)


def arrows(review: Review, shown: Sequence[Arrow]) -> Table:
    """The claims behind the arrows of the pathway, with the publications that speak for and against each."""
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
        "The claims of the pathway, and the publications that speak for or against each.",
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
    return Table(name, caption, ["Hypothesis", "Evidence", "For", "Against", "Neither"], rows, [30, 18, 26, 14, 14])


def _publications(review: Review, claim: Claim) -> list[str]:
    near = claim.findings.groupby("study")["nearness"].agg(lambda n: min(n, key=NEARNESS.index))
    return [_links(review, claim.studies[verdict], near) for verdict in (FOR, AGAINST, NEITHER)]


def _links(review: Review, studies: Iterable[str], near: pd.Series) -> str:
    """Links to publications, the direct ones in bold."""
    links = []
    for study in studies:
        link = study_link(study, review.bibliography.label(study))
        links.append(link if near[study] == "elsewhere" else f"**{link}**")
    return ", ".join(links) or "–"
