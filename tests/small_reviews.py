"""Reviews of two or three studies, written by the test that changes them; `tests/review` is the large one."""

from __future__ import annotations

from pathlib import Path

from livingreview.store.review import write_schemas

# --- Made-up randomised trials of tea for hiccups.
TRIAL_VOCABULARY = """\
outcomes:
  relief: {label: relief, definition: No hiccup for an hour., higher_is_better: true}
  lasting-relief: {label: lasting relief, definition: No hiccup for a day., higher_is_better: true, aspect: lasting}
  delay: {label: time to relief, definition: Time until relief., aspect: timing}
conditions:
  simple: {label: simple hiccups, definition: Hiccups and nothing else., pooled: true}
  mixed: {label: mixed, definition: Hiccups and sneezing., pooled: false}
causes: {}
lines: {}
drugs: {tea: {label: tea, definition: Tea.}, water: {label: water, definition: Water.}, sugar: {label: sugar, definition: S.}}
units: {weeks: {label: weeks, definition: Weeks.}, months: {label: months, definition: Months.}}
events: {burn: {label: burnt tongue, organ_class: mouth}}
axes: {}
perturbations: {}
diseases: {}
"""  # noqa: E501
TRIAL_REVIEW = """\
title: "Tea for hiccups, a living review"
short_title: Tea
version: 1.2.3
date: 2024-02-29
status: draft
intervention: tea
intervention_drugs: [tea]
condition: hiccups
condition_short: hiccups
question: {population: People with hiccups., intervention: Tea., comparators: Any., outcomes: Relief., designs: Any.}
eligibility: [Tea was drunk.]
exclusion: []
pools:
  relief:
    label: Relief near one month
    outcome: relief
    primary: true
    conditions: [simple]
    window: {target: 1, first: 0, last: 2}
    min_patients: 2
    why: Hiccups do not last.
comparisons:
  relief-water:
    label: Relief, against water
    outcome: relief
    against: [water]
    conditions: [simple]
    window: {target: 1, first: 0, last: 2}
    why: Water is at hand.
  burns-water: {label: "Burns, against water", event: burn, against: [water], conditions: [simple], why: Tea is hot.}
  relief-sugar:
    label: Relief, against sugar
    outcome: relief
    against: [sugar]
    conditions: [simple]
    window: {target: 1, first: 0, last: 2}
    why: Sugar is sweet.
searches: []
steps: []
living: {search_every_months: 1, triggers: [], retirement: Never.}
"""
TRIAL_STUDY = """\
id: {id}
kind: journal-article
design: rct
sources: [{{id: 1, url: "https://example.org/{id}", kind: full-text}}]
population: {{age: adult}}
groups: [{{id: all, label: everybody, role: whole, condition: simple}}]
arms:
  - {{id: tea, label: tea, role: intervention, drugs: [tea]}}
  - {{id: water, label: water, role: comparator, drugs: [water]}}
efficacy:
  - {{arm: tea, group: all, outcome: relief, month: 1, events: {e1}, n: {n1}, source: 1, at: Table 1}}
  - {{arm: water, group: all, outcome: relief, month: 1, events: {e2}, n: {n2}, source: 1, at: Table 1}}
"""
TRIAL_ENTRY = """\
@article{{{id},
  title = {{Tea {id}}},
  author = {{{name}, A}},
  journal = {{Tea}},
  year = {{{year}}},
  doi = {{10.1234/{id}}},
}}
"""


def write_trials(root: Path, counts: list[tuple[int, int, int, int]]) -> Path:
    """A review with one randomised trial for each (events, n, events, n): adam1990, bdam1991, cdam1992 and so on."""
    (root / "data" / "studies").mkdir(parents=True)
    (root / "chapters").mkdir()
    (root / "data" / "vocabulary.yaml").write_text(TRIAL_VOCABULARY, "utf-8")
    (root / "data" / "review.yaml").write_text(TRIAL_REVIEW, "utf-8")
    entries = []
    for i, (e1, n1, e2, n2) in enumerate(counts):
        name = f"{chr(ord('a') + i)}dam"
        key, year = f"{name}{1990 + i}", 1990 + i
        text = TRIAL_STUDY.format(id=key, e1=e1, n1=n1, e2=e2, n2=n2)
        (root / "data" / "studies" / f"{key}.yaml").write_text(text, "utf-8")
        entries.append(TRIAL_ENTRY.format(id=key, name=name.capitalize(), year=year))
    (root / "references.bib").write_text("\n".join(entries), "utf-8")
    write_schemas(root)
    return root


# --- Vitamin D for asthma: two studies of one group each.
TINY_VOCABULARY = """\
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

TINY_REVIEW = """\
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
    why: Agreed before the search.
searches: []
steps: []
living: {search_every_months: 6, triggers: [], retirement: When nobody asks any more.}
"""

TINY_STUDY = """\
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

TINY_ENTRY = """\
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
    (root / "data" / "vocabulary.yaml").write_text(TINY_VOCABULARY, "utf-8")
    (root / "data" / "review.yaml").write_text(TINY_REVIEW, "utf-8")
    for study in (
        {"id": "brown2020", "n": 40, "controlled": 10, "free": "events: 30, n: 40, printed: 75%"},
        {"id": "green2022", "n": 60, "controlled": 30, "free": "n: 60, printed: 80%"},
    ):
        (root / "data" / "studies" / f"{study['id']}.yaml").write_text(TINY_STUDY.format(**study), "utf-8")
    (root / "references.bib").write_text(
        TINY_ENTRY.format(id="brown2020", author="Brown, Ada", year=2020)
        + TINY_ENTRY.format(id="green2022", author="Green, Bob", year=2022),
        "utf-8",
    )
    write_schemas(root)
    return root
