"""Mistakes in files of publications: numbers, times, terms, and what was left in a copy."""

from mistakes import CARTER, CONTEXT, TRIAL, Mistake, in_line, in_row, swap, unchanged

M = Mistake
GRAND = "country: Grand Fenwick"


def row(name, old, new, field, *says):
    """In the row on relief at 6 months; the message names a field of it, or the whole row."""
    return M(name, CARTER, in_row(old, new), f"efficacy[0].{field}" if field else "", "arm: tea, group: all", says)


def country(name, value, *says, field="country", at="country"):
    return M(name, CARTER, swap(GRAND, value), field, at, says)


NUMBERS = [
    row("a count out of a number", "events: 15, n: 25", "events: 15 of 25", "events", "Write `events: 15, n: 25`"),
    row("a count over a number", "events: 15, n: 25", "events: 15/25", "events", "Write `events: 15, n: 25`"),
    row("n with its letter", "n: 25", "n: n=25", "n", "'n=25' is not a number", "Write 25."),
    row("events and n exchanged", "events: 15, n: 25", "events: 25, n: 15", "events", "25 is more than n = 15"),
    row("a percentage without sign", "60%", "60", "printed", "has no sign", "with its sign: 60%"),
    row("a percentage as a proportion", "60%", "0.6", "printed", "has no sign", "60% if a proportion is printed"),
    row("a percentage with a blank", "60%", "60 %", "printed", "Write 60%."),
    row("a percentage with a full-width sign", "60%", "60％", "printed", "Write 60%."),
    row("a percentage with a decimal comma in quotes", "60%", '"60,0%"', "printed", "Write 60.0%."),
    row("a percentage with a decimal comma", "60%", "60,0%", "printed", "decimals have a point", "`printed: 60.0%`"),
    row("a percentage in a list", "60%", "[60%]", "printed", "a list is not a text"),
    row(
        "a count as a percentage",
        "events: 15, n: 25, printed: 60%",
        "printed: 15 of 25",
        "printed",
        "`events: 15, n: 25`",
    ),
    row("a count that repeats the row", "60%", "15/25", "printed", "repeats `events` and `n`. Delete it here"),
    row("a count that is not the row's", "60%", "16 of 25", "printed", "not what the row says (events 15, n 25)"),
    row("a percentage as a count", "events: 15", "events: 60%", "events", "no count", "`printed: 60%`"),
    row(
        "a separator of thousands",
        "n: 25, printed: 60%, count_printed: true",
        "n: 1,025",
        "n",
        "a number has no comma",
        "`n: 1025`",
    ),
    row("a separator of thousands in quotes", "n: 25", 'n: "1,025"', "n", "Write 1025, without a separator"),
    row("a blank between thousands", "n: 25", "n: 1 025", "n", "Write 1025"),
    row("a point between thousands", "n: 25", "n: 1.025", "n", "not a whole number"),
    row("a number in quotes", "n: 25", 'n: "25"', "n", "Delete the quotes"),
    row("a negative number", "n: 25", "n: -25", "n", "greater than or equal to 0"),
    row("about a number", "n: 25", "n: ~25", "n", "Write 25 only if that is printed"),
    row("a number in words", "events: 15", "events: none", "events", "in digits", "derived: words"),
    row("a P value without quotes", "source: 1", "p: > 0.05, source: 1", "", 'goes into quotes: "> 0.05"'),
    row("a P value as a number", "source: 1", "p: 0.05, source: 1", "p", "Put it in quotes", "'0.05'"),
    row(
        "a value with its unit",
        "events: 15, n: 25, printed: 60%, count_printed: true",
        "value: 12 months, stat: median, unit: months",
        "value",
        "Write the number alone: 12.",
        "goes into `unit`",
    ),
    row(
        "a range as a value",
        "events: 15, n: 25, printed: 60%, count_printed: true",
        "value: 12-15, stat: median, unit: months",
        "value",
        "`low: 12, high: 15, spread: range`",
    ),
    row(
        "mean and spread as a value",
        "events: 15, n: 25, printed: 60%, count_printed: true",
        "value: 12 ± 3, stat: mean, unit: months",
        "value",
        "`value: 12`",
        "`low: 9, high: 15, spread: sd`",
    ),
    row(
        "a standard deviation as the lower end",
        "events: 15, n: 25, printed: 60%, count_printed: true",
        "value: 12, stat: mean, unit: months, low: 3, high: 13, spread: sd",
        "low",
        "mean minus and plus",
        "conflict",
    ),
    row(
        "a median with a standard deviation",
        "events: 15, n: 25, printed: 60%, count_printed: true",
        "value: 12, stat: median, unit: months, low: 9, high: 15, spread: sd",
        "spread",
        "goes with a mean",
        "conflict",
    ),
    M(
        "a dose as a text",
        CARTER,
        in_line("id: tea, label: tea", "{low: 1, high: 2, unit: cups/day}", "1-2 cups/day"),
        "arms[0].dose",
        "id: tea, label",
        ("not a block of fields", "{low: ..., high: ..., unit: ...}"),
    ),
    M(
        "enrolled with a word",
        CARTER,
        swap("enrolled: 25", "enrolled: 25 patients"),
        "population.enrolled",
        "enrolled",
        ("Write the number alone: 25.",),
    ),
]

TIMES = [
    row("months with the word", "month: 6", "month: 6 months", "month", "Write the months as a number: 6."),
    row("weeks as months", "month: 6", "month: 24 weeks", "month", "Write the months as a number: 5.5."),
    row("a range of months", "month: 6", "month: 3-6", "month", "Write one month", "`when`"),
    row("a time in words as a month", "month: 6", "month: best", "month", "write `when: best`"),
    row("a month as a time in words", "month: 6", "when: 6", "when", "write `month: 6`"),
    row("a period as a time in words", "month: 6", "when: 6 months", "when", "write `month: 6`"),
    row("two times", "month: 6", "month: 6, when: best", "month", "either month, or when"),
    *(
        M(
            f"recruitment {name}",
            CARTER,
            swap("recruited_from: 2008-09", f"recruited_from: {text}"),
            "recruited_from",
            "recruited_from",
            says,
        )
        for name, text, says in (
            ("with the month first", "09/2008", ("year and month", "Write 2008-09.")),
            ("with the day", "2008-09-15", ("Write 2008-09.",)),
            ("with the day first", "15.09.2008", ("Write 2008-09.",)),
            ("in words", "September 2008", ("Write 2008-09.",)),
            ("with two digits of the year", "08-09", ("2019 or 2019-03",)),
            ("as a number", "2008", ("Put it in quotes", "'2008'")),
        )
    ),
]

TERMS = [
    M(
        "an event by a word of its label",
        CARTER,
        in_line("event: any-event", "any-event", "adverse event"),
        "safety[0].event",
        "adverse event",
        ("with this word: 'any-event' (any adverse event)", "only if it means the same"),
    ),
    M(
        "an event that is spelt like another",
        CARTER,
        in_line("event: any-event", "any-event", "parasomnia"),
        "safety[0].event",
        "parasomnia",
        ("No such term", "near in spelling (not in meaning): 'insomnia' (sleepless night)", "`as_printed` keeps"),
    ),
    M(
        "an event by its synonym",
        CARTER,
        in_line("event: any-event", "any-event", "Sleeplessness"),
        "safety[0].event",
        "Sleeplessness",
        ("is called 'insomnia' (sleepless night) here. Write insomnia.", "`as_printed` keeps"),
    ),
    M(
        "a drug by its synonym",
        CARTER,
        in_line("id: tea, label: tea", "drugs: [tea]", "drugs: [infusion of Camellia]"),
        "arms[0].drugs[0]",
        "drugs: [infusion",
        ("is called 'tea' here. Write tea.",),
    ),
    row("an outcome by its definition", "outcome: relief", "outcome: a day", "outcome", "'full' (full relief)"),
    row("a field of other rows", "source: 1", "as_printed: relief, source: 1", "as_printed", "belongs to `safety`"),
    M(
        "a drug with a capital",
        CARTER,
        in_line("id: tea, label: tea", "drugs: [tea]", "drugs: [Tea]"),
        "arms[0].drugs[0]",
        "drugs: [Tea]",
        ("is called 'tea' here. Write tea.",),
    ),
    M(
        "one drug without brackets",
        CARTER,
        in_line("id: tea, label: tea", "drugs: [tea]", "drugs: tea"),
        "arms[0].drugs",
        "drugs: tea",
        ("is not a list", "Write [tea]"),
    ),
    M(
        "a role that is a name",
        CARTER,
        in_line("items: [outcomes]", "at: Abstract", "at: A, status: confirmed, rater: Jo Li"),
        "risk_of_bias[2].rater",
        "Jo Li",
        ("not a role with its number", "such as extractor 2"),
    ),
    M(
        "a part of one condition as a condition",
        CARTER,
        in_line("id: cola,", "role: subgroup", "role: condition"),
        "groups[1].role",
        "id: cola,",
        ("everybody in the study has the condition", "`role: subgroup`"),
    ),
    M(
        "a short name with a blank",
        CARTER,
        in_line("id: cola,", "id: cola,", "id: co la,"),
        "groups[1].id",
        "co la",
        ("without blanks", "Write co-la."),
    ),
    country("a word for nothing", "country: n/a", "Delete the field"),
    country(
        "a field with a capital", "Country: Grand Fenwick", "Did you mean 'country'?", field="Country", at="Country"
    ),
]

COPIES = [
    M(
        "the cohort of the file that was copied",
        CARTER,
        swap("  id: carter2012\n", "  id: adler2010\n"),
        "cohort.id",
        "  id: adler2010",
        ("data/studies/adler2010.yaml:16", "Write `id: carter2012`", "overlaps"),
    ),
    M(
        "the registration of the file that was copied",
        CARTER,
        swap("[FEN-9]", "[RUR 17]"),
        "registry[0]",
        "RUR 17",
        ("also the registration of data/studies/adler2010.yaml:7", "Delete it here", "in both files"),
    ),
    M(
        "the registration of a study in a trial",
        TRIAL,
        swap("registry: TEA0001", "registry: fen 9"),
        "registry",
        "fen 9",
        ("also the registration of data/studies/carter2012.yaml:7", "write `reports: [carter2012]`"),
    ),
    M(
        "the address of the file that was copied",
        CARTER,
        swap("carter/abstract", "adler/abstract"),
        "sources[0].url",
        "adler/abstract",
        ("also the address of data/studies/adler2010.yaml:11", "Write the address of this publication"),
    ),
    M(
        "the DOI of another publication as address",
        CARTER,
        swap("https://example.org/carter/abstract", "https://doi.org/10.99999/adler2010"),
        "sources[0].url",
        "doi.org",
        ("is the address of adler2010",),
    ),
    M(
        "the id of the file that was copied",
        CARTER,
        swap("id: carter2012\nkind", "id: adler2010\nkind"),
        "id",
        "id: adler2010",
        ("'adler2010' is not the name of the file", "carter2012"),
    ),
    M(
        "a study among background",
        CARTER,
        unchanged,
        "",
        "",
        ("fields of a publication", "data/studies/carter2012.yaml"),
        moved="data/context/carter2012.yaml",
    ),
    M(
        "background among studies",
        CONTEXT,
        unchanged,
        "",
        "",
        ("fields of background", "data/context/olsen2005.yaml"),
        moved="data/studies/olsen2005.yaml",
    ),
    M(
        "the ending yml",
        CARTER,
        unchanged,
        "",
        "",
        ("Rename it to carter2012.yaml",),
        moved="data/studies/carter2012.yml",
    ),
    M(
        "the ending txt",
        CARTER,
        unchanged,
        "",
        "",
        ("Rename it to carter2012.yaml",),
        moved="data/studies/carter2012.yaml.txt",
    ),
    M(
        "a capital in the name of the file",
        CARTER,
        unchanged,
        "",
        "",
        ("Rename it to carter2012.yaml",),
        moved="data/studies/Carter2012.yaml",
    ),
    M(
        "a study in the folder above",
        CARTER,
        unchanged,
        "",
        "",
        ("Move it to data/studies/carter2012.yaml",),
        moved="data/carter2012.yaml",
    ),
]

IN_STUDIES = [*NUMBERS, *TIMES, *TERMS, *COPIES]
