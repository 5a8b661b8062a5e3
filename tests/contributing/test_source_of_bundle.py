"""The sources in a bundle for submission are the whole project: it is checked and tested from them alone."""

import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

from livingreview.publish.manuscript.submission import pack, sources

ROOT = Path(__file__).parents[2]
# What is for work on the repository and not for the article.
LEFT_OUT = (".ci/", ".devcontainer/", ".editorconfig", ".gitattributes", ".pre-commit-config.yaml")


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("source")
    pack(folder / "source.zip", ROOT, sources(ROOT))
    with zipfile.ZipFile(folder / "source.zip") as packed:
        packed.extractall(folder / "review")
    return folder / "review"


@pytest.mark.parametrize("command", [["check"], ["citation", "--check"], ["picture", "--check"]])
@pytest.mark.slow
def test_what_is_made_from_the_data_agrees_in_the_sources_of_a_bundle(unpacked, command):
    environment = {**os.environ, "PYTHONPATH": str(unpacked / "scripts"), "NO_COLOR": "1"}
    program = (
        "import sys, livingreview; from livingreview.cli import main; print(livingreview.__file__); sys.exit(main())"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *command], cwd=unpacked, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith(str(unpacked))  # not the engine that is installed here


def files_of_the_repository() -> Iterator[str]:
    """Those that git has; in a copy without git, such as an unpacked bundle, all that .gitignore does not name."""
    try:
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    except FileNotFoundError:
        listed = None
    if listed is not None and listed.stdout:
        yield from filter(None, listed.stdout.split("\0"))
        return
    ignored = [line.strip("/") for line in (ROOT / ".gitignore").read_text("utf-8").splitlines()]
    for folder, folders, names in os.walk(ROOT):
        here = Path(folder).relative_to(ROOT)
        folders[:] = [one for one in folders if not is_ignored(here / one, ignored)]
        yield from ((here / one).as_posix() for one in names if not is_ignored(here / one, ignored))


def is_ignored(path: Path, patterns: list[str]) -> bool:
    return any(fnmatch(path.as_posix() if "/" in one else path.name, one) for one in patterns)


def test_the_sources_of_a_bundle_hold_every_file_of_the_repository(unpacked):
    wanted = {name for name in files_of_the_repository() if not name.startswith(LEFT_OUT)}
    held = {one.relative_to(unpacked).as_posix() for one in unpacked.rglob("*") if one.is_file()}
    assert {"data/review.yaml", "scripts/livingreview/__init__.py"} <= wanted
    assert {name for name in wanted if (ROOT / name).is_file()} - held == set()


def test_files_that_an_author_keeps_beside_the_review_stay_out(tmp_path):
    for name in ("data/review.yaml", "papers/adams2001.pdf", "inbox/search.ris", "_build/site.html", "notes.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("text")
    assert [one.relative_to(tmp_path).as_posix() for one in sources(tmp_path)] == ["data/review.yaml"]
