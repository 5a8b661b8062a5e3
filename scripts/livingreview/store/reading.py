"""Reading every file of a review, as far as it can be read."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from ..schema import (
    Audit,
    Authors,
    Background,
    Certainty,
    Extract,
    Pathway,
    Reporting,
    ReviewConfig,
    SearchStatus,
    Settlement,
    Study,
    Trial,
    TrustScreen,
    Vocabulary,
)
from ..schema.base import ROLE
from .bibliography import BIB_FILE, read_bibliography
from .decisions import read_decisions
from .documents import Document
from .loaded import File, Folder, Loaded, Unread
from .misplaced import astray_in, is_named, meant, misnamed, misplaced
from .models import as_model
from .parts import unread
from .problems import DataError, Problem
from .screening import read_log
from .searches import Searches, read_searches
from .texts import MAX_BYTES, file_fault

M = TypeVar("M", bound=BaseModel)
KEEPS_A_FOLDER = ".gitkeep"  # an empty folder, in git
AUDITS = "data/audits"  # one file an audit: DAY-SEED.yaml
SETTLED = "data/extractions/decisions"  # one file a publication
EXTRACTIONS = "data/extractions"  # a folder a role, with its reading of each publication
KNOWN = ("review", "vocabulary", "authors", "reporting", "certainty", "pathway", "trust")  # files of data/ itself


def read(root: Path, only: Collection[str] | None = None) -> tuple[Loaded, list[Problem]]:
    """What can be read of the review in a folder, and why the rest cannot.

    With `only`, of the publications, trials and background publications those of these ids: of the others, their ids
    are known, and of their records in references.bib what has to differ between any two. Optional files are read if
    they name one of these ids.
    """
    problems: list[Problem] = []

    def usable(found: File[M] | Unread) -> File[M] | None:
        if isinstance(found, Unread):
            problems.extend(found.problems)
            return None
        return found

    def optional(name: str, model: type[M]) -> File[M] | None:
        if only is not None and not _mentions(root / name, name, only):
            return None
        return usable(read_file(root, name, model, terms)) if os.path.lexists(root / name) else None

    def folder(name: str, model: type[M]) -> Folder[M]:
        found = read_folder(root, name, model, terms, only)
        astray = {key: file for key, file in loose.get(name, {}).items() if only is None or key in only}
        found = replace(found, unread={**astray, **found.unread})
        problems.extend(problem for file in found.unread.values() for problem in file.problems)
        problems.extend(strays(root, name))
        return found

    vocabulary = usable(read_file(root, "data/vocabulary.yaml", Vocabulary, None))
    terms = vocabulary.content if vocabulary else None
    loose = astray_in(root, KNOWN)
    bibliography, found = read_bibliography(root / BIB_FILE, only)
    config = usable(read_file(root, "data/review.yaml", ReviewConfig, terms))
    if config is not None:
        bibliography = bibliography.following(config.content.may_link)
    log, unlogged = read_log(root)
    searches, unsearched = read_searches(root)
    decisions, undecided = read_decisions(root)
    readings, unusable = read_extractions(root, terms, only)
    settled = read_folder(root, SETTLED, Settlement, terms, only)
    audits = read_folder(root, AUDITS, Audit, terms)
    for folder_name, files in ((SETTLED, settled), (AUDITS, audits)):
        unusable += [problem for file in files.unread.values() for problem in file.problems]
        unusable += strays(root, folder_name)
    problems += [*found, *unlogged, *unsearched, *undecided, *unusable]
    loaded = Loaded(
        root,
        vocabulary,
        _with_runs(config, searches),
        folder("data/studies", Study),
        folder("data/trials", Trial),
        folder("data/context", Background),
        bibliography,
        log,
        optional("data/authors.yaml", Authors),
        optional("data/reporting.yaml", Reporting),
        optional("data/certainty.yaml", Certainty),
        optional("data/pathway.yaml", Pathway),
        searches,
        decisions,
        optional("data/trust.yaml", TrustScreen),
        readings,
        settled,
        audits,
    )
    if not (root / "data" / "studies").is_dir():  # a review need not have trials or context
        problems.append(Problem("data/studies", 0, "", "is missing. One folder with a file a publication."))
    return loaded, problems


def _mentions(file: Path, name: str, keys: Collection[str]) -> bool:
    """Whether a file, as far as it may be read, may name one of these ids."""
    readable = file.is_file() and file_fault(file, name, MAX_BYTES) is None
    text = file.read_text("utf-8", errors="replace") if readable else ""
    return any(key in text for key in keys)


def read_config(root: Path) -> ReviewConfig:
    """data/review.yaml alone, whatever the state of the other files. Raises DataError where it cannot be used."""
    vocabulary = read_file(root, "data/vocabulary.yaml", Vocabulary, None)
    if isinstance(vocabulary, Unread):
        raise DataError(vocabulary.problems)
    config = read_file(root, "data/review.yaml", ReviewConfig, vocabulary.content)
    if isinstance(config, Unread):
        raise DataError(config.problems)
    return config.content


def _with_runs(config: File[ReviewConfig] | None, searches: Searches) -> File[ReviewConfig] | None:
    """The review with the day of its searches, where data/searches has their runs."""
    if config is None:
        return None
    last: dict[str, date] = {}
    for run in searches.runs.rows:
        last[run.log] = max(run.date, last.get(run.log, run.date))
    changed = [
        search.model_copy(
            update={"status": SearchStatus.RUN, "last_run": max(last[search.log], search.last_run or date.min)}
        )
        if search.log in last
        else search
        for search in config.content.searches
    ]
    return replace(config, content=config.content.model_copy(update={"searches": changed})) if last else config


def read_file(root: Path, name: str, model: type[M], vocabulary: Vocabulary | None) -> File[M] | Unread:
    """One YAML file as `model`; terms are judged by the vocabulary, where there is one."""
    document = None
    try:
        document = Document(root / name, name)
        return File(as_model(document, model, vocabulary), document)
    except DataError as error:
        return unread(root / name, name, model, vocabulary, document, error.problems)


def read_folder(
    root: Path, name: str, model: type[M], vocabulary: Vocabulary | None, only: Collection[str] | None = None
) -> Folder[M]:
    """Every <id>.yaml of a folder, by id; with `only`, those of these ids, and the ids of the others.

    A file whose name is almost right is one that cannot be used, under the id that it should have.
    """
    ids = [file.stem for file in _inside(root / name) if is_named(file)]
    wanted = [key for key in ids if only is None or key in only]
    found = {key: read_file(root, f"{name}/{key}.yaml", model, vocabulary) for key in wanted}
    faulty = {key: misplaced(file, name) or file for key, file in found.items() if isinstance(file, Unread)}
    for file in _inside(root / name):
        key = meant(file)
        if key is not None and key not in ids and not is_named(file) and (only is None or key in only):
            faulty[key] = Unread(f"{name}/{file.name}", (Problem(f"{name}/{file.name}", 0, "", misnamed(file)),))
    return Folder(
        {key: file for key, file in found.items() if isinstance(file, File)},
        faulty,
        frozenset(ids) - frozenset(wanted),
    )


def read_extractions(
    root: Path, vocabulary: Vocabulary | None, only: Collection[str] | None = None
) -> tuple[Mapping[str, Folder[Extract]], list[Problem]]:
    """The readings of each role, by the name of its folder, and what is wrong with them."""
    found: dict[str, Folder[Extract]] = {}
    problems: list[Problem] = []
    for folder in _inside(root / EXTRACTIONS):
        name = f"{EXTRACTIONS}/{folder.name}"
        if name == SETTLED:
            continue
        if not folder.is_dir() or not re.fullmatch(ROLE, folder.name.replace("-", " ")):
            if folder.name != KEEPS_A_FOLDER:
                message = "does not belong here. Allowed: a folder a role, such as extractor-2."
                problems.append(Problem(name, 0, "", message))
            continue
        found[folder.name] = read_folder(root, name, Extract, vocabulary, only)
        problems += [problem for file in found[folder.name].unread.values() for problem in file.problems]
        problems += strays(root, name)
    return found, problems


def strays(root: Path, name: str) -> list[Problem]:
    """Files of a folder that are not of a publication."""
    ids = {file.stem for file in _inside(root / name) if is_named(file)}
    return [
        Problem(f"{name}/{file.name}", 0, "", "does not belong here. Allowed: <id>.yaml files.")
        for file in _inside(root / name)
        if not is_named(file) and (meant(file) is None or meant(file) in ids) and file.name != KEEPS_A_FOLDER
    ]


def _inside(folder: Path) -> Iterable[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else ()
