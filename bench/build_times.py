"""Times of what people wait for: builds, an edit in the preview, papers, checks and tests (`make bench`).

    python bench/build_times.py [--cases NAME ...] [--runs N] [--scaling]

Every case runs on a copy of the repository, in processes of its own. The table in results/build.md has the median wall
time, CPU time of all processes, and the largest memory that all processes held together (proportional set size). Two
cases are there to compare with:

- floor: one process imports and reads once, runs all cells and writes the same figures, then Sphinx makes the pages
- plain: `jupyter-book build` with its default execution, one chapter after the other in a new kernel each

With `--scaling`, a small invented review is built with more and more chapters and study pages.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[1]
TINY = ROOT / "tests" / "book" / "tiny"
BIN = Path(sys.executable).parent
REVIEW = str(BIN / "review")
RESULTS = Path(__file__).parent / "results"
EVERY = 0.5  # seconds between two looks at the memory
MADE = shutil.ignore_patterns(".git", ".venv", "_build", "__pycache__", ".*_cache")
FLOOR = """
import sys, time
from pathlib import Path
from livingreview.book import open_book
from livingreview.publish.building import building
from livingreview.publish.notebooks import read_chapter
from livingreview.publish.study_pages import write_study_pages
from livingreview.store.chapters import chapter_files
sys.path.insert(0, "bench")
from snapshot import run
root = Path.cwd()
with building(root, paper=False) as made:
    write_study_pages(made.review)
    start, cpu = time.perf_counter(), time.process_time()
    for file in chapter_files(root):
        space = {}
        for cell in read_chapter(file.read_text("utf-8"), str(file)).cells:
            if cell.cell_type == "code":
                run(cell.source, space)
    cells = time.perf_counter() - start
    made.pages("html", "The pages were not made.")
    print("FLOOR", time.perf_counter() - start, cells)
"""


@dataclass(frozen=True)
class Run:
    """One run of a command: wall and CPU seconds, and the largest memory of all its processes in megabytes."""

    wall: float
    cpu: float
    memory: float


def measure(command: list[str], folder: Path, **settings: str) -> Run:
    """Run a command to its end. Raises CalledProcessError, with its output, if it fails."""
    before = os.times()
    start = time.perf_counter()
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen(
            command, cwd=folder, stdout=output, stderr=subprocess.STDOUT, env={**os.environ, **settings}
        )
        memory = 0.0
        while process.poll() is None:
            memory = max(memory, held(process.pid))
            time.sleep(EVERY)
        wall = time.perf_counter() - start
        if process.returncode:
            output.seek(0)
            raise subprocess.CalledProcessError(process.returncode, command, output.read()[-3000:])
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Run(wall, cpu, memory)


def held(pid: int) -> float:
    """Memory of a process and its descendants in megabytes; what they share counts once."""
    total = 0
    try:
        processes = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    except psutil.NoSuchProcess:
        return 0.0
    for one in processes:
        try:
            total += one.memory_full_info().pss
        except (psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess):
            continue
    return total / 1e6


def fresh(folder: Path) -> Path:
    """A copy of the repository without anything that was made."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(ROOT, folder, ignore=MADE)
    return folder


def cold(work: Path) -> Run:
    """Build the site in a fresh copy."""
    return measure([REVIEW, "build"], fresh(work))


def warm(work: Path) -> Run:
    """Build the site again: every chapter is executed again."""
    return measure([REVIEW, "build"], work)


def check(work: Path) -> Run:
    """Check the data."""
    return measure([REVIEW, "check"], work)


def pdf(work: Path) -> Run:
    """Typeset the book."""
    return measure([REVIEW, "pdf"], work)


def submission(work: Path) -> Run:
    """Write everything that a journal asks for."""
    return measure([REVIEW, "submission"], work)


def papers(work: Path) -> Run:
    """PDF, article and site from one execution."""
    return measure([REVIEW, "build", "--papers"], work)


def floor(work: Path) -> Run:
    """The work that no build can avoid, in one process and without kernels."""
    command = [str(BIN / "python"), "-c", FLOOR]
    done = subprocess.run(command, cwd=work, capture_output=True, text=True, check=True)
    seconds = next(line for line in done.stdout.splitlines() if line.startswith("FLOOR")).split()[1]
    return Run(float(seconds), float("nan"), float("nan"))


def plain(work: Path) -> Run:
    """Plain Jupyter Book with its default execution; what the build makes before is there already."""
    shutil.rmtree(work / "_plain", ignore_errors=True)
    command = [str(BIN / "jupyter-book"), "build", ".", "--path-output", "_plain", "-q"]
    return measure(command, work, BOOK_FORMAT="html")


CASES: dict[str, Callable[[Path], Run]] = {
    one.__name__: one for one in (cold, warm, check, floor, pdf, submission, papers, plain)
}


def invented(folder: Path, chapters: int, studies: int) -> Path:
    """The tiny review of the tests with more chapters, of six cells each, and more study pages."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(TINY, folder)
    subprocess.run([REVIEW, "--root", str(folder), "schema"], check=True, capture_output=True)
    cell = '```{code-cell}\nbook.results["pools.relief.estimate"].text\n```\n\nA sentence on it.\n\n'
    toc = ["format: jb-book", "root: chapters/index", "chapters:", "  - file: chapters/references"]
    for number in range(chapters - 2):
        (folder / "chapters" / f"more-{number:03}.md").write_text(f"# Chapter {number}\n\n{cell * 6}", "utf-8")
        toc.append(f"  - file: chapters/more-{number:03}")
    (folder / "_toc.yml").write_text("\n".join(toc) + "\n", "utf-8")
    study = (folder / "data" / "studies" / "pmid3.yaml").read_text("utf-8")
    entries = []
    for number in range(studies - 3):
        key = f"pmid{900000 + number}"
        (folder / "data" / "studies" / f"{key}.yaml").write_text(study.replace("id: pmid3", f"id: {key}"), "utf-8")
        entries.append(
            f"@misc{{{key},\n  title = {{Tea in cats {number}}},\n  year = {{2003}},\n"
            f"  note = {{Authors not visible}},\n  url = {{https://example.org/cats/{number}}},\n}}\n"
        )
    bibliography = folder / "references.bib"
    bibliography.write_text(bibliography.read_text("utf-8").rstrip() + "\n\n" + "\n".join(entries), "utf-8")
    return folder


def table(rows: list[tuple[str, list[Run]]]) -> str:
    """Medians as a Markdown table."""
    lines = ["| Case | Wall, s | CPU, s | Memory, MB | Runs |", "| --- | ---: | ---: | ---: | ---: |"]
    for name, runs in rows:
        wall, cpu, memory = (statistics.median(getattr(run, of) for run in runs) for of in ("wall", "cpu", "memory"))
        numbers = " | ".join("–" if value != value else f"{value:.1f}" for value in (wall, cpu))
        lines.append(f"| {name} | {numbers} | {'–' if memory != memory else f'{memory:.0f}'} | {len(runs)} |")
    return "\n".join(lines)


def machine() -> str:
    """What the times were measured on."""
    load = json.dumps([round(one, 1) for one in os.getloadavg()])
    memory = psutil.virtual_memory().total / 1e9
    return (
        f"{datetime.date.today()}, {os.cpu_count()} processors, {memory:.0f} GB, {platform.system()}, "
        f"Python {platform.python_version()}; load at the start {load}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", nargs="*", choices=CASES, default=list(CASES))
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--scaling", action="store_true", help="build 10 to 200 chapters and 300 to 5,000 study pages")
    given = parser.parse_args()
    state = machine()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        work = Path(folder) / "review"
        fresh(work)
        runs: dict[str, list[Run]] = {}
        for number in range(given.runs):
            for name in given.cases:
                print(f"{name}, run {number + 1} of {given.runs}", file=sys.stderr, flush=True)
                runs.setdefault(f"{name}: {CASES[name].__doc__}", []).append(CASES[name](work))
        rows = list(runs.items())
        if given.scaling:
            for chapters, studies in ((10, 300), (39, 300), (200, 300), (39, 1000), (39, 5000)):
                print(f"{chapters} chapters, {studies} study pages", file=sys.stderr, flush=True)
                review = invented(Path(folder) / "invented", chapters, studies)
                one = measure([REVIEW, "--root", str(review), "build"], ROOT)
                rows.append((f"{chapters} chapters of six cells, {studies:,} study pages", [one]))
    text = f"# Times of builds\n\nMedians. {state}.\n\n{table(rows)}\n"
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "build.md").write_text(text, "utf-8")
    print(text)


if __name__ == "__main__":
    main()
