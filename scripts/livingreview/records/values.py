"""Values of a record in the form that `Reference` has them, whatever the source writes."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import unquote

MARKUP = re.compile(
    r"</?(?:i|b|u|em|strong|sup|sub|p|br|h\d|span|div|inf|sc|title|sec|mml:\w+|jats:\w+)(?:\s[^<>]*)?/?>"
    r"|^Abstract\(#br\)|\(#br\)|^\s*[<〈＜]正[>〉＞]",  # CNKI's line breaks, and its mark of the beginning of a text
    re.I,
)
BREAKS = (
    "<p",
    "</p",
    "<br",
    "<h",
    "</h",
    "(#br",
    "<sec",
    "<title",
    "</title",
    "<div",
    "<jats:p",
    "<jats:title",
    "</jats:title",
)
PLAIN = re.compile(r"[\w.,;:/+*'()\[\]%=-]+(?: [\w.,;:/+*'()\[\]%=-]+)*", re.A)
ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
BLANKS = re.compile(r"[\s\u00a0\u3000]+")
CHINESE = r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]"
BETWEEN_CHINESE = re.compile(rf"(?<={CHINESE})\n(?={CHINESE})")

YEAR = re.compile(r"(?<!\d)(1[89]\d\d|20\d\d)(?!\d)")
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
MONTH = re.compile(rf"\b({'|'.join(MONTHS)})[a-z]*\.?", re.I)
NUMBERS = re.compile(r"^(\d{4})(?!\d)(?:[-/.年](\d{1,2})?(?:[-/.月](\d{1,2})?)?)?")
DAY_FIRST = re.compile(r"^(\d{1,2})/(\d{1,2})/(\d{4})\b")
COMPACT = re.compile(r"^(\d{4})(\d\d)(\d\d)$")

DOI = re.compile(r"10\.\d{4,9}/\S+")
DOI_IN_TEXT = re.compile(r"10\.\d{4,9}/[^\s\"<>]+")
DOI_IN_ADDRESS = re.compile(r"10\.\d{4,9}(?:/|%2F)", re.I)
DOI_PREFIX = re.compile(r"^(?:https?://(?:dx\.|www\.)?doi\.org/|doi:?\s*)+", re.I)
DOI_ENDING = re.compile(r"/(?:full|abstract|pdf|epdf|full/html|pdf/?download)$", re.I)
# Notes that name other publications than their own record.
OF_OTHERS = re.compile(
    r"RAYYAN|USER-NOTES|\b(?:see|cites?|cited|cf|references?|reply|response|preprint|versions?|protocol|companion"
    r"|related|same|duplicates?)\b|comment|errat|corrig|correct|retract|republish|\bupdat\w+|concern",
    re.I,
)
PARAMETER = re.compile(r"[&?][A-Za-z_]+\d?=.*", re.S)  # what follows a DOI in an address
PMID = re.compile(r"(?:PMID|PubMed(?:\s*ID)?|MEDLINE)[\s:=]*(?:NLM)?(\d{1,8})(?!\d)", re.I)
PMID_ADDRESS = re.compile(r"(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/(?:m/)?pubmed)/(\d{1,8})\b")
ISSN = re.compile(r"(?<![\dXx-])(\d{4})[-‐–]?(\d{3}[\dXx])(?![\dXx-])")

LANGUAGES = {
    "eng": "en english 英文 英语", "chi": "zh zh-cn zho chinese 中文 中文; 汉语 zh-chs chinese(simplified)",
    "ger": "de deu german", "fre": "fr fra french", "spa": "es spanish spanish; castilian", "por": "pt portuguese",
    "ita": "it italian", "jpn": "ja japanese 日文", "kor": "ko korean", "rus": "ru russian", "pol": "pl polish",
    "tur": "tr turkish", "per": "fa fas persian farsi", "dut": "nl nld dutch", "cze": "cs ces czech",
    "dan": "da danish",
    "hun": "hu hungarian", "swe": "sv swedish", "nor": "no nb norwegian", "fin": "fi finnish", "gre": "el ell greek",
    "heb": "he hebrew", "ara": "ar arabic", "ukr": "uk ukrainian", "rum": "ro ron romanian", "hrv": "hr croatian",
    "srp": "sr serbian", "bul": "bg bulgarian", "slo": "sk slk slovak", "slv": "sl slovenian", "tha": "th thai",
    "vie": "vi vietnamese", "ind": "id indonesian", "lit": "lt lithuanian", "cat": "ca catalan",
}  # fmt: skip
CODE_OF_LANGUAGE = {
    word: code for code, words in LANGUAGES.items() for word in (code, *words.replace("; ", ";_").split())
}


def clean(text: str) -> str:
    """One line of text: lines joined, blanks made single, markup and entities of HTML decoded."""
    if PLAIN.fullmatch(text):  # most values are
        return text
    if "\n" in text:
        text = BETWEEN_CHINESE.sub("", text)
    if "&" in text:
        text = ENTITY.sub(lambda found: html.unescape(found[0]), text)
    if "<" in text or "(#" in text or "正" in text[:3]:
        text = MARKUP.sub(lambda found: " " if found[0].lower().startswith(BREAKS) else "", text)
    return BLANKS.sub(" ", text).strip()


def split(text: str, signs: str = ";；|\n") -> list[str]:
    """The parts of a list in one value, none of them empty."""
    for sign in signs[1:]:
        if sign in text:
            text = text.replace(sign, signs[0])
    return [part for part in map(clean, text.split(signs[0])) if part]


def year_in(values: Iterable[str]) -> str:
    """The first year of four digits, or "" if there is none: "In press", "10 15"."""
    return next((found[1] for value in values if (found := YEAR.search(value))), "")


def date_in(values: Iterable[str], year: str = "") -> str:
    """The most exact date, of `year` if this is given: 2024-05-17, 2024-05 or 2024; "" without a year.

    Of a span of months the first is taken. A month or a day without a year belongs to `year`.
    """
    found = [date for value in values if (date := _date(value.strip(), year)) and (not year or date.startswith(year))]
    return max(found, key=len, default=year)


@lru_cache(4096)
def _date(text: str, year: str) -> str:
    if match := COMPACT.match(text) or NUMBERS.match(text):
        found, month, day = match.groups()
        rest = text[match.end() :]
        if month is None and (named := MONTH.search(rest)):
            month, day = _named(named, rest)
    elif match := DAY_FIRST.match(text):
        day, month, found = match.groups()
        if int(month) > 12:
            day, month = month, day
    else:
        found = year_in([text]) or year
        month, day = None, None
        if named := MONTH.search(text):
            month, day = _named(named, YEAR.sub("    ", text))
    if not found or not YEAR.fullmatch(found):
        return ""
    if not month or not 1 <= int(month) <= 12:
        return found
    if not day or not 1 <= int(day) <= 31:
        return f"{found}-{int(month):02d}"
    return f"{found}-{int(month):02d}-{int(day):02d}"


def _named(month: re.Match[str], text: str) -> tuple[str, str | None]:
    """The number of a month, and the day beside it, if there is one: other numbers are volumes and issues."""
    day = re.match(r"[\s,]*(\d{1,2})(?:st|nd|rd|th)?(?![\w:-])", text[month.end() :]) or re.search(
        r"(?<![\d-])(\d{1,2})(?:st|nd|rd|th)?[\s.-]*$", text[: month.start()]
    )
    return str(MONTHS.index(month[1].lower()[:3]) + 1), day[1] if day else None


def doi_of(value: str) -> str:
    """A DOI in a field that holds nothing else: lower case, without address or `doi:` before it."""
    text = DOI_PREFIX.sub("", clean(unquote(value) if "%2" in value else value))
    found = DOI.match(text)
    if not found:
        return doi_in(value)
    doi = re.split(r"[;,]?\s|[;,](?=https?:|10\.\d{4,9}/)", found[0] + " ")[0].rstrip(".,;")
    return _without_partner(doi).lower()


def doi_in(text: str) -> str:
    """The first DOI within a text or an address; not that of an entry of CENTRAL, which is no publication's."""
    text = clean(text)
    if "://" in text and (start := DOI_IN_ADDRESS.search(text)):
        text = unquote(PARAMETER.sub("", text[start.start() :]))
    found = DOI_IN_TEXT.search(text)
    if not found:
        return ""
    doi = DOI_ENDING.sub("", _without_partner(found[0].rstrip(".,;:'’”")))
    return "" if doi.lower().startswith("10.1002/central/") else doi.lower()


def _without_partner(doi: str) -> str:
    """Without a closing bracket at the end that is not opened in the DOI."""
    for opening, closing in ("()", "[]", "{}"):
        while doi.endswith(closing) and doi.count(closing) > doi.count(opening):
            doi = doi[:-1].rstrip(".,;")
    return doi


def own_lines(notes: Iterable[str]) -> list[str]:
    """Lines of notes that may give the DOI or PubMed number of the record itself: what people note, and comments,
    errata and cited works, name other publications."""
    return [line for note in notes for line in note.split("\n") if not OF_OTHERS.search(line)]


def pmid_in(text: str) -> str:
    """A PubMed number that a text names as one."""
    found = PMID.search(text) or PMID_ADDRESS.search(text)
    return found[1].lstrip("0") if found else ""


def pages_of(first: str, last: str = "") -> str:
    """Pages as `first-last`; an article number as it is; "" for "No pagination"."""
    first, last = (re.sub(r"[\u2010-\u2015\u2212~～]", "-", clean(one)).strip(" .") for one in (first, last))
    if "pagination" in first.lower() or (first.lower(), last.lower()) == ("no", "specified"):
        return ""
    first = re.sub(r"^\(?[Pp]{1,2}\.?\s*(?=\d)|\)$", "", first)
    if last and last != first and "-" not in first:
        return f"{first}-{last}" if first else last
    return re.sub(r"\s*-\s*", "-", first)


def issns_in(values: Iterable[str]) -> tuple[str, ...]:
    """Every ISSN as 1234-567X, each once; the digits of an ISBN are none."""
    return tuple(dict.fromkeys(f"{a}-{b.upper()}" for value in values for a, b in ISSN.findall(value)))


def beyond_issn(values: Iterable[str]) -> list[str]:
    """The values that hold another number than ISSNs, such as an ISBN."""
    return [value for value in values if re.search(r"\d[\d\s-]{3,}", ISSN.sub("", value)) or not ISSN.search(value)]


def language_of(value: str) -> str:
    """The code of MEDLINE for a language (eng, chi); several joined by `; `; an unknown one as it is."""
    parts = [part for part in re.split(r"\s*[;,|/]\s*", clean(value)) if part]
    return "; ".join(dict.fromkeys(CODE_OF_LANGUAGE.get(part.lower(), part) for part in parts))
