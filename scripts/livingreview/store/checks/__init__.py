"""Cross-checks: what no single field can know. One function a rule, one module a subject.

A check takes what could be read and yields problems. It depends on nothing else, above all not on other checks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..loaded import Loaded
from ..problems import Problem
from . import (
    background,
    bibliography,
    certainty,
    chapters,
    comparisons,
    dates,
    decisions,
    editor_schemas,
    files,
    glyphs,
    identity,
    letters,
    mechanisms,
    numbers,
    pools,
    ratings,
    readings,
    screening,
    searches,
    studies,
    vocabulary,
)

Check = Callable[[Loaded], Iterator[Problem]]

# What judges, or may judge, a publication; then what judges other parts of a review only.
ON_PUBLICATIONS: tuple[Check, ...] = (
    *(
        check
        for subject in (
            files,
            glyphs,
            letters,
            studies,
            identity,
            numbers,
            readings,
            ratings,
            dates,
            bibliography,
            mechanisms,
            background,
            certainty,
            screening,
            searches,
            decisions,
        )
        for check in subject.CHECKS
    ),
    comparisons.arms_have_their_treatment,
)
CHECKS: tuple[Check, ...] = (
    *ON_PUBLICATIONS,
    glyphs.fonts_have_every_character_of_other_files,
    *letters.CHECKS_OF_OTHER_FILES,
    *(check for subject in (pools, comparisons, vocabulary, chapters, editor_schemas) for check in subject.CHECKS),
)
