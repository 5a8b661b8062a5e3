"""What the form knows, as JSON: the schema of a study, all terms, instruments, and what is in the review already."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import Any

from pydantic import BaseModel

from ...schema import (
    ALL_ARMS,
    ANIMALS,
    CLINICAL,
    COHORTS,
    INSTRUMENT_OF_DESIGN,
    TOOLS,
    Instrument,
    Record,
    ReviewConfig,
    SearchStatus,
    Stage,
    Study,
    Term,
)
from ...schema.base import DOI_FORM, NO_TEXT
from ...schema.patterns import in_words
from ...schema.values import SourcedIfValues
from ...store import Review
from ...store.bibliography.checks import OPTIONAL, REQUIRED
from ...store.checks.wording import APART, GRADES, NOBODY, NOT_GIVEN, OF_THE_FILE
from ...store.screening import ADDED
from ...store.texts import INVISIBLE
from ..places import BRANCH
from . import layout

Json = dict[str, Any]


def form_data(review: Review) -> Json:
    """Everything that the scripts of the form need to know of a review, as plain values."""
    terms: dict[str, list[Json]] = {}
    schema = _with_terms(Study.model_json_schema(), review, terms)
    terms["Stage"] = _terms_of_engine(Stage)
    config = review.config
    return {
        "title": config.title,
        "date": config.date.isoformat(),
        "repository": config.repository,
        "branch": BRANCH,
        "schema": schema,
        "terms": terms,
        "clinical": list(CLINICAL),
        "pooled": sorted({pool.outcome for pool in config.pools.values()}),
        "compared": _compared(config),
        "countsSayOrigin": config.counts_say_origin,
        "noneInWords": config.none_in_words,
        "nobody": NOBODY,
        "ofTheFile": OF_THE_FILE.pattern,
        "apart": APART,
        "notGiven": NOT_GIVEN.pattern,
        "severityAsPrinted": config.severity_as_printed,
        "grades": list(GRADES),
        "patterns": {pattern: in_words(pattern) for pattern in sorted(_patterns(schema))},
        "sourced": {one.__name__: list(one.values) for one in SourcedIfValues.__subclasses__()},
        "noText": NO_TEXT.pattern,
        "invisible": _in_javascript(INVISIBLE.pattern),
        "doi": DOI_FORM.pattern,
        "allArms": ALL_ARMS,
        "treatment": config.intervention_drugs,
        "animals": list(ANIMALS),
        "instrumentOf": dict(INSTRUMENT_OF_DESIGN),
        "comparison": {"designs": list(COHORTS), "instrument": Instrument.ROBINS_I},
        "instruments": {name: asdict(tool) for name, tool in TOOLS.items()},
        "entry": {
            "types": layout.ENTRY_TYPES,
            "required": {kind: [one.split("|") for one in REQUIRED[kind]] for kind in layout.ENTRY_TYPES},
            "fields": layout.ENTRY_FIELDS,
            "usual": layout.ENTRY_USUAL,
            "optional": sorted(OPTIONAL & set(layout.ENTRY_FIELDS)),
        },
        "layout": {
            "steps": [asdict(step) for step in layout.STEPS],
            "unplaced": layout.UNPLACED,
            "elsewhere": layout.ELSEWHERE,
            "parts": layout.PARTS,
            "otherPlaces": layout.OTHER_PLACES,
            "usual": layout.USUAL,
            "hidden": layout.HIDDEN,
            "refers": layout.REFERS,
            "keyed": layout.KEYED,
            "long": layout.LONG,
            "one": layout.ONE,
        },
        "log": _log(review),
        "known": _known(review),
    }


def _with_terms(schema: Json, review: Review, terms: dict[str, list[Json]]) -> Json:
    """The schema with `terms` in place of enumerations; the terms themselves are put into the mapping of that name."""
    engine = {one.__name__: one for one in Term.__subclasses__()}

    def changed(node: Any) -> Any:
        if isinstance(node, list):
            return [changed(item) for item in node]
        if not isinstance(node, dict):
            return node
        if name := node.get("x-vocabulary"):
            terms.setdefault(name, _terms_of_review(getattr(review.vocabulary, name)))
            return {key: value for key, value in node.items() if key != "x-vocabulary"} | {"terms": name}
        if isinstance(node.get("enum"), list) and (kind := engine.get(str(node.get("title")))):
            terms.setdefault(kind.__name__, _terms_of_engine(kind))
            return {"type": "string", "terms": kind.__name__}
        return {key: changed(value) for key, value in node.items()}

    made: Json = changed(schema)
    return made


def _compared(config: ReviewConfig) -> dict[str, list[str]]:
    """The drugs with which the treatment is compared, by outcome, as the review declares it."""
    found: dict[str, set[str]] = {}
    for comparison in config.comparisons.values():
        if comparison.outcome is not None:
            found.setdefault(comparison.outcome, set()).update(comparison.against)
    return {outcome: sorted(drugs) for outcome, drugs in found.items()}


def _terms_of_engine(kind: type[Term]) -> list[Json]:
    return [
        {"value": one.value, "label": one.label, "definition": one.definition}
        | ({"synonyms": list(one.also)} if one.also else {})
        for one in kind
    ]


def _terms_of_review(vocabulary: dict[str, BaseModel]) -> list[Json]:
    """Terms with all that data/vocabulary.yaml says of them: the form searches every text."""
    return [{"value": name, **term.model_dump(mode="json", exclude_none=True)} for name, term in vocabulary.items()]


def _patterns(node: Any) -> set[str]:
    """Every pattern in a JSON Schema."""
    if isinstance(node, list):
        return {one for item in node for one in _patterns(item)}
    if not isinstance(node, dict):
        return set()
    found = {one for value in node.values() for one in _patterns(value)}
    return found | ({node["pattern"]} if isinstance(node.get("pattern"), str) else set())


def _in_javascript(pattern: str) -> str:
    """The pattern as JavaScript reads it: characters outside ASCII as escapes, and those of eight digits in braces."""
    escaped = re.sub(r"[^\x20-\x7e]", lambda found: f"\\u{{{ord(found[0]):x}}}", pattern)
    return re.sub(r"\\U([0-9a-fA-F]{8})", lambda found: f"\\u{{{int(found[1], 16):x}}}", escaped)


def _log(review: Review) -> Json | None:
    """The screening log: where a record that is added by hand goes, its columns, and where records may come from."""
    if not review.log:
        return None
    config = review.config
    found = [
        {"value": one.log, "label": one.database}
        for one in config.searches
        if one.log and one.status is SearchStatus.RUN
    ]
    found += [{"value": one.log, "label": one.label} for one in config.other_methods]
    return {
        "folder": ADDED,
        "columns": list(Record.model_fields),
        "logs": found,
        "about": {name: field.description for name, field in Record.model_fields.items()},
    }


def _known(review: Review) -> Json:
    """What the review has already: keys, cohorts, registrations, journals, and records by DOI and PubMed number."""
    bibliography = review.bibliography
    journals = {entry.fields["journal"] for entry in bibliography.values() if "journal" in entry.fields}
    cohorts = {key: study.cohort.id for key, study in review.publications.items() if study.cohort}
    numbers = [(number, key) for key, study in review.publications.items() for number in study.registry]
    numbers += [(trial.registry, key) for key, trial in review.registered.items()]
    identifiers: dict[str, str] = {}
    for record in review.log:
        for number in (record.doi, record.pmid):
            if number:
                identifiers[number.lower()] = f"record {record.record} of the screening log ({record.decision})"
    for key, entry in bibliography.items():
        for name in ("doi", "pmid"):
            if number := entry.fields.get(name):
                identifiers[number.lower()] = key
    return {
        "keys": sorted({*bibliography, *review.files}),
        "trials": sorted(review.registered),
        "entries": sorted(bibliography),
        "studies": sorted(review.publications),
        "cohorts": {key: cohort for key, cohort in cohorts.items() if cohort != key},
        "registrations": {re.sub(r"[^0-9A-Z]", "", number.upper()): key for number, key in numbers},
        "journals": sorted(journals),
        "identifiers": identifiers,
    }
