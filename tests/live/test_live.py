"""The review's own data and chapters: they load, and everything they name exists. No number of them is expected.

A valid new publication turns none of these red; what the engine does is tested on the invented review. What a new
publication, section or page may lack is said by the notices of `review check`, never here.
"""

import re
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from livingreview import load
from livingreview.publish.manuscript.journals import read_journal
from livingreview.schema import Authors
from livingreview.subjects.results import Results

ROOT = Path(__file__).parents[2]
ROLE = re.compile(r"\{result\}`([^`]+)`")
UNSIGNED = re.compile(
    r"(?i)nobody has signed|\bno (?:authors?|persons?) (?:has|have) signed|no funding is declared|to be declared"
    "|尚无作者"
)


def test_nothing_says_that_nobody_has_signed_once_somebody_has(live):
    person = {"given": "Ann", "family": "Adams", "affiliations": ["a"], "contributions": ["Writing"]}
    person |= {"email": "ann@example.org", "corresponding": True, "conflicts": "None declared"}
    said = {"funding": "The Tea Fund", "role_of_funders": "None given", "ethics": "Not required."}
    said |= {"data_availability": "With the article."}
    authors = Authors(authors=[person], affiliations={"a": "University of Tea"}, keywords=["tea"], **said)
    signed = replace(live, authors=authors)
    results = Results(signed)
    texts = {
        str(file): ROLE.sub(lambda role: results[role[1]].text if role[1].startswith("authors.") else "", text)
        for file in chapters()
        for text in [file.read_text("utf-8")]
    }
    texts |= {name: str([item.note for item in items.values()]) for name, items in signed.followed.items()}
    assert {name for name, text in texts.items() if UNSIGNED.search(text)} == set()
    assert any("Tea Fund" in text for text in texts.values())


def test_every_journal_can_be_read():
    for name in yaml.safe_load((ROOT / "_journals.yml").read_text("utf-8"))["journals"]:
        assert read_journal(ROOT, name).title


def chapters():
    return sorted(p for p in (ROOT / "chapters").rglob("*.md") if p.parent.name != "studies")


@pytest.fixture(scope="module")
def live():
    return load(ROOT)


@pytest.fixture(scope="module")
def live_results(live):
    return Results(live)


@pytest.mark.parametrize("chapter", chapters(), ids=lambda p: str(p.relative_to(ROOT)))
def test_every_result_a_chapter_asks_for_exists(live_results, chapter):
    for name in ROLE.findall(chapter.read_text("utf-8")):
        assert live_results[name], name


def test_declared_topics_and_comparisons_name_results_that_exist(live, live_results):
    for declared in (*live.config.scope, *live.config.earlier_reviews):
        for name in declared.results:
            assert live_results[name], name
