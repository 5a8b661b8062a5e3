"""What the authors declare, for prose: from data/authors.yaml, or that it is still to be declared."""

from __future__ import annotations

from ...render.names import Branch, Names
from ...schema import PLACEHOLDER, Authors
from ...wording import listed, sentence
from ..analysis import Analysis

NOT_YET = "To be declared when authors sign."
NOT_YET_ZH = "尚无作者署名，有待声明。"


def names(analysis: Analysis) -> Names:
    about = "what the authors declare in data/authors.yaml: authors.WHAT"
    return {"authors": Branch(lambda: _declared(analysis.review.authors), about)}


def _declared(authors: Authors | None) -> Names:
    texts = {
        "signed": listed(one.name for one in authors.authors) if authors else PLACEHOLDER,
        "funding": authors.funding if authors else PLACEHOLDER,
        "funding-in-abstract": (authors.funding_in_abstract or authors.funding) if authors else PLACEHOLDER,
        "role-of-funders": authors.role_of_funders if authors else PLACEHOLDER,
        "interests": interests(authors) if authors else PLACEHOLDER,
    }
    said = {name: NOT_YET if PLACEHOLDER in text else sentence(text) for name, text in texts.items()}
    signed = "No authors have signed this version." if PLACEHOLDER in texts["signed"] else said["signed"]
    short = "funding-in-abstract"
    funding_zh = NOT_YET_ZH if PLACEHOLDER in texts[short] else said[short]
    return {**said, "signed": signed, "funding-zh": funding_zh}


def interests(authors: Authors) -> str:
    """Competing interests of all authors; said once if all declare the same."""
    said = {one.conflicts.rstrip(".") for one in authors.authors}
    if len(said) == 1:
        return f"All authors: {said.pop()}."
    return "; ".join(f"{one.name}: {one.conflicts.rstrip('.')}" for one in authors.authors) + "."
