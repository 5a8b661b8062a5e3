"""Who signs the article and what they declare, as blocks for a title page; and how long the article is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import panflute as pf

from ...schema import Author, Authors
from ...store import Review
from ...subjects.authors.words import interests
from ..printed import LICENCE
from .convert import place_label
from .items import Item
from .journals import Counts, count_words

DECLARATIONS = "declarations"


def words(text: str) -> list[pf.Inline]:
    """Text as pandoc inlines: words and spaces."""
    made = [piece for word in text.split() for piece in (pf.Space(), pf.Str(word))]
    return made[1:]


def line(name: str, text: str) -> pf.Para:
    """A paragraph that begins with a bold name."""
    return pf.Para(pf.Strong(*words(f"{name}.")), pf.Space(), *words(text))


def version(review: Review) -> str:
    """Version, date of the data and licence."""
    return f"Version {review.config.version}, data of {review.config.date:%-d %B %Y}. {LICENCE}"


def signatures(authors: Authors) -> list[pf.Block]:
    """Authors with their affiliations, correspondence and identifiers.

    The names are one paragraph, so that sixty are set like two. With one affiliation for all, there are no numbers.
    """
    numbered = len(authors.affiliations) > 1
    names: list[pf.Inline] = []
    for one in authors.authors:
        names += [*([pf.Str(","), pf.Space()] if names else []), *words(one.name)]
        if marks := _marks(one, list(authors.affiliations) if numbered else []):
            names.append(pf.Superscript(pf.Str(marks)))
    places: list[pf.Inline] = []
    for i, place in enumerate(authors.affiliations.values(), 1):
        number = [pf.Superscript(pf.Str(str(i)))] if numbered else []
        places += [*([pf.LineBreak()] if places else []), *number, *words(place)]
    reached = "; ".join(f"{one.name}, {one.email}" for one in authors.corresponding)
    orcids = "; ".join(f"{one.name} {one.orcid}" for one in authors.authors if one.orcid)
    return [
        pf.Para(*names),
        pf.Para(*places),
        pf.Para(pf.Superscript(pf.Str("*")), *words(f"Correspondence: {reached}")),
        *([line("ORCID", orcids)] if orcids else []),
    ]


def _marks(author: Author, affiliations: list[str]) -> str:
    numbers = [str(affiliations.index(key) + 1) for key in author.affiliations] if affiliations else []
    return ",".join([*numbers, *(["*"] if author.corresponding else [])])


def declarations(authors: Authors) -> list[pf.Block]:
    """Declarations of the authors, from data/authors.yaml."""
    statements = {
        "Contributions": "; ".join(f"{one.name}: {', '.join(one.contributions)}" for one in authors.authors),
        "Competing interests": interests(authors),
        "Funding": authors.funding,
        "Role of funders": authors.role_of_funders,
        "Ethics": authors.ethics,
        "Data and code": authors.data_availability,
        **({"Acknowledgements": authors.acknowledgements} if authors.acknowledgements else {}),
    }
    return [
        pf.Header(pf.Str("Declarations"), level=1),
        place_label(DECLARATIONS),
        *(line(name, text) for name, text in statements.items()),
    ]


def length(blocks: Iterable[pf.Block]) -> int:
    """Words of the text, as journals count them: no headings, no numbers of citations, no signs by themselves."""
    return sum(count_words(_text(block)) for block in blocks)


def _text(block: pf.Element) -> str:
    if isinstance(block, (pf.Header, pf.RawBlock, pf.RawInline, pf.Cite)):
        return ""
    if isinstance(block, pf.Str):
        return block.text
    if isinstance(block, (pf.Space, pf.SoftBreak, pf.LineBreak)):
        return " "
    if isinstance(block, (pf.Code, pf.Math)):
        return block.text
    texts = [_text(child) for child in getattr(block, "content", ())]
    return ("" if isinstance(block, pf.Inline | pf.Plain | pf.Para) else " ").join(texts)


def counted(
    title: str,
    abstract: list[pf.Block],
    text: list[pf.Block],
    plain_summary: list[pf.Block],
    key_points: list[pf.Block],
    items: Mapping[str, Item],
) -> Counts:
    """How long the article is."""
    cited: dict[str, None] = {}

    def look(element: pf.Element, doc: object) -> None:
        if isinstance(element, pf.Citation):
            cited[element.id] = None

    for block in [*abstract, *text, *(item.block for item in items.values())]:
        block.walk(look)
    points = [_text(one) for block in key_points if isinstance(block, pf.BulletList) for one in block.content]
    return Counts(
        title_characters=len(title),
        abstract=length(abstract),
        text=length(text),
        plain_summary=length(plain_summary),
        key_point_characters=max((len(" ".join(one.split())) for one in points), default=0),
        references=len(cited),
        figures=sum(number.startswith("Figure") for number in items),
        tables=sum(number.startswith("Table") for number in items),
        cited=tuple(cited),
    )
