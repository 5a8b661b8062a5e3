"""Coverage of confidence and prediction intervals in small single-arm syntheses, by simulation.

    .venv/bin/python bench/coverage.py [--repeats 2000] [--seed 20240607] [--jobs 2] [--out bench/results/coverage.csv]
    .venv/bin/python bench/coverage.py --k 3 8 --sizes 7-43 --tau2 0 0.25 --p 0.65 --repeats 500 --out pilot.csv

Described by ADEMP (Morris, White and Crowther, Stat Med 2019;38:2074-2102):

Aims. Which confidence interval and which prediction interval hold their level of 95 % where few and small cohorts are
pooled, and what does that cost in width?

Data-generating mechanisms. k cohorts of n participants, n uniform on the integers of a range; logit(p_i) drawn from
N(logit(p), tau2); events drawn from Binomial(n, p_i). All combinations of the values of k, range, tau2 and p are
simulated (a cell each). Cells with tau2 = 0 are reported apart: there, estimates of tau2 can only err upwards.

Estimands. For confidence intervals, p, the proportion of the median cohort. For prediction intervals, the true
proportion of a further cohort, expit of N(logit(p), tau2). The Freeman-Tukey pool estimates a mean rather than the
median, so where tau2 > 0 its bias includes the difference between the two.

Methods. METHODS of bench/coverage_methods.py, each as the library gives it, also where data are degenerate (no events
at all, or nothing but events). A line there adds one.

Performance measures, all with their Monte Carlo standard errors but for the width. `coverage`: for confidence
intervals the share of repeats whose interval contains p; for prediction intervals the mean, over repeats, of the share
of further cohorts inside, which is exact given the interval. `bias` of the estimate, `width` the mean, both on the
scale of proportions. `given`: the share of repeats in which the interval exists; the others count in no other measure.

The stream of random numbers belongs to the seed and the cell alone: the same seed gives the same table on any number of
cores, and whichever other cells and methods are simulated. So a run simulates only what the table lacks, and keeps
finished cells in a folder beside it until the table is complete: one that was stopped goes on there. `--fresh` begins
anew, which a changed model needs.
"""

from __future__ import annotations

import argparse
import csv
import io
import itertools
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from typing import NamedTuple

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT / "bench")]

import numpy as np  # noqa: E402
from coverage_methods import METHODS, PREDICTION, Method, Sample  # noqa: E402
from scipy.special import expit, logit, ndtr  # noqa: E402

STUDIES = (2, 3, 4, 5, 6, 8)
SIZES = ((7, 43), (3, 15))
TAU2 = (0.0, 0.1, 0.25, 1.0)
PROPORTIONS = (0.65, 0.9)  # and so 0.35 and 0.1: no method knows events from their absence


class Cell(NamedTuple):
    k: int
    n_low: int
    n_high: int
    tau2: float
    p: float

    def __str__(self) -> str:
        return f"k{self.k}-n{self.n_low}-{self.n_high}-tau2_{self.tau2:g}-p{self.p:g}"


COLUMNS = (
    *Cell._fields,
    "interval",
    "method",
    "repeats",
    "seed",
    "coverage",
    "coverage_se",
    "width",
    "bias",
    "bias_se",
    "given",
)


def simulate(cell: Cell, places: Sequence[int], repeats: int, seed: int) -> list[dict[str, object]]:
    """One row for each of the methods at these places in METHODS."""
    methods = [METHODS[place] for place in places]
    rng = np.random.default_rng([seed, *cell[:3], round(1e6 * cell.tau2), round(1e6 * cell.p)])
    found = np.empty((3, repeats, len(methods)))  # estimate, lower and upper limit
    for repeat in range(repeats):
        n = rng.integers(cell.n_low, cell.n_high + 1, cell.k)
        x = rng.binomial(n, expit(logit(cell.p) + np.sqrt(cell.tau2) * rng.standard_normal(cell.k)))
        sample = Sample(x, n)
        found[:, repeat] = np.transpose([(method.estimate(sample), *method.limits(sample)) for method in methods])
    rows = []
    for method, (estimate, low, high) in zip(methods, found.transpose(2, 0, 1), strict=True):
        there = np.isfinite(low) & np.isfinite(high)
        inside = _inside(cell, low[there], high[there], method.interval == PREDICTION)
        (coverage, coverage_se), (bias, bias_se) = _mean(inside), _mean(estimate[there] - cell.p)
        width, given = _mean(high[there] - low[there])[0], there.mean()
        measures = coverage, coverage_se, width, bias, bias_se, given
        known = *cell, method.interval, method.name, repeats, seed
        rows.append(dict(zip(COLUMNS, (*known, *(f"{value:.5f}" for value in measures)), strict=True)))
    return rows


def _inside(cell: Cell, low: np.ndarray, high: np.ndarray, further: bool) -> np.ndarray:
    """Whether each interval contains p, or the share of further cohorts whose true proportions it contains."""
    if not further or cell.tau2 == 0:
        return ((low <= cell.p) & (cell.p <= high)).astype(float)
    with np.errstate(divide="ignore"):  # limits of 0 and 1
        ends = [(logit(limit) - logit(cell.p)) / np.sqrt(cell.tau2) for limit in (low, high)]
    return ndtr(ends[1]) - ndtr(ends[0])


def _mean(values: np.ndarray) -> tuple[float, float]:
    """The mean, and its standard error; nan where there are too few values."""
    mean = float(values.mean()) if len(values) else np.nan
    return mean, float(values.std(ddof=1) / np.sqrt(len(values))) if len(values) > 1 else np.nan


class Finished:
    """The rows that are there: those of the table, and of cells of a run that was stopped, in a folder beside it.

    Raises ValueError where they belong to other repeats or another seed.
    """

    def __init__(self, table: Path, repeats: int, seed: int) -> None:
        self.table, self.folder = table, table.with_suffix(".cells")
        self.rows: dict[Cell, dict[Method, dict[str, object]]] = {}
        for file in [table] * table.exists() + sorted(self.folder.glob("*.csv")):
            with file.open(newline="", encoding="utf-8") as lines:
                found = csv.DictReader(lines)
                if tuple(found.fieldnames or ()) != COLUMNS:
                    raise ValueError(
                        f"{file} has other columns than {', '.join(COLUMNS)}: choose another --out, or --fresh."
                    )
                for row in found:
                    if (row["repeats"], row["seed"]) != (str(repeats), str(seed)):
                        raise ValueError(
                            f"{file} has {row['repeats']} repeats and seed {row['seed']}, not {repeats} and {seed}: "
                            "choose those, another --out, or --fresh, which begins anew."
                        )
                    self._take(row)

    def _take(self, row: dict[str, object]) -> None:
        cell = Cell(*(float(row[name]) if name in ("tau2", "p") else int(row[name]) for name in Cell._fields))
        method = next((one for one in METHODS if one[:2] == (row["interval"], row["method"])), None)
        if method:  # rows of a method that is no longer in METHODS are left out
            self.rows.setdefault(cell, {})[method] = row

    def missing(self, cell: Cell) -> list[int]:
        """The places in METHODS of those that this cell lacks."""
        return [place for place, method in enumerate(METHODS) if method not in self.rows.get(cell, {})]

    def add(self, cell: Cell, rows: Sequence[dict[str, object]]) -> None:
        """Keep new rows of a cell in the folder."""
        for row in rows:
            self._take(row)
        self.folder.mkdir(parents=True, exist_ok=True)
        written(self.folder / f"{cell}.csv", as_csv(list(self.rows[cell].values())))

    def finish(self) -> None:
        """Write the table, and delete the folder."""
        ordered = [rows[method] for _, rows in sorted(self.rows.items()) for method in METHODS if method in rows]
        written(self.table, as_csv(ordered))
        shutil.rmtree(self.folder, ignore_errors=True)


def as_csv(rows: Sequence[dict]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def written(file: Path, text: str) -> None:
    """Write a file wholly or not at all."""
    beside = file.with_name(f"{file.name}.part")
    beside.write_text(text, "utf-8", newline="")
    os.replace(beside, file)


def progress(done: int, total: int) -> None:
    """A progress bar on standard error; in a file, a line for every tenth."""
    filled = 40 * done // total
    bar = f"[{'#' * filled}{'.' * (40 - filled)}] {done}/{total} cells"
    if sys.stderr.isatty():
        print(f"\r{bar}", end="\n" if done == total else "", file=sys.stderr, flush=True)
    elif done == total or 10 * done // total > 10 * (done - 1) // total:
        print(bar, file=sys.stderr, flush=True)


def run(cells: Sequence[Cell], repeats: int, seed: int, jobs: int, table: Path) -> None:
    """Simulate what the table lacks of these cells, and write it."""
    finished = Finished(table, repeats, seed)
    open_ = [cell for cell in cells if finished.missing(cell)]
    with ProcessPoolExecutor(jobs) as pool:
        started = {pool.submit(simulate, cell, finished.missing(cell), repeats, seed): cell for cell in open_}
        try:
            for done, job in enumerate(as_completed(started), len(cells) - len(open_) + 1):
                finished.add(started[job], job.result())
                progress(done, len(cells))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    finished.finish()


def size_range(text: str) -> tuple[int, int]:
    """The sizes of cohorts, such as 7-43."""
    low, dash, high = text.partition("-")
    if not (dash and low.isdigit() and high.isdigit() and 1 <= int(low) <= int(high)):
        raise argparse.ArgumentTypeError(f"sizes are given as LOW-HIGH with 1 <= LOW <= HIGH, not {text!r}")
    return int(low), int(high)


def number(kind: type, allowed: str, fits: Callable[[float], bool]) -> Callable[[str], float]:
    """A reader of numbers that refuses what does not fit."""

    def read(text: str) -> float:
        try:
            value: float = kind(text)
        except ValueError:
            value = np.nan
        if not fits(value):
            raise argparse.ArgumentTypeError(f"needs {allowed}, not {text!r}")
        return value

    return read


def arguments(given: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add = parser.add_argument
    add(
        "--k",
        type=number(int, "whole numbers from 2", lambda k: k >= 2),
        nargs="+",
        default=STUDIES,
        help="numbers of cohorts",
    )
    add("--sizes", type=size_range, nargs="+", default=SIZES, help="ranges of participants a cohort, such as 7-43")
    add(
        "--tau2",
        type=number(float, "numbers from 0 to 25", lambda tau2: 0 <= tau2 <= 25),
        nargs="+",
        default=TAU2,
        help="variances between cohorts",
    )
    add(
        "--p",
        type=number(float, "numbers above 0 and below 1", lambda p: 0 < p < 1),
        nargs="+",
        default=PROPORTIONS,
        help="proportions of the median cohort",
    )
    add(
        "--repeats",
        type=number(int, "a whole number from 2", lambda n: n >= 2),
        default=2000,
        help="data sets a cell (default 2000)",
    )
    add(
        "--seed",
        type=number(int, "a whole number from 0", lambda n: n >= 0),
        default=20240607,
        help="seed of all random streams (default 20240607)",
    )
    add(
        "--jobs",
        type=number(int, "a whole number from 1", lambda n: n >= 1),
        default=os.cpu_count(),
        help="processes (default: all cores)",
    )
    add("--fresh", action="store_true", help="begin anew, whatever the table has")
    add("--out", type=Path, default=ROOT / "bench" / "results" / "coverage.csv")
    return parser.parse_args(given)


def main(given: Sequence[str] | None = None) -> None:
    """Run all cells in parallel and write the table."""
    options = arguments(given)
    sides = itertools.product(options.k, options.sizes, options.tau2, options.p)
    cells = list(dict.fromkeys(Cell(k, *sizes, tau2, p) for k, sizes, tau2, p in sides))
    if options.fresh:
        options.out.unlink(missing_ok=True)
        shutil.rmtree(options.out.with_suffix(".cells"), ignore_errors=True)
    try:
        run(cells, options.repeats, options.seed, options.jobs, options.out)
    except ValueError as error:
        raise SystemExit(f"{error}") from None


if __name__ == "__main__":
    main()
