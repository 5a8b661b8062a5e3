"""data/searches: the runs of searches, the records that they found, and answers on pairs of records."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, model_validator

from .base import AsFound, Model, Role, StudyId, Text
from .dates import IsoDate
from .screening import log_name
from .screening_terms import Relation, SameOrNot


def _digits(value: Any) -> Any:
    if not re.fullmatch(r"\d{1,12}", str(value)):
        raise ValueError(f"{value!r} is not a number of records. Write digits only.")
    return int(value)


RunId = Annotated[str, StringConstraints(strict=True, pattern=r"^\d{4}-\d\d-\d\d-[a-z0-9]+(-[a-z0-9]+)*$")]
RecordKey = Annotated[str, StringConstraints(strict=True, pattern=r"^[^\s:]+:\S+$")]
Sha256 = Annotated[str, StringConstraints(strict=True, pattern=r"^[0-9a-f]{64}$")]
Records = Annotated[int, BeforeValidator(_digits)]
OneLog = Annotated[AsFound, AfterValidator(log_name)]


class Run(Model):
    """One search of a database, or one file of its records: a line of data/searches/runs.csv."""

    run: RunId = Field(description="Name of the run and of the file of its records: its date, its log, its strategy.")
    date: IsoDate = Field(description="Day of the search in the database.")
    database: Text = Field(description="Database as data/review.yaml names it.")
    log: OneLog = Field(description="Log of its records, as in the screening log.")
    strategy: Text | None = Field(default=None, description="Name of the strategy in data/review.yaml.")
    strategy_sha256: Sha256 | None = Field(default=None, description="SHA-256 of the strategy's text as it was run.")
    since: IsoDate | None = Field(default=None, description="Only records that the database took in from this day on.")
    hits: Records | None = Field(default=None, description="Records that the database said it has.")
    fetched: Records = Field(description="Records that came.")
    repeated: Records = Field(description="Of these, how many came more than once.")
    new: Records = Field(description="Of these, how many no earlier run of the same log had.")
    file_sha256: Sha256 | None = Field(default=None, description="SHA-256 of the file that was imported.")
    role: Role = Field(description="Who ran it.")
    note: AsFound | None = Field(default=None, description="What the database said of the search.")

    @model_validator(mode="after")
    def consistent(self) -> Self:
        if not self.run.startswith(f"{self.date:%Y-%m-%d}-"):
            raise ValueError(f"run: begins with the date of the run, {self.date:%Y-%m-%d}.")
        if self.repeated + self.new > self.fetched:
            raise ValueError("new: repeated and new records are part of those fetched.")
        if (self.strategy is None) != (self.strategy_sha256 is None):
            raise ValueError("strategy_sha256: a run has the name and the SHA-256 of its strategy, or neither.")
        return self


class Found(Model):
    """A record as a database gave it, without its abstract: a line of data/searches/found/RUN.csv.

    Several authors, numbers, types or relations are joined by `; `.
    """

    key: RecordKey = Field(description="Log and the database's own number: `pubmed:12345`.")
    title: str = Field(default="", description="Title as given; empty if the database gave none.")
    original_title: str = ""
    authors: str = ""
    year: str = ""
    date: str = ""
    journal: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    doi: str = ""
    pmid: str = ""
    registrations: str = Field(default="", description="Numbers in trial registers.")
    language: str = ""
    types: str = Field(default="", description="Types of publication as given.")
    status: str = Field(default="", description="State of a registered trial as its register gives it.")
    url: str = ""
    related: str = Field(default="", description="Relation and identifier: `retracted-by doi:10.1000/x`.")


class Lookup(Model):
    """What a service said of an included publication or a registered trial: a line of data/searches/lookups.csv."""

    study: StudyId = Field(description="File of the publication or trial.")
    date: IsoDate = Field(description="When it was looked up.")
    service: Literal["crossref", "clinicaltrials"]
    related: str = Field(default="", description="Relation and identifier, as in data/searches/found; empty for none.")
    status: str = Field(default="", description="State of a registered trial as its register gives it.")


class Pair(Model):
    """An answer on two records: a line of data/screening/pairs.csv. Keys are those of data/searches/found, or
    `record:r0001` for a record that no search found."""

    one: RecordKey
    other: RecordKey
    verdict: SameOrNot = Field(description="Whether they are one publication.")
    relation: Relation | None = Field(default=None, description="How two linked publications are related.")
    role: Role = Field(description="Who decided.")
    date: IsoDate = Field(description="When.")
    note: AsFound | None = None

    @model_validator(mode="after")
    def consistent(self) -> Self:
        if self.one == self.other:
            raise ValueError("other: two different records are compared.")
        if (self.relation is not None) != (self.verdict is SameOrNot.LINKED):
            raise ValueError("relation: two linked publications have a relation, others have none.")
        return self
