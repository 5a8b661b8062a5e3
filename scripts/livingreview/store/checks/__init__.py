"""Cross-checks: what no single field can know. One function a rule, one module a subject.

A check takes what could be read and yields problems. It depends on nothing else, above all not on other checks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import cast

from ...schema import Study
from ..loaded import File, Loaded
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
    extractions,
    files,
    glyphs,
    identity,
    letters,
    mechanisms,
    numbers,
    plausibility,
    pools,
    ratings,
    readings,
    screening,
    searches,
    studies,
    trust,
    vocabulary,
    wording,
)

Check = Callable[[Loaded], Iterator[Problem]]


def problems_of_parts(loaded: Loaded) -> Iterator[Problem]:
    """What is wrong in the readable part of each study of which something cannot be read."""
    for key, file in loaded.studies.unread.items():
        if file.part is None or not isinstance(file.part.content, Study):
            continue
        files = {**loaded.studies.files, key: cast("File[Study]", file.part)}
        others = {name: other for name, other in loaded.studies.unread.items() if name != key}
        whole = replace(loaded, studies=replace(loaded.studies, files=dict(sorted(files.items())), unread=others))
        yield from (one for check in ON_PARTS for one in check(whole) if one.file == file.name)


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
            plausibility,
            wording,
            readings,
            ratings,
            dates,
            bibliography,
            mechanisms,
            background,
            certainty,
            trust,
            screening,
            searches,
            decisions,
            extractions,
        )
        for check in subject.CHECKS
    ),
    comparisons.arms_have_their_treatment,
)
# What a file can be judged by without the rows that are wrong in it. These find no fault where a row is missing.
ON_PARTS: tuple[Check, ...] = (
    studies.references_exist,
    studies.relations_are_complete,
    studies.whole_group_is_one,
    studies.groups_of_a_condition_are_of_a_mixed_cohort,
    studies.overlaps_are_mutual,
    *identity.CHECKS,
    *numbers.CHECKS,
    *plausibility.CHECKS,
    *wording.CHECKS,
    *dates.CHECKS,
    mechanisms.conflicts_name_studies,
    comparisons.arms_have_their_treatment,
)
CHECKS: tuple[Check, ...] = (
    *ON_PUBLICATIONS,
    glyphs.fonts_have_every_character_of_other_files,
    *letters.CHECKS_OF_OTHER_FILES,
    *(check for subject in (pools, comparisons, vocabulary, chapters, editor_schemas) for check in subject.CHECKS),
)
# What only chapters are judged by: where no chapter is needed, the data can be used all the same.
OF_CHAPTERS: tuple[Check, ...] = (*chapters.CHECKS, bibliography.entries_are_used)
