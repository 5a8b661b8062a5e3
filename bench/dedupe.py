"""How well `livingreview.records.linkage` deduplicates labelled records: sensitivity, false merges, pairs shown, time.

Run: .venv/bin/python bench/dedupe.py FOLDER [FOLDER ...] [--budget 15] [--json FILE] [--show N]

A folder holds the records and the groups that are one publication, in either of two forms:

- records_pre_merged.csv (columns ID, title, year, author, and whatever there is of journal, booktitle, volume, number,
  pages, doi, pmid, abstract, isbn, ENTRYTYPE ...; authors joined by " and ") and merged_record_ids.csv (column
  merged_ids, numbers joined by `;`);
- records.csv and groups.csv with the same columns; groups.csv may also have the columns ID and group, a record a line.

A record in no group is a publication of its own. Labels are taken as they are: a merge that the labels do not know is
counted as false even where the labels are wrong, and listed, so that it can be looked up.

Two measures of sensitivity: duplicates found (of the n - 1 records too many in each group of n, those that are gone)
and pairs found (of all pairs of records of one group, those that are together). Answers are simulated from the labels,
for at most `--budget` pairs per 1,000 records, in the order in which a person would be asked. Intervals are Wilson's,
95%. Time is that of `deduplicate`, memory the highest of the process.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import re
import resource
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

from livingreview.records import Reference  # noqa: E402
from livingreview.records.linkage import Answer, Deduplicated, deduplicate  # noqa: E402

FILES = (("records_pre_merged.csv", "merged_record_ids.csv"), ("records.csv", "groups.csv"))


def read_folder(folder: Path) -> tuple[list[Reference], dict[str, str]]:
    """The records of a folder, and the group of each record that has one."""
    csv.field_size_limit(2**31 - 1)
    found = [pair for pair in FILES if (folder / pair[0]).exists()]
    if not found:
        sys.exit(f"{folder}: needs {' or '.join(' and '.join(pair) for pair in FILES)}.")
    records, groups = found[0]
    with open(folder / records, encoding="utf-8-sig", newline="") as file:
        references = [reference(row) for row in csv.DictReader(file)]
    group_of: dict[str, str] = {}
    with open(folder / groups, encoding="utf-8-sig", newline="") as file:
        for number, row in enumerate(csv.DictReader(file)):
            for identifier in (row.get("merged_ids") or row.get("ID") or next(iter(row.values()))).split(";"):
                if identifier.strip():
                    group_of[f"csv:{identifier.strip()}"] = row.get("group") or str(number)
    known = {one.key for one in references}
    missing = sorted(set(group_of) - known)
    if missing or len(known) != len(references):
        sys.exit(f"{folder}: records named in groups are missing ({missing[:3]}), or numbers are there twice.")
    return references, group_of


def reference(row: dict[str, str]) -> Reference:
    """A line of the file as a record."""
    cells = {str(name).lower(): (value or "").strip() for name, value in row.items() if isinstance(value, str)}
    cells = {name: "" if value.lower() in ("nan", "none", "null") else value for name, value in cells.items()}
    return Reference(
        source="csv",
        identifier=cells.get("id") or cells["record"],
        title=cells.get("title", ""),
        authors=tuple(authors(cells.get("author") or cells.get("authors", ""))),
        year=re.sub(r"\.0$", "", cells.get("year", "")),
        journal=cells.get("journal") or cells.get("booktitle") or cells.get("series", ""),
        volume=re.sub(r"\.0$", "", cells.get("volume", "")),
        issue=re.sub(r"\.0$", "", cells.get("number") or cells.get("issue", "")),
        pages=cells.get("pages", ""),
        doi=cells.get("doi", ""),
        pmid=re.sub(r"\.0$", "", cells.get("pmid", "")),
        issn=tuple(filter(None, (cells.get("issn", ""),))),
        abstract=cells.get("abstract", ""),
    )


def authors(text: str) -> Iterator[str]:
    """The authors of a cell, joined by ` and `, `;`, or, where initials follow without a comma, by commas."""
    parts = re.split(r"\s+and\s+|\s*;\s*", text)
    if len(parts) == 1 and text.count(",") > 1:
        parts = re.split(r"\s*,\s*", text)
        if any(re.fullmatch(r"(?:\w\.?[ -]?){1,3}", part) for part in parts) and len(parts) % 2 == 0:
            parts = [f"{family}, {given}" for family, given in zip(parts[::2], parts[1::2], strict=True)]
    return (part for part in map(str.strip, parts) if part)


def wilson(events: int, n: int, z: float = 1.959963984540054) -> tuple[float, float]:
    """Wilson's interval of a proportion."""
    if not n:
        return 0.0, 1.0
    p, q = events / n, z * z / n
    middle, half = (p + q / 2) / (1 + q), z * math.sqrt(p * (1 - p) / n + q / (4 * n)) / (1 + q)
    return max(0.0, middle - half), min(1.0, middle + half)


def found(groups: Iterable[Sequence[str]], group_of: dict[str, str]) -> dict[str, Any]:
    """Duplicates and pairs found, and the groups that hold more than one publication."""
    duplicates = pairs = 0
    false: list[tuple[str, str]] = []
    for group in groups:
        parts: dict[str, list[str]] = defaultdict(list)
        for key in group:
            parts[group_of.get(key, key)].append(key)
        duplicates += sum(len(part) - 1 for part in parts.values())
        pairs += sum(math.comb(len(part), 2) for part in parts.values())
        firsts = [part[0] for part in parts.values()]
        false += [(firsts[0], other) for other in firsts[1:]]
    return {"duplicates": duplicates, "pairs": pairs, "false": false}


def answered(references: Sequence[Reference], group_of: dict[str, str], budget: int) -> tuple[Deduplicated, int]:
    """The result after at most `budget` answers given as the labels say, each round asking what is left."""
    answers: list[Answer] = []
    first = result = deduplicate(references)
    while len(answers) < budget and result.uncertain:
        for pair in result.uncertain[: budget - len(answers)]:
            same = group_of.get(pair.one, pair.one) == group_of.get(pair.other, pair.other)
            answers.append(Answer(pair.one, pair.other, "same" if same else "different"))
        result = deduplicate(references, answers)
        assert not {(a.one, a.other) for a in answers} & {(p.one, p.other) for p in result.uncertain}
    return (result if answers else first), len(answers)


def evaluate(folder: Path, per_thousand: float) -> dict[str, Any]:
    references, group_of = read_folder(folder)
    sizes = Counter(group_of.values())
    duplicates, pairs = sum(n - 1 for n in sizes.values()), sum(math.comb(n, 2) for n in sizes.values())
    start = time.perf_counter()
    result = deduplicate(references)
    seconds = time.perf_counter() - start
    before = found(result.groups, group_of)
    after_result, asked = answered(references, group_of, math.floor(per_thousand * len(references) / 1000))
    after = found(after_result.groups, group_of)
    by_key = {one.key: one for one in references}
    where = {key: n for n, group in enumerate(after_result.groups) for key in group}
    truth: dict[str, list[str]] = defaultdict(list)
    for key, group in group_of.items():
        truth[group].append(key)
    missed = [
        pair
        for group in truth.values()
        for pair in combinations(group, 2)
        if where.get(pair[0], pair[0]) != where.get(pair[1], pair[1])
    ]
    return {
        "set": folder.name,
        "records": len(references),
        "duplicates": duplicates,
        "pairs": pairs,
        "before": {name: before[name] for name in ("duplicates", "pairs")},
        "after": {name: after[name] for name in ("duplicates", "pairs")},
        "false": [list(pair) for pair in before["false"]],
        "false_after": [list(pair) for pair in after["false"]],
        "uncertain": len(result.uncertain),
        "asked": asked,
        "links": dict(Counter(link.relation for link in result.links)),
        "seconds": round(seconds, 1),
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "_records": by_key,
        "_missed": missed,
    }


def line(record: Reference) -> str:
    authors = "; ".join(record.authors[:3])
    place = f"{record.journal} | {record.volume}({record.issue}) {record.pages}"
    return f"{record.identifier} | {record.title} | {authors} | {record.year} | {place} | {record.doi}"


def share(events: int, n: int) -> str:
    low, high = wilson(events, n)
    return f"{events}/{n} = {events / n if n else 1:.4f} ({low:.4f} to {high:.4f})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--budget", type=float, default=15, help="pairs shown per 1,000 records (default 15)")
    parser.add_argument("--json", type=Path, help="also write the numbers to this file")
    parser.add_argument("--show", type=int, default=0, help="list so many of the pairs still missed after the answers")
    args = parser.parse_args()
    results = []
    for folder in args.folders:
        one = evaluate(folder, args.budget)
        records, missed = one.pop("_records"), one.pop("_missed")
        results.append(one)
        n = one["records"]
        print(f"{one['set']}: {n} records, {one['duplicates']} duplicates, {one['seconds']} s, {one['megabytes']} MB")
        for when, asked in (("before", 0), ("after", one["asked"])):
            shares = {name: share(one[when][name], one[name]) for name in ("duplicates", "pairs")}
            print(f"  after {asked} answers ({1000 * asked / n:.1f} per 1,000): ", end="")
            print(*(f"{name} found {value}" for name, value in shares.items()), sep=", ")
        print(
            f"  uncertain pairs {one['uncertain']} ({1000 * one['uncertain'] / n:.1f} per 1,000), links {one['links']}"
        )
        print(f"  false merges: {len(one['false'])} before, {len(one['false_after'])} after the answers")
        for pair in one["false"] or one["false_after"]:
            print(*(f"    {line(records[key])}" for key in pair), sep="\n", end="\n\n")
        for pair in missed[: args.show]:
            print("  missed:", *(f"    {line(records[key])}" for key in pair), sep="\n")
    if args.json:
        args.json.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
