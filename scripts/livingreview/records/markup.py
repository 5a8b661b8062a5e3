"""XML of EndNote and of the WHO registry platform (ICTRP)."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from .decoding import Text
from .draft import Draft, Fields
from .reference import Reference
from .values import beyond_issn, own_lines, pages_of, pmid_in, split, year_in

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

# What XML 1.0 does not allow and EndNote writes all the same: control characters, as they are or as references.
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]"
    "|&#(?:0*(?:[0-8]|1[124-9]|2\\d|3[01])|[xX]0*(?:[0-8]|[bBcCeEfF]|1[0-9a-fA-F]));"
)
DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
LONGEST_TAG = 1000  # characters
RECORD = {"EndNote XML": "record", "ICTRP XML": "Trial"}


def recognise(head: str) -> str:
    """The name of the format of XML; "" for one that is not read here."""
    if "<Trials_downloaded_from_ICTRP" in head:
        return "ICTRP XML"
    return (
        "EndNote XML"
        if re.search(r"<(?:xml|records|XML|RECORDS)[\s>]", head) and re.search(r"<records?[\s>]", head, re.I)
        else ""
    )


def count(text: Text, name: str) -> int:
    """Records by their opening tags."""
    opening = re.compile(rf"<{RECORD[name]}(?=[\s>/])", re.I if name == "EndNote XML" else 0)
    return sum(len(opening.findall(piece)) for piece in _pieces(text))


def _pieces(text: Text) -> Iterator[str]:
    """The text in pieces that cut no tag and no reference in two; EndNote writes a whole library in one line."""
    rest = ""
    for piece in text.pieces(lines=False):
        piece = rest + piece
        cut = max(piece.rfind("<"), piece.rfind("&"))
        if cut < len(piece) - LONGEST_TAG:
            cut = len(piece)
        rest = piece[cut:]
        yield piece[:cut]
    yield rest


class _Stream(io.RawIOBase):
    """The text as UTF-8 bytes that an XML parser accepts, whatever the file's encoding and what it declares."""

    def __init__(self, text: Text) -> None:
        self._pieces = _pieces(text)
        self._first = True

    def read(self, size: int = -1) -> bytes:
        for piece in self._pieces:
            if self._first:
                piece, self._first = DECLARATION.sub("", piece), False
            if piece := FORBIDDEN.sub("", piece):
                return piece.encode("utf-8", "replace")
        return b""


def elements(text: Text, name: str, notes: list[str]) -> Iterator[Element]:
    """The elements of records, one after the other, each forgotten when the next is asked for.

    Raises DataError for entities of the file's own (an "XML bomb" is made of them) and for what is not XML.
    """
    from xml.etree.ElementTree import ParseError, TreeBuilder

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import DefusedXMLParser, iterparse

    wanted = RECORD[name].lower()
    parser: Any = DefusedXMLParser(target=TreeBuilder(), encoding="utf-8", forbid_dtd=False, forbid_entities=True)
    found, above = 0, []
    try:
        for event, element in iterparse(_Stream(text), events=("start", "end"), parser=parser):
            if event == "start":
                above.append(element)
                continue
            above.pop()
            if str(element.tag).lower() == wanted:
                found += 1
                yield element
                element.clear()
                if above:
                    above[-1].clear()
    except DefusedXmlException:
        message = "defines entities of its own, which an export never does; it is not read. Export it again."
        raise text.error(message) from None
    except ParseError as error:
        line = error.position[0]
        if found == 0 or found < count(text, name):
            raise text.error(f"is not valid XML after {found} records ({error.msg}). Export it again.", line) from None
        notes.append(f"the file ends without closing its elements (line {line}), after {found} complete records")


def text_of(element: Element | None) -> str:
    """All text in an element, styles within it joined."""
    return "" if element is None else "".join(element.itertext()).strip()


def endnote_reference(element: Element, source: str) -> Reference:
    """One record of EndNote's XML."""
    values: dict[str, list[str]] = {}

    def gather(at: Element, path: str) -> None:
        inner = [child for child in at if child.tag != "style"]
        if not inner and (text := text_of(at)):
            values.setdefault(path, []).append(text)
        for child in inner:
            gather(child, f"{path}/{child.tag}".lstrip("/"))

    for child in element:
        gather(child, str(child.tag))
    kind = next((one.get("name", "") for one in element.iter("ref-type")), "")
    fields = Fields(values)
    fields.take("ref-type", "rec-number", "foreign-keys/key", "source-app", "database")
    draft = Draft(source, fields, foreign=("auth-address",))
    draft.title, draft.original_title = fields.first("titles/title"), fields.first("titles/translated-title")
    draft.authors = fields.take("contributors/authors/author")
    draft.years, draft.dates = fields.take("dates/year"), fields.take("dates/pub-dates/date")
    fields.put("dates/year", [one for one in draft.years if not year_in([one])])
    draft.journal = fields.first(
        "periodical/full-title", "titles/secondary-title", "alt-periodical/full-title", "titles/alt-title"
    )
    draft.volume, draft.issue = fields.first("volume"), fields.first("number", "issue")
    draft.pages = pages_of(fields.first("pages"))
    draft.doi = [one for one in fields.take("electronic-resource-num") if "10." in one]
    noted = own_lines(fields.see("notes"))
    draft.addresses = [*fields.see("urls/related-urls/url"), *noted, *fields.see("custom2", "accession-num")]
    draft.issn = fields.take("isbn", "issn")
    fields.put("isbn", beyond_issn(draft.issn))
    number, provider = (
        fields.first("accession-num"),
        " ".join(fields.see("remote-database-provider", "remote-database-name")),
    )
    draft.pmid = (
        number if number.isdigit() and re.search("NLM|(?i:pubmed|medline)", provider) else pmid_in(" ".join(noted))
    )
    draft.identifier = number if re.search(r"\d{3}", number) and not number.startswith("rayyan") else ""
    if number and not draft.identifier:
        fields.put("accession-num", [number])
    draft.language = fields.first("language")
    draft.abstract = fields.first("abstract")
    draft.keywords = [word for one in fields.take("keywords/keyword") for word in split(one, ";；\n\r")]
    draft.types = [one for one in [*fields.take("work-type"), kind] if one]
    draft.url = fields.first("urls/related-urls/url", "urls/web-urls/url")
    return draft.reference()


def ictrp_reference(element: Element, source: str) -> Reference:
    """One trial of the WHO registry platform."""
    values: dict[str, list[str]] = {}
    for child in element.iter():
        if child is not element and len(child) == 0 and (text := text_of(child)):
            values.setdefault(str(child.tag), []).append(text)
    fields = Fields(values)
    draft = Draft(source, fields, foreign=("Contact_Address", "Contact_Affiliation", "Primary_sponsor"))
    draft.identifier = fields.first("TrialID")
    draft.title = fields.first("Scientific_title", "Public_title")
    draft.dates = fields.take("Date_registration3") or fields.take("Date_registration")
    draft.years = list(draft.dates)
    draft.journal = fields.first("Source_Register")
    draft.registrations = fields.see("Secondary_ID", "SecondaryID", "Secondary_IDs", "SecondaryIDs")
    draft.abstract = "\n".join(fields.see("Primary_outcome"))
    draft.headings = [word for one in fields.see("Condition", "Intervention") for word in split(one, ";")]
    draft.types = fields.see("Study_type")
    draft.url = fields.first("web_address")
    return draft.reference()
