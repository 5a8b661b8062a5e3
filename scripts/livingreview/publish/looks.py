"""The looks of figures as classes: a style sheet that all pages share says each of them once."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .letters import DRAWN

# Of an element without a class of its own. What refers to a part of its own figure has to stay in the page.
LOOK = re.compile(r'(<\w+(?=[^>]*\sstyle=")(?![^>]*\sclass=)[^>]*?) style="((?:(?!url\()[^"&])+)"')
PREFIX = "look-"


def shared(texts: Sequence[str]) -> tuple[list[str], str]:
    """The texts of pages with classes in place of the looks of their figures, and the rules of these classes.

    A class is named twice in its rule, so that it counts for more than what book.css says of all figures; a rule with
    parents would not reach what a figure shows by `<use>` in every browser.
    """
    numbers: dict[str, int] = {}

    def named(found: re.Match[str]) -> str:
        return f'{found[1]} class="{PREFIX}{numbers.setdefault(found[2], len(numbers))}"'

    changed = [DRAWN.sub(lambda figure: LOOK.sub(named, figure[0]), text) for text in texts]
    rules = "".join(f".{PREFIX}{number}.{PREFIX}{number}{{{look}}}\n" for look, number in numbers.items())
    return changed, rules
