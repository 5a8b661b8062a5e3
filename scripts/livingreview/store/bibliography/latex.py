"""Decoding of LaTeX in a field, once for all outputs. Nothing is dropped: what cannot be decoded is an error."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from pylatexenc.latexwalker import (
    LatexCharsNode,
    LatexGroupNode,
    LatexMacroNode,
    LatexMathNode,
    LatexSpecialsNode,
    LatexWalker,
    LatexWalkerParseError,
)
from pylatexenc.macrospec import LatexContextDb, MacroSpec, SpecialsSpec, std_macro

from .symbols import ACCENTS, DECLARATIONS, FORMATS, INSTEAD, MATH_FORMATS, OTHERWISE, SPECIALS, symbols
from .text import Mark, Rich, Run

LATEX_SIGNS = re.compile(r"[\\{}$~^%]|--|``|''|[!?]`")
RAISING = {"^": Mark.SUPERSCRIPT, "_": Mark.SUBSCRIPT}
SIGNS = str.maketrans({"-": "\u2212", "'": "′"})  # in mathematics
ADDRESS_MACROS = {"textless": "<", "textgreater": ">", "textasciitilde": "~", "textunderscore": "_", "sim": "~"}


class Undecodable(ValueError):
    """LaTeX that cannot be decoded; the message names it and the spelling that works."""


@dataclass(frozen=True)
class _Setting:
    """How a part is read: its marks, and whether it is mathematics, in which letters are italic."""

    marks: frozenset[Mark] = frozenset()
    math: bool = False
    upright: bool = False

    def marked(self, mark: Mark | None) -> _Setting:
        return self if mark is None else replace(self, marks=self.marks | {mark})


@cache
def _context() -> LatexContextDb:
    context = LatexContextDb()
    with_argument = [*ACCENTS, *FORMATS, *MATH_FORMATS, "ensuremath", "url", "path"]
    context.add_context_category(
        "bibliography",
        macros=[std_macro(name, "{") for name in with_argument],
        specials=[SpecialsSpec(signs) for signs in SPECIALS],
    )
    context.set_unknown_macro_spec(MacroSpec(""))
    return context


def decode(latex: str) -> Rich:
    """Text of a field. Raises Undecodable for what is not text, simple mathematics or a known macro."""
    if not LATEX_SIGNS.search(latex):
        return Rich.of([Run(latex)])
    # BibTeX has no comments within a field: a per cent sign is one.
    source = re.sub(r"\\.|%", lambda found: r"\%" if found[0] == "%" else found[0], latex, flags=re.S)
    try:
        nodes, start, length = LatexWalker(source, latex_context=_context(), tolerant_parsing=False).get_latex_nodes()
    except LatexWalkerParseError as error:
        why = "a brace or dollar sign has no partner" if _unbalanced(latex) else _first_line(error)
        message = f"cannot be decoded: {why}. Write \\$ for a dollar sign, and {{\\textbraceleft}} for a single brace."
        raise Undecodable(message) from None
    if start + length < len(source):  # pylatexenc leaves out a backslash at the end
        raise Undecodable(r"ends with \. Write {\textbackslash} for the sign.")
    return Rich.of(_Decoder(source).text(nodes, _Setting()))


def address(latex: str) -> str:
    """A DOI or another address as it is, without the escapes of LaTeX. Raises Undecodable for other macros."""
    text = latex.strip()
    while (found := re.fullmatch(r"\\url\s*\{(.*)\}|\{(.*)\}", text, re.S)) and _is_one_group(text):
        text = next(part for part in found.groups() if part is not None).strip()

    def plain(found: re.Match[str]) -> str:
        if sign := found["escaped"] or found["sign"] or found["math"]:
            return str(sign).replace("\\sim", "~")
        macro = found["macro"] or found["bare"]
        if macro in ADDRESS_MACROS:
            return ADDRESS_MACROS[macro]
        raise Undecodable(f"holds \\{macro}. Write the address as a browser shows it, such as < for \\textless.")

    decoded = ADDRESS.sub(plain, text)
    if "\\" in decoded:
        raise Undecodable(r"holds \, which no address has. Write the address as a browser shows it.")
    return decoded


# A sign after a backslash, also in braces or with an empty group; a macro likewise; a sign as mathematics, as JabRef
# writes it.
ADDRESS = re.compile(
    r"\{\\(?P<escaped>[&%_#$~^{}])(?:\{\})?\}|\\(?P<sign>[&%_#$~^{}])(?:\{\})?"
    r"|\{\\(?P<macro>[A-Za-z]+)(?:\{\})?\s*\}|\\(?P<bare>[A-Za-z]+)(?:\{\}|\s)?|\{?\$\{?(?P<math>[<>]|\\sim)\}?\$\}?"
)


def _is_one_group(text: str) -> bool:
    """Whether the first brace of the text is closed by its last character."""
    depth = 0
    for place, sign in enumerate(text):
        depth += (sign == "{") - (sign == "}")
        if sign == "}" and depth == 0:
            return place == len(text) - 1
    return False


def _unbalanced(latex: str) -> bool:
    bare = re.sub(r"\\.", "", latex, flags=re.S)
    return bare.count("{") != bare.count("}") or bare.count("$") % 2 == 1


def _first_line(error: Exception) -> str:
    return str(getattr(error, "msg", error)).splitlines()[0].rstrip(".")


class _Decoder:
    """Reads the nodes of one field."""

    def __init__(self, source: str) -> None:
        self.source = source

    def text(self, nodes: Iterable[Any], setting: _Setting) -> list[Run]:
        """Runs of nodes in text."""
        runs: list[Run] = []
        for node in nodes:
            if isinstance(node, LatexMacroNode) and node.macroname in DECLARATIONS:
                setting = setting.marked(DECLARATIONS[node.macroname])
            else:
                runs += self.node(node, setting)
        return runs

    def node(self, node: Any, setting: _Setting) -> list[Run]:
        """Runs of one node. Raises Undecodable."""
        if isinstance(node, LatexCharsNode):
            if "^" in node.chars:
                raise Undecodable(
                    r"holds ^ outside mathematics. Write \textsuperscript{...} or $^{...}$ for a superscript, "
                    r"{\textasciicircum} for the sign."
                )
            return [Run(node.chars, setting.marks)]
        if isinstance(node, LatexGroupNode):
            # As in BibTeX, braces around a macro only hold it together: {\"O}, {\it x}.
            special = node.latex_verbatim().startswith("{\\")
            inside = setting if special else setting.marked(Mark.PROTECTED)
            return self.text(node.nodelist, inside)
        if isinstance(node, LatexSpecialsNode):
            return [Run(SPECIALS[node.specials_chars], setting.marks)]
        if isinstance(node, LatexMathNode):
            self.check_mathematics(node)
            return self.math(node.nodelist, replace(setting, math=True))
        if isinstance(node, LatexMacroNode):
            return self.macro(node, setting)
        raise Undecodable(f"holds {node.latex_verbatim()[:30]!r}, which is not text. {OTHERWISE}")

    def macro(self, node: Any, setting: _Setting) -> list[Run]:
        """Runs of a macro with its argument."""
        name = node.macroname
        if name in ACCENTS:
            return self.accented(node, setting)
        if name in FORMATS or name in MATH_FORMATS:
            mark = FORMATS[name] if name in FORMATS else MATH_FORMATS[name]
            if mark in RAISING.values() and setting.marks & set(RAISING.values()):
                raise Undecodable(f"holds \\{name} within a superscript or subscript. Write them one after the other.")
            if name in MATH_FORMATS:
                if not setting.math:
                    raise Undecodable(f"holds \\{name} outside mathematics. Write it between dollar signs.")
                return self.math(_argument(node), replace(setting.marked(mark), upright=True))
            return self.text(_argument(node), replace(setting.marked(mark), math=False))
        if name == "ensuremath":
            return self.math(_argument(node), replace(setting, math=True))
        if name in ("url", "path"):
            verbatim = "".join(one.latex_verbatim() for one in _argument(node))
            return [Run(address(verbatim), setting.marks)]
        if name in symbols():
            return [Run(symbols()[name], setting.marks)]
        raise Undecodable(f"holds \\{name}, which cannot be decoded. {INSTEAD.get(name, OTHERWISE)}")

    def accented(self, node: Any, setting: _Setting) -> list[Run]:
        """A letter with its accent; an accent without a letter is the sign itself, such as ^ or ~."""
        inside = self.math if setting.math else self.text
        runs = Rich.of(inside(_argument(node), setting)).runs
        if not runs and node.macroname in ("^", "~"):
            return [Run(node.macroname, setting.marks)]
        if not runs or (node.macroname != "t" and len(runs[0].text) != 1) or len(runs) > 1:
            verbatim = node.latex_verbatim()
            raise Undecodable(f"holds the accent {verbatim!r} without one letter. Write the character itself (UTF-8).")
        letters = runs[0].text.replace("ı", "i").replace("ȷ", "j")
        text = unicodedata.normalize("NFC", letters[0] + ACCENTS[node.macroname]) + letters[1:]
        return [Run(text, runs[0].marks)]

    def check_mathematics(self, node: Any) -> None:
        """Refuse what dollar signs enclose if it may be money ($10 v $20), or words, whose blanks would be lost."""
        left, right = node.delimiters
        inside = node.latex_verbatim()[len(left) : -len(right)]
        after = self.source[node.pos + node.len : node.pos + node.len + 1]
        amount = inside.strip()[:1].isdigit() and (inside != inside.strip() or after.isdigit())
        words = any(re.search(r"\w\s+\w", one.chars) for one in node.nodelist if isinstance(one, LatexCharsNode))
        if not inside.strip() or amount or words:
            raise Undecodable(
                f"holds {node.latex_verbatim()[:30]!r}, which is not only mathematics. "
                r"Write \$ for a dollar sign, and \text{...} for words in mathematics."
            )

    def math(self, nodes: Iterable[Any], setting: _Setting) -> list[Run]:
        """Runs of mathematics: letters are italic, ^ and _ raise and lower what follows."""
        runs: list[Run] = []
        # A sign ^ or _ belongs to the character or node that follows: characters are looked at one by one.
        items = iter([one for node in nodes for one in (node.chars if isinstance(node, LatexCharsNode) else [node])])
        for item in items:
            if isinstance(item, str) and item in RAISING:
                while (what := next(items, None)) is not None and isinstance(what, str) and what.isspace():
                    pass
                runs += self.raised(item, what, setting)
            elif isinstance(item, LatexMacroNode) and item.macroname in DECLARATIONS:
                mark = DECLARATIONS[item.macroname]
                setting = replace(setting.marked(mark), upright=item.macroname not in ("displaystyle", "textstyle"))
            else:
                runs += self.in_math(item, setting)
        return runs

    def raised(self, sign: str, what: Any, setting: _Setting) -> list[Run]:
        """A superscript or subscript."""
        if what is None:
            raise Undecodable(f"holds {sign} with nothing after it. Write \\{sign}{'{}' if sign == '^' else ''}.")
        if setting.marks & set(RAISING.values()):
            raise Undecodable(f"holds {sign} within a superscript or subscript. Write them one after the other.")
        runs = self.in_math(what, setting.marked(RAISING[sign]))
        text = "".join(run.text for run in runs)
        if sign == "^" and text and text.strip("∘′") == "":
            return [Run(text.replace("∘", "°"), setting.marks)]  # degrees and primes are signs of their own
        return runs

    def in_math(self, item: Any, setting: _Setting) -> list[Run]:
        """Runs of one character or node of mathematics."""
        if isinstance(item, str):
            if item.isspace():
                return []
            letter = item.isascii() and item.isalpha() and not setting.upright
            return [Run(item.translate(SIGNS), setting.marked(Mark.ITALIC if letter else None).marks)]
        if isinstance(item, LatexGroupNode):
            return self.math(item.nodelist, setting)
        if isinstance(item, LatexSpecialsNode):
            signs = item.specials_chars
            return [Run(SPECIALS["~"] if signs == "~" else signs.translate(SIGNS), setting.marks)]
        return self.node(item, setting)


def _argument(node: Any) -> list[Any]:
    found = next((one for one in (node.nodeargs or []) if one is not None), None)
    if found is None:
        raise Undecodable(f"holds \\{node.macroname} without braces after it. Write \\{node.macroname}{{...}}.")
    return list(found.nodelist) if isinstance(found, LatexGroupNode) else [found]
