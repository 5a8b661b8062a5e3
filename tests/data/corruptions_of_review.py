"""Damage to review.yaml, vocabulary.yaml and certainty.yaml."""

from corruption import (
    ADLER,
    BAKER,
    REVIEW,
    SCHEMAS,
    STUDY_SCHEMA,
    UNKNOWN,
    WORDS,
    add,
    block,
    both,
    line,
    swap,
    twice,
    within,
)
from corruption import Corruption as C

# --- review.yaml: further pools and searches go in at the top, so that the review's own may change.
WINDOW = "{target: 3, first: 1, last: 6}"
PARTS = "[{id: a, label: A, conditions: [simple], ages: [adult]}]"
VALID_POOL = (
    f"extra: {{label: Extra, outcome: full, conditions: [simple], window: {WINDOW}, min_patients: 3, "
    f"subgroups: {PARTS}, why: For a test.}}"
)


def pool(old, new):
    """A declared pool that is valid but for one thing."""
    assert VALID_POOL.count(old) == 1
    return swap("\npools:\n", "\npools:\n  " + VALID_POOL.replace(old, new) + "\n")


VALID_THRESHOLD = "thresholds: [{at: 0.5, label: half, why: For a test.}]"
VALID_CHOICES = (
    "choices: {windows: [{id: late, label: Late, window: {target: 3, first: 1, last: 9}}], models: [reml], "
    "min_patients: [5], why: For a test.}"
)


def threshold(old, new):
    """A declared pool with a threshold that is valid but for one thing."""
    assert VALID_THRESHOLD.count(old) == 1
    return pool("min_patients: 3, ", f"min_patients: 3, {VALID_THRESHOLD.replace(old, new)}, ")


def choices(old, new):
    """A declared pool with other choices that are valid but for one thing."""
    assert VALID_CHOICES.count(old) == 1
    return pool("min_patients: 3, ", f"min_patients: 3, {VALID_CHOICES.replace(old, new)}, ")


OF_A_CAUSE = PARTS.replace("[adult]", "[adult], causes: [fizz]")
ESTIMAND = ", estimand: {who: Anyone., treatment: Tea., time: At once., missing: Left out.}"


def subset(text):
    """The valid pool with a subset."""
    return pool(f"subgroups: {PARTS}", f"subgroups: {PARTS}, subsets: [{text}]")


def asked(label, estimand=ESTIMAND, also=""):
    """A review that asks every pool what it estimates, with a pool: valid but for the label or what is given here."""
    one = VALID_POOL.replace("label: Extra", f'label: "{label}"{estimand}').replace("last: 6", f"last: 6{also}")
    return swap("\npools:\n", f"\npools_say_estimand: true\npools:\n  {one}\n")


# The rule for harms in one line, in place of the review's own.
SAFETY = "safety: {"
VALID_RULE = (
    "safety: {min_studies: 3, min_patients: 3, background: {a: {label: A, topics: [monitoring]}}, why: For a test.}"
)


def rule(old, new):
    """A rule for harms that is valid but for one thing."""
    assert VALID_RULE.count(old) == 1
    return block("safety:", "searches:", VALID_RULE.replace(old, new) + "\n")


VALID_COMPARISON = (
    f"extra: {{label: Extra, outcome: full, against: [water], conditions: [simple], window: {WINDOW}, "
    "why: For a test.}"
)


TWICE = """\
  twice:
    label: Relief, against water again
    outcome: relief
    against: [water]
    conditions: [secondary, simple]
    window: {target: 3, first: 1, last: 6, also: [best, not-stated]}
    why: Declared below as well.
"""


def comparison(old, new):
    """A declared comparison that is valid but for one thing."""
    assert VALID_COMPARISON.count(old) == 1
    return swap("\ncomparisons:\n", "\ncomparisons:\n  " + VALID_COMPARISON.replace(old, new) + "\n")


def search(text):
    return swap("\nsearches:\n", f"\nsearches:\n  - {{{text}}}\n")


# fmt: off
POOLS_AND_SEARCHES = [
    C("log of eligibility that is not declared", REVIEW, swap("eligible_without_results: [hand]",
      "eligible_without_results: [hnad]"), "eligible_without_results[0]", "Did you mean 'hand'?"),
    *(
        C(f"review without {field}", REVIEW, line(f"{field}:", ""), field, "is missing", at="title:")
        for field in ("short_title", "version", "date", "status", "intervention", "intervention_drugs", "condition")
    ),
    C("comparison with what is not an earlier review", REVIEW, swap("study: vance2012, point: share",
      "study: quinn2007, point: share"),
      "earlier_reviews[0].study", "is not an earlier review"),
    C("comparison with a point that does not exist", REVIEW, within("point: share", "share", "shaer"),
      "earlier_reviews[0].point", "Did you mean 'share'?"),
    C("question of practice on a topic that no point has", REVIEW, within("topics: [strength of tea]", "tea", "tee"),
      "practice.mixing.topics[0]", "Did you mean 'strength of tea'?"),
    C("question of practice without a place to look", REVIEW, swap("eligibility: true}", "eligibility: false}"),
      "practice.entry", "nowhere to look"),
    C("question of practice on an unknown outcome", REVIEW, swap("outcomes: [return]}", "outcomes: [retrun]}"),
      "practice.harm.outcomes[0]", "is not a term of outcomes"),
    C("comparison with an unknown verdict", REVIEW, swap("verdict: differs", "verdict: better-here"),
      "earlier_reviews[0].verdict", "Allowed:"),
    C("scope with a page outside the chapters", REVIEW,
      swap("chapter: mechanisms/nerve", "chapter: ../nerve"), "scope[1].chapter", "right form"),
    C("scope without results", REVIEW, swap("results: [mechanisms.nerve.first-sentence]}", "results: []}"),
      "scope[1].results",
      "at least 1 item"),
    C("review without title", REVIEW, line("title:", ""), "title", "is missing", at="short_title"),
    C("review without pools", REVIEW, block("pools:", "searches:"), "pools", "is missing", at="title:"),
    C("review with blank pools", REVIEW, block("pools:", "searches:", "pools: {}\n"), "pools", "found none"),
    C("review without searches", REVIEW, block("searches:", "steps:"), "searches", "is missing", at="title:"),
    C("review without question", REVIEW, block("question:", "eligibility:"), "question", "is missing",
      at="title:"),
    C("question without population", REVIEW, line("  population:", ""), "question.population", "is missing",
      at="question:"),
    C("review without living mode", REVIEW, block("living:", ""), "living", "is missing", at="title:"),
    C("unknown field of the review", REVIEW, add("author: me\n"), "author", "not a known field"),
    C("version of two parts", REVIEW, line("version:", "version: 1.0"), "version", "1.0"),
    C("version with a letter", REVIEW, line("version:", "version: v1.0.0"), "version", "right form"),
    C("date that does not exist", REVIEW, line("date:", "date: 2026-02-30"), "date", "2026-02-30"),
    C("date in another order", REVIEW, line("date:", "date: 22-11-2026"), "date", "22-11-2026"),
    C("date of the data in words", REVIEW, line("date:", "date: November 2026"), "date", "November 2026"),
    C("date is a number", REVIEW, line("date:", "date: 0"), "date", "0 is not a date"),
    C("date with a time", REVIEW, line("date:", "date: 2026-11-22T00:00:00"), "date", "not a date"),
    C("date is a month", REVIEW, line("date:", "date: 2026-11"), "date", "2026-11"),
    C("status is misspelt", REVIEW, line("status:", "status: drafft"), "status", "Did you mean 'draft'?"),
    C("intervention drug is misspelt", REVIEW, line("intervention_drugs:", "intervention_drugs: [teaa]"),
      "intervention_drugs[0]", "in spelling (not in meaning): 'tea'"),
    C("no intervention drug", REVIEW, line("intervention_drugs:", "intervention_drugs: []"), "intervention_drugs",
      "at least 1 item"),
    C("starting point is not in the bibliography", REVIEW,
      line("starting_point:", "starting_point: vance2021"), "starting_point",
      "Did you mean 'vance2012'?"),
    C("address of the site without http", REVIEW, add("address: www.example.org\n"), "address", "right form"),
    C("months between searches in words", REVIEW, line("  search_every_months:", "  search_every_months: three"),
      "living.search_every_months", "three"),
    C("anchor in the review", REVIEW, line("condition:", "condition: &c immune"), "condition", "anchors"),
    C("second primary pool", REVIEW, pool("label: Extra", "label: Extra, primary: true"), "pools",
      "exactly one pool or comparison is primary", at="pools:"),
    C("a primary comparison beside the pool", REVIEW, swap("    label: Relief, against water\n",
      "    label: Relief, against water\n    primary: true\n"), "pools", "comparisons.relief-water", at="pools:"),
    C("no primary pool", REVIEW, line("    primary: true", ""), "pools", "found none", at="pools:"),
    C("primary is a word", REVIEW, pool("label: Extra", "label: Extra, primary: yes"), "pools.extra.primary", "yes"),
    C("pool without label", REVIEW, pool("label: Extra, ", ""), "pools.extra.label", "is missing"),
    C("pool without outcome", REVIEW, pool("outcome: full, ", ""), "pools.extra.outcome", "is missing"),
    C("pool without window", REVIEW, pool(f"window: {WINDOW}, ", ""), "pools.extra.window", "is missing"),
    C("pool without reason", REVIEW, pool(", why: For a test.", ""), "pools.extra.why", "is missing"),
    C("pool without smallest denominator", REVIEW, pool("min_patients: 3, ", ""), "pools.extra.min_patients",
      "is missing"),
    C("pool precise to ten instead of a tenth", REVIEW,
      pool("min_patients: 3, ", "min_patients: 3, information: {half_width: 10, why: Tea.}, "),
      "pools.extra.information.half_width", "less than 1"),
    C("comparison that looks for no change", REVIEW,
      comparison("why: For", "information: {control_risk: 0.5, relative_change: 0, why: Tea.}, why: For"),
      "comparisons.extra.information.relative_change", "0 makes 0.5 of 0.5. Allowed: a change"),
    C("comparison that looks for more than everybody", REVIEW,
      comparison("why: For", "information: {control_risk: 0.5, relative_change: 1.5, why: Tea.}, why: For"),
      "comparisons.extra.information.relative_change", "1.5 makes 1.25 of 0.5"),
    C("pool outcome is misspelt", REVIEW, pool("outcome: full", "outcome: fulll"), "pools.extra.outcome",
      "in spelling (not in meaning): 'full'"),
    C("pool condition is misspelt", REVIEW, pool("conditions: [simple], window", "conditions: [simpel], window"),
      "pools.extra.conditions[0]", "in spelling (not in meaning): 'simple'"),
    C("pool of what may not be pooled", REVIEW, pool("conditions: [simple], window",
      "conditions: [simple, mixed], window"), "pools.extra.conditions[1]", "may not be pooled"),
    C("pool name has a space", REVIEW, pool("extra:", "extra pool:"), "pools.extra pool", "right form"),
    C("pool twice", REVIEW, swap("\npools:\n", f"\npools:\n  {VALID_POOL}\n  {VALID_POOL}\n"), "pools.extra", "twice",
      at="extra:"),
    C("window reversed", REVIEW, pool("first: 1, last: 6", "first: 6, last: 1"), "pools.extra.window",
      "first <= target"),
    C("target outside the window", REVIEW, pool("target: 3", "target: 9"), "pools.extra.window", "first <= target"),
    C("window in words", REVIEW, pool("last: 6", "last: six"), "pools.extra.window.last", "six"),
    C("time in words is misspelt", REVIEW, pool("last: 6", "last: 6, also: [not-statd]"), "pools.extra.window.also[0]",
      "Did you mean 'not-stated'?"),
    C("model is misspelt", REVIEW, pool("label: Extra", "label: Extra, model: glm"), "pools.extra.model",
      "Did you mean 'glmm'?"),
    C("test is misspelt", REVIEW, pool("label: Extra", "label: Extra, test: T"), "pools.extra.test", "Allowed: z, t"),
    C("prediction interval has unknown degrees of freedom", REVIEW,
      pool("label: Extra", "label: Extra, prediction_interval: t(k-3)"), "pools.extra.prediction_interval",
      "t(k-1), t(k-2)"),
    C("prediction interval from one study", REVIEW,
      pool("label: Extra", "label: Extra, min_studies_for_prediction: 1"), "pools.extra.min_studies_for_prediction",
      "2"),
    C("level in percent", REVIEW, pool("label: Extra", "label: Extra, level: 95"), "pools.extra.level", "0.95"),
    C("level in quotes", REVIEW, pool("label: Extra", 'label: Extra, level: "0.95"'), "pools.extra.level", "'0.95'"),
    C("threshold in percent", REVIEW, threshold("at: 0.5", "at: 50"), "pools.extra.thresholds[0].at", "less than 1"),
    C("threshold without a reason", REVIEW, threshold(", why: For a test.}]", "}]"), "pools.extra.thresholds[0].why",
      "is missing"),
    C("threshold without words", REVIEW, threshold("label: half, ", ""), "pools.extra.thresholds[0].label",
      "is missing"),
    C("threshold twice", REVIEW, threshold("[{at: 0.5", "[{at: 0.5, label: half, why: Tea.}, {at: 0.5"),
      "pools.extra.thresholds", "In rising order, each once"),
    C("choices without a reason", REVIEW, choices(", why: For a test.}", "}"), "pools.extra.choices.why", "is missing"),
    C("choice that does not exist", REVIEW, choices("models: [reml]", "colours: [red]"), "pools.extra.choices.colours",
      "not a known field"),
    C("other model is misspelt", REVIEW, choices("[reml]", "[remml]"), "pools.extra.choices.models[0]",
      "Allowed: glmm"),
    C("other model is the declared one", REVIEW, choices("[reml]", "[glmm]"), "pools.extra.choices",
      "models lists 'glmm', which the pool declares"),
    C("other model twice", REVIEW, choices("[reml]", "[reml, reml]"),
      "pools.extra.choices.models", "appears twice"),
    C("other window is the declared one", REVIEW, choices("last: 9", "last: 6"), "pools.extra.choices",
      "'late', the window of the pool"),
    C("other window reversed", REVIEW, choices("first: 1, last: 9", "first: 9, last: 1"),
      "pools.extra.choices.windows[0].window", "first <= target"),
    C("other window twice", REVIEW, choices("windows: [{id: late", "windows: [{id: late, label: Late, window: "
      "{target: 4, first: 1, last: 9}}, {id: late"), "pools.extra.choices.windows", "Each id once"),
    C("more combinations than can be enumerated", REVIEW,
      choices("min_patients: [5]", f"min_patients: [{', '.join(map(str, range(100, 60000)))}]"), "pools.extra.choices",
      "Allowed: up to 100,000"),
    C("smallest denominator is negative", REVIEW, pool("min_patients: 3", "min_patients: -3"),
      "pools.extra.min_patients", "equal to 0"),
    C("subgroup without ages", REVIEW, pool(", ages: [adult]", ""), "pools.extra.subgroups[0].ages", "is missing"),
    C("subgroup age is misspelt", REVIEW, pool("[adult]", "[adlt]"), "pools.extra.subgroups[0].ages[0]",
      "Did you mean 'adult'?"),
    C("subgroups overlap", REVIEW, pool(PARTS, PARTS[:-1] + ", " + PARTS[1:].replace("id: a", "id: b")),
      "pools.extra.subgroups[1]", "already in subgroup 'a'"),
    C("subgroup id twice", REVIEW, pool(PARTS, PARTS[:-1] + ", " + PARTS[1:].replace("adult", "child")),
      "pools.extra.subgroups[1].id", "appears twice"),
    C("subgroup of a condition that the pool leaves out", REVIEW,
      pool("[simple], ages", "[secondary], ages"), "pools.extra.subgroups[0].conditions[0]", "not in this pool"),
    C("subgroup of an unknown cause", REVIEW, pool("ages: [adult]", "ages: [adult], causes: [fizzz]"),
      "pools.extra.subgroups[0].causes[0]", "Allowed:"),
    C("subgroups of the same cause", REVIEW,
      pool(PARTS, OF_A_CAUSE[:-1] + ", " + OF_A_CAUSE[1:].replace("id: a", "id: b")),
      "pools.extra.subgroups[1]", "simple, adult, fizz is already in subgroup 'a'"),
    C("subset that is the whole pool", REVIEW, subset("{id: b, label: B, why: For a test.}"),
      "pools.extra.subsets[0].given", "the whole pool. Give given (not-combined, alone)"),
    C("subset without reason", REVIEW, subset("{id: b, label: B, given: alone}"), "pools.extra.subsets[0].why",
      "is missing"),
    C("subset by an unknown way of giving", REVIEW, subset("{id: b, label: B, given: solo, why: For a test.}"),
      "pools.extra.subsets[0].given", "Allowed: any, not-combined, alone"),
    C("subset of an unknown cause", REVIEW, subset("{id: b, label: B, causes: [fizzz], why: For a test.}"),
      "pools.extra.subsets[0].causes[0]", "Allowed:"),
    C("subset with and without a cause", REVIEW,
      subset("{id: b, label: B, causes: [fizz], without_causes: [fizz], why: For a test.}"),
      "pools.extra.subsets[0].without_causes", "'fizz' is under causes too"),
    C("subset with the name of a subgroup", REVIEW, subset("{id: a, label: A, given: alone, why: For a test.}"),
      "pools.extra.subsets[0].id", "already a subgroup or subset"),
    C("estimand without missing data", REVIEW, pool("label: Extra",
      "label: Extra, estimand: {who: Anyone., treatment: Tea., time: At once.}"), "pools.extra.estimand.missing",
      "is missing"),
    C("pool without the estimand that the review asks for", REVIEW, asked("Extra, 1 to 6 months", ""),
      "pools.extra.estimand", "pools_say_estimand", at="extra:"),
    C("label that names one end of its window", REVIEW, asked("Extra, near 6 months"), "pools.extra.label",
      "the pool takes 1 to 6 months. Write so.", at="extra:"),
    C("label that names the digits of its window in other numbers", REVIEW, asked("Extra, 16 months"),
      "pools.extra.label", "the pool takes 1 to 6 months", at="extra:"),
    C("label that is silent on rows without a time", REVIEW, asked("Extra, 1 to 6 months", also=", also: [best]"),
      "pools.extra.label", "Add `time not stated`", at="extra:"),
    C("comparison without what is compared", REVIEW, comparison("outcome: full, ", ""), "comparisons.extra.outcome",
      "either outcome or event"),
    C("comparison of an outcome and an event", REVIEW, comparison("outcome: full, ", "outcome: full, event: death, "),
      "comparisons.extra.outcome", "either outcome or event"),
    C("comparison of an unknown outcome", REVIEW, comparison("outcome: full", "outcome: fulll"),
      "comparisons.extra.outcome", "in spelling (not in meaning): 'full'"),
    C("comparison of an unknown event", REVIEW, comparison("outcome: full", "event: deth"), "comparisons.extra.event",
      "in spelling (not in meaning): 'death'"),
    C("comparison without window", REVIEW, comparison(f"window: {WINDOW}, ", ""), "comparisons.extra.window",
      "an outcome needs a window"),
    C("comparison of an event with a window", REVIEW, comparison("outcome: full", "event: death"),
      "comparisons.extra.window", "an event has none"),
    C("comparison with a reversed window", REVIEW, comparison("first: 1, last: 6", "first: 6, last: 1"),
      "comparisons.extra.window", "first <= target"),
    C("comparison of an outcome with a severity", REVIEW,
      comparison("outcome: full", "outcome: full, severity: severe"),
      "comparisons.extra.severity", "only an event has a severity"),
    C("comparison without reason", REVIEW, comparison(", why: For a test.", ""), "comparisons.extra.why",
      "is missing"),
    C("comparison without label", REVIEW, comparison("label: Extra, ", ""), "comparisons.extra.label", "is missing"),
    C("comparison against nothing", REVIEW, comparison("[water]", "[]"), "comparisons.extra.against",
      "at least 1 item"),
    C("comparison against an unknown drug", REVIEW, comparison("[water]", "[watr]"),
      "comparisons.extra.against[0]", "in spelling (not in meaning): 'water'"),
    C("comparison against the treatment itself", REVIEW, comparison("[water]", "[water, tea]"),
      "comparisons.extra.against[1]", "is the treatment under review"),
    C("comparison in what may not be pooled", REVIEW, comparison("[simple]", "[mixed]"),
      "comparisons.extra.conditions[0]", "may not be pooled"),
    C("comparison by hazard ratio", REVIEW, comparison("label: Extra", "label: Extra, measures: [HR]"),
      "comparisons.extra.measures[0]", "Allowed: RR, RD"),
    C("comparison by the same measure twice", REVIEW, comparison("label: Extra", "label: Extra, measures: [RR, RR]"),
      "comparisons.extra.measures", "each measure once"),
    C("comparison pooled by the model of proportions", REVIEW, comparison("label: Extra", "label: Extra, model: glmm"),
      "comparisons.extra.model", "Allowed: mh"),
    C("comparison at a level in percent", REVIEW, comparison("label: Extra", "label: Extra, level: 95"),
      "comparisons.extra.level", "0.95"),
    C("comparison declared twice", REVIEW, swap("\ncomparisons:\n", f"\ncomparisons:\n{TWICE}"),
      "comparisons.relief-water", "compares the same as 'twice'", at="relief-water:"),
    C("comparison under a name with a space", REVIEW, comparison("extra:", "extra one:"), "comparisons.extra one",
      "right form"),
    C("unknown field of a comparison", REVIEW, comparison("label: Extra", "label: Extra, randomised: false"),
      "comparisons.extra.randomised", "not a known field"),
    C("search that was run, without date", REVIEW, search("database: X, status: run"), "searches[0].last_run",
      "needs its date"),
    C("search that was not run, with date", REVIEW, search("database: X, status: not-run, last_run: 2026-01-31"),
      "searches[0].last_run", "has none"),
    C("search run on a day that does not exist", REVIEW, search("database: X, status: run, last_run: 2026-02-30"),
      "searches[0].last_run", "2026-02-30"),
    C("search run after the date of the data", REVIEW, search("database: X, status: run, last_run: 2099-01-31"),
      "searches[0].last_run", "after the date of the data"),
    C("search run in seconds", REVIEW, search("database: X, status: run, last_run: 86400"), "searches[0].last_run",
      "not a date"),
    C("search status is misspelt", REVIEW, search("database: X, status: notrun"), "searches[0].status",
      "Did you mean 'not-run'?"),
    C("search without database", REVIEW, search("status: not-run"), "searches[0].database", "is missing"),
    C("step without what was done", REVIEW, swap("\nsteps:\n", "\nsteps:\n  - {step: A, planned: B}\n"),
      "steps[0].done", "is missing"),
]

HARMS = [
    C("rule for harms without reason", REVIEW, rule(", why: For a test.", ""), "safety.why", "is missing", at=SAFETY),
    C("rule for harms without studies", REVIEW, rule("min_studies: 3, ", ""), "safety.min_studies", "is missing",
      at=SAFETY),
    C("harms pooled from one study", REVIEW, rule("min_studies: 3", "min_studies: 1"), "safety.min_studies",
      "greater than or equal to 2", at=SAFETY),
    C("harms pooled from nobody", REVIEW, rule("min_patients: 3", "min_patients: 0"), "safety.min_patients",
      "greater than or equal to 1", at=SAFETY),
    C("harms at a level in percent", REVIEW, rule("min_patients: 3", "min_patients: 3, level: 95"), "safety.level",
      "0.95", at=SAFETY),
    C("harms by a model that does not exist", REVIEW, rule("min_patients: 3", "min_patients: 3, model: bayes"),
      "safety.model", "glmm", at=SAFETY),
    C("studies for a pool of harms in words", REVIEW, rule("min_studies: 3", "min_studies: three"),
      "safety.min_studies", "three", at=SAFETY),
    C("unknown field of the rule for harms", REVIEW, rule("min_studies", "min_reports: 3, min_studies"),
      "safety.min_reports", "not a known field", at=SAFETY),
    C("safety topic is misspelt", REVIEW, rule("[monitoring]", "[monitorin]"), "safety.background.a.topics[0]",
      "Did you mean 'monitoring'?", at=SAFETY),
    C("safety topic twice", REVIEW, rule("[monitoring]", "[monitoring, monitoring]"), "safety.background.a.topics[1]",
      "already in 'a'", at=SAFETY),
    C("safety table without topics", REVIEW, rule("[monitoring]", "[]"), "safety.background.a.topics",
      "at least 1 item", at=SAFETY),
    C("event does not say truly whether it is pooled", WORDS, within("  other-event:", "pooled: false", "pooled: no"),
      "events.other-event.pooled", "'no'"),
]

VOCABULARY = [
    C("section is missing", WORDS, block("drugs:", "units:"), "drugs", "is missing", at="outcomes:"),
    C("unknown section", WORDS, add("places: {}\n"), "places", "not a known field"),
    C("term without definition", WORDS, within("  mate:", ", definition: An infusion of another plant.", ""),
      "drugs.mate.definition", "is missing"),
    C("term without label", WORDS, within("  mate:", "label: mate, ", ""), "drugs.mate.label",
      "is missing"),
    C("term is blank", WORDS, within("  mate:", "{label: mate, definition: An infusion of another plant.}", ""),
      "drugs.mate", "is empty"),
    C("term has a space", WORDS, within("  mate:", "  mate:", "  ma te:"), "drugs.ma te",
      "right form"),
    C("term twice", WORDS, twice("  mate:"), "drugs.mate", "appears twice"),
    C("higher_is_better is a word", WORDS, block("  no-relief:", "  lasting:",
      "  no-relief:\n    label: no relief\n    definition: None.\n    higher_is_better: no\n"),
      "outcomes.no-relief.higher_is_better", "'no'",
      at="higher_is_better: no"),
    C("sum of an unknown outcome", WORDS, swap("sum_of: [full, part]", "sum_of: [full, prt]"),
      "outcomes.relief.sum_of[1]",
      "Did you mean", other_files=(SCHEMAS,)),
    C("sum of itself", WORDS, swap("sum_of: [full, part]", "sum_of: [full, relief]"), "outcomes.relief.sum_of[1]",
      "another outcome",
      other_files=("data/studies/", SCHEMAS)),
    C("synonym of two terms", WORDS, swap("definition: Honey.", "definition: Honey., synonyms: [Lemon]"),
      "drugs.honey.synonyms[0]", "also a name of 'lemon'"),
    C("sum is a text", WORDS, swap("sum_of: [full, part]", "sum_of: full + part"), "outcomes.relief.sum_of",
      "not a list"),
    C("condition does not say whether it is pooled", WORDS, block(
      "  sneezing:\n    label: hiccups with sneezing",
      "  none:",
      "  sneezing: {label: sneezing, definition: With hiccups.}\n"), "conditions.sneezing.pooled", "is missing"),
    C("condition of a pool is no longer pooled", WORDS, swap(
      "Hiccups without another cause.\n    pooled: true",
      "Hiccups without another cause.\n    pooled: false"), "pools.relief.conditions[0]",
      "may not be pooled", at="conditions: [simple", reported=REVIEW),
    C("axis without chapter", WORDS, within("  calcium: {", ", chapter: nerve", ""), "axes.calcium.chapter",
      "is missing"),
    C("part is misspelt", WORDS, within("Tea alone", "intervention", "intervntion"), "perturbations.tea.part",
      "Did you mean 'intervention'?"),
    C("direct is a number", WORDS, within("  cramp:", "direct: false", "direct: 0"), "diseases.cramp.direct",
      "0 is"),
    C("event without class", WORDS, within("  death:", ", organ_class: overall", ""), "events.death.organ_class",
      "is missing"),
    C("term that data use is renamed", WORDS, within("  calcium: {", "  calcium:", "  calcim:"),
      "findings[2].axis", "Did you mean 'calcim'?", at="axis: calcium", reported=BAKER,
      other_files=("data/studies/", "data/pathway.yaml", SCHEMAS)),
    C("unit that data use is deleted", WORDS, line("  cups/day:", ""), "arms[0].dose.unit", "Did you mean",
      at="cups/day",
      reported=ADLER, other_files=("data/studies/", SCHEMAS)),
    C("new term without new schemas", WORDS, line("  mate:",
      "  mate: {label: mate, definition: An infusion of another plant.}\n  extra: {label: a, definition: b}"), "",
      "review schema", at=UNKNOWN, reported=STUDY_SCHEMA, other_files=(SCHEMAS,)),
]

CERTAINTY = "data/certainty.yaml"
RESPONSE = "outcomes.relief"
WIDE = 'imprecision: {judgement: -1, reason: "Few people and a wide interval."}'
AGREE = 'inconsistency: {judgement: 0, reason: "The cohorts agree."}'
NO_TIME = 'indirectness: {judgement: -1, reason: "The time is not given."}'
SOURCES = 'risk-of-bias: {judgement: -2, reason: "Percentages without denominators, in baker2011 only."}'
COUNTS = 'imprecision: {judgement: -2, reason: "No counts."}'
POOL = "    evidence: {pool: relief}\n"
WATER = "    evidence: {comparison: relief-water}\n"
RATINGS = [
    C("judgement beyond two levels", CERTAINTY, swap("imprecision: {judgement: -1, reason: \"Few people and",
      "imprecision: {judgement: -3, reason: \"Few people and"), f"{RESPONSE}.domains.imprecision.judgement", "-3"),
    C("rater who is no role", CERTAINTY, swap("rated_by: [rater 1]", "rated_by: [nobody yet]"), "rated_by[0]",
      "is not a role with its number"),
    C("part in a version without a role", REVIEW, swap("{extractor 1: everything}", "{everybody: everything}"),
      "versions[0].roles.everybody", "is not a role with its number"),
    C("a domain that is not judged", CERTAINTY,
      swap("      imprecision: {judgement: -1, reason: \"Few people and a wide interval.\"}\n", ""),
      f"{RESPONSE}.domains", "imprecision missing", at="domains:"),
    C("a domain that GRADE does not have", CERTAINTY, swap("imprecision: {judgement: -1, reason: \"Few people and",
      "precision: {judgement: -1, reason: \"Few people and"), f"{RESPONSE}.domains.precision", "imprecision",
      at="precision:"),
    C("judgement without a reason", CERTAINTY, swap(", reason: \"Few people and a wide interval.\"", ""),
      f"{RESPONSE}.domains.imprecision.reason", "is missing"),
    C("a typed figure", CERTAINTY, swap("Few people and a wide interval.", "Only 188 people."),
      f"{RESPONSE}.domains.imprecision.reason", "holds the number 188"),
    C("pool that is not declared", CERTAINTY, swap("{pool: relief}", "{pool: relif}"),
      f"{RESPONSE}.evidence.pool", "Did you mean 'relief'?"),
    C("evidence of two kinds", CERTAINTY, swap("{pool: relief}", "{pool: relief, outcome: relief}"),
      f"{RESPONSE}.evidence.pool", "give one of pool, comparison, outcome and events"),
    C("a pool and a comparison", CERTAINTY,
      swap("{pool: relief}", "{pool: relief, comparison: relief-water}"),
      f"{RESPONSE}.evidence.pool", "give one of pool, comparison"),
    C("events without severities", CERTAINTY, swap("{events: [any-event], severities: [severe, serious]}",
      "{events: [any-event]}"),
      "outcomes.severe-events.evidence.severities", "events need their severities", at="evidence:"),
    C("comparison that is not declared", CERTAINTY,
      swap("{comparison: lasting-ginger}", "{comparison: lasting-gingre}"),
      "outcomes.lasting-versus-ginger.evidence.comparison", "Did you mean 'lasting-ginger'?"),
    C("rated up although rated down", CERTAINTY, swap("    evidence: {pool: relief}\n",
      "    evidence: {pool: relief}\n    upgrades: [{factor: large-effect, by: 1, reason: Large.}]\n"),
      f"{RESPONSE}.upgrades", "is not rated up"),
    C("rating confirmed by nobody", CERTAINTY, swap("    evidence: {pool: relief}\n",
      "    evidence: {pool: relief}\n    status: confirmed\n"), f"{RESPONSE}.raters",
      "names the raters' roles", at="  relief:"),
    C("share above one", CERTAINTY, line("  unclear_bias:", "  unclear_bias: 50"), "thresholds.unclear_bias", "50"),
    C("threshold left out", CERTAINTY, line("  i2:", ""), "thresholds.i2", "is missing", at="thresholds:"),
    C("start that is no level", CERTAINTY, line("  single_group:", "  single_group: lowest"), "starts.single_group",
      "'lowest' is not allowed"),
    C("a search not run as a reason", CERTAINTY, swap(WIDE, WIDE.replace("-1,", "-1, because: [search-not-run],")),
      f"{RESPONSE}.domains.imprecision.because[0]", "is a limit of this review"),
    C("no comparison as a reason", CERTAINTY, swap(WIDE, WIDE.replace("-1,", "-1, because: [no-comparison],")),
      f"{RESPONSE}.domains.imprecision.because[0]", "starts low for that reason"),
    C("what could not be read as a reason", CERTAINTY,
      swap(NO_TIME, NO_TIME.replace("-1,", "-1, because: [not-in-abstract],")),
      "outcomes.return-versus-sugar.domains.indirectness.because[0]", "missing information, not indirectness"),
    C("a reason that is no term", CERTAINTY, swap(WIDE, WIDE.replace("-1,", "-1, because: [too-few-pateints],")),
      f"{RESPONSE}.domains.imprecision.because[0]", "Did you mean 'too-few-patients'?"),
    C("a reason in another domain", CERTAINTY, swap(WIDE, WIDE.replace("-1,", "-1, because: [surrogate],")),
      f"{RESPONSE}.domains.imprecision.because[0]",
      "is a reason for indirectness, not for imprecision. Allowed: missing"),
    C("one reason in two domains", CERTAINTY,
      both(swap(SOURCES, SOURCES.replace("-2,", "-2, because: [missing-denominators],")),
           swap(COUNTS, COUNTS.replace("-2,", "-2, because: [missing-denominators],"))),
      "outcomes.return-versus-sugar.domains.imprecision.because[0]",
      "already a reason in risk-of-bias. Each reason counts once",
      at="No counts."),
    C("one reason twice in a domain", CERTAINTY,
      swap(WIDE, WIDE.replace("-1,", "-1, because: [too-few-patients, too-few-patients],")),
      f"{RESPONSE}.domains.imprecision.because[1]", "already a reason in this domain"),
    C("a reason for nothing", CERTAINTY, swap(AGREE, AGREE.replace("0,", "0, because: [heterogeneity],")),
      "outcomes.full.domains.inconsistency.because", "a judgement of 0 lowers nothing"),
    C("guidance of another name", CERTAINTY, swap("rated_by:", "guidance: core-grade\nrated_by:"), "guidance",
      "Allowed: core-grade-2025"),
    C("what matters without a threshold", CERTAINTY,
      swap(POOL, f"{POOL}    matters: {{fixed: 2024-01-01, why: Tea.}}\n"),
      f"{RESPONSE}.matters.shares", "give either difference"),
    C("what matters in two ways", CERTAINTY,
      swap(POOL, f"{POOL}    matters: {{difference: 0.1, shares: [0.5], fixed: 2024-01-01, why: Tea.}}\n"),
      f"{RESPONSE}.matters.shares", "give either difference"),
    C("shares out of order", CERTAINTY,
      swap(POOL, f"{POOL}    matters: {{shares: [0.5, 0.2], fixed: 2024-01-01, why: Tea.}}\n"),
      f"{RESPONSE}.matters.shares", "from the smallest to the largest"),
    C("a difference in one treated group", CERTAINTY,
      swap(POOL, f"{POOL}    matters: {{difference: 0.1, fixed: 2024-01-01, why: Tea.}}\n"),
      f"{RESPONSE}.matters.difference", "does not go with evidence on one treated group. Allowed: shares"),
    C("shares in a comparison", CERTAINTY,
      swap(WATER, f"{WATER}    matters: {{shares: [0.5], fixed: 2024-01-01, why: Tea.}}\n"),
      "outcomes.relief-versus-water.matters.shares", "does not go with evidence on a comparison. Allowed: difference"),
    C("thresholds fixed after the rating", CERTAINTY,
      both(swap("rated_by:", "rated_on: 2024-01-01\nrated_by:"),
           swap(POOL, f"{POOL}    matters: {{shares: [0.5], fixed: 2024-01-02, why: Tea.}}\n")),
      f"{RESPONSE}.matters.fixed", "is after the rating", at="fixed: 2024-01-02"),
    C("certainty without outcomes", CERTAINTY, block("outcomes:", ""), "outcomes", "is missing", at="rated_by:"),
]
# fmt: on

OF_REVIEW = [*POOLS_AND_SEARCHES, *HARMS, *VOCABULARY, *RATINGS]
