"""Reporting standards: which items they have, read from the engine's own files."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

import yaml

from .base import Model, Text


class StandardItem(Model):
    """One item of a standard: `asks` says in short words what must be reported, `wording` in those of the standard.

    With `declared`, an article that is signed reports the item among the declarations of its authors. The other fields
    are what can be compared with a page that is said to meet the item: words of which its title has all, words of which
    its text has one or more, another standard of which every item has to be met.
    """

    id: Text
    section: Text
    topic: Text
    asks: Text
    wording: Text | None = None
    declared: bool = False
    title_says: tuple[Text, ...] = ()
    text_says: tuple[Text, ...] = ()
    whole: Text | None = None


class Standard(Model):
    """A reporting standard with its items in order; `wording_from` is the publication that is quoted."""

    title: Text
    wording_from: Text
    items: tuple[StandardItem, ...]


@lru_cache(maxsize=1)
def standards() -> dict[str, Standard]:
    """Every standard of the engine, by the name that data/reporting.yaml uses."""
    folder = files("livingreview") / "standards"
    texts = {file.name.removesuffix(".yaml"): file.read_text("utf-8") for file in folder.iterdir()}
    return {name: Standard.model_validate(yaml.safe_load(text)) for name, text in sorted(texts.items())}
