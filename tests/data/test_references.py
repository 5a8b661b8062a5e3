"""References for other programs: what RIS, CSL JSON and BibTeX say when another program reads them."""

import json
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from round_trip import differences

from livingreview.store.bibliography import Entry, Mark, Rich, Run, read_bibliography
from livingreview.store.bibliography.checks import ENTITY, TAG
from livingreview.store.bibliography.latex import decode
from livingreview.store.bibliography.names import Name, Names, read_names
from livingreview.subjects.data.references import bibtex, csl, csl_json, in_bibtex, ris

NASTY = Path(__file__).with_name("nasty.bib")


@pytest.fixture(scope="module")
def entries() -> dict[str, Entry]:
    bibliography, problems = read_bibliography(NASTY)
    assert [str(one) for one in problems] == []
    return dict(bibliography)


def without(entry: Entry, field: str) -> Entry:
    fields, texts = ({name: one for name, one in kept.items() if name != field} for kept in (entry.fields, entry.texts))
    return replace(entry, fields=fields, texts=texts)


def test_every_field_comes_back_from_every_format(entries):
    entries = {**entries, "dean2002": without(entries["dean2002"], "note")}  # a test of its own
    assert differences(list(entries.values())) == {"CSL JSON": [], "BibTeX": [], "RIS": []}


def test_every_field_of_the_test_review_comes_back(review):
    assert differences(list(review.bibliography.values())) == {"CSL JSON": [], "BibTeX": [], "RIS": []}


def test_bibtex_written_from_records_gives_the_same_records(entries, tmp_path):
    file = tmp_path / "references.bib"
    file.write_text("\n".join(map(bibtex, entries.values())), "utf-8")
    again, problems = read_bibliography(file)
    assert not problems
    for key, entry in entries.items():
        fields = {**entry.fields, **({"url": entry.links["page"]} if "url" in entry.fields else {})}
        assert again[key].fields == fields
        assert (again[key].names, again[key].pages) == (entry.names, entry.pages)
        for field, text in entry.texts.items():
            assert unprotected(again[key].texts[field]) == unprotected(text), field


def unprotected(text: Rich) -> Rich:
    return Rich.of(Run(run.text, run.marks - {Mark.PROTECTED}) for run in text.runs)


def test_ris_has_what_reference_managers_ask_for(entries):
    lines = ris(entries["brown2020"]).splitlines()
    assert [line for line in lines if line.startswith("AU")] == [
        "AU  - Organization for Tea and Hiccups",
        "AU  - de la Rosa, G. M.",
        "AU  - Smith, John, Jr.",
        "AU  - Özdemir, Pınar",
        "AU  - de Souza, Ana",
    ]
    assert {
        "TI  - TGF-β1, CD4⁺ cells and 10⁹/L: I² <5 % & >12 years",
        "SP  - 13905",
        "EP  - 13911",
        "DO  - 10.1002/(SICI)1097-0185(19990415)257:2<50::AID-AR4>3.0.CO;2-W",
        "UR  - https://example.org/a_b?x=1&y=%20%7Bz%7D#~me",
    } <= set(lines)
    assert {"SP  - CD001-2"} == {line for line in ris(entries["evans2003"]).splitlines() if line[:2] in ("SP", "EP")}


def test_links_are_encoded_and_identifiers_are_not(entries):
    entry = entries["brown2020"]
    assert entry.links["DOI"].endswith("257:2%3C50::AID-AR4%3E3.0.CO;2-W")
    assert csl(entry)["DOI"] == entry.fields["doi"]
    assert entries["evans2003"].links["DOI"] == "https://doi.org/10.1000/a_b&c;d%23e"


def test_a_note_is_not_read_as_another_field(entries):
    record = json.loads(csl_json([entries["dean2002"]]))[0]
    assert record["note"] == "Note. Authors: not accessible"


def test_only_a_range_gets_a_dash_in_print(entries):
    assert csl(entries["evans2003"], to_print=True)["page"] == r"CD001\-2"
    assert csl(entries["brown2020"], to_print=True)["page"] == "13905-13911"


def test_a_journal_article_is_printed_without_the_page_where_it_was_read(entries):
    article, other = entries["brown2020"], next(one for one in entries.values() if one.kind == "misc")
    assert "URL" in csl(article) and "URL" not in csl(article, to_print=True)
    assert csl(other, to_print=True).get("URL") == other.links.get("page")


def test_protection_of_capitals_is_for_other_programs(entries):
    assert csl(entries["adams1999"])["title"].startswith('<span class="nocase">von Willebrand</span> factor')
    assert csl(entries["adams1999"], to_print=True)["title"].startswith("von Willebrand factor")


# Any character that can be printed and is not changed by normalisation, which readers may do.
CHARACTERS = st.characters(exclude_categories=["C", "Z"]).filter(lambda c: unicodedata.normalize("NFC", c) == c)
NASTY_CHARACTERS = st.sampled_from("\\{}$&%#_^~<>-'`\"!?:;,.@[]()|/*+= aBβ9⁹–")
WORDS = st.text(st.one_of(NASTY_CHARACTERS, CHARACTERS), min_size=1, max_size=12)
MARKS = st.sets(st.sampled_from([m for m in Mark if m not in (Mark.SUPERSCRIPT, Mark.PROTECTED)]), max_size=2)
TEXTS = st.lists(st.builds(lambda text, marks: Run(text, frozenset(marks)), WORDS, MARKS), min_size=1, max_size=4)


@settings(deadline=None, max_examples=300)
@given(TEXTS.map(Rich.of), st.booleans())
def test_any_text_survives_bibtex(text, capitals):
    assume(
        "``" not in (plain := "".join(run.text for run in text.runs)) and unicodedata.normalize("NFC", plain) == plain
    )
    assert unprotected(decode(in_bibtex(text, capitals))) == text


@settings(deadline=None, max_examples=200)
@given(*[st.text(st.one_of(st.sampled_from("aBé王 ,'-.&{}"), CHARACTERS), max_size=9) for _ in range(3)])
def test_any_person_survives_bibtex(family, given_name, suffix):
    family, given_name, suffix = (" ".join(one.split()) for one in (family, given_name, suffix))
    assume(family and given_name)
    name = Name(family, given_name, suffix=suffix)
    entry = Entry("key", "article", {"author": name.listed}, {}, {"author": Names((name,))})
    typed = bibtex(entry).split("author = {", 1)[1].rsplit("},", 1)[0]
    assert read_names(typed) == Names((name,))


# Without quotation marks, which pandoc makes typographic.
TITLES = st.text(st.sampled_from("\\$&%#_^~<>-!?;@[]()|/*+= aBβ9é王"), min_size=1, max_size=20)


# Without quotation marks, which pandoc makes typographic.
TITLES = st.text(st.sampled_from("\\$&%#_^~<>-!?;@[]()|/*+= aBβ9é王"), min_size=1, max_size=20)


@settings(deadline=None, max_examples=15)
@given(st.lists(TITLES, min_size=9, max_size=9))
def test_any_title_comes_back_from_every_format(titles):
    made = []
    for number, title in enumerate(titles):
        text = Rich.of([Run(f"A {title} z")])
        assume(not TAG.search(text.plain) and not ENTITY.search(text.plain))
        made.append(Entry(f"k{number}", "article", {"title": text.plain}, {"title": text}, {}))
    assert differences(made) == {"CSL JSON": [], "BibTeX": [], "RIS": []}
