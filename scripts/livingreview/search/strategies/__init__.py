"""Search strategies: parsed, checked, and tried on records without a network.

The parser is our own. The library search-query (0.15.0, CoLRev) was tried on the strategies that reviews use: it raises
ValueError for a group within NEAR in Web of Science (`(a OR b) NEAR/10 c`), refuses document types (`DT=`), does not
know CNKI, Embase.com or the Cochrane Library, loses line and column, prints to the terminal, and cannot say whether a
record is found.
"""

from .evaluation import Judgement, Match, Tried, Verdict, evaluate
from .lint import lint
from .query import Fault, Joined, Near, Node, Part, Place, Query, Term, terms
from .syntax import SYNTAXES, Syntax

__all__ = [
    "SYNTAXES",
    "Fault",
    "Joined",
    "Judgement",
    "Match",
    "Near",
    "Node",
    "Part",
    "Place",
    "Query",
    "Syntax",
    "Term",
    "Tried",
    "Verdict",
    "evaluate",
    "lint",
    "terms",
]
