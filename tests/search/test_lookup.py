"""`review lookup`: what Crossref and ClinicalTrials.gov say of what is included, kept for `review status`."""

from __future__ import annotations

import csv
from datetime import date
from urllib.parse import unquote

import pytest

from helpers import change
from livingreview.cli import main
from replay import Reply, as_json

LOOKUPS = "data/searches/lookups.csv"
RETRACTED, LONG = "10.99999/adler2010", "Tea and hiccups: what a long title says"


def crossref(asked):
    """Every publication is known; one was retracted, another one published as a preprint before."""
    if asked.path == "/works":
        if "filter" in asked.fields:
            return as_json({"message": {"items": []}})
        return as_json({"message": {"items": [{"DOI": "10.99999/NEW", "title": ["Something else"]}]}})
    doi = unquote(asked.path.removeprefix("/works/"))
    updates = {"updated-by": [{"DOI": "10.99999/notice", "type": "retraction"}]} if doi == RETRACTED else {}
    return as_json({"message": {"DOI": doi, **updates}})


def register(asked):
    number = asked.path.rpartition("/")[2]
    status = {"overallStatus": "TERMINATED"}
    return as_json({"protocolSection": {"identificationModule": {"nctId": number}, "statusModule": status}})


@pytest.fixture
def services(play, monkeypatch, hours):
    monkeypatch.setattr("livingreview.search.http.Clock", lambda: hours.clock)
    monkeypatch.setenv("REVIEW_EMAIL", "a@example.org")
    found = {"CROSSREF": play(crossref), "CLINICALTRIALS": play(register)}
    for name, replay in found.items():
        monkeypatch.setenv(f"REVIEW_{name}_URL", replay.url)
    return found


@pytest.fixture
def root(review_copy):
    trial = next((review_copy / "data/trials").glob("*.yaml"))
    text = trial.read_text("utf-8")
    registry = next(line for line in text.splitlines() if line.startswith("registry:"))
    trial.write_text(text.replace(registry, "registry: NCT00000001"), "utf-8")
    return review_copy


def rows(root):
    with (root / LOOKUPS).open(encoding="utf-8", newline="") as lines:
        return {row["study"]: row for row in csv.DictReader(lines)}


def test_notices_and_states_are_kept_and_the_status_names_them(root, services, capsys):
    assert main(["--root", str(root), "lookup"]) == 0
    said = capsys.readouterr().out
    assert "adler2010: retracted-by doi:10.99999/notice" in said
    kept = rows(root)
    assert kept["adler2010"]["related"] == "retracted-by doi:10.99999/notice"
    assert kept["able1998"]["related"] == ""
    assert {row["date"] for row in kept.values()} == {date.today().isoformat()}
    assert [row["status"] for row in kept.values() if row["service"] == "clinicaltrials"] == ["TERMINATED"]
    assert main(["--root", str(root), "status"]) == 4
    status = capsys.readouterr().out
    assert "(adler2010): retracted, says doi:10.99999/notice." in status
    assert "the register now says 'TERMINATED' (clinicaltrials)" in status


def test_what_was_looked_up_today_is_not_asked_again(root, services):
    main(["--root", str(root), "lookup"])
    asked = len(services["CROSSREF"].asked)
    kept = rows(root)
    main(["--root", str(root), "lookup"])
    without = len(services["CROSSREF"].asked) - asked  # publications without a DOI are asked for each time
    main(["--root", str(root), "lookup", "--again"])
    assert len(services["CROSSREF"].asked) - asked - without == asked
    assert without < asked / 4
    assert rows(root) == kept


def test_a_publication_without_a_doi_is_named_with_the_one_that_fits(root, services, capsys):
    bib = root / "references.bib"
    change(bib, "  doi = {10.99999/able1998},\n", "")
    change(bib, "title = {Tea and hiccups, report 1}", f"title = {{{LONG}}}")
    fit = {"DOI": "10.99999/FIT", "title": [LONG], "author": [{"family": "Able"}], "issued": {"date-parts": [[1998]]}}
    services["CROSSREF"].play = lambda asked: (
        as_json({"message": {"items": [fit]}}) if "query.author" in asked.fields else crossref(asked)
    )
    main(["--root", str(root), "lookup"])
    assert "able1998: has no DOI; 10.99999/fit fits" in capsys.readouterr().out
    assert "able1998" not in rows(root)


def test_a_service_that_fails_leaves_what_was_looked_up_before(root, services, capsys):
    real = services["CROSSREF"].play
    services["CROSSREF"].play = lambda asked: (
        real(asked) if len(services["CROSSREF"].asked) <= 8 else Reply(b"busy", "text/plain", 503)
    )
    assert main(["--root", str(root), "lookup"]) == 3
    assert len(capsys.readouterr().err.strip().splitlines()) == 1
    before = rows(root)
    assert 0 < len(before) < 10
    services["CROSSREF"].play = real
    assert main(["--root", str(root), "lookup"]) == 0
    assert before.items() <= rows(root).items()
    assert main(["--root", str(root), "check"]) == 0
