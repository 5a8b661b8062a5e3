"""Figures of matplotlib as SVG to be put into a page: words as text, colours as variables of the page's style sheet.

matplotlib writes for a file of its own. In a page, its style rule would apply to everything, its ids would occur twice,
and most of its bytes say what the page says already: these are left out.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import matplotlib as mpl
from matplotlib.figure import Figure

from .parts import Breaks

SHEETS = "sheets"  # class of what shows a high picture on paper, in parts, in place of the whole
ON_SHEETS = "-sheets.html"  # ends the name of the file with it
CLASS = "figure"  # of every such picture: the style sheet gives it font, colours and the looks in INHERITED
FONT = "Figures"  # the font of their words, which the site brings along
PREFIX = "--figure-"  # begins the names of the variables that hold colours
NAMESPACE = re.compile(r"\{[^}]*\}")
NUMBER = re.compile(r"-?\d+\.\d+(?:e-?\d+)?")
SPACE = re.compile(r"\s+")
NO_TURN = re.compile(r"rotate\(-?0(?:\.0+)? [^)]*\)\s*")
NUMBERS = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")
CIRCLE = re.compile(r"M [\d.e-]+ [\d.e-]+(?: C(?: [\d.e-]+){6}){8} z")
POINT = r"([\d.-]+) ([\d.-]+)"
BOX = re.compile(rf"M {POINT} L ([\d.-]+) \2 L \3 ([\d.-]+) L \1 \4 z")
ACROSS, DOWN = re.compile(rf"M {POINT} L ([\d.-]+) \2(?= |$)"), re.compile(rf"M {POINT} L \1 ([\d.-]+)(?= |$)")
BESIDE_LETTER = re.compile(r" ?([A-Za-z]) ?")
HEXADECIMAL = re.compile("#[0-9a-f]{6}")
REFERENCE = re.compile(r"#([\w-]+)")
REFERRING = {"href", "clip-path", "style"}  # attributes that refer to other elements
MEASURES = {"d", "x", "y", "width", "height", "transform", "points"}
INHERITED = {"stroke-linejoin": "round", "stroke-linecap": "butt", "stroke-dashoffset": "0", "text-anchor": "start"}


def in_page(figure: Figure, name: str, colours: dict[str, str], size: float) -> str:
    """A figure as SVG for a page, in which every id begins with `name`.

    `colours` maps hexadecimal colours to names: each is written as a variable, with PREFIX, that the style sheet of
    the page defines for light and dark. `size` is the usual size of letters in points, which is not repeated.
    Raises ValueError for a colour without a name.
    """
    file = io.StringIO()
    with mpl.rc_context({"svg.fonttype": "none"}):
        figure.savefig(file, format="svg", transparent=True, metadata={"Date": None})
    root = ElementTree.fromstring(file.getvalue())
    _plain_names(root)
    sides = [float(side) for side in root.attrib["viewBox"].split()]
    _without_idle_clips(root, sides)
    _shorten(root, colours, size)
    _prune(root)
    _name(root, name)
    width, height = sides[2:]
    root.attrib.clear()
    box = f"0 0 {_short(width)} {_short(height)}"
    root.attrib.update({"class": CLASS, "xmlns": "http://www.w3.org/2000/svg", "viewBox": box})
    return ElementTree.tostring(root, encoding="unicode") + "\n"


def on_sheets(name: str, width: float, breaks: Breaks, cuts: Sequence[tuple[float, float]]) -> str:
    """What shows the drawing of a page whose element has this id in parts, one after another, each as wide as it.

    `width` and all heights are in inches. Nothing is drawn twice: each part shows the drawing by reference.
    """
    parts = []
    for top, bottom in cuts:
        down, shown = 0.0, []
        for first, last in breaks.shown(top, bottom):
            size = f'width="{_points(width)}" height="{_points(last - first)}"'
            box = f"0 {_points(first)} {_points(width)} {_points(last - first)}"
            shown.append(f'<svg y="{_points(down)}" {size} viewBox="{box}"><use href="#{name}"/></svg>')
            down += last - first
        parts.append(f'<svg viewBox="0 0 {_points(width)} {_points(down)}">{"".join(shown)}</svg>')
    return f'<div class="{SHEETS}" aria-hidden="true">{"".join(parts)}</div>\n'


def whole(name: str) -> str:
    """The id of all that is in the drawing of a figure in a page."""
    return f"drawing-{name}"


def _points(inches: float) -> str:
    return _short(inches * 72)


def _plain_names(root: Element) -> None:
    """Names without namespaces, as HTML has them."""
    for element in root.iter():
        element.tag = NAMESPACE.sub("", element.tag)
        element.attrib = {NAMESPACE.sub("", name): value for name, value in element.attrib.items()}


def _without_idle_clips(root: Element, box: list[float]) -> None:
    """Take out what clips nothing, because it is as large as the picture."""
    idle = set()
    for parent in list(root.iter()):
        for clip in parent.findall("clipPath"):
            x, y, width, height = (float(clip[0].attrib[side]) for side in ("x", "y", "width", "height"))
            if x <= 0 and y <= 0 and x + width >= box[2] - 0.1 and y + height >= box[3] - 0.1:
                idle.add(f"url(#{clip.attrib['id']})")
                parent.remove(clip)
    for element in root.iter():
        if element.attrib.get("clip-path") in idle:
            del element.attrib["clip-path"]


def _shorten(root: Element, colours: dict[str, str], size: float) -> None:
    usual = {**INHERITED, "font-size": f"{size:g}px"}
    for element in root.iter():
        element.tail = None
        if element.tag != "text":
            element.text = None
        for name in sorted(
            MEASURES & set(element.attrib)
        ):  # in one order, so that the same figure gives the same bytes
            value = SPACE.sub(" ", NO_TURN.sub("", element.attrib.pop(name))).strip()
            if value:
                value = NUMBER.sub(lambda number: _short(float(number[0])), CIRCLE.sub(_arcs, value))
                element.attrib[name] = _straight(value) if name == "d" else value
        pairs = [pair.split(":", 1) for pair in element.attrib.pop("style", "").split(";") if ":" in pair]
        look = {name.strip(): value.strip() for name, value in pairs}
        if "fill" in element.attrib:
            look["fill"] = element.attrib.pop("fill")
        kept = {
            name: _colour(value, colours)
            for name, value in look.items()
            if name != "font-family" and usual.get(name) != value
        }
        if kept:
            element.attrib["style"] = ";".join(f"{name}:{value}" for name, value in kept.items())


def _colour(value: str, colours: dict[str, str]) -> str:
    """The variable of a colour; another value as it is. Raises ValueError for a colour without a name."""
    if not HEXADECIMAL.fullmatch(value):
        return value
    if value not in colours:
        raise ValueError(f"{value}: this colour has no name in style.COLOURS; a page could not show it on dark ground.")
    return f"var({PREFIX}{colours[value]})"


def _straight(path: str) -> str:
    """A path with the short commands for lines along the axes, and without spaces that separate nothing."""
    path = BOX.sub(r"M \1 \2 H \3 V \4 H \1 z", path)
    return BESIDE_LETTER.sub(r"\1", DOWN.sub(r"M \1 \2 V \3", ACROSS.sub(r"M \1 \2 H \3", path)))


def _arcs(circle: re.Match[str]) -> str:
    """A circle that matplotlib wrote as eight curves, as two arcs."""
    x, top, *rest = map(float, NUMBERS.findall(circle[0]))
    right, middle = rest[10:12]  # where the second curve ends
    radius = right - x
    if abs(abs(middle - top) - radius) > 0.01:
        return circle[0]  # an ellipse
    turn = f"a {radius} {radius} 0 1 1 0"
    return f"M {x} {middle - radius} {turn} {2 * radius} {turn} {-2 * radius} z"


def _prune(element: Element) -> None:
    """Take out what draws nothing, and groups that change nothing; join lines that look alike."""
    children: list[Element] = []
    for child in list(element):
        _prune(child)
        if child.tag == "g" and not set(child.attrib) - {"id"}:
            children += child
        elif not _idle(child):
            children.append(child)
    joined: list[Element] = []
    for child in children:
        if joined and _same_lines(joined[-1], child):
            joined[-1].attrib["d"] += child.attrib["d"]
        else:
            joined.append(child)
    element[:] = joined


def _same_lines(one: Element, other: Element) -> bool:
    """Whether two elements are lines that look alike, so that one element can draw both: grids, ticks, intervals."""
    look = one.attrib.get("style", "")
    alike = {**one.attrib, "d": ""} == {**other.attrib, "d": ""} and one.tag == other.tag == "path"
    return alike and "fill:none" in look and "stroke:" in look and not re.search("opacity|dash|marker", look)


def _idle(element: Element) -> bool:
    if element.tag in ("metadata", "style"):
        return True
    if element.tag in ("defs", "g"):
        return len(element) == 0
    look = element.attrib.get("style", "")
    return element.tag == "path" and "fill:none" in look and "stroke:" not in look and "id" not in element.attrib


def _name(root: Element, name: str) -> None:
    """Keep the ids that something refers to, with the name of the picture before them."""
    values = [element.attrib[place] for element in root.iter() for place in REFERRING if place in element.attrib]
    wanted = {found for value in values for found in REFERENCE.findall(value)}
    for element in root.iter():
        own = element.attrib.pop("id", None)
        if own in wanted:
            element.attrib["id"] = f"{name}-{own}"
        for place in REFERRING & set(element.attrib):
            element.attrib[place] = REFERENCE.sub(rf"#{name}-\1", element.attrib[place])


def _short(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".").replace("-0.", "-.") or "0"
