"""A report in the terminal: with colours where there are any, else with marks, as in [-old-] and {+new+}."""

from __future__ import annotations

import shutil
import sys
from typing import TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from .outline import Grid, Line, outline, summary, title
from .report import Report

PIPED = 120  # columns where there is no terminal
STYLES = {"old": "red strike", "new": "green", "strong": "bold", "warn": "bold yellow", "quiet": "dim"}
MARKS = {"old": ("[-", "-]"), "new": ("{+", "+}")}


def show(report: Report, out: TextIO | None = None) -> None:
    """Print a report, at most as wide as the terminal."""
    file = out or sys.stdout
    width = shutil.get_terminal_size().columns if file.isatty() else PIPED
    console = Console(file=file, width=width, highlight=False, markup=False, emoji=False)
    console.print(Text(title(report), style="bold"))
    console.print(Text(summary(report)))
    for section in outline(report):
        console.print()
        console.print(Text(section.title, style="bold underline"))
        for block in section.blocks:
            console.print(_grid(block) if isinstance(block, Grid) else _line(block, console.color_system is None))


def _line(line: Line, plain: bool) -> Text:
    text = Text("  " * line.level)
    for span in line.spans:
        before, after = MARKS.get(span.style, ("", "")) if plain else ("", "")
        text.append(f"{before}{span.text}{after}", style=STYLES.get(span.style, ""))
    return text


def _grid(grid: Grid) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for head in grid.head:
        table.add_column(Text(head), overflow="fold")
    for row in grid.rows:
        table.add_row(*map(Text, row))
    return table
