"""How much work the order of records saves in screening, simulated on finished reviews.

    python bench/screening.py FOLDER_OR_FILE ... [--label COLUMN] [--seeds N] [--out FOLDER]

A file is a CSV with the columns title, abstract, year and a decision: `label_included`, `included`, `decision` or
`label`, as 1/0 or include/exclude. A column `label_abstract_screening` makes a second set of the same records. A folder
stands for all its CSV files. Results are written to results/screening.md and results/screening.json.

WSS@95 (Cohen et al., JAMIA 2006;13:206-219) is the share of records that need not be screened to find 95% of the
relevant ones, less 5%: (n - screened)/n - 0.05. It is about 0 in random order. Three simulations:

- update: what was decided on records up to a year orders the records of all later years, for every year after which at
  least 5 relevant and 50 records in all are known and 50, one of them relevant, are left. This is the honest split: an
  update never learns from what was published after it. `fixed` keeps the order that was learned at its beginning;
  `learning` learns again after every 10 decisions (or 2% of the records), as `review screen` does.
- within: one review from its beginning, from one relevant and one irrelevant record drawn at random, learning likewise.
- stopping: where the test of `livingreview.screening.stopping` would have allowed to stop within one review, and the
  recall at that point.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import platform
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

from livingreview.screening.ranking import Learn, Ranker, complement_bayes  # noqa: E402
from livingreview.screening.stopping import FEW, LEVEL, SAMPLE, missed_target  # noqa: E402

RESULTS = Path(__file__).parent / "results"
RECALL = 0.95
KNOWN, LEFT = 50, 50  # records before and after the year of an update
RELEVANT = 5  # relevant records before it
LABELS = ("label_included", "included", "decision", "label")
ABSTRACT = "label_abstract_screening"
WORDS = {"1": True, "0": False, "1.0": True, "0.0": False, "include": True, "exclude": False}


@dataclass(frozen=True)
class Set:
    """A finished review: texts, whether each record was relevant, and its year (NaN where it is not known)."""

    name: str
    titles: list[str]
    abstracts: list[str]
    relevant: np.ndarray
    years: np.ndarray


@dataclass(frozen=True)
class Saved:
    """Work saved in one simulation: WSS@95, records, relevant ones, and the share screened to find all of them."""

    start: str
    wss: float
    records: int
    relevant: int
    all_found: float


def _weighted(make: Callable[[], Any], ratio: float) -> Learn:
    """A linear model, fitted with all relevant records together weighing `ratio` times as much as all others."""

    def learn(features: Any, included: np.ndarray) -> np.ndarray:
        weight = np.where(included, ratio / included.mean(), 1 / (1 - included.mean()))
        model = make().fit(features, included, sample_weight=weight * len(weight) / weight.sum())
        return np.asarray(model.coef_).ravel()

    return learn


def models() -> dict[str, Learn]:
    from sklearn.linear_model import LogisticRegression, SGDClassifier
    from sklearn.svm import LinearSVC

    # Calibration (Platt, isotonic) is monotone and changes no order: the SVM is ranked by its margin.
    return {
        "complement naive Bayes": complement_bayes,
        "logistic regression, C 1, balanced": _weighted(
            lambda: LogisticRegression(C=1, solver="liblinear", dual=True, tol=1e-3, random_state=0), 1
        ),
        "logistic regression, C 0.1, 10:1": _weighted(
            lambda: LogisticRegression(C=0.1, solver="liblinear", dual=True, tol=1e-3, random_state=0), 10
        ),
        "linear SVM, C 0.11, 10:1": _weighted(lambda: LinearSVC(C=0.11, random_state=0), 10),
        "SGD, log loss, balanced": _weighted(lambda: SGDClassifier(loss="log_loss", random_state=0), 1),
    }


def read_sets(path: Path, label: str | None) -> Iterator[Set]:
    files = sorted(path.glob("*.csv")) if path.is_dir() else [path]
    if not files:
        sys.exit(f"{path}: has no CSV file.")
    for file in files:
        csv.field_size_limit(2**31 - 1)
        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows = list(csv.DictReader(lines))
        columns = list(rows[0]) if rows else []
        main = label or next((name for name in LABELS if name in columns), None)
        if not {"title", main} <= set(columns):
            sys.exit(f"{file}: needs the columns title, abstract, year and one of {', '.join(LABELS)}.")
        for name in dict.fromkeys([main, *([ABSTRACT] if ABSTRACT in columns and not label else [])]):
            yield Set(
                f"{file.stem}, abstracts" if name == ABSTRACT else file.stem,
                [row["title"] or "" for row in rows],
                [row.get("abstract") or "" for row in rows],
                np.array([_decision(file, number, row[name]) for number, row in enumerate(rows, 2)]),
                np.array([_year(row.get("year")) for row in rows]),
            )


def _decision(file: Path, number: int, text: str) -> bool:
    if (word := (text or "").strip().casefold()) not in WORDS:
        sys.exit(f"{file}: record {number - 1}: {text!r} is no decision. Allowed: {', '.join(WORDS)}.")
    return WORDS[word]


def _year(text: str | None) -> float:
    try:
        return float(text or "nan")
    except ValueError:
        return math.nan


def saved(start: str, relevant: np.ndarray) -> Saved:
    """The work saved by an order; `relevant` in this order."""
    found, n = relevant.cumsum(), len(relevant)
    screened = 1 + int(np.argmax(found >= math.ceil(RECALL * found[-1])))
    every = 1 + int(np.argmax(found == found[-1]))
    return Saved(start, (n - screened) / n - (1 - RECALL), n, int(found[-1]), every / n)


def order(ranker: Ranker, one: Set, known: np.ndarray, left: np.ndarray, learning: bool) -> np.ndarray:
    """The records of `left` in the order of screening, after what is known of `known`."""
    decided = {int(i): bool(one.relevant[i]) for i in known}
    open_ = set(map(int, left))
    step = max(10, len(left) // 50) if learning else len(left)
    screened: list[int] = []
    while open_:
        ranked = [i for i in ranker.rank(decided, shown=0).order if i in open_]
        for i in ranked[:step]:
            screened.append(i)
            open_.discard(i)
            decided[i] = bool(one.relevant[i])
    return np.array(screened)


def updates(ranker: Ranker, one: Set, learning: bool) -> Iterator[Saved]:
    for year in np.unique(one.years[~np.isnan(one.years)])[:-1]:
        known, left = np.flatnonzero(one.years <= year), np.flatnonzero(one.years > year)
        enough = one.relevant[known].sum() >= RELEVANT and one.relevant[left].any()
        if enough and len(known) >= KNOWN and len(left) >= LEFT and not one.relevant[known].all():
            yield saved(f"{year:.0f}", one.relevant[order(ranker, one, known, left, learning)])


def within(ranker: Ranker, one: Set, seeds: int) -> Iterator[tuple[Saved, np.ndarray]]:
    for seed in range(seeds):
        rng = np.random.default_rng(seed)
        known = np.array([rng.choice(np.flatnonzero(one.relevant == which)) for which in (True, False)])
        left = np.setdiff1d(np.arange(len(one.relevant)), known)
        screened = order(ranker, one, known, left, learning=True)
        yield saved(f"seed {seed}", one.relevant[screened]), one.relevant[np.concatenate([known, screened])]


def stopped(labels: np.ndarray, every: int = 20) -> dict[str, float] | None:
    """Where the test first allows to stop: the share screened and the recall; None if it never does."""
    for n in range(every, len(labels), every):
        found = labels[:n]
        if found.sum() >= FEW and n >= SAMPLE * len(labels) and missed_target(found, len(labels)) < LEVEL:
            return {"screened": n / len(labels), "recall": float(found.sum() / labels.sum())}
    return None


def run(one: Set, seeds: int) -> dict[str, Any]:
    """Every simulation of a set."""
    result: dict[str, Any] = {
        "set": one.name,
        "records": len(one.relevant),
        "relevant": int(one.relevant.sum()),
        "without year": int(np.isnan(one.years).sum()),
        "models": {},
    }
    for name, learn in models().items():
        print(f"{one.name}: {name}", file=sys.stderr)
        begun = time.process_time()
        ranker = Ranker(one.titles, one.abstracts, learn=learn)
        simulated = list(within(ranker, one, seeds))
        result["models"][name] = {
            "fixed": [asdict(found) for found in updates(ranker, one, learning=False)],
            "learning": [asdict(found) for found in updates(ranker, one, learning=True)],
            "within": [asdict(found) for found, _ in simulated],
            "seconds": round(time.process_time() - begun, 1),
        }
        if learn is complement_bayes:
            result["stopping"] = [stopped(labels) for _, labels in simulated]
    return result


def timed(n: int = 5000) -> dict[str, float]:
    """CPU seconds to read and to rank n made-up records of 200 words, of which 500 are decided."""
    rng = np.random.default_rng(0)
    words = np.array([f"{a}{b}{c}" for a in "bdfgklmnprst" for b in "aeiou" for c in ("", "n", "ron", "sis", "tive")])
    words = np.concatenate([words, np.char.add(words, "al"), np.char.add(words, "ity")])
    texts = [" ".join(rng.choice(words, 200)) for _ in range(n)]
    titles = [" ".join(rng.choice(words, 14)) for _ in range(n)]
    begun = time.process_time()
    ranker = Ranker(titles, texts)
    read = time.process_time() - begun
    begun = time.process_time()
    ranker.rank({i: i % 20 == 0 for i in range(500)})
    return {"records": n, "made": round(read, 2), "ranked": round(time.process_time() - begun, 3)}


def _mean(found: list[dict[str, Any]]) -> str:
    values = [one["wss"] for one in found]
    return f"{np.mean(values):.2f} ({min(values):.2f} to {max(values):.2f})" if values else "none"


def report(results: list[dict[str, Any]], times: dict[str, float]) -> str:
    """The results as Markdown."""
    used = next(iter(models()))
    lines = [
        "# Work saved by the order of screening",
        "",
        "Written by `bench/screening.py`, which explains the simulations. WSS@95: mean (range) over the years of an",
        f"update, or over random starts. The model in use is {used}. With few relevant records, 95% of them is nearly",
        "all, and one record decides the value: read it with the number.",
        "",
        "| set | records | relevant | updates (relevant left) | update, fixed | update, learning | within one review |",
        "| --- | ---: | ---: | --- | --- | --- | --- |",
    ]
    for one in results:
        model = one["models"][used]
        left = [found["relevant"] for found in model["fixed"]]
        cuts = f"{len(left)} ({min(left)} to {max(left)})" if left else "none"
        lines.append(
            f"| {one['set']} | {one['records']:,} | {one['relevant']} | {cuts} | {_mean(model['fixed'])} | "
            f"{_mean(model['learning'])} | {_mean(model['within'])} |"
        )
    lines += ["", "## Models", "", "Mean WSS@95 over all sets, each set with equal weight.", ""]
    lines += [
        "| model | update, fixed | update, learning | within one review | CPU seconds |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for name in models():
        cells = []
        for kind in ("fixed", "learning", "within"):
            means = [np.mean([f["wss"] for f in found]) for one in results if (found := one["models"][name][kind])]
            cells.append(f"{np.mean(means):.3f}" if means else "none")
        seconds = sum(one["models"][name]["seconds"] for one in results)
        lines.append(f"| {name} | {' | '.join(cells)} | {seconds:.0f} |")
    lines += [
        "",
        "## Stopping",
        "",
        "Within one review: starts in which the test allowed to stop, share screened, recall.",
        "",
    ]
    lines += ["| set | starts | stopped | screened | recall | below 95% |", "| --- | ---: | ---: | --- | --- | ---: |"]
    for one in results:
        found = [stop for stop in one["stopping"] if stop]
        screened = (
            f"{min(s['screened'] for s in found):.0%} to {max(s['screened'] for s in found):.0%}" if found else ""
        )
        recall = f"{min(s['recall'] for s in found):.0%} to {max(s['recall'] for s in found):.0%}" if found else ""
        below = sum(s["recall"] < RECALL for s in found)
        lines.append(f"| {one['set']} | {len(one['stopping'])} | {len(found)} | {screened} | {recall} | {below} |")
    lines += [
        "",
        f"CPU time: {times['records']:,} made-up records of 200 words are prepared in {times['made']} s and ranked in "
        f"{times['ranked']} s, with 500 decisions to learn from, on one machine ({platform.machine()}).",
        "",
    ]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+", type=Path, metavar="FOLDER_OR_FILE")
    parser.add_argument("--label", help="column of the decision (default: the first of those above)")
    parser.add_argument("--seeds", type=int, default=3, help="random starts within one review (default: 3)")
    parser.add_argument("--out", type=Path, default=RESULTS, help="folder of the results")
    args = parser.parse_args()
    times = timed()
    args.out.mkdir(parents=True, exist_ok=True)
    results = []
    for one in (one for path in args.paths for one in read_sets(path, args.label)):
        results.append(run(one, args.seeds))
        kept = {"time": times, "results": results}
        (args.out / "screening.json").write_text(json.dumps(kept, indent=1) + "\n", "utf-8")
        text = report(results, times)
        (args.out / "screening.md").write_text(text, "utf-8")
    print(text)


if __name__ == "__main__":
    main()
