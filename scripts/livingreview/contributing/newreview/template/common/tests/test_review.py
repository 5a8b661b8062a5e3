"""The review's own tests: what is declared has a result, and what was built is whole. The engine has its own."""

from pathlib import Path

import pytest
import yaml

from livingreview import load
from livingreview.subjects.results import Results

ROOT = Path(__file__).resolve().parents[1]


def test_every_declared_result_can_be_printed():
    results = Results(load(ROOT))
    names = [name for first in ("pools", "comparisons", "count", "certainty") for name in results.names(first)]
    assert names and all(results[name].text for name in names)


@pytest.mark.slow
def test_the_site_has_every_page():
    built = ROOT / "_build" / "html" / "chapters"
    contents = yaml.safe_load((ROOT / "_toc.yml").read_text("utf-8"))
    chapters = [one["file"] for part in contents["parts"] for one in part["chapters"]]
    pages = [built.parent / f"{chapter}.html" for chapter in [contents["root"], *chapters]]
    pages += [built / "studies" / f"{study}.html" for study in load(ROOT).publications]
    assert not [page for page in pages if not page.is_file()]


@pytest.mark.slow
@pytest.mark.pdf
def test_the_book_is_printed():
    assert (ROOT / "_build" / "pdf" / "book.pdf").read_bytes().startswith(b"%PDF")
