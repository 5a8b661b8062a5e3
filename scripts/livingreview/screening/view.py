"""What is on the screen while records are screened, as lines of a given width. rich wraps them, in every script."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.text import Text

from ..schema import GROUNDS, WAITING, Judged, ReasonGroup
from .session import Item, Session

NO_ABSTRACT = (
    "No abstract is at hand: the source gave none, or it is on the machine that searched (in .review, not in git). "
    "In the second case, run the search or import the export again to have it here."
)
MARK = "bold yellow"
HELP = (
    ("i", "include: to the full text, or into the review"),
    ("e", "exclude, then the number of the reason"),
    ("u", "unsure"),
    ("n", "write a note; with an exclusion it becomes its reason"),
    ("z", "undo the last decision of this session"),
    ("s", "skip: put the record at the end"),
    ("space, down, j", "scroll down"),
    ("b, up, k", "scroll up"),
    ("c", "criteria: below, whole, or hidden"),
    ("q", "end; every decision has been written already"),
)


def drawn(parts: Iterable[Text], width: int) -> list[str]:
    """Texts as lines with colours (ANSI), wrapped between words, or between characters where there are no blanks."""
    out = io.StringIO()
    console = Console(
        file=out, width=max(width, 10), force_terminal=True, color_system="standard", legacy_windows=False
    )
    for part in parts:
        console.print(part, soft_wrap=False, overflow="fold")
    return out.getvalue().split("\n")[:-1]


def header(session: Session) -> Text:
    """Who screens what, and how far they are."""
    stage = "full text" if session.full_text else "title and abstract"
    what = f"conflicts, {stage}" if session.resolving else stage
    return Text(f"{session.decided} done, {session.left} left · {session.role} · {what}", style="reverse")


def record_lines(item: Item, marks: re.Pattern[str] | None, basis: str) -> list[Text]:
    """The record: title, authors, journal, year, abstract, what it resembles, and why it comes now."""
    one = item.reference
    source = _joined(one.journal, one.year or item.record.year, _volume(one.volume, one.issue))
    lines = [
        Text(f"{item.record.record}  ", style="dim") + _marked(one.title or item.record.title, marks, "bold"),
        Text(_authors(one.authors)),
        Text(source, style="italic"),
        Text(" ".join(filter(None, (*one.types, one.language, one.pmid and f"PMID {one.pmid}"))), style="dim"),
        Text(
            " ".join(filter(None, (one.doi and f"https://doi.org/{one.doi}", one.url or item.record.url))), style="dim"
        ),
    ]
    if one.original_title:
        lines.insert(1, _marked(one.original_title, marks, ""))
    lines = [line for line in lines if line.plain.strip()]
    for role, judged in item.others.items():  # above the abstract: who resolves a conflict compares these first
        lines.append(Text(f"{role}: {_decision(judged)}", style="cyan"))
    lines += [Text(""), _marked(one.abstract, marks, "") if one.abstract else Text(NO_ABSTRACT, style="red")]
    if one.keywords:
        lines.append(_marked(f"Keywords: {'; '.join(one.keywords)}", marks, "dim"))
    for other in item.similar:
        about = " ".join(
            filter(None, (_authors(other.reference.authors, 2), other.reference.journal, other.reference.year))
        )
        text = f"Similar ({other.how}): {other.record} {other.reference.title}. {about}"
        lines += [Text(""), Text(text, style="magenta")]
    reason = f" Words that speak for it: {', '.join(item.why)}." if item.why else ""
    return [*lines, Text(""), Text(f"Order: {basis}.{reason}", style="dim")]


def criteria_lines(session: Session) -> list[Text]:
    """The criteria of data/review.yaml."""
    eligible, excluded = session.criteria
    lines = [Text(f"+ {text}") for text in eligible]
    return [Text("Eligibility", style="bold"), *lines, *(Text(f"- {text}") for text in excluded)]


def choice_lines(groups: Sequence[ReasonGroup]) -> list[Text]:
    """A closed list of reasons, each with its key."""
    return [Text(f"{key} ", style="bold") + Text(f"{group.label}: {group.definition}") for key, group in keyed(groups)]


def keyed(groups: Sequence[ReasonGroup]) -> list[tuple[str, ReasonGroup]]:
    """Reasons with their keys, 1 to 9."""
    return [(str(number), group) for number, group in enumerate(groups, 1)]


def help_lines() -> list[Text]:
    return [Text(f"{keys:>14}  ", style="bold") + Text(what) for keys, what in HELP]


def reasons(unsure: bool) -> tuple[ReasonGroup, ...]:
    """The closed list: what a record can be excluded for, or wait for."""
    return WAITING if unsure else GROUNDS


def _marked(text: str, marks: re.Pattern[str] | None, style: str) -> Text:
    shown = Text(text, style=style)
    for found in marks.finditer(text) if marks else ():
        shown.stylize(MARK, *found.span())
    return shown


def _authors(names: Sequence[str], shown: int = 6) -> str:
    rest = f"; and {len(names) - shown} more" if len(names) > shown else ""
    return "; ".join(names[:shown]) + rest


def _joined(*parts: str | None) -> str:
    return " ".join(filter(None, parts))


def _volume(volume: str, issue: str) -> str:
    return f"{volume}({issue})" if volume and issue else volume


def _decision(judged: Judged) -> str:
    what = f"{judged.decision}, {judged.category.label}" if judged.category else str(judged.decision)
    return f"{what}. {judged.reason}" if judged.reason else f"{what}."
