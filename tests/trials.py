"""Invented randomised trials of tea for hiccups, written by the test that needs them."""

from __future__ import annotations

from pathlib import Path

from livingreview.store.review import write_schemas

VOCABULARY = """\
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
REVIEW = """\
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
STUDY = """\
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
ENTRY = """\
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
    (root / "data" / "vocabulary.yaml").write_text(VOCABULARY, "utf-8")
    (root / "data" / "review.yaml").write_text(REVIEW, "utf-8")
    entries = []
    for i, (e1, n1, e2, n2) in enumerate(counts):
        name = f"{chr(ord('a') + i)}dam"
        key, year = f"{name}{1990 + i}", 1990 + i
        text = STUDY.format(id=key, e1=e1, n1=n1, e2=e2, n2=n2)
        (root / "data" / "studies" / f"{key}.yaml").write_text(text, "utf-8")
        entries.append(ENTRY.format(id=key, name=name.capitalize(), year=year))
    (root / "references.bib").write_text("\n".join(entries), "utf-8")
    write_schemas(root)
    return root
