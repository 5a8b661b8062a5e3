"""Tables and pictures on pages of paper."""

from itertools import pairwise
from pathlib import Path

import matplotlib as mpl
import pandas as pd
import pytest

from livingreview.figures import style
from livingreview.layout import READABLE, TEXT_HEIGHT, TEXT_WIDTH, LayoutError, column, fit, pieces

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


def test_columns_are_at_least_as_wide_as_what_cannot_be_broken():
    shares = fit(columns("a", "10.1000/182-identifier", "b " * 200), "here").shares
    assert sum(shares) == pytest.approx(1)
    assert shares[1] * TEXT_WIDTH > len("identifier") * 4
    assert shares[2] > shares[1] > shares[0]


def saved(folder: Path, rows: int, cut: bool) -> Path:
    def draw(width: float):
        figure, _ = style.canvas(width, 0.5 + rows * ROW + 0.4)
        if cut:
            style.may_break(figure, 0.5, [ROW] * rows, [i % 5 == 0 for i in range(rows)])
        return figure

    style.Drawing(f"rows-{rows}-{cut}", draw, "A caption.", "Rows.", pd.DataFrame()).save(folder)
    return folder / f"rows-{rows}-{cut}.pdf"


@pytest.mark.parametrize("cut", [True, False])
def test_a_picture_that_fits_is_left_whole(tmp_path, cut):
    (whole,) = pieces(saved(tmp_path, 10, cut), "Short.", "here")
    assert whole.width == TEXT_WIDTH
    assert whole.strips == ((0, pytest.approx((0.9 + 10 * ROW) * 72)),)


def test_a_picture_a_little_too_high_is_made_smaller(tmp_path):
    (whole,) = pieces(saved(tmp_path, 36, cut=True), "Short.", "here")
    assert TEXT_WIDTH * READABLE < whole.width < TEXT_WIDTH
    assert whole.room <= TEXT_HEIGHT


def test_a_high_picture_is_cut_below_rows_and_keeps_its_heads_and_scale(tmp_path):
    high = (0.9 + 90 * ROW) * 72
    parts = pieces(saved(tmp_path, 90, cut=True), "Short.", "here")
    assert len(parts) > 2
    assert {part.strips[0] for part in parts} == {(0, 36)}
    assert all(part.strips[2] == pytest.approx((high - 0.4 * 72, high)) for part in parts)
    rows = [part.strips[1] for part in parts]
    assert rows[0][0] == 36
    assert rows[-1][1] == pytest.approx(high - 0.4 * 72)
    for (_, end), (start, _) in pairwise(rows):
        assert start == end
        number = (end - 36) / ROW / 72
        assert number == pytest.approx(round(number), abs=0.01)
        assert round(number - 1) % 5 != 0, "a heading is the last row of a page"
    tall = [sum(b - a for a, b in part.strips) * part.width / (style.WIDE * 72) for part in parts]
    assert max(tall) < TEXT_HEIGHT
    assert min(tall) > max(tall) * 0.7, "parts are of about the same height"


def test_a_high_picture_that_cannot_be_cut_is_refused(tmp_path):
    with pytest.raises(LayoutError, match=r"here: the picture is 3\.\d times as high as wide"):
        pieces(saved(tmp_path, 90, cut=False), "Short.", "here")


def test_a_caption_takes_its_room(tmp_path):
    picture = saved(tmp_path, 30, cut=True)
    (short,) = pieces(picture, "Short.", "here")
    (long,) = pieces(picture, "Long. " * 200, "here")
    assert long.width < short.width


def test_what_is_no_picture_is_refused(tmp_path):
    (tmp_path / "x.pdf").write_bytes(b"%PDF-1.4")
    with pytest.raises(LayoutError, match=r"x\.pdf: this is not a picture"):
        pieces(tmp_path / "x.pdf", "", "here")


def test_figures_of_rows_tell_where_they_may_be_cut(tmp_path):
    with mpl.rc_context(style.RC):
        assert b"may be cut at 0.500" in saved(tmp_path, 3, cut=True).read_bytes()
        assert b"Keywords" not in saved(tmp_path, 3, cut=False).read_bytes()
