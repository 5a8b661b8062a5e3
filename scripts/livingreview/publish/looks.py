"""The looks of figures and the labels of tables as classes: a style sheet that all pages share says each once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from html import unescape

from .cards import VARIABLE
from .letters import DRAWN

# Of an element without a class of its own. What refers to a part of its own figure has to stay in the page.
LOOK = re.compile(r'(<\w+(?=[^>]*\sstyle=")(?![^>]*\sclass=)[^>]*?) style="((?:(?!url\()[^"&])+)"')
PREFIX = "look-"
# The headings of a table's columns, which many tables have in common.
HEADINGS = re.compile(rf'(<table) style="({VARIABLE}[^"]*)"(?: class="([^"]*)")?')


def shared(texts: Sequence[str]) -> tuple[list[str], str]:
    """The texts of pages with classes in place of the looks of their figures, and the rules of these classes.

    So are the headings that more than one table shows before its cells. A class is named twice in its rule, so that it
    counts for more than what book.css says of all figures; a rule with parents would not reach what a figure shows by
    `<use>` in every browser.
    """
    numbers: dict[str, int] = {}
    tables = Counter(tag[2] for text in texts for tag in HEADINGS.finditer(text))

    def named(look: str) -> str:
        return f"{PREFIX}{numbers.setdefault(look, len(numbers))}"

    def drawn(tag: re.Match[str]) -> str:
        return f'{tag[1]} class="{named(tag[2])}"'

    def headed(tag: re.Match[str]) -> str:
        if tables[tag[2]] == 1:
            return tag[0]
        return f'{tag[1]} class="{" ".join([*(tag[3] or "").split(), named(unescape(tag[2]))])}"'

    changed = [DRAWN.sub(lambda figure: LOOK.sub(drawn, figure[0]), text) for text in texts]
    changed = [HEADINGS.sub(headed, text) for text in changed]
    rules = "".join(f".{PREFIX}{number}.{PREFIX}{number}{{{look}}}\n" for look, number in numbers.items())
    return changed, rules
