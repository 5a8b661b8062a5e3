"""A report as one page that fetches nothing: for a browser, an e-mail or an archive of a build."""

from __future__ import annotations

import html
from pathlib import Path

from .outline import Grid, Line, Section, outline, summary, title
from .plot import NEW, OLD, plots
from .report import Report

TAGS = {"old": "del", "new": "ins", "strong": "strong", "warn": 'strong class="warn"', "quiet": 'span class="quiet"'}
STYLE = Path(__file__).with_name("page.css")
# Nothing is fetched, and no script runs, whatever a text holds.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def page(report: Report, language: str = "en") -> str:
    """The report as an HTML page."""
    name = html.escape(title(report))
    style = STYLE.read_text("utf-8")
    body = "\n".join(_section(section, report) for section in outline(report))
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{name}</title>\n<style>\n{style}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>{name}</h1>\n<p>{html.escape(summary(report))}</p>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _section(section: Section, report: Report) -> str:
    drawn = plots(report.estimates) if section.title == "Estimates" else {}
    pictures = "".join(f"<figure>{picture}</figure>" for picture in drawn.values())
    key = f"<del>{OLD}</del>, <ins>{NEW}</ins>; thick line: confidence interval; thin line: prediction interval."
    figures = f'<p class="quiet">{key}</p>\n<div class="plots">{pictures}</div>\n' if pictures else ""
    blocks = "\n".join(map(_block, section.blocks))
    return f"<section>\n<h2>{html.escape(section.title)}</h2>\n{figures}{blocks}\n</section>"


def _block(block: Line | Grid) -> str:
    if isinstance(block, Line):
        inside = "".join(_tagged(span.text, span.style) for span in block.spans)
        return f'<p class="below">{inside}</p>' if block.level else f"<p>{inside}</p>"
    head = "".join(f'<th scope="col">{html.escape(cell)}</th>' for cell in block.head)
    rows = "\n".join(
        "<tr>"
        + "".join(
            f'<td data-head="{html.escape(name)}">{html.escape(cell)}</td>'
            for name, cell in zip(block.head, row, strict=True)
        )
        + "</tr>"
        for row in block.rows
    )
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>"


def _tagged(text: str, style: str) -> str:
    tag = TAGS.get(style)
    return f"<{tag}>{html.escape(text)}</{tag.split()[0]}>" if tag else html.escape(text)
