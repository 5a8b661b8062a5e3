"""ClinicalTrials.gov over version 2 of its API.

Follows https://clinicaltrials.gov/data-api/api (`GET /studies`, API version 2.0.5): `totalCount` comes with the first
page only, and a `nextPageToken` also after the last page if that is full. The register states no limit of requests.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from ..records import Reference
from .faults import BadAnswer, SearchError
from .forms import inside, json_object, kept, objects, said, squeezed, texts
from .http import Http
from .service import Count, Fetched, Page, Query, all_pages, total_of
from .trail import Trail

ADDRESS = "https://clinicaltrials.gov/api/v2"
PAGE = 100
# Boxes of the register's search form, as a strategy names them, and the parameters that they are.
BOXES = {
    "condition": "query.cond",
    "intervention": "query.intr",
    "other terms": "query.term",
    "title": "query.titles",
    "outcome": "query.outc",
    "sponsor": "query.spons",
    "location": "query.locn",
    "study id": "query.id",
}


class ClinicalTrials:
    """ClinicalTrials.gov."""

    name = "ClinicalTrials.gov"

    def __init__(self, http: Http, *, page: int = PAGE) -> None:
        self._http, self._page = http, page

    def count(self, query: Query) -> Count:
        return Count(_read(self._ask(query, "", 1)).total or 0)

    def fetch(self, query: Query, trail: Trail) -> Fetched:
        return all_pages(lambda token: self._ask(query, token, self._page), _read, trail, "", name=self.name)

    def trial(self, number: str) -> Reference:
        """One registered trial by its number. A number that the register does not have raises Missing."""
        fields = {"format": "json", "fields": "ProtocolSection|HasResults"}
        return _trial(self._http.get(f"studies/{quote(number, safe='')}", fields, "json", _trial))

    def _ask(self, query: Query, token: str, page: int) -> bytes:
        fields = boxes(query.text) | {"pageSize": str(page), "format": "json", "fields": "ProtocolSection|HasResults"}
        if query.since:  # also the trials whose entry changed
            fields["filter.advanced"] = f"AREA[LastUpdatePostDate]RANGE[{query.since:%Y-%m-%d},MAX]"
        fields |= {"pageToken": token} if token else {"countTotal": "true"}
        return self._http.get("studies", fields, "json", _read)


def boxes(strategy: str) -> dict[str, str]:
    """The parameters of a strategy: lines such as `Condition: asthma`, or one expression for all fields.

    A line without a box goes on with the one before.
    """
    found: dict[str, str] = {}
    current = ""
    for line in filter(None, map(str.strip, strategy.splitlines())):
        if (labelled := re.match(r"([A-Za-z][A-Za-z ]*):\s*(.*)", line)) and labelled[1].lower() in BOXES:
            current = BOXES[labelled[1].lower()]
            if current in found:
                raise SearchError(f"The strategy has two lines `{labelled[1]}:`. Join them with OR or AND.")
            found[current] = labelled[2]
        elif found and not current:
            found["query.term"] += f" {line}"
        elif current:
            found[current] += f" {line}"
        else:
            found["query.term"] = line
    if empty := [box for box, text in found.items() if not text.strip()]:
        raise SearchError(f"The strategy leaves {', '.join(empty)} empty. Write the terms on the same line.")
    return found


def _read(body: bytes) -> Page:
    found = json_object(body)
    studies = found.get("studies")
    if not isinstance(studies, list) or not all(isinstance(study, dict) for study in studies):
        raise BadAnswer("sent no list of studies.", again=True)
    total = found.get("totalCount")
    return Page(
        tuple(map(_reference, studies)),
        str(found.get("nextPageToken") or ""),
        None if total is None else total_of(total),
    )


def _trial(body: bytes) -> Reference:
    study = json_object(body)
    if not inside(study, "protocolSection"):
        raise BadAnswer("sent no study.", again=True)
    return _reference(study)


def _reference(study: dict[str, Any]) -> Reference:
    protocol = inside(study, "protocolSection")
    identity, status, design, sponsor, described, conditions, arms = (
        inside(protocol, f"{name}Module")
        for name in (
            "identification",
            "status",
            "design",
            "sponsorCollaborators",
            "description",
            "conditions",
            "armsInterventions",
        )
    )
    number = str(identity.get("nctId") or "")
    posted = _day(status, "studyFirstPostDateStruct") or str(status.get("studyFirstSubmitDate") or "")
    others = [str(other.get("id") or "") for other in objects(identity, "secondaryIdInfos")]
    lead = squeezed(str(inside(sponsor, "leadSponsor").get("name") or ""))
    enrolled = inside(design, "enrollmentInfo")
    extra: dict[str, list[object]] = {
        "briefTitle": [identity.get("briefTitle")],
        "acronym": [identity.get("acronym")],
        "overallStatus": [status.get("overallStatus")],
        "whyStopped": [status.get("whyStopped")],
        "startDate": [_day(status, "startDateStruct")],
        "primaryCompletionDate": [_day(status, "primaryCompletionDateStruct")],
        "completionDate": [_day(status, "completionDateStruct")],
        "lastUpdatePostDate": [_day(status, "lastUpdatePostDateStruct")],
        "resultsFirstPostDate": [_day(status, "resultsFirstPostDateStruct")],
        "hasResults": ["yes" if study.get("hasResults") else "no"],
        "allocation": [inside(design, "designInfo").get("allocation")],
        "enrollment": [enrolled.get("count")],
        "enrollmentType": [enrolled.get("type")],
        "interventions": [intervention.get("name") for intervention in objects(arms, "interventions")],
        "organisationId": [inside(identity, "orgStudyIdInfo").get("id")],
        "references": [f"pmid:{cited['pmid']}" for cited in _references(protocol)],
    }
    return Reference(
        source="clinicaltrials",
        identifier=number,
        title=said(identity, "officialTitle") or said(identity, "briefTitle"),
        authors=(lead,) if lead else (),
        year=posted[:4],
        date=posted,
        journal="ClinicalTrials.gov",
        registrations=tuple(dict.fromkeys(filter(None, (number, *others, *texts(identity.get("nctIdAliases")))))),
        abstract=squeezed(str(described.get("briefSummary") or "")),
        keywords=tuple(dict.fromkeys((*texts(conditions.get("conditions")), *texts(conditions.get("keywords"))))),
        status=str(status.get("overallStatus") or ""),
        types=tuple(filter(None, (str(design.get("studyType") or ""), *texts(design.get("phases"))))),
        url=f"https://clinicaltrials.gov/study/{number}",
        related=tuple(
            ("results-in", f"pmid:{cited['pmid']}") for cited in _references(protocol) if cited.get("type") == "RESULT"
        ),
        extra=kept(extra),
    )


def _references(protocol: dict[str, Any]) -> list[dict[str, Any]]:
    return [cited for cited in objects(inside(protocol, "referencesModule"), "references") if cited.get("pmid")]


def _day(part: dict[str, Any], name: str) -> str:
    return str(inside(part, name).get("date") or "")
