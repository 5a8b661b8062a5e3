"""Two states of a document as one, with what was added and deleted marked, and a list of what is different.

Both are trees of pandoc, so that one comparison gives every format: pandoc writes the marks as tracked changes of Word,
and `pdf.source` sets them in a PDF.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import groupby
from typing import TypeVar

import panflute as pf

T = TypeVar("T")

INSERTED, DELETED = "insertion", "deletion"  # classes of pandoc
ALIKE = 0.4  # how like two paragraphs must be to be compared word by word
ALIKE_ROWS = 0.7  # the same for rows of a table, which share many words by nature
MOST_PAIRS = 40_000  # beyond it, blocks are shown as deleted and inserted: comparing each with each would take minutes
SHORT = 1  # unchanged words between two changes that are marked with them, to be easier to read
NUMBER = re.compile(r"(?<![\w.])[-\u2212]?\d+(?:[.,]\d+)*%?")
PIECES = re.compile(r"\d+(?:[.,]\d+)*|\w+|[^\w ]")
SIGNS_OF_TEX = re.compile(r"\\[a-zA-Z]+|[\s{}\\]")  # which Word writes in other ways
SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9\u00c0-\u00de(\[])")
WRAPPERS = (pf.Emph, pf.Strong, pf.Underline, pf.Strikeout, pf.Superscript, pf.Subscript, pf.SmallCaps, pf.Link)
OPENED = (pf.Cite, pf.Span, pf.Quoted)  # whose content is compared as if they were not there
BLANK = (pf.Space, pf.SoftBreak)
TEXT = (pf.Para, pf.Plain)
LISTS = (pf.BulletList, pf.OrderedList)


@dataclass(frozen=True)
class Change:
    """A sentence, caption or cell that is different: where it is, before and after; one of both may be empty."""

    place: str
    before: str
    after: str

    @property
    def numbers(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The numbers that only the earlier and only the later text has."""
        old, new = (Counter(NUMBER.findall(text)) for text in (self.before, self.after))
        return tuple((old - new).elements()), tuple((new - old).elements())


@dataclass(frozen=True)
class _Word:
    """A word, or another inline that has no inlines inside, with the formats around it, outermost first."""

    key: str
    inline: pf.Inline
    around: tuple[pf.Inline, ...]
    spaced: bool


@dataclass
class Comparison:
    """Compares documents; `by` and `day` are the author and the date (ISO 8601) of the marks."""

    by: str
    day: str
    changes: list[Change] = field(default_factory=list)
    _place: str = ""

    def documents(self, old: Sequence[pf.Block], new: Sequence[pf.Block]) -> list[pf.Block]:
        """The later document with marks; what is different is added to `changes`. Both trees are used up."""
        made = self._blocks(list(_opened(old)), list(_opened(new)))
        for block in made:
            block.walk(_printed)
        return made

    # Blocks
    def _blocks(self, old: Sequence[pf.Block], new: Sequence[pf.Block]) -> list[pf.Block]:
        made: list[pf.Block] = []
        was = [one for one in old if not isinstance(one, pf.RawBlock)]
        now = [one for one in new if not isinstance(one, pf.RawBlock)]
        raw = _raw_before(new)
        for before, after in _aligned(was, now, _block_key, _alike):
            if after is not None:
                made += raw.get(id(after), [])
            if isinstance(after or before, pf.Header):
                self._place = pf.stringify(after or before).strip()
            made += self._block(before, after)
        return [*made, *raw.get(None, [])]

    def _block(self, before: pf.Block | None, after: pf.Block | None) -> list[pf.Block]:
        if before is None or after is None:
            whole = after if before is None else before
            self._note("" if before is None else _text(before), "" if after is None else _text(after), whole)
            return self._marked(whole, INSERTED if before is None else DELETED)
        if isinstance(after, (*TEXT, pf.Header)):
            self._note(_text(before), _text(after), after)
            after.content = self._inlines(before.content, after.content)
        elif isinstance(after, LISTS):
            after.content = self._items(before, after)
        elif isinstance(after, pf.Table):
            return self._table(before, after)
        elif isinstance(after, pf.Figure):
            self._caption(before, after)
        elif isinstance(after, pf.BlockQuote):
            after.content = self._blocks(list(before.content), list(after.content))
        elif _text(before) != _text(after):
            return [*self._block(before, None), *self._block(None, after)]
        return [after]

    def _items(self, before: pf.Block, after: pf.Block) -> list[pf.ListItem]:
        made = []
        for was, now in _aligned(list(before.content), list(after.content), _text, _alike_text):
            inside = self._blocks(list(was.content) if was else [], list(now.content) if now else [])
            made.append(pf.ListItem(*inside))
        return made

    def _caption(self, before: pf.Block, after: pf.Block) -> None:
        was, now = ([*one.caption.content] if one.caption else [] for one in (before, after))
        place, self._place = self._place, _named(after) or self._place
        after.caption = pf.Caption(*self._blocks(was, now))
        self._place = place

    def _table(self, before: pf.Table, after: pf.Table) -> list[pf.Block]:
        if len(before.colspec) != len(after.colspec):
            return [*self._block(before, None), *self._block(None, after)]
        self._caption(before, after)
        place, self._place = self._place, _named(after) or self._place
        after.head = pf.TableHead(*self._rows(before.head.content, after.head.content))
        was = [row for body in before.content for row in body.content]
        now = [row for body in after.content for row in body.content]
        after.content = [pf.TableBody(*self._rows(was, now))]
        self._place = place
        return [after]

    def _rows(self, old: Iterable[pf.TableRow], new: Iterable[pf.TableRow]) -> list[pf.TableRow]:
        made: list[pf.TableRow] = []
        for was, now in _aligned(list(old), list(new), _row_text, _alike_rows):
            row = was if now is None else now
            if was is None or now is None:
                kind = INSERTED if was is None else DELETED
                sides = (_row_text(one) if one is not None else "" for one in (was, now))
                self.changes.append(Change(self._place, *sides))
                for cell in row.content if row is not None else ():
                    cell.content = [one for block in cell.content for one in self._marked(block, kind)]
            else:
                name = _text(now.content[0])
                place = self._place
                for one, other in zip(was.content, now.content, strict=False):
                    self._place = f"{place}, {name}"
                    other.content = self._cell(list(one.content), list(other.content))
                self._place = place
            made.append(row)
        return made

    def _cell(self, old: Sequence[pf.Block], new: Sequence[pf.Block]) -> list[pf.Block]:
        """The content of a cell: one text is compared with one text, however unlike they are."""
        if not all(len(blocks) <= 1 and all(isinstance(one, TEXT) for one in blocks) for blocks in (old, new)):
            return self._blocks(old, new)
        before, after = (_text(blocks[0]) if blocks else "" for blocks in (old, new))
        if before != after:
            self.changes.append(Change(self._place, before, after))
        inside = self._inlines(*([*blocks[0].content] if blocks else [] for blocks in (old, new)))
        return [pf.Plain(*inside)] if inside else []

    def _marked(self, block: pf.Block, kind: str) -> list[pf.Block]:
        """A block that is new, or gone, as a whole."""
        if isinstance(block, pf.Header) and kind == DELETED:
            return [pf.Para(pf.Strong(*self._mark(_words(block.content), kind)))]
        if isinstance(block, (*TEXT, pf.Header)):
            block.content = [*self._mark(_words(block.content), kind), self._span([], f"paragraph-{kind}")]
        elif isinstance(block, pf.Figure):
            if kind == DELETED:  # its picture is not in the later document
                return [one for inner in block.caption.content for one in self._marked(inner, kind)]
            block.caption = pf.Caption(*(one for inner in block.caption.content for one in self._marked(inner, kind)))
        elif isinstance(block, pf.Table):
            return [self._marked_table(block, kind)]
        elif isinstance(block, (*LISTS, pf.BlockQuote)):
            for item in block.content if isinstance(block, LISTS) else [block]:
                item.content = [one for inner in item.content for one in self._marked(inner, kind)]
        elif kind == DELETED:
            return [pf.Para(*self._mark(_words([pf.Str(_text(block))]), kind))] if _text(block) else []
        return [block]

    def _marked_table(self, table: pf.Table, kind: str) -> pf.Table:
        rows = [*table.head.content, *(row for body in table.content for row in body.content)]
        for cell in (cell for row in rows for cell in row.content):
            cell.content = [one for block in cell.content for one in self._marked(block, kind)]
        if table.caption:
            table.caption = pf.Caption(*(one for block in table.caption.content for one in self._marked(block, kind)))
        if kind == DELETED:
            table.identifier = ""
        return table

    # Inlines
    def _inlines(self, old: Iterable[pf.Inline], new: Iterable[pf.Inline]) -> list[pf.Inline]:
        was, now = _words(old), _words(new)
        made: list[pf.Inline] = []
        for kind, start, end, begin, stop in _joined(
            SequenceMatcher(None, [one.key for one in was], [one.key for one in now], autojunk=False).get_opcodes()
        ):
            if kind == "equal":
                made += _built(now[begin:stop])
                continue
            made += self._mark(was[start:end], DELETED)
            made += self._mark(now[begin:stop], INSERTED)
        return made

    def _mark(self, words: Sequence[_Word], kind: str) -> list[pf.Inline]:
        if not words:
            return []
        if kind == DELETED:  # its targets may be gone
            words = [
                _Word(one.key, one.inline, tuple(a for a in one.around if not isinstance(a, pf.Link)), one.spaced)
                for one in words
                if not isinstance(one.inline, pf.Image)
            ]
        return [self._span(_built(words), kind)]

    def _span(self, inside: Sequence[pf.Inline], kind: str) -> pf.Span:
        return pf.Span(*inside, classes=[kind], attributes={"author": self.by, "date": self.day})

    def _note(self, before: str, after: str, block: pf.Block) -> None:
        """List the sentences of a text that are different."""
        place = _named(block) or self._place
        was, now = sentences(before), sentences(after)
        for one, other in _aligned(was, now, str, _alike_text):
            if one != other:
                self.changes.append(Change(place, one or "", other or ""))


def _printed(element: pf.Element, doc: object) -> list[pf.Element] | None:
    """Citations as printed, so that they are not resolved again."""
    return list(element.content) if isinstance(element, pf.Cite) else None


def sentences(text: str) -> list[str]:
    """The sentences of a text."""
    return [one for one in SENTENCE.split(" ".join(text.split())) if one]


def with_numbers(changes: Iterable[Change]) -> list[Change]:
    """Those in which a number is different."""
    return [one for one in changes if any(one.numbers)]


def _opened(blocks: Iterable[pf.Block]) -> Iterable[pf.Block]:
    """The blocks, with those in divisions, and with each displayed equation as a paragraph, as Word has it."""
    for block in blocks:
        if isinstance(block, pf.Div):
            yield from _opened(block.content)
        elif isinstance(block, pf.Para):
            for _, group in groupby(list(block.content), _is_displayed):
                inside = list(group)
                if not all(isinstance(one, BLANK) for one in inside):
                    yield pf.Para(*inside)
        else:
            yield block


def _is_displayed(inline: pf.Inline) -> bool:
    return isinstance(inline, pf.Math) and inline.format == "DisplayMath"


def _raw_before(blocks: Iterable[pf.Block]) -> dict[int | None, list[pf.Block]]:
    """The raw blocks before each other block, by its identity; those at the end under None."""
    found: dict[int | None, list[pf.Block]] = {}
    waiting: list[pf.Block] = []
    for block in blocks:
        if isinstance(block, pf.RawBlock):
            waiting.append(block)
        else:
            found[id(block)], waiting = waiting, []
    found[None] = waiting
    return found


def _aligned(
    old: Sequence[T], new: Sequence[T], key: Callable[[T], str], alike: Callable[[T, T], float]
) -> list[tuple[T | None, T | None]]:
    """Each item with its partner, in order; None where it has none."""
    pairs: list[tuple[T | None, T | None]] = []
    matcher = SequenceMatcher(None, [key(one) for one in old], [key(one) for one in new], autojunk=False)
    for kind, start, end, begin, stop in matcher.get_opcodes():
        if kind == "equal":
            pairs += zip(old[start:end], new[begin:stop], strict=True)
        else:
            unlike = _most_alike(old[start:end], new[begin:stop], alike)
            pairs += unlike
    return pairs


def _most_alike(old: Sequence[T], new: Sequence[T], alike: Callable[[T, T], float]) -> list[tuple[T | None, T | None]]:
    """Partners in order whose likeness is greatest in all (Needleman and Wunsch, 1970, without a cost of gaps)."""
    if not old or not new or len(old) * len(new) > MOST_PAIRS:
        return [*((one, None) for one in old), *((None, one) for one in new)]
    likeness = [[alike(one, other) for other in new] for one in old]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            together = likeness[i][j] + best[i + 1][j + 1] if likeness[i][j] >= ALIKE else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], together)
    pairs: list[tuple[T | None, T | None]] = []
    i = j = 0
    while i < len(old) and j < len(new):
        if likeness[i][j] >= ALIKE and best[i][j] == likeness[i][j] + best[i + 1][j + 1]:
            pairs.append((old[i], new[j]))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            pairs.append((old[i], None))
            i += 1
        else:
            pairs.append((None, new[j]))
            j += 1
    return [*pairs, *((one, None) for one in old[i:]), *((None, one) for one in new[j:])]


def _kind(block: pf.Block) -> str:
    return "text" if isinstance(block, TEXT) else type(block).__name__


def _block_key(block: pf.Block) -> str:
    return f"{_kind(block)} {_text(block)}"


def _alike(one: pf.Block, other: pf.Block) -> float:
    if _kind(one) != _kind(other):
        return 0.0
    name = _named(one)
    if name and name == _named(other):
        return 1.0
    return _alike_text(_text(one), _text(other))


def _alike_text(one: object, other: object) -> float:
    """Share of words that two texts have in common, 0 to 1."""
    old, new = (Counter((text if isinstance(text, str) else _text(text)).split()) for text in (one, other))
    total = old.total() + new.total()
    return 2 * (old & new).total() / total if total else 1.0


def _alike_rows(one: pf.TableRow, other: pf.TableRow) -> float:
    """Rows are partners if their first cells are the same, or else if most of their words are."""
    if one.content and other.content and _text(one.content[0]) == _text(other.content[0]):
        return 1.0
    share = _alike_text(_row_text(one), _row_text(other))
    return share if share >= ALIKE_ROWS else 0.0


def _named(block: pf.Block) -> str:
    """The number of a figure or table, such as Table 1; empty for other blocks."""
    if isinstance(block, (pf.Figure, pf.Table)) and block.caption and block.caption.content:
        found = re.match(r"(?:Figure|Table)\s*S?\d+", _text(block.caption.content[0]))
        return found[0] if found else ""
    return ""


def _text(element: pf.Element) -> str:
    """Text of an element, in one line, with a blank between blocks."""
    if isinstance(element, pf.Table):
        rows = [*element.head.content, *(row for body in element.content for row in body.content)]
        caption = [_text(one) for one in element.caption.content] if element.caption else []
        return " ".join([*caption, *map(_row_text, rows)])
    if isinstance(element, pf.Figure):
        return " ".join(_text(one) for one in element.caption.content) if element.caption else ""
    if isinstance(element, (*TEXT, pf.Header)):
        return "".join(" " * one.spaced + one.key for one in _words(element.content)).strip()
    if isinstance(element, (pf.ListItem, pf.TableCell, pf.BlockQuote, pf.Div, *LISTS)):
        return " ".join(_text(one) for one in element.content).strip()
    return " ".join(pf.stringify(element).split())


def _row_text(row: pf.TableRow) -> str:
    return " | ".join(_text(cell) for cell in row.content)


def _words(inlines: Iterable[pf.Inline]) -> list[_Word]:
    words: list[_Word] = []
    space = False

    def add(found: Iterable[pf.Inline], around: tuple[pf.Inline, ...]) -> None:
        nonlocal space
        for one in found:
            if isinstance(one, BLANK):
                space = True
            elif isinstance(one, WRAPPERS):
                add(one.content, (*around, one))
            elif isinstance(one, OPENED):
                add(one.content, around)
            elif not isinstance(one, pf.RawInline):
                for piece, blank in _pieces(one):
                    words.append(_Word(_key(piece), piece, around, space or blank))
                    space = False

    add(inlines, ())
    return words


def _pieces(inline: pf.Inline) -> list[tuple[pf.Inline, bool]]:
    """An inline, or the words, numbers and signs of a string; and whether a blank is before each.

    Documents that were read from different files cut the same text into different strings.
    """
    if not isinstance(inline, pf.Str):
        return [(inline, False)]
    found = PIECES.finditer(inline.text)
    return [(pf.Str(one[0]), one.start() > 0 and inline.text[one.start() - 1] == " ") for one in found]


def _key(inline: pf.Inline) -> str:
    if isinstance(inline, pf.LineBreak):
        return "\n"
    if isinstance(inline, pf.Math):
        return SIGNS_OF_TEX.sub("", inline.text)
    return str(getattr(inline, "text", "")) or pf.stringify(inline)


def _built(words: Sequence[_Word], depth: int = 0) -> list[pf.Inline]:
    """Inlines of words, with neighbours in one format inside one."""
    made: list[pf.Inline] = []
    i = 0
    while i < len(words):
        around = words[i].around[depth] if depth < len(words[i].around) else None
        j = i + 1
        while (
            around is not None and j < len(words) and depth < len(words[j].around) and words[j].around[depth] is around
        ):
            j += 1
        if words[i].spaced and not (depth and i == 0):
            made.append(pf.Space())
        made.append(words[i].inline if around is None else _format(around, _built(words[i:j], depth + 1)))
        i = j
    return made


def _format(around: pf.Inline, inside: list[pf.Inline]) -> pf.Inline:
    if isinstance(around, pf.Link):
        return pf.Link(*inside, url=around.url, title=around.title)
    return type(around)(*inside)


Opcode = tuple[str, int, int, int, int]


def _joined(found: Sequence[Opcode]) -> list[Opcode]:
    """The changes, with those that only a few unchanged words keep apart as one."""
    made: list[Opcode] = []
    for i, (kind, start, end, begin, stop) in enumerate(found):
        between = kind == "equal" and end - start <= SHORT and 0 < i < len(found) - 1
        if made and made[-1][0] != "equal" and (kind != "equal" or between):
            _, first, _, second, _ = made[-1]
            made[-1] = ("replace", first, end, second, stop)
        else:
            made.append((kind, start, end, begin, stop))
    return made
