"""Every figure of the invented review with hostile labels: nothing cut, nothing on something else, no axis reversed."""

import itertools
import re
import shutil

import pytest
import yaml

from helpers import INVENTED, WIDTHS, assert_tidy
from livingreview import load
from livingreview.book import Book, shared
from livingreview.publish.notebooks import read_chapter
from livingreview.render import style
from livingreview.store.chapters import chapter_files
from livingreview.store.documents import Document
from livingreview.store.review import write_schemas

pytestmark = pytest.mark.slow

LABELS = {
    "long": "Pneumonoultramicroscopicsilicovolcanoconiosis" * 2,
    "hyphens": "Immune-Asthma-Vitamin-D-Collaborative-Study-Group-of-Northern-and-Southern-Europe",
    "words": "patients of any age with relapsing or remitting disease after more than two earlier lines " * 2,
    "short": "I",
    "wide": "W" * 60,
    "chinese": "维生素治疗哮喘临床试验" * 6,
    "arabic": "فيتامين د لعلاج الربو عند الأطفال " * 3,
    "markup": r"$10 v $20 _a_ ^b^ \alpha & <b> $$ {x} %",
}
FIELDS = ("label", "reference", "what", "feature", "database", "intervention", "condition", "condition_short")
AUTHOR = re.compile(r"author = \{\w+,")


def relabelled(root, text):
    """Give a copy of the invented review this text for every label and name in data/ and references.bib."""
    shutil.copytree(INVENTED, root, ignore=shutil.ignore_patterns("_build"))
    terms = Document(root / "data" / "vocabulary.yaml", "vocabulary").data["conditions"]
    numbers: dict[str, str] = {}

    def renamed(value, field=""):
        if isinstance(value, dict):
            return {key: renamed(inner, key) for key, inner in value.items()}
        if isinstance(value, list):
            return [renamed(inner, field) for inner in value]
        if field in FIELDS and not (field == "condition" and value in terms):
            return numbers.setdefault(value, f"{text}{len(numbers)}")
        return value

    for file in sorted((root / "data").rglob("*.yaml")):
        made = renamed(Document(file, file.name).data)
        file.write_text(yaml.safe_dump(made, allow_unicode=True, sort_keys=False), "utf-8")
    bib = root / "references.bib"
    plain = re.sub(r"[\\{}$&%_^~#<>]", "", text)
    bib.write_text(AUTHOR.sub(lambda _: f"author = {{{{{plain}}},", bib.read_text("utf-8")), "utf-8")
    write_schemas(root)


def assert_upright(figure):
    """Words of ticks in one line grow from left to right, and no axes lie outside the figure or are turned over."""
    for axes in figure.axes:
        box = axes.get_position()
        assert 0 <= box.x0 < box.x1 <= 1 + 1e-9 and 0 <= box.y0 < box.y1 <= 1 + 1e-9
        assert axes.get_xlim()[0] < axes.get_xlim()[1]
    ticks = [t for t in figure.axes[0].texts if re.fullmatch(r"\d+%", t.get_text()) and t.get_ha() == "center"]
    for _, line in itertools.groupby(ticks, key=lambda t: t.get_position()[1]):
        found = [(int(t.get_text()[:-1]), t.get_position()[0]) for t in line]
        assert [x for _, x in sorted(found)] == sorted(x for _, x in found), "an axis runs from right to left"


@pytest.fixture(scope="module", params=LABELS)
def drawings(request, tmp_path_factory):
    """Every drawing of every chapter."""
    root = tmp_path_factory.mktemp("labels") / request.param
    relabelled(root, LABELS[request.param])
    book, found = Book(load(root)), []
    with pytest.MonkeyPatch.context() as patch, shared(book):
        patch.setattr(style.Drawing, "save", lambda drawing, *_, **kind: found.append(drawing))
        for file in chapter_files(root):
            for cell in read_chapter(file.read_text("utf-8"), str(file)).cells:
                if cell.cell_type == "code" and cell.source.startswith("book."):
                    eval(cell.source.replace("\n", " "), {"book": book})
    assert len({drawing.name.split("-")[0] for drawing in found}) > 12
    return found


@pytest.mark.parametrize("width", WIDTHS)
def test_every_figure_has_room_for_any_label(drawings, width):
    faults = []
    for drawing in drawings:
        with style.theme():
            figure = drawing.draw(width)
            try:
                assert_tidy(figure)
                assert_upright(figure)
            except AssertionError as error:
                faults.append(f"{drawing.name}: {str(error).splitlines()[0]}")
    assert not faults, "\n".join(faults)
