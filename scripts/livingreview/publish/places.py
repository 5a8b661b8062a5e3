"""Where a row of a study page is in its file, with links that open it there and that report it."""

from __future__ import annotations

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
            return f"line {line}"
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
