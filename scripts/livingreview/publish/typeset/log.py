"""Running LaTeX, with the faults that only its log shows."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

LARGEST_OVERFULL = 5.0  # points by which a line or a page may overflow before the build fails


def run_latex(source: Path, environment: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Typeset a .tex file in its folder, as often as its references need, with unbroken lines in its log.

    LaTeX runs no program, reads no file outside its own and the folder, and reads no settings of latexmk.
    """
    options = ("-norc", "-xelatex", "-interaction=nonstopmode", "-halt-on-error", "-file-line-error", "-quiet")
    return subprocess.run(
        ["latexmk", *options, "-no-shell-escape", source.name],
        cwd=source.parent,
        capture_output=True,
        text=True,
        errors="replace",
        env={**os.environ, **(environment or {}), "max_print_line": "10000", "openin_any": "p"},
    )


@dataclass(frozen=True)
class Fault:
    """A fault in the typeset book, with its chapter and the nearest figure or table."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


def errors(log: str, tex: str, name: str) -> list[Fault]:
    """What stopped LaTeX, in its own words, each with its place in the book; `name` is the file that holds `tex`.

    LaTeX names the line after the error (`l.12 the text`), or, with -file-line-error, file and line before it.
    """
    found: list[Fault] = []
    lines = log.splitlines()
    for i, line in enumerate(lines):
        match = re.match(r"(?:\./)?([^\s:]+\.\w+):(\d+): (.+)", line) or re.match(r"(!) ()(.+)", line)
        if match is None or (match[1] == "!" and found):  # what follows an error: "==> Fatal error occurred"
            continue
        near = next((one.strip() for one in lines[i + 1 : i + 15] if re.match(r"l\.\d+ ", one)), "")
        line_of = match[2] or (near[2:].split()[0] if near else "")
        here = match[1] in ("!", name) and line_of
        where = _place(tex, int(line_of)) if here else match[1] if match[1] != "!" else "the document"
        found.append(Fault(where, f"LaTeX: {match[3].rstrip('.')}" + (f", at {near!r}." if near else ".")))
    return list(dict.fromkeys(found))


def faults(log: str, tex: str) -> list[Fault]:
    """Faults in the log of LaTeX, each with its place in the book.

    They are lines and pages that overflow by more than LARGEST_OVERFULL points, characters that the font lacks, and
    references that lead nowhere.
    """
    log = re.sub(r"(?<=.{78})\n", "", log)  # TeX breaks its log at 79 characters
    found: list[Fault] = []
    for size, line in re.findall(r"Overfull \\hbox \(([\d.]+)pt too wide\)[^\n]*?lines? (\d+)", log):
        if float(size) > LARGEST_OVERFULL:
            found.append(Fault(_place(tex, int(line)), f"a line is {float(size):.0f} points too wide."))
    for match in re.finditer(r"Overfull \\vbox \(([\d.]+)pt too high\)", log):
        if float(match[1]) > LARGEST_OVERFULL:
            pages = re.findall(r"\[(\d+)[\]\s]", log[: match.start()])
            page = int(pages[-1]) + 1 if pages else 1
            found.append(Fault(f"page {page}", f"the content is {float(match[1]):.0f} points too high."))
    for sign in sorted(set(re.findall(r"Missing character: There is no (.) ", log))):
        lines = [number for number, text in enumerate(tex.splitlines(), 1) if sign in text]
        where = _place(tex, lines[-1]) if lines else "the book"
        found.append(Fault(where, f"the font has no {sign!r} (U+{ord(sign):04X})."))
    for kind, name, line in re.findall(
        r"(Hyper reference|Reference|Citation) `([^']*)' on page \d+ undefined on input line (\d+)", log
    ):
        found.append(Fault(_place(tex, int(line)), f"{kind.lower()} {name!r} leads nowhere."))
    return list(dict.fromkeys(found))


# Labels of the book, whose names Sphinx encloses, and others.
CHAPTER = re.compile(r"\\label\{(?:\\detokenize\{chapters/([\w/-]+)::doc\}|place:([\w/-]+))")
ITEM = re.compile(r"\\label\{(?:\\detokenize\{[\w/-]+:((?:tbl|fig)-[\w-]+)\}|((?:tbl|fig)-[\w-]+))\}")


def _place(tex: str, line: int) -> str:
    before = "\n".join(tex.splitlines()[:line])
    chapter = _last(CHAPTER.finditer(before))
    item = _last(ITEM.finditer(before[chapter[1] :] if chapter else before))
    return (f"chapters/{chapter[0]}.md" if chapter else "title page") + (f", near {item[0]}" if item else "")


def _last(matches: Iterator[re.Match]) -> tuple[str, int] | None:
    found = list(matches)
    return (next(filter(None, found[-1].groups())), found[-1].end()) if found else None
