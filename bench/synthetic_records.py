"""Synthetic bibliographic records with labelled duplicates, for times and memory of deduplication.

Run: .venv/bin/python bench/synthetic_records.py N [--time] [--engine] [--folder FOLDER]
(--engine takes the pairs from splink on DuckDB and needs requirements/scale.lock)

Titles are made of words with the frequencies of a natural language (Zipf), journals, volumes, pages and authors fit
together, one title in fifty is a frequent one ("Editorial"), and meeting abstracts and errata of articles are among the
records as publications of their own. Two records in five are copies of another one, changed as databases change them.
"""

from __future__ import annotations

import argparse
import csv
import random
import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

from livingreview.records import Reference  # noqa: E402

FREQUENT = ("Editorial", "Reply", "Letter to the editor", "In this issue", "Introduction", "Book review")
SYLLABLES = (
    "ba co di fe ga hi jo ka lu me ni or pa qui re so tu ver wi xa yo zen tra plo sti cli gno mar pel dro".split()
)


class Maker:
    """Makes records from a seed; the same seed gives the same records."""

    def __init__(self, seed: int = 1) -> None:
        self.random = random.Random(seed)
        self.words = sorted({self._word() for _ in range(30_000)})
        self.random.shuffle(self.words)
        self.families = sorted({self._word().capitalize() for _ in range(20_000)})
        self.random.shuffle(self.families)
        self.journals = [" ".join(w.capitalize() for w in self._zipf(self.words, 3)) for _ in range(4_000)]
        self.number = 0

    def _word(self) -> str:
        return "".join(self.random.choices(SYLLABLES, k=self.random.randint(2, 5)))

    def _zipf(self, items: list[str], n: int) -> list[str]:
        """`n` items, the first ones most often: the rank is the exponential of an even number."""
        return [items[min(int(len(items) ** self.random.random()), len(items) - 1)] for _ in range(n)]

    def _title(self) -> str:
        return " ".join(self._zipf(self.words, self.random.randint(6, 16))).capitalize()

    def _reference(self, **fields: object) -> Reference:
        self.number += 1
        return Reference(source="made", identifier=str(self.number), **fields)  # type: ignore[arg-type]

    def article(self) -> Reference:
        r = self.random
        title = r.choice(FREQUENT) if r.random() < 0.02 else self._title()
        authors = tuple(f"{name}, {chr(r.randint(65, 90))}." for name in self._zipf(self.families, r.randint(1, 8)))
        year, start = r.randint(1990, 2025), r.randint(1, 2500)
        return self._reference(
            title=title, authors=authors, year=str(year), journal=self._zipf(self.journals, 1)[0],
            volume=str(year - r.randint(1900, 1989)), issue=str(r.randint(1, 12)),
            pages=f"{start}-{start + r.randint(1, 15)}",
            doi=f"10.{r.randint(1000, 9999)}/{self.number:x}" if r.random() < 0.7 else "",
        )  # fmt: skip

    def copy(self, one: Reference) -> Reference:
        """The same publication in another database: fields left out, abbreviated, misspelled."""
        r, title, authors = self.random, one.title, one.authors
        if r.random() < 0.3:
            title = title.upper() if r.random() < 0.5 else f"[{title}]. [German]"
        if r.random() < 0.05 and len(title) > 30:
            at = r.randint(8, 25)
            title = title[:at] + title[at + 1 :]
        if r.random() < 0.5:
            authors = tuple(f"{name.partition(',')[0]} {name[-2]}" for name in authors)
        journal = one.journal
        if r.random() < 0.4:
            journal = " ".join(f"{word[:4]}." for word in journal.split())
        return self._reference(
            title=title, authors=authors, journal=journal, volume=one.volume,
            year=str(int(one.year) - 1) if r.random() < 0.03 else one.year,
            issue=one.issue if r.random() < 0.8 else "",
            pages="" if r.random() < 0.08 else one.pages.partition("-")[0] if r.random() < 0.2 else one.pages,
            doi=one.doi if r.random() < 0.7 else "",
        )  # fmt: skip

    def other(self, one: Reference) -> Reference:
        """Another publication that looks like it: an abstract of the work, an erratum, a second part."""
        r = self.random
        return self._reference(
            title=r.choice((one.title, f"Erratum: {one.title}", f"{one.title}: part 2")), authors=one.authors,
            year=str(int(one.year) - 1), journal=self._zipf(self.journals, 1)[0], volume=str(r.randint(1, 99)),
            issue="Suppl 1", pages=f"S{r.randint(1, 900)}",
        )  # fmt: skip

    def records(self, n: int) -> Iterator[tuple[Reference, int]]:
        """`n` records with the number of their publication."""
        made = publication = 0
        while made < n:
            one = self.article()
            group = [(one, publication)]
            if self.random.random() < 0.4:
                group += [(self.copy(one), publication) for _ in range(self.random.choice((1, 1, 1, 2, 3)))]
            if self.random.random() < 0.05:
                publication += 1
                group.append((self.other(one), publication))
            publication += 1
            yield from group[: n - made]
            made += len(group)


def write(folder: Path, n: int) -> None:
    """Write records.csv and groups.csv, as bench/dedupe.py reads them."""
    folder.mkdir(parents=True, exist_ok=True)
    groups: dict[int, list[str]] = {}
    with open(folder / "records.csv", "w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["ID", "title", "author", "year", "journal", "volume", "number", "pages", "doi"])
        for one, group in Maker().records(n):
            authors = " and ".join(one.authors)
            out.writerow(
                [one.identifier, one.title, authors, one.year, one.journal, one.volume, one.issue, one.pages, one.doi]
            )
            groups.setdefault(group, []).append(one.identifier)
    with open(folder / "groups.csv", "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["merged_ids"], *([";".join(g)] for g in groups.values() if len(g) > 1)])


def _engine(records: list[Reference]) -> Iterator[tuple[str, str]]:
    from splink.backends.duckdb import DuckDBAPI

    from livingreview.records.linkage.engine import candidates

    start, number = time.perf_counter(), 0
    for pair in candidates(records, DuckDBAPI()):
        number += 1
        yield pair
    print(f"{number} pairs from splink after {time.perf_counter() - start:.1f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("n", type=int)
    parser.add_argument("--folder", type=Path, help="write records.csv and groups.csv there")
    parser.add_argument("--time", action="store_true", help="deduplicate them in memory; print time and memory")
    parser.add_argument("--engine", action="store_true", help="the same with pairs from splink on DuckDB")
    args = parser.parse_args()
    if args.folder:
        write(args.folder, args.n)
    if args.time or args.engine:
        from livingreview.records.linkage import deduplicate

        records, truth = [], {}
        for one, group in Maker().records(args.n):
            records.append(one)
            truth[one.key] = group
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        start, used = time.perf_counter(), time.process_time()
        result = deduplicate(records, candidates=_engine(records) if args.engine else None)
        seconds, used = time.perf_counter() - start, time.process_time() - used
        duplicates, gone = args.n - len(set(truth.values())), sum(len(group) - 1 for group in result.groups)
        false = sum(len({truth[key] for key in group}) > 1 for group in result.groups)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"{args.n} records: {seconds:.1f} s ({used:.1f} s of one processor), {peak} MB ({before} MB before)")
        print(f"{gone} of {duplicates} duplicates, {false} false groups, {len(result.uncertain)} uncertain pairs")


if __name__ == "__main__":
    main()
