"""Tables of the versions and of what changed between them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ...render.table import Table, plain, study_link
from ...schema import Level
from ...store import Review
from ...wording import count, level_words, listed, sentence
from ..results import Results
from .difference import LevelChange
from .model import Before, Changes
from .shown import RULE, UNCHANGED, domain_words, named, reason_words, result_words, verdict

RULES = (
    " “Rules” are declarations of pools and comparisons that are no longer the same; why they were changed is among "
    "the changes of method."
)
BOXES = {
    "identified": "Identified",
    "duplicates": "Duplicates",
    "excluded": "Excluded",
    "awaiting": "Awaiting",
    "pending": "Not decided",
    "included": "Included",
}


def freshness(results: Results) -> Table:
    """How current the version is."""
    config = results.review.config
    rows = [
        ["Version", plain(f"{config.version} ({config.status})")],
        ["Data of", f"{config.date:%-d %B %Y}"],
        ["Last search", plain(results["search.last"].text)],
        ["Next search due", plain(results["currency.next-search"].text)],
        [
            "Content",
            plain(
                f"{results['count.publications'].text} publications on the question, "
                f"{results['count.clinical'].text} of them with treated patients, and "
                f"{results['count.background'].text} of background"
            ),
        ],
    ]
    rows += [
        [head, plain(results[name].text)]
        for head, name in (
            ("Second extraction", "read-twice"),
            ("Source text quoted", "proof"),
            ("Last audit", "audit"),
        )
        for name in [f"agreement.{name}"]
    ]
    return Table("freshness", "How current this version is.", ["Item", "This version"], rows, [30, 70], stacked=True)


def versions(review: Review) -> Table:
    """Versions with what triggered them."""
    rows = [
        [
            one.version,
            one.date.isoformat(),
            plain(one.trigger),
            plain(one.conclusions),
            plain("; ".join(f"{role}: {did}" for role, did in one.roles.items()) or "Not stated."),
        ]
        for one in review.config.versions
    ]
    header = ["Version", "Date", "What triggered it", "Conclusions", "Who did what"]
    return Table("versions", "Versions of the review, newest first.", header, rows, [8, 12, 26, 32, 22])


def changed_files(review: Review, changed: Changes) -> Table:
    """Publications that were added, removed, corrected, extended or amended."""
    what = {
        "added": changed.added,
        "removed": changed.removed,
        "a value, a finding or a description corrected or reworded": changed.corrected,
        "rows added": changed.extended,
        "notes, conflicts, sources or judgements amended": changed.amended,
    }
    known = review.publications.keys() | review.registered.keys() | review.background.keys()
    rows = [
        [study_link(key, review.bibliography.label(key)) if key in known else plain(key), word]
        for word, keys in what.items()
        for key in keys
    ]
    return Table("changed-files", f"Publications changed {since(changed)}.", ["Publication", "Change"], rows, [60, 40])


def changed_results(changed: Changes, levels: Iterable[float], label: Callable[[str], str] = str) -> Table:
    """Every declared result before and now, and what is behind a change.

    `levels` are the confidence levels of the declared pools; `label` names a publication by its key.
    Comparisons are listed where the earlier version holds them.
    """
    found = changed.difference
    behind = {(one.kind, one.id): one for one in found.estimates} if found else {}
    rows = [
        [
            plain(_name(one)),
            result_words(one.old) if changed.old else "",
            result_words(one.new),
            plain(reason_words(behind[kind, one.id], label)) if found else "",
            verdict(one.old, one.new) if changed.old else "first version",
        ]
        for kind, several in (("results", changed.results), ("comparisons", changed.comparisons))
        for one in several
    ]
    level = level_words(*levels)
    effects = "; effects of comparisons (differences in percentage points) with theirs" if changed.comparisons else ""
    return Table(
        "changed-results",
        f"Declared results {since(changed)}: pooled proportion with its {level} confidence and prediction interval"
        f"{effects}.",
        ["Result", "Before", "Now", "What is behind it", "Change"],
        rows,
        [24, 23, 23, 20, 10],
    )


def split_results(every: Table, changed: Changes) -> tuple[Table, Table]:
    """The rows of `changed_results` that differ, and the others, which are now as they were before."""
    different = [row for row in every.rows if row[-1] != UNCHANGED]
    same = [[row[0], row[2]] for row in every.rows if row[-1] == UNCHANGED]
    rules = RULES if any(f"{RULE}:" in row[3].replace("\\", "") for row in different) else ""
    return (
        replace(
            every, caption=every.caption + rules, rows=different, none=f"No declared result changed {since(changed)}."
        ),
        Table(
            "unchanged-results",
            f"Declared results that did not change {since(changed)}.",
            ["Result", "Before and now"],
            same,
            [50, 50],
        ),
    )


def changed_certainty(changed: Changes) -> Table:
    """The certainty of rated outcomes that differs from before, and the domains in which it does."""
    found = changed.difference
    every = found.certainty if found else ()
    different = [one for one in every if one.old != one.new or one.domains]
    alike = len(every) - len(different)
    left = ""
    if alike:
        are = "is" if alike == 1 else "are"
        left = f" {sentence(count(alike, 'outcome'))[:-1]} rated alike in both versions {are} left out."
    rows = [
        [
            plain(one.label),
            _level(one.old),
            _level(one.new),
            plain(_rated_otherwise(one)),
        ]
        for one in different
    ]
    return Table(
        "changed-certainty",
        f"Certainty of evidence {since(changed)}: the level, and each domain that was rated otherwise.{left}",
        ["Outcome", "Before", "Now", "Rated otherwise"],
        rows,
        [36, 14, 14, 36],
        none=f"No level and no domain of any outcome changed {since(changed)}." if alike else "",
    )


def _rated_otherwise(one: LevelChange) -> str:
    if one.old is None or one.new is None:
        return ""
    return listed([domain_words(*domain) for domain in one.domains]) if one.domains else "no domain"


def _name(one: Before) -> str:
    """The label of a result, and the one that it had, if that was another."""
    label = named(one.label, one.new or one.old)
    was = one.old["label"] if one.old else one.label
    return label if was == one.label else f"{label} (before: {was})"


def _level(given: str | None) -> str:
    return "not rated" if given is None else Level(given).label


def records_by_version(before: Sequence[Mapping[str, Any]], changed: Changes) -> Table:
    """The flow of records over versions, the current version last."""
    older = [one for one in before if one["version"] != changed.new["version"]]
    every = [one for one in [*older, changed.new] if one["records"]]
    boxes = [box for box in BOXES if box != "pending" or any(one["records"].get(box) for one in every)]
    rows = [[one["version"], one["date"], *(f"{one['records'].get(box, 0):,}" for box in boxes)] for one in every]
    header = ["Version", "Date", *(BOXES[box] for box in boxes)]
    widths = [100 - 18 - 12 * len(boxes), 18, *[12] * len(boxes)]
    return Table("records-by-version", "Records in the screening log, by version.", header, rows, widths)


def since(changed: Changes) -> str:
    """Since which version."""
    return f"since version {changed.old['version']}" if changed.old else "(there is no earlier version)"
