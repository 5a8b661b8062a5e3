"""References as other programs read them: pandoc for RIS, CSL JSON and BibTeX, lines for what pandoc leaves out."""

import json
import re
import subprocess
from collections.abc import Callable, Iterator
from itertools import groupby

import pypandoc
from pybtex.database import parse_string

from livingreview.store.bibliography import Entry, Name
from livingreview.subjects.data.references import bibtex, csl_json, in_csl, ris

STRAIGHT = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "\u00a0": " ", "\u202f": " "})
MARKUP = re.compile(r'<(/?)(i|b|su[bp]|span)( [\w-]+="[^"]*")?>')
VARIABLES = {
    "title": "title",
    "journal": "container-title",
    "booktitle": "container-title",
    "publisher": "publisher",
    "institution": "publisher",
    "howpublished": "publisher",
    "volume": "volume",
    "number": "issue",
    "note": "note",
    "doi": "DOI",
    "pmid": "PMID",
    "pmcid": "PMCID",
    "url": "URL",
}


def by_pandoc(text: str, form: str) -> dict[str, dict]:
    """Records by key, as pandoc reads them."""
    command = [pypandoc.get_pandoc_path(), "-f", form, "-t", "csljson", "--fail-if-warnings"]
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=True)
    return {one["id"]: one for one in json.loads(done.stdout)}


def straight(text: str) -> str:
    """Text with straight quotation marks and common blanks, since pandoc makes them typographic."""
    return text.translate(STRAIGHT).replace("''", '"')


def marked(text: str) -> list[tuple[str, list[str]]]:
    """Text in CSL's markup in pieces, each with how it is set: elements may lie within each other in any order."""
    made, opened, last = [], [], 0
    for tag in [*MARKUP.finditer(text), None]:
        piece = text[last : tag.start() if tag else None]
        tags = frozenset(opened) - {"nocase"}
        made += [(one, frozenset() if one.isspace() else tags) for one in straight(piece)]  # pandoc moves blanks out
        if tag is None:
            break
        if tag[1]:
            opened.pop()
        else:
            opened.append("nocase" if "nocase" in (tag[3] or "") else tag[3] or tag[2])
        last = tag.end()
    pieces = groupby(made, lambda one: one[1])
    return [("".join(character for character, _ in piece), sorted(tags)) for tags, piece in pieces]


def person(name: Name) -> dict[str, str]:
    """A name as CSL has it."""
    parts = {"literal": name.literal, "given": name.given, "suffix": name.suffix}
    parts["family"] = "" if name.literal else name.short
    return {part: straight(text) for part, text in parts.items() if text}


def expected(entry: Entry, plain: bool = False) -> dict[str, object]:
    """Every field of a record, in the words of CSL; `plain` is without markup."""
    made: dict[str, object] = {}
    for field, variable in VARIABLES.items():
        if field in entry.texts:
            made[variable] = straight(entry.fields[field]) if plain else marked(in_csl(entry.texts[field]))
        elif field in entry.fields:
            made[variable] = entry.links["page"] if field == "url" else entry.fields[field]
    if entry.kind == "techreport" and "issue" in made:
        made["number"] = made.pop("issue")
    for role, names in entry.names.items():
        made[role] = [*map(person, names.people), *([{"literal": "others"}] if names.others else [])]
    if entry.year:
        made["year"] = entry.year
    if entry.pages:
        made["page"] = "-".join(filter(None, (entry.pages.first, entry.pages.last)))
    return made


EXACT = ("DOI", "PMID", "PMCID", "URL", "page")


def found(record: dict, read: Callable[[str], object] = marked) -> dict[str, object]:
    """Every field of a record as pandoc read it."""
    made: dict[str, object] = {}
    for variable in {*VARIABLES.values(), "number", "page"} & record.keys():
        made[variable] = record[variable] if variable in EXACT else read(record[variable])
    for role in {"author", "editor"} & record.keys():
        made[role] = [dict(_person(one)) for one in record[role]]
    if "issued" in record:
        made["year"] = str(record["issued"]["date-parts"][0][0])
    return made


def _person(read: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Parts of a name as pandoc read them, with the prefix, which it finds in any family name, before the family."""
    for part in ("literal", "given", "suffix"):
        if part in read:
            yield part, straight(read[part])
    if "family" in read:
        prefix = read.get("non-dropping-particle", read.get("dropping-particle", ""))
        yield "family", straight(f"{prefix} {read['family']}".strip())


def differences(entries: list[Entry]) -> dict[str, list[tuple[str, str, object, object]]]:
    """(key, field, in the record, as read) of every field that another program reads otherwise, by format."""
    return {
        "CSL JSON": _compared(entries, by_pandoc(csl_json(entries), "csljson")),
        "BibTeX": _compared(entries, _with_issues(entries, by_pandoc("\n".join(map(bibtex, entries)), "bibtex"))),
        "RIS": _ris(entries),
    }


def _with_issues(entries: list[Entry], read: dict[str, dict]) -> dict[str, dict]:
    """pandoc has the number of @misc under another name, and leaves out that of @inproceedings: pybtex reads it."""
    again = parse_string("\n".join(map(bibtex, entries)), "bibtex").entries
    for entry in entries:
        if "number" in entry.fields and entry.kind in ("misc", "inproceedings"):
            read[entry.key].pop("number", None)
            read[entry.key]["issue"] = again[entry.key].fields["number"]
    return read


def _compared(entries: list[Entry], read: dict[str, dict]) -> list[tuple[str, str, object, object]]:
    different = [("", "keys", [one.key for one in entries], list(read))] if {e.key for e in entries} != {*read} else []
    for entry in entries:
        wanted, got = expected(entry), found(read[entry.key])
        different += [
            (entry.key, field, wanted.get(field), got.get(field))
            for field in sorted(wanted.keys() | got.keys())
            if wanted.get(field) != got.get(field)
        ]
    return different


TAGS = {"AN": "PMID", "C2": "PMCID", "JO": "container-title", "T2": "container-title", "PB": "publisher", "TI": "title",
        "VL": "volume", "IS": "issue", "PY": "year", "DO": "DOI", "UR": "URL", "N1": "note"}  # fmt: skip


def _ris(entries: list[Entry]) -> list[tuple[str, str, object, object]]:
    text = "\n".join(map(ris, entries))
    read = by_pandoc(text, "ris")
    different = []
    for entry, lines in zip(entries, text.split("\nER  - \n"), strict=False):
        tagged = [tuple(line.split("  - ", 1)) for line in lines.strip().splitlines()]
        got = {TAGS[tag]: straight(value) for tag, value in reversed(tagged) if tag in TAGS}
        wanted = expected(entry, plain=True)
        if "number" in wanted:
            wanted["issue"] = wanted.pop("number")
        if entry.texts.get("note") is None:
            got.pop("note", None)  # that the list of authors goes on
        for role, tag in (("author", "AU"), ("editor", "ED")):
            names = entry.names[role].people if role in entry.names else ()
            as_lines = [
                name.literal or ", ".join(filter(None, (name.short, name.given, name.suffix))) for name in names
            ]
            written = [value for name, value in tagged if name == tag]
            if as_lines != written:
                different.append((entry.key, role, as_lines, written))
        wanted = {field: value for field, value in wanted.items() if field not in ("author", "editor")}
        got["page"] = "-".join(value for tag, value in tagged if tag in ("SP", "EP"))
        by_lines = {field: (wanted.get(field), got.get(field) or None) for field in wanted.keys() | got.keys()}
        # pandoc leaves out notes and numbers of PubMed.
        also = found(read[entry.key], straight)
        by_both = {
            field: (value, also.get(field)) for field, value in wanted.items() if field not in ("note", "PMID", "PMCID")
        }
        if entry.kind == "techreport":
            by_both = {field: pair for field, pair in by_both.items() if field not in ("issue", "number")}
        different += [
            (entry.key, field, *pair)
            for pairs in (by_lines, by_both)
            for field, pair in pairs.items()
            if pair[0] != pair[1]
        ]
    return different
