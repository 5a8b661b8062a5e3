"""Titles of journals are abbreviated as listed, and printed in full otherwise."""

import csv
import json

import pytest

from livingreview.publish.manuscript.abbreviations import LIST, abbreviated, record, records
from livingreview.publish.manuscript.zotero import citation_item

from .test_journals import entry


@pytest.mark.parametrize("title", ["Journal of Clinical Epidemiology", "The Journal of clinical epidemiology"])
def test_a_title_is_found_whatever_its_capitals_and_article(title):
    assert abbreviated(title) == "J Clin Epidemiol"


def test_signs_do_not_matter():
    assert (
        abbreviated("Pediatric Blood and Cancer") == abbreviated("Pediatric Blood & Cancer") == "Pediatr Blood Cancer"
    )
    assert abbreviated("PLOS ONE") == "PLoS One"


def test_a_journal_that_is_not_listed_is_printed_in_full(tmp_path):
    assert abbreviated("Cups") is None
    assert "container-title-short" not in record(entry(tmp_path, journal="Cups"))


def test_a_reference_may_have_its_own_abbreviation(tmp_path):
    made = record(entry(tmp_path, journal="Statistics in Medicine", shortjournal="Stat Tea"))
    assert (made["container-title"], made["container-title-short"]) == ("Statistics in Medicine", "Stat Tea")


def test_only_articles_have_a_journal(tmp_path):
    assert "container-title-short" not in record(entry(tmp_path, kind="misc", journal="Statistics in Medicine"))


def test_printed_records_and_fields_of_word_have_it(tmp_path):
    one = entry(tmp_path, journal="Statistics in Medicine")
    assert json.loads(records([one]))[0]["container-title-short"] == "Stat Med"
    assert citation_item(one)["itemData"]["container-title-short"] == "Stat Med"


def test_the_list_names_each_journal_once_in_order_and_without_full_stops():
    with LIST.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    titles = [row["title"].casefold() for row in rows]
    assert titles == sorted(set(titles))
    assert not any("." in row["abbreviation"] or row["title"].startswith("The ") for row in rows)
    assert all(len(row["abbreviation"]) <= len(row["title"]) + len(" (Lausanne)") for row in rows)
