"""Time and memory that `review check` needs on the real data and on many synthetic publications.

Run: .venv/bin/python bench/check_data.py [N ...]   (default 1000 10000). Prints one line per size.
"""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOADER = "import sys, time; from livingreview import load; import livingreview.store; t = time.perf_counter(); "
LOADER += "load(sys.argv[1]); print(time.perf_counter() - t)"


def synthetic(root: Path, n: int) -> None:
    """Write a review of `n` copies of real publications without declared overlaps, each with its own key and record."""
    for name in ("data/vocabulary.yaml", "data/review.yaml"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, root / name)
    shutil.copytree(ROOT / "data/schema", root / "data/schema")
    (root / "chapters").mkdir()
    studies = root / "data/studies"
    studies.mkdir()
    review = root / "data/review.yaml"
    review.write_text(review.read_text("utf-8").replace("starting_point: hematologyreview2022\n", ""), "utf-8")
    originals = [f for f in sorted((ROOT / "data/studies").glob("*.yaml")) if "overlaps:" not in f.read_text("utf-8")]
    entries = []
    for i in range(n):
        original = originals[i % len(originals)]
        key = f"s{i:06d}"
        text = original.read_text("utf-8").replace(f"\nid: {original.stem}\n", f"\nid: {key}\n", 1)
        (studies / f"{key}.yaml").write_text(text, "utf-8")
        entries.append(
            f"@article{{{key},\n  author = {{Author{i}, A.}},\n  title = {{Study {i}}},\n  journal = {{Journal}},\n"
            f"  year = {{2026}},\n  doi = {{10.1234/{key}}},\n}}\n"
        )
    (root / "references.bib").write_text("\n".join(entries), "utf-8")


def measure(root: Path) -> tuple[float, float, float]:
    """Seconds of load() after imports, seconds of the whole command, and peak memory in MB of the largest run."""
    inside = float(
        subprocess.run([sys.executable, "-c", LOADER, root], capture_output=True, text=True, check=True).stdout
    )
    start = time.perf_counter()
    command = [Path(sys.executable).with_name("review"), "--root", root, "check"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    whole = time.perf_counter() - start
    return inside, whole, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def main() -> None:
    sizes = [int(size) for size in sys.argv[1:]] or [1000, 10000]
    print("publications   load s   command s   peak MB")
    real = len(list((ROOT / "data").glob("*/*.yaml")))
    print("{:>12}   {:6.2f}   {:9.2f}   {:7.0f}   (the real data)".format(real, *measure(ROOT)))
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            synthetic(Path(folder), size)
            print("{:>12}   {:6.2f}   {:9.2f}   {:7.0f}".format(size, *measure(Path(folder))))


if __name__ == "__main__":
    main()
