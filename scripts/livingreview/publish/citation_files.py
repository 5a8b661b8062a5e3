"""How the review is cited: CITATION.cff for GitHub and .zenodo.json for the archive, made from data/.

Zenodo reads .zenodo.json of a release, else CITATION.cff. Form of the first: https://citation-file-format.github.io,
version 1.2.0; of the second: https://developers.zenodo.org, deposit metadata. Readers take the review into their
reference manager from two files of the site.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from ..schema import Author, Authors
from ..schema.authors import PLACEHOLDER
from ..store import DataError, Problem, Review
from ..store.bibliography import Rich, Run
from ..store.tables import write_whole
from ..subjects.data.references import in_bibtex
from ..subjects.data.table import THIS_REVIEW

CITATION, ZENODO = "CITATION.cff", ".zenodo.json"
NOBODY = "Contributors to the living review"  # while the authors are not filled in
MESSAGE = "Please cite the review with the version that its site shows."
LICENCES = ("MIT", "CC-BY-4.0")  # of the code, and of text and data


def citation_files(review: Review) -> dict[str, str]:
    """File name to text of both files."""
    return {
        CITATION: yaml.safe_dump(_citation(review), sort_keys=False, allow_unicode=True, width=120),
        ZENODO: json.dumps(_zenodo(review), ensure_ascii=False, indent=2) + "\n",
    }


def reference_files(review: Review) -> dict[str, str]:
    """File name to text: the review as a record for programs that manage references, as BibTeX and as RIS."""
    config, authors = review.config, signed(review)
    people = authors.authors if authors else ()
    in_bib = " and ".join(
        f"{{{_latex(one.group)}}}" if one.group is not None else f"{{{_latex(one.family)}}}, {{{_latex(one.given)}}}"
        for one in people
    )
    fields = {
        "author": in_bib or f"{{{NOBODY}}}",
        "title": f"{{{_latex(config.stated_title)}}}",  # in braces of its own, so that capitals stay
        "year": str(config.date.year),
        "month": str(config.date.month),
        "note": f"Version {_latex(str(config.version))}",
        "url": str(config.address or ""),
    }
    lines = "".join(f"  {name} = {{{text}}},\n" for name, text in fields.items() if text)
    tags = [
        ("TY", "ELEC"),
        *(("AU", one.listed) for one in people or ()),
        *([] if people else [("AU", NOBODY)]),
        ("TI", config.stated_title),
        ("PY", str(config.date.year)),
        ("DA", f"{config.date:%Y/%m/%d}"),
        ("ET", f"Version {config.version}"),
        *([("UR", str(config.address))] if config.address else []),
        ("ER", ""),
    ]
    key = f"living-review-{config.version}"
    return {
        f"{THIS_REVIEW}.bib": f"@misc{{{key},\n{lines}}}\n",
        f"{THIS_REVIEW}.ris": "".join(f"{tag}  - {text}\n" for tag, text in tags),
    }


def _latex(text: str | None) -> str:
    return in_bibtex(Rich.of([Run(text or "", frozenset())]))


def check_citation(review: Review, tag: str | None = None) -> None:
    """Raises DataError where a file, or the name of a tag if there is one, does not agree with the data."""
    found = [
        Problem(name, 0, "", "does not agree with the data. Run `review citation`.")
        for name, text in citation_files(review).items()
        if not (review.root / name).is_file() or (review.root / name).read_text("utf-8") != text
    ]
    version = f"v{review.config.version}"
    if tag is not None and tag != version:
        found.append(Problem(f"tag {tag}", 0, "", f"is not the version of data/review.yaml. Allowed: {version}."))
    if found:
        raise DataError(found)


def write_citation(review: Review) -> list[Path]:
    """Write both files."""
    for name, text in citation_files(review).items():
        write_whole(review.root / name, text)
    return [review.root / name for name in (CITATION, ZENODO)]


def signed(review: Review) -> Authors | None:
    """The authors; None while a name is a placeholder."""
    authors = review.authors
    if authors is None or any(PLACEHOLDER in one.name for one in authors.authors):
        return None
    return authors


def _citation(review: Review) -> Mapping[str, Any]:
    config, authors = review.config, signed(review)
    found: dict[str, Any] = {
        "cff-version": "1.2.0",
        "message": MESSAGE,
        "title": config.title,
        "authors": [_person(one, authors) for one in authors.authors] if authors else [{"name": NOBODY}],
        "version": str(config.version),
        "date-released": str(config.date),
        "license": list(LICENCES),
        "type": "software",
    }
    if review.authors is not None:
        found["keywords"] = list(review.authors.keywords)
    if config.repository:
        found["repository-code"] = str(config.repository)
    if config.address:
        found["url"] = str(config.address)
    return found


def _person(one: Author, authors: Authors) -> dict[str, str]:
    if one.group is not None:
        return {"name": one.group}
    found = {
        "family-names": one.family or "",
        "given-names": one.given or "",
        "affiliation": _affiliation(one, authors),
    }
    if one.orcid:
        found["orcid"] = f"https://orcid.org/{one.orcid}"
    return found


def _zenodo(review: Review) -> Mapping[str, Any]:
    config, authors = review.config, signed(review)
    creators = (
        [
            {"name": one.listed, "affiliation": _affiliation(one, authors)}
            | ({"orcid": one.orcid} if one.orcid else {})
            for one in authors.authors
        ]
        if authors
        else [{"name": NOBODY}]
    )
    question = config.question
    parts = {
        "Population": question.population,
        "Intervention": question.intervention,
        "Comparators": question.comparators,
    }
    return {
        "title": config.title,
        "description": " ".join(f"{name.capitalize()}: {text}" for name, text in parts.items()),
        "creators": creators,
        "version": str(config.version),
        "publication_date": str(config.date),
        "upload_type": "software",
        "access_right": "open",
        "license": "cc-by-4.0",
        "notes": "The code is under the MIT licence, text and data under CC BY 4.0.",
        "keywords": list(review.authors.keywords) if review.authors is not None else [],
    }


def _affiliation(one: Author, authors: Authors) -> str:
    return "; ".join(authors.affiliations[key] for key in one.affiliations)
