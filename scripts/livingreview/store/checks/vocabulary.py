"""data/vocabulary.yaml: terms that refer to other terms of it, and names that are those of others."""

from __future__ import annotations

from collections.abc import Iterator

from ...schema import Vocabulary, nearest, same_word
from ..loaded import Loaded
from ..problems import Problem


def sums_are_outcomes(data: Loaded) -> Iterator[Problem]:
    """What an outcome is the sum of are outcomes too."""
    if data.vocabulary is None:
        return
    outcomes = data.vocabulary.content.outcomes
    for name, outcome in outcomes.items():
        others = [other for other in outcomes if other != name]
        for i, part in enumerate(outcome.sum_of):
            if part not in others:
                message = f"{part!r} is not another outcome. {nearest(part, others)}"
                yield data.vocabulary.problem(("outcomes", name, "sum_of", i), message)


def axes_have_chapters(data: Loaded) -> Iterator[Problem]:
    """Every axis is in a declared chapter, and a chapter's leading axis is one of its own."""
    if data.vocabulary is None:
        return
    axes, chapters = data.vocabulary.content.axes, data.vocabulary.content.chapters
    for name, axis in axes.items():
        if axis.chapter not in chapters:
            known = nearest(axis.chapter, list(chapters))
            message = f"{axis.chapter!r} is not a chapter (chapters: in this file). {known}"
            yield data.vocabulary.problem(("axes", name, "chapter"), message)
    for name, chapter in chapters.items():
        own = [key for key, axis in axes.items() if axis.chapter == name]
        if not own:
            message = f"no axis is in this chapter. Write `chapter: {name}` under one, or delete the chapter."
            yield data.vocabulary.problem(("chapters", name), message)
            continue
        if chapter.leading is not None and chapter.leading not in own:
            message = f"{chapter.leading!r} is not an axis of this chapter. {nearest(chapter.leading, own)}"
            yield data.vocabulary.problem(("chapters", name, "leading"), message)


def synonyms_name_one_term(data: Loaded) -> Iterator[Problem]:
    """A synonym is no name of another term of its vocabulary: it would lead to two."""
    if data.vocabulary is None:
        return
    for part in Vocabulary.model_fields:
        terms = getattr(data.vocabulary.content, part)
        for name, term in terms.items():
            for i, synonym in enumerate(getattr(term, "synonyms", ())):
                others = (
                    other
                    for other, one in terms.items()
                    if other != name and any(same_word(synonym, known) for known in (other, one.label, *one.synonyms))
                )
                if (other := next(others, None)) is not None:
                    message = f"{synonym!r} is also a name of {other!r}. A synonym belongs to one term: delete one."
                    yield data.vocabulary.problem((part, name, "synonyms", i), message)


CHECKS = (sums_are_outcomes, axes_have_chapters, synonyms_name_one_term)
