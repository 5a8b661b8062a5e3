"""Readings that are kept apart: whose they are, of which publication, and what their rows refer to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from ...schema import ALL_ARMS, Extract, nearest
from ..comparing import compare
from ..comparing.settling import covers, faults
from ..loaded import File, Loaded, Unread
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
            if first not in (None, content.role) and content.frozen_on is not None:
                message = f"only the first reading, by {first}, is kept so. A second one has `read_on`."
                yield file.problem(("frozen_on",), message)
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


def decisions_are_on_differences(data: Loaded) -> Iterator[Problem]:
    """Each file of decisions is on two readings that are there, and settles every difference between them once."""
    for key, file in data.settled.items():
        settled = file.content
        if settled.id != key:
            yield file.problem(("id",), f"{settled.id!r} is not the name of the file. Allowed: {key}.")
        pair: list[Extract] = []
        for name in ("first", "second"):
            role = getattr(settled, name)
            folder = data.readings.get(role.replace(" ", "-"))
            if folder is None or key not in folder.ids:
                yield file.problem((name,), f"there is no reading of {key} by {role} in data/extractions.")
            elif key in folder:
                pair.append(folder[key].content)
        if len(pair) == 2:
            for i, field, message in faults(compare(pair[0], pair[1], settled.same), settled):
                yield file.problem((field,) if i is None else ("differences", i, field), message)


def checked_publications_were_read_twice(data: Loaded) -> Iterator[Problem]:
    """Who is named as having checked a file has read all of it again, and every difference is settled.

    A review declares that it asks for this.
    """
    if data.config is None or not data.config.content.checked_means_read_twice:
        return
    for key, file in data.files:
        role = None if isinstance(file, Unread) else file.content.extraction.checked_by
        if role is None or isinstance(file, Unread):
            continue
        folder = data.readings.get(role.replace(" ", "-"))
        if folder is not None and key in folder.unread:
            continue  # its own problems say why
        missing = ""
        if folder is None or key not in folder:
            missing = f"there is no reading of {key} by {role} in data/extractions"
        elif not covers(file.content, folder[key].content):
            missing = f"{role} read a part of it only"
        elif key not in data.settled.ids:
            missing = f"the differences between the readings of {key} are not settled"
        if missing:
            message = f"{missing}. Delete the field, or see `review extract`."
            yield file.problem(("extraction", "checked_by"), message)


def audits_are_named_by_day_and_seed(data: Loaded) -> Iterator[Problem]:
    """The file of an audit is called by its day and its seed, so that none is entered twice."""
    for key, file in data.audits.items():
        if (named := f"{file.content.audited_on}-{file.content.seed}") != key:
            yield file.problem(("seed",), f"the file of this audit is called {named}.yaml. Rename it.")


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
    decisions_are_on_differences,
    checked_publications_were_read_twice,
    audits_are_named_by_day_and_seed,
)
