"""Readings that are kept apart: whose they are, of which publication, and what their rows refer to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from ...schema import ALL_ARMS, Extract, nearest
from ..loaded import File, Loaded
from ..problems import FieldPath, Problem
from .files import faults_of_sources, implausible_values, repeated


def readings_belong_to_a_role_and_a_publication(data: Loaded) -> Iterator[Problem]:
    """Each names its folder's role and its file's publication, and is not by whoever extracted that one."""
    for folder, key, file in every_reading(data):
        content, role = file.content, folder.replace("-", " ")
        if content.id != key:
            yield file.problem(("id",), f"{content.id!r} is not the name of the file. Allowed: {key}.")
        if key not in data.ids:
            yield file.problem(("id",), f"{key!r} has no file in data/. {nearest(key, sorted(data.ids), 3)}")
        if content.role != role:
            yield file.problem(("role",), f"{content.role!r} is not the role of the folder. Allowed: {role}.")
        for publication in (data.studies, data.trials, data.context):
            first = publication[key].content.extraction.extracted_by if key in publication else None
            if first == content.role and content.frozen_on is None:
                yield file.problem(
                    ("role",), f"{first} is whoever extracted {key} first. A second reading is by somebody else."
                )
        if content.read_on is not None and content.read_on > date.today() + timedelta(days=1):
            yield file.problem(("read_on",), f"{content.read_on} is in the future.")


def rows_of_readings_are_complete(data: Loaded) -> Iterator[Problem]:
    """Sources, arms and groups that a row names are in the file; each is there once; values are plausible."""
    for _, _, file in every_reading(data):
        content = file.content
        blocks = [*_rows(content), *((("arms", i), arm) for i, arm in enumerate(content.arms))]
        blocks += [(("population",), content.population), (("trial",), content.trial)]  # or None, which has no source
        yield from faults_of_sources(file, content.sources, blocks)
        if data.vocabulary is not None:
            yield from implausible_values(file, blocks, data.vocabulary.content.units)
        arms, groups = [arm.id for arm in content.arms], [group.id for group in content.groups]
        yield from repeated(file, "arms", arms)
        yield from repeated(file, "groups", groups)
        for path, row in _rows(content):
            for field, allowed in (("arm", [*arms, ALL_ARMS]), ("versus", arms), ("group", groups)):
                if (value := getattr(row, field, None)) is not None and value not in allowed:
                    message = f"{value!r} is not declared in this file. {nearest(value, allowed)}"
                    yield file.problem((*path, field), message)
        for i, finding in enumerate(content.findings):
            if content.axes and finding.axis not in content.axes:
                listed = ", ".join(content.axes)
                message = f"{finding.axis!r} is not among the axes that were to be read. Allowed: {listed}."
                yield file.problem(("findings", i, "axis"), message)


def what_was_not_seen_is_known(data: Loaded) -> Iterator[Problem]:
    """An entry of `not_seen` names a part that was to be read, and a term that rows of that part can have."""
    if data.vocabulary is None:
        return
    words = data.vocabulary.content
    terms: dict[str, Iterable[str]] = {"efficacy": words.outcomes, "safety": words.events, "findings": words.axes}
    for _, _, file in every_reading(data):
        content = file.content
        terms["arms"] = {arm.id for arm in content.arms}
        terms["groups"] = {group.id for group in content.groups}
        for i, one in enumerate(content.not_seen):
            if one.part != "everything" and one.part not in content.parts:
                message = f"{one.part!r} was not to be read. Allowed: {', '.join(content.parts)}, everything."
                yield file.problem(("not_seen", i, "part"), message)
            known = list(terms.get(one.part, ()))
            if one.of is not None and known and one.of not in known:
                yield file.problem(("not_seen", i, "of"), f"{one.of!r} is none of {one.part}. {nearest(one.of, known)}")


def every_reading(data: Loaded) -> Iterator[tuple[str, str, File[Extract]]]:
    """Readings that could be read, with the name of their folder and of their file."""
    for folder, files in data.readings.items():
        for key, file in files.items():
            yield folder, key, file


def _rows(content: Extract) -> list[tuple[FieldPath, object]]:
    return [
        ((name, i), row)
        for name in ("efficacy", "safety", "findings", "figures")
        for i, row in enumerate(getattr(content, name))
    ]


CHECKS = (
    readings_belong_to_a_role_and_a_publication,
    rows_of_readings_are_complete,
    what_was_not_seen_is_known,
)
