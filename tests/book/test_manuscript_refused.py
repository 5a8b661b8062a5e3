"""What an article cannot hold is named, and the previous files are kept."""

import os
import re
import subprocess
from pathlib import Path

import pytest
from docutils import nodes

from helpers import change
from livingreview.publish.manuscript import submission, write
from livingreview.publish.manuscript.items import ConversionError, Numbers, resolve
from livingreview.publish.workplace import NotBuilt
from livingreview.store import DataError

from .conftest import REVIEW

pytestmark = [pytest.mark.slow, pytest.mark.pdf]

OUTPUTS = (write.FOLDER, submission.FOLDER)


@pytest.fixture
def with_previous(tiny_paper) -> Path:
    for folder in OUTPUTS:
        (tiny_paper / folder).mkdir(parents=True)
        (tiny_paper / folder / "previous.txt").write_text("previous")
    return tiny_paper


def untouched(root: Path) -> bool:
    return all([one.name for one in (root / folder).iterdir()] == ["previous.txt"] for folder in OUTPUTS)


def wide_table(columns: int) -> nodes.table:
    group = nodes.tgroup("", *(nodes.colspec(colwidth=1) for _ in range(columns)), cols=columns)
    cells = [nodes.entry("", nodes.paragraph("", f"word{i}")) for i in range(columns)]
    group += nodes.tbody("", nodes.row("", *cells))
    table = nodes.table("", nodes.title("", "Wide."), group, names=["tbl-wide"], ids=["tbl-wide"])
    return table


def test_a_table_too_wide_for_a_page_is_named(with_previous, read_already):
    def put(tree):
        next(one for one in tree.findall(nodes.section) if "question" in one["ids"]).append(wide_table(40))

    with pytest.raises(NotBuilt, match=r"chapters/methods\.md: tbl-wide has 40 columns"):
        write.build_manuscript(read_already(with_previous, methods=put))
    assert untouched(with_previous)


def test_a_character_that_the_font_lacks_is_named_with_its_chapter_and_table(with_previous, read_already):
    def put(tree):
        table = next(t for t in tree.findall(nodes.table) if "tbl-left-out-relief" in t["ids"])
        next(iter(table.findall(nodes.tbody))).next_node(nodes.paragraph).append(nodes.Text(" \U0001f9ec"))

    with pytest.raises(NotBuilt) as caught:
        submission.build_submission(read_already(with_previous, index=put))
    place = "manuscript.pdf: chapters/index.md, near tbl-left-out-relief"
    assert f"{place}: the font has no '\U0001f9ec' (U+1F9EC)" in str(caught.value)
    assert untouched(with_previous)


def test_a_reference_to_something_that_no_chapter_has_is_named():
    numbers = Numbers()
    numbers.referred["tbl-nowhere"] = "chapters/methods.md"
    with pytest.raises(ConversionError, match=r"chapters/methods\.md refers to tbl-nowhere"):
        resolve(numbers)


def run(root: Path, command: str, **environment: str) -> subprocess.CompletedProcess:
    given = {k: v for k, v in os.environ.items() if k != "SOURCE_DATE_EPOCH"}
    return subprocess.run(
        [REVIEW, "--root", root, command],
        capture_output=True,
        text=True,
        env={**given, "NO_COLOR": "1", **environment},
    )


def test_a_figure_that_fails_is_named_with_its_chapter_and_line(with_previous):
    chapter = with_previous / "chapters" / "index.md"
    change(chapter, 'book.pools.forest("relief")', 'book.pools.forest("grief")')
    done = run(with_previous, "submission")
    assert done.returncode == 1
    assert "chapters/index.md:6 the cell failed: pool 'grief'" in done.stderr
    assert untouched(with_previous)


def test_a_citation_without_an_entry_is_named(with_previous, read_already):
    chapter = with_previous / "chapters" / "methods.md"
    chapter.write_text(chapter.read_text("utf-8").replace("`pmid3`", "`nobody1999`"), "utf-8")
    with pytest.raises(DataError, match=r"chapters/methods\.md:\d+ .*nobody1999"):
        write.build_manuscript(read_already(with_previous))
    assert untouched(with_previous)


@pytest.mark.parametrize(("old", "line"), [("figures: [forest-relief]", 10), ("data_tables: [forest-relief]", 12)])
def test_an_unknown_figure_in_the_plan_is_reported_with_its_line(with_previous, read_already, old, line):
    plan = with_previous / "_manuscript.yml"
    plan.write_text(plan.read_text("utf-8").replace(old, old.replace("relief", "releif")), "utf-8")
    with pytest.raises(DataError) as caught:
        write.build_manuscript(read_already(with_previous))
    problem = caught.value.problems[0]
    assert (problem.file, problem.line) == ("_manuscript.yml", line)
    assert "Did you mean 'forest-relief'?" in problem.message
    assert untouched(with_previous)


def test_without_what_it_needs_the_command_to_install_it_is_printed(tiny_paper, tmp_path):
    (tmp_path / "bin").mkdir()
    done = run(tiny_paper, "submission", PATH=str(tmp_path / "bin"))
    assert done.returncode == 1
    assert re.search(r"apt-get install --no-install-recommends poppler-utils$", done.stderr.strip())
    assert not (tiny_paper / "_build").exists()
