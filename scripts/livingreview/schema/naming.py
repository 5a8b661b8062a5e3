"""What a word that is no term may have meant: by its meaning, or by its spelling alone."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence

# Vocabularies in which words that are spelt alike may mean opposites: hypotension and hypertension.
CLINICAL = ("outcomes", "conditions", "causes", "drugs", "events", "diseases")
SHORTEST = 4  # letters of a word that is looked for in labels and definitions
NEGATED = re.compile(r"(?:no|not|non|without)\b")  # begins a term that means the opposite of the word that it holds
STEM = 7  # letters of a word of a label that is looked for inside a longer word: cholesterol


def clinical_term(value: str, called: Mapping[str, Sequence[str]], defined: Mapping[str, str]) -> str:
    """What an unknown word is called among clinical terms, if it is known; else which terms it must not be taken for.

    `called` has the names of each term (its label, then synonyms), `defined` its definition. A term is proposed only if
    the word is one of its names; what is like it in spelling is said to be no more than that.
    """
    plain, terms = _plain(value), list(called)
    labels = {term: f"{term!r}" + (f" ({called[term][0]})" if called[term][0] != term else "") for term in terms}
    if same := [term for term in terms if plain in (_plain(term), *map(_plain, called[term]))]:
        return f"It is called {' or '.join(labels[term] for term in same)} here. Write {' or '.join(same)}."
    word = re.compile(rf"\b{re.escape(plain)}\b")
    texts = {term: _plain(" ".join((term, *called[term], defined[term]))) for term in terms}
    if len(plain) >= SHORTEST and (held := [t for t in terms if word.search(texts[t]) and not _opposite(plain, t)]):
        held.sort(key=lambda term: (not any(map(word.search, map(_plain, called[term]))), len(texts[term])))
        named = ", ".join(labels[term] for term in held[:3])
        return f"No such term; with this word: {named}. Choose one only if it means the same. {allowed_of(terms)}"
    if inside := [
        term
        for term in terms
        if any(_inside(plain, _plain(name)) for name in (term, *called[term])) and not _opposite(plain, term)
    ]:
        named = ", ".join(labels[term] for term in inside[:3])
        return f"No such term; with a part of this word: {named}. Choose one only if it fits. {allowed_of(terms)}"
    likest = {
        term: max(difflib.SequenceMatcher(None, plain, _plain(name)).ratio() for name in (term, *called[term]))
        for term in terms
    }
    if near := sorted((term for term in terms if likest[term] >= 0.6), key=lambda term: -likest[term])[:1]:
        return f"No such term; near in spelling (not in meaning): {labels[near[0]]}. {allowed_of(terms)}"
    return f"No such term. {allowed_of(terms)}"


def allowed_of(terms: Sequence[str], shown: int = 12) -> str:
    """The first of the allowed terms, and how many more there are; that there is none."""
    if not terms:
        return "There is none yet."
    more = f" and {len(terms) - shown} more" if len(terms) > shown else ""
    return f"Allowed: {', '.join(terms[:shown])}{more}."


def nearest(
    value: object,
    allowed: list[str],
    shown: int = 12,
    *,
    words: Mapping[str, Sequence[str]] | None = None,
    cutoff: float = 0.6,
) -> str:
    """What an unknown term could have been, then the allowed ones, those it could have been first.

    `words` has what else a term is called: its label, synonyms, definition. `cutoff` (0 to 1) is how alike two words
    must be where neither contains the other.
    """
    close = _close(str(value), allowed, words or {}, cutoff)
    ordered = allowed if len(allowed) <= shown else [*close, *(term for term in allowed if term not in close)]
    if not close:
        return allowed_of(ordered, shown)
    known = words or {}
    labels = {term: known[term][0] for term in close if known.get(term) and not _alike(str(value), term)}
    named = [f"{term!r}" + (f" ({labels[term]})" if term in labels else "") for term in close]
    return f"Did you mean {' or '.join(named)}? {allowed_of(ordered, shown)}"


def _alike(value: str, term: str) -> bool:
    return difflib.SequenceMatcher(None, _plain(value), _plain(term)).ratio() >= 0.7


def _close(value: str, allowed: list[str], words: Mapping[str, Sequence[str]], cutoff: float) -> list[str]:
    plain = _plain(value)
    called = {term: [_plain(term), *map(_plain, words.get(term, ()))] for term in allowed}
    if same := [term for term, names in called.items() if plain in names]:
        return same[:3]
    if typing_error := difflib.get_close_matches(value, allowed, n=1, cutoff=0.85):
        return typing_error
    word = re.compile(rf"\b{re.escape(plain)}\b")
    held = [term for term in allowed if any(map(word.search, called[term])) and not _opposite(plain, term)]
    if len(plain) >= SHORTEST and held:
        return sorted(held, key=lambda term: len(called[term][-1]))[:3]
    if parts := [term for term in allowed if re.search(rf"\b{re.escape(_plain(term))}\b", plain) and len(term) > 1]:
        return sorted(parts, key=lambda term: -len(term))[:2]
    longest = 3 * len(plain) + 9  # a definition is not like a word
    likest = {
        term: max((difflib.SequenceMatcher(None, plain, one).ratio() for one in names if len(one) < longest), default=0)
        for term, names in called.items()
    }
    near = [term for term in likest if likest[term] >= cutoff and not _opposite(plain, term)]
    return sorted(near, key=lambda term: -likest[term])[:1]


def _opposite(plain: str, term: str) -> bool:
    """Whether a term denies the word that it holds: relief and no-relief."""
    return bool(NEGATED.match(_plain(term))) and not NEGATED.match(plain)


def _inside(word: str, name: str) -> bool:
    """Whether a word of a name, without the ending of its plural, is a part of a longer word: cholesterol."""
    parts = (re.sub(r"(?<!s)s$", "", one) for one in name.split())
    return any(part in word != part for part in parts if len(part) >= STEM)


def same_word(one: str, other: str) -> bool:
    """Whether two words differ in nothing but capitals, hyphens, and British or American spelling."""
    return _plain(one) == _plain(other)


def _plain(text: str) -> str:
    """Words in one spelling: British and American letters are the same, as in the form "Add a study"."""
    words = re.sub(r"[\s_-]+", " ", text[:200].casefold()).strip()
    return re.sub(r"our\b", "or", re.sub(r"iz(?=e|ing|ation)", "is", re.sub("[ao]e", "e", words)))
