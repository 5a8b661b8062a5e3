"""Drawings in pages: words as text, colours of the page, ids of their own, and a font with the letters they show."""

import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from livingreview.publish.letters import drawn_letters, faces
from livingreview.render import style
from livingreview.render.myst import alternative
from livingreview.render.svg import _straight, in_page

SVG = "{http://www.w3.org/2000/svg}"
THEME = Path(style.__file__).parents[1] / "publish" / "theme" / "book.css"


def drawn(add, name="x") -> ElementTree.Element:
    with style.theme():
        figure, axes = style.canvas(3, 2)
        add(axes)
        return ElementTree.fromstring(in_page(figure, name, style.COLOURS, style.FONT_SIZE))


def looks(picture: ElementTree.Element) -> str:
    return " ".join(element.get("style", "") for element in picture.iter())


def test_words_are_text_at_their_place_and_what_is_usual_is_not_repeated():
    (text,) = drawn(lambda axes: axes.text(1, 0.5, "Li <2013> & 王")).iter(f"{SVG}text")
    assert text.text == "Li <2013> & 王"
    assert float(text.get("x")) == pytest.approx(72)
    assert text.get("style") == "fill:var(--figure-ink)"


def test_turned_and_larger_words_stay_so():
    (text,) = drawn(lambda axes: axes.text(1, 1, "up", rotation=90, size=12)).iter(f"{SVG}text")
    assert "rotate(-90" in text.get("transform") and "font-size:12px" in text.get("style")


def test_nothing_is_drawn_but_what_is_in_the_figure():
    picture = drawn(lambda axes: axes.add_patch(Rectangle((0, 0), 1, 1, color=style.BLUE)))
    assert [element.tag for element in picture] == [f"{SVG}path"]
    assert set(picture.attrib) == {"class", "viewBox"}


def test_lines_that_look_alike_are_one_element_and_others_are_not():
    def add(axes):
        for y, colour in ((0.5, style.INK), (1, style.INK), (1.5, style.BLUE)):
            axes.plot([0, 3], [y, y], color=colour, lw=1)
        for x in (1, 2):
            axes.plot([x, x], [0, 2], color=style.BLUE, lw=1, alpha=0.5)  # where they cross, two are darker than one

    paths = [path.get("d") for path in drawn(add).iter(f"{SVG}path")]
    assert paths == ["M0 36H216M0 72H216", "M0 108H216", "M72 0V144", "M144 0V144"]


def test_a_circle_keeps_its_place_and_size():
    picture = drawn(lambda axes: axes.plot(1, 1, "o", ms=20, mew=0, color=style.BLUE))
    circle = next(path.get("d") for path in picture.iter(f"{SVG}path") if "a" in path.get("d", ""))
    assert re.findall(r"a(\S+) (\S+)", circle) == [("10", "10")] * 2


@pytest.mark.parametrize(
    ("path", "short"),
    [
        ("M 1.5 2 L 3 2 L 3 -4 L 1.5 -4 z", "M1.5 2H3V-4H1.5z"),
        ("M 1 2 L 9 2", "M1 2H9"),
        ("M 1 2 L 1 -9.25", "M1 2V-9.25"),
        ("M 1 2 L 1 9 M 3 3 L 5 3 L 6 7", "M1 2V9M3 3H5L6 7"),
        ("M 1 2 L 11 25", "M1 2L11 25"),  # 1 begins 11, 2 begins 25
        ("M 1 2 L 12 2.5 L 12 8 L 1 8 z", "M1 2L12 2.5L12 8L1 8z"),
        ("M 1 1 C 1 2 3 4 5 6 z", "M1 1C1 2 3 4 5 6z"),
    ],
)
def test_lines_along_the_axes_are_written_short(path, short):
    assert _straight(path) == short


def test_ids_of_two_drawings_in_one_page_are_different_and_each_is_found():
    def hatched(axes):
        axes.add_patch(Rectangle((0, 0), 1, 1, facecolor="white", edgecolor=style.BLUE, hatch="////"))
        axes.plot([1, 2], [1, 1], "s", color=style.BLUE)

    one, other = (drawn(hatched, name) for name in ("one", "other"))
    ids = [{element.get("id") for element in picture.iter()} - {None} for picture in (one, other)]
    assert ids[0] and ids[0].isdisjoint(ids[1])
    for picture, own in zip((one, other), ids, strict=True):
        values = " ".join(" ".join(element.attrib.values()) for element in picture.iter())
        assert set(re.findall(r"#([\w-]+)", values)) == own


def test_a_colour_that_a_dark_page_does_not_know_is_an_error():
    with pytest.raises(ValueError, match=r"#123456: this colour has no name in style\.COLOURS"):
        drawn(lambda axes: axes.add_patch(Rectangle((0, 0), 1, 1, color="#123456")))


def test_the_style_sheet_defines_every_colour():
    defined = set(re.findall(r"--figure-([\w-]+):", THEME.read_text("utf-8")))
    assert set(style.COLOURS.values()) <= defined


def test_both_widths_of_a_figure_are_written_for_a_page(tmp_path):
    def draw(width: float) -> Figure:
        figure, axes = style.canvas(width, 1)
        axes.text(0.1, 0.5, f"{width:g} inches")
        return figure

    drawing = style.Drawing("x", draw, "", "", [])
    drawing.save(tmp_path)
    for name, width in (("x", style.WIDE), ("x-narrow", style.NARROW)):
        picture = ElementTree.parse(tmp_path / f"{name}.svg").getroot()
        assert float(picture.get("viewBox").split()[2]) == pytest.approx(72 * width)
        assert picture.find(f"{SVG}text").text == f"{width:g} inches"
    own = replace(drawing, svg=lambda width: f"<svg>{width:g}</svg>")
    own.save(tmp_path)
    assert (tmp_path / "x-narrow.svg").read_text("utf-8") == f"<svg>{style.NARROW:g}</svg>"


def test_a_file_of_its_own_needs_no_font():
    alone = ElementTree.fromstring(style.Drawing("x", lambda width: words(width), "", "", []).alone().encode())
    assert not list(alone.iter(f"{SVG}text"))


def words(width: float) -> Figure:
    figure, axes = style.canvas(width, 1)
    axes.text(0.1, 0.5, "words")
    return figure


PAGE = '<p>Zz</p><svg class="figure" role="img"><text x="1">{}</text></svg>'


def test_the_font_has_the_letters_of_figures_and_no_others():
    letters = drawn_letters([PAGE.format("ab &lt;"), "<p>no figure</p>"])
    assert letters == set(map(ord, "ab <"))
    rules = faces(letters)
    assert rules.count("@font-face") == 2 and "unicode-range" not in rules
    assert len(rules) < 10_000 < len(faces(set(range(32, 600))))


def test_letters_that_the_first_font_lacks_come_from_the_second():
    *_, last = faces(drawn_letters([PAGE.format("王 a")])).splitlines()
    assert "unicode-range:U+738B}" in last


@pytest.mark.parametrize(
    "sentences, table, end",
    [
        (["Forest plot of ten cohorts."], True, "cohorts."),
        (["Forest plot of ten cohorts.", "Pooled 70%. " * 30], True, "Pooled 70% … The table below has the rest."),
        (["A" * 200 + "; b" * 60], False, "; b …"),
    ],
)
def test_a_text_alternative_is_short_and_ends_behind_a_whole_part(sentences, table, end):
    text = " ".join(sentences)
    shown = alternative(text, table)
    assert len(shown) <= 250 and shown.endswith(end) and shown.startswith(text[:20])


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Plot of two. in patients: one up.", "Plot of two. In patients: one up."),
        ("Plot of two. mTOR: one up. é: two.", "Plot of two. mTOR: one up. é: two."),
        ("By Ahn et al. in 2001, e.g. two, v. one.", "By Ahn et al. in 2001, e.g. two, v. One."),
        ("Of 1.5 mg or more. without a count! any? none.", "Of 1.5 mg or more. Without a count! Any? None."),
    ],
)
def test_every_sentence_of_a_text_alternative_begins_with_a_capital_letter(text, shown):
    assert alternative(text, table=False) == shown
