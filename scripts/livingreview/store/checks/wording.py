"""Words that stand for a count or a severity: each report's are read by the rules that data/review.yaml declares."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...schema import ArmRole, Derivation, EfficacyRow, GroupRole, NoneInWords, SafetyRow, Severity, Study
from ..loaded import Loaded
from ..problems import Problem
from .glyphs import texts
from .studies import value_rows

# Words for nobody, in our own sentence under `says`. Not "no count", "no difference" or "no longer".
NOBODY = (
    r"\b(?:none|nobody|no one|absent|did not (?:occur|happen)|"
    r"no (?:patients?|child(?:ren)?|adults?|deaths?|cases?)|"
    r"no (?:[\w-]+ ){0,3}(?:events?|effects?|reactions?|toxicit(?:y|ies)|infections?|bleeding|bleeds|thrombos[ei]s|"
    r"deaths?|relapses?|discontinuations?))\b"
)
APART = ("id", "sources", "extraction")
OF_THE_FILE = re.compile(  # how a file was made, in words that only its contributors understand
    r"\bdo not state\b|\bbibliography (?:was )?completed\b|\b(?:this|file) id\b|\bid (?:is|follows|year)\b|"
    r"\bin the audit\b|(?<![\w-])corrected: |\bvocabulary term\b|"
    r"(?:^|[.;] )lead: |\bthe extractor\b",
    re.IGNORECASE,
)
NOT_GIVEN = re.compile(r"\b(?:doses?|levels?)\b[^;.()]*\bnot (?:accessible|in the \w+)", re.IGNORECASE)
GRADES = (Severity.SEVERE, Severity.SERIOUS, Severity.MAJOR)
GRADE = re.compile(rf"\b({'|'.join(GRADES)})\b", re.IGNORECASE)


def nobody_is_read_alike(data: Loaded) -> Iterator[Problem]:
    """Words for nobody are a zero in every row, or a statement in every row, as the review declares."""
    if data.config is None or (rule := data.config.content.none_in_words) is None:
        return
    words = re.compile(NOBODY, re.IGNORECASE)
    for file in data.studies.values():
        for path, row in value_rows(file.content):
            zero = row.events == 0 and row.derived is Derivation.WORDS
            if zero and rule is NoneInWords.STATEMENT:
                yield file.problem(
                    (*path, "events"),
                    "is a zero put for words, and by data/review.yaml such words are statements "
                    "(none_in_words: statement). Delete `events`, `derived` and `how`, and write the words "
                    "under `says`.",
                )
            elif zero and row.n is None and (n := _everybody(file.content, row)) is not None:
                yield file.problem(
                    (*path, "n"),
                    f"is missing: a zero put for words is of all {n} patients whom the row is about. Write `n: {n}`, "
                    "or the number that the words name.",
                )
            elif rule is NoneInWords.ZERO and _only_says(row) and (found := words.search(row.says or "")):
                yield file.problem(
                    (*path, "events"),
                    f"is missing: `says` has the words {found[0]!r}, and data/review.yaml counts them as zero "
                    "(none_in_words: zero). Write `events: 0`, n, `derived: words`, and the words under `how`; if "
                    "they mean something else, put it in other words.",
                )


def _only_says(row: EfficacyRow | SafetyRow) -> bool:
    """Whether the row has words and no number, and is about patients who could have been counted."""
    numbers = (row.events, row.printed, row.value, row.p, row.versus)
    return all(one is None for one in numbers) and not (isinstance(row, EfficacyRow) and row.relates is not None)


def _everybody(study: Study, row: EfficacyRow | SafetyRow) -> int | None:
    """How many patients a row is about: those of its group in a single-arm report, else those of its arm."""
    group = next((one for one in study.groups if one.id == row.group), None)
    arm = next((one for one in study.arms if one.id == row.arm), None)
    if arm is not None and group is not None and group.role is GroupRole.WHOLE and arm.n is not None:
        return arm.n
    treated = [one for one in study.arms if one.role is not ArmRole.COMPARATOR]
    return group.n if group is not None and len(treated) == len(study.arms) == 1 else None


def severities_are_the_printed_words(data: Loaded) -> Iterator[Problem]:
    """Severe, serious and major are three things; a review declares that it keeps them apart."""
    if data.config is None or not data.config.content.severity_as_printed:
        return
    for file in data.studies.values():
        for i, row in enumerate(file.content.safety):
            printed = {word.lower() for word in GRADE.findall(row.as_printed or "")}
            if len(printed) == 1 and row.severity is not Severity.STOPPED and row.severity not in printed:
                (word,) = printed
                yield file.problem(
                    ("safety", i, "severity"),
                    f"{str(row.severity)!r} is not the report's word: `as_printed` says {word}. Write "
                    f"`severity: {word}`; severe, serious and major events are different counts.",
                )


def regimens_say_what_was_given(data: Loaded) -> Iterator[Problem]:
    """Whether a dose was accessible follows from the fields: a regimen that says so too makes tables say it twice."""
    for file in data.studies.values():
        for i, arm in enumerate(file.content.arms):
            if arm.role is not ArmRole.COMPARATOR and (found := NOT_GIVEN.search(arm.regimen or "")):
                yield file.problem(
                    ("arms", i, "regimen"),
                    f"says {found[0]!r}. Write what was given only, or leave it out: tables say by themselves of which "
                    "treated arms the dose or the level was not accessible.",
                )


def texts_are_for_readers(data: Loaded) -> Iterator[Problem]:
    """Every text of a file is printed, but what is under `extraction` and the proofs and descriptions of sources."""
    for document in filter(None, (file.document for _, file in data.files)):
        printed = {name: part for name, part in document.data.items() if name not in APART}
        for path, text in texts(printed, ()):
            if path[-1] != "text" and (found := OF_THE_FILE.search(text)):
                yield document.problem(
                    path,
                    f"says {found[0]!r}: that is about how this file was made, and pages print it. Write it under "
                    "`extraction: {note: ...}`, which no page shows.",
                )


CHECKS = (texts_are_for_readers, nobody_is_read_alike, regimens_say_what_was_given, severities_are_the_printed_words)
