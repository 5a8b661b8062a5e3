"""`review preview` builds what a change touches, and never shows a number that is out of date."""

import asyncio
import contextlib
import errno
import json
import multiprocessing
import os
import re
import shutil
import signal
import socket
import subprocess
import urllib.request
import warnings
from concurrent.futures import ThreadPoolExecutor

import psutil
import pytest
from bs4 import BeautifulSoup
from tornado.httpclient import AsyncHTTPClient
from tornado.httpserver import HTTPServer

from livingreview.publish.light import lighten
from livingreview.publish.preview import builder, server
from livingreview.publish.preview.builder import Builder, Inputs
from livingreview.publish.preview.server import Status, application, listen
from livingreview.publish.preview.state import LOCK, PREVIEW, Built
from livingreview.publish.workplace import NotBuilt, alone
from livingreview.store import Problem

from .conftest import REVIEW, allow, build, environment


def completed(work):
    """What the work returns; in a thread of its own, because a browser of other tests leaves its loop running here."""

    async def run():
        return await work

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, run()).result()


DATA = "data/studies/adams2001.yaml"
SUMMARY = "# Summary\n\nRelief in {result}`pools.relief.estimate` of people.\n"


CELL, OTHER_CELL = "book.protocol.eligibility()", "book.publications.library()"
FAILING_CELL = 'book.pools.forest("relieve")'


class Preview:
    """A preview of the tiny review, with a second chapter with a cell, and a third without, that print the result.

    `times` lists the chapters that were executed.
    """

    def __init__(self, root, monkeypatch):
        self.root, self.times = root, []
        execute = builder.execute_chapters

        def noted(*args, **options):
            done = execute(*args, **options)
            self.times += [one.file.stem for one in done]
            return done

        monkeypatch.setattr(builder, "execute_chapters", noted)
        (root / "chapters" / "summary.md").write_text(SUMMARY)
        (root / "chapters" / "second.md").write_text(f"# Second\n\nMore.\n\n```{{code-cell}}\n{CELL}\n```\n")
        (root / "_toc.yml").write_text(
            (root / "_toc.yml").read_text() + "  - file: chapters/summary\n  - file: chapters/second\n"
        )
        (root / PREVIEW).mkdir(parents=True)
        self.builder = Builder(root)
        self.build()

    def build(self) -> Built:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of Sphinx and its extensions, as in a process of its own
            return self.builder.build(Inputs.of(self.root))

    def edit(self, name, old, new) -> Built:
        file = self.root / name
        text = file.read_text("utf-8")
        assert text.count(old) == 1
        file.write_text(text.replace(old, new), "utf-8")
        return self.build()

    def executed(self, name) -> int:
        return self.times.count(name)

    def page(self, name) -> str:
        file = self.root / PREVIEW / "html" / "pages" / "chapters" / f"{name}.html"
        return BeautifulSoup(file.read_text("utf-8"), "html.parser").select_one("article").get_text(" ")

    def picture(self) -> str:
        file = self.root / PREVIEW / "html" / "pages" / "chapters" / "index.html"
        return str(
            BeautifulSoup(file.read_text("utf-8"), "html.parser").select_one("figure svg, .inline-svg svg, figure img")
        )


@pytest.fixture
def preview(tiny, monkeypatch):
    return Preview(tiny, monkeypatch)


@pytest.mark.slow
def test_an_edit_of_prose_changes_the_page_and_executes_nothing(preview):
    page = preview.root / PREVIEW / "html" / "pages" / "chapters" / "second.html"
    before = page.stat().st_mtime_ns
    assert preview.edit("chapters/index.md", "Relief in", "Less hiccups in") == Built((), pages=True)
    assert "Less hiccups in" in preview.page("index")
    assert "7/10 (70%)" in preview.page("index")
    assert (preview.executed("index"), preview.executed("second")) == (1, 1)
    assert page.stat().st_mtime_ns == before


@pytest.mark.slow
def test_an_edited_cell_executes_its_chapter_only(preview):
    before = preview.page("second")
    assert preview.edit("chapters/second.md", CELL, OTHER_CELL).problems == ()
    assert (preview.executed("index"), preview.executed("second")) == (1, 2)
    assert preview.page("second") != before
    (problem,) = preview.edit("chapters/second.md", OTHER_CELL, FAILING_CELL).problems
    assert (problem.file, problem.line) == ("chapters/second.md", 6)
    assert problem.message.startswith("the cell failed: pool 'relieve' is not declared")
    assert preview.edit("chapters/index.md", "Relief in", "Less in").problems != ()
    assert preview.edit("chapters/second.md", FAILING_CELL, CELL).problems == ()
    assert preview.page("second") == before


@pytest.mark.slow
def test_what_a_chapter_may_not_hold_is_reported_and_nothing_is_made_of_it(preview):
    before = preview.page("index")
    built = preview.edit("chapters/index.md", "Relief in", "<script>alert(1)</script> Less in")
    assert not built.pages
    assert [(one.file, one.line) for one in built.problems] == [("chapters/index.md", 3)]
    assert preview.page("index") == before
    assert preview.edit("chapters/index.md", "<script>alert(1)</script> ", "").problems == ()
    assert "Less in" in preview.page("index")


@pytest.mark.slow
def test_an_edit_of_data_changes_every_page_that_shows_them(preview):
    summary, picture = preview.page("summary"), preview.picture()
    assert preview.edit(DATA, "month: 1, events: 7", "month: 1, events: 9") == Built((), pages=True)
    assert "9/10 (90%)" in preview.page("index")
    assert "7/10" not in preview.page("index")
    assert "9/10" in preview.page("studies/adams2001")
    assert preview.page("summary") != summary
    assert preview.picture() != picture
    assert (preview.executed("index"), preview.executed("second")) == (2, 2)


@pytest.mark.slow
def test_faulty_data_keep_the_pages_until_they_are_mended(preview):
    before = preview.page("index")
    built = preview.edit(DATA, "month: 1, events: 7", "month: 1, events: 70")
    assert not built.pages
    assert [str(one) for one in built.problems] == [
        "data/studies/adams2001.yaml:9 efficacy[0].events: 70 is more than n = 10. Allowed: 0 to 10."
    ]
    assert preview.page("index") == before
    assert not preview.edit("chapters/index.md", "Relief in", "Less in").pages
    assert preview.edit(DATA, "month: 1, events: 70", "month: 1, events: 7") == Built((), pages=True)
    assert "Less in" in preview.page("index")


@pytest.mark.slow
def test_an_error_on_a_page_is_reported_until_it_is_mended(preview):
    (problem,) = preview.edit("chapters/summary.md", "relief.estimate", "relief.estimat").problems
    assert (problem.file, problem.line) == ("chapters/summary.md", 3)
    assert "Did you mean 'estimate'?" in problem.message
    assert preview.edit("chapters/index.md", "Relief in", "Less in").problems == (problem,)
    assert "Less in" in preview.page("index")
    assert preview.edit("chapters/summary.md", "relief.estimat", "relief.estimate").problems == ()


@pytest.mark.slow
def test_a_warning_in_a_cell_is_reported_in_its_words_with_its_line(preview):
    cell = 'import sys; print("cold tea", file=sys.stderr)'
    allow(preview.root, index=[cell])
    built = preview.edit("chapters/index.md", 'book.pools.left_out("relief")', cell)
    (problem,) = built.problems
    assert (problem.file, problem.line) == ("chapters/index.md", 10)
    assert problem.message == "the cell printed a warning:\ncold tea"
    (problem,) = preview.edit(
        "chapters/index.md", "Relief in", "Once more:\n\nRelief in"
    ).problems  # cells are as before
    assert problem.line == 12
    assert "cold tea" in problem.message


@pytest.mark.slow
def test_a_new_title_is_shown_on_other_pages(preview):
    preview.edit("chapters/summary.md", "# Summary", "# In short")
    page = preview.root / PREVIEW / "html" / "pages" / "chapters" / "second.html"
    assert "In short" in page.read_text("utf-8")


@pytest.mark.slow
def test_an_added_and_a_removed_chapter_are_followed(preview):
    preview.edit("_toc.yml", "  - file: chapters/summary\n", "")
    (preview.root / "chapters" / "summary.md").unlink()
    assert preview.build().problems == ()
    assert not (preview.root / PREVIEW / "html" / "pages" / "chapters" / "summary.html").exists()
    (preview.root / "chapters" / "summary.md").write_text(SUMMARY)
    preview.edit("_toc.yml", "  - file: chapters/second\n", "  - file: chapters/second\n  - file: chapters/summary\n")
    assert "Relief" in preview.page("summary")


@pytest.mark.slow
def test_what_another_command_deleted_is_made_again(preview):
    shutil.rmtree(preview.root / "_build" / "figures")
    assert preview.edit("chapters/index.md", "Relief in", "Less in").problems == ()
    assert (preview.root / "_build" / "figures").is_dir()
    assert preview.executed("index") == 2


@contextlib.asynccontextmanager
async def served(folder, status):
    running = HTTPServer(application(folder, status))
    listening = listen(0)
    running.add_socket(listening)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    running.stop()


def fetch(folder, status, path, **options):
    async def one():
        async with served(folder, status) as address:
            return await AsyncHTTPClient().fetch(address + path, raise_error=False, **options)

    return completed(one())


def test_pages_get_the_script_and_other_files_do_not(tmp_path):
    page = "<html><body><p>A</p></body></html>"
    for name in ("a.html", "a.txt"):
        (tmp_path / name).write_text(page)
    html = fetch(tmp_path, Status(), "/a.html").body.decode()
    assert html.index("<p>A</p>") < html.index('<script src="/_preview/preview.js"') < html.index("</body>")
    assert fetch(tmp_path, Status(), "/a.txt").body.decode() == page
    assert b"EventSource" in fetch(tmp_path, Status(), "/_preview/preview.js").body


def test_a_page_that_is_not_built_yet_follows_the_build_too(tmp_path):
    answer = fetch(tmp_path, Status(), "/chapters/index.html")
    assert answer.code == 404
    assert b"/_preview/preview.js" in answer.body


def test_other_names_and_folders_are_not_served(tmp_path):
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "a.html").write_text("secret")
    (tmp_path / "b.html").write_text("secret")
    assert fetch(tmp_path / "pages", Status(), "/a.html", headers={"Host": "example.org"}).code == 404
    assert fetch(tmp_path / "pages", Status(), "/%2e%2e/b.html").code in (403, 404)


def test_browsers_receive_what_is_wrong(tmp_path):
    status, received = Status(), []

    def receive(chunk):
        received.append(json.loads(chunk.decode().removeprefix("data: ")))
        if len(received) == 1:
            status.note(Built((Problem("data/a.yaml", 3, "events", "is wrong."),), pages=False))

    async def listen_to_events():
        async with served(tmp_path, status) as address:
            fetching = AsyncHTTPClient().fetch(f"{address}/_preview/events", streaming_callback=receive)
            waiting = asyncio.ensure_future(fetching)
            while len(received) < 2:
                await asyncio.sleep(0.01)
            waiting.cancel()

    completed(asyncio.wait_for(listen_to_events(), 20))
    assert [one["building"] for one in received] == [True, False]
    (problem,) = received[1]["problems"]
    assert (problem["file"], problem["line"], problem["field"]) == ("data/a.yaml", 3, "events")
    assert received[1]["pages"] == received[0]["pages"]


def test_a_taken_port_is_refused_or_passed_over(monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(NotBuilt, match=f"Port {port} is taken"):
            listen(port)
        monkeypatch.setattr(server, "PORT", port)
        with listen(None) as other:
            assert other.getsockname()[1] != port
        monkeypatch.setattr(server, "TRIED", 1)
        with pytest.raises(NotBuilt, match="are taken"):
            listen(None)


@contextlib.contextmanager
def command(root):
    """`review preview` as a process, which does not outlive a test that fails."""
    command = [REVIEW, "--root", root, "preview", "--port", "0"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    with subprocess.Popen(command, env=environment(), start_new_session=True, **pipes) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.slow
def test_a_preview_follows_edits_until_ctrl_c(tiny):
    with command(tiny) as process:
        address = re.match(r"Open (\S+?):? ", process.stdout.readline())[1].rstrip(":")
        lines = iter(process.stdout.readline, "")
        assert any("no problems" in line for line in lines)
        with (
            pytest.raises(NotBuilt, match=f"Process {process.pid} is showing a preview"),
            alone(tiny, LOCK, "showing a preview of"),
        ):
            pass
        file = tiny / "chapters" / "index.md"
        file.write_text(file.read_text().replace("Relief in", "Less in"))
        assert any("chapters/index.md: no problems" in line for line in lines)
        with urllib.request.urlopen(f"{address}/chapters/index.html") as page:
            assert b"Less in" in page.read()
        config = tiny / "_config.yml"
        config.write_text(config.read_text() + "# edited\n")
        assert "settings changed" in next(lines)
        assert any("Everything: no problems" in line for line in lines)
        os.killpg(process.pid, signal.SIGINT)
        assert process.stdout.read() == "The preview has ended.\n"
        assert process.wait() == 0


@pytest.mark.slow
@pytest.mark.parametrize("stage", ["Executing", "Reading five pages"])
def test_ctrl_c_ends_a_build_with_one_line(tiny, stage):
    file = tiny / "chapters" / "index.md"
    file.write_text(file.read_text() + "\n```{code-cell}\nimport time; time.sleep(3)\n```\n")
    allow(tiny, index=["import time; time.sleep(3)"])
    with command(tiny) as process:
        assert any(stage in line for line in iter(process.stdout.readline, ""))
        descendants = psutil.Process(process.pid).children(recursive=True)
        os.killpg(process.pid, signal.SIGINT)
        assert process.stdout.read().splitlines()[-1] == "The preview has ended."
        assert process.wait() == 0
    _, alive = psutil.wait_procs(descendants, timeout=60)
    assert [one for one in alive if one.status() != psutil.STATUS_ZOMBIE] == []


@pytest.mark.slow
def test_after_edits_the_pages_are_those_of_a_new_build(preview):
    preview.edit(DATA, "month: 1, events: 7", "month: 1, events: 9")
    preview.edit("chapters/index.md", "Relief in", "Less in")
    preview.edit("chapters/second.md", CELL, OTHER_CELL)
    preview.edit("chapters/summary.md", "# Summary", "# In short")
    preview.edit(DATA, "month: 1, events: 9", "month: 1, events: 8")
    pages = shutil.copytree(preview.root / PREVIEW / "html" / "pages", preview.root.parent / "light")
    lighten(pages)  # as a build does at its end
    assert build(preview.root).returncode == 0
    new = preview.root / "_build" / "html"
    names = sorted(str(file.relative_to(new)) for file in new.rglob("*.html"))
    assert len(names) > 5
    assert [name for name in names if (pages / name).read_text("utf-8") != (new / name).read_text("utf-8")] == []


@pytest.mark.slow
def test_a_full_disk_is_one_line_and_the_next_edit_builds_again(preview, monkeypatch, capsys):
    def full(review, folder):
        raise OSError(errno.ENOSPC, "No space left on device", str(folder))

    ours, theirs = multiprocessing.Pipe()
    with monkeypatch.context() as patch, ours, theirs:
        patch.setattr("livingreview.publish.building.write_open_data", full)
        file = preview.root / DATA
        file.write_text(file.read_text().replace("month: 1, events: 7", "month: 1, events: 9"))
        built = builder._build(preview.builder, Inputs.of(preview.root), theirs)
    assert not built.pages
    assert "No space left on device" in str(built.problems[0])
    assert "Traceback" not in capsys.readouterr().err
    assert preview.build() == Built((), pages=True)
    assert "9/10 (90%)" in preview.page("index")
