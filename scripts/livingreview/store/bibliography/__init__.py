"""references.bib: each record decoded once, with structure kept; every output is made from the decoded record.

`text` holds decoded text, `latex` and `symbols` decode it, `names` and `pages` take fields apart, `record` has a record
and their collection, `reading` reads the file, and `checks` says what is wrong in it.
"""

from .latex import Undecodable
from .names import Name, Names
from .pages import Pages
from .reading import read_bibliography
from .record import BIB_FILE, Bibliography, Entry
from .text import Mark, Rich, Run

__all__ = [
    "BIB_FILE",
    "Bibliography",
    "Entry",
    "Mark",
    "Name",
    "Names",
    "Pages",
    "Rich",
    "Run",
    "Undecodable",
    "read_bibliography",
]
