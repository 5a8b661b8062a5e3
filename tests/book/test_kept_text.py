"""The text of the article that a release keeps, and what a later article is compared with."""

import csv
import io
import json
import shutil

import panflute as pf
import pytest
from docutils import nodes

from livingreview import load
from livingreview.cli import main
from livingreview.publish.building import WORK
from livingreview.publish.manuscript import submission
from livingreview.publish.manuscript.against import find_earlier, read_word
from livingreview.publish.manuscript.kept import as_page, has_article, keep, kept_file, read_page
from livingreview.publish.manuscript.tracked import Comparison
from livingreview.subjects.analysis import Analysis
from livingreview.subjects.versions.model import release

from .test_manuscript import bundled
from .test_tracked import NEW, OLD, blocks, plain, words_of, written

VERSION = "1.0.0"
MORE = """
Relief^a^ in 5 < 6 & “7” – of 10⁹/L, τ² = 0.2 [1, 2]; see [Table 1](#tbl-one).

> A quotation.

1. First
2. Second

Term

:   Its meaning.
"""


def changes_between(old: str, new: list[pf.Block]) -> list:
    comparison = Comparison("Version 2", "2020-02-29T00:00:00Z")
    comparison.documents(read_page(old), new)
    return comparison.changes


def rows(root) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((bundled(root) / "changes" / "changes.csv").read_text("utf-8"))))


def test_a_page_that_is_read_back_is_the_same_text_as_the_word_file(tmp_path):
    text = OLD + MORE
    page = as_page("Hiccups & tea", blocks(text))
    assert changes_between(page, blocks(text)) == []
    assert changes_between(page, read_word(written(blocks(text), tmp_path / "one.docx").read_bytes())) == []
    assert "<title>Hiccups &amp; tea</title>" in page
    assert page == as_page("Hiccups & tea", blocks(text))


def test_against_a_kept_page_the_tracked_changes_lead_from_the_old_text_to_the_new(tmp_path):
    comparison = Comparison("Version 2", "2020-02-29T00:00:00Z")
    made = comparison.documents(read_page(as_page("Old", blocks(OLD))), blocks(NEW))
    file = written(made, tmp_path / "changes.docx")
    for changes, text in (("accept", NEW), ("reject", OLD)):
        whole = plain(written(blocks(text), tmp_path / f"{changes}.docx"), "accept")
        assert words_of(plain(file, changes)) == words_of(whole)


def test_pictures_are_not_kept_and_their_captions_are():
    figure = pf.Figure(
        pf.Plain(pf.Image(pf.Str("A plot"), url="/somewhere/plot.png")), caption=pf.Caption(pf.Para(pf.Str("Plot.")))
    )
    page = as_page("One", [figure])
    assert "plot.png" not in page
    (read,) = read_page(page)
    assert isinstance(read, pf.Figure)
    assert pf.stringify(read.caption.content[0]).strip() == "Plot."


@pytest.fixture
def kept(tiny_paper, read_already):
    release(Analysis(load(tiny_paper)))
    keep(read_already(tiny_paper))
    return tiny_paper


def test_against_a_released_version_only_what_changed_since_is_marked(kept, read_already):
    def edit(tree: nodes.document) -> None:
        text = next(one for one in tree.findall(nodes.Text) if "Cats were asked too" in one)
        text.parent.replace(text, nodes.Text(str(text).replace("Cats", "Nine cats")))

    version = load(kept).config.version
    earlier = find_earlier(kept, version)
    assert earlier.note == ""
    submission.build_submission(read_already(kept), earlier=earlier)
    assert rows(kept) == []
    shutil.rmtree(kept / WORK)
    submission.build_submission(read_already(kept, methods=edit), earlier=earlier)
    (row,) = [one for one in rows(kept) if " words, text " not in one["Now"]]  # nor the length of the article
    assert row["Before"].startswith("Cats were asked too")
    assert row["Now"].startswith("Nine cats were asked too")
    folder = bundled(kept) / "changes"
    assert {"manuscript-changes.docx", "manuscript-changes.pdf", "results.csv"} <= {
        one.name for one in folder.iterdir()
    }


def test_what_a_release_kept_never_changes(kept, read_already):
    file = kept_file(kept, load(kept).config.version)
    before = file.read_bytes()
    file.unlink()
    keep(read_already(kept))
    assert file.read_bytes() == before
    file.write_text("as released", "utf-8")
    keep(read_already(kept))
    assert file.read_text("utf-8") == "as released"


def test_the_kept_text_comes_before_a_bundle_of_the_version(tmp_path):
    file = kept_file(tmp_path, VERSION)
    file.parent.mkdir(parents=True)
    file.write_text(as_page("Old", blocks(OLD)), "utf-8")
    folder = tmp_path / "_build" / "submission" / f"submission-{VERSION}-2020-01-01-draft"
    folder.mkdir(parents=True)
    written(blocks(NEW), folder / "manuscript.docx")
    assert changes_between(as_page("Old", find_earlier(tmp_path, VERSION).text()), blocks(OLD)) == []


def test_a_review_without_an_article_is_released_without_its_text(tmp_path, capsys):
    from tiny_review import write_tiny_review

    root = write_tiny_review(tmp_path)
    assert not has_article(root)
    assert main(["--root", str(root), "release"]) == 0
    version = load(root).config.version
    assert json.loads((root / "data" / "releases" / f"{version}.json").read_text("utf-8"))["version"] == version
    assert not kept_file(root, version).exists()
