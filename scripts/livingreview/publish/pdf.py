"""The book as a PDF, typeset by LaTeX; the previous PDF is kept until the new one is complete and free of faults."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from . import progress
from .building import MADE_FROM, Build, fingerprint
from .typeset import TEX_NAME, errors, faults, run_latex, with_breaks, with_fallback
from .workplace import BUILT, NotBuilt, dated, replace

PDF = BUILT / "pdf" / "book.pdf"
# Required program or file, and the Debian package that provides it.
NEEDED = {
    "xelatex": "texlive-xetex",
    "latexmk": "latexmk",
    "/usr/share/texlive/texmf-dist/fonts/tfm/adobe/zapfding/pzdr.tfm": "texlive-fonts-recommended",
    "/usr/share/texmf/tex/latex/lm/lmodern.sty": "lmodern",
    "/usr/share/fonts/opentype/freefont/FreeSerif.otf": "fonts-freefont-otf",
}


def require_packages(what: str, needed: Mapping[str, str] = MappingProxyType(NEEDED)) -> None:
    """Raise NotBuilt if Debian packages are missing; `needed` has the package of each program or file."""
    missing = [
        package
        for need, package in needed.items()
        if not (Path(need).is_file() if need.startswith("/") else shutil.which(need))
    ]
    if missing:
        raise NotBuilt(
            f"The {what} needs these Debian packages: {', '.join(missing)}. "
            f"Install with: apt-get install --no-install-recommends {' '.join(missing)}"
        )


def build_pdf(build: Build) -> None:
    """Typeset the book into _build/pdf. Raises NotBuilt if anything fails; the previous PDF is kept."""
    not_built = f"The PDF was not built; {PDF} is still the previous one."
    folder = build.pages("latex", not_built)
    progress.stage("Typesetting the PDF")
    source = folder / f"{TEX_NAME}.tex"
    source.write_text(with_fallback(with_breaks(source.read_text("utf-8"))), "utf-8")
    done = run_latex(source, dated(build.review.config.date))
    log_file, tex = source.with_suffix(".log"), source.read_text("utf-8")
    log = log_file.read_text("utf-8", errors="replace") if log_file.is_file() else ""
    found = [str(fault) for fault in (errors(log, tex, source.name) if done.returncode else faults(log, tex))]
    if done.returncode or found:
        found = found or [(done.stdout + done.stderr)[-500:]]
        raise NotBuilt("\n".join([*found, not_built, f"The log is {folder / TEX_NAME}.log."]))
    pdf = build.root / PDF
    replace(folder / f"{TEX_NAME}.pdf", pdf)
    pdf.with_name(MADE_FROM).write_text(fingerprint(build.root), "utf-8")
    progress.stage(f"The PDF is {PDF}.")
