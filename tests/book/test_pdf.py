"""The book as a PDF, built from a tiny review of another topic."""

import json
import re
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest
from pdfua import Severity, validate
from pypdf import PdfReader

from helpers import change, hostile_texts
from livingreview.publish.building import MADE_FROM, WORK, fingerprint
from livingreview.publish.pdf import PDF
from livingreview.render.myst import list_table, literal
from livingreview.store import load
from livingreview.store.review import write_schemas
from livingreview.subjects.data.model import OPEN_DATA
from livingreview.subjects.results import Results

from .conftest import REVIEW, TINY, allow, build, elsewhere, environment, hostile
from .test_accessible_paper import tags

pytestmark = [pytest.mark.slow, pytest.mark.pdf]

NEW = "chapters/more.md"
HEAD = "# More\n\n"


def pdf(root: Path, **settings: str) -> subprocess.CompletedProcess:
    return subprocess.run([REVIEW, "--root", root, "pdf"], capture_output=True, text=True, env=environment(**settings))


def with_chapter(root: Path, text: str) -> Path:
    (root / NEW).write_text(HEAD + text, "utf-8")
    toc = root / "_toc.yml"
    toc.write_text(toc.read_text("utf-8").replace("chapters:\n", f"chapters:\n  - file: {NEW[:-3]}\n", 1), "utf-8")
    return root


def text_of(file: Path, *options: str) -> str:
    command = ["pdftotext", *options, file, "-"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="session")
def printed(tmp_path_factory) -> Path:
    """A copy of the tiny review with a chapter that is hard to print, and its PDF."""
    root = tmp_path_factory.mktemp("printed") / "tiny"
    shutil.copytree(TINY, root)
    write_schemas(root)
    with_chapter(
        root,
        """Letters: 西罗莫司 ≥ × µ β → ⊕ Ł ễ. As {cite:t}`adams2001` says; again [here](studies/adams2001.md).
A word on {result}`datum.adams2001.tea.all.relief.1`.

:::{list-table} Twelve short columns
:name: tbl-wide
:header-rows: 1

* - H1
  - H2
  - H3
  - H4
  - H5
  - H6
  - H7
  - H8
  - H9
  - H10
  - H11
  - H12
* - one of a long and winding kind of row
  - two of a long and winding kind of row
  - three of a long and winding kind of row
  - four
  - five
  - six
  - seven
  - eight
  - nine
  - ten
  - eleven
  - twelve
:::

```{downloads}
```
""",
    )
    done = pdf(root)
    assert done.returncode == 0, done.stdout + done.stderr
    return root


def test_the_pdf_holds_the_results_of_the_review(printed):
    review = load(printed)
    text = " ".join(text_of(printed / PDF).split())
    results = Results(review)
    assert review.config.title in text
    assert f"Version {review.config.version}" in text
    for name in ("pools.relief.estimate", "pools.relief.ci", "pools.relief.n"):
        assert results[name].text in text
    for title in ("Contents", "Tea for hiccups", "More", "References"):
        assert title in text
    assert "西罗莫司 ≥ × µ β → ⊕ Ł ễ" in text
    assert "??" not in text
    assert "\N{REPLACEMENT CHARACTER}" not in text


def test_it_can_be_read_aloud(printed):
    """Tags, language and text alternatives, as PDF/UA-1 asks."""
    report = validate(str(printed / PDF))
    assert [f"{one.rule_id}: {one.message}" for one in report.findings if one.severity >= Severity.WARNING] == []
    with pikepdf.open(printed / PDF) as opened:
        found = list(tags(opened.Root["/StructTreeRoot"]))
        assert str(opened.Root["/Lang"]) == "en-GB"
        assert all(str(one["/Alt"]) for one in found if str(one["/S"]) == "/Figure")
        kinds = [str(one["/S"]) for one in found]
        assert kinds.count("/Figure") == 2 and kinds.count("/Table") == 4
        levels = [int(kind[2:]) for kind in kinds if re.fullmatch(r"/H\d", kind)]
        assert levels[0] == 1 and all(after <= before + 1 for before, after in pairwise(levels))


def test_tables_and_citations_are_links(printed):
    with pikepdf.open(printed / PDF) as opened:
        marks = [mark for page in opened.pages for mark in page.get("/Annots", [])]
        inside = [mark for mark in marks if "/URI" not in mark.get("/A", {})]
        assert len(inside) > 5
        assert all(mark.get("/Dest", mark.get("/A", {}).get("/D")) is not None for mark in inside)


def test_pictures_are_vector_graphics(printed):
    reader = PdfReader(printed / PDF)
    assert not any(page.images for page in reader.pages)
    assert len(re.findall(r"^Fig\. \d\.", text_of(printed / PDF), re.MULTILINE)) == 2


def test_a_study_page_becomes_a_reference_once_in_a_paragraph(printed):
    text = " ".join(text_of(printed / PDF).split())
    sentence = re.search(r"As (.*?) A word on (.*?)\.(?!\d)", text)
    assert sentence
    assert sentence[0].count("[") == 1


def test_a_wide_table_of_one_row_is_set_in_portrait(printed):
    assert not any(page.get("/Rotate") for page in PdfReader(printed / PDF).pages)
    lines = [line for line in text_of(printed / PDF, "-layout").splitlines() if re.match(r"H\d", line)]
    assert [line.split()[0] for line in lines] == [f"H{i}" for i in range(1, 13)]
    assert lines[11].split()[1] == "twelve"


def test_the_site_offers_the_pdf_of_the_same_inputs(printed, tmp_path):
    root = shutil.copytree(printed, tmp_path / "tiny")
    assert (root / PDF).with_name(MADE_FROM).read_text("utf-8") == fingerprint(root)
    assert not (root / WORK).exists()
    done = build(root)
    assert done.returncode == 0, done.stdout + done.stderr
    offered = root / "_build" / "html" / OPEN_DATA.name / PDF.name
    assert offered.read_bytes() == (root / PDF).read_bytes()
    page = (root / "_build" / "html" / "chapters" / "more.html").read_text("utf-8")
    assert f'href="../{OPEN_DATA.name}/{PDF.name}"' in page
    assert f'href="../{OPEN_DATA.name}/manuscript.pdf"' not in page


def titles(bookmarks: list) -> list[str]:
    """The titles of bookmarks and of those below them."""
    return [name for one in bookmarks for name in (titles(one) if isinstance(one, list) else [one.title])]


TITLE = "Tea & C_max at 10^6 #1 50% $5 ~a {c} -- `q` <<z>> 's' [y] \\b 茶 ȶ"
LEFTWARDS = "תה 2020 لعلاج"


def test_titles_and_texts_from_the_data_are_printed_as_they_are(tiny):
    """On the title page, in running heads and in what the PDF says of itself; also texts like those in MARKUP."""
    config = tiny / "data" / "review.yaml"
    change(config, "title: Tea for hiccups, a living review", f"title: {json.dumps(TITLE)}")
    texts = [f"{text} end" for text in (*hostile_texts(), "ȵ Ⱥ ꜳ 𝔸 西罗莫司 ｶ q\u0302")]  # signs alone are no text
    change(config, "eligibility: [Tea was drunk.]", f"eligibility: {json.dumps(texts, ensure_ascii=False)}")
    heading = f"## A & B_c \\{{d\\}} #1 50% ~ ^ {LEFTWARDS} ȶ $I^2$"
    allow(tiny, more=["50%"])
    with_chapter(tiny, f"{heading}\n\n```{{code-cell}}\nbook.protocol.eligibility()\n```\n\n```\n{LEFTWARDS} ȶ\n```\n")
    done = pdf(tiny)
    assert done.returncode == 0, done.stdout + done.stderr
    reader = PdfReader(tiny / PDF)
    assert reader.metadata.title == f"{TITLE} (draft)"
    entries = titles(reader.outline)
    assert any(f"A & B_c {{d}} #1 50% ~ ^ {LEFTWARDS} ȶ" in entry for entry in entries), entries
    text = "".join(text_of(tiny / PDF).split()).replace("q\u0302q\u0302", "q\u0302")  # pdftotext reads both parts twice
    assert "".join(TITLE.split()) in text
    assert [one for one in texts if "".join(one.split()) not in text] == []


UNBREAKABLE = (
    "x" * 150, "Ab1_" * 40,
    f"https://example.org/{'y' * 150}?a=b&c=d", "tea*OR(SU=hiccup*tea)" * 8, "(a|b):[c]@d+" * 12,
    '"green tea"[Title/Abstract] OR ' * 6 + "NOT water", "茶tea" * 40,
)  # fmt: skip


def test_long_code_is_broken_and_printed_as_it_is(tiny_paper):
    """In lines, blocks and cells; the chapters of the article have a search string of their own."""
    blocks = [f"`{one}`\n\n{literal(one)}\n\n```\n{one}\n```\n" for one in UNBREAKABLE]
    cells = list_table(
        ["Code", "Words"], [[f"`{one}`", "Tea is a drink made of leaves."] for one in UNBREAKABLE], [1, 1]
    )
    chapter = tiny_paper / "chapters" / "methods.md"
    chapter.write_text(f"{chapter.read_text('utf-8')}\n" + "\n".join([*blocks, cells]), "utf-8")
    done = pdf(tiny_paper)
    assert done.returncode == 0, done.stdout + done.stderr
    text = "".join("".join(page.extract_text().split()) for page in PdfReader(tiny_paper / PDF).pages)
    for one in UNBREAKABLE:
        assert text.count("".join(one.split())) >= 3, one


def test_the_same_data_give_the_same_pdf_anywhere(tiny, tmp_path):
    root = elsewhere(tiny, tmp_path)
    for done in (pdf(tiny), pdf(root, **hostile(tmp_path))):
        assert done.returncode == 0, done.stdout + done.stderr
    assert (tiny / PDF).read_bytes() == (root / PDF).read_bytes()
    assert PdfReader(tiny / PDF).metadata.creation_date.isoformat() == "2020-02-29T00:00:00+00:00"


BAD = {
    "mathematics that cannot be read": ("Only $\\mathclap{x}$.\n", r"more\.md.*(LaTeX|mathematics)"),
    "a figure function that fails": (
        '```{code-cell}\nbook.pools.forest("relieve")\n```\n',
        r"more\.md:4 the cell failed: .*relieve",
    ),
    "a table 40 columns wide": (
        ":::{list-table} Forty\n:name: tbl-forty\n:header-rows: 1\n\n"
        + 2 * ("* " + "  ".join("- unbreakable00\n" for _ in range(40)))
        + ":::\n",
        r"more\.md.*tbl-forty: the table has 40 columns",
    ),
    "a citation without entry": (
        "As in {cite:p}`nobody1999`.\n",
        r"more\.md:3 cite: 'nobody1999' is not in references\.bib",
    ),
    "a letter that the font lacks": ("A sign: \U00012000.\n", r"more\.md.*the font has no .*U\+12000"),
    "a link that leads nowhere": ("See {numref}`fig-none`.\n", r"more\.md:\d+ there is no figure.*fig-none"),
    "a line that cannot be broken": (
        f"{'x' * 150}\n",
        r"more\.md, near its heading: page \d+: .x+. lies beyond the margin",
    ),
}


@pytest.mark.parametrize("what", BAD)
def test_what_cannot_be_printed_stops_the_pdf_and_leaves_the_last_one(tiny, what):
    text, message = BAD[what]
    (tiny / PDF).parent.mkdir(parents=True)
    (tiny / PDF).write_bytes(b"the last one")
    done = pdf(with_chapter(tiny, text))
    output = re.sub(r"\x1b\[[\d;]*m", "", done.stdout + done.stderr)
    assert done.returncode == 1
    assert re.search(message, output), output
    assert (tiny / PDF).read_bytes() == b"the last one"
    assert not (tiny / PDF).with_name(MADE_FROM).exists()


def test_without_poppler_the_command_to_install_it_is_printed(tiny, tmp_path):
    (tmp_path / "bin").mkdir()
    done = subprocess.run(
        [REVIEW, "--root", tiny, "pdf"], capture_output=True, text=True, env={"PATH": str(tmp_path / "bin")}
    )
    assert done.returncode == 1
    assert re.search(r"apt-get install .*poppler-utils", done.stderr)
    assert not (tiny / "_build").exists()
