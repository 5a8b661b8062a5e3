"""Coverage of confidence and prediction intervals, simulated for small single-arm syntheses.

    python bench/coverage.py --repeats 200 --seed 20240607 --out bench/results/coverage.csv

Each scenario draws k studies of n participants (uniform within a range) with logit proportions N(logit(p), tau2) and
pools them by every method. Over the repeats it records how often the 95 % confidence interval contains p (the
proportion of the median study), how often the 95 % prediction interval contains that of a further study, the bias, and
the mean width. The Freeman-Tukey pool estimates a mean rather than the median, so where tau2 > 0 its bias includes the
difference between them. The table states its seed: the same seed gives the same table on any number of cores.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import os
import sys
import warnings
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

import numpy as np
from scipy.special import expit, logit

from livingreview.meta import freeman_tukey, pool_proportions

STUDIES = (3, 5, 8, 15)
SIZES = ((3, 10), (10, 30), (30, 90))
TAU2 = (0.0, 0.25, 1.0)
PROPORTIONS = (0.15, 0.6)
METHODS = {
    "GLMM, z": lambda x, n: pool_proportions(x, n),
    "GLMM, t": lambda x, n: pool_proportions(x, n, test="t"),
    "REML, Hartung-Knapp": lambda x, n: pool_proportions(x, n, model="reml", test="t"),
    "Freeman-Tukey": lambda x, n: freeman_tukey(x, n),
}
COLUMNS = (
    "method",
    "k",
    "n_low",
    "n_high",
    "tau2",
    "p",
    "repeats",
    "seed",
    "ci_coverage",
    "ci_coverage_mc_se",
    "ci_width",
    "bias",
    "pi_coverage",
    "pi_given",
    "tau2_mean",
    "not_converged",
)


def simulate(number: int, scenario, repeats: int, seed: int) -> list[dict]:
    """Simulate a scenario: one row per method. The random stream depends on the seed and the scenario only."""
    k, (low, high), tau2, p = scenario
    rng = np.random.default_rng([seed, number])
    fits = {method: [] for method in METHODS}
    for _ in range(repeats):
        n = rng.integers(low, high + 1, k)
        *studies, further = expit(logit(p) + np.sqrt(tau2) * rng.standard_normal(k + 1))
        x = rng.binomial(n, studies)
        for method, pool in METHODS.items():
            fit = pool(x, n)
            given = np.isfinite(fit.pi_low)
            fits[method].append(
                (
                    fit.ci_low <= p <= fit.ci_high,
                    fit.ci_high - fit.ci_low,
                    fit.estimate - p,
                    fit.pi_low <= further <= fit.pi_high if given else np.nan,
                    given,
                    fit.tau2,
                    not fit.converged,
                )
            )
    rows = []
    for method, values in fits.items():
        table = np.array(values, float)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # mean of nothing, if no fit gave a number
            covered, width, bias, predicted, given, spread, failed = np.nanmean(table, axis=0)
        shown = (covered, np.sqrt(covered * (1 - covered) / repeats), width, bias, predicted, given, spread, failed)
        rounded = [f"{value:.4f}" for value in shown]
        rows.append(dict(zip(COLUMNS, (method, k, low, high, tau2, p, repeats, seed, *rounded), strict=True)))
    return rows


def progress(done: int, total: int) -> None:
    """Draw a progress bar on standard error."""
    filled = 40 * done // total
    print(f"\r[{'#' * filled}{'.' * (40 - filled)}] {done}/{total} scenarios", end="", file=sys.stderr, flush=True)


def main() -> None:
    """Run all scenarios in parallel and write the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=200, help="data sets per scenario (default 200)")
    parser.add_argument("--seed", type=int, default=20240607, help="seed of all random streams (default 20240607)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="processes (default: all cores)")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "results" / "coverage.csv")
    options = parser.parse_args()

    scenarios = list(itertools.product(STUDIES, SIZES, TAU2, PROPORTIONS))
    results = {}
    with ProcessPoolExecutor(options.jobs) as pool:
        jobs = {
            pool.submit(simulate, number, scenario, options.repeats, options.seed): number
            for number, scenario in enumerate(scenarios)
        }
        for done, job in enumerate(as_completed(jobs), 1):
            results[jobs[job]] = job.result()
            progress(done, len(scenarios))
    print(file=sys.stderr)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    with options.out.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        for number in sorted(results):
            writer.writerows(results[number])


if __name__ == "__main__":
    main()
