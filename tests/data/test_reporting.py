"""Reporting standards: every item is listed, and leads to a place that exists."""

from datetime import date

import pytest
from tiny_review import write_tiny_review

from livingreview import DataError, load
from livingreview.schema import Search, standards
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


def test_checklists_quote_the_wording_of_their_statements():
    for name, standard in standards().items():
        quoted = {item.id: item.wording for item in standard.items if item.wording}
        assert len(quoted) == (5 if name == "prisma-lsr" else ITEMS[name])
        assert all(text[0].isupper() and text.endswith(".") for text in quoted.values())
        assert len(set(quoted.values())) == len(quoted)
        assert standard.wording_from
    items = {item.id: item for item in standards()["prisma-2020"].items}
    assert items["17"].wording == "Cite each included study and present its characteristics."
    assert [item.id for item in items.values() if item.declared] == ["25", "26", "27"]


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


def compared(root, reported, chapter, flag="reporting_is_compared: true"):
    """Problems of a review in which the item on the title is said to be met by one chapter."""
    (root / "chapters" / "methods.md").write_text(chapter, "utf-8")
    config = root / "data" / "review.yaml"
    config.write_text(config.read_text("utf-8") + f"{flag}\n", "utf-8")
    item = f"{{reported: {reported}, where: [methods], note: A test.}}"
    (root / "data" / "reporting.yaml").write_text(document(lambda items: items.update({"1": item})), "utf-8")
    try:
        load(root)
    except DataError as refused:
        return str(refused)
    return ""


@pytest.mark.parametrize(
    "reported, title, refused",
    [
        ("met", "# Tea for hiccups: a living Systematic Review{result}`review.title-state`", False),
        ("met", "# Tea for hiccups", True),
        ("met", "# Tea\n\n## A systematic review", True),
        ("partly", "# Tea for hiccups", False),
    ],
)
def test_a_met_item_on_the_title_needs_its_words_in_the_title(tiny, reported, title, refused):
    said = compared(tiny, reported, f"{title}\n")
    assert ("no page that it names has 'systematic review' in its title" in said) == refused
    assert ("standards.prisma-2020-abstracts.1" in said) == refused


def test_nothing_is_compared_unless_the_review_asks_for_it(tiny):
    assert not compared(tiny, "met", "# Tea for hiccups\n", flag="")


def test_an_item_on_a_whole_checklist_is_not_met_while_an_item_of_it_is_not(tiny):
    config = tiny / "data" / "review.yaml"
    config.write_text(config.read_text("utf-8") + "reporting_is_compared: true\n", "utf-8")
    items = {item.id: "{reported: not-done, note: A test.}" for item in standards()["prisma-2020"].items}
    items["2"] = "{reported: met, where: [methods]}"
    lines = "".join(f'    "{number}": {text}\n' for number, text in items.items())
    said = problems(tiny, document() + f"  prisma-2020:\n{lines}")
    assert "standards.prisma-2020.2" in said and "of prisma-2020-abstracts, not met as a whole: 1, 2" in said


@pytest.mark.parametrize(
    "status, runs, state",
    [
        ("draft", ["not-run", "not-run"], "draft, searches pending"),
        ("draft", ["run", "not-run"], "draft"),
        ("released", ["not-run"], "searches pending"),
        ("released", ["run"], ""),
        ("draft", [], "draft"),
    ],
)
def test_the_title_says_draft_and_that_searches_are_pending_until_one_was_run(tiny, status, runs, state):
    config = load(tiny).config
    dates = {"run": {"last_run": date(2024, 1, 31)}, "not-run": {}}
    searches = [Search(database=f"base {i}", status=run, **dates[run]) for i, run in enumerate(runs)]
    stated = config.model_copy(update={"status": status, "searches": searches})
    assert stated.state == state
    assert stated.stated_title == (f"{config.title} ({state})" if state else config.title)
