"""Mathematics in a text: what can be shown on the site and on paper alike, as MathML."""

from __future__ import annotations

import re

from docutils.utils.math.latex2mathml import tex2mathml

TWO_PARTS = re.compile(r"\\[dtc]?(?:frac|binom)(?![A-Za-z])")
WORDS = re.compile(r"\\(?:text\w*|math\w+|operatorname\*?|mbox|begin|end)\s*\{[^{}]*\}|\\[A-Za-z]+")
# What is no mathematics: links, styles, files, programs, and what hides a text.
REFUSED = re.compile(
    r"\\(?:href|url|html\w*|class|style|cssId|require|unicode|includegraphics|input|include|open\w*|read|write\w*|special|"
    r"catcode|csname|def|[gex]def|let|newcommand|renewcommand|usepackage|[hv]?phantom|[hv]space|kern|rlap|llap|smash|"
    r"color|textcolor|colorbox|\w*tip|toggle)(?![A-Za-z])"
)
# What LaTeX reads as one thing and docutils as another, or prints as it is; each with what to write instead.
MISREAD = {
    r"[\^_]\s*\d\d": "a raised or lowered number of two digits needs braces, such as x^{23}",
    r"\\(?:text\w*|mbox)\{[^{}]*\\": r"\text holds words only: put signs such as \% outside of it",
    r"\\sqrt\s*\d\d": r"write \sqrt{12}",
}


class EquationError(ValueError):
    """An equation that cannot be shown; the message says why, and what to write instead."""


def mathml(tex: str, *, block: bool = False) -> str:
    """MathML of an equation in LaTeX. Raises EquationError for what would not be shown as LaTeX shows it on paper."""
    if fault := _fault(tex):
        raise EquationError(fault)
    parts = [part.strip() for part in tex.split("\n\n") if part.strip()] if block else [tex.strip()]
    try:
        made = [tex2mathml(aligned(part) if block else part, as_block=block) for part in parts]
    except Exception as error:  # docutils raises MathError, and for some input whatever went wrong
        reason = str(error) if isinstance(error, ValueError) else "it is not LaTeX that can be read"
        raise EquationError(reason.rstrip(".")) from error
    return re.sub(r">\s*\n\s*<", "><", "".join(made))


def aligned(tex: str) -> str:
    """A displayed equation in which `&` and `\\\\` align lines, as Sphinx reads it, as an environment of LaTeX."""
    return tex if r"\\" not in tex or r"\begin" in tex else rf"\begin{{aligned}}{tex}\end{{aligned}}"


def _fault(tex: str) -> str:
    if refused := REFUSED.search(tex):
        return f"{refused[0]} is no mathematics (links, styles, files, hidden text). Delete it"
    bare = re.sub(r"\\[\\{}]", "", tex)
    if bare.count("{") != bare.count("}"):
        return "braces do not match"
    if len(re.findall(r"\\left\b", bare)) != len(re.findall(r"\\right\b", bare)):
        return r"\left and \right do not match"
    for found in TWO_PARTS.finditer(bare):
        rest = bare[found.end() :].lstrip()
        if not (rest.startswith("{") and _after_braces(rest).startswith("{")):
            return rf"{found[0]} needs two parts in braces, such as \frac{{1}}{{2}}"
    words = re.findall(r"[A-Za-z]{2,}", WORDS.sub(" ", tex))
    if len(words) > 1 or (words and tex.strip()[:1].isdigit()):
        return rf"it has words ({', '.join(words[:3])}): write \$ for a dollar sign in text, or \text{{...}} for words"
    return next((say for pattern, say in MISREAD.items() if re.search(pattern, tex)), "")


def _after_braces(text: str) -> str:
    """What follows the first part in braces, with which the text begins."""
    depth = 0
    for i, sign in enumerate(text):
        depth += (sign == "{") - (sign == "}")
        if depth == 0:
            return text[i + 1 :].lstrip()
    return ""


def equation_fault(tex: str, *, block: bool = False) -> str:
    """The message about an equation that cannot be shown; empty for a good one."""
    try:
        mathml(tex, block=block)
    except EquationError as error:
        return f"this cannot be shown as mathematics: {tex!r}: {error}."
    return ""
