"""Background: a figure is found by its name, the context plot ranks nothing and never holds the treatment itself."""

from types import SimpleNamespace

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from scipy.stats import beta
from tiny_review import write_tiny_review

from helpers import assert_tidy, texts
from livingreview import load
from livingreview.book import Book
from livingreview.evidence import access_level
from livingreview.render import style
from livingreview.render.table import plain
from livingreview.schema import Purpose
from livingreview.store import records
from livingreview.subjects.background import table as tables
from livingreview.subjects.background.model import TOGETHER, comparators, figure_parts
from livingreview.subjects.background.plot import comparators_plot
from livingreview.subjects.discussion import table as discussion
from livingreview.subjects.page import words_only
from livingreview.subjects.publications.table import _reports
from livingreview.subjects.results import Results, UnknownResult
from livingreview.wording import count

WIDTHS = (style.WIDE, style.NARROW)
OUTCOMES = ("relief", "full", "lasting")


def rows(k: int) -> pd.DataFrame:
    """Made-up rows as `comparators` gives them: counts, bare percentages and printed intervals by turns."""
    n = np.arange(k) * 37 % 1900 + 3
    events = n * (np.arange(k) % 11) // 10
    kinds = [("exact", "printed", "")[i % 3] for i in range(k)]
    exact = [kind == "exact" for kind in kinds]
    proportion = events / n
    frame = pd.DataFrame(
        {
            "study": [f"s{i % 40}" for i in range(k)],
            "label": [("Li 2013", "Mousavi-Hasanzadeh 2020", "Chinese consensus 2025b")[i % 3] for i in range(k)],
            "row": range(k),
            "drug": [("a", None)[i > k // 2] for i in range(k)],
            "heading": [
                ("recombinant human thrombopoietin and a long name besides", TOGETHER)[i > k // 2] for i in range(k)
            ],
            "about": ["adults and children with persistent or chronic disease after splenectomy, on a drug"] * k,
            "short": [(None, "not splenectomised")[i % 2] for i in range(k)],
            "as_printed": [("response", "platelets ≥50 ×10⁹/L at least once without rescue")[i % 2] for i in range(k)],
            "time": [(None, "up to 156 weeks")[i % 2] for i in range(k)],
            "marks": [("ADTC", "", "S")[i % 3] for i in range(k)],
            "events": pd.array([e if x else None for e, x in zip(events, exact, strict=True)], dtype="Int64"),
            "n": pd.array(n, dtype="Int64"),
            "printed": [None if x else f"{100 * p:.1f}%" for x, p in zip(exact, proportion, strict=True)],
            "proportion": proportion,
            "ci_low": [max(p - 0.1, 0) if kind else np.nan for p, kind in zip(proportion, kinds, strict=True)],
            "ci_high": [min(p + 0.1, 1) if kind else np.nan for p, kind in zip(proportion, kinds, strict=True)],
            "bounds": kinds,
        }
    )
    return frame.sort_values("heading", kind="stable").reset_index(drop=True)


# --- a figure by its name


def test_a_figure_is_found_by_name_with_its_study_and_marks(results):
    result = results["background.turner2010.insomnia"]
    assert (result.text, result.marks, result.study) == ("24/200 (12%)", "A", "turner2010")
    assert results["background.upton2011.incidence"].text == "3.2 per 1000 (95% CI 2.9 to 3.5)"
    assert results["background.vance2012.share"].text == "70%"
    assert results["background.reed2008.any"].marks == "AC"  # a conflict goes where the figure goes


def test_the_percentage_of_a_count_is_computed_and_the_printed_one_a_note(review):
    row = next(row for row in records(review.context) if row["id"] == "insomnia")
    other = figure_parts({**row, "events": 41, "n": 83, "printed": "50%"})
    assert (other["percent"], other["figure"]) == ("49%", "41/83 (49%, printed as 50%)")
    assert figure_parts({**row, "events": 41, "n": 83, "printed": "49.4%"})["figure"] == "41/83 (49%)"


def test_the_plot_computes_the_percentage_of_a_count():
    printed = rows(1).assign(events=41, n=83, printed="50%", proportion=41 / 83, bounds="exact")
    with mpl.rc_context(style.RC):
        written = [text for text, _ in texts(comparators_plot(printed, "test", "response").draw(style.WIDE))]
    assert "41/83 (49%)" in written
    assert not any("50%)" in text for text in written)


def test_a_name_outlives_a_new_order_of_the_rows(review_copy):
    file = review_copy / "data" / "context" / "upton2011.yaml"
    lines = file.read_text("utf-8").splitlines(keepends=True)
    first = next(i for i, line in enumerate(lines) if "id: incidence" in line)
    lines[first : first + 2] = lines[first : first + 2][::-1]
    file.write_text("".join(lines), "utf-8")
    assert Results(load(review_copy))["background.upton2011.incidence.value"].text == "3.2 per 1000"


def test_parts_of_a_figure(results):
    assert results["background.upton2011.lasting-bout.count"].text == "22 of 1,900"
    low, high = beta.ppf(0.025, 22, 1879), beta.ppf(0.975, 23, 1878)
    text = results["background.upton2011.lasting-bout.exact-interval"].text
    assert text == f"{100 * low:.0f}% to {100 * high:.0f}%"
    assert results["background.upton2011.incidence.interval"].marks == ""  # beside a part that has them


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("background.upton2011.incidnce", "Did you mean 'incidence'?"),
        ("background.uptonn2011.incidence", "Did you mean 'upton2011'?"),
        ("background.upton2011", "There are: incidence"),
        ("background.upton2011.incidence.percent", "there is no 'percent'"),
        ("background.scott2009.monitoring", "No value in data/context/scott2009.yaml has an id"),
        ("background.baker2011.incidence", "there is no 'baker2011'"),  # evidence is not context
        ("access.olsen2005.respons", "Did you mean 'response'?"),
        ("access.nobody1999", "there is no 'nobody1999'"),
        ("access.baker2011.response", "nothing can follow access.baker2011"),
        ("outcomes.relif.sentence", "Did you mean 'relief'?"),
        ("harms.sentence.more", "nothing can follow harms.sentence"),
        ("count.background.guidelines", "Did you mean 'guideline'?"),
    ],
)
def test_a_wrong_name_is_refused_with_what_there_is(results, name, message):
    with pytest.raises(UnknownResult) as refused:
        results[name]
    assert message in str(refused.value)


def test_every_named_figure_can_be_printed(review, results):
    named = [(row["study"], row["id"]) for row in records(review.context) if row["id"]]
    assert len(named) == 6
    for study, name in named:
        assert results[f"background.{study}.{name}"].text.strip()


def test_every_background_figure_has_words(review):
    for row in records(review.context):
        assert figure_parts(row).get("figure"), f"{row['study']} {row['row']}"


def test_seen_tells_the_source_of_the_point_not_of_the_file(results, review):
    assert results["access.olsen2005"].text == "abstract"
    assert results["access.olsen2005.response"].text == "secondary source"
    assert str(access_level(review, "price2006")) == "full-text-excerpt"


def test_what_was_read_of_several_is_said_once_where_it_is_the_same(results):
    assert results["access.price2006+upton2011"].text == "excerpt of the full text of each"
    assert results["access.price2006+olsen2005+upton2011"].text == (
        "excerpt of the full text of two and abstract of one"
    )
    assert results["access.price2006+upton2011"].study is None  # no single page to lead to
    with pytest.raises(UnknownResult, match=r"there is no 'olsen2005\+nobody1999'"):
        results["access.olsen2005+nobody1999"]


# --- other treatments


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_the_treatment_under_review_is_never_among_the_others(review, outcome):
    found = comparators(review, [outcome])
    assert len(found) == {"relief": 4, "full": 2, "lasting": 1}[outcome]
    assert not found["drug"].isin(review.config.intervention_drugs).any()
    assert set(found["study"]).isdisjoint(review.publications)
    assert {review.background[key].purpose for key in found["study"]} == {Purpose.COMPARATOR}


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_drugs_stand_in_alphabetical_order_whatever_their_effect(review, outcome):
    found = comparators(review, [outcome])
    headings = list(dict.fromkeys(found["heading"]))
    assert headings == sorted(headings, key=lambda h: (h == TOGETHER, h.casefold()))
    for _, part in found.groupby("heading", sort=False):
        assert list(part["year"].fillna(0)) == sorted(part["year"].fillna(0))


def test_intervals_are_exact_where_there_is_a_count_and_printed_where_the_report_has_one(review):
    found = comparators(review, ["relief"])
    counted = found[(found["study"] == "quinn2007") & (found["drug"] == "sugar")].iloc[0]
    assert counted["bounds"] == "exact"
    assert counted["ci_low"] == pytest.approx(beta.ppf(0.025, 21, 30), rel=1e-9)
    assert counted["ci_high"] == pytest.approx(beta.ppf(0.975, 22, 29), rel=1e-9)
    pooled, bare = (row for row in records(found) if row["study"] == "reed2008")
    assert pooled["bounds"] == "printed"
    assert (pooled["ci_low"], pooled["ci_high"]) == (pytest.approx(0.432), pytest.approx(0.661))
    assert (bare["bounds"], bare["ci_low"]) == ("", None)  # n without events is no count


def test_a_figure_without_a_time_is_marked(review):
    found = comparators(review, ["relief"])
    assert (found["marks"].str.contains("T") == found["time"].isna()).all()


def test_an_outcome_that_is_not_one_is_refused(review):
    with pytest.raises(KeyError, match="'relif' is not an outcome"):
        comparators(review, ["relif"])


def test_no_figure_of_a_comparator_is_dropped(review):
    every = review.context[review.context["outcome"].isin(OUTCOMES)]
    every = every[[review.background[key].purpose is Purpose.COMPARATOR for key in every["study"]]]
    shown = pd.concat([comparators(review, [outcome]) for outcome in OUTCOMES])
    assert set(zip(shown["study"], shown["row"], strict=True)) == set(zip(every["study"], every["row"], strict=True))
    for outcome in OUTCOMES:
        found = comparators(review, [outcome])
        assert len(tables.comparator_rows(found, "x", "y").rows) == len(found)


# --- the plot


@pytest.mark.slow
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("k", [0, 1, 2, 7, 60])
def test_the_plot_is_tidy_from_none_to_sixty_rows(k, width):
    with mpl.rc_context(style.RC):
        assert_tidy(comparators_plot(rows(k), "test", "response").draw(width))


@pytest.mark.slow
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("outcome", OUTCOMES)
def test_the_plots_of_the_book_are_tidy(review, outcome, width):
    with mpl.rc_context(style.RC):
        assert_tidy(comparators_plot(comparators(review, [outcome]), "test", "response").draw(width))


@pytest.mark.parametrize("k", [0, 1, 60])
def test_the_plot_says_that_it_ranks_nothing(k):
    drawing = comparators_plot(rows(k), "test", "response")
    assert "context, not a ranking" in drawing.caption
    assert "ranks nothing" in drawing.alt
    for width in WIDTHS:
        with mpl.rc_context(style.RC):
            written = " ".join(text for text, _ in texts(drawing.draw(width)))
        assert written.startswith("Context, not a ranking")


def test_filled_where_counted_and_open_where_not():
    with mpl.rc_context(style.RC):
        figure = comparators_plot(rows(6), "test", "response").draw(style.WIDE)
    squares = [line for line in figure.axes[0].lines if line.get_marker() == "s"]
    assert [line.get_markerfacecolor() == "white" for line in squares] == [b != "exact" for b in rows(6)["bounds"]]


def test_rows_that_read_alike_are_distinguished():
    same = rows(2).assign(study="s", label="Same 2000", as_printed="response", time="1 month", short=None)
    same = same.assign(heading="a drug", about=["splenectomised", "not splenectomised"])
    with mpl.rc_context(style.RC):
        written = [text for text, _ in texts(comparators_plot(same, "test", "response").draw(style.WIDE))]
    assert any(text.startswith("splenectomised;") for text in written)
    assert any(text.startswith("not splenectomised;") for text in written)


def test_a_figure_without_a_percentage_is_counted_in_the_caption():
    found = rows(5)
    found.loc[2, "proportion"] = np.nan
    drawing = comparators_plot(found, "test", "response")
    assert len(drawing.data) == 4
    assert "One further value without one percentage is in the table only." in drawing.caption


def test_the_alternative_text_has_every_drug(review):
    found = comparators(review, ["lasting"])
    alt = comparators_plot(found, "test", "sustained response").alt
    assert all(heading in alt for heading in found.loc[found["proportion"].notna(), "heading"])


# --- tables


def test_text_from_data_cannot_become_markup(review):
    nasty = rows(1).assign(about="[x](http://evil) {cite}`y` <b>", as_printed="*a* | b", heading="$h$")
    nasty = nasty.assign(
        at="`p`", value=None, says=None, p=None, stat=None, spread=None, unit=None, low=None, high=None
    )
    nasty["unit_label"] = None
    cells = " ".join(tables.comparator_rows(nasty, "x", "y").rows[0])
    for raw in ("[x](", "{cite}", "<b>", "*a*", " | ", "$h$", "`p`"):
        assert raw not in cells.replace("\\", "\0")


def test_every_background_publication_of_a_purpose_has_its_row(review, results):
    for purpose, table in (
        (Purpose.BURDEN, tables.burden(review)),
        (Purpose.GUIDELINE, tables.guidelines(review)),
        (Purpose.COMPARATOR, tables.comparator_reports(review)),
        (Purpose.EARLIER_REVIEW, discussion.earlier_reviews(results)),
    ):
        of = {key for key, item in review.background.items() if item.purpose is purpose}
        linked = {key for key in of if any(f"/{key}.md)" in row[0] for row in table.rows)}
        assert linked == of, table.name


def test_the_table_of_sources_has_what_the_chapter_cites(review):
    text = Book(review).background.sources("discussion").data
    assert "/chapters/studies/olsen2005.md" in text
    assert "/chapters/studies/able1998.md" in text  # a mechanistic study is a source too
    assert "/chapters/studies/walsh2013.md" not in text  # cited in another chapter only


def test_gaps_are_the_empty_subgroups_and_the_unmeasured_mechanisms(results):
    said = {what: (none, one) for what, none, one in discussion.gaps(results).rows}
    none, one = said["Relief near 3 months"]
    assert "Simple hiccups, children" in none.split("; ")
    assert "Secondary hiccups" not in none + one
    none, one = said["Mechanisms"]
    assert "/stomach.md)" in none and "/nerve.md)" not in none


def test_every_comparison_is_in_the_table(review, results):
    verdicts = [row[3] for row in discussion.earlier_reviews(results).rows]
    assert sorted(verdicts) == ["agrees", "differs", "not compared"]  # two points of Vance, none of Xavier


def test_a_review_without_background_has_empty_tables(tmp_path):
    tiny = load(write_tiny_review(tmp_path))
    assert comparators(tiny, ["controlled"]).empty
    assert not tables.burden(tiny).rows
    assert not tables.guidelines(tiny).rows
    assert not tables.comparator_reports(tiny).rows
    assert not discussion.earlier_reviews(Results(tiny)).rows
    assert not discussion.scope(Results(tiny)).rows
    drawing = comparators_plot(comparators(tiny, ["controlled"]), "controlled", "asthma controlled")
    assert "No report gives" in drawing.caption


def test_a_plot_of_other_treatments_is_folded_with_its_data(review):
    with words_only():
        shown = Book(review).background.comparators("relief").data
    first, _, rest = shown.partition("\n")
    outer, _, title = first.partition("{dropdown} ")
    assert title == f"Relief ({count(len(comparators(review, ['relief'])), 'result')})"
    assert rest.rstrip().endswith(f"\n{outer}")
    assert "{figure}" in rest and "{dropdown} The data in this plot" in rest
    assert not any(line.startswith(outer) for line in rest.rstrip().splitlines()[:-1])  # nothing inside ends it


def test_a_trial_is_not_reported_in_itself(review):
    key = next(iter(review.publications))
    label = review.bibliography.label(key)
    for number, shown in (("NCT00000001", label), (label, "the register (results)")):
        assert _reports(review, SimpleNamespace(registry=number, reports=[key])).startswith(f"[{plain(shown)}](")


def test_tables_that_two_chapters_show_have_two_names(review):
    book = Book(review)
    assert ":name: tbl-ongoing\n" in book.discussion.ongoing().data
    trials = book.publications.trials().data
    assert ":name: tbl-trials\n" in trials
    assert "(/chapters/studies/tea-0001.md) (CUPPA)" in trials
