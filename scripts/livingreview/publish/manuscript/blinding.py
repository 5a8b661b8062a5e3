"""A blinded submission: what reviewers must not read, the folder for it, and a search for what they could read."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from collections.abc import Iterator, Mapping
from html import unescape
from pathlib import Path, PurePosixPath

from ...store import Review

APART = "not-for-reviewers"
WITHHELD = "[withheld for blinded review]"
LISTS = "references/"  # of publications: authors may be among those of the publications that they cite
PACKED = (".zip", ".docx")
PARTS = (".xml", ".rels")  # of a Word file
TAGS = re.compile(r"<[^>]*>")


def identities(review: Review) -> Mapping[str, str]:
    """What says who wrote the review, each text with words for it that do not give it away."""
    found: dict[str, str] = {}
    if review.authors is not None:
        for i, one in enumerate(review.authors.authors, 1):
            found[one.name] = f"the name of author {i}"
            found[one.listed] = f"the name of author {i}"
            if one.email:
                found[one.email] = f"the e-mail address of author {i}"
            if one.orcid:
                found[one.orcid] = f"the ORCID of author {i}"
        for i, place in enumerate(review.authors.affiliations.values(), 1):
            found[place] = f"affiliation {i}"
        if review.authors.acknowledgements:
            found[review.authors.acknowledgements] = "the acknowledgements"
    for name in ("address", "repository"):
        if address := getattr(review.config, name):
            found[str(address).rstrip("/")] = f"the {name} of the review"
    return found


def revealed(folder: Path, review: Review) -> list[str]:
    """What reviewers could read of the authors in the files of a bundle: "supplement.pdf: the name of author 2"."""
    wanted = {_bare(text): what for text, what in identities(review).items()}
    found: dict[str, None] = {}
    for file in sorted(one for one in folder.rglob("*") if one.is_file()):
        name = file.relative_to(folder).as_posix()
        if name.startswith((f"{APART}/", LISTS)):
            continue
        for text in texts(name, file.read_bytes()):
            bare = _bare(text)
            found |= {f"{name}: {what}": None for one, what in wanted.items() if one in bare}
    return list(found)


def texts(name: str, content: bytes) -> Iterator[str]:
    """The text of a file and of its metadata, of files packed in it too; pictures as the characters in them."""
    suffix = PurePosixPath(name).suffix
    if suffix in PACKED:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for inner in packed.namelist():
                if suffix == ".zip" or inner.endswith(PARTS):
                    yield from texts(inner, packed.read(inner))
    elif suffix == ".pdf":
        for program in (["pdftotext", "-", "-"], ["pdfinfo", "-"]):
            yield subprocess.run(program, input=content, capture_output=True).stdout.decode("utf-8", "replace")
    else:
        text = content.decode("utf-8", "replace")
        yield text
        if suffix in (*PARTS, ".svg"):
            yield unescape(TAGS.sub("", text))  # Word divides a name among runs


def _bare(text: str) -> str:
    """A text as compared: case, blanks, line ends, hyphens and ligatures do not count."""
    return re.sub(r"[\s\u00ad\u200b-]", "", text.replace("\ufb01", "fi").replace("\ufb02", "fl")).casefold()
