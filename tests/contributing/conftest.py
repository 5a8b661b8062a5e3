"""The form "Add a study" of the invented review, as a page without the rest of the site, in a real browser."""

from pathlib import Path

import pytest
from form_filling import write_form


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
