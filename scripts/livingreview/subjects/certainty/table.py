"""Tables of the certainty of evidence."""

from __future__ import annotations

from collections.abc import Sequence

from ...evidence import joined_marks, marks_sentence
from ...render.table import Table, linked, plain
from ...schema import Domain, Thresholds
from ...store import Review
from ...wording import capital, count, level_words, listed, percent, points, sentence
from .body import Declared
from .model import Rating

CHANGES = {0: "not lowered", -1: "lowered by one", -2: "lowered by two"}


def summary_of_findings(review: Review, ratings: Sequence[Rating]) -> Table:
    """Outcome, effect, certainty, and why: every rating with its status; narrow enough to be stacked on a phone."""
    rows = [
        [
            f"**{plain(one.outcome.label)}.** {plain(one.outcome.population)}",
            f"{plain(one.body.effect)}. {evidence_words(one)} *{plain(one.outcome.meaning)}*",
            f"{one.symbols} **{plain(one.level.label)}**; {plain(status_words(one))}",
            why(review, one),
        ]
        for one in ratings
    ]
    used = marks_sentence(word for one in ratings for word in one.body.rows["marks"])
    return Table(
        "summary-of-findings",
        "Summary of findings. Effects are computed from the data; the judgements for each rating are drafts "
        f"until a rater confirms them.{f' {used}' if used else ''}",
        ["Outcome", "Effect", "Certainty", "Why"],
        rows,
        [20, 28, 16, 36],
        stacked=True,
    )


def evidence_words(one: Rating) -> str:
    """How much evidence, and the marks of its values."""
    inputs = one.inputs
    studies = count(inputs.k, "study") + " with a count" if inputs.k else "no study with a count"
    said = [studies, f"{inputs.n} patients" if inputs.n else ""]
    if inputs.without_count:
        said.append(f"{count(inputs.without_count, 'study')} with a value or statement without one")
    if inputs.randomised:
        said.append(f"{inputs.randomised} randomised")
    marks = joined_marks(*one.body.rows["marks"])
    words = ", ".join(filter(None, said))
    return sentence(words + (f" (marks: {marks})" if marks else ""))


def status_words(one: Rating) -> str:
    """Whether the rating was confirmed, or is to be made again: shown wherever a level is."""
    if one.outdated:
        domains = listed(domain.label for domain in one.outdated)
        return f"to be judged again, because the data have changed what is computed for {domains}"
    confirmed = f" ({', '.join(one.outcome.raters)})" if one.outcome.raters else ""
    word = one.outcome.status.definition.rstrip(".")
    return f"{one.outcome.status.label}, {word[0].lower()}{word[1:]}{confirmed}"


def why(review: Review, one: Rating) -> str:
    """Start, and every domain that lowered the certainty, and every factor that raised it."""
    said = [f"Starts at {plain(one.start.label)}."]
    for part in one.domains:
        if part.given.judgement:
            head = f"{domain_label(part.domain)} {change(part.given.judgement)}"
            said.append(f"**{head}.** {linked(review, part.given.reason)}")
    said += [f"**{plain(u.factor.label)} +{u.by}.** {linked(review, u.reason)}" for u in one.outcome.upgrades]
    return " ".join(said)


def change(judgement: int) -> str:
    """A judgement with a minus sign that is one."""
    return str(judgement).replace("-", "\u2212")


def domain_label(domain: Domain) -> str:
    """Name of a domain at the start of a sentence."""
    return plain(capital(domain.label))


def domains(review: Review, one: Rating) -> Table:
    """The five domains of one outcome: the judgement, what was computed, and the reasons."""
    rows = [
        [
            domain_label(part.domain),
            plain(f"{change(part.given.judgement)} ({CHANGES[part.given.judgement]})"),
            plain(part.computed),
            linked(review, part.given.reason)
            + (
                f" *Against the computed input:* {linked(review, part.given.override_reason)}"
                if part.given.override_reason
                else ""
            ),
        ]
        for part in one.domains
    ]
    other = ""
    if one.alternative is not None:
        start, level = one.alternative
        other = f" From a start at {start.label}, as in questions of prognosis, the level would be {level.label}."
    return Table(
        f"certainty-{one.id}",
        f"{plain(one.outcome.label)}: {one.symbols} {one.level.label} ({plain(status_words(one))}). "
        f"Starts at {one.start.label}.{other}",
        ["Domain", "Judgement", "Computed", "Reason"],
        rows,
        [16, 14, 35, 35],
        stacked=True,
    )


def information(declared: Declared) -> Table:
    """The optimal information size of each pool and comparison, what it rests on, and what there is."""
    config, rows = declared.review.config, []
    for name, pool in config.pools.items():
        if (wanted := pool.information) is not None:
            synthesis = declared.pool(name)
            inputs = (
                f"{percent(wanted.expected)} expected; {points(wanted.half_width)} percentage points to either side of "
                f"it, at {level_words(pool.level)}"
            )
            found = int(synthesis.rows["n"].sum())
            rows.append([plain(pool.label), plain(inputs), *_sizes(synthesis.needed, found), plain(wanted.why)])
    for name, comparison in config.comparisons.items():
        if (effect := comparison.information) is not None:
            compared = declared.comparison(name)
            inputs = (
                f"{percent(effect.control_risk)} with the comparator, "
                f"{percent(effect.control_risk * (1 + effect.relative_change))} with {config.intervention}; "
                f"alpha {effect.alpha:g}, power {percent(effect.power)}"
            )
            found = int(compared.rows[["n_1", "n_2"]].to_numpy().sum())
            rows.append([plain(comparison.label), plain(inputs), *_sizes(compared.needed, found), plain(effect.why)])
    return Table(
        "information-size",
        "Optimal information sizes: how many patients one adequate study would need, by the declared numbers, and how "
        "many there are with a count.",
        ["Pool or comparison", "Declared", "Needed", "There are", "Why these numbers"],
        rows,
        [22, 26, 9, 13, 30],
        stacked=True,
    )


def _sizes(needed: int | None, found: int) -> tuple[str, str]:
    return f"{needed:,}", f"{found:,} ({percent(found / needed)})" if needed else f"{found:,}"


def thresholds(limits: Thresholds) -> Table:
    """From where on a computed input asks for an answer."""
    rows = [
        [plain(field.description), f"{getattr(limits, name):g}"]
        for name, field in Thresholds.model_fields.items()
        if name != "why"
    ]
    return Table(
        "thresholds",
        "From where on a computed input is a concern, which a judgement follows or answers.",
        ["Input", "Threshold"],
        rows,
        [80, 20],
    )
