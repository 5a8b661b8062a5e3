"""Fitting tables and pictures on pages of paper."""

import re
from pathlib import Path

import pandas as pd
import pytest

from livingreview.render import style
from livingreview.render.layout import (
    READABLE,
    TEXT_HEIGHT,
    TEXT_WIDTH,
    Fit,
    LayoutError,
    Piece,
    column,
    cut,
    fit,
    pieces,
    row_height,
)
from livingreview.render.parts import Breaks, on_paper
from livingreview.render.rows import Interval, Panel, Plot, Row, proportions
from livingreview.render.uses import Use

pytestmark = pytest.mark.slow

ROW = 0.3


def columns(*texts: str):
    return [column(1, [text]) for text in texts]


def test_tables_are_upright_turned_or_refused():
    assert not fit(columns(*["a"] * 4), "here").landscape
    assert not fit(columns(*["terse"] * 9), "here").landscape
    assert fit(columns(*["terse"] * 8, "long " * 20), "here").landscape
    assert fit(columns(*["terse"] * 10), "here").landscape
    with pytest.raises(LayoutError, match="here: the table has 20 columns"):
        fit(columns(*["0123456789012345678901234"] * 20), "here")


def test_columns_are_at_least_as_wide_as_their_longest_word():
    shares = fit(columns("a", "10.1000/182-identifier", "b " * 200), "here").shares
    assert sum(shares) == pytest.approx(1)
    assert shares[1] * TEXT_WIDTH > len("identifier") * 4
    assert shares[2] > shares[1] > shares[0]


@pytest.mark.parametrize(
    ("text", "longest"),
    [("2024-01-31", 10), ("steeped-tea", 7), ("cups/day", 4), ("IL-10", 6)],  # capitals are wider
)
def test_a_line_ends_at_a_hyphen_unless_a_digit_follows(text, longest):
    assert column(1, ["a", text]).longest == longest


def test_width_goes_to_the_column_with_the_longest_texts():
    short, long = ["word " * 4] * 9, ["word " * 60] * 9
    shares = fit([column(3, short), column(1, long), column(3, short)], "here").shares
    assert shares[1] > 2 * shares[0]
    rows = [(a, b, c) for a, b, c in zip(short, long, short, strict=True)]
    as_given = Fit((3 / 7, 1 / 7, 3 / 7), "footnotesize", False)
    found = Fit(shares, "footnotesize", False)
    low, high = (sum(row_height(row, how) for row in rows) for how in (found, as_given))
    assert low < high / 2


def saved(folder: Path, rows: int, cut: bool, caption: str = "Short.") -> Path:
    """A picture of rows, every fifth of them a heading, with a head above and a scale below."""
    shown = [Row(f"row{i:02}", marks=[Interval(0.1, 0.9)], kind="row" if i % 5 else "heading") for i in range(rows)]
    plot = Plot([Panel(shown, [proportions(title="SCALE")], head="HEAD")])
    draw = plot if cut else lambda width: plot(width)  # a function cannot draw some of the rows
    style.Drawing("rows", draw, caption, "Rows.", pd.DataFrame()).save(folder, Use.PAPER)
    return folder / "rows.svg"


def words_of(piece: Piece) -> list[str]:
    texts = re.findall(r"<text\b[^>]*>([^<]*)", on_paper(piece.file).read_text("utf-8"))
    return " ".join(texts).split()


def height_of(piece: Piece) -> float:
    box = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', on_paper(piece.file).read_text("utf-8"))
    return float(box[2]) * piece.width / float(box[1])


@pytest.mark.parametrize("cut", [True, False])
def test_a_picture_that_fits_is_left_whole(tmp_path, cut):
    (whole,) = pieces(saved(tmp_path, 10, cut), "Short.", "here")
    assert (whole.file.name, whole.width) == ("rows.svg", TEXT_WIDTH)
    assert height_of(whole) < whole.height < height_of(whole) + 60


def test_a_picture_slightly_too_high_is_scaled_down(tmp_path):
    (whole,) = pieces(saved(tmp_path, 41, cut=True), "Short.", "here")
    assert TEXT_WIDTH * READABLE < whole.width < TEXT_WIDTH
    assert whole.height == pytest.approx(TEXT_HEIGHT)


def test_a_tall_picture_is_split_below_rows_and_keeps_its_header_and_scale(tmp_path):
    parts = pieces(saved(tmp_path, 90, cut=True), "Short.", "here")
    assert len(parts) > 2
    shown = []
    for part in parts:
        words = words_of(part)
        rows = [word for word in words if word.startswith("row")]
        assert {"HEAD", "SCALE"} < set(words)
        assert int(rows[-1].removeprefix("row")) % 5 != 0, "a page ends with a heading"
        shown += rows
    assert shown == [f"row{i:02}" for i in range(90)]
    tall = [height_of(part) for part in parts]
    assert max(tall) < TEXT_HEIGHT
    assert min(tall) > max(tall) * 0.7, "parts are of about the same height"


def test_a_split_between_groups_of_rows_is_preferred_if_it_costs_no_page():
    breaks = [0.5 + i * ROW for i in range(56)]
    high = 0.9 + 55 * ROW

    def first(*better: int) -> float:
        groups = tuple(breaks[i] for i in better)
        panel = (0.0, breaks[0], breaks[-1], high)
        parts = cut(7.2, Breaks(high, tuple(breaks), groups, tuple(range(56)), (panel,)), "Short.")
        assert len(parts) == 2
        return parts[0][1]

    assert first() == breaks[28]
    assert first(26) == breaks[26]
    assert first(20) == breaks[28], "35 rows would not fit on the second page"


def test_a_tall_picture_that_cannot_be_split_is_refused(tmp_path):
    with pytest.raises(LayoutError, match=r"here: the picture is 3\.\d times as high as wide"):
        pieces(saved(tmp_path, 90, cut=False), "Short.", "here")


def test_a_row_higher_than_a_page_is_not_cut():
    assert cut(7.2, Breaks(30, (0.5, 1, 20, 29), (20,), (0, 1, 2, 3), ((0, 0.5, 29, 30),)), "Short.") == []


def test_the_height_of_a_caption_makes_the_picture_smaller(tmp_path):
    picture = saved(tmp_path, 35, cut=True)
    (short,) = pieces(picture, "Short.", "here")
    (long,) = pieces(picture, "Long. " * 200, "here")
    assert long.width < short.width


def test_a_picture_without_a_manifest_is_refused(tmp_path):
    (tmp_path / "x.svg").write_text("<svg/>")
    with pytest.raises(LayoutError, match=r"here: x\.parts\.json: not found; it states the size of x\.svg"):
        pieces(tmp_path / "x.svg", "", "here")
