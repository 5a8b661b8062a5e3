"""Where the cells of chapters spend their time.

    python bench/profile_cells.py                      # all chapters
    python bench/profile_cells.py mechanisms/index     # one chapter
    python bench/profile_cells.py all "map("           # every cell whose text contains this

Prints the functions with the most own time and those with the most time including what they call, as cProfile counts
them (which slows small functions down, so compare functions, not seconds; bench/snapshot.py gives seconds per cell).
"""

from __future__ import annotations

import argparse
import cProfile
import os
import pstats
from pathlib import Path

from livingreview import load
from livingreview.book import Book
from livingreview.publish.cells import call, cells

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("chapter", nargs="?", default="all")
    parser.add_argument("containing", nargs="?", default="")
    parser.add_argument("--functions", type=int, default=35, help="lines of each list (default 35)")
    parser.add_argument("--out", type=Path, help="file for the profile, for pstats or snakeviz")
    given = parser.parse_args()

    root = Path.cwd()
    os.environ.pop("BOOK_FORMAT", None)
    opened = Book(load(root))
    profile = cProfile.Profile()
    for cell in cells(root):
        if given.chapter in ("all", cell.chapter) and given.containing in cell.source:
            profile.enable()
            call(opened, cell.source)
            profile.disable()
    if given.out:
        profile.dump_stats(given.out)
    pstats.Stats(profile).sort_stats("tottime").print_stats(given.functions)
    pstats.Stats(profile).sort_stats("cumulative").print_stats(given.functions)
