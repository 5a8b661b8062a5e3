"""The sentences of the book, with results in place of their names, and which of them are different.

Sentences are compared as they are written, before results are filled in, so that a sentence keeps its partner however
much its numbers change. Citations are compared by the publications they name, not by number or order.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from pathlib import Path
from typing import Literal

from ...store.chapters import MARKDOWN, RESULT, chapter_files
from ...subjects.results import Results, UnknownResult
from ...wording import count
from .beside import beside

FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
DIRECTIVE = re.compile(r"\{([\w:-]+)\}\s*(.*)")
# Directives that hold no sentences, and directives whose argument is no text.
CODE = frozenset(
    "code-cell code code-block math literalinclude include raw image bibliography eval-rst downloads".split()
)
NO_WORDS = ("figure", "only")
CITED = re.compile(r"\s*\{cite(?::\w+)?\}`([^`]*)`")
ROLE = re.compile(r"\{[\w:-]+\}`([^`<]*?)(?:\s*<[^`]*>)?`")
LINK = re.compile(r"\[([^\[\]]*)\]\((<[^>]*>|[^()\s]*)\)")
EMPHASIS = re.compile(r"\*\*|\\(?=\W)")
END = re.compile(r"(?<!\bet al\.)(?<=[.!?])[)\"”’']*(?:\s+(?=[\"“(\[*_{]?[A-Z0-9{À-ÖØ-Þ])|$)")
LINE_END = re.compile(r"(?:[.!?:][)\"”’*]*|`)$")
WORDS = re.compile(r"\s+|\d+(?:[.,]\d+)*%?|\w+|.", re.DOTALL)
ALIKE = 0.4  # how like two sentences must be to be shown as one that was changed
# Beyond these sizes, comparing each with each would take minutes: texts are then shown without partners or marks.
MOST_PAIRS, MOST_WORDS = 20_000, 4_000

PartKind = Literal["same", "old", "new"]


@dataclass(frozen=True)
class Sentence:
    """A sentence: its line in its file, as written (without citations' order), and as printed."""

    line: int
    written: str
    text: str


@dataclass(frozen=True)
class SentenceChange:
    """A sentence of the book that is different: lines are 0 where there is none.

    `parts` are its words in order: those of both sentences, of the old and of the new one. `cell` is the cell that
    prints it, empty for prose. `edited` is False where only computed results in it are different.
    """

    file: str
    old_line: int
    new_line: int
    parts: tuple[tuple[PartKind, str], ...]
    cell: str = ""
    edited: bool = False

    def side(self, kind: PartKind) -> str:
        """The old or the new sentence."""
        return "".join(text for of, text in self.parts if of in ("same", kind)).strip()


class Printed:
    """Fills results into the prose of the chapters below `root`; `unknown` collects names that have no result.

    Data of an `earlier` version may be such that a result cannot be computed, whatever the error.
    """

    def __init__(self, results: Results, root: Path, *, earlier: bool = False) -> None:
        self.results = results
        self.root = root
        self.faults: type[Exception] = Exception if earlier else UnknownResult
        self.unknown: set[str] = set()

    def __call__(self, written: str) -> str:
        def result(found: re.Match[str]) -> str:
            try:
                one = self.results[found[1]]
            except self.faults:
                self.unknown.add(found[1])
                return found[0]
            return f"{one.text}\u00a0{one.marks}" if one.marks else one.text

        text = ROLE.sub(r"\1", RESULT.sub(result, written))
        return EMPHASIS.sub("", LINK.sub(lambda link: link[1] or link[2], text)).strip()


def changed_prose(before: Printed, after: Printed) -> list[SentenceChange]:
    """Every sentence of the chapters that is not as it was, by chapter and line."""
    old = beside(lambda: (_chapters(before), before.unknown))
    new = _chapters(after)
    was, before.unknown = old()
    found: list[SentenceChange] = []
    for name in sorted(was.keys() | new):
        found += changes(name, was.get(name, []), new.get(name, []))
    return found


def _chapters(printed: Printed) -> dict[str, list[Sentence]]:
    """The sentences of each chapter, by its file."""
    return {
        file.relative_to(printed.root).as_posix(): sentences(file.read_text("utf-8", errors="replace"), printed)
        for file in chapter_files(printed.root)
    }


def changed_cells(before: Printed, after: Printed) -> tuple[list[SentenceChange], list[str]]:
    """Every sentence, caption and cell of a table that the chapters' cells print otherwise; and what was not run."""
    other = beside(lambda: _outputs(before))
    new, faults = _outputs(after)
    old, more = other()
    found: list[SentenceChange] = []
    for file, cell in [*new, *(key for key in old if key not in new)]:
        sides = old.get((file, cell), []), new.get((file, cell), [])
        found += [replace(change, cell=cell, edited=False) for change in changes(file, *sides)]
    return found, sorted({*faults, *more})


def _outputs(printed: Printed) -> tuple[dict[tuple[str, str], list[Sentence]], list[str]]:
    """What the cells of each chapter print, by its file and their last line; and faults of cells."""
    from ...book import Book  # with all that draws: only this comparison needs it
    from ...publish.cells import NotACall, call, cells
    from ...subjects.page import words_only

    book, found, faults = Book(printed.results.review), {}, []
    with words_only():
        for cell in cells(printed.root):
            file = f"chapters/{cell.chapter}.md"
            try:
                text = str(getattr(call(book, cell.source), "data", ""))
            except NotACall as error:
                faults.append(f"{file}:{cell.line} {error} It was not run.")
            except Exception as error:  # a method of another version: whatever it raises, the rest is compared
                faults.append(f"{file}:{cell.line} {cell.last}: {type(error).__name__}: {error}")
            else:
                found[file, cell.last] = [replace(one, line=0) for one in sentences(text, printed)]
    return found, faults


def sentences(text: str, printed: Callable[[str], str]) -> list[Sentence]:
    """The sentences of a chapter or of what a cell prints, in order; no code, no options of directives."""
    front = FRONT.match(text)
    skipped = front[0].count("\n") if front else 0
    return [
        Sentence(line, key, shown)
        for line, written in _written("\n" * skipped + text[front.end() if front else 0 :], 0)
        for key in [CITED.sub(_citation, written)]
        if (shown := printed(key))
    ]


def _citation(found: re.Match[str]) -> str:
    return f" [{', '.join(sorted(key.strip() for key in found[1].split(',')))}]"


def _written(text: str, offset: int) -> Iterator[tuple[int, str]]:
    """Sentences as they are written, each with its line, counted from 1; a row of a table is one."""
    row: list[str] | None = None
    for token in MARKDOWN.parse(text):
        if token.type == "tr_open" and token.map:
            row, line = [], offset + token.map[0] + 1
        elif token.type == "tr_close" and row is not None:
            yield line, " | ".join(row)
            row = None
        elif token.type == "inline" and row is not None:
            row.append(token.content)
        elif token.type == "inline" and token.map:
            yield from _split(token.content, offset + token.map[0] + 1)
        elif token.type in ("fence", "colon_fence") and token.map:
            directive = DIRECTIVE.match(token.info.strip())
            if directive is None or directive[1] in CODE:
                continue
            if directive[2] and directive[1] not in NO_WORDS:
                yield offset + token.map[0] + 1, directive[2]
            lines = token.content.split("\n")
            options = next((i for i, line in enumerate(lines) if not line.startswith(":") or line[:3] == ":::"), 0)
            yield from _written("\n" * options + "\n".join(lines[options:]), offset + token.map[0] + 1)


def _split(content: str, line: int) -> Iterator[tuple[int, str]]:
    """The sentences of a paragraph. A line that ends as a sentence may, ends one."""
    block, start = "", line
    for number, part in enumerate(content.split("\n"), line):
        if not block:
            start = number
        block = f"{block} {part.strip()}".strip()
        if LINE_END.search(block):
            yield from ((start, one) for one in split_sentences(block))
            block = ""
    if block:
        yield from ((start, one) for one in split_sentences(block))


def split_sentences(text: str) -> list[str]:
    """A text at the ends of its sentences."""
    found, last = [], 0
    for end in END.finditer(text):
        found.append(text[last : end.end()].strip())
        last = end.end()
    return [one for one in [*found, text[last:].strip()] if one]


def changes(file: str, old: Sequence[Sentence], new: Sequence[Sentence]) -> list[SentenceChange]:
    """Sentences of one chapter that are different, in the order of the new one; one that only moved is left out."""
    pairs = [(a, b) for a, b in _aligned(old, new) if a is None or b is None or a.text != b.text]
    gone = {a.text for a, b in pairs if a is not None and b is None}
    come = {b.text for a, b in pairs if b is not None and a is None}
    found: list[SentenceChange] = []
    for a, b in pairs:
        alone = a or b if a is None or b is None else None
        if alone is None or alone.text not in gone & come:
            found += _narrowed(file, a, b)
    return found


def _aligned(old: Sequence[Sentence], new: Sequence[Sentence]) -> Iterator[tuple[Sentence | None, Sentence | None]]:
    """Sentences side by side: first those that are written alike, then, between these, those that are most alike."""
    matcher = SequenceMatcher(None, [one.written for one in old], [one.written for one in new], autojunk=False)
    for operation, i, i_end, j, j_end in matcher.get_opcodes():
        if operation == "equal":
            yield from zip(old[i:i_end], new[j:j_end], strict=True)
            continue
        if (i_end - i) * (j_end - j) > MOST_PAIRS:
            yield from ((one, None) for one in old[i:i_end])
            yield from ((None, other) for other in new[j:j_end])
            continue
        for one in old[i:i_end]:
            likeness, best = max(((_likeness(one.text, new[n].text), -n) for n in range(j, j_end)), default=(0.0, 0))
            if likeness < ALIKE:
                yield one, None
                continue
            best = -best
            yield from ((None, other) for other in new[j:best])
            yield one, new[best]
            j = best + 1
        yield from ((None, other) for other in new[j:j_end])


def _likeness(one: str, two: str) -> float:
    words = WORDS.findall(one), WORDS.findall(two)
    if max(map(len, words)) > MOST_WORDS:
        return float(one == two)
    matcher = SequenceMatcher(None, *words, autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE else 0.0


def _narrowed(file: str, old: Sentence | None, new: Sentence | None) -> Iterator[SentenceChange]:
    """One change, or, where a result holds several sentences, one for each of these that is different."""
    one, two = (split_sentences(side.text) if side else [] for side in (old, new))
    lines = old.line if old else 0, new.line if new else 0
    edited = old is None or new is None or old.written != new.written
    if old is None or new is None or (len(one) == 1 and len(two) == 1):
        yield SentenceChange(file, *lines, marked(old.text if old else "", new.text if new else ""), edited=edited)
        return
    for a, b in _aligned([Sentence(0, text, text) for text in one], [Sentence(0, text, text) for text in two]):
        if a is None or b is None or a.text != b.text:
            yield SentenceChange(file, *lines, marked(a.text if a else "", b.text if b else ""), edited=edited)


def marked(old: str, new: str) -> tuple[tuple[PartKind, str], ...]:
    """The words of two sentences in order: those in both, and those in one, with the blanks between them."""
    one, two = WORDS.findall(old), WORDS.findall(new)
    if max(len(one), len(two)) > MOST_WORDS:
        return ("old", old), ("new", new)
    parts: list[list[str]] = []

    def add(kind: str, text: str) -> None:
        if text:
            parts.append([kind, text])

    codes = SequenceMatcher(None, one, two, autojunk=False).get_opcodes()
    old_text = new_text = ""
    for n, (operation, i, i_end, j, j_end) in enumerate(codes):
        same = "".join(one[i:i_end]) if operation == "equal" else ""
        if operation != "equal":
            old_text, new_text = old_text + "".join(one[i:i_end]), new_text + "".join(two[j:j_end])
        elif same.isspace() and 0 < n < len(codes) - 1:
            old_text, new_text = old_text + same, new_text + same
        else:
            add("old", old_text)
            add("new", new_text)
            add("same", same)
            old_text = new_text = ""
    add("old", old_text)
    add("new", new_text)
    return tuple((kind, text) for kind, text in parts)  # type: ignore[misc]  # kinds are written above


def unknown_results(sides: Mapping[str, Printed]) -> list[str]:
    """A sentence for each side whose prose prints results that it does not have."""
    return [
        f"{name}: {count(len(side.unknown), 'result')} in prose "
        f"{'is' if len(side.unknown) == 1 else 'are'} unknown, such as {min(side.unknown)}."
        for name, side in sides.items()
        if side.unknown
    ]
