"""What is known of a publication: from a service, an exported file, or the person who adds it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from ...records.reference import Reference
from ...records.values import doi_in, doi_of, pmid_in
from ...store.problems import DataError, Problem

NCT = re.compile(r"NCT\d{8}", re.IGNORECASE)
WHAT = "a DOI, a PubMed number, an NCT number, or an exported file (.nbib, .ris, .bib)"
Choose = Callable[[str, list[str]], int]
Say = Callable[[str], None]


def reference_of(given: str, choose: Choose, say: Say, *, offline: bool = False) -> Reference:
    """What is known of the publication that a person names by an identifier, its address, or a file.

    `choose` asks which of several records of a file is meant. Without a network, `say` gets one line, and what is known
    is the identifier. Raises DataError for what is none of these, and for an identifier that the service does not have.
    """
    given = given.strip()
    if Path(given).is_file():
        return _of_file(Path(given), choose, say)
    if found := NCT.search(given):
        number = found[0].upper()
        known = Reference("typed", number, registrations=(number,), url=f"https://clinicaltrials.gov/study/{number}")
        return known if offline else _asked("clinicaltrials", number, known, say)
    if doi := doi_of(given) or doi_in(given):
        known = Reference("typed", doi, doi=doi, url=f"https://doi.org/{doi}")
        return known if offline else _asked("crossref", doi, known, say)
    number = re.sub(r"^pmid:?\s*", "", given, flags=re.IGNORECASE)
    if pmid := number.lstrip("0") if re.fullmatch(r"\d{1,8}", number) else pmid_in(given):
        known = Reference("typed", pmid, pmid=pmid, url=f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/")
        return known if offline else _asked("pubmed", pmid, known, say)
    raise DataError([Problem("review study", 0, "source", f"{given!r} is not {WHAT}, or the file is missing.")])


def _asked(name: str, number: str, known: Reference, say: Say) -> Reference:
    """The record that a service has under this number; what is known already where it cannot be reached."""
    try:
        from ...search.clinicaltrials import ClinicalTrials
        from ...search.faults import Missing, SearchError
        from ...search.pubmed import PubMed
        from ...search.services import look_up, service
    except ModuleNotFoundError as missing:
        say(f"Nothing was looked up: this needs the Python package {missing.name} (`make .venv/update` installs it).")
        return known
    try:
        if name == "crossref":
            return look_up(say=say).work(number)
        client = service(name, say=say)
        if isinstance(client, PubMed):
            return client.record(number)
        assert isinstance(client, ClinicalTrials)
        return client.trial(number)
    except Missing:
        message = f"{number!r} is not known to {name}. Compare it with the publication; --offline does not look it up."
        raise DataError([Problem("review study", 0, "source", message)]) from None
    except SearchError as error:
        say(f"Nothing was looked up: {error}")
        return known


def _of_file(file: Path, choose: Choose, say: Say) -> Reference:
    from ...records.reading import read_records

    try:
        read = read_records(file, "file", str(file))
    except ModuleNotFoundError as missing:
        message = f"reading it needs the Python package {missing.name}: `make .venv/update` installs it."
        raise DataError([Problem(str(file), 0, "", message)]) from None
    for note in read.notes:
        say(f"{file}: {note}")
    records = read.distinct
    number = choose(f"{file} holds {len(records)} records. Which?", [_line(one) for one in records])
    found = records[number]
    # The number that a file gives is known only if it is PubMed's.
    return replace(found, url=found.url or (f"https://doi.org/{found.doi}" if found.doi else ""))


def _line(one: Reference) -> str:
    first = one.authors[0] if one.authors else "no author"
    return f"{first} {one.year or 'no year'}: {one.title[:80]}"
