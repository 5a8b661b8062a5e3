"""data/certainty.yaml: outcomes that exist, and reasons without typed numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...schema import DOMAINS_OF, STUDY_ID, Concern, Domain, OutcomeCertainty, concerns_of, nearest
from ..loaded import Loaded
from ..problems import FieldPath, Problem

WORD = re.compile(STUDY_ID)


def results_are_declared(data: Loaded) -> Iterator[Problem]:
    """A rated pool or comparison is declared in data/review.yaml, a comparison with a risk ratio."""
    if data.certainty is None or data.config is None:
        return
    pools, comparisons = data.config.content.pools, data.config.content.comparisons
    if not pools and not comparisons:  # reported by itself
        return
    for name, outcome in data.certainty.content.outcomes.items():
        pool, comparison = outcome.evidence.pool, outcome.evidence.comparison
        place = ("outcomes", name, "evidence")
        if pool is not None and pool not in pools:
            message = f"{pool!r} is not declared in data/review.yaml. {nearest(pool, list(pools))}"
            yield data.certainty.problem((*place, "pool"), message)
        if comparison is None:
            continue
        if comparison not in comparisons:
            message = f"{comparison!r} is not declared in data/review.yaml. {nearest(comparison, list(comparisons))}"
            yield data.certainty.problem((*place, "comparison"), message)
        elif "RR" not in comparisons[comparison].measures:
            message = f"{comparison!r} has no risk ratio, which a rating needs. Add RR to its measures."
            yield data.certainty.problem((*place, "comparison"), message)


def reasons_hold_no_numbers(data: Loaded) -> Iterator[Problem]:
    """Reasons for a judgement hold no typed numbers, other than in the names of publications."""
    if data.certainty is None:
        return

    def without_names(text: str) -> str:
        return WORD.sub(lambda m: "" if m[0] in data.ids or data.bibliography.may_hold(m[0]) else m[0], text)

    for name, outcome in data.certainty.content.outcomes.items():
        texts: list[tuple[FieldPath, str | None]] = []
        for domain, judgement in outcome.domains.items():
            fields = ("reason", "override_reason")
            texts += [(("domains", domain, field), getattr(judgement, field)) for field in fields]
        texts += [(("upgrades", i, "reason"), upgrade.reason) for i, upgrade in enumerate(outcome.upgrades)]
        for place, text in texts:
            if typed := re.search(r"\d+", without_names(text or "")):
                message = f"holds the number {typed[0]}. Numbers are computed and printed beside the reason."
                yield data.certainty.problem(("outcomes", name, *place), message)


def each_reason_counts_once(data: Loaded) -> Iterator[Problem]:
    """A reason to rate down is given in a domain that it belongs to, and once over all domains of an outcome."""
    if data.certainty is None:
        return
    for name, outcome in data.certainty.content.outcomes.items():
        for path, message in _misplaced(outcome):
            yield data.certainty.problem(("outcomes", name, "domains", *path), message)


def _misplaced(outcome: OutcomeCertainty) -> Iterator[tuple[FieldPath, str]]:
    given: dict[Concern, Domain] = {}
    for domain in (domain for domain in Domain if domain in outcome.domains):
        judgement = outcome.domains[domain]
        if judgement.because and not judgement.judgement:
            yield (domain, "because"), "is given, but a judgement of 0 lowers nothing. Delete it, or judge -1 or -2."
        for i, concern in enumerate(judgement.because):
            path: FieldPath = (domain, "because", i)
            if concern in given:
                where = "this domain" if given[concern] is domain else given[concern]
                yield path, f"{concern} is already a reason in {where}. Each reason counts once: delete one of the two."
            elif domain not in DOMAINS_OF[concern]:
                allowed = ", ".join(concerns_of(domain))
                yield (
                    path,
                    f"{concern} is a reason for {' or '.join(DOMAINS_OF[concern])}, not for {domain}. "
                    f"Allowed: {allowed}.",
                )
            given.setdefault(concern, domain)


def core_grade_is_followed(data: Loaded) -> Iterator[Problem]:
    """Where Core GRADE is declared, each domain that lowers the level names its reasons."""
    if data.certainty is None or data.certainty.content.guidance is None:
        return
    for name, outcome in data.certainty.content.outcomes.items():
        for domain, judgement in outcome.domains.items():
            if judgement.judgement and not judgement.because:
                yield data.certainty.problem(
                    ("outcomes", name, "domains", domain, "because"),
                    f"is missing: with `guidance`, a domain that lowers the level names its reasons. "
                    f"Allowed: {', '.join(concerns_of(domain))}.",
                )


def thresholds_fit_and_come_first(data: Loaded) -> Iterator[Problem]:
    """What matters is a difference in a comparison and shares elsewhere, and was fixed no later than the rating."""
    if data.certainty is None:
        return
    rated_on = data.certainty.content.rated_on
    for name, outcome in data.certainty.content.outcomes.items():
        matters, compared = outcome.matters, outcome.evidence.comparison is not None
        if matters is None:
            continue
        if (matters.difference is not None) != compared:
            field, other = ("shares", "difference") if compared else ("difference", "shares")
            what = "a comparison" if compared else "one treated group"
            yield data.certainty.problem(
                ("outcomes", name, "matters", field), f"does not go with evidence on {what}. Allowed: {other}."
            )
        if rated_on is not None and matters.fixed > rated_on:
            yield data.certainty.problem(
                ("outcomes", name, "matters", "fixed"),
                f"{matters.fixed} is after the rating ({rated_on}, `rated_on`). What matters is fixed before judging: "
                "correct the date, or judge again and change `rated_on`.",
            )


CHECKS = (
    results_are_declared,
    reasons_hold_no_numbers,
    each_reason_counts_once,
    core_grade_is_followed,
    thresholds_fit_and_come_first,
)
