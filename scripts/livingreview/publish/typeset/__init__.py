"""What the book needs to be set in LaTeX: fonts, title page, references for links, pages, faults that a log hides.

Used by the Sphinx extension (`book`) when the builder is LaTeX, by `pdf`, which runs it, and by the article.
"""

from .document import LICENCE, TEX_NAME, configure, entitle, with_fallback
from .links import prepare
from .log import Fault, faults, run_latex
from .pages import arrange, graphic

__all__ = [
    "LICENCE",
    "TEX_NAME",
    "Fault",
    "arrange",
    "configure",
    "entitle",
    "faults",
    "graphic",
    "prepare",
    "run_latex",
    "with_fallback",
]
