"""`review audit`: the sample that is drawn, and the filled sheet that is taken back."""

import csv
import io
from datetime import date

import pytest
from corruption import ADLER

from helpers import change
from livingreview import DataError, load
from livingreview.cli import main
from livingreview.contributing.extract.auditing import ASKED, frame, sheet, take

DAY = date(2024, 2, 6)


def filled(text, answers):
    """The sheet with answers: by row, in the order of the columns asked for; all others are yes."""
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0].keys())
    writer.writeheader()
    for i, row in enumerate(rows):
        writer.writerow(row | dict(zip(ASKED, answers.get(i, ("yes", "yes", "yes", "")), strict=True)))
    return out.getvalue()


def test_every_printed_figure_is_in_the_frame_and_no_derived_count(review):
    figures = frame(review)
    fields = {(one.file, one.field) for one in figures}
    assert len(fields) == len(figures)
    for field in ("efficacy[0].events", "efficacy[0].n", "efficacy[0].printed", "efficacy[2].printed", "arms[0].dose"):
        assert (ADLER, field) in fields
    for field in ("efficacy[2].events", "efficacy[2].n", "efficacy[7].events"):  # worked out; words alone
        assert (ADLER, field) not in fields
    folders = {one.file.split("/")[1] for one in figures}
    assert folders == {"studies", "trials", "context"}
    assert ("data/studies/able1998.yaml", "findings[0].value") in fields


def test_a_seed_draws_the_same_sample_and_each_figure_once(review):
    one, two, other = sheet(review, 20, 7), sheet(review, 20, 7), sheet(review, 20, 8)
    assert one == two != other
    rows = list(csv.DictReader(io.StringIO(one.removeprefix("\ufeff"))))
    assert len({(row["file"], row["field"]) for row in rows}) == 20
    assert all(row["seed"] == "7" and row["frame"] == str(len(frame(review))) for row in rows)
    assert len(list(csv.reader(io.StringIO(sheet(review, len(frame(review)), 1))))) == len(frame(review)) + 1
    for n in (0, len(frame(review)) + 1):
        with pytest.raises(DataError, match="cannot be drawn"):
            sheet(review, n, 1)


def test_a_spreadsheet_runs_nothing_of_it(review_copy):
    change(review_copy / ADLER, "12, printed: 65%, source: 1, at: Abstract", '12, printed: 65%, source: 1, at: "=1+1"')
    review = load(review_copy)
    rows = list(csv.DictReader(io.StringIO(sheet(review, len(frame(review)), 1).removeprefix("\ufeff"))))
    assert [row["place"] for row in rows if "=1+1" in row["place"]] == ["'=1+1"]
    assert not [cell for row in rows for cell in row.values() if cell[:1] in ("=", "+", "-", "@")]


def test_a_filled_sheet_becomes_an_audit_that_the_book_can_print(review_copy, tmp_path, capsys):
    file = tmp_path / "sheet.csv"
    arguments = ["--root", str(review_copy), "audit"]
    assert main([*arguments, "draw", "--n", "10", "--seed", "7", "--out", str(file)]) == 0
    answers = {1: ("no", "", "", "page is gone"), 2: ("yes", "no", "yes", "12"), 3: ("Y", "1", "0", "other arm")}
    file.write_text(filled(file.read_text("utf-8"), answers), "utf-8")
    assert main([*arguments, "take", str(file), "--by", "checker 1", "--date", "2024-02-06"]) == 0
    assert "9 of 10 seen" in capsys.readouterr().out
    audit = load(review_copy).audits["2024-02-06-7"]
    assert (audit.drawn, audit.seen, audit.wrong_numbers, audit.wrong_labels) == (10, 9, 1, 1)
    assert [(one.what, one.remark) for one in audit.faults] == [
        ("not seen", "page is gone"), ("number", "12"), ("label", "other arm")
    ]  # fmt: skip
    assert main([*arguments, "take", str(file), "--by", "checker 1", "--date", "2024-02-06"]) == 1
    assert "entered once" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("answers", "by", "word"),
    [
        ({0: ("", "", "", "")}, "checker 1", "2 seen: '' is no answer"),
        ({0: ("yes", "perhaps", "yes", "")}, "checker 1", "2 number right: 'perhaps' is no answer"),
        ({4: ("no", "yes", "", "")}, "checker 1", "6 number right: the figure was not seen"),
        ({}, "Dr Adler", "not a role"),
    ],
)
def test_a_sheet_with_gaps_is_refused_as_a_whole(answers, by, word, review, review_copy, tmp_path):
    file = tmp_path / "sheet.csv"
    file.write_text(filled(sheet(review, 5, 7), answers), "utf-8")
    with pytest.raises(DataError) as caught:
        take(review_copy, file, by, DAY)
    assert word in str(caught.value)
    assert not (review_copy / "data" / "audits").exists()


@pytest.mark.parametrize(
    ("edit", "word"),
    [
        (lambda text: text.replace("number right", "right"), "no column 'number right'"),
        (lambda text: text.split("\n")[0] + "\n", "holds no figure"),
        (lambda text: text.replace(",7,", ",8,", 1), "one seed"),
    ],
)
def test_another_table_is_refused(edit, word, review, review_copy, tmp_path):
    file = tmp_path / "sheet.csv"
    file.write_text(edit(filled(sheet(review, 5, 7), {})), "utf-8")
    with pytest.raises(DataError, match=word):
        take(review_copy, file, "checker 1", DAY)


def test_a_sheet_that_a_spreadsheet_saved_with_semicolons_is_read(review, review_copy, tmp_path):
    file = tmp_path / "sheet.csv"
    rows = list(csv.reader(io.StringIO(filled(sheet(review, 5, 7), {}))))
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, delimiter=";").writerows(rows)
    assert take(review_copy, file, "checker 1", DAY)[1].drawn == 5
