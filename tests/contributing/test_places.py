"""Each row of a study page says where it is in its file, and links that edit and report it cannot be broken out of."""

import re
from dataclasses import replace
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
import yaml
from docutils import nodes
from docutils.core import publish_doctree
from myst_parser.parsers.docutils_ import Parser

from helpers import MARKUP
from livingreview import load
from livingreview.publish.places import LONGEST, edit_address, report_address
from livingreview.publish.study_pages import background_page, publication_page, trial_page
from livingreview.schema import issue_forms
from livingreview.subjects.analysis import Analysis

REPOSITORY = "https://example.org/group/review"
EDIT = re.compile(r"\[edit line (\d+)\]\(<([^>]*)>\)")
REPORT = re.compile(r"\[report\]\(<([^>]*)>\)")


def with_repository(review, address=REPOSITORY):
    return replace(review, config=review.config.model_copy(update={"repository": address}))


def pages(review):
    analysis = Analysis(review)
    for key, study in review.publications.items():
        yield f"data/studies/{key}.yaml", publication_page(analysis, key, study)
    for key, trial in review.registered.items():
        yield f"data/trials/{key}.yaml", trial_page(analysis, key, trial)
    for key, item in review.background.items():
        yield f"data/context/{key}.yaml", background_page(review, key, item)


def unescaped(address: str) -> str:
    return re.sub(r"\\(.)", r"\1", address)


def test_every_link_opens_the_file_at_the_line_of_the_row(review):
    """The line of the file begins a row, and is one of those whose text the row shows."""
    found = 0
    for file, page in pages(with_repository(review)):
        lines = (review.root / file).read_text("utf-8").splitlines()
        for line, address in EDIT.findall(page):
            assert address == f"{REPOSITORY}/edit/main/{file}#L{line}"
            assert lines[int(line) - 1].lstrip().startswith("- ")
            found += 1
    assert found > 100


def test_the_line_of_a_value_is_the_line_that_holds_it(review):
    page = publication_page(Analysis(review), "adler2010", review.publications["adler2010"])
    lines = (review.root / "data/studies/adler2010.yaml").read_text("utf-8").splitlines()
    row = next(row for row in review.publications["adler2010"].efficacy if row.events and row.n)
    cells = re.search(rf"- {row.events}/{row.n}.*?line\s(\d+)", page, re.DOTALL)
    assert f"events: {row.events}, n: {row.n}" in lines[int(cells[1]) - 1]


def test_without_a_repository_there_is_a_line_and_no_link(review):
    assert review.config.repository is None
    for _, page in pages(review):
        assert "issues/new" not in page and "/edit/" not in page
        assert re.search(r"\blines?\s\d+\b", page)


def test_report_fills_in_questions_of_the_form(review):
    asked = {one["id"]: one for one in yaml.safe_load(issue_forms()["value.yml"])["body"] if "id" in one}
    for file, page in pages(with_repository(review)):
        assert len(REPORT.findall(page)) == len(EDIT.findall(page))
        for address in REPORT.findall(page):
            given = parse_qs(urlsplit(unescaped(address)).query, strict_parsing=True)
            assert given.pop("template") == ["value.yml"]
            assert given.pop("title")[0].startswith("Value: ")
            assert given["file"] == [file]
            assert re.fullmatch(r"[a-z_]+, row \d+, line \d+", given["row"][0])
            assert set(given) <= set(asked)


@pytest.mark.parametrize("text", [*MARKUP, "a&template=x", "a#b", "50% of 12", "+", "</a><script>", "≥中文", ")>[x](y"])
def test_no_text_breaks_out_of_an_address(text):
    address = report_address(REPOSITORY, now=text)
    assert re.fullmatch(r"[A-Za-z0-9:/?=&%._~-]+", address)
    assert parse_qs(urlsplit(address).query)["now"] == [text]


def test_a_page_can_be_reported_at_its_end_where_a_phone_shows_no_last_column(review):
    for file, page in pages(with_repository(review)):
        (address,) = re.findall(r"\[report a value of this page\]\(<([^>]*)>\)", page)
        assert parse_qs(urlsplit(unescaped(address)).query) == {"template": ["value.yml"], "file": [file]}


def test_a_long_text_is_cut_where_a_server_would_refuse_it():
    (shown,) = parse_qs(urlsplit(report_address(REPOSITORY, now="x" * 5000)).query)["now"]
    assert len(shown) == LONGEST and shown.endswith("\u2026")


def test_a_file_with_odd_signs_has_an_address():
    address = edit_address(f"{REPOSITORY}/", "data/studies/a b#1.yaml", 7)
    assert address == f"{REPOSITORY}/edit/main/data/studies/a%20b%231.yaml#L7"
    assert unquote(urlsplit(address).path).endswith("a b#1.yaml")


def test_links_with_hostile_values_are_links_in_the_page(review_copy):
    """As MyST reads the page: every link goes to the repository, and no markup of the value is one of its own."""
    hostile = '"><img src=x onerror=alert(1)>](javascript:alert(1)) & {role}`x` #y'
    file = review_copy / "data" / "studies" / "adler2010.yaml"
    content = yaml.safe_load(file.read_text("utf-8"))
    content["efficacy"][0] |= {"note": hostile, "at": hostile}
    content["groups"][0]["label"] = hostile
    file.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), "utf-8")
    review = with_repository(load(review_copy))
    page = publication_page(Analysis(review), "adler2010", review.publications["adler2010"])
    table = page[page.index("## Efficacy") : page.index("Marks:")]
    settings = {"myst_enable_extensions": ["colon_fence"], "report_level": 5}
    tree = publish_doctree(table, parser=Parser(), settings_overrides=settings)
    addresses = [link["refuri"] for link in tree.findall(nodes.reference)]
    assert addresses and all(address.startswith(f"{REPOSITORY}/") for address in addresses)
    assert not list(tree.findall(nodes.raw)) and not list(tree.findall(nodes.image))
    assert hostile in tree.astext()


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("quinn2007", "Extracted by extractor 1; checked by extractor 2."),
        ("turner2010", "; the values were checked by extractor 2, the statements in words not yet."),
    ],
)
def test_a_background_page_says_what_was_checked(review, key, words):
    """Turner has points beside its value, and a second reader is asked for values only."""
    item = review.background[key]
    done = item.model_copy(update={"extraction": item.extraction.model_copy(update={"checked_by": "extractor 2"})})
    assert words in background_page(review, key, done)
