"""The example that the library ships redoes a published meta-analysis, with the published data."""

import json
import re
from pathlib import Path

import pytest

from livingreview.meta import Pooled
from livingreview.subjects.tutorial import model, page

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "tests" / "reference" / "rct_nielweise2007.json"


@pytest.fixture(scope="module")
def steps():
    return model.execute(model.source())


def test_the_data_of_the_example_are_the_published_ones():
    known = {}
    exec(model.STEP.split(model.source())[2], known)
    data = json.loads(REFERENCE.read_text("utf-8"))["data"]
    names = [f"{author} {year}" for author, year in zip(data["study"], data["order"], strict=True)]
    assert list(known["names"]) == names
    for name, column in (("treated", "ai"), ("n_treated", "n1i"), ("standard", "ci"), ("n_standard", "n2i")):
        assert list(known[name]) == data[column]


def test_the_example_gives_the_published_results(steps):
    rows = [line.split() for line in steps["published"].printed.splitlines()[1:]]
    found = {(arm, source): [float(one) for one in numbers] for arm, source, *numbers in rows}
    for arm in ("standard", "treated"):
        *linear, tau2 = found[arm, "published"]
        *ours, our_tau2 = found[arm, "here"]
        assert ours == pytest.approx(linear, abs=5e-4) and our_tau2 == pytest.approx(tau2, rel=2e-3)


def test_estimates_with_intervals_pool_as_the_counts_did(steps):
    assert steps["estimates"].printed == steps["compare"].printed.splitlines()[0]


def test_every_step_is_on_the_page_and_every_step_on_the_page_exists(steps):
    chapter = (ROOT / "chapters" / "appendices" / "tutorial.md").read_text("utf-8")
    assert re.findall(r'book\.tutorial\.step\("(.+)"\)', chapter) == list(steps)


def test_steps_print_or_draw_what_they_compute(steps):
    silent = [name for name, one in steps.items() if not one.printed and one.drawn is None]
    assert silent == ["data"]
    assert isinstance(steps["plot"].drawn, Pooled) and steps["plot"].code == "ratio.plot()"
    assert max(len(line) for one in steps.values() for line in one.code.splitlines()) <= 76  # the width of the page


def test_a_changed_example_prints_what_it_now_gives():
    text = "# %% one\nx = 2\n\n# %% two\nprint(x + 1)\n"
    first, second = model.execute(text).values()
    assert (first.printed, second.code, second.printed) == ("", "print(x + 1)", "3")
    with pytest.raises(ValueError, match=r"no step 'tow'. Did you mean 'two'"):
        model.step({"two": second}, "tow")


@pytest.mark.parametrize(("width", "texts"), [(7.2, True), (3.6, False)])
def test_the_plot_has_numbers_where_there_is_space(steps, width, texts):
    drawing = page._plot("ratio.plot()", steps["plot"].drawn)
    figure = drawing.draw(width)
    (axes,) = figure.axes
    assert [one.get_visible() for one in axes.child_axes] == [texts]
    figure.draw_without_rendering()
    shown = [label.get_text() for label in axes.get_xticklabels() if label.get_text()]
    assert {"0.01", "0.1", "1", "10"} <= {*shown}
    assert "Forest plot of 18 trials, pooled 0.38" in drawing.alt
