"""What is known of one mechanism, sorted by what was done and how near it is to the patients in question."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from ...evidence import clusters, once_a_review
from ...schema import ANIMALS, ArmRole, Part, System, nearest
from ...store import Review
from ...wording import count, in_digits, listed, number_word, opening, sentence
from .directions import SignTest, by_axis, directions, found_words, sign_tests

# From the nearest to the farthest from the patients the review is about.
DIRECTNESS = ("patients", "cells", "models", "elsewhere")
OF_PATIENTS = (System.PATIENTS, System.PATIENT_CELLS)


@dataclass(frozen=True)
class Evidence:
    """The findings of one chapter, or of some of its axes; `condition` and `intervention` are the review's words.

    `name` is that of the chapter, with the axes where they were chosen; `scope` is "" for a whole chapter, else the
    labels of these axes in brackets, for captions. `findings` is as from `all_findings`. The sentences are about the
    chapter's leading axis, the one it is named for, where it has one; else of each axis by itself. The figures show all
    axes.
    """

    chapter: str
    name: str
    scope: str
    label: str
    leading: str | None
    findings: pd.DataFrame
    axis_labels: dict[str, str]  # the chapter's axes, the leading one first
    treated: dict[str, int]  # patients in arms with the treatment, by study
    clusters: dict[str, str]  # one name for publications that may report the same patients
    condition: str
    intervention: str

    def part(self, *parts: Part, directness: tuple[str, ...] = DIRECTNESS) -> pd.DataFrame:
        """Findings of these parts and this directness, on all axes of the chapter."""
        return self.findings[self.findings["part"].isin(parts) & self.findings["directness"].isin(directness)]

    def _leading(self, part: Part, *directness: str) -> pd.DataFrame:
        found = self.part(part, directness=directness)
        return found[found["axis"] == self.leading] if self.leading else found

    @property
    def _measure(self) -> str:
        """What was measured, by name: a sentence is also read without the heading of its chapter."""
        return self.axis_labels[self.leading] if self.leading else "any measure of this chapter"

    @property
    def first_sentence(self) -> str:
        """Directness first: whether anybody measured it in treated patients, how many, and which way."""
        what = f"measured {self._measure} in patients with {self.condition} given {self.intervention}"
        direct = self._leading(Part.INTERVENTION, "patients")
        if direct.empty:
            return f"We found no publication that {what}: what follows is indirect and a hypothesis for these patients."
        return self._said(direct, what + self._patients(direct))

    @property
    def in_treated(self) -> str:
        """How many publications measured it in treated patients and which way, inside a sentence."""
        direct = self._leading(Part.INTERVENTION, "patients")
        if direct.empty:
            return "no publication"
        which = found_words(direct, change=True) if self.leading else by_axis(direct)
        n = direct["study"].nunique()
        return f"{count(n, 'publication')}{self._patients(direct)}{', which ' if n == 1 else ': '}{which}"

    @property
    def answer(self) -> str:
        """The lead of a chapter: the treatment in patients, then in their cells and in models of the condition."""
        near = self._leading(Part.INTERVENTION, "cells", "models")
        if not near.empty:
            return f"{self.first_sentence} {self.intervention_sentence}"
        nearby = f"in their cells or in an animal model of {self.condition}"
        if not self._leading(Part.INTERVENTION, "patients").empty:
            return f"{self.first_sentence} We found no publication that tested {self.intervention} {nearby}."
        return (
            f"We found no publication that measured the effect of {self.intervention} on {self._measure} in patients "
            f"with {self.condition}, {nearby}: what follows is indirect and a hypothesis for these patients."
        )

    @property
    def defect_sentence(self) -> str:
        """The disease against health, in patients."""
        what = f"compared patients with {self.condition}, or their cells, with healthy people"
        return self._said(self._leading(Part.DEFECT, "patients", "cells"), what, change=False)

    @property
    def intervention_sentence(self) -> str:
        """Treated cells and models of the condition."""
        what = f"gave {self.intervention} to cells of such patients or to an animal model of {self.condition}"
        return self._said(self._leading(Part.INTERVENTION, "cells", "models"), what)

    @property
    def elsewhere_sentence(self) -> str:
        """The drug in other diseases, healthy cells and animals: indirect."""
        what = f"tested {self.intervention} in other diseases, healthy cells or other animals"
        found = self._leading(Part.INTERVENTION, "elsewhere")
        besides = self.part(Part.INTERVENTION, directness=("elsewhere",))
        if self.leading is None or not found.empty or besides.empty:
            return self._said(found, what if found.empty else f"{what} (indirect evidence)")
        # The chapter's other measures must not vanish behind a leading one that nobody measured.
        others = f"{count(besides['study'].nunique(), 'publication')} did so (indirect evidence; {by_axis(besides)})"
        own = self.axis_labels[self.leading]
        return f"For {own} itself, we found no publication that {what}; for other measures of this chapter, {others}."

    @property
    def sign_tests(self) -> list[SignTest]:
        """Every comparison of the chapter, with the sign test where there are enough publications."""
        return sign_tests(self.findings, self.clusters)

    @property
    def direct_publications(self) -> int:
        """Publications that measured the leading axis in patients given the treatment."""
        return int(self._leading(Part.INTERVENTION, "patients")["study"].nunique())

    @property
    def reach(self) -> str:
        """How near the evidence on the treatment comes: in patients, nearby, elsewhere.

        Publications on any measure of the chapter are counted, as on the map; directions are those of the leading one,
        which is named where others were measured too.
        """
        places = {
            "in treated patients": ("patients",),
            f"in their cells or models of {self.condition}": ("cells", "models"),
            "elsewhere": ("elsewhere",),
        }
        phrases = []
        for place, directness in places.items():
            every = self.part(Part.INTERVENTION, directness=directness)
            if every.empty:
                phrases.append(f"{place} none")
                continue
            n, found = every["study"].nunique(), self._leading(Part.INTERVENTION, *directness)
            phrase = f"{place} {count(n, 'publication')}"
            if self.leading is None:
                phrases.append(f"{phrase} ({by_axis(every)})")
                continue
            leading, on = found["study"].nunique(), self.axis_labels[self.leading]
            if not leading:
                phrases.append(f"{phrase}, {'but not' if n == 1 else 'none of them'} on {on}")
            elif leading == n:
                phrases.append(f"{phrase} ({directions(found)})")
            else:
                phrases.append(f"{phrase}, {number_word(leading)} of them on {on} ({directions(found)})")
        return f"{self.label}: {'; '.join(phrases)}."

    def _patients(self, found: pd.DataFrame) -> str:
        sizes = [self.treated[study] for study in found["study"].unique() if study in self.treated]
        if not sizes:
            return ""
        whole = len(sizes) == found["study"].nunique()
        where = "" if whole else f", in the {count(len(sizes), 'publication')} that give a number"
        return f" ({in_digits(sum(sizes), 'patient')} treated{where})"

    def _said(self, findings: pd.DataFrame, what: str, *, change: bool = True) -> str:
        if findings.empty:
            return f"We found no publication that {what}."
        publications = findings["study"].nunique()
        start = f"{opening(publications)} publication{'s' * (publications != 1)} {what}"
        if not self.leading:
            return f"{sentence(start)} {sentence(by_axis(findings))}"
        joint = " and " if publications == 1 else ": "
        return sentence(f"{start}{joint}{found_words(findings, change=change)}")


def chapters(review: Review) -> list[str]:
    """Every mechanism chapter, in the order of the book."""
    return list(review.vocabulary.chapters)


def evidence(review: Review, chapter: str, *axes: str) -> Evidence:
    """Everything in the data about the axes of a chapter, or about those of them that are named.

    Raises KeyError for a chapter that is not declared and for an axis that the chapter does not have.
    """
    found = _evidence(review, chapter, *axes)
    return replace(found, findings=found.findings.copy(deep=False))


@once_a_review
def _evidence(review: Review, chapter: str, *axes: str) -> Evidence:
    declared = review.vocabulary.chapters
    if chapter not in declared:
        close = nearest(chapter, list(declared), 40)
        raise KeyError(f"no axis in data/vocabulary.yaml has the chapter {chapter!r}. {close}")
    labels = axes_of(review, chapter)
    for axis in axes:
        if axis not in labels:
            raise KeyError(f"{axis!r} is not an axis of the chapter {chapter!r}. {nearest(axis, list(labels), 40)}")
    labels = {axis: labels[axis] for axis in axes or labels}
    leading = declared[chapter].leading
    findings = all_findings(review)
    findings = findings[(findings["chapter"] == chapter) & findings["axis"].isin(labels)].reset_index(drop=True)
    arms = review.arms[review.arms["role"] == ArmRole.INTERVENTION].dropna(subset="n")
    config = review.config
    return Evidence(
        chapter,
        "-".join((chapter, *axes)),
        f" ({listed(labels.values())})" if axes else "",
        declared[chapter].label,
        leading if leading in labels else None,
        findings,
        labels,
        {str(study): int(n) for study, n in arms.groupby("study")["n"].sum().items()},
        clusters(review),
        config.condition_short,
        config.intervention,
    )


def axes_of(review: Review, chapter: str) -> dict[str, str]:
    """Labels of a chapter's axes, the leading one first."""
    leading = review.vocabulary.chapters[chapter].leading
    axes = {key: axis.label for key, axis in review.vocabulary.axes.items() if axis.chapter == chapter}
    return dict(sorted(axes.items(), key=lambda item: item[0] != leading))


def all_findings(review: Review) -> pd.DataFrame:
    """`Review.findings` in the order of the book, with what the mechanism chapters need to know of each.

    Adds `directness` (one of DIRECTNESS), `label` and `year` of the publication, `axis_label`, `disease_label`, `agent`
    (what was given, where that is not the treatment under review alone; else ""), `collects` (its axis holds directions
    that mean different things), `patients` (people behind the finding: as printed for it, else the patients of the
    whole study where cells or bodies are theirs) and `patients_of` ("finding", "study" or "").
    """
    return _all_findings(review).copy(deep=False)


@once_a_review
def _all_findings(review: Review) -> pd.DataFrame:
    findings = review.findings
    vocabulary, studies = review.vocabulary, review.studies.set_index("study")
    in_body, in_cells = findings["system"].eq(System.PATIENTS), findings["system"].eq(System.PATIENT_CELLS)
    findings["directness"] = np.select(
        [~findings["direct"].astype(bool), in_body, in_cells, findings["system"].isin(ANIMALS)],
        ["elsewhere", "patients", "cells", "models"],
        default="cells",
    )
    findings["label"] = findings["study"].map(review.bibliography.label)
    findings["year"] = findings["study"].map(studies["year"])
    findings["axis_label"] = [vocabulary.axes[axis].label for axis in findings["axis"]]
    findings["disease_label"] = [vocabulary.diseases[disease].label for disease in findings["disease"]]
    findings["agent"] = [vocabulary.perturbations[key].short or "" for key in findings["perturbation"]]
    findings["collects"] = pd.array([vocabulary.axes[axis].collects for axis in findings["axis"]], dtype=bool)
    enrolled = findings["study"].map(studies["enrolled"]).astype("Int64").where(findings["system"].isin(OF_PATIENTS))
    findings["patients"] = findings["participants"].fillna(enrolled)
    printed, known = findings["participants"].notna(), findings["patients"].notna()
    findings["patients_of"] = pd.Series(np.select([printed, known], ["finding", "study"], ""), index=findings.index)
    order = {axis: i for i, axis in enumerate(a for c in vocabulary.chapters for a in axes_of(review, c))}
    chapter_order = findings["chapter"].map(list(vocabulary.chapters).index)
    directness_order, axis_order = findings["directness"].map(DIRECTNESS.index), findings["axis"].map(order)
    keys = findings.assign(chapter_order=chapter_order, directness_order=directness_order, axis_order=axis_order)
    keys = keys.sort_values(["chapter_order", "directness_order", "axis_order", "year", "study", "row"])
    return keys.drop(columns=["chapter_order", "directness_order", "axis_order"]).reset_index(drop=True)
