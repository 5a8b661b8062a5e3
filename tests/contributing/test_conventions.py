"""Conventions of chapters and files: who breaks one is told by a notice, and no test turns red."""

import pytest

from helpers import change
from livingreview import load
from livingreview.contributing.notices import notices

GUIDE, CHAPTER = "chapters/contributing/example.md", "chapters/mechanisms/nerve.md"


def said(root, file, *keys):
    return [one for one in notices(load(root), keys or None) if one.file == file]


def test_a_guide_that_does_not_say_what_is_empty_on_a_file_is_noticed_at_its_first_list(review_copy):
    guide = review_copy / GUIDE
    assert said(review_copy, GUIDE) == []
    change(guide, ", as on GitHub", "")
    (one,) = said(review_copy, GUIDE)
    assert guide.read_text("utf-8").splitlines()[one.line - 1].startswith("```{code-cell}")
    assert "'as on GitHub'" in one.message
    guide.write_text(guide.read_text("utf-8") + "\n## Later\n\nAs a file, as on GitHub, it is empty.\n", "utf-8")
    assert said(review_copy, GUIDE) == [one]  # its top is what is read first


def test_a_guide_without_lists_has_nothing_to_say(review_copy):
    other = review_copy / "chapters" / "contributing" / "other.md"
    other.write_text("# Other\n\n````\n```{code-cell}\nbook.contributing.logs()\n```\n````\n", "utf-8")
    contents = review_copy / "_toc.yml"
    contents.write_text(contents.read_text("utf-8") + "  - file: chapters/contributing/other\n", "utf-8")
    assert said(review_copy, "chapters/contributing/other.md") == []


def test_a_guide_links_to_its_page_once_the_site_has_an_address(review_copy):
    config = review_copy / "data" / "review.yaml"
    config.write_text(config.read_text("utf-8") + "\naddress: https://example.org/tea/\n", "utf-8")
    (one,) = said(review_copy, GUIDE)
    page = "https://example.org/tea/contributing/example.html"
    assert page in one.message
    change(review_copy / GUIDE, "as on GitHub", f"as on GitHub, but not on [its page]({page})")
    assert said(review_copy, GUIDE) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("\n:::{admonition} In one line", "\nNerves matter.\n\n:::{admonition} In one line"),
        (":class: tip\n", ":class: note\n"),
        ("{result}`mechanisms.nerve.first-sentence`\n", ""),
        ("mechanisms.nerve.first-sentence", "mechanisms.stomach.first-sentence"),
    ],
)
def test_a_mechanism_chapter_that_begins_with_something_else_is_noticed(review_copy, old, new):
    assert said(review_copy, CHAPTER) == []
    change(review_copy / CHAPTER, old, new)
    (one,) = said(review_copy, CHAPTER)
    assert one.line == 2 and "{result}`mechanisms.nerve.answer`" in one.message


def test_a_sentence_on_an_axis_that_is_printed_twice_is_noticed_at_the_second_place(review_copy):
    chapter = review_copy / CHAPTER
    axis = next(key for key, one in load(review_copy).vocabulary.axes.items() if one.chapter == "nerve")
    role = f"{{result}}`axis.{axis}.defect`"
    chapter.write_text(f"{chapter.read_text('utf-8')}\n{role}\n\n{role}\n", "utf-8")
    (one,) = said(review_copy, CHAPTER)
    assert one.line == len(chapter.read_text("utf-8").splitlines()) and "twice" in one.message


@pytest.mark.parametrize("name", ["studies/adler2010", "trials/tea-0001", "context/quinn2007"])
def test_a_file_whose_first_line_names_no_schema_is_noticed_with_the_line_to_write(review_copy, name):
    file = review_copy / "data" / f"{name}.yaml"
    first, _, rest = file.read_text("utf-8").partition("\n")
    before = said(review_copy, f"data/{name}.yaml")
    for text in (rest, f"# A note.\n{rest}", first.replace(".schema.json", ".json") + f"\n{rest}"):
        file.write_text(text, "utf-8")
        new = [one for one in said(review_copy, f"data/{name}.yaml") if "schema" in one.message]
        assert [(one.line, one.message.endswith(f"Write: {first}")) for one in new] == [(1, True)]
    assert said(review_copy, f"data/{name}.yaml", "mason2020") == []  # of other files only
    file.write_text(f"{first}\n{rest}", "utf-8")
    assert said(review_copy, f"data/{name}.yaml") == before
