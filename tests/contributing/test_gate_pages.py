"""Comparing the pages of two sites as text, and pictures of those that are different."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image

from livingreview.cli import main
from livingreview.contributing.gate.material import GATE, Gathered, Pages, read
from livingreview.contributing.gate.pages import compare_sites
from livingreview.contributing.gate.pictures import take_pictures
from livingreview.store import Problem

PAGE = """<html><head><title>x</title><script>document.title = "ran"</script></head><body><nav><p>Fig. 1</p></nav>
<article><h1>Tea<a class="headerlink" href="#x">#</a></h1>
<p>Warm <em>tea</em> helps <span class="bibtex-citation">[<a href="references.html#id5">5</a>]</span>, see Fig. 3.</p>
<figure><img src="_images/forest.svg" alt="Forest plot"><figcaption><p><span class="caption-number">Fig. 3 </span>
The plot of 22 November 2026</p></figcaption></figure>
<table><tr><th>Study</th><th>n</th></tr><tr><td><p>Adler 2010</p></td><td><p>60</p></td></tr></table>
<dl class="citation"><dt class="label">[5]</dt><dd><p>Adler, Ann. Tea.</p></dd></dl></article></body></html>"""
FOREST = '<svg xmlns="http://www.w3.org/2000/svg" width="100" height="50"><rect width="9" height="9"/></svg>'


def site(folder: Path, **changes: str) -> Path:
    """A site of two pages and a figure; `changes` replace files."""
    files = {"a.html": PAGE, "studies/b.html": PAGE, "genindex.html": str(len(changes)), "_images/forest.svg": FOREST}
    for name, content in {**files, **changes}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, "utf-8")
    return folder


def compared(tmp_path: Path, **changes: str) -> Pages:
    return compare_sites(site(tmp_path / "old"), site(tmp_path / "new", **changes))


@pytest.mark.parametrize(
    "old, new",
    [
        (">5</a>]", ">17</a>, <a>18</a>]"),
        ("Fig. 3", "Fig. 12"),
        ("22 November 2026", "1 December 2026"),
        ("[5]", "[17]"),
        ("<p>Fig. 1</p>", "<p>Fig. 2</p><p>another page</p>"),
        ('href="#x"', 'href="#y"'),
        ("<p>Warm", "<p>  Warm\n"),
    ],
)
def test_what_changes_everywhere_is_no_difference(tmp_path, old, new):
    assert old in PAGE
    assert compared(tmp_path, **{"a.html": PAGE.replace(old, new)}) == Pages(same=2)


@pytest.mark.parametrize(
    "old, new, removed, added",
    [
        (
            "<em>tea</em> helps",
            "tea harms",
            "Warm tea helps , see Fig. (number).",
            "Warm tea harms , see Fig. (number).",
        ),
        ("<p>60</p>", "<p>61</p>", "Adler 2010 | 60", "Adler 2010 | 61"),
        ("<h1>Tea", "<h1>Water", "Tea", "Water"),
        ("Adler, Ann.", "Adler, Bob.", "Adler, Ann. Tea.", "Adler, Bob. Tea."),
    ],
)
def test_a_text_that_changes_is_listed_as_it_was_and_as_it_is(tmp_path, old, new, removed, added):
    found = compared(tmp_path, **{"a.html": PAGE.replace(old, new)})
    (page,) = found.pages
    assert (page.name, page.removed, page.added, page.gone, page.come) == ("a.html", (removed,), (added,), 1, 1)
    assert found.same == 1 and not page.figures


def test_blocks_in_another_order_are_no_difference(tmp_path):
    two = PAGE.replace("</article>", "<p>One.</p><p>Two.</p></article>")
    turned = PAGE.replace("</article>", "<p>Two.</p><p>One.</p></article>")
    old, new = site(tmp_path / "old", **{"a.html": two}), site(tmp_path / "new", **{"a.html": turned})
    assert compare_sites(old, new) == Pages(same=2)


def test_a_figure_that_is_drawn_otherwise_is_named_on_each_page_that_shows_it(tmp_path):
    shown = PAGE.replace("_images", "../_images")
    files = {"studies/b.html": shown}
    old = site(tmp_path / "old", **files)
    new = site(tmp_path / "new", **files, **{"_images/forest.svg": FOREST.replace("9", "8")})
    assert [(page.name, page.figures) for page in compare_sites(old, new).pages] == [
        ("a.html", ("forest",)),
        ("studies/b.html", ("forest",)),
    ]


def test_pages_that_are_new_or_gone_are_listed(tmp_path):
    old, new = site(tmp_path / "old", **{"c.html": PAGE}), site(tmp_path / "new", **{"d.html": PAGE})
    found = compare_sites(old, new)
    assert (found.new, found.gone, found.same) == (("d.html",), ("c.html",), 2)


def test_long_pages_are_stored_in_part_with_the_number_of_blocks(tmp_path):
    many = "".join(f"<p>Sentence {n} {'word ' * 500}</p>" for n in range(200))
    (page,) = compared(tmp_path, **{"a.html": PAGE.replace("</article>", f"{many}</article>")}).pages
    assert (page.come, len(page.added)) == (200, 40) and max(map(len, page.added)) <= 500


def test_a_folder_without_a_site_is_named(tmp_path, capsys):
    (tmp_path / "empty").mkdir()
    code = main(["gate", "pages", str(tmp_path / "empty"), str(site(tmp_path / "new")), "--into", str(tmp_path / "x")])
    assert code == 1 and "empty holds no built site" in capsys.readouterr().err


@pytest.mark.slow
def test_a_picture_has_a_frame_around_what_is_new_and_runs_no_script(tmp_path):
    hostile = "<p>cold</p><script>document.body.innerHTML = ''</script><p onclick='x'>end</p>"
    high = f"<div style='height: 4000px'></div>{hostile}"
    old = site(tmp_path / "old")
    new = site(tmp_path / "new", **{"a.html": PAGE.replace("</article>", f"{high}</article>")})
    before = sorted(file for file in new.rglob("*"))
    with ThreadPoolExecutor() as thread:  # where the browser of other tests has no event loop
        found = thread.submit(take_pictures, compare_sites(old, new), old, new, tmp_path / "pictures").result()
    assert [page.picture for page in found.pages] == ["01-a.png"]
    picture = Image.open(tmp_path / "pictures" / "01-a.png").convert("RGB")
    assert picture.size == (1200, 1600)
    frame = [place for place in range(1600) if picture.getpixel((600, place)) == (0xD1, 0x24, 0x2F)]
    assert frame and frame[0] > 800  # the change is far down the page, whose end is shown
    assert sorted(file for file in new.rglob("*")) == before


@pytest.mark.slow
def test_the_whole_way_from_a_change_to_the_comment(committed_review, capsys, tmp_path):
    """A repository with a changed study: stored as data, read again, and printed as the comment."""
    root = committed_review
    stored = tmp_path / GATE
    assert main(["--root", str(root), "gate", "report", "HEAD^1", "--into", str(stored)]) == 0
    found = read(Gathered, stored.read_bytes())
    assert found.report.publications[0].key == "adler2010"
    capsys.readouterr()
    assert main(["gate", "show", str(stored)]) == 0
    text = capsys.readouterr().out
    assert "k 9 → 9" in text and "+     events: 53" in text and "66% of people" not in text.partition("####")[0]


@pytest.mark.slow
def test_notices_on_changed_files_are_stored_and_printed(committed_review, monkeypatch, capsys, tmp_path):
    asked = []
    monkeypatch.setattr("livingreview.contributing.gate.gathering.notices", lambda review, keys: asked.append(keys) or [
        Problem("data/studies/adler2010.yaml", 3, "findings", "is the opposite of what Baker 2011 found.")
    ])  # fmt: skip
    stored = tmp_path / GATE
    assert main(["--root", str(committed_review), "gate", "report", "HEAD^1", "--into", str(stored)]) == 0
    assert asked == [{"adler2010"}]
    capsys.readouterr()
    main(["gate", "show", str(stored)])
    assert "data/studies/adler2010.yaml:3 findings: is the opposite of" in capsys.readouterr().out


@pytest.mark.slow
def test_faulty_data_are_stored_as_problems_and_end_with_1(committed_review, capsys, tmp_path):
    (committed_review / "data" / "studies" / "notes.txt").touch()
    stored = tmp_path / GATE
    arguments = ["gate", "report", "HEAD^1", "--into", str(stored), "--format", "github"]
    assert main(["--root", str(committed_review), *arguments]) == 1
    assert capsys.readouterr().out.startswith("::error file=data/studies/notes.txt")
    found = read(Gathered, stored.read_bytes())
    assert found.report is None and found.count == 1 and "notes.txt" in found.problems[0]


def test_a_commit_that_is_not_there_is_no_fault_of_the_data(review_copy, capsys, tmp_path):
    stored = tmp_path / GATE
    assert main(["--root", str(review_copy), "gate", "report", "nowhere", "--into", str(stored)]) == 1
    assert "nowhere: is no commit" in capsys.readouterr().err and not stored.exists()
