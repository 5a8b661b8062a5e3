"""How long it takes to pool every combination of choices, and to search what would move a pool across a threshold.

    .venv/bin/python bench/choices_times.py

Times are CPU seconds of one process on one core: of each pool of the review that declares other choices, in a process
that has read the data and imported the engine; and of the searches in invented pools of 6, 12 and 30 cohorts with one
threshold. Results go to bench/results/choices.md.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
from scipy.special import expit  # noqa: E402

from livingreview import load  # noqa: E402
from livingreview.meta import pool_proportions  # noqa: E402
from livingreview.schema import Pool, Threshold, Window  # noqa: E402
from livingreview.subjects.choices.flips import flips, search_of  # noqa: E402
from livingreview.subjects.choices.model import multiverse  # noqa: E402
from livingreview.subjects.choices.thresholds import thresholds_of  # noqa: E402
from livingreview.subjects.pools.model import Synthesis, synthesise  # noqa: E402

RESULTS = ROOT / "bench" / "results" / "choices.md"
SIZES = (6, 12, 30)


def invented(k: int) -> Synthesis:
    """A pool of k cohorts of 8 to 90 patients, without a review."""
    random = np.random.default_rng(k)
    n = random.integers(8, 91, k)
    events = random.binomial(n, expit(random.normal(0.6, 0.6, k)))
    pool = Pool.model_construct(
        label="Invented", outcome="a", conditions=["a"], window=Window(target=1, first=0, last=2), min_patients=3
    )
    rows = pd.DataFrame({"label": [f"cohort {i}" for i in range(k)], "events": events, "n": n})
    return Synthesis("invented", pool, rows, rows.iloc[:0], pool_proportions(events, n), ())


def main() -> None:
    review = load(ROOT)
    lines = []
    for name, pool in review.config.pools.items():
        if pool.choices is None:
            continue
        start = time.process_time()
        found = multiverse(review, name)
        took = time.process_time() - start
        if found is not None:
            lines.append(
                f"| {name} | {found.combinations:,} combinations, {len(found.specifications)} analyses | {took:.1f} |"
            )
        synthesis = synthesise(review, name)
        start = time.process_time()
        count = len(flips(search_of(synthesis), thresholds_of(review, name)))
        lines.append(
            f"| {name} | {count} searches of flips, k = {len(synthesis.rows)} | {time.process_time() - start:.1f} |"
        )
    for k in SIZES:
        synthesis = invented(k)
        start = time.process_time()
        flips(search_of(synthesis), (Threshold(at=0.5, label="half", why="A test."),))
        lines.append(f"| invented | 2 searches of flips, k = {k} | {time.process_time() - start:.1f} |")
    head = "# Choices and flips\n\nWritten by `bench/choices_times.py`: CPU seconds of one process.\n\n"
    table = "| pool | what | seconds |\n| --- | --- | --- |\n"
    RESULTS.write_text(head + table + "\n".join(lines) + "\n", "utf-8")
    print(RESULTS.read_text("utf-8"))


if __name__ == "__main__":
    main()
