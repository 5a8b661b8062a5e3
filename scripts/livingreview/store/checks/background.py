"""Background publications: names that prose asks for, other treatments, earlier reviews, background on safety."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...schema import Background, Purpose, nearest
from ..loaded import Loaded
from ..problems import FieldPath, Problem


def names_are_unique(data: Loaded) -> Iterator[Problem]:
    """No two values or points of a background file have one name: prose would not know which it quotes."""
    for file in data.context.values():
        ids: list[str] = []
        for path, name in named(file.content):
            if name in ids:
                yield file.problem((*path, "id"), f"{name!r} appears twice. Each id once in a file.")
            ids.append(name)


def named(item: Background) -> Iterator[tuple[FieldPath, str]]:
    """Values and points that have a name, with their paths."""
    yield from ((("figures", i), row.id) for i, row in enumerate(item.figures) if row.id)
    yield from ((("points", i), point.id) for i, point in enumerate(item.points) if point.id)


def comparators_are_others(data: Loaded) -> Iterator[Problem]:
    """A comparator's values are never values of the treatment under review, which belong in data/studies."""
    if data.config is None:
        return
    config = data.config.content
    names = [config.intervention, *config.synonyms, *config.intervention_drugs]
    word = re.compile("|".join(rf"\b{re.escape(name)}\b" for name in names), re.IGNORECASE)
    for file in data.context.values():
        if file.content.purpose is not Purpose.COMPARATOR:
            continue
        for i, row in enumerate(file.content.figures):
            texts = {"drug": row.drug or "", "about": row.about, "as_printed": row.as_printed}
            if (field := next((name for name, text in texts.items() if word.search(text)), None)) is not None:
                yield file.problem(
                    ("figures", i, field),
                    f"{texts[field]!r} is the treatment under review: its values belong in data/studies, "
                    "not among those of other treatments.",
                )


def earlier_reviews_exist(data: Loaded) -> Iterator[Problem]:
    """Every comparison with an earlier review names one, and a point or value of it that has this id."""
    if data.config is None:
        return
    earlier = {key: file for key, file in data.context.items() if file.content.purpose is Purpose.EARLIER_REVIEW}
    for i, comparison in enumerate(data.config.content.earlier_reviews):
        if comparison.study in data.context.unread:
            continue
        if comparison.study not in earlier:
            message = f"{comparison.study!r} is not an earlier review. {nearest(comparison.study, sorted(earlier))}"
            yield data.config.problem(("earlier_reviews", i, "study"), message)
            continue
        ids = [name for _, name in named(earlier[comparison.study].content)]
        if comparison.point not in ids:
            message = f"{comparison.point!r} is not an id in this file. {nearest(comparison.point, ids)}"
            yield data.config.problem(("earlier_reviews", i, "point"), message)


def safety_background_exists(data: Loaded) -> Iterator[Problem]:
    """Every topic that a table of safety background names is one of a background point, and is in one table."""
    if data.config is None or data.config.content.safety is None:
        return
    topics = sorted({point.topic for file in data.context.values() for point in file.content.points})
    taken: dict[str, str] = {}
    for table, background in data.config.content.safety.background.items():
        for i, topic in enumerate(background.topics):
            path = ("safety", "background", table, "topics", i)
            if topic in taken:
                yield data.config.problem(path, f"{topic!r} is already in {taken[topic]!r}. Each topic once.")
            elif topic not in topics and not data.context.unread:
                message = f"{topic!r} is not a topic of a point in data/context. {nearest(topic, topics)}"
                yield data.config.problem(path, message)
            taken.setdefault(topic, table)


def practice_topics_exist(data: Loaded) -> Iterator[Problem]:
    """Every topic that a question of practice names is one of a background point."""
    if data.config is None or data.context.unread:
        return
    topics = sorted({point.topic for file in data.context.values() for point in file.content.points})
    for name, question in data.config.content.practice.items():
        for i, topic in enumerate(question.topics):
            if topic not in topics:
                message = f"{topic!r} is not a topic of a point in data/context. {nearest(topic, topics)}"
                yield data.config.problem(("practice", name, "topics", i), message)


CHECKS = (
    names_are_unique,
    comparators_are_others,
    earlier_reviews_exist,
    safety_background_exists,
    practice_topics_exist,
)
