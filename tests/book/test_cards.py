"""Rows of tables of text as cards on a phone: which cell is labelled, and how the label gets into the page."""

import subprocess
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

REVIEW = Path(sys.executable).with_name("review")
CELLS = """
```{code-cell}
book.%s()
```
"""


@pytest.mark.slow
def test_each_cell_of_a_card_but_its_heading_says_of_which_column_it_is(tiny):
    with (tiny / "chapters" / "index.md").open("a", encoding="utf-8") as chapter:
        chapter.write("".join(CELLS % call for call in ("protocol.searches", "versions.freshness")))
    done = subprocess.run([REVIEW, "--root", tiny, "build"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    html = BeautifulSoup((tiny / "_build" / "html" / "chapters" / "index.html").read_text("utf-8"), "lxml")
    tables = html.select("table.stacked")
    assert tables
    for table in tables:
        heads = [head.get_text(" ", strip=True) for head in table.select("thead th")]
        for row in table.select("tbody tr"):
            first, *others = row.find_all("td")
            assert "data-label" not in first.attrs
            for head, cell in zip(heads[1:], others, strict=True):
                wanted = head if len(heads) > 2 and cell.get_text(strip=True) else None
                assert cell.get("data-label") == wanted, cell
                assert ("empty" in cell.get("class", [])) == (not cell.get_text(strip=True))
    assert any(cell for table in tables for cell in table.select("td[data-label]"))
