"""A valid second reading of a publication of tests/review, as text; tests damage or change it."""

from __future__ import annotations

from pathlib import Path

ADLER_2 = "data/extractions/extractor-2/adler2010.yaml"
READING = """\
id: adler2010
role: extractor 2
read_on: 2024-02-03
parts: [population, groups, arms, efficacy, safety]
sources:
  - {id: 1, url: "https://example.org/adler/again", kind: abstract}
population: {age: not-stated, line: stubborn, enrolled: 60, source: 1, at: Abstract}
groups:
  - {id: all, label: everybody, condition: simple, n: 60}
arms:
  - {id: tea, label: tea, drugs: [tea], n: 60, dose: {low: 2, high: 4, unit: cups/day}, source: 1, at: Abstract}
efficacy:
  - {arm: tea, group: all, outcome: full, month: 3, events: 24, n: 60, printed: 40%,
     count_printed: true, source: 1, at: Abstract, seen: {text: 24 of 60 (40%)}}
  - {arm: tea, group: all, outcome: part, month: 3, events: 28, n: 60, count_printed: true,
     printed: 47%, source: 1, at: Abstract}
  - {arm: tea, group: all, outcome: full, month: 6, events: 22, n: 54, printed: 41%,
     count_printed: true, source: 1, at: Abstract}
  - {arm: tea, group: all, outcome: relief, month: 12, printed: 65%, source: 1, at: Abstract}
safety:
  - {arm: tea, group: all, event: any-event, severity: serious, says: None by six months., source: 1, at: Abstract}
not_seen:
  - {part: efficacy, of: predictor, why: The abstract is cut before it.}
"""


def write_reading(root: Path, text: str = READING, name: str = ADLER_2) -> Path:
    """Put a reading into its place in a copy of the review."""
    file = root / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    return file
