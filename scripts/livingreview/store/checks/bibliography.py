"""references.bib, the files of data/ and the citations of the chapters: each has what the others name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...schema import nearest
from ..bibliography import BIB_FILE
from ..bibliography.checks import YEAR
from ..chapters import every_chapter
from ..citations import cited_in
from ..loaded import Loaded
from ..problems import Problem


def files_have_entries(data: Loaded) -> Iterator[Problem]:
    """Every file of data/ has an entry under its key."""
    for key, file in data.files:
        if not data.bibliography.may_hold(key):
            yield file.problem(("id",), f"{BIB_FILE} has no entry {key!r}. Add one under this key.")


def starting_point_has_an_entry(data: Loaded) -> Iterator[Problem]:
    """The review that this one grew from is in the bibliography."""
    if data.config is None or (start := data.config.content.starting_point) is None:
        return
    if not data.bibliography.may_hold(start):
        message = f"{start!r} is not in {BIB_FILE}. {nearest(start, list(data.bibliography), 5)}"
        yield data.config.problem(("starting_point",), message)


def citations_have_entries(data: Loaded) -> Iterator[Problem]:
    """Every citation in a chapter has an entry."""
    for file, line, key in cited_in(data.root):
        if not data.bibliography.may_hold(key):
            message = f"{key!r} is not in {BIB_FILE}. {nearest(key, list(data.bibliography), 5)}"
            yield Problem(file, line, "cite", message)


def entries_are_used(data: Loaded) -> Iterator[Problem]:
    """Every entry has a file in data/ or a citation in a chapter."""
    if any(fault is not None for _, fault in every_chapter(data.root)):
        return  # it may cite anything
    used = data.ids | {key for _, _, key in cited_in(data.root)}
    for key, entry in data.bibliography.items():
        if key not in used:
            message = "has no file in data/, and no chapter cites it. Cite it or delete it."
            yield Problem(BIB_FILE, entry.line, key, message)


def years_agree(data: Loaded) -> Iterator[Problem]:
    """A key that ends in a year, such as feng2020, has the year of its record."""
    for key, file in data.files:
        year = re.fullmatch(r"[a-z]+(\d{4})[a-z]?", key)
        entry = data.bibliography.get(key)
        if year and entry and YEAR.fullmatch(entry.year) and entry.year != year[1]:
            message = f"{key!r} says {year[1]}, but {BIB_FILE} has the year {entry.year}. Correct one of them."
            yield file.problem(("id",), message)


CHECKS = (files_have_entries, starting_point_has_an_entry, citations_have_entries, entries_are_used, years_agree)
