"""What a built page loads, on a site of three pages in the form of the theme."""

import re

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

from livingreview.publish.light import lighten

HEAD = """<html data-theme="auto"><head>
<link href="{up}_static/styles/theme.css?digest=1" rel="stylesheet" />
<link rel="stylesheet" type="text/css" href="{up}_static/book.css?v=2" />
<link rel="stylesheet" type="text/css" href="{up}_static/copybutton.css?v=3" />
<script defer src="{up}_static/scripts/fontawesome.js?digest=1"></script>
<link rel="preload" as="script" href="{up}_static/theme.js?digest=1" />
<script src="{up}_static/documentation_options.js?v=4"></script>
<script src="{up}_static/doctools.js?v=5"></script>
<script src="{up}_static/copybutton.js?v=6"></script>
<script>let toggleHintShow = 'Click to show';</script>
<script>DOCUMENTATION_OPTIONS.pagename = 'x';</script>
{more}<script src="{up}_static/searchtools.js"></script>
<script src="{up}searchindex.js"></script>
</head><body><i class="fa-solid fa-bars"></i>{body}
<script defer src="{up}_static/theme.js?digest=1"></script></body></html>
"""
STATIC = {
    "styles/theme.css": '@charset "UTF-8";@import "../basic.css";'
    "@font-face{font-family:Font Awesome\\ 6 Free;font-weight:900;"
    "src:url(../fonts/solid.woff2),url(../fonts/solid.ttf)}"
    "@font-face{font-family:Font Awesome\\ 6 Brands;src:url(../fonts/brands.ttf)}"
    '.fa-bars:before,.fa-navicon:before{content:"\\f0c9"}.fa-coffee:before{content:"\\f0f4"}'
    "\n/*# sourceMappingURL=theme.css.map */",
    "styles/theme.css.map": "{}",
    "basic.css": "p{background:url(file.png)}",
    "file.png": "a picture",
    "fonts/solid.woff2": "",
    "book.css": "b{color:red}",
    "copybutton.css": "button{}",
    "scripts/fontawesome.js": "every icon",
    "documentation_options.js": "const DOCUMENTATION_OPTIONS = {};",
    "doctools.js": "first();\n//# sourceMappingURL=doctools.js.map",
    "copybutton.js": "copy();",
    "tables.js": 'load("library.js")',
    "library.js": "library()",
    "searchtools.js": "search();",
    "theme.js": "second();",
    "locales/de.po": "Suche",
}


def font(file, sign):
    """A font of one sign."""
    file.parent.mkdir(parents=True, exist_ok=True)
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    pen.lineTo((500, 0))
    pen.lineTo((0, 500))
    pen.closePath()
    made = FontBuilder(1000, isTTF=True)
    made.setupGlyphOrder([".notdef", "sign"])
    made.setupCharacterMap({sign: "sign"})
    made.setupGlyf({".notdef": pen.glyph(), "sign": pen.glyph()})
    made.setupHorizontalMetrics({".notdef": (500, 0), "sign": (500, 0)})
    made.setupHorizontalHeader()
    made.setupNameTable({"familyName": "Font", "styleName": "Regular"})
    made.setupPost()
    made.save(file)


@pytest.fixture
def site(tmp_path):
    for name, text in STATIC.items():
        file = tmp_path / "_static" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    font(tmp_path / "_static" / "fonts" / "solid.ttf", 0xF0C9)
    font(tmp_path / "_static" / "fonts" / "brands.ttf", 0xF09B)
    (tmp_path / "searchindex.js").write_text("words", "utf-8")
    (tmp_path / "chapters").mkdir()
    code, table = '<div class="highlight">1</div>', '<script defer src="../_static/tables.js?v=7"></script>\n'
    (tmp_path / "chapters" / "a.html").write_text(HEAD.format(up="../", body=code, more=table), "utf-8")
    (tmp_path / "search.html").write_text(HEAD.format(up="", body="", more=""), "utf-8")
    (tmp_path / "chapters" / "search.html").write_text(HEAD.format(up="../", body="", more=""), "utf-8")
    (tmp_path / "index.html").write_text('<meta http-equiv="Refresh" content="0; url=chapters/a.html">', "utf-8")
    return tmp_path


def loaded(page):
    return re.findall(r'<(?:link|script)\b[^>]*(?:href|src)="([^"]+)"', page.read_text("utf-8"))


def with_body(site, body):
    """The page of a chapter that ends with this, once the site has been lightened."""
    file = site / "chapters/a.html"
    file.write_text(file.read_text().replace("</body>", f"{body}</body>"))
    lighten(site)
    return file.read_text("utf-8")


def test_all_pages_share_one_style_sheet_and_one_script_and_load_only_what_they_need(site):
    before = (site / "index.html").read_text("utf-8")
    lighten(site)
    style, script = (next((site / "_static").glob(f"site-*.{kind}")) for kind in ("css", "js"))
    shared = [f"_static/{style.name}", f"_static/{script.name}"]
    more = ["_static/copybutton.css", "_static/tables.js", "_static/copybutton.js"]
    assert set(loaded(site / "chapters" / "a.html")) == {f"../{one}" for one in shared + more}
    assert loaded(site / "search.html") == [*shared, "_static/searchtools.js", "searchindex.js"]
    assert loaded(site / "chapters" / "search.html") == [f"../{one}" for one in shared]  # a chapter on searches
    assert (site / "index.html").read_text("utf-8") == before
    assert script.read_text("utf-8").split()[-2:] == ["first();", "second();"]


def test_letters_that_a_machine_may_lack_come_from_a_file_with_no_others(site):
    search = site / "search.html"
    search.write_text(search.read_text("utf-8").replace("</body>", "<p>王</p></body>"), "utf-8")
    with_body(site, "<p>王立, or 한</p>")
    (style,) = (site / "_static").glob("site-*.css")
    faces = re.findall(r'local\([^}]*?url\("?(letters-[^)"]+)"?\)[^}]*unicode-range:([^;}]+)', style.read_text("utf-8"))
    letters = {frozenset(TTFont(site / "_static" / file).getBestCmap()): span for file, span in faces}
    # The first is on most pages that have any, and in a file of its own.
    assert letters == {frozenset({ord(one)}): f"U+{ord(one):X}" for one in "王立한"}


def test_without_such_letters_there_is_no_such_file(site):
    with_body(site, "<p>Çelik: α ≤ 0.05</p>")
    assert not list((site / "_static").glob("*.woff"))


def test_without_scripts_a_page_has_the_light_colours(site):
    lighten(site)
    assert all('<html data-theme="light">' in file.read_text("utf-8") for file in site.rglob("a.html"))
    assert list(site.rglob("a.html"))


def test_settings_are_in_the_shared_script_before_what_pages_add_to_them(site):
    for file in site.rglob("*.html"):
        text = file.read_text("utf-8").replace(" = 'x'", f" = '{file.stem}'")  # each page its own name
        file.write_text(text.replace("</head>", "<script>DOCUMENTATION_OPTIONS.as_typed = false;</script></head>"))
    lighten(site)
    page = (site / "chapters" / "a.html").read_text("utf-8")
    (script,) = (site / "_static").glob("site-*.js")
    assert "DOCUMENTATION_OPTIONS" not in page and "toggleHint" not in page and "preload" not in page
    assert script.read_text("utf-8").startswith(
        "const DOCUMENTATION_OPTIONS = {};\nDOCUMENTATION_OPTIONS.as_typed = false;\n"
    )


def test_settings_in_which_pages_differ_stop_the_build(site):
    file = site / "chapters" / "a.html"
    file.write_text(file.read_text().replace("</head>", "<script>DOCUMENTATION_OPTIONS.own = 1;</script></head>"))
    with pytest.raises(ValueError, match=r"DOCUMENTATION_OPTIONS\.own is not the same"):
        lighten(site)


def test_classes_that_nothing_names_go(site):
    (site / "_static/book.css").write_text('.named {top: 0} [class*="part"] {left: 0} [class^="begin-"] {right: 0}')
    (site / "_static/tables.js").write_text('find(".by-script")')
    body = (
        '<p class="named other">1</p><p id="x" class="other">2</p><p class="by-script">3</p><p class="a-part-b">4</p>'
        '<p class="begin-x own notranslate">5</p><pre><b class="other">6</b></pre><style>.own {}</style>'
    )
    assert (
        '<p class="named">1</p><p id="x">2</p><p class="by-script">3</p><p class="a-part-b">4</p>'
        '<p class="begin-x own notranslate">5</p><pre><b class="other">6</b></pre>'
    ) in with_body(site, body)


LINKS = '<a class="reference internal" href="#x">1</a><a class="reference external" href="y">2</a>'


@pytest.mark.parametrize(
    ("file", "rule", "inside"),
    [
        ("book.css", "a.reference.external {top: 0}", ""),
        ("book.css", "a.reference.external, .reference:hover {top: 0}", ' class="reference"'),
        ("tables.js", 'find("main a.reference:not(.external)")', ' class="reference"'),
        ("tables.js", 'find(".external"), state.rects.reference[0], "right"', ""),
    ],
)
def test_a_class_of_every_link_stays_where_something_asks_for_it(site, file, rule, inside):
    (site / "_static" / file).write_text(rule)
    assert f'<a{inside} href="#x">1</a><a class="reference external" href="y">2</a>' in with_body(site, LINKS)


def test_a_reference_is_written_out_once_a_page(site):
    cited = '<a href="../references.html#id{0}" title="Title {0}.">[{0}]</a>'
    page = with_body(site, "".join(map(cited.format, (1, 2, 1))))
    assert f'{cited.format(1)}{cited.format(2)}<a href="../references.html#id1">[1]</a>' in page


def test_only_icons_that_are_shown_stay_and_their_font_is_part_of_the_style_sheet(site):
    lighten(site)
    (style,) = (site / "_static").glob("site-*.css")
    text = style.read_text("utf-8")
    assert "fa-bars" in text and "fa-coffee" not in text
    assert text.count("@font-face") == 1 and "Brands" not in text and "data:font/woff;base64," in text
    assert "url(file.png)" in text and "b{color:red}" in text and "@import" not in text and "sourceMap" not in text


def test_what_no_page_names_is_deleted_and_what_a_script_names_is_kept(site):
    lighten(site)
    left = {file.relative_to(site / "_static").as_posix() for file in (site / "_static").rglob("*") if file.is_file()}
    assert {"file.png", "tables.js", "library.js", "searchtools.js"} < left
    assert (
        not {"scripts/fontawesome.js", "styles/theme.css.map", "locales/de.po", "fonts/solid.woff2", "doctools.js"}
        & left
    )


def test_a_rule_stays_only_if_a_page_or_a_script_can_use_it(site):
    (site / "_static/book.css").write_text(
        ".carousel, .carousel b {color: red} .fa-bars-row {color: blue} .made-by-script {top: 0} "
        "#part .chosen {left: 0} .dt-type-date {right: 0} @media print { .carousel {color: red} p {color: black} }"
    )
    (site / "_static/tables.js").write_text('box.className = "made-by-script"; part("dt-type-" + kind)')
    with_body(site, '<p id="part" class="x chosen">y</p>')
    (style,) = (site / "_static").glob("site-*.css")
    text = style.read_text("utf-8")
    assert "carousel" not in text and "fa-bars-row" not in text
    assert all(kept in text for kept in (".made-by-script{", "#part .chosen{", ".dt-type-date{", "@media print{p{"))


FIGURE = (
    '<svg role="img" class="figure"><text style="fill:red" y="1">A</text><path style="fill:url(#a-1)" />'
    '<path class="line" style="fill:red" /><text y="2" style="fill:red">b</text></svg>'
)


def test_what_figures_look_like_is_written_once_for_all_pages(site):
    for name, figure in (("chapters/a.html", FIGURE), ("chapters/search.html", FIGURE.replace("fill:red", "fill:tan"))):
        file = site / name
        file.write_text(file.read_text().replace("</body>", f'<p style="fill:red">{figure}</p></body>'))
    lighten(site)
    text = (site / "chapters/a.html").read_text("utf-8")
    assert text.count('style="fill:red"') == 2  # outside the figure, and of what has a class of its own
    assert 'style="fill:url(#a-1)"' in text  # leads to a part of the page, not of the style sheet
    (first, second) = re.findall(r'<text[^>]* class="([^"]*)"', text)
    assert first == second and first not in (site / "chapters/search.html").read_text("utf-8")
    sheets = "".join(file.read_text("utf-8") for file in (site / "_static").glob("site-*.css"))
    assert f".{first}.{first}{{fill:red}}" in sheets and "{fill:tan}" in sheets


def test_headings_that_several_tables_have_are_written_once_for_all_pages(site):
    common, rare = "--column-2:&quot;A &amp; &lt;b&gt;&quot;", "--column-2:&quot;Once&quot;"
    text = with_body(
        site, f'<table style="{common}"></table><table style="{common}" class="table"></table><table style="{rare}">'
    )
    plain, classed = re.findall(r'<table class="([^"]*)"', text)
    assert classed.split()[-1] == plain and f'<table style="{rare}">' in text
    sheets = "".join(file.read_text("utf-8") for file in (site / "_static").glob("site-*.css"))
    assert f'.{plain}.{plain}{{--column-2:"A & <b>"}}' in sheets and "Once" not in sheets


def test_indentation_and_comments_go_but_not_where_they_can_be_seen(site):
    file = site / "chapters/a.html"
    body = (
        "<p>one\n\n      two</p>\n  <!-- a\n note -->\n<pre>\n  a\n\n    b <!-- c --></pre><textarea>\n  d</textarea>"
    )
    window = '<meta name="viewport" content="width=device-width" />\n'
    file.write_text(file.read_text().replace("</head>", f"{window}{window}<title>a</title></head>{body}"))
    lighten(site)
    text = file.read_text("utf-8")
    assert "<p>one\ntwo</p>" in text and "note" not in text
    assert "<pre>\n  a\n\n    b <!-- c --></pre><textarea>\n  d</textarea>" in text
    assert text.count("viewport") == 1 and text.count("<title>a</title>") == 1


def test_the_sign_of_what_opens_and_the_language_of_a_drawing_are_not_in_every_page(site):
    file = site / "chapters/a.html"
    sign = '<span class="sd-x sd-summary-chevron-right">{}</span>'
    drawn = '<svg class="figure"{}><path d="M0" /></svg>'
    body = sign.format('<svg width="1em"><path d="M8"></path></svg>') + drawn.format(
        ' xmlns="http://www.w3.org/2000/svg"'
    )
    service = '<meta name="docsearch:language" content="en"/>'
    file.write_text(file.read_text().replace("</head>", f"{service}</head>").replace("</body>", f"{body}</body>"))
    (site / "_static/book.css").write_text(".sd-x, .sd-summary-chevron-right, .figure {top: 0}")
    lighten(site)
    assert sign.format("") + drawn.format("") in file.read_text("utf-8")
    assert "docsearch" not in file.read_text("utf-8")


def test_tags_that_change_nothing_go(site):
    rows = (
        '<tr class="row-odd"><td data-label="n"><p>1 <em>of</em> 2</p></td><th><p>a</p>\n</th></tr>'
        '<tr class="row-even"><td><p>one</p><p>two</p></td>'
        '<td><p><a href="x"><span class="std std-doc">Tea</span></a></p></td></tr>'
    )
    columns = '<colgroup><col style="width: 10.0%" /><col style="width: 22.5%" /></colgroup>'
    assert (
        '<table><colgroup><col style="width:10%"><col style="width:22.5%"></colgroup>'
        '<tr><td data-label="n">1 <em>of</em> 2</td><th>a</th></tr>'
        '<tr><td><p>one</p><p>two</p></td><td><p><a href="x">Tea</a></p></td></tr></table>'
    ) in with_body(site, f"<table>{columns}{rows}</table>")


def test_titles_in_the_contents_and_in_links_to_other_pages_say_their_language(site):
    links = (
        '<nav><a class="x" href="b.html">中文摘要 (Abstract)</a></nav><p class="prev-next-title">要約の &amp; more</p>'
    )
    page = with_body(site, f'{links}<p><a href="c.html"><span lang="zh">中文</span></a></p>')
    assert '<span lang="zh">中文摘要</span> (Abstract)</a>' in page
    assert '<span lang="ja">要約の</span> &amp; more</p>' in page
    assert page.count('<span lang="zh">中文</span>') == 1
