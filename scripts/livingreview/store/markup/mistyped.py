"""Markup that was meant and not written: what the parser leaves as text, and a reader would find printed as it is.

Code, mathematics, roles that are read, addresses and signs behind a backslash never count: each is one of `MARKS`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape

from markdown_it.token import Token

from .allowed import DIRECTIVES, REFUSED_DIRECTIVES, REFUSED_ROLES, ROLES

Fault = tuple[int, str]  # lines after the first, and the message

CODE, ROLE, ESCAPED, ENTITY, LINK, REST = MARKS = "\x01\x02\x03\x04\x05\x06"
MARK_OF = {"code_inline": CODE, "myst_role": ROLE, "link_open": LINK}
EMPTY = frozenset("em_open em_close strong_open strong_close span_open span_close".split())

QUOTES = "'\"´‘’‚‛“”„‟′″‵‶«»ʹʼˋˊ＇＂"
BACKQUOTES = f"{QUOTES}`｀"
BLOCKS = frozenset((*DIRECTIVES, *REFUSED_DIRECTIVES))
NAMES = frozenset((*ROLES, *REFUSED_ROLES, *BLOCKS))

NAME = r"[{｛]+\s*(?P<name>[A-Za-z][\w:：+-]*(?:\s*[:：]\s*[a-z]+)?)\s*[}｝]+"
NAMED = re.compile(NAME)
BEGUN_ROLE = re.compile(r"\{[A-Za-z][A-Za-z:_-]*\}(?=`)")  # in a text, because its second backquote is missing
BLOCK_LINE = re.compile(rf"[>\s]*(?P<marks>[^\w\s{{}}()\[\]<>|#\\*]{{1,8}})\s*{NAME}(?!`)")
CLOSING_LINE = re.compile(rf"[>\s]*(?:[{QUOTES}｀]{{2,}}|[:：]{{2}}|[：]{{3,}}|`{{1,2}}|~{{2}})\s*")
HEADING = re.compile(r"[#＃]{1,6}(?=[^ \t#＃])|＃{1,6}")
ROW = re.compile(r"\s*[|｜].*[|｜]\s*")
RULE = re.compile(r"[\s|｜:：]*[-_=–—―][\s|｜:：_=–—―-]*")
BULLET = re.compile(r"\s*(?:[•·▪◦‣●○■□–—−]\s+\S|[-+][A-Za-z]|\d{1,2}[.)][A-Za-z])")
BESIDE = rf"[{LINK}]|https?:|mailto:|www\.|#\w|[\w./%-]+\.md\b"  # how an address begins

# In a line, in this order: what is found, and what to do. The first that is found is reported.
LINES = (
    (r"\s*!!!|\s*\.\. [\w-]+::", "a box begins with a line :::{note} and ends with a line :::"),
    (rf":cite|:[a-z]+(?::[a-z]+)?:(?={CODE})", "a citation is written {cite:p}`smith2024`, a result {result}`name`"),
    (r"\[\[", "a link is [words](address)"),
    (r"^\[[ xX]\]\s", "a list holds text or numbers. Delete the box"),
    (r"==\w", "words are emphasised as *words* or **words**"),
    (r"\$\$", "a formula of its own begins and ends with $$, with no empty line inside"),
    (r"[\[［]\s*-?@[A-Za-z]", "a citation is written {cite:p}`smith2024`, and of several {cite:p}`smith2024,lee2023`"),
    (r"(?<![\w.@])@[A-Za-z][\w-]*\d{4}", "a citation is written {cite:p}`smith2024`, or {cite:t}`smith2024` as a name"),
    (r"\\(?:text|paren|auto|foot)?[Cc]ite\w*", "a citation is written {cite:p}`smith2024`"),
    (r"\\(?:textbf|textit|emph|underline)(?![A-Za-z])", "bold is **words**, and italics are *words*"),
    (r"\\(?:auto|c|eq|page)?ref(?![A-Za-z])", "a figure or table is named by {numref}`fig-...` or {numref}`tbl-...`"),
    (r"\\[A-Za-z]+", "LaTeX is read between dollar signs only, as in $\\alpha$; for the sign itself, write \\\\"),
    (r"[\]］]\s+[(（]\s*(?:" + BESIDE + ")", "between the two parts of a link there is no blank: [words](address)"),
    (r"[)）]\s*\[\s*(?:" + BESIDE + ")", "a link is [words](address): square brackets come first"),
    (r"\](?:\(|（)|］[(（]", "a link is [words](address), with no blank or bracket in the address (%20, %28, %29)"),
    (r"\]\[", "this link leads nowhere. Write [words](address)"),
    (r"\[\^[^\]]+\]", "this note has no text. Add a line such as `[^1]: The text.` under the paragraph"),
    (r"(?<![\w\])])\[\d{1,3}(?:[,–-]\d{1,3})*\]", "citations are numbered by the build. Write {cite:p}`smith2024`"),
    (r"\*\*|＊＊", "bold is **words**, with two stars and no blank inside; for a star itself, write \\*"),
    (r"(?<![\w*])\*(?=\w)|(?<=\w)\*(?![\w*])", "for italics, write *words* without a blank inside; for a star, \\*"),
    (r"(?<!\w)__(?=\w)", "bold is **words**"),
    (r"~~", "words cannot be struck out. Delete them"),
    (r"\w\^(?=[\w+(−-])", "a raised sign is written {sup}`9`, as in 10{sup}`9`"),
    (r"\w~(?=\w{1,6}~)", "a lowered sign is written {sub}`2`, as in H{sub}`2`O"),
    (r"\S\t+\S", "a tab makes no table. Write rows as `| a | b |`, with the line `| --- | --- |` under the first"),
    (r"[｛｝｀]", "this is a full-width sign. Type { } or ` with the keyboard set to English"),
    (r"\{\{", "a result is written {result}`name`; for a brace itself, write \\{"),
    (r"[{}]", "if a brace is meant, write \\{ or \\}"),
)  # fmt: skip
FOUND = [(re.compile(pattern), remedy) for pattern, remedy in LINES]


def mistyped(token: Token, *, in_cell: bool = False) -> Iterator[Fault]:
    """What was meant as markup in a paragraph, a heading or (`in_cell`) a cell of a table, and is not; one each line.

    token: an inline token with its children, read without `text_join`, which hides what is behind a backslash.
    """
    lines = token.content.split("\n")
    for number, line in enumerate(lines):  # a block of another kind than its writer meant: its lines are not its text
        if (begun := BLOCK_LINE.match(line)) and _plain(begun["name"]) in BLOCKS:
            yield number, _no_block(begun["marks"] + begun.group()[len(begun["marks"]) :].strip(), begun["name"])
            return
        if CLOSING_LINE.fullmatch(line):
            yield number, f"{_shown(line.strip())} closes no block. A block begins and ends with ``` or :::."
            return
    text = _marked(token.children or ())
    shown = text.split("\n")
    rows = () if in_cell else _rows(shown)
    for number, line in enumerate(shown):
        if number in rows:
            if number == min(rows):
                yield number, _no_table(shown[number : max(rows) + 1])
        elif message := _line(line, in_cell=in_cell, first=number == 0 or not in_cell):
            yield number, message


def fence_fault(info: str, body: str) -> str:
    """What is wrong with what follows the first ``` or ::: of a block that was read as plain code; empty if nothing."""
    first = body.split("\n", 1)[0].strip()
    if not info and (named := NAMED.fullmatch(first)) and _plain(named["name"]) in BLOCKS:
        return f"{_shown(first)} belongs behind the ``` before it: ```{{{_plain(named['name'])}}}."
    meant = re.match(r"[{｛\[(（<]*\s*(?P<name>[A-Za-z][\w-]*)\s*(?P<end>[}｝\])）>:]*)", info)
    if meant is None:
        wrong = info.startswith(("{", "｛"))
        return f"{_shown(info)} is no name of a block. Write for example ```{{note}}." if wrong else ""
    name = meant["name"]
    bracketed = not info[0].isalpha()
    if (name in BLOCKS and name not in ("math", "code", "table", "image")) or bracketed:
        return f"{_shown(info)} is read as the language of a program, and printed. Write ```{{{name}}}."
    return ""


def _marked(children: Sequence[Token]) -> str:
    """The text that is printed, with a mark for whatever was read as something else."""
    parts, address = [], False
    for one in children:
        if one.type == "link_open":
            address = one.info == "auto"  # its text is the address
        if one.type == "text" and not address:
            parts.append(one.content)
        elif one.type in ("softbreak", "hardbreak"):
            parts.append("\n")
        elif one.type == "text_special":
            kept = one.content == one.markup  # a backslash before a letter, which it does not change
            parts.append(ENTITY + one.markup if one.info == "entity" else one.content if kept else ESCAPED)
        elif one.type == "link_close":
            address = False
        elif one.type not in EMPTY:
            parts.append(MARK_OF.get(one.type, REST))
    return "".join(parts)


def _line(line: str, *, in_cell: bool, first: bool) -> str:
    if not in_cell and (signs := HEADING.match(line)):
        level = "#" * len(signs[0])
        return f"{_shown(line[:40])} is no heading: write a blank behind {level}, as in `{level} Heading`."
    if not in_cell and (bullet := BULLET.match(line)):
        remedy = "1. item" if bullet[0].strip()[0].isdigit() else "- item"
        return f"{_shown(bullet[0].strip())} begins no item of a list. Write `{remedy}`, with a blank."
    if entity := re.search(rf"{ENTITY}(&#?\w+;)", line):
        sign = unescape(entity[1])
        typed = "\\<" if sign == "<" else sign if sign.isprintable() and not sign.isspace() else "a blank"
        return f"{entity[1]!r} is a sign as HTML writes it. Type {typed} instead."
    for named in () if "\\" in line else NAMED.finditer(line):  # \\ref{table} is no role
        if message := _no_role(line, named):
            return message
    line = BEGUN_ROLE.sub("", line)  # its second backquote is missing: a message of its own
    for pattern, remedy in FOUND:
        if found := pattern.search(line):
            around = line[max(0, found.start() - 12) : found.end() + 12]
            return f"{_shown(around)} is printed as it is: {remedy}."
    return ""


def _no_role(line: str, named: re.Match[str]) -> str:
    """Why a name in braces is no role; empty if it is something else, or another check says so."""
    name, rest = _plain(named["name"]), line[named.end() :]
    text = named[0]
    role = f"{{{name}}}`...`"
    neat = text == f"{{{named['name']}}}" and ":" not in named["name"].replace(name, "")
    if rest.startswith("`") and neat:
        return ""
    if re.match(rf"\s*[{BACKQUOTES}{CODE}]", rest):
        if not neat:
            return f"{text} is no role: braces of the keyboard, one on each side, and no blank inside. Write {role}."
        if rest.lstrip()[0] == CODE:
            return f"between {text} and the backquote there must be no blank. Write {role}."
        return f"behind {text} there must be backquotes (`), not {rest.lstrip()[0]}. Write {role}."
    if name in BLOCKS - ROLES:
        return f"{text} begins no block here. Write ```{text} or :::{text} at the beginning of a line of its own."
    if name in NAMES or name.startswith("cite"):
        return f"{text} has nothing in backquotes behind it. Write {role}."
    return ""


def _rows(lines: Sequence[str]) -> range:
    """The lines, from first to last, that look like rows of a table."""
    whole = [number for number, line in enumerate(lines) if ROW.fullmatch(line)]
    if not whole:  # without a vertical line at both ends, or with tabs: two lines with as many in them
        parts = [len(re.findall(r"[|｜]|\S\t+(?=\S)", line)) for line in lines]
        whole = [n for n in range(len(lines)) if parts[n] and parts[n] in (*parts[n - 1 : n], *parts[n + 1 : n + 2])]
    return range(whole[0], whole[-1] + 1) if whole else range(0)


def _no_table(lines: Sequence[str]) -> str:
    columns = _columns(lines[0])
    rule = "| " + " | ".join(["---"] * columns) + " |"
    if len(lines) > 1 and RULE.fullmatch(lines[1]):
        return (
            f"this is no table yet: the line below its heading must be exactly `{rule}`, with hyphens, one part for "
            "each column."
        )
    return f"this is no table yet. Write the line `{rule}` below its heading, and vertical lines | of the keyboard."


def _columns(line: str) -> int:
    return len(re.split(r"[|｜]|\t+", line.strip().strip("|｜")))


def _no_block(shown: str, name: str) -> str:
    plain = _plain(name)
    return (
        f"{_shown(shown)} begins no block. Write ```{{{plain}}} (three backquotes) or :::{{{plain}}} (three colons) at "
        "the beginning of the line, and the same three signs to close it."
    )


def _plain(name: str) -> str:
    return re.sub(r"\s+", "", name.replace("：", ":"))


def _shown(text: str) -> str:
    """A part of a line as it was typed, as far as that is known."""
    return repr(re.sub(f"[{MARKS}]", "…", text).strip())
