"""Which web addresses become links. All others are printed as text, so that it stays known where something was read."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from typing import Annotated
from urllib.parse import unquote, urlsplit

from pydantic import Field, StringConstraints

from .base import Model, Text

# An address or a host within a path, and a host within a name: example.org/https://b.org, www-b-org.example.org.
CARRIED = re.compile(r"https?:/|(^|/)([a-z0-9-]+\.){2,}(gov|org|com|edu|net)(/|$)", re.IGNORECASE)
CARRIED_BY_NAME = re.compile(r"(-[a-z0-9]+-(com|edu|gov|org|net)|-(com|edu|gov|org|net)-\d+)\.", re.IGNORECASE)
# A server on which a site is tried, by its name. Not `dev` alone: journals on development have it.
TRIAL_SERVER = re.compile(r"(^|[.-])(staging|stage|test|uat|preprod)([.-]|$)|-(demo|dev)(\.|$)")

Host = Annotated[str, StringConstraints(strict=True, pattern=r"^([a-z0-9-]+\.)+[a-z][a-z0-9-]+$")]


class NotLinked(Model):
    """Hosts whose addresses are printed as text, for one reason."""

    hosts: list[Host] = Field(min_length=1, description="Names of hosts; every name that ends in one is meant as well.")
    why: Text = Field(description="Why a reader should not be led there.")


def is_mirror(address: str) -> bool:
    """Whether a web address leads to a copy that may be anybody's tomorrow.

    It does if a number stands for its host, if it has a port of its own, if it carries the address of another site, or
    if its host is one on which a site is only tried.
    """
    parts = urlsplit(address)
    host, inside = parts.hostname or "", unquote(f"{parts.path}?{parts.query}")
    try:
        ipaddress.ip_address(host)
    except ValueError:
        before = ".".join(host.split(".")[:-2])  # what whoever registered the name put before it
        own_port = parts.port not in (None, 80, 443)
        return own_port or bool(CARRIED.search(inside) or CARRIED_BY_NAME.search(host) or TRIAL_SERVER.search(before))
    return True


def host_within(address: str, hosts: Iterable[str]) -> str | None:
    """The host among these to which an address belongs, by its whole name or by the end of it; None for no such."""
    host = (urlsplit(address).hostname or "").rstrip(".")
    return next((one for one in hosts if host == one or host.endswith(f".{one}")), None)
