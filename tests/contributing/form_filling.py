"""Filling in the form "Add a study" as a person does."""

from pathlib import Path

from playwright.sync_api import Page

from livingreview.publish.study_form import page as study_form
from livingreview.publish.study_form.page import html, script


def write_form(review, folder: Path) -> Path:
    """The form as a page of its own, which is opened as a file."""
    style = (Path(study_form.__file__).parents[1] / "theme" / study_form.STYLE).read_text("utf-8")
    file = folder / "form.html"
    file.write_text(
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Form</title><style>{style}</style>'
        f"<body>{html(review)}<script>{script()}</script></body></html>",
        "utf-8",
    )
    return file


def go(page: Page, step: str) -> None:
    """Open a step by its name."""
    page.get_by_role("navigation").get_by_role("button", name=step).click()


def fill(page: Page, label: str, text: str, within=None) -> None:
    """Type into a field."""
    (within or page).get_by_role("textbox", name=label).filter(visible=True).first.fill(text)


def choose(page: Page, label: str, term: str, within=None) -> None:
    """Choose a term as a person does: type, and press Enter."""
    field = (within or page).get_by_role("combobox", name=label).filter(visible=True).first
    field.fill(term)
    field.press("Enter")


def results(page: Page) -> dict[str, str]:
    """The texts of the last step, by their title."""
    go(page, "Files")
    areas = page.locator("textarea.result")
    return {area.get_attribute("aria-label"): area.input_value() for area in areas.all()}
