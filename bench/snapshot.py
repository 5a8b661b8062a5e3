"""Snapshots of everything that the book computes, for comparing two states of the code.

    python bench/snapshot.py FOLDER          # chapters/*.txt, figures/*.svg, studies/*.md, results.tsv, times.tsv
    python bench/snapshot.py --compare A B   # every difference in texts, results, and words and coordinates of figures

The cells of all chapters run in one process, without Jupyter and Sphinx, so that a snapshot takes a minute or two.
times.tsv holds the CPU time of each cell.
"""

from __future__ import annotations

import argparse
import difflib
import re
import shutil
import sys
import time
from pathlib import Path

from livingreview import load
from livingreview.book import Book
from livingreview.publish.cells import call, cells
from livingreview.publish.study_pages import write_study_pages
from livingreview.render.myst import FIGURES
from livingreview.store.chapters import RESULT, chapter_files

NUMBER = re.compile(r"-?\d+\.?\d*(?:e-?\d+)?")
NEAR = 0.02  # points by which coordinates may differ


def snapshot(root: Path, folder: Path) -> None:
    """Run every cell of every chapter and resolve every result that prose uses; write all of it to `folder`."""
    opened = Book(load(root))
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "chapters").mkdir(parents=True)
    shutil.rmtree(root / FIGURES, ignore_errors=True)
    times, outputs = [], {}
    for cell in cells(root):
        start = time.process_time()
        shown = call(opened, cell.source)
        times.append((time.process_time() - start, cell.chapter, cell.last))
        texts = outputs.setdefault(cell.chapter, [])
        texts.append(f"# {len(texts)} {cell.last}\n{getattr(shown, 'data', '')}\n")
    for chapter, texts in outputs.items():
        (folder / "chapters" / f"{chapter.replace('/', '--')}.txt").write_text("\n".join(texts), "utf-8")
        print(f"{chapter}: {sum(t for t, c, _ in times if c == chapter):.1f} s", file=sys.stderr)
    results = opened.results
    names = {name for file in chapter_files(root) for name in RESULT.findall(file.read_text("utf-8"))}
    lines = []
    for name in sorted(names):
        result = results[name]
        lines.append(f"{name}\t{result.text}\t{result.marks}\t{result.study}")
    (folder / "results.tsv").write_text("\n".join(lines) + "\n", "utf-8")
    times.sort(reverse=True)
    (folder / "times.tsv").write_text("".join(f"{t:.2f}\t{c}\t{cell}\n" for t, c, cell in times), "utf-8")
    shutil.copytree(root / FIGURES, folder / "figures")
    write_study_pages(opened.review)
    shutil.copytree(root / "chapters" / "studies", folder / "studies")
    print(f"{sum(t for t, *_ in times):.0f} s of CPU in cells", file=sys.stderr)


def differences(one: Path, other: Path) -> list[str]:
    """One line or block per file that differs: texts as a unified diff, figures by words and largest shift."""
    found = []
    kinds = {".txt", ".tsv", ".svg", ".md"}
    files = {f.relative_to(d) for d in (one, other) for f in d.rglob("*") if f.suffix in kinds}
    for name in sorted(files - {Path("times.tsv")}):
        texts = [(d / name).read_text("utf-8") if (d / name).is_file() else None for d in (one, other)]
        if None in texts:
            found.append(f"{name}: only in {other if texts[0] is None else one}")
        elif texts[0] != texts[1]:
            found.append(figure(name, *texts) if name.suffix == ".svg" else text(name, *texts))
    return [difference for difference in found if difference]


def text(name: Path, old: str, new: str) -> str:
    """Unified diff of two texts."""
    lines = difflib.unified_diff(old.splitlines(), new.splitlines(), str(name), str(name), lineterm="", n=0)
    return "\n".join(lines)


def figure(name: Path, old: str, new: str) -> str:
    """How two SVG files differ: in elements and words, or else in coordinates by more than NEAR; empty if neither."""
    shapes = [NUMBER.sub("#", svg) for svg in (old, new)]
    if shapes[0] != shapes[1]:
        words = [re.findall(r"<!-- (.*?) -->|>([^<>\s][^<>]*)<", svg) for svg in (old, new)]
        words = [[a or b for a, b in found] for found in words]
        changed = [w for w in difflib.ndiff(*words) if w[0] in "+-"] if words[0] != words[1] else []
        return f"{name}: other elements; words that differ: {changed[:20] or 'none'}"
    pairs = zip(*(map(float, NUMBER.findall(svg)) for svg in (old, new)), strict=True)
    farthest = max(abs(a - b) for a, b in pairs)
    return f"{name}: same elements, coordinates up to {farthest:.2f} apart" if farthest > NEAR else ""


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--compare", action="store_true")
    given = parser.parse_args()
    if given.compare:
        shown = differences(*given.folders)
        print("\n".join(shown) or "No difference.")
        sys.exit(bool(shown))
    snapshot(Path.cwd(), given.folders[0].resolve())
