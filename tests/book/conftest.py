"""A tiny review of another topic, built for real: it is quick, and it shows that the engine knows no topic."""

import os
import shutil
import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from docutils import nodes

from livingreview.book import open_book
from livingreview.publish.building import Build, building, write_inputs
from livingreview.render.uses import Use
from livingreview.schema import standards
from livingreview.store.review import write_schemas
from livingreview.subjects import mechanisms

from .counted_harms import RULE
from .read_once import ReadAlready

TINY = Path(__file__).parent / "tiny"
PAPER = Path(__file__).parent / "paper"
REVIEW = Path(sys.executable).with_name("review")


def environment(**settings: str) -> dict[str, str]:
    """The environment of a command, without colours and without what earlier builds in this process set."""
    inherited = {k: v for k, v in os.environ.items() if k != "SOURCE_DATE_EPOCH"}
    return {**inherited, "NO_COLOR": "1", **settings}


def build(root: Path, **settings: str) -> subprocess.CompletedProcess:
    command = [REVIEW, "--root", root, "build"]
    return subprocess.run(command, capture_output=True, text=True, env=environment(**settings))


def hostile(folder: Path) -> dict[str, str]:
    """Settings of a machine that must leave no mark in what is built there."""
    rc = folder / "matplotlibrc"
    rc.write_text(
        "font.family: serif\nfont.size: 23\nlines.linewidth: 7\nsavefig.dpi: 41\nsavefig.bbox: tight\n"
        "axes.facecolor: red\naxes.grid: True\npdf.compression: 0\nsvg.fonttype: none\n",
        "utf-8",
    )
    nowhere = "/proc/nowhere"  # which nobody can make
    return {
        "MATPLOTLIBRC": str(rc), "MPLBACKEND": "svg", "MPLCONFIGDIR": nowhere, "HOME": nowhere, "IPYTHONDIR": nowhere,
        "TZ": "Europe/Dublin", "LC_ALL": "C", "PYTHONHASHSEED": "7", "PYTHONWARNINGS": "error", "COLUMNS": "31",
        "SOURCE_DATE_EPOCH": "1", "FORCE_SOURCE_DATE": "0", "FORCE_COLOR": "1", "BOOK_JOBS": "1",
    }  # fmt: skip


def elsewhere(review: Path, folder: Path) -> Path:
    """A copy of a review in a folder with a blank and an umlaut, with its studies behind a symbolic link."""
    root = shutil.copytree(review, folder / "Tee für alle")
    (root / "data" / "studies").rename(folder / "studies")
    (root / "data" / "studies").symlink_to(folder / "studies")
    return root


@pytest.fixture
def tiny(tmp_path) -> Path:
    """An unbuilt copy of the tiny review."""
    root = tmp_path / "tiny"
    shutil.copytree(TINY, root)
    write_schemas(root)
    return root


@pytest.fixture(scope="session")
def tiny_built(tmp_path_factory) -> Path:
    """A built copy of the tiny review, for tests that do not change it."""
    root = tmp_path_factory.mktemp("built") / "tiny"
    shutil.copytree(TINY, root)
    write_schemas(root)
    done = build(root)
    assert done.returncode == 0, done.stdout + done.stderr
    return root


def allow(root: Path, **chapters: list[str]) -> None:
    """Let chapters hold texts that are refused otherwise, such as cells that are no calls of the book."""
    why = "A test needs it."
    given = [{"chapter": name, "text": text, "why": why} for name, texts in chapters.items() for text in texts]
    with (root / "data" / "review.yaml").open("a", encoding="utf-8") as file:
        file.write(yaml.safe_dump({"allowed_in_chapters": given}, allow_unicode=True))


def copy_of_review(root: Path) -> Path:
    """The tiny review with an article."""
    shutil.copytree(TINY, root)
    shutil.copytree(PAPER, root, dirs_exist_ok=True)
    items = {
        name: {item.id: {"reported": "met", "where": ["index"]} for item in standards()[name].items}
        for name in ("prisma-2020", "prisma-2020-abstracts")
    }
    items["prisma-2020"]["4"]["where"] = ["methods#question"]
    items["prisma-2020"]["13a"]["where"] = ["methods#definitions"]
    items["prisma-2020"]["27"]["where"] = ["references"]
    items["prisma-2020"]["26"] = {"reported": "not-done", "note": "Nobody has signed."}
    (root / "data" / "reporting.yaml").write_text(yaml.safe_dump({"standards": items}), "utf-8")
    write_schemas(root)
    return root


@pytest.fixture
def tiny_paper(tmp_path) -> Path:
    """A copy of the tiny review with an article."""
    return copy_of_review(tmp_path / "tiny")


@pytest.fixture
def tea(tiny):
    """The tiny review with a rule for harms, and no harms yet."""
    with (tiny / "data" / "review.yaml").open("a") as file:
        file.write(RULE)
    words = tiny / "data" / "vocabulary.yaml"
    old = "events: {burn: {label: burnt tongue, organ_class: mouth}}\n"
    text = words.read_text("utf-8")
    assert text.count(old) == 1
    new = """\
events:
  burn: {label: burnt tongue, organ_class: mouth}
  drowning: {label: drowning, organ_class: whole}
  other: {label: another event, organ_class: whole, pooled: false}
"""
    words.write_text(text.replace(old, new), "utf-8")
    write_schemas(tiny)
    return tiny


@pytest.fixture(scope="module")
def findings(review):
    """All findings on mechanisms of the invented review."""
    return mechanisms.all_findings(review)


@pytest.fixture(scope="session")
def read_review(tmp_path_factory) -> Path:
    """The tiny review with an article, its chapters executed and read once; `once` holds what that made."""
    root = copy_of_review(tmp_path_factory.mktemp("read") / "tiny")
    with warnings.catch_warnings(action="ignore"), building(root, Use.PAPER) as build:
        shutil.copytree(build.doctrees(""), root / "once")
    return root


@pytest.fixture(scope="session")
def read_already(read_review):
    """Builds of a copy that do not execute its chapters again."""

    def read_already(root: Path, **changes: Callable[[nodes.document], None]) -> Build:
        book = open_book(root)
        write_inputs(book.review)
        return ReadAlready(book, True, read_review, changes)

    return read_already
