"""Compares ways of deduplication on labelled records: bib-dedupe, splink, a rule on rapidfuzz, and this project's.

Run in an environment of its own that has bib-dedupe, splink, duckdb and what the project needs:
PYTHONPATH=scripts python bench/dedupe_methods.py FOLDER [FOLDER ...] [--json FILE]
(folders as for bench/dedupe.py). Prints a table in Markdown: duplicates found, groups that hold more than one
publication, seconds. splink is trained on each set without labels (EM). Its threshold is 0.99, and in a second line the
lowest one without a false merge, which only the labels tell and which flatters it.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import sys
import time
import warnings
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from dedupe import FILES, found, read_folder, wilson

from livingreview.records import Reference
from livingreview.records.linkage import deduplicate
from livingreview.records.linkage.blocking import pairs
from livingreview.records.linkage.clustering import Sets
from livingreview.records.linkage.engine import row
from livingreview.records.linkage.prepared import prepare

Groups = list[list[str]]


def grouped(linked: Iterable[tuple[int, int]], names: Sequence[str]) -> Groups:
    sets, members = Sets(), dict[int, list[str]]()
    for one, other in linked:
        sets.join(one, other)
    for n, name in enumerate(names):
        members.setdefault(sets.find(n), []).append(name)
    return [group for group in members.values() if len(group) > 1]


def ours(folder: Path, references: list[Reference]) -> dict[str, Groups]:
    return {"this project": [list(group) for group in deduplicate(references).groups]}


def bib_dedupe(folder: Path, references: list[Reference]) -> dict[str, Groups]:
    import pandas as pd
    from bib_dedupe.bib_dedupe import block, cluster, match, prep

    name = next(pair[0] for pair in FILES if (folder / pair[0]).exists())
    frame = pd.read_csv(folder / name, dtype=str, keep_default_na=False)
    for column in ("number", "volume", "pages", "booktitle", "doi", "abstract", "search_set"):
        if column not in frame:
            frame[column] = ""
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        matched = match(block(prep(frame, cpu=1), cpu=1), cpu=1)
        groups = cluster(matched[matched["duplicate_label"] == "duplicate"])
    return {"bib-dedupe 0.11": [[f"csv:{one}" for one in group] for group in groups]}


def plain(folder: Path, references: list[Reference]) -> dict[str, Groups]:
    """Title (token sort ratio of 95 or more) and two of first author, year, volume, first page."""
    from rapidfuzz import fuzz

    records = [prepare(one) for one in references]
    linked = []
    for one, other in pairs(records):
        a, b = records[one], records[other]
        if fuzz.token_sort_ratio(" ".join(a.titles[0]), " ".join(b.titles[0])) >= 95:
            fields = ((a.first, b.first), (a.year, b.year), (a.issue.volume, b.issue.volume))
            agree = sum(x == y for x, y in (*fields, (a.pages.first, b.pages.first)) if x and y)
            linked += [(one, other)] if agree >= 2 else []
    return {"blocking + rapidfuzz": grouped(linked, [record.key for record in records])}


def splink(folder: Path, references: list[Reference]) -> dict[str, Groups]:
    import pyarrow as pa
    import splink.comparison_level_library as levels
    import splink.comparison_library as compare
    from splink import Linker, SettingsCreator, block_on
    from splink.backends.duckdb import DuckDBAPI

    _, group_of = read_folder(folder)
    rows = [row(prepare(one)) for one in references]
    names = [one["key"] for one in rows]
    fields = ("year", "journal", "volume", "issue", "page")
    present = [name for name in fields if sum(one[name] is not None for one in rows) > len(rows) / 5]
    title = [levels.NullLevel("title"), levels.ExactMatchLevel("title"), levels.JaroWinklerLevel("title", 0.95)]
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="key",
        comparisons=[
            compare.CustomComparison(
                output_column_name="title",
                comparison_levels=[*title, levels.JaroWinklerLevel("title", 0.88), levels.ElseLevel()],
            ),
            compare.JaroWinklerAtThresholds("first", [0.92]),
            *(compare.ExactMatch(name) for name in present),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("substr(title, 1, 24)"),
            block_on("first", "year"),
            block_on("volume", "page"),
        ],
    )
    linker = Linker(DuckDBAPI().register(pa.Table.from_pylist(rows)), settings, log_level="ERROR")
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for rule in (block_on("title"), block_on("first", "year")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule, record_sample_proportion=1)
    predicted = linker.inference.predict(threshold_match_probability=0.5).as_record_list()
    position = {name: n for n, name in enumerate(names)}
    scored = sorted(
        ((one["match_probability"], position[one["key_l"]], position[one["key_r"]]) for one in predicted), reverse=True
    )
    given = grouped(((a, b) for p, a, b in scored if p >= 0.99), names)
    good = len(scored)
    while good and found(grouped(((a, b) for _, a, b in scored[:good]), names), group_of)["false"]:
        good -= max(1, good // 200)
    return {
        "splink 5 (0.99)": given,
        "splink 5 (threshold from the labels)": grouped(((a, b) for _, a, b in scored[:good]), names),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--json", type=Path, help="also write the numbers to this file")
    args = parser.parse_args()
    methods: tuple[Callable[[Path, list[Reference]], dict[str, Groups]], ...] = (ours, bib_dedupe, splink, plain)
    results: list[dict[str, Any]] = []
    print("| records | method | duplicates found | groups with a false merge | seconds (one processor) |")
    print("| --- | --- | --- | --- | --- |")
    for folder in args.folders:
        references, group_of = read_folder(folder)
        duplicates = len(group_of) - len(set(group_of.values()))
        for method in methods:
            start = time.process_time()
            for name, groups in method(folder, references).items():
                one = found(groups, group_of)
                false = sum(len({group_of.get(key, key) for key in group}) > 1 for group in groups)
                low, high = wilson(one["duplicates"], duplicates)
                share = (
                    f"{one['duplicates']}/{duplicates} = {one['duplicates'] / duplicates:.4f} ({low:.4f} to {high:.4f})"
                )
                seconds = time.process_time() - start
                print(f"| {folder.name} ({len(references)}) | {name} | {share} | {false} | {seconds:.1f} |")
                results.append(
                    {"set": folder.name, "method": name, "found": one["duplicates"], "of": duplicates, "false": false}
                )
    if args.json:
        args.json.write_text(json.dumps(results, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
