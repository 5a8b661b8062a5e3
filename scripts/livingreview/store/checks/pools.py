"""Declared pools: what may be pooled, subgroups, and the primary one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ...schema import UNTIMED, Age, ReviewConfig, Vocabulary
from ..loaded import File, Loaded
from ..problems import FieldPath, Problem

NUMBER = re.compile(r"\d+(?:\.\d+)?")
ANY_CAUSE = ""  # a subgroup without causes takes all that no other names


def conditions_may_be_pooled(data: Loaded) -> Iterator[Problem]:
    """Pools and comparisons take only conditions that data/vocabulary.yaml allows to be pooled."""
    if data.config is None or data.vocabulary is None:
        return
    for section, declared in (("pools", data.config.content.pools), ("comparisons", data.config.content.comparisons)):
        for name, one in declared.items():
            yield from _not_pooled(data.config, data.vocabulary.content, (section, name), one.conditions)


def _not_pooled(
    config: File[ReviewConfig], vocabulary: Vocabulary, path: FieldPath, conditions: Sequence[str]
) -> Iterator[Problem]:
    for i, condition in enumerate(conditions):
        if not vocabulary.conditions[condition].pooled:
            allowed = [name for name, one in vocabulary.conditions.items() if one.pooled]
            message = f"{condition!r} may not be pooled (data/vocabulary.yaml). Allowed: {', '.join(allowed)}."
            yield config.problem((*path, "conditions", i), message)


def subgroups_are_parts(data: Loaded) -> Iterator[Problem]:
    """A pool's subgroups and subsets have names of their own; subgroups lie within the pool and do not overlap."""
    if data.config is None:
        return
    for name, pool in data.config.content.pools.items():
        taken: dict[tuple[str, Age, str], str] = {}
        ids = [part.id for part in pool.subgroups]
        for i, part in enumerate(pool.subgroups):
            path = ("pools", name, "subgroups", i)
            if part.id in ids[:i]:
                yield data.config.problem((*path, "id"), f"{part.id!r} appears twice. Each id once.")
            for j, condition in enumerate(part.conditions):
                if condition not in pool.conditions:
                    message = f"{condition!r} is not in this pool. Allowed: {', '.join(pool.conditions)}."
                    yield data.config.problem((*path, "conditions", j), message)
            causes = part.causes or [ANY_CAUSE]
            for mark in ((c, age, cause) for c in part.conditions for age in part.ages for cause in causes):
                if mark in taken:
                    what = ", ".join(filter(None, mark))
                    yield data.config.problem(path, f"{what} is already in subgroup {taken[mark]!r}.")
                taken.setdefault(mark, part.id)
        for i, subset in enumerate(pool.subsets):
            if subset.id in [*ids, *(other.id for other in pool.subsets[:i])]:
                message = f"{subset.id!r} is already a subgroup or subset of this pool. Each id once."
                yield data.config.problem(("pools", name, "subsets", i, "id"), message)


def pools_say_what_they_estimate(data: Loaded) -> Iterator[Problem]:
    """Where the review asks for it, a pool has an estimand, and a label that is true of every time it takes."""
    if data.config is None or not data.config.content.pools_say_estimand:
        return
    for name, pool in data.config.content.pools.items():
        if pool.estimand is None:
            message = "is missing: `pools_say_estimand` asks for it. Give who, treatment, time and missing."
            yield data.config.problem(("pools", name, "estimand"), message)
        window, label, path = pool.window, pool.label, ("pools", name, "label")
        ends = list(dict.fromkeys(f"{month:g}" for month in (window.first, window.last)))
        named = [f"{float(month):g}" for month in NUMBER.findall(label)]
        if any(month not in named for month in ends):
            message = f"{label!r} is not true of every row: the pool takes {' to '.join(ends)} months. Write so."
            yield data.config.problem(path, message)
        if set(window.also) & set(UNTIMED) and "not stated" not in label:
            message = f"{label!r} is not true of every row: the pool takes rows without a time. Add `time not stated`."
            yield data.config.problem(path, message)


def one_result_is_primary(data: Loaded) -> Iterator[Problem]:
    """Exactly one pool or comparison is primary."""
    if data.config is None:
        return
    config = data.config.content
    primary = [f"pools.{name}" for name, pool in config.pools.items() if pool.primary]
    primary += [f"comparisons.{name}" for name, comparison in config.comparisons.items() if comparison.primary]
    if len(primary) != 1:
        message = f"exactly one pool or comparison is primary; found {', '.join(primary) or 'none'}."
        yield data.config.problem(("pools",), message)


CHECKS = (conditions_may_be_pooled, subgroups_are_parts, pools_say_what_they_estimate, one_result_is_primary)
