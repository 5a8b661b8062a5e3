"""Damage to review.yaml, vocabulary.yaml, references.bib, chapters, and to files as files."""

from corruption import (
    UNKNOWN,
    Corruption,
    add,
    block,
    both,
    content,
    dangling,
    encoded,
    folder,
    grown,
    line,
    removed,
    swap,
    twice,
    within,
)
from corruptions_of_studies import ADLER, BAKER, CARTER, LOG, OVERLAP, PARTNER, TRIAL

REVIEW, WORDS, BIB = "data/review.yaml", "data/vocabulary.yaml", "references.bib"
INDEX = "chapters/index.md"
SCHEMAS = "data/schema/"
STUDY_SCHEMA = SCHEMAS + "study.schema.json"
CONTEXT = "data/context/olsen2005.yaml"


def C(name, file, edit, field, word, at="", **more):
    return Corruption(name, file, edit, field, word, at, **more)


# --- review.yaml: further pools and searches go in at the top, so that the review's own may change.
WINDOW = "{target: 3, first: 1, last: 6}"
PARTS = "[{id: a, label: A, conditions: [simple], ages: [adult]}]"
SOUND_POOL = (
    f"extra: {{label: Extra, outcome: full, conditions: [simple], window: {WINDOW}, min_patients: 3, "
    f"subgroups: {PARTS}, why: For a test.}}"
)


def pool(old, new):
    """A declared pool that is sound but for one thing."""
    assert SOUND_POOL.count(old) == 1
    return swap("\npools:\n", "\npools:\n  " + SOUND_POOL.replace(old, new) + "\n")


# The rule for harms in one line, in place of the review's own.
SAFETY = "safety: {"
SOUND_RULE = (
    "safety: {min_studies: 3, min_patients: 3, background: {a: {label: A, topics: [monitoring]}}, why: For a test.}"
)


def rule(old, new):
    """A rule for harms that is sound but for one thing."""
    assert SOUND_RULE.count(old) == 1
    return block("safety:", "searches:", SOUND_RULE.replace(old, new) + "\n")


SOUND_COMPARISON = (
    f"extra: {{label: Extra, outcome: full, against: [water], conditions: [simple], window: {WINDOW}, "
    "why: For a test.}"
)


def comparison(old, new):
    """A declared comparison that is sound but for one thing."""
    assert SOUND_COMPARISON.count(old) == 1
    return swap("\ncomparisons:\n", "\ncomparisons:\n  " + SOUND_COMPARISON.replace(old, new) + "\n")


def search(text):
    return swap("\nsearches:\n", f"\nsearches:\n  - {{{text}}}\n")


# fmt: off
OF_REVIEW = [
    *(
        C(f"review without {field}", REVIEW, line(f"{field}:", ""), field, "is missing", at="title:")
        for field in ("short_title", "version", "date", "status", "intervention", "intervention_drugs", "condition")
    ),
    C("comparison with what is not an earlier review", REVIEW, swap("study: vance2012, point: share",
      "study: quinn2007, point: share"),
      "earlier_reviews[0].study", "is not an earlier review"),
    C("comparison with a point that does not exist", REVIEW, within("point: share", "share", "shaer"),
      "earlier_reviews[0].point", "Did you mean 'share'?"),
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
      "intervention_drugs[0]", "Did you mean 'tea'?"),
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
      "exactly one pool is primary", at="pools:"),
    C("no primary pool", REVIEW, line("    primary: true", ""), "pools", "found none", at="pools:"),
    C("primary is a word", REVIEW, pool("label: Extra", "label: Extra, primary: yes"), "pools.extra.primary", "yes"),
    C("pool without label", REVIEW, pool("label: Extra, ", ""), "pools.extra.label", "is missing"),
    C("pool without outcome", REVIEW, pool("outcome: full, ", ""), "pools.extra.outcome", "is missing"),
    C("pool without window", REVIEW, pool(f"window: {WINDOW}, ", ""), "pools.extra.window", "is missing"),
    C("pool without reason", REVIEW, pool(", why: For a test.", ""), "pools.extra.why", "is missing"),
    C("pool without smallest denominator", REVIEW, pool("min_patients: 3, ", ""), "pools.extra.min_patients",
      "is missing"),
    C("pool outcome is misspelt", REVIEW, pool("outcome: full", "outcome: fulll"), "pools.extra.outcome",
      "Did you mean 'full'?"),
    C("pool condition is misspelt", REVIEW, pool("conditions: [simple], window", "conditions: [simpel], window"),
      "pools.extra.conditions[0]", "Did you mean 'simple'?"),
    C("pool of what may not be pooled", REVIEW, pool("conditions: [simple], window",
      "conditions: [simple, mixed], window"), "pools.extra.conditions[1]", "may not be pooled"),
    C("pool name has a space", REVIEW, pool("extra:", "extra pool:"), "pools.extra pool", "right form"),
    C("pool twice", REVIEW, swap("\npools:\n", f"\npools:\n  {SOUND_POOL}\n  {SOUND_POOL}\n"), "pools.extra", "twice",
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
    C("level in percent", REVIEW, pool("label: Extra", "label: Extra, level: 95"), "pools.extra.level", "0.95"),
    C("level in quotes", REVIEW, pool("label: Extra", 'label: Extra, level: "0.95"'), "pools.extra.level", "'0.95'"),
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
    C("comparison without what is compared", REVIEW, comparison("outcome: full, ", ""), "comparisons.extra.outcome",
      "either outcome or event"),
    C("comparison of an outcome and an event", REVIEW, comparison("outcome: full, ", "outcome: full, event: death, "),
      "comparisons.extra.outcome", "either outcome or event"),
    C("comparison of an unknown outcome", REVIEW, comparison("outcome: full", "outcome: fulll"),
      "comparisons.extra.outcome", "Did you mean 'full'?"),
    C("comparison of an unknown event", REVIEW, comparison("outcome: full", "event: deth"), "comparisons.extra.event",
      "Did you mean 'death'?"),
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
      "comparisons.extra.against[0]", "Did you mean 'water'?"),
    C("comparison against the treatment itself", REVIEW, comparison("[water]", "[water, tea]"),
      "comparisons.extra.against[1]", "is the treatment under review"),
    C("comparison in what may not be pooled", REVIEW, comparison("[simple]", "[mixed]"),
      "comparisons.extra.conditions[0]", "may not be pooled"),
    C("comparison by odds ratio", REVIEW, comparison("label: Extra", "label: Extra, measures: [OR]"),
      "comparisons.extra.measures[0]", "Allowed: RR, RD"),
    C("comparison by the same measure twice", REVIEW, comparison("label: Extra", "label: Extra, measures: [RR, RR]"),
      "comparisons.extra.measures", "each measure once"),
    C("comparison pooled by the model of proportions", REVIEW, comparison("label: Extra", "label: Extra, model: glmm"),
      "comparisons.extra.model", "Allowed: mh"),
    C("comparison at a level in percent", REVIEW, comparison("label: Extra", "label: Extra, level: 95"),
      "comparisons.extra.level", "0.95"),
    C("comparison declared twice", REVIEW, comparison("outcome: full", "outcome: relief"), "comparisons.relief-water",
      "compares the same as 'extra'", at="relief-water:"),
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

OF_SAFETY = [
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

OF_VOCABULARY = [
    C("section is missing", WORDS, block("lines:", "drugs:"), "lines", "is missing", at="outcomes:"),
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

# fmt: on

# --- references.bib: lines are those where an entry begins.
ENTRY = "@article{adler2010,"
DOI, PMID, PMCID = "{10.99999/adler2010}", "{90000002}", "{PMC900000}"
TITLE = "  title = {Tea as Rescue in Stubborn Hiccups"
VOLUME = "  volume = {2},\n  pages = {20--28},\n  doi = {10.99999/adler2010}"
YEAR = "  year = {2010},\n" + VOLUME
LAST = "  pmcid = {PMC900000},\n}"


def B(name, edit, field, word, at=ENTRY, **more):
    return Corruption(name, BIB, edit, "adler2010." + field if field else "", word, at, **more)


def entry(key, fields="", kind="article"):
    """A further entry, at the end of the file."""
    given = fields or f"title = {{T}}, journal = {{J}}, year = {{2020}}, doi = {{10.1000/{key}}}, note = {{No author}}"
    return add(f"\n@{kind}{{{key}, {given}}}\n")


# fmt: off
OF_BIBLIOGRAPHY = [
    B("title is missing", line(TITLE, ""), "title", "is missing"),
    B("title is blank", line(TITLE, "  title = {},"), "title", "is missing"),
    B("journal is missing", swap("  journal = {Proceedings of the Spasm Society},\n", ""), "journal", "is missing"),
    B("year is missing", swap(YEAR, VOLUME), "year", "is missing"),
    B("authors and note are missing", line("  author = {Adler, Yma", ""), "author", "author or note"),
    B("no way to find it", both(swap(f"  doi = {DOI},\n", ""), swap(f"  pmid = {PMID},\n", "")), "doi",
      "doi or note or pmid or url"),
    B("doi with address", swap(DOI, "{https://doi.org/10.99999/adler2010}"), "doi", "not a DOI"),
    B("doi with a space", swap(DOI, "{10.99999/adler 2010}"), "doi", "not a DOI"),
    B("doi without prefix", swap(DOI, "{adler2010}"), "doi", "not a DOI"),
    B("doi is blank", swap(DOI, "{}"), "doi", "not a DOI"),
    B("pmid with letters", swap(PMID, "{PMID90000002}"), "pmid", "not a PubMed number"),
    B("pmid too long", swap(PMID, "{900000021}"), "pmid", "eight digits"),
    B("pmcid without letters", swap(PMCID, "{900000}"), "pmcid", "PMC and digits"),
    B("year of two digits", swap(YEAR, YEAR.replace("2010}", "20}", 1)), "year", "four digits"),
    B("year in words", swap(YEAR, YEAR.replace("2010}", "in press}", 1)), "year", "four digits"),
    B("year of another century", swap(YEAR, YEAR.replace("2010}", "2220}", 1)), "year", "four digits"),
    B("year in the future", swap(YEAR, YEAR.replace("2010}", "2098}", 1)), "year", "after the date of the data",
      other_files=(ADLER,)),
    C("year is another than the key's", BIB, swap(YEAR, YEAR.replace("2010}", "2011}", 1)), "id", "has the year 2011",
      at="id: adler2010", reported=ADLER),
    C("journal in another spelling", BIB,
      swap("Fizzy Drinks},\n  journal = {Journal of Spasms}", "Fizzy Drinks},\n  journal = {The Journal of Spasms}"),
      "carter2012.journal", "Write a journal in one way", at="@article{carter2012"),
    B("address is not an address", swap(LAST, "  url = {example.org},\n" + LAST), "url", "not an address"),
    B("address of an entry with a space", swap(LAST, "  url = {https://exam ple.org},\n" + LAST), "url",
      "not an address"),
    B("unknown field of an entry", swap(YEAR, YEAR.replace("volume", "vol")), "vol", "Did you mean 'volume'?"),
    B("abstract in the bibliography", swap(LAST, "  abstract = {Long},\n" + LAST), "abstract", "not used here"),
    B("HTML in the title", swap("Tea as Rescue", "<i>Tea</i> as Rescue"), "title", "HTML"),
    B("empty author", swap("{Adler, Yma and", "{ and Adler, Yma and"), "author", "empty name"),
    B("author list ends with and", swap(" and Gold, Lea and Zorn, Xi}", " and Gold, Lea and }"), "author",
      "empty name"),
    B("field twice with a capital", swap(f"  doi = {DOI}", f"  doi = {DOI},\n  DOI = {DOI}"), "doi", "appears twice"),
    B("comma missing after a required field", swap("{Proceedings of the Spasm Society},",
      "{Proceedings of the Spasm Society}"), "journal",
      "comma"),
    B("comma missing after an optional field", swap("{2},\n  pages = {20--28}", "{2}\n  pages = {20--28}"), "volume",
      "comma"),
    B("title without braces", line(TITLE, "  title = Tea,"), "title", "not one text in braces"),
    B("field of an entry twice", swap(f"  doi = {DOI}", f"  doi = {DOI},\n  doi = {DOI}"), "",
      "the field doi appears twice"),
    B("brace missing after a value", swap(DOI, DOI[:-1]), "", "cannot be read"),
    B("brace missing before a value", swap(DOI, DOI[1:]), "", "outside any entry", at="doi = 10.99999"),
    B("brace missing after an entry", swap(LAST, LAST[:-1]), "", "cannot be read"),
    B("brace missing after the key", swap(ENTRY, ENTRY.replace("{", "")), "", "Is an @ missing",
      at="@articleadler2010"),
    B("comma missing after the key", swap(ENTRY, ENTRY[:-1]), "", "cannot be read", at=ENTRY[:-1]),
    B("equals sign missing", swap("journal = {Proceedings of the Spasm Society}",
      "journal {Proceedings of the Spasm Society}"), "",
      "cannot be read"),
    B("quote without end", swap(DOI + ",", '"10.99999/adler2010,'), "", "cannot be read"),
    B("too many commas in a name", swap("{Adler, Yma and", "{Adler, Yma, A, B and"), "", "cannot be read"),
    B("at sign missing", swap(ENTRY, ENTRY[1:]), "", "Is an @ missing", at=ENTRY[1:]),
    B("text between entries", swap(ENTRY, "See also the trial.\n\n" + ENTRY), "", "outside any entry", at="See also"),
    B("zero-width space in a doi", swap(DOI, "{10.99999/adler\u200b2010}"), "", "U+200B", at="doi = {10.99999/a"),
    B("byte order mark", encoded(lambda t: b"\xef\xbb\xbf" + t.encode()), "", "U+FEFF", at="@"),
    B("latin-1 bibliography", encoded(lambda t: t.encode("latin-1", "replace")), "", "UTF-8", at=UNKNOWN),
    B("bibliography in UTF-16", encoded(lambda t: t.encode("utf-16")), "", "UTF-8", at=UNKNOWN),
    B("no bibliography", removed, "", "is missing", at=UNKNOWN),
    B("bibliography is a folder", folder, "", "is missing", at=UNKNOWN),
    C("unknown entry type", BIB, swap(ENTRY, ENTRY.replace("article", "artcle")), "adler2010",
      "Did you mean 'article'?",
      at="{adler2010,"),
    C("entry of a thesis", BIB, entry("zzz2020", kind="phdthesis"), "zzz2020", "@phdthesis", at="zzz2020"),
    C("key twice", BIB, entry("adler2010"), "adler2010", "appears twice", at="{adler2010, title"),
    C("key with a capital", BIB, entry("Zzz2020"), "Zzz2020", "lower-case", at="Zzz2020"),
    C("key with a colon", BIB, entry("zzz:2020"), "zzz:2020", "lower-case", at="zzz:2020"),
    C("two keys of one doi", BIB, entry("zzz2020", "title = {T}, journal = {J}, year = {2020}, note = {n}, "
      "doi = {10.99999/ADLER2010}"), "zzz2020.doi", "also that of adler2010", at="zzz2020"),
    C("two keys of one pmid", BIB, entry("zzz2020", "title = {T}, journal = {J}, year = {2020}, note = {n}, "
      "pmid = {90000002}"), "zzz2020.pmid", "also that of adler2010", at="zzz2020"),
    C("two keys of one pmcid", BIB, entry("zzz2020", "title = {T}, journal = {J}, year = {2020}, note = {n}, "
      "pmcid = {PMC900000}"), "zzz2020.pmcid", "also that of adler2010", at="zzz2020"),
    C("not sorted", BIB, entry("aaa2020"), "aaa2020", "sorted by key", at="aaa2020"),
    C("entry without use", BIB, entry("zzz2020"), "zzz2020", "no chapter cites it", at="zzz2020"),
    C("report without institution", BIB, entry("zzz2020", "title = {T}, year = {2020}, url = {https://a.org}",
      "techreport"), "zzz2020.institution", "is missing", at="zzz2020"),
    C("entry of a study is missing", BIB, block("@article{carter2012,", "@article{clark2002,"), "id",
      "no entry 'carter2012'",
      at="id: carter2012", reported=CARTER, other_files=("chapters/",)),
    C("entry of a trial is missing", BIB, block("@misc{tea-0001,", "@misc{tea-0002,"), "id",
      "no entry 'tea-0001'", at="id: tea-0001", reported=TRIAL, other_files=("chapters/",)),
    C("key of a study is misspelt", BIB, swap("@article{carter2012,", "@article{carter2012a,"), "carter2012a",
      "no chapter cites it", at="@article{carter2012a", other_files=(CARTER, "chapters/")),
]

OF_CHAPTERS = [
    C("citation is misspelt", INDEX, add("\nAs shown {cite:p}`adlerr2010`.\n"), "cite", "Did you mean 'adler2010'?",
      at="As shown"),
    C("second of two citations is misspelt", INDEX, add("\nAs shown {cite:t}`adler2010, nobody1999`.\n"), "cite",
      "'nobody1999' is not in", at="As shown"),
    C("citation ends with a comma", INDEX, add("\nAs shown {cite}`adler2010,`.\n"), "cite", "'' is not in",
      at="As shown"),
    C("latin-1 chapter", INDEX, encoded(lambda t: t.encode() + "\nChâteau\n".encode("latin-1")), "", "UTF-8",
      at="Ch"),
    C("chapter is a folder", "chapters/extra.md", folder, "", "cannot be read", at=UNKNOWN),
    C("chapter is a link to nothing", "chapters/extra.md", dangling, "", "cannot be read", at=UNKNOWN),
]

# fmt: on
# --- A context file: sound but for one thing.
SOUND_CONTEXT = """\
id: olsen2005
kind: guideline
purpose: definition
sources:
  - {id: 1, url: "https://example.org", kind: abstract}
figures:
  - {about: all, drug: water, outcome: full, as_printed: cured, events: 3, n: 10, printed: 30%, source: 1, at: p. 1}
points:
  - {topic: response, point: Platelets count., source: 1, at: Abstract}
"""


COMPARATOR = SOUND_CONTEXT.replace("purpose: definition", "purpose: comparator")


def context(name, old, new, field, word, at=""):
    assert SOUND_CONTEXT.count(old) == 1
    return C(f"context {name}", CONTEXT, content(SOUND_CONTEXT.replace(old, new)), field, word, at or new or "id:")


# fmt: off
OF_CONTEXT = [
    context("id is not the file's name", "id: olsen2005", "id: olsen2015", "id", "Allowed: olsen2005"),
    context("without kind", "kind: guideline\n", "", "kind", "is missing"),
    context("without purpose", "purpose: definition\n", "", "purpose", "is missing"),
    context("without sources", '\n  - {id: 1, url: "https://example.org", kind: abstract}', " []", "sources",
      "at least 1 item", at="sources"),
    context("purpose is misspelt", "purpose: definition", "purpose: defintion", "purpose",
      "Did you mean 'definition'?"),
    context("drug is misspelt", "drug: water", "drug: watr", "figures[0].drug", "Did you mean 'water'?"),
    context("outcome is misspelt", "outcome: full", "outcome: fulll", "figures[0].outcome", "Did you mean 'full'?"),
    context("events more than n", "events: 3,", "events: 30,", "figures[0].events", "more than n"),
    context("percentage does not fit", "printed: 30%", "printed: 31%", "figures[0].printed", "30.00%"),
    context("figure without the report's own term", "as_printed: cured, ", "", "figures[0].as_printed",
      "is missing", at="about: all"),
    context("figure from a source that does not exist", "source: 1, at: p", "source: 2, at: p", "figures[0].source",
      "there is no source 2"),
    context("point from a source that does not exist", "source: 1, at: A", "source: 2, at: A", "points[0].source",
      "there is no source 2"),
    context("point without place", ", at: Abstract", "", "points[0].at", "is missing", at="topic: response"),
    C("context two figures with one name", CONTEXT,
      content(SOUND_CONTEXT.replace("{about: all", "{id: cured, about: all").replace("{topic", "{id: cured, topic")),
      "points[0].id", "appears twice", at="topic: response"),
    C("context figure name with a space", CONTEXT,
      content(SOUND_CONTEXT.replace("{about: all", "{id: was cured, about: all")), "figures[0].id", "right form",
      at="about: all"),
    C("context comparator by drug is the treatment under review", CONTEXT,
      content(COMPARATOR.replace("drug: water", "drug: tea")), "figures[0].drug", "belong in data/studies",
      at="about: all"),
    C("context comparator in words is the treatment under review", CONTEXT,
      content(COMPARATOR.replace("about: all", "about: all on Tea")), "figures[0].about",
      "belong in data/studies", at="about: all"),
    context("figure in an arm", "drug: water", "arm: water", "figures[0].arm", "not a known field"),
    C("context of a study that is a file already", "data/context/adler2010.yaml",
      content(SOUND_CONTEXT.replace("olsen2005", "adler2010")), "id", "also in data/studies/adler2010.yaml",
      at="id:"),
    C("context without an entry", "data/context/zzz2020.yaml",
      content(SOUND_CONTEXT.replace("olsen2005", "zzz2020")), "id", "no entry 'zzz2020'", at="id:",
      other_files=(LOG,)),
    C("a stray file among context", "data/context/notes.txt", content("to do"), "", "does not belong here", at=UNKNOWN),
]

# fmt: on
ALIASES = "a: &a [x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join(['*' + old] * 9)}]\n" for old, new in zip("abcdefg", "bcdefgh", strict=True)
)

# fmt: off
OF_FILES = [
    C("truncated inside a row", ADLER, encoded(lambda t: t[: t.index("events: 24") + 8].encode()), "", "not valid YAML",
      at=UNKNOWN),
    C("truncated between rows", ADLER, encoded(lambda t: t[: t.index("sources:")].encode()), "sources", "is missing",
      at="id: adler2010"),
    C("latin-1 bytes", CARTER, encoded(lambda t: t.encode("latin-1")), "", "UTF-8", at="Ch"),
    C("UTF-16", ADLER, encoded(lambda t: t.encode("utf-16")), "", "UTF-8", at=UNKNOWN),
    C("byte order mark in data", ADLER, encoded(lambda t: b"\xef\xbb\xbf" + t.encode()), "", "U+FEFF", at="# yaml"),
    C("NUL byte", ADLER, within("events: 24", "40%", "40%\x00"), "", "U+0000"),
    C("zero-width space", ADLER, line("id:", "id: adler\u200b2010"), "", "U+200B"),
    C("soft hyphen", ADLER, within("events: 24", "Abstract", "Ab\u00adstract"), "", "U+00AD"),
    C("line separator", ADLER, within("events: 24", "Abstract", "Abstract\u2028p. 3"), "", "U+2028", at=UNKNOWN),
    C("control character", ADLER, within("events: 24", "Abstract", "Abstract\x80"), "", "U+0080"),
    C("right-to-left override", ADLER, within("events: 24", "Abstract", "\u202eAbstract"), "", "U+202E"),
    C("not a character", ADLER, within("events: 24", "Abstract", "Abstract\uffff"), "", "not valid YAML", at=UNKNOWN),
    C("tab as indentation", ADLER, swap("cohort:\n  id:", "cohort:\n\tid:"), "", "a tab"),
    C("broken indentation", ADLER, line("country:", "   country: Ruritania"), "", "indentation", at=UNKNOWN),
    C("row out of line", ADLER, within("events: 27", "  - {", " - {"), "", "indentation"),
    C("bracket not closed", ADLER, within("events: 24", "Abstract}", "Abstract"), "", "not valid YAML", at=UNKNOWN),
    C("quote not closed", ADLER, line("followup:", 'followup: "12 months'), "", "missing quote", at=UNKNOWN),
    C("colon and space in a text", ADLER, line("followup:", "followup: planned: 12 months"), "", "colon and space"),
    C("comma missing in a row", ADLER, within("events: 24", "events: 24, n", "events: 24 n"), "", "not valid YAML",
      at=UNKNOWN),
    C("field twice in a row", ADLER, within("events: 24", "n: 60", "n: 60, n: 54"), "efficacy[0].n", "appears twice"),
    C("two documents", ADLER, add("---\nid: adler2011\n"), "", "second document"),
    C("merge conflict", ADLER, line("country:",
      "<<<<<<< ours\ncountry: Ruritania\n=======\ncountry: Japan\n>>>>>>> theirs"),
      "", "not valid YAML", at=UNKNOWN),
    C("code in a tag", ADLER, line("country:", 'country: !!python/object/apply:os.system ["true"]'), "country",
      "tag tag:yaml.org,2002:python/object/apply:os.system"),
    C("harmless tag", ADLER, line("country:", "country: !!str 86"), "country", "tag"),
    C("anchor on a value", ADLER, line("country:", "country: &here Ruritania"), "country", "anchors"),
    C("anchor on a field name", ADLER, line("country:", "&here country: Ruritania"), "", "plain word"),
    C("alias", ADLER, line("setting:", "setting: *here"), "setting", "aliases"),
    C("merge key", ADLER, line("country:", "<<: {country: Ruritania}"), "", "plain word"),
    C("field name is a list", ADLER, line("country:", "? [country]\n: Ruritania"), "", "plain word"),
    C("field name of two lines", ADLER, line("country:", '"coun\\ntry": Ruritania'), "", "plain word"),
    C("alias bomb", ADLER, content(ALIASES), "a", "anchors"),
    C("100,000 brackets", ADLER, content("id: " + "[" * 100_000), "id" + "[0]" * 12, "deep"),
    C("100,000 closed brackets", ADLER, content("id: " + "[" * 100_000 + "]" * 100_000), "id" + "[0]" * 12, "deep"),
    C("a thousand levels of indentation", ADLER, content("".join(" " * i + "a:\n" for i in range(1000))),
      ".".join("a" * 13), "deep", at="            a:"),
    C("empty file", ADLER, content(""), "", "is empty"),
    C("only a comment", ADLER, content("# to do\n"), "", "is empty"),
    C("only null", ADLER, content("null\n"), "", "must hold fields"),
    C("a list instead of fields", ADLER, content("- id: adler2010\n"), "", "must hold fields"),
    C("a text instead of fields", ADLER, content("see the article\n"), "", "must hold fields"),
    C("JSON of another kind", ADLER, content('{"hits": []}\n'), "hits", "not a known field"),
    C("an article saved under the name", ADLER, content(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), "", "UTF-8", at=UNKNOWN),
    C("50 MB", ADLER, grown(50_000_000), "", "50,000,000 bytes", at=UNKNOWN),
    C("a folder under the name", ADLER, folder, "", "cannot be read", at=UNKNOWN),
    C("a link to nothing", ADLER, dangling, "", "cannot be read", at=UNKNOWN),
    C("a stray file among studies", "data/studies/notes.txt", content("to do"), "", "does not belong here", at=UNKNOWN),
    C("another ending", "data/studies/zzz2020.yml", content("id: zzz2020"), "", "<id>.yaml", at=UNKNOWN),
    C("an editor's copy", "data/studies/baker2011.yaml~", content("id: baker2011"), "", "does not belong here",
      at=UNKNOWN),
    C("a folder among studies", "data/studies/old", folder, "", "does not belong here", at=UNKNOWN),
    C("a stray file among trials", "data/trials/notes.txt", content("to do"), "", "does not belong here", at=UNKNOWN),
    C("same id among studies and trials", "data/trials/adler2010.yaml", lambda f: f.write_bytes(
      f.with_name("tea-0001.yaml").read_bytes().replace(b"id: tea-0001", b"id: adler2010")), "id",
      "also in data/studies/adler2010.yaml", at="id: adler2010"),
    C("no studies", "data/studies", removed, "", "is missing", at=UNKNOWN, other_files=("references.bib", LOG)),
    C("studies is a file", "data/studies", both(removed, content("")), "", "is missing", at=UNKNOWN,
      other_files=("references.bib", LOG)),
    C("no trial that the log included", "data/trials", removed, "r0037.study", "has no file in data/",
      at="r0037,", reported=LOG),
    C("stale schema", STUDY_SCHEMA, add("\n"), "", "review schema", at=UNKNOWN),
    C("schema is missing", SCHEMAS + "review.schema.json", removed, "", "review schema", at=UNKNOWN),
    C("schema in another encoding", SCHEMAS + "vocabulary.schema.json", encoded(lambda t: t.encode("utf-16")), "",
      "review schema", at=UNKNOWN),
    C("no schemas", "data/schema", removed, "", "review schema", at=UNKNOWN, reported=STUDY_SCHEMA,
      other_files=(SCHEMAS,)),
    C("no vocabulary", WORDS, removed, "", "cannot be read", at=UNKNOWN),
    C("vocabulary is empty", WORDS, content(""), "", "is empty"),
    C("no review", REVIEW, removed, "", "neither in", at=UNKNOWN),
    C("review is empty", REVIEW, content("# later\n"), "", "is empty"),
    C("review is a list", REVIEW, content("- title: x\n"), "", "must hold fields"),
    C("vocabulary with two documents", WORDS, add("---\na: b\n"), "", "second document"),
    C("overlap partner cannot be read", OVERLAP, content("id: [\n"), "", "not valid YAML", at=UNKNOWN),
    C("overlap partner without age", PARTNER, within("population: {", "age: adult, ", ""), "population.age",
      "is missing"),
]

# fmt: on

# fmt: off
CERTAINTY = "data/certainty.yaml"
RESPONSE = "outcomes.relief"
OF_CERTAINTY = [
    C("judgement beyond two levels", CERTAINTY, swap("imprecision: {judgement: -1, reason: \"Few people and",
      "imprecision: {judgement: -3, reason: \"Few people and"), f"{RESPONSE}.domains.imprecision.judgement", "-3"),
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
    C("certainty of nothing", CERTAINTY, block("outcomes:", "", "outcomes: {}\n"), "outcomes", "at least 1 item"),
]
# fmt: on

OF_THE_REST = [
    *OF_REVIEW, *OF_SAFETY, *OF_VOCABULARY, *OF_BIBLIOGRAPHY, *OF_CHAPTERS, *OF_CONTEXT, *OF_CERTAINTY, *OF_FILES
]  # fmt: skip
