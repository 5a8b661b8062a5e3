"""Addresses in links: to pages of this site, or to the web by http, https or mailto."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

SCHEMES = ("http", "https", "mailto")
SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
UNSEEN = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029]")  # browsers skip some of these: `java\tscript:` is a script


def is_outside(address: str) -> bool:
    """Whether an address has a scheme or a host, and so does not lead to a page of this site."""
    return bool(SCHEME.match(UNSEEN.sub("", address))) or UNSEEN.sub("", address).replace("\\", "/").startswith("//")


def fault(address: str) -> str:
    """What is wrong with an address outside this site, and what to write; empty for a good one. Nothing is fetched."""
    shown = repr(address[:80])
    if UNSEEN.search(address):
        return f"the address {shown} holds a blank or a control character. Delete it, or write %20 for a blank."
    scheme = SCHEME.match(address)
    if scheme is None:
        return f"the address {shown} has no scheme. Begin with https://."
    if scheme[1].lower() not in SCHEMES:
        return (
            f"a link must not begin with {scheme[0]!r}. Allowed: http, https, mailto, or a chapter such as methods.md."
        )
    if scheme[1].lower() == "mailto":
        return "" if re.fullmatch(r"[^@/\\]+@[^@/\\]+", address[7:]) else f"{shown} is no address of e-mail."
    try:
        parts = urlsplit(address)
        good = bool(parts.hostname) and parts.username is None and (parts.port or True)
    except ValueError:
        good = False
    if not good or "\\" in address:
        return f"the address {shown} is not written as https://host/path."
    return ""
