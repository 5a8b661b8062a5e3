"""Declared pools: what may be pooled, subgroups, and the primary one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...schema import Age, ReviewConfig, Vocabulary
from ..loaded import File, Loaded
from ..problems import FieldPath, Problem


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
    """A pool's subgroups have names of their own, lie within the pool, and do not overlap."""
    if data.config is None:
        return
    for name, pool in data.config.content.pools.items():
        taken: dict[tuple[str, Age], str] = {}
        ids = [part.id for part in pool.subgroups]
        for i, part in enumerate(pool.subgroups):
            path = ("pools", name, "subgroups", i)
            if part.id in ids[:i]:
                yield data.config.problem((*path, "id"), f"{part.id!r} appears twice. Each id once.")
            for j, condition in enumerate(part.conditions):
                if condition not in pool.conditions:
                    message = f"{condition!r} is not in this pool. Allowed: {', '.join(pool.conditions)}."
                    yield data.config.problem((*path, "conditions", j), message)
            for mark in ((condition, age) for condition in part.conditions for age in part.ages):
                if mark in taken:
                    message = f"{mark[0]}, {mark[1]} is already in subgroup {taken[mark]!r}."
                    yield data.config.problem(path, message)
                taken.setdefault(mark, part.id)


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


CHECKS = (conditions_may_be_pooled, subgroups_are_parts, one_result_is_primary)
