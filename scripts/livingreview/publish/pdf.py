"""The book as a PDF, set by Typst; the previous PDF is kept until the new one is complete and free of faults."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from types import MappingProxyType

from ..render.layout import LayoutError
from . import progress
from .building import MADE_FROM, WORK, Build, fingerprint
from .workplace import BUILT, NotBuilt, replace

PDF = BUILT / "pdf" / "book.pdf"
# Required program, and the Debian package that provides it. It finds words beyond a margin or over each other.
NEEDED = {"pdftotext": "poppler-utils"}


def require_packages(what: str, needed: Mapping[str, str] = MappingProxyType(NEEDED)) -> None:
    """Raise NotBuilt if Debian packages are missing; `needed` has the package of each program."""
    missing = [package for need, package in needed.items() if not shutil.which(need)]
    if missing:
        raise NotBuilt(
            f"The {what} needs these Debian packages: {', '.join(missing)}. "
            f"Install with: apt-get install --no-install-recommends {' '.join(missing)}"
        )


def build_pdf(build: Build) -> None:
    """Typeset the book into _build/pdf. Raises NotBuilt if anything fails; the previous PDF is kept."""
    from .manuscript.engine import TypesettingError
    from .manuscript.items import ConversionError
    from .printed.write import write_book

    not_built = f"The PDF was not built; {PDF} is still the previous one."
    chapters = build.for_paper(not_built)
    progress.stage("Writing the PDF")
    folder = build.root / WORK / "pdf"
    folder.mkdir()
    try:
        made = write_book(build.book.results, chapters, folder)
    except (ConversionError, LayoutError, TypesettingError) as error:
        raise NotBuilt(f"{error}\n{not_built}") from error
    pdf = build.root / PDF
    replace(made, pdf)
    pdf.with_name(MADE_FROM).write_text(fingerprint(build.root), "utf-8")
    progress.stage(f"The PDF is {PDF}.")
