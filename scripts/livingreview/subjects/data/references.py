"""The bibliography for other programs: RIS, CSL JSON and BibTeX, each written from the decoded records."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from typing import Any

from ...store.bibliography import BIB_FILE, Entry, Mark, Name, Names, Rich, Run, Undecodable
from ...store.bibliography.names import OTHERS, read_names
from ...store.bibliography.text import NO_BREAK

Json = dict[str, Any]

# Kinds of entries: BibTeX, RIS, CSL.
RIS_TYPES = {"article": "JOUR", "inproceedings": "CPAPER", "book": "BOOK", "techreport": "RPRT"}
CSL_TYPES = {"article": "article-journal", "inproceedings": "paper-conference", "book": "book", "techreport": "report"}
RIS_FIELDS = (
    ("title", "TI"),
    ("journal", "JO"),
    ("booktitle", "T2"),
    ("publisher", "PB"),
    ("institution", "PB"),
    ("howpublished", "PB"),
    ("year", "PY"),
    ("volume", "VL"),
    ("number", "IS"),
    ("doi", "DO"),
    ("pmid", "AN"),
    ("pmcid", "C2"),
    ("language", "LA"),
    ("note", "N1"),
)
CSL_FIELDS = {
    "title": "title",
    "journal": "container-title",
    "booktitle": "container-title",
    "publisher": "publisher",
    "institution": "publisher",
    "howpublished": "publisher",
    "volume": "volume",
    "number": "issue",
    "language": "language",
    "note": "note",
    "shortauthor": "author-short",
    "shorttitle": "title-short",
}
CSL_IDENTIFIERS = {"doi": "DOI", "pmid": "PMID", "pmcid": "PMCID"}
CSL_TAGS = {
    Mark.PROTECTED: ('<span class="nocase">', "</span>"),
    Mark.ITALIC: ("<i>", "</i>"),
    Mark.BOLD: ("<b>", "</b>"),
    Mark.SMALL_CAPS: ('<span style="font-variant:small-caps;">', "</span>"),
    Mark.SUPERSCRIPT: ("<sup>", "</sup>"),
    Mark.SUBSCRIPT: ("<sub>", "</sub>"),
}
NAMED_NOTE = re.compile(r"\{:|[\w-]+:")  # CSL programs would read a note that begins so as another field
INCOMPLETE = "The list of authors goes on."  # RIS has no field for it


def ris(entry: Entry) -> str:
    """One record in RIS. Superscripts are Unicode's, since RIS has plain text only."""
    lines = [f"TY  - {RIS_TYPES.get(entry.kind, 'GEN')}", f"ID  - {entry.key}"]
    for role, tag in (("author", "AU"), ("editor", "ED")):
        people = entry.names.get(role, Names()).people
        lines += [f"{tag}  - {_in_ris(one)}" for one in people]
    lines += [f"{tag}  - {value}" for field, tag in RIS_FIELDS if (value := entry.fields.get(field))]
    lines += [f"N1  - {INCOMPLETE}"] if any(names.others for names in entry.names.values()) else []
    if entry.pages:
        lines.append(f"SP  - {entry.pages.first}")
        lines += [f"EP  - {entry.pages.last}"] if entry.pages.last else []
    lines += [f"UR  - {address}"] if (address := entry.page) else []
    return "\n".join([*lines, "ER  - ", ""])


def _in_ris(name: Name) -> str:
    # RIS: Lastname, Firstname, Suffix
    return name.literal or ", ".join(filter(None, (name.short, name.given, name.suffix)))


def csl(entry: Entry, to_print: bool = False) -> Json:
    """One record in CSL JSON, with the markup that CSL knows.

    `to_print` is for pandoc's citeproc, which makes every hyphen in pages a dash unless it is escaped. The style
    changes no capitals, so none are protected: JATS would hold the marks. Journal articles are printed without the
    address at which they were read, often a mirror: a reader finds them by journal and pages, DOI or PubMed number.
    All else is printed with the register's address, or with its page where that may be a link.
    """
    made: Json = {"id": entry.key, "type": CSL_TYPES.get(entry.kind, "document")}
    for role in ("author", "editor"):
        if names := entry.names.get(role):
            made[role] = [*map(_in_csl, names.people), *([{"literal": OTHERS}] if names.others else [])]
    if entry.year:
        made["issued"] = {"date-parts": [[int(entry.year)]]}
    for field, variable in CSL_FIELDS.items():
        if text := entry.texts.get(field):
            made[variable] = in_csl(text, protect=not to_print)
    if entry.kind == "techreport" and "issue" in made:
        made["number"] = made.pop("issue")
    if NAMED_NOTE.match(str(made.get("note", ""))):
        made["note"] = f"Note. {made['note']}"
    if pages := entry.pages:
        hyphen = r"\-" if to_print else "-"
        made["page"] = "-".join(side.replace("-", hyphen) for side in (pages.first, pages.last) if side)
    made |= {name: entry.fields[field] for field, name in CSL_IDENTIFIERS.items() if field in entry.fields}
    if address := _printed_address(entry) if to_print else entry.page:
        made["URL"] = address
    return made


def _printed_address(entry: Entry) -> str:
    return entry.links.get("register", "" if entry.kind == "article" else entry.links.get("page", ""))


def in_csl(text: Rich, protect: bool = True) -> str:
    """Text with CSL's markup, with or without protection of capitals."""

    def wrap(mark: Mark, parts: list[str]) -> str:
        inside = "".join(parts)
        return inside if mark is Mark.PROTECTED and not protect else inside.join(CSL_TAGS[mark])

    return "".join(text.render(str, wrap))


def _in_csl(name: Name) -> Json:
    if name.literal:
        return {"literal": name.literal}
    parts = {
        "family": name.family,
        "given": name.given,
        "non-dropping-particle": name.prefix,
        "suffix": name.suffix,
    }
    return {part: value for part, value in parts.items() if value}


def csl_json(entries: Iterable[Entry], to_print: bool = False) -> str:
    """All records as a CSL JSON file, one a line."""
    records = (json.dumps(csl(entry, to_print), ensure_ascii=False, separators=(",", ":")) for entry in entries)
    return "[\n" + ",\n".join(records) + "\n]\n"


# Signs of LaTeX in text.
LATEX = {
    "\\": r"{\textbackslash}",
    "~": r"{\textasciitilde}",
    "^": r"{\textasciicircum}",
    "<": r"{\textless}",
    ">": r"{\textgreater}",
    NO_BREAK: "~",
    **{sign: f"\\{sign}" for sign in "&%$#_{}"},
}
LATEX_MACROS = {
    Mark.ITALIC: "textit",
    Mark.BOLD: "textbf",
    Mark.SMALL_CAPS: "textsc",
    Mark.SUPERSCRIPT: "textsuperscript",
    Mark.SUBSCRIPT: "textsubscript",
}
END = re.compile(r"[:.?!—][\W_]*$")  # of a part of a title
BEGINNING = re.compile(r"[:.?!—][\W_]*[^\W\d_]")
LIGATURES = re.compile(r"(?<=-)(?=-)|(?<=')(?=')|(?<=`)(?=`)|(?<=[!?])(?=`)")


def bibtex(entry: Entry) -> str:
    """One record in BibTeX, in braces and UTF-8; words with capitals are protected, so that they stay as they are."""
    fields = {}
    for field, value in entry.fields.items():
        if names := entry.names.get(field):
            fields[field] = " and ".join([*map(_in_bibtex, names.people), *([OTHERS] if names.others else [])])
        elif field == "pages" and entry.pages:
            pages = entry.pages
            fields[field] = f"{_escaped(pages.first)}--{_escaped(pages.last)}" if pages.last else _escaped(pages.first)
        elif field in entry.texts:
            fields[field] = in_bibtex(entry.texts[field], capitals=field in ("title", "booktitle"))
        else:
            fields[field] = entry.page if field == "url" else value
    lines = "".join(f"  {field} = {{{_balanced(value)}}},\n" for field, value in fields.items())
    return f"@{entry.kind}{{{entry.key},\n{lines}}}\n"


def in_bibtex(text: Rich, capitals: bool = False) -> str:
    """Text as LaTeX; with `capitals`, words are in braces whose case a reader of BibTeX would change."""
    if capitals:
        text = _protected(text)

    def wrap(mark: Mark, parts: list[str]) -> str:
        inside = "".join(parts)
        if mark is Mark.PROTECTED:
            return f"{{{inside}}}" if not inside.startswith("\\") else f"{{{{{inside}}}}}"
        return f"\\{LATEX_MACROS[mark]}{{{inside}}}"

    return "".join(text.render(_escaped, wrap))


def _protected(text: Rich) -> Rich:
    """The text with words protected that have capitals, or that begin a part of it in lower case.

    Programs that read BibTeX make titles lower-case, and the first letter of the title and after a colon a capital.
    """
    runs: list[Run] = []
    first, begins = True, True  # whether no word came yet, in the title or since a colon or full stop
    for run in text.runs:
        for word in re.split(r"(\s+)", run.text):
            letter = next(filter(str.isalnum, word), "")
            changed = word[1:] != word[1:].lower() or (word[:1].isupper() and not first)
            lower = begins and letter.islower()
            mark = {Mark.PROTECTED} if changed or lower or BEGINNING.search(word) else set()
            runs.append(Run(word, run.marks | mark))
            first = first and not letter
            begins = END.search(word) is not None or (begins and not letter)
    return Rich.of(runs)


def _escaped(text: str) -> str:
    parts = ("".join(LATEX.get(sign, sign) for sign in part) for part in LIGATURES.split(text))
    return "{}".join(parts)


def _balanced(latex: str) -> str:
    """BibTeX counts braces even after a backslash: those without a partner are written as macros."""
    depth = 0
    for sign in re.findall(r"\\([{}])", latex):
        depth += 1 if sign == "{" else -1
        if depth < 0:
            break
    if depth == 0:
        return latex
    return latex.replace(r"\{", r"{\textbraceleft}").replace(r"\}", r"{\textbraceright}")


def _in_bibtex(name: Name) -> str:
    if name.literal:
        return f"{{{_escaped(name.literal)}}}"
    parts = [" ".join(filter(None, map(_escaped, (name.prefix, name.family)))), name.suffix, name.given]
    plain = ", ".join(filter(None, [parts[0], *map(_escaped, parts[1:])]))
    try:
        if read_names(plain) == Names((name,)):
            return plain
    except Undecodable:
        pass  # a comma or `and` within a part: braces keep it together
    family = f"{{{_escaped(name.family)}}}"
    return ", ".join(
        [
            " ".join(filter(None, (_escaped(name.prefix), family))),
            *([f"{{{_escaped(name.suffix)}}}"] if name.suffix else []),
            f"{{{_escaped(name.given)}}}" if name.given else "",
        ]
    )


# Files with all records, and what writes each.
REFERENCES: dict[str, Callable[[Iterable[Entry]], str]] = {
    BIB_FILE: lambda entries: "\n".join(map(bibtex, entries)),
    "references.ris": lambda entries: "\n".join(map(ris, entries)),
    "references.json": csl_json,
}
