"""The invented review of tests/review, for every engine test: loaded, as files, and as a copy to damage."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from helpers import INVENTED
from livingreview import load
from livingreview.book import Book
from livingreview.store.review import Review, write_schemas
from livingreview.subjects.results import Results


@pytest.fixture(scope="session")
def pristine_review(tmp_path_factory) -> Path:
    """The invented review as files, with its JSON Schemas. Not to be changed."""
    root = tmp_path_factory.mktemp("pristine") / "review"
    shutil.copytree(INVENTED, root, ignore=shutil.ignore_patterns("_build", "schema", "README.md"))
    write_schemas(root)
    return root


@pytest.fixture
def review_copy(pristine_review, tmp_path) -> Path:
    """A copy of its own for one test."""
    return shutil.copytree(pristine_review, tmp_path / "review")


@pytest.fixture(scope="session")
def review(pristine_review) -> Review:
    """The invented review, loaded once: it cannot be changed."""
    return load(pristine_review)


@pytest.fixture(scope="session")
def results(review) -> Results:
    """Its results for prose."""
    return Results(review)


@pytest.fixture(scope="session")
def book(pristine_review, review, tmp_path_factory) -> Book:
    """What its chapters may call; figures are drawn into a copy."""
    root = shutil.copytree(pristine_review, tmp_path_factory.mktemp("book") / "review")
    return Book(replace(review, root=root))
