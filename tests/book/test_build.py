"""`review build` from data to site."""

import errno
import filecmp
import json
import os
import random
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

import psutil
import pytest
from bs4 import BeautifulSoup

from livingreview.cli import main
from livingreview.publish import building
from livingreview.publish.workplace import alone, refusal

from .conftest import REVIEW, allow, build, elsewhere, environment, hostile

pytestmark = pytest.mark.slow


def page(root, name="index"):
    return BeautifulSoup((root / "_build" / "html" / "chapters" / f"{name}.html").read_text("utf-8"), "html.parser")


def article(root, name="index") -> str:
    return " ".join(page(root, name).select_one("article").get_text(" ").split())


def change(file, old, new):
    text = file.read_text("utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), "utf-8")


def test_a_review_of_another_topic_builds(tiny_built):
    assert "10 of" not in article(tiny_built)
    assert "of 18 people" in article(tiny_built)
    assert "7/10 (70%)" in article(tiny_built)
    assert "We found no publication that measured diaphragm in patients with hiccups given tea" in article(tiny_built)
    line = "Version 1.2.3 (draft), data of 29 February 2020; last search 31 January 2020"
    assert f"{line}, next search due by 29 February 2020." in page(tiny_built).get_text()


def test_a_build_changes_no_file_outside_what_it_makes(tiny_built, tiny):
    def others(root):
        made = ("_build", "chapters/studies")
        files = {file.relative_to(root).as_posix(): file for file in root.rglob("*") if file.is_file()}
        return {name: file.read_bytes() for name, file in files.items() if not name.startswith(made)}

    assert others(tiny_built) == others(tiny)


def test_markup_in_data_is_printed_literally(tiny_built):
    study = page(tiny_built, "studies/pmid3")
    assert "Text with <script>alert(1)</script>, {cite}`x`, **stars** and $money$" in study.get_text()
    assert "Cats purred <b>more</b> | often." in study.get_text()
    assert not any("alert" in script.get_text() for script in study.find_all("script"))


def test_ampersands_in_addresses_are_kept(tiny_built):
    links = {a["href"] for a in page(tiny_built, "studies/adams2001").find_all("a", href=True)}
    assert "https://example.org/a?x=1&y=2" in links
    cited = {a["href"] for a in page(tiny_built, "references").find_all("a", href=True)}
    assert "https://example.org/cats?a=1&b=2" in cited


def test_references_keep_ampersands_and_link_identifiers(tiny_built):
    text = article(tiny_built, "references")
    assert "Tea & hiccups" in text
    assert "Authors not accessible" in text
    assert "https://doi.org/10.1234/tea.1" in {
        a["href"] for a in page(tiny_built, "references").find_all("a", href=True)
    }


@pytest.fixture(scope="module")
def tiny_changed(tiny_built, tmp_path_factory) -> Path:
    """The built review with another number, a folded cell and the page of a study that is gone, built again."""
    root = shutil.copytree(tiny_built, tmp_path_factory.mktemp("changed") / "tiny")
    change(root / "data/studies/adams2001.yaml", "month: 1, events: 7", "month: 1, events: 9")
    cell = "```{code-cell}\n"
    change(root / "chapters/index.md", f"{cell}book.pools.forest", f"{cell}:tags: [hide-input]\nbook.pools.forest")
    (root / "chapters/studies/gone1999.md").write_text("# Gone\n")
    done = build(root)
    assert done.returncode == 0, done.stdout + done.stderr
    return root


def test_changing_one_number_changes_text_and_plot(tiny_built, tiny_changed):
    before, after = (
        (article(root), (root / "_build/figures/forest-relief.svg").read_bytes()) for root in (tiny_built, tiny_changed)
    )
    assert "9/10 (90%)" in after[0]
    assert "7/10" in before[0] and "7/10" not in after[0]
    assert after[1] != before[1]


def differing(one: Path, other: Path) -> list[str]:
    """Files of two folders that differ or are only in one of them."""
    names = {str(file.relative_to(root)) for root in (one, other) for file in root.rglob("*") if file.is_file()}
    _, unequal, missing = filecmp.cmpfiles(one, other, sorted(names), shallow=False)
    return sorted(unequal + missing)


def test_the_same_data_give_the_same_bytes_anywhere(tiny_built, tiny, tmp_path):
    """In another folder, time zone and locale, with other settings of a user and one process instead of several."""
    root = elsewhere(tiny, tmp_path)
    mask = os.umask(0o077)
    try:
        done = build(root, **hostile(tmp_path))
    finally:
        os.umask(mask)
    assert done.returncode == 0, done.stdout + done.stderr
    for made in ("html", "figures", "open"):
        assert differing(tiny_built / "_build" / made, root / "_build" / made) == []


def test_a_file_behind_a_link_is_an_input(tiny, tmp_path):
    root = elsewhere(tiny, tmp_path)
    (root / "data" / "studies" / "above").symlink_to(root / "data")  # a link that leads back ends the search
    before = building.fingerprint(root)
    change(tmp_path / "studies" / "adams2001.yaml", "month: 1, events: 7", "month: 1, events: 9")
    assert building.fingerprint(root) != before


MATHEMATICS = """

Heterogeneity $I^2$ and {math}`\\tau^2`, at US$ 10 and $20, or \\$5 and \\$6.

$$
I^2 = \\max\\left(0, \\frac{Q-(k-1)}{Q}\\right) \\times 100\\%
$$ (eq-share)

See {eq}`eq-share`. He said "so" -- {result}`pools.relief.estimate` ...

```{math}
a &= b \\\\
c &= d
```
"""


def with_text(root: Path, text: str) -> Path:
    chapter = root / "chapters" / "index.md"
    chapter.write_text(chapter.read_text("utf-8") + text, "utf-8")
    return root


TITLE = "Tea <z> & <<hiccups>> &lt; z, a living review"
SHORT = "Tea <i> & &lt; i"


def test_mathematics_is_shown_without_a_script_and_dollars_are_dollars(tiny):
    change(tiny / "data/studies/pmid3.yaml", '"Cats purred <b>more</b> | often."', "'\"Cats\" -- purred ...'")
    change(tiny / "data/review.yaml", "title: Tea for hiccups, a", "title: Tea <z> & <<hiccups>> &lt; z, a")
    change(tiny / "data/review.yaml", "short_title: Tea\n", f"short_title: {SHORT}\n")
    done = build(with_text(tiny, MATHEMATICS + "\n## Tea \\<i> & \\&lt; z\n\nMore.\n"))
    assert done.returncode == 0, done.stdout + done.stderr
    shown = page(tiny)
    assert ["".join(one.get_text().split()) for one in shown.find_all("math")] == [
        "I2", "τ2", "I2=max(0,Q−(k−1)Q)×100%", "a=bc=d",
    ]  # fmt: skip
    assert shown.find("math").find("msup") is not None
    assert "at US$ 10 and $20, or $5 and $6." in article(tiny)
    assert "See (1) . He said “so” – 56% …" in article(tiny)
    assert '"Cats" -- purred ...' in article(tiny)  # in the output of a cell
    assert '"Cats" -- purred ...' in article(tiny, "studies/pmid3")
    assert shown.select_one(".logo__title").get_text() == f"{TITLE} (draft)"
    for file in (tiny / "_build" / "html").rglob("*.html"):
        if head := BeautifulSoup(file.read_text("utf-8"), "html.parser").find("title"):
            assert re.split(" [—-] ", head.get_text())[-1] == SHORT, file
    index = (tiny / "_build" / "html" / "searchindex.js").read_text("utf-8")
    found = json.loads(index.removeprefix("Search.setIndex(").removesuffix(")"))["alltitles"]
    assert "Tea &lt;i&gt; &amp; &amp;lt; z" in found  # which the search page takes for HTML
    for file in (tiny / "_build" / "html").rglob("*.html"):
        loads = BeautifulSoup(file.read_text("utf-8"), "html.parser").select("script[src], link[href], img[src]")
        outside = [one.get("src") or one.get("href") for one in loads if one.get("rel") != ["canonical"]]
        assert [one for one in outside if "//" in one] == []


WRONG_MATHEMATICS = {
    r"\unknown x": "Unknown LaTeX command",
    "x^23": r"needs braces, such as x\^\{23\}",
    r"\left(\frac12\right)": r"frac needs two parts in braces",
    r"\text{50\%}": "outside of it",
    "a}b": "braces do not match",
    r"\left( a": "do not match",
    "5 (or US": r"it has words \(or, US\)",
}


def test_mathematics_that_cannot_be_shown_is_named_with_chapter_and_line(tiny):
    start = (tiny / "chapters" / "index.md").read_text("utf-8").count("\n") + 2
    done = build(with_text(tiny, "".join(f"\n${tex}$\n" for tex in WRONG_MATHEMATICS)))
    assert done.returncode == 1
    output = done.stdout + done.stderr
    for i, message in enumerate(WRONG_MATHEMATICS.values()):
        wanted = rf"chapters/index\.md:{start + 2 * i} this cannot be shown as mathematics: .*{message}"
        assert re.search(wanted, output), (wanted, output)


STAGES = ("Reading and checking", "Executing", " pages", "Writing")


@pytest.mark.parametrize("stage", STAGES)
def test_a_build_that_is_killed_leaves_a_whole_site_and_no_process(tiny_built, tmp_path, stage):
    """The site is the last one, or the new one if the build was just complete."""
    root = tmp_path / "killed"
    shutil.copytree(tiny_built, root)
    change(root / "data/studies/adams2001.yaml", "month: 1, events: 7", "month: 1, events: 9")
    command = [REVIEW, "--root", root, "build"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment()
    ) as process:
        next(line for line in process.stdout if stage in line)
        time.sleep(random.random())
        descendants = psutil.Process(process.pid).children(recursive=True)
        process.kill()
    _, alive = psutil.wait_procs(descendants, timeout=60)
    assert alive == []
    left = shutil.copytree(root / "_build" / "html", tmp_path / "left")
    assert build(root).returncode == 0
    assert "9/10 (90%)" in article(root)
    assert [] in (differing(left, site / "_build" / "html") for site in (tiny_built, root))


@pytest.mark.parametrize("stage", STAGES[:-1])
def test_ctrl_c_ends_a_build_in_one_line_and_leaves_the_site_and_no_process(tiny_built, tmp_path, stage):
    root = tmp_path / "stopped"
    shutil.copytree(tiny_built, root)
    change(root / "data/studies/adams2001.yaml", "month: 1, events: 7", "month: 1, events: 9")
    with subprocess.Popen(
        [REVIEW, "--root", root, "build"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
        start_new_session=True,  # so that the signal reaches all its processes, as Ctrl-C on a terminal does
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # which a test run may ignore
    ) as process:
        next(line for line in process.stdout if stage in line)
        time.sleep(random.random())
        descendants = psutil.Process(process.pid).children(recursive=True)
        os.killpg(process.pid, signal.SIGINT)
        _, errors = process.communicate(timeout=120)
    assert errors.strip() == "Stopped."
    assert process.returncode == 130
    _, alive = psutil.wait_procs(descendants, timeout=60)
    assert alive == []
    assert differing(root / "_build" / "html", tiny_built / "_build" / "html") == []


def test_two_builds_do_not_work_in_one_folder(tiny):
    with alone(tiny):
        done = build(tiny)
    assert done.returncode == 1
    assert done.stderr == f"Process {os.getpid()} is building in {tiny / '_build'}. Try again when it has ended.\n"


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EROFS, errno.EACCES])
def test_a_folder_that_cannot_be_written_is_one_line(tiny, monkeypatch, capsys, error):
    def refuse(*_, **__):
        raise OSError(error, os.strerror(error), str(tiny / "_build" / "open"))

    monkeypatch.setattr(building, "write_open_data", refuse)
    assert main(["--root", str(tiny), "build"]) == 1
    assert (
        capsys.readouterr().err
        == f"{tiny / '_build' / 'open'}: {os.strerror(error)}. What was there before was kept.\n"
    )


def test_a_failing_cell_fails_the_build_and_leaves_the_previous_site(tiny_built, tmp_path):
    root = tmp_path / "broken"
    shutil.copytree(tiny_built, root)
    before = article(root)
    change(
        root / "chapters/index.md", 'book.mechanisms.drug_effect("diaphragm")', 'book.mechanisms.drug_effect("heart")'
    )
    done = build(root)
    assert done.returncode == 1
    (line,) = [one for one in done.stderr.splitlines() if one.startswith("chapters/")]
    assert line.startswith("chapters/index.md:17 the cell failed: ")
    assert "heart" in line
    assert article(root) == before


def test_a_warning_in_a_cell_fails_the_build_and_its_line_is_named(tiny):
    cell = 'import warnings; warnings.warn("cold tea")'
    change(tiny / "chapters/index.md", 'book.pools.left_out("relief")', cell)
    allow(tiny, index=[cell])
    done = build(tiny)
    assert done.returncode == 1
    assert done.stderr.count("chapters/index.md:10 the cell printed a warning:\n") == 1
    assert "UserWarning: cold tea" in done.stderr


def test_tags_of_a_cell_win_over_the_default(tiny_changed):
    (folded,) = page(tiny_changed).select("details.above-input")
    assert 'book.pools.forest("relief")' in folded.get_text()
    assert "book.pools.left_out" not in page(tiny_changed).get_text()


def test_an_unknown_result_in_prose_fails_the_build_with_the_nearest_name(tiny):
    change(tiny / "chapters/index.md", "pools.relief.estimate", "pools.relief.estimat")
    done = build(tiny)
    assert done.returncode == 1
    output = done.stdout + done.stderr
    assert "chapters/index.md" in output
    assert "Did you mean 'estimate'?" in output
    assert not (tiny / "_build" / "html").exists()


def test_bad_data_stop_the_build_before_anything_is_written(tiny):
    change(tiny / "data/studies/adams2001.yaml", "month: 1, events: 7", "month: 1, events: 70")
    done = build(tiny)
    assert done.returncode == 1
    assert done.stderr.splitlines()[0] == (
        "data/studies/adams2001.yaml:9 efficacy[0].events: 70 is more than n = 10. Allowed: 0 to 10."
    )
    assert not (tiny / "_build").exists()
    assert not (tiny / "chapters" / "studies").exists()


def test_the_page_of_a_removed_study_is_deleted(tiny_changed):
    pages = tiny_changed / "chapters" / "studies"
    assert not (pages / "gone1999.md").exists()
    assert (pages / "adams2001.md").is_file()


def test_an_error_that_nobody_can_mend_is_not_hidden():
    passed_on = RuntimeError("[Errno 28] No space left on device: 'a' -> 'b'")
    assert refusal(passed_on) == (
        "A file could not be written: No space left on device. What was there before was kept."
    )
    assert refusal(FileNotFoundError(errno.ENOENT, "No such file or directory", "a")) == ""
