"""What tests for contributors share: a repository of two commits, and the form "Add a study" in a real browser."""

import shutil
from pathlib import Path

import pytest
from form_filling import write_form
from repositories import git

from helpers import change


@pytest.fixture
def committed_review(pristine_review, tmp_path, parse_what_is_unchanged_once) -> Path:
    """The invented review in two commits, of which the second corrects a value."""
    root = shutil.copytree(pristine_review, tmp_path / "review")
    git(root, "init", "--quiet", "--initial-branch=main")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message=first")
    adler = root / "data" / "studies" / "adler2010.yaml"
    change(adler, "events: 27, n: 60, printed: 45%", "events: 29, n: 60, printed: 48%")
    change(adler, "events: 51, n: 60, printed: 85%", "events: 53, n: 60, printed: 88%")
    change(adler, "how: 24 + 27 printed", "how: 24 + 29 printed")
    git(root, "commit", "--quiet", "--all", "--message=second")
    return root


@pytest.fixture(scope="session")
def form_file(review, tmp_path_factory) -> Path:
    """The form of the invented review."""
    return write_form(review, tmp_path_factory.mktemp("form"))


@pytest.fixture
def form(browser, form_file):
    """The form in a browser of its own, without a draft; what goes wrong on the page fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    errors: list[str] = []
    page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda e: errors.append(str(e)))
    page.goto(form_file.as_uri())
    yield page
    context.close()
    assert errors == []
