"""Other tables and lists for contributors: what waits for a rater, and where to write."""

from __future__ import annotations

from ...render.table import Table, link, plain, study_link
from ...schema import Judgement, SearchStatus, issue_forms
from ...store import Review
from ..bias.model import assessments

FORMS = {
    "value.yml": "report a value that differs from the publication",
    "study.yml": "propose a study",
    "text.yml": "suggest a text",
    "term.yml": "propose an outcome, adverse event or other term",
}


def to_rate(review: Review) -> Table:
    """Every study that is to be rated and was not, or whose judgements no rater confirmed."""
    rows = []
    for one in assessments(review):
        if one.rated and not one.draft:
            continue
        items = len(one.tool.items)
        open_items = sum(row.judgement is Judgement.NO_INFORMATION for row in one.judgements.values())
        rows.append(
            [
                study_link(one.study, one.label),
                plain(one.tool.name),
                f"{open_items} of {items}" if one.rated else plain("not rated yet"),
                "draft" if one.rated else "none",
            ]
        )
    return Table(
        "to-rate",
        "Studies that wait for a rater: no judgements yet, or drafts that nobody has confirmed.",
        ["Study", "Instrument", "Items without information", "Judgements"],
        rows,
        [30, 30, 24, 16],
    )


def logs(review: Review) -> Table:
    """Names that a record may have in the column `log`: other ways of finding records, and searches that were run."""
    named = {method.log: method.label for method in review.config.other_methods}
    run = (search for search in review.config.searches if search.status is SearchStatus.RUN)
    named |= {search.log: search.database for search in run if search.log is not None}
    rows = [[f"`{name}`", plain(what)] for name, what in named.items()]
    return Table("logs", "Names of logs, and what each stands for.", ["Log", "Records come from"], rows, [30, 70])


def links(review: Review) -> str:
    """MyST list of the forms, with addresses once the repository has one."""
    repository = (review.config.repository or "").rstrip("/")
    assert FORMS.keys() < issue_forms().keys()
    if not repository:
        named = "; ".join(FORMS.values())
        return f"*The repository has no public address yet. Once it has one, there are links here to: {named}.*\n"
    return "".join(f"- {link(words, f'{repository}/issues/new?template={name}')}\n" for name, words in FORMS.items())
