"""Pages that are on the site and not on paper: study pages, and pages for people who work on the review."""

from __future__ import annotations

from pathlib import PurePosixPath

from sphinx.application import Sphinx
from sphinx.config import Config

from ...store.chapters import CONTRIBUTING, STUDY_PAGES

FOLDERS = (STUDY_PAGES, CONTRIBUTING)


def exclude(config: Config) -> None:
    """Keep Sphinx from reading them."""
    config.exclude_patterns = [*config.exclude_patterns, *(f"{folder.as_posix()}/*" for folder in FOLDERS)]


def take_out_of_contents(app: Sphinx) -> None:
    """Take them out of the table of contents, which else would name pages that are not there."""
    for page in app.config.external_site_map.values():
        for part in page.subtrees:
            part.items = [item for item in part.items if PurePosixPath(str(item)).parent not in FOLDERS]
        page.subtrees = [part for part in page.subtrees if part.items]
