"""A new review of another topic: from the table of a published meta-analysis, and empty."""

from __future__ import annotations

import csv
import inspect
import json
import math
import os
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from helpers import REPOSITORY, files_of
from livingreview import load
from livingreview.book import Book
from livingreview.cli import main
from livingreview.contributing.newreview.table import read_studies
from livingreview.contributing.newreview.topic import Topic, plain_letters
from livingreview.contributing.newreview.writing import new_review
from livingreview.schema import Design, SourceKind
from livingreview.store import DataError
from livingreview.subjects.comparisons.model import compare
from livingreview.subjects.page import Page, words_only
from livingreview.subjects.pools.model import synthesise
from livingreview.subjects.results import Results
from livingreview.subjects.validation.page import ValidationPage

TOPIC = re.compile(r"rapamycin|sirolimus|thrombocytop|\bITP\b|mTOR", re.IGNORECASE)
# Files of the repository wviechtb/metadat on GitHub, as read there: each number below is in them.
METADAT = "https://github.com/wviechtb/metadat/blob"
ONE_ARM = Topic(
    intervention="hyperdynamic therapy",
    condition="cerebral vasospasm",
    outcome="clinical improvement",
    higher_is_better=True,
    source=f"{METADAT}/fc2ccb77e580d8d7d961a0de65846123b455e261/data-raw/dat.pritz1997.txt",
)
TWO_ARMS = Topic(
    intervention="topical plus systemic antibiotics",
    condition="intensive care",
    outcome="respiratory tract infection",
    against="no prophylaxis",
    higher_is_better=False,
    design=Design.RCT,
    source=f"{METADAT}/a791be14dd94cca4e88d67e99f1efcec06f7c5f7/data-raw/dat.damico2009.txt",
)


def reference(name: str) -> dict:
    return json.loads((REPOSITORY / "tests" / "reference" / f"{name}.json").read_text("utf-8"))


def write_csv(file: Path, header: str, rows: list[tuple]) -> Path:
    with file.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows([header.split(), *rows])
    return file


def one_arm_table(folder: Path) -> Path:
    """Pritz 1997, 14 studies of one group; the table gives no years."""
    d = reference("prop_pritz1997")["data"]
    rows = [(*row, f"line {line}") for line, row in enumerate(zip(d["study"], d["xi"], d["ni"], strict=True), 2)]
    return write_csv(folder / "pritz.csv", "author events n at", rows)


def two_arm_table(folder: Path) -> Path:
    """D'Amico 2009, 16 randomised trials."""
    d = reference("rct_damico2009")["data"]
    columns = (d[name] for name in ("study", "ai", "n1i", "ci", "n2i"))
    years = [1900 + int(x) + 90 for x in d["cont"]]  # the reference has year - 1990
    rows = [
        (author, year, *counts, f"line {line}")
        for line, (year, (author, *counts)) in enumerate(zip(years, zip(*columns, strict=True), strict=True), 2)
    ]
    return write_csv(folder / "damico.csv", "author year events n events_control n_control at", rows)


@pytest.fixture(scope="module")
def tables(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("tables")
    one_arm_table(folder)
    two_arm_table(folder)
    return folder


@pytest.fixture(scope="module")
def proportions(tables, tmp_path_factory) -> Path:
    root = tmp_path_factory.mktemp("new") / "proportions"
    assert new_review(root, ONE_ARM, tables / "pritz.csv", date(2024, 1, 31)) == 14
    return root


@pytest.fixture(scope="module")
def comparison(tables, tmp_path_factory) -> Path:
    root = tmp_path_factory.mktemp("new") / "comparison"
    assert new_review(root, TWO_ARMS, tables / "damico.csv", date(2024, 1, 31)) == 16
    return root


@pytest.fixture(scope="module")
def empty(tmp_path_factory) -> Path:
    root = tmp_path_factory.mktemp("new") / "empty"
    assert new_review(root, Topic(), today=date(2024, 1, 31)) == 0
    return root


@pytest.fixture(scope="module")
def undated(tables, tmp_path_factory) -> Path:
    """Some rows give year, month, design and the like, others do not."""
    rows = list(csv.reader((tables / "damico.csv").read_text("utf-8").splitlines()))[1:]
    mixed = [
        (*row[:1], row[1] if i % 3 else "", *row[2:], ("rct", "prospective-cohort")[i % 2], ("", "6")[i % 2],
         ("", "adult", "child")[i % 3], ("", r"A title & more: 50% of $5 #1 {y} \ ~ ^ _z")[i % 2])
        for i, row in enumerate(rows)
    ]  # fmt: skip
    header = "author year events n events_control n_control at design month age title"
    file = write_csv(tables / "mixed.csv", header, mixed)
    root = tmp_path_factory.mktemp("new") / "undated"
    new_review(root, TWO_ARMS, file, date(2024, 1, 31))
    return root


# What is written


@pytest.mark.slow
def test_the_pool_of_a_table_is_that_of_metafor(proportions):
    pooled = synthesise(load(proportions), "main").pooled
    fit = reference("prop_pritz1997")["results"]["glmm.PLO.ML.t"]["coef"]
    expected = [1 / (1 + math.exp(-fit[name][0])) for name in ("estimate", "ci_lb", "ci_ub")]
    assert [pooled.estimate, pooled.ci_low, pooled.ci_high] == pytest.approx(expected, rel=1e-4)
    assert (pooled.k, pooled.n) == (14, 326)


@pytest.mark.slow
def test_the_comparison_of_a_table_is_that_of_metafor(comparison):
    found = compare(load(comparison), "main")
    pooled = found.result("RR")
    fit = reference("rct_damico2009")["results"]["rma.RR.REML.knha"]["coef"]
    expected = [math.exp(fit[name][0]) for name in ("estimate", "ci_lb", "ci_ub")]
    assert [pooled.estimate, pooled.ci_low, pooled.ci_high] == pytest.approx(expected, rel=1e-5)
    assert len(found.rows) == 16 and found.left_out.empty


@pytest.mark.slow
def test_each_study_says_that_only_the_table_was_read(proportions):
    review = load(proportions)
    for study in review.publications.values():
        assert [source.kind for source in study.sources] == [SourceKind.SECONDARY]
        assert str(study.sources[0].url) == ONE_ARM.source
        assert study.risk_of_bias[0].judgement == "no-information" and study.limits
        assert [str(row.when) for row in study.efficacy] == ["not-stated"]
    first = review.publications["giannotta"]
    assert [(row.events, row.n, row.at) for row in first.efficacy] == [(16, 17, "line 2")]
    assert set(synthesise(review, "main").rows["marks"]) == {"ST"}
    assert {record.study for record in review.log} == set(review.publications)


@pytest.mark.slow
def test_no_word_of_the_review_that_it_comes_from_is_in_it(proportions, comparison, empty):
    for root in (proportions, comparison, empty):
        named = [
            name
            for name, content in files_of(root).items()
            if not name.endswith(".ttf") and TOPIC.search(content.decode("utf-8"))
        ]
        assert not named
    assert (proportions / "scripts" / "livingreview" / "book.py").is_file()
    assert not list(proportions.rglob("__pycache__")) and not list(proportions.rglob("*.egg-info"))


@pytest.mark.slow
def test_what_is_left_to_write_can_be_found(empty):
    readme = (empty / "README.md").read_text("utf-8")
    assert 'grep -rn "TO BE FILLED IN" data chapters' in readme
    assert "TO BE FILLED IN" in (empty / "data" / "review.yaml").read_text("utf-8")


@pytest.mark.slow
def test_the_first_page_of_a_comparison_answers_as_a_comparison(comparison):
    results, book = Results(load(comparison)), Book(load(comparison))
    answer = results["comparisons.main.answer"].text
    assert answer.startswith("Respiratory tract infection, against no prophylaxis: of 100 such patients, about ")
    assert "with topical plus systemic antibiotics" in answer
    assert answer.endswith("with no prophylaxis, in 16 randomised trials.")
    fewer, more = (int(results[f"comparisons.main.of-100{end}"].text.split()[0]) for end in ("", "-comparator"))
    assert fewer < more
    with words_only():
        assert "Fewer is better." in book.comparisons.of_100("main").data
        assert "no chapters on mechanisms" in book.mechanisms.map(small=True).data
        assert book.practice.lines("cost").data == "*What is reported on cost? Not reported in the accessible text.*"
        assert "mechanistic" not in book.flow.plot().data
    page = (comparison / "chapters" / "index.md").read_text("utf-8")
    assert 'book.comparisons.of_100("main")' in page and "pools." not in page


@pytest.mark.slow
def test_a_begun_file_lists_no_empty_choices(comparison, tmp_path):
    root = shutil.copytree(comparison, tmp_path / "copy", ignore=shutil.ignore_patterns("scripts"))
    asked = ["--kind", "journal-article", "--design", "rct", "--read", "abstract", "--key", "tea2001", "--log", "table"]
    said = ["--title", "Tea", "--authors", "Tea, Ann", "--year", "2001", "--journal", "Tea", "--url", METADAT]
    given = ["--condition", "intensive-care", "--arms", "topical-plus-systemic-antibiotics; no-prophylaxis"]
    command = ["--root", str(root), "study", "new", "10.1000/tea", "--offline", "--no-questions"]
    assert main([*command, *asked, *said, *given]) == 0
    text = " ".join((root / "data" / "studies" / "tea2001.yaml").read_text("utf-8").replace("#", " ").split())
    assert "there is none yet" in text and "respiratory-tract-infection 6" in text
    assert not re.search(r"(?:units|month:) \.", text)


def build(root: Path, *arguments: str) -> None:
    """Build with the engine of the new review itself."""
    environment = {**os.environ, "PYTHONPATH": str(root / "scripts"), "NO_COLOR": "1"}
    environment.pop("SOURCE_DATE_EPOCH", None)
    command = [Path(sys.executable).with_name("review"), "--root", root, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
def test_its_site_is_built_and_shows_the_result(proportions, tmp_path):
    root = shutil.copytree(proportions, tmp_path / "copy")
    build(root, "build")
    site = root / "_build" / "html" / "chapters"
    text = re.sub(r"<[^>]+>", "", (site / "results.html").read_text("utf-8"))
    assert "Clinical improvement: 80% (95% CI 68% to 88%; 14 cohorts, 326 patients)." in text
    study = (site / "studies" / "giannotta.html").read_text("utf-8")
    assert ONE_ARM.source in study and "16/17" in study
    first = re.sub(r"<[^>]+>", "", (site / "index.html").read_text("utf-8"))
    assert "Clinical improvement: about 80 of 100 such patients (95% confidence interval 68 to 88)" in first
    assert "The certainty of the evidence was not rated yet." in first
    pages = [path.relative_to(site).as_posix() for path in site.rglob("*.html")]
    assert len(pages) == 18 + 14  # chapters, and a page a study
    assert 'id="study-form"' in (site / "contributing" / "add-a-study.html").read_text("utf-8")
    assert not [page for page in pages if TOPIC.search((site / page).read_text("utf-8"))]


@pytest.mark.slow
@pytest.mark.pdf
def test_its_book_is_printed(comparison, tmp_path):
    root = shutil.copytree(comparison, tmp_path / "copy")
    build(root, "pdf")
    text = "".join(page.extract_text() for page in PdfReader(root / "_build" / "pdf" / "book.pdf").pages)
    assert "risk ratio 0.42 (95% CI 0.32 to 0.55; 16 randomised trials" in " ".join(text.split())


# Parts of the engine that another topic does not use, or not yet


def calls(book: Book, name: str, method: str) -> list[tuple] | None:
    """Arguments with which a chapter of this review may call a method; None where it has nothing to call it with."""
    config, words = book.review.config, book.review.vocabulary
    needed = [
        one
        for one in inspect.signature(getattr(getattr(book, name), method)).parameters.values()
        if one.default is one.empty and one.kind is not one.VAR_POSITIONAL
    ]
    given = {
        ("comparisons", "forest"): [(one,) for one in config.comparisons],
        ("comparisons", "forest_small"): [(one,) for one in config.comparisons],
        ("comparisons", "of_100"): [(one,) for one in config.comparisons],
        ("comparisons", "reading"): [],
        ("harms", "plot"): [("direct",), ("apart",)],
        ("harms", "event"): [(one,) for one in words.events],
        ("harms", "background"): [],
        ("mechanisms", "hypotheses"): [("benefit",), ("harm",)],
        ("bias", "rules"): [("rob2",)],
        ("background", "comparators"): [(one,) for one in words.outcomes],
        ("background", "sources"): [("index",)],
        ("trust", "items"): [("inspect-sr",), ("tract",)],
        ("tutorial", "step"): [("data",), ("plot",)],
        ("populations", "by_study"): [("all", list(words.conditions))],
        ("populations", "characteristics"): [("all", list(words.conditions))],
        ("populations", "conflicts"): [("all", list(words.conditions))],
    }
    study, pool = next(iter(book.review.publications), None), next(iter(config.pools), None)
    of_one = [(study,)] if study else []
    given |= {("contributing", one): of_one for one in ("read", "printed", "judged", "lights")}
    given |= {("contributing", one): [(study, pool)] if study and pool else [] for one in ("chosen", "route", "forest")}
    given |= {
        ("contributing", "excerpt"): [(*one, "arms") for one in of_one],
        ("contributing", "fields"): [("arm",)],
        ("contributing", "terms"): [("group.role",)],
    }
    by_page = {
        "pools": [(one,) for one in config.pools],
        "choices": [(one,) for one in config.pools],
        "practice": [(one,) for one in config.practice],
        "mechanisms": [(one,) for one in words.chapters],
        "reporting": [("prisma-2020",)],
        "data": [("studies",), ("findings",), ("trials",)],
    }
    if (name, method) in given:
        return given[name, method]
    return by_page.get(name) if needed else [()]


@pytest.mark.slow
@pytest.mark.parametrize("which", ["proportions", "comparison", "empty", "undated"])
def test_every_figure_table_and_result_is_there_whatever_the_review_lacks(which, request, tmp_path):
    root = shutil.copytree(request.getfixturevalue(which), tmp_path / "copy", ignore=shutil.ignore_patterns("scripts"))
    book = Book(load(root))
    called = 0
    with words_only():
        for name, page in vars(book).items():
            if not isinstance(page, Page) or isinstance(page, ValidationPage):  # which needs the tests of the engine
                continue
            for method, _ in inspect.getmembers(type(page), inspect.isfunction):
                if method.startswith("_"):
                    continue
                given = calls(book, name, method)
                assert given is not None, f"this test does not know how to call book.{name}.{method}"
                for arguments in given:
                    shown = getattr(page, method)(*arguments).data
                    assert "nan%" not in shown and "<NA>" not in shown, (name, method, shown)
                    called += 1
    assert called > 50
    texts = {name: book.results[name].text for name in book.results.names()}
    assert not {name: text for name, text in texts.items() if "nan" in text.split() or "<NA>" in text}


# What is refused


GOOD = ("Green et al.", "3", "10")


SOURCED = Topic(source="https://example.org/t", at="Table 2")


def problems(folder: Path, header: str, *rows: tuple, topic: Topic = SOURCED):
    file = write_csv(folder / "t.csv", header, list(rows))
    with pytest.raises(DataError) as caught:
        read_studies(file, topic)
    return [(one.line, one.field, one.message) for one in caught.value.problems]


@pytest.mark.parametrize(
    ("header", "row", "field", "message"),
    [
        ("author events n", ("Blue", "three", "10"), "Blue.events", "Write digits only"),
        ("author events n", ("Blue", "3.5", "10"), "Blue.events", "not a whole number"),
        ("author events n", ("Blue", "30%", "10"), "Blue.events", "not a whole number"),
        ("author events n", ("Blue", "11", "10"), "Blue.n", "10 is less than the 11"),
        ("author events n", ("Blue", "0", "0"), "Blue.n", "Leave the row out"),
        ("author events n", ("", "1", "2"), "author", "is missing"),
        ("author events n year", ("Blue", "1", "2", "99"), "Blue.year", "99"),
        ("author events n month when", ("Blue", "1", "2", "3", "best"), "Blue.when", "leave it empty"),
        ("author events n month", ("Blue", "1", "2", "3 months"), "Blue.month", "Write digits only"),
        ("author events n when", ("Blue", "1", "2", "later"), "Blue.when", "not allowed"),
        ("author events n source", ("Blue", "1", "2", "Table 2"), "Blue.source", "Table 2"),
        ("author events n n_control", ("Blue", "1", "2", "3"), "Blue.events_control", "is empty"),
        ("author events n events_control n_control", ("Blue", "1", "2", "1", "2"), "Blue.n_control", "--against"),
        ("author events n key", ("Blue", "1", "2", "Blue 2001"), "Blue.key", "Blue 2001"),
    ],
)
def test_a_bad_row_is_refused_with_its_line_its_column_and_what_to_write(header, row, field, message, tmp_path):
    padding = ("",) * (len(header.split()) - len(GOOD))
    found = problems(tmp_path, header, (*GOOD, *padding), row)
    assert [(line, at) for line, at, _ in found] == [(3, field)]
    assert message in found[0][2]


def test_every_bad_row_is_named_at_once(tmp_path):
    found = problems(tmp_path, "author events n", ("Blue", "x", "10"), GOOD, ("Red", "9", "4"))
    assert [line for line, *_ in found] == [2, 4]


@pytest.mark.parametrize("header", ["author events", "author events n patients", ""])
def test_a_table_with_other_columns_is_refused(header, tmp_path):
    assert problems(tmp_path, header, GOOD[: len(header.split())])[0][0] == 1


def test_a_table_without_rows_or_a_file_that_is_not_there_is_refused(tmp_path):
    assert "has no row" in problems(tmp_path, "author events n")[0][2]
    with pytest.raises(DataError, match=r"missing\.csv.*is not a file"):
        read_studies(tmp_path / "missing.csv", Topic())


def test_a_value_without_its_source_or_place_is_refused(tmp_path):
    found = problems(tmp_path, "author events n", GOOD, topic=Topic())
    assert {field for _, field, _ in found} == {"Green et al..source", "Green et al..at"}


def test_a_comparison_needs_both_arms_and_a_design(tmp_path):
    topic = Topic(against="placebo", source="https://example.org/t", at="T2")
    found = problems(tmp_path, "author events n", GOOD, topic=topic)
    assert {field for _, field, _ in found} == {"Green et al..n_control", "Green et al..design"}


def test_one_publication_is_one_row(tmp_path):
    rows = [("Green", "1", "2", "10.1000/a", "x"), ("Blue", "1", "2", "10.1000/A", "x")]
    found = problems(tmp_path, "author events n doi key", *rows)
    assert sorted((line, field) for line, field, _ in found) == [(3, "Blue.doi"), (3, "Blue.key")]


def test_a_table_of_a_spreadsheet_is_read(tmp_path):
    file = tmp_path / "t.csv"
    file.write_bytes("\ufeffauthor;events;n\r\nGrün & Blau;1;2\r\n;;\r\n".encode())
    found = read_studies(file, SOURCED)
    assert [(one.key, one.row.names) for one in found] == [("grun", (["Grün", "Blau"], False))]


def test_keys_are_made_of_the_first_author_and_the_year(tmp_path):
    rows = [
        ("Smith J, Jones K et al.", "2001"), ("Smith", "2001"), ("van der Berg and Ito", ""), ("van der Berg", ""),
        ("{Tea Group}", "1999"), ("王伟", "2010"),
    ]  # fmt: skip
    file = write_csv(tmp_path / "t.csv", "author year events n", [(*row, "1", "2") for row in rows])
    found = read_studies(file, SOURCED)
    keys = ["smith2001", "smith2001b", "vanderberg", "vanderberg-b", "teagroup1999", "study2010"]
    assert [one.key for one in found] == keys


def test_letters_of_a_term():
    assert plain_letters("Tür & Tor (2×)") == "tur-tor-2"


def test_a_folder_that_holds_something_is_left_as_it_is(tmp_path, capsys):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "note.txt").write_text("mine", "utf-8")
    assert main(["new", str(tmp_path / "full")]) == 1
    assert "is not empty" in capsys.readouterr().err
    assert files_of(tmp_path) == {"full/note.txt": b"mine"}


def test_nothing_is_left_of_a_review_that_cannot_be_written(tmp_path, capsys):
    file = write_csv(tmp_path / "t.csv", "author events n", [("Green", "5", "4")])
    (tmp_path / "new").mkdir()
    assert main(["new", str(tmp_path / "new"), "--from", str(file)]) == 1
    assert "t.csv:2 Green.n" in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["new", "t.csv"]
    assert not list((tmp_path / "new").iterdir())


@pytest.mark.slow
def test_a_text_that_the_review_refuses_leaves_nothing_behind(tmp_path, capsys):
    assert main(["new", str(tmp_path / "new"), "--condition", "ไข้"]) == 1  # no font of figures has these letters
    assert "data/review.yaml" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
