"""Names, captions and heads of the tables of harms, pools and comparisons, and rows worked out by hand."""

from dataclasses import replace
from types import SimpleNamespace as Part

import numpy as np
import pytest

from livingreview.evidence import exact_interval
from livingreview.schema import When, Window
from livingreview.subjects.comparisons import model as comparisons
from livingreview.subjects.comparisons import table as compared
from livingreview.subjects.harms import table as harm
from livingreview.subjects.page import words_only
from livingreview.subjects.pools import table as pooled
from livingreview.subjects.pools import variants_table as variants
from livingreview.subjects.pools.bayesian import PRIORS, bayesian, posteriors
from livingreview.subjects.pools.beyond import beyond
from livingreview.subjects.pools.estimand import confounding_words, estimand, times_words, who_words
from livingreview.subjects.pools.words import _other_maximum
from livingreview.subjects.protocol import table as protocol
from livingreview.wording import interval, number, percent

ABSTRACT, SECONDARY = "A, from an abstract only", "S, from a secondary source only"
DERIVED, UNTIMED = "D, count derived, not printed", "T, time of assessment not stated"
CONFLICT = "C, sources or values in conflict"
COUNTS = "Event | Study: arm | Patients | Events/n (%; 95% CI) | As printed, remarks | Marks | Source"
EVENT = "Study: arm | Patients | Value | As printed, remarks | Marks | Source"
CHANGED = "Cohorts | Patients | % (95% CI) | 95% prediction interval | tau²"
FULL = "Full relief near 3 months"
ARMS = "Study | What, in whom | Tea | Comparator | P | Marks | Notes"


def marks(*used):
    return f"Marks: {'; '.join(used)}."


HARMS = {
    "harms-direct": (
        "Counts of adverse events in patients with hiccups only, by organ class. "
        + marks(ABSTRACT, SECONDARY, DERIVED, CONFLICT),
        COUNTS,
    ),
    "harms-apart": (
        "Counts of adverse events in mixed cohorts and related conditions (not hiccups only), by organ class. "
        + marks(ABSTRACT, DERIVED),
        COUNTS,
    ),
    "harm-statements": (
        f"Statements on harms without a count, in our words. {marks(ABSTRACT)}",
        "Study: arm | Patients | About | Statement | Marks | Source",
    ),
    "harm-reporting": (
        "What each publication with treated patients reports on harms, in the parts of it that were read.",
        "Study | Enrolled | Shows | Events counted",
    ),
    "harm-pools": (
        "Adverse events that were pooled.",
        "Event | Publications | Events/n | % (95% CI) | 95% prediction interval | Notes",
    ),
    "harm-left-out": (
        "Values and statements on harms that are not pooled, and why.",
        "Study: arm | Patients | Event | Value | Why it is not pooled",
    ),
    "harm-burn": (f"Burnt tongue: every value and statement in the data. {marks(ABSTRACT, DERIVED)}", EVENT),
    "harm-insomnia": (
        f"Sleepless night (severe or serious): every value and statement in the data. {marks(ABSTRACT)}",
        EVENT,
    ),
    "harm-context": (
        "Context only: harms of tea or its class in other diseases, populations and doses. Not pooled, and no estimate "
        f"for hiccups. {marks(DERIVED, CONFLICT)}",
        "Publication | Who, given what | Harms, as printed | Source",
    ),
    "safety-reactions": (
        "Adverse reactions that labels name. Context, not pooled; the second column names the patients for whom it was "
        "written.",
        "Publication | For whom, or where | Topic | What it says | Source",
    ),
}
POOLS = {
    "rows-full": (
        f"{FULL}: the data in the plot. {marks(ABSTRACT, DERIVED)}",
        "Study | Time | Events/n | % (95% CI) | Weight | Source | Marks",
    ),
    "left-out-full": (
        f"{FULL}: values for this outcome that were not pooled, and why.",
        "Study | Patients | Time | Value | Why it was not pooled",
    ),
    "leave-one-out-full": (f"{FULL}, without each cohort in turn: the results in the plot.", f"Pool | {CHANGED}"),
    "cumulative-full": (f"{FULL}, as the reports were published: the results in the plot.", f"Up to | New | {CHANGED}"),
    "sensitivity-full": (
        f"{FULL}, under other models and without doubtful values: the results in the plot.",
        f"Analysis | Cohorts left out | {CHANGED}",
    ),
    "subsets-full": (
        f"{FULL}, in declared subsets of its cohorts: the results in the plot.",
        f"Subset | Cohorts left out | {CHANGED} | Why",
    ),
    "missing-full": (
        f"{FULL}, under assumptions on missing outcomes: the results in the plot.",
        f"Missing | {CHANGED}",
    ),
    "attrition-full": (
        f"{FULL}: patients who entered each cohort, and those who are counted. The number who entered is that of "
        "the arm; in a single-arm study, the number enrolled, if that is larger; for one condition of "
        "several, the number in that group. Where none of these is reported, it cannot be known.",
        "Study | Time | Entered | Counted | Missing | With the outcome | If none, or all, missing had it",
    ),
    "beyond-full": (
        f"{FULL}: reports that are left out and share no patients with the pool, each converted to a count where "
        "possible.",
        "Study | Patients | Count | Why it is left out | How the count was obtained",
    ),
    "estimand-full": (
        f"{FULL}: what is to be estimated, and what the pooled cohorts are.",
        "Part | To be estimated | In the pooled cohorts",
    ),
    "bayesian": (
        "The declared pools compared with a Bayesian model. The model is that of the pools, a binomial distribution "
        "within cohorts and a normal one between them on the logit scale, with a prior on the standard deviation "
        "between cohorts (tau; in brackets its scale) and a uniform prior on the proportion in the median cohort. "
        "Intervals are 95% confidence intervals of the declared model and central credible intervals of the Bayesian "
        "one; the last columns give the chance that more than 50% of patients have the outcome.",
        "Pool | Prior of tau | Median cohort | Interval | A further cohort | tau | Chance, median cohort | "
        "Chance, further cohort",
    ),
}
COMPARISONS = {
    "comparison-relief-sugar": (
        f"Relief, against sugar: the trials in the plot; P as printed. {marks(ABSTRACT, DERIVED, UNTIMED)}",
        "Trial | Arm | Events/n | Comparator | Events/n | Risk ratio (95% CI) | "
        "Risk difference (95% CI), percentage points | P | Time | Source | Marks",
    ),
    "left-out-comparisons": (
        "Values for declared comparisons that were not compared, and why.",
        "Comparison | Study | Arm | Patients | Value | Why it was not compared",
    ),
    "effects-by-method": (
        "Effects in single trials, by two methods. The large-sample interval takes the effect, or the logarithm of a "
        "ratio, as normal, and adds 1/2 to each cell of a trial with an empty one; the score interval of Miettinen and "
        "Nurminen, which this review prints, adds nothing. Risk differences are in percentage points.",
        "Comparison | Trial | Effect | Large-sample interval | Score interval, printed",
    ),
    "readings": (
        "Percentages printed without denominators, and what they would mean. All counts are reconstructions: they are "
        "not in the data and are used in no pool or comparison. Risk differences are in percentage points; intervals "
        "are 95% confidence intervals.",
        "Study | Printed | If of | Reconstructed | Fits the percentages? | Risk ratio | Risk difference",
    ),
    "by-arm": (
        "What the randomised trials report by arm; counts with exact 95% intervals. "
        + marks(ABSTRACT, SECONDARY, DERIVED, UNTIMED, CONFLICT),
        ARMS,
    ),
    "not-randomised": (
        "What studies that are not randomised report on two treatments, side by side, with exact 95% intervals. No "
        "comparison is made: the treatments were not assigned at random.",
        ARMS,
    ),
    "awaited": (
        "Randomised trials without accessible results.",
        "Trial | Registration | Arms | Patients | Planned | Status",
    ),
}


@pytest.fixture(scope="module")
def analysis(results):
    return results.analysis


@pytest.fixture(scope="module")
def full(analysis):
    return analysis.pool("full")


@pytest.fixture(scope="module")
def tables(review, analysis, full):
    harms, every = analysis.harms, [analysis.comparison(name) for name in review.config.comparisons]
    made = [
        harm.counted(harms, "direct", review), harm.counted(harms, "apart", review), harm.statements(harms, review),
        harm.reporting(harms), harm.pooled_events(harms), harm.left_out(harms), harm.event_rows(harms, review, "burn"),
        harm.event_rows(harms, review, "insomnia", ["severe", "serious"]), harm.other_diseases(review),
        harm.background(review, "reactions"),
        pooled.pooled_rows(full), pooled.left_out(full), variants.leave_one_out(full), variants.cumulative(full),
        variants.sensitivity(review, full), variants.subsets(full), variants.missing(review, full),
        variants.attrition(review, full), variants.beyond(full, beyond(review, full)), estimand(review, full),
        bayesian([analysis.pool(name) for name in review.config.pools]),
        compared.compared_rows(analysis.comparison("relief-sugar")), compared.left_out(every),
        compared.by_method(every), compared.readings(review, analysis.readings),
        compared.by_arm(review, comparisons.by_arm(review, randomised=True), True),
        compared.by_arm(review, comparisons.by_arm(review, randomised=False), False),
        compared.awaited(review, comparisons.awaited(review)),
    ]  # fmt: skip
    return {table.name: table for table in made}


@pytest.mark.parametrize(("name", "caption", "head"), [(k, *v) for k, v in (HARMS | POOLS | COMPARISONS).items()])
def test_a_table_has_its_name_caption_and_heads(tables, name, caption, head):
    table = tables[name]
    assert table.caption == caption
    assert list(table.header) == head.split(" | ")
    assert all(len(row) == len(table.header) == len(table.widths) for row in table.rows)


def link(key, label):
    return f"[{label}](/chapters/studies/{key}.md)"


ROWS = {
    "comparison-relief-sugar": [
        [link("baker2011", "Baker 2011"), "tea + honey", "24/40 (60%)", "sugar + honey", "27/42 (64%)",
         "0.93 (0.65 to 1.32)", "−4 (−25 to 17)", "0.70", "not stated", "Abstract", "ADT"],
        [link("grant2017", "Grant 2017"), "tea", "30/50 (60%)", "sugar", "20/50 (40%)", "1.50 (1.01 to 2.29)",
         "20 (0.3 to 38)", "", "3 months", "Table 2", ""],
    ],
    "left-out-full": [
        [link("adler2010", "Adler 2010"), "everybody", "6 months", "22/54 (41%)",
         "another time of the same report is nearer to the target"],
        [link("carter2012", "Carter 2012"), "people who drank cola", "6 months", "9/16 (56%)", "part of a cohort"],
        [link("dalton2013", "Dalton 2013"), "everybody with any spasm", "best", "28/48 (58%)",
         "mixed spasms, not a pooled population"],
        [link("dalton2013", "Dalton 2013"), "everybody with any spasm", "follow-up", "21/48 (44%)",
         "mixed spasms, not a pooled population"],
    ],
    "left-out-comparisons": [
        ["Relief, against sugar", link("grant2017", "Grant 2017"), "tea", "simple hiccups; everybody", "20/50 (40%)",
         "another time of the same report is nearer to the target"],
        ["Relief, against sugar", link("grant2017", "Grant 2017"), "sugar", "simple hiccups; everybody", "18/50 (36%)",
         "another time of the same report is nearer to the target"],
        ["Relief, against sugar", link("grant2017", "Grant 2017"), "tea", "simple hiccups; women",
         "Women did better with tea.", "a comparison in words, without counts of the arms"],
    ],
    "readings": [
        [link("baker2011", "Baker 2011"), "lasting relief\\: 71% v 41%, P \\<0.05 (source 1, Abstract)",
         "people with relief", "17/24 (71%) v 11/27 (41%)", "yes, and no other counts do", "1.74 (1.05 to 3.04)",
         "30 (2 to 53)"],
        [link("baker2011", "Baker 2011"), "lasting relief\\: 71% v 41%, P \\<0.05 (source 1, Abstract)",
         "everybody randomised", "17/40 (43%) v 11/42 (26%)", "no: the same patients over other denominators",
         "1.62 (0.88 to 3.05)", "16 (−4 to 36)"],
        [link("baker2011", "Baker 2011"), "return of hiccups\\: 29% v 44% (source 4, Table 5)", "people with relief",
         "7/24 (29%) v 12/27 (44%)", "yes, and no other counts do", "0.66 (0.30 to 1.36)", "−15 (−40 to 12)"],
    ],
    "awaited": [
        [link("tea-0001", "Tea Board 2023"), "TEA0001", "tea v water", "Age 18 and over; hiccups for a week.", "84",
         "recruiting (2023-07)"],
        [link("tea-0002", "Register of Tea Trials 2023a"), "TEA0002", "tea v ginger", "", "30", "planned (2024-01)"],
    ],
    "by-arm": [
        [f"{link('baker2011', 'Baker 2011')} v sugar + honey", "relief, time not stated; everybody",
         "24/40 (60%), 43% to 75%", "27/42 (64%), 48% to 78%", "0.70", "ADT", ""],
    ],
    "harm-left-out": [
        [f"{link('baker2011', 'Baker 2011')}: sugar + honey", "simple hiccups; everybody", "any adverse event",
         "5/42 (12%; 95% CI 4% to 26%); P = 0.78", "comparator arm"],
        [f"{link('grant2017', 'Grant 2017')}: sugar", "simple hiccups; everybody", "any adverse event",
         "3/50 (6%; 95% CI 1% to 17%)", "comparator arm"],
        [f"{link('norris2021', 'Norris 2021')}: water", "simple hiccups; everybody", "any adverse event",
         "2/31 (6%; 95% CI 1% to 21%)", "comparator arm"],
        [f"{link('carter2012', 'Carter 2012')}: tea", "secondary hiccups; everybody", "any adverse event (severe)",
         "0/25 (0%; 95% CI 0% to 14%)", "counted by two publications; three publications needed"],
    ],
    "estimand-full": [
        ["Patients", "not declared",
         "Simple hiccups, adults (two cohorts, 54 patients); in no declared group (two cohorts, 85 patients)."],
        ["Treatment", "not declared",
         "Planned second drug\\: none; no other treatment for the condition, as reported\\: none; other treatment not "
         "stated\\: four cohorts."],
        ["Time", "not declared", "Three cohorts at 3 months and one at 6 months."],
        ["Missing outcomes", "not declared",
         "In the accessible data, none of 139 patients is without an outcome."],
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_the_first_rows_of_a_table(tables, name):
    assert [list(row) for row in tables[name].rows][: len(ROWS[name])] == ROWS[name]


def test_pooled_harms_say_why_no_prediction_interval_is_given(tables, analysis):
    for row, pool in zip(tables["harm-pools"].rows, analysis.harms.pools, strict=True):
        assert row[5].startswith("The likelihood is highest at tau² = 0")
        assert "so that it would equal the confidence interval" in row[5]
        assert " variance between publications (tau²) was estimated as 0 " in row[5]
        assert row[:2] == [pool.label, str(pool.pooled.k)]


def test_each_pool_is_as_declared_and_under_each_prior(tables, analysis, full):
    rows = [row for row in tables["bayesian"].rows if row[0] == FULL]
    assert [row[1] for row in rows] == ["as declared", "half-normal (0.5)", "half-normal (1)", "half-Cauchy (0.5)"]
    one = full.pooled
    assert rows[0][2:] == [
        percent(one.estimate), interval(one.ci_low, one.ci_high), interval(one.pi_low, one.pi_high),
        number(one.tau2**0.5), "", "",
    ]  # fmt: skip
    for row, found in zip(rows[1:], posteriors(full).values(), strict=True):
        assert row[2:5] == [
            percent(found.estimate), interval(found.ci_low, found.ci_high), interval(found.pi_low, found.pi_high),
        ]  # fmt: skip
        assert row[5:] == [number(found.tau.quantile(0.5)), percent(found.mu.above(0.5)), percent(found.new.above(0.5))]
    assert list(posteriors(full)) == list(PRIORS)
    assert len(tables["bayesian"].rows) == 4 * len(analysis.review.config.pools)


def test_grave_events_come_in_the_order_of_the_data(results):
    assert results["harms.grave"].text == (
        "Severe, serious and major events counted in patients with hiccups only: bleeding gum (serious) in 4/40 "
        "(Baker 2011; 5/42 given sugar + honey), sources in conflict; sleepless night (severe) in 2/50 (Grant 2017); "
        "sleepless night (severe) in 1/24 (Lewis 2019); any adverse event (severe) in none of 25 (Carter 2012; upper "
        "95% confidence limit 14%); any adverse event (severe) in none of 35 (Stone 2023; upper 95% confidence limit "
        "10%); stained teeth (serious) in none of 40 (Baker 2011; upper 95% confidence limit 9%)."
    )


def test_grave_events_in_short_have_those_that_occurred_and_the_limits_of_the_others(results):
    assert results["harms.grave-summary"].text == (
        "In patients with hiccups only, these severe, serious or major events occurred: bleeding gum (serious) in 4/40 "
        "(Baker 2011; 5/42 given sugar + honey), sources in conflict; sleepless night (severe) in 2/50 (Grant 2017); "
        "sleepless night (severe) in 1/24 (Lewis 2019). Three publications counted other such events in 25 to 40 "
        "patients each; none occurred (upper 95% confidence limits 9% to 14%). Some of these counts are from abstracts "
        "only, from secondary sources only or derived."
    )


def test_a_review_without_a_rule_for_harms_has_its_context(review, tables):
    without = replace(review, config=review.config.model_copy(update={"safety": None}))
    assert harm.other_diseases(without).caption == tables["harm-context"].caption
    with pytest.raises(KeyError, match="'reactions' is not declared"):
        harm.background(without, "reactions")


@pytest.mark.parametrize(("below", "said"), [(1.9, True), (2.0, False)])
def test_another_maximum_is_named_where_the_data_support_it_nearly_as_well(below, said):
    """Nearly: less than two log units below."""
    near = Part(estimate=0.27, tau2=0.5, loglik_below=below)
    words = _other_maximum(Part(other_maxima=[near]))
    assert words == (f"27% with tau² = 0.50 ({number(below)} log units lower)" if said else "none.")
    assert _other_maximum(None) == _other_maximum(Part(other_maxima=[])) == "none."


def test_who_is_pooled_in_words(full):
    assert who_words(replace(full, subgroups=())) == "four cohorts, 139 patients"
    assert who_words(replace(full, rows=full.rows.iloc[:2])) == "Simple hiccups, adults (two cohorts, 54 patients)"
    assert who_words(replace(full, rows=full.rows.iloc[:0])) == "No cohort has a count."


def test_times_in_words(full):
    rows = full.rows.assign(month=[6.0, np.nan, 3.0, 3.0], when=[None, "best", None, None])
    rows["month"] = rows["month"].astype(object).where(rows["month"].notna(), None)
    assert times_words(rows) == "two cohorts at 3 months, one at 6 months and one at the best time"
    rows["when"] = [None, "not-stated", None, None]
    assert times_words(rows).endswith("one at 6 months and one without a stated time")
    assert times_words(rows.iloc[:0]) == "No cohort has a count."


def test_time_and_disease_in_words(full):
    """Adults and others, of one condition: they are compared by the declared groups."""
    one = full.rows.assign(group_condition="simple", subgroup=["simple-adult", "simple-adult", "simple-child", ""])

    def said(*months):
        return confounding_words(replace(full, rows=one.assign(month=months)))

    assert said(3.0, 3.0, 3.0, 6.0) == (
        "All were counted at 3 months; yet they differ in other ways too, so that a difference cannot be attributed "
        "to the disease."
    )
    assert said(3.0, 3.0, 6.0, 3.0).startswith(
        "The disease and the time of assessment cannot be separated (Simple hiccups, adults: at 3 months; Simple "
        "hiccups, children: at 6 months), so that"
    )
    assert said(3.0, 6.0, 6.0, 3.0).startswith("The groups differ in the time of assessment (Simple hiccups, adults: ")
    alone = replace(full, rows=one.assign(subgroup="simple-adult"))
    assert confounding_words(alone) == "There are no two kinds of patients to compare."


def test_an_interval_is_exact(tables):
    row = next(row for row in tables["rows-full"].rows if row[0] == link("lewis2019", "Lewis 2019"))
    assert row[3] == f"33% ({interval(*exact_interval(8, 24))})"


PAGES = {
    # figure and the first words of its caption; the table behind it
    "pools.forest": ("full", "fig-forest-full", "**Full relief near 3 months**: four cohorts", "rows-full"),
    "pools.forest_small": ("full", "fig-forest-full-small", "**Full relief near 3 months**: four cohorts", ""),
    "pools.of_100": ("full", "fig-of-100-full", "**Of 100 such patients: full relief", ""),
    "pools.leave_one_out": ("full", "fig-leave-one-out-full", "without each cohort in turn**", "leave-one-out-full"),
    "pools.cumulative": ("full", "fig-cumulative-full", "as the reports came in**", "cumulative-full"),
    "pools.sensitivity": ("full", "fig-sensitivity-full", "under other models and without", "sensitivity-full"),
    "pools.beyond": ("full", "fig-beyond-full", "reports that are left out, and the pool with", "beyond-full"),
    "comparisons.forest": (
        "relief-sugar", "fig-comparison-relief-sugar", "two randomised trials, 182 patients", "comparison-relief-sugar",
    ),
    "comparisons.forest_small": (
        "relief-sugar", "fig-comparison-relief-sugar-small", "two randomised trials, 182 patients", "",
    ),
    "comparisons.of_100": ("relief-sugar", "fig-of-100-relief-sugar", "**Of 100 such patients: relief", ""),
    "harms.plot": ("direct", "fig-harms-direct", "**Adverse events in patients with hiccups only**", "harms-direct"),
}  # fmt: skip


@pytest.mark.parametrize(("call", "given", "figure", "caption", "table"), [(k, *v) for k, v in PAGES.items()])
def test_a_figure_has_its_table_behind_it(book, tables, call, given, figure, caption, table):
    subject, _, method = call.partition(".")
    with words_only():
        shown = getattr(getattr(book, subject), method)(given).data
    assert f":name: {figure}\n" in shown and caption in shown
    assert (tables[table].caption in shown) if table else ("{dropdown}" not in shown)


def test_pages_say_what_is_not_there(book):
    pools, comparisons = book.pools, book.comparisons
    with words_only():
        assert pools.subsets("full").data == "*Full relief near 3 months: no subset is declared.*"
        said = "*Full relief near 3 months.* In the accessible data, none of 139 patients is without an outcome."
        assert pools.missing("full").data == said
        assert "no randomised trial gives counts" in comparisons.forest("return-sugar").data
        assert "{dropdown}" not in comparisons.forest("return-sugar").data


@pytest.mark.parametrize(
    ("call", "name", "title"),
    [
        ("comparisons.left_out", "left-out-comparisons", "Every value that does not enter a comparison, and why"),
        ("comparisons.randomised", "by-arm", "What the randomised trials report, by arm"),
        ("harms.reporting", "harm-reporting", "What each publication reports on harms"),
    ],
)
def test_a_long_table_is_behind_its_title(book, tables, call, name, title):
    subject, _, method = call.partition(".")
    shown = getattr(getattr(book, subject), method)().data
    assert f"{{dropdown}} {title} ({len(tables[name].rows)} rows)\n" in shown
    assert tables[name].caption in shown


def test_short_tables_are_shown_as_they_are(book, tables):
    for shown, name in (
        (book.pools.estimand("full"), "estimand-full"),
        (book.pools.attrition("full"), "attrition-full"),
        (book.comparisons.by_method(), "effects-by-method"),
        (book.comparisons.readings(), "readings"),
        (book.pools.bayesian(), "bayesian"),
        (book.comparisons.awaited(), "awaited"),
        (book.harms.pooled(), "harm-pools"),
    ):
        assert tables[name].caption in shown.data and "{dropdown}" not in shown.data
    nothing = book.comparisons.not_randomised().data
    assert nothing.startswith("*What studies that are not randomised report on two treatments") and "none" in nothing


def test_sources_of_the_same_state_share_a_row(review):
    one = review.config.searches[0]
    alike = [one.model_copy(update={"database": name}) for name in ("A", "B", "C")]
    other = one.model_copy(update={"database": "D", "note": "Another note."})

    def rows(*searches):
        config = review.config.model_copy(update={"searches": list(searches)})
        return protocol.searches(replace(review, config=config)).rows

    assert [row[0] for row in rows(*alike, other)] == ["A, B and C", "D"]
    assert [row[0] for row in rows(other)] == ["D"]
    assert rows() == []


@pytest.mark.parametrize(
    ("also", "words"),
    [
        ([], ""),
        ([When.FOLLOW_UP], "; otherwise at follow-up"),
        ([When.BEST, When.NOT_STATED], "; otherwise the best reported or without a stated time"),
    ],
)
def test_a_window_says_what_is_taken_where_no_month_is_reported(also, words):
    window = Window(target=3, first=1, last=6, also=also)
    assert protocol.window_words(window) == f"nearest to 3 months, from 1 to 6{words}"
    assert set(protocol.ALSO) == set(When)
