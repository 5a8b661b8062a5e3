"""How long `review update` takes with N new records, and what a person sees meanwhile.

Run: .venv/bin/python bench/update.py [N] [--keep FOLDER]

The review of this repository is copied to a temporary folder (`git archive HEAD`), and nothing is asked outside this
machine: the services are servers of the tests, asked at the pace that each allows, of which only PubMed has records.
Of N made-up records (`synthetic_records.py`), each with an abstract of 200 words, most come from PubMed, which gives
them for each strategy, and the rest waits as two RIS files of Web of Science and Embase. Duplicates lie across them.
The command then runs twice, the second time with nothing new. Printed is each line of the command with the second at
which it came, then seconds, seconds of one processor and the highest memory of both runs.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from contextlib import ExitStack
from datetime import date
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT / "tests"), str(ROOT / "bench")]

from synthetic_records import Maker  # noqa: E402

from livingreview.records import Reference  # noqa: E402
from replay import FakePubMed, Paper, fakes, serving  # noqa: E402

SHARES = ((("pubmed", ""), 0.6), (("web-of-science", "clinical"), 0.24), (("embase", "clinical"), 0.16))


def made(n: int) -> dict[tuple[str, str], list[tuple[Reference, str]]]:
    """Records and their abstracts by log and strategy; no source has a publication twice."""
    maker, total = Maker(seed=15), 0
    found: dict[tuple[str, str], list[tuple[Reference, str]]] = {name: [] for name, _ in SHARES}
    for _, group in groupby(maker.records(2 * n), key=lambda one: one[1]):
        abstract = " ".join(maker._zipf(maker.words, 200))
        places = sorted(SHARES, key=lambda share: maker.random.random() ** (1 / share[1]), reverse=True)
        for (one, _), (name, _) in zip(group, places, strict=False):
            if total < n:
                found[name].append((one, abstract))
                total += 1
    return found


def paper(one: Reference, abstract: str) -> Paper:
    return Paper(
        int(one.identifier), one.title, date(int(one.year), 5, 17), one.doi,
        one.authors, one.journal, one.volume, one.issue, one.pages, abstract,
    )  # fmt: skip


def ris(records: Iterable[tuple[Reference, str]]) -> str:
    lines = []
    for one, abstract in records:
        start, _, end = one.pages.partition("-")
        fields = [("TY", "JOUR"), ("TI", one.title), *(("AU", name) for name in one.authors), ("PY", one.year)]
        fields += [("T2", one.journal), ("VL", one.volume), ("IS", one.issue), ("SP", start), ("EP", end)]
        fields += [("DO", one.doi), ("AB", abstract), ("AN", f"X{one.identifier}")]
        lines += [f"{tag}  - {text}" for tag, text in fields if text] + ["ER  - ", ""]
    return "\n".join(lines)


def run(root: Path, addresses: dict[str, str]) -> str:
    """Run the command, print its lines as they come, and return its seconds, seconds of one processor and memory."""
    settings = {"PYTHONPATH": str(ROOT / "scripts"), "PYTHONUNBUFFERED": "1", "REVIEW_EMAIL": "somebody@example.org"}
    settings |= {f"REVIEW_{name.upper()}_URL": address for name, address in addresses.items()}
    command = [str(Path(sys.executable).with_name("review")), "--root", str(root), "update"]
    begun, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    with subprocess.Popen(
        [*command, "--role", "information specialist 1"], env=os.environ | settings, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    ) as process:  # fmt: skip
        for line in process.stdout or ():
            print(f"{time.perf_counter() - begun:7.1f} s  {line.rstrip()[:150]}", flush=True)
    if process.returncode:
        sys.exit(f"The command ended with exit code {process.returncode}.")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    seconds = time.perf_counter() - begun
    return f"{seconds:.0f} s ({used:.0f} s of one processor), {after.ru_maxrss // 1024} MB"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("n", type=int, nargs="?", default=5_000)
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="copy the review there, and leave it")
    args = parser.parse_args()
    found = made(args.n)
    with tempfile.TemporaryDirectory() as folder:
        root = args.keep or Path(folder)
        root.mkdir(exist_ok=True)
        archive = subprocess.run(["git", "-C", ROOT, "archive", "HEAD"], check=True, capture_output=True).stdout
        subprocess.run(["tar", "-x", "-C", root], input=archive, check=True)
        for log, strategy in list(found)[1:]:
            inbox = root / "inbox" / log / strategy
            inbox.mkdir(parents=True)
            (inbox / "export.ris").write_text(ris(found[log, strategy]), "utf-8")
        with ExitStack() as stack:
            plays = fakes([]) | {"pubmed": FakePubMed([paper(*one) for one in found["pubmed", ""]])}
            addresses = {name: stack.enter_context(serving(play)).url for name, play in plays.items()}
            times = {words: run(root, addresses) for words in (f"{args.n:,} new records", "nothing new")}
    for words, time_ in times.items():
        print(f"{words}: {time_}")


if __name__ == "__main__":
    main()
