"""The empty file of a second reading: what to look for, and no figure of the first reading."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from ...schema import (
    Background,
    Direction,
    Extract,
    NotSeen,
    ReadPart,
    ReviewConfig,
    Severity,
    SourceKind,
    Study,
    System,
    Trial,
    TrialStatus,
    Vocabulary,
    When,
)
from ...schema.outcomes import ArmValue, Relation
from ...schema.patients import Population
from ...schema.terms import Age, Derivation, Spread, Stat
from ...store.bibliography.record import Entry
from ...store.comparing.first import FIGURE, named_arms
from ..study.skeleton import about, listed, terms, text, wrapped

DIGITS = re.compile(r"[^\s(){}\[\],;:]*\d[^\s(){}\[\],;:]*")  # a word with a digit in it
HEAD = """\
# yaml-language-server: $schema=../../schema/extraction.schema.json
# A second reading. Whoever fills it in has seen no other reading of this publication: not its file in data/, not its
# page on the site. Find the publication by the citation below, read what is accessible, and write what is printed.
# - Take the # away from a line that you fill in, and delete the lines that you do not need.
# - One value a row. Copy numbers as printed; work nothing out. A text that holds a colon or a comma goes into "quotes".
# - What you looked for and could not see goes into `not_seen`, with the reason. Never guess, never use memory.
# - `seen` is the shortest text around the number, as printed: {{text: "..."}}. Give it wherever you can copy it.
# `review extract check FILE` says what is wrong with the file; it opens no other reading.
#
{citation}
id: {key}
role: {role}
# The day on which you read the sources:
read_on: {day}
"""


def without_numbers(label: str) -> str:
    """A text with every word that holds a digit replaced: it may be a size or a dose of the first reading."""
    return DIGITS.sub("…", label)


def skeleton(
    item: Study | Trial | Background,
    entry: Entry,
    role: str,
    day: date,
    parts: Sequence[ReadPart],
    axes: Sequence[str],
    vocabulary: Vocabulary,
    config: ReviewConfig,
) -> str:
    """The YAML of a second reading that nobody has begun. Of the first reading, it has names and no figures."""
    lines: list[str] = [f"parts: [{', '.join(parts)}]"]
    if "findings" in parts:
        lines.append(f"axes: [{', '.join(axes)}]")
    lines += _sources()
    if isinstance(item, Study):
        if "arms" in parts:
            lines += [*_population(vocabulary), *_groups(item, vocabulary), *_arms(item.arms, vocabulary)]
            lines += [*_efficacy(vocabulary, config), *_safety(vocabulary)]
        if "findings" in parts:
            lines += _findings(axes, vocabulary)
    elif isinstance(item, Trial):
        lines += [*_trial(item, vocabulary)]
    else:
        lines += _figures(item, vocabulary)
    lines += _end()
    citation = "\n".join(_comment(line) for line in _citation(entry, item))
    return HEAD.format(citation=citation, key=item.id, role=role, day=day) + "".join(f"{line}\n" for line in lines)


def _comment(line: str) -> str:
    return f"# {line}".rstrip()


def _citation(entry: Entry, item: Study | Trial | Background) -> Iterator[str]:
    given = entry.fields.get
    people = ", ".join(entry.authors) or "No author given"
    where = given("journal") or given("booktitle") or given("howpublished") or given("institution") or ""
    yield from (line.removeprefix("# ") for line in wrapped(f"{people}. {given('title', '')}.", "# ", "# "))
    place = " ".join(filter(None, (where, entry.year, given("volume"), given("pages"))))
    yield place
    for name in ("doi", "pmid", "pmcid", "url"):
        if value := given(name):
            yield f"{name.upper()}: {value}"
    if isinstance(item, Trial):
        yield f"Registration number: {item.registry}"


def _sources() -> Iterator[str]:
    yield ""
    yield from _block(f"sources: {_about(Extract, 'sources')} kind: {terms(SourceKind)}.")
    yield "sources:"
    yield '#  - {id: 1, url: "https://...", kind: abstract, note: "what was accessible there"}'


def _population(vocabulary: Vocabulary) -> Iterator[str]:
    lines = {name: one.definition for name, one in vocabulary.lines.items()}
    yield ""
    yield from _block(f"population: {_about(Population, 'enrolled')} age: {terms(Age)}. line: {listed(lines)}.")
    yield '# population: {age: AGE, line: LINE, enrolled: NUMBER, source: 1, at: "...", seen: {text: "..."}}'


def _groups(study: Study, vocabulary: Vocabulary) -> Iterator[str]:
    conditions = {name: one.definition for name, one in vocabulary.conditions.items()}
    causes = {name: one.definition for name, one in vocabulary.causes.items()}
    yield ""
    yield from _block(
        f"groups: {_about(Extract, 'groups')} Add `condition: TERM`, `cause: TERM` and `n: NUMBER` where they are "
        f"printed. condition: {listed(conditions)}. cause: {listed(causes)}."
    )
    yield "groups:"
    for group in study.groups:
        yield f"  - {{id: {group.id}, label: {text(without_numbers(group.label))}}}"


def _arms(arms: Iterable[object], vocabulary: Vocabulary) -> Iterator[str]:
    drugs = {name: one.label for name, one in vocabulary.drugs.items()}
    more = (
        'drugs: [DRUG], regimen: "...", n: NUMBER, dose: {low: NUMBER, high: NUMBER, unit: UNIT}, '
        'trough_target: {...}, trough_measured: {...}, source: 1, at: "...", seen: {text: "..."}'
    )
    yield ""
    yield from _block(f"arms: {_about(Extract, 'arms')} Add to each what is printed: `{more}`.")
    yield from _block(f"drugs: {listed(drugs)}. unit: {', '.join(vocabulary.units)}.")
    yield "arms:"
    for arm in arms:
        label = text(without_numbers(str(getattr(arm, "label", ""))))
        yield f"  - {{id: {getattr(arm, 'id', '')}, label: {label}}}"


def _efficacy(vocabulary: Vocabulary, config: ReviewConfig) -> Iterator[str]:
    first = [name for name in config.pooled_outcomes if name in vocabulary.outcomes]
    outcomes = {
        name: f"{vocabulary.outcomes[name].label}: {vocabulary.outcomes[name].definition}"
        for name in dict.fromkeys([*first, *vocabulary.outcomes])
    }
    yield ""
    yield from _block(
        f"efficacy: {_about(Extract, 'efficacy')} Every outcome below, at every time that the report gives, for every "
        f"group and arm. The review asks for: {config.question.outcomes}"
    )
    yield from _block("A count: events and n as printed, printed: the percentage, count_printed: true if both are.")
    yield from _block("A measured value: value, stat, unit, low, high, spread. Words without a number: says.")
    yield from _block(f"time: month as a number, or when: {terms(When, definitions=False)}. p: as printed.")
    yield from _block(f"stat: {terms(Stat)}. spread: {terms(Spread)}. derived: {terms(Derivation)}.")
    yield from _block(
        f"relates: {{feature: ..., of: OUTCOME, direction: ...}}: {Relation.__doc__} "
        f"direction: {terms(Direction)}. versus: {_about(ArmValue, 'versus')}"
    )
    for name, words in outcomes.items():
        yield from _block(f"outcome {name}: {words}", "#   ")
    yield "efficacy:"
    yield (
        '#  - {arm: ARM, group: GROUP, outcome: OUTCOME, month: MONTHS, events: NUMBER, n: NUMBER, printed: "..%", '
        'source: 1, at: "...", seen: {text: "..."}}'
    )


def _safety(vocabulary: Vocabulary) -> Iterator[str]:
    yield ""
    yield from _block(
        f"safety: {_about(Extract, 'safety')} Also events said not to have occurred. as_printed: the report's own word."
    )
    yield from _block(f"severity: {terms(Severity)}.")
    yield from _block(f"event: {listed({name: one.label for name, one in vocabulary.events.items()})}.", "#   ")
    yield "safety:"
    yield (
        "#  - {arm: ARM, group: GROUP, event: EVENT, severity: any, events: NUMBER, n: NUMBER, as_printed: ..., "
        'source: 1, at: "...", seen: {text: "..."}}'
    )


def _findings(axes: Sequence[str], vocabulary: Vocabulary) -> Iterator[str]:
    known: Mapping[str, Mapping[str, str]] = {
        "system": {one.value: one.definition for one in System},
        "disease": {name: one.label for name, one in vocabulary.diseases.items()},
        "perturbation": {name: one.label for name, one in vocabulary.perturbations.items()},
        "direction": {one.value: one.definition for one in Direction},
    }
    yield ""
    yield from _block(f"findings: {_about(Extract, 'findings')} Every observation on these axes, and on no other:")
    for name in axes:
        yield from _block(f"axis {name}: {vocabulary.axes[name].label}: {vocabulary.axes[name].definition}", "#   ")
    for field, allowed in known.items():
        yield from _block(f"{field}: {listed(allowed)}.", "#   ")
    yield "findings:"
    yield (
        "#  - {axis: AXIS, system: SYSTEM, disease: DISEASE, perturbation: WHAT, direction: DIRECTION, "
        'finding: "...", comparison: "... v ...", value: "...", p: "...", participants: NUMBER, source: 1, at: "...", '
        'seen: {text: "..."}}'
    )


def _trial(trial: Trial, vocabulary: Vocabulary) -> Iterator[str]:
    conditions = {name: one.definition for name, one in vocabulary.conditions.items()}
    yield from _arms(named_arms(trial), vocabulary)
    yield ""
    yield from _block(f"trial: {_about(Extract, 'trial')} status: {terms(TrialStatus)}.")
    yield from _block(f"age: {terms(Age)}. condition: {listed(conditions)}. status_date: year-month.")
    yield (
        '# trial: {status: STATUS, status_date: "YEAR-MONTH", phase: "...", masking: "...", country: "...", '
        'design: DESIGN, age: AGE, condition: TERM, planned: NUMBER, source: 1, at: "..."}'
    )


def _figures(item: Background, vocabulary: Vocabulary) -> Iterator[str]:
    yield ""
    yield from _block(f"figures: {_about(Extract, 'figures')} These are to be found, each under the id before it:")
    for i, row in enumerate(item.figures, 1):
        what = " | ".join(filter(None, (row.about, row.as_printed, row.time)))
        yield from _block(f"{FIGURE}{i}: {without_numbers(what)}", "#   ")
    drugs = {name: one.label for name, one in vocabulary.drugs.items()}
    yield from _block(f"stat: {terms(Stat)}. spread: {terms(Spread)}. unit: {', '.join(vocabulary.units)}.")
    yield from _block(f"drug: {listed(drugs)}. Only if it is a single one of these.")
    yield "figures:"
    yield (
        f'#  - {{id: {FIGURE}N, about: "who, given what", as_printed: "the outcome", events: NUMBER, n: NUMBER, '
        'printed: "..%", value: NUMBER, stat: STAT, unit: UNIT, source: 1, at: "...", seen: {text: "..."}}'
    )


def _end() -> Iterator[str]:
    yield ""
    yield from _block(f"not_seen: {_about(Extract, 'not_seen')} of: {_about(NotSeen, 'of')}")
    yield "# not_seen:"
    yield '#  - {part: everything, why: "..."}'
    yield '#  - {part: efficacy, of: OUTCOME, why: "..."}'
    yield "# note: ..."


def _about(model: type, field: str) -> str:
    return about(model, field)


def _block(words: str, first: str = "# ") -> Iterator[str]:
    yield from wrapped(words, first, "#     ")
