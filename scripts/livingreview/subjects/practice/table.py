"""Tables of what is reported on questions of practice: an overview, and every line on one question."""

from __future__ import annotations

from collections.abc import Mapping

from ...evidence import marks_sentence
from ...render.table import Table, linked, plain, study_link
from ...schema import nearest
from ...store import Review
from ...wording import capital
from .model import Answer
from .words import NOTHING, direct_words, elsewhere_words


def overview(review: Review, found: Mapping[str, Answer]) -> Table:
    """Every question, with what is reported of the condition alone and what is reported elsewhere."""
    rows = [
        [
            f"**{plain(one.question.short)}**",
            plain(capital(direct_words(review, one))),
            plain(capital(elsewhere_words(review, one))),
        ]
        for one in found.values()
    ]
    condition = plain(review.config.condition_short)
    return Table(
        "practice",
        f"What is reported on each question, in patients with {condition} given {plain(review.config.intervention)} "
        "and elsewhere. Ranges are over all arms that give the value. Nothing here is advice.",
        ["Question", f"Treated patients with {condition} alone", "Other patients, plans of trials, labels, guidelines"],
        rows,
        [16, 42, 42],
        stacked=True,
        none="No question is declared.",
    )


def lines(review: Review, found: Mapping[str, Answer], name: str) -> Table:
    """Every line on one question. Raises KeyError for a question that is not declared."""
    if name not in found:
        raise KeyError(f"{name!r} is not a question of practice in data/review.yaml. {nearest(name, list(found))}")
    answer = found[name]
    label = review.bibliography.label
    rows = [
        [
            plain(capital(one.whom)),
            linked(review, one.text) + (f" ({one.marks})" if one.marks else ""),
            f"{study_link(one.study, label(one.study))}{', ' if one.at else ''}{plain(one.at)}",
        ]
        for one in answer.lines
    ]
    marks = marks_sentence("".join(one.marks for one in answer.lines))
    return Table(
        f"practice-{name}",
        f"{plain(answer.question.question)} {_order(answer, plain(review.config.condition_short))} {marks}".rstrip(),
        ["For whom", "What is reported", "Source"],
        rows,
        [26, 52, 22],
        stacked=True,
        none=f"{plain(answer.question.question)} {NOTHING}",
    )


def _order(answer: Answer, condition: str) -> str:
    """Whether any report is of treated patients with the condition alone, and so in which order the reports are."""
    alone = f"treated patients with {condition} alone"
    if not answer.direct:
        return f"No report is on {alone}."
    return f"Every report, {alone} first." if answer.elsewhere else f"Every report is on {alone}."
