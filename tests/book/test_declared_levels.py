"""Captions, heads, sentences and text alternatives name the confidence level that the review declares."""

from dataclasses import replace

import pytest

from livingreview.render.rows import Plot
from livingreview.render.style import Drawing
from livingreview.render.table import Table
from livingreview.subjects.analysis import Analysis
from livingreview.subjects.comparisons import plot as comparison_plots
from livingreview.subjects.comparisons import table as comparison_tables
from livingreview.subjects.exposure.model import exposures
from livingreview.subjects.exposure.plot import exposure_plot
from livingreview.subjects.harms import plot as harm_plots
from livingreview.subjects.harms import table as harm_tables
from livingreview.subjects.pools import plot as pool_plots
from livingreview.subjects.pools import table as pool_tables
from livingreview.subjects.pools import variants_plot, variants_table
from livingreview.subjects.populations.model import select
from livingreview.subjects.populations.plot import by_study
from livingreview.subjects.results import Results
from livingreview.subjects.versions import table as version_tables


def declaring(review, level, **pool_levels):
    """The review with this level declared for everything, or another for single pools."""
    config = review.config
    changed = {
        "pools": {
            name: pool.model_copy(update={"level": pool_levels.get(name, level)}) for name, pool in config.pools.items()
        },
        "comparisons": {name: one.model_copy(update={"level": level}) for name, one in config.comparisons.items()},
        "safety": config.safety.model_copy(update={"level": level, "min_studies": 2}),
    }
    return replace(review, config=config.model_copy(update=changed), _frames={})


@pytest.fixture(scope="module")
def analysis(review) -> Analysis:
    return Analysis(declaring(review, 0.9))


def words(shown: Drawing | Table) -> str:
    if isinstance(shown, Table):
        return " ".join([shown.caption, *shown.header, *(cell for row in shown.rows for cell in row)])
    heads = []
    if isinstance(shown.draw, Plot):
        for panel in shown.draw.panels:
            heads += [column.head for column in panel.columns] + [axis.title for axis in panel.axes]
    return " ".join([shown.caption, shown.alt, *heads])


SHOWN = {
    "forest": lambda a: pool_plots.forest(a.pool("relief")),
    "pooled rows": lambda a: pool_tables.pooled_rows(a.pool("relief")),
    "leave-one-out plot": lambda a: variants_plot.leave_one_out_plot(a.pool("relief")),
    "leave-one-out": lambda a: variants_table.leave_one_out(a.pool("relief")),
    "cumulative plot": lambda a: variants_plot.cumulative_plot(a.pool("relief")),
    "cumulative": lambda a: variants_table.cumulative(a.pool("relief")),
    "sensitivity plot": lambda a: variants_plot.sensitivity_plot(a.review, a.pool("relief")),
    "sensitivity": lambda a: variants_table.sensitivity(a.review, a.pool("relief")),
    "comparison": lambda a: comparison_plots.comparison_plot(a.comparison("relief-sugar"), "tea"),
    "compared rows": lambda a: comparison_tables.compared_rows(a.comparison("relief-sugar")),
    "harms": lambda a: harm_plots.harms_plot(a.harms, "direct"),
    "counted harms": lambda a: harm_tables.counted(a.harms, "direct", a.review),
    "pooled harms": lambda a: harm_tables.pooled_events(a.harms),
    "one harm": lambda a: harm_tables.event_rows(a.harms, a.review, "burn"),
    "exposure": lambda a: exposure_plot(exposures(a.review)),
    "by study": lambda a: by_study(select(a.review, ["simple"]), "simple"),
    "changed results": lambda a: version_tables.changed_results(a.changes, [0.9]),
}


@pytest.mark.parametrize("name", SHOWN)
def test_figures_and_tables_name_the_declared_level(analysis, name):
    text = words(SHOWN[name](analysis))
    assert "90%" in text
    assert "95%" not in text


def test_results_for_prose_name_the_declared_level(review):
    results = Results(declaring(review, 0.9))
    assert results["pools.relief.level"].text == "90%"
    assert results["comparisons.relief-sugar.level"].text == "90%"
    assert "(90% CI " in results["pools.relief.sentence"].text
    assert "(90% confidence interval " in results["comparisons.relief-sugar.rr-result"].text
    assert "90% CI " in results["harms.datum.baker2011.tea.all.bleeding.serious"].text


def test_outcomes_at_different_levels_are_both_named(review):
    population = select(declaring(review, 0.9, full=0.99), ["simple"])
    assert "Horizontal lines are 90% and 99% exact" in by_study(population, "simple").caption
