"""Building blocks of the models: strict fields, and terms that data/vocabulary.yaml closes."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
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


class Model(BaseModel):
    """Unknown fields are refused and nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


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
    r"|to ?do|yes|y|n|true|false|on|off|[-\u2010-\u2015\u2212?.~*/_]+)",
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


def nearest(
    value: object,
    allowed: list[str],
    shown: int = 12,
    *,
    words: Mapping[str, Sequence[str]] | None = None,
    cutoff: float = 0.6,
) -> str:
    """What an unknown term could have been, then the allowed ones, those it could have been first.

    `words` has what else a term is called: its label, synonyms, definition. `cutoff` (0 to 1) is how alike two words
    must be where neither contains the other.
    """
    close = _close(str(value), allowed, words or {}, cutoff)
    ordered = allowed if len(allowed) <= shown else [*close, *(term for term in allowed if term not in close)]
    listed = ", ".join(ordered[:shown]) + (f" and {len(ordered) - shown} more" if len(ordered) > shown else "")
    if not close:
        return f"Allowed: {listed}."
    known = words or {}
    labels = {term: known[term][0] for term in close if known.get(term) and not _alike(str(value), term)}
    named = [f"{term!r}" + (f" ({labels[term]})" if term in labels else "") for term in close]
    return f"Did you mean {' or '.join(named)}? Allowed: {listed}."


def _alike(value: str, term: str) -> bool:
    return difflib.SequenceMatcher(None, _plain(value), _plain(term)).ratio() >= 0.7


def _close(value: str, allowed: list[str], words: Mapping[str, Sequence[str]], cutoff: float) -> list[str]:
    plain = _plain(value)
    called = {term: [_plain(term), *map(_plain, words.get(term, ()))] for term in allowed}
    if same := [term for term, names in called.items() if plain in names]:
        return same[:3]
    if typing_error := difflib.get_close_matches(value, allowed, n=1, cutoff=0.85):
        return typing_error
    word = re.compile(rf"\b{re.escape(plain)}\b")
    if len(plain) >= 4 and (held := [term for term in allowed if any(map(word.search, called[term]))]):
        return sorted(held, key=lambda term: len(called[term][-1]))[:3]
    longest = 3 * len(plain) + 9  # a definition is not like a word
    likest = {
        term: max((difflib.SequenceMatcher(None, plain, one).ratio() for one in names if len(one) < longest), default=0)
        for term, names in called.items()
    }
    return sorted((term for term in likest if likest[term] >= cutoff), key=lambda term: -likest[term])[:1]


def _plain(text: str) -> str:
    return re.sub(r"[\s_-]+", " ", text[:200].casefold()).strip()


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
                called = {name: (term.label, *_other_words(term)) for name, term in terms.items()}
                known = nearest(value, list(terms), words=called)
                raise ValueError(f"{value!r} is not a term of {self.vocabulary} in data/vocabulary.yaml. {known}")
        return value


def _other_words(term: Any) -> list[str]:
    return [*getattr(term, "synonyms", ()), *filter(None, (getattr(term, "definition", None),))]


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
