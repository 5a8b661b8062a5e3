"""What goes with an article besides it: cover letter, contributions, disclosures, statements and reply to reviewers.

All are Word files for people to complete; what the data hold is filled in already.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import panflute as pf

from ...schema import Authors
from ...wording import count, sentence
from .assemble import PAGE_BREAK, Manuscript, Paper, words

OPEN = "[TO BE FILLED IN]"
# Contributor Roles Taxonomy, ANSI/NISO Z39.104-2022, https://credit.niso.org
ROLES = (
    "Conceptualization",
    "Data curation",
    "Formal analysis",
    "Funding acquisition",
    "Investigation",
    "Methodology",
    "Project administration",
    "Resources",
    "Software",
    "Supervision",
    "Validation",
    "Visualization",
    "Writing - original draft",
    "Writing - review & editing",
)
# What the disclosure form of the ICMJE asks, in short, https://www.icmje.org/disclosure-of-interest
ASKED = (
    "Support for this manuscript: funding, materials, medical writing, charges (no time limit)",
    "Grants or contracts (last 36 months, as all below)",
    "Royalties or licences",
    "Consulting fees",
    "Payment for lectures, presentations, manuscripts or educational events",
    "Payment for expert testimony",
    "Support for attending meetings or travel",
    "Patents planned, issued or pending",
    "Data safety monitoring board or advisory board",
    "Leadership or fiduciary role, paid or unpaid",
    "Stock or stock options",
    "Receipt of equipment, materials, drugs, medical writing, gifts or other services",
    "Other financial or non-financial interests",
)


def forms(manuscript: Manuscript) -> list[Paper]:
    """The documents of a first submission; those about authors only if there is data/authors.yaml."""
    authors = manuscript.review.authors
    about_authors = [] if authors is None else [contributions(authors), disclosures(authors), statements(authors)]
    return [cover_letter(manuscript), *about_authors]


def cover_letter(manuscript: Manuscript) -> Paper:
    """A draft of the letter to the editor."""
    review = manuscript.review
    config, authors = review.config, review.authors
    numbers = [name.partition("\u00a0")[0] for name in manuscript.article.items]
    signed = [one.name for one in authors.authors] if authors else [OPEN]
    held = (
        f"It has {count(numbers.count('Table'), 'table')} and {count(numbers.count('Figure'), 'figure')}; "
        "a supplement, the data and the code that computes every number go with it."
    )
    paragraphs = [
        f"To the editor of {serial.title if (serial := manuscript.journal.serial) else OPEN}",
        f"{config.date:%-d %B %Y}",
        "Dear Editor,",
        f"We submit {manuscript.article.title!r}, a systematic review that is kept up to date "
        f"(version {config.version}, data of {config.date:%-d %B %Y}).",
        f"Population: {sentence(config.question.population)} Intervention: {sentence(config.question.intervention)} "
        f"Comparators: {sentence(config.question.comparators)}",
        f"{OPEN}: why it matters to the readers of the journal, in two or three sentences.",
        held,
        f"{OPEN}: that the manuscript is not under consideration elsewhere, that all authors have approved it, "
        "and whether parts of it were published or posted before.",
        f"Funding: {sentence(authors.funding) if authors else OPEN}",
        f"Competing interests are declared in the article and in disclosures.docx. Suggested reviewers: {OPEN}.",
        "Yours sincerely,",
        "; ".join(signed),
    ]
    return Paper("cover-letter", "Cover letter (draft)", [], [], [pf.Para(*words(one)) for one in paragraphs], {})


def contributions(authors: Authors) -> Paper:
    """Who did what, as a table of the roles of CRediT by author; roles outside CRediT are listed too."""
    given = {one.name: one.contributions for one in authors.authors}
    other = dict.fromkeys(role for roles in given.values() for role in roles if credit(role) is None)
    rows = [
        (role, ", ".join(name for name, roles in given.items() if _role(role) in map(_role, roles)) or "nobody")
        for role in (*ROLES, *other)
    ]
    note = "Roles of the Contributor Roles Taxonomy (CRediT), from data/authors.yaml."
    body = [pf.Para(*words(note)), table(("Role", "Authors"), rows, (0.35, 0.65))]
    return Paper("contributions", "Contributions of the authors", [], [], body, {})


def _role(text: str) -> str:
    """A role as compared: spelling of -ise, dashes and signs do not count."""
    return "".join(one for one in text.lower().replace("isation", "ization") if one.isalpha())


def credit(role: str) -> str | None:
    """A role as the Contributor Roles Taxonomy names it; None for one that it does not have."""
    return next((one for one in ROLES if _role(one) == _role(role)), None)


def disclosures(authors: Authors) -> Paper:
    """A table for each author of what the form of the ICMJE asks, to be completed by that author."""
    blocks: list[pf.Block] = [
        pf.Para(
            *words(
                "Each author completes one table, and the form of the ICMJE itself where the journal asks for it "
                "(https://www.icmje.org/disclosure-of-interest). What data/authors.yaml declares is filled in."
            )
        )
    ]
    for one in authors.authors:
        known = {0: authors.funding, len(ASKED) - 1: one.conflicts}
        rows = [(str(i), asked, known.get(i - 1, OPEN)) for i, asked in enumerate(ASKED, 1)]
        blocks += [
            *(PAGE_BREAK if one is not authors.authors[0] else ()),  # each author signs a page
            pf.Header(*words(one.name), level=2),
            table(("", "Asked", "Entities, and payments to you or your institution; or none"), rows, (0.06, 0.5, 0.44)),
            pf.Para(*words(f"Date and signature: {OPEN}")),
        ]
    return Paper("disclosures", "Disclosures of the authors", [], [], blocks, {})


def statements(authors: Authors) -> Paper:
    """Statements that submission systems ask for in fields of their own."""
    found = {
        "Data availability": authors.data_availability,
        "Funding": authors.funding,
        "Role of funders": authors.role_of_funders,
        "Ethics": authors.ethics,
        "Competing interests": "; ".join(f"{one.name}: {one.conflicts.rstrip('.')}" for one in authors.authors) + ".",
        "Keywords": ", ".join(authors.keywords),
        "Acknowledgements": authors.acknowledgements or "None.",
    }
    blocks = [block for name, text in found.items() for block in (_heading(name), pf.Para(*words(text)))]
    return Paper("statements", "Statements", [], [], blocks, {})


def reply() -> Paper:
    """A template of the reply to reviewers."""
    header = ("Comment", "Reply", "Change in the text: page and line")
    blocks: list[pf.Block] = [
        pf.Para(
            *words(
                "We thank the editor and the reviewers. Pages and lines are those of the revised manuscript; "
                "manuscript-changes shows every change in the text, and numbers-changed every number that changed."
            )
        )
    ]
    for name in ("Editor", "Reviewer 1", "Reviewer 2"):
        rows = [(f"{name[0]}{name[-1] if name[-1].isdigit() else ''}.{i} {OPEN}", OPEN, OPEN) for i in (1, 2)]
        blocks += [_heading(name), table(header, rows, (0.38, 0.38, 0.24))]
    return Paper("reply-to-reviewers", "Reply to the reviewers", [], [], blocks, {})


def table(header: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[float]) -> pf.Table:
    """A table of texts; `widths` are shares of the width of the page."""

    def row(texts: Sequence[str]) -> pf.TableRow:
        return pf.TableRow(*(pf.TableCell(pf.Plain(*words(text))) for text in texts))

    return pf.Table(
        pf.TableBody(*map(row, rows)),
        head=pf.TableHead(row(header)),
        colspec=[("AlignLeft", width) for width in widths],
    )


def _heading(text: str) -> pf.Header:
    return pf.Header(*words(text), level=2)
