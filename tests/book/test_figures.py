"""Drawings: nothing cut, nothing on top of something else, whatever the number of studies and the length of names."""

from dataclasses import replace
from pathlib import Path

import matplotlib as mpl
import pytest
from matplotlib.font_manager import fontManager

from helpers import WIDTHS, assert_all_tidy, assert_tidy, synthesis, texts
from livingreview.render import style
from livingreview.render.uses import Use
from livingreview.schema import Part
from livingreview.subjects.mechanisms import evidence
from livingreview.subjects.mechanisms.direction_plot import direction_plot
from livingreview.subjects.pools.plot import forest, small_forest

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("k", [0, 1, 2, 3, 7, 15, 60])
def test_a_forest_plot_is_tidy_from_none_to_sixty_studies(k, width):
    with mpl.rc_context(style.RC):
        assert_tidy(forest(synthesis(k)).draw(width))


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("k", [0, 1, 2, 6])
def test_the_forest_plot_of_a_first_page_is_tidy_and_leaves_out_subgroups_not_marks(k, width):
    pool = synthesis(k)
    drawing = small_forest(pool)
    with mpl.rc_context(style.RC):
        figure = drawing.draw(width)
        assert_tidy(figure)
    shown = " ".join(text for text, *_ in texts(figure))
    assert not any(part.subgroup.label in shown for part in pool.subgroups)
    assert all(label in shown for label in pool.rows["label"])
    assert ("Marks:" in drawing.caption) == any(pool.rows["marks"])


def test_the_font_is_the_one_in_matplotlib_whatever_the_system_has(monkeypatch):
    shipped = Path(mpl.get_data_path(), "fonts", "ttf", "DejaVuSans.ttf")
    known = next(font for font in fontManager.ttflist if Path(font.fname).name == shipped.name)
    of_system = replace(known, fname="/other/font.ttf")
    monkeypatch.setattr(fontManager, "ttflist", [of_system])
    style.use_shipped_fonts()
    assert Path(fontManager.findfont("DejaVu Sans")).resolve() == shipped.resolve()
    assert of_system in fontManager.ttflist


def test_directions_are_tidy_in_every_chapter(review):
    for chapter in review.vocabulary.chapters:
        known = evidence(review, chapter)
        defect = direction_plot(known, "x", (Part.DEFECT,), "Defect")
        drug = direction_plot(known, "y", (Part.INTERVENTION, Part.CLASS), "Drug")
        assert_all_tidy(defect, drug)


def test_words_and_picture_tell_the_same():
    drawing = forest(synthesis(7))
    for row in drawing.data.itertuples():
        assert f"{row.events} of {row.n}" in drawing.alt
    assert "prediction interval" in drawing.alt
    assert "No study with a count for: Nobody." in drawing.alt
    assert "A, from an abstract only" in drawing.caption


def test_caption_explains_only_the_marks_that_are_used():
    rows = synthesis(7)
    rows.rows["marks"] = "D"
    caption = forest(rows).caption
    assert "D, count derived" in caption
    assert "A, seen" not in caption


def test_the_same_drawing_gives_the_same_bytes(tmp_path):
    for name in ("one", "two"):
        forest(synthesis(5)).save(tmp_path / name, *Use)
    files = sorted(p.name for p in (tmp_path / "one").iterdir())
    ends = ("-narrow.svg", "-paper.svg", ".parts.json", ".svg")
    assert files == [f"forest-test{end}" for end in ends]
    for file in files:
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes(), file


def test_text_width_is_what_is_drawn():
    with mpl.rc_context(style.RC):
        figure, axes = style.canvas(6, 1)
        axes.text(0, 0.5, "Mousavi-Hasanzadeh 2020", weight="bold")
        ((_, box),) = texts(figure)
    assert box.width / figure.dpi == pytest.approx(style.text_width("Mousavi-Hasanzadeh 2020", weight="bold"), abs=0.05)


@pytest.mark.parametrize("weight", ["normal", "bold"])
def test_chinese_is_drawn_as_wide_as_measured_and_without_a_message(weight, caplog):
    with style.theme():
        figure, axes = style.canvas(6, 1)
        axes.text(0, 0.5, "王伟 2020", weight=weight)
        ((_, box),) = texts(figure)
    assert box.width / figure.dpi == pytest.approx(style.text_width("王伟 2020", weight=weight), abs=0.05)
    assert not caplog.records  # a message would be a warning of the cell, and fail the build
