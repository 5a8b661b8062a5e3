"""The figures and tables of a review, by subject, as cells of chapters call them.

A chapter's cells begin with::

    from livingreview.book import open_book
    book = open_book()
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .store import Review, find_root, load
from .subjects.agreement.page import AgreementPage
from .subjects.background.page import BackgroundPage
from .subjects.bias.page import BiasPage
from .subjects.certainty.page import CertaintyPage
from .subjects.choices.page import ChoicesPage
from .subjects.comparisons.page import ComparisonsPage
from .subjects.contributing.page import ContributingPage
from .subjects.course.page import CoursePage
from .subjects.currency.page import CurrencyPage
from .subjects.data.page import DataPage
from .subjects.discussion.page import DiscussionPage
from .subjects.exposure.page import ExposurePage
from .subjects.flow.page import FlowPage
from .subjects.harms.page import HarmsPage
from .subjects.mechanisms.page import MechanismsPage
from .subjects.pools.page import PoolsPage
from .subjects.populations.page import PopulationsPage
from .subjects.practice.page import PracticePage
from .subjects.protocol.page import ProtocolPage
from .subjects.publications.page import PublicationsPage
from .subjects.reporting.page import ReportingPage
from .subjects.results import Results
from .subjects.searches.page import SearchesPage
from .subjects.trust.page import TrustPage
from .subjects.tutorial.page import TutorialPage
from .subjects.validation.page import ValidationPage
from .subjects.versions.page import VersionsPage


class Book:
    """The figures and tables of a review: `book.harms.plot("direct")` is a plot of the subject `harms`."""

    def __init__(self, review: Review) -> None:
        self.review = review
        self.results = results = Results(review)
        self.agreement = AgreementPage(results)
        self.background = BackgroundPage(results)
        self.bias = BiasPage(results)
        self.certainty = CertaintyPage(results)
        self.choices = ChoicesPage(results)
        self.comparisons = ComparisonsPage(results)
        self.contributing = ContributingPage(results)
        self.course = CoursePage(results)
        self.currency = CurrencyPage(results)
        self.data = DataPage(results)
        self.discussion = DiscussionPage(results)
        self.exposure = ExposurePage(results)
        self.flow = FlowPage(results)
        self.harms = HarmsPage(results)
        self.mechanisms = MechanismsPage(results)
        self.pools = PoolsPage(results)
        self.populations = PopulationsPage(results)
        self.practice = PracticePage(results)
        self.protocol = ProtocolPage(results)
        self.publications = PublicationsPage(results)
        self.reporting = ReportingPage(results)
        self.searches = SearchesPage(results)
        self.trust = TrustPage(results)
        self.tutorial = TutorialPage(results)
        self.validation = ValidationPage(results)
        self.versions = VersionsPage(results)


_SHARED: dict[Path, Book] = {}


def open_book(path: str | Path = ".") -> Book:
    """The book of the review in this folder or in the nearest folder above."""
    return _SHARED.get(find_root(path)) or Book(load(path))


@contextmanager
def shared(book: Book) -> Iterator[None]:
    """Let `open_book` return this book, in this process and those forked from it, instead of reading the data again."""
    _SHARED[book.review.root] = book
    try:
        yield
    finally:
        del _SHARED[book.review.root]
