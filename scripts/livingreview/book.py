"""What a chapter cell may call. Each method returns MyST that the book sets: a numbered figure or table with its data.

A chapter begins with a hidden cell::

    from livingreview.book import open_book
    book = open_book()
"""

from __future__ import annotations

from pathlib import Path

from .store import load
from .subjects.background.page import Background
from .subjects.certainty.page import Certainty
from .subjects.comparisons.page import Comparative
from .subjects.course.page import Durability
from .subjects.dictionary.page import Data
from .subjects.discussion.page import Discussion
from .subjects.harms.page import Safety
from .subjects.mechanisms.page import Mechanisms
from .subjects.pools.page import Efficacy
from .subjects.pools.variants_page import Robustness
from .subjects.populations.page import Populations
from .subjects.protocol.page import Methods
from .subjects.publications.page import Evidence
from .subjects.validation.page import Statistics
from .subjects.versions.page import Updates


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
