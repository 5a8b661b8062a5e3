"""Cross-checks: what no single field can know. One small function a rule; each yields problems."""

from __future__ import annotations

import dataclasses
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from pydantic import BaseModel

from .. import chapters
from ..chapters import chapter_files, headings
from ..citations import BIB_FILE, YEAR, Bibliography, cited_in
from ..documents import Document
from ..problems import Problem
from ..schema import (
    ALL_ARMS,
    ANIMALS,
    INSTRUMENT_OF_DESIGN,
    TOOLS,
    Arm,
    Bearing,
    Context,
    Direction,
    GroupRole,
    Instrument,
    Purpose,
    Reading,
    Record,
    ReviewConfig,
    Study,
    Trial,
    Unit,
    Vocabulary,
    candidate_size,
    counts_that_fit,
    nearest,
)
from .screening import reconcile

STUDY_WORD = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LIKE_A_STUDY = re.compile(r"[a-z]{2,}(19|20)\d\d[a-z]?")


@dataclass(frozen=True)
class Loaded:
    """Everything that was read, before it is trusted."""

    root: Path
    config: ReviewConfig
    config_document: Document
    vocabulary: Vocabulary
    vocabulary_document: Document
    studies: dict[str, Study]
    trials: dict[str, Trial]
    context: dict[str, Context]
    documents: dict[str, Document]  # by id of study, trial or context
    bibliography: Bibliography
    log: list[Record]
    unread: frozenset[str] = frozenset()  # files with problems of their own
    optional: dict[str, BaseModel] = dataclasses.field(default_factory=dict)  # files that a review may have, by name
    optional_documents: dict[str, Document] = dataclasses.field(default_factory=dict)


WORD = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")  # an id of a study is one

Check = Callable[[Loaded], Iterator[Problem]]


def ids_match_files(data: Loaded) -> Iterator[Problem]:
    """The id in a file is the file's name, and no id is used twice."""
    for stem, document in data.documents.items():
        if (written := document.data["id"]) != stem:
            yield document.problem(("id",), f"{written!r} is not the name of the file. Allowed: {stem}.")


def sources_exist(data: Loaded) -> Iterator[Problem]:
    """Source numbers are unique in a file, and every block names one of them."""
    for key, item in (data.studies | data.trials | data.context).items():
        document = data.documents[key]
        sources = [source.id for source in item.sources]
        yield from _repeated(document, "sources", sources)
        for path, block in rows(item):
            if (source := getattr(block, "source", None)) is not None and source not in sources:
                listed = ", ".join(map(str, sources))
                yield document.problem((*path, "source"), f"there is no source {source}. Allowed: {listed}.")


def references_exist(data: Loaded) -> Iterator[Problem]:
    """Arms and groups are unique in a file, and every arm and group that a row names is one of them."""
    for key, study in data.studies.items():
        document = data.documents[key]
        arms, groups = [arm.id for arm in study.arms], [group.id for group in study.groups]
        yield from _repeated(document, "arms", arms)
        yield from _repeated(document, "groups", groups)
        for path, row in figures(study):
            for field, allowed in (("arm", [*arms, ALL_ARMS]), ("versus", arms), ("group", groups)):
                if (value := getattr(row, field)) is not None and value not in allowed:
                    message = f"{value!r} is not declared in this file. {nearest(value, allowed)}"
                    yield document.problem((*path, field), message)


def _repeated(document: Document, name: str, ids: list) -> Iterator[Problem]:
    for i, one in enumerate(ids):
        if one in ids[:i]:
            yield document.problem((name, i, "id"), f"{one!r} stands twice. Each id once.")


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
    """Outcomes that are sums (overall = complete + partial) add up wherever arm, group, time and n are the same.

    Where a part is not given, the others are at most the sum.
    """
    for key, study in data.studies.items():
        document = data.documents[key]
        cells = defaultdict(dict)
        for i, row in enumerate(study.efficacy):
            if row.events is not None and row.conflict is None:
                cells[row.arm, row.group, row.month, row.when, row.n].setdefault(row.outcome, (i, row.events))
        for found in cells.values():
            for name, outcome in data.vocabulary.outcomes.items():
                given = {part: found[part][1] for part in outcome.sum_of if part in found}
                if not given or name not in found:
                    continue
                (i, total), counted = found[name], sum(given.values())
                complete = len(given) == len(outcome.sum_of)
                if counted > total or (complete and counted != total):
                    said = " + ".join(f"{part} {count}" for part, count in given.items())
                    yield document.problem(
                        ("efficacy", i, "events"),
                        f"{total} is {'not' if complete else 'less than'} {said} = {counted}. "
                        "Correct one of them, or declare a conflict.",
                    )


def relations_are_told(data: Loaded) -> Iterator[Problem]:
    """A row of an outcome that relates a feature to another outcome says which feature, which outcome and which way."""
    for key, study in data.studies.items():
        for i, row in enumerate(study.efficacy):
            if data.vocabulary.outcomes[row.outcome].relation and row.relates is None:
                yield data.documents[key].problem(
                    ("efficacy", i, "relates"),
                    f"is missing: a row of {row.outcome!r} gives feature, of (an outcome) and direction "
                    f"({', '.join(Direction)}).",
                )


def values_are_plausible(data: Loaded) -> Iterator[Problem]:
    """Values, doses and levels lie in the range that data/vocabulary.yaml gives for their unit."""
    for key, item in (data.studies | data.context).items():
        for path, block in rows(item):
            spans = {name: getattr(block, name, None) for name in ("dose", "trough_target", "trough_measured")}
            blocks = [(path, block), *(((*path, name), span) for name, span in spans.items() if span is not None)]
            for place, numbers in blocks:
                if (unit := data.vocabulary.units.get(getattr(numbers, "unit", None))) is None:
                    continue
                for field in ("value", "low", "high"):
                    value = getattr(numbers, field, None)
                    if value is not None and not within(value, unit):
                        allowed = f"{unit.low:g} to {unit.high:g} {unit.label}"
                        message = f"{value:g} is not plausible. Allowed: {allowed} (data/vocabulary.yaml)."
                        yield data.documents[key].problem((*place, field), message)


def within(value: float, unit: Unit) -> bool:
    """Whether a value, or its size if it is a difference, lies in the plausible range of its unit."""
    if unit.low is None or unit.high is None:
        return True
    return unit.low <= abs(value) <= unit.high


def names_are_unique(data: Loaded) -> Iterator[Problem]:
    """No two figures or points of a background file have one name: prose would not know which it quotes."""
    for key, item in data.context.items():
        named = [
            ((name, i, "id"), row.id)
            for name in ("figures", "points")
            for i, row in enumerate(getattr(item, name))
            if row.id
        ]
        ids = [name for _, name in named]
        for i, (path, name) in enumerate(named):
            if name in ids[:i]:
                yield data.documents[key].problem(path, f"{name!r} stands twice. Each id once in a file.")


def comparators_are_others(data: Loaded) -> Iterator[Problem]:
    """A comparator's figures are never figures of the treatment under review, which belong in data/studies."""
    config = data.config
    names = [config.intervention, *config.synonyms, *config.intervention_drugs]
    word = re.compile("|".join(rf"\b{re.escape(name)}\b" for name in names), re.IGNORECASE)
    for key, item in data.context.items():
        if item.purpose is not Purpose.COMPARATOR:
            continue
        for i, row in enumerate(item.figures):
            told = {"drug": row.drug or "", "about": row.about, "as_printed": row.as_printed}
            if (field := next((name for name, text in told.items() if word.search(text)), None)) is not None:
                yield data.documents[key].problem(
                    ("figures", i, field),
                    f"{told[field]!r} is the treatment under review: its figures belong in data/studies, "
                    "not among those of other treatments.",
                )


def earlier_reviews_exist(data: Loaded) -> Iterator[Problem]:
    """Every comparison with an earlier review names one, and a point or figure of it that has this id."""
    earlier = {key: item for key, item in data.context.items() if item.purpose is Purpose.EARLIER_REVIEW}
    for i, comparison in enumerate(data.config.earlier_reviews):
        if comparison.study in data.unread:
            continue
        if comparison.study not in earlier:
            message = f"{comparison.study!r} is not an earlier review. {nearest(comparison.study, sorted(earlier))}"
            yield data.config_document.problem(("earlier_reviews", i, "study"), message)
            continue
        item = earlier[comparison.study]
        named = [row.id for row in (*item.points, *item.figures) if row.id]
        if comparison.point not in named:
            message = f"{comparison.point!r} is not an id in this file. {nearest(comparison.point, named)}"
            yield data.config_document.problem(("earlier_reviews", i, "point"), message)


def rows_are_unique(data: Loaded) -> Iterator[Problem]:
    """No figure or finding stands twice: same arm, group, outcome or event, time, source and place."""
    for key, study in data.studies.items():
        seen: dict[tuple, tuple] = {}
        for i, row in enumerate(study.findings):
            mark = (row.axis, row.system, row.disease, row.perturbation, row.direction, row.finding, row.source, row.at)
            if mark in seen:
                yield data.documents[key].problem(
                    ("findings", i), f"says the same as findings[{seen[mark][1]}]. Keep one."
                )
            seen.setdefault(mark, ("findings", i))
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
    """At most one whole group, and one group a condition: else a pool would count patients twice."""
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
            if overlap.study == key:
                yield document.problem(path, "names the study itself. Name the other publication.")
                continue
            if other is None and overlap.study in data.unread:
                continue
            if other is None:
                yield document.problem(
                    path, f"{overlap.study!r} is not a study. {nearest(overlap.study, list(data.studies))}"
                )
                continue
            back = [o.extent for o in (other.cohort.overlaps if other.cohort else []) if o.study == key]
            if back != [overlap.extent]:
                yield document.problem(
                    path,
                    f"data/studies/{overlap.study}.yaml does not declare the same overlap with {key}. "
                    f"Add `{{study: {key}, extent: {overlap.extent}, why: ...}}` there.",
                )


def dates_run_forward(data: Loaded) -> Iterator[Problem]:
    """Recruitment ends after it begins and before publication; nothing is later than the date of the data."""
    today = data.config.date.isoformat()

    def late(value: str | None) -> bool:
        return value is not None and value > today[: len(value)]

    for key, study in data.studies.items():
        start, end = study.recruited_from, study.recruited_to
        document = data.documents[key]
        if start and end and start[: len(end)] > end[: len(start)]:
            yield document.problem(("recruited_to",), f"{end} is before recruited_from = {start}.")
        year = data.bibliography[key].year if key in data.bibliography else ""
        for field in ("recruited_from", "recruited_to"):
            if (value := getattr(study, field)) and year and value[:4] > year:
                yield document.problem((field,), f"{value} is after the publication year {year} in {BIB_FILE}.")
            elif late(value):
                yield document.problem((field,), f"{value} is after the date of the data, {today} (data/review.yaml).")
    for key, trial in data.trials.items():
        if late(trial.status_date):
            yield data.documents[key].problem(
                ("status_date",), f"{trial.status_date} is after the date of the data, {today} (data/review.yaml)."
            )
    for i, search in enumerate(data.config.searches):
        if search.last_run is not None and search.last_run > data.config.date:
            yield data.config_document.problem(
                ("searches", i, "last_run"), f"{search.last_run} is after the date of the data, {today}."
            )
    for key, entry in data.bibliography.items():
        if (
            entry.year.isdigit() and int(entry.year) > data.config.date.year + 1
        ):  # issues are printed up to a year ahead
            yield Problem(BIB_FILE, entry.line, f"{key}.year", f"{entry.year} is after the date of the data, {today}.")


def bibliography_matches(data: Loaded) -> Iterator[Problem]:
    """Every file of data/ has an entry, every entry has a file or a citation, every citation has an entry."""
    citations = cited_in(data.root)
    known = list(data.bibliography)
    for key, document in data.documents.items():
        if key not in data.bibliography:
            yield document.problem(("id",), f"{BIB_FILE} has no entry {key!r}. Add one under this key.")
    if (start := data.config.starting_point) is not None and start not in data.bibliography:
        yield data.config_document.problem(
            ("starting_point",), f"{start!r} is not in {BIB_FILE}. {nearest(start, known, 5)}"
        )
    cited = {key for _, _, key in citations}
    for key, entry in data.bibliography.items():
        if key not in data.documents and key not in data.unread and key not in cited:
            yield Problem(
                BIB_FILE,
                entry.line,
                key,
                "has no file in data/, and no chapter cites it. Cite it or delete it.",
            )
    for file, line, key in citations:
        if key not in data.bibliography:
            yield Problem(file, line, "cite", f"{key!r} is not in {BIB_FILE}. {nearest(key, known, 5)}")


def years_agree(data: Loaded) -> Iterator[Problem]:
    """A key that ends in a year, such as feng2020, has the year of its record."""
    for key, document in data.documents.items():
        year = re.fullmatch(r"[a-z]+(\d{4})[a-z]?", key)
        entry = data.bibliography.get(key)
        if year and entry and YEAR.fullmatch(entry.year) and entry.year != year[1]:
            message = f"{key!r} says {year[1]}, but {BIB_FILE} has the year {entry.year}. Correct one of them."
            yield document.problem(("id",), message)


def subgroups_are_declared(data: Loaded) -> Iterator[Problem]:
    """A pool's conditions may be pooled at all, its subgroups do not overlap, and exactly one pool is primary."""
    for name, pool in data.config.pools.items():
        yield from _may_be_pooled(data, ("pools", name), pool.conditions)
        taken: dict[tuple, str] = {}
        ids = [part.id for part in pool.subgroups]
        for i, part in enumerate(pool.subgroups):
            if part.id in ids[:i]:
                yield data.config_document.problem(
                    ("pools", name, "subgroups", i, "id"), f"{part.id!r} stands twice. Each id once."
                )
            for j, condition in enumerate(part.conditions):
                if condition not in pool.conditions:
                    yield data.config_document.problem(
                        ("pools", name, "subgroups", i, "conditions", j),
                        f"{condition!r} is not in this pool. Allowed: {', '.join(pool.conditions)}.",
                    )
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


def safety_background_exists(data: Loaded) -> Iterator[Problem]:
    """Every topic that a table of safety background names is one of a background point, and stands in one table."""
    if data.config.safety is None:
        return
    topics = sorted({point.topic for item in data.context.values() for point in item.points})
    taken: dict[str, str] = {}
    for table, background in data.config.safety.background.items():
        for i, topic in enumerate(background.topics):
            path = ("safety", "background", table, "topics", i)
            if topic in taken:
                yield data.config_document.problem(path, f"{topic!r} is already in {taken[topic]!r}. Each topic once.")
            elif topic not in topics and not data.unread:
                yield data.config_document.problem(
                    path, f"{topic!r} is not a topic of a point in data/context. {nearest(topic, topics)}"
                )
            taken.setdefault(topic, table)


def comparisons_are_declared(data: Loaded) -> Iterator[Problem]:
    """A comparison may be pooled at all, is not with the treatment itself, and is declared once."""
    document, config = data.config_document, data.config
    taken: dict[tuple, str] = {}
    for name, comparison in config.comparisons.items():
        yield from _may_be_pooled(data, ("comparisons", name), comparison.conditions)
        for i, drug in enumerate(comparison.against):
            if drug in config.intervention_drugs:
                yield document.problem(
                    ("comparisons", name, "against", i),
                    f"{drug!r} is the treatment under review. Name what it is compared with.",
                )
        mark = (comparison.outcome, comparison.event, comparison.grade, frozenset(comparison.against))
        if mark in taken:
            yield document.problem(("comparisons", name), f"compares the same as {taken[mark]!r}. Keep one.")
        taken.setdefault(mark, name)


def _may_be_pooled(data: Loaded, path: tuple, conditions: list[str]) -> Iterator[Problem]:
    for i, condition in enumerate(conditions):
        if not data.vocabulary.conditions[condition].pooled:
            allowed = [c for c, v in data.vocabulary.conditions.items() if v.pooled]
            yield data.config_document.problem(
                (*path, "conditions", i),
                f"{condition!r} may not be pooled (data/vocabulary.yaml). Allowed: {', '.join(allowed)}.",
            )


def readings_reproduce(data: Loaded) -> Iterator[Problem]:
    """A reading names printed percentages, and its counts are the only ones that reproduce them in some candidate."""
    for key, study in data.studies.items():
        yield from _repeated(data.documents[key], "readings", [reading.id for reading in study.readings])
        arms = {arm.id: arm for arm in study.arms}
        for i, reading in enumerate(study.readings):
            found = list(_unprinted(data.documents[key], ("readings", i), study, reading))
            yield from found
            if not found:
                yield from _not_reproduced(data.documents[key], ("readings", i), study, reading, arms)


def _unprinted(document: Document, path: tuple, study: Study, reading: Reading) -> Iterator[Problem]:
    arms = [arm.id for arm in study.arms]
    for arm, printed in reading.printed.items():
        if arm not in arms:
            yield document.problem((*path, "printed", arm), f"{arm!r} is not an arm of this file. {nearest(arm, arms)}")
            continue
        rows = [
            row
            for row in study.efficacy
            if (row.arm, row.group, row.outcome, row.month, row.when, row.source)
            == (arm, reading.group, reading.outcome, reading.month, reading.when, reading.source)
            and row.printed is not None
            and row.n is None
        ]
        if printed not in [row.printed for row in rows]:
            message = (
                f"no row prints {printed} for arm {arm!r}, {reading.outcome}, at this time, without a denominator. "
                f"Such rows print: {', '.join(row.printed for row in rows) or 'nothing'}."
            )
            yield document.problem((*path, "printed", arm), message)


def _not_reproduced(
    document: Document, path: tuple, study: Study, reading: Reading, arms: dict[str, Arm]
) -> Iterator[Problem]:
    fits = []
    for j, candidate in enumerate(reading.candidates):
        sizes = {arm: candidate_size(study, reading, candidate, arms[arm]) for arm in reading.printed}
        missing = [arm for arm, size in sizes.items() if not size]
        if missing:
            message = f"the data hold no such number for arm {missing[0]!r}. Give the row or the arm its count."
            yield document.problem((*path, "candidates", j), message)
            continue
        for arm, events in reading.events.items():
            if events > sizes[arm]:
                message = f"{events} is more than the {sizes[arm]} of {candidate.label}. Allowed: 0 to {sizes[arm]}."
                yield document.problem((*path, "events", arm), message)
        fits.append(
            all(
                counts_that_fit(printed, sizes[arm]) == [reading.events[arm]]
                for arm, printed in reading.printed.items()
            )
        )
    if fits and not any(fits):
        said = ", ".join(f"{arm} {events}" for arm, events in reading.events.items())
        message = f"{said}: in no candidate are these the only counts that reproduce the printed percentages."
        yield document.problem((*path, "events"), message)


def sums_are_outcomes(data: Loaded) -> Iterator[Problem]:
    """What an outcome is the sum of are outcomes too."""
    outcomes = data.vocabulary.outcomes
    for name, outcome in outcomes.items():
        for i, part in enumerate(outcome.sum_of):
            if part not in outcomes or part == name:
                yield data.vocabulary_document.problem(
                    ("outcomes", name, "sum_of", i),
                    f"{part!r} is not another outcome. {nearest(part, [o for o in outcomes if o != name])}",
                )


def chapters_are_text(data: Loaded) -> Iterator[Problem]:
    """Every chapter can be read, else its citations would go unchecked."""
    for file in chapter_files(data.root):
        name = str(file.relative_to(data.root))
        try:
            raw = file.read_bytes()
            raw.decode("utf-8")
        except OSError as error:
            yield Problem(name, 0, "", f"cannot be read: {error.strerror}.")
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            yield Problem(name, line, "", "is not UTF-8 text. Save the file with encoding UTF-8.")


def versions_run_back(data: Loaded) -> Iterator[Problem]:
    """The version told first is the one in force, and each is older than the one before it."""
    told = data.config.versions
    if told and told[0].version != data.config.version:
        yield data.config_document.problem(
            ("versions", 0, "version"),
            f"{told[0].version} is not the version in force. Allowed: {data.config.version}.",
        )
    for i, (newer, older) in enumerate(pairwise(told), 1):
        if _numbers(older.version) >= _numbers(newer.version) or older.date > newer.date:
            yield data.config_document.problem(
                ("versions", i),
                f"{older.version} of {older.date} stands below {newer.version} of {newer.date}. Newest first.",
            )


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def places_exist(data: Loaded) -> Iterator[Problem]:
    """Every place where an item of a reporting standard is said to be met is a chapter, or a heading in one."""
    reporting = data.optional.get("reporting")
    if reporting is None:
        return
    document = data.optional_documents["reporting"]
    known = {chapters.place(file, data.root): headings(file) for file in chapter_files(data.root)}
    for name, items in reporting.standards.items():
        for number, item in items.items():
            for i, where in enumerate(item.where):
                chapter, _, anchor = where.partition("#")
                path = ("standards", name, number, "where", i)
                if chapter not in known:
                    yield document.problem(path, f"{chapter!r} is not a chapter. {nearest(chapter, list(known))}")
                elif anchor and anchor not in known[chapter]:
                    allowed = list(known[chapter])
                    yield document.problem(path, f"{chapter} has no heading {anchor!r}. {nearest(anchor, allowed)}")


def records_reconcile(data: Loaded) -> Iterator[Problem]:
    """The screening log and the files of data/ account for each other."""
    yield from reconcile(data.log, data.documents.keys() | data.unread)


def ratings_are_complete(data: Loaded) -> Iterator[Problem]:
    """A study is rated with the instrument of its design, and then on every item of it, once."""
    for key, study in data.studies.items():
        document = data.documents[key]
        allowed = instruments_of(study)
        rated: dict[str, int] = {}
        fitting = True
        for i, row in enumerate(study.risk_of_bias):
            if row.instrument not in allowed:
                fitting = False
                named = ", ".join(allowed) or "none"
                yield document.problem(
                    ("risk_of_bias", i, "instrument"),
                    f"{row.instrument} does not go with the design {study.design}. Allowed: {named}.",
                )
            for item in row.items:
                if item in rated:
                    yield document.problem(
                        ("risk_of_bias", i, "items"),
                        f"{item!r} is already judged in risk_of_bias[{rated[item]}]. Each item once.",
                    )
                rated.setdefault(item, i)
        if study.risk_of_bias and fitting:
            tool = TOOLS[study.risk_of_bias[0].instrument]
            if missing := [item.id for item in tool.items if item.id not in rated]:
                yield document.problem(
                    ("risk_of_bias",),
                    f"{tool.name} also has {', '.join(missing)}. Judge each; what was not seen is no-information.",
                )


def instruments_of(study: Study) -> list[Instrument]:
    """The instrument of the study's design; of a laboratory study, the one for animals where it has animals."""
    instrument = INSTRUMENT_OF_DESIGN[study.design]
    if instrument is None and any(finding.system in ANIMALS for finding in study.findings):
        instrument = Instrument.SYRCLE
    return [instrument] if instrument is not None else []


def certainty_is_about_data(data: Loaded) -> Iterator[Problem]:
    """Rated outcomes name a declared pool or comparison, and their reasons hold no typed figures."""
    certainty = data.optional.get("certainty")
    if certainty is None:
        return
    document = data.optional_documents["certainty"]
    studies = data.documents.keys() | data.unread | set(data.bibliography)
    for name, outcome in certainty.outcomes.items():
        pool, comparison = outcome.evidence.pool, outcome.evidence.comparison
        for field, given, declared in (
            ("pool", pool, data.config.pools),
            ("comparison", comparison, data.config.comparisons),
        ):
            # A review without any pool is reported by itself.
            if given is not None and given not in declared and data.config.pools:
                yield document.problem(
                    ("outcomes", name, "evidence", field),
                    f"{given!r} is not declared in data/review.yaml. {nearest(given, list(declared))}",
                )
        if comparison in data.config.comparisons and "RR" not in data.config.comparisons[comparison].measures:
            yield document.problem(
                ("outcomes", name, "evidence", "comparison"),
                f"{comparison!r} has no risk ratio, which a rating needs. Add RR to its measures in data/review.yaml.",
            )
        blocks = [(("domains", domain), judgement) for domain, judgement in outcome.domains.items()]
        blocks += [(("upgrades", i), upgrade) for i, upgrade in enumerate(outcome.upgrades)]
        for place, block in blocks:
            for field in ("reason", "despite"):
                told = WORD.sub(lambda m: "" if m[0] in studies else m[0], getattr(block, field, None) or "")
                if typed := re.search(r"\d+", told):
                    yield document.problem(
                        ("outcomes", name, *place, field),
                        f"holds the figure {typed[0]}. Figures are computed and printed beside the reason.",
                    )


def figures(study: Study) -> Iterator[tuple[tuple, BaseModel]]:
    """Efficacy and safety rows with their paths."""
    for name in ("efficacy", "safety"):
        yield from (((name, i), row) for i, row in enumerate(getattr(study, name)))


def rows(item: Study | Trial | Context) -> Iterator[tuple[tuple, BaseModel]]:
    """Every block of a file that names a source, with its path."""
    if isinstance(item, Trial):
        yield (), item
    if isinstance(item, Study):
        yield ("population",), item.population
    for name in ("arms", "efficacy", "readings", "safety", "findings", "risk_of_bias", "figures", "points"):
        if not (isinstance(item, Trial) and name == "arms"):
            yield from (((name, i), block) for i, block in enumerate(getattr(item, name, [])))


def chapters_exist(data: Loaded) -> Iterator[Problem]:
    """Every axis is in a declared chapter, and a chapter's leading axis is one of its own."""
    chapters, document = data.vocabulary.chapters, data.vocabulary_document
    for name, axis in data.vocabulary.axes.items():
        if axis.chapter not in chapters:
            message = (
                f"{axis.chapter!r} is not a chapter (chapters: in this file). {nearest(axis.chapter, [*chapters])}"
            )
            yield document.problem(("axes", name, "chapter"), message)
    for name, chapter in chapters.items():
        own = [key for key, axis in data.vocabulary.axes.items() if axis.chapter == name]
        if chapter.leading is not None and chapter.leading not in own:
            message = f"{chapter.leading!r} is not an axis of this chapter. {nearest(chapter.leading, own)}"
            yield document.problem(("chapters", name, "leading"), message)


def conflicts_are_mutual(data: Loaded) -> Iterator[Problem]:
    """A conflict between the findings of two publications is marked in both, in the same chapter."""
    axes = data.vocabulary.axes
    named: dict[tuple[str, str], set[str]] = defaultdict(set)  # study and chapter: whom its conflicts name
    marked = []
    for key, study in data.studies.items():
        for i, row in enumerate(study.findings):
            words = STUDY_WORD.findall(row.conflict or "")
            path = ("findings", i, "conflict")
            for word in dict.fromkeys(words):
                if word in data.studies and word != key:
                    named[key, axes[row.axis].chapter].add(word)
                    marked.append((key, path, axes[row.axis].chapter, word))
                elif word not in data.unread and word != key and LIKE_A_STUDY.fullmatch(word):
                    yield data.documents[key].problem(
                        path, f"{word!r} is not a study. {nearest(word, list(data.studies), 5)}"
                    )
    for key, path, chapter, other in marked:
        if key not in named[other, chapter]:
            yield data.documents[key].problem(
                path,
                f"data/studies/{other}.yaml does not mark the conflict with {key}. "
                f"Add `conflict: ... {key} ...` to its finding in the chapter {chapter}.",
            )


def pathway_holds_together(data: Loaded) -> Iterator[Problem]:
    """Nodes and hypotheses are unique; arrows join nodes once, run forward, and name publications that exist."""
    pathway, document = data.optional.get("pathway"), data.optional_documents.get("pathway")
    if pathway is None:
        return
    columns: dict[str, int] = {}
    for i, node in enumerate(pathway.nodes):
        if node.id in columns:
            yield document.problem(("nodes", i, "id"), f"{node.id!r} stands twice. Each id once.")
        columns.setdefault(node.id, node.column)
    ids = [hypothesis.id for hypothesis in pathway.hypotheses]
    yield from _repeated(document, "hypotheses", ids)
    drawn = set()
    for i, edge in enumerate(pathway.edges):
        ends = (edge.start, edge.end)
        unknown = [field for field in ("start", "end") if getattr(edge, field) not in columns]
        for field in unknown:
            value = getattr(edge, field)
            yield document.problem(("edges", i, field), f"{value!r} is not a node. {nearest(value, list(columns))}")
        if not unknown and columns[edge.start] >= columns[edge.end]:
            message = f"{edge.end!r} is in column {columns[edge.end]}, {edge.start!r} in {columns[edge.start]}."
            yield document.problem(("edges", i, "end"), f"{message} Allowed: a node in a higher column.")
        if ends in drawn:
            yield document.problem(("edges", i), f"{edge.start} and {edge.end} are joined already. One arrow a pair.")
        drawn.add(ends)
    for name, claims in (("edges", pathway.edges), ("hypotheses", pathway.hypotheses)):
        for i, claim in enumerate(claims):
            for j, bearing in enumerate(claim.findings):
                yield from _bearing(data, (name, i, "findings", j), bearing)


def _bearing(data: Loaded, path: tuple, bearing: Bearing) -> Iterator[Problem]:
    """Publications that a claim names exist; without their finding the claim is a hypothesis, not an error."""
    for k, key in enumerate(bearing.studies):
        if key not in data.studies and key not in data.unread and data.studies:  # that none was read is said already
            message = f"{key!r} is not a study. {nearest(key, list(data.studies), 5)}"
            yield data.optional_documents["pathway"].problem((*path, "studies", k), message)


CHECKS: tuple[Check, ...] = (
    ids_match_files,
    sources_exist,
    references_exist,
    denominators_nest,
    parts_add_up,
    relations_are_told,
    values_are_plausible,
    names_are_unique,
    comparators_are_others,
    earlier_reviews_exist,
    rows_are_unique,
    whole_group_is_one,
    overlaps_are_mutual,
    dates_run_forward,
    bibliography_matches,
    years_agree,
    subgroups_are_declared,
    safety_background_exists,
    comparisons_are_declared,
    readings_reproduce,
    sums_are_outcomes,
    chapters_are_text,
    records_reconcile,
    ratings_are_complete,
    certainty_is_about_data,
    versions_run_back,
    places_exist,
    chapters_exist,
    conflicts_are_mutual,
    pathway_holds_together,
)
