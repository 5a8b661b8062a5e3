"""Letters on paper: those that the fonts of the text lack are set in fonts of figures, and some run from right to left.

Whatever `fonts.missing` lets pass can therefore be typeset, upright, slanted and bold, in prose and in code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import Path

from ... import fonts

TEXT_FONTS = Path("/usr/share/fonts/opentype/freefont")  # where Debian has FreeSerif, FreeSans and FreeMono
FILES = (*fonts.first_files(), *fonts.FALLBACKS)  # to be put beside the LaTeX source
PREAMBLE = (Path(__file__).parents[1] / "theme" / "letters.tex").read_text("utf-8")
FAMILIES = ("livingreviewsans", "livingreviewcjk", "livingreviewkorean")  # as in fonts.FAMILIES
# What a preamble prints; its other lines are settings.
PRINTED = re.compile(r"^(\\(title|author|date)\{|\\newcommand\{\\livingreview|\\def\\livingreview).*$", re.MULTILINE)
# Names and addresses, which are not printed.
NAMES = re.compile(
    r"(\\(?:label|ref|pageref|detokenize|hypertarget|hyperlink|href|sphinxhref|url|nolinkurl|includegraphics)"
    r"\{(?:[^{}]|\{[^{}]*\})*\}|\\hyperref\[[^\]]*\])"
)
CHINESE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
BREAK = r"\livingreviewbreak{}"
BEYOND_ASCII = re.compile(rf"(?:[^\x00-\x7f]|[A-Za-z0-9](?=[{fonts.ACCENTS}]))+")
JOINED = r"\u0600-\u08ff\ufb50-\ufdff\ufe70-\ufefc"  # Arabic and N'Ko, whose letters look as their neighbours demand
# Words from right to left, with the signs and numbers between them, which Unicode's bidirectional algorithm turns too.
LETTERS = rf"[\u0590-\u05ff\ufb1d-\ufb4f{JOINED}][\u0590-\u05ff\ufb1d-\ufb4f{JOINED}{fonts.ACCENTS}]*"
UNIT = rf"(?:{LETTERS}|[0-9]+(?:[.,:/-][0-9]+)*(?:\\%)?)"
BETWEEN = r"[.,:;!?/–—-]*(?:\\?[ \n](?:[–—-]\\?[ \n])?)?"
LEFTWARDS = re.compile(rf"{LETTERS}(?:{BETWEEN}(?:{UNIT}|\({UNIT}(?:{BETWEEN}{UNIT})*\)))*")


def with_fallback(tex: str) -> str:
    """The LaTeX source with every printed letter in a font that has it, and right-to-left words in their order.

    The document needs PREAMBLE, and FILES beside it.
    """
    head, mark, body = tex.partition(r"\begin{document}")
    return PRINTED.sub(lambda line: _printed(line.group()), head) + mark + _printed(body)


def _printed(text: str) -> str:
    if text.isascii():
        return text
    pieces = NAMES.split(text)  # names are at odd places
    return "".join(piece if i % 2 else _in_fonts(_turned(piece)) for i, piece in enumerate(pieces))


def _turned(text: str) -> str:
    return LEFTWARDS.sub(lambda words: rf"\livingreviewleftwards{{{words.group()}}}", text)


def _in_fonts(text: str) -> str:
    return BEYOND_ASCII.sub(lambda run: _between(run, "".join(_runs(run.group()))), text)


def _between(run: re.Match[str], tex: str) -> str:
    """The run with a place to break between Chinese and a letter or number beside it."""
    first, last = (CHINESE.match(sign) for sign in (run.group()[0], run.group()[-1]))
    before = BREAK if first and run.string[max(run.start() - 1, 0) : run.start()].isalnum() else ""
    return before + tex + (BREAK if last and run.string[run.end() : run.end() + 1].isalnum() else "")


def _runs(text: str) -> Iterator[str]:
    """The text with what some font of the text lacks, or does not join, in commands that choose the font."""
    for command, clusters in groupby(fonts.CLUSTER.findall(text), _command):
        yield f"{command}{{{run}}}" if (run := "".join(clusters)) and command else run


@cache
def _command(cluster: str) -> str:
    """The command for a character with its accents; empty where every font of the text has it."""
    if re.match(f"[{JOINED}]", cluster):
        return r"\livingreviewjoined"
    if all(ord(sign) in _everywhere() for sign in cluster):
        return ""
    return rf"\livingreviewsigns{{{FAMILIES[fonts.family_of(cluster)]}}}"


@cache
def _everywhere() -> frozenset[int]:
    """The code points that every font of the text has."""
    return frozenset.intersection(*map(fonts.characters, TEXT_FONTS.glob("Free*.otf")))
