"""A new publication: its file, its record in references.bib and its line of the screening log, all or none."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ...records.reference import Reference
from ...records.runs import alone
from ...schema import Record, ReviewConfig, Vocabulary
from ...store.around import FOLDERS
from ...store.bibliography import BIB_FILE, Bibliography, Names, Undecodable, read_bibliography
from ...store.problems import DataError, Problem
from ...store.reading import read
from ...store.tables import MAX_BYTES
from ...store.texts import read_text
from .asking import BACK, Asking, Back, Form
from .citing import entry_of, named, typed_names, with_entry
from .finding import WHAT, reference_of
from .keys import STUDIES, TRIALS
from .log_line import LEAST_TITLE, letters, line_of, record_of, refuse_decided
from .plan import Plan, plan
from .skeleton import skeleton
from .trial import trial_text, without_results
from .writing import write_all

FORMS = {
    "year": Form(re.compile(r"(19|20)\d\d"), "a year of four digits"),
    "url": Form(re.compile(r"https?://\S+"), "an address that begins with https://"),
}


@dataclass(frozen=True)
class Written:
    """A new publication: its key, the files that were written, and the record of the log that it had already."""

    key: str
    files: tuple[str, ...]
    known: Record | None


def new_study(root: Path, given: str, asking: Asking, say: Callable[[str], None], *, offline: bool) -> Written:
    """Ask, look up, and write. Raises DataError, before anything is written, for what cannot be added."""
    loaded, problems = read(root, ())
    if loaded.vocabulary is None or loaded.config is None:
        raise DataError(problems)
    given = given or asking.text("source", f"What do you add? {WHAT[0].upper()}{WHAT[1:]}; empty to type it in")

    def choose(question: str, lines: list[str]) -> int:
        return asking.place("record", question, lines)

    reference = reference_of(given, choose, say, offline=offline) if given else Reference("typed")
    bibliography, _ = read_bibliography(root / BIB_FILE)
    taken = loaded.ids | set(bibliography)
    found = reference
    asking.from_here()
    if asking.questions:
        say(f"{BACK} in place of an answer goes back one question.")
    while True:
        try:
            reference, names = _described(asking, found)
            known = record_of(loaded.log.rows, reference)
            if known is not None:
                refuse_decided(known)
            _refuse_cited(root, bibliography, loaded.ids, reference)
            family = names.people[0].family if names.people else ""
            made = plan(asking, reference, family, loaded.vocabulary.content, loaded.config.content, taken, known)
            break
        except Back:
            asking.go_back()
    topic = (loaded.vocabulary.content, loaded.config.content)
    texts = {
        **_data_file(root, made, reference, *topic, say),
        BIB_FILE: _bibliography(root, made, reference, names, bibliography),
    }
    if made.log:
        first = names.people[0].listed if names.people else ""
        name, text = line_of(root, made.key, reference, first, made.log, made.read, known)
        texts[name] = text
    with alone(root):
        write_all(root, texts)
    return Written(made.key, tuple(texts), known)


def _data_file(
    root: Path,
    made: Plan,
    reference: Reference,
    vocabulary: Vocabulary,
    config: ReviewConfig,
    say: Callable[[str], None],
) -> dict[str, str]:
    """The file in data/studies; of a registered trial without results, the one in data/trials."""
    same = [
        (number, name)
        for number in reference.registrations
        for folder in FOLDERS[:2]
        for file in sorted((root / folder).glob("*.yaml"))
        if re.search(rf"\b{re.escape(number)}\b", file.read_text("utf-8", errors="replace"))
        for name in [f"{folder}/{file.name}"]
    ]
    if without_results(reference):
        if same:
            message = f"{same[0][0]} is there already."
            raise DataError([Problem(same[0][1], 0, "registry", message)])
        return {f"{TRIALS}/{made.key}.yaml": trial_text(made, reference, vocabulary, config)}
    for number, name in same:
        say(f"{number} is also in {name}. If both report the same patients, say so under `cohort` in both files.")
    return {f"{STUDIES}/{made.key}.yaml": skeleton(made, reference, vocabulary, config)}


def _described(asking: Asking, reference: Reference) -> tuple[Reference, Names]:
    """The record with what was typed in place of, or for want of, what the source gives."""
    typed: dict[str, Any] = {}
    for name, question in (
        ("title", "Title"),
        ("year", "Year"),
        ("journal", "Journal (empty if it is not known)"),
        ("url", "Web address where you read it"),
    ):
        if asking.given.get(name) is not None or not getattr(reference, name):
            typed[name] = asking.text(name, question, form=FORMS.get(name))
    reference = replace(reference, **{name: text for name, text in typed.items() if text})
    if not reference.title:
        raise DataError([Problem("review study", 0, "--title", "is missing. Give the title as printed.")])
    authors = asking.given.get("authors")
    if authors is None and reference.authors:
        return reference, named(reference.authors)
    text = asking.text("authors", "Authors as Family, Given and Family, Given (empty if they are not known)")
    try:
        return reference, typed_names(text) if text else Names()
    except Undecodable as error:
        raise DataError([Problem("review study", 0, "--authors", str(error))]) from None


def _refuse_cited(root: Path, bibliography: Bibliography, ids: frozenset[str], reference: Reference) -> None:
    """Raises DataError if references.bib has the publication."""
    title = letters(reference.title)
    for key, entry in bibliography.items():
        field = entry.fields.get
        same = [
            name
            for name, value in (("doi", reference.doi), ("pmid", reference.pmid))
            if value and field(name, "").lower() == value
        ]
        if not same and len(title) >= LEAST_TITLE and letters(field("title", "")) == title:
            same = ["title"]
        if not same:
            continue
        has = f"it has the file {_file(root, key)}" if key in ids else "chapters cite it, and it has no file in data/"
        message = f"this publication is {key} ({same[0]}): {has}."
        raise DataError([Problem(BIB_FILE, entry.line, key, message)])


def _file(root: Path, key: str) -> str:
    return next(name for folder in FOLDERS if (root / (name := f"{folder}/{key}.yaml")).is_file())


def _bibliography(root: Path, made: Plan, reference: Reference, names: Names, bibliography: Bibliography) -> str:
    text = read_text(root / BIB_FILE, BIB_FILE, MAX_BYTES) if (root / BIB_FILE).is_file() else ""
    return with_entry(text, entry_of(made.key, reference, names, bibliography))
