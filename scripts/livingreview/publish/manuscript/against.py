"""Comparing the article with an earlier one: the text with tracked changes, and a list of the numbers that changed.

The earlier text is that of an earlier bundle or Word file, or the one that `review release` kept of a version. Of a
version released before texts were kept, and whose bundle is not there, only the results are compared.
"""

from __future__ import annotations

import csv
import io
import json
import subprocess
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import panflute as pf
import pypandoc

from ...store import Review
from ...store.tables import write_whole
from ...subjects.analysis import Analysis
from ...subjects.versions.model import RELEASES, compare, released, snapshot
from ..workplace import BUILT, NotBuilt
from .assemble import Manuscript, Paper, words
from .forms import table
from .kept import kept_file, read_page
from .tracked import Change, Comparison, with_numbers

BUNDLES = BUILT / "submission"
ARTICLE = "manuscript.docx"
NAME = "manuscript-changes"
FIGURES_OF_RESULTS = ("estimate", "ci_low", "ci_high", "pi_low", "pi_high", "k", "n", "events")
HEADER = ("Where", "Before", "Now", "Numbers before", "Numbers now")


@dataclass(frozen=True)
class Earlier:
    """What the article is compared with.

    Its earlier text is `kept`, the page that `review release` kept, or else `word`, a Word file; `frozen` are the
    results of a released version.
    """

    name: str
    word: bytes | None
    frozen: Mapping[str, Any] | None = None
    kept: str | None = None

    def text(self) -> list[pf.Block] | None:
        """The blocks of the earlier text; None if there is none. Raises NotBuilt if it cannot be read."""
        if self.kept is not None:
            return read_page(self.kept)
        return None if self.word is None else read_word(self.word)

    @property
    def note(self) -> str:
        """What cannot be compared; empty if everything can."""
        if self.word is not None or self.kept is not None:
            return ""
        return (
            f"Version {self.name} was released before texts were kept in {RELEASES}, and no bundle of it is in "
            f"{BUNDLES}: only results were compared. To compare the text, name the folder or zip file of its bundle, "
            f"or its {ARTICLE}; `review submission` makes them from a checkout of that version."
        )


def find_earlier(root: Path, text: str) -> Earlier:
    """What a person names: the folder or zip file of a bundle, a Word file of the article, or a version.

    Raises NotBuilt if there is no such thing.
    """
    path = Path(text)
    if path.exists():
        return Earlier(path.name, _word(path))
    frozen = {str(one["version"]): one for one in released(root)}
    bundles = sorted((root / BUNDLES).glob(f"submission-{text}-*/{ARTICLE}"))
    kept = kept_file(root, text)
    if text not in frozen and not bundles and not kept.is_file():
        there = ", ".join(frozen) or "none"
        raise NotBuilt(
            f"{text!r} is no file or folder, and no version. Allowed: the folder or zip file of an earlier bundle, "
            f"its {ARTICLE}, or a version in {RELEASES} ({there})."
        )
    return Earlier(
        text,
        bundles[-1].read_bytes() if bundles else None,
        frozen.get(text),
        kept.read_text("utf-8") if kept.is_file() else None,
    )


def _word(path: Path) -> bytes:
    if path.is_dir():
        path = path / ARTICLE
        if not path.is_file():
            raise NotBuilt(f"{path.parent} holds no {ARTICLE}: it is no bundle for submission.")
    try:
        with zipfile.ZipFile(path) as packed:
            if ARTICLE in packed.namelist():
                return packed.read(ARTICLE)
            if "word/document.xml" in packed.namelist():
                return path.read_bytes()
    except (OSError, zipfile.BadZipFile) as error:
        raise NotBuilt(f"{path} cannot be read as a bundle or a Word file: {error}.") from error
    raise NotBuilt(f"{path} is neither a bundle with {ARTICLE} nor a Word file.")


def read_word(content: bytes, changes: str = "accept") -> list[pf.Block]:
    """The blocks of a Word file, with its tracked changes accepted, or `changes` = "reject". Raises NotBuilt."""
    command = [pypandoc.get_pandoc_path(), "-f", "docx", "-t", "json", f"--track-changes={changes}"]
    done = subprocess.run(command, input=content, capture_output=True)
    if done.returncode:
        raise NotBuilt(f"The Word file cannot be read: {done.stderr.decode(errors='replace').strip()}")
    return list(pf.load(io.StringIO(done.stdout.decode())).content)


def compared(
    manuscript: Manuscript, earlier: Sequence[pf.Block], name: str, now: Sequence[pf.Block]
) -> tuple[Paper, list[Change]]:
    """The article with marks against its earlier text, and what is different. Both have their citations printed."""
    config = manuscript.review.config
    comparison = Comparison(f"Version {config.version}", f"{config.date}T00:00:00Z")
    blocks = comparison.documents(earlier, now)
    count = len(comparison.changes)
    lead = pf.Para(
        *words(
            f"Compared: {name} with version {config.version}, data of {config.date:%-d %B %Y}. Sentences, captions and "
            f"cells that differ: {count}; with other numbers: {len(with_numbers(comparison.changes))}."
        )
    )
    title = f"Changes: {manuscript.article.title}"
    paper = Paper(NAME, title, [lead], [], blocks, manuscript.article.items, compared=True)
    return paper, comparison.changes


def numbers_paper(manuscript: Manuscript, name: str, changes: Sequence[Change]) -> Paper:
    """A document that lists the sentences, captions and cells with other numbers."""
    rows = [(one.place, one.before, one.after, *map("; ".join, one.numbers)) for one in with_numbers(changes)]
    config = manuscript.review.config
    lead = pf.Para(*words(f"Compared: {name} with version {config.version}, data of {config.date:%-d %B %Y}."))
    body = [table(HEADER, rows, (0.13, 0.32, 0.32, 0.11, 0.12))] if rows else [pf.Para(*words("No number differs."))]
    return Paper("numbers-changed", f"Numbers that changed: {manuscript.article.title}", [lead], [], body, {})


def write_changes(file: Path, changes: Iterable[Change]) -> None:
    """Write what is different as a table (CSV)."""
    write_csv(file, HEADER, ((one.place, one.before, one.after, *map("; ".join, one.numbers)) for one in changes))


def write_results(review: Review, file: Path, earlier: Earlier) -> None:
    """Write the results of a frozen version that are others now, as a table (CSV)."""
    new = json.loads(json.dumps(snapshot(Analysis(review))))
    changed = compare(earlier.frozen, new)
    rows = []
    for kind, found in (("pool", changed.results), ("comparison", changed.comparisons)):
        for one in found:
            for name in FIGURES_OF_RESULTS:
                before, after = ((side or {}).get(name) for side in (one.old, one.new))
                if before != after:
                    rows.append((kind, one.id, one.label, name, before, after))
    write_csv(file, ("kind", "id", "label", "figure", "before", "now"), rows)


def write_csv(file: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a table as CSV; None is an empty cell."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(["" if cell is None else cell for cell in row] for row in rows)
    write_whole(file, text.getvalue())
