"""What the references of an article lack for a journal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from ipaddress import ip_address
from urllib.parse import urlsplit

from ...store.bibliography import Entry

PLACEHOLDER = re.compile(r"\bnot accessible\b", re.IGNORECASE)


def lacking(entry: Entry) -> list[str]:
    """What a reference lacks of authors, title, year, journal, volume, pages or number, and DOI or PMID.

    What is no article in a journal needs authors, title and year, and a DOI, PMID or address.
    """
    fields = entry.fields
    article = entry.kind == "article"
    title = fields.get("title", "")
    address = entry.links.get("register") or entry.links.get("page", "")
    there = {
        "authors": any(names.people for names in entry.names.values()),
        "title": bool(title) and not PLACEHOLDER.search(title),
        "year": bool(fields.get("year")),
        "journal": not article or bool(fields.get("journal")),
        "volume": not article or bool(fields.get("volume")),
        "pages or number": not article or bool(fields.get("pages") or fields.get("number")),
        "DOI or PMID": bool(fields.get("doi") or fields.get("pmid")) or (not article and bool(address)),
        "an address by name": not is_bare(entry.page),
    }
    return [name for name, found in there.items() if not found]


def is_bare(address: str) -> bool:
    """Whether an address names a machine by its number."""
    try:
        ip_address(urlsplit(address).hostname or "")
    except ValueError:
        return False
    return True


def incomplete(bibliography: Mapping[str, Entry], cited: Iterable[str]) -> dict[str, list[str]]:
    """Cited references that lack something, in their order, with what they lack."""
    found = {key: lacking(bibliography[key]) for key in cited}
    return {key: lacks for key, lacks in found.items() if lacks}
