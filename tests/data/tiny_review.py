"""A small review of another topic, vitamin D for asthma: two studies of one group each."""

from __future__ import annotations

from pathlib import Path

from livingreview.store.review import write_schemas

VOCABULARY = """\
outcomes:
  controlled: {label: asthma controlled, definition: No symptoms by day., higher_is_better: true}
  free: {label: no exacerbation, definition: No course of steroids., higher_is_better: true}
conditions:
  asthma: {label: asthma, definition: Diagnosed by a physician., pooled: true}
causes: {}
lines: {}
drugs:
  vitamin-d: {label: vitamin D, definition: Colecalciferol.}
units: {}
events: {}
axes: {}
perturbations: {}
diseases: {}
"""

REVIEW = """\
title: "Vitamin D for asthma: a living review"
short_title: Vitamin D in asthma
version: 0.1.0
date: 2024-01-31
status: draft
intervention: vitamin D
intervention_drugs: [vitamin-d]
condition: asthma
condition_short: asthma
question: {population: Anyone., intervention: Vitamin D., comparators: Any., outcomes: Control., designs: Any.}
eligibility: [any report]
exclusion: []
pools:
  control:
    label: Asthma controlled at 6 months
    outcome: controlled
    primary: true
    conditions: [asthma]
    window: {target: 6, first: 3, last: 12}
    min_patients: 5
    why: Agreed before the search.
  freedom:
    label: No exacerbation at 6 months
    outcome: free
    conditions: [asthma]
    window: {target: 6, first: 3, last: 12}
    min_patients: 5
    test: t
    prediction_interval: t(k-1)
    min_studies_for_prediction: 3
    why: Agreed before the search.
searches: []
steps: []
living: {search_every_months: 6, triggers: [], retirement: When nobody asks any more.}
"""

STUDY = """\
id: {id}
kind: journal-article
design: single-arm-prospective
sources:
  - {{id: 1, url: "https://example.org/{id}", kind: full-text}}
population: {{age: adult, enrolled: {n}, source: 1, at: Methods}}
groups:
  - {{id: all, label: everybody, role: whole, condition: asthma, n: {n}}}
arms:
  - {{id: d, label: vitamin D, role: intervention, drugs: [vitamin-d], n: {n}, source: 1, at: Methods}}
efficacy:
  - {{arm: d, group: all, outcome: controlled, month: 6, events: {controlled}, n: {n}, source: 1, at: Table 2}}
  - {{arm: d, group: all, outcome: free, month: 6, {free}, source: 1, at: Table 2}}
"""

ENTRY = """\
@article{{{id},
  author = {{{author}}},
  title = {{Vitamin {{D}} in asthma}},
  journal = {{Journal of Asthma}},
  year = {{{year}}},
  doi = {{10.1000/{id}}},
}}

"""


def write_tiny_review(root: Path) -> Path:
    """Two studies: in both the control of asthma is counted; freedom from exacerbation only in the first."""
    (root / "data" / "studies").mkdir(parents=True)
    (root / "data" / "vocabulary.yaml").write_text(VOCABULARY, "utf-8")
    (root / "data" / "review.yaml").write_text(REVIEW, "utf-8")
    for study in (
        {"id": "brown2020", "n": 40, "controlled": 10, "free": "events: 30, n: 40, printed: 75%, count_printed: true"},
        {"id": "green2022", "n": 60, "controlled": 30, "free": "n: 60, printed: 80%"},
    ):
        (root / "data" / "studies" / f"{study['id']}.yaml").write_text(STUDY.format(**study), "utf-8")
    (root / "references.bib").write_text(
        ENTRY.format(id="brown2020", author="Brown, Ada", year=2020)
        + ENTRY.format(id="green2022", author="Green, Bob", year=2022),
        "utf-8",
    )
    write_schemas(root)
    return root
