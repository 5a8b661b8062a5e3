"""Mistakes in the screening log as spreadsheets save it, in the bibliography and in chapters."""

from mistakes import BIB, INDEX, LOG, Mistake, swap

M = Mistake
LINE = "r0005,Record of carter2012,Carter,2012,10.99999/carter2012,,,teabase,abstract,include,,,carter2012,,"
AUTHOR, DOI = "author = {Adler, Yma and Gold, Lea and Zorn, Xi}", "doi = {10.99999/adler2010}"


def cell(name, old, new, field, *says):
    """In the line of carter2012."""
    return M(name, LOG, swap(LINE, LINE.replace(old, new)), f"r0005.{field}", "r0005,", says)


def every_line(change):
    return lambda text: (
        "\n".join(change(number, line) for number, line in enumerate(text.rstrip("\n").split("\n"))) + "\n"
    )


def author(name, new, *says):
    return M(name, BIB, swap(AUTHOR, f"author = {{{new}}}"), "adler2010.author", new[:12], says)


def entry(name, old, new, field, *says, at="@article{adler2010"):
    return M(name, BIB, swap(old, new), f"adler2010.{field}" if field else "", at, says)


LOGS = [
    cell(
        "a DOI as an address", "10.99999/carter", "https://doi.org/10.99999/carter", "doi", "Write 10.99999/carter2012"
    ),
    cell("a DOI with its name", "10.99999/carter", "doi:10.99999/carter", "doi", "Write 10.99999/carter2012"),
    cell("a DOI that became a date", "10.99999/carter2012", "10.12.2024", "doi", "a spreadsheet has made a date of it"),
    cell(
        "the DOI of another publication",
        "10.99999/carter2012",
        "10.99999/bond2000",
        "doi",
        "is that of bond2000",
        "Write the DOI of carter2012",
    ),
    cell("a log that is not declared", "teabase", "pubmed", "log", "`log` of no search", "Allowed: teabase"),
    cell("a log with a typing error", "teabase", "taebase", "log", "Did you mean 'teabase'?"),
    cell(
        "a PubMed number rounded by a spreadsheet",
        "carter2012,,,t",
        "carter2012,2.35E+07,,t",
        "pmid",
        "rounded it",
        "copy the number from its source",
    ),
    cell("a PubMed number with decimals", "carter2012,,,t", "carter2012,90000005.0,,t", "pmid", "Write 90000005."),
    cell("a PubMed number with its name", "carter2012,,,t", "carter2012,PMID: 90000005,,t", "pmid", "Write 90000005."),
    cell("an author that a spreadsheet lost", ",Carter,", ",#N/A,", "first_author", "does not have. Type the value"),
    cell("an author too wide for a column", ",Carter,", ",########,", "first_author", "does not have. Type the value"),
    cell("a formula", ",Carter,", ",=HYPERLINK(1),", "first_author", "is a formula", "Type the text alone"),
    cell("an author with a character of HTML", ",Carter,", ",C&auml;rter,", "first_author", "Type ä"),
    cell("a year that became a date", "2012,10", "2012-01-01,10", "year", "Write 2012."),
    cell("a year of two digits", "2012,10", "12,10", "year", "a year in four digits"),
    cell("a stage with a capital", "abstract", "Abstract", "stage", "Did you mean 'abstract'?"),
    cell("letters read as those of Windows", ",Carter,", ",CÃ¤rter,", "first_author", "probably 'Cärter'"),
    M(
        "a comma without quotes",
        LOG,
        swap("Record of carter2012", "Record, of carter2012"),
        "",
        "r0005,",
        ("16 cells instead of 15", "straight quotes"),
    ),
    M(
        "typographic quotes around a comma",
        LOG,
        swap("Record of carter2012", "“Record, of carter2012”"),
        "",
        "r0005,",
        ("16 cells instead of 15", "typographic"),
    ),
    M("empty cells cut off", LOG, swap(LINE, LINE.removesuffix(",,")), "", "r0005,", ("13 cells", "Empty cells keep")),
    M(
        "a quotation mark inside quotes",
        LOG,
        swap("Record of carter2012", '"Record "of" carter2012"'),
        "",
        "r0005,",
        ("not valid CSV", "written twice"),
    ),
    M(
        "columns without a name",
        LOG,
        every_line(lambda i, line: line + ",,"),
        "",
        "record,",
        ("2 columns have no name", "Delete them"),
    ),
    M(
        "a column of one's own",
        LOG,
        every_line(lambda i, line: f"{line},{'x' if i else 'mine'}"),
        "",
        "record,",
        ("no column 'mine'", "Needed: record"),
    ),
    M("a heading with a capital", LOG, swap("record,title", "record,Title"), "", "record,", ("'Title'", "'title'")),
    M("a line for Excel", LOG, lambda text: f"sep=,\n{text}", "", "sep=", ("for Excel only", "Delete it")),
    M(
        "whole lines in quotes",
        LOG,
        every_line(lambda i, line: '"' + line.replace('"', '""') + '"'),
        "",
        "record,",
        ("in quotes as a whole",),
    ),
    M(
        "a log saved with Windows letters",
        LOG,
        swap("Record of carter2012", "Record of Château"),
        "",
        "Record of Ch",
        ("not UTF-8", "CSV UTF-8"),
        encoding="cp1252",
    ),
    M("a log saved as Unicode text", LOG, lambda text: text, "", "record", ("UTF-16", "CSV UTF-8"), encoding="utf-16"),
    M(
        "Chinese saved in GBK",
        LOG,
        swap("Record of carter2012", "茶与呃逆"),
        "",
        "r0005",
        ("not UTF-8", "CSV UTF-8"),
        encoding="gbk",
    ),
    M(
        "one fault in every line",
        LOG,
        lambda text: text.replace(",abstract,include,", ",abstrct,include,"),
        "r0001.stage",
        "r0001,",
        ("'abstrct' is not allowed", "Did you mean 'abstract'?", "more lines: 3, 4, 5"),
    ),
]

REFERENCES = [
    author("an author as PubMed has it", "Adler YM", "Write Adler, Y. M."),
    author("authors as PubMed has them", "Adler Y, Gold L, Zorn X", "Write Adler, Y. and Gold, L. and Zorn, X."),
    author("et al", "Adler, Yma et al.", "Write Adler, Yma and others"),
    author("PubMed and et al", "Adler YM et al", "Write Adler, Y. M. and others"),
    author("an ampersand between authors", "Adler, Yma & Gold, Lea", "holds `&`. Write `and` between names"),
    author("semicolons between authors", "Adler, Yma; Gold, Lea", "Write `and` between names"),
    author("letters of an author read as those of Windows", "KÃ¼hne, Yma", "'Kühne'"),
    entry(
        "a DOI as an address in the bibliography",
        DOI,
        "doi = {https://doi.org/10.99999/adler2010}",
        "doi",
        "Write 10.99999/adler2010",
    ),
    entry(
        "HTML in a title",
        "title = {Tea as Rescue",
        "title = {Tea as <i>Rescue</i>",
        "title",
        "holds HTML",
        r"\textit",
        at="title = {Tea as <i>",
    ),
    entry(
        "a year in words", "year = {2010},\n  volume = {2}", "year = {in press},\n  volume = {2}", "year", "four digits"
    ),
    entry(
        "braces without end",
        "title = {Tea as Rescue",
        "title = {" + "{" * 50 + "Tea as Rescue",
        "",
        "nested more than 20 deep",
        at="title = {{",
    ),
]

CHAPTERS = [
    M(
        "a citation of nobody",
        INDEX,
        lambda text: text + "\n{cite:p}`adler201`\n",
        "cite",
        "adler201`",
        ("'adler201' is not in references.bib", "Did you mean 'adler2010'?"),
    ),
    M(
        "a result typed into prose",
        INDEX,
        lambda text: text + "\nRelief came in 12% of people.\n",
        "",
        "12%",
        ("'12%' is typed", "`review results` lists the names"),
    ),
    M(
        "a row of a table with too many cells",
        INDEX,
        lambda text: text + "\n| a | b |\n|---|---|\n| 1 | 2 | 3 |\n",
        "",
        "| 1 | 2 | 3 |",
        ("3 cells, its heading 2", r"\|"),
    ),
    M(
        "letters of a chapter read as those of Windows",
        INDEX,
        lambda text: text + "\nSjÃ¶gren\n",
        "",
        "Sj",
        ("probably 'Sjögren'",),
    ),
    M(
        "a chapter saved with Windows letters",
        INDEX,
        lambda text: text + "\nSjögren\n",
        "",
        "Sj",
        ("not UTF-8",),
        encoding="cp1252",
    ),
    M("a chapter of a megabyte", INDEX, lambda text: text + "x" * 1_000_000, "", "", ("bytes", "at most 200,000")),
]

IN_TABLES = [*LOGS, *REFERENCES, *CHAPTERS]
