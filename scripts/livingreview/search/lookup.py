"""Looking up what is included: notices on publications, published versions of preprints, the state of trials."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ..records import Reference
from ..records.runs import alone
from ..schema import Lookup
from ..store.review import Review
from ..store.searches import LOOKUPS
from ..store.tables import as_csv, write_whole
from .clinicaltrials import ClinicalTrials
from .crossref import Crossref
from .faults import Missing

EVERY = 20  # look-ups after which the table is written, so that a stop loses little


@dataclass(frozen=True)
class Looked:
    """What came of one look-up: a line for the table, or only words for the person."""

    study: str
    lookup: Lookup | None
    words: str


def look_up(
    review: Review, crossref: Crossref, trials: ClinicalTrials, day: date, tell: Callable[[Looked], None], again: bool
) -> None:
    """Look up every included publication with a DOI and every trial of ClinicalTrials.gov, and write what is said.

    What was looked up on this day is left out, unless `again`. For a publication without a DOI, only the DOI
    that fits is reported. After a SearchError, what was looked up before it is written.
    """
    lines: dict[tuple[str, str], Lookup] = {(one.study, one.service): one for one in review.searches.lookups.rows}
    done = set() if again else {place for place, one in lines.items() if one.date >= day}
    wanted = [(key, "crossref") for key in review.publications] + [(key, "clinicaltrials") for key in review.registered]
    try:
        for number, (study, service) in enumerate(place for place in wanted if place not in done):
            looked = (
                _publication(review, crossref, study, day)
                if service == "crossref"
                else _trial(review, trials, study, day)
            )
            tell(looked)
            if looked.lookup is not None:
                lines[study, service] = looked.lookup
            if number % EVERY == EVERY - 1:
                _write(review.root, review.files, lines)
    finally:
        _write(review.root, review.files, lines)


def _publication(review: Review, crossref: Crossref, study: str, day: date) -> Looked:
    fields = review.bibliography[study].fields
    doi = fields.get("doi", "")
    if not doi:
        authors = review.bibliography[study].authors[:1]
        title, year = fields.get("title", ""), fields.get("year", "")
        found = crossref.doi_of(Reference("bibliography", study, title=title, authors=authors, year=year))
        fits = f"{found.doi} fits: compare, and add it to references.bib" if found.doi else found.why
        return Looked(study, None, f"has no DOI; {fits}")
    try:
        related = crossref.related(doi)
    except Missing:
        return Looked(study, None, f"{doi} is not known to Crossref")
    text = "; ".join(f"{relation} {to}" for relation, to in related)
    return Looked(study, Lookup(study=study, date=day, service="crossref", related=text), text)


def _trial(review: Review, trials: ClinicalTrials, study: str, day: date) -> Looked:
    number = review.registered[study].registry
    if not number.upper().startswith("NCT"):
        return Looked(study, None, f"{number} is of another register: look there")
    try:
        status = trials.trial(number.upper()).status
    except Missing:
        return Looked(study, None, f"{number} is not known to {trials.name}")
    return Looked(study, Lookup(study=study, date=day, service="clinicaltrials", status=status), status)


def _write(root: Path, files: Collection[str], lines: dict[tuple[str, str], Lookup]) -> None:
    kept = [lines[place] for place in sorted(lines) if place[0] in files]
    with alone(root):
        write_whole(root / LOOKUPS, as_csv(kept, Lookup))
