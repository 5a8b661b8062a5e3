"""references.bib: labels, links, what an entry must have, and which keys chapters cite."""

import re
from pathlib import Path

import pytest

from livingreview import DataError, load
from livingreview.store.bibliography import read_bibliography
from livingreview.store.chapters import STUDY_PAGES
from livingreview.store.citations import cited_in

VALID = {
    "author": "Feng, Yimei and Zhang, Xi",
    "title": "A title",
    "journal": "Journal of Long Names in Haematology",
    "year": "2020",
    "doi": "10.1000/a",
}


def written(entries: dict[str, dict[str, str]], file: Path, kind: str = "article"):
    """Write entries in order of keys and read them back; a field that is None is left out."""
    text = ""
    for number, key in enumerate(sorted(entries)):
        fields = {**VALID, "doi": f"10.1000/{number}", **entries[key]}
        lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value is not None)
        text += f"@{kind}{{{key},\n{lines}}}\n\n"
    file.write_text(text, "utf-8")
    return read_bibliography(file)


@pytest.fixture
def bib(tmp_path) -> Path:
    return tmp_path / "references.bib"


@pytest.mark.parametrize(
    ("fields", "label"),
    [
        ({"author": "Feng, Yimei"}, "Feng 2020"),
        ({"author": "Yimei Feng"}, "Feng 2020"),
        ({"author": "Feng, Yimei and Zhang, Xi and others"}, "Feng 2020"),
        ({"author": "Feng and others"}, "Feng 2020"),
        ({"author": "Plato"}, "Plato 2020"),
        ({"author": "Okur Acar, Sultan"}, "Okur Acar 2020"),
        ({"author": "de Angulo, Guillermo"}, "de Angulo 2020"),
        ({"author": "Guillermo de Angulo"}, "de Angulo 2020"),
        ({"author": "de la Rosa, G. M."}, "de la Rosa 2020"),
        ({"author": "van der Berg, Jan"}, "van der Berg 2020"),
        ({"author": "Smith, Jr., John"}, "Smith 2020"),
        ({"author": "O'Neil, Bo"}, "O'Neil 2020"),
        ({"author": "Smith-Whitley, Kim"}, "Smith-Whitley 2020"),
        ({"author": "Kühne, Thomas"}, "Kühne 2020"),
        ({"author": 'K{\\"u}hne, Thomas'}, "Kühne 2020"),
        ({"author": 'K\\"{u}hne, Thomas'}, "Kühne 2020"),
        ({"author": '{\\"O}zdemir, Pinar'}, "Özdemir 2020"),
        ({"author": "P{\\'e}rez-S{\\'a}ez, M. J."}, "Pérez-Sáez 2020"),
        ({"author": "{\\O}rsted, Hans"}, "Ørsted 2020"),
        ({"author": "{World Health Organization}"}, "World Health Organization 2020"),
        ({"author": "{{World Health Organization and Friends}}"}, "World Health Organization and Friends 2020"),
        ({"author": "{Society of {T} Cells, Chapter {A}}"}, "Society of T Cells, Chapter A 2020"),
        ({"author": "{World Health Organization}", "shortauthor": "WHO"}, "WHO 2020"),
        ({"author": None, "shortauthor": "Authors not accessible", "note": "n"}, "Authors not accessible 2020"),
        ({"author": None, "journal": "Blood", "note": "n"}, "Blood 2020"),
        ({"author": "others", "journal": "Blood"}, "Blood 2020"),
        ({"author": None, "journal": "Blood", "shorttitle": "Tea in {ITP}", "note": "n"}, "Tea in ITP 2020"),
        ({"shorttitle": "Tea in {ITP}"}, "Feng 2020"),
        ({"author": None, "pmid": "12345", "note": "n"}, "PMID 12345"),
        ({"author": None, "pmcid": "PMC12345", "note": "n"}, "PMC12345"),
        ({"shortauthor": "NCT05925023"}, "NCT05925023"),
        ({"author": None, "note": "n"}, "key 2020"),
    ],
)
def test_label_is_what_a_reader_would_call_the_report(bib, fields, label):
    bibliography, problems = written({"key": fields}, bib)
    assert not problems
    assert bibliography.label("key") == label


def test_label_without_a_year_says_so(bib):
    fields = {"journal": None, "year": None, "doi": None, "url": "https://example.org", "note": "Year not accessible"}
    bibliography, problems = written({"key": fields}, bib, kind="misc")
    assert not problems
    assert bibliography["key"].year == ""
    assert bibliography.label("key") == "Feng undated"


def test_same_name_and_year_are_distinguished_by_letters_in_the_order_of_keys(bib):
    bibliography, _ = written(
        {"zeng2020": {}, "feng2020": {}, "feng2020b": {}, "feng2021": {"year": "2021"}, "li2020": {"author": "Li, X"}},
        bib,
    )
    labels = {key: bibliography.label(key) for key in bibliography}
    assert labels == {
        "feng2020": "Feng 2020a",
        "feng2020b": "Feng 2020b",
        "zeng2020": "Feng 2020c",
        "feng2021": "Feng 2021",
        "li2020": "Li 2020",
    }


def test_a_letter_of_a_key_is_that_of_its_label(bib):
    keys = ["wang2020", "wang2020a", "wang2020c", "wangj2020", "xu2020c"]
    bibliography, _ = written({key: {"author": "Wang, X"} for key in keys}, bib)
    assert [bibliography.label(key) for key in keys] == [
        "Wang 2020b",
        "Wang 2020a",
        "Wang 2020c",
        "Wang 2020d",
        "Wang 2020e",
    ]


def test_any_number_of_entries_has_labels_of_their_own(bib):
    keys = [f"pmid{number:03}" for number in range(60)]
    bibliography, _ = written({key: {"author": "Wang, X"} for key in keys}, bib)
    labels = [bibliography.label(key) for key in keys]
    assert len(set(labels)) == 60
    assert [labels[place] for place in (0, 25, 26, 27, 52)] == [
        "Wang 2020a",
        "Wang 2020z",
        "Wang 2020aa",
        "Wang 2020ab",
        "Wang 2020ba",
    ]


def test_letters_of_keys_beyond_z_are_those_of_labels(bib):
    keys = ["wang2020" + letters for letters in ("a", "aa", "ab", "z")]
    bibliography, _ = written({key: {"author": "Wang, X"} for key in keys}, bib)
    assert [bibliography.label(key) for key in keys] == ["Wang 2020a", "Wang 2020aa", "Wang 2020ab", "Wang 2020z"]


def test_fields_and_types_are_read_in_any_case(bib):
    bib.write_text(
        "@ARTICLE{key,\n AUTHOR = {Feng, Y},\n Title = {T},\n JOURNAL = {J},\n YEAR = 2020,\n DOI = {10.1000/a},\n}\n"
    )
    bibliography, problems = read_bibliography(bib)
    assert not problems
    assert bibliography.label("key") == "Feng 2020"
    assert bibliography["key"].kind == "article"


@pytest.mark.parametrize("title", ["Asthma in children <5 years", "p <0.05 v p>0.1", "a<b and c>d", "AT&T; and R&D"])
def test_signs_that_are_no_html_are_text(bib, title):
    bibliography, problems = written({"key": {"title": title}}, bib)
    assert not problems
    assert bibliography["key"].fields["title"] == title


@pytest.mark.parametrize(
    ("title", "spelling"),
    [
        ("CD4<sup>+</sup>", r"\textsuperscript{...}"),
        ("<I>in vivo</I>", r"\textit{...}"),
        ("H<inf>2</inf>O", r"\textsubscript{...}"),
        ("<jats:italic>a</jats:italic>", r"\textit{...}"),
        ('<span class="x">a</span>', "plain text"),
        ("a</b>", r"\textbf{...}"),
        ("&lt;5 years", "Write < "),
        ("R&amp;D", r"Write \& "),
        ("TGF-&#946;", "Write β "),
        (r"{\textless}i{\textgreater}a", r"\textit{...}"),
    ],
)
def test_html_is_refused_with_the_spelling_that_works(bib, title, spelling):
    _, problems = written({"key": {"title": title}}, bib)
    (problem,) = problems
    assert (problem.field, problem.line) == ("key.title", 3)
    assert spelling in problem.message


def test_names_that_differ_in_accents_only_are_different(bib):
    bibliography, _ = written({"a": {"author": "Özdemir, P"}, "b": {"author": "Ozdemir, P"}}, bib)
    assert [bibliography.label(key) for key in bibliography] == ["Özdemir 2020", "Ozdemir 2020"]


def test_accents_in_another_notation_are_the_same_name(bib):
    bibliography, _ = written({"a": {"author": "Özdemir, P"}, "b": {"author": '{\\"O}zdemir, P'}}, bib)
    assert [bibliography.label(key) for key in bibliography] == ["Özdemir 2020a", "Özdemir 2020b"]


def test_authors_are_family_names_in_order_without_others(bib):
    bibliography, _ = written({"key": {"author": "Feng, Y. and de Angulo, G. and {The Group} and others"}}, bib)
    assert bibliography["key"].authors == ("Feng", "de Angulo", "The Group")


def test_fields_are_plain_text(bib):
    bibliography, _ = written(
        {
            "key": {
                "author": 'Feng, Yimei and K{\\"u}hne, Thomas',
                "title": '{CD4+} {T} cells \\& {IL}-10 in {B\\"{o}hm} syndrome',
                "pages": "17--28",
            }
        },
        bib,
    )
    fields = bibliography["key"].fields
    assert fields["author"] == "Feng, Yimei and Kühne, Thomas"
    assert fields["title"] == "CD4+ T cells & IL-10 in Böhm syndrome"
    assert fields["pages"] == "17–28"


def test_links_lead_to_doi_pubmed_pmc_and_page(bib):
    given = {"doi": "10.1000/x_y(1)", "pmid": "123", "pmcid": "PMC9", "url": "https://example.org/a"}
    bibliography, problems = written({"key": given}, bib)
    assert not problems
    assert bibliography["key"].links == {
        "DOI": "https://doi.org/10.1000/x_y(1)",
        "PubMed": "https://pubmed.ncbi.nlm.nih.gov/123",
        "PMC": "https://pmc.ncbi.nlm.nih.gov/articles/PMC9",
        "page": "https://example.org/a",
    }


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("https://example.org/a%20b", "https://example.org/a%20b"),
        ("https://example.org/a\\%20b", "https://example.org/a%20b"),
        ("https://example.org/a--b", "https://example.org/a--b"),
        ("https://example.org/~me", "https://example.org/~me"),
        ("https://example.org/?a=1\\&b=2", "https://example.org/?a=1&b=2"),
        ("https://example.org/?a=1&b_c=2#d", "https://example.org/?a=1&b_c=2#d"),
    ],
)
def test_addresses_are_not_read_as_latex(bib, typed, address):
    bibliography, problems = written({"key": {"url": typed}}, bib)
    assert not problems
    assert bibliography["key"].links["page"] == address


def test_entry_has_only_the_links_it_gives(bib):
    bibliography, _ = written({"key": {"doi": None, "pmid": "7"}}, bib)
    assert list(bibliography["key"].links) == ["PubMed"]


@pytest.mark.parametrize(
    ("kind", "fields", "missing"),
    [
        ("article", {}, []),
        ("article", {"title": None}, ["title"]),
        ("article", {"journal": None}, ["journal"]),
        ("article", {"year": None}, ["year"]),
        ("article", {"title": None, "journal": None, "year": None}, ["journal", "title", "year"]),
        ("article", {"author": None}, ["author"]),
        ("article", {"author": None, "note": "Authors not accessible"}, []),
        ("article", {"author": "  "}, ["author"]),
        ("article", {"doi": None}, ["doi"]),
        ("article", {"doi": None, "pmid": "1"}, []),
        ("article", {"doi": None, "url": "https://example.org"}, []),
        ("article", {"doi": None, "note": "Not found"}, []),
        ("inproceedings", {"journal": None, "booktitle": "Blood"}, []),
        ("inproceedings", {"journal": None}, ["booktitle"]),
        ("misc", {"journal": None, "howpublished": "Web page"}, []),
        ("misc", {"journal": None}, ["url"]),
        ("misc", {"journal": None, "howpublished": "Web page", "year": None, "note": "Year not accessible"}, []),
        ("misc", {"journal": None, "howpublished": "Web page", "year": None}, ["year"]),
        ("book", {"journal": None, "publisher": "P"}, []),
        ("book", {"journal": None, "publisher": "P", "author": None, "editor": "E, F"}, []),
        ("book", {"journal": None, "publisher": "P", "author": None}, ["author"]),
        ("book", {"journal": None}, ["publisher"]),
        ("techreport", {"journal": None, "institution": "I", "url": "https://example.org"}, []),
        ("techreport", {"journal": None, "institution": "I"}, ["url"]),
    ],
)
def test_entry_must_have_what_its_type_needs(bib, kind, fields, missing):
    _, problems = written({"key": fields}, bib, kind)
    assert sorted(p.field for p in problems) == [f"key.{field}" for field in missing]
    assert all("is missing" in p.message for p in problems)


def test_a_short_title_too_long_for_figures_is_refused(bib):
    _, problems = written({"fits": {"shorttitle": "x" * 24}, "long": {"shorttitle": "x" * 25}}, bib)
    assert [p.field for p in problems] == ["long.shorttitle"]
    assert "has 25 characters. Figures print at most 24" in problems[0].message


@pytest.mark.parametrize(
    ("field", "value", "refused"),
    [
        ("note", "Authors not read; the key follows custom", "'the key'"),
        ("note", "Journal in brackets as in the extraction", "'the extraction'"),
        ("note", "Keys of the piano; teeth after extraction", None),
        ("howpublished", "Tea Leaves (journal)", "'(journal)'"),
        ("howpublished", "Journal of Tea (London)", None),
    ],
)
def test_a_note_that_only_editors_can_follow_is_refused(bib, field, value, refused):
    _, problems = written({"tea": {field: value}}, bib, "misc")
    found = [p for p in problems if "means nothing to a reader" in p.message]
    assert [(p.field, p.message.partition(" means")[0]) for p in found] == (
        [(f"tea.{field}", refused)] if refused else []
    )


def test_entry_knows_its_line(bib):
    bibliography, _ = written({"a": {}, "b": {}}, bib)
    lines = bib.read_text("utf-8").splitlines()
    assert [lines[entry.line - 1] for entry in bibliography.values()] == ["@article{a,", "@article{b,"]


def test_citations_are_found_with_file_line_and_every_key(tmp_path):
    chapters = tmp_path / "chapters"
    (chapters / "part").mkdir(parents=True)
    (chapters / "a.md").write_text("# A\n\nSeen {cite:p}`feng2020, li2013` and {cite}`wu2021`, {cite:t}`feng2020`.\n")
    (chapters / "part" / "b.md").write_text("None: `feng2020`, {ref}`li2013`.\n\n{cite:year}`xie2022`\n")
    (chapters / "notes.txt").write_text("{cite:p}`nobody1999`\n")
    assert cited_in(tmp_path) == [
        ("chapters/a.md", 3, "feng2020"),
        ("chapters/a.md", 3, "li2013"),
        ("chapters/a.md", 3, "wu2021"),
        ("chapters/a.md", 3, "feng2020"),
        ("chapters/part/b.md", 3, "xie2022"),
    ]


def test_generated_study_pages_do_not_cite(tmp_path):
    (tmp_path / STUDY_PAGES).mkdir(parents=True)
    (tmp_path / STUDY_PAGES / "feng2020.md").write_text("{cite:p}`feng2020`\n")
    assert cited_in(tmp_path) == []


def test_review_without_chapters_cites_nothing(tmp_path):
    assert cited_in(tmp_path) == []


@pytest.mark.parametrize(
    ("moved", "behind", "place"),
    [("quill2022", "adler2010", "behind "), ("able1998", "quill2022", "first"), ("baker2011", "norris2021", "behind ")],
)
def test_the_record_that_is_out_of_order_is_named_and_no_other(review_copy, moved, behind, place):
    file = review_copy / "references.bib"
    text = file.read_text("utf-8")
    entry = re.search(rf"@\w+\{{{moved},.*?\n\}}\n\n?", text, re.DOTALL)[0]
    rest = text.replace(entry, "")
    after = re.search(rf"@\w+\{{{behind},.*?\n\}}\n\n?", rest, re.DOTALL).end()
    file.write_text(f"{rest[:after].rstrip()}\n\n{entry.rstrip()}\n\n{rest[after:]}", "utf-8")
    with pytest.raises(DataError) as error:
        load(review_copy)
    (problem,) = error.value.problems
    assert problem.field == moved and place in problem.message
