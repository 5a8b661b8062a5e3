"""Counts of a study: no part is larger than what it is a part of, and sums are the sum of their parts."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterator

from ..loaded import Loaded
from ..problems import FieldPath, Problem
from .studies import value_rows


def denominators_nest(data: Loaded) -> Iterator[Problem]:
    """n <= the group's n <= enrolled, and n <= the arm's n."""
    for file in data.studies.values():
        study, limit = file.content, file.content.population.enrolled
        counted: list[tuple[FieldPath, int | None]] = [(("groups", i), group.n) for i, group in enumerate(study.groups)]
        counted += [(("arms", i), arm.n) for i, arm in enumerate(study.arms)]
        for path, n in counted:
            if n is not None and limit is not None and n > limit:
                yield file.problem((*path, "n"), f"{n} is more than the {limit} enrolled. Allowed: 0 to {limit}.")
        sizes = {"arm": {arm.id: arm.n for arm in study.arms}, "group": {group.id: group.n for group in study.groups}}
        for path, row in value_rows(study):
            for field, name in (("group", row.group), ("arm", row.arm)):
                size = sizes[field].get(name)
                if size is None:
                    continue
                if row.n is not None and row.n > size:
                    message = f"{row.n} is more than the {size} of {field} {name!r}. Allowed: 0 to {size}."
                    yield file.problem((*path, "n"), message)
                elif row.n is None and row.events is not None and row.events > size:
                    message = f"{row.events} is more than the {size} of {field} {name!r}."
                    yield file.problem((*path, "events"), message)


def parts_add_up(data: Loaded) -> Iterator[Problem]:
    """Outcomes that are sums (overall = complete + partial) add up wherever arm, group, time and n are the same.

    Where a part is not given, the others are at most the sum.
    """
    if data.vocabulary is None:
        return
    for file in data.studies.values():
        cells: dict[Hashable, dict[str, tuple[int, int]]] = defaultdict(dict)
        for i, row in enumerate(file.content.efficacy):
            if row.events is not None and row.conflict is None:
                cells[row.arm, row.group, row.month, row.when, row.n].setdefault(row.outcome, (i, row.events))
        for found in cells.values():
            for name, outcome in data.vocabulary.content.outcomes.items():
                given = {part: found[part][1] for part in outcome.sum_of if part in found}
                if not given or name not in found:
                    continue
                (i, total), counted = found[name], sum(given.values())
                complete = len(given) == len(outcome.sum_of)
                if counted > total or (complete and counted != total):
                    parts = " + ".join(f"{part} {count}" for part, count in given.items())
                    yield file.problem(
                        ("efficacy", i, "events"),
                        f"{total} is {'not' if complete else 'less than'} {parts} = {counted}. "
                        "Correct one of them, or declare a conflict.",
                    )


def counts_beside_percentages_have_an_origin(data: Loaded) -> Iterator[Problem]:
    """A row with a count and a percentage says whether the report prints the count, or how it was worked out.

    The two look alike in the file, and only the first is evidence of the report. A review declares that it asks.
    """
    if data.config is None or not data.config.content.counts_say_origin:
        return
    for file in data.studies.values():
        for path, row in value_rows(file.content):
            if None not in (row.events, row.printed) and row.derived is None and row.count_printed is None:
                of = "" if row.n is None else f" of {row.n}"
                yield file.problem(
                    (*path, "count_printed"),
                    f"is missing: the row has {row.events}{of} and {row.printed}. If the report prints the "
                    f"{row.events} too, write `count_printed: true`; if it was worked out from the percentage, "
                    "`derived: percentage`, and the step under `how`.",
                )


def p_values_are_possible(data: Loaded) -> Iterator[Problem]:
    """A P value is the number alone, with a point, and at most 1; words and several values are taken as printed."""
    for file in data.studies.values():
        printed: list[tuple[FieldPath, str | None]] = [((*path, "p"), row.p) for path, row in value_rows(file.content)]
        printed += [(("findings", i, "p"), finding.p) for i, finding in enumerate(file.content.findings)]
        for path, text in printed:
            if text and (wrong := _no_p_value(text.strip())):
                yield file.problem(path, wrong)


def _no_p_value(text: str) -> str | None:
    if named := re.fullmatch(r"p(?:[ -]?value)?\s*([=<>≤≥].*)", text, re.IGNORECASE):
        return f"{text!r} repeats the name. Write {named[1].lstrip('= ')!r}, in quotes."
    alone = re.fullmatch(r"([=<>≤≥]?)\s*(\d*)([.,]?)(\d*)", text)
    if alone is None or not (alone[2] or alone[4]):
        return None
    sign, whole, mark, rest = alone.groups()
    if mark == ",":
        return f"{text!r}: decimals have a point. Write '{sign}{whole}.{rest}', in quotes."
    if float(f"{whole or 0}.{rest or 0}") > 1:
        return f"{text!r} is no P value, which is at most 1. Compare it with the source; a statistic goes into `note`."
    return None


CHECKS = (denominators_nest, parts_add_up, counts_beside_percentages_have_an_origin, p_values_are_possible)
