"""The one place that puts what Sphinx, MyST and docutils say into our words: file, line, what is wrong, what to do.

A build prints these lines instead of Sphinx's own, a preview shows them in the page, and `review chapter check` lists
them.
"""

from __future__ import annotations

import io
import logging
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from weakref import WeakKeyDictionary

import nbformat
from sphinx.application import Sphinx
from sphinx.util.logging import NAMESPACE, WarningLogRecordTranslator, WarningStreamHandler, is_suppressed_warning

from ..schema import nearest
from ..store import Problem
from ..store.markup.allowed import DIRECTIVES, ROLES
from .notebooks import EXECUTED_IN, STDERR_FOUND, executed_file, printed_warnings, warned

LOCATION = re.compile(r"(?P<file>.+?)(:(?P<line>\d+))?(:.*)?$")
KIND = re.compile(r"\s*\[[a-z_]+\.\w+\]$")  # what MyST appends, such as [myst.header]
SHOWN = 12  # names that are listed
_PRINTED = ContextVar("printed", default=True)
_OF = WeakKeyDictionary[Sphinx, "Messages"]()
Explain = Callable[[re.Match[str], Sphinx], str]


@contextmanager
def not_printed() -> Iterator[None]:
    """Messages of Sphinx are kept and not printed."""
    before = _PRINTED.set(False)
    try:
        yield
    finally:
        _PRINTED.reset(before)


class Messages(WarningStreamHandler):
    """Keeps errors and warnings of a run in our words and prints each once, as a line of standard error.

    Sphinx holds back handlers of this class until locations are known.
    """

    def __init__(self, app: Sphinx) -> None:
        super().__init__()
        self.setLevel(logging.WARNING)
        self.addFilter(WarningLogRecordTranslator(app))
        self._app = app
        self.found: set[Problem] = set()

    def emit(self, record: logging.LogRecord) -> None:
        kind, part = getattr(record, "type", ""), getattr(record, "subtype", "")
        if is_suppressed_warning(kind, part, self._app.config.suppress_warnings):
            return
        place = LOCATION.match(getattr(record, "location", None) or "")
        file, line = (place["file"], int(place["line"] or 0)) if place else ("", 0)
        if file and Path(file).is_relative_to(self._app.srcdir):
            file = Path(file).relative_to(self._app.srcdir).as_posix()
        message = logging.LogRecord.getMessage(record)  # that of Sphinx begins with the location
        problem = Problem(file or "The build", line, "", self._explained(message, file, line))
        if problem not in self.found:
            self.found.add(problem)
            if _PRINTED.get():
                print(problem, file=sys.stderr, flush=True)

    def _explained(self, message: str, file: str, line: int) -> str:
        if message.startswith(STDERR_FOUND):
            return _printed_by_cell(self._app, file, line)
        return explained(message, self._app)


def explained(message: str, app: Sphinx) -> str:
    """What a message of Sphinx, MyST or docutils says, in our words; the message itself where there are none."""
    message = KIND.sub("", message.strip())
    for pattern, explain in EXPLAINED:
        if found := pattern.search(message):
            return explain(found, app)
    return message


def _printed_by_cell(app: Sphinx, file: str, line: int) -> str:
    """What the cell printed, of which MyST-NB says only that there is something."""
    folder = os.environ.get(EXECUTED_IN)
    notebook = executed_file(Path(folder), Path(file)) if folder else None
    printed = dict(printed_warnings(nbformat.read(notebook, as_version=4))) if notebook and notebook.is_file() else {}
    return warned(printed[line]) if line in printed else "the cell printed a warning."


def labels(app: Sphinx) -> list[str]:
    """Every label that can be referred to."""
    standard = app.env.domaindata["std"]
    return sorted({*standard["labels"], *standard["anonlabels"]} - {"genindex", "modindex", "search", "py-modindex"})


def no_label(label: str, known: list[str]) -> str:
    """The message about a reference to nothing."""
    return f"there is no figure, table or section {label!r}. {nearest(label, known, SHOWN)}"


def _rows(found: re.Match[str], app: Sphinx) -> str:
    return (
        f"row {found['row']} of the {{list-table}} has {found['cells']} cells, row 1 has {found['columns']}. "
        "Begin each cell of a row with `- `, an empty one too."
    )


EXPLAINED: tuple[tuple[re.Pattern[str], Explain], ...] = tuple(
    (re.compile(pattern, re.DOTALL), explain)
    for pattern, explain in (
        (
            r"cross-reference target not found: '(?P<label>[^']*)'|undefined label: '(?P<of>[^']*)'|"
            r"Any number is not assigned: (?P<number>\S+)",
            lambda found, app: no_label(found["label"] or found["of"] or found["number"], labels(app)),
        ),
        (r"Unknown directive type:? [\"'](?P<name>[^\"']*)", lambda found, app: (
            f"unknown directive {{{found['name']}}}. {nearest(found['name'], list(DIRECTIVES), SHOWN)}"
        )),
        (r"Unknown interpreted text role \"(?P<name>[^\"]*)", lambda found, app: (
            f"unknown role {{{found['name']}}}. {nearest(found['name'], sorted(ROLES), SHOWN)}"
        )),
        (r"could not find bibtex key \"(?P<key>[^\"]*)", lambda found, app: (
            f"{found['key']!r} is not in references.bib. Add its record, or correct the key."
        )),
        (r"image file not readable: (?P<file>.*)", lambda found, app: (
            f"there is no picture {found['file'].strip()!r}. Add the file, or correct its name."
        )),
        (r"download file not readable: (?P<file>.*)", lambda found, app: (
            f"there is no file {found['file'].strip()!r}. A file of the open data is {{dataset}}`file`."
        )),
        (r"row (?P<row>\d+) does not contain the same number of items as row 1 \((?P<cells>\d+) vs (?P<columns>\d+)\)",
         _rows),
        (r"uniform two-level bullet list expected", lambda found, app: (
            "a {list-table} is a list of rows, each with a list of cells: `* - first cell`, then `  - next cell`."
        )),
        (r"'(?P<name>[^']+)': Unknown option keys: \['(?P<option>[^']*)'.*?allowed: \[(?P<allowed>[^\]]*)\]",
         lambda found, app: f"{{{found['name']}}} has no option {found['option']!r}. " + nearest(
             found["option"], re.findall(r"'([^']*)'", found["allowed"]), SHOWN
         )),
        (r"'(?P<name>[^']+)': Invalid option value for '(?P<option>[^']+)': (?P<value>.*?): (?P<why>.*)",
         lambda found, app: (
             f"{{{found['name']}}} does not understand :{found['option']}: {found['value']} ({found['why'].strip()})."
         )),
        (r"Directive '(?P<name>[^']+)': \d+ argument\(s\) required, 0 supplied", lambda found, app: (
            f"{{{found['name']}}} needs something behind it in its line, such as a title or the file of a picture."
        )),
        (r"Pygments lexer name '(?P<name>[^']*)' is not known", lambda found, app: (
            f"no language {found['name']!r} is known for a block of code. Write `text`, or braces for a directive."
        )),
        (r"Could not lex literal_block .* as \"(?P<name>[^\"]*)\"", lambda found, app: (
            f"the block of code is no {found['name']}. Write the right language behind ```, or `text`."
        )),
        (r"Non-consecutive header level increase; H(?P<a>\d) to H(?P<b>\d)", lambda found, app: (
            f"the heading has level {found['b']}, the one before it level {found['a']}."
        )),
        (r"document isn't included in any toctree", lambda found, app: (
            "is not in _toc.yml, so no reader finds it. Add it there."
        )),
    )
)  # fmt: skip


def messages_of(app: Sphinx) -> Messages:
    """The messages of a run."""
    return _OF[app]


def connect(app: Sphinx) -> None:
    """Let a run print its messages in our words, and no longer in Sphinx's, which still counts them."""
    root = logging.getLogger(NAMESPACE)
    for handler in root.handlers:
        if isinstance(handler, WarningStreamHandler):
            handler.setStream(io.StringIO())
    _OF[app] = Messages(app)
    root.addHandler(_OF[app])
