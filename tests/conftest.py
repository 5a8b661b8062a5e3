"""Copies of the repository's data that tests may damage."""

import shutil
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]


def _not_data(folder: str, names: list[str]) -> list[str]:
    """Of chapters/, everything but written chapters: generated study pages, pictures, notebooks."""
    here = Path(folder)
    return [n for n in names if (n == "studies" if (here / n).is_dir() else not n.endswith(".md"))]


@pytest.fixture(scope="session")
def pristine_review(tmp_path_factory) -> Path:
    """data/, the written chapters and references.bib as they are in the repository. Not to be changed."""
    root = tmp_path_factory.mktemp("pristine")
    shutil.copytree(REPOSITORY / "data", root / "data")
    shutil.copytree(REPOSITORY / "chapters", root / "chapters", ignore=_not_data)
    shutil.copy(REPOSITORY / "references.bib", root)
    return root


@pytest.fixture
def review_copy(pristine_review, tmp_path) -> Path:
    """A copy of its own for one test."""
    return shutil.copytree(pristine_review, tmp_path / "review")
