"""The article put together: every part from the chapters as they were executed in this run, numbered and cited."""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from pathlib import Path

import panflute as pf
from docutils import nodes

from ..chapters import CHAPTERS
from ..schema import Authors
from ..store import Review
from ..typeset import LICENCE
from .convert import ConversionError, Converter, Numbers, resolve
from .plan import TOP, Part, Plan

BIBLIOGRAPHY_HERE = "refs"


@dataclass(frozen=True)
class Article:
    """Pandoc documents of the article and its supplement, and the figures of each by name and number."""

    article: pf.Doc
    supplement: pf.Doc
    figures: dict[str, str]
    tables: dict[str, str]
    captions: dict[str, str]


def assemble(review: Review, plan: Plan, doctrees: Path, pictures: Path) -> Article:
    """The article of a plan. `doctrees` holds the chapters as read, `pictures` the figures.

    Raises ConversionError where the plan names a figure or table that no part holds, or a part refers to one.
    """
    numbers = Numbers({"Figure": plan.figures, "Table": plan.tables})

    def taken(where: str) -> list[pf.Block]:
        chapter, _, anchor = where.partition("#")
        converter = Converter(f"{CHAPTERS}/{chapter}.md", numbers, pictures)
        return converter.blocks(_nodes(doctrees, chapter, anchor))

    def part(one: Part) -> list[pf.Block]:
        body = [block for where in one.take for block in taken(where)]
        return [pf.Header(pf.Str(one.title), level=1), *body]

    abstract = taken(plan.abstract)
    article = [block for one in plan.article for block in part(one)]
    supplement = [block for one in plan.supplement for block in part(one)]
    missing = [name for name in (*plan.figures, *plan.tables) if name not in numbers.items]
    if missing:
        there = ", ".join(sorted(numbers.items))
        raise ConversionError(
            f"_manuscript.yml names {missing[0]!r}, which no part of the article holds. There are: {there}."
        )
    every = [*abstract, *article, *supplement, *numbers.items.values()]
    root = pf.Div(*every)
    resolve([root], numbers)
    inside = list(root.content)
    ends = [len(abstract), len(abstract) + len(article), len(abstract) + len(article) + len(supplement)]
    abstract, article, supplement = inside[: ends[0]], inside[ends[0] : ends[1]], inside[ends[1] : ends[2]]
    items = dict(zip(numbers.items, inside[ends[2] :], strict=True))
    order = sorted(items, key=lambda name: _order(numbers.numbers[name]))
    main = [name for name in order if " S" not in numbers.numbers[name]]
    rest = [name for name in order if " S" in numbers.numbers[name]]
    authors = review.authors
    article += _declarations(authors) if authors else []
    article += [pf.Header(pf.Str("References"), level=1), pf.Div(identifier=BIBLIOGRAPHY_HERE)]
    for kind in ("Table", "Figure"):
        if chosen := [items[name] for name in main if numbers.numbers[name].startswith(kind)]:
            article += [pf.Header(pf.Str(f"{kind}s"), level=1), *chosen]
            supplemented = [items[name] for name in rest if numbers.numbers[name].startswith(kind)]
        else:
            supplemented = [items[name] for name in rest if numbers.numbers[name].startswith(kind)]
        if supplemented:
            supplement += [pf.Header(pf.Str(f"Supplementary {kind.lower()}s"), level=1), *supplemented]
    supplement += [pf.Header(pf.Str("References"), level=1), pf.Div(identifier=BIBLIOGRAPHY_HERE)]
    captions = {name: pf.stringify(pf.Div(*items[name].caption.content)).strip() for name in items}
    numbered = {
        kind: {n: numbers.numbers[n] for n in order if numbers.numbers[n].startswith(kind)}
        for kind in ("Figure", "Table")
    }
    return Article(
        pf.Doc(*article, metadata=_metadata(review, abstract)),
        pf.Doc(*supplement, metadata={**_metadata(review, []), "title": _text(f"Supplement to: {_title(review)}")}),
        numbered["Figure"],
        numbered["Table"],
        captions,
    )


def _nodes(doctrees: Path, chapter: str, anchor: str) -> list[nodes.Node]:
    document = pickle.loads((doctrees / CHAPTERS / f"{chapter}.doctree").read_bytes())
    root = document.next_node(nodes.section)
    inside = [child for child in root.children if not isinstance(child, nodes.title)]
    if not anchor:
        return inside
    if anchor == TOP:
        return [child for child in inside if not isinstance(child, nodes.section)]
    for section in root.findall(nodes.section):
        if section.get("slug") == anchor or anchor in section.get("ids", []):
            return [section] if section is not root else inside
    raise ConversionError(f"{CHAPTERS}/{chapter}.md has no section {anchor!r}.")


def _order(number: str) -> tuple[str, bool, int]:
    kind, value = number.split(" ")
    return kind, value.startswith("S"), int(value.removeprefix("S"))


def _title(review: Review) -> str:
    return f"{review.config.title}. Version {review.config.version}"


def _text(text: str) -> pf.MetaInlines:
    return pf.MetaInlines(*(piece for word in text.split() for piece in (pf.Str(word), pf.Space())))


def _metadata(review: Review, abstract: list[pf.Block]) -> dict:
    authors = review.authors
    meta: dict = {
        "title": _text(_title(review)),
        "date": _text(f"{review.config.date:%-d %B %Y}"),
        "lang": pf.MetaString("en-GB"),
        "copyright": _text(LICENCE),
    }
    if abstract:
        meta["abstract"] = pf.MetaBlocks(*abstract)
    if authors:
        numbers = {key: i for i, key in enumerate(authors.affiliations, 1)}
        meta["author"] = pf.MetaList(
            *(
                _text(f"{a.given} {a.family} ({', '.join(str(numbers[k]) for k in a.affiliations)})")
                for a in authors.authors
            )
        )
        meta["keywords"] = pf.MetaList(*(_text(word) for word in authors.keywords))
    return meta


def _declarations(authors: Authors) -> list[pf.Block]:
    """Affiliations and declarations, from data/authors.yaml."""
    signed = {f"{a.given} {a.family}": a for a in authors.authors}
    corresponding = next(a for a in authors.authors if a.corresponding)
    told = {
        "Affiliations": "; ".join(f"{i}, {place}" for i, place in enumerate(authors.affiliations.values(), 1)),
        "Correspondence": f"{corresponding.given} {corresponding.family}, {corresponding.email}",
        "ORCID": "; ".join(f"{name}: {a.orcid}" for name, a in signed.items() if a.orcid) or "none given",
        "Contributions": "; ".join(f"{name}: {', '.join(a.contributions)}" for name, a in signed.items()),
        "Competing interests": "; ".join(f"{name}: {a.conflicts}" for name, a in signed.items()),
        "Funding": authors.funding,
        "Role of funders": authors.role_of_funders,
        "Ethics": authors.ethics,
        "Data and code": authors.data_availability,
        **({"Acknowledgements": authors.acknowledgements} if authors.acknowledgements else {}),
    }
    blocks: list[pf.Block] = [pf.Header(pf.Str("Declarations"), level=1)]
    for name, text in told.items():
        words = [piece for word in text.split() for piece in (pf.Space(), pf.Str(word))]
        blocks.append(pf.Para(pf.Strong(*_text(f"{name}.").content[:-1]), *words))
    return blocks
