"""Building the site in a fresh folder that then replaces the previous one, so that no incomplete site is published."""

from __future__ import annotations

import shutil
from pathlib import Path

from ..store import Review
from ..store.tables import write_whole
from ..subjects.data.model import OPEN_DATA
from . import progress
from .building import MADE_FROM, Build, fingerprint
from .citation_files import reference_files
from .head import write_site_files
from .light import lighten
from .study_pages import write_study_pages
from .workplace import BUILT, replace

SITE = BUILT / "html"
# Papers that other commands make from the same inputs.
PAPERS = (BUILT / "pdf" / "book.pdf", BUILT / "manuscript" / "manuscript.pdf", BUILT / "manuscript" / "manuscript.docx")


def offer_papers(root: Path) -> None:
    """Copy the PDF of the book and the article beside the open data, if they were made from the current inputs."""
    now = fingerprint(root)
    for paper in PAPERS:
        made_from = root / paper.parent / MADE_FROM
        if (root / paper).is_file() and made_from.is_file() and made_from.read_text("utf-8") == now:
            shutil.copy(root / paper, root / OPEN_DATA)


def offer_references(review: Review) -> None:
    """Write how the review itself is cited beside the open data."""
    for name, text in reference_files(review).items():
        write_whole(review.root / OPEN_DATA / name, text)


def build_html(build: Build) -> None:
    """Write the study pages and build the site. Raises NotBuilt if anything fails; the previous site is kept."""
    write_study_pages(build.review)
    offer_papers(build.root)
    offer_references(build.review)
    pages = build.pages("html", f"The site was not built; {SITE} still holds the previous one.")
    lighten(pages)
    write_site_files(pages, build.review.config)
    replace(pages, build.root / SITE)
    progress.stage(f"The site is in {SITE}: open {SITE / 'index.html'}.")
