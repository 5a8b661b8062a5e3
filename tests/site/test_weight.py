"""What readers wait for: bytes and requests of each page, against a budget. Times are not measured here."""

import gzip
import re
from functools import cache
from pathlib import Path

import pytest
import yaml
from test_site import soup

from livingreview import load

pytestmark = [pytest.mark.slow, pytest.mark.site]

BUDGET = yaml.safe_load((Path(__file__).parent / "budget.yaml").read_text("utf-8"))
PAPERS = {".pdf", ".docx"}  # which a build offers only where they were asked for
FACE = re.compile(r'url\(["\']?([\w-]+\.woff)["\']?\)[^}]*?unicode-range:([^;}]+)')
LOADED = {"script[src]": "src", "link[rel=stylesheet]": "href", "img[src]": "src"}


@cache
def sent(file: Path) -> int:
    return len(gzip.compress(file.read_bytes(), 6))


def weight(site: Path, page: str) -> tuple[int, int]:
    """Bytes and requests of a page that is read to its end on a desktop."""
    html = soup(site, page)
    files = {
        ((site / page).parent / element[name].split("?")[0]).resolve()
        for kind, name in LOADED.items()
        for element in html.select(kind)
        if not element[name].startswith("data:")
    }
    files |= fonts(site, (site / page).read_text("utf-8"))
    return sum(map(sent, (site / page, *files))), 1 + len(files)


def fonts(site: Path, text: str) -> set[Path]:
    """The fonts that a browser without letters such as Chinese ones loads for a page."""
    shared = "".join(file.read_text("utf-8") for file in (site / "_static").glob("site-*.css"))
    return {
        site / "_static" / face[1]
        for face in FACE.finditer(shared)
        if any(re.search(rf"[{chr(low)}-{chr(high)}]", text) for low, high in ranges(face[2]))
    }


def ranges(rule: str) -> list[tuple[int, int]]:
    """First and last code points of a unicode-range."""
    ends = [one.strip().upper().removeprefix("U+").split("-") for one in rule.split(",")]
    return [(int(one[0], 16), int(one[-1], 16)) for one in ends]


def test_every_page_keeps_to_the_budget(site):
    heavy = {}
    for page in sorted(str(file.relative_to(site)) for file in site.rglob("*.html")):
        bytes_, requests = weight(site, page)
        limit = BUDGET["exceptions"].get(page, BUDGET)
        if bytes_ > limit["page"] or requests > limit["requests"]:
            heavy[page] = f"{bytes_:,} bytes, {requests} requests"
    assert heavy == {}


def test_the_site_keeps_to_the_budget(site):
    files = [file for file in site.rglob("*") if file.is_file() and file.suffix not in PAPERS]
    publications = len(load(site.parents[1]).publications)
    assert sum(file.stat().st_size for file in files) <= BUDGET["site"] + BUDGET["publication"] * publications


def test_the_site_holds_no_source_maps_no_unused_icons_and_no_sources(site):
    unwanted = [*site.rglob("*.map"), *site.rglob("*fontawesome*"), *site.rglob("*.po"), *site.glob("_sources")]
    assert unwanted == []
