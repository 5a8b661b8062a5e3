"""Why a data file is not valid YAML, for somebody who does not know YAML: the cause, its line, what to type."""

from __future__ import annotations

import re
from collections.abc import Sequence

import yaml

USUAL = "Usual causes: indentation that does not line up, a missing quotation mark, a colon and blank inside a text."
FIELD = re.compile(r"\s*(?:-\s+)?[\[{]?\s*[A-Za-z_][\w-]*:(?:\s|$)")  # a line that begins a field or an entry
KEY_AND_VALUE = re.compile(r"\s*(?:-\s+)?\{?\s*([A-Za-z_][\w -]*?)\s*(?::|=)\s*(\S.*)")
# Signs of Chinese and Japanese keyboards, and blanks of web pages, where the syntax has others.
FULL_WIDTH = (
    (re.compile(r"(?:^|[{,，-])\s*([\w-]+)\s*(：)"), "`: ` (a colon and a blank)"),
    (re.compile(r"(，)\s*[\w-]+\s*[:：]"), "`, ` (a comma and a blank)"),
    (re.compile(r"(；)\s*[\w-]+\s*[:：]"), "`, ` (a comma and a blank)"),
    (re.compile(r"(?:^|:|-)\s*(｛)"), "`{`"),
    (re.compile(r"(｝)\s*$"), "`}`"),
    (re.compile(r":\s*(［)"), "`[`"),
    (re.compile(r"(］)\s*[,}]?\s*$"), "`]`"),
)
BLANK = re.compile(r"(?:^[ \u00a0\u3000]*|[\w-]:|-)([\u00a0\u3000])")
OPENING = {"{": "}", "[": "]"}
TYPOGRAPHIC = "“”„‟«»＂"


def explain(text: str, lines: Sequence[str], error: yaml.MarkedYAMLError) -> tuple[int, str]:
    """The line (from 1) in which the cause is, and the cause with its remedy."""
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return 0, USUAL
    begun = error.context_mark or mark
    if (opened := _open_quote(text, lines)) is not None:
        return opened + 1, "the quotation mark that opens a text in this line is not closed. Put one where it ends."
    for number in dict.fromkeys((mark.line, begun.line)):
        if number < len(lines) and (sign := wide_sign(lines[number])):
            return number + 1, sign
    at = _from(lines, mark)
    problem, context = error.problem or "", error.context or ""
    if "cannot start any token" in problem and at[:1] == "\t":
        return mark.line + 1, "a tab begins this line or text. Type blanks instead."
    if "cannot start any token" in problem or context in ("while scanning a block scalar", "while scanning a tag"):
        start = begun if context.startswith("while scanning a ") and "next token" not in context else mark
        return start.line + 1, to_quote(_from(lines, start))
    if context in ("while scanning an anchor", "while scanning an alias", "while parsing a node"):
        return begun.line + 1, to_quote(_from(lines, begun))
    if "could not find expected ':'" in problem:
        return begun.line + 1, _no_field(lines[begun.line])
    if "mapping values are not allowed" in problem:
        return mark.line + 1, _second_colon(lines, mark)
    if context in ("while parsing a flow mapping", "while parsing a flow sequence"):
        return _in_braces(lines, mark, begun)
    if at[:1] in ("}", "]"):
        return mark.line + 1, f"there is a {at[0]} too many, or its opening one is missing."
    if "expected key" in problem and at.startswith("- "):
        return mark.line + 1, "this entry does not begin in the column of the other entries of its list. Line them up."
    if "expected key" in problem:
        return mark.line + 1, _after_quote(lines, mark) or _not_lined_up(mark, begun, "the fields around it begin")
    if "expected '-' indicator" in problem:
        message = _not_lined_up(mark, begun, "the entries of the list begin, each with `- `,")
        return mark.line + 1, _after_quote(lines, mark) or message
    if "block sequence entries" in problem:
        return mark.line + 1, "a list begins in a line of its own. A text that begins with a hyphen goes into quotes."
    return mark.line + 1, USUAL


def wide_sign(line: str) -> str | None:
    """What to type for a full-width sign, or a blank of a web page, that stands where the syntax has another."""
    for form, instead in FULL_WIDTH:
        if found := form.search(line):
            return f"{found[found.lastindex or 0]} is a full-width sign. Type {instead} instead."
    if BLANK.search(line):
        return "a blank of this line is not an ordinary one (it was copied from a web page). Type it again."
    return None


def to_quote(start: str) -> str:
    """The advice for a text that begins with a sign that YAML takes for its own."""
    text = re.split(r",\s+[\w-]+:|\}\s*$", start)[0].strip()
    return f"a text that begins with {start[:1]} goes into quotes: {in_quotes(text)}."


def _from(lines: Sequence[str], mark: yaml.Mark) -> str:
    return lines[mark.line][mark.column :] if mark.line < len(lines) else ""


def _open_quote(text: str, lines: Sequence[str]) -> int | None:
    """Line (from 0) of a quotation mark that is closed, if at all, behind the beginning of another field."""
    try:
        for token in yaml.scan(text, Loader=yaml.CSafeLoader):
            if not isinstance(token, yaml.ScalarToken) or token.plain or token.style not in ("'", '"'):
                continue
            first, last = token.start_mark.line, token.end_mark.line
            if any(FIELD.match(line) for line in lines[first + 1 : last + 1]):
                return int(first)
    except yaml.MarkedYAMLError as error:
        if error.context == "while scanning a quoted scalar" and error.context_mark is not None:
            return int(error.context_mark.line)
    return None


def _no_field(line: str) -> str:
    found = KEY_AND_VALUE.fullmatch(line)
    if found and re.fullmatch(r"[\w-]+", found[1]):
        return f"a colon and a blank are between a field and its value. Write `{found[1]}: {found[2]}`."
    text = _begun(line.strip())
    return f"{text!r} is no field with a colon and a blank. If it continues the text above, indent it further."


def _second_colon(lines: Sequence[str], mark: yaml.Mark) -> str:
    line = lines[mark.line]
    before, found = line[: mark.column], KEY_AND_VALUE.fullmatch(line)
    if not found or not re.search(r":\s", before):
        indent = next((len(x) - len(x.lstrip()) for x in reversed(lines[: mark.line]) if x.strip()), 0)
        return (
            f"this line is indented further than the one above, as if it belonged to that text. Begin it in column "
            f"{indent + 1}, like the field above it."
        )
    if re.match(r"\s*-\s+[^{]", line) and line.rstrip().endswith("}"):
        return "the { behind `- ` is missing. An entry in one line begins with `- {` and ends with `}`."
    return f"a text with a colon and a blank goes into quotes: `{found[1]}: {in_quotes(found[2])}`."


def _in_braces(lines: Sequence[str], mark: yaml.Mark, begun: yaml.Mark) -> tuple[int, str]:
    sign = _from(lines, begun)[:1] or "{"
    at = _from(lines, mark)
    ended = mark.line > begun.line and (not at.strip() or FIELD.match(lines[mark.line]))
    if ended or (at[:1] in ("}", "]") and at[0] != OPENING.get(sign)):
        advice = f"Put {OPENING.get(sign, '}')} where it ends; a text that begins with {sign} goes into quotes."
        return begun.line + 1, f"the {sign} in column {begun.column + 1} is not closed in this entry. {advice}"
    if at[:1] != ":":
        comma = "a comma is missing before it, or the text goes into quotes as a whole"
        return mark.line + 1, _after_quote(lines, mark) or f"{_begun(at)!r} is not expected here: {comma}."
    before = lines[mark.line][: mark.column]
    part = re.split(r"[{,]\s", before)[-1]
    if (word := re.search(r"([\w-]+)\s*$", part)) and ";" in part:
        return mark.line + 1, f"a semicolon is before `{word[1]}`. Between fields, type a comma and a blank."
    if word and ": " in part:
        field, _, value = part.partition(": ")
        if value.strip() == word[1] or word[1][0].isdigit():  # no field begins with a digit
            whole = re.split(r",\s+[\w-]+:|\}\s*$", value + at)[0].strip()
            return mark.line + 1, f"a text with a colon and a blank goes into quotes: `{field}: {in_quotes(whole)}`."
        return mark.line + 1, (
            f"a comma is missing before `{word[1]}:`, or this is one text with a colon, which goes into quotes: "
            f'`{field}: "{value}:..."`.'
        )
    return mark.line + 1, "a comma is missing, or a text with a colon and a blank is not in quotes."


def _after_quote(lines: Sequence[str], mark: yaml.Mark) -> str | None:
    before = lines[mark.line][: mark.column].rstrip() if mark.line < len(lines) else ""
    if not before.endswith(("'", '"')) or not _from(lines, mark).strip():
        return None
    other = "'" if before[-1] == '"' else '"'
    return (
        f"the text in quotes ends before {_begun(_from(lines, mark))!r}. If it goes on, begin and end it with {other}; "
        "if another field follows, put a comma between them."
    )


def _not_lined_up(mark: yaml.Mark, begun: yaml.Mark, around: str) -> str:
    return f"this line begins in column {mark.column + 1}; {around} in column {begun.column + 1}. Line them up."


def continued(value: object, word: str) -> object | None:
    """What a value with a comma was meant to be, of which `word` was read as a field; None if that is not certain."""
    if wide_sign(f"{{{word}") or KEY_AND_VALUE.fullmatch(word):
        return None
    if re.fullmatch(r"\d+", str(value)) and (digits := re.fullmatch(r"\d+(%?)", word)):
        if digits[1]:
            return f"{value}.{word}"
        return int(f"{value}{word}") if len(word) == 3 else float(f"{value}.{word}")
    return f"{value}, {word}" if isinstance(value, str | int | float) else None


def in_quotes(text: str) -> str:
    """A text as it is typed: in quotation marks that it does not hold itself, and whole unless it fills lines."""
    text = _begun(text, 200)
    return f'"{text}"' if '"' not in text else "'" + text.replace("'", "''") + "'"


def _begun(text: str, letters: int = 40) -> str:
    """The first words of a text, with a sign that it goes on; nothing of it is to be typed."""
    return text if len(text) <= letters else f"{text[: letters - 3].rpartition(' ')[0] or text[: letters - 3]} ..."


def without_colon(word: str, before: str | None, value: object) -> str:
    """What is wrong with a word in braces that has no colon behind it, after the field `before` with its value."""
    if wide := wide_sign(f"{{{word}"):
        return wide
    if (found := KEY_AND_VALUE.fullmatch(word)) and re.fullmatch(r"[\w-]+", found[1]):
        return f"a colon and a blank are between a field and its value. Write `{found[1]}: {found[2]}`."
    if before is None:
        return f"{word!r} has no value. Write `field: value`; a text that begins with {{ goes into quotes."
    if re.fullmatch(r"\d+", str(value)) and (digits := re.fullmatch(r"(\d+)(%?)", word)):
        if len(digits[1]) == 3 and not digits[2]:
            return f"a number has no comma. Write `{before}: {value}{word}`, or a point for decimals."
        return f"decimals have a point. Write `{before}: {value}.{word}`."
    return f"a text with a comma goes into quotes. Write `{before}: {in_quotes(f'{value}, {word}')}`."


def quotation_marks(text: str) -> str | None:
    """What is wrong with the quotation marks of a text that YAML did not take for quoted, or None."""
    if text[0] in TYPOGRAPHIC and (text[-1] in TYPOGRAPHIC or not any(sign in TYPOGRAPHIC for sign in text[1:])):
        bare = text.strip(TYPOGRAPHIC)
        return f"{text[0]} is a typographic quotation mark. Type straight ones, or none: {in_quotes(bare)}."
    if text[-1] == '"' and text.count('"') % 2:
        return "ends with a quotation mark, and none begins it. Put one before the text as well."
    return None
