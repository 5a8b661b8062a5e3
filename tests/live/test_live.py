"""The review's own data and chapters: they load, and everything they name exists. No number of them is expected.

A valid new publication turns none of these red; what the engine does is tested on the invented review.
"""

import ast
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from livingreview import load
from livingreview.contributing.limits import over_limits
from livingreview.evidence import safety
from livingreview.publish.manuscript.journals import read_journal
from livingreview.schema import Authors, Part
from livingreview.store import records
from livingreview.store.bibliography import read_bibliography
from livingreview.subjects import mechanisms
from livingreview.subjects.analysis import Analysis
from livingreview.subjects.background.model import figure_parts
from livingreview.subjects.harms.model import harms
from livingreview.subjects.results import Results

ROOT = Path(__file__).parents[2]
DATA = ROOT / "data"
ROLE = re.compile(r"\{result\}`([^`]+)`")
CELL = re.compile(r'^book\.mechanisms\.(\w+)\((".*")\)$', re.MULTILINE)
# Cells that show the parts of a mechanism chapter, and the parts each shows.
SHOWN = {
    "defect": {Part.DEFECT},
    "drug_effect": {Part.INTERVENTION, Part.COMBINATION, Part.CLASS},
    "genetic": {Part.GENETIC},
    "within_disease": {Part.WITHIN},
    "other_agents": {Part.OTHER},
}
UNSIGNED = re.compile(
    r"(?i)nobody has signed|\bno (?:authors?|persons?) (?:has|have) signed|no funding is declared|to be declared"
    "|尚无作者"
)
SCHEMA_OF_FOLDER = {"studies": "study", "trials": "trial", "context": "context"}


def test_guides_say_at_their_top_what_is_empty_where_they_are_read_as_files():
    address = (load(ROOT).config.address or "").rstrip("/")
    for guide in sorted((ROOT / "chapters" / "contributing").glob("*.md")):
        text = guide.read_text("utf-8")
        if re.search(r"^```\{(code-cell|study-form)\}", re.sub(r"^````.*?^````$", "", text, flags=re.M | re.S), re.M):
            top = text.partition("\n## ")[0]
            assert "as on GitHub" in top, f"{guide.name}: say which lists are empty there, and which file holds them"
            page = f"{address}/contributing/{guide.stem}.html"
            assert not address or page in top, f"{guide.name}: the site has an address; link to {page}"


def test_the_article_keeps_to_the_limits_of_the_default_journal(live):
    assert over_limits(live) == []


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


def test_judgements_on_certainty_agree_with_what_is_computed(live):
    analysis = Analysis(live)
    assert {one.id for one in (*analysis.ratings, *analysis.unrated)} == set(live.certainty.outcomes)
    assert not any(one.reported for one in analysis.unrated)


@pytest.mark.parametrize("chapter", chapters(), ids=lambda p: str(p.relative_to(ROOT)))
def test_every_result_a_chapter_asks_for_exists(live_results, chapter):
    for name in ROLE.findall(chapter.read_text("utf-8")):
        assert live_results[name].text.strip(), name


def test_declared_topics_and_comparisons_name_results_that_exist(live, live_results):
    for declared in (*live.config.scope, *live.config.earlier_reviews):
        for name in declared.results:
            assert live_results[name].text.strip(), name


def test_every_named_background_figure_can_be_printed(live, live_results):
    for row in records(live.context):
        assert figure_parts(row).get("figure"), f"{row['study']} {row['row']}"
        if row["id"]:
            assert live_results[f"background.{row['study']}.{row['id']}"].text.strip()


def test_every_label_is_its_own():
    bibliography, problems = read_bibliography(ROOT / "references.bib")
    assert not problems
    labels = [bibliography.label(key) for key in bibliography]
    assert [label for label, n in Counter(labels).items() if n > 1] == []
    assert not [label for label in labels if set(label) & set("{}\\")]


def test_the_mechanism_chapters_show_every_finding_and_every_printed_value_once(live):
    written = Counter(
        (file.stem, number)
        for file in (DATA / "studies").glob("*.yaml")
        for number in range(len(yaml.safe_load(file.read_text("utf-8")).get("findings", [])))
    )
    shown, printed = Counter(), Counter()
    for chapter in mechanisms.chapters(live):
        page = ROOT / "chapters" / "mechanisms" / f"{chapter}.md"
        for method, named in CELL.findall(page.read_text("utf-8")):
            chosen = mechanisms.evidence(live, *ast.literal_eval(f"({named},)"))
            if method in SHOWN:
                shown.update((row["study"], row["row"]) for row in records(chosen.part(*SHOWN[method])))
            if method == "values":
                values = mechanisms.values(live, chosen.findings)
                printed.update((row["study"], row["what"], row["group"]) for row in records(values))
    assert shown == written
    every = mechanisms.values(live, mechanisms.all_findings(live))
    assert printed == Counter((row["study"], row["what"], row["group"]) for row in records(every))


def test_the_first_sentence_of_every_mechanism_chapter_says_how_direct_it_is(live):
    for chapter in mechanisms.chapters(live):
        text = (ROOT / "chapters" / "mechanisms" / f"{chapter}.md").read_text("utf-8")
        named = ROLE.search(text)
        assert named and named[1] == f"mechanisms.{chapter}.answer", chapter
        before = text[: named.start()].partition("\n")[2]
        assert re.fullmatch(r"\s*:::\{admonition\} .+\n:class: tip\n", before), f"{chapter}: something comes first"
        twice = [name for name, n in Counter(ROLE.findall(text)).items() if name.startswith("axis.") and n > 1]
        assert twice == [], f"{chapter} prints it twice"


def test_every_publication_that_a_claim_names_bears_on_it(live):
    findings = mechanisms.all_findings(live)
    for claim in (*live.pathway.edges, *live.pathway.hypotheses):
        for bearing in claim.findings:
            found = set(mechanisms.weigh(findings, [bearing]).findings["study"])
            assert set(bearing.studies) <= found, (claim.claim, bearing.studies)


def test_every_adverse_event_is_in_a_pool_or_left_out_with_a_reason(live):
    found = harms(live)
    assert sum(len(pool.rows) for pool in found.pools) + len(found.left_out) == safety(live)["in_scope"].sum()


@pytest.mark.parametrize("folder", SCHEMA_OF_FOLDER)
def test_every_file_names_the_schema_of_its_folder_in_its_first_line(folder):
    wanted = f"# yaml-language-server: $schema=../schema/{SCHEMA_OF_FOLDER[folder]}.schema.json"
    without = [f.name for f in sorted((DATA / folder).glob("*.yaml")) if f.read_text("utf-8").splitlines()[0] != wanted]
    assert without == []
