"""Chapters are executed side by side, each in a kernel of its own."""

import os

import matplotlib as mpl
import nbformat
import pytest

from livingreview.book import Book, open_book, shared
from livingreview.publish import execution
from livingreview.publish.execution import execute
from livingreview.store import load

from .conftest import allow

pytestmark = pytest.mark.slow


@pytest.fixture
def run(tiny, tmp_path, monkeypatch):
    """Executes chapters that consist of these cells, one after the other; returns the outputs of each."""

    def run(chapters: dict[str, list[str]], timeout=60, jobs=1):
        monkeypatch.setenv("BOOK_JOBS", str(jobs))
        files = []
        allow(tiny, **chapters)
        with (tiny / "_toc.yml").open("a") as contents:
            contents.write("".join(f"  - file: chapters/{name}\n" for name in chapters))
        for name, cells in chapters.items():
            file = tiny / "chapters" / f"{name}.md"
            text = "\n\n".join(f"```{{code-cell}}\n{cell}\n```" for cell in cells)
            file.write_text(f"# {name}\n\n{text}\n", "utf-8")
            files.append(file)
        with shared(Book(load(tiny))):
            done = [one for one, _ in execute(files, tiny, tmp_path / "executed", timeout=timeout)]
        outputs = {}
        for file in files:
            notebook = nbformat.read(tmp_path / "executed" / "chapters" / f"{file.stem}.ipynb", as_version=4)
            outputs[file.stem] = [cell.outputs for cell in notebook.cells if cell.cell_type == "code"][1:]
        return {one.file.stem: one.failed is not None for one in done}, outputs

    return run


def text(outputs) -> str:
    (output,) = outputs
    return output.data["text/plain"] if output.output_type == "execute_result" else output.text


def test_a_kernel_finds_the_book_that_was_read_before(run):
    failed, outputs = run({"a": ["book.review.config.version", "import livingreview.book as b; b._SHARED != {}"]})
    assert failed == {"a": False}
    assert [text(one) for one in outputs["a"]] == ["'1.2.3'", "True"]


def test_nothing_that_a_chapter_changes_reaches_another(run):
    size = mpl.rcParams["font.size"]
    change = (
        "import os, builtins, matplotlib as mpl\n"
        "builtins.leak = os.environ['LEAK'] = '1'\n"
        "mpl.rcParams['font.size'] = 99\n"
        "book.results.analysis = None\n"
        "os.chdir('/')"
    )
    look = (
        "import os, builtins, matplotlib as mpl\n"
        "hasattr(builtins, 'leak'), 'LEAK' in os.environ, mpl.rcParams['font.size'] == 99, os.getcwd() == '/', "
        "book.results.analysis is None"
    )
    failed, outputs = run({"changes": [change], "looks": [look]})
    assert failed == {"changes": False, "looks": False}, outputs
    assert text(outputs["looks"][0]) == "(False, False, False, False, False)"
    assert mpl.rcParams["font.size"] == size
    assert "LEAK" not in os.environ


def test_a_cell_runs_in_the_folder_of_its_chapter(run, tiny):
    _, outputs = run({"a": ["import os; os.getcwd()"]})
    assert text(outputs["a"][0]) == repr(str(tiny / "chapters"))


def test_a_plot_of_matplotlib_is_shown(run):
    _, outputs = run({"a": ["import matplotlib.pyplot as plt; plt.plot([1, 2]); plt.show()"]})
    (output,) = outputs["a"][0]
    assert "image/png" in output.data


@pytest.mark.parametrize("fork", [True, False])
def test_a_failing_cell_keeps_its_error_and_ends_its_chapter_only(run, tmp_path, monkeypatch, fork):
    monkeypatch.setattr(execution, "FORK", fork)
    failed, outputs = run({"bad": ["1 + 1", "1 / 0", "2 + 2"], "good": ["3 + 3"]}, jobs=2)
    assert failed == {"bad": True, "good": False}
    assert text(outputs["bad"][0]) == "2"
    assert [output.ename for output in outputs["bad"][1]] == ["ZeroDivisionError"]
    assert outputs["bad"][2] == []
    assert text(outputs["good"][0]) == "6"
    assert "1 / 0" in (tmp_path / "executed" / "chapters" / "bad.txt").read_text("utf-8")


@pytest.mark.parametrize(
    ("cell", "error"),
    [("while True: pass", "CellTimeoutError"), ("import os; os._exit(3)", "DeadKernelError")],
)
def test_a_cell_that_never_ends_or_ends_its_kernel_fails(run, cell, error):
    failed, outputs = run({"bad": [cell], "good": ["3 + 3"]}, timeout=3)
    assert failed == {"bad": True, "good": False}
    assert [output.ename for output in outputs["bad"][0] if output.output_type == "error"] == [error]


def test_what_a_cell_prints_and_warns_is_kept(run):
    _, outputs = run({"a": ["import sys; print('out'); print('err', file=sys.stderr)"]})
    assert {output.name: output.text for output in outputs["a"][0]} == {"stdout": "out\n", "stderr": "err\n"}


def test_a_notebook_that_cannot_be_written_is_an_error_of_the_build(tiny, tmp_path):
    (tmp_path / "file").write_text("")
    with shared(open_book(tiny)), pytest.raises(NotADirectoryError):
        list(execute([tiny / "chapters" / "index.md"], tiny, tmp_path / "file", timeout=60))
