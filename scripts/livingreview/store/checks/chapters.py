"""Chapters: they can be read, hold only what they may hold, and have the places that reporting standards name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path

from ...schema import Reported, ReportedItem, nearest, standards
from ..chapters import chapter_files, every_chapter, headings, place
from ..loaded import Loaded
from ..markup.chapters import chapter_problems, chapter_texts
from ..problems import Problem
from ..texts import not_utf8

CODE = re.compile(r"`[^`]*`")
LEVEL = re.compile(r"95% (confidence|prediction)|\(95% ")  # the level of an interval is a definition
NOT_WHOLE = (Reported.PARTLY, Reported.NOT_DONE)
SIZE = re.compile(r"\{result\}`pools\.([\w-]+)\.([\w-]+)\.(?:k|n|cohorts)`")  # of a part of a pool
COUNT = r"\d+(?:,\d{3})*"
TYPED = re.compile(
    rf"\d+(\.\d+)?\s?(%|per\s?cent\b)|\bn\s?=\s?\d|\b{COUNT}\s?[/⁄∕]\s?{COUNT}\b"
    rf"|\b{COUNT}\s(out\s)?of\s((the|all|these)\s)*{COUNT}\b|\bP\s?[<=>]\s?0?\.\d"
)


def chapters_are_text(data: Loaded) -> Iterator[Problem]:
    """Every chapter can be read, else its citations would go unchecked."""
    for file, fault in every_chapter(data.root):
        name = str(file.relative_to(data.root))
        if not name.isprintable():
            yield Problem(name, 0, "", "the name of a chapter has letters, digits and hyphens only. Rename the file.")
        if fault is not None:
            yield fault
            continue
        try:
            raw = file.read_bytes()
            raw.decode("utf-8")
        except OSError as error:
            yield Problem(name, 0, "", f"cannot be read: {error.strerror}.")
        except UnicodeDecodeError as error:
            yield not_utf8(raw, error, name)


def chapters_hold_what_they_may(data: Loaded) -> Iterator[Problem]:
    """Chapters hold only what is allowed in them, nothing that nobody sees, and links that lead somewhere."""
    allowed = data.config.content.allowed_in_chapters if data.config else ()
    yield from chapter_problems(data.root, data.studies.ids | data.trials.ids, allowed)


def exceptions_are_used(data: Loaded) -> Iterator[Problem]:
    """Every text that is allowed by name is in its chapter: a forgotten exception would allow it later, unnoticed."""
    if data.config is None:
        return
    texts = {place(file, data.root): text for file, text in chapter_texts(data.root)}
    for number, one in enumerate(data.config.content.allowed_in_chapters):
        path = ("allowed_in_chapters", number)
        if one.chapter not in texts:
            yield data.config.problem(
                (*path, "chapter"), f"{one.chapter!r} is not a chapter. {nearest(one.chapter, list(texts))}"
            )
        elif one.text.strip() not in texts[one.chapter]:
            yield data.config.problem(
                (*path, "text"), f"chapter {one.chapter} does not hold this text. Delete the exception."
            )


def places_exist(data: Loaded) -> Iterator[Problem]:
    """Every place where an item of a reporting standard is reported is a chapter, or a heading in one."""
    if data.reporting is None:
        return
    known = {place(file, data.root): headings(file) for file, fault in every_chapter(data.root) if fault is None}
    unread = {place(file, data.root) for file, fault in every_chapter(data.root) if fault is not None}
    for name, items in data.reporting.content.standards.items():
        for path, where in _named_places(name, items):
            chapter, _, anchor = where.partition("#")
            if chapter in unread:
                continue
            if chapter not in known:
                message = f"{chapter!r} is not a chapter. {nearest(chapter, list(known))}"
                yield data.reporting.problem(path, message)
            elif anchor and anchor not in known[chapter]:
                message = f"{chapter} has no heading {anchor!r}. {nearest(anchor, list(known[chapter]))}"
                yield data.reporting.problem(path, message)


def _named_places(standard: str, items: Mapping[str, ReportedItem]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every place that the answers on a standard name, each after its path in the file."""
    for number, item in items.items():
        path = ("standards", standard, number)
        yield from (((*path, "where", i), where) for i, where in enumerate(item.where))
        if item.once_signed is not None:
            yield from (((*path, "once_signed", "where", i), where) for i, where in enumerate(item.once_signed.where))


def found_pages_exist(data: Loaded) -> Iterator[Problem]:
    """Every page that words of the search lead to is a chapter."""
    if data.config is None or not data.config.content.found_by:
        return
    known = [place(file, data.root) for file, _ in every_chapter(data.root)]
    for page in data.config.content.found_by:
        if page not in known:
            yield data.config.problem(("found_by", page), f"{page!r} is not a chapter. {nearest(page, known)}")


def met_items_are_on_their_pages(data: Loaded) -> Iterator[Problem]:
    """Where the review asks for it: an item that is said to be met has, on its pages, what can be compared with it."""
    if data.reporting is None or data.config is None or not data.config.content.reporting_is_compared:
        return
    readable = {place(file, data.root): file for file, fault in every_chapter(data.root) if fault is None}
    followed = data.reporting.content.standards
    for name, items in followed.items():
        for item in standards()[name].items:
            given = items[item.id]
            if given.reported is not Reported.MET:
                continue
            files = [file for where in given.where if (file := readable.get(where.partition("#")[0])) is not None]
            titles = [next(iter(headings(file).values()), "").lower() for file in files]
            texts = [file.read_text("utf-8", errors="ignore").lower() for file in files]
            fault = ""
            if item.title_says and not any(all(word.lower() in title for word in item.title_says) for title in titles):
                fault = f"no page that it names has {' and '.join(map(repr, item.title_says))} in its title"
            elif item.text_says and not any(word.lower() in text for text in texts for word in item.text_says):
                fault = f"no page that it names has one of these words: {', '.join(item.text_says)}"
            elif item.whole in followed:
                short = [number for number, one in followed[item.whole].items() if one.reported in NOT_WHOLE]
                fault = f"of {item.whole}, not met as a whole: {', '.join(short)}" if short else ""
            if fault:
                yield data.reporting.problem(
                    ("standards", name, item.id, "reported"),
                    f"said to be met, but {fault}. Write what the item asks ({item.asks.rstrip('.')}), or say "
                    "`partly` or `not-done` with a note.",
                )


def results_are_not_typed(data: Loaded) -> Iterator[Problem]:
    """No result is typed into prose: what is computed in the build cannot differ from the data.

    A text that data/review.yaml allows in the chapter by name may hold a number.
    """
    allowed = data.config.content.allowed_in_chapters if data.config else ()
    for file in filter(Path.is_file, chapter_files(data.root)):
        texts = [one.text.strip() for one in allowed if one.chapter == place(file, data.root)]
        for number, line in enumerate(file.read_text("utf-8", errors="ignore").splitlines(), 1):
            for text in texts:
                line = line.replace(text, "")
            prose = LEVEL.sub("", CODE.sub("", line))
            if typed := TYPED.search(prose):
                message = (
                    f"{typed[0]!r} is typed. Write `{{result}}` with the name of the result, which the build computes; "
                    "`review results` lists the names. What is no result is allowed by name, under "
                    "`allowed_in_chapters` in data/review.yaml."
                )
                yield Problem(str(file.relative_to(data.root)), number, "", message)


def tables_have_every_subgroup(data: Loaded) -> Iterator[Problem]:
    """A table with the size of one subgroup of a pool has those of all: else its rows do not add up to the pool."""
    if data.config is None:
        return
    declared = {name: [one.id for one in pool.subgroups] for name, pool in data.config.content.pools.items()}
    for file in filter(Path.is_file, chapter_files(data.root)):
        lines = file.read_text("utf-8", errors="ignore").splitlines()
        for is_table, rows in groupby(enumerate(lines, 1), lambda one: one[1].lstrip().startswith("|")):
            if not is_table:
                continue
            at: dict[str, dict[str, int]] = {}
            for number, row in rows:
                for pool, part in SIZE.findall(row):
                    if part in declared.get(pool, ()):
                        at.setdefault(pool, {}).setdefault(part, number)
            for pool, given in at.items():
                if missing := [part for part in declared[pool] if part not in given]:
                    message = (
                        f"this table has the size of some subgroups of {pool}, not of {', '.join(missing)}, so that "
                        "its rows do not add up. Add a row for each."
                    )
                    yield Problem(str(file.relative_to(data.root)), max(given.values()), "", message)


CHECKS = (
    chapters_are_text,
    chapters_hold_what_they_may,
    results_are_not_typed,
    tables_have_every_subgroup,
    exceptions_are_used,
    places_exist,
    found_pages_exist,
    met_items_are_on_their_pages,
)
