"""The text of a new file in data/studies: valid at once, what is known filled in, each gap marked by a comment."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from itertools import chain

from pydantic import BaseModel

from ...records.reference import Reference
from ...schema import (
    INSTRUMENT_OF_DESIGN,
    TOOLS,
    Age,
    ArmRole,
    Design,
    Direction,
    EfficacyRow,
    Extent,
    Finding,
    Group,
    GroupRole,
    Instrument,
    Judgement,
    Part,
    ReviewConfig,
    Severity,
    Source,
    SourceKind,
    Study,
    System,
    Vocabulary,
    When,
)
from ...schema.patients import Arm, Population
from ...schema.values import Extraction
from .plan import Plan, PlannedArm

WIDTH = 118
NO_UNITS = "units that are listed in data/vocabulary.yaml under `units`; there is none yet"
# Where in a report a clinician looks for it.
WHERE = {
    "country": "affiliations of the authors, or Methods",
    "setting": "Methods, first paragraph",
    "registry": "the end of the abstract, or Methods",
    "recruited_from": "Methods, first paragraph",
    "followup": "Methods or Results",
    "response_definition": "Methods, definitions of outcomes",
    "age": "Table 1 (characteristics of patients)",
    "line": "inclusion criteria, or Table 1",
    "enrolled": "the first sentence of Results, or the flow diagram",
    "n": "Table 1, or the flow diagram",
    "regimen": "Methods, treatment",
    "dose": "Methods, treatment",
    "efficacy": "Results, and the tables of response",
    "safety": "Results, adverse events",
    "findings": "Results, with the figure that shows it",
}
HEAD = """\
# yaml-language-server: $schema=../schema/study.schema.json
# Each TODO names what is missing, where to look, and what is allowed. Write the value exactly as printed below it
# (without the # at the start of the line), and delete the TODO. What the report does not give: delete it as well,
# as a missing value is better than a guess. A text that holds a colon or a comma goes into "quotes".
# `.venv/bin/review study check {key}` lists what is left.
"""


def skeleton(plan: Plan, reference: Reference, vocabulary: Vocabulary, config: ReviewConfig) -> str:
    """The YAML of a new publication."""
    blocks = [
        _identity(plan, reference),
        _sources(plan, reference),
        _extraction(plan),
        *([_cohort(plan)] if plan.treated else []),
        _population(plan, vocabulary),
        *([_patients(plan, vocabulary, config), _efficacy(plan, vocabulary, config)] if plan.treated else []),
        *([_safety(plan, vocabulary)] if plan.treated else [_findings(vocabulary)]),
        _bias(plan),
        [*todo("limits", about(Study, "limits"), example="limits: ...")],
    ]
    lines = chain.from_iterable(blocks)
    return HEAD.format(key=plan.key) + "".join(f"{line}\n" for line in lines)


def _identity(plan: Plan, reference: Reference) -> Iterator[str]:
    yield f"id: {plan.key}"
    yield f"kind: {plan.kind}"
    yield f"design: {plan.design}"
    yield from todo("country", about(Study, "country"), example="country: ...")
    if plan.treated:
        yield from todo("setting", about(Study, "setting"), example="setting: ...")
    if reference.registrations:
        yield f"registry: [{', '.join(map(text, reference.registrations))}]"
    elif plan.treated:
        yield from todo("registry", about(Study, "registry"), example="registry: [...]")
    if plan.treated:
        example = ["recruited_from: YEAR-MONTH", "recruited_to: YEAR-MONTH"]
        yield from todo("recruited_from", about(Study, "recruited_from"), example=example)
        for name in ("followup", "response_definition"):
            yield from todo(name, about(Study, name), example=f"{name}: ...")


def _sources(plan: Plan, reference: Reference) -> Iterator[str]:
    yield "# What was read, numbered. Each value below names its source and the place in it."
    yield "sources:"
    address = f"url: {text(reference.url)}" if reference.url else 'no_url: "The address was not yet entered."'
    yield f"  - {{id: 1, {address}, kind: {plan.read}}}"
    if not reference.url:
        yield from todo("sources", f"{about(Source, 'url')} Write url: instead of no_url:.", indent=2)
    else:
        kinds = terms(SourceKind, definitions=False)
        yield f'  # Read elsewhere too? Add: - {{id: 2, url: "...", kind: ...}} (kind: {kinds})'


def _extraction(plan: Plan) -> Iterator[str]:
    yield "# Who read it: a role with a number, and no name. Whoever compares every value later adds checked_by."
    if plan.extractor:
        yield f"extraction: {{extracted_by: {plan.extractor}}}"
    else:
        wanted = f"{about(Extraction, 'extracted_by')} Take the number you had before, or else the next free one; "
        wanted += f"without this line, {Extraction().extracted_by} counts as the reader."
        yield from todo("extraction", wanted, example="extraction: {extracted_by: extractor NUMBER}")


def _cohort(plan: Plan) -> Iterator[str]:
    wanted = (
        "Does another publication of this review report some of the same patients (same centre and years, same "
        "registration number)? Then name it here, and this one in its file; else delete this."
    )
    overlap = "    - {study: OTHER, extent: EXTENT, why: ...}"
    example = ["cohort:", f"  id: {plan.key}", "  overlaps:", overlap]
    yield from todo("cohort", wanted, allowed=f"extent {terms(Extent)}", example=example)


def _population(plan: Plan, vocabulary: Vocabulary) -> Iterator[str]:
    cells = plan.design in (Design.IN_VITRO, Design.ANIMAL)
    yield "population:"
    yield f"  age: {Age.NOT_APPLICABLE if cells else Age.NOT_STATED}"
    if cells:
        return
    yield from todo("age", f"{about(Population, 'age')} Write it above.", allowed=terms(Age), indent=2)
    if vocabulary.lines:
        lines = listed({name: one.definition for name, one in vocabulary.lines.items()})
        yield from todo("line", about(Population, "line"), allowed=lines, example="line: ...", indent=2)
    example = ["enrolled: NUMBER", "source: 1", 'at: "page ..., Results"']
    yield from todo("enrolled", about(Population, "enrolled"), example=example, indent=2)


def _patients(plan: Plan, vocabulary: Vocabulary, config: ReviewConfig) -> Iterator[str]:
    conditions = {name: one.definition for name, one in vocabulary.conditions.items()}
    if plan.condition:
        yield from wrapped(f"{about(Study, 'groups')} role: {terms(GroupRole)}", "# ", "#   ")
        yield "groups:"
        yield f"  - {{id: all, label: all patients, role: whole, condition: {plan.condition}}}"
        for name in plan.groups:
            words = text(f"patients with {vocabulary.conditions[name].label}")
            yield f"  - {{id: {name}, label: {words}, role: condition, condition: {name}}}"
        yield from todo("n", f"{about(Group, 'n')} Add it to each group: `n: NUMBER`.", indent=2)
    else:
        example = ["groups:", "  - {id: all, label: all patients, role: whole, condition: TERM, n: NUMBER}"]
        yield from todo("groups", about(Study, "groups"), allowed=listed(conditions), example=example)
    if plan.arms:
        yield from wrapped(f"{about(Study, 'arms')} role: {terms(ArmRole)}", "# ", "#   ")
        yield "arms:"
        for arm in plan.arms:
            yield f"  - {{id: {arm.id}, label: {label(arm, vocabulary)}, role: {role_of(arm, config)}, " + (
                f"drugs: [{', '.join(arm.drugs)}]}}"
            )
        more = 'n: NUMBER, regimen: "...", dose: {low: NUMBER, high: NUMBER, unit: UNIT}, source: 1, at: "page ..."'
        wanted = f"{about(Arm, 'regimen')} {about(Arm, 'n')} Add to each arm what is printed: `{more}`."
        units = f"units {listed(dict.fromkeys(vocabulary.units))}" if vocabulary.units else NO_UNITS
        yield from todo("regimen", wanted, allowed=units, indent=2)
    else:
        drugs = listed({**dict.fromkeys(config.intervention_drugs), **dict.fromkeys(vocabulary.drugs)})
        row = "  - {id: NAME, label: NAME, role: intervention, drugs: [DRUG], n: NUMBER, source: 1, at: ...}"
        yield from todo("arms", about(Study, "arms"), allowed=f"drugs {drugs}", example=["arms:", row])


def _efficacy(plan: Plan, vocabulary: Vocabulary, config: ReviewConfig) -> Iterator[str]:
    windows = [(pool.outcome, pool.window) for pool in config.pools.values()]
    windows += [(one.outcome, one.window) for one in config.comparisons.values() if one.outcome and one.window]
    first = [outcome for outcome, _ in windows]
    outcomes = {name: vocabulary.outcomes[name].label for name in (*first, *vocabulary.outcomes)}
    months: dict[str, str] = {}
    for outcome, window in windows:
        months.setdefault(outcome, f"{window.target:g}")
    nearest = f" Values nearest to these months are pooled or compared: {_pairs(months)}." if months else ""
    rows = [
        f"  - {{arm: {arm}, group: all, outcome: {outcome}, month: MONTHS, events: NUMBER, n: NUMBER, "
        'printed: "..%", count_printed: true, source: 1, at: "page ..., Table ..."}'
        for arm in [one.id for one in plan.arms] or ["ARM"]
        for outcome in list(dict.fromkeys(first))[:3]
    ]
    wanted = (
        f"{about(Study, 'efficacy')} `events` are the patients with the outcome among the `n` who could have had it, "
        "as printed. Where only a percentage is printed, leave out both. "
        f"month: {about(EfficacyRow, 'month')} when: {terms(When, definitions=False)}.{nearest}"
    )
    yield from todo("efficacy", wanted, allowed=f"outcome {listed(outcomes)}", example=["efficacy:", *rows])


def _safety(plan: Plan, vocabulary: Vocabulary) -> Iterator[str]:
    if not vocabulary.events:
        return
    rows = [
        f"  - {{arm: {arm}, group: all, event: EVENT, severity: any, events: NUMBER, n: NUMBER, "
        'printed: "..%", count_printed: true, source: 1, at: "page ..., Table ..."}'
        for arm in [one.id for one in plan.arms] or ["ARM"]
    ]
    wanted = f"{about(Study, 'safety')} severity: {terms(Severity)}."
    events = listed({name: one.label for name, one in vocabulary.events.items()})
    yield from todo("safety", wanted, allowed=f"event {events}", example=["safety:", *rows])


def _findings(vocabulary: Vocabulary) -> Iterator[str]:
    row = (
        "  - {axis: AXIS, system: SYSTEM, disease: DISEASE, perturbation: WHAT, direction: DIRECTION, "
        'finding: "...", comparison: "... v ...", value: "...", p: "...", source: 1, at: "Figure ..."}'
    )
    yield from todo("findings", about(Study, "findings"), example=["findings:", row])
    known: dict[str, Mapping[str, str]] = {
        "axis": {name: one.label for name, one in vocabulary.axes.items()},
        "system": {one.value: one.definition for one in System},
        "disease": {name: one.label for name, one in vocabulary.diseases.items()},
        "perturbation": {
            name: one.label for part in Part for name, one in vocabulary.perturbations.items() if one.part is part
        },
        "direction": {one.value: one.definition for one in Direction},
    }
    for name, allowed in known.items():
        yield from wrapped(f"{name}: {about(Finding, name)} Allowed: {listed(allowed)}", "#   ", "#     ")


def _bias(plan: Plan) -> Iterator[str]:
    instrument = INSTRUMENT_OF_DESIGN[plan.design]
    if instrument is None:
        return
    tool = TOOLS[instrument]
    wanted = (
        f"{tool.name}: judge every item from what you read: take away the # before its line, and give the reason and "
        "the place. What the report does not say is no-information. Without this block, the rating is due. Judgements "
        "are drafts until a rater confirms them."
    )
    if instrument is Instrument.SYRCLE:
        wanted += " Where the animals do not model the condition under review, delete the block."
    yield from todo("risk_of_bias", wanted, allowed=", ".join(tool.judgements))
    yield "# risk_of_bias:"
    for item in tool.items:
        asked = f"{item.label}: {item.asks} low: {item.low} some-concerns: {item.some} high: {item.high}"
        yield from wrapped(asked, "  # ", "  #   ")
        judged = f"judgement: {Judgement.NO_INFORMATION}, reason: REASON, source: 1, at: PLACE"
        yield f"  # - {{instrument: {instrument}, items: [{item.id}], {judged}}}"


def todo(
    name: str, wanted: str, *, allowed: str = "", example: str | Iterable[str] = (), indent: int = 0
) -> Iterator[str]:
    """A gap: what is wanted, where to look, what is allowed; then the lines to fill in, as comments."""
    where = f" Look in: {WHERE[name]}." if name in WHERE else ""
    given = f" Allowed: {allowed.removesuffix('.')}." if allowed else ""
    margin = " " * indent
    yield from wrapped(f"TODO: {name}: {wanted}{where}{given}", f"{margin}# ", f"{margin}#   ")
    for line in [example] if isinstance(example, str) else example:
        yield f"{margin}# {line}"


def wrapped(text: str, first: str, following: str) -> Iterator[str]:
    yield from textwrap.wrap(
        text, WIDTH, initial_indent=first, subsequent_indent=following, break_long_words=False, break_on_hyphens=False
    )


def about(model: type[BaseModel], field: str) -> str:
    return model.model_fields[field].description or ""


def terms(kind: type[StrEnum], *, definitions: bool = True) -> str:
    """Terms of the engine, with their definitions."""
    return listed({one.value: getattr(one, "definition", "") if definitions else "" for one in kind})


def listed(terms: Mapping[str, object]) -> str:
    """Terms, with what they mean where that is said."""
    return ", ".join(
        f"{name} ({meaning.rstrip('.')})" if isinstance(meaning, str) and meaning else name
        for name, meaning in terms.items()
    )


def _pairs(pairs: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {month}" for name, month in pairs.items())


def label(arm: PlannedArm, vocabulary: Vocabulary) -> str:
    return text(" and ".join(vocabulary.drugs[drug].label for drug in arm.drugs))


def role_of(arm: PlannedArm, config: ReviewConfig) -> ArmRole:
    treated = any(drug in config.intervention_drugs for drug in arm.drugs)
    return ArmRole.INTERVENTION if treated else ArmRole.COMPARATOR


def text(given: str) -> str:
    """A text in quotes: JSON's are YAML's."""
    return json.dumps(given, ensure_ascii=False)
