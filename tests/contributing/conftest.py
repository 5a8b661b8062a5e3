"""Services that play answers back, and the command in this process."""

from __future__ import annotations

import pytest

from replay import FakePubMed, Paper, Reply, as_json, serving

NUMBER, NCT = 87654321, "NCT09999999"
TITLE = "Tea from a blue cup for invented hiccups in nobody"


def crossref(asked):
    if asked.path.lower() != "/works/10.99999%2ftea.2024.1":
        return Reply(b"Resource not found.", "text/plain", 404)
    work = {
        "DOI": "10.99999/TEA.2024.1",
        "title": [f"{TITLE}: <i>in vivo</i> &amp; in cups"],
        "author": [
            {"family": "Özgür", "given": "Ayşe B."},
            {"family": "van der Tee", "given": "Q"},
            {"name": "The Society of Tea and Cake"},
        ],
        "issued": {"date-parts": [[2024, 3, 1]]},
        "container-title": ["journal of spasms"],
        "volume": "7",
        "issue": "2",
        "page": "10-9",
        "type": "journal-article",
    }
    return as_json({"message": work})


def register(asked):
    number = asked.path.rpartition("/")[2]
    if number != NCT:
        return Reply(b"{}", status=404)
    protocol = {
        "identificationModule": {"nctId": NCT, "officialTitle": "A planned trial of invented tea"},
        "statusModule": {
            "overallStatus": "RECRUITING",
            "studyFirstPostDateStruct": {"date": "2023-01-02"},
            "lastUpdatePostDateStruct": {"date": "2023-11-02"},
        },
        "sponsorCollaboratorsModule": {"leadSponsor": {"name": "University of Ruritania"}},
        "designModule": {
            "studyType": "INTERVENTIONAL",
            "phases": ["PHASE2"],
            "designInfo": {"allocation": "RANDOMIZED"},
            "enrollmentInfo": {"count": 40, "type": "ESTIMATED"},
        },
    }
    return as_json({"protocolSection": protocol, "hasResults": False})


@pytest.fixture
def services(monkeypatch):
    """Crossref, PubMed and ClinicalTrials.gov as servers of this machine, by their names."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("livingreview.search.http.time.sleep", lambda seconds: None)
    paper = Paper(NUMBER, TITLE)
    plays = {"CROSSREF": crossref, "PUBMED": FakePubMed([paper]), "CLINICALTRIALS": register}
    opened = {name: serving(play) for name, play in plays.items()}
    found = {}
    for name, server in opened.items():
        found[name] = server.__enter__()
        monkeypatch.setenv(f"REVIEW_{name}_URL", found[name].url)
    yield found
    for server in opened.values():
        server.__exit__(None, None, None)
