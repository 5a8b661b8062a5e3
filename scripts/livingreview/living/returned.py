"""What a co-author changed in the Word file of the article, by chapter and line.

The file that comes back is compared with the one that was sent out. Without that, its tracked changes say what it was;
a file without tracked changes is compared with the newest one that was made here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import panflute as pf

from ..publish.manuscript.against import ARTICLE, BUNDLES, read_word
from ..publish.manuscript.plan import read_plan
from ..publish.manuscript.tracked import Change, Comparison
from ..publish.manuscript.write import FOLDER
from ..publish.workplace import NotBuilt
from ..store.chapters import CHAPTERS, RESULT
from ..subjects.results import Results
from .diff.prose import Printed, Sentence, sentences, split_sentences

ALIKE = 0.5  # share of words in common from which a sentence of a chapter counts as the one that was changed
WITHOUT = re.compile(
    r"\s*\[[^\]]*\]|\s*\(\d[\d,\u2013-]*\)|(?:Table|Figure)\s*S?\d+|(?:tbl|fig)-[\w-]+|[*_`\\\s\u00a0]"
)  # to compare texts
QUOTES = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"'})
TRACKED = ("insertion", "deletion", "paragraph-insertion", "paragraph-deletion")


@dataclass(frozen=True)
class Returned:
    """A sentence, caption or cell that a co-author changed, or a comment.

    `file` and `line` are the place in the chapters, empty and 0 where the text is not prose of a chapter. `computed`
    says that a number in it comes from the data. `comment` is empty for a change.
    """

    file: str
    line: int
    place: str
    before: str
    after: str
    computed: bool = False
    comment: str = ""
    by: str = ""


def returned(root: Path, results: Results, word: Path, sent: Path | None = None) -> list[Returned]:
    """Changes and comments in a Word file that comes back, by chapter and line.

    Raises NotBuilt if a file cannot be read, or if nothing says what was sent out.
    """
    content = _bytes(word)
    was = _before(root, content, sent)
    comparison = Comparison("", "")
    comparison.documents(was, read_word(content))
    chapters = _chapters(root, results)
    found = [_placed(one, chapters) for one in comparison.changes]
    found += [_commented(*one, chapters) for one in comments(read_word(content, "all"))]
    return sorted(found, key=lambda one: (not one.file, one.file, one.line))


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise NotBuilt(f"{file} cannot be read: {error.strerror}.") from error


def _before(root: Path, content: bytes, sent: Path | None) -> list[pf.Block]:
    if sent is not None:
        return read_word(_bytes(sent))
    if _is_tracked(read_word(content, "all")):
        return read_word(content, "reject")
    made = [*(root / BUNDLES).glob(f"*/{ARTICLE}"), *(root / FOLDER).glob(ARTICLE)]
    if not made:
        raise NotBuilt("The file has no tracked changes. Say with --sent which file was sent out.")
    return read_word(_bytes(max(made, key=lambda one: one.stat().st_mtime)))


def _is_tracked(blocks: Iterable[pf.Block]) -> bool:
    found = False

    def look(element: pf.Element, doc: object) -> None:
        nonlocal found
        found = found or any(one in TRACKED for one in getattr(element, "classes", ()))

    for block in blocks:
        block.walk(look)
    return found


def _chapters(root: Path, results: Results) -> dict[str, list[Sentence]]:
    """The sentences of the chapters that the article is made from, by file."""
    printed = Printed(results, root)
    chapters = dict.fromkeys(where.partition("#")[0] for _, where in read_plan(root).places)
    files = [CHAPTERS / f"{name}.md" for name in chapters]
    return {one.as_posix(): sentences((root / one).read_text("utf-8"), printed) for one in files}


def _placed(change: Change, chapters: dict[str, list[Sentence]]) -> Returned:
    found = _find(change.before or change.after, chapters)
    if found is None:
        in_item = re.match(r"Table|Figure", change.place) is not None
        return Returned("", 0, change.place, change.before, change.after, computed=in_item)
    file, sentence = found
    computed = any(change.numbers) and RESULT.search(sentence.written) is not None
    return Returned(file, sentence.line, change.place, change.before, change.after, computed)


def _commented(text: str, comment: str, by: str, place: str, chapters: dict[str, list[Sentence]]) -> Returned:
    found = _find(text, chapters)
    file, line = (found[0], found[1].line) if found else ("", 0)
    return Returned(file, line, place, text, text, comment=comment, by=by)


def _find(text: str, chapters: dict[str, list[Sentence]]) -> tuple[str, Sentence] | None:
    """The sentence of a chapter that is this one, or else the one most like it."""
    wanted, words = _plain(text), Counter(_words(text))
    best: tuple[float, tuple[str, Sentence] | None] = (ALIKE, None)
    for file, found in chapters.items():
        for sentence in found:
            if wanted and wanted == _plain(sentence.text):
                return file, sentence
            other = Counter(_words(sentence.text))
            share = 2 * (words & other).total() / max(1, words.total() + other.total())
            if share > best[0]:
                best = share, (file, sentence)
    return best[1]


def _plain(text: str) -> str:
    return WITHOUT.sub("", text.translate(QUOTES))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", re.sub(r"\[[^\]]*\]", "", text.translate(QUOTES)).lower())


def comments(blocks: Sequence[pf.Block]) -> Iterator[tuple[str, str, str, str]]:
    """The comments of a Word file: the sentence in which each begins, its text, its author, and the heading above."""
    place = ""
    texts: list[tuple[str, pf.Block]] = []

    def gather(element: pf.Element, doc: object) -> None:
        nonlocal place
        if isinstance(element, pf.Header):
            place = pf.stringify(element).strip()
        if isinstance(element, (pf.Para, pf.Plain)):
            texts.append((place, element))

    for block in blocks:
        block.walk(gather)
        if isinstance(block, pf.Header):
            place = pf.stringify(block).strip()
    for where, block in texts:
        text, starts = _read(block)
        for at, comment, by in starts:
            end = 0
            for sentence in split_sentences(text):
                end = text.find(sentence, end) + len(sentence)
                if at < end:
                    yield sentence, comment, by, where
                    break


def _read(block: pf.Block) -> tuple[str, list[tuple[int, str, str]]]:
    """The text of a paragraph with its changes accepted, and where comments begin in it, with text and author."""
    text, starts = "", []

    def take(inlines: Iterable[pf.Inline]) -> None:
        nonlocal text
        for one in inlines:
            classes = getattr(one, "classes", ())
            if "comment-start" in classes:
                starts.append((len(text), pf.stringify(one).strip(), one.attributes.get("author", "")))
            elif "comment-end" in classes or "deletion" in classes:
                continue
            elif isinstance(one, (pf.Space, pf.SoftBreak, pf.LineBreak)):
                text += " "
            elif hasattr(one, "content"):
                take(one.content)
            else:
                text += getattr(one, "text", "")

    take(block.content)
    return text, starts
