"""data/review.yaml: what this review is. The only place that names its topic to the engine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, field_validator, model_validator

from .addresses import NotLinked, host_within, is_mirror
from .base import (
    ConditionTerm,
    Count,
    DrugTerm,
    EventTerm,
    Flag,
    Model,
    OutcomeTerm,
    Role,
    Slug,
    StudyId,
    Text,
    Url,
)
from .dates import IsoDate
from .deciding import ScreeningRule
from .found_by import FoundBy
from .information import Detectable
from .pools import Intervals, Pool, PoolModel
from .practice import PracticeQuestion
from .screening import log_name
from .screening_terms import RecordKind, SearchStatus, SearchSyntax
from .terms import Design, NoneInWords, Severity, Verdict
from .windows import Window

VersionNumber = Annotated[str, StringConstraints(strict=True, pattern=r"^\d+\.\d+\.\d+$")]
Page = Annotated[str, StringConstraints(strict=True, pattern=r"^[a-z0-9]+([-/][a-z0-9]+)*$")]
ComparisonModel = Literal["mh", "reml", "dl", "pm", "common"]
ComparisonMeasure = Literal["RR", "RD", "OR"]
RATIOS: Final[tuple[ComparisonMeasure, ...]] = ("RR", "OR")  # measures on a log scale; the other is a difference
Service = Literal["pubmed", "europepmc", "clinicaltrials", "openalex"]
ResultName = Annotated[str, StringConstraints(strict=True, pattern=r"^[a-z-]+\.\S+$")]


def version_order(version: str) -> tuple[int, ...]:
    """The number of a version as what versions are sorted by: 0.10.0 comes after 0.9.0."""
    return tuple(map(int, version.split(".")))


class Question(Model):
    """PICO."""

    population: Text
    intervention: Text
    comparators: Text
    outcomes: Text
    designs: Text


class Background(Model):
    """A table of background points."""

    label: Text = Field(description="What the table shows.")
    topics: list[Text] = Field(min_length=1, description="Topics of the points of data/context that it contains.")


class SafetyRule(Intervals):
    """When the counts of an adverse event are pooled, and which background is shown with them."""

    min_studies: Annotated[Count, Field(ge=2)] = Field(
        description="Publications, one report a cohort, that must count an event of one severity before it is pooled."
    )
    min_patients: Annotated[Count, Field(ge=1)] = Field(
        description="Smallest denominator that may enter: smaller reports are shown, not pooled."
    )
    model: PoolModel = Field(default="glmm", description="As in a pool.")
    why: Text = Field(description="Reason for these choices, printed with the results.")
    background: dict[Slug, Background] = Field(default={}, description="Tables of background points on safety.")


class Comparison(Intervals):
    """A declared comparison of the treatment with something else, in randomised trials.

    Nothing is compared that is not declared here. One trial gives its crude effect; two or more are pooled as declared.
    """

    label: Text
    primary: Flag = Field(default=False, description="Whether it is the primary result of the review.")
    outcome: OutcomeTerm | None = Field(default=None, description="What is compared, or `event`.")
    event: EventTerm | None = Field(default=None, description="The adverse event compared, or `outcome`.")
    severity: Severity | None = Field(default=None, description="Severity of the event; any severity where absent.")
    against: list[DrugTerm] = Field(
        min_length=1, description="Drugs that the comparator arm has, all of them; it may have others."
    )
    conditions: list[ConditionTerm] = Field(min_length=1)
    window: Window | None = Field(default=None, description="As in a pool; needed for an outcome, none for an event.")
    measures: list[ComparisonMeasure] = Field(
        default=["RR", "RD"], min_length=1, description="Risk ratio, risk difference, odds ratio."
    )
    model: ComparisonModel = Field(default="reml", description="How two or more trials are pooled.")
    information: Detectable | None = Field(default=None, description="What its optimal information size rests on.")
    why: Text = Field(description="Reason for these choices, printed with the comparison.")

    @model_validator(mode="after")
    def one_subject(self) -> Self:
        if (self.outcome is None) == (self.event is None):
            raise ValueError("outcome: give either outcome or event.")
        if (self.outcome is None) != (self.window is None):
            raise ValueError("window: an outcome needs a window, an event has none (events are printed without times).")
        if self.severity is not None and self.event is None:
            raise ValueError("severity: only an event has a severity.")
        if len(set(self.measures)) < len(self.measures):
            raise ValueError("measures: each measure once.")
        return self


def _one_log(text: str) -> str:
    if ";" in text:
        raise ValueError("a log has one name, without `;`.")
    return log_name(text)


LogName = Annotated[Text, AfterValidator(_one_log)]


class Search(Model):
    """A database or register that the protocol names."""

    database: Text
    status: SearchStatus
    last_run: IsoDate | None = None
    strategies: dict[Text, Text] = Field(
        default={}, description="Search strings, exactly as they are to be run, each under the part it is for."
    )
    note: Text | None = None
    platform: Text | None = Field(default=None, description="Platform through which the database is searched.")
    syntax: SearchSyntax | None = Field(
        default=None,
        description="How the search strings are written: each is then checked and tried on the included records. "
        "Absent for forms and plain words.",
    )
    languages: list[Text] = Field(
        default=[], description="Languages of its publications, as in references.bib; without them, any."
    )
    designs: list[Design] = Field(default=[], description="Designs of the studies that it holds; without them, any.")
    limits: Text | None = Field(default=None, description="Limits set besides the search strings.")
    peer_review: Text | None = Field(
        default=None, description="Who peer reviewed the search strings, by role, and when; absent if nobody did."
    )
    log: LogName | None = Field(
        default=None, description="Name of its records in the column `log` of the screening log."
    )
    service: Service | None = Field(
        default=None, description="Open interface by which `review search` runs it; without one, files are imported."
    )

    @model_validator(mode="after")
    def dated(self) -> Self:
        if (self.status is SearchStatus.RUN) != (self.last_run is not None):
            raise ValueError("last_run: a search that was run needs its date, one that was not has none.")
        if self.service is not None and self.log is None:
            raise ValueError("log is missing: records that an interface gives need the name of their log.")
        if self.service is not None and not self.strategies:
            raise ValueError("strategies is missing: an interface runs the strategies that are written here.")
        return self


class Aim(Model):
    """What the strategies of one name, written for several databases, are to find."""

    label: Text = Field(description="What the strategies are called in tables.")
    concepts: list[Text] = Field(
        min_length=1,
        description="What a record has to be about, all of it: the parts joined by AND in each string, in their order.",
    )
    expects: list[RecordKind] = Field(min_length=1, description="Kinds of included records that they should find.")
    note: Text | None = Field(default=None, description="What else they find on purpose, or leave out, and why.")

    @model_validator(mode="after")
    def each_once(self) -> Self:
        if len(set(self.expects)) < len(self.expects):
            raise ValueError("expects: each kind once.")
        return self


class OtherMethod(Model):
    """A way other than the searches of the protocol in which records were found."""

    log: LogName = Field(description="Name of its records in the column `log` of the screening log.")
    label: Text = Field(description="What the flow diagram calls it: citation searching.")


class Version(Model):
    """A version of the review (PRISMA-LSR): what triggered it and what changed; newest first."""

    version: VersionNumber
    date: IsoDate
    trigger: Text = Field(description="Why there is this version.")
    methods: list[Text] = Field(default=[], description="Changes of method since the version before.")
    question: Text | None = Field(
        default=None, description="Whether the question changed since the version before, and if so how and why."
    )
    conclusions: Text = Field(description="Whether a conclusion changed, and how.")
    conclusion_changed: Flag | None = Field(
        default=None, description="Whether a conclusion changed since the version before; left out for the first one."
    )
    roles: dict[Role, Text] = Field(default={}, description="What each role did: {extractor 1: screening}.")


class Step(Model):
    """A step of the protocol and how far it was taken."""

    step: Text
    planned: Text
    done: Text


class Retirement(Model):
    """When updates have changed nothing for so long that the review is no longer kept alive."""

    updates: Annotated[Count, Field(ge=1)] = Field(description="Updates in a row that changed no conclusion.")
    months_apart: Count = Field(description="Updates that follow each other faster count as one.")


class Living(Model):
    """Living-mode parameters (PRISMA-LSR item L1)."""

    search_every_months: Annotated[Count, Field(ge=1, le=120)]
    triggers: list[Text]
    retirement: Text = Field(description="The rule of retirement in words.")
    retire_after: Retirement | None = Field(default=None, description="The part of that rule that can be counted.")


class Topic(Model):
    """A topic that the starting point covers, and where this review has it."""

    topic: Text
    chapter: Page = Field(description="Page in chapters/ that treats it, without .md.")
    results: list[ResultName] = Field(min_length=1, description="Results that this review has on it.")


class Beside(Model):
    """What an earlier review says, beside what this one finds."""

    study: StudyId = Field(description="File of the earlier review in data/context.")
    point: Slug = Field(description="`id` of one of its points or values.")
    results: list[ResultName] = Field(min_length=1, description="Results of this review on it.")
    verdict: Verdict
    why: Text = Field(description="Why they differ, or what the agreement rests on.")


class Allowed(Model):
    """A text that a chapter may hold although its kind is refused: HTML, a cell that is no call, a typed number."""

    chapter: Page = Field(description="Page in chapters/ that holds it, without .md.")
    text: Text = Field(
        description="Exactly the HTML, the cell, the inside of the directive or the words with the number."
    )
    why: Text = Field(description="Why it is needed, and why it does no harm.")


class ReviewConfig(Model):
    """data/review.yaml."""

    title: Text
    short_title: Text = Field(description="Title in tabs of a browser, behind that of the page.")
    version: VersionNumber
    date: IsoDate = Field(description="Date of the data in this version.")
    status: Literal["draft", "released"]
    intervention: Text
    synonyms: list[Text] = []
    intervention_drugs: list[DrugTerm] = Field(min_length=1)
    condition: Text
    condition_short: Text
    starting_point: Slug | None = Field(default=None, description="Bibliography key of the review this one grew from.")
    question: Question
    eligibility: list[Text]
    exclusion: list[Text]
    eligible_without_results: list[LogName] = Field(
        default=[],
        description=(
            "Logs whose records are eligible whatever they report: none of them is excluded for want of a result "
            "(`no-result`); a report without an accessible value has a file without values."
        ),
    )
    pools: dict[Slug, Pool] = Field(description="{} where the review only compares treatments.")
    counts_say_origin: Flag = Field(
        default=False,
        description=(
            "Whether a row with a count and a percentage must say that the report prints the count (`count_printed`), "
            "or how it was worked out (`derived`). Otherwise a count is taken as printed."
        ),
    )
    checked_means_read_twice: Flag = Field(
        default=False,
        description=(
            "Whether `checked_by` needs a second reading by that role in data/extractions, of all parts of the "
            "publication, and a decision on every difference from the first reading."
        ),
    )
    pools_say_estimand: Flag = Field(
        default=False,
        description=(
            "Whether every pool must say what it estimates (`estimand`), with a label that names both ends of its "
            "window, and `not stated` where it takes rows without a time."
        ),
    )
    none_in_words: NoneInWords | None = Field(
        default=None,
        description=(
            "What every report's words for nobody give, such as `no serious adverse events`. "
            "Without it, each row is taken as it is."
        ),
    )
    severity_as_printed: Flag = Field(
        default=False,
        description="Whether severe, serious and major are kept apart: the severity of a row is its printed word.",
    )
    reporting_is_compared: Flag = Field(
        default=False,
        description=(
            "Whether an item of a reporting standard that is said to be met is compared with the pages that it names: "
            "the words that their title or text has to have, or another standard that has to be met as a whole."
        ),
    )
    safety: SafetyRule | None = Field(default=None, description="Without it, no adverse event is pooled.")
    practice: dict[Slug, PracticeQuestion] = Field(
        default={}, description="Questions asked before the treatment is given; {} where the review has no such page."
    )
    comparisons: dict[Slug, Comparison] = {}
    searches: list[Search]
    strategy_aims: dict[Text, Aim] = Field(
        default={}, description="By name of strategy: which included records it should find."
    )
    other_methods: list[OtherMethod] = Field(default=[], description="Other ways in which records were found.")
    screening: ScreeningRule = Field(default=ScreeningRule(), description="How records are screened.")
    steps: list[Step]
    scope: list[Topic] = Field(default=[], description="Topics of the starting point, and where this review has them.")
    earlier_reviews: list[Beside] = Field(default=[], description="Earlier reviews beside this one.")
    living: Living
    found_by: dict[Page, FoundBy] = Field(
        default={}, description="By page in chapters/, without .md: words by which readers find it in the search."
    )
    not_linked: list[NotLinked] = Field(
        default=[], description="Hosts to which no link leads; addresses there are printed as text."
    )
    allowed_in_chapters: list[Allowed] = Field(
        default=[], description="Exact texts that are excepted from what chapters may hold."
    )
    versions: list[Version] = Field(default=[], description="Versions of the review, newest first.")
    address: Url | None = Field(default=None, description="Public address of the site, once there is one.")
    repository: Url | None = Field(default=None, description="Public address of the repository, once there is one.")

    @field_validator("not_linked")
    @classmethod
    def hosts_once(cls, given: list[NotLinked]) -> list[NotLinked]:
        """Refuse a host that another one covers: its reason would never be read."""
        hosts = [host for one in given for host in one.hosts]
        for i, host in enumerate(hosts):
            if (other := host_within(f"https://{host}", hosts[:i] + hosts[i + 1 :])) is not None:
                raise ValueError(f"{host!r} is covered by {other!r}. Delete one of them.")
        return given

    def may_link(self, address: str) -> bool:
        """Whether a web address may become a link: it is no mirror, and its host is not among those not linked."""
        return (
            not is_mirror(address) and host_within(address, (h for one in self.not_linked for h in one.hosts)) is None
        )

    @property
    def state(self) -> str:
        """What a reader must know beside the title: "draft, searches pending" until a search was run; else empty."""
        pending = bool(self.searches) and all(one.status is SearchStatus.NOT_RUN for one in self.searches)
        return ", ".join(["draft"] * (self.status == "draft") + ["searches pending"] * pending)

    @property
    def stated_title(self) -> str:
        """The title, with the state of the review in brackets behind it."""
        return f"{self.title} ({self.state})" if self.state else self.title

    @property
    def primary(self) -> Pool | Comparison:
        """The primary pool or comparison; the check of the data sees to it that there is one."""
        declared: list[Pool | Comparison] = [*self.pools.values(), *self.comparisons.values()]
        return next(one for one in declared if one.primary)

    @property
    def pooled_outcomes(self) -> dict[str, float]:
        """Outcomes of the declared pools, or without pools of the comparisons, each with its confidence level."""
        declared: Mapping[str, Pool | Comparison] = self.pools or self.comparisons
        return {one.outcome: one.level for one in declared.values() if one.outcome is not None}
