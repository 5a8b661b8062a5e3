"""Tables of agreement between readers, of their disagreements, of what these move, and of audits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any

from ...meta import Coefficient, study_interval
from ...render.table import Table, plain, study_link
from ...schema import Audit, Direction, System, When
from ...screening.agreeing import shown
from ...store import Review
from ...store.comparing import TOLERANCES, as_text
from ...store.comparing.settling import Place, place_of
from ...wording import capital, count, rounded, sentence
from ..versions.shown import named, result_words, verdict
from .model import SecondReadings

TAKEN = {
    "first": "the first reading",
    "second": "the second reading",
    "third": "a third value",
    "empty": "neither: no source prints it",
    "conflict": "both stay: the sources disagree",
    "not-seen": "the first reading; could not be found again",
}
KEPT = ("first", "not-seen")  # decisions by which nothing changes
STATES = {
    "agrees": "In both readings, the same in every field",
    "differs": "In both readings, different in at least one field",
    "first only": "In the first reading only",
    "second only": "In the second reading only",
    "not seen again": "Could not be found again",
    "worked out": "Worked out by the first reader from printed numbers",
}


def kinds(found: SecondReadings) -> Table:
    """Agreement by kind of datum."""
    rows = [
        [
            capital(one.kind),
            f"{one.measures.same:,} of {one.measures.both:,} ({one.publications:,})",
            *(_measure(one.measures, name) for name in ("percent", "kappa", "ac1")),
            f"{one.first:,}; {one.second:,}",
            plain(capital(TOLERANCES[one.kind])),
        ]
        for one in found.kinds
    ]
    return Table(
        "reader-agreement",
        "Agreement of two readers by kind of datum, with 95% confidence intervals that leave out one publication at a "
        "time; none where nothing differs, or where too few publications have such data.",
        [
            "Datum",
            "Same, of those that both give (publications)",
            "Share",
            "Cohen's kappa",
            "Gwet's AC1",
            "From one reader only: first; second",
            "Counts as the same",
        ],
        rows,
        [11, 13, 13, 13, 13, 14, 23],
        stacked=True,
    )


def _measure(measures: Any, name: str) -> str:
    coefficient: Coefficient = getattr(measures, name)
    if coefficient.estimate is not None and coefficient.ci_low is None:
        return f"{coefficient.estimate:.2f}"
    return plain(shown(coefficient).partition(". ")[0] if coefficient.estimate is None else shown(coefficient))


def rows(found: SecondReadings) -> Table:
    """What became of the rows that were read again."""
    listed = [[words, f"{found.states[state]:,}"] for state, words in STATES.items() if found.states[state]]
    return Table("reader-rows", "Entries that were extracted a second time.", ["Entry", "Number"], listed, [75, 25])


def disagreements(review: Review, found: SecondReadings) -> Table:
    """Every difference, and how it was settled: those that changed the data first, those not settled last."""
    listed: list[tuple[int, list[str]]] = []
    words = _words(review)
    for one in found.compared:
        settlement = review.settled.get(one.key)
        mine = settlement is not None and settlement.second == one.second.role
        decisions = {place_of(decided): decided for decided in settlement.differences} if settlement and mine else {}
        for row, field in one.differences():
            place: Place = (row.first, row.second, field.name if field else None)
            decided = decisions.get(place)
            first = field.first if field else ("an entry" if row.first else "")
            second = field.second if field else ("an entry" if row.second else "")
            of = ", ".join(words.get(term, term) for term in row.about.split(", "))
            cells = [
                study_link(one.key, review.bibliography.label(one.key))
                if one.key in review.publications or one.key in review.registered
                else plain(review.bibliography.label(one.key)),
                plain(f"{of}: {field.name}" if field else of),
                plain(words.get(first, first) or "not given"),
                plain(words.get(second, second) or "not given"),
                plain(_taken(decided.take, decided.value)) if decided else "not settled yet",
                plain(decided.reason) if decided else "",
                plain(decided.role) if decided else "",
            ]
            listed.append((2 if decided is None else int(decided.take in KEPT), cells))
    return Table(
        "reader-disagreements",
        "Differences between two readings, and how each was settled.",
        ["Publication", "What", "First reading", "Second reading", "Taken", "Why", "Decided by"],
        [cells for _, cells in sorted(listed, key=itemgetter(0))],
        [13, 21, 11, 11, 10, 26, 8],
        stacked=True,
        once={"Decided by": "Each was decided by {}."},
    )


def _words(review: Review) -> dict[str, str]:
    """The labels of terms that say what a row is about."""
    vocabulary = review.vocabulary
    terms = (vocabulary.outcomes, vocabulary.events, vocabulary.axes, vocabulary.diseases, vocabulary.perturbations)
    labels = {name: term.label for several in terms for name, term in several.items()}
    return labels | {str(one): one.label for several in (System, Direction, When) for one in several}


def _taken(take: str, value: Any) -> str:
    return f"{TAKEN[take]}: {as_text(value)}" if value is not None else TAKEN[take]


def shifts(results: Sequence[tuple[Mapping[str, Any], Mapping[str, Any] | None]]) -> Table:
    """Each declared result that would be another with the second reading: as it is, and as it would be."""
    changed = [(before, after, change) for before, after in results if (change := _shift(before, after)) != "none"]
    listed = [
        [plain(named(before["label"], before)), result_words(before), result_words(after), change]
        for before, after, change in changed
    ]
    same = len(results) - len(changed)
    rest = f" {sentence(count(same, 'further result'))[:-1]} would be the same." if same and changed else ""
    return Table(
        "reader-shifts",
        "Declared results that would change if the second reading were taken wherever there is one." + rest,
        ["Result", "As it is", "With the second reading", "Change"],
        listed,
        [28, 30, 30, 12],
        stacked=True,
        none="No declared result would change.",
    )


def _shift(before: Mapping[str, Any], after: Mapping[str, Any] | None) -> str:
    if after is None or verdict(before, after) == "none":
        return "none" if after is not None else "no longer pooled"
    values = [result["estimate"] for result in (before, after)]
    if not all(isinstance(value, int | float) for value in values):
        return "cannot be computed"
    if before.get("measure", "RD") != "RD":
        return f"ratio × {values[1] / values[0]:.2f}" if values[0] else "cannot be computed"
    return f"{100 * (values[1] - values[0]):+.1f} percentage points".replace("-", "−")


def audits(review: Review) -> Table:
    """The audits, newest first, with exact intervals."""
    every = sorted(review.audits.values(), key=lambda one: (one.audited_on, one.seed), reverse=True)
    listed = [
        [
            f"{one.audited_on:%-d %B %Y}",
            plain(one.by),
            f"{one.seen:,} of {one.drawn:,}",
            rate(one.wrong_numbers, one.seen),
            rate(one.wrong_labels, one.seen),
            plain(f"seed {one.seed}"),
            plain(one.note),
        ]
        for one in every
    ]
    return Table(
        "audits",
        "Audits of random samples of figures against their sources, newest first, with exact 95% confidence intervals.",
        ["Day", "By", "Found in the source", "Wrong number", "Wrong label", "Sample", "Note"],
        listed,
        [10, 9, 9, 13, 13, 9, 37],
        stacked=True,
        none="No audit has been entered.",
    )


def rate(wrong: int, of: int) -> str:
    """A share of faults with its exact interval (Clopper CJ, Pearson ES. Biometrika 1934;26:404-413)."""
    if of == 0:
        return "none was seen"
    found = study_interval([wrong], [of], method="clopper-pearson")
    ends = (found.estimate, found.ci_low, found.ci_high)
    share, low, high = (f"{rounded(float(end[0]), 1, shift=2)}%" for end in ends)
    return f"{wrong:,} of {of:,}: {share} ({low} to {high})"


def latest(review: Review) -> Audit | None:
    """The last audit."""
    return max(review.audits.values(), key=lambda one: (one.audited_on, one.seed), default=None)
