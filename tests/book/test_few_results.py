"""Sentences and captions where there is one of something, none, or nothing that differs: right as they are for many."""

import shutil
from dataclasses import replace

import pytest

from helpers import change, synthesis
from livingreview import load
from livingreview.meta import pool_proportions
from livingreview.render.myst import table_text
from livingreview.render.table import Table
from livingreview.store.review import write_schemas
from livingreview.subjects.agreement.proof import Proofs
from livingreview.subjects.agreement.words import proven
from livingreview.subjects.analysis import Analysis
from livingreview.subjects.bias.model import assessments
from livingreview.subjects.bias.plot import traffic_lights
from livingreview.subjects.certainty.table import summary_of_findings
from livingreview.subjects.choices.flips_words import levels_words
from livingreview.subjects.choices.words import impossible_words, sentence
from livingreview.subjects.comparisons.effects import result_words
from livingreview.subjects.comparisons.model import compare
from livingreview.subjects.harms.model import harms
from livingreview.subjects.harms.plot import harms_plot
from livingreview.subjects.page import words_only
from livingreview.subjects.pools.plot import forest, small_forest
from livingreview.subjects.trust.words import _pool_sentence
from livingreview.wording import in_digits

from .counted_harms import add, row


@pytest.fixture
def copied(pristine_review, tmp_path):
    """A copy of the invented review to change."""
    root = shutil.copytree(pristine_review, tmp_path / "review")
    write_schemas(root)
    return root


def test_sizes_in_brackets_are_singular_for_one_and_have_separators():
    assert [in_digits(n, "patient") for n in (0, 1, 9, 1234)] == [
        "0 patients",
        "1 patient",
        "9 patients",
        "1,234 patients",
    ]


@pytest.mark.parametrize("drawn", [forest, small_forest])
def test_a_single_cohort_is_not_called_pooled(drawn):
    drawing = drawn(synthesis(1))
    assert "Nothing is pooled: the square is the one cohort" in drawing.caption
    assert "in one cohort with" in drawing.alt
    for word in ("diamond", "pooled 0", "pooled 1", "prediction interval", "Weights"):
        assert word not in drawing.caption + drawing.alt
    assert "diamonds are pooled" in drawn(synthesis(2)).caption


def test_a_pool_without_an_estimate_of_heterogeneity_is_not_called_unpooled(copied):
    for key, old, new in (
        ("norris2021", "month: 3, events: 16, n: 30", "month: 3, events: 30, n: 30"),
        ("norris2021", "month: 3, events: 6, n: 30", "month: 3, events: 30, n: 30"),
        ("lewis2019", "outcome: full, month: 3, events: 8, n: 24", "outcome: full, month: 3, events: 24, n: 24"),
        ("lewis2019", "outcome: relief, month: 3, events: 15, n: 24", "outcome: relief, month: 3, events: 24, n: 24"),
    ):
        change(copied / f"data/studies/{key}.yaml", old, new)
    change(copied / "data/review.yaml", "  full:\n    label: Full relief near 3 months\n    outcome: full\n"
           "    conditions: [simple, secondary]\n    window: {target: 3, first: 1, last: 6, also: [best, not-stated]}\n"
           "    min_patients: 3", "  full:\n    label: Full relief near 3 months\n    outcome: full\n"
           "    conditions: [simple]\n    window: {target: 3, first: 1, last: 4}\n    min_patients: 3")  # fmt: skip
    change(copied / "data/studies/adler2010.yaml", "condition: simple, n: 60", "condition: mixed, n: 60")
    assumed = ", derived: Simple hiccups are assumed; the accessible text does not say so."
    change(copied / "data/studies/adler2010.yaml", assumed, "")
    rating = next(one for one in Analysis(load(copied)).ratings if one.id == "full")
    assert rating.body.pooled is not None and list(rating.body.rows["study"]) == ["lewis2019", "norris2021"]
    said = next(part.computed for part in rating.domains if part.domain == "inconsistency")
    assert said == "I² and tau² cannot be estimated; every proportion is 100%."


def test_a_publication_with_two_cohorts_is_counted_as_the_pool_counts_it(book, results):
    k = results["pools.relief.cohorts"].text
    assert k == "nine cohorts"
    with words_only():
        assert f"{k.capitalize()} with a count, 255 patients" in book.certainty.summary_of_shares().data
        assert "One trial with a count, 61 patients" in book.certainty.summary_of_comparisons().data


def test_a_difference_without_any_variance_has_no_interval(copied):
    for key in ("baker2011", "grant2017"):
        file = copied / f"data/studies/{key}.yaml"
        lines = file.read_text("utf-8").splitlines()
        at = [i for i, line in enumerate(lines) if "event: any-event, events:" in line]
        assert len(at) == 2
        for i in at:
            n = lines[i].partition("n: ")[2].partition(",")[0]
            arm = lines[i].partition("arm: ")[2].partition(",")[0]
            lines[i] = f"  - {{arm: {arm}, group: all, event: any-event, events: 0, n: {n}, source: 1, at: Abstract}}"
        file.write_text("\n".join(lines) + "\n", "utf-8")
    found = compare(load(copied), "events-sugar")
    assert (
        found.pooled["RD"].estimate == 0
    )  # Mantel-Haenszel, from nobody in either arm: a width of 0 would be certainty
    assert result_words(found.pooled["RD"], "RD") == "not estimable"
    for one in found.effects["RD"]:
        assert one.ci_low < 0 < one.ci_high


def test_a_grave_event_in_one_source_did_not_stay_away_in_another(tea):
    add(tea, "cole2003", row(2, 20, severity="serious", conflict='"Table 2 has none."'),
        row(0, 20, severity="serious", conflict='"The abstract has two."'))  # fmt: skip
    add(tea, "dale2004", row(0, 20, severity="serious"))
    found = harms(load(tea))
    assert found.grave_sentence == (
        "Severe, serious and major events counted in patients with hiccups only: burnt tongue (serious) in 2/20 "
        "(Mousavi-Hasanzadeh 2003), sources in conflict; burnt tongue (serious) in 0/20 (Mousavi-Hasanzadeh 2003), "
        "sources in conflict; burnt tongue (serious) in none of 20 (Mousavi-Hasanzadeh 2004; upper 95% "
        "confidence limit 17%)."
    )
    assert "One publication counted other such events in 20 patients; none occurred" in found.grave_summary


def test_numbers_of_reports_on_harms_leave_out_what_there_is_none_of(tea):
    add(tea, "cole2003", row(1, 20))
    add(tea, "dale2004", row(2, 20))
    found = harms(load(tea))

    def said(*reports):
        given = found.reporting.head(len(reports)).assign(reports=reports)
        return replace(found, reporting=given).reporting_sentence.partition("patients, ")[2]

    both = "give counts of adverse events, two of them in patients with hiccups only and with a denominator"
    assert said("count", "count", "count") == f"three {both} (40 patients)."
    assert said("count", "count", "statement") == f"two {both} (40 patients); one gives statements without counts."
    assert said("statement", "nothing") == (
        "none gives counts of adverse events; one gives statements without counts, and for one no information on "
        "harms was accessible."
    )


def test_a_plot_of_harms_names_what_it_has(tea):
    add(tea, "cole2003", row(says="Well borne."))
    caption = harms_plot(harms(load(tea)), "direct").caption
    assert "**: one statement without a count from one publication. An event" in caption
    add(tea, "dale2004", row(1, 20))
    caption = harms_plot(harms(load(tea)), "direct").caption
    assert "**: one count from one publication, and one statement without a count. Lines are" in caption


def test_a_table_without_rows_is_a_sentence_with_one_colon_at_most():
    for caption, said in (
        ("Figures that do not enter, and why. More.", "*Figures that do not enter, and why: none.*"),
        ("Relief: values that were not pooled.", "*Relief: values that were not pooled. No entries.*"),
        ("Every value as printed; nothing is pooled.", "*Every value as printed; nothing is pooled. No entries.*"),
    ):
        assert table_text(Table("x", caption, ["A"], [], [1])) == said


def test_figures_with_their_text_are_counted_from_none_on():
    said = "The source text around the number is quoted for"
    assert proven(Proofs(108, 0, 0)) == f"{said} none of 108 figures."
    assert proven(Proofs(50, 20, 0)) == f"{said} 20 of 50 figures (40%)."


def test_the_number_of_drafts_is_a_sentence(review):
    found = [one for one in assessments(review) if one.rated]

    def said(some):
        return traffic_lights(some, "x", "studies").caption.partition("studies. ")[2].partition(".")[0]

    drafts, confirmed = ([one for one in found if one.draft is draft] for draft in (True, False))
    assert said(drafts[:1]) == "The one rating is still a draft"
    assert said(drafts[:2]) == "Both ratings are still drafts"
    assert said(confirmed[:1]) == "No rating is still a draft"
    assert said([*drafts[:1], *confirmed[:2]]) == "One of three ratings is still a draft"


def test_choices_that_change_nothing_are_not_a_range(book):
    found = book.results.analysis.choices("relief")
    some = found.specifications
    same = replace(found, specifications=(some[0], some[0]))
    assert "two different analyses, with estimates that all round to 60%. " in sentence(same)
    assert "one analysis, with an estimate of 60%. " in sentence(replace(found, specifications=some[:1]))
    total = sum(found.impossible.values())
    none = replace(found, combinations=total)
    assert impossible_words(none).startswith(f"None of the {total} combinations gives a result: ")


def test_a_level_after_a_change_is_named_only_where_there_is_a_change(book):
    flip = next(one for one in book.results.analysis.level_flips("relief") if one.arrival is not None)
    assert levels_words([flip]).endswith(" After such a change the certainty would still be very low.")
    still = replace(flip, removal=None, arrival=None)
    assert levels_words([still]).endswith("patients would change that.")


def test_without_failing_studies_an_estimate_that_does_not_change_remains(book):
    analysis = book.results.analysis
    whole = analysis.pool("relief").pooled
    without = type("Without", (), {"left_out": ("A",), "pooled": whole})
    assert _pool_sentence(analysis, "relief", without).endswith("without A, the estimate remains 66% (57% to 74%).")
    without.pooled = replace(whole, ci_low=0.5)
    assert _pool_sentence(analysis, "relief", without).endswith(
        "the estimate remains 66%, and its interval changes from 57% to 74% to 50% to 74%."
    )


def test_one_study_is_one_in_the_note_of_its_model():
    assert any(note.startswith("The study saw no events") for note in pool_proportions([0], [9]).notes)
    assert any(note.startswith("The studies saw no events") for note in pool_proportions([0, 0], [9, 9]).notes)


def test_an_effect_without_a_value_ends_with_one_full_stop(results):
    rating = next(one for one in results.analysis.ratings if one.id == "severe-events")
    empty = replace(rating, body=replace(rating.body, effect="No value.", contradictions=()))
    cell = summary_of_findings([empty]).rows[0][1]
    assert cell.startswith("No value. Two cohorts with a count, 60 patients")
