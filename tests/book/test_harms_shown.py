"""Harms in words, tables and plots."""

import re

import matplotlib as mpl
import pytest
from scipy.stats import beta

from helpers import assert_tidy
from livingreview import load
from livingreview.render import style
from livingreview.subjects.harms import table as tables
from livingreview.subjects.harms.model import harms
from livingreview.subjects.harms.plot import harms_plot
from livingreview.subjects.results import Results, UnknownResult
from livingreview.wording import harm_words

from .counted_harms import add, reasons, row, three

# --- words, results, tables


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({"events": 0, "n": 20, "ci_low": 0.0, "ci_high": 0.168}, "0/20 (0%; 95% CI 0% to 17%)"),
        ({"events": 9, "printed": "13%"}, "9 (13% printed; denominator not accessible)"),
        ({"events": 9}, "9 (denominator not accessible)"),
        ({"printed": "18.6%", "low": 3.4, "high": 31.4, "spread": "ci95"}, "18.6% (95% CI 3.4 to 31.4)"),
        ({"value": 0.24, "stat": "rate", "unit_label": "per year"}, "0.24 per year"),
        ({"says": "None."}, "None."),
    ],
)
def test_figures_in_words(given, text):
    names = ("events", "n", "printed", "low", "high", "spread", "value", "unit_label", "says", "ci_low", "ci_high")
    assert harm_words({**dict.fromkeys(names), **given}, 0.95) == text


def test_every_row_is_in_a_pool_or_has_a_reason(results):
    found = results.analysis.harms
    assert {(pool.event, pool.severity): list(pool.rows["study"]) for pool in found.pools} == {
        ("any-event", "any"): ["baker2011", "grant2017", "norris2021"],
        ("burn", "any"): ["grant2017", "lewis2019", "parker2022", "stone2023"],
    }
    pooled = sum(len(pool.rows) for pool in found.pools)
    assert pooled + len(found.left_out) == len(found.figures)
    apart = {"quill2022"}  # healthy people: outside the scope
    assert len(found.figures) == (~results.review.safety["study"].isin(apart)).sum()
    assert apart.isdisjoint(found.figures["study"])
    assert reasons(found, "mason2020") == ["may include patients of Lewis 2019, which is larger"]


def test_a_single_figure_carries_marks_and_study(results):
    result = results["harms.datum.baker2011.tea.all.bleeding.serious"]
    exact = [beta.ppf(0.025, 4, 37), beta.ppf(0.975, 5, 36)]
    text = f"4/40 (10%; 95% CI {100 * exact[0]:.0f}% to {100 * exact[1]:.0f}%)"
    assert (result.text, result.marks, result.study) == (text, "SDC", "baker2011")
    assert results["harms.datum.baker2011.tea.all.any-event.any.p"].text == "P = 0.78"


def test_a_name_with_a_kind_leads_to_the_figure_of_that_kind(results):
    name = "harms.datum.reeve2023.either.all.insomnia.severe"
    assert results[name + ".count"].text.startswith("6/40")
    assert results[name + ".value"].text == "0.24 per 100 person-months (95% CI 0.09 to 0.3)"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("harms.publication", "Did you mean 'publications'"),
        ("harms.datum.baker2011.tea.all.bleeding", "One value on an adverse event: harms.datum.STUDY"),
        ("harms.datum.baker2011.tea.all.rash.any", "Allowed: any-event, bleeding"),
        ("harms.datum.baker2011.tea.all.bleeding.serious.value", "nothing can follow"),
        ("harms.datum.carter2012.tea.all.any-event.any", "Allowed: severe"),
    ],
)
def test_a_wrong_name_is_refused_with_what_there_is(results, name, message):
    with pytest.raises(UnknownResult) as refused:
        results[name]
    assert message in str(refused.value)


def test_a_name_that_fits_two_figures_is_refused(tea):
    add(tea, "cole2003", row(1, 20), row(3, 20))
    with pytest.raises(UnknownResult, match="2 rows have this name"):
        Results(load(tea))["harms.datum.cole2003.tea.all.burn.any"]


def test_events_that_nobody_counted_are_named(tea):
    add(tea, "cole2003", row(1, 20))
    assert Results(load(tea))["harms.not-counted"].text == "drowning"  # collective terms are no events


def test_tables_refuse_terms_that_do_not_exist(review, results):
    with pytest.raises(KeyError, match="Did you mean 'insomnia'"):
        tables.event_rows(results.analysis.harms, review, "insomina")
    with pytest.raises(KeyError, match="is not a severity"):
        tables.event_rows(results.analysis.harms, review, "insomnia", ["dreadful"])
    with pytest.raises(KeyError, match="Declared: reactions, monitoring"):
        tables.background(review, "monitor")


@pytest.mark.parametrize(("event", "n"), [("insomnia", 7), ("burn", 8), ("death", 2)])
def test_rows_of_an_event_are_complete_and_only_of_it(review, results, event, n):
    assert len(tables.event_rows(results.analysis.harms, review, event).rows) == n  # counted in the files


def test_rows_of_severities_leave_out_the_others(review, results):
    grave = tables.event_rows(results.analysis.harms, review, "insomnia", ["severe", "serious"])
    assert len(grave.rows) == 4  # Grant, Lewis, Reeve twice; not Ellis, Hayes and Norris


def test_a_severity_can_stand_beside_its_event(tea):
    add(tea, "cole2003", row(1, 20, severity="stopped"), row(2, 20, event="drowning"), row(3, 20))
    review = load(tea)
    table = tables.event_rows(harms(review), review, "drowning", also_severity="stopped")
    assert len(table.rows) == 2


def test_context_holds_every_safety_publication_and_no_comparator(review):
    links = " ".join(line[0] for line in tables.other_diseases(review).rows)
    assert "/turner2010.md" in links
    assert "/quinn2007.md" not in links and "/reed2008.md" not in links


def test_background_tables_hold_every_point_of_their_topics(review):
    assert len(tables.background(review, "reactions").rows) == 2
    assert len(tables.background(review, "monitoring").rows) == 2


# --- the plot


def crowd(root, k):
    """k publications with every kind of row, long names and all severities."""
    long = "tea with milk, sugar and a biscuit of the kind that nobody can name in one breath"
    for i in range(k):
        severity = ("any", "severe", "serious", "stopped")[i % 4]
        rows = [row(i % 21, 20, severity=severity, event=("burn", "drowning")[i % 2])]
        if i % 3 == 0:
            rows.append(row(0, 20, arm="none", severity=severity))
        if i % 5 == 0:
            rows.append(row(says="Tea was borne well by nearly everyone who finished the cup; nobody was counted."))
        add(root, f"o-{'x' * (i % 12)}neill{2000 + i % 20}", *rows, design="rct" if i % 2 else "case-series")
        file = root / "data" / "studies" / f"o-{'x' * (i % 12)}neill{2000 + i % 20}.yaml"
        file.write_text(file.read_text("utf-8").replace("label: tea,", f"label: '{long}',"), "utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("width", (style.WIDE, style.NARROW))
@pytest.mark.parametrize("k", [0, 1, 60])
def test_the_plot_is_tidy_from_none_to_sixty_publications(tea, k, width):
    crowd(tea, k)
    with mpl.rc_context(style.RC):
        assert_tidy(harms_plot(harms(load(tea)), "direct").draw(width))


@pytest.mark.slow
@pytest.mark.parametrize("width", (style.WIDE, style.NARROW))
@pytest.mark.parametrize("panel", ["direct", "apart"])
def test_plots_of_every_kind_of_row_are_tidy(results, panel, width):
    with mpl.rc_context(style.RC):
        assert_tidy(harms_plot(results.analysis.harms, panel).draw(width))


def test_panels_hold_every_row_once_and_unknown_panels_are_refused(results):
    found = results.analysis.harms
    assert len(found.panel("direct")) + len(found.panel("apart")) == len(found.figures)
    assert not found.panel("apart")["direct"].any()
    with pytest.raises(KeyError, match="Allowed: direct, apart"):
        found.panel("indirect")


def shapes(figure):
    return [line.get_marker() for line in figure.axes[0].lines if line.get_marker() not in ("None", None, "")]


def test_comparators_have_another_shape_and_zeros_stand_at_zero(tea):
    add(tea, "cole2003", row(0, 20), row(0, 20, arm="none"), design="rct")
    drawing = harms_plot(harms(load(tea)), "direct")
    with mpl.rc_context(style.RC):
        figure = drawing.draw(style.WIDE)
    assert shapes(figure)[:2] == ["o", "^"]
    tick = next(t for t in figure.axes[0].texts if t.get_text() == "0%").get_position()[0]
    dots = [line.get_xdata()[0] for line in figure.axes[0].lines if line.get_marker() in ("o", "^")][:2]
    assert dots == pytest.approx([tick, tick])
    assert "randomised trials" in drawing.caption
    assert "upper limit" in drawing.caption


def test_a_comparator_that_was_not_randomised_is_not_called_so(tea):
    add(tea, "cole2003", row(1, 20), row(1, 20, arm="none"))
    assert "were not randomised" in harms_plot(harms(load(tea)), "direct").caption


def test_a_pooled_event_is_drawn_as_a_diamond(tea):
    three(tea)
    drawing = harms_plot(harms(load(tea)), "direct")
    with mpl.rc_context(style.RC):
        assert "D" in shapes(drawing.draw(style.WIDE))
    assert "pooled burnt tongue" in drawing.alt


def test_words_and_picture_tell_the_same(results):
    for panel in ("direct", "apart"):
        drawing = harms_plot(results.analysis.harms, panel)
        counted = drawing.data[drawing.data["countable"]]
        diamonds = len(results.analysis.harms.pools) if panel == "direct" else 0
        for one in counted.itertuples():
            assert f"{one.events} of {one.n}" in drawing.alt
        assert drawing.alt.count("statement only") == len(drawing.data) - len(counted)
        with mpl.rc_context(style.RC):
            texts = [t.get_text() for t in drawing.draw(style.WIDE).axes[0].texts]
        assert sum(bool(re.fullmatch(r"\d+/\d+", text)) for text in texts) == len(counted) + diamonds
        assert sum(text.startswith("Statement:") for text in texts) == len(drawing.data) - len(counted)
