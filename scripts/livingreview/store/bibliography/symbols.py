"""Macros of LaTeX: which stand for a character, which set text in another way, and what to write instead of others.

The characters are those of pylatexenc's tables in both directions; `latex2text` alone drops macros that it does not
know, such as \\textless.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from pylatexenc.latex2text import get_default_latex_context_db
from pylatexenc.latexencode import get_builtin_conversion_rules

from .text import NO_BREAK, Mark

# Combining characters: what the accent puts on its letter. Those of mathematics come second.
ACCENTS = {
    "'": "\u0301", "`": "\u0300", "^": "\u0302", '"': "\u0308", "~": "\u0303", "=": "\u0304", ".": "\u0307",
    "u": "\u0306", "v": "\u030c", "H": "\u030b", "r": "\u030a", "c": "\u0327", "k": "\u0328", "d": "\u0323",
    "b": "\u0331", "t": "\u0361", "G": "\u030f", "U": "\u030e", "h": "\u0309",
    "acute": "\u0301", "grave": "\u0300", "hat": "\u0302", "ddot": "\u0308", "tilde": "\u0303", "bar": "\u0304",
    "dot": "\u0307", "breve": "\u0306", "check": "\u030c", "vec": "\u20d7", "overline": "\u0305", "widehat": "\u0302",
    "mathring": "\u030a",
}  # fmt: skip
# Macros with one argument, and how it is set.
FORMATS: dict[str, Mark | None] = {
    "textsuperscript": Mark.SUPERSCRIPT, "textsubscript": Mark.SUBSCRIPT, "textit": Mark.ITALIC, "emph": Mark.ITALIC,
    "textsl": Mark.ITALIC, "textbf": Mark.BOLD, "textsc": Mark.SMALL_CAPS, "textrm": None, "textup": None,
    "textmd": None, "textsf": None, "textnormal": None, "text": None, "mbox": None, "hbox": None,
}  # fmt: skip
MATH_FORMATS: dict[str, Mark | None] = {
    "mathrm": None, "mathup": None, "operatorname": None, "mathsf": None, "mathnormal": Mark.ITALIC,
    "mathit": Mark.ITALIC, "mathbf": Mark.BOLD, "boldsymbol": Mark.BOLD, "bm": Mark.BOLD,
}  # fmt: skip
# Macros that set the rest of their group.
DECLARATIONS: dict[str, Mark | None] = {
    "it": Mark.ITALIC, "itshape": Mark.ITALIC, "em": Mark.ITALIC, "sl": Mark.ITALIC, "slshape": Mark.ITALIC,
    "bf": Mark.BOLD, "bfseries": Mark.BOLD, "sc": Mark.SMALL_CAPS, "scshape": Mark.SMALL_CAPS, "rm": None,
    "upshape": None, "normalfont": None, "protect": None, "relax": None, "displaystyle": None, "textstyle": None,
    "left": None, "right": None,
}  # fmt: skip
SPECIALS = {"~": NO_BREAK, "---": "—", "--": "–", "``": "“", "''": "”", "!`": "¡", "?`": "¿"}
# What pylatexenc has not, or has as something else.
MORE = {
    "textless": "<", "textgreater": ">", "lt": "<", "gt": ">", "textasciicircum": "^", "textasciitilde": "~",
    "textbackslash": "\\", "textbraceleft": "{", "textbraceright": "}", "lbrace": "{", "rbrace": "}",
    "textunderscore": "_", "textbar": "|", "textdollar": "$", "slash": "/", "textquotesingle": "'",
    "textquotedbl": '"', "textasciigrave": "`", "textmu": "µ", "texttimes": "×", "textpm": "±", "textminus": "−",
    "textendash": "–", "textemdash": "—", "textellipsis": "…", "dots": "…", "ldots": "…", "textperiodcentered": "·",
    "textperthousand": "‰", "texttrademark": "™", "texteuro": "€", "euro": "€", "textnumero": "№", "degree": "°",
    "textcelsius": "℃", "textohm": "Ω", "copyright": "©", "pounds": "£", "S": "§", "P": "¶", "dag": "†", "ddag": "‡",
    "i": "ı", "j": "ȷ", "ss": "ß", "SS": "ẞ", "aa": "å", "AA": "Å", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ",
    "dj": "đ", "DJ": "Đ", "ng": "ŋ", "NG": "Ŋ", "leqslant": "≤", "geqslant": "≥", "lesssim": "≲", "gtrsim": "≳",
    "prime": "′", "colon": ":", "ast": "*", "circ": "∘", "varepsilon": "ε", "epsilon": "ε", "varphi": "φ", "phi": "φ",
    "mu": "μ", "vert": "|", "mid": "|", "lvert": "|", "rvert": "|", "backslash": "\\", "setminus": "\\",
    "&": "&", "%": "%", "#": "#", "_": "_", "$": "$", "{": "{", "}": "}", "|": "‖", " ": " ", "\n": " ", "\t": " ",
    ",": NO_BREAK, ";": NO_BREAK, ":": NO_BREAK, ">": NO_BREAK, "thinspace": NO_BREAK, "nobreakspace": NO_BREAK,
    "quad": NO_BREAK, "qquad": NO_BREAK, "space": " ", "\\": " ", "newline": " ", "linebreak": " ", "!": "", "/": "",
    "-": "", "@": "", "allowbreak": "", "textcompwordmark": "", "limits": "", "nolimits": "",
}  # fmt: skip
# What to write instead of a macro that cannot be decoded.
INSTEAD = {
    "frac": "Write the fraction as a/b.",
    "dfrac": "Write the fraction as a/b.",
    "tfrac": "Write the fraction as a/b.",
    "sqrt": "Write the root in words, or as √ and its number.",
    "ce": r"Write the formula with \textsubscript{...} and \textsuperscript{...}.",
    "href": "Write the words here, and the address in the field url.",
    "texttt": "Write the words without it.",
    "underline": "Write the words without it, or in \\textit{...}.",
    "uppercase": "Write the capitals themselves.",
    "MakeUppercase": "Write the capitals themselves.",
    "SI": r"Write the number, ~ and the unit.",
    "footnote": "Write it in the field note.",
    "cite": "Write the words that are meant.",
}
OTHERWISE = "Write the character itself (UTF-8), or the words without this macro."


@cache
def symbols() -> dict[str, str]:
    """Macros without an argument, and the characters that each stands for."""
    found: dict[str, str] = {}
    for name, text in _tables():
        found.setdefault(name, text)
    greek = {name: found[name] for name in found if name.islower() and "α" <= found[name] <= "ω"}
    capitals = {name: found[name] for name in found if name[:1].isupper() and "Α" <= found[name] <= "Ω"}
    for name, text in (greek | capitals).items():
        found.setdefault(f"text{name}", text)
        found.setdefault(f"up{name}", text)
    return found | MORE


def _tables() -> Iterator[tuple[str, str]]:
    for spec in get_default_latex_context_db().iter_macro_specs():
        text = spec.simplify_repl
        if isinstance(text, str) and "%" not in text and 0 < len(text) < 7 and text.isprintable():
            yield spec.macroname, text
    for table in ("unicode-xml", "defaults"):
        for rule in get_builtin_conversion_rules(table):
            for code, latex in rule.rule.items():
                if found := re.fullmatch(r"\{?(?:\\ensuremath\{)?\\([A-Za-z]+)\}?\}?", latex):
                    yield found[1], chr(code)
