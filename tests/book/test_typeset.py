"""Faults that LaTeX writes into its log."""

import pytest
from docutils import nodes
from docutils.utils import new_document
from livingreview.publish.typeset import breakable, errors, faults, with_breaks, with_fallback
from livingreview.publish.typeset.document import plain
from livingreview.publish.typeset.pages import arrange


def test_faults_in_the_log_are_reported_with_their_place():
    tex = "\n".join(
        (
            r"\chapter{One}\label{\detokenize{chapters/one::doc}}",
            r"\label{\detokenize{chapters/one:tbl-first}}",
            "text with ☃",
            r"\chapter{Two}\label{\detokenize{chapters/two::doc}}",
            "more text",
        )
    )
    log = "\n".join(
        (
            r"Overfull \hbox (4.9pt too wide) in paragraph at lines 2--3",
            r"Overfull \hbox (31.2pt too wide) in paragraph at lines 2--3",
            "[1] [2]",
            r"Overfull \vbox (40.0pt too high) has occurred while \output is active []",
            "Missing character: There is no ☃ in font FreeSerif/OT:script=latn;!",
            "LaTeX Warning: Hyper reference `nowhere' on page 3 undefined on input line 5.",
        )
    )
    assert [str(fault) for fault in faults(log, tex)] == [
        "chapters/one.md, near tbl-first: a line is 31 points too wide.",
        "page 3: the content is 40 points too high.",
        "chapters/one.md, near tbl-first: the font has no '☃' (U+2603).",
        "chapters/two.md: hyper reference 'nowhere' leads nowhere.",
    ]
    assert faults("", tex) == []


@pytest.mark.parametrize(
    "lines",
    [
        ["! Undefined control sequence.", "<argument> \\nosuch", "l.3 more \\nosuch"],
        ["./book.tex:3: Undefined control sequence.", "<argument> \\nosuch", "l.3 more \\nosuch"],
    ],
)
def test_what_stops_latex_is_reported_in_its_words_with_its_place(lines):
    tex = "\\chapter{One}\\label{\\detokenize{chapters/one::doc}}\ntext\nmore \\nosuch\n"
    log = "\n".join([*lines, "", "!  ==> Fatal error occurred, no output PDF file produced!"])
    assert [str(one) for one in errors(log, tex, "book.tex")] == [
        r"chapters/one.md: LaTeX: Undefined control sequence, at 'l.3 more \\nosuch'."
    ]


def test_an_error_in_another_file_of_latex_names_that_file():
    log = "./book.aux:7: Misplaced alignment tab character &.\nl.7 x & y\n"
    assert str(errors(log, "text", "book.tex")[0]) == (
        "book.aux: LaTeX: Misplaced alignment tab character &, at 'l.7 x & y'."
    )


def test_special_characters_are_escaped_before_sphinx_begins():
    assert plain("a & b_c^d") == r"a \& b\_c\textasciicircum{}d"


def test_a_fault_of_the_article_is_reported_with_its_place():
    tex = "\\title{One ☃}\n\\label{place:methods::question}\n\\label{tbl-cups}\ntext with ☂"
    log = "\n".join(f"Missing character: There is no {sign} in font FreeSerif/OT:script=latn;!" for sign in "☃☂")
    assert [str(fault) for fault in faults(log, tex)] == [
        "chapters/methods.md, near tbl-cups: the font has no '☂' (U+2602).",
        "title page: the font has no '☃' (U+2603).",
    ]


def signs(family, text):
    return rf"\livingreviewsigns{{livingreview{family}}}{{{text}}}"


def test_letters_that_the_text_font_lacks_have_another_in_titles_names_and_text_but_not_in_settings():
    tex = "\\hypersetup{pdftitle={茶}}\n\\title{茶 for all}\n\\author{王伟}\n\\begin{document}\n茶ȶ, naïve α ≥ 1\n"
    assert with_fallback(tex) == (
        "\\hypersetup{pdftitle={茶}}\n"
        f"\\title{{{signs('cjk', '茶')} for all}}\n\\author{{{signs('cjk', '王伟')}}}\n"
        f"\\begin{{document}}\n{signs('cjk', '茶')}{signs('sans', 'ȶ')}, naïve α ≥ 1\n"
    )
    plain = "\\title{Tea}\n\\begin{document}\nTea, α and ≥\n"
    assert with_fallback(plain) == plain


def test_a_letter_keeps_its_accents():
    assert with_fallback("\\begin{document}xȶ\u0331y") == f"\\begin{{document}}x{signs('sans', 'ȶ' + chr(0x331))}y"


def test_chinese_may_break_beside_letters_but_not_beside_signs():
    assert with_fallback("\\begin{document}a茶(茶)1") == (
        f"\\begin{{document}}a\\livingreviewbreak{{}}{signs('cjk', '茶')}({signs('cjk', '茶')})1"
    )


@pytest.mark.parametrize(
    "name",
    [r"\label{\detokenize{a:茶}}", r"\hyperref[\detokenize{a:茶}]", r"\href{https://example.org/茶}", r"\label{茶}"],
)
def test_names_and_addresses_remain_as_they_are(name):
    assert with_fallback(rf"\begin{{document}}{name}") == rf"\begin{{document}}{name}"


@pytest.mark.parametrize(
    "words", ["תה", "תה לשיהוקים", "תה, לשיהוקים", "תה (2020) של 12", r"תה 3.5\%", "תה – של", "תה\nשל", r"תה\ של"]
)
def test_words_from_right_to_left_are_turned_together(words):
    tex = f"Tea {words}, tea"
    assert with_fallback("\\begin{document}" + tex).replace(r"\livingreviewsigns{livingreviewsans}", "") == (
        f"\\begin{{document}}Tea \\livingreviewleftwards{{{words}}}, tea"
    )


def test_words_of_two_paragraphs_are_not_turned_together():
    assert with_fallback("\\begin{document}תה\n\nשל").count(r"\livingreviewleftwards") == 2


@pytest.mark.parametrize(
    "code",
    ["", "tea", "x" * 60, "tea OR coffee AND water+milk", "tea*OR(SU=tea)" * 5, "é" * 40, "شاي" * 20, "a b" * 20],
)
def test_breaks_leave_code_as_it_is(code):
    assert "".join(piece for piece, _ in breakable(code)) == code


def test_code_breaks_at_its_signs_and_else_anywhere():
    assert breakable("tea+coffee OR water (hot)") == [
        ("tea+", r"\allowbreak{}"), ("coffee OR ", r"\allowbreak{}"), ("water (hot)", ""),
    ]  # fmt: skip
    assert breakable("x" * 20) == [*[("x", r"\penalty5000{}")] * 19, ("x", "")]


def test_long_words_in_blocks_may_break_but_no_command():
    head, foot = "\\begin{sphinxVerbatim}[commandchars=\\\\\\{\\}]\n", "\\end{sphinxVerbatim}"
    assert with_breaks(f"{head}tea\\PYG{{o}}{{+}}tea\n{foot}") == f"{head}tea\\PYG{{o}}{{+}}\\allowbreak{{}}tea\n{foot}"
    assert with_breaks(f"{head}\\{'x' * 60} tea\n{foot}") == f"{head}\\{'x' * 60} tea\n{foot}"
    assert with_breaks("x" * 60) == "x" * 60


def wide_table() -> nodes.table:
    """A table of ten columns, too wide for a page in portrait, with more rows than are transposed."""
    rows = [[nodes.entry("", nodes.paragraph(text="terse")) for _ in range(10)] for _ in range(5)]
    group = nodes.tgroup("", *(nodes.colspec(colwidth=10) for _ in range(10)), cols=10)
    group += nodes.thead("", nodes.row("", *rows[0]))
    group += nodes.tbody("", *(nodes.row("", *row) for row in rows[1:]))
    return nodes.table("", nodes.title(text="Wide"), group, names=["tbl-wide"])


@pytest.mark.parametrize("before", [[], [nodes.paragraph(text="Words.")]], ids=["first in its section", "after words"])
def test_a_page_in_landscape_ends_where_it_began(before):
    """A cell is an environment of LaTeX too: one must not end inside the other."""
    cell = nodes.container("", wide_table())
    section = nodes.section("", nodes.title(text="Heading"), *before, cell)
    chapter = nodes.section("", nodes.title(text="Chapter"), nodes.paragraph(text="More words."), section)
    document = new_document("chapter")
    document += chapter
    arrange(None, document)
    pages = [raw for raw in document.findall(nodes.raw) if "{landscape}" in raw.astext()]
    assert [raw.astext() for raw in pages] == [r"\begin{landscape}", r"\end{landscape}"]
    begin, end = pages
    inside = cell if before else section
    assert end.parent is inside
    assert begin.parent is (cell if before else chapter)


@pytest.mark.parametrize("folded", [False, True], ids=["a table", "a folded table"])
def test_no_heading_stays_behind_when_what_follows_needs_another_page(folded):
    """Headings that follow one another go to the next page together, and only the table is in landscape."""
    fold = [nodes.rubric(text="Every row")] if folded else []
    cell, rest = nodes.container("", *fold, wide_table()), nodes.paragraph(text="The rest.")
    inner = nodes.section("", nodes.title(text="Inner"), cell, rest)
    outer = nodes.section("", nodes.title(text="Outer"), inner)
    chapter = nodes.section("", nodes.title(text="Chapter"), nodes.paragraph(text="Words."), outer)
    document = new_document("chapter")
    document += chapter
    arrange(None, document)
    begin, end = [raw for raw in document.findall(nodes.raw) if "{landscape}" in raw.astext()]
    assert begin.parent is chapter and chapter.index(begin) == chapter.index(outer) - 1
    assert end.parent is inner and inner.index(cell) < inner.index(end) < inner.index(rest)
