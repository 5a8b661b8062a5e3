"""What identifies patients or a publication is in one file, unless two files declare that they share patients.

A study's file is often made from a copy of another. What is left in it of the other would pass for its own: the other
study would leave a pool, or a reader would be led to the wrong report.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import pairwise
from urllib.parse import unquote

from ...schema import Background, SourceKind, Study, Trial, nearest
from ..loaded import File, Loaded
from ..problems import FieldPath, Problem
from ..screening import file_of

READ = (SourceKind.FULL_TEXT, SourceKind.EXCERPT, SourceKind.ABSTRACT)  # kinds that show the publication itself
IN_ADDRESS = {  # identifiers in the addresses of what was read
    "doi": re.compile(r"\b(10\.\d{4,9}/[^?#\s]+?)(?:/(?:abstract|full|pdf))?/?(?:[?#].*)?$"),
    "pmid": re.compile(r"^https?://(?:pubmed\.ncbi\.nlm\.nih\.gov|www\.ncbi\.nlm\.nih\.gov/pubmed)/(\d+)/?"),
}
Place = tuple[File[Study] | File[Trial] | File[Background], FieldPath]


def cohorts_are_shared_by_declaration(data: Loaded) -> Iterator[Problem]:
    """Two studies have one cohort only if they declare the overlap; that both do is a check of its own."""
    holders: dict[str, list[str]] = defaultdict(list)
    for key, file in data.studies.items():
        cohort = file.content.cohort
        holders[cohort.id if cohort else key].append(key)
    for cohort_id, keys in holders.items():
        owner_first = sorted(keys, key=lambda key: (key != cohort_id, key))
        for first, second in pairwise(owner_first):
            if not declared(data, first, second):
                path = ("cohort", "id")
                yield data.studies[second].problem(
                    path,
                    f"{cohort_id!r} is also the cohort of {_at(data.studies[first], path)}, and neither file says that "
                    "they report the same patients: only one of them would enter a pool. "
                    + _remedy(f"Write `id: {second}`", first, second),
                )


def registrations_are_shared_by_declaration(data: Loaded) -> Iterator[Problem]:
    """A registration number is in two files only if they declare an overlap, or one reports the trial of the other."""
    first: dict[str, tuple[str, Place]] = {}
    for key, number, place in _registrations(data):
        other, elsewhere = first.setdefault(_plain(number), (key, place))
        if other == key or declared(data, key, other) or _reported(data, key, other):
            continue
        if key in data.trials and other in data.trials:
            remedy = "One trial, one file: delete one of them."
        elif key in data.trials or other in data.trials:
            trial, study = (key, other) if key in data.trials else (other, key)
            remedy = f"If {study} reports this trial, write `reports: [{study}]` in data/trials/{trial}.yaml."
        else:
            remedy = _remedy("Delete it here", other, key)
        file, path = place
        yield file.problem(path, f"{number!r} is also the registration of {_at(*elsewhere)}. {remedy}")


def reports_are_of_the_trial(data: Loaded) -> Iterator[Problem]:
    """The reports of a trial are studies with its registration number, each named once."""
    for trial in data.trials.values():
        number, named = trial.content.registry, trial.content.reports
        for i, key in enumerate(named):
            path = ("reports", i)
            if key in named[:i]:
                yield trial.problem(path, f"{key!r} is named twice. Each report once.")
            elif key not in data.studies.ids:
                yield trial.problem(path, f"{key!r} is not a study. {nearest(key, sorted(data.studies.ids))}")
            elif key in data.studies:
                known = data.studies[key].content.registry
                if _plain(number) not in map(_plain, known):
                    yield trial.problem(
                        path,
                        f"{key!r} does not have the number {number} under `registry`. Add it to "
                        f"data/studies/{key}.yaml, or name the report of this trial.",
                    )


def sources_show_one_publication(data: Loaded) -> Iterator[Problem]:
    """The address at which a publication was read is that of no other, by its text or by the DOI or PMID in it."""
    first: dict[str, tuple[str, Place]] = {}
    files: list[tuple[str, File[Study] | File[Background]]] = [*data.studies.items(), *data.context.items()]
    owners = {field: _owners(data, field) for field in IN_ADDRESS}
    for key, file in files:
        content: Study | Background = file.content
        for i, source in enumerate(content.sources):
            if source.url is None or source.kind not in READ:
                continue
            path = ("sources", i, "url")
            other, elsewhere = first.setdefault(source.url, (key, (file, path)))
            owner = next((one for field in owners if (one := _owner(source.url, field, owners[field]))), key)
            remedy = "Write the address of this publication, or, for a secondary source, `kind: secondary`."
            if other != key and owner != other:
                message = f"is also the address of {_at(*elsewhere)}. {remedy} If both are in one document, add its "
                yield file.problem(path, f"{message}page, such as #page=12.")
            elif owner != key:
                yield file.problem(path, f"is the address of {owner}, as references.bib says. {remedy}")


def records_name_their_own_publication(data: Loaded) -> Iterator[Problem]:
    """The DOI and the PMID of an included record are not those of another publication."""
    for field in ("doi", "pmid"):
        owners = _owners(data, field)
        for line, record in data.log.lines:
            value = getattr(record, field)
            owner = owners.get(value.lower()) if value else None
            own = data.bibliography[record.study].fields if record.study and record.study in data.bibliography else None
            if owner is not None and own is not None and own.get(field, "").lower() != value.lower():
                entry = data.bibliography[owner]
                message = (
                    f"{value} is that of {owner} (references.bib:{entry.line}), not of {record.study}. Write the "
                    f"{field.upper()} of {record.study}, or leave the cell empty."
                )
                yield Problem(file_of(record.record), line, f"{record.record}.{field}", message)


def declared(data: Loaded, one: str, other: str) -> bool:
    """Whether either of two studies declares an overlap with the other."""
    for key, named in ((one, other), (other, one)):
        cohort = data.studies[key].content.cohort if key in data.studies else None
        if cohort is not None and any(overlap.study == named for overlap in cohort.overlaps):
            return True
    return False


def _reported(data: Loaded, one: str, other: str) -> bool:
    """Whether one is a trial that names the other as a report of it."""
    pairs = ((one, other), (other, one))
    return any(trial in data.trials and study in data.trials[trial].content.reports for trial, study in pairs)


def _plain(number: str) -> str:
    """A registration number as it is compared: letters and digits only."""
    return re.sub(r"[^0-9A-Z]", "", number.upper())


def _registrations(data: Loaded) -> Iterator[tuple[str, str, Place]]:
    for key, file in data.studies.items():
        yield from ((key, number, (file, ("registry", i))) for i, number in enumerate(file.content.registry))
    for key, trial in data.trials.items():
        yield key, trial.content.registry, (trial, ("registry",))


def _owners(data: Loaded, field: str) -> dict[str, str]:
    """Publications by an identifier in references.bib, in lower case."""
    return {value.lower(): key for key, entry in data.bibliography.items() if (value := entry.fields.get(field))}


def _owner(url: str, field: str, owners: Mapping[str, str]) -> str | None:
    found = IN_ADDRESS[field].search(unquote(url))
    return owners.get(found[1].lower()) if found else None


def _at(file: File[Study] | File[Trial] | File[Background], path: FieldPath) -> str:
    place = file.problem(path, "")
    return f"{place.file}:{place.line}"


def _remedy(delete: str, other: str, key: str) -> str:
    return (
        f"{delete} if it was left over from a copy. If some patients are the same, declare it in both files, under "
        f"`overlaps` of `cohort`: `{{study: {other}, extent: same, why: ...}}` here, "
        f"`{{study: {key}, extent: same, why: ...}}` there."
    )


CHECKS = (
    cohorts_are_shared_by_declaration,
    registrations_are_shared_by_declaration,
    reports_are_of_the_trial,
    sources_show_one_publication,
    records_name_their_own_publication,
)
