"""The rows of a publication that was added or removed, each as an editor compares it with its source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import BaseModel

from ...schema import (
    ALL_ARMS,
    TOOLS,
    Background,
    BackgroundValue,
    EfficacyRow,
    Finding,
    Reading,
    SafetyRow,
    Severity,
    Source,
    Study,
    Trial,
    Vocabulary,
)
from ...store import DataError, Review
from ...store.documents import Document
from ...store.problems import FieldPath, field_name
from ...subjects.analysis import Analysis
from ...subjects.publications.left_out import LeftOut, left_out
from ...subjects.versions.model import FOLDERS
from ...wording import SPREADS, listed, measured_words, p_words, span_words, time_words

HEAD = ("Line", "Arm, patients", "What", "Value", "As printed", "Place")


@dataclass(frozen=True)
class Row:
    """A row of a file: whom it is about, what, the value, how the report prints it, and where.

    `line` is 0 where the file cannot be read again. `address` is that of the source. `more` says how a value was
    derived, what it disagrees with, and what else is to be known.
    """

    line: int
    field: str
    about: str
    what: str
    value: str
    printed: str
    place: str
    address: str
    more: str = ""

    @property
    def harm(self) -> bool:
        """Whether it is on safety, and so must not be cut."""
        return self.field.startswith("safety")

    @property
    def cells(self) -> tuple[str, ...]:
        """Its texts under HEAD."""
        return (str(self.line or ""), self.about, self.what, self.value, self.printed, self.place)


Part = tuple[FieldPath, str, str, str, str, str]  # path, about, what, value, as printed, more


def rows(review: Review, key: str, analysis: Analysis | None = None) -> tuple[Row, ...]:
    """Every value of a file of data/, in the order of the file; with `analysis`, also why some are not pooled."""
    apart = {one.place: one for one in left_out(analysis, key)} if analysis and key in review.publications else {}
    file = review.files[key]
    folder = next(folder for folder, kind in FOLDERS.items() if key in getattr(review, kind))
    name = f"data/{folder}/{key}.yaml"
    try:
        document: Document | None = Document(review.root / name, name)
    except DataError:
        document = None
    sources = {one.id: one for one in file.sources}
    found = []
    for path, about, what, value, printed, more in _parts(review, file):
        line = document.problem(path, "").line if document is not None else 0
        place, read_at = _place(file, path, sources)
        more = "; ".join(filter(None, (more, _not_pooled(apart.get(field_name(path))))))
        found.append(Row(line, field_name(path), about, what, value, printed, place, read_at, more))
    return tuple(found)


def _not_pooled(one: LeftOut | None) -> str:
    """Why a row enters no synthesis, or not every one, each reason once."""
    if one is None:
        return ""
    reasons: dict[str, list[str]] = {}
    for where, why in one.reasons.items():
        reasons.setdefault(why.rstrip("."), []).append(where)
    return "; ".join(f"not in {listed(where)}: {why}" for why, where in reasons.items())


def _place(file: Study | Trial | Background, path: FieldPath, sources: dict[int, Source]) -> tuple[str, str]:
    """The place of a block, as source and place in it, and the address of the source."""
    block: object = file
    for part in path:
        inner = block[part] if isinstance(block, list) and isinstance(part, int) else getattr(block, str(part))
        block = inner if isinstance(inner, list | BaseModel) else block
    number, at = getattr(block, "source", None), getattr(block, "at", None)
    if number is None:
        return "", ""
    source = sources.get(number)
    return ", ".join(filter(None, (f"source {number}", at))), address(source) if source is not None else ""


def address(source: Source) -> str:
    """Where a source can be read."""
    return source.url or source.no_url or ""


def _parts(review: Review, file: Study | Trial | Background) -> Iterator[Part]:
    words = review.vocabulary
    match file:
        case Study():
            yield ("design",), "everybody", "design", file.design.label, "", file.design_note or ""
            yield from _patients(words, file)
            arms = {one.id: one.label for one in file.arms} | {ALL_ARMS: "all arms"}
            groups = {one.id: one.label for one in file.groups}
            for field in ("efficacy", "safety"):
                for i, row in enumerate(getattr(file, field)):
                    whom = " v ".join(arms.get(arm, arm) for arm in (row.arm, row.versus) if arm)
                    about = ", ".join((whom, groups.get(row.group, row.group)))
                    yield (field, i), about, _what(words, row), *_value(words, row)
            for i, one in enumerate(file.readings):
                yield ("readings", i), groups.get(one.group, one.group), *_reading(words, one)
            for i, finding in enumerate(file.findings):
                yield ("findings", i), *_finding(words, finding)
            for i, item in enumerate(file.risk_of_bias):
                tool = TOOLS[item.instrument]
                names = ", ".join(tool.item(name).label for name in item.items)
                yield ("risk_of_bias", i), tool.name, names, tool.name_of(item.judgement), "", item.reason
        case Trial():
            if file.planned is not None:
                yield ("planned",), "", "planned number", str(file.planned), "", ""
            for i, planned in enumerate(file.arms):
                yield (
                    ("arms", i),
                    planned.label,
                    _drugs(words, planned.drugs),
                    planned.role.label,
                    "",
                    planned.regimen or "",
                )
        case Background():
            for i, figure in enumerate(file.figures):
                what = ", ".join(filter(None, (figure.as_printed, figure.time)))
                yield ("figures", i), figure.about, what, *_value(words, figure)
            for i, point in enumerate(file.points):
                yield ("points", i), "", point.topic, point.point, "", point.note or ""


def _patients(words: Vocabulary, study: Study) -> Iterator[Part]:
    line = study.population.line
    phase = words.lines[line].label if line else "phase not given"
    yield ("population", "age"), "everybody", "age, phase", f"{study.population.age.label}, {phase}", "", ""
    if study.population.enrolled is not None:
        yield ("population", "enrolled"), "everybody", "enrolled", str(study.population.enrolled), "", ""
    for i, group in enumerate(study.groups):
        what = f"group, {words.conditions[group.condition].label}, {group.role.label}"
        yield ("groups", i), group.label, what, _size(group.n), "", group.derived or ""
    units = {name: unit.label for name, unit in words.units.items()}
    for i, arm in enumerate(study.arms):
        spans = {
            "dose": arm.dose, "level aimed at": arm.trough_target, "level measured": arm.trough_measured,
        }  # fmt: skip
        doses = [f"{name} {span_words(span, units)}" for name, span in spans.items() if span is not None]
        besides = f", besides: {arm.besides.label}" if arm.besides is not None else ""
        what = f"arm, {arm.role.label}, {_drugs(words, arm.drugs)}{besides}"
        yield ("arms", i), arm.label, what, "; ".join((_size(arm.n), *doses)), arm.regimen or "", ""


def _drugs(words: Vocabulary, drugs: list[str]) -> str:
    return " + ".join(words.drugs[drug].label for drug in drugs)


def _size(n: int | None) -> str:
    return "n not given" if n is None else f"n = {n}"


def _what(words: Vocabulary, row: EfficacyRow | SafetyRow) -> str:
    if isinstance(row, EfficacyRow):
        return f"{words.outcomes[row.outcome].label}, {time_words(row.model_dump())}"
    return words.events[row.event].label + ("" if row.severity is Severity.ANY else f", {row.severity.label}")


def _value(words: Vocabulary, row: EfficacyRow | SafetyRow | BackgroundValue) -> tuple[str, str, str]:
    """The value, how it is printed, and what else is to be known."""
    if row.events is not None:
        value = f"{row.events}/{row.n}" if row.n is not None else f"{row.events}, no denominator"
    elif row.value is not None and row.unit is not None:
        value = measured_words(str(row.stat), row.value, words.units[row.unit].label)
    else:
        value = f"n = {row.n}" if row.n is not None else ""
    ends = [f"{end:g}" for end in (row.low, row.high) if end is not None]
    spread = f"{SPREADS.get(str(row.spread), row.spread)} {' to '.join(ends)}" if ends else ""
    value = "; ".join(filter(None, (value, spread, row.says)))
    own = f"“{row.as_printed}”" if isinstance(row, SafetyRow) and row.as_printed else ""
    printed = "; ".join(filter(None, (row.printed, p_words({"p": row.p}), own)))
    relates = getattr(row, "relates", None)
    more = (
        f"{relates.feature}: {relates.direction.label} for {words.outcomes[relates.of].label}" if relates else "",
        f"derived ({row.derived}): {row.how}" if row.derived is not None else "",
        f"conflict: {row.conflict}" if row.conflict else "",
        row.note or "",
    )
    return value, printed, "; ".join(filter(None, more))


def _reading(words: Vocabulary, one: Reading) -> tuple[str, str, str, str]:
    what = f"reading of {words.outcomes[one.outcome].label}, {time_words(one.model_dump())}"
    counts = ", ".join(f"{arm} {events}" for arm, events in one.events.items())
    return what, f"reconstructed: {counts}", " v ".join(one.printed.values()), one.how


def _finding(words: Vocabulary, one: Finding) -> tuple[str, str, str, str, str]:
    about = f"{one.system.label}, {words.diseases[one.disease].label}"
    what = f"{words.axes[one.axis].label}; {words.perturbations[one.perturbation].label}"
    size = f"{one.participants} participants" if one.participants is not None else ""
    compared = f" ({one.comparison})" if one.comparison else ""
    printed = "; ".join(filter(None, (one.value, p_words({"p": one.p}), size)))
    more = "; ".join(filter(None, (f"conflict: {one.conflict}" if one.conflict else "", one.note)))
    return about, what, f"{one.direction.label}: {one.finding}{compared}", printed, more
