"""What the book needs to be set in LaTeX: fonts, title page, tables that fit, and faults that a log hides.

Used by the Sphinx extension (`book`) when the builder is LaTeX, and by `pdf`, which runs it.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinxcontrib.bibtex.citation_target import parse_citation_targets
from sphinxcontrib.bibtex.roles import CitationRef

from .chapters import STUDY_PAGES
from .results import Results

TEX_NAME = "book"
PREAMBLE = Path(__file__).parent / "theme" / "book.tex"
STUB = Path(__file__).parent / "theme" / "bbm.sty"
SMALL_TABLE, WIDE_TABLE = 6, 10  # columns from which a table is set smaller, or turned to landscape
LARGEST_OVERFULL = 5.0  # points by which a line may stick out before the build fails
# Ideographs, kana and full-width signs: the text font has none of them.
CJK = re.compile(r"[\u2e80-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]+")
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
        "pointsize": "10pt",
        "extraclassoptions": "openany,oneside",
        "fncychap": "",
        "releasename": "Version",
        "figure_align": "htbp",
        "sphinxsetup": "hmargin={2.2cm,2.2cm}, vmargin={2.4cm,2.4cm}, TitleColor={HTML}{1A1A1A}",
        "preamble": title_page + PREAMBLE.read_text("utf-8"),
        "maketitle": r"\livingreviewtitle",
    }


def entitle(config: Config, results: Results) -> None:
    """Name the document; Jupyter Book puts the title of _config.yml back if this is done before reading."""
    title = results.review.config.title
    config.latex_documents = [("chapters/index", f"{TEX_NAME}.tex", title, config.author, "jupyterBook")]


def _plain(text: str) -> str:
    return re.sub(r"([%&#_$])", r"\\\1", text)


def prepare(env: BuildEnvironment, doctree: nodes.document) -> None:
    """Make a chapter fit for paper: study pages become references, site files plain names, wide tables landscape."""
    for link in list(doctree.findall(pending_xref)):
        target = str(link.get("reftarget", "")).removesuffix(".md")
        folder = "" if target.startswith("/") else posixpath.dirname(env.docname)
        target = posixpath.normpath(posixpath.join(folder, target.lstrip("/")))
        if link.get("refdomain") in ("std", "doc", None, "") and Path(target).parent == STUDY_PAGES:
            link.replace_self([*link.children, nodes.Text("\u00a0"), _citation(env, link, Path(target).name)])
    for link in list(doctree.findall(nodes.reference)):
        address = link.get("refuri", "")
        if address and not re.match(r"[a-z]+:", address):
            link.replace_self(link.children)
    for letter in list(doctree.findall(nodes.abbreviation)):
        letter.replace_self(nodes.superscript("", *letter.children))  # Methods and every caption say what it means
    for table in list(doctree.findall(nodes.table)):
        group = next(iter(table.findall(nodes.tgroup)), None)
        columns = int(group["cols"]) if group is not None else 0
        before = r"\begingroup\scriptsize" if columns >= SMALL_TABLE else r"\begingroup\footnotesize"
        after = r"\endgroup"
        if columns >= WIDE_TABLE:
            before, after = rf"\begin{{landscape}}{before}", rf"{after}\end{{landscape}}"
        place = table.parent.index(table)
        table.parent.insert(place + 1, nodes.raw("", after, format="latex"))
        table.parent.insert(place, nodes.raw("", before, format="latex"))


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

    Lines that stick out by more than LARGEST_OVERFULL points, signs that the font lacks, references that lead nowhere.
    """
    log = re.sub(r"(?<=.{78})\n", "", log)  # TeX breaks its log at 79 signs
    found: list[Fault] = []
    for size, line in re.findall(r"Overfull \\hbox \(([\d.]+)pt too wide\)[^\n]*?lines? (\d+)", log):
        if float(size) > LARGEST_OVERFULL:
            found.append(Fault(_place(tex, int(line)), f"a line is {float(size):.0f} points too wide."))
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
