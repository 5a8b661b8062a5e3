"""Tables of the certainty of evidence."""

from __future__ import annotations

from collections.abc import Sequence

from ...evidence import joined_marks, marks_sentence
from ...render.table import Table, linked, plain
from ...schema import DOMAINS_OF, NO_CONCERN, Certainty, Domain, RatingStatus, Thresholds
from ...store import Review
from ...wording import capital, count, in_digits, in_words, level_words, listed, percent, points, sentence, sentence_end
from .body import Declared
from .model import Rating, Unrated, level_symbols

CHANGES = {0: "not lowered", -1: "lowered by one", -2: "lowered by two"}


def summary_of_findings(ratings: Sequence[Rating], waiting: Sequence[Unrated] = ()) -> Table:
    """Outcome, effect, certainty, and why: every rating with its status; narrow enough to be stacked on a phone.

    `waiting` are outcomes without judgements: a row says that nothing is reported, or that it is not rated yet.
    """
    caption = f"Summary of findings. Effects are computed from the data. {status_note(ratings)}"
    return _summary("summary-of-findings", caption, ratings, waiting)


def summary_of_comparisons(ratings: Sequence[Rating], waiting: Sequence[Unrated]) -> Table:
    """Certainty of effects: outcomes of which arms were compared."""
    caption = (
        "Effects: how many more or fewer, against another treatment. The certainty is that of a difference between the "
        f"arms. {status_note(ratings, meaning=False)}"
    )
    return _summary("summary-of-findings", caption, *_of_kind(ratings, waiting, compared=True))


def summary_of_shares(ratings: Sequence[Rating], waiting: Sequence[Unrated]) -> Table:
    """Certainty of shares of treated patients, apart from certainty of an effect."""
    rated, unrated = _of_kind(ratings, waiting, compared=False)
    caption = (
        "Proportions of treated patients, without a comparison. They do not show what the treatment added: as "
        "evidence of an effect they start low for that reason alone."
    )
    starts = list(dict.fromkeys(plain(one.alternative[0].label) for one in rated if one.alternative is not None))
    if starts:
        caption += (
            " There are two levels of certainty for each: one as evidence of an effect, and one of the proportion "
            f"itself, which starts at {listed(starts, 'or')} and is lowered for the same reasons."
        )
    return _summary("summary-of-shares", caption, rated, unrated)


def _of_kind(
    ratings: Sequence[Rating], waiting: Sequence[Unrated], *, compared: bool
) -> tuple[list[Rating], list[Unrated]]:
    rated = [one for one in ratings if one.body.ratio == compared]
    return rated, [one for one in waiting if one.body.ratio == compared]


def _summary(name: str, caption: str, ratings: Sequence[Rating], waiting: Sequence[Unrated]) -> Table:
    rows = [
        [
            _outcome(one),
            f"{plain(sentence_end(one.body.effect))} {evidence_words(one)}{_contradicted(one)} "
            f"*{plain(one.outcome.meaning)}*",
            f"{level_words_of(one)}; {plain(status_words(one))}",
            why(one),
        ]
        for one in ratings
    ]
    rows += [[_outcome(one), plain(not_rated_words(one)) + _contradicted(one), *_nothing_rated(one)] for one in waiting]
    used = marks_sentence(word for one in ratings for word in one.body.rows["marks"])
    heads = ["Outcome", "Effect", "Certainty", "Why"]
    return Table(name, f"{caption}{f' {used}' if used else ''}", heads, rows, [18, 32, 22, 28], stacked=True)


def _outcome(one: Rating | Unrated) -> str:
    return f"**{plain(one.outcome.label)}.** {plain(one.outcome.population)}"


def _contradicted(one: Rating | Unrated) -> str:
    """What conflicts with the outcome, or was counted beside it: in every summary of it."""
    return "".join(f" **But:** {plain(sentence(found.words))}" for found in one.body.contradictions)


def level_words_of(one: Rating) -> str:
    """The level; of a share also as the share alone, where another start is declared."""
    level = f"{one.symbols} **{plain(one.level.label)}**"
    if one.alternative is None:
        return level
    other = one.alternative[1]
    of_proportion = f"{level_symbols(other)} **{plain(other.label)}**"
    return f"As evidence of an effect: {level}. As to the proportion itself: {of_proportion}"


def not_rated_words(one: Unrated) -> str:
    """Not reported in the accessible text, or what is reported and waits for a rating."""
    if one.reported:
        return f"{one.body.effect} Not rated yet."
    if one.elsewhere:
        others = f"other than in groups with further conditions ({listed(one.elsewhere)})"
        return f"Not reported in the accessible text, {others}."
    return "Not reported in the accessible text."


def _nothing_rated(one: Unrated) -> tuple[str, str]:
    return ("Not rated yet", "Five judgements are missing.") if one.reported else ("Not rated", "There is no evidence.")


def evidence_words(one: Rating) -> str:
    """How much evidence, and the marks of its values."""
    inputs = one.inputs
    unit = one.body.unit
    counted = f"{count(inputs.k, unit)} with a count"  # "no cohort" for none
    said = [counted, in_digits(inputs.n, "patient") if inputs.n else ""]
    if inputs.without_count:
        said.append(f"{count(inputs.without_count, unit)} with a value or statement without one")
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
    conflict = "; sources in conflict" if one.in_conflict else ""
    return f"{one.outcome.status.label}{confirmed}{conflict}"


def status_note(ratings: Sequence[Rating], *, meaning: bool = True) -> str:
    """How many of the ratings are drafts and, with `meaning`, what a draft is: a page says that once."""
    drafts = sum(one.outcome.status is RatingStatus.DRAFT for one in ratings)
    definition = RatingStatus.DRAFT.definition.rstrip(".")
    end = f", {definition[0].lower()}{definition[1:]}." if meaning else "."
    if not drafts:
        return "Every rating of certainty was confirmed by a rater." if ratings else "No outcome was rated yet."
    if drafts == len(ratings):
        every = f"All {count(drafts, 'rating')} of certainty are drafts"
        return f"{every if drafts > 1 else 'The rating of certainty is a draft'}{end}"
    verb = "is a draft" if drafts == 1 else "are drafts"
    return f"{capital(in_words(drafts))} of {count(len(ratings), 'rating')} of certainty {verb}{end}"


def why(one: Rating) -> str:
    """Start, every judgement that lowered the certainty, and every one that raised it, each with its terms."""
    start = f"Starts at {plain(one.start.label)}{'' if one.body.ratio else ', as nothing was compared'}."
    return " ".join([start, *(f"{judgement}." for judgement, _ in _judgements(one))])


def _judgements(one: Rating) -> list[tuple[str, str]]:
    """Every judgement that changed the level, as "Risk of bias -1 (unclear methods)" in bold, and its reason."""
    found = []
    for part in one.domains:
        if part.given.judgement:
            terms = f" ({plain(listed(concern.label for concern in part.given.because))})" if part.given.because else ""
            found.append((f"**{domain_label(part.domain)} {change(part.given.judgement)}**{terms}", part.given.reason))
    return found + [(f"**{plain(u.factor.label)} +{u.by}**", u.reason) for u in one.outcome.upgrades]


def changed(review: Review, ratings: Sequence[Rating]) -> Table:
    """Every judgement that changed a level, with its reason: what a summary of findings has no room for."""
    rows = [
        [plain(one.outcome.label), judgement, linked(review, reason)]
        for one in ratings
        for judgement, reason in _judgements(one)
    ]
    caption = "Every judgement that lowered or raised the certainty, and its reason."
    return Table("certainty-reasons", caption, ["Outcome", "Judgement", "Reason"], rows, [22, 28, 50], stacked=True)


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
            "".join(f"`{concern}` " for concern in part.given.because)
            + linked(review, part.given.reason)
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
        f"Starts at {one.start.label}.{other}{_contradicted(one)}",
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
        ["Pool or comparison", "Declared", "Needed", "Available", "Why these numbers"],
        rows,
        [22, 26, 9, 13, 30],
        stacked=True,
    )


def _sizes(needed: int | None, found: int) -> tuple[str, str]:
    return f"{needed:,}", f"{found:,} ({percent(found / needed)})" if needed else f"{found:,}"


def thresholds(limits: Thresholds) -> Table:
    """Thresholds beyond which a computed input asks for an answer."""
    rows = [
        [plain(field.description), f"{getattr(limits, name):g}"]
        for name, field in Thresholds.model_fields.items()
        if name != "why" and getattr(limits, name) is not None
    ]
    return Table(
        "thresholds",
        "Thresholds beyond which a computed input is a concern; a judgement follows it or gives a reason.",
        ["Input", "Threshold"],
        rows,
        [80, 20],
    )


def what_matters(judged: Certainty) -> Table:
    """The thresholds of each outcome that its interval is judged against, and when they were fixed."""
    rows = []
    for outcome in judged.outcomes.values():
        if (matters := outcome.matters) is None:
            continue
        difference = f"{points(matters.difference or 0)} percentage points more or fewer"
        value = listed((percent(share) for share in matters.shares), "or") if matters.shares else difference
        rows.append([plain(outcome.label), plain(value), matters.fixed.isoformat(), plain(matters.why)])
    return Table(
        "what-matters",
        "What would matter to patients: imprecision is judged against these absolute thresholds.",
        ["Outcome", "Threshold", "Fixed on", "Why"],
        rows,
        [26, 18, 12, 44],
        stacked=True,
    )


def concerns() -> Table:
    """Every reason for rating down, with the domains that it may be given in."""
    rows = [
        [f"`{concern}`", plain(listed((domain.label for domain in domains), "or")), plain(concern.definition)]
        for concern, domains in DOMAINS_OF.items()
    ]
    rows += [[f"`{name}`", "none", plain(why)] for name, why in NO_CONCERN.items()]
    return Table(
        "reasons-for-rating-down",
        "Reasons for rating down. Each counts once, in a domain that it belongs to; the last are no reasons.",
        ["Reason", "Domain", "Meaning"],
        rows,
        [24, 20, 56],
        stacked=True,
    )
