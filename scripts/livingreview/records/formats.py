"""Which format a file has, by its content; and what to do with a file that is no export of references."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from . import bibtex, chinese, cochrane, markup, medline, ris, tables, tagged, web_of_science
from .decoding import Text
from .draft import Fields
from .reference import Reference
from .tagged import Grammar, Raw

LOOK = 400  # lines
BINARY = (
    (b"%PDF", "is a PDF. Export the references from the database as RIS."),
    (b"PK\x03\x04", "is a zip file or an Excel workbook (xlsx). Unpack it, or save the sheet as CSV UTF-8."),
    (b"\xd0\xcf\x11\xe0", "is an old Excel or Word file. Save the sheet as CSV UTF-8."),
    (b"\x1f\x8b", "is compressed (gzip). Unpack it first."),
    (b"7z\xbc\xaf", "is compressed (7z). Unpack it first."),
    (b"Rar!", "is compressed (rar). Unpack it first."),
    (b"{\\rtf", "is a text with formats (RTF). Export the references from the database as RIS."),
    (b"SQLite format 3", "is a library of a reference manager. Export the references from it as RIS."),
    (b"\x89PNG", "is a picture."),
    (b"\xff\xd8\xff", "is a picture."),
)
HTML = re.compile(r"\s*(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html|head|body|script|meta)\b", re.I | re.S)
# Texts for reading: what follows each field is not said, or only by its place.
FOR_READING = (
    (re.compile(r"\s*(?:\d{6,8}\s*)+$"), "is a list of PubMed numbers. Save the search in the format PubMed (nbib)."),
    (
        re.compile(r"\s*1[.:] [^\n]+\d{4}(?s:.*)\bPMID: \d"),
        "is PubMed's text for reading. Save the search in the format PubMed (nbib).",
    ),
    (re.compile(r"\s*\[1\]"), "is a list of references for reading (GB/T 7714). Export it as NoteExpress or RIS."),
    (re.compile(r"Scopus\s+EXPORT DATE"), "is Scopus's text for reading. Export the references as RIS or CSV."),
    (re.compile(r"(?i)(?:\s*embase)?\s*RECORD 1\s"), "is Embase's text for reading. Export it as RIS or CSV."),
    (re.compile(r"\s*<\?xml"), "is XML of another kind. Export the references as RIS."),
)
READ = "Read here are RIS, nbib, Web of Science text, EndNote (XML, refer), RefWorks, NoteExpress, BibTeX and CSV."


@dataclass(frozen=True)
class Format:
    """A format with its readers. `count` counts records without reading them; `references` reads them."""

    name: str
    count: Callable[[Text], int]
    references: Callable[[Text, str, list[str]], Iterator[tuple[Reference, str]]]


def refuse(start: bytes, error: Callable[[str], Exception]) -> None:
    """Raises the error for the first bytes of a file that is no text, or empty."""
    if not start.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise error("is empty. Export the references again.")
    for magic, what in BINARY:
        if start.startswith(magic):
            raise error(what)


def recognise(text: Text) -> Format:
    """The format of a text. Raises DataError for a text that is in none that is read here."""
    head = text.head
    lines = head.split("\n", LOOK)[:LOOK]
    if HTML.match(head):
        raise text.error(
            "is a web page (HTML), not an export: perhaps the database asked to log in. Export it again as RIS."
        )
    if re.match(r"\s*<", head) and (name := markup.recognise(head)):
        return _of_markup(name)
    if "<PubmedArticle" in head:
        raise text.error("is PubMed's XML. Save the search in the format PubMed (nbib) instead.")
    # What comes first decides: an abstract may hold lines that look like another format.
    table = tables.recognise(lines)
    for line in lines[: table.line if table else LOOK]:
        for beginning, grammar, reference, origin in TAGGED:
            if beginning.match(line):
                return _of_grammar(_fitted(grammar, lines), reference, origin)
        if bibtex.ENTRY.match(line):
            return Format("BibTeX", bibtex.count, _bibtex)
    if table:
        return _of_table(table)
    for beginning, what in FOR_READING:
        if beginning.match(head):
            raise text.error(what)
    if re.match(r"\s*[\[{]", head):
        raise text.error(f"is JSON, or begins like it. Export the references as RIS or CSV. {READ}")
    raise text.error(f"is in no format that is read here; it begins with {lines[0].strip()[:60]!r}. {READ}")


def _fitted(grammar: Grammar, lines: list[str]) -> Grammar:
    """RIS is read strictly if its first line is; of files with Chinese tags, the first tag begins each record."""
    if grammar is ris.STRICT:
        first = next(line for line in lines if ris.STRICT.begins.match(line))
        return ris.STRICT if re.match(r"\s*TY[ \u00a0]{2}-", first) else ris.LOOSE
    if grammar is chinese.REFER:
        first = next(line for line in lines if grammar.split(line))
        return grammar if grammar.begins.match(first) else chinese.REFER_BLOCKS
    if grammar in (chinese.BRACKETS, chinese.E_STUDY):
        first = next(line for line in lines if grammar.split(line))
        return replace(grammar, begins=chinese.begins_like(first))
    return grammar


def _of_grammar(grammar: Grammar, reference: Callable[[Raw, str], Reference], origin: Callable[[Raw], str]) -> Format:
    def references(text: Text, source: str, notes: list[str]) -> Iterator[tuple[Reference, str]]:
        for raw in tagged.read(text, grammar, notes):
            raw.origin = origin(raw)
            yield reference(raw, source), raw.origin

    return Format(grammar.name, lambda text: tagged.count(text, grammar), references)


def _of_table(table: tables.Table) -> Format:
    signs = {",": "CSV", ";": "CSV (semicolons)", "\t": "table with tabs", "|": "table with bars"}
    name = "CSV, a row a field" if table.by_record else signs[table.sign]
    row_reference = web_of_science.row_reference if table.of_web_of_science else tables.reference
    if table.of_ovid:
        row_reference = medline.ovid_row_reference
    origin = (
        "Ovid"
        if table.of_ovid
        else "Web of Science"
        if table.of_web_of_science
        else table.origin or ("Embase" if table.by_record else "")
    )

    def references(text: Text, source: str, notes: list[str]) -> Iterator[tuple[Reference, str]]:
        if table.line > 1 and not table.by_record:
            notes.append(f"what stands above the headings in line {table.line} was left out")
        for _, cells in tables.rows(text, table):
            yield row_reference(cells, source), origin

    return Format(name, lambda text: tables.count(text, table), references)


def _of_markup(name: str) -> Format:
    reference = markup.endnote_reference if name == "EndNote XML" else markup.ictrp_reference
    origin = "EndNote" if name == "EndNote XML" else "WHO ICTRP"

    def references(text: Text, source: str, notes: list[str]) -> Iterator[tuple[Reference, str]]:
        for element in markup.elements(text, name, notes):
            yield reference(element, source), origin

    return Format(name, lambda text: markup.count(text, name), references)


def _bibtex(text: Text, source: str, notes: list[str]) -> Iterator[tuple[Reference, str]]:
    for reference in bibtex.references(text, source):
        yield reference, "Web of Science" if reference.identifier.startswith("WOS:") else ""


def _constant(name: str) -> Callable[[Raw], str]:
    return lambda raw: name


def _of_ris(raw: Raw) -> str:
    return ris.producer_of(Fields(raw.fields))


def _of_chinese(raw: Raw) -> str:
    return chinese.provider_of(raw.fields)


def _of_ovid(raw: Raw) -> str:
    return f"Ovid, {raw.fields['DB'][0]}" if raw.fields.get("DB") else "Ovid"


def _of_isi(raw: Raw) -> str:
    number = (raw.fields.get("UT") or [""])[0]
    return "Web of Science" if ":" in number or not number else ""


# What a line of a format looks like, in the order in which formats are tried.
TAGGED: tuple[tuple[re.Pattern[str], Grammar, Callable[[Raw, str], Reference], Callable[[Raw], str]], ...] = (
    (ris.STRICT.begins, ris.STRICT, ris.reference, _of_ris),
    (re.compile(r"PMID- ?\d|PMC - ?PMC\d"), medline.MEDLINE, medline.reference, _constant("PubMed")),
    (re.compile(r"FN \S|PT [A-Z]{1,2}\s*$"), web_of_science.PLAIN, web_of_science.reference, _of_isi),
    (chinese.NOTE_EXPRESS.begins, chinese.NOTE_EXPRESS, chinese.note_express, _of_chinese),
    (re.compile(r"\s*%[0AT]\s+\S"), chinese.REFER, chinese.refer, _of_chinese),
    (chinese.REFWORKS.begins, chinese.REFWORKS, chinese.refworks, _of_chinese),
    (
        re.compile(r"\s*(?:DataType\s*[:：]\s*\d|SrcDatabase-来源库\s*[:：])"),
        chinese.E_STUDY,
        chinese.e_study,
        _constant("CNKI"),
    ),
    (re.compile(r"ID: \S"), cochrane.TEXT, cochrane.reference, _constant("Cochrane Library")),
    (medline.OVID.begins, medline.OVID, medline.ovid_reference, _of_ovid),
    (re.compile(r"\s*【[^】]{1,12}】"), chinese.BRACKETS, chinese.brackets, _of_chinese),
)
