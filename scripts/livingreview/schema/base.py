"""Building blocks of the models: strict fields, and terms that data/vocabulary.yaml closes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    StringConstraints,
    ValidationInfo,
    WithJsonSchema,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema
from pydantic_core.core_schema import with_info_after_validator_function

from .naming import CLINICAL, clinical_term, nearest


class Model(BaseModel):
    """Unknown fields are refused and nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Faults(ValueError):
    """Several things that are wrong in one block: a message each."""

    def __init__(self, messages: Sequence[str]) -> None:
        super().__init__(" ".join(messages))
        self.messages = tuple(messages)


def refuse(messages: Iterable[str]) -> None:
    """Raise Faults with these messages, if there are any."""
    if found := tuple(messages):
        raise Faults(found)


@dataclass(frozen=True)
class NoCorrection:
    """Marks a field of a data file whose change amends the file and corrects nothing it reports.

    A change of any field without this mark is a correction of the evidence, and listed as one between versions.
    """

    reason: str


REMARK = NoCorrection("a remark beside what is reported")
ACCOUNT = NoCorrection("says how or why we reached a datum; the datum itself is compared")
PLACE = NoCorrection("where it was found, not what was found")
NAME = NoCorrection("what prose and figures call it")
JUDGEMENT = NoCorrection("a judgement of this review, not a datum of the report")
PROGRESS = NoCorrection("changes as the trial goes on: news, not an error")
ROLES = NoCorrection("who did the work, not what it found")

STUDY_ID = r"[a-z0-9]+(?:-[a-z0-9]+)*"  # of a file in data/ and of its entry in references.bib

# Words in place of a text that say that there is none. A field that is there switches something on, and so would they.
NO_TEXT = re.compile(
    r"(no|none|nil|null|nan|n\.? ?[/.]? ?a|not (yet|done|applicable|available)|unknown|unclear|pending|t\.?b\.?[acd]"
    r"|to ?do|yes|y|n|true|false|on|off|[-\u2010-\u2015\u2212?.~*/_]+"
    r"|reason|place|number|name|pages? \.\.\.(, .*)?)",  # of the template of a new file
    re.IGNORECASE,
)
ROLE_NAMES = (
    "extractor",
    "checker",
    "screener",
    "rater",
    "adjudicator",
    "reviewer",
    "author",
    "editor",
    "statistician",
    "information specialist",
)
ROLE = rf"({'|'.join(ROLE_NAMES)}) [1-9]\d{{0,2}}"


def _is_role(text: str) -> str:
    if not re.fullmatch(ROLE, text):
        roles = ", ".join(ROLE_NAMES)
        raise ValueError(f"{text!r} is not a role with its number, such as extractor 2. Roles: {roles}.")
    return text


def _says_something(text: str) -> str:
    if NO_TEXT.fullmatch(text):
        raise ValueError(f"{text!r} is no text. Delete the field, or say it in a sentence.")
    return text


DOI_FORM = re.compile(r"10\.\d{4,9}/\S+")
BEFORE_A_DOI = re.compile(r"(https?://)?(www\.)?((dx\.)?doi\.org/|doi\b:?)\s*", re.IGNORECASE)


def doi_fault(text: str) -> str | None:
    """What is wrong with a text in the place of a DOI, with the text to write where that is certain."""
    bare = BEFORE_A_DOI.sub("", text, count=1).strip()
    if DOI_FORM.fullmatch(text):
        return None
    if bare != text and DOI_FORM.fullmatch(bare):
        return f"{text!r} is not a DOI alone. Write {bare}"
    if re.fullmatch(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}", text):
        return f"{text!r} is not a DOI: a spreadsheet has made a date of it. Copy it from the publication again."
    return f"{text!r} is not a DOI. Allowed: 10.<registrant>/<suffix>, without address or spaces."


def _is_doi(text: str) -> str:
    if wrong := doi_fault(text):
        raise ValueError(wrong)
    return text


# Strict: a number in quotes or a word where a number belongs is an error, never converted.
AsFound = Annotated[str, StringConstraints(strict=True, strip_whitespace=True, min_length=1)]
Text = Annotated[AsFound, AfterValidator(_says_something)]
Role = Annotated[AsFound, AfterValidator(_is_role), WithJsonSchema({"type": "string", "pattern": f"^({ROLE})$"})]
Doi = Annotated[AsFound, AfterValidator(_is_doi)]
Slug = Annotated[str, StringConstraints(strict=True, pattern=r"^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$")]
StudyId = Annotated[str, StringConstraints(strict=True, pattern=rf"^{STUDY_ID}$")]
Count = Annotated[int, Field(strict=True, ge=0, le=10_000_000_000)]  # no more people than there are
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Flag = Annotated[bool, Field(strict=True)]
Month = Annotated[str, StringConstraints(strict=True, pattern=r"^(19|20)\d\d(-(0[1-9]|1[0-2]))?$")]
Url = Annotated[str, StringConstraints(strict=True, pattern=r"^https?://[^\s<>\"]+$")]
Remark = Annotated[Text | None, REMARK]
Account = Annotated[Text | None, ACCOUNT]


@dataclass(frozen=True)
class TermOf:
    """Makes a text a term of the vocabulary of that name in data/vocabulary.yaml.

    Validation needs `context={"vocabulary": Vocabulary}`, or None where there is no vocabulary to judge a term by. The
    JSON Schema carries the name under `x-vocabulary`, which `json_schema` replaces by the terms.
    """

    vocabulary: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return with_info_after_validator_function(self._known, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": "string", "x-vocabulary": self.vocabulary}

    def _known(self, value: str, info: ValidationInfo[dict[str, Any]]) -> str:
        if (vocabulary := info.context["vocabulary"]) is not None:
            terms = getattr(vocabulary, self.vocabulary)
            if value not in terms:
                called = {name: (term.label, *term.synonyms) for name, term in terms.items()}
                defined = {name: getattr(term, "definition", None) or "" for name, term in terms.items()}
                if self.vocabulary in CLINICAL:
                    known = clinical_term(value, called, defined)
                    if self.vocabulary == "events":
                        known += " In a row of a study, `as_printed` keeps the words of the report."
                else:
                    words = {name: (*called[name], defined[name]) for name in terms}
                    known = nearest(value, list(terms), words=words)
                raise ValueError(f"{value!r} is not a term of {self.vocabulary} in data/vocabulary.yaml. {known}")
        return value


AxisTerm = Annotated[str, TermOf("axes")]
CauseTerm = Annotated[str, TermOf("causes")]
ConditionTerm = Annotated[str, TermOf("conditions")]
DiseaseTerm = Annotated[str, TermOf("diseases")]
DrugTerm = Annotated[str, TermOf("drugs")]
EventTerm = Annotated[str, TermOf("events")]
LineTerm = Annotated[str, TermOf("lines")]
OutcomeTerm = Annotated[str, TermOf("outcomes")]
PerturbationTerm = Annotated[str, TermOf("perturbations")]
UnitTerm = Annotated[str, TermOf("units")]
