"""Adverse events: sentences, counts of reports, and single figures."""

from __future__ import annotations

from ...evidence import MARKS
from ...render.result import Result, UnknownResult, pick
from ...render.wording import count, harm_words, listed, number_word, p_words
from ...store import records
from ..analysis import Analysis
from .model import COUNT, SILENT, STATEMENT, Harms

PATH = ("study", "arm", "group", "event", "grade")
# What a row can give, in the order in which a name without the last word takes it.
KINDS = {
    "count": lambda row: row["events"] is not None,
    "percentage": lambda row: row["events"] is None and row["printed"] is not None,
    "value": lambda row: row["value"] is not None,
    "statement": lambda row: row["says"] is not None,
    "p": lambda row: row["p"] is not None,
}


def harm(analysis: Analysis, what: str) -> Result:
    """The state of the evidence on harms: `texts` below names what there is."""
    harms: Harms = analysis.harms
    reports = harms.reporting["reports"]
    direct = harms.counted(direct=True)
    any_arm = harms.counted(direct=False)
    rule = harms.rule
    largest = harms.largest_without_count
    texts = {
        "reporting": lambda: harms.reporting_sentence,
        "pooling": lambda: harms.pooling_sentence,
        "grave": lambda: harms.grave_sentence,
        "without-count": lambda: harms.silent_sentence,
        "why": lambda: rule.why if rule else "No rule is declared.",
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
        "not-read-in-full": lambda: _of(int(direct["source_kind"].ne("full-text").sum()), len(direct)),
        "largest-without-count": lambda: "none" if largest is None else f"{largest['label']}",
        "largest-without-count-n": lambda: "none" if largest is None else count(int(largest["enrolled"]), "patient"),
    }
    used = set("".join(direct["marks"]))
    marks = "".join(letter for letter in MARKS if letter in used) if what == "grave" else ""
    study = None if largest is None or not what.startswith("largest") else str(largest["study"])
    return Result(pick(texts, what, f"harm.{what}")(), marks, study)


def _not_counted(analysis: Analysis, counted: set[str]) -> list[str]:
    """Labels of the events of the vocabulary, but for collective terms, that are not among those counted."""
    events = analysis.review.vocabulary.events
    return [event.label for name, event in events.items() if event.pooled and name not in counted]


def _of(part: int, whole: int) -> str:
    if part == whole:
        return "none" if whole == 0 else f"all {number_word(whole)}" if whole > 1 else "the only one"
    return f"{number_word(part)} of {number_word(whole)}"


def harm_figure(analysis: Analysis, rest: str) -> Result:
    """One figure: harm-figure.STUDY.ARM.GROUP.EVENT.GRADE, and .WHAT (see `KINDS`) where the row holds several."""
    path = rest.split(".")
    if len(path) not in (len(PATH), len(PATH) + 1):
        raise UnknownResult(
            f"harm-figure.{rest}: write harm-figure.STUDY.ARM.GROUP.EVENT.GRADE, or with .{' or .'.join(KINDS)}."
        )
    rows = analysis.harms.figures
    for name, wanted in zip(PATH, path[: len(PATH)], strict=True):
        allowed = sorted(rows[name].unique())
        rows = rows[rows[name] == wanted]
        if rows.empty:
            raise UnknownResult(f"harm-figure.{rest}: no row has {name} {wanted!r}. There are: {', '.join(allowed)}.")
    found = records(rows)
    by_kind = {kind: [row for row in found if holds(row)] for kind, holds in KINDS.items()}
    by_kind = {kind: held for kind, held in by_kind.items() if held}
    kind = path[-1] if len(path) > len(PATH) else next(iter(by_kind))
    held = pick(by_kind, kind, f"harm-figure.{rest}")
    if len(held) > 1:
        raise UnknownResult(f"harm-figure.{rest}: {len(held)} rows give a {kind}; a name must lead to one.")
    row = held[0]
    return Result(p_words(row) if kind == "p" else harm_words(row), row["marks"], row["study"])
