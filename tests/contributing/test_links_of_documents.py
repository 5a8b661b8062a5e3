"""Links between the documents of the repository lead to files and headings that exist."""

import re
from pathlib import Path

import pytest

from helpers import REPOSITORY
from livingreview.store.chapters import headings

DOCUMENTS = ("README.md", "CONTRIBUTING.md", "CODE_OF_CONDUCT.md", "SECURITY.md", "docs/engine.md")
LINK = re.compile(r"\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)")


def dead_links(file: Path) -> list[str]:
    """Links of a Markdown file to a file that is not there, or to a heading that it does not have."""
    dead = []
    for path, anchor in LINK.findall(re.sub(r"```.*?```|`[^`\n]*`", "", file.read_text("utf-8"), flags=re.DOTALL)):
        target = (file.parent / path).resolve() if path else file
        if not target.exists() or (anchor and anchor not in headings(target)):
            dead.append(f"{path}#{anchor}" if anchor else path)
    return dead


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_link_of_a_document_leads_somewhere(name):
    assert dead_links(REPOSITORY / name) == []


def test_a_dead_link_would_be_found(tmp_path):
    (tmp_path / "there.md").write_text("# One heading\n\n## 2. Another one\n", "utf-8")
    text = "[a](there.md) [b](there.md#2-another-one) [c](gone.md) [d](there.md#gone) [e](#here) `[f](code.md)`"
    (tmp_path / "from.md").write_text(text, "utf-8")
    assert dead_links(tmp_path / "from.md") == ["gone.md", "there.md#gone", "#here"]


def test_pages_of_the_built_site_that_a_text_names_come_from_a_file():
    """The build puts a file of the repository at the same path under `_build/html/`."""
    texts = [*(REPOSITORY / name for name in DOCUMENTS), *(REPOSITORY / "chapters").rglob("*.md")]
    named = {page for file in texts for page in re.findall(r"_build/html/([\w/-]+)\.html", file.read_text("utf-8"))}
    assert "chapters/contributing/add-a-study" in named
    assert [page for page in named - {"index"} if not (REPOSITORY / f"{page}.md").exists()] == []
