"""Sections as tables for a terminal, or as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rich.console import Console
from rich.table import Table
from rich.text import Text

from .showing import Section

WIDTH = 120  # characters where the output is no terminal


def print_sections(sections: Iterable[Section]) -> None:
    """Print each section as soon as it is there."""
    console = Console(highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        console.width = WIDTH
    for section in sections:
        console.print(Text(f"\n{section.title}", style="bold"))
        if section.text:
            console.print(Text(section.text))
        if section.rows:
            table = Table(show_header=any(section.header), header_style="bold", show_lines=False, pad_edge=False)
            for name in section.header:
                table.add_column(name, overflow="fold")
            for row in section.rows:
                table.add_row(*(Text(_plain(cell)) for cell in row))
            console.print(table)


def markdown(section: Section) -> str:
    """A section in Markdown; nothing in its cells is markup."""
    lines = [f"## {_escaped(section.title)}", ""]
    if section.text:
        lines += [_escaped(section.text), ""]
    if section.rows:
        lines += [_row(section.header), _row(["---"] * len(section.header))]
        lines += [_row(map(_escaped, row)) for row in section.rows]
        lines.append("")
    return "\n".join(lines)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _escaped(text: str) -> str:
    return re.sub(r"([\\`*_{}\[\]<>|#~$@!])", r"\\\1", _plain(text))


def _plain(text: str) -> str:
    """One line without what steers a terminal."""
    return "".join(sign if sign.isprintable() else " " for sign in text)
