"""The services by their names in data/review.yaml, as the environment sets them up.

`REVIEW_EMAIL` identifies the sender, `NCBI_API_KEY` and `OPENALEX_API_KEY` hold keys, and `REVIEW_PUBMED_URL` (or the
like for another service) names another address. Keys are read here only and never written anywhere.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date

from . import clinicaltrials, crossref, europepmc, openalex, pubmed
from .http import Clock, Http
from .service import Service, base_of

EMAIL = "REVIEW_EMAIL"
NAMES = ("pubmed", "europepmc", "clinicaltrials", "openalex")
UNDATED = ("openalex",)  # cannot be asked for what was entered since a day


def service(
    name: str, *, clock: Clock | None = None, say: Callable[[str], None] = lambda line: None, today: date | None = None
) -> Service:
    """The client of a service. Raises SearchError if what the environment says cannot be used."""
    match name:
        case "pubmed":
            key = os.environ.get(pubmed.KEY, "")
            http = _http(pubmed.PubMed.name, name, pubmed.ADDRESS, 10 if key else 3, clock, say, key)
            return pubmed.PubMed(http, key=key, today=today)
        case "europepmc":
            return europepmc.EuropePMC(_http(europepmc.EuropePMC.name, name, europepmc.ADDRESS, 5, clock, say))
        case "clinicaltrials":
            found = clinicaltrials.ClinicalTrials
            return found(_http(found.name, name, clinicaltrials.ADDRESS, 1, clock, say))
        case "openalex":
            key = os.environ.get(openalex.KEY, "")
            return openalex.OpenAlex(_http(openalex.OpenAlex.name, name, openalex.ADDRESS, 5, clock, say, key), key=key)
    raise ValueError(f"{name!r} is no service. Allowed: {', '.join(NAMES)}.")


def look_up(*, clock: Clock | None = None, say: Callable[[str], None] = lambda line: None) -> crossref.Crossref:
    """Crossref, which is asked for single publications."""
    pace = 3 if os.environ.get(EMAIL) else 1
    return crossref.Crossref(_http(crossref.Crossref.name, "crossref", crossref.ADDRESS, pace, clock, say))


def _http(
    name: str,
    variable: str,
    address: str,
    per_second: float,
    clock: Clock | None,
    say: Callable[[str], None],
    key: str = "",
) -> Http:
    return Http(
        name,
        base_of(variable, address),
        per_second=per_second,
        email=os.environ.get(EMAIL, "").strip(),
        secrets={"key": key},
        clock=clock,
        say=say,
    )
