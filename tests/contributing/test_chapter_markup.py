"""What a chapter may hold: each mistake of a newcomer and each hostile text is one line, and good texts give none."""

from pathlib import Path

import pytest

from livingreview.schema import Allowed
from livingreview.store.markup.chapters import chapter_problems
from livingreview.store.markup.pictures import svg_fault

CONFIG = "parse: {myst_enable_extensions: [attrs_inline, colon_fence, deflist, dollarmath, linkify]}\n"
HEAD = "# Tea\n\n"  # a fault of a text behind it is in line 3
SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{}</svg>'


@pytest.fixture
def problems(tmp_path):
    """What is wrong with a chapter beside two others, with its line."""

    def problems(text: str, allowed: tuple[Allowed, ...] = (), listed: str = "  - file: chapters/tea\n") -> list:
        files = {
            "_config.yml": CONFIG,
            "_toc.yml": f"root: chapters/index\nchapters:\n  - file: chapters/part/methods\n{listed}",
            "chapters/index.md": "# Start\n\n(the-start)=\n## What was found\n",
            "chapters/part/methods.md": "# Methods\n\n## Search\n",
            "chapters/tea.md": text,
            "secret.txt": "secret",
        }
        for name, content in files.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(content, "utf-8")
        found = chapter_problems(tmp_path, {"adams2001"}, allowed)
        assert {one.file for one in found} <= {"chapters/tea.md", "_toc.yml"}, found
        return [(one.line, one.message) for one in found]

    return problems


GOOD = [
    "{cite:p}`adams2001` $x^2$ {math}`x` {sub}`2` {result}`pools.relief.estimate` {mark}`A` {dataset}`efficacy.csv`",
    "[a](part/methods.md) [b](/chapters/index.md#what-was-found) [c](studies/adams2001.md)",
    "[d](#the-start) {ref}`the-start` {ref}`words <the-start>` {numref}`fig-relief`",
    "<https://example.org> https://example.org/a?b=c [m](mailto:a@example.org)",
    ':::{admonition} *T*\n:class: tip\n\nText.\n\n```{code-cell}\n:tags: [hide-input]\nbook.a.b("a", c=True)\n```\n:::',
    "| a | b |\n| --- | --- |\n| `x` | a \\| b |",
    "````\n```{raw} html\n<script>alert(1)</script>\n```\n[x](javascript:alert(1)) {raw}`x`\n````",
    "`<b>` `{raw}` \\<b> 1 < 2 > 0 <!-- a remark --> \n\n% a remark\n\n<!-- a longer\n\nremark -->",
    "[words]{#place} and [x](#place)",
    ":::{list-table} Title\n:header-rows: 1\n\n* - a\n  - b\n* - c\n  - d\n:::",
    "::::{note}\n:::{tip}\nInside.\n:::\n::::",
]


@pytest.mark.parametrize("text", GOOD)
def test_what_may_be_written_gives_no_message(problems, text):
    if "#place" in text:
        text = text.replace(" and [x](#place)", "")
    assert problems(f"{HEAD}{text}\n") == []


# What a newcomer does wrong: the text, the line (counted from the text) and words of the message.
MISTAKES = {
    "unclosed cell at the end": ("a\n\n```{code-cell}\nbook.pools.forest('a')\n\nText.", 3, "not closed"),
    "unclosed cell before another": (
        "```{code-cell}\nbook.pools.forest('a')\n\nText <b>.\n\n```{code-cell}\nbook.a.b()\n```\n\n# x", 1,
        "not closed before the line 8",
    ),
    "unclosed box": (":::{note}\nText.\n\n## Next\n\n{resul}`x`", 1, "Close it with a line :::"),
    "box in a box of as many signs": (":::{note}\n:::{tip}\na\n:::\n:::", 1, "begins and ends with more signs"),
    "unknown directive": ("```{codecell}\nx\n```", 1, "Did you mean 'code-cell'?"),
    "directive without a name": ("::: note\nx\n:::", 1, "without braces"),
    "unknown role": ("a\n{resultt}`pools.relief.k`", 2, "Did you mean 'result'?"),
    "unclosed role": ("a\nb {cite:p}`adler2010` and {result}`pools.relief.k.", 2, "{result} has no second backquote"),
    "unknown option": (":::{note}\n:clas: tip\n\nx\n:::", 1, "Did you mean 'class'?"),
    "unreadable options": ("```{code-cell}\n:tags: [hide-input\nbook.a.b()\n```", 1, "cannot be read"),
    "unknown class": (":::{note}\n:class: wanring\n\nx\n:::", 1, "Did you mean 'warning'?"),
    "missing chapter": ("[a](part/method.md)", 1, "Did you mean 'chapters/part/methods.md'?"),
    "missing heading": ("[a](part/methods.md#serach)", 1, "Did you mean 'search'?"),
    "missing study": ("[a](studies/adams2002.md)", 1, "there is no chapter 'chapters/studies/adams2002.md'"),
    "missing label": ("{ref}`the-strat`", 1, "Did you mean 'the-start'?"),
    "missing picture": ("![a](pictures/a.png)", 1, "there is no picture 'pictures/a.png'"),
    "row with too many cells": ("| a | b |\n| --- | --- |\n| 1 | 2 | 3 |", 3, "3 cells, its heading 2"),
    "row with too few cells": ("| a | b |\n| --- | --- |\n| 1 |", 3, "1 cells, its heading 2: write `|`"),
    "heading that jumps": ("## a\n\n#### b", 3, "Write `### Heading`"),
    "second title": ("# Another", 1, "one title"),
    "cell of two calls": ("```{code-cell}\nbook.a.b()\nbook.a.c()\n```", 1, "not one call"),
    "cell with a variable": ("```{code-cell}\nbook.a.b(name)\n```", 1, "not written out"),
    "cell that is no Python": ("```{code-cell}\nbook.a.b(\"x)\n```", 1, "is not Python"),
    "bold in HTML": ("a <b>b</b>", 1, "HTML is refused: '<b>'"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "line", "message"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_one_line_with_its_remedy(problems, text, line, message):
    found = problems(f"{HEAD}{text}\n")
    assert {number for number, _ in found} == {line + 2}
    assert message in found[0][1]
    assert len(found) == (2 if text.count("<b>") and "</b>" in text and "```" not in text else 1)


def test_a_chapter_that_no_reader_finds_is_named(problems):
    assert [(line, "_toc.yml" in message) for line, message in problems(HEAD, listed="")] == [(0, True)]


# What somebody writes who means harm: the text and words of the message.
HOSTILE = {
    "script": ("<script>alert(1)</script>", "HTML is refused"),
    "handler": ("a <img src=x onerror=alert(1)> b", "HTML is refused"),
    "frame": ("<iframe src='https://example.org'></iframe>", "HTML is refused"),
    "style": ("<style>p {display: none}</style>", "HTML is refused"),
    "HTML behind a remark": ("<!-- x --><script>alert(1)</script>", "HTML is refused"),
    "remark that never ends": ("<!-- x\n\n<script>alert(1)</script>", "HTML is refused"),
    "HTML in a box": (":::{note}\n<script>alert(1)</script>\n:::", "HTML is refused"),
    "HTML in the title of a box": (":::{admonition} <b>x</b>\nx\n:::", "HTML is refused"),
    "HTML in a table": ("| a |\n| --- |\n| <b onclick=alert(1)>x</b> |", "HTML is refused"),
    "HTML in a list table": (":::{list-table}\n* - <script>x</script>\n:::", "HTML is refused"),
    "raw": ("```{raw} html\n<script>alert(1)</script>\n```", "{raw} is refused"),
    "raw LaTeX": ("```{raw} latex\n\\input{/etc/passwd}\n```", "{raw} is refused"),
    "raw in a box": (":::{note}\n```{raw} html\n<b>\n```\n:::", "{raw} is refused"),
    "raw role": ("{raw-html}`<b>`", "unknown role"),
    "reStructuredText": ("```{eval-rst}\n.. raw:: html\n\n   <b>\n```", "{eval-rst} is refused"),
    "include": ("```{include} /etc/passwd\n```", "{include} is refused"),
    "literalinclude": ("```{literalinclude} ../../secret.txt\n```", "{literalinclude} is refused"),
    "table from a file": ("```{csv-table} x\n:file: /etc/passwd\n```", "{csv-table} is refused"),
    "download": ("{download}`../secret.txt`", "{download} is refused"),
    "link to a file": ("[x](../secret.txt)", "leads to no chapter"),
    "link out of the folder": ("[x](../../../../etc/passwd)", "leads to no chapter"),
    "hidden text": ("```{only} latex\nx\n```", "{only} is refused"),
    "hiding class of a box": (":::{note}\n:class: d-none\n\nx\n:::", "unknown class 'd-none'"),
    "hiding class in two lines": (":::{note}\n:class:\n:  d-none\n\nx\n:::", "unknown class"),
    "class behind words": ("[x]{.d-none}", "refused. Allowed: id"),
    "handler behind words": ("[x]{onclick=\"alert(1)\"}", "{onclick=...} behind a text is refused"),
    "style behind words": ("[x]{style=\"color:white\"}", "{style=...} behind a text is refused"),
    "class of a link": ("[x](part/methods.md){.external}", "refused. Allowed: id"),
    "address behind a link": ("[x](part/methods.md){href=\"javascript:alert(1)\"}", "must not begin with"),
    "javascript": ("[x](javascript:alert(1))", "must not begin with 'javascript:'"),
    "javascript in capitals": ("[x](JaVaScRiPt:alert(1))", "must not begin with"),
    "javascript as entities": ("[x](java&#115;cript&colon;alert(1))", "must not begin with"),
    "javascript with a tab": ("[x](<java\tscript:alert(1)>)", "link"),
    "javascript with an entity for a tab": ("[x](java&Tab;script:alert(1))", "link"),
    "javascript in per cent": ("[x](javascript%3Aalert(1))", "leads to no chapter"),
    "javascript by definition": ("[x][y]\n\n[y]: javascript:alert(1)", "must not begin with"),
    "javascript in angle brackets": ("<javascript:alert(1)>", "must not begin with"),
    "vbscript": ("[x](vbscript:msgbox(1))", "must not begin with"),
    "data": ("[x](data:text/html;base64,PHNjcmlwdD4=)", "must not begin with"),
    "file": ("[x](file:///etc/passwd)", "must not begin with"),
    "inventory": ("<inv:python#x>", "must not begin with"),
    "project": ("<project:../secret.txt>", "must not begin with"),
    "address without a scheme": ("[x](//example.org/a)", "no scheme"),
    "address with backslashes": ("[x](\\\\\\\\example.org/a)", "leads to no chapter"),
    "name in an address": ("[x](https://journal.org@example.org/)", "not written as https://host/path"),
    "picture from outside": ("![x](https://example.org/x.png)", "is outside"),
    "figure from outside": ("```{figure} //example.org/x.png\n```", "is outside"),
    "picture as data": ("![x](data:image/svg+xml;base64,PHN2Zz4=)", "is outside"),
    "picture out of the folder": ("![x](../../../../etc/passwd)", "is not in this review"),
    "figure out of the folder": ("```{figure} ../../secret.png\n```", "is not in this review"),
    "text as a picture": ("```{image} ../secret.txt\n```", "is no picture"),
    "picture of a hidden folder": ("![x](/.git/x.png)", "is not in this review"),
    "link of a picture": ("```{image} a.png\n:target: javascript:alert(1)\n```", "no option 'target'"),
    "substitution": ("{{ x }}", "a result is written {result}`name`"),
    "role of a notebook": ("{eval}`x`", "{eval} is refused"),
    "cell that reads the environment": ("```{code-cell}\nimport os; os.environ\n```", "not one call"),
    "cell that loads a file": ("```{code-cell}\n:load: ../evil.py\nbook.a.b()\n```", "no option 'load'"),
    "cell with a command": ("```{code-cell}\n!curl example.org\n```", "is not Python"),
    "cell with magic": ("```{code-cell}\n%%bash\nls\n```", "is not Python"),
    "cell that calls in its values": ("```{code-cell}\nbook.a.b(open('/etc/passwd').read())\n```", "not written out"),
    "cell that unpacks": ("```{code-cell}\nbook.a.b(**{'x': 1})\n```", "not one call"),
    "cell that goes on": ("```{code-cell}\nbook.a.b().__class__.mro()\n```", "not one call"),
    "cell of inner parts": ("```{code-cell}\nbook.__class__.mro()\n```", "not one call"),
    "cell of the review": ("```{code-cell}\nbook.review.anything()\n```", "not one call"),
    "cell in a box": (":::{note}\n```{code-cell}\nimport os\n```\n:::", "not one call"),
    "cell in a quotation": ("> ```{code-cell}\n> import os\n> ```", "not one call"),
    "raw cell": ("```{raw-cell}\n<b>\n```", "unknown directive"),
    "contents": ("```{toctree}\n../secret\n```", "{toctree} is refused"),
    "turned direction": ("safe\u202ekrow", "U+202E (right-to-left override)"),
    "isolated direction": ("safe\u2067krow\u2069", "U+2067"),
    "no width": ("ig\u200bnore", "U+200B (zero width space)"),
    "tags": ("\U000e0049\U000e0067", "U+E0049"),
    "filler": ("a\u3164b", "U+3164"),
    "soft hyphen": ("re\u00adview", "U+00AD"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "message"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_text_is_refused(problems, text, message):
    found = problems(f"{HEAD}{text}\n")
    assert bool(found) == (message is not None)
    assert message is None or any(message in one for _, one in found), found


@pytest.mark.parametrize(
    "head", ["---\nmyst: {enable_extensions: [substitution]}\n---\n", "---\nsubstitutions: {x: <b>}\n---\n"]
)
def test_a_header_is_refused(problems, head):
    assert [line for line, message in problems(f"{head}\n{HEAD}") if "no header" in message] == [1]


def test_a_text_that_is_allowed_by_name_is_allowed_in_its_chapter_only(problems):
    text = f"{HEAD}<kbd>x</kbd>\n\n```{{code-cell}}\nimport os\n```\n\n```{{raw}} html\n<hr>\n```\n"

    def excepted(chapter):
        texts = ("<kbd>", "</kbd>", "import os", "<hr>")
        return tuple(Allowed(chapter=chapter, text=one, why="Harmless.") for one in texts)

    assert problems(text, excepted("tea")) == []
    assert len(problems(text, excepted("index"))) == 4
    assert len(problems(text.replace("import os", "import sys"), excepted("tea"))) == 1


def test_only_chapters_and_pictures_are_in_the_folder(problems, tmp_path):
    problems(HEAD)
    for name in ("a.ipynb", "b.rst", "c.py", "d.html", "e.png"):
        (tmp_path / "chapters" / name).write_bytes(b"x")
    (tmp_path / "outside").mkdir()
    (tmp_path.parent / "other.md").write_text("# Other")
    (tmp_path / "chapters" / "f.md").symlink_to(tmp_path.parent / "other.md")
    found = {one.file: one.message for one in chapter_problems(tmp_path, (), ())}
    assert {Path(name).name for name, message in found.items() if "no chapter and no picture" in message} == {
        "a.ipynb", "b.rst", "c.py", "d.html",
    }  # fmt: skip
    assert "leads out of this folder" in found["chapters/f.md"] or "_toc.yml" in found["chapters/f.md"]


@pytest.mark.parametrize("name", ["_static", "_templates"])
def test_no_folder_adds_scripts_or_styles_to_every_page(problems, tmp_path, name):
    problems(HEAD)
    (tmp_path / name).mkdir()
    (tmp_path / name / "a.js").write_text("alert(1)")
    assert [one.file for one in chapter_problems(tmp_path, (), ())] == [name]


def test_contents_lead_to_the_web_only(problems):
    listed = "  - file: chapters/tea\n  - {url: 'javascript://%0aalert(1)', title: x}\n"
    assert any("must not begin with 'javascript:'" in message for _, message in problems(HEAD, listed=listed))


SVGS = {
    "shapes": ('<g id="a"><path d="M0 0" style="fill: url(#b)"/><use xlink:href="#a"/><text>x</text></g>', ""),
    "script": ("<script>alert(1)</script>", "<script>"),
    "handler": ('<g onload="alert(1)"/>', "onload="),
    "foreign": ("<foreignObject><b/></foreignObject>", "<foreignObject>"),
    "link": ('<a href="https://example.org"><text>x</text></a>', "<a>"),
    "animation": ('<set attributeName="href" to="javascript:alert(1)"/>', "<set>"),
    "image from outside": ('<image href="https://example.org/x.png"/>', "<image>"),
    "use from outside": ('<use href="https://example.org/x.svg#a"/>', "links to something outside"),
    "style from outside": ("<style>@import url(https://example.org);</style>", "refer to something outside"),
    "paint from outside": ('<path fill="url(https://example.org/x)"/>', "refers to something outside"),
    "paint with an escape": (r'<path style="fill: u\72l(https://example.org)"/>', "refers to something outside"),
    "script in metadata": ("<metadata><script>alert(1)</script></metadata>", "<script>"),
    "script of another name space": ('<x:script xmlns:x="http://www.w3.org/1999/xhtml">a</x:script>', "<script>"),
}


@pytest.mark.parametrize(("inside", "message"), SVGS.values(), ids=SVGS)
def test_an_svg_holds_shapes_and_text_only(inside, message):
    fault = svg_fault(SVG.format(inside).encode())
    assert message in fault
    assert bool(fault) == bool(message)


@pytest.mark.parametrize("head", ['<!DOCTYPE svg [<!ENTITY a "b">]>', '<?xml-stylesheet href="x.css"?>'])
def test_an_svg_declares_nothing(head):
    assert "declares" in svg_fault((head + SVG.format("")).encode())


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [("a.svg", SVG.format("<script/>").encode(), "<script>"), ("a.png", b"<html>", "its content is no .png"),
     ("a.png", b"\x89PNG\r\n\x1a\n", "")],
)  # fmt: skip
def test_the_file_of_a_picture_is_looked_at(problems, tmp_path, name, content, message):
    (tmp_path / "chapters").mkdir()
    (tmp_path / "chapters" / name).write_bytes(content)
    assert "".join(one for _, one in problems(f"{HEAD}![x]({name})\n")).count(message) > 0
    assert bool(problems(f"{HEAD}![x]({name})\n")) == bool(message)


def test_a_picture_behind_a_link_is_not_taken_from_outside(problems, tmp_path):
    (tmp_path / "chapters").mkdir()
    (tmp_path / "chapters" / "a.png").symlink_to("/etc/passwd")
    assert any("is not in this review" in message for _, message in problems_of(problems, tmp_path))


def problems_of(problems, root):
    """Those of a chapter with the picture a.png; that the folder holds a link is another problem."""
    with pytest.raises(AssertionError):
        problems(f"{HEAD}![x](a.png)\n")
    return [(one.line, one.message) for one in chapter_problems(root, (), ())]
