"""How a figure is cited: its title, the review with its version, and its address."""

from dataclasses import replace

import pytest
from docutils import nodes

from livingreview.publish.reuse import citation, title


def figure(*caption):
    return nodes.figure("", nodes.image(), *([nodes.caption("", "", *caption)] if caption else []))


@pytest.mark.parametrize(
    ("made", "named"),
    [
        (figure(nodes.strong("", "Cups of tea"), nodes.Text(": six cohorts. Squares are cups.")), "Cups of tea"),
        (figure(nodes.Text(""), nodes.strong("", "Cups"), nodes.Text(". Squares are cups.")), "Cups"),
        (
            figure(nodes.Text("Tea of 2.5 h. Squares are "), nodes.strong("", "full"), nodes.Text(".")),
            "Tea of 2.5 h",
        ),
        (figure(nodes.Text("Cups without an end")), "Cups without an end"),
        (figure(), ""),
    ],
)
def test_the_title_of_a_figure_is_what_its_caption_begins_with(made, named):
    assert title(made) == named


def test_a_figure_is_cited_with_version_date_and_address_if_there_is_one(review):
    review = replace(review, authors=None)
    config = review.config
    cited = citation(review, "1 May 2026", "Fig. 3", "Does tea help?", "https://example.org/a.html#fig-3")
    assert cited == (
        f"Contributors to the living review. Fig. 3, \u201cDoes tea help?\u201d. In: {config.stated_title}. "
        f"Version {config.version}, 1 May 2026. https://example.org/a.html#fig-3. CC BY 4.0."
    )
    assert "https" not in citation(review, "1 May 2026", "Fig. 3", "Does tea help?", "")
