"""Adverse events: which counts are pooled, what is left out with its reason, and what is drawn."""

import re

import matplotlib as mpl
import pytest
from scipy.stats import beta

from helpers import assert_tidy
from livingreview import load
from livingreview.meta import pool_proportions
from livingreview.render import style
from livingreview.store.review import write_schemas
from livingreview.subjects.harms import table as tables
from livingreview.subjects.harms.model import harms
from livingreview.subjects.harms.plot import harms_plot
from livingreview.subjects.results import Results, UnknownResult
from livingreview.wording import harm_words

RULE = "safety: {min_studies: 3, min_patients: 2, why: Agreed before.}\n"
STUDY = """\
id: {id}
kind: journal-article
design: {design}
sources: [{{id: 1, url: "https://example.org/{id}", kind: abstract}}]
cohort: {{id: {cohort}}}
population: {{age: adult, enrolled: {n}, source: 1, at: Abstract}}
groups:
  - {{id: all, label: all, role: whole, condition: {condition}, n: {n}}}
  - {{id: part, label: the thirsty, role: subgroup, condition: {condition}}}
arms:
  - {{id: tea, label: tea, role: {role}, drugs: [tea], source: 1, at: Abstract}}
  - {{id: none, label: no tea, role: comparator, drugs: [tea], source: 1, at: Abstract}}
safety:
{rows}
"""
ENTRY = """
@article{{{id},
  author = {{Mousavi-Hasanzadeh, Y}},
  title = {{T}},
  journal = {{Journal of Tea}},
  year = {{{year}}},
  doi = {{10.1234/{id}}},
}}
"""


def row(events=None, n=None, arm="tea", group="all", event="burn", severity="any", **more):
    given = {"arm": arm, "group": group, "event": event, "severity": severity, "events": events, "n": n, **more}
    fields = ", ".join(f"{key}: {value}" for key, value in given.items() if value is not None)
    return f"  - {{{fields}, source: 1, at: Abstract}}"


def add(root, name, *rows, n=20, role="intervention", condition="simple", cohort=None, design="case-series"):
    text = STUDY.format(
        id=name, n=n, role=role, condition=condition, cohort=cohort or name, design=design, rows="\n".join(rows)
    )
    (root / "data" / "studies" / f"{name}.yaml").write_text(text, "utf-8")
    year = re.search(r"\d{4}", name)[0]
    bibliography = root / "references.bib"
    entries = ["@" + entry.strip() for entry in bibliography.read_text("utf-8").split("@") if entry.strip()]
    entries.append(ENTRY.format(id=name, year=year).strip())
    bibliography.write_text("\n\n".join(sorted(entries, key=lambda entry: entry.partition("{")[2])) + "\n", "utf-8")


@pytest.fixture
def tea(tiny):
    """The tiny review with a rule for harms, and no harms yet."""
    with (tiny / "data" / "review.yaml").open("a") as file:
        file.write(RULE)
    words = tiny / "data" / "vocabulary.yaml"
    old = "events: {burn: {label: burnt tongue, organ_class: mouth}}\n"
    text = words.read_text("utf-8")
    assert text.count(old) == 1
    new = """\
events:
  burn: {label: burnt tongue, organ_class: mouth}
  drowning: {label: drowning, organ_class: whole}
  other: {label: another event, organ_class: whole, pooled: false}
"""
    words.write_text(text.replace(old, new), "utf-8")
    write_schemas(tiny)
    return tiny


def reasons(found, study):
    return list(found.figures.loc[found.figures["study"] == study, "reason"])


def three(root, events=(2, 0, 5)):
    for name, x in zip(("cole2003", "dale2004", "egan2005"), events, strict=True):
        add(root, name, row(x, 20))


# --- pooling


def test_three_publications_are_pooled_by_the_engine_with_zeros_as_they_are(tea):
    three(tea)
    found = harms(load(tea))
    (pool,) = found.pools
    direct = pool_proportions([2, 0, 5], [20, 20, 20])
    assert list(pool.rows["study"]) == ["cole2003", "dale2004", "egan2005"]
    assert (pool.pooled.estimate, pool.pooled.ci_low, pool.pooled.ci_high) == pytest.approx(
        (direct.estimate, direct.ci_low, direct.ci_high), rel=1e-12
    )
    assert found.left_out.empty
    assert found.pooling_sentence == "One event pooled: burnt tongue."


def test_an_event_seen_in_nobody_gets_the_exact_interval_on_the_total_and_says_so(tea):
    three(tea, (0, 0, 0))
    (pool,) = harms(load(tea)).pools
    assert pool.pooled.estimate == 0
    assert pool.pooled.ci_high == pytest.approx(1 - 0.025 ** (1 / 60), rel=1e-9)
    assert pool.pooled.notes
    cell = tables.pooled_events(harms(load(tea))).rows[0][-1]
    assert pool.pooled.notes[0].split()[0] in cell
    assert pool.pooled.notes[0] in harms_plot(harms(load(tea)), "direct").caption


def test_two_publications_are_not_enough_and_both_say_so(tea):
    add(tea, "cole2003", row(1, 20))
    add(tea, "dale2004", row(2, 20))
    found = harms(load(tea))
    assert not found.pools
    assert reasons(found, "cole2003") == ["counted by two publications; three publications needed"]
    assert "requires three publications that count" in found.pooling_sentence
    assert "no event has more than two" in found.pooling_sentence


def test_two_reports_of_one_cohort_count_once(tea):
    three(tea)
    text = (tea / "data/studies/dale2004.yaml").read_text("utf-8")
    (tea / "data/studies/dale2004.yaml").write_text(text.replace("cohort: {id: dale2004}", "cohort: {id: cole2003}"))
    found = harms(load(tea))
    assert not found.pools
    assert found.most == 2
    assert found.patients == 40  # not 60
    assert "may include patients of" in reasons(found, "dale2004")[0]


def test_four_reports_of_which_two_share_a_cohort_still_pool_as_three(tea):
    three(tea)
    add(tea, "finn2006", row(9, 20), cohort="cole2003")
    (pool,) = harms(load(tea)).pools
    assert pool.pooled.k == 3
    assert "finn2006" not in set(pool.rows["study"])


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"role": "mixed"}, "patients who had the treatment cannot be distinguished from others"),
        ({"role": "comparator"}, "comparator arm"),
        ({"condition": "mixed"}, "mixed, not a pooled population"),
    ],
)
def test_what_is_not_the_treatment_in_the_condition_stays_out(tea, change, reason):
    three(tea)
    add(tea, "finn2006", row(9, 20), **change)
    found = harms(load(tea))
    assert found.pools[0].pooled.k == 3
    assert reasons(found, "finn2006") == [reason]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (row(9, 20, arm="all"), "all arms together"),
        (row(9, 20, group="part"), "part of a cohort"),
        (row(1, 1), "fewer than 2 patients"),
        (row(4), "no count with a denominator"),
        (row(printed="20%"), "no count with a denominator"),
        (row(says="Well borne."), "no count with a denominator"),
        (row(3, 20, severity="severe"), "counted by one publication; three publications needed"),
        (row(3, 20, event="drowning"), "counted by one publication; three publications needed"),
        (row(3, 20, event="other", as_printed="wet sleeve"), "a term that covers different events"),
    ],
)
def test_rows_that_may_not_enter_are_listed_with_their_reason(tea, line, reason):
    three(tea)
    add(tea, "finn2006", line)
    found = harms(load(tea))
    assert found.pools[0].pooled.k == 3
    assert reasons(found, "finn2006") == [reason]


def test_collective_terms_are_never_pooled_however_many_count_them(tea):
    for name in ("cole2003", "dale2004", "egan2005"):
        add(tea, name, row(1, 20, event="other", as_printed="wet sleeve"))
    found = harms(load(tea))
    assert not found.pools
    assert set(found.figures["what"]) == {"wet sleeve"}


def test_of_two_counts_in_one_report_the_larger_denominator_enters(tea):
    three(tea)
    add(tea, "finn2006", row(1, 10), row(3, 18))
    found = harms(load(tea))
    assert list(found.pools[0].rows["events"]) == [2, 0, 5, 3]
    assert reasons(found, "finn2006") == ["another row of the same report has as many patients or more", ""]


def test_counts_of_one_report_that_disagree_do_not_enter(tea):
    three(tea)
    add(tea, "finn2006", row(1, 20), row(3, 20))
    found = harms(load(tea))
    assert found.pools[0].pooled.k == 3
    assert reasons(found, "finn2006") == ["the report gives different counts of it"] * 2


def test_without_a_rule_nothing_is_pooled(tea):
    three(tea)
    file = tea / "data" / "review.yaml"
    file.write_text(file.read_text("utf-8").replace(RULE, ""), "utf-8")
    found = harms(load(tea))
    assert not found.pools
    assert reasons(found, "cole2003") == ["no rule for pooling is declared"]
    assert found.pooling_sentence.startswith("No rule")


def test_a_review_without_any_harm_says_so(tea):
    found = harms(load(tea))
    assert found.figures.empty and not found.pools
    assert "no event has any" in found.pooling_sentence
    assert found.grave_sentence.startswith("No severe or serious")
    assert "none give a count" in found.reporting_sentence
    for panel in ("direct", "apart"):
        assert "no count" in harms_plot(found, panel).alt
        assert not tables.counted(found, panel, load(tea)).rows
    results = Results(load(tea))
    for name in ("events", "not-counted", "not-read-in-full", "largest-without-count", "patients"):
        assert results[f"harms.{name}"].text


def test_publications_are_sorted_by_what_they_show(tea):
    add(tea, "cole2003", row(1, 20))
    add(tea, "dale2004", row(says="Well borne."), n=30)
    found = harms(load(tea))
    shown = dict(zip(found.reporting["study"], found.reporting["reports"], strict=True))
    assert shown == {"adams2001": "nothing", "brown2002": "nothing", "cole2003": "count", "dale2004": "statement"}
    assert found.largest_without_count["study"] == "dale2004"
    assert found.reporting_sentence == (
        "Of four publications with treated patients, one gives a count of any adverse event, one of them in patients "
        "with hiccups only and with a denominator (20 patients); one makes statements only, and for two no information "
        "on harms was accessible."
    )


def test_grave_events_are_listed_with_zeros_and_their_limits(tea):
    add(tea, "cole2003", row(1, 20, severity="severe"), row(0, 20, severity="serious", event="drowning"))
    grave = harms(load(tea)).grave_sentence
    assert "burnt tongue (severe) in 1/20" in grave
    assert "drowning (serious) in none of 20" in grave
    assert "upper 95% limit 17%" in grave  # 1 - 0.025 ** (1 / 20)


# --- words, results, tables


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({"events": 0, "n": 20, "ci_low": 0.0, "ci_high": 0.168}, "0/20 (0%; 95% CI 0% to 17%)"),
        ({"events": 9, "printed": "13%"}, "9 (13% printed; denominator not accessible)"),
        ({"events": 9}, "9 (denominator not accessible)"),
        ({"printed": "18.6%", "low": 3.4, "high": 31.4, "spread": "ci95"}, "18.6% (95% CI 3.4 to 31.4)"),
        ({"value": 0.24, "unit_label": "per year"}, "0.24 per year"),
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
