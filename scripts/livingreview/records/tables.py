"""Tables: CSV with commas, semicolons, tabs or bars, of any database whose headings are known; Embase's by record."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from .decoding import Text
from .draft import Draft, Fields
from .reference import Reference
from .values import beyond_issn, clean, doi_in, own_lines, pages_of, pmid_in, split, year_in

LOOK = 40  # lines in which the headings are looked for: some databases write about the file first
SIGNS = ",;\t|"
# What a heading may be called, in small letters and digits only; the order is that of preference.
HEADINGS = {
    "title": """title articletitle documenttitle studytitle itemtitle primarytitle scientifictitle publictitle
        displayname trialtitle titleofthetrial 题名 标题 篇名 title题名""",
    "original": "originaltitle translatedtitle foreigntitle titleoriginal vernaculartitle",
    "authors": """authors author authornames authorfullnames creators creator authorshipsauthordisplayname authorships
        authorlist byline 作者 author作者""",
    "year": "year publicationyear pubyear publishedyear yearpublished yearofpublication py 年 year年",
    "date": """date publicationdate datepublished dateofpublication publicationdateonline pubdate dateregistration3
        dateregistration firstposted firstreceived studyfirstposted studyfirstsubmitted startdate published coverdate
        earlyaccessdate firstpublicationdate dateapplied decisiondate pubtime发表时间""",
    "journal": """journal journalbook journaltitle sourcetitle source publicationtitle journalname secondarytitle
        journalfull publication primarylocationsourcedisplayname hostvenuedisplayname containertitle jf
        pubtitle journalabbreviation isoabbreviation abbreviatedsourcetitle conferencename source刊名 刊名 期刊""",
    "volume": "volume vol bibliovolume journalvolume volumenumber 卷",
    "issue": "issue number issuenumber biblioissue journalissue 期",
    "pages": "pages pagination page pagerange pagenumbers medlinepgn articlepages pageinfo 页码",
    "first": "pagestart firstpage startpage beginningpage bibliofirstpage sp startingpage",
    "last": "pageend lastpage endpage endingpage bibliolastpage ep",
    "article": "artno articlenumber elocationid",
    "doi": "doi digitalobjectidentifier articledoi itemdoi dois idsdoi",
    "pmid": "pmid pubmedid medlinepmid pubmednumber idspmid",
    "issn": """issn issns eissn issnprint issnelectronic printissn electronicissn issnisbn isbnissn
        journalissn primarylocationsourceissnl""",
    "language": "language languageoforiginaldocument articlelanguage languages 语种",
    "abstract": """abstract abstractnote summary briefsummary abstracttext description originalabstract 摘要
        summary摘要""",
    "keywords": "keywords authorkeywords keyword keywordsplus tags manualtags 关键词 keyword关键词",
    "headings": """indexkeywords meshterms mesh meshheadings emtreedrugindextermsmajorfocus emtreedrugindexterms
        emtreemedicalindextermsmajorfocus emtreemedicalindexterms subjectheadings fieldsofstudy conditions condition
        subjects subjectterms descriptors""",
    "types": """documenttype publicationtype itemtype type typeofwork studytype typeofreference referencetype
        articletype publicationtypes contenttype pubtype doctype""",
    "url": """url link studyurl webaddress urls sourceurls externalurl landingpageurl articleurl embaselink scopuslink
        documenturl plink link链接""",
    "identifier": """eid pui embaseaccessionid accessionnumber ut utuniquewosid wosid nctnumber trialid lensid
        publicationid cochranereviewid cochraneid externalid storeid id an recordid uniqueid openalexid
        trialnumber isrctn ctnumber euctnumber""",
    "citation": "citation fullcitation",
}
MEANING = {name: what for what, names in HEADINGS.items() for name in reversed(names.split())}
RANK = {name: rank for names in HEADINGS.values() for rank, name in enumerate(names.split())}
IDENTIFYING = re.compile(r"(?=.*\d{3})(?!rayyan)[\w.:/-]{5,}$")
OPENALEX = "https://openalex.org/"
# Numbers under these headings count the rows of one file.
NOT_LASTING = frozenset({"id", "recordid", "uniqueid", "key", "an"})
FOREIGN = re.compile(r"(?i)address|affiliation|reference|correspond|editor|sponsor|contact|funding|location|cited")
# Embase writes the place in one cell: Cancer (2004) 102:4 (253-258). Date of Publication: 25 Aug 2004
EMBASE_SOURCE = re.compile(
    r"(?P<journal>.+?) \((?P<year>\d{4})\)(?: (?P<volume>[^:(]*?)(?::(?P<issue>[^(]*?))?)?(?: \((?P<pages>[^)]*)\))?\."
    r"(?: .*?(?:Date of Publication: (?P<date>[^.]*)).*)?$"
)
PUBMED_CITATION = re.compile(
    r".*?\b\d{4}(?: [A-Za-z]{3}[^;]*)?;(?P<volume>[^(:;]*)(?:\((?P<issue>[^)]*)\))?(?::(?P<pages>[^.;]*))?"
)
PLACE = re.compile(r";\s*[\w-]*(?:\([^)]*\))?\s*:\s*(\w+(?:-\w+)?)[,.]")  # LILACS: Rev. Chá ; 12(3): 123-130, mar. 2019
ADDRESSES = re.compile(r"(?i)doi|pmid|pubmed|link|ur[li]|citation|identifier|accession")  # in headings
ADDRESS = re.compile(r"(?:doi:?\s*)?(?:https?://\S+|10\.\d{4,9}/\S+)", re.I)
# The database that has these headings.
ORIGINS = (
    ("ClinicalTrials.gov", {"nctnumber"}),
    ("WHO ICTRP", {"trialid"}),
    ("Scopus", {"eid"}),
    ("Lens", {"lensid"}),
    ("Web of Science", {"utuniquewosid"}),
    ("Dimensions", {"publicationid", "pubyear"}),
    ("OpenAlex", {"authorshipsauthordisplayname"}),
    ("PubMed", {"pmid", "citation", "firstauthor"}),
    ("Embase", {"authornames", "openurllink"}),
    ("Embase", {"emtreemedicalindexterms"}),
    ("Embase", {"pui"}),
    ("Covidence", {"covidence"}),
    ("Rayyan", {"key", "pubmedid", "notes"}),
    ("Zotero", {"key", "itemtype", "dateadded"}),
    ("Cochrane Library", {"cochranereviewid"}),
    ("Europe PMC", {"source", "externalid"}),
    ("ProQuest", {"storeid", "pubtitle"}),
    ("EBSCOhost", {"plink", "doctype"}),
)


def heading(cell: str) -> str:
    """A heading in small letters and digits only."""
    return re.sub(r"[\W_]+", "", cell).lower()


@dataclass(frozen=True)
class Table:
    """Where the headings of a table are and what separates its cells. `by_record`: Embase's rows of name and values."""

    sign: str
    line: int = 1  # of the headings
    names: tuple[str, ...] = ()
    quoted: bool = True
    by_record: bool = False

    @property
    def known(self) -> frozenset[str]:
        return frozenset(map(heading, self.names))

    @property
    def origin(self) -> str:
        return next((origin for origin, names in ORIGINS if names <= self.known), "")

    @property
    def of_ovid(self) -> bool:
        """Whether the headings are the tags of Ovid, as in its export for spreadsheets."""
        return {"TI", "AU", "SO"} <= set(self.names) and bool({"UI", "AN"} & set(self.names)) and "UT" not in self.names

    @property
    def of_web_of_science(self) -> bool:
        return self.names[:2] == ("PT", "AU") or {"PT", "AU", "TI", "SO", "PY"} <= set(self.names)


def recognise(lines: list[str]) -> Table | None:
    """The table that these first lines of a file begin; None if no line has at least two known headings."""
    best: tuple[int, Table] | None = None
    for number, line in enumerate(lines[:LOOK], 1):
        for sign in SIGNS:
            if sign not in line:
                continue
            names = tuple(clean(cell) for cell in next(csv.reader([line], delimiter=sign), []))
            if sign == "\t" and {"PT", "AU", "TI", "SO"} <= set(names):
                return Table(sign, number, names, quoted=False)
            if (tags := Table(sign, number, names)).of_ovid:
                return tags
            known = {MEANING.get(heading(name)) for name in names} - {None}
            if len(known) >= 2 and (best is None or len(known) > best[0]):
                best = len(known), Table(sign, number, names)
    if best is None or "title" not in {MEANING.get(name) for name in best[1].known}:
        if _is_by_record(lines):
            return Table(",", by_record=True)
    if best is None:
        return None
    table = best[1]
    quoted = table.sign != "\t" or any(
        '"' in line and line.count('"') % 2 == 0 and re.search(r'(?:^|\t)"', line) for line in lines
    )
    return Table(table.sign, table.line, table.names, quoted)


def _is_by_record(lines: list[str]) -> bool:
    rows = [next(csv.reader([line]), [""]) for line in lines if "," in line and not line.startswith(",")]
    firsts = {heading(cells[0]) for cells in rows if len(cells) > 1}
    return len({"title", "authornames", "source", "abstract", "sourcetitle", "authoraddresses"} & firsts) >= 3


def count(text: Text, table: Table) -> int:
    """Rows by quotes and line ends alone: a row ends where a line ends outside quotes."""
    rows, inside, filled = 0, False, False
    for number, line in enumerate(text.lines(), 1):
        if number <= table.line and not table.by_record:
            continue
        if table.by_record:
            if heading(line.split(",")[0]) == "title" and not inside:
                rows += max(1, _titles(next(csv.reader([line]))))
        filled = filled or bool(line.strip(f'{table.sign} "\t'))
        inside ^= table.quoted and line.count('"') % 2 == 1
        if not inside:
            rows += filled and not table.by_record
            filled = False
    return rows


@contextmanager
def long_cells() -> Iterator[None]:
    """Cells may be as long as abstracts are; afterwards, those of other tables may not again."""
    before = csv.field_size_limit(1 << 28)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def rows(text: Text, table: Table) -> Iterator[tuple[int, dict[str, list[str]]]]:
    """The line on which each row ends, and its cells by heading. Raises DataError for a row with too many cells."""
    lines = (line + "\n" for line in text.lines())
    if table.quoted:
        reader = csv.reader(lines, delimiter=table.sign)
    else:
        reader = csv.reader(lines, delimiter=table.sign, quoting=csv.QUOTE_NONE)
    try:
        if table.by_record:
            yield from _by_record(reader)
            return
        for cells in reader:
            if reader.line_num <= table.line or not any(map(str.strip, cells)):
                continue
            if len(cells) > len(table.names) and any(map(str.strip, cells[len(table.names) :])):
                message = f"has {len(cells)} cells under {len(table.names)} headings. Is a quotation mark missing?"
                raise text.error(message, reader.line_num)
            named: dict[str, list[str]] = {}
            for name, cell in zip(table.names, cells, strict=False):
                named.setdefault(name, []).append(cell)
            yield reader.line_num, named
    except csv.Error as error:
        raise text.error(f"is not a valid table: {error}.", reader.line_num) from None


def _by_record(reader: Iterator[list[str]]) -> Iterator[tuple[int, dict[str, list[str]]]]:
    """Embase's "fields by row": a line a field, its name first, then a cell a value; a record begins with its title.

    Several titles in one line are those of as many records, a column each.
    """
    line = 0
    lines: list[list[str]] = []
    for line, cells in enumerate(reader, 1):
        if any(map(str.strip, cells)):
            if heading(cells[0]) == "title" and lines:
                yield from ((line, record) for record in _columns(lines))
                lines = []
            lines.append(cells)
    yield from ((line, record) for record in _columns(lines))


def _columns(lines: list[list[str]]) -> Iterator[dict[str, list[str]]]:
    """The records in lines that begin with a title."""
    records = max(1, _titles(lines[0])) if lines else 0
    for column in range(records):
        record: dict[str, list[str]] = {}
        for name, *cells in lines:
            own = cells if records == 1 else cells[column : column + 1]
            record.setdefault(clean(name), []).extend(cell for cell in own if cell.strip())
        yield record


def _titles(cells: list[str]) -> int:
    return sum(map(bool, map(str.strip, cells[1:])))


def reference(cells: dict[str, list[str]], source: str) -> Reference:
    """One row."""
    headed: dict[str, list[str]] = {}
    for name in cells:
        if what := MEANING.get(heading(name)):
            headed.setdefault(what, []).append(name)
    for names in headed.values():
        names.sort(key=lambda name: RANK[heading(name)])
    fields = Fields(cells)

    def take(what: str) -> list[str]:
        return fields.take(*headed.get(what, ()))

    def first(what: str) -> str:
        return fields.first(*headed.get(what, ()))

    draft = Draft(source, fields, foreign=[name for name in cells if FOREIGN.search(name)])
    draft.addresses = [one for name in cells if not FOREIGN.search(name) for one in _addresses(name, fields.see(name))]
    for number in headed.get("identifier", ()):
        if not fields.see(number) or not _lasts(heading(number), clean(fields.see(number)[0])):
            continue
        draft.identifier = fields.first(number).removeprefix(OPENALEX)
        break
    draft.title, draft.original_title = first("title"), first("original")
    draft.authors = _authors(fields, headed)
    draft.years, draft.dates = take("year"), take("date")
    if unread := [one for one in draft.years if not year_in([one])]:
        fields.put(headed["year"][0], unread)
    draft.journal, draft.volume, draft.issue = first("journal"), first("volume"), first("issue")
    draft.pages = _pages(*(first(what) for what in ("first", "last", "pages", "article")))
    _from_citation(draft, " ".join(fields.see(*headed.get("citation", ()))))
    if not draft.pages and (place := PLACE.search(" ".join(fields.see("Source")))):
        draft.pages = pages_of(place[1])
    draft.doi = take("doi")
    draft.pmid = next(
        (found for one in take("pmid") if (found := one.strip() if one.strip().isdigit() else pmid_in(one))), ""
    )
    if not draft.pmid:  # Zotero keeps it in a field for whatever has none
        draft.pmid = next(filter(None, map(pmid_in, own_lines(fields.see("Extra")))), "")
    if not draft.identifier and draft.pmid and {"PMID", "Citation"} <= set(cells):
        draft.identifier = draft.pmid
    _of_europe_pmc(draft, {heading(name): clean(given[0]) for name, given in cells.items() if given})
    draft.issn = take("issn")
    if other := beyond_issn(draft.issn):
        fields.put(headed["issn"][0], other)
    draft.language = "; ".join(take("language"))
    draft.abstract = first("abstract")
    draft.keywords = [word for one in take("keywords") for word in _words(one)]
    draft.headings = [word for one in take("headings") for word in _words(one)]
    draft.types = [word for one in take("types") for word in split(one, ";|") if len(word) > 1]
    draft.url = first("url")
    return draft.reference()


def _addresses(name: str, values: list[str]) -> Iterator[str]:
    """What may hold the DOI or PubMed number of a row: a cell that is nothing else, or lies under such a heading.

    An abstract, or what somebody noted, names other publications too.
    """
    trusted = ADDRESSES.search(name) is not None
    for value in values:
        if trusted or ADDRESS.fullmatch(value.strip()):
            yield value


def _pages(first: str, last: str, whole: str, article: str) -> str:
    """Pages from the cells that may hold them; a first page alone says less than a range."""
    ends, given = pages_of(first, last), pages_of(whole)
    if given and not last and re.match(rf"{re.escape(first)}\s*[-–]", given):
        return given
    return ends or given or pages_of(article)


def _of_europe_pmc(draft: Draft, cells: dict[str, str]) -> None:
    """Europe PMC names under SOURCE the collection (MED, PPR), which is no journal, and numbers the record in it."""
    if not cells.get("externalid") or "source" not in cells:
        return
    draft.journal = "" if draft.journal == cells["source"] else draft.journal
    if cells["source"] == "MED" and cells["externalid"].isdigit():
        draft.pmid = draft.identifier = cells["externalid"]


def _lasts(name: str, number: str) -> bool:
    """Whether a number will be that of the same record in another file."""
    return number.startswith(OPENALEX) or (name not in NOT_LASTING and IDENTIFYING.match(number) is not None)


def _authors(fields: Fields, headed: dict[str, list[str]]) -> list[str]:
    """Scopus gives authors twice; full names end with a number, which is not theirs."""
    names = headed.get("authors", ())
    full = [name for name in names if heading(name) == "authorfullnames" and fields.see(name)]
    if full:
        return [re.sub(r"\s*\(\d+\)", "", one) for one in fields.take(*full)]
    return fields.any_of(*names)


def _words(value: str) -> list[str]:
    """Words between semicolons or bars, else between commas that are not within brackets."""
    words = split(value, ";；|\n")
    return [clean(one) for one in re.split(r",\s*(?![^()]*\))", value)] if len(words) == 1 else words


def _from_citation(draft: Draft, citation: str) -> None:
    """Volume, issue, pages and date that stand in one cell together with the journal."""
    found = EMBASE_SOURCE.match(draft.journal)
    if found:
        draft.journal = found["journal"]
        draft.years = draft.years or [found["year"]]
        draft.dates = draft.dates or [found["date"] or ""]
    else:
        found = PUBMED_CITATION.match(citation)
    if found:
        draft.volume = draft.volume or (found["volume"] or "").strip()
        draft.issue = draft.issue or (found["issue"] or "").strip()
        draft.pages = draft.pages or pages_of(found["pages"] or "")
        draft.addresses = [*draft.addresses, citation] if doi_in(citation) else draft.addresses
