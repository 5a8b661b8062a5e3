"""Numbers and words of a study that cannot both be right, or probably are not.

What is certain is a problem; what is only probable is said by `doubtful`, for the notices. The form "Add a study" has
the same rules (rules.js).
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator

from ...schema import (
    ANIMALS,
    ArmRole,
    Design,
    Direction,
    EfficacyRow,
    GroupRole,
    Part,
    ReviewConfig,
    SafetyRow,
    Study,
    System,
    Vocabulary,
)
from ...schema.repairs import DAYS, DAYS_A_MONTH, in_months
from ..loaded import Loaded
from ..problems import FieldPath, Problem, field_name

MANY_TIMES = 3  # as many as were analysed, or more: probably a digit too much
PERIODS = re.compile(r"(\d+(?:\.\d+)?)(?:\s*(?:-|–|to)\s*(\d+(?:\.\d+)?))?\s*(day|week|month|year)", re.IGNORECASE)
OPEN = re.compile(r"median|mean|average|at least|more than|minimum|beyond|[>≥]", re.IGNORECASE)  # some are longer
MEDIAN = re.compile(
    r"\bmedian\b[^.;\d]{0,40}(\d+(?:\.\d+)? ?(?:days?|weeks?|months?|years?))"
    r"(?:[^.;\d]{0,20}(\d+(?:\.\d+)?) ?(?:-|–|to))?",
    re.IGNORECASE,
)
ATTRITION = 0.8  # of those enrolled, or of an arm: fewer in the arms, or in a row, call for a word on who is missing
WAYS = {Direction.UP: 1, Direction.DOWN: -1}


def months_are_within_follow_up(data: Loaded) -> Iterator[Problem]:
    """Nothing is assessed after the end of follow-up, where that is one period for everybody."""
    for file in data.studies.values():
        end = in_months(file.content.followup or "")
        for i, row in enumerate(file.content.efficacy):
            if end is not None and row.month is not None and row.month > end and row.conflict is None:
                yield file.problem(
                    ("efficacy", i, "month"),
                    f"{row.month:g} is after the end of follow-up ({file.content.followup}). Correct one of them; if "
                    "only some were followed so long, say so in `followup` (median 6 months, range 3 to 12), or say "
                    "under `conflict` why they differ.",
                )


def experiments_in_animals_measure_no_patients(data: Loaded) -> Iterator[Problem]:
    """The design animal is for experiments in animals alone."""
    for file in data.studies.values():
        for i, finding in enumerate(file.content.findings):
            if file.content.design is Design.ANIMAL and finding.system is System.PATIENTS:
                yield file.problem(
                    ("findings", i, "system"),
                    f"{finding.system} does not go with `design: animal`. Write where it was measured "
                    f"({' or '.join(ANIMALS)}); if patients were studied too, choose the design of that part, such as "
                    f"{Design.EX_VIVO}.",
                )


def doubtful(study: Study, vocabulary: Vocabulary, config: ReviewConfig) -> Iterator[tuple[FieldPath, str]]:
    """What is probably wrong in a study, and may be right: the field, and what to compare."""
    yield from _many_more_enrolled(study)
    yield from _arms_and_enrolled(study)
    yield from _after_follow_up(study)
    yield from _after_median_follow_up(study)
    yield from _part_of_the_arm(study, config)
    yield from _counted_twice(study)
    yield from _printed_once(study)
    yield from _participants_are_animals(study)
    yield from _participants_are_others(study, vocabulary)
    yield from _against_its_means(study, vocabulary)
    yield from _compared_nowhere(study, config)


def _many_more_enrolled(study: Study) -> Iterator[tuple[FieldPath, str]]:
    enrolled = study.population.enrolled
    whole = next((group.n for group in study.groups if group.role is GroupRole.WHOLE), None)
    if enrolled is not None and whole and enrolled >= MANY_TIMES * whole:
        yield (
            ("population", "enrolled"),
            f"{enrolled} is many times the {whole} of the whole group. Is there a digit too much? If so many entered "
            "and were not analysed, `limits` should say it.",
        )


def _arms_and_enrolled(study: Study) -> Iterator[tuple[FieldPath, str]]:
    """Arms of a randomised trial that hold more than were enrolled, or so few that attrition should be described."""
    enrolled, sizes = study.population.enrolled, [arm.n for arm in study.arms if arm.n is not None]
    if study.design is not Design.RCT or not enrolled or len(sizes) < max(2, len(study.arms)):
        return
    total = sum(sizes)
    shown = " + ".join(map(str, sizes))
    if total > enrolled:
        message = f"{enrolled} is less than the arms together ({shown} = {total}). Compare them with the source."
        yield ("population", "enrolled"), message
    elif total < ATTRITION * enrolled:
        yield (
            ("population", "enrolled"),
            f"{enrolled} is far more than the arms together ({shown} = {total}). Compare them with the source; if so "
            "many dropped out before they were counted, `limits` should say it.",
        )


def _after_follow_up(study: Study) -> Iterator[tuple[FieldPath, str]]:
    text = study.followup or ""
    if in_months(text) is not None or OPEN.search(text):
        return  # the first is a problem; of the others, some may be followed longer
    ends = [float(found[2] or found[1]) * DAYS[found[3][0].lower()] / DAYS_A_MONTH for found in PERIODS.finditer(text)]
    for i, row in enumerate(study.efficacy):
        if ends and row.month is not None and row.month > round(max(ends), 1) and row.conflict is None:
            message = (
                f"{row.month:g} is after every period that `followup` names ({text}). Compare both with the source."
            )
            yield ("efficacy", i, "month"), message


def _after_median_follow_up(study: Study) -> Iterator[tuple[FieldPath, str]]:
    """More than half of the patients assessed at a time that at most half of them reached, or all at the median."""
    found = MEDIAN.search(study.followup or "")
    middle = in_months(found[1]) if found else None
    if found is None or middle is None:
        return
    everybody = found[2] is not None and in_months(f"{found[2]} {found[1].split()[-1]}") == middle
    enrolled = study.population.enrolled or max((group.n or 0 for group in study.groups), default=0)
    for i, row in enumerate(study.efficacy):
        if row.month is None or row.n is None or row.conflict is not None:
            continue
        if row.month == middle and not everybody:
            yield (
                ("efficacy", i, "month"),
                f"{row.month:g} is the median follow-up ({study.followup}), which half of the patients did not reach. "
                "A result at the last visit has `when: follow-up` and no month. If all were assessed then, say so with "
                "the range in `followup`.",
            )
        elif row.month > middle and 2 * row.n > enrolled > 0:
            yield (
                ("efficacy", i, "month"),
                f"{row.month:g} is after the median follow-up ({study.followup}), which at most half of the {enrolled} "
                f"patients passed, and n is {row.n}. Compare time, n and follow-up with the source.",
            )


def _counted_twice(study: Study) -> Iterator[tuple[FieldPath, str]]:
    """The same event or outcome of the same patients, counted in two rows."""
    first: dict[Hashable, tuple[FieldPath, int]] = {}
    rows: list[tuple[FieldPath, EfficacyRow | SafetyRow, Hashable]] = [
        (("efficacy", i), row, (row.outcome, row.month, row.when)) for i, row in enumerate(study.efficacy)
    ]
    rows += [(("safety", i), row, (row.event, row.severity, row.as_printed)) for i, row in enumerate(study.safety)]
    for path, row, what in rows:
        if row.events is None or row.versus is not None or row.conflict is not None:
            continue
        before, events = first.setdefault((path[0], row.arm, row.group, what), (path, row.events))
        if before != path:
            other = "" if events == row.events else f", as {events} and {row.events}"
            yield (
                (*path, "events"),
                f"the same arm, group and {'outcome' if path[0] == 'efficacy' else 'event'} is counted in "
                f"{field_name(before)} too{other}. If both are one count, keep one; if sources disagree, say it under "
                "`conflict`; if they are different events, `as_printed` tells them apart.",
            )


def _part_of_the_arm(study: Study, config: ReviewConfig) -> Iterator[tuple[FieldPath, str]]:
    """A pooled outcome of everybody, counted out of far fewer than the arm has, without a word on who is missing."""
    pooled = {pool.outcome for pool in config.pools.values()}
    whole = {group.id for group in study.groups if group.role is GroupRole.WHOLE}
    sizes = {arm.id: arm.n for arm in study.arms}
    for i, row in enumerate(study.efficacy):
        size = sizes.get(row.arm)
        silent = row.note is None and row.conflict is None and row.derived is None
        if row.n is None or size is None or row.outcome not in pooled or row.group not in whole or not silent:
            continue
        if row.events is not None and row.n < ATTRITION * size:
            yield (
                ("efficacy", i, "n"),
                f"{row.n} is far fewer than the {size} of the arm. If these are those who had responded before, it is "
                "another outcome, or a group with `selected_on_response: true`; if the others were not assessed, say "
                "so under `note`.",
            )


def _printed_once(study: Study) -> Iterator[tuple[FieldPath, str]]:
    """One count of a report that is recorded under two terms."""
    first: dict[Hashable, tuple[int, str]] = {}
    for i, row in enumerate(study.safety):
        if row.events is None or row.as_printed is None or row.conflict is not None:
            continue
        what = (row.arm, row.group, row.severity, row.as_printed.casefold(), row.events, row.n)
        before, event = first.setdefault(what, (i, row.event))
        if event != row.event:
            yield (
                ("safety", i, "event"),
                f"'{row.as_printed}' is counted as {event} in safety[{before}] too. If it is one count, keep the term "
                "that fits better.",
            )


def _participants_are_animals(study: Study) -> Iterator[tuple[FieldPath, str]]:
    """Patients or donors of a finding that was made in animals."""
    for i, finding in enumerate(study.findings):
        if finding.participants is not None and finding.system in ANIMALS:
            yield (
                ("findings", i, "participants"),
                f"{finding.participants} counts patients or donors, and the finding is from animals "
                f"({finding.system}). Delete it; the number of animals goes into `note`, or into `n` in `measured`.",
            )


def _participants_are_others(study: Study, vocabulary: Vocabulary) -> Iterator[tuple[FieldPath, str]]:
    """People with the disease among whom, as the numbers say, those that they are compared with were counted."""
    enrolled = study.population.enrolled
    for i, finding in enumerate(study.findings):
        if finding.participants is None:
            continue
        signs = []
        if enrolled is not None and finding.participants > enrolled:
            signs.append(f"only {enrolled} entered the study")
        for block in finding.measured or []:
            sizes = [group.n or 0 for group in block.groups]
            defect = vocabulary.perturbations[finding.perturbation].part is Part.DEFECT
            if defect and all(sizes) and sum(sizes) == finding.participants:
                signs.append(f"it is {' + '.join(map(str, sizes))} in `measured`, with {block.reference}")
        if signs:
            yield (
                ("findings", i, "participants"),
                f"{finding.participants} may count those whom the patients are compared with: {signs[0]}. Count only "
                "people with the disease of the row.",
            )


def _against_its_means(study: Study, vocabulary: Vocabulary) -> Iterator[tuple[FieldPath, str]]:
    """A direction against which every printed mean speaks; a block that says what is `odd` is left out."""
    for i, finding in enumerate(study.findings):
        if finding.direction not in WAYS or vocabulary.axes[finding.axis].collects:
            continue
        signs, shown = set(), ""
        for block in finding.measured or []:
            reference = next(group for group in block.groups if group.label == block.reference)
            for group in block.groups:
                if group is not reference and block.odd is None and group.mean != reference.mean:
                    signs.add(1 if group.mean > reference.mean else -1)
                    shown = f"{group.label} {group.mean:g} v {reference.label} {reference.mean:g}"
        if signs == {-WAYS[finding.direction]}:
            yield (
                ("findings", i, "direction"),
                f"{finding.direction} is against the means in `measured` ({shown}). Compare direction, means and "
                "`reference` with the source; if what was measured falls as the axis rises, say so under `odd`.",
            )


def _compared_nowhere(study: Study, config: ReviewConfig) -> Iterator[tuple[FieldPath, str]]:
    """Counts of a randomised comparison of an outcome that is pooled, for which no comparison is declared."""
    if study.design is not Design.RCT:
        return
    roles = {arm.id: arm for arm in study.arms}
    counted: dict[str, dict[str, int]] = {}
    for i, row in enumerate(study.efficacy):
        if row.events is not None and row.arm in roles:
            counted.setdefault(row.outcome, {}).setdefault(row.arm, i)
    pooled = {pool.outcome for pool in config.pools.values()}
    for outcome, rows in counted.items():
        treated = [arm for arm in rows if roles[arm].role is ArmRole.INTERVENTION]
        for arm in rows:
            if outcome not in pooled or not treated or roles[arm].role is not ArmRole.COMPARATOR:
                continue
            drugs = set(roles[arm].drugs)
            if not any(one.outcome == outcome and drugs & set(one.against) for one in config.comparisons.values()):
                yield (
                    ("efficacy", rows[arm], "arm"),
                    f"{outcome} is counted in both arms of a randomised trial, and no comparison with "
                    f"{' or '.join(roles[arm].drugs)} is declared: the two are not compared. An editor declares it "
                    "under `comparisons` in data/review.yaml.",
                )


CHECKS = (months_are_within_follow_up, experiments_in_animals_measure_no_patients)
