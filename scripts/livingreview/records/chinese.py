"""Exports of CNKI, Wanfang, VIP, SinoMed and others: NoteExpress, EndNote (refer), RefWorks, E-Study, and tags in 【】.

Of a record with a Chinese title and its English translation, `title` is the translation and `original_title` the
Chinese one, as PubMed has it; a record with a Chinese title only has it as `title`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from .draft import Draft, Fields
from .people import people
from .reference import Reference
from .tagged import Grammar, Raw, by_pattern, lines_of
from .values import beyond_issn, clean, pages_of, split, year_in

NOTE_EXPRESS = Grammar(
    name="NoteExpress",
    split=by_pattern(r"\s*\{([^{}]{2,40})\}\s*[:：]\s?(.*)"),
    start=frozenset({"Reference Type"}),
    begins=re.compile(r"\s*\{Reference Type\}\s*[:：]"),
)
REFER = Grammar(
    name="EndNote (refer)",
    split=by_pattern(r"\s*%([0-9A-Z?@!#$\])&(*^>+~<\[=])(?:[ \t:](.*)|(?=[^\x00-\x7f])(.*)|\s*$)"),
    start=frozenset({"0"}),
    begins=re.compile(r"\s*%0(?:\s|$)"),
)
# Some programs begin with the title and leave out the type: there, blank lines divide records.
REFER_BLOCKS = replace(
    REFER,
    start=frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ?@!#$])&(*^>+~<[="),
    begins=re.compile(r"\s*%[0-9A-Z?@!#$\])&(*^>+~<\[=](?:\s|$)"),
    apart=True,
    blocks=True,
)
REFWORKS_TAGS = (
    r"PMCID|PMID|URL|U1[0-5]|U[1-9]|RT(?=[ \t]+[A-Z][a-z])|SR|ID|A[1-6]|T[1-3]|JF|JO|YR|FD|VO|IS|SP|OP|K1|AB|NO|ED|PB"
    "|PP|SN|AV|AD|AN|LA|CL|SF|OT|LK|DO|CN|DB|DS|IP|RD|ST|UL|SL|LL|CR|WT|WV|WP|OL|PD|JT"
)
# In the middle of an abstract these are words (nitric oxide, complete response ...), if Chinese follows.
WORDS = frozenset({"NO", "CR", "AD", "ST", "IP", "AN", "ED", "PP", "AV", "OT", "SP", "PD", "RD", "CL", "PB"})
CHINESE = re.compile(r"[\u3400-\u9fff]")
NAME = re.compile(r"[\u3400-\u9fff·]{2,4}(?:[\[(（][\d,，]+[\])）])?")


def _within_abstract(raw: Raw, tag: str, value: str) -> bool:
    return raw.last == "AB" and tag in WORDS and CHINESE.search(value) is not None and not value.startswith("作者")


REFWORKS = Grammar(
    name="RefWorks",
    # CNKI leaves out the blank before a Chinese name, and writes the volume as `vo`.
    split=by_pattern(rf"\s*({REFWORKS_TAGS}|vo)(?:[ \t]+(.*)|(?=[^\x00-\x7f])(.*)|\s*$)"),
    start=frozenset({"RT"}),
    begins=re.compile(r"\s*RT[ \t]+[A-Z][a-z]"),  # not the RT-PCR of an abstract
    continues=_within_abstract,
)
E_STUDY = Grammar(
    name="E-Study",
    split=by_pattern(r"\s*((?:DataType|[A-Za-z]+-[^\s:：]{1,8}))\s*[:：]\s?(.*)"),
    start=frozenset(),
    starts_anew=True,  # with DataType, or the database in files that a person put together
    begins=re.compile("(?!)"),  # see `begins_like`
)
BRACKETS = Grammar(
    name="text with tags in 【】",
    split=by_pattern(r"\s*【([^】]{1,12})】\s*[:：]?\s*(.*)"),
    start=frozenset(),
    starts_anew=True,
    begins=re.compile("(?!)"),  # see `begins_like`
)

# What each tag of a format holds; the order of tags is that of preference.
Meaning = Mapping[str, tuple[str, ...]]
OF_NOTE_EXPRESS: Meaning = {
    "kind": ("reference type",), "title": ("title",), "translated": ("translated title",), "authors": ("author",),
    "journal": ("journal", "secondary title", "periodical", "source", "conference name", "tertiary title"),
    "year": ("year",), "date": ("date", "publication date"), "volume": ("volume",), "issue": ("issue", "number"),
    "pages": ("pages", "page"), "doi": ("doi", "electronic resource number"), "issn": ("isbn/issn", "issn"),
    "keywords": ("keywords", "keyword"), "abstract": ("abstract",), "url": ("url", "link"), "language": ("language",),
    "types": ("type of work",), "number": ("accession number",), "pmid": ("pmid",),
    "provider": ("database provider", "srcdatabase", "name of database"),
}  # fmt: skip
OF_REFER: Meaning = {
    "kind": ("0",), "title": ("T",), "translated": ("Q",), "authors": ("A",), "journal": ("J", "B", "S"),
    "year": ("D",), "date": ("8", "7"), "volume": ("V",), "issue": ("N",), "pages": ("P", "&"),
    "doi": ("R", "O"), "issn": ("@",), "keywords": ("K",), "abstract": ("X",), "url": ("U", ">"), "language": ("G",),
    "types": ("9",), "number": ("M",), "provider": ("W", "~"), "pmid": (),
}  # fmt: skip
OF_REFWORKS: Meaning = {
    "kind": ("RT",), "title": ("T1",), "translated": (), "authors": ("A1",), "journal": ("JF", "JO", "T2", "T3"),
    "year": ("YR",), "date": ("FD",), "volume": ("VO", "vo"), "issue": ("IS",), "pages": ("SP", "OP"), "doi": ("DO",),
    "issn": ("SN",), "keywords": ("K1",), "abstract": ("AB",), "url": ("LK", "UL", "URL"), "language": ("LA",),
    "types": (), "number": ("AN",), "provider": ("DS", "DB", "SF"), "pmid": ("PMID",), "original": ("OT",),
}  # fmt: skip
OF_E_STUDY: Meaning = {
    "kind": ("SrcDatabase",), "title": ("Title",), "translated": (), "authors": ("Author",), "journal": ("Source",),
    "year": ("Year",), "date": ("PubTime",), "volume": ("Roll", "Volume"), "issue": ("Period",),
    "pages": ("Page", "PageCount"), "doi": ("DOI",), "issn": ("ISSN",),
    "keywords": ("Keyword",), "abstract": ("Summary",), "url": ("Link", "URL"),
    "language": (), "types": (), "number": (), "provider": (), "pmid": (),
}  # fmt: skip
OF_BRACKETS: Meaning = {
    "kind": ("文献类型",), "title": ("题名", "标题", "篇名", "中文题名", "中文标题", "题目"),
    "translated": ("英文题名", "英文标题", "英文篇名", "译题"), "authors": ("作者", "著者"),
    "journal": ("刊名", "期刊", "来源", "出处", "文献来源", "期刊名称"),
    "year": ("年", "出版年", "年份", "年代"), "date": ("出版日期",),
    "volume": ("卷",), "issue": ("期",), "pages": ("页码", "页"), "doi": ("DOI",), "issn": ("ISSN", "国际标准刊号"),
    "keywords": ("关键词", "主题词"), "abstract": ("摘要", "文摘", "中文摘要"),
    "url": ("网址", "链接", "URL", "文摘链接"), "language": ("语种",), "types": (),
    "number": ("流水",), "provider": ("数据库",), "pmid": ("PMID",),
}  # fmt: skip
ACCESSIONS = (
    re.compile(r"[?&]filename=([\w.]+)", re.I),
    re.compile(r"wanfangdata\.com\.cn/.*[?&]id=([\w.-]+)"),
    re.compile(r"wanfangdata\.com\.cn/(?:periodical|thesis|conference|patent)/(?:[A-Za-z]+/)?([\w.-]{6,})"),
    re.compile(r"(?:cqvip|lngid).*?lngid=([\w.]+)", re.I),
    re.compile(r"yiigle\.com/(CN[\d/]+)"),
)
SOURCE_LINE = re.compile(
    r"(?P<journal>.+?)[,，.\s]*(?P<year>(?:19|20)\d\d)[年,，;；\s]*(?P<volume>\d+)?\s*"
    r"[(（](?P<issue>[^)）]+)[)）]\s*(?:[:：]|\.-)?\s*(?P<pages>[\d+,\-~～]*)"
)


def note_express(raw: Raw, source: str) -> Reference:
    """One record of NoteExpress."""
    return _reference(raw, source, OF_NOTE_EXPRESS, lambda tag: tag.strip(" ,，").lower())


def refer(raw: Raw, source: str) -> Reference:
    """One record with the tags of EndNote (refer)."""
    return _reference(raw, source, OF_REFER, str)


def refworks(raw: Raw, source: str) -> Reference:
    """One record with the tags of RefWorks."""
    return _reference(raw, source, OF_REFWORKS, str)


def e_study(raw: Raw, source: str) -> Reference:
    """One record of CNKI's E-Study."""
    return _reference(raw, source, OF_E_STUDY, lambda tag: tag.partition("-")[0])


def brackets(raw: Raw, source: str) -> Reference:
    """One record with Chinese names of fields in 【】."""
    for tag in raw.fields:
        if re.sub(r"\s", "", tag) in OF_BRACKETS["authors"]:
            raw.fields[tag] = [_apart(value) for value in raw.fields[tag]]
    return _reference(raw, source, OF_BRACKETS, lambda tag: re.sub(r"\s", "", tag).removesuffix("号"))


def _reference(raw: Raw, source: str, meaning: Meaning, name_of: Callable[[str], str]) -> Reference:
    named: dict[str, list[str]] = {}
    spelt: dict[str, str] = {}
    for tag, values in raw.fields.items():
        spelt[name_of(tag)] = tag
        named.setdefault(name_of(tag), []).extend(values)
    fields = Fields(named)

    def take(what: str) -> list[str]:
        return fields.take(*meaning.get(what, ()))

    def first(what: str) -> str:
        return fields.first(*meaning.get(what, ()))

    draft = Draft(source, fields, foreign=("author address", "+", "AD", "Organ", "机构", "作者单位", "CR"))
    title, translated = first("title"), first("translated")
    draft.title, draft.original_title = (
        (translated, title) if translated and CHINESE.search(title) else (title, translated)
    )
    draft.original_title = draft.original_title or first("original")
    draft.authors = lines_of(take("authors"))
    if raw.origin == "Wanfang":
        draft.authors, again = _once(list(people(draft.authors)))
        if again:
            fields.put(meaning["authors"][0], again)
    draft.years, draft.dates = take("year"), take("date")
    if unread := [one for one in draft.years if not year_in([one])]:
        fields.put(meaning["year"][0], unread)
    draft.journal = first("journal")
    draft.volume, draft.issue = first("volume"), first("issue")
    draft.pages = _pages(fields, meaning)
    if found := SOURCE_LINE.fullmatch(draft.journal):
        draft.journal = found["journal"]
        draft.years = draft.years or [found["year"]]
        draft.volume, draft.issue = draft.volume or found["volume"] or "", draft.issue or found["issue"]
        draft.pages = draft.pages or pages_of(found["pages"])
    dois = take("doi")
    draft.doi = [one for one in dois if "10." in one]
    if other := [one for one in dois if "10." not in one]:
        fields.put(meaning["doi"][0], other)
    draft.addresses = fields.see(*meaning["url"])
    draft.issn = take("issn")
    if other := beyond_issn(draft.issn):
        fields.put(meaning["issn"][0], other)
    draft.keywords = [word for value in lines_of(take("keywords")) for word in _keywords(value)]
    draft.abstract = "\n".join(take("abstract"))
    draft.url = first("url")
    draft.language = "; ".join(one.strip(" ;；") for one in take("language"))
    described = take("types")
    if numbers := [one for one in described if re.search(r"\d{4}", one)]:  # of patents
        fields.put(meaning["types"][0], numbers)
    draft.types = [one for one in [first("kind"), *described] if one and one not in numbers]
    draft.pmid = first("pmid")
    number = first("number")
    from_address = (found[1] for pattern in ACCESSIONS for one in [draft.url] if (found := pattern.search(one)))
    draft.identifier = number if re.search(r"\d", number) else next(from_address, "")
    made = draft.reference()
    extra = {spelt.get(tag, tag): values for tag, values in made.extra.items()}
    return replace(made, extra=extra)


def _apart(names: str) -> str:
    """Chinese names between blanks, as VIP has them, between semicolons."""
    parts = names.split()
    return ";".join(parts) if len(parts) > 1 and all(NAME.fullmatch(part) for part in parts) else names


def _once(names: list[str]) -> tuple[list[str], list[str]]:
    """Authors, and the same ones in Latin letters, which Wanfang writes into the same field."""
    chinese = [name for name in names if CHINESE.search(name)]
    latin = [name for name in names if not CHINESE.search(name)]
    return (chinese, latin) if len(chinese) == len(latin) else (names, [])


def _pages(fields: Fields, meaning: Meaning) -> str:
    """RefWorks has the first page and the others (`SP 1`, `OP 7`), or all in `OP`."""
    if meaning is OF_REFWORKS:
        given = [one for one in (fields.first("SP"), fields.first("OP")) if one]
        return pages_of(*given) if given else ""
    return pages_of(fields.first(*meaning["pages"]))


def _keywords(value: str) -> list[str]:
    """Keywords between semicolons; between commas if there is no semicolon and the words are Chinese."""
    words = split(value, ";；|")
    return split(value, ",，") if len(words) == 1 and CHINESE.search(value) and re.search("[,，]", value) else words


def begins_like(first_line: str) -> re.Pattern[str]:
    """Lines that begin a record of a file whose first tag begins each: those with the tag of its first record."""
    found = re.match(r"\s*(【[^】]+】|[^\s:：]+(?=\s*[:：]))", first_line)
    return re.compile(rf"\s*{re.escape(found[1])}" if found else "(?!)")


PROVIDERS = ("Database Provider", "SrcDatabase", "W", "~", "DS", "DB", "数据库", "URL", "U", "LK")


def provider_of(fields: Mapping[str, list[str]]) -> str:
    """The database of a record in one of these formats, from what it calls its provider."""
    said = clean(" ".join(value for tag in PROVIDERS for value in fields.get(tag, ())))
    tests = (
        ("Wanfang", "万方|wanfang"), ("VIP", "维普|cqvip|lngid"), ("SinoMed", "(?i)sinomed|生物医学文献|CBM"),
        ("Chinese Medical Association", "中华医学|yiigle"), ("CNKI", "CNKI|cnki|中国知网|总库"),
    )  # fmt: skip
    return next((name for name, pattern in tests if re.search(pattern, said)), "")
