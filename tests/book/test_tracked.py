"""Comparing the article with an earlier one, and what a co-author changed in its Word file."""

import csv
import io
import json
import subprocess
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import docx
import panflute as pf
import pypandoc
import pytest
from docx.oxml.ns import qn

from livingreview.cli import main
from livingreview.publish.manuscript import pdf, word
from livingreview.publish.manuscript.against import find_earlier, read_word, write_changes
from livingreview.publish.manuscript.assemble import Paper
from livingreview.publish.manuscript.layout import fit_table
from livingreview.publish.manuscript.tracked import Change, Comparison, with_numbers
from livingreview.publish.workplace import NotBuilt

OLD = """\
# Results

Relief in 56% (33% to 76%) of 18 people in *two cohorts* [there](https://example.org). It fell. Nothing was seen.

A paragraph that goes away as a whole.

- one thing
- two things

| Study | Patients | Time  |
|-------|----------|-------|
| Adams | 10       | 2 mo  |
| Brown | 8        | 1 mo  |

: **Table 1.** Relief in two.
"""
NEW = """\
# Results

Relief in 58% (35% to 76%) of 20 people in *three cohorts* [there](https://example.org). Nothing was seen.

Quite another text, new at this place.

- one thing
- two other things
- three

| Study | Patients | Time  |
|-------|----------|-------|
| Adams | 12       | 2 mo  |
| Cole  | 5        | 3 mo  |

: **Table 1.** Relief in three.
"""


def pandoc(*options: str, text: str = "") -> str:
    command = [pypandoc.get_pandoc_path(), *options]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout


def blocks(markdown: str) -> list[pf.Block]:
    return list(pf.load(io.StringIO(pandoc("-f", "markdown", "-t", "json", text=markdown))).content)


def written(made: list[pf.Block], file: Path) -> Path:
    stream = io.StringIO()
    pf.dump(pf.Doc(*made), stream)
    pandoc("-f", "json", "-t", "docx", "-o", str(file), text=stream.getvalue())
    return file


def plain(file: Path, changes: str) -> str:
    return pandoc("-f", "docx", f"--track-changes={changes}", "-t", "plain", str(file))


def words_of(text: str) -> list[str]:
    return [one for one in text.replace("-", " ").split() if one]


@pytest.fixture
def compared(tmp_path) -> tuple[Comparison, Path]:
    comparison = Comparison("Version 2", "2020-02-29T00:00:00Z")
    file = written(comparison.documents(blocks(OLD), blocks(NEW)), tmp_path / "compared.docx")
    word.finish(file, "", False, False)
    return comparison, file


def test_accepting_all_tracked_changes_gives_the_new_text_and_rejecting_them_the_old(compared, tmp_path):
    _, file = compared
    for changes, text in (("accept", NEW), ("reject", OLD)):
        whole = pandoc("-f", "docx", "-t", "plain", str(written(blocks(text), tmp_path / f"{changes}.docx")))
        assert words_of(plain(file, changes)) == words_of(whole)


def test_tracked_changes_name_who_made_them_and_when(compared):
    body = docx.Document(str(compared[1])).element.body
    marks = [*body.iter(qn("w:ins")), *body.iter(qn("w:del"))]
    assert {one.get(qn("w:author")) for one in marks} == {"Version 2"}
    assert {one.get(qn("w:date")) for one in marks} == {"2020-02-29T00:00:00Z"}
    rows = {
        kind: [one for one in body.iter(qn("w:trPr")) if one.find(qn(kind)) is not None] for kind in ("w:ins", "w:del")
    }
    assert [len(rows["w:ins"]), len(rows["w:del"])] == [1, 1]  # accepted or rejected as a row
    numbers = [one.get(qn("w:id")) for one in marks]
    assert len(numbers) == len(set(numbers))


def test_what_is_different_is_listed_by_sentence_cell_and_caption(compared):
    found = {(one.place, one.before, one.after) for one in compared[0].changes}
    assert ("Results", "It fell.", "") in found
    assert ("Results", "A paragraph that goes away as a whole.", "") in found
    assert ("Results", "", "Quite another text, new at this place.") in found
    assert ("Results", "two things", "two other things") in found
    assert ("Table 1", "Relief in two.", "Relief in three.") in found
    assert ("Table 1, Adams", "10", "12") in found
    assert ("Table 1", "", "Cole | 5 | 3 mo") in found
    assert not any("Nothing was seen" in one.before for one in compared[0].changes)


def test_numbers_that_changed_are_named_even_if_the_words_around_them_did(tmp_path):
    changes = [
        Change("Results", "Relief in 56% of 18.", "Relief in 58% of 20."),
        Change("Results", "It is seen in 3.", "It was seen in 3."),
        Change("Results", "", "Of 7, none."),
        Change("Results", "A change of -1.5 in mTORC1.", "A change of 1.5 in mTORC2."),
    ]
    assert [one.numbers for one in with_numbers(changes)] == [
        (("56%", "18"), ("58%", "20")), ((), ("7",)), (("-1.5",), ("1.5",))
    ]  # fmt: skip
    write_changes(tmp_path / "changes.csv", changes)
    rows = list(csv.DictReader(io.StringIO((tmp_path / "changes.csv").read_text("utf-8"))))
    assert [one["Numbers before"] for one in rows] == ["56%; 18", "", "", "-1.5"]


def test_a_document_compared_with_itself_has_no_changes(tmp_path):
    comparison = Comparison("x", "2020-02-29T00:00:00Z")
    file = written(comparison.documents(blocks(NEW), blocks(NEW)), tmp_path / "same.docx")
    assert comparison.changes == []
    assert not [one for one in docx.Document(str(file)).element.iter(qn("w:ins"), qn("w:del"))]


def test_one_text_in_other_pieces_is_no_change():
    one = pf.Para(pf.Str("asked"), pf.Space(), pf.Str("[3],"), pf.Space(), pf.Str("5%"))
    cited = pf.Cite(pf.Str("["), pf.Str("3"), pf.Str("]"), citations=[pf.Citation("x")])
    other = pf.Para(pf.Str("asked"), pf.Space(), cited, pf.Str(","), pf.Space(), pf.Str("5"), pf.Str("%"))
    comparison = Comparison("x", "2020-02-29T00:00:00Z")
    (made,) = comparison.documents([one], [other])
    assert comparison.changes == []
    assert pf.stringify(made).strip() == "asked [3], 5%"


def test_an_equation_is_the_same_after_word_and_a_changed_one_can_be_set(tmp_path):
    text = "The interval is\n$$\\hat{\\theta} \\pm t_{k-2}\\sqrt{s^2 + \\hat{\\tau}^2},$$\nof $k$ studies.\n"
    sent = read_word(written(blocks(text), tmp_path / "sent.docx").read_bytes())
    comparison = Comparison("x", "2020-02-29T00:00:00Z")
    comparison.documents(sent, blocks(text))
    assert comparison.changes == []
    made = comparison.documents(blocks(text), blocks(text.replace("s^2", "r^2")))
    inlines = [one for block in made for one in block.content]
    assert sum(isinstance(one, pf.Math) and one.format == "DisplayMath" for one in _inside(inlines)) == 2
    assert len(comparison.changes) >= 1


def _inside(inlines: Iterable[pf.Inline]) -> Iterator[pf.Inline]:
    for one in inlines:
        yield one
        yield from _inside(getattr(one, "content", ()))


def test_a_table_with_other_columns_is_shown_as_deleted_and_inserted(tmp_path):
    comparison = Comparison("x", "2020-02-29T00:00:00Z")
    wide = (
        NEW.replace("| Time  |", "| Time | Sex |")
        .replace("|-------|\n", "|-------|---|\n")
        .replace("mo  |", "mo | f |")
    )
    file = written(comparison.documents(blocks(NEW), blocks(wide)), tmp_path / "wide.docx")
    assert "Sex" in plain(file, "accept")
    assert "Sex" not in plain(file, "reject")


def test_a_narrow_table_fits_with_marks_too():
    """Of a number that changed, both are shown, and a line may break between them."""
    header = [f"column{i:02}" for i in range(14)]
    tables = []
    for number in ("1234567890", "9876543210"):
        lines = [header, ["-" * 8] * 14, [number] * 14]
        tables.append(blocks("\n".join(f"| {' | '.join(line)} |" for line in lines)))
    (made,) = Comparison("x", "2020-02-29T00:00:00Z").documents(*tables)
    fitted = fit_table(made, "here")
    assert fitted.shares == fit_table(tables[0][0], "here").shares
    paper = Paper("changes", "Changes", [], [], [made], {})
    (table,) = [one for one in pdf.source([made], paper, Path()) if isinstance(one, pf.Table)]
    assert [share for _, share in table.colspec] == list(fitted.shares)


# What it is compared with


def bundle_of(root: Path, version: str, text: str) -> Path:
    folder = root / "_build" / "submission" / f"submission-{version}-2020-01-01-draft"
    folder.mkdir(parents=True)
    return written(blocks(text), folder / "manuscript.docx")


def test_an_earlier_text_is_a_bundle_a_zip_file_a_word_file_or_a_version(tmp_path):
    file = bundle_of(tmp_path, "1.0.0", OLD)
    packed = tmp_path / "earlier.zip"
    with zipfile.ZipFile(packed, "w") as one:
        one.write(file, "manuscript.docx")
    for named in (file.parent, packed, file, "1.0.0"):
        assert find_earlier(tmp_path, str(named)).word == file.read_bytes()


def test_of_a_frozen_version_without_its_bundle_only_results_are_compared(tmp_path):
    (tmp_path / "data" / "releases").mkdir(parents=True)
    frozen = {"version": "0.9.0", "date": "2020-01-01", "files": {}, "records": {}, "results": {}}
    (tmp_path / "data" / "releases" / "0.9.0.json").write_text(json.dumps(frozen), "utf-8")
    earlier = find_earlier(tmp_path, "0.9.0")
    assert earlier.word is None
    assert "released before texts were kept in data/releases" in earlier.note
    with pytest.raises(NotBuilt, match=r"'0\.8\.0' is no file or folder, and no version\. Allowed: .*\(0\.9\.0\)"):
        find_earlier(tmp_path, "0.8.0")


@pytest.mark.parametrize("content", [b"no zip", None])
def test_what_is_neither_a_bundle_nor_a_word_file_is_named(tmp_path, content):
    file = tmp_path / "other.docx"
    if content is None:
        with zipfile.ZipFile(file, "w") as packed:
            packed.writestr("other.txt", "x")
    else:
        file.write_bytes(content)
    with pytest.raises(NotBuilt, match=r"other\.docx"):
        find_earlier(tmp_path, str(file))


# What a co-author changed


def returned(root: Path, capsys, *options: str) -> list[dict]:
    assert main(["--root", str(root), "word", "compare", *options, "--format", "json"]) == 0
    return json.loads(capsys.readouterr().out)


SENT = """\
# Methods

Cats were asked too [3], 5 < 6 & 7 > 6, all % of them at α = 0.05.

# Results

Relief in 56% (33% to 76%) of 18 people; in one study 7/10 (70%) [1].
"""


def line_of(root: Path, chapter: str, text: str) -> int:
    lines = (root / "chapters" / f"{chapter}.md").read_text("utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


def test_changed_sentences_of_a_returned_file_are_listed_by_chapter_and_line(tiny_paper, tmp_path, capsys):
    edited = SENT.replace("Cats were asked too", "Many cats were also asked")
    comparison = Comparison("Ann Adams", "2020-03-01T00:00:00Z")
    file = written(comparison.documents(blocks(SENT), blocks(edited)), tmp_path / "returned.docx")
    (found,) = returned(tiny_paper, capsys, str(file))
    assert (found["file"], found["line"]) == ("chapters/methods.md", line_of(tiny_paper, "methods", "Cats were asked"))
    assert found["before"].startswith("Cats were asked too")
    assert found["after"].startswith("Many cats were also asked")
    assert found["computed"] is False


def test_a_number_that_is_computed_is_to_be_corrected_in_the_data(tiny_paper, tmp_path, capsys):
    sent = written(blocks(SENT), tmp_path / "sent.docx")
    file = written(blocks(SENT.replace("56%", "65%")), tmp_path / "returned.docx")  # without tracked changes
    (found,) = returned(tiny_paper, capsys, str(file), "--sent", str(sent))
    assert found["file"] == "chapters/index.md"
    assert found["computed"] is True
    assert main(["--root", str(tiny_paper), "word", "compare", str(file)]) == 1
    assert "Say with --sent which file was sent out" in capsys.readouterr().err


def test_comments_are_listed_with_their_sentence_and_author(tiny_paper, tmp_path, capsys):
    file = written(blocks(SENT), tmp_path / "returned.docx")
    document = docx.Document(str(file))
    paragraph = next(one for one in document.paragraphs if "Cats" in one.text)
    document.add_comment(paragraph.runs[-1], text="How many?", author="Bob Brown")
    document.save(str(file))
    (found,) = returned(tiny_paper, capsys, str(file), "--sent", str(file))
    assert (found["comment"], found["by"]) == ("How many?", "Bob Brown")
    assert found["file"] == "chapters/methods.md"
