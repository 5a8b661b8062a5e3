"""What figures are drawn for. Each use has files of its own, and drawing them all takes most of the time of a build."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from enum import StrEnum

VARIABLE = "BOOK_FIGURES"  # environment variable: the uses of a build, which the kernels of chapters read


class Use(StrEnum):
    """A use of figures."""

    SITE = "site"
    PAPER = "paper"  # the whole book as a PDF, and the article and its supplement


@contextmanager
def asking(uses: Collection[Use]) -> Iterator[None]:
    """Within it, figures are drawn for these uses, in the kernels that it starts too."""
    before = os.environ.get(VARIABLE)
    os.environ[VARIABLE] = " ".join(sorted(uses))
    try:
        yield
    finally:
        os.environ.pop(VARIABLE)
        if before is not None:
            os.environ[VARIABLE] = before


def asked() -> frozenset[Use]:
    """What figures are drawn for; pages of the site if nothing is said."""
    return frozenset(map(Use, os.environ.get(VARIABLE, "").split())) or frozenset({Use.SITE})
