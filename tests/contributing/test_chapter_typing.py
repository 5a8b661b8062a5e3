"""Markup that was meant and mistyped: each is one message in its line, which says what to type."""

import pytest

from livingreview.store.markup.chapters import chapter_problems

CONFIG = (
    "parse: {myst_enable_extensions: [attrs_inline, colon_fence, deflist, dollarmath, linkify]}\n"
    "sphinx: {config: {myst_linkify_fuzzy_links: false, myst_dmath_allow_space: false, myst_dmath_allow_digits: "
    "false}}\n"
)
HEAD = "# Tea\n\n"


@pytest.fixture
def problems(tmp_path):
    """What is wrong with a text below the title of a chapter: lines counted from the text, and messages."""

    def problems(text: str) -> list[tuple[int, str]]:
        files = {
            "_config.yml": CONFIG,
            "_toc.yml": "root: chapters/index\nchapters:\n  - file: chapters/tea\n",
            "chapters/index.md": "# Start\n",
            "chapters/tea.md": f"{HEAD}{text}\n",
        }
        for name, content in files.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(content, "utf-8")
        return [(one.line - 2, one.message) for one in chapter_problems(tmp_path, {"adams2001"}, ())]

    return problems


BOX = "Write ```{note} (three backquotes)"
# The text, the line of the message, and words of it.
MISTYPED = {
    "straight quotes": ("a {cite:p}'adams2001' b", 1, "backquotes (`), not '. Write {cite:p}`...`"),
    "double quotes": ('a {result}"pools.relief.k" b', 1, "Write {result}`...`"),
    "typographic quotes": ("a {cite:p}‘adams2001’ b", 1, "not ‘. Write {cite:p}`...`"),
    "acute accents": ("a {cite:p}´adams2001´ b", 1, "not ´"),
    "quotes around an unknown role": ("a {resultt}'x' b", 1, "Write {resultt}`...`"),
    "full-width backquotes": ("a {result}｀pools.relief.k｀", 1, "Write {result}`...`"),
    "blank before the backquote": ("a {result} `pools.relief.k` b", 1, "there must be no blank. Write {result}`...`"),
    "no-break space before the backquote": ("a {result}\u00a0`pools.relief.k`", 1, "there must be no blank"),
    "blanks in the braces": ("a { result }`pools.relief.k` b", 1, "no blank inside. Write {result}`...`"),
    "blank behind the colon": ("a {cite: p}`adams2001` b", 1, "Write {cite:p}`...`"),
    "two braces": ("a {{result}}`pools.relief.k` b", 1, "one on each side"),
    "two braces alone": ("a {{result}} b", 1, "Write {result}`...`"),
    "substitution": ("a {{ anything else }} b", 1, "a result is written {result}`name`"),
    "full-width braces": ("a ｛result｝`pools.relief.k` b", 1, "Write {result}`...`"),
    "full-width colon": ("a {cite：p}`adams2001` b", 1, "Write {cite:p}`...`"),
    "no backquotes": ("a {cite:p} adams2001 b", 1, "nothing in backquotes"),
    "square brackets behind a role": ("a {cite:p}[adams2001] b", 1, "nothing in backquotes"),
    "role in a later line": ("a\nb\nc {cite:p}'adams2001'", 3, "not '"),
    "role in a heading": ("## a {result}'b'", 1, "not '"),
    "role in a list": ("- a\n- b {cite:p}'adams2001'", 2, "not '"),
    "role in a box": (":::{note}\na\n\nb {cite:p}'adams2001'\n:::", 4, "not '"),
    "role in the title of a box": (":::{admonition} a {result}'b'\nc\n:::", 1, "not '"),
    "role in a table": ("| a | b |\n| --- | --- |\n| {cite:p}'x' | c |", 3, "not '"),
    "brace alone": ("a } b", 1, "write \\{ or \\}"),
    "attributes apart": ("[a] {.tip}", 1, "write \\{ or \\}"),
    "citation of pandoc": ("a [@adams2001] b", 1, "written {cite:p}`smith2024`"),
    "citation of pandoc by name": ("a @adams2001 b", 1, "{cite:t}"),
    "citation of LaTeX": (r"a \cite{adams2001} b", 1, "written {cite:p}`smith2024`"),
    "citation of natbib": (r"a \citep{adams2001} b", 1, "written {cite:p}`smith2024`"),
    "typed number of a citation": ("a [12] b", 1, "numbered by the build"),
    "typed numbers of citations": ("a [3,5-7].", 1, "numbered by the build"),
    "bold of LaTeX": (r"a \textbf{b}", 1, "bold is **words**"),
    "reference of LaTeX": (r"a \ref{fig-b}", 1, "{numref}`fig-...`"),
    "sign of LaTeX": (r"a \alpha b", 1, "between dollar signs"),
    "box of two backquotes": ("``{note}\nText.\n``", 1, BOX),
    "box of one backquote": ("`{note}\nText.\n`", 1, BOX),
    "box of two colons": ("::{note}\nText.\n::", 1, BOX),
    "box of quotes": ("'''{note}\nText.\n'''", 1, BOX),
    "box of typographic quotes": ("“““{note}\nText.\n”””", 1, BOX),
    "box of one quote for three": ("’’’ {note}\nText.\n’’’", 1, BOX),
    "box of full-width colons": ("：：：{note}\nText.\n：：：", 1, BOX),
    "box of full-width backquotes": ("｀｀｀｛note｝\nText.\n｀｀｀", 1, BOX),
    "box of two waves": ("~~{note}\nText.\n~~", 1, BOX),
    "box without signs": ("{note}\nText.", 1, "Write ```{note} or :::{note}"),
    "box within a line": ("Text ```{note}", 1, "Write ```{note} or :::{note}"),
    "end of a block in quotes": ("a\n\n'''", 3, "closes no block"),
    "end of a block of two": ("a\n\n``", 3, "closes no block"),
    "box of waves not closed": ("~~~{note}\nText.", 1, "is not closed"),
    "box of waves closed with backquotes": ("~~~{note}\nText.\n```", 1, "is not closed"),
    "box of backquotes closed with colons": ("```{note}\nText.\n:::", 1, "is not closed"),
    "blanks in the braces of a box": ("```{ note }\nText.\n```", 1, "Write ```{note}"),
    "no braces": ("```code-cell\nbook.a.b()\n```", 1, "Write ```{code-cell}"),
    "square brackets for a box": ("```[note]\nText.\n```", 1, "Write ```{note}"),
    "full-width braces of a box": ("```｛note｝\nText.\n```", 1, "Write ```{note}"),
    "two braces of a box": ("```{{note}}\nText.\n```", 1, "Write ```{note}"),
    "brace of a box not closed": ("```{note\nText.\n```", 1, "Write ```{note}"),
    "name of a block in its own line": ("```\n{note}\nText.\n```", 1, "belongs behind the ```"),
    "indented block": ("    ```{note}\n    Text.\n    ```", 1, "four blanks at the beginning"),
    "indented paragraph": ("a\n\n    Text.", 3, "four blanks at the beginning"),
    "heading without a blank": ("##Heading", 1, "`## Heading`"),
    "heading with a no-break space": ("##\u00a0Heading", 1, "`## Heading`"),
    "full-width heading": ("＃＃ Heading", 1, "`## Heading`"),
    "heading without a blank under a text": ("a\n##Heading", 2, "`## Heading`"),
    "underlined text": ("Text.\n---", 1, "makes it a heading"),
    "blank in a link": ("[a] (https://example.org)", 1, "there is no blank: [words](address)"),
    "blank in a link to a chapter": ("[a] (index.md)", 1, "there is no blank"),
    "blank in a picture": ("![a] (b.png) and [c] (index.md)", 1, "there is no blank"),
    "address with a blank": ("[a](my file.md)", 1, "no blank or bracket in the address"),
    "turned link": ("(a)[https://example.org]", 1, "square brackets come first"),
    "full-width link": ("[a]（index.md）", 1, "a link is [words](address)"),
    "link of a missing definition": ("[a][b]", 1, "leads nowhere"),
    "note without a text": ("a [^1]", 1, "this note has no text"),
    "table without its line": ("| a | b |\n| 1 | 2 |", 1, "Write the line `| --- | --- |`"),
    "table without vertical lines at its ends": ("a | b | c\n1 | 2 | 3", 1, "`| --- | --- | --- |`"),
    "table with a short line": ("| a | b |\n| --- |\n| 1 | 2 |", 1, "must be exactly `| --- | --- |`"),
    "table with dashes": ("| a | b |\n| — | — |\n| 1 | 2 |", 1, "with hyphens"),
    "table with full-width lines": ("｜ a ｜ b ｜\n｜ 1 ｜ 2 ｜", 1, "vertical lines | of the keyboard"),
    "table under a text": ("Text:\n| a | b |\n| 1 | 2 |", 2, "this is no table yet"),
    "table with tabs": ("a\tb\n1\t2", 1, "Write the line `| --- | --- |` below its heading"),
    "tab alone": ("a\tb", 1, "a tab makes no table"),
    "no-break space of HTML": ("a&nbsp;b", 1, "Type a blank instead"),
    "sign of HTML": ("a &ge; b", 1, "Type ≥ instead"),
    "number of HTML": ("a &#8805; b", 1, "Type ≥ instead"),
    "less-than of HTML": ("a &lt; b", 1, "Type \\< instead"),
    "end of a line of HTML": ("a<br>b", 1, "a backslash at the end of the line"),
    "raised sign of HTML": ("a<sup>2", 1, "Write {sup}`2`"),
    "bold not closed": ("a **b c", 1, "bold is **words**"),
    "bold with blanks": ("a ** b ** c", 1, "bold is **words**"),
    "bold over paragraphs": ("**a\n\nb", 1, "bold is **words**"),
    "italics not closed": ("a *b c", 1, "for italics, write *words*"),
    "bold with lines not closed": ("a __b c", 1, "bold is **words**"),
    "struck out": ("a ~~b~~", 1, "Delete them"),
    "raised sign": ("10^9 cells", 1, "10{sup}`9`"),
    "lowered sign": ("H~2~O", 1, "H{sub}`2`O"),
    "bullet of Word": ("• a\n", 1, "`- item`"),
    "dash for a bullet": ("– a\n", 1, "`- item`"),
    "item without a blank": ("-item", 1, "`- item`"),
    "number without a blank": ("1.item", 1, "`1. item`"),
    "line that begins with a per cent sign": ("Of patients, some\n% of all.", 2, "is not printed"),
    "box of another format": ("!!! note\nText.", 1, ":::{note}"),
    "box of reStructuredText": (".. note:: Text.", 1, ":::{note}"),
    "role of reStructuredText": (":cite:p:`adams2001`", 1, "{cite:p}`smith2024`"),
    "link of a wiki": ("[[index]]", 1, "a link is [words](address)"),
    "box to tick": ("- [ ] a", 1, "Delete the box"),
    "highlighted": ("==a==", 1, "*words*"),
    "formula not closed": ("$$x\n\ny", 1, "begins and ends with $$"),
    "environment of LaTeX": ("\\begin{table}", 1, "between dollar signs"),
    "option without a colon": (":::{note}\nclass: tip\n\nText.\n:::", 1, "`:class: tip`"),
    "picture with backslashes": ("![a](pictures\\a.png)", 1, "Write / between folders"),
    "link with backslashes": ("[a](part\\methods.md)", 1, "Write / between folders"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "line", "message"), MISTYPED.values(), ids=MISTYPED)
def test_mistyped_markup_is_one_line_with_what_to_type(problems, text, line, message):
    found = [one for one in problems(text) if "closes no block" not in one[1] or "closes no block" in message]
    assert len(found) == 1, found
    assert found[0][0] == line, found
    assert message in found[0][1], found


MATHEMATICS = {
    "script": (r"a $\href{javascript:alert(1)}{b}$", r"\href is no mathematics"),
    "address": (r"a $\url{https://example.org}$", r"\url is no mathematics"),
    "class": (r"a {math}`\htmlClass{d-none}{b}`", r"\htmlClass is no mathematics"),
    "style": ("$$\n\\style{color:white}{b}\n$$", r"\style is no mathematics"),
    "file": ("```{math}\n\\input{/etc/passwd}\n```", r"\input is no mathematics"),
    "picture": (r"$\includegraphics{a.png}$", r"\includegraphics is no mathematics"),
    "definition": (r"$\def\a{b}\a$", r"\def is no mathematics"),
    "hidden text": (r"$\phantom{\text{words for a program}}$", r"\phantom is no mathematics"),
    "dollar for money": ("It costs US$five and more than 3$", "write \\$ for a dollar sign in text"),
    "braces": (r"$\frac{1}{2$", "braces do not match"),
}


@pytest.mark.parametrize(("text", "message"), MATHEMATICS.values(), ids=MATHEMATICS)
def test_what_is_no_mathematics_is_refused_without_a_build(problems, text, message):
    found = problems(text)
    assert [line for line, _ in found] == [1]
    assert message in found[0][1]


def test_a_chapter_without_a_title_is_named(tmp_path, problems):
    problems("")
    (tmp_path / "chapters/tea.md").write_text("Just words.\n")
    found = chapter_problems(tmp_path, (), ())
    assert [(one.file, one.line) for one in found] == [("chapters/tea.md", 1)]
    assert "# Title" in found[0].message


GOOD = {
    "code": "`{cite:p}'x'` `[@key]` `\\cite{a}` ``{note}`` `##Heading` `[x] (y)` `&nbsp;` `**a` `{{x}}` `10^9`",
    "code of two lines": "`a\n{result} b`",
    "blocks of code": "```\n{result}'x' [@key] \\cite{a} &nbsp;\n##Heading\n| a | b |\n```\n\n~~~\n{cite:p} `x`\n~~~",
    "block of code in a language": "```yaml\na: {b: c}\n@x\n```\n\n```sh\nls [a] (b)\n```",
    "code in a list": "- a\n\n  ```\n  {result} `x`\n  ```\n\n- b",
    "example of a block": "````\n```{note}\nText.\n```\n````",
    "behind a backslash": r"\{result\} \*\* \[\@a] \^ a\^b \\alpha \~\~ \&nbsp; a\*",
    "mathematics": "$\\alpha_{1}^{2}$ and $$\\frac{a}{b} | c | d$$ {math}`x^2`",
    "block of mathematics": "```{math}\nx^2 = \\sqrt{2}\n```",
    "roles": '{cite:p}`adams2001` **{result}`a.b`** *{cite:t}`adams2001`*; "{result}`a.b`" ({cite:p}`adams2001`)',
    "quotation marks": "“Words” ‘words’ 'words' \"words\" and don’t",
    "brackets": "a [b] (c) and [d](index.md) (e) [f]",
    "interval": "from [0, 1) to (0, 1], -5 °C, +3, 2.5 and 3) of 4",
    "address with signs": "[a](https://example.org/b_(c)?d=e&f=g;h=1) <https://example.org/a^b{c}>",
    "e-mail": "[a](mailto:b@example.org)",
    "Chinese": "中文：（括号），“引号”。",
    "table": "| a | b |\n| --- | --- |\n| `x` | – |\n| a \\| b | 2 * 3 |",
    "one vertical line": "The odds P(a | b) are low.\nSo is the rest.",
    "rules": "a\n\n---\n\nb",
    "line comment apart": "a\n\n% a remark\n\nb",
    "dash in a text": "a – b\nand – c",
    "list": "- a\n- b\n\n1. c\n2. d\n\n* e\n+ f",
    "names": "IL-10, CD4+, Foxp3+, `a_b`, a_b_c, 2 x 3, #1",
    "label in a box": (":::{note}\nResponse: yes\n:::"),
    "named block of code": "```{code-block} yaml\na: {b: c}\n```",
}


@pytest.mark.parametrize("text", GOOD.values(), ids=GOOD)
def test_what_is_meant_as_it_is_gives_no_message(problems, text):
    assert problems(text) == []
