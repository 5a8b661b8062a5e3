"""The book on paper: where code breaks, what a table of few rows becomes, and which blocks a chapter is made of."""

import panflute as pf
import pytest
from docutils import nodes
from docutils.utils import new_document

from livingreview.publish.manuscript.items import ConversionError
from livingreview.publish.printed.breaks import Break, pieces
from livingreview.publish.printed.builder import NUMBER
from livingreview.publish.printed.convert import BookConverter, label, targets
from livingreview.publish.printed.tables import fitted_columns


@pytest.mark.parametrize(
    "code",
    ["", "tea", "x" * 60, "tea OR coffee AND water+milk", "tea*OR(SU=tea)" * 5, "é" * 40, "شاي" * 20, "a b" * 20],
)
def test_breaks_leave_code_as_it_is(code):
    assert "".join(piece for piece, _ in pieces(code)) == code


def test_code_breaks_at_its_signs_and_else_anywhere():
    assert pieces("tea+coffee OR water (hot)") == [
        ("tea+", Break.AT_SIGN), ("coffee OR ", Break.AT_SIGN), ("water (hot)", Break.NONE),
    ]  # fmt: skip
    assert pieces("x" * 20) == [*[("x", Break.ANYWHERE)] * 19, ("x", Break.NONE)]


def table(columns: int, rows: int, **attributes) -> nodes.table:
    cells = [[nodes.entry("", nodes.paragraph(text="terse")) for _ in range(columns)] for _ in range(rows)]
    group = nodes.tgroup("", *(nodes.colspec(colwidth=10) for _ in range(columns)), cols=columns)
    group += nodes.thead("", nodes.row("", *cells[0]))
    group += nodes.tbody("", *(nodes.row("", *row) for row in cells[1:]))
    return nodes.table("", nodes.title(text="Wide"), group, **attributes)


def test_a_wide_table_of_few_rows_is_transposed_and_one_of_many_turned():
    few, many = table(10, 2), table(10, 6)
    assert not fitted_columns(few, "here").landscape
    assert [len(row) for row in few.findall(nodes.row)] == [2] * 10
    assert fitted_columns(many, "here").landscape
    assert [len(row) for row in many.findall(nodes.row)] == [10] * 6


def chapter(*inside: nodes.Node) -> nodes.document:
    document = new_document("chapter")
    document += nodes.section("", nodes.title(text="Tea"), *inside, ids=["tea"], slug="tea")
    return document


def converted(tmp_path, *inside: nodes.Node) -> list[pf.Block]:
    tree = chapter(*inside)
    return BookConverter("chapters/tea", tmp_path, tmp_path, set(targets("chapters/tea", tree))).document(tree)


def test_a_link_leads_to_the_label_of_its_place(tmp_path):
    link = nodes.reference("", "there", internal=True, refid="a b/c")
    blocks = converted(tmp_path, nodes.paragraph("", "", link), nodes.section("", nodes.title(text="B"), ids=["a b/c"]))
    (there,) = [one for one in blocks if isinstance(one, pf.Header) and one.level == 3]
    assert there.identifier == label("chapters/tea", "a b/c")
    assert [one.content[0].url for one in blocks if isinstance(one, pf.Para)] == [f"#{there.identifier}"]


def test_labels_of_two_places_differ():
    names = ["a b", "a.b", "a/b", "a..b", "a.20.b", "a:b", "a-b", "茶"]
    assert len({label("chapters/tea", name) for name in names}) == len(names)


def test_a_table_has_its_number_before_its_caption(tmp_path):
    found = next(one for one in converted(tmp_path, table(2, 3, **{NUMBER: "Table 7"})) if isinstance(one, pf.Table))
    assert pf.stringify(found.caption.content[0]).strip() == "Table 7. Wide"


def test_what_cannot_be_converted_is_named_with_its_chapter(tmp_path):
    with pytest.raises(ConversionError, match=r"chapters/tea\.md: .*system_message"):
        converted(tmp_path, nodes.system_message("", nodes.paragraph(text="Oh."), source="x", level=1, type="INFO"))
