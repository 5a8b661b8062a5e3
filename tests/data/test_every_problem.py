"""Every problem at once: a fault in one file hides no fault of another that can be judged without that file."""

import shutil
from itertools import zip_longest

import pytest
from corruption import (
    ADLER,
    BACKGROUND,
    BAKER,
    BIB,
    CARTER,
    INDEX,
    LOG,
    OVERLAP,
    PARTNER,
    REVIEW,
    STUDY_SCHEMA,
    TRIAL,
    WORDS,
    Corruption,
    add,
    content,
    encoded,
    swap,
    within,
)
from corruptions_of_files import OF_FILES, VALID_BACKGROUND
from corruptions_of_mechanisms import CLARK, OF_MECHANISMS, PATHWAY
from corruptions_of_outcomes import OF_OUTCOMES
from corruptions_of_review import CERTAINTY, OF_REVIEW
from corruptions_of_studies import OF_STUDIES
from second_readings import READING

from livingreview import DataError, load
from livingreview.store.checks import CHECKS
from livingreview.store.reading import read

pytestmark = pytest.mark.usefixtures("parse_what_is_unchanged_once")

REPORTING, AUTHORS = "data/reporting.yaml", "data/authors.yaml"
CHAPTER = "chapters/methods.md"
RUNS, FOUND = "data/searches/runs.csv", "data/searches/found/2024-01-31-teabase-clinical.csv"
RUN = "2024-02-{day}-teabase,2024-02-{day},Teabase,teabase,,,,,9,0,{n},,information specialist 1,\n"
LOOKUPS = "data/searches/lookups.csv"
PAIRS, PAIR_COLUMNS = "data/screening/pairs.csv", "one,other,verdict,relation,role,date,note\n"
DECISIONS = "data/screening/decisions/{role}.csv"
FIRST, SECOND = DECISIONS.format(role="screener-1"), DECISIONS.format(role="screener-2")
DECISION_COLUMNS = "record,stage,decision,category,reason,date\n"
TRUST = "data/trust.yaml"
JUDGED = """\
rated_by: [rater 1]
judgements:
  - {study: STUDY, tool: tract, items: [few-authors], judgement: no-information, reason: They are not named.}
"""
READINGS = "data/extractions/extractor-2/{key}.yaml"
AUDIT = """\
seed: 8
audited_on: 2024-02-03
by: checker 1
drawn: 5
seen: 5
wrong_numbers: 0
wrong_labels: 0
"""
RECORD = "r9999,A title,,,,,,a-log,abstract,include,,,{study},,\n"
MORE = [
    Corruption(
        "Core GRADE without reasons",
        CERTAINTY,
        add("\nguidance: core-grade-2025\n"),
        "outcomes.relief.domains.risk-of-bias.because",
        "is missing",
    ),
    Corruption(
        "words of the search for no page",
        REVIEW,
        add("\nfound_by: {cupz: {words: [cups]}}\n"),
        "found_by.cupz",
        "is not a chapter",
    ),
    Corruption(
        "met by a page without its words",
        REVIEW,
        add("\nreporting_is_compared: true\n"),
        "standards.prisma-2020-abstracts.3.reported",
        "said to be met",
        reported=REPORTING,
    ),
    Corruption(
        "checked without a second reading",
        REVIEW,
        add("\nchecked_means_read_twice: true\n"),
        "extraction.checked_by",
        "there is no reading of grant2017",
        reported="data/studies/grant2017.yaml",
    ),
    Corruption(
        "reading in the folder of another role",
        READINGS.format(key="adler2010"),
        content(READING.replace("role: extractor 2", "role: extractor 3")),
        "role",
        "is not the role of the folder",
    ),
    Corruption(
        "reading of an arm that it does not declare",
        READINGS.format(key="baker2011"),
        content(
            READING.replace("adler2010", "baker2011").replace(
                "{arm: tea, group: all, event", "{arm: tee, group: all, event"
            )
        ),
        "safety[0].arm",
        "is not declared in this file",
    ),
    Corruption(
        "reading that could not see an unknown outcome",
        READINGS.format(key="carter2012"),
        content(READING.replace("adler2010", "carter2012").replace("of: predictor", "of: predicter")),
        "not_seen[0].of",
        "Did you mean 'predictor'?",
    ),
    Corruption(
        "decisions on readings that are not there",
        "data/extractions/decisions/dalton2013.yaml",
        content("id: dalton2013\nfirst: extractor 1\nsecond: extractor 2\nsettled_on: 2024-02-03\n"),
        "second",
        "there is no reading of dalton2013 by extractor 2",
    ),
    Corruption(
        "audit under another seed",
        "data/audits/2024-02-03-7.yaml",
        content(AUDIT),
        "seed",
        "called 2024-02-03-8.yaml",
    ),
    Corruption("record without title", LOG, add(RECORD.replace("A title", "")), "r9999.title", "is missing"),
    Corruption("record of two cells", LOG, add("r9999,A title\n"), "", "has 2 cells"),
    Corruption("columns of another log", LOG, swap("record,title", "number,title"), "", "Needed: record"),
    Corruption("log in UTF-16", LOG, encoded(lambda t: t.encode("utf-16")), "", "UTF-8"),
    Corruption(
        "record of no file", LOG, add(RECORD.format(study="nobody1999")), "r9999.study", "'nobody1999' has no file"
    ),
    Corruption("record twice", LOG, add(RECORD.format(study="x").replace("r9999", "r0001")), "r0001.record", "twice"),
    Corruption(
        "record of a file that has one", LOG, add(RECORD.format(study="baker2011")), "r9999.study", "already the file"
    ),
    Corruption(
        "a file without a record",
        "data/context/zzz2020.yaml",
        content(VALID_BACKGROUND.replace("olsen2005", "zzz2020")),
        "study",
        "no included record names zzz2020",
        reported=LOG,
    ),
    Corruption(
        "character without a font",
        REVIEW,
        swap("condition_short: hiccups", "condition_short: ሕመም"),
        "condition_short",
        "U+1215",
    ),
    Corruption(
        "exception for a text that is not there",
        REVIEW,
        add("\nallowed_in_chapters: [{chapter: index, text: <b>, why: No reason.}]\n"),
        "allowed_in_chapters[0].text",
        "does not hold this text",
    ),
    Corruption("citation of nobody", INDEX, add("\n{cite:p}`nobody1998`\n"), "cite", "'nobody1998' is not in"),
    Corruption("pathway cannot be read", PATHWAY, content("nodes: [\n"), "", "not valid YAML"),
    Corruption("certainty cannot be read", CERTAINTY, content("outcomes: [\n"), "", "not valid YAML"),
    Corruption("reporting cannot be read", REPORTING, content("standards: [\n"), "", "not valid YAML"),
    Corruption("authors cannot be read", AUTHORS, content("authors: [\n"), "", "not valid YAML"),
    Corruption(
        "item reported nowhere",
        REPORTING,
        swap("where: [evidence-base]", "where: [evidence-bas]"),
        "standards.prisma-2020-abstracts.7.where[0]",
        "Did you mean 'evidence-base'?",
    ),
    Corruption(
        "log of two methods",
        REVIEW,
        swap("{log: hand,", "{log: citations,"),
        "other_methods[1].log",
        "already the log of citation searching",
        other_files=(LOG,),
    ),
    Corruption(
        "older version first",
        REVIEW,
        swap("  - version: 0.2.0", "  - version: 0.0.1"),
        "versions[0].version",
        "is not the current version",
    ),
    Corruption(
        "duplicate of no record",
        LOG,
        add(RECORD.format(study="").replace("include,,,,", "duplicate,,,,r9998")),
        "r9999.duplicate_of",
        "'r9998' is not a record",
    ),
    Corruption("run twice", RUNS, add(RUN.format(day="01", n=0) * 2), "2024-02-01-teabase.run", "appears twice"),
    Corruption(
        "run without its records",
        RUNS,
        add(RUN.format(day="02", n=3)),
        "2024-02-02-teabase.new",
        "says 3 new records",
    ),
    Corruption(
        "run of an unknown log",
        RUNS,
        add(RUN.format(day="03", n=0).replace(",teabase,", ",teabse,")),
        "2024-02-03-teabase.log",
        "Did you mean 'teabase'?",
    ),
    Corruption("run of words", RUNS, add(RUN.format(day="04", n="two")), "2024-02-04-teabase.new", "Write digits only"),
    Corruption(
        "year of a search that was not run",
        REVIEW,
        swap("version: 0.2.0\ndate", "version: 2024.2.0\ndate"),
        "version",
        "needs a complete search",
    ),
    Corruption("record found twice", FOUND, add("teabase:51" + "," * 17 + "\n"), "teabase:51", "appears twice"),
    Corruption(
        "answer on a record that is none",
        PAIRS,
        content(PAIR_COLUMNS + "record:r0001,record:r8888,different,,screener 1,2024-02-01,\n"),
        "record:r8888.other",
        "is no record",
    ),
    Corruption(
        "look-up of nobody",
        LOOKUPS,
        content("study,date,service\nnobody1999,2024-01-31,crossref\n"),
        "nobody1999.study",
        "has no file in data/",
    ),
    Corruption(
        "answer without its relation",
        PAIRS,
        content(PAIR_COLUMNS + "record:r0001,record:r0003,linked,,screener 1,2024-02-01,\n"),
        "record:r0001.relation",
        "two linked publications have a relation",
    ),
    Corruption(
        "decision on a record that is none",
        FIRST,
        add("r8887,abstract,include,,,2024-02-01\n"),
        "r8887.record",
        "is no record",
    ),
    Corruption(
        "decision that is no word of the list",
        SECOND,
        add("r0056,abstract,maybe,,,2024-02-01\n"),
        "r0056.decision",
        "Allowed: include, exclude, unsure",
    ),
    Corruption(
        "decisions of a role that is not declared",
        DECISIONS.format(role="screener-9"),
        content(DECISION_COLUMNS),
        "",
        "Did you mean 'screener-",
    ),
    Corruption(
        "conflict decided without a reason",
        DECISIONS.format(role="adjudicator-1"),
        content(DECISION_COLUMNS + "r0056,abstract,include,,,2024-02-01\n"),
        "r0056.reason",
        "Say why the conflict was decided so",
    ),
    Corruption(
        "cohort left in a copy",
        CARTER,
        swap("  id: carter2012\n", "  id: ellis2014\n"),
        "cohort.id",
        "also the cohort of",
    ),
    Corruption(
        "registration left in a copy", CARTER, swap("[FEN-9]", "[rur 17]"), "registry[0]", "also the registration"
    ),
    Corruption(
        "address left in a copy",
        CARTER,
        swap("example.org/carter/abstract", "example.org/adler/abstract"),
        "sources[0].url",
        "also the address of data/studies/adler2010.yaml:11",
    ),
    Corruption(
        "DOI left in a line of the log",
        LOG,
        within("r0005,", "10.99999/carter2012", "10.99999/bond2000"),
        "r0005.doi",
        "is that of bond2000",
    ),
    Corruption(
        "part of the patients with one condition as a condition",
        CARTER,
        within("id: soda", "role: subgroup", "role: condition"),
        "groups[2].role",
        "Write `role: subgroup`",
    ),
    Corruption("letters misread in a study", CARTER, swap("Château", "ChÃ¢teau"), "setting", "probably 'Château'"),
    Corruption(
        "letters misread in a record",
        BIB,
        swap("hiccups, report 4}", "hiccupsâ€™ report}"),
        "bond2000.title",
        "hiccups’",
    ),
    Corruption(
        "letters misread in the log", LOG, within("r0006,", ",Clark", ",ClÃ¤rk"), "r0006.first_author", "'Clärk'"
    ),
    Corruption(
        "letters misread in the review", REVIEW, swap("short_title: Tea", "short_title: TÃ©a"), "short_title", "Téa"
    ),
    Corruption("letters misread in a chapter", INDEX, add("\nÖÐ¹ú\n"), "", "'中国'"),
    Corruption(
        "table of some subgroups",
        INDEX,
        add("\n| Group | Cohorts |\n| - | - |\n| Adults | {result}`pools.relief.simple-adult.k` |\n"),
        "",
        "Add a row for each",
    ),
    Corruption("a result typed into a chapter", INDEX, add("\nRelief was 12% (n = 40).\n"), "", "'12%' is typed"),
    Corruption(
        "trust in a study that is none",
        TRUST,
        content(JUDGED.replace("STUDY", "bakr2011")),
        "judgements[0].study",
        "'bakr2011' is not a study",
    ),
    Corruption(
        "trust judged in part",
        TRUST,
        content(JUDGED.replace("STUDY", "baker2011")),
        "judgements[0].items",
        "has no judgement on prospective-registration",
    ),
    Corruption("trust cannot be read", TRUST, content("judgements: [\n"), "", "not valid YAML"),
    Corruption("study cannot be read", BAKER, content("id: [\n"), "", "not valid YAML"),
    Corruption("chapter is not text", CHAPTER, encoded(lambda t: t.encode() + b"\nSj\xf6gren\n"), "", "UTF-8"),
    Corruption("trial cannot be read", TRIAL, content("id: [\n"), "", "not valid YAML"),
    Corruption("review cannot be read", REVIEW, content("title: [\n"), "", "not valid YAML"),
]
BY_NAME = {c.name: c for c in (*OF_STUDIES, *OF_OUTCOMES, *OF_REVIEW, *OF_FILES, *OF_MECHANISMS, *MORE)}

# Each makes a file, or a part of one, unreadable, or is a problem of the file itself.
HIDING = """
events more than n; study cannot be read; overlap partner cannot be read; overlap partner without age
trial status is misspelt; trial cannot be read; background without kind
version of two parts; date in another order; review is empty; review cannot be read
section is missing; vocabulary is empty; vocabulary with two documents
not sorted; doi with address; comma missing after the key; brace missing after an entry; key twice
latin-1 bibliography; bibliography in UTF-16; byte order mark; no bibliography; text between entries
record without title; record of two cells; columns of another log; log in UTF-16
chapter is not text; chapter is a folder
judgement beyond two levels; certainty cannot be read; unknown field of the pathway; pathway cannot be read
reporting cannot be read; authors cannot be read; trust cannot be read
run of words; answer without its relation; decision that is no word of the list
stale schema; no schemas; a stray file among studies; no studies; no trial that the log included
"""

# Found by a check across fields or files: their own file can be read. Those of one line are made together.
HIDDEN = """
id is not the file's name; item judged twice; reading that does not give the percentage; events more than the group; \
trial from a source that does not exist; background two figures with one name; arrow backwards; \
comparison with what is not an earlier review; sum of an unknown outcome; entry without use; citation of nobody; \
record of no file; a typed figure; run twice; record found twice; \
item reported nowhere; more complete than overall responses; decision on a record that is none
answer on a record that is none; run without its records; complete and partial do not add up; \
recruitment reversed; finding twice; overlap to another extent; \
decisions of a role that is not declared; trust in a study that is none; \
second primary pool; leading axis of another chapter; entry of a trial is missing; pool that is not declared; \
choice of a study that is not one; record twice; conflict with a study that is not one; \
background comparator in words is the treatment under review; stale schema; stale issue form; \
second of two citations is misspelt
run of an unknown log; look-up of nobody; year of a search that was not run; \
dose in another unit than stated; arm id twice; second group of a condition; overlap with an unknown study; \
safety topic is misspelt; node twice; record of a file that has one; axis in a chapter that is not declared; \
background without an entry; entry of a study is missing; hypothesis twice
year is another than the key's; starting point is not in the bibliography; overlap not declared back; \
conflict decided without a reason; trust judged in part; \
conflict not marked on the other side; background figure from a source that does not exist; \
citation ends with a comma; subgroups overlap; comparison against the treatment itself; \
an arm with the treatment that does not have it; a file without a record; \
duplicate of no record; relation is missing; exception for a text that is not there; \
severity is not the printed word
comparison declared twice; pool of what may not be pooled; same id among studies and trials; older version first; \
search run after the date of the data; log of two methods; chapter is not text; character without a font; \
a character that no font has; synonym of two terms; number in a cell that is too much; country in letters of no font
cohort left in a copy; month after the end of follow-up; patients in an experiment on animals; \
registration left in a copy; address left in a copy; DOI left in a line of the log; \
part of the patients with one condition as a condition; letters misread in a study; letters misread in a record; \
letters misread in the log; letters misread in the review; letters misread in a chapter; \
a result typed into a chapter; table of some subgroups; origin of a count is forgotten; entry of another registration
words for nobody without their zero; nobody had the treatment; report of a trial is not a study; \
log of eligibility that is not declared
Core GRADE without reasons; a reason for nothing; a difference in one treated group; words of the search for no page; \
reading in the folder of another role; reading of an arm that it does not declare; \
reading that could not see an unknown outcome; decisions on readings that are not there; audit under another seed; \
met by a page without its words; checked without a second reading; pool without the estimand that the review asks for; \
question of practice on a topic that no point has; P value above 1; \
limits say how the file was made: 'Do not state it.'; regimen that says what was not given
"""

# What else than its own file a fault is judged by; without it, nothing can be said.
JUDGED_BY = {
    "met by a page without its words": {REPORTING},
    "checked without a second reading": {"data/studies/grant2017.yaml"},
    "question of practice on a topic that no point has": {BACKGROUND, "data/context"},
    "reading that could not see an unknown outcome": {WORDS},
    "cohort left in a copy": {PARTNER},
    "an arm with the treatment that does not have it": {REVIEW},
    "nobody had the treatment": {REVIEW},
    "registration left in a copy": {ADLER},
    "address left in a copy": {ADLER},
    "DOI left in a line of the log": {BIB},
    "decision on a record that is none": {LOG},
    "decisions of a role that is not declared": {REVIEW},
    "conflict decided without a reason": {REVIEW},
    "answer on a record that is none": {LOG},
    "run of an unknown log": {REVIEW},
    "a typed figure": {BIB},
    "complete and partial do not add up": {WORDS},
    "more complete than overall responses": {WORDS},
    "dose in another unit than stated": {WORDS},
    "background comparator in words is the treatment under review": {REVIEW},
    "comparison with what is not an earlier review": {"data/context"},
    "safety topic is misspelt": {BACKGROUND, "data/context"},
    "pool that is not declared": {REVIEW},
    "origin of a count is forgotten": {REVIEW},
    "words for nobody without their zero": {REVIEW},
    "severity is not the printed word": {REVIEW},
    "report of a trial is not a study": {"data/studies"},
    "overlap to another extent": {PARTNER},
    "a file without a record": {LOG},
    "trust judged in part": {BAKER},
    "relation is missing": {WORDS},
    "pool of what may not be pooled": {WORDS},
    "same id among studies and trials": {ADLER},
    "overlap not declared back": {OVERLAP},
    "choice of a study that is not one": {"data/studies"},
    "conflict not marked on the other side": {CLARK, WORDS},
    "record of a file that has one": {BAKER},
    "entry without use": {CHAPTER},
    "exception for a text that is not there": {INDEX},
    "table of some subgroups": {REVIEW},
    "stale schema": {WORDS},
    "starting point is not in the bibliography": {BIB},
    "citation of nobody": {BIB},
    "second of two citations is misspelt": {BIB},
    "citation ends with a comma": {BIB},
    "background without an entry": {BIB},
    "year is another than the key's": {BIB},
    "entry of a trial is missing": {BIB},
    "entry of a study is missing": {BIB},
}
# Of the bibliography, only what is missing as a whole leaves nothing to judge by.
WHOLE_FILE = {"no bibliography"}


def names(text):
    return [[name.strip() for name in line.split(";")] for line in text.strip().splitlines()]


HIDERS = [BY_NAME[name] for line in names(HIDING) for name in line]
TOGETHER = [[BY_NAME[name] for name in line] for line in names(HIDDEN)]


def problems_of(root):
    with pytest.raises(DataError) as caught:
        load(root)
    return caught.value.problems


def unreported(faults, root):
    problems = problems_of(root)
    return [
        fault.name
        for fault in faults
        if not any(
            (p.file, p.field) == (fault.reported or fault.file, fault.field) and fault.word in p.message
            for p in problems
        )
    ]


def independent(hider, fault):
    """Whether the fault is in another file than the hider, and can be judged without that file."""
    judged_by = JUDGED_BY.get(fault.name, set()) - (set() if hider.name in WHOLE_FILE else {BIB})
    files = {fault.file, fault.reported or fault.file} | judged_by
    return not any(file.startswith(hider.file) for file in files)


@pytest.mark.parametrize("together", range(len(TOGETHER)))
@pytest.mark.parametrize("hider", HIDERS, ids=lambda c: c.name.replace(" ", "-"))
def test_a_fault_hides_no_other(hider, together, review_copy):
    faults = [fault for fault in TOGETHER[together] if independent(hider, fault)]
    assert faults
    for fault in (*faults, hider):
        fault.edit(review_copy / fault.file)
    assert unreported([*faults, hider], review_copy) == []


@pytest.mark.parametrize("together", range(len(TOGETHER)))
def test_faults_that_checks_find_are_reported_together(together, review_copy):
    for fault in TOGETHER[together]:
        fault.edit(review_copy / fault.file)
    assert unreported(TOGETHER[together], review_copy) == []


def one_a_file():
    """Hiders in sets, each file damaged once in a set, until every one was in a set."""
    by_file = {}
    for hider in HIDERS:
        if hider.name not in ("no studies", "no schemas", "no trial that the log included"):  # removes other files
            by_file.setdefault(hider.file, []).append(hider)
    return [[fault for fault in row if fault] for row in zip_longest(*by_file.values())]


@pytest.mark.parametrize("faults", one_a_file(), ids=range(len(one_a_file())))
def test_unreadable_files_are_reported_together(faults, review_copy):
    for fault in faults:
        fault.edit(review_copy / fault.file)
    without_terms = [f for f in faults if not (f.file == STUDY_SCHEMA and any(o.file == WORDS for o in faults))]
    assert unreported(without_terms, review_copy) == []


def test_every_check_finds_one_of_the_faults(pristine_review, tmp_path):
    """So that a new check comes with a fault here."""
    working = set()
    for number, together in enumerate(TOGETHER):
        root = shutil.copytree(pristine_review, tmp_path / str(number))
        for fault in together:
            fault.edit(root / fault.file)
        loaded, _ = read(root)
        working |= {check.__name__ for check in CHECKS if list(check(loaded))}
    assert working == {check.__name__ for check in CHECKS}
