"""The MEDLINE format of PubMed (nbib), and the tagged formats of Ovid, which look like it and mean other things."""

from __future__ import annotations

import re

from .draft import Draft, Fields
from .reference import Reference
from .tagged import Grammar, Raw, by_pattern
from .values import beyond_issn, clean, doi_in, pages_of, pmid_in, year_in

MEDLINE = Grammar(
    name="MEDLINE (nbib)",
    split=by_pattern(r"([A-Z][A-Z0-9 ]{3}|[A-Z]{2,4}\s*)-(?:\s(.*))?$"),
    start=frozenset({"PMID", "PMC "}),
    begins=re.compile(r"(?:PMID|PMC )- ?"),
    apart=True,
)
OVID = Grammar(
    name="Ovid, tagged",
    split=by_pattern(r"([A-Z][A-Z0-9](?=  -)|<(?=\s*\d+\s*\.?\s*>\s*$))(?:  -\s?)?(.*)"),
    start=frozenset({"<"}),
    begins=re.compile(r"<\s*\d+\s*\.?\s*>\s*$"),
)
# How MEDLINE relates a record to others: tag, and what the relation is called here.
RELATIONS = {
    "CIN": "commented-by", "CON": "comment-on", "EIN": "corrected-by", "EFR": "corrects", "CRI": "republished-as",
    "CRF": "republishes", "RPI": "republished-as", "RPF": "republishes", "RIN": "retracted-by", "ROF": "retracts",
    "PRIN": "partly-retracted-by", "PROF": "partly-retracts", "RRI": "republished-as", "RRF": "republishes",
    "UIN": "updated-by", "UOF": "updates", "ECI": "concern-by", "ECF": "concern-on", "ORI": "summary-of",
    "SPIN": "summarised-by", "DDIN": "has-dataset", "DRIN": "has-dataset",
}  # fmt: skip
PREPRINT = re.compile(r"\b(?:(?:bio|med|chem|psyar)rxiv|arxiv|res(?:earch)? sq(?:uare)?|ssrn|preprints?)\b", re.I)
TRANSLATED = re.compile(r"\[([^\[]*?)\.?\](\.?)")
CITATION = re.compile(
    r"^(?P<journal>.+?)\.\s(?:.*?\b)?(?P<volume>[\w-]+)?\s*"
    r"\((?P<issue>[^)]+)\)\s*:?\s*(?P<pages>[^,;]*)"
)


def reference(raw: Raw, source: str) -> Reference:
    """One record of the MEDLINE format."""
    fields = Fields({tag.strip(): values for tag, values in raw.fields.items()})
    draft = Draft(source, fields, foreign=("AD", *RELATIONS))
    draft.pmid = draft.identifier = fields.first("PMID") or fields.first("PMC")
    draft.pmid = draft.pmid if draft.pmid.isdigit() else ""
    title, vernacular = fields.first("TI", "BTI"), fields.first("TT", "VTI")
    if found := TRANSLATED.fullmatch(title):  # a translated title stands in brackets
        title = "" if found[1].lower() == "not available" else found[1] + found[2]
    draft.title, draft.original_title = title or vernacular, vernacular
    draft.authors = _authors(fields)
    draft.years = fields.take("DP")
    fields.put("DP", [one for one in draft.years if not year_in([one])])
    draft.dates = list(draft.years) or fields.see("DEP")
    draft.journal = fields.first("JT", "TA")
    draft.volume, draft.issue = fields.first("VI"), fields.first("IP")
    draft.pages = pages_of(fields.first("PG"))
    numbers = fields.take("LID", "AID")
    draft.doi = [one.removesuffix("[doi]").strip() for one in numbers if one.endswith("[doi]")]
    draft.addresses = fields.see("SO")
    pii = [one for one in numbers if not one.endswith("[doi]")]
    fields.put("AID", dict.fromkeys(pii))
    if not draft.pages:  # an electronic article without pages has a number of the publisher
        draft.pages = next(
            (one.removesuffix("[pii]").strip() for one in pii if re.fullmatch(r"e?\d{3,9} \[pii\]", one)), ""
        )
    draft.issn = fields.take("IS")
    fields.put("IS", beyond_issn(draft.issn))
    draft.registrations = fields.see("SI")
    draft.language = "; ".join(fields.take("LA"))
    draft.abstract = "\n".join(fields.take("AB"))
    draft.keywords = fields.take("OT")
    draft.headings = fields.take("MH")
    draft.types = fields.take("PT")
    draft.related = _related(fields, draft.types)
    return draft.reference()


def _authors(fields: Fields) -> list[str]:
    """Full names where each author has one, else those with initials; then groups."""
    full, short = fields.take("FAU"), fields.take("AU")
    return [*(full if len(full) >= len(short) else short), *fields.take("CN")]


def _related(fields: Fields, types: list[str]) -> list[tuple[str, str]]:
    """Relations with the number, DOI or else citation of the other record; citations stay among the extra fields."""
    found = []
    for tag, relation in RELATIONS.items():
        for citation in map(clean, fields.see(tag)):
            what = relation
            if tag == "UIN" and "Preprint" in types:
                what = "published-as"
            elif tag == "UOF" and PREPRINT.search(citation):
                what = "has-preprint"
            found.append((what, _named(citation)))
    return found


def _named(citation: str) -> str:
    if pmid := pmid_in(citation):
        return f"pmid:{pmid}"
    if doi := doi_in(citation):
        return f"doi:{doi}"
    return citation


def ovid_row_reference(cells: dict[str, list[str]], source: str) -> Reference:
    """One row of Ovid's export for spreadsheets, whose headings are the tags and whose authors are in lines."""
    values = {tag: [one for one in given if one.strip()] for tag, given in cells.items() if tag}
    values["AU"] = [line for one in values.get("AU", ()) for line in one.split("\n") if line.strip()]
    return ovid_reference(Raw(0, values), source)


def ovid_reference(raw: Raw, source: str) -> Reference:
    """One record of Ovid's tagged export ("Citavi", "EndNote", "Reprint/Medlars" in its menus)."""
    fields = Fields({tag: values for tag, values in raw.fields.items() if tag != "<"})
    database = " ".join(fields.see("DB"))
    draft = Draft(source, fields, foreign=("AD", "IN", "CR", "RF"))
    draft.identifier = fields.first("UI", "AN")
    if "MEDLINE" in database and re.fullmatch(r"\d{1,8}", draft.identifier):
        draft.pmid = draft.identifier
    else:
        draft.pmid = next((found[0] for one in fields.take("PM") if (found := re.match(r"\d{1,8}\b", one))), "")
    draft.title, draft.original_title = fields.first("TI"), fields.first("OT", "TO")
    draft.authors = fields.take("AU", "CA")
    draft.years = fields.take("YR")
    draft.dates = fields.see("DP")
    citation = fields.see("SO")
    draft.years += citation
    draft.journal = fields.first("JN", "JT", "JA")
    draft.volume, draft.issue, pages = fields.first("VO"), fields.first("IP"), fields.first("PG")
    if citation and (found := CITATION.match(clean(citation[0]))):
        draft.journal = draft.journal or found["journal"]
        draft.volume = draft.volume or found["volume"] or ""
        draft.issue = draft.issue or found["issue"]
        pages = pages or found["pages"]
    elif citation:
        draft.journal = draft.journal or clean(citation[0]).split(". ")[0]
    draft.pages = pages_of(pages)
    draft.doi = fields.take("DO")
    draft.issn = fields.take("IS")
    fields.put("IS", beyond_issn(draft.issn))
    draft.language = "; ".join(fields.take("LG"))
    draft.abstract = "\n".join(fields.take("AB"))
    draft.keywords = fields.take("KW")
    draft.headings = fields.take("MH", "HW")
    draft.types = fields.take("PT")
    draft.url = fields.first("XL", "LK")
    return draft.reference()
