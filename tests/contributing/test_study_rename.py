"""`review study rename`: everywhere or nowhere, whole words only, and what is frozen stays."""

import re

import pytest
from corruption import add

from helpers import change, files_of
from livingreview import load
from livingreview.cli import main


def run(root, old, new):
    return main(["--root", str(root), "study", "rename", old, new])


def data_of(root):
    return {name: text for name, text in files_of(root).items() if not name.startswith((".review", "data/schema"))}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("adler2010", "zander2010"),  # the last of its file
        ("dalton2013", "aaron2013"),  # an overlap; the first
        ("able1998", "able1998b"),
        ("clark2002", "clarkson2002"),  # a conflict of findings
        ("olsen2005", "olson2005"),  # background
        ("tea-0001", "tea-0009"),  # a registered trial
        ("kemp", "kempson"),  # a word
    ],
)
def test_a_new_key_is_everywhere_and_the_old_one_comes_back_byte_for_byte(old, new, review_copy):
    before = data_of(review_copy)
    numbers = {key: load(review_copy).bibliography.label(key) for key in load(review_copy).bibliography if key != old}
    assert run(review_copy, old, new) == 0
    renamed = load(review_copy)
    assert new in renamed.files and old not in renamed.files
    assert new in renamed.bibliography and old not in renamed.bibliography
    assert {key: renamed.bibliography.label(key) for key in numbers} == numbers
    assert new in {record.study for record in renamed.log}
    assert run(review_copy, new, old) == 0
    assert data_of(review_copy) == before


def test_citations_results_links_and_cells_name_the_new_key(review_copy):
    chapter = review_copy / "chapters" / "index.md"
    text = "\n{cite:p}`able1998,adler2010` {result}`publications.adler2010.enrolled` "
    text += "[it](/chapters/studies/adler2010.md)\n"
    add(text + "https://example.org/adler2010 and adler2010b, xadler2010, adler2010-x\n")(chapter)
    change(review_copy / "data/studies/baker2011.yaml", "country:", "limits: See adler2010.\ncountry:")
    assert run(review_copy, "adler2010", "zander2010") == 0
    after = chapter.read_text("utf-8")
    for expected in ("{cite:p}`able1998,zander2010`", "publications.zander2010.enrolled", "studies/zander2010.md"):
        assert expected in after
    assert "https://example.org/adler2010 and adler2010b, xadler2010, adler2010-x" in after
    assert "limits: See zander2010." in (review_copy / "data/studies/baker2011.yaml").read_text("utf-8")


def test_a_key_that_may_be_a_word_stays_in_prose_and_the_place_is_named(review_copy, capsys):
    add("\nThe village of kemp is not {cite:p}`kemp`.\n")(review_copy / "chapters" / "index.md")
    assert run(review_copy, "kemp", "kempson") == 0
    text = (review_copy / "chapters" / "index.md").read_text("utf-8")
    assert "The village of kemp is not {cite:p}`kempson`." in text
    assert re.search(r"left as it is.*chapters/index\.md:\d+", capsys.readouterr().out)


def test_a_record_with_a_file_of_its_own_is_renamed_with_it(review_copy):
    added = review_copy / "data" / "screening" / "added"
    columns = (
        "record,title,first_author,year,doi,pmid,url,log,stage,decision,reason,category,study,duplicate_of,found\n"
    )
    log = review_copy / "data" / "screening" / "records.csv"
    kept = [line for line in log.read_text("utf-8").splitlines(keepends=True) if ",hayes2018," not in line]
    log.write_text("".join(kept), "utf-8")
    added.mkdir(exist_ok=True)
    line = "hayes2018,A title,Hayes,2018,,,,hand,abstract,include,,,hayes2018,,\n"
    (added / "hayes2018.csv").write_text(columns + line)
    load(review_copy)
    assert run(review_copy, "hayes2018", "hays2018") == 0
    assert [file.name for file in added.iterdir()] == ["hays2018.csv"]
    load(review_copy)


def test_released_versions_are_frozen_and_said_to_keep_the_old_key(review_copy, capsys):
    releases = review_copy / "data" / "releases"
    releases.mkdir(exist_ok=True)
    (releases / "0.0.9.json").write_text('{"files": {"studies": {"adler2010": "x"}}}')
    assert run(review_copy, "adler2010", "zander2010") == 0
    assert "0.0.9" in capsys.readouterr().out
    assert "adler2010" in (releases / "0.0.9.json").read_text()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("adler2010", "baker2011", "another publication"),
        ("adler2010", "adler2010", "another publication"),
        ("adler2010", "../adler", "not a key"),
        ("adler2010", "Adler2010", "not a key"),
        ("../adler2010", "adler2011", "not a key"),
        ("nobody1999", "somebody1999", "has no file"),
        ("adler2010", "adler2011", "says 2011"),  # found by the check: everything is put back
    ],
)
def test_what_cannot_be_renamed_is_refused_and_nothing_changes(old, new, said, review_copy, capsys):
    before = data_of(review_copy)
    assert run(review_copy, old, new) == 1
    assert said in capsys.readouterr().err
    assert data_of(review_copy) == before


def test_other_faults_of_the_data_do_not_stop_it(review_copy):
    change(review_copy / "data/studies/baker2011.yaml", "country:", "contry:")
    assert run(review_copy, "adler2010", "zander2010") == 0
