"""The forms of a report: terminal, Markdown and page; and sentences. Texts are anybody's, so nothing in them acts."""

import io
import os
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt

from helpers import hostile_texts
from livingreview.living.diff.beside import beside
from livingreview.living.diff.markdown import LIMIT, markdown
from livingreview.living.diff.page import page
from livingreview.living.diff.plot import plots
from livingreview.living.diff.prose import Sentence, changes, marked, sentences, split_sentences
from livingreview.living.diff.report import FORM, Publication, Report
from livingreview.living.diff.rows import Row
from livingreview.living.diff.text import show
from livingreview.living.diff.values import Value
from livingreview.subjects.versions.difference import EstimateChange, Numbers

EMPTY = Report(
    form=FORM, old="main", new="this folder", notes=(), warnings=(), publications=(), settings=(), references=(),
    screening=(), records=(), searches=(), estimates=(), engine=(), certainty=(), directions=(), claims=(),
    sentences=(), cells=None,
)  # fmt: skip
MENTIONS = (
    "@somebody", "#12", "GH-3", "https://evil.example", "www.evil.example", "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))", "\x1b[31mred", "<!-- -->", "| a | b |", "</ins><script>alert(1)</script>", "\u202eevil",
)  # fmt: skip
HOSTILE = [*hostile_texts(), *MENTIONS]


def numbers(estimate, low, high, k=3):
    return Numbers(k, 100, 50, estimate, low, high, low and low / 2, high)


def estimate(name="relief", measure="proportion", old=None, new=None, kind="results", label="Relief"):
    return EstimateChange(
        kind, name, label, measure, 0.95, old, new, old != new, None, None, (), (), (), (), old != new, ()
    )


def of_texts(texts):
    """A report that prints each text in every place that data or chapters can fill."""
    values = tuple(Value("data/studies/x.yaml", 3, text, text, text, text, text, True) for text in texts)
    sentences = tuple(changed for text in texts for changed in changes(text, [], [Sentence(1, text, f"New {text}")]))
    return replace(
        EMPTY,
        warnings=tuple(texts),
        publications=tuple(
            Publication(text, text, "studies", "added", values[:2], text, (Row(3, *[text] * 8),), (text,))
            for text in texts
        ),
        settings=values,
        estimates=tuple(
            estimate(f"{n}", label=text, old=numbers(0.5, 0.4, 0.6), new=numbers(0.6, 0.5, 0.7))
            for n, text in enumerate(texts)
        ),
        records=(("Identified", 1, 2),),
        sentences=sentences,
        judge_again=tuple(texts),
    )


def test_markdown_prints_hostile_texts_and_does_nothing_else():
    for text in HOSTILE:
        made = markdown(of_texts([text]))
        tokens = MarkdownIt("gfm-like", {"html": True}).parse(made)
        inside = [child for token in tokens for child in token.children or ()]
        kinds = {token.type for token in (*tokens, *inside)}
        assert not kinds & {"link_open", "image", "html_block", "fence", "code_block", "hr", "blockquote_open"}, text
        tags = {child.content for child in inside if child.type == "html_inline"}
        assert tags <= {f"<{end}{tag}>" for tag in ("del", "ins", "strong") for end in ("", "/")}, text
        for active in ("@somebody", "#12", "GH-3", "://evil", "www.evil", "\x1b", "\u202e"):
            assert active not in made


def test_markdown_keeps_to_its_limit_and_says_what_was_cut():
    long = of_texts([f"text {n} " + "word " * 40 for n in range(400)])
    made = markdown(long)
    assert 30_000 < len(made) <= LIMIT
    assert "Cut to 60,000 characters" in made and "Sentences of the book" in made.rpartition("Not shown")[2]
    assert "Cut to" not in markdown(of_texts(["short"]))
    assert "#### Estimates" in made  # a long section before it does not push it out


class Tags(HTMLParser):
    """The tags, attributes and texts of a page."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.texts = set(), set(), []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data):
        self.texts.append(data)


def test_of_a_long_value_the_words_that_changed_are_shown():
    long = "word " * 200
    value = Value("data/x.yaml", 1, "note", "", f"{long}six {long}", f"{long}seven {long}", "", False)
    added = replace(value, old="", new=long)
    text = shown(replace(EMPTY, settings=(value, added)))
    assert "[-six-]{+seven+}" in text and "nothing" in text
    assert len(text) < 1_000


def test_the_page_prints_hostile_texts_and_holds_no_other_tags():
    harmless, hostile = Tags(page(of_texts(["text"]))), Tags(page(of_texts(HOSTILE)))
    assert hostile.tags == harmless.tags and hostile.attributes == harmless.attributes
    printed = "".join(hostile.texts)
    assert "<img src=x onerror=alert(1)>" in printed and "\x1b" not in printed


def shown(report):
    out = io.StringIO()
    show(report, out)
    return out.getvalue()


def test_the_terminal_gets_no_control_characters_and_no_long_lines():
    text = shown(of_texts(HOSTILE))
    assert "\x1b" not in text and "\u202e" not in text
    assert max(map(len, text.splitlines())) <= 120
    assert "[-" not in shown(EMPTY) and "Nothing is different." in shown(EMPTY)


def test_what_was_not_compared_is_not_said_to_be_the_same():
    some = estimate(old=numbers(0.5, 0.4, 0.6), new=numbers(0.6, 0.5, 0.7))
    files = tuple(Publication(key, key, "studies", "amended", ()) for key in ("a2000", "b2001"))
    text = shown(replace(EMPTY, estimates=(some,), publications=files, sentences=None))
    assert "Two publications amended and 1 of 1 estimates changed." in text and "Amended: a2000, b2001" in text
    assert "no sentences of the book changed" in shown(replace(EMPTY, estimates=(some,)))


def test_words_are_marked_where_there_are_no_colours():
    change = changes("chapters/a.md", [Sentence(3, "x", "It is 66% now.")], [Sentence(4, "x", "It is 67% now.")])
    assert "3 → 4  It is [-66%-]{+67%+} now." in shown(replace(EMPTY, sentences=tuple(change)))


def test_each_changed_result_has_one_plot_with_its_subgroups():
    some, other = numbers(0.5, 0.4, 0.6), numbers(0.6, 0.5, 0.7)
    drawn = plots(
        [
            estimate("relief", old=some, new=other),
            estimate("relief.adult", old=some, new=some, label="Relief: Adults"),
            estimate("full", old=some, new=some),
            estimate("sugar.RR", "RR", numbers(1.2, 0.8, 1.9), numbers(0.0, 0.0, 2.0), "comparisons"),
            estimate("sugar.RD", "RD", numbers(0.1, -0.2, 0.4), None, "comparisons"),
            estimate("none", old=None, new=numbers(None, None, None)),
        ]
    )
    assert list(drawn) == ["results.relief", "comparisons.sugar.RR", "comparisons.sugar.RD"]
    assert drawn["results.relief"].count("<rect") == 4 and ">Adults<" in drawn["results.relief"]
    assert all("nan" not in picture and "inf" not in picture for picture in drawn.values())


@pytest.mark.slow
def test_the_page_fits_a_phone_and_fetches_nothing(tmp_path, browser):
    file = tmp_path / "page.html"
    file.write_text(page(of_texts(["Wordswithoutanyblanks" * 9, *HOSTILE])), "utf-8")
    opened = browser.new_page(viewport={"width": 360, "height": 700})
    asked, said = [], []
    opened.on("request", lambda request: asked.append(request.url))
    opened.on("console", lambda message: said.append(message.text))
    opened.goto(file.as_uri())
    assert opened.evaluate("document.documentElement.scrollWidth") <= 360
    assert (asked, said) == ([file.as_uri()], [])
    opened.close()


CHAPTER = """\
---
file_format: mystnb
---
# Title

:::{admonition} Bottom line
:class: tip
It is `x`. Certainty: low;
see [there](b.md).
:::

```{code-cell}
book.pools.forest("x")
```

| a | b |
| - | - |
| one | two |

Said {cite:p}`b2001,a2000`. *More* e.g. this, et al. 2009.
"""


def test_sentences_of_a_chapter_have_their_lines_and_no_code():
    found = sentences(CHAPTER, lambda text: text)
    assert [(one.line, one.text) for one in found] == [
        (4, "Title"),
        (6, "Bottom line"),
        (8, "It is `x`."),
        (8, "Certainty: low; see [there](b.md)."),
        (16, "a | b"),
        (18, "one | two"),
        (20, "Said [a2000, b2001]."),
        (20, "*More* e.g. this, et al. 2009."),
    ]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("One. Two! Three? four", ["One.", "Two!", "Three? four"]),
        ("It is 3.5 mg. (Really.) Yes", ["It is 3.5 mg.", "(Really.)", "Yes"]),
        ("", []),
    ],
)
def test_texts_are_parted_at_the_ends_of_sentences(text, parts):
    assert split_sentences(text) == parts


def test_a_sentence_that_only_moved_is_no_change():
    one, two, three = (Sentence(n, text, text) for n, text in enumerate(("First.", "Second here.", "Third."), 1))
    assert changes("f", [one, two, three], [three, one, two]) == []
    found = changes("f", [one, two, three], [two, replace(three, text="Fourth.", written="Fourth."), one])
    assert sorted((change.side("old"), change.side("new")) for change in found) == [("", "Fourth."), ("Third.", "")]


def test_a_long_result_is_narrowed_to_the_sentence_that_changed():
    old = Sentence(5, "{result}`x`", "It holds. It is 5. It ends.")
    (change,) = changes("f", [old], [replace(old, text="It holds. It is 6. It ends.")])
    assert (change.new_line, change.side("new")) == (5, "It is 6.")


def test_a_process_beside_this_one_gives_its_result_and_its_error():
    assert beside(lambda: [1, 2])() == [1, 2]
    with pytest.raises(ZeroDivisionError):
        beside(lambda: 1 // 0)()


def test_a_process_beside_this_one_that_is_killed_is_replaced_by_this_one():
    here = os.getpid()
    assert beside(lambda: os._exit(9) if os.getpid() != here else "made here")() == "made here"


def test_texts_beyond_all_measure_are_compared_without_partners():
    old, new = ([Sentence(n, f"{side} {n}", f"{side} {n}") for n in range(3_000)] for side in ("a", "b"))
    assert len(changes("f", old, new)) == 6_000
    endless = "word " * 100_000
    (change,) = changes("f", [Sentence(1, "x", endless)], [Sentence(1, "x", f"{endless}end")])
    assert change.side("new").endswith("end")


def test_marks_put_both_sentences_together_again():
    old, new = "Relief in 66% (57% to 74%) of 247 people.", "Full relief in 67% (56% to 76%) of 247 people."
    parts = marked(old, new)
    assert "".join(text for kind, text in parts if kind != "new") == old
    assert "".join(text for kind, text in parts if kind != "old") == new
    assert parts[-1] == ("same", ") of 247 people.")
