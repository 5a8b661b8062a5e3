"""The plain text of the Cochrane Library ("citation-export.txt")."""

from __future__ import annotations

import re

from .draft import Draft, Fields
from .reference import Reference
from .tagged import Grammar, Raw, by_pattern, lines_of
from .values import doi_in, pages_of, pmid_in, split, year_in

TEXT = Grammar(
    name="Cochrane text",
    split=by_pattern(r"(Record|[A-Z]{2,3})(?: #|:\s)(.*)"),
    start=frozenset({"Record"}),
    begins=re.compile(r"Record #\d+ of \d+"),
    total=re.compile(r"Record #\d+ of (\d+)"),
)


def reference(raw: Raw, source: str) -> Reference:
    """One record of the text."""
    fields = Fields({tag: values for tag, values in raw.fields.items() if tag != "Record"})
    draft = Draft(source, fields)
    draft.identifier = fields.first("ID", "AN")
    draft.title = fields.first("TI")
    draft.authors = lines_of(fields.take("AU"))
    draft.years = fields.take("YR", "PY")
    fields.put("YR", [one for one in draft.years if not year_in([one])])
    draft.journal = fields.first("SO")
    draft.volume, draft.issue = fields.first("VL"), fields.first("NO")
    draft.pages = pages_of(fields.first("PG"))
    draft.pmid = next(filter(None, (pmid_in(f"PMID {one.rpartition(' ')[2]}") for one in fields.take("PM"))), "")
    draft.doi = [one for one in fields.take("DOI") if doi_in(one)]
    draft.addresses = fields.see("XR", "US")
    draft.issn = fields.take("SN")
    draft.language = "; ".join(fields.take("LA"))
    draft.abstract = "\n".join(fields.take("AB"))
    draft.keywords = [word for value in fields.take("KY") for word in split(value.replace("\n", " "), ";")]
    draft.types = [kind for value in fields.take("PT") for kind in split(value, ";\n")]
    draft.url = fields.first("US")
    return draft.reference()
