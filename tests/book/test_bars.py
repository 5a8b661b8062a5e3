"""Bars that seaborn draws: lengths and places against the numbers, and one look whatever a user's settings."""

import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from helpers import WIDTHS, assert_tidy
from livingreview.render import bars, style
from livingreview.render.bars import Look, shares
from livingreview.render.style import Drawing
from livingreview.render.uses import Use
from livingreview.subjects.publications.model import DIRECT, INDIRECT, MIXED, TREATED
from livingreview.subjects.publications.timeline_plot import timeline

pytestmark = pytest.mark.slow

LOOKS = {
    "dark": Look("#000000", symbol="+", ink="white"),
    "hatched": Look("white", hatch="////", hatch_colour=style.RULE, symbol="?"),
    "unused": Look("#ff0000"),
    "pale": Look(style.RULE, symbol="!"),
}
ONE = pd.DataFrame({"pale": [1, 0, 60], "dark": [3, 0, 1], "hatched": [4, 0, 139], "unused": [0, 0, 0]}, list("ABC"))
OTHER = pd.DataFrame({"pale": [5], "dark": [0]}, ["only pale"])


@pytest.fixture(params=WIDTHS)
def figure(request):
    with style.theme():
        return shares({"First": ONE, "Second": OTHER}, LOOKS, request.param, key=True)


def drawn(axes):
    """Edges, row and colour of each bar, in the order in which they lie beside one another."""
    found = [(round(b.get_center()[1], 6), *b.get_bbox().intervalx, to_hex(b.get_facecolor())) for b in axes.patches]
    return sorted(found)


def test_each_bar_has_full_length_and_its_parts_have_their_shares(figure):
    _, one, other = figure.axes
    black, white, pale = "#000000", "#ffffff", style.RULE
    expected = [
        (0, 0, 3 / 8, black), (0, 3 / 8, 7 / 8, white), (0, 7 / 8, 1, pale),
        (2, 0, 1 / 200, black), (2, 1 / 200, 140 / 200, white), (2, 140 / 200, 1, pale),
    ]  # fmt: skip
    for bar, wanted in zip(drawn(one), expected, strict=True):
        assert bar == pytest.approx(wanted)
    assert drawn(other) == [(0, 0, 1, pale)]
    assert one.get_xlim() == other.get_xlim() == (0, 1)


def test_bars_have_one_thickness_and_are_beside_or_below_their_labels(figure):
    page, one, other = figure.axes
    tall = figure.get_figheight()
    labels = {text.get_text(): text.get_position()[1] for text in page.texts}
    for axes, rows in ((one, {0: "A", 2: "C"}), (other, {0: "only pale"})):
        for bar in axes.patches:
            ends = axes.transData.transform(bar.get_bbox())[:, 1] / figure.dpi
            assert abs(ends[1] - ends[0]) == pytest.approx(bars.BAR)
            below = tall - ends.mean() - labels[rows[round(bar.get_center()[1])]]
            narrow = figure.get_figwidth() < 5
            letters = 0.07  # inches, half their height
            assert bars.BAR / 2 + letters < below < 1.5 * style.ROW if narrow else below == pytest.approx(0, abs=1e-6)


def test_numbers_are_in_their_bars_as_far_as_they_fit(figure):
    _, one, other = figure.axes
    numbers = {(text.xy[0], round(text.xy[1])): text.get_text() for text in one.texts}
    assert set(numbers.values()) == {"+ 3", "? 4", "! 1", "? 139", "! 60"}
    assert [text.get_text() for text in other.texts] == ["! 5"]
    for (x, row), words in numbers.items():
        (held,) = [bar for bar in drawn(one) if bar[0] == row and bar[1] <= x <= bar[2]]
        share = int(words.split()[-1]) / {0: 8, 2: 200}[row]
        assert held[2] - held[1] == pytest.approx(share)
    assert_tidy(figure)


def test_the_key_names_what_occurs(figure):
    words = [text.get_text() for text in figure.axes[0].texts]
    assert [word for word in words if word in LOOKS] == ["dark", "hatched", "pale"]
    assert len([patch for patch in figure.axes[0].patches if patch.get_width() == bars.PATCH[0]]) == 3


def publications():
    rows = [(TREATED, 2001)] * 4 + [(TREATED, 2003), (DIRECT, 2003), (DIRECT, 2003), (INDIRECT, None), (MIXED, 1999)]
    return pd.DataFrame(rows, columns=["kind", "year"]).astype({"year": "Int64"})


@pytest.mark.parametrize("width", WIDTHS)
def test_bars_of_years_have_one_scale_and_one_axis(width):
    labels = {TREATED: "treated", MIXED: "mixed", DIRECT: "direct", INDIRECT: "indirect"}
    with style.theme():
        figure = timeline(publications(), labels).draw(width)
        assert_tidy(figure)
    page, *rows = figure.axes
    found, heights = [], []
    for axes in rows:
        for bar in axes.patches:
            box = bar.get_window_extent()
            heights.append(box.height / bar.get_height() / figure.dpi)
            found.append((round(bar.get_center()[0]), bar.get_height()))
            x = axes.transData.transform((bar.get_center()[0], 0))[0]
            assert x == pytest.approx((box.x0 + box.x1) / 2)
    assert found == [(2001, 4), (2003, 1), (1999, 1), (2003, 2)]
    assert max(heights) - min(heights) < 1e-6, "an inch is not as many publications in each row"
    assert heights[0] * 4 == pytest.approx(0.5)
    assert len({axes.get_xlim() for axes in rows}) == len({axes.get_position().x0 for axes in rows}) == 1
    assert [text.get_text() for axes in rows for text in axes.texts] == ["4", "1", "1", "2"]
    assert {text.get_text() for text in page.texts} >= {"treated: 5", "indirect: 1 (1 without a year)"}


def drawing():
    return Drawing("x", lambda width: shares({"": ONE}, LOOKS, width, key=True), "", "", ONE)


def test_settings_of_a_user_change_nothing_and_come_back(tmp_path):
    drawing().save(tmp_path / "plain", *Use)
    own = {
        "axes.grid": True, "lines.linewidth": 9, "font.size": 20, "hatch.linewidth": 5, "svg.fonttype": "none",
        "patch.force_edgecolor": False, "savefig.pad_inches": 2, "savefig.bbox": "tight", "font.weight": "bold",
    }  # fmt: skip
    with mpl.rc_context(own):
        drawing().save(tmp_path / "own", *Use)
        assert {name: mpl.rcParams[name] for name in own} == own
    files = sorted(file.name for file in (tmp_path / "plain").iterdir())
    assert {"x.svg", "x-narrow.svg", "x-paper.svg"} <= set(files)
    for name in files:
        assert (tmp_path / "own" / name).read_bytes() == (tmp_path / "plain" / name).read_bytes(), name
