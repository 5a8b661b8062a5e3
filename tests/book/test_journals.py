"""What journals ask for: the file, the limits, the styles of references, and the length of an article."""

import json
import subprocess
from pathlib import Path

import panflute as pf
import pypandoc
import pytest

from livingreview import DataError
from livingreview.publish.manuscript.front import length, signatures
from livingreview.publish.manuscript.journals import (
    NO_JOURNAL,
    STYLES,
    Counts,
    Journal,
    Limits,
    exceeded,
    read_journal,
)
from livingreview.publish.manuscript.references import lacking
from livingreview.publish.workplace import NotBuilt
from livingreview.schema import Authors
from livingreview.store.bibliography import read_bibliography

JOURNALS = """
default: tea
journals:
  tea:
    title: Journal of Tea
    serial: {title: Journal of Tea, publisher: Tea Press, electronic_issn: 0378-5955}
    limits: {abstract: 250}
    style: nlm-citation-sequence
  cups:
    title: Annals of Cups
    source: https://example.org/authors
    checked: 2026-11-30
    style: american-medical-association
    order: [key-points, abstract]
    sections: {Introduction: Background}
    title_page_apart: true
"""
COUNTS = Counts(
    title_characters=80, abstract=251, text=3500, plain_summary=300, key_point_characters=90, references=40,
    figures=5, tables=3,
)  # fmt: skip


def written(folder: Path, text: str = JOURNALS) -> Path:
    (folder / "_journals.yml").write_text(text, "utf-8")
    return folder


def test_the_default_is_meant_if_no_journal_is_named(tmp_path):
    assert read_journal(written(tmp_path)).title == "Journal of Tea"
    assert read_journal(tmp_path, "cups").named("Introduction") == "Background"
    assert read_journal(tmp_path, "cups").named("Methods") == "Methods"


def test_without_the_file_there_are_no_limits(tmp_path):
    assert read_journal(tmp_path) is NO_JOURNAL
    assert exceeded(NO_JOURNAL, COUNTS) == []
    with pytest.raises(NotBuilt, match=r"There is no _journals\.yml"):
        read_journal(tmp_path, "tea")


def test_an_unknown_journal_is_refused_with_the_nearest_name(tmp_path):
    with pytest.raises(NotBuilt, match=r"no journal 'cup'.*cups"):
        read_journal(written(tmp_path), "cup")


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("style: nlm-citation-sequence", "style: nlm", "there is no style 'nlm'"),
        ("style: nlm-citation-sequence", "style: ../outside.csl", "there is no style"),
        ("default: tea", "default: te", "there is no journal 'te'"),
        ("    checked: 2026-11-30\n", "", "checked: is missing"),
        ("order: [key-points, abstract]", "order: [key-points]", "order lacks the abstract"),
        ("order: [key-points, abstract]", "order: [abstract, abstract]", "twice"),
        ("{abstract: 250}", "{abstrat: 250}", "abstrat"),
        ("{abstract: 250}", "{abstract: 0}", "abstract"),
        ("0378-5955", "0378-5956", "its last digit should be 5"),
        ("0378-5955", "03785955", "electronic_issn"),
        ("electronic_issn: 0378-5955", "abbreviation: J Tea", "electronic_issn is missing"),
    ],
)
def test_faults_of_the_file_are_named(tmp_path, before, after, message):
    assert before in JOURNALS
    (tmp_path.parent / "outside.csl").write_text("<style/>", "utf-8")
    with pytest.raises(DataError) as refused:
        read_journal(written(tmp_path, JOURNALS.replace(before, after)))
    assert message in str(refused.value)
    assert "_journals.yml" in str(refused.value)


def asking(order=("abstract",), **limits) -> Journal:
    return Journal(title="Journal of Tea", limits=Limits(**limits), order=order)


@pytest.mark.parametrize(
    ("journal", "found"),
    [
        (asking(abstract=250), ["the abstract has 251 words; the limit is 250"]),
        (asking(abstract=251, text=3500), []),
        (asking(figures_and_tables=7), ["there are 8 figures and tables; the limit is 7"]),
        (asking(figures=4, tables=3), ["there are 5 figures; the limit is 4"]),
        (asking(references=39), ["there are 40 references; the limit is 39"]),
        (asking(title_characters=79), ["the title has 80 characters; the limit is 79"]),
        (asking(plain_summary=200), []),  # that journal prints none
        (asking(("abstract", "plain-summary"), plain_summary_from=400),
         ["the plain-language summary has 300 words; it must have at least 400"]),
        (asking(("key-points", "abstract"), key_point_characters=80),
         ["a key point has 90 characters; the limit is 80"]),
    ],
)  # fmt: skip
def test_what_exceeds_a_limit_is_said(journal, found):
    assert exceeded(journal, COUNTS) == found


def test_words_are_counted_without_headings_and_citations():
    cited = pf.Cite(pf.Str("[1]"), citations=[pf.Citation("tea")])
    text = pf.Para(pf.Str("Tea"), pf.Space(), pf.Strong(pf.Str("helps")), pf.Space(), cited, pf.Str("."))
    listed = pf.BulletList(pf.ListItem(pf.Plain(pf.Str("One"))), pf.ListItem(pf.Plain(pf.Str("two"))))
    assert length([pf.Header(pf.Str("Results"), level=1), text]) == 2
    assert length([listed]) == 2


@pytest.mark.parametrize("style", sorted(one.stem for one in STYLES.glob("*.csl")))
def test_official_styles_keep_particles_before_the_family_name(style, tmp_path):
    name = {"family": "Vries", "given": "Rob B M", "non-dropping-particle": "de"}
    record = {"id": "tea", "type": "article-journal", "title": "Tea", "author": [name], "container-title": "Cups"}
    (tmp_path / "tea.json").write_text(json.dumps([record]), "utf-8")
    command = [
        pypandoc.get_pandoc_path(),
        "-f",
        "markdown",
        "-t",
        "plain",
        "--citeproc",
        "--csl",
        f"{STYLES / style}.csl",
    ]
    done = subprocess.run(
        [*command, "--bibliography", tmp_path / "tea.json"], input="[@tea]", capture_output=True, text=True, check=True
    )
    assert "de Vries RBM" in done.stdout
    assert "licenses/by-sa/3.0" in (STYLES / f"{style}.csl").read_text("utf-8")


def test_sixty_authors_of_one_place_are_one_paragraph_without_numbers():
    person = {"given": "Ann", "affiliations": ["a"], "contributions": ["Writing"], "conflicts": "None declared"}
    people = [{**person, "family": f"Adams{i}"} for i in range(60)]
    for i in (0, 1):
        people[i] |= {"corresponding": True, "email": f"ann{i}@example.org"}
    said = {"funding": "The Tea Fund", "role_of_funders": "None given", "ethics": "Not required."}
    said |= {"data_availability": "With the article."}
    authors = Authors(authors=people, affiliations={"a": "University of Tea"}, keywords=["tea"], **said)
    names, place, reached = signatures(authors)
    assert pf.stringify(names).startswith("Ann Adams0*, Ann Adams1*, Ann Adams2, ")
    assert pf.stringify(place).strip() == "University of Tea"
    assert "ann0@example.org; Ann Adams1, ann1@example.org" in pf.stringify(reached)


WHOLE = {
    "author": "Adams, Ann", "title": "Tea", "journal": "Cups", "year": "2020", "volume": "1", "pages": "2--3",
    "doi": "10.1000/tea",
}  # fmt: skip


def entry(folder, kind="article", **changes):
    fields = {name: text for name, text in {**WHOLE, **changes}.items() if text}
    lines = "".join(f"  {name} = {{{text}}},\n" for name, text in fields.items())
    (folder / "references.bib").write_text(f"@{kind}{{tea,\n{lines}}}\n", "utf-8")
    return read_bibliography(folder / "references.bib")[0]["tea"]


@pytest.mark.parametrize(
    ("changes", "lacks"),
    [
        ({}, []),
        ({"author": ""}, ["authors"]),
        ({"title": "[Title not accessible in the sources read]"}, ["title"]),
        ({"volume": "", "pages": ""}, ["volume", "pages or number"]),
        ({"pages": "", "number": "e12"}, []),
        ({"doi": ""}, ["DOI or PMID"]),
        ({"doi": "", "pmid": "1234"}, []),
        ({"doi": "", "url": "https://192.0.2.7/tea"}, ["DOI or PMID", "an address by name"]),
        ({"kind": "misc", "journal": "", "volume": "", "pages": "", "doi": "", "url": "https://example.org/tea"}, []),
    ],
)
def test_what_a_reference_lacks_is_named(tmp_path, changes, lacks):
    assert lacking(entry(tmp_path, **changes)) == lacks
