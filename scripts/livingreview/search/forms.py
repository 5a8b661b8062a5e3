"""Reading XML and JSON from services: safely, whole, and with errors in words."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal
from xml.etree.ElementTree import Element, ParseError

import defusedxml.ElementTree
from defusedxml import DefusedXmlException

from .faults import BadAnswer

Form = Literal["xml", "json"]
SUPERSCRIPTS = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
INLINE = re.compile(
    r"</?(?:i|b|u|em|strong|sub|sup|h[1-6]|p|br|div|span|tt|sc|italic|bold)(?:\s[^<>]*)?/?>", re.IGNORECASE
)
RAISED = re.compile(r"<sup(?:\s[^<>]*)?>([^<>]*)</sup>", re.IGNORECASE)


def xml(body: bytes) -> Element:
    """The root of an XML document, without entities or anything from outside. Raises BadAnswer."""
    try:
        root: Element = defusedxml.ElementTree.fromstring(body.lstrip())
        return root
    except DefusedXmlException:
        raise BadAnswer("sent XML that declares entities, which is refused.") from None
    except (ParseError, ValueError, LookupError):
        raise BadAnswer("sent XML that is cut off or not well formed.", again=True) from None


def json_object(body: bytes) -> dict[str, Any]:
    """A JSON object. Raises BadAnswer."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise BadAnswer("sent JSON that is cut off or not valid.", again=True) from None
    if not isinstance(found, dict):
        raise BadAnswer("sent JSON that is no object.", again=True)
    return found


def _check_xml(body: bytes, kind: str) -> None:
    _no_html(body, kind)
    if _kind(kind).endswith("json") and (error := _error_in_json(body)):
        raise BadAnswer(f"sent an error: {error}.", again=True)
    if kind and not _kind(kind).endswith("xml"):
        raise BadAnswer(f"sent {_kind(kind)} instead of XML.", again=True)
    xml(body)


def _check_json(body: bytes, kind: str) -> None:
    _no_html(body, kind)
    if kind and not _kind(kind).endswith("json"):
        raise BadAnswer(f"sent {_kind(kind)} instead of JSON.", again=True)
    json_object(body)


CHECKS = {"xml": _check_xml, "json": _check_json}


def _kind(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()


def _no_html(body: bytes, kind: str) -> None:
    if _kind(kind) == "text/html" or re.match(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html)", body, re.IGNORECASE):
        raise BadAnswer("sent a web page instead of data (a login page of this network?).", again=True)


def _error_in_json(body: bytes) -> str:
    try:
        return squeezed(str(json_object(body).get("error") or ""))[:200]  # the rest may hold a key or an address
    except BadAnswer:
        return ""


def short(body: bytes) -> str:
    """What an answer says, as at most 200 characters on one line; nothing of a web page."""
    text = body[:2000].decode("utf-8", "replace")
    if re.match(r"\s*<(!doctype html|html)", text, re.IGNORECASE):
        return ""
    if text.lstrip().startswith("{"):
        text = _message(body) or text
    return squeezed(re.sub(r"<[^>]*>", " ", text))[:200].rstrip(".")


def _message(body: bytes) -> str:
    """The message in an error of OpenAlex (`message`, `error`) or Crossref (a list of messages)."""
    try:
        found = json_object(body)
    except BadAnswer:
        return ""
    said = found.get("message") or found.get("error") or ""
    if isinstance(said, list):
        return "; ".join(str(part.get("message", "")) for part in said if isinstance(part, dict))
    return said if isinstance(said, str) else ""


def squeezed(text: str) -> str:
    """Text on one line."""
    return " ".join(text.split())


def raised(text: str) -> str:
    """A superscript as Unicode has it, so that 10⁹ does not become 109; as it is where Unicode has none."""
    if re.fullmatch(r"[0-9+\-−=()n]+", text):
        return text.translate(SUPERSCRIPTS)
    return text


def text_of(element: Element | None) -> str:
    """The text of an element without its markup, on one line."""
    return squeezed("".join(_pieces(element))) if element is not None else ""


def _pieces(element: Element) -> list[str]:
    inside = [element.text or ""]
    for child in element:
        inside += [*_pieces(child), child.tail or ""]
    return [raised("".join(inside).strip())] if element.tag == "sup" else inside


def without_markup(text: str) -> str:
    """Text of a JSON answer without tags of HTML or JATS, entities decoded, on one line."""
    text = RAISED.sub(lambda found: raised(found[1].strip()), text)
    return squeezed(html.unescape(INLINE.sub(_gap, text)))


def _gap(tag: re.Match[str]) -> str:
    return " " if re.match(r"</?(?:h\d|p|br|div)", tag[0], re.IGNORECASE) else ""


def inside(found: dict[str, Any], name: str) -> dict[str, Any]:
    """An object within a JSON object; an empty one where there is none."""
    part = found.get(name)
    return part if isinstance(part, dict) else {}


def objects(found: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """The objects of a list within a JSON object."""
    part = found.get(name)
    return [item for item in part if isinstance(item, dict)] if isinstance(part, list) else []


def texts(found: object) -> Iterator[str]:
    """The texts in a list of an answer, whatever else is there."""
    for value in found if isinstance(found, list) else ():
        if isinstance(value, str) and value.strip():
            yield value.strip()


def said(found: dict[str, Any], name: str) -> str:
    """A field of a JSON object as text without markup; empty where there is none."""
    value = found.get(name)
    return "" if value is None or isinstance(value, (dict, list)) else without_markup(str(value))


def kept(fields: Mapping[str, Iterable[object]]) -> dict[str, tuple[str, ...]]:
    """Fields with their texts, without those that say nothing."""
    filled = {name: tuple(squeezed(str(v)) for v in values if v not in (None, "")) for name, values in fields.items()}
    return {name: values for name, values in filled.items() if values}
