"""Title page, fonts and preamble of the LaTeX document."""

from __future__ import annotations

from pathlib import Path

from sphinx.config import Config
from sphinx.util import texescape

from ...render.layout import MARGIN_CM
from ...subjects.results import Results
from .letters import FILES, PREAMBLE

TEX_NAME = "book"
THEME = Path(__file__).parents[1] / "theme"
texescape.init()  # fills Sphinx's table of special characters, which is empty until its LaTeX builder begins
# Broken lines of code have no marks, which a reader who copies one would copy too.
WRAPPED = "verbatimvisiblespace={}, verbatimcontinued={}"
LICENCE = "Text and data: CC BY 4.0. Code: MIT."


def configure(config: Config, results: Results, version_line: str) -> None:
    """Set title, title page and preamble of the LaTeX document from the data of the review."""
    review = results.review.config
    config.release = f"{review.version} ({review.status})"  # at the top of every page
    config.latex_additional_files = [str(THEME / "bbm.sty"), *map(str, FILES)]
    config.latex_table_style = ["booktabs", "colorrows"]
    config.latex_toplevel_sectioning = "chapter"
    config.latex_show_urls = "no"
    facts = {
        "short": plain(review.short_title),
        "state": plain(version_line),
        "licence": plain(LICENCE),
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
        "sphinxsetup": f"hmargin={MARGIN_CM}cm, vmargin={MARGIN_CM}cm, TitleColor={{HTML}}{{1A1A1A}}, {WRAPPED}",
        "preamble": title_page + PREAMBLE + (THEME / "book.tex").read_text("utf-8"),
        "maketitle": r"\livingreviewtitle",
    }


def entitle(config: Config, results: Results) -> None:
    """Set the title of the document and the numbering of its items.

    To be called after chapters are read: until then, Jupyter Book resets both.
    """
    config.numfig_secnum_depth = 0  # figures and tables are numbered as on the site
    documents = ("chapters/index", f"{TEX_NAME}.tex", plain(results.review.config.stated_title), plain(config.author))
    config.latex_documents = [(*documents, "jupyterBook")]


def plain(text: str) -> str:
    """The text as LaTeX that prints it literally."""
    return texescape.escape(text, "xelatex")
