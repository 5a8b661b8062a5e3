"""Faults that LaTeX writes into its log."""

import pytest

from livingreview.publish.typeset import errors, faults, with_fallback
from livingreview.publish.typeset.document import plain


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


def test_chinese_is_set_in_its_font_in_titles_names_and_text_but_not_in_settings():
    tex = "\\hypersetup{pdftitle={茶}}\n\\title{茶 for all}\n\\author{王伟}\n\\begin{document}\n茶\n"
    assert with_fallback(tex) == (
        "\\hypersetup{pdftitle={茶}}\n\\title{{\\livingreviewcjk 茶} for all}\n\\author{{\\livingreviewcjk 王伟}}\n"
        "\\begin{document}\n{\\livingreviewcjk 茶}\n"
    )
    plain = "\\title{Tea}\n\\begin{document}\nTea, α and ≥\n"
    assert with_fallback(plain) == plain
