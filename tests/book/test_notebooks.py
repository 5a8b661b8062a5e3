"""Chapters read as notebooks: nothing to repeat in a chapter, and messages that name the right line."""

import pytest
from myst_nb.core.read import MystMetadataParsingError

from livingreview.publish.notebooks import OPENING, formats, read_chapter

CHAPTER = """# Title

```{code-cell}
book.pools.forest("relief")
```

Text.

```{code-cell}
:tags: [hide-input]

2 + 2
```

:::{note}
```{code-cell}
nested()
```
:::
"""


def cells(text):
    notebook = read_chapter(text, "chapters/x.md")
    return notebook, [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_a_chapter_with_cells_opens_the_book_once_before_them():
    notebook, code = cells(CHAPTER)
    assert [cell.source for cell in code] == [OPENING, 'book.pools.forest("relief")', "2 + 2"]
    assert code[0].metadata["tags"] == ["remove-cell"]
    assert notebook.metadata["kernelspec"]["name"] == "python3"


def test_a_cell_shows_its_output_only_unless_it_has_tags_of_its_own():
    _, (_, plain, tagged) = cells(CHAPTER)
    assert plain.metadata["tags"] == ["remove-input"]
    assert tagged.metadata["tags"] == ["hide-input"]
    _, (_, shown) = cells("# T\n\n```{code-cell}\n:tags: []\n2\n```\n")
    assert shown.metadata["tags"] == []


def test_a_chapter_without_cells_needs_no_kernel():
    notebook, code = cells("# Title\n\nText.\n")
    assert code == []
    assert "kernelspec" not in notebook.metadata


def test_the_source_map_leads_to_the_first_line_of_every_cell():
    notebook, _ = cells(CHAPTER)
    lines = CHAPTER.splitlines()
    named = [lines[entry + 1] for entry in notebook.metadata["source_map"]]
    assert named == ["# Title", "# Title", 'book.pools.forest("relief")', "Text.", "2 + 2", ":::{note}"]


def test_what_cannot_be_read_names_chapter_and_line():
    with pytest.raises(MystMetadataParsingError, match=r"chapters/x\.md: Code cell 1 at line 3"):
        cells("# T\n\n```{code-cell}\n:tags: [hide-input\n2\n```\n")
    with pytest.raises(MystMetadataParsingError, match=r"chapters/x\.md: the chapter is empty"):
        cells("\n")


def test_generated_pages_are_left_alone(tmp_path):
    for name in ("chapters/one.md", "chapters/studies/adams2001.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("# T\n")
    assert list(formats(tmp_path, [])) == [str(tmp_path / "chapters/one.md")]
