"""Names of people and groups, as BibTeX reads them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bibtexparser.middlewares.names import (
    InvalidNameError,
    parse_single_name_into_parts,
    split_multiple_persons_names,
)

from ...schema import is_eastern
from .latex import Undecodable, decode

OTHERS = "others"
ET_AL = re.compile(r"\bet\.?\s+al\b|\b(?:and|&) (?:colleagues|coworkers|co-workers|collaborators)$", re.IGNORECASE)
INITIALS = re.compile(r"([^\W\d_][^,]*?)\s+([A-Z]{1,3})")  # Teachey DT, as PubMed has it
NUMERALS = ("II", "III", "IV")
EMPTY = re.compile(r"^and\s|\sand$|\band\s+and\b")  # a name is missing


@dataclass(frozen=True)
class Name:
    """A person in parts, or a group (or a name that is not to be taken apart) as `literal`. Plain Unicode text."""

    family: str = ""
    given: str = ""
    prefix: str = ""  # such as "de la", printed before the family name
    suffix: str = ""  # such as "Jr."
    literal: str = ""

    @property
    def short(self) -> str:
        """The name in a label: the family name with its prefix, or the group."""
        return self.literal or " ".join(filter(None, (self.prefix, self.family)))

    @property
    def listed(self) -> str:
        """The name in a list in order of family names: Smith, Jr., John."""
        return ", ".join(filter(None, (self.short, self.suffix, self.given)))


@dataclass(frozen=True)
class Names:
    """Names of a field in order; `others` says that there are more, who are not named."""

    people: tuple[Name, ...] = ()
    others: bool = False

    @property
    def plain(self) -> str:
        """All names as text."""
        return " and ".join([*(one.listed for one in self.people), *([OTHERS] if self.others else [])])


def read_names(latex: str) -> Names:
    """Names of a field. Raises Undecodable for a name that cannot be read."""
    parts = [part.strip() for part in split_multiple_persons_names(latex)]
    if EMPTY.search(_outside_braces(latex.strip())):
        raise Undecodable("holds an empty name. Write names with `and` between them only.")
    people = [read_name(part) for part in parts if part and part != OTHERS]
    if OTHERS in parts[:-1]:
        raise Undecodable("holds `others` before a name. Write `and others` at the end only.")
    return Names(tuple(people), OTHERS in parts)


def _refuse_other_styles(latex: str) -> None:
    """Raises Undecodable for names in the style of PubMed or of a reference list, which BibTeX would take apart."""
    named = ET_AL.sub("", latex).strip(" ,;.")
    parts = [part.strip() for part in _outside_braces(named).split(",")]
    people = [found for part in parts if (found := INITIALS.fullmatch(part)) and found[2] not in NUMERALS]
    if len(people) == len(parts) or (len(parts) > 1 and INITIALS.fullmatch(parts[0])):
        named = " and ".join(f"{one[1]}, {'. '.join(one[2])}." for one in people)
    elif named == latex.strip(" ,;."):
        return
    written = " and ".join(filter(None, (named, OTHERS if ET_AL.search(latex) else "")))
    raise Undecodable(f"{latex[:60]!r} is not written as names are here. Write {written} (a group in braces).")


def _outside_braces(latex: str) -> str:
    """The text with every group in braces emptied."""
    kept, depth = "", 0
    for sign in re.findall(r"\\.|.", latex, re.S):
        depth -= sign == "}"
        kept += sign if depth == 0 else ""
        depth += sign == "{"
    return kept


def read_name(latex: str) -> Name:
    """One name: Family, Given; prefix Family, Suffix, Given; Given Family; or a group {in braces}."""
    if not latex.startswith("{"):
        _refuse_other_styles(latex)
    try:
        parts = parse_single_name_into_parts(latex)
    except InvalidNameError as error:
        why = f"{error.reason[:1].lower()}{error.reason[1:]}"
        message = f"the name {latex[:60]!r} cannot be read ({why}). Write Family, Given, or a group {{in braces}}."
        raise Undecodable(message) from None
    if ";" in _outside_braces(latex):
        raise Undecodable(f"the name {latex[:60]!r} holds a semicolon. Write `and` between names.")
    if re.search(r"\\?&", _outside_braces(latex)):
        raise Undecodable(f"the name {latex[:60]!r} holds `&`. Write `and` between names (a group in braces).")
    if parts.first and "," not in latex and is_eastern("".join(latex.split())):
        raise Undecodable(f"the name {latex!r} does not say which part is the family name. Write a comma after it.")
    words = {"family": parts.last or parts.first, "given": parts.first if parts.last else [], "prefix": parts.von}
    family, given, prefix, suffix = (
        decode(" ".join(one)).plain for one in (words["family"], words["given"], words["prefix"], parts.jr)
    )
    if latex.startswith("{") and parts.last == [latex] and not latex.startswith("{\\"):
        return Name(literal=family)
    return Name(family, given, prefix, suffix)
