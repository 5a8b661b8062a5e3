"""Numbers of figures and tables within their chapter: Table 5.2 is the second of the fifth chapter.

Sphinx counts through all chapters unless their headings are numbered, and a book of sixty chapters has hundreds of
tables. Chapters are counted as the printed book counts them; the first page has no number, and its figures have one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx_external_toc.api import SiteMap, TocTree

from ..store.chapters import STUDY_PAGES

Numbers = dict[str, dict[str, dict[str, tuple[int, ...]]]]  # by page, by kind, by anchor
COUNTED = "counted_through"  # attribute of the environment: the numbers as Sphinx counted them
BEFORE, AFTER = 400, 600  # Sphinx counts in between, and compares with what it counted before


def connect(app: Sphinx) -> None:
    """Register what this module does with Sphinx."""
    app.connect("env-get-updated", _as_counted, priority=BEFORE)
    app.connect("env-get-updated", _by_chapter, priority=AFTER)


def within_chapters(counted: Numbers, pages: Iterable[str]) -> Numbers:
    """Numbers that begin at one in each page, behind the place of the page in `pages` (the first is 1).

    Pages of publications are no chapters. Pages that have no place among the chapters have single numbers.
    """
    places = {page: (i,) for i, page in enumerate((one for one in pages if Path(one).parent != STUDY_PAGES), 1)}
    return {
        page: {
            kind: {
                anchor: (*places.get(page, ()), i)
                for i, anchor in enumerate(sorted(numbers, key=lambda one: numbers[one]), 1)
            }
            for kind, numbers in kinds.items()
        }
        for page, kinds in counted.items()
    }


def chapters(contents: SiteMap, part: TocTree) -> Iterator[str]:
    """The chapters of a part, and those below them, in their order."""
    for item in part.files():
        yield item
        for below in contents[item].subtrees if item in contents else ():
            yield from chapters(contents, below)


def _as_counted(app: Sphinx, env: BuildEnvironment) -> list[str]:
    env.toc_fignumbers = getattr(env, COUNTED, env.toc_fignumbers)
    return []


def _by_chapter(app: Sphinx, env: BuildEnvironment) -> list[str]:
    setattr(env, COUNTED, env.toc_fignumbers)
    contents: SiteMap = app.config.external_site_map
    pages = [page for part in contents.root.subtrees for page in chapters(contents, part)]
    env.toc_fignumbers = within_chapters(env.toc_fignumbers, pages)
    return []
