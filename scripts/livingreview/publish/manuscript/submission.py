"""Everything that a journal asks for, in a dated folder and a zip file."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import shutil
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import panflute as pf

from ...render.myst import FIGURES
from ...store import Review
from ...subjects.data.model import OPEN_DATA
from ...subjects.data.references import REFERENCES
from ..building import Build, inputs
from ..workplace import BUILT
from . import meca, word
from .assemble import Paper
from .checklists import checklist
from .jats import picture_name
from .write import (
    DEFAULT_LOOK,
    Look,
    Made,
    copy_pictures,
    draw,
    make,
    metadata,
    pandoc,
    resolved,
    write_files,
    write_paper,
)

FOLDER = BUILT / "submission"
TIFF_DPI = (300, 600)
SUMS, MANIFEST = "SHA256SUMS", "manifest.json"
# Descriptions of folders and files in the bundle; the first match is printed in the manifest.
CONTENTS = {
    "manuscript.pdf": "The article as a PDF.",
    "manuscript.docx": "The article as a Word document.",
    "manuscript.xml": "The article as JATS XML; its pictures are in figures/.",
    "supplement.pdf": "The supplementary file as a PDF.",
    "supplement.docx": "The supplementary file as a Word document.",
    "figures/legends": "Legends of all figures.",
    "figures/": "Single figures, named by number; S marks those of the supplement.",
    "checklists/": "Reporting checklists, with the pages of the article.",
    "data/dictionary.csv": "Every column of the tables in data/: its type and meaning.",
    "data/datapackage.json": "Frictionless description of the tables in data/.",
    "data/": "Extracted data and search log.",
    "references/": "All references of the review, as BibTeX, RIS and CSL JSON.",
    "source/": "Sources of all the files: data, chapters with their code, and the software.",
}
# Added to the inputs of every build: files for setting it up, and licences.
SET_UP = ("Makefile", "README.md", "LICENSE", "LICENSE-CONTENT", "pyproject.toml", "requirements")


def build_submission(build: Build, look: Look = DEFAULT_LOOK) -> None:
    """Write the bundle for submission into _build/submission, from a build with figures for paper.

    Bundles of earlier dates are kept; one of the same name is replaced when the new one is complete. Raises NotBuilt
    or DataError if anything fails.
    """

    def write(review: Review, folder: Path, doctrees: Path, look: Look) -> dict[Path, Path]:
        name = bundle_name(review, look)
        inside = folder / name
        inside.mkdir()
        fill(make(review, doctrees, inside, look), inside, look)
        files = sorted(one for one in inside.rglob("*") if one.is_file())
        # Paths start inside the folder: with manifest.xml at the top, the zip file is a MECA package.
        word.write_zip(folder / f"{name}.zip", [(str(one.relative_to(inside)), one.read_bytes()) for one in files])
        return {one: build.root / FOLDER / one.name for one in (inside, folder / f"{name}.zip")}

    write_files(build, "submission", write, look)


def bundle_name(review: Review, look: Look) -> str:
    """Name of the bundle: version, date of the data, and draft or final."""
    config = review.config
    return f"submission-{config.version}-{config.date}-{'draft' if look.draft else 'final'}"


def fill(made: Made, folder: Path, look: Look) -> None:
    """Add everything except the article and its supplement, which have been written already."""
    review = made.manuscript.review
    figures(made, folder / "figures", look)
    (folder / "checklists").mkdir()
    for name in review.followed:
        paper = checklist(review, name, made.pages)
        write_paper(made.manuscript, paper, folder / "checklists", Look(draft=look.draft))
    data(review.root / OPEN_DATA, folder / "data")
    (folder / "references").mkdir()
    for name in REFERENCES:
        shutil.copy(review.root / OPEN_DATA / name, folder / "references")
    source(review.root, folder / "source")
    seal(review, folder, look)


def figures(made: Made, folder: Path, look: Look) -> None:
    """Write every figure as PDF, SVG and TIFF, those of the article also as PNG for JATS, and all legends."""
    copy_pictures(made, folder)
    drawn = made.manuscript.review.root / FIGURES
    jobs = []
    for paper in (made.manuscript.article, made.manuscript.supplement):
        for number, item in paper.items.items():
            if not number.startswith("Figure"):
                continue
            name = item.block.identifier.removeprefix("fig-")
            for suffix in ("pdf", "svg"):
                shutil.copy(drawn / f"{name}.{suffix}", folder / f"{picture_name(number)}.{suffix}")
            for dpi in TIFF_DPI:
                jobs.append((drawn / f"{name}.pdf", folder / f"{picture_name(number)}-{dpi}dpi", dpi))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(lambda job: draw(*job, "-tiff", "-tiffcompression", "lzw"), jobs))
    legends(made, folder, look)


def legends(made: Made, folder: Path, look: Look) -> None:
    """Write the legends of all figures as Word and plain text, with references numbered as in their document."""
    review = made.manuscript.review
    blocks: list[pf.Block] = []
    for paper, heading in ((made.manuscript.article, "Article"), (made.manuscript.supplement, "Supplement")):
        blocks.append(pf.Header(pf.Str(heading), level=1))
        found = [block for block in resolved(made.manuscript, paper) if isinstance(block, pf.Figure)]
        blocks += [pf.Para(*figure.caption.content[0].content) for figure in found]
    titled = Paper("legends", "Legends of the figures", [], [], blocks, {})
    target = folder / "legends.docx"
    pandoc(pf.Doc(*blocks, metadata=metadata(made.manuscript, titled)), "docx", review, "-o", str(target))
    word.finish(target, look.draft, False, False)
    text = pandoc(pf.Doc(*blocks), "plain", review, "--wrap=none")
    (folder / "legends.txt").write_text(text, "utf-8")


def data(tables: Path, folder: Path) -> None:
    """Copy the open data with their description, and write the description as a table too."""
    folder.mkdir()
    for file in [*sorted(tables.glob("*.csv")), tables / "datapackage.json"]:
        shutil.copy(file, folder)
    package = json.loads((tables / "datapackage.json").read_text("utf-8"))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["file", "column", "type", "meaning"])
    for table in package["resources"]:
        for field in table["schema"]["fields"]:
            writer.writerow([table["path"], field["name"], field["type"], field["description"]])
    (folder / "dictionary.csv").write_text(text.getvalue(), "utf-8")


def source(root: Path, folder: Path) -> None:
    """Copy all files from which the bundle can be built again."""
    set_up = [
        file for name in SET_UP for file in ([root / name] if (root / name).is_file() else (root / name).glob("*"))
    ]
    for file in [*inputs(root), *set_up]:
        target = folder / file.relative_to(root)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, target)


def seal(review: Review, folder: Path, look: Look) -> None:
    """Write the manifests, the README and the checksums of the bundle."""
    config, authors = review.config, review.authors
    files = sorted(str(one.relative_to(folder)) for one in folder.rglob("*") if one.is_file())
    state = look.draft or "final"
    manifest = {
        "title": config.title,
        "version": config.version,
        "date": str(config.date),
        "state": state,
        "placeholders": authors.placeholders if authors else ["data/authors.yaml"],
        "checklists": sorted(review.followed),
        "files": [
            {"path": name, "bytes": (folder / name).stat().st_size, "sha256": checksum(folder / name)} for name in files
        ],
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", "utf-8")
    (folder / "README.txt").write_text(_readme(review, state, files), "utf-8")
    described = [
        (name, next((what for start, what in CONTENTS.items() if name.startswith(start)), name)) for name in files
    ]
    (folder / meca.MANIFEST).write_bytes(meca.manifest(described))
    everything = sorted([*files, MANIFEST, meca.MANIFEST, "README.txt"])
    (folder / SUMS).write_text("".join(f"{checksum(folder / name)}  {name}\n" for name in everything), "utf-8")


def checksum(file: Path) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _readme(review: Review, state: str, files: Iterable[str]) -> str:
    config = review.config
    held = [f"{name}\n    {what}" for name, what in CONTENTS.items() if any(one.startswith(name) for one in files)]
    open_points = [f"  {name}" for name in review.authors.placeholders] if review.authors else ["  data/authors.yaml"]
    return "\n".join(
        [
            config.title,
            f"Version {config.version}, data of {config.date}. State: {state}.",
            *(["", "Author data to be filled in (data/authors.yaml):", *open_points] if open_points else []),
            *([] if review.reporting else ["", "No checklists: data/reporting.yaml is missing."]),
            "",
            *held,
            "",
            f"{MANIFEST} lists every file; {meca.MANIFEST} does so for journals' systems (MECA).",
            f"To verify them: sha256sum --check {SUMS}",
            "",
        ]
    )
