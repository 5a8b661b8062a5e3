"""The text of the article as released, kept beside the results of its version, so that later ones can be compared.

It is a page of HTML without pictures: small, the same bytes each time, read by any browser, and read back by pandoc.
"""

from __future__ import annotations

import io
import subprocess
from collections.abc import Sequence
from html import escape
from pathlib import Path

import panflute as pf
import pypandoc

from ...store.tables import write_whole
from ...subjects.versions.model import RELEASES
from .. import progress
from ..building import Build
from ..workplace import NotBuilt
from .assemble import LANGUAGE
from .items import ConversionError
from .pandoc import run_pandoc
from .pdf import LEFT, RIGHT
from .plan import PLAN
from .write import assembled, require, resolved

NOT_KEPT = "The version is frozen without the text of its article."


def kept_file(root: Path, version: str) -> Path:
    """Where the text of the article of a released version is kept."""
    return root / RELEASES / f"{version}.html"


def has_article(root: Path) -> bool:
    """Whether the review has an article. Raises NotBuilt or DataError if it has one that cannot be made."""
    if not (root / PLAN).is_file():
        return False
    require(root, "text of the article")
    return True


def keep(build: Build) -> None:
    """Keep the text of the article of the current version, from a build for paper.

    What is kept already stays as it is: a released version never changes. Raises NotBuilt if the text cannot be made.
    """
    review = build.review
    file = kept_file(build.root, review.config.version)
    if file.exists():
        return
    doctrees = build.doctrees(NOT_KEPT)
    progress.stage("Keeping the text of the article")
    try:
        manuscript, _ = assembled(review, doctrees)
        blocks = resolved(manuscript, manuscript.article)
    except ConversionError as error:
        raise NotBuilt(f"{error}\n{NOT_KEPT}") from error
    write_whole(file, as_page(manuscript.article.title, blocks))


def as_page(title: str, blocks: Sequence[pf.Block]) -> str:
    """The text of a document whose citations are printed, as a page of HTML; of its pictures, the captions only."""
    document = pf.Doc(*(one for one in blocks if not isinstance(one, pf.RawBlock)))
    document.walk(_in_words)
    head = f'<head>\n<meta charset="utf-8">\n<title>{escape(title)}</title>\n</head>'
    body = run_pandoc(document, "html", "--wrap=none").strip()
    return f'<!doctype html>\n<html lang="{LANGUAGE}">\n{head}\n<body>\n{body}\n</body>\n</html>\n'


def read_page(text: str) -> list[pf.Block]:
    """The blocks of such a page. Raises NotBuilt if pandoc cannot read it."""
    command = [pypandoc.get_pandoc_path(), "-f", "html", "-t", "json"]
    done = subprocess.run(command, input=text, capture_output=True, text=True, encoding="utf-8")
    if done.returncode:
        raise NotBuilt(f"A text in {RELEASES} cannot be read: {done.stderr.strip()}")
    return list(pf.load(io.StringIO(done.stdout)).content)


def _in_words(element: pf.Element, doc: pf.Doc) -> list[pf.Element] | None:
    """Text without pictures, and each reference as one paragraph: its number and its text are blocks in HTML else."""
    if isinstance(element, (pf.Image, pf.RawInline)):
        return []
    if isinstance(element, pf.Span) and LEFT in element.classes:
        return [*element.content, pf.Space()]
    apart = isinstance(element, pf.Span) and RIGHT in element.classes
    return list(element.content) if apart or isinstance(element, pf.Cite) else None
