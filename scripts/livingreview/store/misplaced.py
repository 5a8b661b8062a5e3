"""Files of publications that lie in the wrong folder, or have almost the right name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath

from pydantic import BaseModel

from ..schema import STUDY_ID, Background, Study, Trial
from .documents import Document
from .loaded import Unread
from .problems import DataError, Problem

FOLDERS: dict[str, tuple[type[BaseModel], str]] = {
    "data/studies": (Study, "a publication"),
    "data/trials": (Trial, "a registered trial"),
    "data/context": (Background, "background"),
}
ID = re.compile(STUDY_ID)
YAML = re.compile(r"(.+?)(\.ya?ml)(\.txt)?", re.IGNORECASE | re.DOTALL)  # editors and systems add endings of their own


def is_named(file: Path) -> bool:
    """Whether the name is an id and `.yaml`."""
    return file.suffix == ".yaml" and ID.fullmatch(file.stem) is not None


def meant(file: Path) -> str | None:
    """The id that a file should have by its name, or None for what is no file of a publication."""
    found = YAML.fullmatch(file.name)
    key = re.sub(r"[^a-z0-9]+", "-", found[1].lower()).strip("-") if found else ""
    return key or None


def misnamed(file: Path) -> str:
    """What is wrong with such a name."""
    return (
        "has another name than files of publications: lower-case letters, digits and single hyphens, then `.yaml`. "
        f"Rename it to {meant(file)}.yaml."
    )


def misplaced(file: Unread, folder: str) -> Unread | None:
    """The file with one problem, that it belongs to another folder, if its fields are those of files there."""
    data = file.document.data if file.document is not None else None
    if not isinstance(data, dict) or folder not in FOLDERS:
        return None
    unknown = _unknown(data)
    best = min(unknown, key=lambda name: unknown[name])
    if unknown[folder] < 2 or unknown[best] * 3 > unknown[folder]:
        return None
    place, what = f"{best}/{PurePosixPath(file.name).name}", FOLDERS[best][1]
    return replace(
        file, part=None, problems=(Problem(file.name, 0, "", f"has the fields of {what}. Move it to {place}."),)
    )


def astray_in(root: Path, known: Collection[str]) -> dict[str, dict[str, Unread]]:
    """Files of publications in data/ itself, by the folder to which they belong, and their id."""
    found: dict[str, dict[str, Unread]] = defaultdict(dict)
    for file in sorted((root / "data").glob("*")):
        key, name = meant(file), f"data/{file.name}"
        if key is None or file.stem in known or not file.is_file():
            continue
        try:
            data = Document(file, name).data
        except DataError:
            data = {}
        unknown = _unknown(data)
        best = min(unknown, key=lambda folder: unknown[folder])
        message = f"is in the folder above its own. Move it to {best}/{key}.yaml."
        found[best][key] = Unread(name, (Problem(name, 0, "", message),))
    return found


def _unknown(data: Mapping[str, object]) -> dict[str, int]:
    """How many fields of a file are unknown in each folder."""
    return {name: len(data.keys() - model.model_fields.keys()) for name, (model, _) in FOLDERS.items()}
