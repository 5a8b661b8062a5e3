"""The order in which records are shown: the likely relevant ones first. It orders, and never excludes.

Texts are compared by words and pairs of words of title and abstract, once more of the title alone, and by the title's
character 4-grams within words; in Chinese and Japanese, which have no blanks between words, by characters and pairs of
characters. All are weighted by TF-IDF. Complement naive Bayes (Rennie et al., ICML 2003) learns from the decisions.
bench/screening.py compares it with other models on finished reviews.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from ..meta.types import BoolArray, FloatArray

WORD = re.compile(r"(?P<eastern>[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+)|[^\W_]+")
NGRAM = 4
FEW = 50  # texts, from which on a piece of one single text is dropped
SHOWN = 4  # words that give the reason for a place
Learn = Callable[[Any, BoolArray], FloatArray]


def words(text: str) -> list[str]:
    """Words and pairs of words, in small letters; of Chinese and Japanese, characters and pairs of characters."""
    found: list[str] = []
    before = ""
    for match in WORD.finditer(text.casefold()):
        word = match.group()
        if match["eastern"] is None:
            found += [word, f"{before} {word}"] if before else [word]
            before = word
        else:
            found += [*word, *(word[i : i + 2] for i in range(len(word) - 1))]
            before = ""
    return found


def ngrams(text: str) -> list[str]:
    """Character 4-grams of words with a blank on both sides: ` tea`, `tea ` for "tea"."""
    padded = [f" {match.group()} " for match in WORD.finditer(text.casefold()) if match["eastern"] is None]
    return [word[i : i + NGRAM] for word in padded for i in range(max(1, len(word) - NGRAM + 1))]


def complement_bayes(features: Any, included: BoolArray) -> FloatArray:
    """The weight of each feature for inclusion. All inclusions together weigh as much as all exclusions.

    features: sparse, shape (n, m); included: shape (n,), with both values. Returns shape (m,).
    """
    from sklearn.naive_bayes import ComplementNB

    weight = np.where(included, 0.5 / included.mean(), 0.5 / (1 - included.mean()))
    model = ComplementNB().fit(features, included, sample_weight=weight)
    weights: FloatArray = model.feature_log_prob_[1] - model.feature_log_prob_[0]
    return weights


def basis_of(decided: Mapping[int, bool]) -> str:
    """What an order rests on, in words."""
    included = sum(decided.values())
    excluded = len(decided) - included
    if not included or not excluded:
        return "by the words of the criteria and the search, until there are inclusions and exclusions"
    return f"learned from {included:,} inclusions and {excluded:,} exclusions"


@dataclass(frozen=True)
class Ranking:
    """Records in the order in which they are to be shown.

    `order` holds positions of the texts, `basis` says what the order rests on, and `why` gives for the first of them
    the words that speak most for each.
    """

    order: tuple[int, ...]
    basis: str
    why: Mapping[int, tuple[str, ...]]


class Ranker:
    """Ranks texts by what was decided on some of them. Made once, it ranks again at once after more decisions.

    Parameters
    ----------
    titles, texts : sequences of str, length n
        Title, and everything else that is known (abstract, keywords), of each record.
    query : str
        The criteria and the words of the search, which order the records until there are decisions to learn from.
    learn : callable
        From features (sparse, shape (n, m)) and what was included (shape (n,)) to the weight of each feature.
    """

    def __init__(
        self, titles: Sequence[str], texts: Sequence[str], query: str = "", learn: Learn = complement_bayes
    ) -> None:
        from scipy.sparse import csr_matrix, hstack
        from sklearn.feature_extraction.text import TfidfVectorizer

        self._learn = learn
        self._titles = [*titles, query]
        self._texts = [*(f"{title} {text}" for title, text in zip(titles, texts, strict=True)), query]
        rare = 2 if len(self._titles) > FEW else 1
        self._vectorizers: list[Any] = [
            TfidfVectorizer(analyzer=analyzer, sublinear_tf=True, min_df=rare) for analyzer in (words, words, ngrams)
        ]
        parts: list[Any] = [csr_matrix((len(self._titles), 1))]  # a column of zeros: there may be no piece at all
        for i, (vectorizer, source) in enumerate(
            zip(self._vectorizers, (self._texts, self._titles, self._titles), strict=True)
        ):
            try:
                parts.append(vectorizer.fit_transform(source))
            except ValueError:  # no piece of this kind, such as a word in Latin letters
                self._vectorizers[i] = None
        self._features: Any = hstack(parts).tocsr()

    def rank(self, decided: Mapping[int, bool], shown: int = 20) -> Ranking:
        """Order the records that are not decided.

        `decided` says for positions whether they were included. Words are looked up for the first `shown` records.
        Equal scores keep the order of the texts, so that the same decisions always give the same order.
        """
        left = np.array([i for i in range(len(self._titles) - 1) if i not in decided], dtype=int)
        weights, basis = self._weights(decided)
        scores = np.asarray(self._features @ weights).ravel().round(9)[left]
        order = [int(i) for i in left[np.argsort(-scores, kind="stable")]]
        return Ranking(tuple(order), basis, {i: self._why(i, weights) for i in order[:shown]})

    def _weights(self, decided: Mapping[int, bool]) -> tuple[FloatArray, str]:
        """The weight of every feature, and what the weights rest on."""
        included = np.array(list(decided.values()), dtype=bool)
        if not included.any() or included.all():
            query: FloatArray = self._features[len(self._titles) - 1].toarray().ravel()
            return query, basis_of(decided)
        return self._learn(self._features[list(decided)], included), basis_of(decided)

    def _why(self, position: int, weights: FloatArray) -> tuple[str, ...]:
        """The single words of a text, and pairs of characters, that add most to its score."""
        row = self._features[position]
        added: dict[str, float] = {}
        for column, value in zip(row.indices, row.data, strict=True):
            name = self._names[column]
            if name:
                added[name] = added.get(name, 0.0) + value * weights[column]
        best = sorted(added, key=lambda name: (-added[name], name))[:SHOWN]
        return tuple(name for name in best if added[name] > 0)

    @cached_property
    def _names(self) -> list[str]:
        """The word of each column that stands for one; empty for the others."""
        names = [""]
        for vectorizer in self._vectorizers:
            if vectorizer is not None:
                word = vectorizer.analyzer is words
                names += [
                    name if word and " " not in name and len(name) > 1 else ""
                    for name in vectorizer.get_feature_names_out()
                ]
        return names
