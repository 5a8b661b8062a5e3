"""A report as a comment on a pull request: inert, and no longer than GitHub takes.

Texts are anybody's: markup, HTML, mentions, references to issues and addresses in them are printed and do nothing.
"""

from __future__ import annotations

import re

from ...wording import count, listed
from .outline import Grid, Line, Section, outline, summary, title
from .report import Report

LIMIT = 60_000  # characters; GitHub takes 65,536
SHARE = 0.5  # of the limit that one section may take, so that a long one does not push out all others
CLOSING = 1_500  # characters kept for what was cut
MARKUP = re.compile(r"[\\`*_{}\[\]()#+\-.!|~=:>$^]")
ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
ACTIVE = re.compile(r"(?<=@)(?=\w)|(?<=#)(?=\d)|(?<=:)(?=//)|(?<=www)(?=\.)|(?<=\bGH)(?=-\d)", re.IGNORECASE)
BREAK = "\u200b"  # a space of no width: what it parts is neither a mention nor an address
TAGS = {"old": "del", "new": "ins", "strong": "strong", "warn": "strong"}


def markdown(report: Report, limit: int = LIMIT) -> str:
    """The report as Markdown of at most `limit` characters; the end says what was cut."""
    parts = [f"### What changes: {inert(title(report))}\n\n{inert(summary(report))}\n"]
    left = limit - CLOSING - len(parts[0])
    cut: list[str] = []
    for section in outline(report):
        shown, missing = _section(section, min(left, int(limit * SHARE)))
        parts.append(shown)
        left -= len(shown) + 1
        if missing:
            cut.append(f"{section.title} ({count(missing, 'line')})")
    if cut:
        parts.append(
            f"\n**Cut to {limit:,} characters.** Not shown: {inert(listed(cut))}. `review diff` shows everything.\n"
        )
    return "\n".join(parts)


def _section(section: Section, most: int) -> tuple[str, int]:
    """A section of at most so many characters, and the number of lines that are missing in it."""
    text = f"\n#### {inert(section.title)}\n"
    if len(text) > most:
        return "", sum(len(_lines(block)) for block in section.blocks)
    missing = 0
    for block in section.blocks:
        head = "\n" + _head(block)
        for number, row in enumerate(_lines(block)):
            row = head + row if number == 0 else row
            if missing or len(text) + len(row) > most:
                missing += 1
            else:
                text += row
    return text, missing


def _head(block: Line | Grid) -> str:
    if isinstance(block, Line):
        return ""
    return f"{_row(block.head)}|{' --- |' * len(block.head)}\n"


def _lines(block: Line | Grid) -> list[str]:
    if isinstance(block, Grid):
        return [_row(row) for row in block.rows]
    spans = "".join(
        f"<{TAGS[span.style]}>{inert(span.text)}</{TAGS[span.style]}>" if span.style in TAGS else inert(span.text)
        for span in block.spans
    )
    return [f"{'  ' * block.level}- {spans}\n"]


def _row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(map(inert, cells))} |\n"


def inert(text: str) -> str:
    """A text of one line that Markdown prints as it is."""
    parted = ACTIVE.sub(BREAK, " ".join(text.split(" ")))
    return "".join(ENTITIES.get(sign) or (f"\\{sign}" if MARKUP.match(sign) else sign) for sign in parted)
