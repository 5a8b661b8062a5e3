"""RIS, as Embase, Scopus, Ovid, ProQuest, EBSCO, CENTRAL, Web of Science, EndNote, Zotero and others write it."""

from __future__ import annotations

import re

from .draft import Draft, Fields
from .reference import Reference
from .tagged import Grammar, Raw, by_pattern, lines_of
from .values import beyond_issn, doi_in, language_of, own_lines, pages_of, pmid_in, split, year_in

STRICT = Grammar(
    name="RIS",
    split=by_pattern(r"[ \t]*([A-Z][A-Z0-9])[ \u00a0]{2}-(.*)"),
    start=frozenset({"TY"}),
    begins=re.compile(r"\s*TY\s{1,4}-"),
    end=frozenset({"ER"}),
    total=re.compile(r"Record #\d+ of (\d+)"),
    unended=True,
    inside=frozenset({"TI", "T1", "AU", "A1"}),
)
# Files written by hand or by a converter have one blank, or tabs.
LOOSE = Grammar(
    **{
        **STRICT.__dict__,
        "split": by_pattern(r"[ \t]*([A-Z][A-Z0-9])(?:[ \t\u00a0]{0,4}-(?=[ \t\u00a0]|$)|[ \u00a0]{2}-)(.*)"),
    }
)
KINDS = {
    "JOUR": "Journal Article", "EJOUR": "Journal Article", "ABST": "Abstract", "CONF": "Conference Paper",
    "CPAPER": "Conference Paper", "THES": "Thesis", "BOOK": "Book", "CHAP": "Book Chapter", "RPRT": "Report",
    "UNPB": "Unpublished", "INPR": "In Press", "NEWS": "Newspaper Article", "MGZN": "Magazine Article", "PAT": "Patent",
    "STAND": "Standard", "PREPRINT": "Preprint", "CTLG": "Catalogue", "DATA": "Dataset", "ELEC": "Web Page",
}  # fmt: skip
# Publication types of PubMed, which EndNote puts among the notes.
PUBLICATION_TYPES = re.compile(
    r"(?:Journal Article|Review|Systematic Review|Meta-Analysis|Randomized Controlled Trial|Case Reports|Letter|Comment"
    r"|Editorial|Clinical Trial(?:, .*)?|Controlled Clinical Trial|Multicenter Study|Observational Study|Preprint"
    r"|Comparative Study|Retracted Publication|Retraction of Publication|Published Erratum|Expression of Concern)"
)
CLASSIFICATION = re.compile(r"\[\d{4}\]$")  # PsycINFO has its subjects where others have the type
NOTED_TYPE = re.compile(r"Publication Type: ([^.]+)\.")
ACCESSION = re.compile(r"(?:Accession Number:\s*|[?&]AN=)([\w.:-]+?)(?=[.;&]?(?:\s|$|&))")
EID = re.compile(r"eid=(2-s2\.0-\d+)")
# Scopus has cited works, and addresses, among the notes: numbers in them are not this record's.
CITED = re.compile(r"\s*(?:References|Correspondence Address|Funding)", re.I)
FOREIGN = frozenset({"AD", "A2", "A3", "A4", "CR", "RF", "M1", "M2", "LK", "L2", "C1"})


def reference(raw: Raw, source: str) -> Reference:
    """One record of RIS."""
    fields = Fields(raw.fields)
    producer = raw.origin or producer_of(fields)
    addresses = fields.see("L3", "M3", "UR", "DI", "LK", "L2", "L1", "ID", "AN", "C2", "U2")
    notes = fields.take("N1")
    addresses += own_lines(notes)
    pmid = _pmid(fields, producer, notes)
    draft = Draft(source, fields, foreign=FOREIGN, not_ours=CITED)
    draft.doi = fields.take("DO")
    draft.addresses = [one for one in addresses if not CITED.match(one)]
    draft.pmid = pmid
    draft.identifier = _identifier(fields, producer, notes, pmid)
    draft.types = _types(fields, notes)
    _titles(fields, draft)
    draft.authors = lines_of(fields.any_of("AU", "A1"))
    draft.years, draft.dates = fields.take("PY", "Y1", "YR"), fields.take("DA")
    fields.put("PY", [one for one in draft.years if not year_in([one])])
    draft.journal = fields.first("JF", "T2", "JO", "JA", "J2", "JI", "J9", "BT")
    draft.volume = fields.first("VL")
    draft.issue = fields.first("IS")
    if not draft.issue and any(re.fullmatch(r"\d{1,4}(?:-\d+)?", one) for one in fields.see("M1")):
        draft.issue = fields.first("M1")
    draft.pages = pages_of(fields.first("SP"), fields.first("EP")) or pages_of(fields.first("C7"))
    draft.issn = fields.take("SN")
    fields.put("SN", beyond_issn(draft.issn))
    draft.language = "; ".join(fields.take("LA"))
    draft.abstract = "\n".join(fields.any_of("AB", "N2"))
    draft.keywords = [word for line in lines_of(fields.take("KW", "DE")) for word in split(line, ";；")]
    draft.url = fields.first("UR", "L2", "LK", "L1")
    fields.put("N1", notes)
    return draft.reference()


def producer_of(fields: Fields) -> str:
    """The database or program that wrote the record; "" where it does not say."""
    database = " ".join(fields.see("DB"))
    links = " ".join(fields.see("UR", "L2", "LK", "L1")).lower()
    number = " ".join(fields.see("AN"))
    provider = " ".join(fields.see("DP", "VN", "M4", "PB"))
    tests = (
        ("Embase", "embase.com" in links or (database == "Embase" and bool(fields.see("U2")))),
        ("Scopus", database == "Scopus" or "scopus.com/inward" in links),
        (
            "Web of Science",
            bool(fields.see("WE")) or re.match(r"(?:WOS|CCC|BCI|KJD|SCIELO|RSCI|INSPEC|ZOOREC):", number),
        ),
        ("CENTRAL", re.match(r"CN-\d{6,}", number) or "cochranelibrary.com/central" in links),
        ("Cochrane Library", "cochranelibrary.com" in links),
        (
            f"Ovid, {database}" if database and "Ovid" not in database else database or "Ovid",
            "ovid" in links or "Ovid" in database,
        ),
        (f"ProQuest, {database}" if database else "ProQuest", "proquest.com" in links),
        (f"EBSCOhost, {database}" if database else "EBSCOhost", "EBSCO" in provider or "ebscohost.com" in links),
        ("PubMed", provider == "NLM" or "PubMed" in database),
        ("Europe PMC", "europepmc.org" in links or "Europe PMC" in database + provider),
        ("SciELO", "SciELO" in database),
        ("ClinicalTrials.gov", "clinicaltrials.gov" in links),
        ("Rayyan", number.startswith("rayyan")),
        ("Lens", "lens.org" in links),
        ("Dimensions", "dimensions.ai" in links),
        (database, bool(database)),
    )
    return next((name for name, holds in tests if holds), "")


def _pmid(fields: Fields, producer: str, notes: list[str]) -> str:
    """The number in PubMed, from the field in which the producer has it."""
    of_pubmed = producer == "PubMed" or "MEDLINE" in producer
    tags = {"Embase": ("C5",), "Scopus": ("C2",)}.get(producer, ("AN", "ID") if of_pubmed else ())
    for value in fields.see(*tags):
        if re.fullmatch(r"\d{4,8}", value):
            return value
    named = [*fields.see("C3", "AN", "PM"), *own_lines(notes), *fields.see("U1", "UR")]
    return next(filter(None, map(pmid_in, named)), "")


def _identifier(fields: Fields, producer: str, notes: list[str], pmid: str) -> str:
    """The producer's own number of the record; "" if it gives none that can be relied on."""
    if producer == "Embase":
        return fields.first("U2", "AN")
    if producer == "Scopus":
        return next((found[1] for one in fields.see("UR") if (found := EID.search(one))), "")
    if producer == "PubMed" and pmid:
        if fields.see("AN") == [pmid]:
            fields.take("AN")
        return pmid
    if producer.startswith("EBSCO"):
        noted = (ACCESSION.search(one) for one in (*notes, *fields.see("UR")))
        return fields.first("AN") or next((found[1] for found in noted if found), "")
    if producer == "ClinicalTrials.gov":
        return next((found[0] for one in fields.see("ID", "AN", "UR") if (found := re.search(r"NCT\d{8}", one))), "")
    numbers = fields.see("AN") or (fields.see("ID", "UI") if producer.startswith("Ovid") else [])
    number = re.split(r"\s*;\s*", numbers[0])[0] if numbers else ""
    # `ID` elsewhere, and numbers of reference managers, count the records of one file and mean nothing in the next.
    return number if re.search(r"\d{3}", number) and not doi_in(number) and producer != "Rayyan" else ""


def _types(fields: Fields, notes: list[str]) -> list[str]:
    kind = fields.first("TY")
    described = fields.take("M3")
    given = [one for one in described if not doi_in(one) and not CLASSIFICATION.search(one)]
    fields.put("M3", [one for one in described if CLASSIFICATION.search(one)])
    noted = [line for line in lines_of(notes) if PUBLICATION_TYPES.fullmatch(line.strip())]
    noted += [part for one in notes if (found := NOTED_TYPE.search(one)) for part in split(found[1], ";")]
    all_types = [part for one in given for part in split(one, ";\n")] + noted
    name = KINDS.get(kind.upper(), "" if kind.upper() in ("GEN", "") else kind)
    return all_types if all_types and name in ("Journal Article", "") else [*filter(None, [name]), *all_types]


def _titles(fields: Fields, draft: Draft) -> None:
    """Title and original title: of a text in another language than English, the translation is the title."""
    draft.title = fields.first("TI", "T1", "CT", "BT", "ST")
    translated = fields.first("TT")
    if translated and language_of("; ".join(fields.see("LA"))) in ("eng", ""):
        draft.original_title = translated
    elif translated:
        draft.title, draft.original_title = translated, draft.title
    draft.original_title = draft.original_title or fields.first("OT", "TO")
