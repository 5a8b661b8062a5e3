"""How current a review is on a given day: what was searched when, and what has happened since to what it includes."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from scipy import stats

from ...schema import Found, Lookup, ReportKind, Search, TrialStatus, Version
from ...store import Review
from ..flow.model import flow
from ..publications.model import CLINICAL, publications

YEARS = 5  # full calendar years from which the publication rate is taken
LEVEL = 0.95
DAYS = 365.25  # in a year
# What a relation that a database gives says of a publication, by how its name begins.
NOTICES = {
    "retracted": "retracted",
    "partly-retracted": "retracted in part",
    "withdrawn": "withdrawn",
    "corrected": "corrected",
    "erratum": "corrected",
    "expression-of-concern": "under an expression of concern",
    "concern": "under an expression of concern",
}
PUBLISHED = ("published-as", "published-in")
STATES = {
    "not yet recruiting": TrialStatus.PLANNED,
    "recruiting": TrialStatus.RECRUITING,
    "enrolling by invitation": TrialStatus.RECRUITING,
    "active not recruiting": TrialStatus.ACTIVE,
    "completed": TrialStatus.COMPLETED,
    "unknown": TrialStatus.UNKNOWN,
    "suspended": TrialStatus.STOPPED,
    "terminated": TrialStatus.STOPPED,
    "withdrawn": TrialStatus.STOPPED,
}


@dataclass(frozen=True)
class Source:
    """A database or register: when it was last searched, when the next search is due, and its records so far.

    `last` is the oldest of the last runs of its strategies: what was not searched since then is not known.
    """

    search: Search
    last: date | None
    due: date | None
    records: int
    unrun: tuple[str, ...]

    def overdue(self, day: date) -> bool:
        """Whether it was never searched, or a search was due before this day."""
        return self.due is None or self.due < day


@dataclass(frozen=True)
class Notice:
    """Something that a database says of an included publication or trial."""

    study: str
    what: str
    by: str


@dataclass(frozen=True)
class Currency:
    """The state on `day`. `rate` is in clinical publications a year, `expected` how many of them the searches have
    not met, with the ends of a prediction interval; None where a source was never searched."""

    day: date
    sources: tuple[Source, ...]
    rate: float
    expected: tuple[float, float, float] | None
    looked_up: int
    included: int
    notices: tuple[Notice, ...]
    published: tuple[Notice, ...]
    trials: tuple[Notice, ...]
    pending: int
    unchanged: int
    retire_after: int | None

    @property
    def overdue(self) -> tuple[Source, ...]:
        """Sources that are to be searched now."""
        return tuple(source for source in self.sources if source.overdue(self.day))

    @property
    def due(self) -> date | None:
        """The first day on which a search is due; None where one is due already, because it was never made."""
        days = [source.due for source in self.sources]
        return min((day for day in days if day), default=None) if None not in days else None

    @property
    def retires(self) -> bool:
        """Whether the declared rule of retirement applies."""
        return self.retire_after is not None and self.unchanged >= self.retire_after

    @property
    def is_current(self) -> bool:
        """Whether nothing is to be done."""
        return not (self.overdue or self.notices or self.published or self.trials or self.pending or self.retires)


def currency(review: Review, day: date) -> Currency:
    """How current the review is on this day."""
    config = review.config
    sources = tuple(_source(review, search) for search in config.searches)
    rate, count = _rate(review, day)
    kinds = publications(review)
    said = _said(review, [str(key) for key in kinds["study"]])
    notices = [notice for of_one in _by_study(said).values() for notice in of_one]
    preprints = {key for key, study in review.publications.items() if study.kind is ReportKind.PREPRINT}
    published = [
        Notice(key, "published", to)
        for key, related in said.items()
        if key in preprints
        for relation, to in sorted(related)
        if relation in PUBLISHED
    ]
    living = config.living
    return Currency(
        day=day,
        sources=sources,
        rate=rate,
        expected=_expected(sources, count, day),
        looked_up=len(said),
        included=len(kinds),
        notices=tuple(notices),
        published=tuple(published),
        trials=tuple(_changed_trials(review)),
        pending=flow(review).pending if review.log else 0,
        unchanged=unchanged(config.versions, living.retire_after.months_apart if living.retire_after else 0),
        retire_after=living.retire_after.updates if living.retire_after else None,
    )


def notices_of(review: Review, keys: Iterable[str]) -> dict[str, tuple[Notice, ...]]:
    """What databases say happened to these publications, by key; one that nobody looked up is not among the keys."""
    return _by_study(_said(review, list(keys)))


def _by_study(said: Mapping[str, set[tuple[str, str]]]) -> dict[str, tuple[Notice, ...]]:
    return {key: tuple(Notice(key, what, by) for what, by in _notices(related)) for key, related in said.items()}


def relations(found: Found | Lookup) -> list[tuple[str, str]]:
    """What a record says it has to do with others: relation and identifier."""
    return [(name, to) for name, _, to in (one.partition(" ") for one in found.related.split("; ") if one)]


def unchanged(versions: list[Version], months_apart: int) -> int:
    """Updates in a row, the newest first, that changed no conclusion; those nearer than this to the one counted
    before it count together with it."""
    count, last = 0, None
    for version in versions:
        if version.conclusion_changed is not False:
            break
        if last is None or later(version.date, months_apart) <= last:
            count, last = count + 1, version.date
    return count


def later(day: date, months: int) -> date:
    """The day this many months later, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _source(review: Review, search: Search) -> Source:
    runs = [run for run in review.searches.runs.rows if run.log == search.log] if search.log else []
    last = search.last_run
    unrun: tuple[str, ...] = ()
    if runs and search.strategies:
        by_strategy = {name: [run.date for run in runs if run.strategy == name] for name in search.strategies}
        named = {name: max(dates) for name, dates in by_strategy.items() if dates}
        unrun = tuple(name for name in search.strategies if name not in named)
        last = min(named.values(), default=last)
    due = later(last, review.config.living.search_every_months) if last and not unrun else None
    return Source(search, last, due, sum(run.new for run in runs), unrun)


def _rate(review: Review, day: date) -> tuple[float, int]:
    kinds = publications(review)
    years = kinds.loc[kinds["kind"].isin(CLINICAL), "year"].dropna().astype(int)
    count = int(years.between(day.year - YEARS, day.year - 1).sum())
    return count / YEARS, count


def _expected(sources: tuple[Source, ...], count: int, day: date) -> tuple[float, float, float] | None:
    """Mean and prediction interval of a Poisson count whose rate is known from `count` in YEARS years.

    With Jeffreys' prior the rate is gamma(count + 1/2, YEARS), and the count to come is negative binomial (Gelman et
    al., Bayesian Data Analysis, 3rd edition, section 2.6).
    """
    lasts = [source.last for source in sources if not source.unrun]
    if not lasts or len(lasts) < len(sources) or None in lasts:
        return None
    years = max((day - min(last for last in lasts if last is not None)).days, 0) / DAYS
    if years == 0:
        return 0.0, 0.0, 0.0
    coming = stats.nbinom(count + 0.5, YEARS / (YEARS + years))
    low, high = coming.ppf([(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(count / YEARS * years), float(low), float(high)


def _said(review: Review, keys: list[str]) -> dict[str, set[tuple[str, str]]]:
    """What databases say of the included publications: relations of each that was looked up, or met by a search."""
    records = [found for _, found in review.searches.records.values()]
    by_doi = {found.doi.lower(): found for found in records if found.doi}
    by_pmid = {found.pmid: found for found in records if found.pmid}
    by_key = {found.key: found for found in records}
    logged = {row.study: row.found for row in review.log if row.study and row.found}
    said: dict[str, set[tuple[str, str]]] = {}
    for key in keys:
        fields = review.bibliography[key].fields
        names = ((by_key, logged.get(key)), (by_pmid, fields.get("pmid")), (by_doi, fields.get("doi", "").lower()))
        for found in filter(None, (place.get(name or "") for place, name in names)):
            said.setdefault(key, set()).update(relations(found))
            if "retracted publication" in found.types.lower():
                said[key].add(("retracted", found.key))
    for lookup in review.searches.lookups.rows:
        if lookup.study in keys:
            said.setdefault(lookup.study, set()).update(relations(lookup))
    return said


def _notices(related: set[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """What happened to a publication, and who says so, each thing once."""
    what: dict[str, set[str]] = {}
    for relation, to in related:
        for start, word in NOTICES.items():
            if relation.startswith(start):
                what.setdefault(word, set()).add(to)
    for word in sorted(what):
        yield word, ", ".join(sorted(what[word]))


def _changed_trials(review: Review) -> Iterator[Notice]:
    states = {
        number.lower(): (found.status, found.key)
        for _, found in review.searches.records.values()
        if found.status
        for number in (found.key.partition(":")[2], *found.registrations.split("; "))
        if number
    }
    looked_up = {one.study: (one.status, one.service) for one in review.searches.lookups.rows if one.status}
    for key, trial in review.registered.items():
        given, by = looked_up.get(key) or states.get(trial.registry.lower()) or ("", "")
        if given and STATES.get(re.sub(r"[^a-z]+", " ", given.lower()).strip()) is not trial.status:
            yield Notice(key, given, by)
