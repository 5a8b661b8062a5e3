"""What the book needs to be set in LaTeX: fonts, title page, tables that fit, and faults that a log hides.

Used by the Sphinx extension (`book`) when the builder is LaTeX, and by `pdf`, which runs it.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinxcontrib.bibtex.citation_target import parse_citation_targets
from sphinxcontrib.bibtex.roles import CitationRef

from .chapters import STUDY_PAGES
from .layout import GUTTER, MARGIN_CM, TEXT_HEIGHT, Fit, LayoutError, Piece, column, fit, pieces, row_height, told
from .results import Results

TEX_NAME = "book"
PREAMBLE = Path(__file__).parent / "theme" / "book.tex"
STUB = Path(__file__).parent / "theme" / "bbm.sty"
ROOM = r"\needspace{8\baselineskip}"  # a heading stays with the first rows of its table
HEADING = 60  # points that it takes
FEW_ROWS = 3  # a table of so many rows that is too wide for an upright page gets them as columns
LARGEST_OVERFULL = 5.0  # points by which a line or a page may stick out before the build fails
# Ideographs, kana and full-width signs: the text font has none of them.
CJK = re.compile(r"[\u2e80-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]+")
logger = logging.getLogger(__name__)
LICENCE = "Text and data: CC BY 4.0. Code: MIT."


def configure(config: Config, results: Results, version_line: str) -> None:
    """Title, title page and preamble of the LaTeX document, from the review's data."""
    review = results.review.config
    config.latex_additional_files = [str(STUB)]
    config.latex_table_style = ["booktabs", "colorrows"]
    config.latex_toplevel_sectioning = "chapter"
    config.latex_show_urls = "no"
    facts = {
        "state": _plain(version_line),
        "licence": _plain(LICENCE),
        "draft": "DRAFT" if review.status == "draft" else "",
    }
    title_page = "".join(f"\\newcommand{{\\livingreview{name}}}{{{text}}}\n" for name, text in facts.items())
    config.latex_elements = {
        **config.latex_elements,
        "papersize": "a4paper",
        "pointsize": "11pt",
        "extraclassoptions": "openany,oneside",
        "fncychap": "",
        "releasename": "Version",
        "figure_align": "H",  # floats and long tables on one page can push lines below its foot
        "sphinxsetup": f"hmargin={MARGIN_CM}cm, vmargin={MARGIN_CM}cm, TitleColor={{HTML}}{{1A1A1A}}",
        "preamble": title_page + PREAMBLE.read_text("utf-8"),
        "maketitle": r"\livingreviewtitle",
    }


def entitle(config: Config, results: Results) -> None:
    """Name the document and number its items; Jupyter Book sets both back if this is done before reading."""
    config.numfig_secnum_depth = 0  # figures and tables have the numbers of the site
    title = results.review.config.title
    config.latex_documents = [("chapters/index", f"{TEX_NAME}.tex", title, config.author, "jupyterBook")]


def _plain(text: str) -> str:
    return re.sub(r"([%&#_$])", r"\\\1", text)


def prepare(env: BuildEnvironment, doctree: nodes.document) -> None:
    """Make a chapter fit for paper: study pages become references, files of the site plain names."""
    cited = {
        id(block): {key for one in block.findall(_is_citation) for key in one["reftarget"].split(",")}
        for block in doctree.findall(nodes.TextElement)
    }
    for link in list(doctree.findall(pending_xref)):
        target = _target(link, env.docname)
        if target.parent == STUDY_PAGES:
            there = target.name in cited.get(id(link.parent), ())
            reference = [] if there else [nodes.Text("\u00a0"), _citation(env, link, target.name)]
            link.replace_self([*link.children, *reference])
    for link in list(doctree.findall(nodes.reference)):
        address = link.get("refuri", "")
        if address and not re.match(r"[a-z]+:", address):
            link.replace_self(link.children)
    for letter in list(doctree.findall(nodes.abbreviation)):
        letter.replace_self(nodes.superscript("", *letter.children))  # Methods and every caption say what it means


def arrange(app: Sphinx, doctree: nodes.document) -> None:
    """Set the whole book on pages: tables and figures that fit, headings with what follows.

    What fits on no page is a warning that names its chapter and item.
    """
    title = next(iter(doctree.findall(nodes.title)))  # LaTeX makes it the title of the book and its chapter has none
    _insert(title, _raw(rf"\livingreviewfirst{{{_plain(title.astext())}}}"), after=True)
    for heading in list(doctree.findall(nodes.line_block)):  # Jupyter Book makes them of the first chapter's headings
        _insert(heading, _raw(ROOM))
    for item in [*doctree.findall(nodes.figure), *doctree.findall(nodes.table)]:
        try:
            _arrange_figure(app, item) if isinstance(item, nodes.figure) else _arrange_table(item)
        except LayoutError as error:
            logger.warning("%s", error, location=(_chapter(item), item.line))


def _raw(latex: str) -> nodes.raw:
    return nodes.raw("", latex, format="latex")


def _insert(beside: nodes.Node, node: nodes.Node, *, after: bool = False) -> None:
    beside.parent.insert(beside.parent.index(beside) + after, node)


def _chapter(node: nodes.Node) -> str:
    # Jupyter Book takes the files apart and leaves their names on their topmost sections.
    while node.parent is not None and not node.get("docname"):
        node = node.parent
    return node.get("docname", "")


def _arrange_table(table: nodes.table) -> None:
    how = _fit(table)
    if how.landscape and len(list(table.next_node(nodes.tbody))) <= FEW_ROWS:
        _transpose(table.next_node(nodes.tgroup))
        how = _fit(table)
    for spec, share in zip(table.findall(nodes.colspec), how.shares, strict=True):
        spec["colwidth"] = round(share * 1000)
    table["classes"].append("colwidths-given")
    after = r"\endgroup"
    if not _inside(table, nodes.Admonition, nodes.list_item, nodes.entry):
        table["classes"].append("longtable")
        if not isinstance(table[0], nodes.title):
            after += r"\addtocounter{table}{-1}"  # longtable counts those without caption too
    heading = _opened_by(table)
    if how.landscape:
        _insert(heading or table, _raw(r"\begin{landscape}"))
    elif heading is not None:
        _insert(heading, _raw(rf"\needspace{{{_start_height(table, how):.0f}pt}}"))
    _insert(table, _raw(rf"\begingroup\{how.size}\setlength{{\tabcolsep}}{{{GUTTER / 2}pt}}"))
    _insert(table, _raw(after + (r"\end{landscape}" if how.landscape else "")), after=True)


def _fit(table: nodes.table) -> Fit:
    rows = [[entry.astext() for entry in row] for row in table.findall(nodes.row)]
    columns = [
        column(spec["colwidth"], [row[i] for row in rows]) for i, spec in enumerate(table.findall(nodes.colspec))
    ]
    return fit(columns, _name(table))


def _start_height(table: nodes.table, how: Fit) -> float:
    """Points that a heading, the caption and the first rows take: no row is broken over two pages."""
    title = table.next_node(nodes.title)
    rows = list(table.findall(nodes.row))[:3]
    tall = sum(row_height([entry.astext() for entry in row], how) for row in rows)
    return min(HEADING + told(title.astext() if title is not None else "") + tall, TEXT_HEIGHT / 2)


def _transpose(group: nodes.tgroup) -> None:
    """Make columns of the rows of a table: a wide one of a few rows then stands upright."""
    heads, body = group.next_node(nodes.thead), group.next_node(nodes.tbody)
    columns = [list(found) for found in zip(*(row.children for row in (*heads, *body)), strict=True)]
    made = [nodes.row("", *entries) for entries in columns]
    specs = [nodes.colspec(colwidth=1), *(nodes.colspec(colwidth=3) for _ in columns[0][1:])]
    group.children = []
    group["cols"] = len(specs)
    group += [*specs, nodes.thead("", made[0]), nodes.tbody("", *made[1:])]


def _inside(node: nodes.Node, *kinds: type) -> bool:
    while (node := node.parent) is not None:
        if isinstance(node, kinds):
            return True
    return False


def _opened_by(item: nodes.Element) -> nodes.section | nodes.rubric | None:
    """The section, or the heading of what was folded on the site, that begins with this figure or table."""
    while item.parent is not None:
        before = [one for one in item.parent.children[: item.parent.index(item)] if _is_seen(one)]
        if before:
            heading = before[-1]
            if isinstance(heading, nodes.title) and isinstance(item.parent, nodes.section):
                return item.parent
            return heading if isinstance(heading, nodes.rubric) else None
        item = item.parent
    return None


def _is_seen(node: nodes.Node) -> bool:
    shown = not isinstance(node, (nodes.raw, nodes.Invisible))
    return shown and bool(node.astext() or (isinstance(node, nodes.Element) and node.next_node(nodes.image)))


def _name(item: nodes.Element) -> str:
    return next((name for name in (*item["names"], *item["ids"]) if name.startswith(("tbl-", "fig-"))), "an item")


def _arrange_figure(app: Sphinx, figure: nodes.figure) -> None:
    image = figure.next_node(nodes.image)
    picture = image["candidates"].get("application/pdf")
    if picture is None:
        return
    found = pieces(Path(app.srcdir) / picture, figure.next_node(nodes.caption).astext(), _name(figure))
    for piece in found:
        # To be copied, though no node names it.
        app.builder.images[str(piece.file.relative_to(app.srcdir))] = piece.file.name
    image.replace_self(_raw(graphic(found[0], found[0].file.name)))
    if (heading := _opened_by(figure)) is not None:
        _insert(heading, _raw(rf"\needspace{{{found[0].room + HEADING:.0f}pt}}"))
    label = rf"\detokenize{{{_chapter(figure)}:{figure['ids'][0]}}}"
    continued = rf"\par\medskip{{\small\hyperref[{label}]{{\figurename~\ref*{{{label}}}}}, continued}}"
    for piece in reversed(found[1:]):
        whole = rf"\begin{{figure}}[H]\centering {graphic(piece, piece.file.name)}{continued}\end{{figure}}"
        _insert(figure, _raw(whole), after=True)


def graphic(piece: Piece, file: str | Path) -> str:
    """LaTeX that sets a picture that stands at `file`."""
    return rf"\includegraphics[width={piece.width:.1f}pt]{{{file}}}"


def _target(link: pending_xref, docname: str) -> PurePosixPath:
    """The document a link leads to, without suffix; MyST names it from the root only if its file is there already."""
    if link.get("refdomain") not in ("std", "doc", None, ""):
        return PurePosixPath()
    target = str(link.get("reftarget", "")).removesuffix(".md")
    from_root = link.get("refdomain") == "doc" or target.startswith("/")
    folder = "" if from_root else posixpath.dirname(docname)
    return PurePosixPath(posixpath.normpath(posixpath.join(folder, target.lstrip("/"))))


def _is_citation(node: nodes.Node) -> bool:
    return isinstance(node, pending_xref) and node.get("refdomain") == "cite"


def _citation(env: BuildEnvironment, link: pending_xref, key: str) -> pending_xref:
    # As the role {cite} does it: the bibliography prints what is registered here.
    domain = env.get_domain("cite")
    name = f"study-page-{env.docname}-{len(domain.citation_refs)}"
    domain.citation_refs.append(CitationRef(name, env.docname, link.line, list(parse_citation_targets(key))))
    return pending_xref(
        "",
        nodes.inline("", key),
        refdomain="cite",
        reftype="p",
        reftarget=key,
        refdoc=link.get("refdoc"),
        refexplicit=False,
        refwarn=True,
    )


def with_fallback(tex: str) -> str:
    """The LaTeX text with every run of Chinese or Japanese signs set in a font that has them."""
    head, mark, body = tex.partition(r"\begin{document}")
    return head + mark + CJK.sub(lambda run: rf"{{\livingreviewcjk {run.group()}}}", body)


@dataclass(frozen=True)
class Fault:
    """Something wrong in the typeset book, and the chapter and the figure or table it is nearest to."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


def faults(log: str, tex: str) -> list[Fault]:
    """What the log of LaTeX tells and the eye would miss, with its place in the book.

    Lines and pages that stick out by more than LARGEST_OVERFULL points, signs that the font lacks, references that lead
    nowhere.
    """
    log = re.sub(r"(?<=.{78})\n", "", log)  # TeX breaks its log at 79 signs
    found: list[Fault] = []
    for size, line in re.findall(r"Overfull \\hbox \(([\d.]+)pt too wide\)[^\n]*?lines? (\d+)", log):
        if float(size) > LARGEST_OVERFULL:
            found.append(Fault(_place(tex, int(line)), f"a line is {float(size):.0f} points too wide."))
    for match in re.finditer(r"Overfull \\vbox \(([\d.]+)pt too high\)", log):
        if float(match[1]) > LARGEST_OVERFULL:
            pages = re.findall(r"\[(\d+)[\]\s]", log[: match.start()])
            page = int(pages[-1]) + 1 if pages else 1
            found.append(Fault(f"page {page}", f"what stands there is {float(match[1]):.0f} points too high."))
    for sign in sorted(set(re.findall(r"Missing character: There is no (.) ", log))):
        lines = [number for number, text in enumerate(tex.splitlines(), 1) if sign in text]
        where = _place(tex, lines[-1]) if lines else "the book"
        found.append(Fault(where, f"the font has no {sign!r} (U+{ord(sign):04X})."))
    for kind, name, line in re.findall(
        r"(Hyper reference|Reference|Citation) `([^']*)' on page \d+ undefined on input line (\d+)", log
    ):
        found.append(Fault(_place(tex, int(line)), f"{kind.lower()} {name!r} leads nowhere."))
    return list(dict.fromkeys(found))


def _place(tex: str, line: int) -> str:
    before = "\n".join(tex.splitlines()[:line])
    chapter = _last(re.finditer(r"\\label\{\\detokenize\{(chapters/[\w/-]+)::doc\}\}", before))
    item = _last(
        re.finditer(
            r"\\label\{\\detokenize\{[\w/-]+:((?:tbl|fig)-[\w-]+)\}\}", before[chapter[1] :] if chapter else before
        )
    )
    return f"{chapter[0] if chapter else 'title page'}.md" + (f", near {item[0]}" if item else "")


def _last(matches: Iterator[re.Match]) -> tuple[str, int] | None:
    found = list(matches)
    return (found[-1].group(1), found[-1].end()) if found else None
