"""Faults that LaTeX writes into its log."""

from livingreview.publish.typeset import faults


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
