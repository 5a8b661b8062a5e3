"""`review study check`: what the whole check says of a publication, no more and no less, and what is still to do."""

import os

import pytest
from corruption import ADLER, BAKER, BIB, CARTER, LOG, OVERLAP, PARTNER, add, content, line, swap
from corruptions_of_mechanisms import OF_MECHANISMS
from corruptions_of_outcomes import OF_OUTCOMES
from corruptions_of_studies import OF_STUDIES

from livingreview import DataError, load
from livingreview.cli import main
from livingreview.contributing.study.checking import check_study
from livingreview.store.around import around
from livingreview.store.texts import MAX_BYTES

FILES = (ADLER, BAKER, CARTER, OVERLAP, PARTNER)
DAMAGED = [one for one in (*OF_STUDIES, *OF_OUTCOMES, *OF_MECHANISMS) if one.file in FILES][
    ::3
]  # the whole check takes a while


def whole(root):
    try:
        load(root)
    except DataError as error:
        return error.problems
    return []


@pytest.mark.parametrize("corruption", DAMAGED[::3], ids=lambda one: one.name.replace(" ", "-"))
def test_a_damaged_publication_has_the_problems_that_the_whole_check_reports(corruption, review_copy):
    corruption.edit(review_copy / corruption.file)
    everything = whole(review_copy)
    assert everything
    for key in {one.file.split("/")[-1].removesuffix(".yaml") for one in everything if one.file in FILES}:
        if not (review_copy / "data" / "studies" / f"{key}.yaml").is_file():
            continue
        found = check_study(review_copy, key).problems
        own = [one for one in everything if one.file == f"data/studies/{key}.yaml"]
        assert [one for one in found if one.file == f"data/studies/{key}.yaml"] == own
        assert set(found) <= set(everything)


@pytest.mark.parametrize(
    ("file", "edit", "field"),
    [
        (BIB, swap("@article{adler2010,", "@article{adler2099,"), "id"),
        (LOG, swap(",adler2010,,teabase:2", ",,,teabase:2"), "r0002.study"),
        (PARTNER, swap("study: dalton2013", "study: dalton2014"), "cohort.overlaps[0].study"),
        ("chapters/index.md", add("\n{cite:p}`adler2010x`\n"), None),
        ("data/trials/adler2010.yaml", content("id: adler2010\n"), "id"),
    ],
)
def test_what_a_publication_touches_is_checked_too(file, edit, field, review_copy):
    edit(review_copy / file)
    found = check_study(review_copy, "dalton2013" if file == PARTNER else "adler2010").problems
    assert set(found) <= set(whole(review_copy))
    assert (field in {one.field for one in found}) if field else not found


def test_problems_of_others_are_left_to_the_whole_check(review_copy):
    line("country:", "contry: Ruritania")(review_copy / ADLER)
    assert not check_study(review_copy, "hayes2018").problems
    assert check_study(review_copy, "adler2010").problems


def test_an_unusable_vocabulary_is_said(review_copy):
    (review_copy / "data" / "vocabulary.yaml").write_text("")
    assert "data/vocabulary.yaml" in {one.file for one in check_study(review_copy, "adler2010").problems}


def test_gaps_are_listed_with_their_lines_and_are_no_problems(review_copy, capsys):
    file = review_copy / ADLER
    file.write_text(file.read_text("utf-8") + "# TODO: follow-up: how long were patients observed?\n", "utf-8")
    assert main(["--root", str(review_copy), "study", "check", str(file)]) == 0
    said = capsys.readouterr().out
    assert f"{ADLER}:{len(file.read_text('utf-8').splitlines())} to do: follow-up" in said
    assert "no problems, one gap" in said


def test_problems_end_with_exit_code_1(review_copy, capsys):
    line("country:", "contry: Ruritania")(review_copy / ADLER)
    assert main(["--root", str(review_copy), "study", "check", "adler2010"]) == 1
    assert "Did you mean 'country'?" in capsys.readouterr().out


def test_several_publications_are_checked_one_after_the_other(review_copy, capsys):
    line("country:", "contry: Ruritania")(review_copy / ADLER)
    assert main(["--root", str(review_copy), "study", "check", "adler2010", "baker2011"]) == 1
    said = capsys.readouterr().out
    assert "adler2010: one problem" in said and "baker2011: no problems" in said


@pytest.mark.parametrize("key", ["../adler2010", "adler2010/..", "Adler2010", "", "nobody1999", "README.md"])
def test_what_is_no_key_is_refused(key, review_copy, capsys):
    assert main(["--root", str(review_copy), "study", "check", key]) == 1
    assert "nothing was done" in capsys.readouterr().err


def test_a_file_elsewhere_is_told_where_it_belongs(review_copy, capsys):
    (review_copy / "adler2010.yaml").write_text("id: adler2010\n")
    assert main(["--root", str(review_copy), "study", "check", str(review_copy / "adler2010.yaml")]) == 1
    assert "data/studies/KEY.yaml" in capsys.readouterr().err


ROW = (
    "  - {{axis: {axis}, system: cell-line, disease: hiccups, perturbation: {what}, direction: {way}, finding: It did, "
)
ROW += "source: 1, at: Abstract}}\n"


@pytest.mark.parametrize(
    ("what", "way", "contradicted"),
    [
        ("disease", "down", True),
        ("disease", "up", False),
        ("disease", "mixed", False),
        ("stimulus", "down", False),  # what was compared is something else
    ],
)
def test_a_finding_that_contradicts_most_others_is_a_hint(what, way, contradicted, review_copy):
    studies = review_copy / "data" / "studies"
    others = ["adler2010", "dalton2013", "ellis2014", "frost2016"]
    for key in others:
        add("findings:\n" + ROW.format(axis="calcium", what="disease", way="up"))(studies / f"{key}.yaml")
    add("findings:\n" + ROW.format(axis="calcium", what=what, way=way))(studies / "hayes2018.yaml")
    checked = check_study(review_copy, "hayes2018")
    assert not checked.problems
    told = [hint for hint in checked.hints if "contradicts" in hint]
    assert bool(told) == contradicted
    assert all(key in hint for hint in told for key in others)


def test_a_percentage_without_a_count_is_a_hint_where_its_outcome_is_pooled(review_copy):
    assert any("efficacy[0] (relief, 73%)" in hint for hint in check_study(review_copy, "hayes2018").hints)


def test_bias_that_is_due_is_a_hint_unless_a_gap_of_the_file_says_so(review_copy):
    def said():
        return [hint for hint in check_study(review_copy, "ellis2014").hints if hint.startswith("risk_of_bias ")]

    (hint,) = said()
    assert "jbi-case-series" in hint and "consecutive" in hint
    file = review_copy / "data" / "studies" / "ellis2014.yaml"
    file.write_text(file.read_text("utf-8") + "# TODO: risk_of_bias: judge every item.\n", "utf-8")
    assert said() == []


@pytest.mark.parametrize("what", ["huge", "link", "pipe"])
def test_a_file_that_the_loader_would_not_open_is_not_opened(what, review_copy, tmp_path):
    other = review_copy / "data" / "studies" / "zz2020.yaml"
    names = "limits: See adler2010.\n"
    if what == "huge":
        other.write_text(names + "#" * MAX_BYTES, "utf-8")
    elif what == "link":
        (tmp_path / "outside.yaml").write_text(names, "utf-8")
        other.symlink_to(tmp_path / "outside.yaml")
    else:
        os.mkfifo(other)  # reading it would never end
    assert "zz2020" not in around(review_copy, "adler2010")
    assert check_study(review_copy, "adler2010").problems == ()
    if what == "pipe":
        other.unlink()
    else:
        said = [one.message for one in check_study(review_copy, "zz2020").problems if not one.field]
        assert any("bytes" in message or "link" in message for message in said)
