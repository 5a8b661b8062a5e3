"""Tables of the data dictionary, and the list of downloads."""

from __future__ import annotations

from pathlib import Path

from ...render.table import Table, explained, plain
from ...schema import Term
from ...store import Review
from .model import describe, file_of, open_table

THIS_REVIEW = "cite-this-review"  # begins the names of the files with which it is cited


def fields(review: Review, name: str) -> Table:
    """Columns of a table of the open data."""
    title, model, frame = open_table(review, name)
    rows = [[plain(column), explained(describe(column, model))] for column in frame.columns]
    return Table(
        f"fields-{name}", f"{file_of(name)}: {title[:1].lower()}{title[1:]}", ["Column", "Meaning"], rows, [22, 78]
    )


def terms(review: Review) -> Table:
    """Every term of every closed vocabulary, with its definition."""
    rows = [
        [plain(term), plain(vocabulary), plain(one.label), plain(getattr(one, "definition", None) or "")]
        for vocabulary, named in review.vocabulary
        for term, one in named.items()
    ]
    rows += [
        [plain(member.value), plain(vocabulary.__name__), plain(member.label), explained(member.definition)]
        for vocabulary in sorted(Term.__subclasses__(), key=lambda cls: cls.__name__)
        for member in vocabulary
    ]
    header = ["Term", "Vocabulary", "Label", "Definition"]
    return Table("terms", "Closed vocabularies.", header, rows, [20, 16, 24, 40], stacked=True)


def downloads(folder: Path) -> str:
    """MyST list of the files in the folder of open data that readers ask for, as far as they are there."""
    offered = {
        "book.pdf": "the whole review as a PDF",
        "manuscript.pdf": "the article drawn from it, as a PDF",
        "manuscript.docx": "the article as a Word file",
        f"{THIS_REVIEW}.ris": "how this review is cited, for reference managers",
        f"{THIS_REVIEW}.bib": "how this review is cited, as BibTeX",
        "efficacy.csv": "every value on efficacy and its course",
        "safety.csv": "every value for harms",
        "findings.csv": "every mechanistic finding",
        "analyses.csv": "every analysis that other choices lead to, with its cohorts, estimate and interval",
        "specifications.csv.zip": "every combination of choices, with the analysis that it leads to",
        "datapackage.json": "the description of all tables",
        "references.bib": "the bibliography as BibTeX",
        "references.ris": "the bibliography for reference managers",
        "references.json": "the bibliography as CSL JSON",
    }
    return "\n".join(f"- {{dataset}}`{name}`: {what}" for name, what in offered.items() if (folder / name).is_file())
