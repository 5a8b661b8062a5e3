"""Where a row of a study page is in its file, with links that open it there and that report it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote, urlencode

from ..render.table import link
from ..schema import VALUE_FORM, Background, Study, Trial
from ..store import Review
from ..store.documents import Document

LONGEST = 300  # characters of an answer that a link fills in: servers refuse addresses of more than some thousands
BRANCH = "main"


def edit_address(repository: str, file: str, line: int | None = None) -> str:
    """Address that opens a file of the repository in its web editor, at a line."""
    return f"{repository.rstrip('/')}/edit/{BRANCH}/{quote(file)}" + (f"#L{line}" if line is not None else "")


def report_address(repository: str, **answers: str) -> str:
    """Address of the form that reports a value, with these answers filled in."""
    given = {name: text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}\u2026" for name, text in answers.items()}
    query = urlencode({"template": VALUE_FORM, **given}, quote_via=quote, safe="")
    return f"{repository.rstrip('/')}/issues/new?{query}"


class Places:
    """The places of the rows of one file, as MyST that ends a cell of its page.

    Without a public repository, the line of a row is all that is said.
    """

    def __init__(self, review: Review, item: Study | Trial | Background, file: Path) -> None:
        self._document = Document(review.root / file, file.as_posix())
        self._repository = review.config.repository
        self._addresses = {source.id: source.url or source.no_url or "" for source in item.sources}

    def row(self, block: str, number: int, shows: str, source: int | None = None, at: str | None = None) -> str:
        """The line of a row of a block, counted from 0, and links: one to edit it, one to report what it `shows`."""
        line = self._document.line((block, number))
        if not self._repository:
            return f"line\u00a0{line}"
        file = self._document.name
        answers = {
            "title": f"Value: {Path(file).stem}, {block}, row {number + 1}",
            "file": file,
            "row": f"{block}, row {number + 1}, line {line}",
            "now": ", ".join(filter(None, (shows, at))),
            "url": self._addresses.get(source, "") if source is not None else "",
        }
        edit = link(f"edit line {line}", edit_address(self._repository, file, line))
        report = link("report", report_address(self._repository, **{k: v for k, v in answers.items() if v}))
        return f"{edit}, {report}"

    def rows(self, shown: Sequence[tuple[str, int, str]]) -> str:
        """The lines of several rows, each a block, a number and what it shows: ranges where nothing can be followed."""
        if len(shown) < 2 or self._repository:
            return ", ".join(self.row(*one) for one in shown)
        return lines_words(sorted({self._document.line((block, number)) for block, number, _ in shown}))


def lines_words(lines: Sequence[int]) -> str:
    """Lines in rising order in words: line 3; lines 3, 5 to 9, 12."""
    runs: list[list[int]] = []
    for line in lines:
        if runs and line == runs[-1][-1] + 1:
            runs[-1].append(line)
        else:
            runs.append([line])
    parts = [part for run in runs for part in ([f"{run[0]} to\u00a0{run[-1]}"] if len(run) > 2 else map(str, run))]
    return f"{'line' if len(lines) == 1 else 'lines'}\u00a0{', '.join(parts)}"
