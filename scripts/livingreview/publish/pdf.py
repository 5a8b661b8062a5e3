"""The book as a PDF, typeset by LaTeX; the previous PDF is kept until the new one is complete and free of faults."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from ..store import load
from .site import MADE_FROM, fingerprint, run_book, write_inputs
from .typeset import TEX_NAME, faults, run_latex, with_fallback

WORK = Path("_build") / "work-pdf"
PDF = Path("_build") / "pdf" / "book.pdf"
# Required program or file, and the Debian package that provides it.
NEEDED = {
    "xelatex": "texlive-xetex",
    "latexmk": "latexmk",
    "/usr/share/texlive/texmf-dist/fonts/tfm/adobe/zapfding/pzdr.tfm": "texlive-fonts-recommended",
    "/usr/share/texmf/tex/latex/lm/lmodern.sty": "lmodern",
    "/usr/share/fonts/opentype/freefont/FreeSerif.otf": "fonts-freefont-otf",
    "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf": "fonts-droid-fallback",
}


def missing_packages() -> list[str]:
    """Debian packages that the PDF needs and that are not installed."""
    return [
        package
        for need, package in NEEDED.items()
        if not (Path(need).is_file() if need.startswith("/") else shutil.which(need))
    ]


def build_pdf(root: Path) -> int:
    """Check the data, execute every chapter and typeset the book into _build/pdf. Returns the exit code."""
    if missing := missing_packages():
        print(
            f"The PDF needs these Debian packages: {', '.join(missing)}. "
            f"Install with: apt-get install --no-install-recommends {' '.join(missing)}",
            file=sys.stderr,
        )
        return 1
    review = load(root)
    write_inputs(review)
    if not run_book(root, WORK, "latex"):
        print(f"The PDF was not built; {PDF} is still the previous one.", file=sys.stderr)
        return 1
    folder = root / WORK / "_build" / "latex"
    source = folder / f"{TEX_NAME}.tex"
    source.write_text(with_fallback(source.read_text("utf-8")), "utf-8")
    done = run_latex(source)
    log = (folder / f"{TEX_NAME}.log").read_text("utf-8", errors="replace") if done.returncode == 0 else ""
    found = faults(log, source.read_text("utf-8"))
    if done.returncode or found:
        for fault in found:
            print(fault, file=sys.stderr)
        if done.returncode:
            print("\n".join(line for line in done.stdout.splitlines() if line.startswith(("!", "l."))), file=sys.stderr)
        print(f"The PDF was not built; {PDF} is still the previous one.", file=sys.stderr)
        print(f"The log is {folder / TEX_NAME}.log.", file=sys.stderr)
        return 1
    (root / PDF).parent.mkdir(parents=True, exist_ok=True)
    shutil.move(folder / f"{TEX_NAME}.pdf", root / PDF)
    (root / PDF).with_name(MADE_FROM).write_text(fingerprint(root), "utf-8")
    shutil.rmtree(root / WORK)
    print(f"The PDF is {PDF}.")
    return 0
