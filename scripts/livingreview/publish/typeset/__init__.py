"""Typesetting with LaTeX: title page, fonts, links, page layout, and faults found in its log.

Used by the Sphinx extension when the builder is LaTeX, and by `pdf`, which runs LaTeX.
"""

from . import site_only
from .breaks import ANYWHERE, with_breaks
from .breaks import pieces as breakable
from .document import LICENCE, TEX_NAME, configure, entitle
from .letters import FILES, PREAMBLE, with_fallback
from .links import prepare
from .log import Fault, errors, faults, run_latex
from .pages import arrange

__all__ = [
    "ANYWHERE",
    "FILES",
    "LICENCE",
    "PREAMBLE",
    "TEX_NAME",
    "Fault",
    "arrange",
    "breakable",
    "configure",
    "entitle",
    "errors",
    "faults",
    "prepare",
    "run_latex",
    "site_only",
    "with_breaks",
    "with_fallback",
]
