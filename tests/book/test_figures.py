"""Drawings: nothing cut, nothing on top of something else, whatever the number of studies and the length of names."""

import itertools

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from livingreview import load
from livingreview.meta import Estimate, pool_proportions, study_interval
from livingreview.render import style
from livingreview.schema import Part, Pool, Subgroup, Window
from livingreview.subjects.mechanisms import evidence
from livingreview.subjects.mechanisms.direction_plot import direction_plot
from livingreview.subjects.pools.model import SubgroupResult, Synthesis
from livingreview.subjects.pools.plot import forest

WIDTHS = (style.WIDE, style.NARROW)
LABELS = ("Li 2013", "Mousavi-Hasanzadeh 2020", "Braz J Med Biol Res 2017", "Wu 2021a")


def synthesis(k: int, largest: int = 2000) -> Synthesis:
    rng = np.random.default_rng(k)
    n = rng.integers(3, largest, k)
    events = rng.integers(0, n + 1)
    labels = {"a": "Adults", "b": "Adults and children together, or the age is not stated", "c": "Nobody"}
    subgroups = [
        Subgroup.model_construct(id=key, label=label, conditions=["c"], ages=["adult"]) for key, label in labels.items()
    ]
    window = Window(target=3.0, first=1.0, last=6.0)
    pool = Pool.model_construct(
        label="Overall response near 3 months", outcome="OR", window=window, subgroups=subgroups
    )
    interval = study_interval(events, n) if k else Estimate(*[np.empty(0)] * 3)
    when = [("not-stated", None, None)[i % 3] for i in range(k)]
    rows = pd.DataFrame(
        {
            "study": [f"s{i}" for i in range(k)], "label": [f"{LABELS[i % 4]}" for i in range(k)],
            "subgroup": ["a" if i < k / 2 else "b" for i in range(k)], "events": events, "n": n,
            "proportion": interval.estimate, "ci_low": interval.ci_low, "ci_high": interval.ci_high,
            "month": [(None, 12.0, 12.0)[i % 3] for i in range(k)], "when": when,
            "marks": [("ADTC", "", "S")[i % 3] for i in range(k)],
        }
    )  # fmt: skip

    def pooled(part):
        return pool_proportions(part["events"].to_numpy(), part["n"].to_numpy()) if len(part) else None

    whole = pooled(rows)
    rows["weight"] = whole.weights if whole else np.nan
    parts = tuple(SubgroupResult(s, pooled(rows[rows["subgroup"] == s.id])) for s in subgroups)
    return Synthesis("test", pool, rows, rows.iloc[:0], whole, parts)


def texts(figure):
    renderer = FigureCanvasAgg(figure).get_renderer()
    return [(t.get_text(), t.get_window_extent(renderer)) for t in figure.axes[0].texts if t.get_text().strip()]


def assert_tidy(figure):
    frame = figure.bbox
    found = texts(figure)
    for text, box in found:
        inside = box.x0 >= -1 and box.y0 >= -1 and box.x1 <= frame.x1 + 1 and box.y1 <= frame.y1 + 1
        assert inside, f"{text!r} is cut"
    for (one, a), (other, b) in itertools.combinations(found, 2):
        across = min(a.x1, b.x1) - max(a.x0, b.x0)
        down = min(a.y1, b.y1) - max(a.y0, b.y0)
        assert across < 0.5 or down < 2, f"{one!r} lies on {other!r}"


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("k", [0, 1, 2, 3, 7, 15, 60])
def test_a_forest_plot_is_tidy_from_none_to_sixty_studies(k, width):
    with mpl.rc_context(style.RC):
        assert_tidy(forest(synthesis(k)).draw(width))


@pytest.mark.parametrize("width", WIDTHS)
def test_the_plots_of_the_book_are_tidy(width):
    review = load()
    with mpl.rc_context(style.RC):
        for chapter in sorted({axis.chapter for axis in review.vocabulary.axes.values()}):
            known = evidence(review, chapter)
            assert_tidy(direction_plot(known, "x", (Part.DEFECT,), "Defect").draw(width))
            assert_tidy(direction_plot(known, "y", (Part.INTERVENTION, Part.CLASS), "Drug").draw(width))


def test_words_and_picture_tell_the_same():
    drawing = forest(synthesis(7))
    for row in drawing.data.itertuples():
        assert f"{row.events} of {row.n}" in drawing.alt
    assert "prediction interval" in drawing.alt
    assert "No study with a count for: Nobody." in drawing.alt
    assert "A, seen in an abstract only" in drawing.caption


def test_caption_explains_only_the_marks_that_are_used():
    rows = synthesis(7)
    rows.rows["marks"] = "D"
    caption = forest(rows).caption
    assert "D, count derived" in caption
    assert "A, seen" not in caption


def test_the_same_drawing_gives_the_same_bytes(tmp_path):
    for name in ("one", "two"):
        forest(synthesis(5)).save(tmp_path / name, paper=True)
    files = sorted(p.name for p in (tmp_path / "one").iterdir())
    assert files == ["forest-test-narrow.svg", "forest-test.pdf", "forest-test.svg"]
    for file in files:
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes(), file


def test_text_width_is_what_is_drawn():
    with mpl.rc_context(style.RC):
        figure, axes = style.canvas(6, 1)
        axes.text(0, 0.5, "Mousavi-Hasanzadeh 2020", weight="bold")
        ((_, box),) = texts(figure)
    assert box.width / figure.dpi == pytest.approx(style.text_width("Mousavi-Hasanzadeh 2020", weight="bold"), abs=0.05)
