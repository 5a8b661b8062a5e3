"""What figures are drawn for. Each use has files of its own, and drawing them all takes most of the time of a build."""

from __future__ import annotations

import os
from collections.abc import Collection
from enum import StrEnum

VARIABLE = "BOOK_FIGURES"  # environment variable: the uses of a build, which the kernels of chapters read


class Use(StrEnum):
    """A use of figures."""

    SITE = "site"
    BOOK = "book"  # the whole book as a PDF, by LaTeX
    ARTICLE = "article"  # the article and its supplement, by Typst


def ask(uses: Collection[Use]) -> None:
    """Say what figures are drawn for from now on."""
    os.environ[VARIABLE] = " ".join(sorted(uses))


def asked() -> frozenset[Use]:
    """What figures are drawn for; pages of the site if nothing is said."""
    return frozenset(map(Use, os.environ.get(VARIABLE, "").split())) or frozenset({Use.SITE})
