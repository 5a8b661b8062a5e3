"""How long the statistics take, beside other libraries, in one run.

    .venv/bin/python bench/statistics_times.py [--most 1000000] [--seconds 20]

Times are medians of CPU seconds of one process on one core, over as many repeats as fit into `--seconds` (at least
one, at most 25), each on data of its own, so that no cache helps: k studies of 5 to 59 participants, logits N(0.4,
0.8^2). "GLMM" has confidence and prediction interval and the profile interval of tau2. Studies of sizes up to 400,000,
where hardly two are equal, are timed apart: equal ones are counted, not integrated anew. Other libraries are timed
where they are installed, on the same data; R starts once for each, and its own clock is used. Results go to
bench/results/statistics.md.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

import numpy as np  # noqa: E402
from scipy.special import expit  # noqa: E402

from livingreview.meta import cumulative, leave_one_out, pool_proportions  # noqa: E402

RESULTS = ROOT / "bench" / "results" / "statistics.md"
SIZES = (5, 20, 50, 1_000, 100_000, 1_000_000)
SUBSETS = (5, 20, 50, 1_000)
MOST_REPEATS = 25
OURS: dict[str, tuple[Callable, tuple[int, ...]]] = {
    "GLMM": (pool_proportions, SIZES),
    "GLMM, sizes up to 400,000": (pool_proportions, SIZES),
    "REML": (lambda x, n: pool_proportions(x, n, model="reml"), SIZES),
    "GLMM, leave one out": (leave_one_out, SUBSETS),
    "GLMM, cumulative": (cumulative, SUBSETS),
}
R_GLMM = """
suppressMessages(library(metafor)); times <- c()
for (i in 1:{repeats}) {{
  d <- read.csv(sprintf("{folder}/%d.csv", i)); start <- proc.time()[["user.self"]]
  fit <- {call}; times <- c(times, proc.time()[["user.self"]] - start)
}}
cat(median(times))
"""
R_CALLS = {
    "metafor, rma.glmm (no interval of tau2)": "predict(rma.glmm(measure = 'PLO', xi = x, ni = n, data = d))",
    "metafor, REML": "confint(rma(measure = 'PLO', xi = x, ni = n, data = d))",
}


def drawn(k: int, seed: int, large: bool = False) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng([seed, k])
    n = np.exp(rng.uniform(2, 13, k)).astype(int) if large else rng.integers(5, 60, k)
    return rng.binomial(n, expit(0.4 + 0.8 * rng.standard_normal(k))), n


def median_time(run: Callable, k: int, seconds: float, large: bool = False) -> tuple[float, int]:
    """The median of CPU seconds, and of how many repeats."""
    times: list[float] = []
    while not times or (sum(times) < seconds and len(times) < MOST_REPEATS):
        x, n = drawn(k, len(times), large)
        start = time.process_time()
        run(x, n)
        times.append(time.process_time() - start)
    return float(np.median(times)), len(times)


def others() -> tuple[dict[str, Callable], list[str]]:
    """Libraries for Python that are installed, and a line for each that is not."""
    found: dict[str, Callable] = {}
    missing = []

    def effects(x: np.ndarray, n: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        events, rest = x + 0.5, n - x + 0.5
        return np.log(events / rest), 1 / events + 1 / rest

    try:
        from pymare import Dataset
        from pymare.estimators import VarianceBasedLikelihoodEstimator

        def pymare(x: np.ndarray, n: np.ndarray) -> None:
            y, v = effects(x, n)
            fitted = VarianceBasedLikelihoodEstimator(method="REML").fit_dataset(Dataset(y, v))
            fitted.summary().get_fe_stats()

        found["PyMARE, REML"] = pymare
    except ImportError:
        missing.append("PyMARE is not installed: left out.")
    try:
        from statsmodels.stats.meta_analysis import combine_effects

        found["statsmodels, Paule-Mandel (it has no REML)"] = lambda x, n: combine_effects(
            *effects(x, n), method_re="iterated"
        ).conf_int()
    except ImportError:
        missing.append("statsmodels is not installed: left out.")
    return found, missing


def in_r(call: str, k: int, repeats: int, folder: Path) -> float | None:
    """The median of the seconds that R says it took; None where the call fails."""
    for i in range(repeats):
        np.savetxt(folder / f"{i + 1}.csv", np.column_stack(drawn(k, i)), "%d", ",", header="x,n", comments="")
    code = R_GLMM.format(repeats=repeats, folder=folder, call=call)
    done = subprocess.run(["Rscript", "-e", code], capture_output=True, text=True)
    return float(done.stdout) if done.returncode == 0 and done.stdout else None


def shown(seconds: float | None) -> str:
    if seconds is None:
        return "fails"
    return f"{1000 * seconds:.3g} ms" if seconds < 1 else f"{seconds:.3g} s"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--most", type=int, default=SIZES[-1], help="the largest number of studies")
    parser.add_argument("--seconds", type=float, default=20, help="for each median")
    given = parser.parse_args()
    pool_proportions(*drawn(5, 99))  # imports

    rows: dict[str, dict[int, str]] = {}
    growth: list[str] = []
    for name, (run, sizes) in OURS.items():
        times: dict[int, float] = {}
        for k in sizes:
            if k <= given.most:
                found, repeats = median_time(run, k, given.seconds, "400,000" in name)
                times[k] = found
                few = "" if repeats > 2 else " (1 run)" if repeats == 1 else " (2 runs)"
                rows.setdefault(name, {})[k] = shown(found) + few
                print(f"{name}, k = {k:,}: {rows[name][k]}", flush=True)
        if {SIZES[-2], SIZES[-1]} <= times.keys():
            growth.append(f"{name} {times[SIZES[-1]] / times[SIZES[-2]]:.1f}")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    peers, lines = others()
    lines.append(f"Largest memory of these runs: {memory:,.0f} MB.")
    if growth:
        lines.append(f"Ten times as many studies as 100,000 take so many times as long: {', '.join(growth)}.")
    for name, run in peers.items():
        for k in SIZES[:4]:
            rows.setdefault(name, {})[k] = shown(median_time(run, k, given.seconds)[0])
            print(f"{name}, k = {k:,}: {rows[name][k]}", flush=True)
    if shutil.which("Rscript") is None:
        lines.append("R is not installed: metafor is left out.")
    else:
        import tempfile

        for name, call in R_CALLS.items():
            for k in SIZES[:3]:
                with tempfile.TemporaryDirectory() as folder:
                    rows.setdefault(name, {})[k] = shown(in_r(call, k, 5, Path(folder)))

    heads = [f"k = {k:,}" for k in SIZES]
    table = [f"| CPU time | {' | '.join(heads)} |", "| --- |" + " ---: |" * len(SIZES)]
    table += [f"| {name} | {' | '.join(row.get(k, '') for k in SIZES)} |" for name, row in rows.items()]
    where = f"One core of {platform.machine()}, Python {platform.python_version()}, numpy {np.__version__}."
    about = "Written by `bench/statistics_times.py`, which explains what was timed."
    text = ["# Time of the statistics", "", about, ""]
    RESULTS.write_text("\n".join([*text, *table, "", where, *lines, ""]), "utf-8")


if __name__ == "__main__":
    main()
