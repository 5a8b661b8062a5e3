"""How each database writes a search, as its help pages document it.

- PubMed: User Guide (pubmed.ncbi.nlm.nih.gov/help). Operators in capitals, read from left to right; `[tiab]` includes
  author keywords; `*` after at least four characters; `"..."[tiab:~n]` without `*`.
- Web of Science: Search Rules, Wildcards (webofscience.help.clarivate.com). NEAR before SAME before NOT before AND
  before OR; at least three characters before `*`; word forms are found too, unless quoted or with a wildcard.
- Embase.com: "Can I use Boolean operators, wildcards and proximity operators in Embase" (elsevier.support/embase).
  Operators are read from left to right; NEAR/1 is next to each other.
- Cochrane Library: Search manager help (cochranelibrary.com/search-manager-help). No word forms by default.
- CNKI professional search: `+`, `*` and `-` within a field, AND, OR and NOT between fields.
- Wanfang professional search and SinoMed: fields in Chinese before and behind the term.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ...schema import SearchSyntax
from .query import EVERYWHERE, WORDS, Field, Part

LEFT_TO_RIGHT = {"AND": 1, "OR": 1, "NOT": 1}
BY_RANK = {"OR": 1, "AND": 2, "NOT": 3}
SIGNS = {"+": "OR", "*": "AND", "-": "NOT"}


@dataclass(frozen=True, eq=False)
class Syntax:
    """The rules of one database.

    `ranks` says which operator binds first (highest first; equal ones from left to right). A field is written before
    the term or group (`before`, a pattern with the tag as its first group) or behind it (`behind`). `wildcards` maps a
    sign to the pattern of what it may be. `stem` is the number of characters needed before a wildcard, `gap` what is
    taken from the number of a proximity operator to have the words between. `phrases` says that words without quotation
    marks are searched as one phrase, not each for itself; `forms` that they find other forms of the word.
    """

    name: str
    fields: Mapping[str, Field]
    ranks: Mapping[str, int]
    quotes: str = '"'
    before: re.Pattern[str] | None = None
    behind: re.Pattern[str] | None = None
    behind_groups: bool = False
    heading: re.Pattern[str] | None = None
    wildcards: Mapping[str, str] | None = None
    stem: int = 0
    gap: int = 0
    signs: Mapping[str, str] | None = None
    upper: bool = False
    phrases: bool = False
    forms: bool = False
    apostrophe: str = ""
    mapped: bool = False
    needs_field: bool = False
    quoted_bans: str = ""

    def field(self, tag: str) -> Field | None:
        """The field with this tag, None if there is none."""
        return self.fields.get(" ".join(tag.lower().split()))


def _fields(parts: Mapping[tuple[Part, ...], str], form: str, narrower: str = "") -> dict[str, Field]:
    """Fields by lower-case tag: `parts` gives the tags, joined by `|`, of what they cover."""
    exploded = narrower.split("|")
    return {
        tag.lower(): Field(form.format(tag), covered, tag in exploded)
        for covered, tags in parts.items()
        for tag in tags.split("|")
    }


_ELSEWHERE = (Part.ELSEWHERE,)
_PUBMED = _fields(
    {
        WORDS: "tiab|Title/Abstract",
        (*WORDS, Part.HEADINGS, Part.TYPES): "tw|Text Word|Text Words",
        EVERYWHERE: "all|All Fields",
        (Part.TITLE,): "ti|Title|tt|Transliterated Title",
        (Part.ABSTRACT,): "ab|Abstract",
        (Part.KEYWORDS,): "ot|Other Term",
        (Part.HEADINGS,): "Mesh|mh|MeSH Terms|Mesh:NoExp|mh:NoExp|MeSH Terms:NoExp|majr|MeSH Major Topic|majr:NoExp|sh|"
        "MeSH Subheading|nm|Supplementary Concept|pa|Pharmacological Action",
        (Part.TYPES,): "pt|Publication Type",
        (Part.AUTHORS,): "au|Author|1au|lastau|fau|cn|Corporate Author",
        (Part.JOURNAL,): "ta|Journal",
        (Part.YEAR,): "dp|Publication Date|Date - Publication|pdat",
        (Part.LANGUAGE,): "la|Language",
        _ELSEWHERE: "ad|aid|auid|book|cois|crdt|Date - Create|dcom|doi|ed|edat|Date - Entry|fir|filter|gr|ip|ir|isbn|"
        "is|jid|lid|lr|mhda|pg|pl|pmid|ps|pubn|rn|sb|si|subset|vi|uid",
    },
    "[{}]",
    "Mesh|mh|MeSH Terms|majr|MeSH Major Topic|sh|MeSH Subheading|pa|Pharmacological Action",
)
_WOS = _fields(
    {
        WORDS: "TS",
        EVERYWHERE: "ALL",
        (Part.TITLE,): "TI",
        (Part.ABSTRACT,): "AB",
        (Part.KEYWORDS,): "AK|KP",
        (Part.TYPES,): "DT",
        (Part.AUTHORS,): "AU|GP",
        (Part.JOURNAL,): "SO",
        (Part.YEAR,): "PY|FPY",
        (Part.LANGUAGE,): "LA",
        _ELSEWHERE: "AD|AI|CF|CI|CU|DO|DOP|EAY|ED|FD|FG|FO|FT|IS|LD|OG|OO|PMID|PS|PUBL|SA|SDG|SG|SU|UT|WC|ZP",
    },
    "{}=",
)
_CNKI = _fields(
    {
        (*WORDS, Part.HEADINGS): "SU",
        WORDS: "TKA",
        (Part.TITLE,): "TI",
        (Part.ABSTRACT,): "AB",
        (Part.KEYWORDS,): "KY",
        (Part.AUTHORS,): "AU|FI|RP",
        (Part.JOURNAL,): "JN|LY",
        (Part.YEAR,): "YE",
        _ELSEWHERE: "AF|CF|CLC|CN|CO|DOI|FT|FU|IB|RF|SN",
    },
    "{}=",
)
_LETTERS: dict[tuple[Part, ...], str] = {
    (Part.TITLE,): "ti",
    (Part.ABSTRACT,): "ab",
    (Part.KEYWORDS,): "kw",
    (Part.AUTHORS,): "au",
    (Part.YEAR,): "py",
    (Part.LANGUAGE,): "la",
}
_EMBASE = _fields(
    {
        **_LETTERS,
        (Part.JOURNAL,): "jt|ta",
        (Part.TYPES,): "it",
        (Part.HEADINGS,): "exp|de|mj|exp/mj|dd|lnk",
        EVERYWHERE: "all",
        _ELSEWHERE: "ad|cn|df|dn|do|dt|ff|is|lim|mn|oc|pd|rn|sd|tn|tt|ui|vi|an|ca|cy|dc|dv",
    },
    "{}",
    "exp|exp/mj",
)
_COCHRANE = _fields(
    {
        **_LETTERS,
        (Part.HEADINGS,): "mh|mh^",
        (Part.JOURNAL,): "so",
        (Part.TYPES,): "pt",
        EVERYWHERE: "all",
        _ELSEWHERE: "doi|an|cc|crg|tx",
    },
    "{}",
    "mh",
)
_WANFANG = _fields(
    {
        WORDS: "主题",
        (Part.TITLE, Part.KEYWORDS): "题名或关键词",
        (Part.TITLE,): "题名",
        (Part.KEYWORDS,): "关键词",
        (Part.ABSTRACT,): "摘要",
        EVERYWHERE: "全部",
        (Part.AUTHORS,): "作者|第一作者",
        (Part.JOURNAL,): "刊名",
        _ELSEWHERE: "作者单位|基金|DOI|会议名称|中图分类号|学位|导师",
    },
    "{}:",
)
_SINOMED = _fields(
    {
        (*WORDS, Part.HEADINGS): "常用字段",
        EVERYWHERE: "全部字段|全字段",
        (Part.TITLE,): "中文标题|英文标题|标题",
        (Part.ABSTRACT,): "摘要",
        (Part.KEYWORDS,): "关键词",
        (Part.HEADINGS,): "主题词|特征词",
        (Part.AUTHORS,): "作者|第一作者",
        (Part.JOURNAL,): "刊名",
        _ELSEWHERE: "作者单位|基金|出版年",
    },
    "[{}]",
    "主题词",
)

SYNTAXES: Mapping[SearchSyntax, Syntax] = {
    SearchSyntax.PUBMED: Syntax(
        "PubMed",
        _PUBMED,
        LEFT_TO_RIGHT,
        behind=re.compile(r"\s*\[([^\[\]]*)\]"),
        wildcards={"*": r"\w*"},
        stem=4,
        upper=True,
        phrases=True,
        mapped=True,
    ),
    SearchSyntax.WOS: Syntax(
        "Web of Science",
        _WOS,
        {**BY_RANK, "SAME": 4, "NEAR": 5},
        before=re.compile(r"([A-Za-z]{2,4})\s*="),
        wildcards={"*": r"\w*", "?": r"\w", "$": r"\w?"},
        stem=3,
        forms=True,
        apostrophe=" ",
        needs_field=True,
        quoted_bans="$",
    ),
    SearchSyntax.EMBASE: Syntax(
        "Embase.com",
        _EMBASE,
        {**LEFT_TO_RIGHT, "NEAR": 2, "NEXT": 2},
        quotes="'\"",
        behind=re.compile(r"\s*[:/]([a-z]+(?:,[a-z]+)*(?:/mj)?)"),
        behind_groups=True,
        heading=re.compile(r"\[(?P<limit>[^\]]+)\]/lim"),
        wildcards={"*": r"\w*", "?": r"\w", "$": r"\w?"},
        stem=3,
        gap=1,
        mapped=True,
    ),
    SearchSyntax.COCHRANE: Syntax(
        "Cochrane Library",
        _COCHRANE,
        {**BY_RANK, "NEAR": 4, "NEXT": 4},
        behind=re.compile(r"\s*:([a-z]+(?:,[a-z]+)*)"),
        behind_groups=True,
        heading=re.compile(
            r"\[mh\s*(?P<only>\^)?\s*\"?(?P<heading>[^\]\"]+)\"?\]"
            r"|MeSH descriptor:\s*\[(?P<descriptor>[^\]]+)\]\s*(?P<reach>explode all trees|this term only)?",
            re.IGNORECASE,
        ),
        wildcards={"*": r"\w*", "?": r"\w"},
        stem=3,
        gap=1,
    ),
    SearchSyntax.CNKI: Syntax(
        "CNKI",
        _CNKI,
        LEFT_TO_RIGHT,
        quotes="'\"",
        before=re.compile(r"([A-Za-z]{2,3})\s*(?:%=|\|=|=|%)"),
        signs=SIGNS,
        phrases=True,
        needs_field=True,
    ),
    SearchSyntax.WANFANG: Syntax(
        "Wanfang",
        _WANFANG,
        BY_RANK,
        before=re.compile(r"([\u4e00-\u9fffA-Za-z]+)\s*:"),
        wildcards={"*": r"\w*", "?": r"\w"},
        needs_field=True,
    ),
    SearchSyntax.SINOMED: Syntax(
        "SinoMed",
        _SINOMED,
        LEFT_TO_RIGHT,
        behind=re.compile(r"\s*\[([^\[\]:]*)(?::[^\[\]]*)?\]"),
        wildcards={"%": r"\w*", "?": r"\w"},
        phrases=True,
    ),
}
