"""Tables of the searches: the account of each run, and what the strategies find among the included records."""

from __future__ import annotations

from collections.abc import Sequence

from ...records.runs import strategy_sha256
from ...render.table import Table, linked, plain
from ...schema import Run, Search
from ...search.strategies import Verdict
from ...store import Review
from ...wording import listed
from .model import Gap, Sensitivity, printed

VERDICTS = (Verdict.FOUND, Verdict.OPEN, Verdict.NOT_FOUND)
SHOWN = 12  # characters of a SHA-256


def sensitivity(tried: Sequence[Sensitivity]) -> Table:
    """How many of the included records that it is to find each strategy finds."""
    rows = [
        [
            plain(one.strategy.database),
            plain(one.label),
            f"{len(one.tried):,}",
            *(f"{len(one.keys(verdict)):,}" if one.tried else "" for verdict in VERDICTS),
        ]
        for one in tried
    ]
    return Table(
        "sensitivity",
        "Included records that each search string is to find, and whether it does, judged on what could be searched. "
        "*Open*: a word of the abstract, a keyword or a subject heading may find it. "
        "*Not found*: no part of the record that the string searches has its words. "
        "Whether the database has the record is another question.",
        ["Database", "Strategy", "To be found", "Found", "Open", "Not found"],
        rows,
        [30, 20, 14, 12, 12, 12],
    )


def gaps(review: Review, found: Sequence[Gap]) -> Table:
    """Records that the words at hand do not show to be found, with what these words lack."""
    rows = []
    for gap in found:
        title = review.bibliography[gap.key].fields.get("title", "")
        lacks = f"no word for {_lacking(gap)}" if printed(title) else "no title accessible"
        label = review.config.strategy_aims[gap.name].label
        rows.append([linked(review, gap.key), *map(plain, (title, label, lacks, _missed(gap)))])
    return Table(
        "search-gaps",
        "Included records that at least one search string does not find in what could be searched, and why. "
        "Square brackets in a title hold words that are not the publication's; they are not searched.",
        ["Publication", "Title", "Strategy", "Why", "Verdict"],
        rows,
        [16, 40, 11, 22, 11],
        stacked=True,
    )


def _lacking(gap: Gap) -> str:
    def one(concept: str, databases: Sequence[str]) -> str:
        return concept if len(databases) == gap.of else f"{concept} ({', '.join(databases)})"

    return " and for ".join(one(concept, databases) for concept, databases in gap.lacking.items())


def _missed(gap: Gap) -> str:
    if not gap.missed:
        return "open"
    return "not found" if len(gap.missed) == gap.of else f"not found in {listed(gap.missed)}"


def runs(review: Review) -> Table:
    """Every run of a search, with what PRISMA-S asks to report of it."""
    searches = {search.log: search for search in review.config.searches if search.log is not None}
    rows = [_run(run, searches.get(run.log)) for run in review.searches.runs.rows]
    return Table(
        "search-runs",
        "Runs of the searches (PRISMA-S).",
        ["Database and platform", "Date", "String", "Limits", "Hits", "Records", "New", "Peer review", "By"],
        rows,
        [18, 9, 22, 13, 7, 8, 7, 9, 7],
        stacked=True,
        none="No search has been run.",
    )


def _run(run: Run, search: Search | None) -> list[str]:
    limits = [search.limits if search and search.limits else "none besides the string"]
    if run.since is not None:
        limits.append(f"records that the database took in from {run.since:%-d %B %Y} on")
    return [
        plain(", ".join(filter(None, (run.database, search.platform if search else None)))),
        f"{run.date:%-d %B %Y}",
        plain(as_run(run, search)),
        plain("; ".join(limits)),
        "" if run.hits is None else f"{run.hits:,}",
        f"{run.fetched:,}",
        f"{run.new:,}",
        plain((search.peer_review if search else None) or "not done"),
        plain(run.role),
    ]


def as_run(run: Run, search: Search | None) -> str:
    """Whether the string that was run is the one that is printed."""
    if run.strategy is None or run.strategy_sha256 is None:
        return "not recorded: the records came as a file"
    text = search.strategies.get(run.strategy) if search else None
    begins = f"SHA-256 {run.strategy_sha256[:SHOWN]}..."
    if text is None:
        return f"{run.strategy}: no longer among the strings; its {begins}"
    if strategy_sha256(text) != run.strategy_sha256:
        return f"{run.strategy}: the string was changed after this run; the one that was run has {begins}"
    return f"{run.strategy}: as printed"
