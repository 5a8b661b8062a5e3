"""The evidence base: the flow diagram, the map of overlaps, the tables, and a review that has next to nothing."""

import csv
import re
from collections import Counter
from dataclasses import replace
from operator import attrgetter
from xml.etree import ElementTree

import matplotlib as mpl
import pandas as pd
import pytest
import yaml

from helpers import assert_tidy, change, without_runs
from livingreview import load
from livingreview.book import Book
from livingreview.evidence import overlaps
from livingreview.render import style
from livingreview.render.myst import table_text
from livingreview.render.table import Table
from livingreview.subjects.flow.model import Stream, flow
from livingreview.subjects.flow.plot import boxes_in_words, flow_diagram
from livingreview.subjects.flow.table import reasons
from livingreview.subjects.publications import model as evidence
from livingreview.subjects.publications import table as tables
from livingreview.subjects.publications.access_plot import access_plot
from livingreview.subjects.publications.overlap_plot import clusters, overlap_map
from livingreview.subjects.publications.page import pools_of
from livingreview.subjects.publications.timeline_plot import timeline

SVG = "{http://www.w3.org/2000/svg}"
WIDTHS = (style.WIDE, style.NARROW)


@pytest.fixture(scope="module")
def publications(review):
    return evidence.publications(review)


@pytest.fixture(scope="module")
def log(review):
    with (review.root / "data/screening/records.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def files(review, folder):
    return {f.stem: yaml.safe_load(f.read_text("utf-8")) for f in (review.root / "data" / folder).glob("*.yaml")}


def words(picture: str) -> str:
    """All text of an SVG in one line, with ordinary spaces."""
    return " ".join(" ".join(node.text for node in ElementTree.fromstring(picture).iter(f"{SVG}text")).split())


@pytest.mark.parametrize("width", WIDTHS)
def test_the_numbers_in_the_flow_diagram_are_those_of_the_log(review, log, width):
    text = words(flow_diagram(flow(review)).svg(width))
    searched = [record for record in log if "teabase" in record["log"].split(";")]
    otherwise = [record for record in log if record not in searched]
    assert f"Teabase: {len(searched)}" in text
    assert "Spasm Index: not run" in text
    for name, method in (("citations", "citation searching"), ("hand", "hand searching")):
        assert f"{method}: {sum(name in record['log'].split(';') for record in otherwise)}" in text
    for records, how in ((searched, "databases and registers"), (otherwise, "other methods")):
        decided = Counter(record["decision"] for record in records)
        assert f"Records identified {'from' if records is searched else 'by'} {how} (n = {len(records)})" in text
        assert f"duplicates and further reports (n = {decided['duplicate']})" in text
        assert f"Records screened (n = {len(records) - decided['duplicate']})" in text
        assert f"Records excluded (n = {decided['exclude']})" in text
        assert f"Awaiting classification (n = {decided['awaiting']})" in text
        for category, n in Counter(record["category"] for record in records if record["category"]).items():
            assert f"{category.replace('-', ' ')}: {n}" in text
    kept = sum(record["decision"] == "include" for record in log)
    assert f"Reports included (n = {kept - len(files(review, 'context'))})" in text
    background = "background publications, not counted above"
    for word, folder in (("registered trials without results", "trials"), (background, "context")):
        assert f"{word}: {len(files(review, folder))}" in text


@pytest.mark.parametrize("width", WIDTHS)
def test_a_search_that_was_not_run_and_full_texts_that_were_not_read_are_said(review_copy, width):
    without_runs(review_copy)
    change(
        review_copy / "data" / "review.yaml",
        "    status: run\n    last_run: 2024-01-31\n    log: teabase\n",
        "    status: not-run\n",
    )
    file = review_copy / "data" / "screening" / "records.csv"
    without = file.read_text("utf-8").replace(",full-text,", ",abstract,").replace("teabase;", "")
    file.write_text(without.replace(",teabase,", ",hand,"), "utf-8")
    text = words(flow_diagram(flow(load(review_copy))).svg(width))
    assert "databases and registers: not run" in text
    assert "Full texts sought and assessed: not done" in text


@pytest.mark.parametrize("width", WIDTHS)
def test_records_on_which_nothing_is_decided_are_shown(review, width):
    boxes = flow(review)
    text = words(flow_diagram(boxes).svg(width))
    assert "not screened yet: 1" in text
    assert "not assessed yet: 1" in text
    assert "1 not screened yet" in flow_diagram(boxes).alt
    assert "1 not assessed in full text yet" in flow_diagram(boxes).alt


def with_searches(boxes):
    """The same flow as if the searches had been run, with full texts."""

    def stream(k):
        left = pd.DataFrame(
            {"decision": ["exclude", "awaiting"], "stage": ["full-text", "title"],
             "category": ["no-own-data", "not-accessible"], "records": [40, 10]}
        )  # fmt: skip
        judged = pd.Series({"title": 900 * k, "abstract": 100, "full-text": 60})
        return Stream(900 * k + 160 + 33, 33, judged, left, 900 * k + 110)

    one, two = stream(3), stream(1)
    found = {name: one.identified for name in boxes.found}
    rest = one.included + two.included - boxes.studies - boxes.trials
    otherwise = dict.fromkeys(boxes.found_otherwise, two.identified)
    return replace(boxes, found=found, found_otherwise=otherwise, by_search=one, otherwise=two, background=rest)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("change", [lambda boxes: boxes, with_searches], ids=["now", "searched"])
def test_the_flow_diagram_is_tidy_in_print_and_as_svg(book, change, width):
    drawing = flow_diagram(change(flow(book.review)))
    with mpl.rc_context(style.RC):
        assert_tidy(drawing.draw(width))
    picture = ElementTree.fromstring(drawing.svg(width))
    _, _, across, down = map(float, picture.get("viewBox").split())
    boxes = [[float(r.get(k)) for k in ("x", "y", "width", "height")] for r in picture.iter(f"{SVG}rect")]
    for x, y, w, h in boxes:
        assert 0 <= x and x + w <= across and 0 <= y and y + h <= down
    for i, (x, y, w, h) in enumerate(boxes):
        for other_x, other_y, other_w, other_h in boxes[i + 1 :]:
            apart = (x + w <= other_x, other_x + other_w <= x, y + h <= other_y, other_y + other_h <= y)
            assert any(apart), "two boxes overlap"
    for text in picture.iter(f"{SVG}text"):
        if text.get("textLength"):
            x, y, end = float(text.get("x")), float(text.get("y")), float(text.get("textLength"))
            assert any(bx <= x and x + end <= bx + w and by <= y <= by + h for bx, by, w, h in boxes), text.text


def test_a_searched_flow_shows_both_columns(book):
    boxes = with_searches(flow(book.review))
    text = words(flow_diagram(boxes).svg(style.NARROW))
    assert f"databases and registers (n = {boxes.by_search.identified:,})" in text
    assert text.count("Reports assessed in full text (n = 60)") == 2
    assert "not run" not in text and "not done" not in text
    assert f"Databases and registers: {boxes.by_search.identified:,} records identified" in flow_diagram(boxes).alt


def test_the_flow_diagram_is_named_and_given_as_a_list(book):
    drawing = flow_diagram(flow(book.review))
    assert drawing.alt.startswith("PRISMA 2020 flow diagram. ")
    shown = words(drawing.svg(style.WIDE))
    page = book.flow.plot().data
    for title, lines in boxes_in_words(flow(book.review)):
        for line in (title, *lines):
            assert " ".join(line.split()) in shown
        assert tables.plain(title) in page


def test_text_from_data_cannot_break_the_flow_diagram(book):
    boxes = flow(book.review)
    hostile = '<script>alert("x")</script> & "quotes"'
    drawing = flow_diagram(replace(boxes, found={hostile: None, **boxes.found}))
    picture = drawing.svg(style.WIDE)
    assert "<script" not in picture
    assert '<script>alert("x")</script>' in words(picture).replace(" ", "")  # which a box breaks
    assert hostile in drawing.alt


def test_kinds_of_publication(review, publications):
    assert sorted(publications["study"]) == sorted(files(review, "studies"))
    kinds = publications.set_index("study")["kind"]
    assert kinds["adler2010"] == evidence.TREATED
    assert kinds["frost2016"] == evidence.MIXED  # people who sneeze as well
    assert kinds["jones2019"] == evidence.MIXED
    assert kinds["able1998"] == evidence.DIRECT
    assert kinds["irwin2010"] == evidence.INDIRECT


def test_patients_of_one_cohort_count_once(publications):
    reports = publications[publications["cohort"] == "kirby2020"]
    assert sorted(reports["study"]) == ["jones2019", "kirby2020"]
    assert evidence.patients(reports) == 12  # not 22
    treated = publications[publications["kind"] == evidence.TREATED].set_index("study")["patients"]
    assert treated["baker2011"] == 40  # the arm, not the trial
    assert pd.isna(treated["owens2021"])
    assert evidence.patients(publications[publications["study"].isin(["baker2011", "owens2021"])]) == 40


def test_the_map_shows_every_declared_overlap_and_nothing_else(review, book):
    declared = {
        (frozenset({key, other["study"]}), other["extent"])
        for key, study in files(review, "studies").items()
        for other in study.get("cohort", {}).get("overlaps", [])
    }
    shown = overlaps(book.review)
    assert len(shown) == len(declared)
    assert {(frozenset({r.one, r.other}), r.extent) for r in shown.itertuples()} == declared
    labels = {key: book.review.bibliography.label(key) for key in book.review.publications}
    placed = [name for cluster in clusters(shown, labels) for name in cluster.at]
    assert sorted(placed) == sorted({key for pair, _ in declared for key in pair})
    drawing = overlap_map(shown, labels, pools_of(book.results))
    for pair in shown.itertuples():
        assert f"{labels[pair.one]} and {labels[pair.other]} ({pair.extent})" in drawing.alt


def ring(n, extent="partial"):
    pairs = [(f"s{i:02}", f"s{(i + 1) % n:02}") for i in range(n if n > 2 else 1)]
    return pd.DataFrame([(*sorted(pair), extent, "why") for pair in pairs], columns=["one", "other", "extent", "why"])


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("n", [2, 4, 12])
def test_the_map_is_tidy_whatever_the_number_of_publications(n, width):
    labels = {f"s{i:02}": ("Mousavi-Hasanzadeh 2020", "Wu 2021a")[i % 2] + f"/{i}" for i in range(n)}
    drawing = overlap_map(ring(n), labels, {"s00": ["Overall response"]})
    with mpl.rc_context(style.RC):
        assert_tidy(drawing.draw(width))
    assert "Overall response" in drawing.caption


@pytest.mark.parametrize("width", WIDTHS)
def test_the_figures_of_the_book_are_tidy(book, publications, width):
    labels = {key: book.review.bibliography.label(key) for key in book.review.publications}
    drawings = (
        overlap_map(overlaps(book.review), labels, pools_of(book.results)),
        access_plot(tables.access_counts(book.review, publications)),
    )
    with mpl.rc_context(style.RC):
        for drawing in drawings:
            assert_tidy(drawing.draw(width))


def test_the_time_line_holds_every_publication_with_a_year(book, publications):
    drawing = timeline(publications, evidence.kind_labels(book.review))
    assert drawing.data["publications"].sum() == publications["year"].notna().sum()
    for kind, n in publications["kind"].value_counts().items():
        assert evidence.kind_labels(book.review)[kind] in drawing.alt, n
    with mpl.rc_context(style.RC):
        figure = drawing.draw(style.NARROW)
    bars = [bar for axes in figure.axes for bar in axes.patches]
    assert len(bars) == len(drawing.data)


def test_how_much_was_access_counts_every_file(review, book, publications):
    counts = tables.access_counts(book.review, publications)
    assert counts.to_numpy().sum() == sum(len(files(review, folder)) for folder in ("studies", "trials", "context"))


def test_characteristics_hold_every_clinical_publication_once(book, publications):
    review = book.review
    table = tables.characteristics(review, publications)
    linked = [re.search(r"studies/([^.]+)\.md", row[0])[1] for row in table.rows]
    assert sorted(linked) == sorted(review.studies.loc[review.studies["clinical"], "study"])
    assert len(linked) == len(set(linked))
    row = next(row for key, row in zip(linked, table.rows, strict=True) if key == "carter2012")
    assert row[3:6] == ["25", "25", "none"]
    assert "2008\\-09" in row[1] or "2008-09" in row[1]
    assert "6 to 15 g/L" in row[6]
    assert {len(each) for each in table.rows} == {len(table.header)} == {10}
    assert all("Follow-up" in each[8] for each in table.rows), "beside the definition of a response"


def test_every_record_that_left_stands_in_the_table_of_reasons(book, log):
    table = reasons(flow(book.review))
    assert sum(int(row[-1]) for row in table.rows) == sum(bool(record["category"]) for record in log)
    for row in table.rows:
        assert sum(map(int, row[3:-1])) == int(row[-1])


def test_the_library_holds_every_file_once(review, book, publications):
    table = tables.library(book.review, publications)
    linked = [re.search(r"studies/([^.]+)\.md", row[0])[1] for row in table.rows]
    assert sorted(linked) == sorted([*files(review, "studies"), *files(review, "trials"), *files(review, "context")])


def test_text_from_data_stays_text_in_the_tables(tiny):
    file = tiny / "data/studies/adams2001.yaml"
    text = file.read_text("utf-8").replace("design: ", "followup: '<b>x</b> {cite}`y` | [z](http://z)'\ndesign: ", 1)
    file.write_text(text, "utf-8")
    review = load(tiny)
    table = tables.characteristics(review, evidence.publications(review))
    printed = r"\<b\>x\</b\> \{cite\}\`y\` \| \[z\](http\://z)"
    assert any(row[8].endswith(f"Follow-up\\: {printed}") for row in table.rows)


CELLS = (
    "flow.plot",
    "flow.reasons",
    "publications.characteristics",
    "publications.mechanistic",
    "publications.countries",
    "publications.timeline",
    "publications.overlap",
    "publications.access",
    "publications.trials",
    "publications.library",
)


@pytest.mark.parametrize("cell", CELLS)
def test_a_small_review_without_a_log_has_all_its_cells(tiny, cell):
    shown = attrgetter(cell)(Book(load(tiny)))().data
    assert shown.strip()
    if cell.startswith("flow"):
        assert shown == "*There is no screening log yet.*"


def test_a_flow_without_a_log_is_an_error_where_there_are_files(tiny):
    with pytest.raises(ValueError, match=r"files of data/"):
        flow(load(tiny))


def test_only_long_tables_become_interactive():
    def shown(n, **kind):
        return table_text(Table("t", "Title.", ["A"], [["x"]] * n, [100], **kind))

    assert "interactive" not in shown(8)
    assert ":class: longtable interactive brief\n" in shown(9)
    assert ":class: longtable wide interactive brief\n" in shown(9, wide=True)


def test_paragraphs_of_a_cell_stay_in_it():
    text = table_text(Table("t", "Title.", ["A", "B"], [["one\n\ntwo", "three\n\nfour"]], [50, 50]))
    assert "* - one\n    \n    two\n  - three\n    \n    four" in text


@pytest.mark.parametrize(
    ("name", "text"),
    [("count.patients-condition", None), ("count.overlap-pairs", None), ("flow.reason.no-own-data", None)],
)
def test_results_are_those_of_the_figures(book, publications, name, text):
    expected = {
        "count.patients-condition": evidence.patients(publications[publications["kind"] == evidence.TREATED]),
        "count.overlap-pairs": len(overlaps(book.review)),
        "flow.reason.no-own-data": flow(book.review).excluded["no-own-data"],
    }
    assert book.results[name].text == f"{expected[name]:,}"
