"""The graphical abstract has the numbers of the data, and is not drawn where there is no result."""

from pypdf import PdfReader

from livingreview import load
from livingreview.publish.manuscript import graphical
from livingreview.subjects.results import Results


def test_its_numbers_are_those_of_the_primary_pool(tiny_paper):
    review = load(tiny_paper)
    pool = next(name for name, one in review.config.pools.items() if one.primary)
    results = Results(review)
    (low, middle, high), panels = graphical.content(review)
    assert f"{middle} of 100" == results[f"pools.{pool}.of-100"].text
    assert f"{low} to {high}" == results[f"pools.{pool}.of-100-ci"].text
    texts = {one.head: one.text for one in panels}
    assert results[f"pools.{pool}.n"].text in texts["Patients"]
    assert results[f"pools.{pool}.cohorts"].text in texts["Patients"]
    assert "control group" in texts["Not known"]


def test_it_is_the_same_in_every_run(tiny_paper, tmp_path):
    review = load(tiny_paper)
    made = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        made.append([file.read_bytes() for file in graphical.write(review, tmp_path / name)])
    assert made[0] == made[1]
    assert len(PdfReader(tmp_path / "one" / "graphical-abstract.pdf").pages) == 1


def test_without_a_result_there_is_none(tiny_paper, tmp_path, monkeypatch):
    monkeypatch.setattr(graphical, "content", lambda review: None)
    folder = tmp_path / "out"
    folder.mkdir()
    assert graphical.write(load(tiny_paper), folder) == []
    assert not list(folder.iterdir())
