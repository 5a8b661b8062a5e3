"""Everything that a journal asks for, in a dated folder and a zip file."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import panflute as pf
from PIL import Image

from ...render.parts import on_paper, read_manifest
from ...store import Review
from ...subjects.data.model import OPEN_DATA
from ...subjects.data.references import REFERENCES, ris
from .. import progress
from ..building import Build, inputs, listed_files
from ..workplace import BUILT
from . import against, graphical, meca, word
from .abbreviations import records
from .against import Earlier
from .assemble import Paper
from .blinding import APART, revealed
from .checklists import checklist
from .engine import picture
from .forms import forms, reply
from .jats import picture_name
from .journals import exceeded
from .pandoc import pandoc
from .references import incomplete
from .tracked import with_numbers
from .write import (
    DEFAULT_LOOK,
    Look,
    Made,
    copy_pictures,
    make,
    metadata,
    resolved,
    write_files,
    write_paper,
    write_word,
)

FOLDER = BUILT / "submission"
TIFF_DPI = 600
SUMS, MANIFEST = "SHA256SUMS", "manifest.json"
# Descriptions of folders and files in the bundle; the first match is printed in the manifest.
CONTENTS = {
    "title-page.pdf": "The title page as a PDF.",
    "title-page.docx": "The title page as a Word document.",
    "manuscript.pdf": "The article as a PDF.",
    "manuscript.docx": "The article as a Word document.",
    "manuscript.xml": "The article as JATS XML; its pictures are in figures/.",
    "supplement.pdf": "The supplementary file as a PDF.",
    "supplement.docx": "The supplementary file as a Word document.",
    "highlights.docx": "Highlights: the key points as a file of their own.",
    "graphical-abstract": "The graphical abstract: question, result and certainty in one picture.",
    "figures/legends": "Legends of all figures.",
    "figures/": "Single figures, named by number; S marks those of the supplement.",
    "checklists/": "Reporting checklists, with the pages of the article.",
    "forms/cover-letter": "Draft of the letter to the editor.",
    "forms/contributions": "Contributions of the authors by the roles of CRediT.",
    "forms/disclosures": "Disclosures of each author, as the form of the ICMJE asks for them.",
    "forms/statements": "Statements on data, funding, ethics and interests, for the fields of a submission system.",
    "changes/reply-to-reviewers": "Template of the reply to the reviewers.",
    "changes/manuscript-changes": "The article with its changes since the earlier one marked.",
    "changes/numbers-changed": "Sentences, captions and cells with other numbers than in the earlier article.",
    "changes/changes.csv": "Every sentence, caption and cell of the article that differs from the earlier one.",
    "changes/results.csv": "Results that differ from those of the earlier version.",
    "data/dictionary.csv": "Every column of the tables in data/: its type and meaning.",
    "data/datapackage.json": "Frictionless description of the tables in data/.",
    "data/": "Extracted data and search log.",
    "references/manuscript.": "References of the article in their order for reference managers, as CSL JSON and RIS.",
    "references/": "All references of the review, as BibTeX, RIS and CSL JSON.",
    "transfer.xml": "Where the submission comes from and which journal it goes to (MECA).",
    "source.zip": "Sources of all these files: data, chapters with their code, the software and its tests.",
}
# Added to the inputs of every build, so that the bundle alone can be set up, built and tested again: documents,
# licences, how to cite, the environment, the tests, and the results of simulations. What else lies in the folder of an
# author, such as papers that may not be passed on, stays out.
SET_UP = (
    "*.md",
    "LICENSE*",
    "CITATION.cff",
    ".zenodo.json",
    ".gitignore",
    ".codespell-words",
    ".github",
    "Makefile",
    "pyproject.toml",
    "requirements",
    "docs",
    "changes",
    "bench",
    "tests",
)


@dataclass(frozen=True)
class Open:
    """What is to be done before the article goes to a journal.

    Limits exceeded, what references lack by key, and what reviewers could read of the authors in a blinded bundle.
    """

    exceeds: Sequence[str] = ()
    references: Mapping[str, Sequence[str]] = field(default_factory=dict)
    revealed: Sequence[str] = ()


def build_submission(build: Build, look: Look = DEFAULT_LOOK, earlier: Earlier | None = None) -> None:
    """Write the bundle for submission into _build/submission, from a build with figures for paper.

    With `earlier`, it also holds the article compared with that. Bundles of earlier dates are kept; one of the same
    name is replaced when the new one is complete. Raises NotBuilt or DataError if anything fails.
    """

    def write(review: Review, folder: Path, doctrees: Path, look: Look) -> dict[Path, Path]:
        name = bundle_name(review, look)
        inside = folder / name
        inside.mkdir()
        fill(make(review, doctrees, inside, look), inside, look, earlier)
        # Paths start inside the folder: with manifest.xml at the top, the zip file is a MECA package.
        pack(folder / f"{name}.zip", inside, [one for one in inside.rglob("*") if one.is_file()])
        return {one: build.root / FOLDER / one.name for one in (inside, folder / f"{name}.zip")}

    write_files(build, "submission", write, look)


def bundle_name(review: Review, look: Look) -> str:
    """Name of the bundle: version, date of the data, and draft or final."""
    config = review.config
    journal = f"-{look.journal_name}" if look.journal_name else ""
    return f"submission-{config.version}-{config.date}{journal}-{'draft' if look.draft else 'final'}"


def fill(made: Made, folder: Path, look: Look, earlier: Earlier | None = None) -> None:
    """Add everything except the article and its supplement, which have been written already.

    In a blinded bundle, what names the authors is in a folder of its own, APART.
    """
    manuscript, review, blinded = made.manuscript, made.manuscript.review, look.journal.blinded
    plain = Look(draft=look.draft)
    apart = folder / APART if blinded else folder
    figures(made, folder / "figures", look)
    graphical.write(review, folder)
    (folder / "checklists").mkdir()
    for name in review.followed:
        paper = checklist(review, name, made.pages, blinded)
        write_paper(manuscript, paper, folder / "checklists", plain)
    if manuscript.highlights is not None:
        write_word(manuscript, manuscript.highlights, folder, plain)
    (apart / "forms").mkdir()
    for paper in forms(manuscript):
        write_word(manuscript, paper, apart / "forms", plain)
    data(review.root / OPEN_DATA, folder / "data")
    references(made, folder / "references")
    pack(apart / "source.zip", review.root, sources(review.root))
    if earlier is not None:
        changes(made, folder / "changes", look, earlier)
        if blinded and any(one.startswith("changes/") for one in revealed(folder, review)):
            shutil.move(folder / "changes", apart)  # the earlier text names them
    if (serial := look.journal.serial) is not None:
        (folder / meca.TRANSFER).write_bytes(meca.transfer(review, serial, blinded))
    counts = manuscript.counts
    named = revealed(folder, review) if blinded else []
    for one in named:
        progress.note(f"Reviewers could read in {one}.")
    open_points = Open(exceeded(look.journal, counts), incomplete(review.bibliography, counts.cited), named)
    seal(review, folder, look, open_points)


def references(made: Made, folder: Path) -> None:
    """Write all references of the review, and those of the article for reference managers."""
    folder.mkdir()
    review = made.manuscript.review
    for name in REFERENCES:
        shutil.copy(review.root / OPEN_DATA / name, folder)
    cited = [review.bibliography[key] for key in made.manuscript.article.cited()]
    (folder / "manuscript.json").write_text(records(cited), "utf-8")
    (folder / "manuscript.ris").write_text("\n".join(map(ris, cited)), "utf-8")


def changes(made: Made, folder: Path, look: Look, earlier: Earlier) -> None:
    """Write the article with its changes since an earlier one marked, lists of them, and a reply to be completed."""
    folder.mkdir()
    manuscript = made.manuscript
    write_word(manuscript, reply(), folder, Look(draft=look.draft))
    if earlier.note:
        progress.note(earlier.note)
    if earlier.frozen is not None:
        against.write_results(manuscript.review, folder / "results.csv", earlier)
    before = earlier.text()
    if before is None:
        return
    now = resolved(manuscript, manuscript.article)
    paper, found = against.compared(manuscript, before, earlier.name, now)
    write_paper(manuscript, paper, folder, Look(draft=look.draft))
    against.write_changes(folder / "changes.csv", found)
    write_word(manuscript, against.numbers_paper(manuscript, earlier.name, found), folder, Look(draft=look.draft))
    count = len(with_numbers(found))
    progress.note(f"Against {earlier.name}, {len(found)} sentences, captions or cells differ, {count} in numbers.")


def figures(made: Made, folder: Path, look: Look) -> None:
    """Write every figure as PDF and SVG, those of the article also as PNG, and all legends.

    With `look.tiff`, those of the article are TIFF files too: nearly all of the bundle, and few journals want them.
    """
    copy_pictures(made, folder)
    for paper in (made.manuscript.article, made.manuscript.supplement):
        for number, item in paper.items.items():
            if not number.startswith("Figure"):
                continue
            whole = made.pictures / f"{item.block.identifier.removeprefix('fig-')}.svg"
            drawn, width = on_paper(whole), read_manifest(whole).width
            target = folder / picture_name(number)
            shutil.copy(drawn, target.with_suffix(".svg"))
            target.with_suffix(".pdf").write_bytes(picture(drawn, width, "pdf"))
            if look.tiff and paper is made.manuscript.article:
                with Image.open(io.BytesIO(picture(drawn, width, "png", TIFF_DPI))) as image:
                    image.convert("RGB").save(
                        target.with_suffix(".tif"), compression="tiff_lzw", dpi=(TIFF_DPI, TIFF_DPI)
                    )
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
    pandoc(
        pf.Doc(*blocks, metadata=metadata(made.manuscript, titled)),
        "docx",
        review,
        "-o",
        str(target),
        style=look.journal.style,
    )
    word.finish(target, look.draft, False, False)
    text = pandoc(pf.Doc(*blocks), "plain", review, "--wrap=none")
    (folder / "legends.txt").write_text(text, "utf-8")


def data(tables: Path, folder: Path) -> None:
    """Copy the open data with their description, and write the description as a table too."""
    folder.mkdir()
    package = json.loads((tables / "datapackage.json").read_text("utf-8"))
    for name in [*(table["path"] for table in package["resources"]), "datapackage.json"]:
        shutil.copy(tables / name, folder)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["file", "column", "type", "meaning"])
    for table in package["resources"]:
        for column in table["schema"]["fields"]:
            writer.writerow([table["path"], column["name"], column["type"], column["description"]])
    (folder / "dictionary.csv").write_text(text.getvalue(), "utf-8")


def sources(root: Path) -> list[Path]:
    """All files from which the bundle can be built and tested again."""
    return sorted({*inputs(root), *listed_files(root, SET_UP)})


def pack(target: Path, folder: Path, files: Iterable[Path]) -> None:
    """Write a zip file of files in a folder, under their names in it."""
    word.write_zip(target, [(one.relative_to(folder).as_posix(), one.read_bytes()) for one in sorted(files)])


def seal(review: Review, folder: Path, look: Look, still: Open) -> None:
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
        "journal": look.journal.title,
        "blinded": look.journal.blinded,
        "exceeds": list(still.exceeds),
        "references_lack": dict(still.references),
        "checklists": sorted(review.followed),
        "files": [
            {"path": name, "bytes": (folder / name).stat().st_size, "sha256": checksum(folder / name)} for name in files
        ],
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", "utf-8")
    (folder / "README.txt").write_text(_readme(review, state, files, look, still), "utf-8")
    (folder / meca.MANIFEST).write_bytes(meca.manifest([(name, _content(name)) for name in files]))
    everything = sorted([*files, MANIFEST, meca.MANIFEST, "README.txt"])
    (folder / SUMS).write_text("".join(f"{checksum(folder / name)}  {name}\n" for name in everything), "utf-8")


def _content(name: str) -> str:
    """What a file of the bundle is."""
    bare = name.removeprefix(f"{APART}/")
    return next((what for start, what in CONTENTS.items() if bare.startswith(start)), bare)


def checksum(file: Path) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _readme(review: Review, state: str, files: Iterable[str], look: Look, still: Open) -> str:
    config, blinded = review.config, look.journal.blinded
    shown = {name: what for name, what in CONTENTS.items() if any(one.startswith(name) for one in files)}
    kept = {name: what for name, what in CONTENTS.items() if any(one.startswith(f"{APART}/{name}") for one in files)}
    lacks = [f"  {key}: {', '.join(what)}" for key, what in still.references.items()]
    open_points = [f"  {name}" for name in review.authors.placeholders] if review.authors else ["  data/authors.yaml"]
    return "\n".join(
        [
            config.title,
            f"Version {config.version}, data of {config.date}. State: {state}.",
            f"Journal: {look.journal.title}.",
            *([f"Blinded: {APART}/ names the authors and is for the editor only."] if blinded else []),
            *(["", "Reviewers could read:", *(f"  {one}" for one in still.revealed)] if still.revealed else []),
            *(["", "Beyond its limits:", *(f"  {one}" for one in still.exceeds)] if still.exceeds else []),
            *(["", "References that lack something:", *lacks] if lacks else []),
            *(["", "Author data to be filled in (data/authors.yaml):", *open_points] if open_points else []),
            *([] if review.reporting else ["", "No checklists: data/reporting.yaml is missing."]),
            *([] if look.journal.serial else ["", f"No {meca.TRANSFER}: the profile names no journal (`serial`)."]),
            "",
            *(f"{name}\n    {what}" for name, what in shown.items()),
            *(f"{APART}/{name}\n    {what}" for name, what in kept.items()),
            "",
            f"{MANIFEST} lists every file; {meca.MANIFEST} does so for journals' systems (MECA).",
            f"To verify them: sha256sum --check {SUMS}",
            "",
        ]
    )
