"""Tables of adverse events: every row of the data where it belongs, in order, with its own numbers and remarks."""

from dataclasses import replace
from types import SimpleNamespace as Part

import pytest
from IPython.core.formatters import DisplayFormatter

from livingreview.evidence import exact_interval
from livingreview.render.table import Table
from livingreview.subjects.harms import model
from livingreview.subjects.harms import table as tables
from livingreview.wording import interval


@pytest.fixture(scope="module")
def harms(results):
    return results.analysis.harms


@pytest.fixture
def every(harms, review):
    return [
        tables.counted(harms, "direct", review),
        tables.counted(harms, "apart", review),
        tables.statements(harms, review),
        tables.reporting(harms),
        tables.pooled_events(harms),
        tables.left_out(harms),
        tables.event_rows(harms, review, "burn"),
        tables.other_diseases(review),
    ]


def cells(table, column):
    return [row[list(table.header).index(column)] for row in table.rows]


def test_every_column_has_a_head_and_a_width_and_every_caption_ends_with_one_full_stop(every):
    for table in every:
        assert table.rows and all(len(row) == len(table.header) == len(table.widths) for row in table.rows)
        assert table.caption.endswith(".") and not table.caption.endswith("..")
        assert all(head and head[0] == head[0].upper() for head in table.header)


def test_every_count_is_in_one_of_two_tables_with_its_interval(harms, review):
    direct, apart = (tables.counted(harms, panel, review) for panel in ("direct", "apart"))
    assert len(direct.rows) + len(apart.rows) == harms.figures["events"].notna().sum()
    assert "in patients with hiccups only, by organ class" in direct.caption
    assert "in mixed cohorts and related conditions (not hiccups only), by organ class" in apart.caption
    assert apart.rows[1][:3] == [
        "mouth: burnt tongue",
        "[Dalton 2013](/chapters/studies/dalton2013.md): tea",
        "mixed spasms",
    ]
    assert apart.rows[1][3] == f"5/48 (10%; 95% CI {interval(*exact_interval(5, 48))})"
    assert apart.rows[1][4:] == ["sore tongue", "A", "Abstract"]
    # A P value follows its count; a conflict is shown, without the numbers of sources.
    first = direct.rows[0]
    assert first[3].endswith("; P = 0.78")
    assert first[4].startswith("Conflict: The other review's table gives 10")


def test_statements_on_the_condition_come_first_then_by_year(harms, review):
    table = tables.statements(harms, review)
    assert [cell.partition("]")[0].strip("[") for cell in cells(table, "Study: arm")] == [
        "Adler 2010",
        "Parker 2022",
        "Dalton 2013",
    ]
    assert table.rows[0][1:] == [
        "simple hiccups; everybody",
        "any adverse event (serious)",
        "Said to be few by 6 months; no count printed.",
        "A",
        "Abstract",
    ]
    assert table.caption.endswith("in our words. Marks: A, from an abstract only.")


def test_what_each_publication_reports_names_its_events_once(harms):
    shown = {row[0].partition("]")[0].strip("["): row[1:] for row in tables.reporting(harms).rows}
    assert shown["Adler 2010"] == ["60", "a statement only", ""]
    assert shown["Frost 2016"] == ["30", "no information accessible", ""]
    assert shown["Grant 2017"] == ["100", "a count", "any adverse event, burnt tongue and sleepless night (severe)"]
    assert len(shown) == len(harms.reporting)
    assert list(tables.reporting(harms).header) == ["Study", "Enrolled", "Shows", "Events counted"]


def test_pooled_events_have_the_numbers_of_their_pools(harms):
    table = tables.pooled_events(harms)
    for pool, row in zip(harms.pools, table.rows, strict=True):
        events, n, one = pool.rows["events"].sum(), pool.rows["n"].sum(), pool.pooled
        assert row[:3] == [pool.label, str(len(pool.rows)), f"{events}/{n}"]
        assert row[3].endswith(f"% ({interval(one.ci_low, one.ci_high)})")
        assert row[4] == interval(one.pi_low, one.pi_high)
    assert list(table.header[3:5]) == ["% (95% CI)", "95% prediction interval"]


def test_what_is_in_no_pool_has_its_reason(harms):
    table = tables.left_out(harms)
    assert len(table.rows) == (harms.figures["reason"] != "").sum()
    assert cells(table, "Why it is not pooled") == list(harms.left_out["reason"])
    assert list(harms.left_out.index) == list(range(len(harms.left_out)))


def test_rows_of_an_event_say_which_severity_where_there_are_several(harms, review):
    one = tables.event_rows(harms, review, "burn")
    assert not any(value.startswith("burnt tongue") for value in cells(one, "Value"))
    assert one.caption.startswith("Burnt tongue: every value and statement in the data. Marks: A")
    several = tables.event_rows(harms, review, "insomnia")
    assert {value.partition(":")[0] for value in cells(several, "Value")} > {
        "sleepless night",
        "sleepless night (severe)",
    }
    severe = tables.event_rows(harms, review, "insomnia", ["severe", "serious"])
    assert severe.caption.startswith("Sleepless night (severe or serious): ")
    assert 0 < len(severe.rows) < len(several.rows)
    more = tables.event_rows(harms, review, "burn", also_severity="serious")
    assert len(more.rows) == len(one.rows) + (harms.figures["severity"] == "serious").sum()


PRINTED = {"as_printed": "burns", "printed": None, "events": None, "n": None, "low": None, "high": None}
PRINTED |= {"says": None, "value": None, "unit": None, "derived": None, "conflict": None}


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({"events": 24, "n": 200, "printed": "12.5%"}, "burns 24/200 (12%, printed as 12.5%)"),
        ({"events": 24, "n": 200}, "burns 24/200 (12%)"),
        ({"events": 24, "printed": "12%"}, "burns 12%"),
        ({"printed": "3.2", "low": 1.5, "high": 6.0}, "burns 3.2 (1.5 to 6)"),
        ({"printed": "3.2", "low": 1.5}, "burns 3.2"),
        ({"printed": "3.2", "high": 6.0}, "burns 3.2"),
        ({"says": "Rare."}, "burns Rare."),
        ({"value": 0.5, "unit": "per year"}, "burns 0.5 per year"),
        ({"says": "Rare.", "derived": "By hand."}, "burns Rare. (D)"),
        ({"says": "Rare.", "derived": "By hand.", "conflict": "Others say no."}, "burns Rare. (DC)"),
    ],
)
def test_harms_elsewhere_are_shown_as_reported_with_the_share_of_a_count_computed(review, given, text):
    datum = Part(**(PRINTED | given), event="burn", about="tea drinkers", at="Table 1")
    item = review.background["turner2010"].model_copy(update={"figures": [datum], "points": []})
    (row,) = tables.other_diseases(replace(review, background={"turner2010": item})).rows
    assert row[1:] == ["tea drinkers", text, "Table 1"]


def test_numbers_of_publications_have_their_verb(harms):
    given = harms.reporting.assign(reports="nothing").head(3)
    given.loc[given.index[0], "reports"] = "count"
    assert "one gives counts of adverse events" in replace(harms, reporting=given).reporting_sentence
    given.loc[given.index[:2], "reports"] = "statement"
    assert "two give statements without counts" in replace(harms, reporting=given).reporting_sentence
    given.loc[given.index[1], "reports"] = "count"
    assert "one gives statements without counts" in replace(harms, reporting=given).reporting_sentence


def test_long_tables_are_folded_under_what_they_hold(book):
    shown = book.harms.left_out().data
    assert "{dropdown} Every value for harms that is not pooled, and why\n" in shown
    assert "on harms that are not pooled, and why" in shown


def test_a_table_of_background_is_folded_under_its_label(book, review):
    shown = book.harms.background("monitoring").data
    assert "What labels say on watching people" in shown
    table = tables.background(review, "monitoring")
    assert table.caption == (
        "What labels say on watching people. Context, not pooled; "
        "the second column names the patients for whom it was written."
    )
    assert [row[2] for row in table.rows] == ["monitoring", "strength of tea"]
    long = replace(table, rows=[*table.rows] * 20)
    page = book.harms
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tables, "background", lambda review, name: long)
        assert "{dropdown} What labels say on watching people (40 rows)\n" in page.background("monitoring").data


def test_a_page_without_pooled_events_shows_nothing_there_and_builds(book, monkeypatch):
    none = Table("harm-pools", "Pooled.", ["Event"], [], [1])
    monkeypatch.setattr(tables, "pooled_events", lambda harms: none)
    shown, _ = DisplayFormatter().format(book.harms.pooled())
    assert shown["text/markdown"].startswith("%")  # without this type, no page could be made from the cell


def test_pages_show_each_table_under_its_title(book):
    pages = book.harms
    assert "statement" in pages.statements().data and "Adler 2010" in pages.statements().data
    assert "Every other event was seen in few people" in pages.statements().data
    assert "no information accessible" in pages.reporting().data
    assert "in other diseases, populations and doses" in pages.elsewhere().data
    assert "95% prediction interval" in pages.pooled().data
    assert pages.event("burn", behind="Burns").data.count("{dropdown} Burns\n") == 1
    assert "{dropdown}" not in pages.event("burn").data
    severe = pages.event("insomnia", ["severe"]).data
    assert "Sleepless night (severe): " in severe


def test_where_no_cohort_is_large_enough_nothing_was_counted(review):
    rule = review.config.safety.model_copy(update={"min_patients": 1000})
    found = model.harms(replace(review, config=review.config.model_copy(update={"safety": rule})))
    assert (found.most, found.pools) == (0, ())
    assert found.pooling_sentence == (
        "No adverse event was pooled: pooling requires three publications that count the same event, of the same "
        "severity, in at least 1,000 patients with hiccups only, and no event was counted."
    )
    rare = review.config.safety.model_copy(update={"min_studies": 5})
    found = model.harms(replace(review, config=review.config.model_copy(update={"safety": rare})))
    assert (found.most, found.pools) == (4, ())  # burnt tongue
    assert found.pooling_sentence.endswith("and no event was counted by more than four.")
