"""Plots of rows that are higher than a page are split between rows."""

import itertools
import json
from dataclasses import replace

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from livingreview.render import style
from livingreview.render.layout import TEXT_HEIGHT, TEXT_WIDTH, pieces
from livingreview.render.parts import on_paper, read_manifest
from livingreview.render.rows import (
    Panel,
    Plot,
    Row,
    estimated,
    proportions,
)
from livingreview.render.uses import Use

from .row_plots import COLUMNS, texts_of

pytestmark = pytest.mark.slow


def tall(k=70, joined=False):
    made = []
    for i in range(k):
        kind = "heading" if i % 5 == 0 else "row"
        is_joined = joined and i % 5 in (2, 3)
        made.append(Row(f"row{i:02}", {"count": f"{i}/99"}, estimated(0.5, 0.4, 0.6), kind=kind, joined=is_joined))
    return Plot([Panel(made, [proportions(title="SCALE")], COLUMNS, head="HEAD")], title="TITLE")


def saved(folder, plot, caption="Short."):
    style.Drawing("tall", plot, caption, "Rows.", pd.DataFrame()).save(folder, Use.PAPER)
    return folder / "tall.pdf"


@pytest.mark.parametrize("joined", [True, False])
def test_the_manifest_adds_up(tmp_path, joined):
    plot = tall(joined=joined)
    made = read_manifest(saved(tmp_path, plot))
    with style.theme():
        assert (made.width, made.height) == pytest.approx(tuple(plot(style.WIDE).get_size_inches()))
    assert len(made.parts) > 1
    first, last = made.breaks[0], made.breaks[-1]
    assert list(made.breaks) == sorted(set(made.breaks)) and 0 < first < last < made.height
    assert [part.top for part in made.parts] == pytest.approx([first, *(part.bottom for part in made.parts[:-1])])
    assert made.parts[-1].bottom == last and all(part.bottom in made.breaks for part in made.parts)
    around = made.height - (last - first)
    for part in made.parts:
        repeated = sum(end - start for start, end in plot.breaks(style.WIDE).headings(part.top))
        assert part.height == pytest.approx(around + repeated + part.bottom - part.top)
        assert on_paper(tmp_path / part.file).is_file()
        assert part.height * TEXT_WIDTH / made.width < TEXT_HEIGHT
    assert [piece.file.name for piece in pieces(tmp_path / "tall.pdf", "Short.", "x")] == [p.file for p in made.parts]


def test_parts_hold_every_row_once_with_heads_and_scale(tmp_path):
    plot = tall(joined=True)
    breaks = plot.breaks(style.WIDE)
    shown = []
    with style.theme():
        whole = texts_of(plot(style.WIDE).axes[0])
        for (top, start), (bottom, stop) in itertools.pairwise(zip(breaks.at, breaks.rows, strict=True)):
            figure = plot.part(style.WIDE, start, stop)
            repeated = sum(high - low for low, high in breaks.headings(top))
            around = breaks.high - breaks.at[-1] + breaks.at[0] + repeated
            assert figure.get_size_inches()[1] == pytest.approx(around + bottom - top)
            places = texts_of(figure.axes[0])
            assert {"TITLE", "HEAD", "SCALE", "0%", "100%"} <= set(places)
            names = [text for text in places if text.startswith("row")]
            assert {places[name][0] for name in names} <= {whole[name][0] for name in names}, "columns keep their place"
            if repeated:
                assert names.pop(0) == f"row{start // 5 * 5:02}", "the heading of a group that is cut is repeated"
            assert (start % 5 != 0) == (repeated > 0)
            assert places[names[0]][1] - breaks.at[0] - repeated == pytest.approx(whole[names[0]][1] - top)
            last = int(names[-1].removeprefix("row"))
            assert last % 5 != 0, "no heading ends a page"
            assert last % 5 in (3, 4), "no page is broken before a joined row"
            shown += names
    assert shown == [f"row{i:02}" for i in range(70)]


def test_groups_end_before_a_heading_and_at_the_end():
    breaks = tall(12).breaks(style.WIDE)
    ends = dict(zip(breaks.at, breaks.rows, strict=True))
    assert [ends[y] for y in breaks.groups] == [5, 10, 12]


def test_a_part_repeats_the_headings_over_its_first_row():
    kinds = ["heading", "subheading", "row", "row", "subheading", "row", "row", "gap", "row", "heading", "row", "row"]
    rows = [Row(f"{kind} {i}", kind=kind) for i, kind in enumerate(kinds)]
    plot = Plot([Panel(rows, [proportions()], COLUMNS)])
    breaks = plot.breaks(style.WIDE)
    with style.theme():
        for first, repeated in ((3, [0, 1]), (4, [0]), (6, [0, 4]), (7, []), (9, []), (11, [9])):
            said = [text.get_text() for text in plot.part(style.WIDE, first, len(rows)).axes[0].texts]
            whole = [f"{kinds[i]} {i}" for i in (*repeated, *range(first, len(rows)))]
            assert [word for word in said if word.partition(" ")[0] in kinds] == whole
            top = breaks.at[breaks.rows.index(first)]
            assert len(breaks.headings(top)) == len(repeated)


def test_a_plot_that_fits_is_left_whole(tmp_path):
    made = json.loads((saved(tmp_path, tall(10)).parent / "tall.parts.json").read_text("utf-8"))
    assert made["parts"] == [] and len(made["breaks"]) > 2


def test_a_part_of_several_panels_has_the_heads_and_scales_of_those_it_shows(tmp_path):
    one = tall(20).panels[0]
    panels = [replace(one, head="FIRST"), replace(one, head="SECOND", axes=[replace(one.axes[0], title="OTHER SCALE")])]
    plot = Plot(panels, title="TITLE")
    breaks = plot.breaks(style.WIDE)
    assert breaks.rows[0] == 0 and breaks.rows[-1] == 40 and 20 in breaks.rows
    between = breaks.at[breaks.rows.index(20)]
    assert between in breaks.groups, "a page rather ends with a panel"
    with style.theme():
        whole = plot(style.WIDE)
        assert breaks.high == pytest.approx(whole.get_size_inches()[1])
        for first, last, heads in ((0, 20, "FIRST"), (20, 40, "SECOND"), (0, 40, "FIRST SECOND"), (24, 30, "SECOND")):
            part = plot.part(style.WIDE, first, last)
            words = [text.get_text() for text in part.axes[0].texts]
            assert "TITLE" in words
            assert [word for word in words if word in ("FIRST", "SECOND")] == heads.split()
            assert ("OTHER SCALE" in words) == ("SECOND" in heads)
            assert sum(word.startswith("row") for word in words) == last - first + (first % 5 != 0)
            top, bottom = (breaks.at[breaks.rows.index(n)] for n in (first, last))
            bands = breaks.shown(top, bottom)
            assert sum(end - start for start, end in bands) == pytest.approx(part.get_size_inches()[1])
            if heads != "FIRST SECOND":
                assert sum(end - start for start, end in bands) <= breaks.around + bottom - top + 1e-6


def test_a_printed_page_shows_a_high_plot_in_the_same_parts_by_reference(tmp_path):
    def printed(k):
        style.Drawing("tall", tall(k), "Short.", "Rows.", pd.DataFrame()).save(tmp_path, *Use)
        file = tmp_path / "tall-sheets.html"
        return BeautifulSoup(file.read_text("utf-8"), "lxml") if file.is_file() else None

    parts = printed(70).select(".sheets[aria-hidden=true] > svg")
    made = read_manifest(tmp_path / "tall.svg")
    assert len(parts) == len(made.parts)
    for part, expected in zip(parts, made.parts, strict=True):
        assert float(part["viewbox"].split()[3]) == pytest.approx(expected.height * 72, abs=0.3)
        down = 0.0
        for shown in part.select("svg"):
            assert shown.select_one("use")["href"] == "#drawing-tall"
            assert float(shown["y"]) == pytest.approx(down, abs=0.3)
            down += float(shown["height"])
        *_, rows, _ = ([float(n) for n in one["viewbox"].split()] for one in part.select("svg"))
        assert (rows[1], rows[1] + rows[3]) == pytest.approx((expected.top * 72, expected.bottom * 72), abs=0.3)
    assert printed(10) is None  # nor is anything left of a time when it was higher
