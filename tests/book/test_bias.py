"""Risk of bias: overall rules, complete ratings, traffic lights of any size, and study pages."""

from dataclasses import replace

import matplotlib as mpl
import pytest

from helpers import LABELS, WIDTHS, assert_tidy
from livingreview.book import Book, open_book
from livingreview.publish.study_pages import publication_page
from livingreview.render import style
from livingreview.schema import INSTRUMENT_OF_DESIGN, TOOLS, BiasItem, Design, Instrument, Judgement, overall
from livingreview.subjects.analysis import Analysis
from livingreview.subjects.bias.model import Assessment, all_of, assessment, assessments, counts, due
from livingreview.subjects.bias.plot import bias_summary, traffic_lights
from livingreview.subjects.results import Results

LOW, SOME, HIGH, NONE = Judgement.LOW, Judgement.SOME, Judgement.HIGH, Judgement.NO_INFORMATION
ROB2, ROBINS_I = TOOLS[Instrument.ROB2], TOOLS[Instrument.ROBINS_I]


def domains(*judgements):
    return dict(zip([item.id for item in ROB2.items], judgements, strict=True))


@pytest.mark.parametrize(
    ("judgements", "result"),
    [
        # The tool's own rule: low for all; some concerns in one and high in none; high in one.
        ((LOW, LOW, LOW, LOW, LOW), LOW),
        ((LOW, SOME, LOW, LOW, LOW), SOME),
        ((SOME, SOME, SOME, SOME, SOME), SOME),  # several together: a rater's judgement, not computed
        ((LOW, LOW, LOW, LOW, HIGH), HIGH),
        ((SOME, LOW, HIGH, LOW, LOW), HIGH),
        # No information is ours: it hides nothing, neither a high domain nor its own gap.
        ((LOW, LOW, LOW, LOW, NONE), NONE),
        ((SOME, NONE, LOW, LOW, LOW), NONE),
        ((NONE, NONE, HIGH, NONE, NONE), HIGH),
        ((NONE, NONE, NONE, NONE, NONE), NONE),
    ],
)
def test_overall_judgement_of_a_trial(judgements, result):
    assert overall(ROB2, domains(*judgements)) is result


def test_overall_judgement_needs_every_domain_and_no_other():
    with pytest.raises(ValueError, match="selection"):
        overall(ROB2, {name: LOW for name in list(domains(*[LOW] * 5))[:-1]})
    with pytest.raises(ValueError, match="blinding"):
        overall(ROB2, {**domains(*[LOW] * 5), "blinding": LOW})


def test_checklists_derive_no_overall_judgement():
    for tool in TOOLS.values():
        given = {item.id: HIGH for item in tool.items}
        assert (overall(tool, given) is None) == (tool not in (ROB2, ROBINS_I))


def test_instruments_have_the_items_they_are_known_for():
    assert {str(i): len(tool.items) for i, tool in TOOLS.items()} == {
        "rob2": 5,
        "jbi-case-series": 10,
        "jbi-case-report": 8,
        "syrcle": 10,
        "robins-i": 6,
    }
    assert set(TOOLS) == set(Instrument)
    for tool in TOOLS.values():
        assert len({item.id for item in tool.items}) == len({item.label for item in tool.items}) == len(tool.items)


def test_every_design_has_its_place():
    assert set(INSTRUMENT_OF_DESIGN) == set(Design)


def test_clinical_reports_and_animal_experiments_are_due_and_waiting_ones_are_named(review):
    clinical = {
        "adler2010", "baker2011", "carter2012", "dalton2013", "ellis2014", "frost2016", "grant2017", "hayes2018",
        "ivers2018", "jones2019", "kirby2020", "lewis2019", "mason2020", "norris2021", "owens2021", "parker2022",
        "reeve2023", "stone2023",
    }  # fmt: skip
    assert clinical | {"gill2008", "hart2009"} == due(review).keys()
    waiting = {one.study for one in assessments(review) if not one.rated}
    assert waiting == {
        "ellis2014", "hart2009", "jones2019", "kirby2020", "mason2020", "parker2022", "reeve2023", "stone2023"
    }  # fmt: skip
    for one in assessments(review):
        assert list(one.judgements) == ([item.id for item in one.tool.items] if one.rated else [])


def test_the_table_has_one_row_an_item(review):
    frame = review.bias
    assert len(frame) == sum(len(one.judgements) for one in assessments(review))
    assert not frame.duplicated(["study", "item"]).any()
    row = frame[(frame["study"] == "baker2011") & (frame["item"] == "measurement")].iloc[0]
    assert (row["judgement"], row["source"]) == ("low", 4)


def test_sums_by_item_are_those_of_the_studies(review, results):
    trials = assessments(review, [Instrument.ROB2])
    assert counts(trials, "randomisation") == {LOW: 2, SOME: 0, HIGH: 0, NONE: 2}  # grant, norris; baker, owens
    assert counts(trials, "deviations") == {LOW: 1, SOME: 0, HIGH: 1, NONE: 2}
    printed = [int(results[f"bias.{w}"].text) for w in ("low", "some", "high", "no-information")]
    assert sum(printed) == 4 * 5 + 6 * 10 + 8 + 10  # RoB 2, case series, one case report, SYRCLE
    sure = [one.label for one in trials if {row.judgement for row in one.judgements.values()} == {LOW}]
    assert results["bias.rob2.all-low-of"].text.startswith(f"{['No', 'One of', 'Two of'][len(sure)]} ")


def invented(k: int, tool=None, rated=lambda i: True):
    """Assessments of k studies with every judgement, on one instrument or on all in turn."""
    tools = list(TOOLS.values())
    found = []
    for i in range(k):
        one = tool or tools[i * len(tools) // k]
        rows = {
            item.id: BiasItem.model_construct(
                instrument=one.instrument, items=[item.id], judgement=list(Judgement)[(i + j) % 4], reason="Because.",
                source=1, at="Abstract", rater=None, status="draft",
            )
            for j, item in enumerate(one.items)
        }  # fmt: skip
        found.append(Assessment(f"s{i}", LABELS[i % len(LABELS)], one, rows if rated(i) else {}))
    return found


@pytest.mark.slow
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("k", [0, 1, 4, 50, 61])
def test_traffic_lights_are_tidy_from_none_to_sixty_studies(k, width):
    with mpl.rc_context(style.RC):
        assert_tidy(traffic_lights(invented(k), "x", "invented").draw(width))
        assert_tidy(bias_summary(invented(k), "x", "invented").draw(width))


@pytest.mark.parametrize("width", WIDTHS)
def test_a_bar_of_fifty_shows_every_part_however_small(width):
    found = invented(50, ROB2)
    with mpl.rc_context(style.RC):
        figure = bias_summary(found, "x", "invented").draw(width)
    shown = [t.get_text() for axes in figure.axes for t in axes.texts if t.get_text()]
    for item in ROB2.items:
        for judgement, n in counts(found, item.id).items():
            assert n and any(text.split()[-1] == str(n) for text in shown), judgement


LONG = "Pneumonoultramicroscopicsilicovolcanoconiosis Study Group of Northern and Southern Europe 2020"


def squeezed(*texts):
    return "".join("".join(texts).split())


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("tool", [ROB2, TOOLS[Instrument.JBI_CASE_SERIES]])
def test_long_names_are_broken_and_as_large_as_others(tool, width):
    named = replace(tool, name=LONG)
    found = [replace(one, label=LONG) for one in invented(3, named, rated=lambda i: i != 1)]
    with mpl.rc_context(style.RC):
        for drawing in (traffic_lights(found, "x", "invented"), bias_summary(found, "x", "invented")):
            figure = drawing.draw(width)
            assert_tidy(figure)
            shown = [text for axes in figure.axes for text in axes.texts]
            letters = squeezed(*(text.get_text() for text in shown))
            assert letters.count(squeezed(LONG)) == (4 if drawing.name == "bias-x" else 1)
            assert {text.get_size() for text in shown} <= {style.FONT_SIZE, 8.0}


@pytest.mark.parametrize("width", WIDTHS)
def test_every_study_and_every_symbol_is_drawn(width):
    found = invented(50)
    with mpl.rc_context(style.RC):
        texts = [t.get_text() for t in traffic_lights(found, "x", "invented").draw(width).axes[0].texts]
    letters = squeezed(*texts)
    assert sum(letters.count(squeezed(label)) for label in LABELS) == 50
    lights = sum(len(one.judgements) + one.tool.overall for one in found)
    assert sum(text in "+!\u2212?" for text in texts) == lights


def test_a_study_that_is_not_rated_is_named_and_not_counted():
    drawing = traffic_lights(invented(4, ROB2, rated=lambda i: i != 2), "x", "invented")
    assert f"Not rated yet: {LABELS[2]}." in drawing.caption
    assert f"{LABELS[2]} not rated yet" in drawing.alt
    assert drawing.data["study"].nunique() == 3
    with mpl.rc_context(style.RC):
        assert_tidy(drawing.draw(style.NARROW))


def test_caption_and_alt_tell_drafts_and_judgements(review):
    drawing = traffic_lights(assessments(review, [Instrument.ROB2]), "x", "trials")
    assert "drafts" in drawing.caption
    assert "Baker 2011 low for measurement of the outcome; and no information for randomisation process" in drawing.alt
    assert "overall no information" in drawing.alt
    assert [one.overall for one in assessments(review, [Instrument.ROB2])] == [NONE, HIGH, LOW, NONE]


def test_a_study_page_shows_its_ratings_with_reason_and_status(review):
    page = publication_page(Analysis(review), "baker2011", review.publications["baker2011"])
    section = page[page.index("## Risk of bias") : page.index("## Trust screen")]
    for item in ROB2.items:
        assert item.label in section
    assert "draft" in section and "not yet confirmed by a rater" in section
    assert "Overall, computed from the items: no information (?)" in section
    assert "  - low (\\+)\n" in section


def test_pages_of_other_studies_have_no_such_section(review):
    laboratory = next(key for key in review.publications if assessment(review, key) is None)
    assert "## Risk of bias" not in publication_page(Analysis(review), laboratory, review.publications[laboratory])


def test_a_review_without_ratings_names_who_waits(tiny):
    book = open_book(tiny)
    waiting = [one for one in assessments(book.review) if not one.rated]
    assert [one.tool.instrument for one in waiting] == [Instrument.JBI_CASE_SERIES] * 2
    assert "Not rated yet: Adams 2001 and Brown 2002." in book.bias.traffic_lights().data
    page = publication_page(Analysis(book.review), "adams2001", book.review.publications["adams2001"])
    assert "not rated yet" in page[page.index("## Risk of bias") :]
    assert book.bias.summary().data


def test_the_tables_of_rules_say_what_each_judgement_needs(review):
    for instrument in Instrument:
        text = Book(review).bias.rules(instrument).data
        for item in TOOLS[instrument].items:
            assert item.low in text.replace("\\", "") and item.high in text.replace("\\", "")


def test_the_worst_domain_of_a_comparison_decides_and_critical_is_only_known_there():
    given = dict.fromkeys((item.id for item in ROBINS_I.items), LOW)
    assert overall(ROBINS_I, given) is LOW
    for judgement in (SOME, NONE, HIGH, Judgement.CRITICAL):  # from better to worse
        given["confounding"] = judgement
        assert overall(ROBINS_I, given | {"measurement": LOW}) is judgement
    assert {tool.instrument for tool in TOOLS.values() if Judgement.CRITICAL in tool.judgements} == {
        Instrument.ROBINS_I
    }
    assert ROBINS_I.name_of(HIGH) == "serious" and ROB2.name_of(HIGH) == "high"


def test_a_cohort_that_compares_arms_is_rated_twice_and_counted_once(review, tmp_path):
    """The comparison is shown apart; marks, pools and sums are those of the treated group."""
    key = "carter2012"
    study = review.publications[key]
    more = [
        BiasItem(
            instrument="robins-i", items=[item.id for item in ROBINS_I.items], judgement="critical",
            reason="Nothing was controlled.", source=1, at="Abstract",
        )
    ]  # fmt: skip
    changed = study.model_copy(update={"risk_of_bias": [*study.risk_of_bias, *more]})
    other = replace(review, publications={**review.publications, key: changed})
    assert assessment(other, key) == assessment(review, key)
    (compared,) = assessments(other, [Instrument.ROBINS_I])
    assert (compared.study, compared.overall) == (key, Judgement.CRITICAL)
    before, after = Results(review), Results(other)
    assert after["bias.rated"].text == before["bias.rated"].text
    assert int(after["bias.critical"].text) == len(ROBINS_I.items)
    for name in ("drafts-of", "all-low-of"):  # of the studies, not of the ratings
        assert after[f"bias.{name}"].text == before[f"bias.{name}"].text
    assert [one.tool.instrument for one in all_of(other, key)] == [Instrument.JBI_CASE_SERIES, Instrument.ROBINS_I]
    bias = Book(replace(other, root=tmp_path)).bias
    assert "critical risk" in bias.comparison_traffic_lights().data
    assert "critical risk" not in bias.traffic_lights().data
