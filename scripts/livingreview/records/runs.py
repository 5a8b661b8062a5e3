"""Writing the records of a run into the review, and the records of the review as `Reference`s."""

from __future__ import annotations

import datetime
import fcntl
import hashlib
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from ..schema import Decision, Found, Record, Run, Search, Stage, doi_fault
from ..store.problems import DataError
from ..store.screening import RECORDS, file_of, read_log
from ..store.searches import FOUND, RUNS, Searches, read_searches
from ..store.tables import as_csv, with_rows, write_whole
from ..store.texts import INVISIBLE
from .reference import Reference

WORKPLACE = ".review"  # below the review's root, outside git: abstracts are not ours to publish
LISTS = ("authors", "registrations", "types")
FIELDS = (
    "title",
    "original_title",
    "year",
    "date",
    "journal",
    "volume",
    "issue",
    "pages",
    "doi",
    "pmid",
    "language",
    "status",
    "url",
)
NO_TITLE = "(no title given)"


@dataclass(frozen=True)
class Account:
    """What is known of a run beside its records: see `Run` for the fields."""

    search: Search
    date: datetime.date
    role: str
    strategy: str | None = None
    since: datetime.date | None = None
    hits: int | None = None
    file_sha256: str | None = None
    note: str | None = None

    @property
    def run(self) -> str:
        """Name of the run: its date, log, strategy, and the beginning of the hash of the file, if it is one."""
        parts = (f"{self.date:%Y-%m-%d}", self.search.log, self.strategy, (self.file_sha256 or "")[:8])
        return "-".join(_slug(part) for part in parts if part)


@dataclass(frozen=True)
class Added:
    """What a run brought: records fetched, those that came more than once, the keys that are new and those whose
    description changed since the run before."""

    run: str
    fetched: int
    repeated: int
    new: tuple[str, ...]
    changed: tuple[str, ...]

    @property
    def known(self) -> int:
        """Records that an earlier run of the same log has, as they are."""
        return self.fetched - self.repeated - len(self.new) - len(self.changed)


def strategy_sha256(text: str) -> str:
    """SHA-256 of a strategy, whatever its line ends and the blanks around it."""
    return hashlib.sha256("\n".join(line.strip() for line in text.strip().splitlines()).encode()).hexdigest()


def source_of(search: Search) -> str:
    """What the keys of a search's records begin with: its log, without blanks and colons."""
    return _slug(search.log or search.database)


def add_run(root: Path, account: Account, references: Sequence[Reference], *, write: bool = True) -> Added:
    """Write a run: its whole records (outside git), its list, the new lines of the screening log, and last its line.

    Each file is replaced as a whole, and a record is known by its key. So a run that was stopped is repeated, and
    nothing is lost or doubled. With `write=False`, only says what would come. Raises DataError where the tables cannot
    be read. A second run of one day has a number behind its name.
    """
    with alone(root):
        searches, problems = read_searches(root)
        log, more = read_log(root)
        if problems or more:
            raise DataError([*problems, *more])
        source = source_of(account.search)
        once = {one.key: one for one in (replace(reference, source=source) for reference in references)}
        rows = {key: as_found(one) for key, one in once.items()}
        for run in _names(account.run):
            before = next((row for row in searches.runs.rows if row.run == run), None)
            known = {key: found for key, (_, found) in _without(searches, run).records.items()}
            new = tuple(key for key in rows if key not in known)
            changed = tuple(key for key, row in rows.items() if key in known and row != known[key])
            added = Added(run, len(references), len(references) - len(once), new, changed)
            line = _line(account, added)
            if before is None or before == line:
                break
        if write and before is None:
            _keep(root, run, once.values())
            if new or changed:
                write_whole(root / FOUND / f"{run}.csv", as_csv((rows[key] for key in (*new, *changed)), Found))
            logged = {record.found for record in log.rows}
            lines = _records(log.rows, (rows[key] for key in new if key not in logged), account.search.log or "")
            _append(root / RECORDS, lines, Record)
            _append(root / RUNS, [line], Run)
        return added


def keep_again(root: Path, run: str, search: Search, references: Iterable[Reference]) -> bool:
    """Write the whole records of a run that is in git already, where this machine does not have them; says whether."""
    if (root / WORKPLACE / "records" / f"{run}.jsonl").is_file():
        return False
    once = {one.key: one for one in (replace(reference, source=source_of(search)) for reference in references)}
    _keep(root, run, once.values())
    return True


def references(root: Path) -> list[Reference]:
    """Every record of the screening log, as far as it is known: with abstracts where they are kept on this machine.

    A record that no search found has the key `record:` and its number. Raises DataError where a table cannot be read.
    """
    searches, problems = read_searches(root)
    log, more = read_log(root)
    if problems or more:
        raise DataError([*problems, *more])
    whole = dict(_kept(root, [run.run for run in searches.runs.rows]))
    found = searches.records
    return [_reference(record, found, whole) for record in log.rows]


def key_of(record: Record) -> str:
    """What a record of the screening log is known by."""
    return record.found or f"record:{record.record}"


def as_found(reference: Reference) -> Found:
    """A record without its abstract and keywords, in the cells of a table."""
    texts = {name: _cell(getattr(reference, name)) for name in FIELDS}
    lists = {name: "; ".join(filter(None, map(_cell, getattr(reference, name)))) for name in LISTS}
    related = "; ".join(f"{_slug(relation)} {_cell(to)}" for relation, to in reference.related)
    return Found(key=re.sub(r"\s+", "_", _cell(reference.key)), related=related, **texts, **lists)


def from_found(found: Found) -> Reference:
    """The record in the cells of a table."""
    source, _, identifier = found.key.partition(":")
    lists: dict[str, Any] = {name: tuple(filter(None, getattr(found, name).split("; "))) for name in LISTS}
    related = tuple(
        (relation, to) for one in filter(None, found.related.split("; ")) for relation, _, to in [one.partition(" ")]
    )
    texts = {name: getattr(found, name) for name in FIELDS}
    return Reference(source, identifier, related=related, **texts, **lists)


def _keep(root: Path, run: str, whole: Iterable[Reference]) -> None:
    write_whole(root / WORKPLACE / "records" / f"{run}.jsonl", "".join(f"{one.to_json()}\n" for one in whole))


def _reference(record: Record, found: dict[str, tuple[str, Found]], whole: dict[str, Reference]) -> Reference:
    key = key_of(record)
    if key in whole:
        return whole[key]
    if key in found:
        return from_found(found[key][1])
    return Reference(
        "record",
        record.record,
        title=record.title,
        authors=(record.first_author,) if record.first_author else (),
        year=record.year or "",
        doi=(record.doi or "").lower(),
        pmid=record.pmid or "",
        url=record.url or "",
    )


def _kept(root: Path, runs: Iterable[str]) -> Iterator[tuple[str, Reference]]:
    for run in runs:
        file = root / WORKPLACE / "records" / f"{run}.jsonl"
        if file.is_file():
            with file.open(encoding="utf-8") as lines:
                for line in lines:
                    one = Reference.from_json(line)
                    yield as_found(one).key, one


def _records(log: Iterable[Record], rows: Iterable[Found], name: str) -> Iterator[Record]:
    last = max((int(record.record[1:]) for record in log if file_of(record.record) == RECORDS), default=0)
    for number, row in enumerate(rows, last + 1):
        yield Record(
            record=f"r{number:04}",
            title=row.title or NO_TITLE,
            first_author=row.authors.partition("; ")[0] or None,
            year=row.year if re.fullmatch(r"(19|20)\d\d", row.year) else None,
            doi=row.doi if row.doi and doi_fault(row.doi) is None else None,
            pmid=row.pmid if re.fullmatch(r"\d{1,8}", row.pmid) else None,
            url=row.url or None,
            log=name,
            stage=Stage.ABSTRACT,
            decision=Decision.PENDING,
            found=row.key,
        )


def _line(account: Account, added: Added) -> Run:
    text = account.search.strategies.get(account.strategy) if account.strategy else None
    return Run(
        run=added.run,
        date=account.date,
        database=account.search.database,
        log=account.search.log or "",
        strategy=account.strategy,
        strategy_sha256=strategy_sha256(text) if text is not None else None,
        since=account.since,
        hits=account.hits,
        fetched=added.fetched,
        repeated=added.repeated,
        new=len(added.new),
        file_sha256=account.file_sha256,
        role=account.role,
        note=account.note,
    )


def _append(file: Path, rows: Iterable[BaseModel], model: type[BaseModel]) -> None:
    text = file.read_bytes().decode("utf-8-sig") if file.exists() else ""  # line ends as they are
    if (rows := list(rows)) or not text:
        write_whole(file, with_rows(text, rows, model))


def _names(run: str) -> Iterator[str]:
    yield run
    yield from (f"{run}-{number}" for number in itertools.count(2))


def _without(searches: Searches, run: str) -> Searches:
    lines = tuple(line for line in searches.runs.lines if line[1].run != run)
    return replace(searches, runs=replace(searches.runs, lines=lines))


def _cell(text: str) -> str:
    return " ".join(INVISIBLE.sub("", text).split())


def _slug(text: str) -> str:
    """A text in small letters, digits and hyphens; one that has none of them by its hash."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or hashlib.sha256(text.encode()).hexdigest()[:8]


@contextmanager
def alone(root: Path) -> Iterator[None]:
    """No other process writes a run meanwhile."""
    folder = root / WORKPLACE
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
