"""Reading single chapters through Sphinx's own parser, with all extensions of the book, and without writing pages."""

from __future__ import annotations

import os
import tempfile
import warnings
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from unittest.mock import patch

from jupyter_book.config import get_final_config
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from ...book import Book, shared
from ...publish import progress
from ...publish.building import EXECUTED_IN
from ...publish.messages import messages_of, not_printed
from ...render.myst import FORMAT
from ...store import Problem


def sphinx_problems(book: Book, files: Sequence[Path]) -> list[Problem]:
    """What Sphinx, MyST and docutils say of these chapters while they are read, in our words.

    References to other chapters are not followed, and cells have no outputs: both are checked elsewhere.
    """
    root = book.review.root
    if not files:
        return []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="pages-")))
        stack.enter_context(patch.dict(os.environ))
        for name in (FORMAT, EXECUTED_IN, "SOURCE_DATE_EPOCH"):
            os.environ.pop(name, None)
        stack.enter_context(warnings.catch_warnings(action="ignore"))  # of libraries
        stack.enter_context(progress.quiet())
        stack.enter_context(not_printed())
        stack.enter_context(shared(book))
        stack.enter_context(patch_docutils(None))
        stack.enter_context(docutils_namespace())
        app = Sphinx(
            root,
            None,
            folder / "pages",
            folder / "doctrees",
            "dummy",
            confoverrides=_settings(root),
            status=None,
            warning=None,
            freshenv=True,
        )
        app.env.find_files(app.config, app.builder)
        app.emit("env-get-outdated", app.env, set(), set(), set())
        names = [one for file in files if (one := app.env.path2doc(str(file))) in app.env.found_docs]
        app.emit("env-before-read-docs", app.env, names)
        for name in names:
            app.builder.read_doc(name)
        wanted = {file.relative_to(root).as_posix() for file in files}
        return [one for one in messages_of(app).found if one.file in wanted]


def _settings(root: Path) -> dict[str, object]:
    """The settings of a build, without the execution of cells."""
    given = {"external_toc_path": str(root / "_toc.yml"), "latex_individualpages": False, "nitpicky": True}
    settings, _ = get_final_config(
        user_yaml=root / "_config.yml", cli_config=given, sourcedir=root, use_external_toc=True
    )
    return {**settings, "nb_execution_mode": "off"}
