"""Limits of the journal, counted from the chapters without executing them."""

import re

import pytest

from livingreview import DataError, load
from livingreview.cli import main
from livingreview.contributing.limits import over_limits, section, words
from livingreview.subjects.results import Results

JOURNALS = """
default: tea
journals:
  tea: {{title: Journal of Tea, limits: {{{limits}}}}}
"""


@pytest.fixture
def limited(tiny_paper):
    """Gives the tiny review with an article a journal with these limits."""

    def limited(limits):
        (tiny_paper / "_journals.yml").write_text(JOURNALS.format(limits=limits), "utf-8")
        return tiny_paper

    return limited


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        ("abstract: 10", r"the abstract has 19 words; the limit is 10"),
        ("references: 1", "there are 3 references; the limit is 1"),
        ("figures_and_tables: 1", "there are 2 figures and tables; the limit is 1"),
        ("title_characters: 12", r"the title has \d+ characters; the limit is 12"),
    ],
)
def test_check_names_the_journal_the_limit_and_the_count(limited, capsys, limits, said):
    assert main(["--root", str(limited(limits)), "check"]) == 0
    line = next(one for one in capsys.readouterr().out.splitlines() if "Journal of Tea" in one)
    assert line.startswith("Notice: _journals.yml default: Journal of Tea: ")
    assert re.search(said, line)


def test_what_is_within_the_limits_is_not_mentioned(limited):
    assert over_limits(load(limited("abstract: 100, text: 5000, references: 3, figures: 1"))) == []


def test_without_journals_nothing_is_counted(tiny_paper):
    assert over_limits(load(tiny_paper)) == []


def test_without_an_article_nothing_is_counted(tiny):
    (tiny / "_journals.yml").write_text(JOURNALS.format(limits="title_characters: 1"), "utf-8")
    assert over_limits(load(tiny)) == []


def test_a_faulty_file_of_journals_is_refused(limited):
    with pytest.raises(DataError, match="abstrat"):
        over_limits(load(limited("abstrat: 10")))


def test_words_are_those_printed_without_headings_citations_and_cells(tiny_paper):
    results = Results(load(tiny_paper))
    number = len(results["pools.relief.ci"].text.split())
    text = "## Head\n\nOf *all* people ({numref}`fig-x`)\n{result}`pools.relief.ci` {cite:p}`a,b`.\n"
    assert words(text + "\n```{code-cell}\nbook.protocol.searches()\n```\n", results) == 5 + number


def test_a_section_ends_where_the_next_of_its_level_begins(tiny_paper):
    text = "# Title\n\nTop.\n\n## One\n\nFirst.\n\n### Deep\n\nDeeper.\n\n## Two\n\nLast.\n"
    (tiny_paper / "chapters" / "a.md").write_text(text, "utf-8")
    assert section(tiny_paper, "a#one").split() == ["First.", "###", "Deep", "Deeper."]
    assert section(tiny_paper, "a#top").split() == ["Top."]
    assert section(tiny_paper, "a#two").split() == ["Last."]
    assert section(tiny_paper, "a").split()[0] == "Top."
