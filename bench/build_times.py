"""Times of what people wait for: builds, an edit in the preview, papers, checks and tests (`make bench`).

    python bench/build_times.py [--cases NAME ...] [--runs N] [--scaling]

Every case runs on a copy of the repository, in processes of its own. The table in results/build.md has the median wall
time, CPU time of all processes, and the largest memory that all processes held together (proportional set size). Two
cases are there to compare with:

- floor: one process imports and reads once, runs all cells and writes the same figures, then Sphinx makes the pages
- plain: `jupyter-book build` with its default execution, one chapter after the other in a new kernel each

With `--scaling`, a small invented review is built with more and more chapters and study pages. Cases that are not run
keep their last times in results/build.json, as long as the machine is the same.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).parents[1]
TINY = ROOT / "tests" / "book" / "tiny"
BIN = Path(sys.executable).parent
REVIEW = str(BIN / "review")
RESULTS = Path(__file__).parent / "results"
KEPT = RESULTS / "build.json"
PORT = 8765  # of the preview
EVERY = 0.5  # seconds between two looks at the memory
MADE = shutil.ignore_patterns(".git", ".venv", "_build", "__pycache__", ".*_cache")
FLOOR = """
import sys, time
from pathlib import Path
from livingreview.book import open_book
from livingreview.publish.building import building
from livingreview.publish.notebooks import read_chapter
from livingreview.publish.study_pages import write_study_pages
from livingreview.render.uses import Use
from livingreview.store.chapters import chapter_files
sys.path.insert(0, "bench")
from snapshot import run
root = Path.cwd()
with building(root, Use.SITE) as made:
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
    """One run: wall and CPU seconds, and the largest memory of all its processes in megabytes; None: not measured."""

    wall: float
    cpu: float | None
    memory: float | None


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
    return Run(float(seconds), None, None)


def plain(work: Path) -> Run:
    """Plain Jupyter Book with its default execution; what the build makes before is there already."""
    shutil.rmtree(work / "_plain", ignore_errors=True)
    command = [str(BIN / "jupyter-book"), "build", ".", "--path-output", "_plain", "-q"]
    return measure(command, work, BOOK_FORMAT="html")


def tests(work: Path) -> Run:
    """The tests without papers, after a build."""
    return measure([str(BIN / "python"), "-m", "pytest", "-q", "-n", "auto", "-m", "not pdf"], work)


def prose_edit(work: Path) -> Run:
    """A sentence of a chapter edited while the preview runs, until the page is there."""
    chapter = min((work / "chapters").glob("*.md"))
    return edit(work, chapter, lambda text: f"{text.rstrip()}\n\nOne more sentence.\n")


def data_edit(work: Path) -> Run:
    """A study's file edited while the preview runs, until all chapters and pages are there."""
    plain_text = re.compile(r"^(assumed: [A-Z].*\.)$", re.M)
    study = next(
        f for f in sorted((work / "data" / "studies").glob("*.yaml")) if plain_text.search(f.read_text("utf-8"))
    )
    return edit(work, study, lambda text: plain_text.sub(r"\1 One more sentence.", text))


def edit(work: Path, file: Path, changed: Callable[[str], str]) -> Run:
    """Times from the moment a file is written until the preview shows the pages."""
    with previewing(work) as (process, events):
        shown(events, 1)
        cpu = spent(process)
        before = file.read_text("utf-8")
        start = time.perf_counter()
        try:
            file.write_text(changed(before), "utf-8")
            shown(events, 2)
            return Run(time.perf_counter() - start, spent(process) - cpu, held(process.pid))
        finally:
            file.write_text(before, "utf-8")


@contextmanager
def previewing(work: Path) -> Iterator[tuple[psutil.Process, Iterator[bytes]]]:
    """A preview, and the lines of its reports."""
    command = [REVIEW, "preview", "--port", str(PORT)]
    with subprocess.Popen(command, cwd=work, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            while True:
                try:
                    events = urllib.request.urlopen(f"http://127.0.0.1:{PORT}/_preview/events")
                    break
                except OSError:
                    if process.poll() is not None:
                        raise
                    time.sleep(EVERY)
            with events:
                yield psutil.Process(process.pid), events
        finally:
            process.terminate()


def shown(events: Iterator[bytes], number: int) -> None:
    """Wait until so many builds are on show. Raises RuntimeError if one fails."""
    for line in events:
        if line.startswith(b"data: "):
            status = json.loads(line[6:])
            if status["problems"]:
                raise RuntimeError(status["problems"][0]["text"])
            if status["pages"] >= number and not status["building"]:
                return


def spent(process: psutil.Process) -> float:
    """CPU seconds of a process and its descendants, those that ended included."""
    return sum(sum(one.cpu_times()[:4]) for one in [process, *process.children(recursive=True)])


CASES: dict[str, Callable[[Path], Run]] = {
    one.__name__: one
    for one in (cold, warm, check, floor, pdf, submission, papers, plain, prose_edit, data_edit, tests)
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


def keep(names: dict[str, list[Run]]) -> dict[str, dict[str, Any]]:
    """Add cases to those of earlier runs on the same machine; returns all."""
    state = json.loads(KEPT.read_text("utf-8")) if KEPT.is_file() else {}
    cases = state.get("cases", {}) if state.get("machine") == machine() else {}
    day = datetime.date.today().isoformat()
    cases |= {name: {"day": day, "runs": [astuple(run) for run in runs]} for name, runs in names.items()}
    RESULTS.mkdir(exist_ok=True)
    KEPT.write_text(json.dumps({"machine": machine(), "cases": cases}, indent=1) + "\n", "utf-8")
    return cases


def table(cases: dict[str, dict[str, Any]]) -> str:
    """Medians as a Markdown table."""
    lines = ["| Case | Wall, s | CPU, s | Memory, MB | Runs | Day |", "| --- | ---: | ---: | ---: | ---: | --- |"]
    for name, case in cases.items():
        medians = [None if None in column else statistics.median(column) for column in zip(*case["runs"], strict=True)]
        wall, cpu, memory = ("–" if one is None else f"{one:.{d}f}" for one, d in zip(medians, (1, 1, 0), strict=True))
        lines.append(f"| {name} | {wall} | {cpu} | {memory} | {len(case['runs'])} | {case['day']} |")
    return "\n".join(lines)


def machine() -> str:
    """What the times were measured on."""
    memory = psutil.virtual_memory().total / 1e9
    return f"{os.cpu_count()} processors, {memory:.0f} GB, {platform.system()}, Python {platform.python_version()}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", nargs="*", choices=CASES, default=list(CASES))
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--scaling", action="store_true", help="build 10 to 200 chapters and 300 to 5,000 study pages")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        work = Path(folder) / "review"
        fresh(work)
        runs: dict[str, list[Run]] = {}
        for number in range(given.runs):
            for name in given.cases:
                print(f"{name}, run {number + 1} of {given.runs}", file=sys.stderr, flush=True)
                runs.setdefault(f"{name}: {CASES[name].__doc__}", []).append(CASES[name](work))
        if given.scaling:
            for chapters, studies in ((10, 300), (39, 300), (200, 300), (39, 1000), (39, 5000)):
                print(f"{chapters} chapters, {studies} study pages", file=sys.stderr, flush=True)
                review = invented(Path(folder) / "invented", chapters, studies)
                one = measure([REVIEW, "--root", str(review), "build"], ROOT)
                runs[f"{chapters} chapters of six cells, {studies:,} study pages"] = [one]
    text = f"# Times of builds\n\nMedians. {machine()}.\n\n{table(keep(runs))}\n"
    (RESULTS / "build.md").write_text(text, "utf-8")
    print(text)


if __name__ == "__main__":
    main()
