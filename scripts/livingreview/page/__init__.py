"""What a chapter cell may call. Each method returns MyST that the book sets: a numbered figure or table with its data.

In a chapter `book` is there already (see `notebooks`); elsewhere::

    from livingreview import page
    book = page.open_book()
"""

from __future__ import annotations

from pathlib import Path

from ..store import load
from .certainty import Certainty
from .comparative import Comparative
from .context import Background
from .data import Data
from .discussion import Discussion
from .durability import Durability
from .efficacy import Efficacy
from .evidence import Evidence
from .mechanisms import Mechanisms
from .methods import Methods
from .populations import Populations
from .robustness import Robustness
from .safety import Safety
from .statistics import Statistics
from .updates import Updates


class Book(
    Efficacy,
    Populations,
    Mechanisms,
    Evidence,
    Methods,
    Data,
    Statistics,
    Updates,
    Background,
    Discussion,
    Safety,
    Certainty,
    Robustness,
    Durability,
    Comparative,
):
    """The figures and tables of one review, a parent class a subject."""


def open_book(path: str | Path = ".") -> Book:
    """The book on the review in this folder or the nearest above."""
    return Book(load(path))
