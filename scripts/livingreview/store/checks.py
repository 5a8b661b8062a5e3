"""Cross-checks: what no single field can know. One small function a rule; each yields problems."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel

from ..citations import BIB_FILE, Bibliography, cited_in
from ..schema import ALL_ARMS, GroupRole, ReviewConfig, Study, Trial, Vocabulary, nearest
from .files import Document
from .problems import Problem


@dataclass(frozen=True)
class Loaded:
    """Everything that was read, before it is trusted."""

    root: Path
    config: ReviewConfig
    config_document: Document
    vocabulary: Vocabulary
    studies: dict[str, Study]
    trials: dict[str, Trial]
    documents: dict[str, Document]  # by study or trial id
    bibliography: Bibliography


Check = Callable[[Loaded], Iterator[Problem]]


def ids_match_files(data: Loaded) -> Iterator[Problem]:
    """The id in a file is the file's name, and no id is used twice."""
    for stem, document in data.documents.items():
        if (written := document.data["id"]) != stem:
            yield document.problem(("id",), f"{written!r} is not the name of the file. Allowed: {stem}.")


def references_exist(data: Loaded) -> Iterator[Problem]:
    """Every arm, group and source that a row names is declared in the same file."""
    for key, study in data.studies.items():
        document = data.documents[key]
        sources = [s.id for s in study.sources]
        arms, groups = [a.id for a in study.arms], [g.id for g in study.groups]
        for name, ids in (("sources", sources), ("arms", arms), ("groups", groups)):
            for i, one in enumerate(ids):
                if one in ids[:i]:
                    yield document.problem((name, i, "id"), f"{one!r} stands twice. Each id once.")
        for path, block in rows(study):
            if (source := getattr(block, "source", None)) is not None and source not in sources:
                yield document.problem(
                    (*path, "source"), f"there is no source {source}. Allowed: {', '.join(map(str, sources))}."
                )
            for field, allowed in (("arm", [*arms, ALL_ARMS]), ("versus", arms), ("group", groups)):
                if (value := getattr(block, field, None)) is not None and value not in allowed:
                    yield document.problem(
                        (*path, field), f"{value!r} is not declared in this file. {nearest(value, allowed)}"
                    )
    for key, trial in data.trials.items():
        if trial.source not in (known := [s.id for s in trial.sources]):
            yield data.documents[key].problem(
                ("source",), f"there is no source {trial.source}. Allowed: {', '.join(map(str, known))}."
            )


def denominators_nest(data: Loaded) -> Iterator[Problem]:
    """n <= the group's n <= enrolled, and n <= the arm's n."""
    for key, study in data.studies.items():
        document = data.documents[key]
        limit = study.population.enrolled
        for field in ("groups", "arms"):
            for i, block in enumerate(getattr(study, field)):
                if None not in (block.n, limit) and block.n > limit:
                    yield document.problem(
                        (field, i, "n"), f"{block.n} is more than the {limit} enrolled. Allowed: 0 to {limit}."
                    )
        sizes = {"arm": {a.id: a.n for a in study.arms}, "group": {g.id: g.n for g in study.groups}}
        for path, row in figures(study):
            for field in ("group", "arm"):
                size = sizes[field].get(getattr(row, field))
                if None not in (row.n, size) and row.n > size:
                    yield document.problem(
                        (*path, "n"),
                        f"{row.n} is more than the {size} of {field} {getattr(row, field)!r}. Allowed: 0 to {size}.",
                    )
                elif row.n is None and None not in (row.events, size) and row.events > size:
                    yield document.problem(
                        (*path, "events"), f"{row.events} is more than the {size} of {field} {getattr(row, field)!r}."
                    )


def parts_add_up(data: Loaded) -> Iterator[Problem]:
    """Outcomes that are sums (overall = complete + partial) add up wherever arm, group and time are the same."""
    for key, study in data.studies.items():
        document = data.documents[key]
        cells = defaultdict(dict)
        for i, row in enumerate(study.efficacy):
            if row.events is not None and row.conflict is None:
                cells[row.arm, row.group, row.month, row.when, row.n].setdefault(row.outcome, (i, row.events))
        for found in cells.values():
            for name, outcome in data.vocabulary.outcomes.items():
                if outcome.sum_of and name in found and all(part in found for part in outcome.sum_of):
                    i, total = found[name]
                    parts = [found[part][1] for part in outcome.sum_of]
                    if total != sum(parts):
                        said = " + ".join(f"{part} {count}" for part, count in zip(outcome.sum_of, parts))
                        yield document.problem(
                            ("efficacy", i, "events"),
                            f"{total} is not {said} = {sum(parts)}. Correct one of them, or declare a conflict.",
                        )


def rows_are_unique(data: Loaded) -> Iterator[Problem]:
    """No figure stands twice: same arm, group, outcome or event, time, source and place."""
    for key, study in data.studies.items():
        seen: dict[tuple, tuple] = {}
        for path, row in figures(study):
            what = (
                (row.outcome, row.month, row.when) if path[0] == "efficacy" else (row.event, row.grade, row.as_printed)
            )
            mark = (
                path[0],
                row.arm,
                row.versus,
                row.group,
                row.source,
                row.at,
                row.stat,
                row.says,
                row.events,
                row.printed,
                row.value,
                *what,
            )
            if mark in seen:
                yield data.documents[key].problem(path, f"says the same as {seen[mark][0]}[{seen[mark][1]}]. Keep one.")
            seen.setdefault(mark, path)


def whole_group_is_one(data: Loaded) -> Iterator[Problem]:
    """A study has at most one whole group, and at most one group for each condition: else a pool would count patients twice."""
    for key, study in data.studies.items():
        taken: dict[tuple, str] = {}
        for i, group in enumerate(study.groups):
            if group.role is GroupRole.SUBGROUP:
                continue
            mark = (group.role, None if group.role is GroupRole.WHOLE else group.condition)
            if mark in taken:
                yield data.documents[key].problem(
                    ("groups", i, "role"),
                    f"{group.role} is already the role of group {taken[mark]!r}. Use subgroup for other parts.",
                )
            taken.setdefault(mark, group.id)


def overlaps_are_mutual(data: Loaded) -> Iterator[Problem]:
    """A cohort overlap is declared in both files, to the same extent."""
    for key, study in data.studies.items():
        for i, overlap in enumerate(study.cohort.overlaps if study.cohort else []):
            path, document = ("cohort", "overlaps", i, "study"), data.documents[key]
            other = data.studies.get(overlap.study)
            if other is None:
                yield document.problem(
                    path, f"{overlap.study!r} is not a study. {nearest(overlap.study, list(data.studies))}"
                )
                continue
            back = [o.extent for o in (other.cohort.overlaps if other.cohort else []) if o.study == key]
            if back != [overlap.extent]:
                yield document.problem(
                    path,
                    f"data/studies/{overlap.study}.yaml does not declare the same overlap with {key}. Add `{{study: {key}, extent: {overlap.extent}, why: ...}}` there.",
                )


def dates_run_forward(data: Loaded) -> Iterator[Problem]:
    """Recruitment ends after it begins, and nothing was recruited after publication or after the data date."""
    for key, study in data.studies.items():
        start, end = study.recruited_from, study.recruited_to
        document = data.documents[key]
        if start and end and start[: len(end)] > end[: len(start)]:
            yield document.problem(("recruited_to",), f"{end} is before recruited_from = {start}.")
        year = data.bibliography[key].year if key in data.bibliography else ""
        for field in ("recruited_from", "recruited_to"):
            if (value := getattr(study, field)) and year and value[:4] > year:
                yield document.problem((field,), f"{value} is after the publication year {year} in {BIB_FILE}.")


def bibliography_matches(data: Loaded) -> Iterator[Problem]:
    """Every study and trial has an entry; every entry is a study, a trial, or cited in a chapter; every citation has an entry."""
    citations = cited_in(data.root)
    known = list(data.bibliography)
    for key, document in data.documents.items():
        if key not in data.bibliography:
            yield document.problem(("id",), f"{BIB_FILE} has no entry {key!r}. Add one under this key.")
    cited = {key for _, _, key in citations}
    for key, entry in data.bibliography.items():
        if key not in data.documents and key not in cited:
            yield Problem(
                BIB_FILE,
                entry.line,
                key,
                "is neither a study nor a trial, and no chapter cites it. Cite it or delete it.",
            )
    for file, line, key in citations:
        if key not in data.bibliography:
            yield Problem(file, line, "cite", f"{key!r} is not in {BIB_FILE}. {nearest(key, known, 5)}")


def subgroups_are_declared(data: Loaded) -> Iterator[Problem]:
    """A pool's conditions may be pooled at all, its subgroups do not overlap, and exactly one pool is primary."""
    for name, pool in data.config.pools.items():
        for i, condition in enumerate(pool.conditions):
            if not data.vocabulary.conditions[condition].pooled:
                allowed = [c for c, v in data.vocabulary.conditions.items() if v.pooled]
                yield data.config_document.problem(
                    ("pools", name, "conditions", i),
                    f"{condition!r} may not be pooled (data/vocabulary.yaml). Allowed: {', '.join(allowed)}.",
                )
        taken: dict[tuple, str] = {}
        for i, part in enumerate(pool.subgroups):
            for mark in ((c, a) for c in part.conditions for a in part.ages):
                if mark in taken:
                    yield data.config_document.problem(
                        ("pools", name, "subgroups", i), f"{mark[0]}, {mark[1]} is already in subgroup {taken[mark]!r}."
                    )
                taken.setdefault(mark, part.id)
    primary = [name for name, pool in data.config.pools.items() if pool.primary]
    if len(primary) != 1:
        yield data.config_document.problem(
            ("pools",), f"exactly one pool is primary; found {', '.join(primary) or 'none'}."
        )


def figures(study: Study) -> Iterator[tuple[tuple, BaseModel]]:
    """Efficacy and safety rows with their paths."""
    for name in ("efficacy", "safety"):
        yield from (((name, i), row) for i, row in enumerate(getattr(study, name)))


def rows(study: Study) -> Iterator[tuple[tuple, BaseModel]]:
    """Every block of a study that names a source."""
    yield ("population",), study.population
    yield from ((("arms", i), arm) for i, arm in enumerate(study.arms))
    yield from figures(study)
    yield from ((("findings", i), row) for i, row in enumerate(study.findings))


CHECKS: tuple[Check, ...] = (
    ids_match_files,
    references_exist,
    denominators_nest,
    parts_add_up,
    rows_are_unique,
    whole_group_is_one,
    overlaps_are_mutual,
    dates_run_forward,
    bibliography_matches,
    subgroups_are_declared,
)
