"""Writes the invented traps of tests/records/test_linkage_traps.py as labelled records: records.csv and groups.csv.

Run: .venv/bin/python bench/dedupe_traps.py FOLDER, then bench/dedupe.py FOLDER or bench/dedupe_methods.py FOLDER.
Each trap gets a subject and authors of its own, so that traps do not meet one another.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT / "tests/records"), str(ROOT / "bench")]

from synthetic_records import Maker  # noqa: E402
from test_linkage_traps import ARTICLE, ONLY_DOI, PAIRS, SAME, TWO  # noqa: E402

from livingreview.records import Reference  # noqa: E402


def traps() -> Iterator[tuple[Reference, Reference, bool]]:
    """Two records, and whether they are one publication."""
    numbered = replace(ARTICLE, doi="10.1000/a")
    for changes in (*SAME.values(), *ONLY_DOI.values()):
        yield numbered, replace(numbered, source="embase", identifier="2", **changes), True
    for changes in TWO.values():
        if "types" not in changes:  # which these files do not hold
            one = replace(ARTICLE, pmid="1" if "pmid" in changes else "")
            yield one, replace(one, **{"source": "embase", "identifier": "2", **changes}), False
    for one, other in PAIRS.values():
        if "tea" not in one.lower():
            continue  # nothing would tell it from other traps
        for changes in ({"pages": "210-219"}, {"pages": ""}, {"pages": "", "volume": "", "issue": ""}):
            yield replace(ARTICLE, title=one), replace(ARTICLE, title=other, **changes), False


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    maker, groups = Maker(7), []
    columns = ("ID", "title", "author", "year", "journal", "volume", "number", "pages", "doi", "pmid")
    with open(folder / "records.csv", "w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(columns)
        for n, (one, other, same) in enumerate(traps()):
            word, names = maker.words[n], {family: maker.families[40 * n + i] for i, family in enumerate(FAMILIES)}
            for letter, record in zip("ab", (one, other), strict=True):
                title, journal = (
                    text.replace("tea", word).replace("Tea", word.capitalize()).replace("TEA", word.upper())
                    for text in (record.title, record.journal)
                )
                year = str(int(record.year) - n % 25) if record.year else ""
                authors = " and ".join(record.authors)
                for family, new in names.items():
                    authors = authors.replace(family, new)
                volume = str(100 + n) if record.volume == ARTICLE.volume else record.volume
                doi = record.doi.replace("10.1000/", f"10.1000/{n}").replace("10.1101/", f"10.1101/{n}")
                place = [journal, volume, record.issue, record.pages]
                out.writerow([f"t{n}{letter}", title, authors, year, *place, doi, record.pmid and f"{n}{record.pmid}"])
            if same:
                groups.append([f"t{n}a;t{n}b"])
    with open(folder / "groups.csv", "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["merged_ids"], *groups])


FAMILIES = ("Archer", "Árcher", "Baker", "Bäker", "Cooper", "Berg", "Zeller", "Young")

if __name__ == "__main__":
    main()
