"""What is known of one mechanism, sorted by what was done and how near it is to the patients in question.

Directions are counted by publication, never by P value (Synthesis Without Meta-analysis, SWiM). A publication whose
findings point in different directions counts as mixed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from .schema import ANIMALS, ArmRole, Direction, Part, System, nearest
from .store import Review
from .wording import count, listed, sentence

# From the nearest to the farthest from the patients the review is about.
NEARNESS = ("patients", "cells", "models", "elsewhere")
WORDS = {Direction.UP: "up", Direction.DOWN: "down", Direction.NONE: "no change", Direction.MIXED: "mixed"}


@dataclass(frozen=True)
class Evidence:
    """The findings of one chapter; `condition` and `intervention` are the review's words for its topic.

    `findings` is as `Review.findings`, with `nearness`, `label` (of the publication), `axis_label` and `year`. The
    sentences speak of the chapter's leading axis, the one that has the chapter's name, where there is one; the figures
    show all axes.
    """

    chapter: str
    findings: pd.DataFrame
    axis_labels: dict[str, str]  # the chapter's axes, the leading one first
    treated: dict[str, int]  # patients in arms with the treatment, by study
    condition: str
    intervention: str

    def part(self, *parts: Part, nearness: tuple[str, ...] = NEARNESS) -> pd.DataFrame:
        """Findings of these parts and this nearness, on all axes of the chapter."""
        return self.findings[self.findings["part"].isin(parts) & self.findings["nearness"].isin(nearness)]

    def _leading(self, part: Part, *nearness: str) -> pd.DataFrame:
        found = self.part(part, nearness=nearness)
        return found[found["axis"] == self.chapter] if self.chapter in self.axis_labels else found

    @property
    def first_sentence(self) -> str:
        """Directness first: whether anybody measured it in treated patients, how many, and which way."""
        what = f"measured it in patients with {self.condition} given {self.intervention}"
        direct = self._leading(Part.INTERVENTION, "patients")
        if direct.empty:
            return f"No publication seen {what}: what follows is indirect, and a hypothesis for these patients."
        return _said(direct, what + self._patients(direct))

    @property
    def defect_sentence(self) -> str:
        """The disease against health, in patients."""
        what = f"compared patients with {self.condition}, or their cells, with healthy people"
        return _said(self._leading(Part.DEFECT, "patients", "cells"), what)

    @property
    def intervention_sentence(self) -> str:
        """Treated cells and models of the condition."""
        what = f"gave {self.intervention} to cells of such patients or to an animal model of {self.condition}"
        return _said(self._leading(Part.INTERVENTION, "cells", "models"), what)

    @property
    def elsewhere_sentence(self) -> str:
        """The drug in other diseases, healthy cells and animals: indirect."""
        what = f"tested {self.intervention} in other diseases, healthy cells or other animals, which is indirect"
        return _said(self._leading(Part.INTERVENTION, "elsewhere"), what)

    @property
    def direct_publications(self) -> int:
        """Publications that measured the leading axis in patients given the treatment."""
        return int(self._leading(Part.INTERVENTION, "patients")["study"].nunique())

    @property
    def name(self) -> str:
        """The leading axis's label; where none leads, the axes that the chapter's name joins, else that name."""
        if self.chapter in self.axis_labels:
            return self.axis_labels[self.chapter]
        joined = [self.axis_labels[part] for part in self.chapter.split("-") if part in self.axis_labels]
        return listed(joined) if joined else self.chapter.replace("-", " ")

    @property
    def reach(self) -> str:
        """How near the evidence on the treatment comes: publications and direction in patients, nearby, elsewhere."""
        places = {
            "in treated patients": ("patients",),
            f"in their cells or models of {self.condition}": ("cells", "models"),
            "elsewhere": ("elsewhere",),
        }
        told = []
        for place, nearness in places.items():
            found = self._leading(Part.INTERVENTION, *nearness)
            publications = count(found["study"].nunique(), "publication")
            told.append(f"{place} {publications} ({directions(found)})" if len(found) else f"{place} none")
        return f"{self.name}: {'; '.join(told)}."

    def _patients(self, found: pd.DataFrame) -> str:
        sizes = [self.treated[study] for study in found["study"].unique() if study in self.treated]
        if not sizes:
            return ""
        whole = len(sizes) == found["study"].nunique()
        where = "" if whole else f", in the {count(len(sizes), 'publication')} that print a number"
        return f" ({sum(sizes)} patients treated{where})"


def _said(findings: pd.DataFrame, what: str) -> str:
    if findings.empty:
        return f"No publication seen {what}."
    return sentence(f"{count(findings['study'].nunique(), 'publication')} {what}: {directions(findings)}")


def directions(findings: pd.DataFrame) -> str:
    """two up, one no change: publications by direction."""
    each = findings.groupby("study")["direction"].agg(lambda d: d.iloc[0] if d.nunique() == 1 else str(Direction.MIXED))
    tally = each.value_counts()
    said = [count(int(tally[d]), WORDS[d], WORDS[d]) for d in Direction if d in tally]
    if len(said) > 1:
        return listed(said)
    every = {1: "", 2: "both "}.get(len(each), f"all {len(each)} ")
    return every + WORDS[Direction(tally.index[0])]


def evidence(review: Review, chapter: str) -> Evidence:
    """Everything in the data about the axes of a chapter. Raises KeyError for a chapter no axis names."""
    chapters = sorted({axis.chapter for axis in review.vocabulary.axes.values()})
    if chapter not in chapters:
        raise KeyError(f"no axis in data/vocabulary.yaml has the chapter {chapter!r}. {nearest(chapter, chapters, 40)}")
    findings = review.findings
    findings = findings[findings["chapter"] == chapter].copy()
    in_body, in_cells = findings["system"].eq(System.PATIENTS), findings["system"].eq(System.PATIENT_CELLS)
    findings["nearness"] = np.select(
        [~findings["direct"].astype(bool), in_body, in_cells, findings["system"].isin(ANIMALS)],
        ["elsewhere", "patients", "cells", "models"],
        default="cells",
    )
    axes = {key: axis.label for key, axis in review.vocabulary.axes.items() if axis.chapter == chapter}
    axes = dict(sorted(axes.items(), key=lambda item: item[0] != chapter))
    findings["label"] = findings["study"].map(review.bibliography.label)
    findings["axis_label"] = findings["axis"].map(axes)
    findings["year"] = findings["study"].map(review.studies.set_index("study")["year"])
    findings["near_order"] = findings["nearness"].map(NEARNESS.index)
    findings["axis_order"] = findings["axis"].map(list(axes).index)
    findings = findings.sort_values(["near_order", "axis_order", "year", "study", "row"]).reset_index(drop=True)
    arms = review.arms[review.arms["role"] == ArmRole.INTERVENTION].dropna(subset="n")
    treated = arms.groupby("study")["n"].sum().astype(int).to_dict()
    config = review.config
    return Evidence(chapter, findings, axes, treated, config.condition_short, config.intervention)
