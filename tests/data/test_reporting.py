"""Reporting standards: every item is listed, and leads to a place that exists."""

import pytest
from tiny_review import write_tiny_review

from livingreview import DataError, load
from livingreview.schema import standards
from livingreview.store.chapters import headings
from livingreview.store.review import write_schemas

ITEMS = {
    "prisma-2020": 42,
    "prisma-2020-abstracts": 12,
    "prisma-lsr": 10,
    "prisma-s": 16,
}  # as printed in the statements
CHAPTER = "# How it was done\n\n## The search\n\n```\n# no heading\n```\n"


def document(change=lambda items: None):
    items = {item.id: "{reported: not-done, note: A test.}" for item in standards()["prisma-2020-abstracts"].items}
    change(items)
    lines = "".join(f'    "{number}": {text}\n' for number, text in items.items())
    return f"standards:\n  prisma-2020-abstracts:\n{lines}"


@pytest.fixture
def tiny(tmp_path):
    root = write_tiny_review(tmp_path)
    (root / "chapters").mkdir(exist_ok=True)
    (root / "chapters" / "methods.md").write_text(CHAPTER, "utf-8")
    write_schemas(root)
    return root


def problems(root, text):
    (root / "data" / "reporting.yaml").write_text(text, "utf-8")
    with pytest.raises(DataError) as refused:
        load(root)
    return str(refused.value)


def test_standards_have_the_items_of_the_statements():
    assert {name: len(standard.items) for name, standard in standards().items()} == ITEMS
    for standard in standards().values():
        assert len({item.id for item in standard.items}) == len(standard.items)
    numbers = {int("".join(filter(str.isdigit, item.id))) for item in standards()["prisma-2020"].items}
    assert numbers == set(range(1, 28))


def test_a_sound_file_is_read(tiny):
    met = document(lambda items: items.update({"4": "{reported: met, where: [methods#the-search]}"}))
    (tiny / "data" / "reporting.yaml").write_text(met, "utf-8")
    assert load(tiny).reporting.standards["prisma-2020-abstracts"]["4"].where == ["methods#the-search"]


def test_headings_are_those_of_the_text_not_of_code(tiny):
    assert headings(tiny / "chapters" / "methods.md") == {
        "how-it-was-done": "How it was done",
        "the-search": "The search",
    }


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda items: items.pop("7"), "item '7' is missing"),
        (lambda items: items.update({"13": "{reported: not-done, note: A test.}"}), "there is no item '13'"),
        (lambda items: items.update({"3": "{reported: met}"}), "where: is missing"),
        (lambda items: items.update({"3": "{reported: partly, where: [methods]}"}), "note: is missing"),
        (lambda items: items.update({"3": "{reported: not-done}"}), "note: is missing"),
        (lambda items: items.update({"3": "{reported: done, where: [methods]}"}), "reported"),
        (
            lambda items: items.update({"3": "{reported: met, where: [method]}"}),
            "'method' is not a chapter. Did you mean 'methods'",
        ),
        (
            lambda items: items.update({"3": "{reported: met, where: [methods#search]}"}),
            "no heading 'search'. Did you mean 'the-search'",
        ),
        (lambda items: items.update({"3": "{reported: met, where: [methods.md]}"}), "where"),
    ],
)
def test_a_gap_or_a_wrong_place_is_refused(tiny, change, message):
    said = problems(tiny, document(change))
    assert said.startswith("data/reporting.yaml") and message in said


def test_an_unknown_standard_is_refused(tiny):
    assert "'prisma' is not a standard" in problems(tiny, "standards:\n  prisma: {}\n")
