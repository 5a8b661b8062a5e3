"""Every cell and every result of the invented review's chapters works: all figures, tables and words of the engine."""

import re

import pytest

from helpers import INVENTED

pytestmark = pytest.mark.slow

CELL = re.compile(r"^```\{code-cell\}.*?\n:tags: \[remove-input\]\n(.*?)\n```", re.MULTILINE | re.DOTALL)
ROLE = re.compile(r"\{result\}`([^`]+)`")
EMPTY = {'book.mechanisms.values("diaphragm")'}  # no report on the diaphragm prints means
CHAPTERS = sorted(INVENTED.glob("chapters/**/*.md"))


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda p: str(p.relative_to(INVENTED / "chapters")))
def test_every_cell_shows_something_and_every_result_exists(book, results, chapter):
    text = chapter.read_text("utf-8")
    for cell in CELL.findall(text):
        shown = eval(cell, {"book": book})
        assert bool(shown is not None and shown.data.strip()) == (cell not in EMPTY), cell
    for name in ROLE.findall(text):
        assert results[name].text.strip(), name
