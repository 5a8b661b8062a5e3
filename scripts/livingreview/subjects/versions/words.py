"""What changed since the version before, in words for prose."""

from __future__ import annotations

from ...render.names import Branch, Names
from ...wording import capital, count, in_words, listed, sentence
from ..analysis import Analysis
from .model import Changes


def names(analysis: Analysis) -> Names:
    return {"versions": Branch(lambda: _changes(analysis), "what changed since the version before: versions.WHAT")}


def _changes(analysis: Analysis) -> Names:
    changed = analysis.changes
    kept = ("k", "n", "events", "estimate", "ci_low", "ci_high")
    every = (*changed.results, *changed.comparisons)
    different = [one for one in every if one.old and one.new and any(one.old[name] != one.new[name] for name in kept)]
    others = [one for one in every if one.old is None or one.new is None]
    versions = analysis.review.config.versions
    whole = dict.fromkeys(one.label for one in different if "." not in one.id or one in changed.comparisons)
    return {
        "added": str(len(changed.added)),
        "removed": str(len(changed.removed)),
        "corrected": str(len(changed.corrected)),
        "extended": str(len(changed.extended)),
        "amended": str(len(changed.amended)),
        "results": count(len(different) + len(others), "declared result"),
        "which-results": listed(whole) or "none",
        "new-results": str(sum(one.old is None for one in others)),
        "ended-results": str(sum(one.new is None for one in others)),
        "publications": publications_words(changed),
        "summary": results_words(changed, list(whole), len(others)),
        "certainty": certainty_words(changed),
        "since": changed.old["version"] if changed.old else "no earlier version",
        "question": (versions[0].question if versions else None) or "Whether the question changed is not stated.",
        "trigger": versions[0].trigger if versions else "not stated",
    }


KINDS = {
    "added": "added",
    "removed": "removed",
    "corrected": "corrected or reworded in a value, a finding or a description",
    "extended": "extended by values or findings",
    "amended": "amended in notes, conflicts, sources or judgements",
}


def publications_words(changed: Changes) -> str:
    """What became of publications since the version before, in one sentence without what did not happen."""
    parts: list[str] = []
    for kind, words in KINDS.items():
        if n := len(getattr(changed, kind)):
            how_many = in_words(n) if parts else count(n, "publication")
            parts.append(f"{how_many} {'was' if n == 1 else 'were'} {words}")
    return sentence("; ".join(parts)) if parts else "No publication was added, removed or changed."


def results_words(changed: Changes, different: list[str], others: int) -> str:
    """What became of results: the labels of those that differ, and how many only one version has."""
    if changed.old is None:
        return "There is no earlier version."
    words = f"{capital(count(len(different), 'reported estimate'))} changed"
    said = f"{words}: {listed(different)}." if different else "No reported estimate changed."
    new = sum(one.old is None for one in (*changed.results, *changed.comparisons))
    ended = others - new
    if new:
        said += f" {capital(count(new, 'estimate'))} {'is' if new == 1 else 'are'} reported for the first time."
    if ended:
        said += f" {capital(count(ended, 'estimate'))} {'is' if ended == 1 else 'are'} no longer reported."
    return said


def certainty_words(changed: Changes) -> str:
    """How many outcomes have another level of certainty than before."""
    if changed.old is None:
        return "There is no earlier version."
    if "certainty" not in changed.old or changed.difference is None:
        return f"Version {changed.old['version']} recorded no certainty of evidence."
    both = [one for one in changed.difference.certainty if one.old and one.new]
    other = [one.label for one in both if one.old != one.new]
    domains = sum(one.old == one.new and bool(one.domains) for one in both)
    new = sum(one.old is None for one in changed.difference.certainty)
    parts = [
        f"Of {count(len(both), 'outcome')} rated in both versions, "
        + (
            f"{in_words(len(other))} changed in level of certainty ({listed(other)})"
            if other
            else "none changed in level of certainty"
        )
        + (f"; in {in_words(domains)} at the same level, domains were rated otherwise" if domains else "")
        + "."
    ]
    if new:
        parts.append(f"{capital(count(new, 'outcome is', 'outcomes are'))} rated for the first time.")
    return " ".join(parts)
