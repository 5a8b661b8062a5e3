"""What journals ask for, _journals.yml: limits, order and names of sections, style of references, form of the files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from ...schema import nearest
from ...schema.base import Flag, Model, Text, Url
from ...schema.reporting import Place
from ...store import DataError, Problem
from ...store.documents import Document
from ...store.models import as_model
from ...wording import count
from ..workplace import NotBuilt

JOURNALS = "_journals.yml"
STYLES = Path(__file__).parents[1] / "theme" / "styles"  # of the Citation Style Language
STYLE = "nlm-citation-sequence"


def issn_check_digit(text: str) -> str:
    """Check digit of an ISSN (ISO 3297, modulus 11) from its first seven digits."""
    total = sum(int(digit) * weight for digit, weight in zip(text.replace("-", "")[:7], range(8, 1, -1), strict=True))
    rest = -total % 11
    return "X" if rest == 10 else str(rest)


def _issn(text: str) -> str:
    if (digit := issn_check_digit(text)) != text[-1]:
        raise ValueError(f"{text} is no ISSN: its last digit should be {digit}. Check every digit.")
    return text


Issn = Annotated[str, StringConstraints(strict=True, pattern=r"^[0-9]{4}-[0-9]{3}[0-9X]$"), AfterValidator(_issn)]


class Section(StrEnum):
    """What stands before the text."""

    ABSTRACT = "abstract"
    KEY_POINTS = "key-points"
    PLAIN_SUMMARY = "plain-summary"


class FigureFormat(StrEnum):
    """Formats of figures that are made on request; PDF and SVG are always made."""

    TIFF = "tiff"


class Limits(Model):
    """The most that a journal takes, in words unless the name says otherwise; no limit where nothing is given."""

    title_characters: int | None = Field(default=None, gt=0)
    abstract: int | None = Field(default=None, gt=0)
    text: int | None = Field(default=None, gt=0, description="Introduction to Discussion.")
    plain_summary: int | None = Field(default=None, gt=0)
    plain_summary_from: int | None = Field(default=None, gt=0, description="The fewest words of the plain summary.")
    key_point_characters: int | None = Field(default=None, gt=0, description="Of each key point.")
    references: int | None = Field(default=None, gt=0)
    figures: int | None = Field(default=None, gt=0)
    tables: int | None = Field(default=None, gt=0)
    figures_and_tables: int | None = Field(default=None, gt=0)


class Serial(Model):
    """The journal as catalogues name it, for the metadata of JATS and MECA; what is not known is left out."""

    title: Text
    publisher: Text
    abbreviation: Text | None = Field(default=None, description="Title abbreviation of the NLM catalogue.")
    print_issn: Issn | None = None
    electronic_issn: Issn | None = None

    @model_validator(mode="after")
    def identified(self) -> Self:
        if self.print_issn is None and self.electronic_issn is None:
            raise ValueError("print_issn or electronic_issn is missing: JATS asks for one of them.")
        return self


class Journal(Model):
    """The article as one journal asks for it."""

    title: Text
    serial: Serial | None = None
    source: Url | None = Field(default=None, description="Page on which the journal says what it asks for.")
    checked: date | None = Field(default=None, description="When that page was read; required with `source`.")
    note: Text | None = None
    limits: Limits = Limits()
    style: Text = Field(default=STYLE, description="Style of references: a file of the engine or of the repository.")
    order: tuple[Section, ...] = Field(default=(Section.ABSTRACT,), description="What stands before the text.")
    sections: Mapping[Text, Text] = Field(
        default={}, description="Other names of sections: `Introduction: Background`."
    )
    plain_summary: Place | None = Field(default=None, description="Another plain-language summary than the plan's.")
    title_page_apart: Flag = False
    blinded: Flag = Field(default=False, description="No names in the article; the title page is a file of its own.")
    line_numbers: Flag = False
    double_spacing: Flag = False
    figure_formats: tuple[FigureFormat, ...] = ()

    @model_validator(mode="after")
    def consistent(self) -> Self:
        if self.source is not None and self.checked is None:
            raise ValueError("checked is missing: say when the page of `source` was read.")
        if Section.ABSTRACT not in self.order:
            raise ValueError("order lacks the abstract.")
        if len(set(self.order)) < len(self.order):
            raise ValueError("order names a section twice.")
        return self

    def named(self, section: str) -> str:
        """The name of a section in this journal."""
        return self.sections.get(section, section)


class Journals(Model):
    """Journals by name, and the one that is meant if none is named."""

    default: Text
    journals: Mapping[Text, Journal] = Field(min_length=1)

    @model_validator(mode="after")
    def there(self) -> Self:
        if self.default not in self.journals:
            raise ValueError(
                f"default: there is no journal {self.default!r}. {nearest(self.default, list(self.journals))}"
            )
        return self


NO_JOURNAL = Journal(title="No journal in particular")


def read_journal(root: Path, name: str | None = None) -> Journal:
    """The journal of a name, or the default one; without _journals.yml, one without limits.

    Raises DataError for a faulty file, and NotBuilt for a name that is not in it.
    """
    if not (root / JOURNALS).is_file():
        if name is None:
            return NO_JOURNAL
        raise NotBuilt(f"There is no {JOURNALS}, so {name!r} is not known. Write the file, or leave out --journal.")
    document = Document(root / JOURNALS, JOURNALS)
    found = as_model(document, Journals)
    problems: list[Problem] = []
    for key, one in found.journals.items():
        if style_file(root, one.style) is None:
            known = sorted(file.stem for file in STYLES.glob("*.csl"))
            message = f"there is no style {one.style!r}. {nearest(one.style, known)} Or a .csl file of the repository."
            problems.append(document.problem(("journals", key, "style"), message))
    if problems:
        raise DataError(problems)
    chosen = found.default if name is None else name
    if chosen not in found.journals:
        raise NotBuilt(f"{JOURNALS} has no journal {chosen!r}. {nearest(chosen, list(found.journals))}")
    return found.journals[chosen]


def style_file(root: Path, name: str) -> Path | None:
    """The file of a style: one of the engine by its name, or one of the repository by its path; None if not there."""
    if (own := STYLES / f"{name}.csl").is_file():
        return own
    file = (root / name).resolve()
    return file if file.suffix == ".csl" and file.is_file() and file.is_relative_to(root.resolve()) else None


def count_words(text: str) -> int:
    """Words of a text; a full stop or bracket left alone, such as behind a citation, is none."""
    return sum(bool(word.strip(".,;:!?()[]")) for word in text.split())


@dataclass(frozen=True)
class Counts:
    """How long the article is: words, characters of the title and of the longest key point, numbers of items.

    `cited` are the keys of its references.
    """

    title_characters: int
    abstract: int
    text: int
    plain_summary: int
    key_point_characters: int
    references: int
    figures: int
    tables: int
    cited: tuple[str, ...] = ()

    def sentence(self) -> str:
        """The counts as a title page gives them."""
        return (
            f"Abstract {self.abstract} words, text {self.text} words, {count(self.references, 'reference')}, "
            f"{count(self.tables, 'table')}, {count(self.figures, 'figure')}."
        )


WHAT = {
    "title_characters": "the title has {} characters",
    "abstract": "the abstract has {} words",
    "text": "the text has {} words",
    "plain_summary": "the plain-language summary has {} words",
    "key_point_characters": "a key point has {} characters",
    "references": "there are {} references",
    "figures": "there are {} figures",
    "tables": "there are {} tables",
    "figures_and_tables": "there are {} figures and tables",
}


def exceeded(journal: Journal, counts: Counts) -> list[str]:
    """What of the article a journal would not take: "the abstract has 274 words; the limit is 250"."""
    found = []
    for name, words in WHAT.items():
        limit = getattr(journal.limits, name)
        number = counts.figures + counts.tables if name == "figures_and_tables" else getattr(counts, name)
        if name == "plain_summary" and Section.PLAIN_SUMMARY not in journal.order:
            continue
        if name == "key_point_characters" and Section.KEY_POINTS not in journal.order:
            continue
        if limit is not None and number > limit:
            found.append(f"{words.format(number)}; the limit is {limit}")
        least = journal.limits.plain_summary_from if name == "plain_summary" else None
        if least is not None and number < least:
            found.append(f"{words.format(number)}; it must have at least {least}")
    return found
