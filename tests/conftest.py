"""How tests run in parallel, and the invented review of tests/review: loaded, as files, and as a copy to damage."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, sync_playwright

from helpers import INVENTED, files_of, restore
from livingreview import load
from livingreview.book import Book
from livingreview.store import reading
from livingreview.store.checks import editor_schemas
from livingreview.store.review import Review, write_schemas
from livingreview.subjects.results import Results

CHROMIUM = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # nothing outside this machine can be reached
)
# Fixtures that take seconds; a file is run by one process (--dist=loadfile).
COSTLY = {"tiny_built", "read_review", "printed", "browser", "compared"}


# The same examples in every run: a change is judged by what it changes; HYPOTHESIS=search looks for new ones.
# No example fails for being slow: machines differ.
for name, same in (("same", True), ("search", False)):
    settings.register_profile(
        name, derandomize=same, database=None, deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
settings.load_profile(os.environ.get("HYPOTHESIS", "same"))


def pytest_collection_modifyitems(config, items):
    """In a parallel run, begin with the files that take longest, so that no process waits for one at the end."""
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: (COSTLY.isdisjoint(item.fixturenames), not item.get_closest_marker("slow")))


def pytest_unconfigure(config):
    """End with the names of what failed: in CI the messages above them can be longer than what is kept of a log."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    for outcome in ("failed", "error") if reporter and not hasattr(config, "workerinput") else ():
        for report in reporter.stats.get(outcome, []):
            print(f"{outcome}: {report.nodeid}")


def pytest_assertrepr_compare(op, left, right) -> list[str] | None:
    """Two folders that should be the same (see `files_of`): name what differs, not every byte of both."""
    if op != "==" or not all(
        isinstance(side, dict) and all(type(f) is bytes for f in side.values()) for side in (left, right)
    ):
        return None
    lines = ["the folders differ:"]
    for name in sorted({*left, *right}):
        old, new = right.get(name), left.get(name)
        if old != new:
            lines.append(
                f"  {name}: "
                + ("added" if old is None else "removed" if new is None else f"{old!r:.300} became {new!r:.300}")
            )
    return lines


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless Chromium, one a process: while Playwright runs, its thread has an event loop and takes no other."""
    executable = shutil.which("chromium") or shutil.which("chromium-browser")
    assert executable, "Chromium is missing: run `make test`, which installs it or says how"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(CHROMIUM))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def pristine_review(tmp_path_factory) -> Path:
    """The invented review as files, with its JSON Schemas. Not to be changed."""
    root = tmp_path_factory.mktemp("pristine") / "review"
    shutil.copytree(INVENTED, root, ignore=shutil.ignore_patterns("_build", "schema", "README.md"))
    write_schemas(root)
    PRISTINE[root] = files_of(root)
    return root


PRISTINE: dict[Path, dict[str, bytes]] = {}


@pytest.fixture(scope="module", autouse=True)
def nothing_changes_the_pristine_review() -> Iterator[None]:
    """Which tests share it depends on the number of processes: who changes it is found here, not in another file."""
    yield
    for root, files in PRISTINE.items():
        assert files_of(root) == files


@pytest.fixture(scope="session")
def parsed() -> dict:
    """What was parsed already, by file name and content."""
    return {}


@pytest.fixture
def parse_what_is_unchanged_once(monkeypatch, parsed):
    """A damaged copy has all files but one as they were: do not parse the others a thousand times."""

    def once(key, make, *args):
        if key not in parsed:
            parsed[key] = (make(*args), args)  # the arguments too: what is kept alive keeps its id
        return parsed[key][0]

    def bytes_of(file: Path):
        return file.read_bytes() if file.is_file() and file.stat().st_size < 1_000_000 else object()

    def remember(module, name, key_of):
        make = getattr(module, name)
        monkeypatch.setattr(module, name, lambda *args: once((name, *key_of(*args)), make, *args))

    remember(reading, "Document", lambda file, name: (name, bytes_of(file)))
    remember(reading, "as_model", lambda document, model, vocabulary=None: (id(document), model, id(vocabulary)))
    remember(reading, "read_bibliography", lambda file, only=None: (bytes_of(file), only))
    remember(editor_schemas, "schema_files", lambda vocabulary: (id(vocabulary),))


@pytest.fixture(scope="session")
def copy_in_use(pristine_review, tmp_path_factory) -> tuple[Path, dict[str, bytes]]:
    """One copy for all tests, one after the other, and its files: a thousand copies take longer than most tests."""
    root = shutil.copytree(pristine_review, tmp_path_factory.mktemp("copy") / "review")
    return root, files_of(root)


@pytest.fixture
def review_copy(copy_in_use, parse_what_is_unchanged_once) -> Iterator[Path]:
    """A copy to change: it is as before for the next test."""
    root, files = copy_in_use
    yield root
    restore(root, files)


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
