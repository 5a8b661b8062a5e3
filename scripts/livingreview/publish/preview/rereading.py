"""What a run of Sphinx on kept pages must read or write again besides what Sphinx finds out of date, and its messages.

Sphinx reads a page again if its file or a picture on it changed. It does not know the printed results, the outputs of
cells and the pages whose last run had an error, and it does not write a page again if only what it shows of other
pages changed.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from ...book import open_book
from ...store import Problem
from ...subjects.results import Result, Results, UnknownResult
from ..messages import messages_of

FOLDER = "BOOK_PREVIEW"  # environment variable: the folder of a preview, in which these files are
ASKED = "asked.json"
MESSAGES = "messages.json"
SHOWN = "shown-elsewhere.txt"  # beside what Sphinx keeps
PRINTED = "livingreview_printed"  # in the metadata of a page: its printed results by name
LAST = 990  # priority of handlers that come after those of other extensions


@dataclass(frozen=True)
class Asked:
    """What a run must read again: pages by their file in the review, and all pages whose printed results changed."""

    files: tuple[str, ...] = ()
    results: bool = False  # whether the data changed, so that results must be compared

    def write(self, folder: Path) -> None:
        """Write it into the folder of a preview, before the run."""
        (folder / ASKED).write_text(json.dumps(asdict(self)), "utf-8")


def read_messages(folder: Path) -> list[Problem] | None:
    """Errors and warnings of the last run; None if it did not end."""
    file = folder / MESSAGES
    return [Problem(**one) for one in json.loads(file.read_text("utf-8"))] if file.is_file() else None


def forget_messages(folder: Path) -> None:
    """Delete the messages of the last run."""
    (folder / MESSAGES).unlink(missing_ok=True)


def note_result(env: BuildEnvironment, name: str, result: Result) -> None:
    """Note that the page that is read now prints a result."""
    env.metadata[env.docname].setdefault(PRINTED, {})[name] = result


def _is_as_printed(results: Results, name: str, before: Result) -> bool:
    try:
        return results[name] == before
    except UnknownResult:
        return False


def _outdated(app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]) -> list[str]:
    for page in removed:
        Path(app.outdir, f"{page}.html").unlink(missing_ok=True)
    asked = json.loads((_folder() / ASKED).read_text("utf-8"))
    again = {env.path2doc(str(Path(app.srcdir) / file)) or "" for file in asked["files"]}
    if asked["results"]:
        results = open_book(app.srcdir).results
        again |= {
            page
            for page, known in env.metadata.items()
            if not all(_is_as_printed(results, *one) for one in known.get(PRINTED, {}).items())
        }
    return sorted(again)


def _shown_elsewhere(env: BuildEnvironment) -> str:
    """Fingerprint of what pages show of other pages: titles, contents, numbers, places to refer to, references."""
    standard, cited = env.domaindata["std"], env.domaindata.get("cite", {})
    parts = (
        {name: title.astext() for name, title in env.titles.items()},
        {name: contents.pformat() for name, contents in env.tocs.items()},
        env.toc_secnumbers,
        env.toc_fignumbers,
        env.toctree_includes,
        standard["labels"],
        standard["anonlabels"],
        env.domaindata["py"]["objects"],
        [(one.citation_id, one.key, one.formatted_entry.label, one.entry) for one in cited.get("citations", ())],
    )
    ordered = (sorted(part.items()) if isinstance(part, dict) else part for part in parts)
    return hashlib.sha256("\n".join(map(repr, ordered)).encode()).hexdigest()


def _updated(app: Sphinx, env: BuildEnvironment) -> list[str]:
    file = Path(app.doctreedir) / SHOWN
    before = file.read_text("utf-8") if file.is_file() else ""
    after = _shown_elsewhere(env)
    file.write_text(after, "utf-8")
    return sorted(env.found_docs) if before != after else []


def _write_messages(app: Sphinx, error: Exception | None) -> None:
    """Write the messages of a run that ended."""
    if error is None:
        found = [asdict(one) for one in sorted(messages_of(app).found)]
        (_folder() / MESSAGES).write_text(json.dumps(found), "utf-8")


def _folder() -> Path:
    return Path(os.environ[FOLDER])


def connect(app: Sphinx) -> None:
    """Let a run of Sphinx serve a preview; does nothing in other builds."""
    if not os.environ.get(FOLDER):
        return
    app.connect("env-get-outdated", _outdated)
    app.connect("env-get-updated", _updated, priority=LAST)  # when figures are numbered
    app.connect("build-finished", _write_messages, priority=LAST)
