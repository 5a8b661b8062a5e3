"""Text of the data comes out of figures as it went in: nothing in it is mathematics, markup or an option."""

import re
from xml.etree import ElementTree

import pandas as pd
import pytest
from docutils.core import publish_doctree
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from myst_parser.parsers.docutils_ import Parser
from myst_parser.parsers.options import options_to_items

from livingreview import fonts
from livingreview.render import diagram, style
from livingreview.render.myst import figure_text

pytestmark = pytest.mark.slow
PRINTABLE = st.characters(exclude_categories=("C", "M", "Zl", "Zp", "Zs"), exclude_characters="\u00ad").filter(
    lambda sign: not fonts.missing(sign)
)
TEXTS = st.one_of(
    st.text(st.sampled_from(r"$_^\{}<>&\"'%#:;|*`~-[]()!?ab "), min_size=1), st.text(PRINTABLE, min_size=1)
).filter(lambda text: text.strip() and not fonts.missing(text))


def drawing(text):
    return style.Drawing("name", lambda width: style.canvas(width, 1)[0], "Caption.", text, pd.DataFrame())


@given(TEXTS)
@settings(max_examples=150, deadline=None)
def test_text_in_a_figure_is_set_letter_by_letter(text):
    with style.theme():
        figure, axes = style.canvas(7, 1)
        shown = axes.text(1, 0.5, text)
        box = shown.get_window_extent(FigureCanvasAgg(figure).get_renderer())
    assert not shown.get_parse_math()
    assert box.width / figure.dpi == pytest.approx(style.text_width(text), abs=0.03 + 0.002 * len(text))


@given(TEXTS)
@settings(max_examples=150, deadline=None)
def test_lines_hold_every_letter_of_a_text_and_are_no_wider_than_their_space(text):
    for width in (0.5, 2.0):
        lines = style.wrapped(text, width)
        assert re.sub(r"[ \t\n]", "", "".join(lines)) == re.sub(r"[ \t\n]", "", text)
        assert all(style.text_width(line) <= width + 1e-6 for line in lines)


@given(TEXTS)
@settings(max_examples=150, deadline=None)
def test_words_of_a_diagram_are_in_its_svg_as_they_went_in(text):
    box = diagram.boxed(0, 0, 3, text, [text])
    made = diagram.svg([box], [], (3, 3))
    found = [element.text for element in ElementTree.fromstring(made).iter() if element.text and element.text.strip()]
    letters = re.sub(r"\s", "", text)
    assert re.sub(r"\s", "", "".join(found)) == letters * 2


@given(TEXTS)
@settings(max_examples=150, deadline=None)
def test_the_text_alternative_is_read_by_myst_as_it_went_in(text):
    for line in re.findall("^:alt: .*$", figure_text(drawing(text)), re.MULTILINE):
        ((_, value),) = options_to_items(line[1:].replace("alt:", "alt:", 1))[0]
        assert value == text


def test_the_text_alternative_reaches_the_page():
    text = ": \"a\" \\ # $x$ {b} | > - <i> & 'c'"
    image = re.search(r"```\{image\}.*?```", figure_text(drawing(text)), re.DOTALL)[0]
    tree = publish_doctree(image, parser=Parser(), settings_overrides={"report_level": 5})
    (found,) = tree.findall(lambda node: node.tagname == "image")
    assert found["alt"] == text
