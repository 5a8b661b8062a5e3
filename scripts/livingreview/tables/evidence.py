"""Tables of what was included."""

from __future__ import annotations

from ..schema import GroupRole
from ..store import Review
from .base import Table, plain, study_link, title


def publications(review: Review) -> Table:
    """Every publication with patients given the treatment."""
    studies = review.studies.set_index("study")
    clinical = studies.index[studies["clinical"]]
    vocabulary = review.vocabulary
    whole = review.groups[review.groups["role"] == GroupRole.WHOLE].set_index("study")["condition"].to_dict()
    rows = [
        [
            study_link(key, studies.at[key, "label"]),
            plain(str(studies.at[key, "design"]).replace("-", " ")),
            plain(studies.at[key, "country"]),
            plain(str(studies.at[key, "age"]).replace("-", " ")),
            plain(vocabulary.conditions[whole[key]].label if key in whole else ""),
            plain(vocabulary.lines[line].label if (line := studies.at[key, "line"]) in vocabulary.lines else ""),
            plain(studies.at[key, "enrolled"]),
            plain(str(studies.at[key, "seen"]).replace("-", " ")),
        ]
        for key in sorted(clinical, key=lambda k: (studies.at[k, "year"], k))
    ]
    return Table(
        "publications",
        "Publications with treated patients.",
        ["Study", "Design", "Country", "Age", "Condition", "Phase", "Enrolled", "Seen"],
        rows,
        [15, 17, 11, 11, 16, 13, 8, 9],
    )


def trials(review: Review) -> Table:
    """Registered trials without visible results."""
    rows = [
        [
            f"[{plain(t.registry)}](/chapters/studies/{key}.md)",
            plain(t.design.definition),
            plain("; ".join(arm.label for arm in t.arms)),
            plain(t.eligibility or ""),
            plain(t.planned),
            plain(t.status.label + (f" ({t.status_date})" if t.status_date else "")),
        ]
        for key, t in review.registered.items()
    ]
    return Table(
        "trials",
        "Registered trials without visible results.",
        ["Trial", "Design", "Arms", "Patients", "Planned", "Status"],
        rows,
        [16, 18, 22, 22, 8, 14],
    )


def library(review: Review) -> Table:
    """Every file of data/, by kind of evidence and then by label, each linked to its page."""
    studies = review.studies
    clinical = set(studies.loc[studies["clinical"], "study"])
    kinds = {
        "patients treated": sorted(clinical, key=review.bibliography.label),
        "mechanism": sorted(review.publications.keys() - clinical, key=review.bibliography.label),
        "registered trial": sorted(review.registered, key=review.bibliography.label),
        "background": sorted(review.background, key=review.bibliography.label),
    }
    rows = [
        [study_link(key, review.bibliography.label(key)), kind, plain(title(review, key))]
        for kind, keys in kinds.items()
        for key in keys
    ]
    return Table("library", "Everything in the data.", ["Page", "Evidence", "Title"], rows, [24, 16, 60])
