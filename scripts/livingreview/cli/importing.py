"""`review import`: files of records that a person exported from a database."""

from __future__ import annotations

import argparse
import hashlib
import re
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ..publish.workplace import NotBuilt
from ..schema import Search
from ..schema.base import ROLE_NAMES
from ..schema.screening import log_name
from ..store import DataError, Problem, find_root
from ..store.reading import read_config
from ..store.searches import read_searches
from .arguments import past_day, role
from .command import Command

if TYPE_CHECKING:
    from ..records.reading import Read
    from ..records.runs import Added

CONFIG = "data/review.yaml"
PROGRAMS = ("EndNote", "Zotero", "Rayyan", "Covidence")  # files of these hold records of any database


def import_(args: argparse.Namespace) -> int:
    """Import files that were exported from one search of a database, and write what is new as undecided records.

    Formats are recognised from the content: RIS, PubMed's nbib, Web of Science text and tables, Ovid, Cochrane, EndNote
    (XML, refer), RefWorks, NoteExpress, E-Study, BibTeX, CSV and ICTRP XML. A file of which not every record can be
    read is refused.
    """
    from ..records.runs import Account, add_run, keep_again

    root = find_root(args.root)
    search = source(read_config(root).searches, args.source)
    if args.role is None and not args.dry_run:
        return _wrong('--role is missing. Say who searched, such as --role "information specialist 1".')
    strategy = args.strategy
    if strategy is not None and strategy not in search.strategies:
        named = ", ".join(search.strategies) or "none"
        return _wrong(f"--strategy: {strategy!r} is not a strategy of {search.database}. Allowed: {named}.")
    reads = []
    for file in args.files:
        read = read_export(file, search.log or "", str(file))
        reads.append(read)
        print(f"{file}: {read}")
        for note in (*read.notes, *_other_origin(read, search)):
            print(f"  {note}")
    if strategy is None and search.strategies:
        named = ", ".join(search.strategies)
        print(f"  no --strategy: counts for none of {named}, which remain to be searched")
    sha256 = _sha256(args.files)
    searches, problems = read_searches(root)
    if problems:
        raise DataError(problems)
    for run in searches.runs.rows:
        if (run.file_sha256, run.log, run.strategy) == (sha256, search.log, strategy):
            given = [reference for read in reads for reference in read.references]
            kept = not args.dry_run and keep_again(root, run.run, search, given)
            done = "Its abstracts are on this machine now." if kept else "Nothing was written."
            print(f"{search.database}: imported already, as run {run.run}. {done}")
            return 0
    role = args.role or f"{ROLE_NAMES[-1]} 1"  # of a dry run, which writes nobody's name
    day = args.date or date.today()
    account = Account(search, day, role, strategy=strategy, hits=args.hits, file_sha256=sha256)
    references = [reference for read in reads for reference in read.references]
    added = add_run(root, account, references, write=not args.dry_run)
    _tell(search, added, args.hits, len(args.files), dry=args.dry_run)
    return 0


def read_export(file: Path, log: str, name: str) -> Read:
    """The records of a file of this log; messages call it `name`. Raises DataError if it cannot be read as a whole."""
    from ..records.reading import read_records

    try:
        return read_records(file, log, name)
    except ModuleNotFoundError as missing:
        needed = f"Reading {name} needs the Python package {missing.name}"
        raise NotBuilt(f"{needed}: `make .venv/update` installs it.") from None


def source(searches: Sequence[Search], name: str) -> Search:
    """The search that a database or a log names. Raises DataError if there is none, or several, or it has no log."""
    wanted = log_name(name)
    found = [one for one in searches if log_name(one.log or "") == wanted]
    found = found or [one for one in searches if log_name(one.database) == wanted]
    if len(found) != 1:
        named = "; ".join(f"{one.database} ({one.log})" if one.log else one.database for one in searches)
        which = "several searches; use their log" if found else "no search"
        raise DataError([Problem(CONFIG, 0, "searches", f"{name!r} names {which}. Declared: {named}.")])
    if found[0].log is None:
        message = "is missing. Add the name that its records have in the screening log, such as log: web-of-science."
        raise DataError([Problem(CONFIG, 0, f"searches.{found[0].database}.log", message)])
    return found[0]


def _other_origin(read: Read, search: Search) -> list[str]:
    """A warning if the file says that it is of another database."""
    declared = " ".join(filter(None, (search.database, search.log, search.platform, search.note))).lower()
    words = re.findall(r"[\w.]{3,}", read.origin.lower())
    if not words or read.origin in PROGRAMS or any(word in declared for word in words):
        return []
    return [f"the file says that it is of {read.origin}. Is {search.database} the right source?"]


def _sha256(files: Sequence[Path]) -> str:
    """SHA-256 of a file; of several, that of theirs one after the other."""
    hashes = []
    for file in files:
        with file.open("rb") as stream:
            hashes.append(hashlib.file_digest(stream, "sha256").hexdigest())
    return hashes[0] if len(hashes) == 1 else hashlib.sha256("".join(hashes).encode()).hexdigest()


def _tell(search: Search, added: Added, hits: int | None, files: int, *, dry: bool) -> None:
    records = f"{added.fetched:,} record{'' if added.fetched == 1 else 's'}"
    repeated = f"{added.repeated:,} repeated within the file{'' if files == 1 else 's'}"
    known = f"{added.known + len(added.changed):,} known from earlier runs"
    changed = f", {len(added.changed):,} of them changed since" if added.changed else ""
    distinct = f"{added.fetched - added.repeated:,} distinct"
    print(f"{search.database}: {records}, {distinct}, {repeated}; {len(added.new):,} new, {known}{changed}")
    if hits is not None and hits != added.fetched:
        print(f"  the database counted {hits:,}, the export has {added.fetched:,}: is a part of it missing?")
    print("  nothing was written (--dry-run)" if dry else f"  written as run {added.run}")


def _wrong(message: str) -> int:
    print(message, file=sys.stderr)
    return 2


def _hits(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of records. Allowed: digits.")
    return int(text)


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", metavar="FILE", type=Path, help="file or files of one search")
    parser.add_argument("--source", required=True, metavar="NAME", help="database or log as in data/review.yaml")
    parser.add_argument("--strategy", metavar="PART", help="strategy of this source that was run")
    parser.add_argument("--date", type=past_day, metavar="YYYY-MM-DD", help="day of the search (default: today)")
    parser.add_argument("--hits", type=_hits, metavar="N", help="records that the database said it has")
    parser.add_argument("--role", type=role, help='who searched, such as "information specialist 1"')
    parser.add_argument("--dry-run", action="store_true", help="say what would come; write nothing")


COMMANDS = (Command(import_, _arguments),)
