"""Issue forms for the repository's web page, made from the models: no field or term is written twice.

The syntax is that of GitHub's issue forms. Ids of questions are names of fields; a link may fill them in.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import yaml
from pydantic import BaseModel

from .choices import about, engine_terms
from .outcomes import EfficacyRow, SafetyRow
from .screening import Record
from .study import Study
from .values import Source, Sourced
from .vocabulary import Vocabulary

VALUE_FORM = "value.yml"
HEAD = "# Made from the schema by `review schema`: change the schema, not this file.\n"
# What a reader can find wrong in a row.
READ: dict[type[BaseModel], tuple[str, ...]] = {
    EfficacyRow: (
        "events",
        "n",
        "printed",
        "value",
        "unit",
        "low",
        "high",
        "p",
        "month",
        "when",
        "outcome",
        "group",
        "arm",
    ),
    SafetyRow: ("event", "severity"),
}
OTHER = "something else"


def issue_forms() -> dict[str, str]:
    """File name to file text of every issue form, as they are kept in .github/ISSUE_TEMPLATE/."""
    forms = {
        VALUE_FORM: _value(),
        "study.yml": _study(),
        "text.yml": _text(),
        "term.yml": _term(),
        "config.yml": {"blank_issues_enabled": True},
    }
    return {name: HEAD + yaml.safe_dump(form, sort_keys=False, allow_unicode=True) for name, form in forms.items()}


def _value() -> dict[str, Any]:
    fields = {name: about(model, name) for model, names in READ.items() for name in names}
    return _form(
        "Report a value",
        "A number, unit, time or group on a study page differs from the publication.",
        "value",
        "Copy what the publication prints, and say where it is. Links on study pages fill in the first three answers.",
        _line(
            "file", "File", "Named at the end of the study page, such as data/studies/smith2024.yaml.", required=True
        ),
        _line("row", "Row", "Block, number and line as on the study page: efficacy, row 3, line 27."),
        _line("now", "What the page shows"),
        _choice("field", "What is wrong", [*_options(fields), OTHER]),
        _box("printed", "What the publication prints", "Word for word.", required=True),
        _line("url", "Where you read it", about(Source, "url"), required=True),
        _line("at", "Place in it", about(Sourced, "at"), required=True),
    )


def _study() -> dict[str, Any]:
    return _form(
        "Propose a study",
        "A publication or registered trial that the review should look at.",
        "study",
        "Please look first whether the study library of the site has it. Of the numbers, one is enough.",
        _line("title", "Title", about(Record, "title"), required=True),
        _line("doi", "DOI", about(Record, "doi")),
        _line("pmid", "PMID", about(Record, "pmid")),
        _line("registry", "Registration", about(Study, "registry")),
        _line("first_author", "First author", about(Record, "first_author")),
        _line("year", "Year", about(Record, "year")),
        _line("url", "Address", about(Record, "url")),
        _choice("kind", "Kind", _options(engine_terms(Study, "kind"))),
        _choice("design", "Design", _options(engine_terms(Study, "design"))),
        _box("reason", "Why it belongs here", "Which outcome, harm or mechanism it reports, and in whom."),
    )


def _text() -> dict[str, Any]:
    return _form(
        "Suggest a text",
        "A sentence, caption or heading is wrong, unclear or missing.",
        "text",
        "If you know how to say it better, you may also edit the page yourself: CONTRIBUTING.md, path 2.",
        _line("page", "Page", "Its title or address.", required=True),
        _box("now", "The text as it is", "Copied from the page; leave it empty if something is missing."),
        _box("better", "What it should say", required=True),
        _line("url", "Source", "If it states a fact: where you read it, and the place in it."),
    )


def _term() -> dict[str, Any]:
    vocabularies = {name: about(Vocabulary, name) for name in Vocabulary.model_fields}
    return _form(
        "Propose a term",
        "An outcome, adverse event or other term that data/vocabulary.yaml lacks.",
        "term",
        "A term is added when a publication reports it and no existing term fits.",
        _choice("vocabulary", "Kind of term", _options(vocabularies), required=True),
        _line("label", "Term", "As figures and tables are to print it.", required=True),
        _box(
            "definition", "Definition", "What counts as it and what does not, and where that is defined.", required=True
        ),
        _box("reported", "Who reports it", "At least one publication with a value (DOI or address), and the place."),
        _box("nearest", "Nearest existing term", "And why it does not fit."),
    )


def _form(name: str, about: str, label: str, note: str, *questions: dict[str, Any]) -> dict[str, Any]:
    body = [{"type": "markdown", "attributes": {"value": note}}, *questions]
    return {"name": name, "description": about, "title": f"{label.capitalize()}: ", "labels": [label], "body": body}


def _question(kind: str, name: str, label: str, required: bool, **attributes: Any) -> dict[str, Any]:
    given = {key: value for key, value in attributes.items() if value}
    asked = {"type": kind, "id": name, "attributes": {"label": label, **given}}
    return asked | ({"validations": {"required": True}} if required else {})


def _line(name: str, label: str, description: str = "", required: bool = False) -> dict[str, Any]:
    return _question("input", name, label, required, description=description)


def _box(name: str, label: str, description: str = "", required: bool = False) -> dict[str, Any]:
    return _question("textarea", name, label, required, description=description)


def _choice(name: str, label: str, options: Iterable[str], required: bool = False) -> dict[str, Any]:
    return _question("dropdown", name, label, required, options=list(options))


def _options(terms: dict[str, str]) -> list[str]:
    return [f"{term}: {meaning}" for term, meaning in terms.items()]
