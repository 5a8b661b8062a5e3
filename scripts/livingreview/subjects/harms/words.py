"""Adverse events: sentences, counts of reports, and single data."""

from __future__ import annotations

from collections.abc import Callable

from ...evidence import joined_marks
from ...render.names import Branch, Names, Result
from ...schema import ArmRole
from ...store import records
from ...wording import count, harm_words, listed, number_word, p_words
from ..analysis import Analysis
from ..pooling import confidence_words, prediction_words
from ..publications.datum import Row, data_names, kind
from .model import COUNT, SILENT, STATEMENT, Harms

PATH = ("study", "arm", "group", "event", "severity")
ABOUT_DATA = "one value on an adverse event: harms.datum.STUDY.ARM.GROUP.EVENT.GRADE"


def names(analysis: Analysis) -> Names:
    about = "evidence on adverse events: harms.WHAT; one value: harms.datum.STUDY.ARM.GROUP.EVENT.GRADE"
    return {"harms": Branch(lambda: _harms(analysis), about)}


def _harms(analysis: Analysis) -> Names:
    harms = analysis.harms
    reports = harms.reporting["reports"]
    direct = harms.counted(direct=True)
    any_arm = harms.counted(direct=False)
    rule = harms.rule
    return {
        "sentence": lambda: _sentence(analysis),
        "reporting": lambda: harms.reporting_sentence,
        "pooling": lambda: harms.pooling_sentence,
        "grave": lambda: Result(harms.grave_sentence, joined_marks(*direct["marks"])),
        "grave-summary": lambda: harms.grave_summary,  # how its counts were obtained is in the sentence
        "without-count": lambda: harms.silent_sentence,
        "why": lambda: rule.why if rule else "No rule is declared.",
        "confidence-by": lambda: confidence_words(rule) if rule else "none",
        "prediction-by": lambda: prediction_words(rule) if rule else "none",
        "min-studies": lambda: count(rule.min_studies, "publication") if rule else "none",
        "clinical": lambda: str(len(harms.reporting)),
        "publications": lambda: str(int((reports == COUNT).sum())),
        "statement-only": lambda: number_word(int((reports == STATEMENT).sum())),
        "silent": lambda: number_word(int((reports == SILENT).sum())),
        "no-count": lambda: number_word(int((reports != COUNT).sum())),
        "direct-publications": lambda: count(direct["study"].nunique(), "publication"),
        "patients": lambda: count(harms.patients, "patient"),
        "events": lambda: listed(dict.fromkeys(direct["what"])),
        "not-counted": lambda: listed(_not_counted(analysis, set(direct["event"]))),
        "events-apart": lambda: listed(dict.fromkeys(any_arm.loc[~any_arm["direct"], "what"])),
        "pools": lambda: count(len(harms.pools), "event"),
        "not-read-in-full": lambda: of_all(int(direct["source_kind"].ne("full-text").sum()), len(direct)),
        **_largest(harms),
        "datum": Branch(lambda: _data(harms), ABOUT_DATA),
    }


def _sentence(analysis: Analysis) -> str:
    """How much is reported on adverse events, of how many publications: the same as `Harms.reporting_sentence`."""
    reports, figures = analysis.harms.reporting["reports"], analysis.harms.figures
    publications = int((reports != SILENT).sum())
    what = count(int(figures["arm_role"].ne(ArmRole.COMPARATOR).sum()), "value or statement", "values or statements")
    return (
        f"Of {count(len(reports), 'publication')} with treated patients, {number_word(publications)} "
        f"{'gives' if publications == 1 else 'give'} {what} on harm."
    )


def _largest(harms: Harms) -> Names:
    largest = harms.largest_without_count
    if largest is None:
        return {"largest-without-count": "none", "largest-without-count-n": "none"}
    study = str(largest["study"])
    return {
        "largest-without-count": Result(f"{largest['label']}", study=study),
        "largest-without-count-n": Result(count(int(largest["enrolled"]), "patient"), study=study),
    }


def _data(harms: Harms) -> Names:
    def key(column: str) -> Callable[[Row], str]:
        return lambda row: row[column]

    def datum(row: Row) -> Result:
        text = p_words(row) if kind(row) == "p" else harm_words(row, harms.level)
        return Result(text, row["marks"], row["study"])

    return data_names(records(harms.figures), [*map(key, PATH)], datum, ABOUT_DATA)


def _not_counted(analysis: Analysis, counted: set[str]) -> list[str]:
    """Labels of the events of the vocabulary, but for collective terms, that are not among those counted."""
    events = analysis.review.vocabulary.events
    return [event.label for name, event in events.items() if event.pooled and name not in counted]


def of_all(part: int, whole: int) -> str:
    """A part of a whole in words: "two of three", "all three", "the only one"."""
    if part == whole:
        return "none" if whole == 0 else f"all {number_word(whole)}" if whole > 1 else "the only one"
    return f"{number_word(part)} of {number_word(whole)}"
