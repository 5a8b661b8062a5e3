"""Checking a strategy before it is run: what would fail, and what would quietly find less than was meant."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...schema import SearchSyntax
from .parsing import parse
from .query import Fault, Joined, Node, Part, Query, Term, terms
from .syntax import SYNTAXES, Syntax
from .words import plain

_WILDCARD_SIGNS = "*?$#%"


def lint(text: str, syntax: SearchSyntax) -> Query:
    """The strategy parsed, with every fault of its signs, operators, fields and terms, in order of the text."""
    query, rules = parse(text, syntax), SYNTAXES[syntax]
    faults = set(query.faults)
    for term in terms(query.root):
        faults |= set(_term(term, rules))
    for node in _nodes(query.root):
        faults |= set(_twice(node))
    return Query(query.text, query.root, tuple(sorted(faults)), query.lines)


def _nodes(node: Node | None) -> Iterator[Joined]:
    if isinstance(node, Joined):
        yield node
        for one in node.nodes:
            yield from _nodes(one)


def _fault(term: Term, message: str, error: bool = True) -> Fault:
    return Fault(term.place.line, term.place.column, error, message)


def _term(term: Term, rules: Syntax) -> Iterator[Fault]:
    if term.field is None:
        if rules.needs_field:
            tags = ", ".join(field.tag for field in list(rules.fields.values())[:3])
            yield _fault(term, f"{term} has no field. Needed: one such as {tags}.")
        elif rules.mapped:
            yield _fault(term, f"{term} has no field: {rules.name} maps it to other terms.", error=False)
    if term.field and Part.YEAR in term.field.parts and len(term.field.parts) == 1:
        if not re.fullmatch(r"\d{4}(/\d{1,2}){0,2}", term.text.strip()):
            years = f"2010{':' if rules.upper else '-'}2020"
            yield _fault(term, f"{term} is not a year. Allowed: four digits, or two years as in {years}.")
        return
    if term.field and term.field.parts == (Part.HEADINGS,) and re.search(r"\*", term.text):
        yield _fault(term, f"{term} is a heading with a wildcard. Allowed: headings in full.")
        return
    yield from _wildcards(term, rules)
    if not re.search(r"\w", term.text):
        yield _fault(term, f"{term} has no letter or digit. Needed: a word.")


def _wildcards(term: Term, rules: Syntax) -> Iterator[Fault]:
    allowed = rules.wildcards or {}
    for sign in _WILDCARD_SIGNS:
        if sign in term.text and sign not in allowed:
            known = ", ".join(allowed) or "none"
            yield _fault(term, f"{sign} is no wildcard of {rules.name} and finds nothing. Wildcards: {known}.", False)
    if term.quoted:
        for sign in rules.quoted_bans:
            if sign in term.text:
                yield _fault(term, f"{sign} within quotation marks in {term}. Allowed there: * and ?.")
    many = [sign for sign in allowed if allowed[sign] == r"\w*"]
    words = term.text.split()
    for word in words:
        for sign in many:
            if sign not in word:
                continue
            before = re.split(r"[^\w]", word[: word.index(sign)])[-1]
            if rules.upper and word.startswith(sign):
                yield _fault(term, f"{word} begins with {sign}. Allowed: {sign} within or at the end of a word.")
            elif len(before) < rules.stem and (before or not word[1:].strip(sign)):
                phrase = len(words) > 1  # whether the first word's letters count too is not documented
                yield _fault(
                    term,
                    f"{word} has {len(before)} character{'s' * (len(before) != 1)} before {sign}. "
                    f"{rules.name} needs at least {rules.stem}.",
                    error=not phrase,
                )
    if rules.upper and "*" in term.text:
        if term.within is not None:
            yield _fault(term, f"* in a proximity search, {term}. Allowed: words in full.")
        elif any("*" in word for word in words[:-1]):
            message = f"* before the last word of {term}: {rules.name} documents it for the last word of a phrase."
            yield _fault(term, message, error=False)


def _twice(node: Joined) -> Iterator[Fault]:
    """Terms that occur twice in one group."""
    first: dict[tuple[str, ...], Term] = {}
    for term in node.nodes:
        if not isinstance(term, Term):
            continue
        fields = term.field.tag.lower() if term.field else ""
        key = (" ".join(plain(term.text).split()), fields, str(term.within), term.last or "")
        if key in first:
            yield _fault(term, f"{term} is there twice; first at {first[key].place}.", error=False)
        first.setdefault(key, term)
