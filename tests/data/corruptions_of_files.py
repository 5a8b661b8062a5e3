"""Damage to references.bib, chapters and background files, and to files as files."""

from corruption import (
    ADLER,
    BACKGROUND,
    BIB,
    CARTER,
    INDEX,
    LOG,
    OVERLAP,
    PARTNER,
    REVIEW,
    SCHEMAS,
    STUDY_SCHEMA,
    TRIAL,
    UNKNOWN,
    WORDS,
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
    within,
)
from corruption import Corruption as C

# --- references.bib: lines are those where an entry begins.
ENTRY, AUTHOR = "@article{adler2010,", "  author = {"
DOI, PMID, PMCID = "{10.99999/adler2010}", "{90000002}", "{PMC900000}"
TITLE = "  title = {Tea as Rescue in Stubborn Hiccups"
VOLUME = "  volume = {2},\n  pages = {20--28},\n  doi = {10.99999/adler2010}"
YEAR = "  year = {2010},\n" + VOLUME
LAST = "  pmcid = {PMC900000},\n}"


def B(name, edit, field, word, at=ENTRY, **more):
    return C(name, BIB, edit, "adler2010." + field if field else "", word, at, **more)


def entry(key, fields="", kind="article"):
    """A further entry, at the end of the file."""
    given = fields or f"title = {{T}}, journal = {{J}}, year = {{2020}}, doi = {{10.1000/{key}}}, note = {{No author}}"
    return add(f"\n@{kind}{{{key}, {given}}}\n")


# fmt: off
BIBLIOGRAPHY = [
    B("title is missing", line(TITLE, ""), "title", "is missing"),
    B("a character that no font has", line(TITLE, "  title = {Tea 🍵},"), "title",
      "'🍵' (U+1F375, teacup without handle)", at="  title = {Tea 🍵}"),
    B("Korean letters that no font joins", line(TITLE, "  title = {Tea \u1112\u1161\u11ab},"), "title",
      "U+1112", at="  title = {Tea"),
    B("a macro for a character that no font has", line(TITLE, r"  title = {Tea \DownArrowBar},"), "title",
      "'⤓' (U+2913, downwards arrow to bar)", at="  title = {Tea"),
    B("a macro in a name for a character that no font has",
      line(AUTHOR + "Adler, Yma", r"  author = {A\Angle dler, Yma},"), "author", "U+299C", at=r"  author = {A\Angle"),
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
    B("address of a number", swap(LAST, "  url = {http://203.0.113.7:8081/1},\n" + LAST), "url", "leads to a mirror"),
    B("address is not an address", swap(LAST, "  url = {example.org},\n" + LAST), "url", "not an address"),
    B("address of an entry with a space", swap(LAST, "  url = {https://exam ple.org},\n" + LAST), "url",
      "not an address"),
    B("unknown field of an entry", swap(YEAR, YEAR.replace("volume", "vol")), "vol", "Did you mean 'volume'?"),
    B("abstract in the bibliography", swap(LAST, "  abstract = {Long},\n" + LAST), "abstract", "not used here"),
    B("HTML in the title", swap("Tea as Rescue", "<i>Tea</i> as Rescue"), "title", r"\textit{...}",
      at="title = {<i>Tea"),
    B("HTML entity in the title", swap("Tea as Rescue", "Tea &lt;5 as Rescue"), "title", "Write < instead",
      at="title = {Tea &lt;"),
    B("unknown macro in the title", swap("Tea as Rescue", r"\tea as Rescue"), "title", r"\tea", at=r"title = {\tea"),
    B("mathematics that is not text", swap("Tea as Rescue", r"$\frac{1}{2}$ Tea as Rescue"), "title", "a/b",
      at="title = {$"),
    B("money as mathematics", swap("Tea as Rescue", "$10 v $20 for Tea as Rescue"), "title", r"\$", at="title = {$10"),
    B("power outside mathematics", swap("Tea as Rescue", "10^9 Tea as Rescue"), "title", r"\textsuperscript",
      at="title = {10^"),
    B("percent-encoded doi", swap(DOI, "{10.99999/adler%3C2010}"), "doi", "percent-encoded"),
    B("empty author", swap("{Adler, Yma and", "{ and Adler, Yma and"), "author", "empty name", at=AUTHOR),
    B("author list ends with and", swap(" and Gold, Lea and Zorn, Xi}", " and Gold, Lea and }"), "author",
      "empty name", at=AUTHOR),
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
    B("too many commas in a name", swap("{Adler, Yma and", "{Adler, Yma, A, B and"), "author",
      "cannot be read", at=AUTHOR),
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

CHAPTERS = [
    C("citation is misspelt", INDEX, add("\nAs shown {cite:p}`adlerr2010`.\n"), "cite", "Did you mean 'adler2010'?",
      at="As shown"),
    C("second of two citations is misspelt", INDEX, add("\nAs shown {cite:t}`adler2010, nobody1999`.\n"), "cite",
      "'nobody1999' is not in", at="As shown"),
    C("citation ends with a comma", INDEX, add("\nAs shown {cite}`adler2010,`.\n"), "cite", "'' is not in",
      at="As shown"),
    C("latin-1 chapter", INDEX, encoded(lambda t: t.encode() + "\nChâteau\n".encode("latin-1")), "", "UTF-8",
      at="Ch"),
    C("number in a cell that is too much", INDEX, add("\n| a | b |\n| --- | --- |\n| 1 | `2|3` |\n"), "",
      "has 3 cells, its heading 2", at="| 1 |"),
    C("cell too much inside a note", INDEX, add("\n:::{note}\n| a |\n| --- |\n| 1 | 2 |\n:::\n"), "",
      "has 2 cells, its heading 1", at="| 1 | 2"),
    C("chapter is a folder", "chapters/extra.md", folder, "", "cannot be read", at=UNKNOWN),
    C("chapter is a link to nothing", "chapters/extra.md", dangling, "", "cannot be read", at=UNKNOWN),
]

# fmt: on
# --- A background file: valid but for one thing.
VALID_BACKGROUND = """\
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


COMPARATOR = VALID_BACKGROUND.replace("purpose: definition", "purpose: comparator")


def background(name, old, new, field, word, at=""):
    assert VALID_BACKGROUND.count(old) == 1
    return C(
        f"background {name}", BACKGROUND, content(VALID_BACKGROUND.replace(old, new)), field, word, at or new or "id:"
    )


# fmt: off
BACKGROUND_FILES = [
    background("id is not the file's name", "id: olsen2005", "id: olsen2015", "id", "Allowed: olsen2005"),
    background("without kind", "kind: guideline\n", "", "kind", "is missing"),
    background("without purpose", "purpose: definition\n", "", "purpose", "is missing"),
    background("without sources", '\n  - {id: 1, url: "https://example.org", kind: abstract}', " []", "sources",
      "at least 1 item", at="sources"),
    background("purpose is misspelt", "purpose: definition", "purpose: defintion", "purpose",
      "Did you mean 'definition'?"),
    background("drug is misspelt", "drug: water", "drug: watr", "figures[0].drug",
      "in spelling (not in meaning): 'water'"),
    background("outcome is misspelt", "outcome: full", "outcome: fulll", "figures[0].outcome",
      "in spelling (not in meaning): 'full'"),
    background("events more than n", "events: 3,", "events: 30,", "figures[0].events", "more than n"),
    background("percentage does not fit", "printed: 30%", "printed: 31%", "figures[0].printed", "30.00%"),
    background("figure without the report's own term", "as_printed: cured, ", "", "figures[0].as_printed",
      "is missing", at="about: all"),
    background("figure from a source that does not exist", "source: 1, at: p", "source: 2, at: p", "figures[0].source",
      "there is no source 2"),
    background("point from a source that does not exist", "source: 1, at: A", "source: 2, at: A", "points[0].source",
      "there is no source 2"),
    background("point without place", ", at: Abstract", "", "points[0].at", "is missing", at="topic: response"),
    C("background two figures with one name", BACKGROUND,
      content(VALID_BACKGROUND.replace("{about: all", "{id: cured, about: all").replace("{topic", "{id: cured, topic")),
      "points[0].id", "appears twice", at="topic: response"),
    C("background figure name with a space", BACKGROUND,
      content(VALID_BACKGROUND.replace("{about: all", "{id: was cured, about: all")), "figures[0].id", "right form",
      at="about: all"),
    C("background comparator by drug is the treatment under review", BACKGROUND,
      content(COMPARATOR.replace("drug: water", "drug: tea")), "figures[0].drug", "belong in data/studies",
      at="about: all"),
    C("background comparator in words is the treatment under review", BACKGROUND,
      content(COMPARATOR.replace("about: all", "about: all on Tea")), "figures[0].about",
      "belong in data/studies", at="about: all"),
    background("figure in an arm", "drug: water", "arm: water", "figures[0].arm", "not a known field"),
    C("background of a study that is a file already", "data/context/adler2010.yaml",
      content(VALID_BACKGROUND.replace("olsen2005", "adler2010")), "id", "also in data/studies/adler2010.yaml",
      at="id:"),
    C("background without an entry", "data/context/zzz2020.yaml",
      content(VALID_BACKGROUND.replace("olsen2005", "zzz2020")), "id", "no entry 'zzz2020'", at="id:",
      other_files=(LOG,)),
    C("a stray file among background files", "data/context/notes.txt", content("to do"), "",
      "does not belong here", at=UNKNOWN),
]

# fmt: on
ALIASES = "a: &a [x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join(['*' + old] * 9)}]\n" for old, new in zip("abcdefg", "bcdefgh", strict=True)
)

# fmt: off
FILES = [
    C("truncated inside a row", ADLER, encoded(lambda t: t[: t.index("events: 24") + 8].encode()), "", "not valid YAML",
      at=UNKNOWN),
    C("truncated between rows", ADLER, encoded(lambda t: t[: t.index("sources:")].encode()), "sources", "is missing",
      at="id: adler2010"),
    C("latin-1 bytes", CARTER, encoded(lambda t: t.encode("latin-1")), "", "UTF-8", at="Ch"),
    C("UTF-16", ADLER, encoded(lambda t: t.encode("utf-16")), "", "UTF-8", at=UNKNOWN),
    C("byte order mark inside data", ADLER, line("id:", "id: \ufeffadler2010"), "", "U+FEFF"),
    C("comment after a text", ADLER, line("country:", "country: Ruritania #and the islands"), "country",
      "the text ends at 'Ruritania', because a comment begins"),
    C("comment after a text of two lines", ADLER, line("country:", "country: The Kingdom of\n  Ruritania  # lost"),
      "country", "Put the text in quotes", at="  Ruritania  # lost"),
    C("comment after a text in braces", ADLER, within("events: 24", "at: Abstract", "at: Abstract # lost\n    "),
      "efficacy[0].at", "Put the text in quotes", at="# lost"),
    C("NUL byte", ADLER, within("events: 24", "40%", "40%\x00"), "", "U+0000"),
    C("zero-width space", ADLER, line("id:", "id: adler\u200b2010"), "", "U+200B"),
    C("soft hyphen", ADLER, within("events: 24", "Abstract", "Ab\u00adstract"), "", "U+00AD"),
    C("line separator", ADLER, within("events: 24", "Abstract", "Abstract\u2028p. 3"), "", "U+2028", at=UNKNOWN),
    C("control character", ADLER, within("events: 24", "Abstract", "Abstract\x80"), "", "U+0080"),
    C("right-to-left override", ADLER, within("events: 24", "Abstract", "\u202eAbstract"), "", "U+202E"),
    C("not a character", ADLER, within("events: 24", "Abstract", "Abstract\uffff"), "", "not valid YAML", at=UNKNOWN),
    C("tab as indentation", ADLER, swap("cohort:\n  id:", "cohort:\n\tid:"), "", "a tab"),
    C("broken indentation", ADLER, line("country:", "   country: Ruritania"), "", "indented further"),
    C("row out of line", ADLER, within("events: 27", "  - {", " - {"), "", "Line them up"),
    C("bracket not closed", ADLER, within("events: 24", "Abstract}", "Abstract"), "", "not valid YAML", at=UNKNOWN),
    C("quote not closed", ADLER, line("followup:", 'followup: "12 months'), "", "is not closed"),
    C("colon and space in a text", ADLER, line("followup:", "followup: planned: 12 months"), "",
      'goes into quotes: `followup: "planned: 12 months"`'),
    C("comma missing in a row", ADLER, within("events: 24", "events: 24, n", "events: 24 n"), "", "not valid YAML",
      at=UNKNOWN),
    C("field twice in a row", ADLER, within("events: 24", "n: 60", "n: 60, n: 54"), "efficacy[0].n", "appears twice"),
    C("two documents", ADLER, add("---\nid: adler2011\n"), "", "second document"),
    C("merge conflict", ADLER, line("country:",
      "<<<<<<< ours\ncountry: Ruritania\n=======\ncountry: Japan\n>>>>>>> theirs"),
      "", "not valid YAML", at=UNKNOWN),
    C("code in a tag", ADLER, line("country:", 'country: !!python/object/apply:os.system ["true"]'), "country",
      "YAML tags (!) are not allowed"),
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
    C("another ending", "data/studies/zzz2020.yml", content("id: zzz2020"), "", "Rename it to zzz2020.yaml", at=UNKNOWN,
      other_files=(LOG, BIB)),
    C("an editor's copy", "data/studies/baker2011.yaml~", content("id: baker2011"), "", "does not belong here",
      at=UNKNOWN),
    C("a folder among studies", "data/studies/old", folder, "", "does not belong here", at=UNKNOWN),
    C("a stray file among trials", "data/trials/notes.txt", content("to do"), "", "does not belong here", at=UNKNOWN),
    C("same id among studies and trials", "data/trials/adler2010.yaml", lambda f: f.write_bytes(
      f.with_name("tea-0001.yaml").read_bytes().replace(b"id: tea-0001", b"id: adler2010")), "id",
      "also in data/studies/adler2010.yaml", at="id: adler2010", other_files=(TRIAL,)),
    C("no studies", "data/studies", removed, "", "is missing", at=UNKNOWN, other_files=("references.bib", LOG)),
    C("studies is a file", "data/studies", both(removed, content("")), "", "is missing", at=UNKNOWN,
      other_files=("references.bib", LOG)),
    C("no trial that the log included", "data/trials", removed, "r0037.study", "has no file in data/",
      at="r0037,", reported=LOG),
    C("stale schema", STUDY_SCHEMA, add("\n"), "", "review schema", at=UNKNOWN),
    C("stale issue form", ".github/ISSUE_TEMPLATE/value.yml", content("name: Report\n"), "", "review schema",
      at=UNKNOWN, other_files=(".github/ISSUE_TEMPLATE/",)),
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

OF_FILES = [*BIBLIOGRAPHY, *CHAPTERS, *BACKGROUND_FILES, *FILES]
