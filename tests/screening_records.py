"""Undecided records for tests of screening, and decisions on them."""

import csv
import datetime
from pathlib import Path

from livingreview.records import Reference
from livingreview.schema import Choice, Judged, ReasonGroup, Stage
from livingreview.screening.desk import keep

HOT = "They drank it hot. "
REFERENCES = [
    Reference("x", "1", title="Green tea for hiccups", authors=("Xu, Wen",), year="2024", journal="Journal of Spasms",
              doi="10.99999/xu2024", abstract=f"Camellia stopped singultus in 12 of 20 adults. {HOT * 40}"),
    Reference("x", "2", title="Coffee and sleep in nurses", year="2023", abstract="Coffee kept nurses awake in wards."),
    Reference("x", "3", title="Coffee, sleep and work at night", year="2022", abstract="A survey of coffee and sleep."),
    Reference("x", "4", title="Black tea against singultus: a trial", year="2024", abstract="Hiccups ended with tea."),
    Reference("x", "5", title="绿茶治疗呃逆的随机对照试验", year="2021", abstract="绿茶组呃逆缓解率更高。"),
    Reference("x", "6", title="Sleep of nurses who work at night", year="2020"),
]  # fmt: skip
FIRST, SECOND, THIRD = "screener 1", "screener 2", "adjudicator 1"
DAY = datetime.date(2024, 3, 1)


def number(i: int) -> str:
    """Number in the log of the i-th of these records, counted from 1."""
    return f"r{55 + i:04}"


def judge(
    root: Path,
    role: str,
    i: int,
    decision: str,
    category: str | None = None,
    reason: str | None = None,
    stage: Stage = Stage.ABSTRACT,
) -> Judged:
    """Write a decision as a session does."""
    group = ReasonGroup(category) if category else None
    judged = Judged(record=number(i), stage=stage, decision=Choice(decision), category=group, reason=reason, date=DAY)
    keep(root, role, judged)
    return judged


def log(root: Path) -> dict[str, dict[str, str]]:
    """The lines of the screening log by number."""
    with (root / "data/screening/records.csv").open(encoding="utf-8", newline="") as file:
        return {row["record"]: row for row in csv.DictReader(file)}


def declare(root: Path, rule: str) -> None:
    """Write how the review is screened into data/review.yaml."""
    config = root / "data/review.yaml"
    config.write_text(config.read_text("utf-8") + f"screening: {rule}\n", "utf-8")
