"""data/screening/records.csv and data/screening/added: every record ever judged, one a line."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from .base import STUDY_ID, AsFound, Doi, Model, StudyId, Text
from .screening_terms import WAITING, Decision, ReasonGroup, Stage

NUMBER = r"r\d{4,6}"  # of a record in records.csv; one with a file of its own in added/ is named like its publication
RecordId = Annotated[str, StringConstraints(strict=True, pattern=rf"^({NUMBER}|{STUDY_ID})$")]


def log_name(text: str) -> str:
    """The name of a log as it is compared: without blanks around it, in lower case."""
    return " ".join(text.split()).casefold()


def _logs(text: str) -> str:
    names = [log_name(name) for name in text.split(";")]
    if not all(names):
        raise ValueError(f"log: {text!r} holds an empty name. Join names by one `;`.")
    if len(set(names)) < len(names):
        raise ValueError(f"log: {text!r} names a log twice. Each log once.")
    return ";".join(names)


Logs = Annotated[AsFound, AfterValidator(_logs)]


class Record(Model):
    """One record of the screening log."""

    record: RecordId = Field(
        description="Number of the record (r0123), or the name of its own file in data/screening/added."
    )
    title: AsFound = Field(description="Title as found.")
    first_author: AsFound | None = Field(default=None, description="First author as found.")
    year: Annotated[str, StringConstraints(strict=True, pattern=r"^(19|20)\d\d$")] | None = Field(
        default=None, description="Year as found."
    )
    doi: Doi | None = Field(default=None, description="Digital object identifier.")
    pmid: Annotated[str, StringConstraints(strict=True, pattern=r"^\d{1,8}$")] | None = Field(
        default=None, description="PubMed number."
    )
    url: Text | None = Field(default=None, description="Address where it was found.")
    log: Logs = Field(description="Where the record came from: names of the logs that list it, joined by `;`.")
    stage: Stage = Field(description="What it was judged on.")
    decision: Decision = Field(description="What was decided.")
    reason: Text | None = Field(default=None, description="Why; required for every decision but inclusion.")
    category: ReasonGroup | None = Field(
        default=None, description="What the reason comes down to; required for excluded and awaiting records."
    )
    study: StudyId | None = Field(default=None, description="The file of an included record.")
    duplicate_of: RecordId | None = Field(default=None, description="The record that holds the decision.")
    found: Annotated[str, StringConstraints(strict=True, pattern=r"^[^\s:]+:\S+$")] | None = Field(
        default=None, description="Key of a record of data/searches/found; empty for one found by hand."
    )

    @model_validator(mode="after")
    def consistent(self) -> Self:
        if (self.decision is Decision.INCLUDE) != (self.study is not None):
            raise ValueError("study: an included record names its file, and no other record does.")
        if (self.decision is Decision.DUPLICATE) != (self.duplicate_of is not None):
            raise ValueError("duplicate_of: a duplicate names the record that holds the decision, and no other does.")
        if self.duplicate_of == self.record:
            raise ValueError("duplicate_of: a record is not its own duplicate.")
        if self.reason is None and self.decision in (Decision.EXCLUDE, Decision.AWAITING):
            raise ValueError("reason is missing: say why the record is excluded or awaiting.")
        groups = {
            Decision.EXCLUDE: [str(group) for group in ReasonGroup if group not in WAITING],
            Decision.AWAITING: [str(group) for group in WAITING],
        }.get(self.decision, [])
        if groups and self.category is None:
            raise ValueError(f"category is missing: with {self.decision}, one of {', '.join(groups)}.")
        if self.category is not None and self.category not in groups:
            allowed = f"Allowed: {', '.join(groups)}." if groups else "Leave it empty."
            raise ValueError(f"category: {str(self.category)!r} does not go with {self.decision}. {allowed}")
        return self
