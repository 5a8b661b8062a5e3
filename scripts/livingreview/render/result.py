"""A result as prose prints it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from ..schema import nearest

T = TypeVar("T")


@dataclass(frozen=True)
class Result:
    """A number ready to print. `marks` are letters of MARKS; `study` is the publication it is from, if one."""

    text: str
    marks: str = ""
    study: str | None = None


class UnknownResult(KeyError):
    """A chapter asked for a result that does not exist; the message says which there are."""

    def __str__(self) -> str:
        return str(self.args[0])


def pick(choices: dict[str, T], name: str, asked: str) -> T:
    """The choice of this name; raises UnknownResult with the nearest names there are."""
    if name not in choices:
        raise UnknownResult(f"{asked}: there is no {name!r}. {nearest(name, list(choices), 40)}")
    return choices[name]
