"""The whole book as a PDF says what the site says."""

import re
import subprocess
import unicodedata
from functools import cache
from pathlib import Path

import pytest
import yaml
from bs4 import BeautifulSoup
from test_site import MAIN, soup

from livingreview import load
from livingreview.store.chapters import CONTRIBUTING

pytestmark = [pytest.mark.slow, pytest.mark.pdf]

ROOT = Path(__file__).parents[2]
PDF = ROOT / "_build" / "pdf" / "book.pdf"
PRINTED = [chapter for chapter in MAIN if not chapter.startswith(CONTRIBUTING.as_posix())]
CITED = re.compile(r"\[[\d, –]+\]")


@cache
def text() -> str:
    assert PDF.is_file(), "there is no PDF of the book: run `make pdf` first"
    return subprocess.run(["pdftotext", PDF, "-"], capture_output=True, text=True, check=True).stdout


def plain(words: str) -> str:
    """Letters and figures only: lines of a PDF end elsewhere, words are hyphenated, references are numbered anew."""
    words = CITED.sub("", unicodedata.normalize("NFKC", words).replace("\u2011", "-"))
    return re.sub(r"[^\w≥≤±×%]", "", words)


@cache
def plain_text() -> str:
    # Heads, feet and numbers of pages are between the lines of a text that goes on.
    pages = [re.sub(r"^.*, Version .*\n", "", page) for page in text().split("\f")]
    return plain("\n".join(pages))


def of_class(page: BeautifulSoup, selector: str) -> list[str]:
    return [one.get_text() for one in page.select(selector)]


def test_title_version_and_state_stand_on_the_first_page():
    review = load(ROOT)
    first = plain(text().split("\f")[0])
    assert plain(review.config.title) in first
    assert plain(f"Version {review.config.version} ({review.config.status})") in first
    assert "CCBY40" in first


def test_every_chapter_is_there(site):
    titles = [soup(site, f"{chapter}.html").select_one("h1").get_text().rstrip("#") for chapter in PRINTED]
    assert [title for title in titles if plain(title) not in plain_text()] == []


def test_every_caption_is_there_under_its_number(site):
    missing = []
    for chapter in PRINTED:
        page = soup(site, f"{chapter}.html")
        for caption in (*page.select("article figcaption .caption-number"), *page.select("table .caption-number")):
            caption_text = plain(caption.parent.get_text().removesuffix("#").removesuffix("\n#"))[:60]
            if caption_text not in plain_text():
                missing.append(f"{chapter}: {caption_text}")
    assert missing == []


def test_every_number_of_the_first_page_is_there(site):
    first, second = (soup(site, f"{chapter}.html").select_one("h1").get_text().rstrip("#") for chapter in MAIN[:2])
    starts = [plain(page)[:300] for page in text().split("\f")]
    # Below the head of its page, a chapter that begins a part has the name of the part above its title.
    head = load(ROOT).config
    above = plain(f"{head.short_title}, Version {head.version} ({head.status})")
    part = yaml.safe_load((ROOT / "_toc.yml").read_text("utf-8"))["parts"][0]["caption"]
    start = next(i for i, words in enumerate(starts) if words.startswith(above + plain(head.short_title + first)))
    end = next(i for i, words in enumerate(starts) if words.startswith(above + plain(f"{part}1 {second}")))
    pages = text().split("\f")[start:end]
    # A sentence may go on behind the foot of a page and the head of the next.
    foot = re.compile(r"\n[^\n]+\n+\d+\s*$")
    bodies = [foot.sub("", re.sub(r"^.*, Version .*\n", "", page)) for page in pages]
    there = plain("\n".join(bodies)) + plain("\n".join(pages))
    results = of_class(soup(site, f"{MAIN[0]}.html"), "article .result")
    assert len(results) > 20
    for result in results:
        assert there.count(plain(result)) >= 1, result


def test_every_page_says_of_which_version_it_is():
    config = load(ROOT).config
    head = f", Version {config.version} ({config.status})"
    pages = text().split("\f")[:-1]
    assert [number for number, page in enumerate(pages, 1) if head not in page] == [1]  # which is the title page


def test_nothing_is_left_open_or_lost():
    assert "??" not in text()
    assert "\N{REPLACEMENT CHARACTER}" not in text()
    assert "□" not in text()
