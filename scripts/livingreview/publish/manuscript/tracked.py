"""Two states of a document as one, with what was added and deleted marked, and a list of what is different.

Both are trees of pandoc, so that one comparison gives every format: pandoc writes the marks as tracked changes of Word,
and `pdf.source` sets them in a PDF.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import groupby

import panflute as pf

from .partners import aligned, alike, alike_rows, alike_text, block_key
from .words import BLANK, LISTS, TEXT, Word, built, named, row_text, text_of, words_of

INSERTED, DELETED = "insertion", "deletion"  # classes of pandoc
SHORT = 1  # unchanged words between two changes that are marked with them, to be easier to read
NUMBER = re.compile(r"(?<![\w.])[-\u2212]?\d+(?:[.,]\d+)*%?")
SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9\u00c0-\u00de(\[])")


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
        for before, after in aligned(was, now, block_key, alike):
            if after is not None:
                made += raw.get(id(after), [])
            if isinstance(after or before, pf.Header):
                self._place = pf.stringify(after or before).strip()
            made += self._block(before, after)
        return [*made, *raw.get(None, [])]

    def _block(self, before: pf.Block | None, after: pf.Block | None) -> list[pf.Block]:
        if before is None or after is None:
            whole = after if before is None else before
            self._note("" if before is None else text_of(before), "" if after is None else text_of(after), whole)
            return self._marked(whole, INSERTED if before is None else DELETED)
        if isinstance(after, (*TEXT, pf.Header)):
            self._note(text_of(before), text_of(after), after)
            after.content = self._inlines(before.content, after.content)
        elif isinstance(after, LISTS):
            after.content = self._items(before, after)
        elif isinstance(after, pf.Table):
            return self._table(before, after)
        elif isinstance(after, pf.Figure):
            self._caption(before, after)
        elif isinstance(after, pf.BlockQuote):
            after.content = self._blocks(list(before.content), list(after.content))
        elif text_of(before) != text_of(after):
            return [*self._block(before, None), *self._block(None, after)]
        return [after]

    def _items(self, before: pf.Block, after: pf.Block) -> list[pf.ListItem]:
        made = []
        for was, now in aligned(list(before.content), list(after.content), text_of, alike_text):
            inside = self._blocks(list(was.content) if was else [], list(now.content) if now else [])
            made.append(pf.ListItem(*inside))
        return made

    def _caption(self, before: pf.Block, after: pf.Block) -> None:
        was, now = ([*one.caption.content] if one.caption else [] for one in (before, after))
        place, self._place = self._place, named(after) or self._place
        after.caption = pf.Caption(*self._blocks(was, now))
        self._place = place

    def _table(self, before: pf.Table, after: pf.Table) -> list[pf.Block]:
        if len(before.colspec) != len(after.colspec):
            return [*self._block(before, None), *self._block(None, after)]
        self._caption(before, after)
        place, self._place = self._place, named(after) or self._place
        after.head = pf.TableHead(*self._rows(before.head.content, after.head.content))
        was = [row for body in before.content for row in body.content]
        now = [row for body in after.content for row in body.content]
        after.content = [pf.TableBody(*self._rows(was, now))]
        self._place = place
        return [after]

    def _rows(self, old: Iterable[pf.TableRow], new: Iterable[pf.TableRow]) -> list[pf.TableRow]:
        made: list[pf.TableRow] = []
        for was, now in aligned(list(old), list(new), row_text, alike_rows):
            row = was if now is None else now
            if was is None or now is None:
                kind = INSERTED if was is None else DELETED
                sides = (row_text(one) if one is not None else "" for one in (was, now))
                self.changes.append(Change(self._place, *sides))
                for cell in row.content if row is not None else ():
                    cell.content = [one for block in cell.content for one in self._marked(block, kind)]
            else:
                name = text_of(now.content[0])
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
        before, after = (text_of(blocks[0]) if blocks else "" for blocks in (old, new))
        if before != after:
            self.changes.append(Change(self._place, before, after))
        inside = self._inlines(*([*blocks[0].content] if blocks else [] for blocks in (old, new)))
        return [pf.Plain(*inside)] if inside else []

    def _marked(self, block: pf.Block, kind: str) -> list[pf.Block]:
        """A block that is new, or gone, as a whole."""
        if isinstance(block, pf.Header) and kind == DELETED:
            return [pf.Para(pf.Strong(*self._mark(words_of(block.content), kind)))]
        if isinstance(block, (*TEXT, pf.Header)):
            block.content = [*self._mark(words_of(block.content), kind), self._span([], f"paragraph-{kind}")]
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
            return [pf.Para(*self._mark(words_of([pf.Str(text_of(block))]), kind))] if text_of(block) else []
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
        was, now = words_of(old), words_of(new)
        made: list[pf.Inline] = []
        for kind, start, end, begin, stop in _joined(
            SequenceMatcher(None, [one.key for one in was], [one.key for one in now], autojunk=False).get_opcodes()
        ):
            if kind == "equal":
                made += built(now[begin:stop])
                continue
            made += self._mark(was[start:end], DELETED)
            made += self._mark(now[begin:stop], INSERTED)
        return made

    def _mark(self, words: Sequence[Word], kind: str) -> list[pf.Inline]:
        if not words:
            return []
        if kind == DELETED:  # its targets may be gone
            words = [
                Word(one.key, one.inline, tuple(a for a in one.around if not isinstance(a, pf.Link)), one.spaced)
                for one in words
                if not isinstance(one.inline, pf.Image)
            ]
        return [self._span(built(words), kind)]

    def _span(self, inside: Sequence[pf.Inline], kind: str) -> pf.Span:
        return pf.Span(*inside, classes=[kind], attributes={"author": self.by, "date": self.day})

    def _note(self, before: str, after: str, block: pf.Block) -> None:
        """List the sentences of a text that are different."""
        place = named(block) or self._place
        was, now = sentences(before), sentences(after)
        for one, other in aligned(was, now, str, alike_text):
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
