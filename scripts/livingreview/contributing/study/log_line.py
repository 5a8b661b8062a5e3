"""The line of a new publication in the screening log: a line that it has already, or one of its own."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from ...records.reference import Reference
from ...records.values import doi_of
from ...schema import Decision, Record, ReviewConfig, SearchStatus, SourceKind, Stage
from ...store.problems import DataError, Problem
from ...store.screening import file_of
from ...store.tables import MAX_BYTES, as_csv, with_changes
from ...store.texts import read_text

LEAST_TITLE = 25  # letters: shorter titles are shared by many publications


def logs_of(config: ReviewConfig) -> dict[str, str]:
    """The names that a record may have in the column `log`, with what they are."""
    other = {method.log: method.label for method in config.other_methods}
    run = {one.log: one.database for one in config.searches if one.log and one.status is SearchStatus.RUN}
    return {**other, **run}


def record_of(log: Iterable[Record], reference: Reference) -> Record | None:
    """The record of the same publication, by DOI, PubMed number or title; of a duplicate, the one it leads to."""
    records = {record.record: record for record in log}
    title = letters(reference.title)
    for record in records.values():
        same = (
            (reference.doi and record.doi and doi_of(record.doi) == reference.doi)
            or (reference.pmid and record.pmid == reference.pmid)
            or (len(title) >= LEAST_TITLE and letters(record.title) == title)
        )
        if same:
            return records.get(record.duplicate_of, record) if record.duplicate_of else record
    return None


def letters(text: str) -> str:
    """Letters and digits only, without case and accents."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKD", text).casefold()))


def refuse_decided(record: Record) -> None:
    """Raises DataError if the publication is included already, or was excluded."""
    if record.decision is Decision.INCLUDE:
        message = f"this publication is included already: data/ has its file {record.study}.yaml ({record.record})."
    elif record.decision is Decision.EXCLUDE:
        why = f"{record.category}: {record.reason}"
        message = f"this publication was excluded ({record.record}, {why}). If that was wrong, correct the line first."
    else:
        return
    raise DataError([Problem(file_of(record.record), 0, record.record, message)])


def line_of(
    root: Path, key: str, reference: Reference, first_author: str, log: str, read: SourceKind, known: Record | None
) -> tuple[str, str]:
    """The file that gets the line of an included publication, and its text with it."""
    stage = Stage.FULL_TEXT if read is SourceKind.FULL_TEXT else Stage.ABSTRACT
    if known is not None:
        kept = known.model_dump(exclude_none=True, exclude={"reason", "category"})
        changed = Record.model_validate(kept | {"decision": Decision.INCLUDE, "stage": stage, "study": key})
        name = file_of(known.record)
        return name, with_changes(
            read_text(root / name, name, MAX_BYTES), {known.record: changed}, Record, named_by="record"
        )
    record = Record(
        record=key,
        title=reference.title or "(title not accessible)",
        first_author=first_author or None,
        year=reference.year if re.fullmatch(r"(19|20)\d\d", reference.year) else None,
        doi=reference.doi or None,
        pmid=reference.pmid or None,
        url=reference.url or None,
        log=log,
        stage=stage,
        decision=Decision.INCLUDE,
        study=key,
    )
    return file_of(key), as_csv([record], Record)
