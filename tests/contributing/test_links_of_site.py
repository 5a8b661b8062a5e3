"""A site whose review declares its repository: what each page offers to edit exists there."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from helpers import REPOSITORY
from livingreview.store.review import write_schemas

ADDRESS = "https://github.com/tea/hiccups"
EDIT = re.compile(rf'href="{ADDRESS}/edit/main/([^"#]+)(?:#L(\d+))?"')
REVIEW = Path(sys.executable).with_name("review")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    root = shutil.copytree(REPOSITORY / "tests" / "book" / "tiny", tmp_path_factory.mktemp("linked") / "tiny")
    with (root / "data" / "review.yaml").open("a", encoding="utf-8") as file:
        file.write(f"\nrepository: {ADDRESS}\n")
    write_schemas(root)
    done = subprocess.run([REVIEW, "--root", root, "build"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return root


@pytest.mark.slow
def test_every_file_that_a_page_offers_to_edit_exists(site):
    offered = {}
    for page in (site / "_build" / "html").rglob("*.html"):
        found = EDIT.findall(page.read_text("utf-8"))
        offered[page.relative_to(site / "_build" / "html").as_posix()] = found
        for file, line in found:
            lines = (site / file).read_text("utf-8").splitlines()
            assert not line or int(line) <= len(lines), f"{page.name}: {file} has no line {line}"
    assert ("chapters/index.md", "") in offered["chapters/index.html"]
    assert any(line for _, line in offered["chapters/studies/adams2001.html"])
    assert all(file.startswith("data/") for file, _ in offered["chapters/studies/adams2001.html"])


@pytest.mark.slow
def test_the_address_of_a_report_arrives_as_it_was_made(site):
    """MyST and the HTML writer both escape `&`; once is right."""
    page = (site / "_build" / "html" / "chapters" / "studies" / "adams2001.html").read_text("utf-8")
    addresses = re.findall(rf'href="({ADDRESS}/issues/new\?template=value[^"]*)"', page)
    assert addresses
    whole_page, *rows = sorted(addresses, key=lambda address: "&amp;row=" in address)
    assert whole_page.endswith("&amp;file=data%2Fstudies%2Fadams2001.yaml")
    for address in rows:
        assert re.search(r"&amp;row=[a-z_]+%2C%20row%20\d+%2C%20line%20\d+", address), address
    assert rows and not any("&amp;amp;" in address for address in addresses)
