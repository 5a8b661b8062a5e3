"""Every result that prose may print, by name: `{result}`pools.overall-response.estimate`` in a chapter.

Each subject registers its names in its `words` module; `review results` lists them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..render.names import Branch, Names, Result, UnknownResult, descend, joined, resolve, walk
from ..store import Review
from ..wording import number_word
from .agreement import words as agreement
from .analysis import Analysis
from .authors import words as authors
from .background import words as background
from .bias import words as bias
from .certainty import words as certainty
from .choices import words as choices
from .comparisons import words as comparisons
from .course import words as course
from .currency import words as currency
from .exposure import words as exposure
from .flow import words as flow
from .harms import words as harms
from .mechanisms import words as mechanisms
from .plain import words as plain
from .pools import words as pools
from .populations import words as populations
from .practice import words as practice
from .protocol import words as protocol
from .publications import words as publications
from .reporting import words as reporting
from .searches import words as searches
from .trust import words as trust
from .validation import words as validation
from .versions import words as versions

SUBJECTS = (
    protocol,
    flow,
    publications,
    pools,
    choices,
    comparisons,
    course,
    currency,
    harms,
    populations,
    exposure,
    practice,
    bias,
    certainty,
    background,
    plain,
    mechanisms,
    reporting,
    searches,
    trust,
    validation,
    versions,
    agreement,
    authors,
)

__all__ = ["Result", "Results", "UnknownResult"]

IN_WORDS = ".in-words"


class Results:
    """The results of one review by name, each computed when first asked for and kept."""

    def __init__(self, review: Review) -> None:
        self.review = review
        self.analysis = Analysis(review)
        self._tree: Names = joined(*(subject.names(self.analysis) for subject in SUBJECTS))
        self._found: dict[str, Result] = {}

    def __getitem__(self, name: str) -> Result:
        """Raises UnknownResult, with the names that exist, unless the whole name leads to a result.

        A name that ends with `.in-words` is the count of the name before it, as prose has it: three, none, 208.
        """
        if name not in self._found:
            self._found[name] = self._in_words(name) if name.endswith(IN_WORDS) else resolve(self._tree, name)
        return self._found[name]

    def _in_words(self, name: str) -> Result:
        plain = self[name.removesuffix(IN_WORDS)]
        digits = plain.text.replace(",", "")
        if not (digits.isascii() and digits.isdigit()):
            raise UnknownResult(f"{name!r}: {plain.text!r} is no count. Leave out {IN_WORDS!r}.")
        return replace(plain, text=number_word(int(digits)))

    def names(self, beginning: str = "") -> Iterator[str]:
        """Every name, or those with this beginning of whole parts. Raises UnknownResult if there are none."""
        yield from walk(descend(self._tree, beginning), beginning) if beginning else walk(self._tree)

    def about(self) -> dict[str, str]:
        """What the names with each first part are."""
        return {first: node.about for first, node in self._tree.items() if isinstance(node, Branch)}
