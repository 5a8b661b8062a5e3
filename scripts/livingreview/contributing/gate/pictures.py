"""Pictures of the pages that are different, with a frame around what is new, taken in the run without rights.

Scripts of the pages are not run, and nothing is fetched.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

from ...publish.workplace import NotBuilt
from .material import Page, Pages
from .pages import changed_blocks, read_page

MOST = 12  # pictures
WIDTH, HEIGHT, ABOVE = 1200, 1600, 200  # of a picture, in pixels; and shown above the first change
FRAME = "outline: 3px solid #d1242f; outline-offset: 3px"
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
OPTIONS = ("--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP * ~NOTFOUND")


def take_pictures(pages: Pages, old: Path, new: Path, into: Path) -> Pages:
    """The pages with the names of their pictures, which are in the folder. Raises NotBuilt without a browser."""
    try:
        from playwright.sync_api import sync_playwright
    except ModuleNotFoundError:
        raise NotBuilt("Pictures need the Python package playwright: `make .venv/test` installs it.") from None
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        raise NotBuilt("Pictures need Chromium: `scripts/system-packages.sh chromium` installs it.")
    into.mkdir(parents=True, exist_ok=True)
    shown: list[Page] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(OPTIONS))
        view = browser.new_page(
            java_script_enabled=False, viewport={"width": WIDTH, "height": HEIGHT}, reduced_motion="reduce"
        )
        for number, page in enumerate(pages.pages[:MOST], 1):
            framed = _framed(page.name, old, new)
            try:
                view.goto(framed.as_uri())
                marked = view.locator("[data-gate]")
                first = marked.first.bounding_box() if marked.count() else None
                whole = view.locator("html").bounding_box()
                lowest = whole["height"] - HEIGHT if whole else 0.0
                top = max(0.0, min(first["y"] - ABOVE, lowest)) if first else 0.0
                name = f"{number:02}-{_slug(page.name)}.png"
                view.screenshot(
                    path=into / name,
                    full_page=True,
                    clip={"x": 0, "y": top, "width": WIDTH, "height": HEIGHT},
                    animations="disabled",
                )
            finally:
                framed.unlink()
            shown.append(page.model_copy(update={"picture": name}))
        browser.close()
    return pages.model_copy(update={"pages": (*shown, *pages.pages[len(shown) :])})


def _slug(name: str) -> str:
    """The path of a page as part of a file name."""
    return re.sub("[^a-z0-9]+", "-", name.lower().removesuffix(".html")).strip("-")[:80] or "page"


def _framed(name: str, old: Path, new: Path) -> Path:
    """A copy of the page, beside it, with a frame around each block and figure that is new."""
    before, after = read_page(old, name), read_page(new, name)
    _, come = changed_blocks(before, after)
    figures = {one for one, content in after.figures.items() if before.figures.get(one) != content}
    drawn = [picture for picture in after.soup.find_all("img", src=True) if Path(str(picture["src"])).stem in figures]
    drawn += [drawing for drawing in after.soup.select(".drawing") if drawing["data-name"] in figures]
    for element in (*(element for _, element in come), *drawn):
        element["style"] = f"{element.get('style', '')};{FRAME}"
        element["data-gate"] = ""
    for folded in after.soup.find_all("details"):
        if folded.select_one("[data-gate]") is not None:
            folded["open"] = ""
    file = (new / name).with_name(f"gate-{os.getpid()}.html")
    file.write_text(str(after.soup), "utf-8")
    return file
