"""The article as a Word document, with features that pandoc lacks."""

from __future__ import annotations

import itertools
import re
import zipfile
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

import docx
import panflute as pf
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from ...render.layout import GUTTER, MARGIN_CM, POINTS_PER_INCH, pieces
from ..languages import FOREIGN, language
from . import raw, zotero
from .assemble import LANGUAGE, Paper, words
from .fields import field, run
from .layout import fit_table, turned

MARGIN = Cm(MARGIN_CM)
PAGE = {False: (11906, 16838), True: (16838, 11906)}  # A4 in twentieths of a point, upright and turned
FONT = "Times New Roman"
TABLE_TEXT = "Table Text"
CAPTIONS = {"Image Caption": "Figure", "Table Caption": "Table"}
CAPTION = re.compile(r"^(Figure|Table)(\u00a0S?)(\d+)\.")
ITEM = re.compile(r"(?:fig|tbl)-")
NEAR = 3  # elements between the bookmark of an item and its caption, at most
FIRST_BOOKMARK = 900_000_000  # so that no other bookmark of the document has the number
DOUBLE = ("Normal", "Body Text", "First Paragraph")
SINGLE = ("Figure", "Captioned Figure", "Image Caption", "Table Caption")
# What may follow `suppressLineNumbers` among the properties of a paragraph, as far as headers have it.
AFTER_LINE_NUMBERS = ("w:pBdr", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr", "w:sectPr")
OPTIONS = "docProps/custom.xml"  # options of pandoc, which include paths of this machine
_OF_PANDOC = re.compile(rb"(?:<property .*</property>)?\s*</Properties>", re.DOTALL)
EAST_ASIAN = {"zh": "zh-CN", "ja": "ja-JP", "ko": "ko-KR"}  # as Word names them
EPOCH = (1980, 1, 1, 0, 0, 0)  # the first date that a zip file can hold


def for_word(blocks: Sequence[pf.Block], paper: Paper) -> list[pf.Block]:
    """The blocks with figures fitted to pages and wide tables on pages in landscape."""
    origin = {item.block.identifier: item.chapter for item in paper.items.values()}

    def where(block: pf.Block) -> str:
        return f"{origin.get(block.identifier, 'a part')}, {block.identifier}"

    visible = [block for block in blocks if not (isinstance(block, pf.RawBlock) and block.format == raw.TYPST)]
    made: list[pf.Block] = []
    for landscape, group in groupby(zip(turned(visible, where), visible, strict=True), key=lambda pair: pair[0]):
        found = [block for _, block in group]
        if landscape and made:
            if _is_page_break(made[-1]):
                made.pop()  # a new section begins a new page anyway
            made.append(_section_ends(False))
        elif made and _is_page_break(found[0]):
            found.pop(0)
        for block in found:
            if isinstance(block, pf.Table):
                shares = fit_table(block, where(block)).shares
                block.colspec = [(align, share) for (align, _), share in zip(block.colspec, shares, strict=True)]
            made += _figure(block, where(block)) if isinstance(block, pf.Figure) else [block]
        if landscape:
            made.append(_section_ends(True))
    return made


def _is_page_break(block: pf.Block) -> bool:
    return isinstance(block, pf.RawBlock) and 'w:br w:type="page"' in block.text


def _section_ends(landscape: bool) -> pf.RawBlock:
    wide, high = PAGE[landscape]
    turned = ' w:orient="landscape"' if landscape else ""
    edge = int(MARGIN.twips)
    return pf.RawBlock(
        f'<w:p><w:pPr><w:sectPr><w:type w:val="nextPage"/><w:pgSz w:w="{wide}" w:h="{high}"{turned}/>'
        f'<w:pgMar w:top="{edge}" w:right="{edge}" w:bottom="{edge}" w:left="{edge}" w:header="708" w:footer="708" '
        'w:gutter="0"/></w:sectPr></w:pPr></w:p>',
        format="openxml",
    )


def _figure(figure: pf.Figure, where: str) -> list[pf.Block]:
    picture = figure.content[0].content[0]
    made: list[pf.Block] = []
    for i, piece in enumerate(
        pieces(Path(picture.url).with_suffix(".svg"), pf.stringify(figure.caption.content[0]), where)
    ):
        image = pf.Image(
            *words(pf.stringify(picture)), url=str(piece.file.with_suffix(".png"))
        )  # a deep copy would take the whole document along
        image.attributes = {"width": f"{piece.width / POINTS_PER_INCH:.2f}in"}
        caption = figure.caption
        if i:
            caption = pf.Caption(pf.Para(figure.caption.content[0].content[0], pf.Space(), pf.Str("Continued.")))
        made.append(pf.Figure(pf.Plain(image), caption=caption, identifier=figure.identifier if i == 0 else ""))
    return made


def finish(file: Path, draft: str, line_numbers: bool, double_spacing: bool, style: Path | None = None) -> None:
    """Format pandoc's document for a journal: A4, plain fonts, numbered captions, draft mark and page numbers.

    `style` is that of the references, where citations are fields of Zotero.
    """
    document = docx.Document(str(file))
    _styles(document, double_spacing)
    _tables(document)
    numbered: dict[str, str] = {}
    for paragraph in document.paragraphs:
        if paragraph.style is not None and paragraph.style.name in CAPTIONS and _number(paragraph):
            _bookmark(paragraph, numbered)
    for link in [one for one in document.element.body.iter(qn("w:hyperlink")) if one.get(qn("w:anchor")) in numbered]:
        _cross_reference(link, numbered[link.get(qn("w:anchor"))])
    for i, section in enumerate(document.sections):
        wide, high = section.page_width, section.page_height
        if wide is None or high is None or wide < high:
            section.page_width, section.page_height = (docx.shared.Twips(side) for side in PAGE[False])
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN
        if i == 0:
            _header(section, draft)
        if line_numbers:
            lines = OxmlElement("w:lnNumType")
            lines.set(qn("w:countBy"), "1")
            lines.set(qn("w:restart"), "continuous")
            section._sectPr.find(qn("w:pgMar")).addnext(lines)  # the order is fixed by the format
    for number, mark in enumerate(document.element.body.iter(qn("w:ins"), qn("w:del")), 1):
        mark.set(qn("w:id"), str(number))  # pandoc gives some twice
    _languages(document)
    for picture in document.element.body.iter(qn("pic:cNvPr")):
        picture.set("descr", "")  # pandoc writes the path of the file here; the text alternative is one level above
    if style is not None:
        zotero.mark_references(document)
    document.save(str(file))
    same_bytes(file, zotero.preferences(style, LANGUAGE) if style is not None else b"")


def _languages(document: docx.document.Document) -> None:
    """Say of runs in other scripts which language they are in, for a screen reader and for the check of spelling."""
    for text in document.element.body.iter(qn("w:t"), qn("w:delText")):
        found = FOREIGN.search(text.text or "")
        run_of_text = text.getparent()
        if found is None or run_of_text.tag != qn("w:r"):
            continue
        code = language(found[0])
        mark = OxmlElement("w:lang")
        mark.set(qn("w:eastAsia" if code in EAST_ASIAN else "w:val"), EAST_ASIAN.get(code, code))
        run_of_text.get_or_add_rPr().append(mark)


def _styles(document: docx.document.Document, double_spacing: bool) -> None:
    for style in document.styles:
        if style.type != WD_STYLE_TYPE.PARAGRAPH:
            continue
        style.font.name = FONT
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        style.font.color.rgb = RGBColor(0, 0, 0)
    document.styles["Normal"].font.size = Pt(11)
    if double_spacing:
        for name in DOUBLE:
            document.styles[name].paragraph_format.line_spacing = 2
    for level in range(1, 5):
        document.styles[f"Heading {level}"].font.bold = True
    hyphens = OxmlElement("w:autoHyphenation")
    document.settings.element.find(qn("w:defaultTabStop")).addnext(hyphens)
    small = document.styles.add_style(TABLE_TEXT, WD_STYLE_TYPE.PARAGRAPH)
    small.base_style = document.styles["Normal"]
    small.font.size, small.font.name = Pt(8), FONT
    small.paragraph_format.space_before = small.paragraph_format.space_after = Pt(1)
    small.paragraph_format.line_spacing = 1
    for name in CAPTIONS:
        document.styles[name].font.size, document.styles[name].font.italic = Pt(10), False
        document.styles[name].paragraph_format.keep_together = True
    document.styles["Table Caption"].paragraph_format.keep_with_next = True
    for name in SINGLE:  # figures are fitted to pages with their captions, and a line of double height doubles them
        document.styles[name].paragraph_format.line_spacing = 1


def _tables(document: docx.document.Document) -> None:
    for table in document.element.body.iter(qn("w:tbl")):
        for paragraph in table.iter(qn("w:p")):
            Paragraph(paragraph, document).style = TABLE_TEXT
        properties = table.tblPr
        for old in properties.findall(qn("w:tblBorders")):
            properties.remove(old)
        borders = OxmlElement("w:tblBorders")
        for side in ("top", "bottom", "insideH"):
            line = OxmlElement(f"w:{side}")
            thick = "4" if side == "insideH" else "8"
            for name, value in (
                ("val", "single"),
                ("sz", thick),
                ("space", "0"),
                ("color", "BFBFBF" if side == "insideH" else "000000"),
            ):
                line.set(qn(f"w:{name}"), value)
            borders.append(line)
        margins = OxmlElement("w:tblCellMar")
        for side in ("left", "right"):
            margin = OxmlElement(f"w:{side}")
            margin.set(qn("w:w"), str(int(Pt(GUTTER / 2).twips)))
            margin.set(qn("w:type"), "dxa")
            margins.append(margin)
        for made, before in ((borders, ("tblLayout", "tblLook")), (margins, ("tblLook",))):  # the order is fixed
            after = next((one for one in properties if one.tag in [qn(f"w:{name}") for name in before]), None)
            properties.append(made) if after is None else after.addprevious(made)
        for row in table.findall(qn("w:tr")):
            whole = OxmlElement("w:cantSplit")
            row.get_or_add_trPr().insert(0, whole)
            _track_row(row)


def _track_row(row: BaseOxmlElement) -> None:
    """Mark a row as inserted or deleted if all its text is, so that it goes or stays with that."""
    runs = list(row.iter(qn("w:r")))
    for kind in ("w:ins", "w:del"):
        if runs and all(one.getparent().tag == qn(kind) for one in runs):
            mark = OxmlElement(kind)
            for name, value in runs[0].getparent().attrib.items():
                mark.set(name, value)
            row.get_or_add_trPr().append(mark)


def _number(paragraph: Paragraph) -> bool:
    """Turn the number of a caption into a field of Word, so that Word can list figures and tables.

    Returns False if it has none of its own.
    """
    found = CAPTION.match(paragraph.text)
    if found is None or "Continued." in paragraph.text:
        return False
    first = next((one for one in paragraph.runs if one.text.strip()), None)
    if first is None:  # all of it is a tracked change
        return False
    kind, between, number = found.groups()
    if first.text != found[0]:
        return False
    first.text = kind + between
    sequence = f" SEQ {kind}{'_S' if 'S' in between else ''} \\* ARABIC "
    made = [*field(sequence, number, first._r.rPr), run("w:t", ".", first._r.rPr)]
    for one in reversed(made):
        first._r.addnext(one)
    return True


def _bookmark(paragraph: Paragraph, numbered: dict[str, str]) -> None:
    """Put a bookmark around the number of a caption, and note it in `numbered` under the name of its item."""
    before = list(itertools.islice(paragraph._p.itersiblings(preceding=True), NEAR))
    item = next((one for one in before if one.tag == qn("w:bookmarkStart") and ITEM.match(one.get(qn("w:name")))), None)
    if item is None:
        return
    number = str(FIRST_BOOKMARK + len(numbered))
    numbered[item.get(qn("w:name"))] = f"_Ref{number}"
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    start.set(qn("w:id"), number)
    start.set(qn("w:name"), f"_Ref{number}")
    end.set(qn("w:id"), number)
    first = next(one for one in paragraph.runs if one.text.strip())._r
    first.addprevious(start)
    last = next(one for one in first.itersiblings(qn("w:r")) if one.xpath("w:fldChar[@w:fldCharType='end']"))
    last.addnext(end)


def _cross_reference(link: BaseOxmlElement, bookmark: str) -> None:
    """Turn a link to a figure or table into a cross-reference of Word, which follows its number."""
    shown = "".join(one.text or "" for one in link.iter(qn("w:t")))
    for one in field(f" REF {bookmark} \\h \\* MERGEFORMAT ", shown, None):
        link.addprevious(one)
    link.getparent().remove(link)


def _header(section: docx.section.Section, draft: str) -> None:
    if draft:
        paragraph = section.header.paragraphs[0]
        paragraph.text, paragraph.alignment = draft, WD_ALIGN_PARAGRAPH.CENTER
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    number = OxmlElement("w:fldSimple")
    number.set(qn("w:instr"), " PAGE ")
    number.append(run("w:t", "1"))
    footer._p.append(number)
    for paragraph in (*section.header.paragraphs, *section.footer.paragraphs):  # some programs number these lines too
        properties = paragraph._p.get_or_add_pPr()
        properties.insert_element_before(OxmlElement("w:suppressLineNumbers"), *AFTER_LINE_NUMBERS)


def same_bytes(file: Path, properties: bytes = b"") -> None:
    """Pack a document again with the same date for all parts, so that the same text gives the same bytes.

    `properties` replace those of pandoc.
    """
    with zipfile.ZipFile(file) as old:
        parts = {info.filename: old.read(info) for info in old.infolist()}
    if OPTIONS in parts:
        parts[OPTIONS] = _OF_PANDOC.sub(lambda _: properties + b"</Properties>", parts[OPTIONS])
    write_zip(file, list(parts.items()))


def write_zip(file: Path, parts: Sequence[tuple[str, bytes]]) -> None:
    """Write a zip file of named parts; the same parts give the same bytes."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts:
            info = zipfile.ZipInfo(name, EPOCH)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            new.writestr(info, content)
