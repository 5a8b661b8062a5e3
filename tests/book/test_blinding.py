"""The search for what reviewers could read of the authors, and what a bundle says of it."""

import zipfile

import docx
import pytest

from livingreview import load
from livingreview.publish.manuscript.blinding import identities, revealed
from livingreview.publish.manuscript.journals import read_journal
from livingreview.publish.manuscript.submission import Open, seal
from livingreview.publish.manuscript.write import Look

from .signing import sign


@pytest.fixture
def review(tiny_paper):
    sign(tiny_paper)
    return load(tiny_paper)


def test_a_blinded_bundle_is_searched_for_everything_that_tells_who_wrote_it(review):
    told = identities(review)
    assert {"王晓明", "Müller-Ångström, Zoë Ángela", "0000-0002-1825-0097", "sean@kraeuter.example.org"} <= set(told)
    assert {"北京茶叶研究所", "https://tea.example.org", "https://github.com/kettles/hiccups"} <= set(told)
    assert not any(name in words for name in told for words in told.values())


@pytest.mark.parametrize(
    ("name", "text", "what"),
    [
        ("notes.txt", "by Seán\nO'Néill", ["notes.txt: the name of author 5"]),
        ("data/a.csv", "note\n王晓明", ["data/a.csv: the name of author 2"]),
        ("figures/a.svg", "<svg><t>Min-jun</t> <t>Gimlett</t></svg>", ["figures/a.svg: the name of author 4"]),
        ("a.xml", "<p>SEAN@kraeuter.example.org</p>", ["a.xml: the e-mail address of author 5"]),
        ("b.txt", "0000-0002-1825-0097", ["b.txt: the ORCID of author 1"]),
        ("c.txt", "see https://tea.example.org/x", ["c.txt: the address of the review"]),
        ("d.txt", "Sean brewed in Zurich.", []),
        ("references/all.ris", "AU  - Müller-Ångström, Zoë Ángela", []),  # authors may cite themselves
        ("not-for-reviewers/e.txt", "王晓明", []),
    ],
)
def test_what_reviewers_could_read_is_found_wherever_it_is(review, tmp_path, name, text, what):
    file = tmp_path / "bundle" / name
    file.parent.mkdir(parents=True)
    file.write_text(text, "utf-8")
    assert revealed(tmp_path / "bundle", review) == what


def test_word_files_are_read_with_their_properties_and_zip_files_with_what_they_hold(review, tmp_path):
    folder = tmp_path / "bundle"
    folder.mkdir()
    document = docx.Document()
    paragraph = document.add_paragraph("By Zoë Ángela ")
    paragraph.add_run("Müller-Ångström").bold = True  # in another run
    document.core_properties.author = "Олександр Ковальчук"
    document.save(str(folder / "paper.docx"))
    with zipfile.ZipFile(folder / "all.zip", "w") as packed:
        packed.writestr("inner.txt", "Singultus Study Group")
    assert sorted(revealed(folder, review)) == [
        "all.zip: the name of author 7",
        "paper.docx: the name of author 1",
        "paper.docx: the name of author 3",
    ]


def test_a_bundle_says_what_reviewers_could_read_without_giving_it_away(review, tmp_path):
    look = Look(journal=read_journal(review.root, "blind"), journal_name="blind")
    (tmp_path / "manuscript.pdf").write_bytes(b"")
    seal(review, tmp_path, look, Open(revealed=["supplement.docx: the name of author 5"]))
    readme = (tmp_path / "README.txt").read_text("utf-8")
    assert "Reviewers could read:\n  supplement.docx: the name of author 5\n" in readme
    assert "O'Néill" not in readme
