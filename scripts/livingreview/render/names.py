"""Names of results: a tree that is followed to the end of a name, or the name is refused.

A name is a path with dots, such as `pools.overall-response.estimate`. Subjects register nested mappings of names; at
the end of each path is a result, or a function that computes it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TypeAlias, TypeVar, cast

from ..schema import nearest
from ..wording import sentence


@dataclass(frozen=True)
class Result:
    """A result ready to print. `marks` are letters of MARKS; `study` is the publication it is from, if one."""

    text: str
    marks: str = ""
    study: str | None = None


Leaf: TypeAlias = "str | Result | Callable[[], str | Result]"
Node: TypeAlias = "Leaf | Mapping[str, Node]"
Names: TypeAlias = Mapping[str, Node]

Key = TypeVar("Key")

OWN = ""  # key of the result that belongs to a name which also begins others
SHOWN = 40  # names that a refusal lists


class UnknownResult(KeyError):
    """There is no result of this name; the message lists the names that exist there."""

    def __str__(self) -> str:
        return str(self.args[0])


class Branch(Mapping[str, Node]):
    """Names that begin alike. They are made when first needed, and once.

    Parameters
    ----------
    make: gives the names, without what comes before them. Keys may contain dots; `OWN` is the result of the shared
        beginning itself.
    about: a line for the list of names and for refusals, such as "a declared pool: pools.POOL.WHAT".
    """

    def __init__(self, make: Callable[[], Names], about: str = "") -> None:
        self._make = make
        self.about = about

    @cached_property
    def _nodes(self) -> Names:
        return self._make()

    def __getitem__(self, key: str) -> Node:
        return self._nodes[key]

    def __contains__(self, key: object) -> bool:
        return key in self._nodes  # Mapping's own would take a KeyError of `make` for an absent name

    def __iter__(self) -> Iterator[str]:
        return iter(self._nodes)

    def __len__(self) -> int:
        return len(self._nodes)


class Terms(Branch):
    """Names for one or more terms, joined by `+` in any order, and, where that has a name, for all of them.

    Parameters
    ----------
    terms: the allowed terms.
    every: the name that means all terms, if there is one.
    make: gives the names for a choice of terms.

    Iteration gives single terms and `every`; joined terms can be looked up but are not listed.
    """

    def __init__(
        self, terms: Iterable[str], every: str | None, make: Callable[[tuple[str, ...]], Node], about: str
    ) -> None:
        self._terms = tuple(terms)
        self._known = frozenset(self._terms)
        self._every = every
        self._of = make
        self._found: dict[str, Node] = {}
        super().__init__(lambda: {key: self[key] for key in self}, about)

    def __iter__(self) -> Iterator[str]:
        return iter(self._terms if self._every is None else (*self._terms, self._every))

    def __len__(self) -> int:
        return len(self._terms) + (self._every is not None)

    def __contains__(self, key: object) -> bool:
        if key == self._every:
            return True
        given = str(key).split("+")
        return self._known.issuperset(given) and len(set(given)) == len(given)

    def __getitem__(self, key: str) -> Node:
        if key not in self:
            raise KeyError(key)
        if key not in self._found:
            self._found[key] = self._of(self._terms if key == self._every else tuple(key.split("+")))
        return self._found[key]


def each(keys: Iterable[Key], make: Callable[[Key], Names]) -> dict[str, Node]:
    """A branch for each key, as text, with the names that `make` gives for it when they are needed."""
    return {str(key): Branch(partial(make, key)) for key in keys}


def joined(*parts: Names) -> Names:
    """All these names on one level. Raises ValueError if one of them has two meanings."""
    together: dict[str, Node] = {}
    for part in parts:
        for key in part:
            if key in together:
                raise ValueError(f"the name {key!r} has two meanings among {', '.join(part)}; rename one in data/.")
            together[key] = part[key]
    return together


def resolve(tree: Names, name: str) -> Result:
    """The result of this name. Raises UnknownResult unless the whole name leads to one."""
    node, about = _follow(tree, name)
    if isinstance(node, Mapping):
        if OWN not in node:
            raise UnknownResult(f"{name}: the name is not complete. {_what_exists(node, about)}")
        node = node[OWN]
    leaf = cast(Leaf, node)  # what is no mapping is a leaf, and a shared beginning has a leaf of its own
    found = leaf() if callable(leaf) else leaf
    return Result(found) if isinstance(found, str) else found


def descend(tree: Names, name: str) -> Node:
    """What this name, or beginning of names, leads to. Raises UnknownResult if there is nothing."""
    return _follow(tree, name)[0]


def _follow(tree: Names, name: str) -> tuple[Node, str]:
    """The end of a name, and what the last branch on the way says about its names."""
    node: Node = tree
    about = ""
    rest = name.split(".")
    while True:
        about = getattr(node, "about", "") or about
        if not rest:
            return node, about
        before = name.removesuffix(".".join(rest)).rstrip(".")
        if not isinstance(node, Mapping) or set(node) == {OWN}:
            raise UnknownResult(
                f"{name}: nothing can follow {before}, which is a result. Leave out {'.' + '.'.join(rest)!r}."
            )
        keys = (".".join(rest[:end]) for end in range(len(rest), 0, -1))
        key = next((key for key in keys if key != OWN and key in node), None)
        if key is None:
            where = f" in {before}" if before else ""
            raise UnknownResult(f"{name}: there is no {rest[0]!r}{where}. {_what_exists(node, about, rest[0])}")
        node = node[key]
        rest = rest[key.count(".") + 1 :]


def walk(tree: Node, prefix: str = "") -> Iterator[str]:
    """Every complete name, in order; `prefix` is put before each."""
    if not isinstance(tree, Mapping):
        yield prefix
        return
    for key in tree:
        yield from walk(tree[key], ".".join(part for part in (prefix, key) if part))


def _what_exists(node: Names, about: str, asked: str | None = None) -> str:
    """The name nearest to the one asked for, the others, and what they are."""
    keys = [key for key in node if key != OWN]
    purpose = sentence(about)
    if not keys:
        return purpose or "There are no names here."
    if asked is None:
        more = f" and {len(keys) - SHOWN} more" if len(keys) > SHOWN else ""
        return f"{purpose} There are: {', '.join(keys[:SHOWN])}{more}.".strip()
    return f"{nearest(asked, keys, SHOWN)} {purpose}".strip()
