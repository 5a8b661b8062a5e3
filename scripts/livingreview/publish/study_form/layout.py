"""How the form arranges the fields of the schema. What is not named here is shown too, after what is."""

from __future__ import annotations

from dataclasses import dataclass

# Top-level fields that the form does not offer, with what to do instead.
ELSEWHERE = {
    "id": "It is the key on the first step.",
}


@dataclass(frozen=True)
class Step:
    """A step of the form.

    `fields` are top-level fields of a study. `part` is what a report must have for the step to be shown, unless
    something was entered there already: see `PARTS`.
    """

    id: str
    title: str
    about: str
    fields: tuple[str, ...] = ()
    part: str | None = None


STEPS = (
    Step("publication", "Publication", "Which publication it is, and how it was found."),
    Step(
        "report",
        "Kind of report",
        "The design decides which of the next steps are shown.",
        (
            "kind", "design", "design_note", "registry", "registrations", "country", "setting", "recruited_from",
            "recruited_to", "followup", "response_definition",
        ),
    ),
    Step(
        "sources",
        "What was read",
        "Enter a value only from a source that you have in front of you, never from memory.",
        ("sources", "extraction"),
    ),
    Step("patients", "Who was studied", "Patients, animals or donors of cells.", ("population", "cohort")),
    Step(
        "arms",
        "Groups and arms",
        "A group says which patients, an arm what they were given. Each value names a group and an arm.",
        ("groups", "arms"),
        "patients",
    ),
    Step(
        "efficacy",
        "Effects of treatment",
        "One value a row, as printed. A percentage without a count is entered as a percentage.",
        ("efficacy", "readings"),
        "patients",
    ),
    Step("safety", "Harms", "One event a row. What is said without a count goes into words.", ("safety",), "patients"),
    Step("findings", "Findings on mechanisms", "One observation a row.", ("findings",), "findings"),
    Step(
        "bias",
        "Risk of bias",
        "The instrument goes with the design. What was not accessible is no information, never a guess.",
        ("risk_of_bias",),
        "bias",
    ),
    Step(
        "limits",
        "Limits",
        "What a reader must know before relying on these values.",
        ("limits", "assumed"),
    ),
    Step("files", "Files", "What you get, and where it goes."),
)  # fmt: skip
UNPLACED = "limits"  # the step that shows top-level fields which no step names

# What a report may have: asked on the step with the design, answered from the design at first.
PARTS = {
    "patients": "It reports patients who were treated: their response, or harms.",
    "findings": "It reports findings on mechanisms: in patients, cells or animals.",
    "bias": "I judge its risk of bias now.",
}

# Kinds of report that usually have their place in another folder.
OTHER_PLACES = {
    "review": "A review or commentary is background: its file belongs to data/context, which this form does not write.",
    "guideline": "A guideline is background: its file belongs to data/context, which this form does not write.",
    "label": "A product label is background: its file belongs to data/context, which this form does not write.",
    "registry": "The entry of a trial register has its file in data/trials, which this form does not write.",
}

# Fields that are shown at once, in this order; the others of a block follow under "More". A block that is not named
# shows all its fields.
USUAL: dict[str, tuple[str, ...]] = {
    "Study": (
        "kind", "design", "registry", "country", "followup", "response_definition", "sources", "population", "groups",
        "arms", "efficacy", "safety", "findings", "risk_of_bias", "limits", "assumed",
    ),
    "Source": ("id", "url", "kind", "note"),
    "Extraction": ("extracted_by",),
    "Population": ("age", "line", "enrolled", "source", "at"),
    "Group": ("label", "id", "role", "condition", "n"),
    "Arm": ("label", "id", "role", "drugs", "regimen", "n", "source", "at"),
    "EfficacyRow": (
        "arm", "group", "outcome", "relates", "month", "when", "events", "n", "printed", "count_printed", "source",
        "at",
    ),
    "SafetyRow": (
        "arm", "group", "event", "severity", "events", "n", "printed", "count_printed", "says", "source", "at",
    ),
    "Finding": (
        "axis", "system", "disease", "perturbation", "direction", "finding", "comparison", "value", "p",
        "participants", "source", "at",
    ),
    "Reading": ("outcome", "group", "month", "when", "source", "at", "printed", "events", "candidates", "how", "id"),
    "Candidate": ("label", "id", "of", "month", "when"),
    "BiasItem": ("judgement", "reason", "source", "at"),
}  # fmt: skip
HIDDEN = {"Source": ("id",), "Seen": ("hash",), "BiasItem": ("instrument", "items")}  # filled in by the form

# Fields that name something which is declared elsewhere in the file, by their name.
REFERS = {"arm": "arms", "versus": "arms", "group": "groups", "source": "sources"}

# Fields with a value for each thing that is declared elsewhere in the file, by the block and their name.
KEYED = {"Reading/printed": "arms", "Reading/events": "arms"}

# Texts that are usually longer than a line.
LONG = (
    "assumed", "comparison", "conflict", "derived", "design_note", "feature", "finding", "how", "limits", "note",
    "reason", "regimen", "response_definition", "says", "setting", "value", "why",
)  # fmt: skip

# What one entry of a list is called.
ONE = {
    "sources": "source", "groups": "group", "arms": "arm", "efficacy": "value", "safety": "event",
    "findings": "finding", "overlaps": "publication", "drugs": "drug", "registry": "number",
    "registrations": "entry", "measured": "set of means", "readings": "reading", "candidates": "set of patients",
}  # fmt: skip

# Fields of a record of references.bib: label and help. Which are required depends on its type.
ENTRY_FIELDS = {
    "author": (
        "Authors",
        "One a line, as Family, Given. A group: its name without a comma. If there are more: others, last.",
    ),
    "title": ("Title", "As printed."),
    "journal": ("Journal", "Its whole name, written as elsewhere in the review."),
    "booktitle": ("Meeting or book", "Where the abstract was printed."),
    "howpublished": ("Where it is published", "Such as the name of the preprint server."),
    "institution": ("Institution", "Who published it."),
    "publisher": ("Publisher", "Who published it."),
    "year": ("Year", "Of the publication, four digits."),
    "volume": ("Volume", ""),
    "number": ("Issue", ""),
    "pages": ("Pages", "As 123-130, or the number of the article."),
    "doi": ("DOI", "Begins with 10."),
    "pmid": ("PubMed number (PMID)", "Up to eight digits."),
    "pmcid": ("PubMed Central number", "PMC and digits."),
    "url": ("Address", "Of its page, if it has neither DOI nor PubMed number."),
    "note": ("What is not known", "What of this record was not accessible, such as the authors."),
    "language": ("Language", "If not English."),
}
ENTRY_USUAL = (
    "author", "title", "journal", "booktitle", "howpublished", "institution", "publisher", "year", "volume", "number",
    "pages", "doi", "pmid",
)  # fmt: skip
ENTRY_TYPES = {
    "article": "Article in a journal",
    "inproceedings": "Abstract of a meeting",
    "misc": "Preprint, web page or other",
    "book": "Book",
    "techreport": "Report",
}
