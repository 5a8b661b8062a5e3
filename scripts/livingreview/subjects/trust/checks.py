"""What can be computed of each study: whether its numbers, and its dates, can all be true.

A check that fails says that printed numbers do not fit each other. Why, it does not say: a typing error, a rounding of
its own or patients who are not mentioned are as possible as anything else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ...schema import (
    Derivation,
    Design,
    EfficacyRow,
    GroupRole,
    SafetyRow,
    Severity,
    Study,
    Term,
    Vocabulary,
    When,
    counts_that_fit,
)
from ...wording import count, listed, number, time_words
from ..comparisons.model import Reconstruction
from ..currency.model import Notice
from .printed import agrees, can_fail, counts_if_cut, counts_shown, p_values

PROSPECTIVE = (Design.RCT, Design.PROSPECTIVE, Design.PROSPECTIVE_COHORT)
SERIOUS_NOTICES = ("retracted", "retracted in part", "withdrawn", "under an expression of concern")


class Kind(Term):
    PERCENTAGE = "percentage", "A printed percentage comes from a whole number of patients: the printed one, if any."
    P_VALUE = "p-value", "A printed P value of two proportions comes from the counts by one of the usual tests."
    TOTAL = (
        "total",
        "The sizes of the arms of a trial add up to the patients enrolled, and a single group is all of them.",
    )
    REGISTRATION = "registration", "A study was registered before it began."
    NOTICE = "notice", "No database says that the report was retracted, withdrawn or is under an expression of concern."


class Verdict(Term):
    PASSES = "passes", "The numbers fit."
    FAILS = "fails", "The numbers do not fit."
    NOT_CHECKED = "not-checked", "What was read does not allow the check."


@dataclass(frozen=True)
class Checked:
    """One check of one study: what was checked, as printed, what was computed, and whether the two fit.

    `place` is the block and the row in the file of the study, where it is about one row. `cut` is whether a percentage
    that fails would fit if further decimals had been cut off.
    """

    kind: Kind
    what: str
    printed: str
    computed: str
    verdict: Verdict
    place: tuple[str, int] | None = None
    cut: bool = False


Rows = Sequence[tuple[str, int, EfficacyRow | SafetyRow]]


def checks_of(
    study: Study, vocabulary: Vocabulary, readings: Sequence[Reconstruction], notices: Sequence[Notice] | None
) -> tuple[Checked, ...]:
    """Every check of a study, in the order of `Kind`.

    readings: the reconstructions of its percentages without a denominator; notices: what databases say of it, or None
    where nobody looked.
    """
    rows: Rows = [
        *(("efficacy", i, row) for i, row in enumerate(study.efficacy)),
        *(("safety", i, row) for i, row in enumerate(study.safety)),
    ]
    return (
        *_percentages(study, rows, vocabulary),
        *_p_values(study, rows, readings, vocabulary),
        *_totals(study),
        _registration(study),
        _notice(notices),
    )


def _percentages(study: Study, rows: Rows, vocabulary: Vocabulary) -> Iterator[Checked]:
    sizes = {group.id: group.n for group in study.groups}
    for block, i, row in rows:
        if row.printed is None:
            continue
        what = _what(study, row, vocabulary)

        events = row.events if row.derived is not Derivation.PERCENTAGE else None
        of = f" of {row.n:,}" if row.n is not None else ""
        shown = f"{row.printed}{of}" if events is None else f"{events:,}{of}, {row.printed}"
        computed, verdict, cut = _percentage(row.printed, events, row.n, sizes.get(row.group))
        yield Checked(Kind.PERCENTAGE, what, shown, computed, verdict, (block, i), cut)


def _percentage(printed: str, events: int | None, n: int | None, group: int | None) -> tuple[str, Verdict, bool]:
    """What was computed, the verdict, and whether cutting off decimals would give the percentage.

    events: the count, None where it is not printed or was itself worked out from the percentage; n: the denominator,
    None where it is not printed; group: the size of the group of patients, if known.
    """
    if n is None:
        beside = ""
        if group is not None and not counts_that_fit(printed, group):
            beside = f"; no count of all {group:,} of the group gives it"
        return f"no denominator is printed{beside}", Verdict.NOT_CHECKED, False
    if events is None and not can_fail(printed, n):
        return f"of {n:,} patients, every such percentage fits a count", Verdict.NOT_CHECKED, False
    fitting = counts_that_fit(printed, n)
    said = f"counts that give it: {counts_shown(printed, n)}"
    if fitting if events is None else events in fitting:
        return said, Verdict.PASSES, False
    own = f"; {events:,} of {n:,} is {100 * events / n:.2f}%" if events is not None else ""
    if_cut = counts_if_cut(printed, n)
    cut = bool(if_cut) if events is None else events in if_cut
    return f"{said}{own}{'; cutting off decimals would give it' if cut else ''}", Verdict.FAILS, cut


def _p_values(
    study: Study, rows: Rows, readings: Sequence[Reconstruction], vocabulary: Vocabulary
) -> Iterator[Checked]:
    """Rows that share a P value, outcome, time and place are the two sides of one comparison."""
    read = [one for one in readings if one.reproduces and one.p is not None]
    together: dict[tuple[object, ...], list[tuple[str, int, EfficacyRow | SafetyRow]]] = {}
    for block, i, row in rows:
        if row.p is not None and not any(_is_read(row, one) for one in read):
            together.setdefault((block, _term(row), _time(row), row.source, row.at, row.p), []).append((block, i, row))
    for sides in together.values():
        block, i, first = sides[0]
        what = _what(study, first, vocabulary, arm=len(sides) == 1)
        counts = [(row.events, row.n) for *_, row in sides if row.events is not None and row.n is not None]
        p = first.p or ""
        if len(sides) == len(counts) == 2 and len({(row.arm, row.group) for *_, row in sides}) == 2:
            yield _compared(what, p, (*counts[0], *counts[1]), (block, i))
        else:
            why = "not a comparison of two printed counts"
            yield Checked(Kind.P_VALUE, what, f"P {p}", why, Verdict.NOT_CHECKED, (block, i))
    for reading in read:
        what = f"{vocabulary.outcomes[reading.reading.outcome].label}, as reconstructed among {reading.of}"
        (x1, x2), (n1, n2) = reading.events, reading.n
        yield _compared(what, reading.p or "", (x1, n1, x2, n2), None)


def _compared(what: str, p: str, counts: tuple[int, int, int, int], place: tuple[str, int] | None) -> Checked:
    x1, n1, x2, n2 = counts
    printed = f"{x1:,} of {n1:,} v {x2:,} of {n2:,}, P {p}"
    found = p_values(*counts)
    same = {name: agrees(p, value) for name, value in found.items()}
    if None in same.values():
        return Checked(Kind.P_VALUE, what, printed, "the P value is no number", Verdict.NOT_CHECKED, place)
    if any(same.values()):
        by = "; ".join(f"{name}: {_p(found[name])}" for name, fits in same.items() if fits)
        return Checked(Kind.P_VALUE, what, printed, by, Verdict.PASSES, place)
    by = "; ".join(f"{name}: {_p(value)}" for name, value in found.items())
    return Checked(Kind.P_VALUE, what, printed, f"no test gives it ({by})", Verdict.FAILS, place)


def _totals(study: Study) -> Iterator[Checked]:
    """Sizes of arms. That none is larger than the study is certain: other data are refused."""
    enrolled, sizes = study.population.enrolled, [arm.n for arm in study.arms]
    if not sizes:
        return
    known = [n for n in sizes if n is not None]
    added = " + ".join(f"{n:,}" for n in known) or "no size of an arm"
    if known and len(known) < len(sizes):
        added += f", and {count(len(sizes) - len(known), 'arm')} without a size"
    printed = f"{added}; enrolled: {'not stated' if enrolled is None else f'{enrolled:,}'}"
    verdict = Verdict.NOT_CHECKED
    if enrolled is None:
        computed = "the number enrolled is not known"
    elif len(known) < len(sizes):
        computed = "the size of an arm is not known"
    elif study.design is not Design.RCT and len(sizes) > 1:
        computed = "arms that were not randomised may share patients"
    elif study.design is not Design.RCT and sum(known) < enrolled:
        computed = "whether the others were treated is not known"
    else:
        computed = f"the sum is {sum(known):,}"
        verdict = Verdict.PASSES if sum(known) == enrolled else Verdict.FAILS
    yield Checked(Kind.TOTAL, "sizes of arms against enrolment", printed, computed, verdict)


def _registration(study: Study) -> Checked:
    """The earliest date that any register gives, against the start of recruitment, or of the study as registered."""
    what = "registered before the start"
    registered = min((entry.registered for entry in study.registrations if entry.registered), default=None)
    start = study.recruited_from or min((entry.started for entry in study.registrations if entry.started), default=None)
    printed = f"registered: {registered or 'not stated'}; began: {start or 'not stated'}"
    if registered is None or start is None:
        if not study.registry:
            why = "no registration number was found"
            why += "" if study.design in PROSPECTIVE else "; none is expected of this design"
        else:
            missing = [
                name for name, date in (("of registration", registered), ("of the start", start)) if date is None
            ]
            why = f"the date {listed(missing)} was not accessible"
        return Checked(Kind.REGISTRATION, what, printed, why, Verdict.NOT_CHECKED)
    shared = min(len(registered), len(start))
    one, two = registered[:shared], start[:shared]
    if one == two:
        period = "month" if shared > len("2000") else "year"
        why = f"both are in the same {period}, so which came first is not known"
        return Checked(Kind.REGISTRATION, what, printed, why, Verdict.NOT_CHECKED)
    before = one < two
    shown = "registered before" if before else "registered after"
    return Checked(Kind.REGISTRATION, what, printed, shown, Verdict.PASSES if before else Verdict.FAILS)


def _notice(notices: Sequence[Notice] | None) -> Checked:
    what = "notices of databases"
    if notices is None:
        return Checked(Kind.NOTICE, what, "", "not looked up in a database yet", Verdict.NOT_CHECKED)
    said = listed(f"{one.what} ({one.by})" for one in notices)
    serious = any(one.what in SERIOUS_NOTICES for one in notices)
    return Checked(Kind.NOTICE, what, said, said or "none", Verdict.FAILS if serious else Verdict.PASSES)


def _is_read(row: EfficacyRow | SafetyRow, one: Reconstruction) -> bool:
    """Whether a reading is of the percentage of this row."""
    printed: Mapping[str, str] = one.reading.printed
    return isinstance(row, EfficacyRow) and row.outcome == one.reading.outcome and printed.get(row.arm) == row.printed


def _what(study: Study, row: EfficacyRow | SafetyRow, vocabulary: Vocabulary, arm: bool = True) -> str:
    """Outcome or event, time and arm of a row."""
    named = vocabulary.outcomes if isinstance(row, EfficacyRow) else vocabulary.events
    label = named[_term(row)].label
    month, when = _time(row)
    time = time_words({"month": month, "when": when}) if (month, when) != (None, None) else None
    time = "time not stated" if when is When.NOT_STATED else time
    severity = row.severity.label if isinstance(row, SafetyRow) and row.severity is not Severity.ANY else None
    arms = {one.id: one.label for one in study.arms if len(study.arms) > 1}
    parts = {one.id: one.label for one in study.groups if one.role is not GroupRole.WHOLE}
    who = (arms.get(row.arm), parts.get(row.group)) if arm else ()
    return ", ".join(filter(None, (label, severity, time, *who)))


def _term(row: EfficacyRow | SafetyRow) -> str:
    return row.outcome if isinstance(row, EfficacyRow) else row.event


def _time(row: EfficacyRow | SafetyRow):
    return (row.month, row.when) if isinstance(row, EfficacyRow) else (None, None)


def _p(value: float) -> str:
    return number(value, 3)
