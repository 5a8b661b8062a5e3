"""What the run without rights stores, as data, and reading it in the other run, where it counts as hostile.

The code of a pull request made it, so that it may hold anything. What is read has a known form, bounded texts, lists
and numbers; whether it is true cannot be known from it (see `comment`).
"""

from __future__ import annotations

from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ...living.diff.report import FORM as REPORT_FORM
from ...living.diff.report import Report
from ...wording import count

FORM = 1  # of both files; raised when a field is renamed or means something else
GATE, PAGES = "gate.json", "pages.json"  # the files, each alone in an archive
LONGEST = 20_000  # characters of any text
MOST_PROBLEMS, MOST_PAGES, MOST_BLOCKS = 200, 500, 40
Commit = Annotated[str, Field(pattern=r"^[0-9a-f]{40}$")]
FileName = Annotated[str, Field(max_length=200)]


class Material(BaseModel):
    """Unknown fields, texts beyond LONGEST and numbers that are none are refused, at any depth."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_max_length=LONGEST, allow_inf_nan=False)


class Gathered(Material):
    """The check of the data, and the report on what changes; `report` is None where the data are not valid.

    `problems` holds the first ones as lines, `count` how many there are; `notices` what is worth a second look in files
    that changed. `base` and `head` are the commits compared.
    """

    form: int = FORM
    base: Commit
    head: Commit
    count: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    problems: Annotated[tuple[str, ...], Field(max_length=MOST_PROBLEMS)] = ()
    notices: Annotated[tuple[str, ...], Field(max_length=MOST_PROBLEMS)] = ()
    report: Report | None = None


class Page(Material):
    """A page of the site whose text is different: its first blocks that are gone and that are new, how many there are,
    figures that are drawn otherwise, and the file name of its picture, empty where none was taken."""

    name: FileName
    title: str = ""
    removed: Annotated[tuple[str, ...], Field(max_length=MOST_BLOCKS)] = ()
    added: Annotated[tuple[str, ...], Field(max_length=MOST_BLOCKS)] = ()
    gone: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    come: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    figures: Annotated[tuple[FileName, ...], Field(max_length=MOST_BLOCKS)] = ()
    picture: Annotated[str, Field(pattern=r"^([a-z0-9-]{1,100}\.png)?$")] = ""


class Pages(Material):
    """Pages of the site that are different, new or gone, and how many are the same but for numbers of citations."""

    form: int = FORM
    pages: Annotated[tuple[Page, ...], Field(max_length=MOST_PAGES)] = ()
    new: Annotated[tuple[FileName, ...], Field(max_length=MOST_PAGES)] = ()
    gone: Annotated[tuple[FileName, ...], Field(max_length=MOST_PAGES)] = ()
    same: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    left_out: Annotated[int, Field(ge=0, le=1_000_000)] = 0


M = TypeVar("M", Gathered, Pages)


class Unreadable(Exception):
    """The stored data cannot be used. The message is ours and quotes nothing of them but names of fields."""


def read(kind: type[M], text: bytes) -> M:
    """The stored data of this kind. Raises Unreadable."""
    try:
        found = kind.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        known = _fields(kind)  # any other name is a text that somebody wrote
        place = ".".join(str(part) for part in first["loc"] if isinstance(part, int) or part in known) or "the file"
        raise Unreadable(f"{count(error.error_count(), 'fault')}, the first in {place}: {first['type']}") from None
    if found.form != FORM:
        raise Unreadable(f"it is in form {found.form}, and the main branch reads form {FORM}")
    if isinstance(found, Gathered) and found.report is not None and found.report.form != REPORT_FORM:
        raise Unreadable(f"its report is in form {found.report.form}, and the main branch reads form {REPORT_FORM}")
    return found


def _fields(kind: type[BaseModel]) -> set[str]:
    """The names of all fields of a model, at any depth."""
    schema = kind.model_json_schema()
    return {name for one in (schema, *schema.get("$defs", {}).values()) for name in one.get("properties", ())}
